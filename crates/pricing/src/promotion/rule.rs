//! A promotion as it is evaluated: texts as numbers, tiers in order, a rank in the canonical order.

use super::condition::Condition;
use super::description::{Level, Limits, Promotion, Target};
use super::effect::{Basis, Effect};
use super::symbols::{Symbol, SymbolSet, Symbols, normalised_code};
use super::view::LineView;
use chrono::{DateTime, FixedOffset};
use mercato_core::{Currency, Decimal};

/// An instant that compares in one step: seconds since 1970, nanoseconds.
pub(crate) type Instant = (i64, u32);

/// Before every instant, and after every one.
pub(crate) const ALWAYS: (Instant, Instant) = ((i64::MIN, 0), (i64::MAX, u32::MAX));

pub(crate) fn instant(time: &DateTime<FixedOffset>) -> Instant {
    (time.timestamp(), time.timestamp_subsec_nanos())
}

/// A compiled promotion. Rules are kept in canonical order, so their index is their rank.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: Box<str>,
    pub(crate) level: Level,
    pub(crate) from: Instant,
    pub(crate) until: Instant,
    pub(crate) currencies: Box<[Currency]>,
    pub(crate) channels: SymbolSet,
    pub(crate) groups: SymbolSet,
    pub(crate) codes: SymbolSet,
    pub(crate) condition: Option<Box<Test>>,
    pub(crate) target: Option<Box<Scope>>,
    pub(crate) effect: Effect,
    /// The scope of a buy-x-get-y's rewards.
    pub(crate) get_target: Option<Box<Scope>>,
    /// The skus of a bundle's components, in their order.
    pub(crate) components: Box<[Symbol]>,
    pub(crate) limits: Limits,
    pub(crate) exclusive: bool,
    pub(crate) stop_after: bool,
    pub(crate) exclusion_groups: SymbolSet,
    /// The ids that it excludes.
    pub(crate) excludes: SymbolSet,
    /// Its own id, if some promotion excludes it.
    excluded_as: Option<Symbol>,
    pub(crate) line_group: Option<Symbol>,
}

impl Rule {
    /// The promotion as a rule. The texts of every `excludes` must be interned before, by [`Rule::name_excluded`].
    pub(crate) fn compile(promotion: &Promotion, symbols: &mut Symbols) -> Self {
        let mut texts = |list: &[String]| symbols.intern_all(list.iter().map(String::as_str));
        let (channels, groups) = (texts(&promotion.channels), texts(&promotion.customer_groups));
        let exclusion_groups = texts(&promotion.stacking.exclusion_groups);
        let excludes = texts(&promotion.stacking.excludes);
        let codes: Vec<String> = promotion.coupon_codes.iter().map(|code| normalised_code(code)).collect();
        let codes = texts(&codes);
        let mut effect = promotion.effect.clone();
        let mut get_target = None;
        let mut components = Vec::new();
        match &mut effect {
            Effect::BuyXGetY { get_target: scope, .. } => {
                get_target = scope.take().map(|target| Box::new(Scope::compile(&target, symbols)));
            }
            Effect::Bundle { components: parts, .. } => {
                components = parts.iter().map(|part| symbols.intern(&part.sku)).collect();
            }
            Effect::ThresholdOff { tiers, .. } => tiers.sort_by_key(|tier| tier.min),
            _ => {}
        }
        Self {
            id: promotion.id.as_str().into(),
            level: promotion.effective_level(),
            from: promotion.valid_from.as_ref().map_or(ALWAYS.0, instant),
            until: promotion.valid_until.as_ref().map_or(ALWAYS.1, instant),
            currencies: promotion.currencies.as_slice().into(),
            channels,
            groups,
            codes,
            condition: promotion.condition.as_ref().map(|condition| Box::new(Test::compile(condition, symbols))),
            target: promotion
                .target
                .as_ref()
                .map(|target| Box::new(Scope::compile(target, symbols)))
                .filter(|scope| !scope.is_everything()),
            effect,
            get_target,
            components: components.into(),
            limits: promotion.limits.clone(),
            exclusive: promotion.stacking.exclusive,
            stop_after: promotion.stacking.stop_after,
            exclusion_groups,
            excludes,
            excluded_as: symbols.get(&promotion.id),
            line_group: promotion.stacking.line_group.as_deref().map(|group| symbols.intern(group)),
        }
    }

