//! What was sold in any cut of millions of lines, read once? Sales figures of small parts that merge into every larger one.
//!
//! The formulas are those of [`sales`](crate::sales). The caller numbers orders and customers (a dictionary does), so that a
//! line costs two entries in sets of numbers and no text.

use crate::error::KpiError;
use crate::line::OrderLineRef;
use crate::quantity::MoneyFormat;
use crate::sales::{Group, SalesFigures};
use mercato_core::Rounding;

/// The sales of one part of the lines: a channel on a day, say. Parts merge into channels, months, periods and the total.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{LineStatus, OrderLineRef, SalesPart};
/// let line = OrderLineRef {
///     order_id: "A-1",
///     customer_id: None,
///     channel: None,
///     sku: None,
///     quantity: 3,
///     unit_price: decimal::parse("10.00")?,
///     discount: decimal::parse("1.00")?,
///     unit_cost: None,
///     status: LineStatus::Completed,
///     returned_quantity: 0,
/// };
/// let (mut monday, mut tuesday) = (SalesPart::default(), SalesPart::default());
/// monday.add(&line, 0, Some(7))?;
/// tuesday.add(&line, 1, Some(7))?;
/// let mut week = monday.clone();
/// week.merge(&tuesday)?;
/// let figures = week.figures(None, None)?;
/// assert_eq!((figures.orders, figures.buyers), (2, 1));
/// assert_eq!(figures.net_sales.to_string(), "58.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SalesPart(Group);

impl SalesPart {
    /// Takes a line in; `order` and `customer` are the numbers of its order and customer, the same in all parts that merge.
    /// The texts of the line count for nothing.
    ///
    /// # Errors
    /// As [`OrderLineRef::check`]; `overflow` of a count of units.
    pub fn add(&mut self, line: &OrderLineRef<'_>, order: u32, customer: Option<u32>) -> Result<(), KpiError> {
        line.check()?;
        self.0.add(line, order, customer)
    }

    /// Takes in all that another part took in.
    ///
    /// # Errors
    /// `overflow` of a count of units.
    pub fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        self.0.absorb(&other.0, Some, Some)
    }

    /// How many lines were taken in.
    #[must_use]
    pub const fn lines(&self) -> u64 {
        self.0.lines
    }

    /// The figures, with money at `scale` (0 to 10, default 2) by `rounding` (default half to even).
    ///
    /// # Errors
    /// `invalid_argument` for a `scale` above 10; `overflow` of an amount beyond a decimal.
    pub fn figures(&self, scale: Option<u32>, rounding: Option<Rounding>) -> Result<SalesFigures, KpiError> {
        self.0.figures(MoneyFormat::new(scale, rounding)?)
    }
}
