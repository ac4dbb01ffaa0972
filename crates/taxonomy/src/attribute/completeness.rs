//! How complete is a product?
//!
//! ```text
//! required ratio = filled required attributes / required attributes     1 if none is required
//! weighted score = weight of filled attributes / weight of all          1 if the weights sum to 0
//! ```
//!
//! A value is filled unless it is `null`, a blank text, an empty list or an empty object. Time: O(attributes). Source:
//! definitions, as product information systems report them.

use super::is_filled;
use crate::error::TaxonomyError;
use hashbrown::HashSet;
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// An attribute that counts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WeightedAttribute {
    /// Its key, unlike the others.
    pub key: String,
    /// Whether a product needs it; default no.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub required: bool,
    /// What it counts for, at least 0; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

/// What [`completeness`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompletenessInput {
    /// The attributes.
    pub attributes: Vec<WeightedAttribute>,
    /// The product's values by key; other keys do not count.
    pub values: BTreeMap<String, Value>,
}

/// What [`completeness`] answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Completeness {
    /// From 0 to 1.
    pub required_ratio: f64,
    /// From 0 to 1.
    pub weighted_score: f64,
    /// Keys that are required and not filled, in the order of the attributes.
    pub missing_required: Vec<String>,
    /// Keys that are neither, likewise.
    pub missing_optional: Vec<String>,
    /// Nothing required is missing.
    pub complete: bool,
}

/// How much of what a product should say it says; formulas in the [module](self).
///
/// ```
/// use mercato_taxonomy::{CompletenessInput, WeightedAttribute, completeness};
/// let attribute = |key: &str, required, weight| WeightedAttribute { key: key.into(), required, weight };
/// let answer = completeness(&CompletenessInput {
///     attributes: vec![attribute("color", true, None), attribute("size", true, None), attribute("care", false, Some(2.0))],
///     values: [("color".to_owned(), "red".into())].into(),
/// })?;
/// assert_eq!((answer.required_ratio, answer.weighted_score, answer.complete), (0.5, 0.25, false));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a weight below 0; `duplicate_id` for a key given twice; `overflow` if the weights sum beyond a double.
pub fn completeness(input: &CompletenessInput) -> Result<Completeness, TaxonomyError> {
    for (index, attribute) in input.attributes.iter().enumerate() {
        if attribute.weight.is_some_and(|weight| !weight.is_finite() || weight < 0.0) {
            let weight = attribute.weight.unwrap_or_default();
            let path = format!("attributes[{index}].weight");
            return Err(Error::invalid(path, weight, "must be finite and at least 0").into());
        }
    }
    let mut keys = HashSet::with_capacity(input.attributes.len());
    for (index, attribute) in input.attributes.iter().enumerate() {
        if !keys.insert(attribute.key.as_str()) {
            return Err(Error::duplicate(format!("attributes[{index}].key"), attribute.key.as_str()).into());
        }
    }
    let mut answer = Completeness::default();
    let (mut required, mut filled_required) = (0_u64, 0_u64);
    let (mut weights, mut filled_weights) = (0.0, 0.0);
    for attribute in &input.attributes {
        let filled = input.values.get(&attribute.key).is_some_and(is_filled);
        let weight = attribute.weight.unwrap_or(1.0);
        weights += weight;
        if attribute.required {
            required = required.saturating_add(1);
        }
        if filled {
            filled_weights += weight;
            filled_required = filled_required.saturating_add(u64::from(attribute.required));
        } else {
            let missing = if attribute.required { &mut answer.missing_required } else { &mut answer.missing_optional };
            missing.push(attribute.key.clone());
        }
    }
    if !weights.is_finite() {
        return Err(Error::overflow("attributes", "the sum of the weights", "a double").into());
    }
    answer.required_ratio = if required == 0 { 1.0 } else { filled_required as f64 / required as f64 };
    answer.weighted_score = if weights > 0.0 { filled_weights / weights } else { 1.0 };
    answer.complete = answer.missing_required.is_empty();
    Ok(answer)
}
