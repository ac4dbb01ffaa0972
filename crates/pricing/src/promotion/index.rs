//! Which promotions may match a cart at all? Found by one key each, so that the others cost nothing.

use super::effect::Effect;
use super::rule::{Instant, Rule};
use super::scope::Scope;
use super::symbols::Symbol;
use super::view::{CartView, Facts};
use hashbrown::HashMap;
use mercato_core::Currency;

/// Promotions by their most selective key, and by their windows below it.
#[derive(Debug, Default)]
pub(crate) struct Index {
    codes: BySymbol,
    skus: BySymbol,
    categories: BySymbol,
    tags: BySymbol,
    stores: BySymbol,
    channels: BySymbol,
    groups: BySymbol,
    currencies: HashMap<Currency, Windows>,
    open: Windows,
}

impl Index {
    /// Every rule under the first list that it has: codes, then skus, categories, tags and stores of its target, then
    /// channels, groups and currencies.
    pub(crate) fn new(rules: &[Rule]) -> Self {
        let mut index = Self::default();
        for (rank, rule) in rules.iter().enumerate() {
            index.insert(rank, rule, rules);
        }
        let Self { codes, skus, categories, tags, stores, channels, groups, currencies, open } = &mut index;
        [codes, skus, categories, tags, stores, channels, groups].into_iter().for_each(BySymbol::finish);
        currencies.values_mut().for_each(Windows::finish);
        open.finish();
        index
    }

    fn insert(&mut self, rank: usize, rule: &Rule, rules: &[Rule]) {
        let codes = &rule.audience().codes;
        match &rule.target {
            _ if !codes.is_empty() => self.codes.push(codes.iter(), rank, rules),
            // shipping has no target
            _ if rule.is_shipping() => self.insert_without_target(rank, rule, rules),
            Scope::Sku(sku) => self.skus.push([*sku], rank, rules),
            Scope::Lists(lists) if !lists.skus.is_empty() => self.skus.push(lists.skus.iter(), rank, rules),
            Scope::Lists(lists) if !lists.categories.is_empty() => {
                self.categories.push(lists.categories.iter(), rank, rules);
            }
            Scope::Lists(lists) if !lists.tags.is_empty() => self.tags.push(lists.tags.iter(), rank, rules),
            Scope::Lists(lists) if !lists.stores.is_empty() => self.stores.push(lists.stores.iter(), rank, rules),
            Scope::Everything | Scope::Lists(_) => self.insert_without_target(rank, rule, rules),
        }
    }

    fn insert_without_target(&mut self, rank: usize, rule: &Rule, rules: &[Rule]) {
        let audience = rule.audience();
        match (&rule.effect, rule.components.first()) {
            // a bundle without one of its things gives nothing
            (Effect::Bundle { .. }, Some(sku)) => self.skus.push([*sku], rank, rules),
            _ if !audience.channels.is_empty() => self.channels.push(audience.channels.iter(), rank, rules),
            _ if !audience.groups.is_empty() => self.groups.push(audience.groups.iter(), rank, rules),
            _ if !audience.currencies.is_empty() => {
                for currency in &audience.currencies {
                    self.currencies.entry(*currency).or_default().push(rank, rules);
                }
            }
            _ => self.open.push(rank, rules),
        }
    }

    /// The ranks of the rules that the cart's keys lead to and whose window is open, in canonical order.
    pub(crate) fn candidates(&self, rules: &[Rule], view: &CartView<'_>, facts: &Facts<'_>) -> Vec<usize> {
        let now = facts.now;
        let mut ranks = Vec::new();
        self.open.look(now, &mut ranks);
        if let Some(windows) = self.currencies.get(&view.currency) {
            windows.look(now, &mut ranks);
        }
        facts.codes.iter().for_each(|code| self.codes.look(*code, now, &mut ranks));
        facts.channel.iter().for_each(|channel| self.channels.look(*channel, now, &mut ranks));
        facts.groups.iter().for_each(|group| self.groups.look(*group, now, &mut ranks));
        for line in &view.lines {
            line.sku.iter().for_each(|sku| self.skus.look(*sku, now, &mut ranks));
            line.store.iter().for_each(|store| self.stores.look(*store, now, &mut ranks));
            line.categories.iter().for_each(|category| self.categories.look(*category, now, &mut ranks));
            line.tags.iter().for_each(|tag| self.tags.look(*tag, now, &mut ranks));
        }
        ranks.sort_unstable();
        ranks.dedup();
        ranks.retain(|rank| rules.get(*rank).is_some_and(|rule| rule.audience().is_open_at(now)));
        ranks
    }
}

/// The rules that name a text of one kind, at the place of its symbol.
#[derive(Debug, Default)]
struct BySymbol {
    windows: Vec<Windows>,
}

impl BySymbol {
    fn push(&mut self, symbols: impl IntoIterator<Item = Symbol>, rank: usize, rules: &[Rule]) {
        for place in symbols.into_iter().filter_map(|symbol| usize::try_from(symbol).ok()) {
            if self.windows.len() <= place {
                self.windows.resize_with(place.saturating_add(1), Windows::default);
            }
            if let Some(windows) = self.windows.get_mut(place) {
                windows.push(rank, rules);
            }
        }
    }

    fn finish(&mut self) {
        self.windows.shrink_to_fit();
        self.windows.iter_mut().for_each(Windows::finish);
    }

    fn look(&self, symbol: Symbol, now: Instant, ranks: &mut Vec<usize>) {
        let windows = usize::try_from(symbol).ok().and_then(|place| self.windows.get(place));
        if let Some(windows) = windows {
            windows.look(now, ranks);
        }
    }
}

/// The rules of a key. Most keys have one, whose window stands in the rule itself.
#[derive(Debug, Default)]
enum Windows {
    #[default]
    None,
    One(usize),
    Many(Box<Stretches>),
}

impl Windows {
    fn push(&mut self, rank: usize, rules: &[Rule]) {
        match self {
            Self::None => *self = Self::One(rank),
            Self::One(first) => {
                let mut many = Stretches::default();
                many.push(*first, rules);
                many.push(rank, rules);
                *self = Self::Many(Box::new(many));
            }
            Self::Many(many) => many.push(rank, rules),
        }
    }

    fn finish(&mut self) {
        if let Self::Many(many) = self {
            many.finish();
        }
    }

    /// Adds the rules whose window may hold `now`.
    fn look(&self, now: Instant, ranks: &mut Vec<usize>) {
        match self {
            Self::None => {}
            Self::One(rank) => ranks.push(*rank),
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
    fn push(&mut self, rank: usize, rules: &[Rule]) {
        if let Some(rule) = rules.get(rank) {
            self.rules.push((rule.audience().from, rank));
            self.ends.push(rule.audience().until);
        }
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
