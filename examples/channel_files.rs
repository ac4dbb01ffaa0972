//! The files of a policy check: `policy.toml`, `offers.csv`, `waivers.csv`. Each mistake names the file and the line.

use mercato::channel::{Offer, RuleSet, Waiver};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::error::Error;
use std::path::Path;

/// The policy of a folder.
pub(crate) fn policy(folder: &Path) -> Result<RuleSet, Box<dyn Error>> {
    let text = std::fs::read_to_string(folder.join("policy.toml"))?;
    // as a value first: a policy tells every mistake in it, with its path
    let value = toml::from_str(&text).map_err(|error| format!("policy.toml: {error}"))?;
    Ok(RuleSet::from_json(value).map_err(|error| format!("policy.toml: {error}"))?)
}

/// The offers of a folder: a column each for the keys that are used, an empty cell for what is not said.
pub(crate) fn offers(folder: &Path) -> Result<Vec<Offer>, Box<dyn Error>> {
    rows(folder, "offers.csv", |row| row)
}

/// The waivers of a folder, if it has any; a waiver in a table is for one kind and one thing.
#[allow(dead_code, reason = "not every program reads them")]
pub(crate) fn waivers(folder: &Path) -> Result<Vec<Waiver>, Box<dyn Error>> {
    if !folder.join("waivers.csv").exists() {
        return Ok(Vec::new());
    }
    rows(folder, "waivers.csv", |mut row| {
        for (column, key) in [("kind", "kinds"), ("sku", "skus")] {
            if let Some(cell) = row.remove(column) {
                row.insert(key.to_owned(), Value::from(vec![cell]));
            }
        }
        row
    })
}

/// The rows of a table, each read as a JSON object of its cells: what an operation would take.
fn rows<T: DeserializeOwned>(
    folder: &Path,
    name: &str,
    arrange: fn(Map<String, Value>) -> Map<String, Value>,
) -> Result<Vec<T>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(folder.join(name)).map_err(|error| format!("{name}: {error}"))?;
    let columns = reader.headers()?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| format!("{name}: {error}"))?;
        let cells = columns.iter().zip(&record).filter(|(_, cell)| !cell.is_empty());
        // a whole number of packs or units; every other figure is a decimal in a string
        let value = |column: &str, cell: &str| match (column, cell.parse::<u32>()) {
            ("pack_size", Ok(number)) => Value::from(number),
            _ => Value::from(cell),
        };
        let row = cells.map(|(column, cell)| (column.to_owned(), value(column, cell))).collect();
        let line = record.position().map_or(0, csv::Position::line);
        let row = serde_json::from_value(Value::Object(arrange(row)));
        rows.push(row.map_err(|error| format!("{name}, line {line}: {error}"))?);
    }
    Ok(rows)
}
