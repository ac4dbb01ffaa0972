//! Promotions over time: what is asked when, who overlaps whom, who was promised better, to whom a difference is owed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::too_many_lines,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod called;

use called::{answer, hour, refusal, unreadable};
use mercato_channel::{
    OverlapScope, PromotionRef, best_price_clause, overlaps, price_protection, price_timeline, promotion_overlaps,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A promotion in hours, cents and percents.
#[derive(Debug, Clone)]
struct Plain {
    channel: usize,
    start: u32,
    end: u32,
    kind: u8,
    value: i64,
    stackable: bool,
    priority: i64,
}

fn promotion() -> impl Strategy<Value = Plain> {
    (0_usize..2, 0_u32..40, 1_u32..20, 0_u8..3, 0_i64..101, any::<bool>(), -1_i64..2).prop_map(
        |(channel, start, length, kind, value, stackable, priority)| Plain {
            channel,
            start,
            end: start + length,
            kind,
            value,
            stackable,
            priority,
        },
    )
}

fn cents(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// The price after one promotion, in cents: percents round half up, a fixed price never raises.
fn applied(plain: &Plain, price: i64) -> i64 {
    match plain.kind {
        0 => price - (price * plain.value + 50) / 100,
        1 => (price - plain.value).max(0),
        _ => price.min(plain.value * 3),
    }
}

/// The price and the promotions at an hour, by the definition.
fn at(promotions: &[Plain], channel: usize, base: i64, now: u32) -> (i64, Vec<String>) {
    let name = |index: usize| format!("p{index:02}");
    let running = |plain: &Plain| plain.channel == channel && plain.start <= now && now < plain.end;
    let mut stack: Vec<usize> =
        (0..promotions.len()).filter(|i| running(&promotions[*i]) && promotions[*i].stackable).collect();
    stack.sort_by_key(|i| (promotions[*i].priority, name(*i)));
    let stacked = stack.iter().fold(base, |price, i| applied(&promotions[*i], price));
    let mut best = (stacked, {
        let mut names: Vec<String> = stack.iter().map(|i| name(*i)).collect();
        names.sort();
        names
    });
    for (i, plain) in promotions.iter().enumerate() {
        if running(plain) && !plain.stackable && applied(plain, base) < best.0 {
            best = (applied(plain, base), vec![name(i)]);
        }
    }
    best
}

fn timeline(promotions: &[Plain], bases: [i64; 2], from: u32, to: u32) -> Value {
    let promotions: Vec<Value> = promotions
        .iter()
        .enumerate()
        .map(|(i, plain)| {
            let discount = match plain.kind {
                0 => json!({"type": "percent", "value": cents(plain.value)}),
                1 => json!({"type": "amount", "value": cents(plain.value)}),
                _ => json!({"type": "fixed_price", "value": cents(plain.value * 3)}),
            };
            json!({"promo_id": format!("p{i:02}"), "channel_id": (["a", "b"][plain.channel]), "start": hour(plain.start),
                   "end": hour(plain.end), "discount": discount, "stackable": plain.stackable, "priority": plain.priority})
        })
        .collect();
    json!({"currency": "CNY", "base_prices": {"a": cents(bases[0]), "b": cents(bases[1])}, "promotions": promotions,
           "from": hour(from), "to": hour(to)})
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// The segments of a channel follow one another from `from` to `to`; no price is above the base; and at every hour the
    /// price and the names are what the definition says.
    #[test]
    fn a_timeline_is_what_the_definition_says_hour_by_hour(
        promotions in prop::collection::vec(promotion(), 0..9), bases in [0_i64..300, 0_i64..300],
        from in 0_u32..20, length in 1_u32..60,
    ) {
        let to = from + length;
        let got = answer(price_timeline, timeline(&promotions, bases, from, to));
        let segments = got["segments"].as_array().unwrap();
        for (channel, base) in bases.iter().enumerate() {
            let own: Vec<&Value> = segments.iter().filter(|s| s["channel_id"] == ["a", "b"][channel]).collect();
            prop_assert_eq!(own[0]["start"].as_str().unwrap(), hour(from));
            prop_assert_eq!(own.last().unwrap()["end"].as_str().unwrap(), hour(to));
            for pair in own.windows(2) {
                prop_assert_eq!(&pair[0]["end"], &pair[1]["start"]);
                prop_assert!(pair[0]["price"] != pair[1]["price"] || pair[0]["promo_ids"] != pair[1]["promo_ids"]);
            }
            for now in from..to {
                // a text of this form sorts as the instant does
                let segment = own.iter().rfind(|s| s["start"].as_str().unwrap() <= hour(now).as_str()).unwrap();
                let (price, names) = at(&promotions, channel, *base, now);
                prop_assert!(price <= *base);
                prop_assert_eq!(segment["price"].as_str().unwrap(), cents(price));
                prop_assert_eq!(&segment["promo_ids"], &json!(names));
            }
        }
    }

    /// The sweep finds the pairs that the definition finds by looking at all of them.
    #[test]
    fn overlaps_are_those_of_the_quadratic_definition(
        promotions in prop::collection::vec((0_usize..3, 0_usize..3, 0_i64..30, 1_i64..15), 0..30), scope in 0_u8..3,
    ) {
        // ids in an order of their own
        let ids: Vec<String> = (0..promotions.len()).map(|i| format!("p{:02}", i * 7 % 31)).collect();
        let skus = ["t", "s", "u"];
        let channels = ["y", "x", "z"];
        let list: Vec<PromotionRef<'_>> = promotions.iter().zip(&ids).map(|((sku, channel, start, length), id)| PromotionRef {
            promo_id: id, sku: skus[*sku], channel_id: channels[*channel], start: *start, end: start + length,
        }).collect();
        let scope = [OverlapScope::Any, OverlapScope::SameChannel, OverlapScope::CrossChannel][usize::from(scope)];
        let mut want = Vec::new();
        for a in &list {
            for b in &list {
                let counts = match scope {
                    OverlapScope::Any => true,
                    OverlapScope::SameChannel => a.channel_id == b.channel_id,
                    OverlapScope::CrossChannel => a.channel_id != b.channel_id,
                };
                if a.sku == b.sku && a.promo_id < b.promo_id && a.start < b.end && b.start < a.end && counts {
                    want.push((a.sku, a.promo_id, b.promo_id));
                }
            }
        }
        want.sort_unstable();
        let found = overlaps(&list, scope).unwrap();
        let at = |place: u32| &list[place as usize];
        let got: Vec<(&str, &str, &str)> =
            found.pairs.iter().map(|(a, b)| (at(*a).sku, at(*a).promo_id, at(*b).promo_id)).collect();
        prop_assert_eq!(got, want);
        for (place, most) in found.max_concurrent {
            let sku = at(place).sku;
            let running = |now: i64| list.iter().filter(|p| p.sku == sku && p.start <= now && now < p.end).count();
            prop_assert_eq!(most, (0..45).map(running).max().unwrap());
        }
    }

    /// Breaches are those of the definition, hour by hour, joined where they adjoin at equal prices.
    #[test]
    fn breaches_are_those_of_every_hour(
        prices in prop::collection::vec(prop::option::weighted(0.8, 90_i64..111), 72), tolerance in 0_i64..10, wide in any::<bool>(),
    ) {
        // channels portal, site (own), market: an hour's price each, or none
        let names = ["portal", "site", "market"];
        let price = |channel: usize, now: usize| if now < 24 { prices[channel * 24 + now] } else { None };
        let segments: Vec<Value> = (0..72).filter_map(|i| Some((i, prices[i]?))).map(|(i, price)| {
            let now = (i % 24) as u32;
            json!({"channel_id": (names[i / 24]), "start": hour(now), "end": hour(now + 1), "price": price.to_string()})
        }).collect();
        let mut want = Vec::new();
        for other in if wide { vec![2, 1] } else { vec![1] } {
            let mut open: Option<(usize, i64, i64)> = None;
            for now in 0..=24 {
                let breach = price(0, now).zip(price(other, now)).filter(|(mine, theirs)| theirs * 100 < mine * (100 - tolerance));
                if let Some((start, mine, theirs)) = open.filter(|(_, mine, theirs)| breach != Some((*mine, *theirs))) {
                    want.push(json!({"clause_id": "c", "channel_id": (names[other]), "start": hour(start as u32), "end": hour(now as u32),
                        "beneficiary_price": mine.to_string(), "price": theirs.to_string(), "shortfall": (mine - theirs).to_string()}));
                    open = None;
                }
                open = open.or(breach.map(|(mine, theirs)| (now, mine, theirs)));
            }
        }
        let input = json!({"currency": "JPY",
            "clauses": [{"clause_id": "c", "channel_id": "portal", "type": if wide { "wide" } else { "narrow" },
                         "tolerance_percent": format!("0.{tolerance:02}")}],
            "ownership": {"portal": "third_party", "site": "own", "market": "third_party"}, "segments": segments});
        prop_assert_eq!(&answer(best_price_clause, input)["breaches"], &json!(want));
    }

    /// Claims are those found by looking at every price of every hour of the window; segments of one channel may overlap.
    #[test]
    fn claims_are_those_of_every_hour(
        segments in prop::collection::vec((0_usize..2, 0_u32..60, 1_u32..20, 50_i64..150), 0..12),
        orders in prop::collection::vec((0_usize..2, 0_u32..60, 1_u64..4, 50_i64..150), 0..6), days in 1_u32..3, all in any::<bool>(),
    ) {
        let names = ["a", "b"];
        let input = json!({"currency": "JPY",
            "policy": {"days": days, "scope": if all { "all_channels" } else { "same_channel" }, "min_difference": "3"},
            "segments": segments.iter().map(|(channel, start, length, price)| json!({"sku": "s", "channel_id": (names[*channel]),
                "start": hour(*start), "end": hour(start + length), "price": price.to_string()})).collect::<Vec<_>>(),
            "orders": orders.iter().enumerate().map(|(i, (channel, at, quantity, paid))| json!({"order_id": format!("o{i}"), "sku": "s",
                "channel_id": (names[*channel]), "quantity": quantity, "unit_paid": paid.to_string(), "paid_at": hour(*at)})).collect::<Vec<_>>()});
        let (mut want, mut total) = (Vec::new(), 0);
        for (i, (channel, at, quantity, paid)) in orders.iter().enumerate() {
            let met = (*at..at + days * 24).flat_map(|now| segments.iter().filter(move |(_, start, length, _)| *start <= now && now < start + length)
                .map(move |(other, _, _, price)| (*price, now, *other)));
            if let Some((price, now, other)) = met.filter(|(_, _, other)| all || other == channel).min().filter(|(price, ..)| paid - price > 3) {
                let refund = (paid - price) * i64::try_from(*quantity).unwrap();
                total += refund;
                want.push(json!({"order_id": format!("o{i}"), "lowest_price": price.to_string(), "at": hour(now), "channel_id": (names[other]),
                    "refund_per_unit": (paid - price).to_string(), "refund_total": refund.to_string()}));
            }
        }
        prop_assert_eq!(answer(price_protection, input), json!({"claims": want, "total_liability": total.to_string()}));
    }
}

