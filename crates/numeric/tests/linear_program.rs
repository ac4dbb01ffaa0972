//! Linear programmes against every vertex, and examples that are known to be hard.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    reason = "a test stops where its set-up fails"
)]

use mercato_numeric::linalg::Matrix;
use mercato_numeric::linear_program::{LinearProgram, Optimum, Outcome, Relation};
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Case {
    costs: Vec<f64>,
    rows: Vec<(Vec<f64>, Relation, f64)>,
}

fn minimize(case: &Case) -> Outcome {
    let mut program = LinearProgram::new(case.costs.clone()).unwrap();
    for (row, relation, right) in &case.rows {
        program.add(row, *relation, *right).unwrap();
    }
    program.minimize().unwrap()
}

fn left(row: &[f64], x: &[f64]) -> f64 {
    row.iter().zip(x).map(|(a, x)| a * x).sum()
}

fn is_feasible(case: &Case, x: &[f64]) -> bool {
    x.iter().all(|x| *x >= -1e-9)
        && case.rows.iter().all(|(row, relation, right)| match relation {
            Relation::AtMost => left(row, x) <= right + 1e-7,
            Relation::Equal => (left(row, x) - right).abs() <= 1e-7,
            Relation::AtLeast => left(row, x) >= right - 1e-7,
        })
}

/// The cheapest vertex: every choice of as many tight limits as there are columns.
fn by_vertices(case: &Case) -> Option<f64> {
    let n = case.costs.len();
    let mut limits: Vec<(Vec<f64>, f64)> = case.rows.iter().map(|(row, _, right)| (row.clone(), *right)).collect();
    limits.extend((0..n).map(|j| ((0..n).map(|k| f64::from(u8::from(j == k))).collect(), 0.0)));
    let mut best: Option<f64> = None;
    for set in 0_u32..1 << limits.len() {
        if set.count_ones() as usize != n {
            continue;
        }
        let chosen = || limits.iter().enumerate().filter(|(i, _)| set & (1 << i) != 0).map(|(_, limit)| limit);
        let rows: Vec<Vec<f64>> = chosen().map(|(row, _)| row.clone()).collect();
        let right: Vec<f64> = chosen().map(|(_, right)| *right).collect();
        let Ok(factors) = Matrix::from_rows(&rows).unwrap().lu() else { continue };
        let Ok(x) = factors.solve(&right) else { continue };
        if is_feasible(case, &x) {
            let cost = left(&case.costs, &x);
            best = Some(best.map_or(cost, |best| best.min(cost)));
        }
    }
    best
}

/// The dual values prove the optimum: they have the signs of their limits, no column is cheaper, and the objectives meet.
fn is_proof(case: &Case, optimum: &Optimum) -> bool {
    let signs = case.rows.iter().zip(&optimum.duals).all(|((_, relation, _), y)| match relation {
        Relation::AtMost => *y <= 1e-7,
        Relation::Equal => true,
        Relation::AtLeast => *y >= -1e-7,
    });
    let priced = case.costs.iter().enumerate().all(|(j, cost)| {
        let price: f64 = case.rows.iter().zip(&optimum.duals).map(|((row, _, _), y)| row[j] * y).sum();
        price <= cost + 1e-7
    });
    let dual: f64 = case.rows.iter().zip(&optimum.duals).map(|((_, _, right), y)| right * y).sum();
    signs && priced && (dual - optimum.objective).abs() <= 1e-7 * (1.0 + dual.abs())
}

