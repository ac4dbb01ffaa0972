//! How many kanban cards circulate?
//!
//! `N = ⌈D·L·(1 + α) / C⌉`, `maximum inventory = N·C`, with the demand rate `D`, the lead time `L` of one container in the
//! same unit of time, the safety fraction `α` and the container size `C`.
//!
//! Source: Monden (2011), Toyota Production System, 4th ed.: a published line of 480 units a day, 1.5 days, 15 % safety and
//! containers of 40 has 20.7, so 21 cards. The quotient is exact, so that 11 is 11 and not the 12 of a rounded-up 11.000000000000002.

use crate::error::InventoryError;
use crate::exact::{non_negative, positive, quantity, units};
use mercato_core::{Decimal, DecimalString, Error, Exact, Rounding};
use serde::{Deserialize, Serialize};

/// What [`kanban_cards`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KanbanCardsInput {
    /// Units a period, at least 0.
    #[serde(with = "DecimalString")]
    pub demand_rate: Decimal,
    /// Periods until a released card comes back with a full container, at least 0.
    #[serde(with = "DecimalString")]
    pub lead_time: Decimal,
    /// Stock above the expected need, as a fraction of it, at least 0.
    #[serde(with = "DecimalString")]
    pub safety_fraction: Decimal,
    /// Units a container, above 0.
    #[serde(with = "DecimalString")]
    pub container_size: Decimal,
}

/// The loop's cards and the stock they bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct KanbanCards {
    /// Cards in the loop.
    pub cards: i64,
    /// The most units that the cards allow.
    #[serde(with = "DecimalString")]
    pub maximum_inventory: Decimal,
}

/// The number of kanban cards of a loop.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_inventory::{KanbanCardsInput, kanban_cards};
/// let loop_ = kanban_cards(&KanbanCardsInput {
///     demand_rate: decimal::parse("480")?,
///     lead_time: decimal::parse("1.5")?,
///     safety_fraction: decimal::parse("0.15")?,
///     container_size: decimal::parse("40")?,
/// })?;
/// assert_eq!((loop_.cards, loop_.maximum_inventory), (21, decimal::parse("840")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a figure below 0 or a container size of 0; `overflow` for more cards than 64 bits count or a stock
/// that no decimal holds.
pub fn kanban_cards(input: &KanbanCardsInput) -> Result<KanbanCards, InventoryError> {
    let demand_rate = non_negative("demand_rate", &input.demand_rate)?;
    let lead_time = non_negative("lead_time", &input.lead_time)?;
    let safety = non_negative("safety_fraction", &input.safety_fraction)?;
    let container = positive("container_size", &input.container_size)?;
    let need = demand_rate * lead_time * (Exact::ONE + safety);
    let cards = i64::try_from(units("cards", &need, &container, Rounding::Ceil)?)
        .map_err(|_| Error::overflow("cards", "the number of cards", "a 64-bit integer"))?;
    let maximum_inventory = quantity("maximum_inventory", &(Exact::from(cards) * container))?;
    Ok(KanbanCards { cards, maximum_inventory })
}
