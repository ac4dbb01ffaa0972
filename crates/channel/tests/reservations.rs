//! Reservations: nothing is promised twice, a replay is a replay, a retry changes nothing.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod called;

use called::{answer, hour, refusal, unreadable};
use mercato_channel::{
    LedgerEvent, LedgerState, ReservationLedger, ReservationLedgerInput, ReservationStatus, reservation_ledger,
};
use mercato_core::{ChannelId, time};
use proptest::prelude::*;
use serde_json::{Value, json};

/// An event at an hour: what, which reservation, which channel, how many, and for how long.
type Plain = (u32, u8, usize, usize, u64, Option<u32>);

fn event((at, what, id, channel, quantity, hours): &Plain, corrections: bool) -> LedgerEvent {
    let instant = |hours: u32| time::parse_timestamp(&hour(hours)).unwrap();
    let reservation_id = format!("r{id}");
    let at = *at;
    match what {
        0..=3 => LedgerEvent::Reserve {
            at: instant(at),
            reservation_id,
            channel_id: ChannelId::new(["x", "y"][*channel]).unwrap(),
            quantity: *quantity,
            expires_at: hours.map(|hours| instant(at + hours)),
        },
        4 => LedgerEvent::Release { at: instant(at), reservation_id, quantity: hours.map(|_| *quantity) },
        5 => LedgerEvent::Commit { at: instant(at), reservation_id, quantity: hours.map(|_| *quantity) },
        _ => {
            let sign = if corrections && *channel == 0 { -1 } else { 1 };
            LedgerEvent::Restock { at: instant(at), quantity: sign * i64::try_from(*quantity).unwrap() }
        }
    }
}

fn events(corrections: bool) -> impl Strategy<Value = Vec<LedgerEvent>> {
    let plain = (0_u32..60, 0_u8..7, 0_usize..8, 0_usize..2, 1_u64..8, prop::option::of(1_u32..20));
    prop::collection::vec(plain, 0..40)
        .prop_map(move |plain| plain.iter().map(|plain| event(plain, corrections)).collect())
}

fn replay(on_hand: u64, buffer: u64, events: &[LedgerEvent], as_of: u32) -> LedgerState {
    reservation_ledger(&ReservationLedgerInput {
        on_hand,
        safety_buffer: Some(buffer),
        channel_caps: [(ChannelId::new("x").unwrap(), 10)].into(),
        events: events.to_vec(),
        as_of: time::parse_timestamp(&hour(as_of)).unwrap(),
    })
    .unwrap()
}

proptest! {
    /// What is held never exceeds what is there without the buffer while nothing is corrected downwards; what a channel holds
    /// never exceeds its cap; the parts sum up; what left the stock was committed.
    #[test]
    fn nothing_is_promised_twice(on_hand in 0_u64..30, buffer in 0_u64..5, events in events(false), as_of in 0_u32..80) {
        let state = replay(on_hand, buffer, &events, as_of);
        let free = u64::try_from(state.on_hand).unwrap().saturating_sub(buffer);
        prop_assert!(state.reserved <= free);
        prop_assert_eq!(state.available, free - state.reserved);
        prop_assert_eq!(state.reservations.iter().map(|held| held.quantity).sum::<u64>(), state.reserved);
        prop_assert_eq!(state.reserved_by_channel.values().sum::<u64>(), state.reserved);
        for (channel, held) in &state.reserved_by_channel {
            prop_assert!(*held > 0 && (channel.as_str() != "x" || *held <= 10));
        }
        for held in &state.reservations {
            prop_assert_eq!(held.quantity > 0, held.status == ReservationStatus::Active);
        }
    }

    /// The first events and then the rest make the same state as all at once.
    #[test]
    fn a_replay_in_two_parts_is_one_replay(events in events(true), split in 0_usize..40, buffer in 0_u64..5) {
        let mut sorted = events;
        sorted.sort_by_key(|event| *event.at());
        let mut ledger = ReservationLedger::new(20, buffer, [(ChannelId::new("x").unwrap(), 10)].into()).unwrap();
        for (index, event) in sorted.iter().enumerate() {
            if index == split {
                // whoever asks in between sees what a replay of the first part says
                let mut first = ledger.clone();
                first.advance(*event.at()).unwrap();
                let part = reservation_ledger(&ReservationLedgerInput {
                    on_hand: 20, safety_buffer: Some(buffer), channel_caps: [(ChannelId::new("x").unwrap(), 10)].into(),
                    events: sorted[..split].to_vec(), as_of: *event.at(),
                }).unwrap();
                prop_assert_eq!(first.state(), LedgerState { rejected: vec![], ..part });
                ledger.advance(*event.at()).unwrap();
            }
            ledger.apply(event).unwrap();
        }
        ledger.advance(time::parse_timestamp(&hour(70)).unwrap()).unwrap();
        prop_assert_eq!(ledger.state(), LedgerState { rejected: vec![], ..replay(20, buffer, &sorted, 70) });
    }

    /// A client that sends its reservations again, each right after itself and all once more at the end, changes nothing.
    #[test]
    fn a_retry_changes_nothing(events in events(true)) {
        let before = replay(20, 2, &events, 70);
        let refused: Vec<usize> = before.rejected.iter().map(|event| event.index).collect();
        let mut twice = Vec::new();
        let mut late = Vec::new();
        for (index, event) in events.iter().enumerate() {
            twice.push(event.clone());
            if let LedgerEvent::Reserve { reservation_id, channel_id, quantity, .. } = event {
                twice.push(event.clone());
                if !refused.contains(&index) {
                    late.push(LedgerEvent::Reserve {
                        at: time::parse_timestamp(&hour(69)).unwrap(), reservation_id: reservation_id.clone(),
                        channel_id: channel_id.clone(), quantity: *quantity, expires_at: None,
                    });
                }
            }
        }
        let all = [twice, late].concat();
        prop_assert_eq!(
            LedgerState { rejected: vec![], ..replay(20, 2, &all, 70) }, LedgerState { rejected: vec![], ..before }
        );
    }
}

