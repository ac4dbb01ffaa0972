//! Where is a function smallest, when only its values are known?
//!
//! | function | for |
//! |---|---|
//! | [`brent`] | one variable in an interval; exact for a function with one minimum there, a local one otherwise |
//! | [`nelder_mead`] | a few variables (up to about ten), smooth or not |
//!
//! Both find a local minimum. A value of `+inf` is allowed and means "outside": it is how bounds are stated to
//! [`nelder_mead`]. The argument can only be found to about half the digits of the value, since a smooth function is
//! flat at its minimum; ask for no more than 1e-8 relative.

use crate::Error;
use crate::error::{finite, require};
use crate::root::Tolerance;

/// A minimum and what it took to find it.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum<X> {
    /// The argument: a number, or a vector.
    pub x: X,
    /// The function there.
    pub value: f64,
    /// Iterations used.
    pub iterations: usize,
    /// Evaluations of the function.
    pub evaluations: usize,
}

/// The stopping rule that suits both minimisers: 1e-8 relative and 1e-10 absolute in the argument, 5,000 iterations.
pub const DEFAULT_TOLERANCE: Tolerance = Tolerance { absolute: 1e-10, relative: 1e-8, iterations: 5_000 };

/// The minimum of `f` on `[lower, upper]` by golden section and parabolic steps.
///
/// Stops when the interval that holds the minimum is narrower than about `3 (absolute + relative |x|)`.
///
/// Source: R. P. Brent, "Algorithms for Minimization without Derivatives" (1973), chapter 5, `localmin`.
///
/// # Errors
///
/// [`Error::InvalidParameter`] unless the ends are finite with `lower <= upper` and the tolerances valid;
/// [`Error::NotFinite`] if `f` is NaN somewhere; [`Error::NoConvergence`] after `tolerance.iterations` steps.
///
/// ```
/// use mercato_numeric::minimize::{DEFAULT_TOLERANCE, brent};
///
/// // Cheapest lot size: 50 an order, 2 a unit and year, 1,000 units a year. EOQ = √(2 · 50 · 1000 / 2)
/// let cost = |lot: f64| 50.0 * 1000.0 / lot + 2.0 * lot / 2.0;
/// let best = brent(cost, 1.0, 1000.0, DEFAULT_TOLERANCE)?;
/// assert!((best.x - 223.606_797_75).abs() < 1e-4);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn brent(
    mut f: impl FnMut(f64) -> f64,
    lower: f64,
    upper: f64,
    tolerance: Tolerance,
) -> Result<Minimum<f64>, Error> {
    // 1 - 1/golden ratio.
    const GOLDEN: f64 = 0.381_966_011_250_105_15;
    let tolerance = tolerance.checked()?;
    let (mut a, mut b) = (finite("lower", lower)?, finite("upper", upper)?);
    require("upper", b, b >= a, "at least lower")?;
    let mut evaluate = |x: f64| number(&[x], f(x));
    // x is the best point, w the second, v the one before.
    let mut x = a + GOLDEN * (b - a);
    let (mut w, mut v) = (x, x);
    let mut fx = evaluate(x)?;
    let (mut fw, mut fv) = (fx, fx);
    let (mut step, mut step_before) = (0.0_f64, 0.0_f64);
    for iterations in 0..=tolerance.iterations {
        let middle = 0.5 * (a + b);
        let close = tolerance.absolute.max(1e-300) + tolerance.relative * x.abs();
        if (x - middle).abs() <= 2.0 * close - 0.5 * (b - a) {
            return Ok(Minimum { x, value: fx, iterations, evaluations: iterations.saturating_add(1) });
        }
        let parabola = if step_before.abs() > close { parabolic((x, fx), (w, fw), (v, fv)) } else { None };
        if let Some(s) = parabola.filter(|s| s.abs() < 0.5 * step_before.abs() && x + s > a && x + s < b) {
            step_before = step;
            step = s;
            let u = x + s;
            if u - a < 2.0 * close || b - u < 2.0 * close {
                step = libm::copysign(close, middle - x);
            }
        } else {
            step_before = if x < middle { b - x } else { a - x };
            step = GOLDEN * step_before;
        }
        let u = x + if step.abs() >= close { step } else { libm::copysign(close, step) };
        let fu = evaluate(u)?;
        if fu <= fx {
            if u < x {
                b = x;
            } else {
                a = x;
            }
            (v, fv) = (w, fw);
            (w, fw) = (x, fx);
            (x, fx) = (u, fu);
            continue;
        }
        if u < x {
            a = u;
        } else {
            b = u;
        }
        if fu <= fw || w.total_cmp(&x).is_eq() {
            (v, fv) = (w, fw);
            (w, fw) = (u, fu);
        } else if fu <= fv || v.total_cmp(&x).is_eq() || v.total_cmp(&w).is_eq() {
            (v, fv) = (u, fu);
        }
    }
    Err(Error::NoConvergence { what: "Brent's minimiser", best: vec![x], iterations: tolerance.iterations })
}

