//! Which risks matter most, before and after their controls, and where is a plan missing?
//!
//! On a scale of 5 with the default bands of [`score`](mod@crate::score): `inherent = likelihood x impact`,
//! `residual = inherent (1 - control effectiveness)`, exactly, the effectiveness read as the decimal that it prints as; levels and
//! order compare residuals rounded to 9 decimals. The risks come by residual, then inherent (both falling), then id. The heat
//! map counts risks by likelihood and impact. An emergency plan is missing where the *inherent* level is high or critical: it is
//! for the day on which the controls fail.
//!
//! Source: ISO 31000:2018, 6.4.4 and 6.5; COSO, "Enterprise Risk Management" (2017), for inherent and residual risk;
//! ISO 22301:2019 for plans.

use crate::check;
use crate::error::RiskError;
use crate::score::{BANDS, SCALE};
use mercato_core::{Decimal, Error, Exact, Rounding, null_is_default};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A risk as it is noted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Risk {
    /// Its name, not blank.
    pub id: String,
    /// What kind of risk it is, not blank.
    pub category: String,
    /// How likely it is, from 1 to 5.
    pub likelihood: u32,
    /// How bad it would be, from 1 to 5.
    pub impact: u32,
    /// The share of the risk that its controls take away, 0 to 1; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control_effectiveness: Option<f64>,
    /// Whether there is a plan for the day it happens; no if left out.
    #[serde(default, deserialize_with = "null_is_default")]
    pub has_emergency_plan: bool,
}

/// What [`register`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterInput {
    /// The risks.
    pub risks: Vec<Risk>,
}

/// The level of a risk in a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RiskLevel {
    /// A score from 1.
    Low,
    /// A score from 5.
    Medium,
    /// A score from 10.
    High,
    /// A score from 15.
    Critical,
}

/// A risk as it is assessed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AssessedRisk {
    /// The risk.
    pub id: String,
    /// Likelihood times impact.
    pub inherent_score: u64,
    /// What its controls leave of it.
    pub residual_score: f64,
    /// The level without controls.
    pub inherent_level: RiskLevel,
    /// The level with them.
    pub residual_level: RiskLevel,
    /// Controls more effective than this would bring it to a lower level; `None` in the lowest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower_level_above: Option<f64>,
}

/// The risks in order, and what they come to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RiskRegister {
    /// The largest residual risk first.
    pub risks: Vec<AssessedRisk>,
    /// How many risks have likelihood l and impact i, at `heatmap[l - 1][i - 1]`.
    pub heatmap: [[u64; 5]; 5],
    /// The largest residual score of each category.
    pub category_max_residual: BTreeMap<String, f64>,
    /// Risks whose inherent level is high or critical without an emergency plan, by id.
    pub missing_emergency_plan: Vec<String>,
}

/// To how many decimals residual scores are compared.
const DIGITS: u32 = 9;

/// The level of a score in units of 10^-9.
fn level(score: Decimal) -> RiskLevel {
    let reached = BANDS.iter().filter(|(_, min)| Decimal::from(*min) <= score).count();
    match reached {
        0 | 1 => RiskLevel::Low,
        2 => RiskLevel::Medium,
        3 => RiskLevel::High,
        _ => RiskLevel::Critical,
    }
}

impl RiskLevel {
    /// The score from which it holds.
    fn min(self) -> u64 {
        let place = match self {
            Self::Low => 0,
            Self::Medium => 1,
            Self::High => 2,
            Self::Critical => 3,
        };
        BANDS.get(place).map_or(1, |(_, min)| *min)
    }
}

