//! Where does a thing cost more on one channel than on another, by more than is allowed?
//!
//! Each offer counts with the price of a `basis` (advertised, after coupons, or at the door), of a pack or of a unit, in one
//! currency, unrounded.
//!
//! - *Pairwise*: each pair of offers of one thing on different channels, `hi` and `lo`. A conflict iff `hi - lo > allowed`, where
//!   `allowed` is the larger (band `wider`) or the smaller (`narrower`) of those given of `tolerance_absolute` and
//!   `tolerance_percent x hi`; 0 if none is given. `gap_ratio = gap / hi`.
//! - *Lowest, highest, median, channel*: each offer against a reference `R` of the thing: the lowest, the highest or the median
//!   price (of an even count, the mean of the middle two), or the lowest on one channel, whose own offers are not checked. A
//!   conflict iff `|p - R| > allowed`, with `tolerance_percent x R`. `deviation = p - R`. A thing that the channel does not offer is
//!   skipped, and named.
//!
//! A gap equal to what is allowed is allowed. Source: definition; most-favoured-nation and parity clauses of platform contracts.
//!
//! Limits: at most [`MAX_CONFLICTS`] conflicts an answer; offers of one thing are swept in order of price, not paired, so the time
//! is that of sorting them and of the answer.

use crate::check::{money, ratio, tolerance};
use crate::checker::parity::{CompiledParity, Found, Room};
use crate::checker::table::{OfferTable, index};
use crate::effective::Basis;
use crate::error::ChannelError;
use crate::fx::{FxRate, Rates};
use crate::offer::{Offer, amount};
use mercato_core::{ChannelId, Currency, Decimal, DecimalString, Error, Exact, OptionalDecimalString, Sku, wire};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// The most conflicts of one answer: an answer is never out of proportion to what was asked.
pub const MAX_CONFLICTS: usize = 1_000_000;

/// Which of two tolerances counts, where both are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// The larger.
    #[default]
    Wider,
    /// The smaller.
    Narrower,
}

/// What a price is compared with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "ReferenceForm", into = "ReferenceForm")]
pub enum Reference {
    /// The price of each offer on another channel.
    #[default]
    Pairwise,
    /// The lowest price of the thing.
    Lowest,
    /// The highest price of the thing.
    Highest,
    /// The median price of the thing.
    Median,
    /// The lowest price of the thing on this channel.
    Channel(ChannelId),
}

/// The JSON form: `{"type": "channel", "channel_id": "own_site"}`; the other types have no channel.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Reference"))]
#[serde(deny_unknown_fields)]
struct ReferenceForm {
    #[serde(rename = "type")]
    kind: ReferenceKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel_id: Option<ChannelId>,
}

/// What a price is compared with: each other price, or a reference of the thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReferenceKind {
    /// The price of each offer on another channel.
    Pairwise,
    /// The lowest price.
    Lowest,
    /// The highest price.
    Highest,
    /// The median price.
    Median,
    /// The lowest price on one channel.
    Channel,
}

impl Reference {
    /// Which kind of reference it is.
    #[must_use]
    pub const fn kind(&self) -> ReferenceKind {
        match self {
            Self::Pairwise => ReferenceKind::Pairwise,
            Self::Lowest => ReferenceKind::Lowest,
            Self::Highest => ReferenceKind::Highest,
            Self::Median => ReferenceKind::Median,
            Self::Channel(_) => ReferenceKind::Channel,
        }
    }
}

impl TryFrom<ReferenceForm> for Reference {
    type Error = wire::Refusal;

    fn try_from(form: ReferenceForm) -> Result<Self, wire::Refusal> {
        let refused = |value: &str, reason: &'static str| {
            Err(wire::Refusal(Error::invalid("channel_id", format_args!("{value:?}"), reason)))
        };
        match (form.kind, form.channel_id) {
            (ReferenceKind::Channel, Some(channel)) => Ok(Self::Channel(channel)),
            (ReferenceKind::Channel, None) => refused("", "is missing: name the channel whose price is the reference"),
            (_, Some(channel)) => refused(channel.as_str(), "is only for a reference of the type \"channel\""),
            (ReferenceKind::Pairwise, None) => Ok(Self::Pairwise),
            (ReferenceKind::Lowest, None) => Ok(Self::Lowest),
            (ReferenceKind::Highest, None) => Ok(Self::Highest),
            (ReferenceKind::Median, None) => Ok(Self::Median),
        }
    }
}

impl From<Reference> for ReferenceForm {
    fn from(reference: Reference) -> Self {
        let kind = reference.kind();
        let channel_id = if let Reference::Channel(channel) = reference { Some(channel) } else { None };
        Self { kind, channel_id }
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Reference {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        ReferenceForm::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        ReferenceForm::json_schema(generator)
    }
}

/// How far the prices of one thing may be apart. Every key may be left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ParityPolicy {
    /// Which price is compared; `net`, the price after coupons, if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Are prices of a unit compared, rather than of a pack? No if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub per_unit: bool,
    /// The gap allowed as a fraction of the higher price or of the reference, at least 0 and below 1.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub tolerance_percent: Option<Decimal>,
    /// The gap allowed as an amount in the currency of the comparison, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub tolerance_absolute: Option<Decimal>,
    /// Which of the two counts; the larger if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Band>"))]
    pub band: Band,
    /// What a price is compared with; each other price if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Reference>"))]
    pub reference: Reference,
}

