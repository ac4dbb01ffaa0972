//! Promotions by example: known rules, known wrong answers of peers, refusals, refunds, conflicts.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "tests"
)]

use mercato_core::{Coded, Currency, Decimal, ErrorCode, decimal, time};
use mercato_pricing::{
    Basis, Cart, CartLine, Component, Condition, Context, DetectConflictsInput, Effect, EvaluateCartInput, Evaluation,
    FindingCode, Level, Limits, Mode, Options, PricingError, Promotion, PromotionSet, Reason, ReturnedUnits, Stacking,
    Target, Tier, Trace, Usage, UsageById, detect_conflicts,
};

fn dec(text: &str) -> Decimal {
    decimal::parse(text).unwrap()
}

fn cart(currency: Currency, lines: &[(&str, &str, u32)]) -> Cart {
    let lines = lines.iter().enumerate();
    Cart {
        currency,
        lines: lines
            .map(|(index, (sku, price, quantity))| CartLine::new(format!("l{index}"), *sku, dec(price), *quantity))
            .collect(),
        shipping_amount: Decimal::ZERO,
    }
}

fn now() -> Context {
    Context::at(time::parse_timestamp("2026-11-11T10:30:00+08:00").unwrap())
}

fn evaluate(cart: &Cart, promotions: Vec<Promotion>, mode: Mode) -> Evaluation {
    let options = Options { mode, ..Options::default() };
    PromotionSet::compile(promotions).unwrap().evaluate(cart, &now(), &UsageById::new(), &options).unwrap()
}

fn refusal(promotions: Vec<Promotion>) -> PricingError {
    PromotionSet::compile(promotions).unwrap_err()
}

/// A shop coupon that takes 380 off 400, and the cross-store "every 400 minus 50" measured on list prices: nothing is left to
/// pay, and the part that the line cannot take is lost.
#[test]
fn tmall_parallel_thresholds_pay_nothing() {
    let coupon = Promotion::new("shop", Effect::threshold_off(vec![Tier::amount(dec("400"), dec("380"))]));
    let parallel = Effect::ThresholdOff {
        tiers: vec![Tier::amount(dec("400"), dec("50"))],
        measure: mercato_pricing::Measure::Amount,
        repeat: true,
        max_repeats: None,
        basis: Basis::List,
    };
    let promotions = vec![coupon.with_level(Level::Item), Promotion::new("cross", parallel)];
    let paid = evaluate(&cart(Currency::CNY, &[("a", "400", 1)]), promotions, Mode::Priority);
    assert_eq!(paid.total, dec("0.00"));
    assert_eq!(paid.applied[1].amount, dec("20.00"));
}

/// An item discount of 1 destroys a threshold worth 30: priority mode applies it, best mode does not.
#[test]
fn best_keeps_the_threshold_that_priority_destroys() {
    let promotions = || {
        vec![
            Promotion::new("item", Effect::amount_off_each(dec("1"))),
            Promotion::new("order", Effect::threshold_off(vec![Tier::amount(dec("100"), dec("30"))])),
        ]
    };
    let cart = cart(Currency::EUR, &[("a", "100.00", 1)]);
    assert_eq!(evaluate(&cart, promotions(), Mode::Priority).total, dec("99.00"));
    let best = evaluate(&cart, promotions(), Mode::Best);
    assert_eq!((best.total, best.optimal), (dec("70.00"), Some(true)));
    assert_eq!(best.rejected[0].reason, Reason::NotInBestCombination);
}

/// 6,000 pieces in one line, cut into groups, rewarded and bundled, as by counting the pieces.
#[test]
fn large_quantities_are_counted_in_runs() {
    let large = cart(Currency::JPY, &[("a", "7", 6_000), ("b", "3", 3_001)]);
    let half = Effect::BuyXGetY {
        buy_quantity: 2,
        get_quantity: 1,
        rate: dec("0.5"),
        selection: mercato_pricing::RewardSelection::Cheapest,
        max_sets: None,
        get_target: None,
    };
    // 9001 units, 3000 sets: 3000 units of b, half of 3 is 1.5, rounded up a unit
    assert_eq!(evaluate(&large, vec![Promotion::new("p", half)], Mode::Priority).discount_total, dec("6000"));
    // 1800 groups of five cost 35 or, for the last 600, 15: 5 off the first 1200
    let five = Promotion::new("p", Effect::multi_buy(5, dec("30")));
    assert_eq!(evaluate(&large, vec![five], Mode::Priority).discount_total, dec("6000"));
    // 3000 bundles of two a and one b, 17 each
    let part = |sku: &str, quantity| Component { sku: sku.into(), quantity };
    let bundle = Effect::bundle(vec![part("a", 2), part("b", 1)], dec("15"));
    assert_eq!(evaluate(&large, vec![Promotion::new("p", bundle)], Mode::Priority).discount_total, dec("6000"));
}

