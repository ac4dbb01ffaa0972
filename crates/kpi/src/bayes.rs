//! How probable is it that b is better than a, and what would be lost if it is not?
//!
//! With a Beta(alpha, beta) prior, the rate behind s successes in n trials is Beta(alpha + s, beta + n - s) afterwards. With
//! f the density, F the distribution function and S = 1 - F of the two posteriors,
//! P(b > a) = integral of `f_b F_a`, and the expected loss of choosing b is E max(a - b, 0) = integral of `S_a F_b` over \[0, 1\]
//! (the criterion of Stucchio 2015, "Bayesian A/B testing at VWO"). Sums in closed form (Miller 2014) need whole priors,
//! take as many terms as there are successes, and cancel where the loss is small.
//!
//! Method: both integrands are positive and are integrated as they are, so nothing cancels. In the coordinate
//! u = ln(x/(1-x)) they are smooth, and each point carries x and 1 - x in full precision, so that rates near 0 and 1 cost no
//! digits. Adaptive Gauss-Kronrod panels start at multiples of the posteriors' standard deviations; panels that provably
//! do not count are left out. Where u ends, at x (b + n) of about 1e-15 (and likewise near 1), F is a pure power, and the rest
//! of P(b > a) has a closed form; this keeps priors far below 1 exact, whose mass lies at the very ends. Where both
//! posteriors are narrower than 3e-8 in u (beyond some 1e15 successes and failures), neighbouring doubles no longer resolve
//! them, and the difference is taken as normal. That
//! approximation is good to about the inverse root of the smallest shape (3e-8) near the middle, and says nothing of tails
//! beyond some ten standard deviations: there both answers are right in their order of magnitude only.
//!
//! Relative error below 1e-8 up to 1e9 trials, for both answers, also where they are tiny. Below the smallest normal double
//! (2.2e-308) fewer digits are left, and none below 4.9e-324, where they are 0.

use crate::error::{KpiError, part_of_whole};
use crate::level::{positive, within_f64};
use crate::quantity::rate;
use mercato_core::{Error, Exact};
use mercato_numeric::distribution::{Beta, Normal, normal_loss};
use mercato_numeric::quadrature::integrate;
use serde::{Deserialize, Serialize};

/// What [`bayesian_ab_test`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BayesianAbTestInput {
    /// Successes of a.
    pub successes_a: u64,
    /// Trials of a.
    pub trials_a: u64,
    /// Successes of b.
    pub successes_b: u64,
    /// Trials of b.
    pub trials_b: u64,
    /// First shape of the prior of both rates, above 0, default 1.
    pub prior_alpha: Option<f64>,
    /// Second shape, above 0, default 1.
    pub prior_beta: Option<f64>,
}

/// What [`bayesian_ab_test`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct BayesianAbTest {
    /// Expected rate of a.
    pub posterior_mean_a: f64,
    /// Expected rate of b.
    pub posterior_mean_b: f64,
    /// Probability that the rate of b is above that of a.
    pub probability_b_beats_a: f64,
    /// How much rate is lost on average by choosing b: E max(a - b, 0).
    pub expected_loss_b: f64,
}

/// How probable is it that b beats a, and what does choosing b cost on average if it does not?
///
/// The formulas and the method are those of the [module](self).
///
/// ```
/// use mercato_kpi::{BayesianAbTestInput, bayesian_ab_test};
/// // uniform priors, one success of one trial against none of one: Beta(1, 2) and Beta(2, 1), P(b > a) = 5/6
/// let input =
///     BayesianAbTestInput { successes_a: 0, trials_a: 1, successes_b: 1, trials_b: 1, ..Default::default() };
/// let answer = bayesian_ab_test(&input)?;
/// assert!((answer.probability_b_beats_a - 5.0 / 6.0).abs() < 1e-10);
/// // integral of (1-x)^2 x^2 = 1/30
/// assert!((answer.expected_loss_b - 1.0 / 30.0).abs() < 1e-10);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for more successes than trials, or a prior shape that is not positive and finite.
pub fn bayesian_ab_test(input: &BayesianAbTestInput) -> Result<BayesianAbTest, KpiError> {
    part_of_whole("successes_a", input.successes_a, "trials_a", input.trials_a)?;
    part_of_whole("successes_b", input.successes_b, "trials_b", input.trials_b)?;
    let alpha = positive("prior_alpha", input.prior_alpha.unwrap_or(1.0))?;
    let beta = positive("prior_beta", input.prior_beta.unwrap_or(1.0))?;
    let a = Shapes::new(alpha, beta, input.successes_a, input.trials_a)?;
    let b = Shapes::new(alpha, beta, input.successes_b, input.trials_b)?;
    let (probability, loss) =
        if a.logit_deviation().max(b.logit_deviation()) < NARROWEST { normal(&a, &b)? } else { exact(&a, &b)? };
    Ok(BayesianAbTest {
        posterior_mean_a: a.mean()?,
        posterior_mean_b: b.mean()?,
        probability_b_beats_a: within_f64("probability_b_beats_a", probability)?.min(1.0),
        expected_loss_b: within_f64("expected_loss_b", loss)?,
    })
}

