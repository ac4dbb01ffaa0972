//! Which values of a series stand out?
//!
//! | method | center | scale | default threshold | source |
//! |---|---|---|---|---|
//! | `z_score` | mean | standard deviation (n - 1) | 3 | Shewhart 1931 |
//! | `modified_z` | median | MAD / 0.6745; where MAD is 0, 1.253314 x mean absolute deviation from the median | 3.5 | Iglewicz and Hoaglin 1993 |
//! | `xmr` | mean | mean moving range / 1.128 | 3 | Shewhart 1931; Montgomery, section 6.4 |
//! | `iqr` | median | limits Q1 - threshold x IQR, Q3 + threshold x IQR (quartiles of type 7) | 1.5 | Tukey 1977 |
//!
//! A value is flagged strictly beyond the limits center -+ threshold x scale. A sample's own outliers inflate the standard
//! deviation: with n values no z-score exceeds (n - 1)/sqrt(n), so `z_score` never flags one of 10. Prefer `modified_z` or `iqr`
//! for a batch; `xmr` takes the values as a series, in order of time.

use crate::error::KpiError;
use crate::level::{positive, within_f64};
use crate::sample::{Sample, mean};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What counts as standing out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AnomalyMethod {
    /// Far from the mean in standard deviations.
    ZScore,
    /// Far from the median in median absolute deviations.
    ModifiedZ,
    /// Beyond Tukey's fences.
    Iqr,
    /// Beyond the limits of an individuals chart.
    Xmr,
}

/// What [`anomaly_flags`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AnomalyFlagsInput {
    /// The values, at least 2.
    pub values: Vec<f64>,
    /// What counts as standing out.
    pub method: AnomalyMethod,
    /// How far is too far, above 0; the default is that of the method.
    pub threshold: Option<f64>,
}

/// What [`anomaly_flags`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AnomalyFlags {
    /// The middle of the values.
    pub center: f64,
    /// Lower limit; the center if the values have no spread.
    pub lower: f64,
    /// Upper limit; the center if the values have no spread.
    pub upper: f64,
    /// Does the value stand out? In the order of the input.
    pub flags: Vec<bool>,
    /// (value - center) / scale; null for `iqr` and without spread.
    pub scores: Vec<Option<f64>>,
}

/// Which of these values stand out?
///
/// The formulas are those of the [module](self).
///
/// ```
/// use mercato_kpi::{AnomalyFlagsInput, AnomalyMethod, anomaly_flags};
/// let values = vec![10.0, 12.0, 11.0, 13.0, 40.0];
/// let answer = anomaly_flags(&AnomalyFlagsInput { values, method: AnomalyMethod::ModifiedZ, threshold: None })?;
/// // median 12, MAD 1: 0.6745 x 28 = 18.886
/// assert_eq!(answer.scores[4], Some(0.6745 * 28.0));
/// assert_eq!(answer.flags, [false, false, false, false, true]);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for fewer than 2 values, a value that is not finite (path `values[i]`), or a threshold not above 0;
/// `overflow` for a figure beyond a double.
///
/// # Complexity
/// O(n) time, O(n log n) for the methods with medians and quartiles; O(n) memory.
pub fn anomaly_flags(input: &AnomalyFlagsInput) -> Result<AnomalyFlags, KpiError> {
    let sample = Sample::of("values", &input.values)?;
    let default = match input.method {
        AnomalyMethod::ZScore | AnomalyMethod::Xmr => 3.0,
        AnomalyMethod::ModifiedZ => 3.5,
        AnomalyMethod::Iqr => 1.5,
    };
    let threshold = positive("threshold", input.threshold.unwrap_or(default))?;
    match input.method {
        AnomalyMethod::ZScore => {
            let spread = Spread { unit: sample.standard_deviation, per_scale: 1.0 };
            spread.flag(&input.values, sample.mean, |value| sample.deviation(value), threshold)
        }
        AnomalyMethod::Xmr => {
            let spread = Spread { unit: mean_moving_range(&input.values)?, per_scale: 1.128 };
            spread.flag(&input.values, sample.mean, |value| sample.deviation(value), threshold)
        }
        AnomalyMethod::ModifiedZ => {
            let center = median(&ascending(&input.values));
            let deviations: Vec<f64> = input.values.iter().map(|value| (value - center).abs()).collect();
            let deviation = median(&ascending(&deviations));
            let spread = if deviation > 0.0 {
                Spread { unit: deviation, per_scale: 0.6745 }
            } else {
                Spread { unit: 1.253_314 * mean(&deviations), per_scale: 1.0 }
            };
            spread.flag(&input.values, center, |value| value - center, threshold)
        }
        AnomalyMethod::Iqr => beyond_fences(&input.values, threshold),
    }
}

