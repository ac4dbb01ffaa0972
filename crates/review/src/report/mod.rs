//! What does a merchant read? One HTML file that needs nothing else: style, pictures and one script inline, no network.
//! Without the script all is there; with it, tables sort.

pub(crate) mod html;
pub(crate) mod sections;
pub(crate) mod svg;

use crate::actions::{Action, ActionKind, Urgency};
use crate::figures::Review;
use crate::figures::findings::Tone;
use crate::format::{about, change, count, day, percent, period};
use html::{Cell, escape};
use mercato_core::Decimal;
use std::fmt::Write as _;

/// Sorts the tables, and opens what is closed while the page is printed.
const SCRIPT: &str = include_str!("script.js");
/// The SHA-256 of [`SCRIPT`] in Base64: the page's policy lets this script run and no other, whatever stands in the data.
/// Where it is wrong, `.ci/report_in_browser.py` says so and prints the right one.
const SCRIPT_HASH: &str = "YyJ4uNtMSyDUxLkCx2nahTOdEglI10E03tgeTArA3cg=";

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

/// How many actions stand open on the page: of all, and of each kind.
const FIRST: usize = 10;
const FIRST_OF_KIND: usize = 5;
/// How many the closed list has room for; `actions.csv` has all.
const MOST_ACTIONS: usize = 2_000;

/// An action with its rank.
type Ranked<'a> = (usize, &'a Action);

