//! How much stock should each stage of a chain hold? Echelon base stock of a serial system, exact and by a short-cut.
//!
//! Stage 1 serves customers, stage j+1 supplies stage j, the last has an unlimited supplier. Stage j receives `L_j` periods
//! after it orders; `h_j` is its echelon holding cost (what it adds to the value), p the cost of a backorder a period at
//! stage 1. With demand `D_j` over `L_j` periods and `H = Σ h_i`, the optimal echelon base-stock levels `S_j` minimise
//!
//! ```text
//! Ĉ_j(x) = h_j x + C̲_{j-1}(x)      C_j(y) = E Ĉ_j(y - D_j)      C̲_j(x) = C_j(min(x, S_j))      C̲_0(x) = (p + H) x⁻
//! ```
//!
//! one after the other, and `C_N(S_N)` is the cost a period. [`ssm_serial`] carries `R_j`, the part of `C_j` that backorders
//! and stages waiting for one another cause: with `H_j = h_1 + … + h_j`,
//!
//! ```text
//! C_j(y) = Σ_{i<=j} h_i (y - E D_i - … - E D_j) + R_j(y)
//! R_j(y) = E P_{j-1}(y - D_j)      P_j(x) = R_j(x) up to S_j, R_j(S_j) - H_j (x - S_j) beyond      P_0(x) = (p + H) x⁻
//! ```
//!
//! so that `S_j` solves `R_j' = -H_j` (for whole units: the smallest with `R_j(S+1) - R_j(S) >= -H_j`). Poisson demand is
//! summed over the integers, exactly. Normal demand is integrated by Gauss-Legendre panels between the points where the
//! integrand has kinks, to some 1e-10. Echelon levels count the stock of a stage and of all below it, in transit too.
//!
//! [`ssm_heuristic`] takes the mean of two newsvendor levels of the demand over `L_1 + … + L_j`, those that bound `S_j`, with the
//! ratios `(p + Σ_{i>j} h_i)/(p + Σ_{i>=j} h_i)` and `(p + Σ_{i>j} h_i)/(p + H)`; it is not rounded to whole units.
//!
//! Source: A. J. Clark and H. Scarf, Management Science 6 (1960) 475-490; F. Chen and Y.-S. Zheng, Management Science 40
//! (1994) 1426-1443; K. H. Shang and J.-S. Song, Management Science 49 (2003) 618-638. Limits: Poisson and normal demand;
//! fixed lead times, no fixed costs.

mod recursion;

use crate::check;
use crate::distribution::{Demand, DemandDistribution, NormalDemand, PoissonDemand};
use crate::error::InventoryError;
use mercato_core::Error;
use recursion::{Bound, LeadTimeDemand, Recursion};
use serde::{Deserialize, Serialize};

/// What [`ssm_serial`] and [`ssm_heuristic`] take.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SsmSerialInput {
    /// The stages, the one that serves customers first; at least one.
    pub stages: Vec<SsmStage>,
    /// Cost of a backorder a period, above 0.
    pub stockout_cost: f64,
    /// Demand of a period, `poisson` or `normal`.
    pub distribution: DemandDistribution,
}

/// A stage of a serial system.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SsmStage {
    /// A label.
    pub id: String,
    /// Cost of holding a unit a period, less that at the stage above it; above 0.
    pub echelon_holding_cost: f64,
    /// Periods from an order to its receipt, where the supplier has stock; at least 0.
    pub lead_time: f64,
}

/// What [`ssm_serial`] answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SsmSerial {
    /// Echelon base-stock level of each stage, in the order given.
    pub echelon_base_stock_levels: Vec<f64>,
    /// Cost of holding, in transit too, and of backorders a period.
    pub cost: f64,
}

/// What [`ssm_heuristic`] answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SsmHeuristic {
    /// Echelon base-stock level of each stage, in the order given.
    pub echelon_base_stock_levels: Vec<f64>,
}

/// Which echelon base-stock levels make this serial system cheapest, and what does it cost?
///
/// Time O(N · X · D) with N stages, X levels within the spread of the demand over all lead times and D of that over one.
///
/// ```
/// use mercato_inventory::{DemandDistribution, SsmSerialInput, SsmStage, ssm_serial};
/// let stage = |id: &str, echelon_holding_cost, lead_time| SsmStage { id: id.into(), echelon_holding_cost, lead_time };
/// let input = SsmSerialInput {
///     stages: vec![stage("shop", 3.0, 1.0), stage("depot", 2.0, 1.0), stage("plant", 2.0, 2.0)],
///     stockout_cost: 37.12,
///     distribution: DemandDistribution::normal(5.0, 1.0)?,
/// };
/// let answer = ssm_serial(&input)?;
/// // Snyder and Shen (2019), example 6.1: S = (6.49, 12.02, 22.71), cost 47.65.
/// assert!((answer.cost - 47.65).abs() < 0.03);
/// assert!((answer.echelon_base_stock_levels[1] - 12.02).abs() < 0.02);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no stage or a figure out of range; `unsupported` for demand that is neither Poisson nor normal, or
/// whose spread (a mean of some ten million units, or lead times a million times as long as others) would take minutes;
/// `overflow` if a level or cost leaves the range of a double.
pub fn ssm_serial(input: &SsmSerialInput) -> Result<SsmSerial, InventoryError> {
    let bounds = bounds(input)?;
    let mut recursion = Recursion::new(input.stockout_cost + total_holding_cost(input));
    for (index, (stage, bound)) in input.stages.iter().zip(&bounds).enumerate() {
        let demand = lead_time_demand(&input.distribution, stage.lead_time)?;
        let next = input.stages.iter().skip(index.saturating_add(1)).find(|next| next.lead_time > 0.0);
        let next_sd = next.map(|next| (input.distribution.variance() * next.lead_time).sqrt());
        let next = recursion.next(stage.echelon_holding_cost, demand, bound, next_sd)?;
        recursion.push(next);
    }
    Ok(SsmSerial { cost: check::answer("cost", recursion.cost())?, echelon_base_stock_levels: recursion.levels() })
}

