//! Minimum and maximum prices, compiled, over a table of offers.

use super::scopes::{Bound, Facts, ScopeIndex};
use super::symbols::NONE;
use super::table::{LOOK, OfferTable, index};
use crate::effective::{Basis, Measure};
use crate::map_rule::{LimitKind, MapRule};
use crate::price::Price;
use crate::rule_choice::{in_force, rank};
use chrono::{DateTime, FixedOffset};
use hashbrown::HashSet;
use mercato_core::{Currency, Decimal, Error, Exact};

/// The rules in force, the best first.
#[derive(Debug, Clone, Default)]
pub(crate) struct CompiledLimits {
    index: ScopeIndex,
    rules: Vec<Limits>,
}

/// The limits of a rule, ready to be compared.
#[derive(Debug, Clone)]
pub(crate) struct Limits {
    pub(crate) rule_id: String,
    pub(crate) currency: Currency,
    pub(crate) measure: Measure,
    pub(crate) tolerance: Decimal,
    exempt: HashSet<String>,
    low: Option<Limit>,
    high: Option<Limit>,
}

#[derive(Debug, Clone)]
struct Limit {
    stated: Exact,
    /// The last price that is allowed.
    allowed: Price,
}

/// The rules' numbers for a table.
#[derive(Debug)]
pub(crate) struct BoundLimits {
    facts: Bound,
    /// By number of the thing, the best rule; only where that depends on nothing else.
    by_thing: Option<Vec<u32>>,
}

/// The rule found last, which is often that of the next offer too.
#[derive(Debug, Default)]
pub(crate) struct LastRule {
    facts: Option<(Facts, Option<u32>)>,
    matching: Vec<u32>,
}

impl CompiledLimits {
    /// The rules in force at `as_of`.
    pub(crate) fn new(rules: &[MapRule], as_of: &DateTime<FixedOffset>) -> Self {
        let mut active: Vec<&MapRule> =
            rules.iter().filter(|rule| in_force(rule.effective_from, rule.effective_to, as_of)).collect();
        active.sort_unstable_by_key(|rule| rank(rule.priority, &rule.scope, &rule.rule_id));
        Self {
            index: ScopeIndex::new(active.iter().map(|rule| &rule.scope)),
            rules: active.into_iter().map(Limits::new).collect(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    pub(crate) fn bind(&self, table: &OfferTable<'_>) -> BoundLimits {
        let facts = self.index.bind(table);
        let mut matching = Vec::new();
        let mut best = |thing: u32| {
            self.index.matching(&facts.facts_of_thing(thing), &facts, &mut matching);
            matching.iter().min().copied().unwrap_or(NONE)
        };
        // where rules name nothing but things, each thing's rule is looked up once
        let things = u32::try_from(table.skus.len()).unwrap_or(NONE);
        let by_thing = self.index.names_things_alone().then(|| (0..things).map(&mut best).collect());
        BoundLimits { facts, by_thing }
    }

    pub(crate) fn rule(&self, number: u32) -> Option<&Limits> {
        self.rules.get(usize::try_from(number).ok()?)
    }

    /// The number of the rule that speaks of the offer in this row.
    pub(crate) fn best(
        &self,
        table: &OfferTable<'_>,
        bound: &BoundLimits,
        row: usize,
        last: &mut LastRule,
    ) -> Option<u32> {
        if let Some(by_thing) = &bound.by_thing {
            let rule = table.sku.get(row).and_then(|thing| by_thing.get(index(*thing)))?;
            return (*rule != NONE).then_some(*rule);
        }
        let facts = bound.facts.facts(table, row);
        if let Some((known, rule)) = &last.facts
            && *known == facts
        {
            return *rule;
        }
        self.index.matching(&facts, &bound.facts, &mut last.matching);
        let best = last.matching.iter().min().copied();
        last.facts = Some((facts, best));
        best
    }
}

impl Limits {
    fn new(rule: &MapRule) -> Self {
        let tolerance = rule.tolerance_percent.unwrap_or_default();
        let limit = |stated: Option<Decimal>, factor: Exact| {
            stated.map(Exact::from).map(|stated| Limit { allowed: Price::from(&stated * &factor), stated })
        };
        Self {
            rule_id: rule.rule_id.clone(),
            currency: rule.currency,
            measure: Measure {
                basis: rule.basis.unwrap_or(Basis::Advertised),
                per_unit: rule.per_unit,
                include_personal: false,
            },
            tolerance,
            exempt: rule.exempt_channels.iter().map(|channel| channel.as_str().to_owned()).collect(),
            low: limit(rule.map, Exact::ONE - Exact::from(tolerance)),
            high: limit(rule.max_price, Exact::ONE + Exact::from(tolerance)),
        }
    }

    /// Is the row on a channel whose offers are not compared?
    pub(crate) fn exempts(&self, table: &OfferTable<'_>, row: usize) -> bool {
        !self.exempt.is_empty() && self.exempt.contains(table.channel_text(row))
    }

    /// The price of the row that is compared.
    pub(crate) fn price(&self, table: &OfferTable<'_>, row: usize) -> Result<Price, Error> {
        match table.currency(row) {
            Some(found) if found != self.currency => {
                return Err(Error::CurrencyMismatch {
                    path: format!("offers[{row}].currency"),
                    expected: format!(
                        "{}, the currency of rule {:?} that speaks of offer {:?},",
                        self.currency,
                        self.rule_id,
                        table.offer_id(row)
                    ),
                    found: found.to_string(),
                });
            }
            _ => {}
        }
        match table.price.get(row) {
            Some(price) if *price != LOOK => Ok(Price::Scaled(*price)),
            _ => match table.offer(row) {
                Some(offer) => self.measure.price(offer, None),
                None => Ok(Price::from(table.row_price(row))),
            },
        }
    }

    /// Which limits the price misses.
    pub(crate) fn missed(&self, price: &Price) -> [Option<LimitKind>; 2] {
        let below = self.low.as_ref().filter(|limit| *price < limit.allowed).map(|_| LimitKind::BelowMap);
        let above = self.high.as_ref().filter(|limit| *price > limit.allowed).map(|_| LimitKind::AboveMax);
        [below, above]
    }

    fn side(&self, kind: LimitKind) -> Option<&Limit> {
        match kind {
            LimitKind::BelowMap => self.low.as_ref(),
            LimitKind::AboveMax => self.high.as_ref(),
        }
    }

    /// The limit as it is stated.
    pub(crate) fn limit(&self, kind: LimitKind) -> Exact {
        self.side(kind).map_or(Exact::ZERO, |limit| limit.stated.clone())
    }

    /// The last price that is allowed.
    pub(crate) fn last_allowed(&self, kind: LimitKind) -> Exact {
        self.side(kind).map_or(Exact::ZERO, |limit| limit.allowed.to_exact())
    }
}
