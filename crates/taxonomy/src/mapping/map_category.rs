//! Where does a category go in the other taxonomy, and how sure is that?
//!
//! ```text
//! exact rule                 confidence of the rule (1 by default)
//! nearest ancestor's rule    confidence of the rule x decay^steps        decay = 0.9 by default
//! neither                    no targets, 0
//! ```
//!
//! A rule without targets counts as none. A [`MappingTable`] is indexed once. Time a category: O(depth). Source: definitions.
//! Limits: trees.

use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::tree::{NodeIx, Taxonomy};
use crate::version::remap::targets;
use hashbrown::HashMap;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// Where a category goes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MappingRule {
    /// The category of the source.
    pub from: String,
    /// Its targets: a list of ids, one id, or `null` for none.
    #[serde(deserialize_with = "targets")]
    #[cfg_attr(feature = "schemars", schemars(with = "crate::version::remap::Targets"))]
    pub to: Vec<String>,
    /// How sure that is, from 0 to 1; default 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
}

/// What stands in for a rule that is missing?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MappingFallback {
    /// Nothing.
    #[default]
    None,
    /// The rule of the nearest ancestor that has one.
    NearestAncestor,
}

/// What [`map_category`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MapCategoryInput {
    /// The categories of the source, each with one parent at most.
    pub nodes: Vec<NodeSpec>,
    /// The rules, at most one from a category.
    pub rules: Vec<MappingRule>,
    /// The category asked about.
    pub id: String,
    /// What stands in for a rule that is missing; default nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<MappingFallback>,
    /// The factor of each step up, from 0 to 1; default 0.9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decay: Option<f64>,
}

/// How a target was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MappingMethod {
    /// By its own rule.
    Exact,
    /// By that of an ancestor.
    Ancestor,
    /// Not at all.
    #[default]
    Unmapped,
}

/// What [`map_category`] answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MappedCategory {
    /// The targets in the order of the rule.
    pub target_ids: Vec<String>,
    /// From 0 to 1; 0 without a target.
    pub confidence: f64,
    /// The category whose rule it is.
    pub via_id: Option<String>,
    /// How it was found.
    pub method: MappingMethod,
}

/// Rules by the category of the source.
#[derive(Debug, Clone, Default)]
pub struct MappingTable<'a> {
    rules: HashMap<&'a str, &'a MappingRule>,
}

impl<'a> MappingTable<'a> {
    /// Indexes rules.
    ///
    /// # Errors
    /// `invalid_argument` for a confidence out of [0, 1]; `duplicate_id` for two rules from one category.
    pub fn new(rules: &'a [MappingRule]) -> Result<Self, Error> {
        let mut table = Self { rules: HashMap::with_capacity(rules.len()) };
        for (index, rule) in rules.iter().enumerate() {
            rule.confidence
                .map_or(Ok(0.0), |value| share("confidence", value))
                .map_err(|error| error.at("rules", index))?;
        }
        for (index, rule) in rules.iter().enumerate() {
            if table.rules.insert(&rule.from, rule).is_some() {
                return Err(Error::duplicate(format!("rules[{index}].from"), rule.from.as_str()));
            }
        }
        Ok(table)
    }

    /// Where a category of `source` goes.
    ///
    /// # Errors
    /// `invalid_argument` for a decay out of [0, 1].
    pub fn map(
        &self,
        source: &Taxonomy,
        node: NodeIx,
        fallback: MappingFallback,
        decay: f64,
    ) -> Result<MappedCategory, Error> {
        share("decay", decay)?;
        let mut factor = 1.0;
        let mut next = Some(node);
        while let Some(via) = next {
            let rule = self.rules.get(source.id(via)).filter(|rule| !rule.to.is_empty());
            if let Some(rule) = rule {
                return Ok(MappedCategory {
                    target_ids: rule.to.clone(),
                    confidence: rule.confidence.unwrap_or(1.0) * factor,
                    via_id: Some(rule.from.clone()),
                    method: if via == node { MappingMethod::Exact } else { MappingMethod::Ancestor },
                });
            }
            factor *= decay;
            next = source.parent(via).filter(|_| fallback == MappingFallback::NearestAncestor);
        }
        Ok(MappedCategory::default())
    }
}

/// Refuses what is not in [0, 1].
fn share(path: &str, value: f64) -> Result<f64, Error> {
    if (0.0..=1.0).contains(&value) { Ok(value) } else { Err(Error::invalid(path, value, "must be from 0 to 1")) }
}

/// The targets of a category by its own rule or by that of an ancestor.
///
/// ```
/// use mercato_taxonomy::{MapCategoryInput, MappingFallback, MappingRule, NodeSpec, map_category};
/// let mapped = map_category(&MapCategoryInput {
///     nodes: vec![NodeSpec::new("1", None, "Clothing"), NodeSpec::new("2", Some("1"), "Dresses")],
///     rules: vec![MappingRule { from: "1".into(), to: vec!["1604".into()], confidence: Some(0.8) }],
///     id: "2".into(),
///     fallback: Some(MappingFallback::NearestAncestor),
///     decay: Some(0.5),
/// })?;
/// assert_eq!((mapped.target_ids[0].as_str(), mapped.confidence), ("1604", 0.4));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// Those of [`Taxonomy::compile`]; `unsupported` for a category with several parents; `not_found` for the id; `duplicate_id` for
/// two rules from one category; `invalid_argument` for a decay or a confidence out of [0, 1].
pub fn map_category(input: &MapCategoryInput) -> Result<MappedCategory, TaxonomyError> {
    let source = Taxonomy::compile(&input.nodes)?;
    source.tree_only()?;
    let node = source.find("id", &input.id)?;
    let table = MappingTable::new(&input.rules)?;
    Ok(table.map(&source, node, input.fallback.unwrap_or_default(), input.decay.unwrap_or(0.9))?)
}
