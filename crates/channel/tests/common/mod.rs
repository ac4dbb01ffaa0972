//! Offers and policies at random, and the definition of a check without any index, sort or scaled price: every offer against every
//! rule, every pair against every tolerance.

#![allow(dead_code, reason = "each test program uses a part")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops where its set-up fails"
)]

use chrono::{DateTime, FixedOffset};
use mercato_channel::{
    Agreement, AgreementKind, Audience, Band, Basis, ConflictIdInput, Coupon, CouponKind, FxRate, MapRule, Offer,
    ParityPolicy, Reference, RuleSet, Scope, conflict_id,
};
use mercato_core::{ChannelId, Currency, Decimal, Exact, Rounding, Sku, time};
use proptest::prelude::*;
use std::collections::BTreeSet;

pub(crate) fn as_of() -> DateTime<FixedOffset> {
    time::parse_timestamp("2026-11-11T00:00:00+08:00").unwrap()
}

pub(crate) fn instants() -> impl Strategy<Value = Option<DateTime<FixedOffset>>> {
    let instant = |text: &str| time::parse_timestamp(text).unwrap();
    prop_oneof![
        4 => Just(None),
        1 => Just(Some(instant("2026-11-10T16:00:00Z"))),
        1 => Just(Some(instant("2026-01-01T00:00:00Z"))),
        1 => Just(Some(instant("2027-01-01T00:00:00Z"))),
    ]
}

pub(crate) fn sku(number: u8) -> Sku {
    Sku::new(format!("sku{number}")).unwrap()
}

pub(crate) fn channel(number: u8) -> ChannelId {
    ChannelId::new(format!("ch{number}")).unwrap()
}

fn name(kind: &str, number: u8) -> String {
    format!("{kind}{number}")
}

/// Amounts that tie, that are no whole millionths, that do not fit 64 bits of them.
pub(crate) fn amounts() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        12 => (0_i64..40).prop_map(|tens| Decimal::new(tens * 10, 2)),
        6 => (0_i64..3_000).prop_map(|cents| Decimal::new(cents, 2)),
        1 => (0_i64..3_000_000_000).prop_map(|tiny| Decimal::new(tiny, 9)),
        1 => (0_i64..1_000).prop_map(|huge| Decimal::new(9_000_000_000_000_000 + huge, 2)),
    ]
}

fn coupons() -> impl Strategy<Value = Vec<Coupon>> {
    let coupon = (
        any::<bool>(),
        0_i64..=100,
        proptest::option::of(0_i64..1_500),
        proptest::option::of(0_i64..300),
        any::<bool>(),
    );
    let coupon = coupon.prop_map(|(percent, value, threshold, most, personal)| Coupon {
        kind: if percent { CouponKind::Percent } else { CouponKind::Amount },
        value: Decimal::new(value, 2),
        threshold: threshold.map(|cents| Decimal::new(cents, 2)),
        max_discount: most.map(|cents| Decimal::new(cents, 2)),
        audience: if personal { Audience::Personal } else { Audience::Public },
    });
    prop_oneof![3 => Just(Vec::new()), 1 => proptest::collection::vec(coupon, 1..3)]
}

/// An offer with this id.
pub(crate) fn offer(id: String) -> impl Strategy<Value = Offer> {
    let place = (0_u8..3, 0_u8..4, any::<bool>(), amounts());
    let facts = (proptest::option::of(0_u8..2), proptest::option::of(0_u8..4), proptest::option::of(0_u8..2));
    let terms = (1_u32..4, coupons(), 0_i64..300, 0_i64..20, any::<bool>(), any::<bool>(), any::<bool>());
    (place, facts, terms).prop_map(move |((sku_, channel_, dollars, price), (brand, category, territory), terms)| {
        let (pack_size, coupons, shipping, tax, tax_included, tax_on_shipping, plain) = terms;
        let currency = if dollars { Currency::USD } else { Currency::CNY };
        let mut offer = Offer::new(id.clone(), sku(sku_), channel(channel_), currency, price);
        offer.brand = brand.map(|number| name("brand", number));
        offer.category = category.map(category_path);
        offer.territory = territory.map(|number| name("land", number));
        if !plain {
            offer.pack_size = pack_size;
            offer.coupons = coupons;
            offer.shipping = Decimal::new(shipping, 2);
            offer.tax_rate = Decimal::new(tax, 2);
            offer.tax_included = tax_included;
            offer.tax_on_shipping = tax_on_shipping;
        }
        offer
    })
}

