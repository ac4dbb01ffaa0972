//! The compiled engine against the specification read aloud (`naive`), on random carts and sets with every effect.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::unreachable,
    clippy::too_many_lines,
    unreachable_pub,
    reason = "tests"
)]

mod naive;

use mercato_core::{Currency, Decimal, Rounding, time};
use mercato_pricing::{
    Basis, Cart, CartLine, Component, Condition, Context, Customer, Effect, Evaluation, GroupSelection, Level, Limits,
    LineEvaluation, Measure, Mode, Options, Promotion, PromotionSet, ReturnedUnits, RewardSelection, Stacking, Target,
    Tier, Trace, UnitSelection, Usage, UsageById,
};
use naive::Outcome;
use proptest::collection::vec;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

fn money(minor: i64) -> Decimal {
    Decimal::new(minor, 2)
}

fn texts(all: &'static [&'static str], most: usize) -> impl Strategy<Value = Vec<String>> {
    subsequence(all, 0..=most).prop_map(|texts| texts.into_iter().map(str::to_owned).collect())
}

const SKUS: &[&str] = &["s1", "s2", "s3", "s4"];
const CATEGORIES: &[&str] = &["c1", "c2", "c3"];
const TAGS: &[&str] = &["t1", "t2"];
const STORES: &[&str] = &["m1", "m2"];

fn lines() -> impl Strategy<Value = Vec<CartLine>> {
    let price = prop_oneof![8 => 1_i64..4_000, 1 => Just(0_i64), 2 => select(vec![999_i64, 1000, 3333])];
    let line = (
        select(SKUS),
        price,
        1_u32..7,
        texts(CATEGORIES, 2),
        texts(TAGS, 1),
        of(select(STORES)),
        weighted(0.9, Just(())),
    );
    vec(line, 0..6).prop_map(|lines| {
        lines
            .into_iter()
            .enumerate()
            .map(|(index, (sku, price, quantity, category_ids, tags, store, discountable))| CartLine {
                category_ids,
                tags,
                store_id: store.map(str::to_owned),
                discountable: discountable.is_some(),
                ..CartLine::new(format!("l{index}"), sku, money(price), quantity)
            })
            .collect()
    })
}

fn target() -> impl Strategy<Value = Target> {
    let rare = |all, most| prop_oneof![4 => Just(Vec::new()), 1 => texts(all, most)];
    (
        rare(SKUS, 2),
        rare(CATEGORIES, 2),
        rare(TAGS, 1),
        rare(STORES, 1),
        rare(SKUS, 1),
        rare(CATEGORIES, 1),
        rare(TAGS, 1),
        weighted(0.1, Just(())),
    )
        .prop_map(
            |(skus, category_ids, tags, store_ids, exclude_skus, exclude_category_ids, exclude_tags, fresh)| Target {
                skus,
                category_ids,
                tags,
                store_ids,
                exclude_skus,
                exclude_category_ids,
                exclude_tags,
                exclude_discounted: fresh.is_some(),
            },
        )
}

fn basis() -> impl Strategy<Value = Basis> {
    select(vec![Basis::Current, Basis::Current, Basis::List, Basis::Item])
}

fn rate() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (0_i64..=100).prop_map(|percent| Decimal::new(percent, 2)),
        (0_i64..=1000).prop_map(|r| Decimal::new(r, 3))
    ]
}

fn amount(most: i64) -> impl Strategy<Value = Decimal> {
    (0..most).prop_map(money)
}

fn condition() -> impl Strategy<Value = Condition> {
    let leaf = prop_oneof![
        4 => (amount(8_000), basis(), of(target())).prop_map(|(amount, basis, target)| Condition::MinSubtotal { amount, basis, target }),
        2 => (1_u64..9, of(target())).prop_map(|(quantity, target)| Condition::MinQuantity { quantity, target }),
        2 => (1_u64..4, of(target())).prop_map(|(count, target)| Condition::MinDistinctSkus { count, target }),
        1 => Just(Condition::FirstOrder {}),
        1 => texts(&["k1", "k2"], 2).prop_map(|ids| Condition::CustomerIn { ids }),
        1 => texts(&["card", "cash"], 2).prop_map(|values| Condition::AttributeIn { key: "pay".into(), values }),
        1 => vec(1_u8..=7, 0..5).prop_map(|days| Condition::Weekday { days }),
        1 => (0_u32..23).prop_map(|hour| Condition::TimeOfDay {
            from: format!("{hour:02}:15").parse().unwrap(),
            until: "24:00".parse().unwrap(),
        }),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|conditions| Condition::All { conditions }),
            vec(inner.clone(), 0..3).prop_map(|conditions| Condition::Any { conditions }),
            inner.prop_map(|condition| Condition::Not { condition: Box::new(condition) }),
        ]
    })
}

