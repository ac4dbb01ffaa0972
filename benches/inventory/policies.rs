//! Every speed target of mercato-inventory, on the instances that its peers are timed on: the mercato side of `compare.sh`.
//!
//! `policies DIR` times each task (the best of up to 200 samples of at least 1 ms) and writes `DIR/tasks.json`: the name of
//! the task, nanoseconds a unit (call, item, period or step), and, where a peer can repeat it, input and answer. The peers
//! read their instances from there and compare their answers before they are timed.
//! Without a DIR (as `cargo bench` and `cargo test` call it) every task runs once and nothing is written.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "known data")]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::indexing_slicing, reason = "known data")]

use mercato_inventory::distribution::DemandDistribution as Demand;
use mercato_inventory::{
    AbcXyzInput, AbcXyzItem, AlertConfig, AlertInput, AlertMachine, AlertState, DiscountType, EoqBackordersInput,
    EoqInput, EoqQuantityDiscountInput, EpqInput, FiniteHorizonInput, GsmNode, GsmTreeInput, HorizonPeriod,
    InventoryPolicy, LossFunctionInput, NewsvendorInput, PlanBatchInput, PlanBatchItem, PlanColumns, PlanColumnsOutput,
    QuantileInput, RqApproximationInput, RqCostInput, RqMethod, RqOptimalInput, RqPoissonOptimalInput, Shortage,
    SimulateMonteCarloInput, SimulateTraceInput, SsOptimalInput, SsmSerialInput, SsmStage, Timestamp,
    WagnerWhitinInput, abc_xyz, eoq, eoq_backorders, eoq_quantity_discount, epq, finite_horizon, gsm_tree,
    loss_function, newsvendor, plan_batch, plan_columns, quantile, rq_approximation, rq_cost, rq_optimal,
    rq_poisson_optimal, simulate_monte_carlo, simulate_trace, ss_optimal, ssm_serial, wagner_whitin,
};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Debug;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Short samples, of which the best counts: other work on the machine only ever adds.
const SAMPLE: Duration = Duration::from_millis(1);
const SAMPLES: usize = 200;
/// After this a task is left with the samples it has, three at least.
const LONGEST: Duration = Duration::from_millis(500);

/// Steele, Lea & Flood 2014: a bijection of 64 bits that looks random.
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The `index`-th of a list of fractions that look random.
fn fraction(index: u64) -> f64 {
    (mix(index) >> 11) as f64 / (1_u64 << 53) as f64
}

struct Report {
    /// Whether to time, or only to run.
    timed: bool,
    tasks: Vec<Value>,
}

impl Report {
    /// Nanoseconds of a unit, of which each run has `units`.
    fn clock<T>(&self, units: u64, mut run: impl FnMut() -> T) -> f64 {
        if !self.timed {
            black_box(run());
            return 0.0;
        }
        let mut sample = |runs: u32| {
            let start = Instant::now();
            for _ in 0..runs {
                black_box(run());
            }
            start.elapsed()
        };
        let mut runs = 1_u32;
        while sample(runs) < SAMPLE {
            runs *= 2;
        }
        let start = Instant::now();
        let mut best = Duration::MAX;
        for taken in 0..SAMPLES {
            if taken > 2 && start.elapsed() > LONGEST {
                break;
            }
            best = best.min(sample(runs));
        }
        best.as_secs_f64() * 1e9 / f64::from(runs) / units as f64
    }

    fn push(&mut self, task: &str, nanoseconds: f64, input: &Value, answer: &Value) {
        println!("{task}\t{nanoseconds:.1} ns");
        self.tasks.push(json!({"task": task, "nanoseconds": nanoseconds, "input": input, "answer": answer}));
    }

    /// A task that a peer repeats.
    fn task<I: Serialize, O: Serialize, E: Debug>(
        &mut self,
        task: &str,
        units: u64,
        input: &I,
        run: impl Fn(&I) -> Result<O, E>,
    ) {
        let answer = run(input).unwrap();
        let nanoseconds = self.clock(units, || run(black_box(input)));
        self.push(task, nanoseconds, &json!(input), &json!(answer));
    }

