//! How do alternatives rank when small differences do not count and large ones forbid? ELECTRE III.
//!
//! With `d` the lead of k over i in a criterion, and thresholds `q <= p <= v` (indifference, preference, veto):
//!
//! ```text
//! concordance_j   1 for d <= q, 0 for d >= p, linear between            C_ik = Σ w_j concordance_j
//! discordance_j   0 for d <= p, 1 for d >= v, linear between            0 without a veto; a step at p = v
//! credibility     S_ik = C_ik Π over d_j > C_ik of (1 - d_j)/(1 - C_ik)
//! ```
//!
//! Distillation makes two rankings of it. With `s(λ) = 0.3 - 0.15 λ`: λ₀ is the greatest credibility left; λ₁ the greatest
//! below `λ₀ - s(λ₀)` (0 if none); i beats k if `S_ik > λ₁` and `S_ik - S_ki > s(S_ik)`. Those with the greatest
//! (descending) or least (ascending) number of beaten less beating are kept, and distilled among themselves from λ₁ on,
//! until one is left or λ₁ = 0. They are a class; the rest is distilled from the start. The ascending distillation finds
//! the worst class first. Where the two rankings differ, alternatives cannot be compared.
//!
//! Source: B. Roy, "ELECTRE III: un algorithme de classements fondé sur une représentation floue des préférences en
//! présence de critères multiples", Cahiers du CERO 20 (1978) 3-24. Limits: at most [`MAX_ALTERNATIVES`] alternatives;
//! thresholds do not vary with the values.

#![allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices run below the number of alternatives, which every row has"
)]

use crate::check;
use crate::columns;
use crate::error::DecisionError;
use crate::matrix::{CriterionType, read};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// How many alternatives are distilled.
pub const MAX_ALTERNATIVES: usize = 500;

/// What [`electre_iii`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ElectreIiiInput {
    /// One row an alternative, one number a criterion, all finite.
    pub matrix: Vec<Vec<f64>>,
    /// How important each criterion is, at least 0, not all 0; brought to a sum of 1.
    pub weights: Vec<f64>,
    /// Whether more or less of each criterion is better.
    pub types: Vec<CriterionType>,
    /// For each criterion, the difference up to which one is indifferent, at least 0.
    pub indifference: Vec<f64>,
    /// The difference from which on one prefers strictly, at least the indifference.
    pub preference: Vec<f64>,
    /// The difference from which on nothing can make up for it, at least the preference; null for none.
    pub veto: Vec<Option<f64>>,
}

/// What [`electre_iii`] gives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ElectreIii {
    /// How far the criteria agree that the row is at least as good as the column; 0 on the diagonal.
    pub concordance: Vec<Vec<f64>>,
    /// The same, less what discordance takes.
    pub credibility: Vec<Vec<f64>>,
    /// The class of each alternative by the distillation from the top, 1 for the best.
    pub descending: Vec<u32>,
    /// The class by the distillation from the bottom, 1 for the best.
    pub ascending: Vec<u32>,
}

/// The thresholds of a criterion.
struct Thresholds {
    sign: f64,
    weight: f64,
    indifference: f64,
    preference: f64,
    veto: Option<f64>,
}

impl Thresholds {
    fn read(input: &ElectreIiiInput, weights: &[f64]) -> Result<Vec<Self>, Error> {
        let m = weights.len();
        check::length("indifference", input.indifference.len(), m, "one a criterion")?;
        check::length("preference", input.preference.len(), m, "one a criterion")?;
        check::length("veto", input.veto.len(), m, "one a criterion")?;
        let mut thresholds = Vec::with_capacity(m);
        for (j, kind) in input.types.iter().enumerate() {
            let at = |list: &str| format!("{list}[{j}]");
            let indifference = check::non_negative(&at("indifference"), input.indifference[j])?;
            let preference = check::non_negative(&at("preference"), input.preference[j])?;
            if preference < indifference {
                let reason = format!("must be at least the indifference, {indifference}");
                return Err(Error::invalid(at("preference"), preference, reason));
            }
            let veto = input.veto[j].map(|veto| check::non_negative(&at("veto"), veto)).transpose()?;
            if let Some(veto) = veto.filter(|veto| *veto < preference) {
                return Err(Error::invalid(at("veto"), veto, format!("must be at least the preference, {preference}")));
            }
            thresholds.push(Self { sign: kind.sign(), weight: weights[j], indifference, preference, veto });
        }
        Ok(thresholds)
    }

    fn concordance(&self, lead: f64) -> f64 {
        if lead <= self.indifference {
            1.0
        } else if lead >= self.preference {
            0.0
        } else {
            (self.preference - lead) / (self.preference - self.indifference)
        }
    }

    fn discordance(&self, lead: f64) -> f64 {
        match self.veto {
            Some(veto) if lead > self.preference => {
                if lead >= veto {
                    1.0
                } else {
                    (lead - self.preference) / (veto - self.preference)
                }
            }
            _ => 0.0,
        }
    }
}

