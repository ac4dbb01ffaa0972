//! The sales figures against a naive reference straight from the definitions, over random lines; and worked examples.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

use mercato_core::{Coded, CurrencyCode, Decimal, ErrorCode, Exact, Rounding, decimal};
use mercato_kpi::{
    Accumulator, GroupBy, KpiError, LineStatus, OrderLine, SalesAccumulator, SalesFigures, SalesSummary,
    SalesSummaryInput, sales_summary,
};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn line(order: &str, quantity: i64, price: &str) -> OrderLine {
    OrderLine {
        order_id: order.parse().unwrap(),
        customer_id: None,
        channel: None,
        sku: None,
        quantity,
        unit_price: decimal::parse(price).unwrap(),
        discount: None,
        unit_cost: None,
        status: LineStatus::Completed,
        returned_quantity: 0,
    }
}

fn input(lines: Vec<OrderLine>) -> SalesSummaryInput {
    SalesSummaryInput {
        currency: CurrencyCode::new("CNY").unwrap(),
        lines,
        group_by: None,
        scale: None,
        rounding: None,
    }
}

fn total(lines: Vec<OrderLine>) -> SalesFigures {
    sales_summary(&input(lines)).unwrap().total
}

/// The definitions of the specification, one sum at a time.
fn reference(lines: &[&OrderLine], scale: u32, rounding: Rounding) -> SalesFigures {
    let exact = |value: Decimal| Exact::from(value);
    let v = |line: &OrderLine| Exact::from(line.quantity) * exact(line.unit_price);
    let d = |line: &OrderLine| exact(line.discount.unwrap_or_default());
    let round = |value: &Exact| value.round("", scale, rounding).unwrap();
    let with = |status: LineStatus| lines.iter().filter(move |line| line.status == status).copied();
    let completed = || with(LineStatus::Completed);
    let sum = |values: Vec<Exact>| values.into_iter().sum::<Exact>();
    let returns_of = |lines: &[&OrderLine]| {
        let parts = lines.iter().map(|line| match line.status {
            LineStatus::Completed => {
                let share = d(line).checked_div(&Exact::from(line.quantity)).unwrap();
                Exact::from(line.returned_quantity) * (exact(line.unit_price) - share)
            }
            LineStatus::Returned => v(line) - d(line),
            LineStatus::Cancelled => Exact::ZERO,
        });
        parts.sum::<Exact>()
    };
    let gmv = sum(completed().chain(with(LineStatus::Cancelled)).map(v).collect());
    let gross = sum(completed().map(v).collect());
    let discounts = sum(completed().map(d).collect());
    let returns = returns_of(lines);
    let net = &(&gross - &discounts) - &returns;
    let identified: Vec<&OrderLine> = lines.iter().filter(|line| line.customer_id.is_some()).copied().collect();
    let paid_by = |lines: &[&OrderLine]| {
        lines.iter().filter(|line| line.status == LineStatus::Completed).map(|line| v(line) - d(line)).sum::<Exact>()
    };
    let identified_paid = paid_by(&identified);
    let identified_net = &identified_paid - &returns_of(&identified);
    let counted: Vec<&&OrderLine> = lines.iter().filter(|line| line.status != LineStatus::Cancelled).collect();
    let cogs = counted.iter().all(|line| line.unit_cost.is_some()).then(|| {
        counted
            .iter()
            .map(|line| {
                let kept = match line.status {
                    LineStatus::Returned => -line.quantity,
                    _ => line.quantity - line.returned_quantity,
                };
                Exact::from(kept) * exact(line.unit_cost.unwrap())
            })
            .sum::<Exact>()
    });
    let profit = cogs.as_ref().map(|cogs| &net - cogs);
    let bought: BTreeSet<&str> = completed().map(|line| line.order_id.as_str()).collect();
    let cancelled: BTreeSet<&str> = with(LineStatus::Cancelled).map(|line| line.order_id.as_str()).collect();
    let cancelled = cancelled.difference(&bought).count() as u64;
    let orders = bought.len() as u64;
    let buyers = completed().filter_map(|line| line.customer_id.as_ref()).collect::<BTreeSet<_>>().len() as u64;
    let units: i64 = completed().map(|line| line.quantity).sum();
    let back: i64 = completed().map(|line| line.returned_quantity).sum::<i64>()
        + with(LineStatus::Returned).map(|line| line.quantity).sum::<i64>();
    let (units, back) = (units.unsigned_abs(), back.unsigned_abs());
    let per = |value: &Exact, count: u64| value.checked_div(&Exact::from(count)).map(|value| round(&value));
    let rate = |a: &Exact, b: &Exact| a.checked_div(b).map(|value| value.to_f64("").unwrap());
    let count = Exact::from;
    let paid = &gross - &discounts;
    SalesFigures {
        gmv: round(&gmv),
        gross_sales: round(&gross),
        discounts: round(&discounts),
        returns: round(&returns),
        net_sales: round(&net),
        identified_net_sales: round(&identified_net),
        cogs: cogs.as_ref().map(round),
        gross_profit: profit.as_ref().map(round),
        gross_margin_rate: profit.as_ref().and_then(|profit| rate(profit, &net)),
        orders,
        cancelled_orders: cancelled,
        units,
        returned_units: back,
        buyers,
        average_order_value: per(&paid, orders),
        revenue_per_buyer: per(&identified_paid, buyers),
        average_selling_price: per(&paid, units),
        units_per_transaction: rate(&count(units), &count(orders)),
        discount_rate: rate(&discounts, &gross),
        unit_return_rate: rate(&count(back), &count(units)),
        refund_rate: rate(&returns, &paid),
        cancellation_rate: rate(&count(cancelled), &count(orders + cancelled)),
    }
}

