//! A target as it is evaluated: which lines does it name?

use super::description::Target;
use super::symbols::{Symbol, SymbolSet, Symbols};
use super::view::LineView;

/// A compiled target. One thing alone, the commonest target of a large set, needs no memory of its own.
#[derive(Debug, Default)]
pub(crate) enum Scope {
    #[default]
    Everything,
    Sku(Symbol),
    Lists(Box<Lists>),
}

/// A target with lists, all of which a line must meet; an empty one asks for nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Lists {
    pub(crate) skus: SymbolSet,
    pub(crate) categories: SymbolSet,
    pub(crate) tags: SymbolSet,
    pub(crate) stores: SymbolSet,
    without_skus: SymbolSet,
    without_categories: SymbolSet,
    without_tags: SymbolSet,
    undiscounted: bool,
}

impl Scope {
    pub(crate) fn compile(target: Option<&Target>, symbols: &mut Symbols) -> Self {
        let Some(target) = target else { return Self::Everything };
        let mut texts = |list: &[String]| symbols.intern_all(list.iter().map(String::as_str));
        let mut lists = Lists {
            skus: texts(&target.skus),
            categories: texts(&target.category_ids),
            tags: texts(&target.tags),
            stores: texts(&target.store_ids),
            without_skus: texts(&target.exclude_skus),
            without_categories: texts(&target.exclude_category_ids),
            without_tags: texts(&target.exclude_tags),
            undiscounted: target.exclude_discounted,
        };
        let skus = std::mem::take(&mut lists.skus);
        match (skus, lists == Lists::default()) {
            (SymbolSet::None, true) => Self::Everything,
            (SymbolSet::One(sku), true) => Self::Sku(sku),
            (skus, _) => Self::Lists(Box::new(Lists { skus, ..lists })),
        }
    }

    /// Does it see only lines without a discount so far?
    pub(crate) const fn undiscounted(&self) -> bool {
        matches!(self, Self::Lists(lists) if lists.undiscounted)
    }

    /// Does it name what the line is? Whether the line is discountable, or discounted, is not asked here.
    pub(crate) fn names(&self, line: &LineView<'_>) -> bool {
        match self {
            Self::Everything => true,
            Self::Sku(sku) => line.sku == Some(*sku),
            Self::Lists(lists) => lists.name(line),
        }
    }
}

impl Lists {
    fn name(&self, line: &LineView<'_>) -> bool {
        let one = |set: &SymbolSet, symbol: Option<Symbol>| {
            set.is_empty() || symbol.is_some_and(|symbol| set.contains(symbol))
        };
        let any = |set: &SymbolSet, symbols: &[Symbol]| set.is_empty() || set.meets(symbols);
        one(&self.skus, line.sku)
            && any(&self.categories, line.categories)
            && any(&self.tags, line.tags)
            && one(&self.stores, line.store)
            && !line.sku.is_some_and(|sku| self.without_skus.contains(sku))
            && !self.without_categories.meets(line.categories)
            && !self.without_tags.meets(line.tags)
    }
}
