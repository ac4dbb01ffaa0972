//! How does the latest period stand against the one before and the year before, and what drove the change?
//!
//! The latest period is the month of the last day; where the data end inside of it, the same days of the other months are
//! taken (the 1st to the 9th of December against the 1st to the 9th of November). A month with fewer than seven days is
//! passed over for the month before it.

use super::{ChannelSales, float, last_of, month};
use crate::cube::{Cube, Sales};
use crate::error::ReviewError;
use crate::intake::Cleaned;
use crate::traffic::Traffic;
use chrono::{Datelike, NaiveDate};
use mercato_core::{Decimal, Exact, Rounding};
use mercato_kpi::{
    Comparison, ComparisonPeriodInput, MixRateDecomposition, MixRateInput, MixRateMethod, MixRateSegment, Period,
    PeriodChange, PeriodChangeInput, PriceVolumeMix, PriceVolumeMixInput, PvmItem, comparison_period,
    mix_rate_decomposition, period_change, price_volume_mix,
};

/// Articles in the list of those that moved most.
const MOVERS: usize = 8;

/// Two periods side by side.
#[derive(Debug)]
pub(crate) struct Compared {
    /// `month_over_month` or `year_over_year`.
    pub(crate) key: &'static str,
    pub(crate) current: Period,
    pub(crate) previous: Period,
    pub(crate) partial: bool,
    pub(crate) now: Sales,
    pub(crate) before: Sales,
    pub(crate) net_change: PeriodChange,
    pub(crate) pvm: PriceVolumeMix,
    /// What the change of the returns did to net sales.
    pub(crate) returns_effect: Decimal,
    pub(crate) rates: Vec<RateChange>,
    pub(crate) channels: Vec<ChannelChange>,
    pub(crate) movers: Vec<Mover>,
}

/// A rate over channels, split into what the channels did and what their weights did.
#[derive(Debug)]
pub(crate) struct RateChange {
    pub(crate) key: &'static str,
    pub(crate) weight: &'static str,
    pub(crate) result: MixRateDecomposition,
}

/// A channel in both periods.
#[derive(Debug)]
pub(crate) struct ChannelChange {
    pub(crate) name: String,
    pub(crate) now: Sales,
    pub(crate) before: Sales,
    pub(crate) change: PeriodChange,
}

/// An article in both periods; sales are after discounts, before returns.
#[derive(Debug)]
pub(crate) struct Mover {
    pub(crate) sku: String,
    pub(crate) name: Option<String>,
    pub(crate) quantity_before: u64,
    pub(crate) quantity_after: u64,
    pub(crate) before: Decimal,
    pub(crate) after: Decimal,
    pub(crate) change: Decimal,
}

/// The latest period: start, end, and whether its month has days after the data.
pub(crate) fn latest(first: NaiveDate, last: NaiveDate) -> (NaiveDate, NaiveDate, bool) {
    let start = last.with_day(1).unwrap_or(last);
    let whole = last_of(month(last)) == Some(last);
    if whole || last.day() >= 7 || start <= first {
        return (start.max(first), last, !whole);
    }
    let end = start.pred_opt().unwrap_or(start);
    (end.with_day(1).unwrap_or(end).max(first), end, false)
}

/// Both comparisons, where the data reach back so far.
pub(crate) fn compare(
    cleaned: &Cleaned,
    cube: &Cube,
    traffic: Option<&Traffic>,
    channels: &[ChannelSales],
    (first, last): (NaiveDate, NaiveDate),
) -> Result<Vec<Compared>, ReviewError> {
    let (start, end, partial) = latest(first, last);
    let mut found = Vec::new();
    for (key, comparison) in
        [("month_over_month", Comparison::MonthOverMonth), ("year_over_year", Comparison::YearOverYear)]
    {
        let previous = comparison_period(&ComparisonPeriodInput { start, end, comparison })
            .map_err(ReviewError::figure("comparison period"))?;
        if previous.start < first {
            continue;
        }
        found.push(pair(key, cleaned, cube, traffic, channels, (Period { start, end }, previous, partial))?);
    }
    Ok(found)
}

fn within(period: Period, day: NaiveDate) -> bool {
    (period.start..=period.end).contains(&day)
}

