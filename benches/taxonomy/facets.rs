//! Every speed target of facets, queries, tags and classification: the mercato side of `facets.sh`, with hand-written operations on
//! Roaring bitmaps beside it.
//!
//! `facets DIR` times each task (the best of up to 200 samples of at least 1 ms) and writes what the peers in Python need to repeat
//! them to DIR: `facets.json` (nanoseconds, answers, titles, tags) and columns of a million products, `*.u32`. The categories are
//! Shopify's where the data set stands beside the checkout, else as many of the same depths. Without a DIR (as `cargo bench` and
//! `cargo test` call it) every task runs once, over fewer products.

#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
#![allow(clippy::print_stdout, reason = "a benchmark reports")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "known data")]
#![allow(clippy::cast_possible_truncation, clippy::indexing_slicing, reason = "known data")]

#[path = "../../crates/taxonomy/tests/data/mod.rs"]
mod data;
mod sample;

use mercato_taxonomy::classify::{TitleClassifier, TitleExample, TitleMethod};
use mercato_taxonomy::facet::{FacetIndex, Product};
use mercato_taxonomy::query::Expr;
use mercato_taxonomy::tag::{NearDuplicatesInput, TagSimilarity, near_duplicates};
use mercato_taxonomy::text::norm;
use mercato_taxonomy::{NodeIx, Taxonomy};
use peak_alloc::PeakAlloc;
use roaring::RoaringBitmap;
use sample::{Report, mix, nodes};
use serde_json::{Value, json};
use std::cell::Cell;
use std::sync::Arc;

/// Counts the bytes that stand allocated.
#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

const BRANDS: u64 = 50;
const COLORS: u64 = 12;
const TAGS: u64 = 30;
const NONE: u32 = u32::MAX;

/// What is known of the products, as columns in the order in which they came.
struct Columns {
    /// Places of categories in the list; the second is [`NONE`] for 19 of 20.
    categories: [Vec<u32>; 2],
    brands: Vec<u32>,
    colors: Vec<u32>,
}

impl Columns {
    fn new(products: u64, categories: u64) -> Self {
        // the sum of two draws: some categories have many goods, some have few
        let category = |seed: u64| (mix(seed) % categories).midpoint(mix(seed ^ 3) % categories) as u32;
        let second = |seed: u64| if mix(seed ^ 4).is_multiple_of(20) { category(seed ^ 5) } else { NONE };
        let column = |draw: &dyn Fn(u64) -> u32| (0..products).map(|product| draw(product << 8)).collect();
        Self {
            categories: [column(&category), column(&second)],
            // the first brand has about a quarter of the goods
            brands: column(&|seed| (mix(seed ^ 6) % BRANDS * (mix(seed ^ 7) % BRANDS) / BRANDS) as u32),
            colors: column(&|seed| (mix(seed ^ 8) % COLORS) as u32),
        }
    }

    fn product(&self, place: usize, ids: &[&str]) -> Product {
        let categories = self.categories.iter().map(|column| column[place]).filter(|category| *category != NONE);
        Product {
            id: format!("sku-{place:07}"),
            category_ids: categories.map(|category| ids[category as usize].to_owned()).collect(),
            tags: vec![format!("tag {}", mix(place as u64 ^ 9) % TAGS)],
            attributes: [
                ("brand".to_owned(), Value::from(format!("brand {}", self.brands[place]))),
                ("color".to_owned(), Value::from(format!("color {}", self.colors[place]))),
            ]
            .into(),
        }
    }

    fn write(&self, dir: &str) {
        let [first, second] = &self.categories;
        for (name, column) in [("first", first), ("second", second), ("brand", &self.brands), ("color", &self.colors)] {
            let bytes: Vec<u8> = column.iter().flat_map(|value| value.to_le_bytes()).collect();
            std::fs::write(format!("{dir}/{name}.u32"), bytes).unwrap();
        }
    }
}

/// The same sets, numbered as the products came, as somebody would write them with Roaring bitmaps.
struct ByHand {
    roots: Vec<RoaringBitmap>,
    category: RoaringBitmap,
    brands: [RoaringBitmap; 2],
    color: RoaringBitmap,
}

