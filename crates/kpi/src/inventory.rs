//! How fast does the stock turn, and does it serve? Figures of a stock over a period.
//!
//! ```text
//! inventory_turnover = cogs / average_inventory_cost          annualized = x 365 / period_days
//! days_of_inventory  = average_inventory_cost x period_days / cogs
//! gmroi              = (net_sales - cogs) / average_inventory_cost
//! sell_through       = units_sold / units_available           stockout_rate = stockout_sku_days / sku_days
//! unit_fill          = units_filled / units_ordered           order_fill = orders_filled_complete / orders_total
//! ```
//!
//! Sources: Silver, Pyke, Thomas (2017), Inventory and Production Management in Supply Chains, chapter 2 (turnover) and 6 (fill
//! rates); Sweeney (1973), Improving the profitability of retail merchandising decisions (GMROI). Limits: turnover over a short
//! period annualizes its season too.

use crate::check::{non_negative, not_empty};
use crate::error::{KpiError, part_of_whole};
use crate::quantity::{MoneyFormat, rate, rate_of_known};
use chrono::NaiveDate;
use mercato_core::{DateString, Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// What [`inventory_metrics`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InventoryInput {
    /// Cost of the goods sold in the period, at least 0.
    #[serde(with = "DecimalString")]
    pub cogs: Decimal,
    /// Average stock of the period at cost, at least 0; see [`average_inventory`].
    #[serde(with = "DecimalString")]
    pub average_inventory_cost: Decimal,
    /// Days in the period, at least 1.
    pub period_days: u64,
    /// Net sales of the period, for GMROI.
    #[serde(default, with = "OptionalDecimalString")]
    pub net_sales: Option<Decimal>,
    /// Units sold; at most `units_available`.
    pub units_sold: Option<u64>,
    /// Units that could be sold: opening stock and receipts.
    pub units_available: Option<u64>,
    /// Days without stock, summed over the SKUs; at most `sku_days`.
    pub stockout_sku_days: Option<u64>,
    /// Days of the period times SKUs.
    pub sku_days: Option<u64>,
    /// Units delivered from stock; at most `units_ordered`.
    pub units_filled: Option<u64>,
    /// Units ordered by customers.
    pub units_ordered: Option<u64>,
    /// Orders delivered whole from stock; at most `orders_total`.
    pub orders_filled_complete: Option<u64>,
    /// Orders of customers.
    pub orders_total: Option<u64>,
}

/// Figures of a stock; `None` where the input lacks a figure or the denominator is 0.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct InventoryMetrics {
    /// How often the average stock was sold in the period.
    pub inventory_turnover: Option<f64>,
    /// The same for 365 days.
    pub annualized_turnover: Option<f64>,
    /// How many days the average stock lasts at the period's rate of sale.
    pub days_of_inventory: Option<f64>,
    /// Gross profit on one unit of money in stock.
    pub gmroi: Option<f64>,
    /// Share of the available units that were sold, 0..=1.
    pub sell_through_rate: Option<f64>,
    /// Share of SKU-days without stock, 0..=1.
    pub stockout_rate: Option<f64>,
    /// Share of ordered units filled from stock, 0..=1.
    pub unit_fill_rate: Option<f64>,
    /// Share of orders filled whole from stock, 0..=1.
    pub order_fill_rate: Option<f64>,
}

/// The figures of a stock over a period.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{InventoryInput, inventory_metrics};
/// let quarter = InventoryInput {
///     cogs: decimal::parse("60000")?,
///     average_inventory_cost: decimal::parse("20000")?,
///     period_days: 73,
///     net_sales: Some(decimal::parse("90000")?),
///     ..InventoryInput::default()
/// };
/// let metrics = inventory_metrics(&quarter)?;
/// assert_eq!(metrics.inventory_turnover, Some(3.0));
/// assert_eq!(metrics.annualized_turnover, Some(15.0)); // 73 days are a fifth of a year
/// assert_eq!(metrics.gmroi, Some(1.5));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a negative cost or stock value, `period_days` 0, or a part above its whole (`units_sold`,
/// `stockout_sku_days`, `units_filled`, `orders_filled_complete`).
pub fn inventory_metrics(input: &InventoryInput) -> Result<InventoryMetrics, KpiError> {
    non_negative("cogs", &input.cogs)?;
    non_negative("average_inventory_cost", &input.average_inventory_cost)?;
    if input.period_days == 0 {
        return Err(Error::invalid("period_days", 0, "must be at least 1").into());
    }
    for (path, part, whole_path, whole) in [
        ("units_sold", input.units_sold, "units_available", input.units_available),
        ("stockout_sku_days", input.stockout_sku_days, "sku_days", input.sku_days),
        ("units_filled", input.units_filled, "units_ordered", input.units_ordered),
        ("orders_filled_complete", input.orders_filled_complete, "orders_total", input.orders_total),
    ] {
        if let (Some(part), Some(whole)) = (part, whole) {
            part_of_whole(path, part, whole_path, whole)?;
        }
    }
    let (cogs, stock) = (Exact::from(input.cogs), Exact::from(input.average_inventory_cost));
    let days = Exact::from(input.period_days);
    Ok(InventoryMetrics {
        inventory_turnover: rate("inventory_turnover", &cogs, &stock)?,
        annualized_turnover: rate("annualized_turnover", &(&cogs * &Exact::from(365)), &(&stock * &days))?,
        days_of_inventory: rate("days_of_inventory", &(&stock * &days), &cogs)?,
        gmroi: match input.net_sales {
            Some(net_sales) => rate("gmroi", &(&Exact::from(net_sales) - &cogs), &stock)?,
            None => None,
        },
        sell_through_rate: rate_of_known("sell_through_rate", input.units_sold, input.units_available)?,
        stockout_rate: rate_of_known("stockout_rate", input.stockout_sku_days, input.sku_days)?,
        unit_fill_rate: rate_of_known("unit_fill_rate", input.units_filled, input.units_ordered)?,
        order_fill_rate: rate_of_known("order_fill_rate", input.orders_filled_complete, input.orders_total)?,
    })
}

