//! Parity and price limits over ten million offers, changes to them, and prior prices over a long history: the mercato side of
//! `compare.sh`.
//!
//! `offers DIR [ROWS]` generates the data (always the same for the same number of rows), writes them as raw little-endian columns to
//! DIR for the peers to load, times each task on 1 and 2 threads and prints one line a sample: task, threads, milliseconds. The answers
//! go to DIR as well, for the peers to be checked against. `offers DIR ROWS TASK` times that one alone: `check`, `history` or `changes`.
//! Without a DIR (as `cargo bench` and `cargo test` call it) it runs once over few rows and writes nothing.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "known data")]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "known data")]

use mercato_channel::prior_price::lowest_prior_prices;
use mercato_channel::{
    Change, Checker, FindingRef, MapRule, Offer, OfferRow, OfferTable, ParityPolicy, RuleSet, Scope,
};
use mercato_core::{ChannelId, Currency, Decimal, Sku, time};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

const CHANNELS: usize = 8;
const CHANGED: usize = 1_000;
const WINDOW: i64 = 30 * 86_400;

/// Steele, Lea & Flood 2014: a bijection of 64 bits that looks random.
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Offers in an order that has nothing to do with their things, as feeds of channels come in.
struct Data {
    sku: Vec<u32>,
    channel: Vec<u8>,
    cents: Vec<i64>,
    /// The minimum advertised price of every tenth thing.
    limits: Vec<(u32, i64)>,
    /// New prices of one offer each of a thousand things: the row and the price.
    changes: Vec<(u32, i64)>,
    ids: Vec<String>,
    skus: Vec<String>,
    channels: Vec<String>,
}

/// The base price of a thing in cents.
fn base(sku: u32) -> i64 {
    1_000 + (mix(u64::from(sku) ^ 0x5eed) % 49_000) as i64
}

impl Data {
    /// Each thing once on each channel; prices within three percent of one another, but for one in fifty, which is 15 percent lower.
    fn generate(rows: usize) -> Self {
        let things = rows / CHANNELS;
        let rows = things * CHANNELS;
        let mut order: Vec<u32> = (0..rows as u32).collect();
        for place in (1..rows).rev() {
            order.swap(place, (mix(place as u64) % (place as u64 + 1)) as usize);
        }
        let sku: Vec<u32> = order.iter().map(|number| number / CHANNELS as u32).collect();
        let channel = order.iter().map(|number| (number % CHANNELS as u32) as u8).collect();
        let cents = order.iter().zip(&sku).map(|(number, sku)| {
            let random = mix(u64::from(*number) ^ 0x0ff5);
            let price = base(*sku) + base(*sku) * (random % 300) as i64 / 10_000;
            if (random >> 32).is_multiple_of(50) { price * 85 / 100 } else { price }
        });
        let cents = cents.collect();
        let limits = (0..things as u32).step_by(10).map(|sku| (sku, base(sku) * 95 / 100)).collect();
        let step = (rows / CHANGED).max(1);
        let changes =
            (0..rows).step_by(step).take(CHANGED).map(|row| (row as u32, base(sku[row]) * 90 / 100)).collect();
        Self {
            cents,
            channel,
            limits,
            changes,
            ids: (0..rows).map(|row| format!("offer-{row:08}")).collect(),
            skus: (0..things).map(|sku| format!("sku-{sku:07}")).collect(),
            channels: (0..CHANNELS).map(|channel| format!("channel-{channel}")).collect(),
            sku,
        }
    }

    fn write(&self, dir: &Path) {
        let bytes_of = |values: &[i64]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
        let words = |values: &[u32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
        std::fs::write(dir.join("sku"), words(&self.sku)).unwrap();
        std::fs::write(dir.join("channel"), &self.channel).unwrap();
        std::fs::write(dir.join("cents"), bytes_of(&self.cents)).unwrap();
        std::fs::write(dir.join("limit_sku"), words(&self.limits.iter().map(|limit| limit.0).collect::<Vec<_>>()))
            .unwrap();
        std::fs::write(dir.join("limit"), bytes_of(&self.limits.iter().map(|limit| limit.1).collect::<Vec<_>>()))
            .unwrap();
        std::fs::write(dir.join("changed"), words(&self.changes.iter().map(|change| change.0).collect::<Vec<_>>()))
            .unwrap();
        let prices = self.changes.iter().map(|change| change.1).collect::<Vec<_>>();
        std::fs::write(dir.join("changed_cents"), bytes_of(&prices)).unwrap();
    }

    fn row(&self, row: usize) -> OfferRow<'_> {
        OfferRow {
            offer_id: &self.ids[row],
            sku: &self.skus[self.sku[row] as usize],
            channel_id: &self.channels[usize::from(self.channel[row])],
            currency: Currency::CNY,
            price: Decimal::new(self.cents[row], 2),
            brand: None,
            category: None,
            territory: None,
        }
    }

    fn offer(&self, row: usize, cents: i64) -> Offer {
        let sku = Sku::new(self.skus[self.sku[row] as usize].clone()).unwrap();
        let channel = ChannelId::new(self.channels[usize::from(self.channel[row])].clone()).unwrap();
        Offer::new(self.ids[row].clone(), sku, channel, Currency::CNY, Decimal::new(cents, 2))
    }

