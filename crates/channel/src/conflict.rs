//! What is a conflict? A rule, a thing, the offers that break it, and the figures that show it.

use crate::effective::Basis;
use crate::fx::FxRate;
use crate::map_rule::LimitKind;
use crate::parity::ReferenceKind;
use mercato_core::{Currency, Decimal, DecimalString, DecimalStrings, OptionalDecimalString, Sku};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What kind of contradiction it is; in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// A price is above the maximum.
    AboveMax,
    /// A price is below the minimum advertised price.
    BelowMap,
    /// An offer stands on a channel other than those that its thing is sold on alone.
    OutsideExclusiveChannel,
    /// An offer is shipped to a territory other than those agreed.
    OutsideTerritory,
    /// Prices of one thing are too far apart.
    PriceParity,
    /// An offer stands on a channel that its thing is not sold on.
    ProhibitedChannel,
    /// An offer names no territory where certain ones are agreed.
    UnknownTerritory,
}

impl ConflictKind {
    /// Every kind, in order.
    pub const ALL: [Self; 7] = [
        Self::AboveMax,
        Self::BelowMap,
        Self::OutsideExclusiveChannel,
        Self::OutsideTerritory,
        Self::PriceParity,
        Self::ProhibitedChannel,
        Self::UnknownTerritory,
    ];

    /// The place of parity among the kinds.
    pub(crate) const PARITY: usize = 4;

    /// The name that programs match on.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AboveMax => "above_max",
            Self::BelowMap => "below_map",
            Self::OutsideExclusiveChannel => "outside_exclusive_channel",
            Self::OutsideTerritory => "outside_territory",
            Self::PriceParity => "price_parity",
            Self::ProhibitedChannel => "prohibited_channel",
            Self::UnknownTerritory => "unknown_territory",
        }
    }
}

impl fmt::Display for ConflictKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<LimitKind> for ConflictKind {
    fn from(kind: LimitKind) -> Self {
        match kind {
            LimitKind::BelowMap => Self::BelowMap,
            LimitKind::AboveMax => Self::AboveMax,
        }
    }
}

/// A contradiction that was found: its name, its kind, the rule, the thing, the offers, and the figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Conflict {
    /// The stable name; see [`conflict_id`](mod@crate::conflict_id).
    pub conflict_id: String,
    /// What kind of contradiction it is.
    pub kind: ConflictKind,
    /// The rule or the agreement that is broken.
    pub rule_id: String,
    /// The thing.
    pub sku: Sku,
    /// The offers, sorted.
    pub parties: Vec<String>,
    /// How far prices are apart, over the higher price, the reference or the limit; none for an agreement or over 0.
    pub magnitude_ratio: Option<f64>,
    /// The figures compared, and how each came about.
    pub evidence: Evidence,
}

/// The figures of a conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Evidence {
    /// Two prices that are too far apart.
    Pair(PairEvidence),
    /// A price that is too far from a reference.
    Reference(ReferenceEvidence),
    /// A price that misses a limit.
    Limit(LimitEvidence),
    /// An offer that stands where it may not.
    Placement(PlacementEvidence),
}

/// Two prices that are too far apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PairEvidence {
    /// The currency of the comparison.
    pub currency: Currency,
    /// The offer with the lower price.
    pub low: ComparedPrice,
    /// The offer with the higher price.
    pub high: ComparedPrice,
    /// The difference.
    #[serde(with = "DecimalString")]
    pub gap: Decimal,
    /// The difference that is allowed.
    #[serde(with = "DecimalString")]
    pub allowed: Decimal,
    /// The lowest price, in whole minor units, that the lower offer may have beside the higher.
    #[serde(with = "DecimalString")]
    pub raise_low_to: Decimal,
    /// The highest price, in whole minor units, that the higher offer may have beside the lower.
    #[serde(with = "DecimalString")]
    pub lower_high_to: Decimal,
}

/// A price that is too far from a reference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ReferenceEvidence {
    /// The currency of the comparison.
    pub currency: Currency,
    /// The offer.
    pub offer: ComparedPrice,
    /// What the reference is.
    pub reference: ReferenceKind,
    /// The channel whose lowest price is the reference, where it is that.
    pub reference_channel: Option<String>,
    /// The reference.
    #[serde(with = "DecimalString")]
    pub reference_price: Decimal,
    /// The price less the reference.
    #[serde(with = "DecimalString")]
    pub deviation: Decimal,
    /// How far the price may be from the reference.
    #[serde(with = "DecimalString")]
    pub allowed: Decimal,
    /// The nearest price, in whole minor units, that is allowed beside the reference as it stands.
    #[serde(with = "DecimalString")]
    pub move_to: Decimal,
}

/// A price that misses a limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LimitEvidence {
    /// The currency of price and limit.
    pub currency: Currency,
    /// The offer.
    pub offer: ComparedPrice,
    /// The limit.
    #[serde(with = "DecimalString")]
    pub limit: Decimal,
    /// The fraction of the limit by which a price may miss it.
    #[serde(with = "DecimalString")]
    pub tolerance_percent: Decimal,
    /// By how much the price misses the limit.
    #[serde(with = "DecimalString")]
    pub excess: Decimal,
    /// The nearest price, in whole minor units, that is allowed.
    #[serde(with = "DecimalString")]
    pub move_to: Decimal,
}

/// An offer that stands where it may not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PlacementEvidence {
    /// The channel of the offer.
    pub channel_id: String,
    /// The territory of the offer, if it names one.
    pub territory: Option<String>,
    /// The channels that the agreement speaks of, sorted.
    pub channels: Vec<String>,
    /// The territories that are agreed, sorted; none but for an agreement on territories.
    pub territories: Vec<String>,
}

/// A price that was compared, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ComparedPrice {
    /// The offer.
    pub offer_id: String,
    /// Where it stands.
    pub channel_id: String,
    /// Its own currency, that of the amounts up to `landed`.
    pub currency: Currency,
    /// Which price is compared.
    pub basis: Basis,
    /// Is it compared a unit?
    pub per_unit: bool,
    /// The price as it stands on the page.
    #[serde(with = "DecimalString")]
    pub advertised: Decimal,
    /// What each coupon takes off; empty where coupons do not matter.
    #[serde(with = "DecimalStrings")]
    pub discounts: Vec<Decimal>,
    /// After coupons; none where they do not matter.
    #[serde(with = "OptionalDecimalString")]
    pub net: Option<Decimal>,
    /// Shipping before tax; none where it does not matter.
    #[serde(with = "OptionalDecimalString")]
    pub shipping: Option<Decimal>,
    /// The tax on top; none where it does not matter.
    #[serde(with = "OptionalDecimalString")]
    pub tax: Option<Decimal>,
    /// With tax and shipping; none where they do not matter.
    #[serde(with = "OptionalDecimalString")]
    pub landed: Option<Decimal>,
    /// Units in the pack.
    pub pack_size: u32,
    /// The rate of exchange used, if one was.
    pub rate: Option<FxRate>,
    /// What is compared, in the currency of the comparison.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
}
