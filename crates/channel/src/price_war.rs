//! Are offers undercutting one another, move by move?
//!
//! Of each thing, the price changes are read in order of time (equal instants in the order given). A change is a *lead-taking cut*
//! where an offer whose price was at or above the lowest of the others goes below it: the lead changes hands. Cuts of one thing at
//! most `reaction_window_hours` apart form a chain; other changes between them do not part it. A chain is a war where it has
//! `min_steps` cuts by two offers or more, and the price has dropped by `min_drop_ratio` or more:
//!
//! ```text
//! drop_ratio = (start_price - end_price) / start_price
//! ```
//!
//! with the lowest price of the others before the first cut and the price of the last cut.
//!
//! Source: definition; the undercutting phase of Edgeworth cycles, Maskin and Tirole (1988).

use crate::check::{finite_positive, money, non_negative, not_blank, positive, ratio, utc};
use crate::error::ChannelError;
use crate::span::{HOUR, nanoseconds, span};
use chrono::{DateTime, FixedOffset};
use mercato_core::{
    Currency, Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding, Sku, TimestampString,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};

/// An offer takes a price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceEvent {
    /// When.
    #[serde(with = "TimestampString")]
    pub at: DateTime<FixedOffset>,
    /// The thing.
    pub sku: Sku,
    /// The offer of it.
    pub offer_id: String,
    /// Its price from then on, above 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
}

/// What [`price_war`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceWarInput {
    /// The currency of every price.
    pub currency: Currency,
    /// The most hours from one cut to the next of a war, above 0.
    pub reaction_window_hours: f64,
    /// The fewest cuts of a war, at least 1; 3 if left out.
    pub min_steps: Option<u64>,
    /// The least drop of a war, a fraction of its start price, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub min_drop_ratio: Option<Decimal>,
    /// The prices as they were set, in any order of time.
    pub events: Vec<PriceEvent>,
}

/// A price war.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceWar {
    /// The thing.
    pub sku: Sku,
    /// The instant of the first cut.
    #[serde(with = "TimestampString")]
    pub start: DateTime<FixedOffset>,
    /// The instant of the last cut.
    #[serde(with = "TimestampString")]
    pub end: DateTime<FixedOffset>,
    /// How many cuts.
    pub steps: usize,
    /// Who cut, sorted.
    pub offers: Vec<String>,
    /// The lowest price of the others before the first cut.
    #[serde(with = "DecimalString")]
    pub start_price: Decimal,
    /// The price of the last cut.
    #[serde(with = "DecimalString")]
    pub end_price: Decimal,
    /// The drop as a fraction of the start price.
    pub drop_ratio: f64,
}

/// The price wars in a record of prices.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceWars {
    /// By thing, then by start.
    pub wars: Vec<PriceWar>,
}

/// A lead-taking cut.
struct Cut<'a> {
    event: &'a PriceEvent,
    /// The lowest price of the others before it.
    lead: Decimal,
}

/// The lead-taking cuts among the events of one thing, which are in order of time.
fn cuts<'a>(events: &[&'a PriceEvent]) -> Vec<Cut<'a>> {
    let mut current: HashMap<&str, Decimal> = HashMap::new();
    // the prices in force, the lowest first: one of the first two is another's
    let mut standing: BTreeSet<(Decimal, &str)> = BTreeSet::new();
    let mut cuts = Vec::new();
    for event in events {
        let offer = event.offer_id.as_str();
        let before = current.insert(offer, event.price);
        let lead = standing.iter().find(|(_, other)| *other != offer).map(|(price, _)| *price);
        if let (Some(before), Some(lead)) = (before, lead)
            && before >= lead
            && event.price < lead
        {
            cuts.push(Cut { event, lead });
        }
        if let Some(before) = before {
            standing.remove(&(before, offer));
        }
        standing.insert((event.price, offer));
    }
    cuts
}

/// What makes a chain of cuts a war.
struct Limits {
    steps: usize,
    drop: Exact,
    digits: u32,
}

