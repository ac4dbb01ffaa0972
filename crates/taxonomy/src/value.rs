//! As which text is a JSON value of an attribute compared?

use serde_json::Value;
use std::borrow::Cow;

/// A string as it is, anything else as its JSON.
pub(crate) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}
