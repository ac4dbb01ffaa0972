//! The reference of all operations as Markdown, one page a kernel, from the catalogue and nothing else.
//!
//! `docs/ops/` holds the pages; a test fails while they differ from what is written here.

mod errors;

use crate::{Field, Op, all, fields};
use schemars::Schema;
use std::fmt::Write;

const NOTICE: &str = "<!-- Written from the catalogue by `cargo run -p mercato-ops --example reference`. -->\n\n";

/// The pages: file name and text, the index first, then the kernels by name, then the errors.
///
/// ```
/// let pages = mercato_ops::reference::pages();
/// assert_eq!(pages[0].0, "README.md");
/// assert!(pages.iter().any(|(name, text)| name == "kpi.md" && text.contains("## kpi.ratio")));
/// ```
#[must_use]
pub fn pages() -> Vec<(String, String)> {
    let ops: Vec<&Op> = all().collect();
    let kernels: Vec<&[&Op]> = ops.chunk_by(|a, b| a.kernel() == b.kernel()).collect();
    let mut pages = vec![("README.md".to_owned(), index(&kernels))];
    pages.extend(kernels.iter().filter_map(|ops| Some((format!("{}.md", ops.first()?.kernel()), page(ops)))));
    pages.push(("errors.md".to_owned(), errors::page()));
    pages
}

/// One operation as plain text for a terminal: its summary, source, fields and examples.
#[must_use]
pub fn text(op: &Op) -> String {
    let mut text = format!("{}\n\n{}\n\nSource: {}\n", op.name, op.summary, op.source);
    for (title, schema, input) in [("Input", op.input_schema(), true), ("Output", op.output_schema(), false)] {
        let _ = writeln!(text, "\n{title}:");
        for field in fields(&schema) {
            let need = match need(&field).as_str() {
                _ if !input => String::new(),
                "yes" => " (required)".to_owned(),
                "no" => " (optional)".to_owned(),
                other => format!(" (optional, default {})", other.trim_start_matches("no, ").trim_matches('`')),
            };
            let _ = writeln!(text, "  {}: {}{need}", field.path, field.kind);
            if !field.doc.is_empty() {
                let _ = writeln!(text, "      {}", field.doc);
            }
        }
    }
    for example in op.examples {
        let indented = |json: &str| dedent(json).replace('\n', "\n  ");
        let _ = writeln!(text, "\nExample:\n  {}\ngives\n  {}", indented(example.input), indented(example.output));
    }
    text
}

/// One operation as Markdown: its summary, source, fields and examples.
#[must_use]
pub fn section(op: &Op) -> String {
    let mut text = format!("## {}\n\n{}\n\nSource: {}\n\n", op.name, op.summary, op.source);
    table(&mut text, "Input", &op.input_schema(), true);
    table(&mut text, "Output", &op.output_schema(), false);
    for (example, number) in op.examples.iter().zip(1_u32..) {
        let number = if op.examples.len() == 1 { String::new() } else { format!(" {number}") };
        let (input, output) = (dedent(example.input), dedent(example.output));
        let _ = writeln!(text, "Example{number}\n\n```json\n{input}\n```\n\ngives\n\n```json\n{output}\n```\n");
    }
    text
}

fn index(kernels: &[&[&Op]]) -> String {
    let count: usize = kernels.iter().map(|ops| ops.len()).sum();
    let mut text = format!("{NOTICE}# Operations\n\n");
    let _ = writeln!(
        text,
        "{count} operations. Each is a pure function over JSON: `mercato run NAME FILE` runs one, `mercato describe NAME` \
         prints what\nstands here, `mercato schema NAME` prints the JSON Schemas. How numbers, errors and files are written: \
         [the command](../command.md); every error code with an input that causes it: [errors](errors.md).\n"
    );
    for ops in kernels {
        let Some(kernel) = ops.first().map(|op| op.kernel()) else { continue };
        let _ = writeln!(text, "## [{kernel}]({kernel}.md)\n\n| operation | what it answers |\n|---|---|");
        for op in *ops {
            let _ = writeln!(text, "| [{}]({kernel}.md#{}) | {} |", op.name, anchor(op.name), cell(op.summary));
        }
        text.push('\n');
    }
    one_end(text)
}

fn page(ops: &[&Op]) -> String {
    let kernel = ops.first().map_or("", |op| op.kernel());
    let mut text = format!("{NOTICE}# {kernel}\n\n");
    for op in ops {
        let _ = writeln!(text, "- [{}](#{}): {}", op.name, anchor(op.name), op.summary);
    }
    text.push('\n');
    for op in ops {
        text.push_str(&section(op));
    }
    one_end(text)
}

/// The name of a heading in a link: what is neither a letter, a digit nor a low line is left out.
fn anchor(heading: &str) -> String {
    heading.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

fn one_end(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn table(text: &mut String, title: &str, schema: &Schema, input: bool) {
    let fields = fields(schema);
    if fields.is_empty() {
        let _ = writeln!(text, "{title}: an object without fields.\n");
        return;
    }
    let (head, rule) = if input { (" needed |", "---|") } else { ("", "") };
    let _ = writeln!(text, "| {} | type |{head} meaning |\n|---|---|{rule}---|", title.to_lowercase());
    for field in fields {
        let need = if input { format!(" {} |", cell(&need(&field))) } else { String::new() };
        let _ = writeln!(text, "| `{}` | {} |{need} {} |", cell(&field.path), cell(&field.kind), cell(&field.doc));
    }
    text.push('\n');
}

fn need(field: &Field) -> String {
    match &field.default {
        _ if field.required => "yes".to_owned(),
        Some(default) => format!("no, `{default}`"),
        None => "no".to_owned(),
    }
}

/// JSON of several lines without the indentation that its place in the source gave it.
fn dedent(json: &str) -> String {
    let blanks = |line: &str| line.len().saturating_sub(line.trim_start().len());
    let indent = json.lines().skip(1).map(blanks).min().unwrap_or(0).saturating_sub(1);
    let lines: Vec<&str> = json
        .lines()
        .enumerate()
        .map(|(number, line)| if number == 0 { line } else { line.get(indent..).unwrap_or(line) })
        .collect();
    lines.join("\n")
}