/// The step from `x` to the vertex of the parabola through three points.
fn parabolic(x: (f64, f64), w: (f64, f64), v: (f64, f64)) -> Option<f64> {
    let r = (x.0 - w.0) * (x.1 - v.1);
    let q = (x.0 - v.0) * (x.1 - w.1);
    let p = (x.0 - v.0) * q - (x.0 - w.0) * r;
    let step = -p / (2.0 * (q - r));
    step.is_finite().then_some(step)
}

/// A local minimum of `f` near `start`, by the simplex method of Nelder and Mead.
///
/// The first simplex steps 5 % (or 0.00025 from zero) along each axis. Reflection, expansion, contraction and shrinking
/// depend on the dimension as Gao and Han propose. It stops when all vertices lie within `absolute + relative |x|` of
/// the best, coordinate by coordinate, and their values within `1e-12` relative (or `absolute`) of its value; then it
/// starts once more from there with a fresh simplex, and is done when that finds nothing better: a simplex that has
/// collapsed off the minimum is so found out. `iterations` bounds all rounds together.
///
/// Source: J. A. Nelder and R. Mead, Computer Journal 7 (1965) 308-313; F. Gao and L. Han, Comput. Optim. Appl. 51 (2012)
/// 259-277.
///
/// # Errors
///
/// [`Error::DimensionMismatch`] if `start` is empty; [`Error::InvalidParameter`] if a coordinate or tolerance is not
/// finite; [`Error::NotFinite`] if `f` is infinite at `start` or NaN anywhere; [`Error::NoConvergence`] with the best point
/// after `tolerance.iterations` steps.
///
/// ```
/// use mercato_numeric::minimize::{DEFAULT_TOLERANCE, nelder_mead};
///
/// // Rosenbrock's valley, minimum 0 at (1, 1).
/// let valley = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
/// let best = nelder_mead(valley, &[-1.2, 1.0], DEFAULT_TOLERANCE)?;
/// assert!((best.x[0] - 1.0).abs() < 1e-6 && (best.x[1] - 1.0).abs() < 1e-6);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn nelder_mead(
    mut f: impl FnMut(&[f64]) -> f64,
    start: &[f64],
    tolerance: Tolerance,
) -> Result<Minimum<Vec<f64>>, Error> {
    let tolerance = tolerance.checked()?;
    if start.is_empty() {
        return Err(Error::DimensionMismatch { name: "start", expected: 1, actual: 0 });
    }
    for &coordinate in start {
        finite("start", coordinate)?;
    }
    let first = number(start, f(start))?;
    if first.is_infinite() {
        return Err(Error::NotFinite { at: start.to_vec(), value: first });
    }
    let mut search = Simplex { f, vertices: Vec::new(), iterations: 0, evaluations: 1 };
    let mut best = Vertex { x: start.to_vec(), value: first };
    loop {
        search.spread(&best)?;
        search.descend(&tolerance)?;
        let found = search.best();
        let gained = best.value - found.value;
        let settled = gained <= 1e-12 * found.value.abs() + f64::MIN_POSITIVE;
        if found.value < best.value {
            best = found;
        }
        if settled {
            return Ok(Minimum {
                x: best.x,
                value: best.value,
                iterations: search.iterations,
                evaluations: search.evaluations,
            });
        }
    }
}

