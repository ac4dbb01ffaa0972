//! What is on hand, reserved and available after these reservations, releases, sales and deliveries, and which were refused?
//!
//! Events are read in order of time, equal instants in the order given; those later than `as_of` are not read. Before each event,
//! and at `as_of`, reservations whose `expires_at` has come expire. A reservation is refused
//!
//! 1. as `id_conflict` where its id was taken before with another channel or quantity,
//! 2. as `cap_exceeded` where its channel would hold more than its cap,
//! 3. as `insufficient_stock` where it asks for more than `available = on_hand - safety_buffer - reserved`,
//!
//! in this order. With the same channel and quantity it is a repetition and changes nothing, also after the reservation has ended:
//! a client may retry. One that was refused leaves no trace. A release or a commit takes all that is open or a part of it; it is
//! refused as `unknown_reservation` where none is active and as `quantity_exceeds_reservation` where it takes more. A commit
//! lowers `on_hand`; a restock raises it, or corrects it downwards, and it may fall below 0.
//!
//! [`ReservationLedger`] keeps the state, event by event; [`reservation_ledger`] replays a list.
//!
//! Source: definition; reservation with a time to live as in order management, retries by idempotency key. Each event costs
//! O(log n) in the active reservations.

use crate::check::{not_blank, window};
use crate::error::ChannelError;
use crate::keyed;
use chrono::{DateTime, FixedOffset};
use mercato_core::{ChannelId, Error, OptionalTimestampString, TimestampString, time};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What happens to a stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum LedgerEvent {
    /// A customer of a channel wants units.
    Reserve {
        /// When.
        #[serde(with = "TimestampString")]
        at: DateTime<FixedOffset>,
        /// The reservation's name.
        reservation_id: String,
        /// The channel.
        channel_id: ChannelId,
        /// How many units, at least 1.
        quantity: u64,
        /// The first instant at which they are held no more, after `at`; never if left out.
        #[serde(default, with = "OptionalTimestampString", skip_serializing_if = "Option::is_none")]
        expires_at: Option<DateTime<FixedOffset>>,
    },
    /// A reservation is given up.
    Release {
        /// When.
        #[serde(with = "TimestampString")]
        at: DateTime<FixedOffset>,
        /// The reservation.
        reservation_id: String,
        /// How many of its units, at least 1; all that is open if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quantity: Option<u64>,
    },
    /// Reserved units leave the stock.
    Commit {
        /// When.
        #[serde(with = "TimestampString")]
        at: DateTime<FixedOffset>,
        /// The reservation.
        reservation_id: String,
        /// How many of its units, at least 1; all that is open if left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        quantity: Option<u64>,
    },
    /// Units come in, or the count is corrected.
    Restock {
        /// When.
        #[serde(with = "TimestampString")]
        at: DateTime<FixedOffset>,
        /// How many; negative for a correction.
        quantity: i64,
    },
}

impl LedgerEvent {
    /// When it happens.
    #[must_use]
    pub const fn at(&self) -> &DateTime<FixedOffset> {
        match self {
            Self::Reserve { at, .. }
            | Self::Release { at, .. }
            | Self::Commit { at, .. }
            | Self::Restock { at, .. } => at,
        }
    }

    fn check(&self) -> Result<(), Error> {
        let some = |quantity: u64| {
            if quantity == 0 { Err(Error::invalid("quantity", quantity, "must be at least 1")) } else { Ok(()) }
        };
        match self {
            Self::Reserve { at, reservation_id, quantity, expires_at, .. } => {
                not_blank("reservation_id", reservation_id)?;
                some(*quantity)?;
                window("expires_at", Some(*at), *expires_at).map(|_| ())
            }
            Self::Release { reservation_id, quantity, .. } | Self::Commit { reservation_id, quantity, .. } => {
                not_blank("reservation_id", reservation_id)?;
                quantity.map_or(Ok(()), some)
            }
            Self::Restock { .. } => Ok(()),
        }
    }
}

/// Where a reservation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ReservationStatus {
    /// Units are held.
    Active,
    /// The last units were given up.
    Released,
    /// The last units left the stock.
    Committed,
    /// The last units were held for too long.
    Expired,
}

