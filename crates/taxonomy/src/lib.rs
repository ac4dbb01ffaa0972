#![doc = include_str!("../README.md")]

mod error;

// Trees, formats, versions, mappings.
pub mod node;
pub mod tree;

pub use error::TaxonomyError;
pub use node::{NodeSpec, TaxonomySpec};
pub use tree::{NodeIx, Taxonomy};
