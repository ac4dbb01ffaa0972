//! The sections of the report, each with its pictures and tables.

use super::html::{Cell, escape, figure, table};
use super::svg::{self, Axes, Step};
use crate::figures::channels::Judged;
use crate::figures::periods::Compared;
use crate::figures::{ChannelSales, Review, float};
use crate::format::{
    about, about_float, change, count, day, decimals, fine_percent, month_name, p_value, percent, period, signed,
};
use crate::metrics::METRICS;
use mercato_core::Decimal;
use mercato_kpi::ChannelRating;
use std::fmt::Write as _;

/// Channels with a colour of their own; the rest are one.
const SERIES: usize = 5;
/// Rows of a long table in the report; the CSV files have all.
pub(crate) const ROWS: usize = 20;

pub(crate) fn open(page: &mut String, id: &str, title: &str) {
    let _ = write!(page, "<section id=\"{id}\"><h2>{}</h2>", escape(title));
}

pub(crate) fn note(page: &mut String, text: &str) {
    let _ = write!(page, "<p class=\"note\">{}</p>", escape(text));
}

pub(crate) fn heading(page: &mut String, id: &str, title: &str) {
    let _ = write!(page, "<h3 id=\"{id}\">{}</h3>", escape(title));
}

fn money(value: Option<Decimal>) -> String {
    value.map_or("\u{2013}".into(), crate::format::amount)
}

fn rate(value: Option<f64>) -> String {
    value.map_or("\u{2013}".into(), percent)
}

pub(crate) fn step(name: &str, value: Decimal, total: bool) -> Step {
    let label = if total { about(value) } else { signed(value) };
    Step { name: name.into(), value: float(value), total, label }
}

pub(crate) fn negative(value: Decimal) -> Decimal {
    if value.is_zero() { value } else { Decimal::ZERO.checked_sub(value).unwrap_or(value) }
}

pub(crate) fn sales(page: &mut String, review: &Review) {
    let figures = &review.total.figures;
    open(page, "sales", "Sales");
    page.push_str("<div class=\"grid\">");
    let cancelled =
        crate::figures::periods::difference(figures.gross_sales, figures.gmv, "cancelled").unwrap_or_default();
    let mut steps = vec![step("GMV", figures.gmv, true)];
    if !cancelled.is_zero() {
        steps.push(step("Cancelled", cancelled, false));
    }
    if !figures.discounts.is_zero() {
        steps.push(step("Discounts", negative(figures.discounts), false));
    }
    steps.push(step("Returns", negative(figures.returns), false));
    steps.push(step("Net sales", figures.net_sales, true));
    if let (Some(cogs), Some(profit)) = (figures.cogs, figures.gross_profit) {
        steps.push(step("Cost of goods", negative(cogs), false));
        steps.push(step("Gross profit", profit, true));
    }
    let title = "From what was ordered to what remains";
    page.push_str(&figure(title, &svg::bridge(title, &review.data.currency, &steps, false)));
    let rows: Vec<Vec<Cell>> = METRICS
        .iter()
        .map(|metric| vec![Cell::Text(metric.name().into()), Cell::Number((metric.of)(figures).shown())])
        .collect();
    page.push_str(&table(&format!("All key figures, {}", review.data.currency), &["Figure", "#Value"], &rows));
    page.push_str("</div><details><summary>How each figure is defined</summary><dl>");
    for metric in METRICS {
        let _ = write!(
            page,
            "<dt>{}</dt><dd>{}</dd>",
            escape(metric.name()),
            escape(&metric.definition().replace('_', " "))
        );
    }
    page.push_str("</dl></details></section>");
}

fn month_label((year, month): (i32, u32)) -> String {
    format!("{} {:02}", month_name(month), year.rem_euclid(100))
}

