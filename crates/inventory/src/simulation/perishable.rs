//! How much of a perishable stock is sold, lost and thrown away? Base stock with a fixed shelf life, lost sales.
//!
//! In each period: what is due is received; stock is ordered up to the level from on hand + on order, whatever its age; with
//! lead time 0 it arrives now; demand takes the oldest lot first (`fifo`) or the newest (`lifo`), and what it does not find
//! is lost; then the lots that were received `shelf_life` - 1 periods ago expire. Stock starts empty.
//!
//! Source: S. Nahmias, "Perishable Inventory Systems" (2011), chapters 2 and 3. Limits: no ageing in transit, and the
//! policy does not see ages.

use super::trace::not_negative;
use crate::check;
use crate::error::InventoryError;
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Which lot demand takes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Issuing {
    /// The one received first.
    #[default]
    Fifo,
    /// The one received last, as a customer takes from a shelf.
    Lifo,
}

/// What [`simulate_perishable_trace`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SimulatePerishableTraceInput {
    /// Units on hand and on order after every order, at least 0.
    pub order_up_to_level: i64,
    /// Periods in which a lot can be sold, the one of its receipt included; at least 1.
    pub shelf_life: u32,
    /// Periods from an order to its receipt; 0 is at once.
    pub lead_time: u32,
    /// Which lot demand takes first.
    pub issuing: Issuing,
    /// Units demanded in each period, at least 0; at least one period.
    pub demand: Vec<i64>,
}

/// What [`simulate_perishable_trace`] answers. Units ordered = filled + expired + on hand + on order at the end.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PerishableSimulation {
    /// Units thrown away.
    pub expired_quantity: i64,
    /// Units sold.
    pub filled_quantity: i64,
    /// Demand that found no stock.
    pub lost_quantity: i64,
    /// Units ordered.
    pub ordered_quantity: i64,
    /// Units in stock after the last period.
    pub final_on_hand: i64,
    /// Mean stock at the end of a period, after expiry.
    pub average_on_hand: f64,
    /// Units sold over demand; 1 without demand.
    pub fill_rate: f64,
}

/// How much of a perishable stock is sold, lost and thrown away on this demand?
///
/// Time O(1) a period on average. See the [module](self) for the order of events.
///
/// ```
/// use mercato_inventory::{Issuing, SimulatePerishableTraceInput, simulate_perishable_trace};
/// let input = SimulatePerishableTraceInput {
///     order_up_to_level: 10,
///     shelf_life: 2,
///     lead_time: 0,
///     issuing: Issuing::Fifo,
///     demand: vec![6, 3, 12],
/// };
/// let shelf = simulate_perishable_trace(&input)?;
/// // 10 - 6 = 4; 6 more, of the first 4 one is left and expires; 6 are left, 4 more, and 2 are lost.
/// assert_eq!((shelf.expired_quantity, shelf.filled_quantity, shelf.lost_quantity), (1, 19, 2));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no periods, negative demand, a negative level, or a shelf life of 0; `overflow` if a sum of units
/// leaves 64 bits.
pub fn simulate_perishable_trace(input: &SimulatePerishableTraceInput) -> Result<PerishableSimulation, InventoryError> {
    check::not_empty("demand", &input.demand)?;
    not_negative(|| "order_up_to_level".to_owned(), input.order_up_to_level)?;
    if input.shelf_life == 0 {
        return Err(Error::invalid("shelf_life", 0, "must be at least 1").into());
    }
    for (index, &demand) in input.demand.iter().enumerate() {
        not_negative(|| format!("demand[{index}]"), demand)?;
    }
    let mut shelf = Shelf::default();
    let mut total_on_hand = 0_i128;
    for (period, &demand) in (0_u64..).zip(&input.demand) {
        shelf
            .step(input, period, demand)
            .ok_or_else(|| Error::overflow(format!("demand[{period}]"), demand, "64-bit sums of units"))?;
        total_on_hand = total_on_hand.saturating_add(shelf.on_hand.into());
    }
    let demand = i128::from(shelf.filled).saturating_add(shelf.lost.into());
    Ok(PerishableSimulation {
        expired_quantity: shelf.expired,
        filled_quantity: shelf.filled,
        lost_quantity: shelf.lost,
        ordered_quantity: shelf.ordered,
        final_on_hand: shelf.on_hand,
        average_on_hand: total_on_hand as f64 / input.demand.len() as f64,
        fill_rate: if demand == 0 { 1.0 } else { shelf.filled as f64 / demand as f64 },
    })
}

/// Units that belong together: on order with the period of their receipt, or in stock with their last period of use.
#[derive(Debug, Clone, Copy)]
struct Lot {
    period: u64,
    quantity: i64,
}

/// The stock, its lots from the oldest to the newest, and the counts so far.
#[derive(Debug, Default)]
struct Shelf {
    on_order: VecDeque<Lot>,
    lots: VecDeque<Lot>,
    on_hand: i64,
    due: i64,
    expired: i64,
    filled: i64,
    lost: i64,
    ordered: i64,
}

impl Shelf {
    /// One period; `None` if a sum does not fit 64 bits.
    fn step(&mut self, input: &SimulatePerishableTraceInput, period: u64, demand: i64) -> Option<()> {
        self.receive(input.shelf_life, period)?;
        let order = input.order_up_to_level.checked_sub(self.on_hand.checked_add(self.due)?)?;
        if order > 0 {
            self.ordered = self.ordered.checked_add(order)?;
            self.due = self.due.checked_add(order)?;
            let arrival = period.checked_add(input.lead_time.into())?;
            self.on_order.push_back(Lot { period: arrival, quantity: order });
            self.receive(input.shelf_life, period)?;
        }
        let served = self.issue(input.issuing, demand)?;
        self.filled = self.filled.checked_add(served)?;
        self.lost = self.lost.checked_add(demand.checked_sub(served)?)?;
        while let Some(lot) = self.lots.pop_front_if(|lot| lot.period <= period) {
            self.on_hand = self.on_hand.checked_sub(lot.quantity)?;
            self.expired = self.expired.checked_add(lot.quantity)?;
        }
        Some(())
    }

    /// Takes into stock what is due by `period`.
    fn receive(&mut self, shelf_life: u32, period: u64) -> Option<()> {
        while let Some(lot) = self.on_order.pop_front_if(|lot| lot.period <= period) {
            self.due = self.due.checked_sub(lot.quantity)?;
            self.on_hand = self.on_hand.checked_add(lot.quantity)?;
            let last = period.checked_add(shelf_life.saturating_sub(1).into())?;
            self.lots.push_back(Lot { period: last, quantity: lot.quantity });
        }
        Some(())
    }

    /// Serves demand from the lots; how much was served.
    fn issue(&mut self, issuing: Issuing, demand: i64) -> Option<i64> {
        let served = demand.min(self.on_hand);
        let mut rest = served;
        while rest > 0 {
            let lot = match issuing {
                Issuing::Fifo => self.lots.front_mut(),
                Issuing::Lifo => self.lots.back_mut(),
            }?;
            let taken = lot.quantity.min(rest);
            lot.quantity = lot.quantity.checked_sub(taken)?;
            rest = rest.checked_sub(taken)?;
            if lot.quantity == 0 {
                match issuing {
                    Issuing::Fifo => self.lots.pop_front(),
                    Issuing::Lifo => self.lots.pop_back(),
                };
            }
        }
        self.on_hand = self.on_hand.checked_sub(served)?;
        Some(served)
    }
}
