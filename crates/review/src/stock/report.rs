//! The stock section of the report: what to do first, then how each article should be kept and what that would have served.

use super::View;
use super::figures::plan::{ByHand, CostBasis, Item, MIN_DAYS, QuantityRule};
use super::figures::shelf::{OLD_COUNT_DAYS, Shelf};
use super::figures::{ClassTotal, Stock};
use crate::figures::periods;
use crate::format::{about, amount, count, day, decimals, percent};
use crate::report::html::{Cell, figure, table, table_with_total};
use crate::report::sections::{ROWS, article, heading, more, negative, note, open, step};
use crate::report::svg;
use mercato_core::Decimal;
use mercato_inventory::{AbcClass, AlertLevel, Shortage, StockStatus, XyzClass};

const MISSING: &str = "\u{2013}";

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn number(text: impl Into<String>) -> Cell {
    Cell::Number(text.into())
}

fn units(units: i64) -> String {
    amount(units.into())
}

fn named(item: &Item) -> String {
    article(&item.sku, item.name.as_deref())
}

fn letter(class: AbcClass) -> &'static str {
    match class {
        AbcClass::A => "A",
        AbcClass::B => "B",
        AbcClass::C => "C",
    }
}

fn class(item: &Item) -> String {
    let xyz = match item.xyz {
        Some(XyzClass::X) => "X",
        Some(XyzClass::Y) => "Y",
        Some(XyzClass::Z) => "Z",
        None => "",
    };
    format!("{}{xyz}", letter(item.abc))
}

fn level(level: AlertLevel) -> &'static str {
    match level {
        AlertLevel::OutOfStock => "out of stock",
        AlertLevel::Critical => "critical",
        AlertLevel::Low => "low",
        AlertLevel::Overstock => "overstock",
        AlertLevel::Ok => "ok",
    }
}

fn status(status: StockStatus) -> &'static str {
    match status {
        StockStatus::OutOfStock => "Out of stock",
        StockStatus::Dead => "Dead",
        StockStatus::Overstock => "Too much",
        StockStatus::SlowMoving => "Slow",
        StockStatus::Healthy => "Healthy",
    }
}

/// `1 article`, `7 articles`.
fn articles(number: usize) -> String {
    format!("{} article{}", count(number), if number == 1 { "" } else { "s" })
}

pub(super) fn stock(page: &mut String, view: View<'_>) {
    open(page, "stock", "Stock");
    let stock = view.stock;
    if stock.items.is_empty() {
        note(page, "No goods were sold in the history, so that there is nothing to plan.");
        page.push_str("</section>");
        return;
    }
    match &stock.shelf {
        Some(shelf) => on_the_shelf(page, view, shelf),
        None => note(
            page,
            "There is no stock.csv, and no stock is invented: this section says how each article should be kept, not what to order today. A file with the columns sku and on_hand beside the orders (or --stock FILE) gives the order list, the alerts and the dead stock.",
        ),
    }
    classes(page, view);
    service(page, view);
    plan(page, view);
    by_hand(page, view);
    assumptions(page, view);
    page.push_str("</section>");
}

