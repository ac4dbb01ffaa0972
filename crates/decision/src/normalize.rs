//! How do euros, days and grades become comparable? Nine ways to bring a column to a common scale.
//!
//! ```text
//! name                benefit                        cost                          needs
//! min_max             (x-min)/(max-min)              (max-x)/(max-min)             a constant column becomes 1
//! max                 x/max                          1 - x/max                     x >= 0, max > 0
//! sum                 x/Σx                           (1/x)/Σ(1/x)                  x > 0
//! vector              x/‖x‖                          1 - x/‖x‖                     ‖x‖ > 0
//! logarithmic         ln x/Σ ln x                    (1 - ln x/Σ ln x)/(n-1)       x >= 1, not all 1, n >= 2
//! linear              x/max                          min/x                         x > 0
//! nonlinear           (x/max)²                       (min/x)³                      x > 0
//! enhanced_accuracy   1 - (max-x)/Σ(max-x)           1 - (x-min)/Σ(x-min)          a constant column becomes 1
//! zavadskas_turskis   1 - |max-x|/max                1 - |min-x|/min               x > 0
//! ```
//!
//! After each of them more is better. All but the logarithm are one formula with four constants a column,
//! `(a + b x)/(c + d x)`, some of them to a power, so that a matrix takes one pass.
//!
//! Source: C.-L. Hwang, K. Yoon, "Multiple Attribute Decision Making" (1981); E. K. Zavadskas, Z. Turskis, "A new
//! logarithmic normalization method in games theory", Informatica 19 (2008) 303-314; F. Peldschus, E. Vaigauskas, E. K.
//! Zavadskas (1983) for `nonlinear`; S. H. Zolfani et al. (2020) for `enhanced_accuracy`. Limits: a method's figures depend
//! on the choice; `min_max` measures against the best and worst on the table, so that leaving one out may move the others.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "every list has one entry a column, four times as many in the constants"
)]

use crate::check;
use crate::columns;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix};
use crate::methods::{along, dot};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// How a column is brought to a common scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Normalization {
    /// From 0 for the worst to 1 for the best on the table.
    MinMax,
    /// Parts of the greatest value.
    Max,
    /// Parts of the column's sum; of the reciprocals' sum for a cost.
    Sum,
    /// Parts of the column's Euclidean length.
    Vector,
    /// Parts of the sum of logarithms.
    Logarithmic,
    /// Parts of the best: `x/max` and `min/x`.
    Linear,
    /// Parts of the best, squared for a benefit and cubed for a cost.
    Nonlinear,
    /// 1 less the distance from the best, in parts of all distances.
    EnhancedAccuracy,
    /// 1 less the distance from the best, in parts of the best.
    ZavadskasTurskis,
}

impl Normalization {
    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MinMax => "min_max",
            Self::Max => "max",
            Self::Sum => "sum",
            Self::Vector => "vector",
            Self::Logarithmic => "logarithmic",
            Self::Linear => "linear",
            Self::Nonlinear => "nonlinear",
            Self::EnhancedAccuracy => "enhanced_accuracy",
            Self::ZavadskasTurskis => "zavadskas_turskis",
        }
    }
}

/// What [`normalize`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NormalizeInput {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// How.
    pub method: Normalization,
}

/// What [`normalize`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Normalized {
    /// The matrix on a common scale: more is better.
    pub matrix: Vec<Vec<f64>>,
}

/// The matrix on a common scale.
///
/// Time O(n m).
///
/// ```
/// use mercato_decision::{CriterionType, Normalization, NormalizeInput, normalize};
/// let input = NormalizeInput {
///     matrix: vec![vec![4.0, 250.0], vec![5.0, 500.0]],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     method: Normalization::Linear,
/// };
/// assert_eq!(normalize(&input)?.matrix, [[0.8, 1.0], [1.0, 0.5]]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a matrix that is not rectangular or not finite, and for a value outside the normalisation's
/// domain (see the [module](mod@crate::normalize)); `overflow` where a sum or range exceeds the doubles.
pub fn normalize(input: &NormalizeInput) -> Result<Normalized, DecisionError> {
    let matrix = DecisionMatrix::from_rows(&input.matrix, &input.types)?;
    let scale = Scale::new(&matrix, input.method)?;
    let mut row = vec![0.0; matrix.columns()];
    let rows = matrix.iter().map(|values| {
        scale.row_into(values, &mut row);
        row.clone()
    });
    let matrix: Vec<Vec<f64>> = rows.collect();
    for (index, row) in matrix.iter().enumerate() {
        check::answers(&format!("matrix[{index}]"), row)?;
    }
    Ok(Normalized { matrix })
}

