//! A catalogue under watch: what does a change open, and what does it close?
//!
//! The offers stand in slots; those of one thing are chained, and two tables of numbers find an offer by its id and a chain by its
//! thing. A change looks at the chains of the things that it touches, before and after, and at nothing else.

use super::table::{LiveColumns, LiveRow, OfferTable, currency_number, held_price};
use super::{Checker, table};
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
    /// What is asked of every offer of a thing that is touched, side by side.
    links: Vec<Link>,
    free: Vec<u32>,
    by_id: HashTable<u32>,
    /// The first slot of each thing.
    heads: HashTable<u32>,
    hasher: hashbrown::DefaultHashBuilder,
    channels: Channels,
    currencies: Vec<Currency>,
    /// By number of the currency, how many offers are in it.
    counts: Vec<u64>,
    open: usize,
}

/// What is held of the offer in a slot, beside it.
#[derive(Debug, Clone, Copy)]
struct Link {
    price: i64,
    channel: u32,
    /// The next slot of the same thing.
    next: u32,
    currency: u8,
}

/// The names of channels, by number.
#[derive(Debug, Clone, Default)]
struct Channels {
    texts: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Channels {
    fn number(&mut self, text: &str) -> u32 {
        let Self { texts, numbers } = self;
        *numbers.entry_ref(text).or_insert_with(|| {
            texts.push(text.to_owned());
            u32::try_from(texts.len().saturating_sub(1)).unwrap_or(END)
        })
    }

    fn text(&self, number: u32) -> &str {
        self.texts.get(table::index(number)).map_or("", String::as_str)
    }
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
            links: Vec::with_capacity(offers.len()),
            free: Vec::new(),
            by_id: HashTable::with_capacity(offers.len()),
            heads: HashTable::new(),
            hasher: hashbrown::DefaultHashBuilder::default(),
            channels: Channels::default(),
            currencies: Vec::new(),
            counts: Vec::new(),
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

    fn next(&self, slot: u32) -> Option<u32> {
        self.links.get(table::index(slot)).map(|link| link.next).filter(|next| *next != END)
    }

    /// The slots of a thing.
    fn chain(&self, sku: &str) -> impl Iterator<Item = u32> {
        let first = self.heads.find(self.hasher.hash_one(sku), |slot| sku_in(&self.slots, *slot) == sku).copied();
        std::iter::successors(first, |slot| self.next(*slot))
    }

    /// Enters what stands in a slot.
    fn link(&mut self, slot: u32) {
        let Self { slots, links, by_id, heads, hasher, channels, currencies, counts, .. } = self;
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
        let next = match head {
            hashbrown::hash_table::Entry::Occupied(mut head) => std::mem::replace(head.get_mut(), slot),
            hashbrown::hash_table::Entry::Vacant(place) => {
                place.insert(slot);
                END
            }
        };
        let currency = currency_number(currencies, offer.currency);
        counts.resize(currencies.len(), 0);
        if let Some(count) = counts.get_mut(usize::from(currency)) {
            *count = count.saturating_add(1);
        }
        let link =
            Link { price: held_price(offer), channel: channels.number(offer.channel_id.as_str()), next, currency };
        match links.get_mut(table::index(slot)) {
            Some(place) => *place = link,
            None => links.push(link),
        }
    }

    /// Takes out the offer with this id.
    fn take(&mut self, offer_id: &str) {
        let Some(slot) = self.slot_of(offer_id) else { return };
        let after = self.next(slot).unwrap_or(END);
        let Self { slots, links, by_id, heads, hasher, counts, free, .. } = self;
        let Some(offer) = in_slot(slots, slot) else { return };
        if let Ok(entry) = by_id.find_entry(hasher.hash_one(offer_id), |other| *other == slot) {
            entry.remove();
        }
        let sku = offer.sku.as_str();
        if let Ok(mut head) = heads.find_entry(hasher.hash_one(sku), |head| sku_in(slots, *head) == sku) {
            if *head.get() != slot {
                let mut before = *head.get();
                while let Some(link) = links.get_mut(table::index(before)) {
                    if link.next == slot {
                        link.next = after;
                        break;
                    }
                    before = link.next;
                }
            } else if after == END {
                head.remove();
            } else {
                *head.get_mut() = after;
            }
        }
        let currency = links.get(table::index(slot)).map(|link| usize::from(link.currency));
        if let Some(count) = currency.and_then(|currency| counts.get_mut(currency)) {
            *count = count.saturating_sub(1);
        }
        if let Some(place) = slots.get_mut(table::index(slot)) {
            *place = None;
        }
        free.push(slot);
    }

    fn put(&mut self, offer: Offer) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
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

        let changed: HashSet<u32> = last.keys().filter_map(|id| self.slot_of(id)).collect();
        let was = self.names(&touched, &HashSet::new(), &[])?;
        let added: Vec<&Offer> = last.values().copied().flatten().collect();
        let is = self.names(&touched, &changed, &added)?;
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

    /// The names of the conflicts of these things, without the offers in some slots, with others added.
    fn names(
        &self,
        touched: &BTreeSet<&str>,
        without: &HashSet<u32>,
        added: &[&Offer],
    ) -> Result<BTreeSet<u128>, ChannelError> {
        let rules = &self.checker.rules;
        let facets = rules.limits.names_facets() || rules.agreements.names_facets();
        let slots: Vec<(u32, u32)> = (0_u32..)
            .zip(touched)
            .flat_map(|(thing, sku)| self.chain(sku).map(move |slot| (thing, slot)))
            .filter(|(_, slot)| !without.contains(slot))
            .collect();
        let rows = slots.len().saturating_add(added.len());
        let mut table = OfferTable::of_slots(&self.slots, touched.iter().copied(), rows);
        for (thing, slot) in slots {
            let Some(link) = self.links.get(table::index(slot)) else { continue };
            let Some(currency) = self.currencies.get(usize::from(link.currency)).copied() else { continue };
            let columns =
                LiveColumns { thing, channel_id: self.channels.text(link.channel), currency, price: link.price };
            table.push_live(columns, LiveRow::Slot(slot), facets);
        }
        let things: HashMap<&str, u32> = touched.iter().copied().zip(0_u32..).collect();
        for offer in added {
            let Some(thing) = things.get(offer.sku.as_str()).copied() else { continue };
            let (channel_id, currency) = (offer.channel_id.as_str(), offer.currency);
            let columns = LiveColumns { thing, channel_id, currency, price: held_price(offer) };
            table.push_live(columns, LiveRow::New(offer), facets);
        }
        let found = rules.find(&table, usize::MAX);
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
        let (mut currencies, mut counts) = (self.currencies.clone(), self.counts.clone());
        for (id, becomes) in last {
            if let Some(offer) = self.offer(id) {
                let number = usize::from(currency_number(&mut currencies, offer.currency));
                if let Some(count) = counts.get_mut(number) {
                    *count = count.saturating_sub(1);
                }
            }
            if let Some(offer) = becomes {
                let number = usize::from(currency_number(&mut currencies, offer.currency));
                counts.resize(currencies.len(), 0);
                if let Some(count) = counts.get_mut(number) {
                    *count = count.saturating_add(1);
                }
            }
        }
        let mut left = currencies.iter().zip(&counts).filter(|(_, count)| **count > 0);
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
