//! `ln Γ`, `ln B` and the pieces of them that stay accurate where the plain difference cancels.

use core::f64::consts::PI;

use crate::Error;
use crate::error::positive;

/// `1 - γ` with Euler's constant `γ`.
const ONE_MINUS_EULER: f64 = 0.422_784_335_098_467_14;
pub(crate) const LN_SQRT_TWO_PI: f64 = 0.918_938_533_204_672_7;

/// `(-1)^k (ζ(k) - 1) / k` for k = 2, 3, …: the Taylor coefficients of `ln Γ(2 + b)` (DLMF 5.7.3).
#[allow(clippy::unreadable_literal, clippy::excessive_precision, reason = "a table of coefficients")]
const LN_GAMMA_AT_TWO: [f64; 28] = [
    0.32246703342411321824,
    -0.067352301053198095133,
    0.020580808427784547879,
    -0.0073855510286739852663,
    0.0028905103307415232858,
    -0.0011927539117032609771,
    0.00050966952474304242234,
    -0.00022315475845357937976,
    0.000099457512781808533715,
    -0.0000449262367381331417,
    0.000020507212775670691553,
    -9.439488275268395904e-6,
    4.3748667899074878042e-6,
    -2.0392157538013662368e-6,
    9.5514121304074198329e-7,
    -4.4924691987645660433e-7,
    2.1207184805554665869e-7,
    -1.0043224823968099609e-7,
    4.7698101693639805658e-8,
    -2.271109460894316491e-8,
    1.0838659214896954091e-8,
    -5.1834750419700466551e-9,
    2.4836745438024783172e-9,
    -1.1921401405860912074e-9,
    5.7313672416788620133e-10,
    -2.7595228851242331452e-10,
    1.3304764374244489481e-10,
    -6.4229645638381000221e-11,
];

/// `B_2k / (2k (2k-1))` for k = 1, 2, …: Stirling's series (DLMF 5.11.1).
const STIRLING: [f64; 8] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
    -3617.0 / 122_400.0,
];

/// 1/3, 1/5, 1/7, …: the series of artanh.
const ODD_INVERSES: [f64; 17] = [
    1.0 / 3.0,
    1.0 / 5.0,
    1.0 / 7.0,
    1.0 / 9.0,
    1.0 / 11.0,
    1.0 / 13.0,
    1.0 / 15.0,
    1.0 / 17.0,
    1.0 / 19.0,
    1.0 / 21.0,
    1.0 / 23.0,
    1.0 / 25.0,
    1.0 / 27.0,
    1.0 / 29.0,
    1.0 / 31.0,
    1.0 / 33.0,
    1.0 / 35.0,
];

/// From here on Stirling's series is exact to the last bit or two.
const STIRLING_FROM: f64 = 10.0;

/// Natural logarithm of the absolute value of the gamma function, `ln |Γ(x)|`.
///
/// For whole `x = n + 1` this is `ln n!`. At the poles 0, -1, -2, … and at both infinities it is `+inf`; NaN gives NaN.
///
/// Accuracy: 3e-16 relative for `x` > 0 against 40-digit values from 1e-300 to 1e300, roots at 1 and 2 included.
///
/// Source: W. J. Cody and others' scheme as in FreeBSD msun `e_lgamma_r.c`, from the `libm` crate.
///
/// ```
/// use mercato_numeric::special::ln_gamma;
///
/// assert!((ln_gamma(5.0) - 24_f64.ln()).abs() < 1e-15 * 24_f64.ln());
/// ```
#[must_use]
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Natural logarithm of the beta function, `ln B(a, b) = ln Γ(a) + ln Γ(b) - ln Γ(a + b)`, without the cancellation of
/// that difference when one argument is large.
///
/// Accuracy: 1e-15 of the larger of 1 and the answer, for arguments from 1e-8 to 1e12.
///
/// Source: DLMF 5.12.1 with Stirling's series 5.11.1; A. R. DiDonato and A. H. Morris, ACM TOMS 18 (1992) 360-373, `BETALN`.
///
/// # Errors
///
/// [`Error::InvalidParameter`] if `a` or `b` is not positive and finite.
///
/// ```
/// use mercato_numeric::special::ln_beta;
///
/// // B(2, 3) = 1/12
/// assert!((ln_beta(2.0, 3.0)? + 12_f64.ln()).abs() < 1e-15);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn ln_beta(a: f64, b: f64) -> Result<f64, Error> {
    let a = positive("a", a)?;
    let b = positive("b", b)?;
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    if a < STIRLING_FROM {
        return Ok(libm::lgamma(a) - ln_gamma_ratio(b, a));
    }
    let powers = a * libm::log1p(b / a) + b * libm::log1p(a / b);
    let corrections = stirling(a) + stirling(b) - stirling(a + b);
    Ok(LN_SQRT_TWO_PI + 0.5 * (libm::log1p(a / b) - libm::log(a)) - powers + corrections)
}

