//! How is one line of a batch answered? `{"id"?, "op", "input"}` in, `{"id"?, "output"}` or `{"id"?, "error"}` out, whatever
//! the line holds.
//!
//! A line that is no request (no JSON, no object, a key too many or too few) is answered in its place like any refusal, with
//! its `id` wherever that could be read. Keys may come in any order; a key given twice is refused. `id` is any JSON value and
//! is given back as it was written. A line of nothing but white space asks nothing and is not answered.

use crate::error::OpError;
use crate::{find, strict};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// The longest line that is answered: 64 MiB without its end.
pub const MAX_LINE_BYTES: usize = 64 << 20;

/// What became of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The line was answered with an output.
    Answered,
    /// The line was answered with an error.
    Refused,
    /// The line was blank and was not answered.
    Blank,
}

/// Answers one line (with or without its end): appends one line of JSON and `\n` to `output`.
///
/// ```
/// use mercato_ops::{Outcome, answer_line};
/// let mut output = Vec::new();
/// let line = br#"{"id": 7, "op": "kpi.ratio", "input": {"numerator": 1, "denominator": 4}}"#;
/// assert_eq!(answer_line(line, &mut output), Outcome::Answered);
/// assert_eq!(answer_line(b"{\"id\": 8, \"op\": \"kpi.ratio\"}", &mut output), Outcome::Refused);
/// assert_eq!(answer_line(b"  ", &mut output), Outcome::Blank);
/// assert_eq!(
///     String::from_utf8(output)?,
///     r#"{"id":7,"output":{"value":0.25,"reason":null}}
/// {"id":8,"error":{"code":"invalid_argument","message":"input: is missing","path":"input"}}
/// "#
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn answer_line(line: &[u8], output: &mut Vec<u8>) -> Outcome {
    if line.len() > MAX_LINE_BYTES {
        return refuse_long_line(line, output);
    }
    let Ok(request) = strict::read::<Request<'_>>(line) else {
        return refuse_line(line, output);
    };
    begin(request.id, output);
    let head = output.len();
    output.extend_from_slice(b"\"output\":");
    match find(&request.op).and_then(|op| op.call(request.input.get().as_bytes(), output)) {
        Ok(()) => {
            output.extend_from_slice(b"}\n");
            Outcome::Answered
        }
        Err(error) => {
            output.truncate(head);
            refuse(&error, output)
        }
    }
}

/// Answers a line of more than [`MAX_LINE_BYTES`], of which `beginning` is kept: its `id` is given back if it stands there.
pub fn refuse_long_line(beginning: &[u8], output: &mut Vec<u8>) -> Outcome {
    begin(readable_id(beginning), output);
    refuse(&OpError::invalid(format!("the line is longer than {MAX_LINE_BYTES} bytes")), output)
}

/// Answers a line that is no request.
#[cold]
fn refuse_line(line: &[u8], output: &mut Vec<u8>) -> Outcome {
    if line.trim_ascii().is_empty() {
        return Outcome::Blank;
    }
    begin(readable_id(line), output);
    refuse(&OpError::unreadable::<Request<'_>>(line), output)
}

/// The beginning of an answer, up to `"output"` or `"error"`.
fn begin(id: Option<&RawValue>, output: &mut Vec<u8>) {
    output.push(b'{');
    if let Some(id) = id {
        output.extend_from_slice(b"\"id\":");
        // an end of line can stand between the tokens of a list or an object only: a blank does as well
        output.extend(id.get().bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { b' ' } else { byte }));
        output.push(b',');
    }
}

/// The rest of an answer that is an error.
fn refuse(error: &OpError, output: &mut Vec<u8>) -> Outcome {
    output.extend_from_slice(b"\"error\":");
    // a string and two optional strings always have a JSON form
    let _ = serde_json::to_writer(&mut *output, error);
    output.extend_from_slice(b"}\n");
    Outcome::Refused
}

/// A line's envelope; what it borrows is read once more by the operation's own type.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with \"op\", \"input\" and perhaps \"id\"")]
struct Request<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    op: Cow<'a, str>,
    #[serde(borrow)]
    input: &'a RawValue,
}

/// A value that is there, even if it is `null`.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'de RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

/// The `id` of a line that is no request, if it stands before what is wrong with the line and stands there once.
fn readable_id(line: &[u8]) -> Option<&RawValue> {
    struct Ids<'a, 'de>(&'a mut Option<&'de RawValue>);

    impl<'de> Visitor<'de> for Ids<'_, 'de> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
            // an id counts once the next token was read: `12` at the end of a line that was cut off may have been `123`
            let mut read = None;
            while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                *self.0 = read;
                if key != "id" {
                    map.next_value::<IgnoredAny>()?;
                } else if read.is_none() {
                    read = Some(map.next_value()?);
                } else {
                    *self.0 = None;
                    return Err(A::Error::duplicate_field("id"));
                }
            }
            *self.0 = read;
            Ok(())
        }
    }

    let mut id = None;
    // the line is known to be wrong: how it is, is reported by the envelope's own type
    let _ = serde_json::Deserializer::from_slice(line).deserialize_map(Ids(&mut id));
    id
}

#[cfg(test)]
mod tests {
    use super::{MAX_LINE_BYTES, Outcome, answer_line};
    use serde_json::{Value, json};

    fn answer(line: impl AsRef<[u8]>) -> (Outcome, Value) {
        let mut output = b"kept ".to_vec();
        let outcome = answer_line(line.as_ref(), &mut output);
        let text = String::from_utf8(output).unwrap();
        let line = text.strip_prefix("kept ").unwrap();
        assert!(outcome == Outcome::Blank || line.find('\n') == line.len().checked_sub(1), "{line:?}");
        (outcome, serde_json::from_str(line).unwrap_or_default())
    }