fn on_the_shelf(page: &mut String, view: View<'_>, shelf: &Shelf) {
    let currency = &view.data.currency;
    let stock = view.stock;
    heading(page, "orders", "What to order now");
    if shelf.orders.is_empty() {
        note(page, "Nothing: every article in stock.csv that sells is above its reorder point.");
    } else {
        let late = if shelf.late == 0 {
            "None of them runs out before a delivery could come.".to_owned()
        } else {
            format!(
                "{} would run out, or are out, before an order placed today arrives: they come first.",
                articles(shelf.late)
            )
        };
        note(
            page,
            &format!(
                "{}, {} units, {currency} {} at unit cost. {late} Quantities are {}; all orders with their reasons are in reorder.csv.",
                articles(shelf.orders.len()),
                units(shelf.order_units),
                amount(shelf.order_value),
                if view.inputs.suppliers.is_some() {
                    "in the packs of suppliers.csv"
                } else {
                    "in single units, for there is no suppliers.csv"
                }
            ),
        );
        let rows: Vec<Vec<Cell>> = shelf
            .orders
            .iter()
            .take(ROWS)
            .filter_map(|order| stock.items.get(order.item).map(|item| (order, item)))
            .map(|(order, item)| {
                let out = if order.stock.available <= Decimal::ZERO {
                    "out now".to_owned()
                } else {
                    order.runs_out.map_or(MISSING.to_owned(), day)
                };
                vec![
                    text(named(item)),
                    text(class(item)),
                    number(units(order.quantity)),
                    number(amount(order.value)),
                    number(amount(order.stock.available)),
                    number(units(order.under_way)),
                    Cell::Toned(out, Some(false).filter(|_| order.late)),
                    Cell::Sentence(order.why.clone()),
                ]
            })
            .collect();
        let rest = shelf.orders.len().saturating_sub(ROWS);
        let headings = ["Article", "Class", "#Order", "#Value", "#Available", "#Under way", "#Runs out", "Why"];
        let title = format!("Order now, the most urgent first, {currency}{}", more(rest));
        page.push_str(&table(&title, &headings, &rows));
        let by_supplier: Vec<Vec<Cell>> = shelf
            .suppliers
            .iter()
            .take(ROWS)
            .map(|(name, articles, total, value)| {
                let name = name.clone().unwrap_or_else(|| "(no supplier given)".into());
                vec![text(name), number(count(*articles)), number(units(*total)), number(amount(*value))]
            })
            .collect();
        if shelf.suppliers.iter().any(|(name, ..)| name.is_some()) {
            let headings = ["Supplier", "#Articles", "#Units", "#Value"];
            page.push_str(&table(&format!("The same by supplier, {currency}"), &headings, &by_supplier));
        }
    }
    let mut held = Vec::new();
    if !shelf.held_back.is_empty() {
        let names: Vec<String> =
            shelf.held_back.iter().filter_map(|at| stock.items.get(*at)).take(5).map(named).collect();
        held.push(format!(
            "{} at the reorder point not ordered, for nothing sold in {} days: {}{}.",
            articles(shelf.held_back.len()),
            view.inputs.policy.health.slow_after_days,
            names.join(", "),
            if shelf.held_back.len() > names.len() { " and others" } else { "" }
        ));
    }
    if !shelf.missing.is_empty() {
        held.push(format!(
            "{} of the plan not in stock.csv (nothing is ordered of them): {}{}.",
            articles(shelf.missing.len()),
            shelf.missing.iter().take(5).cloned().collect::<Vec<_>>().join(", "),
            if shelf.missing.len() > 5 { " and others" } else { "" }
        ));
    }
    if shelf.old_counts > 0 {
        held.push(format!(
            "{} counted more than {OLD_COUNT_DAYS} days before the end of the data.",
            articles(shelf.old_counts)
        ));
    }
    if !held.is_empty() {
        note(page, &held.join(" "));
    }
    alerts(page, view, shelf);
    health(page, view, shelf);
}

fn alerts(page: &mut String, view: View<'_>, shelf: &Shelf) {
    heading(page, "alerts", "Alerts");
    if shelf.alerts.is_empty() {
        note(page, "None: no article that sells is low, out of stock or far too much.");
        return;
    }
    let by_level = [AlertLevel::OutOfStock, AlertLevel::Critical, AlertLevel::Low, AlertLevel::Overstock]
        .into_iter()
        .map(|which| (level(which), shelf.alerts.iter().filter(|alert| alert.level == which).count()))
        .filter(|(_, number)| *number > 0)
        .map(|(name, number)| format!("{} {name}", count(number)))
        .collect::<Vec<_>>();
    note(
        page,
        &format!(
            "{}: {}. Low is at or below the reorder point, critical at or below the safety stock; articles that sold nothing for long raise none.",
            if shelf.alerts.len() == 1 {
                "1 alert".to_owned()
            } else {
                format!("{} alerts", count(shelf.alerts.len()))
            },
            by_level.join(", ")
        ),
    );
    let rows: Vec<Vec<Cell>> = shelf
        .alerts
        .iter()
        .take(ROWS)
        .filter_map(|alert| view.stock.items.get(alert.item).map(|item| (alert, item)))
        .map(|(alert, item)| {
            let tone = Some(false).filter(|_| matches!(alert.level, AlertLevel::OutOfStock | AlertLevel::Critical));
            vec![
                text(named(item)),
                text(class(item)),
                Cell::Toned(level(alert.level).into(), tone),
                number(amount(alert.available)),
                number(units(alert.under_way)),
                Cell::Sentence(alert.message.clone()),
            ]
        })
        .collect();
    let headings = ["Article", "Class", "#Level", "#Available", "#Under way", "What to do"];
    let rest = shelf.alerts.len().saturating_sub(ROWS);
    page.push_str(&table(&format!("Alerts, the worst first{}", more(rest)), &headings, &rows));
}

