//! What does each supplier's record say: metrics, scorecard, trend, money?

use super::{Awards, Context, SpendBasis, figure};
use crate::error::ReviewError;
use crate::ranking::{Ranked, Weighed};
use crate::supplier::inputs::Deliveries;
use crate::supplier::policy::{MEASURED, PRICE_INDEX};
use chrono::{Datelike, NaiveDate};
use mercato_core::{Decimal, Exact};
use mercato_decision::{CriterionType, ImputeInput, ImputeStrategy, impute};
use mercato_kpi::{AdjustPValuesInput, Adjustment, adjust_p_values};
use mercato_supplier::{
    DeliveryMetrics, DeliveryRules, GradeBand, MissingValue, Scorecard, ScorecardInput, TrendAlertInput, TrendReport,
    delivery_metrics_batch, scorecard, trend_alert,
};
use std::collections::{BTreeMap, BTreeSet};

/// The least months that a trend takes.
const LEAST_MONTHS: usize = 3;

/// What is known of a supplier.
#[derive(Debug, Clone)]
pub(in crate::supplier) struct Card {
    pub(in crate::supplier) name: String,
    pub(in crate::supplier) metrics: Option<DeliveryMetrics>,
    /// By criterion; `None` where nothing is known.
    pub(in crate::supplier) values: BTreeMap<String, Option<f64>>,
    pub(in crate::supplier) scorecard: Option<Scorecard>,
    /// Month (year, month) and score of its deliveries, the oldest first.
    pub(in crate::supplier) months: Vec<((i32, u32), f64)>,
    pub(in crate::supplier) trend: Option<TrendReport>,
    /// The p-value of the trend, adjusted over the suppliers.
    pub(in crate::supplier) trend_p: Option<f64>,
    /// A falling trend that is hardly chance, after the adjustment.
    pub(in crate::supplier) declining: bool,
    /// In the history.
    pub(in crate::supplier) spend: Decimal,
    /// What was paid for its defective units, and above the agreed price, in the history.
    pub(in crate::supplier) defects: Decimal,
    pub(in crate::supplier) overpaid: Decimal,
    /// Articles that it supplies today by `suppliers.csv`, and those that it quotes.
    pub(in crate::supplier) articles: usize,
    pub(in crate::supplier) quoted: usize,
}

impl Card {
    /// Are there records enough for a verdict?
    pub(in crate::supplier) fn known(&self, least: f64) -> bool {
        self.metrics.as_ref().is_some_and(|metrics| metrics.effective_sample_size >= least)
    }
}

/// A year and a month of it.
type Month = (i32, u32);

/// The metrics of every supplier with deliveries, and the scores of its months.
#[derive(Debug, Default)]
pub(in crate::supplier) struct Metrics {
    pub(super) by_name: BTreeMap<String, DeliveryMetrics>,
    /// Metrics of each month, the oldest first; `None` where nothing counts.
    months: BTreeMap<String, Vec<(Month, Option<DeliveryMetrics>)>>,
}

/// Months since the year 0.
fn month_number(date: NaiveDate) -> i64 {
    i64::from(date.year()).saturating_mul(12).saturating_add(i64::from(date.month0()))
}

