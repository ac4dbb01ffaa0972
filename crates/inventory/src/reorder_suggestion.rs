//! Is it time to order, and how much?
//!
//! The position (see [`inventory_position`](fn@crate::inventory_position)) triggers an order at or below (or only below) the
//! policy's threshold. What is wanted:
//!
//! ```text
//! min_max                 max − position
//! order_up_to             level − position                       (orders whenever position < level)
//! reorder_point_quantity  the fewest whole order quantities that lift the position over the reorder point
//! ```
//!
//! It is then rounded as [`round_order_quantity`](crate::round_order_quantity) does; `cap_at_max` cuts the order down to the
//! multiples that fit under the maximum rather than let a pack overshoot it.
//!
//! Source: the (s,S), (R,S) and (s,nQ) rules of Silver, Pyke and Thomas (2017), section 6.3.

use crate::error::InventoryError;
use crate::exact::{non_negative, positive, quantity, units};
use crate::order_quantity::{MultipleRounding, OrderRules};
use mercato_core::{Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// When to order and up to what; every figure in units of the item, at least 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReplenishmentPolicy {
    /// At the minimum, fill up to the maximum: (s,S).
    MinMax {
        /// The threshold.
        #[serde(with = "DecimalString")]
        min: Decimal,
        /// The position to reach, not below `min`.
        #[serde(with = "DecimalString")]
        max: Decimal,
    },
    /// At the reorder point, order whole order quantities: (s,nQ).
    ReorderPointQuantity {
        /// The threshold.
        #[serde(with = "DecimalString")]
        reorder_point: Decimal,
        /// What one order is, above 0.
        #[serde(with = "DecimalString")]
        order_quantity: Decimal,
    },
    /// At each review, fill up to the level: (R,S).
    OrderUpTo {
        /// The position to reach.
        #[serde(with = "DecimalString")]
        order_up_to_level: Decimal,
    },
}

/// Does a position that equals the threshold order?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReorderTrigger {
    /// Yes.
    #[default]
    AtOrBelow,
    /// No.
    Below,
}

/// What [`reorder_suggestion`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReorderSuggestionInput {
    /// The inventory position; may be negative.
    #[serde(with = "DecimalString")]
    pub position: Decimal,
    /// When to order and up to what.
    pub policy: ReplenishmentPolicy,
    /// At or below the threshold if left out; `order_up_to` has no threshold.
    pub trigger: Option<ReorderTrigger>,
    /// The least that can be ordered, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub min_order_quantity: Option<Decimal>,
    /// The pack size, above 0; any quantity is accepted if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub order_multiple: Option<Decimal>,
    /// The most that can be ordered, at least 0; unbounded if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub max_order_quantity: Option<Decimal>,
    /// To which multiple; up if left out.
    pub rounding: Option<MultipleRounding>,
    /// Never order beyond the maximum or level; `false` if left out, without effect on `reorder_point_quantity`.
    pub cap_at_max: Option<bool>,
}

/// Why this much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReorderReason {
    /// The policy's quantity, rounded.
    Ordered,
    /// The position does not trigger an order.
    AboveTrigger,
    /// Triggered, and the position is already where the policy wants it.
    NoQuantityNeeded,
    /// Cut down to what fits under the maximum.
    CappedAtMax,
    /// Nothing that the supplier accepts fits under the maximum.
    BlockedByMax,
}

/// What to order, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ReorderSuggestion {
    /// Did the position trigger an order?
    pub triggered: bool,
    /// Units to order; 0 for none.
    #[serde(with = "DecimalString")]
    pub order_quantity: Decimal,
    /// The position after the order.
    #[serde(with = "DecimalString")]
    pub projected_position: Decimal,
    /// Why this much.
    pub reason: ReorderReason,
}

