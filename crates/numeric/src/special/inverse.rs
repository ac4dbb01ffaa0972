//! Inverses of the incomplete gamma and beta functions.
//!
//! Both densities are log-concave in `ln x` (gamma) and in `ln x/(1-x)` (beta), so the logarithm of either tail is
//! concave there, and Newton's method on it approaches the root from one side without overshooting. The smaller tail is
//! always the one solved for.

use super::beta_inc::{beta_kernel, beta_tails_small};
use super::gamma::{ln_gamma_1p, ln_gamma_ratio};
use super::gamma_inc::{gamma_kernel, gamma_tails, wilson_hilferty};
use super::{Tails, ln_beta, ln_gamma};
use crate::Error;
use crate::distribution::standard_score;
use crate::error::{positive, probability, require};

/// Beyond this the leading term of a tail is exact, and `exp` nears its limits.
const FAR: f64 = 690.0;

/// From this shape on the normal approximation is exact in double precision: its error is of the order of z²/shape.
const POINT_LIKE: f64 = 1e20;

/// Which tail a probability is of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Tail {
    /// At or below the point.
    Lower,
    /// Above the point.
    Upper,
}

impl Tail {
    /// The same point by the smaller of its two tails; `1 - p` is exact for p >= 1/2.
    fn smaller(self, p: f64) -> (Self, f64) {
        match self {
            _ if p <= 0.5 => (self, p),
            Self::Lower => (Self::Upper, 1.0 - p),
            Self::Upper => (Self::Lower, 1.0 - p),
        }
    }

    fn of(self, tails: Tails) -> f64 {
        match self {
            Self::Lower => tails.lower,
            Self::Upper => tails.upper,
        }
    }

    /// +1 if this tail grows with the point, -1 if it shrinks.
    fn sign(self) -> f64 {
        match self {
            Self::Lower => 1.0,
            Self::Upper => -1.0,
        }
    }
}

/// `x` with `P(a, x) = p`: the inverse of [`gamma_p`](super::gamma_p), in \[0, +inf).
///
/// An answer below the smallest positive number is 0. Accuracy: 3e-14 relative, for shapes from 0.01 to 1e6 and `p` down
/// to 1e-300. For a shape far below 1 the answer's logarithm is `ln p / a`, and so is the share of an ulp of `p` in it.
///
/// # Errors
///
/// [`Error::InvalidParameter`] if `a` is not positive and finite, or `p` is not in \[0, 1) (at 1 the answer is infinite);
/// [`Error::NoConvergence`] is not known to occur.
///
/// ```
/// use mercato_numeric::special::gamma_p_inverse;
///
/// // P(1, x) = 1 - exp(-x): the median is ln 2.
/// assert!((gamma_p_inverse(1.0, 0.5)? - 2_f64.ln()).abs() < 1e-15);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn gamma_p_inverse(a: f64, p: f64) -> Result<f64, Error> {
    let a = positive("a", a)?;
    let p = require("p", p, (0.0..1.0).contains(&p), "at least 0 and below 1 (at 1 the answer is infinite)")?;
    gamma_point(a, Tail::Lower, p)
}

/// `x` with `Q(a, x) = q`: the inverse of [`gamma_q`](super::gamma_q), in \[0, +inf).
///
/// Accuracy: as [`gamma_p_inverse`].
///
/// # Errors
///
/// [`Error::InvalidParameter`] if `a` is not positive and finite, or `q` is not in (0, 1\] (at 0 the answer is infinite);
/// [`Error::NoConvergence`] is not known to occur.
///
/// ```
/// use mercato_numeric::special::gamma_q_inverse;
///
/// // Q(1, x) = exp(-x)
/// assert!((gamma_q_inverse(1.0, 1e-300)? - 300.0 * 10_f64.ln()).abs() < 1e-10);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn gamma_q_inverse(a: f64, q: f64) -> Result<f64, Error> {
    let a = positive("a", a)?;
    let q = require("q", q, q > 0.0 && q <= 1.0, "above 0 and at most 1 (at 0 the answer is infinite)")?;
    gamma_point(a, Tail::Upper, q)
}

