//! When does it hold? Strict dates and instants, and half-open windows of them.
//!
//! A date is `YYYY-MM-DD`, an instant RFC 3339 with `Z` or an offset (`2026-11-11T00:00:00+08:00`), years 0001 to 9999. The
//! readers of `chrono` take more than that (single digits, a blank for the `T`, lower case, second 60); these do not.
//! Instants are compared as instants: the offset is kept for printing and never matters.

use crate::decimal::quoted;
use crate::error::{Error, wire};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, SecondsFormat};
use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Does `text` have `pattern`'s shape, where `0` stands for any digit?
fn has_shape(text: &[u8], pattern: &[u8]) -> bool {
    text.len() == pattern.len()
        && text.iter().zip(pattern).all(|(byte, want)| if *want == b'0' { byte.is_ascii_digit() } else { byte == want })
}

/// Reads a civil date `YYYY-MM-DD`.
///
/// ```
/// use mercato_core::time;
/// assert_eq!(time::parse_date("2024-02-29")?.to_string(), "2024-02-29");
/// assert!(time::parse_date("2023-02-29").is_err());
/// assert!(time::parse_date("2024-2-9").is_err());
/// # Ok::<(), mercato_core::Error>(())
/// ```
///
/// # Errors
/// `invalid_argument` (path `date`) for another format, a date that does not exist, the year 0.
pub fn parse_date(text: &str) -> Result<NaiveDate, Error> {
    Some(text)
        .filter(|text| has_shape(text.as_bytes(), b"0000-00-00"))
        .and_then(|text| text.parse::<NaiveDate>().ok())
        .filter(|date| date.year() >= 1)
        .ok_or_else(|| Error::invalid("date", quoted(text), "is not a date YYYY-MM-DD that exists"))
}

/// Reads an instant: RFC 3339 with `Z` or an offset.
///
/// ```
/// use mercato_core::time;
/// let start = time::parse_timestamp("2026-11-11T00:00:00+08:00")?;
/// assert_eq!(start, time::parse_timestamp("2026-11-10T16:00:00Z")?);
/// assert!(time::parse_timestamp("2026-11-11T00:00:00").is_err()); // whose midnight?
/// # Ok::<(), mercato_core::Error>(())
/// ```
///
/// # Errors
/// `invalid_argument` (path `timestamp`) for another format, an instant that does not exist (second 60 too), the year 0.
pub fn parse_timestamp(text: &str) -> Result<DateTime<FixedOffset>, Error> {
    Some(text)
        .filter(|text| {
            let bytes = text.as_bytes();
            let (time, rest) = bytes.split_at_checked(19).unwrap_or((bytes, b""));
            let zone = match rest.split_first() {
                Some((b'.', fraction)) => {
                    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
                    if (1..=9).contains(&digits) { fraction.get(digits..).unwrap_or_default() } else { b"" }
                }
                _ => rest,
            };
            // chrono reads second 60 as the leap second it almost never is
            has_shape(time, b"0000-00-00T00:00:00")
                && !time.ends_with(b":60")
                && (zone == b"Z" || has_shape(zone, b"+00:00") || has_shape(zone, b"-00:00"))
        })
        .and_then(|text| DateTime::parse_from_rfc3339(text).ok())
        .filter(|instant| instant.year() >= 1)
        .ok_or_else(|| {
            Error::invalid("timestamp", quoted(text), "is not an RFC 3339 timestamp with an offset that exists")
        })
}