fn window(id: &str, start: u32, end: u32) -> Value {
    json!({"promo_id": id, "sku": "s", "channel_id": "x", "start": hour(start), "end": hour(end)})
}

#[test]
fn overlaps_that_cannot_be_asked_for_are_refused() {
    let of = |promotions: Value| refusal(promotion_overlaps, json!({"promotions": promotions}));
    assert_eq!(of(json!([window("a", 2, 2)])), ("invalid_argument", "promotions[0].end".into()));
    assert_eq!(of(json!([window("a", 1, 2), window("a", 3, 4)])), ("duplicate_id", "promotions[1].promo_id".into()));
    assert_eq!(of(json!([window(" ", 1, 2)])), ("invalid_argument", "promotions[0].promo_id".into()));
    let zoneless = json!({"promotions": [{"promo_id": "a", "sku": "s", "channel_id": "x", "start": "2026-11-11T00:00:00", "end": hour(3)}]});
    assert!(unreadable(promotion_overlaps, zoneless));
}

/// Instants are compared as instants: the same hour in two zones is one.
#[test]
fn offsets_do_not_matter() {
    let east = json!({"promo_id": "b", "sku": "s", "channel_id": "x", "start": "2026-11-01T09:00:00+08:00", "end": "2026-11-01T10:30:00+08:00"});
    let got = answer(promotion_overlaps, json!({"promotions": [window("a", 0, 2), east]}));
    assert_eq!(
        got["overlaps"],
        json!([{"sku": "s", "a": "a", "b": "b", "start": hour(1), "end": hour(2), "overlap_hours": 1.0}])
    );
}

