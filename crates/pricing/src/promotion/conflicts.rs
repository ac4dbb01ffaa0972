//! Which promotions of a set contradict themselves or one another, before a customer finds out?

use super::check;
use super::description::{Level, Limits, Promotion, Target};
use super::effect::{Effect, Tier};
use super::rule::{Instant, Rule};
use super::symbols::{Symbol, Symbols};
use crate::error::PricingError;
use hashbrown::HashMap;
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most pairs of promotions that are compared.
const MOST_PAIRS: usize = 5_000_000;

/// What [`detect_conflicts`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DetectConflictsInput {
    /// The offers, in any order.
    pub promotions: Vec<Promotion>,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Conflicts {
    /// By code, then by ids.
    pub findings: Vec<Finding>,
}

/// Something to look into.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// Where: one promotion, or two.
    pub promotion_ids: Vec<String>,
}

/// What is to be looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingCode {
    /// Two promotions of one level and priority, an amount and a rate: only their ids decide which goes first, and with it
    /// the result.
    AmbiguousOrder,
    /// One coupon code opens two promotions.
    CodeCollision,
    /// It ends before it begins.
    EmptyWindow,
    /// A higher step gives no more than the one below.
    NonMonotonicTiers,
    /// The first is never applied, because the second always goes before it and stands alone.
    Shadowed,
}

/// Contradictions in a set of promotions.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_pricing::{DetectConflictsInput, Effect, FindingCode, Promotion, detect_conflicts};
/// let promotions = vec![
///     Promotion::new("a", Effect::percent_off(decimal::parse("0.1")?)).with_coupon_codes(["Save"]),
///     Promotion::new("b", Effect::amount_off(decimal::parse("10")?)).with_coupon_codes([" SAVE "]),
/// ];
/// let found = detect_conflicts(&DetectConflictsInput { promotions })?;
/// assert_eq!(found.findings[0].code, FindingCode::CodeCollision);
/// assert_eq!(found.findings[0].promotion_ids, ["a", "b"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Pairs are compared only where they share a code, a level with its priority, or one of them stands alone before all.
///
/// # Errors
/// As [`super::PromotionSet::compile`]; `unsupported` if more than 5,000,000 pairs would have to be compared.
pub fn detect_conflicts(input: &DetectConflictsInput) -> Result<Conflicts, PricingError> {
    check::promotions(&input.promotions)?;
    let mut symbols = Symbols::default();
    Rule::name_excluded(&input.promotions, &mut symbols);
    let offers: Vec<Offer<'_>> = input
        .promotions
        .iter()
        .map(|promotion| Offer { promotion, rule: Rule::compile(promotion, &mut symbols) })
        .collect();
    let mut findings = BTreeSet::new();
    let mut find = |code: FindingCode, offers: &[&Offer<'_>]| {
        let promotion_ids = offers.iter().map(|offer| offer.promotion.id.clone()).collect();
        findings.insert(Finding { code, promotion_ids });
    };
    for offer in &offers {
        if offer.window().0 >= offer.window().1 {
            find(FindingCode::EmptyWindow, &[offer]);
        }
        if offer.has_flat_tiers() {
            find(FindingCode::NonMonotonicTiers, &[offer]);
        }
    }
    let codes = by_code(&offers);
    let places = by_place(&offers);
    let alone: Vec<&Offer<'_>> = offers.iter().filter(|offer| offer.stands_alone_for_everybody()).collect();
    let of_code = |sharing: &Vec<_>| sharing.len().saturating_mul(sharing.len()) / 2;
    let pairs = codes.values().map(of_code).fold(0, usize::saturating_add);
    let pairs = places.values().map(|(a, b)| a.len().saturating_mul(b.len())).fold(pairs, usize::saturating_add);
    let pairs = pairs.saturating_add(alone.len().saturating_mul(offers.len()));
    if pairs > MOST_PAIRS {
        let what = format!("{pairs} pairs of promotions share a code or a place, at most {MOST_PAIRS} are compared");
        return Err(Error::unsupported("promotions", what).into());
    }
    for (a, b) in sharing_a_code(&codes) {
        find(FindingCode::CodeCollision, &[a, b]);
    }
    for (a, b) in ambiguous(&places) {
        find(FindingCode::AmbiguousOrder, &[a, b]);
    }
    for by in alone {
        for offer in offers.iter().filter(|offer| by.shadows(offer)) {
            find(FindingCode::Shadowed, &[offer, by]);
        }
    }
    Ok(Conflicts { findings: findings.into_iter().collect() })
}

/// A promotion as written and as compiled.
struct Offer<'a> {
    promotion: &'a Promotion,
    rule: Rule,
}

/// Does an effect take off amounts or rates? Their order matters where both meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Amount,
    Rate,
}

