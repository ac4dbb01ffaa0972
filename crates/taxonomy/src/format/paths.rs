//! The text formats: an id and the path of names from the root.

use super::{NodeRecord, ParsedTaxonomy, line_path};
use crate::error::TaxonomyError;
use hashbrown::HashMap;
use mercato_core::Error;

/// What differs between the formats.
pub(super) struct Dialect {
    /// Between id and path.
    pub(super) separator: &'static str,
    /// Before an id.
    pub(super) prefix: &'static str,
    /// Before the version, in a comment.
    pub(super) version: &'static str,
    /// How a line should look.
    shape: &'static str,
    pub(super) is_id: fn(&str) -> bool,
}

pub(super) const GOOGLE: Dialect = Dialect {
    separator: " - ",
    prefix: "",
    version: "# Google_Product_Taxonomy_Version:",
    shape: "is not of the form `ID - A > B` with digits as ID",
    is_id: |id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()),
};

pub(super) const SHOPIFY: Dialect = Dialect {
    separator: " : ",
    prefix: "gid://shopify/TaxonomyCategory/",
    version: "# Shopify Product Taxonomy - Categories:",
    shape: "is not of the form `gid://shopify/TaxonomyCategory/ID : A > B`",
    is_id: |id| !id.is_empty(),
};

/// The longest piece of a line that an error shows, in characters.
const SHOWN: usize = 80;

/// Splits a path into its names; a `>` counts where white space or an end stands on both sides. Names are trimmed.
pub(super) fn names(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(path);
    std::iter::from_fn(move || {
        let text = rest?;
        let separates = |place: &usize| {
            let (before, after) = text.split_at_checked(*place).unwrap_or_default();
            let after = after.strip_prefix('>').unwrap_or(after);
            before.chars().next_back().is_none_or(char::is_whitespace)
                && after.chars().next().is_none_or(char::is_whitespace)
        };
        let found = text.match_indices('>').map(|(place, _)| place).find(separates);
        let Some((name, after)) = found.and_then(|place| text.split_at_checked(place)) else {
            rest = None;
            return Some(text.trim());
        };
        rest = after.strip_prefix('>');
        Some(name.trim())
    })
}

/// The id and the path of a line.
fn record<'a>(line: &'a str, dialect: &Dialect) -> Option<(&'a str, &'a str)> {
    let (id, path) = line.split_once(dialect.separator)?;
    let id = id.trim().strip_prefix(dialect.prefix)?;
    let id = id.rsplit_once('/').map_or(id, |(_, id)| id).trim();
    (dialect.is_id)(id).then_some((id, path))
}

/// A record that was read.
struct Line<'a> {
    number: u64,
    id: &'a str,
    names: Vec<&'a str>,
}

pub(super) fn parse(text: &str, dialect: &Dialect) -> Result<ParsedTaxonomy, TaxonomyError> {
    let mut version = None;
    let (mut unreadable, mut twice, mut missing) = (Vec::new(), Vec::new(), Vec::new());
    let mut lines: Vec<Line<'_>> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('#') {
            let stated = line.strip_prefix(dialect.version).map(str::trim).filter(|stated| !stated.is_empty());
            version = version.or_else(|| stated.map(str::to_owned));
            continue;
        }
        if line.is_empty() {
            continue;
        }
        let shown = || {
            let piece: String = line.chars().take(SHOWN).collect();
            format!("{piece:?}")
        };
        // trimming may have taken the white space of a separator whose path is blank
        let Some((id, path)) = record(line, dialect) else {
            unreadable.push(Error::invalid(line_path(number), shown(), dialect.shape));
            continue;
        };
        let names: Vec<&str> = names(path).collect();
        if names.contains(&"") {
            unreadable.push(Error::invalid(line_path(number), shown(), "has a blank name in its path"));
            continue;
        }
        lines.push(Line { number, id, names });
    }

    let mut ids: HashMap<&str, ()> = HashMap::with_capacity(lines.len());
    let mut by_path: HashMap<&[&str], &str> = HashMap::with_capacity(lines.len());
    for line in &lines {
        if ids.insert(line.id, ()).is_some() {
            twice.push(Error::duplicate(line_path(line.number), line.id));
        }
        if by_path.contains_key(line.names.as_slice()) {
            twice.push(Error::duplicate(line_path(line.number), line.names.join(" > ")));
        } else {
            by_path.insert(&line.names, line.id);
        }
    }
    let mut nodes = Vec::with_capacity(lines.len());
    for line in &lines {
        let Some((name, above)) = line.names.split_last() else { continue };
        let parent = by_path.get(above);
        if parent.is_none() && !above.is_empty() {
            missing.push(Error::not_found(line_path(line.number), above.join(" > ")));
        }
        let parent_id = parent.map(|id| (*id).to_owned());
        nodes.push(NodeRecord { id: line.id.to_owned(), parent_id, name: (*name).to_owned() });
    }
    unreadable.extend(twice);
    unreadable.extend(missing);
    TaxonomyError::all(unreadable)?;
    Ok(ParsedTaxonomy { nodes, version })
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_separator_has_white_space_or_an_end_on_both_sides() {
        let split = |path| names(path).collect::<Vec<_>>();
        assert_eq!(split("A > B"), ["A", "B"]);
        assert_eq!(split("  A  >\tB C "), ["A", "B C"]);
        assert_eq!(split("Cameras >20 MP > A>B"), ["Cameras >20 MP", "A>B"]);
        assert_eq!(split("A > "), ["A", ""]);
        assert_eq!(split("A >"), ["A", ""]);
        assert_eq!(split("> B"), ["", "B"]);
        assert_eq!(split("A > > B"), ["A", "", "B"]);
        assert_eq!(split(""), [""]);
    }
}