pub(super) fn metrics(context: &Context<'_>) -> Result<Metrics, ReviewError> {
    let Some(deliveries) = &context.inputs.deliveries else { return Ok(Metrics::default()) };
    let policy = &context.inputs.policy;
    let mut rules = DeliveryRules {
        as_of: context.as_of,
        half_life_days: Some(policy.half_life_days),
        early_days: policy.early_days,
        late_days: policy.late_days,
        in_full_tolerance: policy.in_full_tolerance,
    };
    let suppliers = deliveries.names.len();
    let refused = |error| deliveries.refusal(error);
    let columns = deliveries.columns(&deliveries.supplier);
    let mut all = delivery_metrics_batch(&rules, &columns, suppliers).map_err(refused)?;

    // the same records by supplier and month, all of a month alike; one number more holds what is older
    rules.half_life_days = None;
    let window = usize::try_from(policy.trend_months).unwrap_or(12);
    let now = month_number(context.as_of);
    let older = suppliers.saturating_mul(window);
    let numbers: Vec<u32> = (deliveries.supplier.iter())
        .zip(deliveries.received_date.iter().zip(&deliveries.promised_date))
        .map(|(supplier, (received, promised))| {
            let back = now.saturating_sub(month_number(received.unwrap_or(*promised)));
            let back = usize::try_from(back).ok().filter(|back| *back < window);
            let cell = back.map_or(older, |back| {
                let supplier = usize::try_from(*supplier).unwrap_or_default();
                supplier.saturating_mul(window).saturating_add(window.saturating_sub(back).saturating_sub(1))
            });
            u32::try_from(cell).unwrap_or(u32::MAX)
        })
        .collect();
    let mut cells =
        delivery_metrics_batch(&rules, &deliveries.columns(&numbers), older.saturating_add(1)).map_err(refused)?;
    if !deliveries.with_defects {
        for metrics in all.iter_mut().chain(&mut cells).flatten() {
            metrics.defect_ppm = None;
        }
    }
    let first = now.saturating_sub(i64::from(policy.trend_months)).saturating_add(1);
    let month = |number: i64| {
        let year = i32::try_from(number.div_euclid(12)).unwrap_or_default();
        (year, u32::try_from(number.rem_euclid(12)).unwrap_or_default().saturating_add(1))
    };
    let mut found = Metrics::default();
    for ((id, metrics), months) in (0_u32..).zip(all).zip(cells.chunks(window)) {
        let Some(name) = deliveries.names.get(id) else { continue };
        let months = (first..).map(month).zip(months.iter().cloned()).collect();
        found.months.insert(name.to_owned(), months);
        if let Some(metrics) = metrics {
            found.by_name.insert(name.to_owned(), metrics);
        }
    }
    Ok(found)
}

/// A figure of the delivery metrics by its name.
fn measured(metrics: &DeliveryMetrics, id: &str) -> Option<f64> {
    match id {
        "on_time_rate" => metrics.on_time_rate,
        "in_full_rate" => metrics.in_full_rate,
        "otif_rate" => metrics.otif_rate,
        "fill_rate" => metrics.fill_rate,
        "defect_ppm" => metrics.defect_ppm,
        "price_variance_rate" => metrics.price_variance_rate,
        "lead_time_mean_days" => metrics.lead_time_mean_days,
        "lead_time_std_days" => metrics.lead_time_std_days,
        "mean_days_late" => metrics.mean_days_late,
        "mean_response_hours" => metrics.mean_response_hours,
        _ => None,
    }
}

pub(super) fn cards(
    context: &Context<'_>,
    names: &BTreeSet<&str>,
    metrics: &Metrics,
    awards: Option<&Awards>,
) -> Result<Vec<Card>, ReviewError> {
    let inputs = context.inputs;
    let policy = &inputs.policy;
    let mut cards = Vec::with_capacity(names.len());
    for name in names {
        let own = metrics.by_name.get(*name);
        let ratings = policy.suppliers.get(*name).map(|told| &told.ratings);
        let values: BTreeMap<String, Option<f64>> = policy
            .criteria
            .iter()
            .map(|criterion| {
                let id = criterion.id.as_str();
                let value = if id == PRICE_INDEX {
                    awards.and_then(|awards| awards.price_index.get(*name).copied())
                } else if MEASURED.contains(&id) {
                    own.and_then(|own| measured(own, id))
                } else {
                    ratings.and_then(|ratings| ratings.get(id).copied())
                };
                (criterion.id.clone(), value)
            })
            .collect();
        let scorecard = score(context, &values, policy.missing, name)?;
        let mut months = Vec::new();
        for (month, metrics) in metrics.months.get(*name).into_iter().flatten() {
            // what no month has, a price or a rating, is left out of every month
            let values = |criterion: &mercato_supplier::Criterion| {
                (criterion.id.clone(), metrics.as_ref().and_then(|metrics| measured(metrics, &criterion.id)))
            };
            let values = policy.criteria.iter().map(values).collect();
            if let Some(card) = score(context, &values, MissingValue::Renormalize, name)? {
                months.push((*month, card.score));
            }
        }
        let quoted = inputs.quotes.iter().flat_map(|quotes| quotes.rows.values()).filter(|of| of.contains_key(*name));
        let supplied = inputs.terms.iter().flat_map(|terms| terms.rows.values()).filter(|term| term.supplier == *name);
        cards.push(Card {
            name: (*name).to_owned(),
            metrics: own.cloned(),
            values,
            scorecard,
            trend: trend(context, &months, name)?,
            months,
            trend_p: None,
            declining: false,
            spend: Decimal::ZERO,
            defects: Decimal::ZERO,
            overpaid: Decimal::ZERO,
            articles: supplied.count(),
            quoted: quoted.count(),
        });
    }
    adjust(&mut cards, policy.significance)?;
    Ok(cards)
}

