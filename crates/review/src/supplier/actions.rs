//! What the supplier section asks to be done: orders to award, suppliers to warn; and which orders the award does not allow.

use super::View;
use super::figures::{Award, Card};
use crate::actions::{Action, ActionKind, Change, Urgency};
use crate::format::{about, count, decimals, percent};
use crate::report::sections::article;
use crate::sales::a_month;
use mercato_core::{Exact, Rounding};

pub(super) fn of(view: View<'_>) -> Vec<Action> {
    let judged = view.sourcing.cards.iter().filter(|card| card.known(view.inputs.policy.min_records));
    let awards = view.sourcing.awards.iter().flat_map(|awards| &awards.rows);
    judged.filter_map(|card| warn(view, card)).chain(awards.filter_map(|award| order(view, award))).collect()
}

/// The action of a supplier that is late, delivers defects or is getting worse.
fn warn(view: View<'_>, card: &Card) -> Option<Action> {
    let policy = &view.inputs.policy;
    let metrics = card.metrics.as_ref()?;
    let mut reasons = Vec::new();
    if let Some(rate) = metrics.on_time_rate.filter(|rate| *rate < policy.min_on_time_rate) {
        reasons.push(format!(
            "{} of its order lines are on time, {} are wanted",
            percent(rate),
            percent(policy.min_on_time_rate)
        ));
    }
    if let Some(ppm) = metrics.defect_ppm.filter(|ppm| *ppm / 1e6 > policy.max_defect_rate) {
        let accepted = percent(policy.max_defect_rate);
        reasons.push(format!("{} of the units received are defective, {accepted} are accepted", percent(ppm / 1e6)));
    }
    if let Some(trend) = card.trend.as_ref().filter(|_| card.declining) {
        reasons.push(format!("its score falls by {} points a month", decimals(trend.theil_sen_slope.abs(), 1)));
    }
    if reasons.is_empty() {
        return None;
    }
    Some(Action {
        kind: ActionKind::WarnSupplier,
        urgency: Urgency::ThisWeek,
        what: format!("Warn {}", card.name),
        why: format!("In its deliveries, {}.", reasons.join("; ")),
        sku: String::new(),
        channel: String::new(),
        party: card.name.clone(),
        stake: Some(card.defects).filter(|paid| !paid.is_zero()),
        stake_is: "paid for defective units",
        change: None,
        anchor: "scorecards",
        figures: "supplier.scorecards",
        held: None,
    })
}

/// `120 from A and 60 from B`.
fn split(award: &Award) -> Option<String> {
    let parts = award.plan()?.allocations.iter().map(|part| format!("{} from {}", count(part.quantity), part.id));
    Some(parts.collect::<Vec<_>>().join(" and "))
}

/// The action of an article that is to be bought otherwise than today.
fn order(view: View<'_>, award: &Award) -> Option<Action> {
    let plan = award.plan()?;
    let present = award.present.as_deref();
    if let [only] = plan.allocations.as_slice()
        && present == Some(only.id.as_str())
    {
        return None;
    }
    let days = view.sourcing.as_of.signed_duration_since(view.sourcing.demand_since).num_days().saturating_add(1);
    let saving = award.present_cost.and_then(|cost| {
        let saved = Exact::from(cost) - Exact::from(plan.total_cost);
        a_month(&saved, days).round("saving", plan.total_cost.scale(), Rounding::HalfEven).ok()
    });
    let instead = present.map_or_else(String::new, |present| format!(" instead of {present}"));
    let why = match (award.present_cost, saving) {
        (Some(cost), Some(_)) => format!(
            "The least cost under all limits, proven: {} {} for {} units, against {} today.",
            view.data.currency,
            about(plan.total_cost),
            count(award.demand),
            about(cost)
        ),
        _ => format!(
            "The least cost under all limits, proven: {} {} for {} units.",
            view.data.currency,
            about(plan.total_cost),
            count(award.demand)
        ),
    };
    Some(Action {
        kind: ActionKind::AwardSupplier,
        urgency: Urgency::ThisWeek,
        what: format!("Award {}: {}{instead}", article(&award.sku, award.name.as_deref()), split(award)?),
        why,
        sku: award.sku.clone(),
        channel: String::new(),
        party: plan.allocations.iter().map(|part| part.id.as_str()).collect::<Vec<_>>().join("|"),
        stake: saving.filter(|saving| !saving.is_sign_negative() && !saving.is_zero()),
        stake_is: "saved against buying as today",
        change: None,
        anchor: "awards",
        figures: "supplier.awards",
        held: None,
    })
}

/// Orders with a supplier that the award of the article passes over.
pub(super) fn objections(view: View<'_>, actions: &[&Action]) -> Vec<(usize, String)> {
    let awards = || view.sourcing.awards.iter().flat_map(|awards| &awards.rows);
    let objection = |(at, action): (usize, &&Action)| {
        let Some(Change::Order { sku, supplier: Some(supplier) }) = &action.change else { return None };
        let award = awards().find(|award| award.sku == *sku)?;
        let plan = award.plan()?;
        let awarded = plan.allocations.iter().any(|part| part.id == *supplier);
        if awarded { None } else { Some((at, format!("contradicts the award of {sku}: {}", split(award)?))) }
    };
    actions.iter().enumerate().filter_map(objection).collect()
}
