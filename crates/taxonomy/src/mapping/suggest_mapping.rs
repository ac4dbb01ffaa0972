//! Which category of another taxonomy might be meant, judging by the names on its path?
//!
//! The document of a path is the tokens ([`crate::text::tokens`]) of its names. With N targets, df of which hold a token, its
//! weight in a document that holds it tf times is
//!
//! ```text
//! w = (1 + ln tf) (ln((1 + N) / (1 + df)) + 1)        each document scaled to length 1
//! cosine             Σ w of the source · w of the target, where the last name of each path counts twice
//! cosine_and_levels  (the same with each name once + levels that agree from the root / levels of the source) / 2
//! ```
//!
//! Levels agree if their s-stemmed tokens are the same. Tokens of the source that no target holds are ignored, before scaling. A
//! [`MappingSuggester`] is built once from the targets; a suggestion then costs the postings of the source's tokens.
//!
//! `cosine` alone sends "Pet Beds > Cooling Beds" to "Dog Beds", whatever stands above; but who adds a category to a taxonomy that
//! others know mostly adds a leaf to a branch that both have, and the levels that agree say so. On 3,180 mappings from the Shopify
//! taxonomy to Google's whose path is not Google's, the right target is first in 91.4% by `cosine` and in 96.2% by
//! `cosine_and_levels` (94.8% to 97.4% in random fifths of them). The share of one half is not tuned: from a third to two thirds
//! the figure stays between 96.1% and 96.3%. `crates/taxonomy/tests/real_data.rs` measures it.
//!
//! Source: C. D. Manning, P. Raghavan and H. Schütze (2008), "Introduction to Information Retrieval", sections 6.2 to 6.4.
//! Limits: what the names do not say is not found.

use crate::error::TaxonomyError;
use crate::rank::rounded;
use crate::text::{Stem, tokens};
use hashbrown::HashMap;
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::Range;

/// A category that may be suggested.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MappingTarget {
    /// Its id.
    pub id: String,
    /// The names from the root to itself, at least one.
    pub path: Vec<String>,
}

/// What does a score measure? Formulas in the [module](self).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SuggestMethod {
    /// The words of the paths.
    #[default]
    Cosine,
    /// The words of the paths, and how far they lead the same way from the root.
    CosineAndLevels,
}

/// What [`suggest_mapping`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SuggestMappingInput {
    /// The names from the root to the category asked about, at least one.
    pub source_path: Vec<String>,
    /// The categories that may be suggested, at least one.
    pub targets: Vec<MappingTarget>,
    /// What a score measures; default `cosine`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<SuggestMethod>,
    /// The most suggestions, at least 1; default 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// The least score of a suggestion; default any above 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_score: Option<f64>,
}

/// A category that may be meant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MappingSuggestion {
    /// Its id.
    pub id: String,
    /// From 0 to 1.
    pub score: f64,
}

/// What [`suggest_mapping`] answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MappingSuggestions {
    /// The suggestions, the best first, equal ones in the order of the targets.
    pub suggestions: Vec<MappingSuggestion>,
}

/// Targets, indexed by their tokens.
#[derive(Debug, Clone)]
pub struct MappingSuggester {
    ids: Vec<String>,
    method: SuggestMethod,
    /// Paths as levels are compared, sorted, with the place of the target; those that agree so far stand together.
    levels: Vec<(Vec<String>, usize)>,
    /// For each token its place in the postings.
    vocabulary: HashMap<String, usize>,
    postings: Vec<Posting>,
}

/// A token: how rare it is, and its weight in the targets that hold it.
#[derive(Debug, Clone, Default)]
struct Posting {
    idf: f64,
    targets: Vec<(usize, f64)>,
}

/// A path as its levels are compared.
fn levels(path: &[String]) -> Vec<String> {
    path.iter().map(|name| tokens(name, Stem::S).join(" ")).collect()
}

/// How often each token stands in the document of a path.
fn document(path: &[String], method: SuggestMethod) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    let again = path.last().filter(|_| method == SuggestMethod::Cosine);
    for name in path.iter().chain(again) {
        for token in tokens(name, Stem::None) {
            let count: &mut u32 = counts.entry(token).or_default();
            *count = count.saturating_add(1);
        }
    }
    counts
}

/// 1 + ln tf.
fn tf(count: u32) -> f64 {
    1.0 + libm::log(f64::from(count))
}

impl MappingSuggester {
    /// Indexes the targets.
    ///
    /// # Errors
    /// `invalid_argument` for no targets, or one with an empty path.
    pub fn new(targets: &[MappingTarget], method: SuggestMethod) -> Result<Self, Error> {
        if targets.is_empty() {
            return Err(Error::invalid("targets", "an empty list", "holds nothing to suggest"));
        }
        let mut suggester =
            Self { ids: Vec::new(), method, levels: Vec::new(), vocabulary: HashMap::new(), postings: Vec::new() };
        let mut documents: Vec<Vec<(usize, u32)>> = Vec::with_capacity(targets.len());
        for (index, target) in targets.iter().enumerate() {
            if target.path.is_empty() {
                return Err(Error::invalid("path", "an empty list", "names nothing").at("targets", index));
            }
            suggester.ids.push(target.id.clone());
            if method == SuggestMethod::CosineAndLevels {
                suggester.levels.push((levels(&target.path), index));
            }
            let counts = document(&target.path, method).into_iter();
            documents.push(counts.map(|(token, count)| (suggester.token(token), count)).collect());
        }
        suggester.levels.sort_unstable();
        let mut frequency = vec![0_u32; suggester.postings.len()];
        for (token, _) in documents.iter().flatten() {
            if let Some(frequency) = frequency.get_mut(*token) {
                *frequency = frequency.saturating_add(1);
            }
        }
        let all = targets.len() as f64;
        for (posting, frequency) in suggester.postings.iter_mut().zip(frequency) {
            posting.idf = libm::log((1.0 + all) / (1.0 + f64::from(frequency))) + 1.0;
        }
        for (index, document) in documents.into_iter().enumerate() {
            for (token, weight) in suggester.weighted(document) {
                if let Some(posting) = suggester.postings.get_mut(token) {
                    posting.targets.push((index, weight));
                }
            }
        }
        Ok(suggester)
    }

