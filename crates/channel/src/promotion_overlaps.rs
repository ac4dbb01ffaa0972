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

use crate::check::{not_blank, utc, window};
use crate::error::ChannelError;
use crate::span::hours;
use chrono::{DateTime, FixedOffset};
use hashbrown::HashMap;
use mercato_core::{ChannelId, Error, Sku, TimestampString};
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

/// What the sweep knows of a promotion: the instants, the channel by number, the place in the list.
#[derive(Clone, Copy)]
struct Run {
    start: i64,
    end: i64,
    /// Its rank among the names of its thing.
    rank: u32,
    channel: u32,
}

/// 32 bits always fit a place in a list.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A number for each text, in order of first use.
fn intern<'a>(texts: impl Iterator<Item = &'a str>) -> (Vec<u32>, Vec<&'a str>) {
    let (mut numbers, mut names): (HashMap<&str, u32>, Vec<&str>) = (HashMap::new(), Vec::new());
    let of = texts
        .map(|text| {
            *numbers.entry(text).or_insert_with(|| {
                names.push(text);
                // there are no more names than promotions, which were counted
                u32::try_from(names.len()).unwrap_or(u32::MAX).saturating_sub(1)
            })
        })
        .collect();
    (of, names)
}

/// The runs that are still going on, by channel where channels matter.
struct Sweep {
    scope: OverlapScope,
    /// Of each channel of the thing (one for all where they do not matter): the rank and end of what runs.
    going: Vec<Vec<(i64, u32)>>,
    /// The channels on which something runs, or ran when it was last looked.
    busy: Vec<usize>,
    most: usize,
}

impl Sweep {
    /// Pairs one run with all that go on, and lets it go on too.
    fn meet(&mut self, run: &Run, pairs: &mut Vec<(u32, u32)>) -> Result<(), Error> {
        let own = if self.scope == OverlapScope::Any { 0 } else { index(run.channel) };
        if own >= self.going.len() {
            self.going.resize_with(own.saturating_add(1), Vec::new);
        }
        let mut visit = |going: &mut Vec<(i64, u32)>| {
            // what has ended is looked at once more, here, and what has not is part of the answer
            going.retain(|(end, _)| *end > run.start);
            pairs.extend(going.iter().map(|(_, rank)| (run.rank.min(*rank), run.rank.max(*rank))));
        };
        let going = &mut self.going;
        match self.scope {
            OverlapScope::Any | OverlapScope::SameChannel => going.get_mut(own).into_iter().for_each(&mut visit),
            OverlapScope::CrossChannel => self.busy.retain(|channel| {
                let Some(list) = going.get_mut(*channel).filter(|_| *channel != own) else { return true };
                visit(list);
                !list.is_empty()
            }),
        }
        if pairs.len() > self.most {
            return Err(too_many());
        }
        if let Some(list) = self.going.get_mut(own) {
            // an empty list is not among the busy ones: the visit that emptied it took it away
            if self.scope == OverlapScope::CrossChannel && list.is_empty() {
                self.busy.push(own);
            }
            list.push((run.end, run.rank));
        }
        Ok(())
    }
}

fn too_many() -> Error {
    Error::overflow("overlaps", "the list", "one answer: ask for fewer things at a time")
}

/// How many of these run at once at most, and how many pairs of them overlap; at one instant ends come before starts.
fn concurrent(starts: &[i64], ends: &[i64]) -> (usize, usize) {
    let (mut ended, mut most, mut pairs) = (0_usize, 0_usize, 0_usize);
    for (started, start) in starts.iter().enumerate() {
        while ends.get(ended).is_some_and(|end| end <= start) {
            ended = ended.saturating_add(1);
        }
        // those started before it that have not ended
        let going = started.saturating_sub(ended);
        most = most.max(going.saturating_add(1));
        pairs = pairs.saturating_add(going);
    }
    (most, pairs)
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
    sweep(promotions, scope, MAX_OVERLAPS)
}