fn tiers(measure: Measure) -> impl Strategy<Value = Vec<Tier>> {
    vec((1_i64..6_000, prop_oneof![amount(2_500).prop_map(Ok), rate().prop_map(Err)]), 1..4).prop_map(move |tiers| {
        let mut found: Vec<Tier> = Vec::new();
        for (min, gives) in tiers {
            let min = if measure == Measure::Quantity { Decimal::from(min % 12 + 1) } else { money(min) };
            if found.iter().all(|tier| tier.min != min) {
                found.push(match gives {
                    Ok(amount) => Tier::amount(min, amount),
                    Err(rate) => Tier::rate(min, rate),
                });
            }
        }
        found
    })
}

fn effect() -> impl Strategy<Value = Effect> {
    let selection = || select(vec![UnitSelection::MostExpensive, UnitSelection::Cheapest, UnitSelection::CartOrder]);
    let rewards =
        select(vec![RewardSelection::Cheapest, RewardSelection::CheapestPerSet, RewardSelection::MostExpensive]);
    let groups = select(vec![GroupSelection::MostExpensive, GroupSelection::Cheapest]);
    let sets = || weighted(0.3, 0_u32..4);
    let measured = select(vec![Measure::Amount, Measure::Amount, Measure::Quantity])
        .prop_flat_map(|measure| (Just(measure), tiers(measure)));
    prop_oneof![
        2 => (rate(), selection()).prop_map(|(rate, selection)| Effect::PercentOff { rate, selection }),
        1 => (amount(1_500), selection()).prop_map(|(amount, selection)| Effect::AmountOffEach { amount, selection }),
        1 => (amount(2_500), selection()).prop_map(|(price, selection)| Effect::FixedPrice { price, selection }),
        3 => (1_u32..4, 1_u32..3, rate(), rewards, sets(), of(target())).prop_map(
            |(buy_quantity, get_quantity, rate, selection, max_sets, get_target)| Effect::BuyXGetY {
                buy_quantity, get_quantity, rate, selection, max_sets, get_target: get_target.map(Box::new),
            }),
        2 => (1_u32..6, amount(6_000), sets(), groups).prop_map(|(quantity, price, max_sets, selection)| Effect::MultiBuy {
            quantity, price, max_sets, selection,
        }),
        2 => (subsequence(SKUS, 1..3), vec(1_u32..3, 3), amount(5_000), sets()).prop_map(|(skus, needs, price, max_sets)| {
            let components = skus.into_iter().zip(needs).map(|(sku, quantity)| Component { sku: sku.into(), quantity });
            Effect::Bundle { components: components.collect(), price, max_sets }
        }),
        2 => amount(6_000).prop_map(Effect::amount_off),
        3 => (measured, weighted(0.3, of(1_u32..4)), basis()).prop_map(|((measure, tiers), repeats, basis)| {
            let repeat = repeats.is_some() && tiers.len() == 1 && tiers[0].amount.is_some();
            Effect::ThresholdOff { tiers, measure, repeat, max_repeats: repeats.flatten().filter(|_| repeat), basis }
        }),
        1 => (1_u32..3, of(1_i64..4_000), basis(), of(0_u32..5), of(amount(900))).prop_map(
            |(quantity, every, basis, max_quantity, value)| Effect::Gift {
                sku: "mug".into(), quantity, every: every.map(money), basis, max_quantity, value,
            }),
        1 => (prop_oneof![rate().prop_map(Ok), amount(1_500).prop_map(Err)], of(amount(800))).prop_map(|(gives, max_amount)| {
            Effect::ShippingOff { rate: gives.ok(), amount: gives.err(), max_amount }
        }),
    ]
}

