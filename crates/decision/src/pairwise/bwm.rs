//! Which weights follow from comparing the best with all and all with the worst? The best-worst method.
//!
//! ```text
//! a_Bj: how many times as important the best is as j        a_jW: how many times as important j is as the worst        1 to 9, whole
//! linear     min ξ:  |w_B - a_Bj w_j| <= ξ,  |w_j - a_jW w_W| <= ξ,  Σ w = 1
//! nonlinear  min ξ:  |w_B/w_j - a_Bj| <= ξ,  |w_j/w_W - a_jW| <= ξ
//! ```
//!
//! The linear model is a linear programme, whose optimum is proved; where several weights are optimal it gives one of them.
//! The nonlinear model is solved in closed form: at `ξ` the ratio `b = w_B/w_W` must lie in `a_BW ∓ ξ` and, for every other
//! j, between `(a_Bj - ξ)(a_jW - ξ)` and `(a_Bj + ξ)(a_jW + ξ)`, so that `ξ` is the largest of the roots at which two of
//! these intervals meet. Its optimum often leaves room: `weight_intervals` are exact, and `weights` their centres, brought
//! to a sum of 1.
//!
//! `consistency_ratio = ξ/CI` with the greatest `ξ` that judgments with this `a_BW` can have; `input_consistency_ratio` is
//! `max_j |a_Bj a_jW - a_BW|/(a_BW² - a_BW)`, known before anything is solved.
//!
//! Source: J. Rezaei, "Best-worst multi-criteria decision-making method", Omega 53 (2015) 49-57, and "Best-worst
//! multi-criteria decision-making method: some properties and a linear model", Omega 64 (2016) 126-130; F. Liang, M.
//! Brunelli, J. Rezaei, Omega 96 (2020) 102175 for the input ratio; H. M. Ratandhara, M. Kumar, arXiv 2508.06048 (2025) for
//! solving without a programme. Limits: at most [`MAX_CRITERIA`] criteria in the linear model.

use crate::check;
use crate::error::DecisionError;
use crate::pairwise::{bwm_linear, bwm_nonlinear};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// How many criteria the linear model takes.
pub const MAX_CRITERIA: usize = 60;

/// Which deviations the weights keep small.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BwmMethod {
    /// Those of weights.
    Linear,
    /// Those of ratios of weights.
    Nonlinear,
}

/// What [`bwm`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BwmInput {
    /// How many times as important the best criterion is as each, 1 to 9; the first 1 is the best itself.
    pub best_to_others: Vec<u8>,
    /// How many times as important each criterion is as the worst, 1 to 9; the first 1 is the worst itself.
    pub others_to_worst: Vec<u8>,
    /// Which deviations the weights keep small.
    pub method: BwmMethod,
}

/// What [`bwm`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Bwm {
    /// One weight a criterion, summing to 1.
    pub weights: Vec<f64>,
    /// The largest deviation, as small as it can be.
    pub xi: f64,
    /// How far the judgments contradict one another, 0 to 1 for a scale of 1 to 9.
    pub input_consistency_ratio: f64,
    /// Nonlinear: the greatest deviation that judgments with this ratio of best to worst can have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consistency_index: Option<f64>,
    /// Nonlinear: deviation over index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consistency_ratio: Option<f64>,
    /// Nonlinear: for each weight, the least and greatest that it has in any optimum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight_intervals: Option<Vec<[f64; 2]>>,
}

/// The judgments, checked.
#[derive(Debug, Clone)]
pub(super) struct Judgments {
    /// `a_Bj` and `a_jW` of every criterion.
    pub(super) pairs: Vec<(f64, f64)>,
    pub(super) best: usize,
    pub(super) worst: usize,
    pub(super) best_to_worst: f64,
}

