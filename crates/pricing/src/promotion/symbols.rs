//! Texts as numbers: what is compared for every line and promotion is compared as one word.

use hashbrown::HashMap;

/// A text that some promotion of the set names.
pub(crate) type Symbol = u32;

/// Every text that the promotions of a set name: skus, categories, tags, stores, channels, groups, codes.
///
/// One table serves all kinds, since a rule keeps a list of its own for each.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    known: HashMap<Box<str>, Symbol>,
}

impl Symbols {
    /// The number of `text`, a new one if it was not seen.
    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        if let Some(symbol) = self.known.get(text) {
            return *symbol;
        }
        // a set of 2^32 texts would not fit memory
        let symbol = Symbol::try_from(self.known.len()).unwrap_or(Symbol::MAX);
        self.known.insert(text.into(), symbol);
        symbol
    }

    /// The number of `text`, if a promotion names it.
    pub(crate) fn get(&self, text: &str) -> Option<Symbol> {
        self.known.get(text).copied()
    }

    /// The numbers of `texts`, as a set.
    pub(crate) fn intern_all<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> SymbolSet {
        let mut symbols: Vec<Symbol> = texts.into_iter().map(|text| self.intern(text)).collect();
        symbols.sort_unstable();
        symbols.dedup();
        SymbolSet(symbols.into_boxed_slice())
    }
}

/// Texts, sorted by their numbers.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct SymbolSet(Box<[Symbol]>);

impl SymbolSet {
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = Symbol> + '_ {
        self.0.iter().copied()
    }

    pub(crate) fn contains(&self, symbol: Symbol) -> bool {
        match &*self.0 {
            [] => false,
            [only] => *only == symbol,
            many => many.binary_search(&symbol).is_ok(),
        }
    }

    /// Is one of `symbols` in it?
    pub(crate) fn meets(&self, symbols: &[Symbol]) -> bool {
        symbols.iter().any(|symbol| self.contains(*symbol))
    }

    /// Do the sets share a text?
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        self.meets(&other.0)
    }
}

/// A coupon code as codes are compared: without blanks around it, in ASCII upper case.
pub(crate) fn normalised_code(code: &str) -> String {
    code.trim().to_ascii_uppercase()
}
