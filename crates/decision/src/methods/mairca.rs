//! How wide is the gap between what could be and what is? Multi-attributive ideal-real comparative analysis.
//!
//! ```text
//! score_i = Σ_j w_j (1 - r_ij)/n        r: the `min_max` normalisation, n the number of alternatives
//! ```
//!
//! Lower is better: the sum of gaps, in which every alternative had the same chance 1/n.
//!
//! Source: L. Gigović, D. Pamučar, Z. Bajić, M. Milićević, "The combination of expert judgment and GIS-MAIRCA analysis for
//! the selection of sites for ammunition depots", Sustainability 8 (2016) 372. Limits: measured against the best and worst
//! on the table.

use crate::check;
use crate::columns;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Problem, Weights};
use crate::methods::{Method, agree, along, fill};
use crate::rank::Ranking;

/// Multi-attributive ideal-real comparative analysis.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mairca;

impl Method for Mairca {
    type Report = Ranking;

    fn higher_is_better(&self) -> bool {
        false
    }

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        // chance · (1 - r) = w/n · |x - best|/range, 0 in a constant column
        let columns = matrix.types().iter().zip(matrix.lowest().iter().zip(matrix.highest()));
        let best: Vec<f64> = columns.map(|(kind, (low, high))| kind.best(*low, *high)).collect();
        let mut slopes = columns::ranges(matrix)?;
        for ((slope, w), kind) in slopes.iter_mut().zip(weights.as_slice()).zip(matrix.types()) {
            let range = *slope;
            *slope = if range > 0.0 { -kind.sign() * (w / matrix.rows() as f64 / range) } else { 0.0 };
        }
        fill(scores, matrix, |row| along(row, &best, &slopes));
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, false)
    }
}

/// The ranking by gaps; lower is better.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, Problem, mairca};
/// let input = Problem {
///     matrix: vec![vec![3.0], vec![1.0]],
///     weights: vec![1.0],
///     types: vec![CriterionType::Benefit],
/// };
/// let ranking = mairca(&input)?;
/// assert_eq!((ranking.scores, ranking.ranks), (vec![0.0, 0.5], vec![1, 2]));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`] refuses; `overflow` where a column's range exceeds the doubles.
pub fn mairca(input: &Problem) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = input.read()?;
    Mairca.evaluate(&matrix, &weights)
}