/// A normalisation of one matrix: the constants of its columns.
#[derive(Debug, Clone)]
pub(crate) struct Scale {
    columns: usize,
    /// The a of every column, then the b, the c and the d.
    constants: Box<[f64]>,
    /// The power of every column, where it is not 1.
    powers: Option<Box<[u8]>>,
    logarithmic: bool,
}

impl Scale {
    pub(crate) fn new(matrix: &DecisionMatrix, normalization: Normalization) -> Result<Self, DecisionError> {
        let columns = matrix.columns();
        let mut scale = Self {
            columns,
            constants: vec![0.0; 4 * columns].into_boxed_slice(),
            powers: None,
            logarithmic: normalization == Normalization::Logarithmic,
        };
        let (low, high, types) = (matrix.lowest(), matrix.highest(), matrix.types());
        let positive = || matrix.require_positive(format_args!("the {} normalization", normalization.name()));
        match normalization {
            Normalization::MinMax => {
                let ranges = columns::ranges(matrix)?;
                for j in 0..columns {
                    scale.set(
                        j,
                        match types[j] {
                            _ if ranges[j] <= 0.0 => ONE,
                            CriterionType::Benefit => [-low[j], 1.0, ranges[j], 0.0],
                            CriterionType::Cost => [high[j], -1.0, ranges[j], 0.0],
                        },
                    );
                }
            }
            Normalization::Max => scale.parts_of_maxima(matrix)?,
            Normalization::Vector => {
                let norms = columns::norms(matrix)?;
                for j in 0..columns {
                    if norms[j] <= 0.0 {
                        return Err(all_zero(j, "vector").into());
                    }
                    scale.set(j, part_of(norms[j], types[j]));
                }
            }
            Normalization::Sum => {
                positive()?;
                // (1/x)/Σ(1/x) = (min/x)/Σ(min/x), whose terms stay in (0, 1]
                let totals = columns::sums(matrix, |x, j| if types[j].is_benefit() { x } else { low[j] / x });
                check::answers("matrix", &totals)?;
                for j in 0..columns {
                    scale.set(
                        j,
                        match types[j] {
                            CriterionType::Benefit => [0.0, 1.0, totals[j], 0.0],
                            CriterionType::Cost => [low[j] / totals[j], 0.0, 0.0, 1.0],
                        },
                    );
                }
            }
            Normalization::Linear | Normalization::Nonlinear => {
                positive()?;
                for j in 0..columns {
                    scale.set(
                        j,
                        match types[j] {
                            CriterionType::Benefit => [0.0, 1.0, high[j], 0.0],
                            CriterionType::Cost => [low[j], 0.0, 0.0, 1.0],
                        },
                    );
                }
                if normalization == Normalization::Nonlinear {
                    scale.powers = Some(types.iter().map(|kind| if kind.is_benefit() { 2 } else { 3 }).collect());
                }
            }
            Normalization::EnhancedAccuracy => scale.distances(matrix)?,
            Normalization::ZavadskasTurskis => {
                positive()?;
                for j in 0..columns {
                    scale.set(
                        j,
                        match types[j] {
                            CriterionType::Benefit => [0.0, 1.0, high[j], 0.0],
                            CriterionType::Cost => [2.0 * low[j], -1.0, low[j], 0.0],
                        },
                    );
                }
            }
            Normalization::Logarithmic => scale.logarithms(matrix)?,
        }
        Ok(scale)
    }

