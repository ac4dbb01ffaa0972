//! Which key has a tag?

use crate::error::TaxonomyError;
use crate::text::norm;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`normalize_tag`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NormalizeTagInput {
    /// The tag as somebody wrote it.
    pub tag: String,
}

/// The keys of a tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct NormalizedTag {
    /// The form under which tags are compared: [`norm`].
    pub normalized: String,
    /// The same with hyphens for spaces; percent-encode it in a URL.
    pub slug: String,
}

/// Under which key is a tag compared and linked?
///
/// ```
/// use mercato_taxonomy::tag::{NormalizeTagInput, normalize_tag};
/// let keys = normalize_tag(&NormalizeTagInput { tag: "  Eco-Friendly ".into() })?;
/// assert_eq!((keys.normalized.as_str(), keys.slug.as_str()), ("eco friendly", "eco-friendly"));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a tag without letters and digits.
pub fn normalize_tag(input: &NormalizeTagInput) -> Result<NormalizedTag, TaxonomyError> {
    let normalized = checked_norm("tag", &input.tag)?;
    let slug = normalized.replace(' ', "-");
    Ok(NormalizedTag { normalized, slug })
}

/// The [`norm`] of a tag named `path`, of which something must be left.
pub(crate) fn checked_norm(path: &str, tag: &str) -> Result<String, Error> {
    let normalized = norm(tag);
    if normalized.is_empty() {
        return Err(Error::invalid(path, format_args!("{tag:?}"), "holds no letter and no digit"));
    }
    Ok(normalized)
}
