//! What was sold by channel and day, over ten million lines? Sums and distinct counts over columns, without a struct per row.
//!
//! Columns are slices of equal length: dictionary ids (`u32`) for channels, day numbers (`i32`, from any epoch), quantities and
//! prices. Sums are integers and exact; bits do not depend on the order of the rows or, with the feature `rayon`, on the
//! number of threads. Quantities and prices may have either sign: a return booked as a negative line lowers the sums.
//!
//! Method: channels times days is usually a small dense table, so a row is one multiplication and three additions in 64 bits.
//! A bound on what a block of rows can add, from its largest quantity and price, says when the table must be emptied into
//! 128-bit totals; no row needs a check of its own. Distinct ids are bits in a table of channels times ids where the ids lie
//! densely, else entries of a hash set.

mod cube;
mod distinct;
mod sums;

pub use cube::{SalesCell, SalesCube};
pub use distinct::{IdColumn, NO_ID, NO_KEY, distinct_by_channel};
pub use sums::{PriceColumn, SalesColumns, sales_by_channel_and_day};

use crate::error::KpiError;
use mercato_core::Error;

/// A piece of the rows has at least this many: the columns of a block fit the second-level cache.
const BLOCK: usize = 8192;

/// Refuses columns of different lengths.
fn same_length(name: &str, length: usize, rows: usize) -> Result<(), KpiError> {
    if length == rows {
        return Ok(());
    }
    let reason = format!("entries where channel has {rows}");
    Err(Error::invalid(name, length, reason).into())
}

/// The first channel that is not below `channels`.
fn unknown_channel(column: &[u32], channels: u32) -> KpiError {
    let found = column.iter().enumerate().find(|(_, channel)| **channel >= channels);
    let (index, channel) = found.map_or((0, 0), |(index, channel)| (index, *channel));
    Error::invalid(format!("channel[{index}]"), channel, format!("must be below {channels}, the number of channels"))
        .into()
}

/// Runs `part` over the rows, in as many pieces as there are threads; the answers in the order of the rows.
#[cfg(feature = "rayon")]
fn split<T: Send>(rows: usize, part: impl Fn(usize, usize) -> T + Sync) -> Vec<T> {
    use rayon::prelude::*;
    let pieces = rayon::current_num_threads().min(rows.div_ceil(BLOCK)).max(1);
    let length = rows.div_ceil(pieces);
    (0..pieces)
        .into_par_iter()
        .map(|piece| {
            let from = piece.saturating_mul(length).min(rows);
            part(from, from.saturating_add(length).min(rows))
        })
        .collect()
}

/// Runs `part` over all rows.
#[cfg(not(feature = "rayon"))]
fn split<T>(rows: usize, part: impl Fn(usize, usize) -> T) -> [T; 1] {
    [part(0, rows)]
}
