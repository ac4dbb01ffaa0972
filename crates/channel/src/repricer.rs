//! What does an automatic repricer do? It follows the lowest of the prices it watches, adjusted, within its floor and ceiling.
//!
//! [`repricer_cycles`](fn@crate::repricer_cycles) finds the rules that feed one another before they run,
//! [`simulate_repricing`](fn@crate::simulate_repricing) runs them.

use crate::check::{non_negative, unique};
use mercato_core::{Decimal, DecimalString, Error, OptionalDecimalString};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

/// What a repricer does to the lowest price that it follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Adjustment {
    /// Adds an amount.
    Amount {
        /// How much; negative undercuts.
        #[serde(with = "DecimalString")]
        value: Decimal,
    },
    /// Adds a fraction of the price.
    Percent {
        /// Which fraction, above -1: -0.02 goes two percent below.
        #[serde(with = "DecimalString")]
        value: Decimal,
    },
}

impl Adjustment {
    const fn value(&self) -> &Decimal {
        match self {
            Self::Amount { value } | Self::Percent { value } => value,
        }
    }

    /// Does it go below, keep, or go above what it follows?
    pub(crate) fn sign(&self) -> Ordering {
        self.value().mantissa().cmp(&0)
    }

    fn check(&self) -> Result<(), Error> {
        match self {
            Self::Percent { value } if *value <= Decimal::NEGATIVE_ONE => {
                Err(Error::invalid("adjust.value", value, "must be above -1: two percent below is \"-0.02\""))
            }
            Self::Percent { .. } | Self::Amount { .. } => Ok(()),
        }
    }
}

/// The rule of a repricer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RepricingRule {
    /// The offer whose price it sets.
    pub offer_id: String,
    /// The offers whose lowest price it starts from, each once; with none the price stays.
    pub follows: Vec<String>,
    /// What it does to that price.
    pub adjust: Adjustment,
    /// The price is never set below, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub floor: Option<Decimal>,
    /// The price is never set above, at least `floor`.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub ceiling: Option<Decimal>,
    /// The price now, at least 0; a simulation needs it.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub price: Option<Decimal>,
}

impl RepricingRule {
    fn check(&self) -> Result<(), Error> {
        self.adjust.check()?;
        for (key, amount) in [("floor", self.floor), ("ceiling", self.ceiling), ("price", self.price)] {
            non_negative(key, amount.unwrap_or_default())?;
        }
        match (self.floor, self.ceiling) {
            (Some(floor), Some(ceiling)) if floor > ceiling => {
                Err(Error::invalid("floor", floor, format!("must not be above the ceiling {ceiling}")))
            }
            _ => Ok(()),
        }
    }
}

/// Who follows whom, by number: the rules in order, then the external prices in order of their ids.
#[derive(Debug, Clone)]
pub(crate) struct Follows {
    /// Where the rule's own run of `followed` begins; one more than there are rules.
    starts: Vec<usize>,
    followed: Vec<u32>,
}

impl Follows {
    /// Checks the rules and resolves the ids.
    pub(crate) fn new(rules: &[RepricingRule], external: &BTreeMap<String, Decimal>) -> Result<Self, Error> {
        for (index, rule) in rules.iter().enumerate() {
            rule.check().map_err(|error| error.at("rules", index))?;
        }
        unique("rules", "offer_id", rules.iter().map(|rule| rule.offer_id.as_str()))?;
        for (id, price) in external {
            non_negative("external_prices", *price)?;
            crate::check::not_blank("external_prices", id)?;
        }
        let offers = rules.iter().map(|rule| &rule.offer_id).chain(external.keys());
        let mut numbers: HashMap<&str, u32> = HashMap::with_capacity(rules.len().saturating_add(external.len()));
        for (number, id) in offers.enumerate() {
            let number = u32::try_from(number).map_err(|_| Error::overflow("rules", number, "2^32 offers"))?;
            if numbers.insert(id, number).is_some() {
                return Err(Error::duplicate("external_prices", id));
            }
        }
        let (mut starts, mut followed) = (Vec::with_capacity(rules.len().saturating_add(1)), Vec::new());
        let mut seen: Vec<&str> = Vec::new();
        for (index, rule) in rules.iter().enumerate() {
            starts.push(followed.len());
            let at = |error: Error, place: usize| error.named(format!("rules[{index}].follows[{place}]"));
            for (place, id) in rule.follows.iter().enumerate() {
                let number = numbers.get(id.as_str()).ok_or_else(|| at(Error::not_found("", id), place))?;
                followed.push(*number);
            }
            seen.clear();
            seen.extend(rule.follows.iter().map(String::as_str));
            seen.sort_unstable();
            if let Some(twice) =
                seen.windows(2).find_map(|pair| pair.first().filter(|first| pair.last() == Some(first)))
            {
                let place = rule.follows.iter().rposition(|id| id == twice).unwrap_or_default();
                return Err(at(Error::duplicate("", *twice), place));
            }
        }
        starts.push(followed.len());
        Ok(Self { starts, followed })
    }

    /// The numbers that a rule follows.
    pub(crate) fn of(&self, rule: usize) -> &[u32] {
        let end = rule.saturating_add(1);
        match (self.starts.get(rule), self.starts.get(end)) {
            (Some(start), Some(end)) => self.followed.get(*start..*end).unwrap_or_default(),
            _ => &[],
        }
    }

    /// How many follow-ups there are in all.
    pub(crate) fn edges(&self) -> usize {
        self.followed.len()
    }
}
