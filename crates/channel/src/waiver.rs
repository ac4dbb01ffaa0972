//! Which conflicts are known and suffered, by whom, until when?
//!
//! A waiver in force matches a conflict where each filter that it has matches: kinds, names, things, and `max_magnitude_ratio` (the
//! conflict is no larger; one without a ratio does not match). Of several, the smallest `waiver_id` is named. A waiver has a reason
//! that is not blank, and should have an end: one that has ended suppresses nothing and is listed, so that nobody forgets it.

use crate::check::{finite_non_negative, not_blank, unique, window};
use crate::error::ChannelError;
use crate::rule_choice::in_force;
use chrono::{DateTime, FixedOffset};
use mercato_core::{Error, OptionalTimestampString, Sku, TimestampString};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A conflict as a waiver sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WaivableConflict {
    /// Its stable name, unique in its list.
    pub conflict_id: String,
    /// Its kind.
    pub kind: String,
    /// The thing.
    pub sku: Sku,
    /// How large it is, as a fraction; the sign does not matter.
    pub magnitude_ratio: Option<f64>,
}

/// What is suffered, why, and until when. A filter that is left out lets everything through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The waiver's name, unique in its list.
    pub waiver_id: String,
    /// Why; not blank.
    pub reason: String,
    /// These kinds alone.
    pub kinds: Option<Vec<String>>,
    /// These conflicts alone.
    pub conflict_ids: Option<Vec<String>>,
    /// These things alone.
    pub skus: Option<Vec<Sku>>,
    /// No conflict larger than this, at least 0.
    pub max_magnitude_ratio: Option<f64>,
    /// The first instant at which it holds; from ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<DateTime<FixedOffset>>,
    /// The first instant at which it holds no more; for ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<DateTime<FixedOffset>>,
}

/// What [`apply_waivers`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApplyWaiversInput {
    /// The conflicts.
    pub conflicts: Vec<WaivableConflict>,
    /// The waivers.
    pub waivers: Vec<Waiver>,
    /// The instant at which it is asked.
    #[serde(with = "TimestampString")]
    pub as_of: DateTime<FixedOffset>,
}

/// What is left after the waivers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct WaivedConflicts {
    /// The conflicts that no waiver matches, in the order given.
    pub open: Vec<String>,
    /// The others, in the order given.
    pub suppressed: Vec<SuppressedConflict>,
    /// Waivers that have ended, sorted.
    pub expired_waivers: Vec<String>,
    /// Waivers in force that nothing is suppressed by, sorted.
    pub unused_waivers: Vec<String>,
}

/// A conflict and the waiver that suppresses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SuppressedConflict {
    /// The conflict.
    pub conflict_id: String,
    /// The waiver.
    pub waiver_id: String,
}

impl Waiver {
    fn check(&self) -> Result<(), Error> {
        not_blank("reason", &self.reason)?;
        if let Some(most) = self.max_magnitude_ratio {
            finite_non_negative("max_magnitude_ratio", most)?;
        }
        window("effective_to", self.effective_from, self.effective_to).map(|_| ())
    }
}

/// A waiver's filters, ready to be asked.
struct Filters<'a> {
    waiver: &'a Waiver,
    kinds: Option<BTreeSet<&'a str>>,
    conflict_ids: Option<BTreeSet<&'a str>>,
    skus: Option<BTreeSet<&'a str>>,
}

impl<'a> Filters<'a> {
    fn new(waiver: &'a Waiver) -> Self {
        let set =
            |names: &'a Option<Vec<String>>| names.as_ref().map(|names| names.iter().map(String::as_str).collect());
        Self {
            waiver,
            kinds: set(&waiver.kinds),
            conflict_ids: set(&waiver.conflict_ids),
            skus: waiver.skus.as_ref().map(|skus| skus.iter().map(Sku::as_str).collect()),
        }
    }

