//! Every speed target of the promotion engine, on the instances that its peers are timed on: the mercato side of
//! `compare.sh`.
//!
//! `pricing_targets DIR` times each task and writes `DIR/tasks.json`: the name of the task, nanoseconds a unit, and, where a
//! peer can repeat it, the instance and the answer. Without a DIR (as `cargo bench` and `cargo test` call it) every task runs
//! once on few carts and nothing is written.
//!
//! Carts are timed in passes over all of them, so that no cart finds its own data in the nearest cache; of each cart the best
//! pass counts, of the carts the median.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "known data")]

#[allow(dead_code, reason = "shared with benchmarks that need more of it")]
mod instances;

use instances::{
    cart, context, independent, interacting, matching_promotions, mix, pieces, simple_promotions, three_fact_promotions,
};
use mercato_core::allocate;
use mercato_pricing::{Cart, Evaluation, Mode, Options, Promotion, PromotionSet, Trace, UsageById};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};

struct Report {
    timed: bool,
    tasks: Vec<Value>,
}

impl Report {
    /// How many carts a task has.
    const fn carts(&self) -> u64 {
        if self.timed { 1_000 } else { 3 }
    }

    const fn promotions(&self, count: u64) -> u64 {
        if self.timed { count } else { count / 100 }
    }

    /// The median over the carts of the best of `passes`, in nanoseconds.
    fn median(&self, passes: u32, carts: &[Cart], mut run: impl FnMut(&Cart)) -> f64 {
        let passes = if self.timed { passes } else { 1 };
        let mut best = vec![Duration::MAX; carts.len()];
        for _ in 0..passes {
            for (cart, best) in carts.iter().zip(&mut best) {
                let start = Instant::now();
                run(cart);
                *best = start.elapsed().min(*best);
            }
        }
        best.sort_unstable();
        best[best.len() / 2].as_secs_f64() * 1e9
    }

    /// Nanoseconds of a call: the best of up to 200 samples of at least 1 ms.
    fn best<T>(&self, mut run: impl FnMut() -> T) -> f64 {
        if !self.timed {
            black_box(run());
            return 0.0;
        }
        let mut sample = |runs: u32| {
            let start = Instant::now();
            for _ in 0..runs {
                black_box(run());
            }
            start.elapsed()
        };
        let mut runs = 1;
        while sample(runs) < Duration::from_millis(1) {
            runs *= 2;
        }
        let start = Instant::now();
        let mut best = Duration::MAX;
        for taken in 0..200 {
            if taken > 2 && start.elapsed() > Duration::from_millis(500) {
                break;
            }
            best = best.min(sample(runs));
        }
        best.as_secs_f64() * 1e9 / f64::from(runs)
    }

    fn push(&mut self, task: &str, nanoseconds: f64, instance: &Value) {
        println!("{task}\t{nanoseconds:.1} ns");
        self.tasks.push(json!({"task": task, "nanoseconds": nanoseconds, "instance": instance}));
    }
}

fn main() {
    let dir = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let mut report = Report { timed: dir.is_some(), tasks: Vec::new() };
    evaluations(&mut report);
    compilations(&mut report);
    combinations(&mut report);
    shares(&mut report);
    if let Some(dir) = dir {
        std::fs::write(format!("{dir}/tasks.json"), json!(report.tasks).to_string()).unwrap();
    }
}

fn options(mode: Mode) -> Options {
    Options { mode, trace: Trace::Candidates, ..Options::default() }
}

/// What a peer needs to repeat some carts of a task, and to compare its answers.
fn instance(promotions: &[Promotion], carts: &[Cart], answers: &[Evaluation]) -> Value {
    let few = carts.len().min(20);
    json!({"promotions": promotions, "carts": carts[..few], "answers": answers[..few]})
}

fn evaluate(report: &mut Report, task: &str, promotions: &[Promotion], carts: &[Cart], share: bool) {
    let set = PromotionSet::compile_ref(promotions).unwrap();
    let (context, usage, options) = (context(), UsageById::new(), options(Mode::Priority));
    let ask = |cart: &Cart| set.evaluate(black_box(cart), &context, &usage, &options).unwrap();
    let answers: Vec<Evaluation> = carts.iter().map(ask).collect();
    let nanoseconds = report.median(30, carts, |cart| {
        black_box(ask(cart));
    });
    let instance = if share { instance(promotions, carts, &answers) } else { Value::Null };
    report.push(task, nanoseconds, &instance);
}

