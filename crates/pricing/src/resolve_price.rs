//! Which price list gives the price of a thing, here, now, for this customer and quantity?
//!
//! A list holds where its currency is the one asked for, its channels (groups) are empty or hold the channel (one of
//! the groups) asked for, and the instant lies in its window `valid_from <= at < valid_until`; a list with channels
//! (groups) never holds where no channel (group) is given. Of a list's entries for the thing, the one with the largest
//! `min_quantity` not above the quantity applies. Of the lists that hold and have an entry,
//!
//! - `priority` takes the first by: higher priority; then more specific (groups count 2, channels 1); then the later
//!   `valid_from` (none is the earliest); then the smaller id;
//! - `lowest` takes the lowest price, ties by the same order.
//!
//! Source: the resolution of customer, channel and scale prices in commerce systems (SAP condition technique: access
//! sequence from specific to general; scale "from" quantities). A window that ends before it begins never holds.

use crate::amount;
use crate::check::{at_least_one, unique};
use crate::error::PricingError;
use chrono::{DateTime, FixedOffset};
use mercato_core::{
    ChannelId, Currency, Decimal, DecimalString, Error, Money, OptionalTimestampString, Sku, TimestampString, time,
};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A price list, as a person writes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceList {
    /// The list's name.
    pub id: String,
    /// The currency of its prices.
    pub currency: Currency,
    /// The higher goes first; 0 if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i32>"))]
    pub priority: i32,
    /// Where it holds; everywhere if empty.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<ChannelId>>"))]
    pub channels: Vec<ChannelId>,
    /// For whom it holds; for everybody if empty.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub customer_groups: Vec<String>,
    /// The first instant at which it holds; from ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<DateTime<FixedOffset>>,
    /// The first instant at which it holds no more; for ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<DateTime<FixedOffset>>,
    /// Its prices; no thing twice from the same quantity on.
    pub entries: Vec<PriceEntry>,
}

/// The price of a thing from a quantity on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceEntry {
    /// The thing.
    pub sku: Sku,
    /// The quantity from which the price holds, at least 1; 1 if left out.
    #[serde(default = "one", deserialize_with = "one_if_null")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<u64>"))]
    pub min_quantity: u64,
    /// Price of a unit, at least 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
}

const fn one() -> u64 {
    1
}

/// `null` is an absent key.
fn one_if_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(one))
}

/// Which of the lists that hold gives the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PricePolicy {
    /// The first by priority, specificity, start and id.
    #[default]
    Priority,
    /// The one with the lowest price.
    Lowest,
}

/// What [`resolve_price`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResolvePriceInput {
    /// The thing.
    pub sku: Sku,
    /// The currency to pay in.
    pub currency: Currency,
    /// How many units, at least 1.
    pub quantity: u64,
    /// The instant of the sale.
    #[serde(with = "TimestampString")]
    pub at: DateTime<FixedOffset>,
    /// The place of sale; lists for certain channels do not hold without it.
    pub channel: Option<ChannelId>,
    /// The groups of the customer; lists for certain groups do not hold without one.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub customer_groups: Vec<String>,
    /// Which of the lists that hold; `priority` if left out.
    pub policy: Option<PricePolicy>,
    /// The lists, in any order.
    pub price_lists: Vec<PriceList>,
}

/// The price, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ResolvedPrice {
    /// Price of a unit.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// The list that gives it.
    pub price_list_id: String,
    /// The quantity from which it holds.
    pub min_quantity: u64,
}

/// A question to a [`PriceBook`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceQuery<'a> {
    /// The thing.
    pub sku: &'a Sku,
    /// The currency to pay in.
    pub currency: Currency,
    /// How many units, at least 1.
    pub quantity: u64,
    /// The instant of the sale.
    pub at: DateTime<FixedOffset>,
    /// The place of sale.
    pub channel: Option<&'a ChannelId>,
    /// The groups of the customer.
    pub customer_groups: &'a [String],
    /// Which of the lists that hold.
    pub policy: PricePolicy,
}

/// Price lists that were checked and ordered: read once, asked often. A question costs O(log entries + lists that have
/// the thing).
///
/// ```
/// use mercato_core::{Currency, Sku, decimal, time};
/// use mercato_pricing::{PriceBook, PriceEntry, PriceList, PricePolicy, PriceQuery};
/// let pen = Sku::new("pen")?;
/// let (one, hundred) = (decimal::parse("2.00")?, decimal::parse("1.50")?);
/// let list = PriceList {
///     id: "retail".into(),
///     currency: Currency::EUR,
///     priority: 0,
///     channels: vec![],
///     customer_groups: vec![],
///     valid_from: None,
///     valid_until: None,
///     entries: vec![
///         PriceEntry { sku: pen.clone(), min_quantity: 1, price: one },
///         PriceEntry { sku: pen.clone(), min_quantity: 100, price: hundred },
///     ],
/// };
/// let book = PriceBook::compile(vec![list])?;
/// let at = time::parse_timestamp("2026-11-11T00:00:00Z")?;
/// let query = PriceQuery {
///     sku: &pen,
///     currency: Currency::EUR,
///     quantity: 120,
///     at,
///     channel: None,
///     customer_groups: &[],
///     policy: PricePolicy::Priority,
/// };
/// assert_eq!(book.resolve(&query)?.price.to_string(), "1.50");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceBook {
    /// In the order of preference, without their entries.
    lists: Vec<PriceList>,
    /// By thing, then list, then quantity.
    rows: Vec<Row>,
}