fn health(page: &mut String, view: View<'_>, shelf: &Shelf) {
    let currency = &view.data.currency;
    let limits = &view.inputs.policy.health;
    heading(page, "dead-stock", "Dead and excess stock");
    note(
        page,
        &format!(
            "Of {currency} {} in stock, {currency} {} is too much. Dead is what sold nothing for {} days or more; too much is what exceeds {} days of the present demand.{}",
            amount(shelf.stock_value),
            amount(shelf.excess_value),
            limits.dead_after_days,
            limits.overstock_cover_days,
            if shelf.assumed_costs > 0 {
                format!(
                    " No cost is known for {}: {} of the mean price is assumed.",
                    articles(shelf.assumed_costs),
                    percent(crate::figures::float(view.inputs.policy.cost_share))
                )
            } else {
                String::new()
            }
        ),
    );
    let of = |which: StockStatus| {
        shelf.by_status.iter().find(|total| total.status == which).map_or(Decimal::ZERO, |total| total.excess_value)
    };
    let rest = periods::difference(shelf.stock_value, shelf.excess_value, "useful stock").unwrap_or_default();
    let steps = [
        step("All stock", shelf.stock_value, true),
        step("Dead", negative(of(StockStatus::Dead)), false),
        step("Too much", negative(of(StockStatus::Overstock)), false),
        step("Useful stock", rest, true),
    ];
    page.push_str("<div class=\"grid\">");
    let title = "What of the stock is useful";
    page.push_str(&figure(title, &svg::bridge(title, currency, &steps, false)));
    let rows: Vec<Vec<Cell>> = shelf
        .by_status
        .iter()
        .map(|total| {
            vec![
                text(status(total.status)),
                number(count(total.articles)),
                number(amount(total.value)),
                number(amount(total.excess_value)),
            ]
        })
        .collect();
    let headings = ["State", "#Articles", "#Stock", "#Of it too much"];
    page.push_str(&table(&format!("Stock by its state, {currency}"), &headings, &rows));
    page.push_str("</div>");
    let excess: Vec<_> = shelf.health.iter().filter(|line| !line.excess_value.is_zero()).collect();
    let rows: Vec<Vec<Cell>> = excess
        .iter()
        .take(ROWS)
        .map(|line| {
            vec![
                text(article(&line.sku, line.name.as_deref())),
                text(status(line.status)),
                number(units(line.on_hand)),
                number(line.days_of_cover.map_or("no demand".into(), |days| decimals(days, 0))),
                number(line.last_sale.map_or("never".into(), day)),
                number(about(line.excess_quantity)),
                Cell::Toned(amount(line.excess_value), Some(false)),
            ]
        })
        .collect();
    if !rows.is_empty() {
        let headings =
            ["Article", "State", "#On hand", "#Days of cover", "#Last sale", "#Units too much", "#Their value"];
        let rest = excess.len().saturating_sub(ROWS);
        page.push_str(&table(&format!("Where the money lies, {currency}{}", more(rest)), &headings, &rows));
    }
}

