//! Uncertain supply against published instances, sums of the definition, and other lots.
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
    DemandDistribution, EoqWithDisruptionsInput, EoqWithYieldInput, NewsvendorWithDisruptionsInput,
    NewsvendorWithYieldInput, YieldType, eoq_with_disruptions, eoq_with_yield, newsvendor_with_disruptions,
    newsvendor_with_yield,
};
use proptest::prelude::*;

const SNYDER_SHEN: EoqWithDisruptionsInput = EoqWithDisruptionsInput {
    fixed_cost: 8.0,
    holding_cost: 0.225,
    stockout_cost: 5.0,
    demand_rate: 1300.0,
    disruption_rate: 1.5,
    recovery_rate: 14.0,
    approximate: None,
    order_quantity: None,
};

#[test]
fn snyder_shen_examples_9_1_and_9_2() {
    let best = eoq_with_disruptions(&SNYDER_SHEN).unwrap();
    assert!((best.order_quantity - 772.811_1).abs() < 1e-3 && (best.cost - 173.950_0).abs() < 1e-4, "{best:?}");
    let near = eoq_with_disruptions(&EoqWithDisruptionsInput { approximate: Some(true), ..SNYDER_SHEN }).unwrap();
    assert!((near.order_quantity - 773.143_2).abs() < 1e-3 && (near.cost - 173.957_2).abs() < 1e-4, "{near:?}");
}

#[test]
fn a_supplier_who_never_fails_leaves_the_eoq() {
    let best = eoq_with_disruptions(&EoqWithDisruptionsInput { disruption_rate: 0.0, ..SNYDER_SHEN }).unwrap();
    assert!((best.order_quantity / (2.0 * 8.0 * 1300.0 / 0.225_f64).sqrt() - 1.0).abs() < 1e-12);
    assert!((best.cost / (2.0 * 8.0 * 1300.0 * 0.225_f64).sqrt() - 1.0).abs() < 1e-12);
    let error = eoq_with_disruptions(&EoqWithDisruptionsInput { recovery_rate: 0.0, ..SNYDER_SHEN }).unwrap_err();
    assert_eq!(error.path(), Some("recovery_rate"));
}

#[test]
fn a_yield_above_the_best_receipt_is_infeasible() {
    let input = EoqWithYieldInput {
        yield_type: YieldType::Additive,
        fixed_cost: 50.0,
        holding_cost: 1.0,
        demand_rate: 100.0,
        yield_mean: 101.0,
        yield_sd: 0.0,
        order_quantity: None,
    };
    assert_eq!(eoq_with_yield(&input).unwrap_err().code().to_string(), "infeasible");
    let short = EoqWithYieldInput { yield_mean: -20.0, order_quantity: Some(20.0), ..input };
    assert_eq!(eoq_with_yield(&short).unwrap_err().path(), Some("order_quantity"));
    // Twenty fewer arrive: twenty more are ordered, at the cost of the EOQ.
    let best = eoq_with_yield(&EoqWithYieldInput { yield_mean: -20.0, ..input }).unwrap();
    assert_eq!((best.order_quantity, best.cost), (120.0, 100.0));
}

proptest! {
    #[test]
    fn no_other_lot_is_cheaper(
        k in 0.01..100.0, h in 0.05..5.0, p in 0.1..50.0, d in 1.0..2000.0, failing in 0.0..6.0, recovering in 0.5..40.0,
        factor in 0.2..5.0,
    ) {
        let input = EoqWithDisruptionsInput {
            fixed_cost: k, holding_cost: h, stockout_cost: p, demand_rate: d, disruption_rate: failing,
            recovery_rate: recovering, approximate: None, order_quantity: None,
        };
        let best = eoq_with_disruptions(&input).unwrap();
        prop_assert!(best.order_quantity > 0.0);
        let other = eoq_with_disruptions(&EoqWithDisruptionsInput {
            order_quantity: Some(best.order_quantity * factor), ..input
        }).unwrap();
        prop_assert!(best.cost <= other.cost * (1.0 + 1e-12));
        // With ψ at its limit, the formula's cost hQ is what its lot costs.
        let near = eoq_with_disruptions(&EoqWithDisruptionsInput { approximate: Some(true), ..input }).unwrap();
        let again = eoq_with_disruptions(&EoqWithDisruptionsInput {
            approximate: Some(true), order_quantity: Some(near.order_quantity), ..input
        }).unwrap();
        prop_assert!((again.cost / near.cost - 1.0).abs() < 1e-10);
    }

    #[test]
    fn the_level_against_failures_is_the_sum_of_the_definition(
        h in 0.1..5.0, p in 0.1..60.0, d in 0.5..50.0, alpha in 0.0..1.0, beta in 0.05..=1.0,
    ) {
        let answer = newsvendor_with_disruptions(&NewsvendorWithDisruptionsInput {
            holding_cost: h, stockout_cost: p, demand: d, disruption_prob: alpha, recovery_prob: beta,
        }).unwrap();
        let cost = |level: f64| {
            let (mut sum, mut mass) = (0.0, beta / (alpha + beta));
            let mut n = 0.0;
            while n < 2000.0 {
                let over = level - (n + 1.0) * d;
                sum += mass * if over > 0.0 { h * over } else { -p * over };
                mass = if n > 0.0 { mass * (1.0 - beta) } else { alpha * beta / (alpha + beta) };
                n += 1.0;
            }
            sum
        };
        let best = answer.base_stock_level;
        prop_assert!((answer.cost - cost(best)).abs() < 1e-9 * (1.0 + cost(best)), "{} {}", answer.cost, cost(best));
        prop_assert!(answer.cost <= cost(best + d) * (1.0 + 1e-12) + 1e-12);
        if best > d {
            prop_assert!(answer.cost <= cost(best - d) * (1.0 + 1e-12) + 1e-12);
        }
    }

    #[test]
    fn no_other_order_is_cheaper_under_a_random_yield(
        k in 0.1..100.0, h in 0.1..5.0, d in 1.0..900.0, mean in 0.2..1.5, sd in 0.0..0.6, factor in 0.3..3.0_f64, additive in any::<bool>(),
    ) {
        let yield_type = if additive { YieldType::Additive } else { YieldType::Multiplicative };
        let yield_mean = if additive { -10.0 * mean } else { mean };
        let input = EoqWithYieldInput { yield_type, fixed_cost: k, holding_cost: h, demand_rate: d, yield_mean, yield_sd: sd, order_quantity: None };
        let best = eoq_with_yield(&input).unwrap();
        let quantity: f64 = (best.order_quantity * factor).max(-yield_mean + 0.01);
        let other = eoq_with_yield(&EoqWithYieldInput { order_quantity: Some(quantity), ..input }).unwrap();
        prop_assert!(best.cost <= other.cost * (1.0 + 1e-12));
    }

    #[test]
    fn no_other_level_is_cheaper_under_a_random_yield(h in 0.1..5.0, p in 0.1..50.0, mean in -30.0..5.0, sd in 0.1..9.0, away in -20.0..20.0) {
        let input = NewsvendorWithYieldInput {
            holding_cost: h, stockout_cost: p, demand: 100.0,
            yield_distribution: DemandDistribution::normal(mean, sd).unwrap(), base_stock_level: None,
        };
        let best = newsvendor_with_yield(&input).unwrap();
        let level = best.base_stock_level + away;
        let other = newsvendor_with_yield(&NewsvendorWithYieldInput { base_stock_level: Some(level), ..input }).unwrap();
        prop_assert!(best.cost <= other.cost * (1.0 + 1e-12));
    }
}
