//! Position, rounding, suggestion, cover and cards against models in whole numbers, written from the definitions.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_wrap,
    clippy::float_cmp,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking; models are in small whole numbers"
)]

use mercato_core::{Coded, Decimal, ErrorCode, decimal};
use mercato_inventory::{
    DaysOfCoverInput, InventoryPositionInput, KanbanCardsInput, MultipleRounding, ReorderReason,
    ReorderSuggestionInput, ReorderTrigger, ReplenishmentPolicy, RoundOrderQuantityInput, days_of_cover,
    inventory_position, kanban_cards, reorder_suggestion, round_order_quantity,
};
use proptest::prelude::*;

/// `tenths / 10` as a decimal without trailing zeros.
fn tenths(value: i64) -> Decimal {
    Decimal::new(value, 1).normalize()
}

fn text(value: Decimal) -> String {
    value.to_string()
}

/// What a supplier accepts, in tenths; `None` where nothing is.
fn model_round(
    quantity: i64,
    minimum: i64,
    multiple: Option<i64>,
    maximum: Option<i64>,
    rounding: MultipleRounding,
) -> Option<i64> {
    if quantity <= 0 {
        return Some(0);
    }
    let wanted = quantity.max(minimum);
    let step = multiple.unwrap_or(1);
    // every candidate is listed and the rule picks one; without a multiple every tenth is a candidate
    let candidates = || (0..=(wanted + minimum + step * 2) / step).map(|n| n * step);
    let below = candidates().filter(|q| *q <= wanted).max().unwrap();
    let above = candidates().find(|q| *q >= wanted).unwrap();
    let mut order = match rounding {
        MultipleRounding::Down => below,
        MultipleRounding::Nearest if wanted - below < above - wanted => below,
        MultipleRounding::Nearest | MultipleRounding::Up => above,
    };
    if order < minimum || order == 0 {
        order = candidates().find(|q| *q >= minimum.max(step)).unwrap();
    }
    match maximum {
        Some(maximum) if order > maximum => {
            let largest = candidates().filter(|q| *q <= maximum).max().unwrap();
            (largest > 0 && largest >= minimum).then_some(largest)
        }
        _ => Some(order),
    }
}

fn modes() -> impl Strategy<Value = MultipleRounding> {
    prop_oneof![Just(MultipleRounding::Up), Just(MultipleRounding::Down), Just(MultipleRounding::Nearest)]
}

fn rules() -> impl Strategy<Value = (i64, Option<i64>, Option<i64>, MultipleRounding)> {
    (0..60_i64, prop::option::of(1..40_i64), prop::option::of(0..200_i64), modes())
}

