//! Who is above average where it counts? Evaluation based on distance from average solution.
//!
//! ```text
//! PDA_ij = max(0, ±(x_ij - av_j))/av_j        NDA_ij = max(0, ∓(x_ij - av_j))/av_j
//! NSP_i = Σ w PDA/max Σ w PDA (0 if the max is 0)        NSN_i = 1 - Σ w NDA/max Σ w NDA (1 if the max is 0)
//! score_i = (NSP_i + NSN_i)/2
//! ```
//!
//! Scores lie in \[0, 1\], higher is better.
//!
//! Source: M. Keshavarz Ghorabaee, E. K. Zavadskas, L. Olfat, Z. Turskis, "Multi-criteria inventory classification using a
//! new method of evaluation based on distance from average solution (EDAS)", Informatica 26 (2015) 435-451. Limits: every
//! column must have a mean above 0.

#![allow(clippy::indexing_slicing, reason = "one entry a column")]

use crate::check;
use crate::columns;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Problem, Weights};
use crate::methods::{Method, agree};
use crate::rank::Ranking;
use mercato_core::Error;

/// Evaluation based on distance from average solution.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Edas;

/// Twice what a row is above the average and below it, weighted, each in two sums side by side.
#[inline]
fn leads(row: &[f64], means: &[f64], factors: &[f64]) -> (f64, f64) {
    let ((xs, x_rest), (mean_twos, mean_rest)) = (row.as_chunks::<2>(), means.as_chunks::<2>());
    let (factor_twos, factor_rest) = factors.as_chunks::<2>();
    let (mut above, mut below) = ([0.0; 2], [0.0; 2]);
    // |l| + l is 2 l above and 0 below, without a rounding
    for ((x, mean), factor) in xs.iter().zip(mean_twos).zip(factor_twos) {
        for k in 0..2 {
            let lead = factor[k] * (x[k] - mean[k]);
            above[k] += lead.abs() + lead;
            below[k] += lead.abs() - lead;
        }
    }
    for ((x, mean), factor) in x_rest.iter().zip(mean_rest).zip(factor_rest) {
        let lead = factor * (x - mean);
        above[0] += lead.abs() + lead;
        below[0] += lead.abs() - lead;
    }
    (above[0] + above[1], below[0] + below[1])
}

impl Method for Edas {
    type Report = Ranking;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        let mut means = columns::totals(matrix)?;
        for (column, mean) in means.iter_mut().enumerate() {
            *mean /= matrix.rows() as f64;
            if *mean <= 0.0 {
                let value = format_args!("column {column}, whose mean is {mean},");
                return Err(Error::invalid("matrix", value, "must have a mean above 0").into());
            }
            // the mean of equals is what they are, not a digit beside it
            if matrix.is_constant(column) {
                *mean = matrix.lowest()[column];
            }
        }
        // the weight over the mean, with the sign that makes a lead positive
        let columns = weights.as_slice().iter().zip(matrix.types()).zip(&means);
        let factors: Vec<f64> = columns.map(|((w, kind), mean)| kind.sign() * (w / mean)).collect();
        let mut short = Vec::with_capacity(matrix.rows());
        let (mut most_above, mut most_below) = (0.0, 0.0);
        scores.clear();
        scores.reserve(matrix.rows());
        for row in matrix {
            let (above, below) = leads(row, &means, &factors);
            most_above = if above > most_above { above } else { most_above };
            most_below = if below > most_below { below } else { most_below };
            scores.push(above);
            short.push(below);
        }
        // where none is above or below, 0 of 1
        let whole = |most: f64| if most > 0.0 { most } else { 1.0 };
        let (most_above, most_below) = (whole(most_above), whole(most_below));
        for (score, below) in scores.iter_mut().zip(&short) {
            *score = 0.5 * (*score / most_above + (1.0 - below / most_below));
        }
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, true)
    }
}

/// The ranking by distances from the average.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, Problem, edas};
/// let input = Problem {
///     matrix: vec![vec![3.0, 1.0], vec![1.0, 3.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
/// };
/// let ranking = edas(&input)?;
/// assert_eq!((ranking.scores, ranking.ranks), (vec![1.0, 0.0], vec![1, 2]));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`] refuses; `invalid_argument` for a column whose mean is not above 0; `overflow`.
pub fn edas(input: &Problem) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = input.read()?;
    Edas.evaluate(&matrix, &weights)
}
