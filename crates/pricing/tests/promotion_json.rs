//! Promotions as they stand in a file: what each builder writes, what `null` means, and every mistake with its path.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

use mercato_core::{Coded, Decimal, decimal};
use mercato_pricing::{
    Basis, CartLine, Condition, Effect, EvaluateCartInput, Limits, Options, PricingError, Promotion, PromotionId,
    PromotionSet, Stacking, Target, Tier, TimeOfDay, detect_conflicts, evaluate_cart,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::fmt::Debug;

fn dec(text: &str) -> Decimal {
    decimal::parse(text).unwrap()
}

/// What is built is what the JSON says.
#[track_caller]
fn is<T: DeserializeOwned + Serialize + PartialEq + Debug>(built: &T, json: Value) {
    let read: T = serde_json::from_value(json).unwrap();
    assert_eq!(*built, read);
    let again: T = serde_json::from_value(serde_json::to_value(built).unwrap()).unwrap();
    assert_eq!(*built, again);
}

#[test]
fn builders_write_what_a_file_would_say() {
    is(&Target::of_skus(["a", "b"]), json!({"skus": ["a", "b"]}));
    is(&Target::of_categories(["a"]), json!({"category_ids": ["a"]}));
    is(&Target::of_tags(["a"]), json!({"tags": ["a"]}));
    is(&Target::of_stores(["a"]), json!({"store_ids": ["a"]}));
    is(&Target::of_tags(["a"]).without_skus(["b", "c"]), json!({"tags": ["a"], "exclude_skus": ["b", "c"]}));
    is(&Target::of_tags(["a"]).without_categories(["b"]), json!({"tags": ["a"], "exclude_category_ids": ["b"]}));
    is(&Target::of_tags(["a"]).without_tags(["b"]), json!({"tags": ["a"], "exclude_tags": ["b"]}));
    is(&Target::of_tags(["a"]).without_discounted(), json!({"tags": ["a"], "exclude_discounted": true}));

    is(&Stacking::exclusive(), json!({"exclusive": true}));
    is(&Stacking::stop_after(), json!({"stop_after": true}));
    is(&Stacking::one_of(["a", "b"]), json!({"exclusion_groups": ["a", "b"]}));
    is(&Stacking::excluding(["a"]), json!({"excludes": ["a"]}));
    is(&Stacking::once_a_line("a"), json!({"line_group": "a"}));

    let limits = || Limits::default();
    is(&limits().with_usage_limit(3), json!({"usage_limit": 3}));
    is(&limits().with_usage_limit_per_customer(3), json!({"usage_limit_per_customer": 3}));
    is(&limits().with_budget(dec("5.00")), json!({"budget": "5.00"}));
    is(&limits().with_max_discount(dec("5.00")), json!({"max_discount": "5.00"}));
    is(&limits().with_max_units(3), json!({"max_units": 3}));
    is(&limits().with_quantity_limit(3), json!({"quantity_limit": 3}));
    is(&limits().with_quantity_limit_per_customer(3), json!({"quantity_limit_per_customer": 3}));
    for (limits, caps) in [
        (limits(), false),
        (limits().with_budget(dec("1")), false),
        (limits().with_max_units(3), true),
        (limits().with_quantity_limit(3), true),
        (limits().with_quantity_limit_per_customer(3), true),
    ] {
        assert_eq!(limits.caps_units(), caps, "{limits:?}");
    }

    let first = || Condition::FirstOrder {};
    let weekday = || Condition::Weekday { days: vec![6, 7] };
    is(
        &Condition::all([first(), weekday()]),
        json!({"type": "all", "conditions": [{"type": "first_order"}, {"type": "weekday", "days": [6, 7]}]}),
    );
    is(&Condition::any([first()]), json!({"type": "any", "conditions": [{"type": "first_order"}]}));
    is(&Condition::not(first()), json!({"type": "not", "condition": {"type": "first_order"}}));
    is(
        &Condition::min_subtotal_of(dec("9.00"), Basis::List, Target::of_skus(["a"])),
        json!({"type": "min_subtotal", "amount": "9.00", "basis": "list", "target": {"skus": ["a"]}}),
    );
    is(
        &Condition::attribute_in("pay", ["card", "cash"]),
        json!({"type": "attribute_in", "key": "pay", "values": ["card", "cash"]}),
    );

    is(
        &Effect::every_off(dec("300"), dec("50"), Basis::List),
        json!({"type": "threshold_off", "tiers": [{"min": "300", "amount": "50"}], "repeat": true, "basis": "list"}),
    );
    is(
        &Effect::quantity_off(vec![Tier::rate(dec("3"), dec("0.2"))]),
        json!({"type": "threshold_off", "tiers": [{"min": "3", "rate": "0.2"}], "measure": "quantity"}),
    );
    is(
        &Effect::buy_here_get_there(2, 1, Target::of_skus(["b"])),
        json!({"type": "buy_x_get_y", "buy_quantity": 2, "get_quantity": 1, "get_target": {"skus": ["b"]}}),
    );
    is(&Effect::shipping_rate_off(dec("0.5")), json!({"type": "shipping_off", "rate": "0.5"}));
    is(&Effect::shipping_amount_off(dec("5")), json!({"type": "shipping_off", "amount": "5"}));
}

#[test]
fn null_is_a_key_left_out() {
    let line = |discountable: Value| {
        let line = json!({"id": "1", "sku": "a", "unit_price": "1.00", "quantity": 1, "discountable": discountable});
        serde_json::from_value::<CartLine>(line).unwrap().discountable
    };
    assert_eq!([line(json!(null)), line(json!(true)), line(json!(false))], [true, true, false]);
    let bare = serde_json::from_value::<CartLine>(json!({"id": "1", "sku": "a", "unit_price": "1.00", "quantity": 1}));
    assert!(bare.unwrap().discountable);

    let options = |json: Value| serde_json::from_value::<Options>(json).unwrap();
    let usual = Options::default();
    assert_eq!(options(json!({"exact_limit": null, "node_limit": null})), usual);
    let given = options(json!({"exact_limit": 7, "node_limit": 11}));
    assert_eq!((given.exact_limit, given.node_limit), (7, 11));

    let rate = |rate: Value| {
        let effect = json!({"type": "buy_x_get_y", "buy_quantity": 2, "get_quantity": 1, "rate": rate});
        serde_json::from_value::<Effect>(effect).unwrap()
    };
    assert_eq!(rate(json!(null)), Effect::buy_x_get_y(2, 1));
    assert!(matches!(rate(json!("0.25")), Effect::BuyXGetY { rate, .. } if rate == dec("0.25")));
}

#[test]
fn times_of_day_end_with_midnight() {
    for (text, minutes) in [("00:00", 0), ("09:05", 545), ("23:59", 1439), ("24:00", 1440)] {
        let time: TimeOfDay = text.parse().unwrap();
        assert_eq!((time.minutes(), time.to_string()), (minutes, text.to_owned()));
    }
    for text in ["24:01", "12:60", "9:05", "09:5", "0905", "aa:00", "09:05:00", ""] {
        assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
    }
    let wrong = serde_json::from_value::<TimeOfDay>(json!(1110)).unwrap_err().to_string();
    assert!(wrong.contains("a time of day HH:MM"), "{wrong}");
}

fn promotion(json: &Value) -> Promotion {
    let mut whole = json!({"id": "p", "effect": {"type": "amount_off", "amount": "1.00"}});
    whole.as_object_mut().unwrap().extend(json.as_object().unwrap().clone());
    serde_json::from_value(whole).unwrap()
}

/// The paths of all mistakes of one promotion, without the front that they share.
fn mistakes(json: &Value) -> Vec<String> {
    let found = match PromotionSet::compile(vec![promotion(json)]) {
        Ok(_) => Vec::new(),
        Err(PricingError::Several(mistakes)) => mistakes,
        Err(PricingError::Refused(mistake)) => vec![mistake],
        Err(other) => panic!("{other}"),
    };
    found.iter().map(|one| one.path().unwrap().strip_prefix("promotions[0].").unwrap().to_owned()).collect()
}

#[test]
fn every_mistake_has_its_path() {
    let effect = |effect: Value| json!({"effect": effect});
    let condition = |condition: Value| json!({"condition": condition});
    let none: &[&str] = &[];
    let cases = [
        (json!({"coupon_codes": ["A", " "]}), &["coupon_codes[1]"][..]),
        (json!({"level": "shipping"}), &["level"]),
        (json!({"level": "order"}), none),
        (json!({"level": "item", "effect": {"type": "shipping_off", "rate": "1"}}), &["level"]),
        (json!({"level": "order", "effect": {"type": "shipping_off", "rate": "1"}}), &["level"]),
        (json!({"level": "shipping", "effect": {"type": "shipping_off", "rate": "1"}}), none),
        (effect(json!({"type": "percent_off", "rate": "1"})), none),
        (effect(json!({"type": "percent_off", "rate": "1.01"})), &["effect.rate"]),
        (effect(json!({"type": "percent_off", "rate": "-0.1"})), &["effect.rate"]),
        (effect(json!({"type": "amount_off_each", "amount": "-1"})), &["effect.amount"]),
        (effect(json!({"type": "fixed_price", "price": "-1"})), &["effect.price"]),
        (effect(json!({"type": "fixed_price", "price": "0"})), none),
        (
            effect(json!({"type": "buy_x_get_y", "buy_quantity": 0, "get_quantity": 0, "rate": "2"})),
            &["effect.buy_quantity", "effect.get_quantity", "effect.rate"],
        ),
        (effect(json!({"type": "multi_buy", "quantity": 0, "price": "-1"})), &["effect.quantity", "effect.price"]),
        (effect(json!({"type": "multi_buy", "quantity": 1, "price": "0"})), none),
        (effect(json!({"type": "bundle", "components": [], "price": "1"})), &["effect.components"]),
        (
            effect(
                json!({"type": "bundle", "price": "1", "components": [{"sku": "a", "quantity": 0}, {"sku": "b", "quantity": 1}, {"sku": "a", "quantity": 1}]}),
            ),
            &["effect.components[0].quantity", "effect.components[2].sku"],
        ),
        (effect(json!({"type": "threshold_off", "tiers": []})), &["effect.tiers"]),
        (
            effect(
                json!({"type": "threshold_off", "tiers": [{"min": "0", "amount": "1"}, {"min": "2", "amount": "1", "rate": "0.1"}, {"min": "2", "amount": "-1"}]}),
            ),
            &["effect.tiers[0].min", "effect.tiers[1]", "effect.tiers[2].min", "effect.tiers[2].amount"],
        ),
        (
            effect(json!({"type": "threshold_off", "measure": "quantity", "tiers": [{"min": "1.5", "rate": "1.5"}]})),
            &["effect.tiers[0].min", "effect.tiers[0].rate"],
        ),
        (
            effect(json!({"type": "threshold_off", "repeat": true, "tiers": [{"min": "1", "rate": "0.5"}]})),
            &["effect.repeat"],
        ),
        (
            effect(
                json!({"type": "threshold_off", "repeat": true, "tiers": [{"min": "1", "amount": "1"}, {"min": "2", "amount": "2"}]}),
            ),
            &["effect.repeat"],
        ),
        (effect(json!({"type": "threshold_off", "repeat": true, "tiers": [{"min": "1", "amount": "1"}]})), none),
        (
            effect(json!({"type": "gift", "sku": "g", "quantity": 0, "every": "0", "value": "-1"})),
            &["effect.quantity", "effect.every", "effect.value"],
        ),
        (effect(json!({"type": "gift", "sku": "g", "quantity": 1, "every": "0.01", "value": "0"})), none),
        (effect(json!({"type": "shipping_off"})), &["effect"]),
        (effect(json!({"type": "shipping_off", "rate": "1", "amount": "1"})), &["effect"]),
        (
            effect(json!({"type": "shipping_off", "rate": "2", "max_amount": "-1"})),
            &["effect.rate", "effect.max_amount"],
        ),
        (effect(json!({"type": "shipping_off", "amount": "-1"})), &["effect.amount"]),
        (json!({"limits": {"budget": "-1", "max_discount": "-1"}}), &["limits.budget", "limits.max_discount"]),
        (
            json!({"limits": {"max_units": 1, "quantity_limit": 1, "quantity_limit_per_customer": 1}}),
            &["limits.max_units", "limits.quantity_limit", "limits.quantity_limit_per_customer"],
        ),
        (json!({"limits": {"max_units": 1}, "effect": {"type": "percent_off", "rate": "0.1"}}), none),
        (
            json!({"level": "order", "limits": {"max_units": 1}, "effect": {"type": "percent_off", "rate": "0.1"}}),
            &["limits.max_units"],
        ),
        (json!({"limits": {"quantity_limit": 1}, "effect": {"type": "fixed_price", "price": "1"}}), none),
        (condition(json!({"type": "min_subtotal", "amount": "-1"})), &["condition.amount"]),
        (condition(json!({"type": "min_quantity", "quantity": 0})), &["condition.quantity"]),
        (condition(json!({"type": "min_distinct_skus", "count": 0})), &["condition.count"]),
        (condition(json!({"type": "weekday", "days": [0, 1, 7, 8]})), &["condition.days[0]", "condition.days[3]"]),
        (condition(json!({"type": "time_of_day", "from": "18:00", "until": "18:00"})), &["condition.until"]),
        (condition(json!({"type": "time_of_day", "from": "18:00", "until": "18:01"})), none),
        (
            condition(
                json!({"type": "any", "conditions": [{"type": "first_order"}, {"type": "not", "condition": {"type": "all", "conditions": [{"type": "min_quantity", "quantity": 0}]}}]}),
            ),
            &["condition.conditions[1].condition.conditions[0].quantity"],
        ),
    ];
    for (json, paths) in cases {
        assert_eq!(mistakes(&json), paths, "{json}");
    }
    let nested = |levels: usize| {
        (1..levels).fold(json!({"type": "first_order"}), |inner, _| json!({"type": "not", "condition": inner}))
    };
    assert_eq!(mistakes(&condition(nested(64))), none);
    assert_eq!(mistakes(&condition(nested(65))).len(), 1);
}

/// The refusal of a cart of 100 in a currency under one promotion, or its discount.
fn evaluated(currency: &str, json: &Value) -> Result<String, (&'static str, String)> {
    let input = json!({"cart": {"currency": currency, "lines": [{"id": "1", "sku": "a", "unit_price": "100", "quantity": 1}]},
        "context": {"now": "2026-11-11T10:30:00+08:00"}, "promotions": [promotion(json)]});
    let input: EvaluateCartInput = serde_json::from_value(input).unwrap();
    evaluate_cart(&input)
        .map(|answer| answer.discount_total.to_string())
        .map_err(|error| (error.code().as_str(), error.path().unwrap_or_default().to_owned()))
}

/// JPY has no decimals, CNY two, KWD three, CLF four.
#[test]
fn amounts_have_the_decimals_of_the_carts_currency() {
    let digits = [("JPY", 0), ("CNY", 2), ("KWD", 3), ("CLF", 4)];
    for (amount, needed) in [("1", 0), ("1.5", 1), ("1.25", 2), ("1.125", 3), ("1.0625", 4), ("1.03125", 5)] {
        let places = [
            ("effect.amount", json!({"effect": {"type": "amount_off", "amount": amount}})),
            ("limits.budget", json!({"limits": {"budget": amount}})),
            ("limits.max_discount", json!({"limits": {"max_discount": amount}})),
            ("effect.price", json!({"effect": {"type": "fixed_price", "price": amount}})),
            ("effect.every", json!({"effect": {"type": "gift", "sku": "g", "quantity": 1, "every": amount}})),
            ("effect.value", json!({"effect": {"type": "gift", "sku": "g", "quantity": 1, "value": amount}})),
            ("effect.max_amount", json!({"effect": {"type": "shipping_off", "rate": "1", "max_amount": amount}})),
            (
                "effect.tiers[0].min",
                json!({"effect": {"type": "threshold_off", "tiers": [{"min": amount, "amount": "1"}]}}),
            ),
            (
                "effect.tiers[0].amount",
                json!({"effect": {"type": "threshold_off", "tiers": [{"min": "1", "amount": amount}]}}),
            ),
            ("condition.amount", json!({"condition": {"type": "min_subtotal", "amount": amount}})),
            (
                "condition.conditions[1].condition.amount",
                json!({"condition": {"type": "any", "conditions": [{"type": "first_order"},
                    {"type": "not", "condition": {"type": "min_subtotal", "amount": amount}}]}}),
            ),
        ];
        for (path, json) in places {
            for (currency, has) in digits {
                let got = evaluated(currency, &json);
                if needed <= has {
                    assert!(got.is_ok(), "{currency} {amount} {path}: {got:?}");
                } else {
                    let path = format!("promotions[0].{path}");
                    assert_eq!(got.unwrap_err(), ("invalid_argument", path), "{currency} {amount}");
                }
                // a promotion for other currencies is nothing to this cart
                let mut other = json.clone();
                other["currencies"] = json!(["BHD"]);
                assert!(evaluated(currency, &other).is_ok(), "{currency} {amount} {path}");
            }
        }
        // so many steps of a quantity are no money
        let quantity =
            json!({"effect": {"type": "threshold_off", "measure": "quantity", "tiers": [{"min": "1", "rate": "0.1"}]}});
        assert_eq!(evaluated("JPY", &quantity).unwrap(), "10");
    }
    // far from the end of 64 bits, at it, and beyond
    for (amount, fits) in [("92233720368547758.07", true), ("92233720368547758.08", false), ("1000000000000", true)] {
        let json = json!({"effect": {"type": "amount_off", "amount": amount}});
        assert_eq!(evaluated("CNY", &json).is_ok(), fits, "{amount}");
    }
    assert!(evaluated("CLF", &json!({"effect": {"type": "amount_off", "amount": "1000000000000000"}})).is_err());
}

#[test]
fn limits_of_the_search_end_where_the_documentation_says() {
    let with = |options: Value| {
        let input = json!({"cart": {"currency": "CNY", "lines": []}, "context": {"now": "2026-11-11T10:30:00+08:00"},
            "promotions": [], "options": options});
        evaluate_cart(&serde_json::from_value(input).unwrap())
            .map_err(|error| error.path().unwrap_or_default().to_owned())
    };
    assert!(with(json!({"exact_limit": 1000, "node_limit": 100_000_000})).is_ok());
    assert_eq!(with(json!({"exact_limit": 1001})).unwrap_err(), "options.exact_limit");
    assert_eq!(with(json!({"node_limit": 100_000_001})).unwrap_err(), "options.node_limit");
}

/// 4,294,967,295 pieces for each of 4,294,967,297 cents are as many as 64 bits count; in both modes a cent more is refused.
#[test]
fn gifts_are_counted_to_the_end_of_64_bits() {
    for mode in ["priority", "best"] {
        let given = |price: &str, most: Value| {
            let effect =
                json!({"type": "gift", "sku": "g", "quantity": u32::MAX, "every": "0.01", "max_quantity": most});
            let input = json!({"cart": {"currency": "CNY", "lines": [{"id": "1", "sku": "a", "unit_price": price, "quantity": 1}]},
                "context": {"now": "2026-11-11T10:30:00+08:00"}, "promotions": [promotion(&json!({"effect": effect}))],
                "options": {"mode": mode}});
            let answer = evaluate_cart(&serde_json::from_value(input).unwrap());
            answer.map(|answer| answer.gifts[0].quantity).map_err(|error| error.code().as_str())
        };
        assert_eq!(given("42949672.97", json!(null)), Ok(u64::MAX));
        assert_eq!(given("42949672.98", json!(null)), Err("overflow"));
        assert_eq!(given("42949672.98", json!(7)), Ok(7));
    }
}

#[test]
fn an_id_is_its_text() {
    let id = PromotionId::from("a");
    assert!(id == "a" && id != "b" && id.len() == 1 && format!("{id:>3}") == "  a");
}

#[test]
fn a_set_counts_its_promotions() {
    let set = |ids: &[&str]| {
        let all = ids.iter().map(|id| Promotion::new(*id, Effect::percent_off(dec("0.1"))));
        PromotionSet::compile(all.collect()).unwrap()
    };
    assert_eq!((set(&[]).len(), set(&[]).is_empty()), (0, true));
    assert_eq!((set(&["a", "b", "c"]).len(), set(&["a", "b", "c"]).is_empty()), (3, false));
}

/// What is saved, gifts at their value, on 100.00 of `a` and 50.00 of `b` by the best combination.
fn saved(promotions: &[Value]) -> Decimal {
    let line = |sku: &str, price: &str| json!({"id": sku, "sku": sku, "unit_price": price, "quantity": 1});
    let with_ids: Vec<Value> = promotions
        .iter()
        .zip(["p", "q"])
        .map(|(promotion, id)| {
            let mut whole = promotion.clone();
            whole["id"] = json!(id);
            whole
        })
        .collect();
    let input = json!({"cart": {"currency": "CNY", "lines": [line("a", "100.00"), line("b", "50.00")]},
        "context": {"now": "2026-11-11T10:30:00+08:00"}, "options": {"mode": "best"}, "promotions": with_ids});
    let answer = evaluate_cart(&serde_json::from_value(input).unwrap()).unwrap();
    let gifts = answer.gifts.iter().map(|gift| dec("30") * Decimal::from(gift.quantity)).sum::<Decimal>();
    answer.discount_total + gifts
}

/// One yuan off comes first and takes from the other promotion what it needs, though each is for other goods: it must be left out.
#[test]
fn the_best_combination_sees_what_a_promotion_depends_on() {
    let off = |sku: &str, stacking: Value| json!({"effect": {"type": "amount_off_each", "amount": "1.00"}, "target": {"skus": [sku]}, "stacking": stacking});
    let one_off = off("a", json!({}));
    let of_b = |condition: Value| json!({"effect": {"type": "amount_off", "amount": "30.00"}, "target": {"skus": ["b"]}, "condition": condition});
    let gift = |target: Value, stacking: Value| json!({"effect": {"type": "gift", "sku": "g", "quantity": 1, "value": "30"}, "target": target, "stacking": stacking});
    let undiscounted = || json!({"skus": ["a"], "exclude_discounted": true});
    // a condition on amounts, and one on units without a discount
    let amounts = of_b(json!({"type": "min_subtotal", "amount": "100", "basis": "current", "target": {"skus": ["a"]}}));
    assert_eq!(saved(&[one_off.clone(), amounts]), dec("30"));
    let units = of_b(json!({"type": "min_quantity", "quantity": 1, "target": undiscounted()}));
    assert_eq!(saved(&[one_off.clone(), units]), dec("30"));
    let nested = of_b(json!({"type": "not", "condition": {"type": "any", "conditions": [{"type": "first_order"},
        {"type": "not", "condition": {"type": "min_quantity", "quantity": 1, "target": undiscounted()}}]}}));
    assert_eq!(saved(&[one_off.clone(), nested]), dec("30"));
    // a gift for goods without a discount, or without one of the same name
    assert_eq!(saved(&[one_off, gift(undiscounted(), json!({}))]), dec("30"));
    let named = || json!({"line_group": "n"});
    assert_eq!(saved(&[off("a", named()), gift(json!({"skus": ["a"]}), named())]), dec("30"));
    // a reward on other goods than those that earn it
    let reward = json!({"effect": {"type": "buy_x_get_y", "buy_quantity": 1, "get_quantity": 1, "rate": "0.1",
        "get_target": {"skus": ["b"]}}, "target": {"skus": ["a"]}});
    let threshold = json!({"effect": {"type": "threshold_off", "tiers": [{"min": "50", "amount": "20"}]}, "target": {"skus": ["b"]}});
    assert_eq!(saved(&[reward, threshold]), dec("20"));
}

#[test]
fn a_budget_may_be_used_up_to_its_end() {
    let of = |used: &str| {
        let input = json!({"cart": {"currency": "CNY", "lines": [{"id": "1", "sku": "a", "unit_price": "100", "quantity": 1}]},
            "context": {"now": "2026-11-11T10:30:00+08:00"}, "usage": {"p": {"budget_used": used}},
            "promotions": [promotion(&json!({"limits": {"budget": "10.00"}}))]});
        let answer = evaluate_cart(&serde_json::from_value(input).unwrap());
        answer
            .map(|answer| answer.discount_total.to_string())
            .map_err(|error| error.path().unwrap_or_default().to_owned())
    };
    assert_eq!((of("9.00").unwrap().as_str(), of("9.01").unwrap().as_str()), ("1.00", "0.00"));
    assert_eq!(of("1.005").unwrap_err(), "usage.p.budget_used");
    assert_eq!(of("-1").unwrap_err(), "usage.p.budget_used");
}

/// Few lines are compared, many are looked up.
#[test]
fn line_ids_are_different_in_short_and_long_carts() {
    for count in [1, 24, 25, 60] {
        let of = |ids: Vec<String>| {
            let lines: Vec<Value> =
                ids.iter().map(|id| json!({"id": id, "sku": "a", "unit_price": "1", "quantity": 1})).collect();
            let input = json!({"cart": {"currency": "CNY", "lines": lines}, "context": {"now": "2026-11-11T10:30:00+08:00"}, "promotions": []});
            let answer = evaluate_cart(&serde_json::from_value(input).unwrap());
            answer
                .map(|answer| answer.lines.len())
                .map_err(|error| (error.code().as_str(), error.path().unwrap().to_owned()))
        };
        let mut ids: Vec<String> = (0..count).map(|at| at.to_string()).collect();
        assert_eq!(of(ids.clone()), Ok(count));
        ids.push("0".to_owned());
        assert_eq!(of(ids), Err(("duplicate_id", format!("cart.lines[{count}].id"))));
    }
}

/// The codes of what two promotions do to one another.
fn found(a: &Value, b: &Value) -> Vec<String> {
    let with_id = |id: &str, json: &Value| {
        let mut promotion = promotion(json);
        promotion.id = id.into();
        promotion
    };
    let input = json!({"promotions": [with_id("a", a), with_id("b", b)]});
    let conflicts = detect_conflicts(&serde_json::from_value(input).unwrap()).unwrap();
    conflicts
        .findings
        .iter()
        .map(|finding| serde_json::to_value(finding.code).unwrap().as_str().unwrap().to_owned())
        .collect()
}

/// An exclusive promotion without target that goes first shadows what is for nobody else.
#[test]
fn only_what_is_for_all_shadows() {
    let shadow = |first: Value, later: Value| {
        let mut all =
            json!({"priority": 10, "stacking": {"exclusive": true}, "effect": {"type": "percent_off", "rate": "0.5"}});
        all.as_object_mut().unwrap().extend(first.as_object().unwrap().clone());
        let low = json!({"priority": 1, "effect": {"type": "percent_off", "rate": "0.1"}});
        let mut low = low;
        low.as_object_mut().unwrap().extend(later.as_object().unwrap().clone());
        // whichever order says first
        found(&all, &low).contains(&"shadowed".to_owned()) || {
            (all["priority"], low["priority"]) = (json!(1), json!(10));
            found(&all, &low).contains(&"shadowed".to_owned())
        }
    };
    let none = || json!({});
    assert!(shadow(none(), none()));
    assert!(shadow(none(), json!({"channels": ["app"]})));
    assert!(!shadow(json!({"channels": ["app"]}), none()));
    assert!(shadow(json!({"channels": ["app"]}), json!({"channels": ["app"]})));
    assert!(!shadow(json!({"channels": ["app"]}), json!({"channels": ["app", "web"]})));
    assert!(!shadow(json!({"channels": ["app"]}), json!({"channels": ["web"]})));
    assert!(shadow(none(), json!({"currencies": ["CNY"]})));
    assert!(!shadow(json!({"currencies": ["CNY"]}), none()));
    assert!(shadow(json!({"currencies": ["CNY", "USD"]}), json!({"currencies": ["CNY"]})));
    assert!(!shadow(json!({"currencies": ["CNY"]}), json!({"currencies": ["CNY", "USD"]})));
    assert!(!shadow(json!({"currencies": ["CNY"]}), json!({"currencies": ["USD"]})));
    assert!(shadow(json!({"target": {}}), none()));
    assert!(!shadow(json!({"target": {"skus": ["s"]}}), none()));
    assert!(!shadow(json!({"coupon_codes": ["C"]}), none()));
    assert!(!shadow(json!({"limits": {"budget": "5"}}), none()));
    assert!(!shadow(json!({"condition": {"type": "first_order"}}), none()));
    assert!(!shadow(json!({"stacking": {}}), none()));
    assert!(!shadow(json!({"effect": {"type": "shipping_off", "rate": "1"}}), none()));
    let from = |day: u32| format!("2026-11-{day:02}T00:00:00Z");
    assert!(shadow(none(), json!({"valid_from": from(1), "valid_until": from(2)})));
    assert!(shadow(json!({"valid_from": from(1)}), json!({"valid_from": from(1)})));
    assert!(!shadow(json!({"valid_from": from(2)}), json!({"valid_from": from(1)})));
    assert!(shadow(json!({"valid_until": from(3)}), json!({"valid_until": from(3)})));
    assert!(!shadow(json!({"valid_until": from(2)}), json!({"valid_until": from(3)})));
    assert!(!shadow(json!({"valid_until": from(2)}), json!({"valid_from": from(2)})));
}

/// A time of day is a text of one pattern, written out where it is used.
#[cfg(feature = "schemars")]
#[test]
fn times_of_day_have_a_schema() {
    let schema = serde_json::to_value(schemars::schema_for!(TimeOfDay)).unwrap();
    assert_eq!((&schema["type"], &schema["title"]), (&json!("string"), &json!("TimeOfDay")));
    assert_eq!(schema["pattern"], "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$");
    let condition = serde_json::to_value(schemars::schema_for!(Condition)).unwrap();
    assert!(condition["$defs"].get("TimeOfDay").is_none(), "{condition}");
    assert!(condition.to_string().contains("24:00$"));
}
