//! Branch and bound over what each supplier delivers: the plan of least cost, or that there is none.
//!
//! A node is a domain. It is narrowed by what its sums rule out, bounded by the relaxation, and narrowed again: an order that
//! costs more than the best plan even at the bound's own prices goes. If every supplier of the relaxation takes one possible
//! order, that plan is the node's optimum; else the supplier whose mix hides the most cost is split at its quantity. The
//! bounds carry their rounding error, plans are compared in integers, and costs that cannot be told apart in doubles are
//! told apart by searching on.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices are those of the problem's lists; demand and cost are bounded when it is compiled"
)]

use super::domain::Domain;
use super::problem::{Problem, down};
use super::programme::{Size, programme};
use super::relaxation::{Answer, Basis, Mixes, Relaxation};

/// After so many nodes an order that the dynamic programme is defined for is given to it.
const BEFORE_PROGRAMME: u64 = 2_000;
/// What the open nodes may hold together, in ranges: some hundred megabytes.
const MOST_OPEN: usize = 1 << 23;
/// The most suppliers between which quantities are shifted to better a plan.
const MOST_SHIFTED: usize = 300;

/// A plan and its cost in the problem's scale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) cost: i128,
    pub(super) quantities: Vec<u64>,
}

/// How a search ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ending {
    /// The cheapest plan, or none where there is none.
    Proven(Option<Plan>),
    /// The best plan until the limit of nodes.
    Stopped(Option<Plan>),
}

struct Node {
    domain: Domain,
    basis: Basis,
    /// What the parent's relaxation said, over the scale.
    bound: f64,
}

struct Search<'p> {
    problem: &'p Problem,
    relaxation: Relaxation,
    best: Option<Plan>,
    /// Stop at the first plan.
    any: bool,
    open: Vec<Node>,
    scratch: Vec<u64>,
}

/// Searches within `node_limit` nodes; `any` plan will do, or the cheapest is wanted. The nodes used are added to `nodes`.
pub(super) fn search(problem: &Problem, node_limit: u64, any: bool, nodes: &mut u64) -> Ending {
    let relaxation = Relaxation::new(problem);
    let domain = Domain::new(problem);
    let basis = relaxation.start(problem, &domain);
    let open = vec![Node { domain, basis, bound: f64::NEG_INFINITY }];
    let mut search = Search { problem, relaxation, best: None, any, open, scratch: Vec::new() };
    let size = problem.pieces.len() + 2 * problem.len();
    let mut used = 0_u64;
    while let Some(node) = search.open.pop() {
        if any && search.best.is_some() {
            break;
        }
        if used == BEFORE_PROGRAMME
            && let Some(size) = Size::of(problem)
        {
            *nodes = nodes.saturating_add(used);
            return Ending::Proven(programme(problem, size));
        }
        if used == node_limit || search.open.len().saturating_mul(size) > MOST_OPEN {
            *nodes = nodes.saturating_add(used);
            return Ending::Stopped(search.best);
        }
        used += 1;
        search.visit(node);
    }
    *nodes = nodes.saturating_add(used);
    Ending::Proven(search.best)
}

