//! Sums by channel and day and distinct counts by channel over ten million order lines: the mercato side of `compare.sh`.
//!
//! `columns DIR [ROWS]` generates the data set (always the same for the same number of rows), writes its columns as raw
//! little-endian files to DIR for the peers to load, times each task on 1 and 2 threads and prints one line a task:
//! layout, task, threads, median and best milliseconds. The answers go to DIR as well, for the peers to be checked against.
//! Without a DIR (as `cargo bench` and `cargo test` call it) it runs once over few rows and writes nothing.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "known data")]
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "known data")]

use mercato_kpi::batch::{
    IdColumn, NO_ID, PriceColumn, SalesColumns, SalesCube, distinct_by_channel, sales_by_channel_and_day,
};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

const CHANNELS: u32 = 8;
const DAYS: u64 = 90;
const CUSTOMERS: u64 = 1_000_000;
const REPEATS: usize = 9;

/// Steele, Lea & Flood 2014: a bijection of 64 bits that looks random.
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[derive(Default)]
struct Lines {
    channel: Vec<u32>,
    day: Vec<i32>,
    quantity: Vec<i64>,
    price: Vec<i64>,
    order: Vec<u32>,
    customer: Vec<u32>,
    /// The order as an outside system numbers it: no locality, no dense range.
    order_key: Vec<u64>,
}

impl Lines {
    /// Orders of 1 to 5 lines over 90 days, the lines of an order side by side, orders sorted by day but for one in sixteen
    /// that comes a day late; one order in ten by a guest, customers of very different loyalty.
    fn generate(rows: usize) -> Self {
        let mut lines = Self::default();
        let orders = rows as u64 / 3 + 1;
        for order in 0.. {
            let random = mix(order);
            let late = i32::from(random.is_multiple_of(16));
            let day = (order.min(orders - 1) * DAYS / orders) as i32 - late;
            let loyal = mix(random) % CUSTOMERS;
            let customer = if (random >> 8).is_multiple_of(10) {
                NO_ID
            } else {
                // the product of two uniform shares: few buy much, most buy little
                (loyal * (mix(loyal ^ random) % CUSTOMERS) / CUSTOMERS) as u32
            };
            for line in 0..=(random >> 16) % 5 {
                if lines.channel.len() == rows {
                    return lines;
                }
                let random = mix(random ^ (line << 48));
                lines.channel.push((mix(order) >> 32) as u32 % CHANNELS);
                lines.day.push(19_800 + day.max(0));
                lines.quantity.push(1 + (random % 8) as i64);
                lines.price.push(99 + (random >> 8) as i64 % 50_000);
                lines.order.push(order as u32);
                lines.customer.push(customer);
                lines.order_key.push(mix(order ^ 0x5bd1_e995));
            }
        }
        lines
    }

    fn shuffled(&self) -> Self {
        let mut order: Vec<usize> = (0..self.channel.len()).collect();
        for i in (1..order.len()).rev() {
            order.swap(i, (mix(i as u64) % (i as u64 + 1)) as usize);
        }
        Self {
            channel: pick(&self.channel, &order),
            day: pick(&self.day, &order),
            quantity: pick(&self.quantity, &order),
            price: pick(&self.price, &order),
            order: pick(&self.order, &order),
            customer: pick(&self.customer, &order),
            order_key: pick(&self.order_key, &order),
        }
    }

    fn write(&self, dir: &Path) {
        std::fs::create_dir_all(dir).unwrap();
        let save = |name: &str, bytes: Vec<u8>| std::fs::write(dir.join(name), bytes).unwrap();
        save("channel.u32", self.channel.iter().flat_map(|x| x.to_le_bytes()).collect());
        save("day.i32", self.day.iter().flat_map(|x| x.to_le_bytes()).collect());
        save("quantity.i64", self.quantity.iter().flat_map(|x| x.to_le_bytes()).collect());
        save("price.i64", self.price.iter().flat_map(|x| x.to_le_bytes()).collect());
        save("order.u32", self.order.iter().flat_map(|x| x.to_le_bytes()).collect());
        save("customer.u32", self.customer.iter().flat_map(|x| x.to_le_bytes()).collect());
        save("order_key.u64", self.order_key.iter().flat_map(|x| x.to_le_bytes()).collect());
    }

