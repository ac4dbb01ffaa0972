//! How old is the stock, and what must be written down for it?
//!
//! Each lot falls into the bucket of its age in days: `0..b₁`, `b₁+1..b₂`, …, `b_n+1..` for the boundaries `b`. A lot's value is
//! `quantity × unit cost`, rounded to the currency; a bucket's is the sum of its lots, the total the sum of the buckets, so
//! that the report adds up as printed. A bucket's provision is its value times its rate, rounded.
//!
//! Source: the stock ageing report of retail accounting; write-down by age band as an estimate of net realisable value under
//! IAS 2, paragraphs 28 to 33.

use crate::error::InventoryError;
use crate::exact::{OptionalDecimalList, each_non_negative, money, non_negative, quantity};
use chrono::NaiveDate;
use mercato_core::{Currency, DateString, Decimal, DecimalString, Error, Exact, OptionalDecimalString};
use serde::{Deserialize, Serialize};

/// A receipt of stock that is still there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StockLot {
    /// Its label.
    pub lot_id: String,
    /// The day it came.
    #[serde(with = "DateString")]
    pub received_date: NaiveDate,
    /// Units of it, at least 0.
    #[serde(with = "DecimalString")]
    pub quantity: Decimal,
    /// What one unit cost, at least 0.
    #[serde(with = "DecimalString")]
    pub unit_cost: Decimal,
}

impl StockLot {
    /// Quantity and unit cost, refused below 0.
    pub(crate) fn figures(&self, index: usize) -> Result<(Exact, Exact), Error> {
        let refused = |error: Error| error.at("lots", index);
        Ok((
            non_negative("quantity", &self.quantity).map_err(refused)?,
            non_negative("unit_cost", &self.unit_cost).map_err(refused)?,
        ))
    }
}

/// What [`stock_aging`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StockAgingInput {
    /// The stock.
    pub lots: Vec<StockLot>,
    /// The day of the report; no lot came later.
    #[serde(with = "DateString")]
    pub as_of: NaiveDate,
    /// The last day of every bucket but the open one: at least 0, increasing.
    pub boundaries_days: Vec<i64>,
    /// The currency of cost and value.
    pub currency: Currency,
    /// The fraction of each bucket's value to write down, each at least 0; one more than boundaries.
    #[serde(default, with = "OptionalDecimalList")]
    pub provision_rates: Option<Vec<Decimal>>,
}

/// The stock of one age band.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AgingBucket {
    /// The youngest age in days.
    pub from_days: i64,
    /// The oldest age in days; `None` for the open bucket.
    pub to_days: Option<i64>,
    /// Units in it.
    #[serde(with = "DecimalString")]
    pub quantity: Decimal,
    /// Their value.
    #[serde(with = "DecimalString")]
    pub value: Decimal,
    /// What to write down; absent without rates.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub provision: Option<Decimal>,
}

/// The stock by age.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct StockAging {
    /// Every age band, the youngest first.
    pub buckets: Vec<AgingBucket>,
    /// All units.
    #[serde(with = "DecimalString")]
    pub total_quantity: Decimal,
    /// Their value.
    #[serde(with = "DecimalString")]
    pub total_value: Decimal,
    /// The age of a unit on average; `None` without units.
    pub average_age_days: Option<f64>,
    /// What to write down in all; absent without rates.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub total_provision: Option<Decimal>,
}

/// A bucket under construction.
#[derive(Debug, Clone)]
struct Band {
    from: i64,
    to: Option<i64>,
    quantity: Exact,
    value: Exact,
}

