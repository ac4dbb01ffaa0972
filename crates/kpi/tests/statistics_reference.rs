//! Far tails, huge counts and ill-conditioned figures against 80-digit arithmetic (mpmath 1.4.1: `erfc`, `betainc`,
//! `gammainc`, roots by `findroot`), each to 1e-9 relative or better.

#![allow(
    clippy::excessive_precision,
    clippy::type_complexity,
    clippy::unwrap_used,
    reason = "a test stops where its set-up fails"
)]

use mercato_kpi::{
    Alternative, AlwaysValidTestInput, BayesianAbTestInput, DifferenceMethod, ProportionIntervalInput,
    ProportionMethod, SampleRatioMismatchInput, TwoProportionTestInput, WelchTTestInput, always_valid_test,
    bayesian_ab_test, proportion_interval, sample_ratio_mismatch, two_proportion_test, welch_t_test,
};

fn assert_relative(got: f64, want: f64, tolerance: f64, what: &str) {
    assert!((got - want).abs() <= tolerance * want.abs(), "{what}: got {got:e}, reference {want:e}");
}

#[test]
fn two_proportions_in_the_tail() {
    // successes and trials of a and b, z, two-sided p, p for `larger`
    let table = [
        ((0, 2000, 1000, 2000), 36.514_837_167_011_074, 6.448_979_236_054_969e-292, 3.224_489_618_027_484_4e-292),
        ((10, 5000, 1150, 5000), 35.599_977_559_639_562, 1.402_064_486_230_269e-277, 7.010_322_431_151_346e-278),
        ((1_000_000_000, 10_000_000_000, 1_011_000_000, 10_000_000_000), 258.641_456_215_509_24, 0.0, 0.0),
        (
            (123_456_789_012_345, 987_654_321_098_765, 123_457_089_012_345, 987_654_321_098_765),
            20.410_070_993_248_177,
            1.360_868_992_282_284e-92,
            6.804_344_961_414_22e-93,
        ),
    ];
    for ((successes_a, trials_a, successes_b, trials_b), z, two_sided, larger) in table {
        let input = |alternative| TwoProportionTestInput {
            successes_a,
            trials_a,
            successes_b,
            trials_b,
            alternative,
            ..Default::default()
        };
        let got = two_proportion_test(&input(Alternative::TwoSided)).unwrap();
        assert_relative(got.z.unwrap(), z, 1e-15, "z");
        assert_relative(got.p_value, two_sided, 1e-12, "two-sided");
        assert!(got.significant);
        let got = two_proportion_test(&input(Alternative::Larger)).unwrap();
        assert_relative(got.p_value, larger, 1e-12, "larger");
        assert!(!two_proportion_test(&input(Alternative::Smaller)).unwrap().significant);
    }
}

#[test]
fn differences_of_huge_and_rare_counts() {
    let newcombe = |successes_a, successes_b, trials| {
        two_proportion_test(&TwoProportionTestInput {
            successes_a,
            trials_a: trials,
            successes_b,
            trials_b: trials,
            interval: DifferenceMethod::Newcombe,
            ..Default::default()
        })
        .unwrap()
    };
    let got = newcombe(100_000_000_000_000_000, 100_000_010_000_000_000, 1_000_000_000_000_000_000);
    assert_relative(got.lower, 9.168_457_686_911_476e-9, 1e-9, "lower");
    assert_relative(got.upper, 1.083_154_231_308_852_4e-8, 1e-9, "upper");
    let got = newcombe(1, 3, 1_000_000_000);
    assert_relative(got.lower, -3.067_636_478_796_653_6e-9, 1e-9, "lower");
    assert_relative(got.upper, 7.879_144_680_032_69e-9, 1e-9, "upper");
}

