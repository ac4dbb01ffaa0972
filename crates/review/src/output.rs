//! How does a review appear on the disk? All of it at once: it is written beside its place and renamed when it is complete.

use crate::error::{Place, ReviewError};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// What a review writes, and nothing else may stand in the place of a former one.
const WRITTEN: [&str; 22] = [
    "actions.csv",
    "alerts.csv",
    "anomaly_days.csv",
    "articles.csv",
    "awards.csv",
    "catalogue.csv",
    "categories.csv",
    "channel_ratings.csv",
    "channels.csv",
    "conflicts.csv",
    "months.csv",
    "period_channels.csv",
    "platforms_out.csv",
    "prices.csv",
    "rejected.csv",
    "reorder.csv",
    "report.html",
    "stock_health.csv",
    "stock_plan.csv",
    "summary.json",
    "suppliers_out.csv",
    DEMO_DATA,
];
/// With a demo: the invented data set.
pub(crate) const DEMO_DATA: &str = "data";

/// A folder that is being filled; dropped before [`Target::finish`], it is removed.
#[derive(Debug)]
pub(crate) struct Target {
    place: PathBuf,
    scratch: PathBuf,
    done: bool,
}

impl Target {
    /// Refuses a place that holds one of the `inputs`; and one that holds something else than a review, unless `force`.
    ///
    /// The data of a former demo may be somebody's own by now: only another `demo` replaces them.
    pub(crate) fn new(place: &Path, inputs: &[&Path], demo: bool, force: bool) -> Result<Self, ReviewError> {
        if place.exists() {
            let whole = fs::canonicalize(place).map_err(ReviewError::io(place, "look at the folder"))?;
            for input in inputs {
                // a file that is not there is refused by who reads it
                if fs::canonicalize(input).is_ok_and(|input| input.starts_with(&whole)) {
                    return Err(ReviewError::InputInside { input: (*input).to_owned(), folder: place.to_owned() });
                }
            }
            if place.is_file() {
                return Err(ReviewError::Usage(format!("{} is a file, and a review needs a folder", place.display())));
            }
            let others = others(place, demo)?;
            if !others.is_empty() && !force {
                return Err(ReviewError::Occupied { folder: place.to_owned(), found: listed(&others) });
            }
        }
        let Some(name) = place.file_name().map(|name| name.to_string_lossy().into_owned()) else {
            return Err(ReviewError::Usage(format!("{} is no name for a folder", place.display())));
        };
        let parent = place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        fs::create_dir_all(parent).map_err(ReviewError::io(parent, "create the folder"))?;
        // a second run at the same time gets a folder of its own
        let mut number = 0_u32;
        let scratch = loop {
            let scratch = parent.join(format!(".{name}.incomplete-{}-{number}", std::process::id()));
            match fs::create_dir(&scratch) {
                Ok(()) => break scratch,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && number < 100 => {
                    number = number.saturating_add(1);
                }
                Err(error) => return Err(ReviewError::io(&scratch, "create the folder")(error)),
            }
        };
        Ok(Self { place: place.to_owned(), scratch, done: false })
    }

    /// The folder to write into.
    pub(crate) fn folder(&self) -> &Path {
        &self.scratch
    }

    /// Writes a file of it.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> Result<(), ReviewError> {
        let path = self.scratch.join(name);
        fs::write(&path, content).map_err(ReviewError::io(&path, "write the file"))
    }

    /// Puts the folder in its place, instead of a former review.
    pub(crate) fn finish(mut self) -> Result<(), ReviewError> {
        let mut old = self.scratch.clone().into_os_string();
        old.push(".old");
        let old = PathBuf::from(old);
        let replaces = self.place.exists();
        if replaces {
            fs::rename(&self.place, &old).map_err(ReviewError::io(&self.place, "move the former review away"))?;
        }
        if let Err(error) = fs::rename(&self.scratch, &self.place) {
            if replaces {
                // the former review goes back to its place; if that fails too, the first error says more
                let _ = fs::rename(&old, &self.place);
            }
            return Err(ReviewError::Io {
                place: Place::file(&self.place),
                action: "put the review in its place",
                source: error,
            });
        }
        self.done = true;
        if replaces {
            fs::remove_dir_all(&old).map_err(ReviewError::io(&old, "remove the former review"))?;
        }
        Ok(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if !self.done {
            // nothing more can be done about a folder that cannot be removed
            let _ = fs::remove_dir_all(&self.scratch);
        }
    }
}

/// The entries of a folder that no review wrote, by name.
fn others(folder: &Path, demo: bool) -> Result<Vec<String>, ReviewError> {
    let review = is_review(folder);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(ReviewError::io(folder, "look into the folder"))? {
        let entry = entry.map_err(ReviewError::io(folder, "look into the folder"))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = review && WRITTEN.contains(&name.as_str()) && (demo || name != DEMO_DATA);
        if !ours {
            found.push(name);
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// The first three of some names.
fn listed(names: &[String]) -> String {
    let mut text = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    if names.len() > 3 {
        let _ = write!(text, " and {} more", names.len().saturating_sub(3));
    }
    text
}

/// A folder with a summary of ours.
fn is_review(folder: &Path) -> bool {
    fs::read_to_string(folder.join("summary.json")).is_ok_and(|text| text.contains("\"mercato-review/"))
}
