//! What does a plan cost that orders in some periods for the demand up to the next order?
//!
//! An order of Q in t for the demand of t..k costs Kₜ + cₜQ, and hᵤ for every unit still in stock at the end of each u.
//! Shared by the optimal plan ([`wagner_whitin`](mod@crate::wagner_whitin)) and the heuristics.

use mercato_core::Error;
use mercato_numeric::sum::Sum;

use crate::check::{answer, answer_at, each, non_negative, not_empty};

/// What a period of the plan asks and costs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Period {
    pub(crate) demand: f64,
    pub(crate) fixed_cost: f64,
    pub(crate) holding_cost: f64,
    pub(crate) purchase_cost: f64,
}

/// An order in the first of the periods `from..to` for the demand of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lot {
    pub(crate) from: usize,
    pub(crate) to: usize,
}

/// Quantities a period and their cost.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LotPlan {
    pub(crate) order_quantities: Vec<f64>,
    pub(crate) cost: f64,
}

/// The plan of the lots, with `further_cost` (of stock that is there already) included.
pub(crate) fn lot_plan(periods: &[Period], lots: &[Lot], further_cost: f64) -> Result<LotPlan, Error> {
    let mut order_quantities = vec![0.0; periods.len()];
    let mut cost = Sum::new();
    cost.add(further_cost);
    for lot in lots {
        let covered = periods.get(lot.from..lot.to).unwrap_or_default();
        // back from the end, where the stock is 0: sums of demand instead of differences
        let mut stock = Sum::new();
        for period in covered.iter().rev() {
            cost.add(period.holding_cost * stock.value());
            stock.add(period.demand);
        }
        let quantity = answer_at("order_quantities", lot.from, stock.value())?;
        if let (Some(first), Some(slot)) = (covered.first(), order_quantities.get_mut(lot.from)) {
            cost.add(first.fixed_cost);
            cost.add(first.purchase_cost * quantity);
            *slot = quantity;
        }
    }
    Ok(LotPlan { order_quantities, cost: answer("cost", cost.value())? })
}

/// Refuses demand that is empty, or anywhere not finite or below 0.
pub(crate) fn demand(path: &str, demand: &[f64]) -> Result<(), Error> {
    not_empty(path, demand)?;
    each(path, demand, non_negative)
}