/// Two rankings by classes, under thresholds and vetoes.
///
/// Time O(n² m + n³).
///
/// ```
/// use mercato_decision::{CriterionType, ElectreIiiInput, electre_iii};
/// let input = ElectreIiiInput {
///     matrix: vec![vec![10.0], vec![9.5], vec![2.0]],
///     weights: vec![1.0],
///     types: vec![CriterionType::Benefit],
///     indifference: vec![1.0],
///     preference: vec![3.0],
///     veto: vec![None],
/// };
/// let answer = electre_iii(&input)?;
/// assert_eq!((answer.descending, answer.ascending), (vec![1, 1, 2], vec![1, 1, 2])); // half a point does not count
/// # Ok::<(), mercato_decision::DecisionError>(())
/// ```
///
/// # Errors
/// What [`Problem::read`](crate::Problem::read) refuses; `invalid_argument` for thresholds that are not one a criterion,
/// negative, or not in the order `q <= p <= v`; `unsupported` above [`MAX_ALTERNATIVES`] alternatives; `overflow`.
pub fn electre_iii(input: &ElectreIiiInput) -> Result<ElectreIii, DecisionError> {
    let (matrix, weights) = read(&input.matrix, &input.weights, &input.types)?;
    let thresholds = Thresholds::read(input, weights.as_slice())?;
    let n = matrix.rows();
    check::at_most("matrix", n, MAX_ALTERNATIVES, "alternatives")?;
    columns::ranges(&matrix)?;
    let rows: Vec<&[f64]> = matrix.iter().collect();
    let mut concordance = vec![vec![0.0; n]; n];
    let mut credibility = vec![vec![0.0; n]; n];
    for i in 0..n {
        for k in (0..n).filter(|k| *k != i) {
            let leads =
                || rows[i].iter().zip(rows[k]).zip(&thresholds).map(|((own, other), t)| (t, t.sign * (other - own)));
            let agree: f64 = leads().map(|(t, lead)| t.weight * t.concordance(lead)).sum::<f64>().min(1.0);
            let against = leads().map(|(t, lead)| t.discordance(lead)).filter(|d| *d > agree);
            concordance[i][k] = agree;
            credibility[i][k] = against.fold(agree, |credible, d| credible * ((1.0 - d) / (1.0 - agree)));
        }
    }
    let descending = classes(&credibility, true);
    // the first class found from the bottom is the last
    let ascending = classes(&credibility, false);
    let last = ascending.iter().max().copied().unwrap_or(0);
    let ascending = ascending.into_iter().map(|class| last - class + 1).collect();
    Ok(ElectreIii { concordance, credibility, descending, ascending })
}

/// By how much a credibility must exceed another at this level.
fn discrimination(level: f64) -> f64 {
    0.3 - 0.15 * level
}

/// The classes in the order in which they are distilled, from 1.
fn classes(credibility: &[Vec<f64>], from_the_top: bool) -> Vec<u32> {
    let mut rest: Vec<usize> = (0..credibility.len()).collect();
    let mut class = vec![0; credibility.len()];
    let mut number = 0;
    while !rest.is_empty() {
        number += 1;
        for i in distil(credibility, &rest, from_the_top) {
            class[i] = number;
        }
        rest.retain(|i| class[*i] == 0);
    }
    class
}

/// One distillation: the class that comes first from this end.
fn distil(credibility: &[Vec<f64>], rest: &[usize], from_the_top: bool) -> Vec<usize> {
    let mut kept = rest.to_vec();
    let greatest = |kept: &[usize], below: f64| {
        let mut greatest = 0.0_f64;
        for i in kept {
            for k in kept.iter().filter(|k| *k != i) {
                let s = credibility[*i][*k];
                if s < below && s > greatest {
                    greatest = s;
                }
            }
        }
        greatest
    };
    let mut level = greatest(&kept, f64::INFINITY);
    loop {
        let next = greatest(&kept, level - discrimination(level));
        let beats = |i: usize, k: usize| {
            let s = credibility[i][k];
            s > next && s - credibility[k][i] > discrimination(s)
        };
        let qualification = |i: &usize| {
            kept.iter()
                .filter(|k| *k != i)
                .fold(0_i64, |sum, k| sum + i64::from(beats(*i, *k)) - i64::from(beats(*k, *i)))
        };
        let qualifications: Vec<i64> = kept.iter().map(qualification).collect();
        let wanted = if from_the_top { qualifications.iter().max() } else { qualifications.iter().min() };
        let chosen: Vec<usize> =
            kept.iter().zip(&qualifications).filter(|(_, q)| Some(*q) == wanted).map(|(i, _)| *i).collect();
        kept = chosen;
        if kept.len() <= 1 || next <= 0.0 {
            return kept;
        }
        level = next;
    }
}
