//! The gamma distribution.

use super::{above_zero, below_one, finite_quantile};
use crate::Error;
use crate::error::positive;
use crate::special::{Tail, gamma_kernel, gamma_point, gamma_tails, ln_gamma_kernel};

/// The gamma distribution: density `x^(k-1) exp(-x/θ) / (Γ(k) θ^k)` with shape `k` and scale `θ`.
///
/// ```
/// use mercato_numeric::distribution::Gamma;
///
/// // The time until the second of events that come every 3 days on average.
/// let wait = Gamma::new(2.0, 3.0)?;
/// assert!((wait.sf(6.0) - 3.0 * (-2_f64).exp()).abs() < 1e-15);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gamma {
    shape: f64,
    scale: f64,
}

impl Gamma {
    /// The distribution with this shape and this scale (the scale is 1 over the rate).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if one of them is not positive and finite.
    pub fn new(shape: f64, scale: f64) -> Result<Self, Error> {
        Ok(Self { shape: positive("shape", shape)?, scale: positive("scale", scale)? })
    }

    /// Shape, k.
    #[must_use]
    pub const fn shape(&self) -> f64 {
        self.shape
    }

    /// Scale, θ.
    #[must_use]
    pub const fn scale(&self) -> f64 {
        self.scale
    }

    /// Density at `x`; at 0 it is the limit from above (`+inf` for a shape below 1).
    #[must_use]
    pub fn pdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return self.at_or_below_zero(x);
        }
        let y = x / self.scale;
        if y.is_infinite() { 0.0 } else { gamma_kernel(self.shape, y) / x }
    }

    /// Density where x <= 0.
    fn at_or_below_zero(&self, x: f64) -> f64 {
        if x < 0.0 || self.shape > 1.0 {
            0.0
        } else if self.shape < 1.0 {
            f64::INFINITY
        } else {
            1.0 / self.scale
        }
    }

    /// Natural logarithm of the density at `x`; `-inf` where the density is 0.
    #[must_use]
    pub fn ln_pdf(&self, x: f64) -> f64 {
        if x <= 0.0 {
            return libm::log(self.at_or_below_zero(x));
        }
        let y = x / self.scale;
        if y.is_infinite() {
            return f64::NEG_INFINITY;
        }
        ln_gamma_kernel(self.shape, y) - libm::log(x)
    }

    /// Probability of at most `x`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { gamma_tails(self.shape, x / self.scale).lower }
    }

    /// Probability of more than `x`.
    #[must_use]
    pub fn sf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { gamma_tails(self.shape, x / self.scale).upper }
    }

    /// The value that is not exceeded with probability `p`; 0 for `p = 0`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `p` is not in \[0, 1): at 1 the quantile is infinite, or if the quantile exceeds the
    /// range of `f64`; [`Error::NoConvergence`] is not known to occur.
    pub fn quantile(&self, p: f64) -> Result<f64, Error> {
        finite_quantile(self.scale * gamma_point(self.shape, Tail::Lower, below_one(p)?)?)
    }

    /// The value that is exceeded with probability `q`; 0 for `q = 1`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `q` is not in (0, 1\], or if the quantile exceeds the range of `f64`;
    /// [`Error::NoConvergence`] is not known to occur.
    pub fn isf(&self, q: f64) -> Result<f64, Error> {
        finite_quantile(self.scale * gamma_point(self.shape, Tail::Upper, above_zero(q)?)?)
    }

    /// The mean, kθ.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.shape * self.scale
    }

    /// The variance, kθ².
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.shape * self.scale * self.scale
    }
}
