//! Which alternatives, under which criteria, how important? The description that every method takes, checked once.
//!
//! [`DecisionMatrix`] holds one row an alternative and one column a criterion, row after row, with the least and the
//! greatest value of every column; [`Weights`] are finite, at least 0 and sum to 1. Both are checked when they are made, so
//! that a method runs on what is known to be good. [`Problem`] is the form that people and programs write.
//!
//! Limits: numbers only (words become numbers by a scale of the user's choice), and no missing values: see
//! [`impute`](mod@crate::impute).

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "indices run below the rows and columns that the matrix was made with"
)]

use crate::check;
use crate::columns::BLOCK;
use crate::error::DecisionError;
use mercato_core::Error;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};
use std::fmt::Display;

/// Is more of a criterion better, or less?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CriterionType {
    /// More is better: quality, reach, margin.
    Benefit,
    /// Less is better: price, lead time, commission.
    Cost,
}

impl CriterionType {
    /// Is more better?
    #[must_use]
    pub const fn is_benefit(self) -> bool {
        matches!(self, Self::Benefit)
    }

    /// 1 where more is better, -1 where less is.
    pub(crate) const fn sign(self) -> f64 {
        if self.is_benefit() { 1.0 } else { -1.0 }
    }

    /// The better of the two ends of a column.
    pub(crate) const fn best(self, lowest: f64, highest: f64) -> f64 {
        if self.is_benefit() { highest } else { lowest }
    }

    /// The worse of the two ends of a column.
    pub(crate) const fn worst(self, lowest: f64, highest: f64) -> f64 {
        if self.is_benefit() { lowest } else { highest }
    }
}

/// What most methods take: alternatives, how important the criteria are, and which way each points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Problem {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
}

impl Problem {
    /// The checked form.
    ///
    /// ```
    /// use mercato_decision::{CriterionType, Problem};
    /// let problem = Problem {
    ///     matrix: vec![vec![4.0, 250.0], vec![5.0, 300.0]],
    ///     weights: vec![3.0, 1.0],
    ///     types: vec![CriterionType::Benefit, CriterionType::Cost],
    /// };
    /// let (matrix, weights) = problem.read()?;
    /// assert_eq!((matrix.rows(), matrix.columns()), (2, 2));
    /// assert_eq!(weights.as_slice(), [0.75, 0.25]);
    /// # Ok::<(), mercato_decision::DecisionError>(())
    /// ```
    ///
    /// # Errors
    /// What [`DecisionMatrix::from_rows`] and [`Weights::new`] refuse; `invalid_argument` for another number of weights
    /// than of criteria.
    pub fn read(&self) -> Result<(DecisionMatrix, Weights), DecisionError> {
        read(&self.matrix, &self.weights, &self.types)
    }
}

/// The checked form of the three lists that every method takes.
pub(crate) fn read(
    matrix: &[Vec<f64>],
    weights: &[f64],
    types: &[CriterionType],
) -> Result<(DecisionMatrix, Weights), DecisionError> {
    let matrix = DecisionMatrix::from_rows(matrix, types)?;
    check::length("weights", weights.len(), matrix.columns(), "one a criterion")?;
    Ok((matrix, Weights::new(weights.to_vec())?))
}

/// Alternatives in rows, criteria in columns; every entry finite, at least one of each.
///
/// ```
/// use mercato_decision::{CriterionType, DecisionMatrix};
/// let types = vec![CriterionType::Benefit, CriterionType::Cost];
/// let matrix = DecisionMatrix::new(2, 2, vec![4.0, 250.0, 5.0, 300.0], types)?;
/// assert_eq!(matrix.row(1), [5.0, 300.0]);
/// assert_eq!((matrix.lowest()[1], matrix.highest()[1]), (250.0, 300.0));
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionMatrix {
    rows: usize,
    columns: usize,
    data: Box<[f64]>,
    types: Box<[CriterionType]>,
    /// The least values of the columns, then the greatest, then the sums, infinite where one exceeds the doubles.
    figures: Box<[f64]>,
}

