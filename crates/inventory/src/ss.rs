//! When to order and up to which level, under periodic review with discrete demand: the (s,S) policy, exactly.
//!
//! At a review with position at most s one orders up to S. With `p_l` the demand of a period, `m_0 = 1/(1-p_0)` and
//! `m_j = m_0 Σ_{l=1..j} p_l m_{j-l}` (the expected visits to the position j below S in a cycle) and `G(y) = h n̄(y) + p n(y)`
//! for the demand of L+1 periods,
//!
//! ```text
//! c(s,S) = (K + Σ_{d<S-s} m_d G(S-d)) / Σ_{d<S-s} m_d
//! ```
//!
//! The optimum: from the newsvendor level S, s falls until `c(s,S) <= G(s)`; then S rises while `G(S)` is at most the best
//! cost so far, and where a greater S is better, s rises as long as that does not cost more.
//!
//! Source: Y.-S. Zheng and A. Federgruen, Operations Research 39 (1991) 654-665; Snyder and Shen (2019), section 4.4.
//!
//! Limits: independent, identically distributed demand, full backlogging; `S - s` up to 20,000 units (beyond, measure demand
//! in larger units). Time O((S-s)²), space O(S-s).

use crate::check;
use crate::distribution::{Demand, DemandDistribution};
use crate::error::InventoryError;
use crate::newsvendor::over_lead_time;
use crate::position_costs::PositionCosts;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// The widest `S - s`.
const WIDEST: usize = 20_000;

/// What [`ss_optimal`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SsOptimalInput {
    /// Cost of a unit on hand at the end of a period, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder at the end of a period, above 0.
    pub stockout_cost: f64,
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Demand of a period: whole numbers of at least 0, not always 0.
    pub distribution: DemandDistribution,
    /// Lead time in periods; 0 if left out.
    pub lead_time: Option<u32>,
}

/// What [`ss_cost`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SsCostInput {
    /// Cost of a unit on hand at the end of a period, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder at the end of a period, above 0.
    pub stockout_cost: f64,
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Demand of a period: whole numbers of at least 0, not always 0.
    pub distribution: DemandDistribution,
    /// Lead time in periods; 0 if left out.
    pub lead_time: Option<u32>,
    /// Highest position at which one orders, s.
    pub reorder_point: i64,
    /// The position to order up to, S, above s.
    pub order_up_to_level: i64,
}

/// What [`ss_cost`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SsCost {
    /// Expected cost a period.
    pub cost: f64,
}

/// What [`ss_optimal`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SsPolicy {
    /// Highest position at which one orders, s.
    pub reorder_point: i64,
    /// The position to order up to, S.
    pub order_up_to_level: i64,
    /// Expected cost a period.
    pub cost: f64,
}

/// The expected visits `m_0, m_1, …`, extended as far as they are asked for.
struct Renewal<'a> {
    demand: &'a DemandDistribution,
    /// `p_1, p_2, …` as far as they are above 0.
    masses: Vec<f64>,
    /// Whether `masses` is all of them.
    complete: bool,
    visits: Vec<f64>,
}

impl<'a> Renewal<'a> {
    fn new(demand: &'a DemandDistribution) -> Self {
        Self { demand, masses: Vec::new(), complete: false, visits: vec![1.0 / demand.sf(0.0)] }
    }

    /// `m_0 .. m_{count-1}`.
    fn up_to(&mut self, count: usize) -> Result<&[f64], InventoryError> {
        if count > WIDEST {
            return Err(Error::overflow("order_up_to_level", count, "20,000 units above reorder_point").into());
        }
        while self.visits.len() < count {
            let next = self.visits.len();
            if !self.complete && self.masses.len() < next {
                let mass = self.demand.pmf(next as f64);
                self.masses.push(mass);
                self.complete = self.demand.sf(next as f64) <= 0.0;
            }
            let first = self.visits.first().copied().unwrap_or(0.0);
            let seen: f64 = self.masses.iter().zip(self.visits.iter().rev()).map(|(p, m)| p * m).sum();
            self.visits.push(check::answer("cost", first * seen)?);
        }
        Ok(self.visits.get(..count).unwrap_or(&self.visits))
    }
}

/// A checked (s,S) problem.
struct Problem<'a> {
    fixed: f64,
    renewal: Renewal<'a>,
    positions: PositionCosts<'a>,
}

