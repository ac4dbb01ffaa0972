//! The parity rule, compiled, over a table of offers.

use super::sweep::{Amount, Priced, Scratch, Tolerance, pairs};
use super::symbols::NONE;
use super::table::{LOOK, OfferTable, index};
use crate::effective::{Basis, Measure};
use crate::fx::{FxRate, Rates};
use crate::parity::{Band, ParityPolicy, Reference};
use crate::price::{Price, scaled_to_exact};
use mercato_core::{Currency, Error, Exact};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// How far prices may be apart, ready to be asked.
#[derive(Debug, Clone)]
pub(crate) struct CompiledParity {
    pub(crate) measure: Measure,
    pub(crate) tolerance: Tolerance,
    pub(crate) reference: Reference,
    pub(crate) currency: Option<Currency>,
    pub(crate) rates: Rates,
}

/// What a thing's prices were found to be.
#[derive(Debug, Clone)]
pub(crate) enum Found {
    /// These rows are too far apart: the lower, the higher.
    Pair { low: u32, high: u32 },
    /// This row is too far from the reference of its thing.
    Reference { row: u32 },
}

impl Found {
    /// The rows: the lower and the higher, or the one.
    pub(crate) const fn rows(&self) -> (u32, Option<u32>) {
        match *self {
            Self::Pair { low, high } => (low, Some(high)),
            Self::Reference { row } => (row, None),
        }
    }
}

/// An entry of a thing.
fn packed(price: i64, channel: u32, row: u32) -> [u64; 2] {
    [price.cast_unsigned(), (u64::from(channel) << 32) | u64::from(row)]
}

/// What stands in an entry.
fn unpacked([price, place]: [u64; 2]) -> Priced<i64> {
    let half = |word: u64| u32::try_from(word & u64::from(u32::MAX)).unwrap_or(NONE);
    Priced { price: price.cast_signed(), channel: half(place >> 32), row: half(place) }
}

/// The prices that are compared, by thing.
#[derive(Debug)]
pub(crate) struct PricedTable {
    pub(crate) currency: Currency,
    /// By number of the table's currencies, what an amount is multiplied by.
    factors: Vec<Option<FxRate>>,
    /// Where the rows of each thing start, and where the last end.
    starts: Vec<u32>,
    /// The price in millionths, and the channel above the row in one word: memory that is handed out zeroed is not written twice.
    entries: Vec<[u64; 2]>,
    /// By row, the prices that are no millionths.
    odd: BTreeMap<u32, Exact>,
}

impl CompiledParity {
    pub(crate) fn new(policy: &ParityPolicy, currency: Option<Currency>, rates: Rates, include_personal: bool) -> Self {
        Self {
            measure: Measure { basis: policy.basis.unwrap_or(Basis::Net), per_unit: policy.per_unit, include_personal },
            tolerance: Tolerance::new(policy.tolerance_absolute, policy.tolerance_percent, policy.band == Band::Wider),
            reference: policy.reference.clone(),
            currency,
            rates,
        }
    }

    /// The currency in which the offers are compared.
    pub(crate) fn common_currency(&self, table: &OfferTable<'_>) -> Result<Currency, Error> {
        let first = table.currencies().first().copied();
        match (self.currency, first) {
            (Some(currency), _) => Ok(currency),
            (None, None) => Ok(Currency::CNY),
            (None, Some(first)) if table.currencies().len() == 1 => Ok(first),
            (None, Some(first)) => {
                let row = table.currency_numbers().iter().position(|number| *number != 0).unwrap_or_default();
                let found = table.currency(row).unwrap_or(first);
                Err(Error::CurrencyMismatch {
                    path: format!("offers[{row}].currency"),
                    expected: format!(
                        "{first}, the currency of the offers before it (or a currency of the comparison, with rates),"
                    ),
                    found: found.to_string(),
                })
            }
        }
    }

