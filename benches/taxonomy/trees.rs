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

mod sample;

use indextree::{Arena, NodeId};
use mercato_taxonomy::{Edit, LiveTaxonomy, NodeIx, NodeSpec, Taxonomy};
use peak_alloc::PeakAlloc;
use sample::{Report, mix, nodes};
use serde_json::json;
use std::collections::HashMap;

/// Counts the bytes that stand allocated.
#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

fn main() {
    let dir = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let mut report = Report::new(dir.is_some());
    let mut nodes = nodes();
    for node in &mut nodes {
        // the peers hold one name
        node.names.clear();
    }
    let before = ALLOCATOR.current_usage();
    let taxonomy = Taxonomy::compile(&nodes).unwrap();
    let bytes = ALLOCATOR.current_usage() - before;
    let text: usize = nodes.iter().map(|node| node.id.len() + node.name.len()).sum();
    let each = |bytes: usize| bytes as f64 / nodes.len() as f64;
    // a map of ids keeps at most 7 of 8 places filled, in a power of two, with four bytes for the number and one for the hash
    let map = (nodes.len() * 8 / 7).next_power_of_two() * 5;
    println!(
        "memory a category: {:.1} B, of them names and ids {:.1}, the map from ids {:.1}",
        each(bytes),
        each(text),
        each(map)
    );
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
