//! How far does each visitor get, in order and in time? A funnel out of raw events.
//!
//! A visitor reaches step j if there are events `e_0 .. e_j` of the steps' names at strictly increasing instants with
//! `t_j - t_0 <= window_seconds`, from any `e_0`. An event at the same instant is no step forward, so the order of the rows
//! never matters.
//!
//! Method: one pass over a visitor's events in time order that keeps for every step the latest possible start of a chain up
//! to it; a later start leaves more of the window, so no other chain can do better. Source: the ordered, windowed funnel
//! of the database `ClickHouse` (`windowFunnel`, mode `strict_increase`). Limits: a name is one step only.

use crate::accumulator::Accumulator;
use crate::check::{above_zero, not_empty, unique};
use crate::codec::{Kind, Reader, Writer, malformed};
use crate::error::KpiError;
use crate::instant::{nanoseconds, read_visitor, span};
use crate::quantity::{ExactNumber, rate_of};
use chrono::{DateTime, FixedOffset};
use mercato_core::{Error, Rounding, TimestampString, VisitorId};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Something a visitor did, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FunnelEvent {
    /// Whose event.
    pub visitor_id: VisitorId,
    /// When; instants are compared, the offset does not matter.
    #[serde(with = "TimestampString")]
    pub timestamp: DateTime<FixedOffset>,
    /// What; a name that is no step is passed over.
    pub event: String,
}

/// What [`event_funnel`] takes; events in any order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EventFunnelInput {
    /// The events.
    pub events: Vec<FunnelEvent>,
    /// The names of the steps in their order, at least one, each once.
    pub steps: Vec<String>,
    /// The longest time from the first step to any other, end included; above 0.
    pub window_seconds: ExactNumber,
}

/// A step of an [`EventFunnel`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EventFunnelStep {
    /// The step's name.
    pub name: String,
    /// How many visitors reached it.
    pub visitors: u64,
    /// Share of the visitors of the first step, 0..=1; `None` if there are none.
    pub overall_rate: Option<f64>,
    /// Share of the visitors of the step before (the first divides by itself), 0..=1; `None` if there are none.
    pub step_rate: Option<f64>,
}

/// How many visitors reached each step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct EventFunnel {
    /// The steps, in the order given.
    pub steps: Vec<EventFunnelStep>,
}

/// The number of steps that a visitor reaches; `events` are instants and steps, by instant, at one instant the last step
/// first: so each finds the chains of strictly earlier instants.
fn depth(events: impl Iterator<Item = (i128, usize)>, window: i128, starts: &mut [Option<i128>]) -> usize {
    starts.fill(None);
    for (instant, step) in events {
        let start = match step.checked_sub(1) {
            None => Some(instant),
            Some(before) => {
                let start = starts.get(before).copied().flatten();
                start.filter(|start| instant.saturating_sub(*start) <= window)
            }
        };
        if let Some(best) = starts.get_mut(step) {
            *best = start.max(*best);
        }
    }
    starts.iter().take_while(|start| start.is_some()).count()
}

/// The rates of the visitors of each step.
fn report(steps: &[String], visitors: &[u64]) -> Result<EventFunnel, KpiError> {
    let first = visitors.first().copied().unwrap_or(0);
    let mut previous = first;
    let mut rows = Vec::with_capacity(steps.len());
    for (name, visitors) in steps.iter().zip(visitors) {
        rows.push(EventFunnelStep {
            name: name.clone(),
            visitors: *visitors,
            overall_rate: rate_of("overall_rate", *visitors, first)?,
            step_rate: rate_of("step_rate", *visitors, previous)?,
        });
        previous = *visitors;
    }
    Ok(EventFunnel { steps: rows })
}

/// Counts the visitors who reach each step, in order and within the window of their start. O(n log n) for the sort.
///
/// ```
/// use mercato_core::{VisitorId, time};
/// use mercato_kpi::{EventFunnelInput, FunnelEvent, event_funnel};
/// let event = |at: &str, event: &str| -> Result<FunnelEvent, mercato_core::Error> {
///     let (visitor_id, timestamp) = (VisitorId::new("v1")?, time::parse_timestamp(at)?);
///     Ok(FunnelEvent { visitor_id, timestamp, event: event.into() })
/// };
/// // the second view is within ten minutes of the payment, the first is not
/// let input = EventFunnelInput {
///     events: vec![
///         event("2024-03-10T09:00:00Z", "view")?,
///         event("2024-03-10T09:05:00Z", "view")?,
///         event("2024-03-10T09:15:00Z", "pay")?,
///     ],
///     steps: vec!["view".into(), "pay".into()],
///     window_seconds: 600_u64.into(),
/// };
/// assert_eq!(event_funnel(&input)?.steps[1].visitors, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for no steps or a window not above 0; `duplicate_id` for a step named twice.
pub fn event_funnel(input: &EventFunnelInput) -> Result<EventFunnel, KpiError> {
    let (numbers, window) = rules(&input.steps, &input.window_seconds)?;
    let mut events: Vec<(&VisitorId, i128, Reverse<usize>)> = input
        .events
        .iter()
        .filter_map(|event| {
            let step = numbers.get(event.event.as_str())?;
            Some((&event.visitor_id, nanoseconds(&event.timestamp), Reverse(*step)))
        })
        .collect();
    events.sort_unstable();
    let mut visitors = vec![0_u64; input.steps.len()];
    let mut starts = vec![None; input.steps.len()];
    for of_visitor in events.chunk_by(|a, b| a.0 == b.0) {
        let steps = of_visitor.iter().map(|(_, instant, Reverse(step))| (*instant, *step));
        let reached = depth(steps, window, &mut starts);
        visitors.iter_mut().take(reached).for_each(|count| *count = count.saturating_add(1));
    }
    report(&input.steps, &visitors)
}

