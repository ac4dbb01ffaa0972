//! How much of what a new channel sells did it take from the others?
//!
//! What a channel would have sold, `expected = before x (1 + baseline_growth)`; what it lost, `lost = max(0, expected - after)`.
//! `cannibalization_rate` = all that was lost / what the new channel sells; `diversion` = the same a channel.
//! `net_incremental` = all sales after - all that were expected; `incrementality` = that / what the new channel sells.
//!
//! Source: definition; Moorthy and Png (1992) for the term. What would have happened anyway is the caller's assumption: without a
//! control group, `baseline_growth` decides the answer.

use crate::check::finite_non_negative;
use crate::error::ChannelError;
use mercato_core::{ChannelId, Error};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What [`cannibalization`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CannibalizationInput {
    /// What each channel sold before, at least 0 (money or units), without the new one.
    pub before: BTreeMap<ChannelId, f64>,
    /// What each sold after, in as much time.
    pub after: BTreeMap<ChannelId, f64>,
    /// The new channel.
    pub new_channel: ChannelId,
    /// By what fraction each would have grown without it, above -1; 0 if left out.
    pub baseline_growth: Option<f64>,
}

/// What a new channel took from the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Cannibalization {
    /// What the others lost, over what the new channel sells.
    pub cannibalization_rate: f64,
    /// What is sold more than was expected, on all channels.
    pub net_incremental: f64,
    /// That over what the new channel sells.
    pub incrementality: f64,
    /// What each channel lost, over what the new channel sells.
    pub diversion: BTreeMap<ChannelId, f64>,
}

/// How much of what a new channel sells did it take from the others?
///
/// ```
/// use mercato_channel::{CannibalizationInput, cannibalization};
/// let input: CannibalizationInput = serde_json::from_str(
///     r#"{"before": {"shop": 1000, "store": 500}, "after": {"shop": 900, "store": 520, "live": 400}, "new_channel": "live"}"#,
/// )?;
/// // the shop lost 100 of the 400 that the new channel sells; in all 320 more are sold than before
/// let answer = cannibalization(&input)?;
/// assert_eq!((answer.cannibalization_rate, answer.net_incremental, answer.incrementality), (0.25, 320.0, 0.8));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure below 0 or not finite, a growth of -1 or less, a new channel that was there before or sells
/// nothing; `not_found` for a channel that is only before or only after; `overflow` for figures whose sum is beyond a double.
pub fn cannibalization(input: &CannibalizationInput) -> Result<Cannibalization, ChannelError> {
    for (name, side) in [("before", &input.before), ("after", &input.after)] {
        for (channel, value) in side {
            finite_non_negative(&format!("{name}.{channel}"), *value)?;
        }
    }
    let growth = input.baseline_growth.unwrap_or(0.0);
    if !growth.is_finite() || growth <= -1.0 {
        return Err(Error::invalid("baseline_growth", growth, "must be a finite number above -1").into());
    }
    let new = &input.new_channel;
    if input.before.contains_key(new) {
        return Err(Error::invalid("new_channel", new, "is in before: it is not new").into());
    }
    let Some(sold) = input.after.get(new).copied() else {
        return Err(Error::not_found("after", new.as_str()).into());
    };
    if let Some(channel) = input.after.keys().find(|channel| *channel != new && !input.before.contains_key(*channel)) {
        return Err(Error::not_found("before", channel.as_str()).into());
    }
    if sold == 0.0 {
        return Err(Error::invalid(format!("after.{new}"), 0, "must be above 0: every share is of it").into());
    }
    let (mut lost, mut net, mut diversion) = (0.0_f64, sold, BTreeMap::new());
    for (channel, before) in &input.before {
        let Some(after) = input.after.get(channel) else {
            return Err(Error::not_found("after", channel.as_str()).into());
        };
        let gain = after - before * (1.0 + growth);
        net += gain;
        lost += (-gain).max(0.0);
        diversion.insert(channel.clone(), (-gain).max(0.0) / sold);
    }
    let answer = Cannibalization {
        cannibalization_rate: lost / sold,
        net_incremental: net,
        incrementality: net / sold,
        diversion,
    };
    let figures = [answer.cannibalization_rate, answer.net_incremental, answer.incrementality];
    if figures.iter().chain(answer.diversion.values()).all(|figure| figure.is_finite()) {
        return Ok(answer);
    }
    Err(Error::overflow("before", "what its figures come to with the others", "a 64-bit float").into())
}
