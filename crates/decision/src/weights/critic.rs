//! Which criteria vary and say what the others do not? Criteria importance through intercriteria correlation.
//!
//! ```text
//! C_j = s_j Σ_k (1 - r_jk)        s: sample standard deviation, r: Pearson's correlation, of the min-max columns with their types
//! ```
//!
//! The correlations of a criterion add up to its product with the sum of all standardised columns, so that no pair is looked
//! at. Where they are near 1, `1 - r` has no digits left: there the distances are summed pair by pair from the differences of
//! the standardised columns, and columns that correlate to the last digits have 0. A constant column has deviation 0 and no
//! correlation with any other.
//!
//! Source: D. Diakoulaki, G. Mavrotas, L. Papayannakis, "Determining objective weights in multiple criteria problems: the
//! CRITIC method", Computers and Operations Research 22 (1995) 763-770. Limits: criteria that all rise and fall together
//! carry no conflict, and no weight.

#![allow(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "indices run below the number of columns")]

use crate::columns::{self, BLOCK};
use crate::error::DecisionError;
use crate::matrix::DecisionMatrix;
use crate::weights::dispersion::means;
use mercato_core::Error;
use mercato_numeric::sum::Sum;

/// Below this, 1 - r is what rounding leaves between columns that are one.
const ROUNDING: f64 = 1e-14;

/// Where 1 - r is less than this on the average, it is summed pair by pair: as a whole it has lost digits.
const LITTLE: f64 = 0.01;

/// The information of every criterion.
pub(super) fn critic(matrix: &DecisionMatrix) -> Result<Vec<f64>, DecisionError> {
    let m = matrix.columns();
    let (ranges, means) = (columns::ranges(matrix)?, means(matrix)?);
    let inverse = |x: f64| if x > 0.0 { 1.0 / x } else { 0.0 };
    // the deviations on the min-max scale; a cost's sign is turned in the correlations, where it is all that types do
    let scales: Vec<f64> = ranges.iter().map(|range| inverse(*range)).collect();
    let squares = products(matrix, &means, &scales, |deviation, _| deviation);
    let lengths: Vec<f64> = squares.iter().map(|sum| sum.sqrt()).collect();
    // standardised: of mean 0 and length 1, more is better; 0 for a constant column
    let columns = scales.iter().zip(&lengths).zip(matrix.types());
    let standard: Vec<f64> = columns.map(|((scale, length), kind)| kind.sign() * scale * inverse(*length)).collect();
    let correlations = products(matrix, &means, &standard, |_, whole| whole);
    let mut information = vec![0.0; m];
    for j in (0..m).filter(|j| lengths[*j] > 0.0) {
        // Σ_{k≠j} (1 - r_jk), where r_jj = 1
        let mut conflict = m as f64 - correlations[j];
        if conflict < LITTLE * m as f64 {
            let others = (0..m).filter(|k| *k != j);
            let distance = |k: usize| if lengths[k] > 0.0 { distance(matrix, &means, &standard, j, k) } else { 1.0 };
            conflict = others.map(distance).sum();
        }
        information[j] = (squares[j] / (matrix.rows() as f64 - 1.0)).sqrt() * conflict;
    }
    if information.iter().all(|c| *c <= 0.0) {
        let value = if m == 1 { "of one criterion" } else { "whose criteria rise and fall together" };
        return Err(Error::invalid("matrix", value, "has no conflict to weigh by").into());
    }
    Ok(information)
}

/// For each column of `z = scale · (x - mean)`, the sum over the rows of `z · other(z, Σ z of the row)`.
fn products(matrix: &DecisionMatrix, means: &[f64], scales: &[f64], other: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let m = matrix.columns();
    let (mut scaled, mut block) = (vec![0.0; m], vec![0.0; m]);
    let mut totals = vec![Sum::new(); m];
    for rows in matrix.data().chunks(BLOCK.saturating_mul(m)) {
        block.fill(0.0);
        for row in rows.chunks_exact(m) {
            let mut whole = 0.0;
            for (((x, z), mean), scale) in row.iter().zip(&mut scaled).zip(means).zip(scales) {
                *z = scale * (x - mean);
                whole += *z;
            }
            for (sum, z) in block.iter_mut().zip(&scaled) {
                *sum += z * other(*z, whole);
            }
        }
        for (total, sum) in totals.iter_mut().zip(&block) {
            total.add(*sum);
        }
    }
    totals.iter().map(Sum::value).collect()
}

/// 1 - r of two columns, from the difference of the standardised ones.
fn distance(matrix: &DecisionMatrix, means: &[f64], standard: &[f64], j: usize, k: usize) -> f64 {
    let z = |row: &[f64], j: usize| standard[j] * (row[j] - means[j]);
    let halves: Sum =
        matrix.iter().map(|row| z(row, j) - z(row, k)).map(|difference| 0.5 * difference * difference).collect();
    let rest = halves.value();
    if rest > ROUNDING { rest } else { 0.0 }
}
