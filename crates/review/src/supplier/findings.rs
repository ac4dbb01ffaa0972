//! What the supplier section has to say first.
//!
//! Money is said to be at stake where it was paid (for defective units, above the agreed price) or would be (an award against
//! the present cost). What a late delivery costs no file says.

use super::View;
use super::figures::{Award, Card, Outcome};
use crate::figures::findings::{Finding, Tone};
use crate::figures::float;
use crate::format::{about, count, decimals, p_value, percent};
use crate::report::sections::article;

/// Names in a sentence.
const MOST_NAMED: usize = 5;

/// `1 article`, `7 articles`.
pub(super) fn many(number: usize, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

fn named<'a>(names: impl Iterator<Item = &'a Award>) -> String {
    let all: Vec<String> = names.map(|award| article(&award.sku, award.name.as_deref())).collect();
    let more = if all.len() > MOST_NAMED { " and others" } else { "" };
    format!("{}{more}", all.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", "))
}

pub(super) fn of(view: View<'_>) -> Vec<Finding> {
    let sourcing = view.sourcing;
    let policy = &view.inputs.policy;
    let currency = &view.data.currency;
    let mut found = Vec::new();
    let mut add = |kind, tone, headline, detail, stake: Option<f64>, p, anchor, figures: &str| {
        let figures = vec![figures.to_owned()];
        found.push(Finding { kind, tone, headline, detail, stake, p_adjusted: p, anchor, figures });
    };
    let judged = || sourcing.cards.iter().filter(|card| card.known(policy.min_records));
    for card in judged() {
        let Some(metrics) = &card.metrics else { continue };
        if let Some(rate) = metrics.on_time_rate.filter(|rate| *rate < policy.min_on_time_rate) {
            add(
                "supplier_late",
                Tone::Bad,
                format!(
                    "{} delivers {} of its order lines on time, where {} are wanted.",
                    card.name,
                    percent(rate),
                    percent(policy.min_on_time_rate)
                ),
                format!(
                    "{} of {} were late, {} days in the mean, {} of them still open. The latest count most.",
                    count(metrics.records_late),
                    count(metrics.records_used),
                    decimals(metrics.mean_days_late.unwrap_or_default(), 1),
                    count(metrics.records_overdue)
                ),
                None,
                None,
                "scorecards",
                "supplier.scorecards",
            );
        }
        if let Some(ppm) = metrics.defect_ppm.filter(|ppm| *ppm / 1e6 > policy.max_defect_rate) {
            add(
                "supplier_defects",
                Tone::Bad,
                format!(
                    "{}: {} of the units received are defective, where {} are accepted.",
                    card.name,
                    percent(ppm / 1e6),
                    percent(policy.max_defect_rate)
                ),
                format!("{currency} {} a month was paid for them, unless it was credited.", about(card.defects)),
                Some(float(card.defects)).filter(|money| *money > 0.0),
                None,
                "scorecards",
                "supplier.scorecards",
            );
        }
        if card.declining
            && let Some(trend) = &card.trend
        {
            add(
                "supplier_declining",
                Tone::Bad,
                format!(
                    "{} is getting worse: {} points of its score a month.",
                    card.name,
                    decimals(trend.theil_sen_slope, 1)
                ),
                declines(card),
                None,
                card.trend_p,
                "supplier-trends",
                "supplier.trends",
            );
        }
    }
    if float(sourcing.overpaid_a_month) > 0.0 {
        let worst = sourcing.cards.iter().max_by_key(|card| card.overpaid);
        add(
            "paid_above_agreed",
            Tone::Bad,
            format!("{currency} {} a month was paid above the agreed prices.", about(sourcing.overpaid_a_month)),
            worst.map_or_else(String::new, |card| format!("Of it {} to {}.", about(card.overpaid), card.name)),
            Some(float(sourcing.overpaid_a_month)),
            None,
            "scorecards",
            "supplier.overpaid_a_month",
        );
    }
    if let Some(concentration) = sourcing.concentration.as_ref().filter(|concentration| concentration.single_sourced) {
        add(
            "supplier_concentration",
            Tone::Note,
            format!(
                "{} gets {} of what is spent on goods.",
                concentration.top_supplier,
                percent(concentration.top_share)
            ),
            format!("As concentrated as {} suppliers of equal share.", decimals(concentration.effective_suppliers, 1)),
            None,
            None,
            "supplier-concentration",
            "supplier.concentration",
        );
    }
    let overdue: Vec<&str> =
        sourcing.reviews.iter().filter(|review| review.overdue).map(|review| review.id.as_str()).collect();
    if !overdue.is_empty() {
        add(
            "supplier_review_overdue",
            Tone::Note,
            format!(
                "{} overdue.",
                if overdue.len() == 1 {
                    "A supplier review is".to_owned()
                } else {
                    format!("{} supplier reviews are", count(overdue.len()))
                }
            ),
            format!("Of {}.", overdue.join(", ")),
            None,
            None,
            "supplier-reviews",
            "supplier.reviews",
        );
    }
    found.extend(of_awards(view));
    found
}

