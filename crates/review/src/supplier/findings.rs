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
    let judged = view.sourcing.cards.iter().filter(|card| card.known(view.inputs.policy.min_records));
    let mut found: Vec<Finding> = judged.flat_map(|card| of_supplier(view, card)).collect();
    found.extend(of_all(view));
    found.extend(of_awards(view));
    found
}

/// A finding without an amount or a test.
fn plain(
    kind: &'static str,
    tone: Tone,
    headline: String,
    detail: String,
    anchor: &'static str,
    figures: &str,
) -> Finding {
    let figures = vec![figures.to_owned()];
    Finding { kind, tone, headline, detail, stake: None, p_adjusted: None, anchor, figures }
}

/// What is wrong with one supplier.
fn of_supplier(view: View<'_>, card: &Card) -> Vec<Finding> {
    let policy = &view.inputs.policy;
    let mut found = Vec::new();
    let Some(metrics) = &card.metrics else { return found };
    if let Some(rate) = metrics.on_time_rate.filter(|rate| *rate < policy.min_on_time_rate) {
        let headline = format!(
            "{} delivers {} of its order lines on time, where {} are wanted.",
            card.name,
            percent(rate),
            percent(policy.min_on_time_rate)
        );
        let detail = format!(
            "{} of {} were late, {} days in the mean, {} of them still open. The latest count most.",
            count(metrics.records_late),
            count(metrics.records_used),
            decimals(metrics.mean_days_late.unwrap_or_default(), 1),
            count(metrics.records_overdue)
        );
        found.push(plain("supplier_late", Tone::Bad, headline, detail, "scorecards", "supplier.scorecards"));
    }
    if let Some(ppm) = metrics.defect_ppm.filter(|ppm| *ppm / 1e6 > policy.max_defect_rate) {
        let headline = format!(
            "{}: {} of the units received are defective, where {} are accepted.",
            card.name,
            percent(ppm / 1e6),
            percent(policy.max_defect_rate)
        );
        let paid = float(card.defects);
        let detail = if paid > 0.0 {
            format!("{} {} a month was paid for them, unless it was credited.", view.data.currency, about(card.defects))
        } else {
            "What was paid for them is not known.".to_owned()
        };
        let stake = Some(paid).filter(|paid| *paid > 0.0);
        let finding = plain("supplier_defects", Tone::Bad, headline, detail, "scorecards", "supplier.scorecards");
        found.push(Finding { stake, ..finding });
    }
    if let Some(trend) = card.trend.as_ref().filter(|_| card.declining) {
        let slope = decimals(trend.theil_sen_slope, 1);
        let headline = format!("{} is getting worse: {slope} points of its score a month.", card.name);
        let finding =
            plain("supplier_declining", Tone::Bad, headline, declines(card), "supplier-trends", "supplier.trends");
        found.push(Finding { p_adjusted: card.trend_p, ..finding });
    }
    found
}

/// What concerns several suppliers.
fn of_all(view: View<'_>) -> Vec<Finding> {
    let sourcing = view.sourcing;
    let currency = &view.data.currency;
    let mut found = Vec::new();
    let overpaid = float(sourcing.overpaid_a_month);
    if overpaid > 0.0 {
        let headline =
            format!("{currency} {} a month was paid above the agreed prices.", about(sourcing.overpaid_a_month));
        let worst = sourcing.cards.iter().max_by_key(|card| card.overpaid);
        let detail = worst.map_or_else(String::new, |card| format!("Of it {} to {}.", about(card.overpaid), card.name));
        let finding =
            plain("paid_above_agreed", Tone::Bad, headline, detail, "scorecards", "supplier.overpaid_a_month");
        found.push(Finding { stake: Some(overpaid), ..finding });
    }
    if let Some(concentration) = sourcing.concentration.as_ref().filter(|concentration| concentration.single_sourced) {
        let share = percent(concentration.top_share);
        found.push(plain(
            "supplier_concentration",
            Tone::Note,
            format!("{} gets {share} of what is spent on goods.", concentration.top_supplier),
            format!("As concentrated as {} suppliers of equal share.", decimals(concentration.effective_suppliers, 1)),
            "supplier-concentration",
            "supplier.concentration",
        ));
    }
    let overdue: Vec<&str> =
        sourcing.reviews.iter().filter(|review| review.overdue).map(|review| review.id.as_str()).collect();
    if !overdue.is_empty() {
        let headline = match overdue.len() {
            1 => "A supplier review is overdue.".to_owned(),
            many => format!("{} supplier reviews are overdue.", count(many)),
        };
        let detail = format!("Of {}.", overdue.join(", "));
        found.push(plain(
            "supplier_review_overdue",
            Tone::Note,
            headline,
            detail,
            "supplier-reviews",
            "supplier.reviews",
        ));
    }
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
