//! What does the text of a cell say? Decimals, integers and times, strictly and without a loss.

use chrono::{DateTime, NaiveDate, NaiveDateTime};

/// An amount as an integer of 10^-scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Amount {
    pub(crate) mantissa: i64,
    pub(crate) scale: u32,
}

/// One cell of a row, as its file format gives it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(not(feature = "parquet"), allow(dead_code, reason = "the cells of a CSV file are texts"))]
pub(crate) enum Cell<'a> {
    Missing,
    Text(&'a str),
    Integer(i64),
    Decimal {
        mantissa: i128,
        scale: u32,
    },
    /// A binary fraction: never an exact amount.
    Float(f64),
    /// Microseconds since 1970, in UTC if `zoned`, else in local time.
    Instant {
        micros: i64,
        zoned: bool,
    },
    /// Days since 1970.
    Date(i32),
}

/// The order of day, month and year in dates with them in digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum DateOrder {
    /// 2011-12-09 and RFC 3339.
    #[default]
    YearMonthDay,
    /// 09/12/2011.
    DayMonthYear,
    /// 12/9/2011.
    MonthDayYear,
}

/// The text of a cell with a text or an integer in it, trimmed; `None` where there is nothing.
pub(crate) fn text<'a>(cell: Cell<'a>, buffer: &'a mut String) -> Option<&'a str> {
    use std::fmt::Write as _;
    buffer.clear();
    // writing to a string cannot fail
    match cell {
        Cell::Missing => return None,
        Cell::Text(text) => return Some(text.trim()).filter(|text| !text.is_empty()),
        Cell::Integer(value) => write!(buffer, "{value}").ok()?,
        Cell::Decimal { mantissa, scale } => decimal(mantissa, scale, buffer),
        // a customer 17850.0 is the customer 17850: a column of integers with gaps is often exported so
        Cell::Float(value) => write!(buffer, "{value}").ok()?,
        Cell::Instant { micros, zoned } => {
            let time = DateTime::from_timestamp_micros(micros)?.naive_utc();
            write!(buffer, "{}{}", time.format("%Y-%m-%dT%H:%M:%S%.f"), if zoned { "Z" } else { "" }).ok()?;
        }
        Cell::Date(days) => write!(buffer, "{}", NaiveDate::from_epoch_days(days)?).ok()?,
    }
    Some(buffer)
}

/// Writes `mantissa / 10^scale` with all its decimals.
fn decimal(mantissa: i128, scale: u32, buffer: &mut String) {
    let mut rest = mantissa.unsigned_abs();
    // digits from the last to the first, with the point where it belongs
    let mut text = [b'0'; 72];
    let mut at = text.len();
    let mut written = 0_u32;
    while let Some(slot) = at.checked_sub(1).and_then(|at| text.get_mut(at)) {
        at = at.saturating_sub(1);
        if written == scale && scale > 0 && *slot != b'.' {
            *slot = b'.';
            written = written.saturating_add(1);
            continue;
        }
        // 64 bits divide much faster than 128
        let (quotient, digit) = match u64::try_from(rest) {
            Ok(rest) => (u128::from(rest / 10), rest % 10),
            Err(_) => (rest / 10, u64::try_from(rest % 10).unwrap_or_default()),
        };
        *slot = b'0'.wrapping_add(u8::try_from(digit).unwrap_or_default());
        rest = quotient;
        written = written.saturating_add(1);
        let whole_begun = scale == 0 || written > scale.saturating_add(1);
        if rest == 0 && whole_begun {
            break;
        }
    }
    if mantissa < 0 {
        buffer.push('-');
    }
    buffer.push_str(text.get(at..).and_then(|digits| std::str::from_utf8(digits).ok()).unwrap_or_default());
}

/// Digits as a number; `None` for anything else and beyond 18 digits.
fn digits(text: &[u8]) -> Option<i64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    text.iter().try_fold(0_i64, |sum, byte| {
        byte.is_ascii_digit().then(|| sum.wrapping_mul(10).wrapping_add(i64::from(byte.wrapping_sub(b'0'))))
    })
}

