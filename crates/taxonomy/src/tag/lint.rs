//! What is wrong with the tags of a product, and by which principle?
//!
//! | principle | findings |
//! |---|---|
//! | relevance | `not_evidenced`: nothing of the product bears the tag out; `not_in_vocabulary` |
//! | concision | `empty`, `too_long`, `too_many_words`, `duplicate` |
//! | accuracy | `banned_term`, `foreign_brand`, `contradicts_attribute` |
//!
//! The principles are those of the guides of marketplaces to tags and keywords; the rules are definitions of this crate.

use crate::attribute::is_filled;
use crate::error::TaxonomyError;
use crate::text::{Phrase, Stem, Units, norm, tokens};
use crate::value;
use mercato_core::{Error, null_is_default};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// What [`lint_tags`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LintTagsInput {
    /// The tags of the product.
    pub tags: Vec<String>,
    /// The product.
    pub product: TaggedProduct,
    /// What its tags are held to.
    #[serde(default, deserialize_with = "null_is_default")]
    pub policy: TagPolicy,
}

/// What is known of a product whose tags are checked.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TaggedProduct {
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Its attributes by key; a value that is no text counts by its JSON.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, Value>,
}

/// What tags are held to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TagPolicy {
    /// The most characters (Unicode scalar values) of a tag in its [`norm`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_chars: Option<usize>,
    /// The most words of a tag in its [`norm`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_words: Option<usize>,
    /// Phrases that no tag may hold.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub banned_terms: Vec<String>,
    /// Brands of which a tag may hold none but the product's.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub known_brands: Vec<String>,
    /// The values that each attribute can have: a tag that is one of them must be the product's.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "BTreeMap::is_empty")]
    pub attribute_values: BTreeMap<String, Vec<String>>,
    /// The only tags that are allowed, where given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_tags: Option<Vec<String>>,
}

/// What is wrong with the tags of a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TagIssues {
    /// Tag by tag in the order of the input, then by code.
    pub issues: Vec<TagIssue>,
}

/// One thing that is wrong with one tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TagIssue {
    /// The tag as it was given.
    pub tag: String,
    /// What is wrong.
    pub code: LintCode,
    /// The principle that it offends.
    pub principle: Principle,
}

/// What can be wrong with a tag; in the order of the codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LintCode {
    /// It holds a banned term as a phrase.
    BannedTerm,
    /// It is a listed value of an attribute that the product sets otherwise, and not the product's value of another listed
    /// attribute.
    ContradictsAttribute,
    /// An earlier tag has the same [`norm`].
    Duplicate,
    /// Nothing is left of it in [`norm`]; stands alone.
    Empty,
    /// It holds a known brand, as a phrase, that is not the product's.
    ForeignBrand,
    /// None of its tokens is in the product's title, brand or attributes.
    NotEvidenced,
    /// It is none of the allowed tags.
    NotInVocabulary,
    /// It has too many characters.
    TooLong,
    /// It has too many words.
    TooManyWords,
}

impl LintCode {
    /// The principle that the issue offends.
    #[must_use]
    pub const fn principle(self) -> Principle {
        match self {
            Self::Empty | Self::TooLong | Self::TooManyWords | Self::Duplicate => Principle::Concision,
            Self::BannedTerm | Self::ForeignBrand | Self::ContradictsAttribute => Principle::Accuracy,
            Self::NotEvidenced | Self::NotInVocabulary => Principle::Relevance,
        }
    }
}

/// What good tags are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Principle {
    /// They say what the product bears out.
    Relevance,
    /// They are short, and each says something new.
    Concision,
    /// They are true.
    Accuracy,
}

/// A [`TagPolicy`] compiled for many products.
#[derive(Debug, Clone)]
pub struct TagLinter {
    max_chars: Option<usize>,
    max_words: Option<usize>,
    banned: Vec<Phrase>,
    /// With their norms.
    brands: Vec<(String, Phrase)>,
    /// By attribute, in norm.
    listed: BTreeMap<String, HashSet<String>>,
    allowed: Option<HashSet<String>>,
}