/// The register: each risk assessed, the heat map, the worst of each category, the plans that are missing.
///
/// ```
/// use mercato_risk::{RegisterInput, Risk, RiskLevel, register};
/// let risk = |id: &str, likelihood, impact, control| Risk {
///     id: id.to_owned(),
///     category: "supply".to_owned(),
///     likelihood,
///     impact,
///     control_effectiveness: Some(control),
///     has_emergency_plan: false,
/// };
/// let answer = register(&RegisterInput { risks: vec![risk("fire", 2, 5, 0.5), risk("strike", 5, 5, 0.8)] })?;
/// // 25 (1 - 0.8) is 5 and medium, though doubles make 4.999999999999999 of it; so is 10 (1 - 0.5), and strike is inherently larger
/// assert_eq!((answer.risks[0].id.as_str(), answer.risks[0].residual_score), ("strike", 5.0));
/// assert_eq!(answer.risks[0].residual_level, RiskLevel::Medium);
/// assert_eq!(answer.missing_emergency_plan, ["fire", "strike"]);
/// # Ok::<(), mercato_risk::RiskError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty list, a rating outside 1 to 5, an effectiveness outside 0 to 1, a blank id or category;
/// `duplicate_id`.
pub fn register(input: &RegisterInput) -> Result<RiskRegister, RiskError> {
    check::not_empty("risks", &input.risks)?;
    check::unique("risks", input.risks.iter().map(|risk| risk.id.as_str()))?;
    let mut heatmap = [[0_u64; 5]; 5];
    let mut category_max_residual: BTreeMap<String, f64> = BTreeMap::new();
    let mut missing_emergency_plan = Vec::new();
    let mut assessed: Vec<(Decimal, AssessedRisk)> = Vec::with_capacity(input.risks.len());
    for (index, risk) in input.risks.iter().enumerate() {
        let (rounded, one) = assess(risk).map_err(|error| error.at("risks", index))?;
        let place = |rating: u32| usize::try_from(rating).unwrap_or(0).saturating_sub(1);
        let cell = heatmap.get_mut(place(risk.likelihood)).and_then(|row| row.get_mut(place(risk.impact)));
        if let Some(count) = cell {
            *count = count.saturating_add(1);
        }
        category_max_residual
            .entry(risk.category.clone())
            .and_modify(|most| *most = most.max(one.residual_score))
            .or_insert(one.residual_score);
        if one.inherent_level >= RiskLevel::High && !risk.has_emergency_plan {
            missing_emergency_plan.push(risk.id.clone());
        }
        assessed.push((rounded, one));
    }
    missing_emergency_plan.sort_unstable();
    assessed.sort_by(|(a_residual, a), (b_residual, b)| {
        b_residual.cmp(a_residual).then_with(|| b.inherent_score.cmp(&a.inherent_score)).then_with(|| a.id.cmp(&b.id))
    });
    let risks = assessed.into_iter().map(|(_, one)| one).collect();
    Ok(RiskRegister { risks, heatmap, category_max_residual, missing_emergency_plan })
}

/// The residual score to be compared, and the assessment.
fn assess(risk: &Risk) -> Result<(Decimal, AssessedRisk), Error> {
    let likelihood = check::rating("likelihood", risk.likelihood, SCALE)?;
    let impact = check::rating("impact", risk.impact, SCALE)?;
    if risk.category.trim().is_empty() {
        return Err(Error::invalid("category", format_args!("{:?}", risk.category), "must not be blank"));
    }
    let control = risk.control_effectiveness.unwrap_or_default();
    let share = Exact::from_f64_shortest(control)
        .filter(|share| !share.is_negative() && *share <= Exact::ONE)
        .ok_or_else(|| Error::invalid("control_effectiveness", control, "must be from 0 to 1"))?;
    let inherent = likelihood.saturating_mul(impact);
    let residual = Exact::from(inherent) * (Exact::ONE - share);
    let rounded = residual.round("residual_score", DIGITS, Rounding::HalfUp)?;
    let residual_level = level(rounded);
    let lower = (residual_level > RiskLevel::Low).then(|| {
        let kept = Exact::from(residual_level.min()).checked_div(&Exact::from(inherent)).unwrap_or(Exact::ONE);
        (Exact::ONE - kept).to_f64("lower_level_above")
    });
    let assessed = AssessedRisk {
        id: risk.id.clone(),
        inherent_score: inherent,
        residual_score: residual.to_f64("residual_score")?,
        inherent_level: level(Decimal::from(inherent)),
        residual_level,
        lower_level_above: lower.transpose()?,
    };
    Ok((rounded, assessed))
}

// the heat map is as wide as the scale, and the order of levels is that of the bands
const _: () = assert!(SCALE == 5 && BANDS.len() == 4);