pub(crate) fn months(page: &mut String, review: &Review) {
    open(page, "months", "Month by month");
    let names: Vec<String> = review.months.iter().map(|month| month_label(month.month)).collect();
    let shown = review.channels.len().min(if review.channels.len() > SERIES + 1 { SERIES } else { SERIES + 1 });
    let mut series: Vec<String> = review.channels.iter().take(shown).map(|channel| channel.name.clone()).collect();
    let others = review.channels.len() > shown;
    if others {
        series.push(format!("{} others", review.channels.len().saturating_sub(shown)));
    }
    let values: Vec<Vec<f64>> = review
        .months
        .iter()
        .map(|month| {
            let mut bar: Vec<f64> = month.by_channel.iter().take(shown).copied().collect();
            if others {
                bar.push(month.by_channel.iter().skip(shown).sum());
            }
            bar
        })
        .collect();
    page.push_str("<div class=\"grid\">");
    let title = "Net sales a month by channel";
    let currency = &review.data.currency;
    let axes = Axes { unit: currency, up: &format!("net sales a month, {currency}"), across: "month" };
    page.push_str(&figure(title, &svg::stacked(title, &axes, &names, &series, &values)));
    let buyers: Vec<Vec<f64>> = review
        .months
        .iter()
        .map(|month| vec![month.repurchase.returning_buyers as f64, month.repurchase.new_buyers as f64])
        .collect();
    let title = "Buyers a month: returning and new";
    let series = ["returning (bought in the 365 days before)".to_owned(), "new".to_owned()];
    let axes = Axes { unit: "buyers", up: "buyers a month, number", across: "month" };
    page.push_str(&figure(title, &svg::stacked(title, &axes, &names, &series, &buyers)));
    page.push_str("</div>");
    let rows: Vec<Vec<Cell>> = review
        .months
        .iter()
        .rev()
        .map(|month| {
            let figures = &month.sales.figures;
            let name = month_label(month.month) + if month.partial { " *" } else { "" };
            vec![
                Cell::Text(name),
                Cell::Number(about(figures.net_sales)),
                Cell::Number(count(figures.orders)),
                Cell::Number(money(figures.average_order_value)),
                Cell::Number(count(figures.buyers)),
                Cell::Number(count(month.repurchase.new_buyers)),
                Cell::Number(rate(figures.discount_rate)),
                Cell::Number(rate(figures.refund_rate)),
                Cell::Number(rate(figures.gross_margin_rate)),
            ]
        })
        .collect();
    let headings = [
        "Month",
        "#Net sales",
        "#Orders",
        "#Order value",
        "#Buyers",
        "#New",
        "#Discounts",
        "#Refunds",
        "#Gross margin",
    ];
    page.push_str(&table(&format!("Months, {}", review.data.currency), &headings, &rows));
    if review.months.iter().any(|month| month.partial) {
        note(page, "* The data do not cover the whole month.");
    }
    if review.data.last.signed_duration_since(review.data.first).num_days() < 730 {
        note(
            page,
            "A buyer counts as returning only if an earlier order is in the data: in the first year, too few do.",
        );
    }
    page.push_str("</section>");
}

pub(crate) fn periods(page: &mut String, review: &Review) {
    open(page, "periods", "What changed, and why");
    if review.periods.is_empty() {
        note(page, "The data reach back too little to compare the latest month with the one before.");
    }
    for compared in &review.periods {
        compare(page, review, compared);
    }
    page.push_str("</section>");
}