/// Whether to order now, how much, and why.
///
/// ```
/// use mercato_core::Decimal;
/// use mercato_inventory::{ReorderReason, ReorderSuggestionInput, ReplenishmentPolicy, reorder_suggestion};
/// let input = ReorderSuggestionInput {
///     position: Decimal::from(4),
///     policy: ReplenishmentPolicy::MinMax { min: Decimal::from(5), max: Decimal::from(20) },
///     trigger: None,
///     min_order_quantity: None,
///     order_multiple: Some(Decimal::from(3)),
///     max_order_quantity: None,
///     rounding: None,
///     cap_at_max: None,
/// };
/// // 16 are wanted: 6 packs of 3
/// assert_eq!(reorder_suggestion(&input)?.order_quantity, Decimal::from(18));
/// // 5 packs, if the maximum may not be exceeded
/// let capped = reorder_suggestion(&ReorderSuggestionInput { cap_at_max: Some(true), ..input })?;
/// assert_eq!((capped.order_quantity, capped.reason), (Decimal::from(15), ReorderReason::CappedAtMax));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure below 0 (the position may be), `max < min`, an order quantity or a multiple not above 0;
/// `infeasible` if `max_order_quantity` leaves nothing that can be ordered; `overflow` for a quantity that no decimal holds.
pub fn reorder_suggestion(input: &ReorderSuggestionInput) -> Result<ReorderSuggestion, InventoryError> {
    let position = Exact::from(input.position);
    let trigger = input.trigger.unwrap_or_default();
    let need = need(&input.policy, &position, trigger)?;
    let rules =
        OrderRules::new(input.min_order_quantity, input.order_multiple, input.max_order_quantity, input.rounding)?;
    let (order, reason) = match &need {
        None => (Exact::ZERO, ReorderReason::AboveTrigger),
        Some(need) if need.wanted.signum() <= 0 => (Exact::ZERO, ReorderReason::NoQuantityNeeded),
        Some(need) => {
            let order = rules.round(&need.wanted)?;
            let capped = input.cap_at_max.unwrap_or(false) && need.fills_up;
            if capped && order > need.wanted {
                match rules.largest_within(&need.wanted)? {
                    Some(order) => (order, ReorderReason::CappedAtMax),
                    None => (Exact::ZERO, ReorderReason::BlockedByMax),
                }
            } else {
                (order, ReorderReason::Ordered)
            }
        }
    };
    Ok(ReorderSuggestion {
        triggered: need.is_some(),
        order_quantity: quantity("order_quantity", &order)?,
        projected_position: quantity("projected_position", &(position + order))?,
        reason,
    })
}

/// What a triggered policy wants.
struct Need {
    wanted: Exact,
    /// Is `wanted` the room up to a maximum?
    fills_up: bool,
}

/// What the policy wants, `None` if it is not triggered.
fn need(
    policy: &ReplenishmentPolicy,
    position: &Exact,
    trigger: ReorderTrigger,
) -> Result<Option<Need>, InventoryError> {
    let reached = |threshold: &Exact| match trigger {
        ReorderTrigger::AtOrBelow => position <= threshold,
        ReorderTrigger::Below => position < threshold,
    };
    Ok(match policy {
        ReplenishmentPolicy::MinMax { min, max } => {
            let (low, high) = (non_negative("policy.min", min)?, non_negative("policy.max", max)?);
            if high < low {
                return Err(Error::invalid("policy.max", max, format!("must be at least min {min}")).into());
            }
            reached(&low).then(|| Need { wanted: &high - position, fills_up: true })
        }
        ReplenishmentPolicy::OrderUpTo { order_up_to_level } => {
            let level = non_negative("policy.order_up_to_level", order_up_to_level)?;
            (*position < level).then(|| Need { wanted: &level - position, fills_up: true })
        }
        ReplenishmentPolicy::ReorderPointQuantity { reorder_point, order_quantity } => {
            let point = non_negative("policy.reorder_point", reorder_point)?;
            let lot = positive("policy.order_quantity", order_quantity)?;
            if reached(&point) {
                let shortfall = &point - position;
                let lots = match trigger {
                    // to the point or above it
                    ReorderTrigger::Below => units("order_quantity", &shortfall, &lot, Rounding::Ceil)?,
                    ReorderTrigger::AtOrBelow => {
                        units("order_quantity", &shortfall, &lot, Rounding::Floor)?.saturating_add(1)
                    }
                };
                Some(Need { wanted: Exact::from(lots) * lot, fills_up: false })
            } else {
                None
            }
        }
    })
}
