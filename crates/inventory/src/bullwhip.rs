//! How much more do orders vary than the demand behind them?
//!
//! A retailer that forecasts by the moving average of p periods and orders up to the level that follows from it, with lead time L, makes
//! Var(orders)/Var(demand) ≥ 1 + 2L/p + 2L²/p². Measured: the ratio of the sample variances (divisor n-1), and that of the
//! coefficients of variation.
//!
//! Source: F. Chen, Z. Drezner, J. K. Ryan & D. Simchi-Levi (2000), "Quantifying the bullwhip effect in a simple supply chain",
//! Management Science 46, theorem 2.2; H. L. Lee, V. Padmanabhan & S. Whang (1997), Management Science 43. Limits: the bound
//! is for demand without correlation in time, and tight where safety stock is 0.

use crate::check::{answer, each, finite, non_negative};
use crate::error::InventoryError;
use crate::range::exponent;
use mercato_core::Error;
use mercato_numeric::sum::Moments;
use serde::{Deserialize, Serialize};

/// What [`bullwhip_bound`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BullwhipBoundInput {
    /// L, periods from order to delivery, at least 0.
    pub lead_time: f64,
    /// p, periods that the moving average covers, at least 1.
    pub moving_average_periods: u64,
}

/// What [`bullwhip_bound`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct BullwhipBoundOutput {
    /// The least Var(orders)/Var(demand).
    pub variance_ratio: f64,
}

/// By how much, at least, does forecasting by a moving average amplify the variance of demand? 1 + 2L/p + 2L²/p².
///
/// ```
/// use mercato_inventory::{BullwhipBoundInput, bullwhip_bound};
/// let weekly = BullwhipBoundInput { lead_time: 4.0, moving_average_periods: 8 };
/// assert_eq!(bullwhip_bound(&weekly)?.variance_ratio, 2.5); // 1 + 1 + 0.5
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a lead time that is not finite or below 0, or no periods; `overflow` if the ratio exceeds a double.
pub fn bullwhip_bound(input: &BullwhipBoundInput) -> Result<BullwhipBoundOutput, InventoryError> {
    let lead_time = non_negative("lead_time", input.lead_time)?;
    if input.moving_average_periods == 0 {
        return Err(Error::invalid("moving_average_periods", 0, "must be at least 1").into());
    }
    let part = lead_time / input.moving_average_periods as f64;
    Ok(BullwhipBoundOutput { variance_ratio: answer("variance_ratio", 1.0 + 2.0 * part + 2.0 * part * part)? })
}

/// What [`bullwhip_ratio`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BullwhipRatioInput {
    /// Orders placed in each period.
    pub orders: Vec<f64>,
    /// Demand in the same periods, at least two, not all alike.
    pub demand: Vec<f64>,
}

/// What [`bullwhip_ratio`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct BullwhipRatioOutput {
    /// Var(orders)/Var(demand); above 1 where orders amplify.
    pub variance_ratio: f64,
    /// The same for standard deviation over mean; null where a mean is 0.
    pub cv_ratio: Option<f64>,
}

/// How much more did orders vary than demand?
///
/// ```
/// use mercato_inventory::{BullwhipRatioInput, bullwhip_ratio};
/// let year = BullwhipRatioInput { orders: vec![0.0, 8.0, 0.0, 8.0], demand: vec![2.0, 4.0, 4.0, 6.0] };
/// let ratio = bullwhip_ratio(&year)?; // squares about the mean 4: 64 and 8
/// assert_eq!((ratio.variance_ratio, ratio.cv_ratio), (8.0, Some(8.0_f64.sqrt())));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for lists of different length, fewer than two periods, a figure that is not finite, or demand that
/// does not vary; `overflow` if a ratio exceeds a double.
pub fn bullwhip_ratio(input: &BullwhipRatioInput) -> Result<BullwhipRatioOutput, InventoryError> {
    if input.orders.len() != input.demand.len() {
        return Err(Error::invalid("orders", input.orders.len(), "periods must be as many as those of demand").into());
    }
    if input.demand.len() < 2 {
        return Err(Error::invalid("demand", input.demand.len(), "periods must be at least 2").into());
    }
    let orders = Spread::of("orders", &input.orders)?;
    let demand = Spread::of("demand", &input.demand)?;
    if demand.variance <= 0.0 {
        return Err(Error::invalid("demand", "the list", "must vary").into());
    }
    let ratio = orders.variance / demand.variance;
    let scale = orders.scale.saturating_sub(demand.scale);
    let variance_ratio = libm::ldexp(ratio, scale.saturating_mul(2));
    let with_means = orders.mean != 0.0 && demand.mean != 0.0;
    let cv_ratio = with_means.then(|| answer("cv_ratio", ratio.sqrt() * (demand.mean / orders.mean)));
    Ok(BullwhipRatioOutput {
        variance_ratio: answer("variance_ratio", variance_ratio)?,
        cv_ratio: cv_ratio.transpose()?,
    })
}

/// Mean and spread in units of 2^scale, near the largest figure, so that squares neither overflow nor vanish.
#[derive(Debug, Clone, Copy)]
struct Spread {
    scale: i32,
    mean: f64,
    variance: f64,
}

impl Spread {
    fn of(path: &str, series: &[f64]) -> Result<Self, Error> {
        each(path, series, finite)?;
        let scale = exponent(series);
        let down = scale.saturating_neg();
        let moments: Moments = series.iter().map(|value| libm::ldexp(*value, down)).collect();
        let variance = moments.sample_variance().unwrap_or_default();
        Ok(Self { scale, mean: moments.mean().unwrap_or_default(), variance })
    }
}
