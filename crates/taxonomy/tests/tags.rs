//! Tags: likeness against all pairs by the definitions, laws of association, canonical tags that stay canonical, published
//! figures.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]
#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation, reason = "small counts of a test")]
#![allow(clippy::float_cmp, reason = "a zero is exact")]

use mercato_core::{Coded, ErrorCode};
use mercato_taxonomy::tag::{
    AssociationMeasure, CanonicalizeTagsInput, NearDuplicatesInput, TagAssociationInput, TagCorpus, TagSimilarity,
    canonicalize_tags, jaro_winkler, near_duplicates, normalized_osa, tag_association, token_jaccard,
};
use mercato_taxonomy::text::norm;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Optimal string alignment by its recursive definition over a full table.
fn osa(a: &[char], b: &[char]) -> usize {
    let mut table = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for i in 0..=a.len() {
        for j in 0..=b.len() {
            table[i][j] = if i == 0 || j == 0 {
                i + j
            } else {
                let mut least = (table[i - 1][j] + 1).min(table[i][j - 1] + 1);
                least = least.min(table[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]));
                if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                    least = least.min(table[i - 2][j - 2] + 1);
                }
                least
            };
        }
    }
    table[a.len()][b.len()]
}

/// The similarity of Jaro and Winkler, step by step as Winkler (1990) states it.
fn winkler(a: &[char], b: &[char]) -> f64 {
    let window = (a.len().max(b.len()) / 2).saturating_sub(1);
    let mut taken = vec![false; b.len()];
    let mut from_a = Vec::new();
    for (i, x) in a.iter().enumerate() {
        for j in i.saturating_sub(window)..b.len().min(i + window + 1) {
            if !taken[j] && b[j] == *x {
                taken[j] = true;
                from_a.push(*x);
                break;
            }
        }
    }
    let from_b: Vec<char> = b.iter().zip(&taken).filter(|(_, taken)| **taken).map(|(x, _)| *x).collect();
    if from_a.is_empty() {
        return 0.0;
    }
    let transposed = from_a.iter().zip(&from_b).filter(|(x, y)| x != y).count() / 2;
    let m = from_a.len() as f64;
    let jaro = (m / a.len() as f64 + m / b.len() as f64 + (m - transposed as f64) / m) / 3.0;
    let prefix = a.iter().zip(b).take(4).take_while(|(x, y)| x == y).count();
    if jaro > 0.7 { jaro + 0.1 * prefix as f64 * (1.0 - jaro) } else { jaro }
}

fn by_definition(measure: TagSimilarity, a: &str, b: &str) -> f64 {
    let (a, b) = (norm(a), norm(b));
    let [x, y]: [Vec<char>; 2] = [&a, &b].map(|text| text.chars().collect());
    match measure {
        _ if a == b => 1.0,
        TagSimilarity::JaroWinkler => winkler(&x, &y),
        TagSimilarity::NormalizedOsa => 1.0 - osa(&x, &y) as f64 / x.len().max(y.len()) as f64,
        _ => token_jaccard(&a, &b),
    }
}

fn measure() -> impl Strategy<Value = TagSimilarity> {
    prop::sample::select(vec![TagSimilarity::JaroWinkler, TagSimilarity::NormalizedOsa, TagSimilarity::TokenJaccard])
}

/// Words of few letters, so that many are alike; some beyond a machine word, some beyond ASCII.
fn tag() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[abc]{1,6}",
        3 => "[ab]{1,3} [ab]{1,3}( [abc]{1,2})?",
        1 => "[aä机é]{1,5}",
        1 => "(ab|ba|c){25,45}",
    ]
}

