//! Rows of a CSV file (RFC 4180, UTF-8, a header line; comma, semicolon, tab or pipe).
//!
//! Lines end in LF or CRLF. The reader is told LF alone, and the CR is taken off here: only so does it know, when it has read a
//! record, on which line the record began.

use crate::error::{Place, ReviewError};
use crate::intake::Row;
use crate::parse::Cell;
use crate::schema::{Field, Layout};
use crate::settings::Settings;
use csv::{ByteRecord, Position, ReaderBuilder, StringRecord, Terminator};
use std::cmp::Ordering;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::mpsc::sync_channel;

/// A record longer than this is a quotation mark that was never closed.
const LONGEST_RECORD: usize = 1 << 20;
const MARK: &[u8] = b"\xef\xbb\xbf";
/// Set behind a file: ends its last line and stands on a line of its own, unless a quotation mark is still open there.
const END: &[u8] = b"\n\0";

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
        let name = text(file, line(&record), &format!("number {}", number.saturating_add(1)), name)?;
        names.push(name.trim().to_owned());
    }
    Ok(names)
}

/// A source with [`END`] behind it.
pub(crate) type Terminated<R> = std::io::Chain<R, &'static [u8]>;

/// A reader that stands before the header line.
pub(crate) fn open(file: &Path, settings: &Settings) -> Result<csv::Reader<impl Read + Send + use<>>, ReviewError> {
    let opened = File::open(file).map_err(ReviewError::io(file, "open the file"))?;
    reader(file, BufReader::with_capacity(1 << 18, opened), settings.delimiter)
}

/// The same over any source, which is what a fuzzer can feed.
pub(crate) fn reader<R: BufRead>(
    file: &Path,
    mut source: R,
    delimiter: Option<u8>,
) -> Result<csv::Reader<Terminated<R>>, ReviewError> {
    let head = source.fill_buf().map_err(ReviewError::io(file, "read the file"))?;
    let marked = head.starts_with(MARK);
    if head.contains(&b'\r') && !head.contains(&b'\n') {
        let problem = "the lines end in CR alone";
        return Err(ReviewError::input(Place::file(file), problem, "save the file with line ends of LF or CRLF"));
    }
    let delimiter = delimiter.unwrap_or_else(|| likely_delimiter(head));
    if marked {
        source.consume(MARK.len());
    }
    Ok(ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .terminator(Terminator::Any(b'\n'))
        .from_reader(source.chain(END)))
}

