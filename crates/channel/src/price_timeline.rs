//! Which price is asked when, on each channel, under promotions that begin, end, stack and compete?
//!
//! The instants at which promotions of a channel begin or end cut `[from, to)` into segments. In each,
//!
//! - the stackable promotions in force are applied one after the other to the running price, in ascending (`priority`,
//!   `promo_id`); all of them are named, also one that changes nothing;
//! - each other promotion is applied alone to the base price;
//! - the lowest price is asked; a tie goes to the stack, then to the smaller `promo_id`. Where there is no stack and none goes
//!   below the base price, the base price is asked and nothing is named.
//!
//! A percent takes off `round(price x value)`, rounded to minor units, ties away from zero, at each step; no price goes below 0,
//! and a fixed price never raises one. Adjoining segments of the same price and promotions are one.
//!
//! Source: definition; the sweep over event points, Preparata and Shamos (1985). Time O(p log p) and, for each segment, the
//! stackable promotions in force, all of which are in the answer.

use crate::check::{money, non_negative, period, share, unique, utc};
use crate::error::ChannelError;
use crate::keyed;
use chrono::{DateTime, FixedOffset};
use mercato_core::{ChannelId, Currency, Decimal, DecimalString, Error, Exact, TimestampString};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

/// What a promotion does to a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Discount {
    /// Takes off a share of the price.
    Percent {
        /// Which share, 0 to 1: 0.15 takes off 15 percent.
        #[serde(with = "DecimalString")]
        value: Decimal,
    },
    /// Takes off an amount.
    Amount {
        /// How much, at least 0.
        #[serde(with = "DecimalString")]
        value: Decimal,
    },
    /// Asks this price where it is lower.
    FixedPrice {
        /// The price, at least 0.
        #[serde(with = "DecimalString")]
        value: Decimal,
    },
}

impl Discount {
    fn check(&self) -> Result<(), Error> {
        match self {
            Self::Percent { value } => share("discount.value", *value),
            Self::Amount { value } | Self::FixedPrice { value } => non_negative("discount.value", *value),
        }
    }

    /// The price after it.
    fn applied(&self, price: &Exact, digits: u32) -> Result<Exact, Error> {
        Ok(match self {
            Self::Percent { value } => {
                let off = money("discount", &(price * &Exact::from(value)), digits)?;
                (price - &Exact::from(off)).max(Exact::ZERO)
            }
            Self::Amount { value } => (price - &Exact::from(value)).max(Exact::ZERO),
            Self::FixedPrice { value } => price.clone().min(Exact::from(value)),
        })
    }
}

/// A promotion of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// The promotion's name, unique in its list.
    pub promo_id: String,
    /// The channel, which must have a base price.
    pub channel_id: ChannelId,
    /// The first instant at which it runs.
    #[serde(with = "TimestampString")]
    pub start: DateTime<FixedOffset>,
    /// The first instant at which it runs no more, after `start`.
    #[serde(with = "TimestampString")]
    pub end: DateTime<FixedOffset>,
    /// What it does.
    pub discount: Discount,
    /// Is it applied together with the other stackable ones? Not if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub stackable: bool,
    /// The order among stackable ones, the lower first; 0 if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i64>"))]
    pub priority: i64,
}

/// What [`price_timeline`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceTimelineInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// The price of each channel without a promotion, at least 0.
    #[serde(with = "keyed::amounts")]
    #[cfg_attr(feature = "schemars", schemars(with = "BTreeMap<ChannelId, DecimalString>"))]
    pub base_prices: BTreeMap<ChannelId, Decimal>,
    /// The promotions.
    pub promotions: Vec<Promotion>,
    /// The first instant of the answer.
    #[serde(with = "TimestampString")]
    pub from: DateTime<FixedOffset>,
    /// The first instant after it.
    #[serde(with = "TimestampString")]
    pub to: DateTime<FixedOffset>,
}

/// The price of a channel over a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TimelineSegment {
    /// The channel.
    pub channel_id: ChannelId,
    /// The first instant of the price.
    #[serde(with = "TimestampString")]
    pub start: DateTime<FixedOffset>,
    /// The first instant after it.
    #[serde(with = "TimestampString")]
    pub end: DateTime<FixedOffset>,
    /// The price.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// The promotions that make it, sorted.
    pub promo_ids: Vec<String>,
}

/// The prices of every channel over time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceTimeline {
    /// By channel, then by start; of each channel, one after the other without a gap.
    pub segments: Vec<TimelineSegment>,
}

