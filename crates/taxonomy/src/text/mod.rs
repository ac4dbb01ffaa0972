//! When do two texts say the same? The one set of rules by which names, tags, titles and phrases are compared.
//!
//! | question | function | rule |
//! |---|---|---|
//! | are two tags or values the same? | [`norm`] | compatibility forms, case, punctuation and joiners fall away |
//! | which key stands for a tag in an address? | [`slug`] | [`norm`] with hyphens |
//! | do two siblings bear one name? | [`fold_name`] | compatibility forms and case fall away, punctuation stays |
//! | which words does a title hold? | [`tokens`] | words of [`norm`]; Han text as overlapping pairs |
//! | are singular and plural one word? | [`s_stem`] | the s-stemmer of Harman (1991) and two endings more |
//! | does a text hold a phrase? | [`Phrase`], [`Units`] | a run of stemmed words, Han text by character |
//!
//! Sources: Unicode Standard Annex 15 (NFKC), the Unicode Character Database (general categories) and `CaseFolding.txt` (full case
//! folding, status C and F; without the Turkic rules); D. Harman, "How effective is suffixing?", Journal of the American Society for
//! Information Science 42 (1991). Normal forms and categories are of Unicode 18, case folding of Unicode 16: the few letters of a
//! script added since stay in the case that they have.

mod norm;
mod phrase;
mod token;

pub use norm::{fold_name, norm, slug};
pub use phrase::{Phrase, Units};
pub use token::{Stem, TokenizeInput, Tokens, s_stem, tokenize, tokens};
pub(crate) use token::{each_token, is_han};
