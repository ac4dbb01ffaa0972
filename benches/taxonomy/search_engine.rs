//! The same counts by tantivy: a facet field for the categories, a text field for what the filter asks, counts by
//! `FacetCollector`. One call of it counts one level, here the top one; mercato's counts every category.

use super::sample::Report;
use super::{Columns, NONE};
use mercato_taxonomy::{NodeIx, Taxonomy};
use std::collections::BTreeMap;
use tantivy::collector::FacetCollector;
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Facet, FacetOptions, INDEXED, IndexRecordOption, Schema};
use tantivy::{Index, TantivyDocument, Term};

pub(crate) fn compare(report: &mut Report, taxonomy: &Taxonomy, columns: &Columns, totals: &[Vec<u64>; 2]) {
    let mut schema = Schema::builder();
    let category = schema.add_facet_field("category", FacetOptions::default());
    let brand = schema.add_u64_field("brand", INDEXED);
    let color = schema.add_u64_field("color", INDEXED);
    let index = Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, 200_000_000).unwrap();
    let by_place: Vec<NodeIx> = taxonomy.nodes().collect();
    let path = |place: u32| {
        let node = by_place[place as usize];
        let mut ids: Vec<&str> = taxonomy.path_up(node).map(|above| taxonomy.id(above)).collect();
        ids.reverse();
        Facet::from_path(ids.into_iter().chain([taxonomy.id(node)]))
    };
    for place in 0..columns.brands.len() {
        let mut document = TantivyDocument::new();
        for categories in columns.categories.iter().filter(|column| column[place] != NONE) {
            document.add_facet(category, path(categories[place]));
        }
        document.add_u64(brand, columns.brands[place].into());
        document.add_u64(color, columns.colors[place].into());
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    // one segment, as an index at rest has
    let segments = index.searchable_segment_ids().unwrap();
    if segments.len() > 1 {
        writer.merge(&segments).wait().unwrap();
    }
    let searcher = index.reader().unwrap().searcher();
    let term = |field, value| -> Box<dyn Query> {
        Box::new(TermQuery::new(Term::from_field_u64(field, value), IndexRecordOption::Basic))
    };
    let brands: Box<dyn Query> = Box::new(BooleanQuery::union(vec![term(brand, 0), term(brand, 1)]));
    let filtered = BooleanQuery::new(vec![(Occur::Must, brands), (Occur::MustNot, term(color, 0))]);
    let queries: [(&str, &dyn Query); 2] = [("all products", &AllQuery), ("a filtered set", &filtered)];
    for ((name, query), totals) in queries.into_iter().zip(totals) {
        let count = || {
            let mut collector = FacetCollector::for_field("category");
            collector.add_facet("/");
            let counts = searcher.search(query, &collector).unwrap();
            counts.get("/").map(|(facet, count)| (facet.to_path_string(), count)).collect::<BTreeMap<String, u64>>()
        };
        let expected: BTreeMap<String, u64> = taxonomy
            .roots()
            .map(|root| (format!("/{}", taxonomy.id(root)), totals[root.index()]))
            .filter(|(_, count)| *count > 0)
            .collect();
        assert_eq!(count(), expected, "{name}");
        report.task(&format!("the top level of {name}, tantivy"), 1, count);
    }
}
