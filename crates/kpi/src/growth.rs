//! How does a series grow? Changes at a lag, and the constant rate between two values.
//!
//! `change_t = (x_t - x_(t-lag)) / |x_(t-lag)|`; `compound rate = (last / first)^(1 / periods) - 1`.
//!
//! Source: definition; the compound annual growth rate is the rate of a geometric series through both values.
//! Limits: the compound rate sees the two ends only.

use crate::check::{finite, finite_non_negative};
use crate::error::KpiError;
use crate::logarithm::log_ratio;
use crate::period::relative_change;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`change_series`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeSeriesInput {
    /// The values in the order of time, `None` where one is missing.
    pub values: Vec<Option<f64>>,
    /// How many places back to compare with, at least 1: 7 for the weekday before, 12 for the month a year ago.
    pub lag: u64,
}

/// The changes of a series.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ChangeSeries {
    /// The relative change of each value; `None` where one of the two is missing or the earlier one is 0.
    pub changes: Vec<Option<f64>>,
}

/// The relative change of each value against the one `lag` places before.
///
/// ```
/// use mercato_kpi::{ChangeSeriesInput, change_series};
/// let input = ChangeSeriesInput { values: vec![Some(10.0), Some(12.0), None, Some(-3.0), Some(3.0)], lag: 1 };
/// assert_eq!(change_series(&input)?.changes, [None, Some(0.2), None, None, Some(2.0)]);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for `lag` 0 or a value that is not finite; `overflow` for a change beyond the largest double.
pub fn change_series(input: &ChangeSeriesInput) -> Result<ChangeSeries, KpiError> {
    if input.lag == 0 {
        return Err(Error::invalid("lag", 0, "must be at least 1").into());
    }
    let values = input.values.iter().enumerate().map(|(index, value)| {
        value.map(|value| finite("", value).map_err(|error| error.named(format!("values[{index}]")))).transpose()
    });
    let values = values.collect::<Result<Vec<_>, Error>>()?;
    let lag = usize::try_from(input.lag).unwrap_or(usize::MAX).min(values.len());
    let pairs = values.iter().skip(lag).zip(&values).enumerate().map(|(index, pair)| match pair {
        (Some(value), Some(earlier)) => {
            let path = |error: Error| error.named(format!("changes[{}]", index.saturating_add(lag)));
            relative_change(value, earlier).map_err(path)
        }
        _ => Ok(None),
    });
    let changes = std::iter::repeat_n(Ok(None), lag).chain(pairs).collect::<Result<_, Error>>()?;
    Ok(ChangeSeries { changes })
}

/// What [`compound_growth_rate`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompoundGrowthInput {
    /// The value at the start, at least 0.
    pub first: f64,
    /// The value at the end, at least 0.
    pub last: f64,
    /// How many periods lie between, above 0.
    pub periods: f64,
}

/// A rate of growth a period.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CompoundGrowth {
    /// The rate a period, at least -1; `None` if the first value is 0.
    pub rate: Option<f64>,
}

/// The constant rate that leads from the first value to the last.
///
/// ```
/// use mercato_kpi::{CompoundGrowthInput, compound_growth_rate};
/// let growth = compound_growth_rate(&CompoundGrowthInput { first: 100.0, last: 121.0, periods: 2.0 })?;
/// assert!((growth.rate.unwrap() - 0.1).abs() < 1e-15);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a negative value, `periods` not above 0, a number that is not finite; `overflow` for a rate beyond
/// the largest double.
pub fn compound_growth_rate(input: &CompoundGrowthInput) -> Result<CompoundGrowth, KpiError> {
    let first = finite_non_negative("first", input.first)?;
    let last = finite_non_negative("last", input.last)?;
    let periods = finite("periods", input.periods)?;
    if periods.signum() <= 0 {
        return Err(Error::invalid("periods", input.periods, "must be above 0").into());
    }
    if first.is_zero() {
        return Ok(CompoundGrowth { rate: None });
    }
    let rate = if last.is_zero() { -1.0 } else { libm::expm1(log_ratio("rate", &last, &first)? / input.periods) };
    if !rate.is_finite() {
        return Err(Error::overflow("rate", rate, "a 64-bit float").into());
    }
    Ok(CompoundGrowth { rate: Some(rate) })
}
