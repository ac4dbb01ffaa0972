//! Published examples, by name, with the figures as they are printed.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]

use mercato_decision::{
    AggregateRankingsInput, AhpHierarchyInput, AhpInput, AhpMethod, BwmInput, BwmMethod, CondorcetWinner,
    CorrelationMethod, CriterionNode, CriterionType, DeaInput, DeaModel, DeaOrientation, RankAggregation,
    RankCorrelationInput, RankWeighting, RankWeightsInput, SwaraInput, VikorInput, aggregate_rankings, ahp,
    ahp_hierarchy, bwm, dea, rank_correlation, rank_weights, swara, vikor,
};

fn printed(found: &[f64], expected: &[f64], digits: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= 0.51 * digits, "{found} is printed as {expected}");
    }
}

/// T. L. Saaty (1977), the wealth of nations: USA, USSR, China, France, UK, Japan, West Germany.
#[test]
fn saaty_1977_wealth_of_nations() {
    let upper: [&[f64]; 7] = [
        &[4.0, 9.0, 6.0, 6.0, 5.0, 5.0],
        &[7.0, 5.0, 5.0, 3.0, 4.0],
        &[1.0 / 5.0, 1.0 / 5.0, 1.0 / 7.0, 1.0 / 5.0],
        &[1.0, 1.0 / 3.0, 1.0 / 3.0],
        &[1.0 / 3.0, 1.0 / 3.0],
        &[2.0],
        &[],
    ];
    let mut comparisons = vec![vec![1.0; 7]; 7];
    for (i, row) in upper.iter().enumerate() {
        for (a, j) in row.iter().zip(i + 1..) {
            comparisons[i][j] = *a;
            comparisons[j][i] = 1.0 / a;
        }
    }
    let answer = ahp(&AhpInput { comparisons, method: AhpMethod::Eigenvector }).unwrap();
    printed(&answer.weights, &[0.427, 0.230, 0.021, 0.052, 0.052, 0.123, 0.094], 1e-3);
    printed(&[answer.lambda_max], &[7.61], 1e-2);
    assert!(answer.consistent);
    // the USA were said to be nine times as wealthy as China, the end of the scale, and are twenty times by the others'
    // word
    let odd = answer.least_fitting.unwrap();
    assert_eq!((odd.row, odd.column), (0, 2));
    printed(&[odd.given, odd.fitting], &[9.0, 20.5], 0.1);
}

/// J. Rezaei (2015), choosing a means of transport: load flexibility, accessibility, cost.
#[test]
fn rezaei_2015_transport() {
    let input =
        BwmInput { best_to_others: vec![8, 2, 1], others_to_worst: vec![1, 5, 8], method: BwmMethod::Nonlinear };
    let answer = bwm(&input).unwrap();
    printed(&answer.weights, &[0.0714, 0.3387, 0.5899], 1e-4);
    printed(&[answer.xi, answer.consistency_ratio.unwrap()], &[0.26, 0.058], 1e-2);
    // by the linear model of the same (Rezaei 2016), solved by hand: all three deviations are 1/28
    let linear = bwm(&BwmInput { method: BwmMethod::Linear, ..input }).unwrap();
    printed(&linear.weights, &[2.0 / 28.0, 9.0 / 28.0, 17.0 / 28.0], 1e-12);
    printed(&[linear.xi], &[1.0 / 28.0], 1e-12);
}

/// J. Rezaei (2015), buying a car: consistent judgments give the shares of 4, 8, 2, 4 and 1 in 19.
#[test]
fn rezaei_2015_car() {
    let input = BwmInput {
        best_to_others: vec![2, 1, 4, 2, 8],
        others_to_worst: vec![4, 8, 2, 4, 1],
        method: BwmMethod::Linear,
    };
    let answer = bwm(&input).unwrap();
    printed(&answer.weights, &[4.0, 8.0, 2.0, 4.0, 1.0].map(|share| share / 19.0), 1e-12);
    assert!(answer.xi < 1e-14);
}

