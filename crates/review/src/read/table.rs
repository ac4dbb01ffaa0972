//! A CSV file with known columns, in which every row must be right.

use crate::error::{Place, ReviewError};
use crate::read::csv as rows;
use crate::schema::plain;
use crate::settings::Settings;
use chrono::NaiveDate;
use mercato_core::{CurrencyCode, Decimal, decimal};
use std::fmt::Write as _;
use std::path::Path;

/// More units than a row may hold.
const MOST_UNITS: i64 = 1_000_000_000_000;
/// Days: ten years, beyond which a lead time is a slip of the pen.
const MOST_DAYS: i64 = 3_650;

/// A row of the file.
pub(crate) struct Row<'a> {
    file: &'a Path,
    pub(crate) line: u64,
    header: &'a [String],
    record: &'a csv::StringRecord,
    positions: &'a [(&'static str, Option<usize>)],
    settings: &'a Settings,
}

/// Hands every row to `take`; answers the columns that nobody asked for.
pub(crate) fn read(
    file: &Path,
    settings: &Settings,
    needed: &[&'static str],
    optional: &[&'static str],
    mut take: impl FnMut(&Row<'_>) -> Result<(), ReviewError>,
) -> Result<Vec<String>, ReviewError> {
    crate::read::format(file)?;
    let mut reader = rows::open(file, &Settings { delimiter: None, ..settings.clone() })?;
    let header = rows::header(file, &mut reader)?;
    let mut positions = Vec::new();
    for name in needed.iter().chain(optional) {
        let mut found = header.iter().enumerate().filter(|(_, column)| plain(column) == plain(name));
        let position = found.next();
        if let (Some((_, first)), Some((_, second))) = (position, found.next()) {
            let problem = format!("{first} and {second} are both the column {name}");
            return Err(ReviewError::input(Place::line(file, 1), problem, "rename or delete one of them"));
        }
        if position.is_none() && needed.contains(name) {
            let problem = format!("there is no column {name}; the columns found are {}", header.join(", "));
            let mut remedy = format!("needed are {}", needed.join(", "));
            if !optional.is_empty() {
                let _ = write!(remedy, ", known besides {}", optional.join(", "));
            }
            return Err(ReviewError::input(Place::line(file, 1), problem, remedy));
        }
        positions.push((*name, position.map(|(at, _)| at)));
    }
    let mut next = csv::StringRecord::new();
    while let Some(record) = rows::next(file, &mut reader, &header, next)? {
        let line = record.position().map_or(0, csv::Position::line);
        if record.len() != header.len() {
            let problem = format!("the row has {} fields, the header {}", record.len(), header.len());
            return Err(ReviewError::input(Place::line(file, line), problem, "give as many fields in each row"));
        }
        take(&Row { file, line, header: &header, record: &record, positions: &positions, settings })?;
        next = record;
    }
    let known = |at: usize| positions.iter().any(|(_, position)| *position == Some(at));
    Ok(header.into_iter().enumerate().filter(|(at, _)| !known(*at)).map(|(_, name)| name).collect())
}

impl Row<'_> {
    /// The text of a cell; `None` for an empty one and without the column.
    pub(crate) fn text(&self, column: &str) -> Option<&str> {
        let position = self.positions.iter().find(|(name, _)| *name == column).and_then(|(_, position)| *position)?;
        self.record.get(position).map(str::trim).filter(|text| !text.is_empty())
    }

    /// Columns that were not asked for by name, with their cells: of a file whose columns are names of the user's own.
    pub(crate) fn others(&self) -> impl Iterator<Item = (&str, &str)> {
        let asked = |at: usize| self.positions.iter().any(|(_, position)| *position == Some(at));
        let columns = self.header.iter().zip(self.record).enumerate().filter(move |(at, _)| !asked(*at));
        columns.map(|(_, (name, cell))| (name.as_str(), cell.trim()))
    }

    /// The text of a cell that must not be empty.
    pub(crate) fn needed(&self, column: &str) -> Result<&str, ReviewError> {
        self.text(column).ok_or_else(|| self.refusal(column, "is empty", "fill it in"))
    }

    /// What is wrong with a cell.
    pub(crate) fn refusal(&self, column: &str, problem: impl Into<String>, remedy: impl Into<String>) -> ReviewError {
        ReviewError::input(Place::line(self.file, self.line).column(column), problem, remedy)
    }

    /// An exact number that is not negative.
    pub(crate) fn amount(&self, column: &str) -> Result<Option<Decimal>, ReviewError> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let number = decimal::parse(text)
            .map_err(|_| self.refusal(column, format!("{text:?} is not a number"), "write a decimal such as 12.50"))?;
        if number < Decimal::ZERO {
            return Err(self.refusal(column, format!("{text} is negative"), "give 0 or more"));
        }
        Ok(Some(number))
    }

    /// Whole units, at least 0.
    pub(crate) fn units(&self, column: &str) -> Result<Option<i64>, ReviewError> {
        let Some(number) = self.amount(column)? else { return Ok(None) };
        let units = i64::try_from(number.trunc().mantissa()).ok().filter(|_| number.fract().is_zero());
        units.filter(|units| *units <= MOST_UNITS).map(Some).ok_or_else(|| {
            let problem = format!("{number} is not a whole number of units up to {MOST_UNITS}");
            self.refusal(column, problem, "count in the units of the orders file")
        })
    }

    /// Days, at least 0 and at most ten years.
    pub(crate) fn days(&self, column: &str) -> Result<Option<f64>, ReviewError> {
        let Some(number) = self.amount(column)? else { return Ok(None) };
        if number > Decimal::from(MOST_DAYS) {
            return Err(self.refusal(column, format!("{number} is more than {MOST_DAYS} days"), "give days"));
        }
        Ok(Some(crate::figures::float(number)))
    }

    /// A date.
    pub(crate) fn date(&self, column: &str) -> Result<Option<NaiveDate>, ReviewError> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let wrong = || self.refusal(column, format!("{text:?} is not a date that exists"), "write 2025-06-18");
        crate::parse::date(text, self.settings.date_order).map(Some).ok_or_else(wrong)
    }

    /// An exact number above 0.
    pub(crate) fn price(&self, column: &str) -> Result<Option<Decimal>, ReviewError> {
        match self.amount(column)? {
            Some(price) if price.is_zero() => Err(self.refusal(column, "a price of 0 is none", "give more than 0")),
            price => Ok(price),
        }
    }

    /// A share: 0 to 1.
    pub(crate) fn share(&self, column: &str) -> Result<Option<Decimal>, ReviewError> {
        if let Some(text) = self.text(column).filter(|text| text.ends_with('%')) {
            return Err(self.refusal(column, format!("{text:?} is not a share"), "write 0.15 for 15 %"));
        }
        match self.amount(column)? {
            Some(share) if share > Decimal::ONE => {
                Err(self.refusal(column, format!("{share} is more than the whole"), "write 0.15 for 15 %"))
            }
            share => Ok(share),
        }
    }

    /// A margin: 0 to below 1.
    pub(crate) fn margin(&self, column: &str) -> Result<Option<Decimal>, ReviewError> {
        match self.share(column)? {
            Some(margin) if margin == Decimal::ONE => {
                Err(self.refusal(column, "no price has a margin of 1", "give less than 1, as 0.15"))
            }
            margin => Ok(margin),
        }
    }

    /// One of some words, in any case.
    pub(crate) fn word<T: Copy>(&self, column: &str, words: &[(&str, T)]) -> Result<Option<T>, ReviewError> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let found = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| *value);
        found.map(Some).ok_or_else(|| {
            let known = words.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
            self.refusal(column, format!("{text:?} is none of {known}"), "write one of them")
        })
    }

    /// Yes or no.
    pub(crate) fn yes(&self, column: &str) -> Result<Option<bool>, ReviewError> {
        self.word(column, &[("yes", true), ("no", false), ("true", true), ("false", false)])
    }

    /// A currency of three letters.
    pub(crate) fn currency(&self, column: &str) -> Result<Option<CurrencyCode>, ReviewError> {
        let Some(text) = self.text(column) else { return Ok(None) };
        let wrong =
            |_| self.refusal(column, format!("{text:?} is no currency of three letters A-Z"), "write it as CNY");
        CurrencyCode::new(text).map(Some).map_err(wrong)
    }
}
