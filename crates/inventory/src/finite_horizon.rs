//! When to order and up to which level in each of a few periods whose costs and demands differ?
//!
//! With x the stock before ordering and y after it, V the least expected cost from a period on,
//!
//! ```text
//! J_t(y) = c_t y + h_t n̄_t(y) + p_t n_t(y) + δ_t E V_{t+1}(y-D_t)
//! V_t(x) = -c_t x + min(J_t(x), K_t + min_{y>x} J_t(y))        V_{T+1}(x) = h_T⁺ x⁺ + p_T⁺ x⁻
//! ```
//!
//! by backward recursion over whole x. The reorder point of a period is the largest x at which ordering is strictly better
//! (by more than rounding), its level the least best y from there. Where fixed costs do not rise (`K_t >= δ_t K_{t+1}`) V is
//! K-convex and that (s,S) rule is optimal everywhere; else it is read at that x.
//!
//! Beyond the ends of its range V is taken as linear, which it is for stock far out; the range is doubled until the cost
//! from the initial stock moves by less than 1e-10 and no rule moves.
//!
//! Source: H. Scarf (1960); Snyder and Shen (2019), section 4.5.
//!
//! Limits: independent demand in whole units, full backlogging, no lead time; a range of at most four million stocks. A
//! reorder point below that range is answered as none. Time O(T·X·D) for X stocks and D values of demand.

use crate::check;
use crate::distribution::{Demand, DemandDistribution};
use crate::error::InventoryError;
use crate::position_costs::PositionCosts;
use crate::ss::counted;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// A period of [`finite_horizon`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct HorizonPeriod {
    /// Cost of a unit on hand at the end of the period, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder at the end of the period, above 0.
    pub stockout_cost: f64,
    /// Demand of the period, in whole units.
    pub distribution: DemandDistribution,
    /// Cost of a unit ordered, at least 0; 0 if left out.
    pub purchase_cost: Option<f64>,
    /// Cost of an order, at least 0; 0 if left out.
    pub fixed_cost: Option<f64>,
    /// What a cost of the next period is worth in this one, above 0 and at most 1; 1 if left out.
    pub discount_factor: Option<f64>,
}

/// What [`finite_horizon`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FiniteHorizonInput {
    /// The periods in order, at least one.
    pub periods: Vec<HorizonPeriod>,
    /// Cost of a unit left at the very end, at least 0.
    pub terminal_holding_cost: f64,
    /// Cost of a unit on backorder at the very end, at least 0.
    pub terminal_stockout_cost: f64,
    /// Stock before the first period; negative for backorders; at most a million either way.
    pub initial_inventory: i64,
}

/// What [`finite_horizon`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct FiniteHorizon {
    /// Largest stock at which ordering pays, a period; null where it never does.
    pub reorder_points: Vec<Option<i64>>,
    /// The stock to order up to from there, a period.
    pub order_up_to_levels: Vec<Option<i64>>,
    /// Least expected cost from the initial stock.
    pub cost: f64,
}

/// The most stocks whose cost is tabled.
const MOST: usize = 4_000_000;

/// A checked period: its costs, and its demand from `lowest` on, cut where the tails are below 1e-18.
struct Period<'a> {
    holding: f64,
    stockout: f64,
    purchase: f64,
    fixed: f64,
    discount: f64,
    demand: &'a DemandDistribution,
    lowest: i64,
    /// Probabilities of the highest demand down to the lowest.
    falling: Vec<f64>,
    /// What a stock of the lowest to the highest demand costs at the end of the period.
    inside: Vec<f64>,
}

impl<'a> Period<'a> {
    fn new(input: &'a HorizonPeriod) -> Result<Self, InventoryError> {
        let holding = check::positive("holding_cost", input.holding_cost)?;
        let stockout = check::positive("stockout_cost", input.stockout_cost)?;
        let purchase = check::non_negative("purchase_cost", input.purchase_cost.unwrap_or(0.0))?;
        let fixed = check::non_negative("fixed_cost", input.fixed_cost.unwrap_or(0.0))?;
        let discount = check::positive("discount_factor", input.discount_factor.unwrap_or(1.0))?;
        if discount > 1.0 {
            return Err(Error::invalid("discount_factor", discount, "must be at most 1").into());
        }
        let demand = &input.distribution;
        counted("distribution", demand)?;
        let (lowest, highest) = match demand {
            DemandDistribution::Discrete(given) => {
                (given.values().first().copied().unwrap_or(0.0), given.values().last().copied().unwrap_or(0.0))
            }
            _ => (demand.quantile(1e-18)?, demand.isf(1e-18)?),
        };
        if lowest.abs().max(highest.abs()) > 1e6 {
            return Err(Error::overflow("distribution", highest, "a million units a period").into());
        }
        let falling: Vec<f64> = successors(highest, -1.0, highest - lowest).map(|d| demand.pmf(d)).collect();
        let lowest = check::integer("distribution", lowest)?;
        let mut positions = PositionCosts::new(demand, holding, stockout)?;
        let inside = (lowest..).take(falling.len()).map(|y| positions.at(y)).collect::<Result<_, _>>()?;
        Ok(Self { holding, stockout, purchase, fixed, discount, demand, lowest, falling, inside })
    }

