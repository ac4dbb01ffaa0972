//! `mercato describe OP`

use crate::failure::Failure;
use crate::{Status, output};
use mercato_ops::reference;
use serde_json::{Value, json};

/// Say what an operation answers: its source, its fields, examples
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  mercato describe kpi.ratio
  mercato describe kpi.ratio --json")]
pub(crate) struct Args {
    /// The operation, as `mercato list` names it
    #[arg(value_name = "OP")]
    op: String,
    /// One JSON object with name, summary, source, input and output schema, examples
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, Failure> {
    let op = mercato_ops::find(&args.op)?;
    if !args.json {
        output::print(&reference::text(op))?;
        return Ok(Status::Answered);
    }
    let parsed = |json: &str| serde_json::from_str::<Value>(json).unwrap_or_default();
    let examples: Vec<Value> = op
        .examples
        .iter()
        .map(|example| json!({"input": parsed(example.input), "output": parsed(example.output)}))
        .collect();
    let about = json!({
        "name": op.name,
        "summary": op.summary,
        "source": op.source,
        "input": op.input_schema(),
        "output": op.output_schema(),
        "examples": examples,
    });
    output::print(&format!("{about:#}"))?;
    Ok(Status::Answered)
}
