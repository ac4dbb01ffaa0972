//! Prices that answer competitors, and prices that look like prices.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod common;

use common::{answer, assert_holds, refusal, unreadable};
use mercato_core::{Decimal, decimal};
use mercato_pricing::{competitive_price, left_digit_price, round_price};
use proptest::prelude::*;
use serde_json::{Value, json};

fn with(base: &Value, field: &str, value: Value) -> Value {
    let mut input = base.clone();
    input[field] = value;
    input
}

fn cents(minor: i64) -> String {
    Decimal::new(minor, 2).to_string()
}

fn minor(value: &Value) -> i64 {
    i64::try_from(decimal::parse(value.as_str().unwrap()).unwrap().mantissa()).unwrap()
}

// ---- competitors ----

fn against(prices: &[&str], strategy: Value) -> Value {
    json!({"currency": "USD", "competitor_prices": prices, "strategy": strategy, "floor": "0"})
}

/// R 4: `quantile(c(15, 20, 35, 40, 50), c(0, .05, .3, .4, .5, 1))`, whose default is type 7.
#[test]
fn hyndman_fan_type_7_as_r_computes_it() {
    for (p, want) in
        [("0", "15.00"), ("0.05", "16.00"), ("0.3", "23.00"), ("0.4", "29.00"), ("0.5", "35.00"), ("1", "50.00")]
    {
        let input = against(&["35", "15", "50", "20", "40"], json!({"type": "percentile", "percentile": p}));
        assert_holds(&answer(competitive_price, input), &json!({"price": want, "reference_price": want}));
    }
}

#[test]
fn each_strategy_answers_its_figure() {
    let prices = ["10.00", "20.00", "20.00", "25.01"];
    for (strategy, price, reference) in [
        (json!({"type": "match_lowest"}), "10.00", "10.00"),
        (json!({"type": "match_average"}), "18.75", "18.75"), // 75.01 / 4 = 18.7525
        (json!({"type": "match_median"}), "20.00", "20.00"),
        (json!({"type": "undercut_lowest", "amount": "0.01"}), "9.99", "10.00"),
        (json!({"type": "undercut_lowest", "rate": "0.015"}), "9.85", "10.00"),
        (json!({"type": "percentile", "percentile": 1}), "25.01", "25.01"),
    ] {
        let got = answer(competitive_price, against(&prices, strategy));
        assert_holds(&got, &json!({"price": price, "reference_price": reference, "clamped": "none"}));
    }
}

#[test]
fn the_price_is_rounded_then_clamped_and_the_reference_is_half_up() {
    let base = with(&against(&["10.00", "10.01"], json!({"type": "match_average"})), "rounding", json!("floor"));
    assert_holds(&answer(competitive_price, base.clone()), &json!({"price": "10.00", "reference_price": "10.01"}));
    let lifted = with(&base, "floor", json!("10.01"));
    assert_holds(&answer(competitive_price, lifted), &json!({"price": "10.01", "clamped": "floor"}));
    let held = with(&base, "ceiling", json!("9.50"));
    assert_holds(&answer(competitive_price, held), &json!({"price": "9.50", "clamped": "ceiling"}));
    // at a limit is not beyond it
    let exactly = with(&with(&base, "floor", json!("10.00")), "ceiling", json!("10.00"));
    assert_holds(&answer(competitive_price, exactly), &json!({"price": "10.00", "clamped": "none"}));
    // more off than there is
    let below_nothing = against(&["5.00"], json!({"type": "undercut_lowest", "amount": "6.00"}));
    assert_holds(&answer(competitive_price, below_nothing), &json!({"price": "0.00", "clamped": "floor"}));
}

#[test]
fn competitors_below_the_floor_can_be_left_out() {
    let base = with(&against(&["5.00", "10.00", "12.00"], json!({"type": "match_lowest"})), "floor", json!("8.00"));
    assert_holds(&answer(competitive_price, base.clone()), &json!({"price": "8.00", "reference_price": "5.00"}));
    let ignoring = with(&base, "ignore_below_floor", json!(true));
    assert_holds(&answer(competitive_price, ignoring.clone()), &json!({"price": "10.00", "clamped": "none"}));
    let none_left = with(&ignoring, "floor", json!("12.01"));
    assert_eq!(refusal(competitive_price, none_left), ("not_found", "competitor_prices".into()));
}

