//! Does a price move in Edgeworth cycles: many small cuts, then a jump back up?
//!
//! From the first differences of an evenly spaced series: how many rises and falls, their mean sizes, the median change, and the
//! *relents*, rises of `relent_ratio` of the previous price or more. The pattern is there where the median change is negative,
//! there are two relents or more, and the mean rise is above the mean fall.
//!
//! Source: Noel (2007), J. Industrial Economics 55, 69-92; Lewis (2009), J. Law and Economics 52, 627-646, for the median change;
//! the cycle itself: Maskin and Tirole (1988).

use crate::check::{non_negative, positive};
use crate::error::ChannelError;
use mercato_core::{Decimal, DecimalStrings, Error, Exact, OptionalDecimalString};
use serde::{Deserialize, Serialize};

/// What [`price_cycle_stats`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceCycleStatsInput {
    /// The price at evenly spaced instants, each above 0; at least three.
    #[serde(with = "DecimalStrings")]
    pub prices: Vec<Decimal>,
    /// A rise of this fraction of the previous price is a relent, at least 0; 0.05 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub relent_ratio: Option<Decimal>,
}

/// How a price moves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceCycleStats {
    /// Steps up.
    pub rises: usize,
    /// Steps down.
    pub falls: usize,
    /// Mean size of a step up; 0 without one.
    pub mean_rise: f64,
    /// Mean size of a step down, positive; 0 without one.
    pub mean_fall: f64,
    /// Median of all steps, those of 0 too, with its sign.
    pub median_change: f64,
    /// Where the price jumped up: the places (from 0) of the higher prices.
    pub relent_indices: Vec<usize>,
    /// Mean number of steps from one jump to the next; none below two jumps.
    pub mean_period: Option<f64>,
    /// Is it the pattern of an Edgeworth cycle?
    pub edgeworth: bool,
}

/// The mean of steps of one direction; 0 of none.
fn mean(steps: &[Exact]) -> Exact {
    let sum: Exact = steps.iter().cloned().sum();
    sum.checked_div(&Exact::from(steps.len() as u64)).unwrap_or(Exact::ZERO)
}

/// The middle of sorted steps, or the mean of the middle two.
fn median(sorted: &[Exact]) -> Exact {
    let middle = sorted.len() / 2;
    let at = |index: usize| sorted.get(index).cloned().unwrap_or(Exact::ZERO);
    if sorted.len() % 2 == 1 {
        return at(middle);
    }
    let two = at(middle) + at(middle.saturating_sub(1));
    two.checked_div(&Exact::from(2)).unwrap_or(Exact::ZERO)
}

/// How does this price move?
///
/// ```
/// use mercato_channel::{PriceCycleStatsInput, price_cycle_stats};
/// use mercato_core::decimal;
/// let prices = ["10", "9", "8", "11", "10", "9", "12"].map(|price| decimal::parse(price).unwrap()).to_vec();
/// let stats = price_cycle_stats(&PriceCycleStatsInput { prices, relent_ratio: None })?;
/// assert_eq!((stats.rises, stats.falls, stats.mean_rise, stats.mean_fall), (2, 4, 3.0, 1.0));
/// assert_eq!((stats.relent_indices.as_slice(), stats.mean_period), ([3, 6].as_slice(), Some(3.0)));
/// assert!(stats.edgeworth);
/// # Ok::<(), mercato_channel::ChannelError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for fewer than three prices, one that is not above 0, a negative `relent_ratio`.
pub fn price_cycle_stats(input: &PriceCycleStatsInput) -> Result<PriceCycleStats, ChannelError> {
    if input.prices.len() < 3 {
        return Err(Error::invalid("prices", input.prices.len(), "prices are too few: give at least 3").into());
    }
    for (index, price) in input.prices.iter().enumerate() {
        positive(&format!("prices[{index}]"), *price)?;
    }
    let relent_ratio = input.relent_ratio.unwrap_or_else(|| Decimal::new(5, 2));
    non_negative("relent_ratio", relent_ratio)?;
    let relent_ratio = Exact::from(relent_ratio);
    let (mut rises, mut falls, mut steps, mut relent_indices) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (index, (before, after)) in input.prices.iter().zip(input.prices.iter().skip(1)).enumerate() {
        let before = Exact::from(before);
        let step = &Exact::from(after) - &before;
        if step.signum() > 0 {
            if step >= &relent_ratio * &before {
                relent_indices.push(index.saturating_add(1));
            }
            rises.push(step.clone());
        } else if step.is_negative() {
            falls.push(step.abs());
        }
        steps.push(step);
    }
    steps.sort_unstable();
    let (mean_rise, mean_fall, median) = (mean(&rises), mean(&falls), median(&steps));
    let mean_period = match (relent_indices.first(), relent_indices.last()) {
        (Some(first), Some(last)) if first < last => {
            // from the first to the last jump, over one distance less than jumps
            Some(last.saturating_sub(*first) as f64 / relent_indices.len().saturating_sub(1) as f64)
        }
        _ => None,
    };
    Ok(PriceCycleStats {
        rises: rises.len(),
        falls: falls.len(),
        mean_rise: mean_rise.to_f64("mean_rise")?,
        mean_fall: mean_fall.to_f64("mean_fall")?,
        median_change: median.to_f64("median_change")?,
        edgeworth: median.is_negative() && relent_indices.len() >= 2 && mean_rise > mean_fall,
        relent_indices,
        mean_period,
    })
}
