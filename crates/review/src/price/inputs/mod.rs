//! What does the shop know of its prices? Up to six files, each of which may be missing.

mod channels;
mod competitors;
mod offers;
mod products;
mod tiers;

pub(super) use channels::{Channels, Fees};
pub(super) use competitors::{Competitors, Rival};
pub(super) use offers::{Offer, Offers};
pub(super) use products::{Product, Products};
pub(super) use tiers::{Table, Tiers, kernel};

use super::policy::PricePolicy;
use crate::error::{Place, ReviewError};
use crate::files::Files;
use crate::policy::PolicyFile;
use crate::promotions::Promotions;
use crate::read::table::Row;
use mercato_core::{Currency, Decimal, Money};
use std::path::Path;

/// The files that the section reads.
pub(super) const FILES: &[&str] =
    &["products.csv", "channels.csv", "offers.csv", "competitors.csv", "tiers.csv", "promotions.json"];

/// What the files say.
#[derive(Debug, Default)]
pub(super) struct PriceInputs {
    pub(super) products: Option<Products>,
    pub(super) channels: Option<Channels>,
    pub(super) offers: Option<Offers>,
    pub(super) competitors: Option<Competitors>,
    pub(super) tiers: Option<Tiers>,
    pub(super) promotions: Option<Promotions>,
    pub(super) policy: PricePolicy,
}

impl PriceInputs {
    pub(super) fn read(files: &mut Files<'_>, policy: &PolicyFile<'_>) -> Result<Self, ReviewError> {
        Ok(Self {
            products: Products::read(files)?,
            channels: Channels::read(files)?,
            offers: Offers::read(files)?,
            competitors: Competitors::read(files)?,
            tiers: Tiers::read(files)?,
            promotions: Promotions::read(files)?,
            policy: PricePolicy::read(policy)?,
        })
    }

    /// Is there anything to judge prices by? A list of products without costs is none.
    pub(super) fn any(&self) -> bool {
        self.products.as_ref().is_some_and(|products| products.rows.values().any(|product| product.cost.is_some()))
            || self.channels.is_some()
            || self.offers.is_some()
            || self.competitors.is_some()
            || self.tiers.is_some()
            || self.promotions.is_some()
    }
}

/// The refusal of a row whose key stood on an earlier line.
fn twice(row: &Row<'_>, column: &str, what: &str, first: u64, remedy: &str) -> ReviewError {
    row.refusal(column, format!("{what} stands on line {first} already"), remedy)
}

/// Refuses an amount with more decimals than the currency has.
pub(super) fn whole_minor(
    currency: Currency,
    file: &Path,
    line: u64,
    amounts: &[(&str, Option<Decimal>)],
) -> Result<(), ReviewError> {
    for (column, amount) in amounts {
        if let Some(amount) = amount
            && Money::from_decimal(*amount, currency).is_err()
        {
            return Err(ReviewError::input(
                Place::line(file, line).column(*column),
                format!("{amount} is no amount in whole minor units of {currency}"),
                "round it to the decimals of the currency",
            ));
        }
    }
    Ok(())
}