/// F. H. Barron, B. E. Barrett (1996), table of rank order centroids for four attributes.
#[test]
fn barron_barrett_1996_centroids() {
    let ask = |method| {
        rank_weights(&RankWeightsInput { ranks: vec![1.0, 2.0, 3.0, 4.0], method, exponent: None }).unwrap().weights
    };
    printed(&ask(RankWeighting::RankOrderCentroid), &[0.5208, 0.2708, 0.1458, 0.0625], 1e-4);
    printed(&ask(RankWeighting::RankSum), &[0.4, 0.3, 0.2, 0.1], 1e-12);
    printed(&ask(RankWeighting::RankReciprocal), &[0.48, 0.24, 0.16, 0.12], 1e-12);
}

/// V. Keršulienė, E. K. Zavadskas, Z. Turskis (2010): the recursion on round figures.
#[test]
fn kersuliene_2010_steps() {
    let weights = swara(&SwaraInput { comparative_importance: vec![0.25, 0.6] }).unwrap().weights;
    printed(&weights, &[1.0 / 2.3, 0.8 / 2.3, 0.5 / 2.3], 1e-12);
}

/// S. Opricovic, G.-H. Tzeng (2004), section 4: three ways over a mountain, by risk and altitude; the compromise is the
/// second.
#[test]
fn opricovic_tzeng_2004_mountain() {
    let input = VikorInput {
        matrix: vec![vec![1.0, 3000.0], vec![2.0, 3750.0], vec![5.0, 4500.0]],
        weights: vec![0.5, 0.5],
        types: vec![CriterionType::Cost, CriterionType::Benefit],
        v: Some(0.5),
    };
    let answer = vikor(&input).unwrap();
    printed(&answer.s, &[0.5, 0.375, 0.5], 1e-12);
    printed(&answer.r, &[0.5, 0.25, 0.5], 1e-12);
    printed(&answer.q, &[1.0, 0.0, 1.0], 1e-12);
    assert_eq!(answer.compromise_set, [1]);
}

/// W. W. Cooper, L. M. Seiford, K. Tone, "Data Envelopment Analysis" (2007), example 1.1: eight stores, staff and sales.
#[test]
fn cooper_seiford_tone_2007_stores() {
    let staff = [2.0, 3.0, 3.0, 4.0, 5.0, 5.0, 6.0, 8.0];
    let sales = [1.0, 3.0, 2.0, 3.0, 4.0, 2.0, 3.0, 5.0];
    let input = DeaInput {
        inputs: staff.iter().map(|x| vec![*x]).collect(),
        outputs: sales.iter().map(|y| vec![*y]).collect(),
        model: DeaModel::Ccr,
        orientation: DeaOrientation::Input,
        super_efficiency: false,
    };
    let answer = dea(&input).unwrap();
    let efficiencies: Vec<f64> = answer.efficiencies.iter().map(|e| e.unwrap()).collect();
    printed(&efficiencies, &[0.5, 1.0, 0.667, 0.75, 0.8, 0.4, 0.5, 0.625], 1e-3);
    assert_eq!(answer.efficient, [1]);
    assert!(answer.references.iter().all(|units| units.len() == 1 && units[0].unit == 1));
}

/// The same book, table 2.3 (example 2.2): six units with two inputs and an output of 1.
#[test]
fn cooper_seiford_tone_2007_two_inputs() {
    let input = DeaInput {
        inputs: [[4.0, 3.0], [7.0, 3.0], [8.0, 1.0], [4.0, 2.0], [2.0, 4.0], [10.0, 1.0]].map(|x| x.to_vec()).to_vec(),
        outputs: vec![vec![1.0]; 6],
        model: DeaModel::Ccr,
        orientation: DeaOrientation::Input,
        super_efficiency: false,
    };
    let answer = dea(&input).unwrap();
    let efficiencies: Vec<f64> = answer.efficiencies.iter().map(|e| e.unwrap()).collect();
    printed(&efficiencies, &[0.8571, 0.6316, 1.0, 1.0, 1.0, 1.0], 1e-4);
}

