//! Stock shared among channels: the laws of every method, and the best of all allocations where all can be tried.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod called;

use called::{answer, refusal, unreadable};
use mercato_channel::{AllocateStockInput, AllocationMethod, StockAllocation, StockClaim, allocate_stock};
use mercato_core::{ChannelId, Decimal};
use mercato_numeric::distribution::Poisson;
use proptest::prelude::*;
use serde_json::{Value, json};

fn id(index: usize) -> ChannelId {
    ChannelId::new(format!("c{index}")).unwrap()
}

fn shared(supply: u64, method: AllocationMethod, channels: Vec<StockClaim>) -> StockAllocation {
    allocate_stock(&AllocateStockInput { supply, method, channels }).unwrap()
}

/// Demand, min, priority and profit of some channels.
fn claims() -> impl Strategy<Value = Vec<StockClaim>> {
    let claim = (0_u64..30, 0_u64..5, -2_i64..3, -300_i64..1000);
    prop::collection::vec(claim, 1..7).prop_map(|claims| {
        claims
            .into_iter()
            .enumerate()
            .map(|(index, (demand, min, priority, profit))| StockClaim {
                min: Some(min.min(demand)),
                priority: Some(priority),
                unit_profit: Some(Decimal::new(profit, 2)),
                ..StockClaim::new(id(index), demand)
            })
            .collect()
    })
}

const METHODS: [AllocationMethod; 4] = [
    AllocationMethod::Proportional,
    AllocationMethod::Priority,
    AllocationMethod::FairShare,
    AllocationMethod::ProfitMax,
];

/// Every way to give at most `most[i]` units to channel i and at most `supply` in all.
fn all_ways(supply: u64, most: &[u64]) -> Vec<Vec<u64>> {
    let Some((last, rest)) = most.split_last() else { return vec![vec![]] };
    let mut ways = Vec::new();
    for way in all_ways(supply, rest) {
        for units in 0..=(*last).min(supply - way.iter().sum::<u64>()) {
            ways.push([way.as_slice(), &[units]].concat());
        }
    }
    ways
}

