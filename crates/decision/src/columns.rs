//! What do the columns of a matrix add up to? Sums over rows that keep their digits for any number of rows.
//!
//! Rows are added plainly in blocks, and the blocks with a carried rounding error: two or three passes over the data, none
//! over a column alone.

#![allow(clippy::indexing_slicing, reason = "every slice has one entry a column")]

use crate::matrix::DecisionMatrix;
use mercato_core::Error;
use mercato_numeric::sum::Sum;

/// Rows that are added plainly before their sum is added with care.
pub(crate) const BLOCK: usize = 64;

/// For each column, the sum over the rows of `term(x, column)`.
pub(crate) fn sums(matrix: &DecisionMatrix, mut term: impl FnMut(f64, usize) -> f64) -> Vec<f64> {
    let columns = matrix.columns();
    let mut block = vec![0.0; columns];
    if matrix.rows() <= BLOCK {
        block_sums(matrix.data(), &mut block, &mut term);
        return block;
    }
    let mut totals = vec![Sum::new(); columns];
    for rows in matrix.data().chunks(BLOCK.saturating_mul(columns)) {
        block_sums(rows, &mut block, &mut term);
        for (total, sum) in totals.iter_mut().zip(&block) {
            total.add(*sum);
        }
    }
    totals.iter().map(Sum::value).collect()
}

/// The plain sums of some rows, four columns at a time, so that the sums stay in registers.
fn block_sums(rows: &[f64], sums: &mut [f64], term: &mut impl FnMut(f64, usize) -> f64) {
    let columns = sums.len();
    let (fours, rest) = sums.as_chunks_mut::<4>();
    let mut first = 0_usize;
    for sums in fours {
        *sums = some_sums(rows, columns, first, term);
        first = first.saturating_add(4);
    }
    for sum in rest {
        [*sum] = some_sums(rows, columns, first, term);
        first = first.saturating_add(1);
    }
}

fn some_sums<const W: usize>(
    rows: &[f64],
    columns: usize,
    first: usize,
    term: &mut impl FnMut(f64, usize) -> f64,
) -> [f64; W] {
    let mut sums = [0.0; W];
    for row in rows.chunks_exact(columns) {
        if let Some(values) = row[first..].first_chunk::<W>() {
            for ((sum, x), column) in sums.iter_mut().zip(values).zip(first..) {
                *sum += term(*x, column);
            }
        }
    }
    sums
}

/// The sums of the columns.
///
/// # Errors
/// `overflow` if one exceeds the doubles.
pub(crate) fn totals(matrix: &DecisionMatrix) -> Result<Vec<f64>, Error> {
    finite("sum", matrix.totals())?;
    Ok(matrix.totals().to_vec())
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
