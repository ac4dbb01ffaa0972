//! Traffic, sessions and funnels: worked examples, refusals, and what must hold for any events.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::float_cmp,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::needless_pass_by_value,
    clippy::cast_possible_wrap,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

mod common;

use chrono::{DateTime, FixedOffset, TimeDelta};
use common::{answer, assert_holds, refusal, unreadable};
use mercato_core::{VisitorId, time};
use mercato_kpi::{
    Accumulator, EventFunnelInput, ExactNumber, FunnelAccumulator, FunnelEvent, FunnelInput, FunnelStep,
    SessionAccumulator, SessionEvent, SessionizeInput, TrafficInput, event_funnel, funnel, sessionize, traffic_metrics,
};
use proptest::prelude::*;
use serde_json::json;

fn instant(milliseconds: i64) -> DateTime<FixedOffset> {
    time::parse_timestamp("2024-03-10T00:00:00Z").unwrap() + TimeDelta::milliseconds(milliseconds)
}

// ---- traffic ----

/// GA4: engagement rate is 1 - bounce rate; Tmall: buyers over visitors. 445/1094 to 17 digits by Python's `fractions`.
#[test]
fn traffic_rates_are_the_nearest_doubles_of_exact_quotients() {
    let got = answer(
        traffic_metrics,
        json!({"page_views": 2741, "unique_visitors": 921, "sessions": 1094, "bounced_sessions": 445, "orders": 2000,
               "total_duration_seconds": 0.3, "revenue": "-10.00", "scale": 3, "rounding": "floor"}),
    );
    assert_holds(
        &got,
        &json!({"bounce_rate": 0.406_764_168_190_127_95, "engagement_rate": 0.593_235_831_809_872,
                "order_conversion_rate": 2000.0 / 1094.0, "avg_session_duration_seconds": 0.3 / 1094.0,
                "revenue_per_visitor": "-0.011", "buyer_conversion_rate": null, "cart_rate": null}),
    );
}

#[test]
fn traffic_refusals_name_the_field() {
    let base = |field: &str, value: serde_json::Value| {
        let mut input = json!({"page_views": 10, "unique_visitors": 5, "sessions": 6});
        input[field] = value;
        input
    };
    for (field, value) in [
        ("bounced_sessions", json!(7)),
        ("cart_sessions", json!(7)),
        ("buyers", json!(6)),
        ("total_duration_seconds", json!(-0.5)),
        ("scale", json!(11)),
    ] {
        assert_eq!(refusal(traffic_metrics, base(field, value)), ("invalid_argument", field.into()));
    }
    for (field, value) in
        [("sessions", json!(-1)), ("sessions", json!(1.5)), ("revenue", json!(1.5)), ("visits", json!(1))]
    {
        assert!(unreadable(traffic_metrics, base(field, value)), "{field}");
    }
    // revenue per visitor of 7e28 does not fit 96 bits at four decimals
    let huge = TrafficInput {
        unique_visitors: 1,
        revenue: Some(mercato_core::Decimal::MAX),
        scale: Some(4),
        ..TrafficInput::default()
    };
    assert_eq!(mercato_core::Coded::code(&traffic_metrics(&huge).unwrap_err()).as_str(), "overflow");
}

// ---- sessions ----

#[test]
fn limits_of_a_session_are_met_exactly() {
    let events = |gap: &str| {
        json!([{"visitor_id": "a", "timestamp": "2024-03-10T09:00:00Z"},
               {"visitor_id": "a", "timestamp": gap, "page_view": false}])
    };
    // a gap of the timeout splits, a nanosecond less does not; six seconds are 0.1 minutes, exactly
    let run = |gap: &str| answer(sessionize, json!({"events": events(gap), "timeout_minutes": 0.1}));
    assert_holds(&run("2024-03-10T09:00:06Z"), &json!({"sessions": 2, "engaged_sessions": 0}));
    assert_holds(
        &run("2024-03-10T09:00:05.999999999Z"),
        &json!({"sessions": 1, "total_duration_seconds": 5.999_999_999}),
    );
    // ten seconds are not more than ten
    let run = |gap: &str| answer(sessionize, json!({"events": events(gap)}));
    assert_holds(&run("2024-03-10T09:00:10Z"), &json!({"engaged_sessions": 0, "bounce_rate": 1.0}));
    assert_holds(&run("2024-03-10T09:00:10.000000001Z"), &json!({"engaged_sessions": 1, "single_page_sessions": 1}));
}

