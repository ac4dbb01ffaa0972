//! How much does a column vary? Entropy, deviation, Gini's coefficient, the angle to a constant.
//!
//! ```text
//! entropy   p = x/Σx    w ~ 1 - e,  e = -Σ p ln p/ln n          x >= 0, Σx > 0
//! variance  of the min-max column, n - 1                        0 for a constant column
//! gini      Σ_i Σ_k |x_i - x_k|/(2 n² mean)                     x > 0; by sorting
//! angle     arccos of the cosine between x and a constant       Σx > 0
//! ```
//!
//! Each in the form that keeps its digits where a column hardly varies: `1 - e` is a sum of non-negative terms `(1 + u)
//! ln(1 + u) - u` with `u = x/mean - 1` (taken from 1, it has lost them all at a spread of 1e-8), and the angle comes from
//! its tangent.
//!
//! Source: C. E. Shannon (1948) and C.-L. Hwang, K. Yoon (1981) for entropy; D. Diakoulaki, G. Mavrotas, L. Papayannakis,
//! Computers and Operations Research 22 (1995) 763-770 for deviations; C. Gini (1912); G. Shuai, Z. Zou, for the angle.
//! Limits: types are not looked at.

#![allow(clippy::indexing_slicing, reason = "one entry a column")]

use crate::columns;
use crate::error::DecisionError;
use crate::matrix::DecisionMatrix;
use mercato_core::Error;
use mercato_numeric::sum::Sum;

/// The means of the columns, exact for a constant one.
pub(crate) fn means(matrix: &DecisionMatrix) -> Result<Vec<f64>, Error> {
    let mut means = columns::totals(matrix)?;
    for (column, mean) in means.iter_mut().enumerate() {
        *mean = if matrix.is_constant(column) { matrix.lowest()[column] } else { *mean / matrix.rows() as f64 };
    }
    Ok(means)
}

/// Refuses a column whose mean is not above 0.
fn positive_means(matrix: &DecisionMatrix, method: &str) -> Result<Vec<f64>, Error> {
    let means = means(matrix)?;
    match means.iter().position(|mean| *mean <= 0.0) {
        Some(column) => {
            let value = format_args!("column {column}, whose mean is {},", means[column]);
            Err(Error::invalid("matrix", value, format!("must have a mean above 0 for {method}")))
        }
        None => Ok(means),
    }
}

/// 1 less the entropy of every column.
pub(super) fn entropy(matrix: &DecisionMatrix) -> Result<Vec<f64>, DecisionError> {
    for (column, low) in matrix.lowest().iter().enumerate() {
        if *low < 0.0 {
            return Err(matrix.offending(column, |x| x < 0.0, "must be at least 0 for entropy".to_owned()).into());
        }
    }
    let means = positive_means(matrix, "entropy")?;
    // Σ p ln(p n) with p n = x/mean; Σ (p n - 1) = 0 is taken off term by term
    let sums = columns::sums(matrix, |x, j| gain((x - means[j]) / means[j]));
    let n = matrix.rows() as f64;
    Ok(sums.iter().map(|sum| sum / (n * libm::log(n))).collect())
}

/// `(1 + u) ln(1 + u) - u`, at least 0, for `u >= -1`.
fn gain(u: f64) -> f64 {
    if u.abs() < 0.04 {
        // Σ_{k >= 2} (-u)^k/(k (k - 1)): the 12th power of 0.04 is below the last digit
        let mut series = 0.0;
        for k in (2..=13_i32).rev() {
            let k = f64::from(k);
            series = 1.0 / (k * (k - 1.0)) - u * series;
        }
        u * u * series
    } else if u <= -1.0 {
        1.0
    } else {
        (1.0 + u) * libm::log1p(u) - u
    }
}

/// Sample variance of every min-max column.
pub(super) fn variances(matrix: &DecisionMatrix) -> Result<Vec<f64>, DecisionError> {
    let (ranges, means) = (columns::ranges(matrix)?, means(matrix)?);
    let squares = columns::sums(matrix, |x, j| {
        let deviation = if ranges[j] > 0.0 { (x - means[j]) / ranges[j] } else { 0.0 };
        deviation * deviation
    });
    Ok(squares.iter().map(|sum| sum / (matrix.rows() as f64 - 1.0)).collect())
}

/// Gini's coefficient of every column.
pub(super) fn gini(matrix: &DecisionMatrix) -> Result<Vec<f64>, DecisionError> {
    matrix.require_positive("Gini's coefficient")?;
    let means = means(matrix)?;
    let n = matrix.rows() as f64;
    let coefficients = means.iter().enumerate().map(|(column, mean)| {
        let mut values: Vec<f64> = matrix.column(column).collect();
        values.sort_unstable_by(f64::total_cmp);
        // Σ_i Σ_k |x_i - x_k| = 2 Σ_i (n + 1 - 2i)(x_(n+1-i) - x_(i)) over the lower half: terms of one sign
        let half = values.iter().zip(values.iter().rev()).take(values.len() >> 1).enumerate();
        let sum: Sum =
            half.map(|(place, (low, high))| (n - 1.0 - 2.0 * place as f64) * ((high - low) / mean)).collect();
        sum.value() / (n * n)
    });
    Ok(coefficients.collect())
}

/// The angle between every column and a constant one.
pub(super) fn angles(matrix: &DecisionMatrix) -> Result<Vec<f64>, DecisionError> {
    let means = positive_means(matrix, "the angle")?;
    let squares = columns::sums(matrix, |x, j| {
        let deviation = (x - means[j]) / means[j];
        deviation * deviation
    });
    let n = matrix.rows() as f64;
    Ok(squares.iter().map(|sum| libm::atan((sum / n).sqrt())).collect())
}
