//! What does `null` say where a field may be left out? What leaving it out says.

use serde::de::{Deserialize, Deserializer};

/// Reads `null` as the default: `#[serde(default, deserialize_with = "mercato_core::null_is_default")]` on a field that is no
/// `Option`.
///
/// ```
/// #[derive(serde::Deserialize)]
/// struct Input {
///     #[serde(default, deserialize_with = "mercato_core::null_is_default")]
///     lead_time: u32,
/// }
/// assert_eq!(serde_json::from_str::<Input>(r#"{"lead_time": null}"#)?.lead_time, 0);
/// assert_eq!(serde_json::from_str::<Input>("{}")?.lead_time, 0);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// # Errors
/// What the type refuses.
pub fn null_is_default<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Default + Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}