fn stacking() -> impl Strategy<Value = Stacking> {
    (
        weighted(0.08, Just(())),
        weighted(0.08, Just(())),
        prop_oneof![3 => Just(Vec::new()), 1 => texts(&["g1", "g2"], 1)],
        prop_oneof![5 => Just(Vec::new()), 1 => texts(&["p0", "p1", "p2", "nobody"], 1)],
        weighted(0.2, select(vec!["x", "y"])),
    )
        .prop_map(|(exclusive, stop_after, exclusion_groups, excludes, line_group)| Stacking {
            exclusive: exclusive.is_some(),
            stop_after: stop_after.is_some(),
            exclusion_groups,
            excludes,
            line_group: line_group.map(str::to_owned),
        })
}

fn promotion() -> impl Strategy<Value = Promotion> {
    let limits =
        (weighted(0.1, 0_u64..3), weighted(0.1, 0_u64..3), weighted(0.1, amount(3_000)), weighted(0.2, amount(2_000)));
    let units = (weighted(0.3, 0_u32..6), weighted(0.1, 0_u32..6), weighted(0.1, 0_u32..6));
    let who = (
        prop_oneof![5 => Just(Vec::new()), 1 => texts(&["web", "app"], 1)],
        prop_oneof![5 => Just(Vec::new()), 1 => texts(&["vip", "new"], 2)],
        prop_oneof![5 => Just(Vec::new()), 1 => texts(&[" save", "TEN", "nope"], 2)],
        weighted(0.1, select(vec![Currency::EUR, Currency::USD])),
        weighted(0.1, -2_i64..3),
        weighted(0.1, -2_i64..3),
    );
    (
        effect(),
        (weighted(0.25, 0_u8..2), -1_i32..3),
        weighted(0.5, target()),
        weighted(0.3, condition()),
        limits,
        units,
        who,
        stacking(),
    )
        .prop_map(|(effect, (level, priority), target, condition, limits, units, who, stacking)| {
            let now = now();
            let day = |days: Option<i64>| days.map(|days| now + chrono::TimeDelta::days(days));
            let shipping = matches!(effect, Effect::ShippingOff { .. });
            let level = level.filter(|_| !shipping).map(|level| if level == 0 { Level::Item } else { Level::Order });
            let mut promotion =
                Promotion { level, priority, target, condition, stacking, ..Promotion::new("", effect) };
            promotion.channels = who.0;
            promotion.customer_groups = who.1;
            promotion.coupon_codes = who.2;
            promotion.currencies = who.3.into_iter().collect();
            (promotion.valid_from, promotion.valid_until) = (day(who.4), day(who.5));
            let counts = match promotion.effect {
                Effect::PercentOff { .. } => promotion.effective_level() == Level::Item,
                Effect::AmountOffEach { .. } | Effect::FixedPrice { .. } => true,
                _ => false,
            };
            let units = if counts { units } else { (None, None, None) };
            promotion.limits = Limits {
                usage_limit: limits.0,
                usage_limit_per_customer: limits.1,
                budget: limits.2,
                max_discount: limits.3,
                max_units: units.0,
                quantity_limit: units.1,
                quantity_limit_per_customer: units.2,
            };
            promotion
        })
}

fn now() -> chrono::DateTime<chrono::FixedOffset> {
    time::parse_timestamp("2026-11-11T10:30:00+08:00").unwrap()
}

fn context() -> impl Strategy<Value = Context> {
    let customer = (select(vec!["k1", "k3"]), texts(&["vip", "new"], 1), of(0_u64..2));
    (
        of(select(vec!["web", "app", "fair"])),
        of(customer),
        texts(&["Save ", "ten"], 2),
        of(select(vec!["card", "cheque"])),
    )
        .prop_map(|(channel, customer, coupon_codes, pay)| Context {
            channel: channel.map(str::to_owned),
            customer: customer.map(|(id, groups, order_count)| Customer { id: id.into(), groups, order_count }),
            coupon_codes,
            attributes: pay.into_iter().map(|pay| ("pay".to_owned(), pay.to_owned())).collect(),
            ..Context::at(now())
        })
}

