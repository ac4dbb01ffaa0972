//! What money costs: rates, sums and shares, beside the same with `rust_decimal`.
//!
//! `cargo bench -p mercato-benches --bench money`. Before anything is timed, each pair is held to the same answers. A
//! regression here slows every cart and every report: these are the innermost operations.

#![allow(missing_docs, reason = "criterion's macros write undocumented functions")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a benchmark stops where its data is wrong")]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use mercato_core::{Currency, Decimal, Money, Rounding, allocate, decimal};
use rust_decimal::RoundingStrategy;
use std::hint::black_box;

const OPERANDS: usize = 1024;

/// Reproducible operands: prices from 0.01 to 9,999.99 and rates of up to four decimals, as shops have them.
fn operands() -> Vec<(i64, Decimal)> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        i64::try_from(state % below).unwrap()
    };
    (0..OPERANDS).map(|_| (next(999_999) + 1, Decimal::new(next(10_000), 4))).collect()
}

fn mul_rate(c: &mut Criterion) {
    let money: Vec<(Money, Decimal)> =
        operands().into_iter().map(|(minor, rate)| (Money::from_minor(minor, Currency::CNY), rate)).collect();
    let decimals: Vec<(Decimal, Decimal)> = money.iter().map(|(money, rate)| (money.to_decimal(), *rate)).collect();
    for ((money, rate), (price, _)) in money.iter().zip(&decimals) {
        let peer = (price * rate).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
        assert_eq!(money.mul_rate(*rate, Rounding::HalfUp).unwrap().to_decimal(), peer);
    }
    let mut group = c.benchmark_group("mul_rate");
    group.throughput(Throughput::Elements(OPERANDS as u64));
    group.bench_function("mercato Money::mul_rate", |b| {
        b.iter(|| {
            for (money, rate) in black_box(&money) {
                black_box(money.mul_rate(*rate, Rounding::HalfUp).unwrap());
            }
        });
    });
    group.bench_function("rust_decimal (a * b).round_dp_with_strategy", |b| {
        b.iter(|| {
            for (price, rate) in black_box(&decimals) {
                black_box((price * rate).round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero));
            }
        });
    });
    group.finish();
}

fn sum(c: &mut Criterion) {
    let money: Vec<Money> = operands().into_iter().map(|(minor, _)| Money::from_minor(minor, Currency::CNY)).collect();
    let decimals: Vec<Decimal> = money.iter().map(Money::to_decimal).collect();
    let checked =
        |values: &[Decimal]| values.iter().try_fold(Decimal::ZERO, |total, value| total.checked_add(*value)).unwrap();
    assert_eq!(Money::sum(Currency::CNY, &money).unwrap().to_decimal(), checked(&decimals));
    assert_eq!(decimal::sum(&decimals).unwrap(), checked(&decimals));
    let mut group = c.benchmark_group("sum");
    group.throughput(Throughput::Elements(OPERANDS as u64));
    group.bench_function("mercato Money::sum", |b| b.iter(|| Money::sum(Currency::CNY, black_box(&money))));
    group.bench_function("mercato decimal::sum", |b| b.iter(|| decimal::sum(black_box(&decimals))));
    group.bench_function("rust_decimal checked_add loop", |b| b.iter(|| checked(black_box(&decimals))));
    group.finish();
}

fn share(c: &mut Criterion) {
    let mut group = c.benchmark_group("allocate");
    for parts in [10, 1000] {
        let weights: Vec<u64> =
            operands().iter().cycle().take(parts).map(|(minor, _)| u64::try_from(*minor).unwrap()).collect();
        assert_eq!(allocate(100_000, &weights).unwrap().iter().sum::<i64>(), 100_000);
        group.throughput(Throughput::Elements(parts as u64));
        group.bench_function(format!("mercato allocate, {parts} parts"), |b| {
            b.iter_batched(|| 100_000, |total| allocate(black_box(total), black_box(&weights)), BatchSize::SmallInput);
        });
    }
    group.finish();
}

criterion_group!(benches, mul_rate, sum, share);
criterion_main!(benches);
