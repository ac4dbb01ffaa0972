//! Where do people leave? Step rates of a funnel of counts.
//!
//! `step_rate = count_i / count_(i-1)` (the first step divides by itself), `overall_rate = count_i / count_0`,
//! `drop_off = count_(i-1) - count_i`, `drop_off_rate = drop_off / count_(i-1)`; the largest drop-off is the step with the
//! largest absolute loss, the first of equals.
//!
//! Source: definition; Google Analytics help, "Funnel exploration" (closed funnel: completion and abandonment rate).
//! Limits: the counts must be of the same people; see [`event_funnel`](crate::event_funnel()) for counts out of raw events.

use crate::check::{not_empty, unique};
use crate::error::KpiError;
use crate::quantity::{rate, rate_of};
use mercato_core::{Error, Exact};
use serde::{Deserialize, Serialize};

/// A step and how many reached it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FunnelStep {
    /// The step's name, unique in the funnel.
    pub name: String,
    /// How many reached it.
    pub count: u64,
}

/// What [`funnel`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FunnelInput {
    /// The steps in their order, at least one.
    pub steps: Vec<FunnelStep>,
    /// May a later step have more than the one before (an open funnel)? No if left out.
    pub allow_increase: Option<bool>,
}

/// A step of a [`FunnelReport`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct FunnelStepReport {
    /// The step's name.
    pub name: String,
    /// How many reached it.
    pub count: u64,
    /// Share of the step before; `None` if nobody was there.
    pub step_rate: Option<f64>,
    /// Share of the first step; `None` if nobody was there.
    pub overall_rate: Option<f64>,
    /// How many fewer than at the step before; negative for an increase, 0 for the first step.
    pub drop_off: i128,
    /// The same as a share of the step before; `None` if nobody was there.
    pub drop_off_rate: Option<f64>,
}

/// A funnel with its rates.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct FunnelReport {
    /// The steps, in the order given.
    pub steps: Vec<FunnelStepReport>,
    /// Share of the first step that reached the last; `None` if nobody was at the first.
    pub overall_rate: Option<f64>,
    /// The step that lost most people on the way to it; `None` if none did.
    pub largest_drop_off: Option<String>,
}

/// The rates of a funnel of counts.
///
/// ```
/// use mercato_kpi::{FunnelInput, FunnelStep, funnel};
/// let step = |name: &str, count| FunnelStep { name: name.into(), count };
/// let steps = vec![step("visit", 1_000), step("cart", 200), step("pay", 50)];
/// let report = funnel(&FunnelInput { steps, allow_increase: None })?;
/// assert_eq!(report.overall_rate, Some(0.05));
/// assert_eq!(report.steps[2].step_rate, Some(0.25));
/// assert_eq!(report.largest_drop_off.as_deref(), Some("cart"));
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no steps, or a count that rises without `allow_increase`; `duplicate_id` for a name twice.
pub fn funnel(input: &FunnelInput) -> Result<FunnelReport, KpiError> {
    not_empty("steps", &input.steps)?;
    unique(input.steps.iter().map(|step| step.name.as_str()), |index| format!("steps[{index}].name"))?;
    let first = input.steps.first().map_or(0, |step| step.count);
    let mut previous = first;
    let mut largest: Option<(i128, &str)> = None;
    let mut steps = Vec::with_capacity(input.steps.len());
    for (index, FunnelStep { name, count }) in input.steps.iter().enumerate() {
        if *count > previous && !input.allow_increase.unwrap_or(false) {
            let reason = format!("is more than the {previous} of the step before");
            return Err(Error::invalid("count", count, reason).at("steps", index).into());
        }
        let drop_off = i128::from(previous).saturating_sub((*count).into());
        if drop_off > largest.map_or(0, |(loss, _)| loss) {
            largest = Some((drop_off, name));
        }
        steps.push(FunnelStepReport {
            name: name.clone(),
            count: *count,
            step_rate: rate_of("step_rate", *count, previous)?,
            overall_rate: rate_of("overall_rate", *count, first)?,
            drop_off,
            drop_off_rate: rate("drop_off_rate", &Exact::from(drop_off), &Exact::from(previous))?,
        });
        previous = *count;
    }
    Ok(FunnelReport {
        steps,
        overall_rate: rate_of("overall_rate", previous, first)?,
        largest_drop_off: largest.map(|(_, name)| name.to_owned()),
    })
}
