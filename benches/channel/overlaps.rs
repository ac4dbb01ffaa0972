//! Ten million promotions, a million repricers and a large newsvendor: the mercato side of `time_and_stock.sh`.
//!
//! `overlaps DIR [PROMOTIONS]` generates the data set (always the same for the same number), writes it to DIR for the peers to
//! load, and then answers lines on its input: `overlaps` runs the task once and prints its milliseconds, `repricers` and
//! `newsvendor` likewise, each with what it found, so that a peer can be timed in between and compared. It ends with its input.
//! Without a DIR (as `cargo bench` and `cargo test` call it) it runs once over few rows and writes nothing.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "known data")]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::panic, reason = "known data")]

use mercato_channel::{
    Adjustment, AllocateStockInput, AllocationMethod, OverlapScope, PromotionRef, RepricerCyclesInput, RepricingRule,
    StockClaim, allocate_stock, overlaps, repricer_cycles,
};
use mercato_core::{ChannelId, Decimal};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::{BufRead, Write};
use std::path::Path;
use std::time::Instant;

const PROMOTIONS_OF_A_THING: usize = 8;
const REPRICERS: usize = 1_000_000;

/// Steele, Lea & Flood 2014: a bijection of 64 bits that looks random.
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The texts of the data set, one after the other, as a file holds them.
struct Texts {
    promos: Vec<u8>,
    things: Vec<u8>,
}

const PROMO: usize = 9;
const THING: usize = 8;
const CHANNELS: [&str; 8] = ["amazon", "douyin", "jd", "own_site", "pdd", "store", "suning", "tmall"];

fn text(bytes: &[u8], width: usize, index: usize) -> &str {
    std::str::from_utf8(&bytes[index * width..(index + 1) * width]).unwrap()
}

/// A promotion: where the texts of its thing and name stand, channel, start and end in seconds.
struct Row {
    thing: usize,
    promo: usize,
    channel: usize,
    start: i64,
    end: i64,
}

/// Eight promotions a thing in 90 days, of one to seven days, beginning on the hour, in no order.
fn generate(count: usize) -> (Texts, Vec<Row>) {
    let things = count.div_ceil(PROMOTIONS_OF_A_THING);
    let mut texts = Texts { promos: Vec::with_capacity(count * PROMO), things: Vec::with_capacity(things * THING) };
    for thing in 0..things {
        write!(texts.things, "s{thing:07}").unwrap();
    }
    let rows = (0..count)
        .map(|index| {
            write!(texts.promos, "p{index:08}").unwrap();
            let random = mix(index as u64);
            // a multiplicative permutation, so that the promotions of a thing are spread over the list
            let thing = (index as u64).wrapping_mul(0x9e37_79b1) % things as u64;
            let start = 1_760_000_400 + (random % (90 * 24)) as i64 * 3_600;
            let end = start + (24 + (random >> 16) % 145) as i64 * 3_600;
            Row { thing: thing as usize, promo: index, channel: (random >> 32) as usize % 8, start, end }
        })
        .collect();
    (texts, rows)
}

fn refs<'a>(texts: &'a Texts, rows: &[Row]) -> Vec<PromotionRef<'a>> {
    rows.iter()
        .map(|row| PromotionRef {
            promo_id: text(&texts.promos, PROMO, row.promo),
            sku: text(&texts.things, THING, row.thing),
            channel_id: CHANNELS[row.channel],
            start: row.start,
            end: row.end,
        })
        .collect()
}

/// What is found, as the peer's table holds it: names, and the span in which both run.
type Finding<'a> = (&'a str, &'a str, &'a str, i64, i64);

fn find<'a>(list: &[PromotionRef<'a>]) -> Vec<Finding<'a>> {
    let found = overlaps(list, OverlapScope::Any).unwrap();
    let finding = |(a, b): &(u32, u32)| {
        let (a, b) = (&list[*a as usize], &list[*b as usize]);
        (a.sku, a.promo_id, b.promo_id, a.start.max(b.start), a.end.min(b.end))
    };
    found.pairs.iter().map(finding).collect()
}

