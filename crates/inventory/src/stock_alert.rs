//! When does a stock level deserve an alert, and when would one only be noise?
//!
//! Levels: `ok` < `low` < `critical` < `out_of_stock`, and `overstock` beside them. A level is entered at its threshold; it is
//! left only when the stock has recovered by the hysteresis, so that a stock that flutters around a threshold alerts once. A
//! change must be seen `min_consecutive` times in a row, but being out of stock counts at once. What is not acknowledged is
//! reminded of after `renotify_after_hours`, unless it is snoozed.
//!
//! ```text
//! event          when
//! raised         ok → any level; overstock → low side and back (after `resolved`)
//! escalated      low side, worse
//! deescalated    low side, better, not ok
//! resolved       → ok
//! reminder       an observation without a change, when a reminder is due
//! acknowledged   as told, if there is an alert;    snoozed  as told
//! ```
//!
//! Source: alarm deadband (hysteresis), on-delay and shelving of ANSI/ISA-18.2 (2016). [`AlertMachine`] takes O(1) a step and
//! allocates only for an event; [`stock_alert_run`] feeds it a list.

use crate::alert_machine::AlertMachine;
use crate::error::InventoryError;
use crate::timestamp::Timestamp;
use mercato_core::{Decimal, DecimalString, OptionalDecimalString};
use serde::{Deserialize, Serialize};

/// What state a stock is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AlertLevel {
    /// Between the thresholds.
    #[default]
    Ok,
    /// At or below the reorder point.
    Low,
    /// At or below the critical level.
    Critical,
    /// Nothing available.
    OutOfStock,
    /// At or above the overstock level.
    Overstock,
}

impl AlertLevel {
    /// How far down the low side: 0 for none.
    pub(crate) const fn severity(self) -> u8 {
        match self {
            Self::Ok | Self::Overstock => 0,
            Self::Low => 1,
            Self::Critical => 2,
            Self::OutOfStock => 3,
        }
    }
}

/// Where the levels begin and how patient the alerts are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AlertConfig {
    /// Units at or below which stock is low, at least 0.
    #[serde(with = "DecimalString")]
    pub reorder_point: Decimal,
    /// Units at or below which it is critical, at least 0, below `reorder_point`; no such level if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub critical_level: Option<Decimal>,
    /// Units at or above which it is too much, above `reorder_point`; no such level if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub overstock_level: Option<Decimal>,
    /// Units beyond a threshold that end a level, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub hysteresis: Option<Decimal>,
    /// Observations in a row that a change takes, at least 1; 1 if left out.
    pub min_consecutive: Option<u32>,
    /// Hours from one notice to the next, at least 0; no reminders if left out.
    pub renotify_after_hours: Option<f64>,
}

/// What happens to a stock or its alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum AlertInput {
    /// The stock was looked at.
    Observation {
        /// When.
        at: Timestamp,
        /// Units available; may be negative.
        #[serde(with = "DecimalString")]
        available: Decimal,
    },
    /// Somebody takes care of it: no more reminders until the level changes.
    Acknowledge {
        /// When.
        at: Timestamp,
    },
    /// No reminders for a while.
    Snooze {
        /// When.
        at: Timestamp,
        /// Until when, after `at`.
        until: Timestamp,
    },
}

impl AlertInput {
    pub(crate) const fn at(&self) -> &Timestamp {
        match self {
            Self::Observation { at, .. } | Self::Acknowledge { at } | Self::Snooze { at, .. } => at,
        }
    }
}

/// What there is to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AlertEventType {
    /// An alert begins.
    Raised,
    /// It got worse.
    Escalated,
    /// It got better, and is not over.
    Deescalated,
    /// It is over.
    Resolved,
    /// It goes on.
    Reminder,
    /// Somebody takes care of it.
    Acknowledged,
    /// Reminders are held back.
    Snoozed,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct AlertEvent {
    /// When, as the input wrote it.
    pub at: Timestamp,
    /// What.
    #[serde(rename = "type")]
    pub event_type: AlertEventType,
    /// The level after it.
    pub level: AlertLevel,
    /// Units available; absent where nothing was observed.
    #[serde(default, with = "OptionalDecimalString", skip_serializing_if = "Option::is_none")]
    pub available: Option<Decimal>,
}

/// All that the machine remembers: with it a later run goes on where this one stopped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AlertState {
    /// The level.
    pub level: AlertLevel,
    /// Does somebody take care of it?
    pub acknowledged: bool,
    /// The level that has been seen, and not often enough.
    pub pending_level: Option<AlertLevel>,
    /// How often in a row.
    pub pending_count: u32,
    /// When the level began.
    pub since: Option<Timestamp>,
    /// When somebody was last told.
    pub last_notified_at: Option<Timestamp>,
    /// Until when reminders are held back.
    pub snoozed_until: Option<Timestamp>,
}

/// What [`stock_alert_run`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StockAlertRunInput {
    /// The thresholds.
    pub config: AlertConfig,
    /// Where an earlier run stopped; a stock that is ok if left out.
    pub state: Option<AlertState>,
    /// What happened, never back in time.
    pub inputs: Vec<AlertInput>,
}

/// What there is to tell, and where the machine stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct StockAlertRun {
    /// The notices, in order.
    pub events: Vec<AlertEvent>,
    /// What to pass to the next run.
    pub state: AlertState,
}

/// The alerts of one stock over a list of inputs, O(1) each; `run(a ++ b)` is `run(b)` from the state of `run(a)`.
///
/// ```
/// use mercato_core::Decimal;
/// use mercato_inventory::{AlertConfig, AlertEventType, AlertInput, StockAlertRunInput, Timestamp, stock_alert_run};
/// let seen = |at: &str, available: i64| -> Result<AlertInput, mercato_core::Error> {
///     Ok(AlertInput::Observation { at: Timestamp::parse(at)?, available: Decimal::from(available) })
/// };
/// let run = stock_alert_run(&StockAlertRunInput {
///     config: AlertConfig { reorder_point: Decimal::from(20), ..AlertConfig::default() },
///     state: None,
///     inputs: vec![seen("2024-05-01T08:00:00+08:00", 12)?, seen("2024-05-01T09:00:00+08:00", 0)?],
/// })?;
/// let events: Vec<_> = run.events.iter().map(|event| (event.at.as_str(), event.event_type)).collect();
/// assert_eq!(events, [
///     ("2024-05-01T08:00:00+08:00", AlertEventType::Raised),
///     ("2024-05-01T09:00:00+08:00", AlertEventType::Escalated),
/// ]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`AlertMachine::new`] and [`AlertMachine::step`], with the input's place.
pub fn stock_alert_run(input: &StockAlertRunInput) -> Result<StockAlertRun, InventoryError> {
    let mut machine = AlertMachine::new(&input.config, input.state.clone().unwrap_or_default())?;
    let mut events = Vec::new();
    for (index, step) in input.inputs.iter().enumerate() {
        events.extend(machine.step(step).map_err(|error| error.at("inputs", index))?);
    }
    Ok(StockAlertRun { events, state: machine.into_state() })
}
