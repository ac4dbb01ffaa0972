//! What do three compromises between sum and product say together? Combined compromise solution.
//!
//! ```text
//! r: the `min_max` normalisation        S_i = Σ_j w_j r_ij        P_i = Σ_j r_ij^w_j
//! ka = (S + P)/Σ(S + P)        kb = S/min S + P/min P        kc = (λ S + (1-λ) P)/(λ max S + (1-λ) max P)
//! score = (ka kb kc)^(1/3) + (ka + kb + kc)/3        λ = 0.5 unless said otherwise
//! ```
//!
//! Higher is better.
//!
//! Source: M. Yazdani, P. Zarate, E. K. Zavadskas, Z. Turskis, "A combined compromise solution (`CoCoSo`) method for
//! multi-criteria decision-making problems", Management Decision 57 (2019) 2501-2519. Limits: an alternative that is worst
//! in everything makes `min S` 0, and `kb` has no value: that is refused (leave the dominated alternative out).

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, Weights, read};
use crate::methods::{Method, agree, dot};
use crate::normalize::{Normalization, Scale};
use crate::rank::Ranking;
use mercato_core::Error;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// Combined compromise solution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cocoso {
    /// The part of the weighted sum in the third compromise, 0 to 1.
    pub lambda: f64,
}

impl Default for Cocoso {
    fn default() -> Self {
        Self { lambda: 0.5 }
    }
}

/// What [`cocoso`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CocosoInput {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// The part of the weighted sum in the third compromise, 0 to 1 (default 0.5).
    #[serde(default)]
    pub lambda: Option<f64>,
}

impl Method for Cocoso {
    type Report = Ranking;

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        agree(matrix, weights)?;
        check::share("lambda", self.lambda)?;
        let scale = Scale::new(matrix, Normalization::MinMax)?;
        let mut scaled = vec![0.0; matrix.columns()];
        let mut pairs = Vec::with_capacity(matrix.rows());
        for row in matrix {
            scale.row_into(row, &mut scaled);
            let powers: f64 = scaled.iter().zip(weights.as_slice()).map(|(r, w)| power(*r, *w)).sum();
            pairs.push((dot(&scaled, weights.as_slice()), powers));
        }
        let fold = |of: fn(f64, f64) -> f64, start: f64| {
            pairs.iter().fold((start, start), |(s, p), pair| (of(s, pair.0), of(p, pair.1)))
        };
        let ((s_least, p_least), (s_most, p_most)) = (fold(f64::min, f64::INFINITY), fold(f64::max, 0.0));
        if s_least <= 0.0 || p_least <= 0.0 {
            let worst = pairs.iter().position(|(s, p)| *s <= 0.0 || *p <= 0.0).unwrap_or(0);
            let value = "an alternative that is worst in every criterion with a weight";
            let reason = "has nothing for the others to be compared with: leave it out";
            return Err(Error::invalid(format!("matrix[{worst}]"), value, reason).into());
        }
        let whole: Sum = pairs.iter().map(|(s, p)| s + p).collect();
        let mix = |s: f64, p: f64| self.lambda * s + (1.0 - self.lambda) * p;
        scores.clear();
        scores.extend(pairs.iter().map(|(s, p)| {
            let ka = (s + p) / whole.value();
            let kb = s / s_least + p / p_least;
            let kc = mix(*s, *p) / mix(s_most, p_most);
            libm::cbrt(ka * kb * kc) + (ka + kb + kc) / 3.0
        }));
        Ok(check::answers("scores", scores)?)
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<Ranking, DecisionError> {
        Ranking::of(self.scores(matrix, weights)?, true)
    }
}

/// `r^w` for `r` from 0 on; a weight of 0 gives 1, whatever the base.
fn power(r: f64, w: f64) -> f64 {
    if w > 0.0 { libm::exp(w * libm::log(r)) } else { 1.0 }
}

/// The ranking by three compromises.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CocosoInput, CriterionType, cocoso};
/// let input = CocosoInput {
///     matrix: vec![vec![3.0, 1.0], vec![1.0, 3.0], vec![3.0, 3.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Benefit],
///     lambda: None,
/// };
/// let ranking = cocoso(&input)?;
/// // the third: S = 1, P = 2; the others ½ and 1, so that ka = ½, kb = 4, kc = 1
/// assert!((ranking.scores[2] - (2.0_f64.cbrt() + 5.5 / 3.0)).abs() < 1e-14);
/// assert_eq!(ranking.ranks, [2, 2, 1]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) refuses; `invalid_argument` for an alternative that is worst in everything
/// or a `lambda` outside \[0, 1\]; `overflow`.
pub fn cocoso(input: &CocosoInput) -> Result<Ranking, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    Cocoso { lambda: input.lambda.unwrap_or(0.5) }.evaluate(&matrix, &weights)
}
