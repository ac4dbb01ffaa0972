//! How much to order when what arrives is not what was ordered?
//!
//! With m and V the mean and the variance of the yield: additive yield delivers `Q + Y`,
//! `Q = √(2Kd/h + V) - m`, `g = (2Kd + hV)/(2(Q+m)) + h(Q+m)/2`; multiplicative yield delivers `QZ`,
//! `Q = √(2Kd/(h(V+m²)))`, `g = Kd/(Qm) + hQ(V+m²)/(2m)`.
//!
//! For known demand d and additive yield Y the best level is `S = d - F_Y⁻¹(h/(h+p))`, of cost
//! `p n̄_Y(d-S) + h n_Y(d-S)`: the yield takes the place of a demand with the costs exchanged.
//!
//! Source: E. A. Silver, "Establishing the order quantity when the amount received is uncertain", INFOR 14 (1976) 32-39;
//! Snyder and Shen (2019), section 9.3.

use crate::check;
use crate::disruption::{SupplyLevel, SupplyLot};
use crate::distribution::{Demand, DemandDistribution};
use crate::error::InventoryError;
use crate::loss::level;
use crate::newsvendor::critical_level;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// How a yield changes an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum YieldType {
    /// A random number of units more (or fewer) arrives, whatever the order.
    Additive,
    /// A random share of the order arrives.
    Multiplicative,
}

/// What [`eoq_with_yield`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EoqWithYieldInput {
    /// How the yield changes an order.
    pub yield_type: YieldType,
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Cost of a unit on hand for a unit of time, above 0.
    pub holding_cost: f64,
    /// Demand a unit of time, at least 0.
    pub demand_rate: f64,
    /// Mean of the yield; above 0 if multiplicative.
    pub yield_mean: f64,
    /// Standard deviation of the yield, at least 0.
    pub yield_sd: f64,
    /// The order whose cost is asked for, above 0; the best one if left out.
    pub order_quantity: Option<f64>,
}

/// What [`newsvendor_with_yield`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewsvendorWithYieldInput {
    /// Cost of a unit left over, above 0.
    pub holding_cost: f64,
    /// Cost of a unit short, above 0.
    pub stockout_cost: f64,
    /// The known demand, at least 0.
    pub demand: f64,
    /// What arrives beyond the order.
    pub yield_distribution: DemandDistribution,
    /// The level whose cost is asked for; the best one if left out.
    pub base_stock_level: Option<f64>,
}

/// The best order under random yield, or the cost of a given one.
///
/// ```
/// use mercato_inventory::{EoqWithYieldInput, YieldType, eoq_with_yield};
/// // Every order arrives half: twice the EOQ of √(2·50·100/1) = 100 is ordered, at the same cost.
/// let best = eoq_with_yield(&EoqWithYieldInput {
///     yield_type: YieldType::Multiplicative, fixed_cost: 50.0, holding_cost: 1.0, demand_rate: 100.0, yield_mean: 0.5,
///     yield_sd: 0.0, order_quantity: None,
/// })?;
/// assert_eq!((best.order_quantity, best.cost), (200.0, 100.0));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure out of range, or a given order of which nothing arrives on average; `infeasible` if an
/// additive yield alone brings more than the best receipt, so that no order pays; `overflow` if a result leaves the range of
/// a double.
pub fn eoq_with_yield(input: &EoqWithYieldInput) -> Result<SupplyLot, InventoryError> {
    let k = check::non_negative("fixed_cost", input.fixed_cost)?;
    let h = check::positive("holding_cost", input.holding_cost)?;
    let d = check::non_negative("demand_rate", input.demand_rate)?;
    let sd = check::non_negative("yield_sd", input.yield_sd)?;
    let variance = sd * sd;
    let m = match input.yield_type {
        YieldType::Additive => check::finite("yield_mean", input.yield_mean)?,
        YieldType::Multiplicative => check::positive("yield_mean", input.yield_mean)?,
    };
    let given = input.order_quantity.map(|q| check::positive("order_quantity", q)).transpose()?;
    let (q, cost) = match input.yield_type {
        YieldType::Additive => additive(2.0 * k * d / h + variance, h, m, given)?,
        YieldType::Multiplicative => {
            let square = variance + m * m;
            let q = given.unwrap_or((2.0 * k * d / (h * square)).sqrt());
            let ordering = if k * d > 0.0 { k * d / (q * m) } else { 0.0 };
            (q, ordering + 0.5 * h * q * square / m)
        }
    };
    Ok(SupplyLot { order_quantity: check::answer("order_quantity", q)?, cost: check::answer("cost", cost)? })
}

/// The order and its cost `h/2 (square/(Q+m) + Q+m)`, where `square = 2Kd/h + V` is the best receipt squared.
fn additive(square: f64, h: f64, m: f64, given: Option<f64>) -> Result<(f64, f64), InventoryError> {
    let receipt = match given {
        Some(q) if q + m <= 0.0 => {
            return Err(Error::invalid("order_quantity", q, format!("must be above {}, minus yield_mean", -m)).into());
        }
        Some(q) => q + m,
        None => square.sqrt(),
    };
    let q = given.unwrap_or(receipt - m);
    if q < 0.0 {
        let what = format!("{m} brings more than the best receipt of {receipt}: no order pays");
        return Err(InventoryError::infeasible("yield_mean", what));
    }
    let ordering = if square > 0.0 { square / receipt } else { 0.0 };
    Ok((q, 0.5 * h * (ordering + receipt)))
}

/// The best level for known demand and additive random yield, or the cost of a given one.
///
/// ```
/// use mercato_inventory::{DemandDistribution, NewsvendorWithYieldInput, newsvendor_with_yield};
/// let best = newsvendor_with_yield(&NewsvendorWithYieldInput {
///     holding_cost: 1.0, stockout_cost: 3.0, demand: 100.0,
///     yield_distribution: DemandDistribution::uniform(-20.0, 0.0)?, base_stock_level: None,
/// })?;
/// // A quarter of the yields may fall short: 15 above the demand. Short 5²/40 and over 15²/40 on average.
/// assert_eq!((best.base_stock_level, best.cost), (115.0, 7.5));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure out of range, or a demand less level that is not whole for a discrete yield; `overflow` if
/// a result leaves the range of a double.
pub fn newsvendor_with_yield(input: &NewsvendorWithYieldInput) -> Result<SupplyLevel, InventoryError> {
    let h = check::positive("holding_cost", input.holding_cost)?;
    let p = check::positive("stockout_cost", input.stockout_cost)?;
    let d = check::non_negative("demand", input.demand)?;
    let yields = &input.yield_distribution;
    let (base_stock_level, needed) = if let Some(s) = input.base_stock_level {
        check::finite("base_stock_level", s)?;
        (s, level("base_stock_level", d - s, yields)?)
    } else {
        let needed = critical_level(yields, h, p)?;
        (d - needed, needed)
    };
    let losses = yields.losses(needed);
    Ok(SupplyLevel {
        base_stock_level: check::answer("base_stock_level", base_stock_level)?,
        cost: check::answer("cost", p * losses.complementary_loss + h * losses.loss)?,
    })
}
