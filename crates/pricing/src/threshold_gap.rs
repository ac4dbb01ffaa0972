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

    /// The threshold as it counts for the `times`-th time, from `min` on.
    const fn step(self, times: i64, min: Money) -> Step {
        Step { reward: self.reward, times, min }
    }
}

/// A threshold reached `times` times, and the amount from which it is.
#[derive(Clone, Copy)]
struct Step {
    reward: Reward,
    times: i64,
    min: Money,
}

impl Step {
    /// The discount on `base`, at most all of it.
    fn discount(&self, base: Money) -> Result<Money, Error> {
        let discount = match self.reward {
            // what overflows exceeds every base
            Reward::Amount(amount) => amount.minor().saturating_mul(self.times),
            Reward::Rate(rate) => base.mul_rate(rate, Rounding::HalfUp)?.minor(),
        };
        Ok(Money::from_minor(discount.min(base.minor()), base.currency()))
    }
}

/// The step that an amount has reached, and the one after it.
struct Steps {
    now: Option<Step>,
    next: Option<Step>,
}

impl Steps {
    /// The largest threshold not above `base`; `thresholds` rise.
    fn of_tiers(thresholds: &[Threshold], base: Money) -> Self {
        let reached = thresholds.partition_point(|threshold| threshold.min.minor() <= base.minor());
        let step = |index: usize| thresholds.get(index).map(|threshold| threshold.step(1, threshold.min));
        Self { now: reached.checked_sub(1).and_then(step), next: step(reached) }
    }

    /// The one threshold at the multiples of its `min`.
    fn of_repeats(thresholds: &[Threshold], base: Money, max_repeats: Option<u64>) -> Result<Self, Error> {
        let [threshold] = thresholds else {
            let found = format_args!("true with {} tiers", thresholds.len());
            return Err(Error::invalid("repeat", found, "needs exactly one"));
        };
        if matches!(threshold.reward, Reward::Rate(_)) {
            return Err(Error::invalid("repeat", "true with a rate", "needs an amount"));
        }
        let at = |times: i64| match threshold.min.checked_mul(times) {
            Ok(min) => Ok(threshold.step(times, min)),
            Err(error) => Err(error.named("next_min")),
        };
        let most = max_repeats.and_then(|most| i64::try_from(most).ok()).unwrap_or(i64::MAX);
        let times = base.minor().checked_div(threshold.min.minor()).unwrap_or(0).min(most);
        let now = if times > 0 { Some(at(times)?) } else { None };
        let next = if times < most { Some(at(times.saturating_add(1))?) } else { None };
        Ok(Self { now, next })
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
    let steps = if input.repeat == Some(true) {
        Steps::of_repeats(&thresholds, base, input.max_repeats)?
    } else {
        Steps::of_tiers(&thresholds, base)
    };
    let discount = steps.now.map_or(Ok(Money::zero(input.currency)), |step| step.discount(base))?;
    let next_min = steps.next.map(|step| step.min);
    let missing = next_min.map(|min| min.checked_sub(base)).transpose()?;
    let next_discount = steps.next.map(|step| step.discount(step.min)).transpose()?;
    let decimal = |amount: Option<Money>| amount.map(|amount| amount.to_decimal());
    Ok(ThresholdGap {
        discount: discount.to_decimal(),
        next_min: decimal(next_min),
        missing: decimal(missing),
        next_discount: decimal(next_discount),
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