impl Search<'_> {
    /// What a plan may cost at most to be better than the best, over the scale.
    fn cutoff(&self) -> f64 {
        self.best.as_ref().map_or(f64::INFINITY, |best| {
            let most = (best.cost - self.problem.grain) as f64 / self.relaxation.scale;
            most + most.abs() * 4.0 * f64::EPSILON
        })
    }

    fn visit(&mut self, node: Node) {
        let Node { mut domain, mut basis, bound } = node;
        if bound > self.cutoff() || domain.propagate(self.problem).is_err() {
            return;
        }
        let least = domain.least_suppliers(self.problem, &mut self.scratch);
        let answer = self.relaxation.solve(self.problem, &domain, least, &mut basis);
        let Answer::Bound { value, margin, multipliers } = answer else { return };
        let bound = value - margin;
        if bound > self.cutoff() {
            return;
        }
        let mixes = self.relaxation.mixes(self.problem, &basis, least);
        self.round(&mixes);
        let cutoff = self.cutoff();
        if bound > cutoff {
            return;
        }
        if cutoff.is_finite() {
            let room = cutoff - value + 2.0 * margin;
            if !self.relaxation.tighten(self.problem, &mut domain, &multipliers, room) {
                return;
            }
        }
        self.branch(domain, basis, &mixes, bound);
    }

    /// Splits the domain in two, the likelier half on top.
    fn branch(&mut self, domain: Domain, basis: Basis, mixes: &Mixes, bound: f64) {
        let Some((supplier, quantity)) = self.worst(&domain, mixes).or_else(|| self.widest(&domain, mixes)) else {
            // every supplier has one order left, and that plan was tried
            return;
        };
        let Some((low, high)) = domain.span(self.problem, supplier) else { return };
        let lot = self.problem.lots[supplier];
        // quantities are below 2^53, where doubles are whole
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the cast saturates")]
        let at = down((quantity as u64).clamp(low, high - 1), lot);
        let (mut below, mut above) = (domain.clone(), domain);
        below.keep(self.problem, supplier, 0, at);
        above.keep(self.problem, supplier, at + 1, u64::MAX);
        let split = |domain: &Domain| domain.span(self.problem, supplier);
        let (Some((_, below_end)), Some((above_start, _))) = (split(&below), split(&above)) else { return };
        let lower_first = quantity - below_end as f64 <= above_start as f64 - quantity;
        let below = Node { domain: below, basis: basis.clone(), bound };
        let above = Node { domain: above, basis, bound };
        if lower_first {
            self.open.extend([above, below]);
        } else {
            self.open.extend([below, above]);
        }
    }

    /// The supplier whose mix is furthest below what its quantity costs.
    fn worst(&self, domain: &Domain, mixes: &Mixes) -> Option<(usize, f64)> {
        let scale = self.relaxation.scale;
        let mut worst: Option<(f64, usize, f64)> = None;
        for mix in &mixes.mixed {
            let Some((low, high)) = domain.span(self.problem, mix.supplier) else { continue };
            if low == high {
                continue;
            }
            let rounded = mixes.plan[mix.supplier];
            let whole = libm::fabs(mix.quantity - rounded as f64) < 1e-6;
            let gap = match self.problem.cost_of(mix.supplier, rounded) {
                Some(cost) => cost as f64 / scale - mix.cost,
                // between lots, or below the least order: what the next possible order costs more
                None => self.next_cost(mix.supplier, rounded) / scale - mix.cost,
            };
            let hidden = if whole { gap } else { gap.max(1e-12) };
            if hidden > 1e-12 || !whole {
                let quantity = if whole { rounded as f64 } else { mix.quantity };
                if worst.is_none_or(|(most, _, _)| hidden > most) {
                    worst = Some((hidden, mix.supplier, quantity.clamp(low as f64, high as f64)));
                }
            }
        }
        worst.map(|(_, supplier, quantity)| (supplier, quantity))
    }

    fn next_cost(&self, supplier: usize, quantity: u64) -> f64 {
        let pieces = self.problem.of(supplier);
        let next = pieces.get(pieces.partition_point(|piece| piece.last < quantity));
        next.map_or(0.0, |piece| piece.cost(quantity.max(piece.first)) as f64)
    }

    /// The supplier with the most quantities left, at that of the relaxation.
    fn widest(&self, domain: &Domain, mixes: &Mixes) -> Option<(usize, f64)> {
        let width = |supplier: usize| {
            let (low, high) = domain.span(self.problem, supplier)?;
            (low < high).then(|| ((high - low) / self.problem.lots[supplier], supplier))
        };
        let (_, supplier) = (0..self.problem.len()).filter_map(width).max()?;
        Some((supplier, mixes.plan[supplier] as f64))
    }

    /// Makes a plan of the relaxation's quantities: each moved to a possible order near it, one of them to make up the sum.
    fn round(&mut self, mixes: &Mixes) {
        let mut plan = mixes.plan.clone();
        for mix in &mixes.mixed {
            plan[mix.supplier] = self.nearest(mix.supplier, plan[mix.supplier]);
        }
        self.offer(&plan);
        let total: i128 = plan.iter().map(|quantity| i128::from(*quantity)).sum();
        let missing = i128::from(self.problem.demand) - total;
        if missing != 0 {
            let costs = |supplier: usize| -> Option<(i128, usize, u64)> {
                let quantity = u64::try_from(i128::from(plan[supplier]) + missing).ok()?;
                let (old, new) =
                    (self.problem.cost_of(supplier, plan[supplier])?, self.problem.cost_of(supplier, quantity)?);
                Some((new - old, supplier, quantity))
            };
            let mut ways: Vec<(i128, usize, u64)> = (0..plan.len()).filter_map(costs).collect();
            ways.sort_unstable();
            for (_, supplier, quantity) in ways.into_iter().take(8) {
                let before = plan[supplier];
                plan[supplier] = quantity;
                if self.offer(&plan) {
                    break;
                }
                plan[supplier] = before;
            }
        }
    }

    /// The possible order nearest to a quantity.
    fn nearest(&self, supplier: usize, quantity: u64) -> u64 {
        let lot = self.problem.lots[supplier];
        let of = |first: u64, last: u64| {
            let low = down(quantity, lot).clamp(first, last);
            let high = (low + lot).min(last);
            [low, high]
        };
        let orders = self.problem.of(supplier).iter().flat_map(|piece| of(piece.first, piece.last));
        orders.chain([0]).min_by_key(|order| order.abs_diff(quantity)).unwrap_or_default()
    }

    /// Takes a plan if it keeps every limit and is cheaper, and betters it. Whether it was taken.
    fn offer(&mut self, plan: &[u64]) -> bool {
        let Some(cost) = self.problem.cost(plan) else { return false };
        if self.best.as_ref().is_some_and(|best| best.cost <= cost) {
            return false;
        }
        let mut plan = Plan { cost, quantities: plan.to_vec() };
        if !self.any && self.problem.len() <= MOST_SHIFTED {
            while self.shift(&mut plan) {}
        }
        self.best = Some(plan);
        true
    }

    /// Shifts a quantity from one supplier to another where that is cheaper; at the end of a price piece for one of them.
    fn shift(&self, plan: &mut Plan) -> bool {
        let mut better = false;
        for from in 0..self.problem.len() {
            for to in 0..self.problem.len() {
                if from != to {
                    better |= self.shift_between(plan, from, to);
                }
            }
        }
        better
    }

    fn shift_between(&self, plan: &mut Plan, from: usize, to: usize) -> bool {
        let problem = self.problem;
        let (given, taken) = (plan.quantities[from], plan.quantities[to]);
        let both = given + taken;
        let ends = |supplier: usize| problem.of(supplier).iter().flat_map(|piece| [piece.first, piece.last]).chain([0]);
        let costs = |supplier: usize, quantity: u64| problem.cost_of(supplier, quantity);
        let Some((old_from, old_to)) = costs(from, given).zip(costs(to, taken)) else { return false };
        let old = old_from + old_to;
        let mut best: Option<(i128, u64)> = None;
        for left in ends(from).filter(|left| *left <= both) {
            let Some((new_from, new_to)) = costs(from, left).zip(costs(to, both - left)) else { continue };
            let saved = old - new_from - new_to;
            if saved > 0 && best.is_none_or(|(most, _)| saved > most) {
                plan.quantities[from] = left;
                plan.quantities[to] = both - left;
                if problem.cost(&plan.quantities).is_some() {
                    best = Some((saved, left));
                }
                plan.quantities[from] = given;
                plan.quantities[to] = taken;
            }
        }
        if let Some((saved, left)) = best {
            plan.quantities[from] = left;
            plan.quantities[to] = both - left;
            plan.cost -= saved;
            return true;
        }
        false
    }
}
