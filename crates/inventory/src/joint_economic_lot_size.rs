//! Which lot suits a buyer and its supplier together, and in how many shipments should the supplier send what it makes?
//!
//! ```text
//! cost(n, q) = (λ/q)(K_b + K_v/n) + (q/2)(h_b + h_v((n-1) - (n-2)ρ))      ρ = λ/μ
//! q(n) = √(2λ(K_b + K_v/n)/(h_b + h_v((n-1) - (n-2)ρ)))
//! cost(n, q(n))² = 2λ(K_b + K_v/n)(α + βn)      β = h_v(1-ρ), α = h_b - h_v(1-2ρ)
//! ```
//!
//! The vendor makes nq in one run and ships q at a time while it makes the rest. The last line is convex in n where α > 0 and
//! least at `√(K_vα/(K_bβ))`, with the best whole n ≥ 1 beside it; elsewhere it only rises, and n = 1.
//!
//! Against it stands what they pay apart: the buyer orders its own `q = √(2K_bλ/h_b)`, and the vendor chooses the n that suits it.
//!
//! Source: A. Banerjee (1986), "A joint economic-lot-size model for purchaser and vendor", Decision Sciences 17; L. Lu (1995),
//! "A one-vendor multi-buyer integrated inventory model", European Journal of Operational Research 81. Limits: constant rates,
//! equal shipments, all of the vendor's stock at the vendor's holding cost and all of the buyer's at the buyer's.

use crate::check::{answer, non_negative, positive};
use crate::epq::faster_than_demand;
use crate::error::InventoryError;
use crate::joint_replenishment::whole;
use crate::range::{quotient, root};
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`joint_economic_lot_size`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct JointEconomicLotSizeInput {
    /// λ, units demanded in one unit of time, above 0.
    pub demand_rate: f64,
    /// μ, units made in one unit of time while a run lasts, above `demand_rate`.
    pub production_rate: f64,
    /// Kb, the buyer's cost of one order, above 0.
    pub buyer_fixed_cost: f64,
    /// Kv, the vendor's cost of one setup, at least 0.
    pub vendor_setup_cost: f64,
    /// hb, the buyer's cost of holding one unit for one unit of time, above 0.
    pub buyer_holding_cost: f64,
    /// hv, the vendor's cost of holding one unit for one unit of time, above 0.
    pub vendor_holding_cost: f64,
}

/// What [`joint_economic_lot_size`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct JointEconomicLotSizeOutput {
    /// n, shipments that a production lot is sent in.
    pub shipments_per_lot: u64,
    /// q, units a shipment.
    pub order_quantity: f64,
    /// nq, units a production lot.
    pub production_lot: f64,
    /// Cost of buyer and vendor for one unit of time.
    pub cost: f64,
    /// That cost if the buyer orders what suits it alone.
    pub independent_cost: f64,
    /// What they save together, as a part of the independent cost.
    pub saving_fraction: f64,
}

/// The lot and the number of shipments of least cost for buyer and vendor together; formulas in the [module](self).
///
/// ```
/// use mercato_inventory::{JointEconomicLotSizeInput, joint_economic_lot_size};
/// let plan = joint_economic_lot_size(&JointEconomicLotSizeInput {
///     demand_rate: 1000.0, production_rate: 3200.0,
///     buyer_fixed_cost: 25.0, vendor_setup_cost: 400.0, buyer_holding_cost: 5.0, vendor_holding_cost: 4.0,
/// })?;
/// assert_eq!(plan.shipments_per_lot, 5);
/// assert!((plan.order_quantity - 110.3355).abs() < 1e-4); // sqrt(2000 x 105 / (5 + 4 x (4 - 3 x 0.3125)))
/// assert!((plan.cost - 1903.2866).abs() < 1e-4 && (plan.independent_cost - 1912.5).abs() < 1e-9);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure that is not finite or out of its range; `infeasible` if production is not faster than
/// demand; `overflow` if an answer exceeds a double.
pub fn joint_economic_lot_size(
    input: &JointEconomicLotSizeInput,
) -> Result<JointEconomicLotSizeOutput, InventoryError> {
    let chain = Chain::new(input)?;
    let together = chain.best_count(chain.joint_count())?;
    let quantity = answer("order_quantity", chain.quantity(together))?;
    let cost = answer("cost", chain.least_cost(together))?;
    let alone = answer("order_quantity", chain.buyer_quantity())?;
    let apart = |count: f64| chain.cost(count, alone);
    let independent_cost = answer("independent_cost", apart(beside(chain.vendor_count(alone)?, apart)))?;
    let shipments = whole(together).ok_or_else(|| too_many(together))?;
    Ok(JointEconomicLotSizeOutput {
        shipments_per_lot: shipments,
        order_quantity: quantity,
        production_lot: answer("production_lot", quantity * together)?,
        cost,
        independent_cost,
        saving_fraction: answer("saving_fraction", 1.0 - cost / independent_cost)?,
    })
}

