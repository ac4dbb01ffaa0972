//! How many products stand in each category, itself and with everything below?

use super::index::FacetIndex;
use super::product::{Product, check_products};
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::tree::Taxonomy;
use mercato_core::null_is_default;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What [`facet_counts`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FacetCountsInput {
    /// The categories; several parents are allowed.
    pub nodes: Vec<NodeSpec>,
    /// The products.
    pub products: Vec<Product>,
    /// Leaves out categories without a product in them or below.
    #[serde(default, deserialize_with = "null_is_default")]
    pub omit_zero: bool,
}

/// How many products stand in each category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct FacetCounts {
    /// In the order of `nodes`.
    pub counts: Vec<CategoryCount>,
}

/// How many products stand in a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CategoryCount {
    /// The category.
    pub id: String,
    /// The products that stand in it.
    pub direct: u64,
    /// The products that stand in it or below, each once.
    pub total: u64,
}

/// How many products stand in each category, in itself and with everything below, each counted once?
///
/// ```
/// use mercato_taxonomy::NodeSpec;
/// use mercato_taxonomy::facet::{FacetCountsInput, Product, facet_counts};
/// let nodes = vec![
///     NodeSpec::new("1", None, "Clothing"),
///     NodeSpec::new("2", Some("1"), "Dresses"),
///     NodeSpec::new("3", Some("1"), "Gifts"),
/// ];
/// let gown = Product { id: "gown".into(), category_ids: vec!["2".into(), "3".into()], ..Product::default() };
/// let counts = facet_counts(&FacetCountsInput { nodes, products: vec![gown], omit_zero: false })?.counts;
/// assert_eq!((counts[0].direct, counts[0].total, counts[1].total), (0, 1, 1));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// As [`Taxonomy::compile`]; `duplicate_id` for two products with one id; `not_found` for a category that is not in `nodes`.
pub fn facet_counts(input: &FacetCountsInput) -> Result<FacetCounts, TaxonomyError> {
    let taxonomy = Arc::new(Taxonomy::compile(&input.nodes)?);
    let index = FacetIndex::build(Arc::clone(&taxonomy), &input.products)?;
    check_products(&taxonomy, &input.products)?;
    let count = |node| CategoryCount {
        id: taxonomy.id(node).to_owned(),
        direct: index.count_direct(node),
        total: index.count(node),
    };
    let counts = taxonomy.nodes().map(count).filter(|count| !input.omit_zero || count.total > 0).collect();
    Ok(FacetCounts { counts })
}
