//! What to order tomorrow, from whom, and why that much? From daily sales (`sales.csv`) and a list of items (`items.csv`) in the
//! folder of the first argument to reorder points, quantities in whole packs, and what each supplier's order costs.

#![allow(clippy::print_stdout, reason = "a program that prints its answer")]

use mercato::core::{Decimal, Rounding, decimal, time};
use mercato::inventory::{
    DemandDistribution, EoqInput, InventoryPositionInput, LeadTimeDemandInput, NegativeBinomialDemand, NormalDemand,
    ReorderPointInput, ReorderService, ReorderSuggestionInput, ReplenishmentPolicy, RoundOrderQuantityInput, eoq,
    inventory_position, lead_time_demand, reorder_point, reorder_suggestion, round_order_quantity,
};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

/// Days of sales that speak for tomorrow.
const WINDOW: u32 = 56;
/// Cost of holding stock a year, of its value.
const HOLDING_RATE: f64 = 0.25;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    sku: String,
    supplier: String,
    on_hand: String,
    on_order: String,
    reserved: String,
    lead_time_days: f64,
    lead_time_sd_days: f64,
    unit_cost: String,
    order_cost: f64,
    pack_size: String,
    minimum: String,
    fill_rate: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sale {
    date: String,
    sku: String,
    quantity: f64,
}

/// What one item needs.
struct Plan {
    mean: f64,
    sd: f64,
    position: Decimal,
    reorder_point: Decimal,
    order: Decimal,
    fill_rate: f64,
}

fn main() -> Result<(), Failure> {
    let folder = std::env::args().nth(1).ok_or("give the folder of sales.csv and items.csv")?;
    let sales = daily_sales(&Path::new(&folder).join("sales.csv"))?;
    println!("{:12} {:>13} {:>8} {:>11} {:>6} {:>6}  why", "", "a day", "position", "reorder at", "fill", "order");
    let mut orders: BTreeMap<String, Vec<(String, Decimal, Decimal)>> = BTreeMap::new();
    for item in csv::Reader::from_path(Path::new(&folder).join("items.csv"))?.deserialize::<Item>() {
        let item = item.map_err(|error| format!("items.csv: {error}"))?;
        let unit_cost = decimal::parse(&item.unit_cost)?;
        let Some(quantities) = sales.get(&item.sku) else {
            println!("{:12} {:>57}  no sale in {WINDOW} days: sell off, do not order", item.sku, 0);
            continue;
        };
        let plan = plan(&item, quantities).map_err(|error| format!("{}: {error}", item.sku))?;
        let why = if plan.order.is_zero() { "enough is there or under way" } else { "at or below the reorder point" };
        println!(
            "{:12} {:>6.2} ± {:>4.2} {:>8} {:>11} {:>6.3} {:>6}  {why}",
            item.sku, plan.mean, plan.sd, plan.position, plan.reorder_point, plan.fill_rate, plan.order
        );
        if !plan.order.is_zero() {
            orders.entry(item.supplier).or_default().push((item.sku, plan.order, unit_cost));
        }
    }
    for (supplier, lines) in orders {
        println!("\n{supplier}");
        let mut costs = Vec::new();
        for (sku, quantity, unit_cost) in lines {
            let cost = quantity.checked_mul(unit_cost).ok_or("the cost of a line is too large")?;
            println!("  {sku:12} {quantity:>6} x {unit_cost:>7} = {cost:>9} CNY");
            costs.push(cost);
        }
        println!("  {:12} {:>28} CNY", "together", decimal::sum(&costs)?);
    }
    Ok(())
}

/// What sold on each day that sold anything.
fn daily_sales(path: &Path) -> Result<BTreeMap<String, BTreeMap<String, f64>>, Failure> {
    let mut days: BTreeMap<String, BTreeMap<String, f64>> = BTreeMap::new();
    for (at, sale) in csv::Reader::from_path(path)?.deserialize::<Sale>().enumerate() {
        let sale = sale.map_err(|error| format!("sales.csv, line {}: {error}", at.saturating_add(2)))?;
        time::parse_date(&sale.date)?;
        *days.entry(sale.sku).or_default().entry(sale.date).or_default() += sale.quantity;
    }
    Ok(days)
}

fn plan(item: &Item, quantities: &BTreeMap<String, f64>) -> Result<Plan, Failure> {
    // days without a sale count as zero
    let days = f64::from(WINDOW);
    let mean = quantities.values().sum::<f64>() / days;
    let squares = quantities.values().map(|quantity| quantity * quantity).sum::<f64>();
    let sd = ((squares - days * mean * mean) / (days - 1.0)).sqrt();

    let lot = eoq(&EoqInput {
        fixed_cost: item.order_cost,
        holding_cost: HOLDING_RATE * item.unit_cost.parse::<f64>()?,
        demand_rate: 365.0 * mean,
        order_quantity: None,
    })?;
    let (pack, minimum) = (decimal::parse(&item.pack_size)?, decimal::parse(&item.minimum)?);
    let lot = round_order_quantity(&RoundOrderQuantityInput {
        quantity: units(lot.order_quantity)?,
        min_order_quantity: Some(minimum),
        order_multiple: Some(pack),
        max_order_quantity: None,
        rounding: None,
    })?
    .order_quantity;

    // stock is looked at once a day: what sells until the next look is at risk, too
    let at_risk = lead_time_demand(&LeadTimeDemandInput {
        demand_mean: mean,
        demand_sd: sd,
        lead_time: item.lead_time_days,
        lead_time_sd: Some(item.lead_time_sd_days),
        review_period: Some(1.0),
    })?;
    let at = reorder_point(&ReorderPointInput {
        lead_time_demand: demand(at_risk.mean, at_risk.sd)?,
        service: ReorderService::FillRate { target: item.fill_rate },
        order_quantity: lot.to_string().parse()?,
    })?;
    let position = inventory_position(&InventoryPositionInput {
        on_hand: decimal::parse(&item.on_hand)?,
        on_order: Some(decimal::parse(&item.on_order)?),
        reserved: Some(decimal::parse(&item.reserved)?),
        ..Default::default()
    })?
    .position;
    let threshold = units(at.reorder_point)?;
    let suggestion = reorder_suggestion(&ReorderSuggestionInput {
        order_multiple: Some(pack),
        min_order_quantity: Some(minimum),
        policy: ReplenishmentPolicy::ReorderPointQuantity { reorder_point: threshold, order_quantity: lot },
        position,
        trigger: None,
        max_order_quantity: None,
        rounding: None,
        cap_at_max: None,
    })?;
    Ok(Plan { mean, sd, position, reorder_point: threshold, order: suggestion.order_quantity, fill_rate: at.fill_rate })
}

/// A distribution with these moments: counts where few are wanted and they scatter more than a Poisson's, else the bell.
fn demand(mean: f64, sd: f64) -> Result<DemandDistribution, Failure> {
    let variance = sd * sd;
    Ok(if mean < 30.0 && variance > mean {
        let (p, r) = (mean / variance, mean * mean / (variance - mean));
        DemandDistribution::NegativeBinomial(NegativeBinomialDemand::new(r, p)?)
    } else {
        DemandDistribution::Normal(NormalDemand::new(mean, sd)?)
    })
}

/// Whole units, upwards: nobody orders a third of a mug.
fn units(quantity: f64) -> Result<Decimal, Failure> {
    Ok(decimal::round(decimal::parse(&format!("{quantity:.6}"))?, 0, Rounding::Ceil)?)
}
