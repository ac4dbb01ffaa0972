//! Do three ways of looking agree? MOORA plus the full multiplicative form.
//!
//! ```text
//! ratio system              Σ ± w_j x_ij/‖x_j‖                                     higher is better
//! reference point           max_j w_j |ref_j - x_ij/‖x_j‖|, ref the column's best  lower is better
//! full multiplicative form  exp(Σ ± w_j ln x_ij): the weights are exponents         higher is better
//! ```
//!
//! An alternative beats another if it is strictly better in more of the three rankings than it is strictly worse in; `wins`
//! counts whom it beats, and the final ranks follow the wins.
//!
//! Source: W. K. M. Brauers, E. K. Zavadskas, "Project management by MULTIMOORA as an instrument for transition economies",
//! Technological and Economic Development of Economy 16 (2010) 5-24. Limits: every value must be above 0; at most
//! [`MAX_ALTERNATIVES`] alternatives, whose wins are counted pair by pair.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{DecisionMatrix, Problem, Weights};
use crate::methods::moora::{Moora, lengths};
use crate::methods::{Method, fill};
use crate::rank::ranks_of;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// How many alternatives are compared pair by pair.
pub const MAX_ALTERNATIVES: usize = 20_000;

/// MULTIMOORA.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Multimoora;

/// What [`multimoora`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MultimooraReport {
    /// Benefits less costs; higher is better.
    pub ratio_scores: Vec<f64>,
    /// The largest weighted distance from the best; lower is better.
    pub reference_point_scores: Vec<f64>,
    /// Benefits over costs, each to the power of its weight; higher is better.
    pub multiplicative_scores: Vec<f64>,
    /// Ranks by the ratio system.
    pub ratio_ranks: Vec<u32>,
    /// Ranks by the reference point.
    pub reference_point_ranks: Vec<u32>,
    /// Ranks by the multiplicative form.
    pub multiplicative_ranks: Vec<u32>,
    /// How many others each alternative beats in most of the three rankings.
    pub wins: Vec<u32>,
    /// Ranks by wins, 1 for the best.
    pub ranks: Vec<u32>,
}

impl Method for Multimoora {
    type Report = MultimooraReport;

    /// The scores are the wins.
    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        let report = self.evaluate(matrix, weights)?;
        scores.clear();
        scores.extend(report.wins.iter().map(|wins| f64::from(*wins)));
        Ok(())
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<MultimooraReport, DecisionError> {
        check::at_most("matrix", matrix.rows(), MAX_ALTERNATIVES, "alternatives")?;
        matrix.require_positive("the full multiplicative form")?;
        let ratio_scores = Moora.scores(matrix, weights)?;
        let lengths = lengths(matrix)?;
        let best: Vec<f64> = matrix
            .types()
            .iter()
            .zip(matrix.lowest().iter().zip(matrix.highest()))
            .map(|(kind, (low, high))| kind.best(*low, *high))
            .collect();
        let mut reference_point_scores = Vec::with_capacity(matrix.rows());
        fill(&mut reference_point_scores, matrix, |row| {
            let columns = row.iter().zip(&best).zip(&lengths).zip(weights.as_slice());
            columns.map(|(((x, best), length), w)| w * ((best - x).abs() / length)).fold(0.0, f64::max)
        });
        let mut multiplicative_scores = Vec::with_capacity(matrix.rows());
        fill(&mut multiplicative_scores, matrix, |row| {
            let columns = row.iter().zip(matrix.types()).zip(weights.as_slice());
            libm::exp(columns.map(|((x, kind), w)| kind.sign() * w * libm::log(*x)).sum())
        });
        check::answers("reference_point_scores", &reference_point_scores)?;
        check::answers("multiplicative_scores", &multiplicative_scores)?;
        let ratio_ranks = ranks_of(&ratio_scores, true);
        let reference_point_ranks = ranks_of(&reference_point_scores, false);
        // the figures have the unit of the values: what is level among them is level in their logarithms
        let multiplicative_ranks = ranks_of(&relative(&multiplicative_scores), true);
        let wins = count_wins([&ratio_ranks, &reference_point_ranks, &multiplicative_ranks]);
        let ranks = ranks_of(&wins.iter().map(|wins| f64::from(*wins)).collect::<Vec<_>>(), true);
        Ok(MultimooraReport {
            ratio_scores,
            reference_point_scores,
            multiplicative_scores,
            ratio_ranks,
            reference_point_ranks,
            multiplicative_ranks,
            wins,
            ranks,
        })
    }
}

/// Scores in parts of the greatest, where it is below 1: small units are no reason to be level.
fn relative(scores: &[f64]) -> Vec<f64> {
    let greatest = scores.iter().fold(0.0, |greatest: f64, score| greatest.max(*score));
    let scale = if greatest > 0.0 && greatest < 1.0 { greatest } else { 1.0 };
    scores.iter().map(|score| score / scale).collect()
}

fn count_wins(rankings: [&Vec<u32>; 3]) -> Vec<u32> {
    let [first, second, third] = rankings;
    let places: Vec<[u32; 3]> = first.iter().zip(second).zip(third).map(|((a, b), c)| [*a, *b, *c]).collect();
    let beats = |a: &[u32; 3], b: &[u32; 3]| {
        let views = a.iter().zip(b).map(|(a, b)| match a.cmp(b) {
            Ordering::Less => 1_i32,
            Ordering::Equal => 0,
            Ordering::Greater => -1,
        });
        views.fold(0_i32, i32::saturating_add) > 0
    };
    let wins = places.iter().map(|a| places.iter().filter(|b| beats(a, b)).count());
    wins.map(|wins| u32::try_from(wins).unwrap_or(u32::MAX)).collect()
}

/// The ranking by three views and their majority.
///
/// Time O(n (n + m)).
///
/// ```
/// use mercato_decision::{CriterionType, Problem, multimoora};
/// let input = Problem {
///     matrix: vec![vec![3.0, 4.0], vec![4.0, 3.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
/// };
/// let report = multimoora(&input)?;
/// assert_eq!((report.wins, report.ranks), (vec![0, 1], vec![2, 1]));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`] refuses; `invalid_argument` for a value that is not above 0; `unsupported` above
/// [`MAX_ALTERNATIVES`] alternatives; `overflow`.
pub fn multimoora(input: &Problem) -> Result<MultimooraReport, DecisionError> {
    let (matrix, weights) = input.read()?;
    Multimoora.evaluate(&matrix, &weights)
}