fn classes(page: &mut String, view: View<'_>) {
    let stock = view.stock;
    let policy = &view.inputs.policy;
    heading(page, "classes", "The assortment in classes");
    let [a, b] = policy.abc.map(crate::figures::float);
    note(
        page,
        &format!(
            "{} sold from {} to {}. A are those that make the first {} of the sales, B up to {}, C the rest. X is steady demand from week to week, Y variable, Z erratic (coefficient of variation up to {}, up to {}, above).",
            articles(stock.items.len()),
            day(stock.start),
            day(stock.end),
            percent(a),
            percent(b),
            policy.xyz[0],
            policy.xyz[1]
        ),
    );
    page.push_str("<div class=\"grid\">");
    let all = &stock.all;
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let sales = |total: &ClassTotal| share(crate::figures::float(total.value), crate::figures::float(all.value));
    let parts = |total: &ClassTotal| share(total.articles as f64, all.articles as f64);
    let bars: Vec<(String, [f64; 2])> =
        stock.classes.iter().map(|total| (name(total), [parts(total), sales(total)])).collect();
    let title = "Few articles carry most of the sales";
    page.push_str(&figure(
        title,
        &svg::pairs(
            title,
            "share of all articles or of all sales, %",
            ["share of the articles", "share of the sales"],
            &bars,
        ),
    ));
    let row = |total: &ClassTotal| {
        let mut row = vec![text(name(total)), number(count(total.articles))];
        row.extend(total.by_xyz.iter().map(|number| Cell::Number(count(*number))));
        row.push(number(about(total.value)));
        row
    };
    let rows: Vec<Vec<Cell>> = stock.classes.iter().map(row).collect();
    let headings = ["Class", "#Articles", "#X", "#Y", "#Z", "#New", "#Sales"];
    let caption = format!("Articles by class, {}", view.data.currency);
    page.push_str(&table_with_total(&caption, &headings, &rows, Some(&row(all))));
    page.push_str("</div>");
}

fn name(total: &ClassTotal) -> String {
    total.abc.map_or("All", letter).to_owned()
}

fn service(page: &mut String, view: View<'_>) {
    let stock = view.stock;
    let policy = &view.inputs.policy;
    let currency = &view.data.currency;
    heading(page, "service", "What the proposed policy would have served");
    let given = stock.items.iter().filter(|item| item.by_hand.is_none() && item.present_given).count();
    let planned = stock.items.iter().filter(|item| item.by_hand.is_none()).count();
    let rule = format!(
        "reorder at {} days of mean demand beyond lead time and review period, order {} days of it",
        policy.present.safety_days, policy.present.order_days
    );
    let ruled = policy.gives("present");
    let present = if given == planned {
        "The present policy is that of policy.toml.".to_owned()
    } else if given > 0 && ruled {
        format!(
            "The present policy is that of policy.toml: figures of their own for {}, for the others a rule: {rule}.",
            articles(given)
        )
    } else if given > 0 {
        format!(
            "The present policy is that of policy.toml for {}; for the others it is assumed: {rule}.",
            articles(given)
        )
    } else if ruled {
        format!("The present policy is the rule of policy.toml: {rule}.")
    } else {
        format!(
            "The present policy is not known. It is assumed to be one rule for all: {rule}. Give the true reorder points in policy.toml."
        )
    };
    let all = &stock.all;
    let (now, then) = (&all.proposed, &all.present);
    let compared = format!(
        "Proposed: {} of the units wanted served at once, {currency} {} of sales missed for want of stock, {currency} {} of stock in the mean. Present: {}, {currency} {} missed, {currency} {} of stock.",
        percent(now.fill_rate),
        about(now.sales_short),
        about(now.stock_value),
        percent(then.fill_rate),
        about(then.sales_short),
        about(then.stock_value)
    );
    let assumed =
        stock.items.iter().filter(|item| item.by_hand.is_none() && item.cost_basis == CostBasis::Assumed).count();
    let valued = if assumed == 0 {
        String::new()
    } else {
        format!(
            " Stock is valued at unit cost, which no file gives for {}: {} of the mean price is assumed.",
            articles(assumed),
            percent(crate::figures::float(policy.cost_share))
        )
    };
    note(page, &format!("{compared} {present}{valued}"));
    page.push_str("<div class=\"grid\">");
    let bars: Vec<(String, [f64; 2])> = stock
        .classes
        .iter()
        .chain([all])
        .filter(|total| total.units > 0)
        .map(|total| (name(total), [total.present.fill_rate, total.proposed.fill_rate]))
        .collect();
    let title = "Demand served at once, simulated day by day";
    page.push_str(&figure(
        title,
        &svg::pairs(title, "share of the demand served at once, %", ["present policy", "proposed policy"], &bars),
    ));
    let mut rows = Vec::new();
    for total in stock.classes.iter().chain([all]).filter(|total| total.units > 0) {
        for (policy, served) in [("present", &total.present), ("proposed", &total.proposed)] {
            rows.push(vec![
                text(format!("{}, {policy}", name(total))),
                number(percent(served.fill_rate)),
                number(about(served.sales_short)),
                number(about(served.stock_value)),
                number(count(served.orders)),
            ]);
        }
    }
    let headings = ["Class", "#Served", "#Sales short", "#Mean stock", "#Orders"];
    page.push_str(&table(&format!("Present against proposed, {currency}"), &headings, &rows));
    page.push_str("</div>");
    let unmet = match policy.shortage {
        Shortage::LostSales => "what is not there is lost",
        Shortage::Backorder => "what is not there is delivered later",
    };
    note(
        page,
        &format!(
            "Simulated on the demand of {} to {} with each article's lead time, starting with a full stock; {unmet}. The proposed policy was set from these same days, so that the future will be somewhat less kind. The aim is {} (A), {} (B), {} (C) of order cycles without a shortage; demand that comes in bulk orders serves less than the aim, for no safety stock foresees a bulk order. Sales record what was sold, not what was asked for while there was nothing.",
            day(stock.start),
            day(stock.end),
            percent(policy.service_level[0]),
            percent(policy.service_level[1]),
            percent(policy.service_level[2])
        ),
    );
}

