//! Offers in columns: how many millions of them are held and compared.
//!
//! A table borrows every text from where it stands (a list of offers, the text of a file) and holds numbers: things, channels,
//! brands, categories and territories are numbered as they first appear, and a price is an `i64` of millionths. Memory a row beyond
//! the texts: 29 bytes, 16 for the id of a row that comes without an [`Offer`], and 26 to 37 for each distinct thing.

use super::symbols::{NONE, SparseColumn, Symbols};
use crate::check::not_blank;
use crate::conflict_id::check_part;
use crate::offer::{Offer, amount};
use crate::parity::Reference;
use crate::price;
use hashbrown::HashSet;
use mercato_core::{Currency, Decimal, Error};
use std::collections::BTreeMap;
use std::hash::BuildHasher;

/// A price that is not held in millionths, or is not all there is to an offer: look at the offer.
pub(crate) const LOOK: i64 = i64::MIN;

/// A number of a row as an index.
pub(crate) fn index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}

/// How many rows are numbered together.
const BLOCK: usize = 256;

/// An offer of one unit without coupons, shipping and tax on top, as it is read from a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferRow<'a> {
    /// The offer's name, unique in its table.
    pub offer_id: &'a str,
    /// The thing.
    pub sku: &'a str,
    /// Where it is offered.
    pub channel_id: &'a str,
    /// The currency of the price.
    pub currency: Currency,
    /// The advertised price, at least 0.
    pub price: Decimal,
    /// The brand of the thing.
    pub brand: Option<&'a str>,
    /// Its category path.
    pub category: Option<&'a str>,
    /// Where it is shipped to.
    pub territory: Option<&'a str>,
}

