//! Do two means differ, looked at as often as one likes?
//!
//! The mixture sequential probability ratio test with a normal mixing distribution N(0, t) of the difference (Robbins 1970;
//! Johari, Pekelis and Walsh 2015, "Always valid inference", arXiv:1512.04922, section 4). With n observations in each arm, V =
//! `variance_a` + `variance_b` and d = `mean_b` - `mean_a`:
//! L = sqrt(V/(V + n t)) exp(n^2 t d^2 / (2 V (V + n t))), p = min(1, 1/L), and the interval that holds for all n at once is
//! d -+ sqrt(V (V + n t)/(n^2 t) (2 ln(1/alpha) + ln((V + n t)/V))).
//!
//! The price of looking at any time is a wider interval. t should be about the square of the effect expected; alpha holds for
//! any t chosen before the first look. The lowest p seen so far is a p-value too.

use crate::error::KpiError;
use crate::level::{accept, alpha, finite, non_negative, positive, within_f64};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`always_valid_test`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AlwaysValidTestInput {
    /// Observations in each arm, at least 1.
    pub n: u64,
    /// Mean of a.
    pub mean_a: f64,
    /// Mean of b.
    pub mean_b: f64,
    /// Variance of one observation of a.
    pub variance_a: f64,
    /// Variance of one observation of b; not both 0.
    pub variance_b: f64,
    /// Variance of the mixing distribution, above 0.
    pub tau_squared: f64,
    /// Probability of ever a false alarm, in (0, 1), default 0.05.
    pub alpha: Option<f64>,
}

/// What [`always_valid_test`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AlwaysValidTest {
    /// The mixture likelihood ratio; null beyond a double.
    pub likelihood_ratio: Option<f64>,
    /// Its natural logarithm.
    pub log_likelihood_ratio: f64,
    /// The always-valid p-value of this look.
    pub p_value: f64,
    /// Lower limit of the difference b minus a.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Is `p_value` at most alpha?
    pub reject: bool,
}

/// Does the mean of b differ from that of a, however often the data were looked at?
///
/// The formulas are those of the [module](self), in logarithms.
///
/// ```
/// use mercato_kpi::{AlwaysValidTestInput, always_valid_test};
/// let input = AlwaysValidTestInput {
///     n: 2, mean_a: 0.0, mean_b: 2.0, variance_a: 0.5, variance_b: 0.5, tau_squared: 0.5, alpha: None,
/// };
/// let test = always_valid_test(&input)?;
/// // V = 1, n t = 1: ln L = 4 x 0.5 x 4 / (2 x 2) - ln(2)/2
/// assert!((test.log_likelihood_ratio - (2.0 - 0.346_573_590_279_972_65)).abs() < 1e-15);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for n = 0, a number that is not finite, a negative variance, both variances 0, `tau_squared` not above
/// 0, or alpha outside (0, 1); `overflow` for a figure beyond a double.
pub fn always_valid_test(input: &AlwaysValidTestInput) -> Result<AlwaysValidTest, KpiError> {
    let alpha = alpha(input.alpha)?;
    if input.n == 0 {
        return Err(Error::invalid("n", input.n, "must be at least 1").into());
    }
    let difference = finite("mean_b", input.mean_b)? - finite("mean_a", input.mean_a)?;
    let difference = within_f64("difference", difference)?;
    let variance_a = non_negative("variance_a", input.variance_a)?;
    let variance = within_f64("variance", variance_a + non_negative("variance_b", input.variance_b)?)?;
    accept("variance_b", input.variance_b, variance > 0.0, "and variance_a are both 0")?;
    let tau_squared = positive("tau_squared", input.tau_squared)?;

    let n = input.n as f64;
    // the square of the standard error of the difference, V/n, and n t/V: everything else is a function of the two
    let error = (variance / n).sqrt();
    let precision = n * (tau_squared / variance);
    let log_spread = if precision.is_finite() {
        libm::log1p(precision)
    } else {
        libm::log(n) + libm::log(tau_squared) - libm::log(variance)
    };
    let score = difference / error;
    let weight = 1.0 / (1.0 + 1.0 / precision);
    let log_likelihood_ratio = within_f64("log_likelihood_ratio", 0.5 * score * (score * weight) - 0.5 * log_spread)?;
    let p_value = libm::exp(-log_likelihood_ratio).min(1.0);
    let margin = libm::hypot(error, error / tau_squared.sqrt() * error) * (log_spread - 2.0 * libm::log(alpha)).sqrt();
    let likelihood_ratio = libm::exp(log_likelihood_ratio);
    Ok(AlwaysValidTest {
        likelihood_ratio: likelihood_ratio.is_finite().then_some(likelihood_ratio),
        log_likelihood_ratio,
        p_value,
        lower: within_f64("lower", difference - margin)?,
        upper: within_f64("upper", difference + margin)?,
        reject: p_value <= alpha,
    })
}