fn actions(page: &mut String, review: &Review) {
    page.push_str("<section id=\"actions\"><h2>What to do, in this order</h2>");
    if review.actions.is_empty() {
        page.push_str("<p>Nothing: no file beside the orders says what could be done. See Data below.</p></section>");
        return;
    }
    let all: Vec<Ranked<'_>> = (1..).zip(&review.actions).collect();
    let (held, standing): (Vec<Ranked<'_>>, Vec<Ranked<'_>>) =
        all.iter().copied().partition(|(_, action)| action.held.is_some());
    // the kind with the most urgent action first
    let mut kinds: Vec<(ActionKind, Vec<Ranked<'_>>)> = Vec::new();
    for (rank, action) in &standing {
        match kinds.iter_mut().find(|(kind, _)| *kind == action.kind) {
            Some((_, of_kind)) => of_kind.push((*rank, action)),
            None => kinds.push((action.kind, vec![(*rank, action)])),
        }
    }
    sums(page, review, &standing, held.len(), &kinds);
    let open = |page: &mut String, title: &str, actions: &[Ranked<'_>]| {
        let rows: Vec<Vec<Cell>> = actions.iter().map(|action| row(*action, &OPEN)).collect();
        page.push_str(&html::table(title, &headings(&review.data.currency, &OPEN), &rows));
    };
    let first = |all: usize, most: usize| {
        if all > most { format!(", the first {most} of {}", count(all)) } else { String::new() }
    };
    if let Some(shown) = standing.get(..FIRST.min(standing.len())).filter(|shown| !shown.is_empty()) {
        open(page, &format!("Of every kind{}", first(standing.len(), FIRST)), shown);
    }
    for (kind, of_kind) in &kinds {
        let shown = of_kind.get(..FIRST_OF_KIND.min(of_kind.len())).unwrap_or_default();
        // they stand in the table above
        if shown.iter().all(|(rank, _)| *rank <= FIRST) {
            continue;
        }
        open(page, &format!("{}{}", capital(kind.name()), first(of_kind.len(), FIRST_OF_KIND)), shown);
    }
    if let Some(shown) = held.get(..FIRST_OF_KIND.min(held.len())).filter(|shown| !shown.is_empty()) {
        let rows: Vec<Vec<Cell>> = shown.iter().map(|action| row(*action, &HELD)).collect();
        let title =
            format!("Held back: each would contradict what the last column says{}", first(held.len(), FIRST_OF_KIND));
        page.push_str(&html::table(&title, &headings(&review.data.currency, &HELD), &rows));
    }
    let listed = all.get(..MOST_ACTIONS.min(all.len())).unwrap_or_default();
    let title = format!("The whole list{}", first(all.len(), MOST_ACTIONS));
    let rows: Vec<Vec<Cell>> = listed.iter().map(|action| row(*action, &WHOLE)).collect();
    let _ = write!(
        page,
        "<details id=\"all-actions\"><summary>{}: {}</summary>{}</details></section>",
        escape(&title),
        many(listed.len()),
        html::table(&title, &headings(&review.data.currency, &WHOLE), &rows)
    );
}

fn many(actions: usize) -> String {
    format!("{} action{}", count(actions), if actions == 1 { "" } else { "s" })
}

/// How many there are of each kind, and what they are worth.
fn sums(
    page: &mut String,
    review: &Review,
    standing: &[Ranked<'_>],
    held: usize,
    kinds: &[(ActionKind, Vec<Ranked<'_>>)],
) {
    let worth = |actions: &[Ranked<'_>]| {
        let mut stakes = actions.iter().filter_map(|(_, action)| action.stake).peekable();
        stakes.peek()?;
        // a sum that no decimal holds is not shown
        stakes.try_fold(Decimal::ZERO, Decimal::checked_add)
    };
    let shown = |worth: Option<Decimal>| worth.map_or("\u{2013}".into(), about);
    let currency = escape(&review.data.currency);
    let money =
        worth(standing).map_or_else(String::new, |worth| format!(", worth {currency} {} a month", about(worth)));
    let held = match held {
        0 => String::new(),
        1 => " One more is held back, because it would contradict these.".into(),
        held => format!(" {} more are held back, because they would contradict these.", count(held)),
    };
    let _ = write!(
        page,
        "<p><strong>{}{money}.</strong> What cannot wait comes first, then by the money a month that is at stake. All of them can be done \
         together: prices, orders and awards were checked against one another.{held} The same list, for a spreadsheet, is actions.csv.</p>",
        many(standing.len())
    );
    let row = |name: &str, actions: &[Ranked<'_>]| {
        let at = |urgency| actions.iter().filter(|(_, action)| action.urgency == urgency).count();
        let mut row =
            vec![Cell::Text(name.to_owned()), Cell::Number(count(actions.len())), Cell::Number(shown(worth(actions)))];
        row.extend([Urgency::Today, Urgency::ThisWeek, Urgency::Later].map(|urgency| Cell::Number(count(at(urgency)))));
        row
    };
    let rows: Vec<Vec<Cell>> = kinds.iter().map(|(kind, of_kind)| row(kind.name(), of_kind)).collect();
    let money = format!("#{} a month", review.data.currency);
    page.push_str(&html::table_with_total(
        "Actions by kind",
        &["Kind", "#Number", &money, "#Today", "#This week", "#Later"],
        &rows,
        Some(&row("all", standing)),
    ));
    sections::note(
        page,
        "The money of two kinds is not the same money (a profit missed, a loss, a saving: each action says which), so the sum ranks and \
         is no forecast. An action without an amount counts as none.",
    );
}

/// A column of a list of actions.
#[derive(Clone, Copy)]
enum Column {
    Rank,
    Kind,
    What,
    Sku,
    Party,
    Urgency,
    Stake,
    StakeIs,
    Why,
    Held,
    Section,
}

/// The columns of the open lists, of what is held back, and of the whole list; the first three are what a phone shows.
const OPEN: [Column; 8] = [
    Column::Rank,
    Column::What,
    Column::Stake,
    Column::Urgency,
    Column::Sku,
    Column::Party,
    Column::StakeIs,
    Column::Section,
];
const HELD: [Column; 8] = [
    Column::Rank,
    Column::What,
    Column::Stake,
    Column::Urgency,
    Column::Sku,
    Column::Party,
    Column::Section,
    Column::Held,
];
const WHOLE: [Column; 10] = [
    Column::Rank,
    Column::What,
    Column::Stake,
    Column::Urgency,
    Column::Kind,
    Column::Sku,
    Column::Party,
    Column::StakeIs,
    Column::Section,
    Column::Why,
];

fn headings(currency: &str, columns: &[Column]) -> Vec<String> {
    let heading = |column: &Column| match column {
        Column::Rank => "#Rank".to_owned(),
        Column::Kind => "Kind".to_owned(),
        Column::What => "Do".to_owned(),
        Column::Sku => "Article".to_owned(),
        Column::Party => "Channel or supplier".to_owned(),
        Column::Urgency => "When".to_owned(),
        Column::Stake => format!("#{currency} a month"),
        Column::StakeIs => "What that is".to_owned(),
        Column::Why => "Why".to_owned(),
        Column::Held => "Held back: it".to_owned(),
        Column::Section => "Figures".to_owned(),
    };
    columns.iter().map(heading).collect()
}

fn row((rank, action): Ranked<'_>, columns: &[Column]) -> Vec<Cell> {
    let held = || action.held.clone().unwrap_or_default();
    let cell = |column: &Column| match column {
        Column::Rank => Cell::Number(rank.to_string()),
        Column::Kind => Cell::Word(action.kind.name().into()),
        Column::What => Cell::Sentence(action.what.clone()),
        Column::Sku => Cell::Word(action.sku.clone()),
        Column::Party => {
            // several channels or suppliers stand with bars between them
            let parties: Vec<String> = [&action.channel, &action.party]
                .into_iter()
                .filter(|text| !text.is_empty())
                .map(|text| text.replace('|', ", "))
                .collect();
            Cell::Word(parties.join(", "))
        }
        Column::Urgency => Cell::Word(action.urgency.name().into()),
        Column::Stake => Cell::Number(action.stake.map_or("\u{2013}".into(), about)),
        Column::StakeIs => Cell::Phrase(action.stake.map_or("", |_| action.stake_is).into()),
        Column::Why if action.held.is_some() => Cell::Sentence(format!("Held back: {}. {}", held(), action.why)),
        Column::Why => Cell::Sentence(action.why.clone()),
        Column::Held => Cell::Sentence(held()),
        Column::Section => Cell::Link { text: action.anchor.replace('-', " "), anchor: action.anchor },
    };
    columns.iter().map(cell).collect()
}

/// A heading from a name.
fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
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
