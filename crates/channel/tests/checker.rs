//! The compiled check against its definition, offer by offer and pair by pair; changes against two full checks.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test stops where its set-up fails")]

mod common;

use common::{as_of, in_yuan, offer, offers, rule_sets};
use mercato_channel::{Change, Checker, Conflict, Delta, Offer, OfferTable, RuleSet};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

fn keys(conflicts: &[Conflict]) -> Vec<(String, String, String)> {
    let key = |conflict: &Conflict| {
        (conflict.kind.as_str().to_owned(), conflict.sku.as_str().to_owned(), conflict.conflict_id.clone())
    };
    conflicts.iter().map(key).collect()
}

fn names(offers: &[Offer], policy: &RuleSet) -> BTreeSet<String> {
    common::check(offers, policy).into_iter().map(|(_, _, name)| name).collect()
}

/// The offers after the changes; none if one of them cannot be made.
fn after(offers: &[Offer], changes: &[Change]) -> Option<(Vec<Offer>, BTreeSet<String>)> {
    let mut by_id: BTreeMap<String, Offer> =
        offers.iter().map(|offer| (offer.offer_id.clone(), offer.clone())).collect();
    let mut touched = BTreeSet::new();
    for change in changes {
        let was = match change {
            Change::Upsert { offer } => {
                touched.insert(offer.sku.as_str().to_owned());
                by_id.insert(offer.offer_id.clone(), offer.clone())
            }
            Change::Remove { offer_id } => Some(by_id.remove(offer_id)?),
        };
        touched.extend(was.map(|offer| offer.sku.as_str().to_owned()));
    }
    Some((by_id.into_values().collect(), touched))
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (0_u8..14, 0_u8..4).prop_flat_map(|(number, kind)| {
        let id = format!("o{number:02}");
        if kind == 0 {
            Just(Change::Remove { offer_id: id }).boxed()
        } else {
            offer(id).prop_map(|offer| Change::Upsert { offer }).boxed()
        }
    });
    proptest::collection::vec(change, 0..8)
}

