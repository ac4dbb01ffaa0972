//! Every operation of the ground against arbitrary-precision arithmetic of another library, on random and extreme operands.

#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::float_cmp,
    reason = "a test stops where its reference fails, and compares doubles bit by bit on purpose"
)]

use dashu_int::IBig;
use dashu_ratio::RBig;
use mercato_core::{
    Coded, Currency, Decimal, ErrorCode, Exact, Money, Rounding, allocate, allocate_by, allocate_exact, allocate_runs,
    decimal, even_units,
};
use proptest::prelude::*;

/// Operands where things break: limits, powers of ten and their neighbours, small numbers, anything.
fn minor() -> impl Strategy<Value = i64> {
    prop_oneof![
        Just(i64::MIN),
        Just(i64::MAX),
        Just(0),
        -1000_i64..1000,
        any::<i64>(),
        (0_u32..19, -1_i64..=1).prop_map(|(exponent, off)| 10_i64.pow(exponent) + off),
        any::<i32>().prop_map(i64::from),
    ]
}

fn any_decimal() -> impl Strategy<Value = Decimal> {
    let limit = (1_i128 << 96) - 1;
    let mantissa = prop_oneof![
        Just(limit),
        Just(-limit),
        Just(0),
        -limit..=limit,
        any::<i64>().prop_map(i128::from),
        -100_000_i128..100_000,
    ];
    (mantissa, 0_u32..=28).prop_map(|(mantissa, scale)| Decimal::try_from_i128_with_scale(mantissa, scale).unwrap())
}

fn rate() -> impl Strategy<Value = Decimal> {
    prop_oneof![any_decimal(), (-10_000_i128..10_000, 0_u32..=6).prop_map(|(m, s)| Decimal::from_i128_with_scale(m, s))]
}

fn rounding() -> impl Strategy<Value = Rounding> {
    prop::sample::select(Rounding::ALL.to_vec())
}

fn rational(value: Decimal) -> RBig {
    RBig::from_parts_signed(IBig::from(value.mantissa()), IBig::from(10).pow(value.scale() as usize))
}

/// `value` rounded to an integer by the mode's definition: which of floor and floor + 1 does the text choose?
fn reference_round(value: &RBig, mode: Rounding) -> IBig {
    let floor = value.floor();
    let fraction = value - RBig::from(floor.clone());
    if fraction == RBig::ZERO {
        return floor;
    }
    let half = RBig::from_parts_signed(IBig::from(1), IBig::from(2));
    let negative = *value < RBig::ZERO;
    let upper = match mode {
        Rounding::Ceil => true,
        Rounding::Floor => false,
        Rounding::Up => !negative,
        Rounding::Down => negative,
        Rounding::HalfUp => fraction > half || (fraction == half && !negative),
        Rounding::HalfDown => fraction > half || (fraction == half && negative),
        Rounding::HalfEven => fraction > half || (fraction == half && &floor % IBig::from(2) != IBig::from(0)),
    };
    if upper { floor + 1 } else { floor }
}

/// Agrees with the reference: the same integer, or `overflow` where it does not fit.
fn agrees(got: Result<i64, mercato_core::Error>, want: &IBig) -> Result<(), TestCaseError> {
    match (got, i64::try_from(want.clone())) {
        (Ok(got), Ok(want)) => prop_assert_eq!(got, want),
        (Err(error), Err(_)) => prop_assert_eq!(error.code(), ErrorCode::Overflow),
        (got, _) => prop_assert!(false, "got {:?}, want {}", got, want),
    }
    Ok(())
}

