//! What the pages in `docs/` show of the command is so: every `$ echo '{…}' | mercato run OP` in a fenced block answers what
//! stands below it, up to the end of the block. Every promotion of the guide to prices does to its cart what stands below it.

#![allow(clippy::expect_used, clippy::panic, reason = "a test stops where its set-up fails")]

use mercato_ops::find;
use mercato_ops::vectors::{Tolerance, differences};
use serde_json::Value;
use std::path::Path;

/// How many examples each guide holds at least.
const GUIDES: &[(&str, usize)] = &[
    ("channel.md", 37),
    ("decision.md", 17),
    ("inventory.md", 61),
    ("kpi.md", 37),
    ("pricing.md", 31),
    ("risk.md", 4),
    ("supplier.md", 8),
    ("taxonomy.md", 38),
];

/// An operation as a page shows it.
struct Shown<'a> {
    op: &'a str,
    input: &'a str,
    answer: &'a str,
}

/// The examples of a page, in order.
fn shown(page: &str) -> Vec<Shown<'_>> {
    // every second piece between fences is a block
    let blocks = page.split("\n```").skip(1).step_by(2);
    let example = |block| {
        let (_, rest) = str::split_once(block, "$ echo '")?;
        let (input, rest) = rest.split_once("' |")?;
        let (op, answer) = rest.trim_start().strip_prefix("mercato run ")?.split_once('\n')?;
        Some(Shown { op, input, answer })
    };
    blocks.filter_map(example).collect()
}

/// Runs every example of a page; how many there are.
fn checked(name: &str) -> usize {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(name);
    let page = std::fs::read_to_string(&path).expect("the page is there");
    let examples = shown(&page);
    for Shown { op, input, answer } in &examples {
        let mut output = Vec::new();
        let found = find(op).unwrap_or_else(|error| panic!("{name}: {error}"));
        found.call(input.as_bytes(), &mut output).unwrap_or_else(|error| panic!("{name}: {op}: {error}: {input}"));
        let got: Value = serde_json::from_slice(&output).expect("an answer is JSON");
        let want: Value =
            serde_json::from_str(answer).unwrap_or_else(|error| panic!("{name}: {op} shows {answer}: {error}"));
        // the comparison allows further keys, and the page must neither leave out a key nor invent one
        let mut wrong = differences(&got, &want, Tolerance::Default);
        wrong.extend(differences(&want, &got, Tolerance::Default));
        assert!(wrong.is_empty(), "{name}: {op} {input}: {}\ngot {got}", wrong.join("; "));
    }
    examples.len()
}

#[test]
fn the_examples_of_the_guides_are_true() {
    for (guide, least) in GUIDES {
        let count = checked(guide);
        println!("{guide}: {count} examples run");
        assert!(count >= *least, "{guide}: {count} examples were found, {least} is the least");
    }
}

#[test]
fn the_promotions_of_the_pricing_guide_do_what_stands_below_them() {
    let page = mercato_tests::pricing_guide();
    let blocks = mercato_tests::blocks(&page);
    let mut shown = None;
    let mut count = 0;
    for (place, (language, json)) in blocks.iter().enumerate() {
        if *language != "json" {
            continue;
        }
        let Some(offer) = mercato_tests::offer(json) else {
            shown = Some(serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}")));
            continue;
        };
        let text = blocks.iter().skip(place).find(|(language, _)| *language == "text").map(|(_, text)| *text);
        let explained = mercato_tests::explained(shown.as_ref().expect("the cart comes first"), &offer);
        assert_eq!(text.unwrap_or_default().trim_end(), explained.trim_end(), "below {json}");
        count += 1;
    }
    assert!(count >= 16, "{count} promotions were found");
}

/// What the guides show of the programs is what the examples print.
#[test]
fn the_guides_show_what_their_programs_print() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (guide, name) in
        [("channel.md", "check_policy"), ("channel.md", "watch_offers"), ("taxonomy.md", "migrate_taxonomy")]
    {
        let page = std::fs::read_to_string(root.join("docs").join(guide)).expect("the page is there");
        let printed = std::fs::read_to_string(root.join(format!("examples/expected/{name}.txt"))).expect(name);
        assert!(page.contains(&format!("```text\n{printed}```")), "docs/{guide} shows another output of {name}");
    }
}

#[test]
fn an_example_is_read_as_it_is_shown() {
    let page =
        "text\n```sh\n$ echo '{\"a\": 1}' |\n  mercato run kpi.ratio\n{\"b\": 2}\n```\nmore\n```text\n$ other\n```\n";
    let examples = shown(page);
    let [Shown { op, input, answer }] = examples.as_slice() else { panic!("one example, not {}", examples.len()) };
    assert_eq!((*op, *input, answer.trim()), ("kpi.ratio", "{\"a\": 1}", "{\"b\": 2}"));
}

/// The policies of a page, in order: its blocks of TOML.
fn policies(page: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs").join(page);
    let text = std::fs::read_to_string(path).expect("the page is there");
    let blocks = text.split("\n```toml\n").skip(1);
    blocks.map(|rest| rest.split("\n```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn every_policy_that_a_page_shows_is_one() {
    let of_channels = policies("channel.md");
    assert!(of_channels.len() >= 3, "{}", of_channels.len());
    for policy in of_channels {
        let read: mercato_channel::RuleSet =
            toml::from_str(&policy).unwrap_or_else(|error| panic!("{error}: {policy}"));
        read.check().unwrap_or_else(|error| panic!("{error}: {policy}"));
    }
    // the tables of a review's policy.toml belong to several kernels: the review's own tests read their keys
    let of_reviews = policies("data-set.md");
    assert!(of_reviews.len() >= 5, "{}", of_reviews.len());
    for policy in of_reviews {
        policy.parse::<toml::Table>().unwrap_or_else(|error| panic!("{error}: {policy}"));
    }
}
