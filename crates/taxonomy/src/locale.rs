//! Which of the names in several languages does a reader want?
//!
//! Lookup of RFC 4647, section 3.4: each preferred tag is looked for as it is, then shortened by its last subtag, and by a
//! single-character subtag that then stands last, until a name is found; then `default` in the same way. Case does not matter;
//! `*` is skipped. Time: O(preferences x subtags + names).
//!
//! Source: A. Phillips and M. Davis (2006), RFC 4647, "Matching of Language Tags", section 3.4. Limits: tags are not checked
//! against the registry of languages, and no language stands in for another.

use crate::error::TaxonomyError;
use mercato_core::Error;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What [`localized_name`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LocalizedNameInput {
    /// Names by language tag, such as `zh-Hant-TW`.
    pub names: BTreeMap<String, String>,
    /// The tags wanted, the best first.
    pub preferred: Vec<String>,
    /// The tag to fall back on; without it nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
}

/// What [`localized_name`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LocalizedName {
    /// The name.
    pub name: String,
    /// Its tag as `names` writes it.
    pub locale: String,
}

/// The name that suits a reader best.
///
/// ```
/// use mercato_taxonomy::{LocalizedNameInput, localized_name};
/// let names = [("en", "Clothing"), ("zh-Hans", "服装")].map(|(tag, name)| (tag.to_owned(), name.to_owned()));
/// let found = localized_name(&LocalizedNameInput {
///     names: names.into(),
///     preferred: vec!["zh-Hans-CN".into()],
///     default: Some("en".into()),
/// })?;
/// assert_eq!((found.name.as_str(), found.locale.as_str()), ("服装", "zh-Hans"));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty tag, or for names whose tags differ in case only; `not_found` where no name suits.
pub fn localized_name(input: &LocalizedNameInput) -> Result<LocalizedName, TaxonomyError> {
    let mut by_tag: BTreeMap<String, (&String, &String)> = BTreeMap::new();
    for (tag, name) in &input.names {
        not_empty(|| "names".to_owned(), tag)?;
        if let Some((other, _)) = by_tag.insert(tag.to_ascii_lowercase(), (tag, name)) {
            let reason = format!("differs from {other:?} in case only");
            return Err(Error::invalid("names", format_args!("{tag:?}"), reason).into());
        }
    }
    for (index, tag) in input.preferred.iter().enumerate() {
        not_empty(|| format!("preferred[{index}]"), tag)?;
    }
    if let Some(tag) = &input.default {
        not_empty(|| "default".to_owned(), tag)?;
    }
    let wanted = input.preferred.iter().chain(&input.default).filter(|tag| *tag != "*");
    for tag in wanted {
        let tag = tag.to_ascii_lowercase();
        let mut next = Some(tag.as_str());
        while let Some(tag) = next {
            if let Some((locale, name)) = by_tag.get(tag) {
                return Ok(LocalizedName { name: (*name).clone(), locale: (*locale).clone() });
            }
            next = shortened(tag);
        }
    }
    Err(Error::not_found("preferred", input.preferred.join(", ")).into())
}

fn not_empty(path: impl Fn() -> String, tag: &str) -> Result<(), Error> {
    if tag.trim().is_empty() {
        Err(Error::invalid(path(), format_args!("{tag:?}"), "is no language tag"))
    } else {
        Ok(())
    }
}

/// A tag without its last subtag, nor a single-character one that then stands last; `None` if nothing is left.
fn shortened(tag: &str) -> Option<&str> {
    let (rest, _) = tag.rsplit_once('-')?;
    match rest.rsplit_once('-') {
        Some((before, last)) if last.len() == 1 => Some(before),
        None if rest.len() == 1 => None,
        _ => Some(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn the_example_of_rfc_4647_is_shortened_as_printed() {
        let mut found = vec!["zh-hant-cn-x-private1-private2"];
        while let Some(next) = found.last().and_then(|tag| shortened(tag)) {
            found.push(next);
        }
        assert_eq!(found, ["zh-hant-cn-x-private1-private2", "zh-hant-cn-x-private1", "zh-hant-cn", "zh-hant", "zh"]);
    }
}
