//! How much safety stock does one central stock save against a stock at each place?
//!
//! Apart, the places hold z√L Σσᵢ; pooled, z√L √(σᵀCσ) with the correlations C of their demands: less, unless all move together.
//! z is the normal quantile of the cycle service level, L the lead time in periods.
//!
//! Source: G. D. Eppen (1979), "Effects of centralization on expected costs in a multi-location newsboy problem", Management
//! Science 25. Limits: normal demand, the same lead time and service level at every place.

use crate::check::{answer, each, non_negative, not_empty, probability};
use crate::error::InventoryError;
use crate::range::exponent;
use mercato_core::Error;
use mercato_numeric::distribution::Normal;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// What computed correlations may miss symmetry, or 1 on the diagonal, by.
const ROUNDING: f64 = 1e-12;

/// What [`risk_pooling`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskPoolingInput {
    /// σ, the standard deviation of a period's demand at each place, at least 0, at least one place.
    pub demand_sds: Vec<f64>,
    /// L, periods from order to delivery, at least 0.
    pub lead_time: f64,
    /// The probability of no stockout in a cycle, strictly between 0 and 1.
    pub cycle_service_level: f64,
    /// C, the correlations of the demands: symmetric, 1 on the diagonal, each in [-1, 1]; none if left out.
    pub correlation: Option<Vec<Vec<f64>>>,
}

/// What [`risk_pooling`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RiskPoolingOutput {
    /// Standard deviation of a period's demand of all places together.
    pub pooled_sd: f64,
    /// Safety stock of all places, each for itself.
    pub decentralized_safety_stock: f64,
    /// Safety stock of one place for all.
    pub centralized_safety_stock: f64,
    /// Part of the safety stock that pooling saves; 0 where there is no spread.
    pub reduction_fraction: f64,
}

/// Safety stock apart and pooled; formulas in the [module](self).
///
/// ```
/// use mercato_inventory::{RiskPoolingInput, risk_pooling};
/// let stores = RiskPoolingInput {
///     demand_sds: vec![30.0, 40.0], lead_time: 4.0, cycle_service_level: 0.975, correlation: None,
/// };
/// let pooled = risk_pooling(&stores)?;
/// assert_eq!(pooled.pooled_sd, 50.0); // against 70
/// assert!((pooled.centralized_safety_stock - 195.9964).abs() < 1e-4); // 1.959964 x 2 x 50
/// assert!((pooled.reduction_fraction - 2.0 / 7.0).abs() < 1e-15);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no places, a figure that is not finite or out of its range, or a matrix that is not one of
/// correlations between the places; `overflow` if an answer exceeds a double.
pub fn risk_pooling(input: &RiskPoolingInput) -> Result<RiskPoolingOutput, InventoryError> {
    not_empty("demand_sds", &input.demand_sds)?;
    each("demand_sds", &input.demand_sds, non_negative)?;
    let lead_time = non_negative("lead_time", input.lead_time)?;
    let score = Normal::standard().quantile(probability("cycle_service_level", input.cycle_service_level)?)?;
    if let Some(matrix) = &input.correlation {
        check_correlation(matrix, input.demand_sds.len())?;
    }
    // in units of a power of two near the largest, so that squares neither overflow nor vanish
    let scale = exponent(&input.demand_sds);
    let down = scale.saturating_neg();
    let deviations: Vec<f64> = input.demand_sds.iter().map(|deviation| libm::ldexp(*deviation, down)).collect();
    let total = deviations.iter().copied().collect::<Sum>().value();
    let variance = variance(&deviations, input.correlation.as_deref());
    if variance < -ROUNDING * total * total {
        let reason = "gives the total demand a variance below 0: no demands correlate so";
        return Err(Error::invalid("correlation", "the matrix", reason).into());
    }
    // correlations of at most 1 cannot make the pooled spread exceed the sum: what exceeds it is rounding
    let pooled = variance.max(0.0).sqrt().min(total);
    let factor = score * lead_time.sqrt();
    let stock = |deviation: f64| libm::ldexp(factor * deviation, scale);
    Ok(RiskPoolingOutput {
        pooled_sd: answer("pooled_sd", libm::ldexp(pooled, scale))?,
        decentralized_safety_stock: answer("decentralized_safety_stock", stock(total))?,
        centralized_safety_stock: answer("centralized_safety_stock", stock(pooled))?,
        reduction_fraction: if total > 0.0 { 1.0 - pooled / total } else { 0.0 },
    })
}

/// σᵀCσ.
fn variance(deviations: &[f64], correlation: Option<&[Vec<f64>]>) -> f64 {
    let mut variance = Sum::new();
    match correlation {
        None => variance.extend(deviations.iter().map(|deviation| deviation * deviation)),
        Some(matrix) => {
            for (row, deviation) in matrix.iter().zip(deviations) {
                variance.extend(row.iter().zip(deviations).map(|(entry, other)| deviation * entry * other));
            }
        }
    }
    variance.value()
}

fn check_correlation(matrix: &[Vec<f64>], places: usize) -> Result<(), Error> {
    if matrix.len() != places {
        return Err(Error::invalid("correlation", matrix.len(), "rows must be as many as the places"));
    }
    for (i, row) in matrix.iter().enumerate() {
        if row.len() != places {
            let path = format!("correlation[{i}]");
            return Err(Error::invalid(path, row.len(), "entries must be as many as the places"));
        }
        for (j, entry) in row.iter().enumerate() {
            let mirrored = matrix.get(j).and_then(|row| row.get(i)).copied();
            let reason = if !(-1.0..=1.0).contains(entry) {
                "must be between -1 and 1"
            } else if i == j && (entry - 1.0).abs() > ROUNDING {
                "must be 1, on the diagonal"
            } else if mirrored.is_some_and(|other| (entry - other).abs() > ROUNDING) {
                "must be what stands across the diagonal"
            } else {
                continue;
            };
            return Err(Error::invalid(format!("correlation[{i}][{j}]"), *entry, reason));
        }
    }
    Ok(())
}
