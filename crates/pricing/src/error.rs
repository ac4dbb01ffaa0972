//! What a pricing function refuses.

use mercato_core::{Coded, Error, ErrorCode};
use std::fmt;

/// Why a pricing question has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PricingError {
    /// A refusal that every crate of the workspace has: a value out of range, an overflow, an id twice.
    #[error(transparent)]
    Refused(#[from] Error),
    /// The input is valid, and nothing satisfies it.
    #[error("{path}: {what}")]
    Infeasible {
        /// The field that cannot be satisfied.
        path: String,
        /// Why, with the figures.
        what: String,
    },
    /// The model is valid and not offered.
    #[error("{path}: {what}")]
    Unsupported {
        /// The field that asks for it.
        path: String,
        /// What is not offered, and what is.
        what: String,
    },
    /// What was looked for is not there.
    #[error("{path}: {what}")]
    Missing {
        /// The field that holds nothing that fits.
        path: String,
        /// What was looked for.
        what: String,
    },
    /// An iteration or a distribution has no finite answer for the figures.
    #[error(transparent)]
    Numeric(#[from] mercato_numeric::Error),
}

impl PricingError {
    /// An [`PricingError::Infeasible`].
    pub(crate) fn infeasible(path: impl Into<String>, what: impl fmt::Display) -> Self {
        Self::Infeasible { path: path.into(), what: what.to_string() }
    }

    /// An [`PricingError::Unsupported`].
    pub(crate) fn unsupported(path: impl Into<String>, what: impl fmt::Display) -> Self {
        Self::Unsupported { path: path.into(), what: what.to_string() }
    }

    /// The same error with `parent` put in front of its path.
    #[must_use]
    pub(crate) fn within(self, parent: &str) -> Self {
        let longer = |path: String| if path.is_empty() { parent.to_owned() } else { format!("{parent}.{path}") };
        match self {
            Self::Refused(error) => Self::Refused(error.within(parent)),
            Self::Infeasible { path, what } => Self::Infeasible { path: longer(path), what },
            Self::Unsupported { path, what } => Self::Unsupported { path: longer(path), what },
            Self::Missing { path, what } => Self::Missing { path: longer(path), what },
            Self::Numeric(error) => Self::Numeric(error),
        }
    }

    /// The same error with `list[index]` put in front of its path.
    #[must_use]
    pub(crate) fn at(self, list: &str, index: usize) -> Self {
        self.within(&format!("{list}[{index}]"))
    }
}

impl Coded for PricingError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(error) => error.code(),
            Self::Infeasible { .. } => ErrorCode::Infeasible,
            Self::Unsupported { .. } => ErrorCode::Unsupported,
            Self::Missing { .. } => ErrorCode::NotFound,
            Self::Numeric(error) => ErrorCode::from_code(error.code()).unwrap_or(ErrorCode::InvalidArgument),
        }
    }

    fn path(&self) -> Option<&str> {
        match self {
            Self::Refused(error) => error.path(),
            Self::Infeasible { path, .. } | Self::Unsupported { path, .. } | Self::Missing { path, .. } => Some(path),
            Self::Numeric(_) => None,
        }
    }
}
