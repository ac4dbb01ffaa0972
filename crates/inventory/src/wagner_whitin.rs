//! Which orders cover known demand at the least cost, when demand and costs differ by period?
//!
//! ```text
//! min Σ Kₜ[Qₜ > 0] + cₜQₜ + hₜIₜ      Iₜ = Iₜ₋₁ + Qₜ - dₜ ≥ 0, hₜ charged on the stock at the end of t
//! f(t) = min over k > t of Kₜ + Pₜ(Dₜ - Dₖ) + f(k), or f(t+1) if t has no demand
//! ```
//!
//! Some optimal plan orders only when stock is 0, each time for whole periods: f(t) is the least cost from t on. Dₜ is the demand from t
//! to the end, and Pₜ = cₜ + Σ hᵤ over u ≥ t prices a unit as if it were held to the end; what that is too much, Σ dᵤ(hᵤ + hᵤ₊₁ + …), is
//! the same for every plan.
//!
//! The k that minimises `f(k) - PₜDₖ` is where a line of slope Pₜ touches the lower hull of the points (Dₖ, f(k)). Points join the
//! hull on its right only, and the touching point is found by bisection: O(T log T) time and O(T) space. The sums grow far
//! beyond the differences that decide, so they are kept in twice the precision of a double.
//!
//! Source: H. M. Wagner & T. M. Whitin (1958), "Dynamic version of the economic lot size model", Management Science 5;
//! A. Wagelmans, S. Van Hoesel & A. Kolen (1992), "Economic lot sizing: an O(n log n) algorithm that runs in linear time in the
//! Wagner-Whitin case", Operations Research 40; A. Federgruen & M. Tzur (1991), Management Science 37. Limits: no capacity, no
//! backorders.

use crate::check::{answer, each, non_negative, positive};
use crate::error::InventoryError;
use crate::lot_plan::{Lot, Period, demand, lot_plan};
use crate::twofold::Twofold;
use mercato_core::Error;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// A cost that is the same in every period, or one a period.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged, expecting = "must be a number, or a list of one number a period")]
pub enum PerPeriod {
    /// The same in every period.
    Same(f64),
    /// One a period.
    Each(Vec<f64>),
}

impl Default for PerPeriod {
    fn default() -> Self {
        Self::Same(0.0)
    }
}

impl From<f64> for PerPeriod {
    fn from(value: f64) -> Self {
        Self::Same(value)
    }
}

impl From<Vec<f64>> for PerPeriod {
    fn from(values: Vec<f64>) -> Self {
        Self::Each(values)
    }
}

/// What [`wagner_whitin`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WagnerWhitinInput {
    /// d, demand a period, each at least 0, at least one period.
    pub demand: Vec<f64>,
    /// K, the cost of placing an order, at least 0.
    pub fixed_cost: PerPeriod,
    /// h, the cost of one unit in stock at the end of the period, above 0.
    pub holding_cost: PerPeriod,
    /// c, the price of a unit ordered in the period, at least 0; 0 if left out.
    pub purchase_cost: Option<PerPeriod>,
    /// Stock at the start, at least 0, used before anything is ordered; 0 if left out.
    pub initial_inventory: Option<f64>,
}

/// What [`wagner_whitin`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct WagnerWhitinOutput {
    /// Units ordered in each period.
    pub order_quantities: Vec<f64>,
    /// Ordering, purchase and holding cost of all periods, that of the initial inventory's stock included.
    pub cost: f64,
}

/// The plan of least cost for known demand; formulas in the [module](self).
///
/// ```
/// use mercato_inventory::{WagnerWhitinInput, wagner_whitin};
/// // Snyder & Shen, example 3.9
/// let plan = wagner_whitin(&WagnerWhitinInput {
///     demand: vec![90.0, 120.0, 80.0, 70.0], fixed_cost: 500.0.into(), holding_cost: 2.0.into(), ..Default::default()
/// })?;
/// assert_eq!(plan.order_quantities, [210.0, 0.0, 150.0, 0.0]);
/// assert_eq!(plan.cost, 1380.0); // two orders, 120 and 70 units held for one period
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no periods, a list that is not one figure a period, or a figure that is not finite or out of its
/// range; `overflow` if an answer, or a sum on the way to it, exceeds a double.
pub fn wagner_whitin(input: &WagnerWhitinInput) -> Result<WagnerWhitinOutput, InventoryError> {
    let mut periods = periods(input)?;
    let stock = non_negative("initial_inventory", input.initial_inventory.unwrap_or_default())?;
    let held = use_stock(&mut periods, stock);
    let lots = optimal_lots(&periods)?;
    let plan = lot_plan(&periods, &lots, held)?;
    Ok(WagnerWhitinOutput { order_quantities: plan.order_quantities, cost: plan.cost })
}

