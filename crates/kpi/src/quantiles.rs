//! Below which value does a share of the numbers lie? Sample quantiles by the four definitions that reports use.
//!
//! With the sorted values `x_1 .. x_n`, `h` a position from 1 and clamped to 1..=n, the quantile is `x_floor(h)` plus the
//! fraction of `h` of the way to the next value:
//!
//! | method | h | Hyndman & Fan 1996 |
//! |---|---|---|
//! | `linear` | (n - 1) p + 1 | type 7, the default of R and `NumPy` |
//! | `nearest_rank` | ceil(n p), at least 1 | type 1 |
//! | `hazen` | n p + 1/2 | type 5 |
//! | `median_unbiased` | (n + 1/3) p + 1/3 | type 8 |
//!
//! Positions are computed exactly, with `p` as the decimal that it prints as: the 7th of 100 values is their 0.07 quantile.

use crate::error::KpiError;
use mercato_core::{Error, Exact, Rounding};
use serde::{Deserialize, Serialize};

/// Where a quantile lies between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QuantileMethod {
    /// Type 7.
    #[default]
    Linear,
    /// Type 1: always one of the values.
    NearestRank,
    /// Type 5.
    Hazen,
    /// Type 8: about median-unbiased whatever the distribution.
    MedianUnbiased,
}

/// What [`quantiles`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuantilesInput {
    /// The numbers, in any order.
    pub values: Vec<f64>,
    /// The shares, each in 0..=1.
    pub probabilities: Vec<f64>,
    /// The definition.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<QuantileMethod>"))]
    pub method: QuantileMethod,
}

/// What [`quantiles`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Quantiles {
    /// One for each probability, in their order; null without values.
    pub quantiles: Vec<Option<f64>>,
}

/// The sample quantiles of numbers. Time O(n log n).
///
/// ```
/// use mercato_kpi::{QuantileMethod, QuantilesInput, quantiles};
/// let input = QuantilesInput {
///     values: vec![40.0, 10.0, 30.0, 20.0],
///     probabilities: vec![0.5, 0.9],
///     method: QuantileMethod::Linear,
/// };
/// assert_eq!(quantiles(&input)?.quantiles, [Some(25.0), Some(37.0)]);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a value that is not finite or a probability outside 0..=1.
pub fn quantiles(input: &QuantilesInput) -> Result<Quantiles, KpiError> {
    for (index, value) in input.values.iter().enumerate() {
        if !value.is_finite() {
            return Err(Error::invalid(format!("values[{index}]"), value, "must be finite").into());
        }
    }
    // equal zeros, whatever their signs, so that the order of the input never shows
    let mut sorted: Vec<f64> = input.values.iter().map(|value| value + 0.0).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let quantile = |(index, probability): (usize, &f64)| {
        let share = Exact::from_f64_shortest(*probability)
            .filter(|_| (0.0..=1.0).contains(probability))
            .ok_or_else(|| Error::invalid(format!("probabilities[{index}]"), probability, "must be from 0 to 1"))?;
        Ok(at(&sorted, &share, input.method)?)
    };
    let quantiles = input.probabilities.iter().enumerate().map(quantile).collect::<Result<_, KpiError>>()?;
    Ok(Quantiles { quantiles })
}

/// The quantile of sorted values at `share`.
fn at(sorted: &[f64], share: &Exact, method: QuantileMethod) -> Result<Option<f64>, Error> {
    let n = Exact::from(u64::try_from(sorted.len()).unwrap_or(u64::MAX));
    let part = |numerator: i64, denominator: i64| {
        // the denominators are 2 and 3
        Exact::from(numerator).checked_div(&Exact::from(denominator)).unwrap_or(Exact::ZERO)
    };
    // from 0
    let position = match method {
        QuantileMethod::Linear => &(&n - &Exact::ONE) * share,
        QuantileMethod::NearestRank => {
            let rank = (&n * share).to_integer(Rounding::Ceil).unwrap_or(i128::MAX);
            Exact::from(rank) - Exact::ONE
        }
        QuantileMethod::Hazen => &n * share - part(1, 2),
        QuantileMethod::MedianUnbiased => (&n + &part(1, 3)) * share.clone() - part(2, 3),
    };
    let position = position.min(n - Exact::ONE).max(Exact::ZERO);
    let whole = position.to_integer(Rounding::Floor).unwrap_or_default();
    let fraction = (position - Exact::from(whole)).to_f64("fraction")?;
    let index = usize::try_from(whole).unwrap_or(usize::MAX);
    let Some(low) = sorted.get(index) else { return Ok(None) };
    Ok(Some(match sorted.get(index.saturating_add(1)) {
        Some(high) if fraction > 0.0 => between(*low, *high, fraction),
        _ => *low,
    }))
}

/// `fraction` of the way from `low` to `high`, never outside them.
fn between(low: f64, high: f64, fraction: f64) -> f64 {
    let gap = high - low;
    let value = if gap.is_finite() {
        if fraction < 0.5 { gap.mul_add(fraction, low) } else { gap.mul_add(fraction - 1.0, high) }
    } else {
        low * (1.0 - fraction) + high * fraction
    };
    value.clamp(low, high)
}
