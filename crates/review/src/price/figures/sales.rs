//! What was sold lately, where, and what did it cost? One pass over the order lines.

use crate::store::Lines;
use hashbrown::HashMap;
use mercato_core::Decimal;
use mercato_kpi::LineStatus;

/// What was sold of an article on a channel in the history.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recent {
    pub(super) units: i64,
    day: i32,
    /// The unit price of the latest line that has one, before discounts.
    pub(super) price: Option<Decimal>,
}

/// The sales that weigh the prices.
#[derive(Debug)]
pub(super) struct Sales {
    /// By channel and sku.
    pub(super) recent: HashMap<(u32, u32), Recent>,
    /// By sku: unit cost of the latest line that gives one.
    pub(super) costs: HashMap<u32, (i32, Decimal)>,
}

impl Sales {
    /// Of the completed lines: sales from a day on, costs of any day.
    pub(super) fn of(lines: &Lines, start: i32) -> Self {
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
