//! In which category does a title belong, judging by titles whose category is known?

use super::linear::Linear;
use super::naive_bayes::NaiveBayes;
use crate::error::TaxonomyError;
use mercato_core::{Error, null_is_default};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What [`classify_titles`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClassifyTitlesInput {
    /// Titles whose category is known: at least one, and a word among them.
    pub examples: Vec<TitleExample>,
    /// The titles to classify.
    pub titles: Vec<String>,
    /// How much is added to each count of naive Bayes (Lidstone), above 0; of no use to another method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(extend("default" = 1.0)))]
    pub alpha: Option<f64>,
    /// The most categories a title, at least 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(extend("default" = 3)))]
    pub limit: Option<usize>,
    /// How the categories are learnt.
    #[serde(default, deserialize_with = "null_is_default")]
    pub method: TitleMethod,
}

/// How categories are learnt from titles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TitleMethod {
    /// Multinomial naive Bayes over words.
    #[default]
    NaiveBayes,
    /// A linear support vector machine over words, pairs of words and parts of words.
    Linear,
}

/// A title whose category is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TitleExample {
    /// The title.
    pub title: String,
    /// Its category.
    pub category_id: String,
}

/// The categories of titles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TitlePredictions {
    /// In the order of `titles`.
    pub results: Vec<TitlePrediction>,
}

/// The categories of a title.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TitlePrediction {
    /// The most probable first; of equals (log posterior to 9 decimals) by category.
    pub predictions: Vec<CategoryProbability>,
    /// How many of the title's words training saw; where it is 0, naive Bayes knows no more than how frequent a category is.
    pub known_tokens: usize,
}

/// A category that a title may belong in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CategoryProbability {
    /// The category.
    pub category_id: String,
    /// Its probability: the posterior of naive Bayes, or the scaled margins of the linear method. Over all categories they sum to 1.
    pub probability: f64,
}

/// The most scores of one call: titles × categories.
const MAX_SCORES: usize = 100_000_000;

/// Up to how many categories are found by as many passes; where more are wanted, all are ranked.
const MAX_PASSES: usize = 8;

/// Examples with their categories as numbers, in the order of the ids.
#[derive(Debug)]
pub(super) struct Grouped<'a> {
    pub(super) categories: Vec<&'a str>,
    pub(super) titles: Vec<(&'a str, usize)>,
    counts: Vec<u64>,
}

impl<'a> Grouped<'a> {
    fn new(examples: &'a [TitleExample]) -> Self {
        let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
        for example in examples {
            let count = counts.entry(&example.category_id).or_default();
            *count = count.saturating_add(1);
        }
        let numbers: BTreeMap<&str, usize> = counts.keys().copied().zip(0..).collect();
        let number = |example: &'a TitleExample| {
            Some((example.title.as_str(), numbers.get(example.category_id.as_str()).copied()?))
        };
        Self {
            categories: counts.keys().copied().collect(),
            titles: examples.iter().filter_map(number).collect(),
            counts: counts.values().copied().collect(),
        }
    }

    /// The logarithm of each category's share of the titles.
    pub(super) fn log_shares(&self) -> Vec<f64> {
        let all = libm::log(self.titles.len() as f64);
        self.counts.iter().map(|count| libm::log(*count as f64) - all).collect()
    }
}

/// What a model says of a title: logarithms of probabilities by category, up to a constant.
#[derive(Debug)]
pub(super) struct Scores {
    pub(super) logarithms: Vec<f64>,
    pub(super) known_tokens: usize,
}