fn evaluations(report: &mut Report) {
    let some = |report: &Report, lines: u64, promotions: u64| -> Vec<Cart> {
        (0..report.carts()).map(|number| cart(number, lines, promotions)).collect()
    };
    let ten_thousand = report.promotions(10_000);
    let promotions = simple_promotions(ten_thousand);
    for (task, lines) in [("evaluate_20", 20), ("evaluate_100", 100)] {
        let carts = some(report, lines, ten_thousand);
        evaluate(report, task, &promotions, &carts, true);
    }
    let hundred_thousand = report.promotions(100_000);
    let carts = some(report, 20, hundred_thousand);
    evaluate(report, "evaluate_of_100000", &simple_promotions(hundred_thousand), &carts, false);
    let carts = some(report, 20, ten_thousand);
    evaluate(report, "evaluate_matching", &matching_promotions(), &carts, true);
    evaluate(report, "evaluate_facts", &three_fact_promotions(ten_thousand), &carts, true);
    for (task, quantity) in [("pieces_6", 6), ("pieces_6000", 6_000)] {
        let (cart, promotions) = pieces(quantity);
        let set = PromotionSet::compile(promotions).unwrap();
        let (context, usage, options) = (context(), UsageById::new(), options(Mode::Priority));
        let applied = set.evaluate(&cart, &context, &usage, &options).unwrap().applied.len();
        assert_eq!(applied, 3, "every promotion is applied");
        let nanoseconds = report.best(|| set.evaluate(black_box(&cart), &context, &usage, &options));
        report.push(task, nanoseconds, &Value::Null);
    }
}

fn compilations(report: &mut Report) {
    for (task, count) in [("compile_10000", 10_000), ("compile_100000", 100_000)] {
        let promotions = simple_promotions(report.promotions(count));
        let nanoseconds = report.best(|| PromotionSet::compile_ref(black_box(&promotions)));
        report.push(task, nanoseconds / promotions.len() as f64, &Value::Null);
    }
}

fn combinations(report: &mut Report) {
    let (context, usage, options) = (context(), UsageById::new(), options(Mode::Best));
    for (task, count) in [("best_12", 12), ("best_20", 20)] {
        let instances = if report.timed { 31 } else { 1 };
        let mut times: Vec<f64> = (0..instances)
            .map(|number| {
                let (cart, promotions) = interacting(if report.timed { count } else { 6 }, number);
                let set = PromotionSet::compile(promotions).unwrap();
                let answer = set.evaluate(&cart, &context, &usage, &options).unwrap();
                assert_eq!(answer.optimal, Some(true), "{task} {number} is proven");
                report.best(|| set.evaluate(black_box(&cart), &context, &usage, &options))
            })
            .collect();
        times.sort_by(f64::total_cmp);
        report.push(task, times[times.len() / 2], &Value::Null);
        report.push(&format!("{task}_slowest"), times[times.len() - 1], &Value::Null);
    }
    for (task, groups) in [("independent_1", 1), ("independent_4", 4)] {
        let (cart, promotions) = independent(groups);
        let set = PromotionSet::compile(promotions).unwrap();
        let answer = set.evaluate(&cart, &context, &usage, &options).unwrap();
        assert_eq!(answer.optimal, Some(true));
        let nanoseconds = report.best(|| set.evaluate(black_box(&cart), &context, &usage, &options));
        report.push(task, nanoseconds, &Value::Null);
    }
}

fn shares(report: &mut Report) {
    for parts in [10_u64, 1_000] {
        let weights: Vec<u64> = (0..parts).map(|index| mix(index) % 999_999 + 1).collect();
        let answer = allocate(1_000_003, &weights).unwrap();
        let nanoseconds = report.best(|| allocate(black_box(1_000_003), black_box(&weights)));
        report.push(
            &format!("allocate_{parts}"),
            nanoseconds,
            &json!({"total": 1_000_003, "weights": weights, "parts": answer}),
        );
    }
}
