//! How should the next order of each quoted article be split, why so, and which limits stand in the way?

use super::cards::Metrics;
use super::{Context, figure};
use crate::error::{Place, ReviewError};
use crate::figures::float;
use crate::supplier::inputs::{Quote, Quotes};
use mercato_core::{Coded, Decimal, ErrorCode, Exact};
use mercato_supplier::{
    AllocateOrdersInput, AllocationLimit, OrderPlan, PriceBreak, SupplierError, SupplierOffer, allocate_orders,
};
use std::collections::{BTreeMap, BTreeSet};

/// Up to so many quotes of one article are explained; each takes a search.
const MOST_EXPLAINED: usize = 60;

/// What came of the question who gets the order.
#[derive(Debug, Clone)]
pub(in crate::supplier) enum Outcome {
    Plan(OrderPlan),
    /// No split keeps these limits together.
    Infeasible {
        limits: Vec<AllocationLimit>,
        what: String,
    },
    /// The search gave up.
    Unproven(String),
    /// No quote that could be taken.
    NoQuote,
}

/// One quoted article.
#[derive(Debug, Clone)]
pub(in crate::supplier) struct Award {
    pub(in crate::supplier) sku: String,
    pub(in crate::supplier) name: Option<String>,
    /// Units to order, in whole packs.
    pub(in crate::supplier) demand: u64,
    /// Suppliers whose quotes were weighed.
    pub(in crate::supplier) quotes: Vec<String>,
    /// Quotes that were not, with the reason.
    pub(in crate::supplier) left_out: Vec<(String, &'static str)>,
    pub(in crate::supplier) outcome: Outcome,
    /// The present supplier, and what it costs today to buy the demand.
    pub(in crate::supplier) present: Option<String>,
    pub(in crate::supplier) present_cost: Option<Decimal>,
    /// Every supplier that could deliver it, by any file.
    pub(in crate::supplier) sources: BTreeSet<String>,
}

impl Award {
    pub(in crate::supplier) const fn plan(&self) -> Option<&OrderPlan> {
        match &self.outcome {
            Outcome::Plan(plan) => Some(plan),
            _ => None,
        }
    }
}

/// The proposal for all quoted articles.
#[derive(Debug)]
pub(in crate::supplier) struct Awards {
    /// By what the plan costs, the most first, then those without a plan.
    pub(in crate::supplier) rows: Vec<Award>,
    pub(in crate::supplier) price_index: BTreeMap<String, f64>,
    /// Quoted articles without demand.
    pub(in crate::supplier) no_demand: Vec<String>,
    /// The limits that are applied.
    pub(in crate::supplier) max_defect_rate: Option<f64>,
    pub(in crate::supplier) min_on_time_rate: Option<f64>,
    /// Of the articles with a plan, and of those of them whose present cost is known.
    pub(in crate::supplier) total_cost: Decimal,
    pub(in crate::supplier) compared_cost: Decimal,
    pub(in crate::supplier) present_cost: Decimal,
    pub(in crate::supplier) compared: usize,
    /// What the present cost is above the compared one, a month; below 0 where the plan is dearer.
    pub(in crate::supplier) saving_a_month: Decimal,
    /// By supplier: articles, units and cost awarded.
    pub(in crate::supplier) by_supplier: BTreeMap<String, Awarded>,
}

/// What a supplier is to get.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::supplier) struct Awarded {
    pub(in crate::supplier) articles: usize,
    pub(in crate::supplier) units: u64,
    pub(in crate::supplier) cost: Decimal,
}

/// A quote as the kernel takes it.
struct Offered {
    offer: SupplierOffer,
    line: u64,
}

fn units(quantity: i64) -> u64 {
    u64::try_from(quantity).unwrap_or_default()
}

/// The shares of a supplier's units that are defective and of its lines that are on time, where they are known.
#[derive(Clone, Copy)]
struct Rates {
    defective: Option<f64>,
    on_time: Option<f64>,
}

/// Those of its deliveries, else what the quote says.
fn rates(metrics: &Metrics, supplier: &str, quote: &Quote) -> Rates {
    let own = metrics.by_name.get(supplier);
    let defects = own.and_then(|own| own.defect_ppm).map(|ppm| (ppm / 1e6).clamp(0.0, 1.0));
    let on_time = own.and_then(|own| own.on_time_rate).map(|rate| rate.clamp(0.0, 1.0));
    Rates {
        defective: defects.or_else(|| quote.defect_rate.map(float)),
        on_time: on_time.or_else(|| quote.on_time_rate.map(float)),
    }
}

