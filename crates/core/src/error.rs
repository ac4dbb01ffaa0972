//! What went wrong, where and with which value: the codes that every surface shares, and the refusals every crate needs.
//!
//! A kernel has an error enum of its own for what only it can refuse, and takes [`Error`] for the rest; both implement
//! [`Coded`], so that a surface reports any of them as `{"code", "message", "path"}` without knowing the crate.

use std::borrow::Cow;
use std::fmt;

/// The stable, machine-readable kind of a failure; the same on every surface of mercato.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorCode {
    /// An argument is malformed, out of its range, or contradicts another.
    InvalidArgument,
    /// An exact result does not fit its type.
    Overflow,
    /// A quotient with a zero denominator was asked to be an error.
    DivisionByZero,
    /// Amounts of different currencies meet where one is needed.
    CurrencyMismatch,
    /// A name refers to nothing.
    NotFound,
    /// A key that must be unique occurs twice.
    DuplicateId,
    /// References form a cycle where none is allowed.
    CycleDetected,
    /// No solution satisfies the constraints.
    Infeasible,
    /// An iteration stopped before it reached its tolerance.
    NoConvergence,
    /// There are too few observations for an answer.
    InsufficientData,
    /// The combination asked for is not offered.
    Unsupported,
}

impl ErrorCode {
    /// Every code, in the order of the documentation.
    pub const ALL: [Self; 11] = [
        Self::InvalidArgument,
        Self::Overflow,
        Self::DivisionByZero,
        Self::CurrencyMismatch,
        Self::NotFound,
        Self::DuplicateId,
        Self::CycleDetected,
        Self::Infeasible,
        Self::NoConvergence,
        Self::InsufficientData,
        Self::Unsupported,
    ];

    /// The code as programs match on it.
    ///
    /// ```
    /// assert_eq!(mercato_core::ErrorCode::InvalidArgument.as_str(), "invalid_argument");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidArgument => "invalid_argument",
            Self::Overflow => "overflow",
            Self::DivisionByZero => "division_by_zero",
            Self::CurrencyMismatch => "currency_mismatch",
            Self::NotFound => "not_found",
            Self::DuplicateId => "duplicate_id",
            Self::CycleDetected => "cycle_detected",
            Self::Infeasible => "infeasible",
            Self::NoConvergence => "no_convergence",
            Self::InsufficientData => "insufficient_data",
            Self::Unsupported => "unsupported",
        }
    }

    /// The code that prints as `text`.
    #[must_use]
    pub fn from_code(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == text)
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What every error of the workspace can say to a program.
pub trait Coded: std::error::Error {
    /// The stable code.
    fn code(&self) -> ErrorCode;

    /// The field of the input that is to blame, as `lines[3].unit_price`; `None` if it is the input as a whole.
    fn path(&self) -> Option<&str> {
        None
    }
}

/// The refusals that every crate of the workspace has in common.
///
/// `path` names the field as a caller writes it (`lines[3].unit_price`); a function that does not know where its argument
/// stands uses the argument's own name, and callers put the rest in front with [`Error::within`] and [`Error::at`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An argument is malformed, out of its range, or contradicts another. Correct the value.
    #[error("{path}: {value} {reason}")]
    InvalidArgument {
        /// The field.
        path: String,
        /// The value refused, as text.
        value: String,
        /// Why, as a predicate: "is not a decimal number".
        reason: Cow<'static, str>,
    },
    /// An exact result does not fit its type. Split the input or use smaller amounts.
    #[error("{path}: {value} is beyond the range of {limit}")]
    Overflow {
        /// The field or the figure that overflowed.
        path: String,
        /// The value, as text.
        value: String,
        /// The type or limit that it exceeds.
        limit: &'static str,
    },
    /// Amounts of two currencies meet where one is needed. Convert first.
    #[error("{path}: {found} where {expected} is needed")]
    CurrencyMismatch {
        /// The field.
        path: String,
        /// The currency of the first amount, or the one declared.
        expected: String,
        /// The other currency.
        found: String,
    },
    /// A quotient whose denominator is zero was asked to be an error.
    #[error("{path}: {numerator} / 0 has no value")]
    DivisionByZero {
        /// The quotient's name.
        path: String,
        /// The numerator, as text.
        numerator: String,
    },
    /// A key that must be unique occurs twice.
    #[error("{path}: {id:?} occurs more than once")]
    DuplicateId {
        /// The second occurrence.
        path: String,
        /// The key.
        id: String,
    },
    /// A name refers to nothing.
    #[error("{path}: {id:?} is not known")]
    NotFound {
        /// The field that holds the name.
        path: String,
        /// The name.
        id: String,
    },
    /// There are too few observations for an answer.
    #[error("{path}: {found} given, at least {needed} needed")]
    InsufficientData {
        /// The field that holds the observations.
        path: String,
        /// How many are needed.
        needed: usize,
        /// How many there are.
        found: usize,
    },
    /// References lead back to where they started, where none may.
    #[error("{path}: {id:?} leads back to itself")]
    CycleDetected {
        /// The field that holds the references.
        path: String,
        /// A member of the cycle.
        id: String,
    },
    /// The input is valid, and nothing satisfies it.
    #[error("{path}: {what}")]
    Infeasible {
        /// The field that cannot be satisfied.
        path: String,
        /// Why, with the figures: which limits collide.
        what: String,
    },
    /// An iteration stopped short of its tolerance or its limit of work.
    #[error("{path}: {what}")]
    NoConvergence {
        /// The figure that was sought.
        path: String,
        /// Where it stopped, and which argument gives it more room.
        what: String,
    },
    /// The combination asked for is valid and not offered.
    #[error("{path}: {what}")]
    Unsupported {
        /// The field that asks for it.
        path: String,
        /// What is not offered, and what is.
        what: String,
    },
}

