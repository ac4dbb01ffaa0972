//! Is a channel that was promised the best price undercut, when, by whom and by how much?
//!
//! A *wide* clause promises that no other channel is cheaper, a *narrow* one that the merchant's own channels are not. It is
//! breached while
//!
//! ```text
//! p_other < p_beneficiary x (1 - tolerance_percent)
//! ```
//!
//! Adjoining breaches at equal prices are one. Where a channel has no price there is nothing to compare.
//!
//! The clauses are parameterised checks, not legal advice: whether one may be agreed at all differs by country.
//!
//! Source: definition of wide and narrow retail price parity, e.g. Ezrachi (2015), European Competition Journal 11, 488-519. Time
//! O(n log n) and, for each clause, the segments.

use crate::check::{money, non_negative, period, tolerance, unique, utc};
use crate::error::ChannelError;
use crate::keyed;
use crate::portfolio::Ownership;
use chrono::{DateTime, FixedOffset};
use mercato_core::{
    ChannelId, Currency, Decimal, DecimalString, Error, Exact, OptionalDecimalString, TimestampString, time,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The price of a channel over a span of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceSegment {
    /// The channel.
    pub channel_id: ChannelId,
    /// The first instant of the price.
    #[serde(with = "TimestampString")]
    pub start: DateTime<FixedOffset>,
    /// The first instant after it, after `start`.
    #[serde(with = "TimestampString")]
    pub end: DateTime<FixedOffset>,
    /// The price, at least 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
}

/// Against whom a clause protects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClauseType {
    /// Against every other channel.
    Wide,
    /// Against the merchant's own channels.
    Narrow,
}

/// A promise to a channel that it has the best price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Clause {
    /// The clause's name, unique in its list.
    pub clause_id: String,
    /// The channel that is promised the best price.
    pub channel_id: ChannelId,
    /// Against whom.
    #[serde(rename = "type")]
    pub clause_type: ClauseType,
    /// How far below the others may go, a fraction, at least 0 and below 1; 0 if left out.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub tolerance_percent: Option<Decimal>,
}

/// What [`best_price_clause`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BestPriceClauseInput {
    /// The currency of every price.
    pub currency: Currency,
    /// The clauses.
    pub clauses: Vec<Clause>,
    /// Whose each channel is; every channel of a clause or a price must be there.
    #[serde(deserialize_with = "keyed::unique")]
    pub ownership: BTreeMap<ChannelId, Ownership>,
    /// The prices; those of one channel do not overlap.
    pub segments: Vec<PriceSegment>,
}

/// A span of time in which a clause is breached.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ClauseBreach {
    /// The clause.
    pub clause_id: String,
    /// The channel that is cheaper.
    pub channel_id: ChannelId,
    /// The first instant.
    #[serde(with = "TimestampString")]
    pub start: DateTime<FixedOffset>,
    /// The first instant after it.
    #[serde(with = "TimestampString")]
    pub end: DateTime<FixedOffset>,
    /// The price of the channel that was promised the best.
    #[serde(with = "DecimalString")]
    pub beneficiary_price: Decimal,
    /// The price of the other.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// How far it is below.
    #[serde(with = "DecimalString")]
    pub shortfall: Decimal,
}

/// The breaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct BestPriceBreaches {
    /// By clause, then by channel, then by start.
    pub breaches: Vec<ClauseBreach>,
}

/// The segments of each channel in order of time; refuses two that overlap.
fn by_channel(segments: &[PriceSegment]) -> Result<BTreeMap<&ChannelId, Vec<&PriceSegment>>, Error> {
    let mut of: BTreeMap<&ChannelId, Vec<(usize, &PriceSegment)>> = BTreeMap::new();
    for (index, segment) in segments.iter().enumerate() {
        non_negative("price", segment.price)
            .and_then(|()| period("end", segment.start, segment.end))
            .map_err(|error| error.at("segments", index))?;
        of.entry(&segment.channel_id).or_default().push((index, segment));
    }
    for list in of.values_mut() {
        list.sort_by_key(|(_, segment)| segment.start);
        for ((_, before), (index, after)) in list.iter().zip(list.iter().skip(1)) {
            if after.start < before.end {
                let reason = format!(
                    "is before the end {} of another price of {}: a channel has one price at a time",
                    time::format_timestamp(&before.end),
                    after.channel_id
                );
                let start = time::format_timestamp(&after.start);
                return Err(Error::invalid("start", start, reason).at("segments", *index));
            }
        }
    }
    Ok(of
        .into_iter()
        .map(|(channel, list)| (channel, list.into_iter().map(|(_, segment)| segment).collect()))
        .collect())
}

