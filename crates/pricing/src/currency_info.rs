//! How many decimals does an amount in this currency have? ISO 4217, from the table of `mercato-core`.
//!
//! Codes without a minor unit (metals, funds, test codes: XAU, XXX) are no currencies that a price can have.

use crate::error::PricingError;
use mercato_core::Currency;
use serde::{Deserialize, Serialize};

/// What [`currency_info`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CurrencyInfoInput {
    /// Three upper-case letters.
    pub currency: Currency,
}

/// A currency as ISO 4217 lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CurrencyInfo {
    /// The three-letter code.
    pub currency: Currency,
    /// How many decimals an amount has: 2 for CNY, 0 for JPY, 3 for KWD.
    pub minor_units: u32,
    /// The three-digit code, with its leading zeros.
    pub numeric: String,
    /// The English name.
    pub name: String,
}

/// A currency's decimals, numeric code and name.
///
/// ```
/// use mercato_core::Currency;
/// use mercato_pricing::{CurrencyInfoInput, currency_info};
/// let dinar = currency_info(&CurrencyInfoInput { currency: Currency::from_code("BHD")? })?;
/// assert_eq!((dinar.minor_units, dinar.numeric.as_str()), (3, "048"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// None: a code that is unknown, in lower case or without a minor unit is refused where the [`Currency`] is made.
#[allow(clippy::unnecessary_wraps, reason = "every operation of the catalogue has this shape")]
pub fn currency_info(input: &CurrencyInfoInput) -> Result<CurrencyInfo, PricingError> {
    let currency = input.currency;
    Ok(CurrencyInfo {
        currency,
        minor_units: currency.minor_digits(),
        numeric: format!("{:03}", currency.numeric_code()),
        name: currency.name(),
    })
}
