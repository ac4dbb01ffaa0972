//! The optimum by dynamic programming, for orders that the search is slow on: many suppliers that are nearly alike, where
//! thousands of plans cost nearly the same.
//!
//! `f_i(x, c) = min over q of f_{i-1}(x - q, c - [q > 0]) + cost_i(q)` is the least cost of `x` units from the first `i` suppliers,
//! `c` of which deliver. On a price piece the cost is a line, so that the minimum slides over a window: each piece costs time in
//! proportion to the demand, whatever its width. All in whole numbers, without a bound or a tolerance. Limits: no quality limits (they
//! would be further dimensions), and a table of moderate size.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices run over tables of the sizes checked on entry; costs are checked to stay below 2^61"
)]

use super::problem::{Problem, gcd};
use super::search::Plan;

/// The most cells of the table of choices, 4 bytes each.
const MOST_CELLS: usize = 1 << 25;
/// The most steps, cells times price pieces: about a second.
const MOST_STEPS: usize = 1 << 27;
/// A cost that no plan has.
const NONE: i64 = i64::MAX;

/// The sizes of a programme.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    /// The unit of quantities: what all lots are multiples of.
    unit: u64,
    /// Quantities from 0 to the demand, in units.
    quantities: usize,
    /// Counts of suppliers that are told apart.
    counts: usize,
    /// Whether the largest count stands for itself and all above it.
    saturates: bool,
}

impl Size {
    /// The sizes, if the programme is defined for the problem and small enough.
    pub(super) fn of(problem: &Problem) -> Option<Self> {
        if !problem.qualities.is_empty() {
            return None;
        }
        let suppliers = (0..problem.len()).filter(|supplier| !problem.of(*supplier).is_empty());
        let unit = suppliers.fold(0, |unit, supplier| gcd(unit, i128::from(problem.lots[supplier])));
        let unit = u64::try_from(unit).ok().filter(|unit| *unit > 0)?;
        let quantities = usize::try_from(problem.demand / unit).ok()?.checked_add(1)?;
        let bounded = problem.max_suppliers < problem.len();
        let top = if bounded { problem.max_suppliers } else { problem.min_suppliers.min(problem.len()) };
        let counts = if bounded || problem.min_suppliers > 1 { top.checked_add(1)? } else { 1 };
        let cells = quantities.checked_mul(counts)?;
        let table = cells.checked_mul(problem.len())?;
        let steps = cells.checked_mul(problem.pieces.len())?;
        let dearest = problem.pieces.iter().map(|piece| piece.cost(piece.last) / problem.grain).max().unwrap_or(0);
        let steepest = problem.pieces.iter().map(|piece| piece.price / problem.grain).max().unwrap_or(0);
        let largest = dearest
            .checked_mul(i128::try_from(problem.len()).ok()?)?
            .checked_add(steepest.checked_mul(i128::from(problem.demand))?.checked_mul(2)?)?;
        (table <= MOST_CELLS && steps <= MOST_STEPS && largest < 1 << 61).then_some(Self {
            unit,
            quantities,
            counts,
            saturates: !bounded,
        })
    }
}

/// The cheapest plan, or none where there is none.
pub(super) fn programme(problem: &Problem, size: Size) -> Option<Plan> {
    let Size { unit, quantities, counts, saturates } = size;
    if !problem.demand.is_multiple_of(unit) || problem.min_suppliers > problem.max_suppliers {
        return None;
    }
    let cells = quantities * counts;
    let mut costs = vec![NONE; cells];
    costs[0] = 0;
    // how many lots each supplier gives where so much is reached
    let mut lots = vec![0_u32; cells * problem.len()];
    let mut window = Window { places: Vec::with_capacity(quantities), head: 0 };
    for supplier in 0..problem.len() {
        let mut next = if problem.required == Some(supplier) { vec![NONE; cells] } else { costs.clone() };
        let choices = &mut lots[supplier * cells..(supplier + 1) * cells];
        let pieces = problem.of(supplier);
        for count in 0..counts {
            // one more delivers; where counts are not told apart, or no more, it stays
            let target = if count + 1 < counts { Some((count + 1, 0)) } else { saturates.then_some((count, STAYED)) };
            if let Some((target, mark)) = target {
                let from = &costs[count * quantities..(count + 1) * quantities];
                let range = target * quantities..(target + 1) * quantities;
                let (into, chosen) = (&mut next[range.clone()], &mut choices[range]);
                for piece in pieces {
                    let lot = problem.lots[supplier];
                    let narrow = |value: i128| i64::try_from(value / problem.grain).unwrap_or(NONE);
                    let line = Line {
                        first: index(piece.first / lot),
                        last: index(piece.last / lot),
                        fixed: narrow(piece.fixed),
                        price: narrow(piece.price * i128::from(lot)),
                        step: index(lot / unit),
                    };
                    window.slide(&line, mark, from, into, chosen);
                }
            }
        }
        costs = next;
    }
    let end = quantities - 1;
    // the demand is above 0, so that one supplier delivers at least
    let accepted = |count: usize| count >= problem.min_suppliers || (saturates && count + 1 == counts);
    let best = (0..counts)
        .filter(|count| accepted(*count) && costs[count * quantities + end] != NONE)
        .min_by_key(|count| costs[count * quantities + end])?;
    trace(problem, size, &lots, best)
}

