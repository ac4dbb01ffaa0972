//! Which weights do the leaves of a tree of criteria have? The analytic hierarchy process, group by group.
//!
//! A node with children compares them, in their order; a leaf's weight is the product of the local weights on the way to
//! it, so that the leaves' weights sum to 1.
//!
//! Source: T. L. Saaty, "The Analytic Hierarchy Process" (1980). Limits: groups of very different sizes give leaves of very
//! different weights: group what is comparable.

use crate::check;
use crate::error::DecisionError;
use crate::pairwise::Comparisons;
use crate::pairwise::ahp::{AhpMethod, judge};
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A criterion, or a group of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CriterionNode {
    /// Its name, unique in the tree.
    pub id: String,
    /// The comparisons of the children, in their order, as [`AhpInput`](crate::AhpInput) has them; only with children.
    #[serde(default)]
    pub comparisons: Option<Vec<Vec<f64>>>,
    /// The criteria of the group; none for a leaf.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub children: Vec<CriterionNode>,
}

/// What [`ahp_hierarchy`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AhpHierarchyInput {
    /// The root of the tree.
    pub tree: CriterionNode,
    /// How weights are drawn from comparisons.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub method: AhpMethod,
}

/// What [`ahp_hierarchy`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AhpHierarchy {
    /// The weight of every leaf, summing to 1.
    pub global_weights: BTreeMap<String, f64>,
    /// The consistency ratio of every node with children.
    pub consistency_ratios: BTreeMap<String, f64>,
}

/// The weights of a tree's leaves, with the consistency of every group.
///
/// Time as [`ahp`](fn@crate::ahp), group by group.
///
/// ```
/// use mercato_decision::{AhpHierarchyInput, AhpMethod, CriterionNode, ahp_hierarchy};
/// let leaf = |id: &str| CriterionNode { id: id.into(), ..CriterionNode::default() };
/// let tree = CriterionNode {
///     id: "channel".into(),
///     comparisons: Some(vec![vec![1.0, 3.0], vec![1.0 / 3.0, 1.0]]),
///     children: vec![leaf("reach"), leaf("fee")],
/// };
/// let answer = ahp_hierarchy(&AhpHierarchyInput { tree, method: AhpMethod::Eigenvector })?;
/// assert!((answer.global_weights["reach"] - 0.75).abs() < 1e-15);
/// assert_eq!(answer.consistency_ratios["channel"], 0.0);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `duplicate_id` for an id that occurs twice; `invalid_argument` for a blank id, a node with children and no comparisons
/// or the other way round, and comparisons that [`ahp`](fn@crate::ahp) refuses or that are not one a child.
pub fn ahp_hierarchy(input: &AhpHierarchyInput) -> Result<AhpHierarchy, DecisionError> {
    let mut answer = AhpHierarchy { global_weights: BTreeMap::new(), consistency_ratios: BTreeMap::new() };
    let mut ids = BTreeSet::new();
    // a list of what is to be done, so that the tree's depth is no depth of calls
    let mut todo: Vec<(&CriterionNode, f64, String)> = vec![(&input.tree, 1.0, "tree".to_owned())];
    while let Some((node, weight, path)) = todo.pop() {
        if node.id.trim().is_empty() {
            return Err(Error::invalid(format!("{path}.id"), format_args!("{:?}", node.id), "must not be blank").into());
        }
        if !ids.insert(node.id.as_str()) {
            return Err(Error::duplicate(format!("{path}.id"), node.id.as_str()).into());
        }
        let at = format!("{path}.comparisons");
        match (&node.comparisons, node.children.is_empty()) {
            (None, true) => {
                answer.global_weights.insert(node.id.clone(), weight);
            }
            (Some(_), true) => {
                return Err(Error::invalid(at, "a matrix", "compares nothing: the node has no children").into());
            }
            (None, false) => return Err(Error::invalid(at, "nothing", "is needed to compare the children").into()),
            (Some(comparisons), false) => {
                check::length(at.as_str(), comparisons.len(), node.children.len(), "one a child")?;
                let local = judge(&Comparisons::new(comparisons, &at)?, input.method)?;
                answer.consistency_ratios.insert(node.id.clone(), local.consistency_ratio);
                // the first child last, so that it is done first
                for (index, (child, part)) in node.children.iter().zip(local.weights).enumerate().rev() {
                    todo.push((child, weight * part, format!("{path}.children[{index}]")));
                }
            }
        }
    }
    Ok(answer)
}
