//! Geometric demand on 1, 2, …: `F̄(x) = q^x`, `n(x) = q^x/p`, `n₂(x) = q^{x+1}/p²` with `q = 1 - p`, for x >= 0.
//!
//! `n̄ = x - (1 - q^x)/p = Σ_{j>=2} (-p)^{j-2} p C(x,j)` by the binomial theorem, which is used where the difference cancels;
//! `n̄₂` is the same with `C(x+1, j+1)`.
//!
//! Source: P. H. Zipkin (2000), appendix C.2.2 (there on 0, 1, …).

use super::negative_binomial::trial;
use super::{Demand, Losses, left, only_one, reached};
use crate::check;
use crate::error::InventoryError;

/// Geometric demand: the trials up to and with the first success.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GeometricDemand {
    p: f64,
}

impl GeometricDemand {
    /// Demand with mean `1/p`.
    ///
    /// # Errors
    /// `invalid_argument` unless `0 < p <= 1`.
    ///
    /// ```
    /// use mercato_inventory::{Demand, GeometricDemand};
    /// let demand = GeometricDemand::new(0.25)?;
    /// assert_eq!((demand.mean(), demand.loss(1.0)), (4.0, 3.0));
    /// # Ok::<(), mercato_inventory::InventoryError>(())
    /// ```
    pub fn new(p: f64) -> Result<Self, InventoryError> {
        Ok(Self { p: trial("p", p)? })
    }

    /// The probability of success.
    #[must_use]
    pub const fn p(&self) -> f64 {
        self.p
    }

    /// `ln q`; -∞ at `p = 1`.
    fn ln_failure(self) -> f64 {
        libm::log1p(-self.p)
    }

    /// The smallest whole number from 1 on that is at least `x` and reached.
    fn step(x: f64, reached: impl Fn(f64) -> bool) -> Result<f64, InventoryError> {
        let mut k = check::answer("quantile", x)?.ceil().max(1.0);
        // The logarithms may round across a step.
        if k > 1.0 && reached(k - 1.0) {
            k -= 1.0;
        } else if !reached(k) {
            k += 1.0;
        }
        Ok(k)
    }
}

impl Demand for GeometricDemand {
    fn mean(&self) -> f64 {
        1.0 / self.p
    }

    fn variance(&self) -> f64 {
        (1.0 - self.p) / self.p / self.p
    }

    fn is_discrete(&self) -> bool {
        true
    }

    fn cdf(&self, x: f64) -> f64 {
        if x < 1.0 { 0.0 } else { -libm::expm1(x.floor() * self.ln_failure()) }
    }

    fn sf(&self, x: f64) -> f64 {
        if x < 1.0 { 1.0 } else { libm::exp(x.floor() * self.ln_failure()) }
    }

    fn pmf(&self, x: f64) -> f64 {
        if x < 1.0 || x.fract() != 0.0 {
            0.0
        } else if x <= 1.0 {
            self.p
        } else {
            self.p * libm::exp((x - 1.0) * self.ln_failure())
        }
    }

    fn quantile(&self, p: f64) -> Result<f64, InventoryError> {
        let p = reached(check::probability("probability", p)?);
        Self::step(libm::log1p(-p) / self.ln_failure(), |k| self.cdf(k) >= p)
    }

    fn isf(&self, q: f64) -> Result<f64, InventoryError> {
        let q = left(check::probability("probability", q)?);
        Self::step(libm::log(q) / self.ln_failure(), |k| self.sf(k) <= q)
    }

    fn losses(&self, x: f64) -> Losses {
        let gap = self.mean() - x;
        let second_moment = self.variance() + gap * gap - gap;
        if x <= 0.0 {
            return Losses::all_short(gap, 2.0 * self.variance() - 2.0 * x * self.mean() + x * (x + 1.0));
        }
        let loss = self.sf(x) / self.p;
        let second_loss = loss * ((1.0 - self.p) / self.p);
        let (complementary_loss, complementary_second_loss) = if x <= 1.0 {
            (0.0, 0.0)
        } else if self.p * x < 0.5 {
            let term = 0.5 * x * (x - 1.0) * self.p;
            (alternating(term, x, self.p, 1.0), alternating(term * (x + 1.0) / 3.0, x, self.p, 2.0))
        } else {
            (x - self.cdf(x) / self.p, 0.5 * second_moment - second_loss)
        };
        Losses { loss, complementary_loss, second_loss, complementary_second_loss }
    }

    fn convolve(&self, k: u32) -> Result<Self, InventoryError> {
        only_one(self, "geometric", k)
    }
}

/// `Σ_{j>=2} t_j` from `t_2` on, with `t_{j+1}/t_j = -p (x-j)/(j+shift)`.
fn alternating(first: f64, x: f64, p: f64, shift: f64) -> f64 {
    let (mut term, mut sum) = (first, first);
    let mut j = 2.0;
    while j < x && term.abs() > 1e-18 * sum {
        term *= -p * (x - j) / (j + shift);
        sum += term;
        j += 1.0;
    }
    sum
}
