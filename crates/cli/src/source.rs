//! A file, or the standard input where none is named (or `-` is).

use crate::failure::Failure;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Error, ErrorKind, Read};
use std::path::PathBuf;

/// Bytes that are read at once.
const BUFFER: usize = 256 << 10;

/// The bytes of a file or of the standard input.
pub(crate) struct Source {
    file: Option<PathBuf>,
    /// How long the file is, where that is known.
    pub(crate) len: Option<u64>,
    reader: BufReader<Box<dyn Read>>,
}

impl Source {
    pub(crate) fn open(file: Option<&PathBuf>) -> Result<Self, Failure> {
        let file = file.filter(|file| file.as_os_str() != "-").cloned();
        let (reader, len): (Box<dyn Read>, _) = match &file {
            Some(path) => {
                let fail = |error| Failure::Input(Some(path.clone()), error);
                let opened = File::open(path).map_err(fail)?;
                let about = opened.metadata().map_err(fail)?;
                if about.is_dir() {
                    return Err(fail(Error::from(ErrorKind::IsADirectory)));
                }
                (Box::new(opened), about.is_file().then_some(about.len()))
            }
            None => (Box::new(io::stdin()), None),
        };
        let mut source = Self { file, len, reader: BufReader::with_capacity(BUFFER, reader) };
        if source.fill()?.starts_with(b"\xef\xbb\xbf") {
            source.consume(3); // a byte order mark, as spreadsheets write it
        }
        Ok(source)
    }

    /// What is read and not consumed; reads if that is nothing. Empty at the end.
    pub(crate) fn fill(&mut self) -> Result<&[u8], Failure> {
        loop {
            match self.reader.fill_buf() {
                Ok(_) => break,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(Failure::Input(self.file.clone(), error)),
            }
        }
        Ok(self.reader.buffer())
    }

    pub(crate) fn consume(&mut self, bytes: usize) {
        self.reader.consume(bytes);
    }

    /// All that is left.
    pub(crate) fn read_all(&mut self, limit: u64) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let fail = |error| Failure::Input(self.file.clone(), error);
        let read = self.reader.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(fail)?;
        if u64::try_from(read).is_ok_and(|read| read <= limit) {
            return Ok(bytes);
        }
        Err(fail(Error::new(ErrorKind::FileTooLarge, format!("more than {limit} bytes"))))
    }

    /// Calls `each` with every line (without its end), or with the beginning of a line beyond `limit` bytes, and `pause` with
    /// the number of bytes done before it waits for more.
    pub(crate) fn lines(
        &mut self,
        limit: usize,
        mut each: impl FnMut(Line<'_>) -> Result<(), Failure>,
        mut pause: impl FnMut(u64) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let mut rest = Partial { bytes: Vec::new(), limit, overlong: false };
        loop {
            let chunk = self.fill()?;
            let (mut start, len) = (0, chunk.len());
            for end in memchr::memchr_iter(b'\n', chunk) {
                let line = chunk.get(start..end).unwrap_or_default();
                if rest.bytes.is_empty() {
                    each(Line::of(line, limit))?;
                } else {
                    rest.push(line);
                    each(rest.line())?;
                    rest.clear();
                }
                start = end.saturating_add(1);
            }
            rest.push(chunk.get(start..).unwrap_or_default());
            if len == 0 {
                return if rest.bytes.is_empty() { Ok(()) } else { each(rest.line()) };
            }
            self.consume(len);
            pause(u64::try_from(len).unwrap_or(u64::MAX))?;
        }
    }
}

/// A line of a source.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Line<'a> {
    /// The whole line.
    Whole(&'a [u8]),
    /// The beginning of a line that is too long.
    Beginning(&'a [u8]),
}

impl<'a> Line<'a> {
    fn of(bytes: &'a [u8], limit: usize) -> Self {
        if bytes.len() > limit { Self::Beginning(bytes) } else { Self::Whole(bytes) }
    }
}

/// A line that goes on in the next chunk; of one that is too long only the beginning is kept.
struct Partial {
    bytes: Vec<u8>,
    limit: usize,
    overlong: bool,
}

impl Partial {
    /// What is kept between two lines that span chunks; a longer buffer is given back.
    const KEPT: usize = 1 << 20;

    fn push(&mut self, more: &[u8]) {
        let room = self.limit.saturating_sub(self.bytes.len());
        self.overlong |= more.len() > room;
        self.bytes.extend_from_slice(more.get(..room).unwrap_or(more));
    }

    fn line(&self) -> Line<'_> {
        if self.overlong { Line::Beginning(&self.bytes) } else { Line::Whole(&self.bytes) }
    }

    fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.shrink_to(Self::KEPT);
        self.overlong = false;
    }
}