    fn highest(&self) -> i64 {
        self.lowest.saturating_add(length(&self.falling)).saturating_sub(1)
    }

    /// `h n̄(y) + p n(y)` for `count` stocks from `from` on; linear outside the demand's range.
    fn position_costs(&self, from: i64, count: usize) -> Vec<f64> {
        let mean = self.demand.mean();
        let inside =
            |y: i64| usize::try_from(y.saturating_sub(self.lowest)).ok().and_then(|index| self.inside.get(index));
        (from..)
            .take(count)
            .map(|y| match inside(y) {
                Some(cost) => *cost,
                None if y < self.lowest => self.stockout * (mean - y as f64),
                None => self.holding * (y as f64 - mean),
            })
            .collect()
    }
}

/// `start, start + step, …` over a distance.
fn successors(start: f64, step: f64, distance: f64) -> impl Iterator<Item = f64> {
    std::iter::successors(Some(0.0), |i| Some(i + 1.0))
        .take_while(move |i| *i <= distance)
        .map(move |i| start + step * i)
}

fn length<T>(list: &[T]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}

/// The rule of a period: reorder point and level.
type Rule = Option<(i64, i64)>;

/// The cost of every stock of a range, linear beyond it.
struct Value {
    from: i64,
    costs: Vec<f64>,
}

impl Value {
    /// The costs of `below` more stocks under the range and `above` over it, with the slopes of the ends.
    fn padded(&self, below: i64, above: i64) -> Vec<f64> {
        let costs = &self.costs;
        let end = |a: Option<&f64>, b: Option<&f64>| (a.copied().unwrap_or(0.0), b.copied().unwrap_or(0.0));
        let (first, second) = end(costs.first(), costs.get(1));
        let (last, before) = end(costs.last(), costs.get(costs.len().wrapping_sub(2)));
        let count = |n: i64| usize::try_from(n).unwrap_or(0);
        let mut all = Vec::with_capacity(costs.len().saturating_add(count(below)).saturating_add(count(above)));
        all.extend(successors(below as f64, -1.0, below as f64 - 1.0).map(|n| first + n * (first - second)));
        all.extend_from_slice(costs);
        all.extend(successors(1.0, 1.0, above as f64 - 1.0).map(|n| last + n * (last - before)));
        // A negative reach starts inside the range.
        all.drain(..count(below.saturating_neg()));
        all.truncate(all.len().saturating_sub(count(above.saturating_neg())));
        all
    }

    fn at(&self, x: i64) -> Option<f64> {
        usize::try_from(x.checked_sub(self.from)?).ok().and_then(|index| self.costs.get(index)).copied()
    }
}

/// The costs and the rule of a period, given the costs from the next one on.
fn step(period: &Period<'_>, next: &Value) -> Result<(Value, Rule), InventoryError> {
    let from = next.from;
    let count = next.costs.len();
    // y - D runs from the range's start less the highest demand to its end less the lowest.
    let after = next.padded(period.highest(), period.lowest.saturating_neg());
    let mut totals = period.position_costs(from, count);
    let mut y = from as f64;
    for (total, window) in totals.iter_mut().zip(after.windows(period.falling.len())) {
        let expected: f64 = dot(window, &period.falling);
        *total += period.purchase * y + period.discount * expected;
        check::answer("cost", *total)?;
        y += 1.0;
    }
    // From the top down: the best stock above x, and whether it pays to go there.
    let mut costs = vec![0.0; count];
    let mut best: Option<(f64, i64)> = None;
    let mut rule = None;
    let mut x = from.saturating_add(length(&costs));
    for (cost, stay) in costs.iter_mut().zip(&totals).rev() {
        x = x.saturating_sub(1);
        let mut least = *stay;
        if let Some((above, level)) = best {
            let order = period.fixed + above;
            if order < least {
                if rule.is_none() && least - order > 1e-13 * least.abs().max(order.abs()) {
                    rule = Some((x, level));
                }
                least = order;
            }
        }
        *cost = least - period.purchase * x as f64;
        if best.is_none_or(|(above, _)| *stay <= above) {
            best = Some((*stay, x));
        }
    }
    Ok((Value { from, costs }, rule))
}

/// A dot product in four strands, for speed; the order of addition is fixed.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (a_chunks, b_chunks) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a_chunks.remainder().iter().zip(b_chunks.remainder()).map(|(x, y)| x * y).sum();
    let mut strands = [0.0; 4];
    for (x, y) in a_chunks.zip(b_chunks) {
        for ((strand, x), y) in strands.iter_mut().zip(x).zip(y) {
            *strand += x * y;
        }
    }
    strands.iter().sum::<f64>() + rest
}