#[derive(Debug, Clone)]
struct Vertex {
    x: Vec<f64>,
    value: f64,
}

struct Simplex<F> {
    f: F,
    /// Sorted by value, best first, ties in order of arrival.
    vertices: Vec<Vertex>,
    iterations: usize,
    evaluations: usize,
}

impl<F: FnMut(&[f64]) -> f64> Simplex<F> {
    fn evaluate(&mut self, x: Vec<f64>) -> Result<Vertex, Error> {
        self.evaluations = self.evaluations.saturating_add(1);
        let value = number(&x, (self.f)(&x))?;
        Ok(Vertex { x, value })
    }

    fn best(&self) -> Vertex {
        self.vertices.first().cloned().unwrap_or(Vertex { x: Vec::new(), value: f64::INFINITY })
    }

    fn sort(&mut self) {
        self.vertices.sort_by(|a, b| a.value.total_cmp(&b.value));
    }

    /// A fresh simplex about `origin`.
    fn spread(&mut self, origin: &Vertex) -> Result<(), Error> {
        self.vertices = vec![origin.clone()];
        for axis in 0..origin.x.len() {
            let mut x = origin.x.clone();
            if let Some(coordinate) = x.get_mut(axis) {
                *coordinate = if coordinate.abs() > 0.0 { *coordinate * 1.05 } else { 0.00025 };
            }
            let vertex = self.evaluate(x)?;
            self.vertices.push(vertex);
        }
        self.sort();
        Ok(())
    }

    fn small(&self, tolerance: &Tolerance) -> bool {
        let best = self.best();
        self.vertices.iter().all(|vertex| {
            let near = vertex
                .x
                .iter()
                .zip(&best.x)
                .all(|(x, centre)| (x - centre).abs() <= tolerance.absolute + tolerance.relative * centre.abs());
            near && vertex.value - best.value <= 1e-12 * best.value.abs() + tolerance.absolute
        })
    }

    fn descend(&mut self, tolerance: &Tolerance) -> Result<(), Error> {
        let n = self.best().x.len() as f64;
        let expansion = 1.0 + 2.0 / n.max(2.0);
        let contraction = 0.75 - 0.5 / n.max(2.0);
        let shrinkage = 1.0 - 1.0 / n.max(2.0);
        while !self.small(tolerance) {
            if self.iterations >= tolerance.iterations {
                let best = self.best().x;
                return Err(Error::NoConvergence { what: "Nelder-Mead", best, iterations: self.iterations });
            }
            self.iterations = self.iterations.saturating_add(1);
            let Some(worst) = self.vertices.pop() else { break };
            let best_value = self.best().value;
            let next_worst = self.vertices.last().map_or(best_value, |vertex| vertex.value);
            let centre: Vec<f64> = (0..worst.x.len())
                .map(|axis| self.vertices.iter().filter_map(|vertex| vertex.x.get(axis)).sum::<f64>() / n)
                .collect();
            // The point at `factor` times the way from the worst vertex through the centre of the others.
            let along =
                |factor: f64| centre.iter().zip(&worst.x).map(|(c, w)| c + factor * (c - w)).collect::<Vec<f64>>();
            let reflected = self.evaluate(along(1.0))?;
            let accepted = if reflected.value < best_value {
                let expanded = self.evaluate(along(expansion))?;
                Some(if expanded.value < reflected.value { expanded } else { reflected })
            } else if reflected.value < next_worst {
                Some(reflected)
            } else {
                let inside = reflected.value >= worst.value;
                let contracted = self.evaluate(along(if inside { -contraction } else { contraction }))?;
                (contracted.value < reflected.value.min(worst.value)).then_some(contracted)
            };
            match accepted {
                Some(vertex) => self.vertices.push(vertex),
                None => self.shrink(worst, shrinkage)?,
            }
            self.sort();
        }
        Ok(())
    }

