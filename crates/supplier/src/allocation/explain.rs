//! Why did a supplier get its share, or none, and what would change that? Each answer is another proven optimum: of the same
//! order with the supplier used whatever it costs, without the supplier, or without a limit.

use super::collision::stated;
use super::problem::{Problem, Scope};
use super::search::{Ending, Plan, search};
use super::{AllocateOrdersInput, AllocationLimit, node_limit, stopped};
use crate::error::SupplierError;
use mercato_core::{Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// Why a supplier is in a plan, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum OfferReason {
    /// It delivers; without it the order would cost more (or the same).
    Chosen,
    /// It delivers; without it there is no plan.
    Indispensable,
    /// It does not deliver; with it the order would cost more (or the same).
    Dearer,
    /// It does not deliver: no plan that uses it keeps the limits.
    ExcludedByLimits,
    /// It does not deliver: its least order, in whole lots, is above its capacity, its largest share or the demand.
    CannotDeliver,
}

/// A supplier's part in a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct OfferExplanation {
    /// The supplier.
    pub id: String,
    /// Why it delivers or not.
    pub reason: OfferReason,
    /// Of a supplier that delivers, what the order costs more without it; of one that does not, what it costs more with it.
    /// Before rounding, to four decimals beyond the currency's, half up; `None` where there is no such plan.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub cost_difference: Option<Decimal>,
    /// The units of a supplier that does not deliver in the cheapest plan that uses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantity_if_used: Option<u64>,
    /// By how much its price a unit has to fall, at least so much is enough, for that plan to cost no more than the
    /// best: `cost_difference / quantity_if_used`, rounded up.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub price_cut_to_enter: Option<Decimal>,
}

/// What a limit costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LimitWorth {
    /// The limit.
    pub limit: AllocationLimit,
    /// What the order would cost less without it, before rounding, to four decimals beyond the currency's, half up; 0 if it
    /// does not bind.
    #[serde(with = "DecimalString")]
    pub saving_without_it: Decimal,
}

/// Why a plan is as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AllocationExplanation {
    /// Every supplier, in the order given.
    pub suppliers: Vec<OfferExplanation>,
    /// Every limit that is stated.
    pub limits: Vec<LimitWorth>,
}

/// How much finer than the currency a difference of unrounded costs is.
const DIFFERENCE_DIGITS: u32 = 4;

pub(super) fn explain(
    input: &AllocateOrdersInput,
    problem: &Problem,
    best: &Plan,
    nodes: &mut u64,
) -> Result<AllocationExplanation, SupplierError> {
    let digits = input.currency.minor_digits().saturating_add(DIFFERENCE_DIGITS);
    let cost = plan_cost(input, &best.quantities);
    let mut optimum = |problem: &Problem| -> Result<Option<Plan>, Error> {
        match search(problem, node_limit(input), false, nodes) {
            Ending::Proven(plan) => Ok(plan),
            Ending::Stopped(plan) => Err(stopped(problem, plan.as_ref(), node_limit(input))),
        }
    };
    let mut suppliers = Vec::with_capacity(input.suppliers.len());
    for (index, offer) in input.suppliers.iter().enumerate() {
        let quantity = best.quantities.get(index).copied().unwrap_or_default();
        let mut entry = OfferExplanation {
            id: offer.id.clone(),
            reason: OfferReason::CannotDeliver,
            cost_difference: None,
            quantity_if_used: None,
            price_cut_to_enter: None,
        };
        if quantity > 0 {
            entry.reason = OfferReason::Indispensable;
            if let Some(other) = optimum(&problem.excluding(index))? {
                entry.reason = OfferReason::Chosen;
                let difference = plan_cost(input, &other.quantities) - cost.clone();
                entry.cost_difference = Some(difference.round("cost_difference", digits, Rounding::HalfUp)?);
            }
        } else if !problem.of(index).is_empty() {
            entry.reason = OfferReason::ExcludedByLimits;
            if let Some(other) = optimum(&problem.requiring(index))? {
                entry.reason = OfferReason::Dearer;
                let difference = plan_cost(input, &other.quantities) - cost.clone();
                let units = other.quantities.get(index).copied().unwrap_or_default();
                entry.cost_difference = Some(difference.round("cost_difference", digits, Rounding::HalfUp)?);
                entry.quantity_if_used = Some(units);
                let cut = difference.checked_div(&Exact::from(units));
                let cut = cut.map(|cut| cut.round("price_cut_to_enter", digits, Rounding::Ceil)).transpose()?;
                entry.price_cut_to_enter = cut;
            }
        }
        suppliers.push(entry);
    }
    let mut limits = Vec::new();
    for limit in stated(input) {
        let relaxed = Problem::compile(input, Scope { without: &[limit], free: false })?;
        let plan = optimum(&relaxed)?;
        let saving = plan.map_or(Exact::ZERO, |plan| cost.clone() - plan_cost(input, &plan.quantities));
        let saving_without_it = saving.round("saving_without_it", digits, Rounding::HalfUp)?;
        limits.push(LimitWorth { limit, saving_without_it });
    }
    Ok(AllocationExplanation { suppliers, limits })
}

fn plan_cost(input: &AllocateOrdersInput, quantities: &[u64]) -> Exact {
    input.suppliers.iter().zip(quantities).map(|(offer, quantity)| offer.cost(*quantity)).sum()
}
