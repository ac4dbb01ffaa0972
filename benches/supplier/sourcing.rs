//! The speed targets of mercato-supplier: the mercato side of `compare.sh`.
//!
//! `sourcing DIR` times each task and writes `DIR/tasks.json`: its name, nanoseconds a call (the best of up to 20 samples of
//! at least 1 ms, for half a second), its input and answer. The peer reads its instances from there and compares its answers before it is timed.
//! Without a DIR (as `cargo bench` and `cargo test` call it) every task runs once and nothing is written.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "known data")]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::indexing_slicing, reason = "known data")]

use mercato_core::{Currency, Decimal};
use mercato_supplier::{
    AllocateOrdersInput, DeliveryColumns, DeliveryRules, DiscountType, PriceBreak, SupplierOffer, allocate_orders,
    delivery_metrics_batch,
};
use serde_json::{Value, json};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Short samples, of which the best counts: other work on the machine only ever adds.
const SAMPLE: Duration = Duration::from_millis(1);
const SAMPLES: usize = 20;
/// After this a task is left with the samples it has.
const LONGEST: Duration = Duration::from_millis(500);

/// Steele, Lea & Flood 2014: a bijection of 64 bits that looks random.
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Numbers that look random.
struct Numbers(u64);

impl Numbers {
    /// From `low` to `high`, both included.
    fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0 += 1;
        low + mix(self.0) % (high - low + 1)
    }
}

