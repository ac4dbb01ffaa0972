//! How are categories read from files, and written to them?
//!
//! | format | a record | parent |
//! |---|---|---|
//! | `google_txt` | `ID - A > B`, with digits as id | the record with the path `A` |
//! | `shopify_txt` | `gid://shopify/TaxonomyCategory/ID : A > B` | the record with the path `A` |
//! | `csv` | RFC 4180 with a header: `id`, `parent_id`, `name` in any order, other columns ignored | `parent_id`, empty for a root |
//! | `json` | a list of `{"id", "parent_id"?, "name"}`, other keys ignored | `parent_id` |
//!
//! In the text formats a line that starts with `#` is a comment, blank lines are passed over, a byte order mark and Windows line
//! ends are accepted, and a parent may stand anywhere in the file. A `>` separates names where white space, or the start or end
//! of the path, stands on both of its sides. The version comes from the comment `# Google_Product_Taxonomy_Version: V` or
//! `# Shopify Product Taxonomy - Categories: V`.
//!
//! Every mistake is reported, by its line (`text:12`) and its cure, in the order of the reading rules of [`crate::tree`]: lines that
//! cannot be read, ids or paths that occur twice, parents that are missing, cycles. [`render`] writes what [`parse`] reads back
//! the same. Time and space: O(length of the text).
//!
//! Source: the files that Google and Shopify publish; Y. Shafranovich (2005), RFC 4180; RFC 8259.

mod paths;
mod render;
mod tables;

pub use render::render;

use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::version::NodeRecord;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// How categories are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TaxonomyFormat {
    /// `ID - A > B`.
    GoogleTxt,
    /// `gid://shopify/TaxonomyCategory/ID : A > B`.
    ShopifyTxt,
    /// A table with a header.
    Csv,
    /// A list of objects.
    Json,
}

impl TaxonomyFormat {
    /// The format of this name.
    ///
    /// # Errors
    /// `unsupported` for another name.
    pub fn from_name(name: &str) -> Result<Self, Error> {
        match name {
            "google_txt" => Ok(Self::GoogleTxt),
            "shopify_txt" => Ok(Self::ShopifyTxt),
            "csv" => Ok(Self::Csv),
            "json" => Ok(Self::Json),
            _ => {
                let what = format!("{name:?} is not read; google_txt, shopify_txt, csv and json are");
                Err(Error::unsupported("format", what))
            }
        }
    }
}

/// What [`parse`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ParseInput {
    /// `google_txt`, `shopify_txt`, `csv` or `json`.
    pub format: String,
    /// The file.
    pub text: String,
}

/// What [`parse`] answers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ParsedTaxonomy {
    /// The categories in the order of the file.
    pub nodes: Vec<NodeRecord>,
    /// The version that the file states; none in `csv` and `json`.
    pub version: Option<String>,
}

impl ParsedTaxonomy {
    /// The categories as they compile.
    #[must_use]
    pub fn specs(&self) -> Vec<NodeSpec> {
        self.nodes.iter().cloned().map(NodeSpec::from).collect()
    }
}

/// Reads a file of categories.
///
/// ```
/// use mercato_taxonomy::{TaxonomyFormat, parse_text};
/// let file = "# Google_Product_Taxonomy_Version: 2021-09-21\n1604 - Apparel\n5322 - Apparel > Activewear\n";
/// let parsed = parse_text(TaxonomyFormat::GoogleTxt, file)?;
/// assert_eq!(parsed.version.as_deref(), Some("2021-09-21"));
/// assert_eq!(parsed.nodes[1].parent_id.as_deref(), Some("1604"));
/// # Ok::<(), mercato_taxonomy::TaxonomyError>(())
/// ```
///
/// # Errors
/// `invalid_argument`, `duplicate_id`, `not_found`, `cycle_detected`, with every mistake of the file; formats in the
/// [module](self).
pub fn parse_text(format: TaxonomyFormat, text: &str) -> Result<ParsedTaxonomy, TaxonomyError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match format {
        TaxonomyFormat::GoogleTxt => paths::parse(text, &paths::GOOGLE),
        TaxonomyFormat::ShopifyTxt => paths::parse(text, &paths::SHOPIFY),
        TaxonomyFormat::Csv => tables::parse_csv(text),
        TaxonomyFormat::Json => tables::parse_json(text),
    }
}

/// Reads a file of categories in a format given by its name.
///
/// # Errors
/// As [`parse_text`]; `unsupported` for another format.
pub fn parse(input: &ParseInput) -> Result<ParsedTaxonomy, TaxonomyError> {
    parse_text(TaxonomyFormat::from_name(&input.format)?, &input.text)
}

/// The path of an error in a line, counted from 1.
fn line_path(line: u64) -> String {
    format!("text:{line}")
}
