//! Does mercato answer a recorded case as it should? The comparison of test vectors.
//!
//! A case is one line of JSON: `{"id", "op", "input", "expect": {..} | "expect_error": "code", "tol": {"rel"?, "abs"?}?}`;
//! further keys (`source`) are for people.
//!
//! - Every key of `expect` must be in the answer; the answer may hold more.
//! - Integers and decimal strings agree as exact decimals (`"1.5"` = `"1.50"`) where no `tol` is given; other numbers, and all
//!   numbers under a `tol`, agree if |got - want| <= abs + rel |want|, by default rel = 1e-12 and abs = 0. A `tol` that states
//!   one of the two means 0 for the other.
//! - Lists have the same length and order. Other values are equal.
//! - A key `NAME_max` or `NAME_min` that the answer lacks bounds the answer's `NAME`, or each element of it, up to 1e-12.
//! - A case with `expect_error` passes on an error with that code.

use crate::error::OpError;
use crate::find;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::cmp::Ordering;

/// How far two numbers may be apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tolerance {
    /// Decimals exactly, other numbers within 1e-12 of the wanted one.
    Default,
    /// |got - want| <= abs + rel |want| for every number.
    Stated {
        /// Times the wanted number.
        rel: f64,
        /// In the number's own unit.
        abs: f64,
    },
}

const DEFAULT_REL: f64 = 1e-12;

impl Tolerance {
    fn allows(self, got: f64, want: f64) -> bool {
        let (rel, abs) = match self {
            Self::Default => (DEFAULT_REL, 0.0),
            Self::Stated { rel, abs } => (rel, abs),
        };
        if got.is_infinite() || want.is_infinite() {
            return got.total_cmp(&want) == Ordering::Equal;
        }
        (got - want).abs() <= abs + rel * want.abs()
    }
}

/// A case that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// The case's `id`, as JSON; empty if it could not be read.
    pub id: String,
    /// The operation asked; empty if it could not be read.
    pub op: String,
    /// Where the answer is not what it should be; empty if the case passed.
    pub problems: Vec<String>,
}

#[derive(Deserialize)]
struct Case<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
    #[serde(borrow)]
    op: Cow<'a, str>,
    #[serde(borrow)]
    input: &'a RawValue,
    expect: Option<Value>,
    expect_error: Option<String>,
    tol: Option<Map<String, Value>>,
}

/// Runs the case on a line of a vector file; `None` for a blank line.
///
/// ```
/// use mercato_ops::vectors::check;
/// let case = r#"{"id": 1, "op": "kpi.ratio", "input": {"numerator": 1, "denominator": 3}, "expect": {"value": 0.3}}"#;
/// let checked = check(case.as_bytes()).expect("a case");
/// assert_eq!(checked.problems, [".value: got 0.3333333333333333, want 0.3"]);
/// ```
#[must_use]
pub fn check(line: &[u8]) -> Option<Checked> {
    if line.trim_ascii().is_empty() {
        return None;
    }
    let Ok(case) = serde_json::from_slice::<Case<'_>>(line) else {
        let error = OpError::unreadable::<Case<'_>>(line);
        return Some(Checked {
            id: String::new(),
            op: String::new(),
            problems: vec![format!("no case: {}", error.message)],
        });
    };
    let mut output = Vec::new();
    let answer = find(&case.op).and_then(|op| op.call(case.input.get().as_bytes(), &mut output));
    Some(Checked { id: case.id.get().to_owned(), op: case.op.to_string(), problems: case.problems(answer, &output) })
}

impl Case<'_> {
    fn problems(&self, answer: Result<(), OpError>, output: &[u8]) -> Vec<String> {
        let answer = answer
            .and_then(|()| serde_json::from_slice::<Value>(output).map_err(|error| OpError::not_json(output, &error)));
        match (&self.expect_error, &self.expect, answer) {
            (Some(code), _, Err(error)) if error.code.as_str() == code => Vec::new(),
            (Some(code), _, Err(error)) => vec![format!("got error {error}, want error {code}")],
            (Some(code), _, Ok(got)) => vec![format!("got {}, want error {code}", short(&got))],
            (None, Some(_), Err(error)) => vec![format!("got error {error}, want an answer")],
            (None, Some(want), Ok(got)) => differences(&got, want, self.tolerance()),
            (None, None, _) => vec!["no case: it states neither expect nor expect_error".into()],
        }
    }

    fn tolerance(&self) -> Tolerance {
        match &self.tol {
            Some(tol) if !tol.is_empty() => {
                let stated = |key| tol.get(key).and_then(Value::as_f64).unwrap_or(0.0);
                Tolerance::Stated { rel: stated("rel"), abs: stated("abs") }
            }
            _ => Tolerance::Default,
        }
    }
}

