//! Lines, units and value by channel and day.

use super::cube::{SalesCell, SalesCube, beyond};
use super::{BLOCK, same_length, split, unknown_channel};
use crate::error::KpiError;
use hashbrown::HashMap;
use mercato_core::{Decimal, Error};

/// A dense table has at most this many cells.
const MOST_CELLS: u64 = 1 << 20;

/// The columns of order lines that sums need.
#[derive(Debug, Clone, Copy)]
pub struct SalesColumns<'a> {
    /// Where each line was sold: dictionary ids below the number of channels.
    pub channel: &'a [u32],
    /// The day of each line, counted from any epoch.
    pub day: &'a [i32],
    /// The units of each line.
    pub quantity: &'a [i64],
    /// The unit price of each line.
    pub unit_price: PriceColumn<'a>,
}

/// A column of exact prices.
#[derive(Debug, Clone, Copy)]
pub enum PriceColumn<'a> {
    /// `units / 10^scale`: cents are units of scale 2.
    Units {
        /// The integers.
        units: &'a [i64],
        /// Their decimals, at most 28.
        scale: u32,
    },
    /// Decimals of any scales.
    Decimals(&'a [Decimal]),
}

impl PriceColumn<'_> {
    const fn len(&self) -> usize {
        match self {
            Self::Units { units, .. } => units.len(),
            Self::Decimals(values) => values.len(),
        }
    }

    fn scale(&self) -> u32 {
        match self {
            Self::Units { scale, .. } => *scale,
            Self::Decimals(values) => values.iter().map(Decimal::scale).max().unwrap_or(0),
        }
    }
}

/// Lines, units and value by channel and day.
///
/// Time O(rows) and one pass; memory 88 bytes a channel and day between the first and the last, for each part that is summed
/// at the same time, and 48 bytes a cell of the answer. Where channels and days are more than a million, or more than the rows
/// (and more than 4096), only those that occur take memory.
///
/// ```
/// use mercato_kpi::batch::{PriceColumn, SalesColumns, sales_by_channel_and_day};
/// let columns = SalesColumns {
///     channel: &[0, 1, 0],
///     day: &[20_000, 20_000, 20_000],
///     quantity: &[2, 1, -1],
///     unit_price: PriceColumn::Units { units: &[1999, 500, 1999], scale: 2 },
/// };
/// let cube = sales_by_channel_and_day(&columns, 2)?;
/// let first = &cube.cells()[0];
/// assert_eq!((first.lines, first.units, first.value), (2, 1, 1999));
/// # Ok::<(), mercato_kpi::KpiError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for columns of different lengths (path: the column), a channel that is not below `channels`
/// (`channel[i]`), a scale above 28; `overflow` of a value beyond 128 bits.
pub fn sales_by_channel_and_day(columns: &SalesColumns<'_>, channels: u32) -> Result<SalesCube, KpiError> {
    let rows = columns.channel.len();
    same_length("day", columns.day.len(), rows)?;
    same_length("quantity", columns.quantity.len(), rows)?;
    same_length("unit_price", columns.unit_price.len(), rows)?;
    let scale = columns.unit_price.scale();
    if scale > mercato_core::decimal::MAX_SCALE {
        return Err(Error::invalid("unit_price.scale", scale, "must be at most 28").into());
    }
    let (Some(first), Some(last)) = (columns.day.iter().min(), columns.day.iter().max()) else {
        return Ok(SalesCube { scale, cells: Vec::new() });
    };
    let span = u64::from(last.abs_diff(*first)).saturating_add(1);
    let cells = span.saturating_mul(channels.into());
    let few = cells <= MOST_CELLS && cells <= u64::try_from(rows).unwrap_or(u64::MAX).max(4096);
    let dense = few.then(|| usize::try_from(span).ok().zip(usize::try_from(cells).ok())).flatten();
    let parts = split(rows, |from, to| {
        let part = Part { columns, from, to, scale, channels };
        match dense {
            Some((span, cells)) => part.dense(*first, span, cells),
            None => part.sparse(),
        }
    });
    let mut totals: Option<Totals> = None;
    for part in parts {
        let part = part.ok_or_else(|| unknown_channel(columns.channel, channels))?;
        match &mut totals {
            Some(totals) => totals.absorb(part),
            None => totals = Some(part),
        }
    }
    Ok(SalesCube { scale, cells: totals.map(Totals::into_cells).transpose()?.unwrap_or_default() })
}

/// Sums of a cell that no order of the rows can overflow: 192 bits for the value, 128 for 2^64 quantities.
#[derive(Debug, Clone, Copy, Default)]
struct Wide {
    lines: u64,
    units: i128,
    low: i128,
    /// How often `low` wrapped around, upwards less downwards.
    carry: i64,
    /// Was there a line beyond 128 bits by itself?
    beyond: bool,
}

impl Wide {
    fn add(&mut self, lines: u64, units: i128, value: i128) {
        self.lines = self.lines.saturating_add(lines);
        self.units = self.units.saturating_add(units);
        let (low, wrapped) = self.low.overflowing_add(value);
        self.low = low;
        if wrapped {
            self.carry = self.carry.saturating_add(if value < 0 { -1 } else { 1 });
        }
    }

