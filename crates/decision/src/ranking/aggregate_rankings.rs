//! Which ranking represents a group's?
//!
//! ```text
//! borda         alternatives beaten, ties half, over all voters                     higher is better
//! copeland      pairwise majorities won less lost; the Condorcet winner wins all    higher is better
//! average_rank  mean of the ranks                                                   lower is better
//! kemeny        the order that contradicts the fewest pairs of voters' judgments    exact
//! ```
//!
//! Of several Kemeny orders the one whose list of alternatives, best first, comes first.
//!
//! Source: J.-C. de Borda (1781); Marquis de Condorcet (1785); A. H. Copeland (1951); J. Kemeny, "Mathematics without
//! numbers", Daedalus 88 (1959) 577-591. Limits: Kemeny up to [`MAX_KEMENY`] alternatives, by dynamic programming over
//! sets; pairwise majorities up to [`MAX_PAIRWISE`]. By Arrow's theorem no such rule has every good property.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "every ranking is checked to have one rank an alternative"
)]

use crate::check;
use crate::error::DecisionError;
use crate::rank::ranks_of;
use crate::ranking::kemeny;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// Up to how many alternatives Kemeny's order is found.
pub const MAX_KEMENY: usize = 12;
/// Up to how many alternatives are compared pair by pair.
pub const MAX_PAIRWISE: usize = 5_000;

/// How rankings become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RankAggregation {
    /// Count whom one beats.
    Borda,
    /// Count the pairwise majorities won.
    Copeland,
    /// Average the ranks.
    AverageRank,
    /// Contradict as few judgments as possible.
    Kemeny,
}

/// What [`aggregate_rankings`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AggregateRankingsInput {
    /// One ranking a voter, one rank an alternative; the lower the better.
    pub rankings: Vec<Vec<f64>>,
    /// How they become one.
    pub method: RankAggregation,
}

/// Who beats every other alternative by a majority, if somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct CondorcetWinner(pub Option<usize>);

/// What [`aggregate_rankings`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AggregateRankings {
    /// One score an alternative; none for `kemeny`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scores: Option<Vec<f64>>,
    /// One rank an alternative, 1 for the best.
    pub ranks: Vec<u32>,
    /// `copeland`: who beats all others by majority, or null.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "present")]
    #[cfg_attr(feature = "schemars", schemars(with = "CondorcetWinner"))]
    pub condorcet_winner: Option<CondorcetWinner>,
    /// `kemeny`: how many pairs of voters' judgments the order contradicts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<u64>,
}

/// A key that is there, be it null: nobody beats all others.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<CondorcetWinner>, D::Error> {
    CondorcetWinner::deserialize(deserializer).map(Some)
}

/// One ranking from a group's.
///
/// Time O(v n log n) for `borda`, O(v n²) for `copeland`, O(v n) for `average_rank`, O(v n² + 2ⁿ n) for `kemeny`.
///
/// ```
/// use mercato_decision::{AggregateRankingsInput, RankAggregation, aggregate_rankings};
/// let rankings = vec![vec![1.0, 2.0, 3.0], vec![1.0, 3.0, 2.0], vec![3.0, 1.0, 2.0]];
/// let answer = aggregate_rankings(&AggregateRankingsInput { rankings, method: RankAggregation::Copeland })?;
/// assert_eq!(answer.scores, Some(vec![2.0, 0.0, -2.0]));
/// assert_eq!(answer.condorcet_winner.and_then(|winner| winner.0), Some(0));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no ranking, an empty one, rankings that differ in length, and a rank that is not finite;
/// `unsupported` above [`MAX_KEMENY`] alternatives for `kemeny` and [`MAX_PAIRWISE`] for `copeland`.
pub fn aggregate_rankings(input: &AggregateRankingsInput) -> Result<AggregateRankings, DecisionError> {
    let rankings = &input.rankings;
    check::not_empty("rankings", rankings)?;
    let n = rankings.first().map_or(0, Vec::len);
    for (index, ranking) in rankings.iter().enumerate() {
        let path = format!("rankings[{index}]");
        check::not_empty(&path, ranking)?;
        check::length(path.as_str(), ranking.len(), n, "one an alternative, as the first ranking has")?;
        check::each(&path, ranking, check::finite)?;
    }
    match input.method {
        RankAggregation::Borda => {
            let mut scores = vec![0.0; n];
            for ranking in rankings {
                add_beaten(ranking, &mut scores);
            }
            Ok(scored(scores, true))
        }
        RankAggregation::AverageRank => {
            let voters = rankings.len() as f64;
            let mean = |i| rankings.iter().map(|ranking| ranking[i]).collect::<Sum>().value() / voters;
            let scores: Vec<f64> = (0..n).map(mean).collect();
            check::answers("scores", &scores)?;
            Ok(scored(scores, false))
        }
        RankAggregation::Copeland => {
            check::at_most("rankings", n, MAX_PAIRWISE, "alternatives for copeland")?;
            let mut balance = vec![0_i64; n];
            let mut wins = vec![0_usize; n];
            for i in 0..n {
                for k in i + 1..n {
                    let votes = rankings.iter().fold(0_i64, |votes, ranking| {
                        votes + i64::from(ranking[i] < ranking[k]) - i64::from(ranking[k] < ranking[i])
                    });
                    let outcome = votes.signum();
                    balance[i] += outcome;
                    balance[k] -= outcome;
                    wins[i] += usize::from(outcome > 0);
                    wins[k] += usize::from(outcome < 0);
                }
            }
            let winner = wins.iter().position(|wins| *wins == n - 1);
            let scores = balance.iter().map(|balance| *balance as f64).collect();
            Ok(AggregateRankings { condorcet_winner: Some(CondorcetWinner(winner)), ..scored(scores, true) })
        }
        RankAggregation::Kemeny => {
            check::at_most("rankings", n, MAX_KEMENY, "alternatives for kemeny")?;
            let (order, distance) = kemeny::order(rankings);
            let mut ranks = vec![0; n];
            for (rank, index) in (1..).zip(order) {
                ranks[index] = rank;
            }
            Ok(AggregateRankings { scores: None, ranks, condorcet_winner: None, distance: Some(distance) })
        }
    }
}

fn scored(scores: Vec<f64>, higher_is_better: bool) -> AggregateRankings {
    let ranks = ranks_of(&scores, higher_is_better);
    AggregateRankings { scores: Some(scores), ranks, condorcet_winner: None, distance: None }
}

/// Adds whom each alternative beats in a ranking, ties half.
fn add_beaten(ranking: &[f64], scores: &mut [f64]) {
    let mut order: Vec<usize> = (0..ranking.len()).collect();
    order.sort_unstable_by(|a, b| ranking[*a].total_cmp(&ranking[*b]));
    let mut before = 0;
    // -0 and 0 are one rank
    for level in order.chunk_by(|a, b| ranking[*a] >= ranking[*b]) {
        before += level.len();
        let beaten = (ranking.len() - before) as f64 + (level.len() as f64 - 1.0) / 2.0;
        for index in level {
            scores[*index] += beaten;
        }
    }
}