/// Condorcet's paradox: three voters, each alternative loses to another, and nobody wins.
#[test]
fn condorcet_1785_paradox() {
    let rankings = vec![vec![1.0, 2.0, 3.0], vec![3.0, 1.0, 2.0], vec![2.0, 3.0, 1.0]];
    let ask = |method| aggregate_rankings(&AggregateRankingsInput { rankings: rankings.clone(), method }).unwrap();
    let copeland = ask(RankAggregation::Copeland);
    assert_eq!((copeland.condorcet_winner, copeland.ranks), (Some(CondorcetWinner(None)), vec![1, 1, 1]));
    let kemeny = ask(RankAggregation::Kemeny);
    assert_eq!((kemeny.distance, kemeny.ranks), (Some(4), vec![1, 2, 3]));
}

/// J.-C. de Borda's objection (1781), in the usual example of Tennessee's capital: 42, 26, 15 and 17 voters of a hundred.
#[test]
fn tennessee_elects_nashville_by_borda_copeland_and_kemeny() {
    // Memphis, Nashville, Chattanooga, Knoxville
    let groups = [
        (42, [1.0, 2.0, 3.0, 4.0]),
        (26, [4.0, 1.0, 2.0, 3.0]),
        (15, [4.0, 3.0, 1.0, 2.0]),
        (17, [4.0, 3.0, 2.0, 1.0]),
    ];
    let rankings: Vec<Vec<f64>> =
        groups.iter().flat_map(|(voters, ranks)| std::iter::repeat_n(ranks.to_vec(), *voters)).collect();
    let ask = |method| aggregate_rankings(&AggregateRankingsInput { rankings: rankings.clone(), method }).unwrap();
    assert_eq!(ask(RankAggregation::Borda).scores.unwrap(), [126.0, 194.0, 173.0, 107.0]);
    assert_eq!(ask(RankAggregation::Copeland).condorcet_winner, Some(CondorcetWinner(Some(1))));
    // Nashville, Chattanooga, Knoxville, Memphis, with a score of 393 of 600
    let kemeny = ask(RankAggregation::Kemeny);
    assert_eq!((kemeny.ranks, kemeny.distance), (vec![4, 1, 2, 3], Some(600 - 393)));
}

/// W. Sałabun, K. Urbaniak (2020): a mistake at the top counts more than one at the bottom.
#[test]
fn salabun_urbaniak_2020_top_counts_more() {
    let ask = |y: [f64; 5]| {
        let x = vec![1.0, 2.0, 3.0, 4.0, 5.0];
        rank_correlation(&RankCorrelationInput { x, y: y.to_vec(), method: CorrelationMethod::Ws }).unwrap().value
    };
    // 1 - 2^-1·1/4 - 2^-2·1/3, and 1 - 2^-4·1/3 - 2^-5·1/4
    printed(&[ask([2.0, 1.0, 3.0, 4.0, 5.0])], &[1.0 - 1.0 / 8.0 - 1.0 / 12.0], 1e-12);
    printed(&[ask([1.0, 2.0, 3.0, 5.0, 4.0])], &[1.0 - 1.0 / 48.0 - 1.0 / 128.0], 1e-12);
}

/// T. L. Saaty's hierarchy in the small: two groups of three to one, one of them split evenly.
#[test]
fn a_hierarchy_multiplies_local_weights() {
    let leaf = |id: &str| CriterionNode { id: id.into(), ..CriterionNode::default() };
    let group = CriterionNode {
        id: "cost".into(),
        comparisons: Some(vec![vec![1.0; 2]; 2]),
        children: vec![leaf("commission"), leaf("payout")],
    };
    let tree = CriterionNode {
        id: "platform".into(),
        comparisons: Some(vec![vec![1.0, 3.0], vec![1.0 / 3.0, 1.0]]),
        children: vec![leaf("reach"), group],
    };
    let answer = ahp_hierarchy(&AhpHierarchyInput { tree, method: AhpMethod::GeometricMean }).unwrap();
    let weights: Vec<f64> = answer.global_weights.values().copied().collect();
    printed(&weights, &[0.125, 0.125, 0.75], 1e-12);
}
