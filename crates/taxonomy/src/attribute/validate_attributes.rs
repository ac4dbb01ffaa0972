//! Are a product's values what its attributes ask for, and how are they written properly?
//!
//! | code | meaning |
//! |---|---|
//! | `unknown_attribute` | no attribute has this key |
//! | `missing_required` | required and not filled |
//! | `wrong_type` | not of the attribute's type; a quantity is exactly `{value, unit}`, several values are a list of texts |
//! | `too_long` | the trimmed text has more characters (Unicode scalar values) than `max_length` |
//! | `not_in_values` | no value listed, compared by [`crate::text::norm`] |
//! | `unknown_unit`, `incompatible_unit` | no unit, or one of another dimension |
//! | `out_of_range` | below `min`, above `max`, or below absolute zero; a quantity in the attribute's unit |
//!
//! Clean values come back normalised: values listed in the spelling of the attribute, each once; quantities in its unit; texts
//! as they are. What is not filled and not required is passed over. An [`AttributeSchema`] is checked once. Time: O(values +
//! attributes). Source: definitions.

use super::{AttributeType, is_filled};
use crate::error::TaxonomyError;
use crate::text::norm;
use crate::unit::Unit;
use hashbrown::{HashMap, HashSet};
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of an attribute.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AttributeRule {
    /// Its key, unlike the others.
    pub key: String,
    /// What its values are.
    pub r#type: AttributeType,
    /// Whether a product needs it; default no.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub required: bool,
    /// For `enum` and `multi_enum`: the values, at least one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    /// For `quantity`: the unit, by its symbol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// For numbers and quantities: the least allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<f64>,
    /// For numbers and quantities: the greatest allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<f64>,
    /// For `text`: the most characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
}

/// What [`validate_attributes`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ValidateAttributesInput {
    /// What is asked of the attributes.
    pub attributes: Vec<AttributeRule>,
    /// The product's values by key.
    pub values: BTreeMap<String, Value>,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttributeIssueCode {
    /// No attribute has this key.
    UnknownAttribute,
    /// Required and not filled.
    MissingRequired,
    /// Not of the attribute's type.
    WrongType,
    /// Longer than allowed.
    TooLong,
    /// No value listed.
    NotInValues,
    /// No unit that is known.
    UnknownUnit,
    /// A unit of another dimension.
    IncompatibleUnit,
    /// Below the least or above the greatest.
    OutOfRange,
}

/// A key and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AttributeIssue {
    /// The key.
    pub key: String,
    /// What is wrong; the first that holds.
    pub code: AttributeIssueCode,
}

/// What [`validate_attributes`] answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AttributeValidation {
    /// Nothing is wrong.
    pub valid: bool,
    /// What is wrong, by key, at most once a key.
    pub issues: Vec<AttributeIssue>,
    /// The clean values, normalised.
    pub normalized: BTreeMap<String, Value>,
}

/// Attributes checked for asking.
#[derive(Debug, Clone, Default)]
pub struct AttributeSchema<'a> {
    rules: BTreeMap<&'a str, Compiled<'a>>,
}

#[derive(Debug, Clone)]
struct Compiled<'a> {
    rule: &'a AttributeRule,
    unit: Option<Unit>,
    /// Values by how they are compared; of two that are the same the first.
    spellings: HashMap<String, &'a str>,
}

impl<'a> AttributeSchema<'a> {
    /// Checks attributes.
    ///
    /// # Errors
    /// `invalid_argument` for a quantity without a known unit, a choice without values, or a least above the greatest;
    /// `duplicate_id` for a key given twice.
    pub fn new(rules: &'a [AttributeRule]) -> Result<Self, Error> {
        let mut schema = Self::default();
        for (index, rule) in rules.iter().enumerate() {
            let compiled = Compiled::new(rule).map_err(|error| error.at("attributes", index))?;
            if schema.rules.insert(&rule.key, compiled).is_some() {
                return Err(Error::duplicate(format!("attributes[{index}].key"), rule.key.as_str()));
            }
        }
        Ok(schema)
    }

