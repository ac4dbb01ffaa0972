//! How much to order from a supplier who is out of action now and then?
//!
//! Continuous time: the supplier fails at rate λ and recovers at rate μ (exponential times), demand comes at rate d, what is
//! asked for while nothing is there is lost at a cost of p a unit. With `ψ = λ/(λ+μ) (1 - e^{-(λ+μ)Q/d})`, the probability
//! that the supplier is down when stock runs out,
//!
//! ```text
//! g(Q) = (K + hQ²/(2d) + pdψ/μ) / (Q/d + ψ/μ)
//! ```
//!
//! With ψ held at `λ/(λ+μ)`, the best lot is `(√((ψdh)² + 2hμ(Kdμ + d²pψ)) - ψdh)/(hμ)` and costs hQ.
//!
//! Discrete time: a working supplier fails with probability α in a period, a failed one recovers with probability β. The
//! number n of failed periods before one that works has `π_0 = β/(α+β)`, `π_n = αβ/(α+β) (1-β)^{n-1}`; demand d is known, so
//! that the best level is `d(1+n)` for the smallest n with `1 - α/(α+β) (1-β)^n >= p/(p+h)`.
//!
//! Source: Parlar and Berkin (1991), Berk and Arreola-Risa (1994), Snyder (2014); Snyder and Shen (2019), section 9.2.

use crate::check;
use crate::error::InventoryError;
use mercato_core::Error;
use mercato_numeric::root::{Tolerance, brent};
use serde::{Deserialize, Serialize};

/// What [`eoq_with_disruptions`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EoqWithDisruptionsInput {
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Cost of a unit on hand for a unit of time, above 0.
    pub holding_cost: f64,
    /// Cost of a unit of lost demand, above 0.
    pub stockout_cost: f64,
    /// Demand a unit of time, above 0.
    pub demand_rate: f64,
    /// Failures of the supplier a unit of working time, at least 0.
    pub disruption_rate: f64,
    /// Recoveries a unit of time out of action, above 0.
    pub recovery_rate: f64,
    /// Whether ψ is held at its limit; false if left out.
    pub approximate: Option<bool>,
    /// The lot whose cost is asked for, above 0; the best one if left out.
    pub order_quantity: Option<f64>,
}

/// A lot and its cost under uncertain supply.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SupplyLot {
    /// The lot.
    pub order_quantity: f64,
    /// Expected cost a unit of time.
    pub cost: f64,
}

/// What [`newsvendor_with_disruptions`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewsvendorWithDisruptionsInput {
    /// Cost of a unit left over at the end of a period, above 0.
    pub holding_cost: f64,
    /// Cost of a unit on backorder at the end of a period, above 0.
    pub stockout_cost: f64,
    /// The known demand of a period, at least 0.
    pub demand: f64,
    /// Probability that a working supplier fails, 0 to 1.
    pub disruption_prob: f64,
    /// Probability that a failed supplier recovers, above 0 and at most 1.
    pub recovery_prob: f64,
}

/// A base-stock level and its cost under uncertain supply.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SupplyLevel {
    /// The level.
    pub base_stock_level: f64,
    /// Expected cost a period.
    pub cost: f64,
}

/// The checked figures.
struct Problem {
    fixed: f64,
    holding: f64,
    stockout: f64,
    demand: f64,
    failing: f64,
    recovering: f64,
}

impl Problem {
    /// ψ in the long run.
    fn limit(&self) -> f64 {
        self.failing / (self.failing + self.recovering)
    }

    fn pace(&self) -> f64 {
        (self.failing + self.recovering) / self.demand
    }

    fn down(&self, q: f64) -> f64 {
        -self.limit() * libm::expm1(-self.pace() * q)
    }

    /// Cost and length of a cycle with the probability ψ.
    fn cycle(&self, q: f64, down: f64) -> (f64, f64) {
        let cost = self.fixed
            + 0.5 * self.holding * q * (q / self.demand)
            + self.stockout * self.demand * down / self.recovering;
        (cost, q / self.demand + down / self.recovering)
    }

    fn cost(&self, q: f64, down: f64) -> f64 {
        let (cost, length) = self.cycle(q, down);
        cost / length
    }

    /// The numerator of `g'(Q)`: negative below the best lot, positive above.
    fn slope(&self, q: f64) -> f64 {
        let (cost, length) = self.cycle(q, self.down(q));
        let down_slope = self.limit() * self.pace() * libm::exp(-self.pace() * q) / self.recovering;
        let cost_slope = self.holding * q / self.demand + self.stockout * self.demand * down_slope;
        cost_slope * length - cost * (1.0 / self.demand + down_slope)
    }

    fn approximate_lot(&self) -> f64 {
        let (d, h, mu, down) = (self.demand, self.holding, self.recovering, self.limit());
        let first = down * d * h;
        let rest = 2.0 * h * mu * (self.fixed * d * mu + d * d * self.stockout * down);
        // (√(a² + b) - a) without the difference.
        let sum = (first * first + rest).sqrt() + first;
        if sum > 0.0 { rest / sum / (h * mu) } else { 0.0 }
    }

    /// The best lot; 0 where every lot is worse than ordering without end.
    fn lot(&self) -> Result<f64, InventoryError> {
        let start = check::answer("order_quantity", self.approximate_lot())?;
        if start <= 0.0 {
            return Ok(0.0);
        }
        let (mut low, mut high) = (start, start);
        while self.slope(high) < 0.0 {
            low = high;
            high *= 2.0;
            check::answer("order_quantity", high)?;
        }
        while self.slope(low) > 0.0 {
            high = low;
            low *= 0.5;
            if low < 1e-12 * start {
                return Ok(0.0);
            }
        }
        Ok(brent(|q| self.slope(q), low, high, Tolerance::default())?.x)
    }
}

