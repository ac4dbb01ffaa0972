//! Do customers come back? Repurchase (復購) figures of a period.
//!
//! Over distinct pairs of customer and order (an order with lines on several dates counts on the earliest), the period's ends
//! included: `repurchase_rate` = buyers with two orders or more / buyers, `repeat_order_rate = (orders - buyers) / orders`,
//! `returning_customer_rate` = buyers who also bought in the `lookback_days` days before the start / buyers,
//! `purchase_frequency = orders / buyers`, `mean_days_between_orders` over all consecutive orders of one customer in the period.
//!
//! Source: Alibaba 生意参谋 (老客: a buyer who had bought in the 365 days before; 复购率); definition for the rest. Limits: guests have
//! no customer id and are left out by the caller; a gap that crosses the period's ends is not seen.

use crate::error::KpiError;
use crate::quantity::{rate, rate_of};
use chrono::{Days, NaiveDate};
use mercato_core::{CustomerId, DateString, Error, Exact, OrderId};
use serde::{Deserialize, Serialize};

/// An order, or a line of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CustomerOrder {
    /// Who bought.
    pub customer_id: CustomerId,
    /// The order; several rows of one order count once.
    pub order_id: OrderId,
    /// When.
    #[serde(with = "DateString")]
    pub date: NaiveDate,
}

/// What [`repurchase_metrics`] takes; orders in any order, those before the period too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RepurchaseInput {
    /// The orders.
    pub orders: Vec<CustomerOrder>,
    /// The first day of the period.
    #[serde(with = "DateString")]
    pub start: NaiveDate,
    /// The last day of the period, at least `start`.
    #[serde(with = "DateString")]
    pub end: NaiveDate,
    /// How many days before the start make a buyer a returning one; 365 if left out.
    pub lookback_days: Option<u32>,
}

/// Repurchase figures; `None` where nobody bought.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RepurchaseMetrics {
    /// Customers with an order in the period.
    pub buyers: u64,
    /// Orders in the period.
    pub orders: u64,
    /// Buyers with two orders or more.
    pub repeat_buyers: u64,
    /// Repeat buyers over buyers, 0..=1.
    pub repurchase_rate: Option<f64>,
    /// Orders beyond each buyer's first in the period.
    pub repeat_orders: u64,
    /// Repeat orders over orders, 0..1.
    pub repeat_order_rate: Option<f64>,
    /// Buyers who also bought in the lookback before the start.
    pub returning_buyers: u64,
    /// The other buyers.
    pub new_buyers: u64,
    /// Returning buyers over buyers, 0..=1.
    pub returning_customer_rate: Option<f64>,
    /// Orders a buyer.
    pub purchase_frequency: Option<f64>,
    /// Mean days from an order to the customer's next, both in the period; `None` without such a pair.
    pub mean_days_between_orders: Option<f64>,
}

/// The repurchase figures of a period. O(n log n) for the sort.
///
/// ```
/// use mercato_core::{CustomerId, OrderId, time};
/// use mercato_kpi::{CustomerOrder, RepurchaseInput, repurchase_metrics};
/// let order = |customer: &str, order: &str, date: &str| -> Result<CustomerOrder, mercato_core::Error> {
///     let (customer_id, order_id) = (CustomerId::new(customer)?, OrderId::new(order)?);
///     Ok(CustomerOrder { customer_id, order_id, date: time::parse_date(date)? })
/// };
/// let input = RepurchaseInput {
///     orders: vec![
///         order("ann", "1", "2023-12-24")?, // before the period: ann is a returning buyer
///         order("ann", "2", "2024-01-05")?,
///         order("ann", "3", "2024-01-19")?,
///         order("bob", "4", "2024-01-31")?,
///     ],
///     start: time::parse_date("2024-01-01")?,
///     end: time::parse_date("2024-01-31")?,
///     lookback_days: None,
/// };
/// let metrics = repurchase_metrics(&input)?;
/// assert_eq!((metrics.buyers, metrics.orders, metrics.new_buyers), (2, 3, 1));
/// assert_eq!(metrics.repurchase_rate, Some(0.5));
/// assert_eq!(metrics.mean_days_between_orders, Some(14.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` if `end` is before `start`.
pub fn repurchase_metrics(input: &RepurchaseInput) -> Result<RepurchaseMetrics, KpiError> {
    let orders = input.orders.iter().map(|order| (&order.customer_id, &order.order_id, order.date)).collect();
    CustomerOrders::new(orders).metrics(input.start, input.end, input.lookback_days)
}

