//! The key `supplier` of the summary.

use super::View;
use super::figures::{Award, Card, Outcome};
use crate::metrics::entry;
use crate::section::Definition;
use serde_json::{Value, json};

/// Articles in the summary; `awards.csv` has all.
const MOST: usize = 50;

const MONEY: &str = "money";

/// What the plain keys of the lists mean.
pub(super) const DEFINITIONS: &[Definition] = &[
    ("supplier.scorecards[]", "score", "points", "weighted mean of the utilities of the criteria, 0 to 100"),
    ("supplier.scorecards[]", "coverage", "fraction", "weight of the criteria with a value / weight of all"),
    ("supplier.scorecards[]", "contributions", "points", "by criterion; they add up to the score"),
    ("supplier.scorecards[]", "points_lost", "points", "by criterion: what lacks to its best value"),
    (
        "supplier.scorecards[]",
        "values",
        "see docs/data-set.md",
        "by criterion: the figure or rating; null where nothing is known",
    ),
    (
        "supplier.scorecards[]",
        "metrics",
        "see docs/ops/supplier.md",
        "the answer of supplier.delivery_metrics; null without deliveries",
    ),
    ("supplier.scorecards[]", "spend", MONEY, "what was spent with the supplier in the history"),
    (
        "supplier.scorecards[]",
        "defects_a_month",
        MONEY,
        "defective units x price paid, else agreed, in a mean month of the history",
    ),
    (
        "supplier.scorecards[]",
        "overpaid_a_month",
        MONEY,
        "units received x what was paid above the agreed price, in a mean month of the history",
    ),
    ("supplier.trends[]", "scores", "points", "score of the deliveries by month, the oldest first"),
    ("supplier.trends[]", "trend", "see docs/ops/supplier.md", "the answer of supplier.trend_alert"),
    ("supplier.trends[]", "p_adjusted", "fraction", "the p-value of the trend after Holm over the suppliers"),
    ("supplier.trends[]", "declining", "yes or no", "a falling median slope with p_adjusted at most the significance"),
    ("supplier.awards.articles[]", "demand", "count", "units of completed lines in the days of demand"),
    (
        "supplier.awards.articles[]",
        "total_cost",
        MONEY,
        "the least that the demand costs under the limits; null without a plan",
    ),
    (
        "supplier.awards.articles[]",
        "present_cost",
        MONEY,
        "demand x unit cost of suppliers.csv; null where there is none",
    ),
    (
        "supplier.awards.articles[]",
        "plan",
        "see docs/ops/supplier.md",
        "the answer of supplier.allocate_orders; null without a plan",
    ),
    ("supplier.awards.by_supplier[]", "articles", "count", "articles of which it is awarded a part"),
    ("supplier.awards.by_supplier[]", "units", "count", "units awarded"),
    ("supplier.awards.by_supplier[]", "cost", MONEY, "what they cost"),
];

