//! Lognormal demand: the logarithm is normal with mean μ and standard deviation σ.
//!
//! With `t = (ln x - μ)/σ`, Mills' ratio `M(u) = (1-Φ(u))/φ(u)` and `m = 1, 2`:
//!
//! ```text
//! n_m(x) = x^m φ(t) ∫₀^∞ e^{-ts-s²/2} (e^{σs}-1)^m/m! ds         n = xφ(t)[M(t-σ) - M(t)]
//! n̄_m(x) = x^m φ(t) ∫₀^∞ e^{ts-s²/2} (1-e^{-σs})^m/m! ds         n̄ = xφ(t)[M(-t) - M(σ-t)]
//! ```
//!
//! and second differences of M for `m = 2`. These lose about m digits for every one by which σ is below 1; so for σ < 1/2
//! the power of `e^{±σs} - 1` is expanded, `Σ_j S(j,m) (±σ)^j H_j(±t)` with Stirling numbers S of the second kind and the
//! repeated integrals `H_j(u) = ∫ s^j/j! e^{-us-s²/2} ds`, `j H_j = H_{j-2} - u H_{j-1}` (DLMF 7.18.7).
//!
//! The first order is the formula of Black and Scholes (1973) without interest, `n = EΦ(σ-t) - x(1-Φ(t))`.

use super::{Demand, Losses, only_one};
use crate::check;
use crate::error::InventoryError;
use core::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_2};
use mercato_numeric::distribution::Normal;
use mercato_numeric::special::erfcx;

/// From this spread on, differences of Mills' ratio keep their digits.
const WIDE: f64 = 0.5;

/// How many terms of the expansion are ever needed below [`WIDE`].
const TERMS: usize = 48;

/// Lognormal demand, given by the mean and the standard deviation of its logarithm.
///
/// ```
/// use mercato_inventory::{Demand, LognormalDemand};
/// let demand = LognormalDemand::new(0.0, 3.0)?;
/// assert!((demand.mean() - 4.5_f64.exp()).abs() < 1e-12);
/// assert_eq!(demand.cdf(1.0), 0.5);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LognormalDemand {
    mu: f64,
    sigma: f64,
}

impl LognormalDemand {
    /// Demand whose logarithm has mean `mu` and standard deviation `sigma`.
    ///
    /// # Errors
    /// `invalid_argument` unless both are finite and `sigma` is above 0.
    pub fn new(mu: f64, sigma: f64) -> Result<Self, InventoryError> {
        Ok(Self { mu: check::finite("mu", mu)?, sigma: check::positive("sigma", sigma)? })
    }

    /// Mean of the logarithm.
    #[must_use]
    pub const fn mu(&self) -> f64 {
        self.mu
    }

    /// Standard deviation of the logarithm.
    #[must_use]
    pub const fn sigma(&self) -> f64 {
        self.sigma
    }

    fn score(&self, x: f64) -> f64 {
        (libm::log(x) - self.mu) / self.sigma
    }

    fn at_score(&self, z: f64) -> Result<f64, InventoryError> {
        Ok(check::answer("quantile", libm::exp(self.mu + self.sigma * z))?)
    }

    /// `x^{-j} E(X^j)` over one tail, `u` standard deviations of that tail's normal variable away.
    fn part(&self, j: f64, x: f64, t: f64, u: f64) -> f64 {
        if u < 0.0 {
            libm::exp(j * (self.mu - libm::log(x)) + 0.5 * j * j * self.sigma * self.sigma) * Normal::standard().sf(u)
        } else {
            Normal::standard().pdf(t) * mills(u)
        }
    }

    /// First and second loss above `x`.
    fn upper(&self, x: f64, t: f64) -> (f64, f64) {
        if self.sigma < WIDE {
            let (first, second) = expansion(self.sigma, t, 1.0);
            let density = Normal::standard().pdf(t);
            return (x * density * first, x * x * density * second);
        }
        let above = |j: f64| self.part(j, x, t, t - j * self.sigma);
        (x * (above(1.0) - above(0.0)), 0.5 * x * x * (above(2.0) - 2.0 * above(1.0) + above(0.0)))
    }