fn periods(input: &WagnerWhitinInput) -> Result<Vec<Period>, Error> {
    demand("demand", &input.demand)?;
    let count = input.demand.len();
    let fixed = one_a_period("fixed_cost", &input.fixed_cost, count, non_negative)?;
    let holding = one_a_period("holding_cost", &input.holding_cost, count, positive)?;
    let free = PerPeriod::default();
    let purchase = input.purchase_cost.as_ref().unwrap_or(&free);
    let purchase = one_a_period("purchase_cost", purchase, count, non_negative)?;
    let costs = fixed.zip(holding).zip(purchase);
    Ok(input
        .demand
        .iter()
        .zip(costs)
        .map(|(demand, ((fixed_cost, holding_cost), purchase_cost))| Period {
            demand: demand.abs(),
            fixed_cost: fixed_cost.abs(),
            holding_cost,
            purchase_cost: purchase_cost.abs(),
        })
        .collect())
}

/// The figure of every period, each of them checked.
fn one_a_period<'a>(
    path: &str,
    cost: &'a PerPeriod,
    count: usize,
    check: fn(&str, f64) -> Result<f64, Error>,
) -> Result<impl Iterator<Item = f64> + 'a, Error> {
    let (same, list) = match cost {
        PerPeriod::Same(value) => (check(path, *value)?, [].as_slice()),
        PerPeriod::Each(values) if values.len() == count => {
            each(path, values, check)?;
            (0.0, values.as_slice())
        }
        PerPeriod::Each(values) => {
            return Err(Error::invalid(path, values.len(), format!("figures are given for {count} periods")));
        }
    };
    Ok(list.iter().copied().chain(std::iter::repeat_n(same, count.saturating_sub(list.len()))))
}

/// Takes the stock off the first demands; gives what it costs to hold until then.
fn use_stock(periods: &mut [Period], stock: f64) -> f64 {
    let mut left = stock;
    let mut held = Sum::new();
    for period in periods {
        if left <= 0.0 {
            break;
        }
        let used = left.min(period.demand);
        left -= used;
        period.demand -= used;
        held.add(period.holding_cost * left);
    }
    held.value()
}

/// The point (D, f) of a period from which a plan may start afresh, and the slope of the hull on its left.
#[derive(Debug, Clone, Copy)]
struct Vertex {
    demand: Twofold,
    cost: Twofold,
    slope: Twofold,
    period: usize,
}

fn optimal_lots(periods: &[Period]) -> Result<Vec<Lot>, Error> {
    // where the lot ordered in a period ends; none is ordered where that is the period itself
    let mut ends: Vec<usize> = (0..periods.len()).collect();
    let mut hull = Hull::new(periods.len());
    let mut held_to_the_end = Twofold::ZERO;
    let mut demand = Twofold::ZERO;
    let mut best = Twofold::ZERO;
    for ((index, period), end) in periods.iter().enumerate().zip(&mut ends).rev() {
        held_to_the_end = held_to_the_end + period.holding_cost.into();
        demand = demand + period.demand.into();
        let price = held_to_the_end + period.purchase_cost.into();
        let next = hull.touched_by(price);
        let ordered = next.cost + price * (demand - next.demand) + period.fixed_cost.into();
        if period.demand > 0.0 || ordered < best {
            best = ordered;
            *end = next.period;
            answer("cost", best.value())?;
            hull.push(demand, best, index);
        }
    }
    let mut lots = Vec::new();
    let mut period = 0;
    while let Some(end) = ends.get(period) {
        if *end > period {
            lots.push(Lot { from: period, to: *end });
        }
        period = (*end).max(period.saturating_add(1));
    }
    Ok(lots)
}

/// The lower hull of points that come with growing demand.
#[derive(Debug)]
struct Hull {
    /// The end of the last period: nothing to cover, at no cost.
    last: Vertex,
    vertices: Vec<Vertex>,
}

impl Hull {
    fn new(end: usize) -> Self {
        let slope = Twofold::from(f64::NEG_INFINITY);
        Self { last: Vertex { demand: Twofold::ZERO, cost: Twofold::ZERO, slope, period: end }, vertices: Vec::new() }
    }

    /// The vertex that a line of this slope touches: the last whose edge on the left is not steeper.
    fn touched_by(&self, slope: Twofold) -> Vertex {
        let flatter = self.vertices.partition_point(|vertex| vertex.slope <= slope);
        flatter.checked_sub(1).and_then(|index| self.vertices.get(index)).copied().unwrap_or(self.last)
    }

    fn push(&mut self, demand: Twofold, cost: Twofold, period: usize) {
        loop {
            let before = *self.vertices.last().unwrap_or(&self.last);
            let right = before.demand < demand;
            let slope = if right { (cost - before.cost) / (demand - before.demand) } else { before.slope };
            let hidden = if right { slope <= before.slope } else { cost < before.cost };
            if hidden && self.vertices.pop().is_some() {
                continue;
            }
            if right {
                self.vertices.push(Vertex { demand, cost, slope, period });
            }
            return;
        }
    }
}
