//! The (r,Q) policies against published optima, their optimality conditions, quadrature and brute force.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::float_cmp,
    clippy::panic,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "a test fails by panicking, on small figures"
)]

use mercato_core::Coded;
use mercato_inventory::{
    Demand, NormalDemand, PoissonDemand, RqApproximationInput, RqCostInput, RqMethod, RqOptimalInput,
    RqPoissonCostInput, RqPoissonOptimalInput, RqReorderPointInput, rq_approximation, rq_cost, rq_optimal,
    rq_poisson_cost, rq_poisson_optimal, rq_reorder_point_for_quantity,
};
use mercato_numeric::quadrature::integrate;
use proptest::prelude::*;

fn cost(problem: &RqOptimalInput, reorder_point: f64, order_quantity: f64) -> f64 {
    rq_cost(&RqCostInput {
        holding_cost: problem.holding_cost,
        stockout_cost: problem.stockout_cost,
        fixed_cost: problem.fixed_cost,
        demand_mean: problem.demand_mean,
        demand_sd: problem.demand_sd,
        lead_time: problem.lead_time,
        reorder_point,
        order_quantity,
    })
    .unwrap()
    .cost
}

/// `G(y)`.
fn position(problem: &RqOptimalInput, y: f64) -> f64 {
    let mean = problem.demand_mean * problem.lead_time;
    let demand = NormalDemand::new(mean, problem.demand_sd * problem.lead_time.sqrt()).unwrap();
    problem.holding_cost * demand.complementary_loss(y) + problem.stockout_cost * demand.loss(y)
}

const SNYDER_SHEN: RqOptimalInput = RqOptimalInput {
    holding_cost: 0.225,
    stockout_cost: 7.5,
    fixed_cost: 8.0,
    demand_mean: 1300.0,
    demand_sd: 150.0,
    lead_time: 1.0 / 12.0,
};

fn approximated(method: RqMethod) -> RqApproximationInput {
    let RqOptimalInput { holding_cost, stockout_cost, fixed_cost, demand_mean, demand_sd, lead_time } = SNYDER_SHEN;
    RqApproximationInput { method, holding_cost, stockout_cost, fixed_cost, demand_mean, demand_sd, lead_time }
}

#[test]
fn snyder_shen_example_5_1() {
    let best = rq_optimal(&SNYDER_SHEN).unwrap();
    assert!((best.reorder_point - 126.8).abs() < 0.1 && (best.order_quantity - 328.5).abs() < 0.1, "{best:?}");
}

#[test]
fn the_closed_form_is_the_integral() {
    for (r, q) in [(126.8, 328.5), (-50.0, 10.0), (90.0, 0.5), (200.0, 900.0)] {
        let integral = integrate(|y| [position(&SNYDER_SHEN, y)], &[r, r + q], 1e-13).unwrap();
        let expected = (8.0 * 1300.0 + integral.values[0]) / q;
        assert!((cost(&SNYDER_SHEN, r, q) / expected - 1.0).abs() < 1e-11);
    }
}

#[test]
fn certain_demand_is_the_eoq_with_backorders() {
    let problem = RqOptimalInput { demand_sd: 0.0, ..SNYDER_SHEN };
    let best = rq_optimal(&problem).unwrap();
    let q = (2.0 * 8.0 * 1300.0 * 7.725 / (0.225 * 7.5_f64)).sqrt();
    assert!((best.order_quantity / q - 1.0).abs() < 1e-14);
    assert!((best.cost / (2.0 * 8.0 * 1300.0 * 0.225 * 7.5 / 7.725_f64).sqrt() - 1.0).abs() < 1e-12);
    assert!((best.reorder_point - (1300.0 / 12.0 - q * 0.225 / 7.725)).abs() < 1e-10);
    // A spread that vanishes tends to it.
    let near = rq_optimal(&RqOptimalInput { demand_sd: 1e-6, ..SNYDER_SHEN }).unwrap();
    assert!((near.order_quantity / q - 1.0).abs() < 1e-9 && (near.cost / best.cost - 1.0).abs() < 1e-9);
}

#[test]
fn free_orders_leave_the_newsvendor() {
    let best = rq_optimal(&RqOptimalInput { fixed_cost: 0.0, ..SNYDER_SHEN }).unwrap();
    assert_eq!(best.order_quantity, 0.0);
    assert!((best.cost - position(&SNYDER_SHEN, best.reorder_point)).abs() < 1e-12);
    // A vanishing cost of orders tends to it, and the lot to the cube root of its share.
    let near = |fixed_cost| rq_optimal(&RqOptimalInput { fixed_cost, ..SNYDER_SHEN }).unwrap();
    assert!((near(1e-9).cost / best.cost - 1.0).abs() < 1e-4);
    for k in [1e-13, 1e-10, 1e-7] {
        assert!((near(8.0 * k).order_quantity / near(k).order_quantity - 2.0).abs() < 1e-3, "{k}");
    }
}

