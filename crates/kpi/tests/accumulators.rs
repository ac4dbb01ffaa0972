//! The laws of the accumulators, and moments, quantiles and distinct counts against exact arithmetic.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

use mercato_core::{Coded, Decimal, ErrorCode, Exact};
use mercato_kpi::{
    Accumulator, Count, DistinctCountInput, DistinctMethod, ExactDistinct, Moments, MomentsMergeInput, QuantileMethod,
    QuantilesInput, SumDecimal, distinct_count, moments_merge, quantiles,
};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn state<A: Accumulator>(empty: impl Fn() -> A, items: &[impl std::borrow::Borrow<A::Item>]) -> A {
    let mut state = empty();
    for item in items {
        state.update(item.borrow()).unwrap();
    }
    state
}

fn merged<A: Accumulator>(empty: impl Fn() -> A, parts: &[&A]) -> A {
    let mut state = empty();
    for part in parts {
        state.merge(part).unwrap();
    }
    state
}

/// Every law for an exact accumulator: any split, order and grouping of merges gives the same figure and the same bytes.
fn exact_laws<A, I>(empty: impl Fn() -> A + Copy, items: &[I], cut: f64) -> Result<A::Output, TestCaseError>
where
    A: Accumulator,
    A::Output: PartialEq + std::fmt::Debug,
    I: std::borrow::Borrow<A::Item>,
{
    let place = (cut * items.len() as f64) as usize;
    let (whole, a, b) = (state(empty, items), state(empty, &items[..place]), state(empty, &items[place..]));
    let figure = whole.finish().unwrap();
    for other in [merged(empty, &[&a, &b]), merged(empty, &[&b, &a]), merged(empty, &[&merged(empty, &[&a]), &b])] {
        prop_assert_eq!(&other.finish().unwrap(), &figure);
        prop_assert_eq!(other.to_bytes(), whole.to_bytes());
    }
    let back = A::from_bytes(&whole.to_bytes()).unwrap();
    prop_assert_eq!(back.finish().unwrap(), whole.finish().unwrap());
    prop_assert_eq!(back.to_bytes(), whole.to_bytes());
    Ok(figure)
}

fn any_decimal() -> impl Strategy<Value = Decimal> {
    (-(1_i128 << 95)..1 << 95, 0_u32..29).prop_map(|(units, scale)| Decimal::from_i128_with_scale(units, scale))
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance * b.abs().max(f64::MIN_POSITIVE)
}

/// Mean and sample variance in exact arithmetic.
fn exact_moments(values: &[f64]) -> (f64, f64) {
    let exact = |value: f64| Exact::from_f64_shortest(value).unwrap();
    let n = Exact::from(values.len() as u64);
    let mean = values.iter().map(|value| exact(*value)).sum::<Exact>().checked_div(&n).unwrap();
    let squares = values
        .iter()
        .map(|value| {
            let gap = &exact(*value) - &mean;
            &gap * &gap
        })
        .sum::<Exact>();
    let variance = squares.checked_div(&(n - Exact::ONE)).unwrap();
    (mean.to_f64("").unwrap(), variance.to_f64("").unwrap())
}

