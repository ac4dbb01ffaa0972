#![doc = include_str!("../README.md")]

mod error;

// Text.
pub mod text;

pub use error::TaxonomyError;

// Text.
pub use text::{Stem, TokenizeInput, Tokens, tokenize};
