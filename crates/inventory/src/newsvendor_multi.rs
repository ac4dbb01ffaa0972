//! Which stocks of several items are best when they share a budget or a space?
//!
//! `min Σ h_i n̄_i(S_i) + p_i n_i(S_i)` subject to `Σ a_i S_i <= capacity`. By Lagrange's multiplier θ (the value of one more
//! unit of capacity), `S_i = max(0, F_i⁻¹((p_i - θa_i)/(p_i + h_i)))`, and 0 where `p_i <= θa_i`; θ = 0 if the capacity is
//! not used up. The use of capacity falls in θ, so θ is found by bisection down to two neighbouring doubles; what they
//! leave open (an item whose level falls from near its mean to 0 between them) goes to the items in their order.
//!
//! Source: Hadley and Whitin (1963), section 6-4; Silver, Pyke and Thomas (2017), section 10.3.

use crate::check;
use crate::distribution::{Demand, NormalDemand};
use crate::error::InventoryError;
use serde::{Deserialize, Serialize};

/// An item of [`newsvendor_multi`].
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewsvendorItem {
    /// The item's name.
    pub id: String,
    /// Cost of a unit left over, above 0.
    pub holding_cost: f64,
    /// Cost of a unit short, above 0.
    pub stockout_cost: f64,
    /// Mean of its normal demand, at least 0.
    pub mean: f64,
    /// Standard deviation of its demand, at least 0.
    pub sd: f64,
    /// Capacity that one unit takes, at least 0.
    pub resource_per_unit: f64,
}

/// What [`newsvendor_multi`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewsvendorMultiInput {
    /// The items, at least one.
    pub items: Vec<NewsvendorItem>,
    /// What all together may take.
    pub capacity: f64,
}

/// What [`newsvendor_multi`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct NewsvendorMulti {
    /// Level of each item, in input order.
    pub base_stock_levels: Vec<f64>,
    /// θ: what one more unit of capacity would save.
    pub multiplier: f64,
    /// Expected cost of all items.
    pub cost: f64,
    /// Capacity taken.
    pub resource_used: f64,
    /// Whether the capacity holds the levels down.
    pub binding: bool,
}

/// A checked item.
struct Item {
    holding_cost: f64,
    stockout_cost: f64,
    demand: NormalDemand,
    resource: f64,
}

impl Item {
    fn new(item: &NewsvendorItem) -> Result<Self, InventoryError> {
        check::non_negative("mean", item.mean)?;
        Ok(Self {
            holding_cost: check::positive("holding_cost", item.holding_cost)?,
            stockout_cost: check::positive("stockout_cost", item.stockout_cost)?,
            demand: NormalDemand::new(item.mean, item.sd)?,
            resource: check::non_negative("resource_per_unit", item.resource_per_unit)?,
        })
    }

    /// The best level where a unit of capacity costs `theta`.
    fn level(&self, theta: f64) -> Result<f64, InventoryError> {
        let gain = self.stockout_cost - theta * self.resource;
        let ratio = gain / (self.stockout_cost + self.holding_cost);
        Ok(if ratio > 0.0 { self.demand.quantile(ratio)?.max(0.0) } else { 0.0 })
    }

    fn cost(&self, level: f64) -> f64 {
        self.holding_cost * self.demand.complementary_loss(level) + self.stockout_cost * self.demand.loss(level)
    }
}

fn levels(items: &[Item], theta: f64) -> Result<Vec<f64>, InventoryError> {
    items.iter().map(|item| item.level(theta)).collect()
}

fn used(items: &[Item], levels: &[f64]) -> f64 {
    items.iter().zip(levels).map(|(item, level)| item.resource * level).sum()
}

/// The best base-stock levels of several items with normal demand that share a capacity.
///
/// ```
/// use mercato_inventory::{NewsvendorItem, NewsvendorMultiInput, newsvendor_multi};
/// let item = |id: &str| NewsvendorItem {
///     id: id.to_owned(), holding_cost: 1.0, stockout_cost: 3.0, mean: 100.0, sd: 20.0, resource_per_unit: 2.0,
/// };
/// let answer = newsvendor_multi(&NewsvendorMultiInput { items: vec![item("a"), item("b")], capacity: 400.0 })?;
/// // Two equal items share 400/2 units evenly; a further unit of capacity saves (3/4 - 1/2) · 4 / 2.
/// assert!((answer.base_stock_levels[0] - 100.0).abs() < 1e-9);
/// assert!((answer.multiplier - 0.5).abs() < 1e-9);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty list or a figure out of range; `infeasible` if the capacity is not above 0; `overflow` if
/// a result leaves the range of a double.
pub fn newsvendor_multi(input: &NewsvendorMultiInput) -> Result<NewsvendorMulti, InventoryError> {
    check::not_empty("items", &input.items)?;
    let items = (input.items.iter().enumerate())
        .map(|(index, item)| Item::new(item).map_err(|error| error.at("items", index)))
        .collect::<Result<Vec<_>, _>>()?;
    let capacity = check::finite("capacity", input.capacity)?;
    if capacity <= 0.0 {
        return Err(InventoryError::infeasible("capacity", format_args!("{capacity} leaves no room for any item")));
    }
    let (mut theta, mut chosen) = (0.0, levels(&items, 0.0)?);
    let binding = check::answer("resource_used", used(&items, &chosen))? > capacity;
    if binding {
        (theta, chosen) = constrained(&items, capacity, chosen)?;
    }
    let cost: f64 = items.iter().zip(&chosen).map(|(item, level)| item.cost(*level)).sum();
    let resource_used = used(&items, &chosen);
    Ok(NewsvendorMulti {
        base_stock_levels: chosen,
        multiplier: theta,
        cost: check::answer("cost", cost)?,
        resource_used,
        binding,
    })
}

/// The multiplier at which the levels use up the capacity, which those at 0, `free`, exceed.
fn constrained(items: &[Item], capacity: f64, free: Vec<f64>) -> Result<(f64, Vec<f64>), InventoryError> {
    let worth = items.iter().filter(|item| item.resource > 0.0).map(|item| item.stockout_cost / item.resource);
    let (mut low, mut high) = (0.0, check::answer("multiplier", worth.fold(0.0, f64::max))?);
    let (mut over, mut under) = (free, vec![0.0; items.len()]);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        let at = levels(items, middle)?;
        if used(items, &at) > capacity {
            (low, over) = (middle, at);
        } else {
            (high, under) = (middle, at);
        }
    }
    // The levels at `high` leave something over, those at `low` take too much: the answer lies between.
    let mut left = capacity - used(items, &under);
    for ((item, level), most) in items.iter().zip(&mut under).zip(over) {
        if item.resource > 0.0 && left > 0.0 {
            let more = (most - *level).min(left / item.resource).max(0.0);
            *level += more;
            left -= more * item.resource;
        }
    }
    Ok((high, under))
}
