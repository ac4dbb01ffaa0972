//! Which price earns a markup on the cost, or a margin in the price?
//!
//! - markup m on the cost: `price = cost (1 + m)`; 0.25 turns 8.00 into 10.00;
//! - margin g in the price: `price = cost / (1 - g)`; 0.20 turns 8.00 into 10.00, too.
//!
//! The two are often confused, so the answer states both, of the rounded price: `markup = (price - cost) / cost`,
//! `margin = (price - cost) / price = markup / (1 + markup)`.
//!
//! Source: T. T. Nagle, G. Müller, "The Strategy and Tactics of Pricing" (6th ed., 2018). A cost-plus price ignores what
//! customers would pay; see [`optimal_price`](crate::optimal_price()).

use crate::amount::{decimal_non_negative, decimal_positive, ratio};
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Exact, Money, Rounding};
use serde::{Deserialize, Serialize};

/// Of what the rate is a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CostPlusMethod {
    /// A part of the cost, added to it.
    Markup,
    /// A part of the price, kept from it.
    Margin,
}

/// What [`cost_plus`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CostPlusInput {
    /// The currency of cost and price.
    pub currency: Currency,
    /// Cost of a unit, above 0, with any number of decimals.
    #[serde(with = "DecimalString")]
    pub cost: Decimal,
    /// Of what the rate is a part.
    pub method: CostPlusMethod,
    /// The markup or the margin (0.25 for 25%), at least 0.
    #[serde(with = "DecimalString")]
    pub rate: Decimal,
    /// How the price is rounded; half up if left out.
    pub rounding: Option<Rounding>,
}

/// The price and what it earns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CostPlus {
    /// The rounded price.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// Price less cost, with the currency's decimals and at least four.
    #[serde(with = "DecimalString")]
    pub profit: Decimal,
    /// Profit over cost.
    pub markup: f64,
    /// Profit over price.
    pub margin: f64,
}

/// The price that adds a markup to the cost or keeps a margin in the price.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{CostPlusInput, CostPlusMethod, cost_plus};
/// let input = CostPlusInput {
///     currency: Currency::USD,
///     cost: decimal::parse("8.00")?,
///     method: CostPlusMethod::Margin,
///     rate: decimal::parse("0.20")?,
///     rounding: None,
/// };
/// let answer = cost_plus(&input)?;
/// assert_eq!(answer.price.to_string(), "10.00");
/// assert_eq!((answer.markup, answer.margin), (0.25, 0.2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a cost that is not above 0 or a negative rate; `infeasible` for a margin of 1 or more (no price keeps
/// all of itself) and for a price that rounds to 0; `overflow` for a price beyond 64-bit minor units.
pub fn cost_plus(input: &CostPlusInput) -> Result<CostPlus, PricingError> {
    let cost = decimal_positive("cost", input.cost)?;
    let rate = decimal_non_negative("rate", input.rate)?;
    let exact = match input.method {
        CostPlusMethod::Markup => &cost * &(Exact::ONE + rate),
        CostPlusMethod::Margin => {
            let kept = Exact::ONE - rate;
            cost.checked_div(&kept).filter(|_| kept.signum() > 0).ok_or_else(|| {
                let what = format_args!("no price has a margin of {}: it must be below 1", input.rate);
                PricingError::infeasible("rate", what)
            })?
        }
    };
    let rounding = input.rounding.unwrap_or_default();
    let price = Money::round_exact("price", &exact, input.currency, rounding)?;
    if price.is_zero() {
        let what = format_args!("{} in {} rounds to a price of 0", input.cost, input.currency);
        return Err(PricingError::infeasible("cost", what));
    }
    let price_exact = Exact::from(price.to_decimal());
    let profit = &price_exact - &cost;
    Ok(CostPlus {
        price: price.to_decimal(),
        profit: profit.round("profit", input.currency.minor_digits().max(4), Rounding::HalfUp)?,
        markup: ratio("markup", &profit, &cost)?,
        margin: ratio("margin", &profit, &price_exact)?,
    })
}
