//! Why does each alternative stand where it stands, why before the next, and how surely? One answer for every method.
//!
//! - **Contributions.** Where a score is a sum over criteria (`wsm`, `moora`, `mabac`, `mairca`), each criterion's part of
//!   it. For the other methods, what the score loses when the criterion is left out: its weight 0, the others in
//!   proportion. `additive` says which.
//! - **Why A before B.** For each alternative and the next in the ranking, criterion by criterion, the difference of their
//!   contributions, the largest support first; positive supports the order. `decisive`: without this criterion B would not
//!   be behind.
//! - **Weight ranges.** How far each weight may move (the others in proportion) with the winner still first: exact where
//!   scores are linear in the weights; else searched outward in steps of 1/200 and halved to 1e-9, so that an island beyond
//!   a gap is not found. `exact` says which.
//! - **Rank reversal.** What leaving out each alternative does, see
//!   [`rank_reversal`](mod@crate::sensitivity::rank_reversal).
//! - **Sentences** that say the same for people.
//!
//! Source: definition; the ranges as in [`weight_ranges`](mod@crate::sensitivity::weight_ranges). Limits: at most
//! [`MAX_ALTERNATIVES`] alternatives; an explanation is as good as the weights and the method.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, Weights, read};
use crate::methods::{Method, MethodName, RankingMethod};
use crate::rank::{order_of, ranks_of, tolerance};
use crate::sensitivity::rank_reversal::{RankReversal, reversals};
use crate::sensitivity::sentences::sentences;
use crate::sensitivity::weight_ranges::{WeightRange, linear_ranges};
use serde::{Deserialize, Serialize};

/// How many alternatives are explained.
pub const MAX_ALTERNATIVES: usize = 500;
/// The steps in which ranges are searched where they have no closed form.
const STEP: f64 = 1.0 / 200.0;
/// How closely the ends of such a range are found.
const CLOSE: f64 = 1e-9;

/// What [`explain`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ExplainInput {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// The method.
    pub method: RankingMethod,
    /// Names of the alternatives, for the sentences; "alternative 0" and so on if absent.
    #[serde(default)]
    pub alternatives: Option<Vec<String>>,
    /// Names of the criteria; "criterion 0" and so on if absent.
    #[serde(default)]
    pub criteria: Option<Vec<String>>,
}

/// What a criterion does for one alternative against another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Support {
    /// The criterion, counted from 0.
    pub criterion: usize,
    /// The difference of the contributions; positive supports the one ahead.
    pub difference: f64,
    /// Whether the one behind would no longer be behind without this criterion.
    pub decisive: bool,
}

/// Why one alternative stands before the next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Comparison {
    /// The one ahead.
    pub ahead: usize,
    /// The next.
    pub behind: usize,
    /// The difference of their scores, 0 if they are level.
    pub lead: f64,
    /// What each criterion does, the largest support first.
    pub criteria: Vec<Support>,
}

/// A ranking with its reasons.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Explanation {
    /// One score an alternative.
    pub scores: Vec<f64>,
    /// Whether a higher score is better.
    pub higher_is_better: bool,
    /// One rank an alternative, 1 for the best.
    pub ranks: Vec<u32>,
    /// The alternatives, best first.
    pub order: Vec<usize>,
    /// Whether the contributions sum to the scores.
    pub additive: bool,
    /// What each criterion adds to the score, or what the score loses without it; row by alternative. Null for a criterion
    /// without which nothing could be ranked.
    pub contributions: Vec<Vec<Option<f64>>>,
    /// Why each alternative stands before the next, in the order of the ranking.
    pub comparisons: Vec<Comparison>,
    /// Whether the ranges are exact.
    pub exact: bool,
    /// Within which weights the first stays first.
    pub weight_ranges: Vec<WeightRange>,
    /// What leaving out each alternative does; null for one alternative or where the method has no answer without one of
    /// them.
    pub rank_reversal: Option<RankReversal>,
    /// The same for people.
    pub sentences: Vec<String>,
}