/// The amount with no zeros at its end, if it fits 64 bits.
pub(crate) fn normal(mut mantissa: i128, mut scale: u32) -> Option<Amount> {
    while scale > 0 && mantissa.checked_rem(10) == Some(0) {
        mantissa = mantissa.checked_div(10)?;
        scale = scale.checked_sub(1)?;
    }
    Some(Amount { mantissa: mantissa.try_into().ok()?, scale })
}

/// A time: microseconds since 1970 in UTC and the offset of the zone in seconds, or in local time where no zone is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) micros: i64,
    pub(crate) offset: Option<i32>,
}

/// Reads a time or a date, which is its first moment.
pub(crate) fn time(text: &str, order: DateOrder) -> Option<Time> {
    let (date, rest) = split_date(text);
    let date = civil(date, order)?;
    if rest.is_empty() {
        return Some(Time { micros: date.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros(), offset: None });
    }
    let (time, zone) = split_zone(rest);
    let local = NaiveDateTime::new(date, clock(time)?).and_utc().timestamp_micros();
    match zone? {
        None => Some(Time { micros: local, offset: None }),
        Some(seconds) => {
            Some(Time { micros: local.checked_sub(i64::from(seconds).checked_mul(1_000_000)?)?, offset: Some(seconds) })
        }
    }
}

/// A date alone.
pub(crate) fn date(text: &str, order: DateOrder) -> Option<NaiveDate> {
    civil(text.as_bytes(), order)
}

/// The date and what follows its separator, `T` or spaces.
fn split_date(text: &str) -> (&[u8], &[u8]) {
    let bytes = text.as_bytes();
    match bytes.iter().position(|byte| matches!(byte, b'T' | b' ')) {
        Some(at) => {
            let (date, rest) = bytes.split_at_checked(at).unwrap_or((bytes, b""));
            // a separator without a time behind it stays, to be refused
            (date, rest.get(1..).filter(|rest| !rest.is_empty()).unwrap_or(rest).trim_ascii_start())
        }
        None => (bytes, b""),
    }
}

fn civil(text: &[u8], order: DateOrder) -> Option<NaiveDate> {
    let separator = *text.iter().find(|byte| matches!(byte, b'-' | b'/' | b'.'))?;
    let mut parts = text.split(|byte| *byte == separator);
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    let (year, month, day) = match order {
        DateOrder::YearMonthDay => (a, b, c),
        DateOrder::DayMonthYear => (c, b, a),
        DateOrder::MonthDayYear => (c, a, b),
    };
    let well_formed =
        parts.next().is_none() && year.len() == 4 && (1..=2).contains(&month.len()) && (1..=2).contains(&day.len());
    let number = |text: &[u8]| digits(text).and_then(|value| u32::try_from(value).ok());
    let year = i32::try_from(number(year)?).ok().filter(|year| well_formed && *year >= 1)?;
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?)
}

