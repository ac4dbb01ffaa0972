//! Texts as numbers: what is compared for every line and promotion is compared as one word.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// A text that some promotion of the set names.
pub(crate) type Symbol = u32;

/// Every text that the promotions of a set name: skus, categories, tags, stores, channels, groups, codes.
///
/// One table serves all kinds, since a rule keeps a list of its own for each. The texts stand one after the other in one
/// stretch of memory, so that a large set is compiled without an allocation a text.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    texts: Vec<u8>,
    table: HashTable<Known>,
    hasher: DefaultHashBuilder,
}

/// Where a text stands, and its number.
#[derive(Debug, Clone, Copy)]
struct Known {
    start: usize,
    length: u32,
    symbol: Symbol,
}

impl Known {
    fn is(&self, text: &str, texts: &[u8]) -> bool {
        u32::try_from(text.len()) == Ok(self.length) && self.text(texts) == text.as_bytes()
    }

    fn text<'t>(&self, texts: &'t [u8]) -> &'t [u8] {
        let end = usize::try_from(self.length).map_or(usize::MAX, |length| self.start.saturating_add(length));
        texts.get(self.start..end).unwrap_or_default()
    }
}

impl Symbols {
    /// None yet, with room for `count` of them.
    pub(crate) fn with_room_for(count: usize) -> Self {
        Self { table: HashTable::with_capacity(count), ..Self::default() }
    }

    /// The number of `text`, a new one if it was not seen.
    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        let hash = self.hasher.hash_one(text.as_bytes());
        if let Some(known) = self.table.find(hash, |known| known.is(text, &self.texts)) {
            return known.symbol;
        }
        // a set of 2^32 texts, or a text of 2^32 bytes, would not fit memory
        let symbol = Symbol::try_from(self.table.len()).unwrap_or(Symbol::MAX);
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let known = Known { start: self.texts.len(), length, symbol };
        self.texts.extend_from_slice(text.as_bytes());
        let (texts, hasher) = (&self.texts, &self.hasher);
        self.table.insert_unique(hash, known, |known| hasher.hash_one(known.text(texts)));
        symbol
    }

    /// The number of `text`, if a promotion names it.
    pub(crate) fn get(&self, text: &str) -> Option<Symbol> {
        let hash = self.hasher.hash_one(text.as_bytes());
        self.table.find(hash, |known| known.is(text, &self.texts)).map(|known| known.symbol)
    }

    /// The numbers of `texts`, as a set.
    pub(crate) fn intern_all<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> SymbolSet {
        let mut texts = texts.into_iter();
        let Some(first) = texts.next() else { return SymbolSet::None };
        let first = self.intern(first);
        let Some(second) = texts.next() else { return SymbolSet::One(first) };
        let mut symbols = vec![first, self.intern(second)];
        symbols.extend(texts.map(|text| self.intern(text)));
        symbols.sort_unstable();
        symbols.dedup();
        SymbolSet::Many(symbols)
    }
}

/// Texts, by their numbers. One alone, the commonest case, needs no memory of its own.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) enum SymbolSet {
    #[default]
    None,
    One(Symbol),
    /// Sorted, each once.
    Many(Vec<Symbol>),
}

impl SymbolSet {
    pub(crate) const fn is_empty(&self) -> bool {
        matches!(self, Self::None)
    }

    fn as_slice(&self) -> &[Symbol] {
        match self {
            Self::None => &[],
            Self::One(only) => std::slice::from_ref(only),
            Self::Many(many) => many,
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Symbol> + '_ {
        self.as_slice().iter().copied()
    }

    pub(crate) fn contains(&self, symbol: Symbol) -> bool {
        match self {
            Self::None => false,
            Self::One(only) => *only == symbol,
            Self::Many(many) => many.binary_search(&symbol).is_ok(),
        }
    }

    /// Is one of `symbols` in it?
    pub(crate) fn meets(&self, symbols: &[Symbol]) -> bool {
        !self.is_empty() && symbols.iter().any(|symbol| self.contains(*symbol))
    }

    /// Do the sets share a text?
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.meets(other.as_slice())
    }
}

/// A coupon code as codes are compared: without blanks around it, in ASCII upper case.
pub(crate) fn normalised_code(code: &str) -> String {
    code.trim().to_ascii_uppercase()
}
