//! The finite horizon against plain recursion over a wide grid, published policies, and its own infinite horizon.
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
    DemandDistribution, FiniteHorizonInput, HorizonPeriod, SsOptimalInput, finite_horizon, ss_optimal,
};
use proptest::prelude::*;

fn period(h: f64, p: f64, c: f64, k: f64, distribution: DemandDistribution) -> HorizonPeriod {
    HorizonPeriod {
        holding_cost: h,
        stockout_cost: p,
        distribution,
        purchase_cost: Some(c),
        fixed_cost: Some(k),
        discount_factor: None,
    }
}

fn horizon(periods: Vec<HorizonPeriod>, initial_inventory: i64) -> FiniteHorizonInput {
    FiniteHorizonInput { periods, terminal_holding_cost: 1.0, terminal_stockout_cost: 9.0, initial_inventory }
}

/// The least cost by the definition: every stock of `-reach..=reach`, every demand of the list, nothing beyond.
fn plain(input: &FiniteHorizonInput, reach: i64) -> f64 {
    let index = |x: i64| usize::try_from((x + reach).clamp(0, 2 * reach)).unwrap();
    let mut value: Vec<f64> = (-reach..=reach)
        .map(|x| if x > 0 { input.terminal_holding_cost * x as f64 } else { -input.terminal_stockout_cost * x as f64 })
        .collect();
    for period in input.periods.iter().rev() {
        let DemandDistribution::Discrete(demand) = &period.distribution else { panic!("a list of demands") };
        let (c, k) = (period.purchase_cost.unwrap_or(0.0), period.fixed_cost.unwrap_or(0.0));
        let delta = period.discount_factor.unwrap_or(1.0);
        let total: Vec<f64> = (-reach..=reach)
            .map(|y| {
                let pairs = demand.values().iter().zip(demand.probabilities());
                pairs
                    .map(|(d, p)| {
                        let x = y - *d as i64;
                        let held =
                            if x > 0 { period.holding_cost * x as f64 } else { -period.stockout_cost * x as f64 };
                        p * (held + delta * value[index(x)])
                    })
                    .sum::<f64>()
                    + c * y as f64
            })
            .collect();
        value = (-reach..=reach)
            .map(|x| {
                let above = total[index(x)..].iter().skip(1).fold(f64::INFINITY, |a, b| a.min(*b));
                total[index(x)].min(k + above) - c * x as f64
            })
            .collect();
    }
    value[index(input.initial_inventory)]
}

#[test]
fn equal_periods_tend_to_the_best_stationary_policy() {
    let demand = DemandDistribution::poisson(6.0).unwrap();
    let best = ss_optimal(&SsOptimalInput {
        holding_cost: 1.0,
        stockout_cost: 4.0,
        fixed_cost: 5.0,
        distribution: demand.clone(),
        lead_time: None,
    })
    .unwrap();
    let over = |n| finite_horizon(&horizon(vec![period(1.0, 4.0, 0.0, 5.0, demand.clone()); n], 5)).unwrap();
    let (short, long) = (over(60), over(61));
    assert!((long.cost - short.cost - best.cost).abs() < 1e-8, "{} {}", long.cost - short.cost, best.cost);
    assert_eq!(
        (long.reorder_points[0], long.order_up_to_levels[0]),
        (Some(best.reorder_point), Some(best.order_up_to_level))
    );
}

#[test]
fn a_first_stock_far_away_is_carried() {
    // 500 units in stock and no demand: held for three periods and valued at the end.
    let none = DemandDistribution::discrete(&[0.0], &[1.0]).unwrap();
    let answer = finite_horizon(&horizon(vec![period(2.0, 9.0, 1.0, 5.0, none); 3], 500)).unwrap();
    assert_eq!(answer.cost, 3.0 * 2.0 * 500.0 + 500.0);
}

#[test]
fn nothing_is_ordered_where_a_unit_costs_more_than_its_lack() {
    let demand = DemandDistribution::poisson(3.0).unwrap();
    let mut input = horizon(vec![period(1.0, 2.0, 100.0, 0.0, demand)], 0);
    input.terminal_stockout_cost = 0.0;
    let answer = finite_horizon(&input).unwrap();
    assert_eq!((answer.reorder_points, answer.order_up_to_levels), (vec![None], vec![None]));
    assert!((answer.cost - 6.0).abs() < 1e-12);
}

#[test]
fn what_is_refused() {
    let demand = DemandDistribution::poisson(3.0).unwrap();
    let refusal = |input: &FiniteHorizonInput| {
        let error = finite_horizon(input).unwrap_err();
        (error.code().to_string(), error.path().unwrap_or_default().to_owned())
    };
    assert_eq!(refusal(&horizon(vec![], 0)).0, "invalid_argument");
    let mut input = horizon(vec![period(1.0, 2.0, 1.0, 1.0, demand)], 0);
    input.periods[0].discount_factor = Some(1.2);
    assert_eq!(refusal(&input), ("invalid_argument".into(), "periods[0].discount_factor".into()));
    input.periods[0].discount_factor = None;
    input.periods[0].distribution = DemandDistribution::gamma(1.0, 1.0).unwrap();
    assert_eq!(refusal(&input), ("unsupported".into(), "periods[0].distribution".into()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn the_cost_is_that_of_plain_recursion(
        parts in prop::collection::vec((0.2..3.0, 0.5..12.0, 0.0..4.0, 0.0..25.0, 0.7..=1.0, prop::collection::btree_map(0_u32..8, 1_u32..9, 1..5)), 1..5),
        terminal_holding_cost in 0.0..2.0, terminal_stockout_cost in 0.0..12.0, initial_inventory in -9_i64..20,
    ) {
        let periods = parts.iter().map(|(h, p, c, k, delta, weights)| {
            let total: u32 = weights.values().sum();
            let values: Vec<f64> = weights.keys().map(|v| f64::from(*v)).collect();
            let probabilities: Vec<f64> = weights.values().map(|w| f64::from(*w) / f64::from(total)).collect();
            let demand = DemandDistribution::discrete(&values, &probabilities).unwrap();
            HorizonPeriod { discount_factor: Some(*delta), ..period(*h, *p, *c, *k, demand) }
        }).collect();
        let input = FiniteHorizonInput { periods, terminal_holding_cost, terminal_stockout_cost, initial_inventory };
        let answer = finite_horizon(&input).unwrap();
        let expected = plain(&input, 120);
        prop_assert!((answer.cost - expected).abs() <= 1e-10 * (1.0 + expected), "{} {}", answer.cost, expected);
    }
}
