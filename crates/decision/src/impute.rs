//! What stands in for a value that is missing?
//!
//! ```text
//! worst   the worst value of the column: what is not shown is not counted for it
//! mean    the mean of the column's values        median  the median (the mean of the middle two)
//! reject  nothing: a gap is refused
//! ```
//!
//! Source: R. J. A. Little, D. B. Rubin, "Statistical Analysis with Missing Data" (2nd ed., 2002), chapter 4, for means and
//! their limits: they make an alternative look average, and the spread of the column smaller.

use crate::check;
use crate::error::DecisionError;
use crate::matrix::CriterionType;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What stands in for a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ImputeStrategy {
    /// The worst value of the column.
    Worst,
    /// The mean of the column.
    Mean,
    /// The median of the column.
    Median,
    /// Nothing: a gap is refused.
    Reject,
}

/// What [`impute`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ImputeInput {
    /// One row an alternative, one number or null a criterion.
    pub matrix: Vec<Vec<Option<f64>>>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// What stands in for a gap.
    pub strategy: ImputeStrategy,
}

/// What [`impute`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Imputed {
    /// The matrix without gaps.
    pub matrix: Vec<Vec<f64>>,
    /// The places `[row, column]` that were gaps, row by row.
    pub imputed: Vec<[usize; 2]>,
}

/// The matrix without gaps, and where they were.
///
/// Time O(n m), with a sort a column for the median.
///
/// ```
/// use mercato_decision::{CriterionType, ImputeInput, ImputeStrategy, impute};
/// let matrix = vec![vec![Some(5.0)], vec![None], vec![Some(9.0)]];
/// let input = ImputeInput { matrix, types: vec![CriterionType::Cost], strategy: ImputeStrategy::Worst };
/// let answer = impute(&input)?;
/// assert_eq!((answer.matrix[1][0], answer.imputed), (9.0, vec![[1, 0]]));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a matrix that is empty, not rectangular or not finite, a gap under `reject`, and a column without
/// any value.
pub fn impute(input: &ImputeInput) -> Result<Imputed, DecisionError> {
    check::not_empty("matrix", &input.matrix)?;
    check::not_empty("types", &input.types)?;
    let mut gaps = Vec::new();
    for (i, row) in input.matrix.iter().enumerate() {
        check::length(format!("matrix[{i}]"), row.len(), input.types.len(), "one a criterion, as `types` has")?;
        for (j, value) in row.iter().enumerate() {
            match value {
                Some(value) => {
                    check::finite("", *value).map_err(|error| error.named(format!("matrix[{i}][{j}]")))?;
                }
                None if input.strategy == ImputeStrategy::Reject => {
                    return Err(Error::invalid(format!("matrix[{i}][{j}]"), "null", "is no value").into());
                }
                None => gaps.push([i, j]),
            }
        }
    }
    let mut fills = Vec::with_capacity(input.types.len());
    for (column, kind) in input.types.iter().enumerate() {
        let values: Vec<f64> = input.matrix.iter().filter_map(|row| row.get(column).copied().flatten()).collect();
        let fill =
            if gaps.iter().any(|[_, j]| *j == column) { Some(stand_in(values, *kind, input.strategy)) } else { None };
        if let Some(None) = fill {
            let value = format_args!("column {column}, without any value,");
            return Err(Error::invalid("matrix", value, "has nothing to stand in").into());
        }
        fills.push(check::answer("matrix", fill.flatten().unwrap_or(0.0))?);
    }
    let filled = |row: &Vec<Option<f64>>| row.iter().zip(&fills).map(|(value, fill)| value.unwrap_or(*fill)).collect();
    Ok(Imputed { matrix: input.matrix.iter().map(filled).collect(), imputed: gaps })
}

/// What stands in for the gaps of a column; nothing if it has no value.
fn stand_in(mut values: Vec<f64>, kind: CriterionType, strategy: ImputeStrategy) -> Option<f64> {
    match strategy {
        ImputeStrategy::Mean | ImputeStrategy::Reject => mercato_numeric::sum::mean(&values),
        ImputeStrategy::Worst => values.into_iter().reduce(|a, b| kind.worst(a.min(b), a.max(b))),
        ImputeStrategy::Median => {
            values.sort_unstable_by(f64::total_cmp);
            let upper = values.get(values.len() >> 1)?;
            let lower = if values.len() & 1 == 0 { values.get((values.len() >> 1).checked_sub(1)?)? } else { upper };
            // halves first, so that the sum of two large values stays a double
            Some(0.5 * lower + 0.5 * upper)
        }
    }
}
