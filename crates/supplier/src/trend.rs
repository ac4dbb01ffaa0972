//! Is a supplier getting worse?
//!
//! | figure | formula over the values `y_0 .. y_{n-1}` |
//! |---|---|
//! | `slope`, `intercept` | least squares on t = 0, 1, .. |
//! | `theil_sen_slope` | median of all `(y_j - y_i)/(j - i)`, i < j: one wild month moves it little |
//! | `mann_kendall_s` | S = number of pairs that rise less those that fall |
//! | `mann_kendall_z` | (S -+ 1)/sqrt(V), V = [n(n-1)(2n+5) - S over ties of t(t-1)(2t+5)]/18; 0 where S is 0 |
//! | `mann_kendall_p` | erfc(abs(z)/sqrt 2), two-sided |
//! | `ewma` | `e_0 = y_0`, `e_t = alpha y_t + (1 - alpha) e_{t-1}` |
//! | `consecutive_declines` | steps at the end, each strictly worse |
//!
//! Alerts, in this order: `declining_trend` (p < significance and a Theil-Sen slope for the worse), `consecutive_declines` (at
//! least `consecutive`), `sharp_drop` (the last value worse than the mean of all before by more than `drop_threshold` of that mean; none
//! where it is 0), `below_target` (the last value on the bad side of the target).
//!
//! Source: H. B. Mann, Econometrica 13 (1945) 245-259; M. G. Kendall, "Rank Correlation Methods" (4th ed. 1975); P. K. Sen, J. Am.
//! Stat. Assoc. 63 (1968) 1379-1389; S. W. Roberts, Technometrics 1 (1959) 239-250. Limits: the test takes the values as
//! independent but for the trend: a season is no trend, and correlated months make p too small.

use crate::check;
use crate::error::SupplierError;
use mercato_core::Error;
use mercato_numeric::special::erfc;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// What [`trend_alert`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TrendAlertInput {
    /// The values, the oldest first; at least 3, at most 1,000,000.
    pub values: Vec<f64>,
    /// The weight of the newest value in the moving average, above 0 up to 1.
    pub alpha: f64,
    /// Whether a higher value is better; yes if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub higher_is_better: Option<bool>,
    /// The share of the earlier mean by which the last value may be worse, at least 0; no such alert if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drop_threshold: Option<f64>,
    /// What the last value has to reach; no such alert if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// How many worse steps in a row are an alert, at least 1; 3 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consecutive: Option<u64>,
    /// The probability below which a trend is no chance, 0 to 1; 0.05 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub significance: Option<f64>,
}

/// What is wrong with a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TrendAlert {
    /// A trend for the worse that is hardly chance.
    DecliningTrend,
    /// Worse, step after step, to the end.
    ConsecutiveDeclines,
    /// A last value far worse than before.
    SharpDrop,
    /// A last value short of the target.
    BelowTarget,
}

/// The figure of an alert and the limit that it passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TrendEvidence {
    /// The alert.
    pub alert: TrendAlert,
    /// The p-value, the worse steps, the share of the drop, or the last value.
    pub figure: f64,
    /// The significance, the steps allowed, the share allowed, or the target.
    pub limit: f64,
}

/// Where a series goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TrendReport {
    /// Least-squares change a step.
    pub slope: f64,
    /// Least-squares value at the first step.
    pub intercept: f64,
    /// Median change a step.
    pub theil_sen_slope: f64,
    /// Pairs that rise less pairs that fall.
    pub mann_kendall_s: i64,
    /// The same in standard deviations, with continuity correction.
    pub mann_kendall_z: f64,
    /// Probability of so much or more by chance, either way.
    pub mann_kendall_p: f64,
    /// The moving average at the end.
    pub ewma: f64,
    /// Worse steps in a row at the end.
    pub consecutive_declines: u64,
    /// What is wrong, in the order of [`TrendAlert`].
    pub alerts: Vec<TrendAlert>,
    /// The figure behind each alert.
    pub evidence: Vec<TrendEvidence>,
}

/// Up to here all slopes are listed and the median taken; beyond, they are counted.
const LISTED: usize = 2_000;
/// The most values.
const MOST: usize = 1_000_000;