/// An entry of the list at the place `rank`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    sku: Sku,
    rank: usize,
    min_quantity: u64,
    price: Money,
}

impl PriceBook {
    /// The book of these lists, in any order.
    ///
    /// Time O(n log n) in the entries.
    ///
    /// # Errors
    /// `duplicate_id` for a list named twice; `invalid_argument` for a blank name, a `min_quantity` of 0, a thing twice
    /// in a list from the same quantity on, a negative price or one finer than its currency; `overflow` for a price
    /// beyond 64-bit minor units.
    pub fn compile(lists: Vec<PriceList>) -> Result<Self, PricingError> {
        unique("price_lists", lists.iter().map(|list| list.id.as_str()))?;
        let mut lists: Vec<(usize, PriceList)> = lists.into_iter().enumerate().collect();
        lists.sort_by(|(_, a), (_, b)| order(a).cmp(&order(b)));
        let mut rows: Vec<(Row, Place)> = Vec::new();
        for (rank, (list, content)) in lists.iter_mut().enumerate() {
            for (entry, written) in std::mem::take(&mut content.entries).into_iter().enumerate() {
                let row = Row::read(written, rank, content.currency)
                    .map_err(|error| error.at("entries", entry).at("price_lists", *list))?;
                rows.push((row, Place { list: *list, entry }));
            }
        }
        // equal keys stay in the order of their list
        rows.sort_by(|(a, _), (b, _)| a.key().cmp(&b.key()));
        refuse_twice(&rows)?;
        Ok(Self {
            lists: lists.into_iter().map(|(_, list)| list).collect(),
            rows: rows.into_iter().map(|(row, _)| row).collect(),
        })
    }

    /// The price of a thing.
    ///
    /// # Errors
    /// `invalid_argument` for a quantity of 0; `not_found` where no list that holds has a price, with what kept each
    /// list away.
    pub fn resolve(&self, query: &PriceQuery<'_>) -> Result<ResolvedPrice, PricingError> {
        at_least_one("quantity", query.quantity)?;
        let mut best: Option<(&PriceList, &Row)> = None;
        for rows in self.rows_of(query.sku).chunk_by(|a, b| a.rank == b.rank) {
            let above = rows.partition_point(|row| row.min_quantity <= query.quantity);
            let Some(row) = above.checked_sub(1).and_then(|last| rows.get(last)) else { continue };
            let Some(list) = self.lists.get(row.rank).filter(|list| obstacle(list, query).is_none()) else { continue };
            if query.policy == PricePolicy::Priority {
                return Ok(found(list, row));
            }
            if best.is_none_or(|(_, least)| row.price.minor() < least.price.minor()) {
                best = Some((list, row));
            }
        }
        best.map(|(list, row)| found(list, row)).ok_or_else(|| self.nothing_found(query))
    }

    fn rows_of(&self, sku: &Sku) -> &[Row] {
        let from = self.rows.partition_point(|row| row.sku < *sku);
        let rest = self.rows.get(from..).unwrap_or_default();
        rest.get(..rest.partition_point(|row| row.sku == *sku)).unwrap_or_default()
    }

    /// Why every list was passed over, counted.
    fn nothing_found(&self, query: &PriceQuery<'_>) -> PricingError {
        let obstacles = self.lists.iter().map(|list| obstacle(list, query));
        let mut counts = [
            (Some(Obstacle::Currency), "of another currency", 0_usize),
            (Some(Obstacle::Channel), "for other channels", 0),
            (Some(Obstacle::Group), "for other groups", 0),
            (Some(Obstacle::Window), "outside their window", 0),
            (None, "without the thing at this quantity", 0),
        ];
        for found in obstacles {
            for (_, _, count) in counts.iter_mut().filter(|(obstacle, _, _)| *obstacle == found) {
                *count = count.saturating_add(1);
            }
        }
        let named = counts.iter().filter(|(_, _, count)| *count > 0);
        let reasons: Vec<String> = named.map(|(_, reason, count)| format!("{count} {reason}")).collect();
        let why = if reasons.is_empty() { "there is none".to_owned() } else { reasons.join(", ") };
        let (quantity, sku, at) = (query.quantity, query.sku, time::format_timestamp(&query.at));
        let what =
            format!("no list has a price for {quantity} of {:?} in {} at {at}: {why}", sku.as_str(), query.currency);
        PricingError::Missing { path: "price_lists".into(), what }
    }
}

