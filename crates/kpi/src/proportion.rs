//! Between which limits lies a rate of which only a sample was seen?
//!
//! With s successes and f failures in n trials, p = s/n, and z the normal value that leaves (1 - confidence)/2 above it:
//!
//! | method | interval | source |
//! |---|---|---|
//! | `wilson` | (2s + z^2 -+ z sqrt(z^2 + 4sf/n)) / (2(n + z^2)) | Wilson 1927 |
//! | `normal` | p -+ z sqrt(p(1-p)/n), cut to \[0, 1\] | Laplace 1812, "Wald" |
//! | `agresti_coull` | p' -+ z sqrt(p'(1-p')/(n + z^2)), p' = (s + z^2/2)/(n + z^2), cut to \[0, 1\] | Agresti and Coull 1998 |
//! | `jeffreys` | quantiles of Beta(s + 1/2, f + 1/2); 0 where s = 0, 1 where f = 0 | Brown, Cai and `DasGupta` 2001 |
//! | `clopper_pearson` | quantiles of Beta(s, f + 1) and Beta(s + 1, f): never below its confidence | Clopper and Pearson 1934 |
//!
//! Brown, Cai and `DasGupta` (2001, "Interval estimation for a binomial proportion", Statistical Science 16) recommend Wilson
//! or Jeffreys for small n; `normal` is there to compare with reports that use it, and is wrong for rates near 0 or 1.

use crate::error::{KpiError, part_of_whole};
use crate::level::{confidence, critical_z, tail};
use crate::quantity::rate_of;
use mercato_numeric::distribution::Beta;
use serde::{Deserialize, Serialize};

/// How the limits of a proportion are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ProportionMethod {
    /// The score interval.
    #[default]
    Wilson,
    /// The normal approximation around the estimate.
    Normal,
    /// The normal approximation around a shrunken estimate.
    AgrestiCoull,
    /// Equal tails of the posterior under Jeffreys' prior.
    Jeffreys,
    /// The exact test inverted.
    ClopperPearson,
}

/// What [`proportion_interval`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProportionIntervalInput {
    /// How often it happened.
    pub successes: u64,
    /// How often it could have.
    pub trials: u64,
    /// Confidence of the interval, in (0, 1), default 0.95.
    pub confidence: Option<f64>,
    /// How the limits are found.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<ProportionMethod>"))]
    pub method: ProportionMethod,
}

/// A proportion and its limits; all null without trials.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ProportionInterval {
    /// Successes over trials.
    pub estimate: Option<f64>,
    /// Lower limit, at least 0.
    pub lower: Option<f64>,
    /// Upper limit, at most 1.
    pub upper: Option<f64>,
}

/// Between which limits lies the rate behind so many successes in so many trials?
///
/// The formulas are those of the [module](self).
///
/// ```
/// use mercato_kpi::{ProportionIntervalInput, proportion_interval};
/// // Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I: 81 of 263 is 0.2553 to 0.3662
/// let rate = proportion_interval(&ProportionIntervalInput { successes: 81, trials: 263, ..Default::default() })?;
/// assert!((rate.lower.unwrap_or_default() - 0.2553).abs() < 5e-5);
/// assert!((rate.upper.unwrap_or_default() - 0.3662).abs() < 5e-5);
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for more successes than trials or a confidence outside (0, 1).
pub fn proportion_interval(input: &ProportionIntervalInput) -> Result<ProportionInterval, KpiError> {
    let ProportionIntervalInput { successes, trials, .. } = *input;
    let confidence = confidence(input.confidence)?;
    part_of_whole("successes", successes, "trials", trials)?;
    if input.method == ProportionMethod::Wilson {
        return wilson(successes, trials, critical_z(confidence)?);
    }
    let Some(estimate) = rate_of("estimate", successes, trials)? else {
        return Ok(ProportionInterval { estimate: None, lower: None, upper: None });
    };
    let counts = Counts::new(successes, trials);
    let (lower, upper) = match input.method {
        ProportionMethod::Normal => counts.around(0.0, critical_z(confidence)?),
        ProportionMethod::AgrestiCoull => {
            let z = critical_z(confidence)?;
            counts.around(0.5 * z * z, z)
        }
        ProportionMethod::Jeffreys => counts.beta_limits((0.5, 0.5), (0.5, 0.5), tail(confidence))?,
        ProportionMethod::Wilson | ProportionMethod::ClopperPearson => {
            counts.beta_limits((0.0, 1.0), (1.0, 0.0), tail(confidence))?
        }
    };
    Ok(ProportionInterval { estimate: Some(estimate), lower: Some(lower), upper: Some(upper) })
}

