//! Which weights follow from comparing every pair, and how far do the answers contradict one another? The analytic
//! hierarchy process.
//!
//! `a_ij` says how many times as important `i` is as `j` (1 as much, 3 moderately, 5 strongly, 7 very strongly, 9
//! extremely).
//!
//! ```text
//! eigenvector     A w = λ_max w                                                (Saaty; default)
//! geometric_mean  w_i ~ (Π_j a_ij)^(1/n), λ_max = mean of (A w)_i/w_i           (Crawford, Williams)
//! column_mean     w_i = mean_j a_ij/Σ_k a_kj, λ_max as above                    (an approximation taught for paper)
//! CI = (λ_max - n)/(n - 1)    CR = CI/RI    consistent: CR <= 0.1
//! GCI = 2/((n-1)(n-2)) Σ_{i<j} ln²(a_ij g_j/g_i), g the rows' geometric means
//! ```
//!
//! `RI` is the mean `CI` of random matrices. `least_fitting` is the judgment furthest from the ratio of the weights, with
//! the value that would fit: where to look first if the answers contradict one another.
//!
//! Source: T. L. Saaty, "A scaling method for priorities in hierarchical structures", Journal of Mathematical Psychology 15
//! (1977) 234-281; G. Crawford, C. Williams, the same journal 29 (1985) 387-405; random indices to n = 15 by Saaty, beyond
//! by J. A. Alonso, M. T. Lamata, International Journal of Uncertainty, Fuzziness and Knowledge-Based Systems 14 (2006)
//! 445-459; GCI: J. Aguarón, J. M. Moreno-Jiménez, European Journal of Operational Research 147 (2003) 137-145. Limits: a
//! low CR says that the answers agree with each other, not that they are right.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "indices run below the number of elements, which every row is checked to have"
)]

use crate::check;
use crate::error::DecisionError;
use crate::matrix::scale_to_one;
use crate::pairwise::Comparisons;
use mercato_core::Error;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// How weights are drawn from comparisons.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AhpMethod {
    /// The principal eigenvector.
    #[default]
    Eigenvector,
    /// The rows' geometric means.
    GeometricMean,
    /// The means of the rows of normalised columns.
    ColumnMean,
}

/// What [`ahp`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AhpInput {
    /// How many times as important the row's element is as the column's; the lower triangle repeats the upper as
    /// reciprocals.
    pub comparisons: Vec<Vec<f64>>,
    /// How weights are drawn from them.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub method: AhpMethod,
}

/// A judgment and what would fit the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Judgment {
    /// The first element.
    pub row: usize,
    /// The second element, after the first.
    pub column: usize,
    /// How many times as important the first was said to be.
    pub given: f64,
    /// How many times as important it is by the weights.
    pub fitting: f64,
}

/// What [`ahp`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Ahp {
    /// One weight an element, summing to 1.
    pub weights: Vec<f64>,
    /// The greatest eigenvalue, or its estimate; n if nothing contradicts.
    pub lambda_max: f64,
    /// How far it is above n, a pair.
    pub consistency_index: f64,
    /// What the index is for random answers.
    pub random_index: f64,
    /// Index over random index.
    pub consistency_ratio: f64,
    /// Whether the ratio is at most 0.1.
    pub consistent: bool,
    /// Mean squared logarithm of what judgments are off; none for one or two elements.
    pub geometric_consistency_index: Option<f64>,
    /// The judgment that fits the weights least; none if all fit.
    pub least_fitting: Option<Judgment>,
}

