//! The command `mercato`; its README says what it does. One module a subcommand: each reads, calls the library and writes.

mod batch;
mod completions;
mod describe;
mod failure;
mod list;
mod openapi;
mod output;
mod progress;
mod review;
mod run;
mod schema;
mod source;
mod verify;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Pure decision functions for selling on many channels: each by name, over JSON.
#[derive(Parser)]
#[command(name = "mercato", version, arg_required_else_help = true, after_help = HELP)]
struct Mercato {
    #[command(subcommand)]
    command: Command,
}

const HELP: &str = "\
Examples:
  mercato list
  mercato describe kpi.ratio
  echo '{\"numerator\": \"-5.00\", \"denominator\": 8}' | mercato run kpi.ratio
  mercato batch requests.jsonl > answers.jsonl
  mercato review orders.csv --out review

Exit status: 0 all answered, 1 some refused, 2 the command itself was misused.";

#[derive(Subcommand)]
enum Command {
    List(list::Args),
    Describe(describe::Args),
    Run(run::Args),
    Batch(batch::Args),
    Verify(verify::Args),
    Schema(schema::Args),
    Openapi(openapi::Args),
    Completions(completions::Args),
    // boxed: it has far more options than the others
    Review(Box<review::Args>),
}

/// How a command ended that was not misused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Status {
    /// Exit status 0.
    Answered,
    /// Exit status 1.
    Refused,
}

fn main() -> ExitCode {
    let ended = match Mercato::parse().command {
        Command::List(args) => list::run(&args),
        Command::Describe(args) => describe::run(&args),
        Command::Run(args) => run::run(&args),
        Command::Batch(args) => batch::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Openapi(args) => openapi::run(&args),
        Command::Completions(args) => completions::run(&args),
        Command::Review(args) => review::run(&args),
    };
    match ended {
        Ok(Status::Answered) => ExitCode::SUCCESS,
        Ok(Status::Refused) => ExitCode::from(1),
        Err(failure) => failure.report(),
    }
}
