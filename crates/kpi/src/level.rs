//! At which level is a question asked, and against which alternative? The arguments that tests and intervals share.

use mercato_core::Error;
use mercato_numeric::distribution::Normal;
use serde::{Deserialize, Serialize};

use crate::error::KpiError;

/// What a test of two groups holds against "no difference"; the difference is always b minus a.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Alternative {
    /// b differs from a, either way.
    #[default]
    TwoSided,
    /// b is larger than a.
    Larger,
    /// b is smaller than a.
    Smaller,
}

impl Alternative {
    /// The p-value of a statistic whose distribution is symmetric about 0, from its upper tail alone: a tail is never
    /// one minus the other.
    pub(crate) fn p_value(self, statistic: f64, upper_tail: impl Fn(f64) -> f64) -> f64 {
        match self {
            Self::TwoSided => (2.0 * upper_tail(statistic.abs())).min(1.0),
            Self::Larger => upper_tail(statistic),
            Self::Smaller => upper_tail(-statistic),
        }
    }
}

/// The confidence of an interval: in (0, 1), default 0.95.
pub(crate) fn confidence(given: Option<f64>) -> Result<f64, Error> {
    inside_unit("confidence", given.unwrap_or(0.95))
}

/// The probability of a false alarm: in (0, 1), default 0.05.
pub(crate) fn alpha(given: Option<f64>) -> Result<f64, Error> {
    inside_unit("alpha", given.unwrap_or(0.05))
}

/// The probability beyond each end of a two-sided interval at `confidence`.
pub(crate) fn tail(confidence: f64) -> f64 {
    (1.0 - confidence) / 2.0
}

/// The standard normal value that a two-sided interval at `confidence` reaches.
pub(crate) fn critical_z(confidence: f64) -> Result<f64, KpiError> {
    Normal::standard().isf(tail(confidence)).map_err(KpiError::numeric("confidence"))
}

/// `value` if it is strictly between 0 and 1.
pub(crate) fn inside_unit(path: &str, value: f64) -> Result<f64, Error> {
    accept(path, value, value > 0.0 && value < 1.0, "must be strictly between 0 and 1")
}

/// `value` if it is finite.
pub(crate) fn finite(path: &str, value: f64) -> Result<f64, Error> {
    accept(path, value, value.is_finite(), "must be finite")
}

/// `value` if it is finite and above 0.
pub(crate) fn positive(path: &str, value: f64) -> Result<f64, Error> {
    accept(path, value, value.is_finite() && value > 0.0, "must be finite and above 0")
}

/// `value` if it is finite and not below 0.
pub(crate) fn non_negative(path: &str, value: f64) -> Result<f64, Error> {
    accept(path, value, value.is_finite() && value >= 0.0, "must be finite and at least 0")
}

/// `value`, without the sign of a zero, if it is `accepted`; else the refusal.
pub(crate) fn accept(path: &str, value: f64, accepted: bool, requirement: &'static str) -> Result<f64, Error> {
    // adding 0 turns -0 into 0
    if accepted { Ok(value + 0.0) } else { Err(Error::invalid(path, value, requirement)) }
}

/// The figure `name`, unless it left the range of a double.
pub(crate) fn within_f64(name: &str, value: f64) -> Result<f64, Error> {
    if value.is_finite() { Ok(value) } else { Err(Error::overflow(name, "the result", "a 64-bit float")) }
}
