//! Which prices would settle a parity conflict without breaking a limit?
//!
//! With a tolerance `t`, `hi` the highest and `lo` the lowest price:
//!
//! - `raise_low`: offers below `hi (1 - t)` go to the smallest multiple of `step` that is at least that;
//! - `lower_high`: offers above `lo / (1 - t)` go to the largest multiple of `step` that is at most that.
//!
//! Guards: a `locked` offer stays. A price is not raised above its `max_price`, nor lowered below the largest of `min_price`, `map` and
//! `margin` = `unit_cost / (1 - min_margin_ratio)`, rounded up to `step`; equal guards are named in alphabetical order. A price that is
//! blocked stops at its guard and never moves the wrong way. `resolved`: after the actions `hi - lo <= t x hi`.
//!
//! What is suggested is a suggestion: whether to raise or to lower is the merchant's choice. Source: definition.

use crate::check::{money, non_negative, positive, ratio, tolerance, unique};
use crate::error::ChannelError;
use crate::offer::amount;
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// Which prices move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ResolutionStrategy {
    /// The low ones go up.
    RaiseLow,
    /// The high ones go down.
    LowerHigh,
}

/// A price and what guards it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct GuardedOffer {
    /// The offer's name, unique in its list.
    pub offer_id: String,
    /// The price compared, above 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// Not lowered below this, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub min_price: Option<Decimal>,
    /// Not raised above this, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub max_price: Option<Decimal>,
    /// The minimum advertised price: not lowered below this, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub map: Option<Decimal>,
    /// What a unit costs, at least 0: not lowered below what keeps the margin.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Decimal>,
    /// Does the price stay as it is? No if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub locked: bool,
}

/// What [`suggest_resolution`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SuggestResolutionInput {
    /// The currency of every amount.
    pub currency: Currency,
    /// Which prices move.
    pub strategy: ResolutionStrategy,
    /// The gap allowed as a fraction of the highest price, at least 0 and below 1; 0 if left out.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub tolerance_percent: Option<Decimal>,
    /// New prices are multiples of this, a whole number of minor units above 0; one of them if left out.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub step: Option<Decimal>,
    /// The margin to keep as a fraction of the price, at least 0 and below 1; 0 if left out: nothing is sold below cost.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub min_margin_ratio: Option<Decimal>,
    /// The offers of one thing, at least two.
    pub offers: Vec<GuardedOffer>,
}

/// The prices suggested.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SuggestedResolution {
    /// What to do, by offer.
    pub actions: Vec<PriceAction>,
    /// Is the conflict settled then?
    pub resolved: bool,
    /// The gap that is left, over the highest price.
    pub residual_gap_ratio: f64,
}

/// A price that moves, or would if nothing stood in its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceAction {
    /// The offer.
    pub offer_id: String,
    /// The price as it is.
    #[serde(with = "DecimalString")]
    pub from: Decimal,
    /// The price as it should be.
    #[serde(with = "DecimalString")]
    pub to: Decimal,
    /// What kept it from going all the way, if anything did.
    pub blocked_by: Option<Guard>,
}

/// What keeps a price from moving; in the order of their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Guard {
    /// The price stays.
    Locked,
    /// The minimum advertised price.
    Map,
    /// The margin.
    Margin,
    /// The highest price.
    MaxPrice,
    /// The lowest price.
    MinPrice,
}

impl GuardedOffer {
    fn check(&self) -> Result<(), Error> {
        positive("price", self.price)?;
        amount("price", self.price)?;
        let guards = [("min_price", self.min_price), ("max_price", self.max_price), ("map", self.map)];
        for (path, guard) in guards.into_iter().chain([("unit_cost", self.unit_cost)]) {
            guard.map_or(Ok(()), |guard| non_negative(path, guard).and_then(|()| amount(path, guard)))?;
        }
        Ok(())
    }
}

/// The figures of a question, ready to be worked with.
struct Question {
    step: Exact,
    margin_left: Exact,
    /// Where the prices that move go.
    target: Exact,
    /// The first price that stays.
    bound: Exact,
    strategy: ResolutionStrategy,
}

/// The multiple of `step` next to `value` on the side of the rounding.
fn multiple(value: &Exact, step: &Exact, side: Rounding) -> Result<Exact, Error> {
    let count = value.checked_div(step).and_then(|count| count.to_integer(side));
    count
        .map(|count| Exact::from(count) * step.clone())
        .ok_or_else(|| Error::overflow("step", "the number of steps in a price", "128 bits"))
}

impl Question {
    fn moves(&self, price: &Exact) -> bool {
        match self.strategy {
            ResolutionStrategy::RaiseLow => *price < self.bound,
            ResolutionStrategy::LowerHigh => *price > self.bound,
        }
    }

