//! The error function and its complements.

use core::f64::consts::PI;

/// The error function, `erf x = 2/√π ∫₀ˣ exp(-t²) dt`, in (-1, 1).
///
/// NaN only for NaN. Accuracy: 3e-16 relative.
///
/// Source: W. J. Cody, Math. Comp. 23 (1969) 631-637, as in FreeBSD msun `s_erf.c`, from the `libm` crate; DLMF 7.2.1.
///
/// ```
/// use mercato_numeric::special::erf;
///
/// assert!((erf(1.0) - 0.842_700_792_949_714_9).abs() < 1e-16);
/// ```
#[must_use]
pub fn erf(x: f64) -> f64 {
    libm::erf(x)
}

/// The complementary error function, `erfc x = 1 - erf x`, in (0, 2), without cancellation for large `x`.
///
/// Below the smallest normal number (`x` > 26.5) digits are lost and then it becomes 0. NaN only for NaN.
/// Accuracy: 5e-16 relative, down to 1e-295.
///
/// Source: as [`erf`]; DLMF 7.2.2.
///
/// ```
/// use mercato_numeric::special::erfc;
///
/// assert!((erfc(10.0) / 2.088_487_583_762_544_6e-45 - 1.0).abs() < 1e-14);
/// ```
#[must_use]
pub fn erfc(x: f64) -> f64 {
    libm::erfc(x)
}

/// The scaled complementary error function, `erfcx x = exp(x²) erfc x`, which does not vanish for large `x`.
///
/// `+inf` for `x` < -26.64, where it exceeds the largest number. NaN only for NaN. Accuracy: 2e-15 relative.
///
/// Source: DLMF 7.2.2, 7.9.1 (continued fraction, for `x` >= 2).
///
/// ```
/// use mercato_numeric::special::erfcx;
///
/// // About 1/(x √π) far out.
/// assert!((erfcx(1e8) * 1e8 * std::f64::consts::PI.sqrt() - 1.0).abs() < 1e-15);
/// ```
#[must_use]
pub fn erfcx(x: f64) -> f64 {
    if x < 2.0 {
        // exp(x²) with the rounding error of the square put back.
        let square = x * x;
        let rest = x.mul_add(x, -square);
        let scale = libm::exp(square);
        return if scale.is_infinite() { scale } else { scale * (1.0 + rest) * libm::erfc(x) };
    }
    if x.is_nan() || x > 1e150 {
        return 1.0 / (x * PI.sqrt());
    }
    // √π erfcx(x) = 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))).
    1.0 / (PI.sqrt() * super::continued_fraction(x, |n| (0.5 * n, x)))
}
