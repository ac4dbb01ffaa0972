//! How do exact quantities and money come in and go out? As decimals; between the two everything is an exact rational number.

use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, Rounding};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Refuses a decimal below 0.
pub(crate) fn non_negative(path: &str, value: &Decimal) -> Result<Exact, Error> {
    if value.mantissa() < 0 { Err(Error::invalid(path, value, "must be at least 0")) } else { Ok(value.into()) }
}

/// Refuses a decimal that is not above 0.
pub(crate) fn positive(path: &str, value: &Decimal) -> Result<Exact, Error> {
    if value.mantissa() > 0 { Ok(value.into()) } else { Err(Error::invalid(path, value, "must be above 0")) }
}

/// As [`non_negative`], 0 where the decimal is left out.
pub(crate) fn or_zero(path: &str, value: Option<Decimal>) -> Result<Exact, Error> {
    non_negative(path, &value.unwrap_or_default())
}

/// As [`non_negative`], for every element of `list`.
pub(crate) fn each_non_negative(list: &str, values: &[Decimal]) -> Result<Vec<Exact>, Error> {
    let refuse = |(index, value)| non_negative("", value).map_err(|error| error.named(format!("{list}[{index}]")));
    values.iter().enumerate().map(refuse).collect()
}

/// The figure `name` as a decimal without trailing zeros; an overflow if no decimal is exactly this number.
pub(crate) fn quantity(name: &str, value: &Exact) -> Result<Decimal, Error> {
    (0..=mercato_core::decimal::MAX_SCALE)
        .find_map(|scale| value.to_decimal(scale))
        .ok_or_else(|| Error::overflow(name, "the exact value", "a 96-bit decimal"))
}

/// As [`quantity`], for every element of the list `name`.
pub(crate) fn quantities(name: &str, values: &[Exact]) -> Result<Vec<Decimal>, Error> {
    let convert = |(index, value)| quantity("", value).map_err(|error| error.named(format!("{name}[{index}]")));
    values.iter().enumerate().map(convert).collect()
}

/// One line of money: rounded to the minor unit, half away from zero, printed with exactly the currency's digits.
pub(crate) fn money(name: &str, value: &Exact, currency: Currency) -> Result<Decimal, Error> {
    value.round(name, currency.minor_digits(), Rounding::HalfUp)
}

/// How many times does `unit` (above 0) go into `value`, rounded to a whole number?
pub(crate) fn units(name: &str, value: &Exact, unit: &Exact, mode: Rounding) -> Result<i128, Error> {
    value
        .checked_div(unit)
        .and_then(|quotient| quotient.to_integer(mode))
        .ok_or_else(|| Error::overflow(name, "the number of units", "a 128-bit integer"))
}

/// The smallest multiple of `unit` (above 0) that is not below `value`.
pub(crate) fn multiple_up(name: &str, value: &Exact, unit: &Exact) -> Result<Exact, Error> {
    Ok(Exact::from(units(name, value, unit, Rounding::Ceil)?) * unit.clone())
}

/// The JSON form of a list of decimals: `#[serde(with = "DecimalList")]`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DecimalList;

#[derive(Serialize, Deserialize)]
struct Element(#[serde(with = "DecimalString")] Decimal);

impl DecimalList {
    /// Writes a list of strings.
    pub(crate) fn serialize<S: Serializer>(values: &[Decimal], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(values.iter().map(|value| Element(*value)))
    }

    /// Reads a list of strings or integers.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Decimal>, D::Error> {
        Ok(Vec::<Element>::deserialize(deserializer)?.into_iter().map(|Element(value)| value).collect())
    }
}

/// The JSON form of an optional list of decimals; `null` and an absent key are `None`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OptionalDecimalList;

impl OptionalDecimalList {
    /// Writes a list of strings, or `null`.
    #[allow(clippy::ref_option, reason = "serde hands over a reference to the field")]
    pub(crate) fn serialize<S: Serializer>(values: &Option<Vec<Decimal>>, serializer: S) -> Result<S::Ok, S::Error> {
        match values {
            Some(values) => DecimalList::serialize(values, serializer),
            None => serializer.serialize_none(),
        }
    }

    /// Reads a list of strings or integers, or `null`.
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Decimal>>, D::Error> {
        let values = Option::<Vec<Element>>::deserialize(deserializer)?;
        Ok(values.map(|values| values.into_iter().map(|Element(value)| value).collect()))
    }
}

#[cfg(feature = "schemars")]
mod schema {
    use super::{DecimalList, OptionalDecimalList};
    use mercato_core::DecimalString;
    use schemars::{JsonSchema, Schema, SchemaGenerator};
    use std::borrow::Cow;

    impl JsonSchema for DecimalList {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "DecimalList".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            Vec::<DecimalString>::json_schema(generator)
        }
    }

    impl JsonSchema for OptionalDecimalList {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> Cow<'static, str> {
            "NullableDecimalList".into()
        }

        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            Option::<Vec<DecimalString>>::json_schema(generator)
        }
    }
}
