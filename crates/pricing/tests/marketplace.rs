//! Thresholds, group buys, bargains, presales and who pays for a discount: worked examples, refusals, and what must hold.

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
use mercato_pricing::{bargain_schedule, group_buy, presale_deposit, split_funding, threshold_gap};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The minor units of an amount in CNY.
fn cents(amount: &Value) -> i64 {
    amount.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// The amount of so many minor units of CNY.
fn yuan(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn invalid(path: &str) -> (&'static str, String) {
    ("invalid_argument", path.to_owned())
}

// ---- threshold_gap ----

fn gap(amount: &str, tiers: Value) -> Value {
    answer(threshold_gap, json!({"currency": "CNY", "amount": amount, "tiers": tiers}))
}

#[test]
fn a_rate_is_rounded_half_up_on_the_amount_and_on_the_next_threshold() {
    let tiers = json!([{"min": "99.99", "rate": "0.15"}, {"min": "33.30", "rate": "0.05"}]);
    // 0.05 x 33.30 = 1.665, 0.15 x 99.99 = 14.9985
    let want = json!({"discount": "1.67", "next_min": "99.99", "missing": "66.69", "next_discount": "15.00"});
    assert_eq!(gap("33.30", tiers), want);
}

#[test]
fn no_discount_exceeds_what_it_is_taken_from() {
    let want = json!({"discount": "20.00", "next_min": null, "missing": null, "next_discount": null});
    assert_eq!(gap("20.00", json!([{"min": "10.00", "amount": "50.00"}])), want);
    let want = json!({"discount": "0.00", "next_min": "10.00", "missing": "1.00", "next_discount": "10.00"});
    assert_eq!(gap("9.00", json!([{"min": "10.00", "amount": "50.00"}])), want);
    // 3 x (2^63 - 1) minor units exceed 64 bits, and the amount long before
    let tier = json!([{"min": "0.01", "amount": "92233720368547758.07"}]);
    let got = answer(
        threshold_gap,
        json!({"currency": "CNY", "amount": "0.03", "tiers": tier, "repeat": true, "max_repeats": 9}),
    );
    assert_holds(&got, &json!({"discount": "0.03", "next_discount": "0.04"}));
}

#[test]
fn thresholds_that_contradict_each_other_are_refused() {
    let refused = |input: Value| refusal(threshold_gap, input);
    let of = |tiers: Value| refused(json!({"currency": "CNY", "amount": "1", "tiers": tiers}));
    assert_eq!(of(json!([])), invalid("tiers"));
    assert_eq!(of(json!([{"min": "0.00", "amount": 1}])), invalid("tiers[0].min"));
    assert_eq!(of(json!([{"min": "-5", "amount": 1}])), invalid("tiers[0].min"));
    assert_eq!(of(json!([{"min": "5"}])), invalid("tiers[0].amount"));
    assert_eq!(of(json!([{"min": "5", "amount": 1, "rate": "0.1"}])), invalid("tiers[0].rate"));
    assert_eq!(of(json!([{"min": "5", "rate": "1.01"}])), invalid("tiers[0].rate"));
    assert_eq!(of(json!([{"min": "5", "amount": "-1"}])), invalid("tiers[0].amount"));
    assert_eq!(of(json!([{"min": "5", "amount": "0.001"}])), invalid("tiers[0].amount"));
    assert_eq!(
        of(json!([{"min": "5.00", "amount": 1}, {"min": "9", "amount": 1}, {"min": 5, "rate": "0.1"}])),
        invalid("tiers[2].min")
    );
    let repeat = |tiers: Value| refused(json!({"currency": "CNY", "amount": "1", "tiers": tiers, "repeat": true}));
    assert_eq!(repeat(json!([{"min": 5, "amount": 1}, {"min": 6, "amount": 1}])), invalid("repeat"));
    assert_eq!(repeat(json!([{"min": 5, "rate": "0.1"}])), invalid("repeat"));
    let tiers = json!([{"min": 5, "amount": 1}]);
    assert_eq!(
        refused(json!({"currency": "CNY", "amount": "1", "tiers": tiers, "repeat": true, "max_repeats": 0})),
        invalid("max_repeats")
    );
    assert_eq!(refused(json!({"currency": "CNY", "amount": "-1", "tiers": tiers})), invalid("amount"));
    assert!(unreadable(threshold_gap, json!({"currency": "CNY", "amount": 1.5, "tiers": tiers})));
    assert!(unreadable(threshold_gap, json!({"currency": "CNY", "amount": "1", "tiers": tiers, "repeats": true})));
}

// ---- group_buy ----

fn group(joined: u64, now: &str) -> Value {
    answer(
        group_buy,
        json!({"currency": "CNY", "base_price": "39.9", "joined": joined, "deadline": "2026-11-12T00:00:00+08:00", "now": now,
               "tiers": [{"size": 2, "price": "29.90"}, {"size": 5, "price": "25.90"}]}),
    )
}

#[test]
fn a_group_is_over_at_its_deadline_in_whatever_offset_it_is_written() {
    let open = json!({"status": "open", "price": "39.90", "next_size": 2, "missing": 2});
    assert_eq!(group(0, "2026-11-11T15:59:59.999Z"), open);
    let failed = json!({"status": "failed", "price": "39.90", "next_size": 2, "missing": 2});
    assert_eq!(group(0, "2026-11-11T16:00:00Z"), failed);
    assert_eq!(group(0, "2026-11-12T00:00:00+08:00"), failed);
    let succeeded = json!({"status": "succeeded", "price": "25.90", "next_size": null, "missing": null});
    assert_eq!(group(7, "2027-01-01T00:00:00Z"), succeeded);
}

#[test]
fn groups_without_an_order_are_refused() {
    let of = |tiers: Value| {
        let now = "2026-11-12T00:00:00Z";
        refusal(
            group_buy,
            json!({"currency": "JPY", "base_price": "40", "joined": 1, "deadline": now, "now": now, "tiers": tiers}),
        )
    };
    assert_eq!(of(json!([])), invalid("tiers"));
    assert_eq!(of(json!([{"size": 0, "price": 1}])), invalid("tiers[0].size"));
    assert_eq!(of(json!([{"size": 3, "price": 1}, {"size": 3, "price": 1}])), invalid("tiers[1].size"));
    assert_eq!(of(json!([{"size": 3, "price": "-1"}])), invalid("tiers[0].price"));
    assert_eq!(of(json!([{"size": 3, "price": "1.5"}])), invalid("tiers[0].price"));
}

// ---- bargain_schedule ----

#[test]
fn bargains_that_lead_nowhere_are_refused() {
    let of = |start: &str, floor: &str, helpers: u64| {
        let input = json!({"currency": "CNY", "start_price": start, "floor_price": floor, "helpers": helpers, "shape": "equal"});
        refusal(bargain_schedule, input)
    };
    assert_eq!(of("10", "10.00", 3), invalid("floor_price"));
    assert_eq!(of("10", "-1", 3), invalid("floor_price"));
    assert_eq!(of("10", "1", 0), invalid("helpers"));
    assert_eq!(of("10", "1", u64::MAX), invalid("helpers"));
    assert_eq!(of("10.001", "1", 3), invalid("start_price"));
}

proptest! {
    /// Largest remainders: every cut is less than a cent from its exact share, and they sum to the whole way.
    #[test]
    fn cuts_sum_to_the_way_and_never_grow(way in 1_i64..1_000_000, floor in 0_i64..1000, helpers in 1_i64..60, linear: bool) {
        let shape = if linear { "linear" } else { "equal" };
        let input = json!({"currency": "CNY", "start_price": yuan(floor + way), "floor_price": yuan(floor),
                           "helpers": helpers, "shape": shape});
        let got = answer(bargain_schedule, input);
        let cuts: Vec<i64> = got["cuts"].as_array().unwrap().iter().map(cents).collect();
        prop_assert_eq!(cuts.len(), usize::try_from(helpers).unwrap());
        prop_assert_eq!(cuts.iter().sum::<i64>(), way);
        prop_assert_eq!(cents(&got["total_cut"]), way);
        prop_assert!(cuts.is_sorted_by(|a, b| a >= b));
        let weight_sum = if linear { helpers * (helpers + 1) / 2 } else { helpers };
        for (cut, index) in cuts.iter().zip(0..) {
            let weight = if linear { helpers - index } else { 1 };
            prop_assert!((cut * weight_sum - way * weight).abs() < weight_sum);
        }
    }
}

// ---- presale_deposit ----

fn presale(price: &str, deposit: &str, value: &str, quantity: i64) -> Value {
    json!({"currency": "CNY", "price": price, "deposit": deposit, "deposit_value": value, "quantity": quantity})
}

#[test]
fn a_deposit_is_kept_though_it_covers_more_than_the_price() {
    // 2 x 60 is covered by 2 x 100; the deposits stay paid
    let want = json!({"deposit_paid": "100.00", "deposit_credit": "200.00", "balance_due": "0.00", "total_payable": "100.00",
                      "saving": "20.00"});
    assert_eq!(answer(presale_deposit, presale("60", "50", "100", 2)), want);
}

#[test]
fn a_deposit_above_its_value_or_the_price_is_refused() {
    assert_eq!(refusal(presale_deposit, presale("399", "50", "49.99", 1)), invalid("deposit_value"));
    assert_eq!(refusal(presale_deposit, presale("49.99", "50", "60", 1)), invalid("deposit"));
    assert_holds(
        &answer(presale_deposit, presale("50", "50", "50", 1)),
        &json!({"total_payable": "50.00", "saving": "0.00"}),
    );
    assert_eq!(refusal(presale_deposit, presale("399", "-1", "60", 1)), invalid("deposit"));
    assert_eq!(refusal(presale_deposit, presale("399", "50", "60", 0)), invalid("quantity"));
    assert_eq!(refusal(presale_deposit, presale("399", "50", "60", i64::MAX)), ("overflow", "price".to_owned()));
}

proptest! {
    #[test]
    fn a_presale_never_costs_less_than_the_deposit_nor_more_than_the_list(
        price in 0_i64..100_000, deposit in 0_i64..100_000, bonus in 0_i64..100_000, other in 0_i64..200_000, quantity in 1_i64..9,
    ) {
        let deposit = deposit.min(price);
        let mut input = presale(&yuan(price), &yuan(deposit), &yuan(deposit + bonus), quantity);
        input["other_discount"] = json!(yuan(other));
        let got = answer(presale_deposit, input);
        let (units, paid) = (quantity, cents(&got["deposit_paid"]));
        prop_assert_eq!(paid, deposit * units);
        prop_assert_eq!(cents(&got["total_payable"]), paid + cents(&got["balance_due"]));
        prop_assert_eq!(cents(&got["saving"]), price * units - cents(&got["total_payable"]));
        prop_assert!(cents(&got["saving"]) >= 0);
        let uncapped = (price - deposit - bonus) * units - other;
        prop_assert_eq!(cents(&got["balance_due"]), if uncapped > 0 { uncapped } else { 0 });
    }
}

// ---- split_funding ----

#[test]
fn orders_without_discounts_have_nothing_to_fund() {
    let none = json!({"platform_total": "0.00", "merchant_total": "0.00", "stores": []});
    assert_eq!(answer(split_funding, json!({"currency": "CNY", "platform_rate": "0.5", "lines": []})), none);
    let lines = json!([{"id": "a", "store_id": "s", "discount": "0.00"}]);
    let got = answer(split_funding, json!({"currency": "CNY", "platform_rate": 1, "lines": lines}));
    assert_eq!(got["stores"], json!([{"store_id": "s", "platform": "0.00", "merchant": "0.00"}]));
}

#[test]
fn lines_that_cannot_be_funded_are_refused() {
    let of = |rate: &str, lines: Value| {
        refusal(split_funding, json!({"currency": "CNY", "platform_rate": rate, "lines": lines}))
    };
    let line = |id: &str, store: &str, discount: &str| json!({"id": id, "store_id": store, "discount": discount});
    assert_eq!(of("-0.1", json!([])), invalid("platform_rate"));
    assert_eq!(of("1.01", json!([])), invalid("platform_rate"));
    assert_eq!(of("0.5", json!([line("a", "s", "-1")])), invalid("lines[0].discount"));
    assert_eq!(of("0.5", json!([line("a", " ", "1")])), invalid("lines[0].store_id"));
    assert_eq!(of("0.5", json!([line("", "s", "1")])), invalid("lines[0].id"));
    assert_eq!(
        of("0.5", json!([line("a", "s", "1"), line("a", "t", "1")])),
        ("duplicate_id", "lines[1].id".to_owned())
    );
}

proptest! {
    #[test]
    fn funding_sums_to_the_discounts_of_each_store(
        lines in prop::collection::vec((0_usize..3, 0_i64..10_000), 0..12), rate in 0_i64..=1000,
    ) {
        let stores = ["north", "south", "west"];
        let json_lines: Vec<Value> = lines.iter().enumerate().map(|(index, (store, discount))| {
            json!({"id": format!("l{index}"), "store_id": stores[*store], "discount": yuan(*discount)})
        }).collect();
        let rate_text = format!("{}.{:03}", rate / 1000, rate % 1000);
        let got = answer(split_funding, json!({"currency": "CNY", "platform_rate": rate_text, "lines": json_lines}));
        let total: i64 = lines.iter().map(|(_, discount)| discount).sum();
        prop_assert_eq!(cents(&got["platform_total"]), (total * rate + 500) / 1000);
        prop_assert_eq!(cents(&got["platform_total"]) + cents(&got["merchant_total"]), total);
        let mut first_seen: Vec<&str> = Vec::new();
        for (store, _) in &lines {
            if !first_seen.contains(&stores[*store]) {
                first_seen.push(stores[*store]);
            }
        }
        let funded = got["stores"].as_array().unwrap();
        prop_assert_eq!(funded.iter().map(|store| store["store_id"].as_str().unwrap()).collect::<Vec<_>>(), first_seen);
        for store in funded {
            let own = lines.iter().filter(|(index, _)| stores[*index] == store["store_id"]);
            let own: i64 = own.map(|(_, discount)| discount).sum();
            prop_assert!(cents(&store["platform"]) >= 0 && cents(&store["merchant"]) >= 0);
            prop_assert_eq!(cents(&store["platform"]) + cents(&store["merchant"]), own);
        }
        let platform: i64 = funded.iter().map(|store| cents(&store["platform"])).sum();
        prop_assert_eq!(platform, cents(&got["platform_total"]));
    }

    #[test]
    fn adding_what_is_missing_reaches_the_next_discount(
        tiers in prop::collection::btree_map(1_i64..5000, (any::<bool>(), 0_i64..3000), 1..5), amount in 0_i64..6000,
    ) {
        let json_tiers: Vec<Value> = tiers.iter().rev().map(|(min, (rate, value))| if *rate {
            json!({"min": yuan(*min), "rate": format!("0.{value:04}")})
        } else {
            json!({"min": yuan(*min), "amount": yuan(*value)})
        }).collect();
        let at = |amount: i64| gap(&yuan(amount), json!(json_tiers));
        let now = at(amount);
        // the discount by the definition
        let held = tiers.range(..=amount).next_back();
        let want = held.map_or(0, |(_, (rate, value))| if *rate { (amount * value + 5000) / 10_000 } else { *value.min(&amount) });
        prop_assert_eq!(cents(&now["discount"]), want);
        match tiers.range(amount + 1..).next() {
            None => prop_assert!(now["next_min"].is_null() && now["missing"].is_null() && now["next_discount"].is_null()),
            Some((min, _)) => {
                prop_assert_eq!(cents(&now["next_min"]), *min);
                prop_assert_eq!(cents(&now["missing"]), min - amount);
                prop_assert_eq!(&at(*min)["discount"], &now["next_discount"]);
            }
        }
    }

    #[test]
    fn repeats_step_at_each_multiple_and_stop_at_the_most(
        min in 1_i64..500, value in 0_i64..600, amount in 0_i64..3000, most in prop::option::of(1_i64..6),
    ) {
        let tiers = json!([{"min": yuan(min), "amount": yuan(value)}]);
        let at = |amount: i64| {
            let input = json!({"currency": "CNY", "amount": yuan(amount), "tiers": tiers, "repeat": true, "max_repeats": most});
            answer(threshold_gap, input)
        };
        let times = |amount: i64| most.map_or(amount / min, |most| (amount / min).min(most));
        let now = at(amount);
        prop_assert_eq!(cents(&now["discount"]), (value * times(amount)).min(amount));
        if most.is_some_and(|most| amount / min >= most) {
            prop_assert!(now["next_min"].is_null());
        } else {
            let next = amount + cents(&now["missing"]);
            prop_assert_eq!(cents(&now["next_min"]), next);
            prop_assert!(times(next) == times(amount) + 1 && times(next - 1) == times(amount));
            prop_assert_eq!(&at(next)["discount"], &now["next_discount"]);
        }
        prop_assert!(cents(&at(amount + 1)["discount"]) >= cents(&now["discount"]));
    }
}
