//! `mercato list`

use crate::failure::Failure;
use crate::{Status, output};
use serde_json::{Value, json};

/// List every operation with its summary, by name
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  mercato list
  mercato list kpi
  mercato list --json")]
pub(crate) struct Args {
    /// Only operations whose name contains this text
    #[arg(value_name = "TEXT")]
    filter: Option<String>,
    /// One JSON array of objects with name, summary and source
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status, Failure> {
    let ops = || mercato_ops::all().filter(|op| args.filter.as_ref().is_none_or(|text| op.name.contains(text)));
    if args.json {
        let list: Value =
            ops().map(|op| json!({"name": op.name, "summary": op.summary, "source": op.source})).collect();
        output::print(&format!("{list:#}"))?;
        return Ok(Status::Answered);
    }
    let width = ops().map(|op| op.name.len()).max().unwrap_or(0);
    let lines: Vec<String> = ops().map(|op| format!("{:width$}  {}", op.name, op.summary)).collect();
    if !lines.is_empty() {
        output::print(&lines.join("\n"))?;
    }
    Ok(Status::Answered)
}
