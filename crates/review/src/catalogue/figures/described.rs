//! Does a product say what its category asks of it?

use crate::catalogue::inputs::{Definitions, Tree, rule};
use crate::error::ReviewError;
use hashbrown::HashMap;
use mercato_taxonomy::attribute::validate_attributes::AttributeIssueCode;
use mercato_taxonomy::{
    AttributeRule, AttributeSchema, AttributeType, CompletenessInput, NodeIx, WeightedAttribute, completeness,
};
use serde_json::{Map, Number, Value};
use std::collections::BTreeMap;

/// An attribute with a value that cannot stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalogue) struct Invalid {
    pub(in crate::catalogue) key: String,
    pub(in crate::catalogue) value: String,
    pub(in crate::catalogue) code: AttributeIssueCode,
    pub(in crate::catalogue) cure: String,
}

/// How complete a product is, and what is wrong with what it says.
#[derive(Debug, Clone)]
pub(in crate::catalogue) struct Described {
    /// Filled of the required attributes.
    pub(in crate::catalogue) required_ratio: f64,
    /// Filled of all of the category's attributes.
    pub(in crate::catalogue) filled_ratio: f64,
    pub(in crate::catalogue) missing_required: Vec<String>,
    pub(in crate::catalogue) missing_optional: Vec<String>,
    pub(in crate::catalogue) invalid: Vec<Invalid>,
}

/// What each category asks.
pub(super) struct Asked {
    by_node: HashMap<NodeIx, Vec<AttributeRule>>,
}

impl Asked {
    pub(super) fn of(
        definitions: &Definitions,
        tree: &Tree,
        nodes: impl Iterator<Item = NodeIx>,
    ) -> Result<Self, ReviewError> {
        let compiled = definitions.compile(tree)?;
        let mut by_node: HashMap<NodeIx, Vec<AttributeRule>> = HashMap::new();
        for node in nodes {
            if by_node.contains_key(&node) {
                continue;
            }
            let effective = compiled.effective(node).map_err(ReviewError::of_section("attributes of a category"))?;
            by_node.insert(node, effective.iter().map(rule).collect());
        }
        Ok(Self { by_node })
    }

    /// The values of a product as its category types them.
    pub(super) fn typed(&self, node: NodeIx, given: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Value> {
        let rules = self.by_node.get(&node).map(Vec::as_slice).unwrap_or_default();
        let of = |key: &String| rules.iter().find(|rule| rule.key == *key).map(|rule| rule.r#type);
        given.iter().map(|(key, values)| (key.clone(), typed(of(key), values))).collect()
    }

    pub(super) fn judge(
        &self,
        node: NodeIx,
        given: &BTreeMap<String, Vec<String>>,
        values: &BTreeMap<String, Value>,
    ) -> Result<Described, ReviewError> {
        let rules = self.by_node.get(&node).map(Vec::as_slice).unwrap_or_default();
        let weighted =
            |rule: &AttributeRule| WeightedAttribute { key: rule.key.clone(), required: rule.required, weight: None };
        let complete = completeness(&CompletenessInput {
            attributes: rules.iter().map(weighted).collect(),
            values: values.clone(),
        });
        let complete = complete.map_err(ReviewError::of_section("completeness"))?;
        let schema = AttributeSchema::new(rules).map_err(ReviewError::of_section("attributes of a category"))?;
        let issues = schema.validate(values).issues.into_iter();
        let wrong = issues.filter(|issue| issue.code != AttributeIssueCode::MissingRequired).map(|issue| Invalid {
            value: given.get(&issue.key).map(|values| values.join(", ")).unwrap_or_default(),
            cure: cure(issue.code, rules.iter().find(|rule| rule.key == issue.key), rules),
            code: issue.code,
            key: issue.key,
        });
        Ok(Described {
            required_ratio: complete.required_ratio,
            filled_ratio: complete.weighted_score,
            invalid: wrong.collect(),
            missing_required: complete.missing_required,
            missing_optional: complete.missing_optional,
        })
    }
}

/// The texts of a cell as a value of the type; what does not read as one stays a text, which the check refuses.
fn typed(r#type: Option<AttributeType>, values: &[String]) -> Value {
    let texts = || Value::Array(values.iter().map(|text| Value::from(text.as_str())).collect());
    let ([text], false) = (values, r#type == Some(AttributeType::MultiEnum)) else { return texts() };
    let number = |text: &str| serde_json::from_str::<Number>(text).ok();
    let read = match r#type {
        Some(AttributeType::Boolean) => match text.to_ascii_lowercase().as_str() {
            "yes" | "true" => Some(Value::Bool(true)),
            "no" | "false" => Some(Value::Bool(false)),
            _ => None,
        },
        Some(AttributeType::Integer | AttributeType::Number) => number(text).map(Value::Number),
        Some(AttributeType::Quantity) => {
            let end = text.find(|sign: char| !sign.is_ascii_digit() && !matches!(sign, '.' | '-' | '+'));
            let split = end.and_then(|end| text.split_at_checked(end));
            split.and_then(|(value, unit)| {
                let unit = Value::from(unit.trim().to_lowercase());
                let pair = [("value".to_owned(), Value::Number(number(value)?)), ("unit".to_owned(), unit)];
                Some(Value::Object(Map::from_iter(pair)))
            })
        }
        _ => None,
    };
    read.unwrap_or_else(|| Value::from(text.as_str()))
}

/// The most values that a cure lists.
const MOST: usize = 10;

fn cure(code: AttributeIssueCode, rule: Option<&AttributeRule>, rules: &[AttributeRule]) -> String {
    let listed = |values: &[String]| {
        let more = if values.len() > MOST { " or another of its values" } else { "" };
        values.iter().take(MOST).cloned().collect::<Vec<_>>().join(", ") + more
    };
    let unit = rule.and_then(|rule| rule.unit.as_deref()).unwrap_or_default();
    match (code, rule.map(|rule| rule.r#type)) {
        (AttributeIssueCode::UnknownAttribute, _) => {
            let keys: Vec<String> = rules.iter().map(|rule| rule.key.clone()).collect();
            if keys.is_empty() {
                "the category has no attributes: drop it, or define it in attributes.csv".to_owned()
            } else {
                format!("the category has {}: rename or drop it", listed(&keys))
            }
        }
        (AttributeIssueCode::NotInValues, _) => {
            format!("write {}", listed(rule.and_then(|rule| rule.values.as_deref()).unwrap_or_default()))
        }
        (AttributeIssueCode::WrongType, Some(AttributeType::Boolean)) => "write yes or no".to_owned(),
        (AttributeIssueCode::WrongType, Some(AttributeType::Integer)) => "write a whole number".to_owned(),
        (AttributeIssueCode::WrongType, Some(AttributeType::Number)) => "write a number, as 1.5".to_owned(),
        (AttributeIssueCode::WrongType, Some(AttributeType::Quantity)) => {
            format!("write a number and {unit}, as 1.5 {unit}")
        }
        (AttributeIssueCode::WrongType, _) => "write one value".to_owned(),
        (AttributeIssueCode::UnknownUnit | AttributeIssueCode::IncompatibleUnit, _) => format!("give it in {unit}"),
        _ => "correct it".to_owned(),
    }
}
