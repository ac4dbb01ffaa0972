//! Did the segments change, or their mix? A weighted rate's change by segment, in effects of rate, mix and both.
//!
//! With shares `s = weight / sum of weights` and the overall rate `R = sum s r`, before (0) and after (1), for each segment:
//!
//! ```text
//! midpoint:  rate = (s0 + s1)/2 (r1 - r0)    mix = (s1 - s0) ((r0 + r1)/2 - (R0 + R1)/2)    interaction = 0
//! base:      rate = s0 (r1 - r0)             mix = (s1 - s0) (r0 - R0)                      interaction = (s1 - s0) (r1 - r0)
//! ```
//!
//! The effects add up to `R1 - R0`, exactly before they become doubles. Measuring the mix against the overall rate says which
//! segment's growth helped; its sum is the same as without.
//!
//! Source: Kitagawa (1955), Components of a difference between two rates, JASA 50(272) (midpoint); Oaxaca (1973), International
//! Economic Review 14(3) (base, three-fold). Limits: effects describe, they do not say why customers moved.

use crate::check::{finite, finite_non_negative, not_empty, unique};
use crate::error::KpiError;
use mercato_core::{Error, Exact};
use serde::{Deserialize, Serialize};

/// A segment before and after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MixRateSegment {
    /// The segment's name, unique in the input.
    pub key: String,
    /// What the rate is over (sessions), before; at least 0.
    pub weight_before: f64,
    /// The rate before; may be missing where the weight is 0: then the other period's is taken.
    pub rate_before: Option<f64>,
    /// What the rate is over, after; at least 0.
    pub weight_after: f64,
    /// The rate after; may be missing where the weight is 0: then the other period's is taken.
    pub rate_after: Option<f64>,
}

/// Which effects a change is told as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MixRateMethod {
    /// Symmetric in time, without interaction.
    Midpoint,
    /// From the period before, with the interaction apart.
    Base,
}

/// What [`mix_rate_decomposition`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MixRateInput {
    /// The segments, at least one; each period's weights sum to more than 0.
    pub segments: Vec<MixRateSegment>,
    /// Which effects.
    pub method: MixRateMethod,
}

/// A segment's part in the change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MixRateEffect {
    /// The segment.
    pub key: String,
    /// From the change of its rate.
    pub rate_effect: f64,
    /// From the change of its share.
    pub mix_effect: f64,
    /// From both at once.
    pub interaction_effect: f64,
    /// The three together.
    pub total_effect: f64,
}

/// A change of a weighted rate and where it comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MixRateDecomposition {
    /// The overall rate before.
    pub rate_before: f64,
    /// The overall rate after.
    pub rate_after: f64,
    /// After less before.
    pub change: f64,
    /// From the segments' rates.
    pub rate_effect: f64,
    /// From the segments' shares.
    pub mix_effect: f64,
    /// From both at once; 0 by midpoint.
    pub interaction_effect: f64,
    /// The segments, in the order given.
    pub segments: Vec<MixRateEffect>,
}

/// A segment's shares and rates, exactly.
struct Segment {
    share_before: Exact,
    rate_before: Exact,
    share_after: Exact,
    rate_after: Exact,
}

fn rate_of(path: &str, weight: &Exact, rate: Option<f64>) -> Result<Option<Exact>, Error> {
    match rate {
        Some(rate) => finite(path, rate).map(Some),
        None if weight.is_zero() => Ok(None),
        None => Err(Error::invalid(path, "null", "is missing where the weight is not 0")),
    }
}

fn segments(input: &MixRateInput) -> Result<Vec<Segment>, Error> {
    not_empty("segments", &input.segments)?;
    unique(input.segments.iter().map(|segment| segment.key.as_str()), |index| format!("segments[{index}].key"))?;
    let mut segments = Vec::with_capacity(input.segments.len());
    for (index, segment) in input.segments.iter().enumerate() {
        let read = || -> Result<Segment, Error> {
            let before = finite_non_negative("weight_before", segment.weight_before)?;
            let after = finite_non_negative("weight_after", segment.weight_after)?;
            let rate_before = rate_of("rate_before", &before, segment.rate_before)?;
            let rate_after = rate_of("rate_after", &after, segment.rate_after)?;
            // a segment that is in neither period has no rate and no part in anything
            let other = |rate: &Option<Exact>| rate.clone().unwrap_or(Exact::ZERO);
            Ok(Segment {
                rate_before: rate_before.clone().unwrap_or_else(|| other(&rate_after)),
                rate_after: rate_after.unwrap_or_else(|| other(&rate_before)),
                share_before: before,
                share_after: after,
            })
        };
        segments.push(read().map_err(|error| error.at("segments", index))?);
    }
    let shares = |name: &str, total: &Exact, weight: &Exact| {
        weight.checked_div(total).ok_or_else(|| Error::invalid("segments", 0, format!("is the sum of {name}")))
    };
    let before = segments.iter().fold(Exact::ZERO, |sum, segment| &sum + &segment.share_before);
    let after = segments.iter().fold(Exact::ZERO, |sum, segment| &sum + &segment.share_after);
    for segment in &mut segments {
        segment.share_before = shares("weight_before", &before, &segment.share_before)?;
        segment.share_after = shares("weight_after", &after, &segment.share_after)?;
    }
    Ok(segments)
}

