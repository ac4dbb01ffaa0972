//! The records of many suppliers at once, as columns.

use super::tally::{Row, Tally, Use};
use super::{DeliveryMetrics, DeliveryRules};
use crate::error::SupplierError;
use chrono::NaiveDate;
use mercato_core::{Decimal, Error};

/// Records as columns, all of the same length. What each holds is said at [`DeliveryRecord`](super::DeliveryRecord).
#[derive(Debug, Clone, Copy)]
pub struct DeliveryColumns<'a> {
    /// The supplier of each record, from 0.
    pub supplier: &'a [u32],
    /// When each was ordered.
    pub order_date: &'a [NaiveDate],
    /// When each was to come.
    pub promised_date: &'a [NaiveDate],
    /// When each came.
    pub received_date: &'a [Option<NaiveDate>],
    /// Units ordered.
    pub quantity_ordered: &'a [f64],
    /// Units that came.
    pub quantity_received: &'a [f64],
    /// Units that are defective.
    pub quantity_defective: &'a [f64],
    /// Price of a unit as agreed; an empty column has none.
    pub agreed_unit_price: &'a [Option<Decimal>],
    /// Price of a unit as paid; an empty column has none.
    pub paid_unit_price: &'a [Option<Decimal>],
    /// Hours until the supplier answered; an empty column has none.
    pub response_hours: &'a [Option<f64>],
}

impl DeliveryColumns<'_> {
    fn row(&self, index: usize) -> Option<(usize, Row)> {
        let row = Row {
            order_date: *self.order_date.get(index)?,
            promised_date: *self.promised_date.get(index)?,
            received_date: *self.received_date.get(index)?,
            ordered: *self.quantity_ordered.get(index)?,
            received: *self.quantity_received.get(index)?,
            defective: *self.quantity_defective.get(index)?,
            agreed: self.agreed_unit_price.get(index).copied().flatten(),
            paid: self.paid_unit_price.get(index).copied().flatten(),
            response_hours: self.response_hours.get(index).copied().flatten(),
        };
        Some((usize::try_from(*self.supplier.get(index)?).ok()?, row))
    }

    /// Refuses columns of different lengths.
    fn validate(&self) -> Result<usize, Error> {
        let length = self.supplier.len();
        let full = [
            ("order_date", self.order_date.len()),
            ("promised_date", self.promised_date.len()),
            ("received_date", self.received_date.len()),
            ("quantity_ordered", self.quantity_ordered.len()),
            ("quantity_received", self.quantity_received.len()),
            ("quantity_defective", self.quantity_defective.len()),
        ];
        let optional = [
            ("agreed_unit_price", self.agreed_unit_price.len()),
            ("paid_unit_price", self.paid_unit_price.len()),
            ("response_hours", self.response_hours.len()),
        ];
        let wrong = full.into_iter().chain(optional.into_iter().filter(|(_, found)| *found > 0));
        for (name, found) in wrong {
            if found != length {
                return Err(Error::invalid(name, found, format!("rows where supplier has {length}")));
            }
        }
        Ok(length)
    }
}

/// The metrics of each of `suppliers` suppliers, numbered from 0; `None` for one without a record that counts.
///
/// O(records + suppliers) time in two passes over the columns, O(suppliers) space.
///
/// ```
/// use mercato_core::time::parse_date;
/// use mercato_supplier::{DeliveryColumns, DeliveryRules, delivery_metrics_batch};
/// let (ordered, promised) = (parse_date("2025-01-02")?, parse_date("2025-01-10")?);
/// let columns = DeliveryColumns {
///     supplier: &[0, 2, 0],
///     order_date: &[ordered; 3],
///     promised_date: &[promised; 3],
///     received_date: &[Some(promised), Some(promised), None],
///     quantity_ordered: &[10.0, 5.0, 10.0],
///     quantity_received: &[10.0, 4.0, 0.0],
///     quantity_defective: &[0.0; 3],
///     agreed_unit_price: &[],
///     paid_unit_price: &[],
///     response_hours: &[],
/// };
/// let metrics = delivery_metrics_batch(&DeliveryRules::new(parse_date("2025-01-31")?), &columns, 3)?;
/// // the third record is overdue: late and not in full
/// assert_eq!(metrics[0].as_ref().and_then(|supplier| supplier.otif_rate), Some(0.5));
/// assert!(metrics[1].is_none());
/// assert_eq!(metrics[2].as_ref().and_then(|supplier| supplier.fill_rate), Some(0.8));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What [`delivery_metrics`](super::delivery_metrics) refuses of a record, with its row as `records[i]`; columns of different
/// lengths; a supplier that is not below `suppliers`.
pub fn delivery_metrics_batch(
    rules: &DeliveryRules,
    columns: &DeliveryColumns<'_>,
    suppliers: usize,
) -> Result<Vec<Option<DeliveryMetrics>>, SupplierError> {
    rules.validate()?;
    let length = columns.validate()?;
    let mut youngest = vec![i64::MAX; suppliers];
    let mut judged: Vec<Use> = Vec::with_capacity(length);
    for (index, (supplier, row)) in (0..length).filter_map(|index| columns.row(index)).enumerate() {
        let youngest = youngest.get_mut(supplier).ok_or_else(|| {
            Error::invalid("supplier", supplier, format!("is not below {suppliers}")).at("records", index)
        })?;
        let used = row.judge(rules).map_err(|error| error.at("records", index))?;
        if let Some(age) = used.age() {
            *youngest = age.min(*youngest);
        }
        judged.push(used);
    }
    let mut tallies = vec![Tally::default(); suppliers];
    for ((supplier, row), used) in (0..length).filter_map(|index| columns.row(index)).zip(&judged) {
        if let Some((tally, youngest)) = tallies.get_mut(supplier).zip(youngest.get(supplier)) {
            tally.add(&row, *used, *youngest, rules);
        }
    }
    let metrics = tallies.iter().map(|tally| tally.is_used().then(|| tally.metrics()).transpose());
    Ok(metrics.collect::<Result<_, Error>>()?)
}
