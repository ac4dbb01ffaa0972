//! The invariants of metrics, scorecards, trends, reviews, tenders and concentration; published figures by name.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::float_cmp,
    reason = "tests"
)]

use chrono::{Datelike, Days, NaiveDate};
use mercato_core::{Coded, Currency, Decimal, ErrorCode, decimal, time};
use mercato_supplier::{
    Bid, Criterion, DeliveryColumns, DeliveryMetricsInput, DeliveryRecord, DeliveryRules, EvaluateTenderInput,
    GradeBand, GradeReason, MissingValue, OptimalSupplierCountInput, PriceFormula, ReviewReason, ReviewScheduleInput,
    ReviewedSupplier, ScorecardInput, SupplierSpend, SupplyConcentrationInput, TenderMethod, TrendAlert,
    TrendAlertInput, delivery_metrics, delivery_metrics_batch, evaluate_tender, optimal_supplier_count,
    review_schedule, scorecard, supply_concentration, trend_alert,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;

fn day(days: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().checked_add_days(Days::new(days)).unwrap()
}

fn cents(cents: i64) -> Decimal {
    Decimal::new(cents, 2)
}

fn record() -> impl Strategy<Value = DeliveryRecord> {
    (
        0_u64..60,
        0_u64..30,
        of(0_u64..40),
        1_u32..100,
        0_u32..120,
        0_u32..100,
        of(1_i64..999),
        of(1_i64..999),
        of(0_u32..90),
    )
        .prop_map(|(placed, promise, took, ordered, came, bad, agreed, paid, hours)| {
            let came = if took.is_some() { came } else { 0 };
            DeliveryRecord {
                order_id: "po".to_owned(),
                order_date: day(placed),
                promised_date: day(placed + promise),
                received_date: took.map(|took| day(placed + took)),
                quantity_ordered: f64::from(ordered),
                quantity_received: f64::from(came),
                quantity_defective: f64::from(bad.min(came)),
                agreed_unit_price: agreed.map(cents),
                paid_unit_price: paid.map(cents),
                response_hours: hours.map(f64::from),
            }
        })
}

fn metrics_input(records: Vec<DeliveryRecord>) -> DeliveryMetricsInput {
    DeliveryMetricsInput {
        as_of: day(100),
        half_life_days: None,
        early_days: None,
        late_days: None,
        in_full_tolerance: None,
        records,
    }
}

fn criterion(id: &str, weight: f64, worst: f64, best: f64) -> Criterion {
    Criterion { id: id.to_owned(), weight, worst, best, knockout: None }
}

fn band(grade: &str, min: f64) -> GradeBand {
    GradeBand { grade: grade.to_owned(), min }
}

fn card() -> impl Strategy<Value = ScorecardInput> {
    let line =
        (0.1_f64..5.0, -100.0_f64..100.0, 1.0_f64..50.0, any::<bool>(), of(-150.0_f64..150.0), of(-150.0_f64..150.0));
    let policy = proptest::sample::select(vec![MissingValue::Renormalize, MissingValue::Zero, MissingValue::Neutral]);
    (vec(line, 1..7), policy).prop_map(|(lines, missing)| {
        let mut input = ScorecardInput {
            criteria: Vec::new(),
            values: [("c0".to_owned(), Some(1.0))].into(),
            bands: vec![band("C", 0.0), band("A", 80.0), band("B", 50.0)],
            missing,
        };
        for (index, (weight, worst, range, falls, value, knockout)) in lines.into_iter().enumerate() {
            let id = format!("c{index}");
            let best = if falls { worst - range } else { worst + range };
            input.criteria.push(Criterion { knockout, ..criterion(&id, weight, worst, best) });
            if value.is_some() || index > 0 {
                input.values.insert(id, value);
            }
        }
        input
    })
}

fn trend(values: Vec<f64>) -> TrendAlertInput {
    TrendAlertInput {
        values,
        alpha: 0.3,
        higher_is_better: None,
        drop_threshold: None,
        target: None,
        consecutive: None,
        significance: None,
    }
}

fn bids() -> impl Strategy<Value = Vec<Bid>> {
    let bid = (1_i64..3_000, of(0_u32..=100), any::<bool>());
    vec(bid, 1..7).prop_map(|bids| {
        let named = bids.into_iter().enumerate();
        named
            .map(|(index, (price, score, compliant))| Bid {
                id: format!("b{index}"),
                price: cents(price),
                technical_score: Some(score.map_or(50.0, f64::from)),
                compliant: Some(compliant),
            })
            .collect()
    })
}

fn tender(bids: Vec<Bid>, formula: Option<PriceFormula>) -> EvaluateTenderInput {
    EvaluateTenderInput {
        method: formula.map_or(TenderMethod::LowestPrice, |_| TenderMethod::MostEconomicallyAdvantageous),
        currency: Currency::EUR,
        bids,
        minimum_technical_score: None,
        price_formula: formula,
        quality_weight: Some(0.6),
        price_weight: Some(0.4),
        abnormally_low_threshold: None,
    }
}

const FORMULAS: [Option<PriceFormula>; 4] = [
    None,
    Some(PriceFormula::LowestOverPrice),
    Some(PriceFormula::LinearToHighest),
    Some(PriceFormula::LinearToDoubleLowest),
];

proptest! {
    #[test]
    fn otif_is_at_most_on_time_and_in_full(
        records in vec(record(), 1..20),
        half_life in of(1.0_f64..200.0),
        early in of(0_u32..9),
        late in of(0_u32..5),
        tolerance in of(0.0_f64..0.3),
    ) {
        let input = DeliveryMetricsInput {
            half_life_days: half_life,
            early_days: early,
            late_days: late,
            in_full_tolerance: tolerance,
            ..metrics_input(records)
        };
        let Ok(metrics) = delivery_metrics(&input) else {
            // all are open and not yet due, which as_of rules out here but for promises on its day
            prop_assert!(input.records.iter().all(|record| record.received_date.is_none() && record.promised_date >= input.as_of));
            return Ok(());
        };
        let otif = metrics.otif_rate.unwrap();
        prop_assert!(otif <= metrics.on_time_rate.unwrap() && otif <= metrics.in_full_rate.unwrap());
        for rate in [metrics.on_time_rate, metrics.in_full_rate, metrics.fill_rate] {
            prop_assert!((0.0..=1.0).contains(&rate.unwrap()));
        }
        prop_assert!(metrics.effective_sample_size <= metrics.records_used as f64 * (1.0 + 1e-12));
        prop_assert!(metrics.effective_sample_size >= 1.0 - 1e-12);
        // twice the records are the same supplier
        let twice = DeliveryMetricsInput { records: [&input.records[..], &input.records[..]].concat(), ..input.clone() };
        let twice = delivery_metrics(&twice).unwrap();
        prop_assert!((twice.otif_rate.unwrap() - otif).abs() < 1e-12);
        prop_assert!((twice.effective_sample_size - 2.0 * metrics.effective_sample_size).abs() < 1e-9);
    }

    #[test]
    fn columns_say_what_records_say(rows in vec((0_u32..4, record()), 0..40), half_life in of(1.0_f64..200.0)) {
        let supplier: Vec<u32> = rows.iter().map(|(supplier, _)| *supplier).collect();
        let ordered: Vec<NaiveDate> = rows.iter().map(|(_, record)| record.order_date).collect();
        let promised: Vec<NaiveDate> = rows.iter().map(|(_, record)| record.promised_date).collect();
        let received: Vec<Option<NaiveDate>> = rows.iter().map(|(_, record)| record.received_date).collect();
        let quantity = |of: fn(&DeliveryRecord) -> f64| rows.iter().map(|(_, record)| of(record)).collect::<Vec<f64>>();
        let price = |of: fn(&DeliveryRecord) -> Option<Decimal>| rows.iter().map(|(_, record)| of(record)).collect::<Vec<_>>();
        let hours: Vec<Option<f64>> = rows.iter().map(|(_, record)| record.response_hours).collect();
        let columns = DeliveryColumns {
            supplier: &supplier,
            order_date: &ordered,
            promised_date: &promised,
            received_date: &received,
            quantity_ordered: &quantity(|record| record.quantity_ordered),
            quantity_received: &quantity(|record| record.quantity_received),
            quantity_defective: &quantity(|record| record.quantity_defective),
            agreed_unit_price: &price(|record| record.agreed_unit_price),
            paid_unit_price: &price(|record| record.paid_unit_price),
            response_hours: &hours,
        };
        let rules = DeliveryRules { half_life_days: half_life, ..DeliveryRules::new(day(100)) };
        let batch = delivery_metrics_batch(&rules, &columns, 4).unwrap();
        for (index, got) in batch.iter().enumerate() {
            let own: Vec<DeliveryRecord> = rows
                .iter()
                .filter(|(supplier, _)| *supplier as usize == index)
                .map(|(_, record)| record.clone())
                .collect();
            let want = delivery_metrics(&DeliveryMetricsInput { half_life_days: half_life, ..metrics_input(own) }).ok();
            prop_assert_eq!(got, &want);
        }
    }

    #[test]
    fn contributions_add_up_to_the_score(input in card()) {
        let answer = scorecard(&input).unwrap();
        let sum: f64 = answer.contributions.values().sum();
        prop_assert!((sum - answer.score).abs() < 1e-9);
        prop_assert!((0.0..=100.0).contains(&answer.score));
        let lost: f64 = answer.points_lost.values().sum();
        prop_assert!((sum + lost - 100.0).abs() < 1e-9);
        prop_assert_eq!(answer.grade_reason == GradeReason::KnockedOut, !answer.knocked_out.is_empty());
    }

    #[test]
    fn a_better_value_never_lowers_the_score(input in card(), which in 0_usize..7, step in 0.0_f64..60.0) {
        let criterion = &input.criteria[which % input.criteria.len()];
        let mut better = input.clone();
        if let Some(Some(value)) = better.values.get_mut(&criterion.id) {
            *value += if criterion.best > criterion.worst { step } else { -step };
        }
        let (before, after) = (scorecard(&input).unwrap(), scorecard(&better).unwrap());
        prop_assert!(after.score >= before.score - 1e-9);
        prop_assert!(after.knocked_out.len() <= before.knocked_out.len());
    }

    #[test]
    fn the_improvement_named_brings_the_next_grade(input in card()) {
        let answer = scorecard(&input).unwrap();
        if let Some(next) = answer.next_grade {
            for improvement in next.single_improvements {
                let mut better = input.clone();
                better.values.insert(improvement.id, Some(improvement.value));
                prop_assert_eq!(&scorecard(&better).unwrap().grade, &next.grade);
            }
        }
    }

    #[test]
    fn a_trend_is_that_of_its_pairs(values in vec(-6_i32..6, 3..40)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let report = trend_alert(&trend(values.clone())).unwrap();
        let (mut s, mut slopes) = (0_i64, Vec::new());
        for j in 0..values.len() {
            for i in 0..j {
                s += i64::from(values[j] > values[i]) - i64::from(values[j] < values[i]);
                slopes.push((values[j] - values[i]) / (j - i) as f64);
            }
        }
        slopes.sort_by(f64::total_cmp);
        let median = f64::midpoint(slopes[(slopes.len() - 1) / 2], slopes[slopes.len() / 2]);
        prop_assert_eq!(report.mann_kendall_s, s);
        prop_assert!((report.theil_sen_slope - median).abs() < 1e-12);
        prop_assert!((0.0..=1.0).contains(&report.mann_kendall_p));
        // upside down, with lower better, nothing else changes
        let negated = TrendAlertInput { higher_is_better: Some(false), ..trend(values.iter().map(|value| -value).collect()) };
        let mirrored = trend_alert(&negated).unwrap();
        prop_assert_eq!(&report.alerts, &mirrored.alerts);
        prop_assert_eq!(report.consecutive_declines, mirrored.consecutive_declines);
    }

    #[test]
    fn reviews_fall_on_days_that_exist(start in 0_u64..4_000, months in 1_u32..40, notice in of(0_u64..400), end in of(0_u64..6_000)) {
        let last = day(start);
        let input = ReviewScheduleInput {
            as_of: day(4_000),
            interval_months: [("B".to_owned(), months)].into(),
            suppliers: vec![ReviewedSupplier {
                id: "s".to_owned(),
                grade: "B".to_owned(),
                last_review_date: last,
                contract_end_date: end.map(day),
                notice_period_days: notice,
            }],
        };
        let review = review_schedule(&input).unwrap().reviews.remove(0);
        let (next, due) = (review.next_review_date, review.due_date);
        let place = last.year() * 12 + last.month0().cast_signed() + months.cast_signed();
        prop_assert_eq!(next.year() * 12 + next.month0().cast_signed(), place);
        // the same day, or the last of a month that lacks it
        let is_last = next.succ_opt().unwrap().day() == 1;
        prop_assert!(next.day() == last.day() || (is_last && next.day() < last.day()));
        prop_assert!(due <= next && due > last);
        prop_assert_eq!(review.reason == ReviewReason::NoticeDeadline, due < next);
        prop_assert_eq!(review.overdue, due < input.as_of);
        prop_assert_eq!(review.days_until_due, due.signed_duration_since(input.as_of).num_days());
    }

    #[test]
    fn the_runner_up_would_win_at_the_price_named_and_no_dearer(bids in bids(), formula in 0_usize..4) {
        let input = tender(bids, FORMULAS[formula]);
        let award = evaluate_tender(&input).unwrap();
        prop_assert_eq!(award.ranking.len() + award.rejected.len(), input.bids.len());
        prop_assert_eq!(award.awarded.as_ref(), award.ranking.first());
        if let Some(second) = award.runner_up {
            let at = |price: Decimal| {
                let mut input = input.clone();
                let bid = input.bids.iter_mut().find(|bid| bid.id == second.id).unwrap();
                bid.price = price;
                evaluate_tender(&input).unwrap().awarded
            };
            match second.winning_price {
                Some(price) => {
                    prop_assert_eq!(at(price), Some(second.id.clone()));
                    prop_assert!(at(price + cents(1)) != Some(second.id.clone()));
                }
                None => prop_assert!(at(cents(1)) != Some(second.id.clone())),
            }
        }
    }

    #[test]
    fn concentration_lies_between_equal_shares_and_one(spends in vec(0_i64..100_000, 1..30)) {
        prop_assume!(spends.iter().any(|spend| *spend > 0));
        let lines = spends.iter().enumerate().map(|(index, spend)| SupplierSpend { id: format!("s{index}"), spend: cents(*spend) });
        let answer = supply_concentration(&SupplyConcentrationInput { spends: lines.collect(), single_source_threshold: None }).unwrap();
        let n = spends.len() as f64;
        prop_assert!(answer.hhi >= 1.0 / n - 1e-12 && answer.hhi <= 1.0);
        prop_assert!(answer.effective_suppliers >= 1.0 && answer.effective_suppliers <= n + 1e-9);
        prop_assert!(answer.top_share <= answer.cr3 && answer.cr3 <= 1.0);
        prop_assert_eq!(answer.single_sourced, answer.top_share >= 0.8);
    }

    #[test]
    fn more_suppliers_are_never_down_more_often(together in 0.0_f64..=1.0, alone in 0.0_f64..=1.0, loss in 0.0_f64..1e9, cost in 0.0_f64..1e6) {
        let answer = optimal_supplier_count(&OptimalSupplierCountInput {
            super_event_probability: together,
            unique_event_probability: alone,
            loss,
            cost_per_supplier: cost,
            max_suppliers: 20,
        })
        .unwrap();
        prop_assert!(answer.all_down_probability.is_sorted_by(|a, b| a >= b));
        let best = answer.expected_total_cost[answer.optimal_count as usize - 1];
        prop_assert!(answer.expected_total_cost.iter().all(|cost| *cost >= best));
    }
}

/// U.S. Department of Justice, "Herfindahl-Hirschman Index": shares of 30, 30, 20 and 20 % give 2,600 of 10,000.
#[test]
fn doj_four_firms() {
    let spend = |id: &str, spend: i64| SupplierSpend { id: id.to_owned(), spend: cents(spend) };
    let spends = vec![spend("a", 3000), spend("b", 3000), spend("c", 2000), spend("d", 2000)];
    let answer = supply_concentration(&SupplyConcentrationInput { spends, single_source_threshold: None }).unwrap();
    assert_eq!((answer.hhi, answer.cr3, answer.top_supplier.as_str()), (0.26, 0.8, "a"));
}

/// 2,001 values take the counting way to the median slope; a line with one wild value has its own slope.
#[test]
fn a_long_line_with_a_wild_value() {
    let mut values: Vec<f64> = (0..5_000).map(|t| 100.0 - 0.25 * f64::from(t)).collect();
    values[1_234] = 1e6;
    let report = trend_alert(&trend(values)).unwrap();
    assert!((report.theil_sen_slope + 0.25).abs() < 1e-9, "{}", report.theil_sen_slope);
    assert_eq!(report.alerts, [TrendAlert::DecliningTrend, TrendAlert::ConsecutiveDeclines]);
}

#[test]
fn equal_values_have_no_trend() {
    let report = trend_alert(&TrendAlertInput { drop_threshold: Some(0.0), ..trend(vec![0.0; 5]) }).unwrap();
    assert_eq!((report.mann_kendall_s, report.mann_kendall_z, report.mann_kendall_p), (0, 0.0, 1.0));
    assert_eq!((report.slope, report.theil_sen_slope), (0.0, 0.0));
    assert!(report.alerts.is_empty());
}

/// 43 of 100 may lack: 1 - 0.43 is above 0.57 in doubles, and 57 is in full all the same.
#[test]
fn a_tolerance_is_the_decimal_that_was_written() {
    let mut record = DeliveryRecord {
        order_id: "po".to_owned(),
        order_date: day(0),
        promised_date: day(5),
        received_date: Some(day(5)),
        quantity_ordered: 100.0,
        quantity_received: 57.0,
        quantity_defective: 0.0,
        agreed_unit_price: None,
        paid_unit_price: None,
        response_hours: None,
    };
    let at = |record: &DeliveryRecord| {
        let input = metrics_input(vec![record.clone()]);
        delivery_metrics(&DeliveryMetricsInput { in_full_tolerance: Some(0.43), ..input }).unwrap().in_full_rate
    };
    assert_eq!(at(&record), Some(1.0));
    record.quantity_received = 56.0;
    assert_eq!(at(&record), Some(0.0));
}

/// Weights that all vanish in a double (2^-3650) still have a ratio.
#[test]
fn old_records_have_rates_too() {
    let record = |received: f64, on: u64| DeliveryRecord {
        order_id: "po".to_owned(),
        order_date: day(0),
        promised_date: day(5),
        received_date: Some(day(on)),
        quantity_ordered: 10.0,
        quantity_received: received,
        quantity_defective: 0.0,
        agreed_unit_price: None,
        paid_unit_price: None,
        response_hours: None,
    };
    let input = DeliveryMetricsInput {
        as_of: day(3_656),
        half_life_days: Some(1.0),
        ..metrics_input(vec![record(10.0, 6), record(5.0, 5)])
    };
    // weights 1 and 1/2 of the youngest
    let metrics = delivery_metrics(&input).unwrap();
    assert!((metrics.fill_rate.unwrap() - 12.5 / 15.0).abs() < 1e-12);
    assert!((metrics.on_time_rate.unwrap() - 1.0 / 3.0).abs() < 1e-12);
}

#[test]
fn refusals_name_the_field_and_the_row() {
    let good = DeliveryRecord {
        order_id: "po".to_owned(),
        order_date: day(10),
        promised_date: day(20),
        received_date: Some(day(20)),
        quantity_ordered: 10.0,
        quantity_received: 10.0,
        quantity_defective: 0.0,
        agreed_unit_price: None,
        paid_unit_price: None,
        response_hours: None,
    };
    let refused = |change: &dyn Fn(&mut DeliveryRecord), path: &str| {
        let mut bad = good.clone();
        change(&mut bad);
        let error = delivery_metrics(&metrics_input(vec![good.clone(), bad])).unwrap_err();
        assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some(path)), "{error}");
    };
    refused(&|record| record.received_date = Some(day(101)), "records[1].received_date");
    refused(&|record| record.received_date = Some(day(9)), "records[1].received_date");
    refused(&|record| record.received_date = None, "records[1].quantity_received");
    refused(&|record| record.quantity_defective = 11.0, "records[1].quantity_defective");
    refused(&|record| record.quantity_ordered = 0.0, "records[1].quantity_ordered");
    refused(&|record| record.quantity_ordered = f64::NAN, "records[1].quantity_ordered");
    refused(&|record| record.response_hours = Some(-1.0), "records[1].response_hours");
    refused(&|record| record.paid_unit_price = Some(cents(-1)), "records[1].paid_unit_price");

    let mut input = ScorecardInput {
        criteria: vec![criterion("a", 0.0, 0.0, 1.0), criterion("b", 0.0, 0.0, 1.0)],
        values: [("a".to_owned(), Some(1.0))].into(),
        bands: vec![band("A", 50.0), band("B", 0.0)],
        missing: MissingValue::Renormalize,
    };
    assert_eq!(scorecard(&input).unwrap_err().code(), ErrorCode::InvalidArgument);
    input.criteria[1].weight = 1.0;
    // all the weight is on what is missing
    assert_eq!(scorecard(&input).unwrap_err().path(), Some("criteria[].weight"));
    input.missing = MissingValue::Reject;
    assert_eq!(scorecard(&input).unwrap_err().path(), Some("values.b"));
    input.missing = MissingValue::Zero;
    input.bands[1].min = 50.0;
    assert_eq!(scorecard(&input).unwrap_err().code(), ErrorCode::InvalidArgument);
    input.bands[1].min = f64::INFINITY;
    assert_eq!(scorecard(&input).unwrap_err().path(), Some("bands[1].min"));
}