impl DecisionMatrix {
    /// The matrix with these entries, row after row.
    ///
    /// # Errors
    /// `invalid_argument` if there is no row or no column, `data` has not `rows` x `columns` entries, `types` not
    /// `columns`, or an entry is not finite (path `matrix[row][column]`).
    pub fn new(rows: usize, columns: usize, data: Vec<f64>, types: Vec<CriterionType>) -> Result<Self, DecisionError> {
        if rows == 0 || columns == 0 {
            return Err(Error::invalid("matrix", format_args!("{rows} x {columns}"), "has no answer").into());
        }
        check::length("matrix", data.len(), rows.saturating_mul(columns), "rows x columns")?;
        check::length("types", types.len(), columns, "one a criterion")?;
        let mut figures = vec![0.0; 3 * columns].into_boxed_slice();
        let (lowest, rest) = figures.split_at_mut(columns);
        let (highest, totals) = rest.split_at_mut(columns);
        lowest.copy_from_slice(&data[..columns]);
        highest.copy_from_slice(&data[..columns]);
        let mut carried = vec![Sum::new(); if rows > BLOCK { columns } else { 0 }];
        // a sum is finite only if all its terms are; large ones may exceed the doubles together, which a closer look finds out
        let mut finite = true;
        for block in data.chunks(BLOCK * columns) {
            look_over(block, columns, lowest, highest, totals);
            finite &= totals.iter().all(|sum| sum.is_finite());
            for (carried, sum) in carried.iter_mut().zip(&*totals) {
                carried.add(*sum);
            }
        }
        if !finite && let Some(error) = not_finite(&data, columns) {
            return Err(error.into());
        }
        for (total, carried) in totals.iter_mut().zip(&carried) {
            let sum = carried.value();
            *total = if sum.is_nan() { f64::INFINITY } else { sum };
        }
        Ok(Self { rows, columns, data: data.into_boxed_slice(), types: types.into_boxed_slice(), figures })
    }

    /// The matrix with these rows.
    ///
    /// # Errors
    /// As [`DecisionMatrix::new`]; `invalid_argument` for a row that is not as long as `types` (path `matrix[row]`).
    pub fn from_rows<R: AsRef<[f64]>>(rows: &[R], types: &[CriterionType]) -> Result<Self, DecisionError> {
        check::not_empty("matrix", rows)?;
        check::not_empty("types", types)?;
        let mut data = Vec::with_capacity(rows.len().saturating_mul(types.len()));
        for (index, row) in rows.iter().enumerate() {
            let row = row.as_ref();
            if row.len() != types.len() {
                check::length(format!("matrix[{index}]"), row.len(), types.len(), "one a criterion, as `types` has")?;
            }
            data.extend_from_slice(row);
        }
        Self::new(rows.len(), types.len(), data, types.to_vec())
    }

    /// How many alternatives.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// How many criteria.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.columns
    }

    /// All entries, row after row.
    #[must_use]
    pub const fn data(&self) -> &[f64] {
        &self.data
    }

    /// The values of an alternative; nothing for an index that does not exist.
    #[must_use]
    pub fn row(&self, index: usize) -> &[f64] {
        self.data.chunks_exact(self.columns).nth(index).unwrap_or_default()
    }

    /// Alternative by alternative.
    pub fn iter(&self) -> std::slice::ChunksExact<'_, f64> {
        self.data.chunks_exact(self.columns)
    }

    /// Which way each criterion points.
    #[must_use]
    pub const fn types(&self) -> &[CriterionType] {
        &self.types
    }

    /// The least value of each criterion.
    #[must_use]
    pub fn lowest(&self) -> &[f64] {
        &self.figures[..self.columns]
    }

    /// The greatest value of each criterion.
    #[must_use]
    pub fn highest(&self) -> &[f64] {
        &self.figures[self.columns..2 * self.columns]
    }

    /// The sum of each criterion; not finite where it exceeds the doubles.
    pub(crate) fn totals(&self) -> &[f64] {
        &self.figures[2 * self.columns..]
    }

    /// The values of criterion `column`, alternative by alternative.
    pub(crate) fn column(&self, column: usize) -> impl ExactSizeIterator<Item = f64> + Clone {
        self.data[column..].iter().step_by(self.columns).copied()
    }

    /// Does every alternative have the same value?
    pub(crate) fn is_constant(&self, column: usize) -> bool {
        self.lowest()[column] >= self.highest()[column]
    }

    /// The matrix without alternative `index`.
    pub(crate) fn without_row(&self, index: usize) -> Result<Self, DecisionError> {
        let mut data = Vec::with_capacity(self.data.len());
        for row in self.iter().enumerate().filter(|(row, _)| *row != index).map(|(_, row)| row) {
            data.extend_from_slice(row);
        }
        Self::new(self.rows - 1, self.columns, data, self.types.to_vec())
    }

    /// Refuses a value that is not above 0, which `why` needs.
    pub(crate) fn require_positive(&self, why: impl Display) -> Result<(), Error> {
        match self.lowest().iter().position(|low| *low <= 0.0) {
            Some(column) => Err(self.offending(column, |x| x <= 0.0, format!("must be above 0 for {why}"))),
            None => Ok(()),
        }
    }

    /// The refusal of the first value of a column that is `wrong`.
    pub(crate) fn offending(&self, column: usize, wrong: impl Fn(f64) -> bool, reason: String) -> Error {
        let (row, value) = self.column(column).enumerate().find(|(_, x)| wrong(*x)).unwrap_or_default();
        Error::invalid(format!("matrix[{row}][{column}]"), value, reason)
    }
}

