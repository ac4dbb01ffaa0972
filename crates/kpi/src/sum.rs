//! What is the sum, exactly, whatever the order? A decimal sum that never rounds, never overflows, and gives the same bytes
//! for every partitioning of its items.

use crate::accumulator::Accumulator;
use crate::codec::{Kind, Reader, Writer, malformed};
use crate::error::KpiError;
use mercato_core::{Decimal, Exact};
use num_bigint::{BigInt, Sign};
use std::collections::BTreeMap;

/// The exact sum of decimals and of products of a count and a decimal.
///
/// Kept as a 128-bit integer at the largest scale seen, and in arbitrary precision from where that does not suffice. Equality
/// and bytes look at the value alone.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{Accumulator, SumDecimal};
/// let mut sum = SumDecimal::default();
/// sum.update(&decimal::parse("0.10")?)?;
/// sum.add_product(3, decimal::parse("19.9")?);
/// assert_eq!(sum.finish()?.to_decimal(2), Some(decimal::parse("59.80")?));
/// assert_eq!(SumDecimal::from_bytes(&sum.to_bytes())?, sum);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct SumDecimal {
    scale: u32,
    narrow: i128,
    wide: BigInt,
}

/// 10 to the power `exponent`; a decimal has at most 28 decimals, so 128 bits hold every one that occurs.
fn power_of_ten(exponent: u32) -> i128 {
    10_i128.saturating_pow(exponent)
}

impl SumDecimal {
    /// Adds a decimal.
    #[inline]
    pub fn add(&mut self, value: Decimal) {
        self.add_units(value.mantissa(), value.scale());
    }

    /// Takes a decimal off.
    #[inline]
    pub fn subtract(&mut self, value: Decimal) {
        // 96 bits have an opposite
        self.add_units(value.mantissa().wrapping_neg(), value.scale());
    }

    /// Adds `count x value`.
    #[inline]
    pub fn add_product(&mut self, count: i64, value: Decimal) {
        match value.mantissa().checked_mul(count.into()) {
            Some(units) => self.add_units(units, value.scale()),
            None => self.add_wide(BigInt::from(value.mantissa()) * count, value.scale()),
        }
    }

    /// Adds `units / 10^scale`.
    #[inline]
    fn add_units(&mut self, units: i128, scale: u32) {
        if scale == self.scale
            && let Some(sum) = self.narrow.checked_add(units)
        {
            self.narrow = sum;
        } else {
            self.add_rescaled(units, scale);
        }
    }

    fn add_rescaled(&mut self, units: i128, scale: u32) {
        self.rescale(scale);
        let sum = units
            .checked_mul(power_of_ten(self.scale.saturating_sub(scale)))
            .and_then(|units| self.narrow.checked_add(units));
        match sum {
            Some(sum) => self.narrow = sum,
            None => self.add_wide(BigInt::from(units), scale),
        }
    }

    fn add_wide(&mut self, units: BigInt, scale: u32) {
        self.rescale(scale);
        self.wide += units * power_of_ten(self.scale.saturating_sub(scale));
    }

    /// Raises the scale to `scale`, if it is below.
    fn rescale(&mut self, scale: u32) {
        if scale <= self.scale {
            return;
        }
        let power = power_of_ten(scale.saturating_sub(self.scale));
        self.wide *= power;
        match self.narrow.checked_mul(power) {
            Some(narrow) => self.narrow = narrow,
            None => self.wide += BigInt::from(std::mem::take(&mut self.narrow)) * power,
        }
        self.scale = scale;
    }

    /// The sum as an exact number.
    #[must_use]
    pub fn exact(&self) -> Exact {
        let mut units = Exact::from(self.narrow);
        if self.wide.sign() != Sign::NoSign {
            let radix = Exact::from(1_i128 << 64);
            let limbs = self.wide.iter_u64_digits().rev();
            let magnitude = limbs.fold(Exact::ZERO, |sum, limb| &sum * &radix + Exact::from(limb));
            units = if self.wide.sign() == Sign::Minus { units - magnitude } else { units + magnitude };
        }
        // a power of ten is not 0
        units.checked_div(&Exact::from(power_of_ten(self.scale))).unwrap_or(Exact::ZERO)
    }

    /// Mantissa and scale of the value with no zero at its end.
    fn canonical(&self) -> (BigInt, u32) {
        let mut mantissa = &self.wide + self.narrow;
        let mut scale = self.scale;
        if mantissa.sign() == Sign::NoSign {
            return (mantissa, 0);
        }
        while scale > 0 && (&mantissa % 10_u32).sign() == Sign::NoSign {
            mantissa /= 10_u32;
            scale = scale.saturating_sub(1);
        }
        (mantissa, scale)
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        let (mantissa, scale) = self.canonical();
        out.count(scale.into());
        out.integer(&mantissa);
    }

