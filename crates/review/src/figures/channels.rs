//! Which channels are strong and which weak, beyond chance?
//!
//! With visitors, the kernel's channel comparison judges conversion. The order data alone judge order values (Welch's test on
//! the values of the channel's orders against those of all others), the share of lines that came back and the share of
//! buyers who bought again (pooled two-proportion tests), each adjusted over the channels by Holm's method at 5 %.

use super::customers::{OrderValues, orders_of};
use super::{ChannelSales, float};
use crate::cube::Cube;
use crate::error::{Place, ReviewError};
use crate::intake::Cleaned;
use crate::traffic::Traffic;
use mercato_kpi::{
    AdjustPValuesInput, Adjustment, Alternative, ChannelComparison, ChannelComparisonInput, ChannelFigures,
    ChannelRating, DifferenceMethod, LineStatus, TwoProportionTestInput, WelchTTestInput, adjust_p_values,
    channel_comparison, two_proportion_test, welch_t_test,
};

/// A channel with fewer orders is not tested.
pub(crate) const MIN_ORDERS: u64 = 30;
/// No more channels than these, the largest, are tested: each against all the others.
const MOST_CHANNELS: usize = 60;

/// One measure of one channel against all the others.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) value: f64,
    pub(crate) others: f64,
    /// What is counted: orders, lines or buyers of the channel.
    pub(crate) count: u64,
    pub(crate) others_count: u64,
    /// Ends of the 95 % interval of the difference.
    pub(crate) lower: f64,
    pub(crate) upper: f64,
    pub(crate) p_value: f64,
    pub(crate) p_adjusted: f64,
    pub(crate) rating: ChannelRating,
}

/// A channel with what could be judged about it.
#[derive(Debug, Clone)]
pub(crate) struct Rated {
    pub(crate) name: String,
    pub(crate) orders: u64,
    pub(crate) order_value: Option<Judged>,
    pub(crate) return_share: Option<Judged>,
    pub(crate) repeat_share: Option<Judged>,
}

/// All channels that were judged.
#[derive(Debug)]
pub(crate) struct Ratings {
    pub(crate) channels: Vec<Rated>,
    pub(crate) untested: usize,
    pub(crate) conversion: Option<ChannelComparison>,
    /// Channels with orders that the traffic file does not count.
    pub(crate) uncounted: Vec<String>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    lines: u64,
    returned: u64,
    buyers: u64,
    repeat: u64,
}

pub(crate) fn rate(
    cleaned: &Cleaned,
    cube: &Cube,
    traffic: Option<&Traffic>,
    channels: &[ChannelSales],
    values: &OrderValues,
) -> Result<Ratings, ReviewError> {
    let tallies = tallies(cleaned, channels);
    let sum = tallies.iter().fold(Tally::default(), |a, b| Tally {
        lines: a.lines.saturating_add(b.lines),
        returned: a.returned.saturating_add(b.returned),
        buyers: a.buyers.saturating_add(b.buyers),
        repeat: a.repeat.saturating_add(b.repeat),
    });
    let tested = |channel: &&ChannelSales| channel.sales.figures.orders >= MIN_ORDERS;
    let mut rated = Vec::new();
    if channels.len() > 1 {
        for channel in channels.iter().filter(tested).take(MOST_CHANNELS) {
            let tally = usize::try_from(channel.id).ok().and_then(|id| tallies.get(id)).copied().unwrap_or_default();
            let others = |part: fn(&Tally) -> u64| part(&sum).saturating_sub(part(&tally));
            rated.push(Rated {
                name: channel.name.clone(),
                orders: channel.sales.figures.orders,
                order_value: order_value(channel.id, values)?,
                return_share: share(
                    (tally.returned, tally.lines),
                    (others(|t| t.returned), others(|t| t.lines)),
                    "share of returned lines",
                )?,
                repeat_share: share(
                    (tally.repeat, tally.buyers),
                    (others(|t| t.repeat), others(|t| t.buyers)),
                    "share of repeat buyers",
                )?,
            });
        }
    }
    adjust(&mut rated, |rated| &mut rated.order_value, true)?;
    adjust(&mut rated, |rated| &mut rated.return_share, false)?;
    adjust(&mut rated, |rated| &mut rated.repeat_share, true)?;
    let untested = channels.len().saturating_sub(rated.len());
    let uncounted = match traffic {
        Some(traffic) => channels.iter().map(|c| &c.name).filter(|name| !traffic.knows(name)).cloned().collect(),
        None => Vec::new(),
    };
    let conversion = traffic.map(|traffic| conversion(cube, traffic, channels)).transpose()?.flatten();
    Ok(Ratings { channels: rated, untested, conversion, uncounted })
}

fn order_value(channel: u32, values: &OrderValues) -> Result<Option<Judged>, ReviewError> {
    let (own, others) = values.split(channel);
    let spread = |values: &[f64]| values.windows(2).any(|pair| pair.first() != pair.last());
    if own.len() < 2 || others.len() < 2 || !(spread(&own) || spread(&others)) {
        return Ok(None);
    }
    let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    let (own_count, others_count) = (count(own.len()), count(others.len()));
    let input = WelchTTestInput {
        values_a: Some(others),
        values_b: Some(own),
        mean_a: None,
        standard_deviation_a: None,
        n_a: None,
        mean_b: None,
        standard_deviation_b: None,
        n_b: None,
        alternative: Alternative::TwoSided,
        confidence: None,
    };
    let test = welch_t_test(&input).map_err(ReviewError::figure("order values of a channel"))?;
    Ok(Some(Judged {
        value: test.mean_b,
        others: test.mean_a,
        count: own_count,
        others_count,
        lower: test.lower,
        upper: test.upper,
        p_value: test.p_value,
        p_adjusted: test.p_value,
        rating: ChannelRating::Neutral,
    }))
}

