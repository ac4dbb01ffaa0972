//! Do the channels promise more than there is, or starve where there is stock?
//!
//! Of each thing, with the sum `R` of what is reserved and `available = max(0, on_hand - safety_buffer - R)`:
//!
//! | kind | where | excess | channels |
//! |---|---|---|---|
//! | `oversold` | `R > on_hand` | `R - on_hand` | those with reservations |
//! | `buffer_breached` | not that, and `R > on_hand - safety_buffer` | `R - (on_hand - safety_buffer)` | those with reservations |
//! | `overexposed` | published in all `> exposure_limit x available` | published `- floor(exposure_limit x available)` | those that publish |
//! | `overpublished` | one publishes more than is available | the largest such difference | those that do |
//! | `starved` | something is available, one publishes 0 and another does not | 0 | those that publish 0 |
//!
//! The limit is taken as the decimal that was written. A stock below its own buffer breaches it, whoever has reserved.
//!
//! Source: definition.

use crate::check::{finite_positive, unique};
use crate::error::ChannelError;
use mercato_core::{ChannelId, Error, Exact, Rounding, Sku};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};

/// The stock of a thing, in units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SkuStock {
    /// The thing, unique in its list.
    pub sku: Sku,
    /// What is in stock.
    pub on_hand: u64,
    /// What is to be promised to nobody; 0 if left out.
    pub safety_buffer: Option<u64>,
}

/// What a channel shows and holds of a thing, in units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StockListing {
    /// The thing, which must be in `stock`.
    pub sku: Sku,
    /// The channel, once a thing.
    pub channel_id: ChannelId,
    /// What it shows as available.
    pub published: u64,
    /// What its customers have reserved; 0 if left out.
    pub reserved: Option<u64>,
}

/// What [`oversell_check`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OversellCheckInput {
    /// The stock of each thing.
    pub stock: Vec<SkuStock>,
    /// What the channels show.
    pub listings: Vec<StockListing>,
    /// How many times what is available the channels may show together, above 0; no limit if left out.
    pub exposure_limit: Option<f64>,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockConflictKind {
    /// More is reserved than the buffer leaves.
    BufferBreached,
    /// The channels together show too many times what is available.
    Overexposed,
    /// A channel shows more than is available.
    Overpublished,
    /// More is reserved than is in stock.
    Oversold,
    /// A channel shows nothing while there is stock and another shows some.
    Starved,
}

/// Channels and stock contradict one another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct StockConflict {
    /// The thing.
    pub sku: Sku,
    /// What is wrong.
    pub kind: StockConflictKind,
    /// By how many units.
    pub excess: u64,
    /// Where, sorted.
    pub channels: Vec<ChannelId>,
}

/// What is wrong with the stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct OversellCheck {
    /// By thing, then by kind.
    pub conflicts: Vec<StockConflict>,
}

/// The listings of one thing, held against its stock.
struct Case<'a> {
    stock: &'a SkuStock,
    listings: Vec<&'a StockListing>,
    limit: Option<&'a Exact>,
}

