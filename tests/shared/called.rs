//! What the tests of several kernels share: functions called as a JSON caller would.

#![allow(dead_code, reason = "each test file uses a part")]

use mercato_core::Coded;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The answer to a JSON input, as JSON.
pub(crate) fn answer<I: DeserializeOwned, O: Serialize, E: Coded>(
    function: fn(&I) -> Result<O, E>,
    input: Value,
) -> Value {
    let input: I = serde_json::from_value(input).unwrap();
    serde_json::to_value(function(&input).unwrap()).unwrap()
}

/// The code and path of the refusal of a JSON input that its type accepts.
pub(crate) fn refusal<I: DeserializeOwned, O: Serialize, E: Coded>(
    function: fn(&I) -> Result<O, E>,
    input: Value,
) -> (&'static str, String) {
    let input: I = serde_json::from_value(input).unwrap();
    match function(&input) {
        Ok(output) => panic!("not refused: {}", serde_json::to_string(&output).unwrap()),
        Err(error) => (error.code().as_str(), error.path().unwrap_or_default().to_owned()),
    }
}

/// Does the input's type itself refuse this JSON?
pub(crate) fn unreadable<I: DeserializeOwned, O, E>(_: fn(&I) -> Result<O, E>, input: Value) -> bool {
    serde_json::from_value::<I>(input).is_err()
}

/// Asserts that every key of `want` has its value in `got`.
#[track_caller]
pub(crate) fn assert_holds(got: &Value, want: &Value) {
    for (key, value) in want.as_object().unwrap() {
        assert_eq!(&got[key], value, "{key} of {got}");
    }
}
