//! How far down a tree is a classifier sure enough? The deepest category whose products hold enough of the probability.
//!
//! The probability of a category is the sum over it and everything below. Of the categories that reach the threshold the deepest
//! is taken, then the one with the higher sum, then the first in the list; sums are compared after rounding to 12 decimals. Time
//! and space: O(n). Source: the usual back-off of hierarchical classification to an ancestor. Limits: trees.

use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::rank::rounded;
use crate::tree::{NodeIx, Taxonomy};
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far beyond 1 a sum of probabilities may be by rounding.
const SLACK: f64 = 1e-9;

/// What [`backoff_prediction`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BackoffPredictionInput {
    /// The categories, each with one parent at most.
    pub nodes: Vec<NodeSpec>,
    /// The probability that a product belongs in a category itself, from 0 to 1; at most 1 in all.
    pub probabilities: BTreeMap<String, f64>,
    /// The probability wanted, above 0 and at most 1.
    pub threshold: f64,
}

/// What [`backoff_prediction`] answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct BackoffPrediction {
    /// The category; none if no category reaches the threshold.
    pub id: Option<String>,
    /// Its probability with everything below; 0 without a category.
    pub probability: f64,
    /// Its depth, 0 for a root.
    pub depth: Option<u32>,
}

impl Taxonomy {
    /// The deepest category whose subtree holds at least `threshold` of `probabilities`, which are by place in preorder, and what
    /// it holds.
    ///
    /// # Errors
    /// `invalid_argument` for a probability out of [0, 1], for a sum above 1 or a threshold out of (0, 1], or if `probabilities`
    /// has not one place for each category.
    pub fn back_off(&self, probabilities: &[f64], threshold: f64) -> Result<Option<(NodeIx, f64)>, Error> {
        if !(threshold > 0.0 && threshold <= 1.0) {
            return Err(Error::invalid("threshold", threshold, "must be above 0 and at most 1"));
        }
        if probabilities.len() != self.len() {
            let reason = "must have one place for each category";
            return Err(Error::invalid("probabilities", probabilities.len(), reason));
        }
        for (value, node) in probabilities.iter().zip(self.preorder()) {
            if !(0.0..=1.0).contains(value) {
                let path = format!("probabilities.{}", self.id(node));
                return Err(Error::invalid(path, value, "must be from 0 to 1"));
            }
        }
        let sum: f64 = probabilities.iter().sum();
        if sum > 1.0 + SLACK {
            return Err(Error::invalid("probabilities", sum, "is their sum and must be at most 1"));
        }
        let mut sums = probabilities.to_vec();
        for index in (0..sums.len()).rev() {
            let below = sums.get(index).copied().unwrap_or(0.0);
            let parent = self.at(index).and_then(|node| self.parent(node));
            if let Some(above) = parent.and_then(|parent| sums.get_mut(parent.index())) {
                *above += below;
            }
        }
        let mut best: Option<(u32, f64, NodeIx)> = None;
        for node in self.nodes() {
            let sum = sums.get(node.index()).copied().unwrap_or(0.0);
            let (depth, compared) = (self.depth(node), rounded(sum));
            let enough = compared >= rounded(threshold);
            if enough && best.is_none_or(|(d, s, _)| depth > d || (depth == d && compared > rounded(s))) {
                best = Some((depth, sum, node));
            }
        }
        Ok(best.map(|(_, sum, node)| (node, sum)))
    }
}

/// The deepest category of which a classifier is sure enough; the rule is in the [module](self).
///
/// ```
/// use mercato_taxonomy::{BackoffPredictionInput, NodeSpec, backoff_prediction};
/// let found = backoff_prediction(&BackoffPredictionInput {
///     nodes: vec![
///         NodeSpec::new("1", None, "Clothing"),
///         NodeSpec::new("2", Some("1"), "Dresses"),
///         NodeSpec::new("3", Some("1"), "Skirts"),
///     ],
///     probabilities: [("2".to_owned(), 0.5), ("3".to_owned(), 0.25)].into(),
///     threshold: 0.6,
/// })?;
/// assert_eq!((found.id.as_deref(), found.probability, found.depth), (Some("1"), 0.75, Some(0)));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `unsupported` for a category with several parents; `not_found` for an id that is not there;
/// `invalid_argument` for a probability out of [0, 1], a sum above 1 or a threshold out of (0, 1].
pub fn backoff_prediction(input: &BackoffPredictionInput) -> Result<BackoffPrediction, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    taxonomy.tree_only()?;
    let mut probabilities = vec![0.0; taxonomy.len()];
    for (id, value) in &input.probabilities {
        let node = taxonomy.node(id).ok_or_else(|| Error::not_found(format!("probabilities.{id}"), id.as_str()))?;
        if let Some(own) = probabilities.get_mut(node.index()) {
            *own = *value;
        }
    }
    let found = taxonomy.back_off(&probabilities, input.threshold)?;
    Ok(found.map_or_else(BackoffPrediction::default, |(node, probability)| BackoffPrediction {
        id: Some(taxonomy.id(node).to_owned()),
        probability,
        depth: Some(taxonomy.depth(node)),
    }))
}
