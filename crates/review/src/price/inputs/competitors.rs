//! What do others ask? `competitors.csv`: a row a competitor's price.

use super::twice;
use crate::error::ReviewError;
use crate::files::Files;
use mercato_core::{CurrencyCode, Decimal};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// A competitor's price.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::price) struct Rival {
    pub(in crate::price) line: u64,
    pub(in crate::price) competitor: String,
    /// Where it was seen; everywhere if empty.
    pub(in crate::price) channel: Option<String>,
    pub(in crate::price) currency: Option<CurrencyCode>,
    pub(in crate::price) price: Decimal,
}

/// The prices by sku, in the order of the file.
#[derive(Debug)]
pub(in crate::price) struct Competitors {
    pub(in crate::price) file: PathBuf,
    pub(in crate::price) rows: BTreeMap<String, Vec<Rival>>,
}

impl Competitors {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let mut rows: BTreeMap<String, Vec<Rival>> = BTreeMap::new();
        let mut seen: BTreeMap<(String, String, Option<String>), u64> = BTreeMap::new();
        let file = files.rows("competitors.csv", &["sku", "competitor", "price"], &["channel", "currency"], |row| {
            let sku = row.needed("sku")?;
            row.needed("price")?;
            let rival = Rival {
                line: row.line,
                competitor: row.needed("competitor")?.to_owned(),
                channel: row.text("channel").map(str::to_owned),
                currency: row.currency("currency")?,
                price: row.price("price")?.unwrap_or_default(),
            };
            let key = (sku.to_owned(), rival.competitor.clone(), rival.channel.clone());
            if let Some(first) = seen.insert(key, row.line) {
                let what = format!("the price of {} for {sku}", rival.competitor);
                return Err(twice(row, "competitor", &what, first, "keep the latest price"));
            }
            rows.entry(sku.to_owned()).or_default().push(rival);
            Ok(())
        })?;
        Ok(file.map(|file| Self { file, rows }))
    }

    /// The prices that an offer meets: of each competitor the one on its channel, else the one that holds everywhere.
    pub(in crate::price) fn of(&self, sku: &str, channel: &str) -> Vec<&Rival> {
        let all = self.rows.get(sku).map(Vec::as_slice).unwrap_or_default();
        let here = |rival: &&Rival| rival.channel.as_deref() == Some(channel);
        let there: BTreeSet<&str> = all.iter().filter(here).map(|rival| rival.competitor.as_str()).collect();
        let elsewhere = |rival: &&Rival| rival.channel.is_none() && !there.contains(rival.competitor.as_str());
        all.iter().filter(|rival| here(rival) || elsewhere(rival)).collect()
    }
}
