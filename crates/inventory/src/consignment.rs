//! What is owed to the owner of consigned stock?
//!
//! Each consumption is taken from the oldest lots that were there on its day (first in, first out, by received date, then lot
//! id) and invoiced at the cost of each lot touched. Under an ownership-transfer clause, what remains of a lot after so many
//! days is invoiced as well.
//!
//! Source: the pipeline settlement of consignment agreements (Gümüş, Jewkes and Bookbinder 2008, on who owns the
//! stock until it is used); every line is rounded, and the total is the sum of the lines, so that the invoice adds up.

use crate::error::InventoryError;
use crate::exact::{money, non_negative, quantity};
use crate::stock_aging::StockLot;
use chrono::NaiveDate;
use mercato_core::{Currency, DateString, Decimal, DecimalString, Error, Exact, OptionalDateString};
use serde::{Deserialize, Serialize};

/// Units taken from consigned stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Consumption {
    /// The day.
    #[serde(with = "DateString")]
    pub date: NaiveDate,
    /// Units, at least 0.
    #[serde(with = "DecimalString")]
    pub quantity: Decimal,
}

/// What [`consignment_settlement`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConsignmentSettlementInput {
    /// What was consigned.
    pub lots: Vec<StockLot>,
    /// What was taken, in any order.
    pub consumption: Vec<Consumption>,
    /// The currency of the invoice.
    pub currency: Currency,
    /// The day of the settlement; no consumption is later.
    #[serde(default, with = "OptionalDateString")]
    pub as_of: Option<NaiveDate>,
    /// Days after which a lot passes to the retailer; needs `as_of`.
    pub ownership_transfer_days: Option<u64>,
}

/// Why a line is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SettlementReason {
    /// Taken.
    Consumed,
    /// Kept until it passed to the retailer.
    Aged,
}

/// A line of the invoice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SettlementLine {
    /// The lot.
    pub lot_id: String,
    /// The day of the consumption, or of the settlement for an aged lot.
    #[serde(with = "DateString")]
    pub date: NaiveDate,
    /// Why it is owed.
    pub reason: SettlementReason,
    /// Units, above 0.
    #[serde(with = "DecimalString")]
    pub quantity: Decimal,
    /// Units at the lot's cost, rounded.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
}

/// The invoice of a settlement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ConsignmentSettlement {
    /// The lines: consumption by date, then aged lots, each in lot order.
    pub lines: Vec<SettlementLine>,
    /// The sum of the lines.
    #[serde(with = "DecimalString")]
    pub total_amount: Decimal,
    /// Units that still belong to the owner.
    #[serde(with = "DecimalString")]
    pub remaining_quantity: Decimal,
}

/// A lot and what is left of it.
struct Open<'a> {
    lot: &'a StockLot,
    left: Exact,
    unit_cost: Exact,
}

/// The invoice under construction.
struct Invoice {
    currency: Currency,
    lines: Vec<SettlementLine>,
    total: Exact,
}

impl Invoice {
    /// Takes `units` of a lot.
    fn take(
        &mut self,
        open: &mut Open<'_>,
        units: &Exact,
        date: NaiveDate,
        reason: SettlementReason,
    ) -> Result<(), Error> {
        let refused = |error: Error| error.at("lines", self.lines.len());
        let amount = money("amount", &(units * &open.unit_cost), self.currency).map_err(refused)?;
        let line = SettlementLine {
            lot_id: open.lot.lot_id.clone(),
            date,
            reason,
            quantity: quantity("quantity", units).map_err(refused)?,
            amount,
        };
        open.left = &open.left - units;
        self.total = &self.total + &amount.into();
        self.lines.push(line);
        Ok(())
    }
}