#[test]
fn every_mistake_is_reported_at_once_with_the_first_ones_path() {
    let error = refusal(vec![
        Promotion::new("a", Effect::percent_off(dec("1.5"))),
        Promotion::new("b", Effect::threshold_off(vec![]))
            .with_limits(Limits { max_units: Some(1), ..Limits::default() }),
        Promotion::new("c", Effect::free_shipping()).with_level(Level::Item),
    ]);
    assert_eq!(error.path(), Some("promotions[0].effect.rate"));
    assert_eq!(error.code(), ErrorCode::InvalidArgument);
    let PricingError::Several(mistakes) = &error else { panic!("one mistake: {error}") };
    let paths: Vec<&str> = mistakes.iter().filter_map(Coded::path).collect();
    assert_eq!(
        paths,
        [
            "promotions[0].effect.rate",
            "promotions[1].effect.tiers",
            "promotions[1].limits.max_units",
            "promotions[2].level"
        ]
    );
    let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
    assert_eq!(error.to_string(), format!("4 mistakes: {}", told.join("; ")));
    let alone = refusal(vec![Promotion::new("a", Effect::percent_off(dec("1.5")))]);
    assert_eq!((&alone, alone.to_string()), (&PricingError::Refused(mistakes[0].clone()), told[0].clone()));
}

#[test]
fn an_id_that_occurs_twice_comes_before_ranges() {
    let twice = refusal(vec![
        Promotion::new("a", Effect::percent_off(dec("2"))),
        Promotion::new("a", Effect::amount_off(dec("1"))),
    ]);
    assert_eq!((twice.code(), twice.path()), (ErrorCode::DuplicateId, Some("promotions[1].id")));
}

/// Amounts are read in the cart's currency, and only those of promotions for that currency.
#[test]
fn decimals_are_checked_against_the_carts_currency() {
    let cents = Promotion::new("cents", Effect::amount_off(dec("0.50")));
    let yen = cart(Currency::JPY, &[("a", "100", 1)]);
    for trace in [Trace::All, Trace::Candidates, Trace::None] {
        let options = Options { trace, ..Options::default() };
        let ask = |promotion: &Promotion| {
            let set = PromotionSet::compile_ref(std::slice::from_ref(promotion)).unwrap();
            set.evaluate(&yen, &now(), &UsageById::new(), &options)
        };
        let error = ask(&cents).unwrap_err();
        assert_eq!(
            (error.code(), error.path()),
            (ErrorCode::InvalidArgument, Some("promotions[0].effect.amount")),
            "{trace:?}"
        );
        assert_eq!(ask(&cents.clone().with_currencies([Currency::USD])).unwrap().total, dec("100"));
        assert!(ask(&cents.clone().with_currencies([Currency::USD, Currency::JPY])).is_err());
    }
}

