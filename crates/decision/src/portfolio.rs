//! Which projects make the most of a budget? Exact selection under requirements and exclusions.
//!
//! Maximise the sum of values with costs within the budget, at most `max_items`; an item that `requires` others comes only
//! with them, and two of which one `excludes` the other do not come together. Of equal values the lower cost, of equal
//! costs the list of indices that comes first.
//!
//! Branch and bound: items in the order of value over cost; taking one takes what it requires and rules out what that
//! excludes. The bound is the smaller of the fractional knapsack of what is left and of the largest values that `max_items`
//! leaves room for. Values are read as the decimals that they print as and added exactly, like the costs: what is equal on
//! paper is equal here.
//!
//! Source: G. B. Dantzig, "Discrete-variable extremum problems", Operations Research 5 (1957) 266-277, for the bound; H.
//! Kellerer, U. Pferschy, D. Pisinger, "Knapsack Problems" (2004). Limits: at most [`MAX_ITEMS`] items and [`MAX_NODES`]
//! branches.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices run below the number of items; values below 2^66 and costs below 2^60 leave room for sums and products of 128 items"
)]

use crate::check;
use crate::error::DecisionError;
use mercato_core::{Decimal, DecimalString, Error, decimal};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// How many items can be chosen from.
pub const MAX_ITEMS: usize = 120;
/// After how many branches the search is given up.
pub const MAX_NODES: u64 = 5_000_000;

/// A project that may be chosen.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PortfolioItem {
    /// Its name.
    pub id: String,
    /// What it costs, at least 0.
    #[serde(with = "DecimalString")]
    pub cost: Decimal,
    /// What it is worth; below 0 for what only serves others.
    pub value: f64,
    /// Items without which it cannot be chosen.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub requires: Vec<String>,
    /// Items with which it cannot be chosen; one of the two saying so is enough.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub excludes: Vec<String>,
}

/// What [`select_portfolio`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SelectPortfolioInput {
    /// What can be chosen from.
    pub items: Vec<PortfolioItem>,
    /// What may be spent, at least 0, in the currency of the costs.
    #[serde(with = "DecimalString")]
    pub budget: Decimal,
    /// How many items at most; any number if absent.
    #[serde(default)]
    pub max_items: Option<usize>,
}

/// What [`select_portfolio`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Portfolio {
    /// The items chosen, in the order given.
    pub selected: Vec<String>,
    /// What they are worth together.
    pub total_value: f64,
    /// What they cost together.
    #[serde(with = "DecimalString")]
    pub total_cost: Decimal,
    /// What is left of the budget.
    #[serde(with = "DecimalString")]
    pub remaining_budget: Decimal,
}

/// The best selection within the budget.
///
/// Time exponential in the worst case, usually far from it: 100 items with random figures take milliseconds.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_decision::{PortfolioItem, SelectPortfolioInput, select_portfolio};
/// let item = |id: &str, cost: &str, value| -> Result<PortfolioItem, mercato_core::Error> {
///     Ok(PortfolioItem { id: id.into(), cost: decimal::parse(cost)?, value, ..PortfolioItem::default() })
/// };
/// let items = vec![item("fair", "60", 10.0)?, item("shop", "50", 9.0)?, item("video", "50", 8.0)?];
/// let answer = select_portfolio(&SelectPortfolioInput { items, budget: decimal::parse("100")?, max_items: None })?;
/// assert_eq!((answer.selected, answer.total_value), (vec!["shop".to_owned(), "video".to_owned()], 17.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` and `not_found` for ids; `invalid_argument` for no items, a blank id, a negative cost or budget, a value
/// that is not finite, an item that excludes itself, and figures whose digits span too much (values 2^66, costs 2^60 of
/// their finest decimal); `unsupported` above [`MAX_ITEMS`] items; `no_convergence` after [`MAX_NODES`] branches.
pub fn select_portfolio(input: &SelectPortfolioInput) -> Result<Portfolio, DecisionError> {
    check::not_empty("items", &input.items)?;
    check::unique("items", input.items.iter().map(|item| item.id.as_str()))?;
    check::at_most("items", input.items.len(), MAX_ITEMS, "items")?;
    let problem = Knapsack::read(input)?;
    let best = problem.search()?;
    let chosen = |index: &usize| best.set & (1 << index) != 0;
    let indices: Vec<usize> = (0..input.items.len()).filter(chosen).collect();
    let total_cost = decimal_of(best.cost, problem.cost_scale)?;
    let remaining = decimal_of(problem.budget - best.cost, problem.cost_scale)?;
    let total_value = mercato_core::Exact::from(decimal_of(best.value, problem.value_scale)?).to_f64("total_value")?;
    Ok(Portfolio {
        selected: indices.into_iter().map(|index| input.items[index].id.clone()).collect(),
        total_value,
        total_cost,
        remaining_budget: remaining,
    })
}

