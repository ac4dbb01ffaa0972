//! How many periods should an order cover, by the simple rules that planning systems use?
//!
//! Every rule orders in a period t with demand that nothing covers, for the n periods from t on. With the holding cost
//! H = h Σ j·d(t+j) over j < n of such a lot, and d̄ the mean demand of all periods:
//!
//! | rule | n |
//! |---|---|
//! | `lot_for_lot` | 1 |
//! | `silver_meal` | grows while the cost a period, (K + H)/n, does not rise |
//! | `least_unit_cost` | grows while the cost a unit, (K + H)/Σ d(t+j), does not rise |
//! | `part_period_balancing` | the largest with H ≤ K (some texts take the n with H nearest to K) |
//! | `period_order_quantity` | max(1, ⌊√(2Kd̄/h)/d̄ + ½⌋), the economic order quantity in periods |
//!
//! A rise, or an excess over K, counts when it is above 1e-12 of the figure: below that it is rounding.
//!
//! Source: E. A. Silver & H. C. Meal (1973), Production and Inventory Management 14(2); `DeMatteis` (1968), IBM Systems
//! Journal 7; Silver, Pyke & Thomas (2017), chapter 5. Limits: no rule looks beyond its own lot;
//! [`wagner_whitin`](mod@crate::wagner_whitin) gives the least cost.

use crate::check::{non_negative, positive};
use crate::error::InventoryError;
use crate::lot_plan::{Lot, Period, demand, lot_plan};
use crate::range::root;
use mercato_numeric::sum::mean;
use serde::{Deserialize, Serialize};

/// What rounding may add to a figure without raising it.
const ROUNDING: f64 = 1.0 + 1e-12;

/// A rule for the number of periods that an order covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LotSizeMethod {
    /// Every period orders its own demand.
    #[default]
    LotForLot,
    /// Least cost a period.
    SilverMeal,
    /// Least cost a unit.
    LeastUnitCost,
    /// Holding cost up to the cost of an order.
    PartPeriodBalancing,
    /// The economic order quantity, in periods.
    PeriodOrderQuantity,
}

/// What [`lot_size_heuristic`] takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LotSizeHeuristicInput {
    /// The rule.
    pub method: LotSizeMethod,
    /// Demand a period, each at least 0, at least one period.
    pub demand: Vec<f64>,
    /// K, the cost of placing one order, at least 0.
    pub fixed_cost: f64,
    /// h, the cost of one unit in stock at the end of a period, above 0.
    pub holding_cost: f64,
}

/// What [`lot_size_heuristic`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LotSizeHeuristicOutput {
    /// Units ordered in each period.
    pub order_quantities: Vec<f64>,
    /// Ordering and holding cost of all periods.
    pub cost: f64,
}

/// A plan of orders for known demand by a simple rule; the rules are in the [module](self).
///
/// ```
/// use mercato_inventory::{LotSizeHeuristicInput, LotSizeMethod, lot_size_heuristic};
/// let plan = lot_size_heuristic(&LotSizeHeuristicInput {
///     method: LotSizeMethod::SilverMeal, demand: vec![10.0, 20.0, 30.0], fixed_cost: 50.0, holding_cost: 1.0,
/// })?;
/// // a period: 50, (50 + 20)/2 = 35, (50 + 20 + 60)/3 = 43.3: two periods are best
/// assert_eq!(plan.order_quantities, [30.0, 0.0, 30.0]);
/// assert_eq!(plan.cost, 120.0); // two orders, 20 units held
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no periods, or a figure that is not finite or out of its range; `overflow` if an answer exceeds a double.
pub fn lot_size_heuristic(input: &LotSizeHeuristicInput) -> Result<LotSizeHeuristicOutput, InventoryError> {
    demand("demand", &input.demand)?;
    let fixed_cost = non_negative("fixed_cost", input.fixed_cost)?;
    let holding_cost = positive("holding_cost", input.holding_cost)?;
    let rule = Rule { method: input.method, fixed_cost, holding_cost, order_periods: 0.0 };
    let rule = Rule { order_periods: rule.order_periods(&input.demand), ..rule };
    let period = |demand: &f64| Period { demand: demand.abs(), fixed_cost, holding_cost, purchase_cost: 0.0 };
    let periods: Vec<Period> = input.demand.iter().map(period).collect();
    let mut lots = Vec::new();
    let mut next = 0_usize;
    while let Some(first) = periods.get(next..).and_then(|open| open.iter().position(|period| period.demand > 0.0)) {
        let from = next.saturating_add(first);
        let length = rule.length(periods.get(from..).unwrap_or_default());
        next = from.saturating_add(length).min(periods.len());
        lots.push(Lot { from, to: next });
    }
    let plan = lot_plan(&periods, &lots, 0.0)?;
    Ok(LotSizeHeuristicOutput { order_quantities: plan.order_quantities, cost: plan.cost })
}

#[derive(Debug, Clone, Copy)]
struct Rule {
    method: LotSizeMethod,
    fixed_cost: f64,
    holding_cost: f64,
    /// The economic order quantity in periods.
    order_periods: f64,
}

impl Rule {
    fn order_periods(&self, demand: &[f64]) -> f64 {
        let mean = mean(demand).unwrap_or_default();
        (root([2.0, self.fixed_cost], [self.holding_cost, mean]) + 0.5).floor()
    }

    /// How many of the open periods, the first of which has demand, does an order cover? At least 1.
    fn length(&self, open: &[Period]) -> usize {
        match self.method {
            LotSizeMethod::LotForLot => 1,
            LotSizeMethod::PeriodOrderQuantity => {
                let longer = open.iter().zip(1_u32..).take_while(|(_, n)| f64::from(*n) <= self.order_periods);
                longer.count().max(1)
            }
            LotSizeMethod::PartPeriodBalancing => {
                let limit = self.fixed_cost * ROUNDING;
                self.grown(open).take_while(|lot| lot.holding <= limit).count()
            }
            LotSizeMethod::SilverMeal => self.least(open, |lot| lot.periods),
            LotSizeMethod::LeastUnitCost => self.least(open, |lot| lot.quantity),
        }
    }

    /// Grows while the cost over the base does not rise.
    fn least(&self, open: &[Period], base: impl Fn(&Grown) -> f64) -> usize {
        let mut last = f64::INFINITY;
        let falling = self.grown(open).take_while(|lot| {
            let average = (self.fixed_cost + lot.holding) / base(lot);
            let grows = average <= last * ROUNDING;
            last = average;
            grows
        });
        falling.count().max(1)
    }

    /// Lots over 1, 2, … periods.
    fn grown<'a>(&'a self, open: &'a [Period]) -> impl Iterator<Item = Grown> + 'a {
        let none = Grown { periods: 0.0, quantity: 0.0, holding: 0.0 };
        open.iter().scan(none, |lot, period| {
            lot.holding += self.holding_cost * lot.periods * period.demand;
            lot.quantity += period.demand;
            lot.periods += 1.0;
            Some(*lot)
        })
    }
}

/// A lot over some periods: their number, its units, their holding cost.
#[derive(Debug, Clone, Copy)]
struct Grown {
    periods: f64,
    quantity: f64,
    holding: f64,
}