    /// A task that no peer offers, or not at this size.
    fn alone<T>(&mut self, task: &str, units: u64, run: impl FnMut() -> T) {
        let nanoseconds = self.clock(units, run);
        self.push(task, nanoseconds, &Value::Null, &Value::Null);
    }
}

fn main() {
    let dir = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let mut report = Report { timed: dir.is_some(), tasks: Vec::new() };
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let two = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    // the functions that use threads where they are allowed to run on one of them unless the name of the task says two
    one.install(|| {
        lots(&mut report);
        single_stock(&mut report);
        policies(&mut report);
        networks(&mut report);
        simulations(&mut report);
        daily(&mut report);
    });
    threads(&mut report, &one, &two);
    if let Some(dir) = dir {
        std::fs::write(format!("{dir}/tasks.json"), json!(report.tasks).to_string()).unwrap();
    }
}

/// Demand known.
fn lots(report: &mut Report) {
    let input = EoqInput { fixed_cost: 8.0, holding_cost: 0.225, demand_rate: 1300.0, order_quantity: None };
    report.task("eoq", 1, &input, eoq);
    let input = EoqBackordersInput {
        fixed_cost: 8.0,
        holding_cost: 0.225,
        stockout_cost: 5.0,
        demand_rate: 1300.0,
        order_quantity: None,
        stockout_fraction: None,
    };
    report.task("eoq_backorders", 1, &input, eoq_backorders);
    let input = EpqInput {
        fixed_cost: 8.0,
        holding_cost: 0.225,
        demand_rate: 1300.0,
        production_rate: 1700.0,
        order_quantity: None,
    };
    report.task("epq", 1, &input, epq);
    let input = EoqQuantityDiscountInput {
        discount_type: DiscountType::AllUnits,
        fixed_cost: 8.0,
        holding_cost_rate: 0.3,
        demand_rate: 1300.0,
        breakpoints: vec![0.0, 400.0, 800.0],
        unit_costs: vec![0.75, 0.72, 0.68],
        order_quantity: None,
    };
    report.task("eoq_quantity_discount", 1, &input, eoq_quantity_discount);

    let lots = |periods: u64| WagnerWhitinInput {
        demand: (0..periods).map(|period| (mix(period) % 100) as f64).collect(),
        fixed_cost: 500.0.into(),
        holding_cost: 1.0.into(),
        ..WagnerWhitinInput::default()
    };
    report.task("wagner_whitin", 1, &lots(208), wagner_whitin);
    let input = lots(if report.timed { 1_000_000 } else { 1000 });
    report.alone("wagner_whitin_million", 1, || wagner_whitin(&input).unwrap());
}

/// One stock, one decision.
fn single_stock(report: &mut Report) {
    let normal = Demand::normal(50.0, 8.0).unwrap();
    let poisson = Demand::poisson(18.0).unwrap();
    let input = LossFunctionInput { distribution: normal.clone(), x: 56.6 };
    report.task("loss_normal", 1, &input, loss_function);
    let input = LossFunctionInput { distribution: poisson.clone(), x: 20.0 };
    report.task("loss_poisson", 1, &input, loss_function);
    let input = QuantileInput { distribution: normal.clone(), probability: 0.95 };
    report.task("quantile_normal", 1, &input, quantile);
    let input = QuantileInput { distribution: poisson.clone(), probability: 0.95 };
    report.task("quantile_poisson", 1, &input, quantile);
    let best = |holding_cost, stockout_cost, distribution| NewsvendorInput {
        holding_cost,
        stockout_cost,
        distribution,
        lead_time: None,
        base_stock_level: None,
    };
    report.task("newsvendor_normal", 1, &best(0.18, 0.7, normal), newsvendor);
    report.task("newsvendor_poisson", 1, &best(200.0, 270.0, poisson), newsvendor);
}

/// Snyder & Shen's example 5.1.
const EXAMPLE_5_1: RqOptimalInput = RqOptimalInput {
    holding_cost: 0.225,
    stockout_cost: 7.5,
    fixed_cost: 8.0,
    demand_mean: 1300.0,
    demand_sd: 150.0,
    lead_time: 1.0 / 12.0,
};