    fn add_row(&mut self, quantity: i64, price: Option<i128>) {
        let value = price.and_then(|price| price.checked_mul(quantity.into()));
        self.beyond |= value.is_none();
        self.add(1, quantity.into(), value.unwrap_or_default());
    }

    fn absorb(&mut self, other: &Self) {
        self.add(other.lines, other.units, other.low);
        self.carry = self.carry.saturating_add(other.carry);
        self.beyond |= other.beyond;
    }

    fn cell(&self, channel: u32, day: i32) -> Result<SalesCell, KpiError> {
        if self.carry != 0 || self.beyond {
            return Err(beyond("value"));
        }
        Ok(SalesCell { channel, day, lines: self.lines, units: self.units, value: self.low })
    }
}

/// The totals of some rows.
enum Totals {
    /// A table with the days of a channel side by side.
    Dense { first: i32, span: usize, cells: Vec<Wide> },
    /// The cells that occur.
    Sparse(HashMap<(u32, i32), Wide>),
}

impl Totals {
    /// Adds the totals of other rows, which have the same form.
    fn absorb(&mut self, other: Self) {
        match (self, other) {
            (Self::Dense { cells, .. }, Self::Dense { cells: more, .. }) => {
                for (cell, more) in cells.iter_mut().zip(&more) {
                    cell.absorb(more);
                }
            }
            (Self::Sparse(cells), Self::Sparse(more)) => {
                for (key, more) in more {
                    cells.entry(key).or_default().absorb(&more);
                }
            }
            // one call makes one form
            _ => {}
        }
    }

    fn into_cells(self) -> Result<Vec<SalesCell>, KpiError> {
        match self {
            Self::Dense { first, span, cells } => {
                let rows = cells.chunks(span.max(1)).zip(0_u32..);
                let placed = rows.flat_map(|(days, channel)| {
                    days.iter().zip(0_i32..).map(move |(cell, day)| (channel, first.wrapping_add(day), cell))
                });
                placed.filter(|(.., cell)| cell.lines > 0).map(|(channel, day, cell)| cell.cell(channel, day)).collect()
            }
            Self::Sparse(cells) => {
                let mut sorted: Vec<_> = cells.into_iter().collect();
                sorted.sort_unstable_by_key(|(key, _)| *key);
                sorted.into_iter().map(|((channel, day), cell)| cell.cell(channel, day)).collect()
            }
        }
    }
}

/// Sums of a cell in 64 bits, while a bound says that they fit.
#[derive(Debug, Clone, Copy, Default)]
struct Narrow {
    lines: u64,
    units: i64,
    value: i64,
}

/// Some of the rows of a call.
struct Part<'a> {
    columns: &'a SalesColumns<'a>,
    from: usize,
    to: usize,
    scale: u32,
    channels: u32,
}

/// The prices of a block.
enum Prices<'a> {
    Narrow(&'a [i64]),
    /// Integers at the common scale that do not all fit 64 bits; `None` beyond 128.
    Wide(Vec<Option<i128>>),
}

impl<'a> Part<'a> {
    /// The blocks: channels, days, quantities and prices of at most [`BLOCK`] rows.
    fn for_each_block(&self, mut take: impl FnMut(&'a [u32], &'a [i32], &'a [i64], Prices<'_>) -> bool) -> Option<()> {
        let mut buffer = Vec::new();
        let mut start = self.from;
        while start < self.to {
            let range = start..self.to.min(start.saturating_add(BLOCK));
            start = range.end;
            let prices = match self.columns.unit_price {
                PriceColumn::Units { units, .. } => Prices::Narrow(units.get(range.clone())?),
                PriceColumn::Decimals(values) => self.units(values.get(range.clone())?, &mut buffer),
            };
            let SalesColumns { channel, day, quantity, .. } = self.columns;
            if !take(channel.get(range.clone())?, day.get(range.clone())?, quantity.get(range)?, prices) {
                return None;
            }
        }
        Some(())
    }

