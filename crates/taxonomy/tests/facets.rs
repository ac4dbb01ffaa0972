//! The bitmap index against a scan of the products: any expression, any selection, any order of products coming and going;
//! and the laws of sets and counts.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops where its set-up fails")]
#![allow(clippy::arithmetic_side_effects, reason = "sets and small counts of a test")]

use mercato_core::{Coded, ErrorCode};
use mercato_taxonomy::facet::{FacetIndex, FacetSelection, FacetValue, Product};
use mercato_taxonomy::query::Expr;
use mercato_taxonomy::text::norm;
use mercato_taxonomy::{FacetCountsInput, NodeSpec, Taxonomy, facet_counts};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const NODES: usize = 9;

/// A tree, or a polyhierarchy: parents stand before their children in the list, which makes any choice of them free of cycles.
fn nodes() -> impl Strategy<Value = Vec<NodeSpec>> {
    let parents = prop::collection::vec(prop::collection::vec(any::<prop::sample::Index>(), 0..3), NODES);
    (parents, any::<bool>()).prop_map(|(parents, several)| {
        let node = |(place, parents): (usize, Vec<prop::sample::Index>)| {
            let mut above: Vec<String> = Vec::new();
            for parent in parents.iter().filter(|_| place > 0).take(if several { 2 } else { 1 }) {
                let id = format!("c{}", parent.index(place));
                if !above.contains(&id) {
                    above.push(id);
                }
            }
            let parent_ids = (!above.is_empty()).then_some(above);
            NodeSpec { id: format!("c{place}"), name: format!("C {place}"), parent_ids, ..NodeSpec::default() }
        };
        parents.into_iter().enumerate().map(node).collect()
    })
}

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(json!("red")),
        Just(json!("Red")),
        Just(json!(true)),
        Just(json!(false)),
        Just(json!(1)),
        Just(json!(1.0)),
        Just(json!(2.5)),
        Just(json!("1")),
        Just(json!(null)),
        Just(json!(-3)),
    ];
    prop_oneof![
        3 => scalar.clone(),
        1 => prop::collection::vec(scalar, 0..3).prop_map(Value::from),
        1 => Just(json!({"value": 1})),
    ]
}

fn product() -> impl Strategy<Value = Product> {
    let categories = prop::collection::vec((0..=NODES).prop_map(|place| format!("c{place}")), 0..4);
    let tags = prop::collection::vec(prop::sample::select(vec!["Sale", "#sale", "new", "gift box", "!!"]), 0..3);
    let attributes = prop::collection::btree_map(prop::sample::select(vec!["color", "size"]), value(), 0..3);
    (0..25_u32, categories, tags, attributes).prop_map(|(id, category_ids, tags, attributes)| Product {
        id: format!("p{id}"),
        category_ids,
        tags: tags.into_iter().map(String::from).collect(),
        attributes: attributes.into_iter().map(|(key, value)| (key.to_owned(), value)).collect(),
    })
}

fn facet_value() -> impl Strategy<Value = FacetValue> {
    value().prop_filter_map("a scalar", |value| serde_json::from_value(value).ok())
}

fn expr() -> impl Strategy<Value = Expr> {
    let key = || prop::sample::select(vec!["color", "size", "none"]).prop_map(String::from);
    let leaf = prop_oneof![
        Just(Expr::All {}),
        ((0..NODES), any::<Option<bool>>())
            .prop_map(|(place, include_descendants)| Expr::Category { id: format!("c{place}"), include_descendants }),
        prop::sample::select(vec!["SALE", "gift-box", "other"]).prop_map(|tag| Expr::Tag { tag: tag.into() }),
        (key(), prop::collection::vec(facet_value(), 0..3)).prop_map(|(key, values)| Expr::Attribute { key, values }),
        (key(), -4..4_i64, 0..4_i64, 0..3_u8).prop_map(|(key, min, more, bounds)| Expr::Range {
            key,
            min: (bounds != 1).then_some(min.into()),
            max: (bounds != 2).then_some(min.saturating_add(more).into()),
        }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|of| Expr::And { of }),
            prop::collection::vec(inner.clone(), 0..4).prop_map(|of| Expr::Or { of }),
            inner.prop_map(not),
        ]
    })
}

fn not(expr: Expr) -> Expr {
    Expr::Not { of: Box::new(expr) }
}

/// The definition, product by product.
struct Scan {
    taxonomy: Arc<Taxonomy>,
    products: Vec<Product>,
}

impl Scan {
    fn stands_under(&self, product: &Product, category: &str) -> bool {
        let above = self.taxonomy.node(category).unwrap();
        let own = product.category_ids.iter().filter_map(|id| self.taxonomy.node(id));
        own.into_iter().any(|node| node == above || self.taxonomy.ancestors(node).contains(&above))
    }