    /// The number of a token, a new one if need be.
    fn token(&mut self, token: String) -> usize {
        let next = self.postings.len();
        let number = *self.vocabulary.entry(token).or_insert(next);
        if number == next {
            self.postings.push(Posting::default());
        }
        number
    }

    /// Counts as weights of a document of length 1.
    fn weighted(&self, document: Vec<(usize, u32)>) -> Vec<(usize, f64)> {
        let idf = |token: usize| self.postings.get(token).map_or(0.0, |posting| posting.idf);
        let mut weights: Vec<(usize, f64)> =
            document.into_iter().map(|(token, count)| (token, tf(count) * idf(token))).collect();
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        if length > 0.0 {
            for (_, weight) in &mut weights {
                *weight /= length;
            }
        }
        weights
    }

    /// For each level of a path, as long as any target agrees so far, the range of those that do.
    fn agreeing(&self, path: &[String]) -> Vec<Range<usize>> {
        let mut ranges = Vec::new();
        let mut range = 0..self.levels.len();
        for (depth, level) in path.iter().enumerate() {
            let within = self.levels.get(range.clone()).unwrap_or_default();
            // a path that ends before this level stands before those that go on
            let start = within.partition_point(|(path, _)| path.get(depth) < Some(level));
            let agree = within.get(start..).unwrap_or_default();
            let length = agree.partition_point(|(path, _)| path.get(depth) <= Some(level));
            let start = range.start.saturating_add(start);
            range = start..start.saturating_add(length);
            // a name without tokens says nothing that could agree
            if range.is_empty() || level.is_empty() {
                break;
            }
            ranges.push(range.clone());
        }
        ranges
    }

    /// The targets that a path may mean, the best first: at most `limit`, with a score above 0 and of at least `min_score`.
    #[must_use]
    pub fn suggest(&self, source_path: &[String], limit: usize, min_score: f64) -> Vec<MappingSuggestion> {
        let known = document(source_path, self.method).into_iter();
        let known = known.filter_map(|(token, count)| Some((*self.vocabulary.get(&token)?, count))).collect();
        let mut scores: HashMap<usize, f64> = HashMap::new();
        for (token, weight) in self.weighted(known) {
            for (target, other) in self.postings.get(token).map_or(&[][..], |posting| &posting.targets) {
                *scores.entry(*target).or_default() += weight * other;
            }
        }
        if self.method == SuggestMethod::CosineAndLevels {
            for score in scores.values_mut() {
                *score /= 2.0;
            }
            // a target counts in each range that it is in: once a level that agrees
            for target in
                self.agreeing(&levels(source_path)).into_iter().filter_map(|range| self.levels.get(range)).flatten()
            {
                *scores.entry(target.1).or_default() += 0.5 / source_path.len() as f64;
            }
        }
        let mut ranked: Vec<(usize, f64)> = scores.into_iter().filter(|(_, score)| *score > 0.0).collect();
        ranked.retain(|(_, score)| rounded(*score) >= rounded(min_score));
        ranked.sort_unstable_by(|(a, x), (b, y)| rounded(*y).total_cmp(&rounded(*x)).then(a.cmp(b)));
        let suggestion =
            |(target, score): (usize, f64)| self.ids.get(target).map(|id| MappingSuggestion { id: id.clone(), score });
        ranked.into_iter().filter_map(suggestion).take(limit).collect()
    }
}

/// The targets that a path may mean; the score is in the [module](self).
///
/// ```
/// use mercato_taxonomy::{MappingTarget, SuggestMappingInput, suggest_mapping};
/// let path = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
/// let target = |id: &str, names: &[&str]| MappingTarget { id: id.into(), path: path(names) };
/// let found = suggest_mapping(&SuggestMappingInput {
///     source_path: path(&["Home & Garden", "Ricers"]),
///     targets: vec![target("1", &["Kitchen", "Potato Ricers"]), target("2", &["Garden", "Rakes"])],
///     ..SuggestMappingInput::default()
/// })?;
/// assert_eq!(found.suggestions[0].id, "1");
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty path, no targets, a limit of 0, or a least score that is not finite.
pub fn suggest_mapping(input: &SuggestMappingInput) -> Result<MappingSuggestions, TaxonomyError> {
    if input.source_path.is_empty() {
        return Err(Error::invalid("source_path", "an empty list", "names nothing").into());
    }
    let suggester = MappingSuggester::new(&input.targets, input.method.unwrap_or_default())?;
    let limit = input.limit.unwrap_or(5);
    if limit == 0 {
        return Err(Error::invalid("limit", limit, "must be at least 1").into());
    }
    let min_score = input.min_score.unwrap_or(0.0);
    if !min_score.is_finite() {
        return Err(Error::invalid("min_score", min_score, "must be finite").into());
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok(MappingSuggestions { suggestions: suggester.suggest(&input.source_path, limit, min_score) })
}
