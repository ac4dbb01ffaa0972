//! What does a list of edits make of a tree, and where do the products of categories that vanish go?
//!
//! | edit | effect | products of what vanishes |
//! |---|---|---|
//! | add | a new category, last in the list | |
//! | rename | another name | |
//! | move | under another parent, or to the roots | |
//! | merge | the children of several go to one | to that one |
//! | split | new siblings take its children | to the default among them |
//! | remove | its children go to its parent | to its parent, or nowhere from a root |
//!
//! Edits are made in order, all or none. Within one the checks run: shape, unknown ids, ids that are not free, cycles, names. A
//! name must not be blank, nor fold ([`crate::text::fold_name`]) to that of a sibling; a category that vanishes in the edit
//! clashes with none. An id that was ever used is never free again. Source: the change logs of published taxonomies, made
//! operations. Limits: trees.

use super::NodeRecord;
use super::live::LiveTaxonomy;
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::tree::Taxonomy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A change of a tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Edit {
    /// A new category.
    Add {
        /// Its id, never used before.
        id: String,
        /// The category above; none for a root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent_id: Option<String>,
        /// Its name.
        name: String,
    },
    /// Another name.
    Rename {
        /// The category.
        id: String,
        /// Its new name.
        name: String,
    },
    /// Another parent.
    Move {
        /// The category; everything below comes along.
        id: String,
        /// Its new parent, not itself or below; none makes it a root.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        new_parent_id: Option<String>,
    },
    /// Several categories vanish into one.
    Merge {
        /// Those that vanish, at least one, each once.
        from_ids: Vec<String>,
        /// The one that takes their children and products; not below any of them.
        into_id: String,
    },
    /// One category becomes several siblings.
    Split {
        /// The one that vanishes.
        id: String,
        /// The new ones, at least two.
        into: Vec<SplitInto>,
        /// Which of them takes each child; exactly the children.
        #[serde(
            default,
            deserialize_with = "mercato_core::null_is_default",
            skip_serializing_if = "BTreeMap::is_empty"
        )]
        children: BTreeMap<String, String>,
        /// Which of them takes the products.
        default_id: String,
    },
    /// A category vanishes.
    Remove {
        /// The category; its children go to its parent.
        id: String,
    },
}

/// A category that comes out of a split.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SplitInto {
    /// Its id, never used before.
    pub id: String,
    /// Its name; that of the category split is free.
    pub name: String,
}

/// What [`apply_edits`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApplyEditsInput {
    /// The categories, each with one parent at most.
    pub nodes: Vec<NodeSpec>,
    /// The edits, in order.
    pub edits: Vec<Edit>,
}

/// Where the products of a category that has vanished belong now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RemapEntry {
    /// The category that has vanished.
    pub from: String,
    /// A category that lives; none if the products belong nowhere.
    pub to: Option<String>,
}

/// What [`apply_edits`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EditedTaxonomy {
    /// The categories: survivors in their order, then new ones in theirs.
    pub nodes: Vec<NodeRecord>,
    /// For each category that has vanished, in that order, where its products go; a table for [`crate::remap_products`].
    pub remap: Vec<RemapEntry>,
}

/// A tree after edits, and the way of its products.
///
/// ```
/// use mercato_taxonomy::{ApplyEditsInput, Edit, NodeSpec, apply_edits};
/// let edited = apply_edits(&ApplyEditsInput {
///     nodes: vec![NodeSpec::new("1", None, "Frocks"), NodeSpec::new("2", None, "Dresses"), NodeSpec::new("3", Some("1"), "Midi")],
///     edits: vec![Edit::Merge { from_ids: vec!["1".into()], into_id: "2".into() }],
/// })?;
/// assert_eq!(edited.nodes[1].parent_id.as_deref(), Some("2"));
/// assert_eq!((edited.remap[0].from.as_str(), edited.remap[0].to.as_deref()), ("1", Some("2")));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `unsupported` for a category with several parents; of an edit `not_found` for a category that
/// is not there, `duplicate_id` for an id that is not free, `cycle_detected` for a move or merge under itself, `invalid_argument`
/// for a blank or clashing name and for an edit that contradicts itself.
pub fn apply_edits(input: &ApplyEditsInput) -> Result<EditedTaxonomy, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    let mut live = LiveTaxonomy::new(&taxonomy)?;
    for (index, edit) in input.edits.iter().enumerate() {
        live.apply(edit).map_err(|error| error.at("edits", index))?;
    }
    Ok(EditedTaxonomy { nodes: live.records(), remap: live.remap() })
}
