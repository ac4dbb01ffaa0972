//! The chi-square distribution.

use super::Gamma;
use crate::Error;
use crate::error::positive;

/// The chi-square distribution with `ν` degrees of freedom, any positive number: a gamma distribution with shape `ν/2`
/// and scale 2.
///
/// ```
/// use mercato_numeric::distribution::ChiSquared;
///
/// assert!((ChiSquared::new(1.0)?.isf(0.05)? - 3.841_458_820_694_124).abs() < 1e-14);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquared {
    gamma: Gamma,
}

impl ChiSquared {
    /// The distribution with this many degrees of freedom.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `degrees_of_freedom` is not positive and finite.
    pub fn new(degrees_of_freedom: f64) -> Result<Self, Error> {
        let nu = positive("degrees_of_freedom", degrees_of_freedom)?;
        Ok(Self { gamma: Gamma::new(0.5 * nu, 2.0)? })
    }

    /// Degrees of freedom, ν.
    #[must_use]
    pub fn degrees_of_freedom(&self) -> f64 {
        self.gamma.mean()
    }

    /// Density at `x`; at 0 it is the limit from above (`+inf` for ν < 2).
    #[must_use]
    pub fn pdf(&self, x: f64) -> f64 {
        self.gamma.pdf(x)
    }

    /// Natural logarithm of the density at `x`.
    #[must_use]
    pub fn ln_pdf(&self, x: f64) -> f64 {
        self.gamma.ln_pdf(x)
    }

    /// Probability of at most `x`, `P(ν/2, x/2)`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        self.gamma.cdf(x)
    }

    /// Probability of more than `x`, `Q(ν/2, x/2)`: the p-value of a chi-square statistic.
    #[must_use]
    pub fn sf(&self, x: f64) -> f64 {
        self.gamma.sf(x)
    }

    /// The value that is not exceeded with probability `p`; 0 for `p = 0`.
    ///
    /// # Errors
    ///
    /// As [`Gamma::quantile`].
    pub fn quantile(&self, p: f64) -> Result<f64, Error> {
        self.gamma.quantile(p)
    }

    /// The value that is exceeded with probability `q`; 0 for `q = 1`.
    ///
    /// # Errors
    ///
    /// As [`Gamma::isf`].
    pub fn isf(&self, q: f64) -> Result<f64, Error> {
        self.gamma.isf(q)
    }

    /// The mean, ν.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.gamma.mean()
    }

    /// The variance, 2ν.
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.gamma.variance()
    }
}
