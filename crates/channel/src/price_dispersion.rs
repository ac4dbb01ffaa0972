//! How far apart are the prices of one thing?
//!
//! `range = max - min`, `cv` = sample standard deviation / mean, `gap` = second lowest - lowest, `value_of_information = mean - min`:
//! what a customer who looks at every price saves over one who buys anywhere. Ratios of range and gap are to the lowest price.
//!
//! Source: Baye, Morgan and Scholten (2004), "Price dispersion in the small and in the large", Journal of Industrial Economics 52.

use crate::check::positive;
use crate::error::ChannelError;
use mercato_core::{Decimal, DecimalStrings, Error, Exact};
use serde::{Deserialize, Serialize};

/// What [`price_dispersion`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceDispersionInput {
    /// The prices of one thing in one currency, at least two, each above 0.
    #[serde(with = "DecimalStrings")]
    pub prices: Vec<Decimal>,
}

/// How far apart prices are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PriceDispersion {
    /// How many.
    pub n: usize,
    /// The lowest.
    pub min: f64,
    /// The highest.
    pub max: f64,
    /// The mean.
    pub mean: f64,
    /// The highest less the lowest.
    pub range: f64,
    /// The range over the lowest.
    pub range_ratio: f64,
    /// The sample standard deviation over the mean.
    pub cv: f64,
    /// The second lowest less the lowest.
    pub gap: f64,
    /// The gap over the lowest.
    pub gap_ratio: f64,
    /// The mean less the lowest.
    pub value_of_information: f64,
}

/// How far apart are the prices of one thing?
///
/// ```
/// use mercato_channel::{PriceDispersionInput, price_dispersion};
/// use mercato_core::Decimal;
/// let dispersion = price_dispersion(&PriceDispersionInput { prices: vec![Decimal::from(8), Decimal::from(12), Decimal::from(10)] })?;
/// assert_eq!((dispersion.mean, dispersion.gap, dispersion.cv), (10.0, 2.0, 0.2));
/// # Ok::<(), mercato_channel::ChannelError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for fewer than two prices, or one that is not above 0.
pub fn price_dispersion(input: &PriceDispersionInput) -> Result<PriceDispersion, ChannelError> {
    for (index, price) in input.prices.iter().enumerate() {
        positive(&format!("prices[{index}]"), *price)?;
    }
    let mut prices = input.prices.clone();
    prices.sort_unstable();
    let (Some(min), Some(second), Some(max)) = (prices.first(), prices.get(1), prices.last()) else {
        return Err(Error::invalid("prices", prices.len(), "prices: at least 2 are needed").into());
    };
    let n = u64::try_from(prices.len()).unwrap_or(u64::MAX);
    let (min, second, max, count) = (Exact::from(*min), Exact::from(*second), Exact::from(*max), Exact::from(n));
    let over = |numerator: &Exact, denominator: &Exact| numerator.checked_div(denominator).unwrap_or(Exact::ZERO);
    let sum: Exact = prices.iter().map(Exact::from).sum();
    let mean = over(&sum, &count);
    // n times the sum of squares less the square of the sum, over n (n - 1): the exact variance
    let squares: Exact = prices.iter().map(Exact::from).map(|price| &price * &price).sum();
    let variance = over(&(&(&count * &squares) - &(&sum * &sum)), &(&count * &(&count - &Exact::ONE)));
    let relative = over(&variance, &(&mean * &mean)).to_f64("cv")?;
    let (range, gap) = (&max - &min, &second - &min);
    Ok(PriceDispersion {
        n: prices.len(),
        range_ratio: over(&range, &min).to_f64("range_ratio")?,
        gap_ratio: over(&gap, &min).to_f64("gap_ratio")?,
        cv: relative.sqrt(),
        value_of_information: (&mean - &min).to_f64("value_of_information")?,
        range: range.to_f64("range")?,
        gap: gap.to_f64("gap")?,
        mean: mean.to_f64("mean")?,
        min: min.to_f64("min")?,
        max: max.to_f64("max")?,
    })
}