/// The stock by age band, with its value and provision; O(lots · log bands).
///
/// ```
/// use mercato_core::{Currency, decimal, time};
/// use mercato_inventory::{StockAgingInput, StockLot, stock_aging};
/// let lot = |lot_id: &str, date, quantity, unit_cost| -> Result<StockLot, mercato_core::Error> {
///     let (received_date, lot_id) = (time::parse_date(date)?, lot_id.to_owned());
///     Ok(StockLot { lot_id, received_date, quantity: decimal::parse(quantity)?, unit_cost: decimal::parse(unit_cost)? })
/// };
/// let report = stock_aging(&StockAgingInput {
///     lots: vec![lot("new", "2024-06-20", "10", "2.50")?, lot("old", "2024-03-22", "4", "3.333")?],
///     as_of: time::parse_date("2024-06-30")?,
///     boundaries_days: vec![30],
///     currency: Currency::USD,
///     provision_rates: Some(vec![decimal::parse("0")?, decimal::parse("0.5")?]),
/// })?;
/// assert_eq!(report.total_value.to_string(), "38.33"); // 25.00 and 13.33
/// assert_eq!(report.total_provision.map(|money| money.to_string()), Some("6.67".to_owned())); // half of 13.33
/// assert_eq!(report.average_age_days, Some(500.0 / 14.0)); // 10 of 10 days, 4 of 100
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure below 0, a lot received after `as_of`, boundaries that do not increase, a number of rates
/// other than one more than the boundaries; `overflow` for a figure that no decimal holds.
pub fn stock_aging(input: &StockAgingInput) -> Result<StockAging, InventoryError> {
    let mut bands = bands(&input.boundaries_days)?;
    let rates = rates(input.provision_rates.as_deref(), bands.len())?;
    let mut weighted_age = Exact::ZERO;
    for (index, lot) in input.lots.iter().enumerate() {
        let (units, unit_cost) = lot.figures(index)?;
        let age = input.as_of.signed_duration_since(lot.received_date).num_days();
        if age < 0 {
            let reason = format!("must not be after as_of {}", input.as_of);
            return Err(Error::invalid("received_date", lot.received_date, reason).at("lots", index).into());
        }
        let value = money("value", &(&units * &unit_cost), input.currency).map_err(|error| error.at("lots", index))?;
        weighted_age = weighted_age + Exact::from(age) * units.clone();
        let band = input.boundaries_days.partition_point(|last| *last < age);
        if let Some(band) = bands.get_mut(band) {
            band.quantity = &band.quantity + &units;
            band.value = &band.value + &value.into();
        }
    }
    let total_quantity = bands.iter().map(|band| band.quantity.clone()).sum::<Exact>();
    let total_value = bands.iter().map(|band| band.value.clone()).sum::<Exact>();
    let mut provided = rates.as_ref().map(|_| Exact::ZERO);
    let mut buckets = Vec::with_capacity(bands.len());
    for (index, band) in bands.into_iter().enumerate() {
        let refused = |error: Error| error.at("buckets", index);
        let rate = rates.as_ref().and_then(|rates| rates.get(index));
        let provision = rate.map(|rate| money("provision", &(&band.value * rate), input.currency)).transpose();
        let provision = provision.map_err(refused)?;
        provided = provided.zip(provision).map(|(sum, provision)| sum + provision.into());
        buckets.push(AgingBucket {
            from_days: band.from,
            to_days: band.to,
            quantity: quantity("quantity", &band.quantity).map_err(refused)?,
            value: money("value", &band.value, input.currency).map_err(refused)?,
            provision,
        });
    }
    Ok(StockAging {
        buckets,
        total_quantity: quantity("total_quantity", &total_quantity)?,
        total_value: money("total_value", &total_value, input.currency)?,
        average_age_days: weighted_age
            .checked_div(&total_quantity)
            .map(|age| age.to_f64("average_age_days"))
            .transpose()?,
        total_provision: provided.map(|sum| money("total_provision", &sum, input.currency)).transpose()?,
    })
}

/// Empty bands between the boundaries.
fn bands(boundaries: &[i64]) -> Result<Vec<Band>, Error> {
    let mut bands = Vec::with_capacity(boundaries.len().saturating_add(1));
    let mut from = 0_i64;
    for (index, last) in boundaries.iter().enumerate() {
        if *last < from {
            let reason = if index == 0 { "must be at least 0" } else { "must be above the boundary before it" };
            return Err(Error::invalid(format!("boundaries_days[{index}]"), last, reason));
        }
        bands.push(Band { from, to: Some(*last), quantity: Exact::ZERO, value: Exact::ZERO });
        from = last
            .checked_add(1)
            .ok_or_else(|| Error::overflow(format!("boundaries_days[{index}]"), last, "a 64-bit integer"))?;
    }
    bands.push(Band { from, to: None, quantity: Exact::ZERO, value: Exact::ZERO });
    Ok(bands)
}

/// The rates, one a band.
fn rates(rates: Option<&[Decimal]>, bands: usize) -> Result<Option<Vec<Exact>>, Error> {
    let Some(rates) = rates else { return Ok(None) };
    if rates.len() != bands {
        let reason = format!("must be one more than the boundaries, {bands}");
        return Err(Error::invalid("provision_rates", format_args!("{} rates", rates.len()), reason));
    }
    each_non_negative("provision_rates", rates).map(Some)
}
