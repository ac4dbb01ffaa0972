//! Between which limits lies a mean of which only a sample was seen?
//!
//! mean -+ t s / sqrt(n), with t the quantile of Student's distribution with n - 1 degrees of freedom (Student 1908). Exact
//! for normal values, good for large samples of others; for heavy tails (order values) take many or trim first.

use crate::error::KpiError;
use crate::level::{confidence, tail, within_f64};
use crate::sample::Given;
use mercato_numeric::distribution::StudentT;
use serde::{Deserialize, Serialize};

/// What [`mean_interval`] takes: the values, or their moments.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MeanIntervalInput {
    /// The values, at least 2.
    pub values: Option<Vec<f64>>,
    /// How many values there are, at least 2.
    pub n: Option<u64>,
    /// Their mean.
    pub mean: Option<f64>,
    /// The sample's standard deviation (n - 1), at least 0.
    pub standard_deviation: Option<f64>,
    /// Confidence of the interval, in (0, 1), default 0.95.
    pub confidence: Option<f64>,
}

/// What [`mean_interval`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MeanInterval {
    /// How many values.
    pub n: u64,
    /// Their mean.
    pub mean: f64,
    /// Standard error of the mean.
    pub standard_error: f64,
    /// Lower limit.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
}

/// Between which limits lies the mean behind this sample?
///
/// `mean -+ t(n - 1) standard_deviation / sqrt(n)`.
///
/// ```
/// use mercato_kpi::{MeanIntervalInput, mean_interval};
/// let mean = mean_interval(&MeanIntervalInput { values: Some(vec![8.0, 10.0, 12.0]), ..Default::default() })?;
/// // s = 2, t(2) = 4.3027: 10 -+ 4.3027 x 2 / sqrt(3)
/// assert_eq!(mean.mean, 10.0);
/// assert!((mean.upper - 14.968_275).abs() < 1e-6);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for values and moments both given or neither, fewer than 2 values, a number that is not finite, a
/// negative standard deviation, or a confidence outside (0, 1); `overflow` for a limit beyond a double.
pub fn mean_interval(input: &MeanIntervalInput) -> Result<MeanInterval, KpiError> {
    let confidence = confidence(input.confidence)?;
    let sample = Given {
        names: ["values", "n", "mean", "standard_deviation"],
        values: input.values.as_deref(),
        n: input.n,
        mean: input.mean,
        standard_deviation: input.standard_deviation,
    }
    .sample()?;
    let standard_error = sample.standard_error();
    let student = StudentT::new(sample.degrees_of_freedom()).map_err(KpiError::numeric("n"))?;
    let margin = student.isf(tail(confidence)).map_err(KpiError::numeric("confidence"))? * standard_error;
    Ok(MeanInterval {
        n: sample.n,
        mean: sample.mean,
        standard_error,
        lower: within_f64("lower", sample.mean - margin)?,
        upper: within_f64("upper", sample.mean + margin)?,
    })
}
