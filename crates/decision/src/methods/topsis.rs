//! Which alternative is near the best and far from the worst? The technique for order preference by similarity to ideal
//! solution.
//!
//! ```text
//! v_ij = w_j r_ij        ideal_j = max_i v_ij        anti-ideal_j = min_i v_ij
//! d⁺_i = ‖v_i - ideal‖   d⁻_i = ‖v_i - anti-ideal‖   score_i = d⁻/(d⁺ + d⁻), 0.5 where both are 0
//! ```
//!
//! `r` is the matrix on a common scale, `vector` unless said otherwise; there more is better, so that the ideal is the
//! greatest of every column. Scores lie in \[0, 1\], higher is better.
//!
//! Source: C.-L. Hwang, K. Yoon, "Multiple Attribute Decision Making" (1981), chapter III. Limits: the ideals are those of
//! the table, so that adding or leaving out an alternative may reorder the others; see
//! [`rank_reversal`](mod@crate::sensitivity::rank_reversal).

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Weights};
use crate::methods::{Method, ScaledProblem, agree};
use crate::normalize::{Normalization, Scale};
use crate::rank::ranks_of;
use serde::{Deserialize, Serialize};

/// The technique for order preference by similarity to ideal solution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Topsis {
    /// How the columns are brought to a common scale.
    pub normalization: Normalization,
}

impl Default for Topsis {
    fn default() -> Self {
        Self { normalization: Normalization::Vector }
    }
}

/// What [`topsis`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TopsisReport {
    /// How near each alternative is to the ideal, 0 to 1; higher is better.
    pub scores: Vec<f64>,
    /// The distance from the best of every column.
    pub distance_to_ideal: Vec<f64>,
    /// The distance from the worst of every column.
    pub distance_to_anti_ideal: Vec<f64>,
    /// One rank an alternative, 1 for the best.
    pub ranks: Vec<u32>,
}

impl Topsis {
    /// Hands every alternative's distances from the ideal and the anti-ideal to `take`.
    fn distances(
        self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        mut take: impl FnMut(f64, f64),
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        let scale = Scale::new(matrix, self.normalization)?;
        if let Some(slopes) = scale.slopes() {
            // v differs by w · slope · (x - x'): the distances need no v
            let kinds = || matrix.types().iter().zip(matrix.lowest().iter().zip(matrix.highest()));
            let best: Vec<f64> = kinds().map(|(kind, (low, high))| kind.best(*low, *high)).collect();
            let worst: Vec<f64> = kinds().map(|(kind, (low, high))| kind.worst(*low, *high)).collect();
            let factors: Vec<f64> = slopes.iter().zip(weights.as_slice()).map(|(slope, w)| w / slope).collect();
            for row in matrix {
                take(distance(row, &best, &factors), distance(row, &worst, &factors));
            }
            return Ok(());
        }
        let (best, worst) = scale.ends(matrix);
        let mut scaled = vec![0.0; matrix.columns()];
        for row in matrix {
            scale.row_into(row, &mut scaled);
            take(distance(&scaled, &best, weights.as_slice()), distance(&scaled, &worst, weights.as_slice()));
        }
        Ok(())
    }
}

/// The length of `factor · (x - end)`, in two sums side by side.
#[inline]
fn distance(row: &[f64], end: &[f64], factors: &[f64]) -> f64 {
    let ((x_twos, x_rest), (end_twos, end_rest)) = (row.as_chunks::<2>(), end.as_chunks::<2>());
    let (factor_twos, factor_rest) = factors.as_chunks::<2>();
    let mut sums = [0.0; 2];
    for ((x, end), factor) in x_twos.iter().zip(end_twos).zip(factor_twos) {
        for (((sum, x), end), factor) in sums.iter_mut().zip(x).zip(end).zip(factor) {
            let step = factor * (x - end);
            *sum += step * step;
        }
    }
    for ((x, end), factor) in x_rest.iter().zip(end_rest).zip(factor_rest) {
        let step = factor * (x - end);
        sums[0] += step * step;
    }
    (sums[0] + sums[1]).sqrt()
}

/// `worst/(best + worst)`; in the middle where both are 0.
fn closeness(to_best: f64, to_worst: f64) -> f64 {
    let whole = to_best + to_worst;
    if whole > 0.0 { to_worst / whole } else { 0.5 + whole }
}

impl Method for Topsis {
    type Report = TopsisReport;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        scores.clear();
        scores.reserve(matrix.rows());
        self.distances(matrix, weights, |to_best, to_worst| scores.push(closeness(to_best, to_worst)))?;
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<TopsisReport, DecisionError> {
        let (mut to_ideal, mut to_anti_ideal) = (Vec::new(), Vec::new());
        self.distances(matrix, weights, |to_best, to_worst| {
            to_ideal.push(to_best);
            to_anti_ideal.push(to_worst);
        })?;
        let scores: Vec<f64> =
            to_ideal.iter().zip(&to_anti_ideal).map(|(best, worst)| closeness(*best, *worst)).collect();
        check::answers("scores", &scores)?;
        Ok(TopsisReport {
            ranks: ranks_of(&scores, true),
            scores,
            distance_to_ideal: to_ideal,
            distance_to_anti_ideal: to_anti_ideal,
        })
    }
}

/// The ranking by closeness to the ideal.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, Normalization, ScaledProblem, topsis};
/// let input = ScaledProblem {
///     matrix: vec![vec![1.0, 4.0], vec![3.0, 2.0], vec![2.0, 2.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     normalization: Some(Normalization::MinMax),
/// };
/// let report = topsis(&input)?;
/// assert_eq!((report.scores[0], report.scores[1]), (0.0, 1.0)); // the worst and the best in everything
/// assert_eq!(report.ranks, [3, 1, 2]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`ScaledProblem::read`] refuses; `invalid_argument` for values outside the normalisation's domain; `overflow`.
pub fn topsis(input: &ScaledProblem) -> Result<TopsisReport, DecisionError> {
    let (matrix, weights) = input.read()?;
    Topsis { normalization: input.normalization.unwrap_or(Normalization::Vector) }.evaluate(&matrix, &weights)
}
