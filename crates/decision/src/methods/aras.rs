//! Which part of the ideal does each alternative reach? Additive ratio assessment.
//!
//! ```text
//! row 0 is the best of every column; every column, this row included, is divided by its sum (of reciprocals for a cost)
//! S_i = Σ_j w_j r_ij        score_i = S_i/S_0
//! ```
//!
//! Scores lie in (0, 1\], higher is better.
//!
//! Source: E. K. Zavadskas, Z. Turskis, "A new additive ratio assessment (ARAS) method in multicriteria decision-making",
//! Technological and Economic Development of Economy 16 (2010) 159-172. Limits: every value must be above 0.

#![allow(clippy::indexing_slicing, reason = "one entry a column")]

use crate::check;
use crate::columns;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Problem, Weights};
use crate::methods::{Method, agree};
use crate::normalize::{Normalization, Scale};
use crate::rank::Ranking;

/// Additive ratio assessment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Aras;

impl Method for Aras {
    type Report = Ranking;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        matrix.require_positive("additive ratio assessment")?;
        // in parts of the best, which is 1 in every column: x/max, and min/x for a cost; then over their sum and the best's
        // 1
        let (low, high, types) = (matrix.lowest(), matrix.highest(), matrix.types());
        let totals = columns::sums(matrix, |x, j| if types[j].is_benefit() { x / high[j] } else { low[j] / x });
        let ideal: Vec<f64> = totals.iter().zip(weights.as_slice()).map(|(total, w)| w / (total + 1.0)).collect();
        let whole: f64 = ideal.iter().sum();
        Scale::new(matrix, Normalization::Linear)?.weighted_sums(matrix, &ideal, scores);
        for score in &mut *scores {
            *score /= whole;
        }
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, true)
    }
}

/// The ranking by parts of the ideal.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, Problem, aras};
/// let input = Problem {
///     matrix: vec![vec![4.0], vec![1.0]],
///     weights: vec![1.0],
///     types: vec![CriterionType::Benefit],
/// };
/// let ranking = aras(&input)?;
/// assert_eq!((ranking.scores, ranking.ranks), (vec![1.0, 0.25], vec![1, 2]));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`] refuses; `invalid_argument` for a value that is not above 0.
pub fn aras(input: &Problem) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = input.read()?;
    Aras.evaluate(&matrix, &weights)
}