#[test]
fn competitive_refusals() {
    let base = against(&["5.00"], json!({"type": "match_lowest"}));
    let refused = |field: &str, value: Value| refusal(competitive_price, with(&base, field, value));
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    assert_eq!(refused("competitor_prices", json!([])), ("not_found", "competitor_prices".into()));
    assert_eq!(refused("competitor_prices", json!(["5", "0"])), invalid("competitor_prices[1]"));
    assert_eq!(refused("competitor_prices", json!(["5.001"])), invalid("competitor_prices[0]"));
    assert_eq!(refused("floor", json!("-1")), invalid("floor"));
    assert_eq!(
        refused("strategy", json!({"type": "percentile", "percentile": "1.01"})),
        invalid("strategy.percentile")
    );
    assert_eq!(refused("strategy", json!({"type": "undercut_lowest", "rate": "2"})), invalid("strategy.rate"));
    assert_eq!(refused("strategy", json!({"type": "undercut_lowest", "amount": "-1"})), invalid("strategy.amount"));
    assert_eq!(refused("strategy", json!({"type": "undercut_lowest"})), invalid("strategy"));
    let both = json!({"type": "undercut_lowest", "amount": "1", "rate": "0.1"});
    assert_eq!(refused("strategy", both), invalid("strategy"));
    let crossed = with(&with(&base, "floor", json!("9")), "ceiling", json!("8"));
    assert_eq!(refusal(competitive_price, crossed), invalid("ceiling"));
    for strategy in [
        json!({"type": "beat_everyone"}),
        json!({"type": "match_lowest", "amount": "1"}),
        json!({"type": "percentile", "percentile": 0.5}),
    ] {
        assert!(unreadable(competitive_price, with(&base, "strategy", strategy)));
    }
}

// ---- prices that look like prices ----

/// Every price that a charm rule offers up to a little above `price`, lowest first.
fn offered(price: i64, modulus: i64, endings: &[i64]) -> Vec<i64> {
    let mut offers: Vec<i64> = (0..=price / modulus + 2)
        .flat_map(|k| endings.iter().map(move |ending| k * modulus + ending))
        .filter(|offer| *offer > 0)
        .collect();
    offers.sort_unstable();
    offers
}

proptest! {
    #[test]
    fn charm_prices_are_those_of_a_full_search(
        price in 1_i64..5000, modulus in 1_i64..400, picks in prop::collection::vec(any::<prop::sample::Index>(), 1..4),
    ) {
        let endings: Vec<i64> = picks.iter().map(|pick| i64::try_from(pick.index(usize::try_from(modulus).unwrap())).unwrap()).collect();
        let offers = offered(price, modulus, &endings);
        let up = offers.iter().copied().find(|offer| *offer >= price);
        let down = offers.iter().copied().rfind(|offer| *offer <= price);
        let nearest = offers.iter().copied().min_by_key(|offer| ((offer - price).abs(), *offer));
        for (mode, want) in [("up", up), ("down", down), ("nearest", nearest)] {
            let texts: Vec<String> = endings.iter().map(|ending| cents(*ending)).collect();
            let rule = json!({"type": "charm", "modulus": cents(modulus), "endings": texts, "mode": mode});
            let input = json!({"currency": "USD", "price": cents(price), "rule": rule});
            if let Some(want) = want {
                prop_assert_eq!(minor(&answer(round_price, input)["price"]), want, "{}", mode);
            } else {
                prop_assert_eq!(refusal(round_price, input), ("infeasible", "rule".to_owned()));
            }
        }
    }

    #[test]
    fn a_grid_is_a_charm_rule_that_ends_in_nothing(price in 1_i64..100_000, step in 1_i64..3000, mode in "up|nearest") {
        let grid = json!({"type": "grid", "step": cents(step), "mode": mode});
        let charm = json!({"type": "charm", "modulus": cents(step), "endings": ["0"], "mode": mode});
        let by = |rule: Value| answer(round_price, json!({"currency": "USD", "price": cents(price), "rule": rule}));
        let got = by(grid);
        prop_assert_eq!(&got, &by(charm));
        prop_assert_eq!(minor(&got["price"]) % step, 0);
        prop_assert!(minor(&got["price"]) > 0);
    }

    #[test]
    fn the_left_digit_falls_by_one_or_the_price_stays(price in 1_i64..10_000_000, permille in 0_i64..=1000) {
        let rate = Decimal::new(permille, 3).to_string();
        let got = answer(left_digit_price, json!({"currency": "USD", "price": cents(price), "max_reduction_rate": rate}));
        let lowered = minor(&got["price"]);
        // the same by text: the first digit less one, then nines, unless nothing is left
        let text = price.to_string();
        let rest = text.len() - 1;
        let under = (text[..1].parse::<i64>().unwrap() * 10_i64.pow(u32::try_from(rest).unwrap())) - 1;
        let allowed = under > 0 && (price - under) * 1000 <= permille * price;
        prop_assert_eq!(lowered, if allowed { under } else { price });
        prop_assert_eq!(got["changed"].as_bool().unwrap(), allowed);
    }
}

