//! Rows of a CSV file (RFC 4180, UTF-8, a header line; comma, semicolon, tab or pipe).

use crate::error::{Place, ReviewError};
use crate::intake::Row;
use crate::parse::Cell;
use crate::schema::{Field, Layout};
use crate::settings::Settings;
use csv::{ByteRecord, ReaderBuilder};
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

/// A record longer than this is a quotation mark that was never closed.
const LONGEST_RECORD: usize = 1 << 20;
const MARK: &[u8] = b"\xef\xbb\xbf";

/// The columns of a file, found and mapped.
pub(crate) fn layout(file: &Path, settings: &Settings) -> Result<Layout, ReviewError> {
    let mut reader = open(file, settings)?;
    Layout::find(file, header(file, &mut reader)?, &settings.mapping, &settings.given())
}

/// The names in the header line, trimmed.
pub(crate) fn header<R: Read>(file: &Path, reader: &mut csv::Reader<R>) -> Result<Vec<String>, ReviewError> {
    let mut record = ByteRecord::new();
    read(file, reader, &mut record)?;
    let mut names = Vec::with_capacity(record.len());
    for (number, name) in record.iter().enumerate() {
        let name = text(file, 1, &format!("number {}", number.saturating_add(1)), name)?;
        names.push(name.trim().to_owned());
    }
    Ok(names)
}

/// A reader that stands before the header line.
pub(crate) fn open(file: &Path, settings: &Settings) -> Result<csv::Reader<impl Read + use<>>, ReviewError> {
    let opened = File::open(file).map_err(ReviewError::io(file, "open the file"))?;
    reader(file, BufReader::with_capacity(1 << 18, opened), settings.delimiter)
}

/// The same over any source, which is what a fuzzer can feed.
pub(crate) fn reader<R: BufRead>(
    file: &Path,
    mut source: R,
    delimiter: Option<u8>,
) -> Result<csv::Reader<R>, ReviewError> {
    let head = source.fill_buf().map_err(ReviewError::io(file, "read the file"))?;
    let marked = head.starts_with(MARK);
    let delimiter = delimiter.unwrap_or_else(|| likely_delimiter(head));
    if marked {
        source.consume(MARK.len());
    }
    Ok(ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(source))
}

/// The separator that occurs most in the first line; a comma where there is none.
fn likely_delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.split(|byte| *byte == separator).count();
    // the first of the most frequent: the comma wins a tie
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

fn read<R: Read>(file: &Path, reader: &mut csv::Reader<R>, record: &mut ByteRecord) -> Result<bool, ReviewError> {
    reader.read_byte_record(record).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(source) => ReviewError::io(file, "read the file")(source),
        other => ReviewError::input(
            Place::file(file),
            format!("the file cannot be split into rows: {other:?}"),
            "export it again",
        ),
    })
}

/// Hands every row after the header to `take`, with its line and what is wrong with it as a whole.
pub(crate) fn rows(
    file: &Path,
    settings: &Settings,
    layout: &Layout,
    take: impl FnMut(u64, &Row<'_>, Option<&'static str>) -> Result<(), ReviewError>,
) -> Result<(), ReviewError> {
    rows_of(file, &mut open(file, settings)?, layout, take)
}

/// The same over an open reader.
pub(crate) fn rows_of<R: Read>(
    file: &Path,
    reader: &mut csv::Reader<R>,
    layout: &Layout,
    mut take: impl FnMut(u64, &Row<'_>, Option<&'static str>) -> Result<(), ReviewError>,
) -> Result<(), ReviewError> {
    let mut record = ByteRecord::new();
    read(file, reader, &mut record)?;
    let positions = Field::ALL.map(|field| layout.position(field));
    loop {
        let more = read(file, reader, &mut record)?;
        if !more {
            return Ok(());
        }
        let line = record.position().map_or(0, csv::Position::line);
        if record.as_slice().len() > LONGEST_RECORD {
            let problem = "a quotation mark opens here and is not closed within a megabyte";
            return Err(ReviewError::input(
                Place::line(file, line),
                problem,
                "double the quotation marks inside of fields",
            ));
        }
        let mut row: Row<'_> = [Cell::Missing; Field::ALL.len()];
        if let Ok(text) = std::str::from_utf8(record.as_slice()) {
            for (cell, position) in row.iter_mut().zip(positions) {
                let range = position.and_then(|position| record.range(position));
                // a range that cuts a character is no text of the file: fields end at ASCII separators
                *cell = range.and_then(|range| text.get(range)).map_or(Cell::Missing, Cell::Text);
            }
        } else {
            // names the column that is to blame
            for (field, name) in record.iter().zip(&layout.columns) {
                text_of(file, line, name, field)?;
            }
            let place = Place::line(file, line);
            return Err(ReviewError::input(place, "the line is not UTF-8", "save the file as UTF-8"));
        }
        if record.as_slice().contains(&0) {
            let place = Place::line(file, line);
            return Err(ReviewError::input(
                place,
                "the line holds a byte 0: the file is binary or damaged",
                "export it again",
            ));
        }
        let fault = match record.len().cmp(&layout.columns.len()) {
            std::cmp::Ordering::Less => Some("too_few_fields"),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some("too_many_fields"),
        };
        take(line, &row, fault)?;
    }
}

fn text_of(file: &Path, line: u64, column: &str, bytes: &[u8]) -> Result<(), ReviewError> {
    text(file, line, column, bytes).map(|_| ())
}

/// The text of a cell, or where it stops being UTF-8.
fn text<'a>(file: &Path, line: u64, column: &str, bytes: &'a [u8]) -> Result<&'a str, ReviewError> {
    std::str::from_utf8(bytes).map_err(|error| {
        let byte = bytes.get(error.valid_up_to()).copied().unwrap_or_default();
        ReviewError::input(
            Place::line(file, line).column(column),
            format!("the byte 0x{byte:02x} is not UTF-8"),
            "save the file as UTF-8 (for a file from Excel or in Latin-1: iconv -f WINDOWS-1252 -t UTF-8)",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_found_in_the_header() {
        for (header, separator) in [("a,b;c,d", b','), ("a;b;c,d", b';'), ("a\tb", b'\t'), ("a|b|c", b'|'), ("a", b',')]
        {
            assert_eq!(likely_delimiter(header.as_bytes()), separator, "{header}");
        }
    }
}