/// An hour of a hundred thousand promotions of one thing on one channel has no overlap between channels, and is not looked at twice.
#[test]
fn many_promotions_of_one_channel_cost_nothing_across_channels() {
    let ids: Vec<String> = (0..100_000).map(|i| format!("p{i}")).collect();
    let list: Vec<PromotionRef<'_>> =
        ids.iter().map(|id| PromotionRef { promo_id: id, sku: "s", channel_id: "x", start: 0, end: 1 }).collect();
    let found = overlaps(&list, OverlapScope::CrossChannel).unwrap();
    assert_eq!((found.pairs.len(), found.max_concurrent[0].1), (0, 100_000));
    let refused = overlaps(&list, OverlapScope::Any).unwrap_err();
    assert_eq!(mercato_core::Coded::code(&refused).as_str(), "overflow");
}

#[test]
fn timelines_that_cannot_be_are_refused() {
    let promotion = |change: Value| {
        let mut promotion = json!({"promo_id": "p", "channel_id": "a", "start": hour(1), "end": hour(2), "discount": {"type": "amount", "value": "1"}});
        promotion.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        promotion
    };
    let of = |promotions: Value| {
        refusal(
            price_timeline,
            json!({"currency": "CNY", "base_prices": {"a": "10"}, "promotions": promotions, "from": hour(0), "to": hour(9)}),
        )
    };
    assert_eq!(of(json!([promotion(json!({"channel_id": "b"}))])), ("not_found", "promotions[0].channel_id".into()));
    assert_eq!(of(json!([promotion(json!({"end": hour(1)}))])), ("invalid_argument", "promotions[0].end".into()));
    let percent = json!({"discount": {"type": "percent", "value": "15"}});
    assert_eq!(of(json!([promotion(percent)])), ("invalid_argument", "promotions[0].discount.value".into()));
    assert_eq!(
        of(json!([promotion(json!({})), promotion(json!({}))])),
        ("duplicate_id", "promotions[1].promo_id".into())
    );
}

