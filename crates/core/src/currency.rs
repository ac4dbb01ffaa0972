//! Which currency is it, and how many decimals does an amount in it have? ISO 4217, from the crate `iso_currency`.

use crate::error::{Error, wire};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A currency of ISO 4217 that has a minor unit (possibly the unit itself, as for JPY).
///
/// ```
/// use mercato_core::Currency;
/// let dinar = Currency::from_code("KWD")?;
/// assert_eq!((dinar.minor_digits(), dinar.numeric_code(), dinar.name().as_str()), (3, 414, "Kuwaiti dinar"));
/// assert!(Currency::from_code("usd").is_err()); // codes are upper case
/// assert!(Currency::from_code("XAU").is_err()); // gold has no minor unit
/// # Ok::<(), mercato_core::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency {
    code: CurrencyCode,
    // kept beside the code: amounts are formatted and rounded far more often than currencies are looked up
    minor_digits: u8,
}

macro_rules! constants {
    ($($code:ident $digits:literal $name:literal),* $(,)?) => {$(
        #[doc = concat!($name, ".")]
        pub const $code: Self = Self::constant(stringify!($code), $digits);
    )*};
}

impl Currency {
    constants! {
        AUD 2 "Australian dollar", BRL 2 "Brazilian real", CAD 2 "Canadian dollar", CHF 2 "Swiss franc",
        CNY 2 "Chinese yuan", EUR 2 "Euro", GBP 2 "Pound sterling", HKD 2 "Hong Kong dollar", INR 2 "Indian rupee",
        JPY 0 "Japanese yen", KRW 0 "South Korean won", KWD 3 "Kuwaiti dinar", MXN 2 "Mexican peso",
        SGD 2 "Singapore dollar", TWD 2 "New Taiwan dollar", USD 2 "United States dollar",
    }

    const fn constant(code: &str, minor_digits: u8) -> Self {
        match *code.as_bytes() {
            [a, b, c] => Self { code: CurrencyCode([a, b, c]), minor_digits },
            _ => Self { code: CurrencyCode(*b"XXX"), minor_digits },
        }
    }

    /// The currency with this code: three upper-case letters.
    ///
    /// # Errors
    /// `invalid_argument` (path `currency`) for an unknown code, a lower-case one, or one without a minor unit (XAU, XXX).
    pub fn from_code(code: &str) -> Result<Self, Error> {
        let refused = |reason: &'static str| Error::invalid("currency", crate::decimal::quoted(code), reason);
        let unknown = || refused("is not an ISO 4217 currency code such as \"CNY\"");
        let letters = CurrencyCode::new(code).map_err(|_| unknown())?;
        let iso = iso_currency::Currency::from_code(code).ok_or_else(unknown)?;
        let minor_digits = iso.exponent().and_then(|digits| u8::try_from(digits).ok());
        Ok(Self { code: letters, minor_digits: minor_digits.ok_or_else(|| refused("is a code without a minor unit"))? })
    }

    /// Code and digits in one word, for loops that compare many.
    #[inline]
    pub(crate) const fn key(self) -> u32 {
        let [a, b, c] = self.code.0;
        u32::from_le_bytes([a, b, c, self.minor_digits])
    }

    fn iso(self) -> Option<iso_currency::Currency> {
        iso_currency::Currency::from_code(self.code())
    }

    /// The three-letter code.
    #[must_use]
    pub fn code(&self) -> &str {
        self.code.as_str()
    }

    /// The three-digit code as a number.
    #[must_use]
    pub fn numeric_code(self) -> u16 {
        self.iso().map_or(0, iso_currency::Currency::numeric)
    }

    /// The English name.
    #[must_use]
    pub fn name(self) -> String {
        self.iso().map_or_else(String::new, |iso| iso.name().to_owned())
    }

    /// How many decimals an amount has: 2 for CNY, 0 for JPY, 3 for KWD.
    #[inline]
    #[must_use]
    pub const fn minor_digits(self) -> u32 {
        // `u32::from` is not const yet
        self.minor_digits as u32
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = Error;

    fn from_str(code: &str) -> Result<Self, Error> {
        Self::from_code(code)
    }
}

/// A currency label: three letters A-Z, not looked up in a table. What reports carry where no rule depends on the currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CurrencyCode([u8; 3]);

impl CurrencyCode {
    /// The label with these letters.
    ///
    /// ```
    /// use mercato_core::CurrencyCode;
    /// assert_eq!(CurrencyCode::new("CNY")?.as_str(), "CNY");
    /// assert!(CurrencyCode::new("RMB¥").is_err());
    /// # Ok::<(), mercato_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_argument` (path `currency`) unless it is three letters A-Z.
    pub fn new(code: &str) -> Result<Self, Error> {
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(Error::invalid("currency", crate::decimal::quoted(code), "is not three letters A-Z")),
        }
    }

    /// The three letters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // letters A-Z are UTF-8 by construction
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl From<Currency> for CurrencyCode {
    fn from(currency: Currency) -> Self {
        currency.code
    }
}

impl TryFrom<CurrencyCode> for Currency {
    type Error = Error;

    fn try_from(code: CurrencyCode) -> Result<Self, Error> {
        Self::from_code(code.as_str())
    }
}

impl fmt::Display for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for CurrencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CurrencyCode {
    type Err = Error;

    fn from_str(code: &str) -> Result<Self, Error> {
        Self::new(code)
    }
}

macro_rules! as_json_string {
    ($type:ident, $text:ident, $expecting:literal, $name:literal, $pattern:literal) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.$text())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl Visitor<'_> for Text {
                    type Value = $type;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }

                    fn visit_str<E: de::Error>(self, code: &str) -> Result<$type, E> {
                        code.parse().map_err(|error: Error| wire::custom(&error))
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }

        #[cfg(feature = "schemars")]
        impl schemars::JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": $pattern, "description": $expecting })
            }
        }
    };
}

as_json_string!(Currency, code, "an ISO 4217 currency code such as \"CNY\"", "Currency", "^[A-Z]{3}$");
as_json_string!(CurrencyCode, as_str, "a currency of three letters A-Z", "CurrencyCode", "^[A-Z]{3}$");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_agree_with_the_table() {
        use Currency as C;
        let constants = [
            C::AUD,
            C::BRL,
            C::CAD,
            C::CHF,
            C::CNY,
            C::EUR,
            C::GBP,
            C::HKD,
            C::INR,
            C::JPY,
            C::KRW,
            C::KWD,
            C::MXN,
            C::SGD,
            C::TWD,
            C::USD,
        ];
        for currency in constants {
            assert_eq!(Currency::from_code(currency.code()), Ok(currency));
        }
    }

    /// Exponents as ISO 4217 (list one, 2024) gives them.
    #[test]
    fn minor_digits_are_those_of_iso_4217() {
        let published =
            [("CNY", 2), ("JPY", 0), ("KWD", 3), ("BHD", 3), ("TND", 3), ("CLF", 4), ("VND", 0), ("ISK", 0)];
        for (code, digits) in published {
            assert_eq!(Currency::from_code(code).unwrap().minor_digits(), digits, "{code}");
        }
    }

    #[test]
    fn codes_without_a_minor_unit_or_unknown_are_refused() {
        for code in ["XAU", "XAG", "XXX", "XTS", "XDR", "cny", "Cny", "CN", "CNYY", "", "ABC", "C Y", "ÇNY"] {
            assert!(Currency::from_code(code).is_err(), "{code}");
        }
    }
}