/// The score of some values; `None` without any.
fn score(
    context: &Context<'_>,
    values: &BTreeMap<String, Option<f64>>,
    missing: MissingValue,
    name: &str,
) -> Result<Option<Scorecard>, ReviewError> {
    if values.values().all(Option::is_none) {
        return Ok(None);
    }
    let policy = &context.inputs.policy;
    let asked = ScorecardInput {
        criteria: policy.criteria.clone(),
        values: values.clone(),
        bands: policy.grades.iter().map(|rule| GradeBand { grade: rule.grade.clone(), min: rule.min }).collect(),
        missing,
    };
    scorecard(&asked).map(Some).map_err(figure(format!("scorecard of {name}")))
}

fn trend(context: &Context<'_>, months: &[((i32, u32), f64)], name: &str) -> Result<Option<TrendReport>, ReviewError> {
    if months.len() < LEAST_MONTHS {
        return Ok(None);
    }
    let policy = &context.inputs.policy;
    let asked = TrendAlertInput {
        values: months.iter().map(|(_, score)| *score).collect(),
        alpha: policy.trend_alpha,
        higher_is_better: None,
        drop_threshold: Some(policy.drop_threshold),
        target: None,
        consecutive: Some(policy.consecutive),
        significance: Some(policy.significance),
    };
    trend_alert(&asked).map(Some).map_err(figure(format!("trend of {name}")))
}

/// Of many suppliers one falls by chance: p-values after Holm.
fn adjust(cards: &mut [Card], significance: f64) -> Result<(), ReviewError> {
    let p_values: Vec<f64> =
        cards.iter().filter_map(|card| card.trend.as_ref()).map(|trend| trend.mann_kendall_p).collect();
    if p_values.is_empty() {
        return Ok(());
    }
    let asked = AdjustPValuesInput { p_values, method: Adjustment::Holm, alpha: Some(significance) };
    let adjusted = adjust_p_values(&asked).map_err(ReviewError::figure("trends of the suppliers"))?.adjusted;
    let tested = cards.iter_mut().filter(|card| card.trend.is_some());
    for (card, p) in tested.zip(adjusted) {
        card.declining = p <= significance && card.trend.as_ref().is_some_and(|trend| trend.theil_sen_slope < 0.0);
        card.trend_p = Some(p);
    }
    Ok(())
}

/// Money over all suppliers.
pub(super) struct MoneyTotals {
    pub(super) basis: SpendBasis,
    pub(super) defects: Decimal,
    pub(super) overpaid: Decimal,
}

/// Spend, what defective units cost and what was paid above agreement, since a day.
pub(super) fn money(context: &Context<'_>, cards: &mut [Card], since: NaiveDate) -> Result<MoneyTotals, ReviewError> {
    let mut sums: BTreeMap<&str, [Exact; 3]> = BTreeMap::new();
    let deliveries = context.inputs.deliveries.as_ref();
    let mut first = context.as_of;
    for record in deliveries.iter().flat_map(|deliveries| received(deliveries, since)) {
        first = first.min(record.day);
        let Some(price) = record.paid.or(record.agreed) else { continue };
        let of = sums.entry(record.supplier).or_insert([Exact::ZERO, Exact::ZERO, Exact::ZERO]);
        let price = Exact::from(price);
        let over = match (record.paid, record.agreed) {
            (Some(paid), Some(agreed)) if paid > agreed => Exact::from(paid) - Exact::from(agreed),
            _ => Exact::ZERO,
        };
        let parts = [
            Exact::from(record.units) * price.clone(),
            Exact::from(record.defective) * price,
            Exact::from(record.units) * over,
        ];
        for (sum, part) in of.iter_mut().zip(parts) {
            *sum = sum.clone() + part;
        }
    }
    let mut basis = SpendBasis::Deliveries;
    if sums.is_empty()
        && let Some(terms) = &context.inputs.terms
    {
        basis = SpendBasis::Orders;
        for (sku, term) in &terms.rows {
            let (Some(cost), Some(units)) = (term.unit_cost, context.demand.get(sku.as_str())) else { continue };
            let [spend, ..] = sums.entry(&term.supplier).or_insert([Exact::ZERO, Exact::ZERO, Exact::ZERO]);
            *spend = spend.clone() + Exact::from(*units) * Exact::from(cost);
        }
    }
    let days = context.as_of.signed_duration_since(first).num_days().saturating_add(1);
    let total = |which: usize| {
        let sum = sums.values().filter_map(|of| of.get(which)).fold(Exact::ZERO, |sum, part| sum + part.clone());
        context.a_month(&sum, days)
    };
    let totals = MoneyTotals { basis, defects: total(1)?, overpaid: total(2)? };
    for card in cards {
        if let Some([spend, defects, overpaid]) = sums.get(card.name.as_str()) {
            card.spend = context.rounded("spend with a supplier", spend)?;
            card.defects = context.a_month(defects, days)?;
            card.overpaid = context.a_month(overpaid, days)?;
        }
    }
    Ok(totals)
}

