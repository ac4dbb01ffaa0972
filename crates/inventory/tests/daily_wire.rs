//! The JSON of the daily operations: what is refused, what comes back, and that no input panics.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use mercato_inventory as inventory;
use mercato_inventory::InventoryError;
use proptest::prelude::*;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// The answer as JSON, after it came back from JSON as the same value; the message of a refusal otherwise.
fn call<
    I: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug,
    O: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
>(
    run: fn(&I) -> Result<O, InventoryError>,
    input: &Value,
) -> Result<Value, String> {
    let text = input.to_string();
    let input: I = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let again: I = serde_json::from_str(&serde_json::to_string(&input).unwrap()).unwrap();
    assert_eq!(again, input);
    let answer = run(&input).map_err(|error| error.to_string())?;
    let text = serde_json::to_string(&answer).unwrap();
    assert_eq!(serde_json::from_str::<O>(&text).unwrap(), answer);
    Ok(serde_json::from_str(&text).unwrap())
}

type Call = fn(&Value) -> Result<Value, String>;

const CALLS: [Call; 13] = [
    |input| call(inventory::inventory_position, input),
    |input| call(inventory::round_order_quantity, input),
    |input| call(inventory::reorder_suggestion, input),
    |input| call(inventory::days_of_cover, input),
    |input| call(inventory::abc_xyz, input),
    |input| call(inventory::stock_alert_run, input),
    |input| call(inventory::stock_health, input),
    |input| call(inventory::stock_aging, input),
    |input| call(inventory::kanban_cards, input),
    |input| call(inventory::vmi_replenishment, input),
    |input| call(inventory::consignment_settlement, input),
    |input| call(inventory::drp_plan, input),
    |input| call(inventory::available_to_promise, input),
];

/// One valid input an operation, in the order of [`CALLS`].
fn valid() -> [Value; 13] {
    let lots = json!([{"lot_id": "a", "received_date": "2024-01-01", "quantity": "2.50", "unit_cost": "3"}]);
    [
        json!({"on_hand": "5", "on_order": "1", "in_transit": "2", "reserved": "3", "backordered": "4", "quarantined": "5"}),
        json!({"quantity": "5", "min_order_quantity": "6", "order_multiple": "4", "max_order_quantity": "90", "rounding": "down"}),
        json!({"position": "5", "policy": {"type": "min_max", "min": "6", "max": "20"}, "trigger": "below", "min_order_quantity": "1", "order_multiple": "4", "max_order_quantity": "90", "rounding": "nearest", "cap_at_max": true}),
        json!({"on_hand": "5", "demand": ["2", "2", "3"]}),
        json!({"items": [{"id": "a", "value": "3", "demand": [0, 0]}, {"id": "b", "value": "5"}], "a_threshold": "0.5", "b_threshold": "0.75", "x_threshold": 0.5, "y_threshold": 1}),
        json!({"config": {"reorder_point": "20", "critical_level": "5", "overstock_level": "90", "hysteresis": "2", "min_consecutive": 1, "renotify_after_hours": 4.5},
               "state": {"level": "ok", "acknowledged": false, "pending_level": "low", "pending_count": 1, "since": "2024-01-01T00:00:00Z", "last_notified_at": null, "snoozed_until": null},
               "inputs": [{"type": "observation", "at": "2024-01-02T00:00:00.500Z", "available": "3"}, {"type": "acknowledge", "at": "2024-01-02T01:00:00Z"}, {"type": "snooze", "at": "2024-01-02T01:00:00Z", "until": "2024-01-03T01:00:00+08:00"}]}),
        json!({"items": [{"id": "a", "on_hand": "500", "demand_per_day": "2", "unit_cost": "1.5", "days_since_last_sale": null, "age_days": 3}], "thresholds": {"dead_after_days": 180, "slow_after_days": 60, "overstock_cover_days": 90}, "currency": "JPY"}),
        json!({"lots": lots, "as_of": "2024-03-01", "boundaries_days": [30, 90], "currency": "KWD", "provision_rates": ["0", "0.1", "1"]}),
        json!({"demand_rate": "480", "lead_time": "1.5", "safety_fraction": "0.15", "container_size": "40"}),
        json!({"items": [{"id": "a", "on_hand": "5", "in_transit": "1", "min": "6", "max": "20", "pack_size": "4", "demand_per_day": "2", "unit_volume": "3"}], "capacity": "90", "fill_capacity": true}),
        json!({"lots": lots, "consumption": [{"date": "2024-01-05", "quantity": "2"}], "currency": "CNY", "as_of": "2024-03-01", "ownership_transfer_days": 30}),
        json!({"on_hand": "5", "gross_requirements": ["9", "3"], "scheduled_receipts": ["1", "0"], "safety_stock": "2", "lead_time_periods": 1, "lot_policy": {"type": "period_order_quantity", "periods": 2}, "min_order_quantity": "1", "order_multiple": "4"}),
        json!({"on_hand": "5", "receipts": ["1", "0"], "commitments": ["2", "3"]}),
    ]
}

