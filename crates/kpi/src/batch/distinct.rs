//! Different orders and buyers by channel.

use super::{same_length, split, unknown_channel};
use crate::error::KpiError;
use hashbrown::HashSet;
use mercato_core::Error;

/// A table of bits has at most this many for each row, or [`FREE_BITS`] at all.
const BITS_PER_ROW: u128 = 64;
const FREE_BITS: u128 = 1 << 23;
/// Hash sets that share the ids out by the highest bits of a hash.
const SHARDS: usize = 64;
const SHARD_SHIFT: u32 = 64 - SHARDS.ilog2();
/// Rows that are shared out at a time, which bounds the memory of it to 16 MB.
const WINDOW: usize = 1 << 20;

/// The id of a row that has none (a guest order has no customer), in a dictionary column.
pub const NO_ID: u32 = u32::MAX;
/// The same in a column of keys.
pub const NO_KEY: u64 = u64::MAX;

/// A column of ids to count.
#[derive(Debug, Clone, Copy)]
pub enum IdColumn<'a> {
    /// Dictionary ids below `size`, or [`NO_ID`].
    Dictionary {
        /// The id of each row.
        ids: &'a [u32],
        /// The entries of the dictionary.
        size: u32,
    },
    /// Any keys, or [`NO_KEY`].
    Keys(&'a [u64]),
}

/// How many different ids each channel has, by channel: orders, buyers. Exact.
///
/// Time O(rows). Memory: a bit for each channel and id between the smallest and the largest, where these are not many more than
/// the rows; else about 20 bytes for each different pair of channel and id.
///
/// ```
/// use mercato_kpi::batch::{IdColumn, NO_KEY, distinct_by_channel};
/// let orders = IdColumn::Keys(&[7001, 7001, 7002, 7003]);
/// assert_eq!(distinct_by_channel(&[0, 0, 1, 0], 2, &orders)?, [2, 1]);
/// let buyers = IdColumn::Keys(&[9, 9, NO_KEY, 9]);
/// assert_eq!(distinct_by_channel(&[0, 0, 1, 0], 2, &buyers)?, [1, 0]);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for columns of different lengths (path `ids`), a channel that is not below `channels` (`channel[i]`) or a
/// dictionary id that is not below `size` (`ids[i]`).
pub fn distinct_by_channel(channel: &[u32], channels: u32, ids: &IdColumn<'_>) -> Result<Vec<u64>, KpiError> {
    match *ids {
        IdColumn::Dictionary { ids, size } => {
            same_length("ids", ids.len(), channel.len())?;
            let wrong = ids.iter().enumerate().find(|(_, id)| **id >= size && **id != NO_ID);
            if let Some((index, id)) = wrong {
                let reason = format!("must be below {size}, the size of the dictionary");
                return Err(Error::invalid(format!("ids[{index}]"), id, reason).into());
            }
            distinct(channel, channels, ids, NO_ID)
        }
        IdColumn::Keys(keys) => {
            same_length("ids", keys.len(), channel.len())?;
            distinct(channel, channels, keys, NO_KEY)
        }
    }
}

fn distinct<T>(channel: &[u32], channels: u32, ids: &[T], none: T) -> Result<Vec<u64>, KpiError>
where
    T: Copy + Ord + Into<u64> + std::hash::Hash + Send + Sync,
{
    let ids_in_use = || ids.iter().copied().filter(|id| *id != none);
    let (Some(first), Some(last)) = (ids_in_use().min(), ids_in_use().max()) else {
        if channel.iter().any(|channel| *channel >= channels) {
            return Err(unknown_channel(channel, channels));
        }
        return Ok((0..channels).map(|_| 0).collect());
    };
    let (first, last): (u64, u64) = (first.into(), last.into());
    let span = u128::from(last.abs_diff(first)).saturating_add(1);
    let bits = span.saturating_mul(channels.into());
    let rows = u128::try_from(channel.len()).unwrap_or(u128::MAX);
    let few = bits <= FREE_BITS.max(rows.saturating_mul(BITS_PER_ROW)) && u32::try_from(bits >> 6).is_ok();
    // words of a channel's own, so that channels are counted apart
    let words = if few { usize::try_from(span.div_ceil(64)).ok() } else { None };
    let counted = match words {
        Some(words) => distinct_bits(channel, channels, ids, none, first, words),
        None => distinct_hashed(channel, channels, ids, none),
    };
    counted.ok_or_else(|| unknown_channel(channel, channels))
}

