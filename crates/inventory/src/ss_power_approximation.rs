//! Which (s,S) policy is nearly best, from the mean and the standard deviation of demand alone?
//!
//! With `μ_L = (L+1)μ`, `σ_L = σ√(L+1)`:
//!
//! ```text
//! Q = 1.30 μ^0.494 (K/h)^0.506 (1 + σ_L²/μ²)^0.116        z = √(Qh/(σ_L p))
//! s = 0.973 μ_L + σ_L (0.183/z + 1.063 - 2.192 z)          S = s + Q
//! ```
//!
//! Source: R. Ehrhardt and C. Mosier, Management Science 30 (1984) 618-622.
//!
//! Limits: a regression, within about a percent of the optimum for p/h of 4 to 99, L up to 4 and Q/μ above 1.5 or so; the
//! figures are not whole numbers.

use crate::check;
use crate::error::InventoryError;
use serde::{Deserialize, Serialize};

/// What [`ss_power_approximation`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SsPowerApproximationInput {
    /// Cost of a unit on hand at the end of a period, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder at the end of a period, above 0.
    pub stockout_cost: f64,
    /// Cost of an order, above 0: the formula has no value at 0.
    pub fixed_cost: f64,
    /// Mean demand of a period, above 0.
    pub demand_mean: f64,
    /// Standard deviation of a period's demand, above 0.
    pub demand_sd: f64,
    /// Lead time in periods, at least 0; 0 if left out.
    pub lead_time: Option<f64>,
}

/// What [`ss_power_approximation`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SsPowerApproximation {
    /// Highest position at which one orders, s.
    pub reorder_point: f64,
    /// The position to order up to, S.
    pub order_up_to_level: f64,
}

/// The power approximation to the best (s,S) policy.
///
/// ```
/// use mercato_inventory::{SsPowerApproximationInput, ss_power_approximation};
/// // Snyder and Shen (2019), example 4.8.
/// let answer = ss_power_approximation(&SsPowerApproximationInput {
///     holding_cost: 0.18, stockout_cost: 0.7, fixed_cost: 2.5, demand_mean: 50.0, demand_sd: 8.0, lead_time: None,
/// })?;
/// assert!((answer.reorder_point - 40.19).abs() < 0.01 && (answer.order_up_to_level - 74.29).abs() < 0.01);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure out of range, a mean, standard deviation or fixed cost of 0 among them; `overflow` if a
/// result leaves the range of a double.
pub fn ss_power_approximation(input: &SsPowerApproximationInput) -> Result<SsPowerApproximation, InventoryError> {
    let h = check::positive("holding_cost", input.holding_cost)?;
    let p = check::positive("stockout_cost", input.stockout_cost)?;
    let k = check::positive("fixed_cost", input.fixed_cost)?;
    let mean = check::positive("demand_mean", input.demand_mean)?;
    let sd = check::positive("demand_sd", input.demand_sd)?;
    let periods = check::non_negative("lead_time", input.lead_time.unwrap_or(0.0))? + 1.0;
    let (ahead_mean, ahead_sd) = (periods * mean, periods.sqrt() * sd);
    let spread = ahead_sd / mean;
    let q = 1.30 * libm::pow(mean, 0.494) * libm::pow(k / h, 0.506) * libm::pow(1.0 + spread * spread, 0.116);
    let z = (q * h / (ahead_sd * p)).sqrt();
    let s = 0.973 * ahead_mean + ahead_sd * (0.183 / z + 1.063 - 2.192 * z);
    Ok(SsPowerApproximation {
        reorder_point: check::answer("reorder_point", s)?,
        order_up_to_level: check::answer("order_up_to_level", s + q)?,
    })
}
