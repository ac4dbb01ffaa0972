//! How does a supplier deliver? On time, in full, without defects, at the price agreed, after how long.
//!
//! | figure | formula over the records, each with its weight w |
//! |---|---|
//! | `on_time_rate` | share received at most `late_days` after the promise and, if given, at most `early_days` before it |
//! | `in_full_rate` | share with received >= ordered (1 - `in_full_tolerance`) |
//! | `otif_rate` | share that is both |
//! | `fill_rate` | S w min(received, ordered) / S w ordered |
//! | `defect_ppm` | 10^6 S w defective / S w received |
//! | `price_variance_rate` | S w received (paid - agreed) / S w received agreed, over records with both prices |
//! | `lead_time_mean_days`, `lead_time_std_days` | weighted mean and population standard deviation of received - ordered |
//! | `mean_days_late` | weighted mean of max(0, received - promised) over received records |
//! | `mean_response_hours` | weighted mean over records that have it |
//! | `effective_sample_size` | (S w)^2 / S w^2 (Kish 1965) |
//!
//! A record weighs 0.5^(age / half-life), its age counted in days from receipt (or promise) to `as_of`; without a half-life each
//! weighs 1. An order that is not received is left out until its promise has passed; from the next day on it is late and not in
//! full, and tells nothing of lead time. Several records may share an order: they are its lines.
//!
//! Source: the supply chain practice of OTIF and PPM, e.g. the SCOR model (ASCM), RL.2.1, RL.2.2; L. Kish, "Survey Sampling"
//! (1965), for the effective sample size. Limits: quantities, prices and weights are figures of a statistic here, in doubles.

mod batch;
mod tally;

use crate::check;
use crate::error::SupplierError;
pub use batch::{DeliveryColumns, delivery_metrics_batch};
use chrono::NaiveDate;
use mercato_core::{DateString, Decimal, Error, OptionalDateString, OptionalDecimalString};
use serde::{Deserialize, Serialize};
use tally::{Row, Tally, Use};

/// One line of an order, as it was placed and as it came.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeliveryRecord {
    /// The order; several records may name the same one.
    pub order_id: String,
    /// When it was placed.
    #[serde(with = "DateString")]
    pub order_date: NaiveDate,
    /// When it was to come.
    #[serde(with = "DateString")]
    pub promised_date: NaiveDate,
    /// When it came; `None` while it is open.
    #[serde(default, with = "OptionalDateString")]
    pub received_date: Option<NaiveDate>,
    /// Units ordered, above 0.
    pub quantity_ordered: f64,
    /// Units that came, at least 0; 0 while it is open.
    pub quantity_received: f64,
    /// Units of those that are defective, from 0 to `quantity_received`.
    pub quantity_defective: f64,
    /// Price of a unit as agreed, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub agreed_unit_price: Option<Decimal>,
    /// Price of a unit as paid, at least 0.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub paid_unit_price: Option<Decimal>,
    /// Hours until the supplier answered, at least 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_hours: Option<f64>,
}

/// How records are weighed and judged.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeliveryRules {
    /// The day of the question.
    pub as_of: NaiveDate,
    /// After how many days a record weighs half, above 0; `None`: all weigh the same.
    pub half_life_days: Option<f64>,
    /// How many days before the promise are still on time; `None`: any number.
    pub early_days: Option<u32>,
    /// How many days after the promise are still on time.
    pub late_days: u32,
    /// The share of a quantity that may lack, 0 to 1.
    pub in_full_tolerance: f64,
}

impl DeliveryRules {
    /// On time is by the promised day, in full is all of it, and all records weigh the same.
    #[must_use]
    pub const fn new(as_of: NaiveDate) -> Self {
        Self { as_of, half_life_days: None, early_days: None, late_days: 0, in_full_tolerance: 0.0 }
    }

    fn validate(&self) -> Result<(), Error> {
        if let Some(half_life) = self.half_life_days {
            check::positive("half_life_days", half_life)?;
        }
        check::rate("in_full_tolerance", self.in_full_tolerance)?;
        Ok(())
    }
}

/// What [`delivery_metrics`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeliveryMetricsInput {
    /// The day of the question.
    #[serde(with = "DateString")]
    pub as_of: NaiveDate,
    /// After how many days a record weighs half, above 0; all weigh the same if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_life_days: Option<f64>,
    /// How many days before the promise are still on time; any number if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub early_days: Option<u32>,
    /// How many days after the promise are still on time; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_days: Option<u32>,
    /// The share of a quantity that may lack, 0 to 1; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_full_tolerance: Option<f64>,
    /// The records of one supplier.
    pub records: Vec<DeliveryRecord>,
}