    /// First and second complementary loss below `x`.
    fn lower(&self, x: f64, t: f64) -> (f64, f64) {
        if self.sigma < WIDE {
            let (first, second) = expansion(self.sigma, -t, -1.0);
            let density = Normal::standard().pdf(t);
            return (x * density * first, x * x * density * second);
        }
        let below = |j: f64| self.part(j, x, t, j * self.sigma - t);
        (x * (below(0.0) - below(1.0)), 0.5 * x * x * (below(0.0) - 2.0 * below(1.0) + below(2.0)))
    }
}

/// Mills' ratio `(1 - Φ(u))/φ(u)`.
fn mills(u: f64) -> f64 {
    FRAC_PI_2.sqrt() * erfcx(u * FRAC_1_SQRT_2)
}

/// `Σ_j S(j,m) σ^j (±1)^{j-m} H_j(u)` for m = 1 and 2, with S(j,1) = 1 and S(j,2) = 2^{j-1} - 1.
fn expansion(sigma: f64, u: f64, sign: f64) -> (f64, f64) {
    let integrals = repeated_integrals(u);
    let (mut first, mut second) = (0.0, 0.0);
    let mut power = sigma;
    let mut stirling = 0.0;
    for integral in integrals.iter().skip(1) {
        let term = power * integral;
        first += term;
        second += sign * stirling * term;
        power *= sign * sigma;
        stirling = 2.0 * stirling + 1.0;
    }
    (first, second)
}

/// `H_0..` at `u`: forwards where the recurrence is stable enough for terms that vanish, by the ratios `H_n/H_{n-1} =
/// 1/(u + (n+1) H_{n+1}/H_n)` backwards elsewhere (the `H_n` are its minimal solution; Gautschi 1967).
fn repeated_integrals(u: f64) -> [f64; TERMS] {
    let mut integrals = [0.0; TERMS];
    if u < 1.0 {
        let (mut before, mut last) = (1.0, mills(u));
        let mut n = 0.0;
        for integral in &mut integrals {
            *integral = last;
            n += 1.0;
            (before, last) = (last, ((before - u * last) / n).max(0.0));
        }
        return integrals;
    }
    let mut n = (220.0 / (u * u)).ceil() + TERMS as f64;
    let mut ratio = 2.0 / (u + (u * u + 4.0 * n).sqrt());
    while n > TERMS as f64 {
        n -= 1.0;
        ratio = 1.0 / (u + (n + 1.0) * ratio);
    }
    for integral in integrals.iter_mut().rev() {
        n -= 1.0;
        ratio = 1.0 / (u + (n + 1.0) * ratio);
        *integral = ratio;
    }
    let mut product = 1.0;
    for integral in &mut integrals {
        product *= *integral;
        *integral = product;
    }
    integrals
}

impl Demand for LognormalDemand {
    fn mean(&self) -> f64 {
        libm::exp(self.mu + 0.5 * self.sigma * self.sigma)
    }

    fn variance(&self) -> f64 {
        self.mean() * self.mean() * libm::expm1(self.sigma * self.sigma)
    }

    fn is_discrete(&self) -> bool {
        false
    }

    fn cdf(&self, x: f64) -> f64 {
        if x <= 0.0 { 0.0 } else { Normal::standard().cdf(self.score(x)) }
    }

    fn sf(&self, x: f64) -> f64 {
        if x <= 0.0 { 1.0 } else { Normal::standard().sf(self.score(x)) }
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
        let gap = self.mean() - x;
        let second_moment = self.variance() + gap * gap;
        if x <= 0.0 {
            return Losses::all_short(gap, second_moment);
        }
        if gap >= 0.0 {
            let (over, over_second) = self.lower(x, self.score(x));
            Losses {
                loss: gap + over,
                complementary_loss: over,
                second_loss: 0.5 * second_moment - over_second,
                complementary_second_loss: over_second,
            }
        } else {
            let t = self.score(x);
            let (short, short_second) = self.upper(x, t);
            // A wide distribution has its second moment far above the mean: there a difference from it cancels.
            let over_second = if self.sigma < WIDE { 0.5 * second_moment - short_second } else { self.lower(x, t).1 };
            Losses {
                loss: short,
                complementary_loss: short - gap,
                second_loss: short_second,
                complementary_second_loss: over_second,
            }
        }
    }

    fn convolve(&self, k: u32) -> Result<Self, InventoryError> {
        only_one(self, "lognormal", k)
    }
}
