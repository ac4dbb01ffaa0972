//! What does a larger quantity cost? `tiers.csv`: a row a step; all units take the price of the step that is reached.

use super::twice;
use crate::error::{Place, ReviewError};
use crate::files::Files;
use mercato_core::Decimal;
use mercato_pricing::PriceTier;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// One step of a table.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::price) struct Step {
    pub(in crate::price) line: u64,
    pub(in crate::price) from_quantity: u64,
    pub(in crate::price) unit_price: Decimal,
}

/// The steps of an article, on a channel or everywhere.
pub(in crate::price) type Table = Vec<Step>;

/// The tables by sku and channel.
#[derive(Debug)]
pub(in crate::price) struct Tiers {
    pub(in crate::price) file: PathBuf,
    pub(in crate::price) tables: BTreeMap<(String, Option<String>), Table>,
}

impl Tiers {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let mut tables: BTreeMap<(String, Option<String>), Table> = BTreeMap::new();
        let mut seen: BTreeMap<(String, Option<String>, u64), u64> = BTreeMap::new();
        let file = files.rows("tiers.csv", &["sku", "from_quantity", "unit_price"], &["channel"], |row| {
            let sku = row.needed("sku")?;
            row.needed("from_quantity")?;
            row.needed("unit_price")?;
            let from = row.units("from_quantity")?.and_then(|from| u64::try_from(from).ok()).unwrap_or_default();
            if from == 0 {
                return Err(row.refusal("from_quantity", "a step begins with a unit", "give 1 or more"));
            }
            let step =
                Step { line: row.line, from_quantity: from, unit_price: row.price("unit_price")?.unwrap_or_default() };
            let channel = row.text("channel").map(str::to_owned);
            if let Some(first) = seen.insert((sku.to_owned(), channel.clone(), from), row.line) {
                let what = format!("the step from {from} of {sku}");
                return Err(twice(row, "from_quantity", &what, first, "keep one of them"));
            }
            tables.entry((sku.to_owned(), channel)).or_default().push(step);
            Ok(())
        })?;
        let Some(file) = file else { return Ok(None) };
        for ((sku, _), table) in &mut tables {
            table.sort_by_key(|step| step.from_quantity);
            if let Some(first) = table.first().filter(|step| step.from_quantity != 1) {
                return Err(ReviewError::input(
                    Place::line(&file, first.line).column("from_quantity"),
                    format!("the lowest step of {sku} begins at {}", first.from_quantity),
                    "give a step from 1: the price of a single unit",
                ));
            }
        }
        Ok(Some(Self { file, tables }))
    }
}

/// The table as the kernel takes it.
pub(in crate::price) fn kernel(table: &Table) -> Vec<PriceTier> {
    let ends = table.iter().skip(1).map(|step| step.from_quantity.checked_sub(1)).chain([None]);
    let tier = |(step, up_to): (&Step, Option<u64>)| PriceTier { up_to, unit_price: step.unit_price, flat_fee: None };
    table.iter().zip(ends).map(tier).collect()
}
