//! How much of uncertain demand exceeds a stock, and which stock is exceeded with a given probability?
//!
//! The loss functions and the quantile of any of the nine distributions; formulas and sources in
//! [`DemandDistribution`] and [`Demand`]. The standard normal ones are `n(z) = φ(z) - z(1-Φ(z))` and
//! `n₂(z) = ½[(1+z²)(1-Φ(z)) - zφ(z)]` with `n̄(z) = n(-z)`, `n̄₂(z) = n₂(-z)` (Zipkin 2000, C.3.2; tables in Silver, Pyke and
//! Thomas 2017, appendix B).

use crate::check;
use crate::distribution::{Demand, DemandDistribution, Losses};
use crate::error::InventoryError;
use mercato_numeric::distribution::{normal_loss, normal_second_order_loss};
use serde::{Deserialize, Serialize};

/// What [`standard_normal_loss`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StandardNormalLossInput {
    /// The point, in standard deviations from the mean.
    pub z: f64,
}

/// What [`loss_function`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LossFunctionInput {
    /// The demand.
    pub distribution: DemandDistribution,
    /// The stock, in units; a whole number if the demand is discrete.
    pub x: f64,
}

/// What [`loss_function`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LossFunction {
    /// `n(x)`: expected units short.
    pub loss: f64,
    /// `n̄(x)`: expected units left over.
    pub complementary_loss: f64,
    /// `n₂(x)`, the second-order loss.
    pub second_loss: f64,
    /// `n̄₂(x)`, the second-order complementary loss.
    pub complementary_second_loss: f64,
    /// Probability that demand is at most `x`.
    pub cdf: f64,
}

/// What [`quantile`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuantileInput {
    /// The demand.
    pub distribution: DemandDistribution,
    /// The probability, strictly between 0 and 1.
    pub probability: f64,
}

/// What [`quantile`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Quantile {
    /// The smallest demand that is not exceeded with that probability.
    pub quantile: f64,
}

/// The standard normal loss functions at `z`.
///
/// ```
/// use mercato_inventory::{StandardNormalLossInput, standard_normal_loss};
/// let losses = standard_normal_loss(&StandardNormalLossInput { z: 1.0 })?;
/// assert!((losses.loss - 0.083_315_470_587_686_3).abs() < 1e-15);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` if `z` is not finite; `overflow` beyond 1e154, where its square leaves the range.
pub fn standard_normal_loss(input: &StandardNormalLossInput) -> Result<Losses, InventoryError> {
    let z = check::finite("z", input.z)?;
    finite(Losses {
        loss: normal_loss(z),
        complementary_loss: normal_loss(-z),
        second_loss: normal_second_order_loss(z),
        complementary_second_loss: normal_second_order_loss(-z),
    })
}

/// The four loss functions of a demand at `x`, and the probability that `x` suffices.
///
/// ```
/// use mercato_inventory::{DemandDistribution, LossFunctionInput, loss_function};
/// let distribution = DemandDistribution::discrete(&[-5.0, 0.0, 5.0], &[0.25, 0.5, 0.25])?;
/// let losses = loss_function(&LossFunctionInput { distribution, x: 3.0 })?;
/// assert_eq!((losses.loss, losses.complementary_loss, losses.cdf), (0.5, 3.5, 0.75));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` if `x` is not finite, or not whole for discrete demand; `overflow` if a loss leaves the range of a
/// double.
pub fn loss_function(input: &LossFunctionInput) -> Result<LossFunction, InventoryError> {
    let x = level("x", input.x, &input.distribution)?;
    let Losses { loss, complementary_loss, second_loss, complementary_second_loss } =
        finite(input.distribution.losses(x))?;
    Ok(LossFunction {
        loss,
        complementary_loss,
        second_loss,
        complementary_second_loss,
        cdf: input.distribution.cdf(x),
    })
}

/// The smallest demand that is not exceeded with a given probability.
///
/// ```
/// use mercato_inventory::{DemandDistribution, QuantileInput, quantile};
/// let distribution = DemandDistribution::geometric(0.5)?;
/// assert_eq!(quantile(&QuantileInput { distribution, probability: 0.8 })?.quantile, 3.0);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` if the probability is not strictly between 0 and 1; `overflow` if the quantile leaves the range of a
/// double.
pub fn quantile(input: &QuantileInput) -> Result<Quantile, InventoryError> {
    let probability = check::probability("probability", input.probability)?;
    Ok(Quantile { quantile: input.distribution.quantile(probability)? })
}

/// Refuses a level that is not finite, or not whole where the demand is discrete.
pub(crate) fn level(path: &str, value: f64, demand: &impl Demand) -> Result<f64, InventoryError> {
    Ok(if demand.is_discrete() { check::whole(path, value)? } else { check::finite(path, value)? })
}

fn finite(losses: Losses) -> Result<Losses, InventoryError> {
    Ok(Losses {
        loss: check::answer("loss", losses.loss)?,
        complementary_loss: check::answer("complementary_loss", losses.complementary_loss)?,
        second_loss: check::answer("second_loss", losses.second_loss)?,
        complementary_second_loss: check::answer("complementary_second_loss", losses.complementary_second_loss)?,
    })
}

/// Mean backorders and mean stock on hand of a position that is uniform over `(r, r+q]` when demand follows.
///
/// They are `[n₂(r) - n₂(r+q)]/q` and `[n̄₂(r+q) - n̄₂(r)]/q`, and differ by the mean position less the mean demand; the smaller
/// one is formed, so that nothing large cancels.
pub(crate) fn over_cycle(demand: &impl Demand, r: f64, q: f64) -> (f64, f64) {
    let half_step = if demand.is_discrete() { 0.5 } else { 0.0 };
    let surplus = r - demand.mean() + 0.5 * q + half_step;
    if surplus < 0.0 {
        let on_hand = (demand.complementary_second_loss(r + q) - demand.complementary_second_loss(r)) / q;
        (on_hand - surplus, on_hand)
    } else {
        let backorders = (demand.second_loss(r) - demand.second_loss(r + q)) / q;
        (backorders, backorders + surplus)
    }
}

/// Units short in a cycle of `q` from `r` on, and the share of its demand that is met at once: `n(r) - n(r+q)`, or what
/// `n̄(r+q) - n̄(r)` leaves of the cycle where little is met.
pub(crate) fn short_and_fill(demand: &impl Demand, r: f64, q: f64) -> (f64, f64) {
    if r + 0.5 * q < demand.mean() {
        let met = demand.complementary_loss(r + q) - demand.complementary_loss(r);
        (q - met, met / q)
    } else {
        let short = demand.loss(r) - demand.loss(r + q);
        (short, 1.0 - short / q)
    }
}
