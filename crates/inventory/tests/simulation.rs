//! Traces against naive bookkeeping, Monte Carlo against exact costs, and what no input may do.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

use mercato_core::{Coded, ErrorCode};
use mercato_inventory::{
    Demand, DemandDistribution, Issuing, PoissonDemand, Shortage, SimulateMonteCarloInput,
    SimulatePerishableTraceInput, SimulateTraceInput, SimulatedPolicy, simulate_monte_carlo, simulate_perishable_trace,
    simulate_trace,
};
use proptest::prelude::*;

fn trace(policy: SimulatedPolicy<i64>, demand: &[i64]) -> SimulateTraceInput {
    SimulateTraceInput {
        policy,
        demand: demand.to_vec(),
        lead_time: 0,
        initial_on_hand: 0,
        fixed_cost: 10.0,
        holding_cost: 1.0,
        stockout_cost: 4.0,
        shortage: Shortage::Backorder,
        include_rows: true,
    }
}

fn policies() -> impl Strategy<Value = SimulatedPolicy<i64>> {
    let review = || proptest::option::of(1_u32..5);
    prop_oneof![
        (-20_i64..40, 1_i64..40, review()).prop_map(|(reorder_point, order_quantity, review_period)| {
            SimulatedPolicy::Rq { reorder_point, order_quantity, review_period }
        }),
        (-20_i64..40, 1_i64..40, review()).prop_map(|(reorder_point, gap, review_period)| {
            SimulatedPolicy::Ss { reorder_point, order_up_to_level: reorder_point + gap, review_period }
        }),
        (0_i64..60, review()).prop_map(|(order_up_to_level, review_period)| {
            SimulatedPolicy::BaseStock { order_up_to_level, review_period }
        }),
    ]
}

fn traces() -> impl Strategy<Value = SimulateTraceInput> {
    (policies(), proptest::collection::vec(0_i64..25, 1..60), 0_u32..6, 0_i64..50, any::<bool>()).prop_map(
        |(policy, demand, lead_time, initial_on_hand, lost)| SimulateTraceInput {
            lead_time,
            initial_on_hand,
            shortage: if lost { Shortage::LostSales } else { Shortage::Backorder },
            ..trace(policy, &demand)
        },
    )
}

/// The order that a policy places at a position, lot by lot.
fn order(policy: &SimulatedPolicy<i64>, position: i64) -> i64 {
    match *policy {
        SimulatedPolicy::Rq { reorder_point, order_quantity, .. } => {
            let mut order = 0;
            while position + order <= reorder_point {
                order += order_quantity;
            }
            order
        }
        SimulatedPolicy::Ss { reorder_point, order_up_to_level, .. } => {
            if position <= reorder_point {
                order_up_to_level - position
            } else {
                0
            }
        }
        SimulatedPolicy::BaseStock { order_up_to_level, .. } => (order_up_to_level - position).max(0),
    }
}