/// The trend of a series and what is alarming in it; time O(n log n) beyond 2,000 values, O(n^2) up to there.
///
/// ```
/// use mercato_supplier::{TrendAlert, TrendAlertInput, trend_alert};
/// let report = trend_alert(&TrendAlertInput {
///     values: vec![92.0, 93.5, 91.0, 90.2, 88.9, 88.1],
///     alpha: 0.4,
///     higher_is_better: None,
///     drop_threshold: None,
///     target: Some(90.0),
///     consecutive: None,
///     significance: None,
/// })?;
/// // one of the 15 pairs rises
/// assert_eq!(report.mann_kendall_s, -13);
/// assert_eq!(
///     report.alerts,
///     [TrendAlert::DecliningTrend, TrendAlert::ConsecutiveDeclines, TrendAlert::BelowTarget]
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for fewer than 3 values or more than 1,000,000, a value that is not finite, alpha outside (0, 1], a
/// negative threshold, no steps, a significance outside 0 to 1; `overflow` where a difference leaves the doubles.
pub fn trend_alert(input: &TrendAlertInput) -> Result<TrendReport, SupplierError> {
    let values = &input.values;
    validate(input)?;
    let (slope, intercept) = least_squares(values)?;
    let theil_sen_slope = theil_sen(values)?;
    let (s, z) = mann_kendall(values);
    let p = erfc(z.abs() / std::f64::consts::SQRT_2).min(1.0);
    let mut ewma = values.first().copied().unwrap_or_default();
    for value in values.iter().skip(1) {
        ewma = input.alpha * value + (1.0 - input.alpha) * ewma;
    }
    let sign = if input.higher_is_better.unwrap_or(true) { 1.0 } else { -1.0 };
    let worse_steps = values.windows(2).rev().take_while(|pair| match pair {
        [before, after] => sign * after < sign * before,
        _ => false,
    });
    let run = u64::try_from(worse_steps.count()).unwrap_or(u64::MAX);
    let mut evidence = Vec::new();
    let mut alert = |raised: bool, alert: TrendAlert, figure: f64, limit: f64| {
        if raised {
            evidence.push(TrendEvidence { alert, figure, limit });
        }
    };
    let significance = input.significance.unwrap_or(0.05);
    alert(p < significance && sign * theil_sen_slope < 0.0, TrendAlert::DecliningTrend, p, significance);
    let steps = input.consecutive.unwrap_or(3);
    alert(run >= steps, TrendAlert::ConsecutiveDeclines, run as f64, steps as f64);
    let (last, earlier) = values.split_last().map_or((0.0, &[][..]), |(last, earlier)| (*last, earlier));
    if let Some(threshold) = input.drop_threshold {
        let mean = check::answer("mean", earlier.iter().copied().collect::<Sum>().value() / earlier.len() as f64)?;
        let drop = sign * (mean - last);
        if mean != 0.0 {
            alert(
                drop > threshold * mean.abs(),
                TrendAlert::SharpDrop,
                check::answer("drop", drop / mean.abs())?,
                threshold,
            );
        }
    }
    if let Some(target) = input.target {
        alert(sign * last < sign * target, TrendAlert::BelowTarget, last, target);
    }
    Ok(TrendReport {
        slope,
        intercept,
        theil_sen_slope,
        mann_kendall_s: s,
        mann_kendall_z: z,
        mann_kendall_p: p,
        ewma: check::answer("ewma", ewma)?,
        consecutive_declines: run,
        alerts: evidence.iter().map(|evidence| evidence.alert).collect(),
        evidence,
    })
}

fn validate(input: &TrendAlertInput) -> Result<(), Error> {
    if !(3..=MOST).contains(&input.values.len()) {
        return Err(Error::invalid("values", input.values.len(), "values: there must be from 3 to 1000000"));
    }
    for (index, value) in input.values.iter().enumerate() {
        check::finite("", *value).map_err(|error| error.named(format!("values[{index}]")))?;
    }
    if !(input.alpha > 0.0 && input.alpha <= 1.0) {
        return Err(Error::invalid("alpha", input.alpha, "must be above 0 and at most 1"));
    }
    check::non_negative("drop_threshold", input.drop_threshold.unwrap_or_default())?;
    check::finite("target", input.target.unwrap_or_default())?;
    check::optional_rate("significance", input.significance)?;
    if input.consecutive == Some(0) {
        return Err(Error::invalid("consecutive", 0, "must be at least 1"));
    }
    Ok(())
}

