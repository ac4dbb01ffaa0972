//! How many visits were there, and how long and engaged were they? Sessions out of raw events.
//!
//! A visitor's events in time order belong to one session until a gap of `timeout_minutes` or more. A session is engaged with
//! at least two page views, or a key event, or a duration (last less first event) strictly above `engaged_seconds`;
//! `bounce_rate = 1 - engaged / sessions`, `single_page_rate` is the share with exactly one page view.
//!
//! Source: Google Analytics help, "About Analytics sessions" (30 minutes of inactivity) and "Engagement rate and bounce rate"
//! (10 seconds, 2 page views or a key event). Limits: a session crosses midnight and campaigns; only inactivity ends it.
//!
//! A session is what joins in one dimension at distances below the timeout, so sessions of parts of the events can be joined
//! to the sessions of all events.

use crate::accumulator::Accumulator;
use crate::check::{above_zero, at_least_zero};
use crate::codec::{Kind, Reader, Writer, malformed};
use crate::error::KpiError;
use crate::instant::{as_seconds, nanoseconds, read_visitor, span};
use crate::quantity::{ExactNumber, rate, rate_of};
use chrono::{DateTime, FixedOffset};
use mercato_core::{Error, Exact, Rounding, TimestampString, VisitorId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Something a visitor did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SessionEvent {
    /// Whose event.
    pub visitor_id: VisitorId,
    /// When; instants are compared, the offset does not matter.
    #[serde(with = "TimestampString")]
    pub timestamp: DateTime<FixedOffset>,
    /// Was a page shown? Yes if left out.
    pub page_view: Option<bool>,
    /// Does it make a session engaged by itself (a purchase, a sign-up)? No if left out.
    pub key_event: Option<bool>,
}

/// What [`sessionize`] takes; events in any order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SessionizeInput {
    /// The events.
    pub events: Vec<SessionEvent>,
    /// A gap of this length or more starts a session; above 0, 30 if left out.
    pub timeout_minutes: Option<ExactNumber>,
    /// A session longer than this is engaged; at least 0, 10 if left out.
    pub engaged_seconds: Option<ExactNumber>,
}

/// The sessions of a set of events, counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct SessionMetrics {
    /// Events that showed a page.
    pub page_views: u64,
    /// Distinct visitors.
    pub unique_visitors: u64,
    /// Sessions.
    pub sessions: u64,
    /// Sessions with exactly one page view.
    pub single_page_sessions: u64,
    /// Sessions with two page views, a key event or enough time.
    pub engaged_sessions: u64,
    /// Share of sessions that are not engaged, 0..=1; `None` without sessions.
    pub bounce_rate: Option<f64>,
    /// Share of sessions with exactly one page view, 0..=1; `None` without sessions.
    pub single_page_rate: Option<f64>,
    /// Length of all sessions together, seconds.
    pub total_duration_seconds: f64,
    /// Mean length of a session, seconds; `None` without sessions.
    pub avg_session_duration_seconds: Option<f64>,
}

/// What ends a session and what makes it engaged, in whole nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Rules {
    /// A gap of at least this ends a session.
    timeout: i128,
    /// A duration above this engages.
    engaged: i128,
}

impl Rules {
    fn new(timeout_minutes: Option<&ExactNumber>, engaged_seconds: Option<&ExactNumber>) -> Result<Self, Error> {
        let (thirty, ten) = (ExactNumber::from(30_u64), ExactNumber::from(10_u64));
        let (timeout, engaged) = (timeout_minutes.unwrap_or(&thirty), engaged_seconds.unwrap_or(&ten));
        above_zero("timeout_minutes", timeout)?;
        at_least_zero("engaged_seconds", engaged)?;
        Ok(Self { timeout: span(timeout, 60, Rounding::Ceil), engaged: span(engaged, 1, Rounding::Floor) })
    }
}

/// One session: its ends and what counts of its events.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Session {
    first: i128,
    last: i128,
    page_views: u64,
    key_event: bool,
}

impl Session {
    fn of(event: &SessionEvent) -> Self {
        let instant = nanoseconds(&event.timestamp);
        Self {
            first: instant,
            last: instant,
            page_views: u64::from(event.page_view.unwrap_or(true)),
            key_event: event.key_event.unwrap_or(false),
        }
    }

    fn duration(&self) -> i128 {
        self.last.saturating_sub(self.first)
    }

    /// Takes in a session that starts no earlier than this one, unless the gap between them is the timeout or more.
    fn join(&mut self, later: Self, rules: Rules) -> Result<(), Self> {
        if later.first.saturating_sub(self.last) >= rules.timeout {
            return Err(later);
        }
        self.last = self.last.max(later.last);
        self.page_views = self.page_views.saturating_add(later.page_views);
        self.key_event |= later.key_event;
        Ok(())
    }
}

