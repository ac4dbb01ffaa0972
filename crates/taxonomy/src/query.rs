//! Which products match an expression over categories, tags and attributes?
//!
//! | expression | matches |
//! |---|---|
//! | `{"type": "all"}` | every product |
//! | `{"type": "category", "id": …, "include_descendants": true}` | products in the category, by default also those below |
//! | `{"type": "tag", "tag": …}` | products with the tag, compared by [`norm`](crate::text::norm) |
//! | `{"type": "attribute", "key": …, "values": […]}` | products with one of the values; a list matches by any element |
//! | `{"type": "range", "key": …, "min": …, "max": …}` | products with a number from min to max, both included; a list by any element |
//! | `{"type": "and", "of": […]}` | products that match all; every product if the list is empty |
//! | `{"type": "or", "of": […]}` | products that match one; none if the list is empty |
//! | `{"type": "not", "of": …}` | products that do not match |
//!
//! An expression is a plan over the sets of a [`FacetIndex`]: sets that stand there already are not copied, a conjunction begins with its
//! smallest set and takes the negated ones away at the end. The algebra is that of sets, so the laws of De Morgan hold.

use crate::error::TaxonomyError;
use crate::facet::{FacetIndex, FacetNumber, FacetValue, Product, ProductSet};
use crate::node::NodeSpec;
use crate::tag::checked_norm;
use crate::tree::Taxonomy;
use mercato_core::Error;
use roaring::{MultiOps, RoaringBitmap};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// The deepest nesting of `and`, `or` and `not`.
const MAX_DEPTH: usize = 128;

/// A condition on products; the table is in the [module](self).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Expr {
    /// Every product.
    All {},
    /// Products in a category.
    Category {
        /// The category.
        id: String,
        /// Whether those below count too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "schemars", schemars(extend("default" = true)))]
        include_descendants: Option<bool>,
    },
    /// Products with a tag.
    Tag {
        /// The tag, compared by [`norm`](crate::text::norm).
        tag: String,
    },
    /// Products with one of several values of an attribute.
    Attribute {
        /// The attribute.
        key: String,
        /// The values: booleans equal only booleans, numbers numbers by value, texts texts byte for byte.
        values: Vec<FacetValue>,
    },
    /// Products with a number within bounds.
    Range {
        /// The attribute.
        key: String,
        /// The least number, included; one of the two bounds is needed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        min: Option<FacetNumber>,
        /// The greatest number, included.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max: Option<FacetNumber>,
    },
    /// Products that match all of several conditions.
    And {
        /// The conditions; none are met by every product.
        of: Vec<Expr>,
    },
    /// Products that match one of several conditions.
    Or {
        /// The conditions; none are met by no product.
        of: Vec<Expr>,
    },
    /// Products that do not match.
    Not {
        /// The condition.
        of: Box<Expr>,
    },
}

/// What [`query`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QueryInput {
    /// The categories; several parents are allowed.
    pub nodes: Vec<NodeSpec>,
    /// The products. A category that is not in `nodes` is passed by.
    pub products: Vec<Product>,
    /// The condition.
    pub expr: Expr,
}

/// The products that match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct QueryAnswer {
    /// Their ids, in the order of `products`.
    pub product_ids: Vec<String>,
    /// How many they are.
    pub count: u64,
}

type Set<'a> = Cow<'a, RoaringBitmap>;

impl FacetIndex {
    /// The products that match an expression. Time O(parts of the sets that it names).
    ///
    /// # Errors
    /// `not_found` for an unknown category; `invalid_argument` for a tag without letters and digits, a range without bounds or with
    /// min above max, and an expression nested more than 128 deep.
    pub fn query(&self, expr: &Expr) -> Result<ProductSet, Error> {
        let set = self.evaluate(expr, 0).map_err(|error| error.within("expr"))?;
        Ok(ProductSet(set.into_owned()))
    }

    /// The number of products that match an expression, without a copy of a set that stands in the index.
    ///
    /// # Errors
    /// As [`FacetIndex::query`].
    pub fn query_count(&self, expr: &Expr) -> Result<u64, Error> {
        Ok(self.evaluate(expr, 0).map_err(|error| error.within("expr"))?.len())
    }

