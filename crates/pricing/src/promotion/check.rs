//! Is a promotion well formed? Every mistake of every promotion is found, not the first alone.
//!
//! A promotion names no currency, so the decimals of its amounts are checked against the cart's, by [`Amounts`].

use super::condition::Condition;
use super::description::{Level, Promotion};
use super::effect::{Component, Effect, Measure, Tier};
use super::symbols::normalised_code;
use crate::error::PricingError;
use hashbrown::{HashMap, HashSet};
use mercato_core::{Currency, Decimal, Error, Money};

/// How deep conditions may be nested; a reader of JSON stops earlier.
const DEEPEST: usize = 64;

/// Every mistake in `promotions`: ids first, then ranges, each in the order of the list.
pub(crate) fn promotions(promotions: &[Promotion]) -> Result<(), PricingError> {
    PricingError::all(mistakes(promotions.iter().enumerate()))
}

/// As [`promotions`], of promotions with their places in a list.
pub(crate) fn mistakes<'p>(placed: impl Iterator<Item = (usize, &'p Promotion)>) -> Vec<Error> {
    let mut ids = Vec::new();
    let mut mistakes = Mistakes::default();
    let mut seen = HashSet::with_capacity(placed.size_hint().0);
    // one pass, because a large set does not fit the caches
    for (index, promotion) in placed {
        if !seen.insert(promotion.id.as_str()) {
            ids.push(Error::duplicate("id", &promotion.id).at("promotions", index));
        }
        let before = mistakes.found.len();
        mistakes.promotion(promotion);
        for mistake in mistakes.found.iter_mut().skip(before) {
            *mistake = mistake.clone().at("promotions", index);
        }
    }
    ids.append(&mut mistakes.found);
    ids
}

#[derive(Default)]
struct Mistakes {
    found: Vec<Error>,
}

impl Mistakes {
    fn refuse(&mut self, path: impl Into<String>, value: impl std::fmt::Display, reason: &'static str) {
        self.found.push(Error::invalid(path, value, reason));
    }

    fn not_negative(&mut self, path: &str, value: Decimal) {
        if value.mantissa() < 0 {
            self.refuse(path, value, "must be at least 0");
        }
    }

    fn rate(&mut self, path: &str, value: Decimal) {
        if value.mantissa() < 0 || value > Decimal::ONE {
            self.refuse(path, value, "must be from 0 to 1");
        }
    }

    fn at_least_one(&mut self, path: &str, value: impl Into<u64>) {
        if value.into() == 0 {
            self.refuse(path, 0, "must be at least 1");
        }
    }

    fn promotion(&mut self, promotion: &Promotion) {
        for (index, code) in promotion.coupon_codes.iter().enumerate() {
            if normalised_code(code).is_empty() {
                self.refuse(format!("coupon_codes[{index}]"), format_args!("{code:?}"), "must not be blank");
            }
        }
        let shipping = matches!(promotion.effect, Effect::ShippingOff { .. });
        match promotion.level {
            Some(Level::Shipping) if !shipping => {
                self.refuse("level", "shipping", "is the level of shipping_off alone");
            }
            Some(Level::Item | Level::Order) if shipping => {
                self.refuse("level", "item or order", "is no level of shipping_off");
            }
            _ => {}
        }
        if let Some(condition) = &promotion.condition {
            self.condition("condition", condition, 0);
        }
        self.effect(&promotion.effect);
        self.limits(promotion);
    }

    fn limits(&mut self, promotion: &Promotion) {
        let limits = &promotion.limits;
        if let Some(budget) = limits.budget {
            self.not_negative("limits.budget", budget);
        }
        if let Some(most) = limits.max_discount {
            self.not_negative("limits.max_discount", most);
        }
        let capped = match promotion.effect {
            Effect::PercentOff { .. } => promotion.effective_level() == Level::Item,
            Effect::AmountOffEach { .. } | Effect::FixedPrice { .. } => true,
            _ => false,
        };
        if limits.caps_units() && !capped {
            let units = [
                ("limits.max_units", limits.max_units),
                ("limits.quantity_limit", limits.quantity_limit),
                ("limits.quantity_limit_per_customer", limits.quantity_limit_per_customer),
            ];
            for (path, limit) in units {
                if let Some(limit) = limit {
                    self.refuse(
                        path,
                        limit,
                        "would have no effect: only percent_off on items, amount_off_each and fixed_price count units",
                    );
                }
            }
        }
    }

