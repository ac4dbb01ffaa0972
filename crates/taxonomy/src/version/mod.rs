//! How does a classification change without losing a product? Differences, edits, and the tables that carry products over.
//!
//! | question | function |
//! |---|---|
//! | what has changed between two versions? | [`diff`](mod@diff) |
//! | what do additions, moves, merges and splits make of a tree, and where do its products go? | [`edit`], [`live`] |
//! | where do assigned products stand after migrations? | [`remap`] |

pub mod diff;
pub mod edit;
mod labels;
pub mod live;
pub mod remap;

use crate::node::NodeSpec;
use serde::{Deserialize, Serialize};

/// A category of a tree, as it is written: with its parent, or `null` for a root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct NodeRecord {
    /// Its id.
    pub id: String,
    /// The id of the category above.
    pub parent_id: Option<String>,
    /// Its name.
    pub name: String,
}

impl From<NodeRecord> for NodeSpec {
    fn from(record: NodeRecord) -> Self {
        Self { id: record.id, parent_id: record.parent_id, name: record.name, ..Self::default() }
    }
}

impl From<&NodeSpec> for NodeRecord {
    /// With the primary parent; names by locale are left out.
    fn from(node: &NodeSpec) -> Self {
        Self { id: node.id.clone(), parent_id: node.parents().first().cloned(), name: node.name.clone() }
    }
}
