//! Whom do we owe the difference, because the price fell within the days in which we promised that it would not?
//!
//! For each order, the lowest price of its thing in `[paid_at, paid_at + days)`, on its channel or on all. It is a claim where the
//! unit was paid more than `min_difference` above it:
//!
//! ```text
//! refund_per_unit = round(unit_paid - lowest)          refund_total = quantity x refund_per_unit
//! ```
//!
//! rounded to minor units, ties away from zero. `at` is the first instant of that price in the window, ties to the smaller channel.
//! A day is 24 hours.
//!
//! Source: definition; the price protection (价保) of marketplaces. Time O((n + k) log n) and the prices met in each window.

use crate::check::{finite_positive, non_negative, period, unique, utc};
use crate::error::ChannelError;
use crate::span::{DAY, nanoseconds, span};
use chrono::{DateTime, FixedOffset};
use mercato_core::{
    ChannelId, Currency, Decimal, DecimalString, Error, Exact, Money, OptionalDecimalString, Rounding, Sku,
    TimestampString,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which prices count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProtectionScope {
    /// Those of the order's channel.
    #[default]
    SameChannel,
    /// Those of every channel.
    AllChannels,
}

/// What was promised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProtectionPolicy {
    /// For how many days after payment, above 0.
    pub days: f64,
    /// Which prices count; those of the order's channel if left out.
    pub scope: Option<ProtectionScope>,
    /// A difference up to this is nothing, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub min_difference: Option<Decimal>,
}

/// The price of a thing on a channel over a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SkuPriceSegment {
    /// The thing.
    pub sku: Sku,
    /// The channel.
    pub channel_id: ChannelId,
    /// The first instant of the price.
    #[serde(with = "TimestampString")]
    pub start: DateTime<FixedOffset>,
    /// The first instant after it, after `start`.
    #[serde(with = "TimestampString")]
    pub end: DateTime<FixedOffset>,
    /// The price of a unit, at least 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
}

/// What a customer bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProtectedOrder {
    /// The order, unique in its list.
    pub order_id: String,
    /// Where it was placed.
    pub channel_id: ChannelId,
    /// The thing.
    pub sku: Sku,
    /// How many, at least 1.
    pub quantity: u64,
    /// What was paid for each, at least 0.
    #[serde(with = "DecimalString")]
    pub unit_paid: Decimal,
    /// When it was paid.
    #[serde(with = "TimestampString")]
    pub paid_at: DateTime<FixedOffset>,
}

/// What [`price_protection`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceProtectionInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// What was promised.
    pub policy: ProtectionPolicy,
    /// The prices.
    pub segments: Vec<SkuPriceSegment>,
    /// The orders.
    pub orders: Vec<ProtectedOrder>,
}

/// What is owed to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ProtectionClaim {
    /// The order.
    pub order_id: String,
    /// The lowest price in its window.
    #[serde(with = "DecimalString")]
    pub lowest_price: Decimal,
    /// The first instant of that price in the window.
    #[serde(with = "TimestampString")]
    pub at: DateTime<FixedOffset>,
    /// Where it was asked.
    pub channel_id: ChannelId,
    /// What is owed for each unit.
    #[serde(with = "DecimalString")]
    pub refund_per_unit: Decimal,
    /// What is owed for all.
    #[serde(with = "DecimalString")]
    pub refund_total: Decimal,
}

/// What is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceProtection {
    /// By order.
    pub claims: Vec<ProtectionClaim>,
    /// The sum of their totals.
    #[serde(with = "DecimalString")]
    pub total_liability: Decimal,
}

/// A price in nanoseconds, with the latest end of it and all before it in the list.
struct Priced<'a> {
    segment: &'a SkuPriceSegment,
    start: i128,
    end: i128,
    latest_end: i128,
}

/// The prices of one thing on one channel by start: a window meets a run of them.
fn indexed<'a>(mut segments: Vec<&'a SkuPriceSegment>) -> Vec<Priced<'a>> {
    segments.sort_by_key(|segment| segment.start);
    let mut latest_end = i128::MIN;
    let priced = |segment: &'a SkuPriceSegment| {
        let end = nanoseconds(&segment.end);
        latest_end = latest_end.max(end);
        Priced { segment, start: nanoseconds(&segment.start), end, latest_end }
    };
    segments.into_iter().map(priced).collect()
}

/// A price met in a window: the lowest, then the earliest, then that of the smallest channel is the least.
type Met<'a> = (Decimal, DateTime<FixedOffset>, &'a ChannelId);

fn lowest<'a>(prices: &[Priced<'a>], paid_at: DateTime<FixedOffset>, until: i128) -> Option<Met<'a>> {
    let from = nanoseconds(&paid_at);
    let first = prices.partition_point(|price| price.latest_end <= from);
    let met = prices.get(first..)?.iter().take_while(|price| price.start < until).filter(|price| price.end > from);
    met.map(|price| (price.segment.price, price.segment.start.max(paid_at), &price.segment.channel_id)).min()
}

