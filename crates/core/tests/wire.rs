//! What the JSON forms take and refuse, with the code and the field that a program would see.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test stops where its own set-up fails")]

use mercato_core::{
    ChannelId, Coded, Currency, CurrencyCode, Decimal, DecimalString, DecimalStrings, Error, ErrorCode, Money,
    OptionalDecimalString, OrderId, Rounding, TimeWindow, time, wire,
};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(with = "DecimalString")]
    price: Decimal,
    #[serde(default, with = "OptionalDecimalString")]
    cost: Option<Decimal>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Weights {
    #[serde(with = "DecimalStrings")]
    weights: Vec<Decimal>,
}

#[test]
fn lists_of_decimals_keep_the_rules_of_one() {
    let weights: Weights = serde_json::from_str(r#"{"weights": ["0.50", 3]}"#).unwrap();
    assert_eq!(serde_json::to_string(&weights).unwrap(), r#"{"weights":["0.50","3"]}"#);
    assert_eq!(refusal::<Weights>(r#"{"weights": ["1", 1.5]}"#).0, ErrorCode::InvalidArgument);
    assert_eq!(refusal::<Weights>(r#"{"weights": null}"#).0, ErrorCode::InvalidArgument);
    assert_eq!(refusal::<Weights>(r#"{"weights": ["79228162514264337593543950336"]}"#).0, ErrorCode::Overflow);
}

fn refusal<T: std::fmt::Debug + serde::de::DeserializeOwned>(json: &str) -> (ErrorCode, String) {
    let text = serde_json::from_str::<T>(json).unwrap_err().to_string();
    let (code, message) = wire::split(&text);
    (code, message.to_owned())
}

#[test]
fn decimals_are_strings_or_integers_and_never_floats() {
    let line: Line = serde_json::from_str(r#"{"price": "12.50", "cost": 3}"#).unwrap();
    assert_eq!(serde_json::to_string(&line).unwrap(), r#"{"price":"12.50","cost":"3"}"#);
    assert_eq!(serde_json::from_str::<Line>(r#"{"price": "1"}"#).unwrap().cost, None);
    assert_eq!(serde_json::from_str::<Line>(r#"{"price": "1", "cost": null}"#).unwrap().cost, None);
    for json in [
        r#"{"price": 12.5}"#,
        r#"{"price": 1.0}"#,
        r#"{"price": 1e3}"#,
        r#"{"price": "1e3"}"#,
        r#"{"price": " 1"}"#,
        r#"{"price": "+1"}"#,
        r#"{"price": ".5"}"#,
        r#"{"price": "5."}"#,
        r#"{"price": "1_000"}"#,
        r#"{"price": "1,200"}"#,
        r#"{"price": ""}"#,
        r#"{"price": "-"}"#,
        r#"{"price": null}"#,
        r#"{"price": true}"#,
        r#"{"price": "NaN"}"#,
        r#"{"price": "１"}"#,
        r#"{"price": ["1"]}"#,
        r#"{"price": "1", "colour": "red"}"#,
    ] {
        assert_eq!(refusal::<Line>(json).0, ErrorCode::InvalidArgument, "{json}");
    }
}

#[test]
fn integers_of_both_signs_are_exact_or_refused() {
    let read = |json: &str| serde_json::from_str::<Line>(&format!(r#"{{"price": {json}}}"#));
    assert_eq!(read("-3").unwrap().price.to_string(), "-3");
    assert_eq!(read("-9223372036854775808").unwrap().price.to_string(), "-9223372036854775808");
    assert_eq!(read("18446744073709551615").unwrap().price.to_string(), "18446744073709551615");
    assert_eq!(read("-0").unwrap().price.to_string(), "0");
    // what may have lost digits on its way is told apart from what is no integer
    for (json, told) in [
        ("18446744073709551616", "must be given in a string"),
        ("-9223372036854775809", "must be given in a string"),
        ("0.0", "floating point `0.0`, expected a decimal in a string"),
        ("-12.5", "floating point `-12.5`, expected a decimal in a string"),
    ] {
        let refused = read(json).unwrap_err().to_string();
        assert!(refused.contains(told), "{json}: {refused}");
    }
    let refused = serde_json::from_str::<Line>(r#"{"price": "1", "cost": true}"#).unwrap_err().to_string();
    assert!(refused.contains("a decimal in a string"), "{refused}");
}

/// What refuses without a field to blame.
#[derive(Debug)]
struct Whole;

impl std::fmt::Display for Whole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("nothing in it")
    }
}

impl std::error::Error for Whole {}

impl Coded for Whole {
    fn code(&self) -> ErrorCode {
        ErrorCode::InsufficientData
    }
}

#[test]
fn an_error_names_its_field_or_none() {
    let lines = Error::invalid("lines[3].price", "-1", "must be at least 0");
    assert_eq!((lines.code(), lines.path()), (ErrorCode::InvalidArgument, Some("lines[3].price")));
    assert_eq!(Error::invalid("", "-1", "must be at least 0").path(), None);
    assert_eq!(Whole.path(), None);
    let text = |error: &dyn Fn() -> serde_json::Error| error().to_string();
    assert_eq!(text(&|| wire::custom(&lines)), "[invalid_argument] -1 must be at least 0");
    let located = text(&|| wire::located(&lines));
    let (code, message) = wire::split(&located);
    assert_eq!(code, ErrorCode::InvalidArgument);
    assert_eq!(wire::path(message), Some(("lines[3].price", "lines[3].price: -1 must be at least 0")));
    assert_eq!(text(&|| wire::located(&Whole)), "[insufficient_data] nothing in it");
    assert_eq!(wire::path("missing field `n`"), None);
}

#[test]
fn null_says_what_leaving_out_says() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Input {
        #[serde(default, deserialize_with = "mercato_core::null_is_default")]
        days: u32,
    }
    for (json, days) in [("{}", 0), (r#"{"days": null}"#, 0), (r#"{"days": 7}"#, 7)] {
        assert_eq!(serde_json::from_str::<Input>(json).unwrap(), Input { days }, "{json}");
    }
}

#[test]
fn currencies_say_what_iso_4217_says_of_them() {
    let yuan = Currency::from_code("CNY").unwrap();
    assert_eq!((yuan.numeric_code(), yuan.minor_digits()), (156, 2));
    assert!(yuan.name().to_lowercase().contains("yuan"), "{}", yuan.name());
    assert_eq!(
        (format!("{yuan}"), format!("{yuan:?}"), format!("{yuan:>5}")),
        ("CNY".into(), "CNY".into(), "  CNY".into())
    );
    let any = CurrencyCode::new("XXX").unwrap();
    assert_eq!((format!("{any}"), format!("{any:?}")), ("XXX".into(), "XXX".into()));
}

/// A schema takes what the reader takes, and each form is named once.
#[cfg(feature = "schemars")]
#[test]
fn schemas_describe_the_json_forms() {
    #[derive(schemars::JsonSchema)]
    #[allow(dead_code, reason = "only its schema is asked for")]
    struct Input {
        #[schemars(with = "DecimalString")]
        price: Decimal,
        #[schemars(with = "OptionalDecimalString")]
        cost: Option<Decimal>,
        #[schemars(with = "DecimalStrings")]
        weights: Vec<Decimal>,
    }
    let schema = schemars::schema_for!(Input).to_value();
    let of = |name: &str| schema["properties"][name].clone();
    assert_eq!(of("price")["type"], serde_json::json!(["string", "integer"]));
    assert_eq!(of("weights")["items"], of("price"));
    assert_eq!(of("weights")["type"], "array");
    assert_eq!(of("cost")["type"], serde_json::json!(["string", "integer", "null"]));
    assert_eq!(of("cost")["pattern"], of("price")["pattern"]);
    assert!(of("price")["pattern"].is_string());
    // in their place, not behind a reference
    assert!(schema.get("$defs").is_none());
    let keys = |schema: schemars::Schema| {
        let properties = schema.to_value()["properties"].clone();
        properties.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(keys(schemars::schema_for!(Money)), ["amount", "currency"]);
    assert_eq!(keys(schemars::schema_for!(TimeWindow)), ["end", "start"]);
    let modes = schemars::schema_for!(Rounding).to_value().to_string();
    assert!(Rounding::ALL.len() == 7 && modes.contains("\"ceil\"") && modes.contains("\"ceiling\""), "{modes}");
    assert_eq!(<DecimalString as schemars::JsonSchema>::schema_name(), "Decimal");
    assert_eq!(<OptionalDecimalString as schemars::JsonSchema>::schema_name(), "NullableDecimal");
    assert_eq!(<DecimalStrings as schemars::JsonSchema>::schema_name(), "Decimals");
}

#[test]
fn a_number_too_large_overflows_and_one_too_fine_is_refused() {
    let (code, message) = refusal::<Line>(r#"{"price": "79228162514264337593543950336"}"#);
    assert_eq!(code, ErrorCode::Overflow);
    assert!(message.contains("79228162514264337593543950336"), "{message}");
    assert_eq!(refusal::<Line>(r#"{"price": "0.00000000000000000000000000001"}"#).0, ErrorCode::InvalidArgument);
    let zeros: Line = serde_json::from_str(r#"{"price": "1.50000000000000000000000000000000000000"}"#).unwrap();
    assert_eq!(zeros.price.to_string(), "1.5");
}

#[test]
fn money_has_the_digits_of_its_currency() {
    let read = |json: &str| serde_json::from_str::<Money>(json);
    let money = read(r#"{"amount": "12.3", "currency": "CNY"}"#).unwrap();
    assert_eq!(serde_json::to_string(&money).unwrap(), r#"{"amount":"12.30","currency":"CNY"}"#);
    assert_eq!(read(r#"{"amount": 1230, "currency": "JPY"}"#).unwrap().amount(), "1230");
    assert_eq!(read(r#"{"amount": "1.23", "currency": "KWD"}"#).unwrap().amount(), "1.230");
    assert_eq!(Money::from_minor(0, Currency::CNY).amount(), "0.00");
    assert_eq!(Money::parse("-0.00", Currency::CNY).unwrap().amount(), "0.00");
    let (code, message) = refusal::<Money>(r#"{"amount": "12.345", "currency": "CNY"}"#);
    assert_eq!((code, message.contains("12.345")), (ErrorCode::InvalidArgument, true));
    assert_eq!(refusal::<Money>(r#"{"amount": "92233720368547758.08", "currency": "CNY"}"#).0, ErrorCode::Overflow);
    assert_eq!(read(r#"{"amount": "92233720368547758.07", "currency": "CNY"}"#).unwrap().minor(), i64::MAX);
    assert_eq!(read(r#"{"amount": "-92233720368547758.08", "currency": "CNY"}"#).unwrap().minor(), i64::MIN);
    assert_eq!(refusal::<Money>(r#"{"amount": "1", "currency": "cny"}"#).0, ErrorCode::InvalidArgument);
    assert_eq!(refusal::<Money>(r#"{"amount": "1", "currency": "CNY", "x": 1}"#).0, ErrorCode::InvalidArgument);
}

#[test]
fn currencies_do_not_mix() {
    let error = Money::from_minor(1, Currency::CNY).checked_add(Money::from_minor(1, Currency::USD)).unwrap_err();
    assert_eq!(mercato_core::Coded::code(&error), ErrorCode::CurrencyMismatch);
    assert_eq!(error.to_string(), "currency: USD where CNY is needed");
    let error = Money::sum(Currency::CNY, &[Money::from_minor(1, Currency::CNY), Money::from_minor(1, Currency::USD)]);
    assert_eq!(error.unwrap_err().to_string(), "amounts[1]: USD where CNY is needed");
}

#[test]
fn rounding_modes_have_the_names_of_the_specification() {
    let names = ["half_up", "half_down", "half_even", "up", "down", "ceil", "floor"];
    for (mode, name) in Rounding::ALL.into_iter().zip(names) {
        assert_eq!(serde_json::to_string(&mode).unwrap(), format!("{name:?}"));
        assert_eq!(serde_json::from_str::<Rounding>(&format!("{name:?}")).unwrap(), mode);
    }
    assert_eq!(serde_json::from_str::<Rounding>(r#""ceiling""#).unwrap(), Rounding::Ceil);
}

#[test]
fn timestamps_are_strict() {
    for good in [
        "2026-11-11T00:00:00Z",
        "2026-11-11T00:00:00.123456789+08:00",
        "0001-01-01T00:00:00-11:30",
        "9999-12-31T23:59:59Z",
    ] {
        let instant = time::parse_timestamp(good).unwrap();
        assert_eq!(time::parse_timestamp(&time::format_timestamp(&instant)).unwrap(), instant, "{good}");
    }
    for bad in [
        "2026-11-11 00:00:00Z",
        "2026-11-11t00:00:00z",
        "2026-11-11T00:00:60Z",
        "2026-11-11T24:00:00Z",
        "2026-11-11T00:00:00",
        "2026-11-11T00:00Z",
        "2026-11-11T00:00:00+0800",
        "2026-11-11T00:00:00+08",
        "2026-11-11T00:00:00.Z",
        "2026-02-30T00:00:00Z",
        "+12026-11-11T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "2026-11-11T00:00:00.1234567890Z",
        "",
        "soon",
        "2026-11-11T00:00:00Z ",
        "２026-11-11T00:00:00Z",
        "2026-11-11T00:00:00+25:00",
    ] {
        assert!(time::parse_timestamp(bad).is_err(), "{bad}");
    }
}

#[test]
fn windows_are_half_open_and_not_empty() {
    let read = |json: &str| serde_json::from_str::<TimeWindow>(json);
    let window = read(r#"{"start": "2026-11-11T00:00:00+08:00", "end": "2026-11-12T00:00:00+08:00"}"#).unwrap();
    assert_eq!(read(&serde_json::to_string(&window).unwrap()).unwrap(), window);
    let next = read(r#"{"start": "2026-11-11T16:00:00Z"}"#).unwrap();
    assert!(!window.overlaps(&next) && next.overlaps(&TimeWindow::ALWAYS));
    assert_eq!(window.intersection(&TimeWindow::ALWAYS), Some(window));
    let instant = |text: &str| time::parse_timestamp(text).unwrap();
    let (start, end) = (instant("2026-11-11T00:00:00+08:00"), instant("2026-11-12T00:00:00+08:00"));
    assert_eq!((window.start(), window.end()), (Some(start), Some(end)));
    assert_eq!((next.end(), TimeWindow::ALWAYS.start()), (None, None));
    for (text, inside) in [
        ("2026-11-10T23:59:59+08:00", false),
        ("2026-11-10T16:00:00Z", true),
        ("2026-11-11T12:00:00+08:00", true),
        ("2026-11-11T23:59:59.999+08:00", true),
        ("2026-11-12T00:00:00+08:00", false),
        ("2026-11-13T00:00:00+08:00", false),
    ] {
        assert_eq!(window.contains(&instant(text)), inside, "{text}");
        assert!(TimeWindow::ALWAYS.contains(&instant(text)));
    }
    assert!(read(r#"{"start": "2026-11-11T00:00:00Z", "end": "2026-11-11T08:00:00+08:00"}"#).is_err());
    assert_eq!(read("{}").unwrap(), TimeWindow::ALWAYS);
    assert!(read(r#"{"from": null}"#).is_err());
}

#[test]
fn identifiers_are_not_blank() {
    assert_eq!(serde_json::from_str::<OrderId>(r#""A-1""#).unwrap().as_str(), "A-1");
    for blank in [r#""""#, r#""  ""#, r#""\u3000""#, "null", "7"] {
        assert_eq!(refusal::<ChannelId>(blank).0, ErrorCode::InvalidArgument, "{blank}");
    }
    assert!(CurrencyCode::new("XXX").is_ok() && Currency::from_code("XXX").is_err());
}

#[test]
fn codes_print_as_programs_match_them() {
    for code in ErrorCode::ALL {
        assert_eq!(ErrorCode::from_code(code.as_str()), Some(code));
        assert_eq!(wire::split(&format!("[{code}] why")), (code, "why"));
    }
    assert_eq!(wire::split("[unheard_of] why"), (ErrorCode::InvalidArgument, "[unheard_of] why"));
}

proptest! {
    #[test]
    fn every_date_that_exists_reads_back(days in 0_i32..3_652_058) {
        // days since 0001-01-01, to 9999-12-31
        let date = chrono::NaiveDate::from_num_days_from_ce_opt(days + 1).unwrap();
        prop_assert_eq!(time::parse_date(&date.to_string()).unwrap(), date);
    }

    #[test]
    fn readers_never_panic(text in "\\PC{0,40}") {
        let _ = mercato_core::decimal::parse(&text);
        let _ = time::parse_date(&text);
        let _ = time::parse_timestamp(&text);
        let _ = text.parse::<Money>();
        let _ = text.parse::<Currency>();
    }
}
