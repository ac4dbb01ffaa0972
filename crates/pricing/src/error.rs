//! What a pricing function refuses.

use mercato_core::{Coded, Error, ErrorCode};
use std::fmt;

/// Why a pricing question has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PricingError {
    /// A refusal that every crate of the workspace has: a value out of range, an id twice, a price that nothing allows.
    #[error(transparent)]
    Refused(#[from] Error),
    /// Several mistakes at once; code and path are the first's. Correct them all.
    #[error("{} mistakes: {}", .0.len(), joined(.0))]
    Several(Vec<Error>),
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

/// The mistakes, one after the other.
fn joined(mistakes: &[Error]) -> String {
    let texts: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

impl PricingError {
    /// Nothing where there are no mistakes; else all of them.
    pub(crate) fn all(mut mistakes: Vec<Error>) -> Result<(), Self> {
        match mistakes.len() {
            0 => Ok(()),
            1 => mistakes.pop().map_or(Ok(()), |mistake| Err(Self::Refused(mistake))),
            _ => Err(Self::Several(mistakes)),
        }
    }

    /// An [`Error::Infeasible`].
    pub(crate) fn infeasible(path: impl Into<String>, what: impl fmt::Display) -> Self {
        Self::Refused(Error::infeasible(path, what))
    }

    /// An [`Error::Unsupported`].
    pub(crate) fn unsupported(path: impl Into<String>, what: impl fmt::Display) -> Self {
        Self::Refused(Error::unsupported(path, what))
    }
}

impl Coded for PricingError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(error) => error.code(),
            Self::Several(errors) => errors.first().map_or(ErrorCode::InvalidArgument, Coded::code),
            Self::Missing { .. } => ErrorCode::NotFound,
            Self::Numeric(error) => ErrorCode::from_code(error.code()).unwrap_or(ErrorCode::InvalidArgument),
        }
    }

    fn path(&self) -> Option<&str> {
        match self {
            Self::Refused(error) => error.path(),
            Self::Several(errors) => errors.first().and_then(Coded::path),
            Self::Missing { path, .. } => Some(path),
            Self::Numeric(_) => None,
        }
    }
}
