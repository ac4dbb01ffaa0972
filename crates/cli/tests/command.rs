//! The command as a person or a program meets it: what each subcommand prints, and how it exits.

#![allow(
    clippy::expect_used,
    clippy::format_push_string,
    clippy::arithmetic_side_effects,
    reason = "a test stops where its set-up fails"
)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const MERCATO: &str = env!("CARGO_BIN_EXE_mercato");
const RATIO: &str = r#"{"numerator": "-5.00", "denominator": 8}"#;

/// Runs the command with this standard input.
fn mercato(args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(MERCATO)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // a command that does not read its input closes the pipe
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("the command ends");
    writer.join().expect("the input is written");
    output
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// The standard output of a command that exits with `status` and says nothing on standard error.
#[track_caller]
fn answer(args: &[&str], input: &[u8], status: i32) -> String {
    let output = mercato(args, input);
    assert_eq!(text(&output.stderr), "");
    assert_eq!(output.status.code(), Some(status));
    text(&output.stdout).to_owned()
}

/// The standard error of a command that exits with `status` and prints nothing else.
#[track_caller]
fn complaint(args: &[&str], input: &[u8], status: i32) -> String {
    let output = mercato(args, input);
    assert_eq!(text(&output.stdout), "");
    assert_eq!(output.status.code(), Some(status));
    text(&output.stderr).to_owned()
}

fn file(name: &str, content: impl AsRef<[u8]>) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).expect("a file for the test");
    path.to_str().expect("a path in UTF-8").to_owned()
}

#[test]
fn list_names_every_operation_in_order() {
    let lines = answer(&["list"], b"", 0);
    let names: Vec<&str> = lines.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"kpi.ratio") && names.is_sorted());
    let list: Value = serde_json::from_str(&answer(&["list", "--json"], b"", 0)).expect("JSON");
    let listed: Vec<&str> = list.as_array().expect("a list").iter().filter_map(|op| op["name"].as_str()).collect();
    assert_eq!(listed, names);
    assert!(answer(&["list", "kpi.rat"], b"", 0).starts_with("kpi.ratio"));
    assert_eq!(answer(&["list", "no such name"], b"", 0), "");
}

#[test]
fn describe_says_what_an_operation_answers() {
    let about = answer(&["describe", "kpi.ratio"], b"", 0);
    assert!(about.contains("numerator: decimal or number (required)"), "{about}");
    assert!(about.contains("(optional, default \"null\")") && about.contains(RATIO), "{about}");
    let about: Value = serde_json::from_str(&answer(&["describe", "kpi.ratio", "--json"], b"", 0)).expect("JSON");
    assert_eq!(about["name"], "kpi.ratio");
    assert_eq!(about["examples"][0]["output"]["value"], -0.625);
    assert_eq!(about["input"]["required"], json!(["numerator", "denominator"]));
}

#[test]
fn schema_prints_what_is_taken_and_what_is_given() {
    let both: Value = serde_json::from_str(&answer(&["schema", "kpi.ratio"], b"", 0)).expect("JSON");
    for side in ["input", "output"] {
        assert_eq!(both[side]["$schema"], "https://json-schema.org/draft/2020-12/schema");
        let one: Value =
            serde_json::from_str(&answer(&["schema", "kpi.ratio", &format!("--{side}")], b"", 0)).expect("JSON");
        assert_eq!(one, both[side]);
    }
    assert_eq!(both["input"]["additionalProperties"], false);
}

#[test]
fn openapi_has_a_path_for_each_operation() {
    let document: Value = serde_json::from_str(&answer(&["openapi"], b"", 0)).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
    let count = answer(&["list"], b"", 0).lines().count();
    assert_eq!(document["paths"].as_object().map(serde_json::Map::len), Some(count));
}

#[test]
fn completions_know_the_operations() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = answer(&["completions", shell], b"", 0);
        assert!(script.contains("mercato") && script.contains("verify"), "{shell}");
        assert!(shell != "bash" && shell != "zsh" || script.contains("kpi.ratio"), "{shell}");
    }
    assert!(complaint(&["completions", "csh"], b"", 2).contains("invalid value"));
}

#[test]
fn run_answers_a_file_or_the_standard_input() {
    let want = "{\"value\":-0.625,\"reason\":null}\n";
    assert_eq!(answer(&["run", "kpi.ratio"], RATIO.as_bytes(), 0), want);
    assert_eq!(answer(&["run", "kpi.ratio", "-"], RATIO.as_bytes(), 0), want);
    let with_mark = file("ratio.json", format!("\u{feff}{RATIO}\r\n"));
    assert_eq!(answer(&["run", "kpi.ratio", &with_mark], b"", 0), want);
}