    /// Makes the ids that promotions exclude known, so that each promotion finds out whether it is one of them.
    pub(crate) fn name_excluded<'p>(promotions: impl IntoIterator<Item = &'p Promotion>, symbols: &mut Symbols) {
        for id in promotions.into_iter().flat_map(|promotion| &promotion.stacking.excludes) {
            symbols.intern(id);
        }
    }

    /// Is it about delivery?
    pub(crate) const fn is_shipping(&self) -> bool {
        matches!(self.effect, Effect::ShippingOff { .. })
    }

    /// Is it for carts in `currency`?
    pub(crate) fn admits_currency(&self, currency: Currency) -> bool {
        self.currencies.is_empty() || self.currencies.contains(&currency)
    }

    /// May it not be applied once `earlier` was?
    pub(crate) fn conflicts_after(&self, earlier: &Self) -> bool {
        self.exclusive
            || earlier.exclusive
            || earlier.stop_after
            || self.exclusion_groups.overlaps(&earlier.exclusion_groups)
            || earlier.excluded_as.is_some_and(|id| self.excludes.contains(id))
            || self.excluded_as.is_some_and(|id| earlier.excludes.contains(id))
    }
}

/// A compiled target.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    pub(crate) skus: SymbolSet,
    pub(crate) categories: SymbolSet,
    pub(crate) tags: SymbolSet,
    pub(crate) stores: SymbolSet,
    without_skus: SymbolSet,
    without_categories: SymbolSet,
    without_tags: SymbolSet,
    pub(crate) undiscounted: bool,
}

impl Scope {
    fn compile(target: &Target, symbols: &mut Symbols) -> Self {
        let mut texts = |list: &[String]| symbols.intern_all(list.iter().map(String::as_str));
        Self {
            skus: texts(&target.skus),
            categories: texts(&target.category_ids),
            tags: texts(&target.tags),
            stores: texts(&target.store_ids),
            without_skus: texts(&target.exclude_skus),
            without_categories: texts(&target.exclude_category_ids),
            without_tags: texts(&target.exclude_tags),
            undiscounted: target.exclude_discounted,
        }
    }

    /// Does it ask for nothing?
    fn is_everything(&self) -> bool {
        !self.undiscounted
            && [&self.skus, &self.categories, &self.tags, &self.stores].iter().all(|set| set.is_empty())
            && [&self.without_skus, &self.without_categories, &self.without_tags].iter().all(|set| set.is_empty())
    }

    /// Does it name what the line is? Whether the line is discountable, or discounted, is not asked here.
    pub(crate) fn names(&self, line: &LineView<'_>) -> bool {
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

/// A compiled condition.
#[derive(Debug)]
pub(crate) enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    MinSubtotal { amount: Decimal, basis: Basis, scope: Scope },
    MinQuantity { quantity: u64, scope: Scope },
    MinDistinctSkus { count: u64, scope: Scope },
    FirstOrder,
    CustomerIn(SymbolSet),
    AttributeIn { key: Box<str>, values: SymbolSet },
    Weekday(Box<[u8]>),
    TimeOfDay { from: u16, until: u16 },
}

impl Test {
    fn compile(condition: &Condition, symbols: &mut Symbols) -> Self {
        let scope = |target: &Option<Target>, symbols: &mut Symbols| {
            target.as_ref().map_or_else(Scope::default, |target| Scope::compile(target, symbols))
        };
        match condition {
            Condition::All { conditions } => Self::All(conditions.iter().map(|c| Self::compile(c, symbols)).collect()),
            Condition::Any { conditions } => Self::Any(conditions.iter().map(|c| Self::compile(c, symbols)).collect()),
            Condition::Not { condition } => Self::Not(Box::new(Self::compile(condition, symbols))),
            Condition::MinSubtotal { amount, basis, target } => {
                Self::MinSubtotal { amount: *amount, basis: *basis, scope: scope(target, symbols) }
            }
            Condition::MinQuantity { quantity, target } => {
                Self::MinQuantity { quantity: *quantity, scope: scope(target, symbols) }
            }
            Condition::MinDistinctSkus { count, target } => {
                Self::MinDistinctSkus { count: *count, scope: scope(target, symbols) }
            }
            Condition::FirstOrder {} => Self::FirstOrder,
            Condition::CustomerIn { ids } => Self::CustomerIn(symbols.intern_all(ids.iter().map(String::as_str))),
            Condition::AttributeIn { key, values } => Self::AttributeIn {
                key: key.as_str().into(),
                values: symbols.intern_all(values.iter().map(String::as_str)),
            },
            Condition::Weekday { days } => Self::Weekday(days.as_slice().into()),
            Condition::TimeOfDay { from, until } => Self::TimeOfDay { from: from.minutes(), until: until.minutes() },
        }
    }
}