#[test]
fn session_refusals() {
    let with = |field: &str, value: serde_json::Value| {
        let mut input = json!({"events": []});
        input[field] = value;
        input
    };
    for (field, value) in
        [("timeout_minutes", json!(0)), ("timeout_minutes", json!(-1)), ("engaged_seconds", json!(-0.1))]
    {
        assert_eq!(refusal(sessionize, with(field, value)), ("invalid_argument", field.into()));
    }
    assert!(unreadable(sessionize, json!({"events": [{"visitor_id": "a", "timestamp": "2024-03-10T09:00:00"}]})));
    assert!(unreadable(sessionize, json!({"events": [{"visitor_id": " ", "timestamp": "2024-03-10T09:00:00Z"}]})));
}

fn session_events() -> impl Strategy<Value = Vec<SessionEvent>> {
    let event = (0..4_u8, 0..40_i64, any::<Option<bool>>(), any::<Option<bool>>());
    let event = event.prop_map(|(visitor, minutes, page_view, key_event)| SessionEvent {
        visitor_id: VisitorId::new(format!("v{visitor}")).unwrap(),
        timestamp: instant(minutes * 300_000),
        page_view,
        key_event,
    });
    prop::collection::vec(event, 0..40)
}

/// Sessions by the definition: for each visitor the sorted events, cut at every gap of half an hour.
fn sessions_by_hand(events: &[SessionEvent]) -> (u64, u64, u64) {
    let (mut sessions, mut engaged, mut single) = (0, 0, 0);
    let mut visitors: Vec<&VisitorId> = events.iter().map(|event| &event.visitor_id).collect();
    visitors.sort();
    visitors.dedup();
    for visitor in visitors {
        let mut own: Vec<&SessionEvent> = events.iter().filter(|event| event.visitor_id == *visitor).collect();
        own.sort_by_key(|event| event.timestamp);
        for session in own.chunk_by(|a, b| b.timestamp - a.timestamp < TimeDelta::minutes(30)) {
            let pages = session.iter().filter(|event| event.page_view != Some(false)).count();
            let long = session.last().unwrap().timestamp - session[0].timestamp > TimeDelta::seconds(10);
            sessions += 1;
            single += u64::from(pages == 1);
            engaged += u64::from(pages >= 2 || long || session.iter().any(|event| event.key_event == Some(true)));
        }
    }
    (sessions, engaged, single)
}

