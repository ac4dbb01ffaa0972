//! Which categories claim a title by their phrases?

use crate::error::TaxonomyError;
use crate::rank;
use crate::text::{Phrase, Stem, Units, tokens};
use mercato_core::{Error, null_is_default};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What [`classify_by_rules`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClassifyByRulesInput {
    /// The rules; a category may have several.
    pub rules: Vec<TitleRule>,
    /// The title.
    pub title: String,
    /// The most categories, at least 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(extend("default" = 5)))]
    pub limit: Option<usize>,
}

/// When a title speaks for a category. A rule needs a phrase in `any_of` or `all_of`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TitleRule {
    /// The category.
    pub category_id: String,
    /// Phrases of which the title must hold one, if there are any.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<String>,
    /// Phrases of which the title must hold all.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub all_of: Vec<String>,
    /// Phrases of which the title must hold none.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub none_of: Vec<String>,
    /// What a token of a phrase that matches counts, above 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schemars", schemars(extend("default" = 1.0)))]
    pub weight: Option<f64>,
}

/// The categories that claim a title.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RuleMatches {
    /// The highest score first; of equals (to 12 decimals) by category.
    pub matches: Vec<RuleMatch>,
}

/// A category that claims a title.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RuleMatch {
    /// The category.
    pub category_id: String,
    /// Over its rules that fire: weight × tokens of the phrases of `any_of` and `all_of` that the title holds.
    pub score: f64,
}

/// Rules compiled for many titles: each phrase is looked for once, and only where its first word stands.
///
/// ```
/// use mercato_taxonomy::classify::{RuleClassifier, TitleRule};
/// let rule = |category: &str, phrases: &[&str]| TitleRule {
///     category_id: category.into(),
///     any_of: phrases.iter().map(|phrase| (*phrase).into()).collect(),
///     ..TitleRule::default()
/// };
/// let classifier = RuleClassifier::compile(&[rule("fridges", &["fridge"]), rule("combis", &["fridge freezer"])])?;
/// let matches = classifier.classify("Bosch fridge-freezers, white", 5)?;
/// assert_eq!(matches[0].category_id, "combis");
/// assert_eq!((matches[0].score, matches[1].score), (2.0, 1.0));
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct RuleClassifier {
    phrases: Vec<KnownPhrase>,
    /// By first unit, the phrases that begin with it.
    by_first: HashMap<String, Vec<usize>>,
    rules: Vec<CompiledRule>,
}

#[derive(Debug, Clone)]
struct KnownPhrase {
    phrase: Phrase,
    tokens: usize,
    /// The rules that it can make fire.
    rules: Vec<usize>,
}

#[derive(Debug, Clone)]
struct CompiledRule {
    category_id: String,
    any_of: Vec<usize>,
    all_of: Vec<usize>,
    none_of: Vec<usize>,
    weight: f64,
}

impl RuleClassifier {
    /// Compiles rules.
    ///
    /// # Errors
    /// `invalid_argument` for a rule without phrases in `any_of` and `all_of`, a phrase without letters and digits, and a weight that is
    /// not above 0 and finite.
    pub fn compile(rules: &[TitleRule]) -> Result<Self, Error> {
        let mut classifier =
            Self { phrases: Vec::new(), by_first: HashMap::new(), rules: Vec::with_capacity(rules.len()) };
        let mut known: HashMap<(Vec<String>, usize), usize> = HashMap::new();
        for (index, rule) in rules.iter().enumerate() {
            let compiled = classifier.rule(rule, &mut known).map_err(|error| error.at("rules", index))?;
            for phrase in compiled.any_of.iter().chain(&compiled.all_of) {
                if let Some(phrase) = classifier.phrases.get_mut(*phrase) {
                    phrase.rules.push(index);
                }
            }
            classifier.rules.push(compiled);
        }
        Ok(classifier)
    }

    fn rule(
        &mut self,
        rule: &TitleRule,
        known: &mut HashMap<(Vec<String>, usize), usize>,
    ) -> Result<CompiledRule, Error> {
        if rule.any_of.is_empty() && rule.all_of.is_empty() {
            return Err(Error::invalid("any_of", "[]", "needs a phrase, or all_of does"));
        }
        let weight = rule.weight.unwrap_or(1.0);
        if !(weight > 0.0 && weight.is_finite()) {
            return Err(Error::invalid("weight", weight, "must be above 0"));
        }
        let mut numbers = |list: &str, texts: &[String]| {
            let numbered = |(place, text): (usize, &String)| {
                let phrase = Phrase::new(text).map_err(|error| error.named(format!("{list}[{place}]")))?;
                Ok(self.number(phrase, tokens(text, Stem::None).len(), known))
            };
            texts.iter().enumerate().map(numbered).collect::<Result<Vec<usize>, Error>>()
        };
        Ok(CompiledRule {
            category_id: rule.category_id.clone(),
            any_of: numbers("any_of", &rule.any_of)?,
            all_of: numbers("all_of", &rule.all_of)?,
            none_of: numbers("none_of", &rule.none_of)?,
            weight,
        })
    }

