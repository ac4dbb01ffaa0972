//! Which offers are below the minimum advertised price, or above the maximum price?
//!
//! For each offer the best rule that matches it (see [`rule_choice`](mod@crate::rule_choice)): `below_map` iff
//! `p < map x (1 - tolerance)`, `above_max` iff `p > max_price x (1 + tolerance)`. The excess is measured from the limit itself, and
//! `excess_ratio = excess / limit`. A price equal to the limit is allowed. Offers on `exempt_channels` count as checked and are not
//! compared. With `per_unit` the limits are of a unit too. Prices and limits are of one currency: a limit is not converted.
//!
//! Source: definition; unilateral minimum advertised price policies (Leegin v. PSKS, 551 U.S. 877 (2007)). Minimum resale prices are
//! a hardcore restriction in the European Union (Regulation (EU) 2022/720, article 4(a)): what may be agreed is a legal question.

use crate::check::{money, positive, ratio, tolerance, unique};
use crate::checker::limits::{CompiledLimits, LastRule};
use crate::checker::table::OfferTable;
use crate::effective::Basis;
use crate::error::ChannelError;
use crate::offer::{Offer, amount};
use crate::rule_choice::check_rule;
use crate::scope::Scope;
use chrono::{DateTime, FixedOffset};
use mercato_core::{
    ChannelId, Currency, Decimal, DecimalString, Error, OptionalDecimalString, OptionalTimestampString, TimestampString,
};
use serde::{Deserialize, Serialize};

/// The least and the most that a thing may cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MapRule {
    /// The rule's name, unique in its list.
    pub rule_id: String,
    /// Which offers it speaks of; all if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Scope>"))]
    pub scope: Scope,
    /// The higher goes first; 0 if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i64>"))]
    pub priority: i64,
    /// The minimum advertised price, above 0. A rule has this, `max_price` or both.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub map: Option<Decimal>,
    /// The maximum price, above 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub max_price: Option<Decimal>,
    /// The currency of the limits, which the offers compared must have.
    pub currency: Currency,
    /// The fraction of a limit by which a price may miss it, at least 0 and below 1; 0 if left out.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub tolerance_percent: Option<Decimal>,
    /// Which price is compared; `advertised` if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Basis>,
    /// Are the limits, and the prices compared, of a unit rather than of a pack? No if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub per_unit: bool,
    /// Channels whose offers are not compared.
    #[serde(default, deserialize_with = "mercato_core::null_is_default", skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<ChannelId>>"))]
    pub exempt_channels: Vec<ChannelId>,
    /// The first instant at which it holds; from ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<DateTime<FixedOffset>>,
    /// The first instant at which it holds no more; for ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<DateTime<FixedOffset>>,
}

impl MapRule {
    /// A rule without limits about everything, in force for ever; set what it should say.
    #[must_use]
    pub fn new(rule_id: impl Into<String>, currency: Currency) -> Self {
        Self {
            rule_id: rule_id.into(),
            scope: Scope::default(),
            priority: 0,
            map: None,
            max_price: None,
            currency,
            tolerance_percent: None,
            basis: None,
            per_unit: false,
            exempt_channels: Vec::new(),
            effective_from: None,
            effective_to: None,
        }
    }

    /// Every mistake of the rule.
    pub(crate) fn mistakes(&self) -> Vec<Error> {
        let mut found = Vec::new();
        found.extend(check_rule(&self.scope, self.effective_from, self.effective_to).err());
        for (path, limit) in [("map", self.map), ("max_price", self.max_price)] {
            found.extend(limit.and_then(|limit| positive(path, limit).and_then(|()| amount(path, limit)).err()));
        }
        if self.map.is_none() && self.max_price.is_none() {
            found.push(Error::invalid("map", "a rule without limits", "says nothing: give map, max_price or both"));
        }
        found.extend(self.tolerance_percent.and_then(|percent| tolerance("tolerance_percent", percent).err()));
        found
    }
}

/// Every mistake of a list of rules.
pub(crate) fn mistakes(list: &str, rules: &[MapRule]) -> Vec<Error> {
    let each = rules
        .iter()
        .enumerate()
        .flat_map(|(index, rule)| rule.mistakes().into_iter().map(move |mistake| mistake.at(list, index)));
    let twice = unique(list, "rule_id", rules.iter().map(|rule| rule.rule_id.as_str())).err();
    each.chain(twice).collect()
}