#[derive(Debug, Clone, Copy)]
struct Chain {
    demand: f64,
    utilisation: f64,
    /// 1 - ρ, without loss of digits.
    idle: f64,
    buyer_fixed: f64,
    vendor_setup: f64,
    buyer_holding: f64,
    vendor_holding: f64,
}

impl Chain {
    fn new(input: &JointEconomicLotSizeInput) -> Result<Self, InventoryError> {
        let demand = positive("demand_rate", input.demand_rate)?;
        let production = positive("production_rate", input.production_rate)?;
        let chain = Self {
            demand,
            utilisation: demand / production,
            idle: (production - demand) / production,
            buyer_fixed: positive("buyer_fixed_cost", input.buyer_fixed_cost)?,
            vendor_setup: non_negative("vendor_setup_cost", input.vendor_setup_cost)?,
            buyer_holding: positive("buyer_holding_cost", input.buyer_holding_cost)?,
            vendor_holding: positive("vendor_holding_cost", input.vendor_holding_cost)?,
        };
        faster_than_demand(production, demand)?;
        Ok(chain)
    }

    /// `K_b + K_v/n`, the fixed cost of a shipment.
    fn ordering(&self, count: f64) -> f64 {
        self.buyer_fixed + self.vendor_setup / count
    }

    /// `h_b + h_v((n-1) - (n-2)ρ)`, with (n-1) - (n-2)ρ = (n-1)(1-ρ) + ρ.
    fn holding(&self, count: f64) -> f64 {
        self.buyer_holding + self.vendor_holding * ((count - 1.0) * self.idle + self.utilisation)
    }

    fn quantity(&self, count: f64) -> f64 {
        root([2.0, self.demand, self.ordering(count)], [self.holding(count)])
    }

    fn least_cost(&self, count: f64) -> f64 {
        root([2.0, self.demand, self.ordering(count), self.holding(count)], [])
    }

    fn cost(&self, count: f64, quantity: f64) -> f64 {
        quotient([self.demand, self.ordering(count)], [quantity]) + quotient([quantity, self.holding(count)], [2.0])
    }

    /// `√(2K_bλ/h_b)`, the buyer's own lot.
    fn buyer_quantity(&self) -> f64 {
        root([2.0, self.buyer_fixed, self.demand], [self.buyer_holding])
    }

    /// `√(K_vα/(K_bβ))`, or 1 where the cost only rises with n.
    fn joint_count(&self) -> f64 {
        let constant = self.buyer_holding - self.vendor_holding * (self.idle - self.utilisation);
        if constant > 0.0 {
            root([self.vendor_setup, constant], [self.buyer_fixed, self.vendor_holding, self.idle])
        } else {
            1.0
        }
    }

    /// `√(2K_vλ/(h_v(1-ρ)))/q`, the number of shipments of `quantity` that suits the vendor.
    fn vendor_count(&self, quantity: f64) -> Result<f64, Error> {
        let lot = root([2.0, self.vendor_setup, self.demand], [self.vendor_holding, self.idle]);
        answer("independent_cost", quotient([lot], [quantity]))
    }

    fn best_count(&self, count: f64) -> Result<f64, Error> {
        Ok(beside(answer("shipments_per_lot", count)?, |count| self.least_cost(count)))
    }
}

/// The better of the whole numbers, at least 1, beside the minimiser of a convex cost; the smaller of two equal ones.
fn beside(minimiser: f64, cost: impl Fn(f64) -> f64) -> f64 {
    let below = minimiser.floor().max(1.0);
    let above = below + 1.0;
    if cost(above) < cost(below) { above } else { below }
}

fn too_many(count: f64) -> Error {
    Error::overflow("shipments_per_lot", count, "whole numbers of a double")
}
