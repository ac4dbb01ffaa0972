//! How many suppliers should there be? As many as the next one costs less than it saves.
//!
//! All of n suppliers are down together with probability `P(n) = P* + (1 - P*) U^n`: a super event P* takes all at once, unique
//! events U each alone. The expected cost is `c n + L P(n)` for c a supplier and a loss L when all are down; the answer is the
//! first n of least cost.
//!
//! Source: P. D. Berger, A. Gerstenfeld and A. Z. Zeng, "How many suppliers are best? A decision-analysis approach", Omega 32
//! (2004) 9-15. Limits: unique events are independent and alike; the loss is the same however long all are down.

use crate::check;
use crate::error::SupplierError;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`optimal_supplier_count`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OptimalSupplierCountInput {
    /// Probability of an event in a period that takes all suppliers down, 0 to 1.
    pub super_event_probability: f64,
    /// Probability of an event in a period that takes one supplier down, 0 to 1.
    pub unique_event_probability: f64,
    /// Loss when all are down, at least 0, in the unit of `cost_per_supplier`.
    pub loss: f64,
    /// What a further supplier costs a period, at least 0.
    pub cost_per_supplier: f64,
    /// The most suppliers to consider, from 1 to 100,000.
    pub max_suppliers: u32,
}

/// What each number of suppliers costs, and the best.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct OptimalSupplierCount {
    /// Probability that all are down, for 1, 2, ... suppliers.
    pub all_down_probability: Vec<f64>,
    /// Expected cost a period, for 1, 2, ... suppliers.
    pub expected_total_cost: Vec<f64>,
    /// The least number of suppliers of least cost.
    pub optimal_count: u32,
}

/// The most suppliers that are considered.
const MOST: u32 = 100_000;

/// The number of suppliers of least expected cost.
///
/// ```
/// use mercato_supplier::{OptimalSupplierCountInput, optimal_supplier_count};
/// let answer = optimal_supplier_count(&OptimalSupplierCountInput {
///     super_event_probability: 0.01,
///     unique_event_probability: 0.05,
///     loss: 1_000_000.0,
///     cost_per_supplier: 8_000.0,
///     max_suppliers: 6,
/// })?;
/// // two: 16,000 + 1,000,000 (0.01 + 0.99 x 0.0025) = 28,475
/// assert_eq!(answer.optimal_count, 2);
/// assert!((answer.expected_total_cost[1] - 28_475.0).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a probability outside 0 to 1, a negative or infinite loss or cost, no supplier or more than 100,000;
/// `overflow` for a cost beyond a double.
pub fn optimal_supplier_count(input: &OptimalSupplierCountInput) -> Result<OptimalSupplierCount, SupplierError> {
    let together = check::rate("super_event_probability", input.super_event_probability)?;
    let alone = check::rate("unique_event_probability", input.unique_event_probability)?;
    let loss = check::non_negative("loss", input.loss)?;
    let cost = check::non_negative("cost_per_supplier", input.cost_per_supplier)?;
    if input.max_suppliers == 0 || input.max_suppliers > MOST {
        return Err(Error::invalid("max_suppliers", input.max_suppliers, "must be from 1 to 100000").into());
    }
    let mut answer =
        OptimalSupplierCount { all_down_probability: Vec::new(), expected_total_cost: Vec::new(), optimal_count: 1 };
    let mut least = f64::INFINITY;
    for count in 1..=input.max_suppliers {
        let n = f64::from(count);
        let down = together + (1.0 - together) * libm::pow(alone, n);
        let total = check::answer("expected_total_cost", cost * n + loss * down)?;
        if total < least {
            least = total;
            answer.optimal_count = count;
        }
        answer.all_down_probability.push(down);
        answer.expected_total_cost.push(total);
    }
    Ok(answer)
}