    /// The number of a phrase; the same units with the same tokens are one phrase.
    fn number(&mut self, phrase: Phrase, tokens: usize, known: &mut HashMap<(Vec<String>, usize), usize>) -> usize {
        let next = self.phrases.len();
        let number = *known.entry((phrase.units().to_vec(), tokens)).or_insert(next);
        if number == next {
            if let Some(first) = phrase.units().first() {
                self.by_first.entry(first.clone()).or_default().push(number);
            }
            self.phrases.push(KnownPhrase { phrase, tokens, rules: Vec::new() });
        }
        number
    }

    /// The categories that claim a title, the highest score first, at most `limit`.
    ///
    /// Time O(words of the title × phrases that begin with them, and the rules of phrases found).
    ///
    /// # Errors
    /// `overflow` where a score is beyond every double.
    pub fn classify(&self, title: &str, limit: usize) -> Result<Vec<RuleMatch>, Error> {
        let units = Units::of(title);
        let mut found = vec![false; self.phrases.len()];
        let mut candidates = Vec::new();
        for (place, unit) in units.as_slice().iter().enumerate() {
            for number in self.by_first.get(unit).into_iter().flatten() {
                let Some(known) = self.phrases.get(*number) else { continue };
                let run = units.as_slice().get(place..place.saturating_add(known.phrase.units().len()));
                let Some(flag) = found.get_mut(*number).filter(|found| !**found && run == Some(known.phrase.units()))
                else {
                    continue;
                };
                *flag = true;
                candidates.extend_from_slice(&known.rules);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut scores: BTreeMap<&str, f64> = BTreeMap::new();
        for rule in candidates.into_iter().filter_map(|rule| self.rules.get(rule)) {
            if let Some(score) = self.score(rule, &found) {
                *scores.entry(&rule.category_id).or_default() += score;
            }
        }
        if let Some((category, score)) = scores.iter().find(|(_, score)| !score.is_finite()) {
            return Err(Error::overflow("rules", format_args!("the score {score} of {category:?}"), "doubles"));
        }
        let mut matches: Vec<RuleMatch> =
            scores.into_iter().map(|(id, score)| RuleMatch { category_id: id.to_owned(), score }).collect();
        matches.sort_by(|a, b| rank::descending(a.score, b.score));
        matches.truncate(limit);
        Ok(matches)
    }

    /// What a rule adds, where it fires.
    fn score(&self, rule: &CompiledRule, found: &[bool]) -> Option<f64> {
        let holds = |phrase: &usize| found.get(*phrase).copied().unwrap_or(false);
        let fires = rule.all_of.iter().all(holds)
            && (rule.any_of.is_empty() || rule.any_of.iter().any(holds))
            && !rule.none_of.iter().any(holds);
        let matched = rule.any_of.iter().chain(&rule.all_of).filter(|phrase| holds(phrase));
        let tokens = matched.filter_map(|phrase| self.phrases.get(*phrase)).map(|phrase| phrase.tokens as f64);
        fires.then(|| rule.weight * tokens.sum::<f64>())
    }
}

/// Which categories claim a title by their phrases?
///
/// A rule fires where the title holds every phrase of `all_of`, one of `any_of` (if there are any) and none of `none_of`; its
/// category gains weight × [`tokens`] of the phrases that matched. Phrases are found as [`Phrase`] says.
///
/// # Errors
/// As [`RuleClassifier::compile`] and [`RuleClassifier::classify`]; `invalid_argument` for a limit of 0.
pub fn classify_by_rules(input: &ClassifyByRulesInput) -> Result<RuleMatches, TaxonomyError> {
    let limit = input.limit.unwrap_or(5);
    if limit == 0 {
        return Err(Error::invalid("limit", limit, "must be at least 1").into());
    }
    Ok(RuleMatches { matches: RuleClassifier::compile(&input.rules)?.classify(&input.title, limit)? })
}