/// What [`map_check`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MapCheckInput {
    /// The offers.
    pub offers: Vec<Offer>,
    /// The rules.
    pub rules: Vec<MapRule>,
    /// The instant at which it is asked.
    #[serde(with = "TimestampString")]
    pub as_of: DateTime<FixedOffset>,
}

/// Which offers miss a limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MapCheck {
    /// The violations, by offer, `below_map` before `above_max`.
    pub violations: Vec<MapViolation>,
    /// How many offers a rule speaks of.
    pub checked: usize,
    /// How many none does.
    pub unruled: usize,
}

/// An offer that misses a limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MapViolation {
    /// The offer.
    pub offer_id: String,
    /// The rule.
    pub rule_id: String,
    /// Which limit.
    pub kind: LimitKind,
    /// The price compared.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// The limit, without its tolerance.
    #[serde(with = "DecimalString")]
    pub limit: Decimal,
    /// By how much the price misses it.
    #[serde(with = "DecimalString")]
    pub excess: Decimal,
    /// The excess over the limit.
    pub excess_ratio: f64,
}

/// Which limit a price misses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LimitKind {
    /// It is below the minimum advertised price.
    BelowMap,
    /// It is above the maximum price.
    AboveMax,
}

/// Which offers are below the minimum advertised price, or above the maximum?
///
/// ```
/// use mercato_channel::{MapCheckInput, map_check};
/// let input: MapCheckInput = serde_json::from_str(
///     r#"{"offers": [
///           {"offer_id": "a", "sku": "lamp", "channel_id": "jd", "currency": "CNY", "price": "98.00"},
///           {"offer_id": "b", "sku": "lamp", "channel_id": "pdd", "currency": "CNY", "price": "97.99"}],
///         "rules": [{"rule_id": "m", "currency": "CNY", "map": "100.00", "tolerance_percent": "0.02"}],
///         "as_of": "2026-11-11T00:00:00+08:00"}"#,
/// )?;
/// let check = map_check(&input)?;
/// // 98.00 is two percent below 100.00, which is allowed; the excess is measured from 100.00
/// assert_eq!((check.violations.len(), check.violations[0].excess.to_string()), (1, "2.01".into()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a rule without limits, a limit that is not above 0, a tolerance of 1 or more, a window that ends before it
/// starts, an offer that is not valid; `duplicate_id` for a rule or an offer twice; `currency_mismatch` where an offer compared and
/// its rule differ in currency; `overflow` for an amount above 10^14.
pub fn map_check(input: &MapCheckInput) -> Result<MapCheck, ChannelError> {
    ChannelError::all(mistakes("rules", &input.rules))?;
    let table = OfferTable::from_offers(&input.offers)?;
    let limits = CompiledLimits::new(&input.rules, &input.as_of);
    let bound = limits.bind(&table);
    let (mut violations, mut checked) = (Vec::new(), 0_usize);
    let mut room = LastRule::default();
    for row in 0..table.len() {
        let Some(rule) = limits.best(&table, &bound, row, &mut room) else { continue };
        checked = checked.saturating_add(1);
        let Some(rule) = limits.rule(rule).filter(|rule| !rule.exempts(&table, row)) else { continue };
        let price = rule.price(&table, row)?;
        for kind in rule.missed(&price).into_iter().flatten() {
            let (limit, price) = (rule.limit(kind), price.to_exact());
            let excess = (&price - &limit).abs();
            let digits = rule.measure.digits(rule.currency);
            violations.push(MapViolation {
                offer_id: table.offer_id(row).to_owned(),
                rule_id: rule.rule_id.clone(),
                kind,
                price: money("price", &price, digits)?,
                limit: money("limit", &limit, digits)?,
                excess: money("excess", &excess, digits)?,
                excess_ratio: ratio("excess_ratio", &excess, &limit)?.unwrap_or(0.0),
            });
        }
    }
    violations.sort_unstable_by(|a, b| (&a.offer_id, a.kind).cmp(&(&b.offer_id, b.kind)));
    Ok(MapCheck { violations, checked, unruled: table.len().saturating_sub(checked) })
}
