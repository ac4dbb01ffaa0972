//! What happens to figures near the ends of a double's range?
//!
//! The plan that the models of lots and coordination share:
//!
//! 1. An input that is not finite is refused at the door (`invalid_argument`, with its path).
//! 2. A product, a quotient or the root of one goes through [`quotient`] and [`root`]: what happens on the way neither
//!    overflows nor underflows, so that 1e300 · 1e300 / 1e300 is 1e300. Scaling is by powers of two: in the ordinary range
//!    the bits are those of the plain formula.
//! 3. A sum has only terms of one sign wherever the formula can be written so; then it can overflow, and cannot become NaN.
//! 4. Every figure of an answer passes `check::answer`: what is not finite is `overflow`, with the figure's name.
//! 5. A figure below the smallest double is 0, as IEEE 754 rounds it; a quotient by such a 0 is caught by rule 4.

/// A number as `mantissa · 2^exponent`, the mantissa in [0.5, 1), or 0 (or not finite, and stays so).
#[derive(Debug, Clone, Copy)]
struct Wide {
    mantissa: f64,
    exponent: i32,
}

impl Wide {
    const ONE: Self = Self { mantissa: 0.5, exponent: 1 };

    fn normalized(mantissa: f64, exponent: i32) -> Self {
        let (mantissa, shift) = libm::frexp(mantissa);
        Self { mantissa, exponent: exponent.saturating_add(shift) }
    }

    fn times(self, factor: f64) -> Self {
        let (mantissa, exponent) = libm::frexp(factor);
        Self::normalized(self.mantissa * mantissa, self.exponent.saturating_add(exponent))
    }

    fn over(self, divisor: f64) -> Self {
        let (mantissa, exponent) = libm::frexp(divisor);
        Self::normalized(self.mantissa / mantissa, self.exponent.saturating_sub(exponent))
    }

    fn of(factors: &[f64], divisors: &[f64]) -> Self {
        let product = factors.iter().fold(Self::ONE, |product, factor| product.times(*factor));
        divisors.iter().fold(product, |quotient, divisor| quotient.over(*divisor))
    }

    fn value(self) -> f64 {
        libm::ldexp(self.mantissa, self.exponent)
    }

    fn root(self) -> f64 {
        // an even exponent, halved exactly
        let (mantissa, exponent) = match self.exponent & 1 {
            0 => (self.mantissa, self.exponent),
            _ => (2.0 * self.mantissa, self.exponent.saturating_sub(1)),
        };
        libm::ldexp(mantissa.sqrt(), exponent >> 1)
    }
}

/// The plain product and quotient, if no step on the way left the range in which doubles keep all their digits.
#[inline]
fn plain<const N: usize, const M: usize>(factors: &[f64; N], divisors: &[f64; M]) -> Option<f64> {
    let mut value = 1.0_f64;
    let mut kept = true;
    for factor in factors {
        value *= factor;
        kept &= value >= f64::MIN_POSITIVE;
    }
    for divisor in divisors {
        value /= divisor;
        kept &= value >= f64::MIN_POSITIVE;
    }
    // an infinity on the way would be one at the end, or NaN
    (kept && value < f64::INFINITY).then_some(value)
}

/// The product of the factors over the product of the divisors.
#[inline]
pub(crate) fn quotient<const N: usize, const M: usize>(factors: [f64; N], divisors: [f64; M]) -> f64 {
    plain(&factors, &divisors).unwrap_or_else(|| wide_quotient(&factors, &divisors))
}

/// The square root of the [`quotient`].
#[inline]
pub(crate) fn root<const N: usize, const M: usize>(factors: [f64; N], divisors: [f64; M]) -> f64 {
    plain(&factors, &divisors).map_or_else(|| wide_root(&factors, &divisors), f64::sqrt)
}

#[cold]
#[inline(never)]
fn wide_quotient(factors: &[f64], divisors: &[f64]) -> f64 {
    Wide::of(factors, divisors).value()
}

#[cold]
#[inline(never)]
fn wide_root(factors: &[f64], divisors: &[f64]) -> f64 {
    Wide::of(factors, divisors).root()
}

/// The exponent `e` for which the largest of the numbers is in [2^(e-1), 2^e); 0 if all are 0.
pub(crate) fn exponent(numbers: &[f64]) -> i32 {
    libm::frexp(numbers.iter().fold(0.0, |largest, x| x.abs().max(largest))).1
}

#[cfg(test)]
mod tests {
    use super::{exponent, quotient, root};

    #[test]
    #[allow(clippy::float_cmp, reason = "powers of two are exact")]
    fn the_way_may_leave_the_range_if_the_answer_does_not() {
        let big = libm::ldexp(1.0, 1000);
        let small = libm::ldexp(1.0, -1000);
        assert_eq!(quotient([big, big, 3.0], [big]), 3.0 * big);
        assert_eq!(quotient([small, small, 3.0], [small]), 3.0 * small);
        assert_eq!(root([9.0, big, big], []), 3.0 * big);
        assert_eq!(root([9.0, small], [big]), 3.0 * small);
        assert_eq!(root([2.0, big], [libm::ldexp(1.0, 999)]), 2.0);
        assert_eq!(quotient([big, big], [2.0]), f64::INFINITY);
        assert_eq!(quotient([small, small], [2.0]), 0.0);
        assert_eq!((quotient([0.0, big, big], [small]), root([0.0, big], [small])), (0.0, 0.0));
    }

    #[test]
    fn scaled_and_plain_bits_agree() {
        for (a, b, c) in [(8.0, 1300.0, 0.225), (0.1, 0.7, 3.3), (2250.0, 182_500.0, 275.0)] {
            let wide = super::Wide::of(&[2.0, a, b], &[c]);
            assert_eq!(wide.value().to_bits(), (2.0 * a * b / c).to_bits());
            assert_eq!(wide.root().to_bits(), (2.0 * a * b / c).sqrt().to_bits());
        }
    }

    #[test]
    fn the_exponent_is_that_of_the_largest() {
        assert_eq!(exponent(&[0.3, -5.0, 4.0]), 3);
        assert_eq!((exponent(&[0.0]), exponent(&[])), (0, 0));
    }
}