fn offered(supplier: &str, quote: &Quote, demand: u64, rates: Rates) -> Offered {
    let first = quote.steps.first().map_or(Decimal::ZERO, |step| step.unit_price);
    let mut offer = SupplierOffer::new(supplier, first, quote.capacity.map_or(demand, units));
    offer.fixed_cost = quote.fixed_cost;
    offer.min_order = quote.min_order_quantity.map(units);
    offer.lot_size = quote.order_multiple.map(units);
    (offer.defect_rate, offer.on_time_rate) = (rates.defective, rates.on_time);
    if quote.steps.len() > 1 {
        let step = |step: &crate::supplier::inputs::Step| PriceBreak {
            min_quantity: units(step.from_quantity),
            unit_price: step.unit_price,
        };
        offer.price_breaks = quote.steps.iter().map(step).collect();
    }
    offer.discount_type = quote.discount_type.unwrap_or_default();
    Offered { offer, line: quote.line() }
}

pub(super) fn award(context: &Context<'_>, quotes: &Quotes, metrics: &Metrics) -> Result<Awards, ReviewError> {
    let policy = &context.inputs.policy;
    let known: Vec<Rates> =
        quotes.rows.values().flatten().map(|(supplier, quote)| rates(metrics, supplier, quote)).collect();
    // without a rate of anybody a limit of the default could only forbid everything
    let max_defect_rate = (policy.gives("max_defect_rate") || known.iter().any(|rates| rates.defective.is_some()))
        .then_some(policy.max_defect_rate);
    let min_on_time_rate = (policy.gives("min_on_time_rate") || known.iter().any(|rates| rates.on_time.is_some()))
        .then_some(policy.min_on_time_rate);
    let mut sources: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    if let Some(deliveries) = &context.inputs.deliveries {
        for (sku, supplier) in deliveries.sku.iter().zip(&deliveries.supplier) {
            if let (Some(sku), Some(supplier)) =
                (sku.and_then(|sku| deliveries.skus.get(sku)), deliveries.names.get(*supplier))
            {
                let of = sources.entry(sku).or_default();
                if !of.contains(supplier) {
                    of.insert(supplier.to_owned());
                }
            }
        }
    }
    let mut awards = Awards {
        rows: Vec::new(),
        price_index: BTreeMap::new(),
        no_demand: Vec::new(),
        max_defect_rate,
        min_on_time_rate,
        total_cost: Decimal::ZERO,
        compared_cost: Decimal::ZERO,
        present_cost: Decimal::ZERO,
        compared: 0,
        saving_a_month: Decimal::ZERO,
        by_supplier: BTreeMap::new(),
    };
    let mut asked_and_lowest: BTreeMap<String, (Exact, Exact)> = BTreeMap::new();
    for (sku, of) in &quotes.rows {
        let demand = context.demand.get(sku.as_str()).copied().map_or(0, units);
        if demand == 0 {
            awards.no_demand.push(sku.clone());
            continue;
        }
        let (mut offers, mut left_out) = (Vec::new(), Vec::new());
        for (supplier, quote) in of {
            let found = rates(metrics, supplier, quote);
            let reason = if quote.currency.is_some_and(|currency| currency != context.currency.into()) {
                Some("in another currency")
            } else if quote.valid_until.is_some_and(|day| day < context.as_of) {
                Some("no longer valid")
            } else if max_defect_rate.is_some() && found.defective.is_none() {
                Some("no defect rate is known")
            } else if min_on_time_rate.is_some() && found.on_time.is_none() {
                Some("no on-time rate is known")
            } else {
                None
            };
            match reason {
                Some(reason) => left_out.push((supplier.clone(), reason)),
                None => offers.push(offered(supplier, quote, demand, found)),
            }
        }
        let demand = in_packs(demand, &offers);
        compare(&offers, demand, &mut asked_and_lowest);
        let term = context.inputs.terms.as_ref().and_then(|terms| terms.rows.get(sku));
        let present_cost = term
            .and_then(|term| term.unit_cost)
            .map(|cost| context.rounded("present cost of an article", &(Exact::from(cost) * Exact::from(demand))))
            .transpose()?;
        let mut all = sources.remove(sku.as_str()).unwrap_or_default();
        all.extend(of.keys().cloned());
        all.extend(term.map(|term| term.supplier.clone()));
        let names = offers.iter().map(|offered| offered.offer.id.clone()).collect();
        awards.rows.push(Award {
            sku: sku.clone(),
            name: context.names.get(sku.as_str()).map(|name| (*name).to_owned()),
            demand,
            quotes: names,
            left_out,
            outcome: outcome(context, quotes, sku, demand, offers, (max_defect_rate, min_on_time_rate))?,
            present: term.map(|term| term.supplier.clone()),
            present_cost,
            sources: all,
        });
    }
    for (supplier, (asked, lowest)) in asked_and_lowest {
        let index = asked.checked_div(&lowest).and_then(|index| index.to_f64("price_index").ok());
        awards.price_index.extend(index.map(|index| (supplier, index)));
    }
    total(context, &mut awards)?;
    let cost = |award: &Award| award.plan().map(|plan| plan.total_cost);
    awards.rows.sort_by(|a, b| cost(b).cmp(&cost(a)).then_with(|| a.sku.cmp(&b.sku)));
    Ok(awards)
}

