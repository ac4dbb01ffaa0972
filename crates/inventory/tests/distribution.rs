//! The nine demand distributions against 40-digit values, and the identities of their loss functions.
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

use mercato_inventory::{
    Demand, DemandDistribution, LossFunctionInput, Losses, QuantileInput, loss_function, quantile,
};
use proptest::prelude::*;
use serde::Deserialize;

/// Made by `reference/losses.py` with mpmath at 60 to 400 digits: closed forms for gamma and lognormal, sums of the definition for the discrete.
const REFERENCE: &str = include_str!("data/losses.jsonl");

#[derive(Deserialize)]
struct Row {
    distribution: DemandDistribution,
    x: f64,
    loss: f64,
    complementary_loss: f64,
    second_loss: f64,
    complementary_second_loss: f64,
}

/// Relative, down to where doubles lose their digits.
fn close(actual: f64, expected: f64, tolerance: f64) -> bool {
    (actual - expected).abs() <= tolerance * expected.abs() + 1e-300
}

#[test]
fn losses_keep_ten_digits_in_both_tails() {
    let mut rows = 0;
    let mut wrong = Vec::new();
    for line in REFERENCE.lines() {
        let row: Row = serde_json::from_str(line).unwrap();
        rows += 1;
        let Losses { loss, complementary_loss, second_loss, complementary_second_loss } =
            row.distribution.losses(row.x);
        for (name, actual, expected) in [
            ("loss", loss, row.loss),
            ("complementary_loss", complementary_loss, row.complementary_loss),
            ("second_loss", second_loss, row.second_loss),
            ("complementary_second_loss", complementary_second_loss, row.complementary_second_loss),
        ] {
            if !close(actual, expected, 1e-10) {
                wrong.push(format!(
                    "{:?} at {}: {name} {actual:e}, not {expected:e}, {:e}",
                    row.distribution,
                    row.x,
                    actual / expected - 1.0
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows > 100, "only {rows}");
}

/// A distribution of each of the nine kinds.
fn any_demand() -> impl Strategy<Value = DemandDistribution> {
    let ok = |demand: Result<DemandDistribution, _>| demand.unwrap();
    prop_oneof![
        (-50.0..200.0, 0.0..60.0).prop_map(move |(m, s)| ok(DemandDistribution::normal(m, s))),
        (-2.0..4.0, 0.001..1.5).prop_map(move |(m, s)| ok(DemandDistribution::lognormal(m, s))),
        (0.05..80.0, 0.01..20.0).prop_map(move |(k, t)| ok(DemandDistribution::gamma(k, t))),
        (0.01..20.0).prop_map(move |r| ok(DemandDistribution::exponential(r))),
        (-50.0..50.0, 0.1..90.0).prop_map(move |(a, w)| ok(DemandDistribution::uniform(a, a + w))),
        (0.0..300.0).prop_map(move |m| ok(DemandDistribution::poisson(m))),
        (0.05..60.0, 0.02..=1.0).prop_map(move |(r, p)| ok(DemandDistribution::negative_binomial(r, p))),
        (0.01..=1.0).prop_map(move |p| ok(DemandDistribution::geometric(p))),
        prop::collection::btree_map(-9_i32..60, 1_u32..50, 1..12).prop_map(move |weights| {
            let total: u32 = weights.values().sum();
            let values: Vec<f64> = weights.keys().map(|v| f64::from(*v)).collect();
            let probabilities: Vec<f64> = weights.values().map(|w| f64::from(*w) / f64::from(total)).collect();
            ok(DemandDistribution::discrete(&values, &probabilities))
        }),
    ]
}

proptest! {
    #[test]
    fn short_less_left_over_is_mean_less_stock(demand in any_demand(), z in -4.0..6.0_f64) {
        let spread = demand.variance().sqrt();
        let x = (demand.mean() + z * spread).round();
        let losses = demand.losses(x);
        let scale = x.abs() + demand.mean().abs() + spread + 1.0;
        prop_assert!((losses.loss - losses.complementary_loss - (demand.mean() - x)).abs() < 1e-12 * scale);
        prop_assert!(losses.loss >= 0.0 && losses.complementary_loss >= 0.0);
        prop_assert!(losses.second_loss >= 0.0 && losses.complementary_second_loss >= 0.0);
        // Each single loss is the one of all four.
        prop_assert_eq!(losses.loss.to_bits(), demand.loss(x).to_bits());
        prop_assert_eq!(losses.second_loss.to_bits(), demand.second_loss(x).to_bits());
    }

    #[test]
    fn losses_fall_by_the_tail_and_second_losses_by_the_loss(demand in any_demand(), z in -3.0..5.0_f64) {
        let spread = demand.variance().sqrt() + 1e-9;
        if demand.is_discrete() {
            // n(x) - n(x+1) = P(X > x), and n₂(x-1) - n₂(x) = n(x)
            let x = (demand.mean() + z * spread).round();
            let scale = demand.loss(x - 1.0) + 1.0;
            prop_assert!((demand.loss(x) - demand.loss(x + 1.0) - demand.sf(x)).abs() < 1e-12 * scale);
            let step = demand.second_loss(x - 1.0) - demand.second_loss(x) - demand.loss(x);
            prop_assert!(step.abs() < 1e-12 * (demand.second_loss(x - 1.0) + 1.0), "{}", step);
        } else if demand.variance() > 0.0 {
            let x = demand.mean() + z * spread;
            let h = 1e-5 * spread;
            let slope = (demand.second_loss(x + h) - demand.second_loss(x - h)) / (2.0 * h);
            prop_assert!((slope + demand.loss(x)).abs() < 1e-6 * (demand.loss(x) + spread), "{} {}", slope, demand.loss(x));
            let slope = (demand.complementary_loss(x + h) - demand.complementary_loss(x - h)) / (2.0 * h);
            prop_assert!((slope - demand.cdf(x)).abs() < 1e-4, "{} {}", slope, demand.cdf(x));
        }
    }

    #[test]
    fn a_quantile_is_the_smallest_that_suffices(demand in any_demand(), p in 0.001..0.999) {
        let x = demand.quantile(p).unwrap();
        let mirrored = demand.isf(1.0 - p).unwrap();
        prop_assert!((x - mirrored).abs() <= 1e-9 * (x.abs() + demand.variance().sqrt()));
        if demand.is_discrete() {
            prop_assert!(demand.cdf(x) >= p - 2e-12);
            prop_assert!(demand.cdf(x - 1.0) < p);
        } else if demand.variance() > 0.0 {
            prop_assert!((demand.cdf(x) - p).abs() < 1e-9);
        }
        prop_assert!((demand.cdf(x) + demand.sf(x) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn periods_add_their_means_and_variances(demand in any_demand(), k in 1_u32..6) {
        match demand.convolve(k) {
            Ok(sum) => {
                let n = f64::from(k);
                prop_assert!(close(sum.mean(), n * demand.mean(), 1e-12) || sum.mean().abs() < 1e-12);
                prop_assert!(close(sum.variance(), n * demand.variance(), 1e-10) || sum.variance() < 1e-12);
            }
            Err(error) => {
                prop_assert!(k > 1);
                prop_assert_eq!(mercato_core::Coded::code(&error).to_string(), "unsupported");
            }
        }
    }

    #[test]
    fn a_document_comes_back_the_same(demand in any_demand()) {
        let document = serde_json::to_value(&demand).unwrap();
        let back: DemandDistribution = serde_json::from_value(document).unwrap();
        prop_assert!(close(back.mean(), demand.mean(), 1e-15));
        if !matches!(demand, DemandDistribution::Discrete(_)) {
            prop_assert_eq!(&back, &demand);
        }
    }
}

#[test]
fn two_dice() {
    let die = DemandDistribution::discrete(&[1., 2., 3., 4., 5., 6.], &[1. / 6.; 6]).unwrap();
    let two = die.convolve(2).unwrap();
    for (sum, ways) in (2_u8..=12).zip([1., 2., 3., 4., 5., 6., 5., 4., 3., 2., 1.]) {
        assert!(close(two.pmf(f64::from(sum)), ways / 36.0, 1e-14));
    }
    assert_eq!(two.quantile(21.0 / 36.0).unwrap(), 7.0);
}

#[test]
fn sums_that_lack_only_rounding_meet_the_target() {
    let demand = DemandDistribution::discrete(&[1., 2., 3., 4., 5.], &[0.1, 0.2, 0.3, 0.2, 0.2]).unwrap();
    let answer = quantile(&QuantileInput { distribution: demand, probability: 0.8 }).unwrap();
    assert_eq!(answer.quantile, 4.0);
    // In the tail the slack shrinks: the quantile of 1e-13 is not the lowest value of all.
    let demand = DemandDistribution::poisson(1000.0).unwrap();
    assert_eq!(demand.quantile(1e-13).unwrap(), 777.0);
}

#[test]
fn what_is_refused() {
    for document in [
        r#"{"type": "normal", "mean": 5, "sd": -1}"#,
        r#"{"type": "normal", "mean": 5}"#,
        r#"{"type": "normal", "mean": 5, "sd": 1, "skew": 2}"#,
        r#"{"type": "poisson", "mean": -5}"#,
        r#"{"type": "lognormal", "mu": 0, "sigma": 0}"#,
        r#"{"type": "gamma", "shape": 0, "scale": 1}"#,
        r#"{"type": "exponential", "rate": 0}"#,
        r#"{"type": "uniform", "lower": 2, "upper": 2}"#,
        r#"{"type": "negative_binomial", "r": 0, "p": 0.5}"#,
        r#"{"type": "negative_binomial", "r": 2, "p": 0}"#,
        r#"{"type": "geometric", "p": 1.5}"#,
        r#"{"type": "discrete", "values": [1, 1], "probabilities": [0.5, 0.5]}"#,
        r#"{"type": "discrete", "values": [1, 2], "probabilities": [0.5, 0.4]}"#,
        r#"{"type": "discrete", "values": [1, 2], "probabilities": [1.5, -0.5]}"#,
        r#"{"type": "discrete", "values": [1, 2], "probabilities": [1]}"#,
        r#"{"type": "discrete", "values": [], "probabilities": []}"#,
        r#"{"type": "beta", "a": 1}"#,
    ] {
        assert!(serde_json::from_str::<DemandDistribution>(document).is_err(), "{document}");
    }
    let distribution = DemandDistribution::poisson(5.0).unwrap();
    let error = loss_function(&LossFunctionInput { distribution, x: 1.5 }).unwrap_err();
    assert_eq!(error.to_string(), "x: 1.5 must be a whole number, as the demand is");
    let error = DemandDistribution::discrete(&[1.0, 2.0], &[0.25, 0.25]).unwrap_err();
    assert_eq!(error.to_string(), "probabilities: 0.5 is their sum, which must be 1 within 1e-9");
    // A finite question whose answer leaves the range.
    let distribution = DemandDistribution::lognormal(0.0, 40.0).unwrap();
    let error = loss_function(&LossFunctionInput { distribution, x: 1.0 }).unwrap_err();
    assert_eq!(mercato_core::Coded::code(&error).to_string(), "overflow");
}
