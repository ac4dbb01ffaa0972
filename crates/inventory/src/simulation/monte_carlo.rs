//! What will a policy cost and serve under random demand, and how sure is that?
//!
//! The dynamics of [`trace`](super::trace) under independent demand, `replications` times over `num_periods` periods, the
//! first `warmup_periods` of which do not count. The answer is the mean over the replications of what each measured; with n
//! replications whose costs a period have the sample deviation s, the half-width of the 95 % interval is
//! `t(0.975, n-1) s / √n`.
//!
//! Replication i draws from stream i of the seed and from nothing else, so the answer is the same, bit for bit, on any
//! machine and, with the feature `rayon`, on any number of threads. Continuous demand below 0 counts as 0.
//!
//! Source: A. M. Law, "Simulation Modeling and Analysis" (5th ed., 2015), section 9.5.2 (replication and deletion).
//! Limits: 10^10 periods in all, lead times up to 10^6.

use super::policy::SimulatedPolicy;
use super::sampler::Sampler;
use super::stock::Stock;
use crate::check;
use crate::distribution::{Demand, DemandDistribution};
use crate::error::InventoryError;
use crate::service::Shortage;
use mercato_core::Error;
use mercato_numeric::distribution::StudentT;
use mercato_numeric::random::Stream;
use mercato_numeric::sum::Moments;
use serde::{Deserialize, Serialize};

/// The most periods in all replications together: some minutes.
const MOST_PERIODS: u64 = 10_000_000_000;
/// The longest lead time.
const LONGEST_LEAD_TIME: u32 = 1_000_000;
/// Replications whose answers are held at a time.
const BLOCK: u64 = 4096;

/// What [`simulate_monte_carlo`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SimulateMonteCarloInput {
    /// When to order and how much; whole numbers where demand is discrete.
    pub policy: SimulatedPolicy<f64>,
    /// Demand of a period, independent of all others.
    pub distribution: DemandDistribution,
    /// Periods from an order to its receipt; 0 is at once.
    pub lead_time: u32,
    /// Stock before the first period, at least 0.
    pub initial_on_hand: f64,
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Cost of a unit on hand at the end of a period, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder at the end of a period, or of a unit lost; above 0.
    pub stockout_cost: f64,
    /// What becomes of demand that finds no stock.
    #[serde(default)]
    pub shortage: Shortage,
    /// Periods of a replication.
    pub num_periods: u64,
    /// First periods of a replication that do not count, fewer than all.
    pub warmup_periods: u64,
    /// Independent runs, at least 1.
    pub replications: u64,
    /// Any number; the same seed gives the same answer.
    pub seed: u64,
}

/// What [`simulate_monte_carlo`] answers: means over the replications.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MonteCarlo {
    /// Cost of a period.
    pub mean_cost_per_period: f64,
    /// Half the length of the 95 % interval of that mean; null for a single replication.
    pub half_width_95: Option<f64>,
    /// Demand served at once over demand.
    pub fill_rate: f64,
    /// Stock at the end of a period.
    pub mean_on_hand: f64,
    /// Backorders at the end of a period.
    pub mean_backorders: f64,
    /// Orders placed in a period.
    pub orders_per_period: f64,
}

/// What will this policy cost and serve under random demand?
///
/// Time O(replications · periods), 20 to 50 ns a period. See the [module](self).
///
/// ```
/// use mercato_inventory::{DemandDistribution, SimulatedPolicy, Shortage, SimulateMonteCarloInput, simulate_monte_carlo};
/// let input = SimulateMonteCarloInput {
///     policy: SimulatedPolicy::Ss { reorder_point: 4.0, order_up_to_level: 10.0, review_period: None },
///     distribution: DemandDistribution::poisson(6.0)?,
///     lead_time: 0,
///     initial_on_hand: 10.0,
///     fixed_cost: 5.0,
///     holding_cost: 1.0,
///     stockout_cost: 4.0,
///     shortage: Shortage::Backorder,
///     num_periods: 1100,
///     warmup_periods: 100,
///     replications: 100,
///     seed: 1,
/// };
/// let answer = simulate_monte_carlo(&input)?;
/// // Snyder and Shen (2019), example 4.7: the exact cost is 8.034.
/// assert!((answer.mean_cost_per_period - 8.034).abs() < 2.0 * answer.half_width_95.unwrap_or(0.0));
/// assert_eq!(answer, simulate_monte_carlo(&input)?);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a policy, cost or stock out of range, levels that are not whole under discrete demand, demand
/// values below 0, no replication, or as many warm-up periods as periods; `unsupported` beyond the limits of the
/// [module](self); `overflow` if a figure leaves the range of a double.
pub fn simulate_monte_carlo(input: &SimulateMonteCarloInput) -> Result<MonteCarlo, InventoryError> {
    let run = Run::new(input)?;
    let mut cost = Moments::new();
    let mut others = [Moments::new(); 4];
    let mut from = 0;
    while from < input.replications {
        let to = from.saturating_add(BLOCK).min(input.replications);
        for measured in replications(from, to, |number| run.replication(number)) {
            let measured = measured?;
            cost.add(measured.cost);
            let figures = [measured.fill_rate, measured.on_hand, measured.backorders, measured.orders];
            for (moments, figure) in others.iter_mut().zip(figures) {
                moments.add(figure);
            }
        }
        from = to;
    }
    let [fill_rate, mean_on_hand, mean_backorders, orders_per_period] = others.map(|m| m.mean().unwrap_or(0.0));
    let half_width_95 = match cost.sample_variance() {
        Some(variance) if input.replications > 1 => {
            let n = input.replications as f64;
            let t = StudentT::new(n - 1.0)?.quantile(0.975)?;
            Some(check::answer("half_width_95", t * (variance / n).sqrt())?)
        }
        _ => None,
    };
    Ok(MonteCarlo {
        mean_cost_per_period: check::answer("mean_cost_per_period", cost.mean().unwrap_or(0.0))?,
        half_width_95,
        fill_rate: check::answer("fill_rate", fill_rate)?,
        mean_on_hand: check::answer("mean_on_hand", mean_on_hand)?,
        mean_backorders: check::answer("mean_backorders", mean_backorders)?,
        orders_per_period: check::answer("orders_per_period", orders_per_period)?,
    })
}