fn compare(page: &mut String, review: &Review, compared: &Compared) {
    let currency = &review.data.currency;
    let (id, word) = if compared.key == "year_over_year" {
        ("year-over-year", "the year before")
    } else {
        ("month-over-month", "the month before")
    };
    let _ = write!(
        page,
        "<h3 id=\"{id}\">{} against {} ({word})</h3>",
        escape(&period(compared.current)),
        escape(&period(compared.previous))
    );
    if compared.partial {
        note(page, "The latest month is not over: the same days of both months are compared.");
    }
    let mut steps = vec![
        step("Net sales before", compared.before.figures.net_sales, true),
        step("Prices", compared.pvm.price_effect, false),
        step("Volume", compared.pvm.volume_effect, false),
        step("Mix", compared.pvm.mix_effect, false),
        step("New articles", compared.pvm.new_effect, false),
        step("Discontinued", compared.pvm.discontinued_effect, false),
        step("Returns", compared.returns_effect, false),
        step("Net sales now", compared.now.figures.net_sales, true),
    ];
    steps.retain(|step| step.total || step.value != 0.0);
    page.push_str("<div class=\"grid\">");
    let title = format!("What moved net sales: {}", change(compared.net_change.relative_change));
    page.push_str(&figure(&title, &svg::bridge(&title, currency, &steps, true)));
    let rows: Vec<Vec<Cell>> = compared
        .channels
        .iter()
        .take(10)
        .map(|channel| {
            let moved = channel.change.absolute_change;
            vec![
                Cell::Text(channel.name.clone()),
                Cell::Number(about(channel.before.figures.net_sales)),
                Cell::Number(about(channel.now.figures.net_sales)),
                Cell::Toned(signed(moved), tone(moved)),
                Cell::Toned(change(channel.change.relative_change), tone(moved)),
            ]
        })
        .collect();
    let rest = compared.channels.len().saturating_sub(rows.len());
    page.push_str(&table(
        &format!("Net sales by channel, largest moves first{}", more(rest)),
        &["Channel", "#Before", "#Now", "#Change", "#Relative"],
        &rows,
    ));
    page.push_str("</div>");
    note(
        page,
        "Prices, volume, mix, new and discontinued articles explain sales after discounts, article by article; returns are booked when they come in.",
    );
    let rows: Vec<Vec<Cell>> = compared
        .rates
        .iter()
        .map(|rate| {
            let shown =
                |value: f64| if rate.key == "average_order_value" { decimals(value, 2) } else { fine_percent(value) };
            let name = match rate.key {
                "average_order_value" => format!("Average order value ({currency})"),
                "unit_return_rate" => "Unit return rate".into(),
                _ => "Conversion (orders / visitors)".to_owned(),
            };
            let result = &rate.result;
            vec![
                Cell::Text(name),
                Cell::Number(shown(result.rate_before)),
                Cell::Number(shown(result.rate_after)),
                Cell::Number(shown(result.rate_effect)),
                Cell::Number(shown(result.mix_effect)),
            ]
        })
        .collect();
    page.push_str(&table(
        "Rates: did the channels change, or their weights?",
        &["Rate over all channels", "#Before", "#Now", "#Rates within channels", "#Mix of channels"],
        &rows,
    ));
    let rows: Vec<Vec<Cell>> = compared
        .movers
        .iter()
        .map(|mover| {
            vec![
                Cell::Text(article(&mover.sku, mover.name.as_deref())),
                Cell::Number(count(mover.quantity_before)),
                Cell::Number(count(mover.quantity_after)),
                Cell::Number(about(mover.before)),
                Cell::Number(about(mover.after)),
                Cell::Toned(signed(mover.change), tone(mover.change)),
            ]
        })
        .collect();
    page.push_str(&table(
        &format!("Articles that moved most, sales after discounts in {currency}"),
        &["Article", "#Units before", "#Units now", "#Before", "#Now", "#Change"],
        &rows,
    ));
}

fn tone(value: Decimal) -> Option<bool> {
    (!value.is_zero()).then(|| !value.is_sign_negative())
}

pub(crate) fn more(rest: usize) -> String {
    if rest == 0 { String::new() } else { format!(" ({} more in the CSV file)", count(rest)) }
}

pub(crate) fn article(sku: &str, name: Option<&str>) -> String {
    name.map_or_else(|| sku.to_owned(), |name| format!("{name} ({sku})"))
}

fn badge(rating: ChannelRating) -> &'static str {
    match rating {
        ChannelRating::Strong => "strong",
        ChannelRating::Weak => "weak",
        ChannelRating::Neutral => "",
    }
}

