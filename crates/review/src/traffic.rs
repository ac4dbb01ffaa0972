//! How many people came? `traffic.csv`: date, channel, visitors.

use crate::error::ReviewError;
use crate::files::{Files, TRAFFIC};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// Visitors by channel and day.
#[derive(Debug, Default)]
pub(crate) struct Traffic(BTreeMap<String, BTreeMap<NaiveDate, u64>>);

impl Traffic {
    /// Reads the file, if there is one; every row must be right, for there is no meaning in half of the visitors.
    pub(crate) fn read(files: &mut Files<'_>) -> Result<Option<Self>, ReviewError> {
        let mut traffic = Self::default();
        let found = files.rows(TRAFFIC, &["date", "channel", "visitors"], &[], |row| {
            row.needed("date")?;
            let Some(day) = row.date("date")? else { return Ok(()) };
            let channel = row.needed("channel")?;
            let visitors = row.needed("visitors")?;
            let count = visitors.parse::<u64>().ok().filter(|_| !visitors.starts_with('+')).ok_or_else(|| {
                let problem = format!("{visitors:?} is not a number of visitors");
                row.refusal("visitors", problem, "write a whole number, as 1200")
            })?;
            if traffic.0.entry(channel.to_owned()).or_default().insert(day, count).is_some() {
                let problem = format!("{day} stands twice for {channel}");
                return Err(row.refusal("date", problem, "give one row a day and channel"));
            }
            Ok(())
        })?;
        Ok(found.map(|_| traffic))
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
