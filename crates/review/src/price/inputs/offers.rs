//! What is asked, where? `offers.csv`: a row an offer of the shop's own.
//!
//! The file may hold more than this section reads: offers of other sellers, and columns for other sections.

use super::twice;
use crate::error::ReviewError;
use crate::files::Files;
use mercato_core::{CurrencyCode, Decimal};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One offer.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::price) struct Offer {
    pub(in crate::price) line: u64,
    pub(in crate::price) sku: String,
    pub(in crate::price) channel: String,
    /// Whose it is; the shop's own if empty.
    pub(in crate::price) seller: Option<String>,
    pub(in crate::price) territory: Option<String>,
    /// Units of the article in it.
    pub(in crate::price) pack_size: i64,
    pub(in crate::price) currency: Option<CurrencyCode>,
    pub(in crate::price) price: Decimal,
    /// The regular price.
    pub(in crate::price) list_price: Option<Decimal>,
    pub(in crate::price) min_price: Option<Decimal>,
    pub(in crate::price) max_price: Option<Decimal>,
    /// The least price that may be advertised.
    pub(in crate::price) map: Option<Decimal>,
    pub(in crate::price) target_margin: Option<Decimal>,
    /// The price is not to be changed.
    pub(in crate::price) locked: bool,
}

/// The offers in the order of the file.
#[derive(Debug)]
pub(in crate::price) struct Offers {
    pub(in crate::price) file: PathBuf,
    pub(in crate::price) rows: Vec<Offer>,
}

impl Offers {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let optional = [
            "currency",
            "list_price",
            "min_price",
            "max_price",
            "map",
            "target_margin",
            "locked",
            "seller",
            "territory",
            "pack_size",
        ];
        let mut rows: Vec<Offer> = Vec::new();
        let mut seen: BTreeMap<[String; 6], u64> = BTreeMap::new();
        let file = files.rows("offers.csv", &["sku", "channel", "price"], &optional, |row| {
            row.needed("price")?;
            let text = |column: &str| row.text(column).map(str::to_owned);
            let offer = Offer {
                line: row.line,
                sku: row.needed("sku")?.to_owned(),
                channel: row.needed("channel")?.to_owned(),
                seller: text("seller"),
                territory: text("territory"),
                pack_size: row.units("pack_size")?.unwrap_or(1),
                currency: row.currency("currency")?,
                price: row.price("price")?.unwrap_or_default(),
                list_price: row.price("list_price")?,
                min_price: row.price("min_price")?,
                max_price: row.price("max_price")?,
                map: row.price("map")?,
                target_margin: row.margin("target_margin")?,
                locked: row.yes("locked")?.unwrap_or(false),
            };
            if offer.pack_size < 1 {
                return Err(row.refusal("pack_size", "a pack of 0 units is none", "leave the cell empty or give 1"));
            }
            if let (Some(least), Some(most)) = (offer.min_price, offer.max_price)
                && least > most
            {
                let problem = format!("{least} is above the max_price {most}");
                return Err(row.refusal("min_price", problem, "lower the one or raise the other"));
            }
            let key = [
                offer.sku.clone(),
                offer.channel.clone(),
                offer.seller.clone().unwrap_or_default(),
                offer.territory.clone().unwrap_or_default(),
                offer.pack_size.to_string(),
                offer.currency.map(|currency| currency.as_str().to_owned()).unwrap_or_default(),
            ];
            if let Some(first) = seen.insert(key, row.line) {
                let what = format!("an offer of {} on {}", offer.sku, offer.channel);
                let remedy = "give one row an offer, or tell them apart by seller, territory, pack_size or currency";
                return Err(twice(row, "sku", &what, first, remedy));
            }
            rows.push(offer);
            Ok(())
        })?;
        Ok(file.map(|file| Self { file, rows }))
    }
}