#[test]
fn carts_out_of_range_are_refused_with_their_path() {
    let set = PromotionSet::compile(vec![]).unwrap();
    let refused = |cart: &Cart| {
        let error = set.evaluate(cart, &now(), &UsageById::new(), &Options::default()).unwrap_err();
        (error.code(), error.path().unwrap().to_owned())
    };
    let one = |price: &str, quantity| cart(Currency::CNY, &[("x", price, quantity)]);
    assert_eq!(refused(&one("-1", 1)), (ErrorCode::InvalidArgument, "cart.lines[0].unit_price".into()));
    assert_eq!(refused(&one("1.005", 1)), (ErrorCode::InvalidArgument, "cart.lines[0].unit_price".into()));
    assert_eq!(refused(&one("1", 0)), (ErrorCode::InvalidArgument, "cart.lines[0].quantity".into()));
    assert_eq!(refused(&one("92233720368547758.07", 2)).0, ErrorCode::Overflow);
    let both = cart(Currency::CNY, &[("x", "92233720368547758.07", 1), ("x", "0.01", 1)]);
    assert_eq!(refused(&both), (ErrorCode::Overflow, "cart.lines".into()));
    let mut twice = cart(Currency::CNY, &[("x", "1", 1), ("y", "1", 1)]);
    twice.lines[1].id = "l0".into();
    assert_eq!(refused(&twice), (ErrorCode::DuplicateId, "cart.lines[1].id".into()));
}