#[derive(Debug, Clone)]
struct Case {
    cart: Cart,
    context: Context,
    promotions: Vec<Promotion>,
    usage: UsageById,
    rounding: Rounding,
}

fn case(most: usize) -> impl Strategy<Value = Case> {
    let used =
        (0_u64..3, 0_u64..3, amount(2_000), 0_u32..4, 0_u32..4).prop_map(|(used, customer_used, budget_used, q, c)| {
            Usage { used, customer_used, budget_used, quantity_used: q, customer_quantity_used: c }
        });
    (
        lines(),
        amount(1_500),
        context(),
        vec((promotion(), weighted(0.3, used)), 0..=most),
        select(Rounding::ALL.to_vec()),
    )
        .prop_map(|(lines, shipping_amount, context, promotions, rounding)| {
            let mut usage = UsageById::new();
            let promotions = promotions.into_iter().enumerate().map(|(index, (promotion, used))| {
                let id = format!("p{index}");
                usage.extend(used.map(|used| (id.clone(), used)));
                Promotion { id, ..promotion }
            });
            let promotions = promotions.collect();
            Case {
                cart: Cart { currency: Currency::EUR, lines, shipping_amount },
                context,
                promotions,
                usage,
                rounding,
            }
        })
}

impl Case {
    fn evaluate(&self, mode: Mode, trace: Trace) -> Evaluation {
        let set = PromotionSet::compile_ref(&self.promotions).unwrap();
        let options = Options { mode, rounding: self.rounding, trace, ..Options::default() };
        set.evaluate(&self.cart, &self.context, &self.usage, &options).unwrap()
    }

    /// What the specification says, in the shape of [`shape`].
    fn expected(&self, mode: Mode) -> Outcome {
        let canonical = naive::canonical(&self.promotions);
        let reason = |p: &&Promotion| {
            let usage = self.usage.get(&p.id).cloned().unwrap_or_default();
            naive::static_reason(p, &self.cart, &self.context, &usage)
        };
        let eligible: Vec<&Promotion> = canonical.iter().copied().filter(|p| reason(p).is_none()).collect();
        let mut outcome = match mode {
            Mode::Priority => naive::run(&self.cart, &self.context, &self.usage, self.rounding, &eligible),
            Mode::Best => naive::best(&self.cart, &self.context, &self.usage, self.rounding, &eligible),
        };
        let refused = canonical.iter().filter_map(|p| Some((p.id.clone(), reason(p)?, None)));
        outcome.rejected.extend(refused);
        outcome.rejected.sort_by_key(|(id, ..)| canonical.iter().position(|p| p.id == *id));
        outcome.saving = 0;
        outcome
    }
}

/// A case, and some or none of each line's pieces that come back.
fn case_with_returns(most: usize) -> impl Strategy<Value = (Case, Vec<ReturnedUnits>)> {
    (case(most), vec(of(0_u32..8), 6), any::<bool>()).prop_map(|(case, back, reversed)| {
        let lines = case.cart.lines.iter().zip(back);
        let mut returns: Vec<ReturnedUnits> = lines
            .filter_map(|(line, back)| {
                Some(ReturnedUnits { id: line.id.clone(), quantity: back?.min(line.quantity).into() })
            })
            .collect();
        if reversed {
            returns.reverse();
        }
        (case, returns)
    })
}

/// What each of `quantity` pieces that cost `paid` together was paid: the first ones bear what is left over.
fn pieces(paid: i128, quantity: u32) -> impl Iterator<Item = i128> {
    let quantity = i128::from(quantity);
    (0..quantity).map(move |piece| paid / quantity + i128::from(piece < paid % quantity))
}