fn yuan(changes: Vec<Change>, policy: &RuleSet) -> Vec<Change> {
    let yuan = |change| match change {
        Change::Upsert { offer } => Change::Upsert { offer: in_yuan(vec![offer], policy).remove(0) },
        remove @ Change::Remove { .. } => remove,
    };
    changes.into_iter().map(yuan).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_check_is_its_definition(offers in offers(14), policy in rule_sets()) {
        let offers = in_yuan(offers, &policy);
        let conflicts = Checker::new(&policy, &as_of()).unwrap().check(&offers).unwrap();
        prop_assert_eq!(keys(&conflicts), common::check(&offers, &policy));
        // what is written out names itself by its parties
        for conflict in &conflicts {
            prop_assert!(conflict.parties.is_sorted());
            prop_assert_eq!(serde_json::from_value::<Conflict>(serde_json::to_value(conflict).unwrap()).unwrap(), conflict.clone());
        }
    }

    #[test]
    fn a_table_finds_what_a_list_finds(offers in offers(14), policy in rule_sets()) {
        let offers = in_yuan(offers, &policy);
        let checker = Checker::new(&policy, &as_of()).unwrap();
        let table = OfferTable::from_offers(&offers).unwrap();
        let findings = checker.check_table(&table).unwrap();
        let written: Vec<Conflict> = findings.iter().map(|finding| findings.conflict(&finding).unwrap()).collect();
        prop_assert_eq!(findings.len(), written.len());
        for (finding, conflict) in findings.iter().zip(&written) {
            prop_assert_eq!(finding.conflict_id(), conflict.conflict_id.clone());
            prop_assert_eq!(finding.sku, conflict.sku.as_str());
            let mut parties: Vec<&str> = std::iter::once(finding.offer_id).chain(finding.high_offer_id).collect();
            parties.sort_unstable();
            prop_assert_eq!(parties, conflict.parties.iter().map(String::as_str).collect::<Vec<_>>());
        }
        prop_assert_eq!(written, checker.check(&offers).unwrap());
    }

    #[test]
    fn the_order_of_offers_does_not_matter(offers in offers(12).prop_shuffle(), policy in rule_sets()) {
        let offers = in_yuan(offers, &policy);
        let mut sorted = offers.clone();
        sorted.sort_by(|a, b| a.offer_id.cmp(&b.offer_id));
        let checker = Checker::new(&policy, &as_of()).unwrap();
        prop_assert_eq!(checker.check(&offers).unwrap(), checker.check(&sorted).unwrap());
    }

    #[test]
    fn a_delta_is_the_difference_of_two_checks(offers in offers(12), policy in rule_sets(), rounds in proptest::collection::vec(changes(), 1..5)) {
        let mut offers = in_yuan(offers, &policy);
        let mut live = Checker::new(&policy, &as_of()).unwrap().watch(offers.clone()).unwrap();
        for changes in rounds {
            let changes = yuan(changes, &policy);
            let before = names(&offers, &policy);
            prop_assert_eq!(live.open(), before.len());
            let Some((then, touched)) = after(&offers, &changes) else {
                prop_assert!(live.apply_all(changes).is_err());
                // a refused list changes nothing
                let mut left: Vec<Offer> = live.offers().cloned().collect();
                left.sort_by(|a, b| a.offer_id.cmp(&b.offer_id));
                prop_assert_eq!(left, offers.clone());
                continue;
            };
            let is = names(&then, &policy);
            let want = Delta {
                opened: is.difference(&before).cloned().collect(),
                closed: before.difference(&is).cloned().collect(),
                unchanged: before.intersection(&is).count(),
                touched_skus: touched.into_iter().collect(),
            };
            prop_assert_eq!(live.apply_all(changes).unwrap(), want);
            let mut left: Vec<Offer> = live.offers().cloned().collect();
            left.sort_by(|a, b| a.offer_id.cmp(&b.offer_id));
            prop_assert_eq!(&left, &then);
            for offer in &then {
                prop_assert_eq!(live.offer(&offer.offer_id), Some(offer));
            }
            offers = then;
        }
    }

    #[test]
    fn a_change_and_its_inverse_leave_nothing(offers in offers(12), policy in rule_sets(), changed in offer("o03".into())) {
        let offers = in_yuan(offers, &policy);
        let changed = in_yuan(vec![changed], &policy).remove(0);
        let mut live = Checker::new(&policy, &as_of()).unwrap().watch(offers.clone()).unwrap();
        let inverse = match offers.iter().find(|offer| offer.offer_id == "o03") {
            Some(offer) => Change::Upsert { offer: offer.clone() },
            None => Change::Remove { offer_id: "o03".into() },
        };
        let there = live.apply(Change::Upsert { offer: changed.clone() }).unwrap();
        let back = live.apply(inverse.clone()).unwrap();
        prop_assert_eq!((&there.opened, &there.closed), (&back.closed, &back.opened));
        let both = live.apply_all(vec![Change::Upsert { offer: changed }, inverse]).unwrap();
        prop_assert!(both.opened.is_empty() && both.closed.is_empty());
    }

    #[test]
    fn another_policy_is_the_difference_too(offers in offers(12), was in rule_sets(), is in rule_sets()) {
        let offers = in_yuan(in_yuan(offers, &was), &is);
        let mut live = Checker::new(&was, &as_of()).unwrap().watch(offers.clone()).unwrap();
        let delta = live.replace(Checker::new(&is, &as_of()).unwrap()).unwrap();
        let (before, now) = (names(&offers, &was), names(&offers, &is));
        prop_assert_eq!(delta.opened, now.difference(&before).cloned().collect::<Vec<_>>());
        prop_assert_eq!(delta.closed, before.difference(&now).cloned().collect::<Vec<_>>());
        prop_assert_eq!(live.open(), now.len());
    }
}