impl Offer<'_> {
    fn window(&self) -> (Instant, Instant) {
        (self.rule.audience().from, self.rule.audience().until)
    }

    /// Is there a cart that both are for?
    fn meets(&self, other: &Self) -> bool {
        let ((from, until), (other_from, other_until)) = (self.window(), other.window());
        let apart = |empty: bool, overlap: bool| !empty && !overlap;
        let channels = (&self.rule.audience().channels, &other.rule.audience().channels);
        let (these, those) = (&self.rule.audience().currencies, &other.rule.audience().currencies);
        from.max(other_from) < until.min(other_until)
            && !apart(channels.0.is_empty() || channels.1.is_empty(), channels.0.overlaps(channels.1))
            && !apart(these.is_empty() || those.is_empty(), these.iter().any(|currency| those.contains(currency)))
    }

    /// Are two neighbouring steps of a kind not increasing?
    fn has_flat_tiers(&self) -> bool {
        let Effect::ThresholdOff { tiers, .. } = &self.rule.effect else { return false };
        tiers.windows(2).any(|pair| match pair {
            [Tier { amount: Some(low), .. }, Tier { amount: Some(high), .. }]
            | [Tier { rate: Some(low), .. }, Tier { rate: Some(high), .. }] => low >= high,
            _ => false,
        })
    }

    fn kind(&self) -> Option<Kind> {
        match &self.rule.effect {
            Effect::AmountOff { .. }
            | Effect::AmountOffEach { .. }
            | Effect::FixedPrice { .. }
            | Effect::MultiBuy { .. }
            | Effect::Bundle { .. } => Some(Kind::Amount),
            Effect::PercentOff { .. } | Effect::BuyXGetY { .. } => Some(Kind::Rate),
            Effect::ThresholdOff { tiers, .. } => {
                tiers.first().map(|tier| if tier.amount.is_some() { Kind::Amount } else { Kind::Rate })
            }
            Effect::Gift { .. } | Effect::ShippingOff { .. } => None,
        }
    }

    fn has_target(&self) -> bool {
        self.promotion.target.as_ref().is_some_and(|target| *target != Target::default())
    }

    /// Is it exclusive, and applied to every cart of its window, channels, groups and currencies?
    fn stands_alone_for_everybody(&self) -> bool {
        let promotion = self.promotion;
        promotion.stacking.exclusive
            && promotion.condition.is_none()
            && !self.has_target()
            && promotion.coupon_codes.is_empty()
            && promotion.limits == Limits::default()
            && matches!(
                promotion.effect,
                Effect::PercentOff { .. } | Effect::AmountOff { .. } | Effect::AmountOffEach { .. }
            )
    }

    /// Is it for all that `other` is for, and goes first?
    fn shadows(&self, other: &Self) -> bool {
        let ((from, until), (other_from, other_until)) = (self.window(), other.window());
        let (these, those) = (self.rule.audience(), other.rule.audience());
        let covers = |mine: &super::symbols::SymbolSet, others: &super::symbols::SymbolSet| {
            mine.is_empty() || (!others.is_empty() && others.iter().all(|symbol| mine.contains(symbol)))
        };
        self.promotion.canonical_key() < other.promotion.canonical_key()
            && self.meets(other)
            && from <= other_from
            && other_until <= until
            && covers(&these.channels, &those.channels)
            && covers(&these.groups, &those.groups)
            && (these.currencies.is_empty()
                || (!those.currencies.is_empty()
                    && those.currencies.iter().all(|currency| these.currencies.contains(currency))))
    }
}

/// Promotions by the coupon codes that open them.
fn by_code<'o, 'p>(offers: &'o [Offer<'p>]) -> HashMap<Symbol, Vec<&'o Offer<'p>>> {
    let mut by_code: HashMap<Symbol, Vec<&Offer<'p>>> = HashMap::new();
    for offer in offers {
        for code in offer.rule.audience().codes.iter() {
            by_code.entry(code).or_default().push(offer);
        }
    }
    by_code
}

/// Pairs that a common coupon code opens, each by id.
fn sharing_a_code<'o, 'p>(by_code: &HashMap<Symbol, Vec<&'o Offer<'p>>>) -> Vec<(&'o Offer<'p>, &'o Offer<'p>)> {
    let mut pairs = Vec::new();
    for sharing in by_code.values() {
        for (index, a) in sharing.iter().enumerate() {
            let later = sharing.iter().skip(index).skip(1).filter(|b| a.meets(b));
            pairs.extend(later.map(|b| by_id(a, b)));
        }
    }
    pairs
}

/// Those that take off amounts, and those that take off rates.
type Kinds<'o, 'p> = (Vec<&'o Offer<'p>>, Vec<&'o Offer<'p>>);

/// Promotions without a target by level and priority.
fn by_place<'o, 'p>(offers: &'o [Offer<'p>]) -> HashMap<(Level, i32), Kinds<'o, 'p>> {
    let mut by_place: HashMap<(Level, i32), Kinds<'o, 'p>> = HashMap::new();
    for offer in offers.iter().filter(|offer| !offer.has_target()) {
        let kinds = by_place.entry((offer.rule.level, offer.promotion.priority)).or_default();
        match offer.kind() {
            Some(Kind::Amount) => kinds.0.push(offer),
            Some(Kind::Rate) => kinds.1.push(offer),
            None => {}
        }
    }
    by_place
}

/// Pairs of which only the ids decide which goes first, where it makes a difference; each by id.
fn ambiguous<'o, 'p>(by_place: &HashMap<(Level, i32), Kinds<'o, 'p>>) -> Vec<(&'o Offer<'p>, &'o Offer<'p>)> {
    let mut pairs = Vec::new();
    for (amounts, rates) in by_place.values() {
        for a in amounts {
            let unresolved = rates
                .iter()
                .filter(|b| a.meets(b) && !a.rule.conflicts_after(&b.rule) && !b.rule.conflicts_after(&a.rule));
            pairs.extend(unresolved.map(|b| by_id(a, b)));
        }
    }
    pairs
}

fn by_id<'o, 'p>(a: &'o Offer<'p>, b: &'o Offer<'p>) -> (&'o Offer<'p>, &'o Offer<'p>) {
    if a.promotion.id <= b.promotion.id { (a, b) } else { (b, a) }
}
