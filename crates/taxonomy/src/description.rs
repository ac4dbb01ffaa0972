//! Does a description say what speaks for the product, within the limits of a marketplace?
//!
//! Coverage is the share of selling points that are mentioned: those of the title alone, and those of title and bullet points. A word
//! that stands three times or more in a title is stuffed; the limit is that of marketplaces (Amazon's guide to titles lets a word
//! stand twice, articles and prepositions apart). A word is s-stemmed, has three characters or more, and is not "and", "the", "for",
//! "with" or "from"; of Han text a pair of characters is a word.

use crate::error::TaxonomyError;
use crate::text::{Phrase, Stem, Units, is_han, tokens};
use mercato_core::{Error, null_is_default};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};

/// What [`check_description`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CheckDescriptionInput {
    /// The title.
    pub title: String,
    /// The bullet points below it.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub bullets: Vec<String>,
    /// What the description should say; a key once.
    pub selling_points: Vec<PointPhrases>,
    /// The limits of the marketplace.
    #[serde(default, deserialize_with = "null_is_default")]
    pub limits: DescriptionLimits,
    /// Phrases that no text may hold.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub banned_terms: Vec<String>,
}

/// How a selling point can be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PointPhrases {
    /// The selling point.
    pub key: String,
    /// Phrases that mention it, at least one.
    pub phrases: Vec<String>,
}

/// The limits of a marketplace; lengths in Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DescriptionLimits {
    /// The longest title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title_max_chars: Option<usize>,
    /// The longest bullet point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bullet_max_chars: Option<usize>,
    /// The most bullet points.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_bullets: Option<usize>,
}

/// What a description says and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct DescriptionCheck {
    /// The share of selling points that the title mentions; 1 where there are none.
    pub title_coverage: f64,
    /// The share that the title or a bullet point mentions; 1 where there are none.
    pub coverage: f64,
    /// The selling points that nothing mentions, in the order of the input.
    pub missing: Vec<String>,
    /// By place, then by code.
    pub issues: Vec<DescriptionIssue>,
}

/// One thing that is wrong with a description.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct DescriptionIssue {
    /// `title`, `bullet_0` and so on, or `bullets`.
    pub r#where: String,
    /// What is wrong.
    pub code: DescriptionCode,
}

/// What can be wrong with a description; in the order of the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DescriptionCode {
    /// It holds a banned term as a phrase.
    BannedTerm,
    /// A word stands in the title three times or more; marketplaces let it stand twice.
    KeywordStuffing,
    /// It is longer than allowed.
    TooLong,
    /// There are more bullet points than allowed.
    TooMany,
}

fn phrases(list: &str, texts: &[String]) -> Result<Vec<Phrase>, Error> {
    let phrase =
        |(place, text): (usize, &String)| Phrase::new(text).map_err(|error| error.named(format!("{list}[{place}]")));
    texts.iter().enumerate().map(phrase).collect()
}

/// Does a word of the title stand there three times or more?
fn is_stuffed(title: &str) -> bool {
    const TIMES: usize = 3;
    let counts = |word: &String| {
        let long = word.chars().nth(2).is_some();
        let han = word.chars().next().is_some_and(is_han);
        (han || long) && !matches!(word.as_str(), "and" | "the" | "for" | "with" | "from")
    };
    let mut words = tokens(title, Stem::S);
    words.retain(counts);
    words.sort_unstable();
    words.chunk_by(|a, b| a == b).any(|same| same.len() >= TIMES)
}

/// Does a description say what speaks for the product, within the limits of the marketplace?
///
/// A selling point is mentioned where one of its phrases is held, as [`Phrase`] says.
///
/// ```
/// use mercato_taxonomy::description::{CheckDescriptionInput, check_description};
/// let input: CheckDescriptionInput = serde_json::from_str(
///     r#"{"title": "Speaker with 20-hour battery", "bullets": ["The best in its class"], "banned_terms": ["best"],
///         "selling_points": [{"key": "battery", "phrases": ["20 hour battery"]}, {"key": "light", "phrases": ["lightweight", "150 g"]}]}"#,
/// )?;
/// let check = check_description(&input)?;
/// assert_eq!((check.title_coverage, check.missing), (0.5, vec!["light".to_owned()]));
/// assert_eq!(check.issues[0].r#where, "bullet_0");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a selling point without phrases, and a phrase or banned term without letters and digits; `duplicate_id` for
/// a key twice.
pub fn check_description(input: &CheckDescriptionInput) -> Result<DescriptionCheck, TaxonomyError> {
    let banned = phrases("banned_terms", &input.banned_terms)?;
    let title = Units::of(&input.title);
    let bullets: Vec<Units> = input.bullets.iter().map(|bullet| Units::of(bullet)).collect();
    let mut seen = HashSet::new();
    let (mut in_title, mut missing) = (0_usize, Vec::new());
    for (index, point) in input.selling_points.iter().enumerate() {
        if !seen.insert(point.key.as_str()) {
            return Err(Error::duplicate("key", &point.key).at("selling_points", index).into());
        }
        if point.phrases.is_empty() {
            return Err(Error::invalid("phrases", "[]", "must not be empty").at("selling_points", index).into());
        }
        let phrases = phrases("phrases", &point.phrases).map_err(|error| error.at("selling_points", index))?;
        let mentions = |text: &Units| phrases.iter().any(|phrase| text.contains(phrase));
        if mentions(&title) {
            in_title = in_title.saturating_add(1);
        } else if !bullets.iter().any(mentions) {
            missing.push(point.key.clone());
        }
    }
    let mut issues: BTreeSet<DescriptionIssue> = BTreeSet::new();
    let mut found = |place: &str, code: DescriptionCode, holds: bool| {
        if holds {
            issues.insert(DescriptionIssue { r#where: place.to_owned(), code });
        }
    };
    let longer = |text: &str, most: Option<usize>| most.is_some_and(|most| text.chars().count() > most);
    let holds_banned = |text: &Units| banned.iter().any(|term| text.contains(term));
    found("title", DescriptionCode::TooLong, longer(&input.title, input.limits.title_max_chars));
    found("title", DescriptionCode::BannedTerm, holds_banned(&title));
    found("title", DescriptionCode::KeywordStuffing, is_stuffed(&input.title));
    for (index, (text, units)) in input.bullets.iter().zip(&bullets).enumerate() {
        let place = format!("bullet_{index}");
        found(&place, DescriptionCode::TooLong, longer(text, input.limits.bullet_max_chars));
        found(&place, DescriptionCode::BannedTerm, holds_banned(units));
    }
    found("bullets", DescriptionCode::TooMany, input.limits.max_bullets.is_some_and(|most| bullets.len() > most));
    let all = input.selling_points.len();
    let part = |count: usize| if all == 0 { 1.0 } else { count as f64 / all as f64 };
    Ok(DescriptionCheck {
        title_coverage: part(in_title),
        coverage: part(all.saturating_sub(missing.len())),
        missing,
        issues: issues.into_iter().collect(),
    })
}
