//! What surveys, intervals, tests and anomalies refuse, with the code and the field to blame; and the edges they answer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::needless_raw_string_hashes,
    reason = "a test stops where its set-up fails"
)]

use mercato_core::{Coded, Decimal, ErrorCode};
use mercato_kpi::{
    AdjustPValuesInput, Adjustment, AlwaysValidTestInput, AnomalyFlagsInput, BayesianAbTestInput, CesInput,
    ChannelComparisonInput, ChannelFigures, CsatInput, ExactNumber, FunnelInput, FunnelStep, IncrementalityInput,
    KpiError, MeanIntervalInput, MomentsMergeInput, NpsInput, ProportionIntervalInput, SampleRatioMismatchInput,
    SampleSizeTwoProportionsInput, TwoProportionTestInput, WelchTTestInput, adjust_p_values, always_valid_test,
    anomaly_flags, bayesian_ab_test, ces, channel_comparison, csat, funnel, incrementality, mean_interval,
    moments_merge, nps, proportion_interval, sample_ratio_mismatch, sample_size_two_proportions, two_proportion_test,
    welch_t_test,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The refusal of a well-formed input: code and path.
fn refusal<I: DeserializeOwned, O: std::fmt::Debug>(
    function: fn(&I) -> Result<O, KpiError>,
    json: &str,
) -> (ErrorCode, String) {
    let error = function(&serde_json::from_str(json).unwrap()).expect_err(json);
    (error.code(), error.path().unwrap_or_default().to_owned())
}

fn answer<I: DeserializeOwned, O: Serialize>(function: fn(&I) -> Result<O, KpiError>, json: &str) -> Value {
    serde_json::to_value(function(&serde_json::from_str(json).unwrap()).unwrap()).unwrap()
}

macro_rules! refuses {
    ($function:ident: $($json:literal => $code:ident $path:literal;)+) => {
        $(assert_eq!(refusal($function, $json), (ErrorCode::$code, $path.to_owned()), "{}", $json);)+
    };
}

#[test]
fn surveys_refuse_answers_off_the_scale() {
    refuses! { csat:
        r#"{"responses": [1, 6]}"# => InvalidArgument "responses[1]";
        r#"{"responses": [0]}"# => InvalidArgument "responses[0]";
        r#"{"responses": [], "scale_max": 1}"# => InvalidArgument "scale_max";
        r#"{"responses": [], "top_boxes": 5}"# => InvalidArgument "top_boxes";
        r#"{"responses": [], "top_boxes": 0}"# => InvalidArgument "top_boxes";
        r#"{"responses": [], "confidence": 1}"# => InvalidArgument "confidence";
    }
    refuses! { nps:
        r#"{"scores": [9, 11]}"# => InvalidArgument "scores[1]";
        r#"{"scores": [-1]}"# => InvalidArgument "scores[0]";
        r#"{"scores": [1], "promoters": 1, "passives": 1, "detractors": 1}"# => InvalidArgument "scores";
        r#"{"promoters": 1, "passives": 1}"# => InvalidArgument "detractors";
        r#"{}"# => InvalidArgument "scores";
        r#"{"promoters": 18446744073709551615, "passives": 1, "detractors": 0}"# => Overflow "n";
    }
    refuses! { ces: r#"{"responses": [8]}"# => InvalidArgument "responses[0]"; }
}

#[test]
fn surveys_without_answers_have_no_score() {
    let none = answer(csat, r#"{"responses": []}"#);
    assert_eq!(none["n"], 0);
    assert!(["mean", "csat", "lower", "upper"].iter().all(|key| none[key].is_null()), "{none}");
    let none = answer(nps, r#"{"scores": []}"#);
    assert_eq!(none["promoters"], 0);
    assert!(["nps", "nps_points", "standard_error", "lower", "upper"].iter().all(|key| none[key].is_null()));
    let none = answer(ces, r#"{"responses": []}"#);
    assert!(none["mean"].is_null() && none["easy_rate"].is_null());
    // one answer has a spread of none: the interval is a point
    let one = answer(nps, r#"{"scores": [10]}"#);
    assert_eq!((&one["nps"], &one["lower"], &one["upper"]), (&1.0.into(), &1.0.into(), &1.0.into()));
}

#[test]
fn intervals_refuse_what_they_cannot_mean() {
    refuses! { proportion_interval:
        r#"{"successes": 5, "trials": 4}"# => InvalidArgument "successes";
        r#"{"successes": 1, "trials": 4, "confidence": 0}"# => InvalidArgument "confidence";
        r#"{"successes": 0, "trials": 0, "confidence": 1.5}"# => InvalidArgument "confidence";
    }
    refuses! { mean_interval:
        r#"{"values": [1]}"# => InvalidArgument "values";
        r#"{"values": []}"# => InvalidArgument "values";
        r#"{"values": [1, 2], "n": 2}"# => InvalidArgument "values";
        r#"{"n": 2, "mean": 1}"# => InvalidArgument "standard_deviation";
        r#"{}"# => InvalidArgument "values";
        r#"{"n": 1, "mean": 1, "standard_deviation": 1}"# => InvalidArgument "n";
        r#"{"n": 2, "mean": 1, "standard_deviation": -1}"# => InvalidArgument "standard_deviation";
        r#"{"values": [1.7e308, -1.7e308, 1.7e308, -1.7e308]}"# => Overflow "standard_deviation";
        r#"{"values": [1.7e308, 1.2e308]}"# => Overflow "lower";
    }
    let mut input = MeanIntervalInput { values: Some(vec![1.0, f64::NAN]), ..Default::default() };
    assert_eq!(mean_interval(&input).unwrap_err().path(), Some("values[1]"));
    input = MeanIntervalInput { n: Some(2), mean: Some(f64::INFINITY), standard_deviation: Some(1.0), ..input };
    input.values = None;
    assert_eq!(mean_interval(&input).unwrap_err().path(), Some("mean"));
}

#[test]
fn two_sample_tests_refuse_empty_groups_and_mixtures() {
    refuses! { two_proportion_test:
        r#"{"successes_a": 3, "trials_a": 50, "successes_b": 99, "trials_b": 60}"# => InvalidArgument "successes_b";
        r#"{"successes_a": 0, "trials_a": 0, "successes_b": 9, "trials_b": 60}"# => InvalidArgument "trials_a";
    }
    refuses! { welch_t_test:
        r#"{"values_a": [1], "values_b": [1, 2]}"# => InvalidArgument "values_a";
        r#"{"values_a": [2, 2], "values_b": [1, 1]}"# => InvalidArgument "values_b";
        r#"{"values_a": [2, 3]}"# => InvalidArgument "values_b";
        r#"{"values_a": [2, 3], "mean_b": 1, "standard_deviation_b": 1, "n_b": 3}"# => InvalidArgument "values_b";
        r#"{"mean_a": 1, "standard_deviation_a": 0, "n_a": 3, "mean_b": 1, "standard_deviation_b": 0, "n_b": 3}"#
            => InvalidArgument "standard_deviation_b";
        r#"{"mean_a": 1, "standard_deviation_a": 0, "n_a": 3, "mean_b": 1, "standard_deviation_b": 0}"#
            => InvalidArgument "n_b";
        r#"{"values_a": [1e308, 1.1e308], "values_b": [-1e308, -1.1e308]}"# => Overflow "difference";
    }
    refuses! { incrementality:
        r#"{"treatment_size": 10, "treatment_conversions": 11, "control_size": 10, "control_conversions": 1}"#
            => InvalidArgument "treatment_conversions";
        r#"{"treatment_size": 10, "treatment_conversions": 1, "control_size": 0, "control_conversions": 0}"#
            => InvalidArgument "control_size";
        r#"{"treatment_size": 9, "treatment_conversions": 1, "control_size": 9, "control_conversions": 0, "spend": -1}"#
            => InvalidArgument "spend";
    }
}

#[test]
fn tests_without_variance_have_no_statistic() {
    for (a, b) in [((0, 5), (0, 7)), ((5, 5), (7, 7))] {
        let ((successes_a, trials_a), (successes_b, trials_b)) = (a, b);
        let input = TwoProportionTestInput { successes_a, trials_a, successes_b, trials_b, ..Default::default() };
        let got = two_proportion_test(&input).unwrap();
        assert_eq!((got.z, got.p_value, got.significant), (None, 1.0, false));
        assert_eq!((got.lower, got.upper), (0.0, 0.0));
        assert_eq!(got.relative_lift.is_none(), successes_a == 0);
    }
    let none = answer(sample_ratio_mismatch, r#"{"observed": [0, 0], "expected_ratio": [1, 1]}"#);
    assert!(none["chi_square"].is_null() && none["p_value"] == 1.0 && none["mismatch"] == false);
}

#[test]
fn campaigns_without_gain_have_no_cost_per_conversion() {
    let loss = answer(
        incrementality,
        r#"{"treatment_size": 100, "treatment_conversions": 1, "control_size": 100, "control_conversions": 2,
            "spend": "10.00", "value_per_conversion": "5.00"}"#,
    );
    assert!(loss["cost_per_incremental_conversion"].is_null());
    assert_eq!(loss["incremental_roas"], -0.5);
    let free = answer(
        incrementality,
        r#"{"treatment_size": 100, "treatment_conversions": 3, "control_size": 50, "control_conversions": 0,
            "spend": 0, "value_per_conversion": 5}"#,
    );
    assert!(free["relative_lift"].is_null() && free["incremental_roas"].is_null());
    assert_eq!(free["cost_per_incremental_conversion"], 0.0);
}

#[test]
fn experiments_refuse_plans_without_sense() {
    refuses! { sample_ratio_mismatch:
        r#"{"observed": [1], "expected_ratio": [1]}"# => InvalidArgument "observed";
        r#"{"observed": [1, 2], "expected_ratio": [1]}"# => InvalidArgument "expected_ratio";
        r#"{"observed": [1, 2], "expected_ratio": [1, 0]}"# => InvalidArgument "expected_ratio[1]";
        r#"{"observed": [18446744073709551615, 2], "expected_ratio": [1, 1]}"# => Overflow "observed";
    }
    refuses! { sample_size_two_proportions:
        r#"{"rate_a": 0.1, "rate_b": 0.1}"# => InvalidArgument "rate_b";
        r#"{"rate_a": 0.1, "rate_b": 1.2}"# => InvalidArgument "rate_b";
        r#"{"rate_a": 0, "rate_b": 0.2}"# => InvalidArgument "rate_a";
        r#"{"rate_a": 0.1, "rate_b": 0.2, "power": 1}"# => InvalidArgument "power";
        r#"{"rate_a": 0.1, "rate_b": 0.2, "power": 0.001}"# => InvalidArgument "power";
        r#"{"rate_a": 0.1, "rate_b": 0.2, "allocation_ratio": 0}"# => InvalidArgument "allocation_ratio";
        r#"{"rate_a": 0.1, "rate_b": 0.100000000001}"# => Overflow "n_a";
    }
    refuses! { always_valid_test:
        r#"{"n": 0, "mean_a": 1, "mean_b": 1, "variance_a": 1, "variance_b": 1, "tau_squared": 1}"# => InvalidArgument "n";
        r#"{"n": 1, "mean_a": 1, "mean_b": 1, "variance_a": 0, "variance_b": 0, "tau_squared": 1}"#
            => InvalidArgument "variance_b";
        r#"{"n": 1, "mean_a": 1, "mean_b": 1, "variance_a": -1, "variance_b": 2, "tau_squared": 1}"#
            => InvalidArgument "variance_a";
        r#"{"n": 1, "mean_a": 1, "mean_b": 1, "variance_a": 1, "variance_b": 1, "tau_squared": 0}"#
            => InvalidArgument "tau_squared";
    }
    refuses! { bayesian_ab_test:
        r#"{"successes_a": 3, "trials_a": 2, "successes_b": 1, "trials_b": 2}"# => InvalidArgument "successes_a";
        r#"{"successes_a": 1, "trials_a": 2, "successes_b": 1, "trials_b": 2, "prior_alpha": 0}"#
            => InvalidArgument "prior_alpha";
    }
    refuses! { adjust_p_values:
        r#"{"p_values": [0.2, 1.2], "method": "holm"}"# => InvalidArgument "p_values[1]";
        r#"{"p_values": [], "method": "holm", "alpha": 0}"# => InvalidArgument "alpha";
    }
}

#[test]
fn anomalies_need_two_finite_values() {
    refuses! { anomaly_flags:
        r#"{"values": [1], "method": "z_score"}"# => InvalidArgument "values";
        r#"{"values": [1, 2], "method": "iqr", "threshold": 0}"# => InvalidArgument "threshold";
        r#"{"values": [-1.7e308, 1.7e308], "method": "xmr"}"# => Overflow "standard_deviation";
    }
    // a quarter of the values differ: the quartiles do not, and fences of width 0 flag nothing
    let flat = answer(anomaly_flags, r#"{"values": [5, 5, 5, 5, 5, 5, 5, 9], "method": "iqr"}"#);
    assert_eq!((&flat["lower"], &flat["upper"], &flat["flags"][7]), (&5.0.into(), &5.0.into(), &false.into()));
}

#[test]
fn channels_are_named_once_and_compared_with_another() {
    refuses! { channel_comparison:
        r#"{"channels": [{"channel": "a", "visitors": 9, "orders": 1, "net_sales": "1"}]}"# => InvalidArgument "channels";
        r#"{"channels": [{"channel": "a", "visitors": 9, "orders": 1, "net_sales": "1"},
                         {"channel": "a", "visitors": 9, "orders": 1, "net_sales": "1"}]}"# => DuplicateId "channels[1].channel";
        r#"{"channels": [{"channel": "a", "visitors": 9, "orders": 1, "net_sales": "1"},
                         {"channel": "b", "visitors": 1, "orders": 2, "net_sales": "1"}]}"#
            => InvalidArgument "channels[1].orders";
        r#"{"channels": [], "scale": 11}"# => InvalidArgument "scale";
    }
    let idle = answer(
        channel_comparison,
        r#"{"channels": [{"channel": "a", "visitors": 0, "orders": 0, "net_sales": "-1"},
                         {"channel": "b", "visitors": 0, "orders": 0, "net_sales": "1"}], "scale": 0}"#,
    );
    assert_eq!(idle["total"]["net_sales"], "0");
    let first = &idle["channels"][0];
    assert!(first["traffic_share"].is_null() && first["sales_share"].is_null() && first["z"].is_null());
    assert_eq!((&first["p_adjusted"], &first["rating"]), (&1.0.into(), &"neutral".into()));
}

