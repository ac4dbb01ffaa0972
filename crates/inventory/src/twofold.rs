//! How is a difference of two long sums known to the last digit of a double? By carrying both in twice the precision.
//!
//! A number is an unevaluated sum of two doubles, good for about 31 digits. Source: T. J. Dekker (1971), "A floating-point technique for extending the
//! available precision", Numerische Mathematik 18; D. E. Knuth, The Art of Computer Programming 2, section 4.2.2. Limits: an
//! infinity may turn into NaN; who uses it checks the leading part.

use std::ops::{Add, Div, Mul, Sub};

/// `high + low`, with `|low|` at most half a unit in the last place of `high`.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub(crate) struct Twofold {
    high: f64,
    low: f64,
}

impl Twofold {
    pub(crate) const ZERO: Self = Self { high: 0.0, low: 0.0 };

    pub(crate) const fn value(self) -> f64 {
        self.high
    }

    /// `high + low` where `|high| ≥ |low|`.
    fn normalized(high: f64, low: f64) -> Self {
        let sum = high + low;
        Self { high: sum, low: low - (sum - high) }
    }
}

impl From<f64> for Twofold {
    fn from(value: f64) -> Self {
        Self { high: value, low: 0.0 }
    }
}

impl Add for Twofold {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let sum = self.high + other.high;
        let part = sum - self.high;
        let lost = (self.high - (sum - part)) + (other.high - part);
        Self::normalized(sum, lost + (self.low + other.low))
    }
}

impl Sub for Twofold {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + Self { high: -other.high, low: -other.low }
    }
}

impl Mul for Twofold {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let product = self.high * other.high;
        let lost = self.high.mul_add(other.high, -product);
        Self::normalized(product, lost + (self.high * other.low + self.low * other.high))
    }
}

impl Div for Twofold {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self - other * first.into();
        Self::normalized(first, rest.high / other.high)
    }
}

#[cfg(test)]
mod tests {
    use super::Twofold;

    fn two(high: f64, low: f64) -> Twofold {
        Twofold::from(high) + low.into()
    }

    #[test]
    fn what_a_double_would_lose_is_kept() {
        let tiny = libm::ldexp(1.0, -80);
        let one = two(1.0, tiny);
        assert_eq!((one - 1.0.into()).value().to_bits(), tiny.to_bits());
        // (1 + e)² = 1 + 2e + e², (1 + 2e + e²)/(1 + e) = 1 + e
        let square = one * one;
        assert_eq!((square - 1.0.into()).value().to_bits(), (2.0 * tiny).to_bits());
        assert_eq!((square / one - 1.0.into()).value().to_bits(), tiny.to_bits());
        // what the product of two doubles rounds away
        let near = 1.0 + libm::ldexp(1.0, -30);
        let product = Twofold::from(near) * near.into();
        assert_eq!((product - (near * near).into()).value().to_bits(), libm::ldexp(1.0, -60).to_bits());
        // 1/3 · 3 = 1 to 31 digits, where a double gives 17
        let third = two(1.0, 0.0) / 3.0.into();
        assert!((third * 3.0.into() - 1.0.into()).value().abs() < 1e-31);
        assert!(one > 1.0.into() && square > one);
    }
}
