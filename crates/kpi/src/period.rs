//! How much has it changed, and against which days? Comparing a period with another (環比, 同比).
//!
//! `relative_change = (current - previous) / |previous|`, so that a rise is positive whatever the sign of the base. By days the
//! period to compare with is as long as the period itself; by months it need not be: whole months are compared with whole months
//! (February 2024 with all of February 2023), else each end moves by itself (1 to 30 March with 1 to 28 February).
//!
//! Source: the month-on-month (環比) and year-on-year (同比) comparison of the National Bureau of Statistics of China; month ends
//! clamp as in SQL's `date - interval '1 month'`. Limits: a moved holiday (Chinese New Year) is the caller's to line up.

use crate::error::KpiError;
use crate::quantity::rate;
use chrono::{Datelike, Days, Months, NaiveDate};
use mercato_core::{DateString, Decimal, DecimalString, Error, Exact};
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// What [`period_change`] takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PeriodChangeInput {
    /// The figure of the period.
    #[serde(with = "DecimalString")]
    pub current: Decimal,
    /// The figure of the period that it is compared with.
    #[serde(with = "DecimalString")]
    pub previous: Decimal,
}

/// Which way a figure went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChangeDirection {
    /// Above the previous figure.
    Up,
    /// Below it.
    Down,
    /// The same.
    Flat,
}

/// A change between two periods.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PeriodChange {
    /// `current - previous`, exactly, with the decimals of the longer of the two.
    #[serde(with = "DecimalString")]
    pub absolute_change: Decimal,
    /// The change over the magnitude of the previous figure; `None` where that is 0.
    pub relative_change: Option<f64>,
    /// Which way.
    pub direction: ChangeDirection,
}

/// `(current - previous) / |previous|`; `None` for a previous figure of 0.
pub(crate) fn relative_change(current: &Exact, previous: &Exact) -> Result<Option<f64>, Error> {
    rate("relative_change", &(current - previous), &previous.abs())
}

/// The change of a figure from one period to another.
///
/// ```
/// use mercato_core::decimal;
/// use mercato_kpi::{ChangeDirection, PeriodChangeInput, period_change};
/// // a loss of 50 that became a loss of 20 is a rise of 60 %
/// let change = period_change(&PeriodChangeInput {
///     current: decimal::parse("-20.00")?,
///     previous: decimal::parse("-50.00")?,
/// })?;
/// assert_eq!(change.absolute_change.to_string(), "30.00");
/// assert_eq!((change.relative_change, change.direction), (Some(0.6), ChangeDirection::Up));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `overflow` if the exact difference does not fit a decimal.
pub fn period_change(input: &PeriodChangeInput) -> Result<PeriodChange, KpiError> {
    let (current, previous) = (Exact::from(input.current), Exact::from(input.previous));
    let change = &current - &previous;
    let scale = input.current.scale().max(input.previous.scale());
    let absolute_change = change
        .to_decimal(scale)
        .ok_or_else(|| Error::overflow("absolute_change", "the exact difference", "a 96-bit decimal"))?;
    Ok(PeriodChange {
        absolute_change,
        relative_change: relative_change(&current, &previous)?,
        direction: match change.signum().cmp(&0) {
            Ordering::Greater => ChangeDirection::Up,
            Ordering::Less => ChangeDirection::Down,
            Ordering::Equal => ChangeDirection::Flat,
        },
    })
}

/// Which period to compare with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    /// The same number of days just before.
    PreviousPeriod,
    /// A day earlier.
    DayOverDay,
    /// Seven days earlier.
    WeekOverWeek,
    /// A month earlier.
    MonthOverMonth,
    /// Three months earlier.
    QuarterOverQuarter,
    /// Twelve months earlier.
    YearOverYear,
    /// 364 days earlier: the same weekdays a year before.
    YearOverYearSameWeekday,
}

/// What [`comparison_period`] takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ComparisonPeriodInput {
    /// The first day of the period.
    #[serde(with = "DateString")]
    pub start: NaiveDate,
    /// Its last day, at least `start`.
    #[serde(with = "DateString")]
    pub end: NaiveDate,
    /// Which period to compare with.
    pub comparison: Comparison,
}

/// Days from `start` to `end`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Period {
    /// The first day.
    #[serde(with = "DateString")]
    pub start: NaiveDate,
    /// The last day.
    #[serde(with = "DateString")]
    pub end: NaiveDate,
}

/// How far back.
enum Shift {
    Days(u64),
    Months(u32),
}

/// The period that another is compared with.
///
/// Months: if `start` is the first of a month and `end` the last of one, the answer is whole months; otherwise each end moves by
/// 1, 3 or 12 months and is clamped to its month's last day (31 March -> 29 or 28 February).
///
/// ```
/// use mercato_core::time;
/// use mercato_kpi::{Comparison, ComparisonPeriodInput, comparison_period};
/// let february = comparison_period(&ComparisonPeriodInput {
///     start: time::parse_date("2025-02-01")?,
///     end: time::parse_date("2025-02-28")?,
///     comparison: Comparison::YearOverYear,
/// })?;
/// assert_eq!(february.end, time::parse_date("2024-02-29")?); // all of February
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` if `end` is before `start`, or the answer before the year 1.
pub fn comparison_period(input: &ComparisonPeriodInput) -> Result<Period, KpiError> {
    let ComparisonPeriodInput { start, end, comparison } = *input;
    let days = end.signed_duration_since(start).num_days().saturating_add(1);
    let Some(length) = u64::try_from(days).ok().filter(|days| *days > 0) else {
        return Err(Error::invalid("end", end, format!("must not be before start {start}")).into());
    };
    let shift = match comparison {
        Comparison::PreviousPeriod => Shift::Days(length),
        Comparison::DayOverDay => Shift::Days(1),
        Comparison::WeekOverWeek => Shift::Days(7),
        Comparison::YearOverYearSameWeekday => Shift::Days(364),
        Comparison::MonthOverMonth => Shift::Months(1),
        Comparison::QuarterOverQuarter => Shift::Months(3),
        Comparison::YearOverYear => Shift::Months(12),
    };
    let shifted = match shift {
        Shift::Days(days) => start.checked_sub_days(Days::new(days)).zip(end.checked_sub_days(Days::new(days))),
        Shift::Months(months) => {
            let back = |date: NaiveDate| date.checked_sub_months(Months::new(months));
            let whole_months = start.day() == 1 && is_month_end(end);
            let end = if whole_months { back(end).and_then(month_end) } else { back(end) };
            back(start).zip(end)
        }
    };
    match shifted.filter(|(start, _)| start.year() >= 1) {
        Some((start, end)) => Ok(Period { start, end }),
        None => Err(Error::invalid("start", start, "has no such period before it in the years 1 to 9999").into()),
    }
}

fn is_month_end(date: NaiveDate) -> bool {
    date.succ_opt().is_none_or(|next| next.day() == 1)
}

fn month_end(date: NaiveDate) -> Option<NaiveDate> {
    date.with_day(1)?.checked_add_months(Months::new(1))?.pred_opt()
}