    #[track_caller]
    fn refused(line: impl AsRef<[u8]>, id: impl Into<Value>, code: &str, path: Option<&str>, message: &str) {
        let (outcome, answer) = answer(line);
        assert_eq!(outcome, Outcome::Refused);
        assert_eq!(answer.get("id").cloned().unwrap_or_default(), id.into());
        assert_eq!(answer["error"]["code"], code);
        assert_eq!(answer["error"].get("path").and_then(Value::as_str), path);
        let text = answer["error"]["message"].as_str().unwrap();
        assert!(text.contains(message), "{text}");
        assert!(answer.get("output").is_none());
    }

    const NO: Value = Value::Null;
    const RATIO: &str = r#""op":"kpi.ratio","input":{"numerator":1,"denominator":4}"#;

    #[test]
    fn any_id_is_given_back_as_it_was_written() {
        for id in ["7", "-0.10", "1e400", "\"a\\u00e9\"", "null", "true", "[1, 2]", r#"{"b":1,"a":[]}"#] {
            let mut output = Vec::new();
            assert_eq!(answer_line(format!(r#"{{{RATIO},"id":{id}}}"#).as_bytes(), &mut output), Outcome::Answered);
            let text = String::from_utf8(output).unwrap();
            assert_eq!(text, format!("{{\"id\":{id},\"output\":{{\"value\":0.25,\"reason\":null}}}}\n"));
        }
        assert_eq!(answer(format!("{{{RATIO}}}")).1, json!({"output": {"value": 0.25, "reason": null}}));
        assert_eq!(answer(format!("{{\"id\":[1,\r\n2],{RATIO}}}")).1["id"], json!([1, 2]));
    }

    #[test]
    fn a_line_that_is_no_request_is_answered_in_its_place() {
        refused("nonsense", NO, "invalid_argument", None, "not JSON: expected ident at line 1 column 2");
        refused("[1]", NO, "invalid_argument", None, "an object with");
        refused(r#"[1,"kpi.ratio",{}]"#, NO, "invalid_argument", None, "an object");
        refused("3", NO, "invalid_argument", None, "an object with");
        refused(r#"{"id":1,"op":"kpi.ratio"}"#, json!(1), "invalid_argument", Some("input"), "input: is missing");
        refused(r#"{"input":{},"id":[1]}"#, json!([1]), "invalid_argument", Some("op"), "op: is missing");
        refused(format!(r#"{{{RATIO},"id":1,"ID":2}}"#), json!(1), "invalid_argument", Some("ID"), "is not a field");
        refused(format!(r#"{{{RATIO},"id":1,"id":2}}"#), NO, "invalid_argument", Some("id"), "more than once");
        refused(format!(r#"{{"id":1,{RATIO},"op":"x"}}"#), json!(1), "invalid_argument", Some("op"), "more than once");
        refused(r#"{"id":1,"op":3,"input":{}}"#, json!(1), "invalid_argument", Some("op"), "op: invalid type: integer");
        refused(format!(r#"{{"id":1,{RATIO}}} x"#), json!(1), "invalid_argument", None, "trailing characters");
        refused(r#"{"id":1,"op":"kpi.ratio","inp"#, json!(1), "invalid_argument", None, "EOF while parsing a string");
        refused(r#"{"op":"kpi.ratio","id":12"#, NO, "invalid_argument", None, "EOF");
        refused(b"{\"id\":1,\"op\":\"\xff\"}", json!(1), "invalid_argument", None, "not UTF-8 at byte 15");
        refused(b"\xff\xfe", NO, "invalid_argument", None, "not UTF-8 at byte 1");
        refused(r#"{"id":2,"op":"kpi.ratoi","input":{}}"#, json!(2), "not_found", None, "nearest: kpi.ratio");
    }

    #[test]
    fn an_input_of_the_wrong_shape_names_the_field() {
        let ratio = |input: &str| format!(r#"{{"op":"kpi.ratio","input":{input}}}"#);
        refused(ratio(r#"{"numerator":1}"#), NO, "invalid_argument", Some("denominator"), "denominator: is missing");
        refused(ratio(r#"{"numerater":1}"#), NO, "invalid_argument", Some("numerater"), "expected one of");
        refused(
            ratio(r#"{"numerator":"1e3","denominator":1}"#),
            NO,
            "invalid_argument",
            Some("numerator"),
            "numerator: \"1e3\" is not a decimal number",
        );
        refused(ratio(r#"{"numerator":1,"numerator":1}"#), NO, "invalid_argument", Some("numerator"), "once");
        refused(ratio("[1,2]"), NO, "invalid_argument", None, "an object");
        refused(ratio("null"), NO, "invalid_argument", None, "an object");
        let zero = r#"{"numerator":1,"denominator":0,"zero_denominator":"error"}"#;
        refused(ratio(zero), NO, "division_by_zero", Some("denominator"), "denominator: 1 / 0 has no value");
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        refused(ratio(&format!(r#"{{"numerator":{deep}}}"#)), NO, "invalid_argument", Some("numerator"), "sequence");
    }

    #[test]
    fn a_blank_line_is_not_answered() {
        for line in ["", " ", "\t\r\n"] {
            assert_eq!(answer(line).0, Outcome::Blank);
        }
    }

    #[test]
    fn a_line_beyond_the_limit_is_refused_with_its_id() {
        let mut line = br#"{"id":"long","op":"kpi.ratio","input":""#.to_vec();
        line.resize(MAX_LINE_BYTES + 1, b'x');
        refused(&line, json!("long"), "invalid_argument", None, "longer than 67108864 bytes");
    }
}