/// The answer as the naive model writes it.
fn shape(case: &Case, evaluation: &Evaluation) -> Outcome {
    let minor = |amount: Decimal| naive::minor(&case.cart, amount);
    Outcome {
        applied: evaluation.applied.iter().map(|one| (one.promotion_id.to_string(), minor(one.amount))).collect(),
        lines: evaluation
            .lines
            .iter()
            .map(|line| line.allocations.iter().map(|one| (one.promotion_id.to_string(), minor(one.amount))).collect())
            .collect(),
        gifts: evaluation
            .gifts
            .iter()
            .map(|gift| (gift.promotion_id.to_string(), gift.sku.clone(), i128::from(gift.quantity)))
            .collect(),
        shipping_discount: minor(evaluation.shipping_discount),
        rejected: evaluation
            .rejected
            .iter()
            .map(|one| {
                let reason = serde_json::to_value(one.reason).unwrap();
                let reason = REASONS.iter().find(|known| reason == **known).unwrap();
                (one.promotion_id.to_string(), *reason, one.by.as_ref().map(ToString::to_string))
            })
            .collect(),
        saving: 0,
    }
}

const REASONS: &[&str] = &[
    "not_started",
    "expired",
    "currency_not_allowed",
    "channel_not_allowed",
    "customer_group_not_allowed",
    "coupon_required",
    "usage_limit_reached",
    "customer_usage_limit_reached",
    "excluded",
    "condition_not_met",
    "no_matching_lines",
    "quantity_limit_reached",
    "threshold_not_met",
    "no_effect",
    "budget_exceeded",
    "not_in_best_combination",
];

/// The identities of section 3.6.
fn check_identities(case: &Case, answer: &Evaluation) {
    let sum = |amounts: &mut dyn Iterator<Item = Decimal>| amounts.sum::<Decimal>();
    for line in &answer.lines {
        assert_eq!(sum(&mut line.allocations.iter().map(|one| one.amount)), line.discount);
        assert_eq!(line.list_total - line.discount, line.total);
        assert!(line.total >= Decimal::ZERO);
    }
    assert_eq!(sum(&mut answer.lines.iter().map(|line| line.discount)), answer.line_discount_total);
    assert_eq!(sum(&mut answer.applied.iter().map(|one| one.amount)), answer.discount_total);
    assert_eq!(answer.line_discount_total + answer.shipping_discount, answer.discount_total);
    assert_eq!(sum(&mut answer.lines.iter().map(|line| line.total)) + answer.shipping_total, answer.total);
    assert_eq!(case.cart.shipping_amount - answer.shipping_discount, answer.shipping_total);
    assert!(answer.shipping_total >= Decimal::ZERO);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn priority_mode_is_the_naive_pass(case in case(8)) {
        let answer = case.evaluate(Mode::Priority, Trace::All);
        prop_assert_eq!(shape(&case, &answer), case.expected(Mode::Priority));
        check_identities(&case, &answer);
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn best_mode_is_the_search_of_every_subset(case in case(6)) {
        let answer = case.evaluate(Mode::Best, Trace::All);
        prop_assert_eq!(answer.optimal, Some(true));
        prop_assert_eq!(shape(&case, &answer), case.expected(Mode::Best));
        check_identities(&case, &answer);
    }

}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// The index leads to every promotion that is applied, and the order of the promotions is no input.
    #[test]
    fn index_and_order_change_nothing(case in case(8), shuffle in any::<prop::sample::Index>()) {
        for mode in [Mode::Priority, Mode::Best] {
            let all = case.evaluate(mode, Trace::All);
            let mut moved = case.clone();
            let middle = shuffle.index(case.promotions.len() + 1).min(case.promotions.len());
            moved.promotions.rotate_left(middle);
            moved.promotions.reverse();
            prop_assert_eq!(&moved.evaluate(mode, Trace::All), &all);
            let listed = moved.evaluate(mode, Trace::Candidates);
            for one in &listed.rejected {
                prop_assert!(all.rejected.contains(one));
            }
            prop_assert_eq!(Evaluation { rejected: all.rejected.clone(), ..listed }, all.clone());
            prop_assert_eq!(case.evaluate(mode, Trace::None), Evaluation { rejected: Vec::new(), ..all });
        }
    }

    /// Without exactness the answer is still legal and no worse than the priority pass.
    #[test]
    fn local_search_is_no_worse_than_priority(case in case(8)) {
        let set = PromotionSet::compile_ref(&case.promotions).unwrap();
        let worth = |answer: &Evaluation| {
            let value = |id: &str| match &case.promotions.iter().find(|p| p.id == id).unwrap().effect {
                Effect::Gift { value, .. } => value.unwrap_or_default(),
                _ => Decimal::ZERO,
            };
            let gifts: Decimal = answer.gifts.iter().map(|gift| value(&gift.promotion_id) * Decimal::from(gift.quantity)).sum();
            answer.discount_total + gifts
        };
        let options = Options { mode: Mode::Best, rounding: case.rounding, ..Options::default() };
        let exact = case.evaluate(Mode::Best, Trace::All);
        let priority = case.evaluate(Mode::Priority, Trace::All);
        for options in [Options { exact_limit: 0, ..options.clone() }, Options { node_limit: 3, ..options }] {
            let found = set.evaluate(&case.cart, &case.context, &case.usage, &options).unwrap();
            prop_assert!(worth(&found) <= worth(&exact));
            prop_assert!(worth(&found) >= worth(&priority));
            check_identities(&case, &found);
        }
    }
}