/// (r,Q), (s,S), several periods.
fn policies(report: &mut Report) {
    let RqOptimalInput { holding_cost, stockout_cost, fixed_cost, demand_mean, demand_sd, lead_time } = EXAMPLE_5_1;
    let input = RqCostInput {
        holding_cost,
        stockout_cost,
        fixed_cost,
        demand_mean,
        demand_sd,
        lead_time,
        reorder_point: 126.0,
        order_quantity: 328.5,
    };
    report.task("rq_cost", 1, &input, rq_cost);
    report.task("rq_optimal", 1, &EXAMPLE_5_1, rq_optimal);
    for (task, method) in [
        ("rq_eil", RqMethod::Eil),
        ("rq_eoqb", RqMethod::Eoqb),
        ("rq_eoqss", RqMethod::Eoqss),
        ("rq_loss_function", RqMethod::LossFunction),
    ] {
        let input =
            RqApproximationInput { method, holding_cost, stockout_cost, fixed_cost, demand_mean, demand_sd, lead_time };
        report.task(task, 1, &input, rq_approximation);
    }
    let input = RqPoissonOptimalInput {
        holding_cost: 20.0,
        stockout_cost: 150.0,
        fixed_cost: 100.0,
        demand_rate: 50.0,
        lead_time: 2.0,
    };
    report.task("rq_poisson_optimal", 1, &input, rq_poisson_optimal);
    let input = SsOptimalInput {
        holding_cost: 1.0,
        stockout_cost: 4.0,
        fixed_cost: 100.0,
        distribution: Demand::poisson(50.0).unwrap(),
        lead_time: None,
    };
    report.task("ss_optimal", 1, &input, ss_optimal);

    // Problem 4.30: demand of mean 18 and deviation 3, in whole units within four deviations, as the peer has it
    let normal = mercato_numeric::distribution::Normal::new(18.0, 3.0).unwrap();
    let values: Vec<f64> = (6..=30).map(f64::from).collect();
    let mass: Vec<f64> = values.iter().map(|value| normal.cdf(value + 0.5) - normal.cdf(value - 0.5)).collect();
    let total: f64 = mass.iter().sum();
    let probabilities: Vec<f64> = mass.iter().map(|mass| mass / total).collect();
    let period = HorizonPeriod {
        holding_cost: 1.0,
        stockout_cost: 25.0,
        distribution: Demand::discrete(&values, &probabilities).unwrap(),
        purchase_cost: Some(1.0),
        fixed_cost: Some(40.0),
        discount_factor: Some(0.98),
    };
    let input = FiniteHorizonInput {
        periods: vec![period; 10],
        terminal_holding_cost: 1.0,
        terminal_stockout_cost: 25.0,
        initial_inventory: 0,
    };
    report.task("finite_horizon", 1, &input, finite_horizon);
}

