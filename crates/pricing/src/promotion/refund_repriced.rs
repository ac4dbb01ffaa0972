//! What is paid back when the lines kept no longer earn the discounts that the whole order earned?
//!
//! The lines kept are evaluated again under the same promotions, context and usage:
//!
//! `refund = min(proportional, max(0, paid_before - payable_after))`, `clawback = proportional - refund`
//!
//! where `proportional` is what the returned units were paid: a line of n units paid P refunds its first k units at
//! `k (P div n) + min(k, P mod n)`. Goods alone: delivery is neither refunded nor charged again.

use super::cart::{Cart, CartLine, Context, UsageById};
use super::description::Promotion;
use super::evaluate::{Options, PromotionSet, Trace};
use super::result::Evaluation;
use super::view::unique_ids;
use crate::error::PricingError;
use crate::refund::{ReturnedUnits, proportional_refund};
use hashbrown::HashMap;
use mercato_core::{Currency, Decimal, DecimalString, Error, Money};
use serde::{Deserialize, Serialize};

/// What [`refund_repriced`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefundRepricedInput {
    /// What was bought.
    pub cart: Cart,
    /// When, where and by whom it was bought.
    pub context: Context,
    /// The offers of that time, in any order.
    pub promotions: Vec<Promotion>,
    /// How far they were used up then, by promotion id.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<UsageById>"))]
    pub usage: UsageById,
    /// How the cart was evaluated.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Options>"))]
    pub options: Options,
    /// What comes back; no line twice.
    pub returns: Vec<ReturnedUnits>,
}

/// What is paid back, and what the customer loses of the proportional refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RepricedRefund {
    /// What the goods cost after promotions.
    #[serde(with = "DecimalString")]
    pub paid_before: Decimal,
    /// What the goods kept cost alone.
    #[serde(with = "DecimalString")]
    pub payable_after: Decimal,
    /// What is paid back.
    #[serde(with = "DecimalString")]
    pub refund: Decimal,
    /// What the returned units were paid.
    #[serde(with = "DecimalString")]
    pub proportional_refund: Decimal,
    /// What is kept back: discounts that the lines kept do not earn.
    #[serde(with = "DecimalString")]
    pub clawback: Decimal,
}

/// The refund of a partial return, the lines kept priced again.
///
/// ```
/// use mercato_core::{Currency, Decimal, decimal, time};
/// use mercato_pricing::{
///     Cart, CartLine, Context, Effect, Options, Promotion, RefundRepricedInput, ReturnedUnits, Tier, UsageById,
///     refund_repriced,
/// };
/// let dec = decimal::parse;
/// let input = RefundRepricedInput {
///     cart: Cart {
///         currency: Currency::CNY,
///         lines: vec![CartLine::new("a", "coat", dec("200")?, 1), CartLine::new("b", "hat", dec("150")?, 1)],
///         shipping_amount: Decimal::ZERO,
///     },
///     context: Context::at(time::parse_timestamp("2026-11-11T10:30:00+08:00")?),
///     promotions: vec![Promotion::new("p", Effect::threshold_off(vec![Tier::amount(dec("300")?, dec("50")?)]))],
///     usage: UsageById::new(),
///     options: Options::default(),
///     returns: vec![ReturnedUnits { id: "b".into(), quantity: 1 }],
/// };
/// // 300.00 was paid; the coat alone misses the threshold and costs 200.00
/// let answer = refund_repriced(&input)?;
/// assert_eq!((answer.refund, answer.clawback), (dec("100.00")?, dec("28.57")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`PromotionSet::compile`] and [`PromotionSet::evaluate`]; `duplicate_id` for a line twice in `returns`, `not_found` for
/// an unknown one, `invalid_argument` for more units than the line has.
pub fn refund_repriced(input: &RefundRepricedInput) -> Result<RepricedRefund, PricingError> {
    let set = PromotionSet::compile_ref(&input.promotions)?;
    set.refund_repriced(&input.cart, &input.context, &input.usage, &input.options, &input.returns)
}

