//! Which channels are strong and which are weak?
//!
//! Each channel's conversion rate is tested against that of all others together by the pooled z of [`crate::two_proportion`]; the
//! p-values of all channels are adjusted by Holm's method (1979), because the best of many always looks good. A channel is
//! `strong` or `weak` if its adjusted p-value is below alpha, else `neutral`. Whether a conversion is worth having is another
//! question: read the rating beside the order value and the contribution margin.

use crate::check::unique;
use crate::error::KpiError;
use crate::level::{Alternative, alpha};
use crate::multiple_testing::{Adjustment, adjust};
use crate::quantity::{MoneyFormat, rate, rate_of};
use crate::two_proportion::{Group, pooled_z, z_p_value};
use mercato_core::{Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// The figures of a channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChannelFigures {
    /// Its name, once in the list.
    pub channel: String,
    /// Visitors.
    pub visitors: u64,
    /// Orders, at most one a visitor.
    pub orders: u64,
    /// Net sales; may be negative.
    #[serde(with = "DecimalString")]
    #[cfg_attr(feature = "schemars", schemars(with = "DecimalString"))]
    pub net_sales: Decimal,
}

/// What [`channel_comparison`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChannelComparisonInput {
    /// The channels, at least two.
    pub channels: Vec<ChannelFigures>,
    /// Level of the rating, in (0, 1), default 0.05.
    pub alpha: Option<f64>,
    /// Decimals of money, 0..=10, default 2.
    pub scale: Option<u32>,
    /// Rounding of money, default half to even.
    pub rounding: Option<Rounding>,
}

/// How a channel's conversion rate stands against that of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChannelRating {
    /// Higher, beyond chance.
    Strong,
    /// No difference beyond chance.
    Neutral,
    /// Lower, beyond chance.
    Weak,
}

/// A channel among the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ComparedChannel {
    /// Its name.
    pub channel: String,
    /// Orders over visitors.
    pub conversion_rate: Option<f64>,
    /// Net sales over orders.
    #[serde(with = "OptionalDecimalString")]
    #[cfg_attr(feature = "schemars", schemars(with = "OptionalDecimalString"))]
    pub average_order_value: Option<Decimal>,
    /// Net sales over visitors.
    #[serde(with = "OptionalDecimalString")]
    #[cfg_attr(feature = "schemars", schemars(with = "OptionalDecimalString"))]
    pub revenue_per_visitor: Option<Decimal>,
    /// Its share of all visitors.
    pub traffic_share: Option<f64>,
    /// Its share of all net sales.
    pub sales_share: Option<f64>,
    /// Its conversion rate over that of all channels together.
    pub conversion_index: Option<f64>,
    /// Statistic against the others together; null where there is nothing to compare.
    pub z: Option<f64>,
    /// Its two-sided p-value; 1 where there is no statistic.
    pub p_value: f64,
    /// The p-value after Holm's adjustment over all channels.
    pub p_adjusted: f64,
    /// The verdict at alpha.
    pub rating: ChannelRating,
}

/// All channels together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ChannelTotal {
    /// Visitors.
    pub visitors: u64,
    /// Orders.
    pub orders: u64,
    /// Net sales.
    #[serde(with = "DecimalString")]
    #[cfg_attr(feature = "schemars", schemars(with = "DecimalString"))]
    pub net_sales: Decimal,
    /// Orders over visitors.
    pub conversion_rate: Option<f64>,
    /// Net sales over orders.
    #[serde(with = "OptionalDecimalString")]
    #[cfg_attr(feature = "schemars", schemars(with = "OptionalDecimalString"))]
    pub average_order_value: Option<Decimal>,
    /// Net sales over visitors.
    #[serde(with = "OptionalDecimalString")]
    #[cfg_attr(feature = "schemars", schemars(with = "OptionalDecimalString"))]
    pub revenue_per_visitor: Option<Decimal>,
}

/// What [`channel_comparison`] answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ChannelComparison {
    /// The channels, in the order of the input.
    pub channels: Vec<ComparedChannel>,
    /// All together.
    pub total: ChannelTotal,
}