    fn match_all(&self, conflict: &WaivableConflict) -> bool {
        let lets = |names: &Option<BTreeSet<&str>>, name: &str| names.as_ref().is_none_or(|names| names.contains(name));
        lets(&self.kinds, &conflict.kind)
            && lets(&self.conflict_ids, &conflict.conflict_id)
            && lets(&self.skus, conflict.sku.as_str())
            && self
                .waiver
                .max_magnitude_ratio
                .is_none_or(|most| conflict.magnitude_ratio.is_some_and(|ratio| ratio.abs() <= most))
    }
}

/// Which conflicts are open after the waivers?
///
/// ```
/// use mercato_channel::{ApplyWaiversInput, apply_waivers};
/// let input: ApplyWaiversInput = serde_json::from_str(
///     r#"{"conflicts": [{"conflict_id": "c1", "kind": "price_parity", "sku": "tea", "magnitude_ratio": 0.04},
///                       {"conflict_id": "c2", "kind": "price_parity", "sku": "tea", "magnitude_ratio": 0.20}],
///         "waivers": [{"waiver_id": "w1", "reason": "launch week", "skus": ["tea"], "max_magnitude_ratio": 0.05},
///                     {"waiver_id": "w0", "reason": "last year's fair", "effective_to": "2025-12-01T00:00:00+08:00"}],
///         "as_of": "2026-11-11T00:00:00+08:00"}"#,
/// )?;
/// let left = apply_waivers(&input)?;
/// assert_eq!((left.open, left.expired_waivers), (vec!["c2".to_owned()], vec!["w0".to_owned()]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a blank reason, a window that ends before it starts, a ratio that is not finite or a limit below 0;
/// `duplicate_id` for a conflict or a waiver twice.
pub fn apply_waivers(input: &ApplyWaiversInput) -> Result<WaivedConflicts, ChannelError> {
    for (index, conflict) in input.conflicts.iter().enumerate() {
        if let Some(ratio) = conflict.magnitude_ratio {
            finite_non_negative("magnitude_ratio", ratio.abs()).map_err(|error| error.at("conflicts", index))?;
        }
    }
    unique("conflicts", "conflict_id", input.conflicts.iter().map(|conflict| conflict.conflict_id.as_str()))?;
    for (index, waiver) in input.waivers.iter().enumerate() {
        waiver.check().map_err(|error| error.at("waivers", index))?;
    }
    unique("waivers", "waiver_id", input.waivers.iter().map(|waiver| waiver.waiver_id.as_str()))?;

    let mut active: Vec<Filters<'_>> = input
        .waivers
        .iter()
        .filter(|waiver| in_force(waiver.effective_from, waiver.effective_to, &input.as_of))
        .map(Filters::new)
        .collect();
    active.sort_unstable_by_key(|filters| filters.waiver.waiver_id.as_str());
    let mut unused: BTreeSet<&str> = active.iter().map(|filters| filters.waiver.waiver_id.as_str()).collect();
    let (mut open, mut suppressed) = (Vec::new(), Vec::new());
    for conflict in &input.conflicts {
        match active.iter().find(|filters| filters.match_all(conflict)) {
            None => open.push(conflict.conflict_id.clone()),
            Some(filters) => {
                let waiver_id = filters.waiver.waiver_id.as_str();
                unused.remove(waiver_id);
                suppressed.push(SuppressedConflict {
                    conflict_id: conflict.conflict_id.clone(),
                    waiver_id: waiver_id.to_owned(),
                });
            }
        }
    }
    let mut expired_waivers: Vec<String> = input
        .waivers
        .iter()
        .filter(|waiver| waiver.effective_to.is_some_and(|end| end <= input.as_of))
        .map(|waiver| waiver.waiver_id.clone())
        .collect();
    expired_waivers.sort_unstable();
    let unused_waivers = unused.into_iter().map(str::to_owned).collect();
    Ok(WaivedConflicts { open, suppressed, expired_waivers, unused_waivers })
}