/// `H:MM`, `H:MM:SS`, `H:MM:SS.fff`.
fn clock(text: &[u8]) -> Option<chrono::NaiveTime> {
    let mut parts = text.splitn(3, |byte| *byte == b':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next().unwrap_or(b"00"));
    let (second, fraction) = match second.iter().position(|byte| *byte == b'.') {
        Some(at) => {
            let (second, rest) = second.split_at_checked(at)?;
            (second, rest.get(1..).filter(|digits| (1..=9).contains(&digits.len()))?)
        }
        None => (second, b"0".as_slice()),
    };
    if !(1..=2).contains(&hour.len()) || minute.len() != 2 || second.len() != 2 {
        return None;
    }
    let missing = u32::try_from(9_usize.checked_sub(fraction.len())?).ok()?;
    let nanos = digits(fraction)?.checked_mul(10_i64.checked_pow(missing)?)?;
    let number = |text: &[u8]| digits(text).and_then(|value| u32::try_from(value).ok());
    chrono::NaiveTime::from_hms_nano_opt(number(hour)?, number(minute)?, number(second)?, u32::try_from(nanos).ok()?)
}

/// The time without its zone, and the zone in seconds east: `Some(None)` for no zone, `None` for a zone that is none.
#[allow(clippy::option_option, reason = "no zone and a wrong zone are two things")]
fn split_zone(text: &[u8]) -> (&[u8], Option<Option<i32>>) {
    if let Some(time) = text.strip_suffix(b"Z") {
        return (time, Some(Some(0)));
    }
    match text.iter().position(|byte| matches!(byte, b'+' | b'-')) {
        Some(at) => {
            let (time, zone) = text.split_at_checked(at).unwrap_or((text, b""));
            (time.trim_ascii_end(), offset(zone).map(Some))
        }
        None => (text, Some(None)),
    }
}

/// `+08:00`, `-0330`: seconds east of Greenwich.
pub(crate) fn offset(text: &[u8]) -> Option<i32> {
    if text == b"Z" {
        return Some(0);
    }
    let (sign, rest) = text.split_first()?;
    let (hours, minutes) = rest.split_at_checked(2)?;
    let minutes = minutes.strip_prefix(b":").unwrap_or(minutes);
    let (hours, minutes) = (digits(hours)?, digits(minutes).filter(|_| minutes.len() == 2)?);
    let seconds = i32::try_from(hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60)?).ok()?;
    match sign {
        _ if minutes > 59 || hours > 23 => None,
        b'+' => Some(seconds),
        b'-' => seconds.checked_neg(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_written_with_all_their_digits() {
        for (mantissa, scale, text) in [
            (0, 0, "0"),
            (0, 3, "0.000"),
            (2550, 3, "2.550"),
            (-5, 3, "-0.005"),
            (1200, 0, "1200"),
            (12, 1, "1.2"),
            (i128::MIN, 28, "-17014118346.0469231731687303715884105728"),
            (i128::MAX, 0, "170141183460469231731687303715884105727"),
        ] {
            let mut buffer = String::new();
            assert_eq!(super::text(Cell::Decimal { mantissa, scale }, &mut buffer), Some(text));
        }
    }

    #[test]
    fn amounts_lose_their_zeros_only() {
        assert_eq!(normal(1_250, 2), Some(Amount { mantissa: 125, scale: 1 }));
        assert_eq!(normal(-500, 2), Some(Amount { mantissa: -5, scale: 0 }));
        assert_eq!(normal(0, 9), Some(Amount { mantissa: 0, scale: 0 }));
        assert_eq!(normal(i128::from(i64::MAX) + 1, 0), None);
    }

    #[test]
    fn times_in_the_forms_that_shops_export() {
        use DateOrder::{DayMonthYear, MonthDayYear, YearMonthDay};
        let noon = 1_323_432_000_000_000; // 2011-12-09T12:00:00Z
        let read = |text, order| time(text, order).map(|time| (time.micros, time.offset));
        assert_eq!(read("2011-12-09T12:00:00Z", YearMonthDay), Some((noon, Some(0))));
        assert_eq!(read("2011-12-09T20:00:00+08:00", YearMonthDay), Some((noon, Some(28_800))));
        assert_eq!(read("2011-12-09 12:00", YearMonthDay), Some((noon, None)));
        assert_eq!(read("2011-12-09 12:00:00.5", YearMonthDay), Some((noon + 500_000, None)));
        assert_eq!(read("12/9/2011 12:00", MonthDayYear), Some((noon, None)));
        assert_eq!(read("09.12.2011 12:00", DayMonthYear), Some((noon, None)));
        assert_eq!(read("2011-12-09", YearMonthDay), Some((noon - 12 * 3_600_000_000, None)));
        for wrong in [
            "",
            "2011-02-29",
            "2011-13-01",
            "2011-12-09T25:00:00Z",
            "2011-12-09T12:00:60Z",
            "2011-12-09T12:00:00+25:00",
            "2011-12-09T",
            "09/12/2011",
            "2011-12-09T12",
            "12:00",
            "2011-12-09T12:00:00+8",
        ] {
            assert_eq!(read(wrong, YearMonthDay), None, "{wrong}");
        }
    }
}
