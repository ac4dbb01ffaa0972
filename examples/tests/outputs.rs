//! What the examples print is what `expected/` holds.

#![allow(clippy::expect_used, reason = "a test stops where its set-up fails")]

use std::path::Path;
use std::process::Command;

fn prints(program: &str, name: &str) {
    let output = Command::new(program).output().expect("the example runs");
    assert!(output.status.success(), "{name} ends with {}", output.status);
    let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("expected/{name}.txt"));
    let want = std::fs::read_to_string(&expected).expect("an expected output is committed");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        want,
        "{name} prints something else than {}",
        expected.display()
    );
}

#[test]
fn share_a_coupon() {
    prints(env!("CARGO_BIN_EXE_share_a_coupon"), "share_a_coupon");
}

#[test]
fn compare_channels() {
    prints(env!("CARGO_BIN_EXE_compare_channels"), "compare_channels");
}

#[test]
fn call_by_name() {
    prints(env!("CARGO_BIN_EXE_call_by_name"), "call_by_name");
}

#[test]
fn price_cart() {
    prints(env!("CARGO_BIN_EXE_price_cart"), "price_cart");
}

#[test]
fn simulate_policies() {
    prints(env!("CARGO_BIN_EXE_simulate_policies"), "simulate_policies");
}

#[test]
fn the_pictures_in_the_docs_are_those_that_the_example_draws() {
    let drawn = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&drawn).expect("a folder for the pictures");
    let program = env!("CARGO_BIN_EXE_simulate_policies");
    let status = Command::new(program).arg(&drawn).status().expect("the example runs");
    assert!(status.success(), "simulate_policies ends with {status}");
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures");
    for name in ["rq_path.svg", "ss_path.svg"] {
        let [drawn, committed] = [&drawn, &committed].map(|folder| std::fs::read(folder.join(name)).expect(name));
        assert!(drawn == committed, "{name} is drawn otherwise than docs/pictures holds it");
    }
}