impl ParityPolicy {
    /// The policy of equal prices: nothing is tolerated.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with another price compared.
    #[must_use]
    pub const fn basis(mut self, basis: Basis) -> Self {
        self.basis = Some(basis);
        self
    }

    /// The same with prices of a unit compared.
    #[must_use]
    pub const fn per_unit(mut self) -> Self {
        self.per_unit = true;
        self
    }

    /// The same with a fraction of the price tolerated.
    #[must_use]
    pub const fn tolerance_percent(mut self, fraction: Decimal) -> Self {
        self.tolerance_percent = Some(fraction);
        self
    }

    /// The same with an amount tolerated.
    #[must_use]
    pub const fn tolerance_absolute(mut self, amount: Decimal) -> Self {
        self.tolerance_absolute = Some(amount);
        self
    }

    /// The same with the other of two tolerances counting.
    #[must_use]
    pub const fn band(mut self, band: Band) -> Self {
        self.band = band;
        self
    }

    /// The same with prices compared with a reference.
    #[must_use]
    pub fn reference(mut self, reference: Reference) -> Self {
        self.reference = reference;
        self
    }

    /// Every mistake of the policy.
    pub(crate) fn mistakes(&self) -> Vec<Error> {
        let percent = self.tolerance_percent.map(|percent| tolerance("tolerance_percent", percent));
        let absolute = self.tolerance_absolute.map(|absolute| amount("tolerance_absolute", absolute));
        [percent, absolute].into_iter().flatten().filter_map(Result::err).collect()
    }
}

/// What [`price_parity`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceParityInput {
    /// The offers.
    pub offers: Vec<Offer>,
    /// How far prices may be apart.
    pub policy: ParityPolicy,
    /// The currency of the comparison; if left out, all offers must share one.
    pub currency: Option<Currency>,
    /// Rates of exchange.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<FxRate>>"))]
    pub fx: Vec<FxRate>,
    /// Do personal coupons count? No if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub include_personal: bool,
}

/// Where prices are too far apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceParity {
    /// The currency of the comparison; CNY where there was nothing to compare and none was named.
    pub currency: Currency,
    /// The conflicts, by thing and offers.
    pub conflicts: Vec<ParityConflict>,
    /// How many things were looked at, without those skipped.
    pub checked_skus: usize,
    /// How many pairs, or offers against a reference, were compared.
    pub checked_comparisons: u64,
    /// The things that the reference channel does not offer, sorted.
    pub skipped_skus: Vec<Sku>,
}

/// Two offers, or an offer and a reference, that are too far apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ParityConflict {
    /// Two offers on different channels.
    Pair(PairConflict),
    /// An offer and the reference of its thing.
    Reference(ReferenceConflict),
}

/// Two offers on different channels whose prices are too far apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PairConflict {
    /// The thing.
    pub sku: Sku,
    /// The offer with the lower price.
    pub low_offer_id: String,
    /// The offer with the higher price.
    pub high_offer_id: String,
    /// The lower price.
    #[serde(with = "DecimalString")]
    pub low_price: Decimal,
    /// The higher price.
    #[serde(with = "DecimalString")]
    pub high_price: Decimal,
    /// The difference, rounded once.
    #[serde(with = "DecimalString")]
    pub gap: Decimal,
    /// The difference over the higher price.
    pub gap_ratio: f64,
}

/// An offer whose price is too far from the reference of its thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ReferenceConflict {
    /// The thing.
    pub sku: Sku,
    /// The offer.
    pub offer_id: String,
    /// Its price.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// The reference.
    #[serde(with = "DecimalString")]
    pub reference_price: Decimal,
    /// The price less the reference, rounded once.
    #[serde(with = "DecimalString")]
    pub deviation: Decimal,
    /// The deviation over the reference; none over a reference of 0.
    pub deviation_ratio: Option<f64>,
    /// On which side the price is.
    pub direction: Direction,
}

/// On which side of its reference a price is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// Higher than the reference.
    Above,
    /// Lower than the reference.
    Below,
}

