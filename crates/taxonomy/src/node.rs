//! What is a category, as people write it? An id, a name, and the categories it stands under.
//!
//! A list of [`NodeSpec`] is what files hold and what people edit; [`crate::Taxonomy`] is its compiled form. Children, and the
//! roots, are in the order of the list. Source: the formats of published taxonomies (Google, Shopify), which are such lists.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A category. Without parents it is a root.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NodeSpec {
    /// Its id, not blank, unlike the others; compared byte for byte.
    pub id: String,
    /// The id of the category above; none, or an empty one, for a root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_id: Option<String>,
    /// The ids of several categories above, the primary one first, in place of `parent_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_ids: Option<Vec<String>>,
    /// Its name, not blank.
    pub name: String,
    /// Its names by locale, such as `zh-CN`.
    #[serde(default, deserialize_with = "mercato_core::null_is_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
}

impl NodeSpec {
    /// A category under one other, or a root.
    ///
    /// ```
    /// use mercato_taxonomy::NodeSpec;
    /// assert_eq!(NodeSpec::new("2", Some("1"), "Dresses").parents(), ["1"]);
    /// assert!(NodeSpec::new("1", None, "Clothing").parents().is_empty());
    /// ```
    #[must_use]
    pub fn new(id: impl Into<String>, parent_id: Option<&str>, name: impl Into<String>) -> Self {
        Self { id: id.into(), parent_id: parent_id.map(Into::into), name: name.into(), ..Self::default() }
    }

    /// The ids of the categories above, the primary one first; those of `parent_id` if both keys are given.
    #[must_use]
    pub fn parents(&self) -> &[String] {
        match (&self.parent_id, &self.parent_ids) {
            (Some(parent), _) if parent.is_empty() => &[],
            (Some(parent), _) => std::slice::from_ref(parent),
            (None, Some(parents)) => parents,
            (None, None) => &[],
        }
    }
}

/// A list of categories: what people edit, and what compiles to a [`crate::Taxonomy`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaxonomySpec {
    /// The categories; children and roots are in this order.
    pub nodes: Vec<NodeSpec>,
}

impl FromIterator<NodeSpec> for TaxonomySpec {
    fn from_iter<I: IntoIterator<Item = NodeSpec>>(nodes: I) -> Self {
        Self { nodes: nodes.into_iter().collect() }
    }
}
