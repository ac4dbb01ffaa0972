//! What the fuzzer was fed, replayed as ordinary tests; the corpus of the CSV reader is replayed by `mercato-review`.

#![allow(clippy::expect_used, reason = "a test stops where its set-up fails")]

use mercato_core::{Money, decimal, time};
use mercato_ops::{Outcome, answer_line};
use std::fs;
use std::path::Path;

#[allow(
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    unreachable_pub,
    reason = "it stops where something is wrong"
)]
#[path = "../fuzz/shared/promotions.rs"]
mod promotions;

#[allow(
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    unreachable_pub,
    reason = "it stops where something is wrong"
)]
#[path = "../fuzz/shared/channel.rs"]
mod channel;
#[allow(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    unreachable_pub,
    reason = "it stops where something is wrong"
)]
#[path = "../fuzz/shared/supplier.rs"]
mod supplier;

fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(target);
    let mut inputs: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .expect("a corpus")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.display().to_string(), fs::read(path).expect("an input")))
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn decimals_dates_instants_and_money_print_back() {
    let inputs = corpus("decimal");
    assert!(inputs.len() >= 8, "{} inputs", inputs.len());
    let mut read = 0;
    for (name, bytes) in &inputs {
        let Ok(text) = std::str::from_utf8(bytes) else { continue };
        if let Ok(value) = decimal::parse(text) {
            let again = decimal::parse(&value.to_string()).expect(name);
            assert_eq!((again.mantissa(), again.scale()), (value.mantissa(), value.scale()), "{name}");
            read += 1;
        }
        if let Ok(date) = time::parse_date(text) {
            assert_eq!(date.to_string(), *text, "{name}");
            read += 1;
        }
        if let Ok(instant) = time::parse_timestamp(text) {
            assert_eq!(time::parse_timestamp(&time::format_timestamp(&instant)), Ok(instant), "{name}");
            read += 1;
        }
        if let Ok(money) = text.parse::<Money>() {
            assert_eq!(money.to_string().parse(), Ok(money), "{name}");
            read += 1;
        }
    }
    assert!(read >= 8, "{read} inputs were read as anything");
}

#[test]
fn batch_lines_are_answered_by_one_line_of_json() {
    let inputs = corpus("batch_line");
    assert!(inputs.len() >= 40, "{} inputs", inputs.len());
    let mut answered = 0;
    for (name, line) in &inputs {
        let mut output = Vec::new();
        match answer_line(line, &mut output) {
            Outcome::Blank => assert!(output.is_empty(), "{name}"),
            outcome => {
                assert_eq!(output.iter().position(|byte| *byte == b'\n'), output.len().checked_sub(1), "{name}");
                serde_json::from_slice::<serde_json::Value>(&output).expect(name);
                answered += usize::from(outcome == Outcome::Answered);
            }
        }
    }
    assert!(answered >= 30, "{answered} lines were answered");
}

#[test]
fn promotions_and_carts_keep_their_sums() {
    let inputs = corpus("promotions");
    assert!(inputs.len() >= 50, "{} inputs", inputs.len());
    let evaluated = inputs.iter().filter(|(_, bytes)| promotions::check(bytes)).count();
    assert!(evaluated >= 40, "{evaluated} inputs were evaluated");
}

#[test]
fn changes_of_a_catalogue_are_the_difference_of_two_checks() {
    let inputs = corpus("channel_policy");
    assert!(inputs.len() >= 40, "{} inputs", inputs.len());
    let checked = inputs.iter().filter(|(_, bytes)| channel::check_bytes(bytes)).count();
    assert!(checked >= 20, "{checked} inputs were checked");
}

#[test]
fn delivery_records_are_measured_and_plans_keep_their_limits() {
    let inputs = corpus("supplier");
    assert!(inputs.len() >= 20, "{} inputs", inputs.len());
    let answered = inputs.iter().filter(|(_, bytes)| supplier::check(bytes)).count();
    assert!(answered >= 12, "{answered} inputs were answered");
}
