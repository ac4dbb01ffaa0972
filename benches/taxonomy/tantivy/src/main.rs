//! The facet counts of `facets.sh` asked of tantivy's `FacetCollector`, on the products that mercato wrote to DIR.
//!
//! Usage: `mercato-tantivy-peer DIR`. Every answer is compared with mercato's before tantivy is timed; then a line for each
//! task is printed. The index is one segment in memory, built by one thread; a category is a facet `/c/root/…/category` of numbers.

use serde_json::Value;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tantivy::collector::{FacetCollector, FacetCounts, MultiCollector};
use tantivy::query::{AllQuery, BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{Facet, FacetOptions, Field, INDEXED, IndexRecordOption, Schema};
use tantivy::{Index, IndexWriter, Searcher, TantivyDocument, Term};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// What stands for no second category.
const NONE: u32 = u32::MAX;

struct Fields {
    category: Field,
    brand: Field,
    color: Field,
}

fn main() -> Outcome<()> {
    let dir = std::env::args().nth(1).ok_or("usage: mercato-tantivy-peer DIR")?;
    let facets: Value = serde_json::from_str(&std::fs::read_to_string(format!("{dir}/facets.json"))?)?;
    let list = facets["parents"].as_array().ok_or("no parents")?;
    let parents: Vec<Option<usize>> = list.iter().map(|parent| parent.as_u64().map(|place| place as usize)).collect();
    let paths: Vec<Vec<usize>> = (0..parents.len()).map(|node| path(&parents, node)).collect();
    let (searcher, fields) = index(&dir, &paths)?;

    // the top level: the children of /c
    let mut top = FacetCollector::for_field("category");
    top.add_facet("/c");
    let largest = facets["category"].as_u64().ok_or("no category")? as usize;
    for (task, in_category) in [("filtered in a category", true), ("filtered everywhere", false)] {
        let query = condition(&fields, in_category.then(|| facet(&paths[largest])));
        let counts = by_category(&searcher.search(&query, &top)?, &["/c".into()], parents.len())?;
        let roots = (0..parents.len()).filter(|node| parents[*node].is_none());
        same(task, roots.map(|root| counts[root]), &facets[task])?;
        let own = nanoseconds(&facets, &format!("{task}, mercato"))?;
        row(
            &format!("counts on the top level, {task}, 1,000,000 products"),
            own,
            clock(|| searcher.search(&query, &top)),
        );
    }

    // all levels: one collector takes no facet below another of its own, so that each level has a collector
    let mut above: Vec<Vec<Facet>> = vec![vec!["/c".into()]];
    for path in &paths {
        above.resize(above.len().max(path.len() + 1), Vec::new());
        above[path.len()].push(facet(path));
    }
    let filtered = condition(&fields, None);
    let all: [(&str, &str, &dyn Query); 2] = [
        ("counts with all ancestors, 1,000,000 products", "all ancestors of all products", &AllQuery),
        (
            "counts with all ancestors, a filtered set, its query included",
            "query and all ancestors of a filtered set",
            &filtered,
        ),
    ];
    for (what, task, query) in all {
        let mut levels = MultiCollector::new();
        let handles: Vec<_> = above.iter().map(|facets| levels.add_collector(level(facets, &parents))).collect();
        let mut found = searcher.search(query, &levels)?;
        let mut counts = vec![0; parents.len()];
        for (handle, above) in handles.into_iter().zip(&above) {
            for (sum, count) in counts.iter_mut().zip(by_category(&handle.extract(&mut found), above, parents.len())?) {
                *sum += count;
            }
        }
        same(task, counts, &facets[task])?;
        row(what, nanoseconds(&facets, task)?, clock(|| searcher.search(query, &levels)));
    }
    Ok(())
}

/// The places of a category and of those above it, the root first.
fn path(parents: &[Option<usize>], node: usize) -> Vec<usize> {
    let mut path: Vec<usize> = std::iter::successors(Some(node), |node| parents[*node]).collect();
    path.reverse();
    path
}

fn facet(path: &[usize]) -> Facet {
    Facet::from_path(std::iter::once("c".to_owned()).chain(path.iter().map(usize::to_string)))
}

fn index(dir: &str, paths: &[Vec<usize>]) -> Outcome<(Searcher, Fields)> {
    let mut schema = Schema::builder();
    let fields = Fields {
        category: schema.add_facet_field("category", FacetOptions::default()),
        brand: schema.add_u64_field("brand", INDEXED),
        color: schema.add_u64_field("color", INDEXED),
    };
    let index = Index::create_in_ram(schema.build());
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 1 << 30)?;
    let [first, second, brands, colors] = ["first", "second", "brand", "color"].map(|name| column(dir, name));
    let (first, second, brands, colors) = (first?, second?, brands?, colors?);
    for product in 0..first.len() {
        let mut document = TantivyDocument::new();
        for category in [first[product], second[product]].into_iter().filter(|category| *category != NONE) {
            document.add_facet(fields.category, facet(&paths[category as usize]));
        }
        document.add_u64(fields.brand, brands[product].into());
        document.add_u64(fields.color, colors[product].into());
        writer.add_document(document)?;
    }
    writer.commit()?;
    let segments = index.searchable_segment_ids()?;
    if segments.len() > 1 {
        writer.merge(&segments).wait()?;
    }
    writer.wait_merging_threads()?;
    let searcher = index.reader()?.searcher();
    assert_eq!((searcher.segment_readers().len(), searcher.num_docs()), (1, first.len() as u64));
    Ok((searcher, fields))
}

