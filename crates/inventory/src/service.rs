//! How much stock must be held beyond the expected demand for a given service, and when must one order?
//!
//! Demand over the protection interval (lead time L and review period R) has mean `d(L+R)` and standard deviation
//! `s = √((L+R)σ² + d²σ_L²)`; the safety stock is `ks`, the reorder point `d(L+R) + ks`. With G the normal loss and Q the lot:
//!
//! ```text
//! cycle_service_level      k = Φ⁻¹(target)
//! fill_rate  exact         G(k) - G(k+Q/s) = Q(1-β)/s
//!            approximate   G(k) = Q(1-β)/s
//!            lost sales    G(k) = Q(1-β)/(βs)
//! cost_per_unit_short      1 - Φ(k) = Qh/(D·cost)
//! cost_per_stockout_event  k = √(2 ln(D·cost/(√(2π)Qhs)))
//! ```
//!
//! Source: Silver, Pyke and Thomas (2017), chapter 6; Hadley and Whitin (1963), chapter 4; the variance of a random sum of
//! periods, Silver, Pyke and Thomas, equation 6.41.
//!
//! Limits: normal demand, independent from period to period and of the lead time. A negative factor is legal.

use crate::check;
use crate::error::InventoryError;
use crate::normal_cycle::{factor_for_mean_tail, mean_cover};
use core::f64::consts::PI;
use mercato_core::Error;
use mercato_numeric::distribution::{Normal, normal_loss, normal_loss_inverse};
use serde::{Deserialize, Serialize};

/// What [`lead_time_demand`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LeadTimeDemandInput {
    /// Mean demand of a period, at least 0.
    pub demand_mean: f64,
    /// Standard deviation of a period's demand, at least 0.
    pub demand_sd: f64,
    /// Mean lead time in periods, at least 0.
    pub lead_time: f64,
    /// Standard deviation of the lead time in periods, at least 0; 0 if left out.
    pub lead_time_sd: Option<f64>,
    /// Review period in periods, at least 0; 0 if left out.
    pub review_period: Option<f64>,
}

/// Demand over a lead time and a review period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LeadTimeDemand {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
}

/// Demand over the lead time and the review period.
///
/// ```
/// use mercato_inventory::{LeadTimeDemandInput, lead_time_demand};
/// let answer = lead_time_demand(&LeadTimeDemandInput {
///     demand_mean: 50.0, demand_sd: 5.0, lead_time: 6.0, lead_time_sd: Some(2.0), review_period: None,
/// })?;
/// // √(6 · 5² + 50² · 2²) = √10150
/// assert_eq!((answer.mean, answer.sd), (300.0, 10150_f64.sqrt()));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure that is negative or not finite; `overflow` if a result leaves the range of a double.
pub fn lead_time_demand(input: &LeadTimeDemandInput) -> Result<LeadTimeDemand, InventoryError> {
    let mean = check::non_negative("demand_mean", input.demand_mean)?;
    let sd = check::non_negative("demand_sd", input.demand_sd)?;
    let lead_time = check::non_negative("lead_time", input.lead_time)?;
    let lead_time_sd = check::non_negative("lead_time_sd", input.lead_time_sd.unwrap_or(0.0))?;
    let interval = lead_time + check::non_negative("review_period", input.review_period.unwrap_or(0.0))?;
    Ok(LeadTimeDemand {
        mean: check::answer("mean", mean * interval)?,
        sd: check::answer("sd", (interval * sd * sd + mean * mean * lead_time_sd * lead_time_sd).sqrt())?,
    })
}

/// How the fill rate of a cycle is reckoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FillRateFormula {
    /// What was short already at the start of the cycle is taken off.
    #[default]
    Exact,
    /// The cycle is taken to begin without a shortage.
    Approximate,
}

/// What becomes of demand that is not met at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Shortage {
    /// It waits.
    #[default]
    Backorder,
    /// It is lost.
    LostSales,
}

