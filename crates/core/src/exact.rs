//! In what do money formulas compute? In exact rational numbers, so that nothing is rounded but the answer, once.
//!
//! [`Exact`] holds a quotient of 128-bit integers and moves to arbitrary precision by itself where they do not suffice: its
//! sums, differences, products and quotients are always the true ones. It leaves the exact world by a named door:
//! [`Exact::round`] (to a decimal, with a rounding mode), [`Exact::to_minor`] (to minor units), [`Exact::to_f64`] (the nearest
//! double, for a rate) or [`Exact::to_decimal`] (only where nothing is lost).

use crate::decimal::power_of_ten;
use crate::error::Error;
use crate::rounding::{Rounding, round_quotient_big, round_quotient_u128};
use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use rust_decimal::Decimal;
use std::cmp::Ordering;
use std::ops::{Add, Mul, Neg, Sub};

/// An exact rational number.
///
/// ```
/// use mercato_core::{Exact, Rounding, decimal};
/// // a third of 10.00, three times, is 10.00 again: nothing was rounded on the way
/// let third = Exact::from(decimal::parse("10.00")?).checked_div(&Exact::from(3)).unwrap();
/// assert_eq!(third.round("third", 2, Rounding::HalfUp)?.to_string(), "3.33");
/// let whole = &(&third + &third) + &third;
/// assert_eq!(whole.round("whole", 2, Rounding::HalfUp)?.to_string(), "10.00");
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Exact(Repr);

/// `Small` wherever a value was small to begin with; a value may stay `Big` after it became small again, so equality and
/// order never look at the form. Denominators are positive.
#[derive(Debug, Clone)]
enum Repr {
    Small { numerator: i128, denominator: i128 },
    Big(Box<BigRatio>),
}

#[derive(Debug, Clone)]
struct BigRatio {
    numerator: BigInt,
    denominator: BigInt,
}

/// Bits. Beyond them no common divisor is looked for: it costs the square of the length, and what made terms that long seldom
/// has one.
const LONGEST_REDUCED: u64 = 4096;

impl Exact {
    /// Zero.
    pub const ZERO: Self = Self(Repr::Small { numerator: 0, denominator: 1 });

    /// One.
    pub const ONE: Self = Self(Repr::Small { numerator: 1, denominator: 1 });

    const fn small(numerator: i128, denominator: i128) -> Self {
        Self(Repr::Small { numerator, denominator })
    }

    /// The lowest terms, in 128 bits where they fit: keeps long chains of operations from growing. Terms longer than
    /// [`LONGEST_REDUCED`] stay as they are.
    fn big(numerator: BigInt, denominator: BigInt) -> Self {
        if denominator.bits() > LONGEST_REDUCED {
            return Self(Repr::Big(Box::new(BigRatio { numerator, denominator })));
        }
        let divisor = BigInt::from(numerator.magnitude().gcd(denominator.magnitude()));
        let reduce = |value: BigInt| value.checked_div(&divisor).unwrap_or(value);
        let (numerator, denominator) = (reduce(numerator), reduce(denominator));
        match (i128::try_from(&numerator), i128::try_from(&denominator)) {
            (Ok(numerator), Ok(denominator)) => Self::small(numerator, denominator),
            _ => Self(Repr::Big(Box::new(BigRatio { numerator, denominator }))),
        }
    }

    fn parts(&self) -> (BigInt, BigInt) {
        match &self.0 {
            Repr::Small { numerator, denominator } => (BigInt::from(*numerator), BigInt::from(*denominator)),
            Repr::Big(ratio) => (ratio.numerator.clone(), ratio.denominator.clone()),
        }
    }

