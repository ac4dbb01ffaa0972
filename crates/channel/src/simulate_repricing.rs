//! What do repricers that follow one another make of the prices, round by round?
//!
//! In a round every rule sets its price at once, from the prices of the round before:
//!
//! ```text
//! p' = max(0, floor, min(ceiling, round(adjust(lowest price followed))))
//! ```
//!
//! rounded to minor units, ties away from zero. External prices stay; a rule that follows nobody keeps its price. `rounds` counts
//! the rounds that changed a price; the simulation has converged where the next would change none.
//!
//! Limits: at most [`MAX_ROUNDS`] rounds, and at most [`MAX_STEPS`] prices looked at in all: rounds times rules and follow-ups.
//!
//! Source: definition; the two repricers of Eisen (2011), "Amazon's $23,698,655.93 book about flies".

use crate::error::ChannelError;
use crate::keyed;
use crate::repricer::{Adjustment, Follows, RepricingRule};
use mercato_core::{Currency, Decimal, Error, Exact, Rounding, decimal};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most rounds of a simulation.
pub const MAX_ROUNDS: u64 = 1_000_000;

/// The most prices that a simulation looks at, in all its rounds.
pub const MAX_STEPS: u64 = 2_000_000_000;

/// What [`simulate_repricing`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SimulateRepricingInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// The rules, one an offer, each with its price.
    pub rules: Vec<RepricingRule>,
    /// Prices that rules may follow and none sets, by offer, each at least 0; none if left out.
    #[serde(default, with = "keyed::optional_amounts", skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<BTreeMap<String, mercato_core::DecimalString>>"))]
    pub external_prices: BTreeMap<String, Decimal>,
    /// The most rounds, 1 to 1000000; 100 if left out.
    pub max_rounds: Option<u64>,
}

/// Where the prices come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RepricingSimulation {
    /// Would a further round change nothing?
    pub converged: bool,
    /// The rounds that changed a price.
    pub rounds: u64,
    /// The price of each rule's offer after them.
    #[serde(with = "keyed::amounts")]
    #[cfg_attr(feature = "schemars", schemars(with = "BTreeMap<String, mercato_core::DecimalString>"))]
    pub prices: BTreeMap<String, Decimal>,
}

/// `price` adjusted and rounded to so many digits.
fn adjusted(price: Decimal, adjust: Adjustment, digits: u32) -> Result<Decimal, Error> {
    // the exact path is taken where the figures are longer than prices are
    let narrow = |mantissa: i128, scale: u32| {
        let exact = Decimal::try_from_i128_with_scale(mantissa, scale).ok()?;
        decimal::round(exact, digits, Rounding::HalfUp).ok()
    };
    match adjust {
        Adjustment::Amount { value } if price.scale() == value.scale() => {
            let sum = price.mantissa().checked_add(value.mantissa());
            if let Some(rounded) = sum.and_then(|sum| narrow(sum, price.scale())) {
                return Ok(rounded);
            }
            (Exact::from(price) + Exact::from(value)).round("price", digits, Rounding::HalfUp)
        }
        Adjustment::Amount { value } => {
            (Exact::from(price) + Exact::from(value)).round("price", digits, Rounding::HalfUp)
        }
        Adjustment::Percent { value } => {
            let factor = 10_i128.checked_pow(value.scale()).and_then(|one| one.checked_add(value.mantissa()));
            let product = factor.and_then(|factor| factor.checked_mul(price.mantissa()));
            if let Some(rounded) =
                product.and_then(|product| narrow(product, price.scale().checked_add(value.scale())?))
            {
                return Ok(rounded);
            }
            (Exact::from(price) * (Exact::ONE + Exact::from(value))).round("price", digits, Rounding::HalfUp)
        }
    }
}

