//! Do two rates differ, or is it chance?
//!
//! z = (pb - pa) / sqrt(p (1-p) (1/na + 1/nb)) with the pooled p = (sa + sb)/(na + nb); z^2 is computed as an exact fraction,
//! so that the tail keeps its digits. Interval of the difference: `wald`, d -+ z sqrt(pa qa/na + pb qb/nb), or `newcombe`,
//! which combines the two Wilson intervals (Newcombe 1998, "Interval estimation for the difference between independent
//! proportions", Statistics in Medicine 17, method 10): d - sqrt((pb - lb)^2 + (ua - pa)^2), d + sqrt((ub - pb)^2 + (pa - la)^2).
//!
//! The test holds for counts large enough for the normal approximation, five or so of each outcome in each group; the
//! decision is for one look at the data (for many looks, see [`crate::sequential`]).

use crate::error::{KpiError, part_of_whole};
use crate::level::{Alternative, confidence, critical_z};
use crate::proportion::wilson_margins;
use crate::quantity::rate;
use mercato_core::{Error, Exact};
use mercato_numeric::distribution::Normal;
use serde::{Deserialize, Serialize};

/// How the limits of the difference of two proportions are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DifferenceMethod {
    /// The normal approximation with the variances of the two groups.
    #[default]
    Wald,
    /// Newcombe's hybrid of the two Wilson intervals.
    Newcombe,
}

/// What [`two_proportion_test`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TwoProportionTestInput {
    /// Successes of a, the control.
    pub successes_a: u64,
    /// Trials of a, at least 1.
    pub trials_a: u64,
    /// Successes of b, the variant.
    pub successes_b: u64,
    /// Trials of b, at least 1.
    pub trials_b: u64,
    /// What is held against "no difference".
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Alternative>"))]
    pub alternative: Alternative,
    /// How the limits of the difference are found.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<DifferenceMethod>"))]
    pub interval: DifferenceMethod,
    /// Confidence of the interval, in (0, 1), default 0.95; the test's level is 1 - confidence.
    pub confidence: Option<f64>,
}

/// What [`two_proportion_test`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TwoProportionTest {
    /// Rate of a.
    pub rate_a: f64,
    /// Rate of b.
    pub rate_b: f64,
    /// `rate_b - rate_a`.
    pub difference: f64,
    /// `difference / rate_a`; null if a has no successes.
    pub relative_lift: Option<f64>,
    /// The statistic; null if all trials of both groups had the same outcome.
    pub z: Option<f64>,
    /// Probability of such a statistic by chance; 1 where there is none.
    pub p_value: f64,
    /// Lower limit of the difference, two-sided whatever the alternative.
    pub lower: f64,
    /// Upper limit.
    pub upper: f64,
    /// Is `p_value` below 1 - confidence?
    pub significant: bool,
}

/// Does the rate of b differ from the rate of a, or is it chance?
///
/// Pooled z-test, difference b minus a; see the [module](self) for the formulas.
///
/// ```
/// use mercato_kpi::{TwoProportionTestInput, two_proportion_test};
/// let input =
///     TwoProportionTestInput { successes_a: 10, trials_a: 100, successes_b: 30, trials_b: 100, ..Default::default() };
/// let test = two_proportion_test(&input)?;
/// // p = 0.2: z = 0.2 / sqrt(0.2 x 0.8 x 0.02) = 0.2 / 0.0565685 = 3.5355
/// assert!((test.z.unwrap_or_default() - 12.5_f64.sqrt()).abs() < 1e-15);
/// assert!((test.p_value - 0.000_406_95).abs() < 1e-8);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no trials, more successes than trials, or a confidence outside (0, 1).
pub fn two_proportion_test(input: &TwoProportionTestInput) -> Result<TwoProportionTest, KpiError> {
    let confidence = confidence(input.confidence)?;
    let a = Group::new(["successes_a", "trials_a"], input.successes_a, input.trials_a)?;
    let b = Group::new(["successes_b", "trials_b"], input.successes_b, input.trials_b)?;
    let z = pooled_z(&a, &b)?;
    let p_value = z_p_value(z, input.alternative);
    let difference = difference(&a, &b)?;
    let reach = critical_z(confidence)?;
    let (below, above) = match input.interval {
        DifferenceMethod::Wald => {
            let margin = wald_margin(&a, &b, reach);
            (margin, margin)
        }
        DifferenceMethod::Newcombe => {
            let (below_a, above_a) = wilson_margins(a.successes, a.trials, reach);
            let (below_b, above_b) = wilson_margins(b.successes, b.trials, reach);
            (libm::hypot(below_b, above_a), libm::hypot(above_b, below_a))
        }
    };
    Ok(TwoProportionTest {
        rate_a: a.rate()?,
        rate_b: b.rate()?,
        difference,
        relative_lift: relative_lift(&a, &b)?,
        z,
        p_value,
        lower: difference - below,
        upper: difference + above,
        significant: p_value < 1.0 - confidence,
    })
}

