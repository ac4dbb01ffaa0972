//! Which tags does a product miss, judging by the company that its tags keep elsewhere?
//!
//! `score(y)` is the mean of `max(0, m(x, y))` over the given tags x that occur in the corpus, where m is a measure of
//! [association](super::TagAssociation) and counts as 0 for a pair that fewer than `min_count` products bear.

use super::association::TagAssociation;
use crate::error::TaxonomyError;
use crate::rank;
use mercato_core::{Error, null_is_default};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What [`suggest_tags`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SuggestTagsInput {
    /// The tags of other products, a list each; compared as given, a repeat counts once.
    pub corpus: Vec<Vec<String>>,
    /// The tags that the product bears.
    pub tags: Vec<String>,
    /// How association is measured.
    #[serde(default, deserialize_with = "null_is_default")]
    pub measure: AssociationMeasure,
    /// The fewest products that bear both tags for a pair to count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(extend("default" = 2)))]
    pub min_count: Option<u64>,
    /// The most suggestions, at least 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(extend("default" = 5)))]
    pub limit: Option<usize>,
}

/// How association is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AssociationMeasure {
    /// Normalised pointwise mutual information: neither frequent nor rare tags are favoured.
    #[default]
    Npmi,
    /// Lift: favours rare tags.
    Lift,
    /// Confidence: favours frequent tags.
    Confidence,
}

/// Tags that a product may miss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TagSuggestions {
    /// The best first; of equals (to 12 decimals) by tag.
    pub suggestions: Vec<SuggestedTag>,
}

/// A tag that a product may miss.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SuggestedTag {
    /// The tag.
    pub tag: String,
    /// The mean association with the given tags, above 0.
    pub score: f64,
}

/// Products as sets of tags, indexed for [`TagCorpus::suggest`].
#[derive(Debug, Clone, Default)]
pub struct TagCorpus {
    products: Vec<Vec<usize>>,
    /// By tag: its name, and the products that bear it.
    tags: Vec<(String, Vec<usize>)>,
    by_name: HashMap<String, usize>,
}

impl TagCorpus {
    /// Indexes products. Time and space O(tags of all products).
    #[must_use]
    pub fn new<P: AsRef<[T]>, T: AsRef<str>>(products: &[P]) -> Self {
        let mut corpus = Self::default();
        for (index, product) in products.iter().enumerate() {
            let distinct: BTreeSet<&str> = product.as_ref().iter().map(AsRef::as_ref).collect();
            let mut numbers = Vec::with_capacity(distinct.len());
            for tag in distinct {
                let number = corpus.number(tag);
                if let Some((_, bearers)) = corpus.tags.get_mut(number) {
                    bearers.push(index);
                }
                numbers.push(number);
            }
            corpus.products.push(numbers);
        }
        corpus
    }

    fn number(&mut self, tag: &str) -> usize {
        if let Some(number) = self.by_name.get(tag) {
            return *number;
        }
        let number = self.tags.len();
        self.tags.push((tag.to_owned(), Vec::new()));
        self.by_name.insert(tag.to_owned(), number);
        number
    }

    /// The tags that go with the given ones, the best first, at most `limit`; none where none of them occurs.
    ///
    /// Time O(tags of the products that bear a given tag).
    #[must_use]
    pub fn suggest<T: AsRef<str>>(
        &self,
        tags: &[T],
        measure: AssociationMeasure,
        min_count: u64,
        limit: usize,
    ) -> Vec<SuggestedTag> {
        let given: BTreeSet<&str> = tags.iter().map(AsRef::as_ref).collect();
        let known: Vec<usize> = given.iter().filter_map(|tag| self.by_name.get(*tag).copied()).collect();
        let own: HashSet<usize> = known.iter().copied().collect();
        let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
        for x in &known {
            let Some((_, bearers)) = self.tags.get(*x) else { continue };
            let mut together: BTreeMap<usize, u64> = BTreeMap::new();
            for y in bearers.iter().filter_map(|product| self.products.get(*product)).flatten() {
                let count = together.entry(*y).or_default();
                *count = count.saturating_add(1);
            }
            for (y, n_xy) in together.into_iter().filter(|(y, n_xy)| !own.contains(y) && *n_xy >= min_count) {
                *sums.entry(y).or_default() += self.measure(measure, *x, y, n_xy).max(0.0);
            }
        }
        let mean = |(y, sum): (usize, f64)| {
            let (tag, _) = self.tags.get(y)?;
            Some(SuggestedTag { tag: tag.clone(), score: sum / known.len() as f64 })
        };
        let mut suggestions: Vec<SuggestedTag> =
            sums.into_iter().filter_map(mean).filter(|suggestion| suggestion.score > 0.0).collect();
        suggestions.sort_by(|a, b| rank::descending(a.score, b.score).then_with(|| a.tag.cmp(&b.tag)));
        suggestions.truncate(limit);
        suggestions
    }

    fn measure(&self, measure: AssociationMeasure, x: usize, y: usize, n_xy: u64) -> f64 {
        let bearers = |tag: usize| self.tags.get(tag).map_or(0, |(_, bearers)| bearers.len() as u64);
        let association = TagAssociation::of_counts(self.products.len() as u64, bearers(x), bearers(y), n_xy);
        match measure {
            AssociationMeasure::Npmi => association.npmi,
            AssociationMeasure::Lift => association.lift,
            AssociationMeasure::Confidence => association.confidence,
        }
    }
}

/// Which tags go with those that a product bears?
///
/// ```
/// use mercato_taxonomy::tag::{AssociationMeasure, TagCorpus};
/// let corpus = TagCorpus::new(&[vec!["coat", "wool"], vec!["coat", "wool"], vec!["dress", "silk"], vec!["coat"]]);
/// let suggestions = corpus.suggest(&["coat"], AssociationMeasure::Confidence, 2, 5);
/// assert_eq!(suggestions.len(), 1);
/// assert_eq!((suggestions[0].tag.as_str(), suggestions[0].score), ("wool", 2.0 / 3.0));
/// ```
///
/// # Errors
/// `invalid_argument` for a limit of 0.
pub fn suggest_tags(input: &SuggestTagsInput) -> Result<TagSuggestions, TaxonomyError> {
    let limit = input.limit.unwrap_or(5);
    if limit == 0 {
        return Err(Error::invalid("limit", limit, "must be at least 1").into());
    }
    let corpus = TagCorpus::new(&input.corpus);
    Ok(TagSuggestions { suggestions: corpus.suggest(&input.tags, input.measure, input.min_count.unwrap_or(2), limit) })
}
