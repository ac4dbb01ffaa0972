//! How much can be promised, how much is there net of what is owed, and how much counts for the next order?
//!
//! ```text
//! available = on_hand − quarantined − reserved
//! net_stock = on_hand − quarantined − backordered
//! position  = on_hand − quarantined + on_order + in_transit − reserved − backordered
//! ```
//!
//! Source: Silver, Pyke and Thomas (2017), section 6.2 (net stock and inventory position); Hadley and Whitin (1963). A reorder
//! point is compared with the position, never with what is on hand, or an order under way would be placed again each day.
//!
//! Limits: the parts are disjoint; `on_order` leaves out what is `in_transit`, `reserved` leaves out what is `backordered`.

use crate::error::InventoryError;
use crate::exact::{non_negative, or_zero, quantity};
use mercato_core::{Decimal, DecimalString, OptionalDecimalString};
use serde::{Deserialize, Serialize};

/// What [`inventory_position`] takes, in units of the item; what is left out is 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InventoryPositionInput {
    /// Units on the shelf, the quarantined ones too; at least 0.
    #[serde(with = "DecimalString")]
    pub on_hand: Decimal,
    /// Units ordered and not yet shipped by the supplier; at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub on_order: Option<Decimal>,
    /// Units shipped and not yet received; at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub in_transit: Option<Decimal>,
    /// Units promised to customers from stock; at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub reserved: Option<Decimal>,
    /// Units owed to customers for want of stock; at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub backordered: Option<Decimal>,
    /// Units on the shelf that may not be sold; at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub quarantined: Option<Decimal>,
}

/// The three figures of a stock; each may be negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct InventoryPosition {
    /// What can still be promised from the shelf.
    #[serde(with = "DecimalString")]
    pub available: Decimal,
    /// What is on the shelf net of what is owed.
    #[serde(with = "DecimalString")]
    pub net_stock: Decimal,
    /// What an order decision is compared with.
    #[serde(with = "DecimalString")]
    pub position: Decimal,
}

/// Available stock, net stock and inventory position.
///
/// ```
/// use mercato_core::Decimal;
/// use mercato_inventory::{InventoryPositionInput, inventory_position};
/// let stock = inventory_position(&InventoryPositionInput {
///     on_hand: Decimal::from(40),
///     on_order: Some(Decimal::from(100)),
///     reserved: Some(Decimal::from(15)),
///     quarantined: Some(Decimal::from(5)),
///     ..InventoryPositionInput::default()
/// })?;
/// assert_eq!((stock.available, stock.position), (Decimal::from(20), Decimal::from(120)));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a quantity below 0; `overflow` for a figure that no decimal holds.
pub fn inventory_position(input: &InventoryPositionInput) -> Result<InventoryPosition, InventoryError> {
    let on_hand = non_negative("on_hand", &input.on_hand)?;
    let on_order = or_zero("on_order", input.on_order)?;
    let in_transit = or_zero("in_transit", input.in_transit)?;
    let reserved = or_zero("reserved", input.reserved)?;
    let backordered = or_zero("backordered", input.backordered)?;
    let usable = on_hand - or_zero("quarantined", input.quarantined)?;
    let available = &usable - &reserved;
    let net_stock = &usable - &backordered;
    let position = &available + &on_order + in_transit - backordered;
    Ok(InventoryPosition {
        available: quantity("available", &available)?,
        net_stock: quantity("net_stock", &net_stock)?,
        position: quantity("position", &position)?,
    })
}
