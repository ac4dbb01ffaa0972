//! What a cart costs to evaluate, a set to compile, an amount to share out.
//!
//! `cargo bench -p mercato-benches --bench pricing_promotions`. Evaluation stands between a customer and the price of a cart,
//! and is asked again at every change of the cart; compilation stands between an edit of a campaign and its start. A
//! regression of either is felt there. The same tasks, counted in instructions: `pricing_instructions`.

#![allow(missing_docs, reason = "criterion's macros write undocumented functions")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "known data")]

#[allow(dead_code, reason = "shared with benchmarks that need more of it")]
mod instances;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use instances::{cart, context, independent, interacting, matching_promotions, mix, pieces, simple_promotions};
use mercato_core::allocate;
use mercato_pricing::{Cart, Mode, Options, Promotion, PromotionSet, Trace, UsageById};
use std::hint::black_box;

/// Evaluates the carts one after the other.
fn ask(c: &mut Criterion, name: &str, promotions: &[Promotion], carts: &[Cart], mode: Mode) {
    let set = PromotionSet::compile_ref(promotions).unwrap();
    let (context, usage) = (context(), UsageById::new());
    let options = Options { mode, trace: Trace::Candidates, ..Options::default() };
    let mut next = carts.iter().cycle();
    c.bench_function(&format!("evaluate/{name}"), |b| {
        b.iter(|| set.evaluate(black_box(next.next().unwrap()), &context, &usage, &options));
    });
}

fn evaluate(c: &mut Criterion) {
    let carts = |lines, promotions| -> Vec<Cart> { (0..1_000).map(|number| cart(number, lines, promotions)).collect() };
    let promotions = simple_promotions(10_000);
    ask(c, "10,000 promotions, 20 lines", &promotions, &carts(20, 10_000), Mode::Priority);
    ask(c, "10,000 promotions, 100 lines", &promotions, &carts(100, 10_000), Mode::Priority);
    ask(c, "100,000 promotions, 20 lines", &simple_promotions(100_000), &carts(20, 100_000), Mode::Priority);
    ask(c, "10 that match, 20 lines", &matching_promotions(), &carts(20, 10_000), Mode::Priority);
    for quantity in [6, 6_000] {
        let (cart, promotions) = pieces(quantity);
        ask(c, &format!("a line of {quantity} pieces"), &promotions, &[cart], Mode::Priority);
    }
    for count in [12, 20] {
        let (cart, promotions) = interacting(count, 0);
        ask(c, &format!("best of {count} that interact"), &promotions, &[cart], Mode::Best);
    }
    for groups in [1, 4] {
        let (cart, promotions) = independent(groups);
        ask(c, &format!("best of {groups} groups of 6"), &promotions, &[cart], Mode::Best);
    }
}

fn compile(c: &mut Criterion) {
    let mut group = c.benchmark_group("compile");
    group.sample_size(10);
    for count in [10_000, 100_000] {
        let promotions = simple_promotions(count);
        group.throughput(Throughput::Elements(count));
        group.bench_function(format!("{count} promotions"), |b| {
            b.iter(|| PromotionSet::compile_ref(black_box(&promotions)));
        });
    }
    group.finish();
}

fn share(c: &mut Criterion) {
    for parts in [10, 1_000] {
        let weights: Vec<u64> = (0..parts).map(|index| mix(index) % 999_999 + 1).collect();
        c.bench_function(&format!("allocate/{parts} parts"), |b| {
            b.iter(|| allocate(black_box(1_000_003), black_box(&weights)));
        });
    }
}

criterion_group!(benches, evaluate, compile, share);
criterion_main!(benches);
