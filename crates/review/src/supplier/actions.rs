//! What the supplier section asks to be done: orders to award, suppliers to warn; and which orders the award does not allow.

use super::View;
use super::figures::{Award, Card};
use super::inputs::Quote;
use crate::actions::{Action, ActionKind, Change, Share, Urgency};
use crate::format::{about, amount, count, decimals, percent};
use crate::report::sections::article;
use crate::sales::a_month;
use mercato_core::{Exact, Rounding, allocate};
use mercato_supplier::OrderPlan;
use std::collections::BTreeMap;

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
        settles: Vec::new(),
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
        change: Some(Change::Award {
            sku: award.sku.clone(),
            shares: plan.allocations.iter().map(|part| share(&part.id, part.quantity)).collect(),
        }),
        settles: Vec::new(),
        anchor: "awards",
        figures: "supplier.awards",
        held: None,
    })
}

fn share(supplier: &str, quantity: u64) -> Share {
    Share { supplier: Some(supplier.to_owned()), quantity }
}

/// The award of an article, with its plan.
fn awarded<'v>(view: View<'v>, sku: &str) -> Option<(&'v Award, &'v OrderPlan)> {
    let mut awards = view.sourcing.awards.iter().flat_map(|awards| &awards.rows);
    let award = awards.find(|award| award.sku == sku)?;
    Some((award, award.plan()?))
}

/// An order goes to whom the award names, in its proportions; what speaks against a supplier of an order or an award is said.
pub(super) fn amend(view: View<'_>, action: &mut Action) {
    follow_award(view, action);
    let Some(Change::Order { shares, .. } | Change::Award { shares, .. }) = &action.change else { return };
    let doubts: Vec<String> =
        shares.iter().filter_map(|share| share.supplier.as_deref()).filter_map(|name| doubt(view, name)).collect();
    for doubt in doubts {
        action.why.push(' ');
        action.why.push_str(&doubt);
    }
}

/// What is to be settled with a supplier before it is ordered from.
fn doubt(view: View<'_>, name: &str) -> Option<String> {
    let told = view.inputs.policy.suppliers.get(name);
    if let Some(end) = told.and_then(|told| told.contract_end_date).filter(|end| *end < view.sourcing.as_of) {
        return Some(format!("The contract with {name} ended on {end}: renew it first."));
    }
    let card = view.sourcing.cards.iter().find(|card| card.name == name)?.scorecard.as_ref()?;
    let beyond = card.knocked_out.join(", ");
    (!beyond.is_empty()).then(|| format!("{name} is beyond the knockout of {beyond}: see its scorecard first."))
}

fn follow_award(view: View<'_>, action: &mut Action) {
    let Some(Change::Order { sku, shares }) = &mut action.change else { return };
    let Some((award, plan)) = awarded(view, sku) else { return };
    let units = shares.iter().fold(0_u64, |sum, share| sum.saturating_add(share.quantity));
    let quotes = view.inputs.quotes.as_ref().and_then(|quotes| quotes.rows.get(sku.as_str()));
    let Some(split) = along(plan, quotes, units).filter(|split| split != shares) else { return };
    let cost = |share: &Share| {
        let part = plan.allocations.iter().find(|part| Some(&part.id) == share.supplier.as_ref())?;
        Exact::from(part.cost).checked_div(&Exact::from(part.quantity)).map(|unit| unit * Exact::from(share.quantity))
    };
    let value: Option<Exact> = split.iter().map(cost).sum();
    let value = value.and_then(|value| value.round("order", plan.total_cost.scale(), Rounding::HalfEven).ok());
    let Some(value) = value else { return };
    let names = || split.iter().filter_map(|share| share.supplier.as_deref());
    let whole = split.iter().fold(0_u64, |sum, share| sum.saturating_add(share.quantity));
    let article = article(&award.sku, award.name.as_deref());
    let part =
        |share: &Share| format!("{} from {}", count(share.quantity), share.supplier.as_deref().unwrap_or_default());
    let parts = if let [only] = split.as_slice() {
        format!(" from {}", only.supplier.as_deref().unwrap_or_default())
    } else {
        format!(", {}", split.iter().map(part).collect::<Vec<_>>().join(" and "))
    };
    action.what =
        format!("Order {} of {article}{parts} as awarded, for {} {}", count(whole), view.data.currency, amount(value));
    action.party = names().collect::<Vec<_>>().join("|");
    if whole < units {
        let short = count(units.saturating_sub(whole));
        action.why = format!("{} {short} fewer than planned: those who are awarded it have no more.", action.why);
    }
    *shares = split;
}

/// So many units in the proportions of a plan, in packs and within the limits of the quotes. Where that makes a part of less than
/// its supplier takes, the supplier with the largest part gets all.
fn along(plan: &OrderPlan, quotes: Option<&BTreeMap<String, Quote>>, units: u64) -> Option<Vec<Share>> {
    let whole = i64::try_from(units).ok()?;
    let parts = allocate(whole, &plan.allocations.iter().map(|part| part.quantity).collect::<Vec<_>>()).ok()?;
    let taken = |supplier: &str, units: u64, least: bool| {
        let quote = quotes.and_then(|quotes| quotes.get(supplier));
        let limit =
            |value: fn(&Quote) -> Option<i64>| quote.and_then(value).and_then(|value| u64::try_from(value).ok());
        let minimum = limit(|quote| quote.min_order_quantity).unwrap_or(0);
        if units > 0 && units < minimum && !least {
            return None;
        }
        let pack = limit(|quote| quote.order_multiple).unwrap_or(1).max(1);
        let packed = units.max(if units > 0 { minimum } else { 0 }).checked_next_multiple_of(pack)?;
        let most = limit(|quote| quote.capacity)
            .map_or(u64::MAX, |most| most.saturating_sub(most.checked_rem(pack).unwrap_or(0)));
        Some(share(supplier, packed.min(most)))
    };
    let each = plan.allocations.iter().zip(parts);
    let split: Option<Vec<Share>> =
        each.map(|(part, units)| taken(&part.id, u64::try_from(units).unwrap_or_default(), false)).collect();
    let alone = || {
        let largest = plan.allocations.iter().reduce(|a, b| if b.quantity > a.quantity { b } else { a })?;
        taken(&largest.id, units, true).map(|share| vec![share])
    };
    let split: Vec<Share> = split.or_else(alone)?.into_iter().filter(|share| share.quantity > 0).collect();
    Some(split).filter(|split| !split.is_empty())
}

/// Orders with a supplier that the award of the article passes over.
pub(super) fn objections(view: View<'_>, actions: &[&Action]) -> Vec<(usize, String)> {
    let objection = |(at, action): (usize, &&Action)| {
        let Some(Change::Order { sku, shares }) = &action.change else { return None };
        let (award, plan) = awarded(view, sku)?;
        let named = |supplier: &String| plan.allocations.iter().any(|part| part.id == *supplier);
        let passed_over = shares.iter().filter_map(|share| share.supplier.as_ref()).any(|supplier| !named(supplier));
        if passed_over { Some((at, format!("contradicts the award of {sku}: {}", split(award)?))) } else { None }
    };
    actions.iter().enumerate().filter_map(objection).collect()
}
