//! What a taxonomy function refuses.

use mercato_core::{Coded, Error, ErrorCode};

/// Why a taxonomy question has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TaxonomyError {
    /// A refusal that every crate of the workspace has: a value out of range, an overflow, an id twice.
    #[error(transparent)]
    Refused(#[from] Error),
}

impl Coded for TaxonomyError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(error) => error.code(),
        }
    }

    fn path(&self) -> Option<&str> {
        match self {
            Self::Refused(error) => error.path(),
        }
    }
}
