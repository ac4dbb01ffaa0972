//! What does one look at a stock change about its alert? The state machine behind [`stock_alert_run`](crate::stock_alert_run).
//!
//! A level is entered at its threshold and left beyond the hysteresis: improving, the thresholds of the low side are raised by
//! it, and overstock ends only below its level less the hysteresis. The rules and their source stand with
//! [`stock_alert_run`](crate::stock_alert_run).

use crate::error::InventoryError;
use crate::exact::{non_negative, or_zero, quantity};
use crate::stock_alert::{AlertConfig, AlertEvent, AlertEventType, AlertInput, AlertLevel, AlertState};
use crate::timestamp::Timestamp;
use mercato_core::{Decimal, Error, Exact, Rounding};

/// The low side's thresholds, either as entered or as left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LowSide {
    critical: Option<Decimal>,
    low: Decimal,
}

impl LowSide {
    /// The level of the low side, if it is on it.
    fn level(&self, available: Decimal) -> Option<AlertLevel> {
        if available <= Decimal::ZERO {
            Some(AlertLevel::OutOfStock)
        } else if self.critical.is_some_and(|critical| available <= critical) {
            Some(AlertLevel::Critical)
        } else {
            (available <= self.low).then_some(AlertLevel::Low)
        }
    }
}

/// The alert of one stock.
///
/// ```
/// use mercato_core::Decimal;
/// use mercato_inventory::{AlertConfig, AlertInput, AlertLevel, AlertMachine, AlertState, Timestamp};
/// let config = AlertConfig {
///     reorder_point: Decimal::from(20),
///     hysteresis: Some(Decimal::from(5)),
///     ..AlertConfig::default()
/// };
/// let mut machine = AlertMachine::new(&config, AlertState::default())?;
/// let mut levels = Vec::new();
/// for (hour, available) in [(8, 30), (9, 20), (10, 22), (11, 25), (12, 26)] {
///     let at = Timestamp::parse(&format!("2024-05-01T{hour:02}:00:00Z"))?;
///     machine.step(&AlertInput::Observation { at, available: Decimal::from(available) })?;
///     levels.push(machine.state().level);
/// }
/// // low at 20, and until the stock is above 25
/// assert_eq!(levels, [AlertLevel::Ok, AlertLevel::Low, AlertLevel::Low, AlertLevel::Low, AlertLevel::Ok]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AlertMachine {
    enter: LowSide,
    leave: LowSide,
    overstock: Option<Overstock>,
    min_consecutive: u32,
    renotify_after: Option<Nanoseconds>,
    /// No input may be earlier.
    earliest: Option<Nanoseconds>,
    state: AlertState,
}

/// An instant or a span: nanoseconds, since 1970 or since another instant.
type Nanoseconds = i128;

/// Where overstock is entered, and what it must fall below to be left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Overstock {
    enter: Decimal,
    leave_below: Decimal,
}

impl AlertMachine {
    /// A machine with these thresholds that goes on from `state`.
    ///
    /// # Errors
    /// `invalid_argument` for a threshold below 0, `critical_level` not below or `overstock_level` not above `reorder_point`,
    /// `min_consecutive` of 0, hours below 0 or not finite, a state whose pending level and count contradict each other;
    /// `overflow` for a threshold and hysteresis whose sum no decimal holds.
    pub fn new(config: &AlertConfig, state: AlertState) -> Result<Self, InventoryError> {
        let machine = Self::configured(config).map_err(|error| error.within("config"))?;
        if state.pending_level.is_some() != (state.pending_count > 0) {
            let reason = "must be above 0 with a pending level, 0 without";
            return Err(Error::invalid("state.pending_count", state.pending_count, reason).into());
        }
        let times = [&state.since, &state.last_notified_at];
        let earliest = times.into_iter().flatten().map(Timestamp::nanoseconds).max();
        Ok(Self { earliest, state, ..machine })
    }

