#![doc = include_str!("../README.md")]

mod error;
mod rank;
mod value;

// Trees, formats, versions, mappings.
pub mod node;
pub mod tree;

// Text and tags.
pub mod tag;
pub mod text;

pub use error::TaxonomyError;

// Trees, formats, versions, mappings.
pub use node::{NodeSpec, TaxonomySpec};
pub use tree::{NodeIx, Taxonomy};

// Text and tags.
pub use tag::{
    AssociationMeasure, CanonicalTags, CanonicalizeTagsInput, LintTagsInput, NearDuplicates, NearDuplicatesInput,
    NormalizeTagInput, NormalizedTag, SuggestTagsInput, TagAssociation, TagAssociationInput, TagIssues, TagSimilarity,
    TagSuggestions, canonicalize_tags, lint_tags, near_duplicates, normalize_tag, suggest_tags, tag_association,
};
pub use text::{Stem, TokenizeInput, Tokens, tokenize};
