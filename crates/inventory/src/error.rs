//! What an inventory function refuses.

use mercato_core::{Coded, Error, ErrorCode};
use std::fmt;

/// Why an inventory question has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InventoryError {
    /// A refusal that every crate of the workspace has: a value out of range, a demand that nothing satisfies, a cycle.
    #[error(transparent)]
    Refused(#[from] Error),
    /// An iteration or a distribution has no finite answer for the figures.
    #[error(transparent)]
    Numeric(#[from] mercato_numeric::Error),
}

impl InventoryError {
    /// An [`Error::Infeasible`].
    pub(crate) fn infeasible(path: impl Into<String>, what: impl fmt::Display) -> Self {
        Self::Refused(Error::infeasible(path, what))
    }

    /// An [`Error::Unsupported`].
    pub(crate) fn unsupported(path: impl Into<String>, what: impl fmt::Display) -> Self {
        Self::Refused(Error::unsupported(path, what))
    }

    /// The same error with `parent` put in front of its path.
    #[must_use]
    pub(crate) fn within(self, parent: &str) -> Self {
        match self {
            Self::Refused(error) => Self::Refused(error.within(parent)),
            Self::Numeric(error) => Self::Numeric(error),
        }
    }

    /// The same error with `list[index]` put in front of its path.
    #[must_use]
    pub(crate) fn at(self, list: &str, index: usize) -> Self {
        self.within(&format!("{list}[{index}]"))
    }
}

impl Coded for InventoryError {
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