impl<'a> IntoIterator for &'a DecisionMatrix {
    type Item = &'a [f64];
    type IntoIter = std::slice::ChunksExact<'a, f64>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Widens the ends of the columns by some rows, and adds these rows up: four columns at a time, whose figures stay in
/// registers, while the rows stay in the cache.
fn look_over(rows: &[f64], columns: usize, lowest: &mut [f64], highest: &mut [f64], sums: &mut [f64]) {
    let ((lows, low), (highs, high)) = (lowest.as_chunks_mut(), highest.as_chunks_mut());
    let (fours, rest) = sums.as_chunks_mut();
    let mut first = 0;
    for ((low, high), sums) in lows.iter_mut().zip(highs).zip(fours) {
        *sums = widen::<4>(rows, columns, first, low, high);
        first += 4;
    }
    let ((lows, low), (highs, high)) = (low.as_chunks_mut(), high.as_chunks_mut());
    let (twos, rest) = rest.as_chunks_mut();
    for ((low, high), sums) in lows.iter_mut().zip(highs).zip(twos) {
        *sums = widen::<2>(rows, columns, first, low, high);
        first += 2;
    }
    for ((low, high), sum) in low.iter_mut().zip(high).zip(rest) {
        [*sum] = widen(rows, columns, first, std::array::from_mut(low), std::array::from_mut(high));
    }
}

/// Widens the ends of some columns by some rows, and gives the sums of these rows.
fn widen<const W: usize>(
    rows: &[f64],
    columns: usize,
    first: usize,
    low: &mut [f64; W],
    high: &mut [f64; W],
) -> [f64; W] {
    let (mut least, mut most, mut sums) = (*low, *high, [0.0; W]);
    for row in rows.chunks_exact(columns) {
        if let Some(values) = row[first..].first_chunk::<W>() {
            for k in 0..W {
                let x = values[k];
                least[k] = if x < least[k] { x } else { least[k] };
                most[k] = if x > most[k] { x } else { most[k] };
                sums[k] += x;
            }
        }
    }
    (*low, *high) = (least, most);
    sums
}

#[cold]
fn not_finite(data: &[f64], columns: usize) -> Option<Error> {
    let index = data.iter().position(|x| !x.is_finite())?;
    let path = format!("matrix[{}][{}]", index / columns, index % columns);
    Some(Error::invalid(path, data[index], "must be finite"))
}

/// How important the criteria are: finite, at least 0, summing to 1.
///
/// ```
/// use mercato_decision::Weights;
/// assert_eq!(Weights::new(vec![1.0, 3.0])?.as_slice(), [0.25, 0.75]);
/// assert!(Weights::new(vec![0.0, 0.0]).is_err());
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Weights(Box<[f64]>);

impl Weights {
    /// The weights, brought to a sum of 1.
    ///
    /// # Errors
    /// `invalid_argument` for an empty list, a weight that is negative or not finite, or weights that are all 0.
    pub fn new(mut weights: Vec<f64>) -> Result<Self, DecisionError> {
        check::not_empty("weights", &weights)?;
        check::each("weights", &weights, check::non_negative)?;
        scale_to_one(&mut weights, "weights")?;
        Ok(Self(weights.into_boxed_slice()))
    }

    /// One weight a criterion.
    #[must_use]
    pub const fn as_slice(&self) -> &[f64] {
        &self.0
    }
}

/// Brings numbers of at least 0 to a sum of 1; refuses them if they are all 0.
pub(crate) fn scale_to_one(numbers: &mut [f64], path: &str) -> Result<(), Error> {
    let mut total = mercato_numeric::sum::sum(numbers);
    // a sum beyond the doubles, or one that has lost digits below them
    if !total.is_finite() || (total > 0.0 && total < 1e-290) {
        let largest = numbers.iter().fold(0.0, |largest: f64, x| largest.max(*x));
        let exponent = libm::frexp(largest).1;
        for x in &mut *numbers {
            *x = libm::ldexp(*x, -exponent);
        }
        total = mercato_numeric::sum::sum(numbers);
    }
    if total <= 0.0 {
        return Err(Error::invalid(path, "a list of zeros", "has no weight to give"));
    }
    for x in numbers {
        *x /= total;
    }
    Ok(())
}
