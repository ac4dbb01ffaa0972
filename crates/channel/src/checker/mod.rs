//! Every conflict of a catalogue, in the time of sorting it, and every change in the time of the change.
//!
//! A [`Checker`] is a policy compiled for an instant: immutable, `Send + Sync`, asked as often as wanted. It checks a list of offers
//! or an [`OfferTable`], which holds millions of them in columns. A [`LiveCheck`] holds the offers of a catalogue and answers each
//! change with what it opened and closed.
//!
//! Time: for n offers of m to a thing with z conflicts, O(n + n log m + z log z); of a change, O(m log m) however large the
//! catalogue. Memory beyond the offers: 45 bytes an offer (61 for rows of a file), 34 to 45 a thing, and 32 a conflict; for a
//! [`LiveCheck`], 8 to 15 bytes an offer and 5 to 10 a thing. With the feature `rayon` the pieces of a check run on all threads; what
//! is found, and its order, is the same.

pub(crate) mod agreements;
mod evidence;
pub(crate) mod findings;
pub(crate) mod limits;
mod live;
pub(crate) mod parity;
pub(crate) mod pieces;
pub(crate) mod scopes;
pub(crate) mod sweep;
pub(crate) mod symbols;
pub(crate) mod table;

pub use live::{Change, Delta, LiveCheck};
pub use table::{OfferRow, OfferTable};

use crate::conflict::{Conflict, ConflictKind};
use crate::error::ChannelError;
use crate::fx::Rates;
use crate::offer::Offer;
use crate::rule_set::RuleSet;
use agreements::CompiledAgreements;
use chrono::{DateTime, FixedOffset};
use evidence::Writer;
use findings::{ByKind, Finding};
use limits::CompiledLimits;
use mercato_core::Error;
use parity::{CompiledParity, PricedTable};
use std::sync::Arc;
use symbols::NONE;

/// The rules in force, ready to be asked.
#[derive(Debug, Clone)]
pub(crate) struct Compiled {
    pub(crate) parity: Option<(String, CompiledParity)>,
    pub(crate) limits: CompiledLimits,
    pub(crate) agreements: CompiledAgreements,
}

impl Compiled {
    pub(crate) fn rule_id(&self, kind: ConflictKind, rule: u32) -> &str {
        match kind {
            ConflictKind::PriceParity => self.parity.as_ref().map_or("", |(name, _)| name),
            ConflictKind::BelowMap | ConflictKind::AboveMax => {
                self.limits.rule(rule).map_or("", |rule| rule.rule_id.as_str())
            }
            _ => self.agreements.id(rule),
        }
    }

    /// Everything that the rules find, each kind in order.
    fn find(&self, table: &OfferTable<'_>, most: usize) -> Result<(ByKind, Option<PricedTable>), Error> {
        let (by_kind, prices) = self.find_unsorted(table, most)?;
        Ok((by_kind.map(|found| findings::arrange(table, &found)), prices))
    }

    /// Everything that the rules find, each kind in no order that means anything.
    fn find_unsorted(&self, table: &OfferTable<'_>, most: usize) -> Result<(ByKind, Option<PricedTable>), Error> {
        let mut by_kind = ByKind::default();
        let mut put = |kind: ConflictKind, finding: Finding| {
            let place = ConflictKind::ALL.iter().position(|other| *other == kind);
            if let Some(place) = place.and_then(|place| by_kind.get_mut(place)) {
                place.push(finding);
            }
        };
        let (mut prices, mut pairs) = (None, Vec::new());
        if let Some((name, rule)) = &self.parity {
            let priced = rule.price(table)?;
            pairs = findings::parity(table, &priced, rule, name, most)?;
            prices = Some(priced);
        }
        for (kind, finding) in findings::limits(table, &self.limits)? {
            put(kind, finding);
        }
        for (kind, finding) in findings::agreements(table, &self.agreements)? {
            put(kind, finding);
        }
        // no other rule finds conflicts of this kind
        if let Some(place) = by_kind.get_mut(ConflictKind::PARITY) {
            *place = pairs;
        }
        Ok((by_kind, prices))
    }
}

/// A policy compiled for an instant.
///
/// ```
/// use mercato_channel::{Checker, MapRule, Offer, ParityPolicy, RuleSet};
/// use mercato_core::{ChannelId, Currency, Decimal, Sku, time};
/// let tea = |id: &str, channel: &str, price: i64| -> Result<Offer, mercato_core::Error> {
///     Ok(Offer::new(id, Sku::new("tea")?, ChannelId::new(channel)?, Currency::CNY, Decimal::new(price, 2)))
/// };
/// let policy = RuleSet { parity: Some(ParityPolicy::new().tolerance_percent(Decimal::new(5, 2)).into()), ..RuleSet::default() };
/// let checker = Checker::new(&policy, &time::parse_timestamp("2026-11-11T00:00:00+08:00")?)?;
/// let offers = [tea("a", "tmall", 100_00)?, tea("b", "jd", 94_99)?, tea("c", "own_site", 97_00)?];
/// let conflicts: Vec<_> = checker.check_iter(&offers)?.collect();
/// assert_eq!(conflicts.len(), 1);
/// assert_eq!(conflicts[0].parties, ["a", "b"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Checker {
    rules: Arc<Compiled>,
}