/// The demand in packs: rounded up to what all packs have in common, for nobody delivers part of one.
fn in_packs(demand: u64, offers: &[Offered]) -> u64 {
    let packs = offers.iter().map(|offered| offered.offer.lot_size.unwrap_or(1));
    let common = packs.reduce(divisor).unwrap_or(1).max(1);
    demand.checked_next_multiple_of(common).unwrap_or(demand)
}

/// The greatest common divisor (Euclid).
fn divisor(mut a: u64, mut b: u64) -> u64 {
    while let Some(rest) = a.checked_rem(b) {
        (a, b) = (b, rest);
    }
    a
}

/// Adds what each asks for the whole demand, and the least that is asked, where there is a choice.
fn compare(offers: &[Offered], demand: u64, sums: &mut BTreeMap<String, (Exact, Exact)>) {
    let costs: Vec<Exact> = offers.iter().map(|offered| offered.offer.cost(demand)).collect();
    let Some(lowest) = costs.iter().min().filter(|lowest| offers.len() > 1 && **lowest > Exact::ZERO) else { return };
    for (offered, cost) in offers.iter().zip(&costs) {
        let (asked, least) = sums.entry(offered.offer.id.clone()).or_insert((Exact::ZERO, Exact::ZERO));
        *asked = asked.clone() + cost.clone();
        *least = least.clone() + lowest.clone();
    }
}

fn outcome(
    context: &Context<'_>,
    quotes: &Quotes,
    sku: &str,
    demand: u64,
    offers: Vec<Offered>,
    limits: (Option<f64>, Option<f64>),
) -> Result<Outcome, ReviewError> {
    if offers.is_empty() {
        return Ok(Outcome::NoQuote);
    }
    let policy = &context.inputs.policy;
    let lines: Vec<u64> = offers.iter().map(|offered| offered.line).collect();
    let explain = offers.len() <= MOST_EXPLAINED;
    let asked = AllocateOrdersInput {
        max_defect_rate: limits.0,
        min_on_time_rate: limits.1,
        min_suppliers: policy.min_suppliers,
        max_suppliers: policy.max_suppliers,
        max_share: policy.max_share,
        explain,
        ..AllocateOrdersInput::new(context.currency, demand, offers.into_iter().map(|offered| offered.offer).collect())
    };
    match allocate_orders(&asked) {
        Ok(plan) => Ok(Outcome::Plan(plan)),
        Err(SupplierError::Collision { limits, what }) => Ok(Outcome::Infeasible { limits, what }),
        Err(error) if error.code() == ErrorCode::NoConvergence => Ok(Outcome::Unproven(error.to_string())),
        Err(error) => {
            let line = error.path().and_then(|path| {
                let (at, _) = path.strip_prefix("suppliers[")?.split_once(']')?;
                lines.get(at.parse::<usize>().ok()?)
            });
            match line {
                Some(line) => {
                    Err(ReviewError::input(Place::line(&quotes.file, *line), error.to_string(), "correct the quote"))
                }
                None => Err(figure(format!("award of {sku}"))(error)),
            }
        }
    }
}

/// The totals over all plans.
fn total(context: &Context<'_>, awards: &mut Awards) -> Result<(), ReviewError> {
    let (mut all, mut compared, mut present) = (Exact::ZERO, Exact::ZERO, Exact::ZERO);
    let mut costs: BTreeMap<&str, (Awarded, Exact)> = BTreeMap::new();
    for award in &awards.rows {
        let Some(plan) = award.plan() else { continue };
        all = all + plan.total_cost.into();
        if let Some(cost) = award.present_cost {
            awards.compared = awards.compared.saturating_add(1);
            compared = compared + plan.total_cost.into();
            present = present + cost.into();
        }
        for part in &plan.allocations {
            let (awarded, cost) = costs.entry(&part.id).or_insert((Awarded::default(), Exact::ZERO));
            awarded.articles = awarded.articles.saturating_add(1);
            awarded.units = awarded.units.saturating_add(part.quantity);
            *cost = cost.clone() + part.cost.into();
        }
    }
    awards.saving_a_month = context.a_month(&(present.clone() - compared.clone()), context.demand_days)?;
    awards.total_cost = context.rounded("cost of the awards", &all)?;
    awards.compared_cost = context.rounded("cost of the awards", &compared)?;
    awards.present_cost = context.rounded("present cost of the awards", &present)?;
    let mut by_supplier = BTreeMap::new();
    for (supplier, (awarded, cost)) in costs {
        let cost = context.rounded("cost of a supplier's awards", &cost)?;
        by_supplier.insert(supplier.to_owned(), Awarded { cost, ..awarded });
    }
    awards.by_supplier = by_supplier;
    Ok(())
}
