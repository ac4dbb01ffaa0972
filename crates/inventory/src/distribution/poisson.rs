//! Poisson demand of mean μ. With `F(x)`, `F̄(x)` and `f(x)`:
//!
//! ```text
//! n = (μ-x)F̄ + μf      n₂ = ½{[(μ-x)²+x]F̄ + μ(μ-x)f}
//! n̄ = μf - (μ-x)F      n̄₂ = ½{[(μ-x)²+x]F - μ(μ-x)f}
//! ```
//!
//! and, where these cancel, the sums `Σ_j j f(x±j)`, `Σ_j C(j,2) f(x+j)`, `Σ_j C(j+1,2) f(x-j)`, whose terms fall faster
//! than geometrically.
//!
//! Source: P. H. Zipkin (2000), appendix C.2.1.

use super::{Demand, Losses, left, periods, reached};
use crate::check;
use crate::error::InventoryError;
use mercato_core::Error;
use mercato_numeric::distribution::Poisson;

/// Poisson demand with a mean.
///
/// ```
/// use mercato_inventory::{Demand, PoissonDemand};
/// let demand = PoissonDemand::new(2.0)?;
/// // E(X-1)⁺ = μ - 1 + P(X = 0)
/// assert!((demand.loss(1.0) - (1.0 + (-2_f64).exp())).abs() < 1e-15);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PoissonDemand {
    poisson: Poisson,
}

impl PoissonDemand {
    /// Demand with this mean.
    ///
    /// # Errors
    /// `invalid_argument` unless the mean is finite and at least 0.
    pub fn new(mean: f64) -> Result<Self, InventoryError> {
        Ok(Self { poisson: Poisson::new(check::non_negative("mean", mean)?)? })
    }
}

impl Demand for PoissonDemand {
    fn mean(&self) -> f64 {
        self.poisson.mean()
    }

    fn variance(&self) -> f64 {
        self.poisson.mean()
    }

    fn is_discrete(&self) -> bool {
        true
    }

    fn cdf(&self, x: f64) -> f64 {
        self.poisson.cdf(x)
    }

    fn sf(&self, x: f64) -> f64 {
        self.poisson.sf(x)
    }

    fn pmf(&self, x: f64) -> f64 {
        self.poisson.pmf(x)
    }

    fn quantile(&self, p: f64) -> Result<f64, InventoryError> {
        check::probability("probability", p)?;
        Ok(self.poisson.quantile(reached(p))?)
    }

    fn isf(&self, q: f64) -> Result<f64, InventoryError> {
        check::probability("probability", q)?;
        Ok(self.poisson.isf(left(q))?)
    }

    fn losses(&self, x: f64) -> Losses {
        let mean = self.mean();
        let gap = mean - x;
        let square = gap * gap + x;
        if x < 0.0 {
            return Losses::all_short(gap, mean * mean - 2.0 * mean * x + x * (x + 1.0));
        }
        let (lower, upper) = self.poisson.both_tails(x);
        let at = mean * self.pmf(x);
        let closed = Losses {
            loss: gap * upper + at,
            complementary_loss: at - gap * lower,
            second_loss: 0.5 * (square * upper + gap * at),
            complementary_second_loss: 0.5 * (square * lower - gap * at),
        };
        keep_or_sum(
            closed,
            gap,
            square,
            (lower, upper),
            || self.upper_sums(x),
            || lower_sums(x, self.pmf(x - 1.0), |k| k / mean),
        )
    }

    fn convolve(&self, k: u32) -> Result<Self, InventoryError> {
        let k = periods(k)?;
        Self::new(self.mean() * k).map_err(|_| Error::overflow("distribution.mean", self.mean() * k, "a double").into())
    }
}

impl PoissonDemand {
    fn upper_sums(self, x: f64) -> (f64, f64) {
        let mean = self.mean();
        let mut term = self.pmf(x + 1.0);
        let (mut first, mut second) = (term, 0.0);
        let mut j = 1.0;
        // Below the normal range a product rounds to itself and would never end.
        while term >= f64::MIN_POSITIVE {
            j += 1.0;
            term *= mean / (x + j);
            first += j * term;
            let last = 0.5 * j * (j - 1.0) * term;
            second += last;
            if last < 1e-18 * second {
                break;
            }
        }
        (first, second)
    }
}

/// The closed forms where they keep their digits, the sums elsewhere. `square` is what multiplies the tails in the second
/// order, `gap` the way from the point up to the mean.
pub(super) fn keep_or_sum(
    closed: Losses,
    gap: f64,
    square: f64,
    (lower, upper): (f64, f64),
    upper_sums: impl FnOnce() -> (f64, f64),
    lower_sums: impl FnOnce() -> (f64, f64),
) -> Losses {
    let mut losses = closed;
    if gap < 0.0 && (closed.loss < -0.1 * gap * upper || closed.second_loss < 0.005 * square * upper) {
        (losses.loss, losses.second_loss) = upper_sums();
    } else if gap > 0.0
        && (closed.complementary_loss < 0.1 * gap * lower || closed.complementary_second_loss < 0.005 * square * lower)
    {
        (losses.complementary_loss, losses.complementary_second_loss) = lower_sums();
    }
    losses
}

/// `Σ_j j f(x-j)` and `Σ_j C(j+1,2) f(x-j)` down to 0, from `f(x-1)` and the ratio `f(k-1)/f(k)`.
pub(super) fn lower_sums(x: f64, below: f64, ratio: impl Fn(f64) -> f64) -> (f64, f64) {
    let mut term = below;
    let (mut first, mut second) = (0.0, 0.0);
    let mut j = 1.0;
    while j <= x {
        first += j * term;
        let last = 0.5 * j * (j + 1.0) * term;
        second += last;
        let ratio = ratio(x - j);
        if ratio < 1.0 && (last < 1e-18 * second || term < f64::MIN_POSITIVE) {
            break;
        }
        term *= ratio;
        j += 1.0;
    }
    (first, second)
}
