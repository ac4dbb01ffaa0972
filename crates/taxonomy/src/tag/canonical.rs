//! Which tags are left when synonyms are one, banned terms are out, and each stands once?

use super::normalize::checked_norm;
use crate::error::TaxonomyError;
use crate::text::{Units, norm};
use mercato_core::{Error, null_is_default};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What [`canonicalize_tags`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CanonicalizeTagsInput {
    /// The tags of a product, the most important first.
    pub tags: Vec<String>,
    /// From a spelling to the one to use; chains are followed.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub synonyms: BTreeMap<String, String>,
    /// Tags that are never kept.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub banned: Vec<String>,
    /// Whether "gift" repeats "gifts".
    #[serde(default, deserialize_with = "null_is_default")]
    pub fold_plurals: bool,
    /// The most characters (Unicode scalar values) of a canonical tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<usize>,
    /// The most tags that are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_tags: Option<usize>,
}

/// The tags that are left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CanonicalTags {
    /// In their canonical form, in the order of the input.
    pub tags: Vec<String>,
    /// The others, in the order of the input.
    pub dropped: Vec<DroppedTag>,
}

/// A tag that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct DroppedTag {
    /// As it was given.
    pub tag: String,
    /// The first reason that holds, in the order of [`DropReason`].
    pub reason: DropReason,
}

/// Why a tag was not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DropReason {
    /// Nothing is left of it in [`norm`].
    Empty,
    /// It is a banned term, as given or in its canonical form.
    Banned,
    /// Its canonical form has too many characters.
    TooLong,
    /// A tag that was kept says the same.
    Duplicate,
    /// As many tags as are allowed were kept before it.
    Limit,
}

/// Synonyms with their chains followed: which spelling stands for which.
///
/// ```
/// use mercato_taxonomy::tag::SynonymMap;
/// let synonyms = [("tees", "tee"), ("Tee", "T-Shirt")].map(|(from, to)| (from.into(), to.into()));
/// let synonyms = SynonymMap::compile(&synonyms.into_iter().collect())?;
/// assert_eq!(synonyms.canonical("tees"), "t shirt");
/// assert_eq!(synonyms.canonical("hat"), "hat");
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct SynonymMap {
    /// From norm to norm, each to the end of its chain.
    canonical: HashMap<String, String>,
}

impl SynonymMap {
    /// Reads pairs of a spelling and the one to use; both sides are compared by [`norm`], and a pair of equal sides is ignored.
    /// Time O(pairs).
    ///
    /// # Errors
    /// `invalid_argument` for a side without letters and digits, and for a spelling with two different successors;
    /// `cycle_detected` for a chain without an end.
    pub fn compile(synonyms: &BTreeMap<String, String>) -> Result<Self, Error> {
        let mut next: BTreeMap<String, String> = BTreeMap::new();
        for (from, to) in synonyms {
            let path = || format!("synonyms.{from}");
            let spelling = checked_norm("synonyms", from)?;
            let successor = checked_norm("synonyms", to).map_err(|error| error.named(path()))?;
            if spelling == successor {
                continue;
            }
            if let Some(other) = next.get(&spelling).filter(|other| **other != successor) {
                let reason = format!("is another successor of {spelling:?} than {other:?}");
                return Err(Error::invalid(path(), format_args!("{to:?}"), reason));
            }
            next.insert(spelling, successor);
        }
        let mut canonical: HashMap<String, String> = HashMap::new();
        for start in next.keys() {
            let mut chain: Vec<&String> = Vec::new();
            let mut met: HashSet<&String> = HashSet::new();
            let mut step = start;
            let end = loop {
                if let Some(end) = canonical.get(step) {
                    break end.clone();
                }
                let Some(successor) = next.get(step) else { break step.clone() };
                if !met.insert(step) {
                    return Err(Error::cycle("synonyms", step));
                }
                chain.push(step);
                step = successor;
            };
            canonical.extend(chain.into_iter().map(|spelling| (spelling.clone(), end.clone())));
        }
        Ok(Self { canonical })
    }

