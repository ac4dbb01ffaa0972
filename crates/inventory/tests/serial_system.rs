//! Echelon base stock against newsvendors, published figures, and recursions written out naively.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

use mercato_core::{Coded, ErrorCode};
use mercato_inventory::{
    Demand, DemandDistribution, NormalDemand, PoissonDemand, SsmSerialInput, SsmStage, ssm_heuristic, ssm_serial,
};
use proptest::prelude::*;

fn system(stages: &[(f64, f64)], stockout_cost: f64, distribution: DemandDistribution) -> SsmSerialInput {
    let stages = stages
        .iter()
        .enumerate()
        .map(|(index, &(echelon_holding_cost, lead_time))| SsmStage {
            id: index.to_string(),
            echelon_holding_cost,
            lead_time,
        })
        .collect();
    SsmSerialInput { stages, stockout_cost, distribution }
}

fn normal(mean: f64, sd: f64) -> DemandDistribution {
    DemandDistribution::normal(mean, sd).unwrap()
}

fn poisson(mean: f64) -> DemandDistribution {
    DemandDistribution::poisson(mean).unwrap()
}

#[test]
fn snyder_shen_example_6_1() {
    let answer = ssm_serial(&system(&[(3.0, 1.0), (2.0, 1.0), (2.0, 2.0)], 37.12, normal(5.0, 1.0))).unwrap();
    // Published to two digits, found on a grid: S = (6.49, 12.02, 22.71), 47.65.
    for (level, published) in answer.echelon_base_stock_levels.iter().zip([6.49, 12.02, 22.71]) {
        assert!((level - published).abs() < 0.006, "{level} instead of {published}");
    }
    assert!((answer.cost - 47.65).abs() < 0.02, "{}", answer.cost);
}

/// `C_N(S_N)` and the levels by the recursion as the papers state it, on `0 ..= top` and its negative mirror.
fn naive(stages: &[(f64, f64)], p: f64, mean: f64, top: i64) -> (Vec<i64>, f64) {
    let total: f64 = stages.iter().map(|stage| stage.0).sum();
    let mut below: Box<dyn Fn(i64) -> f64> = Box::new(move |x| (p + total) * (-x).max(0) as f64);
    let (mut levels, mut cost) = (Vec::new(), 0.0);
    for &(h, lead_time) in stages {
        let mut pmf = vec![(-mean * lead_time).exp()];
        for k in 1..=top {
            pmf.push(pmf[k as usize - 1] * mean * lead_time / k as f64);
        }
        let expected: Vec<f64> = (-2 * top..=top)
            .map(|y| (0..=top).map(|d| pmf[d as usize] * (h * (y - d) as f64 + below(y - d))).sum())
            .collect();
        let at = (0..expected.len()).rev().min_by(|a, b| expected[*a].total_cmp(&expected[*b])).unwrap();
        let level = at as i64 - 2 * top;
        levels.push(level);
        cost = expected[at];
        // Below the window the function is linear.
        let slope = expected[1] - expected[0];
        below = Box::new(move |x| {
            let index = x.min(level) + 2 * top;
            if index >= 0 { expected[index as usize] } else { expected[0] + slope * index as f64 }
        });
    }
    (levels, cost)
}

#[test]
fn poisson_agrees_with_the_recursion_written_out() {
    for (stages, p, mean) in [
        (vec![(2.0, 1.0), (1.0, 2.0)], 20.0, 5.0),
        (vec![(0.5, 1.0), (0.5, 1.0), (0.25, 1.0), (0.25, 1.0)], 19.0, 4.0),
        (vec![(3.0, 0.5), (0.1, 3.0), (2.0, 1.0)], 1.5, 2.5),
        (vec![(1.0, 0.0), (1.0, 2.0)], 9.0, 3.0),
        (vec![(1.0, 2.0), (0.7, 0.0), (0.3, 1.0), (0.1, 0.0)], 9.0, 3.0),
        (vec![(1.0, 0.0), (2.0, 0.0)], 9.0, 3.0),
    ] {
        let answer = ssm_serial(&system(&stages, p, poisson(mean))).unwrap();
        let (levels, cost) = naive(&stages, p, mean, 70);
        let found: Vec<i64> = answer.echelon_base_stock_levels.iter().map(|level| *level as i64).collect();
        assert_eq!(found, levels, "{stages:?}");
        assert!((answer.cost - cost).abs() < 1e-8 * cost.max(1.0), "{stages:?}: {} instead of {cost}", answer.cost);
    }
}