fn share(
    (successes_b, trials_b): (u64, u64),
    (successes_a, trials_a): (u64, u64),
    figure: &str,
) -> Result<Option<Judged>, ReviewError> {
    if trials_a == 0 || trials_b == 0 || (successes_a == 0 && successes_b == 0) {
        return Ok(None);
    }
    let input = TwoProportionTestInput {
        successes_a,
        trials_a,
        successes_b,
        trials_b,
        alternative: Alternative::TwoSided,
        interval: DifferenceMethod::Newcombe,
        confidence: None,
    };
    let test = two_proportion_test(&input).map_err(ReviewError::figure(figure))?;
    Ok(Some(Judged {
        value: test.rate_b,
        others: test.rate_a,
        count: trials_b,
        others_count: trials_a,
        lower: test.lower,
        upper: test.upper,
        p_value: test.p_value,
        p_adjusted: test.p_value,
        rating: ChannelRating::Neutral,
    }))
}

/// Adjusts the p-values of one measure over the channels and rates them; `high_is_good` says which side is strong.
fn adjust(
    rated: &mut [Rated],
    measure: fn(&mut Rated) -> &mut Option<Judged>,
    high_is_good: bool,
) -> Result<(), ReviewError> {
    let p_values = rated.iter_mut().filter_map(|rated| measure(rated).as_ref().map(|judged| judged.p_value)).collect();
    let input = AdjustPValuesInput { p_values, method: Adjustment::Holm, alpha: None };
    let adjusted = adjust_p_values(&input).map_err(ReviewError::figure("adjusted p-values"))?;
    let judged = rated.iter_mut().filter_map(|rated| measure(rated).as_mut());
    for ((judged, p_adjusted), reject) in judged.zip(adjusted.adjusted).zip(adjusted.reject) {
        judged.p_adjusted = p_adjusted;
        judged.rating = match (reject, (judged.value > judged.others) == high_is_good) {
            (false, _) => ChannelRating::Neutral,
            (true, true) => ChannelRating::Strong,
            (true, false) => ChannelRating::Weak,
        };
    }
    Ok(())
}

/// Lines and buyers by channel number. A line that came back is one with a returned unit, or a return line.
fn tallies(cleaned: &Cleaned, channels: &[ChannelSales]) -> Vec<Tally> {
    let lines = &cleaned.lines;
    let mut tallies: Vec<Tally> = crate::cube::per(lines.channels.len());
    for at in 0..lines.len() {
        let channel = lines.channel.get(at).and_then(|id| usize::try_from(*id).ok());
        let Some(tally) = channel.and_then(|channel| tallies.get_mut(channel)) else { continue };
        let status = lines.status.get(at).copied().unwrap_or_default();
        let returned = lines.returned.as_ref().and_then(|units| units.get(at)).is_some_and(|units| *units > 0);
        if status != LineStatus::Cancelled {
            tally.lines = tally.lines.saturating_add(1);
            tally.returned = tally.returned.saturating_add((returned || status == LineStatus::Returned).into());
        }
    }
    let days = || lines.day.iter().copied();
    let (first, last) = (days().min().unwrap_or_default(), days().max().unwrap_or_default());
    for channel in channels.iter().filter(|channel| channel.sales.figures.orders >= MIN_ORDERS).take(MOST_CHANNELS) {
        let orders = orders_of(lines, |id| id == channel.id);
        let metrics = orders.metrics(crate::cube::date(first), crate::cube::date(last), None).unwrap_or_default();
        if let Some(tally) = usize::try_from(channel.id).ok().and_then(|id| tallies.get_mut(id)) {
            (tally.buyers, tally.repeat) = (metrics.buyers, metrics.repeat_buyers);
        }
    }
    tallies
}

/// The channels that the traffic file counts, over the days that it counts.
fn conversion(
    cube: &Cube,
    traffic: &Traffic,
    channels: &[ChannelSales],
) -> Result<Option<ChannelComparison>, ReviewError> {
    let Some((first, last)) = cube.span() else { return Ok(None) };
    let mut counted = Vec::new();
    for channel in channels.iter().filter(|channel| traffic.knows(&channel.name)) {
        let sales = cube.figures(|id, day| id == channel.id && traffic.covers(&channel.name, day))?;
        counted.push(ChannelFigures {
            channel: channel.name.clone(),
            visitors: traffic.visitors(&channel.name, first, last),
            orders: sales.figures.orders,
            net_sales: sales.figures.net_sales,
        });
    }
    if counted.len() < 2 {
        return Ok(None);
    }
    if let Some(wrong) = counted.iter().find(|channel| channel.orders > channel.visitors) {
        let place = Place::file(std::path::Path::new("traffic.csv")).column("visitors");
        let problem = format!("{} has {} orders from {} visitors", wrong.channel, wrong.orders, wrong.visitors);
        return Err(ReviewError::input(
            place,
            problem,
            "count visitors (people), or leave the channel out of the file",
        ));
    }
    let input = ChannelComparisonInput { channels: counted, alpha: None, scale: None, rounding: None };
    let mut comparison = channel_comparison(&input).map_err(ReviewError::figure("channel comparison"))?;
    comparison.channels.sort_by(|a, b| {
        let value = |rate: Option<mercato_core::Decimal>| rate.map_or(0.0, float);
        value(b.revenue_per_visitor).total_cmp(&value(a.revenue_per_visitor)).then_with(|| a.channel.cmp(&b.channel))
    });
    Ok(Some(comparison))
}
