//! Do the channels promise different delivery times of one thing, or times that cannot be kept?
//!
//! `inconsistent`: the longest and the shortest promise of a thing differ by more than `tolerance_days`; named are the channels at
//! either end. `unachievable`: handling and transit take longer than the promise; `spread_days` is by how much.
//!
//! Source: definition.

use crate::error::ChannelError;
use mercato_core::{ChannelId, Error, Sku};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// When a channel promises to deliver, in days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LeadTimePromise {
    /// The thing.
    pub sku: Sku,
    /// The channel, once a thing.
    pub channel_id: ChannelId,
    /// What it promises.
    pub promised_days: u64,
    /// What picking and packing take; 0 if left out.
    pub handling_days: Option<u64>,
    /// What the carrier takes; 0 if left out.
    pub transit_days: Option<u64>,
}

/// What [`lead_time_conflicts`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LeadTimeConflictsInput {
    /// The promises.
    pub promises: Vec<LeadTimePromise>,
    /// By how many days promises of one thing may differ; 0 if left out.
    pub tolerance_days: Option<u64>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeadTimeConflictKind {
    /// The channels promise different times.
    Inconsistent,
    /// The promise cannot be kept.
    Unachievable,
}

/// Promises that contradict one another, or the facts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LeadTimeConflict {
    /// The thing.
    pub sku: Sku,
    /// What is wrong.
    pub kind: LeadTimeConflictKind,
    /// Where, sorted.
    pub channels: Vec<ChannelId>,
    /// By how many days.
    pub spread_days: u64,
}

/// What is wrong with the promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LeadTimeConflicts {
    /// By thing; inconsistent ones first, then by channel.
    pub conflicts: Vec<LeadTimeConflict>,
}

/// Do delivery promises contradict one another, or the facts?
///
/// ```
/// use mercato_channel::{LeadTimeConflictsInput, lead_time_conflicts};
/// let input: LeadTimeConflictsInput = serde_json::from_str(r#"{"tolerance_days": 1, "promises": [
///     {"sku": "lamp", "channel_id": "jd", "promised_days": 1, "handling_days": 1, "transit_days": 2},
///     {"sku": "lamp", "channel_id": "site", "promised_days": 3}]}"#)?;
/// let spreads: Vec<u64> = lead_time_conflicts(&input)?.conflicts.iter().map(|conflict| conflict.spread_days).collect();
/// assert_eq!(spreads, [2, 2]); // 3 against 1 day; 1 + 2 days against 1
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for a channel twice for a thing; `invalid_argument` for a negative number; `overflow` beyond 64-bit days.
pub fn lead_time_conflicts(input: &LeadTimeConflictsInput) -> Result<LeadTimeConflicts, ChannelError> {
    let tolerance = input.tolerance_days.unwrap_or_default();
    let mut things: BTreeMap<&Sku, BTreeMap<&ChannelId, (u64, u64)>> = BTreeMap::new();
    let mut seen = HashSet::with_capacity(input.promises.len());
    for (index, promise) in input.promises.iter().enumerate() {
        let at = |error: Error| error.at("promises", index);
        if !seen.insert((&promise.sku, &promise.channel_id)) {
            return Err(at(Error::duplicate("channel_id", promise.channel_id.as_str())).into());
        }
        let (handling, transit) = (promise.handling_days.unwrap_or_default(), promise.transit_days.unwrap_or_default());
        let takes = handling
            .checked_add(transit)
            .ok_or_else(|| at(Error::overflow("transit_days", transit, "64-bit days with the handling")))?;
        let days = (promise.promised_days, takes);
        things.entry(&promise.sku).or_default().insert(&promise.channel_id, days);
    }
    let mut conflicts = Vec::new();
    for (sku, promises) in things {
        let promised = || promises.values().map(|(promised, _)| *promised);
        let (longest, shortest) = (promised().max().unwrap_or_default(), promised().min().unwrap_or_default());
        let spread = longest.saturating_sub(shortest);
        if spread > tolerance {
            let extreme = promises.iter().filter(|(_, (days, _))| *days == longest || *days == shortest);
            conflicts.push(LeadTimeConflict {
                sku: sku.clone(),
                kind: LeadTimeConflictKind::Inconsistent,
                channels: extreme.map(|(channel, _)| (*channel).clone()).collect(),
                spread_days: spread,
            });
        }
        for (channel, (promised, takes)) in &promises {
            if let Some(shortfall) = takes.checked_sub(*promised).filter(|shortfall| *shortfall > 0) {
                conflicts.push(LeadTimeConflict {
                    sku: sku.clone(),
                    kind: LeadTimeConflictKind::Unachievable,
                    channels: vec![(*channel).clone()],
                    spread_days: shortfall,
                });
            }
        }
    }
    Ok(LeadTimeConflicts { conflicts })
}
