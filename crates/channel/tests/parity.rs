//! What must hold of parity whatever the offers: the definition, scaling, wider tolerances.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops where its set-up fails"
)]

mod common;

use common::{offers, policies, rates};
use mercato_channel::{Offer, ParityConflict, ParityPolicy, PriceParity, PriceParityInput, Reference, price_parity};
use mercato_core::{Currency, Decimal};
use proptest::prelude::*;

fn ask(offers: Vec<Offer>, policy: ParityPolicy, include_personal: bool) -> PriceParity {
    let input = PriceParityInput { offers, policy, currency: Some(Currency::CNY), fx: rates(), include_personal };
    price_parity(&input).unwrap()
}

fn names(parity: &PriceParity) -> Vec<Vec<String>> {
    let names = |conflict: &ParityConflict| match conflict {
        ParityConflict::Pair(pair) => vec![pair.low_offer_id.clone(), pair.high_offer_id.clone()],
        ParityConflict::Reference(reference) => vec![reference.offer_id.clone()],
    };
    parity.conflicts.iter().map(names).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn parity_is_its_definition(offers in offers(12), policy in policies(), personal in any::<bool>()) {
        let parity = ask(offers.clone(), policy.clone(), personal);
        let mut want: Vec<(String, Vec<String>)> = common::parity(&offers, &policy, personal)
            .into_iter()
            .map(|found| (found[0].sku.as_str().to_owned(), found.iter().map(|offer| offer.offer_id.clone()).collect()))
            .collect();
        want.sort();
        prop_assert_eq!(names(&parity), want.into_iter().map(|(_, names)| names).collect::<Vec<_>>());
        // every thing is checked or skipped; every comparison is counted
        let skus: std::collections::BTreeSet<&str> = offers.iter().map(|offer| offer.sku.as_str()).collect();
        prop_assert_eq!(parity.checked_skus + parity.skipped_skus.len(), skus.len());
        let comparisons: usize = skus.iter().map(|sku| {
            let of_sku: Vec<&Offer> = offers.iter().filter(|offer| offer.sku.as_str() == *sku).collect();
            match &policy.reference {
                Reference::Pairwise => of_sku.iter().enumerate().map(|(place, a)| {
                    of_sku[place + 1..].iter().filter(|b| a.channel_id != b.channel_id).count()
                }).sum(),
                Reference::Channel(channel) => {
                    let own = of_sku.iter().filter(|offer| offer.channel_id == *channel).count();
                    if own == 0 { 0 } else { of_sku.len() - own }
                }
                _ => of_sku.len(),
            }
        }).sum();
        prop_assert_eq!(parity.checked_comparisons, u64::try_from(comparisons).unwrap());
    }

    #[test]
    fn the_order_of_offers_does_not_matter(offers in offers(10).prop_shuffle(), policy in policies()) {
        let mut sorted = offers.clone();
        sorted.sort_by(|a, b| a.offer_id.cmp(&b.offer_id));
        prop_assert_eq!(ask(offers, policy.clone(), false), ask(sorted, policy, false));
    }

    /// Without coupons, which round, prices and amounts may be counted in any unit.
    #[test]
    fn scaling_keeps_the_conflicts(offers in offers(10), policy in policies(), factor in 1_i64..50) {
        let factor = Decimal::new(factor, 1);
        let mut plain = offers;
        for offer in &mut plain {
            offer.coupons.clear();
        }
        let mut scaled = plain.clone();
        for offer in &mut scaled {
            offer.price *= factor;
            offer.shipping *= factor;
        }
        prop_assume!(scaled.iter().all(|offer| offer.price <= Decimal::new(100_000_000_000_000, 0)));
        let tolerance_absolute = policy.tolerance_absolute.map(|amount| amount * factor);
        prop_assume!(tolerance_absolute.is_none_or(|amount| amount <= Decimal::new(100_000_000_000_000, 0)));
        let wide = ParityPolicy { tolerance_absolute, ..policy.clone() };
        prop_assert_eq!(names(&ask(plain, policy, false)), names(&ask(scaled, wide, false)));
    }

    #[test]
    fn a_wider_tolerance_adds_no_conflict(offers in offers(10), policy in policies(), more in 0_i64..50, amount in 0_i64..500) {
        let narrow = names(&ask(offers.clone(), policy.clone(), false));
        let wider = ParityPolicy {
            tolerance_percent: policy.tolerance_percent.map(|percent| (percent + Decimal::new(more, 2)).min(Decimal::new(99, 2).max(percent))),
            tolerance_absolute: policy.tolerance_absolute.map(|absolute| absolute + Decimal::new(amount, 2)),
            ..policy
        };
        prop_assume!(wider.tolerance_absolute.is_none_or(|amount| amount <= Decimal::new(100_000_000_000_000, 0)));
        for found in names(&ask(offers, wider, false)) {
            prop_assert!(narrow.contains(&found));
        }
    }
}
