//! How often is the best category of an unseen name the right one? By method, on names labelled with their category.
//!
//! Usage: `cargo bench -p mercato-benches --bench taxonomy_title_accuracy -- TRAIN.tsv [TEST.tsv]`
//!
//! Both files have a header and the columns id, name, category. With a TEST the methods are trained on TRAIN and asked for
//! TEST. Without one TRAIN is cut into 5, 10 and 20 parts by a hash of the name in lower case, so that no name stands in two of
//! them, and each part is asked of methods trained on the others: the more parts, the nearer to a training on all names.
//! Without a file (as `cargo test` calls it) nothing is done.

#![allow(clippy::print_stdout, reason = "a measurement reports")]
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "known data")]
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use mercato_taxonomy::classify::{TitleClassifier, TitleExample, TitleMethod};
use std::time::Instant;

const PARTS: [usize; 3] = [5, 10, 20];

fn read(path: &str) -> Vec<TitleExample> {
    let text = std::fs::read_to_string(path).unwrap();
    let example = |line: &str| {
        let columns: Vec<&str> = line.split('\t').collect();
        TitleExample { title: columns[1].into(), category_id: columns[2].into() }
    };
    text.lines().skip(1).map(example).collect()
}

/// FNV-1a of the name in lower case.
fn part(name: &str, parts: usize) -> usize {
    let hash = name
        .to_lowercase()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    (hash >> 32) as usize % parts
}

/// How many of the titles get their category, and the logarithm of the probability that all of them were given.
fn right(train: &[TitleExample], test: &[TitleExample], method: TitleMethod, alpha: f64) -> (usize, f64) {
    let classifier = TitleClassifier::train(train, method, alpha).unwrap();
    let mut right = 0;
    let mut likelihood = 0.0;
    for example in test {
        let found = classifier.classify(&example.title, usize::MAX).predictions;
        right += usize::from(found[0].category_id == example.category_id);
        let own = found.iter().find(|prediction| prediction.category_id == example.category_id);
        likelihood += own.map_or(1e-9, |own| own.probability).max(1e-9).ln();
    }
    (right, likelihood)
}

fn main() {
    let files: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some(train) = files.first().map(|path| read(path)) else { return };
    println!("| names asked | trainings | method | right | mean ln p | seconds |");
    println!("|---:|---:|---|---:|---:|---:|");
    if let Some(path) = files.get(1) {
        report(&[(train, read(path))]);
        return;
    }
    for parts in PARTS {
        let apart = |held| train.iter().cloned().partition(|example| part(&example.title, parts) != held);
        report(&(0..parts).map(apart).collect::<Vec<_>>());
    }
}

/// A row of the table for each method: trained on the first of each pair, asked for the second.
fn report(splits: &[(Vec<TitleExample>, Vec<TitleExample>)]) {
    let asked: usize = splits.iter().map(|(_, test)| test.len()).sum();
    for (name, method, alpha) in [
        ("naive_bayes, alpha 1", TitleMethod::NaiveBayes, 1.0),
        ("naive_bayes, alpha 0.1", TitleMethod::NaiveBayes, 0.1),
        ("linear", TitleMethod::Linear, 1.0),
    ] {
        let start = Instant::now();
        let results: Vec<(usize, f64)> = splits.iter().map(|(train, test)| right(train, test, method, alpha)).collect();
        let right: usize = results.iter().map(|(right, _)| right).sum();
        let likelihood: f64 = results.iter().map(|(_, likelihood)| likelihood).sum();
        println!(
            "| {asked} | {} | {name} | {:.4} | {:.3} | {:.1} |",
            splits.len(),
            right as f64 / asked as f64,
            likelihood / asked as f64,
            start.elapsed().as_secs_f64()
        );
    }
}
