//! The normal distribution.

use core::f64::consts::{PI, SQRT_2};

use super::{finite_quantile, strictly_inside};
use crate::Error;
use crate::error::{finite, positive};

/// The normal (Gaussian) distribution: density `exp(-z²/2) / (σ √2π)` with `z = (x - μ) / σ`.
///
/// ```
/// use mercato_numeric::distribution::Normal;
///
/// let demand = Normal::new(100.0, 20.0)?;
/// assert!((demand.cdf(132.897_072_539_029_44) - 0.95).abs() < 1e-15);
/// assert!((demand.quantile(0.95)? - 132.897_072_539_029_44).abs() < 1e-12);
/// // Nineteen standard deviations up: 1 - cdf would be 0.
/// assert!((demand.sf(480.0) / 8.527_223_952_630_977e-81 - 1.0).abs() < 1e-12);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    standard_deviation: f64,
}

impl Normal {
    /// The distribution with this mean and this standard deviation.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if the mean is not finite or the standard deviation not positive and finite.
    pub fn new(mean: f64, standard_deviation: f64) -> Result<Self, Error> {
        let mean = finite("mean", mean)?;
        let standard_deviation = positive("standard_deviation", standard_deviation)?;
        Ok(Self { mean, standard_deviation })
    }

    /// The distribution with mean 0 and standard deviation 1.
    #[must_use]
    pub const fn standard() -> Self {
        Self { mean: 0.0, standard_deviation: 1.0 }
    }

    fn score(&self, x: f64) -> f64 {
        (x - self.mean) / self.standard_deviation
    }

    /// Density at `x`, per unit of `x`.
    #[must_use]
    pub fn pdf(&self, x: f64) -> f64 {
        standard_density(self.score(x)) / self.standard_deviation
    }

    /// Natural logarithm of the density at `x`; finite where the density itself has underflowed to 0.
    #[must_use]
    pub fn ln_pdf(&self, x: f64) -> f64 {
        let z = self.score(x);
        -0.5 * z * z - 0.5 * libm::log(2.0 * PI) - libm::log(self.standard_deviation)
    }

    /// Probability of at most `x`: `erfc(-z/√2) / 2`.
    ///
    /// Accuracy: 5e-15 relative for `z` > -7, 3e-13 down to 1e-300. Source: DLMF 7.2.2, 7.17(iii).
    #[must_use]
    pub fn cdf(&self, x: f64) -> f64 {
        0.5 * libm::erfc(-self.score(x) / SQRT_2)
    }

    /// Probability of more than `x`: `erfc(z/√2) / 2`. Accuracy: as [`cdf`](Self::cdf), mirrored.
    #[must_use]
    pub fn sf(&self, x: f64) -> f64 {
        0.5 * libm::erfc(self.score(x) / SQRT_2)
    }

    /// The value that is not exceeded with probability `p`.
    ///
    /// Accuracy: 5e-16 relative in `z` for every `p` down to 1e-300.
    /// Source: M. J. Wichura, algorithm AS 241 (`PPND16`), Applied Statistics 37 (1988) 477-484.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] if `p` is not strictly between 0 and 1 (at both ends the quantile is infinite), or if the
    /// quantile exceeds the range of `f64`.
    pub fn quantile(&self, p: f64) -> Result<f64, Error> {
        let p = strictly_inside("p", p)?;
        finite_quantile(self.standard_deviation.mul_add(standard_score(p), self.mean))
    }

    /// The value that is exceeded with probability `q`: the inverse of [`sf`](Self::sf).
    ///
    /// # Errors
    ///
    /// As [`quantile`](Self::quantile).
    pub fn isf(&self, q: f64) -> Result<f64, Error> {
        let q = strictly_inside("q", q)?;
        finite_quantile(self.standard_deviation.mul_add(-standard_score(q), self.mean))
    }

    /// The mean, μ.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation, σ.
    #[must_use]
    pub const fn standard_deviation(&self) -> f64 {
        self.standard_deviation
    }

    /// The variance, σ².
    #[must_use]
    pub fn variance(&self) -> f64 {
        self.standard_deviation * self.standard_deviation
    }
}

/// `exp(-z²/2) / √2π`, with the rounding error of the square put back.
pub(super) fn standard_density(z: f64) -> f64 {
    let square = z * z;
    if square > 1500.0 {
        return 0.0;
    }
    let rest = z.mul_add(z, -square);
    libm::exp(-0.5 * square) * (1.0 - 0.5 * rest) / (2.0 * PI).sqrt()
}

fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// The standard normal quantile of 0 < p < 1 (Wichura's PPND16).
#[allow(
    clippy::unreadable_literal,
    clippy::excessive_precision,
    reason = "the published coefficients, digit for digit"
)]
pub(crate) fn standard_score(p: f64) -> f64 {
    const A: [f64; 8] = [
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ];
    const B: [f64; 8] = [
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ];
    const C: [f64; 8] = [
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ];
    const D: [f64; 8] = [
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ];
    const E: [f64; 8] = [
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ];
    const F: [f64; 8] = [
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ];
    let centred = p - 0.5;
    if centred.abs() <= 0.425 {
        let r = 0.180625 - centred * centred;
        return centred * polynomial(&A, r) / polynomial(&B, r);
    }
    let r = (-libm::log(if centred < 0.0 { p } else { 1.0 - p })).sqrt();
    let size = if r <= 5.0 {
        polynomial(&C, r - 1.6) / polynomial(&D, r - 1.6)
    } else {
        polynomial(&E, r - 5.0) / polynomial(&F, r - 5.0)
    };
    libm::copysign(size, centred)
}
