//! What has changed since the last check?
//!
//! Conflicts are the same where their names are (see [`conflict_id`](mod@crate::conflict_id)): opened, closed, worsened or improved by
//! more than `epsilon` in the magnitude of their ratio, or unchanged. Ratios are taken as the decimals that were written, so from 0.25
//! to 0.30 is exactly 0.05.

use crate::check::{finite_non_negative, unique};
use crate::error::ChannelError;
use mercato_core::{Error, Exact};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A conflict and how large it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SizedConflict {
    /// Its stable name, unique in its list.
    pub conflict_id: String,
    /// How large it is, as a fraction; the sign does not matter; 0 if left out.
    pub magnitude_ratio: Option<f64>,
}

/// What [`conflict_diff`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConflictDiffInput {
    /// The conflicts of the check before.
    pub before: Vec<SizedConflict>,
    /// The conflicts of this check.
    pub after: Vec<SizedConflict>,
    /// The change up to which a ratio is the same, at least 0; 0 if left out.
    pub epsilon: Option<f64>,
}

/// What has changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ConflictDiff {
    /// Conflicts that there were not before, sorted.
    pub opened: Vec<String>,
    /// Conflicts that there are no more, sorted.
    pub closed: Vec<String>,
    /// Conflicts that are larger, sorted.
    pub worsened: Vec<String>,
    /// Conflicts that are smaller, sorted.
    pub improved: Vec<String>,
    /// How many are neither.
    pub unchanged: usize,
}

/// The magnitudes by name.
fn magnitudes<'a>(list: &str, conflicts: &'a [SizedConflict]) -> Result<BTreeMap<&'a str, Exact>, Error> {
    unique(list, "conflict_id", conflicts.iter().map(|conflict| conflict.conflict_id.as_str()))?;
    let magnitude = |(index, conflict): (usize, &'a SizedConflict)| {
        let ratio = conflict.magnitude_ratio.unwrap_or(0.0).abs();
        finite_non_negative("magnitude_ratio", ratio).map_err(|error| error.at(list, index))?;
        Ok((conflict.conflict_id.as_str(), Exact::from_f64_shortest(ratio).unwrap_or(Exact::ZERO)))
    };
    conflicts.iter().enumerate().map(magnitude).collect()
}

/// What has changed since the last check?
///
/// ```
/// use mercato_channel::{ConflictDiffInput, conflict_diff};
/// let input: ConflictDiffInput = serde_json::from_str(
///     r#"{"before": [{"conflict_id": "a", "magnitude_ratio": 0.10}, {"conflict_id": "b"}],
///         "after": [{"conflict_id": "a", "magnitude_ratio": 0.25}, {"conflict_id": "c"}]}"#,
/// )?;
/// let diff = conflict_diff(&input)?;
/// assert_eq!((diff.opened, diff.closed, diff.worsened), (vec!["c".into()], vec!["b".into()], vec!["a".to_owned()]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a ratio that is not finite, an epsilon below 0, a blank name; `duplicate_id` for a conflict twice in a list.
pub fn conflict_diff(input: &ConflictDiffInput) -> Result<ConflictDiff, ChannelError> {
    let epsilon = input.epsilon.unwrap_or(0.0);
    finite_non_negative("epsilon", epsilon)?;
    let epsilon = Exact::from_f64_shortest(epsilon).unwrap_or(Exact::ZERO);
    let (before, after) = (magnitudes("before", &input.before)?, magnitudes("after", &input.after)?);
    let mut diff = ConflictDiff::default();
    for (id, now) in &after {
        let Some(then) = before.get(id) else {
            diff.opened.push((*id).to_owned());
            continue;
        };
        let change = now - then;
        if change > epsilon {
            diff.worsened.push((*id).to_owned());
        } else if -&change > epsilon {
            diff.improved.push((*id).to_owned());
        } else {
            diff.unchanged = diff.unchanged.saturating_add(1);
        }
    }
    diff.closed = before.keys().filter(|id| !after.contains_key(*id)).map(|id| (*id).to_owned()).collect();
    Ok(diff)
}
