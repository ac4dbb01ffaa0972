//! `mercato schema OP`

use crate::failure::Failure;
use crate::{Status, output};
use serde_json::json;

/// Print the JSON Schemas (draft 2020-12) of an operation: {"input", "output"}
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  mercato schema kpi.ratio
  mercato schema kpi.ratio --input > ratio.schema.json")]
pub(crate) struct Args {
    /// The operation, as `mercato list` names it
    #[arg(value_name = "OP")]
    op: String,
    /// The input's schema alone
    #[arg(long, conflicts_with = "output")]
    input: bool,
    /// The output's schema alone
    #[arg(long)]
    output: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, Failure> {
    let op = mercato_ops::find(&args.op)?;
    let schema = match (args.input, args.output) {
        (true, _) => op.input_schema().to_value(),
        (_, true) => op.output_schema().to_value(),
        _ => json!({"input": op.input_schema(), "output": op.output_schema()}),
    };
    output::print(&format!("{schema:#}"))?;
    Ok(Status::Answered)
}
