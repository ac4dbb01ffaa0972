//! Which side of the border is each alternative on? Multi-attributive border approximation area comparison.
//!
//! ```text
//! v_ij = w_j (r_ij + 1), r the `min_max` normalisation        g_j = (Π_i v_ij)^(1/n)        score_i = Σ_j (v_ij - g_j)
//! ```
//!
//! The border `g` is a geometric mean, taken in logarithms: a product of thousands of numbers below 1 is 0 in doubles, and
//! with it the border of peers that multiply. A weight of 0 has a border of 0. Higher is better.
//!
//! Source: D. Pamučar, G. Ćirović, "The selection of transport and handling resources in logistics centers using
//! multi-attributive border approximation area comparison (MABAC)", Expert Systems with Applications 42 (2015) 3016-3028.
//! Limits: measured against the best and worst on the table.

#![allow(clippy::indexing_slicing, reason = "one entry a column")]

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Problem, Weights};
use crate::methods::{Method, agree, fill};
use crate::normalize::{Normalization, Scale};
use crate::rank::Ranking;
use mercato_numeric::sum::Sum;

/// Multi-attributive border approximation area comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mabac;

/// Factors in \[1, 2\] that are multiplied before a logarithm is taken: at most 2^64.
const FACTORS: usize = 64;

/// The geometric mean of `r + 1` in every column.
fn borders(matrix: &DecisionMatrix, scale: &Scale) -> Vec<f64> {
    let columns = matrix.columns();
    let (mut scaled, mut product) = (vec![0.0; columns], vec![1.0; columns]);
    let mut logarithms = vec![Sum::new(); columns];
    for block in matrix.data().chunks(FACTORS.saturating_mul(columns)) {
        product.fill(1.0);
        for row in block.chunks_exact(columns) {
            scale.row_into(row, &mut scaled);
            for (product, r) in product.iter_mut().zip(&scaled) {
                *product *= r + 1.0;
            }
        }
        for (sum, product) in logarithms.iter_mut().zip(&product) {
            sum.add(libm::log(*product));
        }
    }
    logarithms.iter().map(|sum| libm::exp(sum.value() / matrix.rows() as f64)).collect()
}

impl Method for Mabac {
    type Report = Ranking;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        let scale = Scale::new(matrix, Normalization::MinMax)?;
        let mut borders = borders(matrix, &scale);
        for (column, border) in borders.iter_mut().enumerate() {
            // all on the border, which rounding must not move
            if matrix.is_constant(column) {
                *border = 2.0;
            }
        }
        let mut scaled = vec![0.0; matrix.columns()];
        fill(scores, matrix, |row| {
            scale.row_into(row, &mut scaled);
            let columns = scaled.iter().zip(&borders).zip(weights.as_slice());
            columns.map(|((r, border), w)| w * ((r + 1.0) - border)).sum()
        });
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, true)
    }
}

/// The ranking by distances from the border.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, Problem, mabac};
/// let input = Problem {
///     matrix: vec![vec![3.0], vec![1.0]],
///     weights: vec![1.0],
///     types: vec![CriterionType::Benefit],
/// };
/// let ranking = mabac(&input)?;
/// assert!((ranking.scores[0] - (2.0 - 2.0_f64.sqrt())).abs() < 1e-15); // the border of 2 and 1 is √2
/// assert_eq!(ranking.ranks, [1, 2]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`] refuses; `overflow` where a column's range exceeds the doubles.
pub fn mabac(input: &Problem) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = input.read()?;
    Mabac.evaluate(&matrix, &weights)
}
