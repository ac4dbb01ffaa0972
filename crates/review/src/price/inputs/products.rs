//! What does an article cost? `products.csv`: a row an article.

use super::twice;
use crate::error::ReviewError;
use crate::files::Files;
use mercato_core::Decimal;
use std::collections::BTreeMap;

/// What the file says of one article.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::price) struct Product {
    pub(in crate::price) line: u64,
    pub(in crate::price) cost: Option<Decimal>,
    pub(in crate::price) name: Option<String>,
    /// The categories and marks that a promotion may ask for.
    pub(in crate::price) categories: Vec<String>,
    pub(in crate::price) tags: Vec<String>,
}

/// The articles by sku.
#[derive(Debug)]
pub(in crate::price) struct Products {
    pub(in crate::price) rows: BTreeMap<String, Product>,
}

impl Products {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let mut rows: BTreeMap<String, Product> = BTreeMap::new();
        let optional = ["cost", "name", "category", "tags"];
        let file = files.rows("products.csv", &["sku"], &optional, |row| {
            let sku = row.needed("sku")?;
            let list = |column: &str| {
                let parts = row.text(column).unwrap_or_default().split('|').map(str::trim);
                parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
            };
            let product = Product {
                line: row.line,
                cost: row.amount("cost")?,
                name: row.text("name").map(str::to_owned),
                categories: list("category"),
                tags: list("tags"),
            };
            match rows.insert(sku.to_owned(), product) {
                None => Ok(()),
                Some(first) => Err(twice(row, "sku", sku, first.line, "give one row an article")),
            }
        })?;
        Ok(file.map(|_| Self { rows }))
    }
}
