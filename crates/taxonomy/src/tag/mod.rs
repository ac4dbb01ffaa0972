//! Which tags does a product bear, and which should it?
//!
//! | question | function | compiled form |
//! |---|---|---|
//! | which key has a tag? | [`normalize_tag`] | |
//! | which tags are left when synonyms, banned terms and repeats are gone? | [`canonicalize_tags`] | [`TagCanonicalizer`], [`SynonymMap`] |
//! | what is wrong with the tags of a product? | [`lint_tags`] | [`TagLinter`] |
//! | which tags of a vocabulary are spellings of one? | [`near_duplicates`] | |
//! | do two tags go together? | [`tag_association`] | |
//! | which tags are missing, judging by other products? | [`suggest_tags`] | [`TagCorpus`] |
//!
//! Tags are compared by [`norm`](crate::text::norm). A good tag is relevant (the product bears it out), concise and accurate; each
//! [`TagIssue`] names the principle that it offends.

mod association;
mod canonical;
mod lint;
mod near;
mod normalize;
mod similarity;
mod suggest;

pub(crate) use normalize::checked_norm;

pub use association::{TagAssociation, TagAssociationInput, tag_association};
pub use canonical::{
    CanonicalTags, CanonicalizeTagsInput, DropReason, DroppedTag, SynonymMap, TagCanonicalizer, canonicalize_tags,
};
pub use lint::{
    LintCode, LintTagsInput, Principle, TagIssue, TagIssues, TagLinter, TagPolicy, TaggedProduct, lint_tags,
};
pub use near::{DuplicatePair, NearDuplicates, NearDuplicatesInput, near_duplicates};
pub use normalize::{NormalizeTagInput, NormalizedTag, normalize_tag};
pub use similarity::{TagSimilarity, jaro_winkler, normalized_osa, token_jaccard};
pub use suggest::{AssociationMeasure, SuggestTagsInput, SuggestedTag, TagCorpus, TagSuggestions, suggest_tags};
