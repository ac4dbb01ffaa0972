//! The compiled form on small trees whose answers a reader can see.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop where their set-up fails")]
#![allow(clippy::arithmetic_side_effects, reason = "small counts of a test")]

use mercato_core::{Coded, ErrorCode};
use mercato_taxonomy::{NodeSpec, Taxonomy, TaxonomyError};

fn tree(links: &[(&str, &[&str])]) -> Vec<NodeSpec> {
    let parents = |parents: &[&str]| Some(parents.iter().map(ToString::to_string).collect());
    links
        .iter()
        .map(|(id, above)| NodeSpec { parent_ids: parents(above), ..NodeSpec::new(*id, None, id.to_uppercase()) })
        .collect()
}

fn diamond() -> Taxonomy {
    // e under c and d, both under a and b, both under r; f under b only
    Taxonomy::compile(&tree(&[
        ("e", &["c", "d"]),
        ("r", &[]),
        ("a", &["r"]),
        ("b", &["r"]),
        ("c", &["a", "b"]),
        ("d", &["b", "a"]),
        ("f", &["b"]),
    ]))
    .unwrap()
}

fn ids(taxonomy: &Taxonomy, nodes: impl IntoIterator<Item = mercato_taxonomy::NodeIx>) -> Vec<&str> {
    nodes.into_iter().map(|node| taxonomy.id(node)).collect()
}

#[test]
fn a_diamond_is_walked_along_every_path() {
    let taxonomy = diamond();
    let node = |id| taxonomy.node(id).unwrap();
    assert!(taxonomy.is_polyhierarchy());
    assert_eq!(ids(&taxonomy, taxonomy.preorder()), ["r", "a", "c", "e", "b", "d", "f"]);
    assert_eq!(ids(&taxonomy, taxonomy.ancestors(node("e"))), ["r", "a", "b", "c", "d"]);
    assert_eq!(ids(&taxonomy, taxonomy.ancestors(node("f"))), ["r", "b"]);
    assert_eq!(ids(&taxonomy, taxonomy.descendants(node("b"))), ["c", "e", "d", "f"]);
    assert_eq!(ids(&taxonomy, taxonomy.children(node("a"))), ["c", "d"]);
    assert_eq!(ids(&taxonomy, taxonomy.parents(node("d"))), ["b", "a"]);
    assert_eq!(ids(&taxonomy, taxonomy.lca(&[node("c"), node("d")])), ["a", "b"]);
    assert_eq!(ids(&taxonomy, taxonomy.lca(&[node("e"), node("f")])), ["b"]);
    assert!(taxonomy.is_ancestor(node("d"), node("e")) && !taxonomy.is_ancestor(node("a"), node("f")));
    assert_eq!((taxonomy.depth(node("e")), taxonomy.is_leaf(node("d")), taxonomy.is_leaf(node("e"))), (3, false, true));
    assert_eq!(Taxonomy::compile(&taxonomy.spec().nodes).unwrap().spec(), taxonomy.spec());
}

#[test]
fn a_forest_has_roots_in_the_order_of_the_list_and_common_ancestors_within_a_tree_only() {
    let taxonomy =
        Taxonomy::compile(&tree(&[("y", &["b"]), ("b", &[]), ("x", &["a"]), ("a", &[]), ("z", &["b"])])).unwrap();
    assert_eq!(ids(&taxonomy, taxonomy.roots()), ["b", "a"]);
    assert_eq!(ids(&taxonomy, taxonomy.preorder()), ["b", "y", "z", "a", "x"]);
    let [x, y, z] = ["x", "y", "z"].map(|id| taxonomy.node(id).unwrap());
    assert_eq!(ids(&taxonomy, taxonomy.lca(&[z, y])), ["b"]);
    assert!(taxonomy.lca(&[x, y]).is_empty());
    let mut counts = [0; 5];
    taxonomy.roll_up_into(&[x, y, y, z], &mut counts).unwrap();
    assert_eq!(counts, [3, 2, 1, 1, 1]);
    assert_eq!(taxonomy.roll_up_into(&[x], &mut [0; 4]).unwrap_err().path(), Some("out"));
}

#[test]
fn every_mistake_is_named_in_the_order_of_the_rules() {
    let nodes = [
        NodeSpec::new("a", Some("gone"), "A"),
        NodeSpec::new("b", Some("c"), "B"),
        NodeSpec::new("c", Some("b"), "C"),
        NodeSpec::new("a", None, "again"),
        NodeSpec::new("d", None, " "),
        NodeSpec { parent_ids: Some(vec!["a".into(), "a".into()]), ..NodeSpec::new("e", None, "E") },
        NodeSpec { parent_ids: Some(vec![]), ..NodeSpec::new("f", Some("a"), "F") },
    ];
    let error = Taxonomy::compile(&nodes).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("nodes[4].name")));
    let TaxonomyError::Several(mistakes) = error else { panic!("several mistakes") };
    let found: Vec<(ErrorCode, &str)> = mistakes.iter().map(|error| (error.code(), error.path().unwrap())).collect();
    assert_eq!(
        found,
        [
            (ErrorCode::InvalidArgument, "nodes[4].name"),
            (ErrorCode::InvalidArgument, "nodes[5].parent_ids[1]"),
            (ErrorCode::InvalidArgument, "nodes[6].parent_ids"),
            (ErrorCode::DuplicateId, "nodes[3].id"),
            (ErrorCode::NotFound, "nodes[0].parent_id"),
            (ErrorCode::CycleDetected, "nodes[1].parent_id"),
        ]
    );
}

#[test]
fn a_cycle_through_a_second_parent_is_found() {
    let error = Taxonomy::compile(&tree(&[("r", &[]), ("a", &["r", "b"]), ("b", &["a"])])).unwrap_err();
    assert_eq!(error.code(), ErrorCode::CycleDetected);
    let itself = Taxonomy::compile(&[NodeSpec::new("a", Some("a"), "A")]).unwrap_err();
    assert_eq!((itself.code(), itself.path()), (ErrorCode::CycleDetected, Some("nodes[0].parent_id")));
}

#[test]
fn an_empty_list_and_a_very_deep_one_compile() {
    assert!(Taxonomy::compile(&[]).unwrap().is_empty());
    let deep: Vec<NodeSpec> = (0..100_000)
        .map(|depth: u32| {
            NodeSpec::new(depth.to_string(), depth.checked_sub(1).map(|above| above.to_string()).as_deref(), "N")
        })
        .collect();
    let taxonomy = Taxonomy::compile(&deep).unwrap();
    let last = taxonomy.node("99999").unwrap();
    assert_eq!((taxonomy.depth(last), taxonomy.ancestors(last).len()), (99_999, 99_999));
}

#[test]
fn the_ancestors_of_many_categories_with_two_parents_are_refused_beyond_a_bound() {
    let links: Vec<NodeSpec> = (0..8_000_u32)
        .map(|node| NodeSpec {
            parent_ids: Some(
                (1..=2).filter_map(|above| node.checked_sub(above)).map(|above| above.to_string()).collect(),
            ),
            ..NodeSpec::new(node.to_string(), None, "N")
        })
        .collect();
    assert_eq!(Taxonomy::compile(&links).unwrap_err().code(), ErrorCode::Unsupported);
    assert_eq!(Taxonomy::compile(&links[..4_000]).unwrap().len(), 4_000);
}
