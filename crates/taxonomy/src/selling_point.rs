//! What speaks for a product beside its competitors?
//!
//! | direction | a point where | advantage | a gap where |
//! |---|---|---|---|
//! | `present` | the product has it (true) | the share of competitors without it | at least half of the competitors have it: that share |
//! | `distinct` | it has a value | 1 - the share with the same value | |
//! | `higher`, `lower` | it has a number | `max(0, 2 share - 1)`, share = (worse + equal / 2) / competitors with a number | `max(0, 1 - 2 share)` |
//!
//! Without competitors to compare with the advantage is 1. The score is advantage, or gap, times the weight that buyers give the
//! feature. The share of the numeric directions is the probability of superiority of A. Vargha and H. D. Delaney (2000); the
//! rest are definitions of this crate.

use crate::attribute::is_filled;
use crate::error::TaxonomyError;
use crate::facet::{FacetNumber, FacetValue};
use crate::rank;
use crate::text::norm;
use crate::value;
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// What [`selling_points`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SellingPointsInput {
    /// The attributes of the product by key.
    pub product: BTreeMap<String, Value>,
    /// Those of each competitor.
    pub competitors: Vec<BTreeMap<String, Value>>,
    /// What is compared; a key once.
    pub features: Vec<Feature>,
}

/// An attribute that buyers compare.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// The attribute.
    pub key: String,
    /// What is better.
    pub direction: Direction,
    /// How much buyers care, at least 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(extend("default" = 1.0)))]
    pub need_weight: Option<f64>,
}

/// What is better of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Direction {
    /// A higher number.
    Higher,
    /// A lower number.
    Lower,
    /// True.
    Present,
    /// A value that others have not; texts are compared by [`norm`].
    Distinct,
}

/// What speaks for a product and what against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SellingPoints {
    /// The highest score first; of equals (to 12 decimals) by key.
    pub selling_points: Vec<SellingPoint>,
    /// What competitors have and the product has not, in the same order.
    pub gaps: Vec<SellingGap>,
}

/// What speaks for a product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SellingPoint {
    /// The attribute.
    pub key: String,
    /// Advantage × weight, above 0.
    pub score: f64,
    /// From 0 to 1: better than, or unlike, all competitors.
    pub advantage: f64,
}

/// What speaks against a product.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SellingGap {
    /// The attribute.
    pub key: String,
    /// Gap × weight, above 0.
    pub score: f64,
}

fn share(part: f64, whole: usize) -> f64 {
    part / whole as f64
}

fn filled<'a>(product: &'a BTreeMap<String, Value>, key: &str) -> Option<&'a Value> {
    product.get(key).filter(|value| is_filled(value))
}

/// Advantage and gap of a feature.
fn compare(input: &SellingPointsInput, feature: &Feature) -> Result<(f64, f64), Error> {
    let own = filled(&input.product, &feature.key);
    let others = || input.competitors.iter().filter_map(|other| filled(other, &feature.key));
    let all = input.competitors.len();
    let wrong = |value: &Value, reason: &'static str| Error::invalid(format!("product.{}", feature.key), value, reason);
    Ok(match feature.direction {
        Direction::Present => {
            let with = others().filter(|other| **other == Value::Bool(true)).count() as f64;
            match own {
                Some(Value::Bool(true)) if all == 0 => (1.0, 0.0),
                Some(Value::Bool(true)) => (1.0 - share(with, all), 0.0),
                None | Some(Value::Bool(_)) if all == 0 => (0.0, 0.0),
                None | Some(Value::Bool(_)) => (0.0, Some(share(with, all)).filter(|gap| *gap >= 0.5).unwrap_or(0.0)),
                Some(value) => return Err(wrong(value, "must be true or false")),
            }
        }
        Direction::Distinct => match own {
            None => (0.0, 0.0),
            Some(_) if all == 0 => (1.0, 0.0),
            Some(value) => {
                let own = comparable(value);
                (1.0 - share(others().filter(|other| comparable(other) == own).count() as f64, all), 0.0)
            }
        },
        Direction::Higher | Direction::Lower => {
            let Some(value) = own else { return Ok((0.0, 0.0)) };
            let own = number(value).ok_or_else(|| wrong(value, "must be a number"))?;
            let numbers: Vec<FacetNumber> = others().filter_map(number).collect();
            if numbers.is_empty() {
                return Ok((1.0, 0.0));
            }
            let higher = feature.direction == Direction::Higher;
            let worse = numbers.iter().filter(|other| if higher { **other < own } else { **other > own }).count();
            let equal = numbers.iter().filter(|other| **other == own).count();
            let share = share(worse as f64 + 0.5 * equal as f64, numbers.len());
            ((2.0 * share - 1.0).max(0.0), (1.0 - 2.0 * share).max(0.0))
        }
    })
}

