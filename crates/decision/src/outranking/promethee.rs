//! How much is each alternative preferred, and how much are others preferred to it? PROMETHEE I and II.
//!
//! ```text
//! φ⁺_i = Σ_k Σ_j w_j P_j(d_ik)/(n - 1)        φ⁻_i = Σ_k Σ_j w_j P_j(d_ki)/(n - 1)        φ = φ⁺ - φ⁻
//! d: the lead of one alternative over the other, in the criterion's sense
//! ```
//!
//! Ranks follow the net flow `φ` (PROMETHEE II). Two alternatives of which one has more of both flows cannot be compared
//! (PROMETHEE I).
//!
//! For all shapes but the Gaussian a criterion takes O(n log n): in the order of its values, those that are left behind in
//! full, in half or in proportion are the ones between two places, and prefix sums give the rest. The sums are carried in
//! twice the precision, so that thresholds far smaller than the values lose nothing.
//!
//! Source: J. P. Brans, P. Vincke, "A preference ranking organisation method", Management Science 31 (1985) 647-656.
//! Limits: the list of pairs that cannot be compared is given up to [`MAX_PAIRWISE`] alternatives; a Gaussian criterion
//! compares pair by pair, up to [`MAX_GAUSSIAN`].

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the places of the sorted order run from 0 to n"
)]

use crate::check;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, DecisionMatrix, Weights, read};
use crate::methods::{Method, agree};
use crate::outranking::preference::{PreferenceFunction, PreferenceFunctionSpec};
use crate::rank::ranks_of;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// Up to how many alternatives pairs are listed.
pub const MAX_PAIRWISE: usize = 2_000;
/// Up to how many alternatives a Gaussian criterion is evaluated.
pub const MAX_GAUSSIAN: usize = 20_000;
/// What rounding leaves between equal flows.
const ROUNDING: f64 = 1e-12;

/// PROMETHEE with a preference function for every criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Promethee {
    /// One function a criterion.
    pub preference_functions: Vec<PreferenceFunction>,
}

/// What [`promethee`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PrometheeInput {
    /// One row an alternative, at least two; one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// How a lead becomes a preference, one function a criterion.
    pub preference_functions: Vec<PreferenceFunctionSpec>,
}

/// What [`promethee`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PrometheeReport {
    /// How much each alternative is preferred to the others, 0 to 1.
    pub phi_plus: Vec<f64>,
    /// How much the others are preferred to it, 0 to 1.
    pub phi_minus: Vec<f64>,
    /// The first less the second; higher is better. They sum to 0.
    pub phi_net: Vec<f64>,
    /// Ranks by the net flow, 1 for the best.
    pub ranks: Vec<u32>,
    /// The pairs `[i, k]`, i < k, of which one has more of both flows; null above 2,000 alternatives.
    pub incomparable: Option<Vec<[usize; 2]>>,
}

impl PrometheeReport {
    /// Can the two not be compared (one has more of both flows)? `false` for an index that does not exist.
    #[must_use]
    pub fn is_incomparable(&self, i: usize, k: usize) -> bool {
        let lead = |flow: &[f64]| flow.get(i).zip(flow.get(k)).map_or(0.0, |(i, k)| i - k);
        let (plus, minus) = (lead(&self.phi_plus), lead(&self.phi_minus));
        (plus > ROUNDING && minus > ROUNDING) || (plus < -ROUNDING && minus < -ROUNDING)
    }
}

