//! How does an exact decimal get in and out? Strictly: what is read is what was written, or it is refused.
//!
//! The grammar is `-?digits(.digits)?` in ASCII: no sign `+`, no exponent, no separators, no blanks, a digit on each side of
//! the point. A number that a [`Decimal`] (96 bits, at most 28 decimals) cannot hold exactly is refused, never rounded.
//! The scale of the text is kept, so `"1.50"` prints as `"1.50"`.
//!
//! The JSON form is a string; a JSON integer is accepted, a JSON float is refused because it may have lost digits on its way.
//! `rust_decimal`'s own serde support is not used: what it accepts depends on the cargo features of other crates.

use crate::error::{Error, wire};
use crate::rounding::Rounding;
use crate::{Exact, rounding};
use rust_decimal::Decimal;
use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The most decimals that a [`Decimal`] holds.
pub const MAX_SCALE: u32 = 28;

/// Powers of ten that fit 128 bits, by exponent.
#[allow(clippy::indexing_slicing, reason = "evaluated at compile time, where an index out of range does not build")]
const POWERS_OF_TEN: [u128; 39] = {
    let mut powers = [1_u128; 39];
    let mut exponent = 1;
    while exponent < powers.len() {
        powers[exponent] = powers[exponent - 1] * 10;
        exponent += 1;
    }
    powers
};

/// 10 to the power `exponent`, where it fits 128 bits (`exponent` up to 38).
#[inline]
#[must_use]
pub(crate) fn power_of_ten(exponent: u32) -> Option<u128> {
    POWERS_OF_TEN.get(usize::try_from(exponent).ok()?).copied()
}

/// Reads a decimal: `-?digits(.digits)?`, exactly.
///
/// ```
/// use mercato_core::decimal;
/// assert_eq!(decimal::parse("-0012.50")?.to_string(), "-12.50");
/// assert!(decimal::parse("1e3").is_err());
/// assert!(decimal::parse("1,200").is_err());
/// assert!(decimal::parse(".5").is_err());
/// # Ok::<(), mercato_core::Error>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a text outside the grammar, or with more decimals than can be kept (trailing zeros do not count);
/// `overflow` for an integer part of 2^96 or more. The path is `decimal`; see [`Error::named`].
pub fn parse(text: &str) -> Result<Decimal, Error> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        Some(_) => return Err(not_a_decimal(text)),
        None => (digits, ""),
    };
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return Err(not_a_decimal(text));
    }
    assemble(negative, whole, fraction)
        .or_else(|| assemble(negative, whole, fraction.trim_end_matches('0')))
        .ok_or_else(|| match assemble(negative, whole, "") {
            Some(_) => Error::invalid("decimal", quoted(text), "has more decimals than can be kept exactly"),
            None => Error::overflow("decimal", quoted(text), "a 96-bit decimal"),
        })
}

fn not_a_decimal(text: &str) -> Error {
    Error::invalid("decimal", quoted(text), "is not a decimal number such as \"-12.50\"")
}

/// The text in quotes for an error message, cut where it would flood one.
pub(crate) fn quoted(text: &str) -> String {
    const LONGEST: usize = 64;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}...", text.get(..end).unwrap_or_default()),
        None => format!("{text:?}"),
    }
}

/// The decimal with these ASCII digits, if it fits.
fn assemble(negative: bool, whole: &str, fraction: &str) -> Option<Decimal> {
    let scale = u32::try_from(fraction.len()).ok().filter(|scale| *scale <= MAX_SCALE)?;
    let digits = || whole.bytes().chain(fraction.bytes()).map(|byte| byte.wrapping_sub(b'0'));
    // 18 digits always fit 64 bits
    let magnitude = if whole.len().saturating_add(fraction.len()) <= 18 {
        i128::from(digits().fold(0_u64, |sum, digit| sum.wrapping_mul(10).wrapping_add(digit.into())))
    } else {
        digits().try_fold(0_i128, |sum, digit| sum.checked_mul(10)?.checked_add(digit.into()))?
    };
    Decimal::try_from_i128_with_scale(if negative { magnitude.checked_neg()? } else { magnitude }, scale).ok()
}

