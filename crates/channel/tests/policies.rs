//! What a policy file may say, and how one with mistakes is refused: whole, with every mistake, its place and its cure.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where its set-up fails")]

use mercato_channel::{ChannelError, CheckInput, Locale, RuleSet, check};
use mercato_core::{Coded, ErrorCode};

fn mistakes(policy: &str) -> Vec<String> {
    let policy: RuleSet = toml::from_str(policy).unwrap();
    policy.check().unwrap_err().mistakes().iter().map(ToString::to_string).collect()
}

#[test]
fn every_mistake_is_listed_with_its_place_and_cure() {
    let found = mistakes(
        r#"
        fx = [{ base = "USD", quote = "CNY", rate = "0" }, { base = "USD", quote = "CNY", rate = "7.2" }]

        [parity]
        tolerance_percent = "5"

        [[map_rules]]
        rule_id = "m"
        currency = "CNY"

        [[map_rules]]
        rule_id = "m"
        currency = "CNY"
        map = "0"
        effective_from = "2026-12-01T00:00:00+08:00"
        effective_to = "2026-11-01T00:00:00+08:00"
        scope = { channel_pair = ["jd", "jd"] }

        [[agreements]]
        agreement_id = "g"
        type = "territory"
        channels = ["tmall"]
        scope = { brand = " " }
        "#,
    );
    assert_eq!(
        found,
        [
            "parity.tolerance_percent: 5 must be at least 0 and below 1: five percent are \"0.05\"",
            "fx[0].rate: 0 must be above 0",
            "fx[1]: \"USD/CNY\" occurs more than once",
            "map_rules[0].map: a rule without limits says nothing: give map, max_price or both",
            "map_rules[1].scope.channel_pair: jd is named twice: a pair is two channels",
            "map_rules[1].map: 0 must be above 0",
            "map_rules[1].rule_id: \"m\" occurs more than once",
            "agreements[0].scope.brand: \" \" must not be blank: leave it out to match all",
            "agreements[0].territories: no list must be given for an agreement of the type \"territory\": list where the channels \
             may ship to",
        ]
    );
}

#[test]
fn a_window_that_ends_before_it_starts_is_refused_with_both_ends() {
    let found = mistakes(
        r#"
        [[agreements]]
        agreement_id = "g"
        type = "exclusive"
        channels = []
        effective_from = "2026-12-01T00:00:00+08:00"
        effective_to = "2026-11-01T00:00:00+08:00"
        "#,
    );
    assert_eq!(
        found,
        [
            "agreements[0].effective_to: 2026-11-01T00:00:00+08:00 must be after the start 2026-12-01T00:00:00+08:00: swap the two, or \
          leave one out"
        ]
    );
}

#[test]
fn what_cannot_be_read_names_its_path() {
    for (policy, path, word) in [
        ("[parity]\ntolerance = \"0.05\"", "parity.tolerance:", "this key does not exist: write one of rule_id, basis"),
        ("[parity]\ntolerance_percent = 0.05", "parity.tolerance_percent:", "a decimal in a string"),
        ("[parity]\nreference = { type = \"channel\" }", "parity.reference", "name the channel"),
        ("[parity]\nreference = { type = \"lowest\", channel_id = \"jd\" }", "parity.reference", "is only for"),
        (
            "[[map_rules]]\nrule_id = \"m\"\ncurrency = \"CNY\"\neffective_to = \"2026-11-11T00:00:00\"",
            "map_rules[0].effective_to:",
            "with an offset",
        ),
        ("[[map_rules]]\nrule_id = \"m\"\ncurrency = \"cny\"\nmap = \"1\"", "map_rules[0].currency:", "ISO 4217"),
    ] {
        let error = toml::from_str::<RuleSet>(policy).unwrap_err().to_string();
        assert!(error.contains(path) && error.contains(word), "{error}");
    }
}

/// Each entry of a list that is wrong is told, at the place where it stands.
#[test]
fn every_mistake_in_a_list_is_listed() {
    let policy = r#"{
        "map_rules": [{"rule_id": "m", "currency": "CNY", "map": "1", "exempt_channels": ["jd", "", 5, "tmall", " "],
                       "scope": {"channel_pair": [1, ""], "category": 7}},
                      {"rule_id": "n", "currency": "CNY", "map": "1", "scope": {"channel_pair": ["jd"]}}],
        "agreements": [{"agreement_id": "g", "type": "territory", "channels": [null, "jd"], "territories": [4]}]}"#;
    let refused = serde_json::from_str::<RuleSet>(policy).unwrap_err().to_string();
    for told in [
        "map_rules[0].exempt_channels[1]: \"\" must not be blank",
        "map_rules[0].exempt_channels[2]: 5 ",
        "map_rules[0].exempt_channels[4]: \" \" must not be blank",
        "map_rules[0].scope.channel_pair[0]: 1 ",
        "map_rules[0].scope.channel_pair[1]: \"\" must not be blank",
        "map_rules[0].scope.category: 7 ",
        "map_rules[1].scope.channel_pair: [\"jd\"] is not what is needed here",
        "agreements[0].channels[0]: null ",
        "agreements[0].territories[0]: 4 ",
    ] {
        assert!(refused.contains(told), "{told}\nnot in\n{refused}");
    }
    assert!(refused.contains("9 mistakes"), "{refused}");
}

