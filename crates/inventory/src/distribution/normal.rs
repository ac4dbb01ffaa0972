//! Normal demand: `n(x) = σ[φ(z) - z(1 - Φ(z))]` with `z = (x - μ)/σ`; σ = 0 is demand known for sure.

use super::{Demand, Losses, periods};
use crate::check;
use crate::error::InventoryError;
use mercato_core::Error;
use mercato_numeric::distribution::{Normal, normal_loss, normal_second_order_loss};

/// Normal demand with a mean and a standard deviation.
///
/// ```
/// use mercato_inventory::{Demand, NormalDemand};
/// let week = NormalDemand::new(100.0, 10.0)?;
/// // Ten standard deviations up the loss still has all its digits.
/// assert!((week.loss(200.0) / 7.474_560_254_589_328e-24 - 1.0).abs() < 1e-12);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NormalDemand {
    mean: f64,
    sd: f64,
}

impl NormalDemand {
    /// Demand with this mean (any finite number) and this standard deviation (at least 0).
    ///
    /// # Errors
    /// `invalid_argument` for a number that is not finite or a negative `sd`.
    pub fn new(mean: f64, sd: f64) -> Result<Self, InventoryError> {
        Ok(Self { mean: check::finite("mean", mean)?, sd: check::non_negative("sd", sd)? })
    }

    /// The standard deviation, σ.
    #[must_use]
    pub const fn sd(&self) -> f64 {
        self.sd
    }

    /// Whether demand is known for sure.
    fn certain(&self) -> bool {
        self.sd <= 0.0
    }

    fn score(&self, x: f64) -> f64 {
        (x - self.mean) / self.sd
    }

    fn at_score(&self, z: f64) -> Result<f64, InventoryError> {
        Ok(check::answer("quantile", self.mean + self.sd * z)?)
    }
}

impl Demand for NormalDemand {
    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.sd * self.sd
    }

    fn is_discrete(&self) -> bool {
        false
    }

    fn cdf(&self, x: f64) -> f64 {
        if self.certain() { f64::from(x >= self.mean) } else { Normal::standard().cdf(self.score(x)) }
    }

    fn sf(&self, x: f64) -> f64 {
        if self.certain() { f64::from(x < self.mean) } else { Normal::standard().sf(self.score(x)) }
    }

    fn pmf(&self, _x: f64) -> f64 {
        0.0
    }

    fn quantile(&self, p: f64) -> Result<f64, InventoryError> {
        check::probability("probability", p)?;
        self.at_score(Normal::standard().quantile(p)?)
    }

    fn isf(&self, q: f64) -> Result<f64, InventoryError> {
        check::probability("probability", q)?;
        self.at_score(Normal::standard().isf(q)?)
    }

    fn losses(&self, x: f64) -> Losses {
        Losses {
            loss: self.loss(x),
            complementary_loss: self.complementary_loss(x),
            second_loss: self.second_loss(x),
            complementary_second_loss: self.complementary_second_loss(x),
        }
    }

    fn loss(&self, x: f64) -> f64 {
        if self.certain() { (self.mean - x).max(0.0) } else { self.sd * normal_loss(self.score(x)) }
    }

    fn complementary_loss(&self, x: f64) -> f64 {
        if self.certain() { (x - self.mean).max(0.0) } else { self.sd * normal_loss(-self.score(x)) }
    }

    fn second_loss(&self, x: f64) -> f64 {
        if self.certain() {
            let short = (self.mean - x).max(0.0);
            0.5 * short * short
        } else {
            self.sd * self.sd * normal_second_order_loss(self.score(x))
        }
    }

    fn complementary_second_loss(&self, x: f64) -> f64 {
        if self.certain() {
            let over = (x - self.mean).max(0.0);
            0.5 * over * over
        } else {
            self.sd * self.sd * normal_second_order_loss(-self.score(x))
        }
    }

    fn convolve(&self, k: u32) -> Result<Self, InventoryError> {
        let k = periods(k)?;
        Self::new(self.mean * k, self.sd * k.sqrt())
            .map_err(|_| Error::overflow("distribution", self.mean * k, "a double").into())
    }
}
