//! Repricers, wars and cycles: loops against reachability, the law of bounded loops, wars against the definition read aloud.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::needless_range_loop,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod called;

use called::{answer, hour, refusal, unreadable};
use mercato_channel::{
    Adjustment, Drift, RepricerCyclesInput, RepricingRule, SimulateRepricingInput, price_cycle_stats, price_war,
    repricer_cycles, simulate_repricing,
};
use mercato_core::{Currency, Decimal};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn rule(
    id: usize,
    follows: &[usize],
    cents: i64,
    floor: Option<i64>,
    ceiling: Option<i64>,
    price: i64,
) -> RepricingRule {
    RepricingRule {
        offer_id: format!("o{id:07}"),
        follows: follows.iter().map(|other| format!("o{other:07}")).collect(),
        adjust: Adjustment::Amount { value: Decimal::new(cents, 2) },
        floor: floor.map(|floor| Decimal::new(floor, 2)),
        ceiling: ceiling.map(|ceiling| Decimal::new(ceiling, 2)),
        price: Some(Decimal::new(price, 2)),
    }
}

fn cycles(rules: Vec<RepricingRule>) -> mercato_channel::RepricerCycles {
    repricer_cycles(&RepricerCyclesInput { rules, external_prices: BTreeMap::new() }).unwrap()
}

/// Up to seven rules: the follow-ups as a bit each, the adjustment, floor and ceiling.
fn rules(adjust: std::ops::Range<i64>) -> impl Strategy<Value = Vec<RepricingRule>> {
    (1_usize..8)
        .prop_flat_map(move |n| {
            let rule = (
                0_u32..1 << n,
                0_u32..1 << n,
                adjust.clone(),
                prop::option::of(0_i64..500),
                prop::option::of(500_i64..900),
                0_i64..1000,
            );
            prop::collection::vec(rule, n)
        })
        .prop_map(|rules| {
            let n = rules.len();
            // two masks together keep the graphs sparse
            let follows = |mask: u32| (0..n).filter(move |i| mask >> i & 1 == 1).collect::<Vec<usize>>();
            rules
                .into_iter()
                .enumerate()
                .map(|(id, (a, b, cents, floor, ceiling, price))| {
                    rule(id, &follows(a & b), cents, floor, ceiling, price)
                })
                .collect()
        })
}

/// Who reaches whom in one step or more, by Warshall's algorithm, through the offers that `kept` keeps.
fn reach(rules: &[RepricingRule], kept: impl Fn(usize) -> bool) -> Vec<Vec<bool>> {
    let n = rules.len();
    let mut reach: Vec<Vec<bool>> = (0..n)
        .map(|i| (0..n).map(|j| kept(i) && kept(j) && rules[i].follows.contains(&rules[j].offer_id)).collect())
        .collect();
    for k in 0..n {
        for i in 0..n {
            for j in 0..n {
                reach[i][j] |= reach[i][k] && reach[k][j];
            }
        }
    }
    reach
}