impl Promethee {
    /// The positive and the negative flow of every alternative.
    fn flows(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<(Vec<f64>, Vec<f64>), DecisionError> {
        agree(matrix, weights)?;
        check::at_least("matrix", matrix.rows(), 2, "alternatives")?;
        check::length("preference_functions", self.preference_functions.len(), matrix.columns(), "one a criterion")?;
        crate::columns::ranges(matrix)?;
        let n = matrix.rows();
        let (mut plus, mut minus) = (vec![Sum::new(); n], vec![Sum::new(); n]);
        let criteria = self.preference_functions.iter().zip(weights.as_slice()).zip(matrix.types());
        for (j, ((function, weight), kind)) in criteria.enumerate() {
            let share = weight / (n as f64 - 1.0);
            let mut sorted: Vec<(f64, usize)> = matrix.column(j).map(|x| kind.sign() * x).zip(0..).collect();
            sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            if let PreferenceFunction::Gaussian { .. } = function {
                check::at_most("matrix", n, MAX_GAUSSIAN, "alternatives for a gaussian criterion")?;
                gaussian(&sorted, function, share, &mut plus, &mut minus);
            } else {
                let (ahead, behind) = Ladder::new(&sorted).degrees(function);
                for ((_, index), (ahead, behind)) in sorted.iter().zip(ahead.iter().zip(&behind)) {
                    plus[*index].add(share * ahead);
                    minus[*index].add(share * behind);
                }
            }
        }
        let values = |flow: Vec<Sum>| flow.iter().map(Sum::value).collect::<Vec<f64>>();
        let (plus, minus) = (values(plus), values(minus));
        check::answers("phi_plus", &plus)?;
        check::answers("phi_minus", &minus)?;
        Ok((plus, minus))
    }
}

fn gaussian(sorted: &[(f64, usize)], function: &PreferenceFunction, share: f64, plus: &mut [Sum], minus: &mut [Sum]) {
    let n = sorted.len();
    let (mut ahead, mut behind) = (vec![Sum::new(); n], vec![Sum::new(); n]);
    for (i, (x, _)) in sorted.iter().enumerate() {
        for (k, (y, _)) in sorted[..i].iter().enumerate() {
            let degree = function.degree(x - y);
            ahead[i].add(degree);
            behind[k].add(degree);
        }
    }
    for ((_, index), (ahead, behind)) in sorted.iter().zip(ahead.iter().zip(&behind)) {
        plus[*index].add(share * ahead.value());
        minus[*index].add(share * behind.value());
    }
}

/// A column in rising order, with its prefix sums in twice the precision.
struct Ladder<'a> {
    sorted: &'a [(f64, usize)],
    /// The sum of the values before each place, and what rounding lost of it.
    before: Vec<(f64, f64)>,
}

impl<'a> Ladder<'a> {
    fn new(sorted: &'a [(f64, usize)]) -> Self {
        let mut before = Vec::with_capacity(sorted.len() + 1);
        let (mut total, mut lost) = (0.0_f64, 0.0);
        before.push((0.0, 0.0));
        for (x, _) in sorted {
            // Knuth's exact sum of two
            let sum = total + x;
            let part = sum - total;
            lost += (total - (sum - part)) + (x - part);
            total = sum;
            before.push((total, lost));
        }
        Self { sorted, before }
    }

    fn at(&self, place: usize) -> f64 {
        self.sorted[place].0
    }

    /// `Σ (x - y - q)` over the places `from..to`; with `up`, `Σ (y - x - q)`.
    fn leads(&self, x: f64, q: f64, from: usize, to: usize, up: bool) -> f64 {
        if from >= to {
            return 0.0;
        }
        let count = (to - from) as f64;
        let sign = if up { -1.0 } else { 1.0 };
        // a count times either half of a double is exact
        let [(x_high, x_low), (q_high, q_low)] = [halves(x), halves(q)];
        let ((first, first_lost), (last, last_lost)) = (self.before[from], self.before[to]);
        let mut sum = Sum::new();
        for term in [x_high * count, -last, first, x_low * count, -last_lost, first_lost] {
            sum.add(sign * term);
        }
        sum.add(-q_high * count);
        sum.add(-q_low * count);
        sum.value()
    }

