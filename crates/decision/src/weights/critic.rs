//! Which criteria vary and say what the others do not? Criteria importance through intercriteria correlation.
//!
//! ```text
//! C_j = s_j Σ_k (1 - r_jk)        s: sample standard deviation, r: Pearson's correlation, of the min-max columns with their types
//! ```
//!
//! A constant column has deviation 0 and no correlation with any other. Where `r` is near 1 its distance from 1 is summed
//! from the difference of the standardised columns, because 1 - r has no digits left there; columns that correlate to the
//! last digits have 0.
//!
//! Source: D. Diakoulaki, G. Mavrotas, L. Papayannakis, "Determining objective weights in multiple criteria problems: the
//! CRITIC method", Computers and Operations Research 22 (1995) 763-770. Limits: criteria that all rise and fall together
//! carry no conflict, and no weight.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "indices run below the number of columns"
)]

use crate::columns;
use crate::error::DecisionError;
use crate::matrix::DecisionMatrix;
use crate::weights::dispersion::means;
use mercato_core::Error;
use mercato_numeric::sum::Sum;

/// Rows whose products are added plainly before their sum is added with care.
const BLOCK: usize = 64;

/// Below this, 1 - r is what rounding leaves between columns that are one.
const ROUNDING: f64 = 1e-14;

/// The information of every criterion.
pub(super) fn critic(matrix: &DecisionMatrix) -> Result<Vec<f64>, DecisionError> {
    let m = matrix.columns();
    let (ranges, means) = (columns::ranges(matrix)?, means(matrix)?);
    // the deviations on the min-max scale; a cost's sign is turned in the correlations, where it is all that types do
    let deviation = |x: f64, j: usize| if ranges[j] > 0.0 { (x - means[j]) / ranges[j] } else { 0.0 };
    let products = products(matrix, deviation);
    let squares: Vec<f64> = (0..m).map(|j| products[j * m + j]).collect();
    let lengths: Vec<f64> = squares.iter().map(|sum| sum.sqrt()).collect();
    let mut information = vec![0.0; m];
    for j in 0..m {
        if lengths[j] <= 0.0 {
            continue;
        }
        let mut conflict = 0.0;
        for k in (0..m).filter(|k| *k != j) {
            if lengths[k] <= 0.0 {
                conflict += 1.0;
                continue;
            }
            let sign = matrix.types()[j].sign() * matrix.types()[k].sign();
            let product = products[j.min(k) * m + j.max(k)];
            let mut rest = 1.0 - sign * (product / lengths[j] / lengths[k]);
            if rest < 1e-3 {
                let halves: Sum = matrix
                    .iter()
                    .map(|row| deviation(row[j], j) / lengths[j] - sign * (deviation(row[k], k) / lengths[k]))
                    .map(|difference| 0.5 * difference * difference)
                    .collect();
                rest = halves.value();
            }
            conflict += if rest > ROUNDING { rest } else { 0.0 };
        }
        information[j] = (squares[j] / (matrix.rows() as f64 - 1.0)).sqrt() * conflict;
    }
    if information.iter().all(|c| *c <= 0.0) {
        let value = if m == 1 { "of one criterion" } else { "whose criteria rise and fall together" };
        return Err(Error::invalid("matrix", value, "has no conflict to weigh by").into());
    }
    Ok(information)
}

/// The sums of products of deviations, for every pair j <= k.
fn products(matrix: &DecisionMatrix, deviation: impl Fn(f64, usize) -> f64) -> Vec<f64> {
    let m = matrix.columns();
    let (mut row_deviations, mut block) = (vec![0.0; m], vec![0.0; m * m]);
    let mut totals = vec![Sum::new(); m * m];
    for rows in matrix.data().chunks(BLOCK.saturating_mul(m)) {
        block.fill(0.0);
        for row in rows.chunks_exact(m) {
            for ((x, d), j) in row.iter().zip(&mut row_deviations).zip(0..) {
                *d = deviation(*x, j);
            }
            for j in 0..m {
                let d = row_deviations[j];
                for (sum, other) in block[j * m + j..(j + 1) * m].iter_mut().zip(&row_deviations[j..]) {
                    *sum += d * other;
                }
            }
        }
        for (total, sum) in totals.iter_mut().zip(&block) {
            total.add(*sum);
        }
    }
    totals.iter().map(Sum::value).collect()
}
