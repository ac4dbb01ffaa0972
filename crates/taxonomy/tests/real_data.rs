//! The published taxonomies, where the data set stands beside the checkout: whole, against tables computed elsewhere.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop where their set-up fails")]
#![allow(clippy::arithmetic_side_effects, reason = "small counts of a test")]

mod data;

use data::{Data, folder};
use mercato_taxonomy::{
    MappingSuggester, NodeSpec, SuggestMethod, Taxonomy, TaxonomyFormat, ValidateInput, ValidationCode, parse_text,
    render, validate,
};
use std::collections::BTreeMap;

/// The data, or a note that it is not here.
fn data(test: &str) -> Option<Data> {
    let found = folder().map(|folder| Data { folder });
    if found.is_none() {
        println!("{test}: skipped, shared/data/taxonomy is not beside the checkout");
    }
    found
}

#[test]
fn all_shopify_categories_stand_where_the_expected_table_says() {
    let Some(data) = data("shopify") else { return };
    let taxonomy = Taxonomy::compile(&data.shopify()).unwrap();
    assert_eq!(taxonomy.len(), 10_595);
    let expected = data.table("expected_shopify_tree.tsv.gz");
    assert_eq!(expected.len(), 10_595);
    for (row, node) in expected.iter().zip(taxonomy.nodes()) {
        let span = taxonomy.interval(node);
        let below = taxonomy.descendants(node).count();
        let found = [
            taxonomy.id(node).to_owned(),
            taxonomy.depth(node).to_string(),
            span.start.to_string(),
            span.end.to_string(),
            below.to_string(),
        ];
        assert_eq!(found.as_slice(), row.as_slice());
    }
    let expected = data.table("expected_shopify_lca.tsv.gz");
    assert_eq!(expected.len(), 4_000);
    for row in &expected {
        let [a, b] = [&row[0], &row[1]].map(|id| taxonomy.node(id).unwrap());
        let found: Vec<&str> = taxonomy.lca(&[a, b]).into_iter().map(|node| taxonomy.id(node)).collect();
        assert_eq!(found.first().copied().unwrap_or_default(), row[2], "{row:?}");
        assert_eq!(taxonomy.lca_of_two(a, b).map_or("", |node| taxonomy.id(node)), row[2]);
    }
}

#[test]
fn the_published_files_are_read_and_written_back() {
    let Some(data) = data("files") else { return };
    for (format, file, count) in [
        (TaxonomyFormat::ShopifyTxt, "shopify_categories.txt.gz", 10_595),
        (TaxonomyFormat::GoogleTxt, "google_taxonomy_2021-09-21.txt.gz", 5_595),
    ] {
        let parsed = parse_text(format, &data.text(file)).unwrap();
        assert_eq!(parsed.nodes.len(), count);
        assert!(parsed.version.is_some());
        let taxonomy = Taxonomy::compile(&parsed.specs()).unwrap();
        for format in [format, TaxonomyFormat::Csv, TaxonomyFormat::Json] {
            let again = parse_text(format, &render(&taxonomy, format, None).unwrap()).unwrap();
            assert_eq!(again.nodes, parsed.nodes);
        }
        let report = validate(&ValidateInput { nodes: parsed.specs(), ..ValidateInput::default() }).unwrap();
        assert!(report.valid, "{:?}", report.issues);
    }
}

#[test]
fn the_dirty_hierarchy_of_best_buy_is_reported_and_compiles_once_dangling_children_are_dropped() {
    let Some(data) = data("best buy") else { return };
    let (dirty, clean, dangling) = data.best_buy();
    assert_eq!(dangling.len(), 2_100);
    let counts = |nodes: &[NodeSpec]| {
        let report = validate(&ValidateInput { nodes: nodes.to_vec(), ..ValidateInput::default() }).unwrap();
        let mut counts: BTreeMap<ValidationCode, usize> = BTreeMap::new();
        for issue in &report.issues {
            *counts.entry(issue.code).or_default() += 1;
        }
        counts.into_iter().collect::<Vec<_>>()
    };
    // counted from the file by other means
    let (clash, several) = (ValidationCode::DuplicateSiblingName, ValidationCode::MultipleParents);
    let found = [(clash, 5), (ValidationCode::EmptyName, 1), (several, 371), (ValidationCode::Orphan, 363)];
    assert_eq!(counts(&dirty), found);
    assert!(Taxonomy::compile(&dirty).is_err());
    assert_eq!(counts(&clean), [(clash, 45), (several, 355)]);
    let taxonomy = Taxonomy::compile(&clean).unwrap();
    assert_eq!((taxonomy.len(), taxonomy.roots().count()), (4_584, 350));
    assert_eq!(taxonomy.nodes().filter(|node| taxonomy.parents(*node).count() > 1).count(), 355);
}

#[test]
fn suggested_mappings_from_shopify_to_google_are_right_as_often_as_stated() {
    let Some(data) = data("mapping") else { return };
    let (targets, rules) = data.shopify_to_google();
    assert_eq!((targets.len(), rules.len()), (5_595, 6_271));
    for (method, least) in
        [(SuggestMethod::Cosine, [0.956, 0.994, 0.9135]), (SuggestMethod::CosineAndLevels, [0.98, 0.993, 0.96])]
    {
        let suggester = MappingSuggester::new(&targets, method).unwrap();
        let (mut first, mut among, mut hard, mut first_of_hard) = (0_u32, 0_u32, 0_u32, 0_u32);
        for rule in &rules {
            let found = suggester.suggest(&rule.path, 5, 0.0);
            let place = found.iter().position(|suggestion| suggestion.id == rule.google_id);
            first += u32::from(place == Some(0));
            among += u32::from(place.is_some());
            hard += u32::from(!rule.identical);
            first_of_hard += u32::from(!rule.identical && place == Some(0));
        }
        let share = |right: u32, of: u32| f64::from(right) / f64::from(of);
        let found = [share(first, 6_271), share(among, 6_271), share(first_of_hard, hard)];
        println!("{method:?}: top-1 {:.4}, top-5 {:.4}, top-1 of {hard} unlike {:.4}", found[0], found[1], found[2]);
        assert_eq!(hard, 3_180);
        assert!(found.iter().zip(least).all(|(found, least)| *found >= least - 0.0005), "{found:?}");
    }
}

#[test]
fn each_version_leads_to_the_next() {
    let Some(data) = data("versions") else { return };
    let version = |file: &str| -> Vec<NodeSpec> { data.full_names(file) };
    let [old, new] = ["2024-10", "2025-03"].map(|v| version(&format!("shopify_full_names_{v}.tsv.gz")));
    let diff = mercato_taxonomy::diff(&mercato_taxonomy::DiffInput { from: old.clone(), to: new.clone() }).unwrap();
    let [mut made, mut want] = [diff.apply(&old), new.iter().map(mercato_taxonomy::NodeRecord::from).collect()];
    made.sort();
    want.sort();
    assert_eq!(made, want);
    // every category that is gone has a rule in the published migration
    let rules = data.table("shopify_migration_2024-10_to_2025-03.tsv.gz");
    let ruled: std::collections::BTreeSet<&str> = rules.iter().map(|row| row[0].as_str()).collect();
    let lost: Vec<&String> = diff.removed.iter().filter(|id| !ruled.contains(id.as_str())).collect();
    println!("{} added, {} removed, {} without a rule", diff.added.len(), diff.removed.len(), lost.len());
    assert!(lost.is_empty(), "{lost:?}");
}