    /// Where the price of an offer goes, and what stops it.
    fn settle(&self, offer: &GuardedOffer) -> Result<(Exact, Option<Guard>), Error> {
        let price = Exact::from(offer.price);
        if offer.locked {
            return Ok((price, Some(Guard::Locked)));
        }
        let stopped = match self.strategy {
            ResolutionStrategy::RaiseLow => offer
                .max_price
                .map(Exact::from)
                .filter(|most| *most < self.target)
                .map(|most| (most.max(price), Guard::MaxPrice)),
            ResolutionStrategy::LowerHigh => {
                let margin = offer
                    .unit_cost
                    .and_then(|cost| Exact::from(cost).checked_div(&self.margin_left))
                    .map(|least| multiple(&least, &self.step, Rounding::Ceil))
                    .transpose()?;
                let guards = [
                    (offer.map.map(Exact::from), Guard::Map),
                    (margin, Guard::Margin),
                    (offer.min_price.map(Exact::from), Guard::MinPrice),
                ];
                let mut floor: Option<(Exact, Guard)> = None;
                for (least, guard) in guards {
                    if let Some(least) = least
                        && floor.as_ref().is_none_or(|(highest, _)| least > *highest)
                    {
                        floor = Some((least, guard));
                    }
                }
                floor.filter(|(least, _)| *least > self.target).map(|(least, guard)| (least.min(price), guard))
            }
        };
        Ok(stopped.map_or_else(|| (self.target.clone(), None), |(to, guard)| (to, Some(guard))))
    }
}

/// Which prices would settle the conflict?
///
/// ```
/// use mercato_channel::{Guard, SuggestResolutionInput, suggest_resolution};
/// let input: SuggestResolutionInput = serde_json::from_str(
///     r#"{"currency": "CNY", "strategy": "raise_low", "tolerance_percent": "0.05", "offers": [
///           {"offer_id": "a", "price": "100.00"}, {"offer_id": "b", "price": "80.00"},
///           {"offer_id": "c", "price": "70.00", "max_price": "90.00"}]}"#,
/// )?;
/// let suggested = suggest_resolution(&input)?;
/// // 95.00 is within five percent of 100.00; the price of c may not go beyond 90.00
/// assert_eq!((suggested.actions[0].to.to_string(), suggested.actions[1].blocked_by), ("95.00".into(), Some(Guard::MaxPrice)));
/// assert_eq!((suggested.resolved, suggested.residual_gap_ratio), (false, 0.1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for fewer than two offers, a price or a step that is not above 0, a guard below 0, a tolerance or a margin of 1 or
/// more, a step finer than a minor unit or so coarse that a price would go to 0; `duplicate_id` for an offer twice; `overflow` for an amount above 10^14.
pub fn suggest_resolution(input: &SuggestResolutionInput) -> Result<SuggestedResolution, ChannelError> {
    for (index, offer) in input.offers.iter().enumerate() {
        offer.check().map_err(|error| error.at("offers", index))?;
    }
    unique("offers", "offer_id", input.offers.iter().map(|offer| offer.offer_id.as_str()))?;
    let percent = input.tolerance_percent.unwrap_or_default();
    tolerance("tolerance_percent", percent)?;
    let margin = input.min_margin_ratio.unwrap_or_default();
    tolerance("min_margin_ratio", margin)?;
    let digits = input.currency.minor_digits();
    let step = input.step.unwrap_or_else(|| Decimal::new(1, digits));
    positive("step", step)?;
    amount("step", step)?;
    // a price between two minor units would be rounded where it is written, and might not settle anything
    if step.normalize().scale() > digits {
        let reason =
            format!("must be a whole number of minor units: amounts in {} have {digits} decimals", input.currency);
        return Err(Error::invalid("step", step, reason).into());
    }

    let prices = || input.offers.iter().map(|offer| Exact::from(offer.price));
    let (Some(low), Some(high)) = (prices().min(), prices().max()) else {
        return Err(too_few(0));
    };
    if input.offers.len() < 2 {
        return Err(too_few(1));
    }
    let (step, tolerated) = (Exact::from(step), Exact::from(percent));
    let kept = &Exact::ONE - &tolerated;
    let (bound, side) = match input.strategy {
        ResolutionStrategy::RaiseLow => (&high * &kept, Rounding::Ceil),
        ResolutionStrategy::LowerHigh => (low.checked_div(&kept).unwrap_or_else(|| low.clone()), Rounding::Floor),
    };
    let question = Question {
        target: multiple(&bound, &step, side)?,
        margin_left: Exact::ONE - Exact::from(margin),
        step,
        bound,
        strategy: input.strategy,
    };
    if question.target.is_zero() && prices().any(|price| question.moves(&price)) {
        let reason = "is too coarse: a price would go to 0; take a smaller step";
        return Err(Error::invalid("step", input.step.unwrap_or_default(), reason).into());
    }
    let (mut actions, mut settled) = (Vec::new(), Vec::with_capacity(input.offers.len()));
    for offer in &input.offers {
        let price = Exact::from(offer.price);
        if !question.moves(&price) {
            settled.push(price);
            continue;
        }
        let (to, blocked_by) = question.settle(offer)?;
        actions.push(PriceAction {
            offer_id: offer.offer_id.clone(),
            from: money("from", &price, digits)?,
            to: money("to", &to, digits)?,
            blocked_by,
        });
        settled.push(to);
    }
    actions.sort_unstable_by(|a, b| a.offer_id.cmp(&b.offer_id));
    let high = settled.iter().max().cloned().unwrap_or(Exact::ZERO);
    let low = settled.iter().min().cloned().unwrap_or(Exact::ZERO);
    let gap = &high - &low;
    Ok(SuggestedResolution {
        actions,
        resolved: gap <= &tolerated * &high,
        residual_gap_ratio: ratio("residual_gap_ratio", &gap, &high)?.unwrap_or(0.0),
    })
}

fn too_few(count: usize) -> ChannelError {
    Error::invalid("offers", count, "offers: at least 2 are needed").into()
}
