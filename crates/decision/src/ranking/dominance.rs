//! Who is beaten whatever the weights? Dominance, and fronts of those that are not.
//!
//! One alternative dominates another if it is at least as good in every criterion and better in one. `fronts`: 1 for those
//! that nobody dominates, 2 for those that only front 1 dominates, and so on; an alternative's front is the length of the
//! longest chain of dominators that ends in it.
//!
//! Source: N. Srinivas, K. Deb, "Multiobjective optimization using nondominated sorting in genetic algorithms",
//! Evolutionary Computation 2 (1994) 221-248. Time O(n log n) for up to two criteria, by sorting and a binary indexed tree;
//! O(n² m) for more, up to [`MAX_ALTERNATIVES`] alternatives.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices run below the number of alternatives, and the tree has one place more"
)]

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// How many alternatives are compared pair by pair under three criteria and more.
pub const MAX_ALTERNATIVES: usize = 20_000;

/// What [`dominance`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DominanceInput {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
}

/// What [`dominance`] gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Dominance {
    /// Those that nobody dominates, ascending.
    pub non_dominated: Vec<usize>,
    /// The front of each alternative, 1 for the best.
    pub fronts: Vec<u32>,
    /// How many dominate each alternative.
    pub dominated_by_count: Vec<u32>,
}

/// Who is dominated, by how many, and in which front each alternative stands.
///
/// ```
/// use mercato_decision::{CriterionType, DominanceInput, dominance};
/// let input = DominanceInput {
///     matrix: vec![vec![5.0, 20.0], vec![4.0, 20.0], vec![3.0, 10.0]],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
/// };
/// let answer = dominance(&input)?;
/// assert_eq!((answer.non_dominated, answer.fronts), (vec![0, 2], vec![1, 2, 1]));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a matrix that is not rectangular or not finite; `unsupported` for more than [`MAX_ALTERNATIVES`]
/// alternatives under more than two criteria.
pub fn dominance(input: &DominanceInput) -> Result<Dominance, DecisionError> {
    let matrix = DecisionMatrix::from_rows(&input.matrix, &input.types)?;
    let (fronts, dominated_by_count) = if matrix.columns() <= 2 {
        planar(&matrix)
    } else {
        check::at_most("matrix", matrix.rows(), MAX_ALTERNATIVES, "alternatives under more than two criteria")?;
        pairwise(&matrix)
    };
    let non_dominated =
        dominated_by_count.iter().enumerate().filter(|(_, count)| **count == 0).map(|(i, _)| i).collect();
    Ok(Dominance { non_dominated, fronts, dominated_by_count })
}

/// More is better in every column; -0 is 0.
fn oriented(matrix: &DecisionMatrix) -> Vec<Vec<f64>> {
    let row = |row: &[f64]| row.iter().zip(matrix.types()).map(|(x, kind)| kind.sign() * x + 0.0).collect();
    matrix.iter().map(row).collect()
}

/// Best first, criterion by criterion: whoever dominates stands before whom it dominates.
fn best_first(a: &[f64], b: &[f64]) -> Ordering {
    a.iter().zip(b).map(|(a, b)| b.total_cmp(a)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

fn pairwise(matrix: &DecisionMatrix) -> (Vec<u32>, Vec<u32>) {
    let rows = oriented(matrix);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by(|a, b| best_first(&rows[*a], &rows[*b]));
    let (mut fronts, mut counts) = (vec![1_u32; rows.len()], vec![0_u32; rows.len()]);
    for (place, i) in order.iter().enumerate() {
        for k in &order[..place] {
            // what stands before is nowhere better only if it is equal
            if rows[*k].iter().zip(&rows[*i]).all(|(k, i)| k >= i) && rows[*k] != rows[*i] {
                counts[*i] += 1;
                fronts[*i] = fronts[*i].max(fronts[*k] + 1);
            }
        }
    }
    (fronts, counts)
}

/// One or two criteria: by falling first criterion, those before with at least the second dominate, but for equals.
fn planar(matrix: &DecisionMatrix) -> (Vec<u32>, Vec<u32>) {
    let points: Vec<(f64, f64)> = oriented(matrix)
        .iter()
        .map(|row| {
            let x = row.first().copied().unwrap_or_default();
            (x, row.get(1).copied().unwrap_or(x))
        })
        .collect();
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|a, b| points[*b].0.total_cmp(&points[*a].0).then(points[*b].1.total_cmp(&points[*a].1)));
    let mut levels: Vec<f64> = points.iter().map(|point| point.1).collect();
    levels.sort_unstable_by(|a, b| b.total_cmp(a));
    levels.dedup();
    let (mut fronts, mut counts) = (vec![0_u32; points.len()], vec![0_u32; points.len()]);
    let mut tree = vec![0_u32; levels.len() + 1];
    // the greatest second criterion of each front so far; falling, because a front lies below the one before
    let mut tops: Vec<f64> = Vec::new();
    for level in order.chunk_by(|a, b| points[*a] == points[*b]) {
        let y = points[level[0]].1;
        let place = levels.partition_point(|level| *level > y) + 1;
        let front = tops.partition_point(|top| *top >= y);
        let count = prefix(&tree, place);
        for i in level {
            counts[*i] = count;
            fronts[*i] = u32::try_from(front + 1).unwrap_or(u32::MAX);
            insert(&mut tree, place);
        }
        match tops.get_mut(front) {
            Some(top) => *top = y,
            None => tops.push(y),
        }
    }
    (fronts, counts)
}

/// The sum of the places up to this one (Fenwick 1994).
fn prefix(tree: &[u32], mut place: usize) -> u32 {
    let mut sum = 0;
    while place > 0 {
        sum += tree[place];
        place &= place - 1;
    }
    sum
}

fn insert(tree: &mut [u32], mut place: usize) {
    while place < tree.len() {
        tree[place] += 1;
        place += place & place.wrapping_neg();
    }
}
