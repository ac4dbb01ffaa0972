//! How often to place a joint order, and which items to put on every one, every second, every third?
//!
//! ```text
//! cost(T, m) = (K + Σ kᵢ/mᵢ)/T + T/2 Σ hᵢλᵢmᵢ      least for given m at T = √(2(K + Σ kᵢ/mᵢ)/Σ hᵢλᵢmᵢ)
//! ```
//!
//! A joint order every T costs K, also when no item is due; item i joins every mᵢ-th for kᵢ more.
//!
//! - `silver`: the item with the least k/(hλ), the first of equal ones, gets m = 1; each other the whole number (at least 1,
//!   halves to even) nearest to √(kᵢ/(hᵢλᵢ) · h₁λ₁/(K + k₁)).
//! - `optimal`: for a given T the best mᵢ is the least with m(m+1) ≥ 2kᵢ/(hᵢλᵢT²), so only the vectors between the breakpoints
//!   √(2kᵢ/(hᵢλᵢm(m+1))) of T can be optimal. All of them are met on the way down from a T at which stock alone costs as much
//!   as Silver's plan to the T below which K/T + Σ √(2kᵢhᵢλᵢ) exceeds the best cost found.
//!
//! Time of `silver`: O(n). Time of `optimal`: O(B log n), with about n·(Σ kᵢ/K)^⅓ breakpoints B on the way; space O(n).
//!
//! Source: E. A. Silver (1976), "A simple method of determining order quantities in joint replenishments under deterministic
//! demand", Management Science 22; S. K. Goyal (1974), "Determination of optimum packaging frequency of items jointly
//! replenished", Management Science 21. Limits: constant demand, no shortages; in the search an item whose multiple exceeds 2²⁰
//! counts as if multiples were not whole, which is within 1.2e-13 of its cost, and the search ends that near to its bound.

use crate::check::{answer, answer_at, non_negative, not_empty, positive, unique};
use crate::error::InventoryError;
use crate::range::{quotient, root};
use mercato_core::Error;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// How are cycle time and multiples chosen?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum JointMethod {
    /// Silver's rule, without search.
    Silver,
    /// The least cost of any cycle time and whole multiples.
    #[default]
    Optimal,
}

/// An item of [`joint_replenishment`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct JointItem {
    /// Its name, unlike the others.
    pub id: String,
    /// k, what it adds to the cost of a joint order, at least 0.
    pub fixed_cost: f64,
    /// h, the cost of holding one unit for one unit of time, above 0.
    pub holding_cost: f64,
    /// λ, units demanded in one unit of time, above 0.
    pub demand_rate: f64,
}

/// What [`joint_replenishment`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct JointReplenishmentInput {
    /// K, the cost of one joint order without its items, at least 0; above 0 for `optimal`.
    pub shared_fixed_cost: f64,
    /// The items, at least one.
    pub items: Vec<JointItem>,
    /// How cycle time and multiples are chosen.
    pub method: JointMethod,
}

/// What [`joint_replenishment`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct JointReplenishmentOutput {
    /// T, time between joint orders.
    pub base_cycle_time: f64,
    /// m, in the order of the items: an item joins every m-th order.
    pub order_multiples: Vec<u64>,
    /// Units of each item when it joins: λmT.
    pub order_quantities: Vec<f64>,
    /// Ordering and holding cost of all items for one unit of time.
    pub cost: f64,
}

/// A joint ordering plan; formulas and methods in the [module](self).
///
/// ```
/// use mercato_inventory::{JointItem, JointMethod, JointReplenishmentInput, joint_replenishment};
/// let item = |id: &str, fixed_cost, holding_cost, demand_rate| JointItem {
///     id: id.into(), fixed_cost, holding_cost, demand_rate,
/// };
/// let plan = joint_replenishment(&JointReplenishmentInput {
///     shared_fixed_cost: 60.0,
///     items: vec![item("fast", 4.0, 2.0, 100.0), item("slow", 32.0, 1.0, 50.0)],
///     method: JointMethod::Silver,
/// })?;
/// // m of "slow": sqrt(32/50 x 200/64) = sqrt(2), nearest to 1; T = sqrt(2 x 96 / 250)
/// assert_eq!(plan.order_multiples, [1, 1]);
/// assert!((plan.base_cycle_time - 0.876_356).abs() < 1e-6 && (plan.cost - 219.0890).abs() < 1e-4);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `duplicate_id` for an id that occurs twice; `invalid_argument` for no items, a figure that is not finite or out of its
/// range, a shared cost of 0 with `optimal` (orders without end cost the least), or with `silver` where the item of multiple 1
/// costs nothing to order either; `overflow` if an answer exceeds a double, or a multiple 2⁵³.
pub fn joint_replenishment(input: &JointReplenishmentInput) -> Result<JointReplenishmentOutput, InventoryError> {
    not_empty("items", &input.items)?;
    unique("items", input.items.iter().map(|item| item.id.as_str()))?;
    let shared = match input.method {
        JointMethod::Silver => non_negative("shared_fixed_cost", input.shared_fixed_cost)?,
        JointMethod::Optimal => positive("shared_fixed_cost", input.shared_fixed_cost)?,
    };
    for (index, item) in input.items.iter().enumerate() {
        item.check().map_err(|error| error.at("items", index))?;
    }
    let mut items = Vec::with_capacity(input.items.len());
    for (index, item) in input.items.iter().enumerate() {
        items.push(Item::new(item).map_err(|error| error.at("items", index))?);
    }
    let mut multiples = silver(shared, &items)?;
    if input.method == JointMethod::Optimal {
        let time = optimal_time(shared, &items, Cycle::of(shared, &items, &multiples).cost())?;
        multiples = items.iter().map(|item| item.best_multiple(time)).collect();
    }
    let cycle = Cycle::of(shared, &items, &multiples);
    let time = answer("base_cycle_time", cycle.time())?;
    let mut order_multiples = Vec::with_capacity(items.len());
    let mut order_quantities = Vec::with_capacity(items.len());
    for (index, (item, multiple)) in input.items.iter().zip(&multiples).enumerate() {
        order_multiples.push(whole_multiple(index, *multiple)?);
        let quantity = quotient([item.demand_rate, *multiple, time], []);
        order_quantities.push(answer_at("order_quantities", index, quantity)?);
    }
    let cost = answer("cost", cycle.cost())?;
    Ok(JointReplenishmentOutput { base_cycle_time: time, order_multiples, order_quantities, cost })
}