proptest! {
    /// Two offers are in one loop where each reaches the other; a loop is bounded where no offer that lacks the guard reaches
    /// itself through others that lack it.
    #[test]
    fn loops_are_those_of_reachability(rules in rules(-2..3)) {
        let n = rules.len();
        let all = reach(&rules, |_| true);
        let mut want = Vec::new();
        for i in 0..n {
            let members: Vec<usize> = (0..n).filter(|j| all[i][*j] && all[*j][i]).collect();
            if members.first() != Some(&i) {
                continue;
            }
            let signs: Vec<bool> = members.iter().filter_map(|j| match rules[*j].adjust {
                Adjustment::Amount { value } if !value.is_zero() => Some(value > Decimal::ZERO),
                _ => None,
            }).collect();
            let drift = match (signs.contains(&false), signs.contains(&true)) {
                (true, true) => Drift::Mixed,
                (true, false) => Drift::Down,
                (false, true) => Drift::Up,
                (false, false) => Drift::Neutral,
            };
            let guarded = |j: usize| match drift {
                Drift::Down => rules[j].floor.is_some(),
                Drift::Up => rules[j].ceiling.is_some(),
                Drift::Mixed => rules[j].floor.is_some() && rules[j].ceiling.is_some(),
                Drift::Neutral => true,
            };
            let left = reach(&rules, |j| members.contains(&j) && !guarded(j));
            let offers: Vec<&str> = members.iter().map(|j| rules[*j].offer_id.as_str()).collect();
            let own = members.iter().any(|j| rules[*j].follows.contains(&rules[*j].offer_id));
            want.push(json!({"offers": offers, "self_loop": own, "drift": drift, "bounded": !(0..n).any(|j| left[j][j])}));
        }
        let acyclic = want.is_empty();
        let got = serde_json::to_value(cycles(rules)).unwrap();
        prop_assert_eq!(got, json!({"loops": want, "acyclic": acyclic}));
    }

    /// Loops of which every rule undercuts and every cycle passes a floor come to rest: after as many rounds as the highest
    /// price has cents and there are rules, nothing depends on where the prices began.
    #[test]
    fn undercutting_within_floors_comes_to_rest(rules in rules(-20..0)) {
        let found = cycles(rules.clone());
        prop_assume!(found.loops.iter().all(|found| found.bounded));
        let simulate = |rules: Vec<RepricingRule>| simulate_repricing(&SimulateRepricingInput {
            currency: Currency::CNY, rules, external_prices: BTreeMap::new(), max_rounds: Some(1010),
        }).unwrap();
        let end = simulate(rules.clone());
        prop_assert!(end.converged, "{} rounds", end.rounds);
        // a further run from the prices it came to changes nothing
        let rested: Vec<RepricingRule> = rules.into_iter().map(|rule| RepricingRule { price: Some(end.prices[&rule.offer_id]), ..rule }).collect();
        let again = simulate(rested);
        prop_assert_eq!((again.rounds, &again.prices), (0, &end.prices));
    }

    /// Wars are those of the definition, read event by event over all offers.
    #[test]
    fn wars_are_those_of_the_definition(
        events in prop::collection::vec((0_u32..40, 0_usize..2, 0_usize..3, 90_i64..101), 0..40), window in 1_u32..6,
        steps in 1_usize..4, drop in 0_i64..5,
    ) {
        let (skus, offers) = (["s", "t"], ["a", "b", "c"]);
        let mut order: Vec<usize> = (0..events.len()).collect();
        order.sort_by_key(|i| (events[*i].0, *i));
        let mut want = Vec::new();
        for (sku, name) in skus.iter().enumerate() {
            let mut current: BTreeMap<usize, i64> = BTreeMap::new();
            let mut chains: Vec<Vec<(u32, usize, i64, i64)>> = Vec::new();
            for i in order.iter().filter(|i| events[**i].1 == sku) {
                let (at, _, offer, price) = events[*i];
                let others = current.iter().filter(|(other, _)| **other != offer).map(|(_, price)| *price).min();
                if let (Some(before), Some(lead)) = (current.get(&offer), others)
                    && *before >= lead && price < lead
                {
                    match chains.last_mut().filter(|chain| at - chain.last().unwrap().0 <= window) {
                        Some(chain) => chain.push((at, offer, price, lead)),
                        None => chains.push(vec![(at, offer, price, lead)]),
                    }
                }
                current.insert(offer, price);
            }
            for chain in chains {
                let (first, last) = (chain[0], chain[chain.len() - 1]);
                let mut by: Vec<&str> = chain.iter().map(|cut| offers[cut.1]).collect();
                by.sort_unstable();
                by.dedup();
                if chain.len() >= steps && by.len() >= 2 && (first.3 - last.2) * 100 >= drop * first.3 {
                    want.push(json!({"sku": name, "start": hour(first.0), "end": hour(last.0), "steps": chain.len(), "offers": by,
                        "start_price": first.3.to_string(), "end_price": last.2.to_string(),
                        "drop_ratio": (first.3 - last.2) as f64 / first.3 as f64}));
                }
            }
        }
        let input = json!({"currency": "JPY", "reaction_window_hours": window, "min_steps": steps, "min_drop_ratio": format!("0.0{drop}"),
            "events": events.iter().map(|(at, sku, offer, price)| json!({"at": hour(*at), "sku": (skus[*sku]), "offer_id": (offers[*offer]),
                "price": price.to_string()})).collect::<Vec<_>>()});
        prop_assert_eq!(&answer(price_war, input)["wars"], &json!(want));
    }
}