fn asked(events: Value, as_of: u32) -> Value {
    answer(
        reservation_ledger,
        json!({"on_hand": 10, "safety_buffer": 1, "channel_caps": {"x": 5}, "events": events, "as_of": hour(as_of)}),
    )
}

fn reserve(at: u32, id: &str, channel: &str, quantity: u64) -> Value {
    json!({"at": hour(at), "type": "reserve", "reservation_id": id, "channel_id": channel, "quantity": quantity})
}

/// The first test that fails names the reason: another quantity that is also over the cap and over the stock is a conflict of ids.
#[test]
fn reasons_come_in_order() {
    let got = asked(
        json!([reserve(0, "a", "x", 2), reserve(1, "a", "x", 50), reserve(2, "b", "x", 50), reserve(3, "c", "y", 50)]),
        9,
    );
    let reasons: Vec<&str> =
        got["rejected"].as_array().unwrap().iter().map(|event| event["reason"].as_str().unwrap()).collect();
    assert_eq!(reasons, ["id_conflict", "cap_exceeded", "insufficient_stock"]);
}

/// A refused reservation leaves no trace: its id may be taken by another.
#[test]
fn a_refused_id_is_free() {
    let got = asked(json!([reserve(0, "a", "y", 50), reserve(1, "a", "x", 2)]), 9);
    assert_eq!(
        got["reservations"],
        json!([{"reservation_id": "a", "channel_id": "x", "quantity": 2, "status": "active"}])
    );
}

/// The last action decides how a reservation ended; at the instant of its expiry it is gone.
#[test]
fn the_last_action_decides() {
    let take = |at: u32, what: &str, id: &str, quantity: Option<u64>| json!({"at": hour(at), "type": what, "reservation_id": id, "quantity": quantity});
    let mut brief = reserve(0, "c", "y", 3);
    brief["expires_at"] = json!(hour(4));
    let got = asked(
        json!([
            reserve(0, "a", "x", 2),
            reserve(0, "b", "y", 2),
            brief,
            take(1, "commit", "a", Some(1)),
            take(1, "release", "b", Some(1)),
            take(1, "commit", "c", Some(1)),
            take(2, "release", "a", None),
            take(2, "commit", "b", None),
            take(4, "commit", "c", None)
        ]),
        9,
    );
    let statuses: Vec<&str> =
        got["reservations"].as_array().unwrap().iter().map(|held| held["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["released", "committed", "expired"]);
    assert_eq!(got["rejected"], json!([{"index": 8, "reason": "unknown_reservation"}]));
    assert_eq!((&got["on_hand"], &got["available"]), (&json!(7), &json!(6)));
}

/// A correction may take the stock below what is held, and below 0; nothing can be promised then.
#[test]
fn a_correction_may_take_everything() {
    let got = asked(
        json!([reserve(0, "a", "y", 4), {"at": hour(1), "type": "restock", "quantity": -12}, reserve(2, "b", "y", 1)]),
        9,
    );
    assert_eq!((&got["on_hand"], &got["reserved"], &got["available"]), (&json!(-2), &json!(4), &json!(0)));
    assert_eq!(got["rejected"], json!([{"index": 2, "reason": "insufficient_stock"}]));
}

#[test]
fn events_that_cannot_be_are_refused() {
    let of = |event: Value| refusal(reservation_ledger, json!({"on_hand": 1, "events": [event], "as_of": hour(0)}));
    assert_eq!(of(reserve(5, "a", "x", 0)), ("invalid_argument", "events[0].quantity".into()));
    assert_eq!(of(reserve(5, " ", "x", 1)), ("invalid_argument", "events[0].reservation_id".into()));
    let mut ended = reserve(5, "a", "x", 1);
    ended["expires_at"] = json!(hour(5));
    assert_eq!(of(ended), ("invalid_argument", "events[0].expires_at".into()));
    let unread =
        |event: Value| unreadable(reservation_ledger, json!({"on_hand": 1, "events": [event], "as_of": hour(0)}));
    assert!(unread(json!({"at": hour(0), "type": "hold", "reservation_id": "a"})));
    assert!(unread(json!({"at": hour(0), "type": "restock"})));
    assert!(unread(json!({"at": hour(0), "type": "restock", "quantity": 1, "expires_at": hour(2)})));
    let restock = json!({"at": hour(0), "type": "restock", "quantity": i64::MAX});
    assert_eq!(of(restock), ("overflow", "events[0].quantity".into()));
}

#[test]
fn time_does_not_run_back() {
    let mut ledger = ReservationLedger::new(1, 0, [].into()).unwrap();
    ledger.advance(time::parse_timestamp(&hour(5)).unwrap()).unwrap();
    let error = ledger.advance(time::parse_timestamp(&hour(4)).unwrap()).unwrap_err();
    assert_eq!(mercato_core::Coded::path(&error), Some("at"));
}