/// Sessions, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Tally {
    visitors: u64,
    page_views: u64,
    sessions: u64,
    single_page: u64,
    engaged: u64,
    duration: i128,
}

impl Tally {
    fn add(&mut self, session: &Session, rules: Rules) {
        let engaged = session.page_views >= 2 || session.key_event || session.duration() > rules.engaged;
        self.page_views = self.page_views.saturating_add(session.page_views);
        self.sessions = self.sessions.saturating_add(1);
        self.single_page = self.single_page.saturating_add((session.page_views == 1).into());
        self.engaged = self.engaged.saturating_add(engaged.into());
        self.duration = self.duration.saturating_add(session.duration());
    }

    fn metrics(&self) -> Result<SessionMetrics, Error> {
        let (sessions, duration) = (self.sessions, as_seconds(self.duration));
        Ok(SessionMetrics {
            page_views: self.page_views,
            unique_visitors: self.visitors,
            sessions,
            single_page_sessions: self.single_page,
            engaged_sessions: self.engaged,
            bounce_rate: rate_of("bounce_rate", sessions.saturating_sub(self.engaged), sessions)?,
            single_page_rate: rate_of("single_page_rate", self.single_page, sessions)?,
            total_duration_seconds: duration.to_f64("total_duration_seconds")?,
            avg_session_duration_seconds: rate("avg_session_duration_seconds", &duration, &Exact::from(sessions))?,
        })
    }
}

/// Counts the sessions of a set of events and what they were like. O(n log n) for the sort.
///
/// ```
/// use mercato_core::{VisitorId, time};
/// use mercato_kpi::{SessionEvent, SessionizeInput, sessionize};
/// let event = |at: &str| -> Result<SessionEvent, mercato_core::Error> {
///     let (visitor_id, timestamp) = (VisitorId::new("v1")?, time::parse_timestamp(at)?);
///     Ok(SessionEvent { visitor_id, timestamp, page_view: None, key_event: None })
/// };
/// // 29:59 is the same session, 30:00 a new one
/// let events = vec![event("2024-03-10T09:00:00Z")?, event("2024-03-10T09:29:59Z")?, event("2024-03-10T09:59:59Z")?];
/// let metrics = sessionize(&SessionizeInput { events, ..SessionizeInput::default() })?;
/// assert_eq!((metrics.sessions, metrics.engaged_sessions), (2, 1));
/// assert_eq!(metrics.total_duration_seconds, 1799.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `invalid_argument` for `timeout_minutes` not above 0 or `engaged_seconds` below 0.
pub fn sessionize(input: &SessionizeInput) -> Result<SessionMetrics, KpiError> {
    let rules = Rules::new(input.timeout_minutes.as_ref(), input.engaged_seconds.as_ref())?;
    let mut events: Vec<(&VisitorId, Session)> =
        input.events.iter().map(|event| (&event.visitor_id, Session::of(event))).collect();
    // which of two events at one instant comes first makes no difference to any figure
    events.sort_unstable_by(|(a, x), (b, y)| a.cmp(b).then(x.first.cmp(&y.first)));
    let mut tally = Tally::default();
    let mut open: Option<(&VisitorId, Session)> = None;
    for (visitor, event) in events {
        open = Some(match open.take() {
            Some((current, mut session)) if current == visitor => match session.join(event, rules) {
                Ok(()) => (visitor, session),
                Err(next) => {
                    tally.add(&session, rules);
                    (visitor, next)
                }
            },
            before => {
                if let Some((_, session)) = before {
                    tally.add(&session, rules);
                }
                tally.visitors = tally.visitors.saturating_add(1);
                (visitor, event)
            }
        });
    }
    if let Some((_, session)) = open {
        tally.add(&session, rules);
    }
    Ok(tally.metrics()?)
}

/// The sessions of events that lie in several places: counted where they are, merged, and the same as from one list.
///
/// The state is one entry a session, however many events it has. Any split of the events will do, but a split by visitor
/// keeps the states smallest.
///
/// ```
/// use mercato_core::{VisitorId, time};
/// use mercato_kpi::{Accumulator, SessionAccumulator, SessionEvent};
/// let event = |at: &str| -> Result<SessionEvent, mercato_core::Error> {
///     let (visitor_id, timestamp) = (VisitorId::new("v1")?, time::parse_timestamp(at)?);
///     Ok(SessionEvent { visitor_id, timestamp, page_view: None, key_event: None })
/// };
/// let (mut here, mut there) = (SessionAccumulator::new(None, None)?, SessionAccumulator::new(None, None)?);
/// here.update(&event("2024-03-10T09:00:00Z")?)?;
/// here.update(&event("2024-03-10T09:40:00Z")?)?;
/// there.update(&event("2024-03-10T09:20:00Z")?)?; // closes the gap
/// here.merge(&SessionAccumulator::from_bytes(&there.to_bytes())?)?;
/// assert_eq!(here.finish()?.sessions, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionAccumulator {
    rules: Rules,
    /// Each visitor's sessions in order of time, a timeout or more apart.
    visitors: BTreeMap<VisitorId, Vec<Session>>,
}

