//! The negative binomial distribution.

use super::discrete::{is_count, skewed_guess, smallest_count};
use super::{above_zero, below_one, standard_score};
use crate::Error;
use crate::error::{positive, require};
use crate::special::{Tails, beta_kernel, beta_tails, ln_beta_kernel};

/// The negative binomial distribution: `P(K = k) = Γ(k+r) / (k! Γ(r)) · p^r (1-p)^k`.
///
/// The number of failures before the `r`-th success, where each trial succeeds with probability `p`; `r` is any positive
/// number. It is also a Poisson count whose mean is gamma distributed with shape `r` and scale `(1-p)/p`. At `p = 1` the
/// count is 0 with certainty.
///
/// ```
/// use mercato_numeric::distribution::NegativeBinomial;
///
/// let demand = NegativeBinomial::from_mean_variance(6.0, 10.0)?;
/// assert_eq!((demand.r(), demand.p()), (9.0, 0.6));
/// assert_eq!(demand.quantile(0.95)?, 12.0);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NegativeBinomial {
    r: f64,
    p: f64,
}

impl NegativeBinomial {
    /// The distribution of failures before the `r`-th success with success probability `p`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `r` is not positive and finite, or `p` is not in (0, 1\].
    pub fn new(r: f64, p: f64) -> Result<Self, Error> {
        Ok(Self { r: positive("r", r)?, p: require("p", p, p > 0.0 && p <= 1.0, "above 0 and at most 1")? })
    }

    /// The distribution with this mean and this variance: `p = mean/variance`, `r = mean²/(variance - mean)`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if the mean is not positive and finite, or the variance not finite and above the mean
    /// (a count whose variance equals its mean is Poisson).
    pub fn from_mean_variance(mean: f64, variance: f64) -> Result<Self, Error> {
        let mean = positive("mean", mean)?;
        let variance =
            require("variance", variance, variance.is_finite() && variance > mean, "finite and above the mean")?;
        Self::new(mean / (variance - mean) * mean, mean / variance)
    }

    /// Number of successes awaited, r.
    #[must_use]
    pub const fn r(&self) -> f64 {
        self.r
    }

    /// Probability of success, p.
    #[must_use]
    pub const fn p(&self) -> f64 {
        self.p
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
            libm::exp(self.r * libm::log(self.p))
        } else if self.p >= 1.0 {
            0.0
        } else {
            beta_kernel(self.r, k, self.p) / k
        }
    }

    /// Natural logarithm of [`pmf`](Self::pmf); `-inf` where that is 0 by definition.
    #[must_use]
    pub fn ln_pmf(&self, k: f64) -> f64 {
        if k.is_nan() {
            k
        } else if !is_count(k) || (self.p >= 1.0 && k > 0.0) {
            f64::NEG_INFINITY
        } else if k <= 0.0 {
            self.r * libm::log(self.p)
        } else {
            ln_beta_kernel(self.r, k, self.p) - libm::log(k)
        }
    }

    fn tails(&self, x: f64) -> Tails {
        if x < 0.0 {
            Tails::ABOVE
        } else if x.is_infinite() {
            Tails::BELOW
        } else {
            beta_tails(self.r, x.floor() + 1.0, self.p)
        }
    }

    /// [`cdf`](Self::cdf) and [`sf`](Self::sf) at `x`, from one evaluation.
    ///
    /// ```
    /// use mercato_numeric::distribution::NegativeBinomial;
    ///
    /// let demand = NegativeBinomial::new(9.0, 0.6)?;
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

    /// Probability of at most `x`: `I_p(r, ⌊x⌋ + 1)`, DLMF 8.17.24.
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { self.tails(x).lower }
    }

    /// Probability of more than `x`.
    #[must_use]
    pub fn sf(&self, x: f64) -> f64 {
        if x.is_nan() { x } else { self.tails(x).upper }
    }

    fn guess(&self, z: f64) -> f64 {
        let skewness = (2.0 - self.p) / (self.r * (1.0 - self.p)).sqrt();
        skewed_guess(self.mean(), self.variance().sqrt(), skewness, z)
    }

    /// Smallest `k` with `cdf(k) >= p`; 0 for `p = 0`. At `p = cdf(k)` it is `k`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `p` is not in \[0, 1) (at 1 the quantile is infinite), or if it exceeds 2^53.
    pub fn quantile(&self, p: f64) -> Result<f64, Error> {
        let p = below_one(p)?;
        if p <= 0.0 || self.p >= 1.0 {
            return Ok(0.0);
        }
        smallest_count(self.guess(standard_score(p)), self.variance().sqrt(), |k| self.cdf(k) >= p)
    }

    /// Smallest `k` with `sf(k) <= q`; 0 for `q = 1`. At `q = sf(k)` it is `k`.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `q` is not in (0, 1\] (at 0 the quantile is infinite), or if it exceeds 2^53.
    pub fn isf(&self, q: f64) -> Result<f64, Error> {
        let q = above_zero(q)?;
        if q >= 1.0 || self.p >= 1.0 {
            return Ok(0.0);
        }
        smallest_count(self.guess(-standard_score(q)), self.variance().sqrt(), |k| self.sf(k) <= q)
    }

    /// The mean, r (1-p) / p.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.r * (1.0 - self.p) / self.p
    }

    /// The variance, r (1-p) / p².
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.mean() / self.p
    }
}