fn pair(
    key: &'static str,
    cleaned: &Cleaned,
    cube: &Cube,
    traffic: Option<&Traffic>,
    channels: &[ChannelSales],
    (current, previous, partial): (Period, Period, bool),
) -> Result<Compared, ReviewError> {
    let now = cube.figures(|_, day| within(current, day))?;
    let before = cube.figures(|_, day| within(previous, day))?;
    let change = |current: &Sales, previous: &Sales| {
        let input = PeriodChangeInput { current: current.figures.net_sales, previous: previous.figures.net_sales };
        period_change(&input).map_err(ReviewError::figure("change of net sales"))
    };
    let by_channel = |period: Period| cube.by(|channel, day| within(period, day).then_some(channel));
    let (channels_now, channels_before) = (by_channel(current)?, by_channel(previous)?);
    let empty = cube.figures(|_, _| false)?;
    let find = |list: &[(u32, Sales)], id: u32| {
        list.binary_search_by_key(&id, |(id, _)| *id)
            .ok()
            .and_then(|at| list.get(at))
            .map_or(&empty, |(_, sales)| sales)
            .clone()
    };
    let mut changes = Vec::new();
    for channel in channels {
        let (now, before) = (find(&channels_now, channel.id), find(&channels_before, channel.id));
        if now.lines > 0 || before.lines > 0 {
            let change = change(&now, &before)?;
            changes.push(ChannelChange { name: channel.name.clone(), now, before, change });
        }
    }
    changes.sort_by(|a, b| {
        b.change.absolute_change.abs().cmp(&a.change.absolute_change.abs()).then_with(|| a.name.cmp(&b.name))
    });
    let (pvm, movers) = articles(cleaned, current, previous)?;
    let returns_effect = difference(before.figures.returns, now.figures.returns, "effect of returns")?;
    Ok(Compared {
        key,
        partial,
        net_change: change(&now, &before)?,
        pvm,
        returns_effect,
        rates: rates(&changes, traffic, current, previous)?,
        channels: changes,
        movers,
        now,
        before,
        current,
        previous,
    })
}

/// `a - b`, exactly.
pub(crate) fn difference(a: Decimal, b: Decimal, figure: &str) -> Result<Decimal, ReviewError> {
    let input = PeriodChangeInput { current: a, previous: b };
    Ok(period_change(&input).map_err(ReviewError::figure(figure))?.absolute_change)
}

/// Price, volume and mix over articles, and the articles that moved most.
fn articles(cleaned: &Cleaned, current: Period, previous: Period) -> Result<(PriceVolumeMix, Vec<Mover>), ReviewError> {
    let lines = &cleaned.lines;
    let (_, skus) = cleaned.cleaner.distinct();
    let scale = lines.paid_scale();
    let mut sums: Vec<[(u64, i128); 2]> = crate::cube::per(skus);
    let days = |period: Period| (period.start.to_epoch_days(), period.end.to_epoch_days());
    let (now, then) = (days(current), days(previous));
    for at in 0..lines.len() {
        let day = lines.day.get(at).copied().unwrap_or_default();
        let side = match day {
            day if (then.0..=then.1).contains(&day) => 0,
            day if (now.0..=now.1).contains(&day) => 1,
            _ => continue,
        };
        let Some(paid) = lines.paid(at) else { continue };
        let sku = lines.sku.get(at).and_then(|sku| usize::try_from(*sku).ok());
        if let Some((units, amount)) = sku.and_then(|sku| sums.get_mut(sku)).and_then(|sides| sides.get_mut(side)) {
            *units = units.saturating_add(lines.quantity.get(at).copied().unwrap_or_default().unsigned_abs());
            *amount = amount.saturating_add(paid);
        }
    }
    let power = Exact::from(10_i128.saturating_pow(scale));
    let exact = |units: i128| Exact::from(units).checked_div(&power).unwrap_or(Exact::ZERO);
    // a mean price to 16 decimals: with a million units its revenue is off by less than 1e-10
    let price = |(units, amount): (u64, i128)| match exact(amount).checked_div(&Exact::from(units)) {
        Some(price) => price.round("mean price", 16, Rounding::HalfEven),
        None => Ok(Decimal::ZERO),
    };
    let refused = |error: mercato_core::Error| ReviewError::figure("price, volume and mix")(error.into());
    let mut items = Vec::new();
    let mut movers = Vec::new();
    for (sides, id) in sums.into_iter().zip(0_u32..) {
        let [before, after] = sides;
        if before.0 == 0 && after.0 == 0 {
            continue;
        }
        items.push(PvmItem {
            key: cleaned.cleaner.sku(id).to_owned(),
            quantity_before: before.0,
            price_before: price(before).map_err(refused)?,
            quantity_after: after.0,
            price_after: price(after).map_err(refused)?,
        });
        movers.push((after.1.saturating_sub(before.1), id, before, after));
    }
    movers.sort_by(|a, b| b.0.unsigned_abs().cmp(&a.0.unsigned_abs()).then(a.1.cmp(&b.1)));
    let money = |units: i128| exact(units).round("sales of an article", 2, Rounding::HalfEven).map_err(refused);
    let movers = movers
        .into_iter()
        .take(MOVERS)
        .map(|(change, id, before, after)| {
            let name = usize::try_from(id).ok().and_then(|id| lines.names.get(id)).cloned().flatten();
            Ok(Mover {
                sku: cleaned.cleaner.sku(id).to_owned(),
                name: name.map(Into::into),
                quantity_before: before.0,
                quantity_after: after.0,
                before: money(before.1)?,
                after: money(after.1)?,
                change: money(change)?,
            })
        })
        .collect::<Result<_, ReviewError>>()?;
    let input = PriceVolumeMixInput { currency: cleaned.currency, items, scale: None, rounding: None };
    let pvm = price_volume_mix(&input).map_err(ReviewError::figure("price, volume and mix"))?;
    Ok((pvm, movers))
}

