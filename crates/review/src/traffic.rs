//! How many people came? `traffic.csv`: date, channel, visitors.

use crate::error::{Place, ReviewError};
use crate::read::csv as rows;
use crate::schema::plain;
use crate::settings::Settings;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::Path;

/// Visitors by channel and day.
#[derive(Debug, Default)]
pub(crate) struct Traffic(BTreeMap<String, BTreeMap<NaiveDate, u64>>);

const COLUMNS: [&str; 3] = ["date", "channel", "visitors"];

impl Traffic {
    /// Reads a file; every row must be right, for there is no meaning in half of the visitors.
    pub(crate) fn read(file: &Path, settings: &Settings) -> Result<Self, ReviewError> {
        crate::read::format(file)?;
        let mut reader = rows::open(file, &Settings { delimiter: None, ..settings.clone() })?;
        let header = rows::header(file, &mut reader)?;
        let mut positions = [0_usize; 3];
        for (name, position) in COLUMNS.into_iter().zip(&mut positions) {
            let found = header.iter().position(|column| plain(column) == name);
            *position = found.ok_or_else(|| {
                let problem = format!("there is no column {name}; the columns found are {}", header.join(", "));
                ReviewError::input(
                    Place::file(file),
                    problem,
                    "a traffic file has the columns date, channel and visitors",
                )
            })?;
        }
        let mut traffic = Self::default();
        let mut record = csv::ByteRecord::new();
        while rows::read(file, &mut reader, &mut record)? {
            let line = rows::line(&record);
            let mut fields = [""; 3];
            for ((field, name), position) in fields.iter_mut().zip(COLUMNS).zip(positions) {
                *field = rows::text(file, line, name, record.get(position).unwrap_or_default())?.trim();
            }
            let [date, channel, visitors] = fields;
            let refuse = |column: &str, problem: String, remedy: &str| {
                Err(ReviewError::input(Place::line(file, line).column(column), problem, remedy))
            };
            let Some(day) = crate::parse::date(date, settings.date_order) else {
                return refuse("date", format!("{date:?} is not a date that exists"), "write 2025-06-18");
            };
            let Some(count) = visitors.parse::<u64>().ok().filter(|_| !visitors.starts_with('+')) else {
                return refuse(
                    "visitors",
                    format!("{visitors:?} is not a number of visitors"),
                    "write a whole number, as 1200",
                );
            };
            if channel.is_empty() {
                return refuse("channel", "is empty".into(), "name the channel as the orders file does");
            }
            if traffic.0.entry(channel.to_owned()).or_default().insert(day, count).is_some() {
                return refuse("date", format!("{date} stands twice for {channel}"), "give one row a day and channel");
            }
        }
        Ok(traffic)
    }

    /// Visitors of a channel from one day to another, both included.
    pub(crate) fn visitors(&self, channel: &str, start: NaiveDate, end: NaiveDate) -> u64 {
        let days = self.0.get(channel).into_iter().flat_map(|days| days.range(start..=end));
        days.fold(0, |sum, (_, visitors)| sum.saturating_add(*visitors))
    }

    /// Whether visitors of a channel were counted on a day.
    pub(crate) fn covers(&self, channel: &str, day: NaiveDate) -> bool {
        self.0.get(channel).is_some_and(|days| days.contains_key(&day))
    }

    /// Whether the channel was counted at all.
    pub(crate) fn knows(&self, channel: &str) -> bool {
        self.0.contains_key(channel)
    }
}
