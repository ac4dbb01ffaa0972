//! What keeps the command from doing its work, and the exit status that says so.

use mercato_ops::OpError;
use mercato_review::ReviewError;
use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// A misuse of the command, or an end of its input or output.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Arguments that only together make no sense.
    Usage(&'static str),
    /// An operation that does not exist.
    Op(OpError),
    /// A file that cannot be read, or is too large; `None` is the standard input.
    Input(Option<PathBuf>, io::Error),
    /// The standard output does not take what is written.
    Output(io::Error),
    /// A review that was refused; the error knows its exit status.
    Review(ReviewError),
}

impl From<ReviewError> for Failure {
    fn from(error: ReviewError) -> Self {
        Self::Review(error)
    }
}

impl From<OpError> for Failure {
    fn from(error: OpError) -> Self {
        Self::Op(error)
    }
}

/// Only writing returns an error that does not know its file.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl Failure {
    /// Says on standard error what happened; a reader who has read enough (`| head`) is no failure.
    pub(crate) fn report(self) -> ExitCode {
        let status = match &self {
            Self::Review(error) => error.exit_status(),
            _ => 2,
        };
        let text = match self {
            Self::Usage(text) => text.to_owned(),
            Self::Review(error) => error.to_string(),
            Self::Output(error) if error.kind() == ErrorKind::BrokenPipe => return ExitCode::SUCCESS,
            Self::Op(error) => error.to_string(),
            Self::Input(Some(file), error) => format!("{}: {error}", file.display()),
            Self::Input(None, error) => format!("standard input: {error}"),
            Self::Output(error) => format!("standard output: {error}"),
        };
        // there is nowhere else to say it
        let _ = writeln!(io::stderr().lock(), "error: {text}");
        ExitCode::from(status)
    }
}