impl Judgments {
    fn read(input: &BwmInput) -> Result<Self, Error> {
        check::not_empty("best_to_others", &input.best_to_others)?;
        let n = input.best_to_others.len();
        check::length("others_to_worst", input.others_to_worst.len(), n, "as `best_to_others` has")?;
        let first_one = |path: &str, list: &[u8]| {
            if let Some(index) = list.iter().position(|value| !(1..=9).contains(value)) {
                let value = list.get(index).copied().unwrap_or_default();
                return Err(Error::invalid(format!("{path}[{index}]"), value, "must be from 1 to 9"));
            }
            let reason = "must hold a 1: a criterion against itself";
            list.iter().position(|value| *value == 1).ok_or_else(|| Error::invalid(path, "a list", reason))
        };
        let best = first_one("best_to_others", &input.best_to_others)?;
        let worst = first_one("others_to_worst", &input.others_to_worst)?;
        let at = |list: &[u8], index: usize| list.get(index).copied().unwrap_or(1);
        let (of_best, of_worst) = (at(&input.best_to_others, worst), at(&input.others_to_worst, best));
        if of_best != of_worst {
            let reason = format!("must be best_to_others[{worst}], {of_best}: the best against the worst");
            return Err(Error::invalid(format!("others_to_worst[{best}]"), of_worst, reason));
        }
        let pairs = input.best_to_others.iter().zip(&input.others_to_worst);
        Ok(Self {
            pairs: pairs.map(|(b, w)| (f64::from(*b), f64::from(*w))).collect(),
            best,
            worst,
            best_to_worst: f64::from(of_best),
        })
    }

    fn input_consistency_ratio(&self) -> f64 {
        let whole = self.best_to_worst * self.best_to_worst - self.best_to_worst;
        if whole <= 0.0 {
            return 0.0;
        }
        self.pairs.iter().map(|(b, w)| (b * w - self.best_to_worst).abs() / whole).fold(0.0, f64::max)
    }

    /// Rezaei (2015), table 1.
    fn consistency_index(&self) -> f64 {
        const INDEX: [f64; 9] = [0.0, 0.44, 1.0, 1.63, 2.30, 3.0, 3.73, 4.47, 5.23];
        let place = INDEX.iter().zip(1..).find(|(_, ratio)| f64::from(*ratio) >= self.best_to_worst);
        place.map_or(0.0, |(index, _)| *index)
    }
}

/// Weights from comparing the best with all and all with the worst.
///
/// Time O(n²) for the nonlinear model; the linear one solves a programme of 4n rows.
///
/// ```
/// use mercato_decision::{BwmInput, BwmMethod, bwm};
/// // Rezaei (2015): load flexibility, accessibility, cost of transport
/// let input = BwmInput { best_to_others: vec![8, 2, 1], others_to_worst: vec![1, 5, 8], method: BwmMethod::Nonlinear };
/// let answer = bwm(&input)?;
/// let printed = [0.0714, 0.3387, 0.5899];
/// assert!(answer.weights.iter().zip(printed).all(|(w, printed)| (w - printed).abs() < 5e-5));
/// assert!((answer.consistency_ratio.unwrap_or(1.0) - 0.058).abs() < 5e-4);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for lists that differ in length or are empty, values outside 1 to 9, a list without a 1, and two
/// different values for the best against the worst; `unsupported` for more than [`MAX_CRITERIA`] criteria in the linear
/// model.
pub fn bwm(input: &BwmInput) -> Result<Bwm, DecisionError> {
    let judgments = Judgments::read(input)?;
    let input_consistency_ratio = judgments.input_consistency_ratio();
    match input.method {
        BwmMethod::Linear => {
            check::at_most("best_to_others", judgments.pairs.len(), MAX_CRITERIA, "criteria")?;
            let (weights, xi) = bwm_linear::solve(&judgments)?;
            Ok(Bwm {
                weights,
                xi,
                input_consistency_ratio,
                consistency_index: None,
                consistency_ratio: None,
                weight_intervals: None,
            })
        }
        BwmMethod::Nonlinear => {
            let (intervals, xi) = bwm_nonlinear::solve(&judgments);
            let mut weights: Vec<f64> = intervals.iter().map(|[low, high]| 0.5 * (low + high)).collect();
            crate::matrix::scale_to_one(&mut weights, "weights")?;
            let index = judgments.consistency_index();
            Ok(Bwm {
                weights,
                xi,
                input_consistency_ratio,
                consistency_index: Some(index),
                consistency_ratio: Some(if index > 0.0 { xi / index } else { 0.0 }),
                weight_intervals: Some(intervals),
            })
        }
    }
}