impl ByHand {
    fn new(columns: &Columns, taxonomy: &Taxonomy) -> Self {
        let by_place: Vec<NodeIx> = taxonomy.nodes().collect();
        let root_of = |category: u32| {
            let node = by_place[category as usize];
            taxonomy.path_up(node).last().unwrap_or(node)
        };
        let roots: Vec<NodeIx> = taxonomy.roots().collect();
        let mut sets = vec![RoaringBitmap::new(); roots.len()];
        for column in &columns.categories {
            for (product, category) in (0..).zip(column).filter(|(_, category)| **category != NONE) {
                sets[roots.binary_search(&root_of(*category)).unwrap()].insert(product);
            }
        }
        let set =
            |column: &[u32], value: u32| (0..).zip(column).filter(|(_, v)| **v == value).map(|(p, _)| p).collect();
        let mut by_hand = Self {
            category: sets[largest(&roots, taxonomy)].clone(),
            roots: sets,
            brands: [set(&columns.brands, 0), set(&columns.brands, 1)],
            color: set(&columns.colors, 0),
        };
        let every =
            by_hand.roots.iter_mut().chain([&mut by_hand.category, &mut by_hand.color]).chain(&mut by_hand.brands);
        every.for_each(|set| {
            set.optimize();
        });
        by_hand
    }

    fn count(&self, in_category: bool) -> Vec<u64> {
        let mut left = &self.brands[0] | &self.brands[1];
        if in_category {
            left &= &self.category;
        }
        left -= &self.color;
        self.roots.iter().map(|root| root.intersection_len(&left)).collect()
    }
}

/// The root with the most categories below.
fn largest(roots: &[NodeIx], taxonomy: &Taxonomy) -> usize {
    (0..roots.len()).max_by_key(|place| taxonomy.interval(roots[*place]).len()).unwrap()
}

/// (category and (brand 0 or brand 1)) without color 0, or the same without the category.
fn condition(category: Option<&str>) -> Expr {
    let attribute = |key: &str, values: &[&str]| Expr::Attribute {
        key: key.into(),
        values: values.iter().map(|value| (*value).into()).collect(),
    };
    let category = category.map(|id| Expr::Category { id: id.into(), include_descendants: None });
    let brands = attribute("brand", &["brand 0", "brand 1"]);
    let not_color = Expr::Not { of: Box::new(attribute("color", &["color 0"])) };
    Expr::And { of: category.into_iter().chain([brands, not_color]).collect() }
}

fn main() {
    let dir = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let mut report = Report::new(dir.is_some());
    let specs = nodes();
    let taxonomy = Arc::new(Taxonomy::compile(&specs).unwrap());
    let columns = Columns::new(if dir.is_some() { 1_000_000 } else { 10_000 }, specs.len() as u64);
    let mut answers = facets(&mut report, &taxonomy, &columns);
    answers["names"] = names(&mut report, specs.iter().map(|node| node.name.as_str()));
    if let Some(dir) = dir {
        columns.write(&dir);
        answers["nanoseconds"] = json!(report.nanoseconds);
        let place = |id: &Option<String>| id.as_ref().map(|id| taxonomy.position(taxonomy.node(id).unwrap()));
        answers["parents"] = json!(specs.iter().map(|node| place(&node.parent_id)).collect::<Vec<_>>());
        std::fs::write(format!("{dir}/facets.json"), answers.to_string()).unwrap();
    }
}

/// Filtered counts, counts with all ancestors, one product more or less, memory.
fn facets(report: &mut Report, taxonomy: &Arc<Taxonomy>, columns: &Columns) -> Value {
    let ids: Vec<&str> = taxonomy.nodes().map(|node| taxonomy.id(node)).collect();
    let count = columns.brands.len();
    let products: Vec<Product> = (0..count).map(|place| columns.product(place, &ids)).collect();
    let before = ALLOCATOR.current_usage();
    let mut index = FacetIndex::build(Arc::clone(taxonomy), &products).unwrap();
    let bytes = ALLOCATOR.current_usage() - before;
    let pairs: usize = products.iter().map(|product| product.category_ids.len() + 3).sum();
    let above = |id: &String| taxonomy.depth(taxonomy.node(id).unwrap()) as usize;
    let ancestors: usize = products.iter().flat_map(|product| &product.category_ids).map(above).sum();
    println!(
        "memory\t{:.1} bytes a product, {:.2} a pair of a product and a facet of its own ({:.2} with the categories above)",
        bytes as f64 / count as f64,
        bytes as f64 / pairs as f64,
        bytes as f64 / (pairs + ancestors) as f64
    );
    drop(products);

    let roots: Vec<NodeIx> = taxonomy.roots().collect();
    let by_hand = ByHand::new(columns, taxonomy);
    let category = taxonomy.id(roots[largest(&roots, taxonomy)]);
    let mut answers = json!({"category": taxonomy.position(taxonomy.node(category).unwrap())});
    for (task, in_category) in [("filtered in a category", true), ("filtered everywhere", false)] {
        let expr = condition(in_category.then_some(category));
        let counts = || {
            let found = index.query(&expr).unwrap();
            roots.iter().map(|root| index.count_in(&found, *root)).collect::<Vec<u64>>()
        };
        assert_eq!(counts(), by_hand.count(in_category));
        report.task(&format!("{task}, mercato"), 1, counts);
        report.task(&format!("{task}, by hand"), 1, || by_hand.count(in_category));
        answers[task] = json!(counts());
    }

    let found = index.query(&condition(None)).unwrap();
    let all = index.all();
    report.task("all ancestors of all products", 1, || index.totals(&all));
    report.task("all ancestors of a filtered set", 1, || index.totals(&found));
    let filtered = || index.totals(&index.query(&condition(None)).unwrap());
    report.task("query and all ancestors of a filtered set", 1, filtered);
    answers["all ancestors of all products"] = json!(index.totals(&all));
    answers["query and all ancestors of a filtered set"] = json!(filtered());
    println!("a filtered set has {} of {} products", found.len(), index.len());

    // products that come as the last, and go again in the order in which they came
    let further: Vec<Product> = (0..1_000).map(|place| columns.product(place * 7 % count, &ids)).collect();
    let further: Vec<Product> =
        (0..).zip(further).map(|(place, product)| Product { id: format!("new-{place}"), ..product }).collect();
    let next = Cell::new(0);
    let turn = || further[next.replace((next.get() + 1) % further.len())].clone();
    report.task("copy a product", 1, turn);
    report.task("insert and remove a product", 1, || {
        let product = turn();
        index.insert(&product).unwrap();
        index.remove(&product.id).unwrap();
    });
    answers
}