proptest! {
    #[test]
    fn a_trace_is_what_bookkeeping_of_all_orders_gives(input in traces()) {
        let answer = simulate_trace(&input).unwrap();
        let rows = answer.rows.unwrap();
        let (SimulatedPolicy::Rq { review_period, .. }
        | SimulatedPolicy::Ss { review_period, .. }
        | SimulatedPolicy::BaseStock { review_period, .. }) = input.policy;
        let review = review_period.unwrap_or(1) as usize;
        let lead_time = input.lead_time as usize;
        let mut orders: Vec<i64> = Vec::new();
        let (mut on_hand, mut backorders) = (input.initial_on_hand, 0);
        for (t, (&demand, row)) in input.demand.iter().zip(&rows).enumerate() {
            let receive = |quantity: i64, on_hand: &mut i64, backorders: &mut i64| {
                let waiting = quantity.min(*backorders);
                *backorders -= waiting;
                *on_hand += quantity - waiting;
            };
            let due = if lead_time > 0 && t >= lead_time { orders[t - lead_time] } else { 0 };
            receive(due, &mut on_hand, &mut backorders);
            let on_order: i64 = orders.iter().skip((t + 1).saturating_sub(lead_time)).sum();
            let ordered =
                if t % review == 0 { order(&input.policy, on_hand - backorders + on_order) } else { 0 };
            orders.push(ordered);
            if lead_time == 0 {
                receive(ordered, &mut on_hand, &mut backorders);
            }
            let filled = demand.min(on_hand);
            on_hand -= filled;
            if input.shortage == Shortage::Backorder {
                backorders += demand - filled;
            }
            prop_assert_eq!(row.period as usize, t + 1);
            prop_assert_eq!((row.order_quantity, row.filled, row.shortage), (ordered, filled, demand - filled));
            prop_assert_eq!((row.on_hand, row.backorders), (on_hand, backorders));
            prop_assert_eq!(row.received, if lead_time == 0 { ordered } else { due });
            prop_assert_eq!(row.on_order, if lead_time == 0 { 0 } else { on_order + ordered });
        }
        let sum = |figure: &dyn Fn(&mercato_inventory::TraceRow) -> i64| rows.iter().map(figure).sum::<i64>() as f64;
        let short = if input.shortage == Shortage::Backorder { sum(&|r| r.backorders) } else { sum(&|r| r.shortage) };
        prop_assert_eq!(answer.holding_cost, sum(&|r| r.on_hand));
        prop_assert_eq!(answer.stockout_cost, 4.0 * short);
        prop_assert_eq!(answer.ordering_cost, 10.0 * sum(&|r| i64::from(r.order_quantity > 0)));
        prop_assert_eq!(answer.stockout_periods as f64, sum(&|r| i64::from(r.shortage > 0)));
    }

    #[test]
    fn stock_is_conserved(input in traces()) {
        let rows = simulate_trace(&input).unwrap().rows.unwrap();
        let sum = |figure: &dyn Fn(&mercato_inventory::TraceRow) -> i64| rows.iter().map(figure).sum::<i64>();
        let last = rows.last().unwrap();
        let demand: i64 = input.demand.iter().sum();
        let lost = if input.shortage == Shortage::LostSales { sum(&|r| r.shortage) } else { 0 };
        prop_assert_eq!(
            input.initial_on_hand + sum(&|r| r.received),
            demand - lost - last.backorders + last.on_hand
        );
        prop_assert_eq!(sum(&|r| r.order_quantity), sum(&|r| r.received) + last.on_order);
    }

    #[test]
    fn perishables_are_what_unit_by_unit_bookkeeping_gives(
        order_up_to_level in 0_i64..40, shelf_life in 1_u32..6, lead_time in 0_u32..5, lifo in any::<bool>(),
        demand in proptest::collection::vec(0_i64..20, 1..50),
    ) {
        let issuing = if lifo { Issuing::Lifo } else { Issuing::Fifo };
        let input = SimulatePerishableTraceInput { order_up_to_level, shelf_life, lead_time, issuing, demand };
        let answer = simulate_perishable_trace(&input).unwrap();
        // Every unit in stock by the period of its receipt, the oldest first.
        let mut units: Vec<u32> = Vec::new();
        let mut orders: Vec<(u32, i64)> = Vec::new();
        let (mut expired, mut filled, mut total) = (0, 0, 0);
        for (t, &demand) in (0_u32..).zip(&input.demand) {
            let arrive = |orders: &[(u32, i64)], units: &mut Vec<u32>| {
                for (due, quantity) in orders {
                    if *due == t {
                        units.extend(std::iter::repeat_n(t, *quantity as usize));
                    }
                }
            };
            let on_order: i64 = orders.iter().filter(|o| o.0 > t).map(|o| o.1).sum();
            if lead_time > 0 {
                arrive(&orders, &mut units);
            }
            let order = (order_up_to_level - units.len() as i64 - on_order).max(0);
            orders.push((t + lead_time, order));
            if lead_time == 0 {
                arrive(&orders[orders.len() - 1..], &mut units);
            }
            for _ in 0..demand.min(units.len() as i64) {
                if lifo { units.pop(); } else { units.remove(0); }
                filled += 1;
            }
            let before = units.len();
            units.retain(|received| received + shelf_life - 1 > t);
            expired += (before - units.len()) as i64;
            total += units.len();
        }
        prop_assert_eq!((answer.expired_quantity, answer.filled_quantity), (expired, filled));
        prop_assert_eq!(answer.lost_quantity, input.demand.iter().sum::<i64>() - filled);
        prop_assert_eq!(answer.final_on_hand, units.len() as i64);
        prop_assert_eq!(answer.ordered_quantity, orders.iter().map(|o| o.1).sum::<i64>());
        prop_assert_eq!(answer.average_on_hand, total as f64 / input.demand.len() as f64);
    }

    #[test]
    fn no_figure_breaks_a_trace(
        figures in proptest::collection::vec(
            prop_oneof![Just(i64::MAX), Just(i64::MIN), Just(0), Just(-1), Just(1), any::<i64>()], 4..8),
        cost in prop_oneof![Just(f64::NAN), Just(1e308), Just(-0.0), Just(f64::INFINITY), Just(1.0)],
        kind in 0_u8..3, lead_time in any::<u32>(), review_period in proptest::option::of(any::<u32>()), lost in any::<bool>(),
    ) {
        let (reorder_point, level) = (figures[0], figures[1]);
        let policy = match kind {
            0 => SimulatedPolicy::Rq { reorder_point, order_quantity: level, review_period },
            1 => SimulatedPolicy::Ss { reorder_point, order_up_to_level: level, review_period },
            _ => SimulatedPolicy::BaseStock { order_up_to_level: level, review_period },
        };
        let shortage = if lost { Shortage::LostSales } else { Shortage::Backorder };
        let input = SimulateTraceInput {
            lead_time, shortage, initial_on_hand: figures[2], fixed_cost: cost, holding_cost: cost,
            ..trace(policy, &figures[3..])
        };
        if let Ok(answer) = simulate_trace(&input) {
            prop_assert!(answer.total_cost.is_finite() && answer.average_on_hand.is_finite());
            prop_assert!((0.0..=1.0).contains(&answer.fill_rate));
        }
        let perishable = SimulatePerishableTraceInput {
            order_up_to_level: level, shelf_life: lead_time, lead_time: figures[0] as u32, issuing: Issuing::Lifo,
            demand: figures,
        };
        if let Ok(answer) = simulate_perishable_trace(&perishable) {
            prop_assert!(answer.average_on_hand.is_finite() && (0.0..=1.0).contains(&answer.fill_rate));
        }
    }
}