    fn sums(&self) -> SalesCube {
        let columns = SalesColumns {
            channel: &self.channel,
            day: &self.day,
            quantity: &self.quantity,
            unit_price: PriceColumn::Units { units: &self.price, scale: 2 },
        };
        sales_by_channel_and_day(&columns, CHANNELS).unwrap()
    }

    /// Orders and buyers of each channel.
    fn distinct(&self) -> [Vec<u64>; 2] {
        let size = CUSTOMERS as u32;
        [
            distinct_by_channel(&self.channel, CHANNELS, &IdColumn::Dictionary { ids: &self.order, size: NO_ID })
                .unwrap(),
            distinct_by_channel(&self.channel, CHANNELS, &IdColumn::Dictionary { ids: &self.customer, size }).unwrap(),
        ]
    }

    fn distinct_keys(&self) -> Vec<u64> {
        distinct_by_channel(&self.channel, CHANNELS, &IdColumn::Keys(&self.order_key)).unwrap()
    }
}

fn pick<T: Copy>(column: &[T], order: &[usize]) -> Vec<T> {
    order.iter().map(|row| column[*row]).collect()
}

/// Median and best of [`REPEATS`] runs, in milliseconds; one run if the data set is small.
fn time<T>(repeats: usize, mut run: impl FnMut() -> T) -> (f64, f64) {
    let mut times: Vec<f64> = (0..repeats)
        .map(|_| {
            let start = Instant::now();
            black_box(run());
            start.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_unstable_by(f64::total_cmp);
    (times[times.len() / 2], times[0])
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let dir = arguments.first().map(Path::new);
    let rows = arguments.get(1).map_or(10_000_000, |rows| rows.parse().unwrap());
    let (rows, repeats) = if dir.is_some() { (rows, REPEATS) } else { (100_000, 1) };
    let ordered = Lines::generate(rows);
    let layouts = [("shuffled", ordered.shuffled()), ("ordered", ordered)];
    for (layout, lines) in &layouts {
        if let Some(dir) = dir {
            let dir = dir.join(layout);
            lines.write(&dir);
            let mut answers = String::new();
            for cell in lines.sums().cells() {
                writeln!(answers, "{} {} {} {} {}", cell.channel, cell.day, cell.lines, cell.units, cell.value)
                    .unwrap();
            }
            std::fs::write(dir.join("sums.txt"), answers).unwrap();
            let [orders, buyers] = lines.distinct();
            assert_eq!(orders, lines.distinct_keys());
            let pairs = orders.iter().zip(&buyers).map(|(orders, buyers)| format!("{orders} {buyers}\n"));
            std::fs::write(dir.join("distinct.txt"), pairs.collect::<String>()).unwrap();
        }
        for threads in [1, 2] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let tasks: [(&str, &(dyn Fn() + Sync)); 3] = [
                ("sums", &|| drop(black_box(lines.sums()))),
                ("distinct", &|| drop(black_box(lines.distinct()))),
                ("distinct_keys", &|| drop(black_box(lines.distinct_keys()))),
            ];
            for (task, run) in tasks {
                let (median, best) = time(repeats, || pool.install(run));
                println!("mercato\t{layout}\t{task}\t{threads}\t{median:.1}\t{best:.1}");
            }
        }
    }
    let part = layouts[0].1.sums();
    let (median, best) = time(repeats, || {
        let mut total = SalesCube::default();
        for _ in 0..1000 {
            total.merge(&part).unwrap();
        }
        total
    });
    println!("mercato\t-\tmerge_1000_of_{}\t1\t{median:.1}\t{best:.1}", part.cells().len());
    let bytes = part.to_bytes();
    let (median, best) = time(repeats, || {
        let mut total = SalesCube::default();
        for _ in 0..1000 {
            total.merge(&SalesCube::from_bytes(&bytes).unwrap()).unwrap();
        }
        total
    });
    println!("mercato\t-\tread_and_merge_1000_of_{}\t1\t{median:.1}\t{best:.1}", part.cells().len());
}
