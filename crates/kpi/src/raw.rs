//! What does a row look like before it is cleaned? Fields as they came, typed or text, each possibly missing or nonsense.

use crate::line::LineStatus;
use mercato_core::{Decimal, decimal};
use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;

/// A field of a raw row, borrowed where it is text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RawField<'a> {
    /// It is not there, or null.
    #[default]
    Missing,
    /// A text.
    Text(&'a str),
    /// An integer.
    Integer(i128),
    /// Something that no field of a row may be: a float, a list, true.
    Other,
}

impl<'a> RawField<'a> {
    /// The text, if it is one.
    #[must_use]
    pub const fn text(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text, if it is one that is not blank: an id.
    #[must_use]
    pub fn id(self) -> Option<&'a str> {
        self.text().filter(|text| !text.trim_start().is_empty())
    }

    /// The whole number that an integer or a text `-?digits` is, in 64 bits.
    #[must_use]
    pub fn quantity(self) -> Option<i64> {
        match self {
            Self::Integer(value) => i64::try_from(value).ok(),
            // `parse` would take a plus sign
            Self::Text(text) if !text.starts_with('+') => text.parse().ok(),
            _ => None,
        }
    }

    /// The decimal that an integer or a decimal text is.
    #[must_use]
    pub fn decimal(self) -> Option<Decimal> {
        match self {
            Self::Integer(value) => Decimal::try_from_i128_with_scale(value, 0).ok(),
            Self::Text(text) => decimal::parse(text).ok(),
            _ => None,
        }
    }
}

impl<'a> From<&'a str> for RawField<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for RawField<'_> {
    fn from(value: i64) -> Self {
        Self::Integer(value.into())
    }
}

/// A row of an order file before it is cleaned; its texts stand elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RawOrderRow<'a> {
    /// The order.
    pub order_id: RawField<'a>,
    /// What was sold.
    pub sku: RawField<'a>,
    /// Units.
    pub quantity: RawField<'a>,
    /// Price of a unit.
    pub unit_price: RawField<'a>,
    /// The currency of the price.
    pub currency: RawField<'a>,
    /// When, RFC 3339 with an offset.
    pub ordered_at: RawField<'a>,
    /// The browser or program that ordered.
    pub user_agent: RawField<'a>,
}

impl RawOrderRow<'_> {
    /// Books a return that stands in the data as a line of its own with a negative quantity (a credit note): the quantity
    /// turns positive and the line's status is `returned`, all else stays. Done before cleaning, row by row.
    ///
    /// A negative quantity that is not marked as a return is a stock adjustment: it stays negative, and cleaning rejects it.
    /// A row with a positive quantity is a sale whatever its mark says.
    ///
    /// ```
    /// use mercato_kpi::{LineStatus, RawField, RawOrderRow};
    /// // Online Retail marks a return by an invoice number that starts with C
    /// let row = RawOrderRow { order_id: "C536379".into(), quantity: "-1".into(), ..RawOrderRow::default() };
    /// let (booked, status) = row.book_return(true);
    /// assert_eq!((booked.quantity, status), (RawField::Text("1"), LineStatus::Returned));
    /// let (booked, status) = row.book_return(false);
    /// assert_eq!((booked.quantity, status), (RawField::Text("-1"), LineStatus::Completed));
    /// ```
    #[must_use]
    pub fn book_return(self, marked_as_return: bool) -> (Self, LineStatus) {
        if !marked_as_return || self.quantity.quantity().is_none_or(|quantity| quantity >= 0) {
            return (self, LineStatus::Completed);
        }
        let quantity = match self.quantity {
            RawField::Text(text) => RawField::Text(text.strip_prefix('-').unwrap_or(text)),
            RawField::Integer(value) => RawField::Integer(value.saturating_neg()),
            other => other,
        };
        (Self { quantity, ..self }, LineStatus::Returned)
    }
}

/// A field of a raw row that owns its text: what JSON holds there, and anything may be there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RawValue(Owned);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
enum Owned {
    #[default]
    Missing,
    Text(String),
    Integer(i128),
    Other,
}