proptest! {
    /// What is given and what is not sum to the supply; nobody gets less than its min or more than its demand; nothing is left
    /// while somebody asks, unless it earns nothing.
    #[test]
    fn nothing_is_lost_and_nobody_gets_more_than_asked(claims in claims(), extra in 0_u64..120, method in 0_usize..4) {
        let mins: u64 = claims.iter().filter_map(|claim| claim.min).sum();
        let got = shared(mins + extra, METHODS[method], claims.clone());
        prop_assert_eq!(got.allocations.values().sum::<u64>() + got.unallocated, mins + extra);
        for claim in &claims {
            let given = got.allocations[&claim.channel_id];
            let demand = claim.demand.unwrap();
            prop_assert!(claim.min.unwrap() <= given && given <= demand);
            prop_assert_eq!(got.unmet.as_ref().unwrap()[&claim.channel_id], demand - given);
            let earns = METHODS[method] != AllocationMethod::ProfitMax || claim.unit_profit.unwrap() > Decimal::ZERO;
            prop_assert!(got.unallocated == 0 || given == demand || !earns);
        }
    }

    /// Each proportional share is the exact one, rounded down or up.
    #[test]
    fn proportional_shares_are_within_a_unit_of_the_exact_ones(claims in claims(), extra in 0_u64..120) {
        let mins: u64 = claims.iter().filter_map(|claim| claim.min).sum();
        let residual = |claim: &StockClaim| claim.demand.unwrap() - claim.min.unwrap();
        let asked: u64 = claims.iter().map(residual).sum();
        prop_assume!(extra < asked);
        let got = shared(mins + extra, AllocationMethod::Proportional, claims.clone());
        for claim in &claims {
            let given = got.allocations[&claim.channel_id] - claim.min.unwrap();
            let exact = extra * residual(claim);
            prop_assert!(given * asked > exact.saturating_sub(asked) || exact < asked);
            prop_assert!(given * asked < exact + asked);
        }
    }

    /// Fair shares are those of giving one unit at a time to the one with the fewest, ties by id.
    #[test]
    fn fair_shares_are_those_of_one_unit_at_a_time(claims in claims(), extra in 0_u64..120) {
        let mins: u64 = claims.iter().filter_map(|claim| claim.min).sum();
        let mut want: Vec<u64> = vec![0; claims.len()];
        for _ in 0..extra {
            let open = (0..claims.len()).filter(|i| want[*i] < claims[*i].demand.unwrap() - claims[*i].min.unwrap());
            if let Some(next) = open.min_by_key(|i| (want[*i], *i)) {
                want[next] += 1;
            }
        }
        let got = shared(mins + extra, AllocationMethod::FairShare, claims.clone());
        for (i, claim) in claims.iter().enumerate() {
            prop_assert_eq!(got.allocations[&claim.channel_id], want[i] + claim.min.unwrap());
        }
    }

    /// No allocation earns more than the one that takes the best first.
    #[test]
    fn profit_max_is_the_best_of_all(claims in prop::collection::vec((0_u64..5, -300_i64..1000), 1..4), supply in 0_u64..9) {
        let profits: Vec<i64> = claims.iter().map(|(_, profit)| *profit).collect();
        let list = claims.iter().enumerate().map(|(i, (demand, profit))| {
            StockClaim { unit_profit: Some(Decimal::new(*profit, 2)), ..StockClaim::new(id(i), *demand) }
        }).collect();
        let got = shared(supply, AllocationMethod::ProfitMax, list);
        let worth = |units: &[u64]| units.iter().zip(&profits).map(|(units, profit)| units.cast_signed() * profit).sum::<i64>();
        let demands: Vec<u64> = claims.iter().map(|(demand, _)| *demand).collect();
        let best = all_ways(supply, &demands).iter().map(|way| worth(way)).max().unwrap();
        prop_assert_eq!(worth(&got.allocations.values().copied().collect::<Vec<u64>>()), best);
    }

    /// The newsvendor's expected profit is the most that any allocation has, where the profit of an allocation is taken from
    /// the expectation itself: sales min(D, q) earn `cu`, units left over cost `co`.
    #[test]
    fn newsvendor_is_the_best_of_all(
        claims in prop::collection::vec((0.0_f64..4.0, 0_i64..1000, 0_i64..500), 1..4), supply in 0_u64..8,
    ) {
        let list: Vec<StockClaim> = claims.iter().enumerate().map(|(i, (mean, profit, cost))| StockClaim {
            demand: None, demand_mean: Some(*mean), unit_profit: Some(Decimal::new(*profit, 2)),
            overage_cost: Some(Decimal::new(*cost, 2)), ..StockClaim::new(id(i), 0)
        }).collect();
        let got = shared(supply, AllocationMethod::Newsvendor, list);
        let worth = |units: &[u64]| -> f64 {
            units.iter().zip(&claims).map(|(q, (mean, profit, cost))| {
                let demand = Poisson::new(*mean).unwrap();
                let (profit, cost) = (*profit as f64 / 100.0, *cost as f64 / 100.0);
                (0..*q).map(|d| demand.pmf(d as f64) * (d as f64 * profit - (q - d) as f64 * cost)).sum::<f64>()
                    + demand.sf(*q as f64 - 1.0) * *q as f64 * profit
            }).sum()
        };
        let given: Vec<u64> = got.allocations.values().copied().collect();
        prop_assert_eq!(given.iter().sum::<u64>() + got.unallocated, supply);
        let best = all_ways(supply, &vec![supply; claims.len()]).iter().map(|way| worth(way)).fold(f64::MIN, f64::max);
        let got = got.expected_profit.unwrap();
        prop_assert!((worth(&given) - best).abs() <= 1e-9 * best.abs().max(1.0), "{} {best}", worth(&given));
        prop_assert!((got - best).abs() <= 1e-9 * best.abs().max(1.0), "{got} {best}");
    }
}

fn seller(index: usize, mean: f64, profit: i64, cost: i64) -> StockClaim {
    StockClaim {
        demand: None,
        demand_mean: Some(mean),
        unit_profit: Some(Decimal::from(profit)),
        overage_cost: Some(Decimal::from(cost)),
        ..StockClaim::new(id(index), 0)
    }
}

/// With stock in plenty each channel gets its critical fractile, the quantile of `cu / (cu + co)`; also where a sum of
/// probabilities from 0 on would begin below the smallest double.
#[test]
fn plenty_of_stock_gives_each_its_critical_fractile() {
    for mean in [0.5, 7.25, 83.0, 84.0, 800.0, 1e6, 1e9] {
        for (profit, cost) in [(3, 1), (1, 9), (99, 1)] {
            let got = shared(1 << 40, AllocationMethod::Newsvendor, vec![seller(0, mean, profit, cost)]);
            let ratio = profit as f64 / (profit + cost) as f64;
            let want = Poisson::new(mean).unwrap().quantile(ratio).unwrap();
            assert_eq!(got.allocations[&id(0)] as f64, want, "{mean} {ratio}");
        }
    }
}

/// Where stock that is left over costs nothing, every unit earns something: nothing stays unallocated, and the unit goes where
/// it is more likely to sell, far beyond where 1 - P(D < k) would still have a digit.
#[test]
fn units_far_in_the_tail_go_where_they_are_likelier_to_sell() {
    let got = shared(130, AllocationMethod::Newsvendor, vec![seller(0, 3.0, 1, 0), seller(1, 5.0, 1, 0)]);
    assert_eq!(got.unallocated, 0);
    let (a, b) = (got.allocations[&id(0)] as f64, got.allocations[&id(1)] as f64);
    let (three, five) = (Poisson::new(3.0).unwrap(), Poisson::new(5.0).unwrap());
    // the last unit of each was worth more than the next of the other
    assert!(three.sf(a - 1.0) >= five.sf(b), "{a} {b}");
    assert!(five.sf(b - 1.0) >= three.sf(a), "{a} {b}");
    assert!(a > 40.0 && b > 60.0, "{a} {b}");
}

