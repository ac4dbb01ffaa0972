//! Where does a category stand? Trees and polyhierarchies, compiled once and asked often.
//!
//! A [`Taxonomy`] numbers its categories in preorder of the tree of primary parents (Euler tour), so that the subtree of a
//! category is one range of numbers: a is above d if and only if `enter(a) < enter(d) < exit(a)`. Where categories have
//! several parents the sets of all their ancestors are kept beside the tour.
//!
//! | question | cost |
//! |---|---|
//! | [`Taxonomy::is_ancestor`] | O(1) in a tree; in a polyhierarchy a binary search among the ancestors |
//! | [`Taxonomy::lca`] of k categories | O(k + depth) in a tree; the ancestors of all in a polyhierarchy |
//! | [`Taxonomy::descendants`] | those descendants |
//! | [`Taxonomy::roll_up_into`] | O(products + categories) in a tree |
//! | [`Taxonomy::compile`] | O(n) in time and space, and the ancestors of categories with several parents |
//!
//! A category takes 28 bytes besides its strings and the map from ids.
//!
//! # How `nodes` are read
//! Refused are, in this order: a blank id or name, both `parent_id` and `parent_ids`, an id twice in `parent_ids`
//! (`invalid_argument`); an id twice (`duplicate_id`); a parent that is not there (`not_found`); a category that stands under
//! itself (`cycle_detected`). All mistakes are in the error, and its code is the first's. A forest is fine, and so is an empty
//! list.
//!
//! Source: R. E. Tarjan and U. Vishkin (1985), "An efficient parallel biconnectivity algorithm", SIAM Journal on Computing 14,
//! for the Euler tour. Limits: 2³² - 2 categories, 4 GiB of names, 2²⁴ ancestors of categories with several parents.

mod compile;
mod graph;
pub mod intervals;
mod poly;
pub mod relatives;
pub mod similarity;
pub mod stats;
mod strings;

pub(crate) use compile::malformed_parents;
pub(crate) use graph::{Links, NONE, on_cycles};

use crate::error::TaxonomyError;
use crate::node::{NodeSpec, TaxonomySpec};
use crate::validate::{ValidateOptions, Validation, report};
use hashbrown::{DefaultHashBuilder, HashTable};
use mercato_core::Error;
use poly::Poly;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::iter;
use std::ops::Range;
use strings::Strings;

/// A category of a [`Taxonomy`]: its place in preorder. Of no meaning in another taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIx(u32);

impl NodeIx {
    /// The place as an index of a slice.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl From<NodeIx> for u32 {
    fn from(node: NodeIx) -> Self {
        node.0
    }
}

/// Categories compiled for asking: immutable, `Send` and `Sync`.
///
/// ```
/// use mercato_taxonomy::{NodeSpec, Taxonomy};
/// let taxonomy = Taxonomy::compile(&[
///     NodeSpec::new("1", None, "Clothing"),
///     NodeSpec::new("2", Some("1"), "Dresses"),
///     NodeSpec::new("3", Some("2"), "Evening Dresses"),
/// ])?;
/// let [clothing, evening] = ["1", "3"].map(|id| taxonomy.node(id).unwrap());
/// assert!(taxonomy.is_ancestor(clothing, evening));
/// assert_eq!(taxonomy.interval(clothing), 0..3);
/// assert_eq!(taxonomy.depth(evening), 2);
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// A [`NodeIx`] of another taxonomy is taken for the category at that place here, or for one that does not exist: without
/// name, parent and children.
#[derive(Debug, Clone)]
pub struct Taxonomy {
    /// By place in the list.
    ids: Strings,
    names: Strings,
    /// Names by locale, of the categories that have any, by place in the list.
    localized: Vec<(u32, BTreeMap<String, String>)>,
    by_id: HashTable<u32>,
    hasher: DefaultHashBuilder,
    /// From the place in the list to that in preorder, and back.
    order: Vec<u32>,
    position: Vec<u32>,
    /// By preorder.
    parent: Vec<u32>,
    exit: Vec<u32>,
    depth: Vec<u32>,
    /// Only where a category has several parents.
    poly: Option<Box<Poly>>,
}

