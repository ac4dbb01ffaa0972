//! What does a merchant read? One HTML file that needs nothing else: style, pictures and one script inline, no network.
//! Without the script all is there; with it, tables sort.

pub(crate) mod html;
pub(crate) mod sections;
pub(crate) mod svg;

use crate::actions::{Action, ActionKind};
use crate::figures::Review;
use crate::figures::findings::Tone;
use crate::format::{about, change, count, day, percent, period};
use html::{Cell, escape};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Sorts the tables.
const SCRIPT: &str = include_str!("script.js");
/// The SHA-256 of [`SCRIPT`] in Base64: the page's policy lets this script run and no other, whatever stands in the data.
/// Where it is wrong, `.ci/report_in_browser.py` says so and prints the right one.
const SCRIPT_HASH: &str = "HR2Wr+QTrd06ouIGpgd6vslgFP8S63J/y4iVsy4OJ8M=";

/// The whole report.
pub(crate) fn html(review: &Review) -> String {
    let data = &review.data;
    let mut page = String::with_capacity(1 << 17);
    let file = data.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let span = format!("{} to {}", day(data.first), day(data.last));
    let _ = write!(
        page,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
         script-src 'sha256-{SCRIPT_HASH}'\"><title>Operations review, {0}</title><style>{1}</style></head><body><main><header>\
         <h1>Operations review</h1><p>{0} &middot; {2} &middot; {3} order lines &middot; amounts in {4}{5}</p>",
        escape(&span),
        include_str!("style.css"),
        escape(&file),
        count(data.counts.kept),
        escape(&data.currency),
        if data.demo { " &middot; an invented shop, for demonstration" } else { "" }
    );
    page.push_str(
        "<nav><a href=\"#actions\">To do</a><a href=\"#attention\">Attention</a><a href=\"#sales\">Sales</a><a href=\"#months\">Months</a>\
         <a href=\"#periods\">What changed</a><a href=\"#channels\">Channels</a><a href=\"#customers\">Customers</a>\
         <a href=\"#anomalies\">Anomalies</a><a href=\"#articles\">Articles</a>",
    );
    let parts = || review.parts.iter().filter(|(_, part)| part.absent().is_none());
    for (section, _) in parts() {
        let _ = write!(page, "<a href=\"#{}\">{}</a>", section.key, escape(section.title));
    }
    page.push_str("<a href=\"#data\">Data</a></nav></header>");
    page.push_str("<div class=\"cards\">");
    cards(&mut page, review);
    page.push_str("</div>");
    actions(&mut page, review);
    attention(&mut page, review);
    sections::sales(&mut page, review);
    sections::months(&mut page, review);
    sections::periods(&mut page, review);
    sections::channels(&mut page, review);
    sections::customers(&mut page, review);
    sections::anomalies(&mut page, review);
    sections::articles(&mut page, review);
    for (_, part) in parts() {
        part.report(&mut page, review);
    }
    sections::data(&mut page, review);
    let _ = writeln!(page, "</main><script>{SCRIPT}</script></body></html>");
    page
}

fn cards(page: &mut String, review: &Review) {
    let figures = &review.total.figures;
    let mut card = |name: &str, value: &str, note: &str| {
        let _ = write!(
            page,
            "<div class=\"card\"><span>{}</span><strong>{}</strong><small>{}</small></div>",
            escape(name),
            escape(value),
            escape(note)
        );
    };
    let money = |value: Option<mercato_core::Decimal>| value.map_or("\u{2013}".into(), crate::format::amount);
    card("Net sales", &about(figures.net_sales), &format!("{} in all", review.data.currency));
    if let Some(compared) = review.periods.last() {
        let against = if compared.key == "year_over_year" { "on the year before" } else { "on the month before" };
        card(&period(compared.current), &change(compared.net_change.relative_change), against);
    }
    card("Orders", &count(figures.orders), &format!("{} units", count(figures.units)));
    card("Average order value", &money(figures.average_order_value), "after discounts");
    card("Buyers", &count(figures.buyers), "known customers");
    if let Some(margin) = figures.gross_margin_rate {
        card("Gross margin", &percent(margin), "of net sales");
    }
    card("Refund rate", &figures.refund_rate.map_or("\u{2013}".into(), percent), "of sales");
}

