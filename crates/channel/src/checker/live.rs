//! A catalogue under watch: what does a change open, and what does it close?
//!
//! The offers stand in slots; those of one thing are chained, and two tables of numbers find an offer by its id and a chain by its
//! thing. A change looks at the chains of the things that it touches, before and after, and at nothing else.

use super::table::OfferTable;
use super::{Checker, table};
use crate::conflict_id::printed;
use crate::error::ChannelError;
use crate::offer::Offer;
use hashbrown::HashTable;
use mercato_core::{Currency, Error};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

/// A change to a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[allow(clippy::large_enum_variant, reason = "nearly every change is an offer")]
pub enum Change {
    /// An offer that is new, or takes the place of the one with its id.
    Upsert {
        /// The offer.
        offer: Offer,
    },
    /// An offer that is taken away.
    Remove {
        /// Its id.
        offer_id: String,
    },
}

/// What a change did.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Delta {
    /// The names of conflicts that there were not before, sorted.
    pub opened: Vec<String>,
    /// The names of conflicts that there are no more, sorted.
    pub closed: Vec<String>,
    /// How many conflicts there were before and are still.
    pub unchanged: usize,
    /// The things whose offers changed, sorted.
    pub touched_skus: Vec<String>,
}

/// The end of a chain.
const END: u32 = u32::MAX;

/// Offers under watch.
///
/// ```
/// use mercato_channel::{Change, Checker, Offer, ParityPolicy, RuleSet};
/// use mercato_core::{ChannelId, Currency, Decimal, Sku, time};
/// let tea = |id: &str, channel: &str, price: i64| -> Result<Offer, mercato_core::Error> {
///     Ok(Offer::new(id, Sku::new("tea")?, ChannelId::new(channel)?, Currency::CNY, Decimal::new(price, 2)))
/// };
/// let policy = RuleSet { parity: Some(ParityPolicy::new().into()), ..RuleSet::default() };
/// let checker = Checker::new(&policy, &time::parse_timestamp("2026-11-11T00:00:00+08:00")?)?;
/// let mut live = checker.watch(vec![tea("a", "tmall", 100_00)?, tea("b", "jd", 100_00)?])?;
/// assert_eq!(live.open(), 0);
/// let delta = live.apply(Change::Upsert { offer: tea("b", "jd", 99_00)? })?;
/// assert_eq!((delta.opened.len(), delta.closed.len(), live.open()), (1, 0, 1));
/// let delta = live.apply(Change::Remove { offer_id: "a".into() })?;
/// assert_eq!((delta.opened.len(), delta.closed.len(), live.open()), (0, 1, 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct LiveCheck {
    checker: Checker,
    slots: Vec<Option<Offer>>,
    /// For each slot, the next one of the same thing.
    next: Vec<u32>,
    free: Vec<u32>,
    by_id: HashTable<u32>,
    /// The first slot of each thing.
    heads: HashTable<u32>,
    hasher: hashbrown::DefaultHashBuilder,
    currencies: BTreeMap<Currency, u64>,
    open: usize,
}

/// What is in a slot of a table of slots, and in no other.
fn in_slot(slots: &[Option<Offer>], slot: u32) -> Option<&Offer> {
    slots.get(table::index(slot))?.as_ref()
}

fn id_in(slots: &[Option<Offer>], slot: u32) -> &str {
    in_slot(slots, slot).map_or("", |offer| offer.offer_id.as_str())
}

fn sku_in(slots: &[Option<Offer>], slot: u32) -> &str {
    in_slot(slots, slot).map_or("", |offer| offer.sku.as_str())
}

impl LiveCheck {
    pub(super) fn new(checker: Checker, offers: Vec<Offer>) -> Result<Self, ChannelError> {
        let open = {
            let (by_kind, _) = checker.rules.find(&OfferTable::from_offers(&offers)?, usize::MAX)?;
            by_kind.iter().map(Vec::len).sum()
        };
        let mut live = Self {
            checker,
            next: vec![END; offers.len()],
            free: Vec::new(),
            by_id: HashTable::with_capacity(offers.len()),
            heads: HashTable::new(),
            hasher: hashbrown::DefaultHashBuilder::default(),
            currencies: BTreeMap::new(),
            open,
            slots: offers.into_iter().map(Some).collect(),
        };
        for slot in 0..live.slots.len() {
            live.link(u32::try_from(slot).unwrap_or(END));
        }
        Ok(live)
    }

    /// How many conflicts there are.
    #[must_use]
    pub const fn open(&self) -> usize {
        self.open
    }

    /// The offer with this id.
    #[must_use]
    pub fn offer(&self, offer_id: &str) -> Option<&Offer> {
        in_slot(&self.slots, self.slot_of(offer_id)?)
    }

    /// Every offer, in no order that means anything.
    pub fn offers(&self) -> impl Iterator<Item = &Offer> {
        self.slots.iter().flatten()
    }

