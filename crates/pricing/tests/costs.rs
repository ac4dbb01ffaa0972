//! Rounding and sharing money, landed costs, cost-plus prices, the economics of a channel, break-even.

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
use mercato_core::{Decimal, Exact, Rounding, decimal};
use mercato_pricing::{
    allocate, allocate_landed_cost, breakeven_lift, cost_plus, currency_info, landed_cost, net_proceeds, round_money,
    target_margin_price,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn with(base: &Value, field: &str, value: Value) -> Value {
    let mut input = base.clone();
    input[field] = value;
    input
}

fn dec(value: &Value) -> Decimal {
    decimal::parse(value.as_str().unwrap()).unwrap()
}

fn exact(value: &Value) -> Exact {
    dec(value).into()
}

fn cents(minor: i64) -> String {
    Decimal::new(minor, 2).to_string()
}

// ---- currency, rounding, sharing ----

#[test]
fn currencies_have_the_digits_of_iso_4217() {
    for (code, digits, numeric) in
        [("CNY", 2, "156"), ("JPY", 0, "392"), ("KWD", 3, "414"), ("BHD", 3, "048"), ("CLF", 4, "990")]
    {
        let got = answer(currency_info, json!({"currency": code}));
        assert_holds(&got, &json!({"currency": code, "minor_units": digits, "numeric": numeric}));
    }
    for code in ["cny", "XAU", "XXX", "ABC", ""] {
        assert!(unreadable(currency_info, json!({"currency": code})), "{code}");
    }
}

/// The table of the modes: 2.5 and its neighbours, on either side of 0.
#[test]
fn the_modes_round_as_the_table_of_rounding_says() {
    let table = [
        ("half_up", ["3", "-3", "2", "-2", "3", "-3"]),
        ("half_down", ["2", "-2", "2", "-2", "3", "-3"]),
        ("half_even", ["2", "-2", "2", "-2", "3", "-3"]),
        ("up", ["3", "-3", "3", "-3", "3", "-3"]),
        ("down", ["2", "-2", "2", "-2", "2", "-2"]),
        ("ceil", ["3", "-2", "3", "-2", "3", "-2"]),
        ("floor", ["2", "-3", "2", "-3", "2", "-3"]),
    ];
    for (mode, rounded) in table {
        for (figure, want) in ["2.5", "-2.5", "2.4", "-2.4", "2.6", "-2.6"].into_iter().zip(rounded) {
            let got = answer(round_money, json!({"amount": figure, "currency": "JPY", "mode": mode}));
            assert_eq!(got["amount"], want, "{figure} {mode}");
        }
    }
}

#[test]
fn increments_are_rounded_to_in_one_step() {
    let cash = |amount: &str| {
        answer(round_money, json!({"amount": amount, "currency": "CHF", "mode": "half_up", "increment": "0.05"}))
    };
    assert_eq!(cash("1.03")["amount"], "1.05");
    // by way of 1.025 it would be 1.05
    assert_eq!(cash("1.0249")["amount"], "1.00");
    assert_eq!(cash("1.025")["amount"], "1.05");
    assert_eq!(cash("-0.02")["amount"], "0.00");
}

#[test]
fn rounding_refusals() {
    let base = json!({"amount": "1", "currency": "USD", "mode": "half_up"});
    for increment in ["0.003", "0", "-0.05", "0.055"] {
        let got = refusal(round_money, with(&base, "increment", json!(increment)));
        assert_eq!(got, ("invalid_argument", "increment".into()), "{increment}");
    }
    let large = with(&base, "amount", json!("92233720368547758.08"));
    assert_eq!(refusal(round_money, large.clone()).0, "overflow");
    assert_eq!(refusal(round_money, with(&large, "increment", json!("5"))).0, "overflow");
    assert!(unreadable(round_money, with(&base, "mode", json!("sideways"))));
    assert!(unreadable(round_money, with(&base, "amount", json!(1.5))));
    assert!(unreadable(round_money, with(&base, "scale", json!(2))));
}

#[test]
fn sharing_refusals() {
    let base = json!({"amount": "1.00", "currency": "USD", "weights": ["1", "1"]});
    assert_eq!(
        refusal(allocate, with(&base, "weights", json!(["1", "-1"]))),
        ("invalid_argument", "weights[1]".into())
    );
    for weights in [json!([]), json!(["0", "0"])] {
        assert_eq!(refusal(allocate, with(&base, "weights", weights)), ("invalid_argument", "weights".into()));
    }
    assert_eq!(refusal(allocate, with(&base, "amount", json!("1.005"))), ("invalid_argument", "amount".into()));
    assert_eq!(refusal(allocate, with(&base, "amount", json!("99999999999999999999"))).0, "overflow");
}

// ---- landed cost ----

#[test]
fn duty_and_vat_build_on_one_another() {
    let base = json!({"currency": "EUR", "quantity": 3, "unit_cost": "0.335", "other_costs": "1.00",
        "duty_rate": "0.1", "import_vat_rate": "0.2"});
    // 1.005 -> 1.01, duty 0.101 -> 0.10, VAT 0.2 x 1.11 = 0.222 -> 0.22
    assert_holds(
        &answer(landed_cost, base.clone()),
        &json!({"goods_value": "1.01", "cif_value": "1.01", "duty": "0.10", "import_vat": "0.22", "total": "2.11",
            "unit_landed_cost": "0.703333"}),
    );
    let borne = answer(landed_cost, with(&base, "vat_recoverable", json!(false)));
    assert_holds(&borne, &json!({"import_vat": "0.22", "total": "2.33"}));
}

#[test]
fn landed_cost_refusals() {
    let base = json!({"currency": "USD", "quantity": 2, "unit_cost": "1.00"});
    assert_eq!(refusal(landed_cost, with(&base, "quantity", json!(0))), ("invalid_argument", "quantity".into()));
    for field in ["unit_cost", "freight", "insurance", "other_costs", "duty_rate", "import_vat_rate"] {
        let got = refusal(landed_cost, with(&base, field, json!("-0.01")));
        assert_eq!(got, ("invalid_argument", field.into()));
    }
    assert_eq!(refusal(landed_cost, with(&base, "freight", json!("0.005"))), ("invalid_argument", "freight".into()));
    assert_eq!(refusal(landed_cost, with(&base, "quantity", json!(u64::MAX))).0, "overflow");
    assert!(unreadable(landed_cost, with(&base, "quantity", json!(1.5))));
}

#[test]
fn shared_costs_follow_their_driver() {
    let lines = json!([
        {"id": "a", "quantity": 1, "unit_value": "30", "weight": "1", "volume": "0.001"},
        {"id": "b", "quantity": 2, "unit_value": "5", "weight": "1.5", "volume": "0.0005"}]);
    let by = |driver: &str| {
        let got =
            answer(allocate_landed_cost, json!({"currency": "USD", "amount": "12.00", "by": driver, "lines": lines}));
        [got["allocations"][0]["amount"].clone(), got["allocations"][1]["amount"].clone()]
    };
    assert_eq!(by("value"), ["9.00", "3.00"]); // 30 : 10
    assert_eq!(by("quantity"), ["4.00", "8.00"]);
    assert_eq!(by("weight"), ["3.00", "9.00"]);
    assert_eq!(by("volume"), ["6.00", "6.00"]);
}

#[test]
fn shared_cost_refusals() {
    let with_lines = |lines: Value| json!({"currency": "USD", "amount": "10.00", "by": "weight", "lines": lines});
    let line = |id: &str| json!({"id": id, "quantity": 1, "weight": "1"});
    let refused = |lines: Value| refusal(allocate_landed_cost, with_lines(lines));
    assert_eq!(refused(json!([])), ("invalid_argument", "lines".into()));
    assert_eq!(refused(json!([line("a"), line("a")])), ("duplicate_id", "lines[1].id".into()));
    assert_eq!(refused(json!([line("a"), line(" ")])), ("invalid_argument", "lines[1].id".into()));
    assert_eq!(
        refused(json!([with(&line("a"), "weight", json!(null))])),
        ("invalid_argument", "lines[0].weight".into())
    );
    assert_eq!(refused(json!([with(&line("a"), "weight", json!("0"))])), ("invalid_argument", "lines".into()));
    assert_eq!(
        refused(json!([with(&line("a"), "volume", json!("-1"))])),
        ("invalid_argument", "lines[0].volume".into())
    );
    assert_eq!(
        refused(json!([with(&line("a"), "quantity", json!(0))])),
        ("invalid_argument", "lines[0].quantity".into())
    );
    let negative = with(&with_lines(json!([line("a")])), "amount", json!("-1.00"));
    assert_eq!(refusal(allocate_landed_cost, negative), ("invalid_argument", "amount".into()));
}

// ---- cost plus ----

/// A markup of 25% is a margin of 20%, a markup of 100% a margin of 50%: markup = margin / (1 - margin).
#[test]
fn markup_and_margin_are_two_names_of_one_price() {
    for (markup, margin) in [("0.25", "0.2"), ("1", "0.5"), ("0.6", "0.375"), ("3", "0.75")] {
        let input = json!({"currency": "USD", "cost": "60.00"});
        let by_markup = answer(cost_plus, with(&with(&input, "method", json!("markup")), "rate", json!(markup)));
        let by_margin = answer(cost_plus, with(&with(&input, "method", json!("margin")), "rate", json!(margin)));
        assert_eq!(by_markup, by_margin);
        assert_eq!(by_markup["margin"].as_f64().unwrap(), margin.parse::<f64>().unwrap());
    }
}

#[test]
fn cost_plus_refusals() {
    let base = json!({"currency": "USD", "cost": "10", "method": "margin", "rate": "0.5"});
    for rate in ["1", "1.0", "2"] {
        assert_eq!(refusal(cost_plus, with(&base, "rate", json!(rate))), ("infeasible", "rate".into()));
    }
    assert_eq!(refusal(cost_plus, with(&base, "rate", json!("-0.1"))), ("invalid_argument", "rate".into()));
    assert_eq!(refusal(cost_plus, with(&base, "cost", json!("0"))), ("invalid_argument", "cost".into()));
    assert_eq!(refusal(cost_plus, with(&base, "cost", json!("0.001"))), ("infeasible", "cost".into()));
    assert_eq!(refusal(cost_plus, with(&base, "rate", json!("0.9999999999999999999999999999"))).0, "overflow");
    // a cost below the cent is kept in the profit
    let fine = json!({"currency": "USD", "cost": "0.12345", "method": "markup", "rate": "0"});
    assert_holds(&answer(cost_plus, fine), &json!({"price": "0.12", "profit": "-0.0035"}));
}

// ---- channel economics ----

/// Hand calculation: 99.00 with 13% VAT inside, 5% commission of the net with at least 6.00, 0.6% payment, 1.00 fixed.
#[test]
fn every_part_of_a_sale_is_rounded_on_its_own() {
    let sale = json!({"currency": "CNY", "price": "99.00", "cost": "40.00", "commission_rate": "0.05",
        "commission_base": "net", "min_commission": "6.00", "payment_rate": "0.006", "fixed_fee": "1.00",
        "shipping_cost": "8.00", "tax_rate": "0.13"});
    assert_holds(
        &answer(net_proceeds, sale.clone()),
        &json!({"gross": "99.00", "tax": "11.39", "net_revenue": "87.61", "commission": "6.00", "payment_fee": "0.59",
            "fees_total": "7.59", "profit": "32.02", "margin": 3202.0 / 8761.0}),
    );
    let outside = answer(net_proceeds, with(&sale, "tax_inclusive", json!(false)));
    assert_holds(
        &outside,
        &json!({"gross": "111.87", "tax": "12.87", "net_revenue": "99.00", "payment_fee": "0.67", "profit": "43.33"}),
    );
}

#[test]
fn sales_that_have_no_margin_are_refused() {
    // a tax of 100% on one cent rounds to the cent
    let sale = json!({"currency": "USD", "price": "0.01", "cost": "0", "tax_rate": "1"});
    assert_eq!(refusal(net_proceeds, sale), ("division_by_zero", "margin".into()));
}

#[test]
fn channel_refusals() {
    let sale = json!({"currency": "USD", "price": "10.00", "cost": "5.00"});
    for field in ["cost", "commission_rate", "min_commission", "payment_rate", "fixed_fee", "shipping_cost", "tax_rate"]
    {
        assert_eq!(refusal(net_proceeds, with(&sale, field, json!("-0.01"))), ("invalid_argument", field.into()));
    }
    for field in ["commission_rate", "payment_rate"] {
        assert_eq!(refusal(net_proceeds, with(&sale, field, json!("1.01"))), ("invalid_argument", field.into()));
    }
    assert_eq!(refusal(net_proceeds, with(&sale, "price", json!("0"))), ("invalid_argument", "price".into()));
    assert_eq!(refusal(net_proceeds, with(&sale, "cost", json!("5.001"))), ("invalid_argument", "cost".into()));
    assert!(unreadable(net_proceeds, with(&sale, "target_margin", json!("0.1"))));
    assert!(unreadable(net_proceeds, with(&sale, "tax_rate", json!(0.1))));

    let wanted = json!({"currency": "USD", "cost": "10.00", "target_margin": "0.5", "commission_rate": "0.5"});
    assert_eq!(refusal(target_margin_price, wanted.clone()), ("infeasible", "target_margin".into()));
    assert_eq!(
        refusal(target_margin_price, with(&wanted, "target_margin", json!("1"))),
        ("invalid_argument", "target_margin".into())
    );
    let free = json!({"currency": "USD", "cost": "0", "target_margin": "0.5"});
    assert_eq!(refusal(target_margin_price, free), ("infeasible", "target_margin".into()));
}

#[test]
fn a_planned_loss_is_a_target_too() {
    let wanted = json!({"currency": "USD", "cost": "12.00", "target_margin": "-0.2"});
    assert_holds(&answer(target_margin_price, wanted), &json!({"price": "10.00", "profit": "-2.00", "margin": -0.2}));
}

/// The margin of a price, nothing rounded, straight from the definition.
fn unrounded_margin(terms: &Value, price: &Exact) -> Exact {
    let rate = |field: &str| terms.get(field).map_or(Exact::ZERO, exact);
    let tax = rate("tax_rate");
    let (net, gross) = if terms["tax_inclusive"] == true {
        (price.checked_div(&(Exact::ONE + tax)).unwrap(), price.clone())
    } else {
        (price.clone(), price * &(Exact::ONE + tax))
    };
    let base = if terms["commission_base"] == "net" { &net } else { &gross };
    let commission = (&rate("commission_rate") * base).max(rate("min_commission"));
    let costs = rate("cost") + rate("fixed_fee") + rate("shipping_cost");
    let profit = &(&(&net - &commission) - &(&rate("payment_rate") * &gross)) - &costs;
    profit.checked_div(&net).unwrap()
}

prop_compose! {
    fn terms()(
        cost in 1_i64..500_000, commission in 0_i64..30, min in prop_oneof![Just(0_i64), 1_i64..3000], payment in 0_i64..50,
        fixed in 0_i64..500, shipping in 0_i64..2000, tax in 0_i64..30, inclusive: bool, net: bool,
    ) -> Value {
        json!({
            "currency": "USD", "cost": cents(cost), "commission_rate": Decimal::new(commission, 2).to_string(),
            "min_commission": cents(min), "payment_rate": Decimal::new(payment, 3).to_string(), "fixed_fee": cents(fixed),
            "shipping_cost": cents(shipping), "tax_rate": Decimal::new(tax, 2).to_string(), "tax_inclusive": inclusive,
            "commission_base": if net { "net" } else { "gross" },
        })
    }
}

proptest! {
    #[test]
    fn the_target_price_reaches_the_margin_and_a_cent_less_does_not(terms in terms(), percent in -50_i64..35) {
        let wanted = with(&terms, "target_margin", json!(Decimal::new(percent, 2).to_string()));
        let got = answer(target_margin_price, wanted.clone());
        let target = exact(&wanted["target_margin"]);
        let price = exact(&got["price"]);
        prop_assert!(unrounded_margin(&terms, &price) >= target);
        let cheaper = price - Exact::from(Decimal::new(1, 2));
        prop_assert!(cheaper.is_zero() || unrounded_margin(&terms, &cheaper) < target);
        // and the economics are those of the price
        prop_assert_eq!(&answer(net_proceeds, with(&terms, "price", got["price"].clone())), &got);
    }

    #[test]
    fn the_parts_of_a_sale_sum_to_what_the_customer_pays(terms in terms(), price in 1_i64..1_000_000) {
        let got = answer(net_proceeds, with(&terms, "price", json!(cents(price))));
        let parts = ["tax", "fees_total", "profit"].iter().map(|part| exact(&got[*part])).sum::<Exact>();
        prop_assert_eq!(parts + exact(&terms["cost"]) + exact(&terms["shipping_cost"]), exact(&got["gross"]));
        let fees = exact(&got["commission"]) + exact(&got["payment_fee"]) + exact(&terms["fixed_fee"]);
        prop_assert_eq!(fees, exact(&got["fees_total"]));
    }

    #[test]
    fn rounding_twice_is_rounding_once(
        mantissa in any::<i64>(), scale in 0_u32..19, mode in prop::sample::select(&Rounding::ALL[..]), step in 1_i64..500,
    ) {
        let amount = Decimal::try_from_i128_with_scale(mantissa.into(), scale.max(3)).unwrap();
        for increment in [Value::Null, json!(cents(step))] {
            let once = json!({"amount": amount.to_string(), "currency": "USD", "mode": mode, "increment": increment});
            let rounded = answer(round_money, once.clone())["amount"].clone();
            prop_assert_eq!(&answer(round_money, with(&once, "amount", rounded.clone()))["amount"], &rounded);
            // never a step or more away
            let step = if increment.is_null() { Exact::from(Decimal::new(1, 2)) } else { exact(&increment) };
            prop_assert!((exact(&rounded) - Exact::from(amount)).abs() < step);
        }
    }

    #[test]
    fn half_even_ties_go_up_as_often_as_down(k in -1_000_000_i64..1_000_000) {
        // two ties in a row cancel
        let rounded = |cents: i64| {
            let amount = Decimal::new(cents * 10 + 5, 3).to_string();
            exact(&answer(round_money, json!({"amount": amount, "currency": "USD", "mode": "half_even"}))["amount"])
        };
        prop_assert_eq!(rounded(k) + rounded(k + 1), Exact::from(Decimal::new(2 * k + 2, 2)));
    }

    #[test]
    fn parts_sum_to_the_amount_and_stay_within_a_unit_of_their_shares(
        total in -1_000_000_000_i64..1_000_000_000, weights in prop::collection::vec((0_i64..100_000, 0_u32..4), 1..20),
    ) {
        prop_assume!(weights.iter().any(|(weight, _)| *weight > 0));
        let weights: Vec<Decimal> = weights.into_iter().map(|(weight, scale)| Decimal::new(weight, scale)).collect();
        let texts: Vec<String> = weights.iter().map(ToString::to_string).collect();
        let got = answer(allocate, json!({"amount": cents(total), "currency": "USD", "weights": texts}));
        let parts: Vec<Exact> = got["parts"].as_array().unwrap().iter().map(exact).collect();
        let total = Exact::from(Decimal::new(total, 2));
        prop_assert_eq!(&parts.iter().cloned().sum::<Exact>(), &total);
        let sum: Exact = weights.iter().map(Exact::from).sum();
        for (part, weight) in parts.iter().zip(&weights) {
            let share = (&total * &Exact::from(*weight)).checked_div(&sum).unwrap();
            prop_assert!((part - &share).abs() < Exact::from(Decimal::new(1, 2)));
        }
    }

    #[test]
    fn the_landed_total_is_what_was_paid(
        quantity in 1_u64..5000, unit in 0_i64..100_000, freight in 0_i64..100_000, duty in 0_i64..400, vat in 0_i64..300,
    ) {
        let input = json!({"currency": "USD", "quantity": quantity, "unit_cost": Decimal::new(unit, 3).to_string(),
            "freight": cents(freight), "duty_rate": Decimal::new(duty, 3).to_string(),
            "import_vat_rate": Decimal::new(vat, 3).to_string(), "vat_recoverable": false});
        let got = answer(landed_cost, input);
        let sum = exact(&got["cif_value"]) + exact(&got["duty"]) + exact(&got["import_vat"]);
        prop_assert_eq!(&sum, &exact(&got["total"]));
        prop_assert_eq!(exact(&got["goods_value"]) + Exact::from(Decimal::new(freight, 2)), exact(&got["cif_value"]));
        let rounded_units = exact(&got["unit_landed_cost"]) * Exact::from(quantity);
        // half of the sixth decimal, a unit
        prop_assert!((rounded_units - sum).abs() <= Exact::from(Decimal::new(5, 7)) * Exact::from(quantity));
    }

    #[test]
    fn the_break_even_lift_restores_the_profit(price in 1_i64..100_000, cost in 0_i64..100_000, percent in 0_i64..100) {
        let (p, c) = (price as f64, cost as f64);
        let d = percent as f64 / 100.0;
        prop_assume!(price * (100 - percent) > cost * 100);
        let input = json!({"price": cents(price), "unit_cost": cents(cost),
            "discount_rate": Decimal::new(percent, 2).to_string()});
        let lift = answer(breakeven_lift, input)["required_lift"].as_f64().unwrap();
        let (before, after) = (p - c, (1.0 + lift) * (p * (1.0 - d) - c));
        prop_assert!((before - after).abs() <= 1e-6 * p.max(1.0), "{before} {after}");
    }
}

// ---- break-even ----

/// Nagle and Müller, Westside Manufacturing: price 10, contribution 4.50; a cut of 5% needs 12.5% more units.
#[test]
fn nagle_westside_manufacturing_price_cut() {
    let got = answer(breakeven_lift, json!({"price": "10", "unit_cost": "5.5", "discount_rate": "0.05"}));
    assert_holds(&got, &json!({"margin_before": 0.45, "required_lift": 0.125}));
}

#[test]
fn break_even_refusals() {
    let base = json!({"price": "100", "unit_cost": "60", "discount_rate": "0.4"});
    assert_eq!(refusal(breakeven_lift, base.clone()), ("infeasible", "discount_rate".into()));
    assert_eq!(refusal(breakeven_lift, with(&base, "discount_rate", json!("1"))).0, "infeasible");
    assert_eq!(
        refusal(breakeven_lift, with(&base, "discount_rate", json!("1.01"))),
        ("invalid_argument", "discount_rate".into())
    );
    assert_eq!(refusal(breakeven_lift, with(&base, "price", json!("0"))), ("invalid_argument", "price".into()));
    assert_eq!(
        refusal(breakeven_lift, with(&base, "unit_cost", json!("-1"))),
        ("invalid_argument", "unit_cost".into())
    );
}
