//! Bytes that a compiled promotion takes, counted by the allocator.
//!
//! `pricing_memory DIR` writes `DIR/memory.json`; without a DIR it counts a small set and writes nothing.

#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "known data")]

#[allow(dead_code, reason = "shared with benchmarks that need more of it")]
mod instances;

use instances::simple_promotions;
use mercato_pricing::PromotionSet;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() {
    let dir = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let promotions = simple_promotions(if dir.is_some() { 100_000 } else { 100 });
    let region = Region::new(ALLOCATOR);
    let set = PromotionSet::compile_ref(&promotions).unwrap();
    let change = region.change();
    let bytes = (change.bytes_allocated - change.bytes_deallocated) / set.len();
    println!("{bytes} bytes for each of {} promotions", set.len());
    if let Some(dir) = dir {
        std::fs::write(format!("{dir}/memory.json"), format!("{{\"bytes\": {bytes}}}")).unwrap();
    }
}
