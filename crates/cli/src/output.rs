//! The standard output, written at once or in large pieces.

use crate::failure::Failure;
use std::io::{self, StdoutLock, Write};

/// Writes `text` and an end of line.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    let mut output = io::stdout().lock();
    output.write_all(text.trim_end().as_bytes())?;
    output.write_all(b"\n")?;
    Ok(output.flush()?)
}

/// Answers on their way out.
pub(crate) struct Answers {
    pub(crate) bytes: Vec<u8>,
    output: StdoutLock<'static>,
}

impl Answers {
    /// Answers that wait to be written; one answer may be longer, and is written as soon as it is there.
    const WAITING: usize = 256 << 10;
    /// What is kept of a buffer that a long answer has grown.
    const KEPT: usize = 1 << 20;

    pub(crate) fn new() -> Self {
        Self { bytes: Vec::with_capacity(Self::WAITING), output: io::stdout().lock() }
    }

    /// Writes what waits if it is much.
    pub(crate) fn write_if_full(&mut self) -> Result<(), Failure> {
        if self.bytes.len() < Self::WAITING { Ok(()) } else { self.write() }
    }

    /// Writes what waits.
    pub(crate) fn write(&mut self) -> Result<(), Failure> {
        self.output.write_all(&self.bytes)?;
        self.bytes.clear();
        self.bytes.shrink_to(Self::KEPT);
        Ok(self.output.flush()?)
    }
}
