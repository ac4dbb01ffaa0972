//! Is a list of categories a sound classification? Every problem at once, and none that stops the rest from being found.
//!
//! | code | severity | meaning |
//! |---|---|---|
//! | `duplicate_id` | error | the id occurs again; its first record counts from here on |
//! | `empty_name` | error | the name is blank |
//! | `orphan` | error | a parent is missing |
//! | `cycle` | error | the category stands under itself; those below a cycle are not named |
//! | `multiple_parents` | error | several parents, unless [`ValidateOptions::allow_polyhierarchy`] |
//! | `duplicate_sibling_name` | error | the name folds to that of an earlier sibling ([`crate::text::fold_name`]); roots are siblings, and so are children of one missing parent |
//! | `max_depth_exceeded` | error | deeper than [`ValidateOptions::max_depth`] by first existing parents; not on or below a cycle |
//! | `max_children_exceeded` | warning | more children than [`ValidateOptions::max_children`] |
//! | `single_child` | warning | one child only, where [`ValidateOptions::warn_single_child`] asks for it |
//!
//! A list without `duplicate_id`, `empty_name`, `orphan` and `cycle` compiles, and one that compiles has none of them. Time:
//! O(n log n); space O(n). Source: the principle of systematic classification, made checkable.

use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::text::fold_name;
use crate::tree::{Links, NONE, malformed_parents, on_cycles};
use hashbrown::HashMap;
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is wanted of a classification beyond being one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ValidateOptions {
    /// The greatest depth allowed; a root has 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_depth: Option<u32>,
    /// The most children of a category before a warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_children: Option<u32>,
    /// Whether a category with one child is worth a warning; default no.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub warn_single_child: bool,
    /// Whether a category may have several parents; default no.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub allow_polyhierarchy: bool,
}

/// What [`validate`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ValidateInput {
    /// The categories.
    pub nodes: Vec<NodeSpec>,
    /// What is wanted of them.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub options: ValidateOptions,
}

/// The kind of a problem, in the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ValidationCode {
    /// The category stands under itself.
    Cycle,
    /// The id occurs again.
    DuplicateId,
    /// The name folds to that of an earlier sibling.
    DuplicateSiblingName,
    /// The name is blank.
    EmptyName,
    /// More children than wanted.
    MaxChildrenExceeded,
    /// Deeper than allowed.
    MaxDepthExceeded,
    /// Several parents.
    MultipleParents,
    /// A parent is missing.
    Orphan,
    /// One child only.
    SingleChild,
}

impl ValidationCode {
    /// How bad that is.
    #[must_use]
    pub const fn severity(self) -> Severity {
        match self {
            Self::MaxChildrenExceeded | Self::SingleChild => Severity::Warning,
            Self::Cycle
            | Self::DuplicateId
            | Self::DuplicateSiblingName
            | Self::EmptyName
            | Self::MaxDepthExceeded
            | Self::MultipleParents
            | Self::Orphan => Severity::Error,
        }
    }
}

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The classification is not sound.
    Error,
    /// It is, and could be better.
    Warning,
}

/// A problem of a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ValidationIssue {
    /// Its kind.
    pub code: ValidationCode,
    /// How bad it is.
    pub severity: Severity,
    /// The category.
    pub id: String,
}

/// What [`validate`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Validation {
    /// No problem is an error.
    pub valid: bool,
    /// The problems, by code, then by the first appearance of the id.
    pub issues: Vec<ValidationIssue>,
}

/// A report on a list of categories; the codes are in the [module](self).
///
/// ```
/// use mercato_taxonomy::{NodeSpec, ValidateInput, ValidationCode, validate};
/// let nodes = vec![
///     NodeSpec::new("1", None, "Clothing"),
///     NodeSpec::new("2", Some("1"), "Dresses"),
///     NodeSpec::new("3", Some("1"), "dresses "),
///     NodeSpec::new("4", Some("9"), "Skirts"),
/// ];
/// let report = validate(&ValidateInput { nodes, ..ValidateInput::default() })?;
/// let found: Vec<(ValidationCode, &str)> = report.issues.iter().map(|issue| (issue.code, issue.id.as_str())).collect();
/// assert_eq!(found, [(ValidationCode::DuplicateSiblingName, "3"), (ValidationCode::Orphan, "4")]);
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for records that cannot be read as categories: a blank id, both `parent_id` and `parent_ids`, a parent
/// named twice; every such record is named.
pub fn validate(input: &ValidateInput) -> Result<Validation, TaxonomyError> {
    report(&input.nodes, &input.options)
}

/// The report on a list.
pub(crate) fn report(nodes: &[NodeSpec], options: &ValidateOptions) -> Result<Validation, TaxonomyError> {
    let mut malformed = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        if node.id.trim().is_empty() {
            malformed.push(Error::invalid("id", format_args!("{:?}", node.id), "is blank").at("nodes", index));
        }
        malformed.extend(malformed_parents(node, index));
    }
    TaxonomyError::all(malformed)?;

    let mut report = Report::default();
    let records = report.first_records(nodes)?;
    let links = report.links(&records);
    report.names(&records);
    report.shape(&records, &links, options);
    let issue = |(code, place): (ValidationCode, u32)| {
        let id = records.nodes.get(place as usize).map_or_else(String::new, |node| node.id.clone());
        ValidationIssue { code, severity: code.severity(), id }
    };
    let issues: Vec<ValidationIssue> = report.found.into_iter().map(issue).collect();
    Ok(Validation { valid: issues.iter().all(|issue| issue.severity != Severity::Error), issues })
}

