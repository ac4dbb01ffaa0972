//! Which compromise serves the majority without a bitter opponent? VIKOR: multi-criteria optimisation and compromise
//! solution.
//!
//! ```text
//! y_ij = w_j (f*_j - f_ij)/(f*_j - f⁻_j)        f*, f⁻: the best and worst of the column; 0 for a constant one
//! S_i = Σ_j y_ij        R_i = max_j y_ij        Q_i = v (S - S*)/(S⁻ - S*) + (1 - v)(R - R*)/(R⁻ - R*)
//! ```
//!
//! `S` is the group's regret, `R` the bitterest single one, `Q` the mix of both; lower is better, and a term with nothing
//! between its ends is 0. The first by `Q` is the solution if its lead is large enough, `Q₂ - Q₁ >= 1/(n-1)` (acceptable
//! advantage), and it is also first by `S` or by `R` (acceptable stability). With the advantage only, first and second are
//! the compromise; without it, all within `1/(n-1)` of the first.
//!
//! Source: S. Opricovic, G.-H. Tzeng, "Compromise solution by MCDM methods: a comparative analysis of VIKOR and TOPSIS",
//! European Journal of Operational Research 156 (2004) 445-455. Limits: regret is measured against the best and worst on
//! the table.

use crate::check;
use crate::columns;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, Weights, read};
use crate::methods::{Method, agree};
use crate::rank::{order_of, ranks_of};
use serde::{Deserialize, Serialize};

/// What rounding leaves between equals.
const ROUNDING: f64 = 1e-12;

/// VIKOR.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Vikor {
    /// The part of the group's regret, 0 to 1; the bitterest single regret has the rest.
    pub v: f64,
}

impl Default for Vikor {
    fn default() -> Self {
        Self { v: 0.5 }
    }
}

/// What [`vikor`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VikorInput {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// The part of the group's regret, 0 to 1 (default 0.5); the bitterest single regret has the rest.
    #[serde(default)]
    pub v: Option<f64>,
}

/// What [`vikor`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct VikorReport {
    /// The group's regret of each alternative; lower is better.
    pub s: Vec<f64>,
    /// The bitterest single regret.
    pub r: Vec<f64>,
    /// Both together, 0 to 1; lower is better.
    pub q: Vec<f64>,
    /// Ranks by `q`, 1 for the best.
    pub ranks: Vec<u32>,
    /// Whether the first leads the second by at least 1/(n-1).
    pub acceptable_advantage: bool,
    /// Whether the first by `q` is also first by `s` or `r`.
    pub acceptable_stability: bool,
    /// The alternatives that the rules leave as the compromise, ascending.
    pub compromise_set: Vec<usize>,
}

impl Vikor {
    /// The S and R of every alternative.
    fn regrets(self, matrix: &DecisionMatrix, weights: &Weights) -> Result<(Vec<f64>, Vec<f64>), DecisionError> {
        agree(matrix, weights)?;
        check::share("v", self.v)?;
        let ranges = columns::ranges(matrix)?;
        // regret = (best - x)/(best - worst); a constant column divides a difference of 0 by 1
        let best: Vec<f64> = matrix
            .types()
            .iter()
            .zip(matrix.lowest().iter().zip(matrix.highest()))
            .map(|(kind, (low, high))| kind.best(*low, *high))
            .collect();
        let signed: Vec<f64> = matrix
            .types()
            .iter()
            .zip(&ranges)
            .map(|(kind, range)| kind.sign() * if *range > 0.0 { *range } else { 1.0 })
            .collect();
        let (mut s, mut r) = (Vec::with_capacity(matrix.rows()), Vec::with_capacity(matrix.rows()));
        for row in matrix {
            let (mut sum, mut largest) = (0.0_f64, 0.0_f64);
            for (((x, best), range), w) in row.iter().zip(&best).zip(&signed).zip(weights.as_slice()) {
                let regret = w * ((best - x) / range);
                sum += regret;
                largest = if regret > largest { regret } else { largest };
            }
            s.push(sum);
            r.push(largest);
        }
        check::answers("s", &s)?;
        Ok((s, r))
    }

    fn mix(self, s: &[f64], r: &[f64], q: &mut Vec<f64>) {
        let ([s_least, s_range], [r_least, r_range]) = (least_and_range(s), least_and_range(r));
        let part = |x: f64, least: f64, range: f64| if range > 0.0 { (x - least) / range } else { 0.0 };
        q.clear();
        q.extend(
            s.iter()
                .zip(r)
                .map(|(s, r)| self.v * part(*s, s_least, s_range) + (1.0 - self.v) * part(*r, r_least, r_range)),
        );
    }
}

fn least_and_range(values: &[f64]) -> [f64; 2] {
    let least = values.iter().fold(f64::INFINITY, |least, x| least.min(*x));
    let greatest = values.iter().fold(f64::NEG_INFINITY, |greatest, x| greatest.max(*x));
    let range = greatest - least;
    // equals may differ in the last digit, which is no range
    [least, if range <= ROUNDING * greatest.abs() { 0.0 } else { range }]
}

impl Method for Vikor {
    type Report = VikorReport;

    fn higher_is_better(&self) -> bool {
        false
    }

    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        let (s, r) = self.regrets(matrix, weights)?;
        self.mix(&s, &r, scores);
        Ok(())
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<VikorReport, DecisionError> {
        let (s, r) = self.regrets(matrix, weights)?;
        let mut q = Vec::with_capacity(s.len());
        self.mix(&s, &r, &mut q);
        let order = order_of(&q, false);
        let at = |values: &[f64], index: usize| values.get(index).copied().unwrap_or(f64::INFINITY);
        let first = order.first().copied().unwrap_or(0);
        let lead = 1.0 / (q.len() as f64 - 1.0);
        let second = order.get(1).copied();
        let acceptable_advantage = second.is_none_or(|second| at(&q, second) - at(&q, first) >= lead - ROUNDING);
        let is_least = |values: &[f64]| {
            let least = values.iter().fold(f64::INFINITY, |least, x| least.min(*x));
            at(values, first) <= least + ROUNDING
        };
        let acceptable_stability = is_least(&s) || is_least(&r);
        let mut compromise_set: Vec<usize> = match (acceptable_advantage, second) {
            (true, Some(second)) if !acceptable_stability => vec![first, second],
            (true, _) => vec![first],
            (false, _) => {
                let near = |index: &usize| at(&q, *index) - at(&q, first) < lead - ROUNDING;
                order.iter().copied().filter(near).collect()
            }
        };
        compromise_set.sort_unstable();
        Ok(VikorReport {
            ranks: ranks_of(&q, false),
            s,
            r,
            q,
            acceptable_advantage,
            acceptable_stability,
            compromise_set,
        })
    }
}

/// The compromise ranking, and which alternatives the compromise leaves.
///
/// Time O(n (m + log n)).
///
/// ```
/// use mercato_decision::{CriterionType, VikorInput, vikor};
/// let input = VikorInput {
///     matrix: vec![vec![1.0, 9.0], vec![3.0, 2.0], vec![2.0, 4.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     v: None,
/// };
/// let report = vikor(&input)?;
/// assert_eq!(report.q[1], 0.0); // the best in everything has no regret
/// assert_eq!(report.ranks, [3, 1, 2]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) refuses; `invalid_argument` for a `v` outside \[0, 1\]; `overflow` where a
/// column's range exceeds the doubles.
pub fn vikor(input: &VikorInput) -> Result<VikorReport, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    Vikor { v: input.v.unwrap_or(0.5) }.evaluate(&matrix, &weights)
}
