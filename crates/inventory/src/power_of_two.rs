//! How often to order, when orders must fit the calendar: every week, every second week, every fourth?
//!
//! The cycle is T = b·2ⁿ with the whole n for which T is nearest to T* = √(2K/(hλ)) on a logarithmic scale:
//! n = ⌈log₂(T*/(b√2))⌉. T/T* is then between 1/√2 and √2, and g(T) at most ½(√2 + 1/√2) = 1.0607 times the least cost. Cycles of many
//! items nest, so that deliveries coincide.
//!
//! Source: R. Roundy (1985), "98%-effective integer-ratio lot-sizing for one-warehouse multi-retailer systems", Management Science 31;
//! Snyder & Shen (2019), section 3.3. Limits: those of the economic order quantity.

use crate::check::{answer, positive};
use crate::eoq::cost_ratio;
use crate::error::InventoryError;
use crate::range::{quotient, root};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// Rounding of the logarithm must not push an exact power of two to the next one.
const SLACK: f64 = 1e-12;

/// What [`power_of_two`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PowerOfTwoInput {
    /// K, the cost of placing one order, above 0.
    pub fixed_cost: f64,
    /// h, the cost of holding one unit for one unit of time, above 0.
    pub holding_cost: f64,
    /// λ, units demanded in one unit of time, above 0.
    pub demand_rate: f64,
    /// b, the period of which cycles are multiples or parts, above 0.
    pub base_period: f64,
}

/// What [`power_of_two`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PowerOfTwoOutput {
    /// n; below 0 for a cycle shorter than the base period.
    pub exponent: i32,
    /// T = b·2ⁿ.
    pub cycle_time: f64,
    /// λT, units an order.
    pub order_quantity: f64,
    /// Ordering and holding cost for one unit of time.
    pub cost: f64,
    /// That cost over the least cost of any cycle, at most 1.0607.
    pub cost_ratio: f64,
}

/// The best cycle among the base period doubled or halved any number of times; formulas in the [module](self).
///
/// ```
/// use mercato_inventory::{PowerOfTwoInput, power_of_two};
/// // T* = sqrt(2 x 100 / (2 x 16)) = 2.5 weeks: nearer to 2 than to 4
/// let plan = power_of_two(&PowerOfTwoInput {
///     fixed_cost: 100.0, holding_cost: 2.0, demand_rate: 16.0, base_period: 1.0,
/// })?;
/// assert_eq!((plan.exponent, plan.cycle_time, plan.order_quantity), (1, 2.0, 32.0));
/// assert_eq!((plan.cost, plan.cost_ratio), (82.0, 1.025)); // 50 + 32 against 80
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure that is not finite and above 0; `overflow` if an answer exceeds a double.
pub fn power_of_two(input: &PowerOfTwoInput) -> Result<PowerOfTwoOutput, InventoryError> {
    let fixed = positive("fixed_cost", input.fixed_cost)?;
    let holding = positive("holding_cost", input.holding_cost)?;
    let demand = positive("demand_rate", input.demand_rate)?;
    let base = positive("base_period", input.base_period)?;
    let optimal = answer("cycle_time", root([2.0, fixed], [holding, demand]))?;
    let exponent = whole_exponent(libm::log2(optimal) - libm::log2(base) - 0.5 - SLACK)?;
    let cycle_time = answer("cycle_time", libm::ldexp(base, exponent))?;
    let cost = quotient([fixed], [cycle_time]) + quotient([holding, demand, cycle_time], [2.0]);
    let ratio = cost_ratio(quotient([cycle_time], [optimal]), quotient([optimal], [cycle_time]));
    Ok(PowerOfTwoOutput {
        exponent,
        cycle_time,
        order_quantity: answer("order_quantity", quotient([demand, cycle_time], []))?,
        cost: answer("cost", cost)?,
        cost_ratio: answer("cost_ratio", ratio)?,
    })
}

/// The smallest whole number not below `logarithm`; that of a double is within ±2200.
fn whole_exponent(logarithm: f64) -> Result<i32, Error> {
    let exponent = logarithm.ceil();
    if exponent.abs() <= 2200.0 {
        #[allow(clippy::cast_possible_truncation, reason = "whole and small")]
        Ok(exponent as i32)
    } else {
        Err(Error::overflow("exponent", logarithm, "a double's exponent"))
    }
}
