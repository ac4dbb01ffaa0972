//! When to order and how much, under continuous review with Poisson demand: the (r,Q) policy in whole units, exactly.
//!
//! `g(r,Q) = (Kλ + Σ_{y=r+1}^{r+Q} G(y))/Q` with `G(y) = h n̄(y) + p n(y)` for Poisson demand of mean λL. The best lot of Q
//! units covers the Q cheapest positions, which lie around the newsvendor level; the lot grows on its cheaper side for as
//! long as the next position costs less than the average so far. `G(y+1) = G(y) + (h+p)F(y) - p` makes each step O(1).
//!
//! Source: A. Federgruen and Y.-S. Zheng, Operations Research 40 (1992) 808-813.
//!
//! Limits: a best lot above ten million units is refused; measure demand in larger units then.

use crate::check;
use crate::distribution::{Demand, PoissonDemand};
use crate::error::InventoryError;
use crate::loss::over_cycle;
use crate::newsvendor::critical_level;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// The longest lot that is searched for.
const LONGEST: i64 = 10_000_000;

/// What [`rq_poisson_optimal`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RqPoissonOptimalInput {
    /// Cost of a unit on hand for a unit of time, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder for a unit of time, above 0.
    pub stockout_cost: f64,
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Units asked for a unit of time, at least 0.
    pub demand_rate: f64,
    /// Lead time, at least 0.
    pub lead_time: f64,
}

/// What [`rq_poisson_cost`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RqPoissonCostInput {
    /// Cost of a unit on hand for a unit of time, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder for a unit of time, above 0.
    pub stockout_cost: f64,
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Units asked for a unit of time, at least 0.
    pub demand_rate: f64,
    /// Lead time, at least 0.
    pub lead_time: f64,
    /// Position at which one orders, -9e15 to 9e15.
    pub reorder_point: i64,
    /// The lot, 1 to 9e15.
    pub order_quantity: i64,
}

/// What [`rq_poisson_cost`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RqPoissonCost {
    /// Expected cost a unit of time.
    pub cost: f64,
}

/// What [`rq_poisson_optimal`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RqPoissonPolicy {
    /// Position at which one orders.
    pub reorder_point: i64,
    /// The lot.
    pub order_quantity: i64,
    /// Expected cost a unit of time.
    pub cost: f64,
}

/// The checked figures.
struct Problem {
    holding: f64,
    stockout: f64,
    /// Kλ.
    ordering: f64,
    demand: PoissonDemand,
}

impl Problem {
    fn new(input: &RqPoissonOptimalInput) -> Result<Self, InventoryError> {
        let holding = check::positive("holding_cost", input.holding_cost)?;
        let stockout = check::positive("stockout_cost", input.stockout_cost)?;
        let fixed = check::non_negative("fixed_cost", input.fixed_cost)?;
        let rate = check::non_negative("demand_rate", input.demand_rate)?;
        let lead_time = check::non_negative("lead_time", input.lead_time)?;
        let ordering = check::answer("cost", fixed * rate)?;
        let mean = check::answer("lead_time_demand", rate * lead_time)?;
        Ok(Self { holding, stockout, ordering, demand: PoissonDemand::new(mean)? })
    }

    /// `g(r,Q)`, by the mean stock and backorders over the cycle.
    fn cost(&self, r: f64, q: f64) -> Result<f64, InventoryError> {
        let (backorders, on_hand) = over_cycle(&self.demand, r, q);
        Ok(check::answer("cost", self.ordering / q + self.holding * on_hand + self.stockout * backorders)?)
    }