/// The first record of each id, in order.
struct Records<'a> {
    nodes: Vec<&'a NodeSpec>,
    places: HashMap<&'a str, u32>,
}

/// Problems by code and place: sorted, and each once.
#[derive(Default)]
struct Report {
    found: BTreeSet<(ValidationCode, u32)>,
}

impl Report {
    fn first_records<'a>(&mut self, nodes: &'a [NodeSpec]) -> Result<Records<'a>, Error> {
        let mut records =
            Records { nodes: Vec::with_capacity(nodes.len()), places: HashMap::with_capacity(nodes.len()) };
        for node in nodes {
            let next = u32::try_from(records.nodes.len()).ok().filter(|next| *next < NONE);
            let next = next.ok_or_else(|| Error::overflow("nodes", nodes.len(), "2^32 categories"))?;
            let place = *records.places.entry(node.id.as_str()).or_insert(next);
            if place == next {
                records.nodes.push(node);
            } else {
                self.found.insert((ValidationCode::DuplicateId, place));
            }
        }
        Ok(records)
    }

    /// Who stands under whom, as far as the parents are there.
    fn links(&mut self, records: &Records<'_>) -> Links {
        let mut links = Links { primary: vec![NONE; records.nodes.len()], further: Vec::new() };
        for (place, (node, primary)) in (0..).zip(records.nodes.iter().zip(&mut links.primary)) {
            for parent in node.parents() {
                match records.places.get(parent.as_str()) {
                    Some(above) if *primary == NONE => *primary = *above,
                    Some(above) => links.further.push((place, *above)),
                    None => {
                        self.found.insert((ValidationCode::Orphan, place));
                    }
                }
            }
        }
        links
    }

    /// Blank names, and names that siblings share.
    fn names(&mut self, records: &Records<'_>) {
        let mut taken: BTreeSet<(Option<&str>, String)> = BTreeSet::new();
        for (place, node) in (0..).zip(&records.nodes) {
            if node.name.trim().is_empty() {
                self.found.insert((ValidationCode::EmptyName, place));
                continue;
            }
            let name = fold_name(&node.name);
            let mut clashes = false;
            if node.parents().is_empty() {
                clashes |= !taken.insert((None, name));
            } else {
                for parent in node.parents() {
                    clashes |= !taken.insert((Some(parent), name.clone()));
                }
            }
            if clashes {
                self.found.insert((ValidationCode::DuplicateSiblingName, place));
            }
        }
    }

    /// Cycles, depth, parents and children.
    fn shape(&mut self, records: &Records<'_>, links: &Links, options: &ValidateOptions) {
        let on_cycle = on_cycles(links);
        let cyclic = (0..).zip(&on_cycle).filter(|(_, cycle)| **cycle != NONE);
        self.found.extend(cyclic.map(|(place, _)| (ValidationCode::Cycle, place)));
        if !options.allow_polyhierarchy {
            let several = (0..).zip(&records.nodes).filter(|(_, node)| node.parents().len() > 1);
            self.found.extend(several.map(|(place, _)| (ValidationCode::MultipleParents, place)));
        }
        if let Some(max_depth) = options.max_depth {
            let deep =
                (0..).zip(depths(&links.primary, &on_cycle)).filter(|(_, depth)| depth.is_some_and(|d| d > max_depth));
            self.found.extend(deep.map(|(place, _)| (ValidationCode::MaxDepthExceeded, place)));
        }
        let mut children: BTreeMap<u32, u32> = BTreeMap::new();
        let above = links.primary.iter().filter(|above| **above != NONE);
        for above in above.chain(links.further.iter().map(|(_, above)| above)) {
            let count = children.entry(*above).or_default();
            *count = count.saturating_add(1);
        }
        for (place, count) in children {
            if options.max_children.is_some_and(|most| count > most) {
                self.found.insert((ValidationCode::MaxChildrenExceeded, place));
            }
            if options.warn_single_child && count == 1 {
                self.found.insert((ValidationCode::SingleChild, place));
            }
        }
    }
}

/// Steps to the root along first existing parents; none on and below a cycle.
fn depths(primary: &[u32], on_cycle: &[u32]) -> Vec<Option<u32>> {
    // none: not yet known; some none: on or below a cycle
    let mut known: Vec<Option<Option<u32>>> =
        on_cycle.iter().map(|cycle| if *cycle == NONE { None } else { Some(None) }).collect();
    let mut path = Vec::new();
    for start in 0..primary.len() {
        let mut place = start;
        let mut depth = loop {
            match known.get(place) {
                Some(Some(depth)) => break *depth,
                Some(None) => {
                    path.push(place);
                    match primary.get(place) {
                        Some(parent) if *parent != NONE => place = *parent as usize,
                        // above the root
                        _ => break Some(NONE),
                    }
                }
                None => break None,
            }
        };
        while let Some(place) = path.pop() {
            depth = depth.map(|depth| depth.wrapping_add(1));
            if let Some(slot) = known.get_mut(place) {
                *slot = Some(depth);
            }
        }
    }
    known.into_iter().map(Option::flatten).collect()
}