/// What deviations are measured in: `scale = unit / per_scale`.
struct Spread {
    unit: f64,
    per_scale: f64,
}

impl Spread {
    fn flag(
        &self,
        values: &[f64],
        center: f64,
        deviation: impl Fn(f64) -> f64,
        threshold: f64,
    ) -> Result<AnomalyFlags, KpiError> {
        if self.unit <= 0.0 {
            return Ok(without_spread(values, center));
        }
        let reach = threshold * (within_f64("scale", self.unit)? / self.per_scale);
        let mut flags = Vec::with_capacity(values.len());
        let mut scores = Vec::with_capacity(values.len());
        for value in values {
            let score = within_f64("scores", self.per_scale * deviation(*value) / self.unit)?;
            flags.push(score.abs() > threshold);
            scores.push(Some(score));
        }
        let lower = within_f64("lower", center - reach)?;
        let upper = within_f64("upper", center + reach)?;
        Ok(AnomalyFlags { center, lower, upper, flags, scores })
    }
}

fn without_spread(values: &[f64], center: f64) -> AnomalyFlags {
    let (flags, scores) = (vec![false; values.len()], vec![None; values.len()]);
    AnomalyFlags { center, lower: center, upper: center, flags, scores }
}

fn beyond_fences(values: &[f64], threshold: f64) -> Result<AnomalyFlags, KpiError> {
    let sorted = ascending(values);
    let center = median(&sorted);
    let (first, third) = (quartile(&sorted, 1), quartile(&sorted, 3));
    let range = within_f64("iqr", third - first)?;
    if range <= 0.0 {
        return Ok(without_spread(values, center));
    }
    let lower = within_f64("lower", first - threshold * range)?;
    let upper = within_f64("upper", third + threshold * range)?;
    let flags = values.iter().map(|value| *value < lower || *value > upper).collect();
    Ok(AnomalyFlags { center, lower, upper, flags, scores: vec![None; values.len()] })
}

fn mean_moving_range(values: &[f64]) -> Result<f64, Error> {
    let ranges = values.iter().zip(values.iter().skip(1)).map(|(before, after)| (after - before).abs());
    let ranges = ranges.map(|range| within_f64("moving_range", range)).collect::<Result<Vec<f64>, Error>>()?;
    Ok(mean(&ranges))
}

fn ascending(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn median(sorted: &[f64]) -> f64 {
    quartile(sorted, 2)
}

/// The quartile of type 7 (Hyndman and Fan 1996): at (n - 1) k/4 of the sorted values, which is a whole number of quarters.
fn quartile(sorted: &[f64], k: usize) -> f64 {
    let quarters = sorted.len().saturating_sub(1).saturating_mul(k);
    let (place, share) = (quarters / 4, (quarters % 4) as f64 / 4.0);
    let below = sorted.get(place).copied().unwrap_or(0.0);
    let above = sorted.get(place.saturating_add(1)).copied().unwrap_or(below);
    let gap = above - below;
    if gap.is_finite() { below + gap * share } else { below * (1.0 - share) + above * share }
}
