//! Instructions of an evaluation, a compilation, a sharing out: the same on a busy machine as on an idle one.
//!
//! `cargo bench -p mercato-benches --bench pricing_instructions` needs valgrind and `gungraun-runner` of the version that
//! `Cargo.lock` has (`cargo install gungraun-runner --version ...`). A task that needs 3 % more instructions than in the run
//! before fails.

#![allow(missing_docs, missing_debug_implementations, reason = "gungraun's macros write undocumented items")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "known data")]

#[allow(dead_code, reason = "shared with benchmarks that need more of it")]
mod instances;

use gungraun::{Callgrind, EventKind, LibraryBenchmarkConfig, library_benchmark, library_benchmark_group, main};
use instances::{cart, context, interacting, matching_promotions, mix, pieces, simple_promotions};
use mercato_core::allocate;
use mercato_pricing::{Cart, Context, Evaluation, Mode, Options, Promotion, PromotionSet, Trace, UsageById};
use std::hint::black_box;

struct Question {
    set: PromotionSet,
    cart: Cart,
    context: Context,
    options: Options,
}

fn question((cart, promotions): (Cart, Vec<Promotion>), mode: Mode) -> Question {
    let set = PromotionSet::compile(promotions).unwrap();
    Question {
        set,
        cart,
        context: context(),
        options: Options { mode, trace: Trace::Candidates, ..Options::default() },
    }
}

fn among(promotions: u64, lines: u64) -> Question {
    question((cart(1, lines, promotions), simple_promotions(promotions)), Mode::Priority)
}

fn matching() -> Question {
    question((cart(1, 20, 10_000), matching_promotions()), Mode::Priority)
}

fn of_pieces(quantity: u32) -> Question {
    question(pieces(quantity), Mode::Priority)
}

fn best_of(count: u64) -> Question {
    question(interacting(count, 0), Mode::Best)
}

#[library_benchmark]
#[bench::of_10000(among(10_000, 20))]
#[bench::of_10000_100_lines(among(10_000, 100))]
#[bench::of_100000(among(100_000, 20))]
#[bench::ten_that_match(matching())]
#[bench::six_pieces(of_pieces(6))]
#[bench::six_thousand_pieces(of_pieces(6_000))]
#[bench::best_of_12(best_of(12))]
#[bench::best_of_20(best_of(20))]
fn evaluate(question: Question) -> (Question, Evaluation) {
    let Question { set, cart, context, options } = &question;
    let answer = black_box(set.evaluate(black_box(cart), context, &UsageById::new(), options)).unwrap();
    // what is given back is not dropped while instructions are counted
    (question, answer)
}

#[library_benchmark]
#[bench::of_1000(simple_promotions(1_000))]
#[bench::of_10000(simple_promotions(10_000))]
#[bench::of_100000(simple_promotions(100_000))]
fn compile(promotions: Vec<Promotion>) -> (Vec<Promotion>, PromotionSet) {
    let set = black_box(PromotionSet::compile_ref(black_box(&promotions))).unwrap();
    (promotions, set)
}

fn weights(parts: u64) -> Vec<u64> {
    (0..parts).map(|index| mix(index) % 999_999 + 1).collect()
}

#[library_benchmark]
#[bench::ten_parts(weights(10))]
#[bench::thousand_parts(weights(1_000))]
fn share(weights: Vec<u64>) -> Vec<i64> {
    black_box(allocate(black_box(1_000_003), black_box(&weights))).unwrap()
}

library_benchmark_group!(name = promotions, benchmarks = [evaluate, compile, share]);
main!(
    config = LibraryBenchmarkConfig::default().tool(Callgrind::default().soft_limits([(EventKind::Ir, 3.0)])),
    library_benchmark_groups = promotions
);
