//! Does a policy keep the promise of its formula? An (r,Q) policy that is to serve at least 95 % of demand from stock and the (s,S)
//! policy of least cost run on twenty thousand days of seeded demand; promise and simulation stand side by side. With a
//! folder as argument, the first sixty days of both are drawn there: `rq_path.svg` and `ss_path.svg`.

#![allow(clippy::print_stdout, reason = "an example prints")]
#![allow(clippy::arithmetic_side_effects, reason = "places in a picture")]

use mercato::inventory::{
    DemandDistribution, InventoryPolicy, ReorderPointInput, ReorderService, ServiceLevel, ServiceLevelInput, Shortage,
    SimulateTraceInput, SsOptimalInput, TraceRow, TraceSimulation, reorder_point, service_level, simulate_trace,
    ss_optimal,
};
use mercato::numeric::distribution::Poisson;
use mercato::numeric::random::Stream;
use std::fmt::Write as _;
use std::path::Path;

type Failure = Box<dyn std::error::Error>;

/// Mean demand of a day, Poisson.
const MEAN: f64 = 8.0;
/// Days from an order to its receipt.
const LEAD_TIME: u32 = 3;
/// What an order, a unit in stock overnight and a unit owed overnight cost.
const FIXED_COST: f64 = 64.0;
const HOLDING_COST: f64 = 1.0;
const STOCKOUT_COST: f64 = 9.0;

const DAYS: usize = 20_000;
const DRAWN: usize = 60;

fn main() -> Result<(), Failure> {
    let daily = Poisson::new(MEAN)?;
    let mut stream = Stream::new(2026, 0);
    let demand = (0..DAYS).map(|_| i64::try_from(stream.poisson(&daily))).collect::<Result<Vec<_>, _>>()?;

    let rq = reorder_quantity(&demand)?;
    let ss = order_up_to(&demand)?;
    if let Some(folder) = std::env::args().nth(1) {
        let folder = Path::new(&folder);
        std::fs::write(folder.join("rq_path.svg"), picture("(r,Q): at or below r, order Q", &rq)?)?;
        std::fs::write(folder.join("ss_path.svg"), picture("(s,S): at or below s, order up to S", &ss)?)?;
    }
    Ok(())
}

