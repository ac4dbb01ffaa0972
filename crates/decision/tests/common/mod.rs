//! Random problems, and what the methods are asked about them.

#![allow(dead_code, reason = "each test file uses what it needs")]

use mercato_decision::{CriterionType, DecisionMatrix, Method, MethodName, RankingMethod, Weights};
use proptest::prelude::*;

/// A matrix with its types and weights.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) rows: Vec<Vec<f64>>,
    pub(crate) types: Vec<CriterionType>,
    pub(crate) weights: Vec<f64>,
}

impl Case {
    pub(crate) fn matrix(&self) -> DecisionMatrix {
        DecisionMatrix::from_rows(&self.rows, &self.types).unwrap()
    }

    pub(crate) fn weights(&self) -> Weights {
        Weights::new(self.weights.clone()).unwrap()
    }

    /// The scores by a method; none where it refuses the problem.
    pub(crate) fn scores(&self, method: &impl Method) -> Option<Vec<f64>> {
        method.scores(&self.matrix(), &self.weights()).ok()
    }
}

pub(crate) fn criterion_type() -> impl Strategy<Value = CriterionType> {
    prop_oneof![Just(CriterionType::Benefit), Just(CriterionType::Cost)]
}

/// Values above 0 that meet again and again, so that ties and constant columns occur.
pub(crate) fn value() -> impl Strategy<Value = f64> {
    prop_oneof![3 => 0.5..100.0_f64, 1 => (1_u8..5).prop_map(f64::from)]
}

/// Problems of these sizes, all values above 0.
pub(crate) fn case(
    rows: std::ops::RangeInclusive<usize>,
    columns: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Case> {
    (rows, columns).prop_flat_map(|(n, m)| {
        let matrix = prop::collection::vec(prop::collection::vec(value(), m), n);
        let weight = prop_oneof![6 => 0.05..1.0_f64, 1 => Just(0.0)];
        let weights = prop::collection::vec(weight, m).prop_map(|mut weights| {
            weights[0] = weights[0].max(0.05);
            weights
        });
        (matrix, prop::collection::vec(criterion_type(), m), weights).prop_map(|(rows, types, weights)| Case {
            rows,
            types,
            weights,
        })
    })
}

/// Every method that needs nothing else.
pub(crate) fn methods() -> impl Iterator<Item = RankingMethod> {
    MethodName::ALL.into_iter().map(RankingMethod::new)
}

pub(crate) fn near(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * left.abs().max(right.abs()).max(1e-300)
}

/// Equal but for rounding, in units of the largest number.
pub(crate) fn alike(left: &[f64], right: &[f64], tolerance: f64) -> bool {
    let scale = left.iter().chain(right).fold(1e-3_f64, |scale, x| scale.max(x.abs()));
    left.len() == right.len() && left.iter().zip(right).all(|(a, b)| (a - b).abs() <= tolerance * scale)
}
