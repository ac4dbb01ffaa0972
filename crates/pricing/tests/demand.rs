//! Demand fitted to past sales, the best price, the markdown plan.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod common;

use common::{answer, assert_holds, refusal, unreadable};
use mercato_core::Coded;
use mercato_pricing::{
    Demand, FitLinearDemandInput, OptimalPriceInput, PriceBound, PriceObjective, fit_elasticity, fit_linear_demand,
    optimal_price,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn with(base: &Value, field: &str, value: Value) -> Value {
    let mut input = base.clone();
    input[field] = value;
    input
}

fn close(got: &Value, want: f64, relative: f64) -> bool {
    (got.as_f64().unwrap() - want).abs() <= relative * want.abs()
}

// ---- fits ----

/// NIST Statistical Reference Datasets, "Norris", linear regression of lower difficulty, and its certified values.
#[test]
fn nist_norris() {
    let points = [
        (0.2, 0.1),
        (337.4, 338.8),
        (118.2, 118.1),
        (884.6, 888.0),
        (10.1, 9.2),
        (226.5, 228.1),
        (666.3, 668.5),
        (996.3, 998.5),
        (448.6, 449.1),
        (777.0, 778.9),
        (558.2, 559.2),
        (0.4, 0.3),
        (0.6, 0.1),
        (775.5, 778.1),
        (666.9, 668.8),
        (338.0, 339.3),
        (447.5, 448.9),
        (11.6, 10.8),
        (556.0, 557.7),
        (228.1, 228.3),
        (995.8, 998.0),
        (887.6, 888.8),
        (120.2, 119.6),
        (0.3, 0.3),
        (0.3, 0.6),
        (556.8, 557.6),
        (339.1, 339.3),
        (887.2, 888.0),
        (999.0, 998.5),
        (779.0, 778.9),
        (11.1, 10.2),
        (118.3, 117.6),
        (229.2, 228.9),
        (669.1, 668.4),
        (448.9, 449.2),
        (0.5, 0.2),
    ];
    let (prices, quantities): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
    let fit = answer(fit_linear_demand, json!({"prices": prices, "quantities": quantities}));
    assert!(close(&fit["intercept"], -0.262_323_073_774_029, 1e-12), "{fit}");
    assert!(close(&fit["slope"], 1.002_116_818_020_45, 1e-14), "{fit}");
    assert!(close(&fit["std_error"], 0.429_796_848_199_937e-3, 1e-12), "{fit}");
    assert!(close(&fit["r_squared"], 0.999_993_745_883_712, 1e-14), "{fit}");
    assert_eq!(fit["n"], 36);
}

/// F. J. Anscombe, "Graphs in Statistical Analysis", The American Statistician 27 (1973), the first of the four sets.
#[test]
fn anscombe_first_set() {
    let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
    let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    let fit = answer(fit_linear_demand, json!({"prices": x, "quantities": y}));
    assert!(close(&fit["intercept"], 3.0, 1e-3) && close(&fit["slope"], 0.5, 1e-3), "{fit}");
    assert!(close(&fit["r_squared"], 0.667, 1e-3) && close(&fit["std_error"], 0.118, 1e-3), "{fit}");
}

#[test]
fn fit_refusals() {
    let base = json!({"prices": [1, 2, 4], "quantities": [3, 2, 1]});
    for fit in [|input: Value| refusal(fit_elasticity, input), |input: Value| refusal(fit_linear_demand, input)] {
        let invalid = |path: &str| ("invalid_argument", path.to_owned());
        assert_eq!(fit(json!({"prices": [1, 2], "quantities": [3, 4]})), invalid("prices"));
        assert_eq!(fit(json!({"prices": [], "quantities": []})), invalid("prices"));
        assert_eq!(fit(with(&base, "quantities", json!([1, 2]))), invalid("quantities"));
        assert_eq!(fit(with(&base, "prices", json!([0.1, 0.1, 0.1]))), invalid("prices"));
        assert_eq!(fit(with(&base, "quantities", json!([0.1, 0.1, 0.1]))), invalid("quantities"));
        assert_eq!(fit(with(&base, "prices", json!([1, -2, 3]))), invalid("prices[1]"));
        assert_eq!(fit(with(&base, "quantities", json!([1, 2, -3]))), invalid("quantities[2]"));
    }
    assert_eq!(
        refusal(fit_elasticity, with(&base, "prices", json!([1, 2, 0]))),
        ("invalid_argument", "prices[2]".into())
    );
    assert_eq!(
        refusal(fit_elasticity, with(&base, "quantities", json!([0, 2, 1]))),
        ("invalid_argument", "quantities[0]".into())
    );
    assert!(answer(fit_linear_demand, with(&base, "prices", json!([0, 2, 1])))["slope"].is_f64());
    assert!(unreadable(fit_linear_demand, with(&base, "prices", json!(["1", "2", "4"]))));
    // no infinity goes in, none comes out
    let infinite = FitLinearDemandInput { prices: vec![1.0, f64::INFINITY, 2.0], quantities: vec![1.0, 2.0, 3.0] };
    assert_eq!(fit_linear_demand(&infinite).unwrap_err().path(), Some("prices[1]"));
    assert_eq!(refusal(fit_linear_demand, with(&base, "prices", json!([1e-300, 1e300, 1e308]))).0, "invalid_argument");
}

proptest! {
    #[test]
    fn a_known_elasticity_is_found(e in -4.0..-0.1_f64, scale in 1.0..1e5_f64, prices in prop::collection::vec(0.5..500.0_f64, 3..12)) {
        prop_assume!(prices.iter().any(|price| (price / prices[0] - 1.0).abs() > 0.01));
        let quantities: Vec<f64> = prices.iter().map(|price| scale * libm::pow(*price, e)).collect();
        let fit = answer(fit_elasticity, json!({"prices": prices, "quantities": quantities}));
        prop_assert!(close(&fit["elasticity"], e, 1e-9), "{}", fit);
        prop_assert!((fit["intercept"].as_f64().unwrap() - libm::log(scale)).abs() < 1e-9, "{}", fit);
        prop_assert!(fit["r_squared"].as_f64().unwrap() <= 1.0 && fit["r_squared"].as_f64().unwrap() > 1.0 - 1e-9);
    }

    /// The normal equations: residuals sum to 0 and are orthogonal to the prices; r² is one less their part of the variance.
    #[test]
    fn residuals_are_orthogonal(points in prop::collection::vec((1.0..100.0_f64, 1.0..1000.0_f64), 3..30)) {
        let (prices, quantities): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        prop_assume!(prices.iter().any(|p| (p - prices[0]).abs() > 0.1) && quantities.iter().any(|q| (q - quantities[0]).abs() > 0.1));
        let fit = answer(fit_linear_demand, json!({"prices": prices, "quantities": quantities}));
        let (a, b) = (fit["intercept"].as_f64().unwrap(), fit["slope"].as_f64().unwrap());
        let residuals: Vec<f64> = points.iter().map(|(p, q)| q - a - b * p).collect();
        let scale = 1000.0 * points.len() as f64;
        let size = 1.0 + b.abs();
        prop_assert!(residuals.iter().sum::<f64>().abs() < 1e-11 * scale * size);
        prop_assert!(residuals.iter().zip(&prices).map(|(r, p)| r * p).sum::<f64>().abs() < 1e-9 * scale * size);
        let mean = quantities.iter().sum::<f64>() / quantities.len() as f64;
        let explained = 1.0 - residuals.iter().map(|r| r * r).sum::<f64>() / quantities.iter().map(|q| (q - mean) * (q - mean)).sum::<f64>();
        prop_assert!((fit["r_squared"].as_f64().unwrap() - explained).abs() < 1e-9);
    }

    #[test]
    fn a_price_in_another_unit_changes_the_slope_alone(prices in prop::collection::vec(1.0..100.0_f64, 3..10), seed in 1.0..50.0_f64) {
        prop_assume!(prices.iter().any(|p| (p / prices[0] - 1.0).abs() > 0.01));
        let quantities: Vec<f64> = prices.iter().enumerate().map(|(i, p)| 500.0 - 3.0 * p + seed * (i % 3) as f64).collect();
        let in_cents: Vec<f64> = prices.iter().map(|p| p * 128.0).collect();
        let one = answer(fit_linear_demand, json!({"prices": prices, "quantities": quantities}));
        let other = answer(fit_linear_demand, json!({"prices": in_cents, "quantities": quantities}));
        prop_assert_eq!(one["slope"].as_f64().unwrap(), other["slope"].as_f64().unwrap() * 128.0);
        prop_assert_eq!(&one["r_squared"], &other["r_squared"]);
        prop_assert_eq!(&one["intercept"], &other["intercept"]);
    }
}

// ---- the best price ----

fn profit_of(demand: Value, unit_cost: f64) -> Value {
    json!({"demand": demand, "unit_cost": unit_cost, "objective": "profit"})
}

/// R. L. Phillips, "Pricing and Revenue Optimization": the widget maker, d(p) = 10,000 - 800 p, unit cost 5.00.
#[test]
fn phillips_widget_maker() {
    let got = answer(optimal_price, profit_of(json!({"type": "linear", "intercept": 10_000, "slope": -800}), 5.0));
    assert_holds(&got, &json!({"price": 8.75, "quantity": 3000.0, "profit": 11_250.0, "at_bound": "none"}));
}

/// Where the exponential of Lambert's argument is beyond a double: W(e^z) from the asymptotic expansion z - ln z + ln z / z.
#[test]
fn logit_of_a_utility_beyond_the_exponential() {
    let demand = json!({"type": "logit", "market_size": 1000, "utility_intercept": 1e6, "price_sensitivity": 2});
    let got = answer(optimal_price, profit_of(demand, 10.0));
    let z = 1e6 - 20.0 - 1.0_f64;
    let omega = z - libm::log(z) + libm::log(z) / z;
    assert!(close(&got["price"], 10.5 + 0.5 * omega, 1e-12), "{got}");
}

#[test]
fn logit_without_interest_is_priced_at_cost_and_one_over_sensitivity() {
    let demand = json!({"type": "logit", "market_size": 1000, "utility_intercept": -800, "price_sensitivity": 4});
    assert_eq!(answer(optimal_price, profit_of(demand, 10.0))["price"], 10.25);
}

#[test]
fn constant_elasticity_needs_the_limit_that_makes_it_finite() {
    let demand = |e: f64| json!({"type": "constant_elasticity", "scale": 10, "elasticity": e});
    let case = |e: f64, cost: f64, objective: &str| with(&profit_of(demand(e), cost), "objective", json!(objective));
    for (e, cost, objective, limit) in [
        (-0.8, 5.0, "profit", "max_price"),
        (-1.0, 5.0, "profit", "max_price"),
        (-2.0, 0.0, "profit", "min_price"),
        (0.5, 5.0, "profit", "max_price"),
        (-2.0, 5.0, "revenue", "min_price"),
        (-0.8, 5.0, "revenue", "max_price"),
    ] {
        let input = case(e, cost, objective);
        assert_eq!(refusal(optimal_price, input.clone()), ("infeasible", limit.into()), "{e} {objective}");
        let got = answer(optimal_price, with(&input, limit, json!(20)));
        assert_holds(&got, &json!({"price": 20.0, "at_bound": &limit[..3]}));
        let other = if limit == "max_price" { "min_price" } else { "max_price" };
        assert_eq!(refusal(optimal_price, with(&input, other, json!(20))), ("infeasible", limit.into()));
    }
    let level = with(&with(&case(-1.0, 5.0, "revenue"), "min_price", json!(1)), "max_price", json!(2));
    assert_eq!(refusal(optimal_price, level), ("infeasible", "demand.elasticity".into()));
}

#[test]
fn demand_that_grows_with_the_price_has_its_best_at_an_end() {
    let input = json!({"demand": {"type": "constant_elasticity", "scale": 1, "elasticity": 1}, "unit_cost": 10,
        "objective": "profit", "min_price": 1, "max_price": 8});
    // (1 - 10) 1 = -9, (8 - 10) 8 = -16, and less between: (5 - 10) 5 = -25
    assert_holds(&answer(optimal_price, input.clone()), &json!({"price": 1.0, "profit": -9.0, "at_bound": "min"}));
    let dearer = with(&input, "max_price", json!(12));
    assert_holds(&answer(optimal_price, dearer), &json!({"price": 12.0, "profit": 24.0, "at_bound": "max"}));
    // (9 - 10) 9 = -9 too: the higher price stands
    let equal = with(&input, "max_price", json!(9));
    assert_holds(&answer(optimal_price, equal), &json!({"price": 9.0, "profit": -9.0, "at_bound": "max"}));
}

/// The best price of 100 - 2 p at a cost of 10 is 30.
#[test]
fn a_limit_at_the_best_price_does_not_bind() {
    let free = profit_of(json!({"type": "linear", "intercept": 100, "slope": -2}), 10.0);
    for (min, max, price, at_bound) in
        [(30, 40, 30.0, "none"), (20, 30, 30.0, "none"), (20, 20, 20.0, "max"), (40, 40, 40.0, "min")]
    {
        let limited = with(&with(&free, "min_price", json!(min)), "max_price", json!(max));
        assert_holds(&answer(optimal_price, limited), &json!({"price": price, "at_bound": at_bound}));
    }
    let elastic = profit_of(json!({"type": "constant_elasticity", "scale": 10, "elasticity": -2}), 0.0);
    let nothing = with(&elastic, "min_price", json!(0));
    assert_eq!(refusal(optimal_price, nothing), ("infeasible", "min_price".into()));
}

#[test]
fn revenue_ignores_the_cost_and_reports_the_profit_with_it() {
    let demand = json!({"type": "linear", "intercept": 100, "slope": -2});
    let input = with(&profit_of(demand, 30.0), "objective", json!("revenue"));
    assert_holds(&answer(optimal_price, input), &json!({"price": 25.0, "revenue": 1250.0, "profit": -250.0}));
}

#[test]
fn optimal_price_refusals() {
    let base = profit_of(json!({"type": "linear", "intercept": 100, "slope": -2}), 1.0);
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    for (demand, path) in [
        (json!({"type": "linear", "intercept": 0, "slope": -2}), "demand.intercept"),
        (json!({"type": "linear", "intercept": 1, "slope": 0}), "demand.slope"),
        (json!({"type": "constant_elasticity", "scale": 0, "elasticity": -2}), "demand.scale"),
        (
            json!({"type": "logit", "market_size": 0, "utility_intercept": 1, "price_sensitivity": 1}),
            "demand.market_size",
        ),
        (
            json!({"type": "logit", "market_size": 1, "utility_intercept": 1, "price_sensitivity": 0}),
            "demand.price_sensitivity",
        ),
    ] {
        assert_eq!(refusal(optimal_price, with(&base, "demand", demand)), invalid(path));
    }
    assert_eq!(refusal(optimal_price, with(&base, "unit_cost", json!(-1))), invalid("unit_cost"));
    assert_eq!(refusal(optimal_price, with(&base, "max_price", json!(-1))), invalid("max_price"));
    let crossed = with(&with(&base, "min_price", json!(2)), "max_price", json!(1));
    assert_eq!(refusal(optimal_price, crossed), invalid("min_price"));
    let huge = profit_of(json!({"type": "linear", "intercept": 1e300, "slope": -1e-300}), 1.0);
    assert_eq!(refusal(optimal_price, huge), invalid("price"));
    assert!(unreadable(
        optimal_price,
        with(&base, "demand", json!({"type": "linear", "intercept": 1, "slope": -1, "scale": 2}))
    ));
    assert!(unreadable(optimal_price, with(&base, "objective", json!("fame"))));
}

fn any_demand() -> impl Strategy<Value = Demand> {
    prop_oneof![
        (10.0..1000.0_f64, -20.0..-0.1_f64).prop_map(|(intercept, slope)| Demand::Linear { intercept, slope }),
        (10.0..1e6_f64, -6.0..-1.05_f64)
            .prop_map(|(scale, elasticity)| Demand::ConstantElasticity { scale, elasticity }),
        (10.0..1e4_f64, -3.0..40.0_f64, 0.05..3.0_f64).prop_map(
            |(market_size, utility_intercept, price_sensitivity)| {
                Demand::Logit { market_size, utility_intercept, price_sensitivity }
            }
        ),
    ]
}

proptest! {
    #[test]
    fn no_other_price_within_the_limits_earns_more(
        demand in any_demand(), unit_cost in 0.1..40.0_f64, low in 0.5..60.0_f64, width in 0.0..100.0_f64, bounded: bool,
        others in prop::collection::vec(0.0..1.0_f64, 20),
    ) {
        let input = OptimalPriceInput {
            demand, unit_cost, objective: PriceObjective::Profit,
            min_price: bounded.then_some(low), max_price: bounded.then_some(low + width),
        };
        let best = optimal_price(&input).unwrap();
        let earned = |price: f64| (price - unit_cost) * demand.quantity(price);
        prop_assert_eq!(best.profit, earned(best.price));
        let (from, to) = if bounded { (low, low + width) } else { (0.3 * best.price, 3.0 * best.price) };
        let nearby = [best.price * (1.0 - 1e-4), best.price * (1.0 + 1e-4)].map(|price| price.clamp(from, to));
        for price in others.iter().map(|share| from + share * (to - from)).chain(nearby) {
            prop_assert!(earned(price) <= best.profit + 1e-9 * best.profit.abs().max(1e-9), "{} earns more than {:?}", price, best);
        }
        match best.at_bound {
            PriceBound::None => prop_assert!(best.price >= from && best.price <= to),
            PriceBound::Min => prop_assert_eq!(best.price, low),
            PriceBound::Max => prop_assert_eq!(best.price, low + width),
        }
    }

    /// Lerner: the margin is one over the elasticity; for the logit, one over sensitivity times the part that does not buy.
    #[test]
    fn the_first_order_conditions_hold(demand in any_demand(), unit_cost in 0.1..40.0_f64) {
        let input = OptimalPriceInput { demand, unit_cost, objective: PriceObjective::Profit, min_price: None, max_price: None };
        let best = optimal_price(&input).unwrap();
        let (got, want) = match demand {
            Demand::Linear { intercept, slope } => (best.price, 0.5 * (unit_cost + intercept / -slope)),
            Demand::ConstantElasticity { elasticity, .. } => ((best.price - unit_cost) / best.price, -1.0 / elasticity),
            Demand::Logit { market_size, price_sensitivity, .. } => {
                ((best.price - unit_cost) * price_sensitivity * (1.0 - best.quantity / market_size), 1.0)
            }
        };
        prop_assert!((got - want).abs() <= 1e-11 * want.abs().max(1.0), "{} {} {:?}", got, want, best);
    }
}
