//! Safety stock and service against published figures, their inverse, and the case of a small lot.
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
    Demand, DemandDistribution, FillRateFormula, LeadTimeDemandInput, ReorderPointInput, ReorderService,
    SafetyStockInput, Service, ServiceLevelInput, Shortage, lead_time_demand, reorder_point, safety_stock,
    service_level,
};
use proptest::prelude::*;

fn asked(service: Service) -> SafetyStockInput {
    SafetyStockInput {
        demand_mean: 100.0,
        demand_sd: 20.0,
        lead_time: 4.0,
        service,
        lead_time_sd: None,
        review_period: None,
        order_quantity: Some(300.0),
        demand_rate: Some(1200.0),
        holding_cost: Some(0.5),
    }
}

fn fill(target: f64, formula: FillRateFormula, shortage: Shortage) -> Service {
    Service::FillRate { target, formula, shortage }
}

/// `inventorize` 1.2.6 takes `^2` for a power in Python, where it is an exclusive or.
#[test]
fn a_power_is_no_exclusive_or() {
    let input = LeadTimeDemandInput {
        demand_mean: 50.0,
        demand_sd: 5.0,
        lead_time: 6.0,
        lead_time_sd: Some(2.0),
        review_period: None,
    };
    assert_eq!(lead_time_demand(&input).unwrap().sd, 10150_f64.sqrt());
}

#[test]
fn silver_pyke_thomas_cost_per_unit_short() {
    // 1 - Φ(k) = Qh/(D·B): 300 · 0.5 / (1200 · 2.5) = 0.05.
    let answer = safety_stock(&asked(Service::CostPerUnitShort { cost: 2.5 })).unwrap();
    assert!((answer.safety_factor.unwrap() - 1.644_853_626_951_472_7).abs() < 1e-12);
    let error = safety_stock(&asked(Service::CostPerUnitShort { cost: 0.125 })).unwrap_err();
    assert_eq!(error.code().to_string(), "infeasible");
}

#[test]
fn cost_per_stockout_event_balances_at_the_margin() {
    // The derivative of h k s + B D/Q (1-Φ(k)) in k is 0: h s = B D/Q φ(k).
    let answer = safety_stock(&asked(Service::CostPerStockoutEvent { cost: 60.0 })).unwrap();
    let k = answer.safety_factor.unwrap();
    let density = libm::exp(-0.5 * k * k) / (2.0 * std::f64::consts::PI).sqrt();
    assert!((0.5 * 40.0 - 60.0 * 1200.0 / 300.0 * density).abs() < 1e-10, "{k}");
    let error = safety_stock(&asked(Service::CostPerStockoutEvent { cost: 1.0 })).unwrap_err();
    assert_eq!(error.code().to_string(), "infeasible");
}

#[test]
fn certain_demand_needs_no_safety_stock() {
    let mut input = asked(Service::CycleServiceLevel { target: 0.99 });
    input.demand_sd = 0.0;
    let answer = safety_stock(&input).unwrap();
    assert_eq!((answer.safety_factor, answer.safety_stock, answer.reorder_point), (None, 0.0, 400.0));
    assert_eq!((answer.cycle_service_level, answer.fill_rate), (1.0, Some(1.0)));
}

#[test]
fn what_a_service_needs() {
    let mut input = asked(fill(0.98, FillRateFormula::Exact, Shortage::Backorder));
    input.order_quantity = None;
    let error = safety_stock(&input).unwrap_err();
    assert_eq!(error.path(), Some("order_quantity"));
    input.review_period = Some(3.0);
    let answer = safety_stock(&input).unwrap();
    assert!((answer.fill_rate.unwrap() - 0.98).abs() < 1e-12);
    let mut input = asked(Service::CostPerUnitShort { cost: 2.5 });
    input.demand_rate = None;
    assert_eq!(safety_stock(&input).unwrap_err().to_string(), "demand_rate: nothing is needed for this service");
    input = asked(Service::CycleServiceLevel { target: 1.0 });
    assert_eq!(safety_stock(&input).unwrap_err().path(), Some("service.target"));
    input.lead_time = f64::INFINITY;
    assert_eq!(safety_stock(&input).unwrap_err().path(), Some("lead_time"));
}

#[test]
fn a_tiny_lot_sees_the_tail_itself() {
    // As Q → 0 the fill rate tends to Φ(k + q/2); with Q/s = 1e-9 the losses differ in the last digits only.
    let mut input = asked(fill(0.95, FillRateFormula::Exact, Shortage::Backorder));
    input.order_quantity = Some(4e-8);
    let answer = safety_stock(&input).unwrap();
    assert!((answer.safety_factor.unwrap() - 1.644_853_626_951_472_7).abs() < 1e-8, "{answer:?}");
    assert!((answer.fill_rate.unwrap() - 0.95).abs() < 1e-12);
}

