//! The key `stock` of the summary.

use super::View;
use super::figures::{ClassTotal, ServiceTotal};
use crate::metrics::entry;
use serde_json::{Map, Value, json};

/// Articles and orders in the summary; the CSV files have all.
const MOST: usize = 50;

pub(super) fn json(view: View<'_>) -> Value {
    let stock = view.stock;
    let inputs = view.inputs;
    let policy = &inputs.policy;
    let currency = view.data.currency.as_str();
    let [a, b] = policy.abc;
    let class = |total: &ClassTotal| {
        let counts = json!({"articles": total.articles, "units": total.units});
        json!({
            "articles": entry(json!(total.articles), "articles", "articles with demand in the history", counts.clone()),
            "by_hand": entry(json!(total.by_hand), "articles", "articles on sale for fewer than 28 days, or with more than half of the demand on one day: in the sales, not in what is simulated", counts.clone()),
            "by_steadiness": {"x": total.by_xyz[0], "y": total.by_xyz[1], "z": total.by_xyz[2], "too_new": total.by_xyz[3]},
            "sales": entry(json!(total.value.to_string()), currency, "quantity x price - discount over completed lines of the history", counts),
            "proposed": served(&total.proposed, total, currency),
            "present": served(&total.present, total, currency),
        })
    };
    let classes: Map<String, Value> =
        stock.classes.iter().filter_map(|total| Some((json!(total.abc?).as_str()?.to_owned(), class(total)))).collect();
    json!({
        "history": {"start": stock.start.to_string(), "end": stock.end.to_string()},
        "files": {
            "stock": inputs.stock.is_some(), "suppliers": inputs.suppliers.is_some(), "policy": policy.file.is_some(),
        },
        "assumptions": {
            "service_level": {"a": policy.service_level[0], "b": policy.service_level[1], "c": policy.service_level[2]},
            "holding_rate": policy.holding_rate,
            "fixed_order_cost": policy.fixed_order_cost.to_string(),
            "review_period_days": policy.review_period_days,
            "lead_time_days": policy.lead_time_days,
            "lead_time_sd_days": policy.lead_time_sd_days,
            "cost_share": policy.cost_share.to_string(),
            "max_cover_days": policy.max_cover_days,
            "history_days": policy.history_days,
            "shortage": policy.shortage,
            "classes": {"a": a.to_string(), "b": b.to_string(), "x": policy.xyz[0], "y": policy.xyz[1]},
            "health": policy.health,
            "present": {"safety_days": policy.present.safety_days, "order_days": policy.present.order_days},
        },
        "all": class(&stock.all),
        "classes": classes,
        "articles": stock.items.iter().filter(|item| item.by_hand.is_none()).take(MOST).map(|item| json!({
            "sku": item.sku, "abc": item.abc, "xyz": item.xyz, "cv": item.cv, "sales": item.value.to_string(),
            "demand_per_day": item.demand_per_day.to_string(), "demand_sd": item.sd, "lead_time_days": item.lead_time,
            "service_level": item.service_level, "safety_stock": item.safety.safety_stock,
            "reorder_point": item.proposed.reorder_point, "order_quantity": item.proposed.order_quantity,
            "fill_rate": item.proposed_service.fill_rate, "present_fill_rate": item.present_service.fill_rate,
        })).collect::<Vec<_>>(),
        "by_hand": stock.items.iter().filter(|item| item.by_hand.is_some()).take(MOST).map(|item| json!({
            "sku": item.sku, "why": item.by_hand, "sales": item.value.to_string(), "units": item.units,
            "days": item.days, "largest_day_share": item.largest_day_share,
        })).collect::<Vec<_>>(),
        "unplanned": stock.unplanned.iter().map(|(sku, why)| json!({"sku": sku, "why": why})).collect::<Vec<_>>(),
        "unsold_in_history": stock.unsold,
        "shelf": shelf(view, currency),
    })
}

