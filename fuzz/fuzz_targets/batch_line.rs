//! Any bytes as a line of a batch: one line of JSON out (none for a blank line), never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mercato_ops::{Outcome, answer_line};

fuzz_target!(|line: &[u8]| {
    let mut output = Vec::new();
    match answer_line(line, &mut output) {
        Outcome::Blank => assert!(output.is_empty()),
        Outcome::Answered | Outcome::Refused => {
            assert_eq!(output.iter().position(|byte| *byte == b'\n'), output.len().checked_sub(1));
            serde_json::from_slice::<serde_json::Value>(&output).expect("an answer is JSON");
        }
    }
});
