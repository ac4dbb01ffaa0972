//! `mercato run OP [FILE]`

use crate::failure::Failure;
use crate::source::Source;
use crate::{Status, output};
use std::io::{self, Write};
use std::path::PathBuf;

/// Bytes of an input.
const LIMIT: u64 = 1 << 30;

/// Run an operation: one JSON object in, one out
#[derive(clap::Args)]
#[command(after_help = "\
A refusal is one JSON object on standard error, {\"code\", \"message\", \"path\"}, and exit status 1;
standard output stays empty then. An input may hold 1 GiB.

Examples:
  mercato run kpi.ratio input.json
  echo '{\"numerator\": \"-5.00\", \"denominator\": 8}' | mercato run kpi.ratio")]
pub(crate) struct Args {
    /// The operation, as `mercato list` names it
    #[arg(value_name = "OP", index = 1)]
    op: String,
    /// The input; standard input if left out or -
    #[arg(value_name = "FILE", index = 2)]
    file: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<Status, Failure> {
    let op = mercato_ops::find(&args.op)?;
    let input = Source::open(args.file.as_ref())?.read_all(LIMIT)?;
    let mut answer = Vec::new();
    if let Err(error) = op.call(&input, &mut answer) {
        // an error has strings only, which all have a JSON form
        let text = serde_json::to_string(&error).unwrap_or_default();
        let _ = writeln!(io::stderr().lock(), "{text}");
        return Ok(Status::Refused);
    }
    output::print(&String::from_utf8_lossy(&answer))?;
    Ok(Status::Answered)
}