proptest! {
    #[test]
    fn position_is_the_signed_sum_of_its_parts(parts in prop::array::uniform6(0..10_000_i64)) {
        let [on_hand, on_order, in_transit, reserved, backordered, quarantined] = parts;
        let answer = inventory_position(&InventoryPositionInput {
            on_hand: tenths(on_hand),
            on_order: Some(tenths(on_order)),
            in_transit: Some(tenths(in_transit)),
            reserved: Some(tenths(reserved)),
            backordered: Some(tenths(backordered)),
            quarantined: Some(tenths(quarantined)),
        }).unwrap();
        let usable = on_hand - quarantined;
        prop_assert_eq!(text(answer.available), text(tenths(usable - reserved)));
        prop_assert_eq!(text(answer.net_stock), text(tenths(usable - backordered)));
        prop_assert_eq!(
            text(answer.position),
            text(tenths(usable + on_order + in_transit - reserved - backordered))
        );
    }

    #[test]
    fn rounding_is_the_rule_over_all_candidates(quantity in -20..300_i64, rules in rules()) {
        let (minimum, multiple, maximum, rounding) = rules;
        let answer = round_order_quantity(&RoundOrderQuantityInput {
            quantity: tenths(quantity),
            min_order_quantity: Some(tenths(minimum)),
            order_multiple: multiple.map(tenths),
            max_order_quantity: maximum.map(tenths),
            rounding: Some(rounding),
        });
        let order = answer.map(|answer| text(answer.order_quantity)).map_err(|error| error.code());
        let model = model_round(quantity, minimum, multiple, maximum, rounding);
        prop_assert_eq!(order, model.map(|order| text(tenths(order))).ok_or(ErrorCode::Infeasible));
    }

    #[test]
    fn suggestion_is_the_rule(
        position in -200..300_i64,
        (low, span, lot, kind) in (0..120_i64, 0..120_i64, 1..80_i64, 0..3_u8),
        rules in rules(),
        (below, cap) in (any::<bool>(), any::<bool>()),
    ) {
        let (minimum, multiple, maximum, rounding) = rules;
        let high = low + span;
        let policy = match kind {
            0 => ReplenishmentPolicy::MinMax { min: tenths(low), max: tenths(high) },
            1 => ReplenishmentPolicy::OrderUpTo { order_up_to_level: tenths(high) },
            _ => ReplenishmentPolicy::ReorderPointQuantity { reorder_point: tenths(low), order_quantity: tenths(lot) },
        };
        let input = ReorderSuggestionInput {
            position: tenths(position),
            policy,
            trigger: Some(if below { ReorderTrigger::Below } else { ReorderTrigger::AtOrBelow }),
            min_order_quantity: Some(tenths(minimum)),
            order_multiple: multiple.map(tenths),
            max_order_quantity: maximum.map(tenths),
            rounding: Some(rounding),
            cap_at_max: Some(cap),
        };
        let answer = reorder_suggestion(&input);
        let triggered = if kind == 1 { position < high } else { position < low || (!below && position == low) };
        let raw = if kind == 2 {
            let lifted = |q: i64| position + q > low || (below && position + q == low);
            (1..1000).map(|n| n * lot).find(|q| lifted(*q)).unwrap()
        } else {
            high - position
        };
        let (order, reason) = if !triggered {
            (0, ReorderReason::AboveTrigger)
        } else if raw <= 0 {
            (0, ReorderReason::NoQuantityNeeded)
        } else {
            let Some(order) = model_round(raw, minimum, multiple, maximum, rounding) else {
                prop_assert_eq!(answer.unwrap_err().code(), ErrorCode::Infeasible);
                return Ok(());
            };
            if cap && kind != 2 && position + order > high {
                let step = multiple.unwrap_or(1);
                let fits = (0..=raw).filter(|q| q % step == 0).max().unwrap();
                if fits == 0 || fits < minimum { (0, ReorderReason::BlockedByMax) } else { (fits, ReorderReason::CappedAtMax) }
            } else {
                (order, ReorderReason::Ordered)
            }
        };
        let answer = answer.unwrap();
        prop_assert_eq!((answer.triggered, answer.reason), (triggered, reason));
        prop_assert_eq!(text(answer.order_quantity), text(tenths(order)));
        prop_assert_eq!(text(answer.projected_position), text(tenths(position + order)));
        // no runaway reorders: what was ordered once is not ordered again
        if kind == 0 && rounding == MultipleRounding::Up && maximum.is_none() && !cap && span > 0 {
            let again = reorder_suggestion(&ReorderSuggestionInput { position: answer.projected_position, ..input }).unwrap();
            prop_assert_eq!(again.order_quantity, Decimal::ZERO);
        }
    }

    #[test]
    fn cover_is_the_stock_walked_unit_by_unit(on_hand in 0..400_i64, demand in prop::collection::vec(0..60_i64, 1..12)) {
        let answer = days_of_cover(&DaysOfCoverInput {
            on_hand: tenths(on_hand),
            demand: demand.iter().copied().map(tenths).collect(),
        }).unwrap();
        let cumulative = |n: usize| demand.iter().take(n).sum::<i64>();
        let short = if on_hand == 0 { Some(1) } else { (1..=demand.len()).find(|n| cumulative(*n) > on_hand) };
        prop_assert_eq!(answer.stockout_period, short);
        prop_assert_eq!(answer.covers_horizon, short.is_none());
        match short {
            None => {
                prop_assert_eq!(answer.periods, None);
                prop_assert_eq!(text(answer.remaining), text(tenths(on_hand - cumulative(demand.len()))));
            }
            Some(n) => {
                let before = cumulative(n - 1);
                let wanted = cumulative(n) - before;
                let met = if on_hand == 0 { 0.0 } else { ((n as i64 - 1) * wanted + on_hand - before) as f64 / wanted as f64 };
                prop_assert_eq!(answer.periods, Some(met));
                prop_assert_eq!(text(answer.remaining), "0");
            }
        }
    }

    #[test]
    fn cards_are_the_fewest_that_hold_the_need(d in 0..2_000_i64, l in 0..60_i64, a in 0..20_i64, c in 1..500_i64) {
        let answer = kanban_cards(&KanbanCardsInput {
            demand_rate: tenths(d), lead_time: tenths(l), safety_fraction: tenths(a), container_size: tenths(c),
        }).unwrap();
        // in thousandths: D·L·(1+α) against N·C
        let (need, holds) = (d * l * (10 + a), |cards: i64| cards * c * 100);
        prop_assert!(holds(answer.cards) >= need);
        prop_assert!(answer.cards == 0 || holds(answer.cards - 1) < need);
        prop_assert_eq!(text(answer.maximum_inventory), text(tenths(answer.cards * c)));
    }
}

