//! How does a client of the web reach the operations? The `OpenAPI` 3.1 document: `POST /ops/NAME` for each of them.
//!
//! A schema of `OpenAPI` 3.1 is a JSON Schema of draft 2020-12, so the components are the types' own schemas. A type that is
//! both taken and given may be described differently (what has a default need not be sent, and is always written): where it
//! is, the given one is called `NAMEOutput`.

use crate::{Op, OpError, all};
use schemars::generate::SchemaSettings;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

const COMPONENTS: &str = "/components/schemas";

/// The document, for this version of the crate.
///
/// ```
/// let document = mercato_ops::openapi::document();
/// assert_eq!(document["openapi"], "3.1.0");
/// assert!(document["paths"]["/ops/kpi.ratio"]["post"].is_object());
/// ```
#[must_use]
pub fn document() -> Value {
    let components =
        |settings: SchemaSettings| settings.with(|s| s.definitions_path = COMPONENTS.into()).into_generator();
    let mut taken = components(SchemaSettings::draft2020_12().for_deserialize());
    let mut given = components(SchemaSettings::draft2020_12().for_serialize());
    let error = given.subschema_for::<OpError>();
    let schemas: Vec<(&Op, Value, Value)> =
        all().map(|op| (op, part(op.input, &mut taken), part(op.output, &mut given))).collect();

    let (mut shared, given) = (taken.take_definitions(true), given.take_definitions(true));
    let renamed = differing(&shared, &given);
    for (name, schema) in given {
        let name = if renamed.contains(&name) { output_name(&name) } else { name };
        shared.insert(name, rename(schema, &renamed));
    }
    let paths: Map<String, Value> = schemas
        .into_iter()
        .map(|(op, input, output)| (format!("/ops/{}", op.name), path(op, &input, &rename(output, &renamed), &error)))
        .collect();
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "mercato",
            "summary": "Pure decision functions for selling on many channels",
            "version": env!("CARGO_PKG_VERSION"),
            "license": {"name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": shared},
    })
}

fn path(op: &Op, input: &Value, output: &Value, error: &Schema) -> Value {
    let examples: Map<String, Value> = op
        .examples
        .iter()
        .zip(1_u32..)
        .map(|(example, number)| (number.to_string(), json!({"value": parsed(example.input)})))
        .collect();
    json!({"post": {
        "operationId": op.name,
        "tags": [op.kernel()],
        "summary": op.summary,
        "description": format!("Source: {}", op.source),
        "requestBody": {"required": true, "content": {"application/json": {"schema": input, "examples": examples}}},
        "responses": {
            "200": {"description": "The answer.", "content": {"application/json": {"schema": output}}},
            "default": {"description": "A refusal.", "content": {"application/json": {"schema": error}}},
        },
    }})
}

/// An example of the catalogue; tests prove that they are JSON.
fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap_or_default()
}

/// The schema of a type as a part of the document: what is its own document's frame goes.
fn part(schema: fn(&mut SchemaGenerator) -> Schema, generator: &mut SchemaGenerator) -> Value {
    let mut schema = schema(generator);
    for key in ["$schema", "$defs", "components"] {
        schema.remove(key);
    }
    schema.to_value()
}

fn output_name(name: &str) -> String {
    format!("{name}Output")
}

/// The names that mean something else when given than when taken, be it through a type that they refer to.
fn differing(taken: &Map<String, Value>, given: &Map<String, Value>) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = given
        .iter()
        .filter(|(name, schema)| taken.get(*name).is_some_and(|other| other != *schema))
        .map(|(name, _)| name.clone())
        .collect();
    loop {
        let more: Vec<String> = given
            .iter()
            .filter(|(name, schema)| {
                taken.contains_key(*name) && !names.contains(*name) && rename((*schema).clone(), &names) != **schema
            })
            .map(|(name, _)| name.clone())
            .collect();
        if more.is_empty() {
            return names;
        }
        names.extend(more);
    }
}

/// The schema with its references to `names` changed to the given types.
fn rename(schema: Value, names: &BTreeSet<String>) -> Value {
    match schema {
        Value::Array(list) => list.into_iter().map(|item| rename(item, names)).collect(),
        Value::Object(map) => Value::Object(
            map.into_iter()
                .map(|(key, value)| match value {
                    Value::String(target) if key == "$ref" => {
                        let name = target.rsplit('/').next().filter(|name| names.contains(*name));
                        let target =
                            name.map_or_else(|| target.clone(), |name| format!("#{COMPONENTS}/{}", output_name(name)));
                        (key, Value::String(target))
                    }
                    value => (key, rename(value, names)),
                })
                .collect(),
        ),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{differing, document};
    use crate::all;
    use serde_json::{Map, Value, json};

    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Array(list) => list.iter().for_each(|item| references(item, found)),
            Value::Object(map) => {
                found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
                map.values().for_each(|item| references(item, found));
            }
            _ => {}
        }
    }

    #[test]
    fn every_operation_is_there_and_every_reference_leads_somewhere() {
        let document = document();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(!found.is_empty());
        for target in found {
            let pointer = target.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{target}");
        }
        let paths = document["paths"].as_object().unwrap();
        assert_eq!(paths.len(), all().len());
        assert!(document.to_string().contains("\"Error\":{"));
        assert!(!document.to_string().contains("$defs"));
    }

    #[test]
    fn a_type_that_differs_when_given_takes_those_along_that_refer_to_it() {
        let map = |value: Value| -> Map<String, Value> { value.as_object().unwrap().clone() };
        let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
        let taken = map(json!({"A": {"required": []}, "B": reference("A"), "C": reference("B"), "D": {}}));
        let given = map(
            json!({"A": {"required": ["x"]}, "B": reference("A"), "C": reference("B"), "D": {}, "E": reference("A")}),
        );
        let names: Vec<String> = differing(&taken, &given).into_iter().collect();
        assert_eq!(names, ["A", "B", "C"]);
    }
}