/// A million rules, each following the next, and the last the first: one loop, found without recursion.
#[test]
fn a_chain_of_a_million_rules_is_one_loop() {
    const N: usize = 1_000_000;
    let chain = |close: bool| -> Vec<RepricingRule> {
        (0..N)
            .map(|i| {
                let next = if i + 1 < N {
                    vec![i + 1]
                } else if close {
                    vec![0]
                } else {
                    vec![]
                };
                rule(i, &next, -1, (i == N / 2).then_some(100), None, 200)
            })
            .collect()
    };
    assert!(cycles(chain(false)).acyclic);
    let found = cycles(chain(true)).loops;
    assert_eq!((found.len(), found[0].offers.len(), found[0].drift, found[0].bounded), (1, N, Drift::Down, true));
}

/// Bounded is not at rest: where nobody moves the price, two prices can change places for ever.
#[test]
fn a_neutral_loop_is_bounded_and_may_swing() {
    let rules = vec![rule(0, &[1], 0, None, None, 100), rule(1, &[0], 0, None, None, 200)];
    assert!(cycles(rules.clone()).loops[0].bounded);
    let input = SimulateRepricingInput {
        currency: Currency::CNY,
        rules,
        external_prices: BTreeMap::new(),
        max_rounds: Some(1_000_000),
    };
    let end = simulate_repricing(&input).unwrap();
    assert_eq!((end.converged, end.rounds), (false, 1_000_000));
}

/// The last round allowed may be the one that comes to rest.
#[test]
fn a_simulation_may_come_to_rest_in_its_last_round() {
    let input = |rounds: u32| {
        json!({"currency": "CNY", "max_rounds": rounds, "external_prices": {"rival": "88.00"},
               "rules": [{"offer_id": "me", "follows": ["rival"], "adjust": {"type": "percent", "value": "-0.005"}, "price": "99"}]})
    };
    let rested = json!({"converged": true, "rounds": 1, "prices": {"me": "87.56"}});
    assert_eq!(answer(simulate_repricing, input(1)), rested);
    assert_eq!(answer(simulate_repricing, input(9)), rested);
}

/// The ceiling first, then the floor, then nothing below 0; amounts finer than the currency stay as they are until they are printed.
#[test]
fn limits_come_in_order() {
    let price = |change: Value| {
        let mut rule =
            json!({"offer_id": "me", "follows": ["rival"], "adjust": {"type": "amount", "value": "-5"}, "price": "1"});
        rule.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let got = answer(
            simulate_repricing,
            json!({"currency": "CNY", "rules": [rule], "external_prices": {"rival": "3.004"}}),
        );
        got["prices"]["me"].as_str().unwrap().to_owned()
    };
    assert_eq!(price(json!({})), "0.00");
    assert_eq!(price(json!({"floor": "1.234"})), "1.23");
    assert_eq!(price(json!({"adjust": {"type": "amount", "value": "0.001"}, "ceiling": "3.004"})), "3.00");
    assert_eq!(price(json!({"adjust": {"type": "amount", "value": "0.001"}})), "3.01"); // 3.005, half away from zero
    assert_eq!(price(json!({"adjust": {"type": "percent", "value": "0.5"}, "ceiling": "4", "floor": "2"})), "4.00");
}

/// Two prices that grow without end leave 96 bits, and are refused, not wrapped.
#[test]
fn prices_that_grow_without_end_are_refused() {
    let rule = |id: &str, other: &str| json!({"offer_id": id, "follows": [other], "adjust": {"type": "percent", "value": "100"}, "price": "9"});
    let input = json!({"currency": "CNY", "max_rounds": 1000, "rules": [rule("a", "b"), rule("b", "a")]});
    assert_eq!(refusal(simulate_repricing, input).0, "overflow");
}

