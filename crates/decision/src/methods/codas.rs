//! Which alternative is furthest from the worst? Combinative distance-based assessment.
//!
//! ```text
//! v_ij = w_j r_ij, r the `linear` normalisation        E_i, T_i: Euclidean and taxicab distance from the column minima of v
//! H_i = Σ_k (E_i - E_k) + [|E_i - E_k| >= τ](T_i - T_k)        τ = 0.02 unless said otherwise
//! ```
//!
//! The taxicab distance speaks only where the Euclidean ones differ by at least `τ`. Higher is better. The sum over all
//! pairs is found in O(n log n): in the order of `E`, the alternatives that are at least `τ` away are those before one
//! place and after another, and prefix sums of `T` give their part.
//!
//! Source: M. Keshavarz Ghorabaee, E. K. Zavadskas, Z. Turskis, J. Antucheviciene, "A new combinative distance-based
//! assessment (CODAS) method for multi-criteria decision-making", Economic Computation and Economic Cybernetics Studies and
//! Research 50 (2016) 25-44. Limits: every value must be above 0.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the places of the sorted order run from 0 to n"
)]

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, Weights, read};
use crate::methods::{Method, agree};
use crate::normalize::{Normalization, Scale};
use crate::rank::Ranking;
use mercato_numeric::sum::{Sum, mean};
use serde::{Deserialize, Serialize};

/// Combinative distance-based assessment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Codas {
    /// From which difference of the Euclidean distances on the taxicab distances count, at least 0.
    pub tau: f64,
}

impl Default for Codas {
    fn default() -> Self {
        Self { tau: 0.02 }
    }
}

/// What [`codas`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CodasInput {
    /// One row an alternative, one number a criterion, all above 0.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// From which difference of the Euclidean distances on the taxicab distances count, at least 0 (default 0.02).
    #[serde(default)]
    pub tau: Option<f64>,
}

impl Method for Codas {
    type Report = Ranking;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        check::non_negative("tau", self.tau)?;
        matrix.require_positive("combinative distance-based assessment")?;
        let scale = Scale::new(matrix, Normalization::Linear)?;
        let (_, worst) = scale.ends(matrix);
        let mut scaled = vec![0.0; matrix.columns()];
        let (mut euclid, mut taxicab) = (Vec::with_capacity(matrix.rows()), Vec::with_capacity(matrix.rows()));
        for row in matrix {
            scale.row_into(row, &mut scaled);
            let (mut squares, mut steps) = (0.0, 0.0);
            for ((r, worst), w) in scaled.iter().zip(&worst).zip(weights.as_slice()) {
                let above = w * (r - worst);
                squares += above * above;
                steps += above.abs();
            }
            euclid.push(squares.sqrt());
            taxicab.push(steps);
        }
        assess(&euclid, &taxicab, self.tau, scores);
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, true)
    }
}

/// `H` of every alternative, by sorting.
fn assess(euclid: &[f64], taxicab: &[f64], tau: f64, scores: &mut Vec<f64>) {
    let n = euclid.len();
    let mut order: Vec<(f64, usize)> = euclid.iter().copied().zip(0..).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    // from the means, so that the sums stay small
    let (euclid_mean, taxicab_mean) = (mean(euclid).unwrap_or(0.0), mean(taxicab).unwrap_or(0.0));
    let euclid_rest: Sum = euclid.iter().map(|e| e - euclid_mean).collect();
    let mut before = Vec::with_capacity(n + 1);
    let mut sum = Sum::new();
    before.push(0.0);
    for (_, index) in &order {
        sum.add(taxicab[*index] - taxicab_mean);
        before.push(sum.value());
    }
    scores.clear();
    scores.resize(n, 0.0);
    // places up to `low` are at least tau below, places from `high` on at least tau above
    let (mut low, mut high) = (0, 0);
    for (place, (e, index)) in order.iter().enumerate() {
        while low < n && e - order[low].0 >= tau && low <= place {
            low += 1;
        }
        high = high.max(low);
        while high < n && order[high].0 - e < tau {
            high += 1;
        }
        let far = (low + (n - high)) as f64;
        let far_sum = before[low] + (before[n] - before[high]);
        scores[*index] =
            (n as f64 * (e - euclid_mean) - euclid_rest.value()) + (far * (taxicab[*index] - taxicab_mean) - far_sum);
    }
}

/// The ranking by distances from the worst.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CodasInput, CriterionType, codas};
/// let input = CodasInput {
///     matrix: vec![vec![4.0], vec![1.0]],
///     weights: vec![1.0],
///     types: vec![CriterionType::Benefit],
///     tau: None,
/// };
/// let ranking = codas(&input)?;
/// assert_eq!((ranking.scores, ranking.ranks), (vec![1.5, -1.5], vec![1, 2])); // 0.75 apart by both distances
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) refuses; `invalid_argument` for a value that is not above 0 or a negative
/// `tau`.
pub fn codas(input: &CodasInput) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    Codas { tau: input.tau.unwrap_or(0.02) }.evaluate(&matrix, &weights)
}