/// Why an event was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LedgerRejection {
    /// The name is that of another reservation.
    IdConflict,
    /// The channel would hold more than its cap.
    CapExceeded,
    /// There is not as much available.
    InsufficientStock,
    /// No such reservation is active.
    UnknownReservation,
    /// The reservation has fewer units open.
    QuantityExceedsReservation,
}

/// What [`reservation_ledger`] takes, in units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReservationLedgerInput {
    /// What is in stock before the first event.
    pub on_hand: u64,
    /// What is promised to nobody; 0 if left out.
    pub safety_buffer: Option<u64>,
    /// The most that a channel may hold; no limit for a channel that is not there.
    #[serde(default, deserialize_with = "keyed::unique_or_none")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<BTreeMap<ChannelId, u64>>"))]
    pub channel_caps: BTreeMap<ChannelId, u64>,
    /// What happens, in any order of time.
    pub events: Vec<LedgerEvent>,
    /// The instant of the question.
    #[serde(with = "TimestampString")]
    pub as_of: DateTime<FixedOffset>,
}

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ReservationState {
    /// Its name.
    pub reservation_id: String,
    /// The channel.
    pub channel_id: ChannelId,
    /// Units held; 0 unless it is active.
    pub quantity: u64,
    /// Where it stands.
    pub status: ReservationStatus,
}

/// An event that was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct RejectedEvent {
    /// Its place in the list, from 0.
    pub index: usize,
    /// Why.
    pub reason: LedgerRejection,
}

/// The state of a stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct LedgerState {
    /// What is in stock; below 0 where corrections took more than there was.
    pub on_hand: i64,
    /// What is held.
    pub reserved: u64,
    /// What may be promised, at least 0.
    pub available: u64,
    /// Every reservation that was taken, by name.
    pub reservations: Vec<ReservationState>,
    /// The events that were refused, by place.
    pub rejected: Vec<RejectedEvent>,
    /// What each channel holds, where it holds something.
    pub reserved_by_channel: BTreeMap<ChannelId, u64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    channel_id: ChannelId,
    /// As it was asked for.
    asked: u64,
    open: u64,
    status: ReservationStatus,
    expires_at: Option<DateTime<FixedOffset>>,
}

/// A stock and its reservations, event by event.
///
/// ```
/// use mercato_channel::{LedgerEvent, LedgerRejection, ReservationLedger};
/// use mercato_core::{ChannelId, time};
/// let mut ledger = ReservationLedger::new(10, 2, [].into())?;
/// let reserve = |id: &str, quantity| -> Result<LedgerEvent, mercato_core::Error> {
///     Ok(LedgerEvent::Reserve {
///         at: time::parse_timestamp("2026-11-11T00:00:00+08:00")?,
///         reservation_id: id.into(),
///         channel_id: ChannelId::new("jd")?,
///         quantity,
///         expires_at: None,
///     })
/// };
/// assert_eq!(ledger.apply(&reserve("a", 6)?)?, None);
/// assert_eq!(ledger.apply(&reserve("a", 6)?)?, None); // a retry changes nothing
/// assert_eq!(ledger.apply(&reserve("b", 3)?)?, Some(LedgerRejection::InsufficientStock));
/// assert_eq!(ledger.available(), 2);
/// # Ok::<(), mercato_channel::ChannelError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationLedger {
    on_hand: i64,
    safety_buffer: u64,
    caps: BTreeMap<ChannelId, u64>,
    now: Option<DateTime<FixedOffset>>,
    reserved: u64,
    by_channel: BTreeMap<ChannelId, u64>,
    reservations: BTreeMap<String, Held>,
    expiring: BTreeSet<(DateTime<FixedOffset>, String)>,
}

impl ReservationLedger {
    /// A stock without reservations.
    ///
    /// # Errors
    /// `overflow` for more than 63 bits of stock.
    pub fn new(on_hand: u64, safety_buffer: u64, caps: BTreeMap<ChannelId, u64>) -> Result<Self, ChannelError> {
        let on_hand =
            i64::try_from(on_hand).map_err(|_| Error::overflow("on_hand", on_hand, "a 64-bit integer with a sign"))?;
        Ok(Self {
            on_hand,
            safety_buffer,
            caps,
            now: None,
            reserved: 0,
            by_channel: BTreeMap::new(),
            reservations: BTreeMap::new(),
            expiring: BTreeSet::new(),
        })
    }

