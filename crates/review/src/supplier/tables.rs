//! The tables of the supplier section: every supplier with all that is known of it, and every quote with what it is awarded.

use super::View;
use super::figures::{Award, Card, Outcome};
use crate::error::ReviewError;
use crate::tables::{head, or_empty, table, word};
use mercato_supplier::TrendAlert;
use std::path::Path;

pub(super) fn write(view: Option<View<'_>>, folder: &Path) -> Result<(), ReviewError> {
    suppliers(view, folder)?;
    awards(view, folder)
}

fn suppliers(view: Option<View<'_>>, folder: &Path) -> Result<(), ReviewError> {
    let mut rows = vec![head(&[
        "supplier",
        "grade",
        "score",
        "rank",
        "coverage",
        "missing",
        "knocked_out",
        "points_to_next_grade",
        "records_used",
        "effective_sample_size",
        "on_time_rate",
        "in_full_rate",
        "otif_rate",
        "fill_rate",
        "defect_ppm",
        "price_variance_rate",
        "lead_time_mean_days",
        "lead_time_std_days",
        "mean_days_late",
        "mean_response_hours",
        "records_overdue",
        "price_index",
        "trend_points_a_month",
        "trend_p_value",
        "trend_p_adjusted",
        "trend_alerts",
        "spend",
        "defects_a_month",
        "overpaid_a_month",
        "articles",
        "articles_quoted",
        "articles_awarded",
        "units_awarded",
        "cost_awarded",
        "next_review_date",
        "due_date",
        "overdue",
    ])];
    rows.extend(view.iter().flat_map(|view| view.sourcing.cards.iter().map(|card| supplier(*view, card))));
    table(folder, "suppliers_out.csv", &rows)
}

fn supplier(view: View<'_>, card: &Card) -> Vec<String> {
    let sourcing = view.sourcing;
    let scored = card.scorecard.as_ref();
    let metrics = card.metrics.as_ref();
    let trend = card.trend.as_ref();
    let rate = |of: fn(&mercato_supplier::DeliveryMetrics) -> Option<f64>| or_empty(metrics.and_then(of));
    let awarded = sourcing.awards.as_ref().and_then(|awards| awards.by_supplier.get(&card.name)).copied();
    let awarded = awarded.or_else(|| sourcing.awards.as_ref().map(|_| super::figures::Awarded::default()));
    let review = sourcing.reviews.iter().find(|review| review.id == card.name);
    vec![
        card.name.clone(),
        or_empty(scored.map(|card| &card.grade)),
        or_empty(scored.map(|card| card.score)),
        or_empty(sourcing.ranked.as_ref().and_then(|ranked| ranked.rank(&card.name))),
        or_empty(scored.map(|card| card.coverage)),
        scored.map_or_else(String::new, |card| card.missing.join(" ")),
        scored.map_or_else(String::new, |card| card.knocked_out.join(" ")),
        or_empty(scored.and_then(|card| card.next_grade.as_ref()).map(|next| next.points)),
        or_empty(metrics.map(|metrics| metrics.records_used)),
        or_empty(metrics.map(|metrics| metrics.effective_sample_size)),
        rate(|metrics| metrics.on_time_rate),
        rate(|metrics| metrics.in_full_rate),
        rate(|metrics| metrics.otif_rate),
        rate(|metrics| metrics.fill_rate),
        rate(|metrics| metrics.defect_ppm),
        rate(|metrics| metrics.price_variance_rate),
        rate(|metrics| metrics.lead_time_mean_days),
        rate(|metrics| metrics.lead_time_std_days),
        rate(|metrics| metrics.mean_days_late),
        rate(|metrics| metrics.mean_response_hours),
        or_empty(metrics.map(|metrics| metrics.records_overdue)),
        or_empty(sourcing.awards.as_ref().and_then(|awards| awards.price_index.get(&card.name))),
        or_empty(trend.map(|trend| trend.theil_sen_slope)),
        or_empty(trend.map(|trend| trend.mann_kendall_p)),
        or_empty(card.trend_p),
        trend.map_or_else(String::new, |trend| alerts(&trend.alerts)),
        card.spend.to_string(),
        card.defects.to_string(),
        card.overpaid.to_string(),
        card.articles.to_string(),
        card.quoted.to_string(),
        or_empty(awarded.map(|awarded| awarded.articles)),
        or_empty(awarded.map(|awarded| awarded.units)),
        or_empty(awarded.map(|awarded| awarded.cost)),
        or_empty(review.map(|review| review.next_review_date)),
        or_empty(review.map(|review| review.due_date)),
        or_empty(review.map(|review| review.overdue)),
    ]
}

fn alerts(alerts: &[TrendAlert]) -> String {
    alerts.iter().map(word).collect::<Vec<_>>().join(" ")
}

fn awards(view: Option<View<'_>>, folder: &Path) -> Result<(), ReviewError> {
    let mut rows = vec![head(&[
        "sku",
        "product_name",
        "demand",
        "supplier",
        "quantity",
        "cost",
        "reason",
        "cost_difference",
        "quantity_if_used",
        "price_cut_to_enter",
        "present_supplier",
        "present_cost",
        "total_cost",
    ])];
    let all = view.iter().filter_map(|view| view.sourcing.awards.as_ref()).flat_map(|awards| &awards.rows);
    rows.extend(all.flat_map(award));
    table(folder, "awards.csv", &rows)
}

/// A row a quote.
fn award(award: &Award) -> Vec<Vec<String>> {
    let plan = award.plan();
    let row = |supplier: &str, reason: String, difference: [String; 3]| {
        let part = plan.and_then(|plan| plan.allocations.iter().find(|part| part.id == supplier));
        let [cost_difference, quantity_if_used, price_cut] = difference;
        vec![
            award.sku.clone(),
            award.name.clone().unwrap_or_default(),
            award.demand.to_string(),
            supplier.to_owned(),
            part.map_or(0, |part| part.quantity).to_string(),
            or_empty(part.map(|part| part.cost)),
            reason,
            cost_difference,
            quantity_if_used,
            price_cut,
            award.present.clone().unwrap_or_default(),
            or_empty(award.present_cost),
            or_empty(plan.map(|plan| plan.total_cost)),
        ]
    };
    let none = || [String::new(), String::new(), String::new()];
    let explained = plan.and_then(|plan| plan.explanation.as_ref());
    let weighed = award.quotes.iter().map(|supplier| {
        let why = explained.and_then(|explained| explained.suppliers.iter().find(|one| one.id == *supplier));
        match (why, &award.outcome) {
            (Some(why), _) => {
                let differences =
                    [or_empty(why.cost_difference), or_empty(why.quantity_if_used), or_empty(why.price_cut_to_enter)];
                row(supplier, word(why.reason), differences)
            }
            (None, Outcome::Infeasible { what, .. } | Outcome::Unproven(what)) => row(supplier, what.clone(), none()),
            (None, _) => row(supplier, String::new(), none()),
        }
    });
    let left_out = award.left_out.iter().map(|(supplier, reason)| row(supplier, (*reason).to_owned(), none()));
    weighed.chain(left_out).collect()
}
