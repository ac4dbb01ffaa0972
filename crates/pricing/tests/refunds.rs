//! Refunds of units: published orders, refusals, and conservation of every cent.

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
use mercato_core::{Coded, Currency, Money, even_units};
use mercato_pricing::{proportional_refund, refund};
use proptest::prelude::*;
use serde_json::{Value, json};

/// vendure issue 3885: a pizza line of 5 for 24.75; 2 of them are 9.90.
#[test]
fn vendure_3885_two_of_five() {
    let input = json!({"currency": "EUR", "lines": [{"id": "pizza", "quantity": 5, "paid": "24.75"}],
                       "returns": [{"id": "pizza", "quantity": 2}]});
    let want = json!({"lines": [{"id": "pizza", "quantity": 2, "amount": "9.90"}], "total": "9.90",
                      "remaining_refundable": "14.85"});
    assert_eq!(answer(refund, input), want);
}

/// Rounding each return by itself would pay 33.33 three times and keep a cent.
#[test]
fn three_single_returns_pay_a_hundred() {
    let paid = Money::parse("100.00", Currency::USD).unwrap();
    let sum: i64 = (0..3).map(|already| proportional_refund(paid, 3, already, 1).unwrap().minor()).sum();
    assert_eq!(sum, 10_000);
}

#[test]
fn answers_come_in_the_order_of_the_returns_and_count_earlier_ones_together() {
    let input = json!({"currency": "JPY", "lines": [{"id": "a", "quantity": 4, "paid": "10"}, {"id": "b", "quantity": 1, "paid": "7"}],
                       "already_refunded": [{"id": "a", "quantity": 1}, {"id": "b", "quantity": 0}, {"id": "a", "quantity": 1}],
                       "returns": [{"id": "b", "quantity": 1}, {"id": "a", "quantity": 2}]});
    // 10 over 4 units: 3, 3, 2, 2
    let want = json!({"lines": [{"id": "b", "quantity": 1, "amount": "7"}, {"id": "a", "quantity": 2, "amount": "4"}],
                      "total": "11", "remaining_refundable": "0"});
    assert_eq!(answer(refund, input), want);
}

#[test]
fn all_of_a_line_may_have_come_back_before() {
    let input = json!({"currency": "EUR", "lines": [{"id": "a", "quantity": 3, "paid": "10.00"}, {"id": "b", "quantity": 1, "paid": "7.00"}],
                       "already_refunded": [{"id": "a", "quantity": 3}], "returns": [{"id": "b", "quantity": 1}]});
    assert_holds(&answer(refund, input), &json!({"total": "7.00", "remaining_refundable": "0.00"}));
}

#[test]
fn nothing_returned_leaves_everything() {
    let input = json!({"currency": "USD", "lines": [{"id": "a", "quantity": 3, "paid": "1.00"}], "returns": []});
    assert_eq!(answer(refund, input), json!({"lines": [], "total": "0.00", "remaining_refundable": "1.00"}));
}

#[test]
fn the_largest_line_does_not_overflow() {
    let input = json!({"currency": "USD", "lines": [{"id": "a", "quantity": u64::MAX, "paid": "92233720368547758.07"}],
                       "returns": [{"id": "a", "quantity": u64::MAX}]});
    assert_eq!(answer(refund, input)["total"], "92233720368547758.07");
}

#[test]
fn returns_that_cannot_be_are_refused() {
    let of = |already: Value, returns: Value| {
        refusal(
            refund,
            json!({"currency": "USD", "lines": [{"id": "a", "quantity": 3, "paid": "1"}, {"id": "b", "quantity": 1, "paid": "1"}],
                   "already_refunded": already, "returns": returns}),
        )
    };
    let units = |id: &str, quantity: u64| json!({"id": id, "quantity": quantity});
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    assert_eq!(of(json!([]), json!([units("c", 1)])), ("not_found", "returns[0].id".to_owned()));
    assert_eq!(of(json!([units("c", 1)]), json!([])), ("not_found", "already_refunded[0].id".to_owned()));
    assert_eq!(of(json!([]), json!([units("b", 1), units("b", 1)])), ("duplicate_id", "returns[1].id".to_owned()));
    assert_eq!(of(json!([]), json!([units("b", 1), units("a", 0)])), invalid("returns[1].quantity"));
    assert_eq!(of(json!([]), json!([units("a", 4)])), invalid("returns[0].quantity"));
    assert_eq!(of(json!([units("a", 2)]), json!([units("a", 2)])), invalid("returns[0].quantity"));
    assert_eq!(of(json!([units("a", 2), units("a", 2)]), json!([])), invalid("already_refunded[1].quantity"));
    assert_eq!(of(json!([units("a", u64::MAX)]), json!([])), invalid("already_refunded[0].quantity"));
    let lines = |lines: Value| refusal(refund, json!({"currency": "USD", "lines": lines, "returns": []}));
    let line = json!({"id": "a", "quantity": 1, "paid": "1"});
    assert_eq!(lines(json!([line, line])), ("duplicate_id", "lines[1].id".to_owned()));
    assert_eq!(lines(json!([{"id": "a", "quantity": 0, "paid": "1"}])), invalid("lines[0].quantity"));
    assert_eq!(lines(json!([{"id": "a", "quantity": 1, "paid": "-1"}])), invalid("lines[0].paid"));
    assert_eq!(lines(json!([{"id": "a", "quantity": 1, "paid": "1.005"}])), invalid("lines[0].paid"));
    assert!(unreadable(refund, json!({"currency": "USD", "lines": [], "returns": [], "reason": "broken"})));
}

#[test]
fn the_short_form_refuses_what_the_whole_one_does() {
    let paid = Money::from_minor(100, Currency::USD);
    let path = |paid, quantity, already, returned| {
        let error = proportional_refund(paid, quantity, already, returned).unwrap_err();
        assert_eq!(error.code().as_str(), "invalid_argument");
        error.path().unwrap().to_owned()
    };
    assert_eq!(path(paid, 0, 0, 0), "quantity");
    assert_eq!(path(Money::from_minor(-1, Currency::USD), 1, 0, 1), "paid");
    assert_eq!(path(paid, 3, 4, 0), "already");
    assert_eq!(path(paid, 3, 2, 2), "returned");
}

proptest! {
    /// Any way to return a line pays, after `j` units, the first `j` of its even units; all of it pays `paid`.
    #[test]
    fn any_sequence_of_returns_pays_the_units_in_order(
        paid in 0_i64..100_000, steps in prop::collection::vec(1_u64..6, 1..7), kept in 0_u64..4,
    ) {
        let quantity = steps.iter().sum::<u64>() + kept;
        let worth: Vec<i64> = even_units(paid, quantity).unwrap().iter().collect();
        let (mut already, mut refunded) = (0, 0);
        let mut history = Vec::new();
        for step in steps {
            let input = json!({"currency": "JPY", "lines": [{"id": "a", "quantity": quantity, "paid": paid.to_string()}],
                               "already_refunded": history, "returns": [{"id": "a", "quantity": step}]});
            let got = answer(refund, input);
            refunded += got["total"].as_str().unwrap().parse::<i64>().unwrap();
            already += step;
            history.push(json!({"id": "a", "quantity": step}));
            prop_assert_eq!(refunded, worth.iter().take(usize::try_from(already).unwrap()).sum::<i64>());
            prop_assert_eq!(&got["remaining_refundable"], &json!((paid - refunded).to_string()));
        }
        prop_assert!(refunded <= paid);
        prop_assert!(kept > 0 || refunded == paid);
    }
}
