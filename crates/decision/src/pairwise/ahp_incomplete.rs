//! Which weights follow if some pairs were never compared? Logarithmic least squares on the comparisons that there are.
//!
//! ```text
//! minimise Σ over known pairs (ln a_ij - ln w_i + ln w_j)²
//! ```
//!
//! With `y = ln w` that is the system `L y = r` of the comparison graph's Laplacian; it has one solution, up to a factor of
//! the weights, if the graph is connected. Without gaps it gives the rows' geometric means.
//!
//! Source: S. Bozóki, J. Fülöp, L. Rónyai, "On optimal completion of incomplete pairwise comparison matrices", Mathematical
//! and Computer Modelling 52 (2010) 318-333. Limits: what was not asked cannot contradict; few comparisons make sure
//! weights look surer than they are.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "indices run below the number of elements, which every row is checked to have"
)]

use crate::check;
use crate::error::DecisionError;
use crate::pairwise::ahp::exponentials;
use crate::pairwise::comparisons::{reciprocal, unit};
use mercato_core::Error;
use mercato_numeric::linalg::Matrix;
use serde::{Deserialize, Serialize};

/// What [`ahp_incomplete`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AhpIncompleteInput {
    /// How many times as important the row's element is as the column's; null for a pair that was not compared. A pair is
    /// known if either of its two entries is; the upper rules.
    pub comparisons: Vec<Vec<Option<f64>>>,
}

/// What [`ahp_incomplete`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AhpIncomplete {
    /// One weight an element, summing to 1.
    pub weights: Vec<f64>,
    /// How many pairs were not compared.
    pub missing: usize,
}

/// Weights from the pairs that were compared.
///
/// Time O(n³).
///
/// ```
/// use mercato_decision::{AhpIncompleteInput, ahp_incomplete};
/// // four times as important as either; the two were not compared
/// let comparisons = vec![
///     vec![Some(1.0), Some(4.0), Some(4.0)],
///     vec![Some(0.25), Some(1.0), None],
///     vec![Some(0.25), None, Some(1.0)],
/// ];
/// let answer = ahp_incomplete(&AhpIncompleteInput { comparisons })?;
/// assert!((answer.weights[0] - 2.0 / 3.0).abs() < 1e-15);
/// assert_eq!(answer.missing, 1);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a matrix that is not square, an entry that is not above 0, a diagonal entry that is not 1,
/// entries that are not reciprocal (as [`ahp`](fn@crate::ahp)), and elements that no chain of comparisons connects;
/// `overflow`.
pub fn ahp_incomplete(input: &AhpIncompleteInput) -> Result<AhpIncomplete, DecisionError> {
    let path = "comparisons";
    let matrix = &input.comparisons;
    check::not_empty(path, matrix)?;
    let n = matrix.len();
    for (i, row) in matrix.iter().enumerate() {
        check::length(format!("{path}[{i}]"), row.len(), n, "one an element")?;
        for (j, value) in row.iter().enumerate() {
            if let Some(value) = value.filter(|value| !value.is_finite() || *value <= 0.0) {
                return Err(Error::invalid(format!("{path}[{i}][{j}]"), value, "must be above 0 or null").into());
            }
        }
    }
    // ln a_ij for the known pairs i < j
    let mut pairs = Vec::new();
    for i in 0..n {
        let own = matrix[i][i].ok_or_else(|| {
            Error::invalid(format!("{path}[{i}][{i}]"), "null", "must be 1: an element against itself")
        })?;
        unit(own, i, path)?;
        for j in i + 1..n {
            match (matrix[i][j], matrix[j][i]) {
                (Some(upper), Some(lower)) => {
                    reciprocal(upper, lower, [i, j], path)?;
                    pairs.push((i, j, libm::log(upper)));
                }
                (Some(upper), None) => pairs.push((i, j, libm::log(upper))),
                (None, Some(lower)) => pairs.push((i, j, -libm::log(lower))),
                (None, None) => {}
            }
        }
    }
    connected(n, &pairs)?;
    let missing = n * (n - 1) / 2 - pairs.len();
    if n == 1 {
        return Ok(AhpIncomplete { weights: vec![1.0], missing });
    }
    // the last logarithm is 0, which leaves a positive definite system
    let mut laplacian = vec![vec![0.0; n]; n];
    let mut right = vec![0.0; n];
    for (i, j, logarithm) in pairs {
        laplacian[i][i] += 1.0;
        laplacian[j][j] += 1.0;
        laplacian[i][j] -= 1.0;
        laplacian[j][i] -= 1.0;
        right[i] += logarithm;
        right[j] -= logarithm;
    }
    let reduced: Vec<&[f64]> = laplacian[..n - 1].iter().map(|row| &row[..n - 1]).collect();
    let mut logarithms = Matrix::from_rows(&reduced)?.cholesky()?.solve(&right[..n - 1])?;
    logarithms.push(0.0);
    Ok(AhpIncomplete { weights: exponentials(&logarithms)?, missing })
}

/// Refuses elements that no chain of comparisons connects with the first.
fn connected(n: usize, pairs: &[(usize, usize, f64)]) -> Result<(), Error> {
    let mut neighbours = vec![Vec::new(); n];
    for (i, j, _) in pairs {
        neighbours[*i].push(*j);
        neighbours[*j].push(*i);
    }
    let mut seen = vec![false; n];
    let mut todo = vec![0];
    seen[0] = true;
    while let Some(i) = todo.pop() {
        for j in &neighbours[i] {
            if !seen[*j] {
                seen[*j] = true;
                todo.push(*j);
            }
        }
    }
    match seen.iter().position(|seen| !seen) {
        Some(element) => {
            let reason = "is not connected with element 0 by any chain of comparisons";
            Err(Error::invalid(format!("comparisons[{element}]"), format_args!("element {element}"), reason))
        }
        None => Ok(()),
    }
}