/// Several places.
fn networks(report: &mut Report) {
    // figure 6.14: processing time and holding cost of stages 1 to 10, and whom each serves
    let stages =
        [(2, 0.01), (3, 0.03), (2, 0.04), (4, 0.06), (2, 0.12), (3, 0.13), (6, 0.2), (4, 0.08), (3, 0.04), (2, 0.5)];
    let serves = [2, 3, 5, 5, 6, 10, 10, 10, 10];
    let mut nodes: Vec<GsmNode> = (1..)
        .zip(stages)
        .map(|(id, (processing_time, holding_cost))| GsmNode {
            id: id.to_string(),
            processing_time,
            holding_cost,
            demand_bound_constant: Some(1.644_853_626_951_472_2),
            ..GsmNode::default()
        })
        .collect();
    nodes[9].external_outbound_cst = Some(2);
    nodes[9].demand_mean = Some(0.0);
    nodes[9].demand_sd = Some(10.0);
    let edges = (1..).zip(serves).map(|(from, to): (u32, u32)| (from.to_string(), to.to_string())).collect();
    report.task("gsm_tree", 1, &GsmTreeInput { nodes, edges }, gsm_tree);

    // a tree of depth 20 whose longest path takes about 100 periods
    let count = if report.timed { 10_000_u64 } else { 100 };
    let depth = 20;
    let nodes = (0..count)
        .map(|node| GsmNode {
            id: node.to_string(),
            processing_time: 5,
            holding_cost: 1.0 + (depth - node % depth) as f64,
            external_outbound_cst: (node % depth == 0).then_some(0),
            demand_sd: Some(if node % depth == 0 { 10.0 } else { 0.0 }),
            ..GsmNode::default()
        })
        .collect();
    // each stage supplies the one before it in its chain; the last of the first chain supplies every other chain, too
    let edges = (1..count)
        .map(|node| if node % depth == 0 { (depth - 1, node + depth - 2) } else { (node, node - 1) })
        .map(|(from, to)| (from.to_string(), to.to_string()))
        .collect();
    let input = GsmTreeInput { nodes, edges };
    report.alone("gsm_tree_10000", 1, || gsm_tree(&input).unwrap());

    let stage = |id: &str, echelon_holding_cost, lead_time| SsmStage { id: id.into(), echelon_holding_cost, lead_time };
    let input = SsmSerialInput {
        stages: vec![stage("1", 1.0, 1.0), stage("2", 1.0, 1.0)],
        stockout_cost: 15.0,
        distribution: Demand::poisson(20.0).unwrap(),
    };
    report.task("ssm_poisson", 1, &input, ssm_serial);
    let input = SsmSerialInput {
        stages: vec![stage("1", 3.0, 1.0), stage("2", 2.0, 1.0), stage("3", 2.0, 2.0)],
        stockout_cost: 37.12,
        distribution: Demand::normal(5.0, 1.0).unwrap(),
    };
    report.task("ssm_normal", 1, &input, ssm_serial);
}

fn trace(policy: InventoryPolicy<i64>, shortage: Shortage, lead_time: u32, periods: u64) -> SimulateTraceInput {
    SimulateTraceInput {
        policy,
        demand: (0..periods).map(|period| (mix(period) % 20) as i64).collect(),
        lead_time,
        initial_on_hand: 40,
        fixed_cost: 20.0,
        holding_cost: 1.0,
        stockout_cost: 7.0,
        shortage,
        include_rows: false,
    }
}

fn monte_carlo(periods: u64) -> SimulateMonteCarloInput {
    SimulateMonteCarloInput {
        policy: InventoryPolicy::Ss { reorder_point: 4.0, order_up_to_level: 10.0, review_period: None },
        distribution: Demand::poisson(6.0).unwrap(),
        lead_time: 0,
        initial_on_hand: 10.0,
        fixed_cost: 5.0,
        holding_cost: 1.0,
        stockout_cost: 4.0,
        shortage: Shortage::Backorder,
        num_periods: periods,
        warmup_periods: 100,
        replications: 64,
        seed: 1,
    }
}

fn simulations(report: &mut Report) {
    let base = InventoryPolicy::BaseStock { order_up_to_level: 40, review_period: None };
    report.task("trace_base_stock", 200, &trace(base, Shortage::Backorder, 1, 200), simulate_trace);
    let rq = InventoryPolicy::Rq { reorder_point: 40, order_quantity: 60, review_period: None };
    report.task("trace_min_q", 1000, &trace(rq, Shortage::LostSales, 3, 1000), simulate_trace);
}

