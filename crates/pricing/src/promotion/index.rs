//! Which promotions may match a cart at all? Found by one key each, so that the others cost nothing.

use super::effect::Effect;
use super::rule::{Instant, Rule};
use super::scope::Scope;
use super::symbols::Symbol;
use super::view::{CartView, Facts};
use hashbrown::HashMap;
use mercato_core::Currency;

/// What a cart must have for a promotion to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Key {
    Code(Symbol),
    Sku(Symbol),
    Category(Symbol),
    Tag(Symbol),
    Store(Symbol),
    Channel(Symbol),
    Group(Symbol),
    Currency(Currency),
}

/// Promotions by their most selective key, and by their windows below it.
#[derive(Debug, Default)]
pub(crate) struct Index {
    keyed: HashMap<Key, Windows>,
    open: Windows,
}

impl Index {
    /// Every rule under the first list that it has: codes, then skus, categories, tags and stores of its target, then
    /// channels, groups and currencies.
    pub(crate) fn new(rules: &[Rule]) -> Self {
        let mut index = Self::default();
        for (rank, rule) in rules.iter().enumerate() {
            index.insert(rank, rule);
        }
        index.keyed.values_mut().for_each(Windows::finish);
        index.open.finish();
        index
    }

    fn insert(&mut self, rank: usize, rule: &Rule) {
        let audience = rule.audience();
        let mut found = true;
        let mut put = |keys: &mut dyn Iterator<Item = Key>| {
            for key in keys {
                self.keyed.entry(key).or_default().push(Window::of(rank, rule));
            }
        };
        match &rule.target {
            _ if !audience.codes.is_empty() => put(&mut audience.codes.iter().map(Key::Code)),
            // shipping has no target
            _ if rule.is_shipping() => found = false,
            Scope::Sku(sku) => put(&mut std::iter::once(Key::Sku(*sku))),
            Scope::Lists(lists) if !lists.skus.is_empty() => put(&mut lists.skus.iter().map(Key::Sku)),
            Scope::Lists(lists) if !lists.categories.is_empty() => {
                put(&mut lists.categories.iter().map(Key::Category));
            }
            Scope::Lists(lists) if !lists.tags.is_empty() => put(&mut lists.tags.iter().map(Key::Tag)),
            Scope::Lists(lists) if !lists.stores.is_empty() => put(&mut lists.stores.iter().map(Key::Store)),
            Scope::Everything | Scope::Lists(_) => found = false,
        }
        if found {
            return;
        }
        match (&rule.effect, rule.components.first()) {
            // a bundle without one of its things gives nothing
            (Effect::Bundle { .. }, Some(sku)) => put(&mut std::iter::once(Key::Sku(*sku))),
            _ if !audience.channels.is_empty() => put(&mut audience.channels.iter().map(Key::Channel)),
            _ if !audience.groups.is_empty() => put(&mut audience.groups.iter().map(Key::Group)),
            _ if !audience.currencies.is_empty() => put(&mut audience.currencies.iter().copied().map(Key::Currency)),
            _ => self.open.push(Window::of(rank, rule)),
        }
    }

    /// The ranks of the rules that the cart's keys lead to and whose window is open, in canonical order.
    pub(crate) fn candidates(&self, view: &CartView<'_>, facts: &Facts<'_>) -> Vec<usize> {
        let mut ranks = Vec::new();
        self.open.open_at(facts.now, &mut ranks);
        if !self.keyed.is_empty() {
            let mut look = |key: Key| {
                if let Some(windows) = self.keyed.get(&key) {
                    windows.open_at(facts.now, &mut ranks);
                }
            };
            facts.codes.iter().copied().map(Key::Code).for_each(&mut look);
            facts.channel.into_iter().map(Key::Channel).for_each(&mut look);
            facts.groups.iter().copied().map(Key::Group).for_each(&mut look);
            look(Key::Currency(view.currency));
            for line in &view.lines {
                line.sku.into_iter().map(Key::Sku).for_each(&mut look);
                line.store.into_iter().map(Key::Store).for_each(&mut look);
                line.categories.iter().copied().map(Key::Category).for_each(&mut look);
                line.tags.iter().copied().map(Key::Tag).for_each(&mut look);
            }
        }
        ranks.sort_unstable();
        ranks.dedup();
        ranks
    }
}

