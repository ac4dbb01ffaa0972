#![doc = include_str!("../README.md")]

mod error;

// Trees, formats, versions, mappings.
pub mod node;
pub mod tree;

// Text.
pub mod text;

pub use error::TaxonomyError;

// Trees, formats, versions, mappings.
pub use node::{NodeSpec, TaxonomySpec};
pub use tree::{NodeIx, Taxonomy};

// Text.
pub use text::{Stem, TokenizeInput, Tokens, tokenize};
