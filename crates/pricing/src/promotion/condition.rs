//! What must hold before a promotion is looked at.

use super::description::Target;
use super::effect::Basis;
use mercato_core::{Decimal, DecimalString, Error, wire};
use serde::de::{self, Deserializer};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// What must hold. A condition's target sees no `line_group`, and lines that are not discountable never count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Condition {
    /// All of them; true if there are none.
    All {
        /// What must hold.
        conditions: Vec<Condition>,
    },
    /// At least one of them; false if there are none.
    Any {
        /// What may hold.
        conditions: Vec<Condition>,
    },
    /// The opposite.
    Not {
        /// What must not hold.
        condition: Box<Condition>,
    },
    /// The lines sum to at least so much.
    MinSubtotal {
        /// The least sum.
        #[serde(with = "DecimalString")]
        amount: Decimal,
        /// Which amounts are summed.
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        #[cfg_attr(feature = "schemars", schemars(with = "Option<Basis>"))]
        basis: Basis,
        /// Which lines; all if left out.
        #[serde(default)]
        target: Option<Target>,
    },
    /// At least so many units.
    MinQuantity {
        /// The least number, at least 1.
        quantity: u64,
        /// Which lines; all if left out.
        #[serde(default)]
        target: Option<Target>,
    },
    /// At least so many different things.
    MinDistinctSkus {
        /// The least number, at least 1.
        count: u64,
        /// Which lines; all if left out.
        #[serde(default)]
        target: Option<Target>,
    },
    /// The customer is known to have ordered nothing before.
    FirstOrder {},
    /// The customer is one of these; nobody is, if there are none.
    CustomerIn {
        /// Customer ids.
        ids: Vec<String>,
    },
    /// An attribute of the context has one of these values.
    AttributeIn {
        /// The attribute.
        key: String,
        /// Its values, any of which suffices.
        values: Vec<String>,
    },
    /// On these days of the week, in the offset of `now`.
    Weekday {
        /// ISO 8601: 1 is Monday, 7 is Sunday.
        days: Vec<u8>,
    },
    /// From `from` until before `until`, in the offset of `now`.
    TimeOfDay {
        /// The first minute.
        from: TimeOfDay,
        /// The first minute after; may be 24:00.
        until: TimeOfDay,
    },
}

impl Condition {
    /// The cart's lines sum to at least `amount`, after the discounts so far.
    #[must_use]
    pub fn min_subtotal(amount: Decimal) -> Self {
        Self::MinSubtotal { amount, basis: Basis::default(), target: None }
    }

    /// The cart holds at least `quantity` units.
    #[must_use]
    pub const fn min_quantity(quantity: u64) -> Self {
        Self::MinQuantity { quantity, target: None }
    }
}

/// A time of day `HH:MM`, 00:00 to 24:00.
///
/// ```
/// use mercato_pricing::TimeOfDay;
/// assert_eq!("18:30".parse::<TimeOfDay>()?.minutes(), 1110);
/// assert!("24:01".parse::<TimeOfDay>().is_err());
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Minutes since midnight, 0 to 1440.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl FromStr for TimeOfDay {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digit = |byte: u8| byte.is_ascii_digit().then(|| u16::from(byte.wrapping_sub(b'0')));
        let two = |tens: u8, ones: u8| Some(digit(tens)?.saturating_mul(10).saturating_add(digit(ones)?));
        let minutes = match *text.as_bytes() {
            [h, hh, b':', m, mm] => two(h, hh)
                .zip(two(m, mm))
                .filter(|(_, minutes)| *minutes < 60)
                .map(|(hours, minutes)| hours.saturating_mul(60).saturating_add(minutes)),
            _ => None,
        };
        minutes
            .filter(|minutes| *minutes <= 24 * 60)
            .map(Self)
            .ok_or_else(|| Error::invalid("time", format_args!("{text:?}"), "is not a time of day HH:MM up to 24:00"))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl de::Visitor<'_> for Text {
            type Value = TimeOfDay;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a time of day HH:MM")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<TimeOfDay, E> {
                text.parse().map_err(|error: Error| wire::custom(&error))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for TimeOfDay {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TimeOfDay".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$",
            "description": "a time of day HH:MM, 00:00 to 24:00",
        })
    }
}
