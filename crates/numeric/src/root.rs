//! Where does a continuous function of one variable cross zero?
//!
//! [`brent`] needs an interval at whose ends the function has opposite signs and then cannot fail on a continuous
//! function; [`expand_bracket`] looks for such an interval. Limits: one root per call, and where the function jumps
//! across zero the jump is returned as the root.

use crate::Error;
use crate::error::finite;

/// When an iteration is good enough, and when it gives up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Accepted error of the argument in its own unit, >= 0.
    pub absolute: f64,
    /// Accepted error of the argument as a share of its size, >= 0; less than 4e-16 counts as that.
    pub relative: f64,
    /// Most iterations before [`Error::NoConvergence`].
    pub iterations: usize,
}

impl Default for Tolerance {
    /// The last digits of the argument (1e-15 relative, 1e-24 absolute) within 500 iterations.
    fn default() -> Self {
        Self { absolute: 1e-24, relative: 1e-15, iterations: 500 }
    }
}

impl Tolerance {
    pub(crate) fn checked(self) -> Result<Self, Error> {
        for (name, value) in [("absolute", self.absolute), ("relative", self.relative)] {
            crate::error::require(name, value, value >= 0.0 && value.is_finite(), "at least 0 and finite")?;
        }
        Ok(Self { relative: self.relative.max(4e-16), ..self })
    }
}

/// A root and what it took to find it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Root {
    /// The argument.
    pub x: f64,
    /// The function there; exactly 0 or close to it.
    pub value: f64,
    /// Iterations used.
    pub iterations: usize,
}

/// The root of `f` between `lower` and `upper`, where `f` has opposite signs.
///
/// Inverse quadratic interpolation, guarded by bisection: at most about `log2(width/tolerance)²` evaluations, mostly
/// near ten. The sign change lies within the tolerance of the answer.
///
/// Source: R. P. Brent, "Algorithms for Minimization without Derivatives" (1973), chapter 4, `zero`.
///
/// # Errors
///
/// [`Error::InvalidParameter`] if an end or a tolerance is not finite; [`Error::NoBracket`] if the signs at the ends agree;
/// [`Error::NotFinite`] if `f` is NaN somewhere; [`Error::NoConvergence`] after `tolerance.iterations` steps.
///
/// ```
/// use mercato_numeric::root::{Tolerance, brent};
///
/// let root = brent(|x| x * x - 2.0, 0.0, 2.0, Tolerance::default())?;
/// assert!((root.x - 2_f64.sqrt()).abs() < 1e-15);
/// assert!(root.iterations < 12);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn brent(mut f: impl FnMut(f64) -> f64, lower: f64, upper: f64, tolerance: Tolerance) -> Result<Root, Error> {
    let tolerance = tolerance.checked()?;
    let mut evaluate = |x: f64| number(x, f(x));
    // `b` is the best point, `a` the one before it, and `c` keeps the bracket with `b`.
    let (mut a, mut b) = (finite("lower", lower)?, finite("upper", upper)?);
    let (mut fa, mut fb) = (evaluate(a)?, evaluate(b)?);
    if same_sign(fa, fb) {
        return Err(Error::NoBracket { lower, upper, f_lower: fa, f_upper: fb });
    }
    let (mut c, mut fc) = (a, fa);
    let mut step = b - a;
    let mut step_before = step;
    for iterations in 0..=tolerance.iterations {
        if same_sign(fb, fc) {
            (c, fc) = (a, fa);
            step = b - a;
            step_before = step;
        }
        if fc.abs() < fb.abs() {
            (a, fa) = (b, fb);
            (b, fb) = (c, fc);
            (c, fc) = (a, fa);
        }
        let close = 0.5 * (tolerance.absolute + tolerance.relative * b.abs());
        let half = 0.5 * (c - b);
        if half.abs() <= close || fb.abs() <= 0.0 {
            return Ok(Root { x: b, value: fb, iterations });
        }
        let interpolated = if step_before.abs() < close || fa.abs() <= fb.abs() {
            None
        } else {
            interpolate((a, fa), (b, fb), (c, fc), half)
                .filter(|(p, q)| 2.0 * p < (3.0 * half * q - (close * q).abs()).min((step_before * q).abs()))
        };
        if let Some((p, q)) = interpolated {
            step_before = step;
            step = p / q;
        } else {
            step = half;
            step_before = half;
        }
        (a, fa) = (b, fb);
        b += if step.abs() > close { step } else { libm::copysign(close, half) };
        fb = evaluate(b)?;
    }
    Err(Error::NoConvergence { what: "Brent's root finder", best: vec![b], iterations: tolerance.iterations })
}