fn served(total: &ServiceTotal, class: &ClassTotal, currency: &str) -> Value {
    let counts = json!({"articles": class.articles, "units": class.units});
    let entry = |value: Value, unit: &str, definition: &str| entry(value, unit, definition, counts.clone());
    json!({
        "fill_rate": entry(json!(total.fill_rate), "fraction", "units served at once / units wanted, simulated on the history"),
        "units_short": entry(json!(total.short), "units", "units wanted that found no stock, simulated on the history"),
        "sales_short": entry(json!(total.sales_short.to_string()), currency, "units short x mean price of the article"),
        "orders": entry(json!(total.orders), "orders", "orders that the rule would have placed, one an article"),
        "mean_stock": entry(json!(total.stock_value.to_string()), currency, "mean units on hand at the end of a day x unit cost"),
    })
}

fn shelf(view: View<'_>, currency: &str) -> Value {
    let Some(shelf) = &view.stock.shelf else { return Value::Null };
    let sku = |at: usize| view.stock.items.get(at).map(|item| item.sku.as_str());
    let counts = json!({"articles": shelf.articles});
    let entry = |value: Value, unit: &str, definition: &str| entry(value, unit, definition, counts.clone());
    let mut levels: Map<String, Value> = Map::new();
    for alert in &shelf.alerts {
        if let Some(level) = json!(alert.level).as_str() {
            let count = levels.get(level).and_then(Value::as_u64).unwrap_or(0);
            levels.insert(level.to_owned(), json!(count.saturating_add(1)));
        }
    }
    json!({
        "orders": entry(json!(shelf.orders.len()), "articles", "articles whose position is at or below the proposed reorder point and that sold lately"),
        "order_units": entry(json!(shelf.order_units), "units", "units to order now"),
        "order_value": entry(json!(shelf.order_value.to_string()), currency, "units to order x unit cost"),
        "late": entry(json!(shelf.late), "articles", "to order, nothing under way, and out of stock at the mean demand before an order placed now arrives"),
        "order_list": shelf.orders.iter().take(MOST).map(|order| json!({
            "sku": sku(order.item), "order_quantity": order.quantity, "value": order.value.to_string(),
            "position": order.stock.position.to_string(), "available": order.stock.available.to_string(),
            "runs_out_on": order.runs_out.map(|day| day.to_string()), "late": order.late, "why": order.why,
        })).collect::<Vec<_>>(),
        "suppliers": shelf.suppliers.iter().map(|(name, articles, units, value)| json!({
            "supplier": name, "articles": articles, "units": units, "value": value.to_string(),
        })).collect::<Vec<_>>(),
        "held_back": shelf.held_back.iter().map(|at| sku(*at)).collect::<Vec<_>>(),
        "by_hand": shelf.by_hand.iter().map(|at| sku(*at)).collect::<Vec<_>>(),
        "alerts": levels,
        "stock_value": entry(json!(shelf.stock_value.to_string()), currency, "units on hand x unit cost"),
        "excess_value": entry(json!(shelf.excess_value.to_string()), currency, "dead stock, and units beyond the days of cover allowed, x unit cost"),
        "statuses": shelf.by_status.iter().map(|total| json!({
            "status": total.status, "articles": total.articles, "value": total.value.to_string(),
            "excess_value": total.excess_value.to_string(),
        })).collect::<Vec<_>>(),
        "excess_list": shelf.health.iter().filter(|line| !line.excess_value.is_zero()).take(MOST).map(|line| json!({
            "sku": line.sku, "status": line.status, "on_hand": line.on_hand, "value": line.value.to_string(),
            "excess_quantity": line.excess_quantity.to_string(), "excess_value": line.excess_value.to_string(),
            "last_sale": line.last_sale.map(|day| day.to_string()),
        })).collect::<Vec<_>>(),
        "missing": shelf.missing.len(),
        "old_counts": shelf.old_counts,
        "assumed_costs": shelf.assumed_costs,
    })
}
