//! The beta distribution.

use crate::Error;
use crate::error::{positive, probability};
use crate::special::{beta_inc_inverse, beta_inc_upper_inverse, beta_kernel, beta_tails, ln_beta, ln_beta_kernel};

/// The beta distribution: density `x^(a-1) (1-x)^(b-1) / B(a,b)` on \[0, 1\].
///
/// ```
/// use mercato_numeric::distribution::Beta;
///
/// // 12 conversions in 100 visits, from a uniform prior.
/// let rate = Beta::new(13.0, 89.0)?;
/// assert!((rate.quantile(0.025)? - 0.070_350_181_473_413_71).abs() < 1e-15);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
    ln_normalizer: f64,
}

impl Beta {
    /// The distribution with shapes `a` (weight of 1) and `b` (weight of 0).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if one of them is not positive and finite.
    pub fn new(a: f64, b: f64) -> Result<Self, Error> {
        Ok(Self { a: positive("a", a)?, b: positive("b", b)?, ln_normalizer: ln_beta(a, b)? })
    }

    /// First shape, a.
    #[must_use]
    pub const fn a(&self) -> f64 {
        self.a
    }

    /// Second shape, b.
    #[must_use]
    pub const fn b(&self) -> f64 {
        self.b
    }

    /// Density at `x`; at 0 and 1 it is the limit from inside, `+inf` for a shape below 1.
    #[must_use]
    pub fn pdf(&self, x: f64) -> f64 {
        if x > 0.0 && x < 1.0 {
            return beta_kernel(self.a, self.b, x) / x / (1.0 - x);
        }
        self.at_or_past_ends(x)
    }

    /// Density where x <= 0 or x >= 1.
    fn at_or_past_ends(&self, x: f64) -> f64 {
        let (shape, other) = if x <= 0.0 { (self.a, self.b) } else { (self.b, self.a) };
        if x.is_nan() {
            x
        } else if !(0.0..=1.0).contains(&x) || shape > 1.0 {
            0.0
        } else if shape < 1.0 {
            f64::INFINITY
        } else {
            other
        }
    }

    /// Natural logarithm of the density at `x`; `-inf` where the density is 0.
    #[must_use]
    pub fn ln_pdf(&self, x: f64) -> f64 {
        if !(x > 0.0 && x < 1.0) {
            return libm::log(self.at_or_past_ends(x));
        }
        // The powers of small shapes do not cancel; those of large ones do, and have a kernel that takes them together.
        if self.a + self.b < 100.0 {
            (self.a - 1.0) * libm::log(x) + (self.b - 1.0) * libm::log1p(-x) - self.ln_normalizer
        } else {
            ln_beta_kernel(self.a, self.b, x) - libm::log(x) - libm::log1p(-x)
        }
    }

    /// Probability of at most `x`.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { beta_tails(self.a, self.b, x.clamp(0.0, 1.0)).lower }
    }

    /// Probability of more than `x`.
    #[must_use]
    pub fn sf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { beta_tails(self.a, self.b, x.clamp(0.0, 1.0)).upper }
    }

    /// The value that is not exceeded with probability `p`; 0 for `p = 0`, 1 for `p = 1`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `p` is not in \[0, 1\]; [`Error::NoConvergence`] is not known to occur.
    pub fn quantile(&self, p: f64) -> Result<f64, Error> {
        beta_inc_inverse(self.a, self.b, probability("p", p)?)
    }

    /// The value that is exceeded with probability `q`; 1 for `q = 0`, 0 for `q = 1`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `q` is not in \[0, 1\]; [`Error::NoConvergence`] is not known to occur.
    pub fn isf(&self, q: f64) -> Result<f64, Error> {
        beta_inc_upper_inverse(self.a, self.b, probability("q", q)?)
    }

    /// The mean, a / (a + b).
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.a / (self.a + self.b)
    }

    /// The variance, ab / ((a + b)² (a + b + 1)).
    #[must_use]
    pub fn variance(&self) -> f64 {
        let n = self.a + self.b;
        self.a / n * (self.b / n) / (n + 1.0)
    }
}
