//! How much memory does a check take beyond its input? At most 100 bytes an offer, however few offers a thing has.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops where its set-up fails"
)]

use cap::Cap;
use mercato_channel::{Checker, Offer, OfferRow, OfferTable, ParityPolicy, RuleSet};
use mercato_core::{ChannelId, Currency, Decimal, Sku, time};
use std::alloc::System;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, usize::MAX);

const OFFERS: usize = 200_000;
const MOST: usize = 100;

/// Does the work with no more memory than that beyond what there is; one byte more, and the program is aborted.
fn within<T>(bytes_an_offer: usize, work: impl FnOnce() -> T) -> T {
    ALLOCATOR.set_limit(ALLOCATOR.allocated() + bytes_an_offer * OFFERS).unwrap();
    let answer = work();
    ALLOCATOR.set_limit(usize::MAX).unwrap();
    answer
}

/// One test, for the allocator counts for the whole program.
#[test]
fn a_check_takes_at_most_100_bytes_an_offer() {
    let policy = RuleSet {
        parity: Some(ParityPolicy::new().tolerance_percent(Decimal::new(5, 2)).into()),
        ..RuleSet::default()
    };
    let checker = Checker::new(&policy, &time::parse_timestamp("2026-11-11T00:00:00Z").unwrap()).unwrap();
    let channels: Vec<String> = (0..8).map(|channel| format!("channel-{channel}")).collect();
    let ids: Vec<String> = (0..OFFERS).map(|offer| format!("offer-{offer}")).collect();
    let skus: Vec<String> = (0..OFFERS).map(|sku| format!("sku-{sku}")).collect();
    for to_a_thing in [8, 1] {
        let row = |offer: usize| OfferRow {
            offer_id: &ids[offer],
            sku: &skus[offer / to_a_thing],
            channel_id: &channels[offer % 8],
            currency: Currency::CNY,
            price: Decimal::from(10),
            brand: None,
            category: None,
            territory: None,
        };
        within(MOST, || {
            let table = OfferTable::from_rows((0..OFFERS).map(row)).unwrap();
            assert!(checker.check_table(&table).unwrap().is_empty());
        });
    }
    for to_a_thing in [8, 1] {
        let offers: Vec<Offer> = (0..OFFERS)
            .map(|offer| {
                let sku = Sku::new(skus[offer / to_a_thing].clone()).unwrap();
                let channel = ChannelId::new(channels[offer % 8].clone()).unwrap();
                let mut offer = Offer::new(ids[offer].clone(), sku, channel, Currency::CNY, Decimal::from(10));
                offer.brand = Some("brand".into());
                offer.category = Some("home/lighting".into());
                offer.territory = Some("CN-SH".into());
                offer.shipping = Decimal::ONE;
                offer
            })
            .collect();
        within(MOST, || assert_eq!(checker.check_iter(&offers).unwrap().count(), 0));
        let before = ALLOCATOR.allocated();
        let live = checker.watch(offers).unwrap();
        let bytes = (ALLOCATOR.allocated() - before) / OFFERS;
        println!("under watch, {to_a_thing} to a thing: {bytes} bytes an offer");
        assert!(bytes <= MOST, "{bytes}");
        drop(live);
    }
}