/// The service that a safety stock must give.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Service {
    /// Probability that a cycle sees no shortage.
    CycleServiceLevel {
        /// That probability, strictly between 0 and 1.
        target: f64,
    },
    /// Share of the demand met at once.
    FillRate {
        /// That share, strictly between 0 and 1.
        target: f64,
        /// How it is reckoned; exact if left out.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<FillRateFormula>"))]
        formula: FillRateFormula,
        /// What becomes of the rest; it waits if left out.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<Shortage>"))]
        shortage: Shortage,
    },
    /// Each unit short costs so much.
    CostPerUnitShort {
        /// The cost, above 0.
        cost: f64,
    },
    /// Each cycle with a shortage costs so much.
    CostPerStockoutEvent {
        /// The cost, above 0.
        cost: f64,
    },
}

/// What [`safety_stock`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SafetyStockInput {
    /// Mean demand of a period, at least 0.
    pub demand_mean: f64,
    /// Standard deviation of a period's demand, at least 0.
    pub demand_sd: f64,
    /// Mean lead time in periods, at least 0.
    pub lead_time: f64,
    /// The service asked for.
    pub service: Service,
    /// Standard deviation of the lead time in periods, at least 0; 0 if left out.
    pub lead_time_sd: Option<f64>,
    /// Review period in periods, at least 0; 0 if left out.
    pub review_period: Option<f64>,
    /// The lot, above 0; the demand of a review period if left out.
    pub order_quantity: Option<f64>,
    /// Demand a unit of time, for the services by cost.
    pub demand_rate: Option<f64>,
    /// Holding cost of a unit for a unit of time, for the services by cost.
    pub holding_cost: Option<f64>,
}

/// What [`safety_stock`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SafetyStock {
    /// k; null where the demand is known for sure.
    pub safety_factor: Option<f64>,
    /// `ks`.
    pub safety_stock: f64,
    /// Mean demand over the interval and the safety stock.
    pub reorder_point: f64,
    /// Mean demand over the interval.
    pub lead_time_demand_mean: f64,
    /// s, its standard deviation.
    pub lead_time_demand_sd: f64,
    /// Φ(k): probability that a cycle sees no shortage.
    pub cycle_service_level: f64,
    /// `sG(k)`: expected units short a cycle.
    pub units_short_per_cycle: f64,
    /// Share of the demand met at once, by the exact formula; absent where no lot is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill_rate: Option<f64>,
}

/// The parameters of a service, checked.
struct Lot {
    quantity: Option<f64>,
    demand_rate: Option<f64>,
    holding_cost: Option<f64>,
}

impl Lot {
    fn new(input: &SafetyStockInput) -> Result<Self, InventoryError> {
        let positive = |path, value: Option<f64>| value.map(|v| check::positive(path, v)).transpose();
        let reviewed = input.demand_mean * input.review_period.unwrap_or(0.0);
        Ok(Self {
            quantity: positive("order_quantity", input.order_quantity)?.or((reviewed > 0.0).then_some(reviewed)),
            demand_rate: input.demand_rate.map(|rate| check::non_negative("demand_rate", rate)).transpose()?,
            holding_cost: positive("holding_cost", input.holding_cost)?,
        })
    }

    /// Demand rate, order quantity times holding cost: what a service by cost weighs.
    fn costs(&self, input: &SafetyStockInput) -> Result<(f64, f64), InventoryError> {
        let demand_rate = needed("demand_rate", self.demand_rate)?;
        let holding_cost = needed("holding_cost", self.holding_cost)?;
        Ok((demand_rate, needed("order_quantity", input.order_quantity)? * holding_cost))
    }
}

fn needed(path: &str, value: Option<f64>) -> Result<f64, Error> {
    value.ok_or_else(|| Error::invalid(path, "nothing", "is needed for this service"))
}

/// The safety factor of a service for demand with standard deviation `s` > 0 over the interval.
fn factor(input: &SafetyStockInput, lot: &Lot, s: f64) -> Result<f64, InventoryError> {
    Ok(match input.service {
        Service::CycleServiceLevel { target } => Normal::standard().quantile(target)?,
        Service::FillRate { target, formula, shortage } => {
            let q = fill_rate_lot(lot)? / s;
            match (shortage, formula) {
                (Shortage::LostSales, _) => normal_loss_inverse(q * (1.0 - target) / target)?,
                (Shortage::Backorder, FillRateFormula::Approximate) => normal_loss_inverse(q * (1.0 - target))?,
                (Shortage::Backorder, FillRateFormula::Exact) => factor_for_mean_tail(1.0 - target, q)?,
            }
        }
        Service::CostPerUnitShort { cost } => {
            let (rate, held) = lot.costs(input)?;
            Normal::standard().isf(held / (rate * cost))?
        }
        Service::CostPerStockoutEvent { cost } => {
            let (rate, held) = lot.costs(input)?;
            let weight = rate * cost / ((2.0 * PI).sqrt() * held * s);
            if weight < 1.0 {
                let what = format!("{cost} is too little for any stock: D·cost/(√(2π)Qhs) is {weight}, below 1");
                return Err(InventoryError::infeasible("service.cost", what));
            }
            (2.0 * libm::log(weight)).sqrt()
        }
    })
}

