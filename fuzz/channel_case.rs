//! Bytes as a policy, offers and changes: every byte decides something, and too few bytes decide the rest as zeros would. Shared by
//! the fuzz target and by the test that replays its corpus.

use mercato_channel::{Change, CheckDeltaInput, Checker, Conflict, Offer, check_delta};
use mercato_core::Coded;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Bytes, taken one by one.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> u8 {
        let (first, rest) = self.0.split_first().map_or((0, self.0), |(first, rest)| (*first, rest));
        self.0 = rest;
        first
    }

    fn below(&mut self, bound: u8) -> u8 {
        self.next() % bound.max(1)
    }

    fn name(&mut self, kind: &str, bound: u8) -> Value {
        json!(format!("{kind}{}", self.below(bound)))
    }

    /// An amount or a fraction: small and round, or anything that four bytes and a scale make.
    fn decimal(&mut self) -> Value {
        match self.below(4) {
            0 => json!(self.below(20)),
            1 => json!(format!("0.{:02}", self.below(100))),
            2 => json!(format!("{}.{:02}", self.below(200), self.below(100))),
            _ => {
                let digits = u32::from_le_bytes([self.next(), self.next(), self.next(), self.next()]);
                let zeros = "0".repeat(usize::from(self.below(30)));
                match self.below(4) {
                    0 => json!(format!("{digits}{zeros}")),
                    1 => json!(format!("0.{zeros}{digits}")),
                    2 => json!(format!("-{digits}")),
                    _ => json!(format!("{digits}.{digits}")),
                }
            }
        }
    }

    fn instant(&mut self) -> Value {
        let second = self.below(3);
        json!(format!("2026-11-1{second}T00:00:00+0{}:00", self.below(9)))
    }

    fn maybe(&mut self, object: &mut Map<String, Value>, key: &str, value: impl FnOnce(&mut Self) -> Value) {
        if self.below(3) == 0 {
            let value = value(self);
            object.insert(key.to_owned(), value);
        }
    }

    fn offer(&mut self) -> Value {
        let mut offer = Map::new();
        offer.insert("offer_id".into(), self.name("o", 24));
        offer.insert("sku".into(), self.name("s", 4));
        offer.insert("channel_id".into(), self.name("c", 4));
        offer.insert("currency".into(), json!(["CNY", "CNY", "CNY", "USD", "JPY"][usize::from(self.below(5))]));
        offer.insert("price".into(), self.decimal());
        self.maybe(&mut offer, "brand", |bytes| bytes.name("b", 2));
        self.maybe(&mut offer, "category", |bytes| json!(["h", "h/l", "hw", "h/l/d"][usize::from(bytes.below(4))]));
        self.maybe(&mut offer, "territory", |bytes| bytes.name("t", 2));
        self.maybe(&mut offer, "pack_size", |bytes| json!(bytes.next()));
        self.maybe(&mut offer, "shipping", Self::decimal);
        self.maybe(&mut offer, "tax_rate", Self::decimal);
        self.maybe(&mut offer, "tax_included", |bytes| json!(bytes.below(2) == 0));
        self.maybe(&mut offer, "tax_on_shipping", |bytes| json!(bytes.below(2) == 0));
        self.maybe(&mut offer, "coupons", |bytes| {
            let mut coupon = Map::new();
            coupon.insert("type".into(), json!(["amount", "percent"][usize::from(bytes.below(2))]));
            coupon.insert("value".into(), bytes.decimal());
            bytes.maybe(&mut coupon, "threshold", Self::decimal);
            bytes.maybe(&mut coupon, "max_discount", Self::decimal);
            bytes.maybe(&mut coupon, "audience", |_| json!("personal"));
            json!([coupon])
        });
        Value::Object(offer)
    }

    fn scope(&mut self) -> Value {
        let mut scope = Map::new();
        self.maybe(&mut scope, "sku", |bytes| bytes.name("s", 4));
        self.maybe(&mut scope, "brand", |bytes| bytes.name("b", 2));
        self.maybe(&mut scope, "category", |bytes| json!(["h", "h/l", "hw"][usize::from(bytes.below(3))]));
        self.maybe(&mut scope, "channel_id", |bytes| bytes.name("c", 4));
        self.maybe(&mut scope, "territory", |bytes| bytes.name("t", 2));
        if self.below(8) == 0 {
            let pair = [self.name("c", 4), self.name("c", 4)];
            scope.insert("channel_pair".into(), json!(pair));
        }
        Value::Object(scope)
    }

    fn basis(&mut self) -> Value {
        json!(["advertised", "net", "landed"][usize::from(self.below(3))])
    }

    fn policy(&mut self) -> Value {
        let mut policy = Map::new();
        if self.below(4) != 0 {
            let mut parity = Map::new();
            self.maybe(&mut parity, "basis", Self::basis);
            self.maybe(&mut parity, "per_unit", |_| json!(true));
            self.maybe(&mut parity, "tolerance_percent", Self::decimal);
            self.maybe(&mut parity, "tolerance_absolute", Self::decimal);
            self.maybe(&mut parity, "band", |_| json!("narrower"));
            self.maybe(&mut parity, "reference", |bytes| match bytes.below(4) {
                0 => json!({"type": "lowest"}),
                1 => json!({"type": "highest"}),
                2 => json!({"type": "median"}),
                _ => json!({"type": "channel", "channel_id": bytes.name("c", 5)}),
            });
            policy.insert("parity".into(), Value::Object(parity));
        }
        self.maybe(&mut policy, "currency", |_| json!("CNY"));
        self.maybe(&mut policy, "include_personal", |_| json!(true));
        if self.below(2) == 0 {
            let rate = |bytes: &mut Self, base: &str| json!({"base": base, "quote": "CNY", "rate": bytes.decimal()});
            policy.insert("fx".into(), json!([rate(self, "USD"), rate(self, "JPY")]));
        }
        let rules: Vec<Value> = (0..self.below(4))
            .map(|_| {
                let mut rule = Map::new();
                rule.insert("rule_id".into(), self.name("m", 8));
                rule.insert("scope".into(), self.scope());
                rule.insert("currency".into(), json!("CNY"));
                rule.insert("map".into(), self.decimal());
                self.maybe(&mut rule, "max_price", Self::decimal);
                self.maybe(&mut rule, "tolerance_percent", Self::decimal);
                self.maybe(&mut rule, "basis", Self::basis);
                self.maybe(&mut rule, "per_unit", |_| json!(true));
                self.maybe(&mut rule, "priority", |bytes| json!(bytes.next()));
                self.maybe(&mut rule, "exempt_channels", |bytes| json!([bytes.name("c", 4)]));
                self.maybe(&mut rule, "effective_from", Self::instant);
                self.maybe(&mut rule, "effective_to", Self::instant);
                Value::Object(rule)
            })
            .collect();
        policy.insert("map_rules".into(), json!(rules));
        let agreements: Vec<Value> = (0..self.below(3))
            .map(|_| {
                let mut agreement = Map::new();
                agreement.insert("agreement_id".into(), self.name("g", 8));
                agreement
                    .insert("type".into(), json!(["exclusive", "prohibited", "territory"][usize::from(self.below(3))]));
                agreement.insert("channels".into(), json!([self.name("c", 4)]));
                agreement.insert("territories".into(), json!([self.name("t", 2)]));
                agreement.insert("scope".into(), self.scope());
                self.maybe(&mut agreement, "effective_to", Self::instant);
                Value::Object(agreement)
            })
            .collect();
        policy.insert("agreements".into(), json!(agreements));
        Value::Object(policy)
    }

    fn change(&mut self) -> Value {
        if self.below(4) == 0 {
            json!({"type": "remove", "offer_id": self.name("o", 24)})
        } else {
            json!({"type": "upsert", "offer": self.offer()})
        }
    }
}

