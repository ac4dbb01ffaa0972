//! What must hold of every policy, catalogue and sequence of changes, and how any bytes become such. Shared by the fuzz target and
//! by the test that replays its corpus.

#[allow(clippy::duplicate_mod, reason = "the test of the corpora holds three such files")]
#[path = "choices.rs"]
mod choices;

use choices::Choices;
use mercato_channel::{CheckDeltaInput, CheckInput, Conflict, Locale, RuleSet, check, check_delta};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Reads the bytes as JSON if they begin as an object does, or else as choices among policies, offers and changes, and holds the
/// answers to what must always be so. Whether anything was checked.
pub fn check_bytes(bytes: &[u8]) -> bool {
    if bytes.first() == Some(&b'{') {
        // a policy by itself is a document too
        if let Ok(value) = serde_json::from_slice::<Value>(bytes) {
            reads_alike(&value);
            reads_alike(value.get("rule_set").unwrap_or(&Value::Null));
        }
        return serde_json::from_slice(bytes).is_ok_and(|input| holds(&input));
    }
    let mut question = Choices { bytes }.question();
    reads_alike(&question["rule_set"]);
    if serde_json::from_value::<RuleSet>(question["rule_set"].clone()).is_err() {
        // what is wrong with it was told; the offers are checked against what is left
        question["rule_set"] = json!({"parity": {}});
    }
    let input = serde_json::from_value(question.clone()).unwrap_or_else(|error| panic!("{error}: {question}"));
    holds(&input)
}

/// A policy is read, or refused with a path for every mistake; what is printed is read back.
fn reads_alike(value: &Value) {
    match RuleSet::from_json(value.clone()) {
        Ok(rules) => {
            let printed = serde_json::to_value(&rules).expect("a policy prints");
            assert_eq!(RuleSet::from_json(printed).expect("what is printed is read"), rules);
            if let Err(refused) = rules.check() {
                assert!(!refused.mistakes().is_empty());
            }
        }
        Err(refused) => {
            assert!(!refused.mistakes().is_empty());
            assert!(serde_json::from_value::<RuleSet>(value.clone()).is_err());
        }
    }
}

fn holds(input: &CheckDeltaInput) -> bool {
    let CheckDeltaInput { offers, rule_set, as_of, changes } = input;
    let full = |offers| check(&CheckInput { offers, rule_set: rule_set.clone(), as_of: *as_of });
    let delta = check_delta(input);
    let before = match full(offers.clone()) {
        Ok(before) => before.conflicts,
        Err(error) => {
            assert_eq!(delta.err(), Some(error), "what a check is refused for, its changes are refused for");
            return false;
        }
    };
    explain(&before);
    let mut by_id: BTreeMap<String, mercato_channel::Offer> =
        offers.iter().map(|offer| (offer.offer_id.clone(), offer.clone())).collect();
    let mut touched: BTreeSet<String> = BTreeSet::new();
    for change in changes {
        let (old, new) = match change {
            mercato_channel::Change::Upsert { offer } => {
                (by_id.insert(offer.offer_id.clone(), offer.clone()), Some(offer.clone()))
            }
            mercato_channel::Change::Remove { offer_id } => match by_id.remove(offer_id) {
                None => {
                    assert!(delta.is_err(), "an offer that is not there is not taken out");
                    return false;
                }
                old => (old, None),
            },
        };
        touched.extend(old.into_iter().chain(new).map(|offer| offer.sku.as_str().to_owned()));
    }
    let (after, delta) = match (full(by_id.into_values().collect()), delta) {
        (Ok(after), Ok(delta)) => (after.conflicts, delta),
        // an offer that is replaced later on may be refused, though the last one is not
        (_, Err(_)) => return false,
        (Err(error), Ok(_)) => panic!("the changes are taken and what they lead to is not: {error}"),
    };
    explain(&after);
    let names = |list: &[Conflict]| list.iter().map(|one| one.conflict_id.clone()).collect::<BTreeSet<_>>();
    let (old, new) = (names(&before), names(&after));
    assert_eq!(delta.opened, new.difference(&old).cloned().collect::<Vec<_>>());
    assert_eq!(delta.closed, old.difference(&new).cloned().collect::<Vec<_>>());
    assert_eq!(delta.touched_skus, touched.into_iter().collect::<Vec<_>>());
    true
}