/// From when until when a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Window {
    from: Instant,
    rank: usize,
    until: Instant,
}

impl Window {
    fn of(rank: usize, rule: &Rule) -> Self {
        let audience = rule.audience();
        Self { from: audience.from, rank, until: audience.until }
    }
}

/// The rules of a key. Most keys have one, which needs no memory of its own.
#[derive(Debug, Default)]
enum Windows {
    #[default]
    None,
    One(Window),
    Many(Box<Stretches>),
}

impl Windows {
    fn push(&mut self, window: Window) {
        match self {
            Self::None => *self = Self::One(window),
            Self::One(first) => {
                let mut many = Stretches::default();
                many.push(*first);
                many.push(window);
                *self = Self::Many(Box::new(many));
            }
            Self::Many(many) => many.push(window),
        }
    }

    fn finish(&mut self) {
        if let Self::Many(many) = self {
            many.finish();
        }
    }

    /// Adds the rules whose window holds `now`.
    fn open_at(&self, now: Instant, ranks: &mut Vec<usize>) {
        match self {
            Self::None => {}
            Self::One(window) => {
                if window.from <= now && now < window.until {
                    ranks.push(window.rank);
                }
            }
            Self::Many(many) => many.open_at(now, ranks),
        }
    }
}

/// Rules by the start of their window, with the latest end of each stretch, so that those past are skipped in stretches.
#[derive(Debug, Default)]
struct Stretches {
    rules: Vec<(Instant, usize)>,
    /// Before it is finished, the end of each rule; then a heap of the latest ends: a node's children are at 2i+1 and 2i+2.
    ends: Vec<Instant>,
}

impl Stretches {
    fn push(&mut self, window: Window) {
        self.rules.push((window.from, window.rank));
        self.ends.push(window.until);
    }

    fn finish(&mut self) {
        let mut both: Vec<((Instant, usize), Instant)> = self.rules.drain(..).zip(self.ends.drain(..)).collect();
        both.sort_unstable();
        both.dedup();
        let ends: Vec<Instant> = both.iter().map(|(_, end)| *end).collect();
        self.rules = both.into_iter().map(|(rule, _)| rule).collect();
        self.rules.shrink_to_fit();
        self.ends = Self::tree(ends);
    }

    /// The ends, and above each pair the later of the two, up to the root at 0; the width is a power of two.
    fn tree(leaves: Vec<Instant>) -> Vec<Instant> {
        let width = leaves.len().next_power_of_two();
        let inner = width.saturating_sub(1);
        let mut tree = vec![(i64::MIN, 0); inner];
        tree.extend(leaves);
        for node in (0..inner).rev() {
            let end = |child: usize| tree.get(child).copied().unwrap_or((i64::MIN, 0));
            let (left, right) = children(node);
            let latest = end(left).max(end(right));
            if let Some(place) = tree.get_mut(node) {
                *place = latest;
            }
        }
        tree.shrink_to_fit();
        tree
    }

    /// Adds the rules whose window holds `now`.
    fn open_at(&self, now: Instant, ranks: &mut Vec<usize>) {
        let started = self.rules.partition_point(|(from, _)| *from <= now);
        let width = self.rules.len().next_power_of_two();
        if started > 0 {
            self.descend(0, (0, width), started, now, ranks);
        }
    }

    /// Adds the open rules below `node`, which stands for the leaves from `span.0` until before `span.1`.
    fn descend(&self, node: usize, span: (usize, usize), started: usize, now: Instant, ranks: &mut Vec<usize>) {
        let (first, end) = span;
        if first >= started || self.ends.get(node).is_none_or(|latest| *latest <= now) {
            return;
        }
        if end.saturating_sub(first) == 1 {
            ranks.extend(self.rules.get(first).map(|(_, rank)| *rank));
            return;
        }
        let middle = first.midpoint(end);
        let (left, right) = children(node);
        self.descend(left, (first, middle), started, now, ranks);
        self.descend(right, (middle, end), started, now, ranks);
    }
}

/// Where the two halves of a node stand.
const fn children(node: usize) -> (usize, usize) {
    // a tree of 2^63 nodes does not exist
    let left = node.wrapping_mul(2).wrapping_add(1);
    (left, left.wrapping_add(1))
}
