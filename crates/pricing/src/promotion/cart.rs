//! What is bought, by whom and when: the cart, its context, and how far each promotion is used up.

use chrono::{DateTime, FixedOffset};
use mercato_core::{Currency, Decimal, DecimalString, TimestampString};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What is bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Cart {
    /// The currency of every amount.
    pub currency: Currency,
    /// The lines, possibly none; their order matters only for ties.
    pub lines: Vec<CartLine>,
    /// What delivery costs before promotions, at least 0; 0 if left out.
    #[serde(default, serialize_with = "DecimalString::serialize", deserialize_with = "crate::amount::zero_if_null")]
    #[cfg_attr(feature = "schemars", schemars(with = "mercato_core::OptionalDecimalString"))]
    pub shipping_amount: Decimal,
}

/// One line of a cart: pieces of one thing at one price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CartLine {
    /// The line's name, once in a cart.
    pub id: String,
    /// What is bought; several lines may hold the same.
    pub sku: String,
    /// The price of one piece, at least 0.
    #[serde(with = "DecimalString")]
    pub unit_price: Decimal,
    /// How many pieces, at least 1.
    pub quantity: u32,
    /// The categories that it belongs to.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub category_ids: Vec<String>,
    /// Marks that promotions may ask for.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub tags: Vec<String>,
    /// Who sells it, on a marketplace.
    #[serde(default)]
    pub store_id: Option<String>,
    /// Whether promotions may touch and count it; true if left out.
    #[serde(default = "yes", deserialize_with = "yes_if_null")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub discountable: bool,
}

const fn yes() -> bool {
    true
}

/// `null` is an absent key.
fn yes_if_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_else(yes))
}

impl CartLine {
    /// A line of `quantity` pieces that promotions may touch.
    #[must_use]
    pub fn new(id: impl Into<String>, sku: impl Into<String>, unit_price: Decimal, quantity: u32) -> Self {
        Self {
            id: id.into(),
            sku: sku.into(),
            unit_price,
            quantity,
            category_ids: Vec::new(),
            tags: Vec::new(),
            store_id: None,
            discountable: true,
        }
    }
}

/// When, where and by whom the cart is bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Context {
    /// The instant of the purchase; weekdays and times of day are read in its offset.
    #[serde(with = "TimestampString")]
    pub now: DateTime<FixedOffset>,
    /// The place of sale.
    #[serde(default)]
    pub channel: Option<String>,
    /// Who buys, if known.
    #[serde(default)]
    pub customer: Option<Customer>,
    /// The coupon codes handed in; compared without blanks around them and without regard to ASCII case.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub coupon_codes: Vec<String>,
    /// Further facts that conditions may ask for, such as the payment method.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<BTreeMap<String, String>>"))]
    pub attributes: BTreeMap<String, String>,
}

impl Context {
    /// The instant alone: no channel, no customer, no coupon.
    #[must_use]
    pub fn at(now: DateTime<FixedOffset>) -> Self {
        Self { now, channel: None, customer: None, coupon_codes: Vec::new(), attributes: BTreeMap::new() }
    }
}

/// Who buys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// The customer's name in the shop's records.
    pub id: String,
    /// The groups that the customer belongs to.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub groups: Vec<String>,
    /// How many orders were placed before; unknown if left out.
    #[serde(default)]
    pub order_count: Option<u64>,
}

/// How far a promotion is used up; all 0 if left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Usage {
    /// Orders that used it.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<u64>"))]
    pub used: u64,
    /// Orders of this customer that used it.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<u64>"))]
    pub customer_used: u64,
    /// Discount given so far, at least 0.
    #[serde(default, serialize_with = "DecimalString::serialize", deserialize_with = "crate::amount::zero_if_null")]
    #[cfg_attr(feature = "schemars", schemars(with = "mercato_core::OptionalDecimalString"))]
    pub budget_used: Decimal,
    /// Units sold under it so far.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<u32>"))]
    pub quantity_used: u32,
    /// Units sold under it to this customer so far.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<u32>"))]
    pub customer_quantity_used: u32,
}

/// The usage of promotions by their id; unknown ids are ignored.
pub type UsageById = BTreeMap<String, Usage>;
