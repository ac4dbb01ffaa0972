//! What contradicts the policy in a catalogue, and what does a list of changes do about it?
//!
//! [`check`] puts parity, limits and agreements of one policy into one list, by kind, thing and name. [`check_delta`] applies changes
//! in their order and tells which conflicts they open and close: the difference of the two full lists, found by looking only at the
//! things whose offers change.
//!
//! One call checks one list; a program that checks again and again compiles a [`Checker`], and holds a
//! [`LiveCheck`](crate::LiveCheck) for changes. Limits: at most [`MAX_CONFLICTS`] conflicts an answer.

use crate::checker::table::OfferTable;
use crate::checker::{Change, Checker, Delta};
use crate::conflict::{Conflict, ConflictKind};
use crate::error::ChannelError;
use crate::offer::Offer;
use crate::parity::MAX_CONFLICTS;
use crate::rule_set::RuleSet;
use chrono::{DateTime, FixedOffset};
use mercato_core::TimestampString;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What [`check`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckInput {
    /// The offers.
    pub offers: Vec<Offer>,
    /// The policy.
    pub rule_set: RuleSet,
    /// The instant at which it is asked.
    #[serde(with = "TimestampString")]
    pub as_of: DateTime<FixedOffset>,
}

/// Every conflict.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Check {
    /// The conflicts, by kind, thing and name.
    pub conflicts: Vec<Conflict>,
    /// How many there are of each kind that occurs.
    pub counts: BTreeMap<ConflictKind, usize>,
}

/// What [`check_delta`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckDeltaInput {
    /// The offers before the changes.
    pub offers: Vec<Offer>,
    /// The policy.
    pub rule_set: RuleSet,
    /// The instant at which it is asked.
    #[serde(with = "TimestampString")]
    pub as_of: DateTime<FixedOffset>,
    /// The changes, in the order in which they are made.
    pub changes: Vec<Change>,
}

fn checker(rule_set: &RuleSet, as_of: &DateTime<FixedOffset>) -> Result<Checker, ChannelError> {
    let mistakes = rule_set.mistakes().into_iter().map(|mistake| mistake.within("rule_set")).collect();
    ChannelError::all(mistakes)?;
    Checker::new(rule_set, as_of)
}

/// What contradicts the policy?
///
/// ```
/// use mercato_channel::{CheckInput, ConflictKind, check};
/// let input: CheckInput = serde_json::from_str(
///     r#"{"offers": [
///           {"offer_id": "a", "sku": "lamp", "channel_id": "tmall", "currency": "CNY", "price": "200.00", "brand": "lumen"},
///           {"offer_id": "b", "sku": "lamp", "channel_id": "jd", "currency": "CNY", "price": "180.00", "brand": "lumen"}],
///         "rule_set": {
///           "parity": {"tolerance_percent": "0.05"},
///           "map_rules": [{"rule_id": "m", "currency": "CNY", "map": "190.00"}],
///           "agreements": [{"agreement_id": "g", "type": "exclusive", "channels": ["tmall"], "scope": {"brand": "lumen"}}]},
///         "as_of": "2026-11-11T00:00:00+08:00"}"#,
/// )?;
/// let kinds: Vec<ConflictKind> = check(&input)?.conflicts.iter().map(|conflict| conflict.kind).collect();
/// assert_eq!(kinds, [ConflictKind::BelowMap, ConflictKind::OutsideExclusiveChannel, ConflictKind::PriceParity]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Every mistake of the policy, see [`RuleSet::check`]; `invalid_argument` for an offer that is not valid; `duplicate_id` for an offer
/// twice; `currency_mismatch` where offers differ in currency and the policy names none to compare in, or where an offer and its
/// limit do; `not_found` for a rate that is missing; `unsupported` for more than [`MAX_CONFLICTS`] conflicts.
pub fn check(input: &CheckInput) -> Result<Check, ChannelError> {
    let checker = checker(&input.rule_set, &input.as_of)?;
    let conflicts: Vec<Conflict> =
        checker.check_at_most(OfferTable::from_offers(&input.offers)?, MAX_CONFLICTS)?.collect();
    let mut counts = BTreeMap::new();
    for conflict in &conflicts {
        let count: &mut usize = counts.entry(conflict.kind).or_default();
        *count = count.saturating_add(1);
    }
    Ok(Check { conflicts, counts })
}

/// Which conflicts do the changes open, and which do they close?
///
/// ```
/// use mercato_channel::{CheckDeltaInput, check_delta};
/// let input: CheckDeltaInput = serde_json::from_str(
///     r#"{"offers": [
///           {"offer_id": "a", "sku": "tea", "channel_id": "tmall", "currency": "CNY", "price": "20.00"},
///           {"offer_id": "b", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "20.00"}],
///         "rule_set": {"parity": {}}, "as_of": "2026-11-11T00:00:00+08:00",
///         "changes": [{"type": "upsert",
///           "offer": {"offer_id": "b", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "19.00"}}]}"#,
/// )?;
/// let delta = check_delta(&input)?;
/// assert_eq!((delta.opened.len(), delta.closed.len(), delta.touched_skus), (1, 0, vec!["tea".to_owned()]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`check`], before and after the changes; `not_found` for the removal of an offer that is not there.
pub fn check_delta(input: &CheckDeltaInput) -> Result<Delta, ChannelError> {
    let mut live = checker(&input.rule_set, &input.as_of)?.watch(input.offers.clone())?;
    if live.open() > MAX_CONFLICTS {
        return Err(crate::parity::too_many().into());
    }
    live.apply_all(input.changes.clone())
}