/// A delivery that came.
struct Received<'a> {
    supplier: &'a str,
    day: NaiveDate,
    units: Decimal,
    defective: Decimal,
    agreed: Option<Decimal>,
    paid: Option<Decimal>,
}

fn received(deliveries: &Deliveries, since: NaiveDate) -> impl Iterator<Item = Received<'_>> {
    let rows = deliveries.received_date.iter().enumerate();
    let came = rows.filter_map(move |(at, day)| day.filter(|day| *day >= since).map(|day| (at, day)));
    came.filter_map(move |(at, day)| {
        Some(Received {
            supplier: deliveries.names.get(*deliveries.supplier.get(at)?)?,
            day,
            units: *deliveries.units_received.get(at)?,
            defective: *deliveries.units_defective.get(at)?,
            agreed: *deliveries.agreed_unit_price.get(at)?,
            paid: *deliveries.paid_unit_price.get(at)?,
        })
    })
}

/// The suppliers with a score against one another; how many figures were missing.
pub(super) fn rank(context: &Context<'_>, cards: &[Card]) -> Result<(Option<Ranked>, usize), ReviewError> {
    let policy = &context.inputs.policy;
    let scored: Vec<&Card> = cards.iter().filter(|card| card.scorecard.is_some()).collect();
    let value = |card: &Card, id: &str| card.values.get(id).copied().flatten();
    let criteria: Vec<&mercato_supplier::Criterion> = policy
        .criteria
        .iter()
        .filter(|criterion| scored.iter().any(|card| value(card, &criterion.id).is_some()))
        .collect();
    if scored.len() < 2 || scored.len() > mercato_decision::sensitivity::explain::MAX_ALTERNATIVES {
        return Ok((None, 0));
    }
    let weighed: Vec<Weighed> = criteria
        .iter()
        .map(|criterion| Weighed {
            name: criterion.id.clone(),
            weight: criterion.weight,
            kind: if criterion.best > criterion.worst { CriterionType::Benefit } else { CriterionType::Cost },
        })
        .collect();
    // beyond its best or worst a value counts no further, as on the scorecard
    let held = |card: &Card, criterion: &mercato_supplier::Criterion| {
        let (low, high) = (criterion.worst.min(criterion.best), criterion.worst.max(criterion.best));
        value(card, &criterion.id).map(|value| value.clamp(low, high))
    };
    let asked = ImputeInput {
        matrix: scored.iter().map(|card| criteria.iter().map(|criterion| held(card, criterion)).collect()).collect(),
        types: weighed.iter().map(|criterion| criterion.kind).collect(),
        strategy: ImputeStrategy::Worst,
    };
    let refused = ReviewError::of_section("ranking of the suppliers");
    let filled = match impute(&asked) {
        Ok(filled) => filled,
        Err(error) => return Err(refused(error)),
    };
    let names = scored.iter().map(|card| card.name.clone()).collect();
    let imputed = filled.imputed.len();
    Ok((Some(Ranked::of(names, weighed, filled.matrix, policy.method).map_err(refused)?), imputed))
}
