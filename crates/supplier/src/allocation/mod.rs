//! How is an order split between suppliers at the least cost?
//!
//! `minimise sum of cost_i(q_i)` over whole quantities with `sum of q_i = demand`. A supplier delivers nothing, or a multiple of
//! `lot_size`, at least `min_order`, at most `capacity` and `max_share x demand`. Between `min_suppliers` and `max_suppliers`
//! deliver; `sum of q_i defect_rate_i <= max_defect_rate x demand` and `sum of q_i on_time_rate_i >= min_on_time_rate x demand`
//! (limits that multiply a rate and the demand have a slack of 1e-9 of a unit). A supplier that delivers costs `fixed_cost`
//! and its price: with price breaks the price reached on every unit (`all_units`), or each unit at the price of the
//! break it lies in (`incremental`).
//!
//! The answer is a proven optimum. An own branch and bound (linear relaxation with multiple choice, reduced-cost narrowing of
//! every quantity) finds it, or, for many suppliers nearly alike without quality limits, a dynamic programme; before it is returned the plan is held to every limit again in whole numbers, rates as the
//! decimals that they print as, and its cost is computed anew in decimals. What is minimised is the cost before rounding; each
//! supplier's cost is then rounded to the minor unit, half up, and the total is their sum. Of plans that cost the same, any
//! is returned, always the same one.
//!
//! Source: the supplier selection problem with quantity discounts, e.g. S. S. Chaudhry, F. G. Forst and J. L. Zydiak, "Vendor
//! selection with price breaks", Eur. J. Oper. Res. 70 (1993) 52-66; the search is Falk and Soland (1969) for separable
//! costs, its bounds Dantzig and Van Slyke (1967).
//!
//! Limits: at most 10,000 suppliers, 100,000 price breaks, a demand of 10^12 and prices of 12 decimals; the search ends in
//! `no_convergence` after `node_limit` nodes (each costs time in proportion to the suppliers and their breaks).

mod collision;
mod domain;
mod explain;
mod problem;
mod programme;
mod relaxation;
mod search;

use crate::check;
use crate::error::SupplierError;
pub use explain::{AllocationExplanation, LimitWorth, OfferExplanation, OfferReason};
use mercato_core::{
    Currency, Decimal, DecimalString, Error, Exact, Money, OptionalDecimalString, Rounding, null_is_default,
};
use problem::{Problem, Scope};
use search::{Ending, Plan};
use serde::{Deserialize, Serialize};

/// The most nodes that a search may use where none are given: some seconds. An order with many offers has fewer, for each
/// node costs more.
pub const DEFAULT_NODE_LIMIT: u64 = 200_000;
/// Nodes times offers and price breaks of a search for which no limit is given, and the nodes that it may use all the same.
const DEFAULT_WORK: u64 = 40_000_000;
const LEAST_NODE_LIMIT: u64 = 1_000;
/// The most suppliers that can be explained: each takes a search.
const MAX_EXPLAINED: usize = 300;

/// How a supplier's price breaks count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DiscountType {
    /// The price reached holds for every unit.
    #[default]
    AllUnits,
    /// Each unit costs the price of the break that it lies in.
    Incremental,
}

/// A price from a quantity on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceBreak {
    /// The first quantity at this price; 1 in the first break, rising after it.
    pub min_quantity: u64,
    /// Price of a unit, at least 0, of at most 12 decimals.
    #[serde(with = "DecimalString")]
    pub unit_price: Decimal,
}

/// What a supplier offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SupplierOffer {
    /// The supplier, not blank.
    pub id: String,
    /// Price of a unit, at least 0, of at most 12 decimals; `price_breaks` replace it.
    #[serde(with = "DecimalString")]
    pub unit_price: Decimal,
    /// The most units that the supplier can deliver.
    pub capacity: u64,
    /// What using the supplier costs once (set-up, freight, audit), at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub fixed_cost: Option<Decimal>,
    /// The least units of an order; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_order: Option<u64>,
    /// An order is a multiple of this, at least 1; 1 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lot_size: Option<u64>,
    /// Share of the units that are defective, 0 to 1; needed with `max_defect_rate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub defect_rate: Option<f64>,
    /// Share of the units that come on time, 0 to 1; needed with `min_on_time_rate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_time_rate: Option<f64>,
    /// Prices by quantity; none if left out.
    #[serde(default, deserialize_with = "null_is_default", skip_serializing_if = "Vec::is_empty")]
    pub price_breaks: Vec<PriceBreak>,
    /// How the breaks count; `all_units` if left out.
    #[serde(default, deserialize_with = "null_is_default")]
    pub discount_type: DiscountType,
}

