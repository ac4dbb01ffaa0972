//! What must hold of weights, from people and from data.

#![allow(
    clippy::unwrap_used,
    clippy::needless_for_each,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a test stops where its set-up fails"
)]

mod common;

use common::{alike, case, near};
use mercato_decision::{
    AggregateJudgmentsInput, AggregatePrioritiesInput, AhpIncompleteInput, AhpInput, AhpMethod, BwmInput, BwmMethod,
    ObjectiveWeighting, ObjectiveWeightsInput, PriorityMean, RankWeighting, RankWeightsInput, SwaraInput,
    aggregate_judgments, aggregate_priorities, ahp, ahp_incomplete, bwm, objective_weights, rank_weights, swara,
};
use proptest::prelude::*;

const OBJECTIVE: [ObjectiveWeighting; 10] = [
    ObjectiveWeighting::Equal,
    ObjectiveWeighting::Entropy,
    ObjectiveWeighting::StandardDeviation,
    ObjectiveWeighting::Variance,
    ObjectiveWeighting::Critic,
    ObjectiveWeighting::Merec,
    ObjectiveWeighting::Gini,
    ObjectiveWeighting::Cilos,
    ObjectiveWeighting::Idocriw,
    ObjectiveWeighting::Angle,
];

fn are_weights(weights: &[f64]) -> bool {
    weights.iter().all(|w| *w >= 0.0) && near(weights.iter().sum(), 1.0, 1e-14)
}

fn positives(n: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((-3.0..3.0_f64).prop_map(libm::exp), n)
}

/// Comparisons that contradict nothing.
fn consistent(weights: &[f64]) -> Vec<Vec<f64>> {
    weights.iter().map(|own| weights.iter().map(|other| own / other).collect()).collect()
}