/// Distinct ids as bits; `None` for an unknown channel.
fn distinct_bits<T>(channel: &[u32], channels: u32, ids: &[T], none: T, first: u64, words: usize) -> Option<Vec<u64>>
where
    T: Copy + Eq + Into<u64> + Send + Sync,
{
    let length = usize::try_from(channels).ok()?.checked_mul(words)?;
    let parts = split(channel.len(), |from, to| {
        let mut bits = vec![0_u64; length];
        let mut known = true;
        for (channel, id) in channel.get(from..to)?.iter().zip(ids.get(from..to)?) {
            known &= *channel < channels;
            if *id == none {
                continue;
            }
            let offset: u64 = (*id).into().wrapping_sub(first);
            let word = usize::try_from(offset >> 6).ok()?;
            let place = usize::try_from(*channel).ok()?.saturating_mul(words).saturating_add(word);
            if let Some(word) = bits.get_mut(place) {
                *word |= 1 << (offset & 63);
            }
        }
        known.then_some(bits)
    });
    let mut all: Option<Vec<u64>> = None;
    for part in parts {
        let part = part?;
        match &mut all {
            Some(all) => all.iter_mut().zip(&part).for_each(|(word, more)| *word |= more),
            None => all = Some(part),
        }
    }
    let count = |words: &[u64]| words.iter().map(|word| u64::from(word.count_ones())).sum();
    Some(all?.chunks(words).map(count).collect())
}

/// The different pairs of channel and id whose hash falls into one shard.
struct Shard<T> {
    seen: HashSet<(u32, T)>,
    /// By channel.
    counts: Vec<u64>,
}

/// Distinct ids in hash sets, sharded so that the set in hand stays near the processor; `None` for an unknown channel.
fn distinct_hashed<T>(channel: &[u32], channels: u32, ids: &[T], none: T) -> Option<Vec<u64>>
where
    T: Copy + Eq + Into<u64> + std::hash::Hash + Send + Sync,
{
    let counts = vec![0_u64; usize::try_from(channels).ok()?];
    let mut shards: Vec<Shard<T>> =
        (0..SHARDS).map(|_| Shard { seen: HashSet::new(), counts: counts.clone() }).collect();
    for (channel, ids) in channel.chunks(WINDOW).zip(ids.chunks(WINDOW)) {
        let parts =
            split(channel.len(), |from, to| scatter(channel.get(from..to)?, channels, ids.get(from..to)?, none));
        let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
        for_each_shard(&mut shards, |index, shard| {
            for row in parts.iter().filter_map(|part| part.get(index)).flatten() {
                if shard.seen.insert(*row)
                    && let Some(count) = usize::try_from(row.0).ok().and_then(|channel| shard.counts.get_mut(channel))
                {
                    *count = count.saturating_add(1);
                }
            }
        });
    }
    Some(shards.iter().fold(counts, |mut sum, shard| {
        sum.iter_mut().zip(&shard.counts).for_each(|(sum, more)| *sum = sum.saturating_add(*more));
        sum
    }))
}

/// The rows by shard, without those that repeat the row before: the lines of an order stand together.
fn scatter<T>(channel: &[u32], channels: u32, ids: &[T], none: T) -> Option<Vec<Vec<(u32, T)>>>
where
    T: Copy + Eq + Into<u64>,
{
    let mut shards: Vec<Vec<(u32, T)>> = (0..SHARDS).map(|_| Vec::new()).collect();
    let mut before = None;
    for row in channel.iter().copied().zip(ids.iter().copied()) {
        if before == Some(row) {
            continue;
        }
        before = Some(row);
        if row.0 >= channels {
            return None;
        }
        if row.1 != none {
            // Fibonacci hashing: the high bits of a product with 2^64 / phi
            let id: u64 = row.1.into();
            let hash = (id ^ u64::from(row.0).rotate_right(8)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> SHARD_SHIFT;
            shards.get_mut(usize::try_from(hash).ok()?)?.push(row);
        }
    }
    Some(shards)
}

#[cfg(feature = "rayon")]
fn for_each_shard<T: Send>(shards: &mut [Shard<T>], each: impl Fn(usize, &mut Shard<T>) + Send + Sync) {
    use rayon::prelude::*;
    shards.par_iter_mut().enumerate().for_each(|(index, shard)| each(index, shard));
}

#[cfg(not(feature = "rayon"))]
fn for_each_shard<T>(shards: &mut [Shard<T>], each: impl Fn(usize, &mut Shard<T>)) {
    shards.iter_mut().enumerate().for_each(|(index, shard)| each(index, shard));
}