fn war(chain: &[Cut<'_>], limits: &Limits) -> Result<Option<PriceWar>, Error> {
    let (Some(first), Some(last)) = (chain.first(), chain.last()) else { return Ok(None) };
    let offers: BTreeSet<&str> = chain.iter().map(|cut| cut.event.offer_id.as_str()).collect();
    if chain.len() < limits.steps || offers.len() < 2 {
        return Ok(None);
    }
    let (start, end) = (Exact::from(first.lead), Exact::from(last.event.price));
    let drop = &start - &end;
    if drop < &limits.drop * &start {
        return Ok(None);
    }
    Ok(Some(PriceWar {
        sku: first.event.sku.clone(),
        start: utc(first.event.at),
        end: utc(last.event.at),
        steps: chain.len(),
        offers: offers.into_iter().map(str::to_owned).collect(),
        start_price: money("start_price", &start, limits.digits)?,
        end_price: money("end_price", &end, limits.digits)?,
        // prices are above 0
        drop_ratio: ratio("drop_ratio", &drop, &start)?.unwrap_or_default(),
    }))
}

/// Which price wars do these prices show?
///
/// Time O(n log n) in the events.
///
/// ```
/// use mercato_channel::{PriceWarInput, price_war};
/// let input: PriceWarInput = serde_json::from_str(r#"{"currency": "CNY", "reaction_window_hours": 24, "events": [
///     {"at": "2026-06-01T00:00:00Z", "sku": "s", "offer_id": "a", "price": "100"},
///     {"at": "2026-06-01T00:00:00Z", "sku": "s", "offer_id": "b", "price": "100"},
///     {"at": "2026-06-01T01:00:00Z", "sku": "s", "offer_id": "a", "price": "98"},
///     {"at": "2026-06-01T02:00:00Z", "sku": "s", "offer_id": "b", "price": "95"},
///     {"at": "2026-06-01T09:00:00Z", "sku": "s", "offer_id": "a", "price": "90"}]}"#)?;
/// let wars = price_war(&input)?.wars;
/// assert_eq!((wars.len(), wars[0].steps, wars[0].drop_ratio), (1, 3, 0.1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a window or a price that is not above 0, `min_steps` of 0, a negative `min_drop_ratio`, a blank offer;
/// `overflow` for a price beyond 96 bits at the currency's digits.
pub fn price_war(input: &PriceWarInput) -> Result<PriceWars, ChannelError> {
    finite_positive("reaction_window_hours", input.reaction_window_hours)?;
    let steps = input.min_steps.unwrap_or(3);
    if steps == 0 {
        return Err(Error::invalid("min_steps", steps, "must be at least 1").into());
    }
    let drop = input.min_drop_ratio.unwrap_or_default();
    non_negative("min_drop_ratio", drop)?;
    for (index, event) in input.events.iter().enumerate() {
        not_blank("offer_id", &event.offer_id)
            .and_then(|()| positive("price", event.price))
            .map_err(|error| error.at("events", index))?;
    }
    let limits = Limits {
        steps: usize::try_from(steps).unwrap_or(usize::MAX),
        drop: drop.into(),
        digits: input.currency.minor_digits(),
    };
    let window = span(input.reaction_window_hours, HOUR, Rounding::Floor);
    let mut events: Vec<&PriceEvent> = input.events.iter().collect();
    // a stable sort: equal instants stay in the order given
    events.sort_by(|a, b| (&a.sku, a.at).cmp(&(&b.sku, b.at)));
    let mut wars = Vec::new();
    for events in events.chunk_by(|a, b| a.sku == b.sku) {
        let near =
            |a: &Cut<'_>, b: &Cut<'_>| nanoseconds(&b.event.at).saturating_sub(nanoseconds(&a.event.at)) <= window;
        for chain in cuts(events).chunk_by(near) {
            wars.extend(war(chain, &limits)?);
        }
    }
    Ok(PriceWars { wars })
}
