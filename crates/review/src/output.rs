//! How does a review appear on the disk? All of it at once: it is written beside its place and renamed when it is complete.

use crate::error::{Place, ReviewError};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder that is being filled; dropped before [`Target::finish`], it is removed.
#[derive(Debug)]
pub(crate) struct Target {
    place: PathBuf,
    scratch: PathBuf,
    done: bool,
}

impl Target {
    /// Refuses a place that holds something else than a review, unless `force`.
    pub(crate) fn new(place: &Path, force: bool) -> Result<Self, ReviewError> {
        if place.exists() && !force && !is_review(place) && !is_empty(place) {
            return Err(ReviewError::Occupied(place.to_owned()));
        }
        if place.is_file() {
            return Err(ReviewError::Occupied(place.to_owned()));
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

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

/// A folder with a summary of ours.
fn is_review(folder: &Path) -> bool {
    fs::read_to_string(folder.join("summary.json")).is_ok_and(|text| text.contains("\"mercato-review/"))
}