/// Weights from comparing every pair, with the consistency of the answers.
///
/// Time O(n²) a step of the eigenvector's iteration, O(n³) for the few that converge slowly.
///
/// ```
/// use mercato_decision::{AhpInput, AhpMethod, ahp};
/// // twice as important, four times as important, and so twice: no contradiction
/// let comparisons = vec![vec![1.0, 2.0, 4.0], vec![0.5, 1.0, 2.0], vec![0.25, 0.5, 1.0]];
/// let answer = ahp(&AhpInput { comparisons, method: AhpMethod::Eigenvector })?;
/// assert!((answer.weights[0] - 4.0 / 7.0).abs() < 1e-15);
/// assert!(answer.consistency_ratio < 1e-15 && answer.consistent && answer.least_fitting.is_none());
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a matrix that is not square, an entry that is not above 0, a diagonal entry that is not 1, and
/// entries whose product with their mirror image is more than 0.01 from 1; `overflow` for ratios near the ends of the
/// doubles.
pub fn ahp(input: &AhpInput) -> Result<Ahp, DecisionError> {
    judge(&Comparisons::new(&input.comparisons, "comparisons")?, input.method)
}

/// Weights and consistency of checked comparisons.
pub(crate) fn judge(comparisons: &Comparisons, method: AhpMethod) -> Result<Ahp, DecisionError> {
    let n = comparisons.len();
    let log_means = comparisons.log_means();
    let (weights, lambda_max) = match method {
        AhpMethod::Eigenvector => eigenvector(comparisons, &log_means)?,
        AhpMethod::GeometricMean => {
            let weights = exponentials(&log_means)?;
            let lambda_max = mean_ratio(comparisons, &weights);
            (weights, lambda_max)
        }
        AhpMethod::ColumnMean => {
            let rows = comparisons.rows();
            let totals: Vec<f64> = (0..n).map(|j| rows.iter().map(|row| row[j]).collect::<Sum>().value()).collect();
            let mut weights: Vec<f64> =
                rows.iter().map(|row| row.iter().zip(&totals).map(|(a, total)| a / total).sum()).collect();
            check::answers("weights", &weights)?;
            scale_to_one(&mut weights, "weights")?;
            let lambda_max = mean_ratio(comparisons, &weights);
            (weights, lambda_max)
        }
    };
    let size = n as f64;
    // λ_max is at least n; what rounding leaves below it is none
    let lambda_max = if n <= 2 { size } else { check::answer("lambda_max", lambda_max)?.max(size) };
    let consistency_index = if n <= 2 { 0.0 } else { (lambda_max - size) / (size - 1.0) };
    let random_index = random_index(n);
    let consistency_ratio = if n <= 2 { 0.0 } else { consistency_index / random_index };
    Ok(Ahp {
        geometric_consistency_index: geometric_consistency(comparisons, &log_means)?,
        least_fitting: least_fitting(comparisons, &weights)?,
        weights,
        lambda_max,
        consistency_index,
        random_index,
        consistency_ratio,
        consistent: consistency_ratio <= 0.1,
    })
}

/// Numbers in proportion to the exponentials, summing to 1.
pub(crate) fn exponentials(logarithms: &[f64]) -> Result<Vec<f64>, Error> {
    let greatest = logarithms.iter().fold(f64::NEG_INFINITY, |greatest, x| greatest.max(*x));
    let mut numbers: Vec<f64> = logarithms.iter().map(|x| libm::exp(x - greatest)).collect();
    scale_to_one(&mut numbers, "weights")?;
    Ok(numbers)
}

