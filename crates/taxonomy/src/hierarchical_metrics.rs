//! How good are predictions, where a near miss is better than a far one?
//!
//! With A(x) the ancestors of x and x itself, over all pairs of truth t and prediction p:
//!
//! ```text
//! hP = Σ |A(t) ∩ A(p)| / Σ |A(p)|        hR = Σ |A(t) ∩ A(p)| / Σ |A(t)|        hF = 2 hP hR / (hP + hR), 0 if both are 0
//! ```
//!
//! The tree distance counts edges; different trees are joined at a root above all roots. Time: O(pairs x depth). Source: S.
//! Kiritchenko, S. Matwin and A. F. Famili (2005), "Functional annotation of genes using hierarchical text categorization".
//! Limits: trees. Roots count, so leave an artificial single root out of `nodes`.

use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::tree::{NodeIx, Taxonomy};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// A true category and the predicted one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PredictionPair {
    /// The id of the true one.
    pub truth: String,
    /// The id of the predicted one.
    pub predicted: String,
}

/// What [`hierarchical_metrics`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HierarchicalMetricsInput {
    /// The categories, each with one parent at most.
    pub nodes: Vec<NodeSpec>,
    /// The predictions, at least one.
    pub pairs: Vec<PredictionPair>,
}

/// What [`hierarchical_metrics`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct HierarchicalMetrics {
    /// The share of predictions that are the truth.
    pub accuracy: f64,
    /// hP, from 0 to 1.
    pub hierarchical_precision: f64,
    /// hR, from 0 to 1.
    pub hierarchical_recall: f64,
    /// hF, from 0 to 1.
    pub hierarchical_f1: f64,
    /// Mean number of edges from truth to prediction.
    pub mean_tree_distance: f64,
}

impl Taxonomy {
    /// The measures over pairs of truth and prediction of a tree.
    ///
    /// # Errors
    /// `invalid_argument` for no pairs.
    pub fn hierarchical_metrics(&self, pairs: &[(NodeIx, NodeIx)]) -> Result<HierarchicalMetrics, Error> {
        if pairs.is_empty() {
            return Err(Error::invalid("pairs", "an empty list", "has no measures"));
        }
        let size = |node: NodeIx| u64::from(self.depth(node)).saturating_add(1);
        let (mut right, mut common, mut of_truth, mut of_predicted) = (0_u64, 0_u64, 0_u64, 0_u64);
        for (truth, predicted) in pairs {
            right = right.saturating_add(u64::from(truth == predicted));
            common = common.saturating_add(self.lca_of_two(*truth, *predicted).map_or(0, size));
            of_truth = of_truth.saturating_add(size(*truth));
            of_predicted = of_predicted.saturating_add(size(*predicted));
        }
        let count = pairs.len() as f64;
        let (precision, recall) = (common as f64 / of_predicted as f64, common as f64 / of_truth as f64);
        let sum = precision + recall;
        // from each to the common ancestor, or to the root above all roots, is what the other does not share
        let distance = of_truth.saturating_add(of_predicted).saturating_sub(common.saturating_mul(2));
        Ok(HierarchicalMetrics {
            accuracy: right as f64 / count,
            hierarchical_precision: precision,
            hierarchical_recall: recall,
            hierarchical_f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 },
            mean_tree_distance: distance as f64 / count,
        })
    }
}

/// How good predictions in a tree are; formulas in the [module](self).
///
/// ```
/// use mercato_taxonomy::{HierarchicalMetricsInput, NodeSpec, PredictionPair, hierarchical_metrics};
/// let measures = hierarchical_metrics(&HierarchicalMetricsInput {
///     nodes: vec![
///         NodeSpec::new("1", None, "Clothing"),
///         NodeSpec::new("2", Some("1"), "Dresses"),
///         NodeSpec::new("3", Some("1"), "Skirts"),
///     ],
///     pairs: vec![PredictionPair { truth: "2".into(), predicted: "3".into() }],
/// })?;
/// assert_eq!((measures.accuracy, measures.hierarchical_f1, measures.mean_tree_distance), (0.0, 0.5, 2.0));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `unsupported` for a category with several parents; `not_found` for an id that is not there;
/// `invalid_argument` for no pairs.
pub fn hierarchical_metrics(input: &HierarchicalMetricsInput) -> Result<HierarchicalMetrics, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    taxonomy.tree_only()?;
    let find = |(index, pair): (usize, &PredictionPair)| {
        let at = |error: Error| error.at("pairs", index);
        let truth = taxonomy.find("truth", &pair.truth).map_err(at)?;
        Ok((truth, taxonomy.find("predicted", &pair.predicted).map_err(at)?))
    };
    let pairs: Vec<(NodeIx, NodeIx)> = input.pairs.iter().enumerate().map(find).collect::<Result<_, Error>>()?;
    Ok(taxonomy.hierarchical_metrics(&pairs)?)
}