/// The prices of all, the rules first, after one more round; whether one has changed.
fn round(
    rules: &[RepricingRule],
    follows: &Follows,
    digits: u32,
    before: &[Decimal],
    after: &mut Vec<Decimal>,
) -> Result<bool, Error> {
    let mut changed = false;
    after.clear();
    for (number, (rule, old)) in rules.iter().zip(before).enumerate() {
        let followed = follows.of(number).iter().filter_map(|other| before.get(usize::try_from(*other).ok()?));
        let new = match followed.min() {
            Some(lowest) => {
                let wanted = adjusted(*lowest, rule.adjust, digits).map_err(|error| error.at("rules", number))?;
                let below = rule.ceiling.map_or(wanted, |ceiling| wanted.min(ceiling));
                rule.floor.map_or(below, |floor| below.max(floor)).max(Decimal::ZERO)
            }
            None => *old,
        };
        changed |= new != *old;
        after.push(new);
    }
    after.extend(before.iter().skip(rules.len()));
    Ok(changed)
}

/// Where do these repricers take their prices?
///
/// Time O(rounds x (rules + follow-ups)).
///
/// ```
/// use mercato_channel::{SimulateRepricingInput, simulate_repricing};
/// // the book about flies: one undercuts by 0.17%, the other asks 27.0589% more
/// let input: SimulateRepricingInput = serde_json::from_str(r#"{"currency": "USD", "max_rounds": 10, "rules": [
///     {"offer_id": "profnath", "follows": ["bordeebook"], "adjust": {"type": "percent", "value": "-0.0017"}, "price": "100.00"},
///     {"offer_id": "bordeebook", "follows": ["profnath"], "adjust": {"type": "percent", "value": "0.270589"}, "price": "127.06"}]}"#)?;
/// let simulation = simulate_repricing(&input)?;
/// assert!(!simulation.converged);
/// assert_eq!(simulation.prices["bordeebook"].to_string(), "417.19");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What [`repricer_cycles`](fn@crate::repricer_cycles) refuses; `invalid_argument` for a rule without a price and for rounds of 0 or
/// beyond the limits; `overflow` where a price leaves 96 bits.
pub fn simulate_repricing(input: &SimulateRepricingInput) -> Result<RepricingSimulation, ChannelError> {
    let follows = Follows::new(&input.rules, &input.external_prices)?;
    let max_rounds = input.max_rounds.unwrap_or(100);
    if !(1..=MAX_ROUNDS).contains(&max_rounds) {
        return Err(Error::invalid("max_rounds", max_rounds, format!("must be from 1 to {MAX_ROUNDS}")).into());
    }
    let size = u64::try_from(input.rules.len().saturating_add(follows.edges())).unwrap_or(u64::MAX);
    if max_rounds.saturating_mul(size) > MAX_STEPS {
        let most = MAX_STEPS.checked_div(size).unwrap_or_default();
        return Err(
            Error::invalid("max_rounds", max_rounds, format!("must be at most {most} for so many rules")).into()
        );
    }
    let digits = input.currency.minor_digits();
    let mut before = Vec::with_capacity(input.rules.len().saturating_add(input.external_prices.len()));
    for (index, rule) in input.rules.iter().enumerate() {
        let missing =
            || Error::invalid("price", "null", "must be given: a simulation starts from it").at("rules", index);
        before.push(rule.price.ok_or_else(missing)?);
    }
    before.extend(input.external_prices.values());
    let mut after = Vec::with_capacity(before.len());
    let (mut rounds, mut converged) = (0, false);
    while rounds < max_rounds {
        if !round(&input.rules, &follows, digits, &before, &mut after)? {
            converged = true;
            break;
        }
        std::mem::swap(&mut before, &mut after);
        rounds = rounds.saturating_add(1);
    }
    // the last round may have been the last that changes a price; one that would overflow is another matter than the answer
    converged |= round(&input.rules, &follows, digits, &before, &mut after) == Ok(false);
    let printed = |(rule, price): (&RepricingRule, &Decimal)| {
        Ok((rule.offer_id.clone(), decimal::round(*price, digits, Rounding::HalfUp)?))
    };
    let prices: Result<BTreeMap<String, Decimal>, Error> = input.rules.iter().zip(&before).map(printed).collect();
    Ok(RepricingSimulation { converged, rounds, prices: prices? })
}
