//! Which files lie beside the orders? Those of the folder, and those that the settings name, which go before them.

use crate::error::{Place, ReviewError};
use crate::read::table::{self, Row};
use crate::section::SECTIONS;
use crate::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The visits by day and channel.
pub(crate) const TRAFFIC: &str = "traffic.csv";
/// How the shop wants things done: each section reads its keys.
pub(crate) const POLICY: &str = "policy.toml";

/// Every file beside the orders that a review looks up.
pub(crate) fn names() -> BTreeSet<&'static str> {
    let of_sections = SECTIONS.iter().flat_map(|section| section.files.iter().copied());
    of_sections.chain([TRAFFIC, POLICY]).collect()
}

/// Columns of a file that no section has read so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unread {
    pub(crate) file: &'static str,
    pub(crate) columns: Vec<String>,
}

/// The files beside the orders.
#[derive(Debug)]
pub(crate) struct Files<'a> {
    folder: Option<PathBuf>,
    pub(crate) settings: &'a Settings,
    /// By file: the columns that nobody has asked for.
    unread: BTreeMap<&'static str, Vec<String>>,
}

impl<'a> Files<'a> {
    /// The files of a folder; without one, only those that the settings name.
    pub(crate) const fn new(folder: Option<PathBuf>, settings: &'a Settings) -> Self {
        Self { folder, settings, unread: BTreeMap::new() }
    }

    /// The path of a file, if there is one.
    pub(crate) fn find(&self, name: &str) -> Option<PathBuf> {
        let in_folder = || self.folder.as_deref().map(|folder| folder.join(name)).filter(|file| file.is_file());
        self.settings.files.get(name).cloned().or_else(in_folder)
    }

    /// Hands every row of a CSV file to `take`; answers its path, or `None` where there is no such file.
    ///
    /// Columns that are neither needed nor optional are passed over; those that no section asks for are named in the report.
    ///
    /// # Errors
    /// [`ReviewError`] for a file that cannot be read, a needed column that is missing, no row at all, and what `take` refuses.
    pub(crate) fn rows(
        &mut self,
        name: &'static str,
        needed: &[&'static str],
        optional: &[&'static str],
        mut take: impl FnMut(&Row<'_>) -> Result<(), ReviewError>,
    ) -> Result<Option<PathBuf>, ReviewError> {
        let Some(file) = self.find(name) else { return Ok(None) };
        let mut rows = 0_u64;
        let others = table::read(&file, self.settings, needed, optional, |row| {
            rows = rows.saturating_add(1);
            take(row)
        })?;
        if rows == 0 {
            let remedy = "give it a row, or take the file away";
            return Err(ReviewError::input(Place::file(&file), "the file has no rows", remedy));
        }
        match self.unread.get_mut(name) {
            Some(unread) => unread.retain(|column| others.contains(column)),
            None => {
                self.unread.insert(name, others);
            }
        }
        Ok(Some(file))
    }

    /// Says that a section has read every column of a file.
    pub(crate) fn all_read(&mut self, name: &'static str) {
        self.unread.insert(name, Vec::new());
    }

    /// The text of a file with its path, or `None` where there is no such file.
    ///
    /// # Errors
    /// [`ReviewError`] for a file that cannot be read or is not UTF-8.
    pub(crate) fn text(&self, name: &str) -> Result<Option<(PathBuf, String)>, ReviewError> {
        let Some(file) = self.find(name) else { return Ok(None) };
        let bytes = std::fs::read(&file).map_err(ReviewError::io(&file, "read the file"))?;
        match String::from_utf8(bytes) {
            // without the mark that some editors put in front
            Ok(text) => Ok(Some((file, text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()))),
            Err(_) => Err(ReviewError::input(Place::file(&file), "the file is not UTF-8", "save it as UTF-8")),
        }
    }

    /// Columns that nobody has read.
    pub(crate) fn unread(self) -> Vec<Unread> {
        let named = self.unread.into_iter().filter(|(_, columns)| !columns.is_empty());
        named.map(|(file, columns)| Unread { file, columns }).collect()
    }
}

/// The folder of a data set, or `None` for a single orders file.
pub(crate) fn folder(input: &Path) -> Result<Option<PathBuf>, ReviewError> {
    let kind = std::fs::metadata(input).map_err(ReviewError::io(input, "open the data set"))?;
    Ok(kind.is_dir().then(|| input.to_owned()))
}
