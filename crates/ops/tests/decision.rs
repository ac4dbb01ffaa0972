//! The recorded cases of the decision kernel with figures changed at random: every one is answered or refused by the kernel
//! itself, none by a panic or by a number that JSON has no form for.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop where their set-up fails"
)]

use mercato_ops::find;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::LazyLock;

static CASES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/decision.jsonl");
    let text = std::fs::read_to_string(path).expect("the recorded cases");
    let cases = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("a case"));
    let changeable = |case: &Value| {
        let mut places = Vec::new();
        leaves(&case["input"], "", &mut places);
        // drawing thousands of samples again and again is no test of bad figures
        !places.is_empty() && case["op"] != "decision.smaa"
    };
    cases.filter(changeable).collect()
});

/// The places of all leaves.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                leaves(value, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(object) => {
            for (key, value) in object {
                leaves(value, &format!("{at}/{key}"), found);
            }
        }
        _ => found.push(at.to_owned()),
    }
}

fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        6 => prop::num::f64::NORMAL.prop_map(|x| json!(x)),
        3 => (-3.0..3.0_f64).prop_map(|x| json!(x)),
        3 => (-3_i8..12).prop_map(|x| json!(x)),
        2 => prop::num::f64::SUBNORMAL.prop_map(|x| json!(x.abs())),
        2 => prop::sample::select(vec![1e308, -1e308, 1e-308, 5e-324, 1e154, 1e-154, 0.0, -0.0]).prop_map(|x| json!(x)),
        1 => Just(Value::Null),
        1 => Just(json!("x")),
        1 => Just(json!([])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn odd_figures_are_answered_or_refused(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), odd_value()), 1..=4)
    ) {
        let case = which.get(&CASES);
        let mut input = case["input"].clone();
        let mut places = Vec::new();
        leaves(&input, "", &mut places);
        for (place, value) in changes {
            let at = place.get(&places);
            // an earlier change may have taken the place away
            if let Some(leaf) = input.pointer_mut(at) {
                *leaf = value;
            }
        }
        let op = find(case["op"].as_str().unwrap()).unwrap();
        let mut output = Vec::new();
        match op.call(input.to_string().as_bytes(), &mut output) {
            Ok(()) => {
                serde_json::from_slice::<Value>(&output).expect("an answer is JSON");
            }
            Err(error) => prop_assert!(!error.message.contains("no JSON form"), "{}: {error}: {input}", op.name),
        }
    }
}
