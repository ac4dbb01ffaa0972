//! What a supplier function refuses.

use crate::allocation::AllocationLimit;
use mercato_core::{Coded, Error, ErrorCode};

/// Why a supplier question has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SupplierError {
    /// A refusal that every crate of the workspace has: a value out of range, an overflow, an id twice.
    #[error(transparent)]
    Refused(#[from] Error),
    /// No split of the order keeps these limits together. Each is needed for the collision: without any one of them, the
    /// others (and the demand) can be kept. Raise one of them.
    #[error("{what}")]
    Collision {
        /// The limits that collide, in the order of [`AllocationLimit`].
        limits: Vec<AllocationLimit>,
        /// The same in words, with the figures.
        what: String,
    },
}

impl Coded for SupplierError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(error) => error.code(),
            Self::Collision { .. } => ErrorCode::Infeasible,
        }
    }

    fn path(&self) -> Option<&str> {
        match self {
            Self::Refused(error) => error.path(),
            Self::Collision { limits, .. } => limits.first().map(|limit| limit.path()),
        }
    }
}
