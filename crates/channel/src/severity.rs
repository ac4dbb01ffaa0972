//! Which conflict comes first?
//!
//! ```text
//! score = 100 x sum of weight x part / sum of weights
//! ```
//!
//! | part | from 0 to 1 | weight |
//! |---|---|---|
//! | magnitude | `min(1, |magnitude_ratio| / magnitude_reference)`, the reference 0.2 | 0.4 |
//! | volume | `volume_share`, the share of what is sold that it touches | 0.3 |
//! | duration | `min(1, duration_hours / duration_reference_hours)`, the reference 72 | 0.2 |
//! | kind | `kind_weight`, how grave its kind is, 0.5 if nothing is said | 0.1 |
//!
//! `critical` from 80 on, `high` from 60, `medium` from 30. The numbers are taken as the decimals that were written, so a score that is
//! 80 is 80. Source: definition; weighted sums as Fishburn (1967). The weights are a start: set your own.

use crate::check::{finite_non_negative, finite_positive};
use crate::error::ChannelError;
use mercato_core::{Error, Exact};
use serde::{Deserialize, Serialize};

/// What [`severity`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SeverityInput {
    /// How far prices are apart, as a fraction; the sign does not matter.
    pub magnitude_ratio: f64,
    /// The share of what is sold that it touches, from 0 to 1; 0 if left out.
    pub volume_share: Option<f64>,
    /// For how many hours there has been the conflict, at least 0; 0 if left out.
    pub duration_hours: Option<f64>,
    /// How grave its kind is, from 0 to 1; 0.5 if left out.
    pub kind_weight: Option<f64>,
    /// The fraction from which on magnitude counts in full, above 0; 0.2 if left out.
    pub magnitude_reference: Option<f64>,
    /// The hours from which on duration counts in full, above 0; 72 if left out.
    pub duration_reference_hours: Option<f64>,
    /// The weights; each that is left out has its own.
    pub weights: Option<SeverityWeights>,
}

/// How much each part counts; at least 0, and not all 0.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SeverityWeights {
    /// Of magnitude; 0.4 if left out.
    pub magnitude: Option<f64>,
    /// Of volume; 0.3 if left out.
    pub volume: Option<f64>,
    /// Of duration; 0.2 if left out.
    pub duration: Option<f64>,
    /// Of the kind; 0.1 if left out.
    pub kind: Option<f64>,
}

/// How grave a conflict is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Severity {
    /// From 0 to 100.
    pub score: f64,
    /// The score in a word.
    pub level: SeverityLevel,
    /// What each part adds to the score.
    pub components: SeverityComponents,
}

/// What each part adds to a score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SeverityComponents {
    /// Magnitude.
    pub magnitude: f64,
    /// Volume.
    pub volume: f64,
    /// Duration.
    pub duration: f64,
    /// The kind.
    pub kind: f64,
}

/// A score in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SeverityLevel {
    /// Below 30.
    Low,
    /// From 30.
    Medium,
    /// From 60.
    High,
    /// From 80.
    Critical,
}

/// The decimal that a number was written as.
fn exact(path: &str, value: f64) -> Result<Exact, Error> {
    Exact::from_f64_shortest(value).ok_or_else(|| Error::invalid(path, value, "must be a finite number"))
}

fn unit(path: &str, value: f64) -> Result<Exact, Error> {
    finite_non_negative(path, value)?;
    if value > 1.0 { Err(Error::invalid(path, value, "must be from 0 to 1")) } else { exact(path, value) }
}

/// `value / reference`, at most 1.
fn part(path: &str, value: f64, reference_path: &str, reference: f64) -> Result<Exact, Error> {
    finite_positive(reference_path, reference)?;
    let quotient = exact(path, value)?.abs().checked_div(&exact(reference_path, reference)?);
    Ok(quotient.unwrap_or(Exact::ONE).min(Exact::ONE))
}

/// How grave is a conflict?
///
/// ```
/// use mercato_channel::{SeverityInput, SeverityLevel, severity};
/// // half of 20 percent, half of what is sold, a day of three: 20 + 15 + 6.67, and 5 for the kind
/// let input: SeverityInput = serde_json::from_str(r#"{"magnitude_ratio": 0.1, "volume_share": 0.5, "duration_hours": 24}"#)?;
/// let severity = severity(&input)?;
/// assert_eq!(severity.level, SeverityLevel::Medium);
/// assert!((severity.score - 46.666_666_666_666_67).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a number that is not finite, a share outside 0 to 1, hours below 0, a reference that is not above 0, weights
/// below 0 or all 0.
pub fn severity(input: &SeverityInput) -> Result<Severity, ChannelError> {
    let weights = input.weights.unwrap_or_default();
    let hours = input.duration_hours.unwrap_or(0.0);
    finite_non_negative("duration_hours", hours)?;
    let parts = [
        part(
            "magnitude_ratio",
            input.magnitude_ratio,
            "magnitude_reference",
            input.magnitude_reference.unwrap_or(0.2),
        )?,
        unit("volume_share", input.volume_share.unwrap_or(0.0))?,
        part("duration_hours", hours, "duration_reference_hours", input.duration_reference_hours.unwrap_or(72.0))?,
        unit("kind_weight", input.kind_weight.unwrap_or(0.5))?,
    ];
    let named = [
        ("weights.magnitude", weights.magnitude.unwrap_or(0.4)),
        ("weights.volume", weights.volume.unwrap_or(0.3)),
        ("weights.duration", weights.duration.unwrap_or(0.2)),
        ("weights.kind", weights.kind.unwrap_or(0.1)),
    ];
    let mut total = Exact::ZERO;
    for (path, weight) in named {
        finite_non_negative(path, weight)?;
        total = &total + &exact(path, weight)?;
    }
    let mut score = Exact::ZERO;
    let mut components = [0.0_f64; 4];
    for ((part, (path, weight)), component) in parts.iter().zip(named).zip(&mut components) {
        let weighted = &(&exact(path, weight)? * part) * &Exact::from(100);
        let points = weighted
            .checked_div(&total)
            .ok_or_else(|| Error::invalid("weights", "four times 0", "weighs nothing: one must be above 0"))?;
        *component = points.to_f64("components")?;
        score = &score + &points;
    }
    let level = [(80, SeverityLevel::Critical), (60, SeverityLevel::High), (30, SeverityLevel::Medium)]
        .into_iter()
        .find(|(from, _)| score >= Exact::from(*from))
        .map_or(SeverityLevel::Low, |(_, level)| level);
    let [magnitude, volume, duration, kind] = components;
    let components = SeverityComponents { magnitude, volume, duration, kind };
    Ok(Severity { score: score.to_f64("score")?, level, components })
}
