//! The promotion service under many clients, while its promotions are swapped: every answer belongs to exactly one set.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "tests")]

mod service;

use serde_json::{Value, json};
use service::Service;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

/// The `number`-th set: two promotions that take off `number` per cent and `number` yuan.
fn promotions(number: u64) -> Value {
    json!([
        {"id": format!("rate of {number}"), "effect": {"type": "percent_off", "rate": format!("0.{number:02}")}},
        {"id": format!("amount of {number}"), "effect": {"type": "amount_off", "amount": number.to_string()}},
    ])
}

fn question() -> String {
    json!({
        "cart": {"currency": "CNY", "lines": [{"id": "1", "sku": "tea", "unit_price": "100.00", "quantity": 2}]},
        "context": {"now": "2026-11-11T10:30:00+08:00"},
    })
    .to_string()
}

/// The service with these promotions.
fn start(name: &str, promotions: &Value) -> Service {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.json"));
    std::fs::write(&file, promotions.to_string()).unwrap();
    Service::start(Command::new(env!("CARGO_BIN_EXE_promotion_service")).arg(file))
}

#[test]
fn every_answer_belongs_to_exactly_one_set() {
    let service = start("swapped", &promotions(1));
    let swapping = AtomicBool::new(true);
    let seen: Vec<u64> = std::thread::scope(|scope| {
        let client = || {
            let mut seen = Vec::new();
            let mut last = false;
            while !last {
                last = !swapping.load(Ordering::SeqCst);
                let (status, answer) = service.ask("POST", "/evaluate", &question());
                assert_eq!(status, 200, "{answer}");
                let set = answer["set"].as_u64().unwrap();
                let applied: Vec<&str> = answer["evaluation"]["applied"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|one| one["promotion_id"].as_str().unwrap())
                    .collect();
                assert_eq!(applied, [format!("rate of {set}"), format!("amount of {set}")]);
                // 200.00 less n per cent, less n
                assert_eq!(answer["evaluation"]["total"], format!("{}.00", 200 - 3 * set));
                seen.push(set);
            }
            assert!(seen.is_sorted(), "a client is answered by an older set than before");
            seen
        };
        let clients: Vec<_> = (0..8).map(|_| scope.spawn(client)).collect();
        for number in 2..=40 {
            let (status, answer) = service.ask("PUT", "/promotions", &promotions(number).to_string());
            assert_eq!((status, answer), (200, json!({"set": number, "promotions": 2})));
        }
        swapping.store(false, Ordering::SeqCst);
        clients.into_iter().flat_map(|client| client.join().unwrap()).collect()
    });
    assert_eq!(seen.iter().max(), Some(&40), "the last set answers");
    let different: std::collections::BTreeSet<&u64> = seen.iter().collect();
    assert!(different.len() > 2, "{} sets answered {} questions", different.len(), seen.len());
}

#[test]
fn what_is_refused_is_refused_with_code_and_path() {
    let service = start("refused", &promotions(7));
    let refused = |method: &str, path: &str, body: &str| {
        let (status, answer) = service.ask(method, path, body);
        (status, answer["code"].as_str().unwrap().to_owned(), answer["path"].as_str().unwrap_or("").to_owned())
    };
    let invalid = |status: u16, path: &str| (status, "invalid_argument".to_owned(), path.to_owned());
    assert_eq!(refused("POST", "/evaluate", "{\"cart\": ").0, 400);
    assert_eq!(refused("POST", "/evaluate", &format!("{} more", question())).0, 400);
    let priced = |price: &str| question().replace("\"100.00\"", price);
    assert_eq!(refused("POST", "/evaluate", &priced("12.5")), invalid(422, "cart.lines[0].unit_price"));
    assert_eq!(refused("POST", "/evaluate", &priced("\"-1\"")), invalid(422, "cart.lines[0].unit_price"));
    let huge = refused("POST", "/evaluate", &priced("\"92233720368547758.07\""));
    assert_eq!(huge, (422, "overflow".to_owned(), "cart.lines[0].unit_price".to_owned()));

    // a file with mistakes is refused whole, with all of them, and the set in use stays
    let wrong = json!([
        {"id": "a", "effect": {"type": "percent_off", "rate": "1.5"}},
        {"id": "b", "effect": {"type": "threshold_off", "tiers": []}},
    ]);
    let (status, answer) = service.ask("PUT", "/promotions", &wrong.to_string());
    assert_eq!(status, 422);
    let paths: Vec<&str> =
        answer["mistakes"].as_array().unwrap().iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["promotions[0].effect.rate", "promotions[1].effect.tiers"]);
    let unknown = json!([{"id": "a", "effect": {"type": "amount_off", "amount": "1"}, "max_units": 3}]);
    assert_eq!(refused("PUT", "/promotions", &unknown.to_string()), invalid(422, "promotions[0].max_units"));
    assert_eq!(refused("PUT", "/promotions", "[{]").0, 400);
    let (_, answer) = service.ask("POST", "/evaluate", &question());
    assert_eq!((answer["set"].as_u64(), answer["evaluation"]["total"].as_str()), (Some(1), Some("179.00")));
}
