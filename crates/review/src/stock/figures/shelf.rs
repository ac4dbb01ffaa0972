//! What is to be ordered now, what deserves an alert, and what lies there for nothing? With `stock.csv` only.

use super::super::{OnHand, StockList};
use super::demand::Sold;
use super::plan::{CostBasis, Item, unit_cost, whole_up};
use super::{Context, figure};
use crate::cube::date;
use crate::error::{Place, ReviewError};
use crate::sales::a_month;
use chrono::{Days, NaiveDate};
use hashbrown::HashSet;
use mercato_core::{Currency, Decimal, Exact};
use mercato_inventory::{
    AbcClass, AlertConfig, AlertInput, AlertLevel, DaysOfCoverInput, InventoryPosition, InventoryPositionInput,
    ReorderSuggestionInput, ReplenishmentPolicy, StockAlertRunInput, StockHealthInput, StockHealthItem, StockStatus,
    Timestamp, days_of_cover, inventory_position, reorder_suggestion, stock_alert_run, stock_health,
};

/// Days after which a count is called old.
pub(crate) const OLD_COUNT_DAYS: i64 = 30;

/// What follows from a stock list.
#[derive(Debug)]
pub(crate) struct Shelf {
    /// What to order now, the most urgent first.
    pub(crate) orders: Vec<Order>,
    /// Their value at unit costs.
    pub(crate) order_value: Decimal,
    pub(crate) order_units: i64,
    /// Articles to order that run out before a delivery could come.
    pub(crate) late: usize,
    /// By supplier, the largest value first: articles, units, value.
    pub(crate) suppliers: Vec<(Option<String>, usize, i64, Decimal)>,
    /// Articles at their reorder point that are not ordered because they have not sold for long.
    pub(crate) held_back: Vec<usize>,
    /// Articles of the list whose history is no ground for a plan.
    pub(crate) by_hand: Vec<usize>,
    /// Alerts, the worst first.
    pub(crate) alerts: Vec<Alert>,
    /// Stock by status, the largest excess first within it.
    pub(crate) health: Vec<Health>,
    pub(crate) by_status: Vec<StatusTotal>,
    pub(crate) stock_value: Decimal,
    pub(crate) excess_value: Decimal,
    /// Articles of the list; those of the plan that are missing from it.
    pub(crate) articles: usize,
    pub(crate) missing: Vec<String>,
    /// Rows that were counted long ago.
    pub(crate) old_counts: usize,
    /// Articles valued at an assumed cost.
    pub(crate) assumed_costs: usize,
}

/// An article to order.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    /// Its place in the plan.
    pub(crate) item: usize,
    pub(crate) stock: InventoryPosition,
    pub(crate) under_way: i64,
    pub(crate) quantity: i64,
    pub(crate) value: Decimal,
    /// Position after the order.
    pub(crate) position_after: Decimal,
    /// The day on which the available stock no longer meets the mean demand, if before a delivery and review.
    pub(crate) runs_out: Option<NaiveDate>,
    pub(crate) cover_days: Option<f64>,
    /// It runs out before an order placed now could come, and nothing is under way.
    pub(crate) late: bool,
    /// What a month without the article costs: (mean price - unit cost) x demand a day x 365.25 / 12, or 0.
    pub(crate) profit_a_month: Decimal,
    pub(crate) why: String,
}

/// An alert.
#[derive(Debug, Clone)]
pub(crate) struct Alert {
    pub(crate) item: usize,
    pub(crate) level: AlertLevel,
    pub(crate) on: NaiveDate,
    pub(crate) available: Decimal,
    /// The threshold that was crossed.
    pub(crate) threshold: Decimal,
    pub(crate) under_way: i64,
    /// Units to order now.
    pub(crate) order_quantity: i64,
    pub(crate) message: String,
}

/// The stock of an article and what is wrong with it.
#[derive(Debug, Clone)]
pub(crate) struct Health {
    pub(crate) sku: String,
    pub(crate) name: Option<String>,
    pub(crate) status: StockStatus,
    pub(crate) on_hand: i64,
    pub(crate) unit_cost: Decimal,
    pub(crate) cost_basis: CostBasis,
    pub(crate) value: Decimal,
    pub(crate) days_of_cover: Option<f64>,
    pub(crate) excess_quantity: Decimal,
    pub(crate) excess_value: Decimal,
    pub(crate) last_sale: Option<NaiveDate>,
}

