//! A catalogue under watch: what does a change open, and what does it close?
//!
//! The offers stand in slots; those of one thing are chained, and two tables of numbers find an offer by its id and a chain by its
//! thing. A change looks at the chains of the things that it touches, before and after, and at nothing else. In a large catalogue
//! nearly every look waits for memory, so many changes are looked up together, step by step.

use super::table::OfferTable;
use super::{Checker, pieces, table};
use crate::conflict_id::printed;
use crate::error::ChannelError;
use crate::offer::Offer;
use hashbrown::{HashMap, HashSet, HashTable};
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

impl Change {
    /// The id of the offer that changes.
    fn offer_id(&self) -> &str {
        match self {
            Self::Upsert { offer } => &offer.offer_id,
            Self::Remove { offer_id } => offer_id,
        }
    }

    /// What the offer becomes.
    const fn offer(&self) -> Option<&Offer> {
        match self {
            Self::Upsert { offer } => Some(offer),
            Self::Remove { .. } => None,
        }
    }

    fn into_offer(self) -> Option<Offer> {
        match self {
            Self::Upsert { offer } => Some(offer),
            Self::Remove { .. } => None,
        }
    }
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

/// What is in one sorted list and not in another.
fn difference<'s>(of: &'s [u128], not_of: &'s [u128]) -> impl Iterator<Item = &'s u128> {
    let mut others = not_of.iter().peekable();
    of.iter().filter(move |name| {
        while others.next_if(|other| other < name).is_some() {}
        others.peek() != Some(name)
    })
}

fn only_in(of: &[u128], not_of: &[u128]) -> Vec<String> {
    difference(of, not_of).map(|hash| printed(*hash)).collect()
}

impl LiveCheck {
    pub(super) fn new(checker: Checker, offers: Vec<Offer>) -> Result<Self, ChannelError> {
        let open = {
            let (by_kind, _) = checker.rules.find_unsorted(&OfferTable::from_offers(&offers)?, usize::MAX)?;
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
        std::iter::successors(self.head(sku), |slot| self.after(*slot)).filter_map(|slot| in_slot(&self.slots, slot))
    }

    fn slot_of(&self, offer_id: &str) -> Option<u32> {
        let hash = self.hasher.hash_one(offer_id);
        self.by_id.find(hash, |slot| id_in(&self.slots, *slot) == offer_id).copied()
    }

    /// The first slot of a thing.
    fn head(&self, sku: &str) -> Option<u32> {
        self.heads.find(self.hasher.hash_one(sku), |slot| sku_in(&self.slots, *slot) == sku).copied()
    }

    fn after(&self, slot: u32) -> Option<u32> {
        self.next.get(table::index(slot)).copied().filter(|next| *next != END)
    }

    /// The slots of things: the first of each, then the second, and so on.
    fn chains(&self, skus: &[&str]) -> Vec<u32> {
        let mut slots: Vec<u32> = skus.iter().filter_map(|sku| self.head(sku)).collect();
        let mut from = 0_usize;
        while let Some(round) = slots.get(from..).filter(|round| !round.is_empty()) {
            let next: Vec<u32> = round.iter().filter_map(|slot| self.after(*slot)).collect();
            from = slots.len();
            slots.extend(next);
        }
        slots
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

    /// Puts what an offer becomes in the place of what stands in its slot.
    fn set(&mut self, slot: Option<u32>, becomes: Option<Offer>) {
        let Some(offer) = becomes else {
            if let Some(slot) = slot {
                self.take(slot);
            }
            return;
        };
        if let Some(slot) = slot {
            let place = self.slots.get_mut(table::index(slot)).and_then(Option::as_mut);
            if let Some(was) = place.filter(|was| was.sku == offer.sku && was.currency == offer.currency) {
                *was = offer;
                return;
            }
            self.take(slot);
        }
        self.put(offer);
    }

    /// Takes out what stands in a slot.
    fn take(&mut self, slot: u32) {
        let Self { slots, next, by_id, heads, hasher, currencies, free, .. } = self;
        let Some(offer) = in_slot(slots, slot) else { return };
        if let Ok(entry) = by_id.find_entry(hasher.hash_one(offer.offer_id.as_str()), |other| *other == slot) {
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
    /// Each step is taken for all changes before the next one, so that their look-ups wait for memory together.
    ///
    /// # Errors
    /// `invalid_argument` for an offer that is not valid; `not_found` for the removal of an offer that is not there, and for a rate that
    /// is missing; `currency_mismatch` where the offers then differ in currency and the policy names none to compare in, or where an
    /// offer and its limit do.
    pub fn apply_all(&mut self, changes: Vec<Change>) -> Result<Delta, ChannelError> {
        let slots: Vec<Option<u32>> = changes.iter().map(|change| self.slot_of(change.offer_id())).collect();
        let (touched, is_last) = self.review(&changes, &slots)?;
        let outcomes = || {
            let last = changes.iter().zip(&slots).zip(&is_last).filter(|(_, is_last)| **is_last);
            last.map(|((change, slot), _)| (slot.and_then(|slot| in_slot(&self.slots, slot)), change.offer()))
        };
        self.check_currencies(outcomes())?;

        let chains = self.chains(&touched);
        let offer = |slot: &u32| in_slot(&self.slots, *slot);
        let changed: HashSet<u32> = slots.iter().copied().flatten().collect();
        let kept = chains.iter().filter(|slot| !changed.contains(*slot)).filter_map(offer);
        let before: Vec<&Offer> = chains.iter().filter_map(offer).collect();
        let after: Vec<&Offer> = kept.chain(outcomes().filter_map(|(_, becomes)| becomes)).collect();
        let (was, is) = pieces::both(|| self.names(before), || self.names(after));
        let (was, is) = (was?, is?);
        let delta = Delta {
            opened: only_in(&is, &was),
            closed: only_in(&was, &is),
            unchanged: self.open.saturating_sub(difference(&was, &is).count()),
            touched_skus: touched.iter().map(|sku| (*sku).to_owned()).collect(),
        };
        self.open = delta.unchanged.saturating_add(delta.opened.len());

        for ((change, slot), _) in changes.into_iter().zip(slots).zip(is_last).filter(|(_, is_last)| *is_last) {
            self.set(slot, change.into_offer());
        }
        Ok(delta)
    }

    /// The things that changes touch, sorted; and, of each change, whether it is the last one of its offer.
    fn review<'c>(
        &'c self,
        changes: &'c [Change],
        slots: &[Option<u32>],
    ) -> Result<(Vec<&'c str>, Vec<bool>), ChannelError> {
        // by id, the place of its last change so far
        let mut last: HashMap<&str, usize> = HashMap::with_capacity(changes.len());
        let mut touched: Vec<&str> = Vec::with_capacity(changes.len());
        for (index, (change, slot)) in changes.iter().zip(slots).enumerate() {
            if let Change::Upsert { offer } = change {
                offer.check().map_err(|error| error.within("offer").at("changes", index))?;
            }
            let was = match last.insert(change.offer_id(), index) {
                Some(before) => changes.get(before).and_then(Change::offer),
                None => slot.and_then(|slot| in_slot(&self.slots, slot)),
            };
            let (was, becomes) = (was.map(|offer| offer.sku.as_str()), change.offer().map(|offer| offer.sku.as_str()));
            if was.is_none() && becomes.is_none() {
                return Err(Error::not_found("offer_id", change.offer_id()).at("changes", index).into());
            }
            touched.extend(becomes);
            touched.extend(was.filter(|was| becomes != Some(*was)));
        }
        touched.sort_unstable();
        touched.dedup();
        let is_last = |(index, change): (usize, &Change)| last.get(change.offer_id()) == Some(&index);
        Ok((touched, changes.iter().enumerate().map(is_last).collect()))
    }

    /// The hashes that name the conflicts of these offers, which are all that some things have, sorted.
    fn names(&self, offers: Vec<&Offer>) -> Result<Vec<u128>, ChannelError> {
        let found = self.checker.rules.find_unsorted(&OfferTable::from_refs(offers), usize::MAX);
        // a row of this table is none of the list that was given
        let (by_kind, _) = found.map_err(|error| match error {
            Error::CurrencyMismatch { .. } => error.named("changes"),
            other => other,
        })?;
        let mut names: Vec<u128> = by_kind.iter().flatten().map(|finding| finding.hash).collect();
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// Refuses changes after which offers that are compared differ in currency, and no currency is named to compare in. `outcomes`:
    /// what stands under each id, and what will.
    fn check_currencies<'o>(
        &self,
        outcomes: impl Iterator<Item = (Option<&'o Offer>, Option<&'o Offer>)>,
    ) -> Result<(), Error> {
        let named = self.checker.rules.parity.as_ref().is_none_or(|(_, rule)| rule.currency.is_some());
        if named {
            return Ok(());
        }
        let mut counts = self.currencies.clone();
        for (was, becomes) in outcomes {
            if let Some(count) = was.and_then(|offer| counts.get_mut(&offer.currency)) {
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
        let was = things(&self.checker.rules.find_unsorted(&table, usize::MAX)?.0, &table);
        let is = things(&checker.rules.find_unsorted(&table, usize::MAX)?.0, &table);
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
