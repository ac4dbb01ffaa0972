//! The formats with a column or a key for the parent's id: CSV and JSON.

use super::{NodeRecord, ParsedTaxonomy, line_path};
use crate::error::TaxonomyError;
use crate::node::NodeSpec;
use crate::tree::Taxonomy;
use mercato_core::{Coded, Error};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The columns wanted.
const COLUMNS: [&str; 3] = ["id", "parent_id", "name"];

pub(super) fn parse_csv(text: &str) -> Result<ParsedTaxonomy, TaxonomyError> {
    let mut rows = Rows { reader: csv_core::Reader::new(), rest: text.as_bytes() };
    let header = rows.next().map(|(_, header)| header).unwrap_or_default();
    let mut places = [0; 3];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let mut found = header.iter().enumerate().filter(|(_, name)| name.trim() == column).map(|(index, _)| index);
        let Some(first) = found.next() else {
            let reason = format!("lacks the column {column:?}; write a header with id, parent_id and name");
            return Err(Error::invalid(line_path(1), format_args!("{:?}", header.concat()), reason).into());
        };
        if found.next().is_some() {
            return Err(Error::invalid(line_path(1), format_args!("{column:?}"), "heads two columns").into());
        }
        *place = first;
    }
    let (mut nodes, mut lines, mut mistakes) = (Vec::new(), Vec::new(), Vec::new());
    for (line, row) in rows {
        if row.len() != header.len() {
            let reason = format!("where the header has {}; quote a field that holds a comma", header.len());
            mistakes.push(Error::invalid(line_path(line), format_args!("{} fields", row.len()), reason));
            continue;
        }
        let [id, parent_id, name] = places.map(|place| row.get(place).map_or("", String::as_str));
        lines.push(line_path(line));
        nodes.push(NodeSpec::new(id, Some(parent_id).filter(|parent| !parent.is_empty()), name));
    }
    whole(nodes, &lines, mistakes)
}

/// The rows of a CSV, each with the number of the line it begins on; lines without a character are skipped.
struct Rows<'a> {
    reader: csv_core::Reader,
    rest: &'a [u8],
}

impl Iterator for Rows<'_> {
    type Item = (u64, Vec<String>);

    fn next(&mut self) -> Option<Self::Item> {
        use csv_core::ReadFieldResult;
        let line = self.reader.line();
        let mut row = Vec::new();
        let mut field: Vec<u8> = Vec::new();
        let mut room = [0; 256];
        loop {
            let (result, read, written) = self.reader.read_field(self.rest, &mut room);
            self.rest = self.rest.get(read..).unwrap_or_default();
            field.extend_from_slice(room.get(..written).unwrap_or_default());
            match result {
                // asked again with nothing left, the reader ends the row
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { record_end } => {
                    // fields of a text end at ASCII characters, so none is cut
                    row.push(String::from_utf8(std::mem::take(&mut field)).unwrap_or_default());
                    if record_end {
                        return Some((line, row));
                    }
                }
                ReadFieldResult::End => return None,
            }
        }
    }
}

/// A record of JSON; other keys are ignored.
#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(default)]
    parent_id: Option<String>,
    name: String,
}

pub(super) fn parse_json(text: &str) -> Result<ParsedTaxonomy, TaxonomyError> {
    let records: Vec<&RawValue> = serde_json::from_str(text).map_err(|error| {
        let line = u64::try_from(error.line()).unwrap_or(u64::MAX);
        Error::invalid(line_path(line), "the text", format!("is no JSON list of objects: {error}"))
    })?;
    let (mut nodes, mut paths, mut mistakes) = (Vec::new(), Vec::new(), Vec::new());
    for (index, record) in records.into_iter().enumerate() {
        let path = format!("text[{index}]");
        // derived code would read a list, field by field
        let read = if record.get().starts_with('{') {
            serde_json::from_str::<Record>(record.get()).map_err(|error| error.to_string())
        } else {
            Err("an object is wanted".to_owned())
        };
        match read {
            Ok(Record { id, parent_id, name }) => {
                paths.push(path);
                nodes.push(NodeSpec::new(id, parent_id.as_deref().filter(|parent| !parent.is_empty()), name));
            }
            Err(error) => {
                let reason = format!("is no {{\"id\", \"parent_id\", \"name\"}} with texts: {error}");
                mistakes.push(Error::invalid(path, "the record", reason));
            }
        }
    }
    whole(nodes, &paths, mistakes)
}

/// Checks that the records make a tree; `paths` says where each stands in the text.
fn whole(nodes: Vec<NodeSpec>, paths: &[String], mut mistakes: Vec<Error>) -> Result<ParsedTaxonomy, TaxonomyError> {
    let structural = match Taxonomy::compile(&nodes) {
        Ok(_) => Vec::new(),
        Err(TaxonomyError::Refused(error)) => vec![error],
        Err(TaxonomyError::Several(errors)) => errors,
    };
    mistakes.extend(structural.into_iter().map(|error| placed(error, paths)));
    TaxonomyError::all(mistakes)?;
    let record = |node: NodeSpec| NodeRecord { id: node.id, parent_id: node.parent_id, name: node.name };
    Ok(ParsedTaxonomy { nodes: nodes.into_iter().map(record).collect(), version: None })
}

/// An error of `nodes[3].name` at the place of that record in the text.
fn placed(error: Error, paths: &[String]) -> Error {
    let place = error.path().and_then(|path| {
        let (index, field) = path.strip_prefix("nodes[")?.split_once(']')?;
        Some(format!("{}{field}", paths.get(index.parse::<usize>().ok()?)?))
    });
    match place {
        Some(place) => error.named(place),
        None => error,
    }
}
