//! Is a price just above a round figure better just below it?
//!
//! Buyers read from the left: 2.99 is seen as "two", 3.00 as "three". On the price P in minor units with d digits, the boundary is
//! `P - P mod 10^(d-1)` (the first digit and zeros), and the price under it is the boundary less one; it is taken if it is above 0
//! and `(P - under) / P` is no more than the reduction allowed.
//!
//! Source: M. Thomas, V. Morwitz, "Penny Wise and Pound Foolish: The Left-Digit Effect in Price Cognition", Journal of Consumer
//! Research 32 (2005). Limits: the first digit alone is looked at (31.05 is not taken to 30.99).

use crate::amount::{positive, share};
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Exact, Money};
use serde::{Deserialize, Serialize};

/// What [`left_digit_price`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LeftDigitPriceInput {
    /// The currency of the price.
    pub currency: Currency,
    /// The price, above 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// The most that may be given up, as a part of the price (0.01 for 1%), 0 to 1.
    #[serde(with = "DecimalString")]
    pub max_reduction_rate: Decimal,
}

/// The price, lowered where that is worth it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LeftDigitPrice {
    /// The price.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// Was it lowered?
    pub changed: bool,
}

/// The price one minor unit below the next lower first digit, where the reduction allows it.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{LeftDigitPriceInput, left_digit_price};
/// let input = LeftDigitPriceInput {
///     currency: Currency::USD,
///     price: decimal::parse("30.05")?,
///     max_reduction_rate: decimal::parse("0.01")?,
/// };
/// assert_eq!(left_digit_price(&input)?.price.to_string(), "29.99"); // 0.06 of 30.05 is 0.2%
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a price that is not above 0 or has more decimals than the currency, or a rate outside 0..=1;
/// `overflow` beyond 64-bit minor units.
pub fn left_digit_price(input: &LeftDigitPriceInput) -> Result<LeftDigitPrice, PricingError> {
    let price = positive("price", input.price, input.currency)?;
    let allowed = share("max_reduction_rate", input.max_reduction_rate)? * Exact::from(price.minor());
    let under = under_first_digit(price.minor())
        .filter(|under| price.minor().checked_sub(*under).is_some_and(|given_up| Exact::from(given_up) <= allowed));
    let minor = under.unwrap_or(price.minor());
    Ok(LeftDigitPrice { price: Money::from_minor(minor, input.currency).to_decimal(), changed: under.is_some() })
}

/// One less than the first digit followed by zeros; `None` where that is not above 0.
fn under_first_digit(price: i64) -> Option<i64> {
    let power = 10_i64.checked_pow(price.checked_ilog10()?)?;
    let boundary = price.checked_sub(price.checked_rem(power)?)?;
    boundary.checked_sub(1).filter(|under| *under > 0)
}