/// The cost of given levels: stage j holds the least of its level and what the stage above passes on, a period's demand
/// later; expectations by the midpoints of equal parts of each normal demand.
fn cost_of(levels: &[f64], stages: &[(f64, f64)], p: f64, demand: (f64, f64)) -> f64 {
    let parts = 400;
    let total: f64 = stages.iter().map(|stage| stage.0).sum();
    let scores: Vec<f64> = (0..parts)
        .map(|i| NormalDemand::new(0.0, 1.0).unwrap().quantile((f64::from(i) + 0.5) / f64::from(parts)).unwrap())
        .collect();
    fn expected(
        j: usize,
        position: f64,
        levels: &[f64],
        stages: &[(f64, f64)],
        scores: &[f64],
        demand: (f64, f64),
        backorder: f64,
    ) -> f64 {
        let (h, lead_time) = stages[j];
        let each = |z: &f64| {
            let x = position - demand.0 * lead_time - demand.1 * lead_time.sqrt() * z;
            h * x
                + if j == 0 {
                    backorder * (-x).max(0.0)
                } else {
                    expected(j - 1, x.min(levels[j - 1]), levels, stages, scores, demand, backorder)
                }
        };
        scores.iter().map(each).sum::<f64>() / scores.len() as f64
    }
    let last = stages.len() - 1;
    expected(last, levels[last], levels, stages, &scores, demand, p + total)
}

#[test]
fn normal_levels_cost_what_is_said_and_others_cost_more() {
    let (stages, p, demand) = ([(2.0, 1.0), (1.0, 3.0)], 25.0, (40.0, 9.0));
    let answer = ssm_serial(&system(&stages, p, normal(demand.0, demand.1))).unwrap();
    let levels = &answer.echelon_base_stock_levels;
    let best = cost_of(levels, &stages, p, demand);
    assert!((best / answer.cost - 1.0).abs() < 2e-3, "{best} instead of {}", answer.cost);
    for (at, step) in [(0, 2.0), (0, -2.0), (1, 2.0), (1, -2.0)] {
        let mut other = levels.clone();
        other[at] += step;
        assert!(cost_of(&other, &stages, p, demand) > best, "{at} {step}");
    }
}

#[test]
fn normal_tends_to_poisson_for_large_means() {
    let stages = [(3.0, 1.0), (2.0, 2.0)];
    let mean = 40_000.0;
    let (p, n) = (
        ssm_serial(&system(&stages, 30.0, poisson(mean))).unwrap(),
        ssm_serial(&system(&stages, 30.0, normal(mean, mean.sqrt()))).unwrap(),
    );
    // The corrections are of the order 1 in levels and 1 in the cost, beside a deviation of 200.
    for (a, b) in p.echelon_base_stock_levels.iter().zip(&n.echelon_base_stock_levels) {
        assert!((a - b).abs() < 2.5, "{a} and {b}");
    }
    assert!((p.cost - n.cost).abs() < 6.0, "{} and {}", p.cost, n.cost);
}

#[test]
fn certain_demand_is_stocked_and_nothing_more() {
    let stages = [(3.0, 1.0), (2.0, 2.0)];
    for demand in [normal(5.0, 0.0), poisson(0.0)] {
        let mean = demand.mean();
        let answer = ssm_serial(&system(&stages, 30.0, demand)).unwrap();
        assert_eq!(answer.echelon_base_stock_levels, [mean, 3.0 * mean]);
        // One lead time of stage 1 is in transit, at what stage 2 adds.
        assert_eq!(answer.cost, 2.0 * mean);
    }
}

#[test]
fn heuristic_is_the_mean_of_the_bounds() {
    let levels =
        ssm_heuristic(&system(&[(2.0, 1.0), (1.0, 3.0)], 25.0, normal(40.0, 9.0))).unwrap().echelon_base_stock_levels;
    let newsvendor = |lead_time: f64, p: f64| {
        NormalDemand::new(40.0 * lead_time, 9.0 * lead_time.sqrt()).unwrap().quantile(p).unwrap()
    };
    assert!((levels[0] - newsvendor(1.0, 26.0 / 28.0)).abs() < 1e-9);
    let both = 0.5 * (newsvendor(4.0, 25.0 / 26.0) + newsvendor(4.0, 25.0 / 28.0));
    assert!((levels[1] - both).abs() < 1e-9);
}