/// A ranking by any method with its reasons and its sensitivity.
///
/// Time about 500 m evaluations of the method, n + m for methods that are linear in the weights.
///
/// ```
/// use mercato_decision::{CriterionType, ExplainInput, MethodName, RankingMethod, explain};
/// let input = ExplainInput {
///     matrix: vec![vec![4.0, 250.0], vec![5.0, 500.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     method: RankingMethod::new(MethodName::Wsm),
///     alternatives: None,
///     criteria: None,
/// };
/// let answer = explain(&input)?;
/// assert_eq!(answer.order, [0, 1]);
/// // the cheaper one leads by its price (0.25), in spite of its quality (-0.1)
/// assert_eq!(answer.comparisons[0].criteria[0].criterion, 1);
/// assert!((answer.comparisons[0].lead - 0.15).abs() < 1e-15);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) and the method refuse; `invalid_argument` for names that are not one an
/// alternative or criterion and for a normalisation that the method does not use; `unsupported` above [`MAX_ALTERNATIVES`]
/// alternatives.
pub fn explain(input: &ExplainInput) -> Result<Explanation, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    let (n, m) = (matrix.rows(), matrix.columns());
    check::at_most("matrix", n, MAX_ALTERNATIVES, "alternatives")?;
    if let Some(names) = &input.alternatives {
        check::length("alternatives", names.len(), n, "one an alternative")?;
    }
    if let Some(names) = &input.criteria {
        check::length("criteria", names.len(), m, "one a criterion")?;
    }
    let method = input.method;
    let scores = method.scores(&matrix, &weights)?;
    let higher_is_better = method.higher_is_better();
    let order = order_of(&scores, higher_is_better);
    let without = without_each(method, &matrix, &weights)?;
    let linear = linear_parts(method, &matrix)?;
    let contributions = contributions(&scores, linear.as_deref(), &without, &weights);
    let comparisons = compare(&scores, higher_is_better, &order, &contributions, &without);
    let weight_ranges = match &linear {
        Some(parts) => {
            // lower is better: the least is the greatest of the opposites
            let sign = if higher_is_better { 1.0 } else { -1.0 };
            let parts: Vec<Vec<f64>> = parts.iter().map(|row| row.iter().map(|part| sign * part).collect()).collect();
            linear_ranges(&parts, &weights).ranges
        }
        None => searched_ranges(method, &matrix, &weights, order.first().copied().unwrap_or(0)),
    };
    let rank_reversal = if n > 1 { reversals(&matrix, &weights, method).ok() } else { None };
    let mut explanation = Explanation {
        ranks: ranks_of(&scores, higher_is_better),
        scores,
        higher_is_better,
        order,
        additive: linear.is_some(),
        contributions,
        comparisons,
        exact: linear.is_some(),
        weight_ranges,
        rank_reversal,
        sentences: Vec::new(),
    };
    explanation.sentences = sentences(&explanation, input);
    Ok(explanation)
}

/// The weights with one moved to `u` and the others in proportion; none if nothing is left to weigh by.
fn moved(weights: &Weights, criterion: usize, u: f64) -> Option<Weights> {
    let others = || weights.as_slice().iter().enumerate().filter(|(j, _)| *j != criterion);
    let rest: f64 = others().map(|(_, w)| w).sum();
    let count = others().count() as f64;
    let share = |w: f64| (1.0 - u) * if rest > 0.0 { w / rest } else { 1.0 / count };
    let moved = weights.as_slice().iter().enumerate().map(|(j, w)| if j == criterion { u } else { share(*w) });
    Weights::new(moved.collect()).ok()
}

/// The scores without each criterion; none where there are none.
fn without_each(
    method: RankingMethod,
    matrix: &DecisionMatrix,
    weights: &Weights,
) -> Result<Vec<Option<Vec<f64>>>, DecisionError> {
    let mut without = Vec::with_capacity(matrix.columns());
    for (criterion, weight) in weights.as_slice().iter().enumerate() {
        // a weight that is the only one leaves nothing to rank by
        let alone = weights.as_slice().iter().enumerate().all(|(j, w)| j == criterion || *w <= 0.0);
        let scores = match moved(weights, criterion, 0.0) {
            Some(_) if *weight <= 0.0 => Some(method.scores(matrix, weights)?),
            Some(rest) if !alone => method.scores(matrix, &rest).ok(),
            _ => None,
        };
        without.push(scores);
    }
    Ok(without)
}

/// For a method whose scores are linear in the weights: the score by each criterion alone.
fn linear_parts(method: RankingMethod, matrix: &DecisionMatrix) -> Result<Option<Vec<Vec<f64>>>, DecisionError> {
    if !matches!(method.name, MethodName::Wsm | MethodName::Moora | MethodName::Mabac | MethodName::Mairca) {
        return Ok(None);
    }
    let mut parts = vec![Vec::with_capacity(matrix.columns()); matrix.rows()];
    let mut scores = Vec::with_capacity(matrix.rows());
    for criterion in 0..matrix.columns() {
        let alone = (0..matrix.columns()).map(|j| if j == criterion { 1.0 } else { 0.0 });
        method.scores_into(matrix, &Weights::new(alone.collect())?, &mut scores)?;
        for (row, score) in parts.iter_mut().zip(&scores) {
            row.push(*score);
        }
    }
    Ok(Some(parts))
}

