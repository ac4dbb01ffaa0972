//! What can be refused, with the name and the value at fault.

/// Why a computation was refused or gave no answer.
///
/// Every variant carries the figures that a caller needs to mend the call; [`Error::code`] gives the stable word that
/// all surfaces share.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter lies outside its domain (or is NaN or infinite where a finite number is needed).
    #[error("`{name}` is {value}, but it must be {requirement}")]
    InvalidParameter {
        /// Name of the parameter, as in the function's signature.
        name: &'static str,
        /// The value given.
        value: f64,
        /// What would be accepted.
        requirement: &'static str,
    },
    /// The function has the same sign at both ends, so that no root is enclosed.
    #[error("no sign change on [{lower}, {upper}]: f is {f_lower} and {f_upper} at the ends")]
    NoBracket {
        /// Left end of the interval.
        lower: f64,
        /// Right end of the interval.
        upper: f64,
        /// Value at the left end.
        f_lower: f64,
        /// Value at the right end.
        f_upper: f64,
    },
    /// An iteration used all its steps; the best point so far is given, and is not an answer.
    #[error("{what} did not converge in {iterations} iterations; best point so far {best:?}")]
    NoConvergence {
        /// The method that gave up.
        what: &'static str,
        /// Best argument found (one number a dimension).
        best: Vec<f64>,
        /// Iterations used.
        iterations: usize,
    },
    /// A function given by the caller returned NaN or an infinity where a finite number is needed.
    #[error("the function is {value} at {at:?}")]
    NotFinite {
        /// The argument (one number a dimension).
        at: Vec<f64>,
        /// What the function returned there.
        value: f64,
    },
    /// The matrix is singular, or not positive definite where that is needed, to working precision.
    #[error("the matrix is {defect} at pivot {pivot}")]
    SingularMatrix {
        /// Zero-based row at which elimination stopped.
        pivot: usize,
        /// What the matrix lacks, e.g. `singular` or `not positive definite`.
        defect: &'static str,
    },
    /// Two shapes that must agree do not, or a slice is too short.
    #[error("`{name}` has size {actual}, but {expected} is needed")]
    DimensionMismatch {
        /// Name of the argument.
        name: &'static str,
        /// The size needed.
        expected: usize,
        /// The size given.
        actual: usize,
    },
}

impl Error {
    /// The stable code of this error: `invalid_argument`, `infeasible` or `no_convergence`.
    ///
    /// ```
    /// use mercato_numeric::distribution::Normal;
    ///
    /// let refused = Normal::new(0.0, -1.0).unwrap_err();
    /// assert_eq!(refused.code(), "invalid_argument");
    /// assert_eq!(refused.to_string(), "`standard_deviation` is -1, but it must be positive and finite");
    /// ```
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidParameter { .. } | Self::DimensionMismatch { .. } | Self::NotFinite { .. } => {
                "invalid_argument"
            }
            Self::NoBracket { .. } | Self::SingularMatrix { .. } => "infeasible",
            Self::NoConvergence { .. } => "no_convergence",
        }
    }
}

/// `value` if it is finite and above zero.
pub(crate) fn positive(name: &'static str, value: f64) -> Result<f64, Error> {
    require(name, value, value.is_finite() && value > 0.0, "positive and finite")
}

/// `value` if it is finite.
pub(crate) fn finite(name: &'static str, value: f64) -> Result<f64, Error> {
    require(name, value, value.is_finite(), "finite")
}

/// `value` if it is a probability.
pub(crate) fn probability(name: &'static str, value: f64) -> Result<f64, Error> {
    require(name, value, (0.0..=1.0).contains(&value), "between 0 and 1")
}

/// `value` if `accepted`.
pub(crate) fn require(name: &'static str, value: f64, accepted: bool, requirement: &'static str) -> Result<f64, Error> {
    if accepted { Ok(value) } else { Err(Error::InvalidParameter { name, value, requirement }) }
}
