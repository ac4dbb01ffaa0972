//! What a check finds, and in which order, is the same for any number of threads; and the same for a catalogue of many pieces of
//! work as thing by thing.

#![cfg(feature = "rayon")]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops where its set-up fails"
)]

use mercato_channel::{Checker, ConflictKind, MapRule, OfferRow, OfferTable, ParityPolicy, RuleSet, Scope};
use mercato_core::{Currency, Decimal, time};

const THINGS: usize = 40_000;

#[test]
fn threads_change_nothing() {
    let skus: Vec<String> = (0..THINGS).map(|sku| format!("sku-{sku}")).collect();
    let ids: Vec<String> = (0..3 * THINGS).map(|offer| format!("offer-{offer}")).collect();
    // three offers of each thing, scattered; one in eleven is too low for parity, one in seven of a brand with a limit
    let row = |place: usize| {
        let offer = place * 7_919 % (3 * THINGS);
        OfferRow {
            offer_id: &ids[offer],
            sku: &skus[offer / 3],
            channel_id: ["jd", "tmall", "own"][offer % 3],
            currency: Currency::CNY,
            price: Decimal::new(if offer.is_multiple_of(11) { 8_000 } else { 10_000 }, 2),
            brand: offer.is_multiple_of(7).then_some("lumen"),
            category: None,
            territory: None,
        }
    };
    let mut limit = MapRule::new("m", Currency::CNY);
    limit.scope = Scope { brand: Some("lumen".into()), ..Scope::default() };
    limit.map = Some(Decimal::new(9_000, 2));
    let policy = RuleSet {
        parity: Some(ParityPolicy::new().tolerance_percent(Decimal::new(5, 2)).into()),
        map_rules: vec![limit],
        ..RuleSet::default()
    };
    let checker = Checker::new(&policy, &time::parse_timestamp("2026-11-11T00:00:00Z").unwrap()).unwrap();
    let one_by_one = OfferTable::from_rows((0..3 * THINGS).map(row)).unwrap();
    let found = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let table = OfferTable::from_row_at(3 * THINGS, row).unwrap();
            for row in (0..table.len()).step_by(101) {
                assert_eq!(table.offer_id(row), one_by_one.offer_id(row));
            }
            let findings = checker.check_table(&table).unwrap();
            let key = findings.iter().map(|finding| {
                let offers = (finding.offer_id.to_owned(), finding.high_offer_id.map(str::to_owned));
                (finding.kind, finding.sku.to_owned(), finding.conflict_id(), offers)
            });
            key.collect::<Vec<_>>()
        })
    };
    let one = found(1);
    assert!(one.is_sorted());
    // offers 0, 77, 154, ... are too low and have the limit; a low offer is beside two that are not
    let below = one.iter().filter(|(kind, ..)| *kind == ConflictKind::BelowMap).count();
    assert_eq!(below, (3 * THINGS).div_ceil(77));
    assert_eq!(one.len() - below, 2 * (3 * THINGS).div_ceil(11));
    for threads in [2, 3, 8] {
        assert_eq!(found(threads), one);
    }
}

/// Of several mistakes the first one is told, whichever thread sees one first.
#[test]
fn threads_tell_the_same_mistake() {
    let ids: Vec<String> = (0..3_000).map(|offer| format!("offer-{offer}")).collect();
    let told = |threads: usize, wrong: &[usize], twice: &[(usize, usize)]| {
        let row = |offer: usize| OfferRow {
            offer_id: &ids[twice.iter().find(|(row, _)| *row == offer).map_or(offer, |(_, same)| *same)],
            sku: if offer.is_multiple_of(2) { "tea" } else { "cup" },
            channel_id: "jd",
            currency: if offer < 1_700 { Currency::CNY } else { Currency::EUR },
            price: if wrong.contains(&offer) { Decimal::NEGATIVE_ONE } else { Decimal::new(1, 9) },
            brand: (offer == 2_500).then_some("lumen"),
            category: (offer < 10).then_some("home"),
            territory: None,
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| match OfferTable::from_row_at(ids.len(), row) {
            Err(error) => error.to_string(),
            Ok(table) => {
                let policy = RuleSet { parity: Some(ParityPolicy::new().into()), ..RuleSet::default() };
                let as_of = time::parse_timestamp("2026-11-11T00:00:00Z").unwrap();
                Checker::new(&policy, &as_of).unwrap().check_table(&table).unwrap_err().to_string()
            }
        })
    };
    for (wrong, twice, place) in [
        (vec![2_999, 1_000, 2_000], vec![], "offers[1000].price"),
        (vec![2_000], vec![(1_900, 3)], "offers[2000].price"),
        (vec![], vec![(2_900, 7), (1_600, 2_950)], "offers[2900].offer_id"),
        (vec![], vec![], "offers[1700].currency"),
    ] {
        let one = told(1, &wrong, &twice);
        assert!(one.contains(place), "{one}");
        for threads in [2, 3, 8] {
            assert_eq!(told(threads, &wrong, &twice), one);
        }
    }
}