proptest! {
    #[test]
    fn sessions_are_those_of_the_definition_in_any_order(events in session_events().prop_shuffle()) {
        let got = sessionize(&SessionizeInput { events: events.clone(), ..SessionizeInput::default() }).unwrap();
        let want = sessions_by_hand(&events);
        prop_assert_eq!((got.sessions, got.engaged_sessions, got.single_page_sessions), want);
        prop_assert!(got.sessions <= events.len() as u64);
        let mut reversed = events.clone();
        reversed.reverse();
        prop_assert_eq!(&got, &sessionize(&SessionizeInput { events: reversed, ..SessionizeInput::default() }).unwrap());
        // visitors apart, sessions add up
        let (odd, even): (Vec<_>, Vec<_>) =
            events.into_iter().partition(|event| event.visitor_id.as_str().ends_with(['1', '3']));
        let of = |events| sessionize(&SessionizeInput { events, ..SessionizeInput::default() }).unwrap();
        let (odd, even) = (of(odd), of(even));
        prop_assert_eq!(odd.sessions + even.sessions, got.sessions);
        prop_assert_eq!(odd.unique_visitors + even.unique_visitors, got.unique_visitors);
    }

    /// Any split, not by visitor only; and the same bytes whatever the split.
    #[test]
    fn session_states_merge_to_the_whole(events in session_events(), cut in 0..40_usize) {
        let new = || SessionAccumulator::new(None, None).unwrap();
        let fill = |events: &[SessionEvent]| {
            let mut state = new();
            for event in events {
                state.update(event).unwrap();
            }
            state
        };
        let (a, b) = events.split_at(cut.min(events.len()));
        let mut merged = fill(a);
        merged.merge(&SessionAccumulator::from_bytes(&fill(b).to_bytes()).unwrap()).unwrap();
        let mut other_way = fill(b);
        other_way.merge(&fill(a)).unwrap();
        let whole = fill(&events);
        prop_assert_eq!(whole.to_bytes(), merged.to_bytes());
        prop_assert_eq!(whole.to_bytes(), other_way.to_bytes());
        let batch = sessionize(&SessionizeInput { events, ..SessionizeInput::default() }).unwrap();
        prop_assert_eq!(merged.finish().unwrap(), batch);
    }

    #[test]
    fn foreign_bytes_are_refused_and_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), flip in 0..200_usize) {
        let _ = SessionAccumulator::from_bytes(&bytes);
        let _ = FunnelAccumulator::from_bytes(&bytes);
        let mut state = SessionAccumulator::new(None, None).unwrap();
        for minutes in [0, 1, 50] {
            let visitor_id = VisitorId::new("v").unwrap();
            state.update(&SessionEvent { visitor_id, timestamp: instant(minutes * 60_000), page_view: None, key_event: None }).unwrap();
        }
        let mut bytes = state.to_bytes();
        let at = flip % bytes.len();
        bytes[at] ^= 0x55;
        // either it is refused or it is a state of its own, which writes back what was read
        if let Ok(other) = SessionAccumulator::from_bytes(&bytes) {
            prop_assert!(other.finish().is_ok());
        }
        prop_assert!(SessionAccumulator::from_bytes(&bytes[..at]).is_err());
    }
}

#[test]
fn states_of_other_rules_do_not_merge() {
    let mut half_hour = SessionAccumulator::new(None, None).unwrap();
    let hour = SessionAccumulator::new(Some(&60_u64.into()), None).unwrap();
    assert!(half_hour.merge(&hour).is_err());
    let steps = || vec!["view".to_owned(), "pay".to_owned()];
    let mut minute = FunnelAccumulator::new(steps(), &60_u64.into()).unwrap();
    assert!(minute.merge(&FunnelAccumulator::new(steps(), &61_u64.into()).unwrap()).is_err());
    assert!(FunnelAccumulator::new(Vec::new(), &60_u64.into()).is_err());
    let json = serde_json::to_string(&half_hour).unwrap();
    assert_eq!(serde_json::from_str::<SessionAccumulator>(&json).unwrap(), half_hour);
}

// ---- funnels ----

#[test]
fn a_rising_funnel_needs_leave() {
    let steps = json!([{"name": "a", "count": 10}, {"name": "b", "count": 12}, {"name": "c", "count": 3}]);
    assert_eq!(refusal(funnel, json!({"steps": steps})), ("invalid_argument", "steps[1].count".into()));
    let open = answer(funnel, json!({"steps": steps, "allow_increase": true}));
    assert_holds(&open, &json!({"largest_drop_off": "c", "overall_rate": 0.3}));
    assert_holds(&open["steps"][1], &json!({"drop_off": -2, "drop_off_rate": -0.2, "step_rate": 1.2}));
    assert_eq!(refusal(funnel, json!({"steps": []})), ("invalid_argument", "steps".into()));
    let twice = json!({"steps": [{"name": "a", "count": 4}, {"name": "a", "count": 1}]});
    assert_eq!(refusal(funnel, twice), ("duplicate_id", "steps[1].name".into()));
}

#[test]
fn of_equal_losses_the_first_is_the_largest() {
    let steps = json!([{"name": "a", "count": 30}, {"name": "b", "count": 20}, {"name": "c", "count": 10}]);
    assert_holds(&answer(funnel, json!({"steps": steps})), &json!({"largest_drop_off": "b"}));
    let steps = json!([{"name": "a", "count": 3}, {"name": "b", "count": 3}]);
    assert_holds(&answer(funnel, json!({"steps": steps})), &json!({"largest_drop_off": null}));
}

