//! How much to order, when the price falls with the quantity?
//!
//! The breakpoints b₀ = 0 < b₁ < … open regions with unit costs c₀ > c₁ > …; Q is in the last region j with bⱼ ≤ Q. An order costs
//!
//! | discount | C(Q) |
//! |---|---|
//! | `all_units` | cⱼQ: the price of the region for every unit |
//! | `incremental` | Σ cₖ(bₖ₊₁ - bₖ) over k < j, + cⱼ(Q - bⱼ): each price for the units of its region |
//! | `modified_all_units` | the least of cⱼQ and all cₖbₖ with k > j: no order costs more than a larger one |
//!
//! ```text
//! C(Q) = min(sⱼ + cⱼQ, mⱼ)                 for all three
//! sⱼ = Σ bₖ(cₖ₋₁ - cₖ) over 1 ≤ k ≤ j      surcharge of `incremental`, else 0
//! mⱼ = min cₖbₖ over k > j                 cap of `modified_all_units`, else none
//! g(Q) = (K + C(Q))λ/Q + iC(Q)/2           stationary in a region at √(2(K + sⱼ)λ/(icⱼ))
//! ```
//!
//! The optimum is the best of the stationary points inside their region and of the breakpoints above 0, the smaller of two that
//! cost the same.
//!
//! Source: Snyder & Shen (2019), section 3.4; Hadley & Whitin (1963), chapter 2. Limits: constant demand, no shortages.

use crate::check::{answer, each, finite, non_negative, not_empty, positive};
use crate::error::InventoryError;
use crate::range::{quotient, root};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// For which units does a lower price count?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DiscountType {
    /// For every unit of the order.
    #[default]
    AllUnits,
    /// For the units from the breakpoint on.
    Incremental,
    /// For every unit, and no order costs more than a larger one.
    ModifiedAllUnits,
}

/// What [`eoq_quantity_discount`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EoqQuantityDiscountInput {
    /// For which units a lower price counts.
    pub discount_type: DiscountType,
    /// K, the cost of placing one order, at least 0; above 0 for an optimum.
    pub fixed_cost: f64,
    /// i, the cost of holding one unit of money in stock for one unit of time, above 0.
    pub holding_cost_rate: f64,
    /// λ, units demanded in one unit of time, at least 0; above 0 for an optimum.
    pub demand_rate: f64,
    /// The quantities from which each price counts: the first 0, strictly increasing.
    pub breakpoints: Vec<f64>,
    /// The prices, one a breakpoint: above 0, strictly decreasing.
    pub unit_costs: Vec<f64>,
    /// A quantity to evaluate, above 0; the optimum if left out.
    pub order_quantity: Option<f64>,
}

/// What [`eoq_quantity_discount`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EoqQuantityDiscountOutput {
    /// Units an order.
    pub order_quantity: f64,
    /// Index of its region in `breakpoints`, from 0.
    pub region: usize,
    /// Purchase, ordering and holding cost for one unit of time.
    pub cost: f64,
    /// The price of the region.
    pub unit_cost: f64,
}

/// The order quantity of least cost under a price list with quantity discounts; formulas in the [module](self).
///
/// ```
/// use mercato_inventory::{DiscountType, EoqQuantityDiscountInput, eoq_quantity_discount};
/// // Snyder & Shen, example 3.5: it pays to order 800 for the lowest price.
/// let plan = eoq_quantity_discount(&EoqQuantityDiscountInput {
///     discount_type: DiscountType::AllUnits,
///     fixed_cost: 8.0,
///     holding_cost_rate: 0.3,
///     demand_rate: 1300.0,
///     breakpoints: vec![0.0, 400.0, 800.0],
///     unit_costs: vec![0.75, 0.72, 0.68],
///     order_quantity: None,
/// })?;
/// assert_eq!((plan.order_quantity, plan.region, plan.unit_cost), (800.0, 2, 0.68));
/// assert!((plan.cost - 978.6).abs() < 1e-9); // 884 for goods, 13 for orders, 81.60 for stock
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure that is not finite or out of its range, lists that are empty or differ in length, a first
/// breakpoint other than 0, breakpoints that do not increase, or prices that do not decrease; `overflow` if the cost exceeds a double.
pub fn eoq_quantity_discount(input: &EoqQuantityDiscountInput) -> Result<EoqQuantityDiscountOutput, InventoryError> {
    let model = Model::new(input)?;
    let best = if let Some(quantity) = input.order_quantity {
        model.at(positive("order_quantity", quantity)?)
    } else {
        positive("fixed_cost", input.fixed_cost)?;
        positive("demand_rate", input.demand_rate)?;
        model.optimal()
    };
    let best = best.ok_or_else(|| Error::overflow("cost", f64::INFINITY, "a double"))?;
    answer("order_quantity", best.order_quantity)?;
    answer("cost", best.cost)?;
    Ok(best)
}

