//! Which price follows from the prices of competitors?
//!
//! - `match_lowest`, `match_average`, `match_median`: that figure of the prices;
//! - `percentile`: linear interpolation between the sorted prices at h = (n - 1) p, counted from 0;
//! - `undercut_lowest`: the lowest price less an amount, or less a rate of it.
//!
//! The price is rounded, then lifted to the floor, then lowered to the ceiling.
//!
//! Source: R. J. Hyndman, Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50 (1996), type 7.
//! Limits: it answers prices with a price and knows no demand; a floor below cost, and rivals who do the same, end in a price war.

use crate::amount::{non_negative, positive, share};
use crate::error::PricingError;
use mercato_core::{
    Currency, Decimal, DecimalString, DecimalStrings, Error, Exact, Money, OptionalDecimalString, Rounding,
};
use serde::{Deserialize, Serialize};

/// How to answer the prices of competitors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum CompetitiveStrategy {
    /// The lowest price.
    MatchLowest {},
    /// The lowest price, less an amount or less a rate of it: exactly one of the two.
    UndercutLowest {
        /// By this much, at least 0.
        #[serde(default, with = "OptionalDecimalString")]
        amount: Option<Decimal>,
        /// By this part of the lowest price, 0 to 1.
        #[serde(default, with = "OptionalDecimalString")]
        rate: Option<Decimal>,
    },
    /// The mean.
    MatchAverage {},
    /// The median.
    MatchMedian {},
    /// A percentile.
    Percentile {
        /// 0 for the lowest price, 0.5 for the median, 1 for the highest.
        #[serde(with = "DecimalString")]
        percentile: Decimal,
    },
}

/// What [`competitive_price`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompetitivePriceInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// What competitors ask, each above 0.
    #[serde(with = "DecimalStrings")]
    pub competitor_prices: Vec<Decimal>,
    /// How they are answered.
    pub strategy: CompetitiveStrategy,
    /// The price never goes below this, at least 0.
    #[serde(with = "DecimalString")]
    pub floor: Decimal,
    /// The price never goes above this, at least the floor; no limit if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub ceiling: Option<Decimal>,
    /// Leave out competitors below the floor before anything is computed (their offer may be used, counterfeit or a mistake)? No
    /// if left out.
    pub ignore_below_floor: Option<bool>,
    /// How the price is rounded; half up if left out.
    pub rounding: Option<Rounding>,
}

/// Which limit decided the price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PriceClamp {
    /// None of them.
    None,
    /// The strategy's price was below the floor.
    Floor,
    /// The strategy's price was above the ceiling.
    Ceiling,
}

/// The price and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct CompetitivePrice {
    /// The price.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// The figure of the competitors' prices that it answers, before undercutting and limits, rounded half up.
    #[serde(with = "DecimalString")]
    pub reference_price: Decimal,
    /// Which limit decided it.
    pub clamped: PriceClamp,
}

/// The price that a strategy and two limits give against the prices of competitors.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{CompetitivePriceInput, CompetitiveStrategy, PriceClamp, competitive_price};
/// let input = CompetitivePriceInput {
///     currency: Currency::USD,
///     competitor_prices: vec![decimal::parse("21.00")?, decimal::parse("19.00")?, decimal::parse("25.00")?],
///     strategy: CompetitiveStrategy::UndercutLowest { amount: Some(decimal::parse("0.50")?), rate: None },
///     floor: decimal::parse("18.75")?,
///     ceiling: None,
///     ignore_below_floor: None,
///     rounding: None,
/// };
/// let answer = competitive_price(&input)?; // 18.50 would be below the floor
/// assert_eq!((answer.price.to_string().as_str(), answer.clamped), ("18.75", PriceClamp::Floor));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Time O(n log n).
///
/// # Errors
/// `invalid_argument` for a competitor's price that is not above 0, a negative floor, a ceiling below the floor, an undercut with
/// both or neither of `amount` and `rate`, or a rate or percentile outside 0..=1; `not_found` where no price of a competitor is
/// left; `overflow` beyond 64-bit minor units.
pub fn competitive_price(input: &CompetitivePriceInput) -> Result<CompetitivePrice, PricingError> {
    let currency = input.currency;
    let mut prices = Vec::with_capacity(input.competitor_prices.len());
    for (index, price) in input.competitor_prices.iter().enumerate() {
        prices.push(positive(&format!("competitor_prices[{index}]"), *price, currency)?.minor());
    }
    let undercut = undercut(&input.strategy, currency).map_err(|error| error.within("strategy"))?;
    let floor = non_negative("floor", input.floor, currency)?.minor();
    let ceiling = match input.ceiling {
        Some(ceiling) => Some(non_negative("ceiling", ceiling, currency)?.minor()),
        None => None,
    };
    if ceiling.is_some_and(|ceiling| ceiling < floor) {
        let ceiling = input.ceiling.unwrap_or_default();
        return Err(Error::invalid("ceiling", ceiling, format!("is below the floor, {}", input.floor)).into());
    }

    if input.ignore_below_floor.unwrap_or(false) {
        prices.retain(|price| *price >= floor);
    }
    prices.sort_unstable();
    let reference = reference(&input.strategy, &prices).ok_or_else(|| PricingError::Missing {
        path: "competitor_prices".into(),
        what: format!("none of {} is left to answer", input.competitor_prices.len()),
    })?;
    let rounded = |name, minor: &Exact, mode| minor.to_minor(name, 0, mode);
    let wanted = rounded("price", &undercut.apply(&reference), input.rounding.unwrap_or_default())?;
    let (price, clamped) = match ceiling {
        _ if wanted < floor => (floor, PriceClamp::Floor),
        Some(ceiling) if wanted > ceiling => (ceiling, PriceClamp::Ceiling),
        _ => (wanted, PriceClamp::None),
    };
    let decimal = |minor| Money::from_minor(minor, currency).to_decimal();
    Ok(CompetitivePrice {
        price: decimal(price),
        reference_price: decimal(rounded("reference_price", &reference, Rounding::HalfUp)?),
        clamped,
    })
}

