//! What is wrong with the tags of each product, and which should it bear? Compared are canonical keys: case, punctuation,
//! plurals and the synonyms of the policy fall away; of the spellings of a key the most used is kept.

use crate::catalogue::policy::CataloguePolicy;
use crate::error::ReviewError;
use hashbrown::{HashMap, HashSet};
use mercato_taxonomy::tag::{
    LintCode, NearDuplicatesInput, SynonymMap, TagLinter, TagPolicy, TagSimilarity, TaggedProduct, near_duplicates,
};
use mercato_taxonomy::text::{Units, norm};
use std::collections::{BTreeMap, BTreeSet};

/// The least likeness of two tags that may be one, and the fewest characters of such tags.
const ALIKE: f64 = 0.85;
const LEAST_CHARS: usize = 5;
/// The most tags that are compared with each other, the most used first, and their most characters.
const MOST_COMPARED: usize = 20_000;
const MOST_CHARS: usize = 100;

/// What is wrong with a tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::catalogue) enum TagFault {
    /// Nothing of it is a letter or digit.
    Empty,
    BannedTerm,
    /// The name of another brand of the catalogue.
    ForeignBrand,
    /// A value of an attribute that the product sets otherwise.
    ContradictsAttribute,
    /// An earlier tag of the product says the same.
    Duplicate,
    NotInVocabulary,
    TooLong,
    TooManyWords,
    /// The policy has another word for it.
    Synonym,
    /// Others write it otherwise.
    Spelling,
    /// Nothing of the product bears it out, and it is nearly a tag of others.
    Typo,
    /// Nothing of the product bears it out.
    NotEvidenced,
    /// Beyond the most tags of a product.
    TooMany,
}

impl TagFault {
    /// In words.
    pub(in crate::catalogue) const fn words(self) -> &'static str {
        match self {
            Self::Empty => "has no letter or digit",
            Self::BannedTerm => "holds a banned term",
            Self::ForeignBrand => "is another brand",
            Self::ContradictsAttribute => "contradicts an attribute",
            Self::Duplicate => "says the same as an earlier one",
            Self::NotInVocabulary => "is no tag of the policy",
            Self::TooLong => "is too long",
            Self::TooManyWords => "has too many words",
            Self::Synonym => "has another word in the policy",
            Self::Spelling => "is mostly written otherwise",
            Self::Typo => "is borne out by nothing and nearly another tag",
            Self::NotEvidenced => "is borne out by nothing of the product",
            Self::TooMany => "is one too many",
        }
    }
}

/// What is to be done with a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalogue) enum Cure {
    Delete,
    Replace(String),
    /// Nobody but the shop knows.
    Check,
}

/// A tag of a product with what is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalogue) struct TagProblem {
    pub(in crate::catalogue) tag: String,
    pub(in crate::catalogue) fault: TagFault,
    pub(in crate::catalogue) cure: Cure,
}

/// Two tags of the catalogue that may be one; the first is used more.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::catalogue) struct Alike {
    pub(in crate::catalogue) tag: String,
    pub(in crate::catalogue) uses: usize,
    pub(in crate::catalogue) other: String,
    pub(in crate::catalogue) other_uses: usize,
    pub(in crate::catalogue) score: f64,
}

/// A tag as it is compared.
fn key_of(canonical: &str) -> String {
    Units::of(canonical).as_slice().join(" ")
}

/// What a tag of the catalogue is.
#[derive(Debug, Default)]
struct Word {
    /// By spelling: how often.
    spellings: BTreeMap<String, usize>,
    /// How often in all.
    uses: usize,
}

impl Word {
    /// The most used spelling, of equals the first.
    fn preferred(&self) -> Option<&str> {
        let mut best: Option<(&str, usize)> = None;
        for (spelling, uses) in &self.spellings {
            if best.is_none_or(|(_, most)| *uses > most) {
                best = Some((spelling, *uses));
            }
        }
        best.map(|(spelling, _)| spelling)
    }
}

