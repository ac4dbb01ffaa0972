//! Which is first, second, third, and which are level?
//!
//! Standard competition ranks ("1224"): an alternative's rank is 1 plus the number of those before it. Scores that stand
//! side by side in order are level when they differ by at most `1e-12 x max(1, greatest |score|)`: what rounding leaves
//! between equals is no lead.

use crate::check;
use crate::error::DecisionError;
use serde::{Deserialize, Serialize};

/// Scores and the ranks that they give.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Ranking {
    /// One score an alternative.
    pub scores: Vec<f64>,
    /// One rank an alternative, 1 for the best; level alternatives share the best rank of their places.
    pub ranks: Vec<u32>,
    /// Whether a higher score is better.
    pub higher_is_better: bool,
}

impl Ranking {
    /// The ranks of scores that were computed; refuses what left the range of a double.
    pub(crate) fn of(scores: Vec<f64>, higher_is_better: bool) -> Result<Self, DecisionError> {
        check::answers("scores", &scores)?;
        let ranks = ranks_of(&scores, higher_is_better);
        Ok(Self { scores, ranks, higher_is_better })
    }
}

/// How level alternatives share their places.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// All take the best of their places: 1, 2, 2, 4.
    #[default]
    Min,
    /// All take the worst of their places: 1, 3, 3, 4.
    Max,
    /// All take the mean of their places: 1, 2.5, 2.5, 4.
    Average,
    /// As `min`, without gaps: 1, 2, 2, 3.
    Dense,
    /// One after the other, in the order given: 1, 2, 3, 4.
    Ordinal,
}

/// What [`rank_scores`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RankScoresInput {
    /// One finite score an alternative.
    pub scores: Vec<f64>,
    /// Whether a higher score is better (default: yes).
    #[serde(default)]
    pub higher_is_better: Option<bool>,
    /// How level alternatives share their places.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub ties: Ties,
}

/// What [`rank_scores`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RankScores {
    /// One rank an alternative, 1 for the best; halves only with `average`.
    pub ranks: Vec<f64>,
}

/// The ranks of scores.
///
/// Time O(n log n).
///
/// ```
/// use mercato_decision::{RankScoresInput, Ties, rank_scores};
/// let scores = vec![0.5, 0.5, 0.1, 0.9];
/// let input = RankScoresInput { scores, higher_is_better: None, ties: Ties::Average };
/// assert_eq!(rank_scores(&input)?.ranks, [2.5, 2.5, 4.0, 1.0]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty list or a score that is not finite.
pub fn rank_scores(input: &RankScoresInput) -> Result<RankScores, DecisionError> {
    check::not_empty("scores", &input.scores)?;
    check::each("scores", &input.scores, check::finite)?;
    let order = order_of(&input.scores, input.higher_is_better.unwrap_or(true));
    let mut ranks = vec![0.0; order.len()];
    let mut before = 0_usize;
    for (group, level) in levels(&input.scores, &order).enumerate() {
        for (place, index) in level.iter().enumerate() {
            let rank = match input.ties {
                Ties::Min => before as f64 + 1.0,
                Ties::Max => (before as f64) + level.len() as f64,
                Ties::Average => before as f64 + f64::midpoint(level.len() as f64, 1.0),
                Ties::Dense => group as f64 + 1.0,
                Ties::Ordinal => before as f64 + place as f64 + 1.0,
            };
            if let Some(of) = ranks.get_mut(*index) {
                *of = rank;
            }
        }
        before = before.saturating_add(level.len());
    }
    Ok(RankScores { ranks })
}

/// The alternatives, best score first, of level ones the first first.
pub(crate) fn order_of(scores: &[f64], higher_is_better: bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    sort_by_score(&mut order, scores, higher_is_better);
    // what is level up to rounding stands in the order given
    let mut sorted = Vec::with_capacity(order.len());
    for level in levels(scores, &order) {
        let start = sorted.len();
        sorted.extend_from_slice(level);
        if let Some(level) = sorted.get_mut(start..) {
            level.sort_unstable();
        }
    }
    sorted
}

fn sort_by_score(order: &mut [usize], scores: &[f64], higher_is_better: bool) {
    let score = |index: &usize| scores.get(*index).copied().unwrap_or(f64::NAN);
    if higher_is_better {
        order.sort_unstable_by(|a, b| score(b).total_cmp(&score(a)).then(a.cmp(b)));
    } else {
        order.sort_unstable_by(|a, b| score(a).total_cmp(&score(b)).then(a.cmp(b)));
    }
}

/// The difference up to which two scores side by side are level.
pub(crate) fn tolerance(scores: &[f64]) -> f64 {
    1e-12 * scores.iter().fold(1.0, |greatest: f64, score| greatest.max(score.abs()))
}

/// The runs of level alternatives in an order by score.
fn levels<'a>(scores: &'a [f64], order: &'a [usize]) -> impl Iterator<Item = &'a [usize]> {
    let tolerance = tolerance(scores);
    let score = |index: &usize| scores.get(*index).copied().unwrap_or(f64::NAN);
    order.chunk_by(move |a, b| (score(a) - score(b)).abs() <= tolerance)
}

/// The competition ranks of scores.
pub(crate) fn ranks_of(scores: &[f64], higher_is_better: bool) -> Vec<u32> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    let mut ranks = vec![0; scores.len()];
    ranks_into(scores, higher_is_better, &mut order, &mut ranks);
    ranks
}

/// The competition ranks of scores, without allocation: `order` is a permutation of the indices, in any order.
pub(crate) fn ranks_into(scores: &[f64], higher_is_better: bool, order: &mut [usize], ranks: &mut [u32]) {
    sort_by_score(order, scores, higher_is_better);
    let mut rank = 1_u32;
    for level in levels(scores, order) {
        for index in level {
            if let Some(of) = ranks.get_mut(*index) {
                *of = rank;
            }
        }
        rank = rank.saturating_add(u32::try_from(level.len()).unwrap_or(u32::MAX));
    }
}
