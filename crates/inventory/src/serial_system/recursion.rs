//! The recursion over the stages, for whole units and for continuous demand alike. A slope is a forward difference in whole
//! units, and a derivative otherwise; sums over integers and integrals by Gauss-Legendre panels are both sums over nodes.

use crate::distribution::{Demand, NormalDemand, PoissonDemand};
use crate::error::InventoryError;
use mercato_numeric::distribution::Normal;
use mercato_numeric::root::{Tolerance, brent};

/// Tails below this do not show in a double.
const TAIL: f64 = 1e-25;
/// Standard deviations from the mean beyond which the normal density adds nothing to a sum of order 1.
const REACH: f64 = 9.5;
/// The most terms in the sums of a stage: some ten seconds.
const MOST_TERMS: f64 = 1e10;

/// Points and weights of the 8-point Gauss-Legendre rule on \[-1, 1\], right half.
///
/// Source: M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions", table 25.4.
const GAUSS: [(f64, f64); 4] = [
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_5),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_3),
];

/// Demand over a lead time.
#[derive(Debug, Clone)]
pub(super) enum LeadTimeDemand {
    /// Known for sure.
    Certain(f64),
    Poisson(PoissonDemand),
    Normal(NormalDemand),
}

impl LeadTimeDemand {
    fn mean(&self) -> f64 {
        match self {
            Self::Certain(mean) => *mean,
            Self::Poisson(poisson) => poisson.mean(),
            Self::Normal(normal) => normal.mean(),
        }
    }

    fn sd(&self) -> f64 {
        match self {
            Self::Certain(_) => 0.0,
            Self::Poisson(poisson) => poisson.variance().sqrt(),
            Self::Normal(normal) => normal.sd(),
        }
    }

    /// The level not exceeded with probability `p` and exceeded with `q = 1 - p`, by the smaller of the two.
    pub(super) fn level(&self, p: f64, q: f64) -> Result<f64, InventoryError> {
        match self {
            Self::Certain(mean) => Ok(*mean),
            Self::Poisson(poisson) if p < q => poisson.quantile(p),
            Self::Poisson(poisson) => poisson.isf(q),
            Self::Normal(normal) if p < q => normal.quantile(p),
            Self::Normal(normal) => normal.isf(q),
        }
    }
}

/// The newsvendor levels that bound a stage's optimum, and the demand that they are levels of.
#[derive(Debug)]
pub(super) struct Bound {
    pub(super) lower: f64,
    pub(super) upper: f64,
    pub(super) over: LeadTimeDemand,
}

/// `R_j` and its slope at a point.
#[derive(Debug, Clone, Copy, Default)]
struct At {
    slope: f64,
    value: f64,
}

/// A point of a sum that stands for an integral, its weight in the figures.
#[derive(Debug, Clone, Copy)]
struct Node {
    x: f64,
    weighted: At,
}

/// What is known of a stage: `P_j` is `(p + H)(M - x)` below `low`, given by the nodes up to `level`, linear beyond.
#[derive(Debug)]
pub(super) struct Stage {
    kernel: Kernel,
    /// `H_j`.
    holding_cost: f64,
    /// `M_j`: mean demand over the lead times so far.
    mean: f64,
    low: f64,
    /// `S_j`.
    level: f64,
    /// `R_j(S_j)`.
    value: f64,
    nodes: Vec<Node>,
    /// The way over which `R_j` bends: the deviation of the last uncertain lead-time demand.
    bend: f64,
}

/// The stages so far, after a stage 0 that is the customers.
#[derive(Debug)]
pub(super) struct Recursion {
    /// `p + H`.
    backorder: f64,
    stages: Vec<Stage>,
    last: Stage,
    /// `Σ h_i M_{i-1}`: holding cost of the stock in transit below.
    pipeline: f64,
}

impl Recursion {
    pub(super) fn new(backorder: f64) -> Self {
        let customers = Stage {
            kernel: Kernel::Certain(0.0),
            holding_cost: 0.0,
            mean: 0.0,
            low: 0.0,
            level: 0.0,
            value: 0.0,
            nodes: Vec::new(),
            bend: 0.0,
        };
        Self { backorder, stages: Vec::new(), last: customers, pipeline: 0.0 }
    }

    /// Appends the stage that [`next`](Self::next) found.
    pub(super) fn push(&mut self, stage: Stage) {
        self.pipeline += (stage.holding_cost - self.last.holding_cost) * self.last.mean;
        self.stages.push(std::mem::replace(&mut self.last, stage));
    }

    /// The levels found.
    pub(super) fn levels(&self) -> Vec<f64> {
        self.stages.iter().skip(1).chain([&self.last]).map(|stage| stage.level).collect()
    }

