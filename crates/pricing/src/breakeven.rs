//! How much more must be sold for a discount to pay for itself?
//!
//! With m the margin before the discount and d the discount, units must grow by `d / (m - d)`: at a margin of 40%, a discount of
//! 20% must double the units.
//!
//! Source: T. T. Nagle, G. Müller, "The Strategy and Tactics of Pricing" (6th ed., 2018), break-even sales change. It counts the
//! margin alone: no fixed cost of the campaign, no purchases brought forward.

use crate::amount::{decimal_non_negative, decimal_positive, ratio, share};
use crate::error::PricingError;
use mercato_core::{Decimal, DecimalString, Exact};
use serde::{Deserialize, Serialize};

/// What [`breakeven_lift`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BreakevenLiftInput {
    /// The price before the discount, above 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// What a unit costs, at least 0.
    #[serde(with = "DecimalString")]
    pub unit_cost: Decimal,
    /// The discount (0.2 for 20%), 0 to 1.
    #[serde(with = "DecimalString")]
    pub discount_rate: Decimal,
}

/// What a discount must bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct BreakevenLift {
    /// Margin in the price before the discount.
    pub margin_before: f64,
    /// Margin in the discounted price.
    pub margin_after: f64,
    /// By what part of today's units sales must grow (1 for twice as many) for the same profit.
    pub required_lift: f64,
}

/// The growth in units at which a discounted price earns what the full price earned.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_pricing::{BreakevenLiftInput, breakeven_lift};
/// let answer = breakeven_lift(&BreakevenLiftInput {
///     price: decimal::parse("100")?,
///     unit_cost: decimal::parse("60")?,
///     discount_rate: decimal::parse("0.2")?,
/// })?;
/// assert_eq!(answer.required_lift, 1.0); // 40 a unit before, 20 after: twice as many must be sold
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a price that is not above 0, a negative cost or a discount outside 0..=1; `infeasible` where the
/// discounted price does not exceed the cost: no growth makes up for it.
pub fn breakeven_lift(input: &BreakevenLiftInput) -> Result<BreakevenLift, PricingError> {
    let price = decimal_positive("price", input.price)?;
    let cost = decimal_non_negative("unit_cost", input.unit_cost)?;
    let discount = share("discount_rate", input.discount_rate)?;
    let discounted = &price * &(&Exact::ONE - &discount);
    if discounted <= cost {
        let what =
            format_args!("a discount of {} on {} leaves nothing above the cost", input.discount_rate, input.price);
        return Err(PricingError::infeasible("discount_rate", what));
    }
    let (earned, kept) = (&price - &cost, &discounted - &cost);
    Ok(BreakevenLift {
        margin_before: ratio("margin_before", &earned, &price)?,
        margin_after: ratio("margin_after", &kept, &discounted)?,
        // d / (m - d), with price taken out of both
        required_lift: ratio("required_lift", &(&discount * &price), &kept)?,
    })
}
