//! A promotion as it is evaluated: texts as numbers, tiers in order, a rank in the canonical order.

use super::condition::Condition;
use super::description::{Level, Limits, Promotion, Target};
use super::effect::{Basis, Effect};
use super::id::PromotionId;
use super::scope::Scope;
use super::symbols::{Symbol, SymbolSet, Symbols, normalised_code};
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
///
/// What most promotions leave out stands aside, so that a rule is short and a large set stays near the processor.
#[derive(Debug)]
pub(crate) struct Rule {
    pub(crate) id: PromotionId,
    audience: Option<Box<Audience>>,
    pub(crate) condition: Option<Box<Test>>,
    pub(crate) target: Scope,
    pub(crate) effect: Effect,
    /// The scope of a buy-x-get-y's rewards.
    pub(crate) get_target: Option<Scope>,
    /// The skus of a bundle's components, in their order.
    pub(crate) components: Box<[Symbol]>,
    limits: Option<Box<Limits>>,
    neighbours: Option<Box<Neighbours>>,
    pub(crate) level: Level,
}

/// When, where and for whom?
#[derive(Debug)]
pub(crate) struct Audience {
    pub(crate) from: Instant,
    pub(crate) until: Instant,
    pub(crate) currencies: Vec<Currency>,
    pub(crate) channels: SymbolSet,
    pub(crate) groups: SymbolSet,
    pub(crate) codes: SymbolSet,
}

static EVERYBODY: Audience = Audience {
    from: ALWAYS.0,
    until: ALWAYS.1,
    currencies: Vec::new(),
    channels: SymbolSet::None,
    groups: SymbolSet::None,
    codes: SymbolSet::None,
};

/// Beside which others?
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Neighbours {
    exclusive: bool,
    stop_after: bool,
    exclusion_groups: SymbolSet,
    /// The ids that it excludes.
    excludes: SymbolSet,
    /// Its own id, if some promotion excludes it.
    excluded_as: Option<Symbol>,
    line_group: Option<Symbol>,
}

static NO_LIMITS: Limits = Limits {
    usage_limit: None,
    usage_limit_per_customer: None,
    budget: None,
    max_discount: None,
    max_units: None,
    quantity_limit: None,
    quantity_limit_per_customer: None,
};

impl Rule {
    /// The promotion as a rule. The texts of every `excludes` must be interned before, by [`Rule::name_excluded`].
    pub(crate) fn compile(promotion: &Promotion, symbols: &mut Symbols) -> Self {
        let mut effect = promotion.effect.clone();
        let mut get_target = None;
        let mut components = Vec::new();
        match &mut effect {
            Effect::BuyXGetY { get_target: scope, .. } => {
                get_target = scope.take().map(|target| Scope::compile(Some(&target), symbols));
            }
            Effect::Bundle { components: parts, .. } => {
                components = parts.iter().map(|part| symbols.intern(&part.sku)).collect();
            }
            Effect::ThresholdOff { tiers, .. } => tiers.sort_by_key(|tier| tier.min),
            _ => {}
        }
        Self {
            id: promotion.id.as_str().into(),
            audience: Audience::compile(promotion, symbols).map(Box::new),
            condition: promotion.condition.as_ref().map(|condition| Box::new(Test::compile(condition, symbols))),
            target: Scope::compile(promotion.target.as_ref(), symbols),
            effect,
            get_target,
            components: components.into(),
            limits: (promotion.limits != NO_LIMITS).then(|| Box::new(promotion.limits.clone())),
            neighbours: Some(Neighbours::compile(promotion, symbols))
                .filter(|neighbours| *neighbours != Neighbours::default())
                .map(Box::new),
            level: promotion.effective_level(),
        }
    }

    pub(crate) fn audience(&self) -> &Audience {
        self.audience.as_deref().unwrap_or(&EVERYBODY)
    }

    pub(crate) fn limits(&self) -> &Limits {
        self.limits.as_deref().unwrap_or(&NO_LIMITS)
    }

    /// The name that makes a line invisible to others of the name, once one of them has discounted it.
    pub(crate) fn line_group(&self) -> Option<Symbol> {
        self.neighbours.as_deref().and_then(|neighbours| neighbours.line_group)
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
        let currencies = &self.audience().currencies;
        currencies.is_empty() || currencies.contains(&currency)
    }

    /// Does it stand beside no other?
    pub(crate) fn is_exclusive(&self) -> bool {
        self.neighbours.as_deref().is_some_and(|neighbours| neighbours.exclusive)
    }

    /// Does it care what stands beside it, or after it?
    pub(crate) const fn is_particular(&self) -> bool {
        self.neighbours.is_some()
    }

    /// May it not be applied once `earlier` was?
    pub(crate) fn conflicts_after(&self, earlier: &Self) -> bool {
        let (these, those) = (self.neighbours.as_deref(), earlier.neighbours.as_deref());
        let exclusive = |one: Option<&Neighbours>| one.is_some_and(|one| one.exclusive);
        exclusive(these)
            || exclusive(those)
            || those.is_some_and(|those| those.stop_after)
            || these.zip(those).is_some_and(|(these, those)| {
                these.exclusion_groups.overlaps(&those.exclusion_groups)
                    || those.excluded_as.is_some_and(|id| these.excludes.contains(id))
                    || these.excluded_as.is_some_and(|id| those.excludes.contains(id))
            })
    }
}

impl Audience {
    /// Is `now` within its window?
    pub(crate) fn is_open_at(&self, now: Instant) -> bool {
        self.from <= now && now < self.until
    }

    /// `None` for everybody, everywhere, always.
    fn compile(promotion: &Promotion, symbols: &mut Symbols) -> Option<Self> {
        let mut texts = |list: &[String]| symbols.intern_all(list.iter().map(String::as_str));
        let (channels, groups) = (texts(&promotion.channels), texts(&promotion.customer_groups));
        let codes: Vec<String> = promotion.coupon_codes.iter().map(|code| normalised_code(code)).collect();
        let codes = texts(&codes);
        let limited = promotion.valid_from.is_some() || promotion.valid_until.is_some();
        let listed = [&channels, &groups, &codes].iter().any(|set| !set.is_empty());
        (limited || listed || !promotion.currencies.is_empty()).then(|| Self {
            from: promotion.valid_from.as_ref().map_or(ALWAYS.0, instant),
            until: promotion.valid_until.as_ref().map_or(ALWAYS.1, instant),
            currencies: promotion.currencies.clone(),
            channels,
            groups,
            codes,
        })
    }
}

impl Neighbours {
    fn compile(promotion: &Promotion, symbols: &mut Symbols) -> Self {
        let stacking = &promotion.stacking;
        let mut texts = |list: &[String]| symbols.intern_all(list.iter().map(String::as_str));
        Self {
            exclusive: stacking.exclusive,
            stop_after: stacking.stop_after,
            exclusion_groups: texts(&stacking.exclusion_groups),
            excludes: texts(&stacking.excludes),
            excluded_as: symbols.get(&promotion.id),
            line_group: stacking.line_group.as_deref().map(|group| symbols.intern(group)),
        }
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
        let scope = |target: &Option<Target>, symbols: &mut Symbols| Scope::compile(target.as_ref(), symbols);
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
