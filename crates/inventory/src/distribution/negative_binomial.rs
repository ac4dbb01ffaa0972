//! Negative binomial demand, the failures before the r-th success. With `β = (1-p)/p`, `μ = rβ`, `A = (μ-x)² + rβ² + x` and
//! `g = (x+r)β f(x)`:
//!
//! ```text
//! n = (μ-x)F̄ + g      n₂ = ½{A F̄ + (μ-x+β) g}
//! n̄ = g - (μ-x)F      n̄₂ = ½{A F - (μ-x+β) g}
//! ```
//!
//! Where these cancel, the upper tail sums `Σ_j C(j,m) f(x+j) = f(x+m) ₂F₁(m+1, x+m+r; x+m+1; 1-p)` come from Gauss's
//! continued fractions, the lower ones term by term.
//!
//! Source: P. H. Zipkin (2000), appendix C.2.3; DLMF 15.7.1.

use super::poisson::{keep_or_sum, lower_sums};
use super::{Demand, Losses, left, periods, reached};
use crate::check;
use crate::error::InventoryError;
use mercato_core::Error;
use mercato_numeric::distribution::NegativeBinomial;
use mercato_numeric::special::continued_fraction;

/// Negative binomial demand: more variable than Poisson demand of the same mean.
///
/// ```
/// use mercato_inventory::{Demand, NegativeBinomialDemand};
/// let demand = NegativeBinomialDemand::new(1.0, 0.5)?;
/// // With r = 1 the loss is (1-p)^{x+1}/p.
/// assert!((demand.loss(2.0) - 0.25).abs() < 1e-15);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NegativeBinomialDemand {
    counts: NegativeBinomial,
}

impl NegativeBinomialDemand {
    /// Demand with mean `r(1-p)/p` and variance `r(1-p)/p²`.
    ///
    /// # Errors
    /// `invalid_argument` unless `r` is finite and above 0 and `0 < p <= 1`.
    pub fn new(r: f64, p: f64) -> Result<Self, InventoryError> {
        let (r, p) = (check::positive("r", r)?, trial("p", p)?);
        Ok(Self { counts: NegativeBinomial::new(r, p)? })
    }

    /// The number of successes awaited.
    #[must_use]
    pub const fn r(&self) -> f64 {
        self.counts.r()
    }

    /// The probability of success.
    #[must_use]
    pub const fn p(&self) -> f64 {
        self.counts.p()
    }

    /// `Σ_j C(j,m) f(x+j)` as `f(x+m) ₂F₁(m+1, b; c; 1-p)`, by the ratios `₂F₁(a+1, b; c+1)/₂F₁(a, b; c)` from `a = 0` on.
    fn upper_sum(&self, x: f64, m: u8) -> f64 {
        let order = f64::from(m);
        let b = x + order + self.r();
        let ratios = (0..=m).map(|a| gauss_ratio(f64::from(a), b, x + f64::from(a), 1.0 - self.p()));
        self.pmf(x + order) * ratios.product::<f64>()
    }
}

/// A probability of success, above 0 and at most 1.
pub(super) fn trial(path: &str, p: f64) -> Result<f64, Error> {
    if p > 0.0 && p <= 1.0 { Ok(p) } else { Err(Error::invalid(path, p, "must be above 0 and at most 1")) }
}

/// `₂F₁(a+1, b; c+1; z)/₂F₁(a, b; c; z)` (DLMF 15.7.1, its parameters exchanged).
fn gauss_ratio(a: f64, b: f64, c: f64, z: f64) -> f64 {
    let fraction = continued_fraction(1.0, |n| {
        let half = (0.5 * n).floor();
        let numerator = if n > 2.0 * half { (a - c - half) * (b + half) } else { (b - c - half) * (a + half) };
        (numerator / ((c + n - 1.0) * (c + n)) * z, 1.0)
    });
    1.0 / fraction
}

impl Demand for NegativeBinomialDemand {
    fn mean(&self) -> f64 {
        self.counts.mean()
    }

    fn variance(&self) -> f64 {
        self.counts.variance()
    }

    fn is_discrete(&self) -> bool {
        true
    }

    fn cdf(&self, x: f64) -> f64 {
        self.counts.cdf(x)
    }

    fn sf(&self, x: f64) -> f64 {
        self.counts.sf(x)
    }

    fn pmf(&self, x: f64) -> f64 {
        self.counts.pmf(x)
    }

    fn quantile(&self, p: f64) -> Result<f64, InventoryError> {
        check::probability("probability", p)?;
        Ok(self.counts.quantile(reached(p))?)
    }

    fn isf(&self, q: f64) -> Result<f64, InventoryError> {
        check::probability("probability", q)?;
        Ok(self.counts.isf(left(q))?)
    }

    fn losses(&self, x: f64) -> Losses {
        let (r, failure) = (self.r(), 1.0 - self.p());
        let odds = failure / self.p();
        let gap = self.mean() - x;
        let square = gap * gap + self.mean() * odds + x;
        if x < 0.0 {
            let mean = self.mean();
            return Losses::all_short(gap, mean * (mean + odds) - 2.0 * mean * x + x * (x + 1.0));
        }
        let (lower, upper) = self.counts.both_tails(x);
        let at = (x + r) * odds * self.pmf(x);
        let closed = Losses {
            loss: gap * upper + at,
            complementary_loss: at - gap * lower,
            second_loss: 0.5 * (square * upper + (gap + odds) * at),
            complementary_second_loss: 0.5 * (square * lower - (gap + odds) * at),
        };
        keep_or_sum(
            closed,
            gap,
            square,
            (lower, upper),
            || (self.upper_sum(x, 1), self.upper_sum(x, 2)),
            || lower_sums(x, self.pmf(x - 1.0), |k| k / ((k - 1.0 + r) * failure)),
        )
    }

    fn convolve(&self, k: u32) -> Result<Self, InventoryError> {
        let k = periods(k)?;
        Self::new(self.r() * k, self.p())
            .map_err(|_| Error::overflow("distribution.r", self.r() * k, "a double").into())
    }
}
