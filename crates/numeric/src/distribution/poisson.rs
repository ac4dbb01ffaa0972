//! The Poisson distribution.

use super::discrete::{is_count, skewed_guess, smallest_count};
use super::{above_zero, below_one, standard_score};
use crate::Error;
use crate::error::require;
use crate::special::{Tails, gamma_kernel, gamma_tails, ln_gamma_kernel};

/// The Poisson distribution: `P(K = k) = exp(-λ) λ^k / k!` with mean `λ`.
///
/// A mean of 0 is accepted: the count is 0 with certainty.
///
/// ```
/// use mercato_numeric::distribution::Poisson;
///
/// let orders = Poisson::new(4.0)?;
/// assert!((orders.pmf(2.0) - 8.0 * (-4_f64).exp()).abs() < 1e-15);
/// assert_eq!(orders.quantile(0.95)?, 8.0);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Poisson {
    mean: f64,
}

impl Poisson {
    /// The distribution with this mean.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `mean` is negative, NaN or infinite.
    pub fn new(mean: f64) -> Result<Self, Error> {
        let mean = require("mean", mean, mean >= 0.0 && mean.is_finite(), "at least 0 and finite")?;
        Ok(Self { mean })
    }

    /// Probability of exactly `k`; 0 if `k` is not a whole number >= 0.
    ///
    /// Source: C. Loader's saddle-point form, "Fast and accurate computation of binomial probabilities" (2000).
    #[must_use]
    pub fn pmf(&self, k: f64) -> f64 {
        if k.is_nan() {
            k
        } else if !is_count(k) {
            0.0
        } else if k <= 0.0 {
            libm::exp(-self.mean)
        } else if self.mean <= 0.0 {
            0.0
        } else {
            gamma_kernel(k, self.mean) / k
        }
    }

    /// Natural logarithm of [`pmf`](Self::pmf); `-inf` where that is 0 by definition.
    #[must_use]
    pub fn ln_pmf(&self, k: f64) -> f64 {
        if k.is_nan() {
            k
        } else if !is_count(k) || (self.mean <= 0.0 && k > 0.0) {
            f64::NEG_INFINITY
        } else if k <= 0.0 {
            -self.mean
        } else {
            ln_gamma_kernel(k, self.mean) - libm::log(k)
        }
    }

    fn tails(self, x: f64) -> Tails {
        if x < 0.0 {
            Tails::ABOVE
        } else if x.is_infinite() {
            Tails::BELOW
        } else {
            gamma_tails(x.floor() + 1.0, self.mean).swapped()
        }
    }

    /// [`cdf`](Self::cdf) and [`sf`](Self::sf) at `x`, from one evaluation.
    ///
    /// ```
    /// use mercato_numeric::distribution::Poisson;
    ///
    /// let demand = Poisson::new(4.0)?;
    /// assert_eq!(demand.both_tails(6.0), (demand.cdf(6.0), demand.sf(6.0)));
    /// # Ok::<(), mercato_numeric::Error>(())
    /// ```
    #[must_use]
    pub fn both_tails(&self, x: f64) -> (f64, f64) {
        if x.is_nan() {
            return (x, x);
        }
        let tails = self.tails(x);
        (tails.lower, tails.upper)
    }

    /// Probability of at most `x`: `Q(⌊x⌋ + 1, λ)`, DLMF 8.4.10.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { self.tails(x).lower }
    }

    /// Probability of more than `x`: `P(⌊x⌋ + 1, λ)`.
    #[must_use]
    pub fn sf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { self.tails(x).upper }
    }

    fn guess(self, z: f64) -> f64 {
        let deviation = self.mean.sqrt();
        skewed_guess(self.mean, deviation, 1.0 / deviation, z)
    }

    /// Smallest `k` with `cdf(k) >= p`; 0 for `p = 0`. At `p = cdf(k)` it is `k`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `p` is not in \[0, 1) (at 1 the quantile is infinite), or if it exceeds 2^53.
    pub fn quantile(&self, p: f64) -> Result<f64, Error> {
        let p = below_one(p)?;
        if p <= 0.0 || self.mean <= 0.0 {
            return Ok(0.0);
        }
        smallest_count(self.guess(standard_score(p)), self.mean.sqrt(), |k| self.cdf(k) >= p)
    }

    /// Smallest `k` with `sf(k) <= q`; 0 for `q = 1`. At `q = sf(k)` it is `k`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `q` is not in (0, 1\] (at 0 the quantile is infinite), or if it exceeds 2^53.
    pub fn isf(&self, q: f64) -> Result<f64, Error> {
        let q = above_zero(q)?;
        if q >= 1.0 || self.mean <= 0.0 {
            return Ok(0.0);
        }
        smallest_count(self.guess(-standard_score(q)), self.mean.sqrt(), |k| self.sf(k) <= q)
    }

    /// The mean, λ.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// The variance, λ.
    #[must_use]
    pub const fn variance(&self) -> f64 {
        self.mean
    }
}
