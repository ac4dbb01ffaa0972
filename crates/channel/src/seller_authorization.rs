//! Which offers come from sellers who may not make them, or at prices that no authorised seller could ask?
//!
//! The first test that an offer fails: `unauthorized_seller` (unknown), `authorization_inactive` (not in force), `unauthorized_brand`,
//! `unauthorized_channel`, `unauthorized_territory`. A list that a seller does not have allows everything; an offer without the brand
//! or the territory that a list asks for fails that test. `below_wholesale`: the price is below the wholesale price of the thing, where
//! one is known. `grey_market`: not authorised, or below wholesale.
//!
//! Source: definition; selective distribution and the exhaustion of trade mark rights (Regulation (EU) 2017/1001, article 15).

use crate::check::{non_negative, unique};
use crate::error::ChannelError;
use crate::rule_choice::in_force;
use chrono::{DateTime, FixedOffset};
use mercato_core::{ChannelId, Decimal, DecimalString, OptionalTimestampString, Sku, TimestampString};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A seller, and what it may sell where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AuthorizedSeller {
    /// The seller, unique in its list.
    pub seller_id: String,
    /// The channels it may sell on; all if left out.
    pub channels: Option<Vec<ChannelId>>,
    /// The brands it may sell; all if left out.
    pub brands: Option<Vec<String>>,
    /// The territories it may ship to; all if left out.
    pub territories: Option<Vec<String>>,
    /// The first instant at which it may; from ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<DateTime<FixedOffset>>,
    /// The first instant at which it may no more; for ever if left out.
    #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<DateTime<FixedOffset>>,
}

/// An offer and who makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SellerOffer {
    /// The offer's name, unique in its list.
    pub offer_id: String,
    /// The thing.
    pub sku: Sku,
    /// Who sells.
    pub seller_id: String,
    /// Where.
    pub channel_id: ChannelId,
    /// The brand of the thing.
    pub brand: Option<String>,
    /// Where it is shipped to.
    pub territory: Option<String>,
    /// Its category path; not looked at.
    pub category: Option<String>,
    /// The price, at least 0, in the currency of the wholesale prices.
    #[serde(with = "DecimalString")]
    pub price: Decimal,
}

/// What [`seller_authorization`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SellerAuthorizationInput {
    /// The sellers that are authorised.
    pub sellers: Vec<AuthorizedSeller>,
    /// The offers seen.
    pub offers: Vec<SellerOffer>,
    /// What an authorised seller pays for a thing, at least 0; nothing is known if left out.
    #[serde(default, deserialize_with = "mercato_core::null_is_default")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<BTreeMap<Sku, DecimalString>>"))]
    pub wholesale_prices: BTreeMap<Sku, WholesalePrice>,
    /// The instant at which it is asked.
    #[serde(with = "TimestampString")]
    pub as_of: DateTime<FixedOffset>,
}

/// A wholesale price; in JSON a decimal string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WholesalePrice(#[serde(with = "DecimalString")] pub Decimal);

/// Which offers may be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SellerAuthorization {
    /// The offers, by id.
    pub results: Vec<AuthorizationResult>,
}

/// May an offer be made?
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AuthorizationResult {
    /// The offer.
    pub offer_id: String,
    /// Which test it fails first, if any.
    pub status: AuthorizationStatus,
    /// Is its price below the wholesale price? None where that is not known.
    pub below_wholesale: Option<bool>,
    /// Is it not authorised, or below wholesale?
    pub grey_market: bool,
}

/// Which test an offer fails first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuthorizationStatus {
    /// None.
    Authorized,
    /// Nobody knows the seller.
    UnauthorizedSeller,
    /// The seller's authorisation is not in force.
    AuthorizationInactive,
    /// The seller may not sell the brand.
    UnauthorizedBrand,
    /// The seller may not sell on the channel.
    UnauthorizedChannel,
    /// The seller may not ship to the territory.
    UnauthorizedTerritory,
}

/// A seller's lists, ready to be asked.
struct Rights<'a> {
    seller: &'a AuthorizedSeller,
    channels: Option<BTreeSet<&'a str>>,
    brands: Option<BTreeSet<&'a str>>,
    territories: Option<BTreeSet<&'a str>>,
}

