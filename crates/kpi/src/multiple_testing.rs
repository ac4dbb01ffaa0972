//! Which of many p-values still count when all were looked at together?
//!
//! With m p-values in ascending order p(1) <= .. <= p(m), adjusted so that "adjusted <= alpha" is the decision:
//!
//! | method | adjusted p(i) | keeps at alpha | source |
//! |---|---|---|---|
//! | `bonferroni` | m p(i) | the chance of any false alarm | Bonferroni 1936 |
//! | `holm` | max over j <= i of (m - j + 1) p(j) | the same, with more power | Holm 1979 |
//! | `benjamini_hochberg` | min over j >= i of m p(j) / j | the share of false alarms among alarms | Benjamini and Hochberg 1995 |
//! | `benjamini_yekutieli` | the same, times 1 + 1/2 + .. + 1/m | the same under any dependence | Benjamini and Yekutieli 2001 |
//!
//! All at most 1. Equal p-values get equal answers, whatever their order.

use crate::error::KpiError;
use crate::level::{accept, alpha};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// How p-values are adjusted for their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Adjustment {
    /// Times their number.
    Bonferroni,
    /// Step-down Bonferroni.
    Holm,
    /// False discovery rate, independent or positively dependent tests.
    BenjaminiHochberg,
    /// False discovery rate, any dependence.
    BenjaminiYekutieli,
}

/// What [`adjust_p_values`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AdjustPValuesInput {
    /// The p-values, each in \[0, 1\].
    pub p_values: Vec<f64>,
    /// How they are adjusted.
    pub method: Adjustment,
    /// The level of the decision, in (0, 1), default 0.05.
    pub alpha: Option<f64>,
}

/// What [`adjust_p_values`] answers, in the order of the input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AdjustedPValues {
    /// The adjusted p-values, none below its raw one.
    pub adjusted: Vec<f64>,
    /// Is it at most alpha?
    pub reject: Vec<bool>,
}

/// Which of these p-values count, given that there are so many?
///
/// The formulas are those of the [module](self).
///
/// ```
/// use mercato_kpi::{AdjustPValuesInput, Adjustment, adjust_p_values};
/// let input = AdjustPValuesInput { p_values: vec![0.04, 0.01, 0.03], method: Adjustment::Holm, alpha: None };
/// let answer = adjust_p_values(&input)?;
/// assert_eq!(answer.adjusted, [0.06, 0.03, 0.06]);
/// assert_eq!(answer.reject, [false, true, false]);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a p-value outside \[0, 1\] (path `p_values[i]`) or alpha outside (0, 1).
///
/// # Complexity
/// O(m log m) time, O(m) memory.
pub fn adjust_p_values(input: &AdjustPValuesInput) -> Result<AdjustedPValues, KpiError> {
    let alpha = alpha(input.alpha)?;
    let checked =
        input.p_values.iter().enumerate().map(|(index, p)| {
            accept(&format!("p_values[{index}]"), *p, (0.0..=1.0).contains(p), "must be from 0 to 1")
        });
    let p_values = checked.collect::<Result<Vec<f64>, Error>>()?;
    let adjusted = adjust(&p_values, input.method);
    let reject = adjusted.iter().map(|p| *p <= alpha).collect();
    Ok(AdjustedPValues { adjusted, reject })
}

/// The adjusted p-values in the order of the raw ones.
pub(crate) fn adjust(p_values: &[f64], method: Adjustment) -> Vec<f64> {
    let count = p_values.len() as f64;
    // rank (from 1) and place in the input
    let mut ascending: Vec<(f64, usize)> = p_values.iter().copied().zip(0..).collect();
    ascending.sort_by(|(p, _), (q, _)| p.total_cmp(q));
    let ranked = ascending.iter().zip(1_u32..).map(|((p, place), rank)| (*p, *place, f64::from(rank)));
    let mut adjusted = vec![0.0; p_values.len()];
    let mut put = |place: usize, value: f64| {
        if let Some(slot) = adjusted.get_mut(place) {
            *slot = value;
        }
    };
    match method {
        Adjustment::Bonferroni => ranked.for_each(|(p, place, _)| put(place, (count * p).min(1.0))),
        Adjustment::Holm => {
            let mut running = 0.0_f64;
            for (p, place, rank) in ranked {
                running = running.max((count - rank + 1.0) * p).min(1.0);
                put(place, running);
            }
        }
        Adjustment::BenjaminiHochberg | Adjustment::BenjaminiYekutieli => {
            let factor = match method {
                Adjustment::BenjaminiYekutieli => harmonic(p_values.len()),
                _ => 1.0,
            };
            let mut running = 1.0_f64;
            let descending: Vec<_> = ranked.collect();
            for (p, place, rank) in descending.into_iter().rev() {
                // p x m / m may round below p
                running = running.min((factor * count * p / rank).max(p));
                put(place, running);
            }
        }
    }
    adjusted
}

/// `1 + 1/2 + .. + 1/m`, the smallest terms first.
fn harmonic(m: usize) -> f64 {
    (1..=m).rev().map(|i| 1.0 / i as f64).sum()
}
