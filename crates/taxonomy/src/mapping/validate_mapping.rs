//! Is a mapping between two taxonomies whole and sound?
//!
//! Every source must have a rule or be declared unmapped, once, and every target must exist. Each list names an id once, by
//! first appearance, rules before `unmapped`; an id given twice in `from_ids` or `to_ids` counts once. Time: O(n log n). Source:
//! definitions; the rule that a standard for exchange is one that covers and is unambiguous.

use crate::error::TaxonomyError;
use crate::version::remap::RemapRule;
use hashbrown::HashSet;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What [`validate_mapping`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ValidateMappingInput {
    /// The categories of the source.
    pub from_ids: Vec<String>,
    /// The categories of the target.
    pub to_ids: Vec<String>,
    /// The rules.
    pub rules: Vec<RemapRule>,
    /// Sources that have no target on purpose.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub unmapped: Vec<String>,
}

/// What [`validate_mapping`] answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MappingValidation {
    /// All lists but `unused_targets` are empty.
    pub valid: bool,
    /// The share of the sources with a rule that has targets, all of them known; 1 without sources.
    pub coverage: f64,
    /// Sources with neither a rule nor a place in `unmapped`.
    pub missing: Vec<String>,
    /// Ids in rules or `unmapped` that are no sources.
    pub invalid_from: Vec<String>,
    /// Targets that do not exist.
    pub invalid_to: Vec<String>,
    /// Ids with a rule that stand in `unmapped` too.
    pub overlapping: Vec<String>,
    /// Ids with several rules.
    pub duplicate_from: Vec<String>,
    /// Ids with a rule without targets.
    pub empty_to: Vec<String>,
    /// Targets that no rule names, sorted.
    pub unused_targets: Vec<String>,
}

/// Ids, each once, by first appearance.
#[derive(Default)]
struct Listed<'a> {
    seen: HashSet<&'a str>,
    ids: Vec<String>,
}

impl<'a> Listed<'a> {
    fn add(&mut self, id: &'a str) {
        if self.seen.insert(id) {
            self.ids.push(id.to_owned());
        }
    }
}

/// A report on a mapping.
///
/// ```
/// use mercato_taxonomy::{RemapRule, ValidateMappingInput, validate_mapping};
/// let ids = |ids: &[&str]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
/// let report = validate_mapping(&ValidateMappingInput {
///     from_ids: ids(&["a", "b"]),
///     to_ids: ids(&["1", "2"]),
///     rules: vec![RemapRule { from: "a".into(), to: ids(&["1"]) }],
///     unmapped: vec![],
/// })?;
/// assert_eq!((report.valid, report.coverage), (false, 0.5));
/// assert_eq!((report.missing, report.unused_targets), (ids(&["b"]), ids(&["2"])));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// None; a mapping that is not sound is reported.
pub fn validate_mapping(input: &ValidateMappingInput) -> Result<MappingValidation, TaxonomyError> {
    let from: HashSet<&str> = input.from_ids.iter().map(String::as_str).collect();
    let to: BTreeSet<&str> = input.to_ids.iter().map(String::as_str).collect();
    let unmapped: HashSet<&str> = input.unmapped.iter().map(String::as_str).collect();
    let mut ruled: HashSet<&str> = HashSet::with_capacity(input.rules.len());
    let mut covered: HashSet<&str> = HashSet::new();
    let mut used: HashSet<&str> = HashSet::new();
    let mut missing = Listed::default();
    let [mut invalid_from, mut invalid_to, mut overlapping, mut duplicate_from, mut empty_to] =
        std::array::from_fn(|_| Listed::default());
    for rule in &input.rules {
        let source = rule.from.as_str();
        if !ruled.insert(source) {
            duplicate_from.add(source);
        }
        if !from.contains(source) {
            invalid_from.add(source);
        }
        if unmapped.contains(source) {
            overlapping.add(source);
        }
        if rule.to.is_empty() {
            empty_to.add(source);
        }
        let mut known = !rule.to.is_empty();
        for target in &rule.to {
            if to.contains(target.as_str()) {
                used.insert(target);
            } else {
                invalid_to.add(target);
                known = false;
            }
        }
        if known && from.contains(source) {
            covered.insert(source);
        }
    }
    for source in &input.unmapped {
        if !from.contains(source.as_str()) {
            invalid_from.add(source);
        }
    }
    for source in &input.from_ids {
        if !ruled.contains(source.as_str()) && !unmapped.contains(source.as_str()) {
            missing.add(source);
        }
    }
    let coverage = if from.is_empty() { 1.0 } else { covered.len() as f64 / from.len() as f64 };
    let lists = [&missing, &invalid_from, &invalid_to, &overlapping, &duplicate_from, &empty_to];
    Ok(MappingValidation {
        valid: lists.iter().all(|list| list.ids.is_empty()),
        coverage,
        missing: missing.ids,
        invalid_from: invalid_from.ids,
        invalid_to: invalid_to.ids,
        overlapping: overlapping.ids,
        duplicate_from: duplicate_from.ids,
        empty_to: empty_to.ids,
        unused_targets: to.into_iter().filter(|id| !used.contains(id)).map(str::to_owned).collect(),
    })
}
