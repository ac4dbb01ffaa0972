//! Tier tables: published examples, refusals, and every quantity priced one unit at a time.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod common;

use common::{answer, assert_holds, refusal, unreadable};
use mercato_core::{Currency, Decimal};
use mercato_pricing::{PriceTier, PriceTiers, TierAnomaly, TierMode, tier_anomalies, tiered_price};
use proptest::prelude::*;
use serde_json::{Value, json};

// ---- tiered_price ----

fn stripe(mode: &str, quantity: u64) -> Value {
    json!({"currency": "USD", "quantity": quantity, "mode": mode, "tiers": [
        {"up_to": 5, "unit_price": "5.00", "flat_fee": "10.00"},
        {"up_to": 10, "unit_price": "4.00", "flat_fee": "20.00"},
        {"up_to": null, "unit_price": "3.333"}]})
}

/// Stripe, "Tiered pricing": 5 and 4 a unit with fees of 10 and 20; `up_to` is inclusive, each tier reached charges its fee.
#[test]
fn stripe_tiers_with_flat_fees() {
    for (mode, quantity, total) in [
        ("volume", 1, "15.00"),
        ("graduated", 1, "15.00"),
        ("volume", 5, "35.00"),
        ("graduated", 5, "35.00"),
        ("volume", 6, "44.00"),
        ("graduated", 6, "59.00"),
        ("graduated", 25, "125.00"), // 25 + 10 + 20 + 20 + 49.995 = 124.995, half up
        ("volume", 25, "83.33"),     // 83.325, half up
    ] {
        assert_eq!(answer(tiered_price, stripe(mode, quantity))["total"], total, "{mode} {quantity}");
    }
}

#[test]
fn the_average_comes_from_the_total_before_its_rounding() {
    // 124.995 / 25 = 4.9998, though 125.00 is charged
    assert_eq!(answer(tiered_price, stripe("graduated", 25))["average_unit_price"], "4.999800");
}

#[test]
fn nothing_costs_nothing_even_with_a_fee() {
    for mode in ["volume", "graduated"] {
        let want = json!({"total": "0.00", "average_unit_price": null, "breakdown": []});
        assert_eq!(answer(tiered_price, stripe(mode, 0)), want);
    }
}

/// Lago, volume charge: 65,000 units in the third tier, 65,000 x 0.0006 + 10.
#[test]
fn lago_volume_charge() {
    let got = answer(
        tiered_price,
        json!({"currency": "USD", "quantity": 65000, "mode": "volume", "tiers": [
            {"up_to": 10000, "unit_price": "0.0010", "flat_fee": 10}, {"up_to": 50000, "unit_price": "0.0008", "flat_fee": 10},
            {"up_to": 100_000, "unit_price": "0.0006", "flat_fee": 10}, {"unit_price": "0.0004", "flat_fee": 10}]}),
    );
    assert_holds(&got, &json!({"total": "49.00", "average_unit_price": "0.000754"}));
    assert_eq!(got["breakdown"], json!([{"tier_index": 2, "quantity": 65000}]));
}

#[test]
fn tables_that_contradict_themselves_are_refused() {
    let refused = |quantity: u64, tiers: Value| {
        refusal(tiered_price, json!({"currency": "USD", "quantity": quantity, "mode": "volume", "tiers": tiers}))
    };
    let at = |path: &str| ("invalid_argument", path.to_owned());
    assert_eq!(refused(1, json!([])), at("tiers"));
    assert_eq!(refused(1, json!([{"up_to": 0, "unit_price": "1"}])), at("tiers[0].up_to"));
    assert_eq!(
        refused(1, json!([{"up_to": 5, "unit_price": "1"}, {"up_to": 5, "unit_price": "1"}])),
        at("tiers[1].up_to")
    );
    assert_eq!(refused(1, json!([{"unit_price": "1"}, {"up_to": 5, "unit_price": "1"}])), at("tiers[1].up_to"));
    assert_eq!(refused(1, json!([{"unit_price": "-0.01"}])), at("tiers[0].unit_price"));
    assert_eq!(refused(1, json!([{"unit_price": "1", "flat_fee": "0.001"}])), at("tiers[0].flat_fee"));
    assert_eq!(refused(6, json!([{"up_to": 5, "unit_price": "1"}])), at("quantity"));
    // a table is checked whole, whatever the quantity
    assert_eq!(refused(1, json!([{"up_to": 5, "unit_price": "1"}, {"unit_price": "-1"}])), at("tiers[1].unit_price"));
    assert_eq!(refused(u64::MAX, json!([{"unit_price": "1"}])), ("overflow", "total".to_owned()));
    assert!(unreadable(
        tiered_price,
        json!({"currency": "USD", "quantity": 1, "mode": "volume", "tiers": [{"unit_price": 1.5}]})
    ));
    assert!(unreadable(
        tiered_price,
        json!({"currency": "USD", "quantity": -1, "mode": "volume", "tiers": [{"unit_price": "1"}]})
    ));
}

#[test]
fn a_price_of_28_decimals_is_exact() {
    let got = answer(
        tiered_price,
        json!({"currency": "USD", "quantity": 5_000_000_000_000_000_000_u64, "mode": "volume",
               "tiers": [{"unit_price": "0.0000000000000000010000000001"}]}),
    );
    // 5e18 x 1.0000000001e-18 = 5.0000000005
    assert_holds(&got, &json!({"total": "5.00", "average_unit_price": "0.000000"}));
}

// ---- tier_anomalies ----

