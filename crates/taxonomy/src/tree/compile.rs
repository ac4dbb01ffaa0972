//! From the list to the tour: the reading rules, every mistake at once, then preorder by one walk without a stack.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "every number is the place of a node in lists of that length, which is checked on entry"
)]

use super::poly::Poly;
use super::strings::Strings;
use super::{Links, NONE, Taxonomy, on_cycles};
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use mercato_core::Error;
use std::collections::BTreeSet;
use std::hash::BuildHasher;

pub(super) fn compile(nodes: &[NodeSpec]) -> Result<Taxonomy, TaxonomyError> {
    let too_long = || Error::overflow("nodes", nodes.len(), "2^32 categories with 4 GiB of names");
    u32::try_from(nodes.len()).ok().filter(|count| *count < NONE - 1).ok_or_else(too_long)?;
    let ids = Strings::new(nodes.iter().map(|node| node.id.as_str())).ok_or_else(too_long)?;
    let names = Strings::new(nodes.iter().map(|node| node.name.as_str())).ok_or_else(too_long)?;

    let mut mistakes = malformed(nodes);
    let hasher = DefaultHashBuilder::default();
    let by_id = register(nodes, &hasher, &mut mistakes);
    let links = resolve(nodes, &by_id, &hasher, &mut mistakes);
    let tour = Tour::new(&links);
    // a walk from the roots that misses nodes has left out a cycle; cycles by further parents it cannot see
    if tour.met < nodes.len() || !links.further.is_empty() {
        mistakes.extend(cycles(nodes, &links));
    }
    TaxonomyError::all(mistakes)?;

    let poly = polyhierarchy(&links, &tour)?;
    let localized = (0..).zip(nodes).filter(|(_, node)| !node.names.is_empty());
    let localized = localized.map(|(position, node)| (position, node.names.clone())).collect();
    let Tour { order, position, parent, exit, depth, .. } = tour;
    Ok(Taxonomy { ids, names, localized, by_id, hasher, order, position, parent, exit, depth, poly })
}

/// Blank ids and names, both keys for parents, a parent twice.
pub(crate) fn malformed(nodes: &[NodeSpec]) -> Vec<Error> {
    let mut mistakes = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        if node.id.trim().is_empty() {
            mistakes.push(Error::invalid("id", format_args!("{:?}", node.id), "is blank").at("nodes", index));
        }
        if node.name.trim().is_empty() {
            mistakes.push(Error::invalid("name", format_args!("{:?}", node.name), "is blank").at("nodes", index));
        }
        mistakes.extend(malformed_parents(node, index));
    }
    mistakes
}

/// What is wrong with the parents of a record by itself.
pub(crate) fn malformed_parents(node: &NodeSpec, index: usize) -> Option<Error> {
    let parents = node.parent_ids.as_deref()?;
    if node.parent_id.is_some() {
        let reason = "stands beside `parent_id`; give one of the two";
        return Some(Error::invalid("parent_ids", format_args!("{parents:?}"), reason).at("nodes", index));
    }
    let mut seen = BTreeSet::new();
    let twice = parents.iter().position(|parent| parents.len() > 1 && !seen.insert(parent))?;
    let path = format!("nodes[{index}].parent_ids[{twice}]");
    Some(Error::invalid(path, format_args!("{:?}", parents[twice]), "is named twice"))
}

/// The places of the ids; of an id that occurs twice the first.
fn register(nodes: &[NodeSpec], hasher: &DefaultHashBuilder, mistakes: &mut Vec<Error>) -> HashTable<u32> {
    let id = |position: u32| nodes[position as usize].id.as_str();
    let mut by_id: HashTable<u32> = HashTable::with_capacity(nodes.len());
    for (position, node) in (0..).zip(nodes) {
        let same = |other: &u32| id(*other) == node.id;
        match by_id.entry(hasher.hash_one(node.id.as_str()), same, |other| hasher.hash_one(id(*other))) {
            Entry::Vacant(entry) => {
                entry.insert(position);
            }
            Entry::Occupied(_) => mistakes.push(Error::duplicate(format!("nodes[{position}].id"), node.id.as_str())),
        }
    }
    by_id
}