/// A `min` beyond all demand is paid for: each unit costs its overage.
#[test]
fn a_minimum_that_nobody_buys_is_paid_for() {
    let claim = StockClaim { min: Some(1_000_000_000_000), ..seller(0, 0.0, 5, 2) };
    let got = shared(1_000_000_000_007, AllocationMethod::Newsvendor, vec![claim]);
    assert_eq!((got.unallocated, got.expected_profit), (7, Some(-2e12)));
}

/// The expected profit of a critical fractile in closed form: E = cu E[min(D, q)] - co E[(q - D)+].
#[test]
fn a_large_demand_earns_what_the_closed_form_says() {
    let (mean, profit, cost) = (1e6_f64, 3.0, 1.0);
    let got = shared(1 << 40, AllocationMethod::Newsvendor, vec![seller(0, mean, 3, 1)]);
    let q = got.allocations[&id(0)] as f64;
    let demand = Poisson::new(mean).unwrap();
    // E[(q - D)+] = q P(D <= q) - m P(D <= q - 1)
    let over = q * demand.cdf(q) - mean * demand.cdf(q - 1.0);
    let want = profit * (q - over) - cost * over;
    assert!((got.expected_profit.unwrap() / want - 1.0).abs() < 1e-10, "{:?} {want}", got.expected_profit);
}

#[test]
fn large_figures_do_not_overflow() {
    let channels = vec![StockClaim::new(id(0), u64::MAX), StockClaim::new(id(1), u64::MAX)];
    let got = shared(9, AllocationMethod::Proportional, channels.clone());
    assert_eq!(got.allocations.values().copied().collect::<Vec<u64>>(), [5, 4]);
    let got = shared(u64::MAX, AllocationMethod::FairShare, channels);
    assert_eq!(got.allocations.values().sum::<u64>(), u64::MAX);
}

#[test]
fn what_cannot_be_shared_is_refused() {
    let of = |method: &str, channels: Value| {
        refusal(allocate_stock, json!({"supply": 5, "method": method, "channels": channels}))
    };
    let invalid = |path: &str| ("invalid_argument", path.to_owned());
    assert_eq!(of("priority", json!([])), invalid("channels"));
    assert_eq!(of("priority", json!([{"channel_id": "a"}])), invalid("channels[0].demand"));
    assert_eq!(of("priority", json!([{"channel_id": "a", "demand": 1, "min": 2}])), invalid("channels[0].min"));
    assert_eq!(of("profit_max", json!([{"channel_id": "a", "demand": 1}])), invalid("channels[0].unit_profit"));
    assert_eq!(of("newsvendor", json!([{"channel_id": "a", "unit_profit": "1"}])), invalid("channels[0].demand_mean"));
    assert_eq!(
        of("newsvendor", json!([{"channel_id": "a", "demand": 1, "unit_profit": "1", "demand_mean": 1}])),
        invalid("channels[0].demand")
    );
    assert_eq!(
        of("newsvendor", json!([{"channel_id": "a", "unit_profit": "1", "demand_mean": 1e13}])),
        invalid("channels[0].demand_mean")
    );
    assert_eq!(
        of("newsvendor", json!([{"channel_id": "a", "unit_profit": "1", "demand_mean": 1, "overage_cost": "-1"}])),
        invalid("channels[0].overage_cost")
    );
    let channel = json!({"channel_id": "a", "demand": 3, "min": 3});
    assert_eq!(of("priority", json!([channel, channel])), ("duplicate_id", "channels[1].channel_id".into()));
    let other = json!({"channel_id": "b", "demand": 3, "min": 3});
    assert_eq!(of("priority", json!([channel, other])), ("infeasible", "channels".into()));
    assert!(unreadable(allocate_stock, json!({"supply": -1, "method": "priority", "channels": []})));
    assert!(unreadable(allocate_stock, json!({"supply": 1, "method": "first_come", "channels": []})));
}

#[test]
fn a_key_given_as_null_is_absent() {
    let channel = json!({"channel_id": "a", "demand": 3, "min": null, "priority": null, "unit_profit": null, "overage_cost": null, "demand_mean": null});
    let got = answer(allocate_stock, json!({"supply": 5, "method": "priority", "channels": [channel]}));
    assert_eq!(got, json!({"allocations": {"a": 3}, "unallocated": 2, "unmet": {"a": 0}}));
}
