//! What if losses weigh more than gains? Election based on relative value distances.
//!
//! ```text
//! x and the reference point over the column's sum; d = the lead over the reference (of the reference over x for a cost)
//! v = d^α where d > 0, else -λ |d|^α        α = 0.88, λ = 2.25 unless said otherwise
//! S⁺ = Σ_j w_j (max_i v - v_ij)    S⁻ = Σ_j w_j (v_ij - min_i v)    score = S⁻/(S⁺ + S⁻), 0.5 where both are 0
//! ```
//!
//! Scores lie in \[0, 1\], higher is better.
//!
//! Source: R. A. Shyur, L. Yin, H.-S. Shih, C.-B. Cheng, "A multiple criteria decision making method based on relative
//! value distances", Foundations of Computing and Decision Sciences 40 (2015) 299-315; the value function of A. Tversky, D.
//! Kahneman (1992). Limits: every column must have a sum above 0.

#![allow(clippy::indexing_slicing, reason = "one entry a column")]

use crate::check;
use crate::columns;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, Weights, read};
use crate::methods::{Method, agree, fill};
use crate::rank::Ranking;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// Election based on relative value distances.
#[derive(Debug, Clone, PartialEq)]
pub struct Ervd {
    /// What counts as neither gain nor loss, one value a criterion.
    pub reference_point: Vec<f64>,
    /// By how much a loss weighs more than a gain, above 0.
    pub lambda: f64,
    /// The power of gains and losses, above 0; below 1 large ones count less than in proportion.
    pub alpha: f64,
}

/// What [`ervd`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ErvdInput {
    /// One row an alternative, one number a criterion; every column's sum above 0.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// What counts as neither gain nor loss, one value a criterion in its unit.
    pub reference_point: Vec<f64>,
    /// By how much a loss weighs more than a gain, above 0 (default 2.25).
    #[serde(default)]
    pub lambda: Option<f64>,
    /// The power of gains and losses, above 0 (default 0.88).
    #[serde(default)]
    pub alpha: Option<f64>,
}

impl Method for Ervd {
    type Report = Ranking;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        check::positive("lambda", self.lambda)?;
        check::positive("alpha", self.alpha)?;
        check::length("reference_point", self.reference_point.len(), matrix.columns(), "one a criterion")?;
        check::each("reference_point", &self.reference_point, check::finite)?;
        let totals = columns::totals(matrix)?;
        if let Some(column) = totals.iter().position(|total| *total <= 0.0) {
            let value = format_args!("column {column}, whose sum is {},", totals[column]);
            return Err(Error::invalid("matrix", value, "must have a sum above 0").into());
        }
        let (types, reference) = (matrix.types(), &self.reference_point);
        let value = |x: f64, j: usize| {
            let lead = types[j].sign() * (x / totals[j] - reference[j] / totals[j]);
            // a lead of 0 has the logarithm -∞, whose exponential is 0
            let size = libm::exp(self.alpha * libm::log(lead.abs()));
            if lead > 0.0 { size } else { -self.lambda * size }
        };
        // the value rises with the lead, so that the ends of a column are those of its values
        let end = |pick: fn(CriterionType, f64, f64) -> f64| -> Vec<f64> {
            let ends = matrix.lowest().iter().zip(matrix.highest()).zip(types).enumerate();
            ends.map(|(j, ((low, high), kind))| value(pick(*kind, *low, *high), j)).collect()
        };
        let (best, worst) = (end(CriterionType::best), end(CriterionType::worst));
        fill(scores, matrix, |row| {
            let (mut to_best, mut to_worst) = (0.0, 0.0);
            for (j, (x, w)) in row.iter().zip(weights.as_slice()).enumerate() {
                let v = value(*x, j);
                to_best += w * (best[j] - v);
                to_worst += w * (v - worst[j]);
            }
            let whole = to_best + to_worst;
            if whole > 0.0 { to_worst / whole } else { 0.5 + whole }
        });
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, true)
    }
}

/// The ranking by gains and losses against a reference point.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, ErvdInput, ervd};
/// let input = ErvdInput {
///     matrix: vec![vec![1.0], vec![2.0], vec![3.0]],
///     weights: vec![1.0],
///     types: vec![CriterionType::Benefit],
///     reference_point: vec![2.0],
///     lambda: Some(2.0),
///     alpha: Some(1.0),
/// };
/// let ranking = ervd(&input)?;
/// // values -2/6, 0, 1/6: the second is 2/3 of the way
/// assert!((ranking.scores[1] - 2.0 / 3.0).abs() < 1e-15);
/// assert_eq!(ranking.ranks, [3, 2, 1]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) refuses; `invalid_argument` for a column whose sum is not above 0, a
/// reference point that is not one finite number a criterion, or parameters that are not above 0; `overflow`.
pub fn ervd(input: &ErvdInput) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    Ervd {
        reference_point: input.reference_point.clone(),
        lambda: input.lambda.unwrap_or(2.25),
        alpha: input.alpha.unwrap_or(0.88),
    }
    .evaluate(&matrix, &weights)
}
