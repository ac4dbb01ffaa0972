//! What the catalogue says of its operations is so: the examples give what they say, and fit the JSON Schemas.

#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]

use jsonschema::Validator;
use mercato_ops::vectors::{Tolerance, differences};
use mercato_ops::{Op, all};
use schemars::Schema;
use serde_json::Value;

fn parsed(op: &Op, json: impl AsRef<[u8]>) -> Value {
    let json = json.as_ref();
    serde_json::from_slice(json)
        .unwrap_or_else(|error| panic!("{}: {error}: {}", op.name, String::from_utf8_lossy(json)))
}

fn answer(op: &Op, input: &str) -> Value {
    let mut output = Vec::new();
    op.call(input.as_bytes(), &mut output).unwrap_or_else(|error| panic!("{}: {error}: {input}", op.name));
    assert!(!output.contains(&b'\n'), "{}: an answer is one line", op.name);
    parsed(op, output)
}

#[test]
fn every_example_gives_what_it_says() {
    for op in all() {
        assert!(!op.examples.is_empty(), "{} has no example", op.name);
        for example in op.examples {
            let (got, want) = (answer(op, example.input), parsed(op, example.output));
            // the comparison of test vectors allows further keys: none are allowed here
            let mut found = differences(&got, &want, Tolerance::Default);
            found.extend(differences(&want, &got, Tolerance::Default));
            assert!(found.is_empty(), "{}: {}\ngot {got}", op.name, found.join("; "));
        }
    }
}

fn validator(op: &Op, schema: &Schema) -> Validator {
    jsonschema::draft202012::new(schema.as_value()).unwrap_or_else(|error| panic!("{}: {error}", op.name))
}

#[test]
fn examples_fit_the_schemas() {
    for op in all() {
        let (input, output) = (validator(op, &op.input_schema()), validator(op, &op.output_schema()));
        for example in op.examples {
            for (schema, value) in [(&input, parsed(op, example.input)), (&output, answer(op, example.input))] {
                let errors: Vec<String> =
                    schema.iter_errors(&value).map(|error| format!("{error} at {}", error.instance_path())).collect();
                assert!(errors.is_empty(), "{}: {}\n{value}", op.name, errors.join("; "));
            }
        }
    }
}

#[test]
fn an_unknown_key_is_refused_by_the_type_and_by_the_schema() {
    for op in all() {
        let schema = validator(op, &op.input_schema());
        for example in op.examples {
            let mut input = parsed(op, example.input);
            input.as_object_mut().expect("an object").insert("no_such_key".into(), Value::Null);
            let text = input.to_string();
            let error = op.call(text.as_bytes(), &mut Vec::new()).expect_err(op.name);
            assert_eq!(error.code.as_str(), "invalid_argument", "{}: {error}", op.name);
            assert!(!schema.is_valid(&input), "{}: the schema takes an unknown key", op.name);
        }
    }
}

#[test]
fn what_is_said_of_an_operation_is_a_sentence_with_a_source() {
    for op in all() {
        assert!(op.summary.ends_with(['.', '?']) && !op.summary.contains('\n'), "{}: {}", op.name, op.summary);
        assert!(op.summary.chars().next().is_some_and(char::is_uppercase), "{}: {}", op.name, op.summary);
        assert!(!op.source.is_empty(), "{} has no source", op.name);
    }
}

#[test]
fn recorded_cases_fit_the_schemas() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let schemas: std::collections::BTreeMap<&str, (Validator, Validator)> =
        all().map(|op| (op.name, (validator(op, &op.input_schema()), validator(op, &op.output_schema())))).collect();
    let (mut problems, mut run) = (Vec::new(), 0);
    for file in std::fs::read_dir(folder).expect("tests/vectors") {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("a text");
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let case: Value = serde_json::from_str(line).expect("a case");
            if case.get("expect_error").is_some() {
                continue;
            }
            let name = case["op"].as_str().expect("a name");
            let op = mercato_ops::find(name).expect(name);
            let (input, output) = schemas.get(name).expect(name);
            let given = &case["input"];
            for (what, schema, value) in [("input", input, given), ("answer", output, &answer(op, &given.to_string()))]
            {
                problems.extend(
                    schema
                        .iter_errors(value)
                        .map(|error| format!("{name} {}: {what}: {error} at {}", case["id"], error.instance_path())),
                );
            }
            run += 1;
        }
    }
    assert!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    assert!(run > 600, "{run} cases");
}