/// What is taken off the reference, in minor units.
enum Undercut {
    Amount(Exact),
    Rate(Exact),
}

impl Undercut {
    fn apply(&self, reference: &Exact) -> Exact {
        match self {
            Self::Amount(amount) => reference - amount,
            Self::Rate(rate) => reference * &(&Exact::ONE - rate),
        }
    }
}

fn undercut(strategy: &CompetitiveStrategy, currency: Currency) -> Result<Undercut, Error> {
    match strategy {
        CompetitiveStrategy::UndercutLowest { amount: Some(amount), rate: None } => {
            Ok(Undercut::Amount(non_negative("amount", *amount, currency)?.minor().into()))
        }
        CompetitiveStrategy::UndercutLowest { amount: None, rate: Some(rate) } => {
            Ok(Undercut::Rate(share("rate", *rate)?))
        }
        CompetitiveStrategy::UndercutLowest { amount: Some(_), rate: Some(_) } => {
            Err(Error::invalid("", "undercut_lowest", "takes an amount or a rate, not both"))
        }
        CompetitiveStrategy::UndercutLowest { amount: None, rate: None } => {
            Err(Error::invalid("", "undercut_lowest", "needs an amount or a rate"))
        }
        CompetitiveStrategy::Percentile { percentile } => {
            share("percentile", *percentile).map(|_| Undercut::Amount(Exact::ZERO))
        }
        _ => Ok(Undercut::Amount(Exact::ZERO)),
    }
}

/// The figure of the sorted prices that the strategy answers; `None` where there is no price.
fn reference(strategy: &CompetitiveStrategy, sorted: &[i64]) -> Option<Exact> {
    match strategy {
        CompetitiveStrategy::MatchLowest {} | CompetitiveStrategy::UndercutLowest { .. } => {
            sorted.first().map(|lowest| Exact::from(*lowest))
        }
        CompetitiveStrategy::MatchAverage {} => {
            let sum: Exact = sorted.iter().map(|price| Exact::from(*price)).sum();
            sum.checked_div(&Exact::from(u64::try_from(sorted.len()).ok()?))
        }
        CompetitiveStrategy::MatchMedian {} => percentile(sorted, Decimal::new(5, 1)),
        CompetitiveStrategy::Percentile { percentile: p } => percentile(sorted, *p),
    }
}

/// Linear interpolation at h = (n - 1) p.
fn percentile(sorted: &[i64], p: Decimal) -> Option<Exact> {
    let last = u64::try_from(sorted.len().checked_sub(1)?).ok()?;
    let h = Exact::from(last) * Exact::from(p);
    let whole = h.to_integer(Rounding::Floor)?;
    let below = usize::try_from(whole).ok()?;
    let (low, high) = (*sorted.get(below)?, *sorted.get(below.saturating_add(1)).or(sorted.last())?);
    let step = Exact::from(high) - Exact::from(low);
    Some(Exact::from(low) + (h - Exact::from(whole)) * step)
}