fn explain(conflicts: &[Conflict]) {
    for pair in conflicts.windows(2) {
        let key = |one: &Conflict| (one.kind.as_str(), one.sku.as_str().to_owned(), one.conflict_id.clone());
        assert!(key(&pair[0]) < key(&pair[1]), "sorted, each once");
    }
    for conflict in conflicts.iter().take(20) {
        assert!(conflict.magnitude_ratio.is_none_or(|ratio| ratio.is_finite() && ratio >= 0.0));
        for locale in [Locale::En, Locale::Zh] {
            assert!(conflict.explain(locale).lines().count() >= 2);
        }
    }
}

const SKUS: &[&str] = &["a", "b", "c"];
const CHANNELS: &[&str] = &["x", "y", "z"];
const BRANDS: &[&str] = &["n", "m"];
const CATEGORIES: &[&str] = &["h", "h/l", "hw"];
const TERRITORIES: &[&str] = &["t", "u"];
const TIMES: &[&str] =
    &["2026-01-01T00:00:00Z", "2026-06-01T08:00:00+08:00", "2027-01-01T00:00:00Z", "2026-06-01T00:00:00"];
const CURRENCIES: &[&str] = &["EUR", "EUR", "EUR", "EUR", "JPY", "KWD"];

impl Choices<'_> {
    /// Prices of one neighbourhood, and now and then one at the end of what is taken.
    fn amount(&mut self) -> Value {
        match self.below(12) {
            0 => json!("0"),
            1 => json!("100000000000000"),
            2 => json!("92233720368547758.07"),
            3 => json!("0.0000000001"),
            _ => json!(format!("{}.{:02}", 90 + self.byte() % 20, self.byte() % 100)),
        }
    }

    fn share(&mut self) -> Value {
        match self.below(8) {
            0 => json!("0"),
            1 => json!("1"),
            2 => json!("0.333333333333"),
            _ => json!(format!("0.{:02}", self.byte() % 100)),
        }
    }

    /// A key that is there, left out, or of another type.
    fn wrong(&mut self, right: Value) -> Value {
        match self.below(64) {
            63 => json!(1.5),
            62 => json!([right]),
            61 => json!({"what": right}),
            60 => Value::Null,
            _ => right,
        }
    }

    fn scope(&mut self) -> Value {
        json!({
            "sku": self.maybe(|bytes| json!(bytes.pick(SKUS))),
            "brand": self.maybe(|bytes| json!(bytes.pick(BRANDS))),
            "category": self.maybe(|bytes| json!(bytes.pick(CATEGORIES))),
            "channel_id": self.maybe(|bytes| json!(bytes.pick(CHANNELS))),
            "territory": self.maybe(|bytes| json!(bytes.pick(TERRITORIES))),
        })
    }

    fn coupon(&mut self) -> Value {
        let percent = self.below(2) == 0;
        json!({
            "type": if percent { "percent" } else { "amount" },
            "value": if percent { self.share() } else { self.amount() },
            "threshold": self.maybe(Self::amount),
            "max_discount": self.maybe(Self::amount),
            "audience": self.maybe(|bytes| json!(bytes.pick(&["public", "personal"]))),
        })
    }

    fn offer(&mut self, id: &str) -> Value {
        json!({
            "offer_id": id,
            "sku": self.pick(SKUS),
            "channel_id": self.pick(CHANNELS),
            "currency": self.pick(CURRENCIES),
            "price": self.amount(),
            "brand": self.maybe(|bytes| json!(bytes.pick(BRANDS))),
            "category": self.maybe(|bytes| json!(bytes.pick(CATEGORIES))),
            "territory": self.maybe(|bytes| json!(bytes.pick(TERRITORIES))),
            "pack_size": self.maybe(|bytes| json!(bytes.below(4))),
            "coupons": self.list(2, Self::coupon),
            "shipping": self.maybe(Self::amount),
            "tax_rate": self.maybe(Self::share),
            "tax_included": self.maybe(|bytes| json!(bytes.below(2) == 0)),
            "tax_on_shipping": self.maybe(|bytes| json!(bytes.below(2) == 0)),
        })
    }

    fn parity(&mut self) -> Value {
        let reference = match self.below(6) {
            0 => Value::Null,
            1 => json!({"type": "channel", "channel_id": self.pick(CHANNELS)}),
            _ => json!({"type": self.pick(&["pairwise", "lowest", "highest", "median"])}),
        };
        let parity = json!({
            "basis": self.maybe(|bytes| json!(bytes.pick(&["advertised", "net", "landed"]))),
            "per_unit": self.maybe(|bytes| json!(bytes.below(2) == 0)),
            "tolerance_percent": self.maybe(Self::share),
            "tolerance_absolute": self.maybe(Self::amount),
            "band": self.maybe(|bytes| json!(bytes.pick(&["wider", "narrower"]))),
            "reference": reference,
        });
        self.wrong(parity)
    }

    fn map_rule(&mut self) -> Value {
        let rule = json!({
            "rule_id": self.pick(&["r", "s", "q"]),
            "scope": self.scope(),
            "priority": self.maybe(|bytes| json!(i32::from(bytes.below(3)) - 1)),
            "map": self.amount(),
            "max_price": self.maybe(Self::amount),
            "currency": self.wrong(json!("EUR")),
            "tolerance_percent": self.maybe(Self::share),
            "basis": self.maybe(|bytes| json!(bytes.pick(&["advertised", "net", "landed"]))),
            "per_unit": self.maybe(|bytes| json!(bytes.below(2) == 0)),
            "exempt_channels": self.list(1, |bytes| json!(bytes.pick(CHANNELS))),
            "effective_from": self.maybe(|bytes| json!(bytes.pick(TIMES))),
            "effective_to": self.maybe(|bytes| json!(bytes.pick(TIMES))),
        });
        self.wrong(rule)
    }

    fn agreement(&mut self) -> Value {
        let kind = self.pick(&["exclusive", "prohibited", "territory"]);
        json!({
            "agreement_id": self.pick(&["g", "h", "i"]),
            "type": kind,
            "channels": self.list(2, |bytes| json!(bytes.pick(CHANNELS))),
            "territories": if kind == "territory" { self.list(2, |bytes| json!(bytes.pick(TERRITORIES))) } else { Value::Null },
            "scope": self.scope(),
            "effective_from": self.maybe(|bytes| json!(bytes.pick(TIMES))),
            "effective_to": self.wrong(Value::Null),
        })
    }

    fn question(&mut self) -> Value {
        let rules = json!({
            "parity": self.parity(),
            "currency": self.maybe(|bytes| json!(bytes.pick(CURRENCIES))),
            "fx": self.list(2, |bytes| json!({
                "base": bytes.pick(&["EUR", "JPY", "KWD"]), "quote": bytes.pick(&["EUR", "JPY", "KWD"]), "rate": bytes.pick(&["2", "0.3", "157.25", "0"]),
            })),
            "include_personal": self.maybe(|bytes| json!(bytes.below(2) == 0)),
            "map_rules": self.list(3, Self::map_rule),
            "agreements": self.list(3, Self::agreement),
        });
        let offers: Vec<Value> = (0..self.below(9)).map(|nth| self.offer(&format!("o{nth}"))).collect();
        let changes = self.list(6, |bytes| {
            let id = format!("o{}", bytes.below(10));
            if bytes.below(4) == 0 {
                json!({"type": "remove", "offer_id": id})
            } else {
                json!({"type": "upsert", "offer": bytes.offer(&id)})
            }
        });
        json!({"offers": offers, "rule_set": rules, "as_of": "2026-06-01T00:00:00Z", "changes": changes})
    }
}
