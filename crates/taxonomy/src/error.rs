//! What a taxonomy function refuses.

use mercato_core::{Coded, Error, ErrorCode};
use std::fmt;

/// Why a taxonomy question has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TaxonomyError {
    /// A refusal that every crate of the workspace has: a value out of range, an id twice, a name that refers to nothing.
    #[error(transparent)]
    Refused(#[from] Error),
    /// Several mistakes at once; code and path are the first's. Correct them all.
    #[error("{} mistakes: {}", .0.len(), Joined(.0))]
    Several(Vec<Error>),
}

/// How many mistakes a message spells out; the error holds all.
const SPELT_OUT: usize = 20;

/// The mistakes, one after the other.
struct Joined<'a>(&'a [Error]);

impl fmt::Display for Joined<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().take(SPELT_OUT).enumerate() {
            write!(f, "{}{mistake}", if index == 0 { "" } else { "; " })?;
        }
        match self.0.len().saturating_sub(SPELT_OUT) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl TaxonomyError {
    /// Nothing where there are no mistakes; else all of them.
    pub(crate) fn all(mut mistakes: Vec<Error>) -> Result<(), Self> {
        match mistakes.len() {
            0 => Ok(()),
            1 => mistakes.pop().map_or(Ok(()), |mistake| Err(Self::Refused(mistake))),
            _ => Err(Self::Several(mistakes)),
        }
    }

    /// The same mistakes in the list `list` instead of `nodes`, for a function that takes two trees.
    #[must_use]
    pub(crate) fn in_list(self, list: &str) -> Self {
        let renamed = |error: Error| {
            let rest = error.path().and_then(|path| path.strip_prefix("nodes")).map(str::to_owned);
            match rest {
                Some(rest) => error.named(format!("{list}{rest}")),
                None => error,
            }
        };
        match self {
            Self::Refused(error) => Self::Refused(renamed(error)),
            Self::Several(errors) => Self::Several(errors.into_iter().map(renamed).collect()),
        }
    }
}

impl Coded for TaxonomyError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(error) => error.code(),
            Self::Several(errors) => errors.first().map_or(ErrorCode::InvalidArgument, Coded::code),
        }
    }

    fn path(&self) -> Option<&str> {
        match self {
            Self::Refused(error) => error.path(),
            Self::Several(errors) => errors.first().and_then(Coded::path),
        }
    }
}