/// The rules and the cost from the initial stock, with the costs of stocks `from..=to`.
fn solve(
    input: &FiniteHorizonInput,
    periods: &[Period<'_>],
    from: i64,
    to: i64,
) -> Result<(Vec<Rule>, f64), InventoryError> {
    let (h, p) = (input.terminal_holding_cost, input.terminal_stockout_cost);
    let end =
        successors(from as f64, 1.0, to as f64 - from as f64).map(|x| if x > 0.0 { h * x } else { -p * x }).collect();
    let mut value = Value { from, costs: end };
    let mut rules = Vec::with_capacity(periods.len());
    for period in periods.iter().rev() {
        let (before, rule) = step(period, &value)?;
        value = before;
        rules.push(rule);
    }
    rules.reverse();
    Ok((rules, check::answer("cost", value.at(input.initial_inventory).unwrap_or(f64::NAN))?))
}

/// The best ordering rule of each period of a finite horizon, and its cost.
///
/// ```
/// use mercato_inventory::{DemandDistribution, FiniteHorizonInput, HorizonPeriod, finite_horizon};
/// // One unit a period for sure; holding one for a period costs 1, an order 3: one order for both periods.
/// let period = HorizonPeriod {
///     holding_cost: 1.0, stockout_cost: 9.0, distribution: DemandDistribution::discrete(&[1.0], &[1.0])?,
///     purchase_cost: None, fixed_cost: Some(3.0), discount_factor: None,
/// };
/// let plan = finite_horizon(&FiniteHorizonInput {
///     periods: vec![period.clone(), period], terminal_holding_cost: 0.0, terminal_stockout_cost: 9.0, initial_inventory: 0,
/// })?;
/// assert_eq!((plan.order_up_to_levels[0], plan.cost), (Some(2), 4.0));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty horizon, a figure out of range, or demand that is not whole; `unsupported` for continuous
/// demand; `overflow` if demand exceeds a million units a period, the range four million stocks, or a result the range of a
/// double.
pub fn finite_horizon(input: &FiniteHorizonInput) -> Result<FiniteHorizon, InventoryError> {
    check::not_empty("periods", &input.periods)?;
    let periods = (input.periods.iter().enumerate())
        .map(|(index, period)| Period::new(period).map_err(|error| error.at("periods", index)))
        .collect::<Result<Vec<_>, _>>()?;
    check::non_negative("terminal_holding_cost", input.terminal_holding_cost)?;
    check::non_negative("terminal_stockout_cost", input.terminal_stockout_cost)?;
    let start = input.initial_inventory;
    if start.saturating_abs() > 1_000_000 {
        return Err(Error::invalid("initial_inventory", start, "must be within a million units of 0").into());
    }
    // At first: the highest demand of a period below, and above what an economic lot or two periods take.
    let (mut below, mut above) = (8.0_f64, 8.0_f64);
    for period in &periods {
        let (mean, reach) = (period.demand.mean().abs(), period.highest().abs().max(period.lowest.abs()) as f64);
        let lot = (2.0 * period.fixed * mean / period.holding).sqrt();
        below = below.max(reach + lot.min(2.0 * mean));
        above = above.max(2.0 * reach + lot.min(length(&periods) as f64 * mean));
    }
    // What rounding may leave of a cost that is 0.
    let rounding = 1e-12 * periods.iter().map(|period| period.holding + period.stockout).fold(0.0, f64::max);
    let mut last: Option<(Vec<Rule>, f64)> = None;
    loop {
        let (from, to) = (start.min(0) as f64 - below, start.max(0) as f64 + above);
        let fits = to - from < MOST as f64;
        if let Some((rules, cost)) = last.take_if(|_| !fits) {
            return Ok(answer(&rules, cost));
        }
        if !fits {
            return Err(Error::overflow("periods", to - from, "a range of four million stocks").into());
        }
        let (rules, cost) =
            solve(input, &periods, check::integer("from", from.floor())?, check::integer("to", to.ceil())?)?;
        if let Some((before, near)) = &last
            && *before == rules
            && (cost - near).abs() <= 1e-10 * cost.abs() + rounding
        {
            return Ok(answer(&rules, cost));
        }
        last = Some((rules, cost));
        below *= 2.0;
        above *= 2.0;
    }
}

fn answer(rules: &[Rule], cost: f64) -> FiniteHorizon {
    FiniteHorizon {
        reorder_points: rules.iter().map(|rule| rule.map(|(point, _)| point)).collect(),
        order_up_to_levels: rules.iter().map(|rule| rule.map(|(_, level)| level)).collect(),
        cost,
    }
}