pub(crate) fn channels(page: &mut String, review: &Review) {
    open(page, "channels", "Strong and weak channels");
    let rated = |channel: &ChannelSales| review.ratings.channels.iter().find(|rated| rated.name == channel.name);
    let net = float(review.total.figures.net_sales);
    let rows: Vec<Vec<Cell>> = review
        .channels
        .iter()
        .take(ROWS)
        .map(|channel| {
            let figures = &channel.sales.figures;
            let of = rated(channel);
            let judged = |judged: Option<&Judged>, shown: fn(f64) -> String, otherwise: String| match judged {
                Some(judged) => Cell::Badge { value: shown(judged.value), badge: badge(judged.rating) },
                None => Cell::Number(otherwise),
            };
            let share = if net == 0.0 { None } else { Some(float(figures.net_sales) / net) };
            vec![
                Cell::Text(channel.name.clone()),
                Cell::Number(about(figures.net_sales)),
                Cell::Number(rate(share)),
                Cell::Number(count(figures.orders)),
                judged(
                    of.and_then(|of| of.order_value.as_ref()),
                    |value| decimals(value, 2),
                    money(figures.average_order_value),
                ),
                judged(of.and_then(|of| of.return_share.as_ref()), percent, "\u{2013}".into()),
                judged(of.and_then(|of| of.repeat_share.as_ref()), percent, "\u{2013}".into()),
                Cell::Number(rate(figures.gross_margin_rate)),
            ]
        })
        .collect();
    let rest = review.channels.len().saturating_sub(rows.len());
    page.push_str(&table(
        &format!("Channels, {}{}", review.data.currency, more(rest)),
        &[
            "Channel",
            "#Net sales",
            "#Share",
            "#Orders",
            "#Order value",
            "#Lines returned",
            "#Buyers again",
            "#Gross margin",
        ],
        &rows,
    ));
    note(
        page,
        &format!(
            "Strong and weak: beyond chance at 5 % after Holm's adjustment over the channels, each against all the others; order values by Welch's test, shares by two-proportion tests. Channels with fewer than {} orders are not judged ({} of {}).",
            crate::figures::channels::MIN_ORDERS,
            review.ratings.untested,
            review.channels.len()
        ),
    );
    let _ = write!(page, "<h3 id=\"conversion\">Conversion</h3>");
    match &review.ratings.conversion {
        Some(comparison) => {
            let rows: Vec<Vec<Cell>> = comparison
                .channels
                .iter()
                .map(|channel| {
                    let conversion = channel.conversion_rate.map_or("\u{2013}".into(), fine_percent);
                    vec![
                        Cell::Text(channel.channel.clone()),
                        Cell::Badge { value: conversion, badge: badge(channel.rating) },
                        Cell::Number(channel.conversion_index.map_or("\u{2013}".into(), |index| decimals(index, 2))),
                        Cell::Number(money(channel.revenue_per_visitor)),
                        Cell::Number(rate(channel.traffic_share)),
                        Cell::Number(rate(channel.sales_share)),
                        Cell::Number(p_value(channel.p_adjusted)),
                    ]
                })
                .collect();
            page.push_str(&table(
                &format!("Visitors and orders, {}", review.data.currency),
                &[
                    "Channel",
                    "#Conversion",
                    "#Index",
                    "#Net sales a visitor",
                    "#Share of visitors",
                    "#Share of sales",
                    "#p adjusted",
                ],
                &rows,
            ));
            if !review.ratings.uncounted.is_empty() {
                note(page, &format!("Without visitors in traffic.csv: {}.", review.ratings.uncounted.join(", ")));
            }
        }
        None => note(
            page,
            "There is no traffic.csv with visitors by day and channel, so conversion is not known: strong and weak rest on order values, returns and repeat buyers alone.",
        ),
    }
    page.push_str("</section>");
}

