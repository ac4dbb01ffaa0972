//! What a channel function refuses.

use mercato_core::{Coded, Error, ErrorCode};

/// Why a channel question has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChannelError {
    /// A refusal that every crate of the workspace has: a value out of range, an overflow, an id twice.
    #[error(transparent)]
    Refused(#[from] Error),
    /// Several mistakes of one policy; code and path are the first's. Correct them all.
    #[error("{} mistakes: {}", .0.len(), joined(.0))]
    Several(Vec<Error>),
}

/// The mistakes, one after the other.
fn joined(mistakes: &[Error]) -> String {
    let texts: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

impl ChannelError {
    /// Nothing where there are no mistakes; else all of them.
    pub(crate) fn all(mut mistakes: Vec<Error>) -> Result<(), Self> {
        match mistakes.len() {
            0 => Ok(()),
            1 => mistakes.pop().map_or(Ok(()), |mistake| Err(Self::Refused(mistake))),
            _ => Err(Self::Several(mistakes)),
        }
    }

    /// Every mistake, one or several.
    #[must_use]
    pub fn mistakes(&self) -> &[Error] {
        match self {
            Self::Refused(error) => std::slice::from_ref(error),
            Self::Several(errors) => errors,
        }
    }
}

impl Coded for ChannelError {
    fn code(&self) -> ErrorCode {
        self.mistakes().first().map_or(ErrorCode::InvalidArgument, Coded::code)
    }

    fn path(&self) -> Option<&str> {
        self.mistakes().first().and_then(Coded::path)
    }
}
