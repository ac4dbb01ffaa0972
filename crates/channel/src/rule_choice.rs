//! Which rule speaks for a case, where several match?
//!
//! Of the rules that are in force and match: the highest `priority`; then the most specific scope, by the sum of the weights of
//! what it names (thing 16, pair of channels 8, brand 4, category 2, channel 1, territory 1); then the deeper category; then the
//! smallest `rule_id`, bytewise. A rule is in force from `effective_from` until before `effective_to`.
//!
//! The weights are powers of two but for the last two, so what is more specific always goes before any number of things that are
//! less so: the order of condition tables in commerce systems, written down.

use crate::check;
use crate::error::ChannelError;
use crate::scope::{Facets, Scope};
use chrono::{DateTime, FixedOffset};
use mercato_core::{Error, OptionalTimestampString, TimestampString};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;

/// A rule by name: where it holds, when, and how strong it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyRule {
    /// The rule's name, unique in its list.
    pub rule_id: String,
    /// What it speaks of; everything if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Scope>"))]
    pub scope: Scope,
    /// The higher goes first; 0 if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<i64>"))]
    pub priority: i64,
    /// The first instant at which it holds; from ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<DateTime<FixedOffset>>,
    /// The first instant at which it holds no more; for ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<DateTime<FixedOffset>>,
}

/// What [`resolve_policy`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ResolvePolicyInput {
    /// The rules.
    pub rules: Vec<PolicyRule>,
    /// The case, described as a scope is.
    pub target: Scope,
    /// The instant at which it is asked.
    #[serde(with = "TimestampString")]
    pub as_of: DateTime<FixedOffset>,
}

/// Which rule speaks, and which would if it did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ResolvedPolicy {
    /// The rule that speaks; none if none matches.
    pub rule_id: Option<String>,
    /// Every rule in force that matches, the best first.
    pub candidates: Vec<String>,
}

/// The rank of a rule among others: the smallest speaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank<'a>(Reverse<i64>, Reverse<u32>, Reverse<usize>, &'a str);

/// The rank of a rule with this scope, priority and name.
pub(crate) fn rank<'a>(priority: i64, scope: &Scope, rule_id: &'a str) -> Rank<'a> {
    Rank(Reverse(priority), Reverse(scope.weight()), Reverse(scope.depth()), rule_id)
}

/// Refuses a scope or a window that can hold nothing.
pub(crate) fn check_rule(
    scope: &Scope,
    from: Option<DateTime<FixedOffset>>,
    to: Option<DateTime<FixedOffset>>,
) -> Result<(), Error> {
    scope.check()?;
    check::window("effective_to", from, to).map(|_| ())
}

/// Is a rule with these instants in force at `as_of`?
pub(crate) fn in_force(
    from: Option<DateTime<FixedOffset>>,
    to: Option<DateTime<FixedOffset>>,
    as_of: &DateTime<FixedOffset>,
) -> bool {
    from.is_none_or(|from| from <= *as_of) && to.is_none_or(|to| *as_of < to)
}

/// Which rule speaks for the case?
///
/// ```
/// use mercato_channel::{ResolvePolicyInput, resolve_policy};
/// let input: ResolvePolicyInput = serde_json::from_str(
///     r#"{"rules": [{"rule_id": "all"}, {"rule_id": "lamps", "scope": {"category": "home/lighting"}}],
///         "target": {"sku": "lamp", "category": "home/lighting/desk"}, "as_of": "2026-11-11T00:00:00+08:00"}"#,
/// )?;
/// assert_eq!(resolve_policy(&input)?.candidates, ["lamps", "all"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a window that ends before it starts, a blank id, a pair of one channel; `duplicate_id` for a rule twice.
pub fn resolve_policy(input: &ResolvePolicyInput) -> Result<ResolvedPolicy, ChannelError> {
    for (index, rule) in input.rules.iter().enumerate() {
        check_rule(&rule.scope, rule.effective_from, rule.effective_to).map_err(|error| error.at("rules", index))?;
    }
    check::unique("rules", "rule_id", input.rules.iter().map(|rule| rule.rule_id.as_str()))?;
    let target: Facets<'_> = input.target.facets();
    let mut matching: Vec<&PolicyRule> = input
        .rules
        .iter()
        .filter(|rule| in_force(rule.effective_from, rule.effective_to, &input.as_of) && rule.scope.matches(&target))
        .collect();
    matching.sort_unstable_by_key(|rule| rank(rule.priority, &rule.scope, &rule.rule_id));
    let candidates: Vec<String> = matching.into_iter().map(|rule| rule.rule_id.clone()).collect();
    Ok(ResolvedPolicy { rule_id: candidates.first().cloned(), candidates })
}