/// A model of which words stand for which category: trained once, asked often.
///
/// ```
/// use mercato_taxonomy::classify::{TitleClassifier, TitleExample, TitleMethod};
/// let example = |title: &str, category: &str| TitleExample { title: title.into(), category_id: category.into() };
/// let examples = [example("Red cotton dress", "dresses"), example("Evening dress", "dresses"), example("Cotton cap", "hats")];
/// let classifier = TitleClassifier::train(&examples, TitleMethod::NaiveBayes, 1.0)?;
/// let answer = classifier.classify("Blue dress", 1);
/// assert_eq!((answer.predictions[0].category_id.as_str(), answer.known_tokens), ("dresses", 1));
/// // 5 words are known; "dress" is 2 of the 5 that dresses use and none of the 2 that hats use: 2/3 × 3/10 against 1/3 × 1/7
/// let (dresses, hats) = (2.0 / 3.0 * 3.0 / 10.0, 1.0 / 3.0 / 7.0);
/// assert!((answer.predictions[0].probability - dresses / (dresses + hats)).abs() < 1e-12);
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct TitleClassifier {
    categories: Vec<String>,
    model: Model,
}

#[derive(Debug, Clone)]
enum Model {
    NaiveBayes(NaiveBayes),
    Linear(Box<Linear>),
}

impl TitleClassifier {
    /// Learns from titles. `alpha` is the smoothing of naive Bayes; another method does not read it.
    ///
    /// Naive Bayes takes time O(words of the examples); the linear method O(rounds × categories × parts of words), twice.
    ///
    /// # Errors
    /// `invalid_argument` for no examples, no word among them, or an alpha that is not above 0 and finite; `unsupported` where
    /// the linear method would have more than 2³¹ steps a round.
    pub fn train(examples: &[TitleExample], method: TitleMethod, alpha: f64) -> Result<Self, Error> {
        if examples.is_empty() {
            return Err(Error::invalid("examples", "[]", "must not be empty"));
        }
        if !(alpha > 0.0 && alpha.is_finite()) {
            return Err(Error::invalid("alpha", alpha, "must be above 0"));
        }
        let grouped = Grouped::new(examples);
        let model = match method {
            TitleMethod::NaiveBayes => Model::NaiveBayes(NaiveBayes::train(&grouped, alpha)?),
            TitleMethod::Linear => Model::Linear(Box::new(Linear::train(&grouped)?)),
        };
        Ok(Self { categories: grouped.categories.iter().map(|id| (*id).to_owned()).collect(), model })
    }

    /// The categories that it knows, in order of their ids.
    #[must_use]
    pub fn categories(&self) -> &[String] {
        &self.categories
    }

    /// The most probable categories of a title, at most `limit`. Time O(words × categories that use them + categories).
    #[must_use]
    pub fn classify(&self, title: &str, limit: usize) -> TitlePrediction {
        let Scores { logarithms, known_tokens } = match &self.model {
            Model::NaiveBayes(model) => model.score(title),
            Model::Linear(model) => model.score(title),
        };
        let most = highest(&logarithms, f64::INFINITY);
        let total =
            most + libm::log(in_lanes(&logarithms, 0.0, |sum, score| sum + exp(score - most)).into_iter().sum());
        let better = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        let mut ranked = candidates(&logarithms, total, most, limit);
        if limit < ranked.len() {
            ranked.select_nth_unstable_by(limit, better);
            ranked.truncate(limit);
        }
        ranked.sort_unstable_by(better);
        let prediction = |(_, category): (f64, usize)| {
            let score = logarithms.get(category)?;
            Some(CategoryProbability {
                category_id: self.categories.get(category)?.clone(),
                probability: libm::exp(score - total),
            })
        };
        TitlePrediction { predictions: ranked.into_iter().filter_map(prediction).collect(), known_tokens }
    }
}

/// Logarithms to nine decimals with their categories: the `limit` highest are among them.
fn candidates(scores: &[f64], total: f64, most: f64, limit: usize) -> Vec<(f64, usize)> {
    let mut least = f64::NEG_INFINITY;
    if limit <= MAX_PASSES {
        // of equal scores a pass finds one, so that this many passes come down to the last place or below it
        least = (1..limit).fold(most, |least, _| highest(scores, least));
        // more than what rounding can make equal
        least -= 1e-6 * (1.0 + (least - total).abs());
    }
    let rounded = |score: f64| ((score - total) * 1e9).round_ties_even();
    let near = scores.iter().zip(0..).filter(|(score, _)| **score >= least);
    near.map(|(score, category)| (rounded(*score), category)).collect()
}

