//! What does one lose elsewhere by being best in a criterion? Criterion impact loss.
//!
//! ```text
//! cost columns -> min/x; columns over their sums        A: the rows that hold the columns' maxima (the first maximum)
//! P_ij = (a_jj - a_ij)/a_jj        F = P - diag(column sums of P)        F q = 0, Σ q = 1
//! ```
//!
//! `-F` is the generator of a Markov chain turned on its side, and `q` its stationary distribution: it is found without a
//! subtraction (Grassmann, Taksar, Heyman 1985), so that every digit of a small weight is right. There is one if the chain
//! ends up in one set of criteria only; else the weights are undetermined.
//!
//! Source: E. K. Zavadskas, V. Podvezko, "Integrated determination of objective criteria weights in MCDM", International
//! Journal of Information Technology and Decision Making 15 (2016) 267-283. Limits: every value must be above 0;
//! alternatives that are best in several criteria at once leave weights undetermined, a column that loses nothing takes
//! all.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "indices run below the number of columns"
)]

use crate::error::DecisionError;
use crate::matrix::DecisionMatrix;
use mercato_core::Error;

/// The weights by impact loss, in proportion.
pub(super) fn cilos(matrix: &DecisionMatrix) -> Result<Vec<f64>, DecisionError> {
    matrix.require_positive("impact loss")?;
    let m = matrix.columns();
    let (low, high, types) = (matrix.lowest(), matrix.highest(), matrix.types());
    // in parts of the column's maximum; the sum it is divided by cancels out
    let part = |x: f64, j: usize| if types[j].is_benefit() { x / high[j] } else { low[j] / x };
    let rows: Vec<&[f64]> = matrix.iter().collect();
    let best: Vec<usize> = (0..m)
        .map(|j| {
            (0..rows.len()).rev().max_by(|a, b| part(rows[*a][j], j).total_cmp(&part(rows[*b][j], j))).unwrap_or(0)
        })
        .collect();
    // loss[i][j]: what criterion j loses where criterion i is best
    let mut loss = vec![vec![0.0; m]; m];
    for i in 0..m {
        for j in 0..m {
            let x = rows[best[i]][j];
            loss[i][j] = if types[j].is_benefit() { (high[j] - x) / high[j] } else { (x - low[j]) / x };
        }
    }
    let class = only_closed_class(&loss).ok_or_else(|| {
        let reason =
            "leaves the weights undetermined: criteria that are best in one alternative lose nothing to each other";
        Error::invalid("matrix", "of impact losses", reason)
    })?;
    let mut weights = vec![0.0; m];
    for (criterion, weight) in class.iter().zip(stationary(&loss, &class)) {
        weights[*criterion] = weight;
    }
    Ok(weights)
}

/// The criteria where the chain that leaves j for i at the rate `loss[i][j]` ends up, if that is one connected set.
fn only_closed_class(loss: &[Vec<f64>]) -> Option<Vec<usize>> {
    let m = loss.len();
    let reached = |from: usize| {
        let mut seen = vec![false; m];
        seen[from] = true;
        let mut todo = vec![from];
        while let Some(j) = todo.pop() {
            for i in 0..m {
                if !seen[i] && loss[i][j] > 0.0 {
                    seen[i] = true;
                    todo.push(i);
                }
            }
        }
        seen
    };
    let reach: Vec<Vec<bool>> = (0..m).map(reached).collect();
    // in a closed class everything that is reached leads back; a chain has one such class if its members are reached by all
    let closed = |j: usize| (0..m).all(|i| !reach[j][i] || reach[i][j]);
    let class: Vec<usize> = (0..m).filter(|j| closed(*j)).collect();
    let first = *class.first()?;
    class.iter().all(|j| reach[first][*j]).then_some(class)
}

/// The stationary distribution of the chain on `class`, in proportion.
fn stationary(loss: &[Vec<f64>], class: &[usize]) -> Vec<f64> {
    let n = class.len();
    // rate[a][b]: from a to b
    let mut rate: Vec<Vec<f64>> = class.iter().map(|j| class.iter().map(|i| loss[*i][*j]).collect()).collect();
    let mut leaving = vec![0.0; n];
    for k in (1..n).rev() {
        leaving[k] = rate[k][..k].iter().sum();
        for a in 0..k {
            for b in 0..k {
                if a != b {
                    rate[a][b] += rate[a][k] * (rate[k][b] / leaving[k]);
                }
            }
        }
    }
    let mut weights = vec![0.0; n];
    weights[0] = 1.0;
    for k in 1..n {
        let arriving: f64 = (0..k).map(|a| weights[a] * rate[a][k]).sum();
        weights[k] = arriving / leaving[k];
    }
    weights
}
