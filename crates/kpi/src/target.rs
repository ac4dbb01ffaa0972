//! Is the figure where it should be? A traffic light against a target or a range.
//!
//! `gap = (actual - target) / |target|`, its sign turned where lower is better, so that a negative gap is always a miss; inside a
//! range the gap is 0, outside it is the distance over the range's width, negative. Green: gap at least 0; amber: at least
//! `-amber_tolerance`; else red. A target of 0 has no gap: met is green, missed is red.
//!
//! Source: the red-amber-green status of performance dashboards (Parmenter, Key Performance Indicators, 2015); thresholds are the
//! caller's. Everything is decided in exact decimals: a gap of exactly -0.1 is amber at a tolerance of 0.1.

use crate::check::at_least_zero;
use crate::error::KpiError;
use crate::quantity::{ExactNumber, rate};
use mercato_core::{Decimal, DecimalString, Error, Exact, OptionalDecimalString};
use serde::{Deserialize, Serialize};

/// Which way a figure should go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TargetDirection {
    /// At least the target.
    HigherIsBetter,
    /// At most the target.
    LowerIsBetter,
    /// From `lower` to `upper`.
    InRange,
}

/// What [`target_status`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TargetInput {
    /// The figure.
    #[serde(with = "DecimalString")]
    pub actual: Decimal,
    /// Where it should be; needed unless the direction is `in_range`.
    #[serde(default, with = "OptionalDecimalString")]
    pub target: Option<Decimal>,
    /// Which way is better.
    pub direction: TargetDirection,
    /// The range's lower end, included; for `in_range` only.
    #[serde(default, with = "OptionalDecimalString")]
    pub lower: Option<Decimal>,
    /// The range's upper end, included, above `lower`; for `in_range` only.
    #[serde(default, with = "OptionalDecimalString")]
    pub upper: Option<Decimal>,
    /// How far a miss is still amber, at least 0; 0.1 if left out.
    pub amber_tolerance: Option<ExactNumber>,
}

/// A traffic light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TrafficLight {
    /// Met.
    Green,
    /// Missed within the tolerance.
    Amber,
    /// Missed.
    Red,
}

/// A figure against its target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TargetStatus {
    /// How far on the good side of the target, as a fraction; `None` for a target of 0.
    pub gap: Option<f64>,
    /// `actual / target`; `None` without a target or for 0. It says nothing for a negative target.
    pub attainment: Option<f64>,
    /// The light.
    pub status: TrafficLight,
}

/// The signed distance from the target or range, and what it is measured by.
fn distance(input: &TargetInput) -> Result<(Exact, Exact), Error> {
    let actual = Exact::from(input.actual);
    if input.direction == TargetDirection::InRange {
        let bound = |path: &str, bound: Option<Decimal>| {
            bound.map(Exact::from).ok_or_else(|| Error::invalid(path, "null", "is needed for in_range"))
        };
        let (lower, upper) = (bound("lower", input.lower)?, bound("upper", input.upper)?);
        let width = &upper - &lower;
        if width.signum() <= 0 {
            let upper = input.upper.unwrap_or_default();
            return Err(Error::invalid("upper", upper, "must be above lower"));
        }
        let distance = if actual < lower {
            &actual - &lower
        } else if actual > upper {
            &upper - &actual
        } else {
            Exact::ZERO
        };
        return Ok((distance, width));
    }
    for (path, bound) in [("lower", input.lower), ("upper", input.upper)] {
        if let Some(bound) = bound {
            return Err(Error::invalid(path, bound, "is for in_range only"));
        }
    }
    let target = input.target.ok_or_else(|| Error::invalid("target", "null", "is needed for this direction"))?;
    let target = Exact::from(target);
    let ahead = &actual - &target;
    let distance = if input.direction == TargetDirection::LowerIsBetter { -ahead } else { ahead };
    Ok((distance, target.abs()))
}

/// How a figure stands against its target.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{TargetDirection, TargetInput, TrafficLight, target_status};
/// let status = target_status(&TargetInput {
///     actual: decimal::parse("0.055")?, // return rate
///     target: Some(decimal::parse("0.05")?),
///     direction: TargetDirection::LowerIsBetter,
///     lower: None,
///     upper: None,
///     amber_tolerance: None,
/// })?;
/// assert_eq!((status.gap, status.status), (Some(-0.1), TrafficLight::Amber));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a missing target or bound, a bound without `in_range`, a range without width, a negative tolerance.
pub fn target_status(input: &TargetInput) -> Result<TargetStatus, KpiError> {
    let tolerance = match &input.amber_tolerance {
        Some(tolerance) => {
            at_least_zero("amber_tolerance", tolerance)?;
            tolerance.exact().clone()
        }
        // a tenth
        None => Exact::ONE.checked_div(&Exact::from(10)).unwrap_or(Exact::ZERO),
    };
    let (distance, by) = distance(input)?;
    let status = if !distance.is_negative() {
        TrafficLight::Green
    } else if !by.is_zero() && distance >= -(&tolerance * &by) {
        TrafficLight::Amber
    } else {
        TrafficLight::Red
    };
    let attainment = match input.target {
        Some(target) => rate("attainment", &input.actual.into(), &target.into())?,
        None => None,
    };
    Ok(TargetStatus { gap: rate("gap", &distance, &by)?, attainment, status })
}