#[test]
fn run_refuses_with_an_error_object_and_exit_status_1() {
    let refused = |input: &[u8]| -> Value {
        serde_json::from_str(&complaint(&["run", "kpi.ratio"], input, 1)).expect("an error object")
    };
    let error = refused(br#"{"numerator": "1e3", "denominator": 8}"#);
    assert_eq!(error["code"], "invalid_argument");
    assert_eq!(error["path"], "numerator");
    assert_eq!(
        refused(br#"{"numerator": 1, "denominator": 0, "zero_denominator": "error"}"#)["code"],
        "division_by_zero"
    );
    assert!(refused(b"")["message"].as_str().is_some_and(|text| text.contains("empty")));
    assert!(refused(b"{").to_string().contains("not JSON"));
    assert!(refused(b"[]").to_string().contains("not an object"));
    assert!(refused(b"{\"\xff\": 1}").to_string().contains("not UTF-8 at byte 3"));
}

#[test]
fn a_misuse_says_what_is_wrong_and_exits_with_2() {
    for command in ["describe", "run", "schema"] {
        let text = complaint(&[command, "kpi.ratoi"], b"", 2);
        assert!(text.contains("not_found") && text.contains("kpi.ratio"), "{text}");
    }
    for args in
        [["run", "kpi.ratio", "no-such-file"].as_slice(), &["batch", "no-such-file"], &["verify", "no-such-file"]]
    {
        let text = complaint(args, b"", 2);
        assert!(text.starts_with("error: no-such-file: "), "{text}");
    }
    assert!(complaint(&["batch", env!("CARGO_TARGET_TMPDIR")], b"", 2).contains(env!("CARGO_TARGET_TMPDIR")));
    assert!(complaint(&["lsit"], b"", 2).contains("list"));
    assert!(complaint(&["run"], b"", 2).contains("<OP>"));
    assert!(complaint(&[], b"", 2).contains("Usage"));
}

#[test]
fn batch_answers_each_line_in_its_place() {
    let lines = "{\"id\": 1, \"op\": \"kpi.ratio\", \"input\": {\"numerator\": 1, \"denominator\": 4}}\r\n\
                 \n   \nbroken\n{\"op\":\"kpi.ratio\",\"input\":{},\"id\":\"x\"}\n\
                 {\"id\":null,\"op\":\"kpi.none\",\"input\":{}}\n{\"input\":{\"numerator\":1,\"denominator\":2},\"op\":\"kpi.ratio\"}";
    let text = answer(&["batch"], lines.as_bytes(), 1);
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), 5);
    assert_eq!(answers[0], json!({"id": 1, "output": {"value": 0.25, "reason": null}}));
    assert_eq!(answers[1]["error"]["code"], "invalid_argument");
    assert_eq!(answers[2]["error"]["path"], "numerator");
    assert_eq!(answers[2]["id"], "x");
    assert_eq!(answers[3]["error"]["code"], "not_found");
    assert_eq!(answers[3].get("id"), Some(&Value::Null));
    assert_eq!(answers[4], json!({"output": {"value": 0.5, "reason": null}}));
    assert_eq!(answer(&["batch", &file("requests.jsonl", lines)], b"", 1), text);
    assert_eq!(answer(&["batch"], b"", 0), "");
}

#[test]
fn batch_answers_before_it_waits_for_more() {
    let mut child = Command::new(MERCATO)
        .arg("batch")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for id in 0..3 {
        writeln!(stdin, r#"{{"id":{id},"op":"kpi.ratio","input":{{"numerator":1,"denominator":4}}}}"#).unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert!(line.starts_with(&format!("{{\"id\":{id},")), "{line}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn batch_keeps_going_after_a_line_that_is_too_long() {
    let mut lines = br#"{"id":"long","op":"kpi.ratio","input":{"numerator":""#.to_vec();
    lines.resize(mercato_ops::MAX_LINE_BYTES + 100, b'1');
    lines.extend_from_slice(b"\"}}\n{\"id\":2,\"op\":\"kpi.ratio\",\"input\":{\"numerator\":1,\"denominator\":4}}\n");
    let text = answer(&["batch"], &lines, 1);
    let answers: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0]["id"], "long");
    assert!(answers[0]["error"]["message"].as_str().unwrap().contains("longer than"));
    assert_eq!(answers[1]["id"], 2);
}

