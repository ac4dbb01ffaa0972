//! How far between the ideal and the anti-ideal? Measurement of alternatives and ranking according to compromise solution.
//!
//! ```text
//! AI, AAI: the best and the worst of every column        r = x/AI (benefit), AI/x (cost)        S = Σ_j w_j r_ij
//! K⁻ = S/S_AAI    K⁺ = S/S_AI    f⁺ = K⁻/(K⁺ + K⁻)    f⁻ = K⁺/(K⁺ + K⁻)
//! score = (K⁺ + K⁻)/(1 + (1 - f⁺)/f⁺ + (1 - f⁻)/f⁻)
//! ```
//!
//! Higher is better.
//!
//! Source: Ž. Stević, D. Pamučar, A. Puška, P. Chatterjee, "Sustainable supplier selection in healthcare industries using a
//! new MCDM method: MARCOS", Computers and Industrial Engineering 140 (2020) 106231. Limits: every value must be above 0;
//! the ranking is that of the weighted sum on the same scale.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Problem, Weights};
use crate::methods::{Method, agree, dot};
use crate::normalize::{Normalization, Scale};
use crate::rank::Ranking;

/// Measurement of alternatives and ranking according to compromise solution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Marcos;

impl Method for Marcos {
    type Report = Ranking;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        matrix.require_positive("the ratios to the ideal")?;
        let scale = Scale::new(matrix, Normalization::Linear)?;
        let (best, worst) = scale.ends(matrix);
        let (ideal, anti_ideal) = (dot(&best, weights.as_slice()), dot(&worst, weights.as_slice()));
        // S cancels out of f⁺ and f⁻: every score is the weighted sum times one factor
        let factor = (1.0 / anti_ideal + 1.0 / ideal) / (1.0 + anti_ideal / ideal + ideal / anti_ideal);
        scale.weighted_sums(matrix, weights.as_slice(), scores);
        for score in &mut *scores {
            *score *= factor;
        }
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, true)
    }
}

/// The ranking by utility between the ideal and the anti-ideal.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, Problem, marcos};
/// let input = Problem {
///     matrix: vec![vec![2.0], vec![1.0]],
///     weights: vec![1.0],
///     types: vec![CriterionType::Benefit],
/// };
/// let ranking = marcos(&input)?;
/// // K⁻ = 2, K⁺ = 1, f⁺ = 2/3, f⁻ = 1/3: 3/(1 + 1/2 + 2)
/// assert!((ranking.scores[0] - 6.0 / 7.0).abs() < 1e-15);
/// assert_eq!(ranking.ranks, [1, 2]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`] refuses; `invalid_argument` for a value that is not above 0; `overflow`.
pub fn marcos(input: &Problem) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = input.read()?;
    Marcos.evaluate(&matrix, &weights)
}
