//! What makes a review impossible, and what to do about it.

use mercato_kpi::KpiError;
use std::fmt;
use std::path::{Path, PathBuf};

/// Where in a file something stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The line of a text file, or the row of a Parquet file, from 1.
    pub line: Option<u64>,
    /// The column as the file calls it.
    pub column: Option<String>,
}

impl Place {
    /// A file as a whole.
    #[must_use]
    pub fn file(file: &Path) -> Self {
        Self { file: file.to_owned(), line: None, column: None }
    }

    /// A line of it.
    #[must_use]
    pub fn line(file: &Path, line: u64) -> Self {
        Self { file: file.to_owned(), line: Some(line), column: None }
    }

    /// The same place, in a column.
    #[must_use]
    pub fn column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ", column {column}")?;
        }
        Ok(())
    }
}

/// Why there is no review.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReviewError {
    /// An option is not one, or two options contradict each other.
    #[error("{0}")]
    Usage(String),
    /// A file could not be opened, read or written.
    #[error("{place}: cannot {action}: {source}")]
    Io {
        /// Which file.
        place: Place,
        /// What was tried.
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file is not what a review can read.
    #[error("{place}: {problem}; {remedy}")]
    Input {
        /// Where.
        place: Place,
        /// What is wrong.
        problem: String,
        /// What to do.
        remedy: String,
    },
    /// Columns that the review needs were neither found nor mapped.
    #[error("{file}: no column for {missing}; the columns found are {found}; {remedy}", file = file.display())]
    Unmapped {
        /// The file.
        file: PathBuf,
        /// The fields without a column.
        missing: String,
        /// The columns of the file.
        found: String,
        /// The mapping to give.
        remedy: String,
    },
    /// The target folder holds something that no review wrote.
    #[error(
        "{}: the folder holds {found}, which a review would delete; choose another folder, or give --force",
        folder.display()
    )]
    Occupied {
        /// The folder.
        folder: PathBuf,
        /// The first names of what it holds.
        found: String,
    },
    /// The target folder holds what is to be reviewed.
    #[error(
        "{} lies in {}, which the review would replace; choose another folder",
        input.display(), folder.display()
    )]
    InputInside {
        /// The data set, or a file of it.
        input: PathBuf,
        /// The target folder.
        folder: PathBuf,
    },
    /// A figure could not be computed.
    #[error("{figure}: {source}")]
    Figure {
        /// The figure.
        figure: String,
        /// What the formula refused.
        source: KpiError,
    },
    /// A figure of a section with files of its own could not be computed.
    #[error("{figure}: {source}")]
    SectionFigure {
        /// The figure.
        figure: String,
        /// What the formula refused.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl ReviewError {
    /// The exit status of a command that ends with this error: 2 where the command was misused, 1 where its input was refused.
    #[must_use]
    pub const fn exit_status(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::Unmapped { .. } | Self::Occupied { .. } | Self::InputInside { .. } => 2,
            Self::Io { .. } | Self::Input { .. } | Self::Figure { .. } | Self::SectionFigure { .. } => 1,
        }
    }

    pub(crate) fn io(file: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> Self {
        let place = Place::file(file);
        move |source| Self::Io { place, action, source }
    }

    pub(crate) fn input(place: Place, problem: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Input { place, problem: problem.into(), remedy: remedy.into() }
    }

    pub(crate) fn figure(figure: impl Into<String>) -> impl FnOnce(KpiError) -> Self {
        let figure = figure.into();
        move |source| Self::Figure { figure, source }
    }

    /// What the formula of a section refused.
    pub(crate) fn of_section<E: std::error::Error + Send + Sync + 'static>(
        figure: impl Into<String>,
    ) -> impl FnOnce(E) -> Self {
        let figure = figure.into();
        move |source| Self::SectionFigure { figure, source: source.into() }
    }
}
