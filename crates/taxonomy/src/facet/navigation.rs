//! Which filters can a shopper choose next, and how many goods would each leave?

use super::index::FacetIndex;
use super::product::Product;
use super::value::FacetValue;
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::tag::checked_norm;
use crate::tree::{NodeIx, Taxonomy};
use mercato_core::{Error, null_is_default};
use roaring::{MultiOps, RoaringBitmap};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What [`faceted_navigation`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FacetedNavigationInput {
    /// The categories; several parents are allowed.
    pub nodes: Vec<NodeSpec>,
    /// The products. A category that is not in `nodes` is passed by.
    pub products: Vec<Product>,
    /// What the shopper has chosen.
    #[serde(default, deserialize_with = "null_is_default")]
    pub selection: FacetSelection,
    /// The attributes whose values are counted.
    pub facet_keys: Vec<String>,
}

/// What a shopper has chosen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FacetSelection {
    /// The category that the product stands in or below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_id: Option<String>,
    /// By attribute, values of which the product bears one; an empty list chooses nothing.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Vec<FacetValue>>,
    /// Tags that the product bears all of.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// The counts beside the goods of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct FacetedNavigation {
    /// How many products meet the whole selection.
    pub total: u64,
    /// The children of the chosen category, or the roots, in the order of `nodes`: how many products of each meet the chosen tags and
    /// attributes.
    pub category_counts: Vec<SubcategoryCount>,
    /// By attribute of `facet_keys`: the values that occur among the products that meet the selection but for that attribute's own.
    pub attribute_counts: BTreeMap<String, Vec<ValueCount>>,
}

/// How many products a category would leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SubcategoryCount {
    /// The category.
    pub id: String,
    /// The products in it or below, each once; 0 is not left out.
    pub count: u64,
}

/// How many products bear a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ValueCount {
    /// The value.
    pub value: FacetValue,
    /// The products that bear it, at least 1. The most frequent value is first; of equals false, true, numbers, texts by bytes.
    pub count: u64,
}

/// What all of the sets hold; nothing to intersect means no condition.
fn all_of<'a>(mut sets: Vec<&'a RoaringBitmap>, live: &'a RoaringBitmap) -> Cow<'a, RoaringBitmap> {
    // the smallest first keeps what is left small
    sets.sort_by_key(|set| set.len());
    match sets.as_slice() {
        [] => Cow::Borrowed(live),
        [one] => Cow::Borrowed(one),
        [first, second, rest @ ..] => {
            let mut left = *first & *second;
            for set in rest {
                left &= *set;
            }
            Cow::Owned(left)
        }
    }
}

impl FacetIndex {
    /// The counts beside the goods of a page: drill-down for categories, drill-sideways for the attributes of `facet_keys`.
    ///
    /// Time O(parts of the sets of the selection, and of the sets counted).
    ///
    /// # Errors
    /// `not_found` for an unknown category; `invalid_argument` for a tag without letters and digits.
    pub fn navigate(&self, selection: &FacetSelection, facet_keys: &[String]) -> Result<FacetedNavigation, Error> {
        let taxonomy = self.taxonomy();
        let find =
            |id: &String| taxonomy.node(id).ok_or_else(|| Error::not_found("category_id", id).within("selection"));
        let category: Option<NodeIx> = selection.category_id.as_ref().map(find).transpose()?;
        let mut tagged = Vec::with_capacity(selection.tags.len());
        for (index, tag) in selection.tags.iter().enumerate() {
            let norm = checked_norm("tags", tag).map_err(|error| error.named(format!("selection.tags[{index}]")))?;
            tagged.push(self.tagged(&norm));
        }
        let chosen: Vec<(&str, RoaringBitmap)> = selection
            .attributes
            .iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(key, values)| (key.as_str(), values.iter().map(|value| self.bearing(key, value)).union()))
            .collect();
        let attributes = chosen.iter().map(|(_, set)| set);
        let under = category.map(|node| self.under(node));
        // what holds whatever attribute is counted
        let fixed = all_of(tagged.iter().copied().chain(under).collect(), self.live());
        let without = without_each(&fixed, &chosen);
        let total = all_of(attributes.clone().chain([&*fixed]).collect(), self.live());

