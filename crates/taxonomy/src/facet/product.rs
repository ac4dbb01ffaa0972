//! What does an index know of a product? Its categories, tags and attributes.

use crate::tree::Taxonomy;
use mercato_core::{Error, null_is_default};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// A product as facets see it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Its id, unlike the others.
    pub id: String,
    /// The categories that it stands in; a repeat counts once.
    pub category_ids: Vec<String>,
    /// Its tags, compared by [`norm`](crate::text::norm).
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Its attributes by key; a list bears each of its elements.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
}

/// Refuses products that stand in a category that is not there; [`FacetIndex`](super::FacetIndex) passes such categories by.
///
/// # Errors
/// `not_found` for the first such category.
pub fn check_products(taxonomy: &Taxonomy, products: &[Product]) -> Result<(), Error> {
    for (index, product) in products.iter().enumerate() {
        for (place, id) in product.category_ids.iter().enumerate() {
            if taxonomy.node(id).is_none() {
                return Err(Error::not_found(format!("category_ids[{place}]"), id).at("products", index));
            }
        }
    }
    Ok(())
}

/// Refuses an id that occurs twice.
pub(super) fn check_ids(products: &[Product]) -> Result<(), Error> {
    let mut seen = HashSet::with_capacity(products.len());
    for (index, product) in products.iter().enumerate() {
        if !seen.insert(product.id.as_str()) {
            return Err(Error::duplicate("id", &product.id).at("products", index));
        }
    }
    Ok(())
}