/// The sum of a slice, exactly, whatever the scales; the answer has the largest scale of the slice (0 for an empty one).
///
/// Equal scales, the usual case, are added as 128-bit integers.
///
/// ```
/// use mercato_core::decimal;
/// let prices = [decimal::parse("0.10")?, decimal::parse("0.20")?, decimal::parse("1.5")?];
/// assert_eq!(decimal::sum(&prices)?.to_string(), "1.80");
/// # Ok::<(), mercato_core::Error>(())
/// ```
///
/// # Errors
/// `overflow` if the exact sum does not fit a [`Decimal`].
pub fn sum(values: &[Decimal]) -> Result<Decimal, Error> {
    let overflow = || Error::overflow("sum", "the exact sum", "a 96-bit decimal");
    let scale = values.first().map_or(0, Decimal::scale);
    let (mut total, mut same_scale) = (0_i128, true);
    // 2^31 mantissas of 96 bits cannot leave 128 bits
    for chunk in values.chunks(1 << 31) {
        let mut sum = 0_i128;
        for value in chunk {
            same_scale &= value.scale() == scale;
            sum = sum.wrapping_add(value.mantissa());
        }
        total = total.checked_add(sum).ok_or_else(overflow)?;
    }
    if same_scale {
        return Decimal::try_from_i128_with_scale(total, scale).map_err(|_| overflow());
    }
    let scale = values.iter().map(Decimal::scale).max().unwrap_or(0);
    sum_exact(values).to_decimal(scale).ok_or_else(overflow)
}

fn sum_exact(values: &[Decimal]) -> Exact {
    values.iter().fold(Exact::ZERO, |total, value| total + Exact::from(*value))
}

/// `value` rounded to `scale` decimals and printed with exactly that many, never as `-0`.
///
/// ```
/// use mercato_core::{Rounding, decimal};
/// let value = decimal::parse("-0.004")?;
/// assert_eq!(decimal::round(value, 2, Rounding::HalfUp)?.to_string(), "0.00");
/// assert_eq!(decimal::round(value, 2, Rounding::Floor)?.to_string(), "-0.01");
/// assert_eq!(decimal::round(decimal::parse("7")?, 2, Rounding::HalfUp)?.to_string(), "7.00");
/// # Ok::<(), mercato_core::Error>(())
/// ```
///
/// # Errors
/// `overflow` if the value with `scale` decimals does not fit a [`Decimal`].
pub fn round(value: Decimal, scale: u32, mode: Rounding) -> Result<Decimal, Error> {
    let overflow = || Error::overflow("value", value, "a 96-bit decimal at this scale");
    let mantissa = value.mantissa();
    let rounded = if let Some(cut) = value.scale().checked_sub(scale).filter(|cut| *cut > 0) {
        let power = power_of_ten(cut).ok_or_else(overflow)?;
        let magnitude = rounding::round_quotient_u128(mantissa.unsigned_abs(), power, mantissa < 0, mode)
            .and_then(|magnitude| i128::try_from(magnitude).ok())
            .ok_or_else(overflow)?;
        if mantissa < 0 { magnitude.checked_neg().ok_or_else(overflow)? } else { magnitude }
    } else {
        power_of_ten(scale.saturating_sub(value.scale()))
            .and_then(|power| mantissa.checked_mul(i128::try_from(power).ok()?))
            .ok_or_else(overflow)?
    };
    Decimal::try_from_i128_with_scale(rounded, scale).map_err(|_| overflow())
}

struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a decimal in a string, such as \"12.50\", or an integer")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        parse(text).map_err(|error| wire::custom(&error))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Decimal, E> {
        Ok(Decimal::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Decimal, E> {
        Ok(Decimal::from(value))
    }

    /// A number that is no 64-bit integer comes as a double: of an integer, digits may be gone. `-0` comes so too and is 0.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Decimal, E> {
        if value.to_bits() == (-0.0_f64).to_bits() {
            return Ok(Decimal::ZERO);
        }
        Err(if wire::is_beyond_64_bits(value) {
            wire::beyond_64_bits()
        } else {
            E::invalid_type(de::Unexpected::Float(value), &self)
        })
    }
}

/// The JSON form of a [`Decimal`]: `#[serde(with = "DecimalString")]` on a field of that type.
#[derive(Debug, Clone, Copy)]
pub struct DecimalString;

impl DecimalString {
    /// Writes the decimal as a string with the digits it has.
    ///
    /// # Errors
    /// What the serializer returns.
    pub fn serialize<S: Serializer>(value: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    /// Reads a string or an integer.
    ///
    /// # Errors
    /// What [`parse`] refuses; a float.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Decimal, D::Error> {
        deserializer.deserialize_any(DecimalVisitor)
    }
}

/// The JSON form of an `Option<Decimal>`: `#[serde(default, with = "OptionalDecimalString")]`; `null` and an absent key are
/// `None`.
#[derive(Debug, Clone, Copy)]
pub struct OptionalDecimalString;

impl OptionalDecimalString {
    /// Writes the decimal as a string, or `null`.
    ///
    /// # Errors
    /// What the serializer returns.
    pub fn serialize<S: Serializer>(value: &Option<Decimal>, serializer: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => DecimalString::serialize(value, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a string, an integer or `null`.
    ///
    /// # Errors
    /// What [`parse`] refuses; a float.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
        struct OptionVisitor;
        impl<'de> Visitor<'de> for OptionVisitor {
            type Value = Option<Decimal>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                DecimalVisitor.expecting(f)?;
                f.write_str(", or null")
            }

            fn visit_none<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
                Ok(None)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                DecimalString::deserialize(deserializer).map(Some)
            }
        }
        deserializer.deserialize_option(OptionVisitor)
    }
}

/// The JSON form of a `Vec<Decimal>`, a list of decimal strings: `#[serde(with = "DecimalStrings")]`.
#[derive(Debug, Clone, Copy)]
pub struct DecimalStrings;

impl DecimalStrings {
    /// Writes each decimal as a string with the digits it has.
    ///
    /// # Errors
    /// What the serializer returns.
    pub fn serialize<S: Serializer>(values: &[Decimal], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(|value| Text(*value)))
    }

    /// Reads a list of strings or integers.
    ///
    /// # Errors
    /// What [`parse`] refuses; a float.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Decimal>, D::Error> {
        let texts = Vec::<Text>::deserialize(deserializer)?;
        Ok(texts.into_iter().map(|Text(value)| value).collect())
    }
}

/// One decimal of a list.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Text(#[serde(with = "DecimalString")] Decimal);

/// The pattern of a decimal string, as JSON Schema states it.
pub const PATTERN: &str = r"^-?[0-9]+(\.[0-9]+)?$";

#[cfg(feature = "schemars")]
mod schema {
    use super::{DecimalString, DecimalStrings, OptionalDecimalString, PATTERN};
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
    use std::borrow::Cow;

    impl JsonSchema for DecimalString {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "Decimal".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "type": ["string", "integer"],
                "pattern": PATTERN,
                "description": "an exact decimal in a string, such as \"12.50\", or an integer",
            })
        }
    }

    impl JsonSchema for DecimalStrings {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "Decimals".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            json_schema!({ "type": "array", "items": DecimalString::json_schema(generator) })
        }
    }

    impl JsonSchema for OptionalDecimalString {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "NullableDecimal".into()
        }

        fn json_schema(_: &mut SchemaGenerator) -> Schema {
            json_schema!({
                "type": ["string", "integer", "null"],
                "pattern": PATTERN,
                "description": "an exact decimal in a string, such as \"12.50\", or an integer; null where there is none",
            })
        }
    }
}
