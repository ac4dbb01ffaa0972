//! A tree in a format that reads back the same.

use super::paths::{Dialect, GOOGLE, SHOPIFY, names};
use super::{TaxonomyFormat, parse_text};
use crate::error::TaxonomyError;
use crate::tree::{NodeIx, Taxonomy};
use crate::version::NodeRecord;
use mercato_core::Error;
use std::borrow::Cow;

/// Writes a tree in the order of its list. Names by locale are left out; a version is written in the text formats only.
///
/// ```
/// use mercato_taxonomy::{NodeSpec, Taxonomy, TaxonomyFormat, render};
/// let tree = Taxonomy::compile(&[NodeSpec::new("1604", None, "Apparel"), NodeSpec::new("5322", Some("1604"), "Activewear")])?;
/// assert_eq!(render(&tree, TaxonomyFormat::GoogleTxt, None)?, "1604 - Apparel\n5322 - Apparel > Activewear\n");
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// `unsupported` for a category with several parents; `invalid_argument` for a category that the format cannot hold so that it
/// reads back the same, such as a name with a line break or two siblings of one name in a text format.
pub fn render(taxonomy: &Taxonomy, format: TaxonomyFormat, version: Option<&str>) -> Result<String, TaxonomyError> {
    taxonomy.tree_only()?;
    let text = match format {
        TaxonomyFormat::GoogleTxt => paths(taxonomy, &GOOGLE, version)?,
        TaxonomyFormat::ShopifyTxt => paths(taxonomy, &SHOPIFY, version)?,
        TaxonomyFormat::Csv => table(taxonomy),
        TaxonomyFormat::Json => serde_json::to_string(&records(taxonomy).collect::<Vec<_>>())
            .map_err(|error| Error::unsupported("format", error))?,
    };
    Ok(text)
}

fn records(taxonomy: &Taxonomy) -> impl Iterator<Item = NodeRecord> {
    taxonomy.nodes().map(|node| NodeRecord {
        id: taxonomy.id(node).to_owned(),
        parent_id: taxonomy.parent(node).map(|parent| taxonomy.id(parent).to_owned()),
        name: taxonomy.name(node).to_owned(),
    })
}

fn paths(taxonomy: &Taxonomy, dialect: &Dialect, version: Option<&str>) -> Result<String, TaxonomyError> {
    let mut text = String::new();
    if let Some(version) = version {
        if version.trim() != version || version.is_empty() || version.contains(['\n', '\r']) {
            return Err(Error::invalid("version", format_args!("{version:?}"), "does not stand in a comment").into());
        }
        text.extend([dialect.version, " ", version, "\n"]);
    }
    let mut mistakes = Vec::new();
    for node in taxonomy.nodes() {
        let (id, name) = (taxonomy.id(node), taxonomy.name(node));
        let at = |field: &str| format!("nodes[{}].{field}", taxonomy.position(node));
        let plain = |text: &str| text.trim() == text && !text.contains(['\n', '\r']);
        if !(dialect.is_id)(id)
            || !plain(id)
            || id.contains('/')
            || id.contains(dialect.separator)
            // its end would be read as the start of the separator
            || id.ends_with(dialect.separator.trim_end())
            || id.starts_with('#')
        {
            mistakes.push(Error::invalid(at("id"), format_args!("{id:?}"), "does not read back from this format"));
        }
        if !plain(name) || names(name).nth(1).is_some() {
            mistakes.push(Error::invalid(at("name"), format_args!("{name:?}"), "does not read back from this format"));
        }
        text.extend([dialect.prefix, id, dialect.separator]);
        for (index, step) in taxonomy.path(node).into_iter().enumerate() {
            text.extend([if index == 0 { "" } else { " > " }, taxonomy.name(step)]);
        }
        text.push('\n');
    }
    mistakes.extend(same_names(taxonomy));
    TaxonomyError::all(mistakes)?;
    Ok(text)
}

/// Siblings of exactly one name, whose paths are one.
fn same_names(taxonomy: &Taxonomy) -> Vec<Error> {
    let mut seen = hashbrown::HashSet::with_capacity(taxonomy.len());
    let clashes = |node: &NodeIx| !seen.insert((taxonomy.parent(*node), taxonomy.name(*node)));
    let error = |node: NodeIx| {
        let path = format!("nodes[{}].name", taxonomy.position(node));
        Error::invalid(
            path,
            format_args!("{:?}", taxonomy.name(node)),
            "is the name of a sibling, and paths must differ",
        )
    };
    taxonomy.nodes().filter(clashes).map(error).collect()
}

fn table(taxonomy: &Taxonomy) -> String {
    let mut text = "id,parent_id,name\n".to_owned();
    for record in records(taxonomy) {
        let parent = record.parent_id.as_deref().unwrap_or_default();
        let fields = [&*record.id, parent, &*record.name].map(quoted);
        text.push_str(&fields.join(","));
        text.push('\n');
    }
    debug_assert!(parse_text(TaxonomyFormat::Csv, &text).is_ok(), "what is written is read");
    text
}

/// A field of RFC 4180, in quotes where it needs them.
fn quoted(field: &str) -> Cow<'_, str> {
    if field.contains([',', '"', '\r', '\n']) {
        Cow::Owned(format!("\"{}\"", field.replace('"', "\"\"")))
    } else {
        Cow::Borrowed(field)
    }
}