#[test]
fn a_price_that_fits_stays() {
    for mode in ["nearest", "up", "down"] {
        let rule = json!({"type": "charm", "modulus": "1", "endings": ["0.99"], "mode": mode});
        let got = answer(round_price, json!({"currency": "USD", "price": "9.99", "rule": rule}));
        assert_eq!(got["price"], "9.99", "{mode}");
    }
}

#[test]
fn equally_near_prices_go_to_the_lower() {
    let grid = json!({"type": "grid", "step": "25", "mode": "nearest"});
    assert_eq!(answer(round_price, json!({"currency": "USD", "price": "37.50", "rule": grid}))["price"], "25.00");
    // but there is no price of nothing
    assert_eq!(answer(round_price, json!({"currency": "USD", "price": "12.50", "rule": grid}))["price"], "25.00");
}

#[test]
fn round_price_refusals() {
    let charm =
        |modulus: &str, endings: Value| json!({"type": "charm", "modulus": modulus, "endings": endings, "mode": "up"});
    let refused =
        |price: &str, rule: Value| refusal(round_price, json!({"currency": "USD", "price": price, "rule": rule}));
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    assert_eq!(refused("10", charm("1", json!([]))), invalid("rule.endings"));
    assert_eq!(refused("10", charm("1", json!(["0.5", "1.00"]))), invalid("rule.endings[1]"));
    assert_eq!(refused("10", charm("1", json!(["-0.01"]))), invalid("rule.endings[0]"));
    assert_eq!(refused("10", charm("0", json!(["0"]))), invalid("rule.modulus"));
    assert_eq!(refused("0", charm("1", json!(["0.99"]))), invalid("price"));
    let grid = |step: &str, mode: &str| json!({"type": "grid", "step": step, "mode": mode});
    assert_eq!(refused("10", grid("0.005", "up")), invalid("rule.step"));
    assert_eq!(refused("10", grid("10.01", "down")), ("infeasible", "rule".into()));
    assert_eq!(refused("92233720368547758.07", grid("1", "up")).0, "overflow");
    assert!(unreadable(round_price, json!({"currency": "USD", "price": "1", "rule": grid("1", "sideways")})));
    assert!(unreadable(
        round_price,
        json!({"currency": "USD", "price": "1", "rule": {"type": "grid", "step": "1", "mode": "up", "endings": []}})
    ));
}

#[test]
fn the_smallest_price_has_nothing_below_it() {
    let given = json!({"currency": "USD", "price": "0.01", "max_reduction_rate": "1"});
    assert_eq!(answer(left_digit_price, given), json!({"price": "0.01", "changed": false}));
}

#[test]
fn left_digit_refusals() {
    let base = json!({"currency": "USD", "price": "3.00", "max_reduction_rate": "0.01"});
    let refused = |field: &str, value: &str| refusal(left_digit_price, with(&base, field, json!(value)));
    assert_eq!(refused("price", "0"), ("invalid_argument", "price".into()));
    assert_eq!(refused("price", "3.001"), ("invalid_argument", "price".into()));
    assert_eq!(refused("max_reduction_rate", "1.1"), ("invalid_argument", "max_reduction_rate".into()));
    assert_eq!(refused("max_reduction_rate", "-0.1"), ("invalid_argument", "max_reduction_rate".into()));
}
