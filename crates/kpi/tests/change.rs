//! Comparing periods, growth, and what a change is made of.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    clippy::cast_possible_wrap,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod common;

use chrono::{Datelike, NaiveDate, TimeDelta};
use common::{answer, assert_holds, refusal, unreadable};
use mercato_core::{CurrencyCode, Decimal, Rounding};
use mercato_kpi::{
    Comparison, ComparisonPeriodInput, LmdiForm, LmdiInput, LmdiSegment, MixRateInput, MixRateMethod, MixRateSegment,
    PriceVolumeMixInput, PvmItem, change_series, comparison_period, compound_growth_rate, lmdi, mix_rate_decomposition,
    period_change, price_volume_mix,
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn close(got: f64, want: f64, tolerance: f64) -> bool {
    (got - want).abs() <= tolerance * want.abs().max(1.0)
}

// ---- periods ----

#[test]
fn absolute_changes_are_exact_with_the_longer_scale() {
    let run = |current: &str, previous: &str| answer(period_change, json!({"current": current, "previous": previous}));
    assert_eq!(
        run("0.1", "0.300"),
        json!({"absolute_change": "-0.200", "relative_change": -2.0 / 3.0, "direction": "down"})
    );
    assert_holds(&run("5", "5.00"), &json!({"absolute_change": "0.00", "relative_change": 0.0, "direction": "flat"}));
    let input = json!({"current": "79228162514264337593543950335", "previous": "-1"});
    assert_eq!(refusal(period_change, input), ("overflow", "absolute_change".into()));
}

#[test]
fn comparisons_by_days_and_clamped_months() {
    let run = |start: &str, end: &str, comparison: &str| {
        let got = answer(comparison_period, json!({"start": start, "end": end, "comparison": comparison}));
        (got["start"].as_str().unwrap().to_owned(), got["end"].as_str().unwrap().to_owned())
    };
    for (start, end, comparison, want_start, want_end) in [
        ("2024-03-31", "2024-03-31", "month_over_month", "2024-02-29", "2024-02-29"),
        ("2023-03-31", "2023-03-31", "month_over_month", "2023-02-28", "2023-02-28"),
        ("2024-02-29", "2024-02-29", "year_over_year", "2023-02-28", "2023-02-28"),
        ("2024-04-01", "2024-06-30", "quarter_over_quarter", "2024-01-01", "2024-03-31"),
        ("2024-05-31", "2024-05-31", "quarter_over_quarter", "2024-02-29", "2024-02-29"),
        ("2024-01-01", "2024-12-31", "year_over_year", "2023-01-01", "2023-12-31"),
        ("2024-02-01", "2024-02-28", "year_over_year", "2023-02-01", "2023-02-28"), // not the whole of February 2024
        ("2024-01-01", "2024-01-01", "day_over_day", "2023-12-31", "2023-12-31"),
        ("2024-01-01", "2024-01-31", "previous_period", "2023-12-01", "2023-12-31"),
        ("2024-02-01", "2024-02-29", "previous_period", "2024-01-03", "2024-01-31"),
        ("2024-11-11", "2024-11-11", "year_over_year_same_weekday", "2023-11-13", "2023-11-13"),
    ] {
        assert_eq!(run(start, end, comparison), (want_start.into(), want_end.into()), "{start} {end} {comparison}");
    }
    let input = |start: &str, end: &str| json!({"start": start, "end": end, "comparison": "year_over_year"});
    assert_eq!(refusal(comparison_period, input("2024-02-02", "2024-02-01")), ("invalid_argument", "end".into()));
    assert_eq!(refusal(comparison_period, input("0001-05-01", "0001-05-02")), ("invalid_argument", "start".into()));
    assert!(unreadable(comparison_period, input("2024-02-30", "2024-03-01")));
}

fn last_of_month(date: NaiveDate) -> bool {
    (date + TimeDelta::days(1)).day() == 1
}

proptest! {
    #[test]
    fn whole_months_are_compared_with_whole_months(year in 1..3000_i32, month in 1..=12_u32, months in 1..=12_u32) {
        let start = NaiveDate::from_ymd_opt(year + 1, month, 1).unwrap();
        let end = start + chrono::Months::new(months) - TimeDelta::days(1);
        for (comparison, shift) in [(Comparison::MonthOverMonth, 1), (Comparison::QuarterOverQuarter, 3), (Comparison::YearOverYear, 12)] {
            let got = comparison_period(&ComparisonPeriodInput { start, end, comparison }).unwrap();
            prop_assert_eq!(got.start, start - chrono::Months::new(shift));
            prop_assert!(last_of_month(got.end));
            prop_assert_eq!(got.end + TimeDelta::days(1), got.start + chrono::Months::new(months));
        }
    }

    #[test]
    fn the_period_before_is_as_long_and_adjoins(offset in 400..800_000_i64, length in 1..400_i64) {
        let start = NaiveDate::from_ymd_opt(1, 1, 1).unwrap() + TimeDelta::days(offset);
        let end = start + TimeDelta::days(length - 1);
        let got = comparison_period(&ComparisonPeriodInput { start, end, comparison: Comparison::PreviousPeriod }).unwrap();
        prop_assert_eq!(got.end, start - TimeDelta::days(1));
        prop_assert_eq!(got.end - got.start, end - start);
        let weekday = comparison_period(&ComparisonPeriodInput { start, end, comparison: Comparison::YearOverYearSameWeekday });
        prop_assert_eq!(weekday.unwrap().start.weekday(), start.weekday());
    }
}

// ---- growth ----

#[test]
fn changes_of_a_series() {
    let run = |values: Value, lag: u64| answer(change_series, json!({"values": values, "lag": lag}))["changes"].clone();
    assert_eq!(run(json!([0.1, 0.3]), 1), json!([null, 2.0])); // 0.3 - 0.1 is 0.2, in decimal
    assert_eq!(run(json!([0, 5, -10, null, 4]), 2), json!([null, null, null, null, 1.4]));
    assert_eq!(run(json!([1, 2]), 5), json!([null, null]));
    assert_eq!(run(json!([]), 1), json!([]));
    assert_eq!(refusal(change_series, json!({"values": [1], "lag": 0})), ("invalid_argument", "lag".into()));
    let leap = json!({"values": [7, 1e-300, 1e300], "lag": 1});
    assert_eq!(refusal(change_series, leap), ("overflow", "changes[2]".into()));
    let nan = mercato_kpi::ChangeSeriesInput { values: vec![None, Some(f64::NAN)], lag: 1 };
    assert_eq!(mercato_core::Coded::path(&change_series(&nan).unwrap_err()), Some("values[1]"));
}

/// References: 50-digit arithmetic in Python.
#[test]
fn compound_growth() {
    let run = |first: f64, last: f64, periods: f64| {
        answer(compound_growth_rate, json!({"first": first, "last": last, "periods": periods}))["rate"]
            .as_f64()
            .unwrap()
    };
    for (first, last, periods, want) in [
        (50.0, 20.0, 5.0, -0.167_446_792_598_126_86),
        (1e6, 1e6 + 1.0, 12.0, 8.333_329_513_891_329e-8),
        (100.0, 0.0, 3.0, -1.0),
        (1e-300, 1e300, 200.0, 999.0),
        (3.0, 3.0, 7.0, 0.0),
    ] {
        let got = run(first, last, periods);
        assert!((got - want).abs() <= 2e-13 * want.abs(), "{first} {last} {periods}: {got}");
    }
    assert_eq!(answer(compound_growth_rate, json!({"first": 0, "last": 5, "periods": 2})), json!({"rate": null}));
    for (field, value) in [("first", -1.0), ("last", -1.0), ("periods", 0.0), ("periods", -2.0)] {
        let mut input = json!({"first": 1, "last": 2, "periods": 1});
        input[field] = json!(value);
        assert_eq!(refusal(compound_growth_rate, input), ("invalid_argument", field.into()));
    }
    let steep = json!({"first": 1, "last": 10, "periods": 1e-3});
    assert_eq!(refusal(compound_growth_rate, steep), ("overflow", "rate".into()));
}

// ---- mix and rate ----

#[test]
fn a_segment_without_weight_takes_the_other_rate() {
    let segments = json!([
        {"key": "old", "weight_before": 1, "rate_before": 0.5, "weight_after": 1, "rate_after": 0.5},
        {"key": "new", "weight_before": 0, "rate_before": null, "weight_after": 3, "rate_after": 0.1},
        {"key": "never", "weight_before": 0, "weight_after": 0}]);
    for method in ["base", "midpoint"] {
        let got = answer(mix_rate_decomposition, json!({"segments": segments, "method": method}));
        // nobody's rate changed: all of 0.5 -> 0.2 is mix
        assert_holds(&got, &json!({"change": -0.3, "rate_effect": 0.0, "mix_effect": -0.3, "interaction_effect": 0.0}));
    }
    let one = |field: &str, value: Value| {
        let mut segment =
            json!({"key": "a", "weight_before": 2, "rate_before": 0.1, "weight_after": 5, "rate_after": 0.1});
        segment[field] = value;
        json!({"segments": [segment], "method": "base"})
    };
    for (field, value, path) in [
        ("rate_before", Value::Null, "segments[0].rate_before"),
        ("rate_after", Value::Null, "segments[0].rate_after"),
        ("weight_after", json!(-1), "segments[0].weight_after"),
        ("weight_before", json!(0), "segments"),
    ] {
        assert_eq!(refusal(mix_rate_decomposition, one(field, value)), ("invalid_argument", path.into()));
    }
    let none = json!({"segments": [], "method": "base"});
    assert_eq!(refusal(mix_rate_decomposition, none), ("invalid_argument", "segments".into()));
    let mut twice = one("key", json!("a"));
    let segment = twice["segments"][0].clone();
    twice["segments"].as_array_mut().unwrap().push(segment);
    assert_eq!(refusal(mix_rate_decomposition, twice), ("duplicate_id", "segments[1].key".into()));
}

proptest! {
    #[test]
    fn effects_of_rate_and_mix_add_up(
        rows in prop::collection::vec((0..5000_u32, 0..1000_u32, 0..5000_u32, 0..1000_u32), 1..6),
        base in any::<bool>(),
    ) {
        prop_assume!(rows.iter().any(|row| row.0 > 0) && rows.iter().any(|row| row.2 > 0));
        let segments: Vec<MixRateSegment> = rows.iter().enumerate().map(|(i, row)| MixRateSegment {
            key: i.to_string(),
            weight_before: f64::from(row.0),
            rate_before: Some(f64::from(row.1) / 1e4),
            weight_after: f64::from(row.2),
            rate_after: Some(f64::from(row.3) / 1e4),
        }).collect();
        let method = if base { MixRateMethod::Base } else { MixRateMethod::Midpoint };
        let mut input = MixRateInput { segments, method };
        let got = mix_rate_decomposition(&input).unwrap();
        prop_assert!(close(got.rate_effect + got.mix_effect + got.interaction_effect, got.change, 1e-15));
        prop_assert!(close(got.rate_after - got.rate_before, got.change, 1e-15));
        prop_assert!(base || got.interaction_effect == 0.0);
        // each segment by the formula of the source, in plain doubles
        let total = |part: fn(&MixRateSegment) -> f64| input.segments.iter().map(part).sum::<f64>();
        let (w0, w1) = (total(|s| s.weight_before), total(|s| s.weight_after));
        for (segment, effect) in input.segments.iter().zip(&got.segments) {
            let (s0, s1) = (segment.weight_before / w0, segment.weight_after / w1);
            let (r0, r1) = (segment.rate_before.unwrap(), segment.rate_after.unwrap());
            let (rate, mix, both) = if base {
                (s0 * (r1 - r0), (s1 - s0) * (r0 - got.rate_before), (s1 - s0) * (r1 - r0))
            } else {
                let middle = f64::midpoint(got.rate_before, got.rate_after);
                (f64::midpoint(s0, s1) * (r1 - r0), (s1 - s0) * (f64::midpoint(r0, r1) - middle), 0.0)
            };
            prop_assert!(close(effect.rate_effect, rate, 1e-15) && close(effect.mix_effect, mix, 1e-15));
            prop_assert!(close(effect.interaction_effect, both, 1e-15));
            prop_assert!(close(effect.total_effect, rate + mix + both, 1e-15));
        }
        input.segments.reverse();
        let mut reversed = mix_rate_decomposition(&input).unwrap();
        reversed.segments.reverse();
        prop_assert_eq!(got, reversed);
    }
}

// ---- price, volume, mix ----

#[test]
fn the_bridge_closes_whatever_the_rounding() {
    // thirds of a cent everywhere: volume -0.335 (half even -0.34), price 0.0033
    let items = json!([
        {"key": "kept", "quantity_before": 3, "price_before": "0.335", "quantity_after": 2, "price_after": "0.33665"},
        {"key": "gone", "quantity_before": 1, "price_before": "0.005", "quantity_after": 0, "price_after": "9"},
        {"key": "never", "quantity_before": 0, "price_before": "1", "quantity_after": 0, "price_after": "1"}]);
    let got = answer(price_volume_mix, json!({"currency": "EUR", "items": items}));
    assert_eq!(
        got,
        json!({"revenue_before": "1.01", "revenue_after": "0.67", "change": "-0.34", "volume_effect": "-0.34",
               "mix_effect": "0.00", "price_effect": "0.00", "new_effect": "0.00", "discontinued_effect": "0.00"})
    );
    let none = answer(price_volume_mix, json!({"currency": "EUR", "items": []}));
    assert_holds(&none, &json!({"change": "0.00", "mix_effect": "0.00"}));
}

#[test]
fn bridge_refusals() {
    let input = |key: &str, price: &str| {
        json!({"currency": "EUR", "items": [
            {"key": "a", "quantity_before": 1, "price_before": "1", "quantity_after": 1, "price_after": "1"},
            {"key": key, "quantity_before": 1, "price_before": price, "quantity_after": 1, "price_after": "1"}]})
    };
    assert_eq!(refusal(price_volume_mix, input("a", "1")), ("duplicate_id", "items[1].key".into()));
    assert_eq!(refusal(price_volume_mix, input("b", "-1")), ("invalid_argument", "items[1].price_before".into()));
    let mut negative = input("b", "1");
    negative["items"][0]["quantity_after"] = json!(-1);
    assert!(unreadable(price_volume_mix, negative));
    let large = input("b", "79228162514264337593543950335");
    assert_eq!(refusal(price_volume_mix, large).0, "overflow");
}

proptest! {
    #[test]
    fn the_parts_of_a_bridge_sum_exactly(
        rows in prop::collection::vec((0..50_u64, 0..99_999_i64, 0..50_u64, 0..99_999_i64), 0..6),
        scale in 0..5_u32,
        mode in 0..7_usize,
    ) {
        let items: Vec<PvmItem> = rows.iter().enumerate().map(|(i, row)| PvmItem {
            key: i.to_string(),
            quantity_before: row.0,
            price_before: Decimal::new(row.1, 3),
            quantity_after: row.2,
            price_after: Decimal::new(row.3, 3),
        }).collect();
        let mut input = PriceVolumeMixInput {
            currency: CurrencyCode::new("CNY").unwrap(),
            items,
            scale: Some(scale),
            rounding: Some(Rounding::ALL[mode]),
        };
        let got = price_volume_mix(&input).unwrap();
        let parts = [got.volume_effect, got.mix_effect, got.price_effect, got.new_effect, got.discontinued_effect];
        prop_assert_eq!(parts.iter().sum::<Decimal>(), got.change);
        prop_assert_eq!(got.revenue_after - got.revenue_before, got.change);
        prop_assert!(parts.iter().all(|part| part.scale() == scale && !(part.is_zero() && part.is_sign_negative())));
        prop_assert!(got.new_effect >= Decimal::ZERO && got.discontinued_effect <= Decimal::ZERO);
        input.items.reverse();
        prop_assert_eq!(price_volume_mix(&input).unwrap(), got);
    }
}

// ---- LMDI ----

fn lmdi_of(segments: Vec<(Vec<f64>, Vec<f64>)>, form: LmdiForm) -> LmdiInput {
    let factors = (0..segments[0].0.len()).map(|k| format!("x{k}")).collect();
    let segment =
        |(i, (before, after)): (usize, (Vec<f64>, Vec<f64>))| LmdiSegment { key: i.to_string(), before, after };
    LmdiInput { factors, segments: segments.into_iter().enumerate().map(segment).collect(), form }
}

/// L(600, 200) ln(2) and L(600, 200) ln(1.5), L = 400 / ln 3, in 50-digit arithmetic; as a ratio 2 and 1.5 again.
#[test]
fn lmdi_by_hand() {
    let got = lmdi(&lmdi_of(vec![(vec![10.0, 20.0], vec![20.0, 30.0])], LmdiForm::Additive)).unwrap();
    assert_eq!((got.before, got.after, got.change), (200.0, 600.0, 400.0));
    assert!(close(got.effects[0].effect, 252.371_901_428_582_97, 1e-15));
    assert!(close(got.effects[1].effect, 147.628_098_571_417_03, 1e-15));
    let got = lmdi(&lmdi_of(vec![(vec![10.0, 20.0], vec![20.0, 30.0])], LmdiForm::Multiplicative)).unwrap();
    assert_eq!(got.change, 3.0);
    assert!(close(got.effects[0].effect, 2.0, 1e-15) && close(got.effects[1].effect, 1.5, 1e-15));
}

/// Near a = b the logarithms of the factors nearly cancel; the effects must not.
#[test]
fn lmdi_keeps_its_digits_near_no_change() {
    // 1000 x 0.05 -> 1000.0000001 x 0.05: the effect is 5e-9, to all digits of the change
    let got = lmdi(&lmdi_of(vec![(vec![1000.0, 0.05], vec![1_000.000_000_1, 0.05])], LmdiForm::Additive)).unwrap();
    assert_eq!((got.change, got.effects[1].effect), (5e-9, 0.0));
    assert!((got.effects[0].effect - 5e-9).abs() <= 1e-15 * 5e-9, "{}", got.effects[0].effect);
    // a product that does not change: opposite effects
    let got = lmdi(&lmdi_of(vec![(vec![4.0, 5.0], vec![5.0, 4.0])], LmdiForm::Additive)).unwrap();
    assert_eq!(got.effects[0].effect, -got.effects[1].effect);
}

#[test]
fn lmdi_splits_what_comes_from_or_goes_to_zero() {
    let run = |before: &[f64], after: &[f64]| {
        let got = lmdi(&lmdi_of(vec![(before.to_vec(), after.to_vec())], LmdiForm::Additive)).unwrap();
        got.effects.iter().map(|effect| effect.effect).collect::<Vec<_>>()
    };
    assert_eq!(run(&[0.0, 0.0, 3.0], &[4.0, 2.0, 5.0]), [20.0, 20.0, 0.0]);
    assert_eq!(run(&[4.0, 2.0, 5.0], &[4.0, 0.0, 3.0]), [0.0, -40.0, 0.0]);
    assert_eq!(run(&[0.0, 2.0], &[3.0, 0.0]), [0.0, 0.0]); // nothing before, nothing after
    let opened = vec![(vec![10.0, 2.0], vec![10.0, 2.0]), (vec![0.0, 2.0], vec![10.0, 2.0])];
    let got = lmdi(&lmdi_of(opened, LmdiForm::Multiplicative)).unwrap();
    assert_eq!(got.change, 2.0);
    assert!(close(got.effects[0].effect, 2.0, 1e-15) && got.effects[1].effect == 1.0);
}

#[test]
fn lmdi_refusals() {
    let input = |before: Value, after: Value, form: &str| json!({"factors": ["a", "b"], "segments": [{"key": "x", "before": before, "after": after}], "form": form});
    for (input, code, path) in [
        (input(json!([1]), json!([1, 2]), "additive"), "invalid_argument", "segments[0].before"),
        (input(json!([1, 2]), json!([1, 2, 3]), "additive"), "invalid_argument", "segments[0].after"),
        (input(json!([1, 2]), json!([1, -2]), "additive"), "invalid_argument", "segments[0].after[1]"),
        (input(json!([0, 2]), json!([1, 2]), "multiplicative"), "invalid_argument", "segments"),
        (input(json!([1, 2]), json!([1, 0]), "multiplicative"), "invalid_argument", "segments"),
        (input(json!([1e200, 1e200]), json!([1, 1]), "additive"), "overflow", "segments[0].effect"),
        (json!({"factors": [], "segments": [], "form": "additive"}), "invalid_argument", "factors"),
        (json!({"factors": ["a"], "segments": [], "form": "additive"}), "invalid_argument", "segments"),
        (
            json!({"factors": ["a", "a"], "segments": [{"key": "x", "before": [1, 1], "after": [1, 1]}], "form": "additive"}),
            "duplicate_id",
            "factors[1]",
        ),
        (
            json!({"factors": ["a"], "segments": [{"key": "x", "before": [1], "after": [1]}, {"key": "x", "before": [1], "after": [1]}], "form": "additive"}),
            "duplicate_id",
            "segments[1].key",
        ),
    ] {
        assert_eq!(refusal(lmdi, input), (code, path.into()));
    }
}

proptest! {
    #[test]
    fn lmdi_leaves_no_residual(
        rows in prop::collection::vec(prop::collection::vec((0..3000_u32, 0..3000_u32), 3), 1..5),
    ) {
        let segments: Vec<(Vec<f64>, Vec<f64>)> = rows.iter().map(|factors| {
            factors.iter().map(|(before, after)| (f64::from(*before) / 64.0, f64::from(*after) / 64.0)).unzip()
        }).collect();
        let got = lmdi(&lmdi_of(segments.clone(), LmdiForm::Additive)).unwrap();
        let scale = got.before + got.after;
        let sum: f64 = got.effects.iter().map(|effect| effect.effect).sum();
        prop_assert!((sum - got.change).abs() <= 1e-13 * scale.max(1e-300), "{} {}", sum, got.change);
        if got.before > 0.0 && got.after > 0.0 {
            let ratio = lmdi(&lmdi_of(segments.clone(), LmdiForm::Multiplicative)).unwrap();
            let product: f64 = ratio.effects.iter().map(|effect| effect.effect).product();
            prop_assert!((product / ratio.change - 1.0).abs() <= 1e-11, "{} {}", product, ratio.change);
        }
        // keys are given by position, so a shuffle of the rows is a shuffle of the keys too
        let mut shuffled = lmdi_of(segments, LmdiForm::Additive);
        shuffled.segments.reverse();
        prop_assert_eq!(lmdi(&shuffled).unwrap(), got);
    }
}