    /// `C_N(S_N)`.
    pub(super) fn cost(&self) -> f64 {
        self.last.holding_cost * (self.last.level - self.last.mean) + self.pipeline + self.last.value
    }

    /// The stage above those found. `next_sd` is the deviation of the next uncertain lead-time demand, if there is one to
    /// integrate over.
    pub(super) fn next(
        &self,
        holding_cost: f64,
        demand: LeadTimeDemand,
        bound: &Bound,
        next_sd: Option<f64>,
    ) -> Result<Stage, InventoryError> {
        let mut stage = Stage {
            holding_cost: self.last.holding_cost + holding_cost,
            mean: self.last.mean + demand.mean(),
            low: bound.lower,
            level: bound.lower,
            value: 0.0,
            nodes: Vec::new(),
            bend: if demand.sd() > 0.0 { demand.sd() } else { self.last.bend },
            kernel: Kernel::new(demand)?,
        };
        let discrete = match bound.over {
            // All demand so far is known: the stage stocks it.
            LeadTimeDemand::Certain(_) => return Ok(stage),
            LeadTimeDemand::Poisson(_) => true,
            LeadTimeDemand::Normal(_) => false,
        };
        let rising = |y: f64| stage.holding_cost + self.evaluate(&stage.kernel, y).slope;
        stage.level = if discrete {
            let mut level = bound.lower;
            while level < bound.upper && rising(level) < 0.0 {
                level += 1.0;
            }
            level
        } else if rising(bound.lower) >= 0.0 {
            bound.lower
        } else if rising(bound.upper) <= 0.0 {
            bound.upper
        } else {
            brent(rising, bound.lower, bound.upper, Tolerance::default())?.x
        };
        stage.value = self.evaluate(&stage.kernel, stage.level).value;
        let sd = bound.over.sd();
        stage.low = match &bound.over {
            LeadTimeDemand::Poisson(poisson) => poisson.quantile(TAIL)?.min(stage.level),
            _ => (stage.mean - REACH * sd).min(stage.level - 0.5 * REACH * sd),
        };
        let Some(next_sd) = next_sd else { return Ok(stage) };
        let points = if discrete {
            let width = stage.level - stage.low;
            affordable(width * 2.0 * REACH * next_sd.max(stage.bend))?;
            integers(stage.low, stage.level)
        } else {
            panels(stage.low, stage.level, stage.bend.min(next_sd))?
        };
        stage.nodes = points
            .into_iter()
            .map(|(x, weight)| {
                let At { slope, value } = self.evaluate(&stage.kernel, x);
                Node { x, weighted: At { slope: weight * slope, value: weight * value } }
            })
            .collect();
        Ok(stage)
    }

    /// `R_j` at `y`, where `D_j` has this kernel and the stages below are those found.
    fn evaluate(&self, kernel: &Kernel, y: f64) -> At {
        let (mut kernel, mut y) = (kernel, y);
        for stage in [&self.last].into_iter().chain(self.stages.iter().rev()) {
            let Kernel::Certain(demand) = kernel else {
                return self.expected(kernel, stage, y);
            };
            // E P(y - D) = P(y - D)
            y -= demand;
            if y < stage.low {
                return At { slope: -self.backorder, value: self.backorder * (stage.mean - y) };
            }
            if y >= stage.level {
                return At { slope: -stage.holding_cost, value: stage.value - stage.holding_cost * (y - stage.level) };
            }
            kernel = &stage.kernel;
        }
        At::default()
    }

    /// `E P(y - D)` with the `P` of a stage.
    fn expected(&self, kernel: &Kernel, stage: &Stage, y: f64) -> At {
        // The argument is below `low` where demand exceeds this, and beyond the level where it is at most that.
        let (to_low, to_level) = (y - stage.low, y - stage.level);
        let low = kernel.tails(to_low);
        let high = kernel.tails(to_level);
        let middle = kernel.sum(&stage.nodes, stage.low, y);
        At {
            slope: middle.slope - self.backorder * low.above - stage.holding_cost * high.at_most,
            value: middle.value
                + self.backorder * ((stage.mean - stage.low) * low.above + low.loss)
                + stage.value * high.at_most
                - stage.holding_cost * high.complementary_loss,
        }
    }
}

/// Refuses sums of more terms than are offered.
fn affordable(terms: f64) -> Result<(), InventoryError> {
    if terms <= MOST_TERMS {
        return Ok(());
    }
    let what = format_args!(
        "its spread over the lead times needs sums of {terms:e} terms; {MOST_TERMS:e} are offered: use larger units, or lead times that are closer"
    );
    Err(InventoryError::unsupported("distribution", what))
}

