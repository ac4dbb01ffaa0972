//! Uniform demand on `[a, b]`: `n(x) = (b-x)²/(2(b-a))`, `n₂(x) = (b-x)³/(6(b-a))` inside, mirrored for the complements.

use super::{Demand, Losses, only_one};
use crate::check;
use crate::error::InventoryError;
use mercato_core::Error;

/// Demand anywhere between two ends with equal probability.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UniformDemand {
    lower: f64,
    upper: f64,
}

impl UniformDemand {
    /// Demand between `lower` and `upper`.
    ///
    /// # Errors
    /// `invalid_argument` for an end or a width that is not finite, or unless `lower < upper`.
    ///
    /// ```
    /// use mercato_inventory::{Demand, UniformDemand};
    /// let demand = UniformDemand::new(0.0, 10.0)?;
    /// assert_eq!((demand.loss(8.0), demand.complementary_loss(8.0)), (0.2, 3.2));
    /// # Ok::<(), mercato_inventory::InventoryError>(())
    /// ```
    pub fn new(lower: f64, upper: f64) -> Result<Self, InventoryError> {
        check::finite("lower", lower)?;
        check::finite("upper", upper)?;
        if lower >= upper {
            return Err(Error::invalid("upper", upper, format!("must be above lower, {lower}")).into());
        }
        check::finite("upper", upper - lower)?;
        Ok(Self { lower, upper })
    }

    /// The lower end.
    #[must_use]
    pub const fn lower(&self) -> f64 {
        self.lower
    }

    /// The upper end.
    #[must_use]
    pub const fn upper(&self) -> f64 {
        self.upper
    }

    fn width(&self) -> f64 {
        self.upper - self.lower
    }

    /// First and second loss beyond a point, of which `inside` lies within the support and `gap` is the way to the mean.
    fn one_side(&self, inside: f64, gap: f64) -> (f64, f64) {
        let width = self.width();
        if inside <= 0.0 {
            (0.0, 0.0)
        } else if inside < width {
            let share = inside / width;
            (0.5 * inside * share, inside * inside * share / 6.0)
        } else {
            (gap, 0.5 * (self.variance() + gap * gap))
        }
    }
}

impl Demand for UniformDemand {
    fn mean(&self) -> f64 {
        0.5 * self.lower + 0.5 * self.upper
    }

    fn variance(&self) -> f64 {
        self.width() * self.width() / 12.0
    }

    fn is_discrete(&self) -> bool {
        false
    }

    fn cdf(&self, x: f64) -> f64 {
        ((x - self.lower) / self.width()).clamp(0.0, 1.0)
    }

    fn sf(&self, x: f64) -> f64 {
        ((self.upper - x) / self.width()).clamp(0.0, 1.0)
    }

    fn pmf(&self, _x: f64) -> f64 {
        0.0
    }

    fn quantile(&self, p: f64) -> Result<f64, InventoryError> {
        check::probability("probability", p)?;
        Ok(self.lower + p * self.width())
    }

    fn isf(&self, q: f64) -> Result<f64, InventoryError> {
        check::probability("probability", q)?;
        Ok(self.upper - q * self.width())
    }

    fn losses(&self, x: f64) -> Losses {
        let gap = self.mean() - x;
        let (loss, second_loss) = self.one_side(self.upper - x, gap);
        let (complementary_loss, complementary_second_loss) = self.one_side(x - self.lower, -gap);
        Losses { loss, complementary_loss, second_loss, complementary_second_loss }
    }

    fn convolve(&self, k: u32) -> Result<Self, InventoryError> {
        only_one(self, "uniform", k)
    }
}