    /// The decimal that `value` prints as (its shortest round trip): 0.07 is 7/100, not the double's 0.07000000000000000666.
    ///
    /// ```
    /// use mercato_core::Exact;
    /// assert_eq!((Exact::from_f64_shortest(0.07).unwrap() * Exact::from(100)).to_f64("share")?, 7.0);
    /// assert!(Exact::from_f64_shortest(f64::NAN).is_none());
    /// # Ok::<(), mercato_core::Error>(())
    /// ```
    #[must_use]
    pub fn from_f64_shortest(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let text = format!("{value:e}");
        let (mantissa, exponent) = text.split_once('e')?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let numerator = format!("{whole}{fraction}").parse::<i128>().ok()?;
        let exponent = exponent.parse::<i64>().ok()?.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        let steps = u32::try_from(exponent.unsigned_abs()).ok()?;
        let power = BigInt::from(10_u32).pow(steps);
        Some(if exponent < 0 {
            Self::big(BigInt::from(numerator), power)
        } else {
            Self::big(BigInt::from(numerator) * power, BigInt::from(1_u32))
        })
    }

    /// -1, 0 or 1.
    #[must_use]
    pub fn signum(&self) -> i32 {
        match &self.0 {
            Repr::Small { numerator, .. } => match numerator.cmp(&0) {
                Ordering::Less => -1,
                Ordering::Equal => 0,
                Ordering::Greater => 1,
            },
            Repr::Big(ratio) => match ratio.numerator.sign() {
                Sign::Minus => -1,
                Sign::NoSign => 0,
                Sign::Plus => 1,
            },
        }
    }

    /// Is it 0?
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.signum() == 0
    }

    /// Is it below 0?
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.signum() < 0
    }

    /// The magnitude.
    #[must_use]
    pub fn abs(&self) -> Self {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The quotient; `None` if `divisor` is 0.
    #[must_use]
    pub fn checked_div(&self, divisor: &Self) -> Option<Self> {
        if divisor.is_zero() {
            return None;
        }
        if let (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) =
            (&self.0, &divisor.0)
        {
            let signed = |value: &i128| if *c < 0 { value.checked_neg() } else { Some(*value) };
            let small = signed(d).and_then(|d| a.checked_mul(d)).zip(c.checked_abs().and_then(|c| b.checked_mul(c)));
            if let Some((numerator, denominator)) = small {
                return Some(Self::small(numerator, denominator));
            }
        }
        let ((a, b), (c, d)) = (self.parts(), divisor.parts());
        let (numerator, denominator) = (a * d, b * c);
        Some(if denominator.sign() == Sign::Minus {
            Self::big(-numerator, -denominator)
        } else {
            Self::big(numerator, denominator)
        })
    }

    /// Rounded to `scale` decimals, printed with exactly that many; `name` is the figure's name in an error.
    ///
    /// # Errors
    /// `overflow` if the rounded value does not fit a [`Decimal`] of that scale (96 bits; at most 28 decimals).
    pub fn round(&self, name: &str, scale: u32, mode: Rounding) -> Result<Decimal, Error> {
        let overflow = || Error::overflow(name, "the exact value", "a 96-bit decimal at this scale");
        let mantissa = self.scaled(scale, mode).ok_or_else(overflow)?;
        Decimal::try_from_i128_with_scale(mantissa, scale).map_err(|_| overflow())
    }

    /// Rounded to whole units of `10^-digits`; `name` is the figure's name in an error.
    ///
    /// # Errors
    /// `overflow` if that does not fit an `i64`.
    pub fn to_minor(&self, name: &str, digits: u32, mode: Rounding) -> Result<i64, Error> {
        self.scaled(digits, mode)
            .and_then(|minor| i64::try_from(minor).ok())
            .ok_or_else(|| Error::overflow(name, "the exact value", "64-bit minor units"))
    }

    /// Rounded to an integer; `None` beyond 128 bits.
    #[must_use]
    pub fn to_integer(&self, mode: Rounding) -> Option<i128> {
        self.scaled(0, mode)
    }

    /// The value times `10^scale`, rounded.
    fn scaled(&self, scale: u32, mode: Rounding) -> Option<i128> {
        if let Repr::Small { numerator, denominator } = &self.0
            && let Some(magnitude) = power_of_ten(scale).and_then(|power| numerator.unsigned_abs().checked_mul(power))
        {
            let rounded = round_quotient_u128(magnitude, denominator.unsigned_abs(), *numerator < 0, mode)?;
            let rounded = i128::try_from(rounded).ok()?;
            return if *numerator < 0 { rounded.checked_neg() } else { Some(rounded) };
        }
        let (numerator, denominator) = self.parts();
        let power = BigInt::from(10_u32).pow(scale);
        i128::try_from(round_quotient_big(&(numerator * power), &denominator, mode)?).ok()
    }

    /// The decimal with `scale` decimals, if it is exactly this number and fits.
    #[must_use]
    pub fn to_decimal(&self, scale: u32) -> Option<Decimal> {
        let mantissa = self.scaled(scale, Rounding::Down)?;
        let decimal = Decimal::try_from_i128_with_scale(mantissa, scale).ok()?;
        (Self::from(decimal) == *self).then_some(decimal)
    }

    /// The double nearest to this number (ties to even); `name` is the figure's name in an error.
    ///
    /// # Errors
    /// `overflow` beyond the largest double.
    pub fn to_f64(&self, name: &str) -> Result<f64, Error> {
        /// Integers up to this are doubles, and the quotient of two doubles is correctly rounded.
        const EXACT: u128 = 1 << 53;
        if let Repr::Small { numerator, denominator } = &self.0
            && numerator.unsigned_abs() <= EXACT
            && denominator.unsigned_abs() <= EXACT
        {
            return Ok(*numerator as f64 / *denominator as f64);
        }
        let (numerator, denominator) = self.parts();
        let magnitude = nearest_f64(numerator.magnitude(), denominator.magnitude());
        let value = if numerator.sign() == Sign::Minus { -magnitude } else { magnitude };
        if value.is_finite() { Ok(value) } else { Err(Error::overflow(name, "the exact value", "a 64-bit float")) }
    }
}

