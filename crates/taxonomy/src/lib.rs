#![doc = include_str!("../README.md")]

mod error;

// Trees, formats, versions, mappings.
pub mod node;
pub mod tree;
pub mod validate;

// Text.
pub mod text;

pub use error::TaxonomyError;

// Trees, formats, versions, mappings.
pub use node::{NodeSpec, TaxonomySpec};
pub use tree::intervals::{Intervals, IntervalsInput, NodeInterval, intervals};
pub use tree::relatives::{
    AncestorsInput, Breadcrumb, BreadcrumbInput, DescendantsInput, IsAncestorBatch, IsAncestorBatchInput, LcaInput,
    NodeIds, ancestors, breadcrumb, descendants, is_ancestor_batch, lca,
};
pub use tree::similarity::{InformationContent, Similarity, SimilarityInput, SimilarityMeasure, similarity};
pub use tree::stats::{Stats, StatsInput, stats};
pub use tree::{NodeIx, Taxonomy};
pub use validate::{Severity, ValidateInput, ValidateOptions, Validation, ValidationCode, ValidationIssue, validate};

// Text.
pub use text::{Stem, TokenizeInput, Tokens, tokenize};
