//! What the fuzzer was fed, replayed as ordinary tests.

#![allow(clippy::expect_used, reason = "a test stops where its set-up fails")]
#![allow(clippy::arithmetic_side_effects, reason = "small counts of a test")]

use mercato_taxonomy::{Expr, FacetIndex, QueryInput, Taxonomy, TaxonomyFormat, parse_text, query, render};
use std::fs;
use std::path::Path;
use std::sync::Arc;

#[test]
fn files_of_categories_are_trees_that_read_back_or_are_refused() {
    for (target, format) in [
        ("taxonomy_google", TaxonomyFormat::GoogleTxt),
        ("taxonomy_shopify", TaxonomyFormat::ShopifyTxt),
        ("taxonomy_csv", TaxonomyFormat::Csv),
        ("taxonomy_json", TaxonomyFormat::Json),
    ] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
        let (mut read, mut refused) = (0, 0);
        for entry in fs::read_dir(folder).expect("a corpus") {
            let path = entry.expect("an entry").path();
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let Ok(parsed) = parse_text(format, &text) else {
                refused += 1;
                continue;
            };
            let tree = Taxonomy::compile(&parsed.specs()).expect("what is read is a tree");
            if let Ok(text) = render(&tree, format, None) {
                assert_eq!(parse_text(format, &text).expect("it reads back").nodes, parsed.nodes, "{}", path.display());
            }
            read += 1;
        }
        assert!(read >= 1 && refused >= 3, "{target}: {read} read, {refused} refused");
    }
}

#[test]
fn queries_are_answered_as_an_index_that_grows_answers_or_are_refused() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/taxonomy_query");
    let (mut answered, mut refused) = (0, 0);
    for entry in fs::read_dir(folder).expect("a corpus") {
        let path = entry.expect("an entry").path();
        let name = path.display();
        let Ok(input) = serde_json::from_slice::<QueryInput>(&fs::read(&path).expect("an input")) else {
            refused += 1;
            continue;
        };
        let Ok(answer) = query(&input) else {
            refused += 1;
            continue;
        };
        let taxonomy = Arc::new(Taxonomy::compile(&input.nodes).expect("it was compiled"));
        let mut index = FacetIndex::build(taxonomy, &[]).expect("an empty index");
        for product in &input.products {
            index.insert(product).expect("ids are distinct");
        }
        let found = index.query(&input.expr).expect("it was answered");
        assert_eq!(index.ids(&found), answer.product_ids, "{name}");
        if let Ok(others) = index.query_count(&Expr::Not { of: Box::new(input.expr) }) {
            assert_eq!(others + answer.count, index.len(), "{name}");
        }
        for product in &input.products {
            index.remove(&product.id).expect("it is there");
        }
        assert!(index.is_empty(), "{name}");
        answered += 1;
    }
    assert!(answered >= 5 && refused >= 7, "{answered} answered, {refused} refused");
}
