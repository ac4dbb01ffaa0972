//! What is left of the benefits after the costs? Multi-objective optimisation on the basis of ratio analysis.
//!
//! ```text
//! score_i = Σ_benefit w_j x_ij/‖x_j‖ - Σ_cost w_j x_ij/‖x_j‖
//! ```
//!
//! Higher is better; scores lie in \[-1, 1\].
//!
//! Source: W. K. M. Brauers, E. K. Zavadskas, "The MOORA method and its application to privatization in a transition
//! economy", Control and Cybernetics 35 (2006) 445-469. Limits: any weakness can be made up for.

use crate::check;
use crate::columns;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Problem, Weights};
use crate::methods::{Method, agree, fill};
use crate::rank::Ranking;
use mercato_core::Error;

/// The ratio system of MOORA.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moora;

/// The lengths of the columns; a column of zeros has none to divide by.
pub(crate) fn lengths(matrix: &DecisionMatrix) -> Result<Vec<f64>, Error> {
    let norms = columns::norms(matrix)?;
    match norms.iter().position(|norm| *norm <= 0.0) {
        Some(column) => {
            Err(Error::invalid("matrix", format_args!("column {column}, all 0,"), "has no length to divide by"))
        }
        None => Ok(norms),
    }
}

impl Method for Moora {
    type Report = Ranking;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        let lengths = lengths(matrix)?;
        let signed: Vec<f64> = weights.as_slice().iter().zip(matrix.types()).map(|(w, kind)| w * kind.sign()).collect();
        fill(scores, matrix, |row| {
            row.iter().zip(&lengths).zip(&signed).map(|((x, length), w)| w * (x / length)).sum()
        });
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, true)
    }
}

/// The ranking by benefits less costs.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, Problem, moora};
/// let input = Problem {
///     matrix: vec![vec![3.0, 4.0], vec![4.0, 3.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
/// };
/// let ranking = moora(&input)?;
/// assert!((ranking.scores[1] - 0.1).abs() < 1e-15); // (0.8 - 0.6)/2
/// assert_eq!(ranking.ranks, [2, 1]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`] refuses; `invalid_argument` for a column of zeros; `overflow`.
pub fn moora(input: &Problem) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = input.read()?;
    Moora.evaluate(&matrix, &weights)
}
