//! Any bytes as promotions and a cart: an answer whose sums agree, or a refusal, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../shared/promotions.rs"]
mod promotions;

fuzz_target!(|bytes: &[u8]| {
    promotions::check(bytes);
});