impl SessionAccumulator {
    /// No events yet; the rules are those of [`SessionizeInput`].
    ///
    /// # Errors
    /// `invalid_argument` for `timeout_minutes` not above 0 or `engaged_seconds` below 0.
    pub fn new(timeout_minutes: Option<&ExactNumber>, engaged_seconds: Option<&ExactNumber>) -> Result<Self, KpiError> {
        Ok(Self { rules: Rules::new(timeout_minutes, engaged_seconds)?, visitors: BTreeMap::new() })
    }

    /// Adds sessions in order of their first event, none of them before the last of `sessions`.
    fn append(sessions: &mut Vec<Session>, later: impl IntoIterator<Item = Session>, rules: Rules) {
        for session in later {
            let apart = match sessions.last_mut() {
                Some(last) => last.join(session, rules),
                None => Err(session),
            };
            if let Err(session) = apart {
                sessions.push(session);
            }
        }
    }
}

impl Accumulator for SessionAccumulator {
    type Item = SessionEvent;
    type Output = SessionMetrics;

    fn update(&mut self, item: &SessionEvent) -> Result<(), KpiError> {
        let event = Session::of(item);
        if !self.visitors.contains_key(&item.visitor_id) {
            self.visitors.insert(item.visitor_id.clone(), Vec::new());
        }
        if let Some(sessions) = self.visitors.get_mut(&item.visitor_id) {
            // events mostly come in order of time, and then nothing is moved
            let at = sessions.partition_point(|session| session.first <= event.first);
            let later = sessions.split_off(at);
            Self::append(sessions, std::iter::once(event).chain(later), self.rules);
        }
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), KpiError> {
        if self.rules != other.rules {
            return Err(Error::invalid("state", "a state with other rules", "cannot be merged").into());
        }
        for (visitor, theirs) in &other.visitors {
            let Some(ours) = self.visitors.get_mut(visitor) else {
                self.visitors.insert(visitor.clone(), theirs.clone());
                continue;
            };
            let mut all = std::mem::take(ours);
            all.extend_from_slice(theirs);
            all.sort_by_key(|session| session.first);
            Self::append(ours, all, self.rules);
        }
        Ok(())
    }

    fn finish(&self) -> Result<SessionMetrics, KpiError> {
        let mut tally = Tally::default();
        for session in self.visitors.values().flatten() {
            tally.add(session, self.rules);
        }
        tally.visitors = u64::try_from(self.visitors.len()).unwrap_or(u64::MAX);
        Ok(tally.metrics()?)
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::new(Kind::Sessions);
        out.signed(self.rules.timeout);
        out.signed(self.rules.engaged);
        out.length(self.visitors.len());
        for (visitor, sessions) in &self.visitors {
            out.bytes(visitor.as_str().as_bytes());
            out.length(sessions.len());
            for session in sessions {
                out.signed(session.first);
                out.signed(session.duration());
                out.count(session.page_views);
                out.byte(session.key_event.into());
            }
        }
        out.finish()
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, KpiError> {
        let mut from = Reader::new(bytes, Kind::Sessions)?;
        let rules = Rules { timeout: from.signed()?, engaged: from.signed()? };
        if rules.timeout <= 0 || rules.engaged < 0 {
            return Err(malformed("rules out of their range"));
        }
        let mut visitors = BTreeMap::new();
        for _ in 0..from.length()? {
            let visitor = read_visitor(&mut from, &visitors)?;
            let mut sessions: Vec<Session> = Vec::new();
            for _ in 0..from.length()? {
                let (first, duration) = (from.signed()?, from.signed()?);
                let page_views = from.count()?;
                let key_event = match from.byte()? {
                    0 => false,
                    1 => true,
                    _ => return Err(malformed("a flag other than 0 and 1")),
                };
                let last = first.checked_add(duration).filter(|last| first <= *last);
                let last = last.ok_or_else(|| malformed("a session that ends before it starts"))?;
                let apart = |before: &Session| first.saturating_sub(before.last) >= rules.timeout;
                if !sessions.last().is_none_or(apart) {
                    return Err(malformed("sessions that are one"));
                }
                sessions.push(Session { first, last, page_views, key_event });
            }
            if sessions.is_empty() {
                return Err(malformed("a visitor without a session"));
            }
            visitors.insert(visitor, sessions);
        }
        from.finish()?;
        Ok(Self { rules, visitors })
    }
}
