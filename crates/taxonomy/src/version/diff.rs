//! What has changed between two versions of a tree?
//!
//! Categories are the same if their ids are. A category is unchanged if it has the name and the parent that it had; one that is
//! both renamed and moved stands in both lists. The differences applied to the old version give the new one, up to the order
//! ([`TaxonomyDiff::apply`]). Time: O(n). Source: definitions. Limits: trees; names by locale are not compared.

use super::NodeRecord;
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::tree::{NodeIx, Taxonomy};
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

/// What [`diff`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DiffInput {
    /// The old version, each category with one parent at most.
    pub from: Vec<NodeSpec>,
    /// The new version, likewise.
    pub to: Vec<NodeSpec>,
}

/// A category with another name.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RenamedNode {
    /// The category.
    pub id: String,
    /// Its old name.
    pub from: String,
    /// Its new name.
    pub to: String,
}

/// A category under another parent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MovedNode {
    /// The category.
    pub id: String,
    /// Its old parent; none if it was a root.
    pub from_parent_id: Option<String>,
    /// Its new parent; none if it is a root.
    pub to_parent_id: Option<String>,
}

/// What [`diff`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TaxonomyDiff {
    /// Ids that are new, in the order of the new version.
    pub added: Vec<String>,
    /// The same with names and parents.
    pub added_nodes: Vec<NodeRecord>,
    /// Ids that are gone, in the order of the old version, as everything below.
    pub removed: Vec<String>,
    /// Other names.
    pub renamed: Vec<RenamedNode>,
    /// Other parents.
    pub moved: Vec<MovedNode>,
    /// Categories with the same name and parent.
    pub unchanged_count: u64,
}

impl TaxonomyDiff {
    /// The differences between two compiled trees; in a polyhierarchy those of the primary parents.
    #[must_use]
    pub fn between(from: &Taxonomy, to: &Taxonomy) -> Self {
        let parent_id = |tree: &Taxonomy, node: NodeIx| tree.parent(node).map(|parent| tree.id(parent).to_owned());
        let mut diff = Self::default();
        for new in to.nodes().filter(|node| from.node(to.id(*node)).is_none()) {
            let record =
                NodeRecord { id: to.id(new).to_owned(), parent_id: parent_id(to, new), name: to.name(new).to_owned() };
            diff.added.push(record.id.clone());
            diff.added_nodes.push(record);
        }
        for old in from.nodes() {
            let id = from.id(old);
            let Some(new) = to.node(id) else {
                diff.removed.push(id.to_owned());
                continue;
            };
            let [before, after] = [from.name(old), to.name(new)];
            if before != after {
                diff.renamed.push(RenamedNode { id: id.to_owned(), from: before.to_owned(), to: after.to_owned() });
            }
            let parents = [from.parent(old).map(|parent| from.id(parent)), to.parent(new).map(|parent| to.id(parent))];
            if parents[0] != parents[1] {
                let [from_parent_id, to_parent_id] = parents.map(|parent| parent.map(str::to_owned));
                diff.moved.push(MovedNode { id: id.to_owned(), from_parent_id, to_parent_id });
            } else if before == after {
                diff.unchanged_count = diff.unchanged_count.saturating_add(1);
            }
        }
        diff
    }

    /// The new version made from the old one: what stays in its order, then what is new.
    ///
    /// ```
    /// use mercato_taxonomy::{DiffInput, NodeRecord, NodeSpec, diff};
    /// let old = vec![NodeSpec::new("1", None, "Clothing"), NodeSpec::new("2", None, "Frocks")];
    /// let new = vec![NodeSpec::new("1", None, "Clothing"), NodeSpec::new("2", Some("1"), "Dresses")];
    /// let changes = diff(&DiffInput { from: old.clone(), to: new.clone() })?;
    /// assert_eq!((changes.renamed.len(), changes.moved.len(), changes.unchanged_count), (1, 1, 1));
    /// assert_eq!(changes.apply(&old), new.iter().map(NodeRecord::from).collect::<Vec<_>>());
    /// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
    /// ```
    #[must_use]
    pub fn apply(&self, from: &[NodeSpec]) -> Vec<NodeRecord> {
        let removed: HashMap<&str, ()> = self.removed.iter().map(|id| (id.as_str(), ())).collect();
        let renamed: HashMap<&str, &str> =
            self.renamed.iter().map(|change| (change.id.as_str(), change.to.as_str())).collect();
        let moved: HashMap<&str, &Option<String>> =
            self.moved.iter().map(|change| (change.id.as_str(), &change.to_parent_id)).collect();
        let stays = from.iter().filter(|node| !removed.contains_key(node.id.as_str())).map(|node| {
            let mut record = NodeRecord::from(node);
            if let Some(name) = renamed.get(node.id.as_str()) {
                (*name).clone_into(&mut record.name);
            }
            if let Some(parent) = moved.get(node.id.as_str()) {
                record.parent_id.clone_from(parent);
            }
            record
        });
        stays.chain(self.added_nodes.iter().cloned()).collect()
    }
}

/// The differences between two versions of a tree.
///
/// # Errors
/// Those of [`Taxonomy::compile`] for either list; `unsupported` for a category with several parents.
pub fn diff(input: &DiffInput) -> Result<TaxonomyDiff, TaxonomyError> {
    let compiled = |list: &str, nodes: &[NodeSpec]| {
        let tree = Taxonomy::compile(nodes).map_err(|error| error.in_list(list))?;
        tree.tree_only().map_err(|error| TaxonomyError::from(error).in_list(list))?;
        Ok::<_, TaxonomyError>(tree)
    };
    Ok(TaxonomyDiff::between(&compiled("from", &input.from)?, &compiled("to", &input.to)?))
}
