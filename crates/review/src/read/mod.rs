//! How do the rows of a file come in? As cells, from CSV or Parquet.

pub(crate) mod csv;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
pub(crate) mod table;

use crate::error::{Place, ReviewError};
use crate::intake::{Cleaned, Intake};
use crate::schema::Layout;
use crate::settings::Settings;
use std::fs::File;
use std::io::{BufWriter, Read};
use std::path::Path;

/// Room is not made for more rows than these before they come.
const MOST_EXPECTED: usize = 20_000_000;

/// What a file is, by its first bytes and not by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Parquet,
}

/// Reads and cleans an orders file; rejected rows go to `rejected`.
pub(crate) fn orders(file: &Path, settings: &Settings, rejected: &Path) -> Result<Cleaned, ReviewError> {
    match format(file)? {
        Format::Csv => {
            let layout = csv::layout(file, settings)?;
            let size = std::fs::metadata(file).map_err(ReviewError::io(file, "read the file"))?.len();
            // lines of an export are rarely longer
            let rows = usize::try_from(size.div_euclid(160)).unwrap_or_default().min(MOST_EXPECTED);
            let mut intake = Intake::new(file, settings, &layout, create(rejected)?, rejected.to_owned(), rows)?;
            csv::rows(file, settings, &layout, |line, row, fault| intake.row(line, row, fault))?;
            intake.finish()
        }
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let reader = parquet::open(file)?;
            let layout = parquet::layout(file, &reader, settings)?;
            // the number stands in the file and may be anything there
            let rows = usize::try_from(parquet::count(&reader)).unwrap_or_default().min(MOST_EXPECTED);
            let mut intake = Intake::new(file, settings, &layout, create(rejected)?, rejected.to_owned(), rows)?;
            parquet::rows(file, &reader, &layout, |line, row| intake.row(line, row, None))?;
            intake.finish()
        }
        #[cfg(not(feature = "parquet"))]
        Format::Parquet => Err(ReviewError::input(
            Place::file(file),
            "this build reads no Parquet",
            "build with the feature `parquet`, or export CSV",
        )),
    }
}

fn create(path: &Path) -> Result<BufWriter<File>, ReviewError> {
    File::create(path).map(BufWriter::new).map_err(ReviewError::io(path, "create the file"))
}

/// Reads and cleans a CSV text in memory as [`review`](crate::review) does a file: how many rows there are, and how many
/// count.
///
/// ```
/// use mercato_review::{Settings, check_csv};
/// let text = "order_id,sku,quantity,unit_price,currency,ordered_at,channel\n\
///             A1,S1,1,10.00,CNY,2026-03-02T10:00:00+08:00,Shop\n\
///             TEST2,S1,1,10.00,CNY,2026-03-02T10:00:00+08:00,Shop\n";
/// assert_eq!(check_csv(text.as_bytes(), &Settings::default())?, (2, 1));
/// # Ok::<(), mercato_review::ReviewError>(())
/// ```
///
/// # Errors
/// [`ReviewError`] as for a file, under the name `orders.csv`.
pub fn check_csv(text: &[u8], settings: &Settings) -> Result<(u64, u64), ReviewError> {
    let file = Path::new("orders.csv");
    let open = || csv::reader(file, text, settings.delimiter);
    let columns = csv::header(file, &mut open()?)?;
    let layout = Layout::find(file, columns, &settings.mapping, &settings.given())?;
    let mut intake = Intake::new(file, settings, &layout, std::io::sink(), "rejected.csv".into(), 0)?;
    csv::rows_of(file, open()?, &layout, |line, row, fault| intake.row(line, row, fault))?;
    let cleaned = intake.finish()?;
    Ok((cleaned.counts.rows, cleaned.counts.kept))
}

/// Looks at a file before anything is made of it.
pub(crate) fn format(file: &Path) -> Result<Format, ReviewError> {
    let mut head = Vec::with_capacity(8192);
    let opened = File::open(file).map_err(ReviewError::io(file, "open the file"))?;
    opened.take(8192).read_to_end(&mut head).map_err(ReviewError::io(file, "read the file"))?;
    let refuse = |problem: &str, remedy: &str| Err(ReviewError::input(Place::file(file), problem, remedy));
    match head.as_slice() {
        [] => refuse("the file is empty", "export it again, or take it away"),
        [b'P', b'A', b'R', b'1', ..] => Ok(Format::Parquet),
        [0x1f, 0x8b, ..] => refuse("the file is compressed with gzip", "decompress it first (gunzip)"),
        [0x28, 0xb5, 0x2f, 0xfd, ..] => refuse("the file is compressed with zstd", "decompress it first (zstd -d)"),
        [b'P', b'K', 3, 4, ..] => {
            refuse("the file is a ZIP archive or an Excel workbook", "unpack it, or save the sheet as CSV (UTF-8)")
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => {
            refuse("the file is in UTF-16", "save it as UTF-8 (iconv -f UTF-16 -t UTF-8)")
        }
        bytes if bytes.contains(&0) => refuse(
            "the file is binary, neither CSV nor Parquet",
            "give an orders file with a header line, or a Parquet file",
        ),
        _ => Ok(Format::Csv),
    }
}