fn plan(page: &mut String, view: View<'_>) {
    heading(page, "plan", "When to order each article, and how much");
    let planned = || view.stock.items.iter().filter(|item| item.by_hand.is_none());
    let rows: Vec<Vec<Cell>> = planned()
        .take(ROWS)
        .map(|item| {
            vec![
                text(named(item)),
                text(class(item)),
                number(decimals(item.mean, 1)),
                number(decimals(item.lead_time, usize::from(item.lead_time.fract() > 0.0))),
                number(percent(item.service_level)),
                number(decimals(item.safety.safety_stock, 0)),
                number(units(item.proposed.reorder_point)),
                number(units(item.proposed.order_quantity)),
                number(percent(item.proposed_service.fill_rate)),
                number(percent(item.present_service.fill_rate)),
            ]
        })
        .collect();
    let headings = [
        "Article",
        "Class",
        "#A day",
        "#Lead time",
        "#Aim",
        "#Safety stock",
        "#Reorder point",
        "#Order quantity",
        "#Would serve",
        "#Present serves",
    ];
    let rest = planned().count().saturating_sub(ROWS);
    let more = if rest == 0 { String::new() } else { format!(" ({} more in stock_plan.csv)", count(rest)) };
    page.push_str(&table(&format!("Plan, by sales{more}"), &headings, &rows));
    let by = |rule: QuantityRule| count(planned().filter(|item| item.quantity_rule == rule).count());
    note(
        page,
        &format!(
            "Order when what is on hand and under way, less what is promised, is at or below the reorder point: the mean demand of lead time and review period, and the safety stock. The order quantity is the economic one ({}), but at least the demand of a review period ({}) and at most that of {} days ({}), in whole packs. The plan knows the mean of the past and neither season nor trend.",
            by(QuantityRule::Economic),
            by(QuantityRule::ReviewPeriod),
            view.inputs.policy.max_cover_days,
            by(QuantityRule::MaxCover)
        ),
    );
}