/// The invoice for what was consumed and what aged, O((lots + consumption) · log).
///
/// ```
/// use mercato_core::{Currency, Decimal, decimal, time};
/// use mercato_inventory::{ConsignmentSettlementInput, Consumption, StockLot, consignment_settlement};
/// let lot = |lot_id: &str, date, units, cost| -> Result<StockLot, mercato_core::Error> {
///     let (received_date, lot_id) = (time::parse_date(date)?, lot_id.to_owned());
///     Ok(StockLot { lot_id, received_date, quantity: Decimal::from(units), unit_cost: decimal::parse(cost)? })
/// };
/// let invoice = consignment_settlement(&ConsignmentSettlementInput {
///     lots: vec![lot("a", "2024-01-01", 10, "2.00")?, lot("b", "2024-01-15", 10, "3.00")?],
///     consumption: vec![Consumption { date: time::parse_date("2024-01-20")?, quantity: Decimal::from(12) }],
///     currency: Currency::EUR,
///     as_of: None,
///     ownership_transfer_days: None,
/// })?;
/// // 10 of the older lot and 2 of the next
/// assert_eq!((invoice.lines.len(), invoice.total_amount.to_string()), (2, "26.00".to_owned()));
/// assert_eq!(invoice.remaining_quantity, Decimal::from(8));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure below 0, a consumption after `as_of`, `ownership_transfer_days` without `as_of`;
/// `infeasible` if more is consumed than was there on the day; `overflow` for a figure that no decimal holds.
pub fn consignment_settlement(input: &ConsignmentSettlementInput) -> Result<ConsignmentSettlement, InventoryError> {
    let mut lots = open_lots(&input.lots)?;
    let consumption = checked_consumption(input)?;
    let mut invoice = Invoice { currency: input.currency, lines: Vec::new(), total: Exact::ZERO };
    let mut oldest = 0_usize;
    for (index, date, wanted) in consumption {
        let mut wanted = wanted;
        while wanted.signum() > 0 {
            let open = lots.get_mut(oldest).filter(|open| open.lot.received_date <= date).ok_or_else(|| {
                let short = quantity("quantity", &wanted).map_or_else(|_| "some".to_owned(), |units| units.to_string());
                let what = format!("{short} units more than were there on {date}");
                InventoryError::infeasible(format!("consumption[{index}].quantity"), what)
            })?;
            if open.left.is_zero() {
                oldest = oldest.saturating_add(1);
                continue;
            }
            let units = (&wanted).min(&open.left).clone();
            invoice.take(open, &units, date, SettlementReason::Consumed)?;
            wanted = wanted - units;
        }
    }
    if let (Some(as_of), Some(days)) = (input.as_of, input.ownership_transfer_days) {
        let aged = |open: &Open<'_>| {
            let age = as_of.signed_duration_since(open.lot.received_date).num_days();
            u64::try_from(age).is_ok_and(|age| age >= days)
        };
        for open in lots.iter_mut().filter(|open| open.left.signum() > 0 && aged(open)) {
            let units = open.left.clone();
            invoice.take(open, &units, as_of, SettlementReason::Aged)?;
        }
    }
    let remaining = lots.into_iter().map(|open| open.left).sum::<Exact>();
    Ok(ConsignmentSettlement {
        total_amount: money("total_amount", &invoice.total, input.currency)?,
        lines: invoice.lines,
        remaining_quantity: quantity("remaining_quantity", &remaining)?,
    })
}

/// The lots in the order in which they are used up.
fn open_lots(lots: &[StockLot]) -> Result<Vec<Open<'_>>, Error> {
    let mut open = Vec::with_capacity(lots.len());
    for (index, lot) in lots.iter().enumerate() {
        let (left, unit_cost) = lot.figures(index)?;
        open.push(Open { lot, left, unit_cost });
    }
    open.sort_by(|a, b| (a.lot.received_date, &a.lot.lot_id).cmp(&(b.lot.received_date, &b.lot.lot_id)));
    Ok(open)
}

/// The consumption by date, each with its place in the input.
fn checked_consumption(input: &ConsignmentSettlementInput) -> Result<Vec<(usize, NaiveDate, Exact)>, Error> {
    if let (None, Some(days)) = (input.as_of, input.ownership_transfer_days) {
        return Err(Error::invalid("ownership_transfer_days", days, "needs as_of"));
    }
    let mut consumption = Vec::with_capacity(input.consumption.len());
    for (index, taken) in input.consumption.iter().enumerate() {
        let refused = |error: Error| error.at("consumption", index);
        let wanted = non_negative("quantity", &taken.quantity).map_err(refused)?;
        if let Some(as_of) = input.as_of.filter(|as_of| taken.date > *as_of) {
            return Err(refused(Error::invalid("date", taken.date, format!("must not be after as_of {as_of}"))));
        }
        consumption.push((index, taken.date, wanted));
    }
    consumption.sort_by_key(|(_, date, _)| *date);
    Ok(consumption)
}
