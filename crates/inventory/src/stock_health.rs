//! Which stock is dead, slow, too much or missing, and how much money lies in the excess?
//!
//! The first that holds: nothing on hand is `out_of_stock`; idle for `dead_after_days` is `dead` (all of it is excess); more
//! than the cover allowed, or no demand, is `overstock` (the excess is what exceeds `demand × cover days`); idle for
//! `slow_after_days` is `slow_moving`; the rest is `healthy`. Idle are the days since the last sale, or the age if it never sold.
//!
//! Source: the excess and obsolete (E&O) stock report of retail practice; cover as in Chopra and Meindl (2016), ch. 12.

use crate::error::InventoryError;
use crate::exact::{money, non_negative, quantity};
use mercato_core::{Currency, Decimal, DecimalString, Error, Exact};
use serde::{Deserialize, Serialize};

/// The stock of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StockHealthItem {
    /// Its label.
    pub id: String,
    /// Units on hand, at least 0.
    #[serde(with = "DecimalString")]
    pub on_hand: Decimal,
    /// Units sold a day, at least 0.
    #[serde(with = "DecimalString")]
    pub demand_per_day: Decimal,
    /// What one unit cost, at least 0.
    #[serde(with = "DecimalString")]
    pub unit_cost: Decimal,
    /// Days since it last sold; `None` if it never did.
    pub days_since_last_sale: Option<u64>,
    /// Days since it was first received.
    pub age_days: u64,
}

/// Where the statuses begin, in days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StockHealthThresholds {
    /// Idle days from which stock is dead.
    pub dead_after_days: u64,
    /// Idle days from which stock is slow.
    pub slow_after_days: u64,
    /// Days of cover above which stock is too much.
    pub overstock_cover_days: u64,
}

/// What [`stock_health`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StockHealthInput {
    /// The items.
    pub items: Vec<StockHealthItem>,
    /// Where the statuses begin.
    pub thresholds: StockHealthThresholds,
    /// The currency of cost and value.
    pub currency: Currency,
}

/// The state of an item's stock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StockStatus {
    /// Nothing on hand.
    OutOfStock,
    /// Idle for so long that all of it is excess.
    Dead,
    /// More than the cover allowed, or without demand.
    Overstock,
    /// Idle for long.
    SlowMoving,
    /// None of the others.
    Healthy,
}

/// What is wrong with one item's stock, and what it costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct StockHealthLine {
    /// The item.
    pub id: String,
    /// The first status that holds.
    pub status: StockStatus,
    /// Stock over daily demand; 0 without stock, `None` for stock without demand.
    pub days_of_cover: Option<f64>,
    /// Units that are too much.
    #[serde(with = "DecimalString")]
    pub excess_quantity: Decimal,
    /// Their value, rounded.
    #[serde(with = "DecimalString")]
    pub excess_value: Decimal,
}

/// The state of every item's stock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct StockHealth {
    /// The items, in the order given.
    pub items: Vec<StockHealthLine>,
    /// The sum of the excess values.
    #[serde(with = "DecimalString")]
    pub total_excess_value: Decimal,
}

/// The status, cover and excess of each item.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_inventory::{StockHealthInput, StockHealthItem, StockHealthThresholds, StockStatus, stock_health};
/// let report = stock_health(&StockHealthInput {
///     items: vec![StockHealthItem {
///         id: "mug".to_owned(),
///         on_hand: decimal::parse("250")?,
///         demand_per_day: decimal::parse("2")?,
///         unit_cost: decimal::parse("1.25")?,
///         days_since_last_sale: Some(1),
///         age_days: 40,
///     }],
///     thresholds: StockHealthThresholds { dead_after_days: 180, slow_after_days: 60, overstock_cover_days: 90 },
///     currency: Currency::USD,
/// })?;
/// // 125 days of cover; 180 units would be 90
/// assert_eq!((report.items[0].status, report.items[0].days_of_cover), (StockStatus::Overstock, Some(125.0)));
/// assert_eq!(report.total_excess_value.to_string(), "87.50");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure below 0; `overflow` for a figure that no decimal holds.
pub fn stock_health(input: &StockHealthInput) -> Result<StockHealth, InventoryError> {
    let mut items = Vec::with_capacity(input.items.len());
    let mut total = Exact::ZERO;
    for (index, item) in input.items.iter().enumerate() {
        let line = line(item, &input.thresholds, input.currency).map_err(|error| error.at("items", index))?;
        total = total + line.excess_value.into();
        items.push(line);
    }
    Ok(StockHealth { items, total_excess_value: money("total_excess_value", &total, input.currency)? })
}

fn line(item: &StockHealthItem, limits: &StockHealthThresholds, currency: Currency) -> Result<StockHealthLine, Error> {
    let on_hand = non_negative("on_hand", &item.on_hand)?;
    let demand = non_negative("demand_per_day", &item.demand_per_day)?;
    let unit_cost = non_negative("unit_cost", &item.unit_cost)?;
    let idle = item.days_since_last_sale.unwrap_or(item.age_days);
    let covered = &demand * &Exact::from(limits.overstock_cover_days);
    let (status, excess) = if on_hand.is_zero() {
        (StockStatus::OutOfStock, Exact::ZERO)
    } else if idle >= limits.dead_after_days {
        (StockStatus::Dead, on_hand.clone())
    } else if on_hand > covered {
        // without demand nothing is covered
        (StockStatus::Overstock, &on_hand - &covered)
    } else if idle >= limits.slow_after_days {
        (StockStatus::SlowMoving, Exact::ZERO)
    } else {
        (StockStatus::Healthy, Exact::ZERO)
    };
    let days_of_cover = if on_hand.is_zero() {
        Some(0.0)
    } else {
        on_hand.checked_div(&demand).map(|days| days.to_f64("days_of_cover")).transpose()?
    };
    Ok(StockHealthLine {
        id: item.id.clone(),
        status,
        days_of_cover,
        excess_quantity: quantity("excess_quantity", &excess)?,
        excess_value: money("excess_value", &(excess * unit_cost), currency)?,
    })
}
