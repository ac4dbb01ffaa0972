//! What do the criteria multiply to? The weighted product model.
//!
//! ```text
//! score_i = Π_j r_ij^w_j = exp(Σ_j w_j ln r_ij)        r: the matrix on a common scale, `linear` unless said otherwise
//! ```
//!
//! Summed in logarithms, so that no product underflows; a factor of 0 with a weight makes the score 0. Higher is better,
//! and with `linear` the ranking does not depend on any unit.
//!
//! Source: P. W. Bridgman, "Dimensional Analysis" (1922); D. W. Miller, M. K. Starr, "Executive Decisions and Operations
//! Research" (1969). Limits: every value must be above 0; a scale that gives a negative number is refused.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Weights};
use crate::methods::{Method, ScaledProblem, agree, fill};
use crate::normalize::{Normalization, Scale};
use crate::rank::Ranking;
use mercato_core::Error;

/// The weighted product model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wpm {
    /// How the columns are brought to a common scale.
    pub normalization: Normalization,
}

impl Default for Wpm {
    fn default() -> Self {
        Self { normalization: Normalization::Linear }
    }
}

impl Method for Wpm {
    type Report = Ranking;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        matrix.require_positive("a weighted product")?;
        let scale = Scale::new(matrix, self.normalization)?;
        let mut scaled = vec![0.0; matrix.columns()];
        let mut negative = false;
        fill(scores, matrix, |row| {
            scale.row_into(row, &mut scaled);
            negative |= scaled.iter().any(|r| *r < 0.0);
            product(&scaled, weights.as_slice())
        });
        if negative {
            let reason = "gives numbers below 0 here, which have no power";
            return Err(Error::invalid("normalization", self.normalization.name(), reason).into());
        }
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, true)
    }
}

/// `Π r^w`; a weight of 0 makes a factor of 1, whatever the base.
pub(crate) fn product(scaled: &[f64], weights: &[f64]) -> f64 {
    let terms = scaled.iter().zip(weights).filter(|(_, w)| **w > 0.0);
    libm::exp(terms.map(|(r, w)| w * libm::log(*r)).sum())
}

/// The ranking by weighted products.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, ScaledProblem, wpm};
/// let input = ScaledProblem {
///     matrix: vec![vec![1.0, 250.0], vec![4.0, 250.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     normalization: None,
/// };
/// let ranking = wpm(&input)?;
/// assert!((ranking.scores[0] - 0.5).abs() < 1e-15); // (1/4)^½
/// assert_eq!(ranking.ranks, [2, 1]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`ScaledProblem::read`] refuses; `invalid_argument` for a value that is not above 0 or that the scale makes
/// negative.
pub fn wpm(input: &ScaledProblem) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = input.read()?;
    Wpm { normalization: input.normalization.unwrap_or(Normalization::Linear) }.evaluate(&matrix, &weights)
}
