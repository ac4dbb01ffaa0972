//! The recorded cases of this crate's operations, through its functions alone; the command's own reader of them is tested elsewhere.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

use mercato_core::{Coded, decimal};
use mercato_pricing as p;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The answer, or the code of the refusal; an input that its type refuses is an invalid argument.
fn answer<I: DeserializeOwned, O: Serialize, E: Coded>(
    function: fn(&I) -> Result<O, E>,
    input: &Value,
) -> Result<Value, String> {
    let input: I = serde_json::from_value(input.clone()).map_err(|_| "invalid_argument".to_owned())?;
    function(&input)
        .map(|output| serde_json::to_value(output).unwrap())
        .map_err(|error| error.code().as_str().to_owned())
}

fn call(op: &str, input: &Value) -> Result<Value, String> {
    macro_rules! by_name {
        ($($name:ident),* $(,)?) => {
            match op.strip_prefix("pricing.").unwrap() {
                $(stringify!($name) => answer(p::$name, input),)*
                other => panic!("no function is called {other}"),
            }
        };
    }
    by_name!(
        allocate,
        allocate_landed_cost,
        bargain_schedule,
        breakeven_lift,
        competitive_price,
        cost_plus,
        currency_info,
        detect_conflicts,
        evaluate_cart,
        fit_elasticity,
        fit_linear_demand,
        group_buy,
        landed_cost,
        left_digit_price,
        markdown_plan,
        net_proceeds,
        optimal_price,
        presale_deposit,
        refund,
        refund_repriced,
        resolve_price,
        round_money,
        round_price,
        split_funding,
        target_margin_price,
        tax,
        tax_lines,
        threshold_gap,
        tier_anomalies,
        tiered_price,
    )
}

/// What every number of an expected answer may be off by.
#[derive(Clone, Copy)]
struct Tolerance {
    rel: f64,
    abs: f64,
    stated: bool,
}

/// Every expected key is there with its value; decimals in texts agree by value.
fn holds(got: &Value, want: &Value, tolerance: Tolerance) -> bool {
    let number = |value: &Value| match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => decimal::parse(text).ok().and_then(|_| text.parse().ok()),
        _ => None,
    };
    match (got, want) {
        (Value::Object(got), Value::Object(want)) => {
            want.iter().all(|(key, want)| got.get(key).is_some_and(|got| holds(got, want, tolerance)))
        }
        (Value::Array(got), Value::Array(want)) => {
            got.len() == want.len() && got.iter().zip(want).all(|(got, want)| holds(got, want, tolerance))
        }
        (Value::String(got), Value::String(want)) if !tolerance.stated => {
            match (decimal::parse(got), decimal::parse(want)) {
                (Ok(got), Ok(want)) => got == want,
                _ => got == want,
            }
        }
        _ => match (number(got), number(want)) {
            (Some(got), Some(want)) => (got - want).abs() <= tolerance.abs + tolerance.rel * want.abs(),
            _ => got == want,
        },
    }
}

#[test]
fn recorded_cases() {
    let cases = include_str!("../../../tests/vectors/pricing.jsonl");
    let (mut run, mut wrong) = (0, Vec::new());
    for case in cases.lines() {
        let case: Value = serde_json::from_str(case).unwrap();
        let got = call(case["op"].as_str().unwrap(), &case["input"]);
        let stated = |key: &str| case["tol"][key].as_f64();
        let tolerance = match (stated("rel"), stated("abs")) {
            (None, None) => Tolerance { rel: 1e-12, abs: 0.0, stated: false },
            (rel, abs) => Tolerance { rel: rel.unwrap_or(0.0), abs: abs.unwrap_or(0.0), stated: true },
        };
        let right = match (&got, case.get("expect")) {
            (Ok(got), Some(want)) => holds(got, want, tolerance),
            (Err(code), None) => case["expect_error"] == code.as_str(),
            _ => false,
        };
        run += 1;
        if !right {
            wrong.push(format!("{}: {got:?}", case["id"]));
        }
    }
    assert!(run >= 421, "{run} cases");
    assert!(wrong.is_empty(), "{} of {run}: {}", wrong.len(), wrong.join("\n"));
}
