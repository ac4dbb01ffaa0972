//! What a channel function refuses.

use mercato_core::{Coded, Error, ErrorCode};

/// Why a channel question has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChannelError {
    /// A refusal that every crate of the workspace has: a value out of range, an overflow, an id twice.
    #[error(transparent)]
    Refused(#[from] Error),
}

impl Coded for ChannelError {
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