    fn elements(product: &Product, key: &str) -> Vec<Value> {
        match product.attributes.get(key) {
            Some(Value::Array(list)) => list.clone(),
            Some(other) => vec![other.clone()],
            None => Vec::new(),
        }
    }

    fn bears(product: &Product, key: &str, value: &FacetValue) -> bool {
        let wanted = serde_json::to_value(value).unwrap();
        Self::elements(product, key).iter().any(|element| match (element, &wanted) {
            (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
            (Value::Bool(_), Value::Bool(_)) | (Value::String(_), Value::String(_)) => *element == wanted,
            _ => false,
        })
    }

    fn matches(&self, product: &Product, expr: &Expr) -> bool {
        match expr {
            Expr::All {} => true,
            Expr::Category { id, include_descendants: Some(false) } => product.category_ids.contains(id),
            Expr::Category { id, .. } => self.stands_under(product, id),
            Expr::Tag { tag } => product.tags.iter().any(|own| norm(own) == norm(tag)),
            Expr::Attribute { key, values } => values.iter().any(|value| Self::bears(product, key, value)),
            Expr::Range { key, min, max } => Self::elements(product, key).iter().any(|element| {
                let Value::Number(number) = element else { return false };
                let bound =
                    |bound: &Option<_>| bound.map(|bound| serde_json::to_value(bound).unwrap().as_f64().unwrap());
                let number = number.as_f64().unwrap();
                bound(min).is_none_or(|min| number >= min) && bound(max).is_none_or(|max| number <= max)
            }),
            Expr::And { of } => of.iter().all(|part| self.matches(product, part)),
            Expr::Or { of } => of.iter().any(|part| self.matches(product, part)),
            Expr::Not { of } => !self.matches(product, of),
            _ => panic!("an expression without a definition here"),
        }
    }

    fn ids(&self, expr: &Expr) -> Vec<&str> {
        self.products.iter().filter(|product| self.matches(product, expr)).map(|product| product.id.as_str()).collect()
    }
}

/// Products with distinct ids, the first of each.
fn distinct(products: Vec<Product>) -> Vec<Product> {
    let mut seen = BTreeSet::new();
    products.into_iter().filter(|product| seen.insert(product.id.clone())).collect()
}

/// An index over the first products into which the others came, and out of which some went; and the scan of the same.
fn changed(nodes: &[NodeSpec], products: Vec<Product>, later: Vec<Product>, gone: &[u32]) -> (FacetIndex, Scan) {
    let taxonomy = Arc::new(Taxonomy::compile(nodes).unwrap());
    let mut products = distinct(products);
    let mut index = FacetIndex::build(Arc::clone(&taxonomy), &products).unwrap();
    let mut going = gone.iter();
    for product in later {
        let there = products.iter().any(|other| other.id == product.id);
        match index.insert(&product) {
            Ok(()) => assert!(!there),
            Err(error) => assert!(there && error.code() == ErrorCode::DuplicateId),
        }
        if !there {
            products.push(product);
        }
        if let Some(id) = going.next().map(|id| format!("p{id}")) {
            let place = products.iter().position(|product| product.id == id);
            assert_eq!(index.remove(&id).is_ok(), place.is_some());
            if let Some(place) = place {
                products.remove(place);
            }
        }
    }
    (index, Scan { taxonomy, products })
}

fn many() -> impl Strategy<Value = Vec<Product>> {
    prop::collection::vec(product(), 0..25)
}

proptest! {
    #[test]
    fn a_query_answers_as_a_scan_does_after_products_came_and_went(
        nodes in nodes(), products in many(), later in many(), gone in prop::collection::vec(0..25_u32, 0..12),
        exprs in prop::collection::vec(expr(), 1..6),
    ) {
        let (index, scan) = changed(&nodes, products, later, &gone);
        prop_assert_eq!(index.len(), scan.products.len() as u64);
        for expr in &exprs {
            let found = index.query(expr).unwrap();
            prop_assert_eq!(index.ids(&found), scan.ids(expr), "{:?}", expr);
            prop_assert_eq!(index.query_count(expr).unwrap(), found.len());
            let totals = index.totals(&found);
            for node in scan.taxonomy.nodes() {
                let in_node = |product: &&Product| {
                    scan.matches(product, expr) && scan.stands_under(product, scan.taxonomy.id(node))
                };
                let expected = scan.products.iter().filter(in_node).count() as u64;
                prop_assert_eq!(totals[node.index()], expected);
                prop_assert_eq!(index.count_in(&found, node), expected);
            }
        }
    }

    #[test]
    fn negation_is_the_complement_and_the_laws_of_de_morgan_hold(
        nodes in nodes(), products in many(), a in expr(), b in expr(),
    ) {
        let (index, _) = changed(&nodes, products, Vec::new(), &[]);
        let ids = |expr: &Expr| {
            let found = index.query(expr).unwrap();
            index.ids(&found).into_iter().map(str::to_owned).collect::<BTreeSet<String>>()
        };
        let all = ids(&Expr::All {});
        prop_assert_eq!(&all - &ids(&a), ids(&not(a.clone())));
        let and = |a: &Expr, b: &Expr| Expr::And { of: vec![a.clone(), b.clone()] };
        let or = |a: &Expr, b: &Expr| Expr::Or { of: vec![a.clone(), b.clone()] };
        prop_assert_eq!(ids(&not(and(&a, &b))), ids(&or(&not(a.clone()), &not(b.clone()))));
        prop_assert_eq!(ids(&not(or(&a, &b))), ids(&and(&not(a.clone()), &not(b.clone()))));
        prop_assert_eq!(ids(&and(&a, &b)), ids(&and(&b, &a)));
        prop_assert_eq!(ids(&or(&a, &b)), ids(&or(&b, &a)));
    }

    #[test]
    fn a_total_is_at_most_what_stands_in_the_category_and_its_children(nodes in nodes(), products in many()) {
        let mut products = distinct(products);
        for product in &mut products {
            product.category_ids.retain(|id| *id != format!("c{NODES}"));
        }
        let single = products.iter().all(|product| product.category_ids.iter().collect::<BTreeSet<_>>().len() < 2);
        let taxonomy = Taxonomy::compile(&nodes).unwrap();
        let counts = facet_counts(&FacetCountsInput { nodes, products, omit_zero: false }).unwrap().counts;
        let by_id: BTreeMap<&str, (u64, u64)> =
            counts.iter().map(|count| (count.id.as_str(), (count.direct, count.total))).collect();
        for node in taxonomy.nodes() {
            let (direct, total) = by_id[taxonomy.id(node)];
            let parts = direct + taxonomy.children(node).map(|child| by_id[taxonomy.id(child)].1).sum::<u64>();
            prop_assert!(total <= parts);
            if single && !taxonomy.is_polyhierarchy() {
                prop_assert_eq!(total, parts);
            }
        }
    }

    #[test]
    fn navigation_counts_what_each_further_choice_leaves(
        nodes in nodes(), products in many(), category in prop::option::of(0..NODES),
        chosen in prop::collection::btree_map(
            prop::sample::select(vec!["color", "size", "none"]), prop::collection::vec(facet_value(), 0..3), 0..3),
        tags in prop::collection::vec(prop::sample::select(vec!["SALE", "new"]), 0..2),
    ) {
        let (index, scan) = changed(&nodes, products, Vec::new(), &[]);
        let selection = FacetSelection {
            category_id: category.map(|place| format!("c{place}")),
            attributes: chosen.into_iter().map(|(key, values)| (key.to_owned(), values)).collect(),
            tags: tags.into_iter().map(String::from).collect(),
        };
        let conditions = |category: Option<&str>, left_out: Option<&str>| {
            let mut of: Vec<Expr> = selection.tags.iter().map(|tag| Expr::Tag { tag: tag.clone() }).collect();
            of.extend(category.map(|id| Expr::Category { id: id.into(), include_descendants: None }));
            of.extend(selection.attributes.iter().filter(|(key, values)| !values.is_empty() && Some(key.as_str()) != left_out)
                .map(|(key, values)| Expr::Attribute { key: key.clone(), values: values.clone() }));
            of
        };
        let count = |of: Vec<Expr>| scan.ids(&Expr::And { of }).len() as u64;
        let own = selection.category_id.as_deref();
        let keys = ["color", "size", "other"].map(String::from);
        let answer = index.navigate(&selection, &keys).unwrap();
        prop_assert_eq!(answer.total, count(conditions(own, None)));
        let taxonomy = &scan.taxonomy;
        let below: Vec<&str> = match own.and_then(|id| taxonomy.node(id)) {
            Some(node) => taxonomy.children(node).map(|child| taxonomy.id(child)).collect(),
            None => taxonomy.roots().map(|root| taxonomy.id(root)).collect(),
        };
        let expected: Vec<(&str, u64)> = below.into_iter().map(|id| (id, count(conditions(Some(id), None)))).collect();
        let found: Vec<(&str, u64)> = answer.category_counts.iter().map(|found| (found.id.as_str(), found.count)).collect();
        prop_assert_eq!(found, expected);
        for key in &keys {
            let values = &answer.attribute_counts[key];
            prop_assert!(values.is_sorted_by(|a, b| (b.count, &a.value) < (a.count, &b.value)));
            let mut occurring: BTreeSet<FacetValue> = BTreeSet::new();
            for element in scan.products.iter().flat_map(|product| Scan::elements(product, key)) {
                occurring.extend(serde_json::from_value::<FacetValue>(element).ok());
            }
            let mut expected: BTreeMap<FacetValue, u64> = BTreeMap::new();
            for value in occurring {
                let mut of = conditions(own, Some(key));
                of.push(Expr::Attribute { key: key.clone(), values: vec![value.clone()] });
                expected.insert(value, count(of));
            }
            expected.retain(|_, count| *count > 0);
            let found: BTreeMap<FacetValue, u64> = values.iter().map(|found| (found.value.clone(), found.count)).collect();
            prop_assert_eq!(found, expected);
        }
    }
}

#[test]
fn expressions_that_mean_nothing_are_refused_where_they_stand() {
    let taxonomy = Arc::new(Taxonomy::compile(&[NodeSpec::new("1", None, "Hats")]).unwrap());
    let index = FacetIndex::build(taxonomy, &[]).unwrap();
    for (expr, code, path) in [
        (r#"{"type": "category", "id": "2"}"#, ErrorCode::NotFound, "expr.id"),
        (
            r#"{"type": "and", "of": [{"type": "all"}, {"type": "not", "of": {"type": "tag", "tag": "!"}}]}"#,
            ErrorCode::InvalidArgument,
            "expr.of[1].of.tag",
        ),
        (r#"{"type": "or", "of": [{"type": "range", "key": "k"}]}"#, ErrorCode::InvalidArgument, "expr.of[0].min"),
        (r#"{"type": "range", "key": "k", "min": 2, "max": 1.5}"#, ErrorCode::InvalidArgument, "expr.min"),
    ] {
        let error = index.query(&serde_json::from_str(expr).unwrap()).unwrap_err();
        assert_eq!((error.code(), error.path()), (code, Some(path)), "{expr}");
    }
    for expr in [
        r#"{"type": "xor", "of": []}"#,
        r#"{"type": "all", "of": []}"#,
        r#"{"type": "attribute", "key": "k", "values": [null]}"#,
        r#"{"type": "range", "key": "k", "min": "1"}"#,
    ] {
        assert!(serde_json::from_str::<Expr>(expr).is_err(), "{expr}");
    }
}

#[test]
fn nesting_has_a_bound() {
    let taxonomy = Arc::new(Taxonomy::compile(&[]).unwrap());
    let index = FacetIndex::build(taxonomy, &[]).unwrap();
    let nested = |depth: usize| (0..depth).fold(Expr::All {}, |expr, _| not(expr));
    assert!(index.query(&nested(128)).is_ok());
    assert_eq!(index.query(&nested(129)).unwrap_err().code(), ErrorCode::InvalidArgument);
    let conjoined = (0..129).fold(Expr::All {}, |expr, _| Expr::And { of: vec![not(expr)] });
    assert_eq!(index.query(&conjoined).unwrap_err().code(), ErrorCode::InvalidArgument);
}

#[test]
fn a_large_filtered_set_is_counted_as_category_by_category() {
    let parent = |place: usize| place.checked_sub(3).map(|place| format!("c{}", place / 2));
    let nodes: Vec<NodeSpec> = (0..40)
        .map(|place| NodeSpec::new(format!("c{place}"), parent(place).as_deref(), format!("C {place}")))
        .collect();
    // a third stands in two categories, some of them one above the other
    let categories = |place: usize| match place % 3 {
        0 => vec![format!("c{}", place % 40), format!("c{}", place * 7 % 40)],
        _ => vec![format!("c{}", place * 11 % 40)],
    };
    let product = |place: usize| Product {
        id: format!("p{place}"),
        category_ids: categories(place),
        tags: vec![if place.is_multiple_of(5) { "new" } else { "sale" }.into()],
        ..Product::default()
    };
    let products: Vec<Product> = (0..2_000).map(product).collect();
    let index = FacetIndex::build(Arc::new(Taxonomy::compile(&nodes).unwrap()), &products).unwrap();
    let found = index.query(&Expr::Tag { tag: "sale".into() }).unwrap();
    let by_category: Vec<u64> = index.taxonomy().preorder().map(|node| index.count_in(&found, node)).collect();
    assert_eq!(found.len(), 1_600);
    assert_eq!(index.totals(&found), by_category);
}
