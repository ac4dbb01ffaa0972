//! Prior prices, suggestions, names: what must hold of each.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::arithmetic_side_effects,
    reason = "a test stops where its set-up fails"
)]

use chrono::{DateTime, FixedOffset, TimeDelta};
use mercato_channel::prior_price::lowest_prior_prices;
use mercato_channel::{
    ChannelError, ConflictIdInput, GuardedOffer, OmnibusPrice, PricePoint, PriorPrice, PriorPriceInput,
    PriorPriceRegime, ResolutionStrategy, SuggestResolutionInput, conflict_id, prior_price, suggest_resolution,
};
use mercato_core::{Coded, Currency, Decimal, ErrorCode, time};
use proptest::prelude::*;

fn start() -> DateTime<FixedOffset> {
    time::parse_timestamp("2026-11-11T00:00:00Z").unwrap()
}

fn hours_before(hours: i64) -> DateTime<FixedOffset> {
    start() - TimeDelta::hours(hours)
}

fn omnibus(
    history: &[(i64, i64)],
    days: u32,
    reduction_start: DateTime<FixedOffset>,
) -> Result<OmnibusPrice, ChannelError> {
    let point = |(hours, price): &(i64, i64)| PricePoint { at: hours_before(*hours), price: Decimal::new(*price, 2) };
    let input = PriorPriceInput {
        currency: Currency::EUR,
        regime: PriorPriceRegime::EuOmnibus {
            window_days: Some(days),
            allow_shorter_window: true,
            progressive_from: None,
        },
        history: history.iter().map(point).collect(),
        reduction_start,
        announced_price: Decimal::ONE,
        claimed_former_price: None,
    };
    match prior_price(&input)? {
        PriorPrice::EuOmnibus(price) => Ok(price),
        other => panic!("{other:?}"),
    }
}

fn histories() -> impl Strategy<Value = Vec<(i64, i64)>> {
    proptest::collection::btree_map(-100_i64..3_000, 100_i64..10_000, 1..12).prop_map(|map| map.into_iter().collect())
}

