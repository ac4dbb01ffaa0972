//! What are the mean and the spread of numbers that lie in many places? Moments of partitions, merged pairwise.
//!
//! For two partitions a and b with means m, sums of squared deviations M and `delta = m_b - m_a`:
//! `m = m_a + delta n_b / n` and `M = M_a + M_b + delta^2 n_a n_b / n`; a single number is a partition of its own.
//! Source: Chan, Golub & `LeVeque`, Updating formulae and a pairwise algorithm for computing sample variances (1979), eq. 1.5.
//!
//! Mean and deviations are carried in twice the precision of a double (Dekker 1971), so that neither the order nor the split of
//! the numbers shows in the first twelve digits, even where the spread is a millionth of the mean.

use crate::accumulator::{Accumulator, add_count};
use crate::codec::{Kind, Reader, Writer, malformed};
use crate::error::KpiError;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// An unevaluated sum of two doubles, the second below half a unit in the last place of the first.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Double {
    high: f64,
    low: f64,
}

impl Double {
    const fn new(high: f64) -> Self {
        Self { high, low: 0.0 }
    }

    /// `a + b` exactly, where `|a| >= |b|`.
    fn fast_sum(a: f64, b: f64) -> Self {
        let high = a + b;
        Self { high, low: b - (high - a) }
    }

    fn plus(self, other: Self) -> Self {
        let high = self.high + other.high;
        let part = high - self.high;
        let low = (self.high - (high - part)) + (other.high - part);
        Self::fast_sum(high, low + self.low + other.low)
    }

    fn minus(self, other: Self) -> Self {
        self.plus(Self { high: -other.high, low: -other.low })
    }

    fn times(self, other: Self) -> Self {
        let high = self.high * other.high;
        let low = self.high.mul_add(other.high, -high);
        Self::fast_sum(high, low + self.high * other.low + self.low * other.high)
    }

    /// The quotient; `divisor` is not 0.
    fn over(self, divisor: f64) -> Self {
        let high = self.high / divisor;
        let rest = self.minus(Self::new(high).times(Self::new(divisor)));
        Self::fast_sum(high, rest.high / divisor)
    }

    fn is_finite(self) -> bool {
        self.high.is_finite() && self.low.is_finite()
    }
}

/// Count, mean, sum of squared deviations and extremes: the state of mean and variance.
///
/// ```
/// use mercato_kpi::{Accumulator, Moments};
/// let (mut monday, mut tuesday) = (Moments::default(), Moments::default());
/// for value in [4.0, 7.0] {
///     monday.update(&value)?;
/// }
/// for value in [13.0, 16.0] {
///     tuesday.update(&value)?;
/// }
/// monday.merge(&tuesday)?;
/// let summary = monday.finish()?;
/// assert_eq!((summary.mean, summary.variance), (Some(10.0), Some(30.0)));
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Moments {
    count: u64,
    mean: Double,
    /// Sum of squared deviations from the mean.
    squares: Double,
    min: f64,
    max: f64,
}

impl Default for Moments {
    fn default() -> Self {
        Self {
            count: 0,
            mean: Double::default(),
            squares: Double::default(),
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        }
    }
}

/// The figures of [`Moments`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct MomentsSummary {
    /// How many numbers.
    pub count: u64,
    /// Their sum.
    pub sum: f64,
    /// Their mean; null without numbers.
    pub mean: Option<f64>,
    /// The sample variance, over `count - 1`; null below two numbers.
    pub variance: Option<f64>,
    /// Its square root.
    pub standard_deviation: Option<f64>,
    /// The smallest.
    pub min: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
}

impl Moments {
    fn of(value: f64) -> Self {
        // adding 0 turns -0 into 0
        let value = value + 0.0;
        Self { count: 1, mean: Double::new(value), squares: Double::default(), min: value, max: value }
    }

