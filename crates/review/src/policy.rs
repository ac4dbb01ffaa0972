//! How does the shop want things done? `policy.toml`; every key may be left out, and a key that no section reads is refused.
//!
//! A section reads its own keys and tables ([`PolicyFile::entries`]) with the checks of [`Source`], each of which names the line.

use crate::error::{Place, ReviewError};
use crate::figures::float;
use crate::section::SECTIONS;
use mercato_core::{Decimal, decimal};
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Ten years: a longer time is a slip of the pen.
pub(crate) const MOST_DAYS: u32 = 3_650;

/// The file as it was read, or nothing where there is none.
pub(crate) struct PolicyFile<'a> {
    source: Source<'a>,
    there: bool,
    table: DeTable<'a>,
}

impl<'a> PolicyFile<'a> {
    /// Reads the text of the file; `None` where there is no file.
    ///
    /// # Errors
    /// [`ReviewError::Input`] with the line for what is not TOML and for a key at the top that no section reads.
    pub(crate) fn parse(file: Option<(&'a Path, &'a str)>) -> Result<Self, ReviewError> {
        let source = file
            .map_or(Source { file: Path::new(crate::files::POLICY), text: "" }, |(file, text)| Source { file, text });
        let parsed = DeTable::parse(source.text).map_err(|error| {
            let line = error.span().map_or(1, |span| source.line(span.start));
            source.refusal(line, format!("the policy is not TOML: {}", error.message()), "write key = value")
        })?;
        let policy = Self { source, there: file.is_some(), table: parsed.into_inner() };
        let known: Vec<&str> = SECTIONS.iter().flat_map(|section| section.policy.iter().copied()).collect();
        match source.entries(&policy.table, "").iter().find(|entry| !known.iter().any(|key| top(key) == entry.name)) {
            Some(entry) => Err(source.unknown(entry, &known)),
            None => Ok(policy),
        }
    }

    /// Where the file is, if there is one.
    pub(crate) fn file(&self) -> Option<&'a Path> {
        self.there.then_some(self.source.file)
    }

    pub(crate) const fn source(&self) -> Source<'a> {
        self.source
    }

    /// Those of a section's keys that the file gives, from the top of the file down.
    pub(crate) fn entries<'t>(&'t self, keys: &[&str]) -> Vec<Entry<'t>>
    where
        'a: 't,
    {
        let mut found = self.source.entries(&self.table, "");
        found.retain(|entry| keys.iter().any(|key| top(key) == entry.name));
        found
    }

    /// The line of a key at the top; the first line where the file does not give it.
    pub(crate) fn line_of(&self, key: &str) -> u64 {
        let found = self.table.iter().find(|(name, _)| name.get_ref() == key);
        found.map_or(1, |(name, _)| self.source.line(name.span().start))
    }
}

/// The key at the top that `[table]` or `[table.NAME]` stands below.
fn top(key: &str) -> &str {
    let inside = key.trim_start_matches('[').trim_end_matches(']');
    inside.split('.').next().unwrap_or(inside)
}

/// A key with its value and its place.
pub(crate) struct Entry<'a> {
    /// With its tables in front: `health.dead_after_days`.
    pub(crate) name: String,
    pub(crate) value: &'a DeValue<'a>,
    pub(crate) line: u64,
}

/// The file, to turn places in bytes into lines.
#[derive(Clone, Copy)]
pub(crate) struct Source<'a> {
    file: &'a Path,
    text: &'a str,
}

impl Source<'_> {
    fn line(self, at: usize) -> u64 {
        let before = self.text.get(..at).unwrap_or(self.text);
        u64::try_from(before.bytes().filter(|byte| *byte == b'\n').count()).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// The keys of a table from the top of the file down; `table` is what stands before their names.
    pub(crate) fn entries<'t>(self, table: &'t DeTable<'t>, before: &str) -> Vec<Entry<'t>> {
        let mut found: Vec<(&Spanned<_>, &Spanned<DeValue<'_>>)> = table.iter().collect();
        found.sort_by_key(|(key, _)| key.span().start);
        let entry = |(key, value): (&'t Spanned<toml::de::DeString<'t>>, &'t Spanned<DeValue<'t>>)| Entry {
            name: format!("{before}{}", key.get_ref()),
            value: value.get_ref(),
            line: self.line(key.span().start),
        };
        found.into_iter().map(entry).collect()
    }

    pub(crate) fn refusal(self, line: u64, problem: impl Into<String>, remedy: impl Into<String>) -> ReviewError {
        ReviewError::input(Place::line(self.file, line), problem, remedy)
    }

    pub(crate) fn wrong(self, entry: &Entry<'_>, found: &str, expected: &str) -> ReviewError {
        self.refusal(entry.line, format!("{} is {found}", entry.name), format!("give {expected}"))
    }

    pub(crate) fn unknown(self, entry: &Entry<'_>, known: &[&str]) -> ReviewError {
        let problem = format!("there is no key {}", entry.name);
        self.refusal(entry.line, problem, format!("the keys are {}", known.join(", ")))
    }

    /// A number as it is written.
    pub(crate) fn number(
        self,
        entry: &Entry<'_>,
        range: impl Fn(Decimal) -> bool,
        expected: &str,
    ) -> Result<Decimal, ReviewError> {
        let text = match entry.value {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            other => return Err(self.wrong(entry, &format!("a {}", other.type_str()), expected)),
        };
        let value = decimal::parse(text.strip_prefix('+').unwrap_or(text)).ok();
        value.filter(|value| range(*value)).ok_or_else(|| self.wrong(entry, text, expected))
    }

    pub(crate) fn table<'t>(self, entry: &Entry<'t>) -> Result<&'t DeTable<'t>, ReviewError> {
        let found = entry.value.as_table();
        let expected = format!("a table: [{}] on a line of its own, its keys below", entry.name);
        found.ok_or_else(|| self.wrong(entry, &format!("a {}", entry.value.type_str()), &expected))
    }

    pub(crate) fn level(self, entry: &Entry<'_>) -> Result<f64, ReviewError> {
        let half = Decimal::new(5, 1);
        let fits = |value| value >= half && value < Decimal::ONE;
        Ok(float(self.number(entry, fits, "a probability from 0.5 to below 1, as 0.95")?))
    }

    pub(crate) fn days(self, entry: &Entry<'_>) -> Result<f64, ReviewError> {
        let fits = |value| value >= Decimal::ZERO && value <= Decimal::from(MOST_DAYS);
        Ok(float(self.number(entry, fits, "days, 0 or more and at most 3650")?))
    }

    /// Whole days, at least one.
    pub(crate) fn whole_days(self, entry: &Entry<'_>) -> Result<u32, ReviewError> {
        let most = Decimal::from(MOST_DAYS);
        let fits = |value: Decimal| value >= Decimal::ONE && value <= most && value.fract().is_zero();
        let value = self.number(entry, fits, "whole days, from 1 to 3650")?;
        Ok(u32::try_from(value.trunc().mantissa()).unwrap_or(MOST_DAYS))
    }

    pub(crate) fn units(self, entry: &Entry<'_>, least: i64) -> Result<i64, ReviewError> {
        let (least, most) = (Decimal::from(least), Decimal::from(1_000_000_000_000_i64));
        let fits = |value: Decimal| value >= least && value <= most && value.fract().is_zero();
        let value = self.number(entry, fits, &format!("whole units, {least} or more"))?;
        Ok(i64::try_from(value.trunc().mantissa()).unwrap_or_default())
    }
}