#[test]
fn lines_of_every_length_cross_the_buffer_whole() {
    // lengths around the size of the buffer, 256 KiB, and a last line without an end
    let mut lines = String::new();
    for id in 0..40_usize {
        let pad = " ".repeat(if id % 4 == 0 { (256 << 10) - 2000 + 100 * id } else { 7 * id });
        lines.push_str(&format!(r#"{{"id":{id},{pad}"op":"kpi.ratio","input":{{"numerator":{id},"denominator":4}}}}"#));
        if id < 39 {
            lines.push('\n');
        }
    }
    let text = answer(&["batch"], lines.as_bytes(), 0);
    assert_eq!(text.lines().count(), 40);
    for (id, line) in text.lines().enumerate() {
        let answer: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!((&answer["id"], &answer["output"]["value"]), (&json!(id), &json!(id as f64 / 4.0)));
    }
}

#[test]
fn a_reader_who_stops_reading_is_no_error() {
    let line = format!("{{\"op\":\"kpi.ratio\",\"input\":{RATIO}}}\n");
    let requests = file("many.jsonl", line.repeat(200_000));
    for args in [["batch", requests.as_str()].as_slice(), &["openapi"], &["list"]] {
        let mut child =
            Command::new(MERCATO).args(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut first = [0_u8; 1];
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut first).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_eq!(text(&output.stderr), "");
        assert_eq!(output.status.code(), Some(0));
    }
}

#[test]
fn verify_counts_what_passed_and_shows_what_failed() {
    let good =
        r#"{"id":"r/1","op":"kpi.ratio","input":{"numerator":1,"denominator":4},"expect":{"value":0.25},"source":"-"}"#;
    let bad =
        r#"{"id":"r/2","op":"kpi.ratio","input":{"numerator":1,"denominator":4},"expect":{"value":0.26},"source":"-"}"#;
    let (one, both) = (file("one.jsonl", good), file("both.jsonl", format!("{good}\n\n{bad}\nbroken\n")));
    assert_eq!(answer(&["verify", &one], b"", 0), "1 passed, 0 failed\n");
    let text = answer(&["verify", &one, &both], b"", 1);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "FAIL r/2 (kpi.ratio): .value: got 0.25, want 0.26");
    assert!(lines[1].starts_with("FAIL ") && lines[1].contains("both.jsonl:4 (?): no case: not JSON"), "{text}");
    assert_eq!(lines[2..], ["kpi.ratio: 2 passed, 1 failed", "2 passed, 2 failed"]);
    assert_eq!(answer(&["verify", "--show", "0", &both], b"", 1).lines().count(), 2);
    let empty = file("empty.jsonl", "\n");
    assert_eq!(answer(&["verify", &empty], b"", 1), "0 passed, 0 failed\n");
    assert!(complaint(&["verify"], b"", 2).contains("<FILE>"));
}

#[test]
fn help_has_examples_that_run() {
    for command in ["list", "describe", "run", "batch", "verify", "schema", "openapi", "completions"] {
        let help = answer(&[command, "--help"], b"", 0);
        let examples = help.split("Example").nth(1).unwrap_or_else(|| panic!("{command} --help has no example"));
        assert!(examples.lines().skip(1).all(|line| line.contains("mercato ")), "{examples}");
    }
    assert!(answer(&["--help"], b"", 0).contains("Exit status: 0"));
    assert!(answer(&["--version"], b"", 0).starts_with("mercato "));
}

/// Whether a shell takes the transcripts of a document as they are printed.
fn transcript(document: &str) -> usize {
    let mut commands = 0;
    for block in document.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap_or_default();
        for step in block.split("$ ").skip(1) {
            let (command, printed) = step.split_once('\n').unwrap_or((step, ""));
            let folder = PathBuf::from(MERCATO).parent().expect("a folder").to_owned();
            let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap_or_default());
            let output = Command::new("sh")
                .args(["-c", &format!("exec 2>&1; {command}")])
                .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
                .env("PATH", path)
                .output()
                .expect("a shell");
            assert_eq!(text(&output.stdout), printed, "$ {command}");
            commands += 1;
        }
    }
    commands
}

#[cfg(unix)]
#[test]
fn the_documents_print_what_the_command_prints() {
    assert!(transcript(include_str!("../README.md")) > 0);
    assert!(transcript(include_str!("../../../docs/command.md")) > 0);
}

/// The example in another language, over one open `mercato batch`.
#[test]
fn another_language_calls_the_catalogue_over_a_pipe() {
    let examples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let ran = Command::new("python3").arg(examples.join("call_over_a_pipe.py")).arg(MERCATO).output();
    let output = match ran {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("python3 is not installed: the program in Python has not been run");
            return;
        }
        ran => ran.expect("the program runs"),
    };
    let want = std::fs::read_to_string(examples.join("expected/call_over_a_pipe.txt")).expect("what it prints");
    assert_eq!((text(&output.stdout), text(&output.stderr)), (want.as_str(), ""));
}