impl Checker {
    /// The policy with the rules that are in force at `as_of`.
    ///
    /// # Errors
    /// Every mistake of the policy: see [`RuleSet::check`].
    pub fn new(policy: &RuleSet, as_of: &DateTime<FixedOffset>) -> Result<Self, ChannelError> {
        policy.check()?;
        let rates = Rates::new(&policy.fx)?;
        let parity = policy.parity.as_ref().map(|rule| {
            let compiled = CompiledParity::new(&rule.policy(), policy.currency, rates, policy.include_personal);
            (rule.name().to_owned(), compiled)
        });
        let rules = Compiled {
            parity,
            limits: CompiledLimits::new(&policy.map_rules, as_of),
            agreements: CompiledAgreements::new(&policy.agreements, as_of),
        };
        Ok(Self { rules: Arc::new(rules) })
    }

    /// Every conflict of the offers, by kind, thing and name.
    ///
    /// # Errors
    /// As [`OfferTable::from_offers`] and [`Checker::check_table`].
    pub fn check(&self, offers: &[Offer]) -> Result<Vec<Conflict>, ChannelError> {
        Ok(self.check_iter(offers)?.collect())
    }

    /// As [`Checker::check`], with each conflict written out only as it is taken.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub fn check_iter<'a>(
        &self,
        offers: &'a [Offer],
    ) -> Result<impl Iterator<Item = Conflict> + use<'a>, ChannelError> {
        self.check_at_most(OfferTable::from_offers(offers)?, usize::MAX)
    }

    pub(crate) fn check_at_most<'a>(
        &self,
        table: OfferTable<'a>,
        most: usize,
    ) -> Result<impl Iterator<Item = Conflict> + use<'a>, ChannelError> {
        let (by_kind, prices) = self.rules.find(&table, most)?;
        if by_kind.iter().map(Vec::len).sum::<usize>() > most {
            return Err(crate::parity::too_many().into());
        }
        let rules = Arc::clone(&self.rules);
        let order = ConflictKind::ALL.into_iter().zip(by_kind);
        Ok(order.flat_map(|(kind, found)| found.into_iter().map(move |finding| (kind, finding))).filter_map(
            move |(kind, finding)| {
                let writer = Writer { rules: &rules, table: &table, prices: prices.as_ref() };
                // refused only for amounts that the table's door keeps out
                writer.conflict(kind, &finding).ok()
            },
        ))
    }

    /// Every conflict of a table, by number: ten times faster than written out, and 32 bytes each.
    ///
    /// # Errors
    /// `currency_mismatch` where offers differ in currency and the policy names none to compare in, or where an offer and its limit do;
    /// `not_found` for a rate that is missing.
    pub fn check_table<'t, 'a>(&self, table: &'t OfferTable<'a>) -> Result<Findings<'t, 'a>, ChannelError> {
        let (by_kind, prices) = self.rules.find(table, usize::MAX)?;
        Ok(Findings { rules: Arc::clone(&self.rules), table, by_kind, prices })
    }

    /// The offers under watch: each change is answered with the conflicts that it opens and closes.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub fn watch(&self, offers: Vec<Offer>) -> Result<LiveCheck, ChannelError> {
        LiveCheck::new(self.clone(), offers)
    }
}

/// What a check of a table found.
#[derive(Debug)]
pub struct Findings<'t, 'a> {
    rules: Arc<Compiled>,
    table: &'t OfferTable<'a>,
    by_kind: ByKind,
    prices: Option<PricedTable>,
}

/// A conflict, by reference to the table in which it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FindingRef<'f> {
    /// What kind of contradiction it is.
    pub kind: ConflictKind,
    /// The rule or the agreement that is broken.
    pub rule_id: &'f str,
    /// The thing.
    pub sku: &'f str,
    /// The offer, or the one with the lower price of two.
    pub offer_id: &'f str,
    /// The offer with the higher price of two.
    pub high_offer_id: Option<&'f str>,
    finding: &'f Finding,
}

impl FindingRef<'_> {
    /// The stable name.
    #[must_use]
    pub fn conflict_id(&self) -> String {
        crate::conflict_id::printed(self.finding.hash)
    }
}

impl<'a> Findings<'_, 'a> {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.by_kind.iter().map(Vec::len).sum()
    }

    /// Are there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_kind.iter().all(Vec::is_empty)
    }

    /// Each by reference, by kind, thing and name.
    pub fn iter(&self) -> impl Iterator<Item = FindingRef<'_>> {
        let order = ConflictKind::ALL.into_iter().zip(&self.by_kind);
        order.flat_map(move |(kind, found)| {
            found.iter().map(move |finding| FindingRef {
                kind,
                rule_id: self.rules.rule_id(kind, finding.rule),
                sku: self.table.skus.text(finding.thing),
                offer_id: self.table.offer_id(table::index(finding.row)),
                high_offer_id: (finding.high != NONE).then(|| self.table.offer_id(table::index(finding.high))),
                finding,
            })
        })
    }

    /// One written out, with its figures.
    ///
    /// # Errors
    /// `overflow` for an amount beyond 96 bits, which no amount of a table becomes.
    pub fn conflict(&self, finding: &FindingRef<'_>) -> Result<Conflict, ChannelError> {
        let writer = Writer { rules: &self.rules, table: self.table, prices: self.prices.as_ref() };
        Ok(writer.conflict(finding.kind, finding.finding)?)
    }

    /// The table.
    #[must_use]
    pub const fn table(&self) -> &OfferTable<'a> {
        self.table
    }
}
