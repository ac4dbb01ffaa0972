//! Cleaning against a naive reading of the rule table, over rows that are good, bad and nearly the same.

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

use chrono::{DateTime, FixedOffset};
use mercato_core::{Coded, CurrencyCode, Decimal, ErrorCode, decimal, time};
use mercato_kpi::{
    CleanOrdersInput, CleaningRules, OrderCleaner, OrderRow, RawField, RawOrderRow, Reason, Reasons, RowField,
    clean_orders,
};
use proptest::prelude::*;

fn rules() -> CleaningRules {
    CleaningRules {
        now: time::parse_timestamp("2024-06-01T00:00:00Z").unwrap(),
        currencies: vec![CurrencyCode::new("CNY").unwrap(), CurrencyCode::new("USD").unwrap()],
        dedupe_key: None,
        max_quantity: Some(100),
        max_unit_price: Some(decimal::parse("500").unwrap()),
        reject_zero_price: true,
    }
}

fn row_of(fields: [RawField<'_>; 7]) -> RawOrderRow<'_> {
    let [order_id, sku, quantity, unit_price, currency, ordered_at, user_agent] = fields;
    RawOrderRow { order_id, sku, quantity, unit_price, currency, ordered_at, user_agent }
}

fn owned(row: &RawOrderRow<'_>) -> OrderRow {
    OrderRow {
        order_id: row.order_id.into(),
        sku: row.sku.into(),
        quantity: row.quantity.into(),
        unit_price: row.unit_price.into(),
        currency: row.currency.into(),
        ordered_at: row.ordered_at.into(),
        user_agent: row.user_agent.into(),
    }
}

fn field(values: Vec<RawField<'static>>) -> impl Strategy<Value = RawField<'static>> {
    proptest::sample::select(values)
}

/// Few values a field, so that duplicates are common, each in several spellings.
fn any_row() -> impl Strategy<Value = RawOrderRow<'static>> {
    use RawField::{Integer, Missing, Other, Text};
    let pick =
        |good: Vec<RawField<'static>>, bad: Vec<RawField<'static>>| prop_oneof![12 => field(good), 1 => field(bad)];
    [
        pick(
            vec!["O1".into(), "O2".into()],
            vec![Missing, Other, "".into(), " \t".into(), "TeSt9".into(), "tes".into()],
        )
        .boxed(),
        pick(vec!["S1".into()], vec![Missing, Integer(7), "\u{3000}".into()]).boxed(),
        pick(
            vec![Integer(2), "2".into(), "02".into(), Integer(100)],
            vec![Missing, Other, "2.0".into(), "+2".into(), "-3".into(), Integer(0), Integer(101), "1e2".into()],
        )
        .boxed(),
        pick(
            vec!["1.5".into(), "1.50".into(), "500.00".into(), Integer(3), "3".into()],
            vec![Missing, Other, "1,200".into(), "-1".into(), "0.00".into(), "-0".into(), "500.01".into(), "".into()],
        )
        .boxed(),
        pick(vec!["CNY".into(), "USD".into()], vec![Missing, "cny".into(), "EUR".into(), Integer(1)]).boxed(),
        pick(
            vec![
                "2024-05-10T08:00:00+08:00".into(),
                "2024-05-10T00:00:00Z".into(),
                "2024-05-10T00:00:00.000Z".into(),
                "2024-05-10T00:00:00.5Z".into(),
                "2024-06-01T00:00:00Z".into(),
            ],
            vec![Missing, "2024-05-10T08:00:00".into(), "2024-06-01T00:00:01Z".into(), "2024-02-30T00:00:00Z".into()],
        )
        .boxed(),
        pick(
            vec![Missing, Text("Mozilla/5.0"), Text("robin/1")],
            vec![
                "Googlebot/2.1".into(),
                "CURL/8".into(),
                "x HeadLess y".into(),
                "curl".into(),
                "Python-Requests/2".into(),
            ],
        )
        .boxed(),
    ]
    .prop_map(row_of)
}

/// The parsed values of a dedupe key.
type Key = (String, String, i64, Decimal, DateTime<FixedOffset>);

/// The rule table, one line a rule.
fn judge(row: &RawOrderRow<'_>, rules: &CleaningRules) -> (Vec<Reason>, Option<Key>) {
    let text = |field: RawField<'_>| match field {
        RawField::Text(text) => Some(text.to_owned()),
        _ => None,
    };
    let id = |field| text(field).filter(|text| !text.trim().is_empty());
    let digits = |text: &str| {
        let body = text.strip_prefix('-').unwrap_or(text);
        !body.is_empty() && body.chars().all(|c| c.is_ascii_digit())
    };
    let quantity = match row.quantity {
        RawField::Integer(value) => i64::try_from(value).ok(),
        RawField::Text(text) if digits(text) => text.parse().ok(),
        _ => None,
    };
    let price = match row.unit_price {
        RawField::Integer(value) => Some(Decimal::from(i64::try_from(value).unwrap())),
        RawField::Text(text) => decimal::parse(text).ok(),
        _ => None,
    };
    let at = text(row.ordered_at).and_then(|text| time::parse_timestamp(&text).ok());
    let agent = text(row.user_agent).unwrap_or_default().to_lowercase();
    let order = id(row.order_id);
    let currency = text(row.currency).filter(|code| rules.currencies.iter().any(|known| known.as_str() == code));
    let table = [
        (Reason::MissingOrderId, order.is_none()),
        (Reason::MissingSku, id(row.sku).is_none()),
        (Reason::InvalidQuantity, quantity.is_none()),
        (Reason::NonPositiveQuantity, quantity.is_some_and(|q| q <= 0)),
        (Reason::QuantityAboveLimit, quantity.is_some_and(|q| q > 100)),
        (Reason::InvalidUnitPrice, price.is_none()),
        (Reason::NegativeUnitPrice, price.is_some_and(|p| p < Decimal::ZERO)),
        (Reason::ZeroUnitPrice, price.is_some_and(|p| p.is_zero())),
        (Reason::UnitPriceAboveLimit, price.is_some_and(|p| p > Decimal::from(500))),
        (Reason::UnknownCurrency, currency.is_none()),
        (Reason::InvalidTimestamp, at.is_none()),
        (Reason::FutureTimestamp, at.is_some_and(|at| at > rules.now)),
        (
            Reason::BotUserAgent,
            ["bot", "crawler", "spider", "headless", "curl/", "python-requests"]
                .iter()
                .any(|robot| agent.contains(robot)),
        ),
        (Reason::TestOrder, order.as_ref().is_some_and(|id| id.to_uppercase().starts_with("TEST"))),
    ];
    let reasons: Vec<Reason> = table.into_iter().filter(|(_, applies)| *applies).map(|(reason, _)| reason).collect();
    let key = reasons.is_empty().then(|| Some((order?, id(row.sku)?, quantity?, price?, at?))).flatten();
    (reasons, key)
}

proptest! {
    #[test]
    fn as_the_rule_table_says(rows in proptest::collection::vec(any_row(), 0..60)) {
        let rules = rules();
        let mut kept: Vec<(usize, Key)> = Vec::new();
        let mut rejected: Vec<(usize, Vec<Reason>)> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            match judge(row, &rules) {
                (_, Some(key)) if kept.iter().any(|(_, other)| *other == key) => rejected.push((index, vec![Reason::Duplicate])),
                (_, Some(key)) => kept.push((index, key)),
                (reasons, None) => rejected.push((index, reasons)),
            }
        }
        let CleaningRules { now, currencies, dedupe_key, max_quantity, max_unit_price, reject_zero_price } = rules.clone();
        let given = |rows: Vec<OrderRow>| CleanOrdersInput {
            rows, now, currencies: currencies.clone(), dedupe_key: dedupe_key.clone(), max_quantity, max_unit_price,
            reject_zero_price,
        };
        let got = clean_orders(&given(rows.iter().map(owned).collect())).unwrap();
        prop_assert_eq!(&got.kept, &kept.iter().map(|(index, _)| *index).collect::<Vec<_>>());
        let listed: Vec<(usize, Vec<Reason>)> =
            got.rejected.iter().map(|row| (row.index, row.reasons.iter().collect())).collect();
        prop_assert_eq!(&listed, &rejected);
        prop_assert_eq!(got.kept.len() + got.rejected.len(), rows.len());
        for counted in &got.reason_counts {
            let count = rejected.iter().filter(|(_, reasons)| reasons.contains(&counted.reason)).count();
            prop_assert_eq!(counted.count, count as u64);
        }
        let reasons: usize = rejected.iter().map(|(_, reasons)| reasons.len()).sum();
        prop_assert_eq!(got.reason_counts.iter().map(|counted| counted.count).sum::<u64>(), reasons as u64);
        // cleaning the kept rows again keeps them all
        let again = clean_orders(&given(kept.iter().map(|(index, _)| owned(&rows[*index])).collect())).unwrap();
        prop_assert_eq!(again.kept.len(), kept.len());

        // the stream gives the same, with the values parsed and the ids numbered by first appearance
        let mut cleaner = OrderCleaner::new(&rules).unwrap();
        let mut expected = kept.iter();
        for row in &rows {
            if let Ok(clean) = cleaner.check(row).unwrap() {
                let (_, (order, sku, quantity, price, at)) = expected.next().unwrap();
                prop_assert_eq!(cleaner.order_id(clean.order), order);
                prop_assert_eq!(cleaner.sku(clean.sku), sku);
                prop_assert_eq!((clean.quantity, clean.unit_price, clean.ordered_at), (*quantity, *price, *at));
            }
        }
        prop_assert!(expected.next().is_none());
        let orders: std::collections::BTreeSet<_> = kept.iter().map(|(_, key)| &key.0).collect();
        prop_assert_eq!(cleaner.distinct().0, orders.len());
    }

    #[test]
    fn keys_of_any_price_and_time_are_exact(
        a in (0_i128..1 << 96, 0_u32..29, 0_i64..4_000_000_000, 0_u32..3),
        b in (0_i128..1 << 96, 0_u32..29, 0_i64..4_000_000_000, 0_u32..3),
        same in (any::<bool>(), any::<bool>()),
    ) {
        let b = (if same.0 { a.0 } else { b.0 }, if same.0 { a.1 } else { b.1 }, if same.1 { a.2 } else { b.2 }, b.3);
        let text = |(mantissa, scale, seconds, nanos): (i128, u32, i64, u32)| {
            let price = Decimal::from_i128_with_scale(mantissa, scale);
            let at = DateTime::from_timestamp(seconds, nanos).unwrap().fixed_offset();
            (price, price.to_string(), at, time::format_timestamp(&at))
        };
        let (a, b) = (text(a), text(b));
        let mut cleaner = OrderCleaner::new(&CleaningRules {
            now: time::parse_timestamp("9999-01-01T00:00:00Z").unwrap(),
            max_unit_price: None,
            reject_zero_price: false,
            ..rules()
        }).unwrap();
        let mut check = |(_, price, _, at): &(Decimal, String, DateTime<FixedOffset>, String)| {
            let (price, at): (&str, &str) = (price, at);
            let fields = ["o".into(), "s".into(), 1.into(), price.into(), "CNY".into(), at.into(), RawField::Missing];
            cleaner.check(&row_of(fields)).unwrap().is_ok()
        };
        prop_assert!(check(&a));
        prop_assert_eq!(check(&b), (a.0, a.2) != (b.0, b.2));
    }
}

