//! What do the criteria add up to? The weighted sum model.
//!
//! ```text
//! score_i = Σ_j w_j r_ij        r: the matrix on a common scale, `linear` unless said otherwise
//! ```
//!
//! The term `w_j r_ij` is the contribution of criterion `j`: they say why an alternative stands where it stands, and their
//! differences why one is before another. Higher is better.
//!
//! Source: P. C. Fishburn, "Additive utilities with incomplete product sets", Operations Research 15 (1967) 537-542.
//! Limits: any weakness can be made up for by enough of something else.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Weights};
use crate::methods::{Method, ScaledProblem, agree};
use crate::normalize::{Normalization, Scale};
use crate::rank::ranks_of;
use serde::{Deserialize, Serialize};

/// The weighted sum model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wsm {
    /// How the columns are brought to a common scale.
    pub normalization: Normalization,
}

impl Default for Wsm {
    fn default() -> Self {
        Self { normalization: Normalization::Linear }
    }
}

/// What [`wsm`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct WsmReport {
    /// The weighted sum of each alternative; higher is better.
    pub scores: Vec<f64>,
    /// What each criterion adds: row by alternative, summing to its score.
    pub contributions: Vec<Vec<f64>>,
    /// One rank an alternative, 1 for the best.
    pub ranks: Vec<u32>,
}

impl Method for Wsm {
    type Report = WsmReport;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        Scale::new(matrix, self.normalization)?.weighted_sums(matrix, weights.as_slice(), scores);
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<WsmReport, DecisionError> {
        let scores = self.scores(matrix, weights)?;
        let scale = Scale::new(matrix, self.normalization)?;
        let mut scaled = vec![0.0; matrix.columns()];
        let contributions = matrix.iter().map(|row| {
            scale.row_into(row, &mut scaled);
            scaled.iter().zip(weights.as_slice()).map(|(r, w)| r * w).collect()
        });
        Ok(WsmReport { contributions: contributions.collect(), ranks: ranks_of(&scores, true), scores })
    }
}

/// The ranking by weighted sums, with what each criterion contributes.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, ScaledProblem, wsm};
/// let input = ScaledProblem {
///     matrix: vec![vec![4.0, 250.0], vec![5.0, 500.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     normalization: None,
/// };
/// let report = wsm(&input)?;
/// assert_eq!(report.contributions, [[0.4, 0.5], [0.5, 0.25]]);
/// assert_eq!((report.scores, report.ranks), (vec![0.9, 0.75], vec![1, 2]));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`ScaledProblem::read`] refuses; `invalid_argument` for values outside the normalisation's domain; `overflow`.
pub fn wsm(input: &ScaledProblem) -> Result<WsmReport, DecisionError> {
    let (matrix, weights) = input.read()?;
    Wsm { normalization: input.normalization.unwrap_or(Normalization::Linear) }.evaluate(&matrix, &weights)
}