/// Every path to a value inside `value`.
fn paths(value: &Value, prefix: &str, into: &mut Vec<String>) {
    into.push(prefix.to_owned());
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                paths(value, &format!("{prefix}/{key}"), into);
            }
        }
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                paths(value, &format!("{prefix}/{index}"), into);
            }
        }
        _ => {}
    }
}

fn odd_values() -> impl Strategy<Value = Value> {
    prop::sample::select(vec![
        json!(null),
        json!(""),
        json!("0"),
        json!("-0"),
        json!("-1"),
        json!("79228162514264337593543950335"),
        json!(1e308),
        json!("0.0000000000000000000000000001"),
        json!("NaN"),
        json!([]),
        json!({}),
        json!(-1),
        json!(0),
        json!(-0.0),
        json!(0.5),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(true),
        json!("9999-12-31"),
        json!("0001-01-01"),
        json!("9999-12-31T23:59:59+00:00"),
        json!("order_up_to"),
        json!("1e5"),
        json!("100000000000000000000"),
        json!(5e-324),
        json!([1e308, 5e-324]),
        json!(["1", "2"]),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6000))]

    #[test]
    fn no_input_panics_or_yields_what_json_cannot_say(
        op in 0..CALLS.len(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), odd_values()), 1..4),
    ) {
        let mut input = valid()[op].clone();
        for (place, odd) in changes {
            let mut places = Vec::new();
            paths(&input, "", &mut places);
            *input.pointer_mut(&places[place.index(places.len())]).unwrap() = odd;
        }
        // `call` asserts that the answer comes back as the same value, which no NaN or infinity does
        let _ = CALLS[op](&input);
    }
}

#[test]
fn every_key_of_the_definition_is_taken_and_any_other_refused() {
    for (run, input) in CALLS.iter().zip(valid()) {
        run(&input).unwrap();
        let mut places = Vec::new();
        paths(&input, "", &mut places);
        for place in places.iter().filter(|place| input.pointer(place).unwrap().is_object()) {
            let mut wrong = input.clone();
            wrong.pointer_mut(place).unwrap()["colour"] = json!(1);
            assert!(run(&wrong).unwrap_err().contains("colour"), "{place} of {input}");
        }
    }
    let policy = json!({"on_hand": "5", "gross_requirements": ["9"], "lead_time_periods": 1, "lot_policy": {"type": "lot_for_lot", "quantity": "2"}});
    assert!(CALLS[11](&policy).unwrap_err().contains("quantity"));
}

#[test]
fn decimals_are_normalised_and_floats_are_not_decimals() {
    let position = CALLS[0](&json!({"on_hand": "5.500", "reserved": "5.5"})).unwrap();
    assert_eq!(position, json!({"available": "0", "net_stock": "5.5", "position": "0"}));
    assert_eq!(CALLS[0](&json!({"on_hand": "-0.0"})).unwrap()["position"], "0");
    assert!(CALLS[0](&json!({"on_hand": 5.5})).is_err());
    let seen = json!({"config": {"reorder_point": "2"}, "inputs": [{"type": "observation", "at": "2024-01-02T00:00:00Z", "available": "1.50"}]});
    assert_eq!(CALLS[5](&seen).unwrap()["events"][0]["available"], "1.5");
}

/// What was not asked for is absent, and what has no value is null.
#[test]
fn absent_and_null_differ() {
    let answer =
        CALLS[4](&json!({"items": [{"id": "a", "value": "1", "demand": [0]}, {"id": "b", "value": "0"}]})).unwrap();
    assert_eq!(answer["items"][0]["cv"], Value::Null);
    assert!(answer["items"][0].as_object().unwrap().contains_key("cv"));
    assert!(!answer["items"][1].as_object().unwrap().contains_key("cv"));
    let answer =
        CALLS[7](&json!({"lots": [], "as_of": "2024-01-01", "boundaries_days": [30], "currency": "USD"})).unwrap();
    assert_eq!(answer["average_age_days"], Value::Null);
    assert!(!answer.as_object().unwrap().contains_key("total_provision"));
}