fn refused_as(result: Result<impl std::fmt::Debug, mercato_inventory::InventoryError>, code: ErrorCode) {
    assert_eq!(result.unwrap_err().code(), code);
}

#[test]
fn extreme_decimals_are_refused_or_exact_and_never_rounded() {
    let (large, small) = (Decimal::MAX, decimal::parse("0.0000000000000000000000000001").unwrap());
    // 29 digits before the point and 28 after it: no decimal
    refused_as(
        inventory_position(&InventoryPositionInput {
            on_hand: large,
            on_order: Some(small),
            ..InventoryPositionInput::default()
        }),
        ErrorCode::Overflow,
    );
    // the large parts cancel exactly
    let exact = inventory_position(&InventoryPositionInput {
        on_hand: large,
        on_order: Some(large),
        reserved: Some(large),
        backordered: Some(large),
        ..InventoryPositionInput::default()
    });
    assert_eq!(exact.unwrap().position.to_string(), "0");
    // more packs than 128 bits count
    refused_as(
        round_order_quantity(&RoundOrderQuantityInput {
            quantity: large,
            order_multiple: Some(small),
            ..RoundOrderQuantityInput::default()
        }),
        ErrorCode::Overflow,
    );
    refused_as(
        kanban_cards(&KanbanCardsInput {
            demand_rate: large,
            lead_time: large,
            safety_fraction: large,
            container_size: small,
        }),
        ErrorCode::Overflow,
    );
}

/// Monden's line of 480 a day, 1.5 days, 15 % and containers of 40; and a need of exactly 11 containers, which doubles make 12.
#[test]
fn monden_480_a_day_takes_21_cards_and_an_exact_11_stays_11() {
    let cards = |d: &str, l: &str, a: &str, c: &str| {
        let [demand_rate, lead_time, safety_fraction, container_size] =
            [d, l, a, c].map(|t| decimal::parse(t).unwrap());
        kanban_cards(&KanbanCardsInput { demand_rate, lead_time, safety_fraction, container_size }).unwrap().cards
    };
    assert_eq!(cards("480", "1.5", "0.15", "40"), 21);
    assert_eq!(cards("50", "2", "0.1", "10"), 11);
}
