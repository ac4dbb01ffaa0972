//! How much of each of many items to order, when they share a budget or a shelf?
//!
//! ```text
//! min Σ Kᵢλᵢ/Qᵢ + hᵢQᵢ/2   subject to   w Σ aᵢQᵢ ≤ C
//! Qᵢ(θ) = √(2Kᵢλᵢ/(hᵢ + 2wθaᵢ))
//! ```
//!
//! w = 1 bounds the `maximum` that the lots may occupy together, w = ½ their `average`. θ, the cost that one more unit of the
//! resource would save, is 0 where the resource is slack and else the root of U(θ) = w Σ aᵢQᵢ(θ) = C.
//!
//! The root: 1/U² is concave and increasing in θ (a power mean of linear functions) and linear for a single item, so Newton's
//! steps on it from θ = 0 climb to the root and never pass it.
//!
//! Source: Hadley & Whitin (1963), chapter 2; Silver, Pyke & Thomas (2017), chapter 4. Limits: lots are ordered
//! independently; with w = 1 all may be at their peak at once.

use crate::check::{answer, answer_at, finite, non_negative, not_empty, positive};
use crate::error::InventoryError;
use crate::range::{quotient, root};
use mercato_core::Error;
use mercato_numeric::sum::Sum;
use serde::{Deserialize, Serialize};

/// What of the resource is limited?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CapacityMeasure {
    /// What all lots occupy when all have just arrived.
    #[default]
    Maximum,
    /// What they occupy on average: half of it.
    Average,
}

impl CapacityMeasure {
    const fn weight(self) -> f64 {
        match self {
            Self::Maximum => 1.0,
            Self::Average => 0.5,
        }
    }
}

/// An item of [`eoq_constrained`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConstrainedItem {
    /// A label.
    pub id: String,
    /// K, the cost of placing one order, at least 0.
    pub fixed_cost: f64,
    /// h, the cost of holding one unit for one unit of time, above 0.
    pub holding_cost: f64,
    /// λ, units demanded in one unit of time, at least 0.
    pub demand_rate: f64,
    /// a, what one unit takes of the resource, at least 0.
    pub resource_per_unit: f64,
}

/// What [`eoq_constrained`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EoqConstrainedInput {
    /// The items, at least one.
    pub items: Vec<ConstrainedItem>,
    /// C, what there is of the resource, above 0.
    pub capacity: f64,
    /// What of the resource is limited.
    pub capacity_measure: CapacityMeasure,
}

/// What [`eoq_constrained`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EoqConstrainedOutput {
    /// Units an order, in the order of the items.
    pub order_quantities: Vec<f64>,
    /// θ, the cost that one more unit of the resource would save; 0 where it is slack.
    pub multiplier: f64,
    /// Ordering and holding cost of all items for one unit of time.
    pub cost: f64,
    /// What the lots take of the resource, by the measure chosen.
    pub resource_used: f64,
    /// Does the resource limit the lots?
    pub binding: bool,
}

