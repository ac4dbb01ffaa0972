//! What was sold lately, where, and what did it cost? One pass over the order lines, for every section that weighs by sales.

use crate::store::Lines;
use hashbrown::HashMap;
use mercato_core::{Decimal, Exact};
use mercato_kpi::LineStatus;

/// A mean month in days, 365.25 / 12, times 10,000.
const MONTH: i64 = 304_375;

/// What an amount over so many days makes in a mean month.
pub(crate) fn a_month(amount: &Exact, days: i64) -> Exact {
    let all = amount * &Exact::from(MONTH);
    all.checked_div(&Exact::from(days.max(1).saturating_mul(10_000))).unwrap_or(Exact::ZERO)
}

/// The days of the history, first and last, since 1970.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) start: i32,
    pub(crate) last: i32,
}

impl Window {
    /// So many days up to the last of the lines, as far as they reach back.
    pub(crate) fn of(lines: &Lines, days: u32) -> Self {
        let all = || lines.day.iter().copied();
        let (first, last) = (all().min().unwrap_or_default(), all().max().unwrap_or_default());
        let history = i32::try_from(days).unwrap_or(i32::MAX);
        Self { start: last.saturating_sub(history).saturating_add(1).max(first), last }
    }

    pub(crate) fn days(self) -> i64 {
        i64::from(self.last.saturating_sub(self.start)).saturating_add(1)
    }

    /// What an amount a unit makes in a mean month at the units sold in the history.
    pub(crate) fn a_month(self, a_unit: &Exact, units: i64) -> Exact {
        a_month(&(a_unit * &Exact::from(units)), self.days())
    }
}

/// What was sold of an article on a channel in the history.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Recent {
    pub(crate) units: i64,
    day: i32,
    /// The unit price of the latest line that has one, before discounts.
    pub(crate) price: Option<Decimal>,
}

/// The sales that weigh the prices.
#[derive(Debug)]
pub(crate) struct Sales {
    /// By channel and sku.
    pub(crate) recent: HashMap<(u32, u32), Recent>,
    /// By sku: unit cost of the latest line that gives one.
    pub(crate) costs: HashMap<u32, (i32, Decimal)>,
}

impl Sales {
    /// Of the completed lines: sales from a day on, costs of any day.
    pub(crate) fn of(lines: &Lines, start: i32) -> Self {
        let (mut recent, mut costs) = (HashMap::new(), HashMap::new());
        for (at, status) in lines.status.iter().enumerate() {
            if *status != LineStatus::Completed {
                continue;
            }
            let number = |column: &[u32]| column.get(at).copied().unwrap_or(crate::store::NONE);
            let (sku, channel) = (number(&lines.sku), number(&lines.channel));
            let day = lines.day.get(at).copied().unwrap_or_default();
            if lines.cost_known.get(at).copied().unwrap_or(false)
                && costs.get(&sku).is_none_or(|(known, _)| day >= *known)
                && let Some(cost) = lines.unit_cost.as_ref().map(|column| column.get(at))
            {
                costs.insert(sku, (day, cost));
            }
            if day < start {
                continue;
            }
            let found = recent.entry((channel, sku)).or_insert(Recent { units: 0, day, price: None });
            found.units = found.units.saturating_add(lines.quantity.get(at).copied().unwrap_or_default());
            let price = lines.unit_price.get(at);
            if !price.is_zero() && (day >= found.day || found.price.is_none()) {
                (found.day, found.price) = (day, Some(price));
            }
        }
        Self { recent, costs }
    }
}
