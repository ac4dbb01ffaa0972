//! Where do products stand after migrations, and which of them need a person's eye?
//!
//! A table holds rules from a category to those that replace it: none, one or several. Tables are applied one after another; a
//! category without a rule stays. [`compose_mappings`] makes one table of two: where each rule has exactly one target, applying
//! it is applying the two in sequence. Time: O(assignments x tables + rules). Source: definitions; the migration tables of
//! published taxonomies.

use crate::error::TaxonomyError;
use hashbrown::{HashMap, HashSet};
use mercato_core::{Coded, Error};
use serde::de::{self, Deserializer, SeqAccess, Visitor};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What replaces a category.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RemapRule {
    /// The category replaced.
    pub from: String,
    /// What replaces it: a list of ids, one id, or `null` for none, so that the `remap` of edits is a table.
    #[serde(deserialize_with = "targets")]
    #[cfg_attr(feature = "schemars", schemars(with = "Targets"))]
    pub to: Vec<String>,
}

/// How targets may be written.
#[cfg(feature = "schemars")]
#[derive(schemars::JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "its schema is all that is wanted of it")]
pub(crate) enum Targets {
    /// The ids, none if the products belong nowhere.
    List(Vec<String>),
    /// One id; none for `null`.
    One(Option<String>),
}

/// Reads a list of ids, an id, or `null`.
pub(crate) fn targets<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    struct Reader;

    impl<'de> Visitor<'de> for Reader {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of ids, an id, or null")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_str<E: de::Error>(self, id: &str) -> Result<Self::Value, E> {
            Ok(vec![id.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
            let mut ids = Vec::new();
            while let Some(id) = list.next_element()? {
                ids.push(id);
            }
            Ok(ids)
        }
    }

    deserializer.deserialize_any(Reader)
}

/// What becomes of an assignment whose category has several targets?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OnSplit {
    /// It is dropped, and the product is listed as ambiguous.
    #[default]
    Flag,
    /// It goes to all of them.
    All,
    /// It goes to the first.
    First,
}

/// A product and its categories.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Assignment {
    /// The product, unlike the others.
    pub product_id: String,
    /// Its categories.
    pub category_ids: Vec<String>,
}

/// What [`remap_products`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RemapProductsInput {
    /// Products and their categories.
    pub assignments: Vec<Assignment>,
    /// Tables of rules, the oldest migration first.
    pub tables: Vec<Vec<RemapRule>>,
    /// What becomes of an assignment whose category has several targets; default `flag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_split: Option<OnSplit>,
}

/// What [`remap_products`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RemappedProducts {
    /// The products in the order given, each category once; a product that has lost all stays with none.
    pub assignments: Vec<Assignment>,
    /// Products that have lost a category because it has several targets.
    pub ambiguous: Vec<String>,
    /// Products that have lost a category because it has no target.
    pub unmapped: Vec<String>,
}

/// Rules by the category they replace.
#[derive(Debug, Clone, Default)]
pub struct Remap<'a> {
    rules: HashMap<&'a str, Vec<&'a str>>,
}

impl<'a> Remap<'a> {
    /// Indexes a table; a target named twice in a rule counts once.
    ///
    /// # Errors
    /// `duplicate_id` for two rules from one category, with the path `[index].from`.
    pub fn new(rules: &'a [RemapRule]) -> Result<Self, Error> {
        let mut remap = Self { rules: HashMap::with_capacity(rules.len()) };
        for (index, rule) in rules.iter().enumerate() {
            let targets = distinct(rule.to.iter().map(String::as_str));
            if remap.rules.insert(&rule.from, targets).is_some() {
                return Err(Error::duplicate(format!("[{index}].from"), rule.from.as_str()));
            }
        }
        Ok(remap)
    }

    /// What replaces a category; none if no rule does.
    #[must_use]
    pub fn targets(&self, category: &str) -> Option<&[&'a str]> {
        self.rules.get(category).map(Vec::as_slice)
    }
}

/// Each id once, by first appearance.
fn distinct<'a>(ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    ids.filter(|id| seen.insert(*id)).collect()
}