fn cny(minor: i64) -> Money {
    Money::from_minor(minor, Currency::CNY)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn sums_differences_and_products_agree_with_big_integers(a in minor(), b in minor()) {
        let (x, y) = (IBig::from(a), IBig::from(b));
        agrees(cny(a).checked_add(cny(b)).map(|m| m.minor()), &(&x + &y))?;
        agrees(cny(a).checked_sub(cny(b)).map(|m| m.minor()), &(&x - &y))?;
        agrees(cny(a).checked_mul(b).map(|m| m.minor()), &(&x * &y))?;
        agrees(cny(a).checked_neg().map(|m| m.minor()), &-x)?;
    }

    #[test]
    fn slice_sums_agree_with_big_integers(amounts in prop::collection::vec(minor(), 0..20)) {
        let money: Vec<Money> = amounts.iter().map(|amount| cny(*amount)).collect();
        let want: IBig = amounts.iter().map(|amount| IBig::from(*amount)).sum();
        agrees(Money::sum(Currency::CNY, &money).map(|m| m.minor()), &want)?;
    }

    #[test]
    fn mul_rate_is_the_exact_product_rounded_once(amount in minor(), rate in rate(), mode in rounding()) {
        let want = reference_round(&(RBig::from(amount) * rational(rate)), mode);
        agrees(cny(amount).mul_rate(rate, mode).map(|m| m.minor()), &want)?;
    }

    #[test]
    fn decimals_become_money_by_the_named_rounding_only(value in any_decimal(), mode in rounding()) {
        let cents = rational(value) * RBig::from(100);
        agrees(Money::round_decimal(value, Currency::CNY, mode).map(|m| m.minor()), &reference_round(&cents, mode))?;
        match Money::from_decimal(value, Currency::CNY) {
            Ok(money) => prop_assert_eq!(RBig::from(money.minor()), cents),
            Err(error) if error.code() == ErrorCode::Overflow => {
                prop_assert!(i64::try_from(reference_round(&cents, Rounding::Down)).is_err());
            }
            Err(_) => prop_assert!(cents.clone() != RBig::from(cents.floor())),
        }
    }

    #[test]
    fn decimal_rounding_agrees_with_big_rationals(value in any_decimal(), scale in 0_u32..=28, mode in rounding()) {
        let scaled = rational(value) * RBig::from(IBig::from(10).pow(scale as usize));
        let want = reference_round(&scaled, mode);
        match decimal::round(value, scale, mode) {
            Ok(got) => {
                prop_assert_eq!(IBig::from(got.mantissa()), want);
                prop_assert_eq!(got.scale(), scale);
                prop_assert!(!got.to_string().starts_with("-0") || !got.is_zero());
            }
            Err(error) => {
                prop_assert_eq!(error.code(), ErrorCode::Overflow);
                prop_assert!(want.clone() * want.clone() >= IBig::from(1_i128 << 96) * IBig::from(1_i128 << 96));
            }
        }
    }

    #[test]
    fn decimal_sums_are_exact(values in prop::collection::vec(any_decimal(), 0..12)) {
        let want: RBig = values.iter().fold(RBig::ZERO, |sum, value| sum + rational(*value));
        match decimal::sum(&values) {
            Ok(got) => prop_assert_eq!(rational(got), want),
            Err(error) => {
                prop_assert_eq!(error.code(), ErrorCode::Overflow);
                let scale = values.iter().map(Decimal::scale).max().unwrap_or(0);
                let mantissa = want * RBig::from(IBig::from(10).pow(scale as usize));
                prop_assert!(Decimal::try_from_i128_with_scale(i128::try_from(mantissa.floor()).unwrap_or(i128::MAX), scale).is_err());
            }
        }
    }

    #[test]
    fn printing_and_parsing_round_trip(value in any_decimal(), minor in minor()) {
        let text = value.to_string();
        let read = decimal::parse(&text).unwrap();
        prop_assert_eq!((read.mantissa(), read.scale()), (value.mantissa(), value.scale()));
        prop_assert_eq!(&read.to_string(), &text);
        for currency in [Currency::CNY, Currency::JPY, Currency::KWD] {
            let money = Money::from_minor(minor, currency);
            prop_assert_eq!(Money::parse(&money.amount(), currency).unwrap(), money);
            prop_assert_eq!(money.to_string().parse::<Money>().unwrap(), money);
            let json = serde_json::to_string(&money).unwrap();
            prop_assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), money);
            prop_assert!(!money.is_zero() || !money.amount().starts_with('-'));
        }
    }

    #[test]
    fn what_parses_is_what_was_written(text in r"-?[0-9]{0,40}(\.[0-9]{0,40})?") {
        // the reference reads the digits as one big integer over a power of ten
        let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let well_formed = !whole.is_empty() && !fraction.is_empty();
        match decimal::parse(&text) {
            Ok(value) => {
                prop_assert!(well_formed);
                let mantissa = IBig::from_str_radix(&format!("{whole}{fraction}"), 10).unwrap() * sign;
                prop_assert_eq!(rational(value), RBig::from_parts_signed(mantissa, IBig::from(10).pow(fraction.len())));
            }
            Err(error) => prop_assert!(!well_formed || text.len() > 28, "{}", error),
        }
    }

    #[test]
    fn anything_else_is_refused(text in r"[-+0-9.eE_, ]{0,8}") {
        let grammar = {
            let digits = text.strip_prefix('-').unwrap_or(&text);
            let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
            let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            all_digits(whole) && all_digits(fraction)
        };
        prop_assert_eq!(decimal::parse(&text).is_ok(), grammar);
    }

    #[test]
    fn exact_arithmetic_agrees_with_big_rationals(
        values in prop::collection::vec(any_decimal(), 2..6), operations in prop::collection::vec(0_u8..4, 1..5),
    ) {
        let (mut got, mut want) = (Exact::from(values[0]), rational(values[0]));
        for (value, operation) in values.iter().skip(1).zip(&operations) {
            let (x, y) = (Exact::from(*value), rational(*value));
            match operation {
                0 => { got = &got + &x; want += y; }
                1 => { got = &got - &x; want -= y; }
                2 => { got = &got * &x; want *= y; }
                _ => {
                    if let Some(quotient) = got.checked_div(&x) { got = quotient; want /= y; }
                    else { prop_assert_eq!(y, RBig::ZERO); }
                }
            }
            prop_assert_eq!(got.cmp(&x), want.cmp(&rational(*value)));
        }
        prop_assert_eq!(got.signum(), i32::from(want > RBig::ZERO) - i32::from(want < RBig::ZERO));
        prop_assert_eq!(got.to_f64("value").unwrap(), want.to_f64().value());
        for mode in Rounding::ALL {
            let rounded = reference_round(&(want.clone() * RBig::from(100)), mode);
            match (got.round("value", 2, mode), i128::try_from(rounded)) {
                (Ok(decimal), Ok(mantissa)) => prop_assert_eq!(decimal.mantissa(), mantissa),
                (Err(error), mantissa) => {
                    prop_assert_eq!(error.code(), ErrorCode::Overflow);
                    prop_assert!(mantissa.is_err() || mantissa.unwrap().unsigned_abs() >> 96 > 0);
                }
                (got, want) => prop_assert!(false, "got {:?}, want {:?}", got, want),
            }
        }
    }

    #[test]
    fn a_double_counts_as_what_it_prints_as(value in any::<f64>().prop_filter("finite", |value| value.is_finite())) {
        let exact = Exact::from_f64_shortest(value).unwrap();
        prop_assert_eq!(exact.to_f64("value").unwrap(), value);
        // and the printed text, read as a decimal by the other library, is the same number
        let text = format!("{value:?}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let shift = exponent.parse::<i64>().unwrap() - fraction.len() as i64;
        let digits = RBig::from(IBig::from_str_radix(&format!("{whole}{fraction}"), 10).unwrap());
        let power = RBig::from(IBig::from(10).pow(shift.unsigned_abs() as usize));
        let printed = if shift < 0 { digits / power } else { digits * power };
        if let (Ok(scaled), true) = (exact.round("value", 28, Rounding::Down), value.abs() > 1e-20) {
            prop_assert_eq!(IBig::from(scaled.mantissa()), reference_round(&(printed * RBig::from(IBig::from(10).pow(28))), Rounding::Down));
        }
    }

    #[test]
    fn quotients_of_integers_are_the_nearest_doubles(a in any::<i128>(), b in any::<i128>()) {
        prop_assume!(b != 0);
        let got = Exact::from(a).checked_div(&Exact::from(b)).unwrap().to_f64("ratio").unwrap();
        prop_assert_eq!(got, RBig::from_parts_signed(IBig::from(a), IBig::from(b)).to_f64().value());
    }

    #[test]
    fn shares_sum_to_the_total_and_are_the_largest_remainders(
        total in minor(),
        weights in prop::collection::vec(prop_oneof![Just(0_u64), 0_u64..100, any::<u64>(), Just(u64::MAX)], 1..12),
    ) {
        let sum: IBig = weights.iter().map(|weight| IBig::from(*weight)).sum();
        prop_assume!(sum != IBig::from(0));
        let parts = allocate(total, &weights).unwrap();
        prop_assert_eq!(parts.iter().map(|part| i128::from(*part)).sum::<i128>(), i128::from(total));
        prop_assert_eq!(&parts, &reference_shares(total, &weights));
        for (part, weight) in parts.iter().zip(&weights) {
            let share = RBig::from_parts_signed(IBig::from(total) * IBig::from(*weight), sum.clone());
            let off = RBig::from(*part) - share;
            prop_assert!(off < RBig::from(1) && off > RBig::from(-1));
            prop_assert!(*weight > 0 || *part == 0);
        }
        let covered = IBig::from(total) <= sum && total >= 0;
        prop_assert!(!covered || parts.iter().zip(&weights).all(|(part, weight)| part.unsigned_abs() <= *weight));
    }

    #[test]
    fn decimal_weights_share_as_their_whole_multiples_do(
        total in minor(), weights in prop::collection::vec(0_u64..1_000_000, 1..10), scale in 0_u32..=12, wide in any::<bool>(),
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let mut decimals: Vec<Decimal> =
            weights.iter().map(|weight| Decimal::from_i128_with_scale((*weight).into(), scale)).collect();
        if wide {
            // the same values, every second one with trailing zeros: too many digits for 64 bits, and of different scales
            for value in decimals.iter_mut().step_by(2) {
                *value = decimal::round(*value, 20, Rounding::Down).unwrap();
            }
        }
        prop_assert_eq!(allocate_by(total, &decimals).unwrap(), allocate(total, &weights).unwrap());
    }

    /// Units counted are units listed.
    #[test]
    fn allocating_to_runs_is_allocating_to_their_units(
        total in -1_000_000_i64..1_000_000,
        runs in prop::collection::vec((0_u64..500, 0_u64..9), 1..8),
    ) {
        let units: Vec<u64> = runs.iter().flat_map(|(weight, count)| (0..*count).map(|_| *weight)).collect();
        let Ok(listed) = allocate(total, &units) else {
            prop_assert!(allocate_runs(total, &runs).is_err());
            return Ok(());
        };
        let mut listed = listed.into_iter();
        let summed: Vec<i64> =
            runs.iter().map(|(_, count)| listed.by_ref().take(usize::try_from(*count).unwrap()).sum()).collect();
        prop_assert_eq!(allocate_runs(total, &runs).unwrap(), summed);
    }

    #[test]
    fn exact_weights_share_as_their_whole_multiples_do(
        total in minor(), weights in prop::collection::vec(any::<u64>(), 1..10), divisor in 1_u64..u64::MAX,
    ) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let parts = |weight: &u64| Exact::from(*weight).checked_div(&Exact::from(divisor)).unwrap();
        let exact: Vec<Exact> = weights.iter().map(parts).collect();
        prop_assert_eq!(allocate_exact(total, &exact).unwrap(), allocate(total, &weights).unwrap());
    }

    #[test]
    fn even_units_sum_and_differ_by_one_at_most(total in minor(), count in 1_u64..2000) {
        let units = even_units(total, count).unwrap();
        let all: Vec<i64> = units.iter().collect();
        prop_assert_eq!(all.len() as u64, count);
        prop_assert_eq!(all.iter().map(|unit| i128::from(*unit)).sum::<i128>(), i128::from(total));
        prop_assert!(all.windows(2).all(|pair| pair[0].unsigned_abs() >= pair[1].unsigned_abs()));
        prop_assert!(all[0].abs_diff(all[all.len() - 1]) <= 1);
        prop_assert_eq!(units.larger == units.smaller, total.unsigned_abs() % count == 0);
    }
}

