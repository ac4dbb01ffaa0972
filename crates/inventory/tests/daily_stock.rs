//! Classes, health, age and settlement against models in whole numbers, written from the definitions.

#![allow(
    clippy::unwrap_used,
    clippy::cast_possible_wrap,
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking; models are in small whole numbers"
)]

use chrono::{Days, NaiveDate};
use mercato_core::{Coded, Currency, Decimal, ErrorCode, decimal, time};
use mercato_inventory::{
    AbcClass, AbcXyzInput, AbcXyzItem, ConsignmentSettlementInput, Consumption, SettlementReason, StockAgingInput,
    StockHealthInput, StockHealthItem, StockHealthThresholds, StockLot, StockStatus, XyzClass, abc_xyz,
    consignment_settlement, stock_aging, stock_health,
};
use proptest::prelude::*;

fn tenths(value: i64) -> Decimal {
    Decimal::new(value, 1).normalize()
}

fn day(number: u64) -> NaiveDate {
    time::parse_date("2024-01-01").unwrap() + Days::new(number)
}

/// `tenths × thousandths` of money in cents, half up.
fn cents(tenths: i64, thousandths: i64) -> i64 {
    (tenths * thousandths + 50) / 100
}

fn money(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn lots() -> impl Strategy<Value = Vec<(u64, i64, i64)>> {
    prop::collection::vec((0..100_u64, 0..300_i64, 0..30_000_i64), 0..8)
}

/// Lots named `l0`, `l1`, … received on their day, of tenths of units at thousandths of money.
fn stock(lots: &[(u64, i64, i64)]) -> Vec<StockLot> {
    let lot = |(index, (received, quantity, cost)): (usize, &(u64, i64, i64))| StockLot {
        lot_id: format!("l{index}"),
        received_date: day(*received),
        quantity: tenths(*quantity),
        unit_cost: Decimal::new(*cost, 3),
    };
    lots.iter().enumerate().map(lot).collect()
}

proptest! {
    #[test]
    fn classes_are_the_shares_before_each_item(
        values in prop::collection::vec((0..40_i64, prop::option::of(prop::collection::vec(0..9_i64, 1..6))), 0..12),
        (a, b) in (1..10_i64, 1..10_i64),
        (x, y) in (0..8_i64, 1..8_i64),
    ) {
        let (a, b, y) = (a.min(b), a.max(b) + 1, x + y);
        let items: Vec<AbcXyzItem> = values.iter().enumerate().map(|(index, (value, demand))| AbcXyzItem {
            id: format!("i{}", (index * 7 + 5) % 13),
            value: Decimal::new(*value * 10, 2),
            demand: demand.as_ref().map(|demand| demand.iter().map(|d| *d as f64).collect()),
        }).collect();
        let ranked = abc_xyz(&AbcXyzInput {
            items: items.clone(),
            a_threshold: Some(tenths(a)),
            b_threshold: Some(tenths(b)),
            x_threshold: Some(x as f64 / 4.0),
            y_threshold: Some(y as f64 / 4.0),
        }).unwrap().items;
        let total: i64 = values.iter().map(|(value, _)| value).sum();
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.sort_by_key(|i| (-values[*i].0, items[*i].id.clone()));
        prop_assert_eq!(ranked.len(), items.len());
        let mut before = 0;
        for (place, (line, i)) in ranked.iter().zip(order).enumerate() {
            let (value, demand) = &values[i];
            let class = if *value == 0 { AbcClass::C }
                else if before * 10 < a * total { AbcClass::A }
                else if before * 10 < b * total { AbcClass::B }
                else { AbcClass::C };
            before += value;
            prop_assert_eq!((&line.id, line.rank, line.abc), (&items[i].id, place + 1, class));
            prop_assert_eq!(line.cumulative_share, if total == 0 { 0.0 } else { before as f64 / total as f64 });
            let Some(demand) = demand else {
                prop_assert_eq!((line.xyz, line.cv), (None, None));
                continue;
            };
            // n²σ² against (nμ)²
            let (n, sum) = (demand.len() as i64, demand.iter().sum::<i64>());
            let spread = n * demand.iter().map(|d| d * d).sum::<i64>() - sum * sum;
            let class = if sum == 0 { XyzClass::Z }
                else if 16 * spread <= x * x * sum * sum { XyzClass::X }
                else if 16 * spread <= y * y * sum * sum { XyzClass::Y }
                else { XyzClass::Z };
            prop_assert_eq!(line.xyz, Some(class));
            match line.cv.unwrap() {
                None => prop_assert_eq!(sum, 0),
                Some(cv) => prop_assert!((cv - (spread as f64).sqrt() / sum as f64).abs() <= 1e-15 * (1.0 + cv)),
            }
        }
    }

    #[test]
    fn health_is_the_first_status_that_holds(
        items in prop::collection::vec((0..400_i64, 0..30_i64, 0..30_000_i64, prop::option::of(0..250_u64), 0..250_u64), 0..8),
        (dead, slow, cover) in (0..250_u64, 0..250_u64, 0..60_u64),
    ) {
        let report = stock_health(&StockHealthInput {
            items: items.iter().map(|(on_hand, demand, cost, sold, age)| StockHealthItem {
                id: "same".to_owned(),
                on_hand: tenths(*on_hand),
                demand_per_day: tenths(*demand),
                unit_cost: Decimal::new(*cost, 3),
                days_since_last_sale: *sold,
                age_days: *age,
            }).collect(),
            thresholds: StockHealthThresholds { dead_after_days: dead, slow_after_days: slow, overstock_cover_days: cover },
            currency: Currency::USD,
        }).unwrap();
        let mut total = 0;
        for (line, (on_hand, demand, cost, sold, age)) in report.items.iter().zip(&items) {
            let idle = sold.unwrap_or(*age);
            let (status, excess) = if *on_hand == 0 { (StockStatus::OutOfStock, 0) }
                else if idle >= dead { (StockStatus::Dead, *on_hand) }
                else if *demand == 0 || *on_hand > demand * cover as i64 { (StockStatus::Overstock, on_hand - demand * cover as i64) }
                else if idle >= slow { (StockStatus::SlowMoving, 0) }
                else { (StockStatus::Healthy, 0) };
            prop_assert_eq!(line.status, status);
            prop_assert_eq!(line.excess_quantity.to_string(), tenths(excess).to_string());
            prop_assert_eq!(line.excess_value.to_string(), money(cents(excess, *cost)));
            let days = if *on_hand == 0 { Some(0.0) } else { (*demand > 0).then(|| *on_hand as f64 / *demand as f64) };
            prop_assert_eq!(line.days_of_cover, days);
            total += cents(excess, *cost);
        }
        prop_assert_eq!(report.total_excess_value.to_string(), money(total));
    }

    #[test]
    fn an_ageing_report_adds_up_lot_by_lot(
        lots in lots(),
        boundaries in prop::collection::btree_set(0..110_i64, 0..5),
        rates in prop::option::of(prop::array::uniform5(0..11_i64)),
    ) {
        let boundaries: Vec<i64> = boundaries.into_iter().collect();
        let count = boundaries.len() + 1;
        let report = stock_aging(&StockAgingInput {
            lots: stock(&lots),
            as_of: day(100),
            boundaries_days: boundaries.clone(),
            currency: Currency::USD,
            provision_rates: rates.map(|rates| rates[..count.min(5)].iter().copied().map(tenths).collect()),
        }).unwrap();
        prop_assert_eq!(report.buckets.len(), count);
        let (mut value_sum, mut provision_sum) = (0, 0);
        for (index, bucket) in report.buckets.iter().enumerate() {
            let from = if index == 0 { 0 } else { boundaries[index - 1] + 1 };
            prop_assert_eq!((bucket.from_days, bucket.to_days), (from, boundaries.get(index).copied()));
            let inside = |lot: &&(u64, i64, i64)| {
                let age = 100 - lot.0 as i64;
                age >= from && bucket.to_days.is_none_or(|to| age <= to)
            };
            let quantity: i64 = lots.iter().filter(inside).map(|lot| lot.1).sum();
            let value: i64 = lots.iter().filter(inside).map(|lot| cents(lot.1, lot.2)).sum();
            prop_assert_eq!(bucket.quantity.to_string(), tenths(quantity).to_string());
            prop_assert_eq!(bucket.value.to_string(), money(value));
            let provision = rates.map(|rates| (value * rates[index] + 5) / 10);
            prop_assert_eq!(bucket.provision.map(|money| money.to_string()), provision.map(money));
            value_sum += value;
            provision_sum += provision.unwrap_or(0);
        }
        prop_assert_eq!(report.total_value.to_string(), money(value_sum));
        prop_assert_eq!(report.total_provision.map(|money| money.to_string()), rates.map(|_| money(provision_sum)));
        let units: i64 = lots.iter().map(|lot| lot.1).sum();
        let aged: i64 = lots.iter().map(|lot| lot.1 * (100 - lot.0 as i64)).sum();
        prop_assert_eq!(report.total_quantity.to_string(), tenths(units).to_string());
        prop_assert_eq!(report.average_age_days, (units > 0).then(|| aged as f64 / units as f64));
    }

    #[test]
    fn a_settlement_takes_the_oldest_first_tenth_by_tenth(
        lots in lots(),
        taken in prop::collection::vec((0..100_u64, 0..200_i64), 0..6),
        days in prop::option::of(0..120_u64),
    ) {
        let answer = consignment_settlement(&ConsignmentSettlementInput {
            lots: stock(&lots),
            consumption: taken.iter().map(|(date, q)| Consumption { date: day(*date), quantity: tenths(*q) }).collect(),
            currency: Currency::USD,
            as_of: days.map(|_| day(100)),
            ownership_transfer_days: days,
        });
        let mut order: Vec<usize> = (0..lots.len()).collect();
        order.sort_by_key(|i| (lots[*i].0, format!("l{i}")));
        let mut left: Vec<i64> = lots.iter().map(|lot| lot.1).collect();
        let mut by_date = taken;
        by_date.sort_by_key(|(date, _)| *date);
        let mut lines: Vec<(usize, u64, SettlementReason, i64)> = Vec::new();
        for (date, quantity) in by_date {
            let start = lines.len();
            for _ in 0..quantity {
                let Some(lot) = order.iter().copied().find(|i| lots[*i].0 <= date && left[*i] > 0) else {
                    prop_assert_eq!(answer.unwrap_err().code(), ErrorCode::Infeasible);
                    return Ok(());
                };
                left[lot] -= 1;
                match lines.last_mut() {
                    Some(line) if line.0 == lot => line.3 += 1,
                    _ => lines.push((lot, date, SettlementReason::Consumed, 1)),
                }
                // a new consumption begins a new line
                if lines.len() == start {
                    lines.last_mut().unwrap().3 -= 1;
                    lines.push((lot, date, SettlementReason::Consumed, 1));
                }
            }
        }
        for lot in order {
            if left[lot] > 0 && days.is_some_and(|days| 100 - lots[lot].0 >= days) {
                lines.push((lot, 100, SettlementReason::Aged, left[lot]));
                left[lot] = 0;
            }
        }
        let answer = answer.unwrap();
        let told: Vec<_> = answer.lines.iter()
            .map(|line| (line.lot_id.clone(), line.date, line.reason, line.quantity.to_string(), line.amount.to_string()))
            .collect();
        let expected: Vec<_> = lines.iter()
            .map(|(lot, date, reason, q)| (format!("l{lot}"), day(*date), *reason, tenths(*q).to_string(), money(cents(*q, lots[*lot].2))))
            .collect();
        prop_assert_eq!(told, expected);
        prop_assert_eq!(answer.total_amount.to_string(), money(lines.iter().map(|line| cents(line.3, lots[line.0].2)).sum()));
        prop_assert_eq!(answer.remaining_quantity.to_string(), tenths(left.iter().sum()).to_string());
    }
}

/// One item that is nine tenths of the value is A; rules by the share after the item call it B.
#[test]
fn one_dominant_item_is_a_where_inventorize_says_b() {
    let item = |id: &str, value: i64| AbcXyzItem { id: id.to_owned(), value: value.into(), demand: None };
    let items = vec![item("tail", 10), item("dominant", 90)];
    let ranked = abc_xyz(&AbcXyzInput { items, ..AbcXyzInput::default() }).unwrap().items;
    assert_eq!((ranked[0].id.as_str(), ranked[0].abc), ("dominant", AbcClass::A));
}

/// Exactly 0.8 accumulated before an item makes it B, whatever doubles say about thirds and tenths.
#[test]
fn a_share_at_the_threshold_is_not_below_it() {
    let item =
        |id: &str, value: &str| AbcXyzItem { id: id.to_owned(), value: decimal::parse(value).unwrap(), demand: None };
    let items = vec![item("a", "0.7"), item("b", "0.1"), item("c", "0.1"), item("d", "0.1")];
    let ranked = abc_xyz(&AbcXyzInput { items, ..AbcXyzInput::default() }).unwrap().items;
    let classes: Vec<_> = ranked.iter().map(|line| line.abc).collect();
    assert_eq!(classes, [AbcClass::A, AbcClass::A, AbcClass::B, AbcClass::B]);
}

/// `[0.1, 0.3]` varies by exactly one half; `[0.1; 3]` not at all. In doubles both miss.
#[test]
fn variation_at_the_threshold_is_steady() {
    let item =
        |id: &str, demand: &[f64]| AbcXyzItem { id: id.to_owned(), value: Decimal::ONE, demand: Some(demand.to_vec()) };
    let items = vec![item("half", &[0.1, 0.3]), item("none", &[0.1; 3]), item("vast", &[1e308, 1e308, 3e-308])];
    let ranked = abc_xyz(&AbcXyzInput { items, ..AbcXyzInput::default() }).unwrap().items;
    assert_eq!((ranked[0].xyz, ranked[0].cv), (Some(XyzClass::X), Some(Some(0.5))));
    assert_eq!((ranked[1].xyz, ranked[1].cv), (Some(XyzClass::X), Some(Some(0.0))));
    assert!((ranked[2].cv.unwrap().unwrap() - 0.5_f64.sqrt()).abs() < 1e-15);
}

#[test]
fn money_has_the_digits_of_its_currency() {
    let value = |currency| {
        let lots = stock(&[(0, 15, 333)]);
        let input = StockAgingInput { lots, as_of: day(1), boundaries_days: vec![], currency, provision_rates: None };
        stock_aging(&input).unwrap().total_value.to_string()
    };
    // 1.5 at 0.333
    assert_eq!([value(Currency::JPY), value(Currency::USD), value(Currency::KWD)], ["0", "0.50", "0.500"]);
}

#[test]
fn settlement_terms_that_contradict_each_other_are_refused_by_name() {
    let base = ConsignmentSettlementInput {
        lots: stock(&[(0, 100, 1)]),
        consumption: vec![Consumption { date: day(9), quantity: tenths(10) }],
        currency: Currency::USD,
        as_of: None,
        ownership_transfer_days: None,
    };
    let path = |input| consignment_settlement(&input).unwrap_err().path().unwrap().to_owned();
    assert_eq!(path(ConsignmentSettlementInput { as_of: Some(day(8)), ..base.clone() }), "consumption[0].date");
    let ownership_transfer_days = Some(3);
    assert_eq!(path(ConsignmentSettlementInput { ownership_transfer_days, ..base.clone() }), "ownership_transfer_days");
    let consumption = vec![Consumption { date: day(9), quantity: tenths(101) }];
    let error = consignment_settlement(&ConsignmentSettlementInput { consumption, ..base }).unwrap_err();
    assert_eq!(error.to_string(), "consumption[0].quantity: 0.1 units more than were there on 2024-01-10");
}