/// Products carried over by tables of rules.
///
/// ```
/// use mercato_taxonomy::{Assignment, RemapProductsInput, RemapRule, remap_products};
/// let rule = |from: &str, to: &[&str]| RemapRule { from: from.into(), to: to.iter().map(ToString::to_string).collect() };
/// let moved = remap_products(&RemapProductsInput {
///     assignments: vec![Assignment { product_id: "p".into(), category_ids: vec!["1".into(), "2".into()] }],
///     tables: vec![vec![rule("1", &["3"]), rule("2", &["4", "5"])]],
///     on_split: None,
/// })?;
/// assert_eq!(moved.assignments[0].category_ids, ["3"]);
/// assert_eq!(moved.ambiguous, ["p"]);
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// `duplicate_id` for a product given twice, or for two rules from one category in a table.
pub fn remap_products(input: &RemapProductsInput) -> Result<RemappedProducts, TaxonomyError> {
    let mut products = HashSet::with_capacity(input.assignments.len());
    for (index, assignment) in input.assignments.iter().enumerate() {
        if !products.insert(assignment.product_id.as_str()) {
            let path = format!("assignments[{index}].product_id");
            return Err(Error::duplicate(path, assignment.product_id.as_str()).into());
        }
    }
    let mut tables = Vec::with_capacity(input.tables.len());
    for (index, rules) in input.tables.iter().enumerate() {
        tables.push(Remap::new(rules).map_err(|error| in_table(error, format_args!("tables[{index}]")))?);
    }
    let on_split = input.on_split.unwrap_or_default();
    let mut answer = RemappedProducts::default();
    for assignment in &input.assignments {
        let (mut unmapped, mut ambiguous) = (false, false);
        let mut categories = distinct(assignment.category_ids.iter().map(String::as_str));
        for table in &tables {
            let mut next = Vec::with_capacity(categories.len());
            for category in categories {
                match table.targets(category) {
                    None => next.push(category),
                    Some([]) => unmapped = true,
                    Some([target]) => next.push(*target),
                    Some(targets) => match on_split {
                        OnSplit::Flag => ambiguous = true,
                        OnSplit::All => next.extend(targets),
                        OnSplit::First => next.extend(targets.first()),
                    },
                }
            }
            categories = distinct(next.into_iter());
        }
        let product_id = &assignment.product_id;
        answer.unmapped.extend(Some(product_id.clone()).filter(|_| unmapped));
        answer.ambiguous.extend(Some(product_id.clone()).filter(|_| ambiguous));
        let category_ids = categories.into_iter().map(str::to_owned).collect();
        answer.assignments.push(Assignment { product_id: product_id.clone(), category_ids });
    }
    Ok(answer)
}

/// The error of a rule of the table named.
fn in_table(error: Error, table: impl fmt::Display) -> Error {
    let path = format!("{table}{}", error.path().unwrap_or_default());
    error.named(path)
}

/// What [`compose_mappings`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ComposeMappingsInput {
    /// The table that is applied first.
    pub first: Vec<RemapRule>,
    /// The table that is applied to what the first gives.
    pub second: Vec<RemapRule>,
}

/// What [`compose_mappings`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ComposedMapping {
    /// The rules of the first with their targets sent through the second, then those of the second from other categories; rules
    /// that change nothing are left out.
    pub rules: Vec<RemapRule>,
}

/// One table for two in sequence.
///
/// # Errors
/// `duplicate_id` for two rules from one category in a table.
pub fn compose_mappings(input: &ComposeMappingsInput) -> Result<ComposedMapping, TaxonomyError> {
    let first = Remap::new(&input.first).map_err(|error| in_table(error, "first"))?;
    let second = Remap::new(&input.second).map_err(|error| in_table(error, "second"))?;
    let through = |rule: &RemapRule| {
        let sent = rule.to.iter().flat_map(|target| match second.targets(target) {
            Some(targets) => targets.to_vec(),
            None => vec![target.as_str()],
        });
        RemapRule { from: rule.from.clone(), to: distinct(sent).into_iter().map(str::to_owned).collect() }
    };
    let others = input.second.iter().filter(|rule| first.targets(&rule.from).is_none());
    let own = |rule: &RemapRule| RemapRule {
        from: rule.from.clone(),
        to: distinct(rule.to.iter().map(String::as_str)).into_iter().map(str::to_owned).collect(),
    };
    let rules = input.first.iter().map(through).chain(others.map(own));
    let rules = rules.filter(|rule| rule.to.as_slice() != std::slice::from_ref(&rule.from)).collect();
    Ok(ComposedMapping { rules })
}