    pub(crate) fn read(from: &mut Reader<'_>) -> Result<Self, KpiError> {
        let scale = from.count()?;
        let scale = u32::try_from(scale)
            .ok()
            .filter(|scale| *scale <= mercato_core::decimal::MAX_SCALE)
            .ok_or_else(|| malformed(format_args!("a scale of {scale}")))?;
        let mantissa = from.integer()?;
        Ok(match i128::try_from(&mantissa) {
            Ok(narrow) => Self { scale, narrow, wide: BigInt::ZERO },
            Err(_) => Self { scale, narrow: 0, wide: mantissa },
        })
    }

    /// Adds the other sum.
    pub(crate) fn absorb(&mut self, other: &Self) {
        self.add_units(other.narrow, other.scale);
        if other.wide.sign() != Sign::NoSign {
            self.add_wide(other.wide.clone(), other.scale);
        }
    }
}

impl PartialEq for SumDecimal {
    fn eq(&self, other: &Self) -> bool {
        self.canonical() == other.canonical()
    }
}

impl Eq for SumDecimal {}

impl Accumulator for SumDecimal {
    type Item = Decimal;
    type Output = Exact;

    fn update(&mut self, item: &Decimal) -> Result<(), KpiError> {
        self.add(*item);
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        self.absorb(other);
        Ok(())
    }

    fn finish(&self) -> Result<Exact, KpiError> {
        Ok(self.exact())
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(Kind::SumDecimal);
        self.write(&mut out);
        out.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError> {
        let mut from = Reader::new(bytes, Kind::SumDecimal)?;
        let sum = Self::read(&mut from)?;
        from.finish()?;
        Ok(sum)
    }
}

/// The exact sum of decimals and of quotients of a decimal and a quantity: what lines give back of their discounts.
///
/// Quotients are summed by their denominator, so that adding one never touches the others: one third three times is one.
/// Memory and the time to finish grow with the number of different denominators, which are quantities of single lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ShareSum {
    pub(crate) whole: SumDecimal,
    /// The sums of the numerators, by denominator, in lowest terms, above 1.
    shares: BTreeMap<u64, SumDecimal>,
}

impl ShareSum {
    /// Takes `part x value / quantity` off; `part` and `quantity` are positive.
    pub(crate) fn subtract_share(&mut self, part: i64, value: Decimal, quantity: i64) {
        let (part, quantity) = (part.unsigned_abs(), quantity.unsigned_abs());
        let common = greatest_common_divisor(part, quantity);
        let (part, quantity) =
            (part.checked_div(common).unwrap_or(part), quantity.checked_div(common).unwrap_or(quantity));
        let rest = value.mantissa().unsigned_abs().checked_rem(quantity.into()).unwrap_or(0);
        let common = greatest_common_divisor(u64::try_from(rest).unwrap_or(0), quantity);
        let denominator = quantity.checked_div(common).unwrap_or(quantity);
        let mantissa = value.mantissa().checked_div(common.into()).unwrap_or(0);
        let sum = if denominator == 1 { &mut self.whole } else { self.shares.entry(denominator).or_default() };
        let part = i128::from(part).wrapping_neg();
        match mantissa.checked_mul(part) {
            Some(units) => sum.add_units(units, value.scale()),
            None => sum.add_wide(BigInt::from(mantissa) * part, value.scale()),
        }
    }

    pub(crate) fn exact(&self) -> Exact {
        self.shares.iter().fold(self.whole.exact(), |sum, (denominator, numerators)| {
            let share = numerators.exact().checked_div(&Exact::from(*denominator));
            sum + share.unwrap_or(Exact::ZERO)
        })
    }

    pub(crate) fn absorb(&mut self, other: &Self) {
        self.whole.absorb(&other.whole);
        for (denominator, numerators) in &other.shares {
            self.shares.entry(*denominator).or_default().absorb(numerators);
        }
    }

    pub(crate) fn write(&self, out: &mut Writer) {
        self.whole.write(out);
        out.length(self.shares.len());
        for (denominator, numerators) in &self.shares {
            out.count(*denominator);
            numerators.write(out);
        }
    }

    pub(crate) fn read(from: &mut Reader<'_>) -> Result<Self, KpiError> {
        let whole = SumDecimal::read(from)?;
        let mut shares = BTreeMap::new();
        for _ in 0..from.length()? {
            let denominator = from.count()?;
            if denominator < 2 || shares.last_key_value().is_some_and(|(last, _)| *last >= denominator) {
                return Err(malformed(format_args!("a denominator of {denominator}")));
            }
            shares.insert(denominator, SumDecimal::read(from)?);
        }
        Ok(Self { whole, shares })
    }
}

/// Euclid's algorithm; `gcd(0, b) = b`.
fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while let Some(rest) = b.checked_rem(a) {
        b = a;
        a = rest;
    }
    b
}