fn sweep(promotions: &[PromotionRef<'_>], scope: OverlapScope, most: usize) -> Result<Overlaps, ChannelError> {
    if u32::try_from(promotions.len()).is_err() {
        return Err(Error::overflow("promotions", promotions.len(), "2^32 - 1 promotions").into());
    }
    for (place, promotion) in promotions.iter().enumerate() {
        not_blank("promo_id", promotion.promo_id).map_err(|error| error.at("promotions", place))?;
        if promotion.start >= promotion.end {
            let reason = format!("must be after the start {}", promotion.start);
            return Err(Error::invalid("end", promotion.end, reason).at("promotions", place).into());
        }
    }
    check_unique(promotions)?;
    let (channels, _) = intern(promotions.iter().map(|promotion| promotion.channel_id));
    let (things, names) = intern(promotions.iter().map(|promotion| promotion.sku));
    let groups = Groups::new(&things, names.len());
    let mut order: Vec<(&str, usize)> = names.into_iter().enumerate().map(|(number, name)| (name, number)).collect();
    order.sort_unstable();
    let mut found = Overlaps { pairs: Vec::new(), max_concurrent: Vec::with_capacity(order.len()) };
    let (mut runs, mut starts, mut ends, mut local) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut places: Vec<u32> = Vec::new();
    for (_, number) in order {
        places.clear();
        places.extend_from_slice(groups.of(number));
        let at = |place: u32| promotions.get(index(place));
        places.sort_unstable_by_key(|place| at(*place).map(|promotion| promotion.promo_id));
        // channels are numbered anew for each thing, so that a sweep keeps no more lists than it has channels
        let channel_of = |place: &u32| channels.get(index(*place)).copied();
        local.clear();
        local.extend(places.iter().filter_map(channel_of));
        local.sort_unstable();
        local.dedup();
        runs.clear();
        for (rank, place) in places.iter().enumerate() {
            let Some(promotion) = at(*place) else { continue };
            let channel = channel_of(place).and_then(|channel| local.binary_search(&channel).ok()).unwrap_or_default();
            runs.push(Run {
                start: promotion.start,
                end: promotion.end,
                rank: u32::try_from(rank).unwrap_or(u32::MAX),
                channel: u32::try_from(channel).unwrap_or(u32::MAX),
            });
        }
        runs.sort_unstable_by_key(|run| (run.start, run.rank));
        starts.clear();
        starts.extend(runs.iter().map(|run| run.start));
        ends.clear();
        ends.extend(runs.iter().map(|run| run.end));
        ends.sort_unstable();
        let (concurrent, overlapping) = concurrent(&starts, &ends);
        found.max_concurrent.push((places.first().copied().unwrap_or_default(), concurrent));
        if overlapping == 0 {
            continue;
        }
        let begin = found.pairs.len();
        if scope == OverlapScope::Any && begin.saturating_add(overlapping) > most {
            return Err(too_many().into());
        }
        let mut sweep = Sweep { scope, going: Vec::new(), busy: Vec::new(), most };
        for run in &runs {
            sweep.meet(run, &mut found.pairs)?;
        }
        let new = found.pairs.get_mut(begin..).unwrap_or_default();
        new.sort_unstable();
        let place = |rank: u32| places.get(index(rank)).copied().unwrap_or_default();
        for pair in new {
            *pair = (place(pair.0), place(pair.1));
        }
    }
    Ok(found)
}

/// Refuses a promotion that occurs twice, at its second occurrence.
fn check_unique(promotions: &[PromotionRef<'_>]) -> Result<(), Error> {
    let mut seen = hashbrown::HashSet::with_capacity(promotions.len());
    for (place, promotion) in promotions.iter().enumerate() {
        if !seen.insert(promotion.promo_id) {
            return Err(Error::duplicate("promo_id", promotion.promo_id).at("promotions", place));
        }
    }
    Ok(())
}

/// The places of each thing's promotions, sorted by counting.
struct Groups {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Groups {
    fn new(things: &[u32], count: usize) -> Self {
        let mut starts = vec![0_u32; count.saturating_add(1)];
        for thing in things {
            if let Some(next) = starts.get_mut(index(*thing).saturating_add(1)) {
                *next = next.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            sum = sum.saturating_add(*start);
            *start = sum;
        }
        let (mut next, mut places) = (starts.clone(), vec![0_u32; things.len()]);
        for (place, thing) in (0_u32..).zip(things) {
            if let Some(next) = next.get_mut(index(*thing)) {
                if let Some(slot) = places.get_mut(index(*next)) {
                    *slot = place;
                }
                *next = next.saturating_add(1);
            }
        }
        Self { starts, places }
    }

    fn of(&self, thing: usize) -> &[u32] {
        match (self.starts.get(thing), self.starts.get(thing.saturating_add(1))) {
            (Some(start), Some(end)) => self.places.get(index(*start)..index(*end)).unwrap_or_default(),
            _ => &[],
        }
    }
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
        window("end", Some(promotion.start), Some(promotion.end)).map_err(|error| error.at("promotions", place))?;
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
    let found = sweep(&refs, input.scope.unwrap_or_default(), MAX_NAMED_OVERLAPS)?;
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