    fn configured(config: &AlertConfig) -> Result<Self, Error> {
        let reorder_point = non_negative("reorder_point", &config.reorder_point)?;
        let hysteresis = or_zero("hysteresis", config.hysteresis)?;
        if let Some(critical) = &config.critical_level
            && non_negative("critical_level", critical)? >= reorder_point
        {
            let reason = format!("must be below reorder_point {}", config.reorder_point);
            return Err(Error::invalid("critical_level", critical, reason));
        }
        let overstock = match config.overstock_level {
            Some(level) if Exact::from(level) <= reorder_point => {
                let reason = format!("must be above reorder_point {}", config.reorder_point);
                return Err(Error::invalid("overstock_level", level, reason));
            }
            Some(enter) => {
                let leave_below = quantity("hysteresis", &(Exact::from(enter) - hysteresis.clone()))?;
                Some(Overstock { enter, leave_below })
            }
            None => None,
        };
        let raised = |threshold: Decimal| quantity("hysteresis", &(Exact::from(threshold) + hysteresis.clone()));
        if config.min_consecutive == Some(0) {
            return Err(Error::invalid("min_consecutive", 0, "must be at least 1"));
        }
        Ok(Self {
            enter: LowSide { critical: config.critical_level, low: config.reorder_point },
            leave: LowSide {
                critical: config.critical_level.map(raised).transpose()?,
                low: raised(config.reorder_point)?,
            },
            overstock,
            min_consecutive: config.min_consecutive.unwrap_or(1),
            renotify_after: config.renotify_after_hours.map(nanoseconds).transpose()?,
            earliest: None,
            state: AlertState::default(),
        })
    }

    /// What the machine remembers.
    #[must_use]
    pub const fn state(&self) -> &AlertState {
        &self.state
    }

    /// What the machine remembers, for a later one.
    #[must_use]
    pub fn into_state(self) -> AlertState {
        self.state
    }

    /// Takes one input and answers what there is to tell: nothing, one event, or two where overstock and the low side change
    /// places. A refused input changes nothing.
    ///
    /// # Errors
    /// `invalid_argument` for an input that is earlier than the one before it or the state's times, a snooze that does not
    /// end after it begins.
    pub fn step(&mut self, input: &AlertInput) -> Result<Vec<AlertEvent>, InventoryError> {
        let now = input.at().nanoseconds();
        if self.earliest.is_some_and(|earliest| now < earliest) {
            return Err(Error::invalid("at", input.at(), "must not be earlier than what came before it").into());
        }
        if let AlertInput::Snooze { at, until } = input
            && until.nanoseconds() <= now
        {
            return Err(Error::invalid("until", until, format!("must be after at {at}")).into());
        }
        self.earliest = Some(now);
        let note =
            |event_type, at: &Timestamp, level| vec![AlertEvent { at: at.clone(), event_type, level, available: None }];
        Ok(match input {
            AlertInput::Observation { at, available } => self.observe(at, now, *available),
            AlertInput::Acknowledge { .. } if self.state.level == AlertLevel::Ok => Vec::new(),
            AlertInput::Acknowledge { at } => {
                self.state.acknowledged = true;
                note(AlertEventType::Acknowledged, at, self.state.level)
            }
            AlertInput::Snooze { at, until } => {
                self.state.snoozed_until = Some(until.clone());
                note(AlertEventType::Snoozed, at, self.state.level)
            }
        })
    }

    /// The level that an observation speaks for.
    fn candidate(&self, available: Decimal) -> AlertLevel {
        let current = self.state.level;
        let low_side = self.enter.level(available);
        let overstock = |overstock: Overstock| available >= overstock.enter;
        let high_side = || if self.overstock.is_some_and(overstock) { AlertLevel::Overstock } else { AlertLevel::Ok };
        let holds = |overstock: Overstock| available >= overstock.leave_below;
        if current == AlertLevel::Overstock {
            // a hysteresis wider than the stock itself must not hide that there is none
            return match low_side {
                Some(AlertLevel::OutOfStock) => AlertLevel::OutOfStock,
                _ if self.overstock.is_some_and(holds) => AlertLevel::Overstock,
                entered => entered.unwrap_or_else(high_side),
            };
        }
        match low_side {
            Some(entered) if entered.severity() >= current.severity() => entered,
            _ if current == AlertLevel::Ok => high_side(),
            // improving: a level is left only beyond the hysteresis, and never for a worse one
            _ => match self.leave.level(available) {
                Some(level) if level.severity() > current.severity() => current,
                Some(level) => level,
                None => high_side(),
            },
        }
    }