/// The effects of rates and of the mix in the change of a weighted rate.
///
/// ```
/// use mercato_kpi::{MixRateInput, MixRateMethod, MixRateSegment, mix_rate_decomposition};
/// let segment = |key: &str, before: (f64, f64), after: (f64, f64)| MixRateSegment {
///     key: key.into(),
///     weight_before: before.0,
///     rate_before: Some(before.1),
///     weight_after: after.0,
///     rate_after: Some(after.1),
/// };
/// // both segments convert better, the shop converts worse: the visits moved to where fewer buy
/// let change = mix_rate_decomposition(&MixRateInput {
///     segments: vec![
///         segment("mobile", (2000.0, 0.02), (8000.0, 0.022)),
///         segment("desktop", (8000.0, 0.05), (2000.0, 0.055)),
///     ],
///     method: MixRateMethod::Base,
/// })?;
/// assert_eq!((change.rate_before, change.rate_after), (0.044, 0.0286));
/// assert_eq!((change.rate_effect, change.mix_effect, change.interaction_effect), (0.0044, -0.018, -0.0018));
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no segments, a negative weight, a number that is not finite, a missing rate of a segment with weight,
/// weights of a period that sum to 0; `duplicate_id` for a segment twice; `overflow` beyond the largest double.
pub fn mix_rate_decomposition(input: &MixRateInput) -> Result<MixRateDecomposition, KpiError> {
    let segments = segments(input)?;
    let sum = |part: fn(&Segment) -> Exact| segments.iter().map(part).sum::<Exact>();
    let before = sum(|segment| &segment.share_before * &segment.rate_before);
    let after = sum(|segment| &segment.share_after * &segment.rate_after);
    let half = |value: Exact| value.checked_div(&Exact::from(2)).unwrap_or(Exact::ZERO);
    let middle = half(&before + &after);

    let (mut rate_effect, mut mix_effect, mut interaction_effect) = (Exact::ZERO, Exact::ZERO, Exact::ZERO);
    let mut effects = Vec::with_capacity(segments.len());
    for (index, (segment, described)) in segments.iter().zip(&input.segments).enumerate() {
        let moved = &segment.share_after - &segment.share_before;
        let improved = &segment.rate_after - &segment.rate_before;
        let (rate, mix, interaction) = match input.method {
            MixRateMethod::Midpoint => (
                &half(&segment.share_before + &segment.share_after) * &improved,
                &moved * &(&half(&segment.rate_before + &segment.rate_after) - &middle),
                Exact::ZERO,
            ),
            MixRateMethod::Base => {
                (&segment.share_before * &improved, &moved * &(&segment.rate_before - &before), &moved * &improved)
            }
        };
        let report = || -> Result<MixRateEffect, Error> {
            Ok(MixRateEffect {
                key: described.key.clone(),
                rate_effect: rate.to_f64("rate_effect")?,
                mix_effect: mix.to_f64("mix_effect")?,
                interaction_effect: interaction.to_f64("interaction_effect")?,
                total_effect: (&(&rate + &mix) + &interaction).to_f64("total_effect")?,
            })
        };
        effects.push(report().map_err(|error| error.at("segments", index))?);
        rate_effect = rate_effect + rate;
        mix_effect = mix_effect + mix;
        interaction_effect = interaction_effect + interaction;
    }
    Ok(MixRateDecomposition {
        rate_before: before.to_f64("rate_before")?,
        rate_after: after.to_f64("rate_after")?,
        change: (&after - &before).to_f64("change")?,
        rate_effect: rate_effect.to_f64("rate_effect")?,
        mix_effect: mix_effect.to_f64("mix_effect")?,
        interaction_effect: interaction_effect.to_f64("interaction_effect")?,
        segments: effects,
    })
}
