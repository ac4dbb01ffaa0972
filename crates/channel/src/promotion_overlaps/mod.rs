//! Which promotions of one thing run at the same time, and how many at most?
//!
//! A promotion runs from its start until before its end; two that touch do not overlap. Of each thing, the promotions are swept
//! in order of their starts: each is paired with those that still run. [`OverlapScope`] keeps all pairs, or those of one channel,
//! or those of two; `max_concurrent` counts all channels.
//!
//! [`overlaps`] does the work for millions, on borrowed text, and gives places instead of names; [`promotion_overlaps`] is the
//! same with names.
//!
//! Source: plane sweep of intervals, Preparata and Shamos (1985), section 8.2 (Shamos and Hoey 1976). Time O(p log p + z) for p
//! promotions and z overlaps, space O(p + z).

mod sweep;

use crate::check::{period, utc};
use crate::error::ChannelError;
use crate::span::hours;
use chrono::{DateTime, FixedOffset};
use mercato_core::{ChannelId, Sku, TimestampString};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most overlaps of one answer; ask for fewer things at a time where there are more.
pub const MAX_OVERLAPS: usize = 200_000_000;

/// The most overlaps of one answer with names.
pub const MAX_NAMED_OVERLAPS: usize = 10_000_000;

/// A promotion, where and when it runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PromotionWindow {
    /// The promotion's name, unique in its list.
    pub promo_id: String,
    /// The thing.
    pub sku: Sku,
    /// The channel.
    pub channel_id: ChannelId,
    /// The first instant at which it runs.
    #[serde(with = "TimestampString")]
    pub start: DateTime<FixedOffset>,
    /// The first instant at which it runs no more, after `start`.
    #[serde(with = "TimestampString")]
    pub end: DateTime<FixedOffset>,
}

/// Which overlaps count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OverlapScope {
    /// All.
    #[default]
    Any,
    /// Those on one channel.
    SameChannel,
    /// Those between two channels.
    CrossChannel,
}

/// What [`promotion_overlaps`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PromotionOverlapsInput {
    /// The promotions.
    pub promotions: Vec<PromotionWindow>,
    /// Which overlaps count; all if left out.
    pub scope: Option<OverlapScope>,
}

/// Two promotions of one thing that run at the same time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PromotionOverlap {
    /// The thing.
    pub sku: Sku,
    /// The promotion with the smaller name.
    pub a: String,
    /// The other.
    pub b: String,
    /// From when both run.
    #[serde(with = "TimestampString")]
    pub start: DateTime<FixedOffset>,
    /// From when one of them runs no more.
    #[serde(with = "TimestampString")]
    pub end: DateTime<FixedOffset>,
    /// For how many hours.
    pub overlap_hours: f64,
}

/// The overlaps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PromotionOverlaps {
    /// By thing, then by the two names.
    pub overlaps: Vec<PromotionOverlap>,
    /// How many promotions of each thing run at once at most, on whichever channels.
    pub max_concurrent: BTreeMap<Sku, usize>,
}

/// A promotion in borrowed text, for [`overlaps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PromotionRef<'a> {
    /// The promotion's name, unique in its list.
    pub promo_id: &'a str,
    /// The thing.
    pub sku: &'a str,
    /// The channel.
    pub channel_id: &'a str,
    /// The first instant at which it runs, in any unit of time that all share.
    pub start: i64,
    /// The first instant at which it runs no more, above `start`.
    pub end: i64,
}

/// The overlaps among promotions, by their places in the list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Overlaps {
    /// The places of the two promotions, that with the smaller name first; by thing, then by the two names.
    pub pairs: Vec<(u32, u32)>,
    /// Of each thing, in order of their names: the place of a promotion of it, and how many run at once at most.
    pub max_concurrent: Vec<(u32, usize)>,
}

