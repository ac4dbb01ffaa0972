//! The markdown plan against every path, looked at one by one.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod common;

use common::{answer, assert_holds, refusal, unreadable};
use mercato_core::Decimal;
use mercato_pricing::{MarkdownPlanInput, markdown_plan};
use proptest::prelude::*;
use serde_json::{Value, json};

fn with(base: &Value, field: &str, value: Value) -> Value {
    let mut input = base.clone();
    input[field] = value;
    input
}

fn season() -> Value {
    json!({"ladder": ["100", "80", "60"], "base_price": "100", "base_demand": [10, 10, 10], "elasticity": -1.5,
        "inventory": 40, "salvage_value": "20"})
}

/// The total of a path of prices in units, straight from the definition.
fn total(path: &[u32], input: &MarkdownPlanInput) -> f64 {
    let number = |value: Decimal| value.to_string().parse::<f64>().unwrap();
    let mut stock = input.inventory;
    let mut total = 0.0;
    for (price, base) in path.iter().zip(&input.base_demand) {
        let demand = base * libm::pow(f64::from(*price) / number(input.base_price), input.elasticity);
        let sold = demand.min(stock);
        stock -= sold;
        total += f64::from(*price) * sold;
    }
    total + number(input.salvage_value.unwrap_or_default()) * stock
}

/// Every non-increasing path, higher prices first.
fn paths(ladder: &[u32], periods: usize) -> Vec<Vec<u32>> {
    if periods == 0 {
        return vec![vec![]];
    }
    let rest = |index: usize| paths(&ladder[index..], periods - 1);
    (0..ladder.len())
        .flat_map(|first| rest(first).into_iter().map(move |path| [vec![ladder[first]], path].concat()))
        .collect()
}

proptest! {
    #[test]
    fn the_plan_is_the_best_of_all_paths(
        ladder in prop::collection::btree_set(1_u32..120, 1..5), demand in prop::collection::vec(prop_oneof![Just(0.0), 1.0..50.0_f64], 1..6),
        elasticity in -4.0..-0.2_f64, inventory in prop_oneof![Just(0.0), 1.0..400.0_f64], salvage in 0_i64..4000,
    ) {
        let ladder: Vec<u32> = ladder.into_iter().rev().collect();
        let input = MarkdownPlanInput {
            ladder: ladder.iter().rev().map(|price| Decimal::from(*price)).collect(),
            base_price: Decimal::from(100),
            base_demand: demand.clone(), elasticity, inventory,
            salvage_value: Some(Decimal::new(salvage, 2)),
        };
        let plan = markdown_plan(&input).unwrap();
        let all = paths(&ladder, demand.len());
        let best = all.iter().map(|path| total(path, &input)).fold(f64::NEG_INFINITY, f64::max);
        let first = all.iter().find(|path| total(path, &input) >= best - 1e-9 * best).unwrap();
        let want: Vec<String> = first.iter().map(|price| format!("{price}.00")).collect();
        let got: Vec<String> = plan.prices.iter().map(ToString::to_string).collect();
        prop_assert_eq!(got, want);
        prop_assert!((plan.total - best).abs() <= 1e-9 * best);
        prop_assert!((plan.total - plan.revenue - plan.salvage_revenue).abs() <= 1e-9 * best);
        prop_assert!((plan.sales.iter().sum::<f64>() + plan.leftover - inventory).abs() <= 1e-9 * inventory);
        prop_assert!(plan.leftover >= 0.0 && plan.sales.iter().all(|sold| *sold >= 0.0));
    }

    /// At an elasticity of -1 a unit less of price brings as much as it costs: all paths tie, but for the last bits of their sums.
    #[test]
    fn a_tie_is_seen_through_the_last_bits(
        ladder in prop::collection::btree_set(1_u32..100_000, 2..5), demand in prop::collection::vec(1.0..1e6_f64, 1..6),
    ) {
        let highest = format!("{}.00", ladder.last().unwrap());
        let input = MarkdownPlanInput {
            ladder: ladder.iter().map(|price| Decimal::from(*price)).collect(),
            base_price: Decimal::from(97),
            base_demand: demand, elasticity: -1.0, inventory: 1e12, salvage_value: None,
        };
        let plan = markdown_plan(&input).unwrap();
        prop_assert!(plan.prices.iter().all(|price| price.to_string() == highest), "{:?}", plan.prices);
    }
}