/// The double nearest to a positive quotient: 66 or 67 bits of it, with a sticky last bit, then one rounding.
fn nearest_f64(numerator: &BigUint, denominator: &BigUint) -> f64 {
    let bits = |value: &BigUint| i64::try_from(value.bits()).unwrap_or(i64::MAX);
    let wanted = 66_i64.saturating_add(bits(denominator)).saturating_sub(bits(numerator));
    // a quotient below the smallest normal double has fewer bits: keep those that count, or it would be rounded twice
    let shift = wanted.min(1074 + 2);
    let steps = shift.unsigned_abs();
    let (numerator, denominator) =
        if shift >= 0 { (numerator << steps, denominator.clone()) } else { (numerator.clone(), denominator << steps) };
    let quotient = &numerator / &denominator;
    let sticky = u128::from(&quotient * &denominator != numerator);
    let leading = u128::try_from(&quotient).unwrap_or(u128::MAX) | sticky;
    let exponent = i32::try_from(shift.saturating_neg()).unwrap_or(i32::MAX);
    libm::scalbn(leading as f64, exponent)
}

impl From<i64> for Exact {
    fn from(value: i64) -> Self {
        Self::small(value.into(), 1)
    }
}

impl From<u64> for Exact {
    fn from(value: u64) -> Self {
        Self::small(value.into(), 1)
    }
}

impl From<i128> for Exact {
    fn from(value: i128) -> Self {
        Self::small(value, 1)
    }
}

impl From<i32> for Exact {
    fn from(value: i32) -> Self {
        Self::small(value.into(), 1)
    }
}

impl From<Decimal> for Exact {
    fn from(value: Decimal) -> Self {
        match power_of_ten(value.scale()).and_then(|power| i128::try_from(power).ok()) {
            Some(denominator) => Self::small(value.mantissa(), denominator),
            None => Self::big(BigInt::from(value.mantissa()), BigInt::from(10_u32).pow(value.scale())),
        }
    }
}

impl From<&Decimal> for Exact {
    fn from(value: &Decimal) -> Self {
        Self::from(*value)
    }
}

impl PartialEq for Exact {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Exact {}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) =
            (&self.0, &other.0)
            && let (Some(left), Some(right)) = (a.checked_mul(*d), c.checked_mul(*b))
        {
            return left.cmp(&right);
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        (a * d).cmp(&(c * b))
    }
}

