//! Who supplies what today, and at what cost? The columns of `suppliers.csv` that this section needs; the stock section, which
//! reads the file before it, has refused an article that stands there twice.

use crate::error::ReviewError;
use crate::files::Files;
use mercato_core::Decimal;
use std::collections::BTreeMap;

/// The present supplier of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::supplier) struct Term {
    pub(in crate::supplier) supplier: String,
    pub(in crate::supplier) unit_cost: Option<Decimal>,
}

/// By sku.
#[derive(Debug, Default)]
pub(in crate::supplier) struct Terms {
    pub(in crate::supplier) rows: BTreeMap<String, Term>,
}

impl Terms {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let mut terms = Self::default();
        let file = files.rows("suppliers.csv", &["sku", "supplier"], &["unit_cost"], |row| {
            let term = Term { supplier: row.needed("supplier")?.to_owned(), unit_cost: row.amount("unit_cost")? };
            terms.rows.insert(row.needed("sku")?.to_owned(), term);
            Ok(())
        })?;
        Ok(file.map(|_| terms))
    }
}
