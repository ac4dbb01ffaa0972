//! Which service does an (r,Q) policy give, and which reorder point gives a service, for any demand over the lead time?
//!
//! With n, n₂ the losses of the lead-time demand (mean μ): probability of no shortage in a cycle `α = F(r)`, units short a
//! cycle `n(r) - n(r+Q)`, fill rate one less that over Q, mean backorders `B = (n₂(r) - n₂(r+Q))/Q`, mean stock on hand
//! `r + Q/2 - μ + B` (`+ ½` more for discrete demand), and `γ = 1 - B/d` with d the mean demand of a period.
//!
//! The fill rate is the mean of F over a cycle, so that the reorder point of a target lies between `F⁻¹(target) - Q` and
//! `F⁻¹(target)`.
//!
//! Source: Hadley and Whitin (1963), chapter 4; Zipkin (2000), section 6.2; Schneider (1981) for γ.
//!
//! Limits: the position is uniform over a cycle, as under continuous review of demand in units (or continuous demand).

use crate::check;
use crate::distribution::{Demand, DemandDistribution, reached};
use crate::error::InventoryError;
use crate::loss::{level, over_cycle, short_and_fill};
use mercato_core::Error;
use mercato_numeric::root::{Tolerance, brent};
use serde::{Deserialize, Serialize};

/// What [`service_level`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ServiceLevelInput {
    /// Demand over the lead time.
    pub lead_time_demand: DemandDistribution,
    /// The position at which one orders, r.
    pub reorder_point: f64,
    /// The lot, Q, above 0.
    pub order_quantity: f64,
    /// Mean demand of a period, above 0, for the gamma service level.
    pub demand_mean_per_period: Option<f64>,
}

/// What [`service_level`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ServiceLevel {
    /// Probability that a cycle sees no shortage.
    pub cycle_service_level: f64,
    /// Share of the demand met at once.
    pub fill_rate: f64,
    /// Expected units short a cycle.
    pub units_short_per_cycle: f64,
    /// Mean units on backorder.
    pub expected_backorders: f64,
    /// Mean stock on hand.
    pub expected_on_hand: f64,
    /// Reorder point less mean demand over the lead time.
    pub safety_stock: f64,
    /// One less the mean backorders in periods of demand; null without the demand of a period.
    pub gamma_service_level: Option<f64>,
}

/// The service of [`reorder_point`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReorderService {
    /// Probability that a cycle sees no shortage.
    CycleServiceLevel {
        /// That probability, strictly between 0 and 1.
        target: f64,
    },
    /// Share of the demand met at once.
    FillRate {
        /// That share, strictly between 0 and 1.
        target: f64,
    },
}

/// What [`reorder_point`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReorderPointInput {
    /// Demand over the lead time.
    pub lead_time_demand: DemandDistribution,
    /// The service asked for.
    pub service: ReorderService,
    /// The lot, Q, above 0.
    pub order_quantity: f64,
}

/// What [`reorder_point`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ReorderPoint {
    /// The smallest reorder point that gives the service, at least -Q; whole for discrete demand.
    pub reorder_point: f64,
    /// Probability that a cycle sees no shortage with it.
    pub cycle_service_level: f64,
    /// Share of the demand met at once with it.
    pub fill_rate: f64,
}

/// The service that a reorder point and a lot give.
///
/// ```
/// use mercato_inventory::{DemandDistribution, ServiceLevelInput, service_level};
/// let answer = service_level(&ServiceLevelInput {
///     lead_time_demand: DemandDistribution::uniform(0.0, 10.0)?,
///     reorder_point: 8.0,
///     order_quantity: 20.0,
///     demand_mean_per_period: None,
/// })?;
/// // Short by (10-8)²/20 = 0.2 a cycle of 20; on hand 8 + 10 - 5 and 8/60/20 for the backorders.
/// assert!((answer.fill_rate - 0.99).abs() < 1e-15 && answer.cycle_service_level == 0.8);
/// assert!((answer.expected_on_hand - 13.0 - 8.0 / 1200.0).abs() < 1e-14);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a quantity or mean that is not above 0, or a figure that is not finite (not whole for discrete
/// demand); `overflow` if a result leaves the range of a double.
pub fn service_level(input: &ServiceLevelInput) -> Result<ServiceLevel, InventoryError> {
    let demand = &input.lead_time_demand;
    let r = level("reorder_point", input.reorder_point, demand)?;
    let q = level("order_quantity", check::positive("order_quantity", input.order_quantity)?, demand)?;
    let period = input.demand_mean_per_period.map(|d| check::positive("demand_mean_per_period", d)).transpose()?;
    let (backorders, on_hand) = over_cycle(demand, r, q);
    let (short, fill_rate) = short_and_fill(demand, r, q);
    Ok(ServiceLevel {
        cycle_service_level: demand.cdf(r),
        fill_rate: check::answer("fill_rate", fill_rate)?,
        units_short_per_cycle: check::answer("units_short_per_cycle", short)?,
        expected_backorders: check::answer("expected_backorders", backorders)?,
        expected_on_hand: check::answer("expected_on_hand", on_hand)?,
        safety_stock: check::answer("safety_stock", r - demand.mean())?,
        gamma_service_level: match period {
            Some(d) => Some(check::answer("gamma_service_level", 1.0 - backorders / d)?),
            None => None,
        },
    })
}

