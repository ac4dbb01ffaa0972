//! Any bytes as a policy, offers and changes: what the changes open and close is the difference of two full checks, or all is
//! refused, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../shared/channel.rs"]
mod channel;

fuzz_target!(|bytes: &[u8]| {
    channel::check_bytes(bytes);
});
