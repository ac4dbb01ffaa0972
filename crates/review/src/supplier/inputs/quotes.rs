//! Who offers what, at what price, from which quantity on? `quotes.csv`: a row a price; rows of one supplier for one article are
//! its price breaks.

use crate::error::{Place, ReviewError};
use crate::files::Files;
use crate::read::table::Row;
use chrono::NaiveDate;
use mercato_core::{CurrencyCode, Decimal};
use mercato_supplier::DiscountType;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// A price from a quantity on.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::supplier) struct Step {
    pub(in crate::supplier) line: u64,
    pub(in crate::supplier) from_quantity: i64,
    pub(in crate::supplier) unit_price: Decimal,
}

/// What a supplier offers for an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::supplier) struct Quote {
    /// From the lowest quantity up.
    pub(in crate::supplier) steps: Vec<Step>,
    pub(in crate::supplier) capacity: Option<i64>,
    pub(in crate::supplier) min_order_quantity: Option<i64>,
    pub(in crate::supplier) order_multiple: Option<i64>,
    pub(in crate::supplier) fixed_cost: Option<Decimal>,
    /// What is known of its quality and punctuality apart from its deliveries.
    pub(in crate::supplier) defect_rate: Option<Decimal>,
    pub(in crate::supplier) on_time_rate: Option<Decimal>,
    pub(in crate::supplier) discount_type: Option<DiscountType>,
    pub(in crate::supplier) currency: Option<CurrencyCode>,
    pub(in crate::supplier) valid_until: Option<NaiveDate>,
}

impl Quote {
    /// The first line of the quote.
    pub(in crate::supplier) fn line(&self) -> u64 {
        self.steps.iter().map(|step| step.line).min().unwrap_or(1)
    }
}

/// By sku, then supplier.
#[derive(Debug, Default)]
pub(in crate::supplier) struct Quotes {
    pub(in crate::supplier) file: PathBuf,
    pub(in crate::supplier) rows: BTreeMap<String, BTreeMap<String, Quote>>,
}

/// Takes over what holds for all rows of a quote; two rows that say it differently are refused.
fn agree<T: PartialEq + Copy>(
    row: &Row<'_>,
    column: &str,
    known: &mut Option<T>,
    told: Option<T>,
) -> Result<(), ReviewError> {
    match (*known, told) {
        (Some(known), Some(told)) if known != told => {
            let problem = "another row of this supplier and article gives another value";
            Err(row.refusal(column, problem, "give it once, or the same in every row"))
        }
        (None, Some(_)) => {
            *known = told;
            Ok(())
        }
        _ => Ok(()),
    }
}

impl Quotes {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let optional = [
            "from_quantity",
            "capacity",
            "min_order_quantity",
            "order_multiple",
            "fixed_cost",
            "defect_rate",
            "on_time_rate",
            "discount_type",
            "currency",
            "valid_until",
        ];
        let kinds = [("all_units", DiscountType::AllUnits), ("incremental", DiscountType::Incremental)];
        let mut rows: BTreeMap<String, BTreeMap<String, Quote>> = BTreeMap::new();
        let file = files.rows("quotes.csv", &["sku", "supplier", "unit_price"], &optional, |row| {
            let (sku, supplier) = (row.needed("sku")?, row.needed("supplier")?);
            row.needed("unit_price")?;
            let quote = rows.entry(sku.to_owned()).or_default().entry(supplier.to_owned()).or_default();
            let step = Step {
                line: row.line,
                from_quantity: at_least_one(row, "from_quantity")?.unwrap_or(1),
                unit_price: row.price("unit_price")?.unwrap_or_default(),
            };
            if let Some(first) = quote.steps.iter().find(|other| other.from_quantity == step.from_quantity) {
                let problem = format!(
                    "{supplier} asks a price for {sku} from {} on in line {} already",
                    step.from_quantity, first.line
                );
                return Err(row.refusal("from_quantity", problem, "give one row a step"));
            }
            quote.steps.push(step);
            agree(row, "capacity", &mut quote.capacity, at_least_one(row, "capacity")?)?;
            agree(row, "min_order_quantity", &mut quote.min_order_quantity, at_least_one(row, "min_order_quantity")?)?;
            agree(row, "order_multiple", &mut quote.order_multiple, at_least_one(row, "order_multiple")?)?;
            agree(row, "fixed_cost", &mut quote.fixed_cost, row.amount("fixed_cost")?)?;
            agree(row, "defect_rate", &mut quote.defect_rate, row.share("defect_rate")?)?;
            agree(row, "on_time_rate", &mut quote.on_time_rate, row.share("on_time_rate")?)?;
            agree(row, "discount_type", &mut quote.discount_type, row.word("discount_type", &kinds)?)?;
            agree(row, "currency", &mut quote.currency, row.currency("currency")?)?;
            agree(row, "valid_until", &mut quote.valid_until, row.date("valid_until")?)
        })?;
        let Some(file) = file else { return Ok(None) };
        for (sku, suppliers) in &mut rows {
            for (supplier, quote) in suppliers {
                quote.steps.sort_by_key(|step| step.from_quantity);
                if let Some(first) = quote.steps.first().filter(|step| step.from_quantity > 1) {
                    return Err(ReviewError::input(
                        Place::line(&file, first.line).column("from_quantity"),
                        format!("{supplier} asks no price for {sku} below {}", first.from_quantity),
                        "begin at 1; what is the least that it delivers is min_order_quantity",
                    ));
                }
            }
        }
        Ok(Some(Self { file, rows }))
    }
}

/// Whole units, 1 or more.
fn at_least_one(row: &Row<'_>, column: &str) -> Result<Option<i64>, ReviewError> {
    match row.units(column)? {
        Some(0) => Err(row.refusal(column, "0 units are none", "leave the cell empty or give 1 or more")),
        units => Ok(units),
    }
}