fn keep(
    cleaner: &mut OrderCleaner,
    order: &str,
    sku: &str,
    currency: &str,
    agent: RawField<'_>,
) -> Result<(), Reasons> {
    let at = "2024-05-10T00:00:00Z".into();
    let row = row_of([order.into(), sku.into(), 1.into(), 2.into(), currency.into(), at, agent]);
    cleaner.check(&row).unwrap().map(|_| ())
}

#[test]
fn a_key_of_other_fields() {
    let with =
        |key: &[RowField]| OrderCleaner::new(&CleaningRules { dedupe_key: Some(key.to_vec()), ..rules() }).unwrap();
    let duplicate = Err(Reasons::from(Reason::Duplicate));
    let mut by_sku = with(&[RowField::Sku, RowField::Sku]);
    assert_eq!(keep(&mut by_sku, "a", "s", "CNY", RawField::Missing), Ok(()));
    assert_eq!(keep(&mut by_sku, "b", "s", "USD", RawField::Missing), duplicate);
    // the order of a rejected duplicate is not numbered
    assert_eq!(by_sku.distinct(), (1, 1));
    assert_eq!(keep(&mut by_sku, "c", "t", "CNY", RawField::Missing), Ok(()));
    assert_eq!((by_sku.order_id(1), by_sku.sku(1), by_sku.kept()), ("c", "t", 2));
    let mut by_agent = with(&[RowField::UserAgent, RowField::Currency]);
    assert_eq!(keep(&mut by_agent, "a", "s", "CNY", RawField::Missing), Ok(()));
    assert_eq!(keep(&mut by_agent, "a", "s", "CNY", "".into()), Ok(()));
    assert_eq!(keep(&mut by_agent, "a", "s", "CNY", "x".into()), Ok(()));
    assert_eq!(keep(&mut by_agent, "a", "s", "USD", "x".into()), Ok(()));
    assert_eq!(keep(&mut by_agent, "b", "t", "USD", "x".into()), duplicate);
}

