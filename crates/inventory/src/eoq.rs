//! How much to order at a time, when demand is steady and an order costs the same whatever its size?
//!
//! g(Q) = Kλ/Q + hQ/2 is least at Q* = √(2Kλ/h), where g* = √(2Kλh); an order lasts Q/λ. A quantity beside the optimum costs
//! g(Q)/g* = ½(Q/Q* + Q*/Q): 20% too much costs 1.7%.
//!
//! Source: F. W. Harris (1913), "How many parts to make at once", Factory 10(2); Snyder & Shen (2019), section 3.2.
//! Limits: a known, constant demand rate, no shortages, the whole order arrives at once.

use crate::check::{answer, non_negative, positive};
use crate::error::InventoryError;
use crate::range::{quotient, root};
use serde::{Deserialize, Serialize};

/// What [`eoq`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EoqInput {
    /// K, the cost of placing one order, at least 0.
    pub fixed_cost: f64,
    /// h, the cost of holding one unit for one unit of time, above 0.
    pub holding_cost: f64,
    /// λ, units demanded in one unit of time, at least 0.
    pub demand_rate: f64,
    /// A quantity to evaluate, above 0; the optimum if left out.
    pub order_quantity: Option<f64>,
}

/// What [`eoq`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EoqOutput {
    /// Units an order: the quantity given, or the optimum; 0 where an order costs nothing or there is no demand.
    pub order_quantity: f64,
    /// Ordering and holding cost for one unit of time.
    pub cost: f64,
    /// Time that an order lasts; null without demand.
    pub cycle_time: Option<f64>,
    /// Orders in one unit of time; null without demand, or where the order quantity is 0.
    pub order_frequency: Option<f64>,
}

/// The model of the economic order quantity.
///
/// ```
/// use mercato_inventory::Eoq;
/// let model = Eoq::new(8.0, 0.225, 1300.0)?; // Snyder & Shen, example 3.1
/// let best = model.optimal()?;
/// assert!((best.order_quantity - 304.0468).abs() < 1e-4 && (best.cost - 68.4105).abs() < 1e-4);
/// assert!((model.cost_at(400.0)? - (8.0 * 1300.0 / 400.0 + 0.225 * 400.0 / 2.0)).abs() < 1e-12); // 26 + 45
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Eoq {
    fixed_cost: f64,
    holding_cost: f64,
    demand_rate: f64,
}

impl Eoq {
    /// The model with fixed cost K ≥ 0 an order, holding cost h > 0 a unit and unit of time, and demand rate λ ≥ 0.
    ///
    /// # Errors
    /// `invalid_argument` for a figure that is not finite or out of its range.
    #[inline]
    pub fn new(fixed_cost: f64, holding_cost: f64, demand_rate: f64) -> Result<Self, InventoryError> {
        Ok(Self {
            fixed_cost: non_negative("fixed_cost", fixed_cost)?,
            holding_cost: positive("holding_cost", holding_cost)?,
            demand_rate: non_negative("demand_rate", demand_rate)?,
        })
    }

    /// The quantity of least cost, √(2Kλ/h), and what follows from it.
    ///
    /// # Errors
    /// `overflow` if a figure of the answer exceeds a double.
    #[inline]
    pub fn optimal(&self) -> Result<EoqOutput, InventoryError> {
        let quantity = root([2.0, self.fixed_cost, self.demand_rate], [self.holding_cost]);
        // g* = hQ*; a quantity below the normal range has lost digits that the cost still has
        let cost = if quantity >= f64::MIN_POSITIVE {
            self.holding_cost * quantity
        } else {
            root([2.0, self.fixed_cost, self.demand_rate, self.holding_cost], [])
        };
        self.output(quantity, cost)
    }

    /// A given quantity, above 0, and what follows from it.
    ///
    /// # Errors
    /// `invalid_argument` for a quantity that is not above 0; `overflow` if a figure of the answer exceeds a double.
    pub fn at(&self, order_quantity: f64) -> Result<EoqOutput, InventoryError> {
        self.output(order_quantity, self.cost_at(order_quantity)?)
    }