/// Where do prices contradict one another?
///
/// ```
/// use mercato_channel::{ParityConflict, PriceParityInput, price_parity};
/// let input: PriceParityInput = serde_json::from_str(
///     r#"{"offers": [
///           {"offer_id": "a", "sku": "tea", "channel_id": "tmall", "currency": "CNY", "price": "100.00"},
///           {"offer_id": "b", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "94.99"}],
///         "policy": {"basis": "advertised", "tolerance_percent": "0.05"}}"#,
/// )?;
/// let parity = price_parity(&input)?;
/// // 100.00 - 94.99 = 5.01 is a cent more than five percent of 100.00
/// let [ParityConflict::Pair(conflict)] = parity.conflicts.as_slice() else { panic!("one conflict") };
/// assert_eq!((conflict.low_offer_id.as_str(), conflict.gap.to_string(), conflict.gap_ratio), ("b", "5.01".into(), 0.0501));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a tolerance of 1 or more, an amount below 0, a pack of nothing, a reference channel where there is none to
/// name; `duplicate_id` for an offer or a rate twice; `currency_mismatch` where offers differ in currency and none is named to
/// compare in; `not_found` for a rate that is missing; `overflow` for an amount above 10^14; `unsupported` for more than
/// [`MAX_CONFLICTS`] conflicts.
pub fn price_parity(input: &PriceParityInput) -> Result<PriceParity, ChannelError> {
    ChannelError::all(input.policy.mistakes().into_iter().map(|mistake| mistake.within("policy")).collect())?;
    let rates = Rates::new(&input.fx)?;
    let table = OfferTable::from_offers(&input.offers)?;
    let rule = CompiledParity::new(&input.policy, input.currency, rates, input.include_personal);
    let prices = rule.price(&table)?;
    let channel = table.reference_channel(&input.policy.reference);

    let (mut checked_skus, mut checked_comparisons, mut skipped_skus) = (0_usize, 0_u64, Vec::new());
    for (thing, text) in table.skus.texts().iter().enumerate() {
        match prices.comparisons(thing, &input.policy.reference, channel) {
            Some(comparisons) => {
                checked_skus = checked_skus.saturating_add(1);
                checked_comparisons = checked_comparisons.saturating_add(comparisons);
            }
            None => skipped_skus.push(Sku::new(*text)?),
        }
    }
    skipped_skus.sort_unstable();

    let mut found = Vec::new();
    let mut room = Room::default();
    for thing in 0..prices.things() {
        let full = prices.check(thing, &rule, channel, &mut room, &mut |conflict| {
            found.push(conflict);
            if found.len() > MAX_CONFLICTS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if full.is_break() {
            return Err(too_many().into());
        }
    }
    let key = |conflict: &Found| {
        let (first, second) = conflict.rows();
        let id = |row: Option<u32>| row.map_or("", |row| table.offer_id(index(row)));
        (table.sku_text(index(first)), id(Some(first)), id(second))
    };
    found.sort_unstable_by(|a, b| key(a).cmp(&key(b)));

    let digits = rule.measure.digits(prices.currency);
    let mut conflicts = Vec::with_capacity(found.len());
    let mut reference: Option<(u32, Exact)> = None;
    for conflict in &found {
        let row = index(conflict.rows().0);
        let thing = table.sku.get(row).copied().unwrap_or_default();
        let sku = Sku::new(table.sku_text(row))?;
        conflicts.push(match *conflict {
            Found::Pair { low, high } => {
                let (low_price, high_price) = (prices.price_of(thing, low), prices.price_of(thing, high));
                let gap = &high_price - &low_price;
                ParityConflict::Pair(PairConflict {
                    sku,
                    low_offer_id: table.offer_id(index(low)).to_owned(),
                    high_offer_id: table.offer_id(index(high)).to_owned(),
                    low_price: money("low_price", &low_price, digits)?,
                    high_price: money("high_price", &high_price, digits)?,
                    gap_ratio: ratio("gap_ratio", &gap, &high_price)?.unwrap_or(0.0),
                    gap: money("gap", &gap, digits)?,
                })
            }
            Found::Reference { row: offer } => {
                let known = reference.take().filter(|(of, _)| *of == thing).map(|(_, price)| price);
                let reference_price =
                    known.or_else(|| prices.reference(thing, &input.policy.reference, channel)).unwrap_or(Exact::ZERO);
                let price = prices.price_of(thing, offer);
                let deviation = &price - &reference_price;
                let conflict = ReferenceConflict {
                    sku,
                    offer_id: table.offer_id(row).to_owned(),
                    price: money("price", &price, digits)?,
                    reference_price: money("reference_price", &reference_price, digits)?,
                    deviation_ratio: ratio("deviation_ratio", &deviation, &reference_price)?,
                    direction: if deviation.is_negative() { Direction::Below } else { Direction::Above },
                    deviation: money("deviation", &deviation, digits)?,
                };
                reference = Some((thing, reference_price));
                ParityConflict::Reference(conflict)
            }
        });
    }
    Ok(PriceParity { currency: prices.currency, conflicts, checked_skus, checked_comparisons, skipped_skus })
}

/// The refusal of an answer without end.
pub(crate) fn too_many() -> Error {
    Error::unsupported(
        "offers",
        format_args!(
            "more than {MAX_CONFLICTS} conflicts: widen the tolerance, split the list, or iterate with a Checker"
        ),
    )
}
