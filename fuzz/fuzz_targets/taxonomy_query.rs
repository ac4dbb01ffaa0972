//! Any JSON as products and an expression: an answer or a refusal, never a panic; an expression and its negation share out
//! the products, and what comes after an index was built counts as what was there.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mercato_taxonomy::{Expr, FacetIndex, QueryInput, Taxonomy, query};
use std::sync::Arc;

fuzz_target!(|bytes: &[u8]| {
    let Ok(input) = serde_json::from_slice::<QueryInput>(bytes) else { return };
    let Ok(answer) = query(&input) else { return };
    let taxonomy = Arc::new(Taxonomy::compile(&input.nodes).expect("it was compiled"));
    let mut index = FacetIndex::build(taxonomy, &[]).expect("an empty index");
    for product in &input.products {
        index.insert(product).expect("ids are distinct");
    }
    let found = index.query(&input.expr).expect("it was answered");
    assert_eq!(index.ids(&found), answer.product_ids);
    if let Ok(others) = index.query_count(&Expr::Not { of: Box::new(input.expr) }) {
        assert_eq!(others + answer.count, index.len());
    }
    for product in &input.products {
        index.remove(&product.id).expect("it is there");
    }
    assert!(index.is_empty());
});