/// `x` with `I_x(a, b) = p`: the inverse of [`beta_inc`](super::beta_inc), in \[0, 1\].
///
/// Accuracy: 2e-14 relative, for shapes from 0.01 to 2e5 and `p` down to 1e-300.
///
/// # Errors
///
/// [`Error::InvalidParameter`] if `a` or `b` is not positive and finite, or `p` is not in \[0, 1\];
/// [`Error::NoConvergence`] is not known to occur.
///
/// ```
/// use mercato_numeric::special::beta_inc_inverse;
///
/// // I_x(2, 1) = x²
/// assert!((beta_inc_inverse(2.0, 1.0, 0.25)? - 0.5).abs() < 1e-15);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn beta_inc_inverse(a: f64, b: f64, p: f64) -> Result<f64, Error> {
    beta_point(positive("a", a)?, positive("b", b)?, Tail::Lower, probability("p", p)?)
}

/// `x` with `1 - I_x(a, b) = q`: the inverse of [`beta_inc_upper`](super::beta_inc_upper), in \[0, 1\].
///
/// Accuracy: as [`beta_inc_inverse`].
///
/// # Errors
///
/// [`Error::InvalidParameter`] if `a` or `b` is not positive and finite, or `q` is not in \[0, 1\];
/// [`Error::NoConvergence`] is not known to occur.
///
/// ```
/// use mercato_numeric::special::beta_inc_upper_inverse;
///
/// // 1 - I_x(1, 2) = (1 - x)²
/// assert!((beta_inc_upper_inverse(1.0, 2.0, 0.25)? - 0.5).abs() < 1e-15);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn beta_inc_upper_inverse(a: f64, b: f64, q: f64) -> Result<f64, Error> {
    beta_point(positive("a", a)?, positive("b", b)?, Tail::Upper, probability("q", q)?)
}

/// The point of the gamma variable of shape `a` whose `tail` is `p`, finite by the caller's check.
pub(crate) fn gamma_point(a: f64, tail: Tail, p: f64) -> Result<f64, Error> {
    let (tail, p) = tail.smaller(p);
    if p <= 0.0 {
        return Ok(if tail == Tail::Lower { 0.0 } else { f64::INFINITY });
    }
    let ln_gamma_next = if a < 1.0 { ln_gamma_1p(a) } else { ln_gamma(a + 1.0) };
    let ln_lower = if tail == Tail::Lower { libm::log(p) } else { libm::log1p(-p) };
    // P(a, x) < x^a / Γ(a+1), with equality in the limit.
    let leading = (ln_lower + ln_gamma_next) / a;
    if leading < -FAR {
        return Ok(libm::exp(leading));
    }
    let guess = wilson_hilferty(a, tail.sign() * standard_score(p)).max(0.0);
    if a > POINT_LIKE {
        return Ok(guess);
    }
    let start = if tail == Tail::Lower {
        libm::log(guess).max(leading)
    } else {
        // For small shapes the upper tail is near a exp(-x) / x.
        libm::log(guess.max((libm::log(a.min(1.0)) - libm::log(p)).max(libm::exp(leading))))
    };
    let at = |u: f64| {
        let x = libm::exp(u);
        (tail.of(gamma_tails(a, x)), gamma_kernel(a, x))
    };
    let u = solve(start, a.sqrt(), tail, p, at)?;
    let x = libm::exp(u);
    // The rounding of u counts |u| times in x: put it right by one step from x itself.
    Ok(x * libm::exp(polish(newton_step(tail, p, at(u)))))
}

/// The point of the beta variable whose `tail` is `p`.
fn beta_point(a: f64, b: f64, tail: Tail, p: f64) -> Result<f64, Error> {
    if p <= 0.0 || p >= 1.0 {
        return Ok(if (p <= 0.0) == (tail == Tail::Lower) { 0.0 } else { 1.0 });
    }
    let (tail, p) = tail.smaller(p);
    if a.min(b) > POINT_LIKE {
        let n = a + b;
        return Ok(a / n * (1.0 + tail.sign() * standard_score(p) * (b / n / a).sqrt()));
    }
    let u = beta_logit(a, b, tail, p)?;
    let small = libm::exp(-u.abs()) / (1.0 + libm::exp(-u.abs()));
    if u.abs() > FAR {
        return Ok(if u < 0.0 { small } else { 1.0 });
    }
    // The rounding of u counts |u| times in the smaller of x and 1-x: put it right by one step from there.
    let (tails, kernel) = if u < 0.0 {
        (beta_tails_small(a, b, small), beta_kernel(a, b, small))
    } else {
        (beta_tails_small(b, a, small).swapped(), beta_kernel(b, a, small))
    };
    let step = polish(newton_step(tail, p, (tail.of(tails), kernel))) * (1.0 - small);
    Ok(if u < 0.0 { small * (1.0 + step) } else { 1.0 - small * (1.0 - step) })
}

