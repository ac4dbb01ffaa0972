//! How large is a risk? Likelihood times impact, and the band that it falls in.
//!
//! `score = likelihood x impact`, both whole from 1 to `scale`. A band begins at its `min`; the level is that of the highest band
//! reached, and of the first band below it. By default, on a scale of 5: low from 1, medium from 5, high from 10, critical from 15.
//!
//! Source: IEC 31010:2019, B.10.3 (consequence/likelihood matrix); ISO 31000:2018, 6.4. Limits: ratings are ordinal, so that
//! a score of 10 is not twice a score of 5; L. A. Cox, "What's wrong with risk matrices?", Risk Analysis 28 (2008) 497-512. Where
//! money can be estimated, use [`expected_loss`](mod@crate::expected_loss).

use crate::check;
use crate::error::RiskError;
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A level and the score from which it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RiskBand {
    /// The level's name, not blank.
    pub level: String,
    /// The least score of the level.
    pub min: u64,
}

/// What [`score`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScoreInput {
    /// How likely it is, from 1 to `scale`.
    pub likelihood: u32,
    /// How bad it would be, from 1 to `scale`.
    pub impact: u32,
    /// The highest rating, at least 1; 5 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scale: Option<u32>,
    /// The levels, in rising order of `min`; low 1, medium 5, high 10, critical 15 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bands: Option<Vec<RiskBand>>,
}

/// How large a risk is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Score {
    /// Likelihood times impact.
    pub score: u64,
    /// The level that it falls in.
    pub level: String,
    /// The score from which the next level holds; `None` in the highest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_level_from: Option<u64>,
}

/// The default of `scale`.
pub(crate) const SCALE: u32 = 5;

/// The default levels and where they begin.
pub(crate) const BANDS: [(&str, u64); 4] = [("low", 1), ("medium", 5), ("high", 10), ("critical", 15)];

/// The score of a risk and its level.
///
/// ```
/// use mercato_risk::{ScoreInput, score};
/// let answer = score(&ScoreInput { likelihood: 3, impact: 4, scale: None, bands: None })?;
/// assert_eq!((answer.score, answer.level.as_str()), (12, "high"));
/// assert_eq!(answer.next_level_from, Some(15));
/// # Ok::<(), mercato_risk::RiskError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a rating outside 1 to `scale`, a scale of 0, an empty list of bands, bands that do not rise, a
/// blank level; `duplicate_id` for a level twice.
pub fn score(input: &ScoreInput) -> Result<Score, RiskError> {
    let scale = input.scale.unwrap_or(SCALE);
    if scale == 0 {
        return Err(Error::invalid("scale", 0, "must be at least 1").into());
    }
    let likelihood = check::rating("likelihood", input.likelihood, scale)?;
    let impact = check::rating("impact", input.impact, scale)?;
    // both are below 2^32
    let score = likelihood.saturating_mul(impact);
    let defaults;
    let bands: &[RiskBand] = if let Some(bands) = &input.bands {
        validate(bands)?;
        bands
    } else {
        defaults = BANDS.map(|(level, min)| RiskBand { level: level.to_owned(), min });
        &defaults
    };
    let above = bands.partition_point(|band| band.min <= score);
    let level = bands.get(above.saturating_sub(1)).map(|band| band.level.clone()).unwrap_or_default();
    // below the first band its level holds already
    let next = bands.get(above.max(1)).map(|band| band.min);
    Ok(Score { score, level, next_level_from: next })
}

fn validate(bands: &[RiskBand]) -> Result<(), Error> {
    check::not_empty("bands", bands)?;
    let mut levels = BTreeSet::new();
    let mut before = None;
    for (index, band) in bands.iter().enumerate() {
        let at = |error: Error| error.at("bands", index);
        if band.level.trim().is_empty() {
            return Err(at(Error::invalid("level", format_args!("{:?}", band.level), "must not be blank")));
        }
        if !levels.insert(band.level.as_str()) {
            return Err(at(Error::duplicate("level", &band.level)));
        }
        if let Some(before) = before
            && band.min <= before
        {
            return Err(at(Error::invalid(
                "min",
                band.min,
                format!("must be above {before}, that of the band before"),
            )));
        }
        before = Some(band.min);
    }
    Ok(())
}