#[test]
fn event_funnel_refusals() {
    let input = |steps: serde_json::Value, window: f64| json!({"events": [], "steps": steps, "window_seconds": window});
    assert_eq!(refusal(event_funnel, input(json!([]), 1.0)), ("invalid_argument", "steps".into()));
    assert_eq!(refusal(event_funnel, input(json!(["a"]), 0.0)), ("invalid_argument", "window_seconds".into()));
    assert_eq!(refusal(event_funnel, input(json!(["a", "b", "a"]), 1.0)), ("duplicate_id", "steps[2]".into()));
    let nobody = answer(event_funnel, input(json!(["a", "b"]), 1.0));
    assert_eq!(nobody["steps"][0], json!({"name": "a", "visitors": 0, "overall_rate": null, "step_rate": null}));
}

/// Does a chain of strictly later events from `from` on, within the window of `start`, lead to the last of `steps`?
fn reaches(events: &[(i64, usize)], steps: std::ops::Range<usize>, after: i64, start: i64, window: i64) -> bool {
    let Some(step) = steps.clone().next() else { return true };
    events.iter().any(|(at, of)| {
        *of == step && *at > after && *at - start <= window && reaches(events, step + 1..steps.end, *at, start, window)
    })
}

proptest! {
    #[test]
    fn funnel_rates_lie_between_0_and_1(mut counts in prop::collection::vec(0..1_000_000_u64, 1..8)) {
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let steps: Vec<FunnelStep> =
            counts.iter().enumerate().map(|(i, count)| FunnelStep { name: i.to_string(), count: *count }).collect();
        let report = funnel(&FunnelInput { steps, allow_increase: None }).unwrap();
        for step in &report.steps {
            for rate in [step.step_rate, step.overall_rate, step.drop_off_rate].into_iter().flatten() {
                prop_assert!((0.0..=1.0).contains(&rate));
            }
        }
        let lost: i128 = report.steps.iter().map(|step| step.drop_off).sum();
        prop_assert_eq!(lost, i128::from(counts[0] - counts[counts.len() - 1]));
    }

    /// One pass against every chain there is; in any order, in one list or two states.
    #[test]
    fn event_funnel_finds_what_brute_force_finds(
        rows in prop::collection::vec((0..3_u8, 0..12_i64, 0..4_usize), 0..24),
        window in 1..10_i64,
        cut in 0..24_usize,
    ) {
        let steps: Vec<String> = ["view", "cart", "pay"].map(String::from).to_vec();
        let names = ["view", "cart", "pay", "other"];
        let events: Vec<FunnelEvent> = rows.iter().map(|(visitor, second, step)| FunnelEvent {
            visitor_id: VisitorId::new(format!("v{visitor}")).unwrap(),
            timestamp: instant(second * 1000),
            event: names[*step].into(),
        }).collect();
        let window_seconds = ExactNumber::from(window);
        let got = event_funnel(&EventFunnelInput { events: events.clone(), steps: steps.clone(), window_seconds: window_seconds.clone() }).unwrap();
        let mut before = u64::MAX;
        for (j, step) in got.steps.iter().enumerate() {
            let want = (0..3_u8).filter(|visitor| {
                let own: Vec<(i64, usize)> = rows.iter().filter(|row| row.0 == *visitor).map(|row| (row.1, row.2)).collect();
                own.iter().any(|(start, of)| *of == 0 && reaches(&own, 1..j + 1, *start, *start, window))
            }).count() as u64;
            prop_assert_eq!(step.visitors, want, "{}", step.name);
            prop_assert!(step.visitors <= before);
            before = step.visitors;
        }
        let mut reversed = events.clone();
        reversed.reverse();
        prop_assert_eq!(&got, &event_funnel(&EventFunnelInput { events: reversed, steps: steps.clone(), window_seconds: window_seconds.clone() }).unwrap());
        let mut states = [0, 1].map(|_| FunnelAccumulator::new(steps.clone(), &window_seconds).unwrap());
        for (index, event) in events.iter().enumerate() {
            states[usize::from(index >= cut)].update(event).unwrap();
        }
        let [mut a, b] = states;
        a.merge(&FunnelAccumulator::from_bytes(&b.to_bytes()).unwrap()).unwrap();
        prop_assert_eq!(a.finish().unwrap(), got);
    }
}
