//! The recorded cases of every kernel, `tests/vectors/KERNEL.jsonl`, through the catalogue.

#![allow(clippy::expect_used, reason = "a test stops where its set-up fails")]

use mercato_ops::vectors::check;
use std::fs;
use std::path::Path;

/// How many cases each file holds at least; the number only ever goes up.
const FILES: &[(&str, usize)] =
    &[("inventory.jsonl", 406), ("kpi.jsonl", 425), ("pricing.jsonl", 421), ("taxonomy.jsonl", 410)];

#[test]
fn every_case_is_answered_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut failures = Vec::new();
    for (name, least) in FILES {
        let text = fs::read(folder.join(name)).expect(name);
        let mut run = 0;
        for checked in text.split(|byte| *byte == b'\n').filter_map(check) {
            run += 1;
            if !checked.problems.is_empty() {
                failures.push(format!("{} ({}): {}", checked.id, checked.op, checked.problems.join("; ")));
            }
        }
        println!("{name}: {run} cases run");
        assert!(run >= *least, "{name}: {run} cases were run, {least} is the least");
    }
    assert!(failures.is_empty(), "{} cases fail:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn every_file_is_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let mut found: Vec<String> = fs::read_dir(folder)
        .expect("tests/vectors")
        .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
        .filter(|name| Path::new(name).extension().is_some_and(|ending| ending == "jsonl"))
        .collect();
    found.sort_unstable();
    let recorded: Vec<&str> = FILES.iter().map(|(name, _)| *name).collect();
    assert_eq!(found, recorded, "record every vector file in FILES, sorted");
}