proptest! {
    #[test]
    fn the_service_asked_for_is_the_service_given(target in 0.01..0.9999, q in 0.001..5000.0, sd in 0.1..80.0) {
        let mut input = asked(fill(target, FillRateFormula::Exact, Shortage::Backorder));
        (input.order_quantity, input.demand_sd) = (Some(q), sd);
        let exact = safety_stock(&input).unwrap();
        prop_assert!((exact.fill_rate.unwrap() - target).abs() < 1e-11, "{:?}", exact);
        // What is short at the start of a cycle is counted once only: less stock does.
        input.service = fill(target, FillRateFormula::Approximate, Shortage::Backorder);
        let approximate = safety_stock(&input).unwrap();
        prop_assert!(approximate.safety_stock >= exact.safety_stock - 1e-9);
        prop_assert!((approximate.units_short_per_cycle / q - (1.0 - target)).abs() < 1e-11);
        input.service = fill(target, FillRateFormula::Exact, Shortage::LostSales);
        let lost = safety_stock(&input).unwrap();
        let short = lost.units_short_per_cycle;
        prop_assert!((short / (q + short) - (1.0 - target)).abs() < 1e-11);
        // The general formulas agree with those of the normal distribution.
        let general = service_level(&ServiceLevelInput {
            lead_time_demand: DemandDistribution::normal(400.0, exact.lead_time_demand_sd).unwrap(),
            reorder_point: exact.reorder_point, order_quantity: q, demand_mean_per_period: None,
        }).unwrap();
        prop_assert!((general.fill_rate - target).abs() < 1e-9 * (1.0 + sd / q), "{}", general.fill_rate);
        prop_assert!((general.cycle_service_level - exact.cycle_service_level).abs() < 1e-9);
    }

    #[test]
    fn more_service_and_more_uncertainty_need_more_stock(target in 0.51..0.99, lead_time in 0.1..20.0, spread in 0.0..3.0) {
        let stock = |target, lead_time, spread| {
            let mut input = asked(Service::CycleServiceLevel { target });
            (input.lead_time, input.lead_time_sd) = (lead_time, Some(spread));
            safety_stock(&input).unwrap().safety_stock
        };
        let base = stock(target, lead_time, spread);
        prop_assert!(stock(target + 0.005, lead_time, spread) > base);
        prop_assert!(stock(target, lead_time + 0.5, spread) > base);
        prop_assert!(stock(target, lead_time, spread + 0.5) > base);
    }

    #[test]
    fn one_unit_less_misses_the_target(mean in 0.1..150.0, p in 0.1..1.0, target in 0.05..0.9995, q in 1_u32..80, rate in any::<bool>()) {
        let demand = DemandDistribution::negative_binomial(mean * p / (1.001 - p), p).unwrap();
        let service = if rate { ReorderService::FillRate { target } } else { ReorderService::CycleServiceLevel { target } };
        let q = f64::from(q);
        let answer = reorder_point(&ReorderPointInput { lead_time_demand: demand.clone(), service, order_quantity: q }).unwrap();
        let given = |r: f64| {
            let level = service_level(&ServiceLevelInput {
                lead_time_demand: demand.clone(), reorder_point: r, order_quantity: q, demand_mean_per_period: Some(2.0),
            }).unwrap();
            if rate { level.fill_rate } else { level.cycle_service_level }
        };
        prop_assert!(given(answer.reorder_point) >= target - 1e-11);
        prop_assert!(answer.reorder_point >= -q);
        if answer.reorder_point > -q {
            prop_assert!(given(answer.reorder_point - 1.0) < target);
        }
    }

    #[test]
    fn continuous_demand_meets_the_target(shape in 0.2..40.0, scale in 0.1..20.0, target in 0.05..0.9999, q in 0.5..300.0) {
        let demand = DemandDistribution::gamma(shape, scale).unwrap();
        let service = ReorderService::FillRate { target };
        let answer = reorder_point(&ReorderPointInput { lead_time_demand: demand, service, order_quantity: q }).unwrap();
        prop_assert!((answer.fill_rate - target).abs() < 1e-9, "{:?}", answer);
    }

    #[test]
    fn backorders_and_stock_are_sums_over_the_cycle(mean in 0.1..60.0, r in -5_i32..80, q in 1_u32..40) {
        // The position is uniform on r+1..=r+Q.
        let demand = DemandDistribution::poisson(mean).unwrap();
        let (r, q) = (f64::from(r), f64::from(q));
        let level = service_level(&ServiceLevelInput {
            lead_time_demand: demand.clone(), reorder_point: r, order_quantity: q, demand_mean_per_period: Some(mean),
        }).unwrap();
        let (mut backorders, mut on_hand, mut filled) = (0.0, 0.0, 0.0);
        let mut y = r + 1.0;
        while y <= r + q {
            backorders += demand.loss(y) / q;
            on_hand += demand.complementary_loss(y) / q;
            filled += demand.cdf(y - 1.0) / q;
            y += 1.0;
        }
        prop_assert!((level.expected_backorders - backorders).abs() < 1e-10 * (1.0 + backorders));
        prop_assert!((level.expected_on_hand - on_hand).abs() < 1e-10 * (1.0 + on_hand));
        prop_assert!((level.fill_rate - filled).abs() < 1e-11);
        prop_assert!((level.gamma_service_level.unwrap() - (1.0 - backorders / mean)).abs() < 1e-9);
    }
}
