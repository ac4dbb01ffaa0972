//! What the conflict section has to say first.

use super::View;
use super::figures::{Found, Theme};
use crate::figures::findings::{Finding, Tone};
use crate::figures::float;
use crate::format::{about, count};

/// `1 price`, `7 prices`.
pub(super) fn many(number: usize, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

pub(super) fn of(view: View<'_>) -> Vec<Finding> {
    [Theme::Parity, Theme::Limits, Theme::Agreements, Theme::Stock]
        .into_iter()
        .filter_map(|theme| finding(view, theme))
        .collect()
}

/// A sentence of all conflicts of a theme that hold today, and the gravest of them.
fn finding(view: View<'_>, theme: Theme) -> Option<Finding> {
    let conflicts = view.conflicts;
    let today = || conflicts.of_theme(theme).filter(|found| found.from.is_none());
    let coming = conflicts.of_theme(theme).count().saturating_sub(today().count());
    let first = today().next().or_else(|| conflicts.of_theme(theme).next())?;
    let number = today().count();
    let money = conflicts.stake(theme).filter(|money| !money.is_zero());
    let a_month = |of: &str| {
        money.map_or_else(String::new, |money| format!(": {} {} a month {of}", view.data.currency, about(money)))
    };
    let (kind, headline) = match theme {
        Theme::Parity => (
            "channel_prices_apart",
            format!(
                "{} too far from another channel's{}",
                many(number, "price"),
                a_month("missed by those that are too low or too high")
            ),
        ),
        Theme::Limits => (
            "channel_price_limits",
            format!(
                "{} a limit of the policy{}",
                if number == 1 { "1 price breaks".to_owned() } else { many(number, "price") + " break" },
                a_month("beyond it")
            ),
        ),
        Theme::Agreements => (
            "channel_agreements",
            format!(
                "{} an agreement does not let {}{}",
                if number == 1 { "1 offer stands where".to_owned() } else { many(number, "offer") + " stand where" },
                if number == 1 { "it" } else { "them" },
                a_month("of sales")
            ),
        ),
        Theme::Stock => (
            "channel_stock",
            format!("{} between what the channels show or promise and the stock", many(number, "contradiction")),
        ),
    };
    let later =
        if coming == 0 { String::new() } else { format!(" {} more when a coming promotion begins.", count(coming)) };
    Some(Finding {
        kind,
        tone: Tone::Bad,
        headline: headline + ".",
        detail: format!("The gravest: {} {}{later}", sentence(first), first.fix.text),
        stake: money.map(float),
        p_adjusted: None,
        anchor: "conflict",
        figures: vec!["conflict.kinds".to_owned()],
    })
}

/// What contradicts what.
pub(super) fn sentence(found: &Found) -> String {
    found.what.clone()
}