impl Case<'_> {
    fn channels(&self, which: impl Fn(&StockListing) -> bool) -> Vec<ChannelId> {
        let mut channels: Vec<ChannelId> =
            self.listings.iter().filter(|listing| which(listing)).map(|listing| listing.channel_id.clone()).collect();
        channels.sort_unstable();
        channels
    }

    fn conflicts(&self) -> Result<Vec<StockConflict>, Error> {
        let sum = |of: fn(&StockListing) -> u64| {
            self.listings.iter().fold(0_u128, |sum, listing| sum.saturating_add(of(listing).into()))
        };
        let reserved = sum(|listing| listing.reserved.unwrap_or_default());
        let published = sum(|listing| listing.published);
        let (on_hand, buffer) =
            (u128::from(self.stock.on_hand), u128::from(self.stock.safety_buffer.unwrap_or_default()));
        let wanted = reserved.saturating_add(buffer);
        let available = on_hand.saturating_sub(wanted);
        let mut found = Vec::new();
        let mut add = |kind, excess: u128, channels| {
            let excess = u64::try_from(excess).map_err(|_| Error::overflow("excess", excess, "a 64-bit integer"))?;
            found.push(StockConflict { sku: self.stock.sku.clone(), kind, excess, channels });
            Ok::<(), Error>(())
        };
        if reserved <= on_hand && wanted > on_hand {
            let channels = self.channels(|listing| listing.reserved.unwrap_or_default() > 0);
            add(StockConflictKind::BufferBreached, wanted.saturating_sub(on_hand), channels)?;
        }
        if let Some(limit) = self.limit {
            // neither exceeds 2^128, so both are integers of 128 bits with a sign
            let most = limit * &Exact::from(i128::try_from(available).unwrap_or(i128::MAX));
            if Exact::from(i128::try_from(published).unwrap_or(i128::MAX)) > most {
                let most =
                    most.to_integer(Rounding::Floor).and_then(|most| u128::try_from(most).ok()).unwrap_or_default();
                let channels = self.channels(|listing| listing.published > 0);
                add(StockConflictKind::Overexposed, published.saturating_sub(most), channels)?;
            }
        }
        let over = |listing: &StockListing| u128::from(listing.published).saturating_sub(available);
        if let Some(largest) = self.listings.iter().map(|listing| over(listing)).max().filter(|largest| *largest > 0) {
            add(StockConflictKind::Overpublished, largest, self.channels(|listing| over(listing) > 0))?;
        }
        if reserved > on_hand {
            let channels = self.channels(|listing| listing.reserved.unwrap_or_default() > 0);
            add(StockConflictKind::Oversold, reserved.saturating_sub(on_hand), channels)?;
        }
        let starved = self.channels(|listing| listing.published == 0);
        if available > 0 && !starved.is_empty() && starved.len() < self.listings.len() {
            add(StockConflictKind::Starved, 0, starved)?;
        }
        Ok(found)
    }
}

/// Do the channels promise more than there is?
///
/// ```
/// use mercato_channel::{OversellCheckInput, StockConflictKind, oversell_check};
/// let input: OversellCheckInput = serde_json::from_str(r#"{"stock": [{"sku": "lamp", "on_hand": 10, "safety_buffer": 2}],
///     "listings": [{"sku": "lamp", "channel_id": "jd", "published": 5, "reserved": 3},
///                  {"sku": "lamp", "channel_id": "tmall", "published": 8}]}"#)?;
/// let conflicts = oversell_check(&input)?.conflicts; // 10 - 2 - 3 = 5 are available
/// assert_eq!((conflicts[0].kind, conflicts[0].excess), (StockConflictKind::Overpublished, 3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `not_found` for a listing of a thing that is not in `stock`; `duplicate_id` for a thing twice, or a channel twice for a thing;
/// `invalid_argument` for a negative number or a limit that is not above 0; `overflow` beyond 64-bit units.
pub fn oversell_check(input: &OversellCheckInput) -> Result<OversellCheck, ChannelError> {
    if let Some(limit) = input.exposure_limit {
        finite_positive("exposure_limit", limit)?;
    }
    let limit = input.exposure_limit.and_then(Exact::from_f64_shortest);
    unique("stock", "sku", input.stock.iter().map(|stock| stock.sku.as_str()))?;
    let mut cases: BTreeMap<&Sku, Case<'_>> = input
        .stock
        .iter()
        .map(|stock| (&stock.sku, Case { stock, listings: Vec::new(), limit: limit.as_ref() }))
        .collect();
    let mut seen = HashSet::with_capacity(input.listings.len());
    for (index, listing) in input.listings.iter().enumerate() {
        let at = |error: Error| error.at("listings", index);
        let case = cases.get_mut(&listing.sku).ok_or_else(|| at(Error::not_found("sku", listing.sku.as_str())))?;
        if !seen.insert((&listing.sku, &listing.channel_id)) {
            return Err(at(Error::duplicate("channel_id", listing.channel_id.as_str())).into());
        }
        case.listings.push(listing);
    }
    let mut conflicts = Vec::new();
    for case in cases.values() {
        conflicts.extend(case.conflicts()?);
    }
    Ok(OversellCheck { conflicts })
}
