//! `mercato batch [FILE]`

use crate::Status;
use crate::failure::Failure;
use crate::output::Answers;
use crate::progress::Progress;
use crate::source::{Line, Source};
use mercato_ops::{MAX_LINE_BYTES, Outcome, answer_line, refuse_long_line};
use std::cell::RefCell;
use std::path::PathBuf;

/// Answer JSON Lines with JSON Lines, in the same order
#[derive(clap::Args)]
#[command(after_help = "\
A line {\"id\"?, \"op\", \"input\"} is answered by {\"id\", \"output\"} or {\"id\", \"error\"}; the id is any JSON value.
A line that is no request is answered by an error in its place. Blank lines are passed over. A line may hold
64 MiB. Answers are written before the command waits for more input, so that a program can ask and listen.

Examples:
  mercato batch requests.jsonl > answers.jsonl
  echo '{\"id\": 1, \"op\": \"kpi.ratio\", \"input\": {\"numerator\": 1, \"denominator\": 4}}' | mercato batch")]
pub(crate) struct Args {
    /// The requests; standard input if left out or -
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Status, Failure> {
    let mut source = Source::open(args.file.as_ref())?;
    let mut progress = Progress::new(source.len);
    let answers = RefCell::new(Answers::new());
    let mut status = Status::Answered;
    source.lines(
        MAX_LINE_BYTES,
        |line| {
            let mut answers = answers.borrow_mut();
            let outcome = match line {
                Line::Whole(line) => answer_line(line, &mut answers.bytes),
                Line::Beginning(line) => refuse_long_line(line, &mut answers.bytes),
            };
            if outcome == Outcome::Refused {
                status = Status::Refused;
            }
            answers.write_if_full()
        },
        |bytes| {
            progress.advance(bytes);
            answers.borrow_mut().write()
        },
    )?;
    answers.borrow_mut().write()?;
    Ok(status)
}