impl JointItem {
    fn check(&self) -> Result<(), Error> {
        non_negative("fixed_cost", self.fixed_cost)?;
        positive("holding_cost", self.holding_cost)?;
        positive("demand_rate", self.demand_rate)?;
        Ok(())
    }
}

/// An item by what matters: its k, and hλ.
#[derive(Debug, Clone, Copy)]
struct Item {
    fixed: f64,
    holding: f64,
}

impl Item {
    fn new(item: &JointItem) -> Result<Self, Error> {
        let fixed = item.fixed_cost.abs();
        let holding = quotient([item.holding_cost, item.demand_rate], []);
        // a product that underflows to 0 would hide that stock costs something
        if holding.is_finite() && holding > 0.0 {
            Ok(Self { fixed, holding })
        } else {
            Err(Error::overflow("holding_cost", holding, "a double, multiplied with demand_rate,"))
        }
    }

    /// √(2k/(hλ)), the cycle that would suit this item alone.
    fn own_time(&self) -> f64 {
        root([2.0, self.fixed], [self.holding])
    }

    /// √(2khλ), the least that this item can cost.
    fn own_cost(&self) -> f64 {
        root([2.0, self.fixed, self.holding], [])
    }

    /// The least m ≥ 1 with m(m+1) ≥ (own time / T)².
    fn best_multiple(&self, time: f64) -> f64 {
        let ratio = self.own_time() / time;
        (libm::hypot(ratio, 0.5) - 0.5).ceil().max(1.0)
    }

    /// The T at which m and m + 1 cost the same.
    fn breakpoint(&self, multiple: f64) -> f64 {
        self.own_time() / (multiple * (multiple + 1.0)).sqrt()
    }
}

/// The costs of a vector of multiples: K + Σk/m an order, Σhλm a unit of time and half.
#[derive(Debug, Clone, Copy)]
struct Cycle {
    ordering: f64,
    holding: f64,
}

impl Cycle {
    fn of(shared: f64, items: &[Item], multiples: &[f64]) -> Self {
        let ordering: Sum = items.iter().zip(multiples).map(|(item, m)| item.fixed / m).chain([shared]).collect();
        let holding: Sum = items.iter().zip(multiples).map(|(item, m)| item.holding * m).collect();
        Self { ordering: ordering.value(), holding: holding.value() }
    }

    fn time(&self) -> f64 {
        root([2.0, self.ordering], [self.holding])
    }

    fn cost(&self) -> f64 {
        root([2.0, self.ordering, self.holding], [])
    }
}

fn silver(shared: f64, items: &[Item]) -> Result<Vec<f64>, Error> {
    let ratio = |item: &&Item| quotient([item.fixed], [item.holding]);
    let Some(base) = items.iter().min_by(|a, b| ratio(a).total_cmp(&ratio(b))) else { return Ok(Vec::new()) };
    let order = answer("shared_fixed_cost", shared + base.fixed)?;
    if order <= 0.0 {
        let reason = "must be above 0, as the item ordered most often has no fixed cost either";
        return Err(Error::invalid("shared_fixed_cost", shared, reason));
    }
    // the base's own root is √(k/(K + k)) ≤ 1, which gives it 1
    let nearest = |item: &Item| root([item.fixed, base.holding], [item.holding, order]).round_ties_even();
    Ok(items.iter().map(|item| nearest(item).max(1.0)).collect())
}

