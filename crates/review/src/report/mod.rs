//! What does a merchant read? One HTML file that needs nothing else: style, pictures and one script inline, no network.
//! Without the script all is there; with it, tables sort.

pub(crate) mod html;
pub(crate) mod sections;
pub(crate) mod svg;

use crate::figures::Review;
use crate::figures::findings::Tone;
use crate::format::{about, change, count, day, percent, period};
use html::escape;
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
        "<nav><a href=\"#attention\">Attention</a><a href=\"#sales\">Sales</a><a href=\"#months\">Months</a>\
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