/// Natural logarithm of `n!`.
///
/// Accuracy: that of [`ln_gamma`].
///
/// ```
/// use mercato_numeric::special::ln_factorial;
///
/// assert_eq!(ln_factorial(0), 0.0);
/// assert!((ln_factorial(10) - 3_628_800_f64.ln()).abs() < 1e-14);
/// ```
#[must_use]
pub fn ln_factorial(n: u64) -> f64 {
    libm::lgamma(n as f64 + 1.0)
}

/// Natural logarithm of the binomial coefficient, the number of ways to choose `k` of `n`.
///
/// `ln C(n, k) = -ln(n + 1) - ln B(k + 1, n - k + 1)`, accurate also where the three factorials are huge.
///
/// # Errors
///
/// [`Error::InvalidParameter`] if `k > n`.
///
/// ```
/// use mercato_numeric::special::ln_binomial;
///
/// assert!((ln_binomial(52, 5)? - 2_598_960_f64.ln()).abs() < 1e-13);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn ln_binomial(n: u64, k: u64) -> Result<f64, Error> {
    let Some(rest) = n.checked_sub(k) else {
        return Err(Error::InvalidParameter { name: "k", value: k as f64, requirement: "at most n" });
    };
    if k == 0 || rest == 0 {
        return Ok(0.0);
    }
    Ok(-libm::log1p(n as f64) - ln_beta(k as f64 + 1.0, rest as f64 + 1.0)?)
}

/// `ln Γ(1 + a)` for 0 <= a <= 1, relatively accurate down to a = 0.
pub(crate) fn ln_gamma_1p(a: f64) -> f64 {
    let from_two = |b: f64| {
        let tail = LN_GAMMA_AT_TWO.iter().rev().fold(0.0, |sum, c| sum * b + c);
        b * (ONE_MINUS_EULER + b * tail)
    };
    if a > 0.5 { from_two(a - 1.0) } else { from_two(a) - libm::log1p(a) }
}

/// `ln Γ(a + b) - ln Γ(a)` for a, b > 0 without cancellation for small b or large a.
pub(crate) fn ln_gamma_ratio(a: f64, b: f64) -> f64 {
    // Raise a until Stirling's series holds: Γ(a + 1) = a Γ(a).
    let mut raised = a;
    let mut shift = 0.0;
    while raised < STIRLING_FROM {
        shift += libm::log1p(b / raised);
        raised += 1.0;
    }
    let ratio = b / raised;
    let sum = raised + b;
    b * libm::log(sum) - raised * log1p_gap(ratio) - 0.5 * libm::log1p(ratio) + stirling_change(raised, b) - shift
}

/// Stirling's correction `ln Γ*(z)`, where `Γ(z) = √(2π/z) (z/e)^z Γ*(z)`, for z >= 10.
fn stirling(z: f64) -> f64 {
    let inverse = 1.0 / z;
    let square = inverse * inverse;
    STIRLING.iter().rev().fold(0.0, |sum, c| sum * square + c) * inverse
}

/// `stirling(a + b) - stirling(a)`, term by term, so that a small `b` keeps its relative accuracy.
fn stirling_change(a: f64, b: f64) -> f64 {
    let p = 1.0 / (a + b);
    let q = 1.0 / a;
    let first = -b * q * p;
    let mut change = first;
    let mut power = q;
    let mut total = 0.0;
    for c in STIRLING {
        total += c * change;
        change = p * p * change + power * first * (p + q);
        power *= q * q;
    }
    total
}

/// `Γ*(a) = Γ(a) √(a/2π) (e/a)^a`, the factor by which Stirling's leading term misses (DLMF 5.11.3), for any a > 0.
pub(crate) fn gamma_star(a: f64) -> f64 {
    if a >= STIRLING_FROM {
        libm::exp(stirling(a))
    } else if a < 1e-17 {
        1.0 / (2.0 * PI * a).sqrt()
    } else {
        libm::tgamma(a) * libm::exp(a) / libm::pow(a, a) * (a / (2.0 * PI)).sqrt()
    }
}

/// `t - ln(1 + t)` for t > -1, relatively accurate near 0, where it is `t²/2`.
///
/// With `r = t/(2+t)`, `ln(1+t) = 2 artanh r`, so the gap is `r (t - 2r² (1/3 + r²/5 + r⁴/7 + …))`.
pub(crate) fn log1p_gap(t: f64) -> f64 {
    if !(-0.5..=1.0).contains(&t) {
        return t - libm::log1p(t);
    }
    let r = t / (2.0 + t);
    let square = r * r;
    let series = ODD_INVERSES.iter().rev().fold(0.0, |sum, inverse| sum * square + inverse);
    r * (t - 2.0 * square * series)
}

/// `a (t - ln(1 + t))` where `1 + t = ratio`: the deviance of a ratio from 1, for t given as precisely as possible.
pub(crate) fn weighted_gap(a: f64, t: f64, ratio: f64) -> f64 {
    if t < -0.5 {
        a * (t - libm::log(ratio))
    } else if ratio.is_infinite() {
        f64::INFINITY
    } else {
        a * log1p_gap(t)
    }
}
