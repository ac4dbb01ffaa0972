//! What is offered where, at which price? The offer of one thing on one channel, with its coupons, shipping and tax.
//!
//! Prices may have more decimals than their currency: nothing is rounded before an answer is written, except the discount of a
//! percent coupon, which a channel rounds too.

use crate::check::{non_negative, not_blank, one, one_if_null, share, yes, yes_if_null, zero_if_null};
use crate::conflict_id::check_part;
use mercato_core::{ChannelId, Currency, Decimal, DecimalString, Error, OptionalDecimalString, Sku};
use serde::{Deserialize, Serialize};

/// One thing on one channel at one price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// The offer's name, unique in its list.
    pub offer_id: String,
    /// The thing.
    pub sku: Sku,
    /// Where it is offered.
    pub channel_id: ChannelId,
    /// The currency of every amount of the offer.
    pub currency: Currency,
    /// The advertised price of a pack, at least 0.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
    /// Who sells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller_id: Option<String>,
    /// The brand of the thing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// Its category, a path with `/` between the levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// Where it is shipped to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Units in a pack, at least 1; 1 if left out.
    #[serde(default = "one", deserialize_with = "one_if_null")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<u32>"))]
    pub pack_size: u32,
    /// Coupons in the order in which they are taken.
    #[serde(default, deserialize_with = "mercato_core::null_is_default", skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Vec<Coupon>>"))]
    pub coupons: Vec<Coupon>,
    /// Shipping of a pack, at least 0; 0 if left out.
    #[serde(default, serialize_with = "DecimalString::serialize", deserialize_with = "zero_if_null")]
    #[cfg_attr(feature = "schemars", schemars(with = "OptionalDecimalString"))]
    pub shipping: Decimal,
    /// The rate of tax, a fraction, at least 0; 0 if left out.
    #[serde(default, serialize_with = "DecimalString::serialize", deserialize_with = "zero_if_null")]
    #[cfg_attr(feature = "schemars", schemars(with = "OptionalDecimalString"))]
    pub tax_rate: Decimal,
    /// Is the tax in the price? Yes if left out.
    #[serde(default = "yes", deserialize_with = "yes_if_null")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub tax_included: bool,
    /// Does tax come on top of shipping too, where it comes on top of the price? No if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<bool>"))]
    pub tax_on_shipping: bool,
}

/// A reduction that a customer takes at the till.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Coupon {
    /// What `value` is.
    #[serde(rename = "type")]
    pub kind: CouponKind,
    /// The amount, at least 0, or the fraction of the remaining price, from 0 to 1.
    #[serde(with = "DecimalString")]
    pub value: Decimal,
    /// The remaining price from which on it applies, at least 0; always if left out.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub threshold: Option<Decimal>,
    /// The most that it takes off, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub max_discount: Option<Decimal>,
    /// Who gets it; everybody if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<Audience>"))]
    pub audience: Audience,
}

/// What a coupon takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CouponKind {
    /// An amount in the currency of the offer.
    Amount,
    /// A fraction of the remaining price, rounded to the minor unit.
    Percent,
}

/// Who gets a coupon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// Everybody who looks.
    #[default]
    Public,
    /// Only some: it counts only where that is asked for.
    Personal,
}

impl Offer {
    /// An offer without coupons, shipping and tax, of one unit.
    #[must_use]
    pub fn new(
        offer_id: impl Into<String>,
        sku: Sku,
        channel_id: ChannelId,
        currency: Currency,
        price: Decimal,
    ) -> Self {
        Self {
            offer_id: offer_id.into(),
            sku,
            channel_id,
            currency,
            price,
            seller_id: None,
            brand: None,
            category: None,
            territory: None,
            pack_size: 1,
            coupons: Vec::new(),
            shipping: Decimal::ZERO,
            tax_rate: Decimal::ZERO,
            tax_included: true,
            tax_on_shipping: false,
        }
    }

    /// Refuses amounts below 0 or beyond reason, a pack of nothing, a blank id.
    pub(crate) fn check(&self) -> Result<(), Error> {
        not_blank("offer_id", &self.offer_id)?;
        check_part("offer_id", &self.offer_id)?;
        check_part("sku", self.sku.as_str())?;
        amount("price", self.price)?;
        amount("shipping", self.shipping)?;
        non_negative("tax_rate", self.tax_rate)?;
        if self.tax_rate > HIGHEST_TAX {
            let reason = "must be at most 10: a fraction, not a percentage (19 percent are \"0.19\")";
            return Err(Error::invalid("tax_rate", self.tax_rate, reason));
        }
        if self.pack_size == 0 {
            return Err(Error::invalid("pack_size", 0, "must be at least 1"));
        }
        self.coupons
            .iter()
            .enumerate()
            .try_for_each(|(index, coupon)| coupon.check().map_err(|error| error.at("coupons", index)))
    }

    /// Is the advertised price all that there is to it: what a customer pays, for one unit?
    pub(crate) fn is_plain(&self) -> bool {
        self.pack_size == 1
            && self.coupons.is_empty()
            && self.shipping.is_zero()
            && (self.tax_included || self.tax_rate.is_zero())
    }
}

/// The highest rate of tax: with it and [`HIGHEST`], whatever a price becomes can be written down.
const HIGHEST_TAX: Decimal = Decimal::TEN;

/// The highest amount that is taken, 10^14.
const HIGHEST: i128 = 100_000_000_000_000;

/// Refuses an amount below 0 or above 10^14.
pub(crate) fn amount(path: &str, value: Decimal) -> Result<(), Error> {
    // with decimals it is less still
    if (0..=HIGHEST).contains(&value.mantissa()) {
        return Ok(());
    }
    non_negative(path, value)?;
    if value > Decimal::from_i128_with_scale(HIGHEST, 0) {
        return Err(Error::overflow(path, value, "amounts up to 10^14"));
    }
    Ok(())
}

impl Coupon {
    fn check(&self) -> Result<(), Error> {
        match self.kind {
            CouponKind::Amount => non_negative("value", self.value)?,
            CouponKind::Percent => share("value", self.value)?,
        }
        if let Some(threshold) = self.threshold {
            non_negative("threshold", threshold)?;
        }
        self.max_discount.map_or(Ok(()), |most| non_negative("max_discount", most))
    }
}
