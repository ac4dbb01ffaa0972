//! How should each article be kept, how is it kept now, and what would both have served?

use super::demand::{self, BySku, Sold};
use super::{Context, figure};
use crate::cube::date;
use crate::error::ReviewError;
use crate::figures::float;
use chrono::NaiveDate;
use mercato_core::{Decimal, Error, Exact, Rounding};
use mercato_inventory::{
    AbcClass, Eoq, InventoryPolicy, RoundOrderQuantityInput, SafetyStock, SafetyStockInput, Service,
    SimulateTraceInput, XyzClass, round_order_quantity, safety_stock, simulate_trace,
};
use mercato_numeric::sum::Moments;

/// Where a unit cost comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CostBasis {
    Suppliers,
    Stock,
    Orders,
    /// A share of the mean selling price.
    Assumed,
}

/// What decided the order quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum QuantityRule {
    /// The economic order quantity.
    Economic,
    /// The demand of a review period, which is more.
    ReviewPeriod,
    /// The demand of the days that an order may cover, which is less.
    MaxCover,
}

/// Why an article has no plan: its history is no ground for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ByHand {
    /// On sale for fewer than [`MIN_DAYS`] days.
    TooNew,
    /// More than half of its demand fell on one day.
    OneDay,
}

/// Days on sale that a plan takes.
pub(crate) const MIN_DAYS: u32 = 28;

/// When to order and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rule {
    pub(crate) reorder_point: i64,
    pub(crate) order_quantity: i64,
}

/// What a rule would have done on the days of the history.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Simulated {
    pub(crate) fill_rate: f64,
    /// Units not served at once.
    pub(crate) short: i64,
    pub(crate) days_short: u64,
    pub(crate) orders: u64,
    pub(crate) average_on_hand: f64,
}

/// An article with its plan.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) sku: String,
    pub(crate) name: Option<String>,
    pub(crate) abc: AbcClass,
    pub(crate) xyz: Option<XyzClass>,
    pub(crate) cv: Option<f64>,
    /// Sales of the history, after discounts and before returns.
    pub(crate) value: Decimal,
    pub(crate) cumulative_share: f64,
    pub(crate) units: i64,
    pub(crate) days: u32,
    pub(crate) mean: f64,
    pub(crate) sd: f64,
    /// Units a day to six decimals.
    pub(crate) demand_per_day: Decimal,
    /// The part of the demand that fell on one day.
    pub(crate) largest_day_share: f64,
    pub(crate) last_sale: NaiveDate,
    pub(crate) idle_days: u64,
    /// The figures of the plan below are then of no use.
    pub(crate) by_hand: Option<ByHand>,
    pub(crate) supplier: Option<String>,
    pub(crate) lead_time: f64,
    pub(crate) lead_time_sd: f64,
    pub(crate) min_order_quantity: Option<i64>,
    pub(crate) order_multiple: Option<i64>,
    pub(crate) unit_cost: Decimal,
    pub(crate) cost_basis: CostBasis,
    pub(crate) mean_price: Decimal,
    pub(crate) service_level: f64,
    pub(crate) safety: SafetyStock,
    pub(crate) quantity_rule: QuantityRule,
    pub(crate) proposed: Rule,
    pub(crate) present: Rule,
    pub(crate) present_given: bool,
    pub(crate) proposed_service: Simulated,
    pub(crate) present_service: Simulated,
}

/// The smallest whole number that is not below a figure.
pub(super) fn whole_up(name: &str, value: f64) -> Result<i64, ReviewError> {
    let whole = Exact::from_f64_shortest(value).and_then(|value| value.to_integer(Rounding::Ceil));
    let units = whole.and_then(|whole| i64::try_from(whole).ok());
    units.ok_or_else(|| figure(name)(Error::overflow(name, value, "a 64-bit integer").into()))
}

/// A quotient with so many decimals.
pub(super) fn quotient(name: &str, a: &Exact, b: i64, scale: u32) -> Result<Decimal, ReviewError> {
    let value = a.checked_div(&Exact::from(b)).unwrap_or(Exact::ZERO);
    value.round(name, scale, Rounding::HalfEven).map_err(|error| figure(name)(error.into()))
}

