//! By how much does each helper of a bargain cut the price?
//!
//! `start_price - floor_price` is shared out to `n` helpers by largest remainders (Hamilton), in the order in which
//! they come: with equal weights, or with the linear weights `n, n-1, ..., 1`, so that the first cuts are the large
//! ones. The cuts always sum to the whole way to the floor.
//!
//! Source: definition; the bargain (砍价) of marketplaces. Allocation: Balinski and Young, "Fair Representation" (2001).

use crate::amount;
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, DecimalStrings, Error, Money};
use serde::{Deserialize, Serialize};

/// How the cuts of a bargain fall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BargainShape {
    /// All alike.
    Equal,
    /// From large to small in equal steps.
    Linear,
}

/// What [`bargain_schedule`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BargainScheduleInput {
    /// The currency of both prices.
    pub currency: Currency,
    /// The price before the first cut.
    #[serde(with = "DecimalString")]
    pub start_price: Decimal,
    /// The price after the last cut: at least 0, below `start_price`.
    #[serde(with = "DecimalString")]
    pub floor_price: Decimal,
    /// How many cut, 1 to 1,000,000.
    pub helpers: u64,
    /// How the cuts fall.
    pub shape: BargainShape,
}

/// The cuts of a bargain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct BargainSchedule {
    /// What each helper cuts, in the order in which they come.
    #[serde(with = "DecimalStrings")]
    pub cuts: Vec<Decimal>,
    /// All cuts together: the start less the floor.
    #[serde(with = "DecimalString")]
    pub total_cut: Decimal,
}

/// The most helpers of a bargain: each has a cut in the answer.
const MOST_HELPERS: u64 = 1_000_000;

/// What each helper cuts.
///
/// Time O(n) expected.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{BargainScheduleInput, BargainShape, bargain_schedule};
/// let input = BargainScheduleInput {
///     currency: Currency::JPY,
///     start_price: decimal::parse("1000")?,
///     floor_price: decimal::parse("1")?,
///     helpers: 6,
///     shape: BargainShape::Linear,
/// };
/// // 999 by the weights 6, 5, 4, 3, 2, 1 of 21: 285.43, 237.86, 190.29, 142.71, 95.14, 47.57
/// let cuts: Vec<String> = bargain_schedule(&input)?.cuts.iter().map(ToString::to_string).collect();
/// assert_eq!(cuts, ["285", "238", "190", "143", "95", "48"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a floor that is negative or not below the start, a price finer than the currency, helpers
/// outside 1..=1,000,000; `overflow` for a price beyond 64-bit minor units.
pub fn bargain_schedule(input: &BargainScheduleInput) -> Result<BargainSchedule, PricingError> {
    let start = amount::non_negative("start_price", input.start_price, input.currency)?;
    let floor = amount::non_negative("floor_price", input.floor_price, input.currency)?;
    if floor.minor() >= start.minor() {
        let reason = format!("must be below start_price {}", start.amount());
        return Err(Error::invalid("floor_price", floor.amount(), reason).into());
    }
    if !(1..=MOST_HELPERS).contains(&input.helpers) {
        return Err(Error::invalid("helpers", input.helpers, "must be from 1 to 1000000").into());
    }
    let total = start.checked_sub(floor)?;
    let weights: Vec<u64> = match input.shape {
        BargainShape::Equal => (0..input.helpers).map(|_| 1).collect(),
        BargainShape::Linear => (1..=input.helpers).rev().collect(),
    };
    let cuts = total.allocate(&weights)?;
    Ok(BargainSchedule { cuts: cuts.iter().map(Money::to_decimal).collect(), total_cut: total.to_decimal() })
}