/// The principal eigenvector and value of a positive matrix.
///
/// In units of the geometric means the matrix is near all ones, so that powers of it neither overflow nor lose what is
/// small. The greatest and the least `(A w)_i/w_i` enclose the eigenvalue (Collatz, Wielandt): when they meet, the vector
/// is found. Where they hardly approach, the matrix is squared, which doubles the steps.
fn eigenvector(comparisons: &Comparisons, log_means: &[f64]) -> Result<(Vec<f64>, f64), DecisionError> {
    const STEPS: usize = 40;
    const SQUARINGS: usize = 60;
    let n = comparisons.len();
    let scale: Vec<f64> = log_means.iter().map(|mean| libm::exp(*mean)).collect();
    let balanced: Vec<Vec<f64>> = comparisons
        .rows()
        .iter()
        .zip(&scale)
        .map(|(row, own)| row.iter().zip(&scale).map(|(a, other)| a * (other / own)).collect())
        .collect();
    for row in &balanced {
        check::answers("comparisons", row)?;
    }
    let mut power = balanced.clone();
    let mut w = vec![1.0 / n as f64; n];
    for squaring in 0..SQUARINGS {
        for _ in 0..STEPS {
            let image = multiply(&balanced, &w);
            let (mut least, mut most) = (f64::INFINITY, 0.0_f64);
            for (image, w) in image.iter().zip(&w) {
                least = least.min(image / w);
                most = most.max(image / w);
            }
            if most - least <= 4e-15 * most * (n as f64).sqrt() {
                w = normalised(image);
                let weights: Vec<f64> = w.iter().zip(log_means).map(|(w, mean)| libm::log(*w) + mean).collect();
                return Ok((exponentials(&weights)?, 0.5 * (least + most)));
            }
            w = normalised(multiply(&power, &w));
        }
        if squaring < SQUARINGS {
            power = (0..n).map(|i| (0..n).map(|j| (0..n).map(|k| power[i][k] * power[k][j]).sum()).collect()).collect();
            let most = power.iter().flatten().fold(0.0_f64, |most, a| most.max(*a));
            for a in power.iter_mut().flatten() {
                *a /= most;
            }
        }
    }
    Err(Error::no_convergence(
        "weights",
        "the eigenvector's iteration stopped: the comparisons are near the ends of the doubles",
    )
    .into())
}

fn multiply(matrix: &[Vec<f64>], w: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| row.iter().zip(w).map(|(a, w)| a * w).sum()).collect()
}

fn normalised(mut w: Vec<f64>) -> Vec<f64> {
    let total: f64 = w.iter().sum();
    for w in &mut w {
        *w /= total;
    }
    w
}

/// The mean of `(A w)_i/w_i`.
fn mean_ratio(comparisons: &Comparisons, weights: &[f64]) -> f64 {
    let image = multiply(comparisons.rows(), weights);
    image.iter().zip(weights).map(|(image, w)| image / w).collect::<Sum>().value() / weights.len() as f64
}

/// The mean consistency index of random comparisons.
fn random_index(n: usize) -> f64 {
    const SAATY: [f64; 13] = [0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59];
    match n {
        0..=2 => 0.0,
        3..=15 => SAATY[n - 3],
        _ => {
            let size = n as f64;
            (2.7699 * size - 4.3513 - size) / (size - 1.0)
        }
    }
}

fn geometric_consistency(comparisons: &Comparisons, log_means: &[f64]) -> Result<Option<f64>, Error> {
    let n = comparisons.len();
    if n <= 2 {
        return Ok(None);
    }
    let rows = comparisons.rows();
    let mut squares = Sum::new();
    for i in 0..n {
        for j in i + 1..n {
            let off = libm::log(rows[i][j]) + log_means[j] - log_means[i];
            squares.add(off * off);
        }
    }
    let size = n as f64;
    check::answer("geometric_consistency_index", 2.0 / ((size - 1.0) * (size - 2.0)) * squares.value()).map(Some)
}

/// The judgment whose logarithm is furthest from that of the weights' ratio.
fn least_fitting(comparisons: &Comparisons, weights: &[f64]) -> Result<Option<Judgment>, Error> {
    let rows = comparisons.rows();
    let mut worst: Option<(f64, Judgment)> = None;
    for i in 0..weights.len() {
        for j in i + 1..weights.len() {
            let fitting = weights[i] / weights[j];
            let off = (libm::log(rows[i][j]) - libm::log(weights[i]) + libm::log(weights[j])).abs();
            // what rounding leaves is no contradiction
            if off > 1e-9 && worst.as_ref().is_none_or(|(most, _)| off > *most + 1e-12) {
                let fitting = check::answer("least_fitting.fitting", fitting)?;
                worst = Some((off, Judgment { row: i, column: j, given: rows[i][j], fitting }));
            }
        }
    }
    Ok(worst.map(|(_, judgment)| judgment))
}