/// A group of trials, at least one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Group {
    pub(crate) successes: u64,
    pub(crate) trials: u64,
}

impl Group {
    /// The group whose fields have these names.
    pub(crate) fn new([part, whole]: [&str; 2], successes: u64, trials: u64) -> Result<Self, KpiError> {
        if trials == 0 {
            return Err(Error::invalid(whole, trials, "must be at least 1").into());
        }
        part_of_whole(part, successes, whole, trials)?;
        Ok(Self { successes, trials })
    }

    pub(crate) fn rate(&self) -> Result<f64, Error> {
        (exact(self.successes).checked_div(&exact(self.trials))).map_or(Ok(0.0), |rate| rate.to_f64("rate"))
    }

    /// `p (1 - p) / n`.
    fn variance(&self) -> f64 {
        let trials = self.trials as f64;
        let failures = self.trials.saturating_sub(self.successes) as f64;
        self.successes as f64 / trials * (failures / trials) / trials
    }
}

fn exact(count: u64) -> Exact {
    Exact::from(count)
}

/// `sb na - sa nb`: the difference of the rates times both numbers of trials.
pub(crate) fn cross_difference(a: &Group, b: &Group) -> Exact {
    exact(b.successes) * exact(a.trials) - exact(a.successes) * exact(b.trials)
}

/// The rate of b minus the rate of a.
pub(crate) fn difference(a: &Group, b: &Group) -> Result<f64, Error> {
    let both = exact(a.trials) * exact(b.trials);
    Ok(rate("difference", &cross_difference(a, b), &both)?.unwrap_or(0.0))
}

/// The difference over the rate of a.
pub(crate) fn relative_lift(a: &Group, b: &Group) -> Result<Option<f64>, Error> {
    rate("relative_lift", &cross_difference(a, b), &(exact(a.successes) * exact(b.trials)))
}

/// The pooled statistic of b minus a, `(sb na - sa nb) sqrt(N / (na nb S (N - S)))`; `None` where the pooled variance is 0.
pub(crate) fn pooled_z(a: &Group, b: &Group) -> Result<Option<f64>, Error> {
    let successes = exact(a.successes) + exact(b.successes);
    let trials = exact(a.trials) + exact(b.trials);
    let cross = cross_difference(a, b);
    let failures = &trials - &successes;
    let spread = exact(a.trials) * exact(b.trials) * successes * failures;
    let square = rate("z", &(&cross * &cross * trials), &spread)?;
    Ok(square.map(|square| if cross.is_negative() { -square.sqrt() } else { square.sqrt() }))
}

/// The p-value of a standard normal statistic; 1 where there is none.
pub(crate) fn z_p_value(z: Option<f64>, alternative: Alternative) -> f64 {
    z.map_or(1.0, |z| alternative.p_value(z, |z| Normal::standard().sf(z)))
}

/// Half the length of the Wald interval of the difference.
pub(crate) fn wald_margin(a: &Group, b: &Group, z: f64) -> f64 {
    z * (a.variance() + b.variance()).sqrt()
}
