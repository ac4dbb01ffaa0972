//! Any bytes as delivery records or as an order to split: metrics that are shares and finite, a plan that keeps every limit when
//! it is checked anew, or a refusal, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../shared/supplier.rs"]
mod supplier;

fuzz_target!(|bytes: &[u8]| {
    supplier::check(bytes);
});
