//! What do judgments of a few typical objects say about any other? The characteristic objects method.
//!
//! Every criterion has characteristic values; their combinations are the characteristic objects, which an expert compares
//! pair by pair. An object's summed judgment (1 for a win, 0.5 for a draw) gives its preference: objects of equal judgments
//! share a rung of a ladder from 0 to 1. An alternative lies between objects, and its score is interpolated by triangular
//! memberships, criterion by criterion.
//!
//! Higher is better; scores lie in \[0, 1\] and depend on the alternative and the objects alone, so that no other
//! alternative can reorder them.
//!
//! Source: W. Sałabun, "The characteristic objects method: a new distance-based approach to multicriteria decision-making
//! problems", Journal of Multi-Criteria Decision Analysis 22 (2015) 37-50. Limits: the objects multiply with the criteria
//! (3 values in 5 criteria are 243 objects and 29,403 comparisons).

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the vertices of a cell have numbers below that of the objects, which are as many as the judgments"
)]

use crate::check;
use crate::error::DecisionError;
use crate::rank::ranks_of;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`comet`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CometInput {
    /// One row an alternative, one number a criterion, within its characteristic values.
    pub matrix: Vec<Vec<f64>>,
    /// The characteristic values of every criterion, at least two, rising.
    pub characteristic_values: Vec<Vec<f64>>,
    /// The summed judgment of every object: all combinations of values, the last criterion running fastest.
    pub judgments: Vec<f64>,
}

/// What [`comet`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Comet {
    /// The interpolated preference of each alternative, 0 to 1; higher is better.
    pub scores: Vec<f64>,
    /// One rank an alternative, 1 for the best.
    pub ranks: Vec<u32>,
    /// The preference of every object, 0 to 1.
    pub object_preferences: Vec<f64>,
}

/// The ranking by interpolation between characteristic objects.
///
/// Time O(n 2^m + k log k) for k objects, of which there are at least 2^m.
///
/// ```
/// use mercato_decision::{CometInput, comet};
/// // one criterion with the values 0, 5, 10, of which the middle is liked best
/// let input = CometInput {
///     matrix: vec![vec![2.5], vec![5.0]],
///     characteristic_values: vec![vec![0.0, 5.0, 10.0]],
///     judgments: vec![0.5, 2.5, 1.5],
/// };
/// let report = comet(&input)?;
/// assert_eq!(report.object_preferences, [0.0, 1.0, 0.5]);
/// assert_eq!((report.scores, report.ranks), (vec![0.5, 1.0], vec![2, 1]));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for lists that do not fit one another, characteristic values that do not rise strictly or are fewer
/// than two, and a value outside them.
pub fn comet(input: &CometInput) -> Result<Comet, DecisionError> {
    check::not_empty("matrix", &input.matrix)?;
    check::not_empty("characteristic_values", &input.characteristic_values)?;
    for (column, values) in input.characteristic_values.iter().enumerate() {
        let path = format!("characteristic_values[{column}]");
        check::at_least(&path, values.len(), 2, "values")?;
        check::each(&path, values, check::finite)?;
        if let Some(place) = values.windows(2).position(|pair| pair[0] >= pair[1]) {
            let path = format!("{path}[{}]", place + 1);
            return Err(Error::invalid(path, values[place + 1], "must be above the value before it").into());
        }
    }
    let objects = input.characteristic_values.iter().fold(1_usize, |n, values| n.saturating_mul(values.len()));
    check::length("judgments", input.judgments.len(), objects, "one a combination of characteristic values")?;
    check::each("judgments", &input.judgments, check::finite)?;
    let object_preferences = preferences(&input.judgments);

    let columns = input.characteristic_values.len();
    let mut scores = Vec::with_capacity(input.matrix.len());
    for (index, row) in input.matrix.iter().enumerate() {
        check::length(format!("matrix[{index}]"), row.len(), columns, "one a criterion")?;
        // the cell around the value: the number of its lower corner, and how far above it the value is
        let mut vertices = vec![(0_usize, 1.0_f64)];
        for (column, (x, values)) in row.iter().zip(&input.characteristic_values).enumerate() {
            let path = || format!("matrix[{index}][{column}]");
            let (first, last) = (values[0], values[values.len() - 1]);
            if !(first..=last).contains(x) {
                let reason = format!("is outside the characteristic values, {first} to {last}");
                return Err(Error::invalid(path(), x, reason).into());
            }
            let above = values.partition_point(|value| value <= x).clamp(1, values.len() - 1);
            let (low, high) = (values[above - 1], values[above]);
            let share = check::answer(&path(), (x - low) / (high - low))?;
            let corners = [(above - 1, 1.0 - share), (above, share)];
            let next = vertices.iter().flat_map(|(object, weight)| {
                corners.map(|(place, part)| (object * values.len() + place, weight * part))
            });
            // a corner without weight adds nothing, and leaving it out keeps a value on the grid cheap
            vertices = next.filter(|(_, weight)| *weight > 0.0).collect();
        }
        scores.push(vertices.iter().map(|(object, weight)| weight * object_preferences[*object]).sum());
    }
    Ok(Comet { ranks: ranks_of(&scores, true), scores, object_preferences })
}

/// Equal judgments share a rung of a ladder from 0 to 1.
fn preferences(judgments: &[f64]) -> Vec<f64> {
    let mut rungs: Vec<f64> = judgments.iter().map(|judgment| judgment + 0.0).collect();
    rungs.sort_unstable_by(f64::total_cmp);
    rungs.dedup();
    let top = rungs.len() as f64 - 1.0;
    let rung = |judgment: &f64| rungs.partition_point(|rung| rung < judgment) as f64;
    judgments.iter().map(|judgment| if top > 0.0 { rung(judgment) / top } else { 0.0 }).collect()
}
