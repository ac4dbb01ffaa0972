//! The alert machine against a model written line by line from the definition, and its promises: no flutter, split = whole.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use mercato_core::{Coded, Decimal, ErrorCode};
use mercato_inventory::{
    AlertConfig, AlertEventType as Event, AlertInput, AlertLevel as Level, AlertMachine, AlertState,
    StockAlertRunInput, Timestamp, stock_alert_run,
};
use proptest::prelude::*;

const SIDE: [Level; 4] = [Level::Ok, Level::Low, Level::Critical, Level::OutOfStock];

fn rank(level: Level) -> usize {
    SIDE.iter().position(|other| *other == level).unwrap_or(0)
}

/// Minutes after midnight, in an offset of its own so that only instants can be compared.
fn at(minutes: i64) -> Timestamp {
    let local = minutes + 330;
    Timestamp::parse(&format!("2024-05-{:02}T{:02}:{:02}:00+05:30", 1 + local / 1440, local / 60 % 24, local % 60))
        .unwrap()
}

#[derive(Debug, Clone)]
struct Config {
    reorder: i64,
    critical: Option<i64>,
    over: Option<i64>,
    hysteresis: i64,
    consecutive: u32,
    hours: Option<i64>,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    See(i64),
    Acknowledge,
    Snooze(i64),
}

#[derive(Debug, Clone, PartialEq, Default)]
struct State {
    level: Level,
    acknowledged: bool,
    pending: Option<(Level, u32)>,
    since: Option<i64>,
    notified: Option<i64>,
    snoozed: Option<i64>,
}

type Told = (i64, Event, Level, Option<i64>);

fn entry(config: &Config, a: i64, raise: i64) -> Level {
    if a <= 0 {
        Level::OutOfStock
    } else if config.critical.is_some_and(|c| a <= c + raise) {
        Level::Critical
    } else if a <= config.reorder + raise {
        Level::Low
    } else if config.over.is_some_and(|o| a >= o) {
        Level::Overstock
    } else {
        Level::Ok
    }
}

fn candidate(config: &Config, level: Level, a: i64) -> Level {
    let entered = entry(config, a, 0);
    if level == Level::Overstock {
        return if a > 0 && config.over.is_some_and(|o| a >= o - config.hysteresis) { level } else { entered };
    }
    if level == Level::Ok || rank(entered) >= rank(level) {
        return entered;
    }
    let improved = entry(config, a, config.hysteresis);
    if rank(improved) > rank(level) { level } else { improved }
}

fn model(config: &Config, steps: &[(i64, Step)]) -> (Vec<Told>, State) {
    let (mut state, mut told) = (State::default(), Vec::new());
    for (now, step) in steps.iter().copied() {
        match step {
            Step::Acknowledge => {
                if state.level != Level::Ok {
                    state.acknowledged = true;
                    told.push((now, Event::Acknowledged, state.level, None));
                }
            }
            Step::Snooze(span) => {
                state.snoozed = Some(now + span);
                told.push((now, Event::Snoozed, state.level, None));
            }
            Step::See(a) => {
                let to = candidate(config, state.level, a);
                let mut moved = false;
                if to == state.level {
                    state.pending = None;
                } else {
                    let count = match state.pending {
                        Some((level, count)) if level == to => count + 1,
                        _ => 1,
                    };
                    state.pending = Some((to, count));
                    moved = to == Level::OutOfStock || count >= config.consecutive;
                }
                if moved {
                    let from = state.level;
                    let mut raise_or_worse = true;
                    if to == Level::Ok {
                        told.push((now, Event::Resolved, Level::Ok, Some(a)));
                        raise_or_worse = false;
                    } else if from == Level::Ok {
                        told.push((now, Event::Raised, to, Some(a)));
                    } else if from == Level::Overstock || to == Level::Overstock {
                        told.push((now, Event::Resolved, Level::Ok, Some(a)));
                        told.push((now, Event::Raised, to, Some(a)));
                    } else if rank(to) > rank(from) {
                        told.push((now, Event::Escalated, to, Some(a)));
                    } else {
                        told.push((now, Event::Deescalated, to, Some(a)));
                        raise_or_worse = false;
                    }
                    let snoozed = if raise_or_worse { None } else { state.snoozed };
                    state = State { level: to, since: Some(now), notified: Some(now), snoozed, ..State::default() };
                } else if state.level != Level::Ok
                    && !state.acknowledged
                    && state.snoozed.is_none_or(|until| now >= until)
                    && config.hours.is_some_and(|hours| now - state.notified.unwrap() >= hours * 60)
                {
                    state.notified = Some(now);
                    told.push((now, Event::Reminder, state.level, Some(a)));
                }
            }
        }
    }
    (told, state)
}

fn config(config: &Config) -> AlertConfig {
    AlertConfig {
        reorder_point: config.reorder.into(),
        critical_level: config.critical.map(Decimal::from),
        overstock_level: config.over.map(Decimal::from),
        hysteresis: Some(config.hysteresis.into()),
        min_consecutive: Some(config.consecutive),
        renotify_after_hours: config.hours.map(|hours| hours as f64),
    }
}

fn inputs(steps: &[(i64, Step)]) -> Vec<AlertInput> {
    let input = |(now, step): &(i64, Step)| match step {
        Step::See(available) => AlertInput::Observation { at: at(*now), available: Decimal::from(*available) },
        Step::Acknowledge => AlertInput::Acknowledge { at: at(*now) },
        Step::Snooze(span) => AlertInput::Snooze { at: at(*now), until: at(now + span) },
    };
    steps.iter().map(input).collect()
}

