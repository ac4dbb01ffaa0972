//! What is each article? `products.csv`: a row an article. Other sections read other columns of it.

use crate::error::ReviewError;
use crate::files::Files;
use crate::read::table::Row;
use std::collections::BTreeMap;

/// What the file says of one article.
#[derive(Debug, Clone)]
pub(in crate::catalogue) struct Product {
    pub(in crate::catalogue) sku: String,
    /// What customers read.
    pub(in crate::catalogue) title: Option<String>,
    /// The shop's own short name, where there is no title.
    pub(in crate::catalogue) name: Option<String>,
    pub(in crate::catalogue) brand: Option<String>,
    /// As written: ids or paths.
    pub(in crate::catalogue) categories: Vec<String>,
    pub(in crate::catalogue) tags: Vec<String>,
    /// By key; a key that stands several times has several values.
    pub(in crate::catalogue) attributes: BTreeMap<String, Vec<String>>,
}

/// The articles in the order of the file.
#[derive(Debug)]
pub(in crate::catalogue) struct Products {
    pub(in crate::catalogue) rows: Vec<Product>,
}

impl Products {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let mut rows: Vec<Product> = Vec::new();
        let mut lines: BTreeMap<String, u64> = BTreeMap::new();
        let optional = ["title", "name", "brand", "category", "tags", "attributes"];
        let file = files.rows("products.csv", &["sku"], &optional, |row| {
            let sku = row.needed("sku")?;
            if let Some(first) = lines.insert(sku.to_owned(), row.line) {
                let problem = format!("{sku} stands on line {first} already");
                return Err(row.refusal("sku", problem, "give one row an article"));
            }
            let text = |column: &str| row.text(column).map(str::to_owned);
            rows.push(Product {
                sku: sku.to_owned(),
                title: text("title"),
                name: text("name"),
                brand: text("brand"),
                categories: parts(row, "category").map(str::to_owned).collect(),
                tags: parts(row, "tags").map(str::to_owned).collect(),
                attributes: attributes(row)?,
            });
            Ok(())
        })?;
        Ok(file.map(|_| Self { rows }))
    }
}

/// What stands between the vertical bars of a cell.
pub(super) fn parts<'r>(row: &'r Row<'_>, column: &str) -> impl Iterator<Item = &'r str> {
    let parts = row.text(column).unwrap_or_default().split('|').map(str::trim);
    parts.filter(|part| !part.is_empty())
}

fn attributes(row: &Row<'_>) -> Result<BTreeMap<String, Vec<String>>, ReviewError> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for part in parts(row, "attributes") {
        let pair = part.split_once('=').map(|(key, value)| (key.trim(), value.trim()));
        let Some((key, value)) = pair.filter(|(key, _)| !key.is_empty()) else {
            let problem = format!("{part:?} is no attribute");
            return Err(row.refusal("attributes", problem, "write key=value, as material=Oak|width=40 cm"));
        };
        if !value.is_empty() {
            found.entry(key.to_owned()).or_default().push(value.to_owned());
        }
    }
    Ok(found)
}