#[test]
fn welch_in_the_tail() {
    // mean, deviation, size of a and b; t, degrees of freedom, two-sided p
    let table = [
        ((0.0, 1.0, 500), (3.0, 1.0, 400), 44.721_359_549_995_794, 855.145_076_621_241_8, 4.373_839_360_683_766e-226),
        ((10.0, 2.0, 5000), (12.0, 2.5, 4000), 41.147_559_989_891_18, 7_557.455_769_357_707, 0.0),
        ((0.0, 1.0, 2), (1e9, 1.0, 2), 1e9, 2.0, 1e-18),
        ((0.0, 0.0, 5), (1.0, 1.0, 3), 1.732_050_807_568_877_3, 2.0, 0.225_403_330_758_516_62),
        ((100.0, 1.0, 50), (140.0, 1.5, 40), 144.857_193_668_029_65, 65.112_133_615_361_37, 1.961_415_825_126_646e-83),
    ];
    for ((mean_a, deviation_a, n_a), (mean_b, deviation_b, n_b), t, degrees_of_freedom, p_value) in table {
        let got = welch_t_test(&WelchTTestInput {
            mean_a: Some(mean_a),
            standard_deviation_a: Some(deviation_a),
            n_a: Some(n_a),
            mean_b: Some(mean_b),
            standard_deviation_b: Some(deviation_b),
            n_b: Some(n_b),
            ..Default::default()
        })
        .unwrap();
        assert_relative(got.t, t, 1e-14, "t");
        assert_relative(got.degrees_of_freedom, degrees_of_freedom, 1e-13, "df");
        // 3.8e-334 is below the smallest double
        assert_relative(got.p_value, p_value, 1e-11, "p");
    }
}

/// A shift by 2^40 leaves these values exact, and so must leave the test.
#[test]
fn welch_does_not_see_a_common_offset() {
    let (a, b) = ([1.25, 2.5, 4.0, 8.5, 3.75], [2.0, 6.25, 9.5, 7.75]);
    let test = |offset: f64| {
        let shifted = |values: &[f64]| Some(values.iter().map(|value| value + offset).collect());
        welch_t_test(&WelchTTestInput { values_a: shifted(&a), values_b: shifted(&b), ..Default::default() }).unwrap()
    };
    let (plain, shifted) = (test(0.0), test(1_099_511_627_776.0));
    assert_relative(shifted.difference, plain.difference, 1e-14, "difference");
    assert_relative(shifted.t, plain.t, 1e-14, "t");
    assert_relative(shifted.p_value, plain.p_value, 1e-13, "p");
}

#[test]
fn sample_ratios_in_the_tail() {
    let table: [(Vec<u64>, Vec<f64>, f64, f64); 4] = [
        (vec![5000, 7300], vec![1.0, 1.0], 430.081_300_813_008_13, 1.560_245_476_281_624e-95),
        (vec![100_000, 103_000, 97_000], vec![1.0, 1.0, 1.0], 180.0, 8.194_012_623_990_515e-40),
        (vec![40_000, 61_700], vec![0.4, 0.6], 18.944_608_325_139_3, 1.345_690_365_805_423_2e-5),
        (vec![20_000, 28_500], vec![1.0, 1.0], 1_489.690_721_649_484_5, 0.0),
    ];
    for (observed, expected_ratio, chi_square, p_value) in table {
        let got = sample_ratio_mismatch(&SampleRatioMismatchInput { observed, expected_ratio }).unwrap();
        assert_relative(got.chi_square.unwrap(), chi_square, 1e-15, "chi-square");
        // 6.8e-326 is below the smallest double
        assert_relative(got.p_value, p_value, 1e-11, "p");
    }
}

#[test]
fn rare_proportions() {
    let interval = |successes, trials, confidence, method| {
        let input = ProportionIntervalInput { successes, trials, confidence: Some(confidence), method };
        proportion_interval(&input).unwrap()
    };
    let got = interval(1, 1_000_000_000_000, 0.95, ProportionMethod::Wilson);
    assert_relative(got.lower.unwrap(), 1.765_245_549_351_747_8e-13, 1e-13, "lower");
    assert_relative(got.upper.unwrap(), 5.664_934_265_736_51e-12, 1e-13, "upper");
    let got = interval(3, 1_000_000_000, 0.999_999, ProportionMethod::Wilson);
    assert_relative(got.lower.unwrap(), 3.038_044_155_636_122_7e-10, 1e-12, "lower");
    assert_relative(got.upper.unwrap(), 2.962_432_184_519_185e-8, 1e-12, "upper");
    let got = interval(1, 1_000_000_000, 0.95, ProportionMethod::ClopperPearson);
    assert_relative(got.lower.unwrap(), 2.531_780_798_396_938e-11, 1e-12, "lower");
}

