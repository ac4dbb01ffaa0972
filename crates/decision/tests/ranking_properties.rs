//! Groups, dominance, sensitivity, efficiency and selection against their definitions and brute force.

#![allow(
    clippy::unwrap_used,
    clippy::needless_for_each,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_range_loop,
    reason = "a test stops where its set-up fails"
)]

mod common;

use common::{alike, case, near};
use mercato_core::Decimal;
use mercato_decision::{
    AggregateRankingsInput, CorrelationMethod, CriterionType, DeaInput, DeaModel, DeaOrientation, DominanceInput,
    ElectreIInput, ExplainInput, Method, MethodName, Normalization, PortfolioItem, RankAggregation,
    RankCorrelationInput, RankReversalInput, RankingMethod, ScaledProblem, SelectPortfolioInput, SmaaInput, Weights,
    aggregate_rankings, dea, dominance, electre_i, explain, rank_correlation, rank_reversal, select_portfolio, smaa,
    weight_ranges,
};
use proptest::prelude::*;

fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(n - 1);
    shorter
        .iter()
        .flat_map(|order| {
            (0..n).map(|at| {
                let mut order = order.clone();
                order.insert(at, n - 1);
                order
            })
        })
        .collect()
}

fn small_ranks(n: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = Vec<Vec<f64>>> {
    n.prop_flat_map(|n| prop::collection::vec(prop::collection::vec((1_u8..=6).prop_map(f64::from), n), 1..=5))
}

fn item(index: usize, cost: i64, value: i32, requires: Vec<usize>, excludes: Vec<usize>) -> PortfolioItem {
    let names = |list: Vec<usize>| list.into_iter().map(|other| format!("i{other}")).collect();
    PortfolioItem {
        id: format!("i{index}"),
        cost: Decimal::new(cost, 2),
        value: f64::from(value) / 10.0,
        requires: names(requires),
        excludes: names(excludes),
    }
}

/// Every set of items, the best first found.
fn best_by_trial(input: &SelectPortfolioInput) -> Vec<String> {
    let n = input.items.len();
    let place = |id: &String| input.items.iter().position(|item| item.id == *id).unwrap();
    let mut best: Option<(i64, Decimal, Vec<usize>)> = None;
    for set in 0_u32..1 << n {
        let inside = |i: usize| set & (1 << i) != 0;
        let list: Vec<usize> = (0..n).filter(|i| inside(*i)).collect();
        let cost: Decimal = list.iter().map(|i| input.items[*i].cost).sum();
        let fits = cost <= input.budget
            && list.len() <= input.max_items.unwrap_or(n)
            && list.iter().all(|i| {
                let item = &input.items[*i];
                item.requires.iter().all(|id| inside(place(id))) && item.excludes.iter().all(|id| !inside(place(id)))
            });
        #[allow(clippy::cast_possible_truncation, reason = "values are tenths")]
        let value: i64 = list.iter().map(|i| (input.items[*i].value * 10.0).round() as i64).sum();
        let better = best.as_ref().is_none_or(|(most, least, first)| {
            value > *most || (value == *most && (cost < *least || (cost == *least && list < *first)))
        });
        if fits && better {
            best = Some((value, cost, list));
        }
    }
    best.unwrap().2.into_iter().map(|i| input.items[i].id.clone()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    #[test]
    fn pairs_are_counted_as_by_definition(pairs in prop::collection::vec((0_u8..6, 0_u8..6), 2..=25)) {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).unzip();
        let (mut lead, mut compared, mut untied_x, mut untied_y) = (0.0, 0.0, 0.0_f64, 0.0_f64);
        for i in 0..x.len() {
            for k in 0..i {
                let (dx, dy) = (x[i].total_cmp(&x[k]) as i32, y[i].total_cmp(&y[k]) as i32);
                lead += f64::from(dx * dy);
                compared += f64::from((dx * dy).abs());
                untied_x += f64::from(dx.abs());
                untied_y += f64::from(dy.abs());
            }
        }
        let all = x.len() as f64 * (x.len() as f64 - 1.0) / 2.0;
        let ask = |method| rank_correlation(&RankCorrelationInput { x: x.clone(), y: y.clone(), method }).ok().map(|a| a.value);
        prop_assert!(near(ask(CorrelationMethod::KendallTauA).unwrap(), lead / all, 1e-14));
        match ask(CorrelationMethod::KendallTauB) {
            Some(value) => prop_assert!((value - lead / (untied_x * untied_y).sqrt()).abs() < 1e-14),
            None => prop_assert!(untied_x * untied_y < 0.5),
        }
        match ask(CorrelationMethod::GoodmanKruskalGamma) {
            Some(value) => prop_assert!((value - lead / compared).abs() < 1e-14),
            None => prop_assert!(compared < 0.5),
        }
    }

    #[test]
    fn kemeny_is_the_best_of_all_orders(rankings in small_ranks(1..=6)) {
        let answer = aggregate_rankings(&AggregateRankingsInput { rankings: rankings.clone(), method: RankAggregation::Kemeny }).unwrap();
        let n = rankings[0].len();
        let cost = |order: &[usize]| -> u64 {
            let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
            pairs.map(|(a, b)| rankings.iter().filter(|ranks| ranks[order[b]] < ranks[order[a]]).count() as u64).sum()
        };
        let mut orders: Vec<(u64, Vec<usize>)> = permutations(n).into_iter().map(|order| (cost(&order), order)).collect();
        orders.sort();
        let mut found = vec![0; n];
        for (index, rank) in answer.ranks.iter().enumerate() {
            found[*rank as usize - 1] = index;
        }
        prop_assert_eq!((answer.distance.unwrap(), found), orders[0].clone());
    }

    #[test]
    fn borda_counts_whom_one_beats(rankings in small_ranks(1..=6)) {
        let answer = aggregate_rankings(&AggregateRankingsInput { rankings: rankings.clone(), method: RankAggregation::Borda }).unwrap();
        let n = rankings[0].len();
        let beaten = |i: usize| -> f64 {
            let others = rankings.iter().flat_map(|ranks| (0..n).filter(|k| *k != i).map(|k| (ranks[i], ranks[k])).collect::<Vec<_>>());
            others.map(|(own, other)| if own < other { 1.0 } else if own > other { 0.0 } else { 0.5 }).sum()
        };
        prop_assert_eq!(answer.scores.unwrap(), (0..n).map(beaten).collect::<Vec<_>>());
    }

    #[test]
    fn fronts_are_peeled_one_by_one(rows in (1..=3_usize).prop_flat_map(|m| prop::collection::vec(prop::collection::vec((0_u8..5).prop_map(f64::from), m), 1..=14))) {
        let types = vec![CriterionType::Cost; rows[0].len()];
        let answer = dominance(&DominanceInput { matrix: rows.clone(), types }).unwrap();
        let beats = |a: &[f64], b: &[f64]| a.iter().zip(b).all(|(a, b)| a <= b) && a.iter().zip(b).any(|(a, b)| a < b);
        let mut rest: Vec<usize> = (0..rows.len()).collect();
        let mut front = 0;
        while !rest.is_empty() {
            front += 1;
            let here: Vec<usize> = rest.iter().copied().filter(|i| !rest.iter().any(|k| beats(&rows[*k], &rows[*i]))).collect();
            prop_assert!(here.iter().all(|i| answer.fronts[*i] == front));
            rest.retain(|i| !here.contains(i));
        }
        for (row, count) in rows.iter().zip(&answer.dominated_by_count) {
            prop_assert_eq!(rows.iter().filter(|other| beats(other, row)).count(), *count as usize);
        }
    }

    #[test]
    fn the_winner_stays_inside_its_ranges_and_not_outside(case in case(2..=6, 2..=4)) {
        let problem = |weights: &[f64]| ScaledProblem {
            matrix: case.rows.clone(), weights: weights.to_vec(), types: case.types.clone(), normalization: Some(Normalization::MinMax),
        };
        let answer = weight_ranges(&problem(&case.weights)).unwrap();
        let lead = |criterion: usize, u: f64| {
            let w = Weights::new(case.weights.clone()).unwrap();
            let rest: f64 = w.as_slice().iter().enumerate().filter(|(j, _)| *j != criterion).map(|(_, w)| w).sum();
            let moved: Vec<f64> = w.as_slice().iter().enumerate().map(|(j, w)| {
                if j == criterion { u } else if rest > 0.0 { w * (1.0 - u) / rest } else { (1.0 - u) / (case.types.len() as f64 - 1.0) }
            }).collect();
            let scores = mercato_decision::wsm(&problem(&moved)).unwrap().scores;
            let best = scores.iter().fold(0.0_f64, |best, score| best.max(*score));
            best - scores[answer.winner]
        };
        for range in &answer.ranges {
            prop_assert!(range.lower <= range.weight && range.weight <= range.upper);
            for u in [range.lower, range.upper, 0.5 * (range.lower + range.weight), 0.5 * (range.upper + range.weight)] {
                prop_assert!(lead(range.criterion, u) < 1e-9);
            }
            let (below, above) = (range.lower - 1e-3, range.upper + 1e-3);
            let outside = |u: f64| !(0.0..=1.0).contains(&u) || lead(range.criterion, u) > 0.0;
            prop_assert!(outside(below) && outside(above), "{range:?}");
        }
    }

    #[test]
    fn reversals_are_found_pair_by_pair(case in case(2..=6, 1..=4)) {
        for method in common::methods() {
            let input = RankReversalInput { matrix: case.rows.clone(), weights: case.weights.clone(), types: case.types.clone(), method };
            let Ok(answer) = rank_reversal(&input) else { continue };
            for removal in &answer.removals {
                let mut rest = case.clone();
                rest.rows.remove(removal.removed);
                let after = method.evaluate(&rest.matrix(), &rest.weights()).unwrap().ranks;
                let mut before = answer.ranks.clone();
                before.remove(removal.removed);
                let pairs = |wrong: &dyn Fn(usize, usize) -> bool| {
                    (0..after.len()).any(|i| (0..after.len()).any(|k| wrong(i, k)))
                };
                prop_assert_eq!(removal.reversed, pairs(&|i, k| before[i] < before[k] && after[i] > after[k]));
                let best = |ranks: &[u32]| {
                    let least = *ranks.iter().min().unwrap();
                    ranks.iter().map(|rank| *rank == least).collect::<Vec<_>>()
                };
                prop_assert_eq!(removal.winner_changed, best(&before) != best(&after));
            }
        }
    }

    #[test]
    fn an_explanation_adds_up(case in case(1..=5, 1..=4), which in 0..15_usize) {
        let method = RankingMethod::new(MethodName::ALL[which]);
        let input = ExplainInput {
            matrix: case.rows.clone(), weights: case.weights.clone(), types: case.types.clone(), method, alternatives: None, criteria: None,
        };
        let Ok(answer) = explain(&input) else { return Ok(()) };
        if answer.additive {
            for (score, parts) in answer.scores.iter().zip(&answer.contributions) {
                prop_assert!((score - parts.iter().map(|part| part.unwrap()).sum::<f64>()).abs() < 1e-12);
            }
            for comparison in &answer.comparisons {
                let differences: f64 = comparison.criteria.iter().map(|support| support.difference).sum();
                prop_assert!((comparison.lead - differences).abs() < 1e-9);
            }
        }
        prop_assert_eq!(answer.ranks[answer.order[0]], 1);
        for range in &answer.weight_ranges {
            prop_assert!(range.lower <= range.weight && range.weight <= range.upper);
        }
        prop_assert!(!answer.sentences.is_empty());
    }

    #[test]
    fn acceptabilities_are_shares(case in case(1..=5, 1..=4), seed in any::<u64>()) {
        let input = SmaaInput { matrix: case.rows.clone(), types: case.types.clone(), normalization: None, samples: 200, seed };
        let answer = smaa(&input).unwrap();
        prop_assert!(answer.rank_acceptability.iter().all(|row| near(row.iter().sum(), 1.0, 1e-12)));
        prop_assert_eq!(smaa(&input).unwrap(), answer);
    }

    #[test]
    fn a_kernel_is_stable(case in case(1..=8, 1..=4), c in 0.3..0.9_f64, d in 0.2..1.0_f64) {
        let input = ElectreIInput {
            matrix: case.rows.clone(), weights: case.weights.clone(), types: case.types.clone(),
            concordance_threshold: c, discordance_threshold: d,
        };
        let answer = electre_i(&input).unwrap();
        prop_assert!(!answer.kernel.is_empty());
        let n = case.rows.len();
        // reachable both ways: one circle
        let mut reach = answer.outranking.clone();
        for k in 0..n { for i in 0..n { for j in 0..n { reach[i][j] |= reach[i][k] && reach[k][j]; } } }
        let circle = |i: usize, k: usize| reach[i][k] && reach[k][i];
        for k in 0..n {
            let by_kernel = answer.kernel.iter().any(|i| answer.outranking[*i][k] && !circle(*i, k) && *i != k);
            let circle_by_kernel = (0..n).any(|m| (m == k || circle(m, k)) && answer.kernel.iter().any(|i| answer.outranking[*i][m] && !circle(*i, m) && *i != m));
            prop_assert!(!by_kernel || !answer.kernel.contains(&k));
            prop_assert_eq!(answer.kernel.contains(&k), !circle_by_kernel);
        }
    }

    #[test]
    fn efficiencies_keep_their_order(
        units in (1..=3_usize, 1..=2_usize).prop_flat_map(|(m, s)| prop::collection::vec(
            (prop::collection::vec(1.0..50.0_f64, m), prop::collection::vec(1.0..50.0_f64, s)), 2..=7)),
        factor in 0.01..100.0_f64
    ) {
        let ask = |model, orientation, super_efficiency, scale: f64| {
            let (mut inputs, outputs): (Vec<Vec<f64>>, Vec<Vec<f64>>) = units.iter().cloned().unzip();
            inputs.iter_mut().for_each(|row| row[0] *= scale);
            dea(&DeaInput { inputs, outputs, model, orientation, super_efficiency }).unwrap()
        };
        let values = |answer: &mercato_decision::Dea| answer.efficiencies.iter().map(|e| e.unwrap()).collect::<Vec<_>>();
        for orientation in [DeaOrientation::Input, DeaOrientation::Output] {
            let (ccr, bcc) = (ask(DeaModel::Ccr, orientation, false, 1.0), ask(DeaModel::Bcc, orientation, false, 1.0));
            prop_assert!(!ccr.efficient.is_empty() && !bcc.efficient.is_empty());
            for (ccr, bcc) in values(&ccr).into_iter().zip(values(&bcc)) {
                prop_assert!(ccr <= bcc + 1e-9 && bcc <= 1.0);
            }
            prop_assert!(alike(&values(&ccr), &values(&ask(DeaModel::Ccr, orientation, false, factor)), 1e-9));
            // above 1 only for the efficient; the same for the others
            let others = ask(DeaModel::Ccr, orientation, true, 1.0);
            for (plain, without) in values(&ccr).into_iter().zip(&others.efficiencies) {
                prop_assert!(without.is_none_or(|without| (without.min(1.0) - plain).abs() < 1e-8));
            }
        }
        let (input, output) = (ask(DeaModel::Ccr, DeaOrientation::Input, false, 1.0), ask(DeaModel::Ccr, DeaOrientation::Output, false, 1.0));
        prop_assert!(alike(&values(&input), &values(&output), 1e-9));
    }

    #[test]
    fn the_best_selection_is_found(
        figures in prop::collection::vec((0_i64..6, -2_i32..8), 1..=8), budget in 0_i64..20, max_items in prop::option::of(0..6_usize),
        links in prop::collection::vec((0..8_usize, 0..8_usize, any::<bool>()), 0..=5)
    ) {
        let n = figures.len();
        let linked = |i: usize, require: bool| {
            let list = links.iter().filter(|(a, b, kind)| a % n == i && b % n != i && *kind == require);
            list.map(|(_, b, _)| b % n).collect::<Vec<_>>()
        };
        let items = figures.iter().enumerate().map(|(i, (cost, value))| item(i, *cost, *value, linked(i, true), linked(i, false)));
        let input = SelectPortfolioInput { items: items.collect(), budget: Decimal::new(budget, 2), max_items };
        let answer = select_portfolio(&input).unwrap();
        prop_assert_eq!(&answer.selected, &best_by_trial(&input), "{:?}", input);
        let cost: Decimal = input.items.iter().filter(|item| answer.selected.contains(&item.id)).map(|item| item.cost).sum();
        prop_assert_eq!(cost, answer.total_cost);
    }
}

#[test]
fn thirty_equal_items_are_no_trouble() {
    let items = (0..30).map(|i| item(i, 100, 10, Vec::new(), Vec::new())).collect();
    let input = SelectPortfolioInput { items, budget: Decimal::new(1550, 2), max_items: None };
    let answer = select_portfolio(&input).unwrap();
    assert_eq!(answer.selected, (0..15).map(|i| format!("i{i}")).collect::<Vec<_>>());
    assert_eq!(answer.total_value.to_bits(), 15.0_f64.to_bits());
}

#[test]
fn forty_items_with_random_figures_are_no_trouble() {
    // a linear congruence gives figures that are the same everywhere
    let mut state = 12_345_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let items: Vec<PortfolioItem> = (0..40)
        .map(|i| {
            let (cost, value) = (next(9000) + 500, i32::try_from(next(400)).unwrap() + 10);
            item(i, i64::try_from(cost).unwrap(), value, Vec::new(), Vec::new())
        })
        .collect();
    let input = SelectPortfolioInput { items, budget: Decimal::new(60_000, 2), max_items: Some(12) };
    let answer = select_portfolio(&input).unwrap();
    assert!(answer.selected.len() <= 12 && answer.total_cost <= input.budget);
}

#[test]
fn a_hundred_thousand_ranks_are_compared_by_sorting() {
    let n = 100_000_u32;
    let x: Vec<f64> = (0..n).map(f64::from).collect();
    let y: Vec<f64> = x.iter().rev().copied().collect();
    let ask = |y: Vec<f64>| {
        rank_correlation(&RankCorrelationInput { x: x.clone(), y, method: CorrelationMethod::KendallTauA })
    };
    assert!((ask(y).unwrap().value + 1.0).abs() < 1e-15);
    assert!((ask(x.clone()).unwrap().value - 1.0).abs() < 1e-15);
}
