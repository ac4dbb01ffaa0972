//! Which alternative is best? The methods that turn a matrix and weights into a ranking.
//!
//! | method | idea | choose it when |
//! |---|---|---|
//! | [`wsm`](mod@wsm), [`wpm`](mod@wpm), [`waspas`](mod@waspas) | weighted sum, weighted product, both | weaknesses may (sum) or may hardly (product) be made up for |
//! | [`topsis`](mod@topsis) | near the best, far from the worst | the usual first choice |
//! | [`vikor`](mod@vikor) | group utility against the worst regret; a compromise set | a compromise is sought and a lead must be earned |
//! | [`moora`](mod@moora), [`multimoora`](mod@multimoora) | benefits less costs; three views and their majority | robustness against one formula's habits |
//! | [`copras`](mod@copras), [`aras`](mod@aras), [`edas`](mod@edas) | utility against the sum, an ideal row, the average | costs and benefits apart, a utility in percent, outliers |
//! | [`codas`](mod@codas), [`mabac`](mod@mabac), [`marcos`](mod@marcos), [`mairca`](mod@mairca), [`cocoso`](mod@cocoso) | distance from the worst, from a border, between ideals, gaps, three compromises | as in the literature that they are compared with |
//! | [`spotis`](mod@spotis), [`comet`](mod@comet) | distance from a fixed ideal; a rule base | adding or removing an alternative must not reorder the rest |
//! | [`ervd`](mod@ervd) | gains and losses against a reference, losses weighing more | a decision maker who fears losses |
//!
//! Each has a struct with its parameters that is a [`Method`]; [`RankingMethod`] is the choice among those that need
//! nothing but the matrix, the weights and the types.

pub mod aras;
pub mod cocoso;
pub mod codas;
pub mod comet;
pub mod copras;
pub mod edas;
pub mod ervd;
pub mod mabac;
pub mod mairca;
pub mod marcos;
pub mod moora;
pub mod multimoora;
pub mod spotis;
pub mod topsis;
pub mod vikor;
pub mod waspas;
pub mod wpm;
pub mod wsm;

mod choice;

pub use choice::{MethodName, RankingMethod};

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, Weights, read};
use crate::normalize::Normalization;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// A method that scores every alternative of a matrix.
pub trait Method {
    /// The scores with what led to them.
    type Report;

    /// Whether a higher score is better.
    fn higher_is_better(&self) -> bool {
        true
    }

    /// The scores alone, into a list whose memory is used again.
    ///
    /// # Errors
    /// `invalid_argument` for another number of weights than of criteria, and for values outside the method's domain;
    /// `overflow` where a figure exceeds the doubles.
    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError>;

    /// The scores, the ranks and the figures on the way.
    ///
    /// # Errors
    /// As [`Method::scores_into`].
    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Self::Report, DecisionError>;

    /// The scores alone.
    ///
    /// # Errors
    /// As [`Method::scores_into`].
    fn scores(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Vec<f64>, DecisionError> {
        let mut scores = Vec::with_capacity(matrix.rows());
        self.scores_into(matrix, weights, &mut scores)?;
        Ok(scores)
    }
}

/// A [`Problem`](crate::Problem) for a method that lets one choose the normalisation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScaledProblem {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// How the columns are brought to a common scale; the method's own choice if absent.
    #[serde(default)]
    pub normalization: Option<Normalization>,
}

impl ScaledProblem {
    /// The checked form.
    ///
    /// # Errors
    /// As [`Problem::read`](crate::Problem::read).
    pub fn read(&self) -> Result<(DecisionMatrix, Weights), DecisionError> {
        read(&self.matrix, &self.weights, &self.types)
    }
}

/// Refuses weights that are not one a criterion.
pub(crate) fn agree(matrix: &DecisionMatrix, weights: &Weights) -> Result<(), Error> {
    let (actual, expected) = (weights.as_slice().len(), matrix.columns());
    // the description of a refusal costs more than the comparison
    if actual == expected { Ok(()) } else { check::length("weights", actual, expected, "one a criterion") }
}

/// Puts the score of every row into the list.
pub(crate) fn fill(scores: &mut Vec<f64>, matrix: &DecisionMatrix, score: impl FnMut(&[f64]) -> f64) {
    scores.clear();
    scores.extend(matrix.iter().map(score));
}

/// `Σ x y`, in four sums side by side: a sum of one waits for each addition before the next.
#[inline]
pub(crate) fn dot(x: &[f64], y: &[f64]) -> f64 {
    let ((x_fours, x_rest), (y_fours, y_rest)) = (x.as_chunks::<4>(), y.as_chunks::<4>());
    let mut sums = [0.0; 4];
    for (x, y) in x_fours.iter().zip(y_fours) {
        for ((sum, x), y) in sums.iter_mut().zip(x).zip(y) {
            *sum += x * y;
        }
    }
    let rest: f64 = x_rest.iter().zip(y_rest).map(|(x, y)| x * y).sum();
    let [a, b, c, d] = sums;
    ((a + c) + (b + d)) + rest
}

/// `Σ slope · (x - origin)`, in two sums side by side.
#[inline]
pub(crate) fn along(row: &[f64], origins: &[f64], slopes: &[f64]) -> f64 {
    let ((xs, x_rest), (origins, origin_rest)) = (row.as_chunks::<2>(), origins.as_chunks::<2>());
    let (slopes, slope_rest) = slopes.as_chunks::<2>();
    let mut sums = [0.0; 2];
    for ((x, origin), slope) in xs.iter().zip(origins).zip(slopes) {
        for (((sum, x), origin), slope) in sums.iter_mut().zip(x).zip(origin).zip(slope) {
            *sum += slope * (x - origin);
        }
    }
    let rest: f64 =
        x_rest.iter().zip(origin_rest).zip(slope_rest).map(|((x, origin), slope)| slope * (x - origin)).sum();
    sums[0] + sums[1] + rest
}
