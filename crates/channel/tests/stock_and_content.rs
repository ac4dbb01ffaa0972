//! Stock, bundles, content and delivery times across channels.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod called;

use called::{answer, refusal, unreadable};
use mercato_channel::content_consistency::title_similarity;
use mercato_channel::{atp, bundle_availability, content_consistency, lead_time_conflicts, oversell_check};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The parts that so many of a thing are made of.
fn unpack(list: &[Value], sku: &str, count: u64, needs: &mut BTreeMap<String, u64>) {
    match list.iter().find(|bundle| bundle["sku"] == sku) {
        Some(bundle) => {
            for part in bundle["components"].as_array().unwrap() {
                unpack(list, part["sku"].as_str().unwrap(), count * part["quantity"].as_u64().unwrap(), needs);
            }
        }
        None => *needs.entry(sku.to_owned()).or_default() += count,
    }
}

proptest! {
    /// What one channel may promise is there, ring-fences are kept from the pool, and what is published on each alone is never
    /// more than what is available: a check of what was published finds nothing overpublished.
    #[test]
    fn what_is_published_can_be_kept(
        on_hand in 0_u64..100, buffer in 0_u64..10,
        channels in prop::collection::vec((prop::option::of(0_u64..40), 0_u64..12, 0_u64..5, prop::option::of(0_u64..50), 0_u64..6), 0..5),
    ) {
        let list: Vec<Value> = channels.iter().enumerate().map(|(i, (ring, reserved, buffer, most, least))| {
            json!({"channel_id": format!("c{i}"), "mode": ring.map_or("shared", |_| "ringfenced"), "allocation": ring, "reserved": reserved,
                   "buffer": buffer, "max_listed": most, "min_publish": least})
        }).collect();
        let got = answer(atp, json!({"on_hand": on_hand, "safety_buffer": buffer, "channels": list}));
        let reserved: u64 = channels.iter().map(|channel| channel.1).sum();
        let available = on_hand.saturating_sub(buffer).saturating_sub(reserved);
        prop_assert_eq!(got["available"].as_u64().unwrap(), available);
        prop_assert!(got["shared_pool"].as_u64().unwrap() <= available);
        let mut listings = Vec::new();
        for (i, (ring, reserved, buffer, most, least)) in channels.iter().enumerate() {
            let own = &got["channels"][i];
            let (atp, published) = (own["atp"].as_u64().unwrap(), own["published"].as_u64().unwrap());
            prop_assert!(published <= atp && atp <= available);
            prop_assert!(published == 0 || (published >= *least && published <= most.unwrap_or(u64::MAX) && published + buffer <= atp));
            if let Some(ring) = ring {
                prop_assert_eq!(atp, available.min(ring.saturating_sub(*reserved)));
            }
            listings.push(json!({"sku": "s", "channel_id": format!("c{i}"), "published": published, "reserved": reserved}));
        }
        let checked = answer(oversell_check, json!({"stock": [{"sku": "s", "on_hand": on_hand, "safety_buffer": buffer}], "listings": listings}));
        let kinds: Vec<&str> = checked["conflicts"].as_array().unwrap().iter().map(|c| c["kind"].as_str().unwrap()).collect();
        prop_assert!(!kinds.contains(&"overpublished"));
        prop_assert_eq!(kinds.contains(&"oversold"), reserved > on_hand);
        prop_assert_eq!(kinds.contains(&"buffer_breached"), reserved <= on_hand && reserved + buffer > on_hand);
    }

    /// As many bundles as are said can be packed, and one more cannot: units counted out one bundle at a time.
    #[test]
    fn bundles_can_be_packed_as_often_as_is_said(
        stock in prop::collection::vec(0_u64..40, 3),
        bundles in prop::collection::vec(prop::collection::vec((0_usize..7, 1_u64..4), 1..4), 1..5),
    ) {
        // bundle i may hold parts 0..3 and bundles before it
        let name = |index: usize, of: usize| if index < 3 { format!("part{index}") } else { format!("bundle{}", (index - 3) % of.max(1)) };
        let inside = |i: usize, index: usize| if i == 0 { index % 3 } else { index };
        let list: Vec<Value> = bundles.iter().enumerate().map(|(i, parts)| json!({"sku": format!("bundle{i}"),
            "components": parts.iter().map(|(index, quantity)| json!({"sku": name(inside(i, *index), i), "quantity": quantity})).collect::<Vec<_>>()})).collect();
        let have: BTreeMap<String, u64> = stock.iter().enumerate().map(|(i, units)| (format!("part{i}"), *units)).collect();
        let got = answer(bundle_availability, json!({"stock": have, "bundles": list}));
        for bundle in got["bundles"].as_array().unwrap() {
            let mut needs = BTreeMap::new();
            unpack(&list, bundle["sku"].as_str().unwrap(), 1, &mut needs);
            let available = bundle["available"].as_u64().unwrap();
            prop_assert!(needs.iter().all(|(part, need)| need * available <= have[part]));
            let short: Vec<&String> = needs.iter().filter(|(part, need)| *need * (available + 1) > have[*part]).map(|(part, _)| part).collect();
            prop_assert!(!short.is_empty());
            prop_assert_eq!(&bundle["limiting"], &json!(short));
        }
    }

    /// Likeness has no direction, is 1 of a title with itself, and does not see case or blanks.
    #[test]
    fn likeness_of_titles(a in "[a-c 台灯]{0,12}", b in "[a-c 台灯]{0,12}") {
        let alike = title_similarity(&a, &b);
        prop_assert!((0.0..=1.0).contains(&alike));
        prop_assert_eq!(alike, title_similarity(&b, &a));
        prop_assert_eq!(title_similarity(&a, &a.to_uppercase().replace(' ', "\u{3000}")), 1.0);
    }
}

