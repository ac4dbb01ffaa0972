//! Did the experiment split its traffic as planned? A sample ratio mismatch means that the experiment itself is broken.
//!
//! Pearson's chi-square of the observed counts against total x ratio / sum of ratios (Pearson 1900), with k - 1 degrees of
//! freedom; a mismatch is called below p = 0.001, as Fabijan et al. 2019 ("Diagnosing sample ratio mismatch in online
//! controlled experiments", KDD) advise: with so strict a level, an alarm is a fault in assignment, logging or filtering, and
//! the experiment's results must not be read.

use crate::error::KpiError;
use crate::level::{positive, within_f64};
use crate::quantity::rate;
use mercato_core::{Error, Exact};
use mercato_numeric::distribution::ChiSquared;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// Below this p-value the split is not the one planned.
const MISMATCH_BELOW: f64 = 0.001;

/// What [`sample_ratio_mismatch`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SampleRatioMismatchInput {
    /// Units counted in each arm, at least two arms.
    pub observed: Vec<u64>,
    /// Planned weight of each arm, in the same order, each above 0; they need not sum to 1.
    pub expected_ratio: Vec<f64>,
}

/// What [`sample_ratio_mismatch`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SampleRatioMismatch {
    /// Pearson's statistic; null if nothing was observed.
    pub chi_square: Option<f64>,
    /// Arms - 1.
    pub degrees_of_freedom: u64,
    /// Probability of such a split by chance; 1 if nothing was observed.
    pub p_value: f64,
    /// Is it below 0.001?
    pub mismatch: bool,
}

/// Did each arm of the experiment get its planned share?
///
/// `chi_square = sum (O - E)^2 / E`, `E = total x ratio / sum of ratios`; a ratio counts as the decimal that it prints as, so
/// that a split exactly as planned gives exactly 0.
///
/// ```
/// use mercato_kpi::{SampleRatioMismatchInput, sample_ratio_mismatch};
/// let split = SampleRatioMismatchInput { observed: vec![9000, 1500], expected_ratio: vec![0.9, 0.1] };
/// let test = sample_ratio_mismatch(&split)?;
/// // E = 9450 and 1050: 450^2 / 9450 + 450^2 / 1050 = 214.2857
/// assert!((test.chi_square.unwrap_or_default() - 1500.0 / 7.0).abs() < 1e-12);
/// assert!(test.mismatch);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for fewer than two arms, lists of different lengths, or a ratio that is not positive and finite;
/// `overflow` if the counts sum to 2^64 or more, or the statistic leaves the range of a double.
pub fn sample_ratio_mismatch(input: &SampleRatioMismatchInput) -> Result<SampleRatioMismatch, KpiError> {
    let arms = input.observed.len();
    if arms < 2 {
        return Err(Error::invalid("observed", arms, "arms given, at least 2 needed").into());
    }
    if input.expected_ratio.len() != arms {
        let reason = format!("ratios given for {arms} arms");
        return Err(Error::invalid("expected_ratio", input.expected_ratio.len(), reason).into());
    }
    let mut total = 0_u64;
    for count in &input.observed {
        let sum = total.checked_add(*count);
        total = sum.ok_or_else(|| Error::overflow("observed", "the sum of the counts", "64 bits"))?;
    }
    let mut ratios = Vec::with_capacity(arms);
    for (index, ratio) in input.expected_ratio.iter().enumerate() {
        let path = format!("expected_ratio[{index}]");
        let ratio = Exact::from_f64_shortest(positive(&path, *ratio)?);
        ratios.push(ratio.ok_or_else(|| Error::invalid(path, "the ratio", "must be finite"))?);
    }
    let degrees_of_freedom = u64::try_from(arms).unwrap_or(u64::MAX).saturating_sub(1);
    if total == 0 {
        return Ok(SampleRatioMismatch { chi_square: None, degrees_of_freedom, p_value: 1.0, mismatch: false });
    }
    let chi_square = chi_square(&input.observed, &Exact::from(total), &ratios)?;
    let p_value = ChiSquared::new(degrees_of_freedom as f64).map_err(KpiError::numeric("observed"))?.sf(chi_square);
    let mismatch = p_value < MISMATCH_BELOW;
    Ok(SampleRatioMismatch { chi_square: Some(chi_square), degrees_of_freedom, p_value, mismatch })
}

/// `sum (O R - T r)^2 / (T R r)`, R the sum of the ratios, T the total: each term exact, all of one sign.
fn chi_square(observed: &[u64], total: &Exact, ratios: &[Exact]) -> Result<f64, KpiError> {
    let whole = ratios.iter().fold(Exact::ZERO, |sum, ratio| &sum + ratio);
    let mut sum = Sum::new();
    for (count, ratio) in observed.iter().zip(ratios) {
        let gap = &(&Exact::from(*count) * &whole) - &(total * ratio);
        let expected = &(total * &whole) * ratio;
        sum.add(rate("chi_square", &(&gap * &gap), &expected)?.unwrap_or(0.0));
    }
    Ok(within_f64("chi_square", sum.value())?)
}
