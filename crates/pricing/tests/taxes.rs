//! Tax on amounts and invoices: worked examples, refusals, and what must hold.

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
use mercato_pricing::{tax, tax_lines};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The minor units of an amount in EUR.
fn cents(amount: &Value) -> i128 {
    amount.as_str().unwrap().replace('.', "").parse().unwrap()
}

/// The amount of so many minor units of EUR.
fn euro(cents: i128) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// A rate of so many hundredths of a percent.
fn rate_text(basis_points: i128) -> String {
    format!("{}.{:04}", basis_points / 10_000, basis_points % 10_000)
}

fn taxed(amount: &str, rates: Value, inclusive: bool, rounding: &str) -> Value {
    let input =
        json!({"currency": "EUR", "amount": amount, "rates": rates, "inclusive": inclusive, "rounding": rounding});
    answer(tax, input)
}

// ---- tax ----

/// Québec until 2012: QST of 9.5% on the price and the 5% GST. 100.00 + 5.00 + 9.975.
#[test]
fn quebec_sales_tax_compounds_on_the_federal_tax() {
    let rates = json!([{"name": "gst", "rate": "0.05"}, {"name": "qst", "rate": "0.095", "compound": true}]);
    let got = taxed("100.00", rates.clone(), false, "half_even");
    assert_holds(&got, &json!({"tax": "14.98", "gross": "114.98"}));
    assert_eq!(got["taxes"], json!([{"name": "gst", "amount": "5.00"}, {"name": "qst", "amount": "9.98"}]));
    // and out again: 114.98 x 0.14975 / 1.14975 = 14.9757..., shared 5 : 9.975
    let back = taxed("114.98", rates, true, "half_up");
    assert_holds(&back, &json!({"net": "100.00", "tax": "14.98"}));
    assert_eq!(back["taxes"], json!([{"name": "gst", "amount": "5.00"}, {"name": "qst", "amount": "9.98"}]));
}

#[test]
fn a_compound_rate_builds_on_compound_ones_before_it() {
    let rates = json!([{"name": "a", "rate": 1}, {"name": "b", "rate": 1, "compound": true}, {"name": "c", "rate": 1, "compound": true}]);
    // 1, 1 x (1 + 1), 1 x (1 + 1 + 2)
    let amounts =
        json!([{"name": "a", "amount": "10.00"}, {"name": "b", "amount": "20.00"}, {"name": "c", "amount": "40.00"}]);
    assert_eq!(taxed("10", rates.clone(), false, "half_up")["taxes"], amounts);
    assert_eq!(taxed("80", rates, true, "half_up")["taxes"], amounts);
}

/// It is the tax that is rounded: at 20% of 10.05 the tie of 1.675 goes to the tax; rounding the net would give 8.38.
#[test]
fn a_tie_goes_to_the_tax_and_not_to_the_net() {
    let rates = json!([{"name": "vat", "rate": "0.2"}]);
    assert_holds(&taxed("10.05", rates.clone(), true, "half_up"), &json!({"net": "8.37", "tax": "1.68"}));
    assert_holds(&taxed("10.05", rates, true, "down"), &json!({"net": "8.38", "tax": "1.67"}));
}

#[test]
fn nothing_is_taxed_where_there_is_nothing_to_tax() {
    let rates = json!([{"name": "zero", "rate": 0}, {"name": "none", "rate": "0.00"}]);
    let none = json!([{"name": "zero", "amount": "0.00"}, {"name": "none", "amount": "0.00"}]);
    for inclusive in [true, false] {
        assert_eq!(taxed("9.99", rates.clone(), inclusive, "up")["taxes"], none);
        let got = taxed("0", json!([{"name": "vat", "rate": "0.2"}]), inclusive, "up");
        assert_holds(&got, &json!({"net": "0.00", "tax": "0.00", "gross": "0.00"}));
    }
}

#[test]
fn rates_of_many_digits_stay_exact() {
    let third = "0.3333333333333333333333333333";
    let rates: Vec<Value> = (0..32).map(|_| json!({"name": "t", "rate": third, "compound": true})).collect();

    let got = taxed("1.00", json!(rates), false, "half_up");
    assert_holds(&got, &json!({"net": "1.00"}));
    let sum: i128 = got["taxes"].as_array().unwrap().iter().map(|tax| cents(&tax["amount"])).sum();
    assert_eq!(sum, cents(&got["tax"]));
    let back = taxed(got["gross"].as_str().unwrap(), json!(rates), true, "half_up");
    assert_eq!(back["net"], "1.00");
}