/// Unknown keys, negative counts and floats for counts are refused by the types.
#[test]
fn inputs_are_read_strictly() {
    assert!(serde_json::from_str::<CsatInput>(r#"{"responses": [], "extra": 1}"#).is_err());
    assert!(serde_json::from_str::<NpsInput>(r#"{"promoters": -1}"#).is_err());
    assert!(serde_json::from_str::<CesInput>(r#"{"responses": [1.5]}"#).is_err());
    assert!(serde_json::from_str::<ProportionIntervalInput>(r#"{"successes": 1.0, "trials": 2}"#).is_err());
    assert!(serde_json::from_str::<MeanIntervalInput>(r#"{"values": [1, 1e999]}"#).is_err());
    assert!(serde_json::from_str::<IncrementalityInput>(r#"{"treatment_size": 1}"#).is_err());
    assert!(serde_json::from_str::<SampleRatioMismatchInput>(r#"{"observed": [-1], "expected_ratio": [1]}"#).is_err());
    assert!(serde_json::from_str::<SampleSizeTwoProportionsInput>(r#"{"rate_a": "0.1", "rate_b": 0.2}"#).is_err());
    assert!(serde_json::from_str::<AdjustPValuesInput>(r#"{"p_values": [], "method": "fdr"}"#).is_err());
    assert!(serde_json::from_str::<AnomalyFlagsInput>(r#"{"values": [1, 2]}"#).is_err());
    assert!(serde_json::from_str::<AlwaysValidTestInput>("{}").is_err());
    assert!(serde_json::from_str::<BayesianAbTestInput>("{}").is_err());
    assert!(serde_json::from_str::<WelchTTestInput>(r#"{"alternative": "greater"}"#).is_err());
    let float = r#"{"channels": [{"channel": "a", "visitors": 9, "orders": 1, "net_sales": 1.5}]}"#;
    assert!(serde_json::from_str::<ChannelComparisonInput>(float).is_err());
}

#[test]
fn what_is_missing_or_too_much_is_named() {
    let refusal = |input: NpsInput| {
        let error = nps(&input).unwrap_err();
        (error.path().unwrap().to_owned(), error.to_string())
    };
    let (path, message) = refusal(NpsInput::default());
    assert_eq!(path, "scores");
    assert!(message.contains("give scores, or all of promoters, passives, detractors"), "{message}");
    let (path, _) = refusal(NpsInput { promoters: Some(1), passives: Some(1), ..NpsInput::default() });
    assert_eq!(path, "detractors");
    let (path, _) = refusal(NpsInput { scores: Some(vec![1]), passives: Some(1), ..NpsInput::default() });
    assert_eq!(path, "scores");
    let error = mean_interval(&MeanIntervalInput { n: Some(3), mean: Some(1.0), ..Default::default() }).unwrap_err();
    assert_eq!(error.path(), Some("standard_deviation"));
}

#[test]
fn a_quantile_beyond_the_doubles_names_its_field() {
    let input = SampleSizeTwoProportionsInput { rate_a: 0.1, rate_b: 0.2, alpha: Some(5e-324), ..Default::default() };
    assert_eq!(sample_size_two_proportions(&input).unwrap_err().path(), Some("alpha"));
}

/// Beta(1e308, 1e308) is a point at one half: its shapes sum to more than any double.
#[test]
fn a_prior_at_the_edge_of_the_doubles_has_an_answer() {
    let input = BayesianAbTestInput { prior_alpha: Some(1e308), prior_beta: Some(1e308), ..Default::default() };
    let answer = bayesian_ab_test(&input).unwrap();
    assert_eq!((answer.posterior_mean_a, answer.probability_b_beats_a), (0.5, 0.5));
    // sd of each 1 / sqrt(4 x 2e308), loss sd sqrt(2) phi(0)
    let loss = (2.0_f64).sqrt() / (8.0_f64.sqrt() * 1e154) * 0.398_942_280_401_432_7;
    assert!((answer.expected_loss_b / loss - 1.0).abs() < 1e-12);
}

#[test]
fn a_zero_has_no_sign() {
    let p = AdjustPValuesInput { p_values: vec![-0.0], method: Adjustment::Holm, alpha: None };
    assert!(adjust_p_values(&p).unwrap().adjusted[0].is_sign_positive());
    let moments = moments_merge(&MomentsMergeInput { partitions: vec![vec![-0.0]] }).unwrap();
    let figures = [Some(moments.sum), moments.mean, moments.min, moments.max];
    assert!(figures.into_iter().flatten().all(f64::is_sign_positive));
    let given = MeanIntervalInput { n: Some(2), mean: Some(-0.0), standard_deviation: Some(1.0), ..Default::default() };
    assert!(mean_interval(&given).unwrap().mean.is_sign_positive());
    let values = MeanIntervalInput { values: Some(vec![-0.0, -0.0]), ..Default::default() };
    assert!(mean_interval(&values).unwrap().mean.is_sign_positive());
}

#[test]
fn a_long_number_is_shown_short() {
    assert_eq!(ExactNumber::from_f64(1e308).unwrap().to_string(), "1e308");
    assert_eq!(ExactNumber::from_f64(-5e-324).unwrap().to_string(), "-5e-324");
    assert_eq!(ExactNumber::from_f64(1234.5).unwrap().to_string(), "1234.5");
}

#[test]
fn blank_names_are_refused() {
    let channel =
        |name: &str| ChannelFigures { channel: name.into(), visitors: 1, orders: 0, net_sales: Decimal::ZERO };
    let input = ChannelComparisonInput { channels: vec![channel("a"), channel(" ")], ..Default::default() };
    assert_eq!(channel_comparison(&input).unwrap_err().path(), Some("channels[1].channel"));
    let steps = vec![FunnelStep { name: String::new(), count: 1 }];
    assert_eq!(funnel(&FunnelInput { steps, allow_increase: None }).unwrap_err().path(), Some("steps[0].name"));
}