fn cases() -> impl Strategy<Value = Case> {
    (1..=3_usize, 1..=4_usize).prop_flat_map(|(n, m)| {
        let relation =
            prop_oneof![2 => Just(Relation::AtMost), 1 => Just(Relation::Equal), 2 => Just(Relation::AtLeast)];
        let number = prop_oneof![(-4_i8..=5).prop_map(f64::from), -5.0..5.0_f64];
        let row = (prop::collection::vec(number.clone(), n), relation, number.clone());
        (prop::collection::vec(number, n), prop::collection::vec(row, m)).prop_map(|(costs, rows)| Case { costs, rows })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn the_optimum_is_the_cheapest_vertex(case in cases()) {
        match minimize(&case) {
            Outcome::Optimal(optimum) => {
                prop_assert!(is_feasible(&case, &optimum.x), "{optimum:?}");
                prop_assert!(is_proof(&case, &optimum), "{optimum:?}");
                let best = by_vertices(&case);
                prop_assert!(best.is_some_and(|best| (best - optimum.objective).abs() <= 1e-6 * (1.0 + best.abs())), "{best:?}");
            }
            Outcome::Infeasible => prop_assert!(by_vertices(&case).is_none()),
            // the feasible set has a vertex, from which the cost falls without end
            Outcome::Unbounded => prop_assert!(by_vertices(&case).is_some()),
        }
    }
}

/// E. M. L. Beale (1955): the steepest column with the first of equal rows goes round in a circle.
#[test]
fn beales_circle_ends() {
    let case = Case {
        costs: vec![-0.75, 150.0, -0.02, 6.0],
        rows: vec![
            (vec![0.25, -60.0, -0.04, 9.0], Relation::AtMost, 0.0),
            (vec![0.5, -90.0, -0.02, 3.0], Relation::AtMost, 0.0),
            (vec![0.0, 0.0, 1.0, 0.0], Relation::AtMost, 1.0),
        ],
    };
    let Outcome::Optimal(optimum) = minimize(&case) else { panic!("there is an optimum") };
    assert!((optimum.objective + 0.05).abs() < 1e-14, "{optimum:?}");
}

/// V. Klee, G. J. Minty (1972): the steepest column visits every corner of a cube in the worst case.
#[test]
fn klee_and_mintys_cube_is_solved() {
    let n = 8;
    let power = |base: f64, k: usize| (0..k).fold(1.0, |product, _| product * base);
    let rows = (0..n).map(|i| {
        let row = (0..n).map(|j| match j.cmp(&i) {
            std::cmp::Ordering::Less => 2.0 * power(2.0, i - j),
            std::cmp::Ordering::Equal => 1.0,
            std::cmp::Ordering::Greater => 0.0,
        });
        (row.collect(), Relation::AtMost, power(5.0, i + 1))
    });
    let case = Case { costs: (0..n).map(|j| -power(2.0, n - 1 - j)).collect(), rows: rows.collect() };
    let Outcome::Optimal(optimum) = minimize(&case) else { panic!("there is an optimum") };
    assert!((optimum.objective + power(5.0, n)).abs() < 1e-6);
}

#[test]
fn rows_that_repeat_one_another_are_one() {
    let rows = vec![
        (vec![1.0, 1.0], Relation::Equal, 2.0),
        (vec![2.0, 2.0], Relation::Equal, 4.0),
        (vec![1.0, 1.0], Relation::AtMost, 2.0),
    ];
    let Outcome::Optimal(optimum) = minimize(&Case { costs: vec![1.0, 2.0], rows }) else {
        panic!("there is an optimum")
    };
    assert_eq!((optimum.objective.to_bits(), optimum.x), (2.0_f64.to_bits(), vec![2.0, 0.0]));
}

#[test]
fn units_do_not_matter() {
    let scaled = |unit: f64| {
        let rows = vec![
            (vec![1.0 * unit, 1.0], Relation::AtLeast, 4.0 * unit),
            (vec![1.0 / unit, 2.0 / unit / unit], Relation::AtLeast, 6.0 / unit),
        ];
        minimize(&Case { costs: vec![3.0 * unit, 4.0], rows })
    };
    for unit in [1.0, 1e-9, 1e9] {
        let Outcome::Optimal(optimum) = scaled(unit) else { panic!("there is an optimum at {unit}") };
        assert!((optimum.x[0] - 2.0).abs() < 1e-9 && (optimum.x[1] / unit - 2.0).abs() < 1e-9, "{unit} {optimum:?}");
    }
}