/// What [`allocate_orders`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AllocateOrdersInput {
    /// The currency of every price and cost.
    pub currency: Currency,
    /// The units to order, from 1 to 10^12.
    pub demand: u64,
    /// The offers.
    pub suppliers: Vec<SupplierOffer>,
    /// The largest share of defective units in the whole order, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_defect_rate: Option<f64>,
    /// The least share of units on time in the whole order, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_on_time_rate: Option<f64>,
    /// The least suppliers that deliver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_suppliers: Option<u64>,
    /// The most suppliers that deliver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_suppliers: Option<u64>,
    /// The largest share of the demand of one supplier, 0 to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_share: Option<f64>,
    /// After how many nodes the search gives up, at least 1; if left out 200,000, or fewer where there are some hundred
    /// suppliers or more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_limit: Option<u64>,
    /// Whether to say why each supplier got what it got, and what each limit costs: some more searches, one a supplier and
    /// limit. At most 300 suppliers can be explained.
    #[serde(default, deserialize_with = "null_is_default")]
    pub explain: bool,
}

impl AllocateOrdersInput {
    /// An order without limits beyond those of the offers.
    #[must_use]
    pub fn new(currency: Currency, demand: u64, suppliers: Vec<SupplierOffer>) -> Self {
        Self {
            currency,
            demand,
            suppliers,
            max_defect_rate: None,
            min_on_time_rate: None,
            min_suppliers: None,
            max_suppliers: None,
            max_share: None,
            node_limit: None,
            explain: false,
        }
    }
}

impl SupplierOffer {
    /// An offer at one price for any quantity up to the capacity.
    #[must_use]
    pub fn new(id: impl Into<String>, unit_price: Decimal, capacity: u64) -> Self {
        Self {
            id: id.into(),
            unit_price,
            capacity,
            fixed_cost: None,
            min_order: None,
            lot_size: None,
            defect_rate: None,
            on_time_rate: None,
            price_breaks: Vec::new(),
            discount_type: DiscountType::AllUnits,
        }
    }
}

/// A limit of the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AllocationLimit {
    /// The capacities.
    Capacity,
    /// The least orders.
    MinOrder,
    /// The lot sizes.
    LotSize,
    /// The largest share of one supplier.
    MaxShare,
    /// The least number of suppliers.
    MinSuppliers,
    /// The largest number of suppliers.
    MaxSuppliers,
    /// The largest share of defective units.
    MaxDefectRate,
    /// The least share of units on time.
    MinOnTimeRate,
}

impl AllocationLimit {
    /// The field of the input that states it.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Capacity => "suppliers[].capacity",
            Self::MinOrder => "suppliers[].min_order",
            Self::LotSize => "suppliers[].lot_size",
            Self::MaxShare => "max_share",
            Self::MinSuppliers => "min_suppliers",
            Self::MaxSuppliers => "max_suppliers",
            Self::MaxDefectRate => "max_defect_rate",
            Self::MinOnTimeRate => "min_on_time_rate",
        }
    }
}

/// Whether a plan is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlanStatus {
    /// No plan that keeps the limits costs less.
    Optimal,
}

/// What one supplier delivers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SupplierAllocation {
    /// The supplier.
    pub id: String,
    /// Its units, above 0.
    pub quantity: u64,
    /// What they cost with the fixed cost, rounded to the minor unit, half up.
    #[serde(with = "DecimalString")]
    pub cost: Decimal,
}

/// How an order is split.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct OrderPlan {
    /// That it is the best.
    pub status: PlanStatus,
    /// The sum of the costs.
    #[serde(with = "DecimalString")]
    pub total_cost: Decimal,
    /// The suppliers that deliver, in the order given.
    pub allocations: Vec<SupplierAllocation>,
    /// The nodes that the search used, those of the explanation included.
    pub nodes: u64,
    /// Why, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<AllocationExplanation>,
}