fn names(conflicts: &[Conflict]) -> BTreeMap<&str, &Conflict> {
    conflicts.iter().map(|conflict| (conflict.conflict_id.as_str(), conflict)).collect()
}

/// The offers after the changes; none if one that is not there is removed.
fn after(offers: &[Offer], changes: &[Change]) -> Option<Vec<Offer>> {
    let mut by_id: BTreeMap<&str, &Offer> = offers.iter().map(|offer| (offer.offer_id.as_str(), offer)).collect();
    for change in changes {
        match change {
            Change::Upsert { offer } => {
                by_id.insert(&offer.offer_id, offer);
            }
            Change::Remove { offer_id } => {
                by_id.remove(offer_id.as_str())?;
            }
        }
    }
    Some(by_id.into_values().cloned().collect())
}

/// Asks the delta and both full checks what these bytes stand for; they must agree, and neither may panic. Tells whether it was
/// answered.
pub fn run(bytes: &[u8]) -> bool {
    let mut bytes = Bytes(bytes);
    let policy = bytes.policy();
    let offers: Vec<Value> = (0..bytes.below(24)).map(|_| bytes.offer()).collect();
    let changes: Vec<Value> = (0..bytes.below(8)).map(|_| bytes.change()).collect();
    let input = json!({"rule_set": policy, "offers": offers, "changes": changes, "as_of": "2026-11-11T00:00:00+08:00"});
    let Ok(input) = serde_json::from_value::<CheckDeltaInput>(input) else { return false };
    let delta = check_delta(&input);
    let full = |offers: &[Offer]| Checker::new(&input.rule_set, &input.as_of)?.check(offers);
    let was = full(&input.offers);
    let is = after(&input.offers, &input.changes).map(|offers| full(&offers));
    match (delta, was, is) {
        (Ok(delta), Ok(was), Some(Ok(is))) => {
            let (before, now) = (names(&was), names(&is));
            let only = |of: &BTreeMap<&str, &Conflict>, not_of: &BTreeMap<&str, &Conflict>| -> Vec<String> {
                of.keys().filter(|name| !not_of.contains_key(*name)).map(|name| (*name).to_owned()).collect()
            };
            assert_eq!((delta.opened, delta.closed), (only(&now, &before), only(&before, &now)));
            assert_eq!(delta.unchanged, before.keys().filter(|name| now.contains_key(*name)).count());
            for conflict in was.iter().chain(&is) {
                assert!(!conflict.explain(mercato_channel::Locale::En).is_empty());
                assert!(!conflict.explain(mercato_channel::Locale::Zh).is_empty());
            }
            true
        }
        // refused together, with a code
        (Err(error), was, is) => {
            let refused = was.is_err() || is.is_none_or(|is| is.is_err());
            let invalid = input
                .changes
                .iter()
                .any(|change| matches!(change, Change::Upsert { offer } if full(std::slice::from_ref(offer)).is_err()));
            assert!(refused || invalid, "{} {error}", error.code());
            false
        }
        (Ok(_), was, is) => panic!("a full check is refused and the delta is not: {was:?} {is:?}"),
    }
}
