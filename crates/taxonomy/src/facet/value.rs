//! What can an attribute be asked for? Booleans, numbers and texts, none of which equals one of another kind.

use mercato_core::Error;
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::Value;
use std::cmp::Ordering;
use std::fmt;

/// A number, compared by value: `2` equals `2.0`, and integers keep all their digits.
///
/// ```
/// use mercato_taxonomy::facet::FacetNumber;
/// let [two, also_two, more] = [FacetNumber::from(2_i64), FacetNumber::try_new(2.0)?, FacetNumber::try_new(2.5)?];
/// assert!(two == also_two && two < more);
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct FacetNumber(Form);

/// One form for each value.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// Every whole number below 2^126.
    Integer(i128),
    /// Every other finite number.
    Real(f64),
}

/// 2^126: whole numbers below it fit into an `i128`.
const WHOLE_BELOW: f64 = 8.507_059_173_023_462e37;

impl FacetNumber {
    /// A finite number.
    ///
    /// # Errors
    /// `invalid_argument` for what is not finite.
    pub fn try_new(number: f64) -> Result<Self, Error> {
        if !number.is_finite() {
            return Err(Error::invalid("number", number, "must be finite"));
        }
        Ok(Self::of(number))
    }

    fn of(number: f64) -> Self {
        #[allow(clippy::cast_possible_truncation, reason = "whole and within the range")]
        if number.abs() < WHOLE_BELOW && number.trunc().total_cmp(&number).is_eq() || number == 0.0 {
            Self(Form::Integer(number as i128))
        } else {
            Self(Form::Real(number))
        }
    }
}

impl From<i64> for FacetNumber {
    fn from(number: i64) -> Self {
        Self(Form::Integer(number.into()))
    }
}

impl From<u64> for FacetNumber {
    fn from(number: u64) -> Self {
        Self(Form::Integer(number.into()))
    }
}

impl Ord for FacetNumber {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.0, other.0) {
            (Form::Integer(a), Form::Integer(b)) => a.cmp(&b),
            (Form::Real(a), Form::Real(b)) => a.total_cmp(&b),
            (Form::Integer(a), Form::Real(b)) => integer_to_real(a, b),
            (Form::Real(a), Form::Integer(b)) => integer_to_real(b, a).reverse(),
        }
    }
}

/// Compares a whole number with one that is not whole, or too large to be one here.
fn integer_to_real(a: i128, b: f64) -> Ordering {
    if b.abs() >= WHOLE_BELOW {
        return if b > 0.0 { Ordering::Less } else { Ordering::Greater };
    }
    #[allow(clippy::cast_possible_truncation, reason = "within the range")]
    let below = b.floor() as i128;
    if a <= below { Ordering::Less } else { Ordering::Greater }
}

impl PartialOrd for FacetNumber {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for FacetNumber {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for FacetNumber {}

impl fmt::Display for FacetNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Form::Integer(number) => number.fmt(f),
            Form::Real(number) => number.fmt(f),
        }
    }
}

impl Serialize for FacetNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Form::Integer(number) => match (i64::try_from(number), u64::try_from(number)) {
                (Ok(number), _) => serializer.serialize_i64(number),
                (_, Ok(number)) => serializer.serialize_u64(number),
                // it came from a double
                _ => serializer.serialize_f64(number as f64),
            },
            Form::Real(number) => serializer.serialize_f64(number),
        }
    }
}

impl<'de> Deserialize<'de> for FacetNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match FacetValue::deserialize(deserializer)? {
            FacetValue::Number(number) => Ok(number),
            FacetValue::Boolean(value) => Err(de::Error::invalid_type(de::Unexpected::Bool(value), &"a number")),
            FacetValue::Text(text) => Err(de::Error::invalid_type(de::Unexpected::Str(&text), &"a number")),
        }
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for FacetNumber {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FacetNumber".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "number"})
    }
}

/// A value of an attribute. In order: false, true, numbers, texts by their bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FacetValue {
    /// True or false.
    Boolean(bool),
    /// A number.
    Number(FacetNumber),
    /// A text, compared byte for byte.
    Text(String),
}

