//! When to order and how much, under continuous review with normal demand: the (r,Q) policy, exactly.
//!
//! Demand over the lead time is normal with `μ = λL`, `σ = τ√L`; a position y costs `G(y) = h n̄(y) + p n(y)` a unit of time.
//! The position is uniform on `(r, r+Q]`, so that
//!
//! ```text
//! g(r,Q) = (Kλ + ∫_r^{r+Q} G)/Q = (Kλ + h[n̄₂(r+Q) - n̄₂(r)] + p[n₂(r) - n₂(r+Q)])/Q
//! ```
//!
//! For a given Q the best r has `G(r) = G(r+Q)`, that is `n(r) - n(r+Q) = Q h/(h+p)`: the fill rate is `p/(h+p)`. The
//! best pair also has `G(r) = g`. With `G` at a level c cut at `r(c) < R(c)`, the area `∫ (c - G)` between is convex
//! and increasing in c with slope `R - r`; Newton's method finds where it is Kλ.
//!
//! Source: Y.-S. Zheng, Management Science 38 (1992) 87-103; Hadley and Whitin (1963), section 4-3; Zipkin (2000), section
//! 6.5. `σ = 0` is the limit, the EOQ with backorders.

use crate::check;
use crate::distribution::{Demand, NormalDemand};
use crate::error::InventoryError;
use crate::loss::over_cycle;
use crate::normal_cycle::factor_for_mean_tail;
use mercato_core::Error;
use mercato_numeric::distribution::{Normal, normal_loss, normal_second_order_loss};
use serde::{Deserialize, Serialize};

/// What [`rq_cost`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RqCostInput {
    /// Cost of a unit on hand for a unit of time, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder for a unit of time, above 0.
    pub stockout_cost: f64,
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Mean demand a unit of time, at least 0.
    pub demand_mean: f64,
    /// Standard deviation of the demand of a unit of time, at least 0.
    pub demand_sd: f64,
    /// Lead time, at least 0.
    pub lead_time: f64,
    /// Position at which one orders.
    pub reorder_point: f64,
    /// The lot, above 0.
    pub order_quantity: f64,
}

/// What [`rq_cost`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RqCost {
    /// Expected cost a unit of time.
    pub cost: f64,
}

/// What [`rq_reorder_point_for_quantity`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RqReorderPointInput {
    /// Cost of a unit on hand for a unit of time, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder for a unit of time, above 0.
    pub stockout_cost: f64,
    /// Mean demand a unit of time, at least 0.
    pub demand_mean: f64,
    /// Standard deviation of the demand of a unit of time, at least 0.
    pub demand_sd: f64,
    /// Lead time, at least 0.
    pub lead_time: f64,
    /// The lot, above 0.
    pub order_quantity: f64,
}

/// What [`rq_reorder_point_for_quantity`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RqReorderPoint {
    /// The best position at which to order that lot.
    pub reorder_point: f64,
}

/// What [`rq_optimal`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RqOptimalInput {
    /// Cost of a unit on hand for a unit of time, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder for a unit of time, above 0.
    pub stockout_cost: f64,
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Mean demand a unit of time, at least 0.
    pub demand_mean: f64,
    /// Standard deviation of the demand of a unit of time, at least 0.
    pub demand_sd: f64,
    /// Lead time, at least 0.
    pub lead_time: f64,
}

/// An (r,Q) policy and its cost.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RqPolicy {
    /// Position at which one orders.
    pub reorder_point: f64,
    /// The lot; 0 if an order costs nothing or nothing is asked for.
    pub order_quantity: f64,
    /// Expected cost a unit of time.
    pub cost: f64,
}

/// From this [`Rq::area`] on, the spread of demand is below the last digits of the lot.
pub(crate) const CERTAIN: f64 = 1e30;

/// The checked figures of an (r,Q) problem.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rq {
    pub(crate) holding: f64,
    pub(crate) stockout: f64,
    /// Kλ, what ordering costs a unit of time with lots of one unit.
    pub(crate) ordering: f64,
    /// Demand a unit of time.
    pub(crate) rate: f64,
    /// Demand over the lead time.
    pub(crate) demand: NormalDemand,
}

