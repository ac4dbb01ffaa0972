//! What if weaknesses can be made up for in part? The weighted aggregated sum product assessment.
//!
//! ```text
//! score_i = λ Σ_j w_j r_ij + (1 - λ) Π_j r_ij^w_j        r: the `linear` normalisation, λ = 0.5 unless said otherwise
//! ```
//!
//! Source: E. K. Zavadskas, Z. Turskis, J. Antucheviciene, A. Zakarevicius, "Optimization of weighted aggregated sum
//! product assessment", Elektronika ir Elektrotechnika 122 (2012) 3-6. Limits: every value must be above 0.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, Weights, read};
use crate::methods::wpm::product;
use crate::methods::{Method, agree};
use crate::normalize::{Normalization, Scale};
use crate::rank::ranks_of;
use serde::{Deserialize, Serialize};

/// The weighted aggregated sum product assessment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waspas {
    /// The part of the weighted sum, 0 to 1; the product has the rest.
    pub lambda: f64,
}

impl Default for Waspas {
    fn default() -> Self {
        Self { lambda: 0.5 }
    }
}

/// What [`waspas`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WaspasInput {
    /// One row an alternative, one number a criterion, all above 0.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// The part of the weighted sum, 0 to 1 (default 0.5); the product has the rest.
    #[serde(default)]
    pub lambda: Option<f64>,
}

/// What [`waspas`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct WaspasReport {
    /// The mixed score of each alternative; higher is better.
    pub scores: Vec<f64>,
    /// The weighted sums.
    pub wsm_scores: Vec<f64>,
    /// The weighted products.
    pub wpm_scores: Vec<f64>,
    /// One rank an alternative, 1 for the best.
    pub ranks: Vec<u32>,
}

impl Waspas {
    fn each(
        self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        mut take: impl FnMut(f64, f64, f64),
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        check::share("lambda", self.lambda)?;
        matrix.require_positive("a weighted product")?;
        let scale = Scale::new(matrix, Normalization::Linear)?;
        let (mut sums, mut scaled) = (Vec::new(), vec![0.0; matrix.columns()]);
        scale.weighted_sums(matrix, weights.as_slice(), &mut sums);
        for (row, sum) in matrix.iter().zip(sums) {
            scale.row_into(row, &mut scaled);
            let product = product(&scaled, weights.as_slice());
            take(self.lambda * sum + (1.0 - self.lambda) * product, sum, product);
        }
        Ok(())
    }
}

impl Method for Waspas {
    type Report = WaspasReport;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        scores.clear();
        scores.reserve(matrix.rows());
        self.each(matrix, weights, |score, _, _| scores.push(score))?;
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<WaspasReport, DecisionError> {
        let (mut scores, mut wsm_scores, mut wpm_scores) = (Vec::new(), Vec::new(), Vec::new());
        self.each(matrix, weights, |score, sum, product| {
            scores.push(score);
            wsm_scores.push(sum);
            wpm_scores.push(product);
        })?;
        check::answers("scores", &scores)?;
        Ok(WaspasReport { ranks: ranks_of(&scores, true), scores, wsm_scores, wpm_scores })
    }
}

/// The ranking by weighted sums and products together.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, WaspasInput, waspas};
/// let input = WaspasInput {
///     matrix: vec![vec![1.0, 250.0], vec![4.0, 250.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     lambda: None,
/// };
/// let report = waspas(&input)?;
/// assert!((report.scores[0] - (0.625 + 0.5) / 2.0).abs() < 1e-15);
/// assert_eq!(report.ranks, [2, 1]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) refuses; `invalid_argument` for a value that is not above 0 or a `lambda`
/// outside \[0, 1\].
pub fn waspas(input: &WaspasInput) -> Result<WaspasReport, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    Waspas { lambda: input.lambda.unwrap_or(0.5) }.evaluate(&matrix, &weights)
}
