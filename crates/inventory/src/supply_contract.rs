//! How much does a retailer order under a contract, who earns what, and does the contract make the chain act as one?
//!
//! Demand is normal, n(Q) = E(D-Q)⁺ the shortage, S = μ - n(Q) the sales; r is the retail price, c the cost of making, w the
//! wholesale price, v the salvage value of what is left. The retailer orders the quantile of its critical ratio:
//!
//! | contract | ratio | retailer's profit | needs |
//! |---|---|---|---|
//! | `wholesale` | (r-w)/(r-v) | rS + v(Q-S) - wQ | v < w < r |
//! | `buyback` at b | (r-w)/(r-b) | rS + b(Q-S) - wQ | v < w < r, v ≤ b < w |
//! | `revenue_sharing`, part φ kept | (φr-w)/(φ(r-v)) | φ(rS + v(Q-S)) - wQ | 0 < φ ≤ 1, φv < w < φr |
//!
//! The chain earns rS + v(Q-S) - cQ, most at the quantile of (r-c)/(r-v), v < c < r; the supplier earns what the retailer does
//! not. A contract coordinates the chain where both quantities agree: efficiency 1.
//!
//! Source: G. P. Cachon (2003), "Supply chain coordination with contracts", Handbooks in Operations Research and Management
//! Science 11; B. A. Pasternack (1985), Marketing Science 4. Limits: one season, normal demand (where the spread is large against
//! the mean, a low ratio gives a quantity below 0: the model does not fit).

use crate::check::{answer, finite, non_negative, positive};
use crate::error::InventoryError;
use crate::range::quotient;
use mercato_core::Error;
use mercato_numeric::distribution::{Normal, normal_loss};
use serde::{Deserialize, Serialize};

/// How do retailer and supplier share risk and revenue?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ContractType {
    /// A price a unit, and nothing else.
    #[default]
    Wholesale,
    /// The supplier takes back what is left at `buyback_price`.
    Buyback,
    /// The retailer keeps `retailer_revenue_share` of its revenue, salvage included.
    RevenueSharing,
}

/// What [`supply_contract`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SupplyContractInput {
    /// The kind of contract.
    pub contract_type: ContractType,
    /// r, money a unit sold, above `production_cost`.
    pub retail_price: f64,
    /// c, what a unit costs to make, above `salvage_value`.
    pub production_cost: f64,
    /// w, what the retailer pays for a unit.
    pub wholesale_price: f64,
    /// v, what a unit left over brings; below 0 where it costs money to be rid of it.
    pub salvage_value: f64,
    /// μ, mean demand of the season, at least 0.
    pub demand_mean: f64,
    /// σ, its standard deviation, at least 0.
    pub demand_sd: f64,
    /// b, what the supplier pays for a unit left over; with `buyback` only, and needed there.
    pub buyback_price: Option<f64>,
    /// φ, the part of its revenue that the retailer keeps; with `revenue_sharing` only, and needed there.
    pub retailer_revenue_share: Option<f64>,
}

/// What [`supply_contract`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SupplyContractOutput {
    /// Units that the retailer orders.
    pub order_quantity: f64,
    /// Expected profit of the retailer.
    pub retailer_profit: f64,
    /// Expected profit of the supplier.
    pub supplier_profit: f64,
    /// Both together.
    pub chain_profit: f64,
    /// Units that earn the chain the most.
    pub coordinated_order_quantity: f64,
    /// What the chain earns then.
    pub coordinated_profit: f64,
    /// Chain profit over coordinated profit, at most 1; null where the chain can earn nothing.
    pub efficiency: Option<f64>,
}

/// What a contract makes a retailer order, and what retailer, supplier and chain earn; formulas in the [module](self).
///
/// ```
/// use mercato_inventory::{ContractType, SupplyContractInput, supply_contract};
/// let wholesale = SupplyContractInput {
///     retail_price: 100.0, production_cost: 40.0, wholesale_price: 70.0, salvage_value: 10.0,
///     demand_mean: 500.0, demand_sd: 120.0, ..Default::default()
/// };
/// let alone = supply_contract(&wholesale)?;
/// assert!((alone.order_quantity - 448.3).abs() < 0.1); // ratio 1/3 where the chain's is 2/3
/// // a buyback at 55 gives the retailer the chain's ratio: (100-70)/(100-55) = 2/3
/// let buyback = SupplyContractInput { contract_type: ContractType::Buyback, buyback_price: Some(55.0), ..wholesale };
/// let shared = supply_contract(&buyback)?;
/// assert!((shared.order_quantity - 551.7).abs() < 0.1);
/// assert!((shared.efficiency.unwrap_or_default() - 1.0).abs() < 1e-12);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure that is not finite or out of its range, prices out of the order that the contract needs,
/// or a term that is missing or belongs to another contract; `overflow` if an answer exceeds a double.
pub fn supply_contract(input: &SupplyContractInput) -> Result<SupplyContractOutput, InventoryError> {
    let season = Season::new(input)?;
    let terms = Terms::new(input)?;
    let best =
        season.quantile(input.retail_price - input.production_cost, input.production_cost - input.salvage_value)?;
    let quantity = season.quantile(terms.under, terms.over)?;
    let chain = |q: f64| season.revenue(q, input.salvage_value) - input.production_cost * q;
    let retailer = terms.share * season.revenue(quantity, terms.left_over_price) - input.wholesale_price * quantity;
    let retailer_profit = answer("retailer_profit", retailer)?;
    let chain_profit = answer("chain_profit", chain(quantity))?;
    let coordinated_profit = answer("coordinated_profit", chain(best))?;
    let efficiency = (coordinated_profit > 0.0).then(|| answer("efficiency", chain_profit / coordinated_profit));
    Ok(SupplyContractOutput {
        order_quantity: quantity,
        retailer_profit,
        supplier_profit: answer("supplier_profit", chain_profit - retailer_profit)?,
        chain_profit,
        coordinated_order_quantity: best,
        coordinated_profit,
        efficiency: efficiency.transpose()?,
    })
}