/// A day's work over a catalogue.
fn daily(report: &mut Report) {
    let items = (0..10_000)
        .map(|item| AbcXyzItem {
            id: format!("item {item}"),
            // no two are equal
            value: Decimal::new((mix(item) % 1_000_000 * 10_000 + item) as i64, 2),
            demand: None,
        })
        .collect();
    report.task("abc_xyz", 1, &AbcXyzInput { items, ..AbcXyzInput::default() }, abc_xyz);

    let inputs: Vec<AlertInput> = (0..86_400_u64)
        .map(|second| AlertInput::Observation {
            at: Timestamp::parse(&format!(
                "2024-05-01T{:02}:{:02}:{:02}Z",
                second / 3600,
                second / 60 % 60,
                second % 60
            ))
            .unwrap(),
            // a stock that is sold off and refilled four times a day
            available: Decimal::from(300 - (second % 21_600) / 72 + mix(second) % 4),
        })
        .collect();
    let config = AlertConfig {
        reorder_point: Decimal::from(100),
        critical_level: Some(Decimal::from(40)),
        overstock_level: Some(Decimal::from(290)),
        hysteresis: Some(Decimal::from(5)),
        min_consecutive: Some(2),
        renotify_after_hours: Some(4.0),
    };
    let steps = || {
        let mut machine = AlertMachine::new(&config, AlertState::default()).unwrap();
        inputs.iter().map(|input| machine.step(input).unwrap().len()).sum::<usize>()
    };
    assert!(steps() > 8, "the stock passes every level");
    report.alone("alert_steps", 86_400, steps);
}

/// The same on one thread and on two.
fn threads(report: &mut Report, one: &rayon::ThreadPool, two: &rayon::ThreadPool) {
    let periods = if report.timed { 20_000 } else { 200 };
    let input = monte_carlo(periods);
    let answers =
        [one, two].map(|pool| pool.install(|| serde_json::to_string(&simulate_monte_carlo(&input).unwrap()).unwrap()));
    assert_eq!(answers[0], answers[1], "Monte Carlo gives other bits on two threads");
    let total = periods * input.replications;
    report.alone("monte_carlo", total, || one.install(|| simulate_monte_carlo(&input).unwrap()));
    report.alone("monte_carlo_two", total, || two.install(|| simulate_monte_carlo(&input).unwrap()));

    let rows = if report.timed { 1_000_000_u64 } else { 1000 };
    let column = |salt: u64, from: f64, to: f64| -> Vec<f64> {
        (0..rows).map(|row| from + (to - from) * fraction(row ^ (salt << 40))).collect()
    };
    let columns = [
        column(1, 0.0, 100.0),
        column(2, 0.0, 30.0),
        column(3, 1.0, 90.0),
        column(4, 0.0, 10.0),
        column(5, 0.0, 200.0),
        column(6, 0.5, 500.0),
        column(7, 0.05, 0.4),
        column(8, 0.8, 0.999),
    ];
    let items: Vec<PlanBatchItem> = (0..rows.min(100_000) as usize)
        .map(|row| PlanBatchItem {
            id: row.to_string(),
            demand_mean_per_day: columns[0][row],
            demand_sd_per_day: columns[1][row],
            lead_time_days: columns[2][row],
            lead_time_sd_days: Some(columns[3][row]),
            fixed_cost: columns[4][row],
            unit_cost: columns[5][row],
            holding_rate: columns[6][row],
            service_level: columns[7][row],
        })
        .collect();
    let (input, count) = (PlanBatchInput { items }, rows.min(100_000));
    report.alone("plan_batch", count, || one.install(|| plan_batch(&input).unwrap()));
    let [mean, sd, lead, lead_sd, fixed, unit, rate, level] = &columns;
    let columns = PlanColumns {
        demand_mean_per_day: mean,
        demand_sd_per_day: sd,
        lead_time_days: lead,
        lead_time_sd_days: lead_sd,
        fixed_cost: fixed,
        unit_cost: unit,
        holding_rate: rate,
        service_level: level,
    };
    let mut answers: Vec<Vec<f64>> = vec![vec![0.0; rows as usize]; 4];
    let mut error = vec![None; rows as usize];
    let mut plan = |pool: &rayon::ThreadPool| {
        let [order_quantity, safety_stock, reorder_point, annual_cost] = answers.as_mut_slice() else { return 0 };
        let error = &mut error;
        let output = PlanColumnsOutput { order_quantity, safety_stock, reorder_point, annual_cost, error };
        pool.install(|| plan_columns(&columns, output).unwrap())
    };
    assert_eq!(plan(one), 0, "every row is planned");
    report.alone("plan_columns", rows, || plan(one));
    report.alone("plan_columns_two", rows, || plan(two));
}