impl<'a> Rights<'a> {
    fn new(seller: &'a AuthorizedSeller) -> Self {
        let set =
            |names: &'a Option<Vec<String>>| names.as_ref().map(|names| names.iter().map(String::as_str).collect());
        Self {
            seller,
            channels: seller.channels.as_ref().map(|channels| channels.iter().map(ChannelId::as_str).collect()),
            brands: set(&seller.brands),
            territories: set(&seller.territories),
        }
    }

    fn status(&self, offer: &SellerOffer, as_of: &DateTime<FixedOffset>) -> AuthorizationStatus {
        let refuses = |list: &Option<BTreeSet<&str>>, name: Option<&str>| {
            list.as_ref().is_some_and(|list| name.is_none_or(|name| !list.contains(name)))
        };
        if !in_force(self.seller.effective_from, self.seller.effective_to, as_of) {
            AuthorizationStatus::AuthorizationInactive
        } else if refuses(&self.brands, offer.brand.as_deref()) {
            AuthorizationStatus::UnauthorizedBrand
        } else if refuses(&self.channels, Some(offer.channel_id.as_str())) {
            AuthorizationStatus::UnauthorizedChannel
        } else if refuses(&self.territories, offer.territory.as_deref()) {
            AuthorizationStatus::UnauthorizedTerritory
        } else {
            AuthorizationStatus::Authorized
        }
    }
}

/// Which offers come from sellers who may not make them?
///
/// ```
/// use mercato_channel::{AuthorizationStatus, SellerAuthorizationInput, seller_authorization};
/// let input: SellerAuthorizationInput = serde_json::from_str(
///     r#"{"sellers": [{"seller_id": "north", "channels": ["jd"]}],
///         "offers": [{"offer_id": "a", "sku": "lamp", "seller_id": "north", "channel_id": "jd", "price": "79.00"},
///                    {"offer_id": "b", "sku": "lamp", "seller_id": "who", "channel_id": "jd", "price": "95.00"}],
///         "wholesale_prices": {"lamp": "80.00"}, "as_of": "2026-11-11T00:00:00+08:00"}"#,
/// )?;
/// let results = seller_authorization(&input)?.results;
/// assert_eq!((results[0].status, results[0].grey_market), (AuthorizationStatus::Authorized, true)); // below wholesale
/// assert_eq!(results[1].status, AuthorizationStatus::UnauthorizedSeller);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a price below 0, a window that ends before it starts, a blank id; `duplicate_id` for a seller or an offer
/// twice.
pub fn seller_authorization(input: &SellerAuthorizationInput) -> Result<SellerAuthorization, ChannelError> {
    for (index, seller) in input.sellers.iter().enumerate() {
        crate::check::window("effective_to", seller.effective_from, seller.effective_to)
            .map_err(|error| error.at("sellers", index))?;
    }
    unique("sellers", "seller_id", input.sellers.iter().map(|seller| seller.seller_id.as_str()))?;
    for (index, offer) in input.offers.iter().enumerate() {
        non_negative("price", offer.price).map_err(|error| error.at("offers", index))?;
    }
    unique("offers", "offer_id", input.offers.iter().map(|offer| offer.offer_id.as_str()))?;
    for (sku, price) in &input.wholesale_prices {
        non_negative(&format!("wholesale_prices.{sku}"), price.0)?;
    }
    let sellers: BTreeMap<&str, Rights<'_>> =
        input.sellers.iter().map(|seller| (seller.seller_id.as_str(), Rights::new(seller))).collect();
    let mut results: Vec<AuthorizationResult> = input
        .offers
        .iter()
        .map(|offer| {
            let status = sellers
                .get(offer.seller_id.as_str())
                .map_or(AuthorizationStatus::UnauthorizedSeller, |rights| rights.status(offer, &input.as_of));
            let below_wholesale = input.wholesale_prices.get(&offer.sku).map(|wholesale| offer.price < wholesale.0);
            let grey_market = status != AuthorizationStatus::Authorized || below_wholesale == Some(true);
            AuthorizationResult { offer_id: offer.offer_id.clone(), status, below_wholesale, grey_market }
        })
        .collect();
    results.sort_unstable();
    Ok(SellerAuthorization { results })
}