pub(crate) fn customers(page: &mut String, review: &Review) {
    open(page, "customers", "Customers: repurchase and concentration");
    let customers = &review.customers;
    let metrics = &customers.repurchase;
    page.push_str("<div class=\"grid\">");
    let number = |value: Option<f64>, places: usize| value.map_or("\u{2013}".into(), |value| decimals(value, places));
    let rows = [
        ("Buyers", count(metrics.buyers)),
        ("of them new in the last year", count(metrics.new_buyers)),
        ("Orders", count(metrics.orders)),
        ("Buyers with two orders or more", count(metrics.repeat_buyers)),
        ("Repurchase rate", rate(metrics.repurchase_rate)),
        ("Share of repeat orders", rate(metrics.repeat_order_rate)),
        ("Returning customer rate", rate(metrics.returning_customer_rate)),
        ("Orders per buyer", number(metrics.purchase_frequency, 2)),
        ("Days between two orders", number(metrics.mean_days_between_orders, 1)),
    ];
    let rows: Vec<Vec<Cell>> =
        rows.into_iter().map(|(name, value)| vec![Cell::Text(name.into()), Cell::Number(value)]).collect();
    page.push_str(&table(
        &format!("Repurchase, {} to {}", day(customers.start), day(customers.end)),
        &["Figure", "#Value"],
        &rows,
    ));
    let mut curves: Vec<(&str, &[(f64, f64)])> = Vec::new();
    if let Some(spread) = &customers.by_customer {
        curves.push(("customers", spread.curve.as_slice()));
    }
    if let Some(spread) = &customers.by_sku {
        curves.push(("articles", spread.curve.as_slice()));
    }
    let title = "How much hangs on how few";
    page.push_str("<div id=\"concentration\">");
    page.push_str(&figure(
        title,
        &svg::lorenz(title, "share of customers or articles, the largest first, %", "share of sales, %", &curves),
    ));
    page.push_str("</div></div>");
    let rows: Vec<Vec<Cell>> = [("Customers", &customers.by_customer), ("Articles", &customers.by_sku)]
        .into_iter()
        .filter_map(|(name, spread)| spread.as_ref().map(|spread| (name, spread)))
        .map(|(name, spread)| {
            vec![
                Cell::Text(name.into()),
                Cell::Number(count(spread.count)),
                Cell::Number(rate(spread.result.top_share)),
                Cell::Number(number(spread.result.gini, 3)),
                Cell::Number(spread.result.hhi.map_or("\u{2013}".into(), |hhi| decimals(hhi, 5))),
                Cell::Number(spread.result.effective_number.map_or("\u{2013}".into(), about_float)),
            ]
        })
        .collect();
    page.push_str(&table(
        "Concentration of sales after discounts",
        &["Over", "#With sales", "#Share of the top 20 %", "#Gini", "#HHI", "#As uneven as so many equal ones"],
        &rows,
    ));
    let rows: Vec<Vec<Cell>> = customers
        .large_orders
        .iter()
        .map(|order| {
            vec![
                Cell::Text(order.order.clone()),
                Cell::Text(day(order.date)),
                Cell::Text(order.channel.clone()),
                Cell::Text(order.customer.clone().unwrap_or_else(|| "guest".into())),
                Cell::Number(about(order.paid)),
                Cell::Number(fine_percent(order.share)),
            ]
        })
        .collect();
    page.push_str("<div id=\"large-orders\">");
    page.push_str(&table(
        &format!("The largest orders, after discounts and before returns, {}", review.data.currency),
        &["Order", "Day", "Channel", "Customer", "#Value", "#Share of sales"],
        &rows,
    ));
    page.push_str("</div></section>");
}

pub(crate) fn anomalies(page: &mut String, review: &Review) {
    open(page, "anomalies", "Anomalies");
    let anomalies = &review.anomalies;
    match &anomalies.chart {
        Some(chart) => {
            let names: Vec<String> = anomalies
                .weeks
                .iter()
                .map(|week| {
                    use chrono::Datelike as _;
                    format!(
                        "{} {} {:02}",
                        week.monday.day(),
                        month_name(week.monday.month()),
                        week.monday.year().rem_euclid(100)
                    )
                })
                .collect();
            let values: Vec<(f64, bool)> =
                anomalies.weeks.iter().map(|week| (float(week.net_sales), week.flagged)).collect();
            let title = "Net sales of whole weeks, with the limits of usual noise";
            let limits = (chart.lower, chart.center, chart.upper);
            let currency = &review.data.currency;
            let axes =
                Axes { unit: currency, up: &format!("net sales a week, {currency}"), across: "week, by its Monday" };
            page.push_str(&figure(title, &svg::control(title, &axes, &names, &values, limits)));
        }
        None => note(page, "There are too few whole weeks for a control chart."),
    }
    let rows: Vec<Vec<Cell>> = anomalies
        .days
        .iter()
        .map(|found| {
            use chrono::Datelike as _;
            vec![
                Cell::Text(format!("{} {}", found.date.weekday(), day(found.date))),
                Cell::Number(about(found.net_sales)),
                Cell::Number(about_float(found.center)),
                Cell::Toned(decimals(found.score, 1), Some(found.score > 0.0)),
                Cell::Number(count(found.orders)),
                Cell::Number(about(found.largest_order)),
            ]
        })
        .collect();
    page.push_str(&table(
        &format!(
            "Days farthest from the median of their weekday ({} of {} days are beyond the limits), {}",
            count(anomalies.flagged_days),
            count(anomalies.tested_days),
            review.data.currency
        ),
        &["Day", "#Net sales", "#Usual on that weekday", "#Score", "#Orders", "#Largest order"],
        &rows,
    ));
    note(
        page,
        "Weeks: XmR chart, mean plus and minus three moving ranges. Days: modified z-score beyond 3.5. A season or a growing shop crosses such limits without any fault: read them with the calendar.",
    );
    page.push_str("</section>");
}