/// The smallest reorder point that gives a service.
///
/// ```
/// use mercato_inventory::{DemandDistribution, ReorderPointInput, ReorderService, reorder_point};
/// let answer = reorder_point(&ReorderPointInput {
///     lead_time_demand: DemandDistribution::discrete(&[0.0, 1.0, 2.0], &[0.25, 0.5, 0.25])?,
///     service: ReorderService::CycleServiceLevel { target: 0.7 },
///     order_quantity: 4.0,
/// })?;
/// assert_eq!((answer.reorder_point, answer.cycle_service_level), (1.0, 0.75));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a target that is not strictly between 0 and 1, or a lot that is not above 0 (not whole for discrete
/// demand); `overflow` if a result leaves the range of a double.
pub fn reorder_point(input: &ReorderPointInput) -> Result<ReorderPoint, InventoryError> {
    let demand = &input.lead_time_demand;
    let (ReorderService::CycleServiceLevel { target } | ReorderService::FillRate { target }) = input.service;
    check::probability("service.target", target)?;
    let q = level("order_quantity", check::positive("order_quantity", input.order_quantity)?, demand)?;
    let covered = demand.quantile(target)?;
    let r = match input.service {
        ReorderService::CycleServiceLevel { .. } => covered,
        ReorderService::FillRate { .. } if demand.is_discrete() => whole_fill_point(demand, q, target, covered.ceil())?,
        ReorderService::FillRate { .. } => fill_point(demand, q, target, covered)?,
    };
    let r = if demand.is_discrete() { r.ceil() } else { r }.max(-q);
    let (_, fill_rate) = short_and_fill(demand, r, q);
    Ok(ReorderPoint {
        reorder_point: check::answer("reorder_point", r)?,
        cycle_service_level: demand.cdf(r),
        fill_rate: check::answer("fill_rate", fill_rate)?,
    })
}

/// Units short a cycle beyond what the target allows; falls in `r`.
fn too_short(demand: &DemandDistribution, r: f64, q: f64, target: f64) -> f64 {
    demand.loss(r) - demand.loss(r + q) - q * (1.0 - target)
}

/// The point at which the fill rate is the target, for continuous demand; not below `-q`.
fn fill_point(demand: &DemandDistribution, q: f64, target: f64, covered: f64) -> Result<f64, InventoryError> {
    let lowest = (covered - q).max(-q);
    if too_short(demand, lowest, q, target) <= 0.0 || lowest >= covered {
        return Ok(lowest);
    }
    if too_short(demand, covered, q, target) >= 0.0 {
        return Ok(covered);
    }
    Ok(brent(|r| too_short(demand, r, q, target), lowest, covered, Tolerance::default())?.x)
}

/// The smallest whole point whose fill rate meets the target, by bisection.
fn whole_fill_point(demand: &DemandDistribution, q: f64, target: f64, covered: f64) -> Result<f64, InventoryError> {
    let slack = reached(target);
    let meets = |r: f64| too_short(demand, r, q, slack) <= 0.0;
    // `low` fails unless it is the lowest of all, `high` meets.
    let (mut low, mut high) = ((covered - q).max(-q) - 1.0, covered.max(-q));
    while high - low > 1.0 {
        let middle = (0.5 * (low + high)).floor();
        if middle <= low || middle >= high {
            return Err(Error::overflow("reorder_point", high, "whole numbers up to 2^53").into());
        }
        if meets(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    Ok(high)
}