#[test]
fn nothing_is_shared_over_nothing() {
    let refused = |shared: Result<Vec<i64>, mercato_core::Error>| {
        let error = shared.unwrap_err();
        assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("weights")), "{error}");
    };
    refused(allocate(100, &[]));
    refused(allocate(100, &[0, 0]));
    refused(allocate_by(100, &[]));
    refused(allocate_by(100, &[Decimal::ZERO, Decimal::new(0, 28)]));
    refused(allocate_exact(100, &[]));
    refused(allocate_exact(100, &[Exact::ZERO]));
    refused(allocate_runs(100, &[(3, 0), (0, 7)]));
}

/// 128-bit integers have one value whose magnitude they do not hold.
#[test]
fn the_least_integer_has_an_opposite() {
    let least = Exact::from(i128::MIN);
    assert_eq!(&-&least - &Exact::from(i128::MAX), Exact::ONE);
    assert_eq!(-&-&least, least);
    assert_eq!(-&Exact::from(7), Exact::from(-7));
    assert_eq!(Exact::ONE.checked_div(&least).map(|inverse| inverse * least), Some(Exact::ONE));
}

#[test]
fn exact_numbers_compare() {
    let third = Exact::ONE.checked_div(&Exact::from(3)).unwrap();
    assert_ne!(third, Exact::ONE);
    assert_eq!(third.partial_cmp(&Exact::ONE), Some(std::cmp::Ordering::Less));
    assert_eq!(third, Exact::from(2).checked_div(&Exact::from(6)).unwrap());
    assert_eq!(third.to_decimal(28), None);
}

