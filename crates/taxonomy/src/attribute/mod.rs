//! Which attributes does a product of this category have, are its values right, and is it complete?
//!
//! | question | function |
//! |---|---|
//! | which attributes come down the tree to a category? | [`effective_attributes`](mod@effective_attributes) |
//! | are a product's values right, and how are they written properly? | [`validate_attributes`](mod@validate_attributes) |
//! | how complete is a product? | [`completeness`](mod@completeness) |

pub mod completeness;
pub mod effective_attributes;
pub mod validate_attributes;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What the values of an attribute are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AttributeType {
    /// A text.
    Text,
    /// One of the values listed.
    Enum,
    /// Several of the values listed.
    MultiEnum,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A number with a unit: `{"value": 1.5, "unit": "kg"}`.
    Quantity,
}

impl AttributeType {
    /// Does it choose from values listed?
    pub(crate) const fn is_listed(self) -> bool {
        matches!(self, Self::Enum | Self::MultiEnum)
    }
}

/// Does a value say anything? `null`, blank texts, empty lists and empty objects do not.
pub(crate) fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => !list.is_empty(),
        Value::Object(object) => !object.is_empty(),
    }
}