/// The example of the coefficient's article in string matching: night and nacht share one of four bigrams each.
#[test]
fn published_likeness() {
    assert_eq!(title_similarity("night", "nacht"), 0.25);
    assert_eq!(title_similarity("a", "b"), 0.0); // a title of one letter has no bigrams
    assert_eq!(title_similarity("a", "A"), 1.0);
    assert_eq!(title_similarity("aaaa", "aa"), 1.0); // sets of bigrams: one each
}

/// A likeness equal to the limit is alike enough: 4 of 5 bigrams is 0.8 to the last digit.
#[test]
fn a_limit_that_is_met_is_no_issue() {
    let issues = |min: f64, hash: &str, bits: u32| {
        let listing = |channel: &str, title: &str, hash: &str| json!({"sku": "s", "channel_id": channel, "title": title, "image_hash": hash});
        let input = json!({"listings": [listing("a", "abcdef", "0000000000000000"), listing("b", "abcdeg", hash)],
                           "params": {"title_similarity_min": min, "image_hamming_max": bits}});
        answer(content_consistency, input)["issues"].as_array().unwrap().len()
    };
    assert_eq!(issues(0.8, "00000000000000ff", 8), 0);
    assert_eq!(issues(0.800_000_1, "00000000000000ff", 8), 1);
    assert_eq!(issues(0.8, "00000000000001ff", 8), 1);
}