/// Which channels convert better or worse than the others, beyond chance?
///
/// Rates are the doubles nearest to their exact quotients; money is exact until it is rounded once.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{ChannelComparisonInput, ChannelFigures, ChannelRating, channel_comparison};
/// let channel = |name: &str, visitors, orders, net_sales| ChannelFigures {
///     channel: name.into(), visitors, orders, net_sales,
/// };
/// let answer = channel_comparison(&ChannelComparisonInput {
///     channels: vec![
///         channel("own_site", 1000, 60, decimal::parse("6000.00")?),
///         channel("marketplace", 4000, 120, decimal::parse("9000.00")?),
///     ],
///     ..Default::default()
/// })?;
/// assert_eq!(answer.channels[0].rating, ChannelRating::Strong);
/// assert_eq!(answer.total.conversion_rate, Some(0.036));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for fewer than two channels, more orders than visitors, alpha outside (0, 1) or a scale above 10;
/// `duplicate_id` for a channel named twice; `overflow` for counts that sum to 2^64 or more, or money beyond a decimal.
pub fn channel_comparison(input: &ChannelComparisonInput) -> Result<ChannelComparison, KpiError> {
    let alpha = alpha(input.alpha)?;
    let money = MoneyFormat::new(input.scale, input.rounding)?;
    let total = Total::of(&input.channels)?;
    let mut statistics = Vec::with_capacity(input.channels.len());
    for channel in &input.channels {
        statistics.push(total.z_against_others(channel)?);
    }
    let p_values: Vec<f64> = statistics.iter().map(|z| z_p_value(*z, Alternative::TwoSided)).collect();
    let adjusted = adjust(&p_values, Adjustment::Holm);
    let tests = statistics.into_iter().zip(p_values.into_iter().zip(adjusted));
    let mut channels = Vec::with_capacity(input.channels.len());
    for (figures, (z, (p_value, p_adjusted))) in input.channels.iter().zip(tests) {
        let rating = match z {
            Some(z) if p_adjusted < alpha && z > 0.0 => ChannelRating::Strong,
            Some(z) if p_adjusted < alpha && z < 0.0 => ChannelRating::Weak,
            _ => ChannelRating::Neutral,
        };
        let PerUnit { conversion_rate, average_order_value, revenue_per_visitor } =
            PerUnit::of(money, figures.visitors, figures.orders, &figures.net_sales.into())?;
        channels.push(ComparedChannel {
            channel: figures.channel.clone(),
            conversion_rate,
            average_order_value,
            revenue_per_visitor,
            traffic_share: rate_of("traffic_share", figures.visitors, total.visitors)?,
            sales_share: rate("sales_share", &figures.net_sales.into(), &total.net_sales)?,
            conversion_index: total.conversion_index(figures)?,
            z,
            p_value,
            p_adjusted,
            rating,
        });
    }
    let PerUnit { conversion_rate, average_order_value, revenue_per_visitor } =
        PerUnit::of(money, total.visitors, total.orders, &total.net_sales)?;
    let net_sales = money.round("net_sales", &total.net_sales)?;
    let Total { visitors, orders, .. } = total;
    let total = ChannelTotal { visitors, orders, net_sales, conversion_rate, average_order_value, revenue_per_visitor };
    Ok(ChannelComparison { channels, total })
}

/// The figures per visitor and per order.
struct PerUnit {
    conversion_rate: Option<f64>,
    average_order_value: Option<Decimal>,
    revenue_per_visitor: Option<Decimal>,
}

impl PerUnit {
    fn of(money: MoneyFormat, visitors: u64, orders: u64, net_sales: &Exact) -> Result<Self, Error> {
        Ok(Self {
            conversion_rate: rate_of("conversion_rate", orders, visitors)?,
            average_order_value: money.round_quotient("average_order_value", net_sales, &Exact::from(orders))?,
            revenue_per_visitor: money.round_quotient("revenue_per_visitor", net_sales, &Exact::from(visitors))?,
        })
    }
}

/// The sums over all channels.
struct Total {
    visitors: u64,
    orders: u64,
    net_sales: Exact,
}

impl Total {
    fn of(channels: &[ChannelFigures]) -> Result<Self, KpiError> {
        if channels.len() < 2 {
            return Err(Error::invalid("channels", channels.len(), "given, at least 2 needed to compare").into());
        }
        unique(channels.iter().map(|channel| channel.channel.as_str()), |index| format!("channels[{index}].channel"))?;
        let mut total = Self { visitors: 0, orders: 0, net_sales: Exact::ZERO };
        for (index, channel) in channels.iter().enumerate() {
            crate::error::part_of_whole("orders", channel.orders, "visitors", channel.visitors)
                .map_err(|error| error.at("channels", index))?;
            let visitors = total.visitors.checked_add(channel.visitors);
            total.visitors = visitors.ok_or_else(|| Error::overflow("visitors", "the sum", "64 bits"))?;
            // never more than the visitors
            total.orders = total.orders.saturating_add(channel.orders);
            total.net_sales = total.net_sales + Exact::from(channel.net_sales);
        }
        Ok(total)
    }

    /// The channel against the sum of the others; `None` without visitors on either side or without variance.
    fn z_against_others(&self, channel: &ChannelFigures) -> Result<Option<f64>, Error> {
        let others = Group {
            successes: self.orders.saturating_sub(channel.orders),
            trials: self.visitors.saturating_sub(channel.visitors),
        };
        pooled_z(&others, &Group { successes: channel.orders, trials: channel.visitors })
    }

    /// `(o / v) / (O / V)`, in one fraction.
    fn conversion_index(&self, channel: &ChannelFigures) -> Result<Option<f64>, Error> {
        let numerator = Exact::from(channel.orders) * Exact::from(self.visitors);
        rate("conversion_index", &numerator, &(Exact::from(channel.visitors) * Exact::from(self.orders)))
    }
}