#[test]
fn rules_that_cannot_be_are_refused() {
    let rule = |change: Value| {
        let mut rule =
            json!({"offer_id": "a", "follows": [], "adjust": {"type": "amount", "value": "-1"}, "price": "5"});
        rule.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        rule
    };
    let of = |rules: Value| refusal(repricer_cycles, json!({"rules": rules, "external_prices": {"x": "1"}}));
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    assert_eq!(of(json!([rule(json!({"floor": "5", "ceiling": "4"}))])), invalid("rules[0].floor"));
    assert_eq!(of(json!([rule(json!({"floor": "-5"}))])), invalid("rules[0].floor"));
    assert_eq!(
        of(json!([rule(json!({"adjust": {"type": "percent", "value": "-1"}}))])),
        invalid("rules[0].adjust.value")
    );
    assert_eq!(of(json!([rule(json!({"follows": ["x", "y"]}))])), ("not_found", "rules[0].follows[1]".into()));
    assert_eq!(of(json!([rule(json!({"follows": ["x", "a", "x"]}))])), ("duplicate_id", "rules[0].follows[2]".into()));
    assert_eq!(of(json!([rule(json!({})), rule(json!({}))])), ("duplicate_id", "rules[1].offer_id".into()));
    assert_eq!(of(json!([rule(json!({"offer_id": "x"}))])), ("duplicate_id", "external_prices".into()));
    let run = |rule: Value, rounds: u64| {
        refusal(simulate_repricing, json!({"currency": "CNY", "rules": [rule], "max_rounds": rounds}))
    };
    assert_eq!(run(rule(json!({"price": null})), 1), invalid("rules[0].price"));
    assert_eq!(run(rule(json!({})), 0), invalid("max_rounds"));
    assert_eq!(run(rule(json!({})), 1_000_001), invalid("max_rounds"));
    assert!(unreadable(
        repricer_cycles,
        json!({"rules": [rule(json!({"adjust": {"type": "undercut", "value": "1"}}))]})
    ));
    assert!(unreadable(repricer_cycles, json!({"rules": [rule(json!({"price": 5.5}))]})));
}

/// The cycle of Maskin and Tirole's example: steps of one down, one jump up.
#[test]
fn a_sawtooth_is_an_edgeworth_cycle() {
    let prices: Vec<String> = (0..30).map(|i| (20 - i % 6).to_string()).collect();
    let got = answer(price_cycle_stats, json!({"prices": prices}));
    let want = json!({"rises": 4, "falls": 25, "mean_rise": 5.0, "mean_fall": 1.0, "median_change": -1.0,
                      "relent_indices": [6, 12, 18, 24], "mean_period": 6.0, "edgeworth": true});
    assert_eq!(got, want);
    // turned upside down it is none: the jumps are downwards
    let prices: Vec<String> = (0..30).map(|i| (20 + i % 6).to_string()).collect();
    assert_eq!(answer(price_cycle_stats, json!({"prices": prices}))["edgeworth"], false);
}

/// A rise that equals the ratio is a relent: 5% of 100, exactly.
#[test]
fn a_rise_at_the_limit_is_a_relent() {
    let got = |last: &str| answer(price_cycle_stats, json!({"prices": ["101", "100", last]}))["relent_indices"].clone();
    assert_eq!(got("105"), json!([2]));
    assert_eq!(got("104.99"), json!([]));
}

#[test]
fn series_and_events_that_cannot_be_are_refused() {
    let cycle = |prices: Value| refusal(price_cycle_stats, json!({"prices": prices, "relent_ratio": "0.05"}));
    assert_eq!(cycle(json!(["1", "2"])), ("invalid_argument", "prices".into()));
    assert_eq!(cycle(json!(["1", "0", "2"])), ("invalid_argument", "prices[1]".into()));
    let war = |change: Value| {
        let event = json!({"at": hour(0), "sku": "s", "offer_id": "a", "price": "0"});
        let mut input = json!({"currency": "CNY", "reaction_window_hours": 1, "events": [event]});
        input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        refusal(price_war, input)
    };
    assert_eq!(war(json!({})), ("invalid_argument", "events[0].price".into()));
    assert_eq!(war(json!({"reaction_window_hours": -1})), ("invalid_argument", "reaction_window_hours".into()));
    assert_eq!(war(json!({"min_steps": 0})), ("invalid_argument", "min_steps".into()));
    assert_eq!(war(json!({"min_drop_ratio": "-0.1"})), ("invalid_argument", "min_drop_ratio".into()));
    assert!(unreadable(price_war, json!({"currency": "cny", "reaction_window_hours": 1, "events": []})));
}