#[test]
fn refusals_name_the_field() {
    let code = |input: &SsmSerialInput| {
        let error = ssm_serial(input).unwrap_err();
        assert_eq!(ssm_heuristic(input).unwrap_err().to_string(), error.to_string());
        (error.code(), error.path().unwrap_or_default().to_owned())
    };
    let invalid = |path: &str| (ErrorCode::InvalidArgument, path.to_owned());
    assert_eq!(code(&system(&[], 1.0, poisson(5.0))), invalid("stages"));
    assert_eq!(code(&system(&[(1.0, 1.0)], 0.0, poisson(5.0))), invalid("stockout_cost"));
    assert_eq!(code(&system(&[(1.0, 1.0), (0.0, 1.0)], 1.0, poisson(5.0))), invalid("stages[1].echelon_holding_cost"));
    assert_eq!(code(&system(&[(1.0, -1.0)], 1.0, poisson(5.0))), invalid("stages[0].lead_time"));
    assert_eq!(code(&system(&[(1.0, f64::NAN)], 1.0, poisson(5.0))), invalid("stages[0].lead_time"));
    assert_eq!(code(&system(&[(1.0, 1.0)], 1.0, normal(-5.0, 1.0))), invalid("distribution.mean"));
    let gamma = DemandDistribution::gamma(2.0, 3.0).unwrap();
    assert_eq!(code(&system(&[(1.0, 1.0)], 1.0, gamma)).0, ErrorCode::Unsupported);
    let error = ssm_serial(&system(&[(1.0, 1.0), (1.0, 1.0)], 1.0, poisson(1e12))).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Unsupported);
}

proptest! {
    #[test]
    fn one_stage_is_a_newsvendor(h in 0.01..10.0_f64, p in 0.01..1000.0_f64, mean in 0.5..60.0_f64, sd in 0.1..9.0_f64) {
        let answer = ssm_serial(&system(&[(h, 1.0)], p, normal(mean, sd))).unwrap();
        let demand = NormalDemand::new(mean, sd).unwrap();
        let level = demand.quantile(p / (p + h)).unwrap();
        let cost = h * demand.complementary_loss(level) + p * demand.loss(level);
        prop_assert!((answer.echelon_base_stock_levels[0] - level).abs() < 1e-9 * (1.0 + mean));
        prop_assert!((answer.cost - cost).abs() < 1e-9 * cost, "{} instead of {cost}", answer.cost);

        let answer = ssm_serial(&system(&[(h, 1.0)], p, poisson(mean))).unwrap();
        let demand = PoissonDemand::new(mean).unwrap();
        let level = demand.quantile(p / (p + h)).unwrap();
        let cost = h * demand.complementary_loss(level) + p * demand.loss(level);
        prop_assert_eq!(answer.echelon_base_stock_levels[0], level);
        prop_assert!((answer.cost - cost).abs() < 1e-9 * cost, "{} instead of {cost}", answer.cost);
    }

    #[test]
    fn levels_scale_with_units_and_not_with_money(
        stages in proptest::collection::vec((0.1..5.0_f64, 0.0..3.0_f64), 1..4), p in 1.0..100.0_f64,
    ) {
        let one = ssm_serial(&system(&stages, p, normal(20.0, 4.0))).unwrap();
        let tens = ssm_serial(&system(&stages, p, normal(200.0, 40.0))).unwrap();
        prop_assert!((tens.cost - 10.0 * one.cost).abs() <= 1e-7 * tens.cost);
        let cents: Vec<(f64, f64)> = stages.iter().map(|(h, l)| (100.0 * h, *l)).collect();
        let dear = ssm_serial(&system(&cents, 100.0 * p, normal(20.0, 4.0))).unwrap();
        for (a, b) in one.echelon_base_stock_levels.iter().zip(&dear.echelon_base_stock_levels) {
            prop_assert!((a - b).abs() < 1e-6);
        }
        prop_assert!((dear.cost - 100.0 * one.cost).abs() <= 1e-7 * dear.cost);
    }
}