/// Nanoseconds of a call.
fn clock<T>(timed: bool, mut run: impl FnMut() -> T) -> f64 {
    if !timed {
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
    let mut runs = 1_u32;
    let mut best = sample(runs);
    while best < SAMPLE {
        runs *= 2;
        best = sample(runs);
    }
    let start = Instant::now();
    for _ in 0..SAMPLES {
        if start.elapsed() > LONGEST {
            break;
        }
        best = best.min(sample(runs));
    }
    best.as_secs_f64() * 1e9 / f64::from(runs)
}

/// What is asked of an order besides its offers.
#[derive(Debug, Clone, Copy, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a row of the table")]
struct Shape {
    incremental: bool,
    quality: bool,
    counts: bool,
    lots: bool,
}

/// An order to `suppliers` suppliers with three price breaks each: capacities of some tenth of the demand, prices within a
/// quarter of each other, each break 5 % cheaper than the one before.
fn order(seed: u64, suppliers: u64, shape: Shape) -> AllocateOrdersInput {
    let mut numbers = Numbers(seed << 32);
    let demand = suppliers * 250;
    let cents = |cents: u64| Decimal::new(cents as i64, 2);
    let offer = |index: u64| {
        let capacity = numbers.between(demand / suppliers, 5 * demand / suppliers);
        let price = numbers.between(900, 1200);
        let (second, third) = (capacity / 4 + numbers.between(0, 9), capacity / 2 + numbers.between(0, 9));
        let prices = [(1, price), (second, price * 95 / 100), (third, price * 90 / 100)];
        SupplierOffer {
            fixed_cost: Some(cents(numbers.between(0, 30_000))),
            min_order: Some(numbers.between(1, capacity / 5)),
            lot_size: shape.lots.then(|| [1, 5, 10, 25][numbers.between(0, 3) as usize]),
            defect_rate: Some(numbers.between(10, 400) as f64 / 10_000.0),
            on_time_rate: Some(numbers.between(800, 999) as f64 / 1_000.0),
            price_breaks: prices
                .iter()
                .map(|(min_quantity, price)| PriceBreak { min_quantity: *min_quantity, unit_price: cents(*price) })
                .collect(),
            discount_type: if shape.incremental { DiscountType::Incremental } else { DiscountType::AllUnits },
            ..SupplierOffer::new(format!("s{index}"), cents(price), capacity)
        }
    };
    AllocateOrdersInput {
        max_defect_rate: shape.quality.then_some(0.016),
        min_on_time_rate: shape.quality.then_some(0.92),
        min_suppliers: shape.counts.then_some(suppliers / 3),
        max_suppliers: shape.counts.then_some(suppliers / 2),
        max_share: shape.counts.then_some(if suppliers > 20 { 0.15 } else { 0.4 }),
        ..AllocateOrdersInput::new(Currency::EUR, demand, (0..suppliers).map(offer).collect())
    }
}

const PLAIN: Shape = Shape { incremental: false, quality: false, counts: false, lots: false };
const SHAPES: [(&str, Shape); 6] = [
    ("all units", PLAIN),
    ("incremental", Shape { incremental: true, ..PLAIN }),
    ("all units, quality", Shape { quality: true, ..PLAIN }),
    ("all units, quality, counts and shares", Shape { quality: true, counts: true, ..PLAIN }),
    ("all units, lots", Shape { lots: true, ..PLAIN }),
    (
        "incremental, quality, counts, shares, lots",
        Shape { incremental: true, quality: true, counts: true, lots: true },
    ),
];

fn main() {
    let dir = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let timed = dir.is_some();
    let mut tasks: Vec<Value> = Vec::new();
    for suppliers in [10, 40] {
        for (name, shape) in SHAPES {
            for seed in 1..=if timed { 5 } else { 1 } {
                let input = order(seed, suppliers, shape);
                let plan = match allocate_orders(&input) {
                    Ok(plan) => plan,
                    Err(error) => {
                        println!("{suppliers} {name} {seed}: {error}");
                        continue;
                    }
                };
                let nanoseconds = clock(timed, || allocate_orders(black_box(&input)));
                println!("{suppliers} {name} {seed}\t{:.3} ms\t{} nodes", nanoseconds / 1e6, plan.nodes);
                tasks.push(json!({
                    "task": name, "suppliers": suppliers, "seed": seed, "nanoseconds": nanoseconds,
                    "input": input, "answer": plan,
                }));
            }
        }
    }
    tasks.push(deliveries(timed));
    if let Some(dir) = dir {
        std::fs::write(format!("{dir}/tasks.json"), json!(tasks).to_string()).unwrap();
    }
}

/// A million records of 10,000 suppliers, in no order.
fn deliveries(timed: bool) -> Value {
    let (records, suppliers) = if timed { (1_000_000, 10_000) } else { (1_000, 100) };
    let mut numbers = Numbers(1 << 60);
    let start = chrono::NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
    let day = |days: u64| start.checked_add_days(chrono::Days::new(days)).unwrap();
    let mut supplier = Vec::new();
    let (mut ordered_on, mut promised, mut received) = (Vec::new(), Vec::new(), Vec::new());
    let (mut ordered, mut came, mut defective) = (Vec::new(), Vec::new(), Vec::new());
    let (mut agreed, mut paid, mut hours) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..records {
        let placed = numbers.between(0, 600);
        let quantity = numbers.between(1, 1_000);
        supplier.push(numbers.between(0, suppliers - 1) as u32);
        ordered_on.push(day(placed));
        promised.push(day(placed + 14));
        received.push(Some(day(placed + numbers.between(5, 25))));
        ordered.push(quantity as f64);
        came.push((quantity - quantity * numbers.between(0, 3) / 50) as f64);
        defective.push((quantity * numbers.between(0, 2) / 100) as f64);
        let price = numbers.between(500, 5_000) as i64;
        agreed.push(Some(Decimal::new(price, 2)));
        paid.push(Some(Decimal::new(price + numbers.between(0, 20) as i64, 2)));
        hours.push(Some(numbers.between(1, 72) as f64));
    }
    let columns = DeliveryColumns {
        supplier: &supplier,
        order_date: &ordered_on,
        promised_date: &promised,
        received_date: &received,
        quantity_ordered: &ordered,
        quantity_received: &came,
        quantity_defective: &defective,
        agreed_unit_price: &agreed,
        paid_unit_price: &paid,
        response_hours: &hours,
    };
    let rules = DeliveryRules { half_life_days: Some(90.0), early_days: Some(3), ..DeliveryRules::new(day(700)) };
    let run = || delivery_metrics_batch(black_box(&rules), &columns, suppliers as usize).unwrap();
    let nanoseconds = clock(timed, run);
    println!("delivery_metrics_batch, {records} records of {suppliers} suppliers\t{:.1} ms", nanoseconds / 1e6);
    json!({"task": "deliveries", "records": records, "nanoseconds": nanoseconds})
}
