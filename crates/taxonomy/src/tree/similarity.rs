//! How near are two categories? By the steps between them, by how deep their common ancestor is, by how much it says.
//!
//! ```text
//! path       1 / (1 + steps from a to b)
//! wu_palmer  2 D(lca) / (D(a) + D(b))                     D = depth + 1
//! lin        2 IC(lca) / (IC(a) + IC(b))                  IC = -ln(count of the subtree / count of all)
//! ```
//!
//! All lie in [0, 1] and are 1 for a category and itself, 0 for categories of different trees. `lin` is 1 where both IC are 0.
//!
//! Source: Z. Wu and M. Palmer (1994), "Verb semantics and lexical selection", ACL; D. Lin (1998), "An information-theoretic
//! definition of similarity", ICML. Limits: trees only; sums of counts below 2⁶⁴.

use super::{NodeIx, Taxonomy};
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How is nearness measured?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SimilarityMeasure {
    /// By the steps between the two.
    Path,
    /// By the depth of the common ancestor (Wu and Palmer).
    WuPalmer,
    /// By how rare the common ancestor is (Lin).
    Lin,
}

/// What [`similarity`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SimilarityInput {
    /// The categories, each with one parent at most.
    pub nodes: Vec<NodeSpec>,
    /// The id of one.
    pub a: String,
    /// The id of the other.
    pub b: String,
    /// How nearness is measured.
    pub measure: SimilarityMeasure,
    /// For `lin`: how many things, such as products, stand directly in each category; those left out have 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<BTreeMap<String, i64>>,
}

/// What [`similarity`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Similarity {
    /// From 0 to 1.
    pub similarity: f64,
}

/// How much a category says: minus the logarithm of the share of what stands in it and below.
#[derive(Debug, Clone)]
pub struct InformationContent {
    /// Counts of the subtrees, by preorder.
    counts: Vec<u64>,
    total: u64,
}

impl InformationContent {
    /// Rolls counts up the tree of primary parents.
    ///
    /// # Errors
    /// `not_found` for an id that is not there; `invalid_argument` for a count below 0, or if all are 0; `overflow` from 2⁶⁴ on.
    pub fn new(taxonomy: &Taxonomy, counts: &BTreeMap<String, i64>) -> Result<Self, Error> {
        let mut rolled = vec![0_u64; taxonomy.len()];
        let mut total = 0_u64;
        for (id, count) in counts {
            let path = || format!("counts.{id}");
            let node = taxonomy.node(id).ok_or_else(|| Error::not_found(path(), id))?;
            let count = u64::try_from(*count).map_err(|_| Error::invalid(path(), count, "must be at least 0"))?;
            total = total.checked_add(count).ok_or_else(|| Error::overflow("counts", "the sum", "64 bits"))?;
            if let Some(own) = rolled.get_mut(node.index()) {
                *own = count;
            }
        }
        if total == 0 {
            return Err(Error::invalid("counts", "a sum of 0", "says nothing of any category"));
        }
        // no sum of a subtree exceeds the sum of all
        for index in (0..rolled.len()).rev() {
            let count = rolled.get(index).copied().unwrap_or(0);
            let parent = taxonomy.at(index).and_then(|node| taxonomy.parent(node));
            if let Some(above) = parent.and_then(|parent| rolled.get_mut(parent.index())) {
                *above = above.saturating_add(count);
            }
        }
        Ok(Self { counts: rolled, total })
    }

    /// IC, in nats; infinite where nothing stands.
    #[must_use]
    pub fn of(&self, node: NodeIx) -> f64 {
        let count = self.counts.get(node.index()).copied().unwrap_or(0);
        // + 0 makes the 0 of the whole tree a positive one
        -libm::log(count as f64 / self.total as f64) + 0.0
    }
}

impl Taxonomy {
    /// 1 / (1 + steps from `a` to `b`); 0 in different trees.
    ///
    /// ```
    /// use mercato_taxonomy::{NodeSpec, Taxonomy};
    /// let tree = Taxonomy::compile(&[
    ///     NodeSpec::new("1", None, "Clothing"),
    ///     NodeSpec::new("2", Some("1"), "Dresses"),
    ///     NodeSpec::new("3", Some("1"), "Skirts"),
    /// ])?;
    /// let [dresses, skirts] = ["2", "3"].map(|id| tree.node(id).unwrap());
    /// assert_eq!(tree.path_similarity(dresses, skirts), 1.0 / 3.0);
    /// assert_eq!(tree.wu_palmer(dresses, skirts), 0.5);
    /// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
    /// ```
    #[must_use]
    pub fn path_similarity(&self, a: NodeIx, b: NodeIx) -> f64 {
        let steps = |lca| self.level(a) + self.level(b) - 2.0 * self.level(lca);
        self.lca_of_two(a, b).map_or(0.0, |lca| 1.0 / (1.0 + steps(lca)))
    }

    /// The similarity of Wu and Palmer; 0 in different trees.
    #[must_use]
    pub fn wu_palmer(&self, a: NodeIx, b: NodeIx) -> f64 {
        self.lca_of_two(a, b).map_or(0.0, |lca| 2.0 * self.level(lca) / (self.level(a) + self.level(b)))
    }

    /// The similarity of Lin; 0 in different trees.
    ///
    /// # Errors
    /// `invalid_argument` where nothing stands in `a` or `b` or below.
    pub fn lin(&self, content: &InformationContent, a: NodeIx, b: NodeIx) -> Result<f64, Error> {
        let [of_a, of_b] = [("a", a), ("b", b)].map(|(path, node)| {
            let value = content.of(node);
            let nothing = || Error::invalid(path, format_args!("{:?}", self.id(node)), "has no count in it or below");
            value.is_finite().then_some(value).ok_or_else(nothing)
        });
        let sum = of_a? + of_b?;
        let Some(lca) = self.lca_of_two(a, b) else { return Ok(0.0) };
        Ok(if sum > 0.0 { 2.0 * content.of(lca) / sum } else { 1.0 })
    }

    /// Depth + 1.
    fn level(&self, node: NodeIx) -> f64 {
        f64::from(self.depth(node)) + 1.0
    }
}

/// The nearness of two categories; formulas in the [module](self).
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `unsupported` for a category with several parents; `not_found` for an id that is not there;
/// for `lin` `invalid_argument` if counts are missing, below 0 or all 0, or if nothing stands at `a` or `b` or below.
pub fn similarity(input: &SimilarityInput) -> Result<Similarity, TaxonomyError> {
    let taxonomy = Taxonomy::compile(&input.nodes)?;
    taxonomy.tree_only()?;
    let [a, b] = [taxonomy.find("a", &input.a)?, taxonomy.find("b", &input.b)?];
    let similarity = match input.measure {
        SimilarityMeasure::Path => taxonomy.path_similarity(a, b),
        SimilarityMeasure::WuPalmer => taxonomy.wu_palmer(a, b),
        SimilarityMeasure::Lin => {
            let missing = || Error::invalid("counts", "null", "is needed for the measure \"lin\"");
            let counts = input.counts.as_ref().ok_or_else(missing)?;
            taxonomy.lin(&InformationContent::new(&taxonomy, counts)?, a, b)?
        }
    };
    Ok(Similarity { similarity })
}
