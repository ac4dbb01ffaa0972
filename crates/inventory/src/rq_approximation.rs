//! How good are the short cuts to an (r,Q) policy?
//!
//! | method | lot | reorder point |
//! |---|---|---|
//! | `eil` | `√(2λ(K + p n(r))/h)` | `F(r) = 1 - Qh/(pλ)`, in turn until both stand still; here p is the cost of a unit short |
//! | `eoqb` | EOQ with backorders, `√(2Kλ(h+p)/(hp))` | best for that lot |
//! | `eoqss` | EOQ, `√(2Kλ/h)` | `F(r) = p/(p+h)` |
//! | `loss_function` | `√(2[Kλ + (h+p) n₂(r)]/h)` | `n(r) = hQ/(h+p)`, both at once |
//!
//! Each answer has the exact cost of its pair ([`rq_cost`](crate::rq_cost)).
//!
//! Source: Snyder and Shen (2019), chapter 5 (the four approximations);
//! Hadley and Whitin (1963), section 4-2; Zheng (1992) for the bound of 12.5 % on `eoqb`.

use crate::check;
use crate::distribution::Demand;
use crate::error::InventoryError;
use crate::newsvendor::critical_level;
use crate::rq::{CERTAIN, Rq, RqOptimalInput, RqPolicy};
use mercato_numeric::distribution::{Normal, normal_loss, normal_second_order_loss};
use mercato_numeric::root::{Tolerance, brent};
use serde::{Deserialize, Serialize};

/// How an (r,Q) policy is approximated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RqMethod {
    /// Expected inventory level (Hadley and Whitin).
    Eil,
    /// Lot of the EOQ with backorders, best point for it.
    Eoqb,
    /// Lot of the EOQ, safety stock of the newsvendor.
    Eoqss,
    /// Loss function.
    LossFunction,
}

/// What [`rq_approximation`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RqApproximationInput {
    /// The method.
    pub method: RqMethod,
    /// Cost of a unit on hand for a unit of time, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder for a unit of time (for `eil` in the search: of a unit short), above 0.
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

/// An approximate (r,Q) policy and its exact cost.
///
/// ```
/// use mercato_inventory::{RqApproximationInput, RqMethod, rq_approximation};
/// let answer = rq_approximation(&RqApproximationInput {
///     method: RqMethod::Eoqss, holding_cost: 2.0, stockout_cost: 2.0, fixed_cost: 100.0, demand_mean: 400.0,
///     demand_sd: 30.0, lead_time: 0.25,
/// })?;
/// // EOQ √(2·100·400/2) = 200, and r at the median of the lead-time demand.
/// assert_eq!((answer.order_quantity, answer.reorder_point), (200.0, 100.0));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a cost that is not above 0 or another figure out of range; `infeasible` if for `eil` a lot costs as
/// much to hold as its shortage would (`Qh >= pλ`); `overflow` if a result leaves the range of a double.
pub fn rq_approximation(input: &RqApproximationInput) -> Result<RqPolicy, InventoryError> {
    let problem = Rq::new(&RqOptimalInput {
        holding_cost: input.holding_cost,
        stockout_cost: input.stockout_cost,
        fixed_cost: input.fixed_cost,
        demand_mean: input.demand_mean,
        demand_sd: input.demand_sd,
        lead_time: input.lead_time,
    })?;
    let economic = check::answer("order_quantity", (2.0 * problem.ordering / problem.holding).sqrt())?;
    let (r, q) = match input.method {
        RqMethod::Eil => in_turn(economic, |q| expected_inventory_level(&problem, input.fixed_cost, q))?,
        RqMethod::Eoqb => {
            let q = problem.backorder_lot();
            (problem.reorder_point(q)?, q)
        }
        RqMethod::Eoqss => (critical_level(&problem.demand, problem.stockout, problem.holding)?, economic),
        RqMethod::LossFunction => loss_function(&problem)?,
    };
    problem.policy(r, q)
}

/// One turn of `eil`: the point for a lot and the next lot.
fn expected_inventory_level(problem: &Rq, fixed_cost: f64, q: f64) -> Result<(f64, f64), InventoryError> {
    let (held, short) = (q * problem.holding, problem.stockout * problem.rate);
    if held >= short {
        let what = format!("holding a lot costs {held}, not less than the {short} of its demand being short");
        return Err(InventoryError::infeasible("stockout_cost", what));
    }
    // Without a lot yet, the search starts at the mean.
    let r = if q > 0.0 { problem.demand.isf(held / short)? } else { problem.demand.mean() };
    let waiting = fixed_cost + problem.stockout * problem.demand.loss(r);
    Ok((r, (2.0 * problem.rate * waiting / problem.holding).sqrt()))
}

/// Point and lot of `loss_function`. With `ω = h/(h+p)`, in standard deviations, the lot is `n(z)/ω` and the point the root of
/// `n(z)²/(2ω) - n₂(z) - Kλ/((h+p)σ²)`, which falls for as long as `1-Φ(z) > ω` and is negative from there on.
fn loss_function(problem: &Rq) -> Result<(f64, f64), InventoryError> {
    let (mean, sd, waiting, area) = (problem.demand.mean(), problem.demand.sd(), problem.waiting(), problem.area());
    if sd <= 0.0 || area > CERTAIN {
        let q = problem.backorder_lot();
        return Ok((mean - waiting * q, q));
    }
    let excess = |z: f64| 0.5 * normal_loss(z) * (normal_loss(z) / waiting) - normal_second_order_loss(z) - area;
    let top = Normal::standard().isf(waiting)?;
    let mut reach = 1.0;
    while excess(top - reach) < 0.0 {
        reach *= 2.0;
        check::answer("order_quantity", reach)?;
    }
    let z = brent(excess, top - reach, top, Tolerance::default())?.x;
    Ok((mean + sd * z, sd * normal_loss(z) / waiting))
}

/// Takes turns from lot to point to lot until the lot stands still.
fn in_turn(start: f64, turn: impl Fn(f64) -> Result<(f64, f64), InventoryError>) -> Result<(f64, f64), InventoryError> {
    const LIMIT: usize = 10_000;
    let mut q = start;
    for _ in 0..LIMIT {
        let (r, next) = turn(q)?;
        check::answer("order_quantity", next)?;
        if (next - q).abs() <= 1e-14 * next {
            return Ok((r, next));
        }
        q = next;
    }
    Err(mercato_numeric::Error::NoConvergence {
        what: "lot and reorder point in turn",
        best: vec![q],
        iterations: LIMIT,
    }
    .into())
}
