//! How much is it, in which currency? [`Money`] is a whole number of minor units; nothing is ever rounded silently.

use crate::allocate::{allocate, allocate_by, even_units};
use crate::currency::Currency;
use crate::decimal::{self, power_of_ten};
use crate::error::{Error, wire};
use crate::exact::Exact;
use crate::rounding::{Rounding, round_quotient_u64, round_quotient_u128};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// An amount of money: `i64` minor units (cents, fen, yen) and a currency.
///
/// ```
/// use mercato_core::{Currency, Money, Rounding, decimal};
/// let price = Money::parse("19.90", Currency::CNY)?;
/// let discount = price.mul_rate(decimal::parse("0.15")?, Rounding::HalfUp)?; // 2.985 -> 2.99
/// assert_eq!(price.checked_sub(discount)?.to_string(), "16.91 CNY");
/// // three lines share a discount of 10.00: nothing is lost
/// let parts = Money::parse("10.00", Currency::CNY)?.allocate(&[1990, 1990, 1990])?;
/// assert_eq!(parts.iter().map(Money::minor).collect::<Vec<_>>(), [334, 333, 333]);
/// # Ok::<(), mercato_core::Error>(())
/// ```
///
/// In text, `"19.90 CNY"`; in JSON, `{"amount": "19.90", "currency": "CNY"}`, the amount with exactly the currency's minor
/// digits. Where a document declares one currency for many amounts, [`Money::amount`] and [`Money::parse`] give and read the
/// amount alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "MoneyForm", into = "MoneyForm")]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// `minor` minor units: 1990 for 19.90 CNY, and for 1990 JPY.
    #[inline]
    #[must_use]
    pub const fn from_minor(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Nothing.
    #[inline]
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// Reads an amount: a strict decimal (see [`decimal::parse`]) with at most the currency's digits; further zeros do not
    /// count.
    ///
    /// ```
    /// use mercato_core::{Currency, Money};
    /// assert_eq!(Money::parse("12.3", Currency::USD)?.minor(), 1230);
    /// assert!(Money::parse("12.345", Currency::USD).is_err());
    /// assert!(Money::parse("12.5", Currency::JPY).is_err());
    /// # Ok::<(), mercato_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_argument` (path `amount`) for a text that is not a decimal or has more non-zero digits than the currency;
    /// `overflow` beyond `i64` minor units.
    pub fn parse(amount: &str, currency: Currency) -> Result<Self, Error> {
        decimal::parse(amount)
            .and_then(|value| Self::from_decimal(value, currency))
            .map_err(|error| error.named("amount"))
    }

    /// The decimal as money, exactly.
    ///
    /// # Errors
    /// `invalid_argument` (path `amount`) if it has more non-zero digits than the currency; `overflow` beyond `i64` minor
    /// units.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Self, Error> {
        let money = Self::round_decimal(amount, currency, Rounding::Down)?;
        if money.to_decimal() == amount {
            Ok(money)
        } else {
            let digits = currency.minor_digits();
            Err(Error::invalid("amount", amount, format!("has more than the {digits} decimals of {currency}")))
        }
    }

    /// The decimal as money, rounded by `mode`.
    ///
    /// # Errors
    /// `overflow` (path `amount`) beyond `i64` minor units.
    pub fn round_decimal(amount: Decimal, currency: Currency, mode: Rounding) -> Result<Self, Error> {
        let overflow = || Error::overflow("amount", amount, "64-bit minor units");
        let digits = currency.minor_digits();
        let minor = match amount.scale().checked_sub(digits) {
            Some(cut) => {
                let power = power_of_ten(cut).ok_or_else(overflow)?;
                round_signed(amount.mantissa(), power, mode)
            }
            None => power_of_ten(digits.saturating_sub(amount.scale()))
                .and_then(|power| amount.mantissa().checked_mul(i128::try_from(power).ok()?))
                .and_then(|minor| i64::try_from(minor).ok()),
        };
        Ok(Self { minor: minor.ok_or_else(overflow)?, currency })
    }

    /// The exact number as money, rounded by `mode`; `name` is the figure's name in an error.
    ///
    /// # Errors
    /// `overflow` beyond `i64` minor units.
    pub fn round_exact(name: &str, value: &Exact, currency: Currency, mode: Rounding) -> Result<Self, Error> {
        Ok(Self { minor: value.to_minor(name, currency.minor_digits(), mode)?, currency })
    }

    /// The minor units.
    #[inline]
    #[must_use]
    pub const fn minor(&self) -> i64 {
        self.minor
    }

    /// The currency.
    #[inline]
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The amount as a decimal with exactly the currency's minor digits.
    #[must_use]
    pub fn to_decimal(&self) -> Decimal {
        // no currency has more digits than a Decimal, and 64 bits always fit its 96
        Decimal::try_from_i128_with_scale(self.minor.into(), self.currency.minor_digits()).unwrap_or_default()
    }

    /// The amount alone, as text with exactly the currency's minor digits: `"12.30"`, `"-0.05"`, `"1230"` for JPY.
    #[must_use]
    pub fn amount(&self) -> String {
        self.to_decimal().to_string()
    }

    /// Is it nothing?
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.minor == 0
    }

    /// Is it below nothing?
    #[must_use]
    pub const fn is_negative(&self) -> bool {
        self.minor < 0
    }

    fn same_currency(&self, other: &Self) -> Result<(), Error> {
        if self.currency == other.currency { Ok(()) } else { Err(mismatch(self.currency, other.currency)) }
    }

    /// The sum.
    ///
    /// # Errors
    /// `currency_mismatch`; `overflow`.
    pub fn checked_add(self, other: Self) -> Result<Self, Error> {
        self.same_currency(&other)?;
        let minor = self.minor.checked_add(other.minor).ok_or_else(|| out_of_range("sum", &self))?;
        Ok(Self { minor, ..self })
    }

    /// The difference.
    ///
    /// # Errors
    /// `currency_mismatch`; `overflow`.
    pub fn checked_sub(self, other: Self) -> Result<Self, Error> {
        self.same_currency(&other)?;
        let minor = self.minor.checked_sub(other.minor).ok_or_else(|| out_of_range("difference", &self))?;
        Ok(Self { minor, ..self })
    }

    /// The amount with its sign turned.
    ///
    /// # Errors
    /// `overflow` for the one amount whose opposite does not exist (-2^63 minor units).
    pub fn checked_neg(self) -> Result<Self, Error> {
        let minor = self.minor.checked_neg().ok_or_else(|| out_of_range("negation", &self))?;
        Ok(Self { minor, ..self })
    }

    /// The magnitude.
    ///
    /// # Errors
    /// `overflow` for -2^63 minor units.
    pub fn checked_abs(self) -> Result<Self, Error> {
        if self.is_negative() { self.checked_neg() } else { Ok(self) }
    }

    /// The amount times a whole number: a unit price times a quantity.
    ///
    /// # Errors
    /// `overflow`.
    pub fn checked_mul(self, quantity: i64) -> Result<Self, Error> {
        let minor = self.minor.checked_mul(quantity).ok_or_else(|| out_of_range("product", &self))?;
        Ok(Self { minor, ..self })
    }

    /// The amount times a rate (0.15 for 15%), exactly, then rounded to minor units by `mode`.
    ///
    /// # Errors
    /// `overflow` if the rounded product does not fit.
    #[inline]
    pub fn mul_rate(self, rate: Decimal, mode: Rounding) -> Result<Self, Error> {
        match scale_minor(self.minor, rate.mantissa(), rate.scale(), mode) {
            Some(minor) => Ok(Self { minor, ..self }),
            None => Err(out_of_range("product", &self)),
        }
    }

    /// Shares the amount out by whole weights; the parts sum to it. See [`allocate()`].
    ///
    /// # Errors
    /// `invalid_argument` if `weights` is empty or all 0.
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Self>, Error> {
        Ok(self.with_amounts(allocate(self.minor, weights)?))
    }

    /// Shares the amount out by decimal weights; the parts sum to it. See [`allocate_by`].
    ///
    /// # Errors
    /// `invalid_argument` if `weights` is empty or all 0, or one is negative.
    pub fn allocate_by(self, weights: &[Decimal]) -> Result<Vec<Self>, Error> {
        Ok(self.with_amounts(allocate_by(self.minor, weights)?))
    }

    /// Divides the amount over `count` equal units: the first get one minor unit more where it does not come out even.
    ///
    /// # Errors
    /// `invalid_argument` if `count` is 0.
    pub fn even_units(self, count: u64) -> Result<impl Iterator<Item = Self>, Error> {
        Ok(even_units(self.minor, count)?.iter().map(move |minor| Self { minor, ..self }))
    }

    fn with_amounts(self, amounts: Vec<i64>) -> Vec<Self> {
        amounts.into_iter().map(|minor| Self { minor, ..self }).collect()
    }

    /// The sum of a slice; nothing for an empty one. Partial sums may exceed the range, the total may not.
    ///
    /// ```
    /// use mercato_core::{Currency, Money};
    /// let lines = [Money::from_minor(1990, Currency::CNY), Money::from_minor(-90, Currency::CNY)];
    /// assert_eq!(Money::sum(Currency::CNY, &lines)?.amount(), "19.00");
    /// # Ok::<(), mercato_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `currency_mismatch` if an amount is not in `currency` (path `amounts[i]`); `overflow`.
    pub fn sum(currency: Currency, amounts: &[Self]) -> Result<Self, Error> {
        if let Some(minor) = Self::sum_within_64_bits(currency, amounts) {
            return Ok(Self { minor, currency });
        }
        let mut total = 0_i128;
        for (index, amount) in amounts.iter().enumerate() {
            if amount.currency != currency {
                return Err(mismatch(currency, amount.currency).named(format!("amounts[{index}]")));
            }
            // 2^64 amounts of 2^63 would be needed to leave 128 bits
            total = total.wrapping_add(amount.minor.into());
        }
        let minor = i64::try_from(total).map_err(|_| Error::overflow("sum", total, "64-bit minor units"))?;
        Ok(Self { minor, currency })
    }

    /// The sum where nothing is out of the ordinary; `None` for another currency, or a partial sum beyond 64 bits.
    fn sum_within_64_bits(currency: Currency, amounts: &[Self]) -> Option<i64> {
        let key = currency.key();
        // two sums, which a processor adds side by side
        let (mut even, mut odd) = (0_i64, 0_i64);
        let (eights, rest) = amounts.as_chunks::<8>();
        for eight in eights {
            if eight.iter().any(|amount| amount.currency.key() != key) {
                return None;
            }
            for [a, b] in eight.as_chunks::<2>().0 {
                even = even.checked_add(a.minor)?;
                odd = odd.checked_add(b.minor)?;
            }
        }
        rest.iter().try_fold(even.checked_add(odd)?, |sum, amount| {
            sum.checked_add(amount.minor).filter(|_| amount.currency.key() == key)
        })
    }
}