/// Where an entry was written.
#[derive(Clone, Copy)]
struct Place {
    list: usize,
    entry: usize,
}

impl Row {
    fn read(entry: PriceEntry, rank: usize, currency: Currency) -> Result<Self, Error> {
        at_least_one("min_quantity", entry.min_quantity)?;
        let price = amount::non_negative("price", entry.price, currency)?;
        Ok(Self { sku: entry.sku, rank, min_quantity: entry.min_quantity, price })
    }

    fn key(&self) -> (&Sku, usize, u64) {
        (&self.sku, self.rank, self.min_quantity)
    }
}

/// Refuses a thing that a list has twice from the same quantity on: the first such entry, as they were written.
fn refuse_twice(rows: &[(Row, Place)]) -> Result<(), Error> {
    let twice = rows.windows(2).filter_map(|pair| match pair {
        [(a, _), (b, place)] if a.key() == b.key() => Some((b, *place)),
        _ => None,
    });
    match twice.min_by_key(|(_, place)| (place.list, place.entry)) {
        Some((row, place)) => {
            Err(Error::invalid("min_quantity", row.min_quantity, format!("occurs twice for {}", row.sku))
                .at("entries", place.entry)
                .at("price_lists", place.list))
        }
        None => Ok(()),
    }
}

/// The key of the preferred list is the least: priority, specificity, start, id.
fn order(list: &PriceList) -> impl Ord + '_ {
    let specificity = match (list.customer_groups.is_empty(), list.channels.is_empty()) {
        (false, false) => 3,
        (false, true) => 2,
        (true, false) => 1,
        (true, true) => 0,
    };
    (Reverse(list.priority), Reverse(specificity), Reverse(list.valid_from), list.id.as_str())
}

/// Why a list does not hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Obstacle {
    Currency,
    Channel,
    Group,
    Window,
}

/// The first reason why the list does not hold.
fn obstacle(list: &PriceList, query: &PriceQuery<'_>) -> Option<Obstacle> {
    if list.currency != query.currency {
        return Some(Obstacle::Currency);
    }
    if !list.channels.is_empty() && !query.channel.is_some_and(|channel| list.channels.contains(channel)) {
        return Some(Obstacle::Channel);
    }
    if !list.customer_groups.is_empty()
        && !list.customer_groups.iter().any(|group| query.customer_groups.contains(group))
    {
        return Some(Obstacle::Group);
    }
    // not a `TimeWindow`, which refuses to be empty
    let begun = list.valid_from.is_none_or(|from| from <= query.at);
    let ended = list.valid_until.is_some_and(|until| until <= query.at);
    (!begun || ended).then_some(Obstacle::Window)
}

fn found(list: &PriceList, row: &Row) -> ResolvedPrice {
    ResolvedPrice { price: row.price.to_decimal(), price_list_id: list.id.clone(), min_quantity: row.min_quantity }
}

/// The price of a thing from the lists that hold; [`PriceBook`] answers many questions.
///
/// ```
/// use mercato_pricing::{ResolvePriceInput, resolve_price};
/// let input: ResolvePriceInput = serde_json::from_str(r#"{
///     "sku": "pen", "currency": "EUR", "quantity": 20, "at": "2026-11-11T00:00:00Z", "customer_groups": ["b2b"],
///     "price_lists": [
///         {"id": "retail", "currency": "EUR", "entries": [{"sku": "pen", "price": "1.70"}]},
///         {"id": "trade", "currency": "EUR", "customer_groups": ["b2b"],
///          "entries": [{"sku": "pen", "price": "1.90"}, {"sku": "pen", "min_quantity": 10, "price": "1.80"}]}]}"#)?;
/// // the list for the group goes first, although the other is cheaper
/// let resolved = resolve_price(&input)?;
/// assert_eq!((resolved.price.to_string().as_str(), resolved.price_list_id.as_str()), ("1.80", "trade"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What [`PriceBook::compile`] and [`PriceBook::resolve`] refuse.
pub fn resolve_price(input: &ResolvePriceInput) -> Result<ResolvedPrice, PricingError> {
    PriceBook::compile(input.price_lists.clone())?.resolve(&PriceQuery {
        sku: &input.sku,
        currency: input.currency,
        quantity: input.quantity,
        at: input.at,
        channel: input.channel.as_ref(),
        customer_groups: &input.customer_groups,
        policy: input.policy.unwrap_or_default(),
    })
}
