//! Exponential demand of rate λ: `n(x) = e^{-λx}/λ`, `n₂(x) = e^{-λx}/λ²`; the gamma demand of shape 1.

use super::gamma::unit_losses;
use super::{Demand, Losses, only_one};
use crate::check;
use crate::error::InventoryError;

/// Exponential demand with a rate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExponentialDemand {
    rate: f64,
}

impl ExponentialDemand {
    /// Demand with mean `1/rate`.
    ///
    /// # Errors
    /// `invalid_argument` unless `rate` is finite and above 0.
    ///
    /// ```
    /// use mercato_inventory::{Demand, ExponentialDemand};
    /// let demand = ExponentialDemand::new(0.5)?;
    /// assert!((demand.loss(4.0) - 2.0 * (-2_f64).exp()).abs() < 1e-15);
    /// # Ok::<(), mercato_inventory::InventoryError>(())
    /// ```
    pub fn new(rate: f64) -> Result<Self, InventoryError> {
        Ok(Self { rate: check::positive("rate", rate)? })
    }

    /// The rate, λ.
    #[must_use]
    pub const fn rate(&self) -> f64 {
        self.rate
    }
}

impl Demand for ExponentialDemand {
    fn mean(&self) -> f64 {
        1.0 / self.rate
    }

    fn variance(&self) -> f64 {
        self.mean() * self.mean()
    }

    fn is_discrete(&self) -> bool {
        false
    }

    fn cdf(&self, x: f64) -> f64 {
        -libm::expm1(-self.rate * x.max(0.0))
    }

    fn sf(&self, x: f64) -> f64 {
        libm::exp(-self.rate * x.max(0.0))
    }

    fn pmf(&self, _x: f64) -> f64 {
        0.0
    }

    fn quantile(&self, p: f64) -> Result<f64, InventoryError> {
        check::probability("probability", p)?;
        Ok(check::answer("quantile", -libm::log1p(-p) / self.rate)?)
    }

    fn isf(&self, q: f64) -> Result<f64, InventoryError> {
        check::probability("probability", q)?;
        Ok(check::answer("quantile", -libm::log(q) / self.rate)?)
    }

    fn losses(&self, x: f64) -> Losses {
        unit_losses(1.0, self.rate * x).scaled(self.mean())
    }

    fn convolve(&self, k: u32) -> Result<Self, InventoryError> {
        only_one(self, "exponential", k)
    }
}