    /// g(Q) = Kλ/Q + hQ/2, the cost for one unit of time at a given quantity above 0.
    ///
    /// # Errors
    /// `invalid_argument` for a quantity that is not above 0; `overflow` if the cost exceeds a double.
    pub fn cost_at(&self, order_quantity: f64) -> Result<f64, InventoryError> {
        let quantity = positive("order_quantity", order_quantity)?;
        let ordering = quotient([self.fixed_cost, self.demand_rate], [quantity]);
        Ok(answer("cost", ordering + quotient([self.holding_cost, quantity], [2.0]))?)
    }

    #[allow(clippy::inline_always, reason = "a call with an answer of this size takes as long as the formula")]
    #[inline(always)]
    fn output(&self, quantity: f64, cost: f64) -> Result<EoqOutput, InventoryError> {
        let ordered = self.demand_rate > 0.0;
        // an optimum of exactly 0 orders without end; one that only underflowed to 0 is caught as an overflow
        let counted = ordered && (self.fixed_cost > 0.0 || quantity > 0.0);
        let over = |name, dividend, divisor, asked: bool| {
            if asked { answer(name, quotient([dividend], [divisor])).map(Some) } else { Ok(None) }
        };
        Ok(EoqOutput {
            order_quantity: answer("order_quantity", quantity)?,
            cost: answer("cost", cost)?,
            cycle_time: over("cycle_time", quantity, self.demand_rate, ordered)?,
            order_frequency: over("order_frequency", self.demand_rate, quantity, counted)?,
        })
    }
}

/// The economic order quantity, or the cost of a given one; see the [module](self) for the formulas.
///
/// ```
/// use mercato_inventory::{EoqInput, eoq};
/// let plan = eoq(&EoqInput { fixed_cost: 50.0, holding_cost: 4.0, demand_rate: 100.0, order_quantity: None })?;
/// assert_eq!(plan.order_quantity, 50.0); // sqrt(2 x 50 x 100 / 4)
/// assert_eq!(plan.cost, 200.0); // 100 for two orders, 100 for 25 units on average
/// assert_eq!((plan.cycle_time, plan.order_frequency), (Some(0.5), Some(2.0)));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure that is not finite or out of its range; `overflow` if an answer exceeds a double.
pub fn eoq(input: &EoqInput) -> Result<EoqOutput, InventoryError> {
    let model = Eoq::new(input.fixed_cost, input.holding_cost, input.demand_rate)?;
    match input.order_quantity {
        Some(quantity) => model.at(quantity),
        None => model.optimal(),
    }
}

/// What [`eoq_sensitivity`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EoqSensitivityInput {
    /// Q, the quantity ordered, above 0.
    pub order_quantity: f64,
    /// Q*, the optimal quantity, above 0.
    pub optimal_order_quantity: f64,
}

/// What [`eoq_sensitivity`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EoqSensitivityOutput {
    /// g(Q)/g(Q*), at least 1.
    pub cost_ratio: f64,
}

/// What does ordering another quantity than the optimum cost, as a multiple of the least cost? ½(Q/Q* + Q*/Q).
///
/// ```
/// use mercato_inventory::{EoqSensitivityInput, eoq_sensitivity};
/// let double = EoqSensitivityInput { order_quantity: 200.0, optimal_order_quantity: 100.0 };
/// assert_eq!(eoq_sensitivity(&double)?.cost_ratio, 1.25);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a quantity that is not finite and above 0; `overflow` if the ratio exceeds a double.
pub fn eoq_sensitivity(input: &EoqSensitivityInput) -> Result<EoqSensitivityOutput, InventoryError> {
    let quantity = positive("order_quantity", input.order_quantity)?;
    let optimal = positive("optimal_order_quantity", input.optimal_order_quantity)?;
    let cost_ratio = answer("cost_ratio", cost_ratio(quantity / optimal, optimal / quantity))?;
    Ok(EoqSensitivityOutput { cost_ratio })
}

/// ½(a + 1/a), for a quantity or a cycle time `a` times the optimal one.
pub(crate) fn cost_ratio(multiple: f64, inverse: f64) -> f64 {
    0.5 * multiple + 0.5 * inverse
}
