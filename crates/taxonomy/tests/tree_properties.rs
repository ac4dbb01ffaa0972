//! Compiled trees against a graph search by petgraph, and the laws of intervals, reports and formats.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop where their set-up fails")]
#![allow(clippy::arithmetic_side_effects, reason = "small counts of a test")]

use mercato_taxonomy::{
    InformationContent, NodeIx, NodeSpec, Taxonomy, TaxonomyFormat, ValidateInput, ValidateOptions, ValidationCode,
    parse_text, render, validate,
};
use petgraph::algo::has_path_connecting;
use petgraph::graph::{DiGraph, NodeIndex};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// The places of the parents of each category, and its place in the list; a parent comes before its children in the first.
type Shape = Vec<BTreeSet<usize>>;

/// Up to 12 categories with at most `most` parents each.
fn shape(most: usize) -> impl Strategy<Value = Shape> {
    (0..12_usize)
        .prop_flat_map(move |count| (0..count).map(|node| btree_set(0..node.max(1), 0..=most)).collect::<Vec<_>>())
}

/// A list in an order that is not that of the shape.
fn listed(shape: &Shape) -> Vec<NodeSpec> {
    let count = shape.len();
    let mut nodes: Vec<NodeSpec> = (0..count)
        .map(|node| {
            // the first of the parents should not always be the earliest
            let mut parents: Vec<String> =
                shape[node].iter().filter(|above| **above < node).map(|above| format!("n{above}")).collect();
            if node % 2 == 1 {
                parents.reverse();
            }
            NodeSpec { parent_ids: Some(parents), ..NodeSpec::new(format!("n{node}"), None, format!("N {node}")) }
        })
        .collect();
    nodes.rotate_left(count / 3);
    nodes.reverse();
    nodes
}

/// The same as a graph of petgraph, by number.
fn graph(shape: &Shape) -> DiGraph<(), ()> {
    let mut graph = DiGraph::new();
    for _ in shape {
        graph.add_node(());
    }
    for (node, parents) in shape.iter().enumerate() {
        for above in parents.iter().filter(|above| **above < node) {
            graph.add_edge(NodeIndex::new(*above), NodeIndex::new(node), ());
        }
    }
    graph
}

fn node(taxonomy: &Taxonomy, number: usize) -> NodeIx {
    taxonomy.node(&format!("n{number}")).unwrap()
}

fn numbers(taxonomy: &Taxonomy, nodes: impl IntoIterator<Item = NodeIx>) -> BTreeSet<usize> {
    nodes.into_iter().map(|node| taxonomy.id(node)[1..].parse().unwrap()).collect()
}

