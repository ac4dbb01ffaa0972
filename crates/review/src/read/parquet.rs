//! Rows of a Parquet file: flat columns of texts, integers, decimals, dates and timestamps, eight thousand rows at a time.

use crate::error::{Place, ReviewError};
use crate::intake::Row;
use crate::parse::Cell;
use crate::schema::{Field, Layout};
use crate::settings::Settings;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, DataType, FixedLenByteArray, Int96};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::fs::File;
use std::path::Path;

const BATCH: usize = 8192;

fn damaged(file: &Path) -> impl FnOnce(ParquetError) -> ReviewError {
    let place = Place::file(file);
    move |error| ReviewError::input(place, format!("the Parquet file cannot be read ({error})"), "export it again")
}

/// Opens a file and reads its schema.
pub(crate) fn open(file: &Path) -> Result<SerializedFileReader<File>, ReviewError> {
    let opened = File::open(file).map_err(ReviewError::io(file, "open the file"))?;
    SerializedFileReader::new(opened).map_err(damaged(file))
}

/// How many rows the file says that it has.
pub(crate) fn count(reader: &SerializedFileReader<File>) -> i64 {
    reader.metadata().file_metadata().num_rows()
}

/// The columns of a file, found and mapped.
pub(crate) fn layout(
    file: &Path,
    reader: &SerializedFileReader<File>,
    settings: &Settings,
) -> Result<Layout, ReviewError> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let names = schema.columns().iter().map(|column| column.path().string()).collect();
    let layout = Layout::find(file, names, &settings.mapping, &settings.given())?;
    for field in Field::ALL {
        if let Some(column) = layout.position(field).and_then(|position| schema.columns().get(position)) {
            kind(column).map_err(|type_name| {
                ReviewError::input(
                    Place::file(file).column(column.name()),
                    format!("{} cannot be read from a column of type {type_name}", field.name()),
                    "export texts, integers, decimals or timestamps",
                )
            })?;
        }
    }
    Ok(layout)
}

/// What the values of a column mean.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Unsigned,
    Decimal {
        scale: u32,
    },
    /// Per second, and whether in UTC.
    Instant {
        per_second: i64,
        zoned: bool,
    },
    Date,
    Float,
}

/// The kind of a column, or the name of its type where it has none.
fn kind(column: &ColumnDescriptor) -> Result<Kind, String> {
    use parquet::basic::Type;
    let unknown = || Err(format!("{:?} {:?}", column.physical_type(), column.converted_type()));
    let decimal =
        || u32::try_from(column.type_scale()).ok().filter(|scale| *scale <= 28).map(|scale| Kind::Decimal { scale });
    if column.max_rep_level() > 0 {
        return Err("list".into());
    }
    let logical = column.logical_type_ref();
    let converted = column.converted_type();
    let is_decimal = matches!(logical, Some(LogicalType::Decimal(_))) || converted == ConvertedType::DECIMAL;
    let found = match column.physical_type() {
        Type::INT32 | Type::INT64 | Type::BYTE_ARRAY | Type::FIXED_LEN_BYTE_ARRAY if is_decimal => decimal(),
        Type::INT64 | Type::INT32 => match (logical, converted) {
            (Some(LogicalType::Timestamp(stamp)), _) => {
                let per_second = match stamp.unit {
                    TimeUnit::MILLIS => 1_000,
                    TimeUnit::MICROS => 1_000_000,
                    TimeUnit::NANOS => 1_000_000_000,
                };
                Some(Kind::Instant { per_second, zoned: stamp.is_adjusted_to_u_t_c })
            }
            (_, ConvertedType::TIMESTAMP_MILLIS) => Some(Kind::Instant { per_second: 1_000, zoned: true }),
            (_, ConvertedType::TIMESTAMP_MICROS) => Some(Kind::Instant { per_second: 1_000_000, zoned: true }),
            (_, ConvertedType::DATE) => Some(Kind::Date),
            (_, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS) => None,
            (_, ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64) => {
                Some(Kind::Unsigned)
            }
            _ => Some(Kind::Integer),
        },
        Type::INT96 => Some(Kind::Instant { per_second: 1_000_000, zoned: false }),
        Type::FLOAT | Type::DOUBLE => Some(Kind::Float),
        Type::BYTE_ARRAY => Some(Kind::Text),
        Type::BOOLEAN | Type::FIXED_LEN_BYTE_ARRAY => None,
    };
    found.map_or_else(unknown, Ok)
}

