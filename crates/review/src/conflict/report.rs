//! The conflict section of the report: how many, how grave, between which channels, and what would settle them.

use super::View;
use super::figures::{Found, Theme};
use super::findings::{many, sentence};
use super::picture;
use crate::figures::float;
use crate::format::{amount, count, day, percent};
use crate::report::html::{Cell, figure, table};
use crate::report::sections::{ROWS, article, heading, note, open};
use crate::report::svg::{self, Share, Whole};
use mercato_channel::{ResolutionStrategy, SeverityLevel};

const MISSING: &str = "\u{2013}";

const LEVELS: [(SeverityLevel, &str, &str); 4] = [
    (SeverityLevel::Critical, "critical", "down"),
    (SeverityLevel::High, "high", "s1"),
    (SeverityLevel::Medium, "medium", "s0"),
    (SeverityLevel::Low, "low", "s5"),
];

/// The name of a level.
pub(super) fn level(level: SeverityLevel) -> &'static str {
    LEVELS.iter().find(|(known, ..)| *known == level).map_or("", |(_, name, _)| name)
}

/// A kind in words.
pub(super) fn kind(kind: &str) -> &str {
    match kind {
        "price_parity" => "prices too far apart",
        "below_map" => "below the minimum advertised price",
        "above_max" => "above the maximum price",
        "outside_exclusive_channel" => "outside its exclusive channels",
        "prohibited_channel" => "on a prohibited channel",
        "outside_territory" => "outside its territory",
        "unknown_territory" => "without a territory",
        "oversold" => "oversold",
        "buffer_breached" => "into the safety buffer",
        "overexposed" => "shown too often in all",
        "overpublished" => "shown beyond the stock",
        "starved" => "not shown though there is some",
        other => other,
    }
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

fn number(text: impl Into<String>) -> Cell {
    Cell::Number(text.into())
}

pub(super) fn conflicts(page: &mut String, view: View<'_>) {
    open(page, "conflict", "Conflicts between channels");
    overview(page, view);
    if !view.conflicts.rows.is_empty() {
        pictures(page, view);
        list(page, view);
    }
    coming(page, view);
    waivers(page, view);
    rules(page, view);
    page.push_str("</section>");
}

fn overview(page: &mut String, view: View<'_>) {
    let all = view.conflicts;
    let stock = if all.stocked == 0 {
        String::new()
    } else {
        format!(", and what they show of {} against the stock", many(all.stocked, "article"))
    };
    let held = format!(
        "{} on {} against the policy{stock}, at noon of {}",
        many(all.offers, "offer"),
        many(all.channels.len(), "channel"),
        all.as_of.map_or_else(String::new, |at| day(at.date_naive()))
    );
    if all.rows.is_empty() {
        note(page, &format!("{held}: no conflict."));
        return;
    }
    let grave: Vec<String> = LEVELS
        .iter()
        .filter(|(level, ..)| all.at(*level) > 0)
        .map(|(level, name, _)| format!("{} {name}", count(all.at(*level))))
        .collect();
    note(
        page,
        &format!(
            "{held}: {}, {}. Amounts a month are those of the units sold from {} to {}.",
            many(all.rows.len(), "conflict"),
            grave.join(", "),
            day(all.start),
            day(all.end)
        ),
    );
}

fn pictures(page: &mut String, view: View<'_>) {
    let all = view.conflicts;
    page.push_str("<div class=\"grid\">");
    let title = "Conflicts from channel to channel";
    let mut picture = picture::svg(title, &all.channels, &picture::matrix(all.rows.iter()));
    picture.push_str(
        "<p class=\"legend\"><span>row: the channel that is too low; column: the channel that it is too low against; on the diagonal: what a channel contradicts by itself</span></p>",
    );
    page.push_str(&figure(title, &picture));
    let kinds = all.kinds();
    let most = kinds.values().max().copied().unwrap_or(1).max(1);
    let bars: Vec<Share> = kinds
        .iter()
        .map(|(of_kind, number)| {
            let at = |level| all.rows.iter().filter(|found| found.kind == *of_kind && found.level == level).count();
            Share {
                name: kind(of_kind).to_owned(),
                parts: LEVELS.iter().map(|(level, ..)| at(*level) as f64 / most as f64).collect(),
                label: count(*number),
            }
        })
        .collect();
    let title = "Conflicts by kind and severity";
    let whole = Whole { value: most as f64, unit: "number of conflicts" };
    page.push_str(&figure(title, &svg::shares(title, &whole, &LEVELS.map(|(_, name, class)| (name, class)), &bars)));
    page.push_str("</div>");
}

fn named(found: &Found) -> String {
    article(found.sku.as_str(), found.name.as_deref())
}

fn list(page: &mut String, view: View<'_>) {
    heading(page, "conflict-list", "The gravest first");
    let all = view.conflicts;
    let today: Vec<&Found> = all.rows.iter().filter(|found| found.from.is_none()).collect();
    let rows: Vec<Vec<Cell>> = today
        .iter()
        .take(ROWS)
        .map(|found| {
            vec![
                text(named(found)),
                text(format!("{} ({:.0})", level(found.level), found.score)),
                text(kind(found.kind)),
                text(found.channels.join(", ")),
                number(found.magnitude_ratio.map_or(MISSING.to_owned(), percent)),
                Cell::Toned(
                    found.stake.map_or(MISSING.to_owned(), amount),
                    Some(false).filter(|_| found.stake.is_some()),
                ),
                Cell::Sentence(sentence(found)),
                Cell::Sentence(found.fix.text.clone()),
            ]
        })
        .collect();
    if rows.is_empty() {
        note(page, "None holds today.");
        return;
    }
    let rest = today.len().saturating_sub(rows.len());
    let more = if rest == 0 { String::new() } else { format!(" ({} more in conflicts.csv)", count(rest)) };
    let headings = ["Article", "Severity", "Conflict", "Channels", "#By", "#At stake", "What", "What would settle it"];
    page.push_str(&table(&format!("Today, {}{more}", view.data.currency), &headings, &rows));
    let totals: Vec<String> = [
        (Theme::Parity, "prices too far apart"),
        (Theme::Limits, "prices beyond a limit"),
        (Theme::Agreements, "sales that agreements do not allow"),
    ]
    .into_iter()
    .filter_map(|(theme, name)| Some(format!("{} {} {name}", view.data.currency, amount(all.stake(theme)?))))
    .collect();
    let sums = if totals.is_empty() { String::new() } else { format!(" In all: {}.", totals.join("; ")) };
    note(
        page,
        &format!(
            "At stake a month is what a price misses of what is allowed, times the units sold at it; for an agreement, all sales of the offer. Where several own offers share an article and a channel, or the offer is another seller's, no money is said.{sums}"
        ),
    );
}

/// What coming promotions will bring.
fn coming(page: &mut String, view: View<'_>) {
    let rows: Vec<Vec<Cell>> = view
        .conflicts
        .rows
        .iter()
        .filter_map(|found| Some((found, found.from?)))
        .take(ROWS)
        .map(|(found, from)| {
            vec![
                text(named(found)),
                text(day(from.date_naive())),
                text(level(found.level)),
                text(found.promotions.join(", ")),
                Cell::Sentence(sentence(found)),
                Cell::Sentence(found.fix.text.clone()),
            ]
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    heading(page, "conflict-coming", "When coming promotions begin");
    let headings = ["Article", "From", "Severity", "Promotions", "What", "What would settle it"];
    page.push_str(&table("Conflicts that are not there yet", &headings, &rows));
}

fn waivers(page: &mut String, view: View<'_>) {
    let all = view.conflicts;
    let mut said = Vec::new();
    if !all.waived.is_empty() {
        said.push(format!("{} suffered by a waiver of policy.toml.", many(all.waived.len(), "conflict")));
    }
    if !all.expired_waivers.is_empty() {
        said.push(format!("Expired: {}.", all.expired_waivers.join(", ")));
    }
    if !all.unused_waivers.is_empty() {
        said.push(format!("In force and used for nothing: {}.", all.unused_waivers.join(", ")));
    }
    if !said.is_empty() {
        note(page, &said.join(" "));
    }
}

/// What the offers were held against.
fn rules(page: &mut String, view: View<'_>) {
    let policy = &view.inputs.policy;
    let parity = policy.rules.parity.as_ref().map_or("not checked".to_owned(), |rule| {
        let percent = rule.tolerance_percent.map(|share| percent(float(share)));
        let absolute = rule.tolerance_absolute.map(|most| format!("{} {}", view.data.currency, amount(most)));
        let allowed: Vec<String> = percent.into_iter().chain(absolute).collect();
        if allowed.is_empty() { "no difference".to_owned() } else { allowed.join(" or ") }
    });
    let there = |yes: bool| if yes { "read" } else { "not there" };
    let rows = [
        ("Difference of prices that is allowed", parity),
        ("Limits of prices", count(policy.rules.map_rules.len())),
        ("Agreements", count(policy.rules.agreements.len())),
        (
            "Prices that move first",
            if policy.strategy == ResolutionStrategy::RaiseLow { "the low ones" } else { "the high ones" }.to_owned(),
        ),
        ("Margin that no proposal goes below", percent(float(policy.min_margin))),
        (
            "Times what is free that may be shown in all",
            policy.exposure_limit.map_or("no limit".to_owned(), |limit| limit.to_string()),
        ),
        ("Days of sales", policy.history_days.to_string()),
        ("promotions.json", there(view.inputs.promotions.is_some()).to_owned()),
        ("agreements.csv", there(view.inputs.agreements.is_some()).to_owned()),
        ("stock.csv", there(view.inputs.stock.is_some()).to_owned()),
    ];
    let rows: Vec<Vec<Cell>> = rows.into_iter().map(|(name, value)| vec![text(name), number(value)]).collect();
    page.push_str("<details><summary>What the offers are held against</summary>");
    page.push_str(&table("Rules of the conflict section", &["Rule", "#Value"], &rows));
    page.push_str("</details>");
}