fn column(dir: &str, name: &str) -> Outcome<Vec<u32>> {
    let bytes = std::fs::read(format!("{dir}/{name}.u32"))?;
    Ok(bytes.chunks_exact(4).map(|value| u32::from_le_bytes([value[0], value[1], value[2], value[3]])).collect())
}

/// (category and (brand 0 or brand 1)) without color 0, or the same without the category.
fn condition(fields: &Fields, category: Option<Facet>) -> BooleanQuery {
    let term = |term| -> Box<dyn Query> { Box::new(TermQuery::new(term, IndexRecordOption::Basic)) };
    let brands = [0, 1].map(|brand| term(Term::from_field_u64(fields.brand, brand)));
    let category = category.map(|facet| (Occur::Must, term(Term::from_facet(fields.category, &facet))));
    let brands: Box<dyn Query> = Box::new(BooleanQuery::union(brands.into()));
    let others = [(Occur::Must, brands), (Occur::MustNot, term(Term::from_field_u64(fields.color, 0)))];
    BooleanQuery::new(category.into_iter().chain(others).collect())
}

/// Counts the children of these facets, of those that have any.
fn level(facets: &[Facet], parents: &[Option<usize>]) -> FacetCollector {
    let inner: std::collections::HashSet<usize> = parents.iter().flatten().copied().collect();
    let mut collector = FacetCollector::for_field("category");
    for facet in facets {
        if last(facet).is_none_or(|place| inner.contains(&place)) {
            collector.add_facet(facet.clone());
        }
    }
    collector
}

/// The place that a facet ends in; none for `/c`.
fn last(facet: &Facet) -> Option<usize> {
    facet.to_path().last().and_then(|place| place.parse().ok())
}

fn by_category(found: &FacetCounts, above: &[Facet], categories: usize) -> Outcome<Vec<u64>> {
    let mut counts = vec![0; categories];
    for facet in above {
        for (child, count) in found.get(facet.clone()) {
            counts[last(child).ok_or("not a category")?] = count;
        }
    }
    Ok(counts)
}

fn same(task: &str, counts: impl IntoIterator<Item = u64>, mercato: &Value) -> Outcome<()> {
    let mercato: Vec<u64> = serde_json::from_value(mercato.clone())?;
    if counts.into_iter().eq(mercato) { Ok(()) } else { Err(format!("{task}: other counts").into()) }
}

fn nanoseconds(facets: &Value, task: &str) -> Outcome<f64> {
    facets["nanoseconds"][task].as_f64().ok_or_else(|| format!("{task} was not timed").into())
}

/// Nanoseconds of a call: the best of up to 200 samples of at least 1 ms, for half a second; three calls at least.
fn clock<T>(mut run: impl FnMut() -> T) -> f64 {
    let mut sample = |runs: u32| {
        let start = Instant::now();
        for _ in 0..runs {
            black_box(run());
        }
        start.elapsed()
    };
    let mut runs = 1;
    while sample(runs) < Duration::from_millis(1) {
        runs *= 2;
    }
    let start = Instant::now();
    let mut best = Duration::MAX;
    for taken in 0..200 {
        if taken > 2 && start.elapsed() > Duration::from_millis(500) {
            break;
        }
        best = best.min(sample(runs));
    }
    best.as_secs_f64() * 1e9 / f64::from(runs)
}

/// A line for facets.sh: nanoseconds of both sides.
fn row(what: &str, own: f64, peer: f64) {
    println!("{what}\t{own}\t{peer}");
}
