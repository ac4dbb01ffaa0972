//! Which weights represent a group's? Aggregation of individual priorities.
//!
//! ```text
//! each list over its sum; then        geometric  w_j ~ Π over experts of w_j^weight        arithmetic  w_j = Σ over experts of weight w_j
//! ```
//!
//! The geometric mean of priorities from geometric means of comparisons is that of the aggregated judgments.
//!
//! Source: E. Forman, K. Peniwati, "Aggregating individual judgments and priorities with the analytic hierarchy process",
//! European Journal of Operational Research 108 (1998) 165-169. Limits: a weight of 0 has no geometric mean with any other.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::scale_to_one;
use crate::pairwise::ahp::exponentials;
use crate::ranking::aggregate_judgments::expert_weights;
use crate::weights::CriterionWeights;
use serde::{Deserialize, Serialize};

/// Which mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriorityMean {
    /// Ratios are averaged.
    Geometric,
    /// Shares are averaged.
    Arithmetic,
}

/// What [`aggregate_priorities`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AggregatePrioritiesInput {
    /// One list an expert, one priority an element: at least 0 and not all 0, above 0 for the geometric mean.
    pub priorities: Vec<Vec<f64>>,
    /// How much each expert counts, at least 0, not all 0; equal if absent.
    #[serde(default)]
    pub expert_weights: Option<Vec<f64>>,
    /// Which mean.
    pub method: PriorityMean,
}

/// One list of weights from a group's.
///
/// Time O(experts n).
///
/// ```
/// use mercato_decision::{AggregatePrioritiesInput, PriorityMean, aggregate_priorities};
/// let input = AggregatePrioritiesInput {
///     priorities: vec![vec![0.8, 0.2], vec![0.2, 0.2]],
///     expert_weights: None,
///     method: PriorityMean::Arithmetic,
/// };
/// let weights = aggregate_priorities(&input)?.weights;
/// assert!((weights[0] - 0.65).abs() < 1e-15); // 0.8 and 0.5
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no list, lists that differ in length, priorities that are negative, all 0, or 0 where the
/// geometric mean is asked for, and weights that are not one an expert, negative or all 0.
pub fn aggregate_priorities(input: &AggregatePrioritiesInput) -> Result<CriterionWeights, DecisionError> {
    check::not_empty("priorities", &input.priorities)?;
    let weights = expert_weights(input.expert_weights.as_deref(), input.priorities.len())?;
    let size = input.priorities.first().map_or(0, Vec::len);
    let geometric = input.method == PriorityMean::Geometric;
    let accepted = if geometric { check::positive } else { check::non_negative };
    let mut means = vec![0.0; size];
    for ((index, list), weight) in input.priorities.iter().enumerate().zip(weights.as_slice()) {
        let path = format!("priorities[{index}]");
        check::not_empty(&path, list)?;
        check::length(path.as_str(), list.len(), size, "as the first list has")?;
        check::each(&path, list, accepted)?;
        let mut shares = list.clone();
        scale_to_one(&mut shares, &path)?;
        for (mean, share) in means.iter_mut().zip(&shares) {
            *mean += weight * if geometric { libm::log(*share) } else { *share };
        }
    }
    check::answers("weights", &means)?;
    if geometric {
        return Ok(CriterionWeights { weights: exponentials(&means)? });
    }
    CriterionWeights::of(means)
}
