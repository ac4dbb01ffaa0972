//! Offers in columns: how many millions of them are held and compared.
//!
//! A table borrows every text from where it stands (a list of offers, the text of a file) and holds numbers: things, channels,
//! brands, categories and territories are numbered as they first appear, and a price is an `i64` of millionths. Memory a row beyond
//! the texts: 29 bytes, 16 for the id of a row that comes without an [`Offer`], and 26 to 37 for each distinct thing; while it is
//! read, 8 bytes a row more, and with several threads the things of up to four stretches of rows apart.

use super::pieces;
use super::symbols::{self, BLOCK, NONE, SparseColumn, Symbols};
use crate::check::not_blank;
use crate::conflict_id::check_part;
use crate::offer::{Offer, amount};
use crate::parity::Reference;
use crate::price;
use hashbrown::{DefaultHashBuilder, HashSet};
use mercato_core::{Currency, Decimal, Error};
use std::collections::BTreeMap;
use std::hash::BuildHasher;

/// A price that is not held in millionths, or is not all there is to an offer: look at the offer.
pub(crate) const LOOK: i64 = i64::MIN;

/// A number of a row as an index.
pub(crate) fn index(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}

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

/// The most stretches that are filled side by side: each has texts of its own until they are joined, and memory is bounded.
const MOST_STRETCHES: usize = 4;

/// Rows on their way into a table: all of it, or a stretch that is filled beside others.
struct Stretch<'a> {
    /// The number of its first row in the list that is read.
    first: usize,
    table: OfferTable<'a>,
    /// Ids and prices of rows that come without an [`Offer`].
    ids: Vec<&'a str>,
    odd_prices: BTreeMap<usize, Decimal>,
    /// Of every id.
    hashes: Vec<u64>,
    hasher: DefaultHashBuilder,
    block: Vec<Pending<'a>>,
}

/// A row that waits to be checked and numbered with others. Its texts are not looked at before, for the look at one that is not at
/// hand takes longer than all the rest: the looks of a block wait for memory together.
struct Pending<'a> {
    row: OfferRow<'a>,
    offer: Option<&'a Offer>,
}

impl Pending<'_> {
    fn check(&self) -> Result<(), Error> {
        if let Some(offer) = self.offer {
            return offer.check();
        }
        let row = &self.row;
        for (path, text) in [("offer_id", row.offer_id), ("sku", row.sku), ("channel_id", row.channel_id)] {
            not_blank(path, text)?;
        }
        check_part("offer_id", row.offer_id)?;
        check_part("sku", row.sku)?;
        amount("price", row.price)
    }
}

impl<'a> From<OfferRow<'a>> for Pending<'a> {
    fn from(row: OfferRow<'a>) -> Self {
        Self { row, offer: None }
    }
}

impl<'a> From<&'a Offer> for Pending<'a> {
    fn from(offer: &'a Offer) -> Self {
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
        Self { row, offer: Some(offer) }
    }
}

impl<'a> Stretch<'a> {
    fn new(first: usize, rows: usize, hasher: DefaultHashBuilder) -> Self {
        Self {
            first,
            table: OfferTable::with_capacity(rows),
            ids: Vec::new(),
            odd_prices: BTreeMap::new(),
            hashes: Vec::new(),
            hasher,
            block: Vec::with_capacity(BLOCK),
        }
    }

