//! What a promotion gives.

use super::description::{Level, Target};
use mercato_core::{Decimal, DecimalString, OptionalDecimalString};
use serde::{Deserialize, Serialize};

/// What a promotion gives. The level in brackets is the effect's own; amounts are in the cart's currency, rates from 0 to 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Effect {
    /// A part of the price \[item\]: rounded once a line. At level `order`, rounded once on the sum and shared out over the
    /// lines by their amounts.
    PercentOff {
        /// The part taken off, 0 to 1.
        #[serde(with = "DecimalString")]
        rate: Decimal,
        /// Which units, where units are limited.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<UnitSelection>"))]
        selection: UnitSelection,
    },
    /// An amount off each unit, at most the unit's own \[item\].
    AmountOffEach {
        /// What is taken off a unit.
        #[serde(with = "DecimalString")]
        amount: Decimal,
        /// Which units, where units are limited.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<UnitSelection>"))]
        selection: UnitSelection,
    },
    /// Each unit at a price, never a dearer one \[item\]: flash sales, group-buy and bargain prices.
    FixedPrice {
        /// What a unit costs.
        #[serde(with = "DecimalString")]
        price: Decimal,
        /// Which units, where units are limited.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<UnitSelection>"))]
        selection: UnitSelection,
    },
    /// Buy some, get some cheaper or free \[item\].
    BuyXGetY {
        /// Units to buy for a set, at least 1.
        buy_quantity: u32,
        /// Units rewarded in a set, at least 1.
        get_quantity: u32,
        /// The part taken off a rewarded unit; 1 (free) if left out.
        #[serde(default = "whole", serialize_with = "DecimalString::serialize", deserialize_with = "whole_if_null")]
        #[cfg_attr(feature = "schemars", schemars(with = "OptionalDecimalString"))]
        rate: Decimal,
        /// Which units are rewarded.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<RewardSelection>"))]
        selection: RewardSelection,
        /// The most sets of an order.
        #[serde(default)]
        max_sets: Option<u32>,
        /// The lines whose units are rewarded; the promotion's own target if left out.
        #[serde(default)]
        get_target: Option<Box<Target>>,
    },
    /// Any n for a price \[item\].
    MultiBuy {
        /// Units in a group, at least 1.
        quantity: u32,
        /// What a group costs.
        #[serde(with = "DecimalString")]
        price: Decimal,
        /// The most groups of an order.
        #[serde(default)]
        max_sets: Option<u32>,
        /// Which units are grouped first.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<GroupSelection>"))]
        selection: GroupSelection,
    },
    /// These things together at a price \[item\].
    Bundle {
        /// What is in a set; no sku twice.
        components: Vec<Component>,
        /// What a set costs.
        #[serde(with = "DecimalString")]
        price: Decimal,
        /// The most sets of an order.
        #[serde(default)]
        max_sets: Option<u32>,
    },
    /// An amount off the order, shared out over the lines by their amounts \[order\].
    AmountOff {
        /// What is taken off.
        #[serde(with = "DecimalString")]
        amount: Decimal,
    },
    /// So much off from so much on \[order\].
    ThresholdOff {
        /// The steps, in any order; no `min` twice.
        tiers: Vec<Tier>,
        /// What is compared with `min`.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<Measure>"))]
        measure: Measure,
        /// Whether the amount is given once for every full `min`; needs exactly one tier, with an amount.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
        repeat: bool,
        /// The most times that it is given.
        #[serde(default)]
        max_repeats: Option<u32>,
        /// Which amounts are summed, capped and shared out by.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<Basis>"))]
        basis: Basis,
    },
    /// Something on top \[order\].
    Gift {
        /// What is given.
        sku: String,
        /// How many, at least 1.
        quantity: u32,
        /// Given once for every full such sum; once if left out.
        #[serde(default, with = "OptionalDecimalString")]
        every: Option<Decimal>,
        /// Which amounts are summed for `every`.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<Basis>"))]
        basis: Basis,
        /// The most pieces of an order.
        #[serde(default)]
        max_quantity: Option<u32>,
        /// What a piece is worth to the best combination; 0 if left out.
        #[serde(default, with = "OptionalDecimalString")]
        value: Option<Decimal>,
    },
    /// Cheaper delivery \[shipping\]: a rate or an amount.
    ShippingOff {
        /// The part taken off, 0 to 1.
        #[serde(default, with = "OptionalDecimalString")]
        rate: Option<Decimal>,
        /// What is taken off.
        #[serde(default, with = "OptionalDecimalString")]
        amount: Option<Decimal>,
        /// The most that is taken off.
        #[serde(default, with = "OptionalDecimalString")]
        max_amount: Option<Decimal>,
    },
}

const fn whole() -> Decimal {
    Decimal::ONE
}

/// `null` is an absent key.
fn whole_if_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
    Ok(OptionalDecimalString::deserialize(deserializer)?.unwrap_or_else(whole))
}

