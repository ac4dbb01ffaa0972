//! What peers get wrong, with the right value.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]

mod common;

use common::methods;
use mercato_core::{Coded, ErrorCode};
use mercato_decision::{
    AhpInput, AhpMethod, Copras, CriterionType, DecisionMatrix, Mabac, Method, MethodName, Normalization,
    NormalizeInput, ObjectiveWeighting, ObjectiveWeightsInput, RankingMethod, Topsis, Weights, ahp, normalize,
    objective_weights,
};

fn matrix(rows: &[Vec<f64>], types: &[CriterionType]) -> DecisionMatrix {
    DecisionMatrix::from_rows(rows, types).unwrap()
}

use CriterionType::{Benefit, Cost};

/// A cheaper alternative of the same quality has more utility: where costs are added like benefits, or `1/S⁻` is left out,
/// it has less.
#[test]
fn copras_with_costs() {
    let cheap_and_dear = matrix(&[vec![5.0, 10.0], vec![5.0, 30.0]], &[Benefit, Cost]);
    let report = Copras.evaluate(&cheap_and_dear, &Weights::new(vec![0.5, 0.5]).unwrap()).unwrap();
    // S⁺ = ¼ each; S⁻ = ⅛ and ⅜; of their sum ½ the first takes 3/4
    assert!((report.scores[0] - 0.625).abs() < 1e-15 && (report.scores[1] - 0.375).abs() < 1e-15);
    assert_eq!(report.ranks, [1, 2]);
}

/// Costs without weight, or no costs at all: no division by the sum of nothing.
#[test]
fn copras_without_costs_that_count() {
    let rows = [vec![1.0, 10.0], vec![3.0, 30.0]];
    let weightless = Copras.evaluate(&matrix(&rows, &[Benefit, Cost]), &Weights::new(vec![1.0, 0.0]).unwrap()).unwrap();
    assert_eq!(weightless.scores, [0.25, 0.75]);
    let only_costs = Copras.evaluate(&matrix(&rows, &[Cost, Cost]), &Weights::new(vec![0.5, 0.5]).unwrap()).unwrap();
    assert_eq!(only_costs.ranks, [1, 2]);
}

/// A constant column says nothing, and makes nothing NaN.
#[test]
fn constant_columns() {
    let rows = [vec![7.0, 1.0], vec![7.0, 2.0], vec![7.0, 4.0]];
    let constant = matrix(&rows, &[Cost, Benefit]);
    let weights = Weights::new(vec![0.5, 0.5]).unwrap();
    for method in methods().filter(|method| method.name != MethodName::Cocoso) {
        let ranking = method.evaluate(&constant, &weights).unwrap();
        assert!(ranking.scores.iter().all(|score| score.is_finite()), "{method:?}");
        assert_eq!(ranking.ranks, [3, 2, 1], "{method:?}");
    }
    let input = NormalizeInput { matrix: rows.to_vec(), types: vec![Cost, Benefit], method: Normalization::MinMax };
    assert!(normalize(&input).unwrap().matrix.iter().all(|row| (row[0] - 1.0).abs() < 1e-15));
    for method in [
        ObjectiveWeighting::Entropy,
        ObjectiveWeighting::StandardDeviation,
        ObjectiveWeighting::Variance,
        ObjectiveWeighting::Critic,
        ObjectiveWeighting::Merec,
        ObjectiveWeighting::Gini,
        ObjectiveWeighting::Angle,
    ] {
        let input = ObjectiveWeightsInput { matrix: rows.to_vec(), types: vec![Cost, Benefit], method };
        assert_eq!(objective_weights(&input).unwrap().weights, [0.0, 1.0], "{method:?}");
    }
}

/// Alternatives that are all the same are level: 0/0 is no score.
#[test]
fn identical_rows() {
    let same = matrix(&vec![vec![3.0, 0.1, 7.0]; 4], &[Benefit, Cost, Benefit]);
    let weights = Weights::new(vec![0.2, 0.3, 0.5]).unwrap();
    for method in methods() {
        let ranking = method.evaluate(&same, &weights).unwrap();
        assert_eq!(ranking.ranks, [1; 4], "{method:?}");
        assert!(ranking.scores.iter().all(|score| score.is_finite()), "{method:?}");
    }
    assert_eq!(Topsis::default().scores(&same, &weights).unwrap(), [0.5; 4]);
    let input = ObjectiveWeightsInput {
        matrix: vec![vec![3.0, 1.0]; 3],
        types: vec![Benefit, Cost],
        method: ObjectiveWeighting::Entropy,
    };
    assert_eq!(objective_weights(&input).unwrap_err().code(), ErrorCode::InvalidArgument);
}

/// One alternative is first by every method that has an answer for it.
#[test]
fn a_single_alternative() {
    let single = matrix(&[vec![3.0, 2.0]], &[Benefit, Cost]);
    for method in methods() {
        let ranking = method.evaluate(&single, &Weights::new(vec![1.0, 1.0]).unwrap()).unwrap();
        assert_eq!(ranking.ranks, [1], "{method:?}");
    }
}