#[test]
fn with_a_canonical_channel_the_others_are_not_compared() {
    let listing = |channel: &str, months: u64| json!({"sku": "s", "channel_id": channel, "warranty_months": months});
    let pairs = |canonical: Value| {
        let input = json!({"listings": [listing("c", 3), listing("a", 1), listing("b", 2)], "params": {"canonical_channel": canonical}});
        let issues = answer(content_consistency, input)["issues"].as_array().unwrap().clone();
        issues
            .iter()
            .map(|issue| format!("{}{}", issue["a"].as_str().unwrap(), issue["b"].as_str().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(pairs(Value::Null), ["ab", "ac", "bc"]);
    assert_eq!(pairs(json!("b")), ["ab", "bc"]);
    assert_eq!(pairs(json!("nowhere")), Vec::<String>::new());
}

#[test]
fn content_that_cannot_be_compared_is_refused() {
    let of =
        |listing: Value, params: Value| refusal(content_consistency, json!({"listings": [listing], "params": params}));
    let plain = json!({"sku": "s", "channel_id": "a"});
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    for hash in ["xyz", "00000000000000FF", "+0000000000000ff", "00000000000000ff0"] {
        assert_eq!(
            of(json!({"sku": "s", "channel_id": "a", "image_hash": hash}), json!({})),
            invalid("listings[0].image_hash")
        );
    }
    assert_eq!(of(plain.clone(), json!({"title_similarity_min": 1.5})), invalid("params.title_similarity_min"));
    assert_eq!(of(plain.clone(), json!({"image_hamming_max": 65})), invalid("params.image_hamming_max"));
    assert_eq!(
        refusal(content_consistency, json!({"listings": [plain, plain]})),
        ("duplicate_id", "listings[1].channel_id".into())
    );
    let twice = of(plain, json!({"attributes": ["color", "power", "color"]}));
    assert_eq!(twice, ("duplicate_id", "params.attributes[2]".into()));
}

/// 0.1 x 30 is 3, as a decimal: the limit is not its double, which is a little more.
#[test]
fn the_exposure_limit_is_the_decimal_that_was_written() {
    let excess = |published: u64| {
        let input = json!({"stock": [{"sku": "s", "on_hand": 30}], "exposure_limit": 0.1,
                           "listings": [{"sku": "s", "channel_id": "a", "published": published}]});
        answer(oversell_check, input)["conflicts"].clone()
    };
    assert_eq!(excess(3), json!([]));
    assert_eq!(excess(4), json!([{"sku": "s", "kind": "overexposed", "excess": 1, "channels": ["a"]}]));
}

/// A stock below its own buffer breaches it, reserved or not; one that nobody lists is checked too.
#[test]
fn a_stock_below_its_buffer_is_a_breach() {
    let got =
        answer(oversell_check, json!({"stock": [{"sku": "s", "on_hand": 3, "safety_buffer": 5}], "listings": []}));
    assert_eq!(got["conflicts"], json!([{"sku": "s", "kind": "buffer_breached", "excess": 2, "channels": []}]));
}

#[test]
fn stock_that_cannot_be_checked_is_refused() {
    let listing = |sku: &str| json!({"sku": sku, "channel_id": "c", "published": 1});
    let of = |listings: Value, limit: Value| {
        refusal(
            oversell_check,
            json!({"stock": [{"sku": "s", "on_hand": 1}], "listings": listings, "exposure_limit": limit}),
        )
    };
    assert_eq!(of(json!([listing("t")]), Value::Null), ("not_found", "listings[0].sku".into()));
    assert_eq!(of(json!([listing("s"), listing("s")]), Value::Null), ("duplicate_id", "listings[1].channel_id".into()));
    assert_eq!(of(json!([]), json!(0)), ("invalid_argument", "exposure_limit".into()));
    let channel = |change: Value| {
        let mut channel = json!({"channel_id": "a"});
        channel.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        refusal(atp, json!({"on_hand": 1, "channels": [channel]}))
    };
    assert_eq!(channel(json!({"allocation": 1})), ("invalid_argument", "channels[0].allocation".into()));
    assert_eq!(channel(json!({"mode": "ringfenced"})), ("invalid_argument", "channels[0].allocation".into()));
    assert!(unreadable(atp, json!({"on_hand": 1.5, "channels": []})));
}

#[test]
fn bundles_that_cannot_be_are_refused() {
    let bundle =
        |sku: &str, part: &str, quantity: u64| json!({"sku": sku, "components": [{"sku": part, "quantity": quantity}]});
    let of = |bundles: Value| refusal(bundle_availability, json!({"stock": {"part": 1}, "bundles": bundles}));
    // outer leads into the circle of b and c, and is not in it
    let circle = json!([bundle("outer", "c", 1), bundle("b", "c", 1), bundle("c", "b", 1)]);
    assert_eq!(of(circle), ("cycle_detected", "bundles[1].components".into()));
    assert_eq!(of(json!([bundle("b", "b", 1)])), ("cycle_detected", "bundles[0].components".into()));
    assert_eq!(of(json!([bundle("b", "bolt", 1)])), ("not_found", "bundles[0].components[0].sku".into()));
    assert_eq!(of(json!([bundle("b", "part", 0)])), ("invalid_argument", "bundles[0].components[0].quantity".into()));
    assert_eq!(of(json!([bundle("part", "part", 1)])), ("invalid_argument", "bundles[0].sku".into()));
    assert_eq!(of(json!([{"sku": "b", "components": []}])), ("invalid_argument", "bundles[0].components".into()));
    assert_eq!(of(json!([bundle("b", "part", 1), bundle("b", "part", 1)])), ("duplicate_id", "bundles[1].sku".into()));
}

/// Two thousand bundles one in the other are opened without recursion, each needing twice the one inside.
#[test]
fn deep_bundles_neither_overflow_nor_recurse() {
    const DEPTH: usize = 2_000;
    let bundles: Vec<Value> = (0..DEPTH)
        .map(|i| {
            let inner = if i + 1 < DEPTH { format!("b{}", i + 1) } else { "part".to_owned() };
            json!({"sku": format!("b{i}"), "components": [{"sku": inner, "quantity": 2}]})
        })
        .collect();
    let got = answer(bundle_availability, json!({"stock": {"part": u64::MAX}, "bundles": bundles}));
    let of = |sku: &str| {
        got["bundles"].as_array().unwrap().iter().find(|bundle| bundle["sku"] == sku).unwrap()["available"]
            .as_u64()
            .unwrap()
    };
    // b1937 needs 2^63 parts, b1936 one more than there can be
    assert_eq!((of("b1999"), of("b1937"), of("b1936"), of("b0")), (u64::MAX / 2, 1, 0, 0));
}

#[test]
fn promises_that_cannot_be_are_refused() {
    let promise = |days: i64| json!({"sku": "s", "channel_id": "a", "promised_days": days, "handling_days": u64::MAX, "transit_days": 1});
    assert!(unreadable(lead_time_conflicts, json!({"promises": [promise(-1)]})));
    assert_eq!(
        refusal(lead_time_conflicts, json!({"promises": [promise(1)]})),
        ("overflow", "promises[0].transit_days".into())
    );
    let plain = json!({"sku": "s", "channel_id": "a", "promised_days": 1});
    assert_eq!(
        refusal(lead_time_conflicts, json!({"promises": [plain, plain]})),
        ("duplicate_id", "promises[1].channel_id".into())
    );
}

/// Only the channels at either end are named, and a difference equal to the tolerance is none.
#[test]
fn extremes_are_named() {
    let promises: Vec<Value> = [("a", 5), ("b", 3), ("c", 2), ("d", 5)]
        .iter()
        .map(|(channel, days)| json!({"sku": "s", "channel_id": channel, "promised_days": days}))
        .collect();
    let got = |tolerance: u64| {
        answer(lead_time_conflicts, json!({"promises": promises, "tolerance_days": tolerance}))["conflicts"].clone()
    };
    assert_eq!(got(2), json!([{"sku": "s", "kind": "inconsistent", "channels": ["a", "c", "d"], "spread_days": 3}]));
    assert_eq!(got(3), json!([]));
}