fn by_hand(page: &mut String, view: View<'_>) {
    let stock: &Stock = view.stock;
    let left: Vec<&Item> = stock.items.iter().filter(|item| item.by_hand.is_some()).collect();
    if !left.is_empty() {
        heading(page, "by-hand", "To be decided by hand");
        note(
            page,
            &format!(
                "{} have no history to plan from: on sale for fewer than {MIN_DAYS} days, or more than half of the units went on one day. No order is proposed for them.",
                articles(left.len())
            ),
        );
        let rows: Vec<Vec<Cell>> = left
            .iter()
            .take(10)
            .map(|item| {
                let why = match item.by_hand {
                    Some(ByHand::TooNew) if item.days == 1 => "on sale for 1 day".to_owned(),
                    Some(ByHand::TooNew) => format!("on sale for {} days", item.days),
                    _ => format!("{} of the units on one day", percent(item.largest_day_share)),
                };
                vec![
                    text(named(item)),
                    text(class(item)),
                    number(units(item.units)),
                    number(about(item.value)),
                    text(why),
                ]
            })
            .collect();
        let rest = left.len().saturating_sub(10);
        let more = if rest == 0 { String::new() } else { format!(" ({} more in stock_plan.csv)", count(rest)) };
        let title = format!("Articles without a plan, by sales, {}{more}", view.data.currency);
        page.push_str(&table(&title, &["Article", "Class", "#Units", "#Sales", "Why"], &rows));
    }
    let mut left_out = Vec::new();
    if stock.unsold > 0 {
        left_out.push(format!("{} sold before {} only.", articles(stock.unsold), day(stock.start)));
    }
    if stock.services > 0 {
        left_out
            .push(format!("{} without a digit in the code left out as services and fees.", articles(stock.services)));
    }
    if let Some((sku, why)) = stock.unplanned.first() {
        left_out.push(format!("{} could not be planned ({sku}: {why}).", articles(stock.unplanned.len())));
    }
    if !left_out.is_empty() {
        note(page, &left_out.join(" "));
    }
}

fn assumptions(page: &mut String, view: View<'_>) {
    let inputs = view.inputs;
    let policy = &inputs.policy;
    let from = |key: &str| if policy.gives(key) { "policy.toml" } else { "default" };
    let basis = |basis: CostBasis| view.stock.items.iter().filter(|item| item.cost_basis == basis).count();
    let costs = [
        (CostBasis::Suppliers, "suppliers.csv"),
        (CostBasis::Stock, "stock.csv"),
        (CostBasis::Orders, "the orders"),
        (CostBasis::Assumed, "assumed"),
    ]
    .into_iter()
    .filter(|(which, _)| basis(*which) > 0)
    .map(|(which, name)| format!("{name}: {}", articles(basis(which))))
    .collect::<Vec<_>>()
    .join("; ");
    let share = |share: f64| percent(share);
    let levels = policy.service_level.map(share).join(", ");
    let supplied = view.stock.items.iter().filter(|item| item.supplier.is_some()).count();
    let rows = [
        ("Service level, A, B, C", levels, from("service_level")),
        (
            "Lead time, days",
            format!("{} \u{b1} {}", policy.lead_time_days, policy.lead_time_sd_days),
            from("lead_time_days"),
        ),
        (
            "Articles with a lead time of their own",
            count(supplied),
            if inputs.suppliers.is_some() { "suppliers.csv" } else { "no suppliers.csv" },
        ),
        ("Days between reviews", policy.review_period_days.to_string(), from("review_period_days")),
        (
            "Cost of one order of an article",
            format!("{} {}", view.data.currency, amount(policy.fixed_order_cost)),
            from("fixed_order_cost"),
        ),
        ("Cost of holding stock a year", format!("{} of its value", share(policy.holding_rate)), from("holding_rate")),
        (
            "Unit cost where none is given",
            format!("{} of the mean price", share(crate::figures::float(policy.cost_share))),
            from("cost_share"),
        ),
        ("Most days an order covers", policy.max_cover_days.to_string(), from("max_cover_days")),
        ("Days of history", policy.history_days.to_string(), from("history_days")),
    ];
    let mut rows: Vec<Vec<Cell>> =
        rows.into_iter().map(|(name, value, from)| vec![text(name), number(value), text(from)]).collect();
    rows.push(vec![text("Unit costs from"), text(costs), text("")]);
    page.push_str("<details><summary>What the plan assumes, and where it is said</summary>");
    page.push_str(&table("Assumptions of the stock section", &["Assumption", "#Value", "From"], &rows));
    page.push_str("</details>");
}