/// 29 February, a year on, and 31 January, a month on.
#[test]
fn month_ends_are_clamped() {
    let next = |last: &str, months: u32| {
        let supplier = ReviewedSupplier {
            id: "s".to_owned(),
            grade: "A".to_owned(),
            last_review_date: time::parse_date(last).unwrap(),
            contract_end_date: None,
            notice_period_days: None,
        };
        let input = ReviewScheduleInput {
            as_of: time::parse_date("2030-01-01").unwrap(),
            interval_months: [("A".to_owned(), months)].into(),
            suppliers: vec![supplier],
        };
        review_schedule(&input).map(|schedule| schedule.reviews[0].next_review_date.to_string())
    };
    assert_eq!(next("2024-02-29", 12).unwrap(), "2025-02-28");
    assert_eq!(next("2024-02-29", 48).unwrap(), "2028-02-29");
    assert_eq!(next("2025-01-31", 1).unwrap(), "2025-02-28");
    assert_eq!(next("2024-08-31", 3).unwrap(), "2024-11-30");
    assert_eq!(next("2024-08-31", u32::MAX).unwrap_err().code(), ErrorCode::Overflow);
}

/// A bid that cannot win moves the winner under `lowest_over_price` or `linear_to_highest` (Dini, Pacini and Valletti 2006): the
/// scores of the others depend on it. `abnormally_low` asks before that price counts.
#[test]
fn a_losing_bid_moves_the_winner_where_scores_are_relative() {
    let bid = |id: &str, price: i64, score: f64| Bid {
        id: id.to_owned(),
        price: cents(price),
        technical_score: Some(score),
        compliant: None,
    };
    let two = vec![bid("quality", 13_000, 90.0), bid("price", 10_000, 70.0)];
    let formula = Some(PriceFormula::LinearToHighest);
    let of = |bids: Vec<Bid>| evaluate_tender(&tender(bids, formula)).unwrap().awarded.unwrap();
    assert_eq!(of(two.clone()), "price");
    let dear = bid("dear", 40_000, 0.0);
    assert_eq!(of([two, vec![dear]].concat()), "quality");
}

#[test]
fn a_price_at_the_threshold_is_not_abnormally_low() {
    let bid =
        |id: &str, price: i64| Bid { id: id.to_owned(), price: cents(price), technical_score: None, compliant: None };
    // a mean of 100.00, of which 15 % less is 85.00 exactly
    let mut input = tender(vec![bid("a", 8_500), bid("b", 11_500)], None);
    input.abnormally_low_threshold = Some(0.15);
    assert!(evaluate_tender(&input).unwrap().abnormally_low.is_empty());
    input.bids[0].price = cents(8_499);
    input.bids[1].price = cents(11_501);
    assert_eq!(evaluate_tender(&input).unwrap().abnormally_low, ["a"]);
    assert_eq!(decimal::parse("1").unwrap(), Decimal::ONE);
}
