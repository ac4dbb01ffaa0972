//! Do two means differ, or is it chance?
//!
//! t = (mb - ma) / sqrt(va + vb) with means m and v = s^2/n, and Student's distribution with (va + vb)^2 / (va^2/(na-1) +
//! vb^2/(nb-1)) degrees of freedom (Welch 1947, "The generalization of Student's problem"; Satterthwaite 1946). The two
//! variances need not be equal. As with any mean, heavy tails call for large samples.

use crate::error::KpiError;
use crate::level::{Alternative, confidence, tail, within_f64};
use crate::sample::Given;
use mercato_core::Error;
use mercato_numeric::distribution::StudentT;
use serde::{Deserialize, Serialize};

/// What [`welch_t_test`] takes: the values of the two groups, or their moments.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WelchTTestInput {
    /// Values of a, at least 2.
    pub values_a: Option<Vec<f64>>,
    /// Values of b, at least 2.
    pub values_b: Option<Vec<f64>>,
    /// Mean of a.
    pub mean_a: Option<f64>,
    /// Standard deviation (n - 1) of a.
    pub standard_deviation_a: Option<f64>,
    /// How many values a has, at least 2.
    pub n_a: Option<u64>,
    /// Mean of b.
    pub mean_b: Option<f64>,
    /// Standard deviation (n - 1) of b.
    pub standard_deviation_b: Option<f64>,
    /// How many values b has, at least 2.
    pub n_b: Option<u64>,
    /// What is held against "no difference".
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Alternative>"))]
    pub alternative: Alternative,
    /// Confidence of the interval, in (0, 1), default 0.95.
    pub confidence: Option<f64>,
}

/// What [`welch_t_test`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct WelchTTest {
    /// Mean of a.
    pub mean_a: f64,
    /// Mean of b.
    pub mean_b: f64,
    /// `mean_b - mean_a`.
    pub difference: f64,
    /// The statistic.
    pub t: f64,
    /// Satterthwaite's degrees of freedom.
    pub degrees_of_freedom: f64,
    /// Probability of such a statistic by chance.
    pub p_value: f64,
    /// Lower limit of the difference, two-sided whatever the alternative.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// Does the mean of b differ from the mean of a, or is it chance?
///
/// Welch's unequal-variances t-test, difference b minus a; see the [module](self) for the formulas.
///
/// ```
/// use mercato_kpi::{WelchTTestInput, welch_t_test};
/// let test = welch_t_test(&WelchTTestInput {
///     values_a: Some(vec![8.0, 10.0, 12.0]),
///     values_b: Some(vec![13.0, 15.0, 17.0]),
///     ..Default::default()
/// })?;
/// // s = 2 in both: t = 5 / sqrt(4/3 + 4/3), 4 degrees of freedom
/// assert!((test.t - 5.0 / (8.0_f64 / 3.0).sqrt()).abs() < 1e-14);
/// assert!((test.degrees_of_freedom - 4.0).abs() < 1e-14);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for values and moments mixed or neither given, fewer than 2 values, a number that is not finite, a
/// negative standard deviation, no variance in either group, or a confidence outside (0, 1); `overflow` for a figure beyond
/// a double.
pub fn welch_t_test(input: &WelchTTestInput) -> Result<WelchTTest, KpiError> {
    let confidence = confidence(input.confidence)?;
    refuse_mixture(input)?;
    let a = Given {
        names: ["values_a", "n_a", "mean_a", "standard_deviation_a"],
        values: input.values_a.as_deref(),
        n: input.n_a,
        mean: input.mean_a,
        standard_deviation: input.standard_deviation_a,
    }
    .sample()?;
    let b = Given {
        names: ["values_b", "n_b", "mean_b", "standard_deviation_b"],
        values: input.values_b.as_deref(),
        n: input.n_b,
        mean: input.mean_b,
        standard_deviation: input.standard_deviation_b,
    }
    .sample()?;
    let (error_a, error_b) = (a.standard_error(), b.standard_error());
    let error = within_f64("standard_error", libm::hypot(error_a, error_b))?;
    if error <= 0.0 {
        let path = if input.values_b.is_some() { "values_b" } else { "standard_deviation_b" };
        return Err(Error::invalid(path, "no variance", "in either group leaves nothing to test against").into());
    }
    // shares of the variance, at most 1: their squares cannot overflow
    let share = |part: f64| (part / error) * (part / error);
    let (share_a, share_b) = (share(error_a), share(error_b));
    let degrees_of_freedom =
        1.0 / (share_a * share_a / a.degrees_of_freedom() + share_b * share_b / b.degrees_of_freedom());
    let difference = within_f64("difference", b.mean_above(&a))?;
    let t = within_f64("t", difference / error)?;
    let student = StudentT::new(degrees_of_freedom).map_err(KpiError::numeric("degrees_of_freedom"))?;
    let margin = student.isf(tail(confidence)).map_err(KpiError::numeric("confidence"))? * error;
    Ok(WelchTTest {
        mean_a: a.mean,
        mean_b: b.mean,
        difference,
        t,
        degrees_of_freedom,
        p_value: input.alternative.p_value(t, |t| student.sf(t)),
        lower: within_f64("lower", difference - margin)?,
        upper: within_f64("upper", difference + margin)?,
    })
}

/// One group by its values and the other by its moments is most likely a slip.
fn refuse_mixture(input: &WelchTTestInput) -> Result<(), KpiError> {
    if input.values_a.is_some() == input.values_b.is_some() {
        return Ok(());
    }
    let missing = if input.values_a.is_some() { "values_b" } else { "values_a" };
    Err(Error::invalid(missing, "nothing", "is given here while the other group has its values").into())
}