#[test]
fn ids_do_not_run_into_each_other() {
    let mut cleaner = OrderCleaner::new(&rules()).unwrap();
    assert_eq!(keep(&mut cleaner, "ab", "c", "CNY", RawField::Missing), Ok(()));
    assert_eq!(keep(&mut cleaner, "a", "bc", "CNY", RawField::Missing), Ok(()));
}

#[test]
fn rules_that_make_no_sense_are_refused() {
    let refused = |rules: CleaningRules| {
        let error = OrderCleaner::new(&rules).unwrap_err();
        (error.code(), error.path().map(str::to_owned))
    };
    let invalid = |path: &str| (ErrorCode::InvalidArgument, Some(path.to_owned()));
    assert_eq!(refused(CleaningRules { dedupe_key: Some(vec![]), ..rules() }), invalid("dedupe_key"));
    let negative = Some(decimal::parse("-1").unwrap());
    assert_eq!(refused(CleaningRules { max_unit_price: negative, ..rules() }), invalid("max_unit_price"));
    assert!(serde_json::from_str::<OrderRow>(r#"{"order_id": "a", "colour": "red"}"#).is_err());
    assert!(
        serde_json::from_str::<CleaningRules>(r#"{"now": "2024-06-01T00:00:00Z", "currencies": ["cny"]}"#).is_err()
    );
}

#[test]
fn names_and_order_of_the_reasons() {
    let names: Vec<&str> = Reason::ALL.into_iter().map(Reason::as_str).collect();
    let table = "missing_order_id, missing_sku, invalid_quantity, non_positive_quantity, quantity_above_limit, \
        invalid_unit_price, negative_unit_price, zero_unit_price, unit_price_above_limit, unknown_currency, \
        invalid_timestamp, future_timestamp, bot_user_agent, test_order, duplicate";
    assert_eq!(names.join(", "), table);
    for reason in Reason::ALL {
        assert_eq!(serde_json::to_string(&reason).unwrap(), format!("\"{reason}\""));
    }
    let all: Reasons = Reason::ALL.into_iter().rev().collect();
    assert!(all.iter().eq(Reason::ALL));
}
