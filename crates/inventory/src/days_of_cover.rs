//! How long does the stock last against a list of demands, and when does it run out?
//!
//! The stock meets one period after another. The first period whose demand exceeds what is left is the stock-out period, and
//! counts with the fraction of its demand that is met: `periods = periods before it + stock left / its demand`. Demand met to
//! the end, with the last unit too, is covered.
//!
//! Source: forward coverage (days of supply) against a forecast, Chopra and Meindl (2016), ch. 12; stock divided by an
//! average demand is wrong whenever the demand to come is not level.

use crate::check::not_empty;
use crate::error::InventoryError;
use crate::exact::{DecimalList, each_non_negative, non_negative, quantity};
use mercato_core::{Decimal, DecimalString, Exact};
use serde::{Deserialize, Serialize};

/// What [`days_of_cover`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DaysOfCoverInput {
    /// Units on hand, at least 0.
    #[serde(with = "DecimalString")]
    pub on_hand: Decimal,
    /// The demand of each period to come, each at least 0; at least one.
    #[serde(with = "DecimalList")]
    pub demand: Vec<Decimal>,
}

/// How long the stock lasts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct DaysOfCover {
    /// Periods covered, with the met fraction of the last; `None` if the stock covers all demand given.
    pub periods: Option<f64>,
    /// The first period (from 1) whose demand is not met in full; `None` if there is none.
    pub stockout_period: Option<usize>,
    /// Is all demand given met?
    pub covers_horizon: bool,
    /// What is left after the last period; 0 if the stock runs out.
    #[serde(with = "DecimalString")]
    pub remaining: Decimal,
}

/// How many periods the stock covers. Without stock nothing is covered, whatever the demand.
///
/// ```
/// use mercato_core::Decimal;
/// use mercato_inventory::{DaysOfCoverInput, days_of_cover};
/// // 30 a day: 3 days are met in full, and a third of the fourth
/// let cover = days_of_cover(&DaysOfCoverInput { on_hand: Decimal::from(100), demand: vec![Decimal::from(30); 7] })?;
/// assert_eq!((cover.periods, cover.stockout_period), (Some(10.0 / 3.0), Some(4)));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty list or a quantity below 0; `overflow` for a remainder that no decimal holds.
pub fn days_of_cover(input: &DaysOfCoverInput) -> Result<DaysOfCover, InventoryError> {
    not_empty("demand", &input.demand)?;
    let mut stock = non_negative("on_hand", &input.on_hand)?;
    let demand = each_non_negative("demand", &input.demand)?;
    let runs_out = |index: usize, periods: f64| DaysOfCover {
        periods: Some(periods),
        stockout_period: Some(index.saturating_add(1)),
        covers_horizon: false,
        remaining: Decimal::ZERO,
    };
    if stock.is_zero() {
        return Ok(runs_out(0, 0.0));
    }
    for (index, wanted) in demand.iter().enumerate() {
        if stock < *wanted {
            let met = stock.checked_div(wanted).unwrap_or(Exact::ZERO);
            let before = Exact::from(i64::try_from(index).unwrap_or(i64::MAX));
            return Ok(runs_out(index, (before + met).to_f64("periods")?));
        }
        stock = &stock - wanted;
    }
    Ok(DaysOfCover {
        periods: None,
        stockout_period: None,
        covers_horizon: true,
        remaining: quantity("remaining", &stock)?,
    })
}
