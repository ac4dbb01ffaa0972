//! What is above a category, what is below it, and what do several have in common?
//!
//! Ancestors and descendants are strict: a category is not its own. In a polyhierarchy every path counts, but for the
//! breadcrumb, which follows the primary parents. Costs are those of the [compiled form](super). Source: definitions.

use super::{NodeIx, Taxonomy};
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`ancestors`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AncestorsInput {
    /// The categories.
    pub nodes: Vec<NodeSpec>,
    /// The id of the one asked about.
    pub id: String,
}

/// Ids of categories, in the order that the function states.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct NodeIds {
    /// The ids.
    pub ids: Vec<String>,
}

impl NodeIds {
    fn of(taxonomy: &Taxonomy, nodes: impl IntoIterator<Item = NodeIx>) -> Self {
        Self { ids: nodes.into_iter().map(|node| taxonomy.id(node).to_owned()).collect() }
    }
}

/// Every category above one: the root first along the path; in the order of `nodes` if the category or one above it has several
/// parents.
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `not_found` for the id.
pub fn ancestors(input: &AncestorsInput) -> Result<NodeIds, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    let node = taxonomy.find("id", &input.id)?;
    Ok(NodeIds::of(&taxonomy, taxonomy.ancestors(node)))
}

/// What [`descendants`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DescendantsInput {
    /// The categories.
    pub nodes: Vec<NodeSpec>,
    /// The id of the one asked about.
    pub id: String,
    /// Whether it stands first in the answer; default no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include_self: Option<bool>,
    /// Whether categories with children are left out, itself too; default no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leaves_only: Option<bool>,
}

/// Every category below one, in preorder; a category that several paths lead to where it is first met.
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `not_found` for the id.
pub fn descendants(input: &DescendantsInput) -> Result<NodeIds, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    let node = taxonomy.find("id", &input.id)?;
    let itself = Some(node).filter(|_| input.include_self.unwrap_or(false));
    let leaves_only = input.leaves_only.unwrap_or(false);
    let found = itself.into_iter().chain(taxonomy.descendants(node));
    Ok(NodeIds::of(&taxonomy, found.filter(|node| !leaves_only || taxonomy.is_leaf(*node))))
}

/// What [`breadcrumb`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BreadcrumbInput {
    /// The categories.
    pub nodes: Vec<NodeSpec>,
    /// The id of the one asked about.
    pub id: String,
    /// The key of `names` that is wanted, exactly; a category without it keeps its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// What stands between the names, default `" > "`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
}

/// What [`breadcrumb`] answers, from the root to the category itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Breadcrumb {
    /// The ids.
    pub ids: Vec<String>,
    /// The names.
    pub names: Vec<String>,
    /// The names with the separator between them.
    pub full_name: String,
}

impl Taxonomy {
    /// The primary path from the root to the category itself.
    #[must_use]
    pub fn path(&self, node: NodeIx) -> Vec<NodeIx> {
        let mut path: Vec<NodeIx> = std::iter::once(node).chain(self.path_up(node)).collect();
        path.reverse();
        path
    }

    /// The primary path with its names in a locale, or their own.
    ///
    /// ```
    /// use mercato_taxonomy::{NodeSpec, Taxonomy};
    /// let tree = Taxonomy::compile(&[NodeSpec::new("1", None, "Clothing"), NodeSpec::new("2", Some("1"), "Dresses")])?;
    /// let dresses = tree.node("2").unwrap();
    /// assert_eq!(tree.breadcrumb(dresses, None, " > ").full_name, "Clothing > Dresses");
    /// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
    /// ```
    #[must_use]
    pub fn breadcrumb(&self, node: NodeIx, locale: Option<&str>, separator: &str) -> Breadcrumb {
        let path = self.path(node);
        let name = |node: &NodeIx| locale.map_or_else(|| self.name(*node), |locale| self.name_in(*node, locale));
        let names: Vec<String> = path.iter().map(|node| name(node).to_owned()).collect();
        let full_name = names.join(separator);
        Breadcrumb { ids: path.into_iter().map(|node| self.id(node).to_owned()).collect(), names, full_name }
    }
}

/// The path to a category along primary parents, for people to read.
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `not_found` for the id.
pub fn breadcrumb(input: &BreadcrumbInput) -> Result<Breadcrumb, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    let node = taxonomy.find("id", &input.id)?;
    Ok(taxonomy.breadcrumb(node, input.locale.as_deref(), input.separator.as_deref().unwrap_or(" > ")))
}

/// What [`lca`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LcaInput {
    /// The categories.
    pub nodes: Vec<NodeSpec>,
    /// The ids of those asked about, at least one.
    pub ids: Vec<String>,
}

/// The lowest common ancestors: above or equal to all of `ids`, with no child that is; in the order of `nodes`, none if the
/// categories have nothing in common.
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `invalid_argument` for no ids; `not_found` for one that is not there.
pub fn lca(input: &LcaInput) -> Result<NodeIds, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    if input.ids.is_empty() {
        return Err(Error::invalid("ids", "an empty list", "has no common ancestor").into());
    }
    let found = input.ids.iter().enumerate().map(|(index, id)| taxonomy.find_at("ids", index, id));
    let nodes: Vec<NodeIx> = found.collect::<Result<_, Error>>()?;
    Ok(NodeIds::of(&taxonomy, taxonomy.lca(&nodes)))
}

/// What [`is_ancestor_batch`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IsAncestorBatchInput {
    /// The categories.
    pub nodes: Vec<NodeSpec>,
    /// Pairs of ids, the supposed ancestor first.
    pub pairs: Vec<(String, String)>,
}

/// What [`is_ancestor_batch`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct IsAncestorBatch {
    /// For each pair whether the first is above the second; a category is not above itself.
    pub results: Vec<bool>,
}

/// Whether the first of each pair is an ancestor of the second.
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `not_found` for an id that is not there.
pub fn is_ancestor_batch(input: &IsAncestorBatchInput) -> Result<IsAncestorBatch, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    let find = |index: usize, place: usize, id: &str| {
        taxonomy.node(id).ok_or_else(|| Error::not_found(format!("pairs[{index}][{place}]"), id))
    };
    let ask = |(index, (above, below)): (usize, &(String, String))| {
        Ok(taxonomy.is_ancestor(find(index, 0, above)?, find(index, 1, below)?))
    };
    Ok(IsAncestorBatch { results: input.pairs.iter().enumerate().map(ask).collect::<Result<_, Error>>()? })
}