/// The places of the parents; those that are not there are left out.
fn resolve(
    nodes: &[NodeSpec],
    by_id: &HashTable<u32>,
    hasher: &DefaultHashBuilder,
    mistakes: &mut Vec<Error>,
) -> Links {
    let mut links = Links { primary: vec![NONE; nodes.len()], further: Vec::new() };
    // children of one parent mostly stand together
    let mut last: Option<(&str, u32)> = None;
    for (position, node) in (0_u32..).zip(nodes) {
        for (index, parent) in node.parents().iter().enumerate() {
            let found = match last {
                Some((id, place)) if id == parent => Some(place),
                _ => {
                    by_id.find(hasher.hash_one(parent.as_str()), |other| nodes[*other as usize].id == *parent).copied()
                }
            };
            if let Some(place) = found {
                last = Some((parent, place));
                if links.primary[position as usize] == NONE {
                    links.primary[position as usize] = place;
                } else {
                    links.further.push((position, place));
                }
            } else {
                let field = if node.parent_id.is_some() { "parent_id".into() } else { format!("parent_ids[{index}]") };
                mistakes.push(Error::not_found(field, parent.as_str()).at("nodes", position as usize));
            }
        }
    }
    links
}

/// One mistake for each cycle, at its first member.
fn cycles(nodes: &[NodeSpec], links: &Links) -> Vec<Error> {
    let mut seen = BTreeSet::new();
    let on_cycle = on_cycles(links);
    let first = nodes.iter().zip(on_cycle).enumerate().filter(|(_, (_, cycle))| *cycle != NONE && seen.insert(*cycle));
    first
        .map(|(index, (node, _))| {
            let field = if node.parent_id.is_some() { "parent_id" } else { "parent_ids" };
            Error::cycle(field, node.id.as_str()).at("nodes", index)
        })
        .collect()
}

/// The tree of primary parents in preorder.
struct Tour {
    order: Vec<u32>,
    position: Vec<u32>,
    parent: Vec<u32>,
    exit: Vec<u32>,
    depth: Vec<u32>,
    /// How many nodes the roots lead to.
    met: usize,
}

impl Tour {
    fn new(links: &Links) -> Self {
        let count = links.primary.len();
        // children as chained lists, filled from the back so that they stand in the order of the list
        let (mut first, mut next) = (vec![NONE; count], vec![NONE; count]);
        let mut first_root = NONE;
        for (position, parent) in (0..u32::try_from(count).unwrap_or(NONE)).zip(&links.primary).rev() {
            let head = if *parent == NONE { &mut first_root } else { &mut first[*parent as usize] };
            next[position as usize] = std::mem::replace(head, position);
        }
        let mut tour = Self {
            order: vec![NONE; count],
            position: vec![NONE; count],
            parent: vec![NONE; count],
            exit: vec![0; count],
            depth: vec![0; count],
            met: 0,
        };
        let (mut clock, mut depth, mut above) = (0_u32, 0, NONE);
        let mut node = first_root;
        while node != NONE {
            tour.order[node as usize] = clock;
            tour.position[clock as usize] = node;
            tour.parent[clock as usize] = above;
            tour.depth[clock as usize] = depth;
            let place = clock;
            clock += 1;
            if first[node as usize] != NONE {
                (node, above, depth) = (first[node as usize], place, depth + 1);
                continue;
            }
            tour.exit[place as usize] = clock;
            // up to the first node with a sibling to go on to; depth is 0 at the roots
            while next[node as usize] == NONE && depth > 0 {
                tour.exit[above as usize] = clock;
                node = tour.position[above as usize];
                above = tour.parent[above as usize];
                depth -= 1;
            }
            node = next[node as usize];
        }
        tour.met = clock as usize;
        tour
    }
}

/// The rest of a graph without cycles that is no tree.
fn polyhierarchy(links: &Links, tour: &Tour) -> Result<Option<Box<Poly>>, Error> {
    if links.further.is_empty() {
        return Ok(None);
    }
    let order = &tour.order;
    let further: Vec<(u32, u32)> =
        links.further.iter().map(|(child, parent)| (order[*child as usize], order[*parent as usize])).collect();
    Ok(Some(Box::new(Poly::new(further, &tour.parent, &tour.position)?)))
}