/// Prints an instant as [`parse_timestamp`] reads it, with `Z` for the offset zero and no more fraction than it has.
#[must_use]
pub fn format_timestamp(instant: &DateTime<FixedOffset>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

macro_rules! json_text {
    ($form:ident $form_text:literal, $optional:ident, $type:ty, $parse:ident, $write:expr, $expecting:literal, $format:literal) => {
        #[doc = concat!("The JSON form of a [`", stringify!($type), "`]: ", $expecting, ". For `#[serde(with = ..)]`.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $form;

        impl $form {
            /// Writes the text.
            ///
            /// # Errors
            /// What the serializer returns.
            pub fn serialize<S: Serializer>(value: &$type, serializer: S) -> Result<S::Ok, S::Error> {
                let write: fn(&$type) -> String = $write;
                serializer.serialize_str(&write(value))
            }

            /// Reads the text.
            ///
            /// # Errors
            /// What the strict reader of this module refuses.
            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<$type, D::Error> {
                struct Text;
                impl Visitor<'_> for Text {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$type, E> {
                        $parse(text).map_err(|error| wire::custom(&error))
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }

        #[doc = concat!("The JSON form of an optional [`", stringify!($type), "`]: ", $expecting, ", or null.")]
        #[derive(Debug, Clone, Copy)]
        pub struct $optional;

        impl $optional {
            /// Writes the text or `null`.
            ///
            /// # Errors
            /// What the serializer returns.
            pub fn serialize<S: Serializer>(value: &Option<$type>, serializer: S) -> Result<S::Ok, S::Error> {
                match value {
                    Some(value) => $form::serialize(value, serializer),
                    None => serializer.serialize_none(),
                }
            }

            /// Reads the text or `null`.
            ///
            /// # Errors
            /// What the strict reader of this module refuses.
            pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<$type>, D::Error> {
                #[derive(Deserialize)]
                struct Wrapped(#[serde(with = $form_text)] $type);
                Ok(Option::<Wrapped>::deserialize(deserializer)?.map(|Wrapped(value)| value))
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $form {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($form).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "format": $format, "description": $expecting })
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $optional {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($optional).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": ["string", "null"], "format": $format, "description": $expecting })
            }
        }
    };
}

json_text!(DateString "DateString", OptionalDateString, NaiveDate, parse_date, NaiveDate::to_string, "a date YYYY-MM-DD", "date");
json_text!(
    TimestampString "TimestampString",
    OptionalTimestampString,
    DateTime<FixedOffset>,
    parse_timestamp,
    format_timestamp,
    "an RFC 3339 timestamp with an offset",
    "date-time"
);

/// A span of time that includes its start and excludes its end; a side left out is unbounded.
///
/// Adjoining windows share no instant and leave none out, which closed ones (`23:59:59`) never manage.
///
/// ```
/// use mercato_core::{TimeWindow, time};
/// let eleven = TimeWindow::new(
///     Some(time::parse_timestamp("2026-11-11T00:00:00+08:00")?),
///     Some(time::parse_timestamp("2026-11-12T00:00:00+08:00")?),
/// )?;
/// assert!(eleven.contains(&time::parse_timestamp("2026-11-10T16:00:00Z")?));
/// assert!(!eleven.contains(&time::parse_timestamp("2026-11-11T16:00:00Z")?));
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "WindowForm", into = "WindowForm")]
pub struct TimeWindow {
    start: Option<DateTime<FixedOffset>>,
    end: Option<DateTime<FixedOffset>>,
}

impl TimeWindow {
    /// All of time.
    pub const ALWAYS: Self = Self { start: None, end: None };

    /// The window from `start` until before `end`.
    ///
    /// # Errors
    /// `invalid_argument` (path `end`) unless `start < end`.
    pub fn new(start: Option<DateTime<FixedOffset>>, end: Option<DateTime<FixedOffset>>) -> Result<Self, Error> {
        match (start, end) {
            (Some(start), Some(end)) if start >= end => {
                let reason = format!("must be after start {}", format_timestamp(&start));
                Err(Error::invalid("end", format_timestamp(&end), reason))
            }
            _ => Ok(Self { start, end }),
        }
    }

    /// The first instant inside, if there is one.
    #[must_use]
    pub const fn start(&self) -> Option<DateTime<FixedOffset>> {
        self.start
    }

    /// The first instant after, if there is one.
    #[must_use]
    pub const fn end(&self) -> Option<DateTime<FixedOffset>> {
        self.end
    }

    /// Does `instant` lie inside?
    #[must_use]
    pub fn contains(&self, instant: &DateTime<FixedOffset>) -> bool {
        self.start.is_none_or(|start| start <= *instant) && self.end.is_none_or(|end| *instant < end)
    }

    /// Do the windows share an instant?
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.intersection(other).is_some()
    }

    /// The instants that lie in both windows.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let start = match (self.start, other.start) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        let end = match (self.end, other.end) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self::new(start, end).ok()
    }
}

/// The JSON form: `{"start": .., "end": ..}`, each optional.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "TimeWindow"))]
#[serde(deny_unknown_fields)]
struct WindowForm {
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    start: Option<DateTime<FixedOffset>>,
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    end: Option<DateTime<FixedOffset>>,
}

impl TryFrom<WindowForm> for TimeWindow {
    type Error = wire::Refusal;

    fn try_from(form: WindowForm) -> Result<Self, wire::Refusal> {
        Self::new(form.start, form.end).map_err(wire::Refusal)
    }
}

impl From<TimeWindow> for WindowForm {
    fn from(window: TimeWindow) -> Self {
        Self { start: window.start, end: window.end }
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for TimeWindow {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        WindowForm::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        WindowForm::json_schema(generator)
    }
}
