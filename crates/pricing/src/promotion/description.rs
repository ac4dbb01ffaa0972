//! A promotion as a person writes it.

use super::condition::Condition;
use super::effect::Effect;
use chrono::{DateTime, FixedOffset};
use mercato_core::{Currency, Decimal, OptionalDecimalString, OptionalTimestampString};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// One offer: what it gives, on what, to whom, when, how often, and beside which others.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_pricing::{Condition, Effect, Promotion, Target};
/// let promotion = Promotion::new("autumn", Effect::percent_off(decimal::parse("0.15")?))
///     .with_priority(10)
///     .with_target(Target::of_categories(["jackets"]))
///     .with_condition(Condition::min_subtotal(decimal::parse("100")?))
///     .with_coupon_codes(["AUTUMN15"]);
/// assert_eq!(promotion.id, "autumn");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Promotion {
    /// Its name, once in a set; the last key of the canonical order.
    pub id: String,
    /// When it is applied: items, then the order, then shipping; the effect's own level if left out.
    #[serde(default)]
    pub level: Option<Level>,
    /// Among promotions of a level, the higher goes first; 0 if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i32>"))]
    pub priority: i32,
    /// The first instant at which it holds; always if left out.
    #[serde(default, with = "OptionalTimestampString")]
    pub valid_from: Option<DateTime<FixedOffset>>,
    /// The first instant at which it no longer holds; for ever if left out.
    #[serde(default, with = "OptionalTimestampString")]
    pub valid_until: Option<DateTime<FixedOffset>>,
    /// The places of sale where it holds; all if empty.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub channels: Vec<String>,
    /// The customer groups that it is for, any of which suffices; everybody if empty.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub customer_groups: Vec<String>,
    /// The currencies of the carts that it is for; all if empty.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<Currency>>"))]
    pub currencies: Vec<Currency>,
    /// The coupon codes, any of which opens it; no coupon is needed if empty.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub coupon_codes: Vec<String>,
    /// What must hold; nothing if left out.
    #[serde(default)]
    pub condition: Option<Condition>,
    /// The lines that it is about; all discountable ones if left out.
    #[serde(default)]
    pub target: Option<Target>,
    /// What it gives.
    pub effect: Effect,
    /// How often and how much.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Limits>"))]
    pub limits: Limits,
    /// Beside which others.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Stacking>"))]
    pub stacking: Stacking,
}

impl Promotion {
    /// An offer to everybody, always, on everything.
    #[must_use]
    pub fn new(id: impl Into<String>, effect: Effect) -> Self {
        Self {
            id: id.into(),
            level: None,
            priority: 0,
            valid_from: None,
            valid_until: None,
            channels: Vec::new(),
            customer_groups: Vec::new(),
            currencies: Vec::new(),
            coupon_codes: Vec::new(),
            condition: None,
            target: None,
            effect,
            limits: Limits::default(),
            stacking: Stacking::default(),
        }
    }

    /// Moves it in the canonical order.
    #[must_use]
    pub const fn with_level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// Moves it among the promotions of its level: the higher goes first.
    #[must_use]
    pub const fn with_priority(mut self, priority: i32) -> Self {
        self.priority = priority;
        self
    }

    /// From `valid_from` until before `valid_until`.
    #[must_use]
    pub const fn with_window(
        mut self,
        valid_from: Option<DateTime<FixedOffset>>,
        valid_until: Option<DateTime<FixedOffset>>,
    ) -> Self {
        self.valid_from = valid_from;
        self.valid_until = valid_until;
        self
    }

    /// Only in these places of sale.
    #[must_use]
    pub fn with_channels<T: Into<String>>(mut self, channels: impl IntoIterator<Item = T>) -> Self {
        self.channels = texts(channels);
        self
    }

    /// Only for these customer groups.
    #[must_use]
    pub fn with_customer_groups<T: Into<String>>(mut self, groups: impl IntoIterator<Item = T>) -> Self {
        self.customer_groups = texts(groups);
        self
    }

    /// Only for carts in these currencies.
    #[must_use]
    pub fn with_currencies(mut self, currencies: impl IntoIterator<Item = Currency>) -> Self {
        self.currencies = currencies.into_iter().collect();
        self
    }

    /// Only with one of these coupon codes.
    #[must_use]
    pub fn with_coupon_codes<T: Into<String>>(mut self, codes: impl IntoIterator<Item = T>) -> Self {
        self.coupon_codes = texts(codes);
        self
    }