#[test]
fn a_policy_prints_back() {
    let text = r#"{"parity": {"rule_id": "p", "basis": "landed", "per_unit": true, "tolerance_percent": "0.05", "reference": {"type": "channel", "channel_id": "own"}},
        "currency": "CNY", "fx": [{"base": "USD", "quote": "CNY", "rate": "7.2"}],
        "map_rules": [{"rule_id": "m", "scope": {"category": "home"}, "currency": "CNY", "max_price": "10.00", "effective_to": "2026-11-11T00:00:00+08:00"}],
        "agreements": [{"agreement_id": "g", "type": "territory", "channels": ["a"], "territories": ["CN-SH"]}]}"#;
    let policy: RuleSet = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::from_str::<RuleSet>(&serde_json::to_string(&policy).unwrap()).unwrap(), policy);
    assert_eq!(toml::from_str::<RuleSet>("").unwrap(), RuleSet::default());
}

fn ask(text: &str) -> Result<mercato_channel::Check, ChannelError> {
    check(&serde_json::from_str::<CheckInput>(text).unwrap())
}

#[test]
fn refusals_have_their_codes() {
    let offers = |second: &str| {
        format!(
            r#"[{{"offer_id": "a", "sku": "s", "channel_id": "x", "currency": "CNY", "price": "10"}},
                {{"offer_id": "b", "sku": "s", "channel_id": "y", {second}}}]"#
        )
    };
    let with = |second: &str, rules: &str| {
        let offers = offers(second);
        ask(&format!(r#"{{"offers": {offers}, "rule_set": {rules}, "as_of": "2026-11-11T00:00:00Z"}}"#))
    };
    for (second, rules, code, path) in [
        (r#""currency": "USD", "price": "1""#, r#"{"parity": {}}"#, ErrorCode::CurrencyMismatch, "offers[1].currency"),
        (r#""currency": "USD", "price": "1""#, r#"{"parity": {}, "currency": "CNY"}"#, ErrorCode::NotFound, "fx"),
        (
            r#""currency": "USD", "price": "1""#,
            r#"{"map_rules": [{"rule_id": "m", "currency": "CNY", "map": "1"}]}"#,
            ErrorCode::CurrencyMismatch,
            "offers[1].currency",
        ),
        (r#""currency": "CNY", "price": "-1""#, "{}", ErrorCode::InvalidArgument, "offers[1].price"),
        (r#""currency": "CNY", "price": "1", "pack_size": 0"#, "{}", ErrorCode::InvalidArgument, "offers[1].pack_size"),
        (
            r#""currency": "CNY", "price": "1", "tax_rate": "13""#,
            "{}",
            ErrorCode::InvalidArgument,
            "offers[1].tax_rate",
        ),
        (r#""currency": "CNY", "price": "100000000000001""#, "{}", ErrorCode::Overflow, "offers[1].price"),
        (
            r#""currency": "CNY", "price": "1""#,
            r#"{"parity": {"tolerance_percent": "1"}}"#,
            ErrorCode::InvalidArgument,
            "rule_set.parity.tolerance_percent",
        ),
    ] {
        let error = with(second, rules).unwrap_err();
        assert_eq!((error.code(), error.path()), (code, Some(path)), "{error}");
    }
    // without parity, currencies need not be the same
    assert!(with(r#""currency": "USD", "price": "1""#, "{}").unwrap().conflicts.is_empty());
}

/// The largest amounts, taxes and rates that are taken can be written out.
#[test]
fn what_the_door_lets_in_can_be_written_out() {
    let found = ask(
        r#"{"offers": [
            {"offer_id": "a", "sku": "s", "channel_id": "x", "currency": "UYW", "price": "100000000000000", "shipping": "100000000000000", "tax_rate": "10", "tax_included": false, "tax_on_shipping": true},
            {"offer_id": "b", "sku": "s", "channel_id": "y", "currency": "CLF", "price": "0.0000000000000000000000000001"}],
            "rule_set": {"parity": {"basis": "landed", "per_unit": true, "tolerance_percent": "0.999999999999999999999999999"}, "currency": "CLF", "fx": [{"base": "UYW", "quote": "CLF", "rate": "10000000"}]},
            "as_of": "2026-11-11T00:00:00Z"}"#,
    )
    .unwrap();
    assert_eq!(found.conflicts.len(), 1);
    for locale in [Locale::En, Locale::Zh] {
        assert!(found.conflicts[0].explain(locale).contains("22000000000000000000000"));
    }
}

#[test]
fn every_kind_explains_itself_in_both_languages() {
    let found = ask(
        r#"{"offers": [
            {"offer_id": "a", "sku": "lamp", "channel_id": "tmall", "currency": "CNY", "price": "200.00", "territory": "CN-GD", "pack_size": 2},
            {"offer_id": "b", "sku": "lamp", "channel_id": "jd", "currency": "USD", "price": "20.00", "tax_included": false, "tax_rate": "0.1", "shipping": "3.00",
             "coupons": [{"type": "percent", "value": "0.05"}]}],
          "rule_set": {"parity": {"basis": "landed", "per_unit": true, "reference": {"type": "median"}}, "currency": "CNY", "fx": [{"base": "USD", "quote": "CNY", "rate": "7.2"}],
            "map_rules": [{"rule_id": "m", "scope": {"channel_id": "tmall"}, "currency": "CNY", "map": "210.00", "tolerance_percent": "0.01"},
                          {"rule_id": "n", "scope": {"channel_id": "jd"}, "currency": "USD", "max_price": "19.00"}],
            "agreements": [{"agreement_id": "e", "type": "exclusive", "channels": ["own"]}, {"agreement_id": "p", "type": "prohibited", "channels": ["jd"]},
                           {"agreement_id": "t", "type": "territory", "channels": ["tmall", "jd"], "territories": ["CN-SH"]}]},
          "as_of": "2026-11-11T00:00:00Z"}"#,
    )
    .unwrap();
    let english: Vec<String> = found.conflicts.iter().map(|conflict| conflict.explain(Locale::En)).collect();
    let wanted = [
        "The price of lamp on jd is above the maximum price (rule n): 20.00 USD (offer b), compared as advertised, exceeds the limit of 19.00 USD by 1.00 USD.\n\
         Offer b on jd: advertised 20.00 USD.\n\
         To settle it: lower offer b to at most 19.00 USD.",
        "The price of lamp on tmall is below the minimum advertised price (rule m): 200.00 CNY (offer a), compared as advertised, misses the limit of 210.00 CNY by 10.00 CNY; a fraction of 0.01 of it is tolerated.\n\
         Offer a on tmall: advertised 200.00 CNY.\n\
         To settle it: raise offer a to at least 207.90 CNY.",
        "lamp is offered on tmall (offer a), and agreement e lets it be sold on own alone.\n\
         To settle it: take offer a off tmall, or add the channel to the agreement.",
        "lamp is offered on tmall to CN-GD (offer a), and agreement t allows CN-SH.\n\
         To settle it: stop shipping offer a to CN-GD, or add the territory to the agreement.",
        // 20.00 less 5 percent is 19.00; 1.90 of tax and 3.00 of shipping make 23.90, 172.08 in yuan; the median is (100 + 172.08) / 2
        "The price of lamp on jd is too far from the median price (rule parity): 172.0800 CNY (offer b) and 136.0400 CNY, compared with tax and shipping, a unit. It is 36.0400 CNY above; 0.0000 CNY is allowed.\n\
         Offer b on jd: advertised 20.00 USD; coupons take off 1.00; after coupons 19.00 USD; tax on top 1.90; shipping 3.00; at the door 23.90 USD; 1 USD = 7.2 CNY; compared 172.0800 CNY.\n\
         To settle it: lower offer b to 136.0400 CNY.",
        "The price of lamp on tmall is too far from the median price (rule parity): 100.0000 CNY (offer a) and 136.0400 CNY, compared with tax and shipping, a unit. It is 36.0400 CNY below; 0.0000 CNY is allowed.\n\
         Offer a on tmall: advertised 200.00 CNY; after coupons 200.00 CNY; at the door 200.00 CNY; a pack of 2; compared 100.0000 CNY.\n\
         To settle it: raise offer a to 136.0400 CNY.",
        "lamp is offered on jd (offer b), where agreement p does not let it be sold (jd).\n\
         To settle it: take offer b off jd, or take the channel out of the agreement.",
        "lamp is offered on jd (offer b) without a territory, and agreement t allows CN-SH.\n\
         To settle it: say where offer b is shipped to.",
    ];
    for text in wanted {
        assert!(english.iter().any(|got| got == text), "{text}\nnot in\n{}", english.join("\n\n"));
    }
    // two offers outside the exclusive channel
    assert_eq!(found.conflicts.len(), wanted.len() + 1);
    for conflict in &found.conflicts {
        let chinese = conflict.explain(Locale::Zh);
        assert!(chinese.contains(&conflict.rule_id) && chinese.contains("解决办法："), "{chinese}");
    }
}