/// Below this standard deviation of u, doubles no longer resolve a posterior.
const NARROWEST: f64 = 3e-8;

/// The shapes of a posterior.
struct Shapes {
    first: Exact,
    second: Exact,
    a: f64,
    b: f64,
}

impl Shapes {
    fn new(alpha: f64, beta: f64, successes: u64, trials: u64) -> Result<Self, Error> {
        let shape = |name: &str, prior: f64, count: u64| {
            let prior = Exact::from_f64_shortest(prior).ok_or_else(|| Error::invalid(name, prior, "must be finite"))?;
            Ok(prior + Exact::from(count))
        };
        let first = shape("prior_alpha", alpha, successes)?;
        let second = shape("prior_beta", beta, trials.saturating_sub(successes))?;
        let (a, b) = (first.to_f64("prior_alpha")?, second.to_f64("prior_beta")?);
        Ok(Self { first, second, a, b })
    }

    fn mean(&self) -> Result<f64, Error> {
        // the shapes are positive: there is always a mean
        Ok(rate("posterior_mean", &self.first, &(&self.first + &self.second))?.unwrap_or(0.0))
    }

    /// Where u has most of its mass, and how wide it lies: exact enough to place panels.
    fn logit_center(&self) -> f64 {
        libm::log(self.a) - libm::log(self.b)
    }

    fn logit_deviation(&self) -> f64 {
        (1.0 / self.a + 1.0 / self.b).sqrt()
    }

    /// Standard deviation of the rate: `sqrt(a b / (n^2 (n + 1)))` with n = a + b, which itself may be beyond the doubles.
    fn deviation(&self) -> f64 {
        let quarter = 0.25 + 0.25 * self.a + 0.25 * self.b;
        (share(self.a, self.b) * share(self.b, self.a)).sqrt() / (2.0 * quarter.sqrt())
    }
}

/// Both answers where the posteriors are too narrow for anything but their first two moments.
fn normal(a: &Shapes, b: &Shapes) -> Result<(f64, f64), KpiError> {
    let cross = &(&b.first * &a.second) - &(&a.first * &b.second);
    let sizes = &(&a.first + &a.second) * &(&b.first + &b.second);
    let difference = rate("difference", &cross, &sizes)?.unwrap_or(0.0);
    let deviation = libm::hypot(a.deviation(), b.deviation());
    let score = difference / deviation;
    Ok((Normal::standard().cdf(score), deviation * normal_loss(score)))
}

/// A point of \[0, 1\] with its complement, both in full precision.
#[derive(Clone, Copy)]
struct Point {
    u: f64,
    x: f64,
    rest: f64,
}

impl Point {
    fn at(u: f64) -> Self {
        let odds = libm::exp(-u.abs());
        let (small, large) = (odds / (1.0 + odds), 1.0 / (1.0 + odds));
        if u <= 0.0 { Self { u, x: small, rest: large } } else { Self { u, x: large, rest: small } }
    }

    /// The distance in x to a point above.
    fn width_to(&self, above: &Self) -> f64 {
        if above.u <= 0.0 { above.x - self.x } else { self.rest - above.rest }
    }
}

/// A posterior, evaluated from whichever end is near.
struct Posterior {
    direct: Beta,
    mirrored: Beta,
}

impl Posterior {
    fn new(shapes: &Shapes) -> Result<Self, KpiError> {
        let beta = |a, b| Beta::new(a, b).map_err(KpiError::numeric("prior_alpha"));
        Ok(Self { direct: beta(shapes.a, shapes.b)?, mirrored: beta(shapes.b, shapes.a)? })
    }

    fn cdf(&self, at: &Point) -> f64 {
        if at.u <= 0.0 { self.direct.cdf(at.x) } else { self.mirrored.sf(at.rest) }
    }

    fn sf(&self, at: &Point) -> f64 {
        if at.u <= 0.0 { self.direct.sf(at.x) } else { self.mirrored.cdf(at.rest) }
    }

    /// The density of u.
    fn logit_pdf(&self, at: &Point) -> f64 {
        let pdf = if at.u <= 0.0 { self.direct.pdf(at.x) } else { self.mirrored.pdf(at.rest) };
        pdf * at.x * at.rest
    }
}

