//! Texts by number: each distinct text once, numbered as it first appears.

use hashbrown::HashMap;
use hashbrown::hash_table::{Entry, HashTable};
use std::hash::BuildHasher;

/// The number of a text that is left out.
pub(crate) const NONE: u32 = u32::MAX;

/// How many texts are numbered together.
pub(crate) const BLOCK: usize = 256;

/// Distinct texts and their numbers. The hasher's seed never shows: numbers follow the order of appearance.
///
/// A text is looked up by 39 bits of its hash, and compared with the text found only when a block of texts has been looked up: so the
/// look-ups of a block wait for memory together, not one after the other. Two texts of one hash are told apart by the comparison, and
/// the later one is kept in a table of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Symbols<'a> {
    texts: Vec<&'a str>,
    table: HashTable<Slot>,
    twins: HashMap<&'a str, u32>,
    hasher: hashbrown::DefaultHashBuilder,
    hashes: Vec<u64>,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    /// The upper half of the hash, rotated into a whole one where the table asks for it.
    hash: u32,
    number: u32,
}

/// What of a hash is kept; the table takes its place from the lower bits of it and its tag from the upper ones.
fn kept(hash: u64) -> (u64, u32) {
    let kept = u32::try_from(hash >> 32).unwrap_or(NONE);
    (u64::from(kept).wrapping_mul(0x9e37_79b9_7f4a_7c15), kept)
}

impl<'a> Symbols<'a> {
    /// Puts the numbers of a block of texts behind those in `numbers`. There are at most as many as there are offers, which fit 32 bits.
    pub(crate) fn number_all(&mut self, block: impl Iterator<Item = &'a str> + Clone, numbers: &mut Vec<u32>) {
        let start = numbers.len();
        self.hashes.clear();
        self.hashes.extend(block.clone().map(|text| self.hasher.hash_one(text)));
        for (text, hash) in block.clone().zip(&self.hashes) {
            let (place, hash) = kept(*hash);
            let entry = self.table.entry(place, |slot| slot.hash == hash, |slot| kept(u64::from(slot.hash) << 32).0);
            numbers.push(match entry {
                Entry::Occupied(found) => found.get().number,
                Entry::Vacant(free) => {
                    let number = u32::try_from(self.texts.len()).unwrap_or(NONE);
                    free.insert(Slot { hash, number });
                    self.texts.push(text);
                    number
                }
            });
        }
        for (text, number) in block.zip(numbers.iter_mut().skip(start)) {
            if text_of(&self.texts, *number) != text {
                let next = u32::try_from(self.texts.len()).unwrap_or(NONE);
                *number = *self.twins.entry(text).or_insert_with(|| {
                    self.texts.push(text);
                    next
                });
            }
        }
    }

    /// Numbers the texts of another list behind these: for each of its numbers, the new one.
    pub(crate) fn append(&mut self, other: Self) -> Vec<u32> {
        let Self { texts, .. } = other;
        let mut numbers = Vec::with_capacity(texts.len());
        for block in texts.chunks(BLOCK) {
            self.number_all(block.iter().copied(), &mut numbers);
        }
        numbers
    }

    /// Gives back the memory that was held for texts to come.
    pub(crate) fn shrink(&mut self) {
        self.texts.shrink_to_fit();
    }

    /// The number of a text that may not be among them.
    pub(crate) fn find(&self, text: &str) -> Option<u32> {
        let (place, hash) = kept(self.hasher.hash_one(text));
        let found = self.table.find(place, |slot| slot.hash == hash)?.number;
        if self.text(found) == text { Some(found) } else { self.twins.get(text).copied() }
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

/// What a number became; a text that is left out stays so.
pub(crate) fn renumbered(numbers: &[u32], number: u32) -> u32 {
    usize::try_from(number).ok().and_then(|number| numbers.get(number)).copied().unwrap_or(NONE)
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
        self.symbols.number_all(std::iter::once(text), &mut self.numbers);
    }

    /// Puts the `added` rows of another column behind the `before` rows of this one.
    pub(crate) fn append(&mut self, before: usize, other: Self, added: usize) {
        if self.numbers.is_empty() && other.numbers.is_empty() {
            return;
        }
        let renumbers = self.symbols.append(other.symbols);
        self.numbers.resize(before, NONE);
        self.numbers.extend(other.numbers.into_iter().map(|number| renumbered(&renumbers, number)));
        self.numbers.resize(before.saturating_add(added), NONE);
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

#[cfg(test)]
mod tests {
    use super::Symbols;

    #[test]
    fn texts_are_numbered_as_they_first_appear() {
        let texts: Vec<String> = (0..5_000).map(|number| format!("text {}", number * 7 % 1_000)).collect();
        let (mut symbols, mut numbers) = (Symbols::default(), Vec::new());
        for block in texts.chunks(300) {
            symbols.number_all(block.iter().map(String::as_str), &mut numbers);
        }
        for (place, (text, number)) in texts.iter().zip(&numbers).enumerate() {
            assert_eq!(usize::try_from(*number).unwrap(), place % 1_000);
            assert_eq!((symbols.text(*number), symbols.find(text)), (text.as_str(), Some(*number)));
        }
        assert_eq!((symbols.len(), symbols.find("none")), (1_000, None));
    }

    /// Of texts whose hashes agree in what is kept, each has its own number.
    #[test]
    fn twins_are_told_apart() {
        let texts: Vec<String> = (0..200_000).map(|number| number.to_string()).collect();
        let (mut symbols, mut numbers) = (Symbols::default(), Vec::new());
        for _ in 0..2 {
            symbols.number_all(texts.iter().map(String::as_str), &mut numbers);
        }
        assert_eq!(symbols.len(), texts.len());
        for (text, number) in texts.iter().cycle().zip(&numbers) {
            assert_eq!((symbols.text(*number), symbols.find(text)), (text.as_str(), Some(*number)));
        }
    }
}
