//! Which numbers let a database find a subtree with one comparison?
//!
//! ```text
//! a is above d  <=>  enter(a) < enter(d) < exit(a)        exit = enter + size of the subtree
//! ```
//!
//! The intervals of two categories nest or are disjoint. Source: R. E. Tarjan and U. Vishkin (1985), for the Euler tour; J. Celko
//! (2012), "Joe Celko's Trees and Hierarchies in SQL for Smarties", chapter 4, for its use in tables. Limits: trees only.

use super::Taxonomy;
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use serde::{Deserialize, Serialize};

/// What [`intervals`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IntervalsInput {
    /// The categories, each with one parent at most.
    pub nodes: Vec<NodeSpec>,
}

/// The interval of a category.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct NodeInterval {
    /// The category.
    pub id: String,
    /// Its place in preorder, from 0.
    pub enter: u32,
    /// The place after its last descendant.
    pub exit: u32,
    /// Steps from the root.
    pub depth: u32,
}

/// What [`intervals`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Intervals {
    /// The intervals in preorder.
    pub intervals: Vec<NodeInterval>,
}

/// The place of every category in preorder, and of the end of its subtree.
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `unsupported` for a category with several parents.
pub fn intervals(input: &IntervalsInput) -> Result<Intervals, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    taxonomy.tree_only()?;
    let interval = |node| {
        let span = taxonomy.interval(node);
        NodeInterval {
            id: taxonomy.id(node).to_owned(),
            enter: span.start,
            exit: span.end,
            depth: taxonomy.depth(node),
        }
    };
    Ok(Intervals { intervals: taxonomy.preorder().map(interval).collect() })
}