/// The unit cost of an article and where it comes from; `None` where no file and no price gives one.
pub(super) fn unit_cost(
    context: &Context<'_>,
    sku: &str,
    sold: Option<&Sold>,
) -> Result<Option<(Decimal, CostBasis)>, ReviewError> {
    let supplier = context.supplier(sku).and_then(|terms| terms.unit_cost);
    let stock = context.inputs.stock.as_ref().and_then(|list| list.rows.get(sku)).and_then(|row| row.unit_cost);
    if let Some(cost) = supplier {
        return Ok(Some((cost, CostBasis::Suppliers)));
    }
    if let Some(cost) = stock {
        return Ok(Some((cost, CostBasis::Stock)));
    }
    let Some(sold) = sold else { return Ok(None) };
    if let Some(cost) = sold.unit_cost {
        return Ok(Some((cost, CostBasis::Orders)));
    }
    let assumed = Exact::from(mean_price(context, sold)?) * Exact::from(context.inputs.policy.cost_share);
    let assumed = assumed.round("unit cost", PRICE_SCALE, Rounding::HalfEven);
    Ok(Some((assumed.map_err(|error| figure("unit cost")(error.into()))?, CostBasis::Assumed)))
}

/// Decimals of mean prices and assumed costs.
const PRICE_SCALE: u32 = 4;

/// What a unit brought in the mean: in the history, or before it if nothing was sold in it.
fn mean_price(context: &Context<'_>, sold: &Sold) -> Result<Decimal, ReviewError> {
    let (paid, units) =
        if sold.recent_units > 0 { (sold.recent_paid, sold.recent_units) } else { (sold.paid, sold.units) };
    quotient("mean price", &context.money(paid), units, PRICE_SCALE)
}

/// Everything about an article with demand.
pub(super) fn item(
    context: &Context<'_>,
    by_sku: &BySku,
    sold: &Sold,
    (id, sku, value): (u32, &str, Decimal),
    line: &mercato_inventory::AbcXyzLine,
) -> Result<Item, ReviewError> {
    let policy = &context.inputs.policy;
    let terms = context.supplier(sku);
    let own = policy.skus.get(sku);
    let demand = demand::days(context.lines, by_sku, id, sold.start, context.window.1)?;
    let moments: Moments = demand.iter().map(|units| *units as f64).collect();
    let (mean, sd) = (moments.mean().unwrap_or_default(), moments.sample_variance().unwrap_or_default().sqrt());
    let (unit_cost, cost_basis) = unit_cost(context, sku, Some(sold))?.unwrap_or((Decimal::ZERO, CostBasis::Assumed));
    let lead_time = terms.map_or(policy.lead_time_days, |terms| terms.lead_time_days);
    let lead_time_sd = terms.and_then(|terms| terms.lead_time_sd_days).unwrap_or(policy.lead_time_sd_days);
    let (min_order_quantity, order_multiple) =
        (terms.and_then(|terms| terms.min_order_quantity), terms.and_then(|terms| terms.order_multiple));
    let accepted = |wanted: i64| {
        let input = RoundOrderQuantityInput {
            quantity: Decimal::from(wanted.max(1)),
            min_order_quantity: min_order_quantity.map(Decimal::from),
            order_multiple: order_multiple.map(Decimal::from),
            ..RoundOrderQuantityInput::default()
        };
        let rounded = round_order_quantity(&input).map_err(figure(format!("order quantity of {sku}")))?.order_quantity;
        whole_up("order quantity", float(rounded))
    };
    let fixed_cost = terms.and_then(|terms| terms.fixed_cost).unwrap_or(policy.fixed_order_cost);
    let units = sold.recent_units;
    let days = u32::try_from(demand.len()).unwrap_or(u32::MAX);
    let demand_of = |period: f64| demand_of(units, days, period);
    let (wanted, quantity_rule) = lot(context, sku, mean, (float(fixed_cost), float(unit_cost)), demand_of)?;
    let order_quantity = accepted(wanted)?;
    let class = match line.abc {
        AbcClass::A => 0,
        AbcClass::B => 1,
        AbcClass::C => 2,
    };
    let of_class = policy.service_level.get(class).copied().unwrap_or_default();
    let service_level = own.and_then(|own| own.service_level).unwrap_or(of_class);
    let review = f64::from(policy.review_period_days);
    let safety = safety_stock(&SafetyStockInput {
        demand_mean: mean,
        demand_sd: sd,
        lead_time,
        service: Service::CycleServiceLevel { target: service_level },
        lead_time_sd: Some(lead_time_sd),
        review_period: Some(review),
        order_quantity: Some(order_quantity as f64),
        demand_rate: None,
        holding_cost: None,
    })
    .map_err(figure(format!("safety stock of {sku}")))?;
    let proposed = Rule { reorder_point: whole_up("reorder point", safety.reorder_point)?, order_quantity };
    let given = own.and_then(|own| own.present);
    let present = match given {
        Some((reorder_point, order_quantity)) => Rule { reorder_point, order_quantity },
        None => Rule {
            reorder_point: demand_of(lead_time + review + policy.present.safety_days)?,
            order_quantity: accepted(demand_of(policy.present.order_days)?)?,
        },
    };
    let largest = demand.iter().copied().max().unwrap_or_default();
    let by_hand = if days < MIN_DAYS {
        Some(ByHand::TooNew)
    } else {
        Some(ByHand::OneDay).filter(|_| largest.saturating_mul(2) > units)
    };
    Ok(Item {
        proposed_service: simulate(context, sku, proposed, lead_time, &demand)?,
        present_service: simulate(context, sku, present, lead_time, &demand)?,
        sku: sku.to_owned(),
        name: context.name(id),
        abc: line.abc,
        xyz: line.xyz,
        cv: line.cv.flatten(),
        value,
        cumulative_share: line.cumulative_share,
        units,
        days,
        mean,
        sd,
        demand_per_day: quotient("demand a day", &Exact::from(units), i64::from(days), 6)?,
        largest_day_share: largest as f64 / units.max(1) as f64,
        last_sale: date(sold.last),
        idle_days: u64::try_from(context.window.1.saturating_sub(sold.last)).unwrap_or_default(),
        by_hand,
        supplier: terms.map(|terms| terms.name.clone()),
        lead_time,
        lead_time_sd,
        min_order_quantity,
        order_multiple,
        unit_cost,
        cost_basis,
        mean_price: mean_price(context, sold)?,
        service_level,
        safety,
        quantity_rule,
        proposed,
        present,
        present_given: given.is_some(),
    })
}

