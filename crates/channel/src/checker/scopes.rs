//! Which rules match an offer, found without asking each rule?
//!
//! Rules are sorted into shapes: those that name only a thing, those that name a brand and a category, and so on. There are at
//! most 32 shapes, and within one the rules are found by what they name, in a table. A category is looked up once for each of its
//! levels. The time for an offer is that of a look-up a shape and level, however many rules there are. After Srinivasan, Suri and
//! Varghese (1999), "Packet classification using tuple space search".
//!
//! The texts that rules name are numbered once; for each table of offers, the numbers of its texts are translated into these, so
//! that no text is hashed for each offer.

use super::symbols::{NONE, Symbols};
use super::table::OfferTable;
use crate::scope::Scope;
use hashbrown::HashMap;
use mercato_core::{ChannelId, Sku};

/// What a rule names, by number: thing, brand, category, channel, territory.
type Key = [u32; 5];

/// The rules of one shape: those that name the same of the five.
#[derive(Debug, Clone)]
struct Shape {
    named: [bool; 5],
    rules: HashMap<Key, Vec<u32>>,
}

/// Rules by what they name. They are numbered by rank: the smaller goes first.
#[derive(Debug, Clone, Default)]
pub(crate) struct ScopeIndex {
    words: HashMap<String, u32>,
    shapes: Vec<Shape>,
}

impl ScopeIndex {
    /// The index of these scopes, the best first.
    pub(crate) fn new<'a>(scopes: impl IntoIterator<Item = &'a Scope>) -> Self {
        let mut index = Self::default();
        for (rule, scope) in scopes.into_iter().enumerate() {
            // one offer stands on one channel: no pair lies about it
            if scope.channel_pair.is_some() {
                continue;
            }
            let names = [
                scope.sku.as_ref().map(Sku::as_str),
                scope.brand.as_deref(),
                scope.category.as_deref(),
                scope.channel_id.as_ref().map(ChannelId::as_str),
                scope.territory.as_deref(),
            ];
            let key = names.map(|name| name.map_or(NONE, |name| index.word(name)));
            let named = names.map(|name| name.is_some());
            let place = index.shapes.iter().position(|shape| shape.named == named).unwrap_or_else(|| {
                index.shapes.push(Shape { named, rules: HashMap::new() });
                index.shapes.len().saturating_sub(1)
            });
            if let Some(shape) = index.shapes.get_mut(place) {
                shape.rules.entry(key).or_default().push(u32::try_from(rule).unwrap_or(NONE));
            }
        }
        index
    }

    fn word(&mut self, text: &str) -> u32 {
        let next = u32::try_from(self.words.len()).unwrap_or(NONE);
        *self.words.entry_ref(text).or_insert(next)
    }

    /// The numbers that the rules use for the texts of this table.
    pub(crate) fn bind(&self, table: &OfferTable<'_>) -> Bound {
        let names = |place: usize| self.shapes.iter().any(|shape| shape.named.get(place).copied().unwrap_or_default());
        // from whichever side has fewer texts
        let translate = |place: usize, symbols: &Symbols<'_>| -> Vec<u32> {
            if !names(place) {
                return Vec::new();
            }
            if symbols.len() <= self.words.len() {
                return symbols.texts().iter().map(|text| self.words.get(*text).copied().unwrap_or(NONE)).collect();
            }
            let mut numbers = vec![NONE; symbols.len()];
            for (word, number) in &self.words {
                let place = symbols.find(word).and_then(|place| numbers.get_mut(usize::try_from(place).ok()?));
                if let Some(place) = place {
                    *place = *number;
                }
            }
            numbers
        };
        let categories = if names(2) { table.categories.symbols().texts() } else { &[] };
        Bound {
            skus: translate(0, &table.skus),
            brands: translate(1, table.brands.symbols()),
            categories: categories.iter().map(|text| self.levels(text)).collect(),
            channels: translate(3, &table.channels),
            territories: translate(4, table.territories.symbols()),
        }
    }

    /// The numbers of a category and those above it that rules name.
    fn levels(&self, path: &str) -> Vec<u32> {
        let ends = path.match_indices('/').map(|(end, _)| end).chain([path.len()]);
        ends.filter_map(|end| path.get(..end)).filter_map(|level| self.words.get(level).copied()).collect()
    }

    /// Is the thing all that rules name?
    pub(crate) fn names_things_alone(&self) -> bool {
        self.shapes.iter().all(|shape| matches!(shape.named, [_, false, false, false, false]))
    }

    /// Puts into `matching` every rule that matches an offer with these facts, in no order.
    pub(crate) fn matching(&self, facts: &Facts, bound: &Bound, matching: &mut Vec<u32>) {
        matching.clear();
        let levels = bound.category_levels(facts.category);
        for shape in &self.shapes {
            let [sku, brand, category, channel, territory] = shape.named;
            let part = |named: bool, word: u32| if named { word } else { NONE };
            let lacks = |named: bool, word: u32| named && word == NONE;
            if lacks(sku, facts.sku)
                || lacks(brand, facts.brand)
                || lacks(channel, facts.channel)
                || lacks(territory, facts.territory)
            {
                continue;
            }
            let mut look_up = |category: u32| {
                let key = [
                    part(sku, facts.sku),
                    part(brand, facts.brand),
                    category,
                    part(channel, facts.channel),
                    part(territory, facts.territory),
                ];
                if let Some(rules) = shape.rules.get(&key) {
                    matching.extend_from_slice(rules);
                }
            };
            if !category {
                look_up(NONE);
                continue;
            }
            for level in levels {
                look_up(*level);
            }
        }
    }
}

/// The rules' numbers for the texts of a table.
#[derive(Debug)]
pub(crate) struct Bound {
    skus: Vec<u32>,
    brands: Vec<u32>,
    categories: Vec<Vec<u32>>,
    channels: Vec<u32>,
    territories: Vec<u32>,
}

/// What rules may name of an offer: numbers of the rules, but for the category, whose number is the table's. What no rule names is
/// [`NONE`], so offers that no rule tells apart have equal facts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Facts {
    sku: u32,
    brand: u32,
    category: u32,
    channel: u32,
    territory: u32,
}

fn entry(words: &[u32], number: u32) -> u32 {
    usize::try_from(number).ok().and_then(|number| words.get(number)).copied().unwrap_or(NONE)
}

impl Bound {
    /// What rules that name nothing but things may name of an offer of the thing with this number.
    pub(crate) fn facts_of_thing(&self, thing: u32) -> Facts {
        Facts { sku: entry(&self.skus, thing), brand: NONE, category: NONE, channel: NONE, territory: NONE }
    }

    pub(crate) fn facts(&self, table: &OfferTable<'_>, row: usize) -> Facts {
        let number = |column: &[u32]| column.get(row).copied().unwrap_or(NONE);
        Facts {
            sku: entry(&self.skus, number(&table.sku)),
            brand: entry(&self.brands, table.brands.number(row)),
            category: if self.categories.is_empty() { NONE } else { table.categories.number(row) },
            channel: entry(&self.channels, number(&table.channel)),
            territory: entry(&self.territories, table.territories.number(row)),
        }
    }

    fn category_levels(&self, category: u32) -> &[u32] {
        usize::try_from(category).ok().and_then(|number| self.categories.get(number)).map_or(&[], Vec::as_slice)
    }
}
