//! What would a policy have cost on the demand of the past? Period t = 0, 1, … of a trace:
//!
//! 1. what is due is received, and serves backorders first;
//! 2. if t is a multiple of the review period, the policy orders from on hand − backorders + on order; with lead time 0 the
//!    order arrives now, else at the start of period t + L;
//! 3. demand is served from stock, and the rest is backordered or lost;
//! 4. the period costs h · on hand + p · backorders (or units lost) + K for an order.
//!
//! Quantities are whole units and exact. Source: the ordering systems and the inventory position of S. Axsäter, "Inventory
//! Control" (3rd ed., 2015), section 3.2; the order of events is the one above.

use super::policy::SimulatedPolicy;
use super::stock::Stock;
use crate::check;
use crate::error::InventoryError;
use crate::service::Shortage;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`simulate_trace`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SimulateTraceInput {
    /// When to order and how much.
    pub policy: SimulatedPolicy<i64>,
    /// Units demanded in each period, at least 0; at least one period.
    pub demand: Vec<i64>,
    /// Periods from an order to its receipt, default 0: at once.
    #[serde(default)]
    pub lead_time: u32,
    /// Units in stock before the first period, at least 0.
    pub initial_on_hand: i64,
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Cost of a unit on hand at the end of a period, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder at the end of a period, or of a unit lost; above 0.
    pub stockout_cost: f64,
    /// What becomes of demand that finds no stock.
    #[serde(default)]
    pub shortage: Shortage,
    /// Whether the answer has a row a period.
    #[serde(default)]
    pub include_rows: bool,
}

/// One period of a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TraceRow {
    /// The period, from 1.
    pub period: u64,
    /// Units ordered.
    pub order_quantity: i64,
    /// Units received, with an order that arrives at once.
    pub received: i64,
    /// Demand of the period served at once.
    pub filled: i64,
    /// Demand of the period not served at once.
    pub shortage: i64,
    /// Units in stock at the end.
    pub on_hand: i64,
    /// Units that customers wait for at the end.
    pub backorders: i64,
    /// Units ordered and not received at the end.
    pub on_order: i64,
}

/// What [`simulate_trace`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TraceSimulation {
    /// Holding cost of all periods.
    pub holding_cost: f64,
    /// Cost of backorders, or of lost units, of all periods.
    pub stockout_cost: f64,
    /// Fixed costs of all orders.
    pub ordering_cost: f64,
    /// The sum of the three.
    pub total_cost: f64,
    /// Mean stock at the end of a period.
    pub average_on_hand: f64,
    /// Mean backorders at the end of a period.
    pub average_backorders: f64,
    /// Demand served at once over demand; 1 without demand.
    pub fill_rate: f64,
    /// Periods with demand that was not served at once.
    pub stockout_periods: u64,
    /// Orders placed.
    pub orders_placed: u64,
    /// The periods, if asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<TraceRow>>,
}

/// What would this policy have cost, and served, on this demand?
///
/// Time O(periods), memory O(lead time). See the [module](self) for the order of events.
///
/// ```
/// use mercato_inventory::{SimulatedPolicy, SimulateTraceInput, Shortage, simulate_trace};
/// let input = SimulateTraceInput {
///     policy: SimulatedPolicy::BaseStock { order_up_to_level: 5, review_period: None },
///     demand: vec![3, 4, 0],
///     lead_time: 1,
///     initial_on_hand: 5,
///     fixed_cost: 10.0,
///     holding_cost: 1.0,
///     stockout_cost: 7.0,
///     shortage: Shortage::Backorder,
///     include_rows: false,
/// };
/// let trace = simulate_trace(&input)?;
/// // Stock 5 - 3 = 2; then 2 - 4 = 2 backordered; then 3 arrive, 1 is left.
/// assert_eq!((trace.holding_cost, trace.stockout_cost, trace.ordering_cost), (3.0, 14.0, 20.0));
/// assert_eq!(trace.fill_rate, 5.0 / 7.0);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no periods, negative demand or stock, a cost out of range, an order quantity or review period
/// below 1, or an order-up-to level not above the reorder point; `overflow` if a quantity leaves 64 bits or a cost a double.
pub fn simulate_trace(input: &SimulateTraceInput) -> Result<TraceSimulation, InventoryError> {
    check::not_empty("demand", &input.demand)?;
    input.policy.checked()?;
    for (index, &demand) in input.demand.iter().enumerate() {
        not_negative(|| format!("demand[{index}]"), demand)?;
    }
    not_negative(|| "initial_on_hand".to_owned(), input.initial_on_hand)?;
    let fixed_cost = check::non_negative("fixed_cost", input.fixed_cost)?;
    let holding_cost = check::positive("holding_cost", input.holding_cost)?;
    let stockout_cost = check::positive("stockout_cost", input.stockout_cost)?;

    let periods = input.demand.len();
    let mut stock = Stock::new(input.policy, input.shortage, input.initial_on_hand, input.lead_time, periods);
    let mut sums = Sums::default();
    let mut rows = input.include_rows.then(|| Vec::with_capacity(periods));
    for (period, &demand) in (1_u64..).zip(&input.demand) {
        let now = stock.step(demand).ok_or_else(|| {
            Error::overflow(format!("demand[{}]", period.saturating_sub(1)), demand, "64-bit stock figures")
        })?;
        sums.on_hand = sums.on_hand.saturating_add(now.on_hand.into());
        sums.backorders = sums.backorders.saturating_add(now.backorders.into());
        sums.demand = sums.demand.saturating_add(demand.into());
        sums.filled = sums.filled.saturating_add(now.filled.into());
        sums.stockout_periods = sums.stockout_periods.saturating_add(u64::from(now.shortage > 0));
        sums.orders_placed = sums.orders_placed.saturating_add(u64::from(now.order_quantity > 0));
        if let Some(rows) = &mut rows {
            rows.push(TraceRow {
                period,
                order_quantity: now.order_quantity,
                received: now.received,
                filled: now.filled,
                shortage: now.shortage,
                on_hand: now.on_hand,
                backorders: now.backorders,
                on_order: now.on_order,
            });
        }
    }
    let short = match input.shortage {
        Shortage::Backorder => sums.backorders,
        Shortage::LostSales => sums.demand.saturating_sub(sums.filled),
    };
    let holding_cost = check::answer("holding_cost", holding_cost * sums.on_hand as f64)?;
    let stockout_cost = check::answer("stockout_cost", stockout_cost * short as f64)?;
    let ordering_cost = check::answer("ordering_cost", fixed_cost * sums.orders_placed as f64)?;
    Ok(TraceSimulation {
        holding_cost,
        stockout_cost,
        ordering_cost,
        total_cost: check::answer("total_cost", holding_cost + stockout_cost + ordering_cost)?,
        average_on_hand: sums.on_hand as f64 / periods as f64,
        average_backorders: sums.backorders as f64 / periods as f64,
        fill_rate: if sums.demand == 0 { 1.0 } else { sums.filled as f64 / sums.demand as f64 },
        stockout_periods: sums.stockout_periods,
        orders_placed: sums.orders_placed,
        rows,
    })
}

/// Sums over the periods; 2^63 periods of 2^63 units fit 128 bits.
#[derive(Debug, Default)]
struct Sums {
    on_hand: i128,
    backorders: i128,
    demand: i128,
    filled: i128,
    stockout_periods: u64,
    orders_placed: u64,
}

/// Refuses a negative quantity.
pub(super) fn not_negative(path: impl FnOnce() -> String, value: i64) -> Result<(), Error> {
    if value < 0 { Err(Error::invalid(path(), value, "must be at least 0")) } else { Ok(()) }
}