/// The separator that occurs most in the first line; a comma where there is none.
fn likely_delimiter(head: &[u8]) -> u8 {
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: u8| line.split(|byte| *byte == separator).count();
    // the first of the most frequent: the comma wins a tie
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

/// Reads the next record that is not a blank line, and notes the line on which it begins; `false` behind the last one.
///
/// # Errors
/// [`ReviewError`] for a file that cannot be read, a byte 0, a quotation mark that is never closed.
pub(crate) fn read<R: Read>(
    file: &Path,
    reader: &mut csv::Reader<R>,
    record: &mut ByteRecord,
) -> Result<bool, ReviewError> {
    loop {
        if !advance(file, reader, record)? {
            return Ok(false);
        }
        if record.len() == 1 && record.get(0) == Some(b"\r") {
            continue;
        }
        // The reader stands behind the line's end. Where it stood before are blank lines too; but if a quotation mark was
        // never closed, there is no line's end.
        let within = u64::try_from(record.as_slice().split(|byte| *byte == b'\n').skip(1).count()).unwrap_or(0);
        let begun = reader.position().line().saturating_sub(1).saturating_sub(within).max(line(record));
        let mut position = Position::new();
        position.set_line(begun);
        record.set_position(Some(position));
        if !record.as_slice().contains(&0) {
            return Ok(true);
        }
        // the file's end, or a byte of the file itself
        let last = !advance(file, reader, &mut ByteRecord::new())?;
        if last && record.len() == 1 && record.get(0) == Some(b"\0") {
            return Ok(false);
        }
        let (problem, remedy) = if last && record.as_slice().ends_with(END) {
            ("a quotation mark opens here and is never closed", "close it; double the quotation marks inside of fields")
        } else {
            ("the line holds a byte 0: the file is binary or damaged", "export it again")
        };
        return Err(ReviewError::input(Place::line(file, begun), problem, remedy));
    }
}

fn advance<R: Read>(file: &Path, reader: &mut csv::Reader<R>, record: &mut ByteRecord) -> Result<bool, ReviewError> {
    reader.read_byte_record(record).map_err(|error| match error.into_kind() {
        csv::ErrorKind::Io(source) => ReviewError::io(file, "read the file")(source),
        other => {
            let problem = format!("the file cannot be split into rows: {other:?}");
            ReviewError::input(Place::file(file), problem, "export it again")
        }
    })
}

/// The line on which a record begins.
pub(crate) fn line(record: &ByteRecord) -> u64 {
    record.position().map_or(0, Position::line)
}

/// A field without the CR of its line's end.
fn field(text: &str) -> &str {
    text.strip_suffix('\r').unwrap_or(text)
}

/// Records that go from the thread that splits the file into rows to the one that judges them.
const BLOCK: usize = 128;
/// A block of longer records ends early and is not used again: its memory would stay.
const BLOCK_BYTES: usize = 1 << 17;
/// Blocks on the way; more would be memory and no speed.
const BLOCKS: usize = 4;

/// Some records of a file, in order, and what ended it behind them.
#[derive(Default)]
struct Block {
    /// Filled up to `used`; the others keep their memory for the next time.
    records: Vec<StringRecord>,
    used: usize,
    bytes: usize,
    end: Option<Result<(), ReviewError>>,
}

/// Hands every row after the header to `take`, with its line and what is wrong with it as a whole.
pub(crate) fn rows(
    file: &Path,
    settings: &Settings,
    layout: &Layout,
    take: impl FnMut(u64, &Row<'_>, Option<&'static str>) -> Result<(), ReviewError>,
) -> Result<(), ReviewError> {
    rows_of(file, open(file, settings)?, layout, take)
}

/// The same over an open reader: one thread splits the file into records, this one takes them, in order.
pub(crate) fn rows_of<R: Read + Send>(
    file: &Path,
    mut reader: csv::Reader<R>,
    layout: &Layout,
    mut take: impl FnMut(u64, &Row<'_>, Option<&'static str>) -> Result<(), ReviewError>,
) -> Result<(), ReviewError> {
    read(file, &mut reader, &mut ByteRecord::new())?;
    let positions = Field::ALL.map(|field| layout.position(field));
    std::thread::scope(|scope| {
        let (full, blocks) = sync_channel::<Block>(BLOCKS);
        let (back, empty) = sync_channel::<Block>(BLOCKS.saturating_add(2));
        scope.spawn(move || {
            loop {
                let mut block = empty.try_recv().unwrap_or_default();
                fill(file, &mut reader, layout, &mut block);
                let last = block.end.is_some();
                // nobody takes it where a row before it was refused
                if full.send(block).is_err() || last {
                    return;
                }
            }
        });
        // ends with the block that says so
        for mut block in blocks {
            for record in block.records.iter().take(block.used) {
                let mut row: Row<'_> = [Cell::Missing; Field::ALL.len()];
                for (cell, position) in row.iter_mut().zip(positions) {
                    *cell = position
                        .and_then(|position| record.get(position))
                        .map_or(Cell::Missing, |text| Cell::Text(field(text)));
                }
                let fault = match record.len().cmp(&layout.columns.len()) {
                    Ordering::Less => Some("too_few_fields"),
                    Ordering::Equal => None,
                    Ordering::Greater => Some("too_many_fields"),
                };
                take(record.position().map_or(0, Position::line), &row, fault)?;
            }
            if let Some(end) = block.end.take() {
                return end;
            }
            // where there is no room, or the other thread has ended, it is not needed
            if block.bytes < BLOCK_BYTES {
                let _ = back.try_send(block);
            }
        }
        Ok(())
    })
}

/// Fills a block with the next records; where the file or its sense ends, says so behind the last good one.
fn fill<R: Read>(file: &Path, reader: &mut csv::Reader<R>, layout: &Layout, block: &mut Block) {
    (block.used, block.bytes) = (0, 0);
    while block.used < BLOCK && block.bytes < BLOCK_BYTES {
        if block.used == block.records.len() {
            block.records.push(StringRecord::new());
        }
        let Some(slot) = block.records.get_mut(block.used) else { return };
        match next(file, reader, &layout.columns, std::mem::take(slot)) {
            Ok(Some(record)) => {
                block.bytes = block.bytes.saturating_add(record.as_slice().len());
                *slot = record;
            }
            Ok(None) => block.end = Some(Ok(())),
            Err(error) => block.end = Some(Err(error)),
        }
        if block.end.is_some() {
            return;
        }
        block.used = block.used.saturating_add(1);
    }
}

/// The next record, in the memory of `old`; `None` behind the last one.
pub(crate) fn next<R: Read>(
    file: &Path,
    reader: &mut csv::Reader<R>,
    columns: &[String],
    old: StringRecord,
) -> Result<Option<StringRecord>, ReviewError> {
    let mut record = old.into_byte_record();
    if !read(file, reader, &mut record)? {
        return Ok(None);
    }
    let line = line(&record);
    let place = Place::line(file, line);
    if record.as_slice().len() > LONGEST_RECORD {
        let problem = "the row is longer than a megabyte, as one with a quotation mark that is not closed";
        return Err(ReviewError::input(place, problem, "close it, and double the quotation marks inside of fields"));
    }
    match StringRecord::from_byte_record(record) {
        Ok(record) => Ok(Some(record)),
        Err(error) => {
            // names the column that is to blame
            for (field, name) in error.into_byte_record().iter().zip(columns) {
                text(file, line, name, field)?;
            }
            Err(ReviewError::input(place, "the line is not UTF-8", "save the file as UTF-8"))
        }
    }
}

/// The text of a cell, or where it stops being UTF-8.
pub(crate) fn text<'a>(file: &Path, line: u64, column: &str, bytes: &'a [u8]) -> Result<&'a str, ReviewError> {
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