/// A mistyped rule must not widen an offer.
#[test]
fn unknown_keys_are_refused() {
    let read = |promotion: &str| {
        let input = format!(
            r#"{{"cart": {{"currency": "CNY", "lines": []}}, "context": {{"now": "2026-11-11T10:30:00+08:00"}}, "promotions": [{promotion}]}}"#
        );
        serde_json::from_str::<EvaluateCartInput>(&input)
    };
    assert!(read(r#"{"id": "a", "effect": {"type": "amount_off", "amount": "1"}}"#).is_ok());
    for wrong in [
        r#"{"id": "a", "effect": {"type": "amount_off", "amount": "1"}, "max_units": 3}"#,
        r#"{"id": "a", "effect": {"type": "amount_off", "amount": "1", "cap": "3"}}"#,
        r#"{"id": "a", "effect": {"type": "amount_off", "amount": 1.5}}"#,
        r#"{"id": "a", "effect": {"type": "amount_off", "amount": "1"}, "condition": {"type": "first_order", "of": "x"}}"#,
        r#"{"id": "a", "effect": {"type": "amount_off", "amount": "1"}, "target": {"sku": ["x"]}}"#,
        r#"{"id": "a", "effect": {"type": "give_all"}}"#,
    ] {
        assert!(read(wrong).is_err(), "{wrong}");
    }
}

/// What is written in Rust is what is read from JSON.
#[test]
fn promotions_survive_json() {
    let promotion = Promotion::new("p", Effect::multi_buy(3, dec("10")))
        .with_target(Target::of_tags(["sale"]))
        .with_condition(Condition::TimeOfDay { from: "18:00".parse().unwrap(), until: "24:00".parse().unwrap() })
        .with_currencies([Currency::CNY])
        .with_window(Some(now().now), None);
    let json = serde_json::to_string(&promotion).unwrap();
    assert_eq!(serde_json::from_str::<Promotion>(&json).unwrap(), promotion);
}

#[test]
fn amounts_that_may_be_left_out_are_read() {
    for (given, shipping) in [(r#""9.90""#, "9.90"), ("null", "0")] {
        let text = format!(r#"{{"currency": "CNY", "lines": [], "shipping_amount": {given}}}"#);
        assert_eq!(serde_json::from_str::<Cart>(&text).unwrap().shipping_amount, dec(shipping));
        let text = format!(r#"{{"budget_used": {given}}}"#);
        assert_eq!(serde_json::from_str::<Usage>(&text).unwrap().budget_used, dec(shipping));
    }
}

#[test]
fn a_window_includes_its_start_and_excludes_its_end() {
    let at = |text: &str| Some(time::parse_timestamp(text).unwrap());
    let day = Promotion::new("day", Effect::percent_off(dec("0.5")))
        .with_window(at("2026-11-11T00:00:00+08:00"), at("2026-11-12T00:00:00+08:00"));
    let set = PromotionSet::compile(vec![day]).unwrap();
    let cart = cart(Currency::CNY, &[("a", "10", 1)]);
    for (instant, reason) in [
        ("2026-11-10T15:59:59.999Z", Some(Reason::NotStarted)),
        ("2026-11-10T16:00:00Z", None),
        ("2026-11-11T15:59:59.999Z", None),
        ("2026-11-11T16:00:00Z", Some(Reason::Expired)),
    ] {
        let context = Context::at(time::parse_timestamp(instant).unwrap());
        let answer = set.evaluate(&cart, &context, &UsageById::new(), &Options::default()).unwrap();
        assert_eq!(answer.rejected.first().map(|one| one.reason), reason, "{instant}");
        let options = Options { trace: Trace::Candidates, ..Options::default() };
        let indexed = set.evaluate(&cart, &context, &UsageById::new(), &options).unwrap();
        assert_eq!(indexed.total, answer.total);
        assert_eq!(indexed.rejected, []);
    }
}

#[test]
fn a_repriced_refund_claws_back_what_the_kept_lines_do_not_earn() {
    let set = PromotionSet::compile(vec![Promotion::new(
        "p",
        Effect::threshold_off(vec![Tier::amount(dec("300"), dec("50"))]),
    )])
    .unwrap();
    let cart = cart(Currency::CNY, &[("a", "200.00", 1), ("b", "50.00", 3)]);
    let refund = |returns: &[(&str, u32)]| {
        let returns: Vec<ReturnedUnits> = returns
            .iter()
            .map(|(id, quantity)| ReturnedUnits { id: (*id).into(), quantity: (*quantity).into() })
            .collect();
        set.refund_repriced(&cart, &now(), &UsageById::new(), &Options::default(), &returns)
    };
    // 171.43 + 128.57 were paid; one b, 42.86, leaves 300 at list: the threshold is kept, 50.00 is saved, the proportion binds
    let one = refund(&[("l1", 1)]).unwrap();
    assert_eq!((one.proportional_refund, one.refund, one.clawback), (dec("42.86"), dec("42.86"), dec("0.00")));
    // two leave 250: the threshold is lost
    let two = refund(&[("l1", 2)]).unwrap();
    assert_eq!((two.payable_after, two.refund, two.clawback), (dec("250.00"), dec("50.00"), dec("35.72")));
    let all = refund(&[("l0", 1), ("l1", 3)]).unwrap();
    assert_eq!((all.refund, all.payable_after), (all.paid_before, dec("0.00")));
    assert_eq!(refund(&[]).unwrap().refund, dec("0.00"));
    let code = |returns: &[(&str, u32)]| refund(returns).unwrap_err().code();
    assert_eq!(code(&[("l1", 4)]), ErrorCode::InvalidArgument);
    assert_eq!(code(&[("nobody", 1)]), ErrorCode::NotFound);
    assert_eq!(code(&[("l1", 1), ("l1", 1)]), ErrorCode::DuplicateId);
}

#[test]
fn conflicts_are_found_between_promotions_that_can_meet() {
    let exclusive = || Stacking { exclusive: true, ..Stacking::default() };
    let promotions = vec![
        Promotion::new("a", Effect::percent_off(dec("0.1"))).with_stacking(exclusive()).with_channels(["tmall"]),
        Promotion::new("b", Effect::amount_off(dec("10"))).with_channels(["tmall"]),
        Promotion::new("c", Effect::amount_off(dec("10"))).with_channels(["jd"]),
        Promotion::new("d", Effect::percent_off(dec("0.2"))).with_level(Level::Order).with_channels(["tmall"]),
        Promotion::new(
            "e",
            Effect::threshold_off(vec![Tier::rate(dec("9"), dec("0.2")), Tier::rate(dec("5"), dec("0.2"))]),
        )
        .with_window(Some(now().now), Some(now().now)),
    ];
    let found = detect_conflicts(&DetectConflictsInput { promotions }).unwrap().findings;
    let found: Vec<(FindingCode, Vec<&str>)> =
        found.iter().map(|one| (one.code, one.promotion_ids.iter().map(String::as_str).collect())).collect();
    assert_eq!(
        found,
        [
            (FindingCode::AmbiguousOrder, vec!["b", "d"]),
            (FindingCode::EmptyWindow, vec!["e"]),
            (FindingCode::NonMonotonicTiers, vec!["e"]),
            (FindingCode::Shadowed, vec!["b", "a"]),
            (FindingCode::Shadowed, vec!["d", "a"]),
        ]
    );
}

/// A hundred flash sales, each of three hours, one begun every hour: the index finds the three that are open.
#[test]
fn the_index_finds_the_windows_that_are_open() {
    let start = now().now;
    let hour = |hours: i64| start + chrono::TimeDelta::hours(hours);
    let sale = |index: i64| {
        Promotion::new(format!("sale{index:03}"), Effect::amount_off(dec("1")))
            .with_window(Some(hour(index)), Some(hour(index + 3)))
    };
    let set = PromotionSet::compile((0..100).map(sale).collect()).unwrap();
    let cart = cart(Currency::CNY, &[("a", "10", 1)]);
    let options = Options { trace: Trace::Candidates, ..Options::default() };
    for now in -1..105 {
        let answer = set.evaluate(&cart, &Context::at(hour(now)), &UsageById::new(), &options).unwrap();
        let applied: Vec<String> = answer.applied.into_iter().map(|one| one.promotion_id.to_string()).collect();
        let open: Vec<String> = (0..100)
            .filter(|index| (*index..index + 3).contains(&now))
            .map(|index| format!("sale{index:03}"))
            .collect();
        assert_eq!(applied, open, "hour {now}");
        assert_eq!(answer.rejected, []);
    }
}

/// Beyond `exact_limit` the answer is found in time, is legal and does not claim to be optimal.
#[test]
fn a_large_component_is_answered_by_local_search() {
    let promotion = |index: u32| {
        let off = Effect::amount_off(Decimal::from(5 + index % 7));
        let groups = vec![format!("g{}", index % 9)];
        Promotion::new(format!("p{index:02}"), off)
            .with_stacking(Stacking { exclusion_groups: groups, ..Stacking::default() })
    };
    let answer = evaluate(
        &cart(Currency::CNY, &[("a", "500", 2), ("b", "20", 9)]),
        (0..40).map(promotion).collect(),
        Mode::Best,
    );
    assert_eq!(answer.optimal, Some(false));
    // one of each of nine groups, the dearest of it: every group has all of 5 to 11 but where fewer than seven are in it
    let best: u32 = (0..9_u32).map(|group| (0..40).filter(|i| i % 9 == group).map(|i| 5 + i % 7).max().unwrap()).sum();
    assert_eq!(answer.discount_total, Decimal::from(best));
}

#[test]
fn sets_are_shared_between_threads() {
    const fn shared<T: Send + Sync + Clone>() {}
    shared::<PromotionSet>();
}

/// A small file must not ask for hours: limits that limit nothing are refused.
#[test]
fn limits_of_the_search_are_limited() {
    let set = PromotionSet::compile(vec![]).unwrap();
    let cart = cart(Currency::CNY, &[("a", "10", 1)]);
    let refused = |options: &Options| {
        let error = set.evaluate(&cart, &now(), &UsageById::new(), options).unwrap_err();
        (error.code(), error.path().unwrap().to_owned())
    };
    let exact = Options { exact_limit: 1_001, ..Options::default() };
    assert_eq!(refused(&exact), (ErrorCode::InvalidArgument, "options.exact_limit".into()));
    let nodes = Options { node_limit: u64::MAX, ..Options::default() };
    assert_eq!(refused(&nodes), (ErrorCode::InvalidArgument, "options.node_limit".into()));
}

/// Ten thousand promotions on one code make fifty million pairs; a hundred on one make 4,950.
#[test]
fn conflicts_are_not_listed_beyond_measure() {
    let sharing = |count: usize| {
        let promotion = |index: usize| {
            Promotion::new(format!("p{index:05}"), Effect::amount_off(dec("1"))).with_coupon_codes(["ALL"])
        };
        detect_conflicts(&DetectConflictsInput { promotions: (0..count).map(promotion).collect() })
    };
    assert_eq!(sharing(100).unwrap().findings.len(), 4_950);
    let error = sharing(10_000).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::Unsupported, Some("promotions")));
}

/// What is quadratic in a list is felt with twenty thousand entries.
#[test]
fn long_lists_are_read_in_their_length() {
    let tiers: Vec<Tier> = (1..=20_000).map(|min| Tier::amount(Decimal::from(min), dec("1"))).collect();
    let twice = [tiers.clone(), vec![Tier::amount(dec("5.0"), dec("1"))]].concat();
    assert_eq!(
        refusal(vec![Promotion::new("p", Effect::threshold_off(twice))]).path(),
        Some("promotions[0].effect.tiers[20000].min")
    );
    let cart = cart(Currency::CNY, &[("a", "10", 2)]);
    assert_eq!(
        evaluate(&cart, vec![Promotion::new("p", Effect::threshold_off(tiers))], Mode::Priority).total,
        dec("19.00")
    );

    // twenty thousand promotions that all apply, and counters of each with more zeros than the currency has digits
    let promotion = |index: u32| Promotion::new(format!("p{index:05}"), Effect::amount_off(dec("0.01")));
    let set = PromotionSet::compile((0..20_000).map(promotion).collect()).unwrap();
    let used = |budget: &str| Usage { budget_used: dec(budget), ..Usage::default() };
    let mut usage: UsageById = (0..20_000).map(|index| (format!("p{index:05}"), used("1.0000"))).collect();
    let answer = set.evaluate(&cart, &now(), &usage, &Options::default()).unwrap();
    assert_eq!((answer.total, answer.applied.len()), (dec("0.00"), 2_000));
    usage.insert("p00007".into(), used("1.001"));
    usage.insert("nobody".into(), used("-1"));
    let error = set.evaluate(&cart, &now(), &usage, &Options::default()).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("usage.p00007.budget_used")));
}

#[test]
fn a_file_is_refused_with_every_mistake_whether_it_can_be_read_or_not() {
    let file = r#"{"promotions": [
        {"id": "a", "effect": {"type": "percent_off", "rate": "1.5"}},
        {"id": "b", "efect": {"type": "percent_off", "rate": "0.5"}},
        {"id": "c", "effect": {"type": "amount_off", "amount": 1.5}},
        {"id": "d", "effect": {"type": "amount_off", "amount": "1"}},
        {"id": "e",
         "effect": {"type": "nonsense"}},
        {"id": "a", "effect": {"type": "amount_off", "amount": "-1"}},
        7
    ]}"#;
    let PricingError::Several(mistakes) = Promotion::list_from_json(file).unwrap_err() else { panic!("several") };
    let found: Vec<_> = mistakes.iter().map(|one| (one.path().unwrap(), one.code().as_str())).collect();
    let invalid = |path: &'static str| (path, "invalid_argument");
    assert_eq!(
        found,
        [
            invalid("promotions[1].efect"),
            invalid("promotions[2].effect"),
            invalid("promotions[4].effect.type"),
            invalid("promotions[6]"),
            ("promotions[5].id", "duplicate_id"),
            invalid("promotions[0].effect.rate"),
            invalid("promotions[5].effect.amount"),
        ]
    );
    // read together, it is the line of the file that is named
    assert!(
        mistakes[2].to_string().starts_with("promotions[4].effect.type: line 7 is no part of a promotion: unknown")
    );

    let good = r#" [{"id": "d", "effect": {"type": "amount_off", "amount": "1"}}]"#;
    let list = Promotion::list_from_json(good).unwrap();
    assert_eq!(list, [Promotion::new("d", Effect::amount_off(Decimal::ONE))]);
    for no_list in ["", "[", "{}", "7", r#"{"promotions": [], "x": 1}"#, r#"[{"id": "d"}] x"#] {
        let error = Promotion::list_from_json(no_list).unwrap_err();
        assert_eq!((error.code().as_str(), error.path()), ("invalid_argument", Some("promotions")), "{no_list}");
    }
}

#[test]
fn a_gift_of_more_pieces_than_64_bits_count_is_refused() {
    let cart = cart(Currency::EUR, &[("ship", "10000000000000.00", 1)]);
    let gift = |max_quantity| {
        let effect = Effect::Gift {
            sku: "pen".into(),
            quantity: u32::MAX,
            every: Some(dec("0.01")),
            basis: Basis::Current,
            max_quantity,
            value: None,
        };
        let set = PromotionSet::compile(vec![Promotion::new("gift", effect)]).unwrap();
        set.evaluate(&cart, &now(), &UsageById::new(), &Options::default())
    };
    // 2^32 - 1 pieces for each of 10^15 cents
    assert_eq!(gift(None).unwrap_err().code(), ErrorCode::Overflow);
    assert_eq!(gift(Some(3)).unwrap().gifts[0].quantity, 3);
}
