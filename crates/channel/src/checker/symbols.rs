//! Texts by number: each distinct text once, numbered as it first appears.

use hashbrown::hash_table::{Entry, HashTable};
use std::hash::BuildHasher;

/// The number of a text that is left out.
pub(crate) const NONE: u32 = u32::MAX;

/// Distinct texts and their numbers. The hasher's seed never shows: numbers follow the order of appearance.
#[derive(Debug, Clone, Default)]
pub(crate) struct Symbols<'a> {
    texts: Vec<&'a str>,
    table: HashTable<u32>,
    hasher: hashbrown::DefaultHashBuilder,
}

impl<'a> Symbols<'a> {
    /// The number of the text. There are at most as many as there are offers, which fit 32 bits.
    pub(crate) fn number(&mut self, text: &'a str) -> u32 {
        let Self { texts, table, hasher } = self;
        let known = |number: &u32| text_of(texts, *number);
        let entry =
            table.entry(hasher.hash_one(text), |number| known(number) == text, |number| hasher.hash_one(known(number)));
        match entry {
            Entry::Occupied(found) => *found.get(),
            Entry::Vacant(free) => {
                let number = u32::try_from(texts.len()).unwrap_or(NONE);
                free.insert(number);
                texts.push(text);
                number
            }
        }
    }

    /// The number of a text that may not be among them.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        self.table.find(self.hasher.hash_one(text), |number| self.text(*number) == text).copied()
    }

    pub(crate) fn text(&self, number: u32) -> &'a str {
        text_of(&self.texts, number)
    }

    pub(crate) fn texts(&self) -> &[&'a str] {
        &self.texts
    }

    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }
}

fn text_of<'a>(texts: &[&'a str], number: u32) -> &'a str {
    usize::try_from(number).ok().and_then(|number| texts.get(number)).copied().unwrap_or_default()
}

/// A column of numbers that takes no room until something stands in it.
#[derive(Debug, Clone, Default)]
pub(crate) struct SparseColumn<'a> {
    symbols: Symbols<'a>,
    numbers: Vec<u32>,
}

impl<'a> SparseColumn<'a> {
    /// Sets the text of row `row`, the next one that has not been set.
    pub(crate) fn set(&mut self, row: usize, text: Option<&'a str>) {
        let Some(text) = text else {
            if !self.numbers.is_empty() {
                self.numbers.resize(row.saturating_add(1), NONE);
            }
            return;
        };
        self.numbers.resize(row, NONE);
        let number = self.symbols.number(text);
        self.numbers.push(number);
    }

    /// The number of the text in row `row`, [`NONE`] without one.
    pub(crate) fn number(&self, row: usize) -> u32 {
        self.numbers.get(row).copied().unwrap_or(NONE)
    }

    pub(crate) fn text(&self, row: usize) -> Option<&'a str> {
        let number = self.number(row);
        (number != NONE).then(|| self.symbols.text(number))
    }

    pub(crate) fn symbols(&self) -> &Symbols<'a> {
        &self.symbols
    }
}
