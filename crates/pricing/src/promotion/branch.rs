//! Branch and bound: every combination of a component, but for those that provably save no more than the best found.
//!
//! The promotions are decided in canonical order, taking one before leaving it, so that of equal combinations the one that
//! applies the earliest differing promotion is found first; a branch is cut where its bound does not exceed the best.
//!
//! What an undecided promotion saves is bounded by what it saves alone on the cart as it stands, its condition, conflicts and
//! budget aside, and with what another promotion could turn in its favour granted: the best step reached of a threshold, the
//! dearest units for a choice of cheap ones. Every such figure falls when amounts fall or lines drop out, so a bound found
//! higher up stays one further down. Of promotions that all exclude one another only the largest bound counts, and lines give
//! no more than they cost.

use super::best::Contender;
use super::description::Level;
use super::effect::Effect;
use super::engine::{Engine, Log, Mark, Strictness};
use mercato_core::Error;

/// A combination, by contender, and whether nothing saves more.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) choice: Vec<bool>,
    pub(crate) proven: bool,
}

impl Found {
    /// All of them, each applied if it can still be: the priority pass.
    pub(crate) fn start(count: usize) -> Self {
        Self { choice: vec![true; count], proven: false }
    }
}

/// What was decided about a contender on the way down.
#[derive(Debug, Clone, Copy)]
enum Decision {
    Taken(Mark, i128),
    /// Taking it was tried before.
    Left,
    /// It cannot be applied here, so leaving it is the only way.
    Impossible,
}

pub(crate) fn search(engine: &mut Engine<'_>, contenders: &[&Contender<'_>], node_limit: u64) -> Result<Found, Error> {
    engine.reset();
    let mut tree = Tree::new(contenders);
    let mut nodes = 0_u64;
    let mut down = true;
    loop {
        if down {
            nodes = nodes.saturating_add(1);
            if nodes > node_limit {
                let choice = tree.best.map_or_else(|| vec![true; contenders.len()], |(_, choice)| choice);
                return Ok(Found { choice, proven: false });
            }
            down = tree.descend(engine)?;
        } else {
            let Some(again) = tree.ascend(engine) else {
                let choice = tree.best.map_or_else(|| vec![false; contenders.len()], |(_, choice)| choice);
                return Ok(Found { choice, proven: true });
            };
            down = again;
        }
    }
}

struct Tree<'c> {
    contenders: &'c [&'c Contender<'c>],
    /// For each contender, the later ones that it excludes.
    excludes: Vec<Vec<usize>>,
    /// How many of those taken exclude each contender.
    blocked: Vec<u32>,
    /// Contenders that all exclude one another, by contender.
    clique: Vec<usize>,
    /// The best bound of each clique, while one is summed.
    clique_best: Vec<i128>,
    decisions: Vec<Decision>,
    /// Bounds by depth: those of the cart as it stood there.
    bounds: Vec<Vec<i128>>,
    saving: i128,
    log: Log,
    best: Option<(i128, Vec<bool>)>,
    /// The lines that the component discounts.
    lines: Vec<usize>,
}

impl<'c> Tree<'c> {
    fn new(contenders: &'c [&'c Contender<'c>]) -> Self {
        let count = contenders.len();
        let conflict = |a: usize, b: usize| {
            let rule = |index: usize| contenders.get(index).map(|one| one.candidate.rule);
            rule(a.min(b)).zip(rule(a.max(b))).is_some_and(|(earlier, later)| later.conflicts_after(earlier))
        };
        let later = |index: usize| index.saturating_add(1)..count;
        let excludes = (0..count).map(|index| later(index).filter(|other| conflict(index, *other)).collect()).collect();
        let mut cliques: Vec<Vec<usize>> = Vec::new();
        let mut clique = Vec::with_capacity(count);
        for index in 0..count {
            let found = cliques.iter().position(|members| members.iter().all(|member| conflict(*member, index)));
            let place = found.unwrap_or_else(|| {
                cliques.push(Vec::new());
                cliques.len().saturating_sub(1)
            });
            cliques.get_mut(place).into_iter().for_each(|members| members.push(index));
            clique.push(place);
        }
        let mut lines: Vec<usize> = contenders
            .iter()
            .flat_map(|one| one.candidate.lines.iter().chain(one.candidate.get_lines))
            .copied()
            .collect();
        lines.sort_unstable();
        lines.dedup();
        Self {
            contenders,
            excludes,
            blocked: vec![0; count],
            clique,
            clique_best: vec![0; cliques.len()],
            decisions: Vec::with_capacity(count),
            bounds: vec![contenders.iter().map(|one| one.bound).collect()],
            saving: 0,
            log: Log::new(),
            best: None,
            lines,
        }
    }