/// The best lot from a supplier that fails at random times, or the cost of a given one.
///
/// ```
/// use mercato_inventory::{EoqWithDisruptionsInput, eoq_with_disruptions};
/// // Snyder and Shen (2019), example 9.1.
/// let best = eoq_with_disruptions(&EoqWithDisruptionsInput {
///     fixed_cost: 8.0, holding_cost: 0.225, stockout_cost: 5.0, demand_rate: 1300.0, disruption_rate: 1.5,
///     recovery_rate: 14.0, ..EoqWithDisruptionsInput::default()
/// })?;
/// assert!((best.order_quantity - 772.811).abs() < 1e-3 && (best.cost - 173.95).abs() < 1e-3);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure out of range; `overflow` if a result leaves the range of a double.
pub fn eoq_with_disruptions(input: &EoqWithDisruptionsInput) -> Result<SupplyLot, InventoryError> {
    let problem = Problem {
        fixed: check::non_negative("fixed_cost", input.fixed_cost)?,
        holding: check::positive("holding_cost", input.holding_cost)?,
        stockout: check::positive("stockout_cost", input.stockout_cost)?,
        demand: check::positive("demand_rate", input.demand_rate)?,
        failing: check::non_negative("disruption_rate", input.disruption_rate)?,
        recovering: check::positive("recovery_rate", input.recovery_rate)?,
    };
    let given = input.order_quantity.map(|q| check::positive("order_quantity", q)).transpose()?;
    let approximate = input.approximate.unwrap_or(false);
    let (q, cost) = match given {
        Some(q) => (q, problem.cost(q, if approximate { problem.limit() } else { problem.down(q) })),
        None if approximate => {
            let q = problem.approximate_lot();
            (q, problem.holding * q)
        }
        None => {
            let q = problem.lot()?;
            // The limit of an ever smaller lot is the cost of the demand lost in the supplier's bad times.
            (
                q,
                if q > 0.0 {
                    problem.cost(q, problem.down(q))
                } else {
                    problem.stockout * problem.demand * problem.limit()
                },
            )
        }
    };
    Ok(SupplyLot { order_quantity: check::answer("order_quantity", q)?, cost: check::answer("cost", cost)? })
}

/// The best level for known demand and a supplier that fails from period to period.
///
/// ```
/// use mercato_inventory::{NewsvendorWithDisruptionsInput, newsvendor_with_disruptions};
/// // The supplier works in 3 of 4 periods: 3/4 reach no ratio of 0.8, one more failed period, 15/16, does.
/// let best = newsvendor_with_disruptions(&NewsvendorWithDisruptionsInput {
///     holding_cost: 1.0, stockout_cost: 4.0, demand: 20.0, disruption_prob: 0.25, recovery_prob: 0.75,
/// })?;
/// assert_eq!(best.base_stock_level, 40.0);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure out of range; `overflow` if a result leaves the range of a double.
pub fn newsvendor_with_disruptions(input: &NewsvendorWithDisruptionsInput) -> Result<SupplyLevel, InventoryError> {
    let h = check::positive("holding_cost", input.holding_cost)?;
    let p = check::positive("stockout_cost", input.stockout_cost)?;
    let d = check::non_negative("demand", input.demand)?;
    let alpha = check::non_negative("disruption_prob", input.disruption_prob)?;
    if alpha > 1.0 {
        return Err(Error::invalid("disruption_prob", alpha, "must be at most 1").into());
    }
    let beta = check::positive("recovery_prob", input.recovery_prob)?;
    if beta > 1.0 {
        return Err(Error::invalid("recovery_prob", beta, "must be at most 1").into());
    }
    let failed = alpha / (alpha + beta);
    let ln_stays = libm::log1p(-beta);
    // The probability of more than n failed periods is failed (1-β)^n; a lack of 1e-12 counts as reached.
    let more = |n: f64| if n <= 0.0 { failed } else { failed * libm::exp(n * ln_stays) };
    let accepted = h / (check::answer("critical_ratio", p + h)?) + 1e-12_f64.min(1e-9 * h / (p + h));
    let periods = if more(0.0) <= accepted {
        0.0
    } else {
        let n = (libm::log(accepted / failed) / ln_stays).ceil().max(1.0);
        // The logarithms may round across a step.
        if n > 1.0 && more(n - 1.0) <= accepted {
            n - 1.0
        } else if more(n) > accepted {
            n + 1.0
        } else {
            n
        }
    };
    let short = more(periods) / beta;
    let over = left_over(periods, failed, beta, ln_stays);
    Ok(SupplyLevel {
        base_stock_level: check::answer("base_stock_level", d * (1.0 + periods))?,
        cost: check::answer("cost", d * (h * over + p * short))?,
    })
}

/// `Σ_{i<n} P(at most i failed periods)`, the mean number of periods' demand left over.
fn left_over(n: f64, failed: f64, beta: f64, ln_stays: f64) -> f64 {
    // The closed form loses digits while n is small.
    if n > 1000.0 {
        return n + failed * libm::expm1(n * ln_stays) / beta;
    }
    let (mut sum, mut more, mut i) = (0.0, failed, 0.0);
    while i < n {
        sum += 1.0 - more;
        more *= 1.0 - beta;
        i += 1.0;
    }
    sum
}
