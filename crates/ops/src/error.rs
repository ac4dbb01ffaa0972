//! What every surface reports: `{"code", "message", "path"?}`.

use crate::strict::Strict;
use mercato_core::{Coded, ErrorCode, wire};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize, Serializer};

/// A refusal, as every surface reports it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema, thiserror::Error)]
#[schemars(rename = "Error")]
#[error("{code}: {message}")]
pub struct OpError {
    /// The stable code.
    #[serde(serialize_with = "as_code")]
    #[schemars(schema_with = "codes")]
    pub code: ErrorCode,
    /// What went wrong, for people.
    pub message: String,
    /// The field to blame: `lines[0].unit_price`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn as_code<S: Serializer>(code: &ErrorCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code.as_str())
}

fn codes(_: &mut SchemaGenerator) -> Schema {
    json_schema!({"type": "string", "enum": ErrorCode::ALL.map(ErrorCode::as_str)})
}

impl OpError {
    /// An error with this code and message, about the input as a whole.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), path: None }
    }

    /// An `invalid_argument` about the input as a whole.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidArgument, message)
    }

    /// A kernel's error.
    pub(crate) fn refused(error: &impl Coded) -> Self {
        Self { code: error.code(), message: error.to_string(), path: error.path().map(str::to_owned) }
    }

    /// Why `input` is no `I`: read once more, on failure only, because keeping track of the path costs time.
    pub(crate) fn unreadable<'a, I: Deserialize<'a>>(input: &'a [u8]) -> Self {
        let mut reader = serde_json::Deserializer::from_slice(input);
        let Err(error) = serde_path_to_error::deserialize::<_, I>(Strict::new(&mut reader)) else {
            let rest = reader.end();
            return rest.map_or_else(|error| Self::not_json(input, &error), |()| Self::invalid("the input is refused"));
        };
        // serde_json calls a number beyond every double a fault of the syntax: whether the bytes are JSON, they say themselves
        let json = std::str::from_utf8(input).is_ok_and(|text| serde_json::from_str::<IgnoredAny>(text).is_ok());
        if !json {
            return Self::not_json(input, error.inner());
        }
        let path = error.path().to_string();
        Self::mismatch(if path == "." { "" } else { &path }, &without_position(error.inner()))
    }

    /// Bytes that are no JSON: where they stop being it.
    pub(crate) fn not_json(input: &[u8], error: &serde_json::Error) -> Self {
        match std::str::from_utf8(input) {
            Err(utf8) => Self::invalid(format!("not UTF-8 at byte {}", utf8.valid_up_to().saturating_add(1))),
            Ok(text) if text.trim_ascii().is_empty() => Self::invalid("empty where a JSON object is needed"),
            Ok(_) => Self::invalid(format!("not JSON: {error}")),
        }
    }

    /// An input that does not begin as an object does.
    #[cold]
    pub(crate) fn no_object(input: &[u8]) -> Self {
        match serde_json::from_slice::<IgnoredAny>(input) {
            Ok(_) => Self::invalid("the input is JSON, but not an object"),
            Err(error) => Self::not_json(input, &error),
        }
    }

    /// JSON of another shape than the type's: serde's `text` about the value at `path`.
    pub(crate) fn mismatch(path: &str, text: &str) -> Self {
        let (code, message) = wire::split(text);
        // a document in the input that tells its mistakes itself
        if let Some((inner, message)) = wire::path(message) {
            let message = match message.starts_with(inner) {
                _ if path.is_empty() => message.to_owned(),
                true => format!("{path}.{message}"),
                false => format!("{path}: {message}"),
            };
            return Self { code, message, path: Some(join(path, inner)) };
        }
        // serde blames the object where it is a key of the object that is to blame
        if let Some((key, what)) = about_key(message) {
            let path = join(path, key);
            return Self { code, message: format!("{path}: {what}"), path: Some(path) };
        }
        if path.is_empty() {
            return Self::new(code, message);
        }
        Self { code, message: format!("{path}: {}", without_placeholder(message)), path: Some(path.to_owned()) }
    }

    /// An answer that JSON has no form for.
    pub(crate) fn unwritable(error: &serde_json::Error) -> Self {
        Self::new(ErrorCode::Overflow, format!("the answer has no JSON form: {}", without_position(error)))
    }
}

/// serde's message about a key of an object: the key, and what is wrong with it.
fn about_key(message: &str) -> Option<(&str, String)> {
    let (kind, rest) = message.split_once(" field `")?;
    let (key, rest) = rest.split_once('`')?;
    let what = match (kind, rest) {
        ("missing", "") => "is missing".to_owned(),
        ("duplicate", "") => "occurs more than once".to_owned(),
        ("unknown", known) => format!("is not a field here{known}"),
        _ => return None,
    };
    Some((key, what))
}

/// The path of `key` in the object at `parent`, which may name the key already.
fn join(parent: &str, key: &str) -> String {
    match parent.strip_suffix(key) {
        Some(head) if head.is_empty() || head.ends_with('.') => parent.to_owned(),
        _ if parent.is_empty() => key.to_owned(),
        _ => format!("{parent}.{key}"),
    }
}

/// The message without the word that stood for the field (`decimal: `) in a function that did not know the field's name.
fn without_placeholder(message: &str) -> &str {
    match message.split_once(": ") {
        Some((word, rest))
            if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_') =>
        {
            rest
        }
        _ => message,
    }
}

/// The text of an error whose path says more than a line and a column.
fn without_position(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position).map(str::to_owned).unwrap_or(text)
}