#[test]
fn taxes_that_cannot_be_are_refused() {
    let of = |amount: &str, rates: Value| {
        refusal(tax, json!({"currency": "EUR", "amount": amount, "rates": rates, "inclusive": false}))
    };
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    assert_eq!(of("-1", json!([])), invalid("amount"));
    assert_eq!(of("1.001", json!([])), invalid("amount"));
    assert_eq!(of("1", json!([{"name": "a", "rate": "0.1"}, {"name": "b", "rate": "-0.1"}])), invalid("rates[1].rate"));
    let many: Vec<Value> = (0..33).map(|_| json!({"name": "t", "rate": 0})).collect();
    assert_eq!(of("1", json!(many)), invalid("rates"));
    assert_eq!(of("92233720368547758.07", json!([{"name": "a", "rate": "0.1"}])), ("overflow", "gross".to_owned()));
    assert!(unreadable(
        tax,
        json!({"currency": "EUR", "amount": "1", "rates": [{"name": "a", "rate": 0.1}], "inclusive": true})
    ));
    assert!(unreadable(tax, json!({"currency": "EUR", "amount": "1", "rates": []})));
}

// ---- tax_lines ----

fn invoice(inclusive: bool, level: &str, rounding: &str, lines: &[(i128, i128)]) -> Value {
    let lines = lines.iter().enumerate().map(
        |(index, (amount, rate))| json!({"id": format!("l{index}"), "amount": euro(*amount), "rate": rate_text(*rate)}),
    );
    let lines: Vec<Value> = lines.collect();
    let input =
        json!({"currency": "EUR", "inclusive": inclusive, "level": level, "rounding": rounding, "lines": lines});
    answer(tax_lines, input)
}

/// Six lines of 0.02 at 20%: 0.004 each, 0.024 together.
#[test]
fn rounding_each_line_can_lose_all_the_tax() {
    let lines = [(2, 2000); 6];
    assert_eq!(invoice(false, "line", "half_up", &lines)["tax_total"], "0.00");
    assert_eq!(invoice(false, "total", "half_up", &lines)["tax_total"], "0.02");
    assert_eq!(invoice(false, "line", "up", &lines)["tax_total"], "0.06");
}

#[test]
fn a_rate_is_one_by_its_value() {
    let lines = json!([{"id": "a", "amount": "0.02", "rate": "0.2"}, {"id": "b", "amount": "0.02", "rate": "0.1"},
                       {"id": "c", "amount": "0.02", "rate": "0.200"}]);
    let got = answer(tax_lines, json!({"currency": "EUR", "inclusive": false, "level": "total", "lines": lines}));
    // 0.008 on a and c, 0.002 on b
    let taxes: Vec<&Value> = got["lines"].as_array().unwrap().iter().map(|line| &line["tax"]).collect();
    assert_eq!(taxes, ["0.01", "0.00", "0.00"]);
}

#[test]
fn an_empty_invoice_has_no_tax() {
    let want = json!({"lines": [], "net_total": "0.00", "tax_total": "0.00", "gross_total": "0.00"});
    for level in ["line", "total"] {
        assert_eq!(invoice(true, level, "half_up", &[]), want);
    }
}

#[test]
fn lines_that_cannot_be_taxed_are_refused() {
    let of = |lines: Value| {
        refusal(tax_lines, json!({"currency": "EUR", "inclusive": true, "level": "total", "lines": lines}))
    };
    let line = |id: &str, amount: &str, rate: &str| json!({"id": id, "amount": amount, "rate": rate});
    assert_eq!(of(json!([line("a", "1", "0"), line("a", "1", "0")])), ("duplicate_id", "lines[1].id".to_owned()));
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    assert_eq!(of(json!([line("a", "1", "0"), line("b", "-1", "0")])), invalid("lines[1].amount"));
    assert_eq!(of(json!([line("a", "1", "-0.1")])), invalid("lines[0].rate"));
    assert_eq!(of(json!([line("a", "1.005", "0.1")])), invalid("lines[0].amount"));
    let most = "92233720368547758.07";
    assert_eq!(of(json!([line("a", most, "0"), line("b", most, "0")])).0, "overflow");
}