    /// Looks at the values of a product.
    #[must_use]
    pub fn validate(&self, values: &BTreeMap<String, Value>) -> AttributeValidation {
        let mut answer = AttributeValidation::default();
        let keys: BTreeSet<&str> = self.rules.keys().copied().chain(values.keys().map(String::as_str)).collect();
        for key in keys {
            let value = values.get(key).filter(|value| is_filled(value));
            let checked = match (self.rules.get(key), value) {
                (None, _) => Err(AttributeIssueCode::UnknownAttribute),
                (Some(compiled), None) if compiled.rule.required => Err(AttributeIssueCode::MissingRequired),
                (Some(_), None) => continue,
                (Some(compiled), Some(value)) => compiled.normalized(value),
            };
            match checked {
                Ok(value) => {
                    answer.normalized.insert(key.to_owned(), value);
                }
                Err(code) => answer.issues.push(AttributeIssue { key: key.to_owned(), code }),
            }
        }
        answer.valid = answer.issues.is_empty();
        answer
    }
}

impl<'a> Compiled<'a> {
    fn new(rule: &'a AttributeRule) -> Result<Self, Error> {
        let unit = rule.unit.as_deref().and_then(Unit::from_symbol);
        if rule.r#type == AttributeType::Quantity && unit.is_none() {
            return Err(match &rule.unit {
                Some(unit) => {
                    Error::invalid("unit", format_args!("{unit:?}"), "is no known unit, and a quantity needs one")
                }
                None => Error::invalid("unit", "nothing", "is given, and a quantity needs one"),
            });
        }
        let values = rule.values.as_deref().unwrap_or_default();
        if rule.r#type.is_listed() && values.is_empty() {
            return Err(Error::invalid("values", "an empty list", "leaves nothing to choose from"));
        }
        for (path, bound) in [("min", rule.min), ("max", rule.max)] {
            if let Some(bound) = bound.filter(|bound| !bound.is_finite()) {
                return Err(Error::invalid(path, bound, "must be finite"));
            }
        }
        if let (Some(min), Some(max)) = (rule.min, rule.max)
            && min > max
        {
            return Err(Error::invalid("min", min, format!("is above the greatest allowed, {max}")));
        }
        let mut spellings = HashMap::with_capacity(values.len());
        for value in values {
            spellings.entry(norm(value)).or_insert(value.as_str());
        }
        Ok(Self { rule, unit, spellings })
    }

    /// A filled value as it is written properly, or what is wrong with it.
    fn normalized(&self, value: &Value) -> Result<Value, AttributeIssueCode> {
        match (self.rule.r#type, value) {
            (AttributeType::Text, Value::String(text)) => {
                let length = u64::try_from(text.trim().chars().count()).unwrap_or(u64::MAX);
                if self.rule.max_length.is_some_and(|most| length > most) {
                    return Err(AttributeIssueCode::TooLong);
                }
                Ok(value.clone())
            }
            (AttributeType::Enum, Value::String(text)) => self.spelling(text).map(Value::from),
            (AttributeType::MultiEnum, Value::Array(list)) => {
                let texts: Option<Vec<&str>> = list.iter().map(Value::as_str).collect();
                let mut seen = HashSet::new();
                let mut kept = Vec::new();
                for text in texts.ok_or(AttributeIssueCode::WrongType)? {
                    let spelling = self.spelling(text)?;
                    if seen.insert(spelling) {
                        kept.push(Value::from(spelling));
                    }
                }
                Ok(Value::Array(kept))
            }
            (AttributeType::Boolean, Value::Bool(_)) => Ok(value.clone()),
            (AttributeType::Integer, Value::Number(number)) => {
                let whole = whole(number).ok_or(AttributeIssueCode::WrongType)?;
                self.in_range(number.as_f64()).map(|_| Value::Number(whole))
            }
            (AttributeType::Number, Value::Number(number)) => self.in_range(number.as_f64()).map(|_| value.clone()),
            (AttributeType::Quantity, Value::Object(object)) => self.quantity(object),
            _ => Err(AttributeIssueCode::WrongType),
        }
    }

    fn spelling(&self, text: &str) -> Result<&'a str, AttributeIssueCode> {
        self.spellings.get(&norm(text)).copied().ok_or(AttributeIssueCode::NotInValues)
    }

    fn in_range(&self, value: Option<f64>) -> Result<f64, AttributeIssueCode> {
        let value = value.ok_or(AttributeIssueCode::WrongType)?;
        let below = self.rule.min.is_some_and(|min| value < min);
        let above = self.rule.max.is_some_and(|max| value > max);
        if below || above { Err(AttributeIssueCode::OutOfRange) } else { Ok(value) }
    }

    fn quantity(&self, object: &Map<String, Value>) -> Result<Value, AttributeIssueCode> {
        let (Some(Value::Number(number)), Some(Value::String(symbol)), 2) =
            (object.get("value"), object.get("unit"), object.len())
        else {
            return Err(AttributeIssueCode::WrongType);
        };
        let value = number.as_f64().ok_or(AttributeIssueCode::WrongType)?;
        let given = Unit::from_symbol(symbol).ok_or(AttributeIssueCode::UnknownUnit)?;
        let wanted = self.unit.ok_or(AttributeIssueCode::UnknownUnit)?;
        if given.dimension() != wanted.dimension() {
            return Err(AttributeIssueCode::IncompatibleUnit);
        }
        // beyond a double is beyond any range
        let converted = given.convert(value, wanted).map_err(|_| AttributeIssueCode::OutOfRange)?;
        self.in_range(Some(converted))?;
        let kept = Some(number.clone()).filter(|_| given == wanted).or_else(|| Number::from_f64(converted));
        let number = kept.ok_or(AttributeIssueCode::OutOfRange)?;
        Ok(Value::Object(Map::from_iter([
            ("value".to_owned(), Value::Number(number)),
            ("unit".to_owned(), Value::from(wanted.symbol())),
        ])))
    }
}