/// How a supplier's score fell, in figures.
fn declines(card: &Card) -> String {
    let ends = card.months.first().zip(card.months.last());
    let ends = ends.map_or_else(String::new, |((_, first), (_, last))| {
        format!("From {} to {} points in {} months", decimals(*first, 0), decimals(*last, 0), count(card.months.len()))
    });
    format!(
        "{ends} (Mann-Kendall, p {} before adjustment).",
        p_value(card.trend.as_ref().map_or(1.0, |trend| trend.mann_kendall_p))
    )
}

fn of_awards(view: View<'_>) -> Vec<Finding> {
    let Some(awards) = &view.sourcing.awards else { return Vec::new() };
    let currency = &view.data.currency;
    let mut found = Vec::new();
    let mut add = |kind, tone, headline, detail, stake: Option<f64>, figures: &str| {
        let figures = vec![figures.to_owned()];
        found.push(Finding { kind, tone, headline, detail, stake, p_adjusted: None, anchor: "awards", figures });
    };
    let single = || awards.rows.iter().filter(|award| award.sources.len() == 1);
    if single().next().is_some() {
        let suppliers: std::collections::BTreeSet<&str> =
            single().flat_map(|award| &award.sources).map(String::as_str).collect();
        add(
            "single_source",
            Tone::Bad,
            format!(
                "{} of the quoted articles {} a single source: {}.",
                count(single().count()),
                if single().count() == 1 { "has" } else { "have" },
                suppliers.into_iter().collect::<Vec<_>>().join(", ")
            ),
            format!("No other supplier has quoted or delivered {}.", named(single())),
            None,
            "supplier.awards.articles",
        );
    }
    let collide = || awards.rows.iter().filter(|award| matches!(award.outcome, Outcome::Infeasible { .. }));
    if let Some(Award { outcome: Outcome::Infeasible { what, .. }, .. }) = collide().next() {
        add(
            "award_infeasible",
            Tone::Bad,
            format!("No award keeps the limits for {}.", many(collide().count(), "article")),
            format!("{}: {what}.", named(collide())),
            None,
            "supplier.awards.articles",
        );
    }
    let planned = awards.rows.iter().filter(|award| award.plan().is_some()).count();
    if planned > 0 {
        let saving = float(awards.saving_a_month);
        let plan = format!(
            "{} split at {currency} {}, proven the least under the limits.",
            many(planned, "article"),
            about(awards.total_cost)
        );
        if awards.compared > 0 && saving > 0.0 {
            add(
                "award_saving",
                Tone::Good,
                format!(
                    "The quotes, awarded as proposed, cost {currency} {} a month less than today.",
                    about(awards.saving_a_month)
                ),
                format!(
                    "{plan} Of them {} bought today at a cost on record: {currency} {} against {}.",
                    many(awards.compared, "article"),
                    about(awards.present_cost),
                    about(awards.compared_cost)
                ),
                Some(saving),
                "supplier.awards.saving_a_month",
            );
        } else {
            add(
                "award_proposal",
                Tone::Note,
                "There is an award proposal for the quotes.".to_owned(),
                plan,
                None,
                "supplier.awards",
            );
        }
    }
    found
}