fn category_path(number: u8) -> String {
    ["home", "home/lighting", "homeware", "home/lighting/desk"][usize::from(number)].to_owned()
}

pub(crate) fn offers(most: usize) -> impl Strategy<Value = Vec<Offer>> {
    (0..=most).prop_flat_map(|count| (0..count).map(|number| offer(format!("o{number:02}"))).collect::<Vec<_>>())
}

pub(crate) fn basis() -> impl Strategy<Value = Option<Basis>> {
    prop_oneof![Just(None), Just(Some(Basis::Advertised)), Just(Some(Basis::Net)), Just(Some(Basis::Landed))]
}

pub(crate) fn percents() -> impl Strategy<Value = Option<Decimal>> {
    prop_oneof![
        1 => Just(None),
        3 => (0_i64..100).prop_map(|hundredths| Some(Decimal::new(hundredths, 2))),
        1 => (0_i64..1_000_000_000_000).prop_map(|tiny| Some(Decimal::from_i128_with_scale(i128::from(tiny) * 10_000_000_000, 22))),
        1 => (1_i64..1_000).prop_map(|tiny| Some(Decimal::from_i128_with_scale(i128::from(tiny), 22))),
    ]
}

pub(crate) fn references() -> impl Strategy<Value = Reference> {
    prop_oneof![
        3 => Just(Reference::Pairwise),
        1 => Just(Reference::Lowest),
        1 => Just(Reference::Highest),
        1 => Just(Reference::Median),
        1 => (0_u8..5).prop_map(|number| Reference::Channel(channel(number))),
    ]
}

pub(crate) fn policies() -> impl Strategy<Value = ParityPolicy> {
    (basis(), any::<bool>(), percents(), proptest::option::of(amounts()), any::<bool>(), references()).prop_map(
        |(basis, per_unit, tolerance_percent, tolerance_absolute, narrower, reference)| ParityPolicy {
            basis,
            per_unit,
            tolerance_percent,
            tolerance_absolute,
            band: if narrower { Band::Narrower } else { Band::Wider },
            reference,
        },
    )
}

pub(crate) fn scopes() -> impl Strategy<Value = Scope> {
    let maybe = |most: u8| proptest::option::weighted(0.3, 0..most);
    (maybe(3), maybe(2), maybe(4), maybe(4), maybe(2), proptest::option::weighted(0.05, 0_u8..3)).prop_map(
        |(sku_, brand, category, channel_, territory, pair)| Scope {
            sku: sku_.map(sku),
            channel_pair: pair.map(|number| [channel(number), channel(number + 1)]),
            brand: brand.map(|number| name("brand", number)),
            category: category.map(category_path),
            channel_id: channel_.map(channel),
            territory: territory.map(|number| name("land", number)),
        },
    )
}

fn windows() -> impl Strategy<Value = (Option<DateTime<FixedOffset>>, Option<DateTime<FixedOffset>>)> {
    (instants(), instants()).prop_map(|(from, to)| match (from, to) {
        (Some(a), Some(b)) if a >= b => (None, Some(b)),
        pair => pair,
    })
}

