//! What the fuzzer was fed, replayed: an answer or a refusal, never a panic.

#![allow(clippy::format_push_string, reason = "a few short strings")]

use mercato_review::{Settings, Source, check_csv, review};
use proptest::prelude::*;
use std::path::Path;

fn settings() -> Settings {
    let mut settings = Settings::default();
    settings.max_unreadable = 1.0;
    settings.return_prefix = Some("C".into());
    settings
}

#[test]
fn the_corpus_of_the_csv_reader() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/csv_reader");
    let mut replayed = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read(entry.unwrap().path()).unwrap();
        if let Ok((rows, kept)) = check_csv(&text, &settings()) {
            assert!(kept <= rows);
        }
        replayed += 1;
    }
    assert!(replayed >= 5, "{replayed} inputs replayed");
}

#[test]
fn the_corpus_of_deliveries() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("deliveries");
    std::fs::create_dir_all(&folder).unwrap();
    let orders = "order_id,sku,quantity,unit_price,currency,ordered_at,channel\nA,S1,1,5.00,EUR,2026-06-01,x\nB,S2,1,5.00,EUR,2026-06-30,x\n";
    std::fs::write(folder.join("orders.csv"), orders).unwrap();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/deliveries_csv");
    let (mut reviewed, mut refused) = (0, 0);
    for entry in std::fs::read_dir(corpus).unwrap() {
        std::fs::write(folder.join("deliveries.csv"), std::fs::read(entry.unwrap().path()).unwrap()).unwrap();
        match review(&Source::Data(folder.clone()), &folder.join("out"), &Settings::default(), true) {
            Ok(_) => reviewed += 1,
            Err(_) => refused += 1,
        }
    }
    assert!(reviewed >= 2 && refused >= 5, "{reviewed} reviewed, {refused} refused");
}

const HEADER: &str =
    "order_id,sku,quantity,unit_price,currency,ordered_at,channel,discount,unit_cost,returned_quantity,status\n";

proptest! {
    #[test]
    fn rows_of_odd_cells_are_counted_or_refused(
        rows in proptest::collection::vec(
            ("[A-C]{0,2}", "[S1 ]{0,2}", "-?[0-9.]{0,20}", "-?[0-9.]{0,31}", "(CNY|EUR|)", "[0-9T:Z+ -]{0,20}|2026-01-0[1-9]", "[a-z\"]{0,3}", "[0-9.]{0,4}"),
            1..30,
        )
    ) {
        let mut text = HEADER.to_owned();
        text.push_str("A,S,1,1.00,CNY,2026-01-01,x,,,,\n");
        for (order, sku, quantity, price, currency, time, channel, discount) in rows {
            text.push_str(&format!("{order},{sku},{quantity},{price},{currency},{time},{channel},{discount},,,\n"));
        }
        if let Ok((counted, kept)) = check_csv(text.as_bytes(), &settings()) {
            prop_assert!(kept >= 1 && kept <= counted);
        }
    }
}