/// Which echelon base-stock levels are near the best of this serial system, by two newsvendor levels a stage?
///
/// ```
/// use mercato_inventory::{DemandDistribution, SsmSerialInput, SsmStage, ssm_heuristic};
/// let stage = |id: &str, echelon_holding_cost, lead_time| SsmStage { id: id.into(), echelon_holding_cost, lead_time };
/// let input = SsmSerialInput {
///     stages: vec![stage("shop", 3.0, 1.0), stage("depot", 2.0, 1.0), stage("plant", 2.0, 2.0)],
///     stockout_cost: 37.12,
///     distribution: DemandDistribution::normal(5.0, 1.0)?,
/// };
/// let levels = ssm_heuristic(&input)?.echelon_base_stock_levels;
/// assert!((levels[2] - 22.634).abs() < 1e-3);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// As [`ssm_serial`], without its limit.
pub fn ssm_heuristic(input: &SsmSerialInput) -> Result<SsmHeuristic, InventoryError> {
    let levels = bounds(input)?.iter().map(|bound| 0.5 * bound.lower + 0.5 * bound.upper).collect();
    Ok(SsmHeuristic { echelon_base_stock_levels: levels })
}

/// The bounds of every stage (Shang and Song 2003, theorem 3), after a check of the input.
fn bounds(input: &SsmSerialInput) -> Result<Vec<Bound>, InventoryError> {
    check::not_empty("stages", &input.stages)?;
    let stockout_cost = check::positive("stockout_cost", input.stockout_cost)?;
    for (index, stage) in input.stages.iter().enumerate() {
        let at = |error: Error| error.at("stages", index);
        check::positive("echelon_holding_cost", stage.echelon_holding_cost).map_err(at)?;
        check::non_negative("lead_time", stage.lead_time).map_err(at)?;
    }
    if input.distribution.mean() < 0.0 {
        return Err(Error::invalid("distribution.mean", input.distribution.mean(), "must be at least 0").into());
    }
    let total = check::answer("stockout_cost", stockout_cost + total_holding_cost(input))?;
    // p + Σ_{i>j} h_i, from the last stage on, so that nothing is lost beside a small p.
    let mut remaining: Vec<f64> = Vec::with_capacity(input.stages.len());
    let mut sum = stockout_cost;
    for stage in input.stages.iter().rev() {
        remaining.push(sum);
        sum += stage.echelon_holding_cost;
    }
    let (mut holding_cost, mut lead_time) = (0.0, 0.0);
    let mut bounds = Vec::with_capacity(input.stages.len());
    for (stage, remaining) in input.stages.iter().zip(remaining.into_iter().rev()) {
        let h = stage.echelon_holding_cost;
        holding_cost += h;
        lead_time += stage.lead_time;
        let over = lead_time_demand(&input.distribution, lead_time)?;
        let lower = over.level(remaining / total, holding_cost / total)?;
        let upper = over.level(remaining / (remaining + h), h / (remaining + h))?;
        bounds.push(Bound { lower, upper, over });
    }
    Ok(bounds)
}

fn total_holding_cost(input: &SsmSerialInput) -> f64 {
    input.stages.iter().map(|stage| stage.echelon_holding_cost).sum()
}

/// Demand over a lead time.
fn lead_time_demand(demand: &DemandDistribution, lead_time: f64) -> Result<LeadTimeDemand, InventoryError> {
    let mean = check::answer("lead_time", demand.mean() * lead_time)?;
    let variance = check::answer("lead_time", demand.variance() * lead_time)?;
    match demand {
        DemandDistribution::Normal(_) | DemandDistribution::Poisson(_) if variance <= 0.0 => {
            Ok(LeadTimeDemand::Certain(mean))
        }
        DemandDistribution::Normal(_) => Ok(LeadTimeDemand::Normal(NormalDemand::new(mean, variance.sqrt())?)),
        DemandDistribution::Poisson(_) => Ok(LeadTimeDemand::Poisson(PoissonDemand::new(mean)?)),
        _ => Err(InventoryError::unsupported("distribution.type", "is neither poisson nor normal, which are offered")),
    }
}
