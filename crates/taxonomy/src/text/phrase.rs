//! Does a text hold a phrase, whatever its case, its plurals and its punctuation?

use super::norm::norm;
use super::token::{parts, s_stem};
use mercato_core::Error;

/// A text cut into what phrases are matched by: the words of [`norm`], cut where Han and other characters meet, Han parts into
/// single characters, the others stemmed by [`s_stem`].
///
/// ```
/// use mercato_taxonomy::text::{Phrase, Units};
/// let title = Units::of("Summer Dresses 运动鞋");
/// assert!(title.contains(&Phrase::new("dress")?));
/// assert!(title.contains(&Phrase::new("鞋")?));
/// assert!(!title.contains(&Phrase::new("summer 鞋")?));
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Units(Vec<String>);

impl Units {
    /// The units of a text; none where nothing of it counts. Time and space O(n) in its length.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self::of_norm(&norm(text))
    }

    /// The units of a text that is in its [`norm`].
    pub(crate) fn of_norm(norm: &str) -> Self {
        let mut units = Vec::new();
        for (part, han) in parts(norm) {
            if han {
                units.extend(part.chars().map(String::from));
            } else {
                units.push(s_stem(part).into_owned());
            }
        }
        Self(units)
    }

    /// The units, in the order of the text.
    #[must_use]
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }

    /// Is the phrase a contiguous run of these units? Time O(units of the text × units of the phrase), in practice their sum.
    #[must_use]
    pub fn contains(&self, phrase: &Phrase) -> bool {
        self.0.windows(phrase.0.len()).any(|run| run == phrase.0)
    }
}

/// What is looked for in a text: one unit or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase(Vec<String>);

impl Phrase {
    /// The phrase that a text is.
    ///
    /// # Errors
    /// `invalid_argument` for a text without letters or digits: it would be in every text, or in none.
    pub fn new(text: &str) -> Result<Self, Error> {
        let Units(units) = Units::of(text);
        if units.is_empty() {
            return Err(Error::invalid("phrase", format_args!("{text:?}"), "holds no letter and no digit"));
        }
        Ok(Self(units))
    }

    /// The units of the phrase, in order; at least one.
    #[must_use]
    pub fn units(&self) -> &[String] {
        &self.0
    }
}
