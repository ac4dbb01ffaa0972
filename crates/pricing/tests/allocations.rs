//! What promotions cost in memory: nothing for those that do not match a cart, little for each that is compiled.
//!
//! One test, because the allocator counts for the whole program.
#![allow(clippy::unwrap_used, clippy::cast_possible_wrap, clippy::arithmetic_side_effects, reason = "tests")]

use mercato_core::{Currency, Decimal, time};
use mercato_pricing::{
    Cart, CartLine, Condition, Context, Effect, Mode, Options, Promotion, PromotionSet, Target, Trace, UsageById,
};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn money(minor: i64) -> Decimal {
    Decimal::new(minor, 2)
}

/// Ten promotions that match the cart below, of several kinds.
fn matching() -> Vec<Promotion> {
    let target = |index: usize| Target::of_skus([format!("sku{index}")]);
    (0..10)
        .map(|index| {
            let effect = match index % 4 {
                0 => Effect::percent_off(Decimal::new(15, 2)),
                1 => Effect::amount_off_each(money(50)),
                2 => Effect::buy_x_get_y(1, 1),
                _ => Effect::amount_off(money(200)),
            };
            Promotion::new(format!("match{index}"), effect).with_target(target(index))
        })
        .collect()
}

/// Promotions that do not match it: another thing, category, mark, store, channel, group, code, window; four in each hundred
/// are looked at all the same, since no key tells them apart: their condition does.
fn other(count: usize) -> Vec<Promotion> {
    let past = time::parse_timestamp("2020-01-01T00:00:00Z").unwrap();
    (0..count)
        .map(|index| {
            let promotion = Promotion::new(format!("other{index}"), Effect::percent_off(Decimal::new(10, 2)));
            match index % 8 {
                0 => promotion.with_target(Target::of_skus([format!("thing{index}")])),
                1 => promotion.with_target(Target::of_categories([format!("category{index}")])),
                2 => promotion.with_target(Target::of_tags([format!("tag{index}")])),
                3 => promotion.with_target(Target::of_stores([format!("store{index}")])),
                4 => promotion.with_channels([format!("channel{index}")]),
                5 => promotion.with_customer_groups([format!("group{index}")]),
                6 => promotion.with_coupon_codes([format!("code{index}")]),
                _ => promotion.with_window(None, Some(past)),
            }
        })
        .collect()
}

#[test]
fn promotions_that_do_not_match_allocate_nothing() {
    let lines = (0..20).map(|index| CartLine {
        category_ids: vec!["coats".into()],
        ..CartLine::new(format!("line{index}"), format!("sku{index}"), money(1_995), 3)
    });
    let cart = Cart { currency: Currency::EUR, lines: lines.collect(), shipping_amount: money(500) };
    let context = Context {
        channel: Some("web".into()),
        coupon_codes: vec!["SAVE".into()],
        ..Context::at(time::parse_timestamp("2026-11-11T10:30:00+08:00").unwrap())
    };
    let usage = UsageById::new();
    let allocations = |promotions: Vec<Promotion>, mode: Mode, trace: Trace| {
        let set = PromotionSet::compile(promotions).unwrap();
        let options = Options { mode, trace, ..Options::default() };
        let region = Region::new(ALLOCATOR);
        let answer = set.evaluate(&cart, &context, &usage, &options).unwrap();
        let change = region.change();
        assert_eq!(answer.applied.len(), 10);
        change.allocations + change.reallocations
    };
    for mode in [Mode::Priority, Mode::Best] {
        for trace in [Trace::Candidates, Trace::None] {
            let alone = allocations(matching(), mode, trace);
            for count in [100, 1_000, 20_000] {
                let among = allocations([matching(), other(count)].concat(), mode, trace);
                assert_eq!(among, alone, "{mode:?} {trace:?}: {count} promotions that do not match");
            }
        }
    }

    // some that are looked at and whose condition does not hold: what they are noted in grows by doubling, and nothing else
    let never = Condition::min_subtotal(money(100_000_000));
    let looked_at = |count: usize| {
        let promotions = (0..count).map(|index| {
            Promotion::new(format!("never{index}"), Effect::percent_off(Decimal::new(10, 2)))
                .with_condition(never.clone())
        });
        allocations(matching().into_iter().chain(promotions).collect(), Mode::Priority, Trace::None)
    };
    let (few, many) = (looked_at(100), looked_at(1_000));
    assert!(many <= few + 20, "{few} allocations for 100 promotions looked at, {many} for 1,000");

    // what a simple promotion takes once it is compiled
    for count in [1_000, 10_000, 100_000] {
        let promotions: Vec<Promotion> = other(count * 8).into_iter().step_by(8).collect();
        let region = Region::new(ALLOCATOR);
        let set = PromotionSet::compile_ref(&promotions).unwrap();
        let change = region.change();
        let bytes = (change.bytes_allocated - change.bytes_deallocated) / promotions.len();
        assert!(bytes <= 1_024, "{bytes} bytes for each of {} promotions", set.len());
        println!("{bytes} bytes");
    }
}
