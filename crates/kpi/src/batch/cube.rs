//! The answer by channel and day, and the state of a part of the rows.

use crate::codec::{Kind, Reader, Writer, malformed};
use crate::error::KpiError;
use mercato_core::{Error, Exact};

/// The sums of one channel on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SalesCell {
    /// The channel's dictionary id.
    pub channel: u32,
    /// The day.
    pub day: i32,
    /// How many lines.
    pub lines: u64,
    /// Sum of the quantities.
    pub units: i128,
    /// Sum of quantity x unit price, in units of the cube's scale.
    pub value: i128,
}

/// Sums by channel and day, mergeable: the state of a part of the rows and the answer over all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SalesCube {
    pub(super) scale: u32,
    /// By channel, then day; only cells with lines.
    pub(super) cells: Vec<SalesCell>,
}

impl SalesCube {
    /// The cells that have lines, by channel, then day.
    #[must_use]
    pub fn cells(&self) -> &[SalesCell] {
        &self.cells
    }

    /// The decimals of the values.
    #[must_use]
    pub const fn scale(&self) -> u32 {
        self.scale
    }

    /// The value of a cell as an exact number of the currency.
    #[must_use]
    pub fn value(&self, cell: &SalesCell) -> Exact {
        let power = Exact::from(10_i128.saturating_pow(self.scale));
        // a power of ten is not 0
        Exact::from(cell.value).checked_div(&power).unwrap_or(Exact::ZERO)
    }

    /// Adds the sums of another part of the rows. Time O(cells).
    ///
    /// # Errors
    /// `overflow` of a value beyond 128 bits; the cube stays as it was.
    pub fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        let scale = self.scale.max(other.scale);
        let (ours, theirs) = (power_between(self.scale, scale)?, power_between(other.scale, scale)?);
        let keys = |cell: &SalesCell| (cell.channel, cell.day);
        if ours == 1
            && self.cells.len() == other.cells.len()
            && self.cells.iter().map(keys).eq(other.cells.iter().map(keys))
        {
            // the usual case: parts of the same days
            let pairs = self.cells.iter().zip(&other.cells);
            self.cells =
                pairs.map(|(cell, more)| added(*cell, rescaled(*more, theirs)?)).collect::<Result<_, KpiError>>()?;
            return Ok(());
        }
        let mut merged = Vec::with_capacity(self.cells.len().max(other.cells.len()));
        let (mut left, mut right) = (self.cells.iter().peekable(), other.cells.iter().peekable());
        loop {
            let order = match (left.peek(), right.peek()) {
                (Some(a), Some(b)) => keys(a).cmp(&keys(b)),
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (None, None) => break,
            };
            let a = if order.is_le() { left.next() } else { None };
            let b = if order.is_ge() { right.next() } else { None };
            let a = a.map(|cell| rescaled(*cell, ours)).transpose()?;
            let b = b.map(|cell| rescaled(*cell, theirs)).transpose()?;
            merged.extend(match (a, b) {
                (Some(a), Some(b)) => Some(added(a, b)?),
                (a, b) => a.or(b),
            });
        }
        *self = Self { scale, cells: merged };
        Ok(())
    }

    /// The state as bytes, a version first.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(Kind::SalesCube);
        out.count(self.scale.into());
        out.length(self.cells.len());
        for cell in &self.cells {
            out.count(cell.channel.into());
            out.signed(cell.day.into());
            out.count(cell.lines);
            out.signed(cell.units);
            out.signed(cell.value);
        }
        out.finish()
    }

    /// The state that [`SalesCube::to_bytes`] wrote.
    ///
    /// # Errors
    /// `invalid_argument` (path `state`) for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError> {
        let mut from = Reader::new(bytes, Kind::SalesCube)?;
        let scale = from.count()?;
        let scale = u32::try_from(scale)
            .ok()
            .filter(|scale| *scale <= mercato_core::decimal::MAX_SCALE)
            .ok_or_else(|| malformed(format_args!("a scale of {scale}")))?;
        let mut cells: Vec<SalesCell> = Vec::new();
        for _ in 0..from.length()? {
            let cell = SalesCell {
                channel: from.count()?.try_into().map_err(malformed)?,
                day: from.signed()?.try_into().map_err(malformed)?,
                lines: from.count()?,
                units: from.signed()?,
                value: from.signed()?,
            };
            if cell.lines == 0 || cells.last().is_some_and(|last| (last.channel, last.day) >= (cell.channel, cell.day))
            {
                return Err(malformed("a cell out of order or without lines"));
            }
            cells.push(cell);
        }
        from.finish()?;
        Ok(Self { scale, cells })
    }
}

pub(super) fn beyond(figure: &str) -> KpiError {
    Error::overflow(figure, "the exact sum", "a 128-bit integer").into()
}

/// 10 to the power by which `from` falls short of `to`.
fn power_between(from: u32, to: u32) -> Result<i128, KpiError> {
    10_i128.checked_pow(to.saturating_sub(from)).ok_or_else(|| beyond("value"))
}

fn rescaled(cell: SalesCell, power: i128) -> Result<SalesCell, KpiError> {
    Ok(SalesCell { value: cell.value.checked_mul(power).ok_or_else(|| beyond("value"))?, ..cell })
}

fn added(a: SalesCell, b: SalesCell) -> Result<SalesCell, KpiError> {
    Ok(SalesCell {
        lines: crate::accumulator::add_count("lines", a.lines, b.lines)?,
        units: a.units.checked_add(b.units).ok_or_else(|| beyond("units"))?,
        value: a.value.checked_add(b.value).ok_or_else(|| beyond("value"))?,
        ..a
    })
}