fn configs() -> impl Strategy<Value = Config> {
    let levels = (4..20_i64, prop::option::of(0..4_i64), prop::option::of(1..15_i64));
    (levels, 0..8_i64, 1..4_u32, prop::option::of(0..4_i64)).prop_map(
        |((reorder, critical, over), hysteresis, consecutive, hours)| Config {
            reorder,
            critical,
            over: over.map(|over| reorder + over),
            hysteresis,
            consecutive,
            hours,
        },
    )
}

fn steps() -> impl Strategy<Value = Vec<(i64, Step)>> {
    let step = prop_oneof![
        10 => (-2..36_i64).prop_map(Step::See),
        1 => Just(Step::Acknowledge),
        1 => (1..300_i64).prop_map(Step::Snooze),
    ];
    prop::collection::vec((0..100_i64, step), 0..40).prop_map(|steps| {
        let mut now = 0;
        steps
            .into_iter()
            .map(|(gap, step)| {
                now += gap;
                (now, step)
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn a_run_is_the_definition(spec in configs(), steps in steps(), split in any::<prop::sample::Index>()) {
        let run = |state, steps: &[(i64, Step)]| {
            stock_alert_run(&StockAlertRunInput { config: config(&spec), state, inputs: inputs(steps) }).unwrap()
        };
        let whole = run(None, &steps);
        let (told, state) = model(&spec, &steps);
        let events: Vec<_> = whole.events.iter()
            .map(|event| (event.at.to_string(), event.event_type, event.level, event.available))
            .collect();
        let expected: Vec<_> = told.iter()
            .map(|(now, event, level, available)| (at(*now).to_string(), *event, *level, available.map(Decimal::from)))
            .collect();
        prop_assert_eq!(events, expected);
        prop_assert_eq!(&whole.state, &AlertState {
            level: state.level,
            acknowledged: state.acknowledged,
            pending_level: state.pending.map(|(level, _)| level),
            pending_count: state.pending.map_or(0, |(_, count)| count),
            since: state.since.map(at),
            last_notified_at: state.notified.map(at),
            snoozed_until: state.snoozed.map(at),
        });
        // split = whole
        let cut = split.index(steps.len() + 1);
        let first = run(None, &steps[..cut]);
        let second = run(Some(first.state), &steps[cut..]);
        prop_assert_eq!([first.events, second.events].concat(), whole.events);
        prop_assert_eq!(second.state, whole.state);
    }

    #[test]
    fn the_same_stock_again_brings_nothing_but_reminders(spec in configs(), available in -2..36_i64, times in 1..20_i64) {
        let steps: Vec<_> = (0..times + 5).map(|n| (n * 60, Step::See(available))).collect();
        let run = stock_alert_run(&StockAlertRunInput { config: config(&spec), state: None, inputs: inputs(&steps) }).unwrap();
        prop_assert!(run.events.iter().skip(1).all(|event| event.event_type == Event::Reminder));
    }
}

#[test]
fn a_stock_that_flutters_within_the_hysteresis_alerts_once() {
    let spec = Config { reorder: 20, critical: None, over: None, hysteresis: 5, consecutive: 1, hours: None };
    let steps: Vec<_> = (0..50).map(|n| (n, Step::See(if n % 2 == 0 { 20 } else { 25 }))).collect();
    let run =
        stock_alert_run(&StockAlertRunInput { config: config(&spec), state: None, inputs: inputs(&steps) }).unwrap();
    assert_eq!(run.events.len(), 1);
}

#[test]
fn time_does_not_go_back_and_a_refused_step_changes_nothing() {
    let spec = Config { reorder: 20, critical: None, over: None, hysteresis: 0, consecutive: 1, hours: None };
    let mut machine = AlertMachine::new(&config(&spec), AlertState::default()).unwrap();
    let see = |minute, available: i64| AlertInput::Observation { at: at(minute), available: available.into() };
    machine.step(&see(10, 5)).unwrap();
    let before = machine.clone();
    let error = machine.step(&see(9, 50)).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("at")));
    let error = machine.step(&AlertInput::Snooze { at: at(11), until: at(11) }).unwrap_err();
    assert_eq!(error.path(), Some("until"));
    assert_eq!(machine, before);
    assert!(machine.step(&see(10, 50)).is_ok());
    // nor before what the state remembers
    let mut later = AlertMachine::new(&config(&spec), machine.state().clone()).unwrap();
    assert!(later.step(&see(9, 5)).is_err());
}

#[test]
fn thresholds_out_of_order_are_refused_by_name() {
    let path =
        |config: AlertConfig| AlertMachine::new(&config, AlertState::default()).unwrap_err().path().unwrap().to_owned();
    let base = AlertConfig { reorder_point: 20.into(), ..AlertConfig::default() };
    assert_eq!(path(AlertConfig { critical_level: Some(20.into()), ..base.clone() }), "config.critical_level");
    assert_eq!(path(AlertConfig { overstock_level: Some(20.into()), ..base.clone() }), "config.overstock_level");
    assert_eq!(path(AlertConfig { min_consecutive: Some(0), ..base.clone() }), "config.min_consecutive");
    assert_eq!(
        path(AlertConfig { renotify_after_hours: Some(f64::NAN), ..base.clone() }),
        "config.renotify_after_hours"
    );
    assert_eq!(path(AlertConfig { hysteresis: Some((-1).into()), ..base }), "config.hysteresis");
}