/// A price between two minor units cannot be asked: rounded, it might not settle what it is to settle.
#[test]
fn a_step_finer_than_a_minor_unit_is_refused() {
    for (currency, step, allowed) in
        [("CNY", "0.001", false), ("CNY", "0.0100", true), ("JPY", "0.5", false), ("BHD", "0.001", true)]
    {
        let input: SuggestResolutionInput = serde_json::from_str(&format!(
            r#"{{"currency": "{currency}", "strategy": "raise_low", "tolerance_percent": "0.03336", "step": "{step}",
                "offers": [{{"offer_id": "a", "price": "100"}}, {{"offer_id": "b", "price": "90"}}]}}"#
        ))
        .unwrap();
        match suggest_resolution(&input) {
            Ok(_) => assert!(allowed, "{step}"),
            Err(error) => assert!(!allowed && error.to_string().starts_with("step: "), "{error}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn a_longer_window_never_raises_the_prior_price(history in histories(), days in 1_u32..60, more in 0_u32..60) {
        match (omnibus(&history, days, start()), omnibus(&history, days + more, start())) {
            (Ok(short), Ok(long)) => prop_assert!(long.prior_price <= short.prior_price),
            (short, long) => {
                prop_assert_eq!(short.as_ref().unwrap_err().code(), ErrorCode::NotFound);
                prop_assert_eq!(short.is_err(), long.is_err());
            }
        }
    }

    /// At every hour of the window, the price in force is at least the prior price, and at some hour equal to it.
    #[test]
    fn the_prior_price_is_the_lowest_hour_by_hour(history in histories(), days in 1_u32..60) {
        let Ok(prior) = omnibus(&history, days, start()) else { return Ok(()) };
        let hours = 1..=i64::from(days) * 24;
        let in_force = hours.filter_map(|hour| {
            history.iter().filter(|(before, _)| *before >= hour).min_by_key(|(before, _)| *before).map(|(_, price)| *price)
        });
        prop_assert_eq!(prior.prior_price, Decimal::new(in_force.min().unwrap(), 2));
    }

    #[test]
    fn the_lowest_of_each_window_is_that_of_each_question(history in histories(), days in 1_u32..60) {
        let mut points = history.clone();
        points.sort_by_key(|(hours, _)| std::cmp::Reverse(*hours));
        let at: Vec<i64> = points.iter().map(|(hours, _)| hours_before(*hours).timestamp()).collect();
        let prices: Vec<i64> = points.iter().map(|(_, price)| *price).collect();
        let lowest = lowest_prior_prices(&at, &prices, i64::from(days) * 86_400).unwrap();
        for ((hours, _), lowest) in points.iter().zip(lowest) {
            let asked = omnibus(&history, days, hours_before(*hours)).ok().map(|price| price.prior_price);
            prop_assert_eq!(lowest.map(|price| Decimal::new(price, 2)), asked);
        }
    }

    #[test]
    fn a_conflict_is_named_by_the_set_of_its_parties(parties in proptest::collection::vec("[a-c]{1,2}", 1..5), repeat in 0_usize..5) {
        let name = |parties: Vec<String>| {
            let input = ConflictIdInput { kind: "k".into(), rule_id: "r".into(), sku: "s".into(), parties };
            conflict_id(&input).unwrap().conflict_id
        };
        let mut changed = parties.clone();
        changed.reverse();
        changed.push(parties[repeat % parties.len()].clone());
        prop_assert_eq!(name(parties), name(changed));
    }

    /// Without guards, and with a step of a minor unit below what is tolerated, every conflict can be settled; and what is settled
    /// stays so.
    #[test]
    fn a_suggestion_settles_and_stays_settled(prices in proptest::collection::vec(100_i64..100_000, 2..8), percent in 2_i64..50, raise in any::<bool>()) {
        let strategy = if raise { ResolutionStrategy::RaiseLow } else { ResolutionStrategy::LowerHigh };
        let offer = |(number, price): (usize, &i64)| GuardedOffer {
            offer_id: format!("o{number}"),
            price: Decimal::new(*price, 2),
            min_price: None,
            max_price: None,
            map: None,
            unit_cost: None,
            locked: false,
        };
        let mut input = SuggestResolutionInput {
            currency: Currency::CNY,
            strategy,
            tolerance_percent: Some(Decimal::new(percent, 2)),
            step: None,
            min_margin_ratio: None,
            offers: prices.iter().enumerate().map(offer).collect(),
        };
        let suggested = suggest_resolution(&input).unwrap();
        prop_assert!(suggested.resolved, "{:?}", suggested);
        for action in &suggested.actions {
            prop_assert_eq!(raise, action.to > action.from);
            prop_assert_ne!(action.to, action.from);
            let offer = input.offers.iter_mut().find(|offer| offer.offer_id == action.offer_id).unwrap();
            offer.price = action.to;
        }
        let again = suggest_resolution(&input).unwrap();
        prop_assert!(again.resolved && again.actions.is_empty(), "{:?}", again);
    }

    /// Whatever the guards, no price moves the wrong way or beyond one.
    #[test]
    fn guards_hold(
        offers in proptest::collection::vec((100_i64..10_000, proptest::option::of(0_i64..10_000), proptest::option::of(0_i64..10_000), proptest::option::of(0_i64..10_000), any::<bool>()), 2..6),
        percent in 0_i64..50, raise in any::<bool>(),
    ) {
        let cents = |value: Option<i64>| value.map(|value| Decimal::new(value, 2));
        let guarded: Vec<GuardedOffer> = offers.iter().enumerate().map(|(number, (price, low, high, cost, locked))| GuardedOffer {
            offer_id: format!("o{number}"),
            price: Decimal::new(*price, 2),
            min_price: cents(*low),
            max_price: cents(*high),
            map: None,
            unit_cost: cents(*cost),
            locked: *locked,
        }).collect();
        let input = SuggestResolutionInput {
            currency: Currency::CNY,
            strategy: if raise { ResolutionStrategy::RaiseLow } else { ResolutionStrategy::LowerHigh },
            tolerance_percent: Some(Decimal::new(percent, 2)),
            step: None,
            min_margin_ratio: None,
            offers: guarded.clone(),
        };
        let suggested = suggest_resolution(&input).unwrap();
        for action in suggested.actions {
            let offer = guarded.iter().find(|offer| offer.offer_id == action.offer_id).unwrap();
            prop_assert_eq!(action.from, offer.price);
            if offer.locked {
                prop_assert_eq!(action.to, action.from);
            } else if raise {
                prop_assert!(action.to >= action.from && offer.max_price.is_none_or(|most| action.to <= most.max(action.from)));
            } else {
                let floor = offer.min_price.max(offer.unit_cost).unwrap_or_default();
                prop_assert!(action.to <= action.from && action.to >= floor.min(action.from));
            }
        }
    }
}