/// Units of the mean demand in a number of days, rounded up: an exact product, so that no rounding adds a unit.
fn demand_of(units: i64, days: u32, period: f64) -> Result<i64, ReviewError> {
    let exact = Exact::from_f64_shortest(period).map(|period| period * Exact::from(units));
    let whole = exact.and_then(|units| units.checked_div(&Exact::from(i64::from(days))));
    let whole = whole.and_then(|units| units.to_integer(Rounding::Ceil)).and_then(|units| i64::try_from(units).ok());
    whole.ok_or_else(|| figure("demand of some days")(Error::overflow("demand", units, "a 64-bit integer").into()))
}

/// The quantity to order at a time before packs, and what decided it.
fn lot(
    context: &Context<'_>,
    sku: &str,
    mean: f64,
    (fixed_cost, unit_cost): (f64, f64),
    demand_of: impl Fn(f64) -> Result<i64, ReviewError>,
) -> Result<(i64, QuantityRule), ReviewError> {
    let policy = &context.inputs.policy;
    let (review, cover) = (f64::from(policy.review_period_days), f64::from(policy.max_cover_days));
    if unit_cost <= 0.0 {
        // what costs nothing costs nothing to hold: the cover alone limits it
        return Ok((demand_of(cover)?, QuantityRule::MaxCover));
    }
    let economic = Eoq::new(fixed_cost, unit_cost * policy.holding_rate, mean * 365.0)
        .and_then(|model| model.optimal())
        .map_err(figure(format!("order quantity of {sku}")))?
        .order_quantity;
    Ok(if economic > mean * cover {
        (demand_of(cover)?, QuantityRule::MaxCover)
    } else if economic < mean * review {
        (demand_of(review)?, QuantityRule::ReviewPeriod)
    } else {
        (whole_up("order quantity", economic)?, QuantityRule::Economic)
    })
}

/// A rule on the days of the history, begun with a full stock: reorder point and one order.
fn simulate(
    context: &Context<'_>,
    sku: &str,
    rule: Rule,
    lead_time: f64,
    demand: &[i64],
) -> Result<Simulated, ReviewError> {
    let policy = &context.inputs.policy;
    let lead_time = u32::try_from(whole_up("lead time", lead_time)?).unwrap_or(u32::MAX);
    let full = rule.reorder_point.checked_add(rule.order_quantity);
    let full = full.ok_or_else(|| {
        figure("simulated stock")(Error::overflow("initial_on_hand", rule.reorder_point, "a 64-bit integer").into())
    })?;
    let answer = simulate_trace(&SimulateTraceInput {
        policy: InventoryPolicy::Rq {
            reorder_point: rule.reorder_point,
            order_quantity: rule.order_quantity,
            review_period: Some(policy.review_period_days),
        },
        demand: demand.to_vec(),
        lead_time,
        initial_on_hand: full,
        // costs of 1 make the answer count: orders, units held, units short
        fixed_cost: 1.0,
        holding_cost: 1.0,
        stockout_cost: 1.0,
        shortage: policy.shortage,
        include_rows: false,
    })
    .map_err(figure(format!("simulated service of {sku}")))?;
    let wanted: i64 = demand.iter().fold(0, |sum, units| sum.saturating_add(*units));
    let short = whole_up("units short", ((1.0 - answer.fill_rate) * wanted as f64).round())?;
    Ok(Simulated {
        fill_rate: answer.fill_rate,
        short,
        days_short: answer.stockout_periods,
        orders: answer.orders_placed,
        average_on_hand: answer.average_on_hand,
    })
}
