//! In which tree do the products stand? `taxonomy.txt` (Google's or Shopify's text), `taxonomy.csv` or `taxonomy.json`.
//!
//! A file with mistakes is refused with all of them, each with its line and cure. Without a file, the paths that the products
//! are filed under make the tree.

use super::Product;
use crate::error::{Place, ReviewError};
use crate::files::Files;
use mercato_core::{Coded, Error};
use mercato_taxonomy::text::fold_name;
use mercato_taxonomy::{
    NodeIx, NodeSpec, Taxonomy, TaxonomyError, TaxonomyFormat, TaxonomySpec, ValidateOptions, ValidationCode,
    parse_text,
};
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::path::Path;

/// Between the names of a path.
const SEPARATOR: &str = " > ";

const FILES: [&str; 3] = ["taxonomy.txt", "taxonomy.csv", "taxonomy.json"];

/// Where the tree comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::catalogue) enum Source {
    /// A file, by its name, with the version that it states.
    File { name: &'static str, version: Option<String> },
    /// The categories of the products themselves.
    Products,
}

/// The categories, and how the products name them.
#[derive(Debug)]
pub(in crate::catalogue) struct Tree {
    pub(in crate::catalogue) source: Source,
    pub(in crate::catalogue) taxonomy: Taxonomy,
    /// By folded path; none for a path that two categories share.
    by_path: HashMap<String, Option<NodeIx>>,
    /// Categories whose name is that of an earlier sibling.
    pub(in crate::catalogue) same_names: Vec<NodeIx>,
}

/// A path as it is compared: its names, each folded.
fn folded(path: &str) -> String {
    segments(path).map(fold_name).collect::<Vec<_>>().join(SEPARATOR)
}

/// The names of a path.
pub(in crate::catalogue) fn segments(path: &str) -> impl Iterator<Item = &str> {
    path.split(SEPARATOR).map(str::trim).filter(|name| !name.is_empty())
}

impl Tree {
    fn new(source: Source, spec: &TaxonomySpec) -> Result<Self, TaxonomyError> {
        let taxonomy = spec.compile()?;
        let issues = spec.validate(&ValidateOptions::default())?.issues;
        let same = issues.iter().filter(|issue| issue.code == ValidationCode::DuplicateSiblingName);
        let same_names = same.filter_map(|issue| taxonomy.node(&issue.id)).collect();
        let mut tree = Self { source, by_path: HashMap::with_capacity(taxonomy.len()), taxonomy, same_names };
        let paths: Vec<(String, NodeIx)> = tree.taxonomy.nodes().map(|node| (folded(&tree.path(node)), node)).collect();
        for (path, node) in paths {
            tree.by_path.entry(path).and_modify(|found| *found = None).or_insert(Some(node));
        }
        Ok(tree)
    }

    /// The tree of the one file that there is.
    pub(super) fn read(files: &Files<'_>) -> Result<Option<Self>, ReviewError> {
        let mut found = Vec::new();
        for name in FILES {
            found.extend(files.text(name)?.map(|(path, text)| (name, path, text)));
        }
        let (name, path, text) = match found.as_slice() {
            [] => return Ok(None),
            [one] => one,
            [(first, ..), (_, second, _), ..] => {
                let problem = format!("there is {first} too, and a review has one tree");
                return Err(ReviewError::input(Place::file(second), problem, "take one of the files away"));
            }
        };
        let format = match *name {
            "taxonomy.csv" => TaxonomyFormat::Csv,
            "taxonomy.json" => TaxonomyFormat::Json,
            _ if text.contains("gid://shopify/") => TaxonomyFormat::ShopifyTxt,
            _ => TaxonomyFormat::GoogleTxt,
        };
        let parsed = parse_text(format, text).map_err(|error| refusal(path, text, error))?;
        if parsed.nodes.is_empty() {
            let problem = "the file holds no category";
            return Err(ReviewError::input(Place::file(path), problem, "give it one, or take the file away"));
        }
        let spec = TaxonomySpec { nodes: parsed.specs() };
        let source = Source::File { name, version: parsed.version };
        Self::new(source, &spec).map(Some).map_err(|error| refusal(path, text, error))
    }

