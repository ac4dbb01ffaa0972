//! The worked examples of the papers and handbooks that the formulas come from, to the digits they print.

use mercato_kpi::{
    AdjustPValuesInput, Adjustment, AnomalyFlagsInput, AnomalyMethod, DifferenceMethod, MeanIntervalInput,
    ProportionIntervalInput, ProportionMethod, SampleRatioMismatchInput, SampleSizeTwoProportionsInput,
    TwoProportionTestInput, WelchTTestInput, adjust_p_values, anomaly_flags, mean_interval, proportion_interval,
    sample_ratio_mismatch, sample_size_two_proportions, two_proportion_test, welch_t_test,
};

fn assert_near(got: f64, want: f64, tolerance: f64, what: &str) {
    assert!((got - want).abs() <= tolerance, "{what}: got {got}, published {want}");
}

/// R. G. Newcombe (1998), "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17, table I:
/// methods 1 (simple asymptotic, here cut at 0), 3 (score) and 5 (Clopper-Pearson).
#[test]
fn single_proportions_of_newcombe_1998() {
    let table = [
        (81, 263, [(0.2522, 0.3638), (0.2553, 0.3662), (0.2527, 0.3676)]),
        (15, 148, [(0.0527, 0.1500), (0.0624, 0.1605), (0.0578, 0.1617)]),
        (0, 20, [(0.0, 0.0), (0.0, 0.1611), (0.0, 0.1684)]),
        (1, 29, [(0.0, 0.1009), (0.0061, 0.1718), (0.0009, 0.1776)]),
    ];
    let methods = [ProportionMethod::Normal, ProportionMethod::Wilson, ProportionMethod::ClopperPearson];
    for (successes, trials, limits) in table {
        for (method, (lower, upper)) in methods.into_iter().zip(limits) {
            let input = ProportionIntervalInput { successes, trials, confidence: None, method };
            let got = proportion_interval(&input).unwrap();
            assert_near(got.lower.unwrap(), lower, 5.1e-5, "lower");
            assert_near(got.upper.unwrap(), upper, 5.1e-5, "upper");
        }
    }
}

/// L. D. Brown, T. T. Cai and A. DasGupta (2001), "Interval estimation for a binomial proportion", Statistical Science 16,
/// table 5: 95% limits of the Jeffreys interval for n = 10.
#[test]
fn jeffreys_limits_of_brown_cai_dasgupta_2001() {
    let table = [(0, 0.0, 0.217), (1, 0.011, 0.381), (2, 0.044, 0.503), (3, 0.093, 0.606), (5, 0.224, 0.776)];
    for (successes, lower, upper) in table {
        let method = ProportionMethod::Jeffreys;
        let input = ProportionIntervalInput { successes, trials: 10, confidence: None, method };
        let got = proportion_interval(&input).unwrap();
        assert_near(got.lower.unwrap(), lower, 5.1e-4, "lower");
        assert_near(got.upper.unwrap(), upper, 5.1e-4, "upper");
    }
}

/// R. G. Newcombe (1998), "Interval estimation for the difference between independent proportions", Statistics in Medicine
/// 17, table II, method 10; the paper subtracts its second group from its first.
#[test]
fn differences_of_newcombe_1998() {
    let table = [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ];
    for ((first, of_first), (second, of_second), lower, upper) in table {
        let input = TwoProportionTestInput {
            successes_a: second,
            trials_a: of_second,
            successes_b: first,
            trials_b: of_first,
            interval: DifferenceMethod::Newcombe,
            ..Default::default()
        };
        let got = two_proportion_test(&input).unwrap();
        assert_near(got.lower, lower, 5.1e-5, "lower");
        assert_near(got.upper, upper, 5.1e-5, "upper");
    }
}