/// Rates whose change is split over the channels.
fn rates(
    channels: &[ChannelChange],
    traffic: Option<&Traffic>,
    current: Period,
    previous: Period,
) -> Result<Vec<RateChange>, ReviewError> {
    let mut answers = Vec::new();
    let mut add = |key: &'static str, weight: &'static str, segments: Vec<MixRateSegment>| {
        let weighs = |weight: fn(&MixRateSegment) -> f64| segments.iter().map(weight).sum::<f64>() > 0.0;
        if weighs(|segment| segment.weight_before) && weighs(|segment| segment.weight_after) {
            let result = mix_rate_decomposition(&MixRateInput { segments, method: MixRateMethod::Midpoint })
                .map_err(ReviewError::figure(key))?;
            answers.push(RateChange { key, weight, result });
        }
        Ok::<(), ReviewError>(())
    };
    let segments = |weight: fn(&Sales) -> f64, rate: fn(&Sales) -> Option<f64>| {
        let weighed = channels.iter().map(|channel| MixRateSegment {
            key: channel.name.clone(),
            weight_before: weight(&channel.before),
            rate_before: rate(&channel.before),
            weight_after: weight(&channel.now),
            rate_after: rate(&channel.now),
        });
        // a channel without orders in either period has neither weight nor rate
        weighed.filter(|segment| segment.weight_before > 0.0 || segment.weight_after > 0.0).collect::<Vec<_>>()
    };
    add(
        "average_order_value",
        "orders",
        segments(|sales| sales.figures.orders as f64, |sales| sales.figures.average_order_value.map(float)),
    )?;
    add(
        "unit_return_rate",
        "units",
        segments(|sales| sales.figures.units as f64, |sales| sales.figures.unit_return_rate),
    )?;
    if let Some(traffic) = traffic {
        let conversion = channels.iter().map(|channel| {
            let visitors = |period: Period| traffic.visitors(&channel.name, period.start, period.end);
            let rate = |orders: u64, visitors: u64| (visitors > 0).then(|| orders as f64 / visitors as f64);
            let (before, after) = (visitors(previous), visitors(current));
            MixRateSegment {
                key: channel.name.clone(),
                weight_before: before as f64,
                rate_before: rate(channel.before.figures.orders, before),
                weight_after: after as f64,
                rate_after: rate(channel.now.figures.orders, after),
            }
        });
        let visited = conversion.filter(|segment| segment.weight_before > 0.0 || segment.weight_after > 0.0);
        add("conversion_rate", "visitors", visited.collect())?;
    }
    Ok(answers)
}