#[test]
fn money_is_shared_in_its_currency() {
    let shown = |parts: Vec<Money>| parts.iter().map(Money::to_string).collect::<Vec<_>>();
    let ten = cny(1000);
    assert_eq!(shown(ten.allocate(&[1, 1, 1]).unwrap()), ["3.34 CNY", "3.33 CNY", "3.33 CNY"]);
    let weights = [Decimal::new(5, 1), Decimal::new(25, 2), Decimal::new(25, 2)];
    assert_eq!(shown(ten.allocate_by(&weights).unwrap()), ["5.00 CNY", "2.50 CNY", "2.50 CNY"]);
    assert_eq!(shown(ten.even_units(3).unwrap().collect()), ["3.34 CNY", "3.33 CNY", "3.33 CNY"]);
    assert_eq!(ten.even_units(0).err().and_then(|error| error.path().map(str::to_owned)), Some("count".to_owned()));
}

#[test]
fn signs_are_told() {
    for (minor, zero, negative) in [(-1, false, true), (0, true, false), (1, false, false)] {
        let (money, exact) = (cny(minor), Exact::from(minor));
        assert_eq!((money.is_zero(), money.is_negative()), (zero, negative), "{money}");
        assert_eq!((exact.is_zero(), exact.is_negative()), (zero, negative), "{minor}");
        assert_eq!(exact.abs(), Exact::from(minor.abs()));
    }
    let refused = allocate_exact(100, &[Exact::ONE, Exact::from(-1)]).unwrap_err();
    assert_eq!(refused.path(), Some("weights[1]"));
}

/// Largest remainders straight from the text: sort all remainders, give the missing units from the top.
fn reference_shares(total: i64, weights: &[u64]) -> Vec<i64> {
    let sum: IBig = weights.iter().map(|weight| IBig::from(*weight)).sum();
    let magnitude = IBig::from(total.unsigned_abs());
    let mut shares: Vec<(usize, IBig, IBig)> = weights
        .iter()
        .enumerate()
        .map(|(index, weight)| {
            let product = &magnitude * IBig::from(*weight);
            (index, &product / &sum, &product % &sum)
        })
        .collect();
    let missing = &magnitude - shares.iter().map(|(_, whole, _)| whole.clone()).sum::<IBig>();
    shares.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.cmp(&b.0)));
    for share in shares.iter_mut().take(usize::try_from(missing).unwrap()) {
        share.1 += 1;
    }
    shares.sort_by_key(|share| share.0);
    let sign = IBig::from(if total < 0 { -1 } else { 1 });
    shares.into_iter().map(|(_, whole, _)| i64::try_from(whole * &sign).unwrap()).collect()
}