    /// The prices of the table, by thing.
    pub(crate) fn price(&self, table: &OfferTable<'_>) -> Result<PricedTable, Error> {
        let currency = self.common_currency(table)?;
        let rates: Vec<Option<FxRate>> =
            table.currencies().iter().map(|from| self.rates.between(*from, currency)).collect::<Result<_, _>>()?;
        let factors: Vec<Option<Exact>> =
            table.currencies().iter().map(|from| self.rates.factor(*from, currency)).collect::<Result<_, _>>()?;
        let converts = factors.iter().any(Option::is_some);

        let mut starts = vec![0_u32; table.skus.len().saturating_add(1)];
        let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        for sku in &table.sku {
            if let Some(count) = starts.get_mut(place(*sku).saturating_add(1)) {
                *count = count.wrapping_add(1);
            }
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            sum = sum.wrapping_add(*start);
            *start = sum;
        }
        let mut free = starts.clone();
        let mut entries = vec![[0_u64; 2]; table.len()];
        let mut odd = BTreeMap::new();
        for (row, ((sku, channel), known)) in table.sku.iter().zip(&table.channel).zip(&table.price).enumerate() {
            let row_number = u32::try_from(row).unwrap_or(NONE);
            let mut price = *known;
            if price == LOOK || converts {
                let factor =
                    table.currency_numbers().get(row).and_then(|number| factors.get(usize::from(*number))?.as_ref());
                match self.row_price(table, row, factor)? {
                    Price::Scaled(value) => price = value,
                    Price::Exact(value) => {
                        odd.insert(row_number, *value);
                        price = LOOK;
                    }
                }
            }
            if let Some(next) = free.get_mut(place(*sku)) {
                if let Some(entry) = entries.get_mut(place(*next)) {
                    *entry = packed(price, *channel, row_number);
                }
                *next = next.wrapping_add(1);
            }
        }
        Ok(PricedTable { currency, factors: rates, starts, entries, odd })
    }

    fn row_price(&self, table: &OfferTable<'_>, row: usize, factor: Option<&Exact>) -> Result<Price, Error> {
        if let Some(offer) = table.offer(row) {
            return self.measure.price(offer, factor);
        }
        let price = table.row_price(row);
        Ok(factor.map_or_else(|| Price::from(price), |factor| Price::from(&Exact::from(price) * factor)))
    }
}

/// Room that is used again from one thing to the next.
#[derive(Debug, Default)]
pub(crate) struct Room {
    offers: Vec<Priced<i64>>,
    scratch: Scratch,
}

