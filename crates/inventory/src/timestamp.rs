//! How does an instant come back the way it was written? With its text beside it.

use mercato_core::{Error, time, wire};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;

/// An instant that prints as it was written, RFC 3339 with `Z` or an offset. Equal are equal texts; two texts may be one instant.
///
/// ```
/// use mercato_inventory::Timestamp;
/// let at = Timestamp::parse("2024-05-01T08:00:00.50+08:00")?;
/// assert_eq!(at.to_string(), "2024-05-01T08:00:00.50+08:00");
/// assert_eq!(at.instant(), Timestamp::parse("2024-05-01T00:00:00.5Z")?.instant());
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timestamp {
    text: Box<str>,
    instant: chrono::DateTime<chrono::FixedOffset>,
}

impl Timestamp {
    /// Reads an instant.
    ///
    /// # Errors
    /// `invalid_argument` (path `timestamp`) for another format or an instant that does not exist.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Ok(Self { instant: time::parse_timestamp(text)?, text: text.into() })
    }

    /// The text as it was written.
    #[must_use]
    pub const fn as_str(&self) -> &str {
        &self.text
    }

    /// The instant.
    #[must_use]
    pub const fn instant(&self) -> chrono::DateTime<chrono::FixedOffset> {
        self.instant
    }

    /// Nanoseconds since 1970.
    pub(crate) fn nanoseconds(&self) -> i128 {
        let seconds = i128::from(self.instant.timestamp()).saturating_mul(1_000_000_000);
        seconds.saturating_add(self.instant.timestamp_subsec_nanos().into())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;
        impl Visitor<'_> for Text {
            type Value = Timestamp;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an RFC 3339 timestamp with an offset")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Timestamp, E> {
                Timestamp::parse(text).map_err(|error| wire::custom(&error))
            }
        }
        deserializer.deserialize_str(Text)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "date-time",
            "description": "an RFC 3339 timestamp with an offset, printed as it was written",
        })
    }
}