    /// `count` rows, asked for by number, in stretches side by side. Texts are numbered as they first appear, however many stretches
    /// there are.
    fn filled<P: Into<Pending<'a>>>(count: usize, row: impl Fn(usize) -> Option<P> + Sync) -> Result<Self, Error> {
        let stretches = count.div_ceil(BLOCK).min(pieces::threads()).clamp(1, MOST_STRETCHES);
        let size = count.div_ceil(stretches);
        let hasher = DefaultHashBuilder::default();
        let filled = pieces::side_by_side(stretches, |number| {
            let from = number.saturating_mul(size).min(count);
            let to = from.saturating_add(size).min(count);
            let mut stretch = Self::new(from, to.saturating_sub(from), hasher.clone());
            stretch.fill((from..to).filter_map(&row))?;
            Ok(stretch)
        });
        let mut filled = filled.into_iter();
        let mut all = filled.next().unwrap_or_else(|| Ok(Self::new(0, 0, hasher)))?;
        for stretch in filled {
            all.append(stretch?);
        }
        Ok(all)
    }

    fn append(&mut self, other: Self) {
        let before = self.table.len();
        self.table.append(other.table);
        self.ids.extend(other.ids);
        let odd = other.odd_prices.into_iter();
        self.odd_prices.extend(odd.map(|(row, price)| (row.saturating_add(before), price)));
        self.hashes.extend(other.hashes);
    }

    /// Takes rows, each of them checked.
    fn fill<P: Into<Pending<'a>>>(&mut self, rows: impl Iterator<Item = P>) -> Result<(), Error> {
        self.hashes.reserve_exact(self.table.sku.capacity());
        let mut rows = rows.map(Into::into);
        loop {
            self.block.extend(rows.by_ref().take(BLOCK));
            if self.block.is_empty() {
                return Ok(());
            }
            let first = self.table.len();
            self.flush();
            for (index, pending) in self.block.iter().enumerate() {
                let row = self.first.saturating_add(first).saturating_add(index);
                pending.check().map_err(|error| error.at("offers", row))?;
                self.hashes.push(self.hasher.hash_one(pending.row.offer_id));
            }
            self.block.clear();
        }
    }

    /// Puts the block into the columns.
    fn flush(&mut self) {
        let Self { table, ids, odd_prices, block, .. } = self;
        let first = table.sku.len();
        table.skus.number_all(block.iter().map(|pending| pending.row.sku), &mut table.sku);
        table.channels.number_all(block.iter().map(|pending| pending.row.channel_id), &mut table.channel);
        for (index, Pending { row, offer }) in block.iter().enumerate() {
            let index = first.saturating_add(index);
            table.brands.set(index, row.brand);
            table.categories.set(index, row.category);
            table.territories.set(index, row.territory);
            let currency = table.currency_number(row.currency);
            table.currency.push(currency);
            let scaled = price::scaled(row.price);
            if offer.is_none() {
                if ids.is_empty() {
                    ids.reserve_exact(table.sku.capacity());
                }
                ids.push(row.offer_id);
                if scaled.is_none() {
                    odd_prices.insert(index, row.price);
                }
            }
            let plain = offer.is_none_or(Offer::is_plain);
            table.price.push(scaled.filter(|_| plain).unwrap_or(LOOK));
        }
    }

    /// The table, if its ids are unique and it holds no more offers than can be numbered.
    fn into_table(
        self,
        source: impl FnOnce(Vec<&'a str>, BTreeMap<usize, Decimal>) -> Source<'a>,
    ) -> Result<OfferTable<'a>, Error> {
        let Self { mut table, ids, odd_prices, hashes, hasher, .. } = self;
        if u32::try_from(table.len()).is_err() {
            return Err(Error::overflow("offers", table.len(), "2^32 - 1 offers: split the list"));
        }
        table.skus.shrink();
        table.source = source(ids, odd_prices);
        table.check_ids(hashes, &hasher)?;
        Ok(table)
    }
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
}

impl<'a> OfferTable<'a> {
    fn with_capacity(rows: usize) -> Self {
        Self {
            source: Source::Slice(&[]),
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
        }
    }

    /// The number of a currency.
    fn currency_number(&mut self, currency: Currency) -> u8 {
        let known = self.currencies.iter().position(|known| *known == currency);
        let number = known.unwrap_or_else(|| {
            self.currencies.push(currency);
            self.currencies.len().saturating_sub(1)
        });
        // ISO 4217 has fewer than 256 codes
        u8::try_from(number).unwrap_or(u8::MAX)
    }

