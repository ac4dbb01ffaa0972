//! What the fuzzer was fed, replayed as ordinary tests.

#![allow(clippy::expect_used, reason = "a test stops where its set-up fails")]
#![allow(clippy::arithmetic_side_effects, reason = "small counts of a test")]

use mercato_taxonomy::{Taxonomy, TaxonomyFormat, parse_text, render};
use std::fs;
use std::path::Path;

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
