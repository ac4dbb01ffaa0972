//! What does a channel take of a sale? `channels.csv`: a row a channel.

use super::twice;
use crate::error::ReviewError;
use crate::files::Files;
use mercato_core::Decimal;
use mercato_pricing::CommissionBase;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The terms of one channel; rates are shares of 1, amounts a unit.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::price) struct Fees {
    pub(in crate::price) line: u64,
    pub(in crate::price) commission_rate: Option<Decimal>,
    pub(in crate::price) commission_base: Option<CommissionBase>,
    pub(in crate::price) min_commission: Option<Decimal>,
    pub(in crate::price) payment_rate: Option<Decimal>,
    pub(in crate::price) fixed_fee: Option<Decimal>,
    pub(in crate::price) shipping_cost: Option<Decimal>,
    pub(in crate::price) tax_rate: Option<Decimal>,
    pub(in crate::price) tax_included: Option<bool>,
    pub(in crate::price) target_margin: Option<Decimal>,
}

/// The terms of all channels by name.
#[derive(Debug)]
pub(in crate::price) struct Channels {
    pub(in crate::price) file: PathBuf,
    pub(in crate::price) rows: BTreeMap<String, Fees>,
}

impl Channels {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let optional = [
            "commission_rate",
            "commission_base",
            "min_commission",
            "payment_rate",
            "fixed_fee",
            "shipping_cost",
            "tax_rate",
            "tax_included",
            "target_margin",
        ];
        let mut rows: BTreeMap<String, Fees> = BTreeMap::new();
        let file = files.rows("channels.csv", &["channel"], &optional, |row| {
            let channel = row.needed("channel")?;
            let bases = [("gross", CommissionBase::Gross), ("net", CommissionBase::Net)];
            let fees = Fees {
                line: row.line,
                commission_rate: row.share("commission_rate")?,
                commission_base: row.word("commission_base", &bases)?,
                min_commission: row.amount("min_commission")?,
                payment_rate: row.share("payment_rate")?,
                fixed_fee: row.amount("fixed_fee")?,
                shipping_cost: row.amount("shipping_cost")?,
                tax_rate: row.share("tax_rate")?,
                tax_included: row.yes("tax_included")?,
                target_margin: row.margin("target_margin")?,
            };
            match rows.insert(channel.to_owned(), fees) {
                None => Ok(()),
                Some(first) => Err(twice(row, "channel", channel, first.line, "give one row a channel")),
            }
        })?;
        Ok(file.map(|file| Self { file, rows }))
    }
}