proptest! {
    #[test]
    fn near_duplicates_are_all_pairs_that_reach_the_threshold(
        tags in prop::collection::vec(tag(), 0..30), measure in measure(), hundredths in 1..=100_u32,
    ) {
        let threshold = f64::from(hundredths) / 100.0;
        let mut expected = Vec::new();
        for (i, a) in tags.iter().enumerate() {
            for (j, b) in tags.iter().enumerate().skip(i + 1) {
                let score = by_definition(measure, a, b);
                if (score * 1e12).round() >= (threshold * 1e12).round() {
                    expected.push(((-score * 1e12).round() as i64, i, j));
                }
            }
        }
        expected.sort_unstable();
        let expected: Vec<(&str, &str)> =
            expected.iter().map(|(_, i, j)| (tags[*i].as_str(), tags[*j].as_str())).collect();
        let found = near_duplicates(&NearDuplicatesInput { tags: tags.clone(), measure, threshold }).unwrap().pairs;
        let pairs: Vec<(&str, &str)> = found.iter().map(|pair| (pair.a.as_str(), pair.b.as_str())).collect();
        prop_assert_eq!(pairs, expected);
        for pair in &found {
            prop_assert!((pair.score - by_definition(measure, &pair.a, &pair.b)).abs() < 1e-12);
        }
    }

    #[test]
    fn likeness_is_symmetric_and_as_defined(a in tag(), b in tag()) {
        for likeness in [jaro_winkler, normalized_osa, token_jaccard] {
            let score = likeness(&a, &b);
            prop_assert!((0.0..=1.0).contains(&score));
            prop_assert!((score - likeness(&b, &a)).abs() < 1e-12);
            prop_assert!((likeness(&a, &a) - 1.0).abs() < 1e-12);
        }
        let [x, y]: [Vec<char>; 2] = [&a, &b].map(|text| text.chars().collect());
        prop_assert!((jaro_winkler(&a, &b) - winkler(&x, &y)).abs() < 1e-12 || a == b);
        let longest = x.len().max(y.len()) as f64;
        prop_assert!((normalized_osa(&a, &b) - (1.0 - osa(&x, &y) as f64 / longest)).abs() < 1e-12);
    }

    #[test]
    fn association_keeps_its_laws(both in 0..50_u64, only_x in 0..50_u64, only_y in 0..50_u64, neither in 0..200_u64) {
        prop_assume!(both + only_x > 0 && both + only_y > 0);
        let counts = TagAssociationInput { n: both + only_x + only_y + neither, n_x: both + only_x, n_y: both + only_y, n_xy: both };
        let found = tag_association(&counts).unwrap();
        let swapped = tag_association(&TagAssociationInput { n_x: counts.n_y, n_y: counts.n_x, ..counts }).unwrap();
        prop_assert!((found.lift - swapped.lift).abs() <= 1e-12 * found.lift);
        prop_assert!((found.g2 - swapped.g2).abs() <= 1e-9 * (1.0 + found.g2));
        prop_assert!((-1.0..=1.0).contains(&found.npmi) && found.g2 >= 0.0);
        prop_assert_eq!(found.pmi.is_none(), both == 0);
        prop_assert_eq!(found.conviction.is_none(), only_x == 0);
        // Dunning's statistic by its textbook form
        let n = counts.n as f64;
        let [x, y] = [counts.n_x as f64, counts.n_y as f64];
        let cells = [(both, x * y), (only_x, x * (n - y)), (only_y, (n - x) * y), (neither, (n - x) * (n - y))];
        let g2: f64 = cells.iter().filter(|(observed, _)| *observed > 0)
            .map(|(observed, margins)| 2.0 * *observed as f64 * libm::log(*observed as f64 * n / margins)).sum();
        prop_assert!((found.g2 - g2).abs() <= 1e-9 * (1.0 + g2.abs()), "{} {}", found.g2, g2);
        if found.g2 == 0.0 {
            prop_assert_eq!(found.leverage, 0.0);
        }
    }

    #[test]
    fn canonical_tags_stay_canonical_and_equal_tags_canonicalise_equal(
        tags in prop::collection::vec("[ -~\u{e9}\u{301}手机🎁]{0,8}", 0..10),
        synonyms in prop::collection::btree_map("[a-e]", "[f-k]", 0..4), fold_plurals in any::<bool>(),
        banned in prop::collection::vec("[a-k]", 0..3), max_chars in prop::option::of(1..8_usize),
    ) {
        let input = CanonicalizeTagsInput { tags, synonyms, fold_plurals, banned, max_chars, max_tags: Some(6) };
        let once = canonicalize_tags(&input).unwrap();
        prop_assert_eq!(once.tags.len() + once.dropped.len(), input.tags.len());
        let again = canonicalize_tags(&CanonicalizeTagsInput { tags: once.tags.clone(), ..input.clone() }).unwrap();
        prop_assert_eq!(&again.tags, &once.tags);
        prop_assert!(again.dropped.is_empty());
        for tag in &input.tags {
            let alone = |tag: &str| {
                canonicalize_tags(&CanonicalizeTagsInput { tags: vec![tag.to_owned()], ..input.clone() }).unwrap().tags
            };
            prop_assert_eq!(alone(tag), alone(&norm(tag)));
        }
    }

    #[test]
    fn suggestions_are_the_mean_association_with_the_given_tags(
        corpus in prop::collection::vec(prop::collection::vec("[a-f]", 0..4), 1..20),
        tags in prop::collection::vec("[a-g]", 0..3), min_count in 0..3_u64,
    ) {
        let products: Vec<BTreeSet<&str>> = corpus.iter().map(|product| product.iter().map(String::as_str).collect()).collect();
        let count = |tags: &[&str]| products.iter().filter(|product| tags.iter().all(|tag| product.contains(tag))).count() as u64;
        let given: BTreeSet<&str> = tags.iter().map(String::as_str).filter(|tag| count(&[tag]) > 0).collect();
        let mut expected: BTreeMap<&str, f64> = BTreeMap::new();
        for y in products.iter().flatten().filter(|y| !given.contains(**y)) {
            let score = |x: &&str| {
                let n_xy = count(&[x, y]);
                let counts = TagAssociationInput { n: products.len() as u64, n_x: count(&[x]), n_y: count(&[y]), n_xy };
                if n_xy < min_count { 0.0 } else { tag_association(&counts).unwrap().npmi.max(0.0) }
            };
            expected.insert(y, given.iter().map(score).sum::<f64>() / given.len().max(1) as f64);
        }
        expected.retain(|_, score| *score > 0.0);
        let found = TagCorpus::new(&corpus).suggest(&tags, AssociationMeasure::Npmi, min_count, 99);
        prop_assert_eq!(found.len(), expected.len());
        for suggestion in &found {
            prop_assert!((suggestion.score - expected[suggestion.tag.as_str()]).abs() < 1e-12);
        }
        prop_assert!(found.is_sorted_by(|a, b| a.score > b.score + 1e-12 || (a.score - b.score).abs() <= 1e-12 && a.tag < b.tag));
    }
}