    fn evaluate(&self, expr: &Expr, depth: usize) -> Result<Set<'_>, Error> {
        if depth > MAX_DEPTH {
            return Err(Error::invalid("type", depth, format!("conditions deep is more than {MAX_DEPTH}")));
        }
        let deeper = depth.saturating_add(1);
        let at = |place: usize| move |error: Error| error.at("of", place);
        Ok(match expr {
            Expr::All {} => Cow::Borrowed(self.live()),
            Expr::Category { id, include_descendants } => {
                let node = self.taxonomy().node(id).ok_or_else(|| Error::not_found("id", id))?;
                Cow::Borrowed(if include_descendants.unwrap_or(true) { self.under(node) } else { self.in_itself(node) })
            }
            Expr::Tag { tag } => Cow::Borrowed(self.tagged(&checked_norm("tag", tag)?)),
            Expr::Attribute { key, values } => match values.as_slice() {
                [value] => Cow::Borrowed(self.bearing(key, value)),
                values => Cow::Owned(values.iter().map(|value| self.bearing(key, value)).union()),
            },
            Expr::Range { key, min, max } => {
                check_range(*min, *max)?;
                Cow::Owned(self.within(key, *min, *max))
            }
            Expr::And { of } => {
                let mut holding = Vec::with_capacity(of.len());
                let mut excluded = Vec::new();
                for (place, part) in of.iter().enumerate() {
                    match part {
                        Expr::Not { of: negated } => {
                            let set = self.evaluate(negated, deeper.saturating_add(1));
                            excluded.push(set.map_err(|error| at(place)(error.within("of")))?);
                        }
                        part => holding.push(self.evaluate(part, deeper).map_err(at(place))?),
                    }
                }
                self.difference(holding, &excluded)
            }
            Expr::Or { of } => {
                let parts = of.iter().enumerate();
                let sets = parts.map(|(place, part)| self.evaluate(part, deeper).map_err(at(place)));
                let mut sets = sets.collect::<Result<Vec<Set<'_>>, Error>>()?;
                match sets.len() {
                    0 => Cow::Borrowed(self.nothing()),
                    1 => sets.pop().unwrap_or_default(),
                    _ => Cow::Owned(sets.iter().map(AsRef::<RoaringBitmap>::as_ref).union()),
                }
            }
            Expr::Not { of } => {
                let set = self.evaluate(of, deeper).map_err(|error| error.within("of"))?;
                Cow::Owned(self.live() - &*set)
            }
        })
    }

    /// What all of `holding` hold and none of `excluded`.
    fn difference<'a>(&'a self, mut holding: Vec<Set<'a>>, excluded: &[Set<'_>]) -> Set<'a> {
        // the smallest first keeps what is left small
        holding.sort_by_key(|set| set.len());
        let mut sets = holding.into_iter();
        let mut left = sets.next().unwrap_or(Cow::Borrowed(self.live()));
        for set in sets {
            left = Cow::Owned(match left {
                Cow::Owned(left) => left & &*set,
                Cow::Borrowed(left) => left & &*set,
            });
        }
        for set in excluded {
            left = Cow::Owned(match left {
                Cow::Owned(left) => left - &**set,
                Cow::Borrowed(left) => left - &**set,
            });
        }
        left
    }
}

fn check_range(min: Option<FacetNumber>, max: Option<FacetNumber>) -> Result<(), Error> {
    match (min, max) {
        (None, None) => Err(Error::invalid("min", "range", "needs min or max")),
        (Some(min), Some(max)) if min > max => Err(Error::invalid("min", min, format!("is above max, {max}"))),
        _ => Ok(()),
    }
}

/// Which products match an expression?
///
/// ```
/// use mercato_taxonomy::NodeSpec;
/// use mercato_taxonomy::facet::Product;
/// use mercato_taxonomy::query::{Expr, QueryInput, query};
/// let tagged = |id: &str, tag: &str| Product {
///     id: id.into(),
///     category_ids: vec!["1".into()],
///     tags: vec![tag.into()],
///     ..Product::default()
/// };
/// let answer = query(&QueryInput {
///     nodes: vec![NodeSpec::new("1", None, "Hats")],
///     products: vec![tagged("a", "Sale"), tagged("b", "New")],
///     expr: Expr::Not { of: Box::new(Expr::Tag { tag: "#sale".into() }) },
/// })?;
/// assert_eq!(answer.product_ids, ["b"]);
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// As [`Taxonomy::compile`], [`FacetIndex::build`] and [`FacetIndex::query`].
pub fn query(input: &QueryInput) -> Result<QueryAnswer, TaxonomyError> {
    let taxonomy = Arc::new(Taxonomy::compile(&input.nodes)?);
    let index = FacetIndex::build(taxonomy, &input.products)?;
    let found = index.query(&input.expr)?;
    let product_ids = index.ids(&found).into_iter().map(str::to_owned).collect();
    Ok(QueryAnswer { product_ids, count: found.len() })
}
