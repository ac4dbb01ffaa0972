//! No operation on suppliers or risks panics or answers something that is no JSON, whatever stands in the place of a value.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests stop where their set-up fails"
)]

use mercato_ops::all;
use serde_json::{Value, json};

/// The pointers of every value below `value`, lists and objects included.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(fields) => fields.iter().for_each(|(key, inner)| places(inner, &format!("{at}/{key}"), found)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, inner)| places(inner, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

#[test]
fn hostile_values_are_answered_or_refused() {
    let hostile = [
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(-1),
        json!(2),
        json!(u32::MAX),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1_000_000_000_000_u64),
        json!(0.5),
        json!(-0.0),
        json!(5e-324),
        json!(1e308),
        json!(-1e308),
        json!(""),
        json!("x"),
        json!("0"),
        json!("-1"),
        json!("0.000000000001"),
        json!("0.0000000000000000000000000001"),
        json!("79228162514264337593543950335"),
        json!("0001-01-01"),
        json!("9999-12-31"),
        json!("2024-02-29"),
        json!([]),
        json!({}),
        json!([null]),
        json!([1, 1, 1]),
    ];
    let mut tried = 0;
    for op in all().filter(|op| ["supplier", "risk"].contains(&op.kernel())) {
        for example in op.examples {
            let input: Value = serde_json::from_str(example.input).unwrap();
            let mut found = Vec::new();
            places(&input, "", &mut found);
            for place in &found {
                for value in &hostile {
                    let mut changed = input.clone();
                    *changed.pointer_mut(place).unwrap() = value.clone();
                    let mut output = Vec::new();
                    if op.call(changed.to_string().as_bytes(), &mut output).is_ok() {
                        // every float of an answer is finite, or `call` would have refused it
                        serde_json::from_slice::<Value>(&output).unwrap();
                    }
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 5_000, "{tried} inputs");
}