impl Rq {
    pub(crate) fn new(input: &RqOptimalInput) -> Result<Self, InventoryError> {
        let holding = check::positive("holding_cost", input.holding_cost)?;
        let stockout = check::positive("stockout_cost", input.stockout_cost)?;
        let fixed = check::non_negative("fixed_cost", input.fixed_cost)?;
        let rate = check::non_negative("demand_mean", input.demand_mean)?;
        let sd = check::non_negative("demand_sd", input.demand_sd)?;
        let lead_time = check::non_negative("lead_time", input.lead_time)?;
        let mean = check::answer("lead_time_demand", rate * lead_time)?;
        let sd = check::answer("lead_time_demand", sd * lead_time.sqrt())?;
        check::answer("cost", holding + stockout)?;
        let ordering = check::answer("cost", fixed * rate)?;
        Ok(Self { holding, stockout, ordering, rate, demand: NormalDemand::new(mean, sd)? })
    }

    /// `h/(h+p)`, the share of the demand that the best policy leaves waiting.
    pub(crate) fn waiting(&self) -> f64 {
        self.holding / (self.holding + self.stockout)
    }

    /// `G(y)`.
    pub(crate) fn position_cost(&self, y: f64) -> f64 {
        self.holding * self.demand.complementary_loss(y) + self.stockout * self.demand.loss(y)
    }

    /// `g(r,Q)`; the limit `G(r)` for a lot of 0, which only costs nothing where ordering costs nothing.
    pub(crate) fn cost(&self, r: f64, q: f64) -> Result<f64, InventoryError> {
        if q <= 0.0 {
            return Ok(check::answer("cost", self.position_cost(r))?);
        }
        let (backorders, on_hand) = over_cycle(&self.demand, r, q);
        Ok(check::answer("cost", self.ordering / q + self.holding * on_hand + self.stockout * backorders)?)
    }

    /// The best r for Q.
    pub(crate) fn reorder_point(&self, q: f64) -> Result<f64, InventoryError> {
        let (mean, sd) = (self.demand.mean(), self.demand.sd());
        let k = if sd > 0.0 { q / sd } else { f64::INFINITY };
        // Beyond this lot the spread of demand is below the last digit.
        let r = if k > 1e15 { mean - self.waiting() * q } else { mean + sd * factor_for_mean_tail(self.waiting(), k)? };
        Ok(check::answer("reorder_point", r)?)
    }

    /// The lot of the EOQ with backorders, `√(2Kλ(h+p)/(hp))`.
    pub(crate) fn backorder_lot(&self) -> f64 {
        (2.0 * self.ordering / self.holding / (1.0 - self.waiting())).sqrt()
    }

    /// Kλ in units of (h+p)σ²; infinite for certain demand.
    pub(crate) fn area(&self) -> f64 {
        self.ordering / (self.holding + self.stockout) / self.demand.sd() / self.demand.sd()
    }

    /// The policy with its cost.
    pub(crate) fn policy(&self, r: f64, q: f64) -> Result<RqPolicy, InventoryError> {
        Ok(RqPolicy {
            reorder_point: check::answer("reorder_point", r)?,
            order_quantity: check::answer("order_quantity", q)?,
            cost: self.cost(r, q)?,
        })
    }

    fn optimal(&self) -> Result<RqPolicy, InventoryError> {
        let (mean, sd) = (self.demand.mean(), self.demand.sd());
        if self.ordering <= 0.0 {
            return self.policy(crate::newsvendor::critical_level(&self.demand, self.stockout, self.holding)?, 0.0);
        }
        let area = self.area();
        if area > CERTAIN || sd <= 0.0 {
            let q = self.backorder_lot();
            return self.policy(self.reorder_point(q)?, q);
        }
        let (k, q) = level_cut(self.waiting(), area)?;
        self.policy(mean + sd * k, sd * q)
    }
}

/// The standard problem: for `g(z) = ωz + n(z)`, slope `ω - (1-Φ(z))`, the start k and width q of the cut whose area
/// below the level is `area`.
fn level_cut(waiting: f64, area: f64) -> Result<(f64, f64), InventoryError> {
    let cost = |z: f64| waiting * z + normal_loss(z);
    let slope = |z: f64| waiting - Normal::standard().sf(z);
    let best = Normal::standard().isf(waiting)?;
    // Where the cut is narrow, g is its parabola: area = φ q³/12.
    let narrow = libm::cbrt(12.0 * area / Normal::standard().pdf(best));
    if narrow < 3e-4 {
        return Ok((best - 0.5 * narrow, narrow));
    }
    // The level lies above that of the deterministic problem, as g lies above its asymptotes, and above the least of g.
    let half = (0.5 * narrow).min(1.0);
    let least = cost(best) + 0.5 * Normal::standard().pdf(best) * half * half;
    let mut level = least.max((2.0 * area * waiting * (1.0 - waiting)).sqrt());
    let (mut from, mut to) = (f64::MIN, f64::MAX);
    for _ in 0..100 {
        // Outside the cut Newton's method approaches it from one side: start at an asymptote, or at the last cut if that
        // was wider.
        let (left, right) = (-level / (1.0 - waiting), level / waiting);
        from = cut(if cost(from) >= level { from.max(left) } else { left }, level, &cost, &slope);
        to = cut(if cost(to) >= level { to.min(right) } else { right }, level, &cost, &slope);
        let width = to - from;
        let below = 0.5 * waiting * width * (to + from) + normal_second_order_loss(from) - normal_second_order_loss(to);
        let step = (area - (width * level - below)) / width;
        level += step;
        if step.abs() <= 1e-13 * level {
            return Ok((from, width));
        }
    }
    Err(Error::overflow("order_quantity", area, "a cost ratio that a double can resolve").into())
}