impl TaxonomySpec {
    /// The compiled form.
    ///
    /// # Errors
    /// As [`Taxonomy::compile`].
    pub fn compile(&self) -> Result<Taxonomy, TaxonomyError> {
        Taxonomy::compile(&self.nodes)
    }

    /// Every problem of the list at once.
    ///
    /// # Errors
    /// As [`crate::validate`](crate::validate()).
    pub fn validate(&self, options: &ValidateOptions) -> Result<Validation, TaxonomyError> {
        report(&self.nodes, options)
    }
}

fn at(list: &[u32], node: NodeIx) -> Option<u32> {
    list.get(node.index()).copied()
}

impl Taxonomy {
    /// Reads a list of categories; the rules are in the [module](self).
    ///
    /// # Errors
    /// `invalid_argument`, `duplicate_id`, `not_found`, `cycle_detected`, with every mistake of the list; `unsupported` where
    /// the categories with several parents have more than 2²⁴ ancestors in all.
    pub fn compile(nodes: &[NodeSpec]) -> Result<Self, TaxonomyError> {
        compile::compile(nodes)
    }

    /// How many categories there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.exit.len()
    }

    /// Is there none?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.exit.is_empty()
    }

    /// Has any category several parents?
    #[must_use]
    pub fn is_polyhierarchy(&self) -> bool {
        self.poly.is_some()
    }

    /// The category with this id.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<NodeIx> {
        let position = self.by_id.find(self.hasher.hash_one(id), |position| self.ids.get(*position) == id)?;
        self.order.get(*position as usize).map(|ix| NodeIx(*ix))
    }

    /// The category with this id, for a field named `path`.
    pub(crate) fn find(&self, path: &str, id: &str) -> Result<NodeIx, Error> {
        self.node(id).ok_or_else(|| Error::not_found(path, id))
    }

    /// The same for `list[index]`; the path is written only for an id that is not there.
    pub(crate) fn find_at(&self, list: &str, index: usize, id: &str) -> Result<NodeIx, Error> {
        self.node(id).ok_or_else(|| Error::not_found(format!("{list}[{index}]"), id))
    }

    /// Refuses a polyhierarchy, for functions that need one path to each category.
    pub(crate) fn tree_only(&self) -> Result<(), Error> {
        let Some(poly) = &self.poly else { return Ok(()) };
        let id = poly.first_multiple(self).map_or("", |node| self.id(node));
        Err(Error::unsupported("nodes", format_args!("{id:?} has several parents, and a tree is needed")))
    }

    /// The category at a place in preorder.
    #[must_use]
    pub fn at(&self, index: usize) -> Option<NodeIx> {
        u32::try_from(index).ok().filter(|_| index < self.len()).map(NodeIx)
    }

    /// Every category in the order of the list that was compiled.
    #[must_use = "an iterator does nothing until it is used"]
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = NodeIx> + '_ {
        self.order.iter().map(|ix| NodeIx(*ix))
    }

    /// Every category in preorder.
    #[must_use = "an iterator does nothing until it is used"]
    pub fn preorder(&self) -> impl Iterator<Item = NodeIx> + use<> {
        range(0..u32::try_from(self.len()).unwrap_or(u32::MAX))
    }

    /// The place of a category in the list that was compiled.
    #[must_use]
    pub fn position(&self, node: NodeIx) -> usize {
        at(&self.position, node).unwrap_or(NONE) as usize
    }

    /// The id.
    #[must_use]
    pub fn id(&self, node: NodeIx) -> &str {
        self.ids.get(at(&self.position, node).unwrap_or(NONE))
    }

    /// The name.
    #[must_use]
    pub fn name(&self, node: NodeIx) -> &str {
        self.names.get(at(&self.position, node).unwrap_or(NONE))
    }

    /// The name in a locale: that of exactly this key of `names`, else [`Taxonomy::name`].
    #[must_use]
    pub fn name_in(&self, node: NodeIx, locale: &str) -> &str {
        self.names_of(node).and_then(|names| names.get(locale)).map_or_else(|| self.name(node), String::as_str)
    }

    /// The names by locale, of a category that has any.
    #[must_use]
    pub fn names_of(&self, node: NodeIx) -> Option<&BTreeMap<String, String>> {
        let position = at(&self.position, node)?;
        let found = self.localized.binary_search_by_key(&position, |(position, _)| *position).ok()?;
        self.localized.get(found).map(|(_, names)| names)
    }

    /// The primary parent; none of a root.
    #[must_use]
    pub fn parent(&self, node: NodeIx) -> Option<NodeIx> {
        at(&self.parent, node).filter(|parent| *parent != NONE).map(NodeIx)
    }

    /// Every parent, the primary one first.
    #[must_use = "an iterator does nothing until it is used"]
    pub fn parents(&self, node: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        let others = self.poly.as_ref().map_or(&[][..], |poly| poly.further_parents(node));
        self.parent(node).into_iter().chain(others.iter().map(|(_, parent)| NodeIx(*parent)))
    }

    /// Steps from the root along primary parents: 0 of a root.
    #[must_use]
    pub fn depth(&self, node: NodeIx) -> u32 {
        at(&self.depth, node).unwrap_or(0)
    }

    /// The category and everything below it in the tree of primary parents, as places in preorder.
    #[must_use]
    pub fn interval(&self, node: NodeIx) -> Range<u32> {
        node.0..at(&self.exit, node).unwrap_or(node.0)
    }

    /// Is `above` a strict ancestor of `below`, along any path?
    #[must_use]
    #[inline]
    pub fn is_ancestor(&self, above: NodeIx, below: NodeIx) -> bool {
        let within = above.0 < below.0 && at(&self.exit, above).is_some_and(|exit| below.0 < exit);
        within || self.poly.as_ref().is_some_and(|poly| poly.is_ancestor(above, below))
    }

    /// Has it no children?
    #[must_use]
    pub fn is_leaf(&self, node: NodeIx) -> bool {
        self.children(node).next().is_none()
    }

    /// The categories of which it is a parent, in the order of the list.
    #[must_use = "an iterator does nothing until it is used"]
    pub fn children(&self, node: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        let (mut next, end) = match &self.poly {
            Some(_) => (NONE, NONE),
            None => (node.0.saturating_add(1), at(&self.exit, node).unwrap_or(0)),
        };
        let in_tree = iter::from_fn(move || {
            let child = Some(NodeIx(next)).filter(|_| next < end)?;
            next = at(&self.exit, child)?;
            Some(child)
        });
        let listed = self.poly.as_ref().map_or(&[][..], |poly| poly.children(node));
        in_tree.chain(listed.iter().map(|child| NodeIx(*child)))
    }

    /// The categories without a parent, in the order of the list.
    #[must_use = "an iterator does nothing until it is used"]
    pub fn roots(&self) -> impl Iterator<Item = NodeIx> + '_ {
        let mut next = 0;
        iter::from_fn(move || {
            let root = NodeIx(next);
            next = at(&self.exit, root)?;
            Some(root)
        })
    }

    /// The primary path up, from the parent to the root.
    #[must_use = "an iterator does nothing until it is used"]
    pub fn path_up(&self, node: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        iter::successors(self.parent(node), |node| self.parent(*node))
    }

    /// Every strict ancestor: the root first along the path; in the order of the list if the category or one above has several
    /// parents.
    #[must_use]
    pub fn ancestors(&self, node: NodeIx) -> Vec<NodeIx> {
        let mut found: Vec<NodeIx> = self.path_up(node).collect();
        match self.poly.as_ref().and_then(|poly| poly.ancestors_of_nearest(node)) {
            Some(others) => {
                found.extend(others.iter().map(|ix| NodeIx(*ix)));
                found.sort_unstable_by_key(|node| self.position(*node));
                found.dedup();
            }
            None => found.reverse(),
        }
        found
    }

    /// Everything below, in preorder; in a polyhierarchy along every path, a category where it is first met.
    #[must_use = "an iterator does nothing until it is used"]
    pub fn descendants(&self, node: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        let interval = match &self.poly {
            Some(_) => 0..0,
            None => node.0.saturating_add(1)..self.interval(node).end,
        };
        let met = self.poly.as_ref().map(|poly| poly.descendants(node)).unwrap_or_default();
        range(interval).chain(met)
    }

    /// The lowest common ancestors: categories that are above or equal to all of `nodes` and have no child that is; in the order
    /// of the list. At most one in a tree, none where there is no common ancestor, none for an empty list.
    #[must_use]
    pub fn lca(&self, nodes: &[NodeIx]) -> Vec<NodeIx> {
        let Some((least, greatest)) = nodes.iter().min().zip(nodes.iter().max()) else { return Vec::new() };
        match &self.poly {
            None => self.lowest_over(*least, *greatest).into_iter().collect(),
            Some(_) => self.lowest_common(nodes),
        }
    }

    /// The lowest common ancestor of two categories of a tree, without an allocation; in a polyhierarchy the one over their
    /// primary paths.
    #[must_use]
    pub fn lca_of_two(&self, a: NodeIx, b: NodeIx) -> Option<NodeIx> {
        self.lowest_over(a.min(b), a.max(b))
    }

    /// The lowest category whose interval holds both; `least` is first in preorder.
    fn lowest_over(&self, least: NodeIx, greatest: NodeIx) -> Option<NodeIx> {
        let holds = |node: &NodeIx| self.interval(*node).contains(&greatest.0);
        iter::once(least).chain(self.path_up(least)).find(holds)
    }

    /// The same along every path.
    fn lowest_common(&self, nodes: &[NodeIx]) -> Vec<NodeIx> {
        let mut distinct = nodes.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let mut counts: BTreeMap<NodeIx, usize> = BTreeMap::new();
        for node in &distinct {
            for above in iter::once(*node).chain(self.ancestors(*node)) {
                let count = counts.entry(above).or_default();
                *count = count.saturating_add(1);
            }
        }
        counts.retain(|_, count| *count == distinct.len());
        let mut lowest: Vec<NodeIx> = counts
            .keys()
            .copied()
            .filter(|node| !self.children(*node).any(|child| counts.contains_key(&child)))
            .collect();
        lowest.sort_unstable_by_key(|node| self.position(*node));
        lowest
    }

    /// Writes into `out`, by place in preorder, how many products stand at each category or below it in the tree of primary
    /// parents; `products` holds the category of each.
    ///
    /// A category that a product stands in and that is not of this taxonomy counts nowhere. In a polyhierarchy use
    /// `facet_counts`, which counts a product once however many paths lead to it.
    ///
    /// # Errors
    /// `invalid_argument` if `out` has not one place for each category.
    pub fn roll_up_into(&self, products: &[NodeIx], out: &mut [u32]) -> Result<(), Error> {
        if out.len() != self.len() {
            return Err(Error::invalid("out", out.len(), "must have one place for each category"));
        }
        out.fill(0);
        for product in products {
            if let Some(count) = out.get_mut(product.index()) {
                *count = count.saturating_add(1);
            }
        }
        // children stand after their parents, so that each is whole before it is added
        for (index, parent) in self.parent.iter().enumerate().rev() {
            let count = out.get(index).copied().unwrap_or(0);
            if let Some(above) = out.get_mut(*parent as usize) {
                *above = above.saturating_add(count);
            }
        }
        Ok(())
    }

    /// The list that compiles to this.
    #[must_use]
    pub fn spec(&self) -> TaxonomySpec {
        let node = |node: NodeIx| {
            let mut parents: Vec<String> = self.parents(node).map(|parent| self.id(parent).to_owned()).collect();
            let several = parents.len() > 1;
            NodeSpec {
                id: self.id(node).to_owned(),
                parent_id: if several { None } else { parents.pop() },
                parent_ids: several.then_some(parents),
                name: self.name(node).to_owned(),
                names: self.names_of(node).cloned().unwrap_or_default(),
            }
        };
        self.nodes().map(node).collect()
    }
}

fn range(range: Range<u32>) -> impl Iterator<Item = NodeIx> {
    range.map(NodeIx)
}
