//! Which way of failing is to be dealt with first?
//!
//! Failure mode and effects analysis rates each mode from 1 to 10 by severity S, occurrence O and (how hard it is to) detect D:
//! `RPN = S x O x D`, and the criticality S x O. The modes come by RPN, then severity (both falling), then id.
//!
//! Source: IEC 60812:2018, annex B. Limits: the ratings are ordinal and their product is not a measure: a severity of 9 or 10 deserves
//! action whatever its RPN (AIAG and VDA, "FMEA Handbook", 2019).

use crate::check;
use crate::error::RiskError;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// A way of failing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FailureMode {
    /// Its name, not blank.
    pub id: String,
    /// How bad it would be, 1 to 10.
    pub severity: u32,
    /// How often it happens, 1 to 10.
    pub occurrence: u32,
    /// How hard it is to notice in time, 1 to 10.
    pub detection: u32,
}

/// What [`fmea`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FmeaInput {
    /// The ways of failing.
    pub items: Vec<FailureMode>,
}

/// How urgent a failure mode is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RankedFailureMode {
    /// The failure mode.
    pub id: String,
    /// The risk priority number, 1 to 1000.
    pub rpn: u64,
    /// Severity times occurrence, 1 to 100.
    pub criticality: u64,
    /// Whether its severity is 9 or 10, which asks for action whatever the product.
    pub severe: bool,
}

/// The failure modes by urgency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Fmea {
    /// The most urgent first.
    pub items: Vec<RankedFailureMode>,
}

/// The highest rating.
const SCALE: u32 = 10;
/// From this severity on a failure endangers people or breaks the law.
const SEVERE: u32 = 9;

/// The failure modes, the most urgent first.
///
/// ```
/// use mercato_risk::{FailureMode, FmeaInput, fmea};
/// let mode = |id: &str, severity, occurrence, detection| FailureMode { id: id.to_owned(), severity, occurrence, detection };
/// let answer = fmea(&FmeaInput { items: vec![mode("leak", 9, 2, 3), mode("label", 3, 6, 4)] })?;
/// assert_eq!((answer.items[0].id.as_str(), answer.items[0].rpn), ("label", 72));
/// assert!(answer.items[1].severe); // 54, and yet
/// # Ok::<(), mercato_risk::RiskError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty list, a rating outside 1 to 10, a blank id; `duplicate_id`.
pub fn fmea(input: &FmeaInput) -> Result<Fmea, RiskError> {
    check::not_empty("items", &input.items)?;
    check::unique("items", input.items.iter().map(|item| item.id.as_str()))?;
    let rank = |(index, item)| ranked(item).map_err(|error| error.at("items", index));
    let mut items: Vec<(u32, RankedFailureMode)> =
        input.items.iter().enumerate().map(rank).collect::<Result<_, _>>()?;
    items.sort_by(|(a_severity, a), (b_severity, b)| {
        b.rpn.cmp(&a.rpn).then_with(|| b_severity.cmp(a_severity)).then_with(|| a.id.cmp(&b.id))
    });
    Ok(Fmea { items: items.into_iter().map(|(_, item)| item).collect() })
}

fn ranked(item: &FailureMode) -> Result<(u32, RankedFailureMode), Error> {
    let severity = check::rating("severity", item.severity, SCALE)?;
    let occurrence = check::rating("occurrence", item.occurrence, SCALE)?;
    let detection = check::rating("detection", item.detection, SCALE)?;
    // at most 100, and 1000
    let criticality = severity.saturating_mul(occurrence);
    let rpn = criticality.saturating_mul(detection);
    let severe = item.severity >= SEVERE;
    Ok((item.severity, RankedFailureMode { id: item.id.clone(), rpn, criticality, severe }))
}
