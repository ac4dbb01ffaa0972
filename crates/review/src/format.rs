//! How are figures written for people? Amounts with thousands separators, rates in percent, dates in words.

use chrono::{Datelike, NaiveDate};
use mercato_core::{Decimal, Rounding, decimal};
use mercato_kpi::Period;

/// Digits in groups of three.
fn grouped(digits: &str) -> String {
    let first = digits.len().checked_rem(3).unwrap_or_default();
    let (head, rest) = digits.split_at_checked(first).unwrap_or(("", digits));
    let mut groups: Vec<&str> = if head.is_empty() { Vec::new() } else { vec![head] };
    let mut rest = rest;
    while let Some((group, more)) = rest.split_at_checked(3).filter(|(group, _)| !group.is_empty()) {
        groups.push(group);
        rest = more;
    }
    groups.join(",")
}

/// The same for a number with or without a fraction.
fn grouped_number(text: &str) -> String {
    match text.split_once('.') {
        Some((whole, fraction)) => format!("{}.{fraction}", grouped(whole)),
        None => grouped(text),
    }
}

fn with_minus(negative: bool, text: String) -> String {
    if negative { format!("\u{2212}{text}") } else { text }
}

/// An amount with its decimals: `1,234.50`.
pub(crate) fn amount(value: Decimal) -> String {
    with_minus(value.is_sign_negative() && !value.is_zero(), grouped_number(&value.abs().to_string()))
}

/// An amount without decimals, for reading: `1,235`.
pub(crate) fn about(value: Decimal) -> String {
    // an amount of a review fits: it was a decimal with more decimals
    amount(decimal::round(value, 0, Rounding::HalfEven).unwrap_or(value))
}

/// The same with a sign in any case.
pub(crate) fn signed(value: Decimal) -> String {
    let text = about(value);
    if value.is_sign_negative() || text == "0" { text } else { format!("+{text}") }
}

/// A number from a statistic, without decimals.
pub(crate) fn about_float(value: f64) -> String {
    decimals(value, 0)
}

/// A count: `541,909`.
pub(crate) fn count(value: impl TryInto<u64>) -> String {
    grouped(&value.try_into().unwrap_or(u64::MAX).to_string())
}

/// A rate in percent with one decimal: `12.3 %`.
pub(crate) fn percent(rate: f64) -> String {
    decimals(rate * 100.0, 1) + "\u{a0}%"
}

/// A rate in percent with two decimals, for small rates.
pub(crate) fn fine_percent(rate: f64) -> String {
    decimals(rate * 100.0, 2) + "\u{a0}%"
}

/// A change in percent with its sign: `+3.1 %`.
pub(crate) fn change(rate: Option<f64>) -> String {
    match rate {
        Some(rate) if rate >= 0.0 => format!("+{}", percent(rate)),
        Some(rate) => percent(rate),
        None => "\u{2013}".into(),
    }
}

/// A number with so many decimals, thousands separators and a true minus sign.
pub(crate) fn decimals(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    with_minus(value < 0.0 && !zero, grouped_number(&text))
}

/// A p-value, never as 0.
pub(crate) fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".into() } else { format!("{p:.3}") }
}

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Dec`.
pub(crate) fn month_name(month: u32) -> &'static str {
    usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or("")
}

/// `9 Dec 2011`.
pub(crate) fn day(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), month_name(date.month()), date.year())
}

/// `Dec 2011`, `1\u{2013}9 Dec 2011`, or two days.
pub(crate) fn period(period: Period) -> String {
    let Period { start, end } = period;
    let same_month = (start.year(), start.month()) == (end.year(), end.month());
    let whole = start.day() == 1 && crate::figures::last_of((end.year(), end.month())) == Some(end);
    match (same_month, whole) {
        (true, true) => format!("{} {}", month_name(start.month()), start.year()),
        (true, false) => format!("{}\u{2013}{} {} {}", start.day(), end.day(), month_name(end.month()), end.year()),
        _ => format!("{} to {}", day(start), day(end)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_for_people() {
        let value = |text: &str| decimal::parse(text).unwrap();
        assert_eq!(amount(value("-1234567.50")), "\u{2212}1,234,567.50");
        assert_eq!(amount(value("999")), "999");
        assert_eq!(about(value("1234.5")), "1,234");
        assert_eq!(signed(value("0.2")), "0");
        assert_eq!(signed(value("1000")), "+1,000");
        assert_eq!(count(541_909_u64), "541,909");
        assert_eq!(percent(-0.1234), "\u{2212}12.3\u{a0}%");
        assert_eq!(percent(-0.0001), "0.0\u{a0}%");
        assert_eq!(change(Some(59.893)), "+5,989.3\u{a0}%");
        assert_eq!(about_float(-3004.7), "\u{2212}3,005");
        assert_eq!(p_value(1e-300), "< 0.001");
        let date = |text: &str| mercato_core::time::parse_date(text).unwrap();
        let of = |start, end| period(Period { start: date(start), end: date(end) });
        assert_eq!(of("2011-12-01", "2011-12-09"), "1\u{2013}9 Dec 2011");
        assert_eq!(of("2012-02-01", "2012-02-29"), "Feb 2012");
    }
}