/// A rule that speaks of offers in yuan alone, for limits are not converted.
pub(crate) fn map_rule(id: String) -> impl Strategy<Value = MapRule> {
    let limits = (proptest::option::of(amounts()), proptest::option::of(amounts()), 0_i64..50);
    let form = (basis(), any::<bool>(), proptest::collection::vec(0_u8..4, 0..2));
    (scopes(), -1_i64..2, limits, form, windows()).prop_map(
        move |(scope, priority, (map, max_price, percent), (basis, per_unit, exempt), (from, to))| {
            let least = |limit: Decimal| limit.max(Decimal::new(1, 2));
            let mut rule = MapRule::new(id.clone(), Currency::CNY);
            rule.scope = scope;
            rule.priority = priority;
            rule.map = map.map(least);
            rule.max_price = max_price.map(least).or(rule.map.is_none().then_some(Decimal::TEN));
            rule.tolerance_percent = Some(Decimal::new(percent, 2));
            rule.basis = basis;
            rule.per_unit = per_unit;
            rule.exempt_channels = exempt.into_iter().map(channel).collect();
            rule.effective_from = from;
            rule.effective_to = to;
            rule
        },
    )
}

pub(crate) fn agreement(id: String) -> impl Strategy<Value = Agreement> {
    let kinds =
        prop_oneof![Just(AgreementKind::Exclusive), Just(AgreementKind::Prohibited), Just(AgreementKind::Territory)];
    let channels = proptest::collection::vec(0_u8..4, 0..3);
    (kinds, channels, proptest::collection::vec(0_u8..2, 0..2), scopes(), windows()).prop_map(
        move |(kind, channels, territories, scope, (effective_from, effective_to))| Agreement {
            agreement_id: id.clone(),
            kind,
            channels: channels.into_iter().map(channel).collect(),
            territories: Some(territories.into_iter().map(|number| name("land", number)).collect()),
            scope,
            effective_from,
            effective_to,
        },
    )
}

pub(crate) fn rates() -> Vec<FxRate> {
    vec![FxRate { base: Currency::USD, quote: Currency::CNY, rate: Decimal::new(72, 1) }]
}

/// A policy that compares in yuan; its limits speak of channels where offers are in yuan (see [`in_yuan`]).
pub(crate) fn rule_sets() -> impl Strategy<Value = RuleSet> {
    let rules =
        (0_usize..5).prop_flat_map(|count| (0..count).map(|number| map_rule(format!("m{number}"))).collect::<Vec<_>>());
    let agreements = (0_usize..4)
        .prop_flat_map(|count| (0..count).map(|number| agreement(format!("g{number}"))).collect::<Vec<_>>());
    (proptest::option::weighted(0.8, policies()), any::<bool>(), rules, agreements).prop_map(
        |(parity, include_personal, map_rules, agreements)| RuleSet {
            parity: parity.map(Into::into),
            currency: Some(Currency::CNY),
            fx: rates(),
            include_personal,
            map_rules,
            agreements,
        },
    )
}

/// The offers with every price in yuan where the policy has limits, which are not converted.
pub(crate) fn in_yuan(mut offers: Vec<Offer>, policy: &RuleSet) -> Vec<Offer> {
    if !policy.map_rules.is_empty() {
        for offer in &mut offers {
            offer.currency = Currency::CNY;
        }
    }
    offers
}

// The definition.

/// The price of an offer by the words of the specification, in yuan where `convert`.
pub(crate) fn price(offer: &Offer, basis: Basis, per_unit: bool, personal: bool, convert: bool) -> Exact {
    let mut price = Exact::from(offer.price);
    if basis != Basis::Advertised {
        for coupon in &offer.coupons {
            if (coupon.audience == Audience::Personal && !personal)
                || coupon.threshold.is_some_and(|threshold| price < Exact::from(threshold))
            {
                continue;
            }
            let mut off = match coupon.kind {
                CouponKind::Amount => Exact::from(coupon.value),
                CouponKind::Percent => {
                    let product = &price * &Exact::from(coupon.value);
                    Exact::from(product.round("off", offer.currency.minor_digits(), Rounding::HalfUp).unwrap())
                }
            };
            if let Some(most) = coupon.max_discount {
                off = off.min(Exact::from(most));
            }
            price = &price - &off.min(price.clone());
        }
    }
    if basis == Basis::Landed {
        let tax = if offer.tax_included { Exact::ONE } else { Exact::ONE + Exact::from(offer.tax_rate) };
        let on_shipping = if offer.tax_on_shipping { tax.clone() } else { Exact::ONE };
        price = price * tax + Exact::from(offer.shipping) * on_shipping;
    }
    if convert && offer.currency == Currency::USD {
        price = price * Exact::from(Decimal::new(72, 1));
    }
    if per_unit {
        price = price.checked_div(&Exact::from(u64::from(offer.pack_size))).unwrap();
    }
    price
}