/// The border of many alternatives: a product of thousands of weights of 0.01 is 0 in doubles, the geometric mean is not.
#[test]
fn mabac_border_of_many_alternatives() {
    let rows: Vec<Vec<f64>> = (0..5000).map(|i| vec![f64::from(i % 2), 1.0]).collect();
    let report = Mabac.scores(&matrix(&rows, &[Benefit, Benefit]), &Weights::new(vec![0.01, 0.99]).unwrap()).unwrap();
    // half of the values are 2, half 1: the border is √2 weights
    assert!((report[0] - 0.01 * (1.0 - 2.0_f64.sqrt())).abs() < 1e-15);
    assert!((report[1] - 0.01 * (2.0 - 2.0_f64.sqrt())).abs() < 1e-15);
}

/// The logarithm of a product of many values is infinite where the sum of the logarithms is not.
#[test]
fn logarithmic_normalisation_of_many_alternatives() {
    let rows = vec![vec![1000.0]; 500];
    let input = NormalizeInput { matrix: rows, types: vec![Benefit], method: Normalization::Logarithmic };
    assert!(normalize(&input).unwrap().matrix.iter().all(|row| (row[0] - 0.002).abs() < 1e-15));
}

/// Entropy of columns that hardly vary: 1 - e has no digits left, and the weights are right all the same.
#[test]
fn entropy_of_columns_that_hardly_vary() {
    // deviations of one and two in 10⁸: the divergence is quadratic, so that the weights are 1/5 and 4/5
    let rows = vec![vec![1e8 - 1.0, 1e8 - 2.0], vec![1e8 + 1.0, 1e8 + 2.0]];
    let input =
        ObjectiveWeightsInput { matrix: rows, types: vec![Benefit, Benefit], method: ObjectiveWeighting::Entropy };
    let weights = objective_weights(&input).unwrap().weights;
    assert!((weights[0] - 0.2).abs() < 1e-12 && (weights[1] - 0.8).abs() < 1e-12);
}

/// Standard deviation weighs spread on a common scale: dollars in place of cents change nothing.
#[test]
fn standard_deviation_does_not_weigh_units() {
    let ask = |unit: f64| {
        let rows = [1.0, 2.0, 5.0].iter().zip([3.0, 1.0, 2.0]).map(|(a, b)| vec![a * unit, b]).collect();
        let method = ObjectiveWeighting::StandardDeviation;
        objective_weights(&ObjectiveWeightsInput { matrix: rows, types: vec![Cost, Benefit], method }).unwrap().weights
    };
    let (dollars, cents) = (ask(1.0), ask(100.0));
    assert!((dollars[0] - cents[0]).abs() < 1e-15);
}

/// Criteria that are one and the same have no conflict: rounding must not make weights of it.
#[test]
fn critic_of_columns_that_rise_together() {
    let rows = [0.1, 0.2, 0.7, 0.9].iter().map(|x| vec![*x, 3.0 * x + 0.1]).collect();
    let input =
        ObjectiveWeightsInput { matrix: rows, types: vec![Benefit, Benefit], method: ObjectiveWeighting::Critic };
    assert_eq!(objective_weights(&input).unwrap_err().code(), ErrorCode::InvalidArgument);
}

/// Two comparisons cannot contradict: no division by a random index of 0.
#[test]
fn consistency_of_two_elements() {
    let comparisons = vec![vec![1.0, 5.0], vec![0.2, 1.0]];
    let answer = ahp(&AhpInput { comparisons, method: AhpMethod::Eigenvector }).unwrap();
    assert_eq!((answer.consistency_ratio, answer.consistent), (0.0, true));
    assert!(answer.geometric_consistency_index.is_none());
}

/// Values near the ends of the doubles: an answer or an error, never an infinity.
#[test]
fn extreme_values_are_answered_or_refused() {
    for rows in [
        [vec![1e308, 1e-308], vec![9e307, 2e-308]],
        [vec![1e300, 1.0], vec![1e-300, 2.0]],
        [vec![5e-324, 1.0], vec![1e-323, 1.0]],
    ] {
        for types in [[Benefit, Cost], [Cost, Benefit]] {
            for method in methods() {
                if let Ok(ranking) = method.evaluate(&matrix(&rows, &types), &Weights::new(vec![1.0, 3.0]).unwrap()) {
                    assert!(ranking.scores.iter().all(|score| score.is_finite()), "{method:?} {rows:?}");
                }
            }
        }
    }
    // what is squared on the way may leave the doubles if the answer does not
    let far = matrix(&[vec![3e200], vec![4e200]], &[Benefit]);
    let scores = RankingMethod::new(MethodName::Moora).scores(&far, &Weights::new(vec![1.0]).unwrap()).unwrap();
    assert!((scores[0] - 0.6).abs() < 1e-15 && (scores[1] - 0.8).abs() < 1e-15);
}

/// A refusal says where.
#[test]
fn refusals_name_the_row_and_the_column() {
    let error = DecisionMatrix::from_rows(&[[1.0, 2.0], [3.0, f64::NAN]], &[Benefit, Benefit]).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("matrix[1][1]")));
    let zero = matrix(&[vec![1.0, 2.0], vec![3.0, 0.0]], &[Benefit, Cost]);
    let error = Copras.scores(&zero, &Weights::new(vec![1.0, 1.0]).unwrap()).unwrap_err();
    assert_eq!(error.path(), Some("matrix[1][1]"));
    assert!(error.to_string().contains("must be above 0"), "{error}");
}
