//! Gamma demand of shape k and scale θ. With `y = x/θ`, both tails `P`, `Q` of the incomplete gamma function and
//! `κ = y^k e^{-y}/Γ(k)`:
//!
//! ```text
//! n/θ = (k-y)Q + κ      n₂/θ² = ½[yQ + (1+k-y) n/θ]
//! n̄/θ = (y-k)P + κ      n̄₂/θ² = ½[yP - (1+k-y) n̄/θ]
//! ```
//!
//! Where these cancel, the upper losses are `κ yᵐ U(m+1, k+m+1, y)` with Kummer's U from the continued fraction of its
//! recurrence in the first parameter (DLMF 13.3.7; U is the minimal solution), and the lower ones the positive series
//! `Σ_j C(j,m) e^{-y} y^{k+j}/Γ(k+j+1)`.
//!
//! Source: P. H. Zipkin (2000), appendix C.3; DLMF 8.8, 13.4.4, 13.3.7.

use super::{Demand, Losses, periods};
use crate::check;
use crate::error::InventoryError;
use mercato_core::Error;
use mercato_numeric::distribution::Gamma;
use mercato_numeric::special::continued_fraction;

/// Gamma demand with a shape and a scale.
///
/// ```
/// use mercato_inventory::{Demand, GammaDemand};
/// let demand = GammaDemand::new(2.0, 3.0)?;
/// // The closed form of shape 2 is e^{-y} θ (y + 2).
/// assert!((demand.loss(6.0) - 12.0 * (-2_f64).exp()).abs() < 1e-14);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GammaDemand {
    gamma: Gamma,
}

impl GammaDemand {
    /// Demand with mean `shape · scale` and variance `shape · scale²`.
    ///
    /// # Errors
    /// `invalid_argument` unless both are finite and above 0.
    pub fn new(shape: f64, scale: f64) -> Result<Self, InventoryError> {
        let (shape, scale) = (check::positive("shape", shape)?, check::positive("scale", scale)?);
        Ok(Self { gamma: Gamma::new(shape, scale)? })
    }

    /// The shape, k.
    #[must_use]
    pub const fn shape(&self) -> f64 {
        self.gamma.shape()
    }

    /// The scale, θ.
    #[must_use]
    pub const fn scale(&self) -> f64 {
        self.gamma.scale()
    }
}

impl Demand for GammaDemand {
    fn mean(&self) -> f64 {
        self.gamma.mean()
    }

    fn variance(&self) -> f64 {
        self.gamma.variance()
    }

    fn is_discrete(&self) -> bool {
        false
    }

    fn cdf(&self, x: f64) -> f64 {
        self.gamma.cdf(x)
    }

    fn sf(&self, x: f64) -> f64 {
        self.gamma.sf(x)
    }

    fn pmf(&self, _x: f64) -> f64 {
        0.0
    }

    fn quantile(&self, p: f64) -> Result<f64, InventoryError> {
        check::probability("probability", p)?;
        Ok(self.gamma.quantile(p)?)
    }

    fn isf(&self, q: f64) -> Result<f64, InventoryError> {
        check::probability("probability", q)?;
        Ok(self.gamma.isf(q)?)
    }

    fn losses(&self, x: f64) -> Losses {
        unit_losses(self.shape(), x / self.scale()).scaled(self.scale())
    }

    fn convolve(&self, k: u32) -> Result<Self, InventoryError> {
        let k = periods(k)?;
        Self::new(self.shape() * k, self.scale())
            .map_err(|_| Error::overflow("distribution.shape", self.shape() * k, "a double").into())
    }
}

/// The losses of a gamma variable of shape `k` and scale 1 at `y`.
pub(super) fn unit_losses(k: f64, y: f64) -> Losses {
    let gap = k - y;
    if y <= 0.0 {
        return Losses::all_short(gap, k + gap * gap);
    }
    let Ok(unit) = Gamma::new(k, 1.0) else { return Losses::default() };
    let (lower, upper, kernel) = (unit.cdf(y), unit.sf(y), y * unit.pdf(y));
    if upper <= 0.0 {
        // Beyond the smallest double nothing is short; at an infinite `y` the rest overflows.
        return Losses {
            complementary_loss: -gap,
            complementary_second_loss: 0.5 * (k + gap * gap),
            ..Losses::default()
        };
    }
    let short = gap * upper + kernel;
    let short_second = 0.5 * (y * upper + (1.0 + gap) * short);
    let over = kernel - gap * lower;
    let over_second = 0.5 * (y * lower - (1.0 + gap) * over);
    // A difference that keeps this much of its terms keeps the digits too.
    let (loss, second_loss) = if short >= -0.1 * gap * upper && short_second >= 0.02 * y * upper {
        (short, short_second)
    } else {
        (kernel * kummer(k, y, 1), kernel * kummer(k, y, 2))
    };
    let (complementary_loss, complementary_second_loss) =
        if over >= 0.1 * gap * lower && over_second >= 0.02 * y * lower {
            (over, over_second)
        } else {
            lower_series(k, y, kernel)
        };
    Losses { loss, complementary_loss, second_loss, complementary_second_loss }
}

/// `yᵐ U(m+1, b, y)` with `b = k + m + 1`, as the product of the ratios `r_a = U(a+1, b, y)/U(a, b, y)`, a = 0..=m, which obey
/// `1/r_{a-1} = y + 2a - b - a(a-b+1) r_a`.
fn kummer(k: f64, y: f64, m: u8) -> f64 {
    let order = f64::from(m);
    let b = k + order + 1.0;
    let a = |n: f64| order + n;
    // 1/r_m starts at a = m + 1; term n links a = m + n to the next.
    let mut ratio =
        1.0 / continued_fraction(y + 2.0 * a(1.0) - b, |n| (-a(n) * (a(n) - b + 1.0), y + 2.0 * a(n + 1.0) - b));
    let mut product = ratio;
    for a in (1..=m).rev().map(f64::from) {
        ratio = 1.0 / (y + 2.0 * a - b - a * (a - b + 1.0) * ratio);
        product *= y * ratio;
    }
    product
}

/// `Σ_j j p_j` and `Σ_j C(j,2) p_j` with `p_j = e^{-y} y^{k+j}/Γ(k+j+1)` = `κ yʲ/(k (k+1)…(k+j))`.
fn lower_series(k: f64, y: f64, kernel: f64) -> (f64, f64) {
    let mut term = kernel / k;
    let (mut first, mut second) = (0.0, 0.0);
    let mut j = 0.0;
    // Below the normal range a product rounds to itself and would never end.
    while term >= f64::MIN_POSITIVE {
        j += 1.0;
        term *= y / (k + j);
        first += j * term;
        let last = 0.5 * j * (j - 1.0) * term;
        second += last;
        if j > 2.0 && last < 1e-18 * second {
            break;
        }
    }
    (first, second)
}