/// The case with every promotion eligible, so that all of them meet in the search.
fn all_eligible(mut case: Case) -> Case {
    for promotion in &mut case.promotions {
        promotion.channels.clear();
        promotion.customer_groups.clear();
        promotion.coupon_codes.clear();
        promotion.currencies.clear();
        (promotion.valid_from, promotion.valid_until) = (None, None);
        (promotion.limits.usage_limit, promotion.limits.usage_limit_per_customer) = (None, None);
    }
    case
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Up to eight promotions, all eligible: 256 subsets.
    #[test]
    fn best_mode_of_eligible_promotions_is_the_search_of_every_subset(case in case(8).prop_map(all_eligible)) {
        let answer = case.evaluate(Mode::Best, Trace::All);
        prop_assert_eq!(answer.optimal, Some(true));
        prop_assert_eq!(shape(&case, &answer), case.expected(Mode::Best));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// What was paid is what is paid back and what stays; what stays is the price of the pieces kept, alone, or, where that is
    /// less, what they were paid.
    #[test]
    fn repriced_refunds_conserve_every_cent((case, returns) in case_with_returns(6)) {
        let minor = |amount: Decimal| naive::minor(&case.cart, amount);
        let goods = |answer: &Evaluation| answer.lines.iter().map(|line| minor(line.total)).sum::<i128>();
        let back = |id: &str| returns.iter().find(|one| one.id == id).map_or(0, |one| one.quantity as u32);
        let mut kept = case.clone();
        for line in &mut kept.cart.lines {
            line.quantity -= back(&line.id);
        }
        kept.cart.lines.retain(|line| line.quantity > 0);
        for mode in [Mode::Priority, Mode::Best] {
            let (before, after) = (case.evaluate(mode, Trace::All), kept.evaluate(mode, Trace::All));
            let (paid, alone) = (goods(&before), goods(&after));
            let of_line = |(line, answer): (&CartLine, &LineEvaluation)| -> i128 {
                pieces(minor(answer.total), line.quantity).take(back(&line.id) as usize).sum()
            };
            let paid_for_returned: i128 = case.cart.lines.iter().zip(&before.lines).map(of_line).sum();

            let set = PromotionSet::compile_ref(&case.promotions).unwrap();
            let options = Options { mode, rounding: case.rounding, ..Options::default() };
            let answer = set.refund_repriced(&case.cart, &case.context, &case.usage, &options, &returns).unwrap();
            prop_assert_eq!(minor(answer.paid_before), paid);
            prop_assert_eq!(minor(answer.payable_after), alone);
            prop_assert_eq!(minor(answer.proportional_refund), paid_for_returned);
            prop_assert_eq!(minor(answer.refund) + minor(answer.clawback), paid_for_returned);
            prop_assert!(answer.refund >= Decimal::ZERO && answer.clawback >= Decimal::ZERO);
            prop_assert_eq!(paid - minor(answer.refund), alone.max(paid - paid_for_returned).min(paid));
            if kept.cart.lines.is_empty() {
                prop_assert_eq!(minor(answer.refund), paid);
            }
            if kept.cart == case.cart {
                prop_assert_eq!(minor(answer.refund), 0);
            }
        }
    }
}
