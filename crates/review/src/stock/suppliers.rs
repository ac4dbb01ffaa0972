//! Who delivers, how soon, in which packs and at what cost? `suppliers.csv`: a row an article.

use crate::error::ReviewError;
use crate::files::Files;
use mercato_core::Decimal;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The terms for one article.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Supplier {
    pub(crate) line: u64,
    pub(crate) name: String,
    pub(crate) lead_time_days: f64,
    pub(crate) lead_time_sd_days: Option<f64>,
    pub(crate) min_order_quantity: Option<i64>,
    pub(crate) order_multiple: Option<i64>,
    pub(crate) unit_cost: Option<Decimal>,
    pub(crate) fixed_cost: Option<Decimal>,
}

/// The terms for all articles by sku.
#[derive(Debug)]
pub(crate) struct Suppliers {
    pub(crate) file: PathBuf,
    pub(crate) rows: BTreeMap<String, Supplier>,
}

impl Suppliers {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let optional = ["lead_time_sd_days", "min_order_quantity", "order_multiple", "unit_cost", "fixed_cost"];
        let mut rows: BTreeMap<String, Supplier> = BTreeMap::new();
        let file = files.rows("suppliers.csv", &["sku", "supplier", "lead_time_days"], &optional, |row| {
            let sku = row.needed("sku")?;
            let name = row.needed("supplier")?.to_owned();
            row.needed("lead_time_days")?;
            let terms = Supplier {
                line: row.line,
                name,
                lead_time_days: row.days("lead_time_days")?.unwrap_or_default(),
                lead_time_sd_days: row.days("lead_time_sd_days")?,
                min_order_quantity: row.units("min_order_quantity")?,
                order_multiple: row.units("order_multiple")?,
                unit_cost: row.amount("unit_cost")?,
                fixed_cost: row.amount("fixed_cost")?,
            };
            if terms.order_multiple == Some(0) {
                return Err(row.refusal(
                    "order_multiple",
                    "a pack of 0 units is none",
                    "leave the cell empty or give 1",
                ));
            }
            match rows.insert(sku.to_owned(), terms) {
                None => Ok(()),
                Some(first) => {
                    let problem = format!("{sku} stands on line {} already", first.line);
                    Err(row.refusal("sku", problem, "give one supplier an article, the one to order from"))
                }
            }
        })?;
        Ok(file.map(|file| Self { file, rows }))
    }
}
