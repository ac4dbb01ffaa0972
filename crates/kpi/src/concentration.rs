//! On how few does it rest? Concentration of sales over customers, products or channels.
//!
//! With shares `s = x / sum x` and the values in ascending order:
//!
//! ```text
//! HHI  = sum s^2, 1/n (all alike) to 1 (one has all)             effective number = 1 / HHI
//! Gini = sum_i (2i - n - 1) x_(i) / (n sum x), 0 to (n - 1)/n
//! top share = share of the ceil(n x top_fraction) largest
//! ```
//!
//! Sources: Herfindahl (1950), Concentration in the steel industry; Gini (1912) in the form of Sen (1973), On Economic Inequality;
//! the top share is Pareto's question. Limits: the Gini coefficient of a small sample is biased towards 0 by the factor (n - 1)/n.
//!
//! Sums are compensated and taken in descending order, so that the order of the input never matters.

use crate::check::not_empty;
use crate::error::KpiError;
use crate::quantity::ExactNumber;
use mercato_core::{Error, Exact, Rounding};
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// What [`concentration`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConcentrationInput {
    /// The values, at least one, each at least 0.
    pub values: Vec<f64>,
    /// Which part of the values is the top, above 0, at most 1; 0.2 if left out.
    pub top_fraction: Option<ExactNumber>,
}

/// How concentrated values are; `None` where all are 0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Concentration {
    /// The sum.
    pub total: f64,
    /// The Herfindahl-Hirschman index, 1/n..=1.
    pub hhi: Option<f64>,
    /// The Gini coefficient, 0..1.
    pub gini: Option<f64>,
    /// The share of the largest values, 0..=1.
    pub top_share: Option<f64>,
    /// How many equal values would be as concentrated: 1 / HHI.
    pub effective_number: Option<f64>,
}

fn sum(values: impl Iterator<Item = f64>) -> f64 {
    values.collect::<Sum>().value()
}

/// How concentrated values are. O(n log n) for the sort.
///
/// ```
/// use mercato_kpi::{ConcentrationInput, concentration};
/// let sales = concentration(&ConcentrationInput { values: vec![10.0, 70.0, 10.0, 10.0], top_fraction: None })?;
/// assert_eq!(sales.hhi, Some(0.52)); // 0.49 + 3 x 0.01
/// assert_eq!(sales.gini, Some(0.45)); // (3 x 70 - 3 x 10) / (4 x 100)
/// assert_eq!(sales.top_share, Some(0.7)); // the first of four
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no values, one that is negative or not finite, a fraction outside its range; `overflow` for a total
/// beyond the largest double.
pub fn concentration(input: &ConcentrationInput) -> Result<Concentration, KpiError> {
    not_empty("values", &input.values)?;
    for (index, value) in input.values.iter().enumerate() {
        if !value.is_finite() || *value < 0.0 {
            return Err(Error::invalid(format!("values[{index}]"), value, "must be finite and at least 0").into());
        }
    }
    let top = top_count(input)?;
    let mut values = input.values.clone();
    values.sort_unstable_by(f64::total_cmp);
    let total = sum(values.iter().rev().copied());
    if !total.is_finite() {
        return Err(Error::overflow("total", "the sum", "a 64-bit float").into());
    }
    let largest = values.last().copied().unwrap_or(0.0);
    if largest == 0.0 {
        return Ok(Concentration { total: 0.0, hhi: None, gini: None, top_share: None, effective_number: None });
    }
    // near 1 the squares neither overflow nor vanish; a power of two loses no digit
    let (_, exponent) = libm::frexp(largest);
    for value in &mut values {
        *value = libm::scalbn(*value, exponent.saturating_neg());
    }
    let (n, whole) = (values.len() as f64, sum(values.iter().rev().copied()));
    let squares = sum(values.iter().rev().map(|value| value * value));
    // rounding may leave the range by a unit in the last place
    let hhi = (squares / whole / whole).clamp(1.0 / n, 1.0);
    // the weights of the i-th largest and the i-th smallest are opposite: no term is negative
    let spread = values.iter().rev().zip(&values).take(values.len() / 2).enumerate();
    let spread = sum(spread.map(|(index, (high, low))| (n - 1.0 - 2.0 * index as f64) * (high - low)));
    let top_share = (sum(values.iter().rev().take(top).copied()) / whole).min(1.0);
    Ok(Concentration {
        total,
        hhi: Some(hhi),
        gini: Some(spread / n / whole),
        top_share: Some(top_share),
        effective_number: Some(1.0 / hhi),
    })
}

/// `ceil(n x top_fraction)`, in decimal: 7 of 100 at 0.07.
fn top_count(input: &ConcentrationInput) -> Result<usize, Error> {
    // a fifth
    let fifth = || Exact::ONE.checked_div(&Exact::from(5)).unwrap_or(Exact::ONE);
    let fraction = input.top_fraction.as_ref().map_or_else(fifth, |fraction| fraction.exact().clone());
    if let Some(given) = &input.top_fraction
        && (fraction.signum() <= 0 || fraction > Exact::ONE)
    {
        return Err(Error::invalid("top_fraction", given, "must be above 0 and at most 1"));
    }
    let count = u64::try_from(input.values.len()).map_or(Exact::ZERO, Exact::from) * fraction;
    let count = count.to_integer(Rounding::Ceil).and_then(|count| usize::try_from(count).ok());
    Ok(count.unwrap_or(input.values.len()))
}
