//! What does a customer pay? The advertised price, the price after coupons, and the price at the door.
//!
//! - `advertised` = `price`.
//! - `net`: the coupons in their order on the remaining price. A coupon applies where the remaining price is at least its
//!   threshold; a percent coupon takes off `round(remaining x value)` to the minor unit, ties away from zero; either is capped by
//!   `max_discount`, then by the remaining price. Personal coupons count only where that is asked for.
//! - `landed` = `net` x (1 + tax, unless it is in the price) + `shipping` x (1 + tax, if tax is on shipping and not in the price).
//! - a price per unit = the price / `pack_size`.
//!
//! In another currency the unrounded amount is converted; everything is rounded once, in the answer.
//!
//! Source: definition; unit prices as Directive 98/6/EC, article 2(b).

use crate::check;
use crate::error::ChannelError;
use crate::fx::{FxRate, Rates};
use crate::offer::{Audience, CouponKind, Offer};
use crate::price::Price;
use mercato_core::{Currency, Decimal, DecimalString, DecimalStrings, Error, Exact, Rounding};
use serde::{Deserialize, Serialize};

/// Which of an offer's prices is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The price as it stands on the page.
    Advertised,
    /// The price after coupons.
    Net,
    /// The price after coupons, with tax and shipping.
    Landed,
}

/// What [`effective_price`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EffectivePriceInput {
    /// The offer.
    pub offer: Offer,
    /// Do personal coupons count? No if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub include_personal: bool,
    /// The currency of the answer; the offer's if left out.
    pub target_currency: Option<Currency>,
    /// Rates of exchange.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<FxRate>>"))]
    pub fx: Vec<FxRate>,
}

/// What a customer pays, of a pack and of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EffectivePrice {
    /// The currency of the prices.
    pub currency: Currency,
    /// The price as it stands on the page.
    #[serde(with = "DecimalString")]
    pub advertised: Decimal,
    /// After coupons.
    #[serde(with = "DecimalString")]
    pub net: Decimal,
    /// After coupons, with tax and shipping.
    #[serde(with = "DecimalString")]
    pub landed: Decimal,
    /// After coupons, of a unit; two digits more than the minor unit.
    #[serde(with = "DecimalString")]
    pub unit_net: Decimal,
    /// After coupons, with tax and shipping, of a unit; two digits more than the minor unit.
    #[serde(with = "DecimalString")]
    pub unit_landed: Decimal,
    /// What each coupon took off, in the currency of the offer; 0 where it did not apply.
    #[serde(with = "DecimalStrings")]
    pub discounts: Vec<Decimal>,
}

/// The prices of an offer, in its own currency, of a pack, unrounded.
#[derive(Debug, Clone)]
pub(crate) struct Prices {
    pub(crate) advertised: Exact,
    pub(crate) net: Exact,
    pub(crate) landed: Exact,
    pub(crate) discounts: Vec<Exact>,
}

impl Prices {
    /// The prices of an offer that was checked.
    pub(crate) fn of(offer: &Offer, include_personal: bool) -> Result<Self, Error> {
        let (net, discounts) = after_coupons(offer, include_personal)?;
        Ok(Self { advertised: offer.price.into(), landed: at_the_door(offer, &net), net, discounts })
    }
}

fn after_coupons(offer: &Offer, include_personal: bool) -> Result<(Exact, Vec<Exact>), Error> {
    let digits = offer.currency.minor_digits();
    let mut remaining = Exact::from(offer.price);
    let mut discounts = Vec::with_capacity(offer.coupons.len());
    for coupon in &offer.coupons {
        let counts = include_personal || coupon.audience == Audience::Public;
        let reached = coupon.threshold.is_none_or(|threshold| remaining >= Exact::from(threshold));
        let mut discount = Exact::ZERO;
        if counts && reached {
            discount = match coupon.kind {
                CouponKind::Amount => coupon.value.into(),
                CouponKind::Percent => (&remaining * &Exact::from(coupon.value))
                    .round("discount", digits, Rounding::HalfUp)
                    .map(Exact::from)?,
            };
            if let Some(most) = coupon.max_discount {
                discount = discount.min(most.into());
            }
            discount = discount.min(remaining.clone());
            remaining = &remaining - &discount;
        }
        discounts.push(discount);
    }
    Ok((remaining, discounts))
}

fn at_the_door(offer: &Offer, net: &Exact) -> Exact {
    let shipping = Exact::from(offer.shipping);
    if offer.tax_included {
        return net + &shipping;
    }
    let with_tax = Exact::ONE + Exact::from(offer.tax_rate);
    let shipping = if offer.tax_on_shipping { &shipping * &with_tax } else { shipping };
    net * &with_tax + shipping
}

