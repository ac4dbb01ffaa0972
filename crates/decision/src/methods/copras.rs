//! How much utility, in percent of the best, with costs counted apart? Complex proportional assessment.
//!
//! ```text
//! y_ij = w_j x_ij/Σ_i x_ij        S⁺ = Σ_benefit y        S⁻ = Σ_cost y
//! Q_i = S⁺_i + Σ S⁻/(S⁻_i Σ 1/S⁻)        utility_i = Q_i/max Q
//! ```
//!
//! Without a cost criterion of any weight `Q = S⁺`. Higher is better.
//!
//! Source: E. K. Zavadskas, A. Kaklauskas, V. Sarka, "The new method of multicriteria complex proportional assessment of
//! projects", Technological and Economic Development of Economy 1 (1994) 131-139. Limits: every value must be above 0.

#![allow(clippy::indexing_slicing, reason = "one entry a column")]

use crate::check;
use crate::columns;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Problem, Weights};
use crate::methods::{Method, agree, fill};
use crate::rank::ranks_of;
use mercato_numeric::sum::{Sum, sum};
use serde::{Deserialize, Serialize};

/// Complex proportional assessment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Copras;

/// What [`copras`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CoprasReport {
    /// The relative significance of each alternative; higher is better.
    pub scores: Vec<f64>,
    /// The same in parts of the best, 0 to 1.
    pub utility: Vec<f64>,
    /// One rank an alternative, 1 for the best.
    pub ranks: Vec<u32>,
}

impl Method for Copras {
    type Report = CoprasReport;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        matrix.require_positive("complex proportional assessment")?;
        let totals = columns::totals(matrix)?;
        let weights = weights.as_slice();
        let part = |kind_is_benefit: bool| -> Vec<f64> {
            let columns = matrix.types().iter().zip(weights).zip(&totals);
            columns
                .map(|((kind, w), total)| if kind.is_benefit() == kind_is_benefit { w / total } else { 0.0 })
                .collect()
        };
        let (benefit, cost) = (part(true), part(false));
        fill(scores, matrix, |row| row.iter().zip(&benefit).map(|(x, w)| w * x).sum());
        if matrix.types().iter().zip(weights).any(|(kind, w)| !kind.is_benefit() && *w > 0.0) {
            let mut burdens = Vec::with_capacity(matrix.rows());
            fill(&mut burdens, matrix, |row| row.iter().zip(&cost).map(|(x, w)| w * x).sum());
            // 1/(S⁻_i Σ 1/S⁻) = (least/S⁻_i)/Σ(least/S⁻), whose terms stay in (0, 1]
            let least = burdens.iter().fold(f64::INFINITY, |least, burden| least.min(*burden));
            let ratios: Sum = burdens.iter().map(|burden| least / burden).collect();
            let share = sum(&burdens) / ratios.value();
            for (score, burden) in scores.iter_mut().zip(&burdens) {
                *score += share * (least / burden);
            }
        }
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<CoprasReport, DecisionError> {
        let scores = self.scores(matrix, weights)?;
        let best = scores.iter().fold(0.0, |best: f64, score| best.max(*score));
        let utility: Vec<f64> = scores.iter().map(|score| score / best).collect();
        check::answers("utility", &utility)?;
        Ok(CoprasReport { ranks: ranks_of(&scores, true), scores, utility })
    }
}

/// The ranking by relative significance.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, Problem, copras};
/// let input = Problem {
///     matrix: vec![vec![3.0, 1.0], vec![1.0, 3.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
/// };
/// let report = copras(&input)?;
/// // the first: 0.5·3/4, and of the costs' 0.5 the part (1/0.125)/(1/0.125 + 1/0.375) = 3/4
/// assert!((report.scores[0] - 0.75).abs() < 1e-15);
/// assert_eq!((report.utility[0], report.ranks), (1.0, vec![1, 2]));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`] refuses; `invalid_argument` for a value that is not above 0; `overflow`.
pub fn copras(input: &Problem) -> Result<CoprasReport, DecisionError> {
    let (matrix, weights) = input.read()?;
    Copras.evaluate(&matrix, &weights)
}
