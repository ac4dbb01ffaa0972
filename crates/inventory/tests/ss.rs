//! The (s,S) policies against the table of Zheng and Federgruen (1991), enumeration and a Markov chain.
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
    Demand, DemandDistribution, SsCostInput, SsOptimalInput, SsPowerApproximationInput, ss_cost, ss_optimal,
    ss_power_approximation,
};
use proptest::prelude::*;

fn problem(h: f64, p: f64, k: f64, distribution: DemandDistribution, lead_time: u32) -> SsOptimalInput {
    SsOptimalInput { holding_cost: h, stockout_cost: p, fixed_cost: k, distribution, lead_time: Some(lead_time) }
}

fn cost(problem: &SsOptimalInput, reorder_point: i64, order_up_to_level: i64) -> f64 {
    ss_cost(&SsCostInput {
        holding_cost: problem.holding_cost,
        stockout_cost: problem.stockout_cost,
        fixed_cost: problem.fixed_cost,
        distribution: problem.distribution.clone(),
        lead_time: problem.lead_time,
        reorder_point,
        order_up_to_level,
    })
    .unwrap()
    .cost
}

/// K = 64, h = 1, p = 9: Zheng and Federgruen (1991), table I.
#[test]
fn zheng_federgruen_table_1() {
    for (mean, s, top, expected) in
        [(10.0, 6, 40, 35.022), (15.0, 10, 49, 42.698), (20.0, 14, 62, 49.173), (25.0, 19, 56, 54.262)]
    {
        let input = problem(1.0, 9.0, 64.0, DemandDistribution::poisson(mean).unwrap(), 0);
        let best = ss_optimal(&input).unwrap();
        assert_eq!((best.reorder_point, best.order_up_to_level), (s, top));
        assert!((best.cost - expected).abs() < 1e-3, "{best:?}");
    }
}

#[test]
fn snyder_shen_example_4_7() {
    let best = ss_optimal(&problem(1.0, 4.0, 5.0, DemandDistribution::poisson(6.0).unwrap(), 0)).unwrap();
    assert_eq!((best.reorder_point, best.order_up_to_level), (4, 10));
}

/// `stockpyl` 1.0.2 drops the last probability of a custom demand and answers 5.8308.
#[test]
fn the_last_probability_counts() {
    let demand = DemandDistribution::discrete(&[0., 1., 2., 3., 4.], &[0.1, 0.2, 0.3, 0.25, 0.15]).unwrap();
    assert!((cost(&problem(1.0, 4.0, 5.0, demand, 0), 3, 6) - 6.038_461_538_461_539).abs() < 1e-12);
}

#[test]
fn snyder_shen_example_4_8() {
    let input = SsPowerApproximationInput {
        holding_cost: 0.18,
        stockout_cost: 0.7,
        fixed_cost: 2.5,
        demand_mean: 50.0,
        demand_sd: 8.0,
        lead_time: None,
    };
    let answer = ss_power_approximation(&input).unwrap();
    assert!((answer.reorder_point - 40.19).abs() < 0.01 && (answer.order_up_to_level - 74.29).abs() < 0.01);
    for broken in [
        SsPowerApproximationInput { demand_sd: 0.0, ..input },
        SsPowerApproximationInput { demand_mean: 0.0, ..input },
        SsPowerApproximationInput { fixed_cost: 0.0, ..input },
    ] {
        assert_eq!(ss_power_approximation(&broken).unwrap_err().code().to_string(), "invalid_argument");
    }
}

#[test]
fn what_is_refused() {
    let refusal = |distribution| ss_optimal(&problem(1.0, 4.0, 5.0, distribution, 0)).unwrap_err().code().to_string();
    assert_eq!(refusal(DemandDistribution::normal(5.0, 1.0).unwrap()), "unsupported");
    assert_eq!(refusal(DemandDistribution::discrete(&[0.0], &[1.0]).unwrap()), "invalid_argument");
    assert_eq!(refusal(DemandDistribution::poisson(0.0).unwrap()), "invalid_argument");
    assert_eq!(refusal(DemandDistribution::discrete(&[-1.0, 2.0], &[0.5, 0.5]).unwrap()), "invalid_argument");
    assert_eq!(refusal(DemandDistribution::discrete(&[0.5, 2.0], &[0.5, 0.5]).unwrap()), "invalid_argument");
    let wide = problem(1.0, 4.0, 1e12, DemandDistribution::poisson(100.0).unwrap(), 0);
    assert_eq!(ss_optimal(&wide).unwrap_err().code().to_string(), "overflow");
}

fn any_demand() -> impl Strategy<Value = DemandDistribution> {
    prop_oneof![
        (0.2..12.0).prop_map(|m| DemandDistribution::poisson(m).unwrap()),
        (0.3..8.0, 0.3..0.9).prop_map(|(r, p)| DemandDistribution::negative_binomial(r, p).unwrap()),
        prop::collection::btree_map(0_u32..9, 1_u32..20, 2..6).prop_map(|weights| {
            let total: u32 = weights.values().sum();
            let values: Vec<f64> = weights.keys().map(|v| f64::from(*v)).collect();
            let probabilities: Vec<f64> = weights.values().map(|w| f64::from(*w) / f64::from(total)).collect();
            DemandDistribution::discrete(&values, &probabilities).unwrap()
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_pair_of_a_window_is_cheaper(
        demand in any_demand(), h in 0.1..4.0, ratio in 0.5..30.0, k in 0.0..80.0, lead_time in 0_u32..3,
    ) {
        let input = problem(h, h * ratio, k, demand, lead_time);
        let best = ss_optimal(&input).unwrap();
        prop_assert!((cost(&input, best.reorder_point, best.order_up_to_level) / best.cost - 1.0).abs() < 1e-11);
        for s in best.reorder_point - 12..best.reorder_point + 12 {
            for top in s + 1..best.order_up_to_level + 15 {
                prop_assert!(cost(&input, s, top) >= best.cost * (1.0 - 1e-11), "({}, {})", s, top);
            }
        }
    }

    #[test]
    fn the_renewal_formula_is_the_long_run_of_the_chain(demand in any_demand(), s in -3_i64..12, width in 1_i64..9, k in 0.0..30.0) {
        // The position after ordering is a chain on s+1..=S: its long-run cost, by iterating its distribution.
        let top = s + width;
        let input = problem(1.0, 5.0, k, demand.clone(), 0);
        let n = usize::try_from(width).unwrap();
        // Average the state and its successor, so that a periodic chain settles too.
        let mut state = vec![1.0 / width as f64; n];
        for _ in 0..4000 {
            let mut next = vec![0.0; n];
            for (i, mass) in state.iter().enumerate() {
                // Index 0 is S, index n-1 is s+1.
                let mut stays = 0.0;
                for (j, target) in next.iter_mut().enumerate().skip(i) {
                    let p = demand.pmf((j - i) as f64);
                    *target += mass * p;
                    stays += p;
                }
                next[0] += mass * (1.0 - stays);
            }
            state.iter_mut().zip(next).for_each(|(a, b)| *a = 0.5 * (*a + b));
        }
        let mut expected = 0.0;
        for (i, mass) in state.iter().enumerate() {
            let y = (top - i as i64) as f64;
            let orders = demand.sf((n - 1 - i) as f64);
            expected += mass * (demand.complementary_loss(y) + 5.0 * demand.loss(y) + k * orders);
        }
        prop_assert!((cost(&input, s, top) / expected - 1.0).abs() < 1e-8, "{} {}", cost(&input, s, top), expected);
    }
}