impl Error {
    /// An [`Error::InvalidArgument`]; `reason` is a predicate ("must be at least 0").
    pub fn invalid(path: impl Into<String>, value: impl fmt::Display, reason: impl Into<Cow<'static, str>>) -> Self {
        Self::InvalidArgument { path: path.into(), value: value.to_string(), reason: reason.into() }
    }

    /// An [`Error::Overflow`] of a result named `path`.
    pub fn overflow(path: impl Into<String>, value: impl fmt::Display, limit: &'static str) -> Self {
        Self::Overflow { path: path.into(), value: value.to_string(), limit }
    }

    /// An [`Error::DuplicateId`].
    pub fn duplicate(path: impl Into<String>, id: impl Into<String>) -> Self {
        Self::DuplicateId { path: path.into(), id: id.into() }
    }

    /// An [`Error::NotFound`].
    pub fn not_found(path: impl Into<String>, id: impl Into<String>) -> Self {
        Self::NotFound { path: path.into(), id: id.into() }
    }

    /// An [`Error::CycleDetected`].
    pub fn cycle(path: impl Into<String>, id: impl Into<String>) -> Self {
        Self::CycleDetected { path: path.into(), id: id.into() }
    }

    /// An [`Error::Infeasible`].
    pub fn infeasible(path: impl Into<String>, what: impl fmt::Display) -> Self {
        Self::Infeasible { path: path.into(), what: what.to_string() }
    }

    /// An [`Error::NoConvergence`].
    pub fn no_convergence(path: impl Into<String>, what: impl fmt::Display) -> Self {
        Self::NoConvergence { path: path.into(), what: what.to_string() }
    }

    /// An [`Error::Unsupported`].
    pub fn unsupported(path: impl Into<String>, what: impl fmt::Display) -> Self {
        Self::Unsupported { path: path.into(), what: what.to_string() }
    }

    fn path_mut(&mut self) -> &mut String {
        match self {
            Self::InvalidArgument { path, .. }
            | Self::Overflow { path, .. }
            | Self::CurrencyMismatch { path, .. }
            | Self::DivisionByZero { path, .. }
            | Self::DuplicateId { path, .. }
            | Self::NotFound { path, .. }
            | Self::InsufficientData { path, .. }
            | Self::CycleDetected { path, .. }
            | Self::Infeasible { path, .. }
            | Self::NoConvergence { path, .. }
            | Self::Unsupported { path, .. } => path,
        }
    }

    /// The same error with its path replaced, for a caller that knows the field's name better.
    ///
    /// ```
    /// use mercato_core::{Coded, Currency};
    /// let error = Currency::from_code("usd").unwrap_err().named("target_currency");
    /// assert_eq!(error.path(), Some("target_currency"));
    /// ```
    #[must_use]
    pub fn named(mut self, path: impl Into<String>) -> Self {
        *self.path_mut() = path.into();
        self
    }

    /// The same error with `parent` put in front of its path.
    ///
    /// ```
    /// use mercato_core::{Coded, Error};
    /// let error = Error::invalid("unit_price", "-1", "must be at least 0").within("item");
    /// assert_eq!(error.path(), Some("item.unit_price"));
    /// ```
    #[must_use]
    pub fn within(mut self, parent: impl fmt::Display) -> Self {
        let path = self.path_mut();
        *path = if path.is_empty() { parent.to_string() } else { format!("{parent}.{path}") };
        self
    }

    /// The same error with `list[index]` put in front of its path.
    ///
    /// ```
    /// use mercato_core::{Coded, Error};
    /// let error = Error::invalid("unit_price", "-1", "must be at least 0").at("lines", 3);
    /// assert_eq!(error.to_string(), "lines[3].unit_price: -1 must be at least 0");
    /// ```
    #[must_use]
    pub fn at(self, list: &str, index: usize) -> Self {
        self.within(format_args!("{list}[{index}]"))
    }
}

