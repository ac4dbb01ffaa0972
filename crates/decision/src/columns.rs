//! What do the columns of a matrix add up to? Sums over rows that keep their digits for any number of rows.
//!
//! Rows are added plainly in blocks, and the blocks with a carried rounding error: two or three passes over the data, none
//! over a column alone.

#![allow(clippy::indexing_slicing, reason = "every slice has one entry a column")]

use crate::matrix::DecisionMatrix;
use mercato_core::Error;
use mercato_numeric::sum::Sum;

/// Rows that are added plainly before their sum is added with care.
const BLOCK: usize = 64;

/// For each column, the sum over the rows of `term(x, column)`.
pub(crate) fn sums(matrix: &DecisionMatrix, mut term: impl FnMut(f64, usize) -> f64) -> Vec<f64> {
    let columns = matrix.columns();
    if matrix.rows() <= BLOCK {
        let mut block = vec![0.0; columns];
        for row in matrix {
            for ((x, sum), column) in row.iter().zip(&mut block).zip(0..) {
                *sum += term(*x, column);
            }
        }
        return block;
    }
    let mut totals = vec![Sum::new(); columns];
    let mut block = vec![0.0; columns];
    for rows in matrix.data().chunks(BLOCK.saturating_mul(columns)) {
        block.fill(0.0);
        for row in rows.chunks_exact(columns) {
            for ((x, sum), column) in row.iter().zip(&mut block).zip(0..) {
                *sum += term(*x, column);
            }
        }
        for (total, sum) in totals.iter_mut().zip(&block) {
            total.add(*sum);
        }
    }
    totals.iter().map(Sum::value).collect()
}

/// The sums of the columns.
///
/// # Errors
/// `overflow` if one exceeds the doubles.
pub(crate) fn totals(matrix: &DecisionMatrix) -> Result<Vec<f64>, Error> {
    let totals = sums(matrix, |x, _| x);
    finite("sum", &totals)?;
    Ok(totals)
}

/// The Euclidean lengths of the columns; what is squared on the way neither overflows nor underflows.
///
/// # Errors
/// `overflow` if a length exceeds the doubles.
pub(crate) fn norms(matrix: &DecisionMatrix) -> Result<Vec<f64>, Error> {
    let mut norms = sums(matrix, |x, _| x * x);
    for (column, norm) in norms.iter_mut().enumerate() {
        // a square below 1e-270 may have lost digits
        if *norm > 1e-270 && *norm < f64::INFINITY {
            *norm = norm.sqrt();
            continue;
        }
        let largest = matrix.lowest()[column].abs().max(matrix.highest()[column].abs());
        let (_, exponent) = libm::frexp(largest);
        let squares: Sum =
            matrix.column(column).map(|x| libm::ldexp(x, exponent.saturating_neg())).map(|x| x * x).collect();
        *norm = libm::ldexp(squares.value().sqrt(), exponent);
    }
    finite("norm", &norms)?;
    Ok(norms)
}

/// The ranges of the columns, 0 for a constant one.
///
/// # Errors
/// `overflow` if one exceeds the doubles.
pub(crate) fn ranges(matrix: &DecisionMatrix) -> Result<Vec<f64>, Error> {
    let ranges: Vec<f64> = matrix.highest().iter().zip(matrix.lowest()).map(|(high, low)| high - low).collect();
    finite("range", &ranges)?;
    Ok(ranges)
}

fn finite(what: &'static str, values: &[f64]) -> Result<(), Error> {
    match values.iter().position(|value| !value.is_finite()) {
        Some(column) => Err(Error::overflow("matrix", format_args!("the {what} of column {column}"), "a double")),
        None => Ok(()),
    }
}
