//! What is the rate, and what if there is nothing to divide by?
//!
//! `value = numerator / denominator`, the double nearest to the exact quotient. A zero denominator never passes silently:
//! 0/0 (nothing happened) and x/0 (a data error: orders without sessions) are told apart, and the caller chooses what the
//! value is then.

use crate::error::KpiError;
use crate::quantity::ExactNumber;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What a quotient with a zero denominator gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ZeroDenominator {
    /// No value.
    #[default]
    Null,
    /// The value 0, with the reason beside it.
    Zero,
    /// The error `division_by_zero`.
    Error,
}

/// Why a ratio has no value of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ZeroReason {
    /// 0/0: nothing happened.
    ZeroOverZero,
    /// Something over nothing: an error in the data.
    NonzeroOverZero,
}

/// What [`ratio`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RatioInput {
    /// The part, or whatever is counted.
    pub numerator: ExactNumber,
    /// What it is measured against.
    pub denominator: ExactNumber,
    /// What a zero denominator gives.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<ZeroDenominator>"))]
    pub zero_denominator: ZeroDenominator,
}

impl RatioInput {
    /// `numerator / denominator`, without a value where the denominator is 0.
    #[must_use]
    pub fn new(numerator: impl Into<ExactNumber>, denominator: impl Into<ExactNumber>) -> Self {
        let (numerator, denominator) = (numerator.into(), denominator.into());
        Self { numerator, denominator, zero_denominator: ZeroDenominator::Null }
    }
}

/// A quotient, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Ratio {
    /// The quotient.
    pub value: Option<f64>,
    /// Why the denominator left no quotient.
    pub reason: Option<ZeroReason>,
}

/// The quotient of two exact numbers, with the zero denominator handled as asked.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{RatioInput, ZeroReason, ratio};
/// let mut input = RatioInput::new(decimal::parse("-5.00")?, 8_u64);
/// assert_eq!(ratio(&input)?.value, Some(-0.625));
/// input.denominator = 0_u64.into();
/// assert_eq!(ratio(&input)?.reason, Some(ZeroReason::NonzeroOverZero));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `division_by_zero` for a zero denominator under [`ZeroDenominator::Error`]; `overflow` for a quotient beyond the largest
/// double.
pub fn ratio(input: &RatioInput) -> Result<Ratio, KpiError> {
    let (numerator, denominator) = (input.numerator.exact(), input.denominator.exact());
    if let Some(quotient) = numerator.checked_div(denominator) {
        return Ok(Ratio { value: Some(quotient.to_f64("value")?), reason: None });
    }
    let reason = if numerator.is_zero() { ZeroReason::ZeroOverZero } else { ZeroReason::NonzeroOverZero };
    let value = match input.zero_denominator {
        ZeroDenominator::Null => None,
        ZeroDenominator::Zero => Some(0.0),
        ZeroDenominator::Error => {
            let numerator = numerator.to_f64("numerator")?.to_string();
            return Err(Error::DivisionByZero { path: "denominator".into(), numerator }.into());
        }
    };
    Ok(Ratio { value, reason: Some(reason) })
}