    /// Decimals as integers at the common scale.
    fn units<'b>(&self, values: &[Decimal], buffer: &'b mut Vec<i64>) -> Prices<'b> {
        buffer.clear();
        buffer.extend(values.iter().map_while(|value| {
            let mantissa = i64::try_from(value.mantissa()).ok()?;
            match self.scale.saturating_sub(value.scale()) {
                0 => Some(mantissa),
                steps => mantissa.checked_mul(10_i64.checked_pow(steps)?),
            }
        }));
        if buffer.len() == values.len() {
            return Prices::Narrow(buffer);
        }
        let wide = |value: &Decimal| {
            let steps = self.scale.saturating_sub(value.scale());
            value.mantissa().checked_mul(10_i128.checked_pow(steps)?)
        };
        Prices::Wide(values.iter().map(wide).collect())
    }

    /// Into a table of `cells` cells, `span` days a channel; `None` for an unknown channel.
    fn dense(&self, first: i32, span: usize, cells: usize) -> Option<Totals> {
        let mut narrow = vec![Narrow::default(); cells];
        let mut wide = vec![Wide::default(); cells];
        // what the narrow cells may hold at most
        let mut held = 0_u64;
        let place = |channel: u32, day: i32| {
            let day = usize::try_from(day.wrapping_sub(first).cast_unsigned()).unwrap_or(usize::MAX);
            usize::try_from(channel).unwrap_or(usize::MAX).saturating_mul(span).saturating_add(day)
        };
        let empty = |narrow: &mut Vec<Narrow>, wide: &mut Vec<Wide>| {
            for (cell, total) in narrow.iter_mut().zip(wide) {
                total.add(cell.lines, cell.units.into(), cell.value.into());
                *cell = Narrow::default();
            }
        };
        self.for_each_block(|channels, days, quantities, prices| {
            if let Prices::Narrow(prices) = prices
                && let Some(bound) = bound(quantities, prices)
            {
                let fits = |held: &u64| *held <= i64::MAX.unsigned_abs();
                held = held.checked_add(bound).filter(fits).unwrap_or_else(|| {
                    empty(&mut narrow, &mut wide);
                    bound
                });
                return add_block(&mut narrow, channels, days, quantities, prices, place);
            }
            let mut known = true;
            for_each_row(channels, days, quantities, &prices, |channel, day, quantity, price| {
                match wide.get_mut(place(channel, day)) {
                    Some(cell) => cell.add_row(quantity, price),
                    None => known = false,
                }
            });
            known
        })?;
        empty(&mut narrow, &mut wide);
        Some(Totals::Dense { first, span, cells: wide })
    }

    /// Into the cells that occur; `None` for an unknown channel.
    fn sparse(&self) -> Option<Totals> {
        let mut cells: HashMap<(u32, i32), Wide> = HashMap::new();
        self.for_each_block(|channels, days, quantities, prices| {
            for_each_row(channels, days, quantities, &prices, |channel, day, quantity, price| {
                cells.entry((channel, day)).or_default().add_row(quantity, price);
            });
            channels.iter().all(|channel| *channel < self.channels)
        })?;
        Some(Totals::Sparse(cells))
    }
}

/// What the rows of a block can add to a 64-bit cell at most, if that fits one.
fn bound(quantities: &[i64], prices: &[i64]) -> Option<u64> {
    let largest = |values: &[i64]| values.iter().fold(1, |most, value| value.unsigned_abs().max(most));
    let rows = u64::try_from(quantities.len()).ok()?;
    largest(quantities)
        .checked_mul(largest(prices))
        .and_then(|most| most.checked_mul(rows))
        .filter(|bound| *bound <= i64::MAX.unsigned_abs())
}

/// Adds a block whose [`bound`] fits the cells; says whether every channel was known.
///
/// Rows of the first half alternate with rows of the second: neighbours are often of one channel and day, and would wait for
/// each other's sum.
fn add_block(
    cells: &mut [Narrow],
    channels: &[u32],
    days: &[i32],
    quantities: &[i64],
    prices: &[i64],
    place: impl Fn(u32, i32) -> usize,
) -> bool {
    let mut known = true;
    let mut add = |channel: &u32, day: &i32, quantity: &i64, price: &i64| match cells.get_mut(place(*channel, *day)) {
        Some(cell) => {
            // within the bound nothing wraps
            cell.lines = cell.lines.wrapping_add(1);
            cell.units = cell.units.wrapping_add(*quantity);
            cell.value = cell.value.wrapping_add(quantity.wrapping_mul(*price));
        }
        None => known = false,
    };
    let half = channels.len() / 2;
    let ((channels, channels2), (days, days2)) = (channels.split_at(half), days.split_at(half));
    let ((quantities, quantities2), (prices, prices2)) = (quantities.split_at(half), prices.split_at(half));
    let first = channels.iter().zip(days).zip(quantities).zip(prices);
    let second = channels2.iter().zip(days2).zip(quantities2).zip(prices2);
    for ((((channel, day), quantity), price), (((channel2, day2), quantity2), price2)) in first.zip(second) {
        add(channel, day, quantity, price);
        add(channel2, day2, quantity2, price2);
    }
    if let (Some(channel), Some(day), Some(quantity), Some(price)) =
        (channels2.get(half), days2.get(half), quantities2.get(half), prices2.get(half))
    {
        add(channel, day, quantity, price);
    }
    known
}

/// Calls `take` with each row of a block.
fn for_each_row(
    channels: &[u32],
    days: &[i32],
    quantities: &[i64],
    prices: &Prices<'_>,
    mut take: impl FnMut(u32, i32, i64, Option<i128>),
) {
    let rows = channels.iter().zip(days).zip(quantities);
    match prices {
        Prices::Narrow(prices) => {
            for (((channel, day), quantity), price) in rows.zip(*prices) {
                take(*channel, *day, *quantity, Some((*price).into()));
            }
        }
        Prices::Wide(prices) => {
            for (((channel, day), quantity), price) in rows.zip(prices) {
                take(*channel, *day, *quantity, *price);
            }
        }
    }
}