    /// The offers of this thing, in no order that means anything: where to look when a change has touched it.
    pub fn offers_of(&self, sku: &str) -> impl Iterator<Item = &Offer> {
        self.chain(sku).filter_map(|slot| in_slot(&self.slots, slot))
    }

    fn slot_of(&self, offer_id: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(offer_id);
        self.by_id.find(hash, |slot| id_in(&self.slots, *slot) == offer_id).copied()
    }

    /// The slots of a thing.
    fn chain(&self, sku: &str) -> impl Iterator<Item = u32> {
        let first = self.heads.find(self.hasher.hash_one(sku), |slot| sku_in(&self.slots, *slot) == sku).copied();
        std::iter::successors(first, |slot| self.next.get(table::index(*slot)).copied().filter(|next| *next != END))
    }

    /// Enters what stands in a slot.
    fn link(&mut self, slot: u32) {
        let Self { slots, next, by_id, heads, hasher, currencies, .. } = self;
        let Some(offer) = in_slot(slots, slot) else { return };
        by_id.insert_unique(hasher.hash_one(offer.offer_id.as_str()), slot, |other| {
            hasher.hash_one(id_in(slots, *other))
        });
        let sku = offer.sku.as_str();
        let head = heads.entry(
            hasher.hash_one(sku),
            |head| sku_in(slots, *head) == sku,
            |head| hasher.hash_one(sku_in(slots, *head)),
        );
        let after = match head {
            hashbrown::hash_table::Entry::Occupied(mut head) => std::mem::replace(head.get_mut(), slot),
            hashbrown::hash_table::Entry::Vacant(place) => {
                place.insert(slot);
                END
            }
        };
        if let Some(next) = next.get_mut(table::index(slot)) {
            *next = after;
        }
        let count = currencies.entry(offer.currency).or_default();
        *count = count.saturating_add(1);
    }

    /// Takes out the offer with this id.
    fn take(&mut self, offer_id: &str) {
        let Some(slot) = self.slot_of(offer_id) else { return };
        let Self { slots, next, by_id, heads, hasher, currencies, free, .. } = self;
        let Some(offer) = in_slot(slots, slot) else { return };
        if let Ok(entry) = by_id.find_entry(hasher.hash_one(offer_id), |other| *other == slot) {
            entry.remove();
        }
        let after = next.get(table::index(slot)).copied().unwrap_or(END);
        let sku = offer.sku.as_str();
        if let Ok(mut head) = heads.find_entry(hasher.hash_one(sku), |head| sku_in(slots, *head) == sku) {
            if *head.get() != slot {
                let mut before = *head.get();
                while let Some(link) = next.get_mut(table::index(before)) {
                    if *link == slot {
                        *link = after;
                        break;
                    }
                    before = *link;
                }
            } else if after == END {
                head.remove();
            } else {
                *head.get_mut() = after;
            }
        }
        if let Some(count) = currencies.get_mut(&offer.currency) {
            *count = count.saturating_sub(1);
        }
        currencies.retain(|_, count| *count > 0);
        if let Some(place) = slots.get_mut(table::index(slot)) {
            *place = None;
        }
        free.push(slot);
    }