    /// The spelling to use for a tag, in its [`norm`]; empty for a tag without letters and digits.
    #[must_use]
    pub fn canonical(&self, tag: &str) -> String {
        let norm = norm(tag);
        self.canonical.get(&norm).cloned().unwrap_or(norm)
    }
}

/// The policy of [`canonicalize_tags`], compiled for many products.
#[derive(Debug, Clone, Default)]
pub struct TagCanonicalizer {
    synonyms: SynonymMap,
    banned: HashSet<String>,
    fold_plurals: bool,
    max_chars: Option<usize>,
    max_tags: Option<usize>,
}

impl TagCanonicalizer {
    /// Compiles the policy of `input`; its tags are not read.
    ///
    /// # Errors
    /// As [`SynonymMap::compile`].
    pub fn compile(input: &CanonicalizeTagsInput) -> Result<Self, Error> {
        Ok(Self {
            synonyms: SynonymMap::compile(&input.synonyms)?,
            banned: input.banned.iter().map(|term| norm(term)).collect(),
            fold_plurals: input.fold_plurals,
            max_chars: input.max_chars,
            max_tags: input.max_tags,
        })
    }

    /// The tags that are left. Time O(characters of the tags).
    #[must_use]
    pub fn canonicalize<T: AsRef<str>>(&self, tags: &[T]) -> CanonicalTags {
        let mut answer = CanonicalTags { tags: Vec::new(), dropped: Vec::new() };
        let mut kept: HashSet<String> = HashSet::new();
        for tag in tags {
            let tag = tag.as_ref();
            let norm = norm(tag);
            let canonical = self.synonyms.canonical.get(&norm).unwrap_or(&norm);
            let key = if self.fold_plurals { folded(canonical) } else { canonical.clone() };
            let reason = if norm.is_empty() {
                DropReason::Empty
            } else if self.banned.contains(&norm) || self.banned.contains(canonical) {
                DropReason::Banned
            } else if self.max_chars.is_some_and(|most| canonical.chars().count() > most) {
                DropReason::TooLong
            } else if kept.contains(&key) {
                DropReason::Duplicate
            } else if self.max_tags.is_some_and(|most| answer.tags.len() >= most) {
                DropReason::Limit
            } else {
                answer.tags.push(canonical.clone());
                kept.insert(key);
                continue;
            };
            answer.dropped.push(DroppedTag { tag: tag.to_owned(), reason });
        }
        answer
    }
}

/// A canonical tag with its plurals folded, as a key: what is stemmed are its words, Han text apart.
fn folded(canonical: &str) -> String {
    let words = canonical.split(' ').map(|word| Units::of_norm(word).as_slice().concat());
    words.collect::<Vec<String>>().join(" ")
}

/// Which tags of a product are left, in canonical form, and why are the others not?
///
/// A tag's canonical form is its [`norm`], led along the synonyms. The first reason of [`DropReason`] that holds drops it.
///
/// ```
/// use mercato_taxonomy::tag::{CanonicalizeTagsInput, DropReason, canonicalize_tags};
/// let tags = ["Gifts", "Tee", "T-Shirt", "gift"].map(String::from).to_vec();
/// let synonyms = [("tee".to_owned(), "t-shirt".to_owned())].into_iter().collect();
/// let input = CanonicalizeTagsInput { tags, synonyms, fold_plurals: true, ..CanonicalizeTagsInput::default() };
/// let answer = canonicalize_tags(&input)?;
/// assert_eq!(answer.tags, ["gifts", "t shirt"]);
/// assert!(answer.dropped.iter().all(|dropped| dropped.reason == DropReason::Duplicate));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// As [`SynonymMap::compile`].
pub fn canonicalize_tags(input: &CanonicalizeTagsInput) -> Result<CanonicalTags, TaxonomyError> {
    Ok(TagCanonicalizer::compile(input)?.canonicalize(&input.tags))
}