    fn observe(&mut self, at: &Timestamp, now: Nanoseconds, available: Decimal) -> Vec<AlertEvent> {
        let candidate = self.candidate(available);
        let state = &mut self.state;
        if candidate == state.level {
            (state.pending_level, state.pending_count) = (None, 0);
        } else {
            let again = if state.pending_level == Some(candidate) { state.pending_count } else { 0 };
            (state.pending_level, state.pending_count) = (Some(candidate), again.saturating_add(1));
            if candidate == AlertLevel::OutOfStock || state.pending_count >= self.min_consecutive {
                return self.change(candidate, at, available);
            }
        }
        if self.reminder_due(now) {
            self.state.last_notified_at = Some(at.clone());
            return vec![event(AlertEventType::Reminder, at, self.state.level, available)];
        }
        Vec::new()
    }

    fn reminder_due(&self, now: Nanoseconds) -> bool {
        let state = &self.state;
        let passed =
            |wait| state.last_notified_at.as_ref().is_none_or(|last| now.saturating_sub(last.nanoseconds()) >= wait);
        state.level != AlertLevel::Ok
            && !state.acknowledged
            && state.snoozed_until.as_ref().is_none_or(|until| now >= until.nanoseconds())
            && self.renotify_after.is_some_and(passed)
    }

    /// Moves to another level.
    fn change(&mut self, to: AlertLevel, at: &Timestamp, available: Decimal) -> Vec<AlertEvent> {
        let from = self.state.level;
        let told = |event_type, level| event(event_type, at, level, available);
        let events = match (from, to) {
            (_, AlertLevel::Ok) => vec![told(AlertEventType::Resolved, to)],
            (AlertLevel::Ok, _) => vec![told(AlertEventType::Raised, to)],
            (AlertLevel::Overstock, _) | (_, AlertLevel::Overstock) => {
                vec![told(AlertEventType::Resolved, AlertLevel::Ok), told(AlertEventType::Raised, to)]
            }
            _ if to.severity() > from.severity() => vec![told(AlertEventType::Escalated, to)],
            _ => vec![told(AlertEventType::Deescalated, to)],
        };
        let louder =
            |event: &AlertEvent| matches!(event.event_type, AlertEventType::Raised | AlertEventType::Escalated);
        let snoozed_until = self.state.snoozed_until.take().filter(|_| !events.iter().any(louder));
        self.state = AlertState {
            level: to,
            acknowledged: false,
            pending_level: None,
            pending_count: 0,
            since: Some(at.clone()),
            last_notified_at: Some(at.clone()),
            snoozed_until,
        };
        events
    }
}

fn event(event_type: AlertEventType, at: &Timestamp, level: AlertLevel, available: Decimal) -> AlertEvent {
    AlertEvent { at: at.clone(), event_type, level, available: Some(available.normalize()) }
}

/// Hours, rounded up to whole nanoseconds: a span of whole nanoseconds reaches the one if and only if it reaches the other.
fn nanoseconds(hours: f64) -> Result<Nanoseconds, Error> {
    const AN_HOUR: i64 = 3_600_000_000_000;
    let hours = crate::check::non_negative("renotify_after_hours", hours)?;
    let exact = Exact::from_f64_shortest(hours).map(|hours| hours * Exact::from(AN_HOUR));
    // more than 128 bits of nanoseconds never pass
    Ok(exact.and_then(|span| span.to_integer(Rounding::Ceil)).unwrap_or(Nanoseconds::MAX))
}