fn number(value: &Value) -> Option<FacetNumber> {
    match FacetValue::of(value)? {
        FacetValue::Number(number) => Some(number),
        _ => None,
    }
}

/// A value as it is told from others: texts and lists in norm, a number by its digits, since a sign is no letter.
fn comparable(value: &Value) -> String {
    let text = value::text(value);
    if value.is_number() { text.into_owned() } else { norm(&text) }
}

/// What speaks for a product beside its competitors, and what against it?
///
/// The directions are in the [module](self). A value that is null, blank or empty is none.
///
/// ```
/// use mercato_taxonomy::selling_point::{SellingPointsInput, selling_points};
/// let input: SellingPointsInput = serde_json::from_str(
///     r#"{"product": {"battery_h": 20, "waterproof": false},
///         "competitors": [{"battery_h": 10, "waterproof": true}, {"battery_h": 24, "waterproof": true}, {"battery_h": 12}],
///         "features": [{"key": "battery_h", "direction": "higher", "need_weight": 3}, {"key": "waterproof", "direction": "present"}]}"#,
/// )?;
/// let answer = selling_points(&input)?;
/// // better than two of three: 2 × 2/3 - 1
/// assert!((answer.selling_points[0].advantage - 1.0 / 3.0).abs() < 1e-12);
/// assert!((answer.selling_points[0].score - 1.0).abs() < 1e-12);
/// assert_eq!(answer.gaps[0].score, 2.0 / 3.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a product's value that is no number (`higher`, `lower`) or neither true nor false (`present`), and a weight
/// below 0; `duplicate_id` for a key twice; `overflow` for a score beyond every double.
pub fn selling_points(input: &SellingPointsInput) -> Result<SellingPoints, TaxonomyError> {
    let mut answer = SellingPoints { selling_points: Vec::new(), gaps: Vec::new() };
    let mut seen = HashSet::new();
    for (index, feature) in input.features.iter().enumerate() {
        if !seen.insert(feature.key.as_str()) {
            return Err(Error::duplicate("key", &feature.key).at("features", index).into());
        }
        let weight = feature.need_weight.unwrap_or(1.0);
        if !(weight >= 0.0 && weight.is_finite()) {
            return Err(Error::invalid("need_weight", weight, "must be at least 0").at("features", index).into());
        }
        let (advantage, gap) = compare(input, feature)?;
        let key = &feature.key;
        if weight * advantage > 0.0 {
            answer.selling_points.push(SellingPoint { key: key.clone(), score: weight * advantage, advantage });
        }
        if weight * gap > 0.0 {
            answer.gaps.push(SellingGap { key: key.clone(), score: weight * gap });
        }
    }
    answer.selling_points.sort_by(|a, b| rank::descending(a.score, b.score).then_with(|| a.key.cmp(&b.key)));
    answer.gaps.sort_by(|a, b| rank::descending(a.score, b.score).then_with(|| a.key.cmp(&b.key)));
    Ok(answer)
}
