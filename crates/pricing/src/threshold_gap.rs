//! How much more must be in the cart for the next discount?
//!
//! Of the tiers `{min, amount | rate}` the one with the largest `min` not above the amount holds; its discount is `amount`, or
//! `round(rate x amount)`, half up. With `repeat` ("every 300 minus 50") the one tier counts `n = floor(amount / min)` times, at most
//! `max_repeats`. The next tier is the smallest `min` above the amount, `(n + 1) x min` with `repeat`; `missing = next_min -
//! amount`, and the discount there is taken at exactly `next_min`. No discount exceeds the amount that it applies to.
//!
//! Source: the threshold promotions of marketplaces (满减: Tmall's cross-store "every 300 minus 50"). Limit: one promotion, one
//! amount; what other promotions do to the amount is the cart's evaluation.

use crate::amount;
use crate::check::at_least_one;
use crate::error::PricingError;
use mercato_core::{Currency, Decimal, DecimalString, Error, Money, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// One threshold and what it gives: an `amount` or a `rate`, not both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ThresholdGapTier {
    /// The amount to reach, above 0.
    #[serde(with = "DecimalString")]
    pub min: Decimal,
    /// The discount, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub amount: Option<Decimal>,
    /// The discount as a part of the amount, 0 to 1.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub rate: Option<Decimal>,
}

/// What [`threshold_gap`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ThresholdGapInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// What is in the cart, at least 0.
    #[serde(with = "DecimalString")]
    pub amount: Decimal,
    /// The thresholds, in any order, no two at the same `min`.
    pub tiers: Vec<ThresholdGapTier>,
    /// Does the one tier count again at each multiple of its `min`? `false` if left out.
    pub repeat: Option<bool>,
    /// How often at most, at least 1; without end if left out.
    pub max_repeats: Option<u64>,
}

/// The discount now, and the next one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ThresholdGap {
    /// The discount at the amount.
    #[serde(with = "DecimalString")]
    pub discount: Decimal,
    /// The next threshold; `None` where none is left.
    #[serde(default, with = "OptionalDecimalString")]
    pub next_min: Option<Decimal>,
    /// How much is missing to it.
    #[serde(default, with = "OptionalDecimalString")]
    pub missing: Option<Decimal>,
    /// The discount at exactly that threshold.
    #[serde(default, with = "OptionalDecimalString")]
    pub next_discount: Option<Decimal>,
}

/// A threshold that was checked.
#[derive(Clone, Copy)]
struct Threshold {
    min: Money,
    reward: Reward,
}

#[derive(Clone, Copy)]
enum Reward {
    Amount(Money),
    Rate(Decimal),
}

impl Threshold {
    fn read(tier: &ThresholdGapTier, currency: Currency) -> Result<Self, Error> {
        let min = amount::positive("min", tier.min, currency)?;
        let reward = match (tier.amount, tier.rate) {
            (Some(value), None) => Reward::Amount(amount::non_negative("amount", value, currency)?),
            (None, Some(rate)) => {
                amount::share("rate", rate)?;
                Reward::Rate(rate)
            }
            (Some(_), Some(rate)) => {
                return Err(Error::invalid("rate", rate, "stands beside an amount; give one of them"));
            }
            (None, None) => return Err(Error::invalid("amount", "neither amount nor rate", "was given")),
        };
        Ok(Self { min, reward })
    }

    /// The discount on `base`, for a threshold reached `times` times.
    fn discount(&self, base: Money, times: i64) -> Result<Money, Error> {
        let discount = match self.reward {
            // what overflows exceeds every base
            Reward::Amount(amount) => Money::from_minor(amount.minor().saturating_mul(times), base.currency()),
            Reward::Rate(rate) => base.mul_rate(rate, Rounding::HalfUp)?,
        };
        Ok(Money::from_minor(discount.minor().min(base.minor()), base.currency()))
    }
}