/// Numerator >= 0 and denominator of the step from `b` by the secant or inverse quadratic interpolation.
fn interpolate(a: (f64, f64), b: (f64, f64), c: (f64, f64), half: f64) -> Option<(f64, f64)> {
    let s = b.1 / a.1;
    let (p, q) = if a.0.total_cmp(&c.0).is_eq() {
        (2.0 * half * s, 1.0 - s)
    } else {
        let (q, r) = (a.1 / c.1, b.1 / c.1);
        (s * (2.0 * half * q * (q - r) - (b.0 - a.0) * (r - 1.0)), (q - 1.0) * (r - 1.0) * (s - 1.0))
    };
    let (p, q) = if p > 0.0 { (p, -q) } else { (-p, q) };
    (p.is_finite() && q.is_finite()).then_some((p, q))
}

/// Widens `[lower, upper]` by the golden ratio, each time on the side where `|f|` is smaller, until `f` changes sign.
///
/// Answers the ends of an interval fit for [`brent`].
///
/// # Errors
///
/// [`Error::InvalidParameter`] unless `lower < upper` and both are finite; [`Error::NotFinite`] if `f` is NaN somewhere;
/// [`Error::NoBracket`] with the last interval if the sign is the same after `expansions` steps or the range is used up.
///
/// ```
/// use mercato_numeric::root::expand_bracket;
///
/// let (lower, upper) = expand_bracket(|x| x - 1000.0, 0.0, 1.0, 50)?;
/// assert!(lower <= 1000.0 && 1000.0 <= upper);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn expand_bracket(
    mut f: impl FnMut(f64) -> f64,
    lower: f64,
    upper: f64,
    expansions: usize,
) -> Result<(f64, f64), Error> {
    const RATIO: f64 = 1.618_033_988_749_895;
    let mut evaluate = |x: f64| number(x, f(x));
    let (mut a, mut b) = (finite("lower", lower)?, finite("upper", upper)?);
    crate::error::require("upper", b, b > a, "above lower")?;
    let (mut fa, mut fb) = (evaluate(a)?, evaluate(b)?);
    for _ in 0..expansions {
        if !same_sign(fa, fb) {
            return Ok((a, b));
        }
        let reach = RATIO * (b - a);
        if !(a - reach).is_finite() || !(b + reach).is_finite() {
            break;
        }
        if fa.abs() < fb.abs() {
            a -= reach;
            fa = evaluate(a)?;
        } else {
            b += reach;
            fb = evaluate(b)?;
        }
    }
    if same_sign(fa, fb) { Err(Error::NoBracket { lower: a, upper: b, f_lower: fa, f_upper: fb }) } else { Ok((a, b)) }
}

fn same_sign(x: f64, y: f64) -> bool {
    (x > 0.0 && y > 0.0) || (x < 0.0 && y < 0.0)
}

/// The value, unless it is NaN.
fn number(x: f64, value: f64) -> Result<f64, Error> {
    if value.is_nan() { Err(Error::NotFinite { at: vec![x], value }) } else { Ok(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(f: impl Fn(f64) -> f64, lower: f64, upper: f64) -> Root {
        brent(f, lower, upper, Tolerance::default()).unwrap()
    }

    #[test]
    fn finds_known_roots() {
        // Brent's own hard cases: a flat root and a steep one.
        assert!(root(|x| x * x * x, -1.0, 4.0).x.abs() < 1e-5);
        assert!((root(|x| libm::exp(x) - 2.0, -10.0, 100.0).x - core::f64::consts::LN_2).abs() < 1e-15);
        assert!((root(|x| libm::cos(x) - x, 0.0, 1.0).x - 0.739_085_133_215_160_6).abs() < 1e-15);
        assert!((root(|x| 1.0 / (x - 0.3) + 6.0 - x, 0.31, 50.0).x - 0.5 * (6.3 + 36.49_f64.sqrt())).abs() < 1e-14);
        assert!((root(|x| if x < 0.25 { -1.0 } else { 1.0 }, 0.0, 1.0).x - 0.25).abs() < 1e-15);
    }

    #[test]
    fn an_end_may_be_the_root() {
        assert!(root(|x| x, 0.0, 1.0).x.abs() < 1e-300);
        assert!((root(|x| x - 1.0, 0.0, 1.0).x - 1.0).abs() < 1e-300);
    }

    #[test]
    fn refuses_what_it_cannot_do() {
        let same = brent(|x| x * x + 1.0, -1.0, 2.0, Tolerance::default());
        assert_eq!(same, Err(Error::NoBracket { lower: -1.0, upper: 2.0, f_lower: 2.0, f_upper: 5.0 }));
        let short = Tolerance { iterations: 2, ..Tolerance::default() };
        assert_eq!(brent(|x| x * x * x - 5.0, 0.0, 9.0, short).unwrap_err().code(), "no_convergence");
        assert!(matches!(brent(|_| f64::NAN, 0.0, 1.0, Tolerance::default()), Err(Error::NotFinite { .. })));
        assert!(matches!(expand_bracket(|_| 1.0, 0.0, 1.0, 10), Err(Error::NoBracket { .. })));
        assert!(matches!(expand_bracket(|x| x, 1.0, 0.0, 10), Err(Error::InvalidParameter { name: "upper", .. })));
    }
}