/// The promotions in force, in the order in which they count.
struct InForce<'a> {
    base: Exact,
    digits: u32,
    stack: BTreeSet<(i64, &'a str, usize)>,
    /// The prices of the others, each alone.
    alone: BTreeSet<(Exact, &'a str)>,
}

impl<'a> InForce<'a> {
    /// A promotion begins or ends.
    fn turn(&mut self, number: usize, promotion: &'a Promotion, begins: bool) -> Result<(), Error> {
        let id = promotion.promo_id.as_str();
        if promotion.stackable {
            let entry = (promotion.priority, id, number);
            if begins {
                self.stack.insert(entry)
            } else {
                self.stack.remove(&entry)
            };
        } else {
            let entry = (promotion.discount.applied(&self.base, self.digits)?, id);
            if begins {
                self.alone.insert(entry)
            } else {
                self.alone.remove(&entry)
            };
        }
        Ok(())
    }

    /// The price asked, and the promotions that make it.
    fn price(&self, promotions: &'a [Promotion]) -> Result<(Exact, Vec<&'a str>), Error> {
        let mut stacked = self.base.clone();
        for (_, _, number) in &self.stack {
            if let Some(promotion) = promotions.get(*number) {
                stacked = promotion.discount.applied(&stacked, self.digits)?;
            }
        }
        if let Some((price, id)) = self.alone.first().filter(|(price, _)| *price < stacked) {
            return Ok((price.clone(), vec![*id]));
        }
        let mut ids: Vec<&str> = self.stack.iter().map(|(_, id, _)| *id).collect();
        ids.sort_unstable();
        Ok((stacked, ids))
    }
}

/// A price that is asked from an instant on.
struct Asked<'a> {
    from: DateTime<FixedOffset>,
    price: Exact,
    ids: Vec<&'a str>,
}

/// What one channel asks, from one change to the next.
fn of_channel<'a>(input: &'a PriceTimelineInput, base: Decimal, own: &[usize]) -> Result<Vec<Asked<'a>>, Error> {
    let digits = input.currency.minor_digits();
    let mut in_force = InForce { base: base.into(), digits, stack: BTreeSet::new(), alone: BTreeSet::new() };
    // what begins and ends, the earliest first
    let mut turns: BinaryHeap<Reverse<(DateTime<FixedOffset>, usize, bool)>> = BinaryHeap::new();
    for number in own {
        if let Some(promotion) = input.promotions.get(*number)
            && promotion.start < input.to
            && promotion.end > input.from
        {
            turns.push(Reverse((promotion.start.max(input.from), *number, true)));
            turns.push(Reverse((promotion.end, *number, false)));
        }
    }
    let (mut asked, mut at): (Vec<Asked<'_>>, _) = (Vec::new(), input.from);
    loop {
        while let Some(Reverse((_, number, begins))) = turns.peek().copied().filter(|Reverse((when, ..))| *when <= at) {
            turns.pop();
            if let Some(promotion) = input.promotions.get(number) {
                in_force.turn(number, promotion, begins)?;
            }
        }
        let (price, ids) = in_force.price(&input.promotions)?;
        if asked.last().is_none_or(|last| last.price != price || last.ids != ids) {
            asked.push(Asked { from: at, price, ids });
        }
        match turns.peek() {
            Some(Reverse((when, ..))) if *when < input.to => at = *when,
            _ => return Ok(asked),
        }
    }
}

/// Which price is asked when, on each channel?
///
/// ```
/// use mercato_channel::{PriceTimelineInput, price_timeline};
/// let input: PriceTimelineInput = serde_json::from_str(r#"{"currency": "CNY", "base_prices": {"tmall": "100.00"},
///     "from": "2026-11-01T00:00:00Z", "to": "2026-11-04T00:00:00Z", "promotions": [
///     {"promo_id": "a", "channel_id": "tmall", "start": "2026-11-02T00:00:00Z", "end": "2026-11-03T00:00:00Z",
///      "discount": {"type": "percent", "value": "0.15"}}]}"#)?;
/// let prices: Vec<String> = price_timeline(&input)?.segments.iter().map(|segment| segment.price.to_string()).collect();
/// assert_eq!(prices, ["100.00", "85.00", "100.00"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `not_found` for a promotion on a channel without a base price; `duplicate_id` for a promotion twice; `invalid_argument` for a
/// window that does not end after it starts, a negative amount, a percent outside 0..=1; `overflow` for a price beyond 96 bits.
pub fn price_timeline(input: &PriceTimelineInput) -> Result<PriceTimeline, ChannelError> {
    period("to", input.from, input.to)?;
    let mut own: BTreeMap<&ChannelId, Vec<usize>> = BTreeMap::new();
    for (channel, price) in &input.base_prices {
        non_negative(&format!("base_prices.{channel}"), *price)?;
        own.insert(channel, Vec::new());
    }
    for (index, promotion) in input.promotions.iter().enumerate() {
        let at = |error: Error| error.at("promotions", index);
        promotion.discount.check().map_err(at)?;
        period("end", promotion.start, promotion.end).map_err(at)?;
        let channel = &promotion.channel_id;
        own.get_mut(channel).ok_or_else(|| at(Error::not_found("channel_id", channel.as_str())))?.push(index);
    }
    unique("promotions", "promo_id", input.promotions.iter().map(|promotion| promotion.promo_id.as_str()))?;
    let mut segments = Vec::new();
    for ((channel, own), base) in own.into_iter().zip(input.base_prices.values()) {
        let asked = of_channel(input, *base, &own)?;
        let ends = asked.iter().skip(1).map(|next| next.from).chain([input.to]);
        for (asked, end) in asked.iter().zip(ends) {
            segments.push(TimelineSegment {
                channel_id: channel.clone(),
                start: utc(asked.from),
                end: utc(end),
                price: money("price", &asked.price, input.currency.minor_digits())?,
                promo_ids: asked.ids.iter().map(|id| (*id).to_owned()).collect(),
            });
        }
    }
    Ok(PriceTimeline { segments })
}