fn decimal_of(mantissa: i128, scale: u32) -> Result<Decimal, Error> {
    Decimal::try_from_i128_with_scale(mantissa, scale)
        .map_err(|_| Error::overflow("total_value", mantissa, "a 96-bit decimal"))
}

/// Decimals in units of their finest digit.
fn whole(decimals: &[Decimal], limit: i128, path: impl Fn(usize) -> String) -> Result<(Vec<i128>, u32), Error> {
    let scale = decimals.iter().map(|value| value.normalize().scale()).max().unwrap_or(0);
    let mut units = Vec::with_capacity(decimals.len());
    for (index, value) in decimals.iter().enumerate() {
        let value = value.normalize();
        let unit = 10_i128.checked_pow(scale - value.scale()).and_then(|power| value.mantissa().checked_mul(power));
        let reason = format!("has too many digits beside figures of {scale} decimals: round them");
        units.push(unit.filter(|unit| unit.abs() < limit).ok_or_else(|| Error::invalid(path(index), value, reason))?);
    }
    Ok((units, scale))
}

/// A set of items, one bit an item.
type Set = u128;

/// The problem in whole numbers.
struct Knapsack {
    values: Vec<i128>,
    costs: Vec<i128>,
    value_scale: u32,
    cost_scale: u32,
    budget: i128,
    max_items: usize,
    /// What taking an item takes.
    takes: Vec<Set>,
    /// What taking an item rules out.
    rules_out: Vec<Set>,
    /// What leaving an item leaves, because it requires it.
    leaves: Vec<Set>,
    /// The items, the most value for the cost first.
    order: Vec<usize>,
}

/// A selection.
#[derive(Clone, Copy)]
struct Selection {
    set: Set,
    value: i128,
    cost: i128,
}