impl RawValue {
    /// The field, borrowed.
    #[must_use]
    pub fn as_field(&self) -> RawField<'_> {
        match &self.0 {
            Owned::Missing => RawField::Missing,
            Owned::Text(text) => RawField::Text(text),
            Owned::Integer(value) => RawField::Integer(*value),
            Owned::Other => RawField::Other,
        }
    }

    /// Is it absent or null?
    #[must_use]
    pub const fn is_missing(&self) -> bool {
        matches!(self.0, Owned::Missing)
    }
}

impl From<RawField<'_>> for RawValue {
    fn from(field: RawField<'_>) -> Self {
        Self(match field {
            RawField::Missing => Owned::Missing,
            RawField::Text(text) => Owned::Text(text.to_owned()),
            RawField::Integer(value) => Owned::Integer(value),
            RawField::Other => Owned::Other,
        })
    }
}

/// What is neither text nor an integer was dropped on reading and is written as `false`, which is no valid field either.
impl Serialize for RawValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Owned::Missing => serializer.serialize_none(),
            Owned::Text(text) => serializer.serialize_str(text),
            Owned::Integer(value) => serializer.serialize_i128(*value),
            Owned::Other => serializer.serialize_bool(false),
        }
    }
}

impl<'de> Deserialize<'de> for RawValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Anything;
        impl<'de> Visitor<'de> for Anything {
            type Value = Owned;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("anything")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Owned, E> {
                Ok(Owned::Missing)
            }

            fn visit_none<E: de::Error>(self) -> Result<Owned, E> {
                Ok(Owned::Missing)
            }

            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Owned, D::Error> {
                deserializer.deserialize_any(self)
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Owned, E> {
                Ok(Owned::Text(text.to_owned()))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<Owned, E> {
                Ok(Owned::Text(text))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Owned, E> {
                Ok(Owned::Integer(value.into()))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Owned, E> {
                Ok(Owned::Integer(value.into()))
            }

            fn visit_i128<E: de::Error>(self, value: i128) -> Result<Owned, E> {
                Ok(Owned::Integer(value))
            }

            fn visit_bool<E: de::Error>(self, _: bool) -> Result<Owned, E> {
                Ok(Owned::Other)
            }

            fn visit_f64<E: de::Error>(self, _: f64) -> Result<Owned, E> {
                Ok(Owned::Other)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Owned, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Owned::Other)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Owned, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Owned::Other)
            }
        }
        deserializer.deserialize_any(Anything).map(Self)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for RawValue {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RawValue".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "description": "a string or an integer; anything else is a reason to reject the row" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_whole_and_plain() {
        for (field, quantity) in [
            ("2", Some(2)),
            ("-07", Some(-7)),
            ("+2", None),
            ("2.0", None),
            (" 2", None),
            ("", None),
            ("1e3", None),
            ("9223372036854775808", None),
        ] {
            assert_eq!(RawField::Text(field).quantity(), quantity, "{field:?}");
        }
        assert_eq!(RawField::Integer(i128::from(i64::MAX) + 1).quantity(), None);
        assert_eq!(RawField::Other.quantity(), None);
    }

    #[test]
    fn a_return_is_booked_only_where_it_is_one() {
        let book = |quantity: RawField<'static>, marked| {
            let (row, status) = RawOrderRow { quantity, ..RawOrderRow::default() }.book_return(marked);
            (row.quantity, status)
        };
        assert_eq!(book((-3).into(), true), (3.into(), LineStatus::Returned));
        assert_eq!(book((-3).into(), false), ((-3).into(), LineStatus::Completed));
        assert_eq!(book(3.into(), true), (3.into(), LineStatus::Completed));
        assert_eq!(book("-x".into(), true), ("-x".into(), LineStatus::Completed));
        // its opposite is no 64-bit number: cleaning will say so
        let (quantity, _) = book(i64::MIN.into(), true);
        assert_eq!(quantity.quantity(), None);
    }
}