#[test]
fn sequential_tests_in_logarithms() {
    // n, mean_b, variance of each, tau squared, alpha; ln L, p, limits
    let table = [
        (
            (5000, 0.53, 1.0, 1.0, 0.5, 0.05),
            (347.278_475_285_134_3, 1.509_643_842_280_428_7e-151),
            (0.457_519_211_957_868_6, 0.602_480_788_042_131_4),
        ),
        (
            (1, 0.0, 1e-5, 0.0, 1e-12, 0.05),
            (-4.999_999_750_000_016e-8, 1.0),
            (-24.477_469_734_951_043, 24.477_469_734_951_043),
        ),
        (
            (1_000_000_000_000, 1e-7, 1e-3, 1e-3, 1e-9, 1e-10),
            (-4.061_187_688_691_165, 1.0),
            (-2.440_179_808_830_280_3e-7, 4.440_179_808_830_28e-7),
        ),
        (
            (1_000_000, 1.0, 1.0, 1.0, 1.0, 0.05),
            (249_992.938_818_311_3, 0.0),
            (0.993_817_141_736_677_1, 1.006_182_858_263_323),
        ),
    ];
    for ((n, mean_b, variance_a, variance_b, tau_squared, alpha), (log_ratio, p_value), (lower, upper)) in table {
        let alpha = Some(alpha);
        let input = AlwaysValidTestInput { n, mean_a: 0.0, mean_b, variance_a, variance_b, tau_squared, alpha };
        let got = always_valid_test(&input).unwrap();
        assert_relative(got.log_likelihood_ratio, log_ratio, 1e-13, "log likelihood ratio");
        assert_relative(got.p_value, p_value, 1e-11, "p");
        assert_relative(got.lower, lower, 1e-12, "lower");
        assert_relative(got.upper, upper, 1e-12, "upper");
        assert_eq!(got.likelihood_ratio.is_none(), log_ratio > 709.8);
        assert_eq!(got.reject, p_value <= 0.05 && log_ratio > 0.0);
    }
}