/// Comparisons on Saaty's scale.
fn judgments(n: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<Vec<f64>>> {
    n.prop_flat_map(|n| {
        prop::collection::vec((1_u8..=9, any::<bool>()), n * (n - 1) / 2).prop_map(move |pairs| {
            let mut matrix = vec![vec![1.0; n]; n];
            let mut pairs = pairs.into_iter();
            for i in 0..n {
                for j in i + 1..n {
                    let (times, less) = pairs.next().unwrap();
                    let ratio = if less { 1.0 / f64::from(times) } else { f64::from(times) };
                    matrix[i][j] = ratio;
                    matrix[j][i] = 1.0 / ratio;
                }
            }
            matrix
        })
    })
}

fn weights_by(comparisons: &[Vec<f64>], method: AhpMethod) -> Vec<f64> {
    ahp(&AhpInput { comparisons: comparisons.to_vec(), method }).unwrap().weights
}

/// The best-worst judgments of these pairs, of which the first is the best and the last the worst.
fn best_worst(between: &[(u8, u8)], whole: u8, method: BwmMethod) -> BwmInput {
    let to_others = between.iter().map(|pair| pair.0);
    let to_worst = between.iter().map(|pair| pair.1);
    BwmInput {
        best_to_others: std::iter::once(1).chain(to_others).chain([whole]).collect(),
        others_to_worst: std::iter::once(whole).chain(to_worst).chain([1]).collect(),
        method,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn weights_from_data_are_weights(case in case(2..=9, 1..=5)) {
        for method in OBJECTIVE {
            let input = ObjectiveWeightsInput { matrix: case.rows.clone(), types: case.types.clone(), method };
            if let Ok(answer) = objective_weights(&input) {
                prop_assert!(are_weights(&answer.weights), "{method:?} {:?}", answer.weights);
            }
        }
    }

    #[test]
    fn units_do_not_matter_to_weights_from_data(case in case(2..=9, 2..=4), factor in 0.01..100.0_f64) {
        let mut scaled = case.clone();
        scaled.rows.iter_mut().for_each(|row| row[0] *= factor);
        for method in OBJECTIVE {
            let weights = |rows: &Vec<Vec<f64>>| {
                objective_weights(&ObjectiveWeightsInput { matrix: rows.clone(), types: case.types.clone(), method })
            };
            if let (Ok(left), Ok(right)) = (weights(&case.rows), weights(&scaled.rows)) {
                prop_assert!(alike(&left.weights, &right.weights, 1e-7), "{method:?} {left:?} {right:?}");
            }
        }
    }

    #[test]
    fn gini_is_the_mean_difference_of_all_pairs(case in case(2..=20, 1..=4)) {
        let input =
            ObjectiveWeightsInput { matrix: case.rows.clone(), types: case.types.clone(), method: ObjectiveWeighting::Gini };
        let column = |j: usize| case.rows.iter().map(move |row| row[j]);
        let mut expected: Vec<f64> = (0..case.types.len())
            .map(|j| {
                let pairs = column(j).flat_map(|a| column(j).map(move |b| (a - b).abs()));
                pairs.sum::<f64>() / column(j).sum::<f64>()
            })
            .collect();
        let total: f64 = expected.iter().sum();
        prop_assume!(total > 0.0);
        expected.iter_mut().for_each(|w| *w /= total);
        prop_assert!(alike(&objective_weights(&input).unwrap().weights, &expected, 1e-12));
    }

    #[test]
    fn critic_and_merec_are_their_definitions(case in case(3..=9, 2..=4)) {
        let (n, m) = (case.rows.len(), case.types.len());
        let column = |j: usize| -> Vec<f64> { case.rows.iter().map(|row| row[j]).collect() };
        prop_assume!((0..m).all(|j| column(j).windows(2).any(|pair| (pair[0] - pair[1]).abs() > 0.0)));
        let low = |j: usize| column(j).into_iter().fold(f64::INFINITY, f64::min);
        let high = |j: usize| column(j).into_iter().fold(0.0, f64::max);
        let benefit = |j: usize| case.types[j] == mercato_decision::CriterionType::Benefit;
        // Diakoulaki et al. (1995)
        let scaled: Vec<Vec<f64>> = (0..m)
            .map(|j| {
                let (low, high) = (low(j), high(j));
                column(j).iter().map(|x| if benefit(j) { (x - low) / (high - low) } else { (high - x) / (high - low) }).collect()
            })
            .collect();
        let mean = |x: &[f64]| x.iter().sum::<f64>() / n as f64;
        let covariance = |x: &[f64], y: &[f64]| {
            let (mx, my) = (mean(x), mean(y));
            x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / (n as f64 - 1.0)
        };
        let deviation = |j: usize| covariance(&scaled[j], &scaled[j]).sqrt();
        let critic: Vec<f64> = (0..m)
            .map(|j| {
                let conflict = (0..m).map(|k| 1.0 - covariance(&scaled[j], &scaled[k]) / (deviation(j) * deviation(k)));
                deviation(j) * conflict.sum::<f64>()
            })
            .collect();
        // Keshavarz-Ghorabaee et al. (2021)
        let part = |i: usize, j: usize| {
            let x = case.rows[i][j];
            libm::log(if benefit(j) { low(j) / x } else { x / high(j) }).abs() / m as f64
        };
        let merec: Vec<f64> = (0..m)
            .map(|j| {
                let effect = |i: usize| {
                    let whole: f64 = (0..m).map(|k| part(i, k)).sum();
                    (libm::log1p(whole - part(i, j)) - libm::log1p(whole)).abs()
                };
                (0..n).map(effect).sum()
            })
            .collect();
        for (method, mut expected) in [(ObjectiveWeighting::Critic, critic), (ObjectiveWeighting::Merec, merec)] {
            let total: f64 = expected.iter().sum();
            prop_assume!(total > 1e-6);
            expected.iter_mut().for_each(|w| *w /= total);
            let input = ObjectiveWeightsInput { matrix: case.rows.clone(), types: case.types.clone(), method };
            let weights = objective_weights(&input).unwrap().weights;
            prop_assert!(alike(&weights, &expected, 1e-9), "{method:?} {weights:?} {expected:?}");
        }
    }

    #[test]
    fn consistent_comparisons_give_their_weights_back(weights in positives(1..=9)) {
        let total: f64 = weights.iter().sum();
        let shares: Vec<f64> = weights.iter().map(|w| w / total).collect();
        for method in [AhpMethod::Eigenvector, AhpMethod::GeometricMean, AhpMethod::ColumnMean] {
            let answer = ahp(&AhpInput { comparisons: consistent(&weights), method }).unwrap();
            prop_assert!(alike(&answer.weights, &shares, 1e-13));
            prop_assert!(answer.consistency_ratio < 1e-12 && answer.least_fitting.is_none());
        }
    }

    #[test]
    fn the_eigenvector_is_one(comparisons in judgments(2..=9)) {
        let answer = ahp(&AhpInput { comparisons: comparisons.clone(), method: AhpMethod::Eigenvector }).unwrap();
        prop_assert!(are_weights(&answer.weights));
        for (row, w) in comparisons.iter().zip(&answer.weights) {
            let image: f64 = row.iter().zip(&answer.weights).map(|(a, w)| a * w).sum();
            prop_assert!(near(image, answer.lambda_max * w, 1e-12));
        }
        prop_assert_eq!(answer.consistent, answer.consistency_ratio <= 0.1);
    }

    #[test]
    fn turned_comparisons_invert_geometric_weights(comparisons in judgments(2..=7)) {
        let weights = weights_by(&comparisons, AhpMethod::GeometricMean);
        let n = comparisons.len();
        let turned: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| comparisons[j][i]).collect()).collect();
        let total: f64 = weights.iter().map(|w| 1.0 / w).sum();
        let inverse: Vec<f64> = weights.iter().map(|w| 1.0 / w / total).collect();
        prop_assert!(alike(&weights_by(&turned, AhpMethod::GeometricMean), &inverse, 1e-12));
    }

    #[test]
    fn without_gaps_least_squares_are_geometric_means(comparisons in judgments(1..=7)) {
        let known = comparisons.iter().map(|row| row.iter().copied().map(Some).collect()).collect();
        let answer = ahp_incomplete(&AhpIncompleteInput { comparisons: known }).unwrap();
        prop_assert_eq!(answer.missing, 0);
        prop_assert!(alike(&answer.weights, &weights_by(&comparisons, AhpMethod::GeometricMean), 1e-12));
    }

    #[test]
    fn aggregated_judgments_give_aggregated_priorities(
        (first, second) in (2..=5_usize).prop_flat_map(|n| (judgments(n..=n), judgments(n..=n))), share in 0.1..0.9_f64
    ) {
        let expert_weights = Some(vec![share, 1.0 - share]);
        let matrices = vec![first.clone(), second.clone()];
        let together = aggregate_judgments(&AggregateJudgmentsInput { matrices, expert_weights: expert_weights.clone() }).unwrap();
        let priorities = vec![weights_by(&first, AhpMethod::GeometricMean), weights_by(&second, AhpMethod::GeometricMean)];
        let input = AggregatePrioritiesInput { priorities, expert_weights, method: PriorityMean::Geometric };
        let apart = aggregate_priorities(&input).unwrap();
        prop_assert!(alike(&weights_by(&together.comparisons, AhpMethod::GeometricMean), &apart.weights, 1e-12));
    }

    #[test]
    fn consistent_best_worst_judgments_have_no_deviation(pairs in prop::collection::vec((1_u8..=3, 1_u8..=3), 0..=4), at in 0..3_usize) {
        // all products are one number
        let whole = [4, 6, 9][at];
        let factors = [[(1, 4), (2, 2), (4, 1)], [(2, 3), (3, 2), (6, 1)], [(3, 3), (9, 1), (1, 9)]][at];
        let between: Vec<(u8, u8)> = pairs.iter().map(|(a, _)| factors[usize::from(*a) - 1]).collect();
        let linear = bwm(&best_worst(&between, whole, BwmMethod::Linear)).unwrap();
        let nonlinear = bwm(&best_worst(&between, whole, BwmMethod::Nonlinear)).unwrap();
        prop_assert!(linear.xi.abs() < 1e-12 && nonlinear.xi.abs() < 1e-12);
        prop_assert!(alike(&linear.weights, &nonlinear.weights, 1e-12));
        prop_assert!(linear.input_consistency_ratio.abs() < 1e-15);
    }

    #[test]
    fn best_worst_weights_keep_their_deviation(
        between in prop::collection::vec((1_u8..=9, 1_u8..=9), 0..=6), whole in 2_u8..=9
    ) {
        // the best and the worst are those that are named so
        let between: Vec<(u8, u8)> = between.into_iter().map(|(a, c)| (a.max(2), c.max(2))).collect();
        let input = best_worst(&between, whole, BwmMethod::Linear);
        let linear = bwm(&input).unwrap();
        prop_assert!(are_weights(&linear.weights));
        let last = linear.weights.len() - 1;
        let largest = |weights: &[f64], ratio: bool| {
            let mut largest = 0.0_f64;
            for j in 0..weights.len() {
                let (a, c) = (f64::from(input.best_to_others[j]), f64::from(input.others_to_worst[j]));
                let [best, own, worst] = [weights[0], weights[j], weights[last]];
                let (first, second) =
                    if ratio { (best / own - a, own / worst - c) } else { (best - a * own, own - c * worst) };
                largest = largest.max(if j == 0 { 0.0 } else { first.abs() }).max(if j == last { 0.0 } else { second.abs() });
            }
            largest
        };
        prop_assert!((largest(&linear.weights, false) - linear.xi).abs() < 1e-9);
        // the other model's weights are no better by this model's measure
        let nonlinear = bwm(&BwmInput { method: BwmMethod::Nonlinear, ..input.clone() }).unwrap();
        prop_assert!(are_weights(&nonlinear.weights));
        prop_assert!(largest(&nonlinear.weights, false) >= linear.xi - 1e-9);
        prop_assert!(largest(&linear.weights, true) >= nonlinear.xi - 1e-9);
        // the ends of each interval belong to optima: their weights add to 1 with some ratios in between
        let intervals = nonlinear.weight_intervals.unwrap();
        let (low, high) = intervals.iter().fold((0.0, 0.0), |(low, high), [a, b]| (low + a, high + b));
        prop_assert!(low <= 1.0 + 1e-12 && high >= 1.0 - 1e-12);
        prop_assert!(intervals.iter().all(|[a, b]| *a > 0.0 && a <= b));
    }

    #[test]
    fn an_order_gives_falling_weights(ranks in prop::collection::vec(1_u8..6, 1..=7), exponent in 0.0..3.0_f64) {
        let ranks: Vec<f64> = ranks.into_iter().map(f64::from).collect();
        for method in [
            RankWeighting::RankOrderCentroid, RankWeighting::RankSum, RankWeighting::RankReciprocal, RankWeighting::RankExponent,
        ] {
            let weights = rank_weights(&RankWeightsInput { ranks: ranks.clone(), method, exponent: Some(exponent) }).unwrap().weights;
            prop_assert!(are_weights(&weights));
            for (rank, weight) in ranks.iter().zip(&weights) {
                for (other_rank, other) in ranks.iter().zip(&weights) {
                    prop_assert!(rank > other_rank || *weight >= other - 1e-15);
                }
            }
        }
    }

    #[test]
    fn stepwise_weights_fall_by_their_steps(steps in prop::collection::vec(0.0..2.0_f64, 0..=6)) {
        let weights = swara(&SwaraInput { comparative_importance: steps.clone() }).unwrap().weights;
        prop_assert!(are_weights(&weights));
        for (pair, step) in weights.windows(2).zip(&steps) {
            prop_assert!(near(pair[0] / pair[1], 1.0 + step, 1e-14));
        }
    }
}