/// A cycle time at which the best multiples give the least cost of all, by a sweep over the breakpoints from long to short.
fn optimal_time(shared: f64, items: &[Item], incumbent: f64) -> Result<f64, Error> {
    let incumbent = answer("cost", incumbent)?;
    let bound = items.iter().map(Item::own_cost).collect::<Sum>().value();
    let longest = quotient([2.0, incumbent], [items.iter().map(|item| item.holding).collect::<Sum>().value()]);
    let mut sweep = Sweep::new(shared, items, answer("base_cycle_time", longest)?);
    let mut best = Best { cost: f64::INFINITY, time: longest };
    loop {
        best = best.or(sweep.current());
        // no T at which K/T + Σ√(2khλ) exceeds the best cost can improve on it
        let slack = best.cost.min(incumbent) - bound;
        match sweep.next_breakpoint() {
            Some(next) if slack > GAP * bound && next * slack >= shared => sweep.step(),
            _ => return answer("base_cycle_time", best.time),
        }
    }
}

/// The relative distance from the lower bound below which a search for more is a search among rounding errors.
const GAP: f64 = 1e-13;

/// Above this multiple an item's cost is √(2khλ) to within 1/(8m²).
const FLAT: f64 = 1_048_576.0;

#[derive(Debug, Clone, Copy)]
struct Best {
    cost: f64,
    time: f64,
}

impl Best {
    fn or(self, other: Self) -> Self {
        if other.cost < self.cost { other } else { self }
    }
}

/// The best multiples as T falls, kept as the sums that give the cost.
#[derive(Debug)]
struct Sweep<'a> {
    items: &'a [Item],
    /// The longest T with the present multiples.
    from: f64,
    ordering: Sum,
    holding: Sum,
    flat: Sum,
    queue: BinaryHeap<Breakpoint>,
}

impl<'a> Sweep<'a> {
    fn new(shared: f64, items: &'a [Item], time: f64) -> Self {
        let mut sweep = Self {
            items,
            from: time,
            ordering: [shared].into_iter().collect(),
            holding: Sum::new(),
            flat: Sum::new(),
            queue: BinaryHeap::new(),
        };
        for (index, item) in items.iter().enumerate() {
            let multiple = item.best_multiple(time);
            if multiple < FLAT {
                sweep.ordering.add(item.fixed / multiple);
                sweep.holding.add(item.holding * multiple);
                sweep.queue.extend(Breakpoint::of(index, item, multiple));
            } else {
                sweep.flat.add(item.own_cost());
            }
        }
        sweep
    }

    /// The least cost with the present multiples, and its T.
    fn current(&self) -> Best {
        let (ordering, holding) = (self.ordering.value(), self.holding.value());
        // a longer T has other multiples, and there an item counted as flat is not
        let time = root([2.0, ordering], [holding]).min(self.from);
        Best { cost: ordering / time + 0.5 * holding * time + self.flat.value(), time }
    }

    fn next_breakpoint(&self) -> Option<f64> {
        self.queue.peek().map(|next| next.time)
    }

    /// Goes past the next breakpoint.
    fn step(&mut self) {
        let Some(Breakpoint { time, index, multiple }) = self.queue.pop() else { return };
        self.from = time;
        let Some(item) = self.items.get(index) else { return };
        self.ordering.add(-item.fixed / multiple);
        self.holding.add(-item.holding * multiple);
        let multiple = multiple + 1.0;
        if multiple < FLAT {
            self.ordering.add(item.fixed / multiple);
            self.holding.add(item.holding * multiple);
            self.queue.extend(Breakpoint::of(index, item, multiple));
        } else {
            self.flat.add(item.own_cost());
        }
    }
}

/// The T at which an item's multiple rises by one.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Breakpoint {
    time: f64,
    index: usize,
    multiple: f64,
}

impl Breakpoint {
    /// The next one of the item; none if ordering it costs nothing.
    fn of(index: usize, item: &Item, multiple: f64) -> Option<Self> {
        (item.fixed > 0.0).then(|| Self { time: item.breakpoint(multiple), index, multiple })
    }
}

impl Eq for Breakpoint {}

impl Ord for Breakpoint {
    fn cmp(&self, other: &Self) -> Ordering {
        self.time.total_cmp(&other.time).then(other.index.cmp(&self.index))
    }
}

impl PartialOrd for Breakpoint {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn whole_multiple(index: usize, multiple: f64) -> Result<u64, Error> {
    whole(multiple)
        .ok_or_else(|| Error::overflow(format!("order_multiples[{index}]"), multiple, "whole numbers of a double"))
}

/// A count as an integer, if every whole number of its size is a double.
pub(crate) fn whole(count: f64) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, at least 0 and at most 2^53")]
    (0.0..=9_007_199_254_740_992.0).contains(&count).then_some(count as u64)
}

#[cfg(test)]
mod tests {
    use super::{FLAT, Item, Sweep};

    #[test]
    fn a_sweep_of_flat_items_only_stays_at_its_cycle() {
        let item = Item { fixed: 2.0, holding: 1.0 };
        let time = item.own_time() / (4.0 * FLAT);
        let best = Sweep::new(1e-12, &[item], time).current();
        assert!((best.time / time - 1.0).abs() < 1e-15);
        assert!((best.cost - (item.own_cost() + 1e-12 / time)).abs() < 1e-12);
    }
}