/// Orders sorted once and asked about many periods; `C` and `O` are ids of customers and orders, or their numbers in a
/// dictionary. Memory: the rows.
///
/// ```
/// use mercato_core::time;
/// use mercato_kpi::CustomerOrders;
/// let (january, march) = (time::parse_date("2024-01-05")?, time::parse_date("2024-03-01")?);
/// let orders = CustomerOrders::new(vec![(1, 10, january), (1, 11, march), (2, 12, march)]);
/// let metrics = orders.metrics(march, march, None)?;
/// assert_eq!((metrics.buyers, metrics.returning_buyers), (2, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerOrders<C, O>(Vec<(C, O, NaiveDate)>);

impl<C: Ord, O: Ord> CustomerOrders<C, O> {
    /// Takes rows of customer, order and date; several rows of one order count once, on the earliest date.
    #[must_use]
    pub fn new(mut rows: Vec<(C, O, NaiveDate)>) -> Self {
        rows.sort_unstable();
        // the earliest date of each order stays
        rows.dedup_by(|later, kept| (&later.0, &later.1) == (&kept.0, &kept.1));
        Self(rows)
    }

    /// The figures of a period, as [`repurchase_metrics`]. O(rows).
    ///
    /// # Errors
    /// `invalid_argument` if `end` is before `start`.
    pub fn metrics(
        &self,
        start: NaiveDate,
        end: NaiveDate,
        lookback_days: Option<u32>,
    ) -> Result<RepurchaseMetrics, KpiError> {
        /// A year, leap day or not: the rule for a returning customer of Tmall.
        const LOOKBACK_DAYS: u32 = 365;
        if end < start {
            return Err(Error::invalid("end", end, format!("must not be before start {start}")).into());
        }
        let lookback = Days::new(lookback_days.unwrap_or(LOOKBACK_DAYS).into());
        let earliest = start.checked_sub_days(lookback).unwrap_or(NaiveDate::MIN);

        let mut answer = RepurchaseMetrics::default();
        let (mut days, mut gaps) = (0_i64, 0_u64);
        for of_customer in self.0.chunk_by(|a, b| a.0 == b.0) {
            let dates = || of_customer.iter().map(|(_, _, date)| *date);
            let in_period = || dates().filter(|date| (start..=end).contains(date));
            let (Some(first), Some(last)) = (in_period().min(), in_period().max()) else { continue };
            let count = in_period().fold(0_u64, |count, _| count.saturating_add(1));
            let repeats = count.saturating_sub(1);
            let returning = dates().any(|date| earliest <= date && date < start);
            answer.buyers = answer.buyers.saturating_add(1);
            answer.orders = answer.orders.saturating_add(count);
            answer.repeat_buyers = answer.repeat_buyers.saturating_add((repeats > 0).into());
            answer.returning_buyers = answer.returning_buyers.saturating_add(returning.into());
            // the gaps between consecutive orders add up to the span from the first to the last
            days = days.saturating_add(last.signed_duration_since(first).num_days());
            gaps = gaps.saturating_add(repeats);
        }
        answer.repeat_orders = gaps;
        answer.new_buyers = answer.buyers.saturating_sub(answer.returning_buyers);
        answer.repurchase_rate = rate_of("repurchase_rate", answer.repeat_buyers, answer.buyers)?;
        answer.repeat_order_rate = rate_of("repeat_order_rate", gaps, answer.orders)?;
        answer.returning_customer_rate = rate_of("returning_customer_rate", answer.returning_buyers, answer.buyers)?;
        answer.purchase_frequency = rate_of("purchase_frequency", answer.orders, answer.buyers)?;
        answer.mean_days_between_orders = rate("mean_days_between_orders", &Exact::from(days), &Exact::from(gaps))?;
        Ok(answer)
    }
}
