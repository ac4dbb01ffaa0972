//! What must hold for any input: bounds, symmetries, orders, and identities between the statistics.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::float_cmp,
    clippy::expect_used,
    reason = "a test stops where its set-up fails"
)]

use mercato_core::Decimal;
use mercato_kpi::{
    AdjustPValuesInput, Adjustment, Alternative, AlwaysValidTestInput, AnomalyFlagsInput, AnomalyMethod,
    BayesianAbTestInput, ChannelComparisonInput, ChannelFigures, ChannelRating, CsatInput, DifferenceMethod,
    IncrementalityInput, MeanIntervalInput, NpsInput, ProportionIntervalInput, ProportionMethod,
    SampleRatioMismatchInput, SampleSizeTwoProportionsInput, TwoProportionTestInput, WelchTTestInput, adjust_p_values,
    always_valid_test, anomaly_flags, bayesian_ab_test, channel_comparison, csat, incrementality, mean_interval, nps,
    proportion_interval, sample_ratio_mismatch, sample_size_two_proportions, two_proportion_test, welch_t_test,
};
use proptest::prelude::*;

const METHODS: [ProportionMethod; 5] = [
    ProportionMethod::Wilson,
    ProportionMethod::Normal,
    ProportionMethod::AgrestiCoull,
    ProportionMethod::Jeffreys,
    ProportionMethod::ClopperPearson,
];

fn near(left: f64, right: f64, tolerance: f64) -> bool {
    (left - right).abs() <= tolerance * left.abs().max(right.abs())
}

/// Successes and trials, at least one trial; small, large and huge.
fn counts() -> impl Strategy<Value = (u64, u64)> {
    prop_oneof![1_u64..=30, 1_u64..=100_000, 1_u64..=u64::MAX]
        .prop_flat_map(|trials| (prop_oneof![Just(0), Just(trials), 0..=trials, 0..=trials.min(20)], Just(trials)))
}

/// Counts for which a normal statistic is neither degenerate nor all underflow.
fn moderate() -> impl Strategy<Value = (u64, u64)> {
    (50_u64..=100_000).prop_flat_map(|trials| (0..=trials, Just(trials)))
}

fn values() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(prop_oneof![-100.0..100.0_f64, (-20_i8..20).prop_map(f64::from)], 2..40)
}

fn interval(method: ProportionMethod, (successes, trials): (u64, u64), confidence: f64) -> (f64, f64, f64) {
    let input = ProportionIntervalInput { successes, trials, confidence: Some(confidence), method };
    let got = proportion_interval(&input).unwrap();
    (got.lower.unwrap(), got.estimate.unwrap(), got.upper.unwrap())
}

fn two_proportions(a: (u64, u64), b: (u64, u64), alternative: Alternative) -> TwoProportionTestInput {
    let ((successes_a, trials_a), (successes_b, trials_b)) = (a, b);
    TwoProportionTestInput { successes_a, trials_a, successes_b, trials_b, alternative, ..Default::default() }
}