        let in_categories = all_of(tagged.into_iter().chain(attributes).collect(), self.live());
        let count = |node: NodeIx| SubcategoryCount {
            id: taxonomy.id(node).to_owned(),
            count: self.under(node).intersection_len(&in_categories),
        };
        let category_counts = match category {
            Some(node) => taxonomy.children(node).map(count).collect(),
            None => taxonomy.roots().map(count).collect(),
        };
        let attribute_counts = facet_keys
            .iter()
            .map(|key| {
                let own = chosen.binary_search_by_key(&key.as_str(), |(key, _)| key);
                let among = own.ok().and_then(|place| without.get(place)).unwrap_or(&total);
                (key.clone(), self.value_counts(key, among))
            })
            .collect();
        Ok(FacetedNavigation { total: total.len(), category_counts, attribute_counts })
    }

    fn value_counts(&self, key: &str, among: &RoaringBitmap) -> Vec<ValueCount> {
        let counts = self.values(key).map(|(value, set)| (value, set.intersection_len(among)));
        let mut counts: Vec<ValueCount> = counts
            .filter(|(_, count)| *count > 0)
            .map(|(value, count)| ValueCount { value: value.clone(), count })
            .collect();
        counts.sort_by_key(|count| Reverse(count.count));
        counts
    }
}

/// For each set, what `fixed` and all of the others hold: a pass up and a pass down, so that many selections cost no more than
/// twice their number of intersections.
fn without_each(fixed: &RoaringBitmap, chosen: &[(&str, RoaringBitmap)]) -> Vec<RoaringBitmap> {
    let mut without: Vec<RoaringBitmap> = Vec::with_capacity(chosen.len());
    let mut before = fixed.clone();
    for (place, (_, set)) in chosen.iter().enumerate() {
        without.push(before.clone());
        if place.saturating_add(1) < chosen.len() {
            before &= set;
        }
    }
    let mut after: Option<RoaringBitmap> = None;
    for (left, (_, set)) in without.iter_mut().zip(chosen).rev() {
        if let Some(after) = &after {
            *left &= after;
        }
        after = Some(match after {
            Some(after) => after & set,
            None => set.clone(),
        });
    }
    without
}

/// Which filters can be chosen next, and how many products would each leave?
///
/// ```
/// use mercato_taxonomy::NodeSpec;
/// use mercato_taxonomy::facet::{FacetSelection, FacetedNavigationInput, Product, faceted_navigation};
/// let product = |id: &str, color: &str| Product {
///     id: id.into(),
///     category_ids: vec!["1".into()],
///     attributes: [("color".into(), color.into())].into(),
///     ..Product::default()
/// };
/// let answer = faceted_navigation(&FacetedNavigationInput {
///     nodes: vec![NodeSpec::new("1", None, "Hats")],
///     products: vec![product("a", "red"), product("b", "blue"), product("c", "blue")],
///     selection: FacetSelection { attributes: [("color".into(), vec!["red".into()])].into(), ..FacetSelection::default() },
///     facet_keys: vec!["color".into()],
/// })?;
/// assert_eq!(answer.total, 1);
/// // sideways: what choosing blue instead would bring
/// assert_eq!(answer.attribute_counts["color"][0].count, 2);
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// As [`Taxonomy::compile`], [`FacetIndex::build`] and [`FacetIndex::navigate`].
pub fn faceted_navigation(input: &FacetedNavigationInput) -> Result<FacetedNavigation, TaxonomyError> {
    let taxonomy = Arc::new(Taxonomy::compile(&input.nodes)?);
    let index = FacetIndex::build(taxonomy, &input.products)?;
    Ok(index.navigate(&input.selection, &input.facet_keys)?)
}