/// The root of `cost(z) = level` approached from `start`, where the convex cost is at least the level.
fn cut(start: f64, level: f64, cost: &impl Fn(f64) -> f64, slope: &impl Fn(f64) -> f64) -> f64 {
    let mut z = start;
    for _ in 0..200 {
        let step = (cost(z) - level) / slope(z);
        z -= step;
        if step.abs() <= 1e-15 * (z.abs() + 1.0) {
            break;
        }
    }
    z
}

/// The expected cost a unit of time of an (r,Q) policy under normal demand.
///
/// ```
/// use mercato_inventory::{RqCostInput, rq_cost};
/// // Snyder and Shen (2019), example 5.1.
/// let answer = rq_cost(&RqCostInput {
///     holding_cost: 0.225, stockout_cost: 7.5, fixed_cost: 8.0, demand_mean: 1300.0, demand_sd: 150.0,
///     lead_time: 1.0 / 12.0, reorder_point: 126.8, order_quantity: 328.5,
/// })?;
/// assert!((answer.cost - 78.07).abs() < 0.01);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a cost or a lot that is not above 0, or another figure out of range; `overflow` if a result leaves
/// the range of a double.
pub fn rq_cost(input: &RqCostInput) -> Result<RqCost, InventoryError> {
    let problem = Rq::new(&RqOptimalInput {
        holding_cost: input.holding_cost,
        stockout_cost: input.stockout_cost,
        fixed_cost: input.fixed_cost,
        demand_mean: input.demand_mean,
        demand_sd: input.demand_sd,
        lead_time: input.lead_time,
    })?;
    let r = check::finite("reorder_point", input.reorder_point)?;
    let q = check::positive("order_quantity", input.order_quantity)?;
    Ok(RqCost { cost: problem.cost(r, q)? })
}

/// The best reorder point for a given lot.
///
/// ```
/// use mercato_inventory::{RqReorderPointInput, rq_reorder_point_for_quantity};
/// // Without spread the share h/(h+p) = 1/5 of each lot is short: r = 10 · 2 - 50/5.
/// let answer = rq_reorder_point_for_quantity(&RqReorderPointInput {
///     holding_cost: 1.0, stockout_cost: 4.0, demand_mean: 10.0, demand_sd: 0.0, lead_time: 2.0, order_quantity: 50.0,
/// })?;
/// assert_eq!(answer.reorder_point, 10.0);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// As [`rq_cost`].
pub fn rq_reorder_point_for_quantity(input: &RqReorderPointInput) -> Result<RqReorderPoint, InventoryError> {
    let problem = Rq::new(&RqOptimalInput {
        holding_cost: input.holding_cost,
        stockout_cost: input.stockout_cost,
        fixed_cost: 0.0,
        demand_mean: input.demand_mean,
        demand_sd: input.demand_sd,
        lead_time: input.lead_time,
    })?;
    let q = check::positive("order_quantity", input.order_quantity)?;
    Ok(RqReorderPoint { reorder_point: problem.reorder_point(q)? })
}

/// The best (r,Q) policy under normal demand.
///
/// ```
/// use mercato_inventory::{RqOptimalInput, rq_optimal};
/// // Snyder and Shen (2019), example 5.1.
/// let best = rq_optimal(&RqOptimalInput {
///     holding_cost: 0.225, stockout_cost: 7.5, fixed_cost: 8.0, demand_mean: 1300.0, demand_sd: 150.0,
///     lead_time: 1.0 / 12.0,
/// })?;
/// assert!((best.reorder_point - 126.8).abs() < 0.1 && (best.order_quantity - 328.5).abs() < 0.1);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a cost that is not above 0 or another figure out of range; `overflow` if a result leaves the range
/// of a double.
pub fn rq_optimal(input: &RqOptimalInput) -> Result<RqPolicy, InventoryError> {
    Rq::new(input)?.optimal()
}