/// Titles to categories, and tags that are nearly equal.
fn names<'a>(report: &mut Report, names: impl Iterator<Item = &'a str>) -> Value {
    let names: Vec<&str> = names.collect();
    // the category of a name is its place in the list, cut into 23 parts
    let parts = names.len().div_ceil(23);
    let example = |(place, name): (usize, &&str)| TitleExample {
        title: (*name).to_owned(),
        category_id: format!("{:02}", place / parts),
    };
    let examples: Vec<TitleExample> =
        names.iter().enumerate().filter(|(place, _)| place % 10 > 2).map(example).collect();
    let titles: Vec<&str> =
        names.iter().enumerate().filter(|(place, _)| place % 10 <= 2).map(|(_, name)| *name).collect();
    let mut best = Vec::new();
    for (task, method) in [("naive Bayes", TitleMethod::NaiveBayes), ("linear", TitleMethod::Linear)] {
        let classifier = TitleClassifier::train(&examples, method, 1.0).unwrap();
        report.task(&format!("classify a title, {task}"), titles.len(), || {
            titles.iter().map(|title| classifier.classify(title, 3).known_tokens).sum::<usize>()
        });
        if method == TitleMethod::NaiveBayes {
            best.extend(titles.iter().map(|title| classifier.classify(title, 1).predictions[0].clone()));
        }
    }

    // every tenth name with two neighbouring letters swapped, so that there is something to find
    let swapped = |name: &str, seed: u64| {
        let mut letters: Vec<char> = name.chars().collect();
        let place = (mix(seed) % (letters.len() as u64 - 1)) as usize;
        letters.swap(place, place + 1);
        String::from_iter(letters)
    };
    let mut tags: Vec<String> = Vec::new();
    for (seed, name) in (0..).zip(names.iter().step_by(5).take(2_000)) {
        let copied = seed % 10 == 9 && name.chars().count() > 1;
        let source = if copied { names[(seed as usize - 1) * 5] } else { name };
        tags.push(if copied && source.chars().count() > 1 { swapped(source, seed) } else { source.to_owned() });
    }
    let mut found = Vec::new();
    for (task, measure, threshold) in [
        ("jaro_winkler 0.8", TagSimilarity::JaroWinkler, 0.8),
        ("jaro_winkler 0.9", TagSimilarity::JaroWinkler, 0.9),
        ("normalized_osa 0.8", TagSimilarity::NormalizedOsa, 0.8),
        ("token_jaccard 0.8", TagSimilarity::TokenJaccard, 0.8),
    ] {
        let input = NearDuplicatesInput { tags: tags.clone(), measure, threshold };
        report.task(&format!("near duplicates, {task}"), 1, || near_duplicates(&input).unwrap());
        let pairs = near_duplicates(&input).unwrap().pairs;
        found.push((task, pairs.iter().map(|pair| [norm(&pair.a), norm(&pair.b)]).collect::<Vec<_>>()));
    }
    let tags: Vec<String> = tags.iter().map(|tag| norm(tag)).collect();
    json!({"examples": examples, "titles": titles, "best": best, "tags": tags, "pairs": found})
}