    /// Only where `condition` holds.
    #[must_use]
    pub fn with_condition(mut self, condition: Condition) -> Self {
        self.condition = Some(condition);
        self
    }

    /// Only on the lines of `target`.
    #[must_use]
    pub fn with_target(mut self, target: Target) -> Self {
        self.target = Some(target);
        self
    }

    /// So often and so much.
    #[must_use]
    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Beside which others.
    #[must_use]
    pub fn with_stacking(mut self, stacking: Stacking) -> Self {
        self.stacking = stacking;
        self
    }

    /// What the canonical order goes by: level, then priority from the highest, then id.
    pub(crate) fn canonical_key(&self) -> impl Ord + '_ {
        (self.effective_level(), Reverse(self.priority), self.id.as_str())
    }

    /// The level that it has: the one it names, or its effect's own.
    #[must_use]
    pub fn effective_level(&self) -> Level {
        self.level.unwrap_or_else(|| self.effect.own_level())
    }
}

fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

/// Where a promotion stands in the canonical order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// First: prices of items.
    Item,
    /// Then: the order as a whole.
    Order,
    /// Last: delivery.
    Shipping,
}

/// Which lines? The fields are all asked for; inside a list any match suffices; an empty one asks for nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Lines of these things.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub skus: Vec<String>,
    /// Lines in any of these categories.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub category_ids: Vec<String>,
    /// Lines with any of these marks.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub tags: Vec<String>,
    /// Lines sold by these.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub store_ids: Vec<String>,
    /// No lines of these things.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub exclude_skus: Vec<String>,
    /// No lines in any of these categories.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub exclude_category_ids: Vec<String>,
    /// No lines with any of these marks.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub exclude_tags: Vec<String>,
    /// Only lines that have no discount so far; false if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub exclude_discounted: bool,
}

impl Target {
    /// Lines of these things.
    #[must_use]
    pub fn of_skus<T: Into<String>>(skus: impl IntoIterator<Item = T>) -> Self {
        Self { skus: texts(skus), ..Self::default() }
    }

    /// Lines in any of these categories.
    #[must_use]
    pub fn of_categories<T: Into<String>>(category_ids: impl IntoIterator<Item = T>) -> Self {
        Self { category_ids: texts(category_ids), ..Self::default() }
    }

    /// Lines with any of these marks.
    #[must_use]
    pub fn of_tags<T: Into<String>>(tags: impl IntoIterator<Item = T>) -> Self {
        Self { tags: texts(tags), ..Self::default() }
    }

    /// Lines sold by these.
    #[must_use]
    pub fn of_stores<T: Into<String>>(store_ids: impl IntoIterator<Item = T>) -> Self {
        Self { store_ids: texts(store_ids), ..Self::default() }
    }
}

/// How often and how much.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Orders that may use it, over all customers.
    #[serde(default)]
    pub usage_limit: Option<u64>,
    /// Orders of one customer that may use it.
    #[serde(default)]
    pub usage_limit_per_customer: Option<u64>,
    /// What it may give away over all orders; an order that would exceed it gets nothing of it.
    #[serde(default, with = "OptionalDecimalString")]
    pub budget: Option<Decimal>,
    /// What it may take off one order.
    #[serde(default, with = "OptionalDecimalString")]
    pub max_discount: Option<Decimal>,
    /// Units of one order that it may reach.
    #[serde(default)]
    pub max_units: Option<u32>,
    /// Units that it may reach over all orders.
    #[serde(default)]
    pub quantity_limit: Option<u32>,
    /// Units of one customer that it may reach.
    #[serde(default)]
    pub quantity_limit_per_customer: Option<u32>,
}

impl Limits {
    /// Does it count units?
    #[must_use]
    pub const fn caps_units(&self) -> bool {
        self.max_units.is_some() || self.quantity_limit.is_some() || self.quantity_limit_per_customer.is_some()
    }
}

/// Beside which other promotions?
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stacking {
    /// Beside none.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub exclusive: bool,
    /// Nothing after it.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub stop_after: bool,
    /// Beside none that shares one of these names.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub exclusion_groups: Vec<String>,
    /// Beside none of these promotions; unknown ids are ignored.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<String>>"))]
    pub excludes: Vec<String>,
    /// A line that one promotion of this name has discounted is invisible to the later ones of the same name.
    #[serde(default)]
    pub line_group: Option<String>,
}