    fn condition(&mut self, path: &str, condition: &Condition, depth: usize) {
        if depth >= DEEPEST {
            self.refuse(path, format_args!("{DEEPEST} levels"), "is nested too deep");
            return;
        }
        let deeper = depth.saturating_add(1);
        match condition {
            Condition::All { conditions } | Condition::Any { conditions } => {
                for (index, inner) in conditions.iter().enumerate() {
                    self.condition(&format!("{path}.conditions[{index}]"), inner, deeper);
                }
            }
            Condition::Not { condition } => self.condition(&format!("{path}.condition"), condition, deeper),
            Condition::MinSubtotal { amount, .. } => self.not_negative(&format!("{path}.amount"), *amount),
            Condition::MinQuantity { quantity, .. } => self.at_least_one(&format!("{path}.quantity"), *quantity),
            Condition::MinDistinctSkus { count, .. } => self.at_least_one(&format!("{path}.count"), *count),
            Condition::Weekday { days } => {
                for (index, day) in days.iter().enumerate().filter(|(_, day)| !(1..=7).contains(*day)) {
                    self.refuse(format!("{path}.days[{index}]"), day, "must be from 1 (Monday) to 7");
                }
            }
            Condition::TimeOfDay { from, until } if from >= until => {
                self.refuse(format!("{path}.until"), until, "must be after from; no window runs over midnight");
            }
            Condition::FirstOrder {}
            | Condition::CustomerIn { .. }
            | Condition::AttributeIn { .. }
            | Condition::TimeOfDay { .. } => {}
        }
    }

    fn effect(&mut self, effect: &Effect) {
        match effect {
            Effect::PercentOff { rate, .. } => self.rate("effect.rate", *rate),
            Effect::AmountOffEach { amount, .. } | Effect::AmountOff { amount } => {
                self.not_negative("effect.amount", *amount);
            }
            Effect::FixedPrice { price, .. } => self.not_negative("effect.price", *price),
            Effect::BuyXGetY { buy_quantity, get_quantity, rate, .. } => {
                self.at_least_one("effect.buy_quantity", *buy_quantity);
                self.at_least_one("effect.get_quantity", *get_quantity);
                self.rate("effect.rate", *rate);
            }
            Effect::MultiBuy { quantity, price, .. } => {
                self.at_least_one("effect.quantity", *quantity);
                self.not_negative("effect.price", *price);
            }
            Effect::Bundle { components, price, .. } => {
                self.components(components);
                self.not_negative("effect.price", *price);
            }
            Effect::ThresholdOff { tiers, measure, repeat, .. } => {
                self.tiers(tiers, *measure);
                if *repeat && (tiers.len() != 1 || tiers.iter().any(|tier| tier.amount.is_none())) {
                    self.refuse("effect.repeat", true, "needs exactly one tier, with an amount");
                }
            }
            Effect::Gift { quantity, every, value, .. } => {
                self.at_least_one("effect.quantity", *quantity);
                if let Some(every) = every.filter(|every| every.mantissa() <= 0) {
                    self.refuse("effect.every", every, "must be above 0");
                }
                if let Some(value) = value {
                    self.not_negative("effect.value", *value);
                }
            }
            Effect::ShippingOff { rate, amount, max_amount } => {
                if rate.is_some() == amount.is_some() {
                    self.refuse("effect", "shipping_off", "needs a rate or an amount, not both");
                }
                if let Some(rate) = rate {
                    self.rate("effect.rate", *rate);
                }
                for (path, value) in [("effect.amount", amount), ("effect.max_amount", max_amount)] {
                    if let Some(value) = value {
                        self.not_negative(path, *value);
                    }
                }
            }
        }
    }

    fn components(&mut self, components: &[Component]) {
        if components.is_empty() {
            self.refuse("effect.components", "an empty list", "makes no bundle");
        }
        let mut skus = HashSet::new();
        for (index, component) in components.iter().enumerate() {
            self.at_least_one(&format!("effect.components[{index}].quantity"), component.quantity);
            if !skus.insert(component.sku.as_str()) {
                let path = format!("effect.components[{index}].sku");
                self.refuse(path, format_args!("{:?}", component.sku), "is in the bundle twice");
            }
        }
    }

    fn tiers(&mut self, tiers: &[Tier], measure: Measure) {
        if tiers.is_empty() {
            self.refuse("effect.tiers", "an empty list", "gives nothing");
        }
        let mut mins = HashSet::with_capacity(tiers.len());
        for (index, tier) in tiers.iter().enumerate() {
            let path = format!("effect.tiers[{index}]");
            if tier.min.mantissa() <= 0 {
                self.refuse(format!("{path}.min"), tier.min, "must be above 0");
            }
            if measure == Measure::Quantity && !tier.min.is_integer() {
                self.refuse(format!("{path}.min"), tier.min, "must be whole: it counts units");
            }
            if !mins.insert(tier.min) {
                self.refuse(format!("{path}.min"), tier.min, "is the min of two tiers");
            }
            match (tier.amount, tier.rate) {
                (Some(amount), None) => self.not_negative(&format!("{path}.amount"), amount),
                (None, Some(rate)) => self.rate(&format!("{path}.rate"), rate),
                _ => self.refuse(path, format_args!("min {}", tier.min), "needs an amount or a rate, not both"),
            }
        }
    }
}