/// One number that two sides agree in only if they found the same.
fn checksum(found: &[Finding<'_>]) -> u64 {
    let number = |text: &str| text[1..].parse::<u64>().unwrap();
    found.iter().enumerate().fold(0_u64, |sum, (place, (_, a, b, start, end))| {
        let term = (number(a) * 31 + number(b)) * 31 + (end - start).unsigned_abs();
        sum.wrapping_add(term.wrapping_mul(place as u64 % 1_000 + 1))
    })
}

/// A rule that undercuts the next by a cent; the last undercuts the first.
fn chain(count: usize) -> RepricerCyclesInput {
    let name = |index: usize| format!("o{:07}", index % count);
    let rules = (0..count)
        .map(|index| RepricingRule {
            offer_id: name(index),
            follows: vec![name(index + 1)],
            adjust: Adjustment::Amount { value: Decimal::NEGATIVE_ONE },
            floor: (index == count / 2).then_some(Decimal::ONE),
            ceiling: None,
            price: None,
        })
        .collect();
    RepricerCyclesInput { rules, external_prices: BTreeMap::new() }
}

/// A supply that meets half of what a thousand channels ask for.
fn scarce(channels: u32) -> AllocateStockInput {
    let claim = |index: u32| StockClaim {
        demand: None,
        demand_mean: Some(100.0 + f64::from(index % 50)),
        unit_profit: Some(Decimal::from(10 + index % 7)),
        overage_cost: Some(Decimal::from(2 + index % 3)),
        ..StockClaim::new(ChannelId::new(format!("c{index:05}")).unwrap(), 0)
    };
    AllocateStockInput {
        supply: u64::from(channels) * 120,
        method: AllocationMethod::Newsvendor,
        channels: (0..channels).map(claim).collect(),
    }
}

/// Milliseconds of one run.
fn clock<T>(run: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let answer = black_box(run());
    (start.elapsed().as_secs_f64() * 1e3, answer)
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some(dir) = arguments.first().map(Path::new) else {
        let (texts, rows) = generate(1_000);
        let found = (repricer_cycles(&chain(1_000)).unwrap(), allocate_stock(&scarce(10)).unwrap());
        black_box((find(&refs(&texts, &rows)), found));
        return;
    };
    let count = arguments.get(1).map_or(10_000_000, |count| count.parse().unwrap());
    let (texts, rows) = generate(count);
    {
        let mut file = std::io::BufWriter::new(std::fs::File::create(dir.join("promotions.csv")).unwrap());
        writeln!(file, "promo_id,sku,channel_id,start,end").unwrap();
        for row in refs(&texts, &rows) {
            writeln!(file, "{},{},{},{},{}", row.promo_id, row.sku, row.channel_id, row.start, row.end).unwrap();
        }
    }
    let list = refs(&texts, &rows);
    drop(rows);
    println!("ready");
    for line in std::io::stdin().lock().lines() {
        let (milliseconds, found) = match line.unwrap().as_str() {
            "overlaps" => {
                let (time, found) = clock(|| find(&list));
                (time, format!("{} {}", found.len(), checksum(&found)))
            }
            "repricers" => {
                let input = chain(REPRICERS);
                let (time, found) = clock(|| repricer_cycles(&input).unwrap());
                (time, format!("{} loop of {}", found.loops.len(), found.loops[0].offers.len()))
            }
            "newsvendor" => {
                let input = scarce(1_000);
                let (time, found) = clock(|| allocate_stock(&input).unwrap());
                (time, format!("{} of {} units to 1000 channels", input.supply - found.unallocated, input.supply))
            }
            other => panic!("no task {other}"),
        };
        println!("{milliseconds:.1} {found}");
    }
}
