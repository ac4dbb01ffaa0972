//! What is a figure in money: to the cent, or to the smallest coin?
//!
//! `amount = increment x round(figure / increment)`, in one rounding; the increment is one minor unit unless one is given
//! (0.05 for Swiss francs in cash, 100 for prices in yen).
//!
//! Source: the rounding modes of IEEE 754-2008 and of the General Decimal Arithmetic specification (Cowlishaw), which are those
//! of [`Rounding`].

use crate::amount::{decimal_positive, signed};
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, Money, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// What [`round_money`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RoundMoneyInput {
    /// The figure, of any sign and any number of decimals.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
    /// Its currency.
    pub currency: Currency,
    /// Which neighbour it takes.
    pub mode: Rounding,
    /// Multiples of this are the neighbours: a positive multiple of the minor unit; the minor unit itself if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub increment: Option<Decimal>,
}

/// The rounded amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RoundedMoney {
    /// The amount, with exactly the currency's decimals.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
}

/// The figure rounded to the minor unit, or to an increment.
///
/// ```
/// use mercato_core::{Currency, Rounding, decimal};
/// use mercato_pricing::{RoundMoneyInput, round_money};
/// let cash = RoundMoneyInput {
///     amount: decimal::parse("19.975")?,
///     currency: Currency::CHF,
///     mode: Rounding::HalfUp,
///     increment: Some(decimal::parse("0.05")?), // there is no smaller Swiss coin
/// };
/// assert_eq!(round_money(&cash)?.amount.to_string(), "20.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an increment that is not a positive multiple of the minor unit; `overflow` for a result beyond
/// 64-bit minor units.
pub fn round_money(input: &RoundMoneyInput) -> Result<RoundedMoney, PricingError> {
    let Some(increment) = input.increment else {
        let amount = Money::round_decimal(input.amount, input.currency, input.mode)?;
        return Ok(RoundedMoney { amount: amount.to_decimal() });
    };
    decimal_positive("increment", increment)?;
    let step = signed("increment", increment, input.currency)?;
    let steps = Exact::from(input.amount)
        .checked_div(&Exact::from(increment))
        .and_then(|quotient| quotient.to_integer(input.mode))
        .and_then(|steps| i64::try_from(steps).ok())
        .ok_or_else(|| Error::overflow("amount", input.amount, "64-bit minor units"))?;
    Ok(RoundedMoney { amount: step.checked_mul(steps)?.to_decimal() })
}
