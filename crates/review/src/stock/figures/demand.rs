//! How much of each article was wanted, day by day?
//!
//! Demand are the units of completed lines. Cancelled lines and lines that book a return are none; units that came back
//! do not reduce it, for they had to be there to be sold.

use super::figure;
use crate::error::ReviewError;
use crate::store::Lines;
use mercato_core::{Decimal, Error};
use mercato_kpi::LineStatus;

/// The completed lines of each article, in the order of the file.
pub(super) struct BySku {
    /// Where the lines of each article end.
    ends: Vec<usize>,
    lines: Vec<u32>,
}

impl BySku {
    pub(super) fn of(lines: &Lines, skus: usize) -> Result<Self, ReviewError> {
        if u32::try_from(lines.len()).is_err() {
            return Err(ReviewError::Usage("the stock section counts at most 4,294,967,295 lines".into()));
        }
        let completed = || {
            let rows = (0_u32..).zip(&lines.sku).zip(&lines.status);
            rows.filter(|(_, status)| **status == LineStatus::Completed).map(|((at, sku), _)| (at, index(*sku)))
        };
        let mut starts: Vec<usize> = vec![0; skus.saturating_add(1)];
        for (_, sku) in completed() {
            if let Some(count) = starts.get_mut(sku.saturating_add(1)) {
                *count = count.saturating_add(1);
            }
        }
        let mut sum = 0_usize;
        for count in &mut starts {
            sum = sum.saturating_add(*count);
            *count = sum;
        }
        let mut sorted = vec![0; sum];
        for (at, sku) in completed() {
            if let Some(next) = starts.get_mut(sku) {
                if let Some(slot) = sorted.get_mut(*next) {
                    *slot = at;
                }
                *next = next.saturating_add(1);
            }
        }
        // each start has moved on to the end of its article
        Ok(Self { ends: starts, lines: sorted })
    }

    fn lines(&self, sku: u32) -> &[u32] {
        let sku = index(sku);
        let start = sku.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(sku).copied().unwrap_or(start);
        self.lines.get(start..end).unwrap_or_default()
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// What was sold of an article.
#[derive(Debug, Clone, Default)]
pub(super) struct Sold {
    /// Days since 1970 of the first and the last sale in all data.
    pub(super) first: i32,
    pub(super) last: i32,
    /// Units, and what was paid for them in units of [`Lines::paid_scale`], in all data.
    pub(super) units: i64,
    pub(super) paid: i128,
    /// The same in the history.
    pub(super) recent_units: i64,
    pub(super) recent_paid: i128,
    /// Unit cost of the latest line that gives one.
    pub(super) unit_cost: Option<Decimal>,
    /// First day of the article's history: of the window, or of its first sale if that is later.
    pub(super) start: i32,
}

/// What was sold of an article; `None` if nothing was.
pub(super) fn sold(lines: &Lines, by_sku: &BySku, sku: u32, window: (i32, i32)) -> Result<Option<Sold>, ReviewError> {
    let mut sold: Option<Sold> = None;
    let mut cost_day = i32::MIN;
    for at in by_sku.lines(sku).iter().map(|at| index(*at)) {
        let day = lines.day.get(at).copied().unwrap_or_default();
        let units = lines.quantity.get(at).copied().unwrap_or_default();
        let paid = lines.paid(at).unwrap_or_default();
        let sold = sold.get_or_insert_with(|| Sold { first: day, last: day, ..Sold::default() });
        sold.first = sold.first.min(day);
        sold.last = sold.last.max(day);
        sold.units = add(sold.units, units)?;
        sold.paid = sold.paid.saturating_add(paid);
        if day >= window.0 {
            sold.recent_units = add(sold.recent_units, units)?;
            sold.recent_paid = sold.recent_paid.saturating_add(paid);
        }
        if day >= cost_day && lines.cost_known.get(at).copied().unwrap_or(false) {
            sold.unit_cost = lines.unit_cost.as_ref().map(|costs| costs.get(at));
            cost_day = day;
        }
    }
    Ok(sold.map(|sold| Sold { start: sold.first.max(window.0), ..sold }))
}

/// Units of each day from the first of the article's history to the last of the data.
pub(super) fn days(lines: &Lines, by_sku: &BySku, sku: u32, start: i32, last: i32) -> Result<Vec<i64>, ReviewError> {
    let length = usize::try_from(last.saturating_sub(start).saturating_add(1)).unwrap_or_default();
    let mut days = vec![0_i64; length];
    for at in by_sku.lines(sku).iter().map(|at| index(*at)) {
        let day = lines.day.get(at).copied().unwrap_or_default().saturating_sub(start);
        if let Some(units) = usize::try_from(day).ok().and_then(|day| days.get_mut(day)) {
            *units = add(*units, lines.quantity.get(at).copied().unwrap_or_default())?;
        }
    }
    Ok(days)
}

fn add(sum: i64, units: i64) -> Result<i64, ReviewError> {
    let overflow = || Error::overflow("demand", "the units of an article", "a 64-bit integer");
    sum.checked_add(units).ok_or_else(overflow).map_err(|error| figure("demand of an article")(error.into()))
}

/// Units of each whole week, from the last day backwards; the oldest first.
pub(super) fn weeks(days: &[i64]) -> Vec<f64> {
    let mut weeks: Vec<f64> = days.rchunks_exact(7).map(|week| week.iter().map(|units| *units as f64).sum()).collect();
    weeks.reverse();
    weeks
}
