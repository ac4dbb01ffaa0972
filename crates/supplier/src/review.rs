//! When is each supplier to be reviewed next? After the interval of its grade, and before its contract can no longer be
//! terminated.
//!
//! `next review = last review + interval of the grade` in months; a day that the month lacks becomes its last (31 August + 6
//! months is 28 or 29 February). `notice deadline = contract end - notice period`. Due is the earlier of the two; a
//! deadline on or before the last review no longer counts. Overdue is what was due before `as_of`.
//!
//! Source: supplier development practice (ISO 9001:2015, 8.4.1: evaluation and re-evaluation of external providers); the
//! calendar rule is that of ISO 8601 date arithmetic as contracts read it.

use crate::check;
use crate::error::SupplierError;
use chrono::{Datelike, Days, Months, NaiveDate};
use mercato_core::{DateString, Error, OptionalDateString};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A supplier to be reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReviewedSupplier {
    /// The supplier.
    pub id: String,
    /// Its grade, one of `interval_months`.
    pub grade: String,
    /// When it was reviewed last, on `as_of` at the latest.
    #[serde(with = "DateString")]
    pub last_review_date: NaiveDate,
    /// When its contract ends; `None` if it does not.
    #[serde(default, with = "OptionalDateString", skip_serializing_if = "Option::is_none")]
    pub contract_end_date: Option<NaiveDate>,
    /// Days before the contract's end by which notice has to be given; 0 if left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_period_days: Option<u64>,
}

/// What [`review_schedule`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReviewScheduleInput {
    /// The day of the question.
    #[serde(with = "DateString")]
    pub as_of: NaiveDate,
    /// Months between reviews by grade, each at least 1.
    pub interval_months: BTreeMap<String, u32>,
    /// The suppliers.
    pub suppliers: Vec<ReviewedSupplier>,
}

/// What makes a review due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReviewReason {
    /// The interval of the grade.
    Interval,
    /// The last day on which the contract can be terminated.
    NoticeDeadline,
}

/// When a supplier is to be reviewed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ScheduledReview {
    /// The supplier.
    pub id: String,
    /// By the interval of its grade.
    #[serde(with = "DateString")]
    pub next_review_date: NaiveDate,
    /// The last day for notice; `None` without a contract's end.
    #[serde(with = "OptionalDateString")]
    pub notice_deadline: Option<NaiveDate>,
    /// The day by which the review is due.
    #[serde(with = "DateString")]
    pub due_date: NaiveDate,
    /// Days from `as_of` to it; below 0 once it has passed.
    pub days_until_due: i64,
    /// Whether it has passed.
    pub overdue: bool,
    /// What makes it due.
    pub reason: ReviewReason,
}

/// The reviews to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ReviewSchedule {
    /// By due date, then id.
    pub reviews: Vec<ScheduledReview>,
}

/// The reviews due, in order.
///
/// ```
/// use mercato_core::time::parse_date;
/// use mercato_supplier::{ReviewScheduleInput, ReviewedSupplier, review_schedule};
/// let schedule = review_schedule(&ReviewScheduleInput {
///     as_of: parse_date("2024-02-29")?,
///     interval_months: [("B".to_owned(), 6)].into(),
///     suppliers: vec![ReviewedSupplier {
///         id: "tea".to_owned(),
///         grade: "B".to_owned(),
///         last_review_date: parse_date("2023-08-31")?,
///         contract_end_date: None,
///         notice_period_days: None,
///     }],
/// })?;
/// // half a year after 31 August is the last of February
/// assert_eq!(schedule.reviews[0].due_date, parse_date("2024-02-29")?);
/// assert!(!schedule.reviews[0].overdue);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `not_found` for a grade without an interval; `invalid_argument` for an empty list, an interval of 0 months, a last review
/// after `as_of`; `overflow` for a date outside the years 1 to 9999.
pub fn review_schedule(input: &ReviewScheduleInput) -> Result<ReviewSchedule, SupplierError> {
    check::not_empty("suppliers", &input.suppliers)?;
    if input.interval_months.is_empty() {
        return Err(Error::invalid("interval_months", "an empty map", "has no interval").into());
    }
    for (grade, months) in &input.interval_months {
        if *months == 0 {
            return Err(Error::invalid(format!("interval_months.{grade}"), 0, "must be at least 1").into());
        }
    }
    let review = |(index, supplier)| scheduled(input, supplier).map_err(|error| error.at("suppliers", index));
    let mut reviews: Vec<ScheduledReview> = input.suppliers.iter().enumerate().map(review).collect::<Result<_, _>>()?;
    reviews.sort_by(|a, b| (a.due_date, &a.id).cmp(&(b.due_date, &b.id)));
    Ok(ReviewSchedule { reviews })
}

fn scheduled(input: &ReviewScheduleInput, supplier: &ReviewedSupplier) -> Result<ScheduledReview, Error> {
    let last = supplier.last_review_date;
    if last > input.as_of {
        return Err(Error::invalid("last_review_date", last, format!("is after as_of {}", input.as_of)));
    }
    let months =
        *input.interval_months.get(&supplier.grade).ok_or_else(|| Error::not_found("grade", &supplier.grade))?;
    let writable = |date: &NaiveDate| (1..=9999).contains(&date.year());
    let next_review_date = last.checked_add_months(Months::new(months)).filter(writable).ok_or_else(|| {
        Error::overflow("next_review_date", format_args!("{last} + {months} months"), "the year 9999")
    })?;
    let notice = supplier.notice_period_days.unwrap_or_default();
    let deadline = |end: NaiveDate| {
        end.checked_sub_days(Days::new(notice))
            .filter(writable)
            .ok_or_else(|| Error::overflow("notice_deadline", format_args!("{end} - {notice} days"), "the year 1"))
    };
    let notice_deadline = supplier.contract_end_date.map(deadline).transpose()?;
    let (due_date, reason) = match notice_deadline {
        Some(deadline) if deadline > last && deadline < next_review_date => (deadline, ReviewReason::NoticeDeadline),
        _ => (next_review_date, ReviewReason::Interval),
    };
    Ok(ScheduledReview {
        id: supplier.id.clone(),
        next_review_date,
        notice_deadline,
        due_date,
        days_until_due: due_date.signed_duration_since(input.as_of).num_days(),
        overdue: due_date < input.as_of,
        reason,
    })
}