fn mismatch(expected: Currency, found: Currency) -> Error {
    Error::CurrencyMismatch { path: "currency".into(), expected: expected.to_string(), found: found.to_string() }
}

fn out_of_range(result: &str, operand: &Money) -> Error {
    Error::overflow(result, format_args!("a result from {operand}"), "64-bit minor units")
}

/// `minor x mantissa / 10^scale`, rounded.
#[inline]
fn scale_minor(minor: i64, mantissa: i128, scale: u32, mode: Rounding) -> Option<i64> {
    // 64 x 96 bits may exceed 128; what fits 64 bits, the usual case, is divided several times faster
    if let Ok(narrow) = i64::try_from(mantissa)
        && let Some(product) = minor.checked_mul(narrow)
        && let Some(magnitude) = round_shift(product.unsigned_abs(), scale, product < 0, mode)
    {
        return if product < 0 { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() };
    }
    if let Some(product) = i128::from(minor).checked_mul(mantissa) {
        return round_signed(product, power_of_ten(scale)?, mode);
    }
    let rate = Exact::from(Decimal::try_from_i128_with_scale(mantissa, scale).ok()?);
    (Exact::from(minor) * rate).to_minor("product", 0, mode).ok()
}

/// `magnitude / 10^scale`, rounded. The scales that rates have are spelled out because dividing by a constant is a
/// multiplication.
#[inline]
fn round_shift(magnitude: u64, scale: u32, negative: bool, mode: Rounding) -> Option<u64> {
    match scale {
        0 => Some(magnitude),
        1 => round_quotient_u64(magnitude, 10, negative, mode),
        2 => round_quotient_u64(magnitude, 100, negative, mode),
        3 => round_quotient_u64(magnitude, 1_000, negative, mode),
        4 => round_quotient_u64(magnitude, 10_000, negative, mode),
        5 => round_quotient_u64(magnitude, 100_000, negative, mode),
        6 => round_quotient_u64(magnitude, 1_000_000, negative, mode),
        _ => round_quotient_u64(magnitude, u64::try_from(power_of_ten(scale)?).ok()?, negative, mode),
    }
}