    /// Prices may be five percent apart; every tenth thing has a least price.
    fn policy(&self) -> RuleSet {
        let limit = |(sku, cents): &(u32, i64)| {
            let mut rule = MapRule::new(format!("map-{sku}"), Currency::CNY);
            let sku = Sku::new(self.skus[*sku as usize].clone()).unwrap();
            rule.scope = Scope { sku: Some(sku), ..Scope::default() };
            rule.map = Some(Decimal::new(*cents, 2));
            rule
        };
        RuleSet {
            parity: Some(ParityPolicy::new().tolerance_percent(Decimal::new(5, 2)).into()),
            map_rules: self.limits.iter().map(limit).collect(),
            ..RuleSet::default()
        }
    }
}

/// Prices that change every few days, in order of time, in cents.
fn history(length: usize) -> (Vec<i64>, Vec<i64>) {
    let mut at = Vec::with_capacity(length);
    let mut now = 1_700_000_000_i64;
    let prices = (0..length as u64).map(|step| {
        let random = mix(step ^ 0x9e17);
        now += 60 + (random % 86_400) as i64;
        at.push(now);
        1_000 + ((random >> 20) % 9_000) as i64
    });
    let prices = prices.collect();
    (at, prices)
}

fn report(task: &str, threads: usize, start: Instant) {
    println!("mercato\t{task}\t{threads}\t{}", start.elapsed().as_secs_f64() * 1e3);
}

fn row_of(offer_id: &str) -> u32 {
    offer_id.trim_start_matches("offer-").parse().unwrap()
}

/// The rows of a finding, the lower first; twice the same for a limit.
fn pair(finding: &FindingRef<'_>) -> (u32, u32) {
    let low = row_of(finding.offer_id);
    (low, finding.high_offer_id.map_or(low, row_of))
}

/// Parity and limits, from texts and from numbers, on one thread and on two.
fn time_checks(data: &Data, checker: &Checker, dir: Option<&Path>, samples: usize) {
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            for sample in 0..samples {
                let start = Instant::now();
                let table = OfferTable::from_row_at(data.sku.len(), |row| data.row(row)).unwrap();
                let findings = checker.check_table(&table).unwrap();
                report("parity and limits, from texts", threads, start);
                black_box(findings.len());
                drop(findings);

                let start = Instant::now();
                let findings = checker.check_table(&table).unwrap();
                report("parity and limits", threads, start);

                let start = Instant::now();
                let written: Vec<_> = findings.iter().map(|finding| findings.conflict(&finding).unwrap()).collect();
                report("writing the conflicts out", threads, start);
                black_box(written.len());
                if let Some(dir) = dir.filter(|_| sample == 0 && threads == 1) {
                    let mut pairs: Vec<(u32, u32)> = findings.iter().map(|finding| pair(&finding)).collect();
                    pairs.sort_unstable();
                    let bytes: Vec<u8> =
                        pairs.iter().flat_map(|(low, high)| [low.to_le_bytes(), high.to_le_bytes()].concat()).collect();
                    std::fs::write(dir.join("found"), bytes).unwrap();
                }
            }
        });
    }
}

/// The lowest prior price at each step of a history.
fn time_history(rows: usize, dir: Option<&Path>, samples: usize) {
    let (at, prices) = history(rows);
    if let Some(dir) = dir {
        let bytes_of = |values: &[i64]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
        std::fs::write(dir.join("at"), bytes_of(&at)).unwrap();
        std::fs::write(dir.join("prices"), bytes_of(&prices)).unwrap();
    }
    for sample in 0..samples {
        let start = Instant::now();
        let lowest = lowest_prior_prices(&at, &prices, WINDOW).unwrap();
        report("prior prices of a history", 1, start);
        if let Some(dir) = dir.filter(|_| sample == 0) {
            let bytes: Vec<u8> = lowest.iter().flat_map(|price| price.unwrap_or(-1).to_le_bytes()).collect();
            std::fs::write(dir.join("lowest"), bytes).unwrap();
        }
        black_box(lowest.len());
    }
}

/// New prices of a thousand things under watch, and the old ones again.
fn time_changes(data: &Data, checker: &Checker, dir: Option<&Path>, samples: usize) {
    let offers: Vec<Offer> = data.cents.iter().enumerate().map(|(row, cents)| data.offer(row, *cents)).collect();
    let mut live = checker.watch(offers).unwrap();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    for sample in 0..2 * samples {
        let change = |(row, cents): &(u32, i64)| {
            let row = *row as usize;
            Change::Upsert { offer: data.offer(row, if sample % 2 == 0 { *cents } else { data.cents[row] }) }
        };
        let changes: Vec<Change> = data.changes.iter().map(change).collect();
        let start = Instant::now();
        let delta = pool.install(|| live.apply_all(changes)).unwrap();
        report("changes to 1,000 things", 2, start);
        if let Some(dir) = dir.filter(|_| sample == 0) {
            std::fs::write(dir.join("delta"), format!("{} {}", delta.opened.len(), delta.closed.len())).unwrap();
        }
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let dir = arguments.first().map(Path::new);
    let rows = arguments.get(1).map_or(if dir.is_some() { 10_000_000 } else { 8_000 }, |rows| rows.parse().unwrap());
    let asked = |task: &str| arguments.get(2).is_none_or(|only| only == task);
    let samples = if dir.is_some() { 3 } else { 1 };
    let data = Data::generate(rows);
    let policy = data.policy();
    let checker = Checker::new(&policy, &time::parse_timestamp("2026-11-11T00:00:00+08:00").unwrap()).unwrap();
    if let Some(dir) = dir {
        data.write(dir);
    }
    if asked("check") {
        time_checks(&data, &checker, dir, samples);
    }
    if asked("history") {
        time_history(rows, dir, samples);
    }
    if asked("changes") {
        time_changes(&data, &checker, dir, samples);
    }
}