    fn combined(&self, other: &Self) -> Result<Self, KpiError> {
        if self.count == 0 || other.count == 0 {
            return Ok(if self.count == 0 { *other } else { *self });
        }
        let count = add_count("count", self.count, other.count)?;
        let (ours, theirs, all) = (self.count as f64, other.count as f64, count as f64);
        let delta = other.mean.minus(self.mean);
        let step = delta.times(Double::new(theirs)).over(all);
        let merged = Self {
            count,
            mean: self.mean.plus(step),
            squares: self.squares.plus(other.squares).plus(step.times(delta).times(Double::new(ours))),
            min: self.min.min(other.min),
            max: self.max.max(other.max),
        };
        if merged.mean.is_finite() && merged.squares.is_finite() {
            return Ok(merged);
        }
        Err(Error::overflow("variance", "the sum of squared deviations", "a 64-bit float").into())
    }
}

impl Accumulator for Moments {
    type Item = f64;
    type Output = MomentsSummary;

    fn update(&mut self, item: &f64) -> Result<(), KpiError> {
        if !item.is_finite() {
            return Err(Error::invalid("value", item, "must be finite").into());
        }
        *self = self.combined(&Self::of(*item))?;
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        *self = self.combined(other)?;
        Ok(())
    }

    fn finish(&self) -> Result<MomentsSummary, KpiError> {
        let some = self.count > 0;
        let sum = self.mean.times(Double::new(self.count as f64)).high;
        if !sum.is_finite() {
            return Err(Error::overflow("sum", "the sum", "a 64-bit float").into());
        }
        // a rounding of the last bits must not turn no spread into a negative one
        let variance = (self.count > 1).then(|| self.squares.over(self.count.saturating_sub(1) as f64).high.max(0.0));
        Ok(MomentsSummary {
            count: self.count,
            sum,
            mean: some.then_some(self.mean.high),
            variance,
            standard_deviation: variance.map(f64::sqrt),
            min: some.then_some(self.min),
            max: some.then_some(self.max),
        })
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(Kind::Moments);
        out.count(self.count);
        if self.count > 0 {
            for part in [self.mean.high, self.mean.low, self.squares.high, self.squares.low, self.min, self.max] {
                out.float(part);
            }
        }
        out.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError> {
        let mut from = Reader::new(bytes, Kind::Moments)?;
        let count = from.count()?;
        let mut moments = Self { count, ..Self::default() };
        if count > 0 {
            let mut double = || -> Result<Double, KpiError> { Ok(Double { high: from.float()?, low: from.float()? }) };
            (moments.mean, moments.squares) = (double()?, double()?);
            (moments.min, moments.max) = (from.float()?, from.float()?);
            let mean = moments.mean.high;
            if moments.squares.high < 0.0 || moments.min > moments.max || !(moments.min..=moments.max).contains(&mean) {
                return Err(malformed("a mean outside its numbers"));
            }
        }
        from.finish()?;
        Ok(moments)
    }
}

/// What [`moments_merge`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MomentsMergeInput {
    /// The numbers, split in any way.
    pub partitions: Vec<Vec<f64>>,
}

/// Mean, variance and extremes of numbers in partitions: each is summarised by itself, then the summaries are merged.
///
/// ```
/// use mercato_kpi::{MomentsMergeInput, moments_merge};
/// let partitions = vec![vec![1_000_000_004.0, 1_000_000_007.0], vec![], vec![1_000_000_013.0, 1_000_000_016.0]];
/// let merged = moments_merge(&MomentsMergeInput { partitions })?;
/// assert_eq!((merged.count, merged.variance), (4, Some(30.0)));
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a number that is not finite (path `partitions[i][j]`); `overflow` of a sum beyond the doubles.
pub fn moments_merge(input: &MomentsMergeInput) -> Result<MomentsSummary, KpiError> {
    let mut total = Moments::default();
    for (place, partition) in input.partitions.iter().enumerate() {
        let mut moments = Moments::default();
        for (index, value) in partition.iter().enumerate() {
            if !value.is_finite() {
                let path = format!("partitions[{place}][{index}]");
                return Err(Error::invalid(path, value, "must be finite").into());
            }
            moments.update(value)?;
        }
        total.merge(&moments)?;
    }
    total.finish()
}
