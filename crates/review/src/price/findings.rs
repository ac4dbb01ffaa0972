//! What the price section has to say first.

use super::View;
use super::figures::{Issue, Priced};
use crate::figures::findings::{Finding, Tone};
use crate::figures::float;
use crate::format::{about, amount, count, decimals, percent};
use crate::report::sections::article;
use mercato_core::Decimal;

/// `1 price`, `7 prices`.
fn many(number: usize, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

fn named(row: &Priced) -> String {
    format!("{} on {}", article(&row.offer.sku, row.name.as_deref()), row.offer.channel)
}

pub(super) fn of(view: View<'_>) -> Vec<Finding> {
    let prices = view.prices;
    let mut found = Vec::new();
    found.extend(below(view, Issue::BelowCost, prices.loss));
    found.extend(below(view, Issue::BelowTarget, prices.shortfall));
    let mut add = |kind, tone, headline, detail, anchor, figures: &str| {
        let figures = vec![figures.to_owned()];
        found.push(Finding { kind, tone, headline, detail, stake: None, p_adjusted: None, anchor, figures });
    };
    let limits = [Issue::BelowMin, Issue::AboveMax, Issue::BelowMap, Issue::AboveList];
    let outside = prices.rows.iter().filter(|row| limits.iter().any(|limit| row.issues.contains(limit)));
    if let Some(first) = outside.clone().next() {
        add(
            "price_limits",
            Tone::Bad,
            format!("{} outside the limits that offers.csv itself sets.", many(outside.count(), "price")),
            format!("Such as {}, at {}.", named(first), amount(first.offer.price)),
            "price-mistakes",
            "price.issues",
        );
    }
    if let Some(first) = prices.tiers.first() {
        add(
            "tier_mistakes",
            Tone::Bad,
            format!("{} in the tiers of larger quantities.", many(prices.tiers.len(), "mistake")),
            super::report::fault(view.data.currency.as_str(), first),
            "price-mistakes",
            "price.tiers",
        );
    }
    if let Some(first) = prices.promoted.first() {
        add(
            "promoted_below_cost",
            Tone::Bad,
            format!("Promotions bring {} below cost.", many(prices.promoted.len(), "price")),
            format!(
                "The worst: {} on {} sells at {} instead of {}, which loses {} a unit ({}).",
                article(&first.sku, first.name.as_deref()),
                first.channel,
                amount(first.paid),
                amount(first.price),
                amount(first.profit.abs()),
                first.promotions.join(", ")
            ),
            "promotions",
            "price.promotions.below_cost",
        );
    }
    let conflicts = view.inputs.promotions.iter().flat_map(|promotions| &promotions.conflicts.findings);
    if let Some(first) = conflicts.clone().next() {
        add(
            "promotion_conflicts",
            Tone::Bad,
            format!("{} in promotions.json.", many(conflicts.count(), "contradiction")),
            super::report::conflict(first),
            "promotions",
            "price.promotions.conflicts",
        );
    }
    found
}

/// Prices that lose money, or leave too little, and what that makes a month.
fn below(view: View<'_>, issue: Issue, money: Decimal) -> Option<Finding> {
    let currency = &view.data.currency;
    let number = view.prices.count(issue);
    let worst = view.prices.with(issue).next()?;
    let lost = issue == Issue::BelowCost;
    let what = if lost { "below cost" } else { "below the target margin" };
    let headline = if number == 1 {
        format!("{} sells {what}: {currency} {} a month.", named(worst), about(money))
    } else {
        let verb = if lost { "are lost" } else { "are missed" };
        format!("{} {what}: {currency} {} a month {verb}.", many(number, "price"), about(money))
    };
    let units = worst.units.map_or_else(String::new, |units| {
        let days = view.prices.end.signed_duration_since(view.prices.start).num_days().saturating_add(1);
        format!(" {} sold in the last {days} days.", decimals(units as f64, 0))
    });
    let target =
        if lost { String::new() } else { format!(" where {} are wanted", percent(float(worst.target_margin))) };
    Some(Finding {
        kind: if lost { "below_cost" } else { "below_target_margin" },
        tone: Tone::Bad,
        headline,
        detail: format!(
            "{} {}, tax, fees and delivery leave {}; it costs {}: a margin of {}{target}.{units}",
            if number == 1 { "Of".to_owned() } else { format!("The most at stake, {}: of", named(worst)) },
            amount(worst.offer.price),
            amount(left(worst)),
            amount(worst.cost),
            percent(worst.sale.margin),
        ),
        stake: Some(float(money)),
        p_adjusted: None,
        anchor: "price-low",
        figures: vec![format!("price.issues.{}", if lost { "below_cost" } else { "below_target" })],
    })
}

/// What tax, fees and delivery leave of a price, before the cost of the goods.
pub(super) fn left(row: &Priced) -> Decimal {
    row.sale.profit.checked_add(row.cost).unwrap_or_default()
}