/// Reads the plan back from the table of choices.
fn trace(problem: &Problem, size: Size, lots: &[u32], count: usize) -> Option<Plan> {
    let Size { unit, quantities, counts, .. } = size;
    let cells = quantities * counts;
    let mut plan = vec![0; problem.len()];
    let (mut count, mut left) = (count, quantities - 1);
    for supplier in (0..problem.len()).rev() {
        let given = lots[supplier * cells + count * quantities + left];
        if given > 0 {
            plan[supplier] = u64::from(given & !STAYED) * problem.lots[supplier];
            left -= index(plan[supplier] / unit);
            if given & STAYED == 0 {
                count -= 1;
            }
        }
    }
    let cost = problem.cost(&plan)?;
    Some(Plan { cost, quantities: plan })
}

/// Marks a choice that leaves the count as it is.
const STAYED: u32 = 1 << 31;

/// Sizes were checked to fit.
fn index(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// A price piece, by lots.
struct Line {
    first: usize,
    last: usize,
    fixed: i64,
    price: i64,
    /// Units of a lot.
    step: usize,
}

/// The places that may still be the least of a sliding window, cheapest first.
struct Window {
    places: Vec<usize>,
    head: usize,
}

impl Window {
    /// Improves `into[x]` by `from[x - k lots] + fixed + price k` over the lots `k` of a line.
    fn slide(&mut self, line: &Line, mark: u32, from: &[i64], into: &mut [i64], chosen: &mut [u32]) {
        for rest in 0..line.step.min(from.len()) {
            self.places.clear();
            self.head = 0;
            let at = |place: usize| from[rest + place * line.step];
            let length = (from.len() - rest).div_ceil(line.step);
            // what a place costs before the lots that lead on from it
            let base = |place: usize| at(place) - line.price * i64::try_from(place).unwrap_or(0);
            for target in line.first..length {
                let entering = target - line.first;
                if at(entering) != NONE {
                    while self.places.len() > self.head
                        && self.places.last().is_some_and(|last| base(*last) >= base(entering))
                    {
                        self.places.pop();
                    }
                    self.places.push(entering);
                }
                while self.places.get(self.head).is_some_and(|place| place + line.last < target) {
                    self.head += 1;
                }
                if let Some(place) = self.places.get(self.head) {
                    let cost = base(*place) + line.price * i64::try_from(target).unwrap_or(0) + line.fixed;
                    let reached = rest + target * line.step;
                    if cost < into[reached] {
                        into[reached] = cost;
                        chosen[reached] = mark | u32::try_from(target - place).unwrap_or(0);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests")]
mod tests {
    use super::super::problem::{Problem, Scope};
    use super::super::search::{Ending, search};
    use super::super::{AllocateOrdersInput, DiscountType, PriceBreak, SupplierOffer};
    use super::{Size, programme};
    use mercato_core::{Currency, Decimal};
    use proptest::collection::vec;
    use proptest::option::of;
    use proptest::prelude::*;

    fn offer() -> impl Strategy<Value = SupplierOffer> {
        let breaks = of((2_u64..12, 1_i64..40));
        (0_u64..25, 0_i64..60, 1_i64..40, of(0_u64..8), of(1_u64..5), breaks, any::<bool>()).prop_map(
            |(capacity, fixed, price, least, lot, step, incremental)| SupplierOffer {
                fixed_cost: Some(Decimal::new(fixed, 2)),
                min_order: least,
                lot_size: lot,
                price_breaks: step
                    .map(|(min_quantity, later)| {
                        let at = |min_quantity, price| PriceBreak { min_quantity, unit_price: Decimal::new(price, 2) };
                        vec![at(1, price), at(min_quantity, later)]
                    })
                    .unwrap_or_default(),
                discount_type: if incremental { DiscountType::Incremental } else { DiscountType::AllUnits },
                ..SupplierOffer::new("s", Decimal::new(price, 2), capacity)
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        /// Two ways to the optimum that share nothing but the problem; the other is held to exhaustive search.
        #[test]
        fn it_agrees_with_the_search(
            offers in vec(offer(), 1..7),
            demand in 1_u64..60,
            least in of(0_u64..5),
            most in of(0_u64..5),
            required in of(0_usize..7),
        ) {
            let input = AllocateOrdersInput {
                min_suppliers: least,
                max_suppliers: most,
                ..AllocateOrdersInput::new(Currency::EUR, demand, offers)
            };
            let mut problem = Problem::compile(&input, Scope::WHOLE).unwrap();
            if let Some(supplier) = required {
                problem = problem.requiring(supplier % problem.len());
            }
            let Some(size) = Size::of(&problem) else { return Ok(()) };
            let found = programme(&problem, size);
            let Ending::Proven(searched) = search(&problem, 1_000_000, false, &mut 0) else { return Ok(()) };
            prop_assert_eq!(found.as_ref().map(|plan| plan.cost), searched.map(|plan| plan.cost));
            if let Some(plan) = found {
                prop_assert_eq!(problem.cost(&plan.quantities), Some(plan.cost));
            }
        }
    }
}