#[test]
fn several_lots_are_ordered_where_one_does_not_suffice() {
    let policy = SimulatedPolicy::Rq { reorder_point: 10, order_quantity: 4, review_period: None };
    // 0 + 4 + 4 = 8 is not above 10; 12 is.
    assert_eq!(simulate_trace(&trace(policy, &[0])).unwrap().rows.unwrap()[0].order_quantity, 12);
}

#[test]
fn an_order_beyond_the_last_period_needs_no_memory() {
    let policy = SimulatedPolicy::BaseStock { order_up_to_level: 3, review_period: None };
    let answer = simulate_trace(&SimulateTraceInput { lead_time: u32::MAX, ..trace(policy, &[1, 1]) }).unwrap();
    // 3 at first; then 3 - 1 is one below the level.
    assert_eq!((answer.rows.unwrap()[1].on_order, answer.fill_rate), (4, 0.0));
}

#[test]
fn refusals_of_traces_name_the_field() {
    let policy = SimulatedPolicy::BaseStock { order_up_to_level: 3, review_period: None };
    let path = |input: &SimulateTraceInput| {
        let error = simulate_trace(input).unwrap_err();
        (error.code(), error.path().unwrap().to_owned())
    };
    let invalid = |path: &str| (ErrorCode::InvalidArgument, path.to_owned());
    assert_eq!(path(&trace(policy, &[])), invalid("demand"));
    assert_eq!(path(&trace(policy, &[1, -1])), invalid("demand[1]"));
    assert_eq!(path(&SimulateTraceInput { initial_on_hand: -1, ..trace(policy, &[1]) }), invalid("initial_on_hand"));
    assert_eq!(path(&SimulateTraceInput { holding_cost: 0.0, ..trace(policy, &[1]) }), invalid("holding_cost"));
    assert_eq!(path(&SimulateTraceInput { fixed_cost: -1.0, ..trace(policy, &[1]) }), invalid("fixed_cost"));
    let never = SimulatedPolicy::BaseStock { order_up_to_level: 3, review_period: Some(0) };
    assert_eq!(path(&trace(never, &[1])), invalid("policy.review_period"));
    let none = SimulatedPolicy::Rq { reorder_point: 3, order_quantity: 0, review_period: None };
    assert_eq!(path(&trace(none, &[1])), invalid("policy.order_quantity"));
    let flat = SimulatedPolicy::Ss { reorder_point: 3, order_up_to_level: 3, review_period: None };
    assert_eq!(path(&trace(flat, &[1])), invalid("policy.order_up_to_level"));
    let deep = SimulateTraceInput { lead_time: 5, ..trace(policy, &[i64::MAX, i64::MAX]) };
    assert_eq!(path(&deep), (ErrorCode::Overflow, "demand[1]".to_owned()));
    let json = r#"{"policy": {"type": "ss", "reorder_point": 1, "order_up_to_level": 2, "order_quantity": 3}, "demand": [1],
        "initial_on_hand": 0, "fixed_cost": 0, "holding_cost": 1, "stockout_cost": 1}"#;
    assert!(serde_json::from_str::<SimulateTraceInput>(json).is_err());
    assert!(serde_json::from_str::<SimulateTraceInput>(&json.replace(r#", "order_quantity": 3"#, "")).is_ok());
}

fn monte_carlo(policy: SimulatedPolicy<f64>, distribution: DemandDistribution) -> SimulateMonteCarloInput {
    SimulateMonteCarloInput {
        policy,
        distribution,
        lead_time: 0,
        initial_on_hand: 0.0,
        fixed_cost: 0.0,
        holding_cost: 1.0,
        stockout_cost: 9.0,
        shortage: Shortage::Backorder,
        num_periods: 1200,
        warmup_periods: 200,
        replications: 60,
        seed: 5,
    }
}

fn base_stock(order_up_to_level: f64) -> SimulatedPolicy<f64> {
    SimulatedPolicy::BaseStock { order_up_to_level, review_period: None }
}

#[test]
fn base_stock_costs_what_the_newsvendor_says() {
    for (demand, level, lead_time) in [
        (DemandDistribution::poisson(10.0).unwrap(), 58.0, 4),
        (DemandDistribution::negative_binomial(2.0, 0.2).unwrap(), 40.0, 2),
        (DemandDistribution::gamma(3.0, 2.0).unwrap(), 25.5, 2),
        (DemandDistribution::normal(50.0, 8.0).unwrap(), 170.0, 2),
        (DemandDistribution::discrete(&[0.0, 1.0, 5.0], &[0.5, 0.3, 0.2]).unwrap(), 7.0, 3),
        (DemandDistribution::lognormal(2.0, 0.5).unwrap(), 13.0, 0),
        (DemandDistribution::uniform(2.0, 5.0).unwrap(), 4.5, 0),
        (DemandDistribution::exponential(0.25).unwrap(), 9.0, 0),
        (DemandDistribution::geometric(0.2).unwrap(), 11.0, 0),
    ] {
        let input = SimulateMonteCarloInput { lead_time, ..monte_carlo(base_stock(level), demand.clone()) };
        let answer = simulate_monte_carlo(&input).unwrap();
        let over = demand.convolve(lead_time + 1).unwrap();
        let cost = over.complementary_loss(level) + 9.0 * over.loss(level);
        let error = (answer.mean_cost_per_period - cost).abs();
        assert!(error < 2.0 * answer.half_width_95.unwrap(), "{demand:?}: {answer:?} instead of {cost}");
        assert!((answer.mean_on_hand - over.complementary_loss(level)).abs() < 0.02 * level, "{demand:?}");
    }
}

#[test]
fn lost_sales_without_lead_time_are_those_of_the_newsvendor() {
    let input = SimulateMonteCarloInput { shortage: Shortage::LostSales, ..monte_carlo(base_stock(7.0), poisson(6.0)) };
    let answer = simulate_monte_carlo(&input).unwrap();
    let demand = PoissonDemand::new(6.0).unwrap();
    assert!((answer.fill_rate - (1.0 - demand.loss(7.0) / 6.0)).abs() < 2e-3);
    assert_eq!(answer.mean_backorders, 0.0);
}

fn poisson(mean: f64) -> DemandDistribution {
    DemandDistribution::poisson(mean).unwrap()
}

#[test]
fn discrete_monte_carlo_is_the_mean_of_traces_when_demand_is_certain() {
    let policy = SimulatedPolicy::Ss { reorder_point: 4.0, order_up_to_level: 11.0, review_period: Some(2) };
    let certain = DemandDistribution::discrete(&[3.0], &[1.0]).unwrap();
    let input = SimulateMonteCarloInput {
        lead_time: 2,
        fixed_cost: 10.0,
        num_periods: 40,
        warmup_periods: 0,
        stockout_cost: 4.0,
        ..monte_carlo(policy, certain)
    };
    let answer = simulate_monte_carlo(&input).unwrap();
    let same = SimulatedPolicy::Ss { reorder_point: 4, order_up_to_level: 11, review_period: Some(2) };
    let one = simulate_trace(&SimulateTraceInput { lead_time: 2, ..trace(same, &[3; 40]) }).unwrap();
    assert_eq!(answer.mean_cost_per_period, one.total_cost / 40.0);
    assert_eq!((answer.fill_rate, answer.half_width_95), (one.fill_rate, Some(0.0)));
}

#[test]
fn seeds_and_replications_are_independent_and_repeatable() {
    let input = monte_carlo(base_stock(12.0), poisson(8.0));
    let answer = simulate_monte_carlo(&input).unwrap();
    assert_eq!(simulate_monte_carlo(&input).unwrap(), answer);
    let other = simulate_monte_carlo(&SimulateMonteCarloInput { seed: 6, ..input.clone() }).unwrap();
    assert_ne!(other.mean_cost_per_period, answer.mean_cost_per_period);
    let single = SimulateMonteCarloInput { replications: 1, ..input };
    assert_eq!(simulate_monte_carlo(&single).unwrap().half_width_95, None);
}

/// The figures of a run that every platform and every number of threads must give, bit for bit.
#[cfg(feature = "rayon")]
#[test]
fn threads_do_not_change_a_bit() {
    for demand in [poisson(8.0), DemandDistribution::gamma(2.0, 4.0).unwrap()] {
        let input = SimulateMonteCarloInput {
            replications: 5000,
            num_periods: 30,
            warmup_periods: 3,
            ..monte_carlo(base_stock(12.0), demand)
        };
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            serde_json::to_string(&pool.install(|| simulate_monte_carlo(&input)).unwrap()).unwrap()
        };
        assert_eq!(on(1), on(4));
        assert_eq!(on(1), on(3));
    }
}

#[test]
fn refusals_of_monte_carlo_name_the_field() {
    let code = |input: &SimulateMonteCarloInput| {
        let error = simulate_monte_carlo(input).unwrap_err();
        (error.code(), error.path().unwrap_or_default().to_owned())
    };
    let good = || monte_carlo(base_stock(12.0), poisson(8.0));
    let invalid = |path: &str| (ErrorCode::InvalidArgument, path.to_owned());
    assert_eq!(code(&monte_carlo(base_stock(12.5), poisson(8.0))), invalid("policy.order_up_to_level"));
    assert_eq!(code(&monte_carlo(base_stock(f64::NAN), poisson(8.0))), invalid("policy.order_up_to_level"));
    assert_eq!(code(&SimulateMonteCarloInput { initial_on_hand: 0.5, ..good() }), invalid("initial_on_hand"));
    assert_eq!(code(&SimulateMonteCarloInput { replications: 0, ..good() }), invalid("replications"));
    assert_eq!(code(&SimulateMonteCarloInput { warmup_periods: 1200, ..good() }), invalid("warmup_periods"));
    let returns = DemandDistribution::discrete(&[-1.0, 3.0], &[0.5, 0.5]).unwrap();
    assert_eq!(code(&monte_carlo(base_stock(12.0), returns)), invalid("distribution.values"));
    let unsupported = |path: &str| (ErrorCode::Unsupported, path.to_owned());
    let endless = SimulateMonteCarloInput { num_periods: u64::MAX, ..good() };
    assert_eq!(code(&endless), unsupported("replications"));
    assert_eq!(code(&SimulateMonteCarloInput { lead_time: u32::MAX, ..good() }), unsupported("lead_time"));
    let huge = DemandDistribution::lognormal(700.0, 30.0).unwrap();
    assert_eq!(code(&monte_carlo(base_stock(12.0), huge)).0, ErrorCode::Overflow);
}
