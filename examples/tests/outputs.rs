//! What the examples print is what `expected/` holds.

#![allow(clippy::expect_used, reason = "a test stops where its set-up fails")]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn prints(program: &str, name: &str) {
    prints_and_ends(Command::new(program), name, 0);
}

/// Compares what a program prints, and its exit status.
fn prints_and_ends(mut command: Command, name: &str, status: i32) {
    let output = command.output().expect("the example runs");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{name} ends with {}: {told}", output.status);
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
fn migrate_taxonomy() {
    prints(env!("CARGO_BIN_EXE_migrate_taxonomy"), "migrate_taxonomy");
}

#[test]
fn simulate_policies() {
    prints(env!("CARGO_BIN_EXE_simulate_policies"), "simulate_policies");
}

/// The records of the award.
fn supplier_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/supplier")
}

#[test]
fn award_suppliers() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_award_suppliers"));
    command.arg(supplier_data());
    prints_and_ends(command, "award_suppliers", 0);
}

#[test]
fn plan_orders() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_plan_orders"));
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/orders"));
    prints_and_ends(command, "plan_orders", 0);
}

#[test]
fn measure_campaign() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_measure_campaign"));
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("data/campaign"));
    prints_and_ends(command, "measure_campaign", 0);
}

/// The files of the policy check.
fn channel_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/channel")
}

const NOON: &str = "2026-11-11T12:00:00+08:00";

#[test]
fn check_policy() {
    for (language, name) in [("en", "check_policy"), ("zh", "check_policy_zh")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_check_policy"));
        command.arg(channel_data()).args([NOON, language]);
        prints_and_ends(command, name, 1);
    }
}

#[test]
fn watch_offers() {
    let changes = File::open(channel_data().join("changes.jsonl")).expect("the changes are committed");
    let mut command = Command::new(env!("CARGO_BIN_EXE_watch_offers"));
    command.arg(channel_data()).arg(NOON).stdin(Stdio::from(changes));
    prints_and_ends(command, "watch_offers", 1);
}

/// A policy is refused whole, with every mistake and its place; a clean catalogue ends with 0.
#[test]
fn check_policy_tells_a_scheduler_what_happened() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("policy");
    std::fs::create_dir_all(&folder).expect("a folder for the files");
    let run = |policy: &str, offers: &str| {
        std::fs::write(folder.join("policy.toml"), policy).expect("a policy");
        std::fs::write(folder.join("offers.csv"), offers).expect("offers");
        let mut command = Command::new(env!("CARGO_BIN_EXE_check_policy"));
        let output = command.arg(&folder).arg(NOON).output().expect("the example runs");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let offers = "offer_id,sku,channel_id,currency,price,pack_size\na,tea,jd,CNY,20.00,\nb,tea,tmall,CNY,40.00,2\n";
    let unit = "[parity]\nper_unit = true\n";
    assert_eq!(run(unit, offers), (Some(0), String::new()));
    let (status, told) =
        run("[parity]\ntolerance_percent = \"5\"\n[[map_rules]]\nrule_id = \"m\"\ncurrency = \"CNY\"\n", offers);
    assert_eq!(status, Some(2));
    assert!(told.starts_with("2 mistakes: parity.tolerance_percent: 5 "), "{told}");
    assert!(told.contains("map_rules[0]"), "{told}");
    let (status, told) = run("[parity]\ntolerance_percentage = \"0.05\"\n", offers);
    assert!(
        status == Some(2) && told.starts_with("policy.toml: parity.tolerance_percentage: this key does not exist"),
        "{told}"
    );
    let (status, told) =
        run(unit, "offer_id,sku,channel_id,currency,price\na,tea,jd,CNY,20.00\nb,tea,tmall,CNY,dear\n");
    assert!(status == Some(2) && told.starts_with("offers.csv, line 3: "), "{told}");
}

#[test]
fn the_pictures_in_the_docs_are_those_that_the_examples_draw() {
    let drawn = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
    std::fs::create_dir_all(&drawn).expect("a folder for the pictures");
    for (program, data) in [
        (env!("CARGO_BIN_EXE_simulate_policies"), None),
        (env!("CARGO_BIN_EXE_migrate_taxonomy"), None),
        (env!("CARGO_BIN_EXE_award_suppliers"), Some(supplier_data())),
    ] {
        let status = Command::new(program).args(data).arg(&drawn).status().expect("the example runs");
        assert!(status.success(), "{program} ends with {status}");
    }
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/pictures");
    for name in ["rq_path.svg", "ss_path.svg", "taxonomy_before.svg", "taxonomy_after.svg", "award.svg"] {
        let [drawn, committed] = [&drawn, &committed].map(|folder| std::fs::read(folder.join(name)).expect(name));
        assert!(drawn == committed, "{name} is drawn otherwise than docs/pictures holds it");
    }
}