/// A price with more digits than its currency: a percent is rounded, and may take off more than there is, but nothing goes below 0.
#[test]
fn a_discount_of_a_fraction_of_a_cent_stops_at_nothing() {
    let got = answer(
        price_timeline,
        json!({"currency": "CNY", "base_prices": {"a": "0.005"}, "from": hour(0), "to": hour(1), "promotions": [
            {"promo_id": "p", "channel_id": "a", "start": hour(0), "end": hour(1), "discount": {"type": "percent", "value": "1"}}]}),
    );
    assert_eq!(got["segments"][0]["price"], "0.00");
}

#[test]
fn clauses_that_cannot_be_checked_are_refused() {
    let of = |clauses: Value, segments: Value| {
        refusal(
            best_price_clause,
            json!({"currency": "EUR", "ownership": {"a": "own"}, "clauses": clauses, "segments": segments}),
        )
    };
    let clause = |channel: &str, tolerance: &str| json!({"clause_id": "c", "channel_id": channel, "type": "wide", "tolerance_percent": tolerance});
    let segment = |channel: &str, start: u32, end: u32| json!({"channel_id": channel, "start": hour(start), "end": hour(end), "price": "1"});
    assert_eq!(of(json!([clause("b", "0")]), json!([])), ("not_found", "clauses[0].channel_id".into()));
    assert_eq!(of(json!([clause("a", "1")]), json!([])), ("invalid_argument", "clauses[0].tolerance_percent".into()));
    assert_eq!(of(json!([]), json!([segment("b", 1, 2)])), ("not_found", "segments[0].channel_id".into()));
    assert_eq!(
        of(json!([]), json!([segment("a", 2, 5), segment("a", 1, 3)])),
        ("invalid_argument", "segments[0].start".into())
    );
    let input = json!({"currency": "EUR", "clauses": [], "segments": [], "ownership": {"a": "own"}});
    let twice = input.to_string().replace(r#"{"a":"own"}"#, r#"{"a":"own","a":"third_party"}"#);
    assert!(
        serde_json::from_str::<mercato_channel::BestPriceClauseInput>(&twice)
            .unwrap_err()
            .to_string()
            .contains("[duplicate_id]")
    );
}

/// A tenth of a second counts: the window of half a day ends at the instant, not within the hour.
#[test]
fn protection_ends_at_the_instant() {
    let of = |start: &str| {
        let input = json!({"currency": "CNY", "policy": {"days": 0.5},
            "segments": [{"sku": "s", "channel_id": "a", "start": start, "end": "2026-11-30T00:00:00Z", "price": "1.00"}],
            "orders": [{"order_id": "o", "channel_id": "a", "sku": "s", "quantity": 3, "unit_paid": "1.005", "paid_at": "2026-11-01T00:00:00Z"}]});
        answer(price_protection, input)
    };
    assert_eq!(of("2026-11-01T12:00:00Z")["claims"], json!([]));
    // 0.005 a unit is rounded to 0.01, three times
    assert_eq!(of("2026-11-01T11:59:59.9Z")["total_liability"], "0.03");
}

/// A period whose two instants must both be there is told to be put right, not to be left out.
#[test]
fn a_period_that_does_not_last_is_refused_with_its_cure() {
    for (start, end) in [(3, 3), (4, 3)] {
        let error =
            promotion_overlaps(&serde_json::from_value(json!({"promotions": [window("p", start, end)]})).unwrap())
                .unwrap_err()
                .to_string();
        assert!(error.starts_with("promotions[0].end: ") && error.ends_with(": put the earlier one first"), "{error}");
    }
}
