//! How does the shop tag? The table `[catalogue]` of `policy.toml`, each key of which may be left out.

use crate::error::ReviewError;
use crate::policy::{Entry, PolicyFile, Source};
use mercato_taxonomy::tag::SynonymMap;
use mercato_taxonomy::text::norm;
use std::collections::BTreeMap;

pub(super) const KEYS: &[&str] = &["[catalogue]"];

/// The keys of the table.
const INNER: [&str; 6] = ["max_tag_chars", "max_tag_words", "max_tags", "banned_terms", "allowed_tags", "synonyms"];

/// The policy: what the file gives, documented defaults for the rest.
#[derive(Debug, Clone)]
pub(super) struct CataloguePolicy {
    /// The most characters and words of a tag.
    pub(super) max_tag_chars: usize,
    pub(super) max_tag_words: usize,
    /// The most tags of a product; any number if left out.
    pub(super) max_tags: Option<usize>,
    /// Phrases that no tag may hold.
    pub(super) banned_terms: Vec<String>,
    /// The only tags, where given.
    pub(super) allowed_tags: Option<Vec<String>>,
    /// Spellings, and the one to use.
    pub(super) synonyms: SynonymMap,
}

impl Default for CataloguePolicy {
    fn default() -> Self {
        Self {
            max_tag_chars: 30,
            max_tag_words: 4,
            max_tags: None,
            banned_terms: Vec::new(),
            allowed_tags: None,
            synonyms: SynonymMap::default(),
        }
    }
}

impl CataloguePolicy {
    pub(super) fn read(told: &PolicyFile<'_>) -> Result<Self, ReviewError> {
        let mut policy = Self::default();
        let source = told.source();
        for table in told.entries(KEYS) {
            for entry in source.entries(source.table(&table)?, "catalogue.") {
                policy.key(source, &entry)?;
            }
        }
        Ok(policy)
    }

    fn key(&mut self, source: Source<'_>, entry: &Entry<'_>) -> Result<(), ReviewError> {
        let number = || source.units(entry, 1).map(|number| usize::try_from(number).unwrap_or(usize::MAX));
        match entry.name.strip_prefix("catalogue.").unwrap_or(&entry.name) {
            "max_tag_chars" => self.max_tag_chars = number()?,
            "max_tag_words" => self.max_tag_words = number()?,
            "max_tags" => self.max_tags = Some(number()?),
            "banned_terms" => self.banned_terms = texts(source, entry)?,
            "allowed_tags" => self.allowed_tags = Some(texts(source, entry)?),
            "synonyms" => self.synonyms = synonyms(source, entry)?,
            _ => return Err(source.unknown(entry, &INNER)),
        }
        Ok(())
    }
}

/// A list of texts with letters or digits.
fn texts(source: Source<'_>, entry: &Entry<'_>) -> Result<Vec<String>, ReviewError> {
    let expected = "a list of texts, as [\"best price\", \"sale\"]";
    let Some(list) = entry.value.as_array() else { return Err(source.wrong(entry, "no list", expected)) };
    let text = |value: &toml::Spanned<toml::de::DeValue<'_>>| match value.get_ref().as_str() {
        Some(text) if !norm(text).is_empty() => Ok(text.to_owned()),
        Some(text) => Err(source.wrong(entry, &format!("{text:?}, without a letter or digit"), expected)),
        None => Err(source.wrong(entry, "no list of texts", expected)),
    };
    list.iter().map(text).collect()
}

/// `[catalogue.synonyms]`: from a spelling to the one to use.
fn synonyms(source: Source<'_>, entry: &Entry<'_>) -> Result<SynonymMap, ReviewError> {
    let mut pairs: BTreeMap<String, String> = BTreeMap::new();
    for pair in source.entries(source.table(entry)?, "") {
        let Some(to) = pair.value.as_str() else {
            return Err(source.wrong(&pair, "no text", "the tag to use, as \"cushion\""));
        };
        pairs.insert(pair.name.clone(), to.to_owned());
    }
    let wrong = |error: mercato_core::Error| {
        source.refusal(
            entry.line,
            format!("catalogue.{error}"),
            "lead each spelling to one tag, and no tag back to itself",
        )
    };
    SynonymMap::compile(&pairs).map_err(wrong)
}