/// `ln x/(1-x)` of the point of the beta variable whose `tail` is `p`, for 0 < p < 1.
pub(crate) fn beta_logit(a: f64, b: f64, tail: Tail, p: f64) -> Result<f64, Error> {
    let (tail, p) = tail.smaller(p);
    let (ln_lower, ln_upper) = match tail {
        Tail::Lower => (libm::log(p), libm::log1p(-p)),
        Tail::Upper => (libm::log1p(-p), libm::log(p)),
    };
    // I < e^{au} / (a B(a,b)) and 1 - I < e^{-bu} / (b B(a,b)), with equality in the limits.
    let lowest = (ln_lower + ln_shape_beta(a, b)?) / a;
    let highest = -(ln_upper + ln_shape_beta(b, a)?) / b;
    if lowest < -FAR {
        return Ok(lowest);
    }
    if highest > FAR {
        return Ok(highest);
    }
    let smaller = a.min(b);
    let start = if smaller > 2.0 {
        let centre = libm::log((a - 0.5) / (b - 0.5));
        let score = tail.sign() * standard_score(p);
        (centre + score * (1.0 / a + 1.0 / b).sqrt()).clamp(lowest.min(highest), highest.max(lowest))
    } else {
        // Exact for a shape of 1 at the other end: I_x(a, 1) = x^a.
        let power = |ln_tail: f64, shape: f64| -libm::log(libm::expm1(-ln_tail / shape));
        match tail {
            Tail::Lower if b <= 2.0 => lowest.max(power(ln_lower, a)),
            Tail::Lower => lowest,
            Tail::Upper if a <= 2.0 => highest.min(-power(ln_upper, b)),
            Tail::Upper => highest,
        }
    };
    solve(start, smaller.sqrt(), tail, p, |u| {
        let scale = libm::exp(-u.abs());
        let small = scale / (1.0 + scale);
        if u < 0.0 {
            (tail.of(beta_tails_small(a, b, small)), beta_kernel(a, b, small))
        } else {
            (tail.of(beta_tails_small(b, a, small).swapped()), beta_kernel(b, a, small))
        }
    })
}

/// `ln (a B(a, b))` without cancellation for small a.
fn ln_shape_beta(a: f64, b: f64) -> Result<f64, Error> {
    if a < 1.0 { Ok(ln_gamma_1p(a) - ln_gamma_ratio(b, a)) } else { Ok(libm::log(a) + ln_beta(a, b)?) }
}

/// Newton's step on the logarithm of a tail; NaN or infinite where the tail or its slope has underflowed.
fn newton_step(tail: Tail, p: f64, (value, kernel): (f64, f64)) -> f64 {
    // log1p keeps the digits near the root.
    let gap = if (value / p - 1.0).abs() < 0.1 { libm::log1p((value - p) / p) } else { libm::log(value / p) };
    -tail.sign() * gap * value / kernel
}

/// A last step, unless the tail is too small to say.
fn polish(step: f64) -> f64 {
    if step.abs() < 1e-6 { step } else { 0.0 }
}

/// The root of ln tail(u) = ln p by Newton steps inside a bracket; `sharpness` is 1 over the variable's spread in u.
fn solve(start: f64, sharpness: f64, tail: Tail, p: f64, at: impl Fn(f64) -> (f64, f64)) -> Result<f64, Error> {
    const LIMIT: usize = 200;
    let (mut lower, mut upper) = (f64::NEG_INFINITY, f64::INFINITY);
    let mut u = start;
    let mut reach = 1.0 / (1.0 + sharpness);
    for _ in 0..LIMIT {
        // u stands for a logarithm: the rounding of x itself moves it by this much
        let rounding = u.abs().max(1.0);
        let point = at(u);
        let right_of_root = (point.0 > p) == (tail == Tail::Lower);
        if right_of_root {
            upper = u;
        } else {
            lower = u;
        }
        if upper - lower <= 1e-15 * rounding {
            return Ok(u);
        }
        let step = newton_step(tail, p, point);
        let next = u + step;
        if step.is_finite() && next > lower.max(-FAR - 60.0) && next < upper.min(FAR + 60.0)
            || step.abs() <= 1e-15 * rounding
        {
            if step.abs() * (1.0 + sharpness) < 1e-8 || step.abs() <= 4e-16 * rounding {
                return Ok(next);
            }
            u = next;
        } else if lower.is_finite() && upper.is_finite() {
            u = 0.5 * (lower + upper);
        } else {
            u += if right_of_root { -reach } else { reach };
            reach *= 2.0;
        }
    }
    Err(Error::NoConvergence { what: "quantile", best: vec![u], iterations: LIMIT })
}
