//! How large, how deep and how wide is a tree?
//!
//! Depth counts steps from the root, which has 0. Time and space: O(n). Source: definitions; a practical classification is one
//! that is neither too deep nor too wide to walk.

use super::Taxonomy;
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use serde::{Deserialize, Serialize};

/// What [`stats`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StatsInput {
    /// The categories, each with one parent at most.
    pub nodes: Vec<NodeSpec>,
}

/// What [`stats`] answers; zeros and no depths for an empty list.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Stats {
    /// Categories.
    pub node_count: u64,
    /// Categories without a parent.
    pub root_count: u64,
    /// Categories without children.
    pub leaf_count: u64,
    /// The greatest depth.
    pub max_depth: u64,
    /// At k: categories of depth k.
    pub depth_histogram: Vec<u64>,
    /// The most children of a category.
    pub max_children: u64,
    /// Mean number of children of the categories that have any; 0 if none has.
    pub mean_children_of_internal: f64,
}

impl Taxonomy {
    /// Size, depth and width along primary parents.
    ///
    /// ```
    /// use mercato_taxonomy::{NodeSpec, Taxonomy};
    /// let tree = Taxonomy::compile(&[
    ///     NodeSpec::new("1", None, "Clothing"),
    ///     NodeSpec::new("2", Some("1"), "Dresses"),
    ///     NodeSpec::new("3", Some("1"), "Skirts"),
    /// ])?;
    /// assert_eq!(tree.stats().depth_histogram, [1, 2]);
    /// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
    /// ```
    #[must_use]
    pub fn stats(&self) -> Stats {
        let mut stats =
            Stats { node_count: count(self.len()), root_count: count(self.roots().count()), ..Stats::default() };
        let mut children = vec![0_u64; self.len()];
        for node in self.preorder() {
            let depth = self.depth(node) as usize;
            if stats.depth_histogram.len() <= depth {
                stats.depth_histogram.resize(depth.saturating_add(1), 0);
            }
            stats.depth_histogram.get_mut(depth).map(increment);
            self.parent(node).and_then(|parent| children.get_mut(parent.index())).map(increment);
        }
        stats.max_depth = count(stats.depth_histogram.len().saturating_sub(1));
        stats.max_children = children.iter().copied().max().unwrap_or(0);
        let internal = count(children.iter().filter(|children| **children > 0).count());
        stats.leaf_count = stats.node_count.saturating_sub(internal);
        if internal > 0 {
            let below_another = stats.node_count.saturating_sub(stats.root_count);
            stats.mean_children_of_internal = below_another as f64 / internal as f64;
        }
        stats
    }
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

fn increment(count: &mut u64) {
    *count = count.saturating_add(1);
}

/// The size, depth and width of a tree.
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `unsupported` for a category with several parents.
pub fn stats(input: &StatsInput) -> Result<Stats, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    taxonomy.tree_only()?;
    Ok(taxonomy.stats())
}
