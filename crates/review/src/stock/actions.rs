//! What the stock section asks to be done: the orders.

use super::View;
use crate::actions::{Action, ActionKind, Change, Share, Urgency};
use crate::format::{amount, count};
use crate::report::sections::article;

pub(super) fn of(view: View<'_>) -> Vec<Action> {
    let stock = view.stock;
    let orders = stock.shelf.iter().flat_map(|shelf| &shelf.orders);
    let action = |order: &super::figures::shelf::Order| {
        let item = stock.items.get(order.item)?;
        let from = item.supplier.as_ref().map_or_else(String::new, |supplier| format!(" from {supplier}"));
        let quantity = u64::try_from(order.quantity).unwrap_or_default();
        Some(Action {
            kind: ActionKind::Reorder,
            urgency: if order.late { Urgency::Today } else { Urgency::ThisWeek },
            what: format!(
                "Order {} of {}{from}, for {} {}",
                count(quantity),
                article(&item.sku, item.name.as_deref()),
                view.data.currency,
                amount(order.value)
            ),
            why: order.why.clone(),
            sku: item.sku.clone(),
            channel: String::new(),
            party: item.supplier.clone().unwrap_or_default(),
            stake: Some(order.profit_a_month).filter(|profit| !profit.is_zero()),
            stake_is: "gross profit of a month without it",
            change: Some(Change::Order {
                sku: item.sku.clone(),
                shares: vec![Share { supplier: item.supplier.clone(), quantity }],
            }),
            settles: Vec::new(),
            anchor: "orders",
            figures: "stock.shelf.orders",
            held: None,
        })
    };
    orders.filter_map(action).collect()
}