/// 32 bits always fit a place in a list.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// The overlaps among promotions, by place.
///
/// ```
/// use mercato_channel::{OverlapScope, PromotionRef, overlaps};
/// let promotion = |promo_id, channel_id, start, end| PromotionRef { promo_id, sku: "s", channel_id, start, end };
/// let list = [promotion("c", "x", 0, 10), promotion("b", "y", 5, 15), promotion("a", "x", 10, 12)];
/// assert_eq!(overlaps(&list, OverlapScope::Any)?.pairs, [(2, 1), (1, 0)]); // a and b, b and c
/// assert_eq!(overlaps(&list, OverlapScope::SameChannel)?.pairs, []); // a begins where c ends
/// # Ok::<(), mercato_channel::ChannelError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a blank id or an end that is not after its start; `duplicate_id` for a promotion twice; `overflow` beyond
/// [`MAX_OVERLAPS`] overlaps or 2^32 - 1 promotions.
pub fn overlaps(promotions: &[PromotionRef<'_>], scope: OverlapScope) -> Result<Overlaps, ChannelError> {
    sweep::find(promotions, scope, MAX_OVERLAPS)
}

/// Ranks of instants: what the sweep compares, whatever their distance.
fn ranks(promotions: &[PromotionWindow]) -> Vec<DateTime<FixedOffset>> {
    let mut instants: Vec<DateTime<FixedOffset>> =
        promotions.iter().flat_map(|promotion| [promotion.start, promotion.end]).collect();
    instants.sort_unstable();
    instants.dedup();
    instants
}

/// Which promotions of one thing run at the same time?
///
/// ```
/// use mercato_channel::{PromotionOverlapsInput, promotion_overlaps};
/// let input: PromotionOverlapsInput = serde_json::from_str(r#"{"scope": "cross_channel", "promotions": [
///     {"promo_id": "spring", "sku": "tea", "channel_id": "jd", "start": "2026-03-01T00:00:00Z", "end": "2026-03-08T00:00:00Z"},
///     {"promo_id": "ladies", "sku": "tea", "channel_id": "tmall", "start": "2026-03-07T00:00:00Z", "end": "2026-03-09T00:00:00Z"}]}"#)?;
/// let answer = promotion_overlaps(&input)?;
/// assert_eq!((answer.overlaps[0].a.as_str(), answer.overlaps[0].overlap_hours), ("ladies", 24.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a blank id or an end that is not after its start; `duplicate_id` for a promotion twice; `overflow` beyond
/// [`MAX_NAMED_OVERLAPS`] overlaps.
pub fn promotion_overlaps(input: &PromotionOverlapsInput) -> Result<PromotionOverlaps, ChannelError> {
    let list = &input.promotions;
    for (place, promotion) in list.iter().enumerate() {
        period("end", promotion.start, promotion.end).map_err(|error| error.at("promotions", place))?;
    }
    let instants = ranks(list);
    let rank = |instant: &DateTime<FixedOffset>| {
        let place = instants.partition_point(|other| other < instant);
        i64::try_from(place).unwrap_or(i64::MAX)
    };
    let refs: Vec<PromotionRef<'_>> = list
        .iter()
        .map(|promotion| PromotionRef {
            promo_id: &promotion.promo_id,
            sku: promotion.sku.as_str(),
            channel_id: promotion.channel_id.as_str(),
            start: rank(&promotion.start),
            end: rank(&promotion.end),
        })
        .collect();
    let found = sweep::find(&refs, input.scope.unwrap_or_default(), MAX_NAMED_OVERLAPS)?;
    let at = |place: u32| list.get(index(place));
    let named = |(a, b): &(u32, u32)| {
        let (a, b) = (at(*a)?, at(*b)?);
        let (start, end) = (a.start.max(b.start), a.end.min(b.end));
        Some(PromotionOverlap {
            sku: a.sku.clone(),
            a: a.promo_id.clone(),
            b: b.promo_id.clone(),
            start: utc(start),
            end: utc(end),
            overlap_hours: hours(&start, &end),
        })
    };
    Ok(PromotionOverlaps {
        overlaps: found.pairs.iter().filter_map(named).collect(),
        max_concurrent: found
            .max_concurrent
            .iter()
            .filter_map(|(place, most)| Some((at(*place)?.sku.clone(), *most)))
            .collect(),
    })
}
