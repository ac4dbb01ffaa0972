//! How satisfied are customers? The three scores of a survey, with how far chance may have moved them.
//!
//! - CSAT = satisfied / n, the share of answers in the top boxes of the scale, with Wilson's interval.
//! - NPS = (promoters - detractors) / n, promoters answering 9 or 10, detractors 0 to 6 on a scale of 0 to 10 (Reichheld
//!   2003, "The one number you need to grow", Harvard Business Review 81(12)). Its variance is that of a mean of +1, 0, -1:
//!   (p + d - NPS^2) / n; the normal interval is cut to \[-1, 1\].
//! - CES = mean answer on a scale of 1 to 7, "the company made it easy", with the share of answers from 5 up (Dixon, Freeman
//!   and Toman 2010, "Stop trying to delight your customers", Harvard Business Review 88(7); the scale of its 2013 form).
//!
//! A score of few answers is wide: read the interval before the change. Without answers every rate is null.

use crate::check::one_of;
use crate::error::KpiError;
use crate::level::{confidence, critical_z};
use crate::proportion::{ProportionInterval, wilson};
use crate::quantity::{rate, rate_of};
use mercato_core::{Error, Exact};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// What [`csat`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CsatInput {
    /// The answers, each 1..=`scale_max`, the highest the most satisfied.
    pub responses: Vec<i64>,
    /// The highest answer; at least 2, default 5.
    pub scale_max: Option<i64>,
    /// How many of the highest answers count as satisfied; 1 or more, below `scale_max`, default 2.
    pub top_boxes: Option<i64>,
    /// Confidence of the interval, in (0, 1), default 0.95.
    pub confidence: Option<f64>,
}

/// What [`csat`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Csat {
    /// How many answered.
    pub n: u64,
    /// The mean answer.
    pub mean: Option<f64>,
    /// Answers in the top boxes.
    pub satisfied: u64,
    /// Their share.
    pub csat: Option<f64>,
    /// Lower end of Wilson's interval of the share.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
}

/// Which share of customers is satisfied?
///
/// `csat = satisfied / n`, satisfied being the answers above `scale_max - top_boxes`; Wilson's score interval (1927).
///
/// ```
/// use mercato_kpi::{CsatInput, csat};
/// let score = csat(&CsatInput { responses: vec![5, 4, 3, 5, 1], ..CsatInput::default() })?;
/// assert_eq!((score.satisfied, score.csat, score.mean), (3, Some(0.6), Some(3.6)));
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an answer off the scale (path `responses[i]`), `scale_max` below 2, `top_boxes` outside
/// `1..scale_max`, or a confidence outside (0, 1).
pub fn csat(input: &CsatInput) -> Result<Csat, KpiError> {
    let confidence = confidence(input.confidence)?;
    let scale_max = input.scale_max.unwrap_or(5);
    if scale_max < 2 {
        return Err(Error::invalid("scale_max", scale_max, "must be at least 2").into());
    }
    let top_boxes = input.top_boxes.unwrap_or(2);
    if !(1..scale_max).contains(&top_boxes) {
        return Err(Error::invalid("top_boxes", top_boxes, format!("must be at least 1 and below {scale_max}")).into());
    }
    let highest_unsatisfied = scale_max.saturating_sub(top_boxes);
    let answers = Answers::count("responses", &input.responses, 1..=scale_max, |answer| answer > highest_unsatisfied)?;
    let share = wilson(answers.marked, answers.n, critical_z(confidence)?)?;
    let ProportionInterval { estimate, lower, upper } = share;
    Ok(Csat { n: answers.n, mean: answers.mean()?, satisfied: answers.marked, csat: estimate, lower, upper })
}

/// What [`nps`] takes: the scores, or the three counts.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NpsInput {
    /// The answers, each 0..=10.
    pub scores: Option<Vec<i64>>,
    /// Answers of 9 and 10.
    pub promoters: Option<u64>,
    /// Answers of 7 and 8.
    pub passives: Option<u64>,
    /// Answers of 0 to 6.
    pub detractors: Option<u64>,
    /// Confidence of the interval, in (0, 1), default 0.95.
    pub confidence: Option<f64>,
}

/// What [`nps`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Nps {
    /// How many answered.
    pub n: u64,
    /// Answers of 9 and 10.
    pub promoters: u64,
    /// Answers of 7 and 8.
    pub passives: u64,
    /// Answers of 0 to 6.
    pub detractors: u64,
    /// The net promoter score, -1 to 1.
    pub nps: Option<f64>,
    /// The same as points, -100 to 100.
    pub nps_points: Option<f64>,
    /// Standard error of `nps`.
    pub standard_error: Option<f64>,
    /// Lower end of the interval of `nps`.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
}