/// Whom do we owe the difference?
///
/// ```
/// use mercato_channel::{PriceProtectionInput, price_protection};
/// let input: PriceProtectionInput = serde_json::from_str(r#"{"currency": "CNY", "policy": {"days": 7}, "segments": [
///     {"sku": "tv", "channel_id": "jd", "start": "2026-11-01T00:00:00Z", "end": "2026-11-11T00:00:00Z", "price": "2999"},
///     {"sku": "tv", "channel_id": "jd", "start": "2026-11-11T00:00:00Z", "end": "2026-11-12T00:00:00Z", "price": "2799"}],
///     "orders": [{"order_id": "o1", "channel_id": "jd", "sku": "tv", "quantity": 2, "unit_paid": "2999",
///                 "paid_at": "2026-11-08T12:00:00Z"}]}"#)?;
/// let answer = price_protection(&input)?;
/// assert_eq!((answer.claims.len(), answer.total_liability.to_string().as_str()), (1, "400.00"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for an order twice; `invalid_argument` for days that are not above 0, a quantity of 0, a negative amount, a
/// segment that does not end after it starts; `overflow` for a refund beyond 64-bit minor units.
pub fn price_protection(input: &PriceProtectionInput) -> Result<PriceProtection, ChannelError> {
    finite_positive("policy.days", input.policy.days)?;
    let min_difference = input.policy.min_difference.unwrap_or_default();
    non_negative("policy.min_difference", min_difference)?;
    let min_difference = Exact::from(min_difference);
    let mut prices: BTreeMap<&Sku, BTreeMap<&ChannelId, Vec<&SkuPriceSegment>>> = BTreeMap::new();
    for (index, segment) in input.segments.iter().enumerate() {
        non_negative("price", segment.price)
            .and_then(|()| period("end", segment.start, segment.end))
            .map_err(|error| error.at("segments", index))?;
        prices.entry(&segment.sku).or_default().entry(&segment.channel_id).or_default().push(segment);
    }
    let prices: BTreeMap<&Sku, BTreeMap<&ChannelId, Vec<Priced<'_>>>> = prices
        .into_iter()
        .map(|(sku, channels)| (sku, channels.into_iter().map(|(id, list)| (id, indexed(list))).collect()))
        .collect();
    for (index, order) in input.orders.iter().enumerate() {
        let refused = if order.quantity == 0 {
            Err(Error::invalid("quantity", order.quantity, "must be at least 1"))
        } else {
            non_negative("unit_paid", order.unit_paid)
        };
        refused.map_err(|error| error.at("orders", index))?;
    }
    unique("orders", "order_id", input.orders.iter().map(|order| order.order_id.as_str()))?;
    // the window excludes its end: an end between two nanoseconds includes the first of them
    let days = span(input.policy.days, DAY, Rounding::Ceil);
    let mut orders: Vec<(usize, &ProtectedOrder)> = input.orders.iter().enumerate().collect();
    orders.sort_unstable_by(|(_, a), (_, b)| a.order_id.cmp(&b.order_id));
    let mut total = Money::zero(input.currency);
    let mut claims = Vec::new();
    for (index, order) in orders {
        let until = nanoseconds(&order.paid_at).saturating_add(days);
        let Some(channels) = prices.get(&order.sku) else { continue };
        let met = match input.policy.scope.unwrap_or_default() {
            ProtectionScope::SameChannel => {
                channels.get(&order.channel_id).and_then(|prices| lowest(prices, order.paid_at, until))
            }
            ProtectionScope::AllChannels => {
                channels.values().filter_map(|prices| lowest(prices, order.paid_at, until)).min()
            }
        };
        let Some((price, at, channel)) = met else { continue };
        let difference = Exact::from(order.unit_paid) - Exact::from(price);
        if difference <= min_difference {
            continue;
        }
        let refund = |difference: &Exact| {
            let unit = Money::round_exact("refund_per_unit", difference, input.currency, Rounding::HalfUp)?;
            let quantity = i64::try_from(order.quantity)
                .map_err(|_| Error::overflow("quantity", order.quantity, "a 64-bit integer"))?;
            Ok((unit, unit.checked_mul(quantity)?))
        };
        let (unit, all) = refund(&difference).map_err(|error: Error| error.at("orders", index))?;
        total = total.checked_add(all).map_err(|error| error.named("total_liability"))?;
        claims.push(ProtectionClaim {
            order_id: order.order_id.clone(),
            lowest_price: crate::check::money("lowest_price", &price.into(), input.currency.minor_digits())?,
            at: utc(at),
            channel_id: channel.clone(),
            refund_per_unit: unit.to_decimal(),
            refund_total: all.to_decimal(),
        });
    }
    Ok(PriceProtection { claims, total_liability: total.to_decimal() })
}
