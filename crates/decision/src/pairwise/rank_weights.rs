//! Which weights does an order of importance give?
//!
//! ```text
//! position i of n       rank_order_centroid  (1/n) Σ_{k >= i} 1/k          rank_sum       2 (n + 1 - i)/(n (n + 1))
//!                       rank_reciprocal      (1/i)/Σ_k 1/k                 rank_exponent  (n - i + 1)^p/Σ_k (n - k + 1)^p
//! ```
//!
//! Only the order of the ranks counts. Criteria of one rank share the mean of the weights of the positions that they fill.
//!
//! Source: W. G. Stillwell, D. A. Seaver, W. Edwards, "A comparison of weight approximation techniques in multiattribute
//! utility decision making", Organizational Behavior and Human Performance 28 (1981) 62-77; F. H. Barron, B. E. Barrett,
//! Management Science 42 (1996) 1515-1523 for the centroid. Limits: the steepness is the formula's, not the decision
//! maker's.

use crate::check;
use crate::error::DecisionError;
use crate::weights::CriterionWeights;
use mercato_core::Error;
use mercato_numeric::sum::mean;
use serde::{Deserialize, Serialize};

/// How an order becomes weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RankWeighting {
    /// The mean of all weights that agree with the order.
    RankOrderCentroid,
    /// In proportion to the places from the end.
    RankSum,
    /// In proportion to the reciprocals of the places.
    RankReciprocal,
    /// In proportion to a power of the places from the end.
    RankExponent,
}

/// What [`rank_weights`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RankWeightsInput {
    /// One rank a criterion, at least 1, 1 for the most important.
    pub ranks: Vec<f64>,
    /// How.
    pub method: RankWeighting,
    /// For `rank_exponent`: the power, at least 0; 0 gives equal weights, 1 those of `rank_sum`.
    #[serde(default)]
    pub exponent: Option<f64>,
}

/// Weights from an order of importance.
///
/// Time O(n log n).
///
/// ```
/// use mercato_decision::{RankWeighting, RankWeightsInput, rank_weights};
/// let input = RankWeightsInput { ranks: vec![2.0, 1.0, 2.0], method: RankWeighting::RankSum, exponent: None };
/// // positions 2 and 3 have 2/6 and 1/6
/// assert_eq!(rank_weights(&input)?.weights, [0.25, 0.5, 0.25]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty list, a rank below 1, and a power that is missing where it is needed or negative.
pub fn rank_weights(input: &RankWeightsInput) -> Result<CriterionWeights, DecisionError> {
    let ranks = &input.ranks;
    check::not_empty("ranks", ranks)?;
    for (index, rank) in ranks.iter().enumerate() {
        let path = format!("ranks[{index}]");
        if check::finite(&path, *rank)? < 1.0 {
            return Err(Error::invalid(path, rank, "must be at least 1").into());
        }
    }
    let of_positions = position_weights(ranks.len(), input.method, input.exponent)?;
    let mut order: Vec<usize> = (0..ranks.len()).collect();
    let rank = |index: &usize| ranks.get(*index).copied().unwrap_or(f64::NAN);
    order.sort_by(|a, b| rank(a).total_cmp(&rank(b)));
    let mut weights = vec![0.0; ranks.len()];
    let mut rest = of_positions.as_slice();
    for level in order.chunk_by(|a, b| rank(a) >= rank(b)) {
        let (filled, after) = rest.split_at(level.len().min(rest.len()));
        rest = after;
        for index in level {
            if let Some(weight) = weights.get_mut(*index) {
                *weight = mean(filled).unwrap_or(0.0);
            }
        }
    }
    CriterionWeights::of(weights)
}

/// The weights of the positions 1 to n, in proportion.
fn position_weights(n: usize, method: RankWeighting, exponent: Option<f64>) -> Result<Vec<f64>, Error> {
    let size = n as f64;
    let positions = || (0..n).map(|i| i as f64 + 1.0);
    Ok(match method {
        RankWeighting::RankOrderCentroid => {
            let mut sum = 0.0;
            let mut weights: Vec<f64> = positions()
                .rev()
                .map(|k| {
                    sum += 1.0 / k;
                    sum
                })
                .collect();
            weights.reverse();
            weights
        }
        RankWeighting::RankSum => positions().map(|i| size + 1.0 - i).collect(),
        RankWeighting::RankReciprocal => positions().map(|i| 1.0 / i).collect(),
        RankWeighting::RankExponent => {
            let missing = || Error::invalid("exponent", "nothing", "is needed by rank_exponent");
            let exponent = check::non_negative("exponent", exponent.ok_or_else(missing)?)?;
            positions().map(|i| libm::pow((size + 1.0 - i) / size, exponent)).collect()
        }
    })
}