/// Every place where `got` is not what `want` asks for, as `path: got X, want Y`.
#[must_use]
pub fn differences(got: &Value, want: &Value, tolerance: Tolerance) -> Vec<String> {
    let mut found = Vec::new();
    compare(got, want, tolerance, "", &mut found);
    found
}

fn compare(got: &Value, want: &Value, tolerance: Tolerance, path: &str, found: &mut Vec<String>) {
    let mut differ = || found.push(format!("{}: got {}, want {}", or_dot(path), short(got), short(want)));
    match want {
        Value::Object(want) => match got {
            Value::Object(got) => compare_keys(got, want, tolerance, path, found),
            _ => found.push(format!("{}: got {}, want an object", or_dot(path), short(got))),
        },
        Value::Array(wants) => match got {
            Value::Array(gots) if gots.len() == wants.len() => {
                for (index, (got, want)) in gots.iter().zip(wants).enumerate() {
                    compare(got, want, tolerance, &format!("{path}[{index}]"), found);
                }
            }
            _ => differ(),
        },
        Value::Null | Value::Bool(_) => {
            if got != want {
                differ();
            }
        }
        Value::Number(_) | Value::String(_) => {
            if !agree(got, want, tolerance) {
                differ();
            }
        }
    }
}

fn or_dot(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}

fn compare_keys(
    got: &Map<String, Value>,
    want: &Map<String, Value>,
    tolerance: Tolerance,
    path: &str,
    found: &mut Vec<String>,
) {
    for (key, want) in want {
        let path = format!("{path}.{key}");
        if let Some(got) = got.get(key) {
            compare(got, want, tolerance, &path, found);
            continue;
        }
        let upper = key.strip_suffix("_max").map(|name| (name, true));
        let bound = upper.or_else(|| key.strip_suffix("_min").map(|name| (name, false)));
        match bound.and_then(|(name, upper)| Some((got.get(name)?, upper))) {
            Some((got, upper)) => out_of_bound(got, want, upper, &path, found),
            None => found.push(format!("{path}: missing")),
        }
    }
}

/// Whether a number or a text is the wanted one.
fn agree(got: &Value, want: &Value, tolerance: Tolerance) -> bool {
    let exact_want = exact(want);
    if matches!(want, Value::String(_)) && exact_want.is_none() {
        return got == want;
    }
    if let (Tolerance::Default, Some(want), Some(got)) = (tolerance, &exact_want, exact(got)) {
        return got == *want;
    }
    match (float(got), float(want)) {
        (Some(got), Some(want)) => tolerance.allows(got, want),
        _ => false,
    }
}

/// The numbers of `got` (one, or a list) beyond `bound` (one, or a list of the same length).
fn out_of_bound(got: &Value, bound: &Value, upper: bool, path: &str, found: &mut Vec<String>) {
    if let Value::Array(gots) = got {
        let bounds: Vec<&Value> = match bound {
            Value::Array(bounds) => bounds.iter().collect(),
            one => gots.iter().map(|_| one).collect(),
        };
        if bounds.len() != gots.len() {
            found.push(format!("{path}: {} values, {} bounds", gots.len(), bounds.len()));
        }
        for (index, (got, bound)) in gots.iter().zip(bounds).enumerate() {
            out_of_bound(got, bound, upper, &format!("{path}[{index}]"), found);
        }
        return;
    }
    let within = match (float(got), float(bound)) {
        (Some(got), Some(limit)) => {
            let slack = DEFAULT_REL * limit.abs();
            if upper { got <= limit + slack } else { got >= limit - slack }
        }
        _ => false,
    };
    if !within {
        let side = if upper { "upper" } else { "lower" };
        found.push(format!("{path}: got {}, {side} bound {}", short(got), short(bound)));
    }
}

/// A decimal of any length: the sign, the digits before the point and those after it, without the zeros that say nothing.
#[derive(PartialEq, Eq)]
struct Digits {
    negative: bool,
    whole: String,
    fraction: String,
}

/// The exact value of an integer or of a decimal string.
fn exact(value: &Value) -> Option<Digits> {
    let text = match value {
        Value::Number(number) if !number.is_f64() => Cow::Owned(number.to_string()),
        Value::String(text) => Cow::Borrowed(text.as_str()),
        _ => return None,
    };
    let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !number(whole) || !number(fraction) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0').to_owned(), fraction.trim_end_matches('0').to_owned());
    let negative = text.starts_with('-') && !(whole.is_empty() && fraction.is_empty());
    Some(Digits { negative, whole, fraction })
}

fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// The value as JSON, cut where it would flood a line.
fn short(value: &Value) -> String {
    const LONGEST: usize = 120;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{Tolerance, check, differences};
    use serde_json::{Value, json};

    fn passes(got: &Value, want: &Value) -> bool {
        differences(got, want, Tolerance::Default).is_empty()
    }

    #[test]
    fn decimals_agree_as_decimals_and_floats_within_a_trillionth() {
        for (got, want) in [
            (json!("1.5"), json!("1.50")),
            (json!("-0.00"), json!("0")),
            (json!("007"), json!(7)),
            (json!(7), json!("7.000")),
            (json!("+3"), json!(3)),
            (json!("0.1"), json!(0.1)),
            (json!(0.300_000_000_000_000_04), json!(0.3)),
            (json!("1e2"), json!(100)),
            (json!("abc"), json!("abc")),
            (json!({"a": 1, "b": 2}), json!({"a": 1})),
            (json!([null, true, []]), json!([null, true, []])),
        ] {
            assert!(passes(&got, &want), "{got} {want}");
        }
        for (got, want) in [
            (json!("1.5"), json!("1.51")),
            (json!("1.5"), json!("-1.5")),
            (json!("100000000000000000000000000.01"), json!("100000000000000000000000000.02")),
            (json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992_u64)),
            (json!(0.300_000_000_001), json!(0.3)),
            (json!(true), json!(1)),
            (json!(1), json!(true)),
            (json!(null), json!(0)),
            (json!(0), json!(null)),
            (json!("1e2"), json!("100x")),
            (json!("abc"), json!("abd")),
            (json!([1]), json!([1, 2])),
            (json!({"0": 1}), json!([1])),
            (json!([1]), json!({"0": 1})),
            (json!({"b": 1}), json!({"a": 1})),
            (json!("nan"), json!(1.5)),
        ] {
            assert!(!passes(&got, &want), "{got} {want}");
        }
    }

    #[test]
    fn a_stated_tolerance_holds_for_decimals_too_and_means_zero_for_what_it_leaves_out() {
        let stated = |rel, abs| Tolerance::Stated { rel, abs };
        assert!(differences(&json!("1.05"), &json!("1.00"), stated(0.0, 0.06)).is_empty());
        assert_eq!(differences(&json!("1.05"), &json!("1.00"), stated(0.01, 0.0)).len(), 1);
        assert!(differences(&json!(101.0), &json!(100), stated(0.01, 0.0)).is_empty());
        assert_eq!(differences(&json!(0.300_000_000_000_000_04), &json!(0.3), stated(0.0, 0.0)).len(), 1);
    }

    #[test]
    fn bounds_hold_for_a_number_or_for_each_of_a_list() {
        assert!(passes(&json!({"n": 3}), &json!({"n_max": 3, "n_min": "3"})));
        assert!(passes(&json!({"n": [1, 2]}), &json!({"n_max": [1, 2], "n_min": 1})));
        assert!(passes(&json!({"n_max": 9, "n": 3}), &json!({"n_max": 9})));
        assert!(!passes(&json!({"n": 4}), &json!({"n_max": 3})));
        assert!(!passes(&json!({"n": [1, 4]}), &json!({"n_max": 3})));
        assert!(!passes(&json!({"n": [1, 2]}), &json!({"n_max": [9]})));
        assert!(!passes(&json!({"n": null}), &json!({"n_max": 3})));
        assert!(!passes(&json!({"m": 1}), &json!({"n_max": 3})));
    }

    #[test]
    fn a_case_that_cannot_be_run_fails() {
        let problem = |line: &str| check(line.as_bytes()).unwrap().problems.join("; ");
        assert!(problem("nonsense").starts_with("no case: not JSON"));
        assert!(problem(r#"{"id":1,"op":"kpi.ratio"}"#).starts_with("no case: input: is missing"));
        assert!(problem(r#"{"id":1,"op":"kpi.ratio","input":{}}"#).contains("neither expect nor expect_error"));
        assert!(problem(r#"{"id":1,"op":"kpi.x","input":{},"expect":{}}"#).starts_with("got error not_found"));
        assert_eq!(problem(r#"{"id":1,"op":"kpi.x","input":{},"expect_error":"not_found"}"#), "");
        assert!(
            problem(r#"{"id":1,"op":"kpi.x","input":{},"expect_error":"overflow"}"#).ends_with("want error overflow")
        );
        assert!(check(b" \n").is_none());
    }
}