// ---- what must hold ----

/// `numerator / denominator` rounded as `mode` says; both at least 0.
fn rounded(mode: &str, numerator: i128, denominator: i128) -> i128 {
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    whole
        + i128::from(match mode {
            "down" => false,
            "up" => rest > 0,
            "half_up" => 2 * rest >= denominator,
            "half_even" => 2 * rest > denominator || (2 * rest == denominator && whole % 2 == 1),
            other => panic!("{other}"),
        })
}

fn modes() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["down", "up", "half_up", "half_even"])
}

/// One, in units of 10^-8.
const ONE: i128 = 100_000_000;

proptest! {
    /// Rates in whole basis points, so that factors are exact in units of 10^-8 for one compound level.
    #[test]
    fn taxes_are_those_of_the_definition(
        amount in 0_i128..1_000_000, first in 0_i128..4000, second in 0_i128..4000, compound: bool, inclusive: bool, mode in modes(),
    ) {
        let rates = json!([{"name": "a", "rate": rate_text(first)}, {"name": "b", "rate": rate_text(second), "compound": compound}]);
        let got = taxed(&euro(amount), rates, inclusive, mode);
        let (net, tax, gross) = (cents(&got["net"]), cents(&got["tax"]), cents(&got["gross"]));
        prop_assert_eq!(net + tax, gross);
        prop_assert_eq!(if inclusive { gross } else { net }, amount);
        let factors = [first * 10_000, second * if compound { 10_000 + first } else { 10_000 }];
        let parts: Vec<i128> = got["taxes"].as_array().unwrap().iter().map(|tax| cents(&tax["amount"])).collect();
        prop_assert_eq!(parts.iter().sum::<i128>(), tax);
        let sum: i128 = factors.iter().sum();
        if inclusive {
            prop_assert_eq!(tax, rounded(mode, amount * sum, ONE + sum));
            for (part, factor) in parts.iter().zip(factors) {
                prop_assert!((part * sum - tax * factor).abs() < sum.max(1));
            }
        } else {
            for (part, factor) in parts.iter().zip(factors) {
                prop_assert_eq!(*part, rounded(mode, amount * factor, ONE));
            }
        }
    }

    #[test]
    fn an_invoice_adds_up_line_by_line_and_rate_by_rate(
        lines in prop::collection::vec((0_i128..5000, prop::sample::select(vec![0_i128, 700, 1900, 2000])), 0..12),
        inclusive: bool, total: bool, mode in modes(),
    ) {
        let got = invoice(inclusive, if total { "total" } else { "line" }, mode, &lines);
        let column = |key: &str| got["lines"].as_array().unwrap().iter().map(|line| cents(&line[key])).collect::<Vec<_>>();
        let (net, tax, gross) = (column("net"), column("tax"), column("gross"));
        for (index, (amount, rate)) in lines.iter().enumerate() {
            prop_assert_eq!(net[index] + tax[index], gross[index]);
            prop_assert!(net[index] >= 0 && tax[index] >= 0);
            prop_assert_eq!(if inclusive { gross[index] } else { net[index] }, *amount);
            if !total {
                let base = if inclusive { 10_000 + rate } else { 10_000 };
                prop_assert_eq!(tax[index], rounded(mode, amount * rate, base));
            }
        }
        for rate in [0, 700, 1900, 2000] {
            let of_rate: Vec<usize> = (0..lines.len()).filter(|index| lines[*index].1 == rate).collect();
            let sum: i128 = of_rate.iter().map(|index| lines[*index].0).sum();
            let base = if inclusive { 10_000 + rate } else { 10_000 };
            if total {
                prop_assert_eq!(of_rate.iter().map(|index| tax[*index]).sum::<i128>(), rounded(mode, sum * rate, base));
            }
        }
        prop_assert_eq!(cents(&got["net_total"]), net.iter().sum::<i128>());
        prop_assert_eq!(cents(&got["tax_total"]), tax.iter().sum::<i128>());
        prop_assert_eq!(cents(&got["gross_total"]), gross.iter().sum::<i128>());
    }
}
