//! Which fields does a JSON Schema ask for? A schema as a table, for people: a path, a type and a sentence a row.
//!
//! It reads what `schemars` writes for Rust types: objects, lists, maps, optional values, enums, and unions that are told
//! apart by a tag.

use mercato_core::decimal;
use schemars::Schema;
use serde_json::{Map, Value};

/// A field of an input or an output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Where it stands: `lines[].unit_price`; a field of one variant of a union as `rules[]<percent_off>.rate`.
    pub path: String,
    /// Its type, in words: `decimal`, `list of objects`, `"a" or "b"`.
    pub kind: String,
    /// Whether it must be there.
    pub required: bool,
    /// The value it has where it is left out, as JSON.
    pub default: Option<String>,
    /// What it means.
    pub doc: String,
}

/// The fields of a schema document: those that must be there first, then by name; what a field holds comes after it.
///
/// ```
/// let op = mercato_ops::find("kpi.ratio")?;
/// let fields = mercato_ops::fields(&op.input_schema());
/// let field = fields.iter().find(|field| field.path == "numerator").expect("a field");
/// assert!(field.required);
/// assert_eq!(field.kind, "decimal or number");
/// # Ok::<(), mercato_ops::OpError>(())
/// ```
#[must_use]
pub fn fields(schema: &Schema) -> Vec<Field> {
    let mut walk = Walk { root: schema.as_value(), inside: vec!["#"], fields: Vec::new() };
    walk.node(schema.as_value(), "");
    walk.fields
}

struct Walk<'a> {
    root: &'a Value,
    /// The definitions being described, so that a type that holds itself ends.
    inside: Vec<&'a str>,
    fields: Vec<Field>,
}

impl<'a> Walk<'a> {
    /// The definition that a schema refers to.
    fn resolve(&self, schema: &'a Value) -> (Option<&'a str>, &'a Value) {
        let reference = schema.get("$ref").and_then(Value::as_str);
        if reference == Some("#") {
            return (reference, self.root);
        }
        let name = reference.and_then(|path| path.strip_prefix("#/$defs/"));
        let target = name.and_then(|name| self.root.get("$defs")?.get(name));
        (name, target.unwrap_or(schema))
    }

    /// The fields of what stands at `path`.
    fn node(&mut self, schema: &'a Value, path: &str) {
        let (name, schema) = self.resolve(schema);
        if let Some(name) = name {
            if self.inside.contains(&name) {
                return;
            }
            self.inside.push(name);
        }
        if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
            self.properties(schema, properties, path);
        }
        if let Some(items) = schema.get("items") {
            self.node(items, &format!("{path}[]"));
        }
        for (index, item) in list(schema, "prefixItems").iter().enumerate() {
            self.node(item, &format!("{path}[{index}]"));
        }
        if let Some(values) = schema.get("additionalProperties").filter(|values| values.is_object()) {
            self.node(values, &format!("{path}.*"));
        }
        for variant in variants(schema) {
            let path = match tag(variant) {
                Some((_, tag)) => format!("{path}<{tag}>"),
                None => path.to_owned(),
            };
            self.node(variant, &path);
        }
        if name.is_some() {
            self.inside.pop();
        }
    }

    fn properties(&mut self, schema: &'a Value, properties: &'a Map<String, Value>, path: &str) {
        let required = |name: &str| list(schema, "required").iter().any(|required| required == name);
        let mut names: Vec<&str> = properties.keys().map(String::as_str).collect();
        names.sort_unstable_by_key(|name| (!required(name), *name));
        for name in names {
            let Some(field) = properties.get(name) else { continue };
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            self.fields.push(Field {
                path: path.clone(),
                kind: self.kind(field),
                required: required(name),
                default: field.get("default").filter(|default| !default.is_null()).map(Value::to_string),
                doc: self.doc(field),
            });
            self.node(field, &path);
        }
    }

    /// What the schema says about itself, or what it refers to says.
    fn doc(&self, schema: &'a Value) -> String {
        let own = |schema: &'a Value| schema.get("description").and_then(Value::as_str);
        let nested = || variants(schema).iter().find_map(|variant| own(self.resolve(variant).1));
        own(schema)
            .or_else(|| own(self.resolve(schema).1))
            .or_else(nested)
            .unwrap_or_default()
            .replace('\n', " ")
            .replace("[`", "`")
            .replace("`]", "`")
    }

    /// The type in words.
    fn kind(&self, schema: &'a Value) -> String {
        let schema = self.resolve(schema).1;
        if let Some(value) = schema.get("const") {
            return value.to_string();
        }
        let values = list(schema, "enum");
        if !values.is_empty() {
            return either(values.iter().map(Value::to_string));
        }
        let variants = variants(schema);
        if !variants.is_empty() {
            return match tag(self.resolve(variants.first().unwrap_or(schema)).1) {
                Some((key, _)) => {
                    let tags = variants.iter().filter_map(|variant| tag(self.resolve(variant).1));
                    format!("object with {key} {}", either(tags.map(|(_, tag)| format!("\"{tag}\""))))
                }
                None => either(variants.iter().map(|variant| self.kind(variant))),
            };
        }
        let names = match schema.get("type") {
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(name)) => vec![name.as_str()],
            _ => vec!["any value"],
        };
        let is_decimal = schema.get("pattern").and_then(Value::as_str) == Some(decimal::PATTERN);
        either(names.into_iter().filter(|name| !(is_decimal && *name == "integer")).map(|name| match name {
            "string" if is_decimal => "decimal".to_owned(),
            "string" => match schema.get("format").and_then(Value::as_str) {
                Some("date-time") => "instant".to_owned(),
                Some(format) => format.to_owned(),
                None => "string".to_owned(),
            },
            "array" => match schema.get("items") {
                Some(items) => format!("list of {}", plural(&self.kind(items))),
                None => "list".to_owned(),
            },
            "object" => match schema.get("additionalProperties").filter(|values| values.is_object()) {
                Some(values) => format!("map of {}", plural(&self.kind(values))),
                None => "object".to_owned(),
            },
            other => other.to_owned(),
        }))
    }
}