/// Student (1908), "The probable error of a mean", Biometrika 6: hours of sleep gained by two drugs; Welch's test of the two
/// as R prints it for its data set `sleep` (`t.test(extra ~ group)`).
#[test]
fn sleep_data_of_student_1908() {
    let first = vec![0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    let second = vec![1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    let input = WelchTTestInput { values_a: Some(first), values_b: Some(second), ..Default::default() };
    let got = welch_t_test(&input).unwrap();
    assert_near(got.t, 1.8608, 5e-5, "t");
    assert_near(got.degrees_of_freedom, 17.776, 5e-4, "df");
    assert_near(got.p_value, 0.07939, 5e-6, "p");
    assert_near(got.lower, -0.205_483_2, 5e-8, "lower");
    assert_near(got.upper, 3.365_483_2, 5e-8, "upper");
    assert_near(got.mean_a, 0.75, 1e-15, "mean a");
    assert_near(got.mean_b, 2.33, 1e-15, "mean b");
}

/// NIST Statistical Reference Datasets, univariate summary statistics `NumAcc1`, `NumAcc3`, `NumAcc4`: certified standard
/// deviations 1 and 0.1 around means of up to ten million.
#[test]
fn numerical_accuracy_data_of_nist() {
    let deviation = |values: Vec<f64>| {
        let n = values.len() as f64;
        let got = mean_interval(&MeanIntervalInput { values: Some(values), ..Default::default() }).unwrap();
        (got.mean, got.standard_error * n.sqrt())
    };
    let (mean, spread) = deviation(vec![10_000_001.0, 10_000_003.0, 10_000_002.0]);
    assert_near(mean, 10_000_002.0, 0.0, "NumAcc1 mean");
    assert_near(spread, 1.0, 1e-15, "NumAcc1 deviation");
    // the tenths of the data are no doubles: their rounding bounds what a deviation can show
    for (base, tolerance) in [(1_000_000.0, 1e-9), (10_000_000.0, 1e-8)] {
        let alternating = (0..1001).map(|i| base + if i == 0 { 0.2 } else { [0.3, 0.1][i % 2] });
        let (mean, spread) = deviation(alternating.collect());
        assert_near(mean, base + 0.2, 2e-9, "NumAcc mean");
        assert_near(spread, 0.1, tolerance, "NumAcc deviation");
    }
}

/// Y. Benjamini and Y. Hochberg (1995), "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57,
/// section 4.1: of the 15 hypotheses about thrombolysis, Bonferroni at 0.05 rejects 3 and their procedure 4.
#[test]
fn thrombolysis_of_benjamini_hochberg_1995() {
    let p_values = vec![
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
        1.0,
    ];
    let rejected = |method| {
        let input = AdjustPValuesInput { p_values: p_values.clone(), method, alpha: None };
        adjust_p_values(&input).unwrap().reject.into_iter().filter(|reject| *reject).count()
    };
    assert_eq!(rejected(Adjustment::Bonferroni), 3);
    assert_eq!(rejected(Adjustment::Holm), 3);
    assert_eq!(rejected(Adjustment::BenjaminiHochberg), 4);
    assert_eq!(rejected(Adjustment::BenjaminiYekutieli), 3);
}

/// D. C. Montgomery, "Introduction to Statistical Quality Control" (6th ed. 2009), example 6.5: viscosity of aircraft primer
/// paint, centre line 33.52, limits 32.24 and 34.80, no batch out of control.
#[test]
fn viscosity_of_montgomery() {
    let values =
        vec![33.75, 33.05, 34.00, 33.81, 33.46, 34.02, 33.68, 33.27, 33.49, 33.20, 33.62, 33.00, 33.54, 33.12, 33.84];
    let got = anomaly_flags(&AnomalyFlagsInput { values, method: AnomalyMethod::Xmr, threshold: None }).unwrap();
    assert_near(got.center, 33.52, 5e-3, "center");
    assert_near(got.lower, 32.24, 5e-3, "lower");
    assert_near(got.upper, 34.80, 5e-3, "upper");
    assert!(got.flags.iter().all(|flag| !flag));
}

/// B. Iglewicz and D. C. Hoaglin (1993), "How to Detect and Handle Outliers": |M| > 3.5 with M = 0.6745 (x - median)/MAD. The
/// data are those of Tietjen and Moore (1972) in the NIST handbook, section 1.3.5.17: median 201.37, MAD 0.995.
#[test]
fn modified_z_of_iglewicz_hoaglin_1993() {
    let values = vec![199.31, 199.53, 200.19, 200.82, 201.92, 201.95, 202.18, 245.57];
    let got = anomaly_flags(&AnomalyFlagsInput { values, method: AnomalyMethod::ModifiedZ, threshold: None }).unwrap();
    assert_near(got.center, 201.37, 1e-12, "median");
    assert_near(got.scores[7].unwrap(), 0.6745 * 44.2 / 0.995, 1e-10, "score");
    assert_eq!(got.flags, [false, false, false, false, false, false, false, true]);
}

/// R documentation of `power.prop.test(p1 = .50, p2 = .75, power = .90)`: n = 76.7; and Fleiss, Levin and Paik (2003): 199
/// a group, before the continuity correction, for 10% against 20% at 80%.
#[test]
fn sample_sizes_of_r_and_fleiss() {
    let input = SampleSizeTwoProportionsInput { rate_a: 0.5, rate_b: 0.75, power: Some(0.9), ..Default::default() };
    let got = sample_size_two_proportions(&input).unwrap();
    assert_near(got.n_a_exact, 76.7, 0.05, "n");
    assert_eq!((got.n_a, got.n_b), (77, 77));
    let input = SampleSizeTwoProportionsInput { rate_a: 0.1, rate_b: 0.2, ..Default::default() };
    assert_eq!(sample_size_two_proportions(&input).unwrap().n_a, 199);
}

/// A. Fabijan et al. (2019), "Diagnosing sample ratio mismatch", KDD, section 1: 821,588 against 815,482 users in a 50/50
/// split, p = 1.8e-6.
#[test]
fn sample_ratio_of_fabijan_2019() {
    let input = SampleRatioMismatchInput { observed: vec![821_588, 815_482], expected_ratio: vec![1.0, 1.0] };
    let got = sample_ratio_mismatch(&input).unwrap();
    assert_near(got.p_value, 1.8e-6, 0.05e-6, "p");
    assert!(got.mismatch);
}
