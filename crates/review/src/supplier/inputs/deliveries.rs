//! What was ordered, promised and received? `deliveries.csv`: a row an order line, kept in columns as the kernel takes them.

use crate::dictionary::Dictionary;
use crate::error::{Place, ReviewError};
use crate::figures::float;
use crate::files::Files;
use chrono::NaiveDate;
use mercato_core::{Coded, Decimal, Error};
use mercato_supplier::{DeliveryColumns, SupplierError};
use std::path::PathBuf;

/// The records in the order of the file.
#[derive(Debug, Default)]
pub(in crate::supplier) struct Deliveries {
    pub(in crate::supplier) file: PathBuf,
    pub(in crate::supplier) lines: Vec<u64>,
    pub(in crate::supplier) names: Dictionary,
    /// Numbers of [`Deliveries::names`].
    pub(in crate::supplier) supplier: Vec<u32>,
    pub(in crate::supplier) skus: Dictionary,
    /// Numbers of [`Deliveries::skus`].
    pub(in crate::supplier) sku: Vec<Option<u32>>,
    pub(in crate::supplier) order_date: Vec<NaiveDate>,
    pub(in crate::supplier) promised_date: Vec<NaiveDate>,
    pub(in crate::supplier) received_date: Vec<Option<NaiveDate>>,
    quantity_ordered: Vec<f64>,
    quantity_received: Vec<f64>,
    quantity_defective: Vec<f64>,
    /// The same, exactly, for money.
    pub(in crate::supplier) units_received: Vec<Decimal>,
    pub(in crate::supplier) units_defective: Vec<Decimal>,
    pub(in crate::supplier) agreed_unit_price: Vec<Option<Decimal>>,
    pub(in crate::supplier) paid_unit_price: Vec<Option<Decimal>>,
    response_hours: Vec<Option<f64>>,
    /// Does any row say how many were defective? Else nothing is known of quality.
    pub(in crate::supplier) with_defects: bool,
}

/// More different names than a dictionary numbers.
fn too_many() -> ReviewError {
    ReviewError::Usage("deliveries.csv has more names than can be numbered".into())
}

impl Deliveries {
    pub(super) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let needed = ["supplier", "order_id", "order_date", "promised_date", "quantity_ordered"];
        let optional = [
            "sku",
            "received_date",
            "quantity_received",
            "quantity_defective",
            "agreed_unit_price",
            "paid_unit_price",
            "response_hours",
        ];
        let mut all = Self::default();
        let file = files.rows("deliveries.csv", &needed, &optional, |row| {
            let date = |column: &str| {
                row.needed(column)?;
                Ok::<NaiveDate, ReviewError>(row.date(column)?.unwrap_or_default())
            };
            row.needed("order_id")?;
            row.needed("quantity_ordered")?;
            let received_date = row.date("received_date")?;
            let (received, defective) = (row.amount("quantity_received")?, row.amount("quantity_defective")?);
            if received_date.is_some() && received.is_none() {
                let remedy = "say how many came, or leave received_date empty while nothing has come";
                return Err(row.refusal("quantity_received", "is empty where there is a received_date", remedy));
            }
            all.lines.push(row.line);
            all.supplier.push(all.names.intern(row.needed("supplier")?).ok_or_else(too_many)?);
            let sku = row.text("sku").map(|sku| all.skus.intern(sku).ok_or_else(too_many)).transpose()?;
            all.sku.push(sku);
            all.order_date.push(date("order_date")?);
            all.promised_date.push(date("promised_date")?);
            all.received_date.push(received_date);
            all.quantity_ordered.push(float(row.amount("quantity_ordered")?.unwrap_or_default()));
            all.quantity_received.push(float(received.unwrap_or_default()));
            all.quantity_defective.push(float(defective.unwrap_or_default()));
            all.units_received.push(received.unwrap_or_default());
            all.units_defective.push(defective.unwrap_or_default());
            all.agreed_unit_price.push(row.amount("agreed_unit_price")?);
            all.paid_unit_price.push(row.amount("paid_unit_price")?);
            all.response_hours.push(row.amount("response_hours")?.map(float));
            all.with_defects |= defective.is_some();
            Ok(())
        })?;
        Ok(file.map(|file| Self { file, ..all }))
    }

    /// The columns, with another number for each record: the same suppliers, or suppliers by month.
    pub(in crate::supplier) fn columns<'a>(&'a self, numbers: &'a [u32]) -> DeliveryColumns<'a> {
        DeliveryColumns {
            supplier: numbers,
            order_date: &self.order_date,
            promised_date: &self.promised_date,
            received_date: &self.received_date,
            quantity_ordered: &self.quantity_ordered,
            quantity_received: &self.quantity_received,
            quantity_defective: &self.quantity_defective,
            agreed_unit_price: &self.agreed_unit_price,
            paid_unit_price: &self.paid_unit_price,
            response_hours: &self.response_hours,
        }
    }

    /// The refusal of a record, where it stands in the file: the kernel names it as `records[7].received_date`.
    pub(in crate::supplier) fn refusal(&self, error: SupplierError) -> ReviewError {
        let place = error.path().and_then(|path| {
            let (at, column) = path.strip_prefix("records[")?.split_once("].")?;
            let line = self.lines.get(at.parse::<usize>().ok()?)?;
            Some(Place::line(&self.file, *line).column(column))
        });
        match (place, &error) {
            (Some(place), SupplierError::Refused(Error::InvalidArgument { value, reason, .. })) => {
                let remedy = if reason.contains("as_of") {
                    "correct the row, or give --as-of the day of the file"
                } else {
                    "correct the row"
                };
                let reason = reason.replace("as_of", "the last day of the review,");
                ReviewError::input(place, format!("{value} {reason}"), remedy)
            }
            _ => ReviewError::of_section("delivery metrics")(error),
        }
    }
}
