//! What the stock section has to say first.

use super::View;
use crate::figures::findings::{Finding, Tone};
use crate::format::{about, count, percent};

/// What to order, what lies there for nothing, and what the proposed policy would have served.
pub(super) fn of(view: View<'_>) -> Vec<Finding> {
    let currency = &view.data.currency;
    let stock = view.stock;
    let mut found = Vec::new();
    let mut add = |kind, tone, headline, detail, anchor, figures: &str| {
        let figures = vec![figures.to_owned()];
        found.push(Finding { kind, tone, headline, detail, stake: None, p_adjusted: None, anchor, figures });
    };
    let articles = |number: usize| format!("{} article{}", count(number), if number == 1 { "" } else { "s" });
    if let Some(shelf) = &stock.shelf {
        if !shelf.orders.is_empty() {
            add(
                "reorder",
                Tone::Bad,
                format!("{} to order now, for {currency} {}.", articles(shelf.orders.len()), about(shelf.order_value)),
                format!(
                    "{} of them run out before an order placed today arrives. reorder.csv lists all with quantity and reason.",
                    count(shelf.late)
                ),
                "orders",
                "stock.shelf.orders",
            );
        }
        if !shelf.excess_value.is_zero() {
            let dead = shelf.by_status.iter().find(|total| total.status == mercato_inventory::StockStatus::Dead);
            add(
                "excess_stock",
                Tone::Bad,
                format!("{currency} {} lies in stock that is too much.", about(shelf.excess_value)),
                format!(
                    "Of {currency} {} in all; {currency} {} of it sold nothing for {} days.",
                    about(shelf.stock_value),
                    about(dead.map(|total| total.excess_value).unwrap_or_default()),
                    view.inputs.policy.health.dead_after_days
                ),
                "dead-stock",
                "stock.shelf.excess_value",
            );
        }
    }
    let (proposed, present) = (&stock.all.proposed, &stock.all.present);
    if stock.all.units > 0 {
        let given = stock.items.iter().any(|item| item.present_given) || view.inputs.policy.gives("present");
        let assumed = if given { "" } else { "assumed " };
        add(
            "stock_policy",
            Tone::Note,
            format!(
                "Reorder points by article would have served {} of the units wanted at once, the {assumed}present ones {}.",
                percent(proposed.fill_rate),
                percent(present.fill_rate)
            ),
            format!(
                "With {currency} {} of stock in the mean against {}, simulated on the history.{}",
                about(proposed.stock_value),
                about(present.stock_value),
                if stock.shelf.is_some() { "" } else { " With stock.csv the review says what to order now." }
            ),
            "service",
            "stock.all",
        );
    }
    found
}