    /// Decides the next contender, taking it if possible; false if there is nothing below.
    fn descend(&mut self, engine: &mut Engine<'_>) -> Result<bool, Error> {
        let depth = self.decisions.len();
        let Some(contender) = self.contenders.get(depth) else {
            if self.best.as_ref().is_none_or(|(best, _)| self.saving > *best) {
                let taken = self.decisions.iter().map(|decision| matches!(decision, Decision::Taken(..)));
                self.best = Some((self.saving, taken.collect()));
            }
            return Ok(false);
        };
        self.inherit_bounds(depth);
        if self.is_hopeless(engine, depth) {
            return Ok(false);
        }
        // what is below may have changed the amounts before orders
        let level = contender.candidate.rule.level;
        let first_beyond_items = depth
            .checked_sub(1)
            .and_then(|above| self.contenders.get(above))
            .is_none_or(|above| above.candidate.rule.level < level && above.candidate.rule.level == Level::Item);
        if first_beyond_items || level == Level::Item {
            engine.unreach();
        }
        engine.reach(level);
        if matches!(self.decisions.last(), Some(Decision::Taken(..))) {
            self.renew_bounds(engine, depth)?;
            if self.is_hopeless(engine, depth) {
                return Ok(false);
            }
        }
        let free = self.blocked.get(depth).is_none_or(|blocked| *blocked == 0);
        if free && engine.attempt(contender.candidate)?.is_ok() {
            let saving = engine.saving(contender.candidate)?;
            let mark = engine.apply(contender.candidate.rule.line_group(), &mut self.log);
            self.saving = self.saving.saturating_add(saving);
            self.block(depth, 1);
            self.decisions.push(Decision::Taken(mark, saving));
        } else {
            self.decisions.push(Decision::Impossible);
        }
        Ok(true)
    }

    /// Goes back to the last contender taken and leaves it; `None` if there is none.
    fn ascend(&mut self, engine: &mut Engine<'_>) -> Option<bool> {
        match self.decisions.pop()? {
            Decision::Taken(mark, saving) => {
                engine.undo(mark, &mut self.log);
                self.saving = self.saving.saturating_sub(saving);
                self.block(self.decisions.len(), -1);
                self.decisions.push(Decision::Left);
                Some(true)
            }
            Decision::Left | Decision::Impossible => Some(false),
        }
    }

    fn block(&mut self, depth: usize, change: i32) {
        for later in self.excludes.get(depth).into_iter().flatten() {
            if let Some(blocked) = self.blocked.get_mut(*later) {
                *blocked = blocked.saturating_add_signed(change);
            }
        }
    }

    /// The bounds of the depth above hold here too.
    fn inherit_bounds(&mut self, depth: usize) {
        if self.bounds.len() <= depth {
            self.bounds.resize(depth.saturating_add(1), Vec::new());
        }
        if let Some((here, above)) = depth.checked_sub(1).and_then(|above| {
            let (upper, lower) = self.bounds.split_at_mut(depth);
            Some((lower.first_mut()?, upper.get(above)?))
        }) {
            here.clone_from(above);
        }
    }

    /// Lowers the bounds to what the cart as it stands allows.
    fn renew_bounds(&mut self, engine: &mut Engine<'_>, depth: usize) -> Result<(), Error> {
        for (index, contender) in self.contenders.iter().enumerate().skip(depth) {
            if self.blocked.get(index).is_some_and(|blocked| *blocked > 0) {
                continue;
            }
            let possible = engine.measure(contender.candidate, Strictness::Bound)?.is_ok();
            let bound = if possible { engine.saving(contender.candidate)? } else { 0 };
            if let Some(place) = self.bounds.get_mut(depth).and_then(|bounds| bounds.get_mut(index)) {
                *place = bound.min(*place);
            }
        }
        Ok(())
    }

    /// Can nothing below exceed the best found?
    fn is_hopeless(&mut self, engine: &Engine<'_>, depth: usize) -> bool {
        let Some((best, _)) = &self.best else { return false };
        self.clique_best.iter_mut().for_each(|best| *best = 0);
        let mut beside_lines = 0_i128;
        let bounds = self.bounds.get(depth).map(Vec::as_slice).unwrap_or_default();
        let undecided = self.contenders.iter().zip(bounds).zip(&self.clique).zip(&self.blocked).skip(depth);
        for (((contender, bound), clique), _) in undecided.filter(|(_, blocked)| **blocked == 0) {
            if let Some(best) = self.clique_best.get_mut(*clique) {
                *best = (*best).max(*bound);
            }
            if matches!(contender.candidate.rule.effect, Effect::Gift { .. } | Effect::ShippingOff { .. }) {
                beside_lines = beside_lines.saturating_add(*bound);
            }
        }
        let sum = self.clique_best.iter().fold(0_i128, |sum, best| sum.saturating_add(*best));
        let left =
            self.lines.iter().fold(beside_lines, |sum, line| sum.saturating_add(i128::from(engine.current(*line))));
        self.saving.saturating_add(sum.min(left)) <= *best
    }
}
