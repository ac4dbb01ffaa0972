//! Every speed target of category trees, on the instances that the peers are timed on: the mercato side of `trees.sh`, and
//! indextree beside it.
//!
//! `trees DIR` times each task (the best of up to 200 samples of at least 1 ms) and writes what the peers in Python need to repeat
//! them to DIR: `tree.json` (categories, pairs, answers, nanoseconds) and `products.u32` (the place of a category for each of a
//! million products). The tree is Shopify's, 10,595 categories, where the data set stands beside the checkout; else one of as many
//! categories and the same depths. Without a DIR (as `cargo bench` and `cargo test` call it) every task runs once.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "known data")]
#![allow(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "known data")]

#[path = "../../crates/taxonomy/tests/data/mod.rs"]
mod data;

use indextree::{Arena, NodeId};
use mercato_taxonomy::{Edit, LiveTaxonomy, NodeIx, NodeSpec, Taxonomy};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
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
fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

struct Report {
    /// Whether to time, or only to run.
    timed: bool,
    nanoseconds: BTreeMap<String, f64>,
}

impl Report {
    /// Nanoseconds of a unit, of which each run has `units`.
    fn task<T>(&mut self, task: &str, units: usize, mut run: impl FnMut() -> T) {
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

/// A tree of the size and about the depth of Shopify's.
fn stand_in() -> Vec<NodeSpec> {
    let parent = |node: u64| {
        // most stand under one of the nodes shortly before
        let above =
            if mix(node) % 4 > 0 { node.saturating_sub(1 + mix(node ^ 1) % 40) } else { mix(node ^ 2) % node.max(1) };
        (node >= 26).then(|| above.to_string())
    };
    (0..CATEGORIES)
        .map(|node| NodeSpec::new(node.to_string(), parent(node).as_deref(), format!("Category number {node}")))
        .collect()
}

fn main() {
    let dir = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let mut report = Report { timed: dir.is_some(), nanoseconds: BTreeMap::new() };
    let nodes = data::folder().map_or_else(stand_in, |folder| data::Data { folder }.shopify());
    let taxonomy = Taxonomy::compile(&nodes).unwrap();
    println!("{} categories, deepest {}", taxonomy.len(), taxonomy.stats().max_depth);
    let count = nodes.len() as u64;

    // half of the pairs at random, half of a category and one on the way to its root
    let by_position: Vec<NodeIx> = taxonomy.nodes().collect();
    let pick = |seed: u64| by_position[(mix(seed) % count) as usize];
    let pairs: Vec<(NodeIx, NodeIx)> = (0..4_096)
        .map(|seed| {
            let below = pick(seed);
            let path = taxonomy.path(below);
            let above = if seed % 2 == 0 { pick(!seed) } else { path[(mix(seed ^ 7) % path.len() as u64) as usize] };
            (above, below)
        })
        .collect();

    trees(&mut report, &nodes, &taxonomy, &pairs);
    let products = roll_up(&mut report, &taxonomy);
    edits(&mut report, &taxonomy);

    let Some(dir) = dir else { return };
    let position = |node: NodeIx| taxonomy.position(node);
    let lcas: Vec<Option<usize>> = pairs.iter().map(|(a, b)| taxonomy.lca_of_two(*a, *b).map(position)).collect();
    let mut counts = vec![0; taxonomy.len()];
    taxonomy.roll_up_into(&products, &mut counts).unwrap();
    let instance = json!({
        "nodes": nodes.iter().map(|node| (&node.id, node.parents().first(), &node.name)).collect::<Vec<_>>(),
        "pairs": pairs.iter().map(|(a, d)| (position(*a), position(*d))).collect::<Vec<_>>(),
        "is_ancestor": pairs.iter().map(|(a, d)| taxonomy.is_ancestor(*a, *d)).collect::<Vec<_>>(),
        "lca": lcas,
        "counts": by_position.iter().map(|node| counts[node.index()]).collect::<Vec<_>>(),
        "nanoseconds": report.nanoseconds,
    });
    std::fs::write(format!("{dir}/tree.json"), instance.to_string()).unwrap();
    let column: Vec<u8> = products.iter().flat_map(|node| (position(*node) as u32).to_le_bytes()).collect();
    std::fs::write(format!("{dir}/products.u32"), column).unwrap();
}

/// Compiling, and asking of two categories, beside indextree.
fn trees(report: &mut Report, nodes: &[NodeSpec], taxonomy: &Taxonomy, pairs: &[(NodeIx, NodeIx)]) {
    report.task("compile", 1, || Taxonomy::compile(nodes).unwrap());
    report.task("is_ancestor", pairs.len(), || pairs.iter().filter(|(a, d)| taxonomy.is_ancestor(*a, *d)).count());
    report.task("lca", pairs.len(), || {
        pairs.iter().filter_map(|(a, d)| taxonomy.lca_of_two(*a, *d)).map(NodeIx::index).sum::<usize>()
    });
    report.task("node", nodes.len(), || {
        nodes.iter().filter_map(|node| taxonomy.node(&node.id)).map(NodeIx::index).sum::<usize>()
    });

    let build = || {
        let mut arena: Arena<&NodeSpec> = Arena::with_capacity(nodes.len());
        let mut ids: HashMap<&str, NodeId> = HashMap::with_capacity(nodes.len());
        for node in nodes {
            ids.insert(&node.id, arena.new_node(node));
        }
        for node in nodes {
            if let Some(parent) = node.parents().first() {
                ids[parent.as_str()].append(ids[node.id.as_str()], &mut arena);
            }
        }
        (arena, ids)
    };
    let (arena, ids) = build();
    let same: Vec<(NodeId, NodeId)> = pairs.iter().map(|(a, d)| (ids[taxonomy.id(*a)], ids[taxonomy.id(*d)])).collect();
    let above = |(a, d): &&(NodeId, NodeId)| a != d && d.ancestors(&arena).any(|node| node == *a);
    for (pair, peer) in pairs.iter().zip(&same) {
        assert_eq!(taxonomy.is_ancestor(pair.0, pair.1), above(&peer));
    }
    report.task("indextree is_ancestor", same.len(), || same.iter().filter(above).count());
    report.task("indextree build", 1, build);
}

/// A million products, each in one category, counted at every category above.
fn roll_up(report: &mut Report, taxonomy: &Taxonomy) -> Vec<NodeIx> {
    let products: Vec<NodeIx> = (0..if report.timed { 1_000_000 } else { 1_000 })
        .map(|product| taxonomy.at((mix(product) % taxonomy.len() as u64) as usize).unwrap())
        .collect();
    let mut counts = vec![0; taxonomy.len()];
    report.task("roll_up", 1, || taxonomy.roll_up_into(&products, &mut counts).unwrap());
    products
}

/// A category that moves to another parent and back; the tree compiled anew is the alternative.
fn edits(report: &mut Report, taxonomy: &Taxonomy) {
    let mut live = LiveTaxonomy::new(taxonomy).unwrap();
    let roots: Vec<NodeIx> = taxonomy.roots().collect();
    // every fiftieth category below a root that has no namesake among the children of the next root
    let mut moves: Vec<[Edit; 2]> = Vec::new();
    for node in taxonomy.nodes().step_by(50) {
        let (Some(parent), Some(root)) = (taxonomy.parent(node), taxonomy.path(node).first().copied()) else {
            continue;
        };
        let place = roots.iter().position(|other| *other == root).unwrap();
        let to = |parent: NodeIx| Edit::Move {
            id: taxonomy.id(node).into(),
            new_parent_id: Some(taxonomy.id(parent).into()),
        };
        let pair = [to(roots[(place + 1) % roots.len()]), to(parent)];
        if pair.iter().all(|edit| live.apply(edit).is_ok()) {
            moves.push(pair);
        }
    }
    let units = moves.len() * 2;
    report.task("move", units, || moves.iter().flatten().for_each(|edit| live.apply(edit).unwrap()));
    let pairs: Vec<_> = taxonomy
        .nodes()
        .zip(taxonomy.preorder())
        .map(|(a, d)| [a, d].map(|n| live.node(taxonomy.id(n)).unwrap()))
        .collect();
    report.task("is_ancestor after edits", pairs.len(), || {
        pairs.iter().filter(|[a, d]| live.is_ancestor(*a, *d)).count()
    });
    report.task("live from compiled", 1, || LiveTaxonomy::new(taxonomy).unwrap());
}