impl Knapsack {
    fn read(input: &SelectPortfolioInput) -> Result<Self, DecisionError> {
        let n = input.items.len();
        let mut worth = Vec::with_capacity(n);
        let mut money = Vec::with_capacity(n + 1);
        for (index, item) in input.items.iter().enumerate() {
            let at = |error: Error| error.at("items", index);
            check::finite("value", item.value).map_err(at)?;
            // the shortest decimal that reads as this double
            worth.push(decimal::parse(&item.value.to_string()).map_err(|_| {
                at(Error::invalid("value", item.value, "has more digits than can be added exactly: round it"))
            })?);
            if item.cost.is_sign_negative() && !item.cost.is_zero() {
                return Err(at(Error::invalid("cost", item.cost, "must be at least 0")).into());
            }
            money.push(item.cost);
        }
        if input.budget.is_sign_negative() && !input.budget.is_zero() {
            return Err(Error::invalid("budget", input.budget, "must be at least 0").into());
        }
        money.push(input.budget);
        let (values, value_scale) = whole(&worth, 1 << 66, |index| format!("items[{index}].value"))?;
        let cost_path = |index| if index < n { format!("items[{index}].cost") } else { "budget".to_owned() };
        let (mut costs, mut cost_scale) = whole(&money, 1 << 60, cost_path)?;
        // money keeps the decimals that it was written with
        let written = money.iter().map(Decimal::scale).max().unwrap_or(0);
        if let Some(power) = 10_i128.checked_pow(written.saturating_sub(cost_scale))
            && costs.iter().all(|cost| cost.checked_mul(power).is_some_and(|cost| cost < 1 << 60))
        {
            for cost in &mut costs {
                *cost *= power;
            }
            cost_scale = cost_scale.max(written);
        }
        let budget = costs.pop().unwrap_or(0);
        let [takes, leaves, rules_out] = relations(input)?;
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|a, b| {
            let serve = |i: usize| values[i] > 0;
            let by_ratio = || match (serve(*a), serve(*b)) {
                // value over cost, falling; what costs nothing first
                (true, true) => (values[*b] * costs[*a]).cmp(&(values[*a] * costs[*b])),
                _ => values[*b].cmp(&values[*a]),
            };
            serve(*b).cmp(&serve(*a)).then_with(by_ratio).then(costs[*a].cmp(&costs[*b])).then(a.cmp(b))
        });
        let max_items = input.max_items.unwrap_or(n);
        Ok(Self { values, costs, value_scale, cost_scale, budget, max_items, takes, rules_out, leaves, order })
    }

    /// The selection of a set.
    fn selection(&self, set: Set) -> Selection {
        let members = || (0..self.values.len()).filter(|i| set & (1 << i) != 0);
        Selection { set, value: members().map(|i| self.values[i]).sum(), cost: members().map(|i| self.costs[i]).sum() }
    }

    fn is_closed(&self, set: Set) -> bool {
        (0..self.takes.len()).all(|i| set & (1 << i) == 0 || self.takes[i] & !set == 0)
    }

    fn search(&self) -> Result<Selection, DecisionError> {
        let mut best = Selection { set: 0, value: 0, cost: 0 };
        // the place in the order up to which is decided, what is in, what is out
        let mut todo = vec![(0_usize, 0 as Set, 0 as Set)];
        let mut nodes = 0_u64;
        while let Some((place, inside, outside)) = todo.pop() {
            nodes += 1;
            if nodes > MAX_NODES {
                let what = format_args!("{MAX_NODES} branches were not enough: fewer items or a smaller budget");
                return Err(Error::no_convergence("selected", what).into());
            }
            let now = self.selection(inside);
            let next = (place..self.order.len()).find(|place| (inside | outside) & (1 << self.order[*place]) == 0);
            // what is in is closed under requirements: it is a selection by itself
            if Self::is_better(&now, &best) {
                best = self.trimmed(now);
            }
            let Some(place) = next else { continue };
            if !self.may_be_better(&now, outside, place, &best) {
                continue;
            }
            let item = self.order[place];
            todo.push((place + 1, inside, outside | self.leaves[item]));
            // values below 0 and costs for nothing are borne for others only
            let serves = self.values[item] > 0 || (self.values[item] == 0 && self.costs[item] == 0);
            let (taken, ruled_out) = (inside | self.takes[item], outside | self.rules_out[item]);
            if serves && taken & ruled_out == 0 {
                let taken_now = self.selection(taken);
                if taken_now.cost <= self.budget && taken.count_ones() as usize <= self.max_items {
                    todo.push((place + 1, taken, ruled_out));
                }
            }
        }
        Ok(best)
    }

    /// More value, or as much for less, or the list of indices that comes first.
    fn is_better(a: &Selection, b: &Selection) -> bool {
        let order = b.value.cmp(&a.value).then(a.cost.cmp(&b.cost));
        order.then_with(|| list(a.set).cmp(list(b.set))) == Ordering::Less
    }

    /// The shortest beginning of the list that is worth and costs as much.
    fn trimmed(&self, selection: Selection) -> Selection {
        let mut beginning = 0;
        for index in list(selection.set) {
            let shorter = self.selection(beginning);
            if shorter.value == selection.value && shorter.cost == selection.cost && self.is_closed(beginning) {
                return shorter;
            }
            beginning |= 1 << index;
        }
        selection
    }

    /// Can anything that is still open make this better than the best so far?
    fn may_be_better(&self, now: &Selection, outside: Set, place: usize, best: &Selection) -> bool {
        let open = || self.order[place..].iter().copied().filter(|i| (now.set | outside) & (1 << i) == 0);
        let worth = || open().filter(|i| self.values[*i] > 0);
        let slots = self.max_items - (now.set.count_ones() as usize).min(self.max_items);
        let mut largest: Vec<i128> = worth().map(|i| self.values[i]).collect();
        largest.sort_unstable_by(|a, b| b.cmp(a));
        let by_count: i128 = largest.iter().take(slots).sum();
        let missing = best.value - now.value;
        if by_count < missing {
            return false;
        }
        // the fractional knapsack: the most value for what is left, and the least cost for what is missing
        let (mut left, mut gained, mut spent) = (self.budget - now.cost, 0_i128, 0_i128);
        let mut needed = (missing <= 0).then_some(0);
        for i in worth() {
            let (value, cost) = (self.values[i], self.costs[i]);
            if needed.is_none() && gained + value >= missing {
                // rounded down: a bound from below
                needed = Some(spent + cost * (missing - gained) / value);
            }
            if cost > left {
                gained += value * left / cost;
                break;
            }
            left -= cost;
            gained += value;
            spent += cost;
        }
        match gained.cmp(&missing) {
            Ordering::Less => false,
            Ordering::Greater => true,
            Ordering::Equal => match (now.cost + needed.unwrap_or(0)).cmp(&best.cost) {
                Ordering::Less => true,
                Ordering::Greater => false,
                Ordering::Equal => {
                    // at best everything open is in: the first index in one set only decides
                    let hoped = open().fold(now.set, |set, i| set | (1 << i));
                    let first = (hoped ^ best.set).trailing_zeros();
                    hoped != best.set && hoped & (1_u128.checked_shl(first).unwrap_or(0)) != 0
                }
            },
        }
    }
}

