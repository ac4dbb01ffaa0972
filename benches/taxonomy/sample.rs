//! What the benchmarks of the taxonomy kernel share: a clock, numbers that look random, and categories.

use super::data::{Data, folder};
use mercato_taxonomy::NodeSpec;
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Short samples, of which the best counts: other work on the machine only ever adds.
const SAMPLE: Duration = Duration::from_millis(1);
const SAMPLES: usize = 200;
/// After this a task is left with the samples it has, three at least.
const LONGEST: Duration = Duration::from_millis(500);
/// As many as Shopify has.
const CATEGORIES: u64 = 10_595;

/// Steele, Lea & Flood 2014: a bijection of 64 bits that looks random.
pub(crate) fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

pub(crate) struct Report {
    /// Whether to time, or only to run.
    pub(crate) timed: bool,
    pub(crate) nanoseconds: BTreeMap<String, f64>,
}

impl Report {
    pub(crate) fn new(timed: bool) -> Self {
        Self { timed, nanoseconds: BTreeMap::new() }
    }

    /// Nanoseconds of a unit, of which each run has `units`.
    pub(crate) fn task<T>(&mut self, task: &str, units: usize, mut run: impl FnMut() -> T) {
        if !self.timed {
            black_box(run());
            return;
        }
        let mut sample = |runs: u32| {
            let start = Instant::now();
            for _ in 0..runs {
                black_box(run());
            }
            start.elapsed()
        };
        let mut runs = 1_u32;
        while sample(runs) < SAMPLE {
            runs *= 2;
        }
        let start = Instant::now();
        let mut best = Duration::MAX;
        for taken in 0..SAMPLES {
            if taken > 2 && start.elapsed() > LONGEST {
                break;
            }
            best = best.min(sample(runs));
        }
        let nanoseconds = best.as_secs_f64() * 1e9 / f64::from(runs) / units as f64;
        println!("{task}\t{nanoseconds:.1} ns");
        self.nanoseconds.insert(task.to_owned(), nanoseconds);
    }
}

/// Shopify's categories where the data set stands beside the checkout, else a tree of their number and about their depths.
pub(crate) fn nodes() -> Vec<NodeSpec> {
    folder().map_or_else(stand_in, |folder| Data { folder }.shopify())
}

fn stand_in() -> Vec<NodeSpec> {
    let parent = |node: u64| {
        // most stand under one of the nodes shortly before
        let above = if mix(node).is_multiple_of(4) {
            mix(node ^ 2) % node.max(1)
        } else {
            node.saturating_sub(1 + mix(node ^ 1) % 40)
        };
        (node >= 26).then(|| above.to_string())
    };
    (0..CATEGORIES)
        .map(|node| NodeSpec::new(node.to_string(), parent(node).as_deref(), format!("Category number {node}")))
        .collect()
}