fn list<'a>(schema: &'a Value, key: &str) -> &'a [Value] {
    schema.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The alternatives of a union.
fn variants(schema: &Value) -> &[Value] {
    let one = list(schema, "oneOf");
    if one.is_empty() { list(schema, "anyOf") } else { one }
}

/// The key and the text that tell a variant from the others.
fn tag(variant: &Value) -> Option<(&str, &str)> {
    let properties = variant.get("properties")?.as_object()?;
    properties.iter().find_map(|(key, field)| Some((key.as_str(), field.get("const")?.as_str()?)))
}

/// The alternatives, each once.
fn either(kinds: impl Iterator<Item = String>) -> String {
    let mut seen: Vec<String> = Vec::new();
    for kind in kinds {
        if !seen.contains(&kind) {
            seen.push(kind);
        }
    }
    seen.join(" or ")
}

fn plural(kind: &str) -> String {
    match kind {
        "string" | "number" | "integer" | "decimal" | "object" | "boolean" | "date" | "instant" => format!("{kind}s"),
        _ if kind.contains(" or ") => format!("({kind})"),
        _ => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::fields;
    use schemars::{JsonSchema, schema_for};
    use std::collections::BTreeMap;

    /// How goods are counted.
    #[derive(JsonSchema)]
    #[serde(rename_all = "snake_case")]
    #[allow(dead_code, reason = "the schema is what is tested")]
    enum Unit {
        /// One by one.
        Piece,
        /// By weight.
        Gram,
    }

    #[derive(JsonSchema)]
    #[serde(tag = "type", rename_all = "snake_case")]
    #[allow(dead_code, reason = "the schema is what is tested")]
    enum Rule {
        /// A share off.
        Percent {
            /// The share.
            rate: f64,
        },
        /// Nothing.
        None {},
    }

    #[derive(JsonSchema)]
    #[allow(dead_code, reason = "the schema is what is tested")]
    struct Tree {
        /// The rules.
        rules: Vec<Rule>,
        /// The children.
        #[serde(default)]
        children: Vec<Tree>,
        unit: Option<Unit>,
        #[serde(default)]
        days: u32,
        by_name: BTreeMap<String, Unit>,
        #[schemars(with = "mercato_core::DecimalString")]
        price: String,
        #[schemars(with = "Option<Vec<mercato_core::DateString>>")]
        dates: String,
    }

    #[test]
    fn a_schema_reads_as_a_table() {
        let rows: Vec<String> = fields(&schema_for!(Tree))
            .iter()
            .map(|field| {
                let need = if field.required { "required" } else { "optional" };
                format!("{}: {}, {need}, {:?}, {}", field.path, field.kind, field.default, field.doc)
            })
            .collect();
        assert_eq!(
            rows,
            [
                "by_name: map of (\"piece\" or \"gram\"), required, None, ",
                "price: decimal, required, None, an exact decimal in a string, such as \"12.50\", or an integer",
                "rules: list of (object with type \"percent\" or \"none\"), required, None, The rules.",
                "rules[]<percent>.rate: number, required, None, The share.",
                "rules[]<percent>.type: \"percent\", required, None, ",
                "rules[]<none>.type: \"none\", required, None, ",
                "children: list of objects, optional, None, The children.",
                "dates: list of dates or null, optional, None, ",
                "days: integer, optional, Some(\"0\"), ",
                "unit: \"piece\" or \"gram\" or null, optional, None, How goods are counted.",
            ]
        );
    }
}
