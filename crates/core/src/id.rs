//! Whose is it? Identifiers that cannot be mixed up: an order id is no customer id, and none is blank.

use crate::error::{Error, wire};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};
use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident $field:literal;)*) => {$(
        $(#[$doc])*
        ///
        /// A text that is not blank; ordered by its bytes; in JSON a string.
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// The identifier with this text.
            ///
            /// # Errors
            #[doc = concat!("`invalid_argument` (path `", $field, "`) if the text is empty or blank.")]
            pub fn new(text: impl Into<String>) -> Result<Self, Error> {
                let text = text.into();
                if text.trim().is_empty() {
                    return Err(Error::invalid($field, format_args!("{text:?}"), "must not be blank"));
                }
                Ok(Self(text))
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, taken out.
            #[must_use]
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self, Error> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Error;

            fn try_from(text: String) -> Result<Self, Error> {
                Self::new(text)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("a ", $field, " that is not blank"))
                    }

                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        $name::new(text).map_err(|error| wire::custom(&error))
                    }

                    fn visit_string<E: de::Error>(self, text: String) -> Result<$name, E> {
                        $name::new(text).map_err(|error| wire::custom(&error))
                    }
                }
                deserializer.deserialize_string(Text)
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": r"\S" })
            }
        }
    )*};
}

id! {
    /// An order, as its channel names it.
    OrderId "order_id";
    /// A customer.
    CustomerId "customer_id";
    /// A place of sale: the own shop, a marketplace, a store.
    ChannelId "channel";
    /// A stock keeping unit: what is sold, as the merchant names it.
    Sku "sku";
    /// A visitor of a site or an app: a cookie or device, not a person.
    VisitorId "visitor_id";
}
