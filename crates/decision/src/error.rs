//! What a decision function refuses.

use mercato_core::{Coded, Error, ErrorCode};

/// Why a decision question has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecisionError {
    /// A refusal that every crate of the workspace has: a value out of range, an overflow, an id twice.
    #[error(transparent)]
    Refused(#[from] Error),
    /// A linear system or programme has no finite answer for the figures.
    #[error(transparent)]
    Numeric(#[from] mercato_numeric::Error),
}

impl Coded for DecisionError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(error) => error.code(),
            Self::Numeric(error) => ErrorCode::from_code(error.code()).unwrap_or(ErrorCode::InvalidArgument),
        }
    }

    fn path(&self) -> Option<&str> {
        match self {
            Self::Refused(error) => error.path(),
            Self::Numeric(_) => None,
        }
    }
}
