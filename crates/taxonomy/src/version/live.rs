//! How does a tree take an edit while products stand in it and questions are asked?
//!
//! A [`LiveTaxonomy`] keeps the numbers of its categories when others come and go, so that a column of products stays as it is;
//! the compiled form numbers in preorder, and an edit would number half of it again. Whether a is above d is still one
//! comparison of labels, which leave room for what moves.
//!
//! | | cost |
//! |---|---|
//! | [`LiveTaxonomy::new`] | O(n) |
//! | [`LiveTaxonomy::apply`] | O(what moves + siblings + depth), amortised |
//! | [`LiveTaxonomy::is_ancestor`] | O(1) |
//! | [`LiveTaxonomy::compile`] | O(n) |
//!
//! Source: P. F. Dietz (1982), for labels with gaps; the rules of edits are in [`super::edit`].

#![allow(
    clippy::indexing_slicing,
    reason = "every number is that of a category, and categories are never taken out of the list"
)]

use super::NodeRecord;
use super::edit::{Edit, RemapEntry, SplitInto};
use super::labels::{self, Span, WHOLE};
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::text::fold_name;
use crate::tree::{NONE, Taxonomy};
use hashbrown::{HashMap, HashSet};
use mercato_core::Error;
use std::collections::BTreeMap;

/// A category of a [`LiveTaxonomy`]; its number stays the same through all edits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LiveIx(u32);

impl LiveIx {
    /// The number as an index of a slice.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// A tree that takes edits.
///
/// ```
/// use mercato_taxonomy::{Edit, LiveTaxonomy, NodeSpec, Taxonomy};
/// let tree = Taxonomy::compile(&[
///     NodeSpec::new("1", None, "Clothing"),
///     NodeSpec::new("2", None, "Evening wear"),
///     NodeSpec::new("3", Some("1"), "Dresses"),
/// ])?;
/// let mut live = LiveTaxonomy::new(&tree)?;
/// let [evening, dresses] = ["2", "3"].map(|id| live.node(id).unwrap());
/// live.apply(&Edit::Move { id: "3".into(), new_parent_id: Some("2".into()) })?;
/// assert!(live.is_ancestor(evening, dresses));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
#[derive(Debug, Clone)]
pub struct LiveTaxonomy {
    nodes: Vec<LiveNode>,
    spans: Vec<Span>,
    roots: Vec<u32>,
    /// Every id that was ever used.
    by_id: HashMap<Box<str>, u32>,
    /// What has vanished, in that order, and where its products went at that time, or [`NONE`].
    vanished: Vec<(u32, u32)>,
    alive: usize,
}

#[derive(Debug, Clone)]
struct LiveNode {
    id: Box<str>,
    name: Box<str>,
    /// As siblings compare it.
    folded: Box<str>,
    names: BTreeMap<String, String>,
    parent: u32,
    /// In the order of the numbers, which is that of the list.
    children: Vec<u32>,
    alive: bool,
}

impl LiveTaxonomy {
    /// Takes a compiled tree; categories are numbered by their place in its list.
    ///
    /// # Errors
    /// `unsupported` for a category with several parents.
    pub fn new(taxonomy: &Taxonomy) -> Result<Self, Error> {
        taxonomy.tree_only()?;
        let number = |node| u32::try_from(taxonomy.position(node)).unwrap_or(NONE);
        let mut live = Self {
            nodes: Vec::with_capacity(taxonomy.len()),
            spans: vec![Span::default(); taxonomy.len()],
            roots: taxonomy.roots().map(number).collect(),
            by_id: HashMap::with_capacity(taxonomy.len()),
            vanished: Vec::new(),
            alive: taxonomy.len(),
        };
        for node in taxonomy.nodes() {
            live.by_id.insert(taxonomy.id(node).into(), number(node));
            live.nodes.push(LiveNode {
                id: taxonomy.id(node).into(),
                name: taxonomy.name(node).into(),
                folded: fold_name(taxonomy.name(node)).into(),
                names: taxonomy.names_of(node).cloned().unwrap_or_default(),
                parent: taxonomy.parent(node).map_or(NONE, number),
                children: taxonomy.children(node).map(number).collect(),
                alive: true,
            });
        }
        live.spread(NONE);
        Ok(live)
    }

    /// How many categories live.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.alive
    }

