//! The operations of `mercato-decision`.

crate::ops! {
    /// Decisions under several criteria: weights, rankings, sensitivity: `decision.*`.
    DECISION:

    // The description.

    "decision.normalize" = mercato_decision::normalize;
    summary "How do euros, days and grades become comparable?";
    source "Hwang and Yoon (1981); Zavadskas and Turskis (2008)";
    example r#"{"matrix": [[4, 250], [5, 500]], "types": ["benefit", "cost"], "method": "linear"}"# => r#"{"matrix": [[0.8, 1.0], [1.0, 0.5]]}"#;

    "decision.impute" = mercato_decision::impute;
    summary "What stands in for a value that is missing?";
    source "Little and Rubin (2002), chapter 4";
    example r#"{"matrix": [[5, 10], [null, 20], [9, 60]], "types": ["cost", "benefit"], "strategy": "worst"}"# => r#"{"matrix": [[5.0, 10.0], [9.0, 20.0], [9.0, 60.0]], "imputed": [[1, 0]]}"#;

    "decision.screen" = mercato_decision::screen;
    summary "Which alternatives meet the least that is asked of them, and which rules do the others fail?";
    source "Hwang and Yoon (1981), conjunctive method";
    example r#"{"matrix": [[4.2, 250], [4.6, 310], [3.9, 190]], "rules": [{"criterion": 0, "op": "ge", "value": 4}, {"criterion": 1, "op": "le", "value": 300}]}"# => r#"{"passed": [0], "rejected": [{"index": 1, "failed_rules": [1]}, {"index": 2, "failed_rules": [0]}]}"#;

    "decision.rank_scores" = mercato_decision::rank_scores;
    summary "Which is first, second, third, and which are level?";
    source "definition: standard competition ranking and its variants";
    example r#"{"scores": [0.5, 0.5, 0.1, 0.9], "ties": "average"}"# => r#"{"ranks": [2.5, 2.5, 4.0, 1.0]}"#;

    // Weights.

    "decision.objective_weights" = mercato_decision::objective_weights;
    summary "How important are the criteria, judging by the data alone?";
    source "Shannon (1948); Diakoulaki et al. (1995); Keshavarz-Ghorabaee et al. (2021); Zavadskas and Podvezko (2016)";
    example r#"{"matrix": [[1, 5], [3, 5]], "types": ["benefit", "cost"], "method": "entropy"}"# => r#"{"weights": [1.0, 0.0]}"#;

    "decision.ahp" = mercato_decision::ahp;
    summary "Which weights follow from comparing every pair, and how far do the answers contradict one another?";
    source "Saaty (1977); Crawford and Williams (1985); Alonso and Lamata (2006); Aguarón and Moreno-Jiménez (2003)";
    example r#"{"comparisons": [[1, 3, 5], [0.3333, 1, 3], [0.2, 0.3333, 1]], "method": "geometric_mean"}"# => r#"{"weights": [0.6369855717447571, 0.25828499437449504, 0.10472943388074786], "lambda_max": 3.0385110905581705, "consistency_index": 0.01925554527908524, "random_index": 0.58, "consistency_ratio": 0.03319921599842283, "consistent": true, "geometric_consistency_index": 0.11516438781225194, "least_fitting": {"row": 0, "column": 1, "given": 3.0, "fitting": 2.46621207433047}}"#;

    "decision.ahp_incomplete" = mercato_decision::ahp_incomplete;
    summary "Which weights follow if some pairs were never compared?";
    source "Bozóki, Fülöp and Rónyai (2010)";
    example r#"{"comparisons": [[1, 4, 4], [0.25, 1, null], [0.25, null, 1]]}"# => r#"{"weights": [0.6666666666666666, 0.16666666666666663, 0.1666666666666667], "missing": 1}"#;

    "decision.ahp_hierarchy" = mercato_decision::ahp_hierarchy;
    summary "Which weights do the leaves of a tree of criteria have?";
    source "Saaty (1980)";
    example r#"{"tree": {"id": "platform", "comparisons": [[1, 3], [0.3333, 1]], "children": [{"id": "reach"}, {"id": "cost", "comparisons": [[1, 1], [1, 1]], "children": [{"id": "commission"}, {"id": "payout"}]}]}}"# => r#"{"global_weights": {"commission": 0.125, "payout": 0.125, "reach": 0.7499999999999999}, "consistency_ratios": {"cost": 0.0, "platform": 0.0}}"#;

    "decision.bwm" = mercato_decision::bwm;
    summary "Which weights follow from comparing the best with all and all with the worst?";
    source "Rezaei (2015, 2016); Liang, Brunelli and Rezaei (2020)";
    example r#"{"best_to_others": [2, 1, 4, 2, 8], "others_to_worst": [4, 8, 2, 4, 1], "method": "nonlinear"}"# => r#"{"weights": [0.21052631578947367, 0.42105263157894735, 0.10526315789473684, 0.21052631578947367, 0.05263157894736842], "xi": 0.0, "input_consistency_ratio": 0.0, "consistency_index": 4.47, "consistency_ratio": 0.0, "weight_intervals": [[0.21052631578947367, 0.21052631578947367], [0.42105263157894735, 0.42105263157894735], [0.10526315789473684, 0.10526315789473684], [0.21052631578947367, 0.21052631578947367], [0.05263157894736842, 0.05263157894736842]]}"#;
    example r#"{"best_to_others": [1, 2, 4], "others_to_worst": [4, 2, 1], "method": "linear"}"# => r#"{"weights": [0.5714285714285714, 0.2857142857142857, 0.14285714285714285], "xi": 0.0, "input_consistency_ratio": 0.0}"#;

    "decision.rank_weights" = mercato_decision::rank_weights;
    summary "Which weights does an order of importance give?";
    source "Stillwell, Seaver and Edwards (1981); Barron and Barrett (1996)";
    example r#"{"ranks": [2, 1, 2], "method": "rank_sum"}"# => r#"{"weights": [0.25, 0.5, 0.25]}"#;

    "decision.swara" = mercato_decision::swara;
    summary "Which weights follow from saying how much less each criterion matters than the one before?";
    source "Keršulienė, Zavadskas and Turskis (2010)";
    example r#"{"comparative_importance": [1, 0]}"# => r#"{"weights": [0.5, 0.25, 0.25]}"#;

    // Rankings.

    "decision.wsm" = mercato_decision::wsm;
    summary "What do the criteria add up to, and what does each contribute?";
    source "Fishburn (1967)";
    example r#"{"matrix": [[4, 250], [5, 500]], "weights": [1, 1], "types": ["benefit", "cost"]}"# => r#"{"scores": [0.9, 0.75], "contributions": [[0.4, 0.5], [0.5, 0.25]], "ranks": [1, 2]}"#;

    "decision.wpm" = mercato_decision::wpm;
    summary "What do the criteria multiply to?";
    source "Bridgman (1922); Miller and Starr (1969)";
    example r#"{"matrix": [[1, 250], [4, 250]], "weights": [1, 1], "types": ["benefit", "cost"]}"# => r#"{"scores": [0.5, 1.0], "ranks": [2, 1], "higher_is_better": true}"#;

    "decision.waspas" = mercato_decision::waspas;
    summary "What if weaknesses can be made up for in part?";
    source "Zavadskas et al. (2012)";
    example r#"{"matrix": [[1, 250], [4, 250]], "weights": [1, 1], "types": ["benefit", "cost"], "lambda": 0.5}"# => r#"{"scores": [0.5625, 1.0], "wsm_scores": [0.625, 1.0], "wpm_scores": [0.5, 1.0], "ranks": [2, 1]}"#;

    "decision.topsis" = mercato_decision::topsis;
    summary "Which alternative is near the best and far from the worst?";
    source "Hwang and Yoon (1981), chapter III";
    example r#"{"matrix": [[4.2, 250, 14], [4.6, 310, 10], [3.9, 190, 21]], "types": ["benefit", "cost", "cost"], "weights": [5, 3, 2]}"# => r#"{"scores": [0.5461592339622812, 0.5353375952038335, 0.4646624047961664], "distance_to_ideal": [0.057210904128285375, 0.08158672963788059, 0.09399607800000065], "distance_to_anti_ideal": [0.06884851672931684, 0.09399607800000065, 0.08158672963788059], "ranks": [1, 2, 3]}"#;
    example r#"{"matrix": [[1, 4], [3, 2], [2, 2]], "weights": [1, 1], "types": ["benefit", "cost"], "normalization": "min_max"}"# => r#"{"scores": [0.0, 1.0, 0.6909830056250525], "distance_to_ideal": [0.7071067811865476, 0.0, 0.25], "distance_to_anti_ideal": [0.0, 0.7071067811865476, 0.5590169943749475], "ranks": [3, 1, 2]}"#;

    "decision.vikor" = mercato_decision::vikor;
    summary "Which compromise serves the majority without a bitter opponent?";
    source "Opricovic and Tzeng (2004)";
    example r#"{"matrix": [[4.2, 250, 14], [4.6, 310, 10], [3.9, 190, 21]], "types": ["benefit", "cost", "cost"], "weights": [5, 3, 2]}"# => r#"{"s": [0.5084415584415581, 0.3, 0.7], "r": [0.2857142857142854, 0.3, 0.5], "q": [0.2605519480519477, 0.033333333333333943, 1.0], "ranks": [2, 1, 3], "acceptable_advantage": false, "acceptable_stability": true, "compromise_set": [0, 1]}"#;

    "decision.moora" = mercato_decision::moora;
    summary "What is left of the benefits after the costs?";
    source "Brauers and Zavadskas (2006)";
    example r#"{"matrix": [[3, 4], [4, 3]], "weights": [1, 1], "types": ["benefit", "cost"]}"# => r#"{"scores": [-0.10000000000000003, 0.10000000000000003], "ranks": [2, 1], "higher_is_better": true}"#;

    "decision.multimoora" = mercato_decision::multimoora;
    summary "Do three ways of looking agree?";
    source "Brauers and Zavadskas (2010)";
    example r#"{"matrix": [[4.2, 250, 14], [4.6, 310, 10], [3.9, 190, 21]], "types": ["benefit", "cost", "cost"], "weights": [5, 3, 2]}"# => r#"{"ratio_scores": [0.01263566743388958, 0.028524714358667783, -0.018551155302309358], "reference_point_scores": [0.040793364818940296, 0.08158672963788059, 0.08103804155521331], "multiplicative_scores": [0.23068376740375834, 0.2420864086316406, 0.22256781603982193], "ratio_ranks": [2, 1, 3], "reference_point_ranks": [1, 3, 2], "multiplicative_ranks": [2, 1, 3], "wins": [1, 2, 0], "ranks": [2, 1, 3]}"#;

    "decision.copras" = mercato_decision::copras;
    summary "How much utility, in parts of the best, with costs counted apart?";
    source "Zavadskas, Kaklauskas and Sarka (1994)";
    example r#"{"matrix": [[3, 1], [1, 3]], "weights": [1, 1], "types": ["benefit", "cost"]}"# => r#"{"scores": [0.75, 0.25], "utility": [1.0, 0.3333333333333333], "ranks": [1, 2]}"#;

    "decision.edas" = mercato_decision::edas;
    summary "Who is above average where it counts?";
    source "Keshavarz Ghorabaee et al. (2015)";
    example r#"{"matrix": [[4.2, 250, 14], [4.6, 310, 10], [3.9, 190, 21]], "types": ["benefit", "cost", "cost"], "weights": [5, 3, 2]}"# => r#"{"scores": [0.544129759888162, 0.6984168865435357, 0.32735083532219583], "ranks": [2, 1, 3], "higher_is_better": true}"#;

    "decision.aras" = mercato_decision::aras;
    summary "Which part of the ideal does each alternative reach?";
    source "Zavadskas and Turskis (2010)";
    example r#"{"matrix": [[4], [1]], "weights": [1], "types": ["benefit"]}"# => r#"{"scores": [1.0, 0.25], "ranks": [1, 2], "higher_is_better": true}"#;

    "decision.codas" = mercato_decision::codas;
    summary "Which alternative is furthest from the worst?";
    source "Keshavarz Ghorabaee et al. (2016)";
    example r#"{"matrix": [[4], [1]], "weights": [1], "types": ["benefit"]}"# => r#"{"scores": [1.5, -1.5], "ranks": [1, 2], "higher_is_better": true}"#;

    "decision.mabac" = mercato_decision::mabac;
    summary "Which side of the border is each alternative on?";
    source "Pamučar and Ćirović (2015)";
    example r#"{"matrix": [[4.2, 250, 14], [4.6, 310, 10], [3.9, 190, 21]], "types": ["benefit", "cost", "cost"], "weights": [5, 3, 2]}"# => r#"{"scores": [0.05245330258505569, 0.26089486102661397, -0.13910513897338608], "ranks": [2, 1, 3], "higher_is_better": true}"#;

    "decision.marcos" = mercato_decision::marcos;
    summary "How far between the ideal and the anti-ideal?";
    source "Stević et al. (2020)";
    example r#"{"matrix": [[2], [1]], "weights": [1], "types": ["benefit"]}"# => r#"{"scores": [0.857142857142857, 0.4285714285714285], "ranks": [1, 2], "higher_is_better": true}"#;

    "decision.mairca" = mercato_decision::mairca;
    summary "How wide is the gap between what could be and what is?";
    source "Gigović et al. (2016)";
    example r#"{"matrix": [[3], [1]], "weights": [1], "types": ["benefit"]}"# => r#"{"scores": [0.0, 0.5], "ranks": [1, 2], "higher_is_better": false}"#;

    "decision.cocoso" = mercato_decision::cocoso;
    summary "What do three compromises between sum and product say together?";
    source "Yazdani et al. (2019)";
    example r#"{"matrix": [[3, 1], [1, 3], [3, 3]], "weights": [1, 1], "types": ["benefit", "benefit"]}"# => r#"{"scores": [1.5466271916141032, 1.5466271916141032, 3.0932543832282064], "ranks": [2, 2, 1], "higher_is_better": true}"#;

    "decision.spotis" = mercato_decision::spotis;
    summary "How far from an ideal that does not depend on who is on the table?";
    source "Dezert et al. (2020)";
    example r#"{"matrix": [[4, 250], [5, 500]], "weights": [1, 1], "types": ["benefit", "cost"], "bounds": [[0, 5], [0, 1000]]}"# => r#"{"scores": [0.225, 0.25], "ranks": [1, 2], "higher_is_better": false}"#;

    "decision.ervd" = mercato_decision::ervd;
    summary "What if losses weigh more than gains?";
    source "Shyur et al. (2015); Tversky and Kahneman (1992)";
    example r#"{"matrix": [[1], [2], [3]], "weights": [1], "types": ["benefit"], "reference_point": [2], "lambda": 2, "alpha": 1}"# => r#"{"scores": [0.0, 0.6666666666666666, 1.0], "ranks": [3, 2, 1], "higher_is_better": true}"#;

    "decision.comet" = mercato_decision::comet;
    summary "What do judgments of a few typical objects say about any other?";
    source "Sałabun (2015)";
    example r#"{"matrix": [[2.5], [5]], "characteristic_values": [[0, 5, 10]], "judgments": [0.5, 2.5, 1.5]}"# => r#"{"scores": [0.5, 1.0], "ranks": [2, 1], "object_preferences": [0.0, 1.0, 0.5]}"#;

    // Outranking.

    "decision.promethee" = mercato_decision::promethee;
    summary "How much is each alternative preferred, and which cannot be compared?";
    source "Brans and Vincke (1985)";
    example r#"{"matrix": [[3, 5], [1, 3], [2, 9]], "weights": [1, 1], "types": ["benefit", "cost"], "preference_functions": [{"type": "usual"}, {"type": "v_shape", "p": 4}]}"# => r#"{"phi_plus": [0.75, 0.375, 0.25], "phi_minus": [0.125, 0.5, 0.75], "phi_net": [0.625, -0.125, -0.5], "ranks": [1, 2, 3], "incomparable": []}"#;

    "decision.electre_i" = mercato_decision::electre_i;
    summary "Which alternatives remain in the choice?";
    source "Roy (1968)";
    example r#"{"matrix": [[3, 5], [2, 6], [1, 1]], "weights": [1, 1], "types": ["benefit", "cost"], "concordance_threshold": 0.7, "discordance_threshold": 0.3}"# => r#"{"concordance": [[0.0, 1.0, 0.5], [0.0, 0.0, 0.5], [0.5, 0.5, 0.0]], "discordance": [[0.0, 0.0, 0.8], [0.5, 0.0, 1.0], [1.0, 0.5, 0.0]], "outranking": [[false, true, false], [false, false, false], [false, false, false]], "non_outranked": [0, 2], "kernel": [0, 2]}"#;

    "decision.electre_iii" = mercato_decision::electre_iii;
    summary "How do alternatives rank when small differences do not count and large ones forbid?";
    source "Roy (1978)";
    example r#"{"matrix": [[10], [9.5], [2]], "weights": [1], "types": ["benefit"], "indifference": [1], "preference": [3], "veto": [null]}"# => r#"{"concordance": [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [0.0, 0.0, 0.0]], "credibility": [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [0.0, 0.0, 0.0]], "descending": [1, 1, 2], "ascending": [1, 1, 2]}"#;

    // Groups.

    "decision.rank_correlation" = mercato_decision::rank_correlation;
    summary "How alike are two rankings?";
    source "Kendall (1948); Pinto da Costa and Soares (2005); Sałabun and Urbaniak (2020)";
    example r#"{"x": [1, 2, 3], "y": [1, 3, 2], "method": "kendall_tau_a"}"# => r#"{"value": 0.3333333333333333}"#;

    "decision.aggregate_rankings" = mercato_decision::aggregate_rankings;
    summary "Which ranking represents a group's?";
    source "Borda (1781); Copeland (1951); Kemeny (1959)";
    example r#"{"rankings": [[1, 2, 3], [1, 3, 2], [3, 1, 2]], "method": "copeland"}"# => r#"{"scores": [2.0, 0.0, -2.0], "ranks": [1, 2, 3], "condorcet_winner": 0}"#;
    example r#"{"rankings": [[1, 2, 3], [1, 3, 2], [3, 1, 2]], "method": "kemeny"}"# => r#"{"ranks": [1, 2, 3], "distance": 3}"#;

    "decision.aggregate_judgments" = mercato_decision::aggregate_judgments;
    summary "Which comparisons represent a group's?";
    source "Aczél and Saaty (1983)";
    example r#"{"matrices": [[[1, 2], [0.5, 1]], [[1, 8], [0.125, 1]]]}"# => r#"{"comparisons": [[1.0, 4.0], [0.25, 1.0]]}"#;

    "decision.aggregate_priorities" = mercato_decision::aggregate_priorities;
    summary "Which weights represent a group's?";
    source "Forman and Peniwati (1998)";
    example r#"{"priorities": [[0.8, 0.2], [0.5, 0.5]], "method": "arithmetic"}"# => r#"{"weights": [0.65, 0.35]}"#;

    "decision.dominance" = mercato_decision::dominance;
    summary "Who is beaten whatever the weights?";
    source "Srinivas and Deb (1994)";
    example r#"{"matrix": [[5, 20], [4, 20], [3, 10]], "types": ["benefit", "cost"]}"# => r#"{"non_dominated": [0, 2], "fronts": [1, 2, 1], "dominated_by_count": [0, 1, 0]}"#;

    // Sensitivity.

    "decision.explain" = mercato_decision::explain;
    summary "Why does each alternative stand where it stands, why before the next, and how surely?";
    source "definition; Triantaphyllou and Sánchez (1997) for the ranges of weights; Belton and Gear (1983) for reversals";
    example r#"{"matrix": [[4, 250], [5, 500]], "weights": [1, 1], "types": ["benefit", "cost"], "method": {"type": "wsm"}, "alternatives": ["North", "South"], "criteria": ["rating", "fee"]}"# => r#"{"scores": [0.9, 0.75], "higher_is_better": true, "ranks": [1, 2], "order": [0, 1], "additive": true, "contributions": [[0.4, 0.5], [0.5, 0.25]], "comparisons": [{"ahead": 0, "behind": 1, "lead": 0.15000000000000002, "criteria": [{"criterion": 1, "difference": 0.25, "decisive": true}, {"criterion": 0, "difference": -0.09999999999999998, "decisive": false}]}], "exact": true, "weight_ranges": [{"criterion": 0, "weight": 0.5, "lower": 0.0, "upper": 0.7142857142857143}, {"criterion": 1, "weight": 0.5, "lower": 0.28571428571428564, "upper": 1.0}], "rank_reversal": {"ranks": [1, 2], "removals": [{"removed": 0, "reversed": false, "winner_changed": false}, {"removed": 1, "reversed": false, "winner_changed": false}], "reversal_rate": 0.0}, "sentences": ["North is first by wsm with 0.9 (higher is better).", "North is before South by 0.15, because of fee (+0.25, decisive), in spite of rating (-0.1).", "North stays first for the weight of rating (now 0.5) from 0 to 0.7143, of fee (now 0.5) from 0.2857 to 1; the others in proportion.", "Leaving out any one alternative reorders no others."]}"#;

    "decision.weight_ranges" = mercato_decision::weight_ranges;
    summary "Within which weights does the winner stay?";
    source "Triantaphyllou and Sánchez (1997)";
    example r#"{"matrix": [[1, 0.5], [0.5, 1]], "weights": [0.6, 0.4], "types": ["benefit", "benefit"]}"# => r#"{"winner": 0, "ranges": [{"criterion": 0, "weight": 0.6, "lower": 0.5, "upper": 1.0}, {"criterion": 1, "weight": 0.4, "lower": 0.0, "upper": 0.5}]}"#;

    "decision.rank_reversal" = mercato_decision::rank_reversal;
    summary "Does leaving one alternative out reorder the others?";
    source "Belton and Gear (1983); García-Cascales and Lamata (2012)";
    example r#"{"matrix": [[3, 5], [2, 6], [1, 9]], "weights": [1, 1], "types": ["benefit", "cost"], "method": {"type": "topsis", "normalization": "min_max"}}"# => r#"{"ranks": [1, 2, 3], "removals": [{"removed": 0, "reversed": false, "winner_changed": false}, {"removed": 1, "reversed": false, "winner_changed": false}, {"removed": 2, "reversed": false, "winner_changed": false}], "reversal_rate": 0.0}"#;

    "decision.smaa" = mercato_decision::smaa;
    summary "How often would each alternative stand where, if any weights were as likely as any others?";
    source "Lahdelma and Salminen (2001)";
    example r#"{"matrix": [[3, 5], [2, 6]], "types": ["benefit", "cost"], "samples": 1000, "seed": 7}"# => r#"{"rank_acceptability": [[1.0, 0.0], [0.0, 1.0]]}"#;

    // Efficiency and selection.

    "decision.dea" = mercato_decision::dea;
    summary "How efficient is each unit, measured against the best mixtures of all?";
    source "Charnes, Cooper and Rhodes (1978); Banker, Charnes and Cooper (1984); Andersen and Petersen (1993)";
    example r#"{"inputs": [[2], [4], [3]], "outputs": [[1], [1], [3]], "model": "ccr", "orientation": "input"}"# => r#"{"efficiencies": [0.5, 0.25, 1.0], "efficient": [2], "references": [[{"unit": 2, "weight": 0.3333333333333333}], [{"unit": 2, "weight": 0.3333333333333333}], [{"unit": 2, "weight": 1.0}]]}"#;

    "decision.select_portfolio" = mercato_decision::select_portfolio;
    summary "Which projects make the most of a budget?";
    source "Kellerer, Pferschy and Pisinger (2004); the bound of Dantzig (1957)";
    example r#"{"items": [{"id": "fair", "cost": "60.00", "value": 10}, {"id": "shop", "cost": "50.00", "value": 9}, {"id": "video", "cost": "50.00", "value": 8, "requires": ["shop"]}], "budget": "100.00"}"# => r#"{"selected": ["shop", "video"], "total_value": 17.0, "total_cost": "100.00", "remaining_budget": "0.00"}"#;
}
