//! Words: of white space where a script has it, pairs of characters where it has none.

use super::norm::norm;
use crate::error::TaxonomyError;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// How words are reduced before they are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Stem {
    /// As they are.
    #[default]
    None,
    /// English plurals to singulars: [`s_stem`].
    S,
}

/// What [`tokenize`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TokenizeInput {
    /// The text, in any script.
    pub text: String,
    /// How the words are reduced.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    pub stem: Stem,
}

/// The words of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Tokens {
    /// In the order of the text; one that occurs twice stands twice.
    pub tokens: Vec<String>,
}

/// Is this a Han character, of a script without spaces between words?
pub(crate) const fn is_han(character: char) -> bool {
    matches!(
        character,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}'
    )
}

/// The words of a text in its [`norm`], cut where Han and other characters meet: each part, and whether it is Han.
pub(super) fn parts(norm: &str) -> impl Iterator<Item = (&str, bool)> {
    norm.split(' ').flat_map(|word| {
        let mut rest = word;
        std::iter::from_fn(move || {
            let han = is_han(rest.chars().next()?);
            let end = rest.find(|character| is_han(character) != han).unwrap_or(rest.len());
            let (part, tail) = rest.split_at_checked(end)?;
            rest = tail;
            Some((part, han))
        })
    })
}

/// Calls `each` with every token of a text in its [`norm`], unstemmed.
pub(crate) fn each_token(norm: &str, mut each: impl FnMut(&str)) {
    if norm.is_ascii() {
        norm.split(' ').filter(|word| !word.is_empty()).for_each(each);
        return;
    }
    for (part, han) in parts(norm) {
        if !han {
            each(part);
            continue;
        }
        let starts = part.char_indices().map(|(start, _)| start);
        let ends = part.char_indices().map(|(start, character)| start.saturating_add(character.len_utf8()));
        let mut pairs = 0_usize;
        for (start, end) in starts.zip(ends.skip(1)) {
            pairs = pairs.saturating_add(1);
            each(part.get(start..end).unwrap_or_default());
        }
        if pairs == 0 {
            each(part);
        }
    }
}

/// The words of a text, as the classifiers, the mapping and the linter read it.
///
/// The words of [`norm`], cut where Han and other characters meet. A run of Han characters (U+3400 to 4DBF, 4E00 to 9FFF,
/// F900 to FAFF, 20000 to 2FA1F) of length 1 is a token; a longer one gives its overlapping pairs, which find a word of two
/// characters wherever it stands. Time and space O(n) in the length of the text.
///
/// ```
/// use mercato_taxonomy::text::{Stem, tokens};
/// assert_eq!(tokens("iPhone手机壳 Pro", Stem::None), ["iphone", "手机", "机壳", "pro"]);
/// assert_eq!(tokens("Boxes & Hoodies", Stem::S), ["box", "and", "hoody"]);
/// ```
#[must_use]
pub fn tokens(text: &str, stem: Stem) -> Vec<String> {
    let mut tokens = Vec::new();
    each_token(&norm(text), |token| {
        tokens.push(match stem {
            Stem::None => token.to_owned(),
            Stem::S => s_stem(token).into_owned(),
        });
    });
    tokens
}

/// One form for the singular and the plural of an English word: of words with three or more characters, the first of these
/// endings that is there changes: "ies" (not "eies", "aies") to "y"; "es" (not "aes", "ees", "oes") loses its "s"; "s" (not "us",
/// "ss") is dropped. Then, also where none of them was there, "ie" at the end becomes "y", and "e" is dropped after "ch", "sh",
/// "ss", "x" or "zz". The form is a key, not a word: "lenses" gives "lense".
///
/// ```
/// use mercato_taxonomy::text::s_stem;
/// assert_eq!(s_stem("hoodies"), s_stem("hoodie"));
/// assert_eq!(s_stem("dresses"), "dress");
/// assert_eq!(s_stem("boxes"), "box");
/// assert_eq!(s_stem("shoes"), "shoe");
/// assert_eq!(s_stem("trees"), "tree");
/// assert_eq!(s_stem("xs"), "xs");
/// ```
#[must_use]
pub fn s_stem(token: &str) -> Cow<'_, str> {
    if token.chars().nth(2).is_none() {
        return Cow::Borrowed(token);
    }
    if let Some(head) = token.strip_suffix("ies").filter(|head| !head.ends_with(['e', 'a'])) {
        return Cow::Owned(format!("{head}y"));
    }
    // the second test and the third do the same, and what the second leaves out the third takes
    let singular = token.strip_suffix('s').filter(|head| !head.ends_with(['u', 's'])).unwrap_or(token);
    if let Some(head) = singular.strip_suffix("ie") {
        return Cow::Owned(format!("{head}y"));
    }
    let sibilant = |head: &&str| ["ch", "sh", "ss", "x", "zz"].iter().any(|ending| head.ends_with(ending));
    Cow::Borrowed(singular.strip_suffix('e').filter(sibilant).unwrap_or(singular))
}

/// Which words does a text hold? [`tokens`] as an operation.
///
/// # Errors
/// None.
pub fn tokenize(input: &TokenizeInput) -> Result<Tokens, TaxonomyError> {
    Ok(Tokens { tokens: tokens(&input.text, input.stem) })
}
