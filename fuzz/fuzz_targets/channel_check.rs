//! Any bytes as a policy, offers and changes: a check never panics, and what a change opens and closes is the difference of two full
//! checks.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../channel_case.rs"]
mod channel_case;

fuzz_target!(|bytes: &[u8]| {
    channel_case::run(bytes);
});
