//! What must hold of every method for any figures.

#![allow(
    clippy::unwrap_used,
    clippy::needless_for_each,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops where its set-up fails"
)]

mod common;

use common::{Case, alike, case, methods, near};
use mercato_decision::{
    Codas, Copras, CriterionType, DominanceInput, Method, MethodName, Multimoora, Normalization, PreferenceFunction,
    Promethee, RankingMethod, Spotis, Topsis, Vikor, Waspas, Wpm, Wsm, ranking::dominance,
};
use proptest::prelude::*;

const ROUNDING: f64 = 1e-10;

fn with(case: &Case, change: impl FnOnce(&mut Case)) -> Case {
    let mut changed = case.clone();
    change(&mut changed);
    changed
}

/// A usual or linear function a criterion, for PROMETHEE.
fn functions(columns: usize, linear: bool) -> Promethee {
    let function = if linear { PreferenceFunction::Linear { q: 1.0, p: 20.0 } } else { PreferenceFunction::Usual };
    Promethee { preference_functions: vec![function; columns] }
}

/// Does `a` dominate `b`?
fn dominates(case: &Case, a: usize, b: usize) -> bool {
    let leads = case.rows[a].iter().zip(&case.rows[b]).zip(&case.types).map(|((a, b), kind)| match kind {
        CriterionType::Benefit => a - b,
        CriterionType::Cost => b - a,
    });
    leads.clone().all(|lead| lead >= 0.0) && leads.clone().any(|lead| lead > 0.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn scores_lie_in_their_range(case in case(1..=8, 1..=5)) {
        for method in methods() {
            let Some(scores) = case.scores(&method) else { continue };
            prop_assert!(scores.iter().all(|score| score.is_finite()), "{method:?} {scores:?}");
            let unit = matches!(
                method.name,
                MethodName::Topsis | MethodName::Aras | MethodName::Vikor | MethodName::Edas | MethodName::Wsm
            );
            if unit {
                prop_assert!(scores.iter().all(|score| (0.0..=1.0 + 1e-14).contains(score)), "{method:?} {scores:?}");
            }
        }
        let copras = Copras.evaluate(&case.matrix(), &case.weights()).unwrap();
        prop_assert!(copras.utility.iter().all(|utility| (0.0..=1.0).contains(utility)));
    }

    #[test]
    fn net_flows_sum_to_nothing_and_positive_flows_to_negative(case in case(2..=9, 1..=4), linear in any::<bool>()) {
        let report = functions(case.types.len(), linear).evaluate(&case.matrix(), &case.weights()).unwrap();
        prop_assert!(report.phi_net.iter().sum::<f64>().abs() < 1e-13);
        prop_assert!(near(report.phi_plus.iter().sum(), report.phi_minus.iter().sum(), 1e-13));
        prop_assert!(report.phi_plus.iter().chain(&report.phi_minus).all(|flow| (0.0..=1.0 + 1e-14).contains(flow)));
    }

    #[test]
    fn ranks_agree_with_scores(case in case(1..=8, 1..=4)) {
        for method in methods() {
            let Ok(ranking) = method.evaluate(&case.matrix(), &case.weights()) else { continue };
            let sign = if ranking.higher_is_better { 1.0 } else { -1.0 };
            let scale = ranking.scores.iter().fold(1.0_f64, |scale, score| scale.max(score.abs()));
            for (a, rank) in ranking.scores.iter().zip(&ranking.ranks) {
                let before = ranking.scores.iter().filter(|b| sign * (*b - a) > 1e-9 * scale).count();
                let not_behind = ranking.scores.iter().filter(|b| sign * (*b - a) >= -1e-9 * scale).count();
                prop_assert!(before < *rank as usize && *rank as usize <= not_behind, "{method:?} {ranking:?}");
            }
        }
    }

    #[test]
    fn the_order_of_alternatives_does_not_matter(case in case(2..=7, 1..=4)) {
        let turned = with(&case, |case| case.rows.reverse());
        for method in methods() {
            let (Some(scores), Some(mut again)) = (case.scores(&method), turned.scores(&method)) else { continue };
            again.reverse();
            prop_assert!(alike(&scores, &again, ROUNDING), "{method:?} {scores:?} {again:?}");
        }
    }

    #[test]
    fn the_order_of_criteria_does_not_matter(case in case(2..=6, 2..=5)) {
        let turned = with(&case, |case| {
            case.rows.iter_mut().for_each(|row| row.reverse());
            case.types.reverse();
            case.weights.reverse();
        });
        for method in methods() {
            let (Some(scores), Some(again)) = (case.scores(&method), turned.scores(&method)) else { continue };
            prop_assert!(alike(&scores, &again, ROUNDING), "{method:?} {scores:?} {again:?}");
        }
    }

    #[test]
    fn only_proportions_of_weights_count(case in case(2..=6, 1..=4), factor in 0.001..1000.0_f64) {
        let scaled = with(&case, |case| case.weights.iter_mut().for_each(|w| *w *= factor));
        for method in methods() {
            let (Some(scores), Some(again)) = (case.scores(&method), scaled.scores(&method)) else { continue };
            prop_assert!(alike(&scores, &again, ROUNDING), "{method:?} {scores:?} {again:?}");
        }
    }

    #[test]
    fn a_copy_is_level_with_its_original(case in case(1..=6, 1..=4), which in any::<prop::sample::Index>()) {
        let original = which.index(case.rows.len());
        let doubled = with(&case, |case| case.rows.push(case.rows[original].clone()));
        for method in methods() {
            let Ok(ranking) = method.evaluate(&doubled.matrix(), &doubled.weights()) else { continue };
            prop_assert_eq!(ranking.ranks[original], ranking.ranks[case.rows.len()], "{:?}", method);
        }
    }

    #[test]
    fn units_of_measurement_do_not_matter(
        case in case(2..=6, 1..=4), factor in 0.01..100.0_f64, which in any::<prop::sample::Index>()
    ) {
        let column = which.index(case.types.len());
        let scaled = with(&case, |case| case.rows.iter_mut().for_each(|row| row[column] *= factor));
        for method in methods() {
            let (Some(scores), Some(again)) = (case.scores(&method), scaled.scores(&method)) else { continue };
            if method.name == MethodName::Codas || method.name == MethodName::Multimoora {
                continue; // a step at tau; ranks
            }
            prop_assert!(alike(&scores, &again, 1e-9), "{method:?} {scores:?} {again:?}");
        }
        for normalization in [Normalization::MinMax, Normalization::Linear, Normalization::Vector, Normalization::Sum] {
            let topsis = Topsis { normalization };
            prop_assert!(alike(&case.scores(&topsis).unwrap(), &scaled.scores(&topsis).unwrap(), 1e-9));
        }
    }

    #[test]
    fn a_shift_does_not_matter_to_what_is_measured_between_ends(
        case in case(2..=6, 1..=4), shift in 0.0..1000.0_f64, which in any::<prop::sample::Index>()
    ) {
        let column = which.index(case.types.len());
        let shifted = with(&case, |case| case.rows.iter_mut().for_each(|row| row[column] += shift));
        let min_max = Some(Normalization::MinMax);
        let wsm = RankingMethod { name: MethodName::Wsm, normalization: min_max };
        let topsis = RankingMethod { name: MethodName::Topsis, normalization: min_max };
        for method in [wsm, topsis, RankingMethod::new(MethodName::Mabac), RankingMethod::new(MethodName::Mairca)] {
            let (scores, again) = (case.scores(&method).unwrap(), shifted.scores(&method).unwrap());
            prop_assert!(alike(&scores, &again, 1e-8), "{method:?} {scores:?} {again:?}");
        }
        let vikor = |case: &Case| Vikor::default().evaluate(&case.matrix(), &case.weights()).unwrap();
        prop_assert!(alike(&vikor(&case).s, &vikor(&shifted).s, 1e-8));
        // with thresholds that no difference is near, as rounding may move one across
        let flows = |case: &Case| {
            let function = PreferenceFunction::VShape { p: 7.0 };
            Promethee { preference_functions: vec![function; case.types.len()] }
                .scores(&case.matrix(), &case.weights())
                .unwrap()
        };
        prop_assert!(alike(&flows(&case), &flows(&shifted), 1e-8));
    }

    #[test]
    fn nobody_ranks_above_whom_it_is_dominated_by(case in case(2..=7, 1..=4)) {
        let (matrix, weights) = (case.matrix(), case.weights());
        let input = DominanceInput { matrix: case.rows.clone(), types: case.types.clone() };
        let counts = dominance::dominance(&input).unwrap().dominated_by_count;
        let mut rankings: Vec<(String, Vec<f64>, f64)> = Vec::new();
        for name in [
            MethodName::Wsm, MethodName::Wpm, MethodName::Copras, MethodName::Edas, MethodName::Aras, MethodName::Moora,
            MethodName::Marcos, MethodName::Mabac, MethodName::Waspas,
        ] {
            rankings.push((name.as_str().into(), RankingMethod::new(name).scores(&matrix, &weights).unwrap(), 1.0));
        }
        let topsis = Topsis { normalization: Normalization::MinMax };
        rankings.push(("topsis".into(), topsis.scores(&matrix, &weights).unwrap(), 1.0));
        let vikor = Vikor::default().evaluate(&matrix, &weights).unwrap();
        rankings.push(("vikor s".into(), vikor.s, -1.0));
        rankings.push(("vikor r".into(), vikor.r, -1.0));
        let bounds = vec![[0.0, 200.0]; case.types.len()];
        let spotis = Spotis { bounds, expected_solution_point: None };
        rankings.push(("spotis".into(), spotis.scores(&matrix, &weights).unwrap(), -1.0));
        for linear in [false, true] {
            let promethee = functions(case.types.len(), linear);
            rankings.push(("promethee".into(), promethee.scores(&matrix, &weights).unwrap(), 1.0));
        }
        for a in 0..case.rows.len() {
            for b in 0..case.rows.len() {
                if dominates(&case, a, b) {
                    prop_assert!(counts[b] > 0);
                    for (name, scores, sign) in &rankings {
                        prop_assert!(sign * (scores[a] - scores[b]) >= -1e-12, "{name} {scores:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn with_fixed_bounds_leaving_one_out_reorders_nobody(case in case(2..=7, 1..=4), which in any::<prop::sample::Index>()) {
        let removed = which.index(case.rows.len());
        let rest = with(&case, |case| drop(case.rows.remove(removed)));
        let spotis = Spotis { bounds: vec![[0.0, 200.0]; case.types.len()], expected_solution_point: None };
        let mut scores = case.scores(&spotis).unwrap();
        scores.remove(removed);
        prop_assert_eq!(scores, rest.scores(&spotis).unwrap());
    }

    #[test]
    fn waspas_is_sum_or_product_at_its_ends(case in case(1..=7, 1..=4)) {
        let sum = case.scores(&Waspas { lambda: 1.0 }).unwrap();
        let product = case.scores(&Waspas { lambda: 0.0 }).unwrap();
        prop_assert_eq!(sum, case.scores(&Wsm::default()).unwrap());
        prop_assert_eq!(product, case.scores(&Wpm::default()).unwrap());
    }

    #[test]
    fn contributions_sum_to_scores(case in case(1..=7, 1..=5)) {
        let report = Wsm::default().evaluate(&case.matrix(), &case.weights()).unwrap();
        for (score, parts) in report.scores.iter().zip(&report.contributions) {
            prop_assert!(near(*score, parts.iter().sum(), 1e-14));
        }
    }

    #[test]
    fn wins_are_counted_on_a_majority_of_views(case in case(1..=8, 1..=4)) {
        let report = Multimoora.evaluate(&case.matrix(), &case.weights()).unwrap();
        let n = report.wins.len() as u64;
        prop_assert!(report.wins.iter().map(|wins| u64::from(*wins)).sum::<u64>() <= n * (n - 1) / 2);
    }

    #[test]
    fn fast_codas_is_the_sum_over_pairs(case in case(1..=30, 1..=4), tau in prop_oneof![Just(0.0), Just(0.02), 0.0..0.3_f64]) {
        let matrix = case.matrix();
        let weights = case.weights();
        let fast = Codas { tau }.scores(&matrix, &weights).unwrap();
        prop_assert!(alike(&fast, &slow_codas(&case, weights.as_slice(), tau), 1e-12));
    }

    #[test]
    fn fast_promethee_is_the_sum_over_pairs(
        case in case(2..=30, 1..=3), shape in 0..6_usize, q in prop_oneof![Just(0.0), Just(1.0), 0.0..5.0_f64], width in 0.5..40.0_f64
    ) {
        let function = [
            PreferenceFunction::Usual,
            PreferenceFunction::UShape { q },
            PreferenceFunction::VShape { p: width },
            PreferenceFunction::Level { q, p: q + width },
            PreferenceFunction::Linear { q, p: q + width },
            PreferenceFunction::Gaussian { s: width },
        ][shape];
        let (matrix, weights) = (case.matrix(), case.weights());
        let promethee = Promethee { preference_functions: vec![function; case.types.len()] };
        let report = promethee.evaluate(&matrix, &weights).unwrap();
        let n = case.rows.len();
        for i in 0..n {
            let (mut plus, mut minus) = (0.0, 0.0);
            for k in 0..n {
                for (j, w) in weights.as_slice().iter().enumerate() {
                    let lead = case.rows[i][j] - case.rows[k][j];
                    let lead = if case.types[j] == CriterionType::Benefit { lead } else { -lead };
                    plus += w * function.degree(lead) / (n as f64 - 1.0);
                    minus += w * function.degree(-lead) / (n as f64 - 1.0);
                }
            }
            prop_assert!((report.phi_plus[i] - plus).abs() <= 1e-13 && (report.phi_minus[i] - minus).abs() <= 1e-13);
        }
    }
}

/// The definition, pair by pair.
fn slow_codas(case: &Case, weights: &[f64], tau: f64) -> Vec<f64> {
    let scaled: Vec<Vec<f64>> = case
        .rows
        .iter()
        .map(|row| {
            let columns = row.iter().enumerate().map(|(j, x)| {
                let column = case.rows.iter().map(|row| row[j]);
                weights[j]
                    * match case.types[j] {
                        CriterionType::Benefit => x / column.fold(0.0, f64::max),
                        CriterionType::Cost => column.fold(f64::INFINITY, f64::min) / x,
                    }
            });
            columns.collect()
        })
        .collect();
    let worst: Vec<f64> =
        (0..weights.len()).map(|j| scaled.iter().map(|row| row[j]).fold(f64::INFINITY, f64::min)).collect();
    let distance = |row: &Vec<f64>| {
        let steps = row.iter().zip(&worst).map(|(v, worst)| v - worst);
        (steps.clone().map(|d| d * d).sum::<f64>().sqrt(), steps.sum::<f64>())
    };
    let distances: Vec<(f64, f64)> = scaled.iter().map(distance).collect();
    let assess = |(e, t): &(f64, f64)| {
        let pairs = distances.iter().map(|(other_e, other_t)| {
            let far = (e - other_e).abs() >= tau;
            (e - other_e) + if far { t - other_t } else { 0.0 }
        });
        pairs.sum()
    };
    distances.iter().map(assess).collect()
}

#[test]
fn a_hundred_thousand_alternatives_are_ranked_by_sorting() {
    let n = 100_000_u32;
    let rows: Vec<[f64; 2]> = (0..n).map(|i| [f64::from(i * 7919 % n) + 1.0, f64::from(i % 1000) + 1.0]).collect();
    let types = [CriterionType::Benefit, CriterionType::Cost];
    let matrix = mercato_decision::DecisionMatrix::from_rows(&rows, &types).unwrap();
    let weights = mercato_decision::Weights::new(vec![0.7, 0.3]).unwrap();
    let codas = Codas::default().scores(&matrix, &weights).unwrap();
    // the pairs' terms cancel
    let size: f64 = codas.iter().map(|h| h.abs()).sum();
    assert!(codas.iter().sum::<f64>().abs() < 1e-10 * size);
    let usual = Promethee { preference_functions: vec![PreferenceFunction::Usual; 2] };
    let report = usual.evaluate(&matrix, &weights).unwrap();
    // of the first criterion all values differ: the share of those below is its rank; the second repeats each value a
    // hundred times
    let expected = |row: &[f64; 2]| {
        0.7 * (row[0] - 1.0) / (f64::from(n) - 1.0) + 0.3 * (1000.0 - row[1]) * 100.0 / (f64::from(n) - 1.0)
    };
    for (row, plus) in rows.iter().zip(&report.phi_plus) {
        assert!((plus - expected(row)).abs() < 1e-14);
    }
    assert!(report.incomparable.is_none());
}
