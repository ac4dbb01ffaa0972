//! Whatever JSON comes in, an operation of `channel.*` answers or refuses it with a code of its own: it never panics, and never
//! answers with what is no JSON.

#![allow(clippy::arithmetic_side_effects, reason = "small counts")]
#![allow(clippy::expect_used, clippy::panic, reason = "a test stops where its set-up fails")]

use mercato_ops::{Op, all};
use proptest::prelude::*;
use serde_json::{Value, json};

fn channel_ops() -> impl Iterator<Item = &'static Op> {
    all().filter(|op| op.kernel() == "channel")
}

/// Calls the operation; what it answers is JSON, what it refuses has a message.
fn call(op: &Op, input: &Value) {
    let mut output = Vec::new();
    match op.call(input.to_string().as_bytes(), &mut output) {
        Ok(()) => {
            serde_json::from_slice::<Value>(&output).unwrap_or_else(|error| panic!("{}: {error}: {input}", op.name));
        }
        Err(error) => assert!(!error.message.is_empty() && output.is_empty(), "{}: {input}", op.name),
    }
}

/// What a field may hold that it should not, or only just.
fn odd_values() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(1),
        json!(-1),
        json!(0.1),
        json!(1e300),
        json!(-1e-300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(""),
        json!(" "),
        json!("0"),
        json!("-1"),
        json!("1"),
        json!("0.0000000000000000000000000001"),
        json!("79228162514264337593543950335"),
        json!("99999999999999999999999999999999999999999"),
        json!("CNY"),
        json!("JPY"),
        json!("0001-01-01T00:00:00+23:59"),
        json!("9999-12-31T23:59:59.999999999-23:59"),
        json!("2026-11-11T00:00:00"),
        json!("a\u{1f}b"),
        json!("台灯"),
        json!([]),
        json!({}),
        json!([[]]),
        json!({"type": "percent", "value": "-0.5"}),
    ]
}

/// Calls `visit` with the value once for each of its parts, that part replaced by each odd value, or left out.
fn each_change(root: &Value, visit: &mut dyn FnMut(&Value)) {
    let mut places = vec![String::new()];
    let mut next = 0;
    while let Some(place) = places.get(next).cloned() {
        next += 1;
        match root.pointer(&place) {
            Some(Value::Object(map)) => {
                // the pointer's own marks in a key
                places.extend(map.keys().map(|key| format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"))));
            }
            // what holds of one element of a list holds of the others
            Some(Value::Array(list)) => places.extend((0..list.len().min(2)).map(|index| format!("{place}/{index}"))),
            _ => {}
        }
    }
    for place in places {
        for odd in odd_values() {
            let mut changed = root.clone();
            if let Some(part) = changed.pointer_mut(&place) {
                *part = odd;
            }
            visit(&changed);
        }
        let (parent, key) = place.rsplit_once('/').unwrap_or_default();
        let mut changed = root.clone();
        match changed.pointer_mut(parent) {
            Some(Value::Object(map)) => {
                map.remove(&key.replace("~1", "/").replace("~0", "~"));
            }
            // a part twice, for what must be unique
            Some(Value::Array(list)) => list.extend(list.first().cloned()),
            _ => {}
        }
        visit(&changed);
    }
}

#[test]
fn examples_with_any_part_changed_are_answered_or_refused() {
    let mut calls = 0;
    for op in channel_ops() {
        for example in op.examples {
            let input: Value = serde_json::from_str(example.input).expect(op.name);
            each_change(&input, &mut |changed| {
                call(op, changed);
                calls += 1;
            });
        }
    }
    assert!(calls > 8_000, "{calls} calls");
}

/// JSON with the keys that the operations know, in any place.
fn any_json() -> impl Strategy<Value = Value> {
    let keys: Vec<String> = channel_ops()
        .flat_map(|op| mercato_ops::fields(&op.input_schema()))
        .filter_map(|field| field.path.rsplit(['.', '>', ']']).next().map(str::to_owned))
        .filter(|key| !key.is_empty())
        .collect();
    let leaf = prop::sample::select(odd_values());
    leaf.prop_recursive(4, 40, 6, move |inner| {
        let key = prop::sample::select(keys.clone());
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..6).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn any_json_is_answered_or_refused(input in any_json()) {
        channel_ops().for_each(|op| call(op, &input));
    }
}