/// A breach whose prices are not rounded yet.
struct Span {
    start: DateTime<FixedOffset>,
    end: DateTime<FixedOffset>,
    promised: Decimal,
    other: Decimal,
}

/// When the other channel is below `share` of the promised price: two lists in order of time, merged.
fn breaches(promised: &[&PriceSegment], other: &[&PriceSegment], share: &Exact) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let (mut mine, mut theirs) = (promised.iter().peekable(), other.iter().peekable());
    while let (Some(a), Some(b)) = (mine.peek(), theirs.peek()) {
        let (start, end) = (a.start.max(b.start), a.end.min(b.end));
        if start < end && Exact::from(b.price) < &Exact::from(a.price) * share {
            match spans.last_mut().filter(|last| last.end == start && last.promised == a.price && last.other == b.price)
            {
                Some(last) => last.end = end,
                None => spans.push(Span { start, end, promised: a.price, other: b.price }),
            }
        }
        if a.end <= b.end {
            mine.next();
        } else {
            theirs.next();
        }
    }
    spans
}

/// When is a channel that was promised the best price undercut?
///
/// ```
/// use mercato_channel::{BestPriceClauseInput, best_price_clause};
/// let input: BestPriceClauseInput = serde_json::from_str(r#"{"currency": "EUR",
///     "clauses": [{"clause_id": "hotel", "channel_id": "portal", "type": "narrow", "tolerance_percent": "0.05"}],
///     "ownership": {"portal": "third_party", "site": "own"}, "segments": [
///     {"channel_id": "portal", "start": "2026-11-01T00:00:00Z", "end": "2026-11-03T00:00:00Z", "price": "100.00"},
///     {"channel_id": "site", "start": "2026-11-01T00:00:00Z", "end": "2026-11-02T00:00:00Z", "price": "95.00"},
///     {"channel_id": "site", "start": "2026-11-02T00:00:00Z", "end": "2026-11-03T00:00:00Z", "price": "90.00"}]}"#)?;
/// let breaches = best_price_clause(&input)?.breaches; // five percent below is allowed
/// assert_eq!((breaches.len(), breaches[0].shortfall.to_string().as_str()), (1, "10.00"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `not_found` for a channel whose ownership is not given; `duplicate_id` for a clause twice; `invalid_argument` for prices of one
/// channel that overlap, a segment that does not end after it starts, a negative price, a tolerance outside 0..1.
pub fn best_price_clause(input: &BestPriceClauseInput) -> Result<BestPriceBreaches, ChannelError> {
    unique("clauses", "clause_id", input.clauses.iter().map(|clause| clause.clause_id.as_str()))?;
    let owner = |channel: &ChannelId| {
        input.ownership.get(channel).copied().ok_or_else(|| Error::not_found("channel_id", channel.as_str()))
    };
    for (index, clause) in input.clauses.iter().enumerate() {
        owner(&clause.channel_id)
            .and_then(|_| tolerance("tolerance_percent", clause.tolerance_percent.unwrap_or_default()))
            .map_err(|error| error.at("clauses", index))?;
    }
    for (index, segment) in input.segments.iter().enumerate() {
        owner(&segment.channel_id).map_err(|error| error.at("segments", index))?;
    }
    let prices = by_channel(&input.segments)?;
    let mut clauses: Vec<&Clause> = input.clauses.iter().collect();
    clauses.sort_unstable_by(|a, b| a.clause_id.cmp(&b.clause_id));
    let digits = input.currency.minor_digits();
    let mut found = Vec::new();
    for clause in clauses {
        let Some(promised) = prices.get(&clause.channel_id) else { continue };
        let share = Exact::ONE - Exact::from(clause.tolerance_percent.unwrap_or_default());
        for (channel, other) in &prices {
            let bound = clause.clause_type == ClauseType::Wide || owner(channel)? == Ownership::Own;
            if **channel == clause.channel_id || !bound {
                continue;
            }
            for span in breaches(promised, other, &share) {
                let (promised, other) = (Exact::from(span.promised), Exact::from(span.other));
                found.push(ClauseBreach {
                    clause_id: clause.clause_id.clone(),
                    channel_id: (*channel).clone(),
                    start: utc(span.start),
                    end: utc(span.end),
                    beneficiary_price: money("beneficiary_price", &promised, digits)?,
                    price: money("price", &other, digits)?,
                    shortfall: money("shortfall", &(&promised - &other), digits)?,
                });
            }
        }
    }
    Ok(BestPriceBreaches { breaches: found })
}