/// What is compared: which price, of a pack or of a unit, with which coupons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Measure {
    pub(crate) basis: Basis,
    pub(crate) per_unit: bool,
    pub(crate) include_personal: bool,
}

impl Measure {
    /// How many digits an amount of this measure has in an answer.
    pub(crate) const fn digits(self, currency: Currency) -> u32 {
        currency.minor_digits().saturating_add(if self.per_unit { 2 } else { 0 })
    }

    /// The price compared, times `factor` where it is converted.
    pub(crate) fn price(self, offer: &Offer, factor: Option<&Exact>) -> Result<Price, Error> {
        let whole = !self.per_unit || offer.pack_size == 1;
        let plain = match self.basis {
            Basis::Advertised => true,
            Basis::Net => offer.coupons.is_empty(),
            Basis::Landed => {
                offer.coupons.is_empty() && offer.shipping.is_zero() && (offer.tax_included || offer.tax_rate.is_zero())
            }
        };
        if whole && plain && factor.is_none() {
            return Ok(Price::from(offer.price));
        }
        let amount = match self.basis {
            Basis::Advertised => offer.price.into(),
            Basis::Net => after_coupons(offer, self.include_personal)?.0,
            Basis::Landed => at_the_door(offer, &after_coupons(offer, self.include_personal)?.0),
        };
        Ok(Price::from(self.scaled(&amount, offer.pack_size, factor)))
    }

    /// An amount of a pack as this measure compares it.
    fn scaled(self, amount: &Exact, pack_size: u32, factor: Option<&Exact>) -> Exact {
        let converted = factor.map_or_else(|| amount.clone(), |factor| amount * factor);
        if self.per_unit { per_unit(converted, pack_size) } else { converted }
    }
}

/// Of a pack's amount, a unit's share; a pack holds at least one.
fn per_unit(amount: Exact, pack_size: u32) -> Exact {
    amount.checked_div(&Exact::from(u64::from(pack_size))).unwrap_or(amount)
}

/// What does a customer pay?
///
/// ```
/// use mercato_channel::{EffectivePriceInput, effective_price};
/// // 400 less 10 percent is 360.00; less 30 is 330.00; with 6 to ship it is 336.00, 112 for each of three
/// let input: EffectivePriceInput = serde_json::from_str(
///     r#"{"offer": {"offer_id": "a", "sku": "tea", "channel_id": "jd", "currency": "CNY", "price": "400", "shipping": "6",
///         "pack_size": 3, "coupons": [{"type": "percent", "value": "0.1"}, {"type": "amount", "value": "30", "threshold": "300"}]}}"#,
/// )?;
/// let price = effective_price(&input)?;
/// assert_eq!((price.net.to_string(), price.landed.to_string()), ("330.00".into(), "336.00".into()));
/// assert_eq!(price.unit_landed.to_string(), "112.0000");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an amount below 0, a percent coupon above 1, a pack of nothing, a rate that is not above 0;
/// `duplicate_id` for a rate given twice; `not_found` where the rate is missing in both directions; `overflow` for an amount beyond
/// 96 bits.
pub fn effective_price(input: &EffectivePriceInput) -> Result<EffectivePrice, ChannelError> {
    let offer = &input.offer;
    offer.check().map_err(|error| error.within("offer"))?;
    let currency = input.target_currency.unwrap_or(offer.currency);
    let factor = Rates::new(&input.fx)?.factor(offer.currency, currency)?;
    let prices = Prices::of(offer, input.include_personal)?;
    let digits = currency.minor_digits();
    let converted = |amount: &Exact| factor.as_ref().map_or_else(|| amount.clone(), |factor| amount * factor);
    let pack = |name: &str, amount: &Exact| check::money(name, &converted(amount), digits);
    let unit = |name: &str, amount: &Exact| {
        check::money(name, &per_unit(converted(amount), offer.pack_size), digits.saturating_add(2))
    };
    let own_digits = offer.currency.minor_digits();
    Ok(EffectivePrice {
        currency,
        advertised: pack("advertised", &prices.advertised)?,
        net: pack("net", &prices.net)?,
        landed: pack("landed", &prices.landed)?,
        unit_net: unit("unit_net", &prices.net)?,
        unit_landed: unit("unit_landed", &prices.landed)?,
        discounts: prices
            .discounts
            .iter()
            .map(|discount| check::money("discounts", discount, own_digits))
            .collect::<Result<_, _>>()?,
    })
}
