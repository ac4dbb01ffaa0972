//! How much to order, and how much of it to owe, when customers wait and waiting has a price?
//!
//! With the part x of demand backordered, g(Q, x) = hQ(1-x)²/2 + pQx²/2 + Kλ/Q is least at x* = h/(h+p) and
//! Q* = √(2Kλ(h+p)/(hp)), where g* = √(2Kλhp/(h+p)). As p grows, the plan becomes the economic order quantity.
//!
//! Source: Snyder & Shen (2019), section 3.5; Hadley & Whitin (1963), chapter 2. Limits: constant demand,
//! a backorder costs p for each unit and unit of time that it waits, and no sale is lost.

use crate::check::{answer, finite, non_negative, positive};
use crate::error::InventoryError;
use crate::range::{quotient, root};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`eoq_backorders`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EoqBackordersInput {
    /// K, the cost of placing one order, at least 0.
    pub fixed_cost: f64,
    /// h, the cost of holding one unit for one unit of time, above 0.
    pub holding_cost: f64,
    /// p, the cost of one unit backordered for one unit of time, above 0.
    pub stockout_cost: f64,
    /// λ, units demanded in one unit of time, at least 0.
    pub demand_rate: f64,
    /// A quantity to evaluate, above 0, together with `stockout_fraction`; the optimum if both are left out.
    pub order_quantity: Option<f64>,
    /// The part of demand to backorder, in [0, 1], together with `order_quantity`.
    pub stockout_fraction: Option<f64>,
}

/// What [`eoq_backorders`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EoqBackordersOutput {
    /// Units an order.
    pub order_quantity: f64,
    /// Part of the demand that is backordered.
    pub stockout_fraction: f64,
    /// Ordering, holding and backorder cost for one unit of time.
    pub cost: f64,
    /// Stock just after a delivery: Q(1-x).
    pub maximum_inventory: f64,
    /// Units owed just before a delivery: Qx.
    pub maximum_backorders: f64,
}

/// The order quantity and backordered fraction of least cost, or the cost of given ones; formulas in the [module](self).
///
/// ```
/// use mercato_inventory::{EoqBackordersInput, eoq_backorders};
/// let plan = eoq_backorders(&EoqBackordersInput {
///     fixed_cost: 54.0, holding_cost: 1.0, stockout_cost: 3.0, demand_rate: 100.0, ..Default::default()
/// })?;
/// assert_eq!(plan.order_quantity, 120.0); // sqrt(2 x 54 x 100 x 4 / 3)
/// assert_eq!((plan.stockout_fraction, plan.maximum_inventory, plan.maximum_backorders), (0.25, 90.0, 30.0));
/// assert_eq!(plan.cost, 90.0); // 45 for orders, 33.75 for stock, 11.25 for backorders
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure that is not finite or out of its range, or for only one of `order_quantity` and
/// `stockout_fraction`; `overflow` if an answer, or h + p, exceeds a double.
pub fn eoq_backorders(input: &EoqBackordersInput) -> Result<EoqBackordersOutput, InventoryError> {
    let fixed = non_negative("fixed_cost", input.fixed_cost)?;
    let holding = positive("holding_cost", input.holding_cost)?;
    let stockout = positive("stockout_cost", input.stockout_cost)?;
    let demand = non_negative("demand_rate", input.demand_rate)?;
    let (quantity, owed, stocked, cost) = match (input.order_quantity, input.stockout_fraction) {
        (None, None) => {
            let both = answer("holding_cost + stockout_cost", holding + stockout)?;
            let quantity = root([2.0, fixed, demand, both], [holding, stockout]);
            let cost = root([2.0, fixed, demand, holding, stockout], [both]);
            (quantity, holding / both, stockout / both, cost)
        }
        (Some(quantity), Some(fraction)) => {
            let quantity = positive("order_quantity", quantity)?;
            let owed = fraction_of_demand(fraction)?;
            let stocked = 1.0 - owed;
            let cost = quotient([holding, quantity, stocked, stocked], [2.0])
                + quotient([stockout, quantity, owed, owed], [2.0])
                + quotient([fixed, demand], [quantity]);
            (quantity, owed, stocked, cost)
        }
        (None, Some(_)) => return Err(together("order_quantity").into()),
        (Some(_), None) => return Err(together("stockout_fraction").into()),
    };
    Ok(EoqBackordersOutput {
        order_quantity: answer("order_quantity", quantity)?,
        stockout_fraction: owed,
        cost: answer("cost", cost)?,
        maximum_inventory: quantity * stocked,
        maximum_backorders: quantity * owed,
    })
}

fn fraction_of_demand(value: f64) -> Result<f64, Error> {
    if (0.0..=1.0).contains(&finite("stockout_fraction", value)?) {
        Ok(value.abs())
    } else {
        Err(Error::invalid("stockout_fraction", value, "must be between 0 and 1"))
    }
}

fn together(missing: &str) -> Error {
    Error::invalid(missing, "nothing", "is given, and order_quantity and stockout_fraction go together")
}
