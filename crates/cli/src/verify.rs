//! `mercato verify FILE...`

use crate::failure::Failure;
use crate::progress::Progress;
use crate::source::{Line, Source};
use crate::{Status, output};
use mercato_ops::MAX_LINE_BYTES;
use mercato_ops::vectors::{Checked, check};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Run test vectors and compare the answers
#[derive(clap::Args)]
#[command(after_help = "\
A case is one line: {\"id\", \"op\", \"input\", \"expect\": {...} | \"expect_error\": \"code\", \"tol\": {\"rel\"?, \"abs\"?}}.
Every key of expect must be in the answer. Decimals agree exactly, other numbers within 1e-12 of the wanted
one, or within tol. Exit status 1 when a case failed or none was run.

Examples:
  mercato verify tests/vectors/kpi.jsonl
  mercato verify tests/vectors/*.jsonl")]
pub(crate) struct Args {
    /// Files of cases, JSON Lines
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// How many failures to print
    #[arg(long, value_name = "N", default_value_t = 20)]
    show: usize,
}

#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
}

impl Count {
    fn add(&mut self, passed: bool) {
        let count = if passed { &mut self.passed } else { &mut self.failed };
        *count = count.saturating_add(1);
    }
}

pub(crate) fn run(args: &Args) -> Result<Status, Failure> {
    let (mut total, mut per_op, mut lines) = (Count::default(), BTreeMap::<String, Count>::new(), Vec::new());
    for file in &args.files {
        let mut source = Source::open(Some(file))?;
        let mut progress = Progress::new(source.len);
        let mut number = 0_u64;
        source.lines(
            MAX_LINE_BYTES,
            |line| {
                number = number.saturating_add(1);
                let checked = match line {
                    Line::Whole(line) => check(line),
                    Line::Beginning(_) => Some(Checked {
                        id: String::new(),
                        op: String::new(),
                        problems: vec![format!("the line is longer than {MAX_LINE_BYTES} bytes")],
                    }),
                };
                let Some(Checked { id, op, problems }) = checked else { return Ok(()) };
                if !problems.is_empty() && lines.len() < args.show {
                    let shown: Vec<&str> = problems.iter().take(3).map(String::as_str).collect();
                    let (id, op) = (id.trim_matches('"'), if op.is_empty() { "?" } else { &op });
                    let place = if id.is_empty() { format!("{}:{number}", file.display()) } else { id.to_owned() };
                    lines.push(format!("FAIL {place} ({op}): {}", shown.join("; ")));
                }
                total.add(problems.is_empty());
                per_op.entry(op).or_default().add(problems.is_empty());
                Ok(())
            },
            |bytes| {
                progress.advance(bytes);
                Ok(())
            },
        )?;
    }
    for (op, count) in per_op.iter().filter(|(op, count)| count.failed > 0 && !op.is_empty()) {
        lines.push(format!("{op}: {} passed, {} failed", count.passed, count.failed));
    }
    lines.push(format!("{} passed, {} failed", total.passed, total.failed));
    output::print(&lines.join("\n"))?;
    Ok(if total.failed == 0 && total.passed > 0 { Status::Answered } else { Status::Refused })
}