impl Effect {
    /// A part of the price of every unit.
    #[must_use]
    pub fn percent_off(rate: Decimal) -> Self {
        Self::PercentOff { rate, selection: UnitSelection::default() }
    }

    /// An amount off each unit.
    #[must_use]
    pub fn amount_off_each(amount: Decimal) -> Self {
        Self::AmountOffEach { amount, selection: UnitSelection::default() }
    }

    /// Each unit at a price.
    #[must_use]
    pub fn fixed_price(price: Decimal) -> Self {
        Self::FixedPrice { price, selection: UnitSelection::default() }
    }

    /// Buy `buy_quantity`, get the cheapest `get_quantity` free.
    #[must_use]
    pub fn buy_x_get_y(buy_quantity: u32, get_quantity: u32) -> Self {
        Self::BuyXGetY {
            buy_quantity,
            get_quantity,
            rate: whole(),
            selection: RewardSelection::default(),
            max_sets: None,
            get_target: None,
        }
    }

    /// Any `quantity` for `price`.
    #[must_use]
    pub fn multi_buy(quantity: u32, price: Decimal) -> Self {
        Self::MultiBuy { quantity, price, max_sets: None, selection: GroupSelection::default() }
    }

    /// These things together for `price`.
    #[must_use]
    pub fn bundle(components: Vec<Component>, price: Decimal) -> Self {
        Self::Bundle { components, price, max_sets: None }
    }

    /// An amount off the order.
    #[must_use]
    pub const fn amount_off(amount: Decimal) -> Self {
        Self::AmountOff { amount }
    }

    /// So much off from so much on, by current amounts.
    #[must_use]
    pub fn threshold_off(tiers: Vec<Tier>) -> Self {
        Self::ThresholdOff {
            tiers,
            measure: Measure::default(),
            repeat: false,
            max_repeats: None,
            basis: Basis::default(),
        }
    }

    /// `quantity` pieces of `sku` on top.
    #[must_use]
    pub fn gift(sku: impl Into<String>, quantity: u32) -> Self {
        Self::Gift { sku: sku.into(), quantity, every: None, basis: Basis::default(), max_quantity: None, value: None }
    }

    /// Delivery free.
    #[must_use]
    pub const fn free_shipping() -> Self {
        Self::ShippingOff { rate: Some(whole()), amount: None, max_amount: None }
    }

    /// The level of a promotion that names none.
    #[must_use]
    pub const fn own_level(&self) -> Level {
        match self {
            Self::PercentOff { .. }
            | Self::AmountOffEach { .. }
            | Self::FixedPrice { .. }
            | Self::BuyXGetY { .. }
            | Self::MultiBuy { .. }
            | Self::Bundle { .. } => Level::Item,
            Self::AmountOff { .. } | Self::ThresholdOff { .. } | Self::Gift { .. } => Level::Order,
            Self::ShippingOff { .. } => Level::Shipping,
        }
    }
}

/// Which units, where a limit lets only some be reached? Ties go to the earlier line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UnitSelection {
    /// The dearest.
    #[default]
    MostExpensive,
    /// The cheapest.
    Cheapest,
    /// The first of the cart.
    CartOrder,
}

/// Which units does a buy-x-get-y reward? Ties go to the earlier line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RewardSelection {
    /// The cheapest of all.
    #[default]
    Cheapest,
    /// The cheapest of each set, sets being formed from the dearest down.
    CheapestPerSet,
    /// The dearest of all.
    MostExpensive,
}

/// Which units does a multi-buy group first? Ties go to the earlier line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GroupSelection {
    /// The dearest.
    #[default]
    MostExpensive,
    /// The cheapest.
    Cheapest,
}

/// A thing in a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Component {
    /// Which.
    pub sku: String,
    /// How many in a set, at least 1.
    pub quantity: u32,
}

/// A step of a threshold: from `min` on, an amount or a rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// What is to be reached, above 0; whole where units are measured.
    #[serde(with = "DecimalString")]
    pub min: Decimal,
    /// What is taken off.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
    /// The part taken off, 0 to 1.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub rate: Option<Decimal>,
}

impl Tier {
    /// `amount` off from `min` on.
    #[must_use]
    pub const fn amount(min: Decimal, amount: Decimal) -> Self {
        Self { min, amount: Some(amount), rate: None }
    }

    /// The part `rate` off from `min` on.
    #[must_use]
    pub const fn rate(min: Decimal, rate: Decimal) -> Self {
        Self { min, amount: None, rate: Some(rate) }
    }
}

/// What is compared with a threshold?
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The sum of the amounts.
    #[default]
    Amount,
    /// The number of units.
    Quantity,
}

/// Which amounts of the lines? `list` and `item` are the parallel thresholds of the large Chinese marketplaces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// After the discounts applied so far.
    #[default]
    Current,
    /// Unit price times quantity.
    List,
    /// After the promotions on items and before those on the order.
    Item,
}