impl Neg for &Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        match &self.0 {
            Repr::Small { numerator, denominator } if *numerator != i128::MIN => {
                Exact::small(numerator.wrapping_neg(), *denominator)
            }
            _ => {
                let (numerator, denominator) = self.parts();
                Exact::big(-numerator, denominator)
            }
        }
    }
}

impl Neg for Exact {
    type Output = Self;

    fn neg(self) -> Self {
        -&self
    }
}

/// `small` adds or subtracts numerators over one denominator, `big` does it where 128 bits do not suffice.
fn combine(
    left: &Exact,
    right: &Exact,
    small: fn(i128, i128) -> Option<i128>,
    big: fn(BigInt, BigInt) -> BigInt,
) -> Exact {
    if let (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) =
        (&left.0, &right.0)
    {
        let sum = if b == d {
            small(*a, *c).map(|numerator| (numerator, *b))
        } else if b.checked_rem(*d) == Some(0) {
            // powers of ten: the larger denominator serves both
            b.checked_div(*d).and_then(|k| c.checked_mul(k)).and_then(|c| small(*a, c)).map(|numerator| (numerator, *b))
        } else if d.checked_rem(*b) == Some(0) {
            d.checked_div(*b).and_then(|k| a.checked_mul(k)).and_then(|a| small(a, *c)).map(|numerator| (numerator, *d))
        } else {
            a.checked_mul(*d).zip(c.checked_mul(*b)).and_then(|(a, c)| small(a, c)).zip(b.checked_mul(*d))
        };
        if let Some((numerator, denominator)) = sum {
            return Exact::small(numerator, denominator);
        }
    }
    let ((a, b), (c, d)) = (left.parts(), right.parts());
    if b == d {
        Exact::big(big(a, c), b)
    } else if let Some(factor) = multiple(&b, &d) {
        Exact::big(big(a, c * factor), b)
    } else if let Some(factor) = multiple(&d, &b) {
        Exact::big(big(a * factor, c), d)
    } else {
        Exact::big(big(a * &d, c * &b), b * d)
    }
}

/// How often `unit` goes into `value`, if it does so without rest: powers of ten share the larger one, at any length.
fn multiple(value: &BigInt, unit: &BigInt) -> Option<BigInt> {
    if value.bits() < unit.bits() || value.bits() > LONGEST_REDUCED {
        return None;
    }
    let (quotient, rest) = value.div_rem(unit);
    (rest.sign() == Sign::NoSign).then_some(quotient)
}

impl Add for &Exact {
    type Output = Exact;

    fn add(self, other: Self) -> Exact {
        combine(self, other, i128::checked_add, |a, b| a + b)
    }
}

impl Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: Self) -> Exact {
        combine(self, other, i128::checked_sub, |a, b| a - b)
    }
}

impl Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: Self) -> Exact {
        if let (Repr::Small { numerator: a, denominator: b }, Repr::Small { numerator: c, denominator: d }) =
            (&self.0, &other.0)
            && let (Some(numerator), Some(denominator)) = (a.checked_mul(*c), b.checked_mul(*d))
        {
            return Exact::small(numerator, denominator);
        }
        let ((a, b), (c, d)) = (self.parts(), other.parts());
        Exact::big(a * c, b * d)
    }
}

macro_rules! by_value {
    ($($operator:ident $method:ident),*) => {$(
        impl $operator for Exact {
            type Output = Self;

            fn $method(self, other: Self) -> Self {
                (&self).$method(&other)
            }
        }
    )*};
}

by_value!(Add add, Sub sub, Mul mul);

/// Sums pairs, then pairs of pairs: where many denominators meet, the factors of each product are of the same length, and the
/// time is that of multiplying numbers as long as the answer, not its square.
impl std::iter::Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        // the sum at a level is over 2^level values, as the digits of a binary counter
        let mut parts: Vec<(u32, Self)> = Vec::new();
        for value in values {
            let (mut level, mut sum) = (0_u32, value);
            while let Some((_, part)) = parts.pop_if(|(top, _)| *top == level) {
                sum = part + sum;
                level = level.saturating_add(1);
            }
            parts.push((level, sum));
        }
        parts.into_iter().rev().fold(Self::ZERO, |sum, (_, part)| part + sum)
    }
}