/// Slope and intercept of the least-squares line.
fn least_squares(values: &[f64]) -> Result<(f64, f64), Error> {
    let n = values.len() as f64;
    let middle = (n - 1.0) / 2.0;
    let mean = values.iter().copied().collect::<Sum>().value() / n;
    let products: Sum = values.iter().enumerate().map(|(t, value)| (t as f64 - middle) * (value - mean)).collect();
    // S (t - middle)^2
    let slope = products.value() / (n * (n * n - 1.0) / 12.0);
    Ok((check::answer("slope", slope)?, check::answer("intercept", mean - slope * middle)?))
}

/// The median slope of all pairs.
fn theil_sen(values: &[f64]) -> Result<f64, Error> {
    let n = values.len();
    let pairs = n.saturating_mul(n.saturating_sub(1)) / 2;
    let (low, high) = (pairs.saturating_sub(1) / 2, pairs / 2);
    let slope = if n <= LISTED {
        let mut slopes = Vec::with_capacity(pairs);
        for (i, first) in values.iter().enumerate() {
            let later = values.iter().skip(i).enumerate().skip(1);
            slopes.extend(later.map(|(steps, second)| (second - first) / steps as f64));
        }
        let (_, upper, _) = slopes.select_nth_unstable_by(high, f64::total_cmp);
        let upper = *upper;
        let lower =
            if low == high { upper } else { slopes.iter().take(high).copied().fold(f64::NEG_INFINITY, f64::max) };
        lower / 2.0 + upper / 2.0
    } else {
        slope_at(values, low)? / 2.0 + slope_at(values, high)? / 2.0
    };
    check::answer("theil_sen_slope", slope)
}

/// The slope that is at `rank` (from 0) of all in rising order: the least s with more than `rank` slopes at most s, bisected
/// over the doubles; how many there are is how many pairs of y - s t do not rise.
fn slope_at(values: &[f64], rank: usize) -> Result<f64, Error> {
    // of all slopes the extremes are between neighbours
    let steps = values.windows(2).map(|pair| match pair {
        [before, after] => after - before,
        _ => 0.0,
    });
    let (least, most) =
        steps.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), step| (step.min(least), step.max(most)));
    check::answer("theil_sen_slope", most - least)?;
    let (mut low, mut high) = (ordinal(least), ordinal(most));
    let wanted = u64::try_from(rank).unwrap_or(u64::MAX);
    let mut scratch = Vec::with_capacity(values.len());
    while low < high {
        // the floor of the mean; that of `midpoint` is toward zero and would not end below it
        let middle = (low & high).wrapping_add((low ^ high) >> 1);
        let slope = from_ordinal(middle);
        scratch.clear();
        scratch.extend(values.iter().enumerate().map(|(t, value)| value - slope * t as f64));
        let (falls, ties) = falling_pairs(&mut scratch);
        if falls.saturating_add(ties) > wanted {
            high = middle;
        } else {
            low = middle.saturating_add(1);
        }
    }
    Ok(from_ordinal(low))
}

/// The place of a double among all doubles.
fn ordinal(value: f64) -> i64 {
    let bits = value.to_bits().cast_signed();
    if bits < 0 { i64::MIN.wrapping_sub(bits) } else { bits }
}

fn from_ordinal(place: i64) -> f64 {
    let bits = if place < 0 { i64::MIN.wrapping_sub(place) } else { place };
    f64::from_bits(bits.cast_unsigned())
}