/// How many actions the page lists; all are in the table beside it.
const MOST_ACTIONS: usize = 20;

fn actions(page: &mut String, review: &Review) {
    page.push_str("<section id=\"actions\"><h2>What to do, in this order</h2>");
    let (held, standing): (Vec<&Action>, Vec<&Action>) =
        review.actions.iter().partition(|action| action.held.is_some());
    if review.actions.is_empty() {
        page.push_str("<p>Nothing: no file beside the orders says what could be done. See Data below.</p></section>");
        return;
    }
    let mut kinds: BTreeMap<ActionKind, usize> = BTreeMap::new();
    for action in &standing {
        let number = kinds.entry(action.kind).or_default();
        *number = number.saturating_add(1);
    }
    let kinds: Vec<String> =
        kinds.iter().map(|(kind, number)| format!("{}: {}", kind.name(), count(*number))).collect();
    let _ = write!(
        page,
        "<p>What cannot wait comes first, then by the money a month that is at stake. All {} can be done together: prices, orders and \
         awards were checked against one another. {}. All with their figures are in actions.csv.</p>",
        count(standing.len()),
        escape(&kinds.join("; "))
    );
    let headings = ["#", "Do", "When", "#At stake a month", "What that is", "Why"];
    let row = |(action, rank): (&&Action, usize)| {
        vec![
            Cell::Number(rank.to_string()),
            Cell::Sentence(action.what.clone()),
            Cell::Text(action.urgency.name().into()),
            Cell::Number(action.stake.map_or("\u{2013}".into(), about)),
            Cell::Text(action.stake.map_or("", |_| action.stake_is).into()),
            Cell::Sentence(action.held.clone().unwrap_or_else(|| action.why.clone())),
        ]
    };
    let table = |title: &str, actions: &[&Action], first: usize| {
        let rows: Vec<Vec<Cell>> = actions.iter().zip(first..).take(MOST_ACTIONS).map(row).collect();
        html::table(&format!("{title}, {}", review.data.currency), &headings, &rows)
    };
    let shown =
        |number: usize| if number > MOST_ACTIONS { format!(", the first {MOST_ACTIONS}") } else { String::new() };
    if !standing.is_empty() {
        page.push_str(&table(&format!("To do{}", shown(standing.len())), &standing, 1));
    }
    if !held.is_empty() {
        let title = format!("Held back{}: each would contradict what the last column says", shown(held.len()));
        page.push_str(&table(&title, &held, standing.len().saturating_add(1)));
    }
    page.push_str("</section>");
}

fn attention(page: &mut String, review: &Review) {
    page.push_str("<section id=\"attention\"><h2>What deserves attention first</h2><ol class=\"attention\">");
    for finding in &review.findings {
        let class = match finding.tone {
            Tone::Good => "tone-good",
            Tone::Bad => "tone-bad",
            Tone::Note => "tone-note",
        };
        let proof = finding
            .p_adjusted
            .map_or_else(String::new, |p| format!(" Not chance: p {} after adjustment.", escape(&p_text(p))));
        let _ = write!(
            page,
            "<li class=\"{class}\"><div><strong>{}</strong><span>{}{proof} <a href=\"#{}\">figures</a></span></div></li>",
            escape(&finding.headline),
            escape(&finding.detail),
            finding.anchor
        );
    }
    page.push_str("</ol></section>");
}

fn p_text(p: f64) -> String {
    let text = crate::format::p_value(p);
    if text.starts_with('<') { text } else { format!("= {text}") }
}