fn allowed(policy: &ParityPolicy, reference: &Exact) -> Exact {
    let absolute = policy.tolerance_absolute.map(Exact::from);
    let relative = policy.tolerance_percent.map(|percent| Exact::from(percent) * reference.clone());
    match (absolute, relative) {
        (Some(a), Some(b)) if policy.band == Band::Wider => a.max(b),
        (Some(a), Some(b)) => a.min(b),
        (a, b) => a.or(b).unwrap_or(Exact::ZERO),
    }
}

fn id(kind: &str, rule_id: &str, sku: &Sku, parties: &[&Offer]) -> String {
    let input = ConflictIdInput {
        kind: kind.to_owned(),
        rule_id: rule_id.to_owned(),
        sku: sku.as_str().to_owned(),
        parties: parties.iter().map(|offer| offer.offer_id.clone()).collect(),
    };
    conflict_id(&input).unwrap().conflict_id
}

/// The conflicts of parity: the names of the offers, the lower first.
pub(crate) fn parity<'o>(offers: &'o [Offer], policy: &ParityPolicy, personal: bool) -> Vec<Vec<&'o Offer>> {
    let basis = policy.basis.unwrap_or(Basis::Net);
    let price = |offer: &Offer| price(offer, basis, policy.per_unit, personal, true);
    let mut found = Vec::new();
    let skus: BTreeSet<&Sku> = offers.iter().map(|offer| &offer.sku).collect();
    for sku in skus {
        let of_sku: Vec<&Offer> = offers.iter().filter(|offer| offer.sku == *sku).collect();
        let mut prices: Vec<Exact> = of_sku.iter().map(|offer| price(offer)).collect();
        prices.sort();
        let half = |sum: Exact| sum.checked_div(&Exact::from(2)).unwrap();
        let reference = match &policy.reference {
            Reference::Pairwise => {
                for a in &of_sku {
                    for b in &of_sku {
                        let (low, high) = (price(a), price(b));
                        if a.channel_id != b.channel_id && &high - &low > allowed(policy, &high) {
                            found.push(vec![*a, *b]);
                        }
                    }
                }
                continue;
            }
            Reference::Lowest => Some(prices[0].clone()),
            Reference::Highest => Some(prices[prices.len() - 1].clone()),
            Reference::Median => Some(half(&prices[(prices.len() - 1) / 2] + &prices[prices.len() / 2])),
            Reference::Channel(channel) => {
                of_sku.iter().filter(|offer| offer.channel_id == *channel).map(|offer| price(offer)).min()
            }
        };
        let Some(reference) = reference else { continue };
        for offer in of_sku {
            if matches!(&policy.reference, Reference::Channel(channel) if offer.channel_id == *channel) {
                continue;
            }
            if (&price(offer) - &reference).abs() > allowed(policy, &reference) {
                found.push(vec![offer]);
            }
        }
    }
    found
}

fn holds(from: Option<DateTime<FixedOffset>>, to: Option<DateTime<FixedOffset>>) -> bool {
    from.is_none_or(|from| from <= as_of()) && to.is_none_or(|to| as_of() < to)
}

fn matches(scope: &Scope, offer: &Offer) -> bool {
    let below = |want: &String| {
        offer.category.as_ref().is_some_and(|have| have == want || have.starts_with(&format!("{want}/")))
    };
    scope.channel_pair.is_none()
        && scope.sku.as_ref().is_none_or(|sku| *sku == offer.sku)
        && scope.channel_id.as_ref().is_none_or(|channel| *channel == offer.channel_id)
        && scope.brand.as_ref().is_none_or(|brand| offer.brand.as_ref() == Some(brand))
        && scope.territory.as_ref().is_none_or(|territory| offer.territory.as_ref() == Some(territory))
        && scope.category.as_ref().is_none_or(below)
}

