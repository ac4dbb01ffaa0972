//! How much is there? `stock.csv`: a row an article.

use crate::error::ReviewError;
use crate::files::Files;
use chrono::NaiveDate;
use mercato_core::Decimal;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The stock of one article; units.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_field_names, reason = "the fields are the columns of the file")]
pub(crate) struct OnHand {
    pub(crate) line: u64,
    pub(crate) on_hand: i64,
    pub(crate) on_order: i64,
    pub(crate) in_transit: i64,
    pub(crate) reserved: i64,
    pub(crate) backordered: i64,
    pub(crate) quarantined: i64,
    pub(crate) unit_cost: Option<Decimal>,
    pub(crate) counted_on: Option<NaiveDate>,
    pub(crate) received_on: Option<NaiveDate>,
}

/// The stock of all articles by sku.
#[derive(Debug)]
pub(crate) struct StockList {
    pub(crate) file: PathBuf,
    pub(crate) rows: BTreeMap<String, OnHand>,
}

impl StockList {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let optional = [
            "on_order",
            "in_transit",
            "reserved",
            "backordered",
            "quarantined",
            "unit_cost",
            "counted_on",
            "received_on",
        ];
        let mut rows: BTreeMap<String, OnHand> = BTreeMap::new();
        let file = files.rows("stock.csv", &["sku", "on_hand"], &optional, |row| {
            let sku = row.needed("sku")?;
            row.needed("on_hand")?;
            let units = |column: &str| Ok::<i64, ReviewError>(row.units(column)?.unwrap_or(0));
            let stock = OnHand {
                line: row.line,
                on_hand: units("on_hand")?,
                on_order: units("on_order")?,
                in_transit: units("in_transit")?,
                reserved: units("reserved")?,
                backordered: units("backordered")?,
                quarantined: units("quarantined")?,
                unit_cost: row.amount("unit_cost")?,
                counted_on: row.date("counted_on")?,
                received_on: row.date("received_on")?,
            };
            if stock.quarantined > stock.on_hand {
                let problem = format!("{} are more than the {} on hand", stock.quarantined, stock.on_hand);
                return Err(row.refusal("quarantined", problem, "quarantined units are a part of those on hand"));
            }
            match rows.insert(sku.to_owned(), stock) {
                None => Ok(()),
                Some(first) => {
                    let problem = format!("{sku} stands on line {} already", first.line);
                    Err(row.refusal("sku", problem, "give one row an article, places added up"))
                }
            }
        })?;
        Ok(file.map(|file| Self { file, rows }))
    }
}
