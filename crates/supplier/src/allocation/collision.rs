//! Which limits collide? A smallest set of them: from all limits, each is left out for good if there is still no plan
//! without it (the deletion filter of Chinneck and Dravnieks 1991, ORSA J. Comput. 3, 157-168).

use super::problem::{Problem, Scope};
use super::search::{Ending, search};
use super::{AllocateOrdersInput, AllocationLimit, node_limit};
use crate::error::SupplierError;
use mercato_core::Error;

/// The limits that the input states.
pub(super) fn stated(input: &AllocateOrdersInput) -> Vec<AllocationLimit> {
    use AllocationLimit as Limit;
    let any = |states: fn(&super::SupplierOffer) -> Option<u64>| {
        input.suppliers.iter().any(|offer| states(offer).is_some_and(|value| value > 1))
    };
    [
        (Limit::Capacity, true),
        (Limit::MinOrder, any(|offer| offer.min_order)),
        (Limit::LotSize, any(|offer| offer.lot_size)),
        (Limit::MaxShare, input.max_share.is_some()),
        (Limit::MinSuppliers, input.min_suppliers.is_some()),
        (Limit::MaxSuppliers, input.max_suppliers.is_some()),
        (Limit::MaxDefectRate, input.max_defect_rate.is_some()),
        (Limit::MinOnTimeRate, input.min_on_time_rate.is_some()),
    ]
    .into_iter()
    .filter_map(|(limit, is_stated)| is_stated.then_some(limit))
    .collect()
}

/// The refusal of an input without a plan.
pub(super) fn collision(input: &AllocateOrdersInput) -> Result<SupplierError, Error> {
    let mut limits = stated(input);
    let mut without: Vec<AllocationLimit> = Vec::new();
    // the limits of the offers go first: where either would do, those are named that the buyer sets
    for limit in limits.clone() {
        without.push(limit);
        let problem = Problem::compile(input, Scope { without: &without, free: true })?;
        // a search that gives up leaves the limit in: the set collides all the same
        let ending = search(&problem, node_limit(input), true, &mut 0);
        if ending != Ending::Proven(None) {
            without.pop();
        }
    }
    limits.retain(|limit| !without.contains(limit));
    let texts: Vec<String> = limits.iter().map(|limit| in_words(input, *limit)).collect();
    let what = match texts.as_slice() {
        [one] => format!("no split of the demand of {} keeps {one}", input.demand),
        _ => format!(
            "no split of the demand of {} keeps {} together; without any one of them the others can be kept",
            input.demand,
            texts.join(", ")
        ),
    };
    Ok(SupplierError::Collision { limits, what })
}

/// The limit with its figures.
fn in_words(input: &AllocateOrdersInput, limit: AllocationLimit) -> String {
    let number = |value: Option<f64>| value.unwrap_or_default();
    let count = |value: Option<u64>| value.unwrap_or_default();
    match limit {
        AllocationLimit::Capacity => {
            let total = input.suppliers.iter().fold(0_u128, |sum, offer| sum.saturating_add(offer.capacity.into()));
            format!("the capacities ({total} in all)")
        }
        AllocationLimit::MinOrder => "the least orders (min_order)".to_owned(),
        AllocationLimit::LotSize => "the lot sizes".to_owned(),
        AllocationLimit::MaxShare => format!("max_share {}", number(input.max_share)),
        AllocationLimit::MinSuppliers => format!("min_suppliers {}", count(input.min_suppliers)),
        AllocationLimit::MaxSuppliers => format!("max_suppliers {}", count(input.max_suppliers)),
        AllocationLimit::MaxDefectRate => format!("max_defect_rate {}", number(input.max_defect_rate)),
        AllocationLimit::MinOnTimeRate => format!("min_on_time_rate {}", number(input.min_on_time_rate)),
    }
}