/// A number that is whole, as an integer where 64 bits hold it: 6 of 6.0.
fn whole(number: &Number) -> Option<Number> {
    if number.is_i64() || number.is_u64() {
        return Some(number.clone());
    }
    let value = number.as_f64().filter(|value| value.fract() == 0.0)?;
    // every double of that size is an integer of 64 bits
    #[allow(clippy::cast_possible_truncation, reason = "the bound is checked")]
    let integer = (value.abs() < 9.2e18).then_some(value as i64);
    Some(integer.map_or_else(|| number.clone(), Number::from))
}

/// What is wrong with a product's values, and the rest normalised; the codes are in the [module](self).
///
/// ```
/// use mercato_taxonomy::{ValidateAttributesInput, validate_attributes};
/// let input: ValidateAttributesInput = serde_json::from_str(
///     r#"{"attributes": [{"key": "weight", "type": "quantity", "unit": "g"}, {"key": "color", "type": "enum", "values": ["Red"]}],
///         "values": {"weight": {"value": 2, "unit": "lb"}, "color": "blue"}}"#,
/// )?;
/// let answer = validate_attributes(&input)?;
/// assert_eq!(answer.issues[0].key, "color");
/// assert_eq!(answer.normalized["weight"]["value"], 907.18474);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a quantity without a known unit, a choice without values, or a least above the greatest;
/// `duplicate_id` for a key given twice. What is wrong with values is no error but an answer.
pub fn validate_attributes(input: &ValidateAttributesInput) -> Result<AttributeValidation, TaxonomyError> {
    Ok(AttributeSchema::new(&input.attributes)?.validate(&input.values))
}
