//! Does leaving one alternative out reorder the others?
//!
//! Each alternative is left out in turn and the rest ranked again. `reversed`: of some pair the one that stood strictly
//! before the other now stands strictly behind it (a tie made or broken is no reversal). `winner_changed`: the best of the
//! rest are not those that were best among them before.
//!
//! Source: V. Belton, T. Gear, "On a short-coming of Saaty's method of analytic hierarchies", Omega 11 (1983) 228-230; M.
//! S. García-Cascales, M. T. Lamata, Mathematical and Computer Modelling 56 (2012) 123-132 for TOPSIS. Limits: at most
//! [`MAX_ALTERNATIVES`] alternatives; a ranking that never reverses here may do so when alternatives are added.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, Weights, read};
use crate::methods::{Method, RankingMethod};
use crate::rank::ranks_of;
use serde::{Deserialize, Serialize};

/// How many alternatives are left out in turn.
pub const MAX_ALTERNATIVES: usize = 2_000;

/// What [`rank_reversal`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RankReversalInput {
    /// One row an alternative, at least two; one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// The method.
    pub method: RankingMethod,
}

/// What leaving out one alternative does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Removal {
    /// The alternative left out.
    pub removed: usize,
    /// Whether two others changed their order.
    pub reversed: bool,
    /// Whether others than before are best among the rest.
    pub winner_changed: bool,
}

/// What [`rank_reversal`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RankReversal {
    /// The ranks of all, 1 for the best.
    pub ranks: Vec<u32>,
    /// What leaving out each alternative does, in their order.
    pub removals: Vec<Removal>,
    /// The part of the removals that reverse an order.
    pub reversal_rate: f64,
}

/// Whether leaving one alternative out reorders the others.
///
/// Time n times that of the method, and O(n² log n).
///
/// ```
/// use mercato_decision::{CriterionType, MethodName, RankReversalInput, RankingMethod, rank_reversal};
/// let input = RankReversalInput {
///     matrix: vec![vec![3.0, 5.0], vec![2.0, 6.0], vec![1.0, 9.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     method: RankingMethod::new(MethodName::Topsis),
/// };
/// assert_eq!(rank_reversal(&input)?.reversal_rate, 0.0); // each dominates the next
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) and the method refuse; `invalid_argument` for fewer than two alternatives
/// and for a normalisation that the method does not use; `unsupported` above [`MAX_ALTERNATIVES`] alternatives.
pub fn rank_reversal(input: &RankReversalInput) -> Result<RankReversal, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    check::at_least("matrix", matrix.rows(), 2, "alternatives")?;
    reversals(&matrix, &weights, input.method)
}

pub(crate) fn reversals(
    matrix: &DecisionMatrix,
    weights: &Weights,
    method: RankingMethod,
) -> Result<RankReversal, DecisionError> {
    check::at_most("matrix", matrix.rows(), MAX_ALTERNATIVES, "alternatives")?;
    let higher_is_better = method.higher_is_better();
    let mut scores = Vec::with_capacity(matrix.rows());
    method.scores_into(matrix, weights, &mut scores)?;
    let ranks = ranks_of(&scores, higher_is_better);
    let mut removals = Vec::with_capacity(matrix.rows());
    for removed in 0..matrix.rows() {
        method.scores_into(&matrix.without_row(removed)?, weights, &mut scores)?;
        let after = ranks_of(&scores, higher_is_better);
        let before = ranks.iter().enumerate().filter(|(index, _)| *index != removed).map(|(_, rank)| *rank);
        let mut pairs: Vec<(u32, u32)> = before.zip(after).collect();
        let best_before = pairs.iter().map(|(before, _)| *before).min();
        let winner_changed = pairs.iter().any(|(before, after)| (Some(*before) == best_before) != (*after == 1));
        removals.push(Removal { removed, reversed: reversed(&mut pairs), winner_changed });
    }
    let count = removals.iter().filter(|removal| removal.reversed).count();
    Ok(RankReversal { ranks, reversal_rate: count as f64 / removals.len() as f64, removals })
}

/// Does somebody strictly before another stand strictly behind it afterwards?
fn reversed(pairs: &mut [(u32, u32)]) -> bool {
    pairs.sort_unstable();
    let mut last_so_far = 0;
    for level in pairs.chunk_by(|a, b| a.0 == b.0) {
        // sorted by the rank afterwards: the first of the level is the best placed
        if level.first().is_some_and(|(_, after)| *after < last_so_far) {
            return true;
        }
        last_so_far = level.last().map_or(last_so_far, |(_, after)| last_so_far.max(*after));
    }
    false
}