/// The highest of the scores below a bound.
fn highest(scores: &[f64], bound: f64) -> f64 {
    let higher = |a: f64, b: f64| if b > a { b } else { a };
    let below = |score: f64| if score < bound { score } else { f64::NEG_INFINITY };
    in_lanes(scores, f64::NEG_INFINITY, |highest, score| higher(highest, below(score)))
        .into_iter()
        .fold(f64::NEG_INFINITY, higher)
}

/// Folds every fourth score, four times: a processor works on the four side by side.
fn in_lanes(scores: &[f64], start: f64, fold: impl Fn(f64, f64) -> f64) -> [f64; 4] {
    let mut lanes = [start; 4];
    let (fours, rest) = scores.as_chunks::<4>();
    for four in fours {
        for (lane, score) in lanes.iter_mut().zip(four) {
            *lane = fold(*lane, *score);
        }
    }
    for (lane, score) in lanes.iter_mut().zip(rest) {
        *lane = fold(*lane, *score);
    }
    lanes
}

/// `e^x` for x at most 0, to 15 digits; below -700, which adds nothing to a sum of about 1, as for -700.
///
/// `x = n ln 2 + r` with `|r| <= ln 2 / 2`, `e^r` by its power series. Without a branch, so that several are worked on at once.
fn exp(x: f64) -> f64 {
    /// 1/13!, 1/12!, …, 1/0!.
    const SERIES: [f64; 14] = [
        1.0 / 6_227_020_800.0,
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        1.0 / 2.0,
        1.0,
        1.0,
    ];
    // the last bits of a sum with this are the nearest whole number
    const WHOLE: f64 = 6_755_399_441_055_744.0;
    // ln 2 in two parts, the first so short that its products with n are exact
    const LN_2: [f64; 2] = [0.693_147_180_369_123_8, 1.908_214_929_270_587_7e-10];
    let x = if x > -700.0 { x } else { -700.0 };
    let shifted = x * std::f64::consts::LOG2_E + WHOLE;
    let n = shifted - WHOLE;
    let r = x - n * LN_2[0] - n * LN_2[1];
    let power_of_two = f64::from_bits((shifted.to_bits() << 52).wrapping_add(1.0_f64.to_bits()));
    SERIES.iter().fold(0.0, |sum, coefficient| sum * r + coefficient) * power_of_two
}

/// In which categories do titles belong, judging by titles whose category is known?
///
/// # Errors
/// As [`TitleClassifier::train`]; `invalid_argument` for a limit of 0, and for more than 100 million titles × categories.
pub fn classify_titles(input: &ClassifyTitlesInput) -> Result<TitlePredictions, TaxonomyError> {
    let limit = input.limit.unwrap_or(3);
    if limit == 0 {
        return Err(Error::invalid("limit", limit, "must be at least 1").into());
    }
    let classifier = TitleClassifier::train(&input.examples, input.method, input.alpha.unwrap_or(1.0))?;
    let scores = classifier.categories.len().saturating_mul(input.titles.len());
    if scores > MAX_SCORES {
        let reason = format!("titles of {} categories are too many for one call", classifier.categories.len());
        return Err(Error::invalid("titles", input.titles.len(), reason).into());
    }
    Ok(TitlePredictions { results: input.titles.iter().map(|title| classifier.classify(title, limit)).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_of_e_are_those_of_libm() {
        let close = |x: f64| (exp(x) / libm::exp(x) - 1.0).abs() < 1e-15;
        assert!((0..=7_000_000).map(|step| f64::from(step) * -1e-4).all(close));
        assert!(close(-f64::MIN_POSITIVE));
        assert!(exp(f64::NEG_INFINITY) < 1e-300);
    }
}
