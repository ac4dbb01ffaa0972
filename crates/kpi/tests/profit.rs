//! Margins, platform and advertising costs, stock, customers, targets, currencies, concentration.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    clippy::cast_possible_wrap,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod common;

use common::{answer, assert_holds, refusal, unreadable};
use mercato_core::{ChannelId, CurrencyCode, CustomerId, Decimal, Exact, OrderId, time};
use mercato_kpi::{
    ChannelCosts, ConcentrationInput, ContributionMarginInput, CustomerOrder, RepurchaseInput, ad_metrics,
    average_inventory, cac, concentration, contribution_margin, convert_and_sum, customer_value, inventory_metrics,
    repurchase_metrics, retention_rate, take_rate, target_status,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// `base` with one field set.
fn with(base: &Value, field: &str, value: Value) -> Value {
    let mut input = base.clone();
    input[field] = value;
    input
}

// ---- contribution margin ----

#[test]
fn margins_rank_by_cm3_then_name_and_share_the_sales() {
    let channels = json!([
        {"channel": "b", "net_sales": "100.00", "cogs": "40.00", "advertising": "10.00"},
        {"channel": "a", "net_sales": "60.00", "cogs": "10.00"},
        {"channel": "c", "net_sales": "-20.00", "cogs": "-8.00", "fixed_costs": "1.00"}]);
    let got = answer(contribution_margin, json!({"currency": "CNY", "channels": channels}));
    let ranks: Vec<&Value> = got["channels"].as_array().unwrap().iter().map(|row| &row["rank"]).collect();
    assert_eq!(ranks, [2, 1, 3]); // b and a have 50.00 each
    assert_holds(&got["channels"][2], &json!({"cm1": "-12.00", "profit": "-13.00", "cm1_rate": 0.6}));
    assert_holds(&got["channels"][1], &json!({"sales_share": 60.0 / 140.0}));
    assert_holds(&got["total"], &json!({"net_sales": "140.00", "cm3": "88.00", "profit": "87.00", "sales_share": 1.0}));
    assert!(got["total"].get("rank").is_none());
}

#[test]
fn margins_of_no_net_sales_have_no_rates() {
    let channels =
        json!([{"channel": "a", "net_sales": "5", "cogs": "0"}, {"channel": "b", "net_sales": "-5", "cogs": "0"}]);
    let got = answer(contribution_margin, json!({"currency": "CNY", "channels": channels}));
    assert_holds(&got["total"], &json!({"cm1_rate": null, "sales_share": null, "cm1": "0.00"}));
    assert_holds(&got["channels"][0], &json!({"cm1_rate": 1.0, "sales_share": null}));
}

#[test]
fn margin_refusals() {
    let one = |field: &str, value: &str| {
        let mut channel = json!({"channel": "a", "net_sales": "1", "cogs": "1"});
        channel[field] = value.into();
        json!({"currency": "CNY", "channels": [{"channel": "z", "net_sales": "1", "cogs": "1"}, channel]})
    };
    for cost in [
        "commission",
        "payment_fees",
        "fulfilment",
        "shipping",
        "packaging",
        "customer_service",
        "advertising",
        "promotions",
        "fixed_costs",
    ] {
        assert_eq!(
            refusal(contribution_margin, one(cost, "-0.01")),
            ("invalid_argument", format!("channels[1].{cost}"))
        );
    }
    assert_eq!(refusal(contribution_margin, one("channel", "z")), ("duplicate_id", "channels[1].channel".into()));
    let overflow = one("net_sales", "79228162514264337593543950335");
    assert_eq!(refusal(contribution_margin, overflow), ("overflow", "channels[1].net_sales".into()));
    for bad in [one("currency", "x"), json!({"currency": "cny", "channels": []}), one("channel", " ")] {
        assert!(unreadable(contribution_margin, bad));
    }
}

proptest! {
    #[test]
    fn margins_do_not_depend_on_the_order_of_channels(cents in prop::collection::vec((-5000..5000_i64, 0..5000_i64, 0..900_i64), 1..6)) {
        let channels: Vec<ChannelCosts> = cents.iter().enumerate().map(|(i, (sales, cogs, ads))| ChannelCosts {
            advertising: Some(Decimal::new(*ads, 2)),
            ..ChannelCosts::new(ChannelId::new(format!("c{i}")).unwrap(), Decimal::new(*sales, 2), Decimal::new(*cogs, 2))
        }).collect();
        let input = |channels: Vec<ChannelCosts>| ContributionMarginInput {
            currency: CurrencyCode::new("CNY").unwrap(), channels, scale: None, rounding: None,
        };
        let got = contribution_margin(&input(channels.clone())).unwrap();
        let mut reversed = contribution_margin(&input(channels.into_iter().rev().collect())).unwrap();
        reversed.channels.reverse();
        prop_assert_eq!(&got, &reversed);
        // cents in, so nothing is rounded and the levels add up
        let sum: Decimal = got.channels.iter().map(|row| row.cm3).sum();
        prop_assert_eq!(sum, got.total.cm3);
    }
}

// ---- take rate, advertising, cac ----

#[test]
fn take_rate_and_cac() {
    let input = json!({"gmv": "3.00", "commission": "1.00", "service_fees": "0.005", "rounding": "half_up"});
    let got = answer(take_rate, input.clone());
    assert_eq!(got, json!({"platform_revenue": "1.01", "take_rate": 0.335, "commission_rate": 1.0 / 3.0}));
    for field in ["gmv", "commission", "service_fees", "advertising"] {
        assert_eq!(refusal(take_rate, with(&input, field, json!("-1"))), ("invalid_argument", field.into()));
    }
    let input = json!({"marketing_spend": "10.00", "new_customers": 3});
    assert_eq!(answer(cac, input.clone()), json!({"cac": "3.33"}));
    assert_eq!(answer(cac, with(&input, "new_customers", json!(0))), json!({"cac": null}));
    assert_eq!(answer(cac, with(&input, "scale", json!(0))), json!({"cac": "3"}));
    for field in ["marketing_spend", "sales_spend"] {
        assert_eq!(refusal(cac, with(&input, field, json!("-1"))), ("invalid_argument", field.into()));
    }
}

#[test]
fn advertising_edges() {
    let input = json!({"impressions": 1000, "clicks": 10, "spend": "20.00"});
    let got = answer(ad_metrics, input.clone());
    assert_holds(&got, &json!({"cpc": "2.00", "cpm": "20.00", "cpa": null, "roas": null, "profit": null}));
    // a view alone may convert; a refunded revenue may be negative
    let got = answer(ad_metrics, with(&with(&input, "conversions", json!(25)), "revenue", json!("-5")));
    assert_holds(&got, &json!({"conversion_rate": 2.5, "cpa": "0.80", "roas": -0.25, "acos": -4.0}));
    let got = answer(ad_metrics, with(&with(&input, "gross_margin_rate", json!(0)), "revenue", json!("0")));
    assert_holds(&got, &json!({"break_even_roas": null, "break_even_acos": 0.0, "acos": null, "profit": "-20.00"}));
    // the margin is the decimal that it prints as: 0.35 x 100.50 is 35.175, a tie
    let tie = json!({"impressions": 0, "clicks": 0, "spend": "0", "revenue": "100.50", "gross_margin_rate": 0.35, "rounding": "half_up"});
    assert_holds(&answer(ad_metrics, tie), &json!({"profit": "35.18", "ctr": null, "cpc": null}));
    for (field, value) in [
        ("clicks", json!(1001)),
        ("spend", json!("-1")),
        ("gross_margin_rate", json!(1.01)),
        ("gross_margin_rate", json!(-0.1)),
    ] {
        assert_eq!(refusal(ad_metrics, with(&input, field, value)), ("invalid_argument", field.into()));
    }
}

// ---- stock ----

#[test]
fn stock_refusals_and_missing_figures() {
    let input = json!({"cogs": "10", "average_inventory_cost": "4", "period_days": 365});
    assert_holds(
        &answer(inventory_metrics, with(&input, "units_sold", json!(3))),
        &json!({"inventory_turnover": 2.5, "annualized_turnover": 2.5, "days_of_inventory": 146.0, "sell_through_rate": null}),
    );
    for (field, value) in [("cogs", json!("-1")), ("average_inventory_cost", json!("-1")), ("period_days", json!(0))] {
        assert_eq!(refusal(inventory_metrics, with(&input, field, value)), ("invalid_argument", field.into()));
    }
    for (part, whole) in [
        ("units_sold", "units_available"),
        ("stockout_sku_days", "sku_days"),
        ("units_filled", "units_ordered"),
        ("orders_filled_complete", "orders_total"),
    ] {
        let above = with(&with(&input, part, json!(2)), whole, json!(1));
        assert_eq!(refusal(inventory_metrics, above), ("invalid_argument", part.into()));
    }
}

#[test]
fn average_stock_counts_days() {
    let input = json!({"observations": [{"date": "2024-02-28", "value": "10"}, {"date": "2024-03-01", "value": "40"}],
                       "end_date": "2024-03-02", "method": "time_weighted"});
    assert_eq!(answer(average_inventory, input.clone()), json!({"value": "20.00"})); // 28 and 29 February, 1 March
    let simple = with(&with(&input, "method", json!("simple")), "end_date", json!("1999-01-01"));
    assert_eq!(answer(average_inventory, simple.clone()), json!({"value": "25.00"}));
    let late = with(&input, "end_date", json!("2024-03-01"));
    assert_eq!(refusal(average_inventory, late), ("invalid_argument", "end_date".into()));
    for method in ["simple", "time_weighted"] {
        let mut same_day = with(&input, "method", json!(method));
        same_day["observations"][1]["date"] = json!("2024-02-28");
        assert_eq!(refusal(average_inventory, same_day), ("invalid_argument", "observations[1].date".into()));
        let mut negative = with(&input, "method", json!(method));
        negative["observations"][1]["value"] = json!("-0.01");
        assert_eq!(refusal(average_inventory, negative), ("invalid_argument", "observations[1].value".into()));
    }
    let none = with(&simple, "observations", json!([]));
    assert_eq!(refusal(average_inventory, none), ("invalid_argument", "observations".into()));
}

// ---- customers ----

/// The first day of the lookback counts, the start itself does not; an order with two dates counts on the earlier.
#[test]
fn returning_buyers_bought_in_the_year_before_the_start() {
    let orders = |before: &str| json!([{"customer_id": "a", "order_id": "0", "date": before}, {"customer_id": "a", "order_id": "1", "date": "2024-01-01"}]);
    let run = |before: &str| {
        answer(repurchase_metrics, json!({"orders": orders(before), "start": "2024-01-01", "end": "2024-01-31"}))
    };
    assert_holds(&run("2023-01-01"), &json!({"returning_buyers": 1, "new_buyers": 0})); // 365 days before
    assert_holds(&run("2022-12-31"), &json!({"returning_buyers": 0, "new_buyers": 1}));
    assert_holds(&run("2024-01-01"), &json!({"returning_buyers": 0, "orders": 2, "mean_days_between_orders": 0.0}));
    let split = json!([{"customer_id": "a", "order_id": "1", "date": "2024-01-05"}, {"customer_id": "a", "order_id": "1", "date": "2023-12-30"}]);
    let got = answer(repurchase_metrics, json!({"orders": split, "start": "2024-01-01", "end": "2024-01-31"}));
    assert_holds(&got, &json!({"buyers": 0, "orders": 0}));
    let never = json!({"orders": orders("2023-12-31"), "start": "2024-01-01", "end": "2024-01-31", "lookback_days": 0});
    assert_holds(&answer(repurchase_metrics, never.clone()), &json!({"returning_buyers": 0}));
    let all = with(&never, "lookback_days", json!(u32::MAX));
    assert_holds(&answer(repurchase_metrics, all), &json!({"returning_buyers": 1}));
    let backwards = with(&never, "end", json!("2023-12-31"));
    assert_eq!(refusal(repurchase_metrics, backwards), ("invalid_argument", "end".into()));
}

proptest! {
    #[test]
    fn repurchase_agrees_with_counting_pairs(rows in prop::collection::vec((0..4_u8, 0..6_u8, 0..90_i64), 0..30)) {
        let start = time::parse_date("2024-02-01").unwrap();
        let day = |offset: i64| start + chrono::TimeDelta::days(offset - 30);
        let orders: Vec<CustomerOrder> = rows.iter().map(|(customer, order, offset)| CustomerOrder {
            customer_id: CustomerId::new(format!("c{customer}")).unwrap(),
            order_id: OrderId::new(format!("o{order}")).unwrap(),
            date: day(*offset),
        }).collect();
        let input = RepurchaseInput { orders, start, end: day(59), lookback_days: Some(20) };
        let got = repurchase_metrics(&input).unwrap();
        let mut earliest = std::collections::BTreeMap::new();
        for (customer, order, offset) in &rows {
            let date = earliest.entry((*customer, *order)).or_insert(*offset);
            *date = *offset.min(date);
        }
        let (mut buyers, mut total, mut gaps, mut returning) = (0, 0, Vec::new(), 0);
        for customer in 0..4 {
            let of: Vec<i64> = earliest.iter().filter(|((who, _), _)| *who == customer).map(|(_, date)| *date).collect();
            let mut inside: Vec<i64> = of.iter().copied().filter(|date| (30..=59).contains(date)).collect();
            inside.sort_unstable();
            total += inside.len() as u64;
            buyers += u64::from(!inside.is_empty());
            returning += u64::from(!inside.is_empty() && of.iter().any(|date| (10..30).contains(date)));
            gaps.extend(inside.windows(2).map(|pair| pair[1] - pair[0]));
        }
        prop_assert_eq!((got.buyers, got.orders, got.returning_buyers), (buyers, total, returning));
        let mean = (!gaps.is_empty()).then(|| gaps.iter().sum::<i64>() as f64 / gaps.len() as f64);
        prop_assert_eq!(got.mean_days_between_orders, mean);
        let mut shuffled = input.clone();
        shuffled.orders.reverse();
        prop_assert_eq!(repurchase_metrics(&shuffled).unwrap(), got);
    }
}

#[test]
fn retention_needs_the_end_to_be_within_the_start() {
    let input =
        |start: u64, end: u64, new: u64| json!({"start_customers": start, "end_customers": end, "new_customers": new});
    let all =
        json!({"retained_customers": 8, "retention_rate": 1.0, "churn_rate": 0.0, "expected_lifetime_periods": null});
    assert_eq!(answer(retention_rate, input(8, 10, 2)), all);
    assert_eq!(refusal(retention_rate, input(10, 3, 5)), ("invalid_argument", "new_customers".into()));
    assert_eq!(refusal(retention_rate, input(10, 30, 5)), ("invalid_argument", "end_customers".into()));
}

/// m sum of (r / (1 + d))^t, summed until it stands still, in Python's `fractions`: 127.35 x 1.08 / (1.08 - 0.7) for the second.
#[test]
fn lifetime_value_is_the_sum_of_the_series() {
    let input =
        json!({"average_order_value": "84.90", "purchase_frequency": 2.5, "gross_margin_rate": 0.6, "churn_rate": 0.3});
    let got = answer(customer_value, input.clone());
    assert_holds(&got, &json!({"value_per_period": 127.35, "ltv": 424.5, "ltv_to_cac": null, "payback_periods": null}));
    let got = answer(customer_value, with(&with(&input, "discount_rate", json!(0.08)), "acquisition_cost", json!("0")));
    assert_holds(&got, &json!({"ltv": 361.942_105_263_157_9, "ltv_to_cac": null, "payback_periods": 0.0}));
    let series: f64 = (0..400).map(|t| 127.35 * libm::pow(0.7 / 1.08, t.into())).sum();
    assert!((got["ltv"].as_f64().unwrap() - series).abs() < 1e-9);
    let got =
        answer(customer_value, with(&with(&input, "gross_margin_rate", json!(0)), "acquisition_cost", json!("9")));
    assert_holds(&got, &json!({"ltv": 0.0, "ltv_to_cac": 0.0, "payback_periods": null}));
    for (field, value) in [
        ("average_order_value", json!("-1")),
        ("purchase_frequency", json!(-1)),
        ("gross_margin_rate", json!(1.5)),
        ("churn_rate", json!(0)),
        ("churn_rate", json!(1.01)),
        ("discount_rate", json!(-0.1)),
        ("acquisition_cost", json!("-1")),
    ] {
        assert_eq!(refusal(customer_value, with(&input, field, value)), ("invalid_argument", field.into()));
    }
}

// ---- targets ----

#[test]
fn lights_change_exactly_at_the_tolerance() {
    let input = json!({"actual": "90", "target": "100", "direction": "higher_is_better"});
    let light = |input: &Value| answer(target_status, input.clone())["status"].clone();
    assert_eq!(light(&input), "amber");
    assert_eq!(light(&with(&input, "actual", json!("89.9999999999999999999"))), "red");
    assert_eq!(light(&with(&input, "amber_tolerance", json!(0))), "red");
    assert_eq!(light(&with(&input, "actual", json!("100"))), "green");
    // a negative target is better met from above; zero has no gap
    let got = answer(target_status, json!({"actual": "-5", "target": "-10", "direction": "higher_is_better"}));
    assert_eq!(got, json!({"gap": 0.5, "attainment": 0.5, "status": "green"}));
    for (actual, direction, light) in [
        ("0", "higher_is_better", "green"),
        ("-1", "higher_is_better", "red"),
        ("0", "lower_is_better", "green"),
        ("1", "lower_is_better", "red"),
    ] {
        let got = answer(target_status, json!({"actual": actual, "target": "0", "direction": direction}));
        assert_eq!(got, json!({"gap": null, "attainment": null, "status": light}));
    }
    let range = json!({"actual": "45", "lower": "30", "upper": "45", "target": "40", "direction": "in_range"});
    assert_eq!(answer(target_status, range), json!({"gap": 0.0, "attainment": 1.125, "status": "green"}));
}

#[test]
fn target_refusals() {
    let range = json!({"actual": "1", "lower": "1", "upper": "2", "direction": "in_range"});
    let aim = json!({"actual": "1", "target": "1", "direction": "lower_is_better"});
    for (input, path) in [
        (with(&range, "lower", Value::Null), "lower"),
        (with(&range, "upper", Value::Null), "upper"),
        (with(&range, "upper", json!("1.0")), "upper"),
        (with(&aim, "target", Value::Null), "target"),
        (with(&aim, "lower", json!("1")), "lower"),
        (with(&aim, "upper", json!("1")), "upper"),
        (with(&aim, "amber_tolerance", json!(-0.1)), "amber_tolerance"),
    ] {
        assert_eq!(refusal(target_status, input), ("invalid_argument", path.into()));
    }
}

// ---- currencies ----

#[test]
fn sums_of_currencies_round_once() {
    let half_cents = json!({"amounts": [{"amount": "0.01", "currency": "USD"}, {"amount": "0.01", "currency": "USD"}],
                            "rates": {"USD": "0.5"}, "target_currency": "CNY"});
    assert_eq!(answer(convert_and_sum, half_cents.clone()), json!({"total": "0.01", "currency": "CNY"}));
    for (rates, path) in [
        (json!({"USD": "0"}), "rates.USD"),
        (json!({"USD": "-1"}), "rates.USD"),
        (json!({"USD": "1", "CNY": "1.01"}), "rates.CNY"),
    ] {
        assert_eq!(refusal(convert_and_sum, with(&half_cents, "rates", rates)), ("invalid_argument", path.into()));
    }
    let unknown = with(&half_cents, "rates", json!({"EUR": "8"}));
    assert_eq!(refusal(convert_and_sum, unknown), ("not_found", "amounts[0].currency".into()));
    assert!(unreadable(convert_and_sum, with(&half_cents, "rates", json!({"usd": "8"}))));
    assert!(unreadable(convert_and_sum, with(&half_cents, "rates", json!({"USD": 8.5}))));
    let twice = r#"{"amounts": [], "rates": {"USD": "7", "USD": "8"}, "target_currency": "CNY"}"#;
    let error = serde_json::from_str::<mercato_kpi::ConvertAndSumInput>(twice).unwrap_err();
    assert!(error.to_string().contains("[duplicate_id]"), "{error}");
    assert_eq!(answer(convert_and_sum, json!({"amounts": [], "rates": {}, "target_currency": "CNY"}))["total"], "0.00");
}

// ---- concentration ----

#[test]
fn concentration_of_one_of_equals_and_of_nothing() {
    let run = |values: Value| answer(concentration, json!({"values": values}));
    assert_eq!(
        run(json!([7.5])),
        json!({"total": 7.5, "hhi": 1.0, "gini": 0.0, "top_share": 1.0, "effective_number": 1.0})
    );
    assert_holds(&run(json!([0.1, 0.1, 0.1])), &json!({"hhi": 1.0 / 3.0, "gini": 0.0, "top_share": 1.0 / 3.0}));
    assert_eq!(
        run(json!([0, 0.0])),
        json!({"total": 0.0, "hhi": null, "gini": null, "top_share": null, "effective_number": null})
    );
    assert_holds(&run(json!([0, 0, 0, 8])), &json!({"hhi": 1.0, "gini": 0.75, "top_share": 1.0}));
    // squares of these overflow and vanish
    assert_holds(&run(json!([1e308, 5e307])), &json!({"hhi": 5.0 / 9.0}));
    assert_holds(&run(json!([1e-300, 1e-300])), &json!({"hhi": 0.5, "gini": 0.0}));
    assert_eq!(refusal(concentration, json!({"values": [1e308, 1e308]})), ("overflow", "total".into()));
    assert_eq!(refusal(concentration, json!({"values": [1, -1]})), ("invalid_argument", "values[1]".into()));
    assert_eq!(refusal(concentration, json!({"values": []})), ("invalid_argument", "values".into()));
    for fraction in [0.0, -0.1, 1.1] {
        let input = json!({"values": [1], "top_fraction": fraction});
        assert_eq!(refusal(concentration, input), ("invalid_argument", "top_fraction".into()));
    }
}

proptest! {
    /// Against the definitions in exact arithmetic of cents, which doubles hold to 1e-16 only: a small Gini coefficient is a small
    /// difference of them.
    #[test]
    fn concentration_agrees_with_exact_arithmetic(mut cents in prop::collection::vec(0..1_000_000_i64, 1..40), percent in 1..=100_i64) {
        prop_assume!(cents.iter().any(|cent| *cent > 0));
        let values: Vec<f64> = cents.iter().map(|cent| *cent as f64 / 100.0).collect();
        let top_fraction = mercato_kpi::ExactNumber::from_f64(percent as f64 / 100.0);
        let got = concentration(&ConcentrationInput { values: values.clone(), top_fraction: top_fraction.clone() }).unwrap();
        cents.sort_unstable();
        let n = cents.len() as i64;
        let total: i64 = cents.iter().sum();
        let squares: i128 = cents.iter().map(|cent| i128::from(*cent) * i128::from(*cent)).sum();
        let spread: i64 = (1..=n).zip(&cents).map(|(i, cent)| (2 * i - n - 1) * cent).sum();
        let top = usize::try_from((n * percent + 99) / 100).unwrap();
        let top: i64 = cents.iter().rev().take(top).sum();
        let quotient = |a: i128, b: i128| Exact::from(a).checked_div(&Exact::from(b)).unwrap().to_f64("").unwrap();
        let (n, total) = (i128::from(n), i128::from(total));
        for (got, want) in [
            (got.hhi.unwrap(), quotient(squares, total * total)),
            (got.gini.unwrap(), quotient(spread.into(), n * total)),
            (got.top_share.unwrap(), quotient(top.into(), total)),
            (got.effective_number.unwrap(), quotient(total * total, squares)),
            (got.total, quotient(total, 100)),
        ] {
            prop_assert!((got - want).abs() <= 4e-15 * want.abs() + 2e-16, "{} {}", got, want);
        }
        prop_assert!((1.0 / n as f64..=1.0).contains(&got.hhi.unwrap()));
        prop_assert!((0.0..1.0).contains(&got.gini.unwrap()));
        let reversed = values.into_iter().rev().collect();
        prop_assert_eq!(concentration(&ConcentrationInput { values: reversed, top_fraction }).unwrap(), got);
    }
}
