//! How much of the same do channels sell?
//!
//! Of the sets A and B of what two channels sell (a thing named twice counts once): `jaccard = |A and B| / |A or B|`, none if both
//! are empty; `overlap_coefficient = |A and B| / min(|A|, |B|)`, none if one is empty. `core` is what every channel sells;
//! `exclusive_share` of a channel is what it alone sells, over what it sells.
//!
//! Source: Jaccard (1901); Szymkiewicz (1934) and Simpson (1943) for the overlap coefficient.
//!
//! Limits: at most [`MAX_CHANNELS`] channels, for the answer grows with their square.

use crate::error::ChannelError;
use mercato_core::{ChannelId, Error, Sku};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The most channels that are compared with one another.
pub const MAX_CHANNELS: usize = 1_000;

/// What [`assortment_overlap`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AssortmentOverlapInput {
    /// What each channel sells; at least one channel.
    pub assortments: BTreeMap<ChannelId, Vec<Sku>>,
}

/// How much of the same channels sell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AssortmentOverlap {
    /// Each pair of channels, sorted.
    pub pairs: Vec<ChannelOverlap>,
    /// How many things every channel sells.
    pub core: usize,
    /// For each channel, what it alone sells, over what it sells; none for one that sells nothing.
    pub exclusive_share: BTreeMap<ChannelId, Option<f64>>,
}

/// How much of the same two channels sell.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ChannelOverlap {
    /// The one.
    pub a: ChannelId,
    /// The other, after it in order.
    pub b: ChannelId,
    /// How many things both sell.
    pub intersection: usize,
    /// How many things one of them sells.
    pub union: usize,
    /// The intersection over the union.
    pub jaccard: Option<f64>,
    /// The intersection over the smaller of the two.
    pub overlap_coefficient: Option<f64>,
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// How much of the same do channels sell?
///
/// ```
/// use mercato_channel::{AssortmentOverlapInput, assortment_overlap};
/// let input: AssortmentOverlapInput =
///     serde_json::from_str(r#"{"assortments": {"jd": ["cup", "tea", "pot"], "tmall": ["tea", "pot", "tray", "lamp"]}}"#)?;
/// let overlap = assortment_overlap(&input)?;
/// // both sell tea and pot, two of five things
/// assert_eq!((overlap.pairs[0].jaccard, overlap.core), (Some(0.4), 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` without channels, or with more than [`MAX_CHANNELS`].
pub fn assortment_overlap(input: &AssortmentOverlapInput) -> Result<AssortmentOverlap, ChannelError> {
    let channels = input.assortments.len();
    if channels == 0 || channels > MAX_CHANNELS {
        let reason = format!("channels: from 1 to {MAX_CHANNELS} are compared");
        return Err(Error::invalid("assortments", channels, reason).into());
    }
    let sets: Vec<(&ChannelId, BTreeSet<&Sku>)> =
        input.assortments.iter().map(|(channel, skus)| (channel, skus.iter().collect())).collect();
    let mut sellers: BTreeMap<&Sku, usize> = BTreeMap::new();
    for sku in sets.iter().flat_map(|(_, set)| set) {
        let count = sellers.entry(*sku).or_default();
        *count = count.saturating_add(1);
    }
    let mut pairs = Vec::new();
    for (index, (a, of_a)) in sets.iter().enumerate() {
        for (b, of_b) in sets.iter().skip(index.saturating_add(1)) {
            let (small, large) = if of_a.len() <= of_b.len() { (of_a, of_b) } else { (of_b, of_a) };
            let intersection = small.iter().filter(|sku| large.contains(*sku)).count();
            let union = of_a.len().saturating_add(of_b.len()).saturating_sub(intersection);
            pairs.push(ChannelOverlap {
                a: (*a).clone(),
                b: (*b).clone(),
                intersection,
                union,
                jaccard: share(intersection, union),
                overlap_coefficient: share(intersection, small.len()),
            });
        }
    }
    let alone = |set: &BTreeSet<&Sku>| set.iter().filter(|sku| sellers.get(**sku) == Some(&1)).count();
    Ok(AssortmentOverlap {
        pairs,
        core: sellers.values().filter(|count| **count == channels).count(),
        exclusive_share: sets.iter().map(|(channel, set)| ((*channel).clone(), share(alone(set), set.len()))).collect(),
    })
}