fn contributions(
    scores: &[f64],
    linear: Option<&[Vec<f64>]>,
    without: &[Option<Vec<f64>>],
    weights: &Weights,
) -> Vec<Vec<Option<f64>>> {
    if let Some(parts) = linear {
        let row = |row: &Vec<f64>| row.iter().zip(weights.as_slice()).map(|(part, w)| Some(part * w + 0.0)).collect();
        return parts.iter().map(row).collect();
    }
    let loss = |index: usize, score: f64, rest: &Option<Vec<f64>>| Some(score - rest.as_ref()?.get(index)?);
    let row = |(index, score): (usize, &f64)| without.iter().map(|rest| loss(index, *score, rest)).collect();
    scores.iter().enumerate().map(row).collect()
}

/// Why each alternative of the order stands before the next.
fn compare(
    scores: &[f64],
    higher_is_better: bool,
    order: &[usize],
    contributions: &[Vec<Option<f64>>],
    without: &[Option<Vec<f64>>],
) -> Vec<Comparison> {
    let sign = if higher_is_better { 1.0 } else { -1.0 };
    let lead_in = |scores: &[f64], ahead: usize, behind: usize| {
        let lead = scores.get(ahead).zip(scores.get(behind)).map_or(0.0, |(ahead, behind)| sign * (ahead - behind));
        // level is no lead
        if lead.abs() <= tolerance(scores) { 0.0 } else { lead }
    };
    let pairs = order.iter().zip(order.iter().skip(1));
    let comparison = |(ahead, behind): (&usize, &usize)| {
        let (ahead, behind) = (*ahead, *behind);
        let lead = lead_in(scores, ahead, behind);
        let parts = contributions.get(ahead).into_iter().flatten().zip(contributions.get(behind).into_iter().flatten());
        let mut criteria: Vec<Support> = parts
            .zip(without)
            .enumerate()
            .map(|(criterion, ((ahead_part, behind_part), rest))| Support {
                criterion,
                difference: ahead_part.zip(*behind_part).map_or(0.0, |(ahead, behind)| sign * (ahead - behind) + 0.0),
                decisive: lead > 0.0 && rest.as_ref().is_none_or(|rest| lead_in(rest, ahead, behind) <= 0.0),
            })
            .collect();
        criteria.sort_by(|a, b| b.difference.total_cmp(&a.difference).then(a.criterion.cmp(&b.criterion)));
        Comparison { ahead, behind, lead, criteria }
    };
    pairs.map(comparison).collect()
}

/// The ranges where scores are not linear in the weights: outward in steps, then halved.
fn searched_ranges(
    method: RankingMethod,
    matrix: &DecisionMatrix,
    weights: &Weights,
    winner: usize,
) -> Vec<WeightRange> {
    let mut scores = Vec::with_capacity(matrix.rows());
    let higher_is_better = method.higher_is_better();
    let mut holds = |criterion: usize, u: f64| {
        let Some(weights) = moved(weights, criterion, u) else { return false };
        if method.scores_into(matrix, &weights, &mut scores).is_err() {
            return false;
        }
        let sign = if higher_is_better { 1.0 } else { -1.0 };
        let best = scores.iter().fold(f64::NEG_INFINITY, |best, score| best.max(sign * score));
        scores.get(winner).is_some_and(|score| sign * score >= best - tolerance(&scores))
    };
    let ranges = weights.as_slice().iter().enumerate().map(|(criterion, weight)| {
        if weights.as_slice().len() == 1 {
            return WeightRange { criterion, weight: *weight, lower: 1.0, upper: 1.0 };
        }
        let mut end = |step: f64, limit: f64| {
            let mut held = *weight;
            loop {
                let next = if step > 0.0 { (held + step).min(limit) } else { (held + step).max(limit) };
                if (next - held).abs() <= 0.0 {
                    return held;
                }
                if holds(criterion, next) {
                    held = next;
                    continue;
                }
                let mut lost = next;
                while (lost - held).abs() > CLOSE {
                    let middle = 0.5 * (held + lost);
                    if holds(criterion, middle) {
                        held = middle;
                    } else {
                        lost = middle;
                    }
                }
                return held;
            }
        };
        WeightRange { criterion, weight: *weight, lower: end(-STEP, 0.0), upper: end(STEP, 1.0) }
    });
    ranges.collect()
}
