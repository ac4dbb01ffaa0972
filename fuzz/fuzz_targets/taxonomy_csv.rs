//! Any text as a file of categories: a tree or a refusal, never a panic; a tree that is written reads back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mercato_taxonomy::{Taxonomy, TaxonomyFormat, parse_text, render};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(parsed) = parse_text(TaxonomyFormat::Csv, text) else { return };
    let tree = Taxonomy::compile(&parsed.specs()).expect("what is read is a tree");
    if let Ok(text) = render(&tree, TaxonomyFormat::Csv, None) {
        let again = parse_text(TaxonomyFormat::Csv, &text).expect("what is written is read");
        assert_eq!(again.nodes, parsed.nodes);
    }
});
