//! When is an order placed, and for how much? The three classic rules of a single stock.

use crate::check;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// When to order and how much, from the inventory position `IP` (on hand − backorders + on order) at a review.
///
/// `Q` is `i64` in a trace and `f64` in Monte Carlo. A review happens in the first period and every `review_period` (at
/// least 1, default 1) periods from there.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum SimulatedPolicy<Q> {
    /// (r, nQ): at `IP <= r`, the smallest number of whole lots that lifts `IP` above `r`.
    Rq {
        /// `r`; may be negative.
        reorder_point: Q,
        /// `Q`, above 0.
        order_quantity: Q,
        /// Periods between reviews.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review_period: Option<u32>,
    },
    /// (s, S): at `IP <= s`, up to `S`.
    Ss {
        /// `s`; may be negative.
        reorder_point: Q,
        /// `S`, above `s`.
        order_up_to_level: Q,
        /// Periods between reviews.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review_period: Option<u32>,
    },
    /// Up to `S` whenever `IP` is below it.
    BaseStock {
        /// `S`.
        order_up_to_level: Q,
        /// Periods between reviews.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        review_period: Option<u32>,
    },
}

/// A quantity of stock that the dynamics can be run in: whole units, or any number. An operation is `None` where the
/// result does not fit.
pub(super) trait Units: Copy + PartialOrd + Default {
    fn plus(self, other: Self) -> Option<Self>;
    fn minus(self, other: Self) -> Option<Self>;
    /// The smallest positive number of whole lots that exceeds `short >= 0`, as a quantity.
    fn lots_above(short: Self, lot: Self) -> Option<Self>;
}

impl Units for i64 {
    fn plus(self, other: Self) -> Option<Self> {
        self.checked_add(other)
    }

    fn minus(self, other: Self) -> Option<Self> {
        self.checked_sub(other)
    }

    fn lots_above(short: Self, lot: Self) -> Option<Self> {
        short.checked_div(lot)?.checked_add(1)?.checked_mul(lot)
    }
}

impl Units for f64 {
    fn plus(self, other: Self) -> Option<Self> {
        Some(self + other)
    }

    fn minus(self, other: Self) -> Option<Self> {
        Some(self - other)
    }

    fn lots_above(short: Self, lot: Self) -> Option<Self> {
        Some(((short / lot).floor() + 1.0) * lot)
    }
}

impl<Q> SimulatedPolicy<Q> {
    /// Periods between reviews, at least 1.
    pub(super) fn review_period(&self) -> u32 {
        let (Self::Rq { review_period, .. } | Self::Ss { review_period, .. } | Self::BaseStock { review_period, .. }) =
            self;
        review_period.unwrap_or(1)
    }

    /// Refuses what is no policy.
    pub(super) fn checked(&self) -> Result<(), Error>
    where
        Q: Units + std::fmt::Display,
    {
        match *self {
            Self::Rq { order_quantity, .. } if order_quantity <= Q::default() => {
                return Err(Error::invalid("policy.order_quantity", order_quantity, "must be above 0"));
            }
            Self::Ss { reorder_point, order_up_to_level, .. } if order_up_to_level <= reorder_point => {
                let reason = format!("must be above the reorder point {reorder_point}");
                return Err(Error::invalid("policy.order_up_to_level", order_up_to_level, reason));
            }
            Self::Rq { .. } | Self::Ss { .. } | Self::BaseStock { .. } => {}
        }
        if self.review_period() == 0 {
            return Err(Error::invalid("policy.review_period", 0, "must be at least 1"));
        }
        Ok(())
    }

    /// How much to order at this inventory position; `None` if that does not fit.
    pub(super) fn order(&self, position: Q) -> Option<Q>
    where
        Q: Units,
    {
        match *self {
            Self::Rq { reorder_point, order_quantity, .. } if position <= reorder_point => {
                Q::lots_above(reorder_point.minus(position)?, order_quantity)
            }
            Self::Ss { reorder_point, order_up_to_level, .. } if position <= reorder_point => {
                order_up_to_level.minus(position)
            }
            Self::BaseStock { order_up_to_level, .. } if position < order_up_to_level => {
                order_up_to_level.minus(position)
            }
            Self::Rq { .. } | Self::Ss { .. } | Self::BaseStock { .. } => Some(Q::default()),
        }
    }
}

impl SimulatedPolicy<f64> {
    /// Refuses levels that are not finite, or not whole where demand is.
    pub(super) fn levels(&self, whole: bool) -> Result<(), Error> {
        let level = |name: &str, value: f64| {
            let path = format!("policy.{name}");
            if whole { check::whole(&path, value) } else { check::finite(&path, value) }
        };
        match *self {
            Self::Rq { reorder_point, order_quantity, .. } => {
                level("reorder_point", reorder_point)?;
                level("order_quantity", order_quantity)?;
            }
            Self::Ss { reorder_point, order_up_to_level, .. } => {
                level("reorder_point", reorder_point)?;
                level("order_up_to_level", order_up_to_level)?;
            }
            Self::BaseStock { order_up_to_level, .. } => {
                level("order_up_to_level", order_up_to_level)?;
            }
        }
        Ok(())
    }
}
