//! What is the mean of a sample, and how far do its values stray from it?
//!
//! mean = (x1 + .. + xn) / n and s^2 = sum (x - mean)^2 / (n - 1), in two passes with compensated sums, the second
//! of which also takes out the rounding of the mean (Chan, Golub and LeVeque 1983, "Algorithms for computing the sample
//! variance", the corrected two-pass algorithm), so that a large common offset does not show. Values are scaled where their
//! sums or squares would leave the range of a double.

use crate::check::one_of;
use crate::error::KpiError;
use crate::level::{finite, non_negative, within_f64};
use mercato_core::Error;
use mercato_numeric::sum::Sum;

/// Size, mean and standard deviation (n - 1) of a sample.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample {
    pub(crate) n: u64,
    pub(crate) mean: f64,
    /// What rounding took from `mean`.
    rest: f64,
    pub(crate) standard_deviation: f64,
}

/// The two ways to describe a sample, with the names of the fields for a refusal.
pub(crate) struct Given<'a> {
    pub(crate) names: [&'static str; 4],
    pub(crate) values: Option<&'a [f64]>,
    pub(crate) n: Option<u64>,
    pub(crate) mean: Option<f64>,
    pub(crate) standard_deviation: Option<f64>,
}

impl Given<'_> {
    /// The sample, from exactly one of the two ways.
    pub(crate) fn sample(&self) -> Result<Sample, KpiError> {
        let [values_name, n_name, mean_name, deviation_name] = self.names;
        match (self.values, self.n, self.mean, self.standard_deviation) {
            (Some(values), None, None, None) => Sample::of(values_name, values),
            (None, Some(n), Some(mean), Some(deviation)) => {
                if n < 2 {
                    return Err(Error::invalid(n_name, n, "must be at least 2").into());
                }
                let mean = finite(mean_name, mean)?;
                let standard_deviation = non_negative(deviation_name, deviation)?;
                Ok(Sample { n, mean, rest: 0.0, standard_deviation })
            }
            (values, n, mean, deviation) => {
                let moments =
                    [(n_name, n.is_some()), (mean_name, mean.is_some()), (deviation_name, deviation.is_some())];
                Err(one_of(values_name, values.is_some(), &moments).into())
            }
        }
    }
}

impl Sample {
    /// The sample of at least two finite values in the field `name`.
    pub(crate) fn of(name: &str, values: &[f64]) -> Result<Self, KpiError> {
        let first = match values {
            [first, _, ..] => *first,
            _ => return Err(Error::invalid(name, values.len(), "values given, at least 2 needed").into()),
        };
        let (mut lowest, mut highest) = (first, first);
        for (index, value) in values.iter().enumerate() {
            if !value.is_finite() {
                return Err(Error::invalid(format!("{name}[{index}]"), value, "must be finite").into());
            }
            (lowest, highest) = (lowest.min(*value), highest.max(*value));
        }
        let n = u64::try_from(values.len()).unwrap_or(u64::MAX);
        if lowest >= highest {
            // adding 0 turns -0 into 0
            return Ok(Self { n, mean: first + 0.0, rest: 0.0, standard_deviation: 0.0 });
        }
        let scale = safe_scale(highest.max(-lowest));
        let (mean, rest) = scaled_mean(values, scale);
        let deviation = |value: &f64| (value * scale - mean) - rest;
        let widest = values.iter().map(|value| deviation(value).abs()).fold(0.0, f64::max);
        let squares: Sum = values.iter().map(|value| deviation(value) / widest).map(|share| share * share).collect();
        let variance = squares.value() / (values.len() as f64 - 1.0);
        Ok(Self {
            n,
            mean: mean / scale,
            rest: rest / scale,
            standard_deviation: within_f64("standard_deviation", widest * variance.sqrt() / scale)?,
        })
    }

    /// How far `value` is above the mean.
    pub(crate) fn deviation(&self, value: f64) -> f64 {
        (value - self.mean) - self.rest
    }

    /// `self` minus `other`, with the digits that the two means lost to rounding.
    pub(crate) fn mean_above(&self, other: &Self) -> f64 {
        (self.mean - other.mean) + (self.rest - other.rest)
    }

    /// The standard error of the mean.
    pub(crate) fn standard_error(&self) -> f64 {
        self.standard_deviation / (self.n as f64).sqrt()
    }

    /// n - 1.
    pub(crate) fn degrees_of_freedom(&self) -> f64 {
        self.n as f64 - 1.0
    }
}

/// The mean of finite values; 0 of none.
pub(crate) fn mean(values: &[f64]) -> f64 {
    if values.is_empty() {
        return 0.0;
    }
    let scale = safe_scale(values.iter().copied().map(f64::abs).fold(0.0, f64::max));
    scaled_mean(values, scale).0 / scale
}

/// A power of two by which values up to `largest` can be summed: sums of 2^64 values cannot overflow below 2^900, and up
/// there 2^-100 costs no digit that counts.
fn safe_scale(largest: f64) -> f64 {
    if largest < libm::scalbn(1.0, 900) { 1.0 } else { libm::scalbn(1.0, -100) }
}

/// The mean of the scaled values, at least one, and what rounding took from it.
fn scaled_mean(values: &[f64], scale: f64) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().map(|value| value * scale).collect::<Sum>().value() / count;
    (mean, values.iter().map(|value| value * scale - mean).collect::<Sum>().value() / count)
}
