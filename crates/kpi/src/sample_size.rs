//! How many visitors does an experiment need to see a difference between two rates?
//!
//! With k = nb/na, p = (pa + k pb)/(1 + k), q = 1 - p:
//! na = (z(1-alpha/2) sqrt((1 + 1/k) p q) + z(power) sqrt(pa qa + pb qb/k))^2 / (pa - pb)^2, nb = k na
//! (Fleiss, Levin and Paik 2003, "Statistical Methods for Rates and Proportions", section 4.2, without continuity
//! correction). A power that z(power) puts at or below the false alarms, so that the sum in brackets is not above 0, has no
//! size: it is refused. It belongs to the two-sided pooled z-test of [`crate::two_proportion_test`], looked at once.

use crate::error::KpiError;
use crate::level::{alpha, inside_unit, positive, within_f64};
use mercato_core::{Error, Exact, Rounding};
use mercato_numeric::distribution::Normal;
use serde::{Deserialize, Serialize};

/// What [`sample_size_two_proportions`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SampleSizeTwoProportionsInput {
    /// Rate of a, in (0, 1).
    pub rate_a: f64,
    /// The rate of b that should be told apart from it, in (0, 1).
    pub rate_b: f64,
    /// Probability of a false alarm, two-sided, in (0, 1), default 0.05.
    pub alpha: Option<f64>,
    /// Probability of seeing the difference, in (0, 1), default 0.8.
    pub power: Option<f64>,
    /// Size of b over size of a, above 0, default 1.
    pub allocation_ratio: Option<f64>,
}

/// What [`sample_size_two_proportions`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SampleSizeTwoProportions {
    /// Size of a before rounding up.
    pub n_a_exact: f64,
    /// Size of a.
    pub n_a: u64,
    /// Size of b: `allocation_ratio x n_a_exact`, rounded up.
    pub n_b: u64,
}

/// How many visitors must each group have to see this difference?
///
/// The formula is that of the [module](self).
///
/// ```
/// use mercato_kpi::{SampleSizeTwoProportionsInput, sample_size_two_proportions};
/// // Fleiss, Levin and Paik 2003, table A.4 (its entries add the continuity correction): 0.10 against 0.20, 80%
/// let input = SampleSizeTwoProportionsInput { rate_a: 0.1, rate_b: 0.2, ..Default::default() };
/// assert_eq!(sample_size_two_proportions(&input)?.n_a, 199);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a rate, alpha or power outside (0, 1), equal rates, an allocation ratio that is not positive, or a
/// power so low that it is reached without any visitor (not above about alpha / 2: chance alone rejects as often; the formula
/// would then grow again as the power falls); `overflow` for sizes of 2^64 or more.
pub fn sample_size_two_proportions(
    input: &SampleSizeTwoProportionsInput,
) -> Result<SampleSizeTwoProportions, KpiError> {
    let rate_a = inside_unit("rate_a", input.rate_a)?;
    let rate_b = inside_unit("rate_b", input.rate_b)?;
    let gap = rate_b - rate_a;
    if gap.abs() <= 0.0 {
        return Err(Error::invalid("rate_b", rate_b, "must differ from rate_a").into());
    }
    let alpha = alpha(input.alpha)?;
    let power = inside_unit("power", input.power.unwrap_or(0.8))?;
    let ratio = positive("allocation_ratio", input.allocation_ratio.unwrap_or(1.0))?;
    let pooled = |a: f64, b: f64| (a + ratio * b) / (1.0 + ratio);
    let (rest_a, rest_b) = (1.0 - rate_a, 1.0 - rate_b);
    let (p, q) = (pooled(rate_a, rate_b), pooled(rest_a, rest_b));
    let under_equality =
        Normal::standard().isf(alpha / 2.0).map_err(KpiError::numeric("alpha"))? * ((1.0 + 1.0 / ratio) * p * q).sqrt();
    let under_difference = Normal::standard().quantile(power).map_err(KpiError::numeric("power"))?
        * (rate_a * rest_a + rate_b * rest_b / ratio).sqrt();
    let reach = under_equality + under_difference;
    if reach <= 0.0 {
        return Err(Error::invalid("power", power, "is reached without any visitor").into());
    }
    let root = reach / gap;
    let n_a_exact = within_f64("n_a_exact", root * root)?;
    Ok(SampleSizeTwoProportions { n_a_exact, n_a: ceil("n_a", n_a_exact, 1.0)?, n_b: ceil("n_b", n_a_exact, ratio)? })
}

/// The product of the two decimals that the numbers print as, rounded up.
fn ceil(name: &str, size: f64, ratio: f64) -> Result<u64, Error> {
    Exact::from_f64_shortest(size)
        .zip(Exact::from_f64_shortest(ratio))
        .and_then(|(size, ratio)| (size * ratio).to_integer(Rounding::Ceil))
        .and_then(|size| u64::try_from(size).ok())
        .ok_or_else(|| Error::overflow(name, "the size", "64 bits"))
}