/// The demand of the season, and what a unit of it brings.
#[derive(Debug, Clone, Copy)]
struct Season {
    mean: f64,
    deviation: f64,
    retail_price: f64,
}

impl Season {
    fn new(input: &SupplyContractInput) -> Result<Self, Error> {
        let retail_price = finite("retail_price", input.retail_price)?;
        let production_cost = finite("production_cost", input.production_cost)?;
        finite("wholesale_price", input.wholesale_price)?;
        let salvage_value = finite("salvage_value", input.salvage_value)?;
        let mean = non_negative("demand_mean", input.demand_mean)?;
        let deviation = non_negative("demand_sd", input.demand_sd)?;
        below("salvage_value", salvage_value, production_cost, "must be below production_cost")?;
        below("production_cost", production_cost, retail_price, "must be below retail_price")?;
        Ok(Self { mean, deviation, retail_price })
    }

    /// The quantile of the ratio under/(under + over), for the cost of a unit too few and of a unit too many.
    fn quantile(&self, under: f64, over: f64) -> Result<f64, InventoryError> {
        // both are above 0; halves keep their sum in range
        let (under, over) = (0.5 * under, 0.5 * over);
        let ratio = positive_ratio(under, under + over)?;
        let score = if ratio <= 0.5 {
            Normal::standard().quantile(ratio)?
        } else {
            Normal::standard().isf(positive_ratio(over, under + over)?)?
        };
        Ok(answer("order_quantity", self.mean + self.deviation * score)?)
    }

    /// rS + v(Q-S), what is sold and what is left of Q bring.
    fn revenue(&self, quantity: f64, left_over_price: f64) -> f64 {
        let shortage = if self.deviation > 0.0 {
            self.deviation * normal_loss((quantity - self.mean) / self.deviation)
        } else {
            (self.mean - quantity).max(0.0)
        };
        let sales = self.mean - shortage;
        self.retail_price * sales + left_over_price * (quantity - sales)
    }
}

fn positive_ratio(part: f64, whole: f64) -> Result<f64, Error> {
    let ratio = quotient([part], [whole]);
    if ratio > 0.0 { Ok(ratio) } else { Err(Error::overflow("order_quantity", ratio, "a critical ratio above 0")) }
}

/// What a contract makes of the retailer's problem.
#[derive(Debug, Clone, Copy)]
struct Terms {
    /// Part of the revenue that the retailer keeps.
    share: f64,
    /// What a unit left over brings, before that part is taken.
    left_over_price: f64,
    /// What a unit too few costs the retailer.
    under: f64,
    /// What a unit too many costs it.
    over: f64,
}

impl Terms {
    fn new(input: &SupplyContractInput) -> Result<Self, Error> {
        let SupplyContractInput { contract_type, retail_price, wholesale_price, salvage_value, .. } = *input;
        let buyback = term("buyback_price", input.buyback_price, contract_type == ContractType::Buyback)?;
        let share = input.retailer_revenue_share;
        let share = term("retailer_revenue_share", share, contract_type == ContractType::RevenueSharing)?;
        let kept = match share {
            Some(share) if positive("retailer_revenue_share", share)? > 1.0 => {
                return Err(Error::invalid("retailer_revenue_share", share, "must be at most 1"));
            }
            Some(share) => share,
            None => 1.0,
        };
        if wholesale_price <= kept * salvage_value {
            let reason = "must exceed the salvage value (the part of it that the retailer keeps)";
            return Err(Error::invalid("wholesale_price", wholesale_price, reason));
        }
        let reason = "must be below the retail price (the part of it that the retailer keeps)";
        below("wholesale_price", wholesale_price, kept * retail_price, reason)?;
        let left_over_price = match buyback {
            Some(price) if price < salvage_value => {
                return Err(Error::invalid("buyback_price", price, "must be at least the salvage value"));
            }
            Some(price) => below("buyback_price", price, wholesale_price, "must be below wholesale_price")?,
            None => salvage_value,
        };
        let over = wholesale_price - kept * left_over_price;
        Ok(Self { share: kept, left_over_price, under: kept * retail_price - wholesale_price, over })
    }
}

/// A term of one kind of contract: needed there, refused elsewhere.
fn term(path: &str, value: Option<f64>, needed: bool) -> Result<Option<f64>, Error> {
    match (value, needed) {
        (Some(value), true) => finite(path, value).map(Some),
        (None, false) => Ok(None),
        (None, true) => Err(Error::invalid(path, "nothing", "is given, and the contract needs it")),
        (Some(value), false) => Err(Error::invalid(path, value, "is a term of another contract")),
    }
}

fn below(path: &str, value: f64, limit: f64, reason: &'static str) -> Result<f64, Error> {
    if value < limit { Ok(value) } else { Err(Error::invalid(path, value, reason)) }
}