    /// For every place, the degrees to which it leads the others and trails them, summed.
    fn degrees(&self, function: &PreferenceFunction) -> (Vec<f64>, Vec<f64>) {
        let n = self.sorted.len();
        let (mut ahead, mut behind) = (vec![0.0; n], vec![0.0; n]);
        // left far behind in full, left near behind in part, and the same above
        let (mut far_below, mut near_below, mut near_above, mut far_above) = (0, 0, 0, 0);
        let (q, p) = match *function {
            PreferenceFunction::Usual | PreferenceFunction::Gaussian { .. } => (0.0, 0.0),
            PreferenceFunction::UShape { q } => (q, q),
            PreferenceFunction::VShape { p } => (0.0, p),
            PreferenceFunction::Level { q, p } | PreferenceFunction::Linear { q, p } => (q, p),
        };
        for place in 0..n {
            let x = self.at(place);
            // the leads over those before a place exceed q (p): the same comparison of the same difference as pair by pair
            while near_below < place && x - self.at(near_below) > q {
                near_below += 1;
            }
            while far_below < place && x - self.at(far_below) > p {
                far_below += 1;
            }
            near_above = near_above.max(place);
            while near_above < n && self.at(near_above) - x <= q {
                near_above += 1;
            }
            far_above = far_above.max(place);
            while far_above < n && self.at(far_above) - x <= p {
                far_above += 1;
            }
            let (full_below, full_above) = (far_below as f64, (n - far_above) as f64);
            let (part_below, part_above) = ((near_below - far_below) as f64, (far_above - near_above) as f64);
            (ahead[place], behind[place]) = match *function {
                PreferenceFunction::Usual | PreferenceFunction::UShape { .. } | PreferenceFunction::Gaussian { .. } => {
                    (full_below, full_above)
                }
                PreferenceFunction::Level { .. } => (full_below + 0.5 * part_below, full_above + 0.5 * part_above),
                PreferenceFunction::VShape { p } => (
                    full_below + self.leads(x, 0.0, far_below, near_below, false) / p,
                    full_above + self.leads(x, 0.0, near_above, far_above, true) / p,
                ),
                PreferenceFunction::Linear { q, p } => (
                    full_below + self.leads(x, q, far_below, near_below, false) / (p - q),
                    full_above + self.leads(x, q, near_above, far_above, true) / (p - q),
                ),
            };
        }
        (ahead, behind)
    }
}

/// A number as the sum of two with at most 26 bits each.
fn halves(x: f64) -> (f64, f64) {
    let high = f64::from_bits(x.to_bits() & !0x7ff_ffff);
    (high, x - high)
}

impl Method for Promethee {
    type Report = PrometheeReport;

    /// The scores are the net flows.
    fn scores_into(
        &self,
        matrix: &DecisionMatrix,
        weights: &Weights,
        scores: &mut Vec<f64>,
    ) -> Result<(), DecisionError> {
        let (plus, minus) = self.flows(matrix, weights)?;
        scores.clear();
        scores.extend(plus.iter().zip(&minus).map(|(plus, minus)| plus - minus));
        Ok(())
    }

    fn evaluate(&self, matrix: &DecisionMatrix, weights: &Weights) -> Result<PrometheeReport, DecisionError> {
        let (phi_plus, phi_minus) = self.flows(matrix, weights)?;
        let phi_net: Vec<f64> = phi_plus.iter().zip(&phi_minus).map(|(plus, minus)| plus - minus).collect();
        let ranks = ranks_of(&phi_net, true);
        let mut report = PrometheeReport { phi_plus, phi_minus, phi_net, ranks, incomparable: None };
        let n = matrix.rows();
        if n <= MAX_PAIRWISE {
            let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |k| [i, k]));
            report.incomparable = Some(pairs.filter(|[i, k]| report.is_incomparable(*i, *k)).collect());
        }
        Ok(report)
    }
}

/// The flows of preference, the ranking by their difference, and which pairs cannot be compared.
///
/// Time O(n m log n), O(n²) for a Gaussian criterion and for the list of pairs.
///
/// ```
/// use mercato_decision::{CriterionType, PreferenceFunctionSpec, PreferenceShape, PrometheeInput, promethee};
/// let usual = PreferenceFunctionSpec { shape: PreferenceShape::Usual, q: None, p: None, s: None };
/// let input = PrometheeInput {
///     matrix: vec![vec![3.0, 5.0], vec![1.0, 3.0], vec![2.0, 9.0]],
///     weights: vec![0.5, 0.5],
///     types: vec![CriterionType::Benefit, CriterionType::Cost],
///     preference_functions: vec![usual, usual],
/// };
/// let report = promethee(&input)?;
/// assert_eq!(report.phi_plus, [0.75, 0.5, 0.25]);
/// assert_eq!(report.ranks, [1, 2, 3]);
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) refuses; `invalid_argument` for fewer than two alternatives and for
/// preference functions that are not one a criterion or lack a good parameter; `unsupported` for more than [`MAX_GAUSSIAN`]
/// alternatives with a Gaussian criterion.
pub fn promethee(input: &PrometheeInput) -> Result<PrometheeReport, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    check::length("preference_functions", input.preference_functions.len(), matrix.columns(), "one a criterion")?;
    let mut preference_functions = Vec::with_capacity(matrix.columns());
    for (index, spec) in input.preference_functions.iter().enumerate() {
        preference_functions.push(spec.read().map_err(|error| error.at("preference_functions", index))?);
    }
    Promethee { preference_functions }.evaluate(&matrix, &weights)
}
