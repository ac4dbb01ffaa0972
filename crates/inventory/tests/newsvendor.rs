//! The newsvendor against published instances, its own minimum, and the optimality conditions under a capacity.
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
    Demand, DemandDistribution, Newsvendor, NewsvendorExplicitInput, NewsvendorInput, NewsvendorItem,
    NewsvendorMultiInput, newsvendor, newsvendor_explicit, newsvendor_multi,
};
use proptest::prelude::*;

fn close(actual: f64, expected: f64, tolerance: f64) -> bool {
    (actual - expected).abs() <= tolerance * expected.abs()
}

fn input(holding_cost: f64, stockout_cost: f64, distribution: DemandDistribution) -> NewsvendorInput {
    NewsvendorInput { holding_cost, stockout_cost, distribution, lead_time: None, base_stock_level: None }
}

#[test]
fn snyder_shen_example_4_3() {
    let answer = newsvendor(&input(0.18, 0.70, DemandDistribution::normal(50.0, 8.0).unwrap())).unwrap();
    assert!(close(answer.base_stock_level, 56.60, 1e-4), "{answer:?}");
    assert!(close(answer.cost, 1.997, 1e-3), "{answer:?}");
}

#[test]
fn discrete_demand_meets_the_ratio_exactly() {
    // Demand 1..=5 with ratio 0.8 = 0.1 + 0.2 + 0.3 + 0.2, whose sum in doubles falls short of 0.8.
    let demand = DemandDistribution::discrete(&[1., 2., 3., 4., 5.], &[0.1, 0.2, 0.3, 0.2, 0.2]).unwrap();
    assert_eq!(newsvendor(&input(1.0, 4.0, demand)).unwrap().base_stock_level, 4.0);
}

#[test]
fn a_ratio_next_to_one_keeps_its_tail() {
    // p/(p+h) rounds to 1; the level is the upper quantile of 1e-20.
    let answer = newsvendor(&input(1.0, 1e20, DemandDistribution::normal(0.0, 1.0).unwrap())).unwrap();
    assert!(close(answer.base_stock_level, 9.262_340_089_798_408, 1e-13), "{answer:?}");
    let answer = newsvendor(&input(1e20, 1.0, DemandDistribution::normal(0.0, 1.0).unwrap())).unwrap();
    assert!(close(answer.base_stock_level, -9.262_340_089_798_408, 1e-13), "{answer:?}");
}

#[test]
fn what_is_refused() {
    let demand = DemandDistribution::lognormal(1.0, 1.0).unwrap();
    let mut asked = input(1.0, 1.0, demand);
    asked.lead_time = Some(2);
    assert_eq!(newsvendor(&asked).unwrap_err().code().to_string(), "unsupported");
    asked.lead_time = Some(u32::MAX);
    assert_eq!(newsvendor(&asked).unwrap_err().code().to_string(), "overflow");
    asked.holding_cost = f64::NAN;
    assert_eq!(newsvendor(&asked).unwrap_err().to_string(), "holding_cost: NaN must be finite");
    let items = vec![NewsvendorItem {
        id: "a".into(),
        holding_cost: 1.0,
        stockout_cost: 0.0,
        mean: 1.0,
        ..NewsvendorItem::default()
    }];
    let error = newsvendor_multi(&NewsvendorMultiInput { items, capacity: 1.0 }).unwrap_err();
    assert_eq!(error.to_string(), "items[0].stockout_cost: 0 must be above 0");
    let error = newsvendor_multi(&NewsvendorMultiInput { items: vec![], capacity: 1.0 }).unwrap_err();
    assert_eq!(error.code().to_string(), "invalid_argument");
    let items =
        vec![NewsvendorItem { id: "a".into(), holding_cost: 1.0, stockout_cost: 1.0, ..NewsvendorItem::default() }];
    let error = newsvendor_multi(&NewsvendorMultiInput { items, capacity: 0.0 }).unwrap_err();
    assert_eq!(error.code().to_string(), "infeasible");
}

fn any_demand() -> impl Strategy<Value = DemandDistribution> {
    prop_oneof![
        (1.0..200.0, 0.1..60.0).prop_map(|(m, s)| DemandDistribution::normal(m, s).unwrap()),
        (-1.0..4.0, 0.05..1.2).prop_map(|(m, s)| DemandDistribution::lognormal(m, s).unwrap()),
        (0.2..30.0, 0.1..20.0).prop_map(|(k, t)| DemandDistribution::gamma(k, t).unwrap()),
        (0.5..200.0).prop_map(|m| DemandDistribution::poisson(m).unwrap()),
        (0.5..40.0, 0.05..0.95).prop_map(|(r, p)| DemandDistribution::negative_binomial(r, p).unwrap()),
        (0.02..0.95).prop_map(|p| DemandDistribution::geometric(p).unwrap()),
    ]
}

