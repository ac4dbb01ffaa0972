//! Titles and rules against their definitions.

#![allow(clippy::unwrap_used, reason = "a test stops where its set-up fails")]
#![allow(clippy::arithmetic_side_effects, reason = "small counts of a test")]

use mercato_taxonomy::classify::{RuleClassifier, TitleClassifier, TitleExample, TitleMethod, TitleRule};
use mercato_taxonomy::text::{Phrase, Stem, Units, tokens};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn title() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["red", "dress", "cap", "caps", "手机壳", "usb", "&", "9"]), 0..5)
        .prop_map(|words| words.join(" "))
}

fn examples() -> impl Strategy<Value = Vec<TitleExample>> {
    let example = (title(), "[abc]").prop_map(|(title, category_id)| TitleExample { title, category_id });
    prop::collection::vec(example, 1..12)
}

/// Naive Bayes as Manning, Raghavan and Schütze write it: products of probabilities, category by category.
fn posterior(examples: &[TitleExample], title: &str, alpha: f64) -> BTreeMap<String, f64> {
    let vocabulary: BTreeSet<String> = examples.iter().flat_map(|example| tokens(&example.title, Stem::None)).collect();
    let categories: BTreeSet<&str> = examples.iter().map(|example| example.category_id.as_str()).collect();
    let joint = |category: &str| {
        let own = examples.iter().filter(|example| example.category_id == category);
        let words: Vec<String> = own.clone().flat_map(|example| tokens(&example.title, Stem::None)).collect();
        let prior = own.count() as f64 / examples.len() as f64;
        let known = tokens(title, Stem::None).into_iter().filter(|token| vocabulary.contains(token));
        let probability = |token: String| {
            let count = words.iter().filter(|word| **word == token).count() as f64;
            (count + alpha) / (words.len() as f64 + alpha * vocabulary.len() as f64)
        };
        prior * known.map(probability).product::<f64>()
    };
    let joint: BTreeMap<String, f64> = categories.iter().map(|id| ((*id).to_owned(), joint(id))).collect();
    let all: f64 = joint.values().sum();
    joint.into_iter().map(|(id, p)| (id, p / all)).collect()
}

proptest! {
    #[test]
    fn naive_bayes_is_the_posterior(examples in examples(), title in title(), alpha in 0.01..3.0_f64) {
        prop_assume!(examples.iter().any(|example| !tokens(&example.title, Stem::None).is_empty()));
        let classifier = TitleClassifier::train(&examples, TitleMethod::NaiveBayes, alpha).unwrap();
        let expected = posterior(&examples, &title, alpha);
        let found = classifier.classify(&title, usize::MAX).predictions;
        prop_assert_eq!(found.len(), expected.len());
        for prediction in &found {
            prop_assert!((prediction.probability - expected[&prediction.category_id]).abs() < 1e-9);
        }
        prop_assert!(found.is_sorted_by(|a, b| a.probability >= b.probability - 1e-9));
        let best = classifier.classify(&title, 1).predictions;
        prop_assert_eq!(&best[..], &found[..1]);
    }

    #[test]
    fn the_best_are_the_first_of_all(examples in examples(), title in title(), limit in 0_usize..12, copies in 1_usize..5) {
        // a copy of a category is as probable as the category
        let copy = |example: &TitleExample, number: usize| TitleExample {
            title: example.title.clone(),
            category_id: format!("{} {number}", example.category_id),
        };
        let copies = (0..copies).flat_map(|number| examples.iter().map(move |example| copy(example, number)));
        let examples: Vec<TitleExample> = copies.collect();
        if let Ok(classifier) = TitleClassifier::train(&examples, TitleMethod::NaiveBayes, 1.0) {
            let all = classifier.classify(&title, usize::MAX);
            prop_assert_eq!(all.predictions.len(), classifier.categories().len());
            let in_order = all.predictions.is_sorted_by(|a, b| {
                let ratio = a.probability / b.probability;
                ratio > 1.0 + 1e-12 || (ratio > 1.0 - 1e-8 && a.category_id < b.category_id)
            });
            prop_assert!(in_order);
            let mut first = all;
            first.predictions.truncate(limit);
            prop_assert_eq!(classifier.classify(&title, limit), first);
        }
    }

    #[test]
    fn the_linear_method_gives_probabilities_and_is_the_same_every_time(examples in examples(), title in title()) {
        prop_assume!(examples.iter().any(|example| !tokens(&example.title, Stem::None).is_empty()));
        let train = || TitleClassifier::train(&examples, TitleMethod::Linear, 1.0).unwrap();
        let found = train().classify(&title, usize::MAX);
        prop_assert!((found.predictions.iter().map(|p| p.probability).sum::<f64>() - 1.0).abs() < 1e-9);
        prop_assert_eq!(found, train().classify(&title, usize::MAX));
    }

    #[test]
    fn rules_fire_as_defined(
        rules in prop::collection::vec((
            "[ab]", prop::collection::vec(title(), 0..3), prop::collection::vec(title(), 0..2),
            prop::collection::vec(title(), 0..2), 1..5_u8), 0..6),
        title in title(),
    ) {
        let mut compiled = Vec::new();
        let mut expected: BTreeMap<String, f64> = BTreeMap::new();
        let text = Units::of(&title);
        let phrases = |texts: Vec<String>| -> Vec<String> { texts.into_iter().filter(|text| Phrase::new(text).is_ok()).collect() };
        for (category_id, any_of, all_of, none_of, weight) in rules {
            let [any_of, all_of, none_of] = [any_of, all_of, none_of].map(phrases);
            if any_of.is_empty() && all_of.is_empty() {
                continue;
            }
            let holds = |phrase: &&String| text.contains(&Phrase::new(phrase).unwrap());
            let matched: usize =
                any_of.iter().chain(&all_of).filter(holds).map(|phrase| tokens(phrase, Stem::None).len()).sum();
            if all_of.iter().all(|phrase| holds(&phrase)) && (any_of.is_empty() || any_of.iter().any(|phrase| holds(&phrase)))
                && !none_of.iter().any(|phrase| holds(&phrase))
            {
                *expected.entry(category_id.clone()).or_default() += f64::from(weight) * matched as f64;
            }
            compiled.push(TitleRule { category_id, any_of, all_of, none_of, weight: Some(weight.into()) });
        }
        let found = RuleClassifier::compile(&compiled).unwrap().classify(&title, 9).unwrap();
        let scores: BTreeMap<String, f64> = found.iter().map(|found| (found.category_id.clone(), found.score)).collect();
        prop_assert_eq!(scores, expected);
    }
}

#[test]
fn the_linear_method_reads_parts_of_words_that_training_never_saw() {
    let names = [
        ("Skateboards", "sport"),
        ("Snowboards", "sport"),
        ("Surfboards", "sport"),
        ("Teapots", "kitchen"),
        ("Flowerpots", "kitchen"),
        ("Jackpot Pots", "kitchen"),
    ];
    let examples: Vec<TitleExample> =
        names.iter().map(|(title, id)| TitleExample { title: (*title).into(), category_id: (*id).into() }).collect();
    let classifier = TitleClassifier::train(&examples, TitleMethod::Linear, 1.0).unwrap();
    for (title, category) in [("Wakeboards", "sport"), ("Coffeepots", "kitchen")] {
        let found = classifier.classify(title, 2);
        assert_eq!((found.predictions[0].category_id.as_str(), found.known_tokens), (category, 0));
    }
}