/// The answers of replications `from..to`, in their order.
#[cfg(feature = "rayon")]
fn replications<T: Send>(from: u64, to: u64, run: impl Fn(u64) -> T + Send + Sync) -> Vec<T> {
    use rayon::prelude::*;
    (from..to).into_par_iter().map(run).collect()
}

/// The answers of replications `from..to`, in their order.
#[cfg(not(feature = "rayon"))]
fn replications<T>(from: u64, to: u64, run: impl Fn(u64) -> T) -> impl Iterator<Item = T> {
    (from..to).map(run)
}

/// A checked input with its sampler.
struct Run<'a> {
    input: &'a SimulateMonteCarloInput,
    sampler: Sampler<'a>,
    horizon: usize,
}

/// Figures of one replication, a period.
struct Measured {
    cost: f64,
    fill_rate: f64,
    on_hand: f64,
    backorders: f64,
    orders: f64,
}

impl<'a> Run<'a> {
    fn new(input: &'a SimulateMonteCarloInput) -> Result<Self, InventoryError> {
        let discrete = input.distribution.is_discrete();
        input.policy.levels(discrete)?;
        input.policy.checked()?;
        check::non_negative("initial_on_hand", input.initial_on_hand)?;
        if discrete {
            check::whole("initial_on_hand", input.initial_on_hand)?;
        }
        check::non_negative("fixed_cost", input.fixed_cost)?;
        check::positive("holding_cost", input.holding_cost)?;
        check::positive("stockout_cost", input.stockout_cost)?;
        if input.warmup_periods >= input.num_periods {
            let reason = format!("must be below num_periods, {}", input.num_periods);
            return Err(Error::invalid("warmup_periods", input.warmup_periods, reason).into());
        }
        if input.replications == 0 {
            return Err(Error::invalid("replications", 0, "must be at least 1").into());
        }
        if input.lead_time > LONGEST_LEAD_TIME {
            let what = format_args!("{} periods; up to {LONGEST_LEAD_TIME} are offered", input.lead_time);
            return Err(InventoryError::unsupported("lead_time", what));
        }
        if input.num_periods.checked_mul(input.replications).is_none_or(|total| total > MOST_PERIODS) {
            let what = format_args!(
                "{} replications of {} periods; up to {MOST_PERIODS} periods in all are offered",
                input.replications, input.num_periods
            );
            return Err(InventoryError::unsupported("replications", what));
        }
        let horizon = usize::try_from(input.num_periods).unwrap_or(usize::MAX);
        Ok(Self { input, sampler: Sampler::new(&input.distribution)?, horizon })
    }

    fn replication(&self, number: u64) -> Result<Measured, InventoryError> {
        let input = self.input;
        let mut stream = Stream::new(input.seed, number);
        let mut stock = Stock::new(input.policy, input.shortage, input.initial_on_hand, input.lead_time, self.horizon);
        let mut next = || {
            let demand = self.sampler.draw(&mut stream)?;
            let now = stock.step(demand).ok_or_else(|| Error::overflow("distribution", demand, "a double"))?;
            Ok::<_, InventoryError>((demand, now))
        };
        for _ in 0..input.warmup_periods {
            next()?;
        }
        let [mut on_hand, mut backorders, mut demanded, mut filled, mut orders] = [0.0; 5];
        for _ in input.warmup_periods..input.num_periods {
            let (demand, now) = next()?;
            on_hand += now.on_hand;
            backorders += now.backorders;
            demanded += demand;
            filled += now.filled;
            orders += f64::from(u8::from(now.order_quantity > 0.0));
        }
        let periods = input.num_periods.saturating_sub(input.warmup_periods) as f64;
        let short = match input.shortage {
            Shortage::Backorder => backorders,
            Shortage::LostSales => demanded - filled,
        };
        let cost = input.holding_cost * on_hand + input.stockout_cost * short + input.fixed_cost * orders;
        Ok(Measured {
            cost: cost / periods,
            fill_rate: if demanded > 0.0 { filled / demanded } else { 1.0 },
            on_hand: on_hand / periods,
            backorders: backorders / periods,
            orders: orders / periods,
        })
    }
}