/// The cheapest split of an order, proven.
///
/// ```
/// use mercato_core::{Currency, decimal};
/// use mercato_supplier::{AllocateOrdersInput, PriceBreak, SupplierOffer, allocate_orders};
/// let mut tea = SupplierOffer::new("tea", decimal::parse("10.00")?, 80);
/// tea.price_breaks = vec![
///     PriceBreak { min_quantity: 1, unit_price: decimal::parse("10.00")? },
///     PriceBreak { min_quantity: 60, unit_price: decimal::parse("9.00")? },
/// ];
/// let pot = SupplierOffer::new("pot", decimal::parse("9.50")?, 100);
/// let plan = allocate_orders(&AllocateOrdersInput::new(Currency::EUR, 100, vec![tea, pot]))?;
/// // 80 x 9.00 + 20 x 9.50
/// assert_eq!(plan.total_cost.to_string(), "910.00");
/// assert_eq!(plan.allocations[0].quantity, 80);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a demand of 0 or above 10^12, an empty list, a rate outside 0 to 1, a negative price, breaks
/// that do not begin at 1 and rise, a lot size of 0, a quality limit with a supplier whose rate is missing, more than the
/// sizes of this module; `duplicate_id`; `infeasible` ([`SupplierError::Collision`]) with the limits that collide;
/// `no_convergence` after `node_limit` nodes; `overflow` for costs beyond 64-bit minor units.
pub fn allocate_orders(input: &AllocateOrdersInput) -> Result<OrderPlan, SupplierError> {
    validate(input)?;
    let problem = Problem::compile(input, Scope::WHOLE)?;
    let mut nodes = 0;
    let best = match search::search(&problem, node_limit(input), false, &mut nodes) {
        Ending::Proven(Some(plan)) => plan,
        Ending::Proven(None) => return Err(collision::collision(input)?),
        Ending::Stopped(plan) => return Err(stopped(&problem, plan.as_ref(), nodes).into()),
    };
    if problem.cost(&best.quantities) != Some(best.cost) {
        return Err(
            Error::no_convergence("allocations", "the plan found breaks a limit: please report this input").into()
        );
    }
    let explanation = if input.explain { Some(explain::explain(input, &problem, &best, &mut nodes)?) } else { None };
    let mut allocations = Vec::new();
    let mut total = Money::zero(input.currency);
    for (offer, quantity) in input.suppliers.iter().zip(&best.quantities) {
        if *quantity > 0 {
            let cost = Money::round_exact("cost", &offer.cost(*quantity), input.currency, Rounding::HalfUp)?;
            total = total.checked_add(cost).map_err(|error| error.named("total_cost"))?;
            allocations.push(SupplierAllocation { id: offer.id.clone(), quantity: *quantity, cost: cost.to_decimal() });
        }
    }
    Ok(OrderPlan { status: PlanStatus::Optimal, total_cost: total.to_decimal(), allocations, nodes, explanation })
}

fn node_limit(input: &AllocateOrdersInput) -> u64 {
    input.node_limit.unwrap_or_else(|| {
        let options: usize = input.suppliers.iter().map(|offer| offer.price_breaks.len().saturating_add(3)).sum();
        let options = u64::try_from(options).unwrap_or(u64::MAX).max(1);
        DEFAULT_WORK.checked_div(options).unwrap_or_default().clamp(LEAST_NODE_LIMIT, DEFAULT_NODE_LIMIT)
    })
}

/// The refusal of a search that used up its nodes.
fn stopped(problem: &Problem, best: Option<&Plan>, nodes: u64) -> Error {
    let found = match best {
        Some(plan) => {
            let used = plan.quantities.iter().filter(|quantity| **quantity > 0).count();
            format!("the best plan so far uses {used} of {} suppliers and is not proven", problem.len())
        }
        None => "no plan was found so far".to_owned(),
    };
    Error::no_convergence("node_limit", format_args!("{nodes} nodes were searched: {found}; give a larger node_limit"))
}