fn key(by: GroupBy, line: &OrderLine) -> Option<String> {
    match by {
        GroupBy::Channel => line.channel.as_ref().map(ToString::to_string),
        GroupBy::Sku => line.sku.as_ref().map(ToString::to_string),
        GroupBy::CustomerId => line.customer_id.as_ref().map(ToString::to_string),
        GroupBy::OrderId => Some(line.order_id.to_string()),
    }
}

fn price() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        8 => (0_i64..100_000, 0_u32..5).prop_map(|(units, scale)| Decimal::new(units, scale)),
        // beyond 128 bits once multiplied
        1 => (0_i128..1 << 95, 0_u32..29).prop_map(|(units, scale)| Decimal::from_i128_with_scale(units, scale)),
    ]
}

prop_compose! {
    fn any_line(price: impl Strategy<Value = Decimal> + Clone)(
        (order, customer, channel, sku) in (0..12_u8, proptest::option::of(0..5_u8), proptest::option::of(0..3_u8), 0..4_u8),
        quantity in prop_oneof![9 => 1_i64..40, 1 => 1_i64..1_000_000_000],
        unit_price in price.clone(),
        cost in proptest::option::weighted(0.95, price),
        share in proptest::option::of(0_i64..=1000),
        status in prop_oneof![6 => Just(LineStatus::Completed), 1 => Just(LineStatus::Cancelled), 1 => Just(LineStatus::Returned)],
        back in 0.0..1.0_f64,
    ) -> OrderLine {
        // a discount of up to all of one unit
        let discount = share.map(|share| Exact::from(unit_price) * Exact::from(Decimal::new(share, 3)))
            .and_then(|value| value.round("", 3, Rounding::Down).ok());
        let returned_quantity = match status {
            LineStatus::Returned => 0,
            _ if back > 0.5 => (back * quantity as f64) as i64,
            _ => 0,
        };
        OrderLine {
            order_id: format!("o{order}").parse().unwrap(),
            customer_id: customer.map(|id| format!("c{id}").parse().unwrap()),
            channel: channel.map(|id| format!("ch{id}").parse().unwrap()),
            sku: Some(format!("s{sku}").parse().unwrap()),
            quantity, unit_price, discount, unit_cost: cost, status, returned_quantity,
        }
    }
}

fn small_price() -> impl Strategy<Value = Decimal> + Clone {
    (0_i64..100_000, 0_u32..5).prop_map(|(units, scale)| Decimal::new(units, scale))
}

fn grouping() -> impl Strategy<Value = Option<GroupBy>> {
    prop_oneof![
        Just(None),
        Just(Some(GroupBy::Channel)),
        Just(Some(GroupBy::Sku)),
        Just(Some(GroupBy::CustomerId)),
        Just(Some(GroupBy::OrderId)),
    ]
}

fn accumulate(lines: &[OrderLine], by: Option<GroupBy>, scale: u32) -> SalesAccumulator {
    let mut state = SalesAccumulator::new(by, Some(scale), None).unwrap();
    for line in lines {
        state.update(line).unwrap();
    }
    state
}