pub(crate) fn articles(page: &mut String, review: &Review) {
    open(page, "articles", "Articles");
    let rows = |articles: &[crate::figures::ArticleSales], most: usize| {
        articles
            .iter()
            .take(most)
            .map(|article| {
                let figures = &article.sales.figures;
                vec![
                    Cell::Text(self::article(&article.sku, article.name.as_deref())),
                    Cell::Number(about(figures.net_sales)),
                    Cell::Number(count(figures.units)),
                    Cell::Number(count(figures.orders)),
                    Cell::Number(money(figures.average_selling_price)),
                    Cell::Number(rate(figures.unit_return_rate)),
                    Cell::Number(rate(figures.gross_margin_rate)),
                ]
            })
            .collect::<Vec<_>>()
    };
    let headings = ["Article", "#Net sales", "#Units", "#Orders", "#Mean price", "#Units returned", "#Gross margin"];
    let rest = review.articles.len().saturating_sub(15);
    page.push_str(&table(
        &format!("Articles by net sales, {}{}", review.data.currency, more(rest)),
        &headings,
        &rows(&review.articles, 15),
    ));
    if !review.services.is_empty() {
        page.push_str(&table(
            "Codes without a digit: services, fees and manual entries?",
            &headings,
            &rows(&review.services, ROWS),
        ));
        note(page, "They count as sales. To leave them out, name them with --exclude-sku.");
    }
    page.push_str("</section>");
}

pub(crate) fn data(page: &mut String, review: &Review) {
    open(page, "data", "The data behind this");
    let data = &review.data;
    let counts = &data.counts;
    let of_rows = |value: u64| fine_percent(value as f64 / counts.rows.max(1) as f64);
    let mut rows = vec![
        vec![
            Cell::Text("Rows in the file".into()),
            Cell::Number(count(counts.rows)),
            Cell::Number(of_rows(counts.rows)),
        ],
        vec![Cell::Text("Counted".into()), Cell::Number(count(counts.kept)), Cell::Number(of_rows(counts.kept))],
        vec![
            Cell::Text("Rejected".into()),
            Cell::Number(count(counts.rejected)),
            Cell::Number(of_rows(counts.rejected)),
        ],
    ];
    let mut reasons: Vec<_> = counts.reasons.iter().collect();
    reasons.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    rows.extend(reasons.into_iter().map(|(reason, rows)| {
        vec![
            Cell::Text(format!("\u{2003}{}", reason.replace('_', " "))),
            Cell::Number(count(*rows)),
            Cell::Number(of_rows(*rows)),
        ]
    }));
    page.push_str("<div class=\"grid\">");
    page.push_str(&table("Rows, and why some are not counted", &["Rows", "#Number", "#Share"], &rows));
    let facts = [
        ("Returns booked as lines of their own", count(counts.returns)),
        ("Negative quantities that are no return", count(counts.adjustments)),
        ("Rows with a price of 0", count(counts.zero_price)),
        ("Rows with a negative price", count(counts.negative_price)),
        ("Counted lines without a customer", count(counts.no_customer_kept)),
        ("Different orders", count(data.orders)),
        ("Different articles", count(data.skus)),
        ("Different customers", count(data.customers)),
        ("Unit costs", if data.with_cost { "yes".into() } else { "none: no margins".to_owned() }),
        ("Visitors (traffic.csv)", if data.with_traffic { "yes".into() } else { "none: no conversion".to_owned() }),
        ("Clock of the shop", offset(data.utc_offset)),
    ];
    let rows: Vec<Vec<Cell>> =
        facts.into_iter().map(|(name, value)| vec![Cell::Text(name.into()), Cell::Number(value)]).collect();
    page.push_str(&table("What the file holds", &["Fact", "#Value"], &rows));
    page.push_str("</div>");
    note(
        page,
        "Each rejected row is in rejected.csv with its line, its reasons and its fields; a row with two reasons counts in both. Every figure with its definition is in summary.json, the tables are in the CSV files beside it.",
    );
    for unread in &review.unread {
        note(page, &format!("{} has columns that are not read: {}.", unread.file, unread.columns.join(", ")));
    }
    for sentence in review.parts.iter().filter_map(|(_, part)| part.absent()) {
        note(page, &sentence);
    }
    page.push_str("</section>");
}

fn offset(seconds: i32) -> String {
    let minutes = seconds.unsigned_abs().div_euclid(60);
    let sign = if seconds < 0 { '\u{2212}' } else { '+' };
    format!("UTC{sign}{:02}:{:02}", minutes.div_euclid(60), minutes.rem_euclid(60))
}