impl Problem<'_> {
    /// `c(s,S)`, summed from the top.
    fn cost(&mut self, s: i64, top: i64) -> Result<f64, InventoryError> {
        let count = usize::try_from(top.saturating_sub(s)).unwrap_or(0);
        let (mut cost, mut time) = (self.fixed, 0.0);
        for (visits, position) in self.renewal.up_to(count)?.iter().zip(self.positions.falling(top, count)?) {
            cost += visits * position;
            time += visits;
        }
        Ok(check::answer("cost", cost / time)?)
    }

    fn optimal(&mut self) -> Result<SsPolicy, InventoryError> {
        let start = self.positions.best();
        let (mut s, mut best) = (start.saturating_sub(1), start);
        // The sums of c(s, start), of which each lower s adds one term.
        let visits = |renewal: &mut Renewal<'_>, d: usize| {
            renewal.up_to(d.saturating_add(1)).map(|m| m.get(d).copied().unwrap_or(0.0))
        };
        let mut time = visits(&mut self.renewal, 0)?;
        let mut sum = self.fixed + time * self.positions.at(start)?;
        let mut d = 0_usize;
        while sum / time > self.positions.at(s)? {
            d = d.saturating_add(1);
            let m = visits(&mut self.renewal, d)?;
            sum += m * self.positions.at(s)?;
            time += m;
            s = s.saturating_sub(1);
        }
        let mut cost = check::answer("cost", sum / time)?;
        let mut top = start.saturating_add(1);
        while self.positions.at(top)? <= cost {
            if self.cost(s, top)? < cost {
                best = top;
                while self.cost(s, best)? <= self.positions.at(s.saturating_add(1))? {
                    s = s.saturating_add(1);
                }
                cost = self.cost(s, best)?;
            }
            top = top.saturating_add(1);
        }
        Ok(SsPolicy { reorder_point: s, order_up_to_level: best, cost })
    }
}

/// Refuses what is no demand in whole units.
pub(crate) fn counted(path: &str, demand: &DemandDistribution) -> Result<(), InventoryError> {
    if !demand.is_discrete() {
        return Err(InventoryError::unsupported(path, "is continuous; this model counts demand in whole units"));
    }
    if let DemandDistribution::Discrete(given) = demand {
        for (index, value) in given.values().iter().enumerate() {
            check::whole(&format!("{path}.values[{index}]"), *value)?;
        }
    }
    Ok(())
}

/// The checked problem's parts: fixed cost, and the demand over the lead time.
fn checked(input: &SsOptimalInput) -> Result<DemandDistribution, InventoryError> {
    check::positive("holding_cost", input.holding_cost)?;
    check::positive("stockout_cost", input.stockout_cost)?;
    check::non_negative("fixed_cost", input.fixed_cost)?;
    counted("distribution", &input.distribution)?;
    if let DemandDistribution::Discrete(given) = &input.distribution {
        for (index, value) in given.values().iter().enumerate() {
            check::non_negative(&format!("distribution.values[{index}]"), *value)?;
        }
    }
    if input.distribution.sf(0.0) <= 0.0 {
        return Err(Error::invalid("distribution", 0, "is all that is ever asked for: nothing would be ordered").into());
    }
    over_lead_time(&input.distribution, input.lead_time)
}

fn problem<'a>(input: &'a SsOptimalInput, ahead: &'a DemandDistribution) -> Result<Problem<'a>, InventoryError> {
    Ok(Problem {
        fixed: input.fixed_cost,
        renewal: Renewal::new(&input.distribution),
        positions: PositionCosts::new(ahead, input.holding_cost, input.stockout_cost)?,
    })
}

/// The best (s,S) policy.
///
/// ```
/// use mercato_inventory::{DemandDistribution, SsOptimalInput, ss_optimal};
/// // Snyder and Shen (2019), example 4.7.
/// let best = ss_optimal(&SsOptimalInput {
///     holding_cost: 1.0, stockout_cost: 4.0, fixed_cost: 5.0, distribution: DemandDistribution::poisson(6.0)?,
///     lead_time: None,
/// })?;
/// assert_eq!((best.reorder_point, best.order_up_to_level), (4, 10));
/// assert!((best.cost - 8.034_111_561_471_644).abs() < 1e-12);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a cost out of range, or demand that is not whole, negative or always 0; `unsupported` for continuous
/// demand, or a lead time with a distribution whose sums are not of its family; `overflow` if `S - s` exceeds 20,000 or a
/// result the range of a double.
pub fn ss_optimal(input: &SsOptimalInput) -> Result<SsPolicy, InventoryError> {
    let ahead = checked(input)?;
    problem(input, &ahead)?.optimal()
}

/// The expected cost a period of an (s,S) policy.
///
/// ```
/// use mercato_inventory::{DemandDistribution, SsCostInput, ss_cost};
/// // One unit a period for sure, ordered two at a time at a cost of 6: 3 a period, and one on hand every second period.
/// let answer = ss_cost(&SsCostInput {
///     holding_cost: 1.0, stockout_cost: 9.0, fixed_cost: 6.0,
///     distribution: DemandDistribution::discrete(&[1.0], &[1.0])?,
///     lead_time: None, reorder_point: 0, order_up_to_level: 2,
/// })?;
/// assert_eq!(answer.cost, 3.5);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// As [`ss_optimal`], and `invalid_argument` unless `reorder_point < order_up_to_level`.
pub fn ss_cost(input: &SsCostInput) -> Result<SsCost, InventoryError> {
    let (s, top) = (input.reorder_point, input.order_up_to_level);
    let costs = SsOptimalInput {
        holding_cost: input.holding_cost,
        stockout_cost: input.stockout_cost,
        fixed_cost: input.fixed_cost,
        distribution: input.distribution.clone(),
        lead_time: input.lead_time,
    };
    let ahead = checked(&costs)?;
    if s >= top {
        return Err(Error::invalid("order_up_to_level", top, format!("must be above reorder_point, {s}")).into());
    }
    Ok(SsCost { cost: problem(&costs, &ahead)?.cost(s, top)? })
}