    fn parts_of_maxima(&mut self, matrix: &DecisionMatrix) -> Result<(), DecisionError> {
        for (j, (low, high)) in matrix.lowest().iter().zip(matrix.highest()).enumerate() {
            if *low < 0.0 {
                let reason = "must be at least 0 for the max normalization".to_owned();
                return Err(matrix.offending(j, |x| x < 0.0, reason).into());
            }
            if *high <= 0.0 {
                return Err(all_zero(j, "max").into());
            }
            self.set(j, part_of(*high, matrix.types()[j]));
        }
        Ok(())
    }

    fn distances(&mut self, matrix: &DecisionMatrix) -> Result<(), DecisionError> {
        let (low, high, types) = (matrix.lowest(), matrix.highest(), matrix.types());
        let ranges = columns::ranges(matrix)?;
        let totals = columns::sums(matrix, |x, j| if types[j].is_benefit() { high[j] - x } else { x - low[j] });
        check::answers("matrix", &totals)?;
        for (j, total) in totals.iter().enumerate() {
            let constants = match types[j] {
                _ if ranges[j] <= 0.0 => ONE,
                CriterionType::Benefit => [total - high[j], 1.0, *total, 0.0],
                CriterionType::Cost => [total + low[j], -1.0, *total, 0.0],
            };
            self.set(j, constants);
        }
        Ok(())
    }

    fn logarithms(&mut self, matrix: &DecisionMatrix) -> Result<(), DecisionError> {
        check::at_least("matrix", matrix.rows(), 2, "rows for the logarithmic normalization")?;
        for (j, low) in matrix.lowest().iter().enumerate() {
            if *low < 1.0 {
                let reason = "must be at least 1 for the logarithmic normalization".to_owned();
                return Err(matrix.offending(j, |x| x < 1.0, reason).into());
            }
        }
        let totals = columns::sums(matrix, |x, _| libm::log(x));
        for (j, total) in totals.iter().enumerate() {
            if *total <= 0.0 {
                let value = format_args!("column {j}, all 1,");
                return Err(Error::invalid("matrix", value, "has no logarithm to divide by").into());
            }
            self.set(
                j,
                match matrix.types()[j] {
                    CriterionType::Benefit => [0.0, 1.0, *total, 0.0],
                    CriterionType::Cost => [*total, -1.0, *total * (matrix.rows() as f64 - 1.0), 0.0],
                },
            );
        }
        Ok(())
    }

    fn set(&mut self, column: usize, constants: [f64; 4]) {
        for (place, constant) in constants.into_iter().enumerate() {
            self.constants[place * self.columns + column] = constant;
        }
    }

    /// The value `x` of a column, on the common scale.
    pub(crate) fn value(&self, column: usize, x: f64) -> f64 {
        let [a, b, c, d] = [0, 1, 2, 3].map(|place| self.constants[place * self.columns + column]);
        let x = if self.logarithmic { libm::log(x) } else { x };
        let r = (a + b * x) / (c + d * x);
        match self.powers.as_ref().map(|powers| powers[column]) {
            Some(2) => r * r,
            Some(3) => r * r * r,
            _ => r,
        }
    }

    /// A row on the common scale.
    pub(crate) fn row_into(&self, row: &[f64], out: &mut [f64]) {
        if self.logarithmic || self.powers.is_some() {
            for ((x, r), column) in row.iter().zip(out).zip(0..) {
                *r = self.value(column, *x);
            }
            return;
        }
        let (ab, cd) = self.constants.split_at(2 * self.columns);
        let ((a, b), (c, d)) = (ab.split_at(self.columns), cd.split_at(self.columns));
        for (((((x, r), a), b), c), d) in row.iter().zip(out).zip(a).zip(b).zip(c).zip(d) {
            *r = (a + b * x) / (c + d * x);
        }
    }

    /// `Σ_j w_j r_ij` of every alternative.
    pub(crate) fn weighted_sums(&self, matrix: &DecisionMatrix, weights: &[f64], sums: &mut Vec<f64>) {
        sums.clear();
        sums.reserve(matrix.rows());
        let Some(weighted) = self.weighted(weights) else {
            let mut scaled = vec![0.0; self.columns];
            sums.extend(matrix.iter().map(|row| {
                self.row_into(row, &mut scaled);
                dot(&scaled, weights)
            }));
            return;
        };
        // two rows at a time: a division of two numbers takes no longer than that of one
        let mut pairs = matrix.data().chunks_exact(2 * self.columns);
        for pair in &mut pairs {
            let (first, second) = pair.split_at(self.columns);
            sums.extend(weighted.sums([first, second]));
        }
        if !pairs.remainder().is_empty() {
            sums.extend(weighted.sums([pairs.remainder()]));
        }
    }