impl SupplierOffer {
    /// What a quantity costs with the fixed cost, not rounded: the definition, apart from the search.
    ///
    /// ```
    /// use mercato_core::{Exact, decimal};
    /// use mercato_supplier::{DiscountType, PriceBreak, SupplierOffer};
    /// let mut offer = SupplierOffer::new("a", decimal::parse("10.00")?, 80);
    /// offer.price_breaks = vec![
    ///     PriceBreak { min_quantity: 1, unit_price: decimal::parse("10.00")? },
    ///     PriceBreak { min_quantity: 60, unit_price: decimal::parse("9.00")? },
    /// ];
    /// assert_eq!(offer.cost(61), Exact::from(549)); // 61 x 9
    /// offer.discount_type = DiscountType::Incremental;
    /// assert_eq!(offer.cost(61), Exact::from(608)); // 59 x 10 + 2 x 9
    /// # Ok::<(), mercato_core::Error>(())
    /// ```
    #[must_use]
    pub fn cost(&self, quantity: u64) -> Exact {
        if quantity == 0 {
            return Exact::ZERO;
        }
        let fixed = Exact::from(self.fixed_cost.unwrap_or_default());
        let mut reached = self.price_breaks.iter().filter(|step| step.min_quantity <= quantity);
        match self.discount_type {
            DiscountType::AllUnits => {
                let price = reached.next_back().map_or(self.unit_price, |step| step.unit_price);
                fixed + Exact::from(price) * Exact::from(quantity)
            }
            DiscountType::Incremental if self.price_breaks.is_empty() => {
                fixed + Exact::from(self.unit_price) * Exact::from(quantity)
            }
            DiscountType::Incremental => {
                let ends = self.price_breaks.iter().skip(1).map(|next| next.min_quantity.saturating_sub(1));
                let ends = ends.chain([quantity]).map(|end| end.min(quantity));
                reached.zip(ends).fold(fixed, |sum, (step, end)| {
                    let units = end.saturating_sub(step.min_quantity.saturating_sub(1));
                    sum + Exact::from(step.unit_price) * Exact::from(units)
                })
            }
        }
    }
}

/// Refuses what the problem is not defined for.
fn validate(input: &AllocateOrdersInput) -> Result<(), Error> {
    if input.demand == 0 || input.demand > problem::MAX_DEMAND {
        return Err(Error::invalid("demand", input.demand, "must be from 1 to 1000000000000"));
    }
    check::not_empty("suppliers", &input.suppliers)?;
    if input.suppliers.len() > problem::MAX_SUPPLIERS {
        return Err(Error::invalid("suppliers", input.suppliers.len(), "are more than 10000"));
    }
    let breaks: usize = input.suppliers.iter().map(|offer| offer.price_breaks.len()).sum();
    if breaks > problem::MAX_BREAKS {
        return Err(Error::invalid("suppliers", breaks, "price breaks are more than 100000"));
    }
    check::unique("suppliers", input.suppliers.iter().map(|offer| offer.id.as_str()))?;
    check::optional_rate("max_defect_rate", input.max_defect_rate)?;
    check::optional_rate("min_on_time_rate", input.min_on_time_rate)?;
    check::optional_rate("max_share", input.max_share)?;
    if input.explain && input.suppliers.len() > MAX_EXPLAINED {
        return Err(Error::invalid("explain", true, "is offered for at most 300 suppliers"));
    }
    if input.node_limit == Some(0) {
        return Err(Error::invalid("node_limit", 0, "must be at least 1"));
    }
    for (index, offer) in input.suppliers.iter().enumerate() {
        validate_offer(offer, input).map_err(|error| error.at("suppliers", index))?;
    }
    Ok(())
}

fn validate_offer(offer: &SupplierOffer, input: &AllocateOrdersInput) -> Result<(), Error> {
    check::price("unit_price", offer.unit_price)?;
    check::price("fixed_cost", offer.fixed_cost.unwrap_or_default())?;
    if offer.lot_size == Some(0) {
        return Err(Error::invalid("lot_size", 0, "must be at least 1"));
    }
    check::optional_rate("defect_rate", offer.defect_rate)?;
    check::optional_rate("on_time_rate", offer.on_time_rate)?;
    if input.max_defect_rate.is_some() && offer.defect_rate.is_none() {
        return Err(Error::invalid("defect_rate", "none", "is needed for max_defect_rate"));
    }
    if input.min_on_time_rate.is_some() && offer.on_time_rate.is_none() {
        return Err(Error::invalid("on_time_rate", "none", "is needed for min_on_time_rate"));
    }
    let mut before = 0;
    for (index, step) in offer.price_breaks.iter().enumerate() {
        let at = |error: Error| error.at("price_breaks", index);
        check::price("unit_price", step.unit_price).map_err(at)?;
        if index == 0 && step.min_quantity != 1 {
            return Err(at(Error::invalid("min_quantity", step.min_quantity, "must be 1 in the first break")));
        }
        if step.min_quantity <= before {
            let reason = format!("must be above {before}, that of the break before");
            return Err(at(Error::invalid("min_quantity", step.min_quantity, reason)));
        }
        before = step.min_quantity;
    }
    Ok(())
}
