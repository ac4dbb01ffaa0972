//! What does a program read? `summary.json`: every figure with its value, unit, definition and the counts behind it.

use crate::actions::Action;
use crate::definitions::definitions;
use crate::figures::channels::Judged;
use crate::figures::customers::Spread;
use crate::figures::periods::Compared;
use crate::figures::{MonthSales, Review};
use crate::metrics::{entry, sales};
use mercato_core::Decimal;
use mercato_kpi::RepurchaseMetrics;
use serde_json::{Map, Value, json};

/// The first key of the file; another number is another form.
pub(crate) const FORMAT: &str = "mercato-review/1";

/// The whole summary. The same data give the same bytes.
pub(crate) fn json(review: &Review) -> Value {
    let currency = review.data.currency.as_str();
    let named = |items: Vec<(String, Value)>| Value::from(items.into_iter().collect::<Map<_, _>>());
    let mut all = json!({
        "format": FORMAT,
        "definitions": definitions(review),
        "data": data(review),
        "total": sales(&review.total, currency),
        "channels": review.channels.iter().map(|channel| json!({
            "channel": channel.name, "figures": sales(&channel.sales, currency),
        })).collect::<Vec<_>>(),
        "months": review.months.iter().map(|month| self::month(month, currency)).collect::<Vec<_>>(),
        "periods": named(review.periods.iter().map(|compared| (compared.key.to_owned(), period(compared, currency))).collect()),
        "ratings": named(review.ratings.channels.iter().map(|rated| (rated.name.clone(), json!({
            "orders": rated.orders,
            "order_value": judged(rated.order_value.as_ref(), currency, "mean value of the channel's orders against all others; Welch's t test, p adjusted over the channels by Holm"),
            "return_share": judged(rated.return_share.as_ref(), "fraction", "lines with a returned unit / lines, against all others; pooled two-proportion z test, Newcombe interval, p adjusted by Holm"),
            "repeat_share": judged(rated.repeat_share.as_ref(), "fraction", "buyers with two orders or more / buyers, against all others; pooled two-proportion z test, Newcombe interval, p adjusted by Holm"),
        }))).collect()),
        "conversion": conversion(review),
        "repurchase": {
            "start": review.customers.start.to_string(),
            "end": review.customers.end.to_string(),
            "figures": repurchase(&review.customers.repurchase),
        },
        "concentration": {
            "customers": spread(review.customers.by_customer.as_ref(), "customer", currency),
            "skus": spread(review.customers.by_sku.as_ref(), "sku", currency),
        },
        "large_orders": review.customers.large_orders.iter().map(|order| json!({
            "order_id": order.order, "date": order.date.to_string(), "channel": order.channel, "customer_id": order.customer,
            "paid": order.paid.to_string(), "share": order.share,
        })).collect::<Vec<_>>(),
        "services": review.services.iter().map(|article| json!({
            "sku": article.sku, "lines": article.sales.lines, "net_sales": article.sales.figures.net_sales.to_string(),
        })).collect::<Vec<_>>(),
        "anomalies": anomalies(review),
        "actions": actions(review).collect::<Vec<_>>(),
        "attention": review.findings.iter().enumerate().map(|(rank, finding)| json!({
            "rank": rank.saturating_add(1), "kind": finding.kind, "tone": finding.tone, "headline": finding.headline,
            "detail": finding.detail, "amount_a_month": finding.stake.map(|stake| (stake * 100.0).round() / 100.0),
            "p_adjusted": finding.p_adjusted, "figures": finding.figures,
        })).collect::<Vec<_>>(),
    });
    if let Value::Object(all) = &mut all {
        for (section, part) in &review.parts {
            let own = if part.absent().is_some() { Value::Null } else { part.summary(review) };
            all.insert(section.key.to_owned(), own);
        }
    }
    all
}

/// The list of actions, as `actions.csv` has it, too.
pub(crate) fn actions(review: &Review) -> impl Iterator<Item = Value> {
    (1_u64..).zip(&review.actions).map(|(rank, action)| {
        json!({
            "rank": rank, "kind": action.kind, "urgency": action.urgency, "what": action.what, "why": action.why,
            "at_stake_a_month": action.stake.map(|stake| stake.to_string()),
            "stake_is": action.stake.map(|_| action.stake_is),
            "sku": some(&action.sku), "channel": some(&action.channel), "party": some(&action.party),
            "held": action.held, "settles": some(&settled(action)),
            "section": action.anchor, "figures": action.figures, "change": action.change,
        })
    })
}

/// The conflicts that it settles, with `|` between them.
fn settled(action: &Action) -> String {
    let settles = action.settles.iter().filter(|_| action.change.is_some());
    settles.map(|settles| settles.conflict_id.as_str()).collect::<Vec<_>>().join("|")
}

/// A text, or null.
fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}

