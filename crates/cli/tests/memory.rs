//! `mercato batch` streams: its memory does not grow with the number of lines.
//!
//! 200,000 lines here; `benches/ops/batch.sh` measures ten million.

#![allow(clippy::expect_used, clippy::format_push_string, reason = "a test stops where its set-up fails")]
#![cfg(target_os = "linux")]

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{ChildStdin, Command, Stdio};

const LINES: u32 = 200_000;
const LIMIT_KIB: u64 = 64 << 10;

fn ask(stdin: &mut ChildStdin, lines: std::ops::Range<u32>) {
    let mut text = String::new();
    for id in lines {
        text.push_str(&format!(
            "{{\"id\":{id},\"op\":\"kpi.ratio\",\"input\":{{\"numerator\":\"{id}.25\",\"denominator\":7}}}}\n"
        ));
        if text.len() > 1 << 16 {
            stdin.write_all(text.as_bytes()).expect("the command reads");
            text.clear();
        }
    }
    stdin.write_all(text.as_bytes()).expect("the command reads");
}

/// The most memory that the process has held.
fn peak_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("a running process");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("VmHWM");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn memory_stays_the_same_however_many_lines_there_are() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_mercato"))
        .arg("batch")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let process = child.id();
    let (mut stdin, stdout) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let (answered, answers) = std::sync::mpsc::channel();
    let reader = std::thread::spawn(move || {
        let mut count = 0_u32;
        for line in BufReader::new(stdout).lines() {
            assert!(line.expect("a line").contains("\"output\""));
            count += 1;
            if count == LINES / 10 || count == LINES {
                answered.send(count).expect("the test waits");
            }
        }
    });
    ask(&mut stdin, 0..LINES / 10);
    answers.recv().expect("a tenth of the answers");
    let early = peak_kib(process);
    ask(&mut stdin, LINES / 10..LINES);
    answers.recv().expect("all answers");
    let late = peak_kib(process);
    drop(stdin);
    assert!(child.wait().expect("the command ends").success());
    reader.join().expect("the answers are read");
    println!("peak memory after {} lines: {early} KiB, after {LINES}: {late} KiB", LINES / 10);
    assert!(late < LIMIT_KIB, "{late} KiB");
    assert!(late <= early + 1024, "{early} KiB grew to {late} KiB");
}