fn fill_rate_lot(lot: &Lot) -> Result<f64, Error> {
    let reason = "is needed for a fill rate, or a review_period with demand";
    lot.quantity.ok_or_else(|| Error::invalid("order_quantity", "nothing", reason))
}

/// Refuses a service out of range, without what it needs, or that no stock can give.
fn check_service(input: &SafetyStockInput, lot: &Lot) -> Result<(), InventoryError> {
    match input.service {
        Service::CycleServiceLevel { target } => {
            check::probability("service.target", target)?;
        }
        Service::FillRate { target, .. } => {
            check::probability("service.target", target)?;
            fill_rate_lot(lot)?;
        }
        Service::CostPerUnitShort { cost } => {
            check::positive("service.cost", cost)?;
            let (rate, held) = lot.costs(input)?;
            if held >= rate * cost {
                let what =
                    format!("{cost} is too little for any service: Qh = {held} is not below D·cost = {}", rate * cost);
                return Err(InventoryError::infeasible("service.cost", what));
            }
        }
        Service::CostPerStockoutEvent { cost } => {
            check::positive("service.cost", cost)?;
            lot.costs(input)?;
        }
    }
    Ok(())
}

/// The safety stock and reorder point that give a service.
///
/// ```
/// use mercato_inventory::{SafetyStockInput, Service, safety_stock};
/// let answer = safety_stock(&SafetyStockInput {
///     demand_mean: 100.0,
///     demand_sd: 20.0,
///     lead_time: 4.0,
///     service: Service::CycleServiceLevel { target: 0.95 },
///     lead_time_sd: None,
///     review_period: None,
///     order_quantity: None,
///     demand_rate: None,
///     holding_cost: None,
/// })?;
/// // 1.645 standard deviations of √4 · 20.
/// assert!((answer.safety_stock - 65.794_145).abs() < 1e-6);
/// assert!((answer.reorder_point - 465.794_145).abs() < 1e-6);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure out of range or one that the service needs and lacks; `infeasible` if a shortage costs so
/// little that no stock pays; `overflow` if a result leaves the range of a double.
pub fn safety_stock(input: &SafetyStockInput) -> Result<SafetyStock, InventoryError> {
    let LeadTimeDemand { mean, sd } = lead_time_demand(&LeadTimeDemandInput {
        demand_mean: input.demand_mean,
        demand_sd: input.demand_sd,
        lead_time: input.lead_time,
        lead_time_sd: input.lead_time_sd,
        review_period: input.review_period,
    })?;
    let lot = Lot::new(input)?;
    check_service(input, &lot)?;
    if sd <= 0.0 {
        return Ok(SafetyStock {
            safety_factor: None,
            safety_stock: 0.0,
            reorder_point: mean,
            lead_time_demand_mean: mean,
            lead_time_demand_sd: sd,
            cycle_service_level: 1.0,
            units_short_per_cycle: 0.0,
            fill_rate: lot.quantity.map(|_| 1.0),
        });
    }
    let k = check::answer("safety_factor", factor(input, &lot, sd)?)?;
    Ok(SafetyStock {
        safety_factor: Some(k),
        safety_stock: check::answer("safety_stock", k * sd)?,
        reorder_point: check::answer("reorder_point", mean + k * sd)?,
        lead_time_demand_mean: mean,
        lead_time_demand_sd: sd,
        cycle_service_level: Normal::standard().cdf(k),
        units_short_per_cycle: check::answer("units_short_per_cycle", sd * normal_loss(k))?,
        fill_rate: match lot.quantity {
            Some(q) => Some(check::answer("fill_rate", mean_cover(k, q / sd))?),
            None => None,
        },
    })
}