pub(super) fn json(view: View<'_>) -> Value {
    let (sourcing, inputs) = (view.sourcing, view.inputs);
    let policy = &inputs.policy;
    let currency = view.data.currency.as_str();
    let counts = json!({"suppliers": sourcing.cards.len()});
    let entry = |value: Value, unit: &str, definition: &str| entry(value, unit, definition, counts.clone());
    let trends = sourcing.cards.iter().filter_map(|card| {
        let trend = card.trend.as_ref()?;
        let scores: Vec<Value> = card
            .months
            .iter()
            .map(|((year, month), score)| json!({"month": format!("{year:04}-{month:02}"), "score": score}))
            .collect();
        Some(json!({
            "supplier": card.name, "scores": scores, "trend": trend, "p_adjusted": card.trend_p, "declining": card.declining,
        }))
    });
    json!({
        "as_of": sourcing.as_of.to_string(),
        "history": {"start": sourcing.since.to_string(), "end": sourcing.as_of.to_string()},
        "files": {
            "suppliers": inputs.terms.is_some(), "deliveries": inputs.deliveries.is_some(), "quotes": inputs.quotes.is_some(),
        },
        "assumptions": {
            "criteria": policy.criteria, "missing": policy.missing,
            "grades": policy.grades.iter().map(|rule| json!({
                "grade": rule.grade, "min": rule.min, "review_months": rule.review_months,
            })).collect::<Vec<_>>(),
            "half_life_days": policy.half_life_days, "early_days": policy.early_days, "late_days": policy.late_days,
            "in_full_tolerance": policy.in_full_tolerance, "history_days": policy.history_days,
            "demand_days": policy.demand_days, "min_records": policy.min_records, "trend_months": policy.trend_months,
            "trend_alpha": policy.trend_alpha, "significance": policy.significance, "consecutive": policy.consecutive,
            "drop_threshold": policy.drop_threshold, "max_defect_rate": policy.max_defect_rate,
            "min_on_time_rate": policy.min_on_time_rate, "max_share": policy.max_share,
            "min_suppliers": policy.min_suppliers, "max_suppliers": policy.max_suppliers,
            "single_source_threshold": policy.single_source_threshold, "method": policy.method,
        },
        "scorecards": sourcing.cards.iter().map(card).collect::<Vec<_>>(),
        "defects_a_month": entry(json!(sourcing.defects_a_month.to_string()), currency, "sum over the deliveries received in the history of defective units x price paid, else agreed, made a month of 30.4375 days"),
        "overpaid_a_month": entry(json!(sourcing.overpaid_a_month.to_string()), currency, "sum over the deliveries received in the history of units x what was paid above the agreed price, made a month"),
        "trends": trends.collect::<Vec<_>>(),
        "ranking": sourcing.ranked.as_ref().map(crate::ranking::Ranked::json),
        "figures_imputed": sourcing.imputed,
        "reviews": sourcing.reviews,
        "spend_basis": sourcing.spend_basis,
        "concentration": sourcing.concentration,
        "awards": sourcing.awards.as_ref().map(|awards| json!({
            "demand": {"start": sourcing.demand_since.to_string(), "end": view.data.last.to_string()},
            "max_defect_rate": awards.max_defect_rate, "min_on_time_rate": awards.min_on_time_rate,
            "total_cost": entry(json!(awards.total_cost.to_string()), currency, "cost of all plans"),
            "present_cost": entry(json!(awards.present_cost.to_string()), currency, "demand x unit cost of suppliers.csv of the planned articles that have one"),
            "compared_cost": entry(json!(awards.compared_cost.to_string()), currency, "cost of the plans of the same articles"),
            "saving_a_month": entry(json!(awards.saving_a_month.to_string()), currency, "present_cost - compared_cost, made a month; below 0 where the plans are dearer"),
            "price_index": awards.price_index,
            "by_supplier": awards.by_supplier.iter().map(|(supplier, awarded)| json!({
                "supplier": supplier, "articles": awarded.articles, "units": awarded.units, "cost": awarded.cost.to_string(),
            })).collect::<Vec<_>>(),
            "articles": awards.rows.iter().take(MOST).map(award).collect::<Vec<_>>(),
            "no_demand": awards.no_demand,
        })),
    })
}

fn card(card: &Card) -> Value {
    let scored = card.scorecard.as_ref();
    json!({
        "supplier": card.name,
        "grade": scored.map(|card| &card.grade), "score": scored.map(|card| card.score),
        "coverage": scored.map(|card| card.coverage), "contributions": scored.map(|card| &card.contributions),
        "points_lost": scored.map(|card| &card.points_lost), "knocked_out": scored.map(|card| &card.knocked_out),
        "grade_reason": scored.map(|card| card.grade_reason), "next_grade": scored.map(|card| &card.next_grade),
        "values": card.values, "metrics": card.metrics, "spend": card.spend.to_string(),
        "defects_a_month": card.defects.to_string(), "overpaid_a_month": card.overpaid.to_string(),
    })
}

fn award(award: &Award) -> Value {
    let (status, reason, limits) = match &award.outcome {
        Outcome::Plan(_) => ("optimal", None, None),
        Outcome::Infeasible { limits, what } => ("infeasible", Some(what), Some(limits)),
        Outcome::Unproven(what) => ("no_convergence", Some(what), None),
        Outcome::NoQuote => ("no_quote", None, None),
    };
    json!({
        "sku": award.sku, "demand": award.demand, "status": status, "reason": reason, "colliding_limits": limits,
        "total_cost": award.plan().map(|plan| plan.total_cost.to_string()),
        "present_supplier": award.present, "present_cost": award.present_cost.map(|cost| cost.to_string()),
        "sources": award.sources, "plan": award.plan(),
        "left_out": award.left_out.iter().map(|(supplier, reason)| json!({"supplier": supplier, "reason": reason})).collect::<Vec<_>>(),
    })
}