proptest! {
    #[test]
    fn no_other_level_is_cheaper(demand in any_demand(), h in 0.1..20.0, ratio in 0.05..200.0, away in 0.01..3.0_f64) {
        let p = h * ratio;
        let best = newsvendor(&input(h, p, demand.clone())).unwrap();
        let step: f64 = away * demand.variance().sqrt();
        let step = if demand.is_discrete() { step.ceil() } else { step };
        for level in [best.base_stock_level - step, best.base_stock_level + step] {
            let other = newsvendor(&NewsvendorInput { base_stock_level: Some(level), ..input(h, p, demand.clone()) }).unwrap();
            prop_assert!(best.cost <= other.cost * (1.0 + 1e-12), "{} at {}", other.cost, level);
        }
        // A dearer shortage never lowers the level, a dearer left-over never raises it.
        prop_assert!(newsvendor(&input(h, 2.0 * p, demand.clone())).unwrap().base_stock_level >= best.base_stock_level);
        prop_assert!(newsvendor(&input(2.0 * h, p, demand)).unwrap().base_stock_level <= best.base_stock_level);
    }

    #[test]
    fn profit_is_the_sure_profit_less_the_cost_of_uncertainty(
        demand in any_demand(), c in 1.0..10.0, margin in 0.1..20.0, loss in 0.1..5.0, q in 1.0..90.0,
    ) {
        let (r, v) = (c + margin, c - loss);
        let quantity = if demand.is_discrete() { f64::ceil(q) } else { q };
        let answer = newsvendor_explicit(&NewsvendorExplicitInput {
            revenue: r, purchase_cost: c, salvage_value: v, distribution: demand.clone(), holding_cost: None,
            stockout_cost: None, lead_time: None, order_quantity: Some(quantity),
        }).unwrap();
        // profit = (r-c)μ - [(c-v) n̄ + (r-c) n]
        let cost = Newsvendor::new(c - v, r - c, demand.clone()).unwrap().cost_at(quantity);
        let sure = (r - c) * demand.mean();
        prop_assert!((answer.profit - (sure - cost)).abs() < 1e-10 * (sure + cost));
        prop_assert!((answer.expected_sales + answer.expected_leftover - quantity).abs() < 1e-10 * (quantity + demand.mean()));
    }

    #[test]
    fn a_capacity_is_used_up_and_prices_every_item(
        parts in prop::collection::vec((0.1..5.0, 0.5..30.0, 1.0..200.0, 0.0..0.5, 0.2..4.0), 1..8), share in 0.02..1.3_f64,
    ) {
        let items: Vec<NewsvendorItem> = parts.iter().enumerate().map(|(i, &(h, p, mean, cv, a))| NewsvendorItem {
            id: i.to_string(), holding_cost: h, stockout_cost: p, mean, sd: cv * mean, resource_per_unit: a,
        }).collect();
        let free = newsvendor_multi(&NewsvendorMultiInput { items: items.clone(), capacity: 1e9 }).unwrap();
        prop_assert!(!free.binding && free.multiplier == 0.0);
        let capacity = share * free.resource_used;
        let tight = newsvendor_multi(&NewsvendorMultiInput { items: items.clone(), capacity }).unwrap();
        prop_assert_eq!(tight.binding, capacity < free.resource_used);
        prop_assert!(tight.cost >= free.cost * (1.0 - 1e-12));
        if tight.binding {
            prop_assert!(close(tight.resource_used, capacity, 1e-9), "{} of {}", tight.resource_used, capacity);
            let less = newsvendor_multi(&NewsvendorMultiInput { items: items.clone(), capacity: 0.9 * capacity }).unwrap();
            prop_assert!(less.multiplier >= tight.multiplier);
            for (item, level) in items.iter().zip(&tight.base_stock_levels) {
                // What a unit more saves is the multiplier's worth of its resource, or less at 0.
                let demand = DemandDistribution::normal(item.mean, item.sd).unwrap();
                let saving = item.stockout_cost * demand.sf(*level) - item.holding_cost * demand.cdf(*level);
                let price = tight.multiplier * item.resource_per_unit;
                let tolerance = 1e-6 * (item.stockout_cost + item.holding_cost);
                if item.sd > 0.02 * item.mean && *level > 0.0 {
                    prop_assert!((saving - price).abs() < tolerance, "{} {}", saving, price);
                } else if *level <= 0.0 {
                    prop_assert!(saving < price + tolerance);
                }
            }
        }
    }

    #[test]
    fn certain_demand_shares_a_capacity(means in prop::collection::vec(1.0..100.0_f64, 2..6), share in 0.1..0.95) {
        // Without spread every level falls from the mean to 0 at one price; the capacity is used up all the same.
        let items: Vec<NewsvendorItem> = means.iter().map(|&mean| NewsvendorItem {
            id: "x".into(), holding_cost: 1.0, stockout_cost: 4.0, mean, sd: 1e-9 * mean, resource_per_unit: 1.0,
        }).collect();
        let capacity = share * means.iter().sum::<f64>();
        let answer = newsvendor_multi(&NewsvendorMultiInput { items, capacity }).unwrap();
        prop_assert!(close(answer.resource_used, capacity, 1e-9));
    }
}
