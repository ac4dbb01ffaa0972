//! What do many numbers add up to, without losing digits on the way?
//!
//! [`Sum`] carries the rounding error of each addition along (Neumaier), so that the total is as if computed in twice the
//! precision and rounded once; its error does not grow with the count. [`Moments`] gives mean and variance in one pass.
//! Limits: an order is still an order, and the same numbers in another order may differ in the last bit.

use crate::Error;

/// A running compensated sum.
///
/// Source: A. Neumaier, Z. Angew. Math. Mech. 54 (1974) 39-51, algorithm IV.
///
/// ```
/// use mercato_numeric::sum::Sum;
///
/// let total: Sum = [1.0, 1e100, 1.0, -1e100].into_iter().collect();
/// assert_eq!(total.value(), 2.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    /// An empty sum, 0.
    #[must_use]
    pub const fn new() -> Self {
        Self { total: 0.0, lost: 0.0 }
    }

    /// Adds one number.
    pub fn add(&mut self, x: f64) {
        let total = self.total + x;
        self.lost += if self.total.abs() >= x.abs() { (self.total - total) + x } else { (x - total) + self.total };
        self.total = total;
    }

    /// Adds another sum, rounding error included.
    pub fn merge(&mut self, other: Self) {
        self.add(other.total);
        self.lost += other.lost;
    }

    /// The sum. An infinity that was added stays one; opposite infinities and NaN give NaN.
    #[must_use]
    pub fn value(&self) -> f64 {
        if self.total.is_finite() { self.total + self.lost } else { self.total }
    }
}

impl Extend<f64> for Sum {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, numbers: I) {
        for x in numbers {
            self.add(x);
        }
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        let mut sum = Self::new();
        sum.extend(numbers);
        sum
    }
}

/// The compensated sum of a slice; 0 if it is empty.
///
/// ```
/// assert_eq!(mercato_numeric::sum::sum(&[0.1; 10]), 1.0);
/// ```
#[must_use]
pub fn sum(numbers: &[f64]) -> f64 {
    numbers.iter().copied().collect::<Sum>().value()
}

/// The arithmetic mean of a slice, or nothing if it is empty.
///
/// ```
/// assert_eq!(mercato_numeric::sum::mean(&[1.0, 2.0, 6.0]), Some(3.0));
/// assert_eq!(mercato_numeric::sum::mean(&[]), None);
/// ```
#[must_use]
pub fn mean(numbers: &[f64]) -> Option<f64> {
    (!numbers.is_empty()).then(|| sum(numbers) / numbers.len() as f64)
}

/// The scalar product of two slices, as if in twice the precision.
///
/// Source: T. Ogita, S. M. Rump and S. Oishi, SIAM J. Sci. Comput. 26 (2005) 1955-1988, algorithm 5.3 (`Dot2`), with the
/// exact product error from a fused multiply-add.
///
/// # Errors
///
/// [`Error::DimensionMismatch`] if the slices differ in length.
///
/// ```
/// use mercato_numeric::sum::dot;
///
/// assert_eq!(dot(&[1e16, 1.0, -1e16], &[1.0, 1.0, 1.0])?, 1.0);
/// # Ok::<(), mercato_numeric::Error>(())
/// ```
pub fn dot(x: &[f64], y: &[f64]) -> Result<f64, Error> {
    if x.len() != y.len() {
        return Err(Error::DimensionMismatch { name: "y", expected: x.len(), actual: y.len() });
    }
    let mut total = Sum::new();
    for (a, b) in x.iter().zip(y) {
        let product = a * b;
        total.add(product);
        if product.is_finite() {
            total.lost += a.mul_add(*b, -product);
        }
    }
    Ok(total.value())
}

/// Count, mean and variance in one pass over the numbers.
///
/// Source: B. P. Welford, Technometrics 4 (1962) 419-420; merging by T. F. Chan, G. H. Golub and R. LeVeque (1979),
/// "Updating formulae and a pairwise algorithm for computing sample variances", equation (2.1).
///
/// ```
/// use mercato_numeric::sum::Moments;
///
/// let sales: Moments = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0].into_iter().collect();
/// assert_eq!(sales.mean(), Some(5.0));
/// assert_eq!(sales.population_variance(), Some(4.0));
/// assert_eq!(sales.sample_variance(), Some(32.0 / 7.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    count: u64,
    mean: f64,
    /// Sum of squared deviations from the mean.
    squares: f64,
}

impl Moments {
    /// No numbers yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { count: 0, mean: 0.0, squares: 0.0 }
    }

    /// Takes in one number.
    pub fn add(&mut self, x: f64) {
        self.count = self.count.saturating_add(1);
        let before = x - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (x - self.mean);
    }

    /// Takes in all numbers of another pass.
    pub fn merge(&mut self, other: Self) {
        if self.count == 0 || other.count == 0 {
            if self.count == 0 {
                *self = other;
            }
            return;
        }
        let count = self.count.saturating_add(other.count);
        let share = other.count as f64 / count as f64;
        let gap = other.mean - self.mean;
        self.squares += other.squares + gap * gap * share * self.count as f64;
        self.mean += gap * share;
        self.count = count;
    }

    /// How many numbers.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// Their mean, if there is one number.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// Their variance about their own mean with divisor n, if there is one number.
    #[must_use]
    pub fn population_variance(&self) -> Option<f64> {
        (self.count > 0).then(|| self.squares / self.count as f64)
    }

    /// The unbiased estimate with divisor n - 1, if there are two numbers.
    #[must_use]
    pub fn sample_variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / (self.count as f64 - 1.0))
    }
}

impl Extend<f64> for Moments {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, numbers: I) {
        for x in numbers {
            self.add(x);
        }
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Self {
        let mut moments = Self::new();
        moments.extend(numbers);
        moments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_keep_what_plain_addition_loses() {
        let numbers: Vec<f64> = (0..100_000_u32).map(|i| if i % 2 == 0 { 1e15 + 0.1 } else { -1e15 }).collect();
        // 1e15 + 0.1 is 1e15 + 0.125 in binary.
        assert!((sum(&numbers) - 6250.0).abs() < 1e-9);
        assert!(sum(&[f64::INFINITY, 1.0]).is_infinite());
        assert!(sum(&[f64::INFINITY, f64::NEG_INFINITY]).is_nan());
        let (mut left, right): (Sum, Sum) = ([1e100, 1.0].into_iter().collect(), [-1e100, 1.0].into_iter().collect());
        left.merge(right);
        assert!((left.value() - 2.0).abs() < 1e-300);
        assert!(matches!(dot(&[1.0], &[]), Err(Error::DimensionMismatch { .. })));
    }

    #[test]
    fn moments_do_not_cancel_far_from_zero() {
        // NIST StRD NumAcc4: 10000000.2, then 500 pairs of .1 and .3; standard deviation 0.1, mean 10000000.2.
        let numbers = (0..1001_u32).map(|i| {
            if i == 0 {
                10_000_000.2
            } else if i % 2 == 1 {
                10_000_000.1
            } else {
                10_000_000.3
            }
        });
        let all: Moments = numbers.clone().collect();
        assert!((all.mean().unwrap() - 10_000_000.2).abs() < 1e-8);
        assert!((all.sample_variance().unwrap().sqrt() - 0.1).abs() < 1e-8);
        let mut merged: Moments = numbers.clone().take(400).collect();
        merged.merge(numbers.skip(400).collect());
        assert_eq!(merged.count(), 1001);
        assert!((merged.sample_variance().unwrap() / all.sample_variance().unwrap() - 1.0).abs() < 1e-8);
    }
}