/// A simulated policy, and its levels by name.
struct Run {
    trace: TraceSimulation,
    levels: [(&'static str, i64); 2],
}

/// An order of 32, as the supplier packs them, placed at a stock that serves 95 % of demand. `reorder_point` watches the stock
/// at every moment; given the demand of a day more than the lead time, it is on the safe side of a look a day.
fn reorder_quantity(demand: &[i64]) -> Result<Run, Failure> {
    let lot = 32_i32;
    // a review every morning: what is ordered must last until the next day's order arrives, a day and a lead time
    let cover = DemandDistribution::poisson(MEAN * f64::from(LEAD_TIME + 1))?;
    let point = reorder_point(&ReorderPointInput {
        lead_time_demand: cover.clone(),
        service: ReorderService::FillRate { target: 0.95 },
        order_quantity: f64::from(lot),
    })?;
    let stock = |lead_time_demand| -> Result<ServiceLevel, Failure> {
        Ok(service_level(&ServiceLevelInput {
            lead_time_demand,
            reorder_point: point.reorder_point,
            order_quantity: f64::from(lot),
            demand_mean_per_period: None,
        })?)
    };
    // the shortage of a day is what is owed at its end and was not owed at its start
    let (evening, morning) = (stock(cover)?, stock(DemandDistribution::poisson(MEAN * f64::from(LEAD_TIME))?)?);
    let fill_rate = 1.0 - (evening.expected_backorders - morning.expected_backorders) / MEAN;

    #[allow(clippy::cast_possible_truncation, reason = "whole units, as demand is")]
    let r = point.reorder_point as i64;
    let policy = InventoryPolicy::Rq { reorder_point: r, order_quantity: lot.into(), review_period: None };
    let trace = simulate(policy, demand)?;
    println!("(r,Q) = ({r},{lot})        promised  simulated");
    println!("served from stock    {fill_rate:8.4}   {:8.4}", trace.fill_rate);
    println!("in stock overnight   {:8.3}   {:8.3}", evening.expected_on_hand, trace.average_on_hand);
    println!("owed overnight       {:8.3}   {:8.3}", evening.expected_backorders, trace.average_backorders);
    Ok(Run { trace, levels: [("r", r), ("r + Q", r.saturating_add(lot.into()))] })
}

/// The levels of least cost.
fn order_up_to(demand: &[i64]) -> Result<Run, Failure> {
    let best = ss_optimal(&SsOptimalInput {
        holding_cost: HOLDING_COST,
        stockout_cost: STOCKOUT_COST,
        fixed_cost: FIXED_COST,
        distribution: DemandDistribution::poisson(MEAN)?,
        lead_time: Some(LEAD_TIME),
    })?;
    let (reorder_point, order_up_to_level) = (best.reorder_point, best.order_up_to_level);
    let trace = simulate(InventoryPolicy::Ss { reorder_point, order_up_to_level, review_period: None }, demand)?;
    let days = u32::try_from(demand.len())?;
    println!("\n(s,S) = ({reorder_point},{order_up_to_level})        promised  simulated");
    println!("cost a day           {:8.3}   {:8.3}", best.cost, trace.total_cost / f64::from(days));
    Ok(Run { trace, levels: [("s", reorder_point), ("S", order_up_to_level)] })
}

fn simulate(policy: InventoryPolicy<i64>, demand: &[i64]) -> Result<TraceSimulation, Failure> {
    Ok(simulate_trace(&SimulateTraceInput {
        policy,
        demand: demand.to_vec(),
        lead_time: LEAD_TIME,
        initial_on_hand: 60,
        fixed_cost: FIXED_COST,
        holding_cost: HOLDING_COST,
        stockout_cost: STOCKOUT_COST,
        shortage: Shortage::Backorder,
        include_rows: true,
    })?)
}

/// Stock, position and orders of the first days as SVG: 12 points a day, 3 a unit.
fn picture(title: &str, run: &Run) -> Result<String, Failure> {
    const LEFT: i64 = 56;
    const BOTTOM: i64 = 290;
    let (x, y) = (|day: i64| LEFT + 12 * day, |units: i64| BOTTOM - 3 * units);
    let rows: Vec<(i64, &TraceRow)> = (0_i64..).zip(run.trace.rows.iter().flatten()).take(DRAWN).collect();
    let end = x(i64::try_from(rows.len())?);
    // a figure holds from the evening of its day to the next evening
    let steps = |figure: &dyn Fn(&TraceRow) -> i64| -> String {
        let path = rows.iter().map(|(day, row)| format!("{},{y} {},{y}", x(*day), x(day + 1), y = y(figure(row))));
        path.collect::<Vec<_>>().join(" ")
    };
    let mut svg = String::new();
    writeln!(
        svg,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 840 380" font-family="sans-serif" font-size="12">
<rect width="840" height="380" fill="#ffffff"/>
<text x="{LEFT}" y="22" font-size="15">{title}</text>"##
    )?;
    for units in [-20, 0, 20, 40, 60, 80] {
        let y = y(units);
        writeln!(svg, r##"<path d="M{LEFT} {y}H{end}" stroke="#e4e4e4"/>"##)?;
        writeln!(svg, r##"<text x="{}" y="{}" text-anchor="end" fill="#666666">{units}</text>"##, LEFT - 6, y + 4)?;
    }
    for day in [0, 10, 20, 30, 40, 50, 60] {
        writeln!(svg, r##"<text x="{}" y="366" text-anchor="middle" fill="#666666">{day}</text>"##, x(day))?;
    }
    let zero = y(0);
    let area = |colour: &str, figure: &dyn Fn(&TraceRow) -> i64| {
        format!(r#"<polygon points="{LEFT},{zero} {} {end},{zero}" fill="{colour}"/>"#, steps(figure))
    };
    writeln!(svg, "{}", area("#9cc5e8", &|row| row.on_hand))?;
    writeln!(svg, "{}", area("#d9534f", &|row| -row.backorders))?;
    let position = steps(&|row| row.on_hand - row.backorders + row.on_order);
    writeln!(svg, r##"<polyline points="{position}" fill="none" stroke="#333333" stroke-width="1.5"/>"##)?;
    for (name, level) in run.levels {
        let y = y(level);
        writeln!(svg, r##"<path d="M{LEFT} {y}H{end}" stroke="#2a7f3f" stroke-dasharray="5 4"/>"##)?;
        writeln!(svg, r##"<text x="{}" y="{}" fill="#2a7f3f">{name}</text>"##, end + 4, y + 4)?;
    }
    for (day, row) in rows.iter().filter(|(_, row)| row.order_quantity > 0) {
        let x = x(*day);
        writeln!(svg, r##"<path d="M{x} 344l-4 8h8z" fill="#c77700"/>"##)?;
        writeln!(svg, r##"<text x="{}" y="352" font-size="9" fill="#c77700">{}</text>"##, x + 5, row.order_quantity)?;
    }
    for (place, colour, text) in [
        (300, "#9cc5e8", "on hand"),
        (380, "#d9534f", "backorders"),
        (480, "#333333", "position"),
        (560, "#c77700", "order"),
        (630, "#2a7f3f", "levels of the policy"),
    ] {
        writeln!(svg, r#"<rect x="{place}" y="13" width="10" height="10" fill="{colour}"/>"#)?;
        writeln!(svg, r#"<text x="{}" y="22">{text}</text>"#, place + 15)?;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}
