//! How much to make in one run, when stock builds up at a finite rate; and how cheap must a setup become for small lots?
//!
//! With ρ = λ/μ the stock of a lot Q peaks at Q(1-ρ), so that g(Q) = Kλ/Q + h(1-ρ)Q/2, least at Q* = √(2Kλ/(h(1-ρ))). Solved for
//! the fixed cost, K = h(1-ρ)Q²/(2λ): the setup cost at which a lot wished for just-in-time supply is the economic one.
//!
//! Source: E. W. Taft (1918), The Iron Age 101; Snyder & Shen (2019), section 3.6; setup reduction: Silver, Pyke & Thomas
//! (2017), chapter 4. Limits: constant rates, no shortages, production faster than demand.

use crate::check::{answer, non_negative, positive};
use crate::error::InventoryError;
use crate::range::{quotient, root};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`epq`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EpqInput {
    /// K, the cost of setting up one run, at least 0.
    pub fixed_cost: f64,
    /// h, the cost of holding one unit for one unit of time, above 0.
    pub holding_cost: f64,
    /// λ, units demanded in one unit of time, at least 0.
    pub demand_rate: f64,
    /// μ, units made in one unit of time while a run lasts, above `demand_rate`.
    pub production_rate: f64,
    /// A lot to evaluate, above 0; the optimum if left out.
    pub order_quantity: Option<f64>,
}

/// What [`epq`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EpqOutput {
    /// Units made in one run.
    pub order_quantity: f64,
    /// Setup and holding cost for one unit of time.
    pub cost: f64,
    /// Stock at the end of a run: Q(1-λ/μ).
    pub maximum_inventory: f64,
    /// Time from the start of a run to the next; null without demand.
    pub cycle_time: Option<f64>,
    /// Time that a run lasts: Q/μ.
    pub run_time: f64,
}

/// The economic production quantity, or the cost of a given lot; formulas in the [module](self).
///
/// ```
/// use mercato_inventory::{EpqInput, epq};
/// let plan = epq(&EpqInput {
///     fixed_cost: 50.0, holding_cost: 2.0, demand_rate: 100.0, production_rate: 200.0, order_quantity: None,
/// })?;
/// assert_eq!(plan.order_quantity, 100.0); // sqrt(2 x 50 x 100 / (2 x 0.5))
/// assert_eq!((plan.cost, plan.maximum_inventory), (100.0, 50.0));
/// assert_eq!((plan.cycle_time, plan.run_time), (Some(1.0), 0.5));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure that is not finite or out of its range; `infeasible` if production is not faster than
/// demand; `overflow` if an answer exceeds a double.
pub fn epq(input: &EpqInput) -> Result<EpqOutput, InventoryError> {
    let fixed = non_negative("fixed_cost", input.fixed_cost)?;
    let holding = positive("holding_cost", input.holding_cost)?;
    let demand = non_negative("demand_rate", input.demand_rate)?;
    let production = positive("production_rate", input.production_rate)?;
    let given = input.order_quantity.map(|quantity| positive("order_quantity", quantity)).transpose()?;
    faster_than_demand(production, demand)?;
    // h(1 - ρ) = h · spare / μ: the difference of the rates loses no digits
    let spare = production - demand;
    let (quantity, cost) = match given {
        Some(quantity) => {
            let holding_cost = quotient([holding, spare, quantity], [production, 2.0]);
            (quantity, quotient([fixed, demand], [quantity]) + holding_cost)
        }
        None => (
            root([2.0, fixed, demand, production], [holding, spare]),
            root([2.0, fixed, demand, holding, spare], [production]),
        ),
    };
    let cycle_time = if demand > 0.0 { Some(answer("cycle_time", quotient([quantity], [demand]))?) } else { None };
    Ok(EpqOutput {
        order_quantity: answer("order_quantity", quantity)?,
        cost: answer("cost", cost)?,
        maximum_inventory: quotient([quantity, spare], [production]),
        cycle_time,
        run_time: answer("run_time", quotient([quantity], [production]))?,
    })
}

/// Refuses a production that cannot build up stock.
pub(crate) fn faster_than_demand(production: f64, demand: f64) -> Result<(), InventoryError> {
    if production > demand {
        Ok(())
    } else {
        Err(InventoryError::infeasible(
            "production_rate",
            format!("{production} must exceed the demand rate {demand}, or stock never builds up"),
        ))
    }
}

/// What [`setup_cost_for_lot_size`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SetupCostForLotSizeInput {
    /// Q, the lot wished for, above 0.
    pub target_order_quantity: f64,
    /// h, the cost of holding one unit for one unit of time, above 0.
    pub holding_cost: f64,
    /// λ, units demanded in one unit of time, above 0.
    pub demand_rate: f64,
    /// μ, units made in one unit of time, above `demand_rate`; lots arrive at once if left out.
    pub production_rate: Option<f64>,
}

/// What [`setup_cost_for_lot_size`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SetupCostForLotSizeOutput {
    /// K, the cost of a setup at which the target is the economic lot.
    pub fixed_cost: f64,
}

/// To which cost must a setup fall so that a small lot, as just-in-time supply wants it, is the economic one?
///
/// K = h(1-λ/μ)Q²/(2λ).
///
/// ```
/// use mercato_inventory::{SetupCostForLotSizeInput, setup_cost_for_lot_size};
/// let target = SetupCostForLotSizeInput {
///     target_order_quantity: 100.0, holding_cost: 2.0, demand_rate: 5000.0, production_rate: Some(20_000.0),
/// };
/// assert_eq!(setup_cost_for_lot_size(&target)?.fixed_cost, 1.5); // 2 x 0.75 x 10,000 / 10,000
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure that is not finite and above 0, or a production rate that does not exceed the demand
/// rate; `overflow` if the cost exceeds a double.
pub fn setup_cost_for_lot_size(input: &SetupCostForLotSizeInput) -> Result<SetupCostForLotSizeOutput, InventoryError> {
    let quantity = positive("target_order_quantity", input.target_order_quantity)?;
    let holding = positive("holding_cost", input.holding_cost)?;
    let demand = positive("demand_rate", input.demand_rate)?;
    let fixed_cost = match input.production_rate {
        None => quotient([holding, quantity, quantity], [2.0, demand]),
        Some(production) => {
            positive("production_rate", production)?;
            if production <= demand {
                return Err(Error::invalid("production_rate", production, "must exceed demand_rate").into());
            }
            quotient([holding, production - demand, quantity, quantity], [production, 2.0, demand])
        }
    };
    Ok(SetupCostForLotSizeOutput { fixed_cost: answer("fixed_cost", fixed_cost)? })
}
