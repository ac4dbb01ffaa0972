//! What did the campaign bring that would not have come anyway?
//!
//! Randomly held-out customers say what would have come: lift = pt - pc, incremental conversions = lift x treatment size.
//! Pooled z-test, two-sided, and Wald's interval of the lift, as in [`crate::two_proportion`] (Johnson, Lewis and Nubbemeyer
//! 2017, "Ghost ads", Journal of Marketing Research 54, on why the control must be a random hold-out: customers whom the
//! campaign did not reach are not one).

use crate::error::KpiError;
use crate::level::{Alternative, confidence, critical_z};
use crate::quantity::{ExactNumber, rate};
use crate::two_proportion::{Group, cross_difference, difference, pooled_z, relative_lift, wald_margin, z_p_value};
use mercato_core::{Error, Exact};
use serde::{Deserialize, Serialize};

/// What [`incrementality`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IncrementalityInput {
    /// Customers in the campaign, at least 1.
    pub treatment_size: u64,
    /// Those of them who bought.
    pub treatment_conversions: u64,
    /// Customers held out, at least 1.
    pub control_size: u64,
    /// Those of them who bought.
    pub control_conversions: u64,
    /// What the campaign cost, at least 0.
    pub spend: Option<ExactNumber>,
    /// What one conversion is worth, at least 0.
    pub value_per_conversion: Option<ExactNumber>,
    /// Confidence of the interval, in (0, 1), default 0.95.
    pub confidence: Option<f64>,
}

/// What [`incrementality`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Incrementality {
    /// Conversion rate of the treatment.
    pub treatment_rate: f64,
    /// Conversion rate of the control.
    pub control_rate: f64,
    /// Their difference.
    pub absolute_lift: f64,
    /// The difference over the control's rate; null if the control had no conversions.
    pub relative_lift: Option<f64>,
    /// Conversions that the campaign brought; negative if it cost some.
    pub incremental_conversions: f64,
    /// Pooled statistic; null if all customers did the same.
    pub z: Option<f64>,
    /// Its two-sided p-value; 1 where there is no statistic.
    pub p_value: f64,
    /// Lower limit of `absolute_lift`.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Spend over incremental conversions; null unless these are above 0.
    pub cost_per_incremental_conversion: Option<f64>,
    /// Value of the incremental conversions over spend.
    pub incremental_roas: Option<f64>,
}

/// What did the campaign bring that would not have come anyway?
///
/// The formulas are those of the [module](self).
///
/// ```
/// use mercato_kpi::{IncrementalityInput, incrementality};
/// let answer = incrementality(&IncrementalityInput {
///     treatment_size: 10_000,
///     treatment_conversions: 300,
///     control_size: 5_000,
///     control_conversions: 100,
///     spend: Some(500_u64.into()),
///     value_per_conversion: Some(20_u64.into()),
///     confidence: None,
/// })?;
/// // 3% against 2%: 1% of 10,000 would not have bought
/// assert_eq!((answer.absolute_lift, answer.incremental_conversions), (0.01, 100.0));
/// assert_eq!((answer.cost_per_incremental_conversion, answer.incremental_roas), (Some(5.0), Some(4.0)));
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty group, more conversions than customers, a negative spend or value, or a confidence outside
/// (0, 1); `overflow` for a figure beyond a double.
pub fn incrementality(input: &IncrementalityInput) -> Result<Incrementality, KpiError> {
    let confidence = confidence(input.confidence)?;
    let treatment = ["treatment_conversions", "treatment_size"];
    let treatment = Group::new(treatment, input.treatment_conversions, input.treatment_size)?;
    let control = ["control_conversions", "control_size"];
    let control = Group::new(control, input.control_conversions, input.control_size)?;
    let spend = not_negative("spend", input.spend.as_ref())?;
    let value = not_negative("value_per_conversion", input.value_per_conversion.as_ref())?;

    let z = pooled_z(&control, &treatment)?;
    let absolute_lift = difference(&control, &treatment)?;
    let margin = wald_margin(&control, &treatment, critical_z(confidence)?);
    // lift x treatment size, over the control's size
    let incremental = cross_difference(&control, &treatment);
    let control_size = Exact::from(control.trials);
    let cost = match spend {
        Some(spend) if incremental > Exact::ZERO => {
            rate("cost_per_incremental_conversion", &(spend * &control_size), &incremental)?
        }
        _ => None,
    };
    let roas = match spend.zip(value) {
        Some((spend, value)) => rate("incremental_roas", &(&incremental * value), &(spend * &control_size))?,
        None => None,
    };
    Ok(Incrementality {
        treatment_rate: treatment.rate()?,
        control_rate: control.rate()?,
        absolute_lift,
        relative_lift: relative_lift(&control, &treatment)?,
        incremental_conversions: rate("incremental_conversions", &incremental, &control_size)?.unwrap_or(0.0),
        z,
        p_value: z_p_value(z, Alternative::TwoSided),
        lower: absolute_lift - margin,
        upper: absolute_lift + margin,
        cost_per_incremental_conversion: cost,
        incremental_roas: roas,
    })
}

fn not_negative<'a>(path: &str, number: Option<&'a ExactNumber>) -> Result<Option<&'a Exact>, Error> {
    let exact = number.map(ExactNumber::exact);
    match exact {
        Some(value) if value.is_negative() => Err(Error::invalid(path, value.to_f64(path)?, "must be at least 0")),
        _ => Ok(exact),
    }
}
