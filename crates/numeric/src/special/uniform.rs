//! Both tails of the incomplete gamma and beta functions near their transition, for large parameters.
//!
//! With `D = A t²/2` the exponent of the density and `A` the large parameter, the upper tail is
//! `erfc(t √(A/2)) / 2 + R` and the lower one `erfc(-t √(A/2)) / 2 - R`, where `R = e^-D / √(2πA) · S(t)`.
//! Differentiating gives `U'/A - t U = 1/G - f(t)` for `S = G U`, where `f = t / v` comes from the change of
//! variable alone; the power series of `U` then follows from that of `f` by a backward recurrence that is stable
//! and needs no table in two dimensions.
//!
//! Source: N. M. Temme, "A set of algorithms for the incomplete gamma functions", Probab. Eng. Inform. Sci. 8 (1994)
//! 291-307, for the gamma function (also DLMF 8.12); the same recurrence is used here for the beta function, whose
//! transformation is that of DLMF 8.18.9.

use core::f64::consts::{PI, SQRT_2};

use super::Tails;

/// Number of coefficients: with |t| <= 1 and a radius of convergence of at least 2√π the rest is below 1e-17.
const COUNT: usize = 32;

/// Coefficients of `f(t)`, the density's change of variable.
pub(crate) type Coefficients = [f64; COUNT];

/// From this parameter on the expansion holds to the last digits.
pub(crate) const FROM: f64 = 20.0;

/// The expansion is used for |t| up to this.
pub(crate) const REACH: f64 = 1.0;

/// Power series of `f = 1/v`, where `v² = w` and `w + t w'/2 = 1 + skew·t·v - curvature·t²·w`.
///
/// The gamma function has `skew` 1 and `curvature` 0; for the beta function they are
/// `(y₀-x₀)/√max(x₀,y₀)` and `min(x₀,y₀)` with `x₀ = a/(a+b)`, `y₀ = b/(a+b)`.
#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "indices below COUNT, checked when the constant is built"
)]
pub(crate) const fn coefficients(skew: f64, curvature: f64) -> Coefficients {
    let mut w = [0.0; COUNT];
    let mut v = [0.0; COUNT];
    let mut f = [0.0; COUNT];
    w[0] = 1.0;
    v[0] = 1.0;
    f[0] = 1.0;
    let mut n = 1;
    while n < COUNT {
        let before = if n >= 2 { w[n - 2] } else { 0.0 };
        w[n] = (skew * v[n - 1] - curvature * before) / (1.0 + 0.5 * n as f64);
        let mut square = 0.0;
        let mut i = 1;
        while i < n {
            square += v[i] * v[n - i];
            i += 1;
        }
        v[n] = 0.5 * (w[n] - square);
        let mut product = v[n];
        i = 1;
        while i < n {
            product += v[i] * f[n - i];
            i += 1;
        }
        f[n] = -product;
        n += 1;
    }
    f
}

/// Both tails at `t` with `deviance` = A t²/2, for `large` = A.
pub(crate) fn tails(large: f64, t: f64, deviance: f64, f: &Coefficients) -> Tails {
    // beta_{n-1} = f_n + (n+1)/A beta_{n+1}, downward from beta_{N-1} and beta_N.
    let mut above = 0.0;
    let mut here = 0.0;
    let mut sum = 0.0;
    let mut degree = COUNT as f64;
    for coefficient in f.iter().skip(1).rev() {
        // `here` is beta_degree, `above` beta_{degree+1}.
        let below = coefficient + degree / large * above;
        above = here;
        here = below;
        sum = sum * t + here;
        degree -= 1.0;
    }
    // At the end `here` is beta_0 and `above` is beta_1; 1/G = 1 + beta_1/A.
    let correction = libm::exp(-deviance) / (2.0 * PI * large).sqrt() * sum / (1.0 + above / large);
    let z = libm::copysign(deviance.sqrt(), t);
    Tails { lower: 0.5 * libm::erfc(-z) - correction, upper: 0.5 * libm::erfc(z) + correction }
}

/// `t` from the deviance `A t²/2`, with the sign of `side`.
pub(crate) fn coordinate(large: f64, deviance: f64, side: f64) -> f64 {
    libm::copysign(SQRT_2 * (deviance / large).sqrt(), side)
}
