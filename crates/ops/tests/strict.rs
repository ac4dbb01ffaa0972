//! What a type takes over JSON is what its schema says: the kinds of values, `null` for what may be left out, and every digit.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop where their set-up fails"
)]

use mercato_ops::{Outcome, all, answer_line};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn answer(op: &str, input: &str) -> Value {
    let mut output = Vec::new();
    answer_line(format!(r#"{{"op":"{op}","input":{input}}}"#).as_bytes(), &mut output);
    serde_json::from_slice(&output).unwrap()
}

#[track_caller]
fn refused(op: &str, input: &str, path: &str, message: &str) {
    let answer = answer(op, input);
    let error = &answer["error"];
    assert_eq!(error["code"], "invalid_argument", "{answer}");
    assert_eq!(error["path"], path, "{answer}");
    assert!(error["message"].as_str().unwrap().contains(message), "{answer}");
}

/// A sales line with `field` set to `value`.
fn sales(field: &str, value: &str) -> String {
    let line = format!(r#"{{"order_id":"a","quantity":1,"unit_price":"1.00","{field}":{value}}}"#);
    format!(r#"{{"currency":"EUR","lines":[{line}]}}"#)
}

#[test]
fn a_value_that_is_no_name_is_blamed_by_its_field() {
    refused(
        "kpi.anomaly_flags",
        r#"{"values":[1,2,3],"method":5}"#,
        "method",
        "invalid type: integer `5`, expected one of",
    );
    refused("kpi.anomaly_flags", r#"{"values":[1,2,3],"method":null}"#, "method", "null");
    refused("kpi.anomaly_flags", r#"{"values":[1,2,3],"method":{"iqr":null}}"#, "method", "map");
    refused("kpi.sales_summary", &sales("status", "0"), "lines[0].status", "integer `0`");
    refused("kpi.sales_summary", r#"{"currency":"EUR","lines":[],"rounding":0}"#, "rounding", "integer `0`");
    refused("kpi.sales_summary", r#"{"currency":"EUR","lines":[],"group_by":0}"#, "group_by", "integer `0`");
    refused("kpi.quantiles", r#"{"values":[1e999],"probabilities":[0.5]}"#, "values[0]", "out of range");
}

#[test]
fn a_list_is_no_object() {
    refused("kpi.funnel", r#"{"steps":[["a",5],["b",3]]}"#, "steps[0]", "expected an object");
}

#[test]
fn integers_beyond_64_bits_are_refused_and_never_rounded() {
    for number in ["18446744073709551616", "12345678901234567890123", "-9223372036854775809"] {
        let input = format!(r#"{{"numerator":{number},"denominator":1}}"#);
        refused("kpi.ratio", &input, "numerator", "must be given in a string");
        refused("kpi.sales_summary", &sales("discount", number), "lines[0].discount", "must be given in a string");
    }
    for number in ["18446744073709551615", "-9223372036854775808", "-0", "0"] {
        let input = |value: &str| format!(r#"{{"numerator":{value},"denominator":3}}"#);
        let texts = answer("kpi.ratio", &input(&format!("\"{number}\"")));
        assert_eq!(answer("kpi.ratio", &input(number)), texts);
        assert!(texts.get("output").is_some(), "{texts}");
    }
    assert!(answer("kpi.sales_summary", &sales("discount", "-0")).get("output").is_some());
    refused("kpi.sales_summary", &sales("discount", "1.5"), "lines[0].discount", "floating point");
}

proptest! {
    #[test]
    fn a_double_is_read_to_its_last_bit(value in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
        let input = json!({"values": [value], "probabilities": [0.5]}).to_string();
        let mut output = Vec::new();
        let line = format!(r#"{{"op":"kpi.quantiles","input":{input}}}"#);
        prop_assert_eq!(answer_line(line.as_bytes(), &mut output), Outcome::Answered);
        // what was written is read by the standard library, not by the reader under test
        let text = String::from_utf8(output).unwrap();
        let printed = serde_json::to_string(&value).unwrap();
        prop_assert!(text.contains(&printed), "{} in {}", printed, text);
    }
}

/// The schema that `schema` stands for where it refers to a definition of `root`.
fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema.get("$ref").and_then(Value::as_str) {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).expect(reference),
        None => schema,
    }
}

/// The schemas that may describe `value`: `schema`, and its alternatives, of which a tag chooses.
fn alternatives<'a>(root: &'a Value, schema: &'a Value, value: &Value, found: &mut Vec<&'a Value>) {
    let schema = resolved(root, schema);
    let fits = schema.get("properties").and_then(Value::as_object).is_none_or(|properties| {
        properties.iter().all(|(key, field)| field.get("const").is_none_or(|tag| value.get(key) == Some(tag)))
    });
    if !fits {
        return;
    }
    found.push(schema);
    for key in ["anyOf", "oneOf", "allOf"] {
        for part in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
            alternatives(root, part, value, found);
        }
    }
}

/// The places of every field below `value` that may be left out: the pointer of its object, and its key.
fn optional_fields(root: &Value, schema: &Value, value: &Value, at: &str, found: &mut Vec<(String, String)>) {
    let mut schemas = Vec::new();
    alternatives(root, schema, value, &mut schemas);
    for schema in schemas {
        if let (Value::Object(_), Some(properties)) = (value, schema.get("properties").and_then(Value::as_object)) {
            let required = schema.get("required").and_then(Value::as_array);
            for (key, field) in properties {
                if !required.is_some_and(|names| names.iter().any(|name| name == key)) {
                    found.push((at.to_owned(), key.clone()));
                }
                if let Some(inner) = value.get(key) {
                    optional_fields(root, field, inner, &format!("{at}/{key}"), found);
                }
            }
        }
        if let (Value::Array(list), Some(items)) = (value, schema.get("items")) {
            for (index, inner) in list.iter().enumerate() {
                optional_fields(root, items, inner, &format!("{at}/{index}"), found);
            }
        }
    }
}

#[test]
fn null_is_absent_for_every_field_that_may_be_left_out() {
    let mut tried = 0;
    for op in all() {
        let schema = op.input_schema().to_value();
        for example in op.examples {
            let input: Value = serde_json::from_str(example.input).unwrap();
            let mut fields = Vec::new();
            optional_fields(&schema, &schema, &input, "", &mut fields);
            for (at, key) in fields {
                let with = |change: &dyn Fn(&mut Map<String, Value>)| {
                    let mut input = input.clone();
                    change(input.pointer_mut(&at).unwrap().as_object_mut().unwrap());
                    answer(op.name, &input.to_string())
                };
                let null = with(&|object| drop(object.insert(key.clone(), Value::Null)));
                let absent = with(&|object| drop(object.remove(&key)));
                assert_eq!(null, absent, "{}: {at}/{key}", op.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried} fields");
}
