//! Which weeks and days stand out beyond the usual noise?
//!
//! Whole weeks (Monday to Sunday) on an `XmR` chart: mean plus and minus three moving ranges. Days against the other days of
//! their weekday by the modified z-score (3.5), so that a quiet Sunday is no anomaly in a shop that is quiet on Sundays.

use super::customers::OrderValues;
use super::float;
use crate::cube::{Cube, Sales};
use crate::error::ReviewError;
use crate::intake::Cleaned;
use chrono::{Datelike, Days, NaiveDate, Weekday};
use mercato_core::Decimal;
use mercato_kpi::{AnomalyFlags, AnomalyFlagsInput, AnomalyMethod, anomaly_flags};
use std::collections::BTreeMap;

/// Days in the list, those with the largest scores.
const DAYS_SHOWN: usize = 12;
/// Fewer whole weeks make no chart.
const MIN_WEEKS: usize = 8;

/// The net sales of a week.
#[derive(Debug)]
pub(crate) struct Week {
    pub(crate) monday: NaiveDate,
    pub(crate) net_sales: Decimal,
    pub(crate) flagged: bool,
}

/// A day that stands out.
#[derive(Debug)]
pub(crate) struct Day {
    pub(crate) date: NaiveDate,
    pub(crate) net_sales: Decimal,
    pub(crate) orders: u64,
    /// The median of the same weekday.
    pub(crate) center: f64,
    pub(crate) score: f64,
    /// The largest order of the day.
    pub(crate) largest_order: Decimal,
}

/// What stands out.
#[derive(Debug)]
pub(crate) struct Anomalies {
    pub(crate) weeks: Vec<Week>,
    /// Center and limits of the chart.
    pub(crate) chart: Option<AnomalyFlags>,
    pub(crate) days: Vec<Day>,
    pub(crate) flagged_days: usize,
    pub(crate) tested_days: usize,
}

pub(crate) fn find(
    cube: &Cube,
    (first, last): (NaiveDate, NaiveDate),
    values: &OrderValues,
    cleaned: &Cleaned,
) -> Result<Anomalies, ReviewError> {
    let monday =
        |day: NaiveDate| day.checked_sub_days(Days::new(day.weekday().num_days_from_monday().into())).unwrap_or(day);
    let sums: BTreeMap<NaiveDate, Sales> = cube.by(|_, day| Some(monday(day)))?.into_iter().collect();
    let zero = cube.figures(|_, _| false)?;
    let mut weeks = Vec::new();
    let mut start = monday(first);
    while let Some(next) = start.checked_add_days(Days::new(7)) {
        if start >= first && next.pred_opt().is_some_and(|sunday| sunday <= last) {
            let net_sales = sums.get(&start).unwrap_or(&zero).figures.net_sales;
            weeks.push(Week { monday: start, net_sales, flagged: false });
        }
        if next > last {
            break;
        }
        start = next;
    }
    let chart = if weeks.len() >= MIN_WEEKS {
        let flags = flags(weeks.iter().map(|week| float(week.net_sales)).collect(), AnomalyMethod::Xmr)?;
        for (week, flagged) in weeks.iter_mut().zip(&flags.flags) {
            week.flagged = *flagged;
        }
        Some(flags)
    } else {
        None
    };
    let by_day: BTreeMap<NaiveDate, Sales> = cube.by(|_, day| Some(day))?.into_iter().collect();
    let mut days = Vec::new();
    let mut tested_days = 0_usize;
    for weekday in [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun] {
        let dates: Vec<NaiveDate> =
            first.iter_days().take_while(|day| *day <= last).filter(|day| day.weekday() == weekday).collect();
        if dates.len() < MIN_WEEKS {
            continue;
        }
        tested_days = tested_days.saturating_add(dates.len());
        let sales = |day: &NaiveDate| by_day.get(day).unwrap_or(&zero);
        let flags =
            flags(dates.iter().map(|day| float(sales(day).figures.net_sales)).collect(), AnomalyMethod::ModifiedZ)?;
        for ((date, flagged), score) in dates.iter().zip(&flags.flags).zip(&flags.scores) {
            if *flagged {
                let figures = &sales(date).figures;
                days.push(Day {
                    date: *date,
                    net_sales: figures.net_sales,
                    orders: figures.orders,
                    center: flags.center,
                    score: score.unwrap_or_default(),
                    largest_order: Decimal::ZERO,
                });
            }
        }
    }
    let flagged_days = days.len();
    days.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()).then(a.date.cmp(&b.date)));
    days.truncate(DAYS_SHOWN);
    for order in (0..cleaned.cleaner.distinct().0).filter_map(|order| u32::try_from(order).ok()) {
        let date = values.day_of(order);
        if let Some(day) = days.iter_mut().find(|day| day.date == date) {
            day.largest_order = day.largest_order.max(values.amount(order));
        }
    }
    Ok(Anomalies { weeks, chart, days, flagged_days, tested_days })
}

fn flags(values: Vec<f64>, method: AnomalyMethod) -> Result<AnomalyFlags, ReviewError> {
    anomaly_flags(&AnomalyFlagsInput { values, method, threshold: None }).map_err(ReviewError::figure("anomalies"))
}
