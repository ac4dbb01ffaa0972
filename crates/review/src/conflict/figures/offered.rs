//! The offers at an instant, as the kernel takes them: with what promotions take off then.

use super::figure;
use crate::conflict::inputs::{ConflictInputs, Offer, Offers};
use crate::error::{Place, ReviewError};
use crate::promotions::{Paid, Promotions, Single};
use chrono::{DateTime, FixedOffset};
use mercato_channel::{Audience, Coupon, CouponKind};
use mercato_core::{Currency, Decimal, Money};
use std::collections::{BTreeMap, HashMap};

/// The offers at an instant.
pub(super) struct Offered<'a> {
    list: Vec<mercato_channel::Offer>,
    rows: HashMap<&'a str, &'a Offer>,
    /// By offer: the promotions that lower it.
    promotions: HashMap<&'a str, Vec<String>>,
    /// How many own offers share an article and a channel.
    sharing: BTreeMap<(&'a str, &'a str), usize>,
}

impl<'a> Offered<'a> {
    pub(super) fn at(
        inputs: &ConflictInputs,
        promotions: Option<&Promotions>,
        currency: Currency,
        offers: &'a Offers,
        at: DateTime<FixedOffset>,
    ) -> Result<Self, ReviewError> {
        let set = promotions;
        // codes are for whoever has them: they count where personal coupons do
        let personal = set.filter(|_| inputs.policy.rules.include_personal);
        let codes = personal.map(Promotions::codes).unwrap_or_default();
        let (mut list, mut promotions) = (Vec::with_capacity(offers.rows.len()), HashMap::new());
        let mut sharing = BTreeMap::new();
        for row in &offers.rows {
            if row.seller.is_none() {
                let count: &mut usize = sharing.entry((row.sku.as_str(), row.channel.as_str())).or_default();
                *count = count.saturating_add(1);
            }
            let mut offer = kernel(inputs, currency, offers, row)?;
            // the shop's promotions are for its own offers, in its own currency
            if let Some(set) = set.filter(|_| row.seller.is_none() && offer.currency == currency) {
                let product = inputs.products.get(row.sku.as_str());
                let single = Single {
                    currency,
                    sku: row.sku.as_str(),
                    channel: row.channel.as_str(),
                    price: row.price,
                    categories: product.map_or(&[], |product| &product.categories),
                    tags: product.map_or(&[], |product| &product.tags),
                };
                let named = lowered(&mut offer, set, &single, at, &codes)?;
                if !named.is_empty() {
                    promotions.insert(row.offer_id.as_str(), named);
                }
            }
            list.push(offer);
        }
        let rows = offers.rows.iter().map(|row| (row.offer_id.as_str(), row)).collect();
        Ok(Self { list, rows, promotions, sharing })
    }

    pub(super) fn list(&self) -> &[mercato_channel::Offer] {
        &self.list
    }

    pub(super) fn row(&self, offer_id: &str) -> Option<&'a Offer> {
        self.rows.get(offer_id).copied()
    }

    pub(super) fn channel(&self, offer_id: &str) -> Option<&'a str> {
        self.row(offer_id).map(|row| row.channel.as_str())
    }

    pub(super) fn promotions(&self, offer_id: &str) -> &[String] {
        self.promotions.get(offer_id).map_or(&[], Vec::as_slice)
    }

    /// Is it the shop's only offer of the article on its channel, so that what was sold there was sold at it?
    pub(super) fn is_alone(&self, row: &Offer) -> bool {
        let key = (row.sku.as_str(), row.channel.as_str());
        row.seller.is_none() && row.pack_size == 1 && self.sharing.get(&key).is_some_and(|count| *count == 1)
    }
}

/// An offer as the kernel takes it, without promotions.
fn kernel(
    inputs: &ConflictInputs,
    own: Currency,
    offers: &Offers,
    row: &Offer,
) -> Result<mercato_channel::Offer, ReviewError> {
    let currency = match row.currency {
        None => own,
        Some(code) => Currency::try_from(code).map_err(|error| {
            let place = Place::line(&offers.file, row.line).column("currency");
            ReviewError::input(place, error.to_string(), "write a currency of ISO 4217, as CNY")
        })?,
    };
    Money::from_decimal(row.price, currency).map_err(|error| {
        let place = Place::line(&offers.file, row.line).column("price");
        ReviewError::input(place, error.to_string(), "give it the decimals of its currency")
    })?;
    let product = inputs.products.get(row.sku.as_str());
    let category =
        product.and_then(|product| product.categories.first()).map(|text| crate::conflict::inputs::category(text));
    let of_product = |own: &Option<String>, other: Option<&String>| own.clone().or_else(|| other.cloned());
    Ok(mercato_channel::Offer {
        seller_id: row.seller.clone(),
        territory: row.territory.clone(),
        brand: of_product(&row.brand, product.and_then(|product| product.brand.as_ref())),
        category: of_product(&row.category, category.as_ref()),
        pack_size: row.pack_size,
        shipping: row.shipping,
        tax_rate: row.tax_rate,
        tax_included: row.tax_included,
        ..mercato_channel::Offer::new(&row.offer_id, row.sku.clone(), row.channel.clone(), currency, row.price)
    })
}

/// Gives an offer what promotions take off: for everybody, and on top for whoever has all of these codes. Which ones they are.
fn lowered(
    offer: &mut mercato_channel::Offer,
    set: &Promotions,
    single: &Single<'_>,
    at: DateTime<FixedOffset>,
    codes: &[String],
) -> Result<Vec<String>, ReviewError> {
    let coupon = |from: Decimal, to: Decimal, audience| {
        let value = from.checked_sub(to).ok_or_else(|| lost("discount of a promotion"))?;
        Ok::<Coupon, ReviewError>(Coupon {
            kind: CouponKind::Amount,
            value,
            threshold: None,
            max_discount: None,
            audience,
        })
    };
    let mut named = Vec::new();
    let mut price = single.price;
    if let Some(Paid { amount, promotions }) = set.paid(single, at, &[])? {
        offer.coupons.push(coupon(price, amount, Audience::Public)?);
        (price, named) = (amount, promotions);
    }
    if !codes.is_empty()
        && let Some(Paid { amount, promotions }) = set.paid(single, at, codes)?
        && amount < price
    {
        offer.coupons.push(coupon(price, amount, Audience::Personal)?);
        named.extend(promotions);
        named.sort_unstable();
        named.dedup();
    }
    Ok(named)
}

fn lost(name: &str) -> ReviewError {
    figure(name)(mercato_core::Error::overflow(name, "the difference of two prices", "a decimal"))
}
