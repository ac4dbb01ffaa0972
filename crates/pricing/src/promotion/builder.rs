//! Promotions in Rust, part by part: what is not named stays as if it had been left out of the JSON.

use super::condition::Condition;
use super::description::{Limits, Stacking, Target};
use super::effect::{Basis, Effect, Measure, RewardSelection, Tier};
use mercato_core::Decimal;

fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Vec<String> {
    texts.into_iter().map(Into::into).collect()
}

impl Effect {
    /// `amount` off for every full `min` of the basis sum, without end: "every 300, 50 off".
    ///
    /// ```
    /// use mercato_core::decimal::parse;
    /// use mercato_pricing::{Basis, Effect};
    /// let every = Effect::every_off(parse("300")?, parse("50")?, Basis::List);
    /// assert!(matches!(every, Effect::ThresholdOff { repeat: true, max_repeats: None, .. }));
    /// # Ok::<(), mercato_core::Error>(())
    /// ```
    #[must_use]
    pub fn every_off(min: Decimal, amount: Decimal, basis: Basis) -> Self {
        Self::ThresholdOff {
            tiers: vec![Tier::amount(min, amount)],
            measure: Measure::Amount,
            repeat: true,
            max_repeats: None,
            basis,
        }
    }

    /// So much off from so many units on: "3 pieces, 20 % off".
    #[must_use]
    pub fn quantity_off(tiers: Vec<Tier>) -> Self {
        Self::ThresholdOff {
            tiers,
            measure: Measure::Quantity,
            repeat: false,
            max_repeats: None,
            basis: Basis::default(),
        }
    }

    /// Buy `buy_quantity` of the promotion's target, get the cheapest `get_quantity` of `get_target` free.
    #[must_use]
    pub fn buy_here_get_there(buy_quantity: u32, get_quantity: u32, get_target: Target) -> Self {
        Self::BuyXGetY {
            buy_quantity,
            get_quantity,
            rate: Decimal::ONE,
            selection: RewardSelection::default(),
            max_sets: None,
            get_target: Some(Box::new(get_target)),
        }
    }

    /// The part `rate` off what delivery costs.
    #[must_use]
    pub const fn shipping_rate_off(rate: Decimal) -> Self {
        Self::ShippingOff { rate: Some(rate), amount: None, max_amount: None }
    }

    /// `amount` off what delivery costs.
    #[must_use]
    pub const fn shipping_amount_off(amount: Decimal) -> Self {
        Self::ShippingOff { rate: None, amount: Some(amount), max_amount: None }
    }
}

impl Target {
    /// Not lines of these things.
    #[must_use]
    pub fn without_skus<T: Into<String>>(mut self, skus: impl IntoIterator<Item = T>) -> Self {
        self.exclude_skus = texts(skus);
        self
    }

    /// Not lines in any of these categories.
    #[must_use]
    pub fn without_categories<T: Into<String>>(mut self, category_ids: impl IntoIterator<Item = T>) -> Self {
        self.exclude_category_ids = texts(category_ids);
        self
    }

    /// Not lines with any of these marks.
    #[must_use]
    pub fn without_tags<T: Into<String>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.exclude_tags = texts(tags);
        self
    }

    /// Not lines that have a discount already.
    #[must_use]
    pub const fn without_discounted(mut self) -> Self {
        self.exclude_discounted = true;
        self
    }
}

impl Limits {
    /// So many orders in all.
    #[must_use]
    pub const fn with_usage_limit(mut self, orders: u64) -> Self {
        self.usage_limit = Some(orders);
        self
    }

    /// So many orders of one customer.
    #[must_use]
    pub const fn with_usage_limit_per_customer(mut self, orders: u64) -> Self {
        self.usage_limit_per_customer = Some(orders);
        self
    }

    /// So much money over all orders; an order that would exceed it gets nothing.
    #[must_use]
    pub const fn with_budget(mut self, budget: Decimal) -> Self {
        self.budget = Some(budget);
        self
    }

    /// So much money in an order.
    #[must_use]
    pub const fn with_max_discount(mut self, most: Decimal) -> Self {
        self.max_discount = Some(most);
        self
    }

    /// So many units in an order.
    #[must_use]
    pub const fn with_max_units(mut self, units: u32) -> Self {
        self.max_units = Some(units);
        self
    }

    /// So many units over all orders.
    #[must_use]
    pub const fn with_quantity_limit(mut self, units: u32) -> Self {
        self.quantity_limit = Some(units);
        self
    }

    /// So many units of one customer.
    #[must_use]
    pub const fn with_quantity_limit_per_customer(mut self, units: u32) -> Self {
        self.quantity_limit_per_customer = Some(units);
        self
    }
}

impl Stacking {
    /// Beside no other promotion.
    #[must_use]
    pub fn exclusive() -> Self {
        Self { exclusive: true, ..Self::default() }
    }

    /// Beside those that go before it, and nothing after it.
    #[must_use]
    pub fn stop_after() -> Self {
        Self { stop_after: true, ..Self::default() }
    }

    /// Beside none that shares one of these names.
    #[must_use]
    pub fn one_of<T: Into<String>>(exclusion_groups: impl IntoIterator<Item = T>) -> Self {
        Self { exclusion_groups: texts(exclusion_groups), ..Self::default() }
    }

    /// Beside none of these promotions.
    #[must_use]
    pub fn excluding<T: Into<String>>(promotion_ids: impl IntoIterator<Item = T>) -> Self {
        Self { excludes: texts(promotion_ids), ..Self::default() }
    }

    /// Not on a line that another promotion of this name has discounted.
    #[must_use]
    pub fn once_a_line(line_group: impl Into<String>) -> Self {
        Self { line_group: Some(line_group.into()), ..Self::default() }
    }
}

impl Condition {
    /// All of these hold.
    #[must_use]
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::All { conditions: conditions.into_iter().collect() }
    }

    /// At least one of these holds.
    #[must_use]
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::Any { conditions: conditions.into_iter().collect() }
    }

    /// `condition` does not hold.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "it makes a condition of a condition, as `all` and `any` do")]
    pub fn not(condition: Self) -> Self {
        Self::Not { condition: Box::new(condition) }
    }

    /// The lines of `target` sum to at least `amount`.
    #[must_use]
    pub const fn min_subtotal_of(amount: Decimal, basis: Basis, target: Target) -> Self {
        Self::MinSubtotal { amount, basis, target: Some(target) }
    }

    /// The context's attribute `key` has one of these values.
    #[must_use]
    pub fn attribute_in<T: Into<String>>(key: impl Into<String>, values: impl IntoIterator<Item = T>) -> Self {
        Self::AttributeIn { key: key.into(), values: texts(values) }
    }
}