/// The whole numbers from `low` to below `high`, with weight 1.
fn integers(low: f64, high: f64) -> Vec<(f64, f64)> {
    std::iter::successors(Some(low), |x| Some(x + 1.0)).take_while(|x| *x < high).map(|x| (x, 1.0)).collect()
}

/// Gauss-Legendre nodes from `low` to `high`, in panels up to `width` wide.
fn panels(low: f64, high: f64, width: f64) -> Result<Vec<(f64, f64)>, InventoryError> {
    let count = ((high - low) / width).ceil();
    // Each node is met by the sums of some 20 panels of the next stage.
    affordable(count * 8.0 * 160.0)?;
    let half = 0.5 * (high - low) / count;
    let mut nodes = Vec::new();
    let mut panel = 0.0;
    while panel < count {
        let middle = low + (2.0 * panel + 1.0) * half;
        nodes.extend(GAUSS.iter().rev().map(|(at, weight)| (middle - at * half, weight * half)));
        nodes.extend(GAUSS.iter().map(|(at, weight)| (middle + at * half, weight * half)));
        panel += 1.0;
    }
    Ok(nodes)
}

/// Lead-time demand as a weight of sums.
#[derive(Debug)]
enum Kernel {
    Certain(f64),
    Poisson {
        demand: PoissonDemand,
        /// The smallest demand in the table.
        first: f64,
        /// Probabilities of `first`, `first + 1`, …
        table: Vec<f64>,
    },
    Normal {
        demand: NormalDemand,
        density: Normal,
    },
}

/// Tails and losses of lead-time demand at a point.
#[derive(Debug, Clone, Copy)]
struct Tails {
    at_most: f64,
    above: f64,
    loss: f64,
    complementary_loss: f64,
}

impl Tails {
    fn of(demand: &impl Demand, x: f64) -> Self {
        Self {
            at_most: demand.cdf(x),
            above: demand.sf(x),
            loss: demand.loss(x),
            complementary_loss: demand.complementary_loss(x),
        }
    }
}

impl Kernel {
    fn new(demand: LeadTimeDemand) -> Result<Self, InventoryError> {
        Ok(match demand {
            LeadTimeDemand::Certain(demand) => Self::Certain(demand),
            LeadTimeDemand::Normal(demand) => {
                Self::Normal { density: Normal::new(demand.mean(), demand.sd())?, demand }
            }
            LeadTimeDemand::Poisson(demand) => {
                let (first, last) = (demand.quantile(TAIL)?, demand.isf(TAIL)?);
                affordable((last - first) * (last - first))?;
                let table = integers(first, last + 1.0).into_iter().map(|(x, _)| demand.pmf(x)).collect();
                Self::Poisson { demand, first, table }
            }
        })
    }

    fn tails(&self, x: f64) -> Tails {
        match self {
            Self::Certain(demand) => {
                let at_most = f64::from(x >= *demand);
                Tails {
                    at_most,
                    above: 1.0 - at_most,
                    loss: (demand - x).max(0.0),
                    complementary_loss: (x - demand).max(0.0),
                }
            }
            Self::Poisson { demand, .. } => Tails::of(demand, x),
            Self::Normal { demand, .. } => Tails::of(demand, x),
        }
    }

    /// The nodes, which begin at `low`, weighted by the density of the demand that leads from `y` to them.
    fn sum(&self, nodes: &[Node], low: f64, y: f64) -> At {
        let mut sum = At::default();
        let mut add = |node: &Node, density: f64| {
            sum.slope += density * node.weighted.slope;
            sum.value += density * node.weighted.value;
        };
        match self {
            Self::Certain(_) => {}
            Self::Poisson { first, table, .. } => {
                // Node i is reached by the demand at place `reach - i` of the table.
                let Some(reach) = place(y - low - first) else { return sum };
                let skipped = reach.saturating_sub(table.len().saturating_sub(1));
                let demands = table.iter().take(reach.saturating_add(1)).rev();
                nodes.iter().skip(skipped).zip(demands).for_each(|(node, density)| add(node, *density));
            }
            Self::Normal { demand, density } => {
                let (mean, reach) = (demand.mean(), REACH * demand.sd());
                let from = nodes.partition_point(|node| node.x < y - mean - reach);
                let near = nodes.iter().skip(from).take_while(|node| node.x <= y - mean + reach);
                near.for_each(|node| add(node, density.pdf(y - node.x)));
            }
        }
        sum
    }
}

/// A whole number that is not negative as a place of a table.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked for its sign; the cast saturates")]
fn place(x: f64) -> Option<usize> {
    (x >= 0.0).then_some(x as usize)
}
