//! What a cart costs after its promotions, and why each promotion was applied or not.

use super::id::PromotionId;
use mercato_core::{Currency, Decimal, DecimalString};
use serde::{Deserialize, Serialize};

/// A cart after its promotions. Exactly: `subtotal + shipping before - discount_total = total`, and every discount is the sum
/// of its parts, by line as by promotion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Evaluation {
    /// The currency of every amount.
    pub currency: Currency,
    /// The lines at their list prices.
    #[serde(with = "DecimalString")]
    pub subtotal: Decimal,
    /// What the lines cost less.
    #[serde(with = "DecimalString")]
    pub line_discount_total: Decimal,
    /// What delivery costs less.
    #[serde(with = "DecimalString")]
    pub shipping_discount: Decimal,
    /// What delivery costs, after its discount.
    #[serde(with = "DecimalString")]
    pub shipping_total: Decimal,
    /// Line and shipping discounts together.
    #[serde(with = "DecimalString")]
    pub discount_total: Decimal,
    /// What is to be paid, delivery included.
    #[serde(with = "DecimalString")]
    pub total: Decimal,
    /// The lines, as they came.
    pub lines: Vec<LineEvaluation>,
    /// What is given on top, in the order of application.
    pub gifts: Vec<GiftGiven>,
    /// The promotions applied and what each takes off, in the order of application.
    pub applied: Vec<PromotionAmount>,
    /// The promotions not applied and why, in canonical order; what is listed depends on the trace asked for.
    pub rejected: Vec<Rejection>,
    /// In best mode: whether no other combination saves more, proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub optimal: Option<bool>,
}

/// A line after the promotions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LineEvaluation {
    /// The line.
    pub id: String,
    /// Unit price times quantity.
    #[serde(with = "DecimalString")]
    pub list_total: Decimal,
    /// What it costs less.
    #[serde(with = "DecimalString")]
    pub discount: Decimal,
    /// What it costs.
    #[serde(with = "DecimalString")]
    pub total: Decimal,
    /// Whose discount it is, in the order of application; the amounts sum to `discount`.
    pub allocations: Vec<PromotionAmount>,
}

/// An amount that a promotion takes off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PromotionAmount {
    /// The promotion.
    pub promotion_id: PromotionId,
    /// What it takes off.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
}

/// What a promotion gives on top.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct GiftGiven {
    /// The promotion.
    pub promotion_id: PromotionId,
    /// What is given.
    pub sku: String,
    /// How many pieces.
    pub quantity: u64,
}

/// A promotion that was not applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Rejection {
    /// The promotion.
    pub promotion_id: PromotionId,
    /// The first reason that holds.
    pub reason: Reason,
    /// Where it is excluded: the first applied promotion that it may not stand beside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<PromotionId>,
}

/// Why a promotion is not applied, in the order in which they are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// `now` is before `valid_from`.
    NotStarted,
    /// `now` is not before `valid_until`.
    Expired,
    /// The cart is in another currency.
    CurrencyNotAllowed,
    /// The place of sale is another, or not given.
    ChannelNotAllowed,
    /// The customer is in none of its groups.
    CustomerGroupNotAllowed,
    /// None of its coupon codes was handed in.
    CouponRequired,
    /// It is used up.
    UsageLimitReached,
    /// This customer has used it up.
    CustomerUsageLimitReached,
    /// A promotion applied before may not stand beside it.
    Excluded,
    /// Its condition does not hold.
    ConditionNotMet,
    /// It sees no line of the cart.
    NoMatchingLines,
    /// Its units are used up.
    QuantityLimitReached,
    /// No step is reached, no set is full.
    ThresholdNotMet,
    /// It would take nothing off and give nothing.
    NoEffect,
    /// Its budget does not suffice for this cart.
    BudgetExceeded,
    /// Best mode: another combination saves more, or as much with an earlier promotion.
    NotInBestCombination,
}