proptest! {
    #[test]
    fn as_the_definitions_say(
        lines in proptest::collection::vec(any_line(small_price()), 0..40),
        by in grouping(),
        scale in 0_u32..=10,
        rounding in proptest::sample::select(Rounding::ALL.to_vec()),
    ) {
        let given = SalesSummaryInput { group_by: by, scale: Some(scale), rounding: Some(rounding), ..input(lines.clone()) };
        let got = sales_summary(&given).unwrap();
        let all: Vec<&OrderLine> = lines.iter().collect();
        prop_assert_eq!(&got.total, &reference(&all, scale, rounding));
        let mut groups: BTreeMap<Option<String>, Vec<&OrderLine>> = BTreeMap::new();
        if let Some(by) = by {
            for line in &lines {
                groups.entry(key(by, line)).or_default().push(line);
            }
        }
        prop_assert_eq!(got.groups.len(), groups.len());
        for (group, (key, lines)) in got.groups.iter().zip(&groups) {
            prop_assert_eq!(&group.key, key);
            prop_assert_eq!(&group.figures, &reference(lines, scale, rounding));
        }
    }

    #[test]
    fn exact_beyond_128_bits(lines in proptest::collection::vec(any_line(price().boxed()), 0..12)) {
        // the sums may not fit a decimal, but where they do they are the reference's
        match sales_summary(&input(lines.clone())) {
            Ok(summary) => {
                let all: Vec<&OrderLine> = lines.iter().collect();
                prop_assert_eq!(summary.total, reference(&all, 2, Rounding::HalfEven));
            }
            Err(error) => prop_assert_eq!(error.code(), ErrorCode::Overflow),
        }
    }

    #[test]
    fn split_and_order_do_not_matter(
        (lines, shuffled) in proptest::collection::vec(any_line(price().boxed()), 0..30)
            .prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        cuts in (0.0..1.0_f64, 0.0..1.0_f64),
        by in grouping(),
    ) {
        let whole = accumulate(&lines, by, 4);
        let place = |cut: f64| (cut * shuffled.len() as f64) as usize;
        let (first, second) = (place(cuts.0.min(cuts.1)), place(cuts.0.max(cuts.1)));
        let parts = [&shuffled[..first], &shuffled[first..second], &shuffled[second..]].map(|part| accumulate(part, by, 4));
        let [a, b, c] = &parts;
        let merged = |order: [&SalesAccumulator; 3]| {
            let mut left = order[0].clone();
            left.merge(order[1]).unwrap();
            left.merge(order[2]).unwrap();
            left
        };
        let mut right = b.clone();
        right.merge(c).unwrap();
        let mut associated = a.clone();
        associated.merge(&right).unwrap();
        let bytes = whole.to_bytes();
        for state in [merged([a, b, c]), merged([c, a, b]), associated] {
            prop_assert_eq!(&state.to_bytes(), &bytes);
            prop_assert_eq!(state.finish(), whole.finish());
        }
        let back = SalesAccumulator::from_bytes(&bytes).unwrap();
        prop_assert_eq!(back.finish(), whole.finish());
        prop_assert_eq!(back.to_bytes(), bytes);
    }

    #[test]
    fn garbage_is_no_state(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(SalesAccumulator::from_bytes(&bytes).is_err());
    }

    #[test]
    fn a_damaged_state_is_refused_or_read(
        lines in proptest::collection::vec(any_line(small_price()), 1..10),
        place in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = accumulate(&lines, Some(GroupBy::Channel), 2).to_bytes();
        let end = cut.index(bytes.len());
        prop_assert!(SalesAccumulator::from_bytes(&bytes[..end]).is_err());
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok(state) = SalesAccumulator::from_bytes(&bytes) {
            let _ = state.finish();
        }
    }

    #[test]
    fn a_returned_line_undoes_its_sale(sale in any_line(small_price())) {
        let sale = OrderLine { status: LineStatus::Completed, returned_quantity: 0, ..sale };
        let back = OrderLine { order_id: "credit note".parse().unwrap(), status: LineStatus::Returned, ..sale.clone() };
        let total = total(vec![sale, back]);
        prop_assert!(total.net_sales.is_zero() && total.identified_net_sales.is_zero());
        prop_assert_eq!(total.net_sales.to_string(), "0.00");
        prop_assert!(total.cogs.is_none_or(|cogs| cogs.is_zero()));
        prop_assert_eq!(total.units, total.returned_units);
        prop_assert_eq!(total.orders, 1);
    }

    #[test]
    fn totals_are_the_sums_of_the_groups(lines in proptest::collection::vec(any_line(small_price()), 0..40), by in grouping()) {
        prop_assume!(by.is_some());
        // without shares of discounts everything ends within ten decimals
        let lines = lines.into_iter().map(|line| OrderLine { discount: None, ..line }).collect();
        let summary = sales_summary(&SalesSummaryInput { group_by: by, scale: Some(10), ..input(lines) }).unwrap();
        let sum = |figure: fn(&SalesFigures) -> Decimal| {
            summary.groups.iter().map(|group| figure(&group.figures)).sum::<Decimal>()
        };
        for figure in [
            |figures: &SalesFigures| figures.gmv,
            |figures: &SalesFigures| figures.gross_sales,
            |figures: &SalesFigures| figures.returns,
            |figures: &SalesFigures| figures.net_sales,
            |figures: &SalesFigures| figures.identified_net_sales,
        ] {
            prop_assert_eq!(sum(figure), figure(&summary.total));
        }
        prop_assert_eq!(summary.groups.iter().map(|group| group.figures.units).sum::<u64>(), summary.total.units);
        let back = summary.groups.iter().map(|group| group.figures.returned_units).sum::<u64>();
        prop_assert_eq!(back, summary.total.returned_units);
    }
}