/// Wilson's interval at `z`, which always holds the estimate.
pub(crate) fn wilson(successes: u64, trials: u64, z: f64) -> Result<ProportionInterval, KpiError> {
    let estimate = rate_of("estimate", successes, trials)?;
    let ends = estimate.map(|estimate| {
        let (lower, upper) = Counts::new(successes, trials).wilson(z);
        // rounding may put a limit one unit beyond an estimate that it meets
        (lower.min(estimate), upper.max(estimate))
    });
    Ok(ProportionInterval { estimate, lower: ends.map(|(lower, _)| lower), upper: ends.map(|(_, upper)| upper) })
}

/// How far Wilson's limits are below and above the estimate, at least one trial given: the parts of Newcombe's interval.
pub(crate) fn wilson_margins(successes: u64, trials: u64, z: f64) -> (f64, f64) {
    let counts = Counts::new(successes, trials);
    (counts.wilson_margin(z), counts.mirrored().wilson_margin(z))
}

/// Successes, failures and trials (at least one), as doubles.
#[derive(Clone, Copy)]
struct Counts {
    successes: f64,
    failures: f64,
    trials: f64,
}

impl Counts {
    fn new(successes: u64, trials: u64) -> Self {
        let failures = trials.saturating_sub(successes);
        Self { successes: successes as f64, failures: failures as f64, trials: trials as f64 }
    }

    /// Success and failure exchanged.
    const fn mirrored(self) -> Self {
        Self { successes: self.failures, failures: self.successes, trials: self.trials }
    }

    /// `sqrt(z^2 + 4sf/n)`.
    fn wilson_root(self, z: f64) -> f64 {
        (z * z + 4.0 * self.successes / self.trials * self.failures).sqrt()
    }

    /// The roots of `(n + z^2) x^2 - (2s + z^2) x + s^2/n`, the lower one in the form that does not cancel.
    fn wilson(self, z: f64) -> (f64, f64) {
        let sum = 2.0 * self.successes + z * z + z * self.wilson_root(z);
        if sum <= 0.0 {
            return (0.0, 0.0);
        }
        let lower = 2.0 * self.successes * (self.successes / self.trials) / sum;
        let upper = if self.failures > 0.0 { sum / (2.0 * (self.trials + z * z)) } else { 1.0 };
        (lower, upper)
    }

    /// `p - lower` of Wilson's interval, in the form that does not cancel for this p.
    fn wilson_margin(self, z: f64) -> f64 {
        let (p, q) = (self.successes / self.trials, self.failures / self.trials);
        let (root, skew) = (self.wilson_root(z), z * (q - p));
        if skew > 0.0 { 2.0 * z * p * q / (root + skew) } else { 0.5 * z * (root - skew) / (self.trials + z * z) }
    }

    /// The normal interval after `extra` successes and as many failures were added, cut to \[0, 1\].
    fn around(self, extra: f64, z: f64) -> (f64, f64) {
        let trials = self.trials + 2.0 * extra;
        let (p, q) = ((self.successes + extra) / trials, (self.failures + extra) / trials);
        let margin = z * (p * q / trials).sqrt();
        ((p - margin).max(0.0), (p + margin).min(1.0))
    }

    /// Lower and upper quantiles of the two beta distributions with these shapes added to successes and failures.
    fn beta_limits(self, lower: (f64, f64), upper: (f64, f64), tail: f64) -> Result<(f64, f64), KpiError> {
        let beta =
            |(a, b): (f64, f64)| Beta::new(self.successes + a, self.failures + b).map_err(KpiError::numeric("trials"));
        let low = if self.successes > 0.0 {
            beta(lower)?.quantile(tail).map_err(KpiError::numeric("confidence"))?
        } else {
            0.0
        };
        let high =
            if self.failures > 0.0 { beta(upper)?.isf(tail).map_err(KpiError::numeric("confidence"))? } else { 1.0 };
        Ok((low, high))
    }
}