/// The articles of one status together.
#[derive(Debug, Clone)]
pub(crate) struct StatusTotal {
    pub(crate) status: StockStatus,
    pub(crate) articles: usize,
    pub(crate) value: Decimal,
    pub(crate) excess_value: Decimal,
}

/// Refuses a count of long after the orders: nothing says what was sold in between.
fn not_counted_later(list: &StockList, row: &OnHand, last: NaiveDate) -> Result<(), ReviewError> {
    let after = |day: NaiveDate| day.signed_duration_since(last).num_days();
    let Some(counted) = row.counted_on.filter(|counted| after(*counted) > OLD_COUNT_DAYS) else { return Ok(()) };
    let problem = format!("{counted} is {} days after the last day of the orders, {last}", after(counted));
    let remedy = "give the stock at the end of that day, or orders up to the count";
    Err(ReviewError::input(Place::line(&list.file, row.line).column("counted_on"), problem, remedy))
}

pub(super) fn shelf(
    context: &Context<'_>,
    list: &StockList,
    items: &[Item],
    sold: &[(u32, Sold)],
    services: &HashSet<&str>,
) -> Result<Shelf, ReviewError> {
    let last = date(context.window.1);
    let slow = context.inputs.policy.health.slow_after_days;
    let (mut orders, mut alerts, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    let (mut held_back, mut by_hand) = (Vec::new(), Vec::new());
    for (at, item) in items.iter().enumerate() {
        let Some(row) = list.rows.get(&item.sku) else {
            missing.push(item.sku.clone());
            continue;
        };
        not_counted_later(list, row, last)?;
        let stock = position(&item.sku, row)?;
        if item.by_hand.is_some() {
            by_hand.push(at);
            continue;
        }
        let order = order(context, at, item, row, stock, last)?;
        if item.idle_days >= slow {
            held_back.extend(order.map(|_| at));
            continue;
        }
        alerts.extend(alert(context, at, item, row, stock, order.as_ref().map_or(0, |order| order.quantity), last)?);
        orders.extend(order);
    }
    let class = |at: usize| items.get(at).map_or(AbcClass::C, |item| item.abc);
    orders.sort_by(|a: &Order, b: &Order| {
        let key = |order: &Order| (!order.late, class(order.item), order.runs_out.is_none(), order.runs_out);
        key(a).cmp(&key(b)).then_with(|| b.value.cmp(&a.value)).then(a.item.cmp(&b.item))
    });
    let severity = |level: AlertLevel| match level {
        AlertLevel::OutOfStock => 0,
        AlertLevel::Critical => 1,
        AlertLevel::Low => 2,
        AlertLevel::Overstock => 3,
        AlertLevel::Ok => 4,
    };
    alerts.sort_by_key(|alert: &Alert| (severity(alert.level), class(alert.item), alert.item));
    let health = health(context, list, items, sold, services, last)?;
    let sum = |name: &str, amounts: &mut dyn Iterator<Item = Decimal>| {
        context.rounded(name, &amounts.fold(Exact::ZERO, |sum, amount| sum + amount.into()))
    };
    let order_value = sum("value of the orders", &mut orders.iter().map(|order| order.value))?;
    let mut suppliers: Vec<(Option<String>, usize, i64, Exact)> = Vec::new();
    for order in &orders {
        let name = items.get(order.item).and_then(|item| item.supplier.clone());
        let at = suppliers.iter().position(|(other, ..)| *other == name).unwrap_or_else(|| {
            suppliers.push((name, 0, 0, Exact::ZERO));
            suppliers.len().saturating_sub(1)
        });
        if let Some((_, articles, units, value)) = suppliers.get_mut(at) {
            *articles = articles.saturating_add(1);
            *units = units.saturating_add(order.quantity);
            *value = &*value + &Exact::from(order.value);
        }
    }
    let mut suppliers = suppliers
        .into_iter()
        .map(|(name, articles, units, value)| Ok((name, articles, units, context.rounded("value of orders", &value)?)))
        .collect::<Result<Vec<_>, ReviewError>>()?;
    suppliers.sort_by(|a, b| b.3.cmp(&a.3).then_with(|| a.0.cmp(&b.0)));
    let statuses = [
        StockStatus::Dead,
        StockStatus::Overstock,
        StockStatus::SlowMoving,
        StockStatus::Healthy,
        StockStatus::OutOfStock,
    ];
    let by_status = statuses
        .into_iter()
        .map(|status| {
            let of = || health.iter().filter(move |line| line.status == status);
            Ok(StatusTotal {
                status,
                articles: of().count(),
                value: sum("value of stock", &mut of().map(|line| line.value))?,
                excess_value: sum("value of excess stock", &mut of().map(|line| line.excess_value))?,
            })
        })
        .collect::<Result<Vec<_>, ReviewError>>()?;
    let old = |row: &&OnHand| {
        row.counted_on.is_some_and(|counted| last.signed_duration_since(counted).num_days() > OLD_COUNT_DAYS)
    };
    Ok(Shelf {
        order_value,
        order_units: orders.iter().fold(0, |sum, order| sum.saturating_add(order.quantity)),
        late: orders.iter().filter(|order| order.late).count(),
        suppliers,
        orders,
        held_back,
        by_hand,
        alerts,
        stock_value: sum("value of the stock", &mut health.iter().map(|line| line.value))?,
        excess_value: sum("value of the excess", &mut health.iter().map(|line| line.excess_value))?,
        assumed_costs: health.iter().filter(|line| line.cost_basis == CostBasis::Assumed && line.on_hand > 0).count(),
        health,
        by_status,
        articles: list.rows.len(),
        missing,
        old_counts: list.rows.values().filter(old).count(),
    })
}

fn position(sku: &str, row: &OnHand) -> Result<InventoryPosition, ReviewError> {
    inventory_position(&InventoryPositionInput {
        on_hand: row.on_hand.into(),
        on_order: Some(row.on_order.into()),
        in_transit: Some(row.in_transit.into()),
        reserved: Some(row.reserved.into()),
        backordered: Some(row.backordered.into()),
        quarantined: Some(row.quarantined.into()),
    })
    .map_err(figure(format!("position of {sku}")))
}

/// What to order of an article, if anything.
fn order(
    context: &Context<'_>,
    at: usize,
    item: &Item,
    row: &OnHand,
    stock: InventoryPosition,
    last: NaiveDate,
) -> Result<Option<Order>, ReviewError> {
    let suggestion = reorder_suggestion(&ReorderSuggestionInput {
        position: stock.position,
        policy: ReplenishmentPolicy::ReorderPointQuantity {
            reorder_point: item.proposed.reorder_point.into(),
            order_quantity: item.proposed.order_quantity.into(),
        },
        trigger: None,
        min_order_quantity: item.min_order_quantity.map(Decimal::from),
        order_multiple: item.order_multiple.map(Decimal::from),
        max_order_quantity: None,
        rounding: None,
        cap_at_max: None,
    })
    .map_err(figure(format!("order of {}", item.sku)))?;
    if suggestion.order_quantity.is_zero() {
        return Ok(None);
    }
    let quantity = whole_up("order quantity", crate::figures::float(suggestion.order_quantity))?;
    let value = Exact::from(quantity) * Exact::from(item.unit_cost);
    let delivery = whole_up("lead time", item.lead_time)?;
    let review = i64::from(context.inputs.policy.review_period_days);
    let horizon = usize::try_from(delivery.saturating_add(review)).unwrap_or(1).max(1);
    let cover = days_of_cover(&DaysOfCoverInput {
        on_hand: stock.available.max(Decimal::ZERO),
        demand: vec![item.demand_per_day; horizon],
    })
    .map_err(figure(format!("cover of {}", item.sku)))?;
    let out_on = cover.stockout_period.and_then(|day| u64::try_from(day).ok());
    let runs_out = out_on.and_then(|day| last.checked_add_days(Days::new(day)));
    let under_way = row.on_order.saturating_add(row.in_transit);
    let late = under_way == 0 && out_on.is_some_and(|day| i64::try_from(day).is_ok_and(|day| day <= delivery));
    let why = why(context, item, &stock, under_way, cover.periods, late);
    let margin = Exact::from(item.mean_price.max(item.unit_cost)) - Exact::from(item.unit_cost);
    Ok(Some(Order {
        item: at,
        stock,
        under_way,
        quantity,
        value: context.rounded("value of an order", &value)?,
        position_after: suggestion.projected_position,
        runs_out,
        cover_days: cover.periods,
        late,
        profit_a_month: context.rounded("profit a month", &a_month(&(margin * Exact::from(item.demand_per_day)), 1))?,
        why,
    }))
}

/// The order in words, with its figures.
fn why(
    context: &Context<'_>,
    item: &Item,
    stock: &InventoryPosition,
    under_way: i64,
    cover: Option<f64>,
    late: bool,
) -> String {
    use crate::format::{amount, count, decimals, percent};
    let interval = item.lead_time + f64::from(context.inputs.policy.review_period_days);
    let mut text = format!(
        "Position {} is at or below the reorder point {}: {} expected in {} days and {} for safety.",
        amount(stock.position),
        amount(item.proposed.reorder_point.into()),
        decimals(item.safety.lead_time_demand_mean, 1),
        decimals(interval, usize::from(interval.fract() > 0.0)),
        decimals(item.safety.safety_stock, 1),
    );
    let more = match (cover, late) {
        _ if stock.available <= Decimal::ZERO => " Nothing is available now.".to_owned(),
        (Some(days), true) => format!(
            " What is available lasts {} days, a delivery takes {}.",
            decimals(days, 1),
            decimals(item.lead_time, usize::from(item.lead_time.fract() > 0.0))
        ),
        (Some(days), false) => format!(" What is available lasts {} days.", decimals(days, 1)),
        (None, _) => String::new(),
    };
    text.push_str(&more);
    if under_way > 0 {
        text.push_str(
            &[" ", &count(u64::try_from(under_way).unwrap_or_default()), " under way are counted in."].concat(),
        );
    }
    if item.largest_day_share > 0.25 {
        text.push_str(
            &[" Check first: ", &percent(item.largest_day_share), " of the demand fell on one day."].concat(),
        );
    }
    text
}

/// The alert of an article, if there is one.
fn alert(
    context: &Context<'_>,
    at: usize,
    item: &Item,
    row: &OnHand,
    stock: InventoryPosition,
    order_quantity: i64,
    last: NaiveDate,
) -> Result<Option<Alert>, ReviewError> {
    use crate::format::amount;
    let point = item.proposed.reorder_point;
    let critical = whole_up("safety stock", item.safety.safety_stock)?;
    let critical = Some(critical).filter(|critical| (1..point).contains(critical)).map(Decimal::from);
    let covered = whole_up("overstock level", item.mean * context.inputs.policy.health.overstock_cover_days as f64)?;
    // what the plan itself orders is not too much
    let overstock = covered.max(point.saturating_add(item.proposed.order_quantity)).saturating_add(1);
    let on = row.counted_on.unwrap_or(last);
    let name = || format!("alert of {}", item.sku);
    let at_time = Timestamp::parse(&format!("{on}T00:00:00Z")).map_err(|error| figure(name())(error.into()))?;
    let run = stock_alert_run(&StockAlertRunInput {
        config: AlertConfig {
            reorder_point: point.into(),
            critical_level: critical,
            overstock_level: Some(overstock.into()),
            ..AlertConfig::default()
        },
        state: None,
        inputs: vec![AlertInput::Observation { at: at_time, available: stock.available }],
    })
    .map_err(figure(name()))?;
    let Some(event) = run.events.first() else { return Ok(None) };
    let under_way = row.on_order.saturating_add(row.in_transit);
    let (threshold, state) = match event.level {
        AlertLevel::OutOfStock => (Decimal::ZERO, "nothing is available".to_owned()),
        AlertLevel::Critical => {
            let safety = critical.unwrap_or_default();
            (safety, format!("{} available, at or below the safety stock {}", amount(stock.available), amount(safety)))
        }
        AlertLevel::Overstock => {
            let days = context.inputs.policy.health.overstock_cover_days;
            let says = format!("{} available, more than {days} days and the plan call for", amount(stock.available));
            (overstock.into(), says)
        }
        AlertLevel::Low | AlertLevel::Ok => {
            let says = format!("{} available, at or below the reorder point {point}", amount(stock.available));
            (point.into(), says)
        }
    };
    let act = match (event.level, order_quantity, under_way) {
        (AlertLevel::Overstock, ..) => "; order nothing".to_owned(),
        (_, 0, 0) => String::new(),
        (_, 0, under_way) => format!("; {under_way} under way are enough"),
        (_, order, 0) => format!("; order {order}"),
        (_, order, under_way) => format!("; order {order} beside the {under_way} under way"),
    };
    Ok(Some(Alert {
        item: at,
        level: event.level,
        on,
        available: stock.available,
        threshold,
        under_way,
        order_quantity,
        message: format!("{state}{act}"),
    }))
}

/// The state of every article of the list.
fn health(
    context: &Context<'_>,
    list: &StockList,
    items: &[Item],
    sold: &[(u32, Sold)],
    services: &HashSet<&str>,
    last: NaiveDate,
) -> Result<Vec<Health>, ReviewError> {
    let currency =
        Currency::try_from(context.cleaned.currency).map_err(|error| figure("value of the stock")(error.into()))?;
    let sold: hashbrown::HashMap<&str, (u32, &Sold)> =
        sold.iter().map(|(id, sold)| (context.cleaned.cleaner.sku(*id), (*id, sold))).collect();
    let demand: hashbrown::HashMap<&str, Decimal> =
        items.iter().map(|item| (item.sku.as_str(), item.demand_per_day)).collect();
    let since = |day: NaiveDate| u64::try_from(last.signed_duration_since(day).num_days()).unwrap_or_default();
    let (mut input, mut facts) = (Vec::new(), Vec::new());
    for (sku, row) in list.rows.iter().filter(|(sku, _)| !services.contains(sku.as_str())) {
        let known = sold.get(sku.as_str()).copied();
        let Some((cost, basis)) = unit_cost(context, sku, known.map(|(_, sold)| sold))? else {
            return Err(ReviewError::input(
                Place::line(&list.file, row.line).column("unit_cost"),
                format!("{sku} never sold, so that no line gives a cost"),
                "fill in unit_cost",
            ));
        };
        let first = known.map(|(_, sold)| date(sold.first));
        let there_since = row.received_on.or(first).unwrap_or(last);
        input.push(StockHealthItem {
            id: sku.clone(),
            on_hand: row.on_hand.into(),
            demand_per_day: demand.get(sku.as_str()).copied().unwrap_or_default(),
            unit_cost: cost,
            days_since_last_sale: known.map(|(_, sold)| since(date(sold.last))),
            age_days: since(there_since),
        });
        facts.push((row, basis, known));
    }
    let answer = stock_health(&StockHealthInput { items: input, thresholds: context.inputs.policy.health, currency })
        .map_err(figure("health of the stock"))?;
    let mut lines = Vec::with_capacity(facts.len());
    for (line, (row, cost_basis, known)) in answer.items.into_iter().zip(facts) {
        let (cost, _) =
            unit_cost(context, &line.id, known.map(|(_, sold)| sold))?.unwrap_or((Decimal::ZERO, cost_basis));
        let value = Exact::from(row.on_hand) * Exact::from(cost);
        lines.push(Health {
            name: known.and_then(|(id, _)| context.name(id)),
            sku: line.id,
            status: line.status,
            on_hand: row.on_hand,
            unit_cost: cost,
            cost_basis,
            value: context.rounded("value of stock", &value)?,
            days_of_cover: line.days_of_cover,
            excess_quantity: line.excess_quantity,
            excess_value: line.excess_value,
            last_sale: known.map(|(_, sold)| date(sold.last)),
        });
    }
    lines.sort_by(|a, b| {
        b.excess_value.cmp(&a.excess_value).then_with(|| b.value.cmp(&a.value)).then_with(|| a.sku.cmp(&b.sku))
    });
    Ok(lines)
}
