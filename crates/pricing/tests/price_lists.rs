//! Price lists: what each rule decides, refusals, and agreement with a search that reads the rules off the page.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod common;

use common::{answer, refusal, unreadable};
use mercato_core::{ChannelId, Currency, Decimal, Sku, time};
use mercato_pricing::{
    PriceBook, PriceEntry, PriceList, PricePolicy, PriceQuery, ResolvePriceInput, ResolvedPrice, resolve_price,
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The id of the list that gives the price of `a`, asked with `extra`.
fn chosen(extra: Value, lists: Value) -> String {
    let mut input =
        json!({"sku": "a", "currency": "CNY", "quantity": 1, "at": "2026-11-11T00:00:00+08:00", "price_lists": lists});
    input.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    answer(resolve_price, input)["price_list_id"].as_str().unwrap().to_owned()
}

/// A list with one price for `a`.
fn list(id: &str, price: &str, extra: Value) -> Value {
    let mut list = json!({"id": id, "currency": "CNY", "entries": [{"sku": "a", "price": price}]});
    list.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    list
}

#[test]
fn lists_are_preferred_by_priority_then_specificity_then_start_then_id() {
    let here = json!({"channel": "web", "customer_groups": ["vip"]});
    let (group, channel) = (json!({"customer_groups": ["b2b", "vip"]}), json!({"channels": ["web"]}));
    let both = json!({"customer_groups": ["vip"], "channels": ["web"]});
    let of = |lists: Vec<Value>| chosen(here.clone(), json!(lists));
    assert_eq!(of(vec![list("x", "1", both.clone()), list("y", "2", json!({"priority": 1}))]), "y");
    assert_eq!(of(vec![list("x", "1", both.clone()), list("y", "2", json!({"priority": -1}))]), "x");
    assert_eq!(of(vec![list("x", "1", channel.clone()), list("y", "2", group.clone())]), "y");
    assert_eq!(of(vec![list("x", "1", group), list("y", "2", both)]), "y");
    assert_eq!(of(vec![list("x", "1", json!({})), list("y", "2", channel)]), "y");
    let from = |instant: &str| json!({"valid_from": instant});
    assert_eq!(of(vec![list("x", "1", json!({})), list("y", "2", from("2020-01-01T00:00:00Z"))]), "y");
    assert_eq!(
        of(vec![list("x", "1", from("2026-11-10T15:00:00Z")), list("y", "2", from("2026-11-10T23:30:00+08:00"))]),
        "y"
    );
    assert_eq!(of(vec![list("y", "1", json!({})), list("x", "2", json!({})), list("z", "0", json!({}))]), "x");
}

#[test]
fn the_lowest_price_wins_under_its_policy_and_ties_keep_the_order() {
    let of = |lists: Value| chosen(json!({"policy": "lowest"}), lists);
    assert_eq!(of(json!([list("x", "2.00", json!({"priority": 9})), list("y", "1.99", json!({}))])), "y");
    assert_eq!(
        of(json!([list("y", "1.99", json!({})), list("x", "1.990", json!({})), list("z", "3", json!({}))])),
        "x"
    );
}

/// A quantity takes the price of the largest `min_quantity` it reaches, though a smaller one be cheaper.
#[test]
fn scale_prices_are_not_compared_within_a_list() {
    let entries = json!({"entries": [{"sku": "a", "min_quantity": 10, "price": "9.00"}, {"sku": "a", "price": "8.00"},
                                     {"sku": "a", "min_quantity": 100, "price": "1.00"}]});
    for policy in ["priority", "lowest"] {
        let input = json!({"sku": "a", "currency": "CNY", "quantity": 99, "at": "2026-11-11T00:00:00Z", "policy": policy,
                           "price_lists": [list("x", "0", entries.clone())]});
        assert_eq!(answer(resolve_price, input), json!({"price": "9.00", "price_list_id": "x", "min_quantity": 10}));
    }
}

#[test]
fn windows_are_half_open() {
    let window = json!({"valid_from": "2026-11-11T00:00:00+08:00", "valid_until": "2026-11-12T00:00:00+08:00"});
    let lists = json!([list("sale", "1", window), list("usual", "2", json!({}))]);
    for (at, id) in [
        ("2026-11-10T15:59:59Z", "usual"),
        ("2026-11-10T16:00:00Z", "sale"),
        ("2026-11-11T15:59:59Z", "sale"),
        ("2026-11-11T16:00:00Z", "usual"),
    ] {
        assert_eq!(chosen(json!({"at": at}), lists.clone()), id, "{at}");
    }
}

#[test]
fn lists_for_some_do_not_hold_where_nobody_is_named() {
    let lists = json!([
        list("x", "1", json!({"channels": ["web"], "priority": 9})),
        list("y", "1", json!({"customer_groups": ["vip"], "priority": 8})),
        list("z", "2", json!({}))
    ]);
    assert_eq!(chosen(json!({}), lists.clone()), "z");
    assert_eq!(chosen(json!({"channel": "web"}), lists.clone()), "x");
    assert_eq!(chosen(json!({"customer_groups": ["b2b", "vip"]}), lists), "y");
}

#[test]
fn a_price_that_is_nowhere_says_what_kept_each_list_away() {
    let input = json!({"sku": "a", "currency": "CNY", "quantity": 1, "at": "2026-11-11T00:00:00Z", "price_lists": [
        list("1", "1", json!({"currency": "USD"})), list("2", "1", json!({"channels": ["web"]})),
        list("3", "1", json!({"channels": ["web"]})), list("4", "1", json!({"customer_groups": ["vip"]})),
        list("5", "1", json!({"valid_until": "2026-11-11T00:00:00Z"})),
        list("6", "1", json!({"entries": [{"sku": "a", "min_quantity": 2, "price": "1"}]}))]});
    let input: ResolvePriceInput = serde_json::from_value(input).unwrap();
    let message = resolve_price(&input).unwrap_err().to_string();
    assert_eq!(
        message,
        "price_lists: no list has a price for 1 of \"a\" in CNY at 2026-11-11T00:00:00Z: 1 of another currency, 2 for other \
         channels, 1 for other groups, 1 outside their window, 1 without the thing at this quantity"
    );
    let mut one = serde_json::to_value(&input).unwrap();
    one["price_lists"].as_array_mut().unwrap().drain(1..);
    let one: ResolvePriceInput = serde_json::from_value(one).unwrap();
    assert!(resolve_price(&one).unwrap_err().to_string().ends_with(": 1 of another currency"));
    let none = json!({"sku": "a", "currency": "CNY", "quantity": 1, "at": "2026-11-11T00:00:00Z", "price_lists": []});
    assert_eq!(refusal(resolve_price, none), ("not_found", "price_lists".to_owned()));
}

#[test]
fn lists_that_contradict_themselves_are_refused() {
    let of = |quantity: u64, lists: Value| {
        refusal(
            resolve_price,
            json!({"sku": "a", "currency": "CNY", "quantity": quantity, "at": "2026-11-11T00:00:00Z", "price_lists": lists}),
        )
    };
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    let (x, y) = (list("x", "1", json!({})), list("y", "1", json!({})));
    assert_eq!(of(1, json!([x, y, x])), ("duplicate_id", "price_lists[2].id".to_owned()));
    assert_eq!(of(0, json!([x])), invalid("quantity"));
    assert_eq!(of(1, json!([list(" ", "1", json!({}))])), invalid("price_lists[0].id"));
    // the second list goes first and is still the second
    let entries = json!({"priority": 5, "entries": [{"sku": "b", "min_quantity": 7, "price": "1"}, {"sku": "a", "price": "1"},
                                                    {"sku": "b", "min_quantity": 7, "price": "2"}]});
    assert_eq!(of(1, json!([x, list("y", "1", entries)])), invalid("price_lists[1].entries[2].min_quantity"));
    assert_eq!(of(1, json!([x, list("y", "-1", json!({}))])), invalid("price_lists[1].entries[0].price"));
    assert_eq!(
        of(1, json!([list("y", "1.001", json!({"currency": "USD"}))])),
        invalid("price_lists[0].entries[0].price")
    );
    let entries = json!({"entries": [{"sku": "a", "min_quantity": 0, "price": "1"}]});
    assert_eq!(of(1, json!([list("y", "1", entries)])), invalid("price_lists[0].entries[0].min_quantity"));
    let misspelt = json!({"sku": "a", "currency": "CNY", "quantity": 1, "at": "2026-11-11T00:00:00Z",
                          "price_lists": [list("x", "1", json!({"channel": ["web"]}))]});
    assert!(unreadable(resolve_price, misspelt));
}

// ---- what must hold for any lists ----

const CHANNELS: [&str; 2] = ["web", "shop"];
const GROUPS: [&str; 2] = ["vip", "b2b"];

/// The instant `hour` hours into a day.
fn hour(hour: u32) -> chrono::DateTime<chrono::FixedOffset> {
    time::parse_timestamp(&format!("2026-11-11T{hour:02}:00:00Z")).unwrap()
}

prop_compose! {
    fn lists()(parts in prop::collection::vec((
        (0..2_usize, -1..2_i32, prop::sample::subsequence(CHANNELS.to_vec(), 0..=1), prop::sample::subsequence(GROUPS.to_vec(), 0..=2)),
        (prop::option::of(0..4_u32), prop::option::of(1..5_u32)),
        prop::collection::btree_map((0..2_usize, 1..4_u64), 0..6_i64, 0..5),
    ), 0..7)) -> Vec<PriceList> {
        parts.into_iter().enumerate().map(|(index, ((currency, priority, channels, groups), (from, until), prices))| PriceList {
            id: format!("{}", (index * 5) % 7),
            currency: [Currency::CNY, Currency::USD][currency],
            priority,
            channels: channels.into_iter().map(|channel| ChannelId::new(channel).unwrap()).collect(),
            customer_groups: groups.into_iter().map(str::to_owned).collect(),
            valid_from: from.map(hour),
            valid_until: until.map(hour),
            entries: prices.into_iter().rev().map(|((sku, min_quantity), price)| PriceEntry {
                sku: Sku::new(["a", "b"][sku]).unwrap(), min_quantity, price: Decimal::new(price, 2),
            }).collect(),
        }).collect()
    }
}

/// Does the list hold, word by word from the rules?
fn holds(list: &PriceList, query: &PriceQuery<'_>) -> bool {
    list.currency == query.currency
        && (list.channels.is_empty() || query.channel.is_some_and(|channel| list.channels.contains(channel)))
        && (list.customer_groups.is_empty()
            || list.customer_groups.iter().any(|group| query.customer_groups.contains(group)))
        && list.valid_from.is_none_or(|from| from <= query.at)
        && list.valid_until.is_none_or(|until| query.at < until)
}

/// Is `a` preferred to `b`?
fn precedes(a: &PriceList, b: &PriceList) -> bool {
    let specificity =
        |list: &PriceList| (if list.customer_groups.is_empty() { 0 } else { 2 }) + i32::from(!list.channels.is_empty());
    if a.priority != b.priority {
        return a.priority > b.priority;
    }
    if specificity(a) != specificity(b) {
        return specificity(a) > specificity(b);
    }
    match (a.valid_from, b.valid_from) {
        (Some(a), Some(b)) if a != b => return a > b,
        (Some(_), None) => return true,
        (None, Some(_)) => return false,
        _ => {}
    }
    a.id < b.id
}

fn naive(lists: &[PriceList], query: &PriceQuery<'_>) -> Option<ResolvedPrice> {
    let mut best: Option<(&PriceList, &PriceEntry)> = None;
    for list in lists.iter().filter(|list| holds(list, query)) {
        let reached =
            list.entries.iter().filter(|entry| entry.sku == *query.sku && entry.min_quantity <= query.quantity);
        let Some(entry) = reached.max_by_key(|entry| entry.min_quantity) else { continue };
        let better = best.is_none_or(|(other, least)| match query.policy {
            PricePolicy::Lowest if entry.price != least.price => entry.price < least.price,
            _ => precedes(list, other),
        });
        if better {
            best = Some((list, entry));
        }
    }
    best.map(|(list, entry)| ResolvedPrice {
        price: entry.price,
        price_list_id: list.id.clone(),
        min_quantity: entry.min_quantity,
    })
}

proptest! {
    #[test]
    fn the_book_answers_as_a_search_does_in_any_order_of_the_lists(
        lists in lists(), rotation in 0..7_usize,
        channel in prop::option::of(0..2_usize), groups in prop::sample::subsequence(GROUPS.to_vec(), 0..=2),
        quantity in 1..5_u64, at in 0..5_u32, lowest: bool,
    ) {
        let sku = Sku::new("a").unwrap();
        let channel = channel.map(|index| ChannelId::new(CHANNELS[index]).unwrap());
        let groups: Vec<String> = groups.into_iter().map(str::to_owned).collect();
        let query = PriceQuery {
            sku: &sku, currency: Currency::CNY, quantity, at: hour(at), channel: channel.as_ref(), customer_groups: &groups,
            policy: if lowest { PricePolicy::Lowest } else { PricePolicy::Priority },
        };
        let mut turned = lists.clone();
        turned.rotate_left(rotation % lists.len().max(1));
        let book = PriceBook::compile(turned).unwrap();
        prop_assert_eq!(book.resolve(&query).ok(), naive(&lists, &query));
    }
}
