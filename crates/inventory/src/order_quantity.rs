//! Which quantity does a supplier accept: at least the minimum, in whole packs, at most the maximum?
//!
//! A quantity of 0 or less orders nothing. Otherwise it is raised to the minimum order quantity and rounded to the order
//! multiple; what falls below the minimum or to 0 is raised to the smallest multiple that is not below it; what exceeds the
//! maximum falls to the largest multiple within it.
//!
//! Source: the order modifiers of MRP (minimum, multiple, maximum; Orlicky 1975; APICS dictionary).

use crate::error::InventoryError;
use crate::exact::{multiple_up, or_zero, positive, quantity, units};
use mercato_core::{Decimal, DecimalString, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// To which neighbouring multiple does a quantity go?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MultipleRounding {
    /// To the multiple above.
    #[default]
    Up,
    /// To the multiple below.
    Down,
    /// To the nearer one; half a multiple goes up.
    Nearest,
}

/// What [`round_order_quantity`] takes, in units of the item.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RoundOrderQuantityInput {
    /// What is wanted; may be negative.
    #[serde(with = "DecimalString")]
    pub quantity: Decimal,
    /// The least that can be ordered, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub min_order_quantity: Option<Decimal>,
    /// The pack size, above 0; any quantity is accepted if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub order_multiple: Option<Decimal>,
    /// The most that can be ordered, at least 0; unbounded if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub max_order_quantity: Option<Decimal>,
    /// Up if left out.
    pub rounding: Option<MultipleRounding>,
}

/// What to order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RoundedOrder {
    /// The quantity that the supplier accepts.
    #[serde(with = "DecimalString")]
    pub order_quantity: Decimal,
}

/// The checked conditions of a supplier.
#[derive(Debug, Clone)]
pub(crate) struct OrderRules {
    minimum: Exact,
    multiple: Option<Exact>,
    maximum: Option<Exact>,
    rounding: MultipleRounding,
}

impl OrderRules {
    pub(crate) fn new(
        minimum: Option<Decimal>,
        multiple: Option<Decimal>,
        maximum: Option<Decimal>,
        rounding: Option<MultipleRounding>,
    ) -> Result<Self, InventoryError> {
        Ok(Self {
            minimum: or_zero("min_order_quantity", minimum)?,
            multiple: multiple.map(|value| positive("order_multiple", &value)).transpose()?,
            maximum: maximum.map(|value| or_zero("max_order_quantity", Some(value))).transpose()?,
            rounding: rounding.unwrap_or_default(),
        })
    }

    /// The order for a wanted quantity.
    pub(crate) fn round(&self, wanted: &Exact) -> Result<Exact, InventoryError> {
        if wanted.signum() <= 0 {
            return Ok(Exact::ZERO);
        }
        let rounded = self.to_multiple(wanted.max(&self.minimum))?;
        match &self.maximum {
            Some(maximum) if rounded > *maximum => self.largest_within(maximum)?.ok_or_else(|| {
                InventoryError::infeasible(
                    "max_order_quantity",
                    "no quantity above 0 is a multiple, at least the minimum and at most the maximum",
                )
            }),
            _ => Ok(rounded),
        }
    }

    /// The multiple that `rounding` asks for, or the smallest one that is above 0 and not below the minimum.
    fn to_multiple(&self, wanted: &Exact) -> Result<Exact, InventoryError> {
        let Some(multiple) = &self.multiple else { return Ok(wanted.clone()) };
        let mode = match self.rounding {
            MultipleRounding::Up => Rounding::Ceil,
            MultipleRounding::Down => Rounding::Floor,
            MultipleRounding::Nearest => Rounding::HalfUp,
        };
        let rounded = Exact::from(units("order_quantity", wanted, multiple, mode)?) * multiple.clone();
        if rounded.is_zero() || rounded < self.minimum {
            return Ok(multiple_up("order_quantity", (&self.minimum).max(multiple), multiple)?);
        }
        Ok(rounded)
    }

    /// The largest order that is not above `limit`, if it is above 0 and not below the minimum.
    pub(crate) fn largest_within(&self, limit: &Exact) -> Result<Option<Exact>, InventoryError> {
        let largest = match &self.multiple {
            Some(multiple) => {
                Exact::from(units("order_quantity", limit, multiple, Rounding::Floor)?) * multiple.clone()
            }
            None => limit.clone(),
        };
        Ok(Some(largest).filter(|largest| largest.signum() > 0 && *largest >= self.minimum))
    }
}

/// The quantity that a supplier accepts for the quantity wanted.
///
/// ```
/// use mercato_core::Decimal;
/// use mercato_inventory::{RoundOrderQuantityInput, round_order_quantity};
/// // 100 wanted, in packs of 6, at most 50: 8 packs
/// let order = round_order_quantity(&RoundOrderQuantityInput {
///     quantity: Decimal::from(100),
///     order_multiple: Some(Decimal::from(6)),
///     max_order_quantity: Some(Decimal::from(50)),
///     ..RoundOrderQuantityInput::default()
/// })?;
/// assert_eq!(order.order_quantity, Decimal::from(48));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a minimum or maximum below 0 or a multiple not above 0; `infeasible` if the maximum leaves no
/// quantity above 0 that satisfies the rest; `overflow` for a quantity that no decimal holds.
pub fn round_order_quantity(input: &RoundOrderQuantityInput) -> Result<RoundedOrder, InventoryError> {
    let rules =
        OrderRules::new(input.min_order_quantity, input.order_multiple, input.max_order_quantity, input.rounding)?;
    let rounded = rules.round(&input.quantity.into())?;
    Ok(RoundedOrder { order_quantity: quantity("order_quantity", &rounded)? })
}