    /// Puts the rows of another table behind those of this one. Texts are numbered before columns grow, and each column is given
    /// back as it is taken over, so that no two halves are held twice.
    fn append(&mut self, other: Self) {
        let (before, added) = (self.len(), other.len());
        let renumber = |column: &mut Vec<u32>, numbers: Vec<u32>, renumbered: &[u32]| {
            column.extend(numbers.into_iter().map(|number| symbols::renumbered(renumbered, number)));
        };
        let skus = self.skus.append(other.skus);
        let channels = self.channels.append(other.channels);
        renumber(&mut self.sku, other.sku, &skus);
        renumber(&mut self.channel, other.channel, &channels);
        self.brands.append(before, other.brands, added);
        self.categories.append(before, other.categories, added);
        self.territories.append(before, other.territories, added);
        let currencies: Vec<u8> = other.currencies.iter().map(|currency| self.currency_number(*currency)).collect();
        let number = |number: u8| currencies.get(usize::from(number)).copied().unwrap_or(u8::MAX);
        self.currency.extend(other.currency.into_iter().map(number));
        self.price.extend(other.price);
    }

    /// The table of a list of offers; with the feature `rayon`, read by all threads.
    ///
    /// # Errors
    /// `invalid_argument` for an offer with an amount below 0, a blank id or a pack of nothing; `duplicate_id` for an id that occurs
    /// twice; `overflow` for 2^32 offers or more.
    pub fn from_offers(offers: &'a [Offer]) -> Result<Self, Error> {
        let stretch = Stretch::filled(offers.len(), |index| offers.get(index))?;
        stretch.into_table(|_, _| Source::Slice(offers))
    }

    /// The table of offers that stand apart, each of them checked, their ids known to be unique.
    pub(crate) fn from_refs(offers: Vec<&'a Offer>) -> Self {
        let mut stretch = Stretch::new(0, offers.len(), DefaultHashBuilder::default());
        for block in offers.chunks(BLOCK) {
            stretch.block.extend(block.iter().copied().map(Pending::from));
            stretch.flush();
            stretch.block.clear();
        }
        Self { source: Source::Refs(offers), ..stretch.table }
    }

    /// The table of rows.
    ///
    /// # Errors
    /// As [`OfferTable::from_offers`].
    pub fn from_rows(rows: impl IntoIterator<Item = OfferRow<'a>>) -> Result<Self, Error> {
        let rows = rows.into_iter();
        let mut stretch = Stretch::new(0, rows.size_hint().0, DefaultHashBuilder::default());
        stretch.fill(rows)?;
        stretch.into_table(|ids, odd_prices| Source::Rows { ids, odd_prices })
    }

    /// The table of `count` rows that are asked for by number: with the feature `rayon`, by all threads.
    ///
    /// ```
    /// use mercato_channel::{OfferRow, OfferTable};
    /// use mercato_core::{Currency, Decimal};
    /// let (ids, prices) = (["o1", "o2"], [19_90, 21_50]);
    /// let table = OfferTable::from_row_at(ids.len(), |row| OfferRow {
    ///     offer_id: ids[row],
    ///     sku: "tea",
    ///     channel_id: "jd",
    ///     currency: Currency::CNY,
    ///     price: Decimal::new(prices[row], 2),
    ///     brand: None,
    ///     category: None,
    ///     territory: None,
    /// })?;
    /// assert_eq!(table.offer_id(1), "o2");
    /// # Ok::<(), mercato_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`OfferTable::from_offers`].
    pub fn from_row_at(count: usize, row: impl Fn(usize) -> OfferRow<'a> + Sync) -> Result<Self, Error> {
        let stretch = Stretch::filled(count, |index| Some(row(index)))?;
        stretch.into_table(|ids, odd_prices| Source::Rows { ids, odd_prices })
    }

    /// Refuses ids that occur twice. Their hashes are sorted; the ids themselves are compared only where two hashes are equal.
    fn check_ids(&self, mut hashes: Vec<u64>, hasher: &DefaultHashBuilder) -> Result<(), Error> {
        pieces::sort_by(&mut hashes, Ord::cmp);
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