/// The lots of least cost that a shared resource allows; formulas in the [module](self).
///
/// ```
/// use mercato_inventory::{CapacityMeasure, ConstrainedItem, EoqConstrainedInput, eoq_constrained};
/// let item = |id: &str| ConstrainedItem {
///     id: id.into(), fixed_cost: 50.0, holding_cost: 4.0, demand_rate: 100.0, resource_per_unit: 1.0,
/// };
/// // Alone each would order 50; together they have room for 50.
/// let plan = eoq_constrained(&EoqConstrainedInput {
///     items: vec![item("a"), item("b")], capacity: 50.0, capacity_measure: CapacityMeasure::Maximum,
/// })?;
/// assert_eq!(plan.order_quantities, [25.0, 25.0]); // sqrt(10,000 / (4 + 2 x 6))
/// assert_eq!((plan.multiplier, plan.binding, plan.cost), (6.0, true, 500.0)); // against 400 without a limit
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no items, or a figure that is not finite or out of its range; `infeasible` for a capacity of 0 or
/// less; `overflow` if an answer exceeds a double.
pub fn eoq_constrained(input: &EoqConstrainedInput) -> Result<EoqConstrainedOutput, InventoryError> {
    not_empty("items", &input.items)?;
    for (index, item) in input.items.iter().enumerate() {
        item.check().map_err(|error| error.at("items", index))?;
    }
    let capacity = finite("capacity", input.capacity)?;
    if capacity <= 0.0 {
        return Err(InventoryError::infeasible("capacity", format!("{capacity} leaves no room for any lot")));
    }
    let weight = input.capacity_measure.weight();
    let use_at = |multiplier| Use::at(&input.items, weight, multiplier);
    let free = use_at(0.0);
    let binding = free.resource > capacity;
    let multiplier = if binding { root_multiplier(use_at, free, capacity)? } else { 0.0 };
    let mut order_quantities = Vec::with_capacity(input.items.len());
    let mut cost = Sum::new();
    for (index, item) in input.items.iter().enumerate() {
        let quantity = item.quantity(weight, multiplier);
        order_quantities.push(answer_at("order_quantities", index, quantity)?);
        if quantity > 0.0 {
            cost.add(quotient([item.fixed_cost, item.demand_rate], [quantity]));
            cost.add(quotient([item.holding_cost, quantity], [2.0]));
        }
    }
    Ok(EoqConstrainedOutput {
        order_quantities,
        multiplier,
        cost: answer("cost", cost.value())?,
        resource_used: answer("resource_used", use_at(multiplier).resource)?,
        binding,
    })
}

impl ConstrainedItem {
    fn check(&self) -> Result<(), Error> {
        non_negative("fixed_cost", self.fixed_cost)?;
        positive("holding_cost", self.holding_cost)?;
        non_negative("demand_rate", self.demand_rate)?;
        non_negative("resource_per_unit", self.resource_per_unit)?;
        Ok(())
    }

    /// h + 2wθa, what a unit costs to hold with its use of the resource.
    fn full_holding_cost(&self, weight: f64, multiplier: f64) -> f64 {
        self.holding_cost + 2.0 * weight * multiplier * self.resource_per_unit
    }

    fn quantity(&self, weight: f64, multiplier: f64) -> f64 {
        root([2.0, self.fixed_cost, self.demand_rate], [self.full_holding_cost(weight, multiplier)])
    }
}

/// U(θ), what all lots take of the resource, and -U'(θ).
#[derive(Debug, Clone, Copy)]
struct Use {
    resource: f64,
    fall: f64,
}

impl Use {
    fn at(items: &[ConstrainedItem], weight: f64, multiplier: f64) -> Self {
        let mut resource = Sum::new();
        let mut fall = Sum::new();
        for item in items {
            let part = weight * item.resource_per_unit * item.quantity(weight, multiplier);
            resource.add(part);
            let full_cost = item.full_holding_cost(weight, multiplier);
            fall.add(quotient([part, weight, item.resource_per_unit], [full_cost]));
        }
        Self { resource: resource.value(), fall: fall.value() }
    }
}

/// The θ at which the lots take all of the capacity, which at θ = 0 they exceed.
fn root_multiplier(use_at: impl Fn(f64) -> Use, free: Use, capacity: f64) -> Result<f64, InventoryError> {
    /// Newton's error is squared by each step; a few dozen serve any figures that do not overflow.
    const LIMIT: usize = 200;
    let mut multiplier = 0.0;
    let mut now = free;
    for _ in 0..LIMIT {
        let excess = now.resource / capacity - 1.0;
        let step = quotient([now.resource], [2.0, now.fall]) * excess * (excess + 2.0);
        let next = answer("multiplier", multiplier + step)?;
        if excess <= 0.0 || next <= multiplier {
            return Ok(multiplier);
        }
        multiplier = next;
        now = use_at(multiplier);
    }
    let what = "multiplier of the capacity";
    Err(mercato_numeric::Error::NoConvergence { what, best: vec![multiplier], iterations: LIMIT }.into())
}