/// How a supplier delivers. A figure without data is `None`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct DeliveryMetrics {
    /// Records that count: received, or overdue.
    pub records_used: u64,
    /// As many records of equal weight would be worth as much.
    pub effective_sample_size: f64,
    /// Share on time, 0 to 1.
    pub on_time_rate: Option<f64>,
    /// Share in full, 0 to 1.
    pub in_full_rate: Option<f64>,
    /// Share on time and in full, 0 to 1.
    pub otif_rate: Option<f64>,
    /// Share of the units ordered that came, 0 to 1.
    pub fill_rate: Option<f64>,
    /// Defective units in a million received.
    pub defect_ppm: Option<f64>,
    /// By which share more was paid than agreed.
    pub price_variance_rate: Option<f64>,
    /// Mean days from order to receipt.
    pub lead_time_mean_days: Option<f64>,
    /// Population standard deviation of those days.
    pub lead_time_std_days: Option<f64>,
    /// Mean days after the promise; early counts as 0.
    pub mean_days_late: Option<f64>,
    /// Mean hours until the supplier answered.
    pub mean_response_hours: Option<f64>,
    /// Records used that were not on time.
    pub records_late: u64,
    /// Records used that were not in full.
    pub records_short: u64,
    /// Records used that are open and overdue.
    pub records_overdue: u64,
    /// Records left out: open and not yet due.
    pub records_open: u64,
}

/// The metrics of one supplier's records; [`delivery_metrics_batch`] takes those of many suppliers as columns.
///
/// ```
/// use mercato_core::time;
/// use mercato_supplier::{DeliveryMetricsInput, DeliveryRecord, delivery_metrics};
/// let record = |received: &str, quantity: f64| -> Result<DeliveryRecord, mercato_core::Error> {
///     Ok(DeliveryRecord {
///         order_id: "po1".to_owned(),
///         order_date: time::parse_date("2025-01-02")?,
///         promised_date: time::parse_date("2025-01-10")?,
///         received_date: Some(time::parse_date(received)?),
///         quantity_ordered: 100.0,
///         quantity_received: quantity,
///         quantity_defective: 1.0,
///         agreed_unit_price: None,
///         paid_unit_price: None,
///         response_hours: None,
///     })
/// };
/// let metrics = delivery_metrics(&DeliveryMetricsInput {
///     as_of: time::parse_date("2025-01-31")?,
///     half_life_days: None,
///     early_days: None,
///     late_days: None,
///     in_full_tolerance: None,
///     records: vec![record("2025-01-10", 100.0)?, record("2025-01-13", 60.0)?],
/// })?;
/// assert_eq!((metrics.on_time_rate, metrics.fill_rate), (Some(0.5), Some(0.8)));
/// assert_eq!(metrics.defect_ppm, Some(12_500.0)); // 2 of 160
/// assert_eq!((metrics.mean_days_late, metrics.price_variance_rate), (Some(1.5), None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty list, a half-life that is not above 0, a tolerance outside 0 to 1; for a record received
/// after `as_of` or before its order, with something received but no date, with more defective than received, with nothing
/// ordered, with a negative or infinite figure; and where no record is left. `overflow` where a sum leaves the doubles.
pub fn delivery_metrics(input: &DeliveryMetricsInput) -> Result<DeliveryMetrics, SupplierError> {
    let rules = DeliveryRules {
        as_of: input.as_of,
        half_life_days: input.half_life_days,
        early_days: input.early_days,
        late_days: input.late_days.unwrap_or_default(),
        in_full_tolerance: input.in_full_tolerance.unwrap_or_default(),
    };
    rules.validate()?;
    check::not_empty("records", &input.records)?;
    let rows: Vec<(Row, Use)> = input
        .records
        .iter()
        .enumerate()
        .map(|(index, record)| {
            let row = Row::of(record);
            row.judge(&rules).map(|judged| (row, judged)).map_err(|error| error.at("records", index))
        })
        .collect::<Result<_, _>>()?;
    let youngest = rows.iter().filter_map(|(_, judged)| judged.age()).min();
    let Some(youngest) = youngest else {
        return Err(Error::invalid("records", rows.len(), "records are all open and not yet due: none is left").into());
    };
    let mut tally = Tally::default();
    for (row, judged) in &rows {
        tally.add(row, *judged, youngest, &rules);
    }
    Ok(tally.metrics()?)
}