    /// Does none live?
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.alive == 0
    }

    /// The category with this id, if it lives.
    #[must_use]
    pub fn node(&self, id: &str) -> Option<LiveIx> {
        self.by_id.get(id).filter(|number| self.nodes[**number as usize].alive).map(|number| LiveIx(*number))
    }

    /// The id, also of a category that has vanished.
    #[must_use]
    pub fn id(&self, node: LiveIx) -> &str {
        self.nodes.get(node.index()).map_or("", |node| &node.id)
    }

    /// The name, also of a category that has vanished.
    #[must_use]
    pub fn name(&self, node: LiveIx) -> &str {
        self.nodes.get(node.index()).map_or("", |node| &node.name)
    }

    /// The parent; none of a root or of a category that has vanished.
    #[must_use]
    pub fn parent(&self, node: LiveIx) -> Option<LiveIx> {
        self.nodes.get(node.index()).filter(|node| node.alive && node.parent != NONE).map(|node| LiveIx(node.parent))
    }

    /// Is `above` a strict ancestor of `below`, and do both live?
    #[must_use]
    pub fn is_ancestor(&self, above: LiveIx, below: LiveIx) -> bool {
        // a category that has vanished has an empty span at 0, which holds none and is held by none
        match (self.spans.get(above.index()), self.spans.get(below.index())) {
            (Some(above), Some(below)) => above.holds(*below),
            _ => false,
        }
    }

    /// Makes an edit, or refuses it and changes nothing.
    ///
    /// # Errors
    /// Those of [`super::edit::apply_edits`] for an edit, with the field of the edit as path.
    pub fn apply(&mut self, edit: &Edit) -> Result<(), Error> {
        match edit {
            Edit::Add { id, parent_id, name } => self.add(id, parent_id.as_deref(), name),
            Edit::Rename { id, name } => self.rename(id, name),
            Edit::Move { id, new_parent_id } => self.move_to(id, new_parent_id.as_deref()),
            Edit::Merge { from_ids, into_id } => self.merge(from_ids, into_id),
            Edit::Split { id, into, children, default_id } => self.split(id, into, children, default_id),
            Edit::Remove { id } => self.remove(id),
        }
    }

    /// For each category that has vanished, in that order, where its products belong now.
    #[must_use]
    pub fn remap(&self) -> Vec<RemapEntry> {
        // where a category's products went lived at that time, so that what became of it is known before, from the back
        let mut now: HashMap<u32, u32> = HashMap::with_capacity(self.vanished.len());
        for (from, to) in self.vanished.iter().rev() {
            let to = now.get(to).copied().unwrap_or(*to);
            now.insert(*from, to);
        }
        let id = |number: u32| self.nodes.get(number as usize).map(|node| node.id.to_string());
        let entry = |(from, _): &(u32, u32)| RemapEntry {
            from: id(*from).unwrap_or_default(),
            to: now.get(from).and_then(|to| id(*to)),
        };
        self.vanished.iter().map(entry).collect()
    }

    fn survivors(&self) -> impl Iterator<Item = (&LiveNode, Option<String>)> {
        let parent_id = |node: &LiveNode| self.nodes.get(node.parent as usize).map(|parent| parent.id.to_string());
        self.nodes.iter().filter(|node| node.alive).map(move |node| (node, parent_id(node)))
    }

    /// The categories that live, in the order of their numbers.
    #[must_use]
    pub fn records(&self) -> Vec<NodeRecord> {
        let record = |(node, parent_id): (&LiveNode, Option<String>)| NodeRecord {
            id: node.id.to_string(),
            parent_id,
            name: node.name.to_string(),
        };
        self.survivors().map(record).collect()
    }

    /// The compiled form of what lives.
    ///
    /// # Errors
    /// `overflow` beyond the limits of [`Taxonomy::compile`].
    pub fn compile(&self) -> Result<Taxonomy, TaxonomyError> {
        let spec = |(node, parent_id): (&LiveNode, Option<String>)| NodeSpec {
            names: node.names.clone(),
            ..NodeSpec::new(&*node.id, parent_id.as_deref(), &*node.name)
        };
        Taxonomy::compile(&self.survivors().map(spec).collect::<Vec<_>>())
    }

    // The edits: checks first, in the order of the rules, then changes that cannot fail.

    fn add(&mut self, id: &str, parent_id: Option<&str>, name: &str) -> Result<(), Error> {
        not_blank("id", id)?;
        let parent = self.parent_number("parent_id", parent_id)?;
        self.free("id", id)?;
        let folded = self.free_name("name", name, parent, &[])?;
        self.create(id, name, folded, parent)
    }

    fn rename(&mut self, id: &str, name: &str) -> Result<(), Error> {
        let number = self.number("id", id)?;
        let folded = self.free_name("name", name, self.nodes[number as usize].parent, &[number])?;
        let node = &mut self.nodes[number as usize];
        (node.name, node.folded) = (name.into(), folded);
        Ok(())
    }

    fn move_to(&mut self, id: &str, new_parent_id: Option<&str>) -> Result<(), Error> {
        let number = self.number("id", id)?;
        let parent = self.parent_number("new_parent_id", new_parent_id)?;
        if parent == number || self.is_ancestor(LiveIx(number), LiveIx(parent)) {
            return Err(Error::cycle("new_parent_id", id));
        }
        self.no_clash("id", number, parent, &[number])?;
        self.hang(number, parent);
        Ok(())
    }

    fn merge(&mut self, from_ids: &[String], into_id: &str) -> Result<(), Error> {
        if from_ids.is_empty() {
            return Err(Error::invalid("from_ids", "an empty list", "merges nothing"));
        }
        let mut seen = HashSet::with_capacity(from_ids.len());
        for (index, id) in from_ids.iter().enumerate() {
            let path = || format!("from_ids[{index}]");
            if id == into_id {
                return Err(Error::invalid(path(), format_args!("{id:?}"), "is merged into itself"));
            }
            if !seen.insert(id.as_str()) {
                return Err(Error::invalid(path(), format_args!("{id:?}"), "is named twice"));
            }
        }
        let find = |(index, id): (usize, &String)| self.number(&format!("from_ids[{index}]"), id);
        let from: Vec<u32> = from_ids.iter().enumerate().map(find).collect::<Result<_, Error>>()?;
        let into = self.number("into_id", into_id)?;
        if from.iter().any(|from| self.is_ancestor(LiveIx(*from), LiveIx(into))) {
            return Err(Error::cycle("into_id", into_id));
        }
        let vanishing: HashSet<u32> = from.iter().copied().collect();
        let children = from.iter().flat_map(|from| &self.nodes[*from as usize].children).copied();
        let moving: Vec<u32> = children.filter(|child| !vanishing.contains(child)).collect();
        self.no_clash_of_all("from_ids", &moving, into, &vanishing)?;
        for child in moving {
            self.hang(child, into);
        }
        for from in from {
            self.vanish(from, into);
        }
        Ok(())
    }

    fn split(
        &mut self,
        id: &str,
        into: &[SplitInto],
        children: &BTreeMap<String, String>,
        default_id: &str,
    ) -> Result<(), Error> {
        if into.len() < 2 {
            return Err(Error::invalid(
                "into",
                format_args!("{} categories", into.len()),
                "are no split: give two or more",
            ));
        }
        for (index, part) in into.iter().enumerate() {
            not_blank("id", &part.id).map_err(|error| error.at("into", index))?;
        }
        let parts: HashSet<&str> = into.iter().map(|part| part.id.as_str()).collect();
        if !parts.contains(default_id) {
            return Err(Error::invalid("default_id", format_args!("{default_id:?}"), "is no id of `into`"));
        }
        if let Some((child, part)) = children.iter().find(|(_, part)| !parts.contains(part.as_str())) {
            return Err(Error::invalid(format!("children.{child}"), format_args!("{part:?}"), "is no id of `into`"));
        }
        let number = self.number("id", id)?;
        let own = &self.nodes[number as usize].children;
        if let Some(child) =
            own.iter().map(|child| &*self.nodes[*child as usize].id).find(|id| !children.contains_key(*id))
        {
            return Err(Error::invalid("children", format_args!("{child:?}"), "is a child and is not assigned"));
        }
        let is_own = |child: &str| self.by_id.get(child).is_some_and(|child| own.binary_search(child).is_ok());
        if let Some(other) = children.keys().find(|child| !is_own(child)) {
            return Err(Error::invalid("children", format_args!("{other:?}"), "is assigned and is no child"));
        }
        let mut seen = HashSet::with_capacity(into.len());
        for (index, part) in into.iter().enumerate() {
            let path = format!("into[{index}].id");
            self.free(&path, &part.id)?;
            if !seen.insert(part.id.as_str()) {
                return Err(Error::duplicate(path, part.id.as_str()));
            }
        }
        let parent = self.nodes[number as usize].parent;
        let mut folded: Vec<Box<str>> = Vec::with_capacity(into.len());
        for (index, part) in into.iter().enumerate() {
            let path = format!("into[{index}].name");
            let name = self.free_name(&path, &part.name, parent, &[number])?;
            if folded.contains(&name) {
                return Err(clash(&path, &part.name));
            }
            folded.push(name);
        }
        for (part, folded) in into.iter().zip(folded) {
            self.create(&part.id, &part.name, folded, parent)?;
        }
        for (child, part) in children {
            if let (Some(child), Some(part)) = (self.node(child), self.node(part)) {
                self.hang(child.0, part.0);
            }
        }
        let default = self.node(default_id).map_or(NONE, |node| node.0);
        self.vanish(number, default);
        Ok(())
    }

    fn remove(&mut self, id: &str) -> Result<(), Error> {
        let number = self.number("id", id)?;
        let parent = self.nodes[number as usize].parent;
        let moving = self.nodes[number as usize].children.clone();
        self.no_clash_of_all("id", &moving, parent, &HashSet::from_iter([number]))?;
        for child in moving {
            self.hang(child, parent);
        }
        self.vanish(number, parent);
        Ok(())
    }

    // The checks.

    fn number(&self, path: &str, id: &str) -> Result<u32, Error> {
        self.node(id).map(|node| node.0).ok_or_else(|| Error::not_found(path, id))
    }

    fn parent_number(&self, path: &str, id: Option<&str>) -> Result<u32, Error> {
        id.map_or(Ok(NONE), |id| self.number(path, id))
    }

    fn free(&self, path: &str, id: &str) -> Result<(), Error> {
        if self.by_id.contains_key(id) { Err(Error::duplicate(path, id)) } else { Ok(()) }
    }

    fn children(&self, parent: u32) -> &[u32] {
        self.nodes.get(parent as usize).map_or(&self.roots, |node| &node.children)
    }

    /// The folded name, if it is not blank and no child of `parent` has it; those of `besides` do not count.
    fn free_name(&self, path: &str, name: &str, parent: u32, besides: &[u32]) -> Result<Box<str>, Error> {
        not_blank(path, name)?;
        let folded = fold_name(name).into_boxed_str();
        let same = |child: &u32| self.nodes[*child as usize].folded == folded && !besides.contains(child);
        if self.children(parent).iter().any(same) { Err(clash(path, name)) } else { Ok(folded) }
    }

    fn no_clash(&self, path: &str, number: u32, parent: u32, besides: &[u32]) -> Result<(), Error> {
        let node = &self.nodes[number as usize];
        let same = |child: &u32| self.nodes[*child as usize].folded == node.folded && !besides.contains(child);
        if self.children(parent).iter().any(same) { Err(clash(path, &node.name)) } else { Ok(()) }
    }

    /// Whether all of `moving` can stand under `parent`, once those of `vanishing` are gone.
    fn no_clash_of_all(&self, path: &str, moving: &[u32], parent: u32, vanishing: &HashSet<u32>) -> Result<(), Error> {
        let stays = self.children(parent).iter().filter(|child| !vanishing.contains(*child));
        let mut taken: HashSet<&str> = stays.map(|child| &*self.nodes[*child as usize].folded).collect();
        match moving.iter().map(|child| &self.nodes[*child as usize]).find(|node| !taken.insert(&node.folded)) {
            Some(node) => Err(clash(path, &node.name)),
            None => Ok(()),
        }
    }

    // The changes.

    fn create(&mut self, id: &str, name: &str, folded: Box<str>, parent: u32) -> Result<(), Error> {
        let number = u32::try_from(self.nodes.len()).ok().filter(|number| *number < NONE.saturating_sub(1));
        let number = number.ok_or_else(|| Error::overflow("id", self.nodes.len(), "2^32 categories"))?;
        self.by_id.insert(id.into(), number);
        self.nodes.push(LiveNode {
            id: id.into(),
            name: name.into(),
            folded,
            names: BTreeMap::new(),
            parent,
            children: Vec::new(),
            alive: true,
        });
        self.spans.push(Span::default());
        self.alive = self.alive.saturating_add(1);
        self.enter_list(number, parent);
        self.label(number, parent);
        Ok(())
    }

    fn list(&mut self, parent: u32) -> &mut Vec<u32> {
        match self.nodes.get_mut(parent as usize) {
            Some(node) => &mut node.children,
            None => &mut self.roots,
        }
    }

    fn enter_list(&mut self, number: u32, parent: u32) {
        let list = self.list(parent);
        if let Err(place) = list.binary_search(&number) {
            list.insert(place, number);
        }
    }

    fn leave_list(&mut self, number: u32) {
        let list = self.list(self.nodes[number as usize].parent);
        if let Ok(place) = list.binary_search(&number) {
            list.remove(place);
        }
    }

    /// Hangs a category and what is below it under another parent.
    fn hang(&mut self, number: u32, parent: u32) {
        self.leave_list(number);
        self.nodes[number as usize].parent = parent;
        self.enter_list(number, parent);
        self.label(number, parent);
    }

    /// Takes a category without children away.
    fn vanish(&mut self, number: u32, products_to: u32) {
        self.leave_list(number);
        let node = &mut self.nodes[number as usize];
        node.alive = false;
        node.children = Vec::new();
        self.spans[number as usize] = Span::default();
        self.alive = self.alive.saturating_sub(1);
        self.vanished.push((number, products_to));
    }

    // The labels.

    fn span(&self, number: u32) -> Span {
        self.spans.get(number as usize).copied().unwrap_or(WHOLE)
    }

    /// Gives a subtree labels between those of its siblings.
    fn label(&mut self, number: u32, parent: u32) {
        let siblings = self.children(parent);
        let place = siblings.binary_search(&number).unwrap_or(0);
        let frame = self.span(parent);
        let low = place.checked_sub(1).map_or(frame.enter, |before| self.span(siblings[before]).exit);
        let high = siblings.get(place.saturating_add(1)).map_or(frame.exit, |after| self.span(*after).enter);
        let tour = self.tour(&[number]);
        match labels::within(low, high, tour.len()) {
            Some((first, step)) => self.assign(&tour, first, step),
            None => self.spread(parent),
        }
    }

    /// Spreads the labels below the lowest category from `parent` up that has room for it.
    fn spread(&mut self, parent: u32) {
        let mut above = parent;
        loop {
            let frame = self.span(above);
            let tour = self.tour(self.children(above));
            if let Some((first, step)) = labels::spread(frame.enter, frame.exit, tour.len()) {
                self.assign(&tour, first, step);
                return;
            }
            // 2^32 categories leave more room than that in the frame of the roots
            let Some(node) = self.nodes.get(above as usize) else { return };
            above = node.parent;
        }
    }

    /// The categories of some subtrees in preorder, each with how many follow within its own.
    fn tour(&self, tops: &[u32]) -> Vec<(u32, u32)> {
        let mut tour: Vec<(u32, u32)> = Vec::new();
        // how many categories are open is the depth; what is met first is entered first
        let mut open: Vec<(u32, u32)> = tops.iter().rev().map(|top| (*top, 0)).collect();
        while let Some((number, depth)) = open.pop() {
            tour.push((number, depth));
            let below = depth.saturating_add(1);
            open.extend(self.nodes[number as usize].children.iter().rev().map(|child| (*child, below)));
        }
        tour
    }

    /// Writes labels in the order of the tour.
    fn assign(&mut self, tour: &[(u32, u32)], first: u64, step: u64) {
        let mut label = first;
        let mut open: Vec<u32> = Vec::new();
        let close = |spans: &mut Vec<Span>, number: u32, label: &mut u64| {
            spans[number as usize].exit = *label;
            *label = label.saturating_add(step);
        };
        for (number, depth) in tour {
            while open.len() > *depth as usize {
                if let Some(done) = open.pop() {
                    close(&mut self.spans, done, &mut label);
                }
            }
            self.spans[*number as usize].enter = label;
            label = label.saturating_add(step);
            open.push(*number);
        }
        while let Some(done) = open.pop() {
            close(&mut self.spans, done, &mut label);
        }
    }
}

fn not_blank(path: &str, text: &str) -> Result<(), Error> {
    if text.trim().is_empty() { Err(Error::invalid(path, format_args!("{text:?}"), "is blank")) } else { Ok(()) }
}

fn clash(path: &str, name: &str) -> Error {
    Error::invalid(path, format_args!("{name:?}"), "is the name of a sibling already")
}
