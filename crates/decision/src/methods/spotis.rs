//! How far from an ideal that does not depend on who is on the table? Stable preference ordering towards ideal solution.
//!
//! ```text
//! score_i = Σ_j w_j |x_ij - target_j|/(hi_j - lo_j)        target: hi (benefit), lo (cost), or the expected solution point
//! ```
//!
//! Lower is better. An alternative's score depends on itself and the bounds alone: adding or removing others never reorders
//! the rest.
//!
//! Source: J. Dezert, A. Tchamova, D. Han, J.-M. Tacnet, "The SPOTIS rank reversal free method for multi-criteria
//! decision-making support", FUSION 2020. Limits: bounds must be known beforehand and hold every value.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, Weights, read};
use crate::methods::{Method, agree, fill};
use crate::rank::Ranking;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// Stable preference ordering towards ideal solution.
#[derive(Debug, Clone, PartialEq)]
pub struct Spotis {
    /// The lower and upper bound of every criterion.
    pub bounds: Vec<[f64; 2]>,
    /// What is sought, within the bounds; the better bound of every criterion if absent.
    pub expected_solution_point: Option<Vec<f64>>,
}

/// What [`spotis`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SpotisInput {
    /// One row an alternative, one number a criterion, within the bounds.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// The lower and upper bound of every criterion, lower below upper.
    pub bounds: Vec<[f64; 2]>,
    /// What is sought, within the bounds; the better bound of every criterion if absent.
    #[serde(default)]
    pub expected_solution_point: Option<Vec<f64>>,
}

impl Spotis {
    /// The target and the width of every criterion.
    fn targets(&self, matrix: &DecisionMatrix) -> Result<Vec<(f64, f64)>, Error> {
        let columns = matrix.columns();
        check::length("bounds", self.bounds.len(), columns, "one a criterion")?;
        if let Some(point) = &self.expected_solution_point {
            check::length("expected_solution_point", point.len(), columns, "one a criterion")?;
        }
        let mut targets = Vec::with_capacity(columns);
        for (column, ([low, high], kind)) in self.bounds.iter().zip(matrix.types()).enumerate() {
            // a path is written only for a refusal
            let bound = |side: usize, x: f64| {
                check::finite("", x).map_err(|error| error.named(format!("bounds[{column}][{side}]")))
            };
            bound(0, *low)?;
            bound(1, *high)?;
            if low >= high {
                return Err(Error::invalid(format!("bounds[{column}]"), format_args!("[{low}, {high}]"), "must rise"));
            }
            let inside = |x: f64| (*low..=*high).contains(&x);
            let ends = matrix.lowest().iter().zip(matrix.highest()).nth(column);
            if ends.is_some_and(|(least, most)| !inside(*least) || !inside(*most)) {
                return Err(matrix.offending(column, |x| !inside(x), format!("is outside its bounds {low} to {high}")));
            }
            let target = match self.expected_solution_point.as_ref().and_then(|point| point.get(column)) {
                Some(wanted) if !inside(*wanted) => {
                    let path = format!("expected_solution_point[{column}]");
                    return Err(Error::invalid(path, wanted, format!("is outside its bounds {low} to {high}")));
                }
                Some(wanted) => *wanted,
                None => kind.best(*low, *high),
            };
            let width = check::answer("", high - low).map_err(|error| error.named(format!("bounds[{column}]")))?;
            targets.push((target, width));
        }
        Ok(targets)
    }
}

impl Method for Spotis {
    type Report = Ranking;

    fn higher_is_better(&self) -> bool {
        false
    }

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        let mut targets = self.targets(matrix)?;
        for ((_, factor), w) in targets.iter_mut().zip(weights.as_slice()) {
            *factor = w / *factor;
        }
        fill(scores, matrix, |row| {
            row.iter().zip(&targets).map(|(x, (target, factor))| factor * (x - target).abs()).sum()
        });
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, false)
    }
}

/// The ranking by distance from a fixed ideal; lower is better.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, SpotisInput, spotis};
/// let input = SpotisInput {
///     matrix: vec![vec![4.0, 250.0], vec![5.0, 500.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     bounds: vec![[0.0, 5.0], [0.0, 1000.0]],
///     expected_solution_point: None,
/// };
/// let ranking = spotis(&input)?;
/// assert!((ranking.scores[0] - 0.225).abs() < 1e-15); // (0.2 + 0.25)/2
/// assert_eq!(ranking.ranks, [1, 2]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) refuses; `invalid_argument` for bounds that do not rise, a value or an
/// expected solution point outside them, or lists that are not one a criterion.
pub fn spotis(input: &SpotisInput) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    Spotis { bounds: input.bounds.clone(), expected_solution_point: input.expected_solution_point.clone() }
        .evaluate(&matrix, &weights)
}