#[test]
fn shares_of_a_third_add_up() {
    // three lines give back one of three units each: 3 x 1/3 of a discount of 1.00 is 1.00 again
    let third =
        OrderLine { discount: Some(decimal::parse("1.00").unwrap()), returned_quantity: 1, ..line("o", 3, "10") };
    let total = total(vec![third.clone(), third.clone(), third]);
    assert_eq!((total.returns.to_string(), total.refund_rate), ("29.00".to_owned(), Some(29.0 / 87.0)));
}

#[test]
fn an_order_is_cancelled_only_if_nothing_of_it_was_sold() {
    let cancelled = |order| OrderLine { status: LineStatus::Cancelled, ..line(order, 1, "5") };
    let total = total(vec![line("a", 1, "5"), cancelled("a"), cancelled("b"), cancelled("b")]);
    assert_eq!((total.orders, total.cancelled_orders, total.cancellation_rate), (1, 1, Some(0.5)));
    assert_eq!((total.gmv.to_string(), total.gross_sales.to_string()), ("20.00".to_owned(), "5.00".to_owned()));
    // cancelled lines have no cost to count
    assert_eq!(total.cogs, None);
    let sold = OrderLine { unit_cost: Some(decimal::parse("2").unwrap()), ..line("a", 1, "5") };
    assert_eq!(self::total(vec![sold, cancelled("b")]).cogs.unwrap().to_string(), "2.00");
}

#[test]
fn no_lines_give_zeros_and_nulls() {
    let SalesSummary { total, groups } = sales_summary(&input(Vec::new())).unwrap();
    assert!(groups.is_empty());
    assert_eq!((total.net_sales.to_string(), total.cogs.unwrap().to_string()), ("0.00".to_owned(), "0.00".to_owned()));
    assert_eq!((total.orders, total.average_order_value, total.discount_rate), (0, None, None));
}

#[test]
fn refusals_name_the_field() {
    let dec = |text: &str| decimal::parse(text).unwrap();
    let good = line("o", 3, "10.00");
    let cases = [
        (OrderLine { quantity: 0, ..good.clone() }, "lines[1].quantity"),
        (OrderLine { unit_price: dec("-0.01"), ..good.clone() }, "lines[1].unit_price"),
        (OrderLine { unit_cost: Some(dec("-1")), ..good.clone() }, "lines[1].unit_cost"),
        (OrderLine { discount: Some(dec("-1")), ..good.clone() }, "lines[1].discount"),
        (OrderLine { discount: Some(dec("30.01")), ..good.clone() }, "lines[1].discount"),
        (OrderLine { returned_quantity: 4, ..good.clone() }, "lines[1].returned_quantity"),
        (OrderLine { returned_quantity: -1, ..good.clone() }, "lines[1].returned_quantity"),
        (
            OrderLine { returned_quantity: 1, status: LineStatus::Returned, ..good.clone() },
            "lines[1].returned_quantity",
        ),
    ];
    for (bad, path) in cases {
        let error = sales_summary(&input(vec![good.clone(), bad])).unwrap_err();
        assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some(path)));
    }
    // the whole value of a line may be discounted
    assert!(sales_summary(&input(vec![OrderLine { discount: Some(dec("30")), ..good.clone() }])).is_ok());
    let error = sales_summary(&SalesSummaryInput { scale: Some(11), ..input(vec![]) }).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("scale")));
    let large = OrderLine { quantity: i64::MAX, unit_price: Decimal::MAX, ..good };
    let error = sales_summary(&input(vec![large])).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::Overflow, Some("total.gmv")));
    let units = || line("o", i64::MAX, "0");
    let error = sales_summary(&input(vec![units(), units(), units()])).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::Overflow, Some("lines[2].quantity")));
}