    /// Pulls every vertex towards the best.
    fn shrink(&mut self, worst: Vertex, shrinkage: f64) -> Result<(), Error> {
        let best = self.best();
        let mut others = core::mem::take(&mut self.vertices);
        others.push(worst);
        self.vertices.push(best.clone());
        for vertex in others.into_iter().skip(1) {
            let x = vertex.x.iter().zip(&best.x).map(|(x, b)| b + shrinkage * (x - b)).collect();
            let moved = self.evaluate(x)?;
            self.vertices.push(moved);
        }
        Ok(())
    }
}

fn number(x: &[f64], value: f64) -> Result<f64, Error> {
    if value.is_nan() || value < f64::MIN { Err(Error::NotFinite { at: x.to_vec(), value }) } else { Ok(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalar_minima_of_known_functions() {
        let found = brent(|x| (x - 2.0) * (x - 2.0) + 3.0, -10.0, 10.0, DEFAULT_TOLERANCE).unwrap();
        assert!((found.x - 2.0).abs() < 1e-7 && (found.value - 3.0).abs() < 1e-14);
        let found = brent(|x| -libm::sin(x), 0.0, 3.0, DEFAULT_TOLERANCE).unwrap();
        assert!((found.x - core::f64::consts::FRAC_PI_2).abs() < 1e-7);
        // A monotone function has its minimum at the end.
        let found = brent(|x| x, 3.0, 5.0, DEFAULT_TOLERANCE).unwrap();
        assert!((found.x - 3.0).abs() < 1e-6);
        assert!((brent(|x| x, 3.0, 3.0, DEFAULT_TOLERANCE).unwrap().x - 3.0).abs() < 1e-300);
    }

    #[test]
    fn vector_minima_of_known_functions() {
        // Powell's singular function, minimum 0 at the origin with a singular Hessian.
        let powell = |x: &[f64]| {
            let [a, b, c, d] = [x[0], x[1], x[2], x[3]];
            let square = |v: f64| v * v;
            square(a + 10.0 * b) + 5.0 * square(c - d) + square(square(b - 2.0 * c)) + 10.0 * square(square(a - d))
        };
        let found = nelder_mead(powell, &[3.0, -1.0, 0.0, 1.0], DEFAULT_TOLERANCE).unwrap();
        assert!(found.value < 1e-12, "{found:?}");
        // Six independent parabolas.
        let bowl = |x: &[f64]| x.iter().zip(1_u8..).map(|(v, i)| f64::from(i) * (v - f64::from(i)).abs()).sum::<f64>();
        let found = nelder_mead(bowl, &[0.0; 3], DEFAULT_TOLERANCE).unwrap();
        assert!(found.x.iter().zip(1_u8..).all(|(v, i)| (v - f64::from(i)).abs() < 1e-6), "{found:?}");
    }

    #[test]
    fn infinity_is_a_wall_and_nan_an_error() {
        let walled = |x: &[f64]| if x[0] < 1.0 { f64::INFINITY } else { x[0] };
        let found = nelder_mead(walled, &[4.0], DEFAULT_TOLERANCE).unwrap();
        assert!((found.x[0] - 1.0).abs() < 1e-6);
        assert!(matches!(nelder_mead(walled, &[0.0], DEFAULT_TOLERANCE), Err(Error::NotFinite { .. })));
        assert!(matches!(nelder_mead(|_| f64::NAN, &[1.0], DEFAULT_TOLERANCE), Err(Error::NotFinite { .. })));
        assert!(matches!(nelder_mead(|_| 0.0, &[], DEFAULT_TOLERANCE), Err(Error::DimensionMismatch { .. })));
        let short = Tolerance { iterations: 3, ..DEFAULT_TOLERANCE };
        assert_eq!(nelder_mead(|x| x[0] * x[0], &[9.0], short).unwrap_err().code(), "no_convergence");
        assert!(matches!(brent(|x| x, 1.0, 0.0, DEFAULT_TOLERANCE), Err(Error::InvalidParameter { .. })));
    }
}