impl PromotionSet {
    /// As [`refund_repriced()`], with promotions compiled before.
    ///
    /// # Errors
    /// As [`refund_repriced()`].
    pub fn refund_repriced(
        &self,
        cart: &Cart,
        context: &Context,
        usage: &UsageById,
        options: &Options,
        returns: &[ReturnedUnits],
    ) -> Result<RepricedRefund, PricingError> {
        unique_ids(&cart.lines).map_err(|error| error.within("cart"))?;
        let returned = returned_by_line(&cart.lines, returns)?;
        let options = Options { trace: Trace::None, ..options.clone() };
        let before = self.evaluate(cart, context, usage, &options)?;
        let kept = Cart { lines: kept(&cart.lines, &returned), ..cart.clone() };
        let after = self.evaluate(&kept, context, usage, &options)?;
        let currency = cart.currency;
        let mut proportional = 0_i64;
        for ((line, paid), units) in cart.lines.iter().zip(&before.lines).zip(&returned) {
            let paid = Money::from_decimal(paid.total, currency)?;
            let back = proportional_refund(paid, line.quantity.into(), 0, (*units).into())?;
            // part of what the lines were paid, which fits 64 bits
            proportional = proportional.saturating_add(back.minor());
        }
        let (paid_before, payable_after) = (goods(&before, currency)?, goods(&after, currency)?);
        let refund = proportional.min(paid_before.saturating_sub(payable_after).max(0));
        let money = |minor: i64| Money::from_minor(minor, currency).to_decimal();
        Ok(RepricedRefund {
            paid_before: money(paid_before),
            payable_after: money(payable_after),
            refund: money(refund),
            proportional_refund: money(proportional),
            clawback: money(proportional.saturating_sub(refund)),
        })
    }
}

/// What the goods cost, delivery aside.
fn goods(evaluation: &Evaluation, currency: Currency) -> Result<i64, Error> {
    let minor = |amount: Decimal| Ok::<i64, Error>(Money::from_decimal(amount, currency)?.minor());
    Ok(minor(evaluation.subtotal)?.saturating_sub(minor(evaluation.line_discount_total)?))
}

/// How many units of each line come back.
fn returned_by_line(lines: &[CartLine], returns: &[ReturnedUnits]) -> Result<Vec<u32>, Error> {
    let places: HashMap<&str, usize> =
        lines.iter().enumerate().map(|(place, line)| (line.id.as_str(), place)).collect();
    let mut returned: Vec<Option<u32>> = vec![None; lines.len()];
    let mut too_many = Ok(());
    for (index, units) in returns.iter().enumerate() {
        let place = places.get(units.id.as_str()).copied();
        let Some((line, count)) = place.and_then(|place| lines.get(place).zip(returned.get_mut(place))) else {
            return Err(Error::not_found("id", &units.id).at("returns", index));
        };
        // more than a line can have is more than it has
        let quantity = u32::try_from(units.quantity).unwrap_or(u32::MAX);
        if count.replace(quantity.min(line.quantity)).is_some() {
            return Err(Error::duplicate("id", &units.id).at("returns", index));
        }
        if units.quantity > line.quantity.into() && too_many.is_ok() {
            let reason = format!("is more than the {} units of the line", line.quantity);
            too_many = Err(Error::invalid("quantity", units.quantity, reason).at("returns", index));
        }
    }
    too_many?;
    Ok(returned.into_iter().map(Option::unwrap_or_default).collect())
}

/// The lines without what comes back.
fn kept(lines: &[CartLine], returned: &[u32]) -> Vec<CartLine> {
    let left = lines.iter().zip(returned).map(|(line, units)| (line, line.quantity.saturating_sub(*units)));
    left.filter(|(_, quantity)| *quantity > 0).map(|(line, quantity)| CartLine { quantity, ..line.clone() }).collect()
}