#[test]
fn unlike_states_do_not_merge() {
    let mut by_channel = SalesAccumulator::new(Some(GroupBy::Channel), None, None).unwrap();
    let by_sku = SalesAccumulator::new(Some(GroupBy::Sku), None, None).unwrap();
    let error: KpiError = by_channel.merge(&by_sku).unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidArgument);
}

#[test]
fn json_takes_null_for_absent_and_no_unknown_key() {
    let read = |text: &str| serde_json::from_str::<SalesSummaryInput>(text);
    let null = r#"{"currency": "CNY", "group_by": null, "lines": [{"order_id": "o", "quantity": 1, "unit_price": 2,
        "customer_id": null, "discount": null, "status": null, "returned_quantity": null}]}"#;
    assert_eq!(read(null).unwrap().lines, [line("o", 1, "2")]);
    assert!(read(r#"{"currency": "CNY", "lines": [{"order_id": " ", "quantity": 1, "unit_price": 2}]}"#).is_err());
    assert!(read(r#"{"currency": "CNY", "lines": [], "colour": 1}"#).is_err());
    assert!(read(r#"{"currency": "cny", "lines": []}"#).is_err());
    let state = accumulate(&[line("o", 1, "2")], None, 2);
    let json = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<SalesAccumulator>(&json).unwrap(), state);
}

/// A line of `quantity` at 10.00 less `discount`, of which one came back.
fn one_back(quantity: i64, discount: &str) -> OrderLine {
    let mut line = line("o1", quantity, "10.00");
    line.discount = Some(decimal::parse(discount).unwrap());
    line.unit_cost = Some(Decimal::ONE);
    line.returned_quantity = 1;
    line
}

#[test]
fn a_hundred_thousand_lines_of_any_quantity_finish_at_once() {
    let mut sales = SalesAccumulator::new(None, None, None).unwrap();
    for index in 0..100_000_i64 {
        sales.update(&one_back(2 + index % 4999, "1.01")).unwrap();
    }
    let start = std::time::Instant::now();
    let total = sales.finish().unwrap().total;
    // over one common denominator it took minutes
    assert!(start.elapsed().as_secs_f64() < 2.0, "{:?}", start.elapsed());
    let harmonic: f64 = (0..100_000_i64).map(|index| 1.0 / (2 + index % 4999) as f64).sum();
    let returns: f64 = total.returns.to_string().parse().unwrap();
    assert!((returns - (1_000_000.0 - 1.01 * harmonic)).abs() < 0.0051);
}

/// 1/3 + 1/6 of a cent is half a cent: a tie that no bounds decide, alone and among 2,000 denominators that cancel too.
#[test]
fn a_tie_over_several_denominators_is_a_tie() {
    let is_prime = |n: i64| (2..n).take_while(|d| d * d <= n).all(|d| n % d != 0);
    let cents = |cents: i64| Decimal::new(cents, 2).to_string();
    let mut lines = vec![one_back(3, "0.01"), one_back(6, "0.01")];
    let returns = |lines: &[OrderLine], rounding: Rounding| {
        let input = SalesSummaryInput { rounding: Some(rounding), ..input(lines.to_vec()) };
        sales_summary(&input).unwrap().total.returns.to_string()
    };
    assert_eq!(returns(&lines, Rounding::HalfUp), "20.00");
    assert_eq!(returns(&lines, Rounding::HalfDown), "19.99");
    // a cent over p and 2 (p - 1) cents over 2 p are a cent together
    for prime in (7_i64..).filter(|n| is_prime(*n)).take(1_000) {
        lines.push(one_back(prime, "0.01"));
        lines.push(one_back(2 * prime, &cents(2 * (prime - 1))));
    }
    let start = std::time::Instant::now();
    assert_eq!(returns(&lines, Rounding::HalfUp), "20010.00");
    assert_eq!(returns(&lines, Rounding::HalfDown), "20009.99");
    assert!(start.elapsed().as_secs_f64() < 5.0, "{:?}", start.elapsed());
}

/// The figures of 100,000 lines on their own, for the record: `cargo test --release -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn measure_returns_of_many_denominators() {
    for (name, most) in [("quantities to 5,000", 4_999), ("quantities all different", 100_000)] {
        let lines: Vec<_> = (0..100_000_i64).map(|index| one_back(2 + index % most, "1.01")).collect();
        let start = std::time::Instant::now();
        let summary = sales_summary(&input(lines)).unwrap();
        println!("{name}: {:?} ({})", start.elapsed(), summary.total.returns);
    }
}
