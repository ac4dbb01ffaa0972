//! What a KPI function refuses.

use mercato_core::{Coded, Error, ErrorCode};

/// Why a KPI could not be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KpiError {
    /// A refusal that every crate of the workspace has: a value out of range, an overflow, a key twice.
    #[error(transparent)]
    Refused(#[from] Error),
    /// A part exceeds the whole that it is a part of: more clicks than impressions, more successes than trials.
    #[error("{path}: {part} exceeds {whole_path}, {whole}")]
    PartAboveWhole {
        /// The field of the part.
        path: String,
        /// The part.
        part: u64,
        /// The field of the whole.
        whole_path: String,
        /// The whole.
        whole: u64,
    },
    /// What was asked for is not part of this build or this function.
    #[error("{path}: {what}")]
    Unsupported {
        /// The field that asks for it.
        path: String,
        /// What is missing.
        what: &'static str,
    },
    /// A distribution has no finite answer for the figures: a quantile beyond the range of a double.
    #[error("{path}: {error}")]
    Numeric {
        /// The field, or the figure without an answer.
        path: String,
        /// What the distribution refuses.
        error: mercato_numeric::Error,
    },
}

impl KpiError {
    /// What turns a distribution's refusal into that of the field or figure `path`.
    pub(crate) fn numeric(path: &str) -> impl FnOnce(mercato_numeric::Error) -> Self {
        move |error| Self::Numeric { path: path.into(), error }
    }

    /// The same error with `parent` put in front of its path.
    #[must_use]
    pub(crate) fn within(self, parent: &str) -> Self {
        match self {
            Self::Refused(error) => Self::Refused(error.within(parent)),
            Self::PartAboveWhole { path, part, whole_path, whole } => {
                let [path, whole_path] = [path, whole_path].map(|path| format!("{parent}.{path}"));
                Self::PartAboveWhole { path, part, whole_path, whole }
            }
            Self::Unsupported { path, what } => Self::Unsupported { path: format!("{parent}.{path}"), what },
            Self::Numeric { path, error } => Self::Numeric { path: format!("{parent}.{path}"), error },
        }
    }

    /// The same error with `list[index]` put in front of its path.
    #[must_use]
    pub(crate) fn at(self, list: &str, index: usize) -> Self {
        self.within(&format!("{list}[{index}]"))
    }
}

impl Coded for KpiError {
    fn code(&self) -> ErrorCode {
        match self {
            Self::Refused(error) => error.code(),
            Self::PartAboveWhole { .. } => ErrorCode::InvalidArgument,
            Self::Unsupported { .. } => ErrorCode::Unsupported,
            Self::Numeric { error, .. } => ErrorCode::from_code(error.code()).unwrap_or(ErrorCode::InvalidArgument),
        }
    }

    fn path(&self) -> Option<&str> {
        match self {
            Self::Refused(error) => error.path(),
            Self::PartAboveWhole { path, .. } | Self::Unsupported { path, .. } | Self::Numeric { path, .. } => {
                Some(path)
            }
        }
    }
}

/// Refuses a part above its whole.
pub(crate) fn part_of_whole(path: &str, part: u64, whole_path: &str, whole: u64) -> Result<(), KpiError> {
    if part <= whole {
        return Ok(());
    }
    Err(KpiError::PartAboveWhole { path: path.into(), part, whole_path: whole_path.into(), whole })
}