#[test]
fn equal_plans_keep_the_price_up() {
    // nothing to sell, nothing asked for, everything sold at the first price
    for (field, value) in [("inventory", json!(0)), ("base_demand", json!([0, 0, 0])), ("inventory", json!(10))] {
        let got = answer(markdown_plan, with(&season(), field, value));
        assert_eq!(got["prices"], json!(["100.00", "100.00", "100.00"]));
    }
    // at an elasticity of -1 every price brings the same, and the stock is plenty
    let level = with(&with(&season(), "elasticity", json!(-1)), "inventory", json!(1000));
    assert_eq!(answer(markdown_plan, with(&level, "salvage_value", json!("0")))["prices"][2], "100.00");
}

#[test]
fn the_ladder_may_come_in_any_order_and_twice() {
    let got = answer(markdown_plan, season());
    for ladder in [json!(["60", "100.00", "80"]), json!(["80", "60.0", "60", "100", "80.00"])] {
        assert_eq!(answer(markdown_plan, with(&season(), "ladder", ladder)), got);
    }
}

#[test]
fn a_price_below_salvage_is_never_chosen() {
    let got = answer(markdown_plan, with(&with(&season(), "salvage_value", json!("90")), "elasticity", json!(-1)));
    assert_holds(&got, &json!({"prices": ["100.00", "100.00", "100.00"], "leftover": 10.0, "salvage_revenue": 900.0}));
}

#[test]
fn many_periods_of_few_prices_and_few_periods_of_many_are_planned() {
    let long = with(&with(&season(), "base_demand", json!(vec![1.0; 3000])), "inventory", json!(4000));
    assert_eq!(answer(markdown_plan, long)["prices"].as_array().unwrap().len(), 3000); // C(3002, 3000) = 4,504,501
    let ladder: Vec<String> = (1..=3000).map(|price| price.to_string()).collect();
    let wide = with(&with(&season(), "ladder", json!(ladder)), "base_demand", json!([10, 10]));
    assert_eq!(answer(markdown_plan, wide)["prices"].as_array().unwrap().len(), 2); // C(3001, 2) = 4,501,500
    let one = with(&with(&season(), "ladder", json!(["50"])), "base_demand", json!(vec![1.0; 100_000]));
    assert_holds(&answer(markdown_plan, one), &json!({"leftover": 0.0}));
}

#[test]
fn markdown_refusals() {
    let refused = |field: &str, value: Value| refusal(markdown_plan, with(&season(), field, value));
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    assert_eq!(refused("ladder", json!([])), invalid("ladder"));
    assert_eq!(refused("ladder", json!(["10", "0"])), invalid("ladder[1]"));
    assert_eq!(refused("ladder", json!(["9.999"])), invalid("ladder[0]"));
    assert_eq!(refused("base_price", json!("0")), invalid("base_price"));
    assert_eq!(refused("base_demand", json!([])), invalid("base_demand"));
    assert_eq!(refused("base_demand", json!([1, -1])), invalid("base_demand[1]"));
    assert_eq!(refused("elasticity", json!(0)), invalid("elasticity"));
    assert_eq!(refused("inventory", json!(-1)), invalid("inventory"));
    assert_eq!(refused("salvage_value", json!("-1")), invalid("salvage_value"));
    assert_eq!(refused("elasticity", json!(-1e9)).0, "invalid_argument"); // demand beyond a double
    assert_eq!(refused("base_demand", json!(vec![1.0; 3162])), ("unsupported", "ladder".into())); // C(3164, 2) = 5,003,866
    assert!(unreadable(markdown_plan, with(&season(), "ladder", json!([99.5]))));
}