    /// The terms `w r` in their simplest form; nothing where a column has another one, or a constant left the normal doubles.
    fn weighted(&self, weights: &[f64]) -> Option<Weighted> {
        if self.logarithmic || self.powers.is_some() {
            return None;
        }
        let columns = self.columns;
        let mut constants = vec![0.0; 3 * columns].into_boxed_slice();
        let (mut base, mut exact) = (0.0, true);
        for (j, w) in weights.iter().enumerate() {
            let [a, b, c, d] = [0, 1, 2, 3].map(|place| self.constants[place * columns + j]);
            let (place, factor) = match (b.abs() > 0.0, d.abs() > 0.0) {
                (true, false) => (columns + j, w * b / c),
                (false, true) => (2 * columns + j, w * a / d),
                (false, false) => {
                    base += w * a / c;
                    continue;
                }
                (true, true) => return None,
            };
            constants[j] = if b.abs() > 0.0 { -a / b } else { 0.0 };
            constants[place] = factor;
            exact &= factor.is_normal() || *w <= 0.0;
        }
        exact.then_some(Weighted { columns, constants, base })
    }

    /// Where every column is `(a + b x)/c` with b = ±1: its c. A constant column that becomes 1 has no such form.
    pub(crate) fn slopes(&self) -> Option<&[f64]> {
        let (ab, cd) = self.constants.split_at(2 * self.columns);
        let ((_, b), (c, d)) = (ab.split_at(self.columns), cd.split_at(self.columns));
        let straight = !self.logarithmic && self.powers.is_none();
        let unit = b.iter().zip(d).all(|(b, d)| b.abs() >= 1.0 && d.abs() <= 0.0);
        (straight && unit).then_some(c)
    }

    /// The best of each column on the common scale, then the worst.
    pub(crate) fn ends(&self, matrix: &DecisionMatrix) -> (Vec<f64>, Vec<f64>) {
        let end = |pick: fn(CriterionType, f64, f64) -> f64| {
            let ends = matrix.lowest().iter().zip(matrix.highest()).zip(matrix.types()).enumerate();
            ends.map(|(column, ((low, high), kind))| self.value(column, pick(*kind, *low, *high))).collect()
        };
        (end(CriterionType::best), end(CriterionType::worst))
    }
}

/// The terms `w r` of a weighted sum: `slope · (x - origin)`, or `share/x`.
struct Weighted {
    columns: usize,
    /// The origin of every column, then the slopes, then the shares; 0 where it has none.
    constants: Box<[f64]>,
    /// What the columns add that are 1 everywhere.
    base: f64,
}

impl Weighted {
    /// The weighted sums of some rows.
    fn sums<const W: usize>(&self, rows: [&[f64]; W]) -> [f64; W] {
        let (origins, factors) = self.constants.split_at(self.columns);
        let (slopes, shares) = factors.split_at(self.columns);
        let mut sums = rows.map(|row| self.base + along(row, origins, slopes));
        for (j, share) in shares.iter().enumerate() {
            if *share > 0.0 {
                sums = std::array::from_fn(|k| sums[k] + share / rows[k][j]);
            }
        }
        sums
    }
}

/// A column that becomes 1.
const ONE: [f64; 4] = [1.0, 0.0, 1.0, 0.0];

/// `x/whole` for a benefit, `1 - x/whole` for a cost.
const fn part_of(whole: f64, kind: CriterionType) -> [f64; 4] {
    match kind {
        CriterionType::Benefit => [0.0, 1.0, whole, 0.0],
        CriterionType::Cost => [whole, -1.0, whole, 0.0],
    }
}

fn all_zero(column: usize, name: &str) -> Error {
    let reason = format!("has nothing to divide by for the {name} normalization");
    Error::invalid("matrix", format_args!("column {column}, all 0,"), reason)
}