    /// What may be promised.
    #[must_use]
    pub fn available(&self) -> u64 {
        let on_hand = u64::try_from(self.on_hand).unwrap_or_default();
        on_hand.saturating_sub(self.safety_buffer).saturating_sub(self.reserved)
    }

    /// Lets the reservations expire whose time has come at `now`.
    ///
    /// # Errors
    /// `invalid_argument` where `now` is before the last event or the last such call.
    pub fn advance(&mut self, now: DateTime<FixedOffset>) -> Result<(), ChannelError> {
        if let Some(last) = self.now.filter(|last| now < *last) {
            let reason = format!("is before {}: time does not run back", time::format_timestamp(&last));
            return Err(Error::invalid("at", time::format_timestamp(&now), reason).into());
        }
        self.now = Some(now);
        while let Some((_, id)) = self.expiring.first().filter(|(at, _)| *at <= now).cloned() {
            let open = self.reservations.get(&id).map_or(0, |held| held.open);
            self.take(&id, open, ReservationStatus::Expired);
        }
        Ok(())
    }

    /// Reads one event; why it was refused, if it was.
    ///
    /// # Errors
    /// `invalid_argument` for a quantity of 0, an expiry that is not after the event, a blank id, an event before the last one;
    /// `overflow` where the stock leaves 64 bits.
    pub fn apply(&mut self, event: &LedgerEvent) -> Result<Option<LedgerRejection>, ChannelError> {
        event.check()?;
        self.advance(*event.at())?;
        match event {
            LedgerEvent::Reserve { reservation_id, channel_id, quantity, expires_at, .. } => {
                Ok(self.reserve(reservation_id, channel_id, *quantity, *expires_at))
            }
            LedgerEvent::Release { reservation_id, quantity, .. } => match self.open(reservation_id, *quantity) {
                Ok(quantity) => {
                    self.take(reservation_id, quantity, ReservationStatus::Released);
                    Ok(None)
                }
                Err(reason) => Ok(Some(reason)),
            },
            LedgerEvent::Commit { reservation_id, quantity, .. } => match self.open(reservation_id, *quantity) {
                Ok(quantity) => {
                    self.stock(i64::try_from(quantity).ok().and_then(i64::checked_neg))?;
                    self.take(reservation_id, quantity, ReservationStatus::Committed);
                    Ok(None)
                }
                Err(reason) => Ok(Some(reason)),
            },
            LedgerEvent::Restock { quantity, .. } => self.stock(Some(*quantity)).map(|()| None),
        }
    }

    fn stock(&mut self, change: Option<i64>) -> Result<(), ChannelError> {
        let after = change.and_then(|change| self.on_hand.checked_add(change));
        self.on_hand =
            after.ok_or_else(|| Error::overflow("quantity", "the stock after it", "a 64-bit integer with a sign"))?;
        Ok(())
    }

    fn reserve(
        &mut self,
        id: &str,
        channel: &ChannelId,
        quantity: u64,
        expires_at: Option<DateTime<FixedOffset>>,
    ) -> Option<LedgerRejection> {
        if let Some(held) = self.reservations.get(id) {
            let same = held.channel_id == *channel && held.asked == quantity;
            return (!same).then_some(LedgerRejection::IdConflict);
        }
        let own = self.by_channel.get(channel).copied().unwrap_or_default();
        let wanted = own.saturating_add(quantity);
        if self.caps.get(channel).is_some_and(|cap| wanted > *cap) {
            return Some(LedgerRejection::CapExceeded);
        }
        if quantity > self.available() {
            return Some(LedgerRejection::InsufficientStock);
        }
        // no more is reserved than was available, which fits
        self.reserved = self.reserved.saturating_add(quantity);
        self.by_channel.insert(channel.clone(), wanted);
        if let Some(at) = expires_at {
            self.expiring.insert((at, id.to_owned()));
        }
        let status = ReservationStatus::Active;
        let held = Held { channel_id: channel.clone(), asked: quantity, open: quantity, status, expires_at };
        self.reservations.insert(id.to_owned(), held);
        None
    }

