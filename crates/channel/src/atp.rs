//! How much may each channel promise of a stock that they share, ring-fence and hold back?
//!
//! ```text
//! available   = max(0, on_hand - safety_buffer - all reserved)
//! shared_pool = max(0, on_hand - safety_buffer - sum over ringfenced of max(allocation, reserved) - shared reserved)
//! atp         = min(available, ringfenced: max(0, allocation - reserved); shared: shared_pool)
//! published   = min(max(0, atp - buffer), max_listed), and 0 below min_publish
//! ```
//!
//! The channels that share the pool may each publish all of it: their sum may exceed what is there, which
//! [`oversell_check`](fn@crate::oversell_check) watches.
//!
//! Source: definition; the available-to-promise of order management with allocation by channel. Time against future supply is
//! another question (`available_to_promise` of `mercato-inventory`).

use crate::check::unique;
use crate::error::ChannelError;
use mercato_core::{ChannelId, Error};
use serde::{Deserialize, Serialize};

/// Where a channel's stock comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockMode {
    /// From what the others do not hold.
    #[default]
    Shared,
    /// From an allocation of its own.
    Ringfenced,
}

/// What a channel holds and publishes, in units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChannelStock {
    /// The channel, unique in its list.
    pub channel_id: ChannelId,
    /// Where its stock comes from; shared if left out.
    pub mode: Option<StockMode>,
    /// What is set aside for it: of a ringfenced channel, and of no other.
    pub allocation: Option<u64>,
    /// What its customers have reserved; 0 if left out.
    pub reserved: Option<u64>,
    /// What it holds back from publishing; 0 if left out.
    pub buffer: Option<u64>,
    /// The most that it publishes; no limit if left out.
    pub max_listed: Option<u64>,
    /// The least that it publishes: below, it publishes 0; 0 if left out.
    pub min_publish: Option<u64>,
}

impl ChannelStock {
    /// What is set aside; nothing for a channel that shares.
    fn ringfence(&self) -> Result<Option<u64>, Error> {
        match (self.mode.unwrap_or_default(), self.allocation) {
            (StockMode::Shared, None) => Ok(None),
            (StockMode::Shared, Some(allocation)) => Err(Error::invalid(
                "allocation",
                allocation,
                "has no meaning for a shared channel: leave it out, or set mode to \"ringfenced\"",
            )),
            (StockMode::Ringfenced, Some(allocation)) => Ok(Some(allocation)),
            (StockMode::Ringfenced, None) => {
                Err(Error::invalid("allocation", "null", "must be given for a ringfenced channel"))
            }
        }
    }
}

/// What [`atp`] takes, in units.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AtpInput {
    /// What is in stock.
    pub on_hand: u64,
    /// What is promised to nobody; 0 if left out.
    pub safety_buffer: Option<u64>,
    /// The channels.
    pub channels: Vec<ChannelStock>,
}

/// What a channel may promise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ChannelAtp {
    /// The channel.
    pub channel_id: ChannelId,
    /// What it may promise.
    pub atp: u64,
    /// What it shows.
    pub published: u64,
}

/// What may be promised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Atp {
    /// What nobody has reserved.
    pub available: u64,
    /// What the channels that share may promise together.
    pub shared_pool: u64,
    /// By channel.
    pub channels: Vec<ChannelAtp>,
}

/// What is left of a stock after something larger than 64 bits, perhaps.
fn left(stock: u64, taken: u128) -> u64 {
    u64::try_from(taken).map_or(0, |taken| stock.saturating_sub(taken))
}

/// How much may each channel promise?
///
/// ```
/// use mercato_channel::{AtpInput, atp};
/// let input: AtpInput = serde_json::from_str(r#"{"on_hand": 100, "safety_buffer": 5, "channels": [
///     {"channel_id": "store", "mode": "ringfenced", "allocation": 30, "reserved": 10},
///     {"channel_id": "site", "reserved": 5, "max_listed": 50}]}"#)?;
/// let answer = atp(&input)?;
/// assert_eq!((answer.available, answer.shared_pool), (80, 60)); // 100 - 5 - 15; 100 - 5 - 30 - 5
/// let published: Vec<u64> = answer.channels.iter().map(|channel| channel.published).collect();
/// assert_eq!(published, [50, 20]); // site, store
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for a channel twice; `invalid_argument` for a negative number, an allocation of a shared channel, a ringfenced
/// channel without one.
pub fn atp(input: &AtpInput) -> Result<Atp, ChannelError> {
    unique("channels", "channel_id", input.channels.iter().map(|channel| channel.channel_id.as_str()))?;
    let sellable = input.on_hand.saturating_sub(input.safety_buffer.unwrap_or_default());
    // 2^64 channels of 2^64 units do not leave 128 bits
    let (mut reserved, mut held) = (0_u128, 0_u128);
    let mut rings = Vec::with_capacity(input.channels.len());
    for (index, channel) in input.channels.iter().enumerate() {
        let ring = channel.ringfence().map_err(|error| error.at("channels", index))?;
        let own = channel.reserved.unwrap_or_default();
        reserved = reserved.saturating_add(own.into());
        held = held.saturating_add(ring.unwrap_or_default().max(own).into());
        rings.push((channel, ring));
    }
    let (available, shared_pool) = (left(sellable, reserved), left(sellable, held));
    let mut channels: Vec<ChannelAtp> = rings
        .into_iter()
        .map(|(channel, ring)| {
            let own = ring.map_or(shared_pool, |ring| ring.saturating_sub(channel.reserved.unwrap_or_default()));
            let atp = own.min(available);
            let shown = atp.saturating_sub(channel.buffer.unwrap_or_default());
            let shown = channel.max_listed.map_or(shown, |most| shown.min(most));
            let published = if shown < channel.min_publish.unwrap_or_default() { 0 } else { shown };
            ChannelAtp { channel_id: channel.channel_id.clone(), atp, published }
        })
        .collect();
    channels.sort_unstable_by(|a, b| a.channel_id.cmp(&b.channel_id));
    Ok(Atp { available, shared_pool, channels })
}