/// The indices of a set, rising.
fn list(set: Set) -> impl Iterator<Item = u32> {
    (0..Set::BITS).filter(move |index| set & (1 << index) != 0)
}

/// What taking an item takes, what leaving it leaves, and what taking it rules out.
fn relations(input: &SelectPortfolioInput) -> Result<[Vec<Set>; 3], Error> {
    let n = input.items.len();
    let places: BTreeMap<&str, usize> = input.items.iter().enumerate().map(|(i, item)| (item.id.as_str(), i)).collect();
    let mut requires: Vec<Set> = (0..n).map(|i| 1 << i).collect();
    let mut excludes: Vec<Set> = vec![0; n];
    for (index, item) in input.items.iter().enumerate() {
        let find = |list: &str, place: usize, id: &str| {
            places.get(id).copied().ok_or_else(|| Error::not_found(format!("items[{index}].{list}[{place}]"), id))
        };
        for (place, id) in item.requires.iter().enumerate() {
            requires[index] |= 1 << find("requires", place, id)?;
        }
        for (place, id) in item.excludes.iter().enumerate() {
            let other = find("excludes", place, id)?;
            if other == index {
                let path = format!("items[{index}].excludes[{place}]");
                return Err(Error::invalid(path, format_args!("{id:?}"), "is the item itself"));
            }
            excludes[index] |= 1 << other;
            excludes[other] |= 1 << index;
        }
    }
    // requirements of requirements (Warshall)
    for through in 0..n {
        for i in 0..n {
            if requires[i] & (1 << through) != 0 {
                requires[i] |= requires[through];
            }
        }
    }
    let leaves: Vec<Set> = (0..n)
        .map(|left| (0..n).filter(|i| requires[*i] & (1 << left) != 0).fold(0, |set, i| set | (1 << i)))
        .collect();
    let members = |set: Set| (0..n).filter(move |i| set & (1 << i) != 0);
    let rules_out = requires
        .iter()
        .map(|taken| {
            let excluded = members(*taken).fold(0, |set, i| set | excludes[i]);
            members(excluded).fold(0, |set, i| set | leaves[i])
        })
        .collect();
    Ok([requires, leaves, rules_out])
}
