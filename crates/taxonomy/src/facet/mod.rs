//! How many products stand in each category, and how many bear each value, under any selection?
//!
//! A [`FacetIndex`] keeps a set of products for each category (itself, and with everything below), tag and attribute value. A
//! count is then the size of an intersection, exact for products in several categories and for polyhierarchies, since a set
//! holds a product once.
//!
//! | question | function |
//! |---|---|
//! | how many products are in a category, and in it or below? | [`facet_counts`], [`FacetIndex::count`], [`FacetIndex::totals`] |
//! | which filters can a shopper choose next, and how many goods would each leave? | [`faceted_navigation`], [`FacetIndex::navigate`] |
//! | which products match an expression? | [`FacetIndex::query`], see [`query`](mod@crate::query) |
//! | one product comes or goes | [`FacetIndex::insert`], [`FacetIndex::remove`] |
//!
//! Values are booleans, numbers and texts; a list bears each of its elements, and what else JSON can hold (null, objects, lists in
//! lists) is no facet. Numbers are equal by value (`2` and `2.0`), and no number equals a text.
//!
//! The sets are Roaring bitmaps (D. Lemire, G. Ssi-Yan-Kai, O. Kaser, 2016, "Consistently faster and smaller compressed bitmaps with
//! Roaring"). An index numbers its products in the order of their categories in the tree, so that a category is a few runs of
//! numbers and its count one pass over them. Drill-sideways: the counts of an attribute leave its own selection out (disjunctive
//! facets), so that a shopper sees what another choice would bring; D. Tunkelang (2009), "Faceted Search".

mod count;
mod index;
mod navigation;
mod product;
mod value;

pub use count::{CategoryCount, FacetCounts, FacetCountsInput, facet_counts};
pub use index::{FacetIndex, ProductSet};
pub use navigation::{
    FacetSelection, FacetedNavigation, FacetedNavigationInput, SubcategoryCount, ValueCount, faceted_navigation,
};
pub use product::{Product, check_products};
pub use value::{FacetNumber, FacetValue};