    fn optimal(&self) -> Result<RqPoissonPolicy, InventoryError> {
        let (h, p) = (self.holding, self.stockout);
        let top = critical_level(&self.demand, p, h)?;
        let mean = self.demand.mean();
        // The cheapest position, then the next ones above and below: their cost, cdf and mass.
        let least = h * self.demand.complementary_loss(top) + p * self.demand.loss(top);
        let (cdf, mass) = (self.demand.cdf(top), self.demand.pmf(top));
        let (mut above, mut above_cdf, mut above_mass) = (least + (h + p) * cdf - p, cdf, mass);
        let (mut below, mut below_cdf, mut below_mass) = (least + p - (h + p) * (cdf - mass), cdf - mass, mass);
        let (mut up, mut down) = (top + 1.0, top - 1.0);
        let mut total = self.ordering + least;
        let mut q = 1_i64;
        loop {
            let next = above.min(below);
            if next * (q as f64) >= total {
                break;
            }
            if q >= LONGEST {
                return Err(Error::overflow("order_quantity", q, "ten million units").into());
            }
            total += next;
            q = q.saturating_add(1);
            if above <= below {
                above_mass *= mean / up;
                above_cdf = (above_cdf + above_mass).min(1.0);
                above += (h + p) * above_cdf - p;
                up += 1.0;
            } else {
                // The mass at `down`, then the cost one further below.
                below_mass = if down < 0.0 { 0.0 } else { below_mass * (down + 1.0) / mean };
                below_cdf = if down < 0.0 { 0.0 } else { (below_cdf - below_mass).max(0.0) };
                below += p - (h + p) * below_cdf;
                down -= 1.0;
            }
        }
        check::answer("cost", total)?;
        Ok(RqPoissonPolicy {
            reorder_point: check::integer("reorder_point", down)?,
            order_quantity: q,
            cost: self.cost(down, q as f64)?,
        })
    }
}

/// The expected cost a unit of time of an (r,Q) policy under Poisson demand.
///
/// ```
/// use mercato_inventory::{RqPoissonCostInput, rq_poisson_cost};
/// // Without a lead time nothing is short, and the positions 1..=4 cost 2.5 each on average; an order every 4/2.
/// let answer = rq_poisson_cost(&RqPoissonCostInput {
///     holding_cost: 1.0, stockout_cost: 9.0, fixed_cost: 3.0, demand_rate: 2.0, lead_time: 0.0, reorder_point: 0,
///     order_quantity: 4,
/// })?;
/// assert_eq!(answer.cost, 3.0 * 2.0 / 4.0 + 2.5);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a cost that is not above 0, a lot below 1, or another figure out of range; `overflow` if a result
/// leaves the range of a double.
pub fn rq_poisson_cost(input: &RqPoissonCostInput) -> Result<RqPoissonCost, InventoryError> {
    let problem = Problem::new(&RqPoissonOptimalInput {
        holding_cost: input.holding_cost,
        stockout_cost: input.stockout_cost,
        fixed_cost: input.fixed_cost,
        demand_rate: input.demand_rate,
        lead_time: input.lead_time,
    })?;
    let in_range = |path: &str, value: i64, lowest: i64| {
        if (lowest..=9_000_000_000_000_000).contains(&value) {
            Ok(value as f64)
        } else {
            Err(Error::invalid(path, value, format!("must be between {lowest} and 9e15")))
        }
    };
    let r = in_range("reorder_point", input.reorder_point, -9_000_000_000_000_000)?;
    let q = in_range("order_quantity", input.order_quantity, 1)?;
    Ok(RqPoissonCost { cost: problem.cost(r, q)? })
}

/// The best (r,Q) policy under Poisson demand.
///
/// Time O(Q), space O(1).
///
/// ```
/// use mercato_inventory::{RqPoissonOptimalInput, rq_poisson_optimal};
/// // Snyder and Shen (2019), example 5.5.
/// let best = rq_poisson_optimal(&RqPoissonOptimalInput {
///     holding_cost: 20.0, stockout_cost: 150.0, fixed_cost: 100.0, demand_rate: 1.5, lead_time: 2.0,
/// })?;
/// assert_eq!((best.reorder_point, best.order_quantity), (3, 5));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a cost that is not above 0 or another figure out of range; `overflow` if a result leaves the range
/// of a double, or the lot ten million units.
pub fn rq_poisson_optimal(input: &RqPoissonOptimalInput) -> Result<RqPoissonPolicy, InventoryError> {
    Problem::new(input)?.optimal()
}