#[test]
fn the_first_to_hold_more_than_it_sells_is_refused() {
    let mut input = approximated(RqMethod::Eil);
    (input.holding_cost, input.stockout_cost, input.fixed_cost) = (5.0, 1.0, 1000.0);
    (input.demand_mean, input.demand_sd, input.lead_time) = (10.0, 2.0, 0.1);
    assert_eq!(rq_approximation(&input).unwrap_err().code().to_string(), "infeasible");
    assert_eq!(rq_optimal(&RqOptimalInput { lead_time: -1.0, ..SNYDER_SHEN }).unwrap_err().path(), Some("lead_time"));
    let huge = RqOptimalInput { demand_mean: 1e308, fixed_cost: 1e308, ..SNYDER_SHEN };
    assert_eq!(rq_optimal(&huge).unwrap_err().code().to_string(), "overflow");
}

proptest! {
    #[test]
    fn the_optimum_meets_its_conditions(
        h in 0.01..20.0, ratio in 0.05..300.0, k in 0.0001..1000.0, mean in 0.5..500.0, cv in 0.01..3.0, lead_time in 0.05..12.0,
        shift in -0.5..0.5_f64, stretch in 0.5..2.0_f64, scale in 0.001..1000.0,
    ) {
        let problem = RqOptimalInput {
            holding_cost: h, stockout_cost: h * ratio, fixed_cost: k, demand_mean: mean, demand_sd: cv * mean, lead_time,
        };
        let best = rq_optimal(&problem).unwrap();
        let (r, q) = (best.reorder_point, best.order_quantity);
        prop_assert!((position(&problem, r) / best.cost - 1.0).abs() < 1e-8);
        prop_assert!((position(&problem, r + q) / best.cost - 1.0).abs() < 1e-8);
        let other = cost(&problem, r + shift * q, q * stretch);
        prop_assert!(best.cost <= other * (1.0 + 1e-12));
        let scaled = rq_optimal(&RqOptimalInput {
            holding_cost: h * scale, stockout_cost: h * ratio * scale, fixed_cost: k * scale, ..problem
        }).unwrap();
        prop_assert!((scaled.order_quantity / q - 1.0).abs() < 1e-9);
        prop_assert!((scaled.reorder_point - r).abs() < 1e-9 * (r.abs() + q));
        let again = rq_reorder_point_for_quantity(&RqReorderPointInput {
            holding_cost: h, stockout_cost: h * ratio, demand_mean: mean, demand_sd: cv * mean, lead_time, order_quantity: q,
        }).unwrap().reorder_point;
        prop_assert!((again - r).abs() < 1e-8 * (r.abs() + q), "{} {}", again, r);
        for method in [RqMethod::Eil, RqMethod::Eoqb, RqMethod::Eoqss, RqMethod::LossFunction] {
            let input = RqApproximationInput {
                method, holding_cost: h, stockout_cost: h * ratio, fixed_cost: k, demand_mean: mean, demand_sd: cv * mean,
                lead_time,
            };
            match rq_approximation(&input) {
                Ok(near) => {
                    prop_assert!(best.cost <= near.cost * (1.0 + 1e-12));
                    if method == RqMethod::Eoqb {
                        prop_assert!(near.cost <= 1.125 * best.cost, "Zheng's bound");
                    }
                }
                Err(error) => prop_assert!(method == RqMethod::Eil && error.code().to_string() == "infeasible", "{:?} {}", method, error),
            }
        }
    }

    #[test]
    fn poisson_is_the_cheapest_of_all_pairs(h in 0.1..5.0, ratio in 0.3..40.0, k in 0.0..60.0, rate in 0.0..8.0, lead_time in 0.0..4.0) {
        let p = h * ratio;
        let input = RqPoissonOptimalInput { holding_cost: h, stockout_cost: p, fixed_cost: k, demand_rate: rate, lead_time };
        let best = rq_poisson_optimal(&input).unwrap();
        let demand = PoissonDemand::new(rate * lead_time).unwrap();
        let costs: Vec<f64> = (-60_i32..140).map(|y| {
            let y = f64::from(y);
            h * demand.complementary_loss(y) + p * demand.loss(y)
        }).collect();
        let mut least = f64::INFINITY;
        for (start, r) in (-61_i64..).take(costs.len()).enumerate() {
            let mut sum = k * rate;
            for (q, cost) in (1_i64..).zip(&costs[start..]) {
                sum += cost;
                let average = sum / q as f64;
                least = least.min(average);
                // The position before the first of the lot is its reorder point.
                if best.reorder_point == r && best.order_quantity == q {
                    prop_assert!((average / best.cost - 1.0).abs() < 1e-11);
                }
            }
        }
        prop_assert!((best.cost / least - 1.0).abs() < 1e-11, "{} {}", best.cost, least);
        let again = rq_poisson_cost(&RqPoissonCostInput {
            holding_cost: h, stockout_cost: p, fixed_cost: k, demand_rate: rate, lead_time,
            reorder_point: best.reorder_point, order_quantity: best.order_quantity,
        }).unwrap();
        prop_assert!((again.cost / best.cost - 1.0).abs() < 1e-12);
    }
}
