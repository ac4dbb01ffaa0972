//! What does a polyhierarchy add to its tree of primary parents? Further parents, children by any parent, and the ancestors of
//! each category with several parents.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "every number is the place of a node in lists of that length, and sums are at most the bound checked on entry"
)]

use super::{NodeIx, Taxonomy};
use crate::tree::NONE;
use mercato_core::Error;

/// The most ancestors that are kept for all categories with several parents: 64 MiB.
const MAX_ANCESTORS: usize = 1 << 24;

/// Beside the tree, all by preorder.
#[derive(Debug, Clone)]
pub(super) struct Poly {
    /// (child, parent), sorted by the child; the order of the parents is that of the list.
    further: Vec<(u32, u32)>,
    /// Where the children of each start, with one place more at the end.
    first_child: Vec<u32>,
    children: Vec<u32>,
    /// The nearest category with several parents on the primary path, itself included, as a number of `closures`, or [`NONE`].
    nearest: Vec<u32>,
    /// Where the ancestors of each start, with one place more at the end; sorted.
    first_ancestor: Vec<u32>,
    ancestors: Vec<u32>,
}

impl Poly {
    /// `further` and `parent` in preorder; `position` is the place in the list, which orders the children.
    pub(super) fn new(mut further: Vec<(u32, u32)>, parent: &[u32], position: &[u32]) -> Result<Self, Error> {
        further.sort_by_key(|(child, _)| *child);
        let count = parent.len();
        let (first_child, children) = children(&further, parent, position);
        let mut poly = Self {
            further,
            first_child,
            children,
            nearest: vec![NONE; count],
            first_ancestor: vec![0],
            ancestors: Vec::new(),
        };
        for node in poly.parents_first(parent) {
            let primary = parent[node as usize];
            if poly.further_parents(NodeIx(node)).is_empty() {
                poly.nearest[node as usize] = poly.nearest.get(primary as usize).copied().unwrap_or(NONE);
                continue;
            }
            let mut found: Vec<u32> = Vec::new();
            let further = poly.further_parents(NodeIx(node)).iter().map(|(_, parent)| *parent);
            for above in std::iter::once(primary).chain(further) {
                let mut step = above;
                while step != NONE {
                    found.push(step);
                    // what is above a category with several parents is among its ancestors
                    step = if poly.further_parents(NodeIx(step)).is_empty() { parent[step as usize] } else { NONE };
                }
                found.extend(poly.ancestors_of_nearest(NodeIx(above)).unwrap_or_default());
            }
            found.sort_unstable();
            found.dedup();
            if poly.ancestors.len() + found.len() > MAX_ANCESTORS {
                let what =
                    format!("the categories with several parents have more than {MAX_ANCESTORS} ancestors in all");
                return Err(Error::unsupported("nodes", what));
            }
            poly.nearest[node as usize] = u32::try_from(poly.first_ancestor.len() - 1).unwrap_or(NONE);
            poly.ancestors.extend(found);
            poly.first_ancestor.push(u32::try_from(poly.ancestors.len()).unwrap_or(NONE));
        }
        Ok(poly)
    }

    /// Every node after all of its parents.
    fn parents_first(&self, parent: &[u32]) -> Vec<u32> {
        let mut waiting: Vec<u32> = parent.iter().map(|parent| u32::from(*parent != NONE)).collect();
        for (child, _) in &self.further {
            waiting[*child as usize] += 1;
        }
        let mut sorted: Vec<u32> =
            (0..).zip(&waiting).filter(|(_, parents)| **parents == 0).map(|(node, _)| node).collect();
        let mut next = 0;
        while let Some(node) = sorted.get(next).copied() {
            next += 1;
            for child in self.children(NodeIx(node)) {
                waiting[*child as usize] -= 1;
                if waiting[*child as usize] == 0 {
                    sorted.push(*child);
                }
            }
        }
        sorted
    }

    /// The parents after the first.
    pub(super) fn further_parents(&self, node: NodeIx) -> &[(u32, u32)] {
        let start = self.further.partition_point(|(child, _)| *child < node.0);
        let end = self.further.partition_point(|(child, _)| *child <= node.0);
        &self.further[start..end]
    }

    /// The first category of the list that has several parents.
    pub(super) fn first_multiple(&self, taxonomy: &Taxonomy) -> Option<NodeIx> {
        self.further.iter().map(|(child, _)| NodeIx(*child)).min_by_key(|node| taxonomy.position(*node))
    }

    pub(super) fn children(&self, node: NodeIx) -> &[u32] {
        let bounds = self.first_child.get(node.index()).zip(self.first_child.get(node.index().saturating_add(1)));
        bounds.map_or(&[], |(start, end)| &self.children[*start as usize..*end as usize])
    }

    /// The ancestors of the nearest category with several parents, on the primary path from the node itself.
    pub(super) fn ancestors_of_nearest(&self, node: NodeIx) -> Option<&[u32]> {
        let nearest = self.nearest.get(node.index()).copied().filter(|nearest| *nearest != NONE)? as usize;
        Some(&self.ancestors[self.first_ancestor[nearest] as usize..self.first_ancestor[nearest + 1] as usize])
    }

    /// Whether a path leads up by another than the primary one.
    pub(super) fn is_ancestor(&self, above: NodeIx, below: NodeIx) -> bool {
        self.ancestors_of_nearest(below).is_some_and(|found| found.binary_search(&above.0).is_ok())
    }

    /// Everything below, by depth first search, a node where it is first met.
    pub(super) fn descendants(&self, node: NodeIx) -> Vec<NodeIx> {
        let mut met = vec![false; self.nearest.len()];
        let mut found = Vec::new();
        let mut open: Vec<u32> = self.children(node).iter().rev().copied().collect();
        while let Some(next) = open.pop() {
            if std::mem::replace(&mut met[next as usize], true) {
                continue;
            }
            found.push(NodeIx(next));
            open.extend(self.children(NodeIx(next)).iter().rev().filter(|child| !met[**child as usize]));
        }
        found
    }
}

/// Children by any parent, in the order of the list: where those of each start, and the children.
fn children(further: &[(u32, u32)], parent: &[u32], position: &[u32]) -> (Vec<u32>, Vec<u32>) {
    let mut links: Vec<(u32, u32)> = Vec::with_capacity(parent.len() + further.len());
    for (child, above) in (0..).zip(parent) {
        if *above != NONE {
            links.push((*above, child));
        }
    }
    links.extend(further.iter().map(|(child, above)| (*above, *child)));
    links.sort_unstable_by_key(|(above, child)| (*above, position[*child as usize]));
    let mut first = Vec::with_capacity(parent.len() + 1);
    let mut next = 0;
    for above in (0..).take(parent.len()) {
        first.push(u32::try_from(next).unwrap_or(NONE));
        while links.get(next).is_some_and(|(link, _)| *link == above) {
            next += 1;
        }
    }
    first.push(u32::try_from(next).unwrap_or(NONE));
    (first, links.into_iter().map(|(_, child)| child).collect())
}