/// Which promotions hold amounts that a currency cannot express?
///
/// Found out once when a set is compiled, so that asking costs nothing for a set without such promotions.
#[derive(Debug, Default)]
pub(crate) struct Amounts {
    /// For carts in a currency of so many digits, the first promotion open to all currencies that does not fit it.
    open: [Option<Misfit>; 5],
    /// The first promotion that names the currency and does not fit it.
    named: HashMap<Currency, Misfit>,
}

/// The rank of a promotion, and what is wrong with it.
type Misfit = (usize, Error);

impl Amounts {
    /// Notes what does not fit; promotions come in canonical order, `position` is the place in the list compiled.
    pub(crate) fn add(&mut self, rank: usize, promotion: &Promotion, position: usize) {
        if promotion.currencies.is_empty() {
            for (digits, place) in self.open.iter_mut().enumerate() {
                if place.is_none() {
                    *place =
                        with_digits(digits).and_then(|currency| Some((rank, misfit(promotion, position, currency)?)));
                }
            }
        }
        for currency in &promotion.currencies {
            if let Some(error) = misfit(promotion, position, *currency) {
                self.named.entry(*currency).or_insert((rank, error));
            }
        }
    }

    /// Refuses a cart in a currency that some promotion for it does not fit.
    pub(crate) fn check(&self, currency: Currency) -> Result<(), Error> {
        let digits = usize::try_from(currency.minor_digits()).unwrap_or_default();
        let open = self.open.get(digits).and_then(Option::as_ref);
        let first = open.into_iter().chain(self.named.get(&currency)).min_by_key(|(rank, _)| *rank);
        first.map_or(Ok(()), |(_, error)| Err(error.clone()))
    }
}

/// A currency with so many digits; no currency of ISO 4217 has one.
fn with_digits(digits: usize) -> Option<Currency> {
    match digits {
        0 => Some(Currency::JPY),
        2 => Some(Currency::USD),
        3 => Some(Currency::KWD),
        4 => Currency::from_code("CLF").ok(),
        _ => None,
    }
}

fn fits(value: Decimal, currency: Currency) -> bool {
    // what most amounts are: no more digits than the currency, and far from the end of 64 bits with any currency's digits
    const SMALL: i128 = 100_000_000_000_000;
    (value.scale() <= currency.minor_digits() && value.mantissa() < SMALL)
        || Money::from_decimal(value, currency).is_ok()
}

/// Why the promotion does not fit `currency`, if it does not.
fn misfit(promotion: &Promotion, position: usize, currency: Currency) -> Option<Error> {
    let mut first = None;
    visit(promotion, &mut |path, value| {
        if first.is_none() && !fits(value, currency) {
            let error = Money::from_decimal(value, currency).err();
            first = error.map(|error| error.named(path()).at("promotions", position));
        }
    });
    first
}

/// Every amount of money in a promotion.
fn visit(promotion: &Promotion, see: &mut dyn FnMut(&dyn Fn() -> String, Decimal)) {
    let mut optional = |path: &'static str, value: Option<Decimal>| {
        if let Some(value) = value {
            see(&|| path.to_owned(), value);
        }
    };
    optional("limits.budget", promotion.limits.budget);
    optional("limits.max_discount", promotion.limits.max_discount);
    match &promotion.effect {
        Effect::AmountOffEach { amount, .. } | Effect::AmountOff { amount } => {
            optional("effect.amount", Some(*amount));
        }
        Effect::FixedPrice { price, .. } | Effect::MultiBuy { price, .. } | Effect::Bundle { price, .. } => {
            optional("effect.price", Some(*price));
        }
        Effect::Gift { every, value, .. } => {
            optional("effect.every", *every);
            optional("effect.value", *value);
        }
        Effect::ShippingOff { amount, max_amount, .. } => {
            optional("effect.amount", *amount);
            optional("effect.max_amount", *max_amount);
        }
        Effect::ThresholdOff { tiers, measure, .. } => {
            for (index, tier) in tiers.iter().enumerate() {
                if *measure == Measure::Amount {
                    see(&|| format!("effect.tiers[{index}].min"), tier.min);
                }
                if let Some(amount) = tier.amount {
                    see(&|| format!("effect.tiers[{index}].amount"), amount);
                }
            }
        }
        Effect::PercentOff { .. } | Effect::BuyXGetY { .. } => {}
    }
    if let Some(condition) = &promotion.condition {
        visit_condition("condition", condition, see);
    }
}

fn visit_condition(path: &str, condition: &Condition, see: &mut dyn FnMut(&dyn Fn() -> String, Decimal)) {
    match condition {
        Condition::All { conditions } | Condition::Any { conditions } => {
            for (index, inner) in conditions.iter().enumerate() {
                visit_condition(&format!("{path}.conditions[{index}]"), inner, see);
            }
        }
        Condition::Not { condition } => visit_condition(&format!("{path}.condition"), condition, see),
        Condition::MinSubtotal { amount, .. } => see(&|| format!("{path}.amount"), *amount),
        _ => {}
    }
}