fn data(review: &Review) -> Value {
    let data = &review.data;
    let counts = &data.counts;
    let count = |value: u64, definition: &str| entry(json!(value), "rows", definition, json!({"rows": counts.rows}));
    json!({
        "file": data.file.file_name().map(|name| name.to_string_lossy()),
        "demo": data.demo,
        "currency": data.currency,
        "utc_offset_seconds": data.utc_offset,
        "first_day": data.first.to_string(),
        "last_day": data.last.to_string(),
        "rows": count(counts.rows, "rows of the file after the header"),
        "kept": count(counts.kept, "rows that are counted; kept + rejected = rows"),
        "rejected": count(counts.rejected, "rows that are not counted, each in rejected.csv"),
        "unreadable": count(counts.unreadable, "rejected rows with a field that could not be read"),
        "reasons": counts.reasons,
        "negative_quantity": count(counts.negative_quantity, "rows with a quantity below 0"),
        "returns": count(counts.returns, "rows that book a return as a line of its own"),
        "adjustments": count(counts.adjustments, "rows with a quantity below 0 that are no return"),
        "zero_price": count(counts.zero_price, "rows with a unit price of 0"),
        "negative_price": count(counts.negative_price, "rows with a unit price below 0"),
        "no_customer": count(counts.no_customer, "rows that name no customer, of those with all their fields"),
        "no_customer_kept": entry(json!(counts.no_customer_kept), "rows", "counted rows that name no customer", json!({"kept": counts.kept})),
        "value_of_all_rows": entry(json!(data.raw_value), &data.currency, "sum of quantity x unit price, with their signs, over all rows in which both can be read", json!({"rows": counts.rows})),
        "distinct": {"orders": data.orders, "skus": data.skus, "customers": data.customers, "channels": review.channels.len()},
        "unit_cost": data.with_cost,
        "traffic": data.with_traffic,
    })
}

fn month(month: &MonthSales, currency: &str) -> Value {
    json!({
        "month": format!("{:04}-{:02}", month.month.0, month.month.1),
        "partial": month.partial,
        "figures": sales(&month.sales, currency),
        "repurchase": repurchase(&month.repurchase),
    })
}

fn period(compared: &Compared, currency: &str) -> Value {
    let money = |value: Decimal, definition: &str| {
        let counts = json!({"orders": compared.now.figures.orders, "orders_before": compared.before.figures.orders});
        entry(json!(value.to_string()), currency, definition, counts)
    };
    let pvm = &compared.pvm;
    json!({
        "current": {"start": compared.current.start.to_string(), "end": compared.current.end.to_string(), "figures": sales(&compared.now, currency)},
        "previous": {"start": compared.previous.start.to_string(), "end": compared.previous.end.to_string(), "figures": sales(&compared.before, currency)},
        "partial_month": compared.partial,
        "net_sales": {
            "change": money(compared.net_change.absolute_change, "net sales of the current period - net sales of the previous"),
            "relative_change": entry(json!(compared.net_change.relative_change), "fraction", "change / net sales of the previous period", json!({"orders": compared.now.figures.orders, "orders_before": compared.before.figures.orders})),
        },
        "price_volume_mix": {
            "before": money(pvm.revenue_before, "gross sales - discounts of the previous period"),
            "after": money(pvm.revenue_after, "gross sales - discounts of the current period"),
            "price_effect": money(pvm.price_effect, "sum over articles sold in both periods of units now x (mean price now - mean price before), prices after discounts"),
            "volume_effect": money(pvm.volume_effect, "(units now - units before) x mean price before, over articles sold in both periods"),
            "mix_effect": money(pvm.mix_effect, "the rest: the shift between articles of different prices"),
            "new_effect": money(pvm.new_effect, "sales of articles without sales in the previous period"),
            "discontinued_effect": money(pvm.discontinued_effect, "minus the sales of articles without sales in the current period"),
            "returns_effect": money(compared.returns_effect, "returns before - returns now; with the other effects it adds up to the change of net sales"),
        },
        "rates": compared.rates.iter().map(|rate| (rate.key.to_owned(), json!({
            "weight": rate.weight,
            "definition": "sum over channels of share of the weight x rate; rate effect: mean share x change of the rate; mix effect: change of the share x (mean rate of the channel - mean rate of all) (midpoint method)",
            "before": rate.result.rate_before, "after": rate.result.rate_after, "change": rate.result.change,
            "rate_effect": rate.result.rate_effect, "mix_effect": rate.result.mix_effect,
            "channels": rate.result.segments.iter().map(|segment| json!({
                "channel": segment.key, "rate_effect": segment.rate_effect, "mix_effect": segment.mix_effect, "total_effect": segment.total_effect,
            })).collect::<Vec<_>>(),
        }))).collect::<Map<_, _>>(),
        "channels": compared.channels.iter().map(|channel| json!({
            "channel": channel.name,
            "net_sales": channel.now.figures.net_sales.to_string(),
            "net_sales_before": channel.before.figures.net_sales.to_string(),
            "change": channel.change.absolute_change.to_string(),
            "relative_change": channel.change.relative_change,
            "orders": channel.now.figures.orders, "orders_before": channel.before.figures.orders,
        })).collect::<Vec<_>>(),
        "movers": compared.movers.iter().map(|mover| json!({
            "sku": mover.sku, "name": mover.name, "units": mover.quantity_after, "units_before": mover.quantity_before,
            "sales": mover.after.to_string(), "sales_before": mover.before.to_string(), "change": mover.change.to_string(),
        })).collect::<Vec<_>>(),
    })
}