proptest! {
    #[test]
    fn ancestors_and_descendants_are_those_of_a_graph_search(shape in prop_oneof![shape(1), shape(3)]) {
        let taxonomy = Taxonomy::compile(&listed(&shape)).unwrap();
        let graph = graph(&shape);
        let above = |a: usize, d: usize| a != d && has_path_connecting(&graph, NodeIndex::new(a), NodeIndex::new(d), None);
        for d in 0..shape.len() {
            let of_d: BTreeSet<usize> = (0..shape.len()).filter(|a| above(*a, d)).collect();
            let below_d: BTreeSet<usize> = (0..shape.len()).filter(|b| above(d, *b)).collect();
            prop_assert_eq!(numbers(&taxonomy, taxonomy.ancestors(node(&taxonomy, d))), of_d);
            let found: Vec<NodeIx> = taxonomy.descendants(node(&taxonomy, d)).collect();
            prop_assert_eq!(found.len(), below_d.len());
            prop_assert_eq!(numbers(&taxonomy, found), below_d);
            for a in 0..shape.len() {
                prop_assert_eq!(taxonomy.is_ancestor(node(&taxonomy, a), node(&taxonomy, d)), above(a, d));
                let or_self = |x: usize, y: usize| x == y || above(x, y);
                let common: BTreeSet<usize> = (0..shape.len()).filter(|x| or_self(*x, a) && or_self(*x, d)).collect();
                // those with no child that is common: no other common one is below
                let lowest = common.iter().copied().filter(|x| !common.iter().any(|y| above(*x, *y))).collect();
                let found = taxonomy.lca(&[node(&taxonomy, a), node(&taxonomy, d)]);
                prop_assert!(found.is_sorted_by_key(|node| taxonomy.position(*node)));
                prop_assert_eq!(numbers(&taxonomy, found), lowest);
            }
            prop_assert_eq!(taxonomy.lca(&[node(&taxonomy, d)]), vec![node(&taxonomy, d)]);
        }
    }

    #[test]
    fn intervals_nest_or_are_disjoint_and_depths_add_up(shape in shape(1)) {
        let taxonomy = Taxonomy::compile(&listed(&shape)).unwrap();
        let stats = taxonomy.stats();
        prop_assert_eq!(stats.depth_histogram.iter().sum::<u64>(), shape.len() as u64);
        prop_assert_eq!(stats.node_count - stats.root_count, shape.iter().enumerate().filter(|(n, p)| p.iter().any(|a| a < n)).count() as u64);
        let counts: BTreeMap<String, i64> = (0..shape.len()).map(|number| (format!("n{number}"), i64::try_from(number).unwrap() + 1)).collect();
        for a in taxonomy.preorder() {
            for b in taxonomy.preorder() {
                let (x, y) = (taxonomy.interval(a), taxonomy.interval(b));
                let nested = |x: &std::ops::Range<u32>, y: &std::ops::Range<u32>| x.start <= y.start && y.end <= x.end;
                prop_assert!(nested(&x, &y) || nested(&y, &x) || x.end <= y.start || y.end <= x.start);
                prop_assert_eq!(taxonomy.lca_of_two(a, b).into_iter().collect::<Vec<_>>(), taxonomy.lca(&[b, a]));
                let content = InformationContent::new(&taxonomy, &counts).unwrap();
                for (there, back) in [
                    (taxonomy.path_similarity(a, b), taxonomy.path_similarity(b, a)),
                    (taxonomy.wu_palmer(a, b), taxonomy.wu_palmer(b, a)),
                    (taxonomy.lin(&content, a, b).unwrap(), taxonomy.lin(&content, b, a).unwrap()),
                ] {
                    prop_assert!((0.0..=1.0).contains(&there) && there.to_bits() == back.to_bits());
                    prop_assert!(a != b || there.to_bits() == 1.0_f64.to_bits());
                }
            }
        }
    }

    #[test]
    fn a_roll_up_counts_what_stands_in_a_category_or_below(shape in shape(1), products in vec(0..12_usize, 0..40)) {
        let taxonomy = Taxonomy::compile(&listed(&shape)).unwrap();
        let products: Vec<NodeIx> = products.into_iter().filter(|p| *p < shape.len()).map(|p| node(&taxonomy, p)).collect();
        let mut counts = vec![7; shape.len()];
        taxonomy.roll_up_into(&products, &mut counts).unwrap();
        for a in taxonomy.preorder() {
            let want = products.iter().filter(|p| **p == a || taxonomy.is_ancestor(a, **p)).count();
            prop_assert_eq!(counts[a.index()] as usize, want);
        }
    }

    #[test]
    fn a_list_compiles_if_and_only_if_the_report_names_nothing_structural(
        records in vec((0..6_u8, prop::option::of(0..7_u8), prop::option::of(0..7_u8), 0..9_u8), 0..8),
    ) {
        let nodes: Vec<NodeSpec> = records
            .iter()
            .map(|(id, first, second, name)| {
                let parents: BTreeSet<String> = [first, second].into_iter().flatten().map(ToString::to_string).collect();
                let name = if *name == 0 { " ".to_owned() } else { name.to_string() };
                NodeSpec { parent_ids: Some(parents.into_iter().collect()), ..NodeSpec::new(id.to_string(), None, name) }
            })
            .collect();
        let mut options = ValidateOptions::default();
        options.allow_polyhierarchy = true;
        let report = validate(&ValidateInput { nodes: nodes.clone(), options }).unwrap();
        let structural = [ValidationCode::DuplicateId, ValidationCode::Orphan, ValidationCode::Cycle, ValidationCode::EmptyName];
        let clean = !report.issues.iter().any(|issue| structural.contains(&issue.code));
        prop_assert_eq!(Taxonomy::compile(&nodes).is_ok(), clean, "{:?}", report);
    }

    #[test]
    fn what_is_written_is_read_back(shape in shape(1), names in vec(r#"[a-zé类][ -~é类]{0,8}[a-z>"é类]"#, 12)) {
        let mut nodes = listed(&shape);
        for (place, (node, name)) in nodes.iter_mut().zip(&names).enumerate() {
            node.id = node.id[1..].to_owned();
            node.parent_id = node.parent_ids.take().and_then(|mut parents| parents.pop()).map(|id| id[1..].to_owned());
            node.name = format!("{name}{place}");
        }
        let taxonomy = Taxonomy::compile(&nodes).unwrap();
        for (format, version) in [
            (TaxonomyFormat::GoogleTxt, Some("2021-09-21")),
            (TaxonomyFormat::ShopifyTxt, Some("2025-08 unstable")),
            (TaxonomyFormat::Csv, None),
            (TaxonomyFormat::Json, None),
        ] {
            let refused = nodes.iter().any(|node| format!(" {} ", node.name).contains(" > "));
            match render(&taxonomy, format, version) {
                Ok(text) => {
                    let parsed = parse_text(format, &text).unwrap();
                    prop_assert_eq!(parsed.version.as_deref(), version);
                    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
                    prop_assert_eq!(&parse_text(format, &windows).unwrap().nodes, &parsed.nodes);
                    prop_assert_eq!(parsed.specs(), nodes.clone());
                }
                Err(error) => prop_assert!(refused && version.is_some(), "{format:?}: {error}"),
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[#0-9a> ,:\\-\n\"\\[{}]{0,60}") {
        for format in [TaxonomyFormat::GoogleTxt, TaxonomyFormat::ShopifyTxt, TaxonomyFormat::Csv, TaxonomyFormat::Json] {
            if let Ok(parsed) = parse_text(format, &text) {
                prop_assert!(Taxonomy::compile(&parsed.specs()).is_ok());
            }
        }
    }
}
