//! A matrix of pairwise comparisons, checked: square, positive, with a diagonal of 1, each entry the other's reciprocal.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "indices run below the number of elements, which every row is checked to have"
)]

use crate::check;
use mercato_core::Error;
use mercato_numeric::sum::Sum;

/// How far `a_ij a_ji` may be from 1: 3 and 0.33 are meant to be reciprocal. The last digits are the decimals' own
/// rounding.
const RECIPROCAL: f64 = 1e-2 + 1e-12;

/// Comparisons in which the upper triangle rules and the lower is its reciprocal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparisons {
    rows: Vec<Vec<f64>>,
}

impl Comparisons {
    /// # Errors
    /// `invalid_argument` for what is no matrix of comparisons; `path` names it.
    pub(crate) fn new(matrix: &[Vec<f64>], path: &str) -> Result<Self, Error> {
        check::not_empty(path, matrix)?;
        let n = matrix.len();
        for (i, row) in matrix.iter().enumerate() {
            check::length(format!("{path}[{i}]"), row.len(), n, "one an element")?;
            for (j, value) in row.iter().enumerate() {
                if !value.is_finite() || *value <= 0.0 {
                    return Err(Error::invalid(format!("{path}[{i}][{j}]"), value, "must be above 0"));
                }
            }
        }
        let mut rows = vec![vec![1.0; n]; n];
        for i in 0..n {
            unit(matrix[i][i], i, path)?;
            for j in i + 1..n {
                reciprocal(matrix[i][j], matrix[j][i], [i, j], path)?;
                rows[i][j] = matrix[i][j];
                rows[j][i] = check::answer(path, 1.0 / matrix[i][j])?;
            }
        }
        Ok(Self { rows })
    }

    pub(crate) const fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    pub(crate) fn into_rows(self) -> Vec<Vec<f64>> {
        self.rows
    }

    /// The logarithms of the rows' geometric means.
    pub(crate) fn log_means(&self) -> Vec<f64> {
        let n = self.rows.len() as f64;
        self.rows.iter().map(|row| row.iter().map(|a| libm::log(*a)).collect::<Sum>().value() / n).collect()
    }
}

/// Refuses a diagonal entry that is not 1.
pub(crate) fn unit(value: f64, i: usize, path: &str) -> Result<(), Error> {
    if (value - 1.0).abs() > 1e-12 {
        return Err(Error::invalid(format!("{path}[{i}][{i}]"), value, "must be 1: an element against itself"));
    }
    Ok(())
}

/// Refuses entries that are not reciprocal.
pub(crate) fn reciprocal(upper: f64, lower: f64, [i, j]: [usize; 2], path: &str) -> Result<(), Error> {
    let product = upper * lower;
    if product.is_finite() && (product - 1.0).abs() <= RECIPROCAL {
        return Ok(());
    }
    let reason = format!("must be near the reciprocal of {path}[{i}][{j}], {upper}");
    Err(Error::invalid(format!("{path}[{j}][{i}]"), lower, reason))
}