/// How many pairs i < j fall (`y_j < y_i`), and how many are equal. The values are sorted on the way (merge sort).
fn falling_pairs(values: &mut [f64]) -> (u64, u64) {
    let mut falls = 0_u64;
    let mut sorted = values.to_vec();
    let mut width = 1;
    while width < values.len() {
        let (source, target) = (&*values, &mut sorted);
        let mut at = target.iter_mut();
        for block in source.chunks(width.saturating_mul(2)) {
            let (left, right) = block.split_at(width.min(block.len()));
            let (mut a, mut b) = (left.iter().peekable(), right.iter().peekable());
            while let Some(slot) = at.next_if_needed(a.len(), b.len()) {
                let take_right = match (a.peek(), b.peek()) {
                    (Some(x), Some(y)) => y < x,
                    (None, _) => true,
                    _ => false,
                };
                if take_right {
                    // all that is left of the first half is larger
                    falls = falls.saturating_add(u64::try_from(a.len()).unwrap_or(u64::MAX));
                }
                if let Some(value) = if take_right { b.next() } else { a.next() } {
                    *slot = *value;
                }
            }
        }
        values.copy_from_slice(&sorted);
        width = width.saturating_mul(2);
    }
    let ties = values.chunk_by(same).map(|run| pairs(run.len())).fold(0_u64, u64::saturating_add);
    (falls, ties)
}

#[allow(
    clippy::float_cmp,
    clippy::trivially_copy_pass_by_ref,
    reason = "a tie is equality; `chunk_by` passes references"
)]
fn same(a: &f64, b: &f64) -> bool {
    a == b
}

/// The slots of a merge.
trait Slots<'a> {
    fn next_if_needed(&mut self, left: usize, right: usize) -> Option<&'a mut f64>;
}

impl<'a> Slots<'a> for std::slice::IterMut<'a, f64> {
    fn next_if_needed(&mut self, left: usize, right: usize) -> Option<&'a mut f64> {
        if left == 0 && right == 0 { None } else { self.next() }
    }
}

fn pairs(n: usize) -> u64 {
    let n = u64::try_from(n).unwrap_or(u64::MAX);
    n.saturating_mul(n.saturating_sub(1)) / 2
}

/// S and z of the Mann-Kendall test.
fn mann_kendall(values: &[f64]) -> (i64, f64) {
    // -0 and 0 are equal
    let mut sorted: Vec<f64> = values.iter().map(|value| value + 0.0).collect();
    let (falls, ties) = falling_pairs(&mut sorted);
    let rises = pairs(values.len()).saturating_sub(falls).saturating_sub(ties);
    let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let s = signed(rises).saturating_sub(signed(falls));
    let spread = |n: usize| {
        let n = n as f64;
        n * (n - 1.0) * (2.0 * n + 5.0)
    };
    let tied: f64 = sorted.chunk_by(same).map(|run| spread(run.len())).sum();
    let variance = (spread(values.len()) - tied) / 18.0;
    let z = if s == 0 || variance <= 0.0 { 0.0 } else { (s.saturating_sub(s.signum())) as f64 / libm::sqrt(variance) };
    (s, z)
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects, reason = "small counts of tests")]
mod tests {
    use super::{falling_pairs, from_ordinal, ordinal, slope_at, theil_sen};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pairs_are_counted_as_one_by_one(values in proptest::collection::vec(-5_i8..5, 0..60)) {
            let values: Vec<f64> = values.into_iter().map(f64::from).collect();
            let (mut falls, mut ties) = (0, 0);
            for j in 0..values.len() {
                for i in 0..j {
                    falls += u64::from(values[j] < values[i]);
                    ties += u64::from((values[j] - values[i]).abs() < 0.5);
                }
            }
            prop_assert_eq!(falling_pairs(&mut values.clone()), (falls, ties));
        }

        #[test]
        fn the_counted_median_slope_is_the_listed_one(values in proptest::collection::vec(-1e3_f64..1e3, 3..80)) {
            let pairs = values.len() * (values.len() - 1) / 2;
            let counted = slope_at(&values, (pairs - 1) / 2).unwrap() / 2.0 + slope_at(&values, pairs / 2).unwrap() / 2.0;
            prop_assert!((counted - theil_sen(&values).unwrap()).abs() < 1e-9);
        }

        #[test]
        fn ordinals_keep_the_order(a in proptest::num::f64::NORMAL, b in proptest::num::f64::NORMAL) {
            prop_assert_eq!(ordinal(a).cmp(&ordinal(b)), a.total_cmp(&b));
            prop_assert_eq!(from_ordinal(ordinal(a)).to_bits(), a.to_bits());
        }
    }
}