impl TagLinter {
    /// Compiles a policy.
    ///
    /// # Errors
    /// `invalid_argument` for a banned term or a brand without letters and digits.
    pub fn compile(policy: &TagPolicy) -> Result<Self, Error> {
        let phrases = |list: &'static str, texts: &[String]| {
            let phrase = |(index, text): (usize, &String)| {
                Phrase::new(text).map_err(|error| error.named(format!("policy.{list}[{index}]")))
            };
            texts.iter().enumerate().map(phrase).collect::<Result<Vec<Phrase>, Error>>()
        };
        let norms = |texts: &[String]| texts.iter().map(|text| norm(text)).collect::<HashSet<String>>();
        let brands = phrases("known_brands", &policy.known_brands)?;
        Ok(Self {
            max_chars: policy.max_chars,
            max_words: policy.max_words,
            banned: phrases("banned_terms", &policy.banned_terms)?,
            brands: policy.known_brands.iter().map(|brand| norm(brand)).zip(brands).collect(),
            listed: policy.attribute_values.iter().map(|(key, values)| (key.clone(), norms(values))).collect(),
            allowed: policy.allowed_tags.as_deref().map(norms),
        })
    }

    /// What is wrong with the tags of a product.
    ///
    /// Time O(tags × (policy + text of the product)).
    #[must_use]
    pub fn lint<T: AsRef<str>>(&self, tags: &[T], product: &TaggedProduct) -> Vec<TagIssue> {
        let evidence = evidence(product);
        let brand = product.brand.as_deref().map(norm);
        let set = self.set_values(product);
        let mut earlier: HashSet<String> = HashSet::new();
        let mut issues = Vec::new();
        for tag in tags {
            let norm = norm(tag.as_ref());
            let units = Units::of_norm(&norm);
            let holds = [
                (LintCode::BannedTerm, self.banned.iter().any(|term| units.contains(term))),
                (LintCode::ContradictsAttribute, self.contradicts(&norm, &set)),
                (LintCode::Duplicate, earlier.contains(&norm)),
                (LintCode::ForeignBrand, self.foreign(&units, brand.as_deref())),
                (LintCode::NotEvidenced, !is_evidenced(&norm, &evidence)),
                (LintCode::NotInVocabulary, self.allowed.as_ref().is_some_and(|allowed| !allowed.contains(&norm))),
                (LintCode::TooLong, self.max_chars.is_some_and(|most| norm.chars().count() > most)),
                (LintCode::TooManyWords, self.max_words.is_some_and(|most| norm.split(' ').count() > most)),
            ];
            let codes: Vec<LintCode> = if norm.is_empty() {
                vec![LintCode::Empty]
            } else {
                holds.into_iter().filter(|(_, holds)| *holds).map(|(code, _)| code).collect()
            };
            let issue = |code: LintCode| TagIssue { tag: tag.as_ref().to_owned(), code, principle: code.principle() };
            issues.extend(codes.into_iter().map(issue));
            earlier.insert(norm);
        }
        issues
    }

    /// The values, in norm, of the listed attributes that the product sets.
    fn set_values(&self, product: &TaggedProduct) -> BTreeMap<&str, HashSet<String>> {
        let listed = self.listed.keys().filter_map(|key| Some((key.as_str(), product.attributes.get(key)?)));
        listed
            .filter(|(_, value)| is_filled(value))
            .map(|(key, value)| (key, texts(value).iter().map(|text| norm(text)).collect()))
            .collect()
    }

    fn contradicts(&self, tag: &str, set: &BTreeMap<&str, HashSet<String>>) -> bool {
        let listed_and_set_otherwise = |(key, values): (&&str, &HashSet<String>)| {
            !values.contains(tag) && self.listed.get(*key).is_some_and(|listed| listed.contains(tag))
        };
        set.iter().any(listed_and_set_otherwise) && !set.values().any(|values| values.contains(tag))
    }

    fn foreign(&self, tag: &Units, own: Option<&str>) -> bool {
        self.brands.iter().any(|(brand, phrase)| Some(brand.as_str()) != own && tag.contains(phrase))
    }
}

/// The texts that a value is compared as: of a list each element, of what is no text its JSON.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().map(|element| value::text(element).into_owned()).collect(),
        other => vec![value::text(other).into_owned()],
    }
}

/// Every text of a product that can bear out a tag.
fn evidence(product: &TaggedProduct) -> Vec<Units> {
    let attributes = product.attributes.values().filter(|value| is_filled(value)).flat_map(texts);
    let titles = product.title.iter().chain(&product.brand);
    titles.map(|text| Units::of(text)).chain(attributes.map(|text| Units::of(&text))).collect()
}

/// Is one of its tokens in the product?
fn is_evidenced(tag: &str, evidence: &[Units]) -> bool {
    let found =
        |token: &String| Phrase::new(token).is_ok_and(|phrase| evidence.iter().any(|text| text.contains(&phrase)));
    tokens(tag, Stem::None).iter().any(found)
}

/// What is wrong with the tags of a product, and which principle does it offend?
///
/// Lengths and words are those of [`norm`]; terms and brands are found as phrases ([`Phrase`]).
///
/// ```
/// use mercato_taxonomy::tag::{LintCode, LintTagsInput, TagPolicy, TaggedProduct, lint_tags};
/// let product = TaggedProduct { title: Some("Red leather boots".into()), ..TaggedProduct::default() };
/// let policy = TagPolicy { banned_terms: vec!["best".into()], ..TagPolicy::default() };
/// let tags = ["Best boots", "boot", "waterproof"].map(String::from).to_vec();
/// let issues = lint_tags(&LintTagsInput { tags, product, policy })?.issues;
/// assert_eq!(issues.len(), 2);
/// assert_eq!((issues[0].tag.as_str(), issues[0].code), ("Best boots", LintCode::BannedTerm));
/// assert_eq!((issues[1].tag.as_str(), issues[1].code), ("waterproof", LintCode::NotEvidenced));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// As [`TagLinter::compile`].
pub fn lint_tags(input: &LintTagsInput) -> Result<TagIssues, TaxonomyError> {
    Ok(TagIssues { issues: TagLinter::compile(&input.policy)?.lint(&input.tags, &input.product) })
}