fn round_signed(numerator: i128, denominator: u128, mode: Rounding) -> Option<i64> {
    signed(round_quotient_u128(numerator.unsigned_abs(), denominator, numerator < 0, mode)?, numerator < 0)
}

#[inline]
fn signed(magnitude: u128, negative: bool) -> Option<i64> {
    let magnitude = i128::try_from(magnitude).ok()?;
    i64::try_from(if negative { magnitude.checked_neg()? } else { magnitude }).ok()
}

/// `"19.90 CNY"`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

impl FromStr for Money {
    type Err = Error;

    /// Reads what [`Money`] prints: an amount, one blank, a currency code.
    fn from_str(text: &str) -> Result<Self, Error> {
        let (amount, code) = text.split_once(' ').ok_or_else(|| {
            Error::invalid("money", decimal::quoted(text), "is not an amount and a currency such as \"19.90 CNY\"")
        })?;
        Self::parse(amount, Currency::from_code(code)?)
    }
}

/// The JSON form.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Money"))]
#[serde(deny_unknown_fields)]
struct MoneyForm {
    #[serde(with = "decimal::DecimalString")]
    amount: Decimal,
    currency: Currency,
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Money {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        MoneyForm::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        MoneyForm::json_schema(generator)
    }
}

impl TryFrom<MoneyForm> for Money {
    type Error = wire::Refusal;

    fn try_from(form: MoneyForm) -> Result<Self, wire::Refusal> {
        Self::from_decimal(form.amount, form.currency).map_err(wire::Refusal)
    }
}

impl From<Money> for MoneyForm {
    fn from(money: Money) -> Self {
        Self { amount: money.to_decimal(), currency: money.currency }
    }
}