#[test]
fn what_is_near_independence_keeps_its_digits() {
    // 10^6 products, one more with both tags than chance has: the four terms of the textbook form cancel to its last digits
    let counts = TagAssociationInput { n: 1_000_000, n_x: 1_000, n_y: 500_000, n_xy: 501 };
    // 2 Σ O ln(O/E) with 60 digits (mpmath)
    let g2 = 0.004_004_006_670_674_94;
    assert!((tag_association(&counts).unwrap().g2 / g2 - 1.0).abs() < 1e-14);
}

#[test]
fn counts_that_no_products_have_are_refused() {
    for (n, n_x, n_y, n_xy) in [(0, 1, 1, 0), (1, 0, 1, 0), (10, 3, 4, 4), (10, 8, 8, 3), (u64::MAX, u64::MAX, 1, 0)] {
        let error = tag_association(&TagAssociationInput { n, n_x, n_y, n_xy }).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidArgument);
    }
    let most =
        tag_association(&TagAssociationInput { n: u64::MAX, n_x: 1 << 63, n_y: 1 << 63, n_xy: 1 << 63 }).unwrap();
    assert!(most.g2.is_finite() && (most.npmi - 1.0).abs() < 1e-12);
}

#[test]
fn synonyms_without_an_end_and_pairs_without_number_are_refused() {
    let synonyms = [("a", "b"), ("b", "c"), ("C", "a!")].map(|(from, to)| (from.to_owned(), to.to_owned()));
    let input = CanonicalizeTagsInput { synonyms: synonyms.into(), ..CanonicalizeTagsInput::default() };
    assert_eq!(canonicalize_tags(&input).unwrap_err().code(), ErrorCode::CycleDetected);
    let tags = vec!["same".to_owned(); 2_000];
    let error = near_duplicates(&NearDuplicatesInput { tags, measure: TagSimilarity::NormalizedOsa, threshold: 0.9 });
    assert!(error.unwrap_err().to_string().contains("1000000 pairs"));
}