/// Both answers by quadrature in u.
fn exact(shapes_a: &Shapes, shapes_b: &Shapes) -> Result<(f64, f64), KpiError> {
    let (a, b) = (Posterior::new(shapes_a)?, Posterior::new(shapes_b)?);
    let (lowest, highest) = ends(shapes_a, shapes_b);
    let points = panel_ends(shapes_a, shapes_b, lowest, highest);
    let narrowest = shapes_a.logit_deviation().min(shapes_b.logit_deviation());
    // rounding of x shows as noise in F, the more the narrower it is
    let tolerance = 1e-11 + 1e-15 / narrowest.max(NARROWEST);
    let middle = integrate(
        |u| {
            let at = Point::at(u);
            [b.logit_pdf(&at) * a.cdf(&at), a.sf(&at) * b.cdf(&at) * at.x * at.rest]
        },
        counting(&points, &a, &b),
        tolerance,
    )
    .map_err(KpiError::numeric("probability_b_beats_a"))?;
    let [probability, loss] = middle.values;
    let (low, high) = (Point::at(lowest), Point::at(highest));
    // both below `low`: F is a power of x there, and b is the larger with probability a_b / (a_a + a_b)
    let below = a.cdf(&low) * b.cdf(&low) * share(shapes_b.a, shapes_a.a);
    // b above `high`: a below it, or both above it and 1 - b the smaller
    let above = b.sf(&high) * (a.cdf(&high) + a.sf(&high) * share(shapes_a.b, shapes_b.b));
    Ok((probability + below + above, loss))
}

/// `part / (part + other)` without overflow.
fn share(part: f64, other: f64) -> f64 {
    1.0 / (1.0 + other / part)
}

/// Where F is a pure power of x, and S one of 1 - x, to full precision: e^34 is about 1e15.
fn ends(a: &Shapes, b: &Shapes) -> (f64, f64) {
    /// x stays well inside the range of a double.
    const FARTHEST: f64 = 690.0;
    let reach = |shape: f64| (libm::log(shape.max(1.0)) + 34.0).min(FARTHEST);
    (-reach(a.b.max(b.b)), reach(a.a.max(b.a)))
}

/// Panel ends: even ones, because u has features of size 1 anywhere, and multiples of each posterior's standard deviation.
fn panel_ends(a: &Shapes, b: &Shapes, lowest: f64, highest: f64) -> Vec<f64> {
    /// Width of a panel, in standard deviations and at most in u.
    const STEP: f64 = 4.0;
    /// Where F or S of a narrow posterior is below the smallest double.
    const EVEN_UNTIL: f64 = 40.0;
    let mut points = vec![lowest, highest];
    let mut u = lowest + STEP;
    while u < highest {
        points.push(u);
        u += STEP;
    }
    for shapes in [a, b] {
        let (center, deviation) = (shapes.logit_center(), shapes.logit_deviation());
        let mut steps = 0.0;
        while steps * deviation < STEP * EVEN_UNTIL && center.is_finite() {
            points.extend([center - steps * deviation, center + steps * deviation]);
            steps += if steps < EVEN_UNTIL { STEP } else { steps };
        }
    }
    points.retain(|u| (lowest..=highest).contains(u));
    points.sort_by(f64::total_cmp);
    points.dedup();
    points
}

/// The panels from the first to the last that can count, by bounds on each: F rises and S falls over a panel.
fn counting<'a>(points: &'a [f64], a: &Posterior, b: &Posterior) -> &'a [f64] {
    /// What all panels left out may come to, relative to the integral.
    const NEGLIGIBLE: f64 = 1e-14;
    struct Ends {
        point: Point,
        cdf_a: f64,
        sf_a: f64,
        cdf_b: f64,
        sf_b: f64,
    }
    let ends: Vec<Ends> = points
        .iter()
        .map(|u| {
            let point = Point::at(*u);
            Ends { cdf_a: a.cdf(&point), sf_a: a.sf(&point), cdf_b: b.cdf(&point), sf_b: b.sf(&point), point }
        })
        .collect();
    let pairs = || ends.iter().zip(ends.iter().skip(1));
    let mass = |left: &Ends, right: &Ends| (right.cdf_b - left.cdf_b).max(left.sf_b - right.sf_b);
    let at_least = pairs().fold([0.0, 0.0], |[probability, loss], (left, right)| {
        let width = left.point.width_to(&right.point);
        [probability + left.cdf_a * mass(left, right), loss + right.sf_a * left.cdf_b * width]
    });
    let allowed = at_least.map(|sum| NEGLIGIBLE * sum / ends.len() as f64);
    let counts = |(left, right): (&Ends, &Ends)| {
        let probability = right.cdf_a * right.cdf_b.min(left.sf_b);
        let loss = left.sf_a * right.cdf_b * left.point.width_to(&right.point);
        probability > allowed[0] || loss > allowed[1]
    };
    let first = pairs().position(counts).unwrap_or(0);
    let last = pairs().rposition(counts).unwrap_or(0);
    points.get(first..=last.saturating_add(1)).unwrap_or(points)
}
