//! In which numbers does a KPI come? Exact ones in, and out either money rounded once or the nearest double.

use crate::codec::{Reader, Writer, malformed};
use crate::error::KpiError;
use mercato_core::{Decimal, DecimalString, Error, Exact, Rounding, wire};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;

/// How the money of an answer is rounded: once, at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MoneyFormat {
    scale: u32,
    rounding: Rounding,
}

impl MoneyFormat {
    /// Decimals of a money output where the input does not say: 2.
    const DEFAULT_SCALE: u32 = 2;
    /// The most decimals of a money output.
    const MAX_SCALE: u32 = 10;

    /// `scale` 0..=10, default 2; `rounding` default half to even, which adds no drift over many figures.
    pub(crate) fn new(scale: Option<u32>, rounding: Option<Rounding>) -> Result<Self, Error> {
        let scale = scale.unwrap_or(Self::DEFAULT_SCALE);
        if scale > Self::MAX_SCALE {
            return Err(Error::invalid("scale", scale, "must be at most 10"));
        }
        Ok(Self { scale, rounding: rounding.unwrap_or(Rounding::HalfEven) })
    }

    /// Appends the format to a state.
    pub(crate) fn write(self, out: &mut Writer) {
        let mode = Rounding::ALL.iter().position(|mode| *mode == self.rounding);
        out.count(self.scale.into());
        out.length(mode.unwrap_or_default());
    }

    /// What [`MoneyFormat::write`] wrote.
    pub(crate) fn read(from: &mut Reader<'_>) -> Result<Self, KpiError> {
        let (scale, mode) = (from.count()?, from.count()?);
        let scale = u32::try_from(scale).map_err(|_| malformed(format_args!("a scale of {scale}")))?;
        let rounding = usize::try_from(mode).ok().and_then(|mode| Rounding::ALL.get(mode).copied());
        let rounding = rounding.ok_or_else(|| malformed(format_args!("a rounding {mode}")))?;
        Ok(Self::new(Some(scale), Some(rounding))?)
    }

    /// The figure `name`, rounded.
    pub(crate) fn round(self, name: &str, value: &Exact) -> Result<Decimal, Error> {
        value.round(name, self.scale, self.rounding)
    }

    /// The quotient `name`, rounded; `None` where the denominator is 0.
    pub(crate) fn round_quotient(self, name: &str, value: &Exact, by: &Exact) -> Result<Option<Decimal>, Error> {
        value.checked_div(by).map(|quotient| self.round(name, &quotient)).transpose()
    }
}

/// The rate `name`: the double nearest to the exact quotient; `None` where the denominator is 0.
pub(crate) fn rate(name: &str, numerator: &Exact, denominator: &Exact) -> Result<Option<f64>, Error> {
    numerator.checked_div(denominator).map(|quotient| quotient.to_f64(name)).transpose()
}

/// The rate `name` of two counts; `None` where the denominator is 0.
pub(crate) fn rate_of(name: &str, numerator: u64, denominator: u64) -> Result<Option<f64>, Error> {
    rate(name, &Exact::from(numerator), &Exact::from(denominator))
}

/// The rate `name` of two counts that may both be unknown; `None` then, and where the denominator is 0.
pub(crate) fn rate_of_known(
    name: &str,
    numerator: Option<u64>,
    denominator: Option<u64>,
) -> Result<Option<f64>, Error> {
    match (numerator, denominator) {
        (Some(numerator), Some(denominator)) => rate_of(name, numerator, denominator),
        _ => Ok(None),
    }
}

/// An exact number that may be given as a decimal string or as a JSON number; a number counts as the decimal that it prints
/// as (its shortest round trip), so that 0.07 is seven hundredths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExactNumber(Exact);

impl ExactNumber {
    /// The value.
    #[must_use]
    pub const fn exact(&self) -> &Exact {
        &self.0
    }

    /// The number that `value` prints as; `None` unless it is finite.
    #[must_use]
    pub fn from_f64(value: f64) -> Option<Self> {
        Exact::from_f64_shortest(value).map(Self)
    }
}

impl From<Decimal> for ExactNumber {
    fn from(value: Decimal) -> Self {
        Self(value.into())
    }
}

impl From<i64> for ExactNumber {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}

impl From<u64> for ExactNumber {
    fn from(value: u64) -> Self {
        Self(value.into())
    }
}

/// As the nearest double prints; in scientific notation where that is long.
impl fmt::Display for ExactNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.to_f64("number") {
            Ok(value) if value == 0.0 || (1e-7..1e21).contains(&value.abs()) => value.fmt(f),
            Ok(value) => write!(f, "{value:e}"),
            Err(_) => f.write_str("a number beyond every double"),
        }
    }
}

/// A decimal string where the number is a decimal, else the nearest double.
impl Serialize for ExactNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let decimal = (0..=mercato_core::decimal::MAX_SCALE).find_map(|scale| self.0.to_decimal(scale));
        match decimal {
            Some(decimal) => DecimalString::serialize(&decimal, serializer),
            None => serializer.serialize_f64(self.0.to_f64("number").map_err(serde::ser::Error::custom)?),
        }
    }
}

impl<'de> Deserialize<'de> for ExactNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Number;
        impl Visitor<'_> for Number {
            type Value = ExactNumber;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a decimal in a string or a number")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<ExactNumber, E> {
                mercato_core::decimal::parse(text).map(ExactNumber::from).map_err(|error| wire::custom(&error))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<ExactNumber, E> {
                Ok(value.into())
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<ExactNumber, E> {
                Ok(value.into())
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<ExactNumber, E> {
                if wire::is_beyond_64_bits(value) {
                    return Err(wire::beyond_64_bits());
                }
                ExactNumber::from_f64(value).ok_or_else(|| E::custom("a number must be finite"))
            }
        }
        deserializer.deserialize_any(Number)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for ExactNumber {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ExactNumber".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["string", "number"],
            "pattern": mercato_core::decimal::PATTERN,
            "description": "an exact decimal in a string, or a number, which counts as the decimal it prints as",
        })
    }
}