impl PricedTable {
    /// How many things there are.
    pub(crate) fn things(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    fn packed_entries(&self, thing: usize) -> &[[u64; 2]] {
        let bound = |place: usize| self.starts.get(place).and_then(|start| usize::try_from(*start).ok());
        bound(thing)
            .zip(bound(thing.saturating_add(1)))
            .and_then(|(from, to)| self.entries.get(from..to))
            .unwrap_or(&[])
    }

    fn entries(&self, thing: usize) -> impl ExactSizeIterator<Item = Priced<i64>> {
        self.packed_entries(thing).iter().copied().map(unpacked)
    }

    /// The rate that was used for an offer in the currency with this number of the table.
    pub(crate) fn rate(&self, number: u8) -> Option<FxRate> {
        self.factors.get(usize::from(number)).copied().flatten()
    }

    /// The compared price of a row of this thing.
    pub(crate) fn price_of(&self, thing: u32, row: u32) -> Exact {
        if let Some(odd) = self.odd.get(&row) {
            return odd.clone();
        }
        let entry = self.entries(index(thing)).find(|entry| entry.row == row);
        entry.map_or(Exact::ZERO, |entry| scaled_to_exact(entry.price))
    }

    /// Puts the offers of a thing into `room`, if every price is in millionths and can be compared in that form.
    fn gather(&self, thing: usize, tolerance: &Tolerance, room: &mut Room) -> bool {
        let scaled =
            tolerance.is_scaled() && (self.odd.is_empty() || self.entries(thing).all(|entry| entry.price != LOOK));
        if scaled {
            room.offers.clear();
            room.offers.extend(self.entries(thing));
        }
        scaled
    }

    /// Are the extremes of a thing's prices close enough that every pair is? Asked of nearly every thing, and answered without a sort.
    fn agrees(&self, thing: usize, rule: &CompiledParity) -> bool {
        if !self.odd.is_empty() || !rule.tolerance.is_scaled() || rule.reference != Reference::Pairwise {
            return false;
        }
        let extremes = self
            .entries(thing)
            .fold((i64::MAX, 0_i64), |(low, high), entry| (low.min(entry.price), high.max(entry.price)));
        extremes.0 >= extremes.1 || !i64::apart(&extremes.1, &extremes.0, &extremes.1, &rule.tolerance)
    }

    fn exact(&self, thing: usize) -> Vec<Priced<Exact>> {
        let exact = |entry: Priced<i64>| Priced {
            price: self.odd.get(&entry.row).cloned().unwrap_or_else(|| scaled_to_exact(entry.price)),
            channel: entry.channel,
            row: entry.row,
        };
        self.entries(thing).map(exact).collect()
    }

    /// What a thing's prices are compared with, by number of the reference channel in the table.
    pub(crate) fn reference(&self, thing: u32, reference: &Reference, channel: u32) -> Option<Exact> {
        let mut offers = self.exact(usize::try_from(thing).ok()?);
        offers.sort_unstable_by(|a, b| a.price.cmp(&b.price));
        let (low, high) = reference_of(&offers, reference, channel)?;
        (low + high).checked_div(&Exact::from(2))
    }

    /// How many comparisons a thing asks for, and none at all if its reference channel does not offer it.
    pub(crate) fn comparisons(&self, thing: usize, reference: &Reference, channel: u32) -> Option<u64> {
        let entries = self.entries(thing);
        let total = entries.len();
        let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
        let pairs = |number: usize| count(number).wrapping_mul(count(number).saturating_sub(1)) / 2;
        match reference {
            Reference::Pairwise => {
                let mut channels: Vec<u32> = entries.map(|entry| entry.channel).collect();
                channels.sort_unstable();
                let same: u64 = channels.chunk_by(|a, b| a == b).map(|run| pairs(run.len())).sum();
                Some(pairs(total).saturating_sub(same))
            }
            Reference::Channel(_) => {
                let own = entries.filter(|entry| entry.channel == channel).count();
                (own > 0).then(|| count(total.saturating_sub(own)))
            }
            _ => Some(count(total)),
        }
    }

    /// Calls `found` for each conflict of a thing.
    pub(crate) fn check(
        &self,
        thing: usize,
        rule: &CompiledParity,
        channel: u32,
        room: &mut Room,
        found: &mut impl FnMut(Found) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        if self.agrees(thing, rule) {
            return ControlFlow::Continue(());
        }
        if self.gather(thing, &rule.tolerance, room) {
            let Room { offers, scratch } = room;
            if rule.reference == Reference::Pairwise {
                return pairs(offers, &rule.tolerance, scratch, &mut |low, high| {
                    found(Found::Pair { low: low.row, high: high.row })
                });
            }
            offers.sort_unstable_by_key(|offer| offer.price);
            match reference_of(offers, &rule.reference, channel) {
                None => return ControlFlow::Continue(()),
                // the mean of the two is a whole number of millionths
                Some((low, high)) if high.wrapping_sub(*low) % 2 == 0 => {
                    let reference = low.midpoint(*high);
                    return against(offers, &reference, rule, channel, found);
                }
                Some(_) => {}
            }
        }
        let mut offers = self.exact(thing);
        if rule.reference == Reference::Pairwise {
            return pairs(&mut offers, &rule.tolerance, &mut room.scratch, &mut |low, high| {
                found(Found::Pair { low: low.row, high: high.row })
            });
        }
        offers.sort_unstable_by(|a, b| a.price.cmp(&b.price));
        let mean = reference_of(&offers, &rule.reference, channel)
            .and_then(|(low, high)| (low + high).checked_div(&Exact::from(2)));
        match mean {
            Some(reference) => against(&offers, &reference, rule, channel, found),
            None => ControlFlow::Continue(()),
        }
    }
}

/// The two prices whose mean is the reference, of offers in order of price: twice the same but for a median of an even count.
fn reference_of<'o, A: Amount>(offers: &'o [Priced<A>], reference: &Reference, channel: u32) -> Option<(&'o A, &'o A)> {
    let price = |place: usize| offers.get(place).map(|offer| &offer.price);
    let twice = |price: &'o A| (price, price);
    let last = offers.len().checked_sub(1)?;
    match reference {
        Reference::Pairwise => None,
        Reference::Lowest => price(0).map(twice),
        Reference::Highest => price(last).map(twice),
        Reference::Median => price(last / 2).zip(price(offers.len() / 2)),
        Reference::Channel(_) => offers.iter().find(|offer| offer.channel == channel).map(|offer| twice(&offer.price)),
    }
}

/// Each offer against the reference; those of the reference channel are not compared.
fn against<A: Amount>(
    offers: &[Priced<A>],
    reference: &A,
    rule: &CompiledParity,
    channel: u32,
    found: &mut impl FnMut(Found) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let by_channel = matches!(rule.reference, Reference::Channel(_));
    for offer in offers.iter().filter(|offer| !by_channel || offer.channel != channel) {
        let (high, low) = if offer.price > *reference { (&offer.price, reference) } else { (reference, &offer.price) };
        if A::apart(high, low, reference, &rule.tolerance) {
            found(Found::Reference { row: offer.row })?;
        }
    }
    ControlFlow::Continue(())
}