/// Whole posteriors of moderate size: the finite sum of Miller (2014), "Formulas for Bayesian A/B testing", in up to 400
/// digits. Others: the trapezoidal rule in the logit, F cumulated by Gauss-Legendre or by the hypergeometric series, 40 digits.
#[test]
fn posteriors_near_and_far_apart() {
    // successes and trials of a and b, prior, P(b > a), expected loss
    let table: [((u64, u64), (u64, u64), (f64, f64), f64, f64); 27] = [
        ((0, 0), (0, 0), (1.0, 1.0), 0.5, 0.166_666_666_666_666_66),
        ((5, 5), (0, 5), (1.0, 1.0), 0.001_082_251_082_251_082_3, 0.714_368_964_368_964_4),
        ((10, 1000), (60, 1000), (1.0, 1.0), 0.999_999_999_880_544, 1.572_196_109_139_396e-13),
        ((10, 1000), (200, 1000), (1.0, 1.0), 1.0, 4.763_322_079_212_106e-55),
        ((200, 1000), (10, 1000), (1.0, 1.0), 4.835_648_258_750_079e-52, 0.189_620_758_483_033_92),
        ((0, 1_000_000_000), (30, 1_000_000_000), (1.0, 1.0), 0.999_999_999_534_338_8, 4.656_611_708_924_304e-19),
        ((100, 1_000_000_000), (3, 1_000_000_000), (1.0, 1.0), 9.247_646_490_115_075e-27, 9.699_999_980_6e-8),
        ((5, 1_000_000_000), (5, 10), (1.0, 1.0), 1.0, 2.634_508_579_359_898e-55),
        ((3, 10), (20_000, 1_000_000), (1.0, 1.0), 4.719_541_655_243_019e-5, 0.313_332_565_782_420_4),
        ((0, 100), (3, 100), (1.0, 0.001), 0.939_379_620_471_215_7, 0.000_588_251_758_105_243_5),
        ((0, 0), (2, 9), (1.0, 1.0e-6), 3.789_681_095_915_729e-7, 0.699_999_094_723_193_8),
        ((4, 90), (2, 70), (1.0, 1_000_000.0), 0.226_570_292_430_661_24, 2.366_932_268_536_308_5e-6),
        (
            (100_000_000, 1_000_000_000),
            (100_002_000, 1_000_000_000),
            (1.0, 1.0),
            0.559_251_012_359_042_8,
            4.411_756_799_412_361e-6,
        ),
        ((100_000_000, 1_000_000_000), (100_300_000, 1_000_000_000), (1.0, 1.0), 1.0, 3.969_551_669_893_225_4e-117),
        (
            (100_400_000, 1_000_000_000),
            (100_000_000, 1_000_000_000),
            (1.0, 1.0),
            2.811_587_038_579_529_3e-195,
            0.000_399_999_999_2,
        ),
        (
            (999_990_000, 1_000_000_000),
            (999_991_000, 1_000_000_000),
            (1.0, 1.0),
            0.999_999_999_999_801,
            3.649_379_504_166_488e-21,
        ),
        (
            (500_000_000_000, 1_000_000_000_000),
            (500_001_000_000, 1_000_000_000_000),
            (1.0, 1.0),
            0.921_350_396_474_866,
            2.512_727_082_996_018e-8,
        ),
        (
            (300_000_000_000_000, 1_000_000_000_000_000),
            (300_000_020_000_000, 1_000_000_000_000_000),
            (1.0, 1.0),
            0.835_443_004_707_561_8,
            1.787_270_827_298_562_5e-9,
        ),
        (
            (300_000_000_000_000_000, 1_000_000_000_000_000_000),
            (300_000_001_000_000_000, 1_000_000_000_000_000_000),
            (1.0, 1.0),
            0.938_588_675_860_168_6,
            1.720_585_762_466_555_4e-11,
        ),
        (
            (1000, 100_000),
            (10_020_000, 1_000_000_000),
            (1.0, 1.0),
            0.517_056_811_206_394_2,
            0.000_120_587_241_482_899_37,
        ),
        ((0, 0), (0, 0), (10_000_000_000.0, 10_000_000_000.0), 0.5, 1.994_711_401_969_762_4e-6),
        (
            (30, 100),
            (50, 100),
            (1_000_000_000_000.0, 10_000_000_000_000.0),
            0.500_005_917_270_272_3,
            4.890_215_101_990_71e-8,
        ),
        ((0, 5), (0, 7), (0.02, 0.02), 0.496_451_872_587_867_6, 0.003_873_375_470_222_606),
        ((0, 0), (0, 0), (0.05, 0.05), 0.5, 0.248_329_758_134_811_48),
        ((2, 50), (15, 300), (0.25, 3.75), 0.667_996_962_328_289, 0.008_239_070_022_362_136),
        ((0, 0), (3, 3), (0.05, 0.2), 0.918_766_506_266_749_5, 0.007_928_595_959_768_164),
        ((3, 4), (0, 50), (0.1, 0.03), 1.353_741_019_515_803_6e-6, 0.748_610_533_239_863_2),
    ];
    for ((successes_a, trials_a), (successes_b, trials_b), (alpha, beta), probability, loss) in table {
        let input = BayesianAbTestInput {
            successes_a,
            trials_a,
            successes_b,
            trials_b,
            prior_alpha: Some(alpha),
            prior_beta: Some(beta),
        };
        let got = bayesian_ab_test(&input).unwrap();
        let what = format!("{successes_a}/{trials_a} against {successes_b}/{trials_b}");
        assert_relative(got.probability_b_beats_a, probability, 1e-9, &what);
        assert_relative(got.expected_loss_b, loss, 1e-9, &what);
    }
}

/// P(b > a) of priors whose mass lies at the ends: both at 0, both at 1, or one at each, with probability 1/4 each way; the
/// loss is E max(a - b, 0) = 1/4.
#[test]
fn priors_far_below_one_put_the_rates_at_the_ends() {
    for prior in [1e-12, 1e-100, 1e-300] {
        let input = BayesianAbTestInput { prior_alpha: Some(prior), prior_beta: Some(prior), ..Default::default() };
        let got = bayesian_ab_test(&input).unwrap();
        assert_relative(got.probability_b_beats_a, 0.5, 1e-9, "probability");
        assert_relative(got.expected_loss_b, 0.25, 1e-9, "loss");
    }
}