    /// How many units a release or a commit takes.
    fn open(&self, id: &str, quantity: Option<u64>) -> Result<u64, LedgerRejection> {
        let active = self.reservations.get(id).filter(|held| held.status == ReservationStatus::Active);
        let open = active.ok_or(LedgerRejection::UnknownReservation)?.open;
        let quantity = quantity.unwrap_or(open);
        if quantity > open { Err(LedgerRejection::QuantityExceedsReservation) } else { Ok(quantity) }
    }

    /// Takes units off a reservation; the last ones end it in this way.
    fn take(&mut self, id: &str, quantity: u64, end: ReservationStatus) {
        let Some(held) = self.reservations.get_mut(id) else { return };
        held.open = held.open.saturating_sub(quantity);
        self.reserved = self.reserved.saturating_sub(quantity);
        if let Some(own) = self.by_channel.get_mut(&held.channel_id) {
            *own = own.saturating_sub(quantity);
            if *own == 0 {
                self.by_channel.remove(&held.channel_id);
            }
        }
        if held.open == 0 {
            held.status = end;
            if let Some(at) = held.expires_at {
                self.expiring.remove(&(at, id.to_owned()));
            }
        }
    }

    /// Where everything stands; `rejected` is left empty: what was refused, [`ReservationLedger::apply`] has said.
    #[must_use]
    pub fn state(&self) -> LedgerState {
        let reservation = |(id, held): (&String, &Held)| ReservationState {
            reservation_id: id.clone(),
            channel_id: held.channel_id.clone(),
            quantity: held.open,
            status: held.status,
        };
        LedgerState {
            on_hand: self.on_hand,
            reserved: self.reserved,
            available: self.available(),
            reservations: self.reservations.iter().map(reservation).collect(),
            rejected: Vec::new(),
            reserved_by_channel: self.by_channel.clone(),
        }
    }
}

/// What is on hand, reserved and available at `as_of`?
///
/// ```
/// use mercato_channel::{ReservationLedgerInput, reservation_ledger};
/// let input: ReservationLedgerInput = serde_json::from_str(r#"{"on_hand": 10, "as_of": "2026-11-11T01:00:00Z", "events": [
///     {"at": "2026-11-11T00:00:00Z", "type": "reserve", "reservation_id": "a", "channel_id": "jd", "quantity": 4},
///     {"at": "2026-11-11T00:10:00Z", "type": "reserve", "reservation_id": "b", "channel_id": "tmall", "quantity": 5,
///      "expires_at": "2026-11-11T00:40:00Z"},
///     {"at": "2026-11-11T00:20:00Z", "type": "commit", "reservation_id": "a", "quantity": 3}]}"#)?;
/// let state = reservation_ledger(&input)?;
/// assert_eq!((state.on_hand, state.reserved, state.available), (7, 1, 6)); // b has expired
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// What [`ReservationLedger::new`] and [`ReservationLedger::apply`] refuse, of every event, also of those later than `as_of`.
pub fn reservation_ledger(input: &ReservationLedgerInput) -> Result<LedgerState, ChannelError> {
    for (index, event) in input.events.iter().enumerate() {
        event.check().map_err(|error| error.at("events", index))?;
    }
    let caps = input.channel_caps.clone();
    let mut ledger = ReservationLedger::new(input.on_hand, input.safety_buffer.unwrap_or_default(), caps)?;
    let mut events: Vec<(usize, &LedgerEvent)> =
        input.events.iter().enumerate().filter(|(_, event)| *event.at() <= input.as_of).collect();
    // a stable sort: equal instants stay in the order given
    events.sort_by_key(|(_, event)| *event.at());
    let mut rejected = Vec::new();
    for (index, event) in events {
        let refused = ledger.apply(event).map_err(|error| match error {
            ChannelError::Refused(error) => ChannelError::Refused(error.at("events", index)),
            several @ ChannelError::Several(_) => several,
        })?;
        rejected.extend(refused.map(|reason| RejectedEvent { index, reason }));
    }
    ledger.advance(input.as_of)?;
    rejected.sort_unstable_by_key(|event| event.index);
    Ok(LedgerState { rejected, ..ledger.state() })
}
