//! What each supplier may still deliver at a point of the search, and what the sum, the counts and the lots rule out at once.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices are those of the problem's lists; quantities stay within the demand, which is bounded"
)]

use super::problem::{Problem, down, gcd, up};

/// The quantities left, piece by piece; a piece without any has its first above its last.
#[derive(Debug, Clone)]
pub(super) struct Domain {
    pub(super) ranges: Vec<(u64, u64)>,
    /// Whether nothing may be ordered of a supplier.
    pub(super) zero: Vec<bool>,
}

/// Nothing satisfies the limits any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Empty;

/// How often the deductions are repeated at a point: what they miss, branching finds.
const ROUNDS: usize = 3;

impl Domain {
    /// Everything that the problem allows.
    pub(super) fn new(problem: &Problem) -> Self {
        Self {
            ranges: problem.pieces.iter().map(|piece| (piece.first, piece.last)).collect(),
            zero: (0..problem.len()).map(|supplier| problem.required != Some(supplier)).collect(),
        }
    }

    pub(super) fn of<'d>(&'d self, problem: &Problem, supplier: usize) -> &'d [(u64, u64)] {
        &self.ranges[problem.offsets[supplier]..problem.offsets[supplier + 1]]
    }

    /// The least quantity, and the largest; `None` if there is none.
    pub(super) fn span(&self, problem: &Problem, supplier: usize) -> Option<(u64, u64)> {
        let mut ranges = self.of(problem, supplier).iter().filter(|(first, last)| first <= last);
        let zero = self.zero[supplier].then_some(0);
        let Some((first, last)) = ranges.next() else { return zero.map(|_| (0, 0)) };
        let most = ranges.next_back().map_or(*last, |(_, last)| *last);
        Some((zero.unwrap_or(*first), most))
    }

    /// May nothing but nothing be ordered?
    pub(super) fn is_unused(&self, problem: &Problem, supplier: usize) -> bool {
        self.of(problem, supplier).iter().all(|(first, last)| first > last)
    }

    /// Leaves the quantities `least..=most` only. Whether anything changed.
    pub(super) fn keep(&mut self, problem: &Problem, supplier: usize, least: u64, most: u64) -> bool {
        let lot = problem.lots[supplier];
        let mut changed = false;
        if least > 0 && self.zero[supplier] {
            self.zero[supplier] = false;
            changed = true;
        }
        let (least, most) = (up(least, lot).unwrap_or(u64::MAX), down(most, lot));
        for (first, last) in &mut self.ranges[problem.offsets[supplier]..problem.offsets[supplier + 1]] {
            if *first <= *last && (*first < least || *last > most) {
                (*first, *last) = ((*first).max(least), (*last).min(most));
                changed = true;
            }
        }
        changed
    }

    /// Draws the conclusions from demand, counts, lots and twins.
    pub(super) fn propagate(&mut self, problem: &Problem) -> Result<(), Empty> {
        for _ in 0..ROUNDS {
            let summed = self.sum(problem)?;
            let counted = self.count(problem)?;
            let stepped = self.step(problem)?;
            let paired = self.pair(problem)?;
            if !(summed || counted || stepped || paired) {
                break;
            }
        }
        Ok(())
    }

    /// Each supplier delivers what the others cannot, and no more than they leave.
    fn sum(&mut self, problem: &Problem) -> Result<bool, Empty> {
        let (mut least, mut most) = (0_u128, 0_u128);
        for supplier in 0..problem.len() {
            let (low, high) = self.span(problem, supplier).ok_or(Empty)?;
            least += u128::from(low);
            most += u128::from(high);
        }
        let demand = u128::from(problem.demand);
        if least > demand || most < demand {
            return Err(Empty);
        }
        let mut changed = false;
        for supplier in 0..problem.len() {
            let (low, high) = self.span(problem, supplier).ok_or(Empty)?;
            let needed = demand.saturating_sub(most - u128::from(high));
            let left = demand - (least - u128::from(low));
            if needed > u128::from(low) || left < u128::from(high) {
                // both are at most the demand
                let within = |value: u128| u64::try_from(value).unwrap_or(u64::MAX);
                changed |= self.keep(problem, supplier, within(needed), within(left));
                let (new_low, new_high) = self.span(problem, supplier).ok_or(Empty)?;
                least += u128::from(new_low - low);
                most -= u128::from(high - new_high);
                if least > demand || most < demand {
                    return Err(Empty);
                }
            }
        }
        Ok(changed)
    }

    /// No more suppliers than may deliver, no fewer than must.
    fn count(&mut self, problem: &Problem) -> Result<bool, Empty> {
        let suppliers = problem.len();
        let forced = self.zero.iter().filter(|zero| !**zero).count();
        let possible = (0..suppliers).filter(|supplier| !self.is_unused(problem, *supplier)).count();
        if forced > problem.max_suppliers || possible < problem.min_suppliers {
            return Err(Empty);
        }
        let mut changed = false;
        if forced == problem.max_suppliers && possible > forced {
            for supplier in 0..suppliers {
                if self.zero[supplier] {
                    changed |= self.keep(problem, supplier, 0, 0);
                }
            }
        } else if possible == problem.min_suppliers && forced < possible {
            for supplier in 0..suppliers {
                if self.zero[supplier] && !self.is_unused(problem, supplier) {
                    self.zero[supplier] = false;
                    changed = true;
                }
            }
        }
        Ok(changed)
    }

    /// What the others deliver is a multiple of their lots, so what is left for one is known up to such a multiple.
    fn step(&mut self, problem: &Problem) -> Result<bool, Empty> {
        if problem.lots.iter().all(|lot| *lot == 1) {
            return Ok(false);
        }
        let suppliers = problem.len();
        let spans: Vec<(u64, u64)> =
            (0..suppliers).map(|supplier| self.span(problem, supplier).ok_or(Empty)).collect::<Result<_, _>>()?;
        let fixed: i128 = spans.iter().filter(|(low, high)| low == high).map(|(low, _)| i128::from(*low)).sum();
        let rest = i128::from(problem.demand) - fixed;
        let lot = |supplier: usize| {
            let (low, high) = spans[supplier];
            if low == high { 0 } else { i128::from(problem.lots[supplier]) }
        };
        // the divisor of all the lots after each supplier, then, on the way back, of those before
        let mut after = vec![0; suppliers + 1];
        for supplier in (0..suppliers).rev() {
            after[supplier] = gcd(after[supplier + 1], lot(supplier));
        }
        let mut before = 0;
        let mut changed = false;
        for supplier in 0..suppliers {
            let own = lot(supplier);
            let others = gcd(before, after[supplier + 1]);
            before = gcd(before, own);
            if own == 0 {
                continue;
            }
            if others == 0 {
                let quantity = u64::try_from(rest).map_err(|_| Empty)?;
                changed |= self.keep(problem, supplier, quantity, quantity);
                let (low, high) = self.span(problem, supplier).ok_or(Empty)?;
                if (low, high) != (quantity, quantity) {
                    return Err(Empty);
                }
            } else if own % others == 0 {
                if rest % others != 0 {
                    return Err(Empty);
                }
            } else {
                changed |= self.align(problem, supplier, rest, others)?;
            }
        }
        Ok(changed)
    }

    /// Moves the ends of a supplier's ranges to multiples of its lot that leave `rest` less a multiple of `others`.
    fn align(&mut self, problem: &Problem, supplier: usize, rest: i128, others: i128) -> Result<bool, Empty> {
        let lot = i128::from(problem.lots[supplier]);
        let common = gcd(lot, others);
        if rest % common != 0 {
            return Err(Empty);
        }
        let modulus = others / common;
        let step = lot * modulus;
        let lots = (rest / common).rem_euclid(modulus) * inverse(lot / common, modulus) % modulus;
        let start = lots * lot;
        let mut changed = false;
        if self.zero[supplier] && start != 0 {
            self.zero[supplier] = false;
            changed = true;
        }
        for (first, last) in &mut self.ranges[problem.offsets[supplier]..problem.offsets[supplier + 1]] {
            if first > last {
                continue;
            }
            let (low, high) = (i128::from(*first), i128::from(*last));
            let (new_low, new_high) = (low + (start - low).rem_euclid(step), high - (high - start).rem_euclid(step));
            if (new_low, new_high) != (low, high) {
                changed = true;
                (*first, *last) = match (u64::try_from(new_low), u64::try_from(new_high)) {
                    (Ok(low), Ok(high)) if low <= high => (low, high),
                    _ => (1, 0),
                };
            }
        }
        if self.span(problem, supplier).is_none() { Err(Empty) } else { Ok(changed) }
    }

    /// Of two suppliers that differ in their name only the earlier delivers no less.
    fn pair(&mut self, problem: &Problem) -> Result<bool, Empty> {
        let mut changed = false;
        for (supplier, twin) in problem.twins.iter().enumerate() {
            if let Some(twin) = twin {
                let (_, most) = self.span(problem, *twin).ok_or(Empty)?;
                changed |= self.keep(problem, supplier, 0, most);
                let (least, _) = self.span(problem, supplier).ok_or(Empty)?;
                changed |= self.keep(problem, *twin, least, u64::MAX);
                self.span(problem, *twin).ok_or(Empty)?;
            }
        }
        Ok(changed)
    }

    /// How many suppliers it takes at least to deliver the demand.
    pub(super) fn least_suppliers(&self, problem: &Problem, scratch: &mut Vec<u64>) -> usize {
        scratch.clear();
        scratch.extend((0..problem.len()).filter_map(|supplier| Some(self.span(problem, supplier)?.1)));
        scratch.sort_unstable_by(|a, b| b.cmp(a));
        let mut left = problem.demand;
        scratch
            .iter()
            .take_while(|most| {
                let open = left > 0;
                left = left.saturating_sub(**most);
                open
            })
            .count()
            .max(problem.min_suppliers)
    }
}

/// The inverse of `value` modulo `modulus`, which have no common divisor.
fn inverse(value: i128, modulus: i128) -> i128 {
    let (mut r0, mut r1) = (modulus, value.rem_euclid(modulus));
    let (mut t0, mut t1) = (0_i128, 1_i128);
    while r1 != 0 {
        let quotient = r0 / r1;
        (r0, r1) = (r1, r0 - quotient * r1);
        (t0, t1) = (t1, t0 - quotient * t1);
    }
    t0.rem_euclid(modulus)
}
