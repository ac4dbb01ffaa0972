//! What is the sum, exactly, whatever the order? A decimal sum that never rounds, never overflows, and gives the same bytes
//! for every partitioning of its items.

use crate::accumulator::Accumulator;
use crate::codec::{Kind, Reader, Writer, malformed};
use crate::error::KpiError;
use mercato_core::{Decimal, Error, Exact};
use num_bigint::{BigInt, Sign};
use num_integer::{Integer, gcd};
use std::cell::OnceCell;
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
        // a power of ten is not 0
        integer(&self.mantissa()).checked_div(&Exact::from(power_of_ten(self.scale))).unwrap_or(Exact::ZERO)
    }

    /// The value times `10^scale`.
    fn mantissa(&self) -> BigInt {
        &self.wide + self.narrow
    }

    /// Mantissa and scale of the value with no zero at its end.
    fn canonical(&self) -> (BigInt, u32) {
        let mut mantissa = self.mantissa();
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

/// An integer as an exact number.
fn integer(value: &BigInt) -> Exact {
    if let Ok(value) = i128::try_from(value) {
        return Exact::from(value);
    }
    let radix = Exact::from(1_i128 << 64);
    let magnitude = value.iter_u64_digits().rev().fold(Exact::ZERO, |sum, limb| &sum * &radix + Exact::from(limb));
    if value.sign() == Sign::Minus { -magnitude } else { magnitude }
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
        let common = gcd(part, quantity);
        let (part, quantity) =
            (part.checked_div(common).unwrap_or(part), quantity.checked_div(common).unwrap_or(quantity));
        let rest = value.mantissa().unsigned_abs().checked_rem(quantity.into()).unwrap_or(0);
        let common = gcd(u64::try_from(rest).unwrap_or(0), quantity);
        let denominator = quantity.checked_div(common).unwrap_or(quantity);
        let mantissa = value.mantissa().checked_div(common.into()).unwrap_or(0);
        let sum = if denominator == 1 { &mut self.whole } else { self.shares.entry(denominator).or_default() };
        let part = i128::from(part).wrapping_neg();
        match mantissa.checked_mul(part) {
            Some(units) => sum.add_units(units, value.scale()),
            None => sum.add_wide(BigInt::from(mantissa) * part, value.scale()),
        }
    }

    /// The sum, ready for figures to be read from it. Time and memory O(denominators).
    pub(crate) fn total(&self) -> ShareTotal {
        let mut open = Vec::new();
        let mut decimals = Vec::new();
        let mut low = BigInt::ZERO;
        for (denominator, numerators) in &self.shares {
            let mantissa = numerators.mantissa();
            let common = mantissa.gcd(&BigInt::from(*denominator));
            let denominator = denominator.checked_div(u64::try_from(&common).unwrap_or(1)).unwrap_or(*denominator);
            let share = Share { mantissa: mantissa / common, scale: numerators.scale, denominator };
            if share.ends() {
                decimals.push(share.exact());
            } else {
                let denominator = BigInt::from(power_of_ten(share.scale)) * denominator;
                low += (&share.mantissa << FRACTION_BITS).div_floor(&denominator);
                open.push(share);
            }
        }
        let whole = decimals.into_iter().sum::<Exact>() + self.whole.exact();
        let unit = Exact::from(1_i128 << (FRACTION_BITS / 2));
        let unit = &unit * &unit;
        let bound = |above: usize| &whole + &integer(&(&low + above)).checked_div(&unit).unwrap_or(Exact::ZERO);
        let ends = (!open.is_empty()).then(|| [bound(0), bound(open.len())]);
        ShareTotal { whole, open, ends, exact: OnceCell::new() }
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

/// Bits after the point to which [`ShareTotal`] knows a sum at first: 57 decimals, less those of the number of shares.
const FRACTION_BITS: u32 = 192;

/// `mantissa / (10^scale x denominator)`, where mantissa and denominator have no common divisor.
#[derive(Debug)]
struct Share {
    mantissa: BigInt,
    scale: u32,
    denominator: u64,
}

impl Share {
    /// Is it a decimal: does the denominator divide a power of ten?
    fn ends(&self) -> bool {
        let mut rest = self.denominator >> self.denominator.trailing_zeros().min(63);
        while rest.is_multiple_of(5) && rest > 0 {
            rest /= 5;
        }
        rest <= 1
    }

    fn exact(&self) -> Exact {
        let denominator = Exact::from(power_of_ten(self.scale)) * Exact::from(self.denominator);
        integer(&self.mantissa).checked_div(&denominator).unwrap_or(Exact::ZERO)
    }
}

/// The sum of a [`ShareSum`], from which figures are read without putting all shares over one denominator.
///
/// That denominator has as many digits as all denominators together. So the sum is first known between two bounds
/// `shares x 2^-192` apart: where a figure is the same at both, it is the figure, exactly. The bounds part where the sum is a
/// tie of the rounding (or closer to one than 50 decimals show). Shares that are decimals cannot cause that, they are summed
/// exactly; nor can shares of one denominator that add up to a decimal, for their sum is in lowest terms. What remains are
/// shares that cancel over several denominators, 1/3 + 1/6: then the fraction is computed once, in a balanced tree, in the
/// time of multiplying numbers of its length.
#[derive(Debug)]
pub(crate) struct ShareTotal {
    /// The decimal part.
    whole: Exact,
    /// The shares that are no decimals.
    open: Vec<Share>,
    /// The bounds, if there are such shares.
    ends: Option<[Exact; 2]>,
    exact: OnceCell<Exact>,
}

impl ShareTotal {
    fn exact(&self) -> &Exact {
        self.exact.get_or_init(|| self.open.iter().map(Share::exact).sum::<Exact>() + self.whole.clone())
    }

    /// The figure that `of` computes from the sum. `of` must be monotone, and may have a pole: it answers with the sign of its
    /// denominator (1 without one).
    pub(crate) fn figure<T: PartialEq>(&self, of: impl Fn(&Exact) -> (i32, Result<T, Error>)) -> Result<T, Error> {
        if let Some([low, high]) = &self.ends {
            let (low, high) = (of(low), of(high));
            if low.0 != 0 && low == high {
                return low.1;
            }
        }
        of(self.exact()).1
    }
}