impl FacetValue {
    /// The values that a JSON value bears: itself, or its elements; none for null and objects, also within a list.
    pub(super) fn each(value: &Value) -> impl Iterator<Item = Self> + '_ {
        let list = match value {
            Value::Array(list) => list.as_slice(),
            scalar => std::slice::from_ref(scalar),
        };
        list.iter().filter_map(Self::of)
    }

    pub(crate) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(value) => Some(Self::Boolean(*value)),
            Value::String(text) => Some(Self::Text(text.clone())),
            Value::Number(number) => Some(Self::Number(if let Some(number) = number.as_i64() {
                number.into()
            } else if let Some(number) = number.as_u64() {
                number.into()
            } else {
                FacetNumber::of(number.as_f64()?)
            })),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        }
    }
}

impl From<&str> for FacetValue {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Serialize for FacetValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boolean(value) => serializer.serialize_bool(*value),
            Self::Number(number) => number.serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl<'de> Deserialize<'de> for FacetValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Scalar;

        impl Visitor<'_> for Scalar {
            type Value = FacetValue;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, true or false")
            }

            fn visit_bool<E>(self, value: bool) -> Result<FacetValue, E> {
                Ok(FacetValue::Boolean(value))
            }

            fn visit_i64<E>(self, number: i64) -> Result<FacetValue, E> {
                Ok(FacetValue::Number(number.into()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<FacetValue, E> {
                Ok(FacetValue::Number(number.into()))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<FacetValue, E> {
                FacetNumber::try_new(number).map(FacetValue::Number).map_err(|error| mercato_core::wire::custom(&error))
            }

            fn visit_str<E>(self, text: &str) -> Result<FacetValue, E> {
                Ok(FacetValue::Text(text.to_owned()))
            }

            fn visit_string<E>(self, text: String) -> Result<FacetValue, E> {
                Ok(FacetValue::Text(text))
            }
        }

        deserializer.deserialize_any(Scalar)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for FacetValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FacetValue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": ["string", "number", "boolean"]})
    }
}

#[cfg(test)]
mod tests {
    use super::{FacetNumber, FacetValue};
    use proptest::prelude::*;
    use serde_json::json;

    fn number(number: f64) -> FacetNumber {
        FacetNumber::try_new(number).unwrap()
    }

    #[test]
    fn integers_keep_their_digits_beside_doubles() {
        let [odd, even] = [9_007_199_254_740_993_i64, 9_007_199_254_740_992].map(FacetNumber::from);
        assert!(odd > even && even == number(9_007_199_254_740_992.0) && odd > number(9_007_199_254_740_992.0));
        assert!(FacetNumber::from(u64::MAX) < number(1.9e19) && FacetNumber::from(i64::MIN) > number(-1e300));
        assert_eq!(number(-0.0), FacetNumber::from(0_i64));
        assert!(FacetNumber::try_new(f64::NAN).is_err());
    }

    #[test]
    fn values_stand_in_order_and_are_written_as_they_are() {
        let values: Vec<FacetValue> =
            serde_json::from_value(json!(["b", 2.5, true, 2.0, false, -1, "B", u64::MAX, 1e300])).unwrap();
        let mut sorted = values;
        sorted.sort();
        assert_eq!(serde_json::to_value(sorted).unwrap(), json!([false, true, -1, 2, 2.5, u64::MAX, 1e300, "B", "b"]));
        assert!(serde_json::from_value::<FacetValue>(json!(null)).is_err());
        assert!(serde_json::from_value::<FacetNumber>(json!(true)).is_err());
    }

    proptest! {
        #[test]
        fn numbers_compare_as_doubles_where_doubles_are_exact(a in -1e6..1e6_f64, b in -1e6..1e6_f64, whole in any::<bool>()) {
            let [a, b] = [a, b].map(|x| if whole { x.round() / 1e4 } else { x });
            prop_assert_eq!(number(a).cmp(&number(b)), a.partial_cmp(&b).unwrap());
            prop_assert_eq!(number(a.trunc()).cmp(&number(b)), a.trunc().partial_cmp(&b).unwrap());
        }
    }
}