impl Coded for Error {
    fn code(&self) -> ErrorCode {
        match self {
            Self::InvalidArgument { .. } => ErrorCode::InvalidArgument,
            Self::Overflow { .. } => ErrorCode::Overflow,
            Self::CurrencyMismatch { .. } => ErrorCode::CurrencyMismatch,
            Self::DivisionByZero { .. } => ErrorCode::DivisionByZero,
            Self::DuplicateId { .. } => ErrorCode::DuplicateId,
            Self::NotFound { .. } => ErrorCode::NotFound,
            Self::InsufficientData { .. } => ErrorCode::InsufficientData,
            Self::CycleDetected { .. } => ErrorCode::CycleDetected,
            Self::Infeasible { .. } => ErrorCode::Infeasible,
            Self::NoConvergence { .. } => ErrorCode::NoConvergence,
            Self::Unsupported { .. } => ErrorCode::Unsupported,
        }
    }

    fn path(&self) -> Option<&str> {
        let path = match self {
            Self::InvalidArgument { path, .. }
            | Self::Overflow { path, .. }
            | Self::CurrencyMismatch { path, .. }
            | Self::DivisionByZero { path, .. }
            | Self::DuplicateId { path, .. }
            | Self::NotFound { path, .. }
            | Self::InsufficientData { path, .. }
            | Self::CycleDetected { path, .. }
            | Self::Infeasible { path, .. }
            | Self::NoConvergence { path, .. }
            | Self::Unsupported { path, .. } => path,
        };
        (!path.is_empty()).then_some(path)
    }
}

/// How a refusal crosses serde, which keeps nothing of an error but its text: the code in brackets, then the message.
pub mod wire {
    use super::{Coded, Error, ErrorCode};
    use std::fmt;

    /// `error` as a serde error that [`split`] can read. Its path is left out: it names the argument of a reader, and who
    /// reads a document knows the field.
    pub fn custom<E: serde::de::Error>(error: &impl Coded) -> E {
        E::custom(text(error))
    }

    /// As [`custom`], of a document read as a whole: the path lies inside of it, and [`path`] finds it again.
    pub fn located<E: serde::de::Error>(error: &impl Coded) -> E {
        match error.path() {
            Some(path) => E::custom(format_args!("[{}] {{{path}}} {error}", error.code())),
            None => custom(error),
        }
    }

    /// The path of a message that [`split`] answered, and the rest of it.
    ///
    /// ```
    /// use mercato_core::wire;
    /// assert_eq!(wire::path("{fx[0].rate} fx[0].rate: 0 must be above 0"), Some(("fx[0].rate", "fx[0].rate: 0 must be above 0")));
    /// assert_eq!(wire::path("missing field `n`"), None);
    /// ```
    #[must_use]
    pub fn path(message: &str) -> Option<(&str, &str)> {
        message.strip_prefix('{')?.split_once("} ")
    }

    /// Is `value`, read from a JSON number, perhaps an integer that has lost digits? Integers beyond 64 bits come as doubles.
    #[must_use]
    pub fn is_beyond_64_bits(value: f64) -> bool {
        // the first integers that are read as doubles; -2^63 is none of them, but the integers below it round to it
        value >= 18_446_744_073_709_551_616.0 || value <= -9_223_372_036_854_775_808.0
    }

    /// The refusal of such a number where an exact one is needed.
    #[must_use]
    pub fn beyond_64_bits<E: serde::de::Error>() -> E {
        E::custom("a number beyond 64 bits must be given in a string to be exact, such as \"18446744073709551616\"")
    }

    /// A refusal that `#[serde(try_from = ..)]` passes on with its code.
    #[derive(Debug)]
    pub struct Refusal(pub Error);

    impl fmt::Display for Refusal {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&text(&self.0))
        }
    }

    /// The code in brackets and the message.
    fn text(error: &impl Coded) -> String {
        let message = error.to_string();
        let inner = error.path().and_then(|path| message.strip_prefix(path)?.strip_prefix(": "));
        format!("[{}] {}", error.code(), inner.unwrap_or(&message))
    }

    /// The code and the message of a serde error's text; a text without a code is an `invalid_argument`.
    ///
    /// ```
    /// use mercato_core::{ErrorCode, wire};
    /// assert_eq!(wire::split("[overflow] too large"), (ErrorCode::Overflow, "too large"));
    /// assert_eq!(wire::split("missing field `n`"), (ErrorCode::InvalidArgument, "missing field `n`"));
    /// ```
    #[must_use]
    pub fn split(text: &str) -> (ErrorCode, &str) {
        text.strip_prefix('[')
            .and_then(|rest| rest.split_once("] "))
            .and_then(|(code, message)| Some((ErrorCode::from_code(code)?, message)))
            .unwrap_or((ErrorCode::InvalidArgument, text))
    }
}
