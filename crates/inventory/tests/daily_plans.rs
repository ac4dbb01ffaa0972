//! DRP and ATP against models in whole numbers, written from the definitions, and their promises.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use mercato_core::{Coded, Decimal, ErrorCode};
use mercato_inventory::{AvailableToPromiseInput, DrpPlanInput, LotPolicy, available_to_promise, drp_plan};
use proptest::prelude::*;

fn tenths(value: i64) -> Decimal {
    Decimal::new(value, 1).normalize()
}

fn list(values: &[i64]) -> Vec<Decimal> {
    values.iter().copied().map(tenths).collect()
}

fn texts(values: &[Decimal]) -> Vec<String> {
    values.iter().map(Decimal::to_string).collect()
}

#[derive(Debug, Clone, Copy)]
enum Lot {
    Net,
    Fixed(i64),
    Periods(usize),
}

fn lots() -> impl Strategy<Value = Lot> {
    prop_oneof![Just(Lot::Net), (1..90_i64).prop_map(Lot::Fixed), (1..6_usize).prop_map(Lot::Periods)]
}

proptest! {
    #[test]
    fn drp_is_the_rule_period_by_period(
        on_hand in 0..200_i64,
        periods in prop::collection::vec((0..80_i64, 0..60_i64), 1..12),
        (safety, lead, minimum) in (0..50_i64, 0..14_usize, 0..70_i64),
        (multiple, lot) in (prop::option::of(1..30_i64), lots()),
    ) {
        let (gross, scheduled): (Vec<i64>, Vec<i64>) = periods.into_iter().unzip();
        let plan = drp_plan(&DrpPlanInput {
            on_hand: tenths(on_hand),
            gross_requirements: list(&gross),
            scheduled_receipts: Some(list(&scheduled)),
            safety_stock: Some(tenths(safety)),
            lead_time_periods: lead as u64,
            lot_policy: Some(match lot {
                Lot::Net => LotPolicy::LotForLot {},
                Lot::Fixed(quantity) => LotPolicy::FixedOrderQuantity { quantity: tenths(quantity) },
                Lot::Periods(periods) => LotPolicy::PeriodOrderQuantity { periods: periods as u64 },
            }),
            min_order_quantity: Some(tenths(minimum)),
            order_multiple: multiple.map(tenths),
        }).unwrap();
        let mut stock = on_hand;
        let (mut projected, mut net, mut receipts) = (vec![], vec![], vec![]);
        for t in 0..gross.len() {
            let lacking = (safety - (stock + scheduled[t] - gross[t])).max(0);
            let mut size = 0;
            if lacking > 0 {
                size = match lot {
                    Lot::Net => lacking,
                    Lot::Fixed(q) => (1..1000).map(|n| n * q).find(|q| *q >= lacking).unwrap(),
                    // the smallest lot with which every prefix of the periods stays at the safety stock
                    Lot::Periods(n) => (0..10_000).find(|size| (t..(t + n).min(gross.len())).all(|last| {
                        let change: i64 = (t..=last).map(|u| scheduled[u] - gross[u]).sum();
                        stock + size + change >= safety
                    })).unwrap(),
                };
                size = size.max(minimum);
                if let Some(m) = multiple {
                    size = (0..10_000).map(|n| n * m).find(|q| *q >= size).unwrap();
                }
            }
            stock += scheduled[t] - gross[t] + size;
            projected.push(stock);
            net.push(lacking);
            receipts.push(size);
        }
        let mut releases = vec![0; gross.len()];
        let mut overdue = vec![];
        for (t, size) in receipts.iter().copied().enumerate().filter(|(_, size)| *size > 0) {
            releases[t.saturating_sub(lead)] += size;
            if t < lead {
                overdue.push((t + 1, tenths(size).to_string()));
            }
        }
        prop_assert_eq!(texts(&plan.projected_available), texts(&list(&projected)));
        prop_assert_eq!(texts(&plan.net_requirements), texts(&list(&net)));
        prop_assert_eq!(texts(&plan.planned_receipts), texts(&list(&receipts)));
        prop_assert_eq!(texts(&plan.planned_releases), texts(&list(&releases)));
        let told: Vec<_> = plan.exceptions.iter().map(|e| (e.period, e.quantity.to_string())).collect();
        prop_assert_eq!(told, overdue);
        // never below the safety stock, and nothing is lost between release and receipt
        prop_assert!(plan.projected_available.iter().all(|stock| *stock >= tenths(safety)));
        prop_assert_eq!(plan.planned_releases.iter().sum::<Decimal>(), plan.planned_receipts.iter().sum::<Decimal>());
    }

    #[test]
    fn atp_is_the_lowest_stock_from_here_on_and_safe_to_promise(
        on_hand in 0..200_i64,
        periods in prop::collection::vec((0..80_i64, 0..60_i64), 1..12),
        pick in any::<prop::sample::Index>(),
    ) {
        let (receipts, commitments): (Vec<i64>, Vec<i64>) = periods.into_iter().unzip();
        let ask = |commitments: &[i64]| available_to_promise(&AvailableToPromiseInput {
            on_hand: tenths(on_hand), receipts: list(&receipts), commitments: list(commitments),
        }).unwrap();
        let answer = ask(&commitments);
        let stock = |t: usize| on_hand + (0..=t).map(|u| receipts[u] - commitments[u]).sum::<i64>();
        let all = 0..receipts.len();
        let projected: Vec<i64> = all.clone().map(stock).collect();
        let promise: Vec<i64> = all.clone().map(|t| (t..receipts.len()).map(stock).min().unwrap().max(0)).collect();
        prop_assert_eq!(texts(&answer.projected), texts(&list(&projected)));
        prop_assert_eq!(texts(&answer.available_to_promise), texts(&list(&promise)));
        prop_assert_eq!(answer.first_short_period, all.clone().find(|t| stock(*t) < 0).map(|t| t + 1));
        let period = pick.index(receipts.len());
        let mut more = commitments.clone();
        more[period] += promise[period];
        for (before, after) in answer.projected.iter().zip(ask(&more).projected) {
            prop_assert!(after >= Decimal::ZERO || *before < Decimal::ZERO);
        }
    }
}

#[test]
fn a_lead_time_or_coverage_beyond_the_plan_is_not_walked() {
    let plan = drp_plan(&DrpPlanInput {
        on_hand: Decimal::ZERO,
        gross_requirements: list(&[10, 20, 30]),
        lead_time_periods: u64::MAX,
        lot_policy: Some(LotPolicy::PeriodOrderQuantity { periods: u64::MAX }),
        ..DrpPlanInput::default()
    })
    .unwrap();
    assert_eq!(texts(&plan.planned_receipts), ["6", "0", "0"]);
    assert_eq!(texts(&plan.planned_releases), ["6", "0", "0"]);
    assert_eq!(plan.exceptions.len(), 1);
}

#[test]
fn plans_over_lists_that_do_not_match_are_refused_by_name() {
    let error = available_to_promise(&AvailableToPromiseInput {
        on_hand: Decimal::ONE,
        receipts: list(&[10]),
        commitments: list(&[10, 20]),
    })
    .unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("commitments")));
    let error =
        drp_plan(&DrpPlanInput { gross_requirements: list(&[10, -20]), ..DrpPlanInput::default() }).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("gross_requirements[1]")));
}