fn posterior(a: (u64, u64), b: (u64, u64), alpha: f64, beta: f64) -> BayesianAbTestInput {
    BayesianAbTestInput {
        successes_a: a.0,
        trials_a: a.1,
        successes_b: b.0,
        trials_b: b.1,
        prior_alpha: Some(alpha),
        prior_beta: Some(beta),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn proportions_stay_inside_the_unit_and_hold_the_estimate(counts in counts(), confidence in 0.001..0.9999_f64) {
        for method in METHODS {
            let (lower, estimate, upper) = interval(method, counts, confidence);
            prop_assert!(0.0 <= lower && lower <= upper && upper <= 1.0, "{method:?} {lower} {upper}");
            // a posterior's quantiles and a shrunken centre need not hold the estimate at low confidence
            if matches!(method, ProportionMethod::Wilson | ProportionMethod::Normal | ProportionMethod::ClopperPearson) {
                prop_assert!(lower <= estimate && estimate <= upper, "{method:?} {lower} {estimate} {upper}");
            }
        }
    }

    #[test]
    fn proportions_mirror(counts in (1_u64..=100_000).prop_flat_map(|n| (0..=n, Just(n))), confidence in 0.5..0.999_f64) {
        let (successes, trials) = counts;
        for method in METHODS {
            let (lower, _, upper) = interval(method, counts, confidence);
            let (mirrored_lower, _, mirrored_upper) = interval(method, (trials - successes, trials), confidence);
            prop_assert!((lower - (1.0 - mirrored_upper)).abs() < 1e-13, "{method:?}");
            prop_assert!((upper - (1.0 - mirrored_lower)).abs() < 1e-13, "{method:?}");
        }
    }

    #[test]
    fn intervals_narrow_with_more_trials_and_less_confidence(
        counts in (1_u64..=1000).prop_flat_map(|n| (1..=n, Just(n + 1))),
        factor in 2_u64..1000,
        confidence in 0.5..0.99_f64,
    ) {
        let (successes, trials) = counts;
        for method in METHODS {
            let width = |counts, confidence| {
                let (lower, _, upper) = interval(method, counts, confidence);
                upper - lower
            };
            let here = width(counts, confidence);
            // the normal interval of a rate near an end is cut there
            if method != ProportionMethod::Normal {
                prop_assert!(width((successes * factor, trials * factor), confidence) < here, "{method:?}");
            }
            prop_assert!(width(counts, confidence + 0.009) > here || here >= 1.0, "{method:?}");
        }
    }

    #[test]
    fn two_proportion_p_values_are_symmetric(a in counts(), b in counts()) {
        let [larger, smaller, two_sided] = [Alternative::Larger, Alternative::Smaller, Alternative::TwoSided]
            .map(|alternative| two_proportion_test(&two_proportions(a, b, alternative)).unwrap());
        let swapped = |alternative| two_proportion_test(&two_proportions(b, a, alternative)).unwrap();
        prop_assert_eq!(larger.p_value, swapped(Alternative::Smaller).p_value);
        prop_assert_eq!(smaller.p_value, swapped(Alternative::Larger).p_value);
        prop_assert_eq!(two_sided.p_value, swapped(Alternative::TwoSided).p_value);
        prop_assert_eq!(two_sided.z.map(|z| -z), swapped(Alternative::TwoSided).z);
        if two_sided.z.is_some() {
            prop_assert!(near(two_sided.p_value, 2.0 * larger.p_value.min(smaller.p_value), 1e-14));
            prop_assert!(near(larger.p_value + smaller.p_value, 1.0, 1e-14));
        } else {
            prop_assert_eq!([larger.p_value, smaller.p_value, two_sided.p_value], [1.0; 3]);
        }
    }

    #[test]
    fn newcombe_stays_between_minus_one_and_one(a in counts(), b in counts()) {
        let interval = DifferenceMethod::Newcombe;
        let input = TwoProportionTestInput { interval, ..two_proportions(a, b, Alternative::TwoSided) };
        let got = two_proportion_test(&input).unwrap();
        prop_assert!(got.lower <= got.difference && got.difference <= got.upper);
        prop_assert!(got.lower >= -1.0 - 1e-15 && got.upper <= 1.0 + 1e-15, "{got:?}");
    }

    /// z^2 of two proportions is Pearson's chi-square of the two by two table; against a known 1:1 split of successes
    /// alone it is `sample_ratio_mismatch`.
    #[test]
    fn chi_square_of_two_arms_is_a_squared_z(a in 1_u64..1_000_000, b in 1_u64..1_000_000) {
        let test = SampleRatioMismatchInput { observed: vec![a, b], expected_ratio: vec![1.0, 1.0] };
        let got = sample_ratio_mismatch(&test).unwrap();
        let total = (a + b) as f64;
        let z = (a as f64 - b as f64) / total.sqrt();
        prop_assert!(near(got.chi_square.unwrap(), z * z, 1e-13));
        let turned = SampleRatioMismatchInput { observed: vec![b, a], expected_ratio: vec![7.5, 7.5] };
        prop_assert_eq!(sample_ratio_mismatch(&turned).unwrap().p_value, got.p_value);
    }

    #[test]
    fn a_split_as_planned_has_no_chi_square(
        ratios in prop::collection::vec(1_u32..1000, 2..6),
        units in 1_u64..1_000_000,
    ) {
        // tenths: 0.1 + 0.2 is 0.3 here
        let expected_ratio: Vec<f64> = ratios.iter().map(|ratio| f64::from(*ratio) / 10.0).collect();
        let observed = ratios.iter().map(|ratio| u64::from(*ratio) * units).collect();
        let got = sample_ratio_mismatch(&SampleRatioMismatchInput { observed, expected_ratio }).unwrap();
        prop_assert_eq!((got.chi_square, got.p_value, got.mismatch), (Some(0.0), 1.0, false));
    }

    #[test]
    fn welch_is_symmetric_and_agrees_with_its_moments(a in values(), b in values()) {
        let test = |a: &[f64], b: &[f64], alternative| {
            let (values_a, values_b) = (Some(a.to_vec()), Some(b.to_vec()));
            welch_t_test(&WelchTTestInput { values_a, values_b, alternative, ..Default::default() })
        };
        let Ok(got) = test(&a, &b, Alternative::Larger) else {
            let constant = |values: &[f64]| values.iter().all(|value| value == &values[0]);
            prop_assert!(constant(&a) && constant(&b));
            return Ok(());
        };
        let swapped = test(&b, &a, Alternative::Smaller).unwrap();
        prop_assert_eq!(got.t, -swapped.t);
        prop_assert_eq!(got.p_value, swapped.p_value);
        prop_assert!(near(got.lower, -swapped.upper, 1e-13) || got.lower.abs() < 1e-10);

        let moments = |values: &[f64]| {
            let got = mean_interval(&MeanIntervalInput { values: Some(values.to_vec()), ..Default::default() }).unwrap();
            let n = got.n as f64;
            (Some(got.mean), Some(got.standard_error * n.sqrt()), Some(got.n))
        };
        let ((mean_a, standard_deviation_a, n_a), (mean_b, standard_deviation_b, n_b)) = (moments(&a), moments(&b));
        let alternative = Alternative::Larger;
        let by_moments = welch_t_test(&WelchTTestInput {
            mean_a, standard_deviation_a, n_a, mean_b, standard_deviation_b, n_b, alternative, ..Default::default()
        }).unwrap();
        prop_assert!(near(by_moments.degrees_of_freedom, got.degrees_of_freedom, 1e-12));
        prop_assert!((by_moments.t - got.t).abs() < 1e-9 * got.t.abs().max(1.0));
        // the interval holds 0 exactly where the two-sided test does not reject
        let two_sided = test(&a, &b, Alternative::TwoSided).unwrap();
        let holds_zero = two_sided.lower <= 0.0 && 0.0 <= two_sided.upper;
        prop_assert!(holds_zero == (two_sided.p_value >= 0.05) || near(two_sided.p_value, 0.05, 1e-9));
    }

    #[test]
    fn shuffled_values_give_the_same_answer(values in values(), seed in any::<u64>()) {
        let mut shuffled = values.clone();
        let length = shuffled.len() as u64;
        for i in 0..shuffled.len() {
            let other = (seed.rotate_left(i as u32) % length) as usize;
            shuffled.swap(i, other);
        }
        let mean = |values: &[f64]| {
            mean_interval(&MeanIntervalInput { values: Some(values.to_vec()), ..Default::default() }).unwrap()
        };
        prop_assert_eq!(mean(&values), mean(&shuffled));
        for method in [AnomalyMethod::ZScore, AnomalyMethod::ModifiedZ, AnomalyMethod::Iqr] {
            let flag = |values: &[f64]| {
                anomaly_flags(&AnomalyFlagsInput { values: values.to_vec(), method, threshold: None }).unwrap()
            };
            let (plain, turned) = (flag(&values), flag(&shuffled));
            prop_assert_eq!((plain.center, plain.lower, plain.upper), (turned.center, turned.lower, turned.upper));
        }
    }

    #[test]
    fn flags_are_those_beyond_the_limits(values in values(), threshold in 0.1..5.0_f64) {
        for method in [AnomalyMethod::ZScore, AnomalyMethod::ModifiedZ, AnomalyMethod::Iqr, AnomalyMethod::Xmr] {
            let input = AnomalyFlagsInput { values: values.clone(), method, threshold: Some(threshold) };
            let got = anomaly_flags(&input).unwrap();
            prop_assert!(got.lower <= got.center && got.center <= got.upper);
            if got.lower >= got.upper {
                prop_assert!(got.flags.iter().all(|flag| !flag) && got.scores.iter().all(Option::is_none));
                continue;
            }
            for ((value, flag), score) in values.iter().zip(&got.flags).zip(&got.scores) {
                let edge = (value - got.lower).abs().min((value - got.upper).abs()) < 1e-9;
                prop_assert!(*flag == (*value < got.lower || *value > got.upper) || edge);
                prop_assert_eq!(score.is_none(), method == AnomalyMethod::Iqr);
                prop_assert!(score.is_none_or(|score| *flag == (score.abs() > threshold)));
            }
        }
    }

    #[test]
    fn adjusted_p_values_keep_order_and_bounds(p_values in prop::collection::vec(0.0..=1.0_f64, 0..50)) {
        let adjust = |method| {
            let input = AdjustPValuesInput { p_values: p_values.clone(), method, alpha: None };
            adjust_p_values(&input).unwrap().adjusted
        };
        let [bonferroni, holm, hochberg, yekutieli] = [
            Adjustment::Bonferroni,
            Adjustment::Holm,
            Adjustment::BenjaminiHochberg,
            Adjustment::BenjaminiYekutieli,
        ].map(adjust);
        for adjusted in [&bonferroni, &holm, &hochberg, &yekutieli] {
            prop_assert!(adjusted.iter().zip(&p_values).all(|(adjusted, raw)| raw <= adjusted && *adjusted <= 1.0));
            for (i, p) in p_values.iter().enumerate() {
                for (j, q) in p_values.iter().enumerate() {
                    prop_assert!(p > q || adjusted[i] <= adjusted[j]);
                }
            }
        }
        for i in 0..p_values.len() {
            prop_assert!(holm[i] <= bonferroni[i]);
            prop_assert!(hochberg[i] <= holm[i] * (1.0 + 1e-15) && hochberg[i] <= yekutieli[i]);
        }
    }

    #[test]
    fn always_valid_is_wider_than_one_look(
        n in 1_u64..1_000_000,
        (mean_a, mean_b) in (-1.0..1.0_f64, -1.0..1.0_f64),
        (variance_a, variance_b) in (0.01..2.0_f64, 0.0..2.0_f64),
        tau_squared in 1e-6..1.0_f64,
    ) {
        let input = AlwaysValidTestInput { n, mean_a, mean_b, variance_a, variance_b, tau_squared, alpha: None };
        let got = always_valid_test(&input).unwrap();
        let one_look = 1.96 * ((variance_a + variance_b) / n as f64).sqrt();
        prop_assert!(got.upper - got.lower > 2.0 * one_look);
        prop_assert!((0.0..=1.0).contains(&got.p_value));
        // the interval leaves 0 out exactly where the test rejects
        let excludes_zero = got.lower > 0.0 || got.upper < 0.0;
        prop_assert!(excludes_zero == got.reject || near(got.p_value, 0.05, 1e-9));
        let swapped = AlwaysValidTestInput {
            mean_a: mean_b, mean_b: mean_a, variance_a: variance_b, variance_b: variance_a, ..input
        };
        prop_assert!(near(always_valid_test(&swapped).unwrap().p_value, got.p_value, 1e-12));
    }

    #[test]
    fn sizes_reach_the_power_of_their_test(
        rate_a in 0.01..0.5_f64,
        lift in 1.05..1.9_f64,
        power in 0.5..0.99_f64,
    ) {
        let input = SampleSizeTwoProportionsInput {
            rate_a, rate_b: rate_a * lift, power: Some(power), ..Default::default()
        };
        let got = sample_size_two_proportions(&input).unwrap();
        prop_assert_eq!(got.n_a, got.n_b);
        prop_assert!(got.n_a as f64 >= got.n_a_exact && got.n_a as f64 - got.n_a_exact < 1.0);
        let turned = SampleSizeTwoProportionsInput { rate_a: input.rate_b, rate_b: input.rate_a, ..input };
        prop_assert!(near(sample_size_two_proportions(&turned).unwrap().n_a_exact, got.n_a_exact, 1e-12));
        let easier = SampleSizeTwoProportionsInput { power: Some(power - 0.1), ..input };
        prop_assert!(sample_size_two_proportions(&easier).unwrap().n_a_exact < got.n_a_exact);
    }

    #[test]
    fn surveys_agree_with_their_counts(scores in prop::collection::vec(0_i64..=10, 1..200)) {
        let got = nps(&NpsInput { scores: Some(scores.clone()), ..Default::default() }).unwrap();
        let by_counts = nps(&NpsInput {
            promoters: Some(got.promoters),
            passives: Some(got.passives),
            detractors: Some(got.detractors),
            ..Default::default()
        });
        prop_assert_eq!(by_counts.unwrap(), got);
        prop_assert_eq!(got.n, got.promoters + got.passives + got.detractors);
        let (lower, nps, upper) = (got.lower.unwrap(), got.nps.unwrap(), got.upper.unwrap());
        prop_assert!(-1.0 <= lower && lower <= nps && nps <= upper && upper <= 1.0);
        // the variance of the scores +1, 0, -1
        let n = scores.len() as f64;
        let square = scores.iter().map(|s| f64::from(i8::from(*s >= 9) - i8::from(*s <= 6)) - nps).map(|d| d * d);
        prop_assert!((got.standard_error.unwrap() - (square.sum::<f64>() / n / n).sqrt()).abs() < 1e-14);

        let responses: Vec<i64> = scores.iter().map(|score| score + 1).collect();
        let got = csat(&CsatInput { responses, scale_max: Some(11), ..Default::default() }).unwrap();
        prop_assert_eq!(got.satisfied, scores.iter().filter(|score| **score >= 9).count() as u64);
    }

    #[test]
    fn channels_are_rated_by_their_own_test(
        figures in prop::collection::vec((moderate(), -1_000_000_i64..1_000_000), 2..8),
    ) {
        let channels: Vec<ChannelFigures> = figures
            .iter()
            .enumerate()
            .map(|(index, ((orders, visitors), cents))| ChannelFigures {
                channel: format!("c{index}"),
                visitors: *visitors,
                orders: *orders,
                net_sales: Decimal::new(*cents, 2),
            })
            .collect();
        let got = channel_comparison(&ChannelComparisonInput { channels, ..Default::default() }).unwrap();
        let (orders, visitors) = (got.total.orders, got.total.visitors);
        prop_assert_eq!(got.total.net_sales, Decimal::new(figures.iter().map(|(_, cents)| cents).sum(), 2));
        prop_assert!(near(got.channels.iter().filter_map(|c| c.traffic_share).sum(), 1.0, 1e-14));
        for (channel, ((own_orders, own_visitors), _)) in got.channels.iter().zip(&figures) {
            let others = (orders - own_orders, visitors - own_visitors);
            let test = two_proportion_test(&two_proportions(others, (*own_orders, *own_visitors), Alternative::TwoSided));
            let test = test.unwrap();
            prop_assert_eq!((channel.z, channel.p_value), (test.z, test.p_value));
            prop_assert!(channel.p_adjusted >= channel.p_value);
            let strong = channel.p_adjusted < 0.05 && channel.z.is_some_and(|z| z > 0.0);
            prop_assert_eq!(channel.rating == ChannelRating::Strong, strong);
        }
    }

    #[test]
    fn incrementality_is_a_two_proportion_test(treatment in counts(), control in counts()) {
        let got = incrementality(&IncrementalityInput {
            treatment_size: treatment.1,
            treatment_conversions: treatment.0,
            control_size: control.1,
            control_conversions: control.0,
            spend: Some(1000_u64.into()),
            value_per_conversion: Some(3_u64.into()),
            confidence: None,
        }).unwrap();
        let test = two_proportion_test(&two_proportions(control, treatment, Alternative::TwoSided)).unwrap();
        prop_assert_eq!((got.z, got.p_value, got.absolute_lift), (test.z, test.p_value, test.difference));
        prop_assert_eq!((got.lower, got.upper, got.relative_lift), (test.lower, test.upper, test.relative_lift));
        prop_assert_eq!(got.cost_per_incremental_conversion.is_some(), got.absolute_lift > 0.0);
        if let (Some(cost), Some(roas)) = (got.cost_per_incremental_conversion, got.incremental_roas) {
            prop_assert!(near(cost * roas, 3.0, 1e-14));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// P(b > a) + P(a > b) = 1, and the two losses differ by the difference of the means.
    #[test]
    fn posteriors_complement_each_other(
        a in (0_u64..=1_000_000_000).prop_flat_map(|n| (0..=n, Just(n))),
        share in 0.9..1.1_f64,
        (alpha, beta) in (-3.0..3.0_f64, -3.0..3.0_f64).prop_map(|(a, b)| (libm::pow(10.0, a), libm::pow(10.0, b))),
    ) {
        let b = ((a.0 as f64 * share) as u64, a.1.max((a.0 as f64 * share) as u64));
        let forward = bayesian_ab_test(&posterior(a, b, alpha, beta)).unwrap();
        let backward = bayesian_ab_test(&posterior(b, a, alpha, beta)).unwrap();
        prop_assert!((forward.probability_b_beats_a + backward.probability_b_beats_a - 1.0).abs() < 1e-9);
        let difference = forward.posterior_mean_b - forward.posterior_mean_a;
        prop_assert!((backward.expected_loss_b - forward.expected_loss_b - difference).abs()
            < 1e-9 * backward.expected_loss_b.max(forward.expected_loss_b));
        // success and failure exchanged: P(1-b > 1-a) is P(a > b)
        let mirrored = bayesian_ab_test(&posterior((a.1 - a.0, a.1), (b.1 - b.0, b.1), beta, alpha)).unwrap();
        // what is below the normal doubles has fewer digits than the relative error asks for
        let same = |a: f64, b: f64| near(a, b, 1e-8) || a.max(b) < f64::MIN_POSITIVE;
        prop_assert!(same(mirrored.probability_b_beats_a, backward.probability_b_beats_a));
        prop_assert!(same(mirrored.expected_loss_b, backward.expected_loss_b));
    }
}