proptest! {
    #[test]
    fn sums(items in proptest::collection::vec(any_decimal(), 0..40), cut in 0.0..1.0_f64) {
        let figure = exact_laws(SumDecimal::default, &items, cut)?;
        prop_assert_eq!(figure, items.iter().map(Exact::from).sum::<Exact>());
    }

    #[test]
    fn products(items in proptest::collection::vec((any::<i64>(), any_decimal()), 0..40)) {
        let mut sum = SumDecimal::default();
        for (count, value) in &items {
            sum.add_product(*count, *value);
        }
        let expected = items.iter().map(|(count, value)| Exact::from(*count) * Exact::from(value)).sum::<Exact>();
        prop_assert_eq!(sum.exact(), expected);
        let back = SumDecimal::from_bytes(&sum.to_bytes()).unwrap();
        prop_assert_eq!(&back, &sum);
        prop_assert_eq!(back.exact(), sum.exact());
    }

    #[test]
    fn counts(items in proptest::collection::vec(any::<u8>(), 0..40), cut in 0.0..1.0_f64) {
        prop_assert_eq!(exact_laws(Count::<u8>::default, &items, cut)?, items.len() as u64);
    }

    #[test]
    fn distinct(items in proptest::collection::vec("[a-c]{0,3}|é|\u{1f600}", 0..60), cut in 0.0..1.0_f64) {
        let expected = items.iter().collect::<BTreeSet<_>>().len() as u64;
        prop_assert_eq!(exact_laws(ExactDistinct::default, &items, cut)?, expected);
        let op = distinct_count(&DistinctCountInput { values: items, method: DistinctMethod::Exact, lg_k: None });
        prop_assert_eq!(op.unwrap().estimate, expected);
    }

    #[test]
    fn garbage_is_no_state(bytes in proptest::collection::vec(any::<u8>(), 0..60), kind in 0..8_u8) {
        for bytes in [bytes.clone(), [&[1, kind], &bytes[..]].concat()] {
            let _ = SumDecimal::from_bytes(&bytes);
            let _ = Count::<str>::from_bytes(&bytes);
            let _ = ExactDistinct::from_bytes(&bytes);
            let _ = Moments::from_bytes(&bytes);
        }
    }

    #[test]
    fn moments(
        // whole numbers, which doubles and their shortest prints hold exactly
        values in proptest::collection::vec(-1_000_000..1_000_000_i32, 2..60),
        shift in prop_oneof![Just(0.0), Just(1e9), Just(-1e12), Just(1e15)],
        cut in 0.0..1.0_f64,
    ) {
        let values: Vec<f64> = values.into_iter().map(|value| f64::from(value) + shift).collect();
        let (mean, variance) = exact_moments(&values);
        let place = (cut * values.len() as f64) as usize;
        let (a, b) = (state(Moments::default, &values[..place]), state(Moments::default, &values[place..]));
        let all = [state(Moments::default, &values), merged(Moments::default, &[&a, &b]), merged(Moments::default, &[&b, &a])];
        for state in all {
            let got = state.finish().unwrap();
            prop_assert!(close(got.mean.unwrap(), mean, 1e-14), "{:?} {}", got.mean, mean);
            prop_assert!(close(got.variance.unwrap(), variance, 1e-12), "{:?} {}", got.variance, variance);
            prop_assert_eq!(got.min, values.iter().copied().reduce(f64::min));
            prop_assert_eq!(got.max, values.iter().copied().reduce(f64::max));
            prop_assert_eq!(Moments::from_bytes(&state.to_bytes()).unwrap(), state);
        }
    }

    #[test]
    fn quantiles_are_within_and_monotone(
        (values, shuffled) in proptest::collection::vec(any::<f64>().prop_filter("finite", |x| x.is_finite()), 1..40)
            .prop_flat_map(|values| (Just(values.clone()), Just(values).prop_shuffle())),
        mut probabilities in proptest::collection::vec(0.0..=1.0_f64, 1..8),
        method in proptest::sample::select(vec![
            QuantileMethod::Linear, QuantileMethod::NearestRank, QuantileMethod::Hazen, QuantileMethod::MedianUnbiased,
        ]),
    ) {
        probabilities.sort_by(f64::total_cmp);
        let ask = |values: Vec<f64>| quantiles(&QuantilesInput { values, probabilities: probabilities.clone(), method }).unwrap();
        let got = ask(values.clone());
        prop_assert_eq!(&got, &ask(shuffled));
        let got: Vec<f64> = got.quantiles.into_iter().map(Option::unwrap).collect();
        prop_assert!(got.windows(2).all(|pair| pair[0] <= pair[1]), "{:?}", got);
        let (min, max) = (values.iter().copied().reduce(f64::min), values.iter().copied().reduce(f64::max));
        prop_assert!(got.iter().all(|value| Some(*value) >= min && Some(*value) <= max));
    }
}

#[test]
fn nearest_rank_counts_in_decimals() {
    // 100 x 0.07 is 7, though the double nearest to 0.07 times 100 is above it
    let values: Vec<f64> = (1..=100).map(f64::from).collect();
    let ask = |probability| {
        let input = QuantilesInput {
            values: values.clone(),
            probabilities: vec![probability],
            method: QuantileMethod::NearestRank,
        };
        quantiles(&input).unwrap().quantiles[0]
    };
    assert_eq!([0.0, 0.07, 0.070_000_1, 0.29, 1.0].map(ask), [1.0, 7.0, 8.0, 29.0, 100.0].map(Some));
}

#[test]
fn refusals_name_the_field() {
    let check = |error: mercato_kpi::KpiError, code, path| assert_eq!((error.code(), error.path()), (code, Some(path)));
    let partitions = vec![vec![], vec![1.0, f64::NAN]];
    check(
        moments_merge(&MomentsMergeInput { partitions }).unwrap_err(),
        ErrorCode::InvalidArgument,
        "partitions[1][1]",
    );
    let partitions = vec![vec![f64::MAX], vec![-f64::MAX]];
    check(moments_merge(&MomentsMergeInput { partitions }).unwrap_err(), ErrorCode::Overflow, "variance");
    let ask = |values: &[f64], probabilities: &[f64]| {
        let method = QuantileMethod::Linear;
        quantiles(&QuantilesInput { values: values.to_vec(), probabilities: probabilities.to_vec(), method })
            .unwrap_err()
    };
    check(ask(&[1.0, f64::INFINITY], &[]), ErrorCode::InvalidArgument, "values[1]");
    check(ask(&[], &[0.5, -0.1]), ErrorCode::InvalidArgument, "probabilities[1]");
    check(ask(&[], &[f64::NAN]), ErrorCode::InvalidArgument, "probabilities[0]");
    let values = vec!["a".to_owned()];
    let input = DistinctCountInput { values, method: DistinctMethod::Hll, lg_k: Some(22) };
    check(distinct_count(&input).unwrap_err(), ErrorCode::InvalidArgument, "lg_k");
    #[cfg(not(feature = "sketches"))]
    check(distinct_count(&DistinctCountInput { lg_k: None, ..input }).unwrap_err(), ErrorCode::Unsupported, "method");
}