/// The number of each step by name, and the window in nanoseconds.
fn rules<'a>(steps: &'a [String], window: &ExactNumber) -> Result<(BTreeMap<&'a str, usize>, i128), KpiError> {
    not_empty("steps", steps)?;
    unique(steps.iter().map(String::as_str), |index| format!("steps[{index}]"))?;
    above_zero("window_seconds", window)?;
    let numbers = steps.iter().enumerate().map(|(number, name)| (name.as_str(), number)).collect();
    Ok((numbers, span(window, 1, Rounding::Floor)))
}

/// A funnel over events that lie in several places: gathered where they are, merged, and the same as from one list.
///
/// The state is the events of the steps. Any split of the events will do, but a split by visitor keeps the states smallest.
///
/// ```
/// use mercato_core::{VisitorId, time};
/// use mercato_kpi::{Accumulator, FunnelAccumulator, FunnelEvent};
/// let event = |at: &str, event: &str| -> Result<FunnelEvent, mercato_core::Error> {
///     let (visitor_id, timestamp) = (VisitorId::new("v1")?, time::parse_timestamp(at)?);
///     Ok(FunnelEvent { visitor_id, timestamp, event: event.into() })
/// };
/// let mut web = FunnelAccumulator::new(vec!["view".into(), "pay".into()], &600_u64.into())?;
/// let mut app = web.clone();
/// web.update(&event("2024-03-10T09:00:00Z", "view")?)?;
/// app.update(&event("2024-03-10T09:10:00Z", "pay")?)?;
/// web.merge(&FunnelAccumulator::from_bytes(&app.to_bytes())?)?;
/// assert_eq!(web.finish()?.steps[1].visitors, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunnelAccumulator {
    steps: Vec<String>,
    /// Nanoseconds.
    window: i128,
    /// Each visitor's events as [`depth`] takes them.
    visitors: BTreeMap<VisitorId, BTreeSet<(i128, Reverse<usize>)>>,
}

impl FunnelAccumulator {
    /// No events yet; steps and window are those of [`EventFunnelInput`].
    ///
    /// # Errors
    /// `invalid_argument` for no steps or a window not above 0; `duplicate_id` for a step named twice.
    pub fn new(steps: Vec<String>, window_seconds: &ExactNumber) -> Result<Self, KpiError> {
        let (_, window) = rules(&steps, window_seconds)?;
        Ok(Self { steps, window, visitors: BTreeMap::new() })
    }
}

impl Accumulator for FunnelAccumulator {
    type Item = FunnelEvent;
    type Output = EventFunnel;

    fn update(&mut self, item: &FunnelEvent) -> Result<(), KpiError> {
        if let Some(step) = self.steps.iter().position(|name| *name == item.event) {
            let event = (nanoseconds(&item.timestamp), Reverse(step));
            match self.visitors.get_mut(&item.visitor_id) {
                Some(events) => {
                    events.insert(event);
                }
                None => {
                    self.visitors.insert(item.visitor_id.clone(), BTreeSet::from([event]));
                }
            }
        }
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        if (&self.steps, self.window) != (&other.steps, other.window) {
            return Err(
                Error::invalid("state", "a state with other steps or another window", "cannot be merged").into()
            );
        }
        for (visitor, events) in &other.visitors {
            match self.visitors.get_mut(visitor) {
                Some(ours) => ours.extend(events),
                None => {
                    self.visitors.insert(visitor.clone(), events.clone());
                }
            }
        }
        Ok(())
    }

    fn finish(&self) -> Result<EventFunnel, KpiError> {
        let mut visitors = vec![0_u64; self.steps.len()];
        let mut starts = vec![None; self.steps.len()];
        for events in self.visitors.values() {
            let events = events.iter().map(|(instant, Reverse(step))| (*instant, *step));
            let reached = depth(events, self.window, &mut starts);
            visitors.iter_mut().take(reached).for_each(|count| *count = count.saturating_add(1));
        }
        report(&self.steps, &visitors)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(Kind::Funnel);
        out.length(self.steps.len());
        for step in &self.steps {
            out.bytes(step.as_bytes());
        }
        out.signed(self.window);
        out.length(self.visitors.len());
        for (visitor, events) in &self.visitors {
            out.bytes(visitor.as_str().as_bytes());
            out.length(events.len());
            for (instant, Reverse(step)) in events {
                out.signed(*instant);
                out.length(*step);
            }
        }
        out.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError> {
        let mut from = Reader::new(bytes, Kind::Funnel)?;
        let mut steps = Vec::new();
        for _ in 0..from.length()? {
            let name = std::str::from_utf8(from.bytes()?).map_err(|_| malformed("a step that is not UTF-8"))?;
            steps.push(name.to_owned());
        }
        let known: BTreeSet<&String> = steps.iter().collect();
        let window = from.signed()?;
        if steps.is_empty() || known.len() < steps.len() || window < 0 {
            return Err(malformed("steps or a window out of their range"));
        }
        let mut visitors = BTreeMap::new();
        for _ in 0..from.length()? {
            let visitor = read_visitor(&mut from, &visitors)?;
            let mut events = BTreeSet::new();
            for _ in 0..from.length()? {
                let (instant, step) = (from.signed()?, from.count()?);
                let step = usize::try_from(step).ok().filter(|step| *step < steps.len());
                let event = (instant, Reverse(step.ok_or_else(|| malformed("an event of no step"))?));
                if events.last().is_some_and(|last| *last >= event) {
                    return Err(malformed("events out of order"));
                }
                events.insert(event);
            }
            if events.is_empty() {
                return Err(malformed("a visitor without an event"));
            }
            visitors.insert(visitor, events);
        }
        from.finish()?;
        Ok(Self { steps, window, visitors })
    }
}