/// The rule that goes before every other that matches, found by asking each about each.
pub(crate) fn best<'r>(rules: &'r [MapRule], offer: &Offer) -> Option<&'r MapRule> {
    let weight = |scope: &Scope| {
        let named = [
            (scope.sku.is_some(), 16),
            (scope.channel_pair.is_some(), 8),
            (scope.brand.is_some(), 4),
            (scope.category.is_some(), 2),
            (scope.channel_id.is_some(), 1),
            (scope.territory.is_some(), 1),
        ];
        named.into_iter().filter(|(named, _)| *named).map(|(_, weight)| weight).sum::<u32>()
    };
    let depth = |scope: &Scope| scope.category.as_ref().map_or(0, |category| category.matches('/').count() + 1);
    let goes_before = |a: &MapRule, b: &MapRule| {
        if a.priority != b.priority {
            return a.priority > b.priority;
        }
        if weight(&a.scope) != weight(&b.scope) {
            return weight(&a.scope) > weight(&b.scope);
        }
        if depth(&a.scope) != depth(&b.scope) {
            return depth(&a.scope) > depth(&b.scope);
        }
        a.rule_id < b.rule_id
    };
    let active: Vec<&MapRule> = rules
        .iter()
        .filter(|rule| holds(rule.effective_from, rule.effective_to) && matches(&rule.scope, offer))
        .collect();
    active
        .iter()
        .copied()
        .find(|rule| active.iter().all(|other| rule.rule_id == other.rule_id || goes_before(rule, other)))
}

/// Every conflict of a check, by (kind, thing, name).
pub(crate) fn check(offers: &[Offer], policy: &RuleSet) -> Vec<(String, String, String)> {
    let mut found = BTreeSet::new();
    let mut put = |kind: &str, rule: &str, parties: &[&Offer]| {
        let name = id(kind, rule, &parties[0].sku, parties);
        assert!(found.insert((kind.to_owned(), parties[0].sku.as_str().to_owned(), name)));
    };
    if let Some(rule) = &policy.parity {
        for parties in parity(offers, &rule.policy(), policy.include_personal) {
            put("price_parity", rule.name(), &parties);
        }
    }
    for offer in offers {
        if let Some(rule) = best(&policy.map_rules, offer)
            && !rule.exempt_channels.contains(&offer.channel_id)
        {
            let price = price(offer, rule.basis.unwrap_or(Basis::Advertised), rule.per_unit, false, false);
            let tolerance = Exact::from(rule.tolerance_percent.unwrap_or_default());
            if rule.map.is_some_and(|map| price < Exact::from(map) * (Exact::ONE - tolerance.clone())) {
                put("below_map", &rule.rule_id, &[offer]);
            }
            if rule.max_price.is_some_and(|most| price > Exact::from(most) * (Exact::ONE + tolerance.clone())) {
                put("above_max", &rule.rule_id, &[offer]);
            }
        }
        for agreement in &policy.agreements {
            if !holds(agreement.effective_from, agreement.effective_to) || !matches(&agreement.scope, offer) {
                continue;
            }
            let named = agreement.channels.contains(&offer.channel_id);
            let territories = agreement.territories.clone().unwrap_or_default();
            let kind = match (agreement.kind, named, &offer.territory) {
                (AgreementKind::Exclusive, false, _) => "outside_exclusive_channel",
                (AgreementKind::Prohibited, true, _) => "prohibited_channel",
                (AgreementKind::Territory, true, None) => "unknown_territory",
                (AgreementKind::Territory, true, Some(land)) if !territories.contains(land) => "outside_territory",
                _ => continue,
            };
            put(kind, &agreement.agreement_id, &[offer]);
        }
    }
    found.into_iter().collect()
}
