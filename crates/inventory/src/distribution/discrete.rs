//! Demand with given values: every figure is a sum over them, all of whose terms have one sign.

use super::{Demand, Losses, left, periods, reached};
use crate::check;
use crate::error::InventoryError;
use mercato_core::Error;
use mercato_numeric::sum::Sum;

/// The widest range of values whose sums over several periods are formed.
const WIDEST: f64 = 4_000_000.0;

/// Demand that takes each of some values with its probability.
///
/// ```
/// use mercato_inventory::{Demand, DiscreteDemand};
/// let demand = DiscreteDemand::new(&[1.0, 2.0, 3.0, 4.0], &[0.1, 0.2, 0.3, 0.4])?;
/// assert_eq!(demand.quantile(0.3)?, 2.0);
/// assert_eq!(demand.loss(2.0), 0.3 + 2.0 * 0.4);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct DiscreteDemand {
    /// Increasing.
    values: Vec<f64>,
    probabilities: Vec<f64>,
    /// Probability of at most each value.
    at_most: Vec<f64>,
    /// Probability of more than each value.
    above: Vec<f64>,
    mean: f64,
    variance: f64,
}

impl DiscreteDemand {
    /// Demand with these values, in any order, and their probabilities, which are scaled to the sum 1.
    ///
    /// # Errors
    /// `invalid_argument` if the lists are empty or of different lengths, a value is not finite or occurs twice, a probability
    /// is negative or not finite, or their sum is further than 1e-9 from 1.
    pub fn new(values: &[f64], probabilities: &[f64]) -> Result<Self, InventoryError> {
        check::not_empty("values", values)?;
        if values.len() != probabilities.len() {
            let reason = format!("must be as many as the {} values", values.len());
            return Err(Error::invalid("probabilities", format!("{} numbers", probabilities.len()), reason).into());
        }
        let mut total = Sum::default();
        for (index, (&value, &probability)) in values.iter().zip(probabilities).enumerate() {
            check::finite(&format!("values[{index}]"), value)?;
            total.add(check::non_negative(&format!("probabilities[{index}]"), probability)?);
        }
        let total = total.value();
        if (total - 1.0).abs() > 1e-9 {
            return Err(Error::invalid("probabilities", total, "is their sum, which must be 1 within 1e-9").into());
        }
        let mut pairs: Vec<(f64, f64)> =
            values.iter().map(|v| v + 0.0).zip(probabilities.iter().map(|p| p / total)).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        if let Some([(value, _), _]) = pairs.array_windows().find(|[a, b]| a.0 >= b.0) {
            return Err(Error::invalid("values", value, "occurs twice").into());
        }
        Ok(Self::sorted(pairs))
    }

    /// The demand with these increasing values and probabilities of sum 1.
    fn sorted(pairs: Vec<(f64, f64)>) -> Self {
        let (values, probabilities): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
        let running = |sum: &mut Sum, p: &f64| {
            sum.add(*p);
            Some(sum.value().min(1.0))
        };
        let at_most: Vec<f64> = probabilities.iter().scan(Sum::default(), running).collect();
        let mut above: Vec<f64> = probabilities.iter().rev().scan(Sum::default(), running).collect();
        // What lies above the last value is nothing; above the first, all but it.
        above.reverse();
        above.rotate_left(1);
        if let Some(last) = above.last_mut() {
            *last = 0.0;
        }
        let moment = |of: &dyn Fn(f64) -> f64| {
            let mut sum = Sum::default();
            values.iter().zip(&probabilities).for_each(|(&v, &p)| sum.add(p * of(v)));
            sum.value()
        };
        let mean = moment(&|v| v);
        let variance = moment(&|v| (v - mean) * (v - mean));
        Self { values, probabilities, at_most, above, mean, variance }
    }

    /// The values, increasing.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The probabilities of the values.
    #[must_use]
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    /// How many values are at most `x`.
    fn count(&self, x: f64) -> usize {
        self.values.partition_point(|v| *v <= x)
    }

    fn sum(&self, of: impl Fn(f64) -> f64) -> f64 {
        let mut sum = Sum::default();
        for (value, probability) in self.values.iter().zip(&self.probabilities) {
            // A value of no probability must not meet an infinite term.
            if *probability > 0.0 {
                sum.add(probability * of(*value));
            }
        }
        sum.value()
    }