/// A region of the price list.
#[derive(Debug, Clone, Copy)]
struct Region {
    from: f64,
    unit_cost: f64,
    surcharge: f64,
    cap: f64,
}

#[derive(Debug)]
struct Model {
    fixed_cost: f64,
    holding_cost_rate: f64,
    demand_rate: f64,
    regions: Vec<Region>,
}

impl Model {
    fn new(input: &EoqQuantityDiscountInput) -> Result<Self, Error> {
        let fixed_cost = non_negative("fixed_cost", input.fixed_cost)?;
        let holding_cost_rate = positive("holding_cost_rate", input.holding_cost_rate)?;
        let demand_rate = non_negative("demand_rate", input.demand_rate)?;
        let mut regions = regions(&input.breakpoints, &input.unit_costs)?;
        match input.discount_type {
            DiscountType::AllUnits => {}
            DiscountType::Incremental => add_surcharges(&mut regions),
            DiscountType::ModifiedAllUnits => add_caps(&mut regions),
        }
        Ok(Self { fixed_cost, holding_cost_rate, demand_rate, regions })
    }

    /// g(Q) for a quantity of the region.
    fn cost(&self, region: &Region, quantity: f64) -> f64 {
        let purchase = (region.surcharge + region.unit_cost * quantity).min(region.cap);
        quotient([self.fixed_cost + purchase, self.demand_rate], [quantity])
            + quotient([self.holding_cost_rate, purchase], [2.0])
    }

    /// What ordering a quantity of this region comes to.
    fn output(&self, index: usize, region: &Region, quantity: f64) -> EoqQuantityDiscountOutput {
        let cost = self.cost(region, quantity);
        EoqQuantityDiscountOutput { order_quantity: quantity, region: index, cost, unit_cost: region.unit_cost }
    }

    fn at(&self, quantity: f64) -> Option<EoqQuantityDiscountOutput> {
        let index = self.regions.partition_point(|region| region.from <= quantity).checked_sub(1)?;
        self.regions.get(index).map(|region| self.output(index, region, quantity))
    }

    fn optimal(&self) -> Option<EoqQuantityDiscountOutput> {
        let ends = self.regions.iter().skip(1).map(|region| region.from).chain([f64::INFINITY]);
        let candidates = self.regions.iter().zip(ends).enumerate().flat_map(|(index, (region, end))| {
            let stationary = root(
                [2.0, self.fixed_cost + region.surcharge, self.demand_rate],
                [self.holding_cost_rate, region.unit_cost],
            );
            let inside = (region.from..end).contains(&stationary);
            [Some(region.from), inside.then_some(stationary)]
                .into_iter()
                .flatten()
                .filter(|quantity| *quantity > 0.0)
                .map(move |quantity| self.output(index, region, quantity))
        });
        // in order of quantity, so that the first of two equal costs is the smaller order
        candidates.min_by(|a, b| a.cost.total_cmp(&b.cost))
    }
}

fn regions(breakpoints: &[f64], unit_costs: &[f64]) -> Result<Vec<Region>, Error> {
    not_empty("breakpoints", breakpoints)?;
    if unit_costs.len() != breakpoints.len() {
        return Err(Error::invalid("unit_costs", unit_costs.len(), "items must be as many as the breakpoints"));
    }
    each("breakpoints", breakpoints, finite)?;
    each("unit_costs", unit_costs, positive)?;
    let mut regions: Vec<Region> = Vec::with_capacity(breakpoints.len());
    for (index, (from, unit_cost)) in breakpoints.iter().zip(unit_costs).enumerate() {
        let (from, unit_cost) = (*from, *unit_cost);
        let refused = match regions.last() {
            None => (from != 0.0).then_some(("breakpoints", from, "must be 0, the first of the list")),
            Some(last) if from <= last.from => Some(("breakpoints", from, "must exceed the breakpoint before it")),
            Some(last) if unit_cost >= last.unit_cost => {
                Some(("unit_costs", unit_cost, "must be below the price before it"))
            }
            Some(_) => None,
        };
        if let Some((list, value, reason)) = refused {
            return Err(Error::invalid(format!("{list}[{index}]"), value, reason));
        }
        regions.push(Region { from, unit_cost, surcharge: 0.0, cap: f64::INFINITY });
    }
    Ok(regions)
}

fn add_surcharges(regions: &mut [Region]) {
    let mut surcharge = 0.0;
    let mut last_cost = regions.first().map_or(0.0, |region| region.unit_cost);
    for region in regions {
        surcharge += region.from * (last_cost - region.unit_cost);
        region.surcharge = surcharge;
        last_cost = region.unit_cost;
    }
}

fn add_caps(regions: &mut [Region]) {
    let mut cap = f64::INFINITY;
    for region in regions.iter_mut().rev() {
        region.cap = cap;
        cap = cap.min(region.unit_cost * region.from);
    }
}