/// The tags of the whole catalogue.
pub(super) struct Vocabulary {
    synonyms: SynonymMap,
    words: HashMap<String, Word>,
    /// By key: the key of the tag that it may be meant for.
    meant: HashMap<String, String>,
    /// The most alike first.
    pub(super) alike: Vec<Alike>,
    linter: TagLinter,
    max_tags: usize,
}

impl Vocabulary {
    pub(super) fn of<'t>(
        tags: impl Iterator<Item = &'t String>,
        policy: &CataloguePolicy,
        brands: BTreeSet<&str>,
        attribute_values: BTreeMap<String, Vec<String>>,
    ) -> Result<Self, ReviewError> {
        let synonyms = policy.synonyms.clone();
        let mut words: HashMap<String, Word> = HashMap::new();
        for tag in tags {
            let canonical = synonyms.canonical(tag);
            let word = words.entry(key_of(&canonical)).or_default();
            word.uses = word.uses.saturating_add(1);
            // a synonym is no spelling of the tag to use
            let spelling = if canonical == norm(tag) { tag.clone() } else { continue };
            let uses = word.spellings.entry(spelling).or_default();
            *uses = uses.saturating_add(1);
        }
        words.remove("");
        let linter = TagLinter::compile(&TagPolicy {
            max_chars: Some(policy.max_tag_chars),
            max_words: Some(policy.max_tag_words),
            banned_terms: policy.banned_terms.clone(),
            known_brands: brands.into_iter().filter(|brand| !norm(brand).is_empty()).map(str::to_owned).collect(),
            attribute_values,
            allowed_tags: policy.allowed_tags.clone(),
        });
        let linter = linter.map_err(ReviewError::of_section("policy of the tags"))?;
        let max_tags = policy.max_tags.unwrap_or(usize::MAX);
        let mut vocabulary = Self { synonyms, words, meant: HashMap::new(), alike: Vec::new(), linter, max_tags };
        vocabulary.compare()?;
        Ok(vocabulary)
    }

    /// How many different tags there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    fn preferred(&self, key: &str) -> Option<&str> {
        self.words.get(key).and_then(Word::preferred)
    }

    /// Finds the tags that may be one.
    fn compare(&mut self) -> Result<(), ReviewError> {
        let mut tags: Vec<(usize, String, String)> = self
            .words
            .iter()
            .filter_map(|(key, word)| Some((word.uses, word.preferred()?.to_owned(), key.clone())))
            .filter(|(_, tag, _)| (LEAST_CHARS..=MOST_CHARS).contains(&norm(tag).chars().count()))
            .collect();
        tags.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        tags.truncate(MOST_COMPARED);
        let by_tag: HashMap<&str, (usize, &str)> =
            tags.iter().map(|(uses, tag, key)| (tag.as_str(), (*uses, key.as_str()))).collect();
        let input = NearDuplicatesInput {
            tags: tags.iter().map(|(_, tag, _)| tag.clone()).collect(),
            measure: TagSimilarity::NormalizedOsa,
            threshold: ALIKE,
        };
        let found = near_duplicates(&input).map_err(ReviewError::of_section("tags that may be one"))?;
        // sizes and models differ in a digit and are not one
        let digits = |tag: &str| norm(tag).chars().filter(char::is_ascii_digit).collect::<String>();
        for pair in found.pairs.into_iter().filter(|pair| digits(&pair.a) == digits(&pair.b)) {
            let (Some((uses, key)), Some((other_uses, other_key))) =
                (by_tag.get(pair.a.as_str()), by_tag.get(pair.b.as_str()))
            else {
                continue;
            };
            if uses > other_uses {
                self.meant.entry((*other_key).to_owned()).or_insert_with(|| (*key).to_owned());
            }
            self.alike.push(Alike {
                tag: pair.a,
                uses: *uses,
                other: pair.b,
                other_uses: *other_uses,
                score: pair.score,
            });
        }
        Ok(())
    }

    /// What is wrong with the tags of a product, and the tags that it should bear.
    pub(super) fn judge(&self, tags: &[String], product: &TaggedProduct) -> (Vec<TagProblem>, Vec<String>) {
        let (mut problems, mut kept) = (Vec::new(), Vec::new());
        let mut seen: HashSet<String> = HashSet::new();
        for tag in tags {
            let (fault, cure) = self.look(tag, product);
            let lands_on = match &cure {
                Cure::Delete => None,
                Cure::Replace(tag) => Some(tag.clone()),
                Cure::Check => Some(tag.clone()),
            };
            let repeats = lands_on.as_ref().is_some_and(|tag| !seen.insert(key_of(&self.synonyms.canonical(tag))));
            let (fault, cure) = match lands_on {
                None => (fault, Cure::Delete),
                Some(_) if repeats => (Some(TagFault::Duplicate), Cure::Delete),
                Some(_) if kept.len() >= self.max_tags => (Some(TagFault::TooMany), Cure::Delete),
                Some(tag) => {
                    kept.push(tag);
                    (fault, cure)
                }
            };
            problems.extend(fault.map(|fault| TagProblem { tag: tag.clone(), fault, cure }));
        }
        (problems, kept)
    }

    /// What is wrong with one tag by itself; the worst, where it is several things.
    fn look(&self, tag: &str, product: &TaggedProduct) -> (Option<TagFault>, Cure) {
        let found: Vec<LintCode> = self.linter.lint(&[tag], product).into_iter().map(|issue| issue.code).collect();
        let has = |code: LintCode| found.contains(&code);
        let deleted = [
            (LintCode::Empty, TagFault::Empty),
            (LintCode::BannedTerm, TagFault::BannedTerm),
            (LintCode::ForeignBrand, TagFault::ForeignBrand),
            (LintCode::ContradictsAttribute, TagFault::ContradictsAttribute),
            (LintCode::TooLong, TagFault::TooLong),
            (LintCode::TooManyWords, TagFault::TooManyWords),
        ];
        if let Some((_, fault)) = deleted.into_iter().find(|(code, _)| has(*code)) {
            return (Some(fault), Cure::Delete);
        }
        let canonical = self.synonyms.canonical(tag);
        let key = key_of(&canonical);
        let preferred = self.preferred(&key).unwrap_or(&canonical);
        if canonical != norm(tag) {
            return (Some(TagFault::Synonym), Cure::Replace(preferred.to_owned()));
        }
        let meant = self.meant.get(&key).and_then(|key| self.preferred(key));
        match meant {
            Some(meant) if has(LintCode::NotEvidenced) || has(LintCode::NotInVocabulary) => {
                (Some(TagFault::Typo), Cure::Replace(meant.to_owned()))
            }
            _ if has(LintCode::NotInVocabulary) => (Some(TagFault::NotInVocabulary), Cure::Check),
            _ if has(LintCode::NotEvidenced) => (Some(TagFault::NotEvidenced), Cure::Check),
            _ if preferred != tag => (Some(TagFault::Spelling), Cure::Replace(preferred.to_owned())),
            _ => (None, Cure::Check),
        }
    }

    /// Tags for a product without any: those of at least half of the products of its category that it bears out.
    pub(super) fn suggest(&self, of_category: &[&[String]], product: &TaggedProduct) -> Vec<String> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for tags in of_category {
            let keys: BTreeSet<String> = tags.iter().map(|tag| key_of(&self.synonyms.canonical(tag))).collect();
            for key in keys {
                let count = counts.entry(key).or_default();
                *count = count.saturating_add(1);
            }
        }
        let frequent = counts.into_iter().filter(|(_, count)| count.saturating_mul(2) >= of_category.len());
        let tags = frequent.filter_map(|(key, _)| self.preferred(&key).map(str::to_owned));
        tags.filter(|tag| self.look(tag, product).0.is_none()).take(self.max_tags).collect()
    }
}