    /// The tree that the categories of the products make, each a path of names.
    pub(super) fn of_products<'p>(products: impl Iterator<Item = &'p Product>) -> Result<Self, ReviewError> {
        let mut known: HashMap<String, String> = HashMap::new();
        let mut nodes = Vec::new();
        for text in products.flat_map(|product| &product.categories) {
            let (mut path, mut above) = (String::new(), None);
            for name in segments(text) {
                if !path.is_empty() {
                    path.push_str(SEPARATOR);
                }
                path.push_str(&fold_name(name));
                let id = known.entry(path.clone()).or_insert_with(|| {
                    let id =
                        above.as_ref().map_or_else(|| name.to_owned(), |above| format!("{above}{SEPARATOR}{name}"));
                    nodes.push(NodeSpec::new(id.clone(), above.as_deref(), name));
                    id
                });
                above = Some(id.clone());
            }
        }
        Self::new(Source::Products, &TaxonomySpec { nodes })
            .map_err(ReviewError::of_section("tree of the products' categories"))
    }

    /// The category that a text names: its id, or its whole path in any case.
    pub(in crate::catalogue) fn find(&self, text: &str) -> Option<NodeIx> {
        self.taxonomy.node(text).or_else(|| self.by_path.get(&folded(text)).copied().flatten())
    }

    /// Its names from the root down.
    pub(in crate::catalogue) fn names(&self, node: NodeIx) -> Vec<String> {
        let path = self.taxonomy.path(node).into_iter();
        path.map(|step| self.taxonomy.name(step).to_owned()).collect()
    }

    pub(in crate::catalogue) fn path(&self, node: NodeIx) -> String {
        self.names(node).join(SEPARATOR)
    }

    /// Are they the same, or is one above the other?
    pub(in crate::catalogue) fn on_one_path(&self, a: NodeIx, b: NodeIx) -> bool {
        a == b || self.taxonomy.is_ancestor(a, b) || self.taxonomy.is_ancestor(b, a)
    }
}

/// Every mistake of a taxonomy file, each with its line and cure.
fn refusal(file: &Path, text: &str, error: TaxonomyError) -> ReviewError {
    let errors = match error {
        TaxonomyError::Refused(error) => vec![error],
        TaxonomyError::Several(errors) => errors,
        other => return ReviewError::input(Place::file(file), other.to_string(), "correct the file"),
    };
    let records =
        if text.trim_start_matches('\u{feff}').trim_start().starts_with('[') { lines_of(text) } else { Vec::new() };
    let mut mistakes: Vec<Mistake> = errors.iter().map(|error| Mistake::of(error, &records)).collect();
    mistakes.sort_by_key(|mistake| mistake.line);
    if let [Mistake { line, field, problem, cure }] = mistakes.as_slice() {
        let place = line.map_or_else(|| Place::file(file), |line| Place::line(file, line));
        let place = field.iter().fold(place, Place::column);
        return ReviewError::input(place, problem, cure);
    }
    let told = mistakes.iter().map(|mistake| {
        let line = mistake.line.map_or_else(String::new, |line| format!("line {line}"));
        let field = mistake.field.as_ref().map_or_else(String::new, |field| format!(", column {field}"));
        format!("\n  {line}{field}: {}; {}", mistake.problem, mistake.cure)
    });
    let remedy = format!("correct all of them:{}", told.collect::<String>());
    ReviewError::input(Place::file(file), format!("{} mistakes", mistakes.len()), remedy)
}

/// What is wrong on a line.
struct Mistake {
    line: Option<u64>,
    field: Option<String>,
    problem: String,
    cure: String,
}

impl Mistake {
    /// `records` holds the lines on which the records of a JSON file begin.
    fn of(error: &Error, records: &[u64]) -> Self {
        let path = error.path().unwrap_or_default();
        let place = path.strip_prefix("text").unwrap_or(path);
        let (line, rest) = if let Some(place) = place.strip_prefix(':') {
            let (line, rest) = place.split_once('.').unwrap_or((place, ""));
            (line.parse().ok(), rest)
        } else if let Some((index, rest)) = place.strip_prefix('[').and_then(|place| place.split_once(']')) {
            let line = index.parse::<usize>().ok().and_then(|index| records.get(index).copied());
            (line, rest.strip_prefix('.').unwrap_or(rest))
        } else {
            (None, "")
        };
        let said = error.to_string();
        // what a JSON reader says of places counts within the record
        let said = said.split_once(" at line ").map_or(said.as_str(), |(said, _)| said);
        let said = said.strip_prefix(path).and_then(|said| said.strip_prefix(": ")).unwrap_or(said);
        let (problem, cure) = match (error, said.rsplit_once("; ")) {
            (Error::NotFound { .. }, _) => (said, "add the category above it, or correct its name here"),
            (Error::DuplicateId { .. }, _) => (said, "keep one of the two, or give this one its own"),
            (Error::CycleDetected { .. }, _) => (said, "give one category of the circle another parent"),
            (Error::InvalidArgument { reason, .. }, _) if reason.contains("blank") => (said, "fill it in"),
            (Error::InvalidArgument { reason, .. }, _) if reason.contains("of the form") => (said, "write the line so"),
            (Error::InvalidArgument { reason, .. }, Some((problem, cure))) if reason.contains("; ") => (problem, cure),
            _ => (said, "correct the line"),
        };
        Self {
            line,
            field: (!rest.is_empty()).then(|| rest.to_owned()),
            problem: problem.to_owned(),
            cure: cure.to_owned(),
        }
    }
}

/// The lines on which the records of a JSON list begin.
fn lines_of(text: &str) -> Vec<u64> {
    let records: Vec<&RawValue> = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
    let start = text.as_ptr().addr();
    let (mut lines, mut line, mut done) = (Vec::with_capacity(records.len()), 1_u64, 0_usize);
    for record in records {
        let at = record.get().as_ptr().addr().saturating_sub(start);
        let between = text.get(done..at).unwrap_or_default();
        line = line.saturating_add(u64::try_from(between.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(0));
        lines.push(line);
        done = at;
    }
    lines
}
