//! Which promotions bear on one another? Those that do not are solved apart, so that their costs add and do not multiply.

use super::best::Contender;
use super::candidates::Candidate;
use super::effect::{Basis, Effect};
use super::engine::Engine;
use super::rule::Test;

/// Lines of a cart, as bits.
#[derive(Debug, Clone)]
struct Lines(Vec<u64>);

impl Lines {
    fn none(lines: usize) -> Self {
        Self(vec![0; lines.div_ceil(64)])
    }

    fn insert(&mut self, line: usize) {
        if let Some(word) = self.0.get_mut(line / 64) {
            *word |= 1 << (line % 64);
        }
    }

    fn meets(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a & b != 0)
    }
}

/// What a promotion changes, and what its result depends on beyond what it changes.
#[derive(Debug)]
struct Footprint {
    writes: Lines,
    reads: Lines,
    shipping: bool,
}

impl Footprint {
    fn of(engine: &Engine<'_>, candidate: &Candidate<'_>) -> Self {
        let rule = candidate.rule;
        let count = engine.view.lines.len();
        let (mut writes, mut reads) = (Lines::none(count), Lines::none(count));
        match &rule.effect {
            Effect::ShippingOff { .. } => {}
            Effect::Gift { every, basis, .. } => {
                let sees = rule.target.undiscounted() || rule.line_group().is_some();
                if sees || (every.is_some() && *basis != Basis::List) {
                    candidate.lines.iter().for_each(|line| reads.insert(*line));
                }
            }
            Effect::Bundle { .. } => {
                let of_component = |line: &&usize| {
                    let sku = engine.view.lines.get(**line).and_then(|line| line.sku);
                    sku.is_some_and(|sku| rule.components.contains(&sku))
                };
                candidate.lines.iter().filter(of_component).for_each(|line| writes.insert(*line));
            }
            _ if rule.get_target.is_some() => {
                candidate.get_lines.iter().for_each(|line| writes.insert(*line));
                candidate.lines.iter().for_each(|line| reads.insert(*line));
            }
            _ => candidate.lines.iter().for_each(|line| writes.insert(*line)),
        }
        if let Some(test) = &rule.condition {
            read_by(engine, test, &mut reads);
        }
        Self { writes, reads, shipping: rule.is_shipping() }
    }

    fn bears_on(&self, other: &Self) -> bool {
        (self.shipping && other.shipping)
            || self.writes.meets(&other.writes)
            || self.writes.meets(&other.reads)
            || self.reads.meets(&other.writes)
    }
}

/// The lines whose discounts a condition depends on; quantities and list prices never change.
fn read_by(engine: &Engine<'_>, test: &Test, reads: &mut Lines) {
    match test {
        Test::All(tests) | Test::Any(tests) => tests.iter().for_each(|test| read_by(engine, test, reads)),
        Test::Not(test) => read_by(engine, test, reads),
        Test::MinSubtotal { scope, .. } | Test::MinQuantity { scope, .. } | Test::MinDistinctSkus { scope, .. } => {
            let of_amounts = matches!(test, Test::MinSubtotal { basis: Basis::Current | Basis::Item, .. });
            if of_amounts || scope.undiscounted() {
                let lines = engine.view.lines.iter().enumerate();
                let counted = lines.filter(|(_, line)| line.discountable && scope.names(line));
                counted.for_each(|(index, _)| reads.insert(index));
            }
        }
        Test::FirstOrder
        | Test::CustomerIn(_)
        | Test::AttributeIn { .. }
        | Test::Weekday(_)
        | Test::TimeOfDay { .. } => {}
    }
}

/// The contenders in groups that do not bear on one another, each in canonical order.
pub(crate) fn components<'c>(engine: &Engine<'_>, contenders: &'c [Contender<'c>]) -> Vec<Vec<&'c Contender<'c>>> {
    let footprints: Vec<Footprint> = contenders.iter().map(|one| Footprint::of(engine, one.candidate)).collect();
    // the group of each contender, by its first member
    let mut group: Vec<usize> = (0..contenders.len()).collect();
    for (later, (contender, footprint)) in contenders.iter().zip(&footprints).enumerate() {
        for (earlier, (other, other_footprint)) in contenders.iter().zip(&footprints).enumerate().take(later) {
            let of = |index: usize| group.get(index).copied().unwrap_or(index);
            let (a, b) = (of(earlier), of(later));
            let linked = || {
                contender.candidate.rule.conflicts_after(other.candidate.rule) || footprint.bears_on(other_footprint)
            };
            if a != b && linked() {
                let (kept, gone) = (a.min(b), a.max(b));
                group.iter_mut().filter(|group| **group == gone).for_each(|group| *group = kept);
            }
        }
    }
    let mut components: Vec<(usize, Vec<&Contender<'c>>)> = Vec::new();
    for (contender, first) in contenders.iter().zip(group) {
        match components.binary_search_by_key(&first, |(first, _)| *first) {
            Ok(place) => components.get_mut(place).into_iter().for_each(|(_, members)| members.push(contender)),
            Err(place) => components.insert(place, (first, vec![contender])),
        }
    }
    components.into_iter().map(|(_, members)| members).collect()
}