/// A stock value on a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StockObservation {
    /// The date.
    #[serde(with = "DateString")]
    pub date: NaiveDate,
    /// The stock's value from then on, at least 0.
    #[serde(with = "DecimalString")]
    pub value: Decimal,
}

/// How observations are averaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AverageMethod {
    /// The mean of the values, whenever they were taken.
    Simple,
    /// Each value counts for the days until the next, the last until the end date.
    TimeWeighted,
}

/// What [`average_inventory`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AverageInventoryInput {
    /// The observations, at least one, dates strictly ascending.
    pub observations: Vec<StockObservation>,
    /// The first day after the period; after the last observation under `time_weighted`, without effect under `simple`.
    #[serde(with = "DateString")]
    pub end_date: NaiveDate,
    /// How the values are averaged.
    pub method: AverageMethod,
    /// Decimals of the answer, 0..=10; 2 if left out.
    pub scale: Option<u32>,
    /// How the answer is rounded; half to even if left out.
    pub rounding: Option<Rounding>,
}

/// An average stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AverageInventory {
    /// The average value.
    #[serde(with = "DecimalString")]
    pub value: Decimal,
}

/// The average of a stock's value over a period.
///
/// ```
/// use mercato_core::{decimal, time};
/// use mercato_kpi::{AverageInventoryInput, AverageMethod, StockObservation, average_inventory};
/// let at = |date: &str, value: &str| -> Result<StockObservation, mercato_core::Error> {
///     Ok(StockObservation { date: time::parse_date(date)?, value: decimal::parse(value)? })
/// };
/// let mut input = AverageInventoryInput {
///     observations: vec![at("2024-07-01", "100")?, at("2024-07-10", "400")?],
///     end_date: time::parse_date("2024-07-13")?,
///     method: AverageMethod::TimeWeighted,
///     scale: None,
///     rounding: None,
/// };
/// assert_eq!(average_inventory(&input)?.value.to_string(), "175.00"); // (9 x 100 + 3 x 400) / 12
/// input.method = AverageMethod::Simple;
/// assert_eq!(average_inventory(&input)?.value.to_string(), "250.00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no observations, a negative value, dates that do not ascend, an `end_date` not after the last one
/// under `time_weighted`, a `scale` above 10; `overflow` for a value beyond a decimal of that scale.
pub fn average_inventory(input: &AverageInventoryInput) -> Result<AverageInventory, KpiError> {
    let money = MoneyFormat::new(input.scale, input.rounding)?;
    not_empty("observations", &input.observations)?;
    let ends = input.observations.iter().skip(1).map(|next| next.date).chain([input.end_date]);
    let (mut sum, mut weights) = (Exact::ZERO, Exact::ZERO);
    for (index, (observation, end)) in input.observations.iter().zip(ends).enumerate() {
        let refuse = |error: Error| KpiError::from(error).at("observations", index);
        non_negative("value", &observation.value).map_err(refuse)?;
        let is_last = index.saturating_add(1) == input.observations.len();
        let days = end.signed_duration_since(observation.date).num_days();
        if days <= 0 && !is_last {
            let error = Error::invalid("date", end, format!("must be after {}, the date before it", observation.date));
            return Err(error.at("observations", index.saturating_add(1)).into());
        }
        let weight = match input.method {
            AverageMethod::Simple => Exact::ONE,
            AverageMethod::TimeWeighted if days <= 0 => {
                let reason = format!("must be after {}, the last observation", observation.date);
                return Err(Error::invalid("end_date", end, reason).into());
            }
            AverageMethod::TimeWeighted => Exact::from(days),
        };
        sum = sum + &weight * &observation.value.into();
        weights = weights + weight;
    }
    let value = money.round_quotient("value", &sum, &weights)?;
    // at least one observation has a weight, so there is a value
    Ok(AverageInventory { value: value.unwrap_or_default() })
}