/// A column of a row group with the batch in hand.
struct Column {
    kind: Kind,
    source: Source,
    /// Per row of the batch: whether there is a value; empty where every row has one.
    levels: Vec<i16>,
    full: i16,
    /// The value that comes next.
    next: usize,
}

struct Typed<T: DataType> {
    reader: ColumnReaderImpl<T>,
    values: Vec<T::T>,
}

enum Source {
    Int32(Typed<parquet::data_type::Int32Type>),
    Int64(Typed<parquet::data_type::Int64Type>),
    Int96(Typed<parquet::data_type::Int96Type>),
    Float(Typed<parquet::data_type::FloatType>),
    Double(Typed<parquet::data_type::DoubleType>),
    Bytes(Typed<parquet::data_type::ByteArrayType>),
    Fixed(Typed<parquet::data_type::FixedLenByteArrayType>),
}

impl<T: DataType> Typed<T> {
    fn new(reader: ColumnReaderImpl<T>) -> Self {
        Self { reader, values: Vec::with_capacity(BATCH) }
    }

    fn read(&mut self, full: i16, levels: &mut Vec<i16>) -> Result<usize, ParquetError> {
        self.values.clear();
        levels.clear();
        let levels = (full > 0).then_some(levels);
        self.reader.read_records(BATCH, levels, None, &mut self.values).map(|(records, _, _)| records)
    }
}

impl Column {
    fn new(reader: ColumnReader, column: &ColumnDescriptor) -> Option<Self> {
        let source = match reader {
            ColumnReader::Int32ColumnReader(reader) => Source::Int32(Typed::new(reader)),
            ColumnReader::Int64ColumnReader(reader) => Source::Int64(Typed::new(reader)),
            ColumnReader::Int96ColumnReader(reader) => Source::Int96(Typed::new(reader)),
            ColumnReader::FloatColumnReader(reader) => Source::Float(Typed::new(reader)),
            ColumnReader::DoubleColumnReader(reader) => Source::Double(Typed::new(reader)),
            ColumnReader::ByteArrayColumnReader(reader) => Source::Bytes(Typed::new(reader)),
            ColumnReader::FixedLenByteArrayColumnReader(reader) => Source::Fixed(Typed::new(reader)),
            ColumnReader::BoolColumnReader(_) => return None,
        };
        let (kind, full) = (kind(column).ok()?, column.max_def_level());
        Some(Self { kind, source, levels: Vec::with_capacity(BATCH), full, next: 0 })
    }

    fn read(&mut self) -> Result<usize, ParquetError> {
        self.next = 0;
        let Self { source, levels, full, .. } = self;
        match source {
            Source::Int32(column) => column.read(*full, levels),
            Source::Int64(column) => column.read(*full, levels),
            Source::Int96(column) => column.read(*full, levels),
            Source::Float(column) => column.read(*full, levels),
            Source::Double(column) => column.read(*full, levels),
            Source::Bytes(column) => column.read(*full, levels),
            Source::Fixed(column) => column.read(*full, levels),
        }
    }

    /// The place of the value of a row of the batch among the values, which nulls have none of.
    fn value_of(&mut self, row: usize) -> Option<usize> {
        if self.full > 0 && self.levels.get(row).is_none_or(|level| *level < self.full) {
            return None;
        }
        let at = self.next;
        self.next = at.saturating_add(1);
        Some(at)
    }

    fn cell(&self, at: Option<usize>) -> Result<Cell<'_>, std::str::Utf8Error> {
        let Some(at) = at else { return Ok(Cell::Missing) };
        Ok(match &self.source {
            Source::Int32(column) => {
                let value = column.values.get(at).copied().unwrap_or_default();
                let unsigned = u32::from_ne_bytes(value.to_ne_bytes());
                integer(self.kind, value.into(), unsigned.into())
            }
            Source::Int64(column) => {
                let value = column.values.get(at).copied().unwrap_or_default();
                integer(self.kind, value, u64::from_ne_bytes(value.to_ne_bytes()))
            }
            Source::Int96(column) => {
                let micros = column.values.get(at).map_or(0, Int96::to_micros);
                integer(self.kind, micros, 0)
            }
            Source::Float(column) => Cell::Float(column.values.get(at).copied().unwrap_or_default().into()),
            Source::Double(column) => Cell::Float(column.values.get(at).copied().unwrap_or_default()),
            Source::Bytes(column) => bytes(self.kind, column.values.get(at).map_or(&[], ByteArray::data))?,
            Source::Fixed(column) => bytes(self.kind, column.values.get(at).map_or(&[], fixed))?,
        })
    }
}