/// Where what a table does not hold itself stands.
#[derive(Debug, Clone)]
enum Source<'a> {
    Slice(&'a [Offer]),
    Refs(Vec<&'a Offer>),
    Rows { ids: Vec<&'a str>, odd_prices: BTreeMap<usize, Decimal> },
}

/// Offers in columns, checked: ids unique, amounts not negative.
///
/// ```
/// use mercato_channel::{OfferRow, OfferTable};
/// use mercato_core::{Currency, decimal};
/// let text = "o1,tea,jd,19.90\no2,tea,tmall,21.50";
/// let rows = text.lines().map(|line| {
///     let mut cells = line.split(',');
///     let mut next = || cells.next().unwrap_or_default();
///     let (offer_id, sku, channel_id) = (next(), next(), next());
///     let price = decimal::parse(next())?;
///     Ok(OfferRow { offer_id, sku, channel_id, currency: Currency::CNY, price, brand: None, category: None, territory: None })
/// });
/// let rows: Vec<OfferRow> = rows.collect::<Result<_, mercato_core::Error>>()?;
/// assert_eq!(OfferTable::from_rows(rows)?.len(), 2);
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct OfferTable<'a> {
    source: Source<'a>,
    pub(crate) skus: Symbols<'a>,
    pub(crate) sku: Vec<u32>,
    pub(crate) channels: Symbols<'a>,
    pub(crate) channel: Vec<u32>,
    pub(crate) brands: SparseColumn<'a>,
    pub(crate) categories: SparseColumn<'a>,
    pub(crate) territories: SparseColumn<'a>,
    currencies: Vec<Currency>,
    currency: Vec<u8>,
    pub(crate) price: Vec<i64>,
    /// Rows that wait to be numbered together, with their prices.
    block: Vec<(OfferRow<'a>, i64)>,
}

impl<'a> OfferTable<'a> {
    fn empty(source: Source<'a>, rows: usize) -> Self {
        Self {
            source,
            skus: Symbols::default(),
            sku: Vec::with_capacity(rows),
            channels: Symbols::default(),
            channel: Vec::with_capacity(rows),
            brands: SparseColumn::default(),
            categories: SparseColumn::default(),
            territories: SparseColumn::default(),
            currencies: Vec::new(),
            currency: Vec::with_capacity(rows),
            price: Vec::with_capacity(rows),
            block: Vec::with_capacity(BLOCK),
        }
    }

    /// The table of a list of offers.
    ///
    /// # Errors
    /// `invalid_argument` for an offer with an amount below 0, a blank id or a pack of nothing; `duplicate_id` for an id that occurs
    /// twice; `overflow` for 2^32 offers or more.
    pub fn from_offers(offers: &'a [Offer]) -> Result<Self, Error> {
        let mut table = Self::empty(Source::Slice(offers), offers.len());
        table.take(offers.iter())?;
        Ok(table)
    }

    /// The table of offers that stand apart, each of them checked, their ids known to be unique.
    pub(crate) fn from_refs(offers: Vec<&'a Offer>) -> Self {
        let mut table = Self::empty(Source::Refs(Vec::new()), offers.len());
        for offer in &offers {
            table.push(offer);
        }
        table.flush();
        table.source = Source::Refs(offers);
        table
    }

    /// The table of rows.
    ///
    /// # Errors
    /// As [`OfferTable::from_offers`].
    pub fn from_rows(rows: impl IntoIterator<Item = OfferRow<'a>>) -> Result<Self, Error> {
        let rows = rows.into_iter();
        let expected = rows.size_hint().0;
        let mut ids = Vec::with_capacity(expected);
        let mut odd_prices = BTreeMap::new();
        let mut table = Self::empty(Source::Slice(&[]), expected);
        for (index, row) in rows.enumerate() {
            let at = |error: Error| error.at("offers", index);
            for (path, text) in [("offer_id", row.offer_id), ("sku", row.sku), ("channel_id", row.channel_id)] {
                not_blank(path, text).map_err(at)?;
            }
            check_part("offer_id", row.offer_id).and_then(|()| check_part("sku", row.sku)).map_err(at)?;
            amount("price", row.price).map_err(at)?;
            ids.push(row.offer_id);
            let price = price::scaled(row.price);
            if price.is_none() {
                odd_prices.insert(index, row.price);
            }
            table.push_columns(row, price.unwrap_or(LOOK));
        }
        table.flush();
        table.source = Source::Rows { ids, odd_prices };
        table.check_ids()?;
        Ok(table)
    }

    fn take(&mut self, offers: impl Iterator<Item = &'a Offer>) -> Result<(), Error> {
        for (index, offer) in offers.enumerate() {
            offer.check().map_err(|error| error.at("offers", index))?;
            self.push(offer);
        }
        self.flush();
        self.check_ids()
    }

    fn push(&mut self, offer: &'a Offer) {
        let row = OfferRow {
            offer_id: &offer.offer_id,
            sku: offer.sku.as_str(),
            channel_id: offer.channel_id.as_str(),
            currency: offer.currency,
            price: offer.price,
            brand: offer.brand.as_deref(),
            category: offer.category.as_deref(),
            territory: offer.territory.as_deref(),
        };
        let price = if offer.is_plain() { price::scaled(offer.price).unwrap_or(LOOK) } else { LOOK };
        self.push_columns(row, price);
    }

    /// Takes a row; what it says stands in the columns when the block is full, or [`OfferTable::flush`] is called.
    fn push_columns(&mut self, row: OfferRow<'a>, price: i64) {
        self.block.push((row, price));
        if self.block.len() == BLOCK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let Self {
            block,
            skus,
            sku,
            channels,
            channel,
            brands,
            categories,
            territories,
            currencies,
            currency,
            price,
            ..
        } = self;
        let first = sku.len();
        skus.number_all(block.iter().map(|(row, _)| row.sku), sku);
        channels.number_all(block.iter().map(|(row, _)| row.channel_id), channel);
        for (index, (row, millionths)) in block.iter().enumerate() {
            let index = first.saturating_add(index);
            brands.set(index, row.brand);
            categories.set(index, row.category);
            territories.set(index, row.territory);
            let known = currencies.iter().position(|currency| *currency == row.currency);
            let number = known.unwrap_or_else(|| {
                currencies.push(row.currency);
                currencies.len().saturating_sub(1)
            });
            // ISO 4217 has fewer than 256 codes
            currency.push(u8::try_from(number).unwrap_or(u8::MAX));
            price.push(*millionths);
        }
        block.clear();
    }

    /// Refuses more offers than can be numbered, and ids that occur twice. Hashes are sorted, which takes eight bytes an offer for
    /// as long as it lasts; the ids themselves are compared only where two hashes are equal.
    fn check_ids(&mut self) -> Result<(), Error> {
        self.skus.shrink();
        if u32::try_from(self.len()).is_err() {
            return Err(Error::overflow("offers", self.len(), "2^32 - 1 offers: split the list"));
        }
        let hasher = hashbrown::DefaultHashBuilder::default();
        let mut hashes: Vec<u64> = (0..self.len()).map(|row| hasher.hash_one(self.offer_id(row))).collect();
        #[cfg(feature = "rayon")]
        rayon::slice::ParallelSliceMut::par_sort_unstable(hashes.as_mut_slice());
        #[cfg(not(feature = "rayon"))]
        hashes.sort_unstable();
        let suspects: HashSet<u64> = hashes
            .windows(2)
            .filter_map(|pair| pair.first().filter(|first| pair.last() == Some(*first)).copied())
            .collect();
        drop(hashes);
        if suspects.is_empty() {
            return Ok(());
        }
        let mut seen = HashSet::new();
        for row in 0..self.len() {
            let id = self.offer_id(row);
            if suspects.contains(&hasher.hash_one(id)) && !seen.insert(id) {
                return Err(Error::duplicate("offer_id", id).at("offers", row));
            }
        }
        Ok(())
    }

    /// How many offers it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.sku.len()
    }

    /// Does it hold none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sku.is_empty()
    }

    /// The id of the offer in row `row`; empty beyond the last.
    #[must_use]
    pub fn offer_id(&self, row: usize) -> &'a str {
        match &self.source {
            Source::Slice(offers) => offers.get(row).map_or("", |offer| offer.offer_id.as_str()),
            Source::Refs(offers) => offers.get(row).map_or("", |offer| offer.offer_id.as_str()),
            Source::Rows { ids, .. } => ids.get(row).copied().unwrap_or_default(),
        }
    }

    /// The offer in row `row`, where the table was made of offers.
    pub(crate) fn offer(&self, row: usize) -> Option<&'a Offer> {
        match &self.source {
            Source::Slice(offers) => offers.get(row),
            Source::Refs(offers) => offers.get(row).copied(),
            Source::Rows { .. } => None,
        }
    }

    /// The price of a row that is no [`Offer`], as it was given.
    pub(crate) fn row_price(&self, row: usize) -> Decimal {
        let odd = match &self.source {
            Source::Rows { odd_prices, .. } => odd_prices.get(&row).copied(),
            _ => None,
        };
        odd.unwrap_or_else(|| Decimal::new(self.price.get(row).copied().unwrap_or_default(), price::SCALE))
    }

    pub(crate) fn currency(&self, row: usize) -> Option<Currency> {
        let number = *self.currency.get(row)?;
        self.currencies.get(usize::from(number)).copied()
    }

    /// Every currency that occurs, in the order of appearance.
    pub(crate) fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    pub(crate) fn currency_numbers(&self) -> &[u8] {
        &self.currency
    }

    pub(crate) fn sku_text(&self, row: usize) -> &'a str {
        self.sku.get(row).map_or("", |number| self.skus.text(*number))
    }

    pub(crate) fn channel_text(&self, row: usize) -> &'a str {
        self.channel.get(row).map_or("", |number| self.channels.text(*number))
    }

    /// The number of the channel that a reference names; [`NONE`] if it names none, or one without offers.
    pub(crate) fn reference_channel(&self, reference: &Reference) -> u32 {
        match reference {
            Reference::Channel(channel) => self.channels.find(channel.as_str()).unwrap_or(NONE),
            _ => NONE,
        }
    }
}