/// The discount at an amount, and what is missing to the next one.
///
/// Time O(n log n).
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_pricing::{ThresholdGapInput, ThresholdGapTier, threshold_gap};
/// // every 300 minus 50
/// let tier = ThresholdGapTier { min: decimal::parse("300")?, amount: Some(decimal::parse("50")?), rate: None };
/// let input = ThresholdGapInput {
///     currency: Currency::CNY,
///     amount: decimal::parse("579.00")?,
///     tiers: vec![tier],
///     repeat: Some(true),
///     max_repeats: None,
/// };
/// let gap = threshold_gap(&input)?;
/// assert_eq!(gap.discount.to_string(), "50.00");
/// assert_eq!(gap.missing.map(|missing| missing.to_string()).as_deref(), Some("21.00")); // to 600.00
/// assert_eq!(gap.next_discount.map(|discount| discount.to_string()).as_deref(), Some("100.00"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no tiers, a `min` that is not above 0 or occurs twice, both or neither of `amount` and `rate`, a
/// rate outside 0..=1, `repeat` with several tiers or a rate, a `max_repeats` of 0, a negative amount or one finer than the
/// currency; `overflow` for an amount or a next threshold beyond 64-bit minor units.
pub fn threshold_gap(input: &ThresholdGapInput) -> Result<ThresholdGap, PricingError> {
    let base = amount::non_negative("amount", input.amount, input.currency)?;
    let thresholds = read_tiers(input)?;
    let (now, next) = if input.repeat == Some(true) {
        repeated(&thresholds, base, input.max_repeats)?
    } else {
        let reached = thresholds.partition_point(|threshold| threshold.min.minor() <= base.minor());
        let now = reached.checked_sub(1).and_then(|last| thresholds.get(last)).map(|threshold| (*threshold, 1));
        (now, thresholds.get(reached).map(|threshold| (*threshold, 1, threshold.min)))
    };
    let discount = now.map_or(Ok(Money::zero(input.currency)), |(tier, times)| tier.discount(base, times))?;
    let next_discount = next.map(|(tier, times, min)| tier.discount(min, times)).transpose()?;
    let next_min = next.map(|(_, _, min)| min);
    let missing = next_min.map(|min| min.checked_sub(base)).transpose()?;
    Ok(ThresholdGap {
        discount: discount.to_decimal(),
        next_min: next_min.map(|min| min.to_decimal()),
        missing: missing.map(|missing| missing.to_decimal()),
        next_discount: next_discount.map(|discount| discount.to_decimal()),
    })
}

/// The tiers in rising order of `min`.
fn read_tiers(input: &ThresholdGapInput) -> Result<Vec<Threshold>, Error> {
    if input.tiers.is_empty() {
        return Err(Error::invalid("tiers", "an empty list", "has no discount"));
    }
    let mut thresholds = Vec::with_capacity(input.tiers.len());
    for (index, tier) in input.tiers.iter().enumerate() {
        let threshold = Threshold::read(tier, input.currency).map_err(|error| error.at("tiers", index))?;
        thresholds.push((threshold, index));
    }
    // equal thresholds stay in the order of the input
    thresholds.sort_by_key(|(threshold, _)| threshold.min.minor());
    for pair in thresholds.windows(2) {
        if let [(first, _), (second, index)] = pair
            && first.min == second.min
        {
            return Err(Error::invalid("min", second.min.amount(), "occurs twice").at("tiers", *index));
        }
    }
    if let Some(max_repeats) = input.max_repeats {
        at_least_one("max_repeats", max_repeats)?;
    }
    Ok(thresholds.into_iter().map(|(threshold, _)| threshold).collect())
}

/// A threshold, how often it counts, and the amount from which it does.
type Next = (Threshold, i64, Money);

/// The one tier at the multiples of its `min`: how often now, and the next time.
fn repeated(
    thresholds: &[Threshold],
    base: Money,
    max_repeats: Option<u64>,
) -> Result<(Option<(Threshold, i64)>, Option<Next>), Error> {
    let [threshold] = thresholds else {
        return Err(Error::invalid(
            "repeat",
            format_args!("true with {} tiers", thresholds.len()),
            "needs exactly one",
        ));
    };
    if matches!(threshold.reward, Reward::Rate(_)) {
        return Err(Error::invalid("repeat", "true with a rate", "needs an amount"));
    }
    let most = max_repeats.and_then(|most| i64::try_from(most).ok()).unwrap_or(i64::MAX);
    let reached = base.minor().checked_div(threshold.min.minor()).unwrap_or(0);
    let now = (reached > 0).then_some((*threshold, reached.min(most)));
    if reached >= most {
        return Ok((now, None));
    }
    let times = reached.saturating_add(1);
    let min = threshold.min.checked_mul(times).map_err(|error| error.named("next_min"))?;
    Ok((now, Some((*threshold, times, min))))
}