/// How many more customers recommend us than warn of us?
///
/// `nps = (P - D) / n`, `standard_error = sqrt((p + d - nps^2) / n)`, interval `nps -+ z standard_error` within \[-1, 1\].
///
/// ```
/// use mercato_kpi::{NpsInput, nps};
/// let score = nps(&NpsInput { scores: Some(vec![8, 8, 9, 10]), ..NpsInput::default() })?;
/// assert_eq!((score.nps, score.nps_points, score.standard_error), (Some(0.5), Some(50.0), Some(0.25)));
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a score outside 0..=10 (path `scores[i]`), scores and counts both given or neither, or a
/// confidence outside (0, 1); `overflow` if the counts sum to 2^64 or more.
pub fn nps(input: &NpsInput) -> Result<Nps, KpiError> {
    let z = critical_z(confidence(input.confidence)?)?;
    let (promoters, passives, detractors) = nps_counts(input)?;
    let n = promoters
        .checked_add(passives)
        .and_then(|sum| sum.checked_add(detractors))
        .ok_or_else(|| Error::overflow("n", "the number of answers", "64 bits"))?;
    let (net, decided) = (exact_difference(promoters, detractors), Exact::from(promoters) + Exact::from(detractors));
    let whole = Exact::from(n);
    let nps = rate("nps", &net, &whole)?;
    // (p + d - nps^2) / n over one denominator: nothing cancels in it
    let variance = &whole * &decided - &net * &net;
    let standard_error = rate("standard_error", &variance, &(&(&whole * &whole) * &whole))?.map(f64::sqrt);
    let ends = nps.zip(standard_error).map(|(nps, error)| ((nps - z * error).max(-1.0), (nps + z * error).min(1.0)));
    Ok(Nps {
        n,
        promoters,
        passives,
        detractors,
        nps,
        nps_points: rate("nps_points", &(net * Exact::from(100)), &whole)?,
        standard_error,
        lower: ends.map(|(lower, _)| lower),
        upper: ends.map(|(_, upper)| upper),
    })
}

/// Promoters, passives, detractors, from exactly one of the two ways to give them.
fn nps_counts(input: &NpsInput) -> Result<(u64, u64, u64), KpiError> {
    match (&input.scores, input.promoters, input.passives, input.detractors) {
        (Some(scores), None, None, None) => {
            let promoters = Answers::count("scores", scores, 0..=10, |score| score >= 9)?;
            let detractors = Answers::count("scores", scores, 0..=10, |score| score <= 6)?.marked;
            let passives = promoters.n.saturating_sub(promoters.marked).saturating_sub(detractors);
            Ok((promoters.marked, passives, detractors))
        }
        (None, Some(promoters), Some(passives), Some(detractors)) => Ok((promoters, passives, detractors)),
        (scores, promoters, passives, detractors) => {
            let counts = [
                ("promoters", promoters.is_some()),
                ("passives", passives.is_some()),
                ("detractors", detractors.is_some()),
            ];
            Err(one_of("scores", scores.is_some(), &counts).into())
        }
    }
}

fn exact_difference(left: u64, right: u64) -> Exact {
    Exact::from(left) - Exact::from(right)
}

/// What [`ces`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CesInput {
    /// The answers, each 1..=7, 7 the easiest.
    pub responses: Vec<i64>,
}

/// What [`ces`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Ces {
    /// How many answered.
    pub n: u64,
    /// The mean answer: the customer effort score.
    pub mean: Option<f64>,
    /// Answers of 5 and more.
    pub easy: u64,
    /// Their share.
    pub easy_rate: Option<f64>,
}

/// How easy was it for the customer?
///
/// ```
/// use mercato_kpi::{CesInput, ces};
/// let score = ces(&CesInput { responses: vec![6, 7, 5, 3, 1] })?;
/// assert_eq!((score.mean, score.easy, score.easy_rate), (Some(4.4), 3, Some(0.6)));
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an answer outside 1..=7 (path `responses[i]`).
pub fn ces(input: &CesInput) -> Result<Ces, KpiError> {
    let answers = Answers::count("responses", &input.responses, 1..=7, |answer| answer >= 5)?;
    let easy_rate = rate_of("easy_rate", answers.marked, answers.n)?;
    Ok(Ces { n: answers.n, mean: answers.mean()?, easy: answers.marked, easy_rate })
}

/// Answers on a scale, counted.
struct Answers {
    n: u64,
    sum: i128,
    /// Those that the question is about.
    marked: u64,
}

impl Answers {
    fn count(
        name: &str,
        answers: &[i64],
        scale: RangeInclusive<i64>,
        mark: impl Fn(i64) -> bool,
    ) -> Result<Self, KpiError> {
        let mut counted = Self { n: 0, sum: 0, marked: 0 };
        for (index, answer) in answers.iter().enumerate() {
            if !scale.contains(answer) {
                let reason = format!("must be from {} to {}", scale.start(), scale.end());
                return Err(Error::invalid(format!("{name}[{index}]"), answer, reason).into());
            }
            counted.n = counted.n.saturating_add(1);
            counted.sum = counted.sum.saturating_add(i128::from(*answer));
            counted.marked = counted.marked.saturating_add(u64::from(mark(*answer)));
        }
        Ok(counted)
    }

    fn mean(&self) -> Result<Option<f64>, Error> {
        rate("mean", &Exact::from(self.sum), &Exact::from(self.n))
    }
}