    /// The first value for which `reached`, else the last.
    fn first(&self, curve: &[f64], reached: impl Fn(f64) -> bool) -> Result<f64, InventoryError> {
        let index = curve.partition_point(|c| !reached(*c));
        let value = self.values.get(index).or(self.values.last());
        value.copied().ok_or_else(|| Error::invalid("values", "an empty list", "has no answer").into())
    }

    /// The sum of two demands, both on whole numbers from a lowest value on.
    fn plus(a: &[f64], b: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; a.len().saturating_add(b.len()).saturating_sub(1)];
        for (offset, p) in a.iter().enumerate().filter(|(_, p)| **p > 0.0) {
            for (total, q) in sum.iter_mut().skip(offset).zip(b) {
                *total += p * q;
            }
        }
        sum
    }
}

impl Demand for DiscreteDemand {
    fn mean(&self) -> f64 {
        self.mean
    }

    fn variance(&self) -> f64 {
        self.variance
    }

    fn is_discrete(&self) -> bool {
        true
    }

    fn cdf(&self, x: f64) -> f64 {
        self.count(x).checked_sub(1).and_then(|i| self.at_most.get(i)).copied().unwrap_or(0.0)
    }

    fn sf(&self, x: f64) -> f64 {
        self.count(x).checked_sub(1).and_then(|i| self.above.get(i)).copied().unwrap_or(1.0)
    }

    fn pmf(&self, x: f64) -> f64 {
        let index = self.values.partition_point(|v| *v < x);
        match (self.values.get(index), self.probabilities.get(index)) {
            (Some(value), Some(probability)) if *value <= x => *probability,
            _ => 0.0,
        }
    }

    fn quantile(&self, p: f64) -> Result<f64, InventoryError> {
        let p = reached(check::probability("probability", p)?);
        self.first(&self.at_most, |below| below >= p)
    }

    fn isf(&self, q: f64) -> Result<f64, InventoryError> {
        let q = left(check::probability("probability", q)?);
        self.first(&self.above, |above| above <= q)
    }

    fn losses(&self, x: f64) -> Losses {
        Losses {
            loss: self.loss(x),
            complementary_loss: self.complementary_loss(x),
            second_loss: self.sum(|v| 0.5 * (v - x).max(0.0) * (v - x - 1.0).max(0.0)),
            complementary_second_loss: self.sum(|v| 0.5 * (x - v).max(0.0) * (x + 1.0 - v).max(0.0)),
        }
    }

    fn loss(&self, x: f64) -> f64 {
        self.sum(|v| (v - x).max(0.0))
    }

    fn complementary_loss(&self, x: f64) -> f64 {
        self.sum(|v| (x - v).max(0.0))
    }

    /// # Errors
    /// Besides the general ones, `invalid_argument` if a value is not a whole number, `unsupported` if the sum would range
    /// over more than four million steps.
    fn convolve(&self, k: u32) -> Result<Self, InventoryError> {
        let n = periods(k)?;
        if k == 1 {
            return Ok(self.clone());
        }
        for (index, value) in self.values.iter().enumerate() {
            check::whole(&format!("distribution.values[{index}]"), *value)?;
        }
        let lowest = self.values.first().copied().unwrap_or(0.0);
        let highest = self.values.last().copied().unwrap_or(0.0);
        if !((highest - lowest) * n <= WIDEST && lowest.abs().max(highest.abs()) * n <= 9e15) {
            let what =
                format!("the sum of {k} demands between {lowest} and {highest} ranges too far; at most {WIDEST} steps");
            return Err(InventoryError::unsupported("distribution.values", what));
        }
        let mut base = Vec::new();
        let mut pairs = self.values.iter().zip(&self.probabilities).peekable();
        let mut at = lowest;
        while let Some((value, probability)) = pairs.peek() {
            let here = **value <= at;
            base.push(if here { **probability } else { 0.0 });
            if here {
                pairs.next();
            }
            at += 1.0;
        }
        // Powers by repeated squaring.
        let mut sum = vec![1.0];
        let mut rest = k;
        loop {
            if rest % 2 == 1 {
                sum = Self::plus(&sum, &base);
            }
            rest /= 2;
            if rest == 0 {
                break;
            }
            base = Self::plus(&base, &base);
        }
        let start = lowest * n;
        let mut pairs = Vec::new();
        let mut value = start;
        for probability in sum {
            if probability > 0.0 {
                pairs.push((value, probability));
            }
            value += 1.0;
        }
        Ok(Self::sorted(pairs))
    }
}
