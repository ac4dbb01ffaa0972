//! Which price that looks like a price is near this figure?
//!
//! - `grid`: multiples of a step, above 0: 5, 10, 15;
//! - `charm`: `k x modulus + ending` for k = 0, 1, 2, ... and any of the endings, above 0: modulus 10 with the endings 4.90 and
//!   9.90 gives 4.90, 9.90, 14.90, 19.90.
//!
//! `nearest` takes the nearer one, of two equally near ones the lower; `up` the lowest that is not below the figure; `down` the
//! highest that is not above it. A price that fits stays.
//!
//! Source: K. B. Monroe, "Pricing: Making Profitable Decisions" (3rd ed., 2003), odd and even price endings. For the step to
//! the next lower first digit see [`left_digit_price`](crate::left_digit_price()).

use crate::amount::{non_negative, positive};
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, DecimalStrings, Error, Money};
use serde::{Deserialize, Serialize};

/// Which neighbour a price takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriceDirection {
    /// The nearer one; of two equally near ones the lower.
    Nearest,
    /// The lowest that is not below the price.
    Up,
    /// The highest that is not above the price.
    Down,
}

/// Which prices are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum PriceRule {
    /// Multiples of a step.
    Grid {
        /// The step, above 0.
        #[serde(with = "DecimalString")]
        step: Decimal,
        /// Which of them.
        mode: PriceDirection,
    },
    /// Prices with these endings.
    Charm {
        /// After this much the endings repeat, above 0: 1 for endings in cents, 10 or 100 for endings in units.
        #[serde(with = "DecimalString")]
        modulus: Decimal,
        /// The endings, at least one, each at least 0 and below the modulus.
        #[serde(with = "DecimalStrings")]
        endings: Vec<Decimal>,
        /// Which of them.
        mode: PriceDirection,
    },
}

/// What [`round_price`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RoundPriceInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// The price to be rounded, above 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// Which prices are wanted.
    pub rule: PriceRule,
}

/// The price that fits the rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RoundedPrice {
    /// The price.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
}

/// The price of a grid, or with a wanted ending, next to this one.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{PriceDirection, PriceRule, RoundPriceInput, round_price};
/// let rule = PriceRule::Charm {
///     modulus: decimal::parse("10")?,
///     endings: vec![decimal::parse("4.90")?, decimal::parse("9.90")?],
///     mode: PriceDirection::Nearest,
/// };
/// let input = RoundPriceInput { currency: Currency::EUR, price: decimal::parse("42.46")?, rule };
/// assert_eq!(round_price(&input)?.price.to_string(), "44.90"); // 39.90 is 2.56 away, 44.90 only 2.44
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Time O(endings).
///
/// # Errors
/// `invalid_argument` for a price, step or modulus that is not above 0, no endings, an ending outside its range, or an amount
/// with more decimals than the currency; `infeasible` for `down` where no wanted price is as low; `overflow` where the wanted
/// price is beyond 64-bit minor units.
pub fn round_price(input: &RoundPriceInput) -> Result<RoundedPrice, PricingError> {
    let currency = input.currency;
    let price = positive("price", input.price, currency)?.minor().unsigned_abs();
    let (modulus, endings, mode) = match &input.rule {
        PriceRule::Grid { step, mode } => {
            (positive("rule.step", *step, currency)?.minor().unsigned_abs(), vec![0], *mode)
        }
        PriceRule::Charm { modulus, endings, mode } => {
            let length = positive("rule.modulus", *modulus, currency)?.minor().unsigned_abs();
            (length, minor_endings(endings, *modulus, currency)?, *mode)
        }
    };
    let below = endings.iter().filter_map(|ending| not_above(price, modulus, *ending)).max();
    let above = endings.iter().filter_map(|ending| not_below(price, modulus, *ending)).min();
    let wanted = match mode {
        PriceDirection::Down => Some(below.ok_or_else(|| {
            PricingError::infeasible("rule", format_args!("no wanted price is as low as {}", input.price))
        })?),
        PriceDirection::Up => above,
        PriceDirection::Nearest => match (below, above) {
            (Some(below), Some(above)) if above.abs_diff(price) < price.abs_diff(below) => Some(above),
            (below, above) => below.or(above),
        },
    };
    let minor = wanted
        .and_then(|wanted| i64::try_from(wanted).ok())
        .ok_or_else(|| Error::overflow("price", input.price, "64-bit minor units, once rounded"))?;
    Ok(RoundedPrice { price: Money::from_minor(minor, currency).to_decimal() })
}

fn minor_endings(endings: &[Decimal], modulus: Decimal, currency: Currency) -> Result<Vec<u64>, Error> {
    if endings.is_empty() {
        return Err(Error::invalid("rule.endings", "an empty list", "has no price to offer"));
    }
    let minor = |(index, ending): (usize, &Decimal)| {
        let path = format!("rule.endings[{index}]");
        if *ending >= modulus {
            return Err(Error::invalid(path, ending, format!("must be below the modulus, {modulus}")));
        }
        Ok(non_negative(&path, *ending, currency)?.minor().unsigned_abs())
    };
    endings.iter().enumerate().map(minor).collect()
}

/// The highest `k x modulus + ending` that is above 0 and not above `price`.
fn not_above(price: u64, modulus: u64, ending: u64) -> Option<u64> {
    let over = price.checked_sub(ending)?.checked_rem(modulus)?;
    price.checked_sub(over).filter(|wanted| *wanted > 0)
}

/// The lowest `k x modulus + ending` that is not below `price`, which is above 0.
fn not_below(price: u64, modulus: u64, ending: u64) -> Option<u64> {
    let Some(beyond) = price.checked_sub(ending) else {
        return Some(ending);
    };
    match beyond.checked_rem(modulus)? {
        0 => Some(price),
        over => price.checked_add(modulus.checked_sub(over)?),
    }
}