fn fixed(value: &FixedLenByteArray) -> &[u8] {
    value.data()
}

fn integer<'a>(kind: Kind, value: i64, unsigned: u64) -> Cell<'a> {
    match kind {
        Kind::Decimal { scale } => Cell::Decimal { mantissa: value.into(), scale },
        Kind::Instant { per_second, zoned } => {
            let micros = match per_second {
                1_000 => value.saturating_mul(1_000),
                1_000_000 => value,
                _ => value.div_euclid(1_000),
            };
            Cell::Instant { micros, zoned }
        }
        Kind::Date => i32::try_from(value).map_or(Cell::Missing, Cell::Date),
        Kind::Unsigned => Cell::Decimal { mantissa: unsigned.into(), scale: 0 },
        _ => Cell::Integer(value),
    }
}

fn bytes(kind: Kind, bytes: &[u8]) -> Result<Cell<'_>, std::str::Utf8Error> {
    match kind {
        Kind::Decimal { scale } => {
            // two's complement, high byte first; a decimal beyond 128 bits is no amount of money
            let sign = if bytes.first().is_some_and(|byte| *byte >= 0x80) { 0xff } else { 0 };
            let mut wide = [sign; 16];
            let start = 16_usize.saturating_sub(bytes.len());
            Ok(match wide.get_mut(start..) {
                Some(low) if low.len() == bytes.len() => {
                    low.copy_from_slice(bytes);
                    Cell::Decimal { mantissa: i128::from_be_bytes(wide), scale }
                }
                _ => Cell::Text("a decimal of more than 128 bits"),
            })
        }
        _ => std::str::from_utf8(bytes).map(Cell::Text),
    }
}

/// Hands every row to `take`, numbered from 1.
pub(crate) fn rows(
    file: &Path,
    reader: &SerializedFileReader<File>,
    layout: &Layout,
    mut take: impl FnMut(u64, &Row<'_>) -> Result<(), ReviewError>,
) -> Result<(), ReviewError> {
    let schema = reader.metadata().file_metadata().schema_descr();
    let mut line = 0_u64;
    for group in 0..reader.num_row_groups() {
        let group_reader = reader.get_row_group(group).map_err(damaged(file))?;
        let mut columns: Vec<(usize, Column)> = Vec::new();
        for field in Field::ALL {
            let Some(position) = layout.position(field) else { continue };
            let source = group_reader.get_column_reader(position).map_err(damaged(file))?;
            let column = schema.columns().get(position).and_then(|descriptor| Column::new(source, descriptor));
            columns.extend(column.map(|column| (field.index(), column)));
        }
        loop {
            let mut records = None;
            for (_, column) in &mut columns {
                let read = column.read().map_err(damaged(file))?;
                if records.is_some_and(|records| records != read) {
                    let place = Place::file(file);
                    return Err(ReviewError::input(
                        place,
                        "the columns are not of the same length",
                        "export the file again",
                    ));
                }
                records = Some(read);
            }
            let records = records.unwrap_or(0);
            if records == 0 {
                break;
            }
            for row_of_batch in 0..records {
                line = line.saturating_add(1);
                let mut row: Row<'_> = [Cell::Missing; Field::ALL.len()];
                let places: [Option<usize>; Field::ALL.len()] = {
                    let mut places = [None; Field::ALL.len()];
                    for ((_, column), place) in columns.iter_mut().zip(&mut places) {
                        *place = column.value_of(row_of_batch);
                    }
                    places
                };
                for ((field, column), place) in columns.iter().zip(places) {
                    let cell = column.cell(place).map_err(|_| {
                        let name = Field::ALL.get(*field).map_or("", |field| layout.column(*field));
                        let place = Place::line(file, line).column(name);
                        ReviewError::input(place, "the text is not UTF-8", "export it as a UTF-8 string")
                    })?;
                    if let Some(slot) = row.get_mut(*field) {
                        *slot = cell;
                    }
                }
                take(line, &row)?;
            }
        }
    }
    Ok(())
}
