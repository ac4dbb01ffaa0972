//! How much more can be promised for each period without breaking a promise already made?
//!
//! ```text
//! projected_t            = on_hand + Σ_{u≤t} receipts_u − Σ_{u≤t} commitments_u
//! available_to_promise_t = max(0, min_{u≥t} projected_u)
//! ```
//!
//! Source: cumulative available-to-promise with look-ahead (Vollmann, Berry, Whybark and Jacobs 2005, ch. 5; APICS
//! dictionary). Looking ahead is what keeps a later commitment safe; without it the same unit is promised twice.

use crate::check::not_empty;
use crate::error::InventoryError;
use crate::exact::{DecimalList, each_non_negative, non_negative, quantities};
use mercato_core::{Decimal, DecimalString, Error, Exact};
use serde::{Deserialize, Serialize};

/// What [`available_to_promise`] takes, in units of the item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AvailableToPromiseInput {
    /// Units on hand before the first period, at least 0.
    #[serde(with = "DecimalString")]
    pub on_hand: Decimal,
    /// What arrives in each period, each at least 0; at least one period.
    #[serde(with = "DecimalList")]
    pub receipts: Vec<Decimal>,
    /// What is already promised for each period, each at least 0; as many as `receipts`.
    #[serde(with = "DecimalList")]
    pub commitments: Vec<Decimal>,
}

/// What can still be promised, a figure a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AvailableToPromise {
    /// The stock at the end of each period after every commitment; negative where stock is short.
    #[serde(with = "DecimalList")]
    pub projected: Vec<Decimal>,
    /// What a further promise for the period may be at most.
    #[serde(with = "DecimalList")]
    pub available_to_promise: Vec<Decimal>,
    /// The first period (from 1) that is short; `None` if every commitment can be kept.
    pub first_short_period: Option<usize>,
}

/// What can be promised for each period, O(periods).
///
/// ```
/// use mercato_core::Decimal;
/// use mercato_inventory::{AvailableToPromiseInput, available_to_promise};
/// let units = |list: [i64; 3]| list.map(Decimal::from).to_vec();
/// let answer = available_to_promise(&AvailableToPromiseInput {
///     on_hand: Decimal::from(31),
///     receipts: units([0, 0, 20]),
///     commitments: units([16, 2, 12]),
/// })?;
/// assert_eq!(answer.projected, units([15, 13, 21]));
/// assert_eq!(answer.available_to_promise, units([13, 13, 21])); // 2 of the 15 are spoken for
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for empty lists, lists of different lengths or a quantity below 0; `overflow` for a quantity that no
/// decimal holds.
pub fn available_to_promise(input: &AvailableToPromiseInput) -> Result<AvailableToPromise, InventoryError> {
    not_empty("receipts", &input.receipts)?;
    if input.commitments.len() != input.receipts.len() {
        let reason = format!("must be as many as the receipts, {}", input.receipts.len());
        return Err(Error::invalid("commitments", format_args!("{} figures", input.commitments.len()), reason).into());
    }
    let mut stock = non_negative("on_hand", &input.on_hand)?;
    let receipts = each_non_negative("receipts", &input.receipts)?;
    let commitments = each_non_negative("commitments", &input.commitments)?;
    let mut projected = Vec::with_capacity(receipts.len());
    for (receipt, commitment) in receipts.iter().zip(&commitments) {
        stock = &(&stock + receipt) - commitment;
        projected.push(stock.clone());
    }
    let mut lowest = stock;
    let mut promises = Vec::with_capacity(projected.len());
    for stock in projected.iter().rev() {
        lowest = lowest.min(stock.clone());
        promises.push(lowest.clone().max(Exact::ZERO));
    }
    promises.reverse();
    Ok(AvailableToPromise {
        first_short_period: projected.iter().position(Exact::is_negative).map(|index| index.saturating_add(1)),
        projected: quantities("projected", &projected)?,
        available_to_promise: quantities("available_to_promise", &promises)?,
    })
}
