//! Within which weights does the winner stay? Exact ranges for the weighted sum.
//!
//! One weight is moved to `u` in \[0, 1\]; the others keep their proportions, `w_k (1 - u)/(1 - w_j)`. Every score is then
//! linear in `u`, and so is the winner's lead over each other alternative: the range is where no lead is negative. If a
//! weight is 1 (all others 0), the others share `1 - u` equally.
//!
//! Source: E. Triantaphyllou, A. Sánchez, "A sensitivity analysis approach for some deterministic multi-criteria
//! decision-making methods", Decision Sciences 28 (1997) 151-194, in closed form over all alternatives. Limits: one weight
//! moves at a time; for all at once see [`smaa`](mod@crate::sensitivity::smaa).

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Weights};
use crate::methods::{ScaledProblem, dot};
use crate::normalize::{Normalization, Scale};
use crate::rank::tolerance;
use serde::{Deserialize, Serialize};

/// The range of one weight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct WeightRange {
    /// The criterion, counted from 0.
    pub criterion: usize,
    /// Its weight now, in parts of all.
    pub weight: f64,
    /// The least weight at which the winner is still first.
    pub lower: f64,
    /// The greatest weight at which the winner is still first.
    pub upper: f64,
}

/// What [`weight_ranges`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct WeightRanges {
    /// The alternative with the highest score, the first of level ones.
    pub winner: usize,
    /// The range of every weight.
    pub ranges: Vec<WeightRange>,
}

/// The ranges of the weights within which the winner of the weighted sum stays first.
///
/// Time O(n m).
///
/// ```
/// use mercato_decision::{CriterionType, ScaledProblem, weight_ranges};
/// let input = ScaledProblem {
///     matrix: vec![vec![1.0, 0.5], vec![0.5, 1.0]],
///     weights: vec![0.6, 0.4],
///     types: vec![CriterionType::Benefit, CriterionType::Benefit],
///     normalization: None,
/// };
/// let answer = weight_ranges(&input)?;
/// assert_eq!((answer.winner, answer.ranges[0].lower, answer.ranges[0].upper), (0, 0.5, 1.0));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`ScaledProblem::read`] refuses; `invalid_argument` for values outside the normalisation's domain; `overflow`.
pub fn weight_ranges(input: &ScaledProblem) -> Result<WeightRanges, DecisionError> {
    let (matrix, weights) = input.read()?;
    let scaled = scaled(&matrix, input.normalization.unwrap_or(Normalization::Linear))?;
    Ok(linear_ranges(&scaled, &weights))
}

/// The matrix on a common scale, row by row.
fn scaled(matrix: &DecisionMatrix, normalization: Normalization) -> Result<Vec<Vec<f64>>, DecisionError> {
    let scale = Scale::new(matrix, normalization)?;
    let mut rows = Vec::with_capacity(matrix.rows());
    for row in matrix {
        let mut out = vec![0.0; matrix.columns()];
        scale.row_into(row, &mut out);
        check::answers("matrix", &out)?;
        rows.push(out);
    }
    Ok(rows)
}

/// The ranges for scores `Σ_j w_j r_ij` of which the highest is best.
pub(crate) fn linear_ranges(scaled: &[Vec<f64>], weights: &Weights) -> WeightRanges {
    let weights = weights.as_slice();
    let scores: Vec<f64> = scaled.iter().map(|row| dot(row, weights)).collect();
    let level = tolerance(&scores);
    let most = scores.iter().fold(f64::NEG_INFINITY, |most, score| most.max(*score));
    let winner = scores.iter().position(|score| *score >= most - level).unwrap_or(0);
    let best: &[f64] = scaled.get(winner).map_or(&[], Vec::as_slice);
    let ranges = weights.iter().enumerate().map(|(criterion, weight)| {
        let others = 1.0 - weight;
        let (mut lower, mut upper) = (0.0_f64, 1.0_f64);
        for row in scaled {
            // the lead of the winner over this row at u = 0 and at u = 1
            let gaps = || best.iter().zip(row).map(|(best, own)| best - own).enumerate();
            let at_one = gaps().find(|(j, _)| *j == criterion).map_or(0.0, |(_, gap)| gap);
            let rest = gaps().zip(weights).filter(|((j, _), _)| *j != criterion);
            let at_zero = if weights.len() == 1 {
                // there is nothing to give the weight to
                lower = 1.0;
                at_one
            } else if others > 0.0 && weights.iter().enumerate().any(|(j, w)| j != criterion && *w > 0.0) {
                let whole: f64 = weights.iter().enumerate().filter(|(j, _)| *j != criterion).map(|(_, w)| w).sum();
                rest.map(|((_, gap), w)| w * gap).sum::<f64>() / whole
            } else {
                rest.map(|((_, gap), _)| gap).sum::<f64>() / (weights.len() as f64 - 1.0)
            };
            // rounding is no lead
            let [at_zero, at_one] = [at_zero, at_one].map(|lead| if lead.abs() <= level { 0.0 } else { lead });
            if at_zero < 0.0 && at_one > 0.0 {
                lower = lower.max(at_zero / (at_zero - at_one));
            } else if at_zero > 0.0 && at_one < 0.0 {
                upper = upper.min(at_zero / (at_zero - at_one));
            } else if at_zero < 0.0 || at_one < 0.0 {
                // level at one point of the line, which is the present weight
                if at_zero < 0.0 {
                    lower = lower.max(*weight);
                }
                if at_one < 0.0 {
                    upper = upper.min(*weight);
                }
            }
        }
        // the winner is first at its present weight, whatever rounding says of the ends
        WeightRange { criterion, weight: *weight, lower: lower.min(*weight), upper: upper.max(*weight) }
    });
    WeightRanges { winner, ranges: ranges.collect() }
}