    fn put(&mut self, offer: Offer) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            self.next.push(END);
            u32::try_from(self.slots.len().saturating_sub(1)).unwrap_or(END)
        });
        if let Some(place) = self.slots.get_mut(table::index(slot)) {
            *place = Some(offer);
        }
        self.link(slot);
    }

    /// Makes a change, and says what it opened and closed.
    ///
    /// # Errors
    /// As [`LiveCheck::apply_all`].
    pub fn apply(&mut self, change: Change) -> Result<Delta, ChannelError> {
        self.apply_all(vec![change])
    }

    /// Makes changes in their order, and says what they opened and closed together. A refused list changes nothing.
    ///
    /// # Errors
    /// `invalid_argument` for an offer that is not valid; `not_found` for the removal of an offer that is not there, and for a rate that
    /// is missing; `currency_mismatch` where the offers then differ in currency and the policy names none to compare in, or where an
    /// offer and its limit do.
    pub fn apply_all(&mut self, changes: Vec<Change>) -> Result<Delta, ChannelError> {
        let mut last: BTreeMap<&str, Option<&Offer>> = BTreeMap::new();
        let mut touched: BTreeSet<&str> = BTreeSet::new();
        for (index, change) in changes.iter().enumerate() {
            let (id, becomes) = match change {
                Change::Upsert { offer } => {
                    offer.check().map_err(|error| error.within("offer").at("changes", index))?;
                    (offer.offer_id.as_str(), Some(offer))
                }
                Change::Remove { offer_id } => (offer_id.as_str(), None),
            };
            let was = last.get(id).copied().unwrap_or_else(|| self.offer(id));
            if becomes.is_none() && was.is_none() {
                return Err(Error::not_found("offer_id", id).at("changes", index).into());
            }
            touched.extend(was.into_iter().chain(becomes).map(|offer| offer.sku.as_str()));
            last.insert(id, becomes);
        }
        self.check_currencies(&last)?;

        let before: Vec<&Offer> =
            touched.iter().flat_map(|sku| self.chain(sku)).filter_map(|slot| in_slot(&self.slots, slot)).collect();
        let kept = before.iter().copied().filter(|offer| !last.contains_key(offer.offer_id.as_str()));
        let after: Vec<&Offer> = kept.chain(last.values().copied().flatten()).collect();
        let was = self.names(before)?;
        let is = self.names(after)?;
        let names =
            |of: &BTreeSet<u128>, not_of: &BTreeSet<u128>| of.difference(not_of).map(|hash| printed(*hash)).collect();
        let delta = Delta {
            opened: names(&is, &was),
            closed: names(&was, &is),
            unchanged: self.open.saturating_sub(was.difference(&is).count()),
            touched_skus: touched.iter().map(|sku| (*sku).to_owned()).collect(),
        };
        self.open = delta.unchanged.saturating_add(delta.opened.len());

        let mut rest: BTreeSet<String> = last.keys().map(|id| (*id).to_owned()).collect();
        for id in &rest {
            self.take(id);
        }
        for change in changes.into_iter().rev() {
            match change {
                Change::Upsert { offer } => {
                    if rest.remove(&offer.offer_id) {
                        self.put(offer);
                    }
                }
                Change::Remove { offer_id } => {
                    rest.remove(&offer_id);
                }
            }
        }
        Ok(delta)
    }

    /// The names of the conflicts of these offers, which are all that some things have.
    fn names(&self, offers: Vec<&Offer>) -> Result<BTreeSet<u128>, ChannelError> {
        let found = self.checker.rules.find(&OfferTable::from_refs(offers), usize::MAX);
        // a row of this table is none of the list that was given
        let (by_kind, _) = found.map_err(|error| match error {
            Error::CurrencyMismatch { .. } => error.named("changes"),
            other => other,
        })?;
        Ok(by_kind.iter().flatten().map(|finding| finding.hash).collect())
    }

    /// Refuses changes after which offers that are compared differ in currency, and no currency is named to compare in.
    fn check_currencies(&self, last: &BTreeMap<&str, Option<&Offer>>) -> Result<(), Error> {
        let named = self.checker.rules.parity.as_ref().is_none_or(|(_, rule)| rule.currency.is_some());
        if named {
            return Ok(());
        }
        let mut counts = self.currencies.clone();
        for (id, becomes) in last {
            if let Some(count) = self.offer(id).and_then(|offer| counts.get_mut(&offer.currency)) {
                *count = count.saturating_sub(1);
            }
            if let Some(offer) = becomes {
                let count = counts.entry(offer.currency).or_default();
                *count = count.saturating_add(1);
            }
        }
        let mut left = counts.into_iter().filter(|(_, count)| *count > 0);
        match (left.next(), left.next()) {
            (Some((expected, _)), Some((found, _))) => Err(Error::CurrencyMismatch {
                path: "changes".into(),
                expected: format!(
                    "{expected}, the currency of other offers (or a currency of the comparison, with rates),"
                ),
                found: found.to_string(),
            }),
            _ => Ok(()),
        }
    }

    /// Puts another policy, or the same one at another instant, in the place of the one in force, and says what that opened and
    /// closed. Every offer is looked at.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub fn replace(&mut self, checker: Checker) -> Result<Delta, ChannelError> {
        let offers = || self.slots.iter().flatten().collect::<Vec<&Offer>>();
        let things = |found: &super::ByKind, table: &OfferTable<'_>| -> BTreeMap<u128, String> {
            let name = |thing: u32| table.skus.text(thing).to_owned();
            found.iter().flatten().map(|finding| (finding.hash, name(finding.thing))).collect()
        };
        let table = OfferTable::from_refs(offers());
        let was = things(&self.checker.rules.find(&table, usize::MAX)?.0, &table);
        let is = things(&checker.rules.find(&table, usize::MAX)?.0, &table);
        let only = |of: &BTreeMap<u128, String>, not_of: &BTreeMap<u128, String>| -> Vec<(u128, String)> {
            of.iter().filter(|(hash, _)| !not_of.contains_key(hash)).map(|(hash, sku)| (*hash, sku.clone())).collect()
        };
        let (opened, closed) = (only(&is, &was), only(&was, &is));
        let touched: BTreeSet<String> = opened.iter().chain(&closed).map(|(_, sku)| sku.clone()).collect();
        let printed = |names: &[(u128, String)]| names.iter().map(|(hash, _)| printed(*hash)).collect();
        let delta = Delta {
            opened: printed(&opened),
            closed: printed(&closed),
            unchanged: was.len().saturating_sub(closed.len()),
            touched_skus: touched.into_iter().collect(),
        };
        self.open = is.len();
        self.checker = checker;
        Ok(delta)
    }
}
