//! The tables of the stock section: what to order, alerts, stock, and the plan of every article.

use super::View;
use super::figures::plan::Item;
use crate::error::ReviewError;
use crate::tables::{head, or_empty, table, word};
use std::path::Path;

/// `AX`; `A` alone for an article that is too new for the second letter.
fn class(item: &Item) -> String {
    word(item.abc).to_uppercase() + &item.xyz.map_or_else(String::new, |xyz| word(xyz).to_uppercase())
}

pub(super) fn write(view: View<'_>, folder: &Path) -> Result<(), ReviewError> {
    let stock = view.stock;
    let item = |at: usize| stock.items.get(at);
    let mut rows = vec![head(&[
        "sku",
        "product_name",
        "class",
        "supplier",
        "order_quantity",
        "unit_cost",
        "cost_basis",
        "order_value",
        "available",
        "under_way",
        "position",
        "reorder_point",
        "safety_stock",
        "position_after",
        "days_of_cover",
        "runs_out_on",
        "lead_time_days",
        "late",
        "why",
        "profit_a_month",
    ])];
    let orders = stock.shelf.iter().flat_map(|shelf| &shelf.orders);
    rows.extend(orders.filter_map(|order| item(order.item).map(|item| (order, item))).map(|(order, item)| {
        vec![
            item.sku.clone(),
            item.name.clone().unwrap_or_default(),
            class(item),
            item.supplier.clone().unwrap_or_default(),
            order.quantity.to_string(),
            item.unit_cost.to_string(),
            word(item.cost_basis),
            order.value.to_string(),
            order.stock.available.to_string(),
            order.under_way.to_string(),
            order.stock.position.to_string(),
            item.proposed.reorder_point.to_string(),
            item.safety.safety_stock.to_string(),
            order.position_after.to_string(),
            or_empty(order.cover_days),
            or_empty(order.runs_out),
            item.lead_time.to_string(),
            order.late.to_string(),
            order.why.clone(),
            order.profit_a_month.to_string(),
        ]
    }));
    table(folder, "reorder.csv", &rows)?;
    alerts(view, folder)?;
    health(view, folder)?;
    plan(view, folder)
}

/// Every alert.
fn alerts(view: View<'_>, folder: &Path) -> Result<(), ReviewError> {
    let stock = view.stock;
    let item = |at: usize| stock.items.get(at);
    let mut rows = vec![head(&[
        "sku",
        "product_name",
        "class",
        "level",
        "date",
        "available",
        "threshold",
        "under_way",
        "order_quantity",
        "message",
    ])];
    let alerts = stock.shelf.iter().flat_map(|shelf| &shelf.alerts);
    rows.extend(alerts.filter_map(|alert| item(alert.item).map(|item| (alert, item))).map(|(alert, item)| {
        vec![
            item.sku.clone(),
            item.name.clone().unwrap_or_default(),
            class(item),
            word(alert.level),
            alert.on.to_string(),
            alert.available.to_string(),
            alert.threshold.to_string(),
            alert.under_way.to_string(),
            alert.order_quantity.to_string(),
            alert.message.clone(),
        ]
    }));
    table(folder, "alerts.csv", &rows)
}

/// The state of every article of a stock list.
fn health(view: View<'_>, folder: &Path) -> Result<(), ReviewError> {
    if let Some(shelf) = &view.stock.shelf {
        let mut rows = vec![head(&[
            "sku",
            "product_name",
            "status",
            "on_hand",
            "unit_cost",
            "cost_basis",
            "value",
            "days_of_cover",
            "excess_quantity",
            "excess_value",
            "last_sale",
        ])];
        rows.extend(shelf.health.iter().map(|line| {
            vec![
                line.sku.clone(),
                line.name.clone().unwrap_or_default(),
                word(line.status),
                line.on_hand.to_string(),
                line.unit_cost.to_string(),
                word(line.cost_basis),
                line.value.to_string(),
                or_empty(line.days_of_cover),
                line.excess_quantity.to_string(),
                line.excess_value.to_string(),
                or_empty(line.last_sale),
            ]
        }));
        table(folder, "stock_health.csv", &rows)?;
    }
    Ok(())
}

/// The plan of every article with demand.
fn plan(view: View<'_>, folder: &Path) -> Result<(), ReviewError> {
    let mut rows = vec![head(&[
        "sku",
        "product_name",
        "abc",
        "xyz",
        "cv",
        "sales",
        "cumulative_share",
        "units",
        "days",
        "demand_per_day",
        "demand_sd",
        "largest_day_share",
        "last_sale",
        "supplier",
        "lead_time_days",
        "lead_time_sd_days",
        "unit_cost",
        "cost_basis",
        "by_hand",
        "service_level",
        "safety_stock",
        "reorder_point",
        "order_quantity",
        "quantity_rule",
        "simulated_fill_rate",
        "simulated_days_short",
        "simulated_orders",
        "simulated_mean_stock",
        "present_reorder_point",
        "present_order_quantity",
        "present_given",
        "present_fill_rate",
        "present_days_short",
        "present_orders",
        "present_mean_stock",
    ])];
    rows.extend(view.stock.items.iter().map(|item| {
        let facts = vec![
            item.sku.clone(),
            item.name.clone().unwrap_or_default(),
            word(item.abc).to_uppercase(),
            item.xyz.map_or_else(String::new, |xyz| word(xyz).to_uppercase()),
            or_empty(item.cv),
            item.value.to_string(),
            item.cumulative_share.to_string(),
            item.units.to_string(),
            item.days.to_string(),
            item.demand_per_day.to_string(),
            item.sd.to_string(),
            item.largest_day_share.to_string(),
            item.last_sale.to_string(),
            item.supplier.clone().unwrap_or_default(),
            item.lead_time.to_string(),
            item.lead_time_sd.to_string(),
            item.unit_cost.to_string(),
            word(item.cost_basis),
            item.by_hand.map_or_else(String::new, word),
        ];
        let plan = [
            item.service_level.to_string(),
            item.safety.safety_stock.to_string(),
            item.proposed.reorder_point.to_string(),
            item.proposed.order_quantity.to_string(),
            word(item.quantity_rule),
            item.proposed_service.fill_rate.to_string(),
            item.proposed_service.days_short.to_string(),
            item.proposed_service.orders.to_string(),
            item.proposed_service.average_on_hand.to_string(),
            item.present.reorder_point.to_string(),
            item.present.order_quantity.to_string(),
            item.present_given.to_string(),
            item.present_service.fill_rate.to_string(),
            item.present_service.days_short.to_string(),
            item.present_service.orders.to_string(),
            item.present_service.average_on_hand.to_string(),
        ];
        // what is to be decided by hand has no figures to order by
        let plan = plan.into_iter().map(|text| if item.by_hand.is_some() { String::new() } else { text });
        facts.into_iter().chain(plan).collect()
    }));
    table(folder, "stock_plan.csv", &rows)
}
