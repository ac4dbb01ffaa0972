//! How is an amount shared out so that no cent is lost? By largest remainders, as [`mercato_core::allocate()`] does it.
//!
//! Share i is `amount x w_i / W`; every part gets the whole minor units of its share, and the units still missing go one each to
//! the largest fractions, ties to the first. The parts sum to the amount, and each is less than a unit from its share.
//!
//! Source: M. L. Balinski, H. P. Young, "Fair Representation" (2nd ed., 2001), chapter 2 (Hamilton's method).

use crate::amount::signed;
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, DecimalStrings, Money};
use serde::{Deserialize, Serialize};

/// What [`allocate`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AllocateInput {
    /// What is shared out; a negative amount is shared by its magnitude.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
    /// A weight for each part: at least 0, with any number of decimals, not all of them 0.
    #[serde(with = "DecimalStrings")]
    pub weights: Vec<Decimal>,
}

/// The parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Allocation {
    /// One part for each weight, in their order; they sum to the amount.
    #[serde(with = "DecimalStrings")]
    pub parts: Vec<Decimal>,
}

/// The amount shared out by weights, to the last minor unit.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{AllocateInput, allocate};
/// let input = AllocateInput {
///     amount: decimal::parse("10.00")?,
///     currency: Currency::CNY,
///     weights: vec![decimal::parse("1")?; 3],
/// };
/// let parts: Vec<String> = allocate(&input)?.parts.iter().map(ToString::to_string).collect();
/// assert_eq!(parts, ["3.34", "3.33", "3.33"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Time O(n) expected.
///
/// # Errors
/// `invalid_argument` for an amount with more decimals than the currency, a negative weight (path `weights[i]`), no weights or
/// only zeros; `overflow` for an amount beyond 64-bit minor units.
pub fn allocate(input: &AllocateInput) -> Result<Allocation, PricingError> {
    let parts = signed("amount", input.amount, input.currency)?.allocate_by(&input.weights)?;
    Ok(Allocation { parts: parts.iter().map(Money::to_decimal).collect() })
}