fn judged(judged: Option<&Judged>, unit: &str, definition: &str) -> Value {
    judged.map_or(Value::Null, |judged| {
        json!({
            "value": judged.value, "others": judged.others, "unit": unit, "definition": definition,
            "counts": {"channel": judged.count, "others": judged.others_count},
            "difference_lower": judged.lower, "difference_upper": judged.upper,
            "p_value": judged.p_value, "p_adjusted": judged.p_adjusted, "rating": judged.rating,
        })
    })
}

fn conversion(review: &Review) -> Value {
    review.ratings.conversion.as_ref().map_or(Value::Null, |comparison| {
        json!({
            "definition": "orders / visitors against the sum of the other channels; pooled two-proportion z test, p adjusted by Holm",
            "channels": comparison.channels,
            "total": comparison.total,
            "not_counted": review.ratings.uncounted,
        })
    })
}

fn repurchase(metrics: &RepurchaseMetrics) -> Value {
    let counts = json!({"buyers": metrics.buyers, "orders": metrics.orders});
    let rate = |value: Option<f64>, unit: &str, definition: &str| entry(json!(value), unit, definition, counts.clone());
    let count = |value: u64, definition: &str| entry(json!(value), "count", definition, counts.clone());
    json!({
        "buyers": count(metrics.buyers, "customers with an order in the period"),
        "orders": count(metrics.orders, "their orders in the period"),
        "repeat_buyers": count(metrics.repeat_buyers, "buyers with two orders or more in the period"),
        "repurchase_rate": rate(metrics.repurchase_rate, "fraction", "repeat buyers / buyers"),
        "repeat_order_rate": rate(metrics.repeat_order_rate, "fraction", "(orders - buyers) / orders"),
        "returning_buyers": count(metrics.returning_buyers, "buyers who also bought in the 365 days before the period"),
        "new_buyers": count(metrics.new_buyers, "the other buyers"),
        "returning_customer_rate": rate(metrics.returning_customer_rate, "fraction", "returning buyers / buyers"),
        "purchase_frequency": rate(metrics.purchase_frequency, "orders a buyer", "orders / buyers"),
        "mean_days_between_orders": rate(metrics.mean_days_between_orders, "days", "mean of the days between consecutive orders of a customer in the period"),
    })
}

fn spread(spread: Option<&Spread>, of: &str, currency: &str) -> Value {
    spread.map_or(Value::Null, |spread| {
        let counts = json!({of: spread.count});
        let result = &spread.result;
        json!({
            "total": entry(json!(result.total), currency, "gross sales - discounts over those with more than 0", counts.clone()),
            "top_share": entry(json!(result.top_share), "fraction", "share of the total of the largest 20 %", counts.clone()),
            "gini": entry(json!(result.gini), "number", "Gini coefficient: 0 all equal, near 1 all with one", counts.clone()),
            "hhi": entry(json!(result.hhi), "number", "Herfindahl-Hirschman index: sum of squared shares", counts.clone()),
            "effective_number": entry(json!(result.effective_number), "number", "1 / hhi: as uneven as so many equal ones", counts),
        })
    })
}

fn anomalies(review: &Review) -> Value {
    let anomalies = &review.anomalies;
    json!({
        "weeks": {
            "definition": "net sales of whole weeks, Monday to Sunday; XmR chart: mean +- 3 x mean moving range / 1.128",
            "unit": review.data.currency,
            "center": anomalies.chart.as_ref().map(|chart| chart.center),
            "lower": anomalies.chart.as_ref().map(|chart| chart.lower),
            "upper": anomalies.chart.as_ref().map(|chart| chart.upper),
            "values": anomalies.weeks.iter().map(|week| json!({
                "monday": week.monday.to_string(), "net_sales": week.net_sales.to_string(), "flagged": week.flagged,
            })).collect::<Vec<_>>(),
        },
        "days": {
            "definition": "net sales of a day against the median of its weekday; modified z-score 0.6745 (x - median) / MAD beyond 3.5",
            "unit": review.data.currency,
            "tested": anomalies.tested_days,
            "flagged": anomalies.flagged_days,
            "largest": anomalies.days.iter().map(|day| json!({
                "date": day.date.to_string(), "net_sales": day.net_sales.to_string(), "median_of_weekday": day.center,
                "score": day.score, "orders": day.orders, "largest_order": day.largest_order.to_string(),
            })).collect::<Vec<_>>(),
        },
    })
}
