//! Which comparisons represent a group's? Aggregation of individual judgments.
//!
//! ```text
//! a_ij = Π over experts of a_ij^weight        weights brought to a sum of 1, equal unless given
//! ```
//!
//! The geometric mean is the only one that keeps reciprocals reciprocal.
//!
//! Source: J. Aczél, T. L. Saaty, "Procedures for synthesizing ratio judgements", Journal of Mathematical Psychology 27
//! (1983) 93-102. Limits: means hide disagreement; compare the experts' own weights first.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::Weights;
use crate::pairwise::Comparisons;
use serde::{Deserialize, Serialize};

/// What [`aggregate_judgments`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AggregateJudgmentsInput {
    /// One matrix of comparisons an expert, as [`AhpInput`](crate::AhpInput) has them, all of one size.
    pub matrices: Vec<Vec<Vec<f64>>>,
    /// How much each expert counts, at least 0, not all 0; equal if absent.
    #[serde(default)]
    pub expert_weights: Option<Vec<f64>>,
}

/// What [`aggregate_judgments`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AggregateJudgments {
    /// The group's comparisons.
    pub comparisons: Vec<Vec<f64>>,
}

/// The weights of experts: those given, or equal ones.
pub(crate) fn expert_weights(given: Option<&[f64]>, experts: usize) -> Result<Weights, DecisionError> {
    let Some(given) = given else { return Weights::new(vec![1.0; experts]) };
    check::length("expert_weights", given.len(), experts, "one an expert")?;
    check::each("expert_weights", given, check::non_negative)?;
    let refused = || mercato_core::Error::invalid("expert_weights", "a list of zeros", "has no weight to give");
    Weights::new(given.to_vec()).map_err(|_| refused().into())
}

/// One matrix of comparisons from a group's.
///
/// Time O(experts n²).
///
/// ```
/// use mercato_decision::{AggregateJudgmentsInput, aggregate_judgments};
/// let pair = |a: f64| vec![vec![1.0, a], vec![1.0 / a, 1.0]];
/// let input = AggregateJudgmentsInput { matrices: vec![pair(2.0), pair(8.0)], expert_weights: None };
/// assert!((aggregate_judgments(&input)?.comparisons[0][1] - 4.0).abs() < 1e-14);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no matrix, matrices that differ in size or that [`ahp`](fn@crate::ahp) refuses, and weights that
/// are not one an expert, negative or all 0.
pub fn aggregate_judgments(input: &AggregateJudgmentsInput) -> Result<AggregateJudgments, DecisionError> {
    check::not_empty("matrices", &input.matrices)?;
    let weights = expert_weights(input.expert_weights.as_deref(), input.matrices.len())?;
    let size = input.matrices.first().map_or(0, Vec::len);
    // the sums of logarithms
    let mut logarithms = vec![vec![0.0; size]; size];
    for ((index, matrix), weight) in input.matrices.iter().enumerate().zip(weights.as_slice()) {
        let path = format!("matrices[{index}]");
        check::length(path.as_str(), matrix.len(), size, "as the first matrix has")?;
        let comparisons = Comparisons::new(matrix, &path)?;
        for (sums, row) in logarithms.iter_mut().zip(comparisons.rows()) {
            for (sum, a) in sums.iter_mut().zip(row) {
                *sum += weight * libm::log(*a);
            }
        }
    }
    let exponentials = |row: Vec<f64>| row.into_iter().map(libm::exp).collect();
    // the upper triangle rules, as in what was given
    let comparisons = Comparisons::new(&logarithms.into_iter().map(exponentials).collect::<Vec<_>>(), "comparisons")?;
    Ok(AggregateJudgments { comparisons: comparisons.into_rows() })
}