#[cfg(feature = "sketches")]
mod sketches {
    use super::*;
    use mercato_kpi::{HllDistinct, TDigest};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn hll_looks_at_registers_only(
            lg_k in 4_u8..=12,
            count in prop_oneof![0..40_u32, 0..20_000_u32],
            cut in 0.0..1.0_f64,
        ) {
            let items: Vec<String> = (0..count).map(|id| format!("visitor {}", id % (count / 2 + 1))).collect();
            let empty = || HllDistinct::new(lg_k).unwrap();
            let place = (cut * items.len() as f64) as usize;
            let (whole, a, b) = (state(empty, &items), state(empty, &items[..place]), state(empty, &items[place..]));
            let figure = whole.finish().unwrap().to_bits();
            let mut backwards = items;
            backwards.reverse();
            for other in [merged(empty, &[&a, &b]), merged(empty, &[&b, &a]), state(empty, &backwards)] {
                prop_assert_eq!(other.finish().unwrap().to_bits(), figure);
                let back = HllDistinct::from_bytes(&other.to_bytes()).unwrap();
                prop_assert_eq!(back.finish().unwrap().to_bits(), figure);
            }
        }

        #[test]
        fn t_digest_stays_within_its_bound(
            values in proptest::collection::vec(-1e3..1e3_f64, 1..5_000),
            cut in 0.0..1.0_f64,
            probability in 0.0..=1.0_f64,
        ) {
            let empty = || TDigest::new(200).unwrap();
            let place = (cut * values.len() as f64) as usize;
            let (whole, a, b) = (state(empty, &values), state(empty, &values[..place]), state(empty, &values[place..]));
            let mut sorted = values.clone();
            sorted.sort_by(f64::total_cmp);
            let back = TDigest::from_bytes(&whole.to_bytes()).unwrap();
            for digest in [whole, merged(empty, &[&a, &b]), merged(empty, &[&b, &a]), back] {
                prop_assert_eq!(digest.count(), values.len() as u64);
                let value = digest.quantile(probability).unwrap().unwrap();
                let below = sorted.partition_point(|x| *x < value) as f64;
                let up_to = sorted.partition_point(|x| *x <= value) as f64;
                let n = values.len() as f64;
                // two merges, and a value of its own on either side
                let slack = 2.0 * 4.0 * probability * (1.0 - probability) / 200.0 * n + 1.5;
                prop_assert!(below - slack <= probability * n && probability * n <= up_to + slack);
                let five = digest.finish().unwrap().unwrap();
                prop_assert_eq!((five.min, five.max), (sorted[0], sorted[sorted.len() - 1]));
            }
        }

        #[test]
        fn garbage_is_no_sketch(bytes in proptest::collection::vec(any::<u8>(), 0..60), place in any::<prop::sample::Index>()) {
            prop_assert!(HllDistinct::from_bytes(&bytes).is_err());
            prop_assert!(TDigest::from_bytes(&bytes).is_err());
            let mut hll = state(|| HllDistinct::new(5).unwrap(), &["a", "b", "c", "d", "e", "f", "g", "h", "i"]).to_bytes();
            let mut digest = state(|| TDigest::new(10).unwrap(), &[1.0, 2.0, 3.0]).to_bytes();
            for byte in bytes {
                let at = place.index(hll.len());
                hll[at] = byte;
                let at = place.index(digest.len());
                digest[at] = byte;
                if let Ok(state) = HllDistinct::from_bytes(&hll) {
                    prop_assert!(state.finish().unwrap().is_finite());
                }
                if let Ok(mut state) = TDigest::from_bytes(&digest) {
                    let _ = state.update(&4.0);
                    let _ = state.finish();
                }
            }
        }
    }

    #[test]
    fn unlike_sketches_do_not_merge() {
        let error = HllDistinct::new(12).unwrap().merge(&HllDistinct::new(11).unwrap()).unwrap_err();
        assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("lg_k")));
        let error = TDigest::new(100).unwrap().merge(&TDigest::new(200).unwrap()).unwrap_err();
        assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("compression")));
        assert!(TDigest::new(100).unwrap().finish().unwrap().is_none());
    }
}