#[test]
fn a_sub_cent_difference_that_nobody_is_charged_is_no_anomaly() {
    // 3 units cost 1.004, 4 cost 1.00: both are charged 1.00
    let tiers = json!([{"up_to": 3, "unit_price": "0.33466666"}, {"unit_price": "0.25"}]);
    assert_eq!(answer(tier_anomalies, json!({"currency": "USD", "tiers": tiers})), json!({"anomalies": []}));
    // 1.005 is charged 1.01
    let tiers = json!([{"up_to": 3, "unit_price": "0.335"}, {"unit_price": "0.25"}]);
    let want = json!({"anomalies": [{"from_quantity": 3, "to_quantity": 3, "buy_instead": 4}]});
    assert_eq!(answer(tier_anomalies, json!({"currency": "USD", "tiers": tiers})), want);
}

#[test]
fn a_fee_alone_can_make_a_tier_dearer_than_a_later_one() {
    let tiers = json!([{"up_to": 10, "unit_price": 0, "flat_fee": "5.00"}, {"unit_price": 0, "flat_fee": "4.00"}]);
    let want = json!({"anomalies": [{"from_quantity": 1, "to_quantity": 10, "buy_instead": 11}]});
    assert_eq!(answer(tier_anomalies, json!({"currency": "USD", "tiers": tiers})), want);
}

// ---- what must hold for any table ----

/// Tables of one to four tiers; prices in tenths of a cent, so that totals meet ties.
fn tables() -> impl Strategy<Value = Vec<PriceTier>> {
    let tier = (1_u64..8, 0_i64..3000, prop_oneof![Just(0_i64), 0_i64..2000]);
    (prop::collection::vec(tier, 1..5), any::<bool>()).prop_map(|(tiers, open)| {
        let (mut end, count) = (0, tiers.len());
        let tier = |(index, (width, price, fee)): (usize, (u64, i64, i64))| {
            end += width;
            PriceTier {
                up_to: (!open || index + 1 < count).then_some(end),
                unit_price: Decimal::new(price, 3),
                flat_fee: Some(Decimal::new(fee, 2)),
            }
        };
        tiers.into_iter().enumerate().map(tier).collect()
    })
}

/// The last quantity to try: the table's end, or some way into a tier without one.
fn horizon(tiers: &[PriceTier]) -> u64 {
    tiers.iter().rev().find_map(|tier| tier.up_to).unwrap_or(0)
        + if tiers.last().unwrap().up_to.is_none() { 6 } else { 0 }
}

/// The tier that a unit falls into.
fn tier_of(tiers: &[PriceTier], unit: u64) -> usize {
    tiers.iter().position(|tier| tier.up_to.is_none_or(|end| unit <= end)).unwrap()
}

/// The charge in tenths of a cent, one unit after the other.
fn naive(tiers: &[PriceTier], mode: TierMode, quantity: u64) -> i128 {
    let fee = |index: usize| tiers[index].flat_fee.unwrap().mantissa() * 10;
    match mode {
        TierMode::Volume => {
            let index = tier_of(tiers, quantity);
            (0..quantity).map(|_| tiers[index].unit_price.mantissa()).sum::<i128>() + fee(index)
        }
        TierMode::Graduated => {
            let units = (1..=quantity).map(|unit| tiers[tier_of(tiers, unit)].unit_price.mantissa()).sum::<i128>();
            units + (0..=tier_of(tiers, quantity)).map(fee).sum::<i128>()
        }
    }
}

/// Half up, from tenths of a cent to cents.
fn cents(tenths: i128) -> i128 {
    (tenths + 5) / 10
}

proptest! {
    #[test]
    fn every_total_is_the_sum_of_its_units(tiers in tables(), volume in any::<bool>()) {
        let mode = if volume { TierMode::Volume } else { TierMode::Graduated };
        let table = PriceTiers::new(Currency::USD, &tiers).unwrap();
        for quantity in 1..=horizon(&tiers) {
            let price = table.price(mode, quantity).unwrap();
            prop_assert_eq!(price.total.scale(), 2);
            prop_assert_eq!(price.total.mantissa(), cents(naive(&tiers, mode, quantity)));
            prop_assert_eq!(price.breakdown.iter().map(|part| part.quantity).sum::<u64>(), quantity);
        }
    }

    #[test]
    fn anomalies_are_what_a_search_of_every_quantity_finds(tiers in tables()) {
        let charged = |quantity| cents(naive(&tiers, TierMode::Volume, quantity));
        let mut want = Vec::new();
        let ends: Vec<u64> = tiers.iter().map_while(|tier| tier.up_to).collect();
        for (index, end) in ends.iter().copied().enumerate().take(tiers.len() - 1) {
            let first = if index == 0 { 1 } else { ends[index - 1] + 1 };
            let starts = ends[index..tiers.len() - 1].iter().map(|end| end + 1);
            let best = starts.min_by_key(|start| (charged(*start), *start)).unwrap();
            if let Some(from_quantity) = (first..=end).find(|quantity| charged(*quantity) > charged(best)) {
                want.push(TierAnomaly { from_quantity, to_quantity: end, buy_instead: best });
            }
        }
        let table = PriceTiers::new(Currency::USD, &tiers).unwrap();
        prop_assert_eq!(table.anomalies().unwrap(), want);
    }

    #[test]
    fn without_anomalies_a_larger_quantity_never_costs_less(tiers in tables()) {
        let table = PriceTiers::new(Currency::USD, &tiers).unwrap();
        prop_assume!(table.anomalies().unwrap().is_empty());
        let totals: Vec<Decimal> =
            (1..=horizon(&tiers)).map(|quantity| table.price(TierMode::Volume, quantity).unwrap().total).collect();
        prop_assert!(totals.is_sorted());
    }
}
