//! What should the vendor put on the truck, when its room may not suffice for all?
//!
//! The position of an item is `on_hand + in_transit`. Items that start at or below their minimum are filled a pack at a time,
//! always the one with the least cover (`position / demand_per_day`; without demand last; ties by id), while its position is
//! at or below the minimum (that pack may overshoot the maximum) or one more pack stays within the maximum. An item whose
//! pack no longer fits the room is passed over. `fill_capacity` then tops up every item within its maximum by the same rule.
//!
//! Source: the (min, max) contract of vendor-managed inventory (Waller, Johnson and Davis 1999) with the greedy of the least
//! cover first.
//!
//! The packs are not dealt one by one. The covers at which an item takes its packs are an arithmetic progression; a bisection
//! on the cover finds how far all items can be filled together, so that the work grows with the logarithm of the packs.

use crate::check::unique;
use crate::error::InventoryError;
use crate::exact::{non_negative, or_zero, positive, quantity, units};
use mercato_core::{Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// An item at a customer, in units of the item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VmiItem {
    /// Its id, unique.
    pub id: String,
    /// Units at the customer, at least 0.
    #[serde(with = "DecimalString")]
    pub on_hand: Decimal,
    /// Units on their way to it, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub in_transit: Option<Decimal>,
    /// The position at or below which it is filled, at least 0.
    #[serde(with = "DecimalString")]
    pub min: Decimal,
    /// The position to fill up to, at least `min`.
    #[serde(with = "DecimalString")]
    pub max: Decimal,
    /// Units a pack, above 0.
    #[serde(with = "DecimalString")]
    pub pack_size: Decimal,
    /// Units sold a day, at least 0.
    #[serde(with = "DecimalString")]
    pub demand_per_day: Decimal,
    /// Room that one unit takes, at least 0; 1 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub unit_volume: Option<Decimal>,
}

/// What [`vmi_replenishment`] takes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VmiReplenishmentInput {
    /// The items.
    pub items: Vec<VmiItem>,
    /// The room of the delivery, at least 0; unbounded if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub capacity: Option<Decimal>,
    /// Top up every item within its maximum afterwards; `false` if left out.
    pub fill_capacity: Option<bool>,
}

/// What one item gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct VmiLine {
    /// The item.
    pub id: String,
    /// Packs to send.
    pub packs: i64,
    /// Units to send.
    #[serde(with = "DecimalString")]
    pub quantity: Decimal,
    /// The position with them.
    #[serde(with = "DecimalString")]
    pub projected_position: Decimal,
    /// Is it still below the minimum?
    pub below_min: bool,
}

/// The delivery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct VmiReplenishment {
    /// The items, in the order given.
    pub items: Vec<VmiLine>,
    /// Room that is left; null without a capacity.
    #[serde(with = "OptionalDecimalString")]
    pub capacity_left: Option<Decimal>,
}

/// An item that is being filled.
#[derive(Debug, Clone)]
struct Line<'a> {
    id: &'a str,
    position: Exact,
    min: Exact,
    max: Exact,
    pack: Exact,
    demand: Exact,
    /// Room that one pack takes.
    volume: Exact,
    packs: i128,
    /// The packs that it may have.
    limit: i128,
}

/// A delivery of items by least cover first.
///
/// ```
/// use mercato_core::Decimal;
/// use mercato_inventory::{VmiItem, VmiReplenishmentInput, vmi_replenishment};
/// let item = |id: &str, on_hand: i64, demand: i64| VmiItem {
///     id: id.to_owned(),
///     on_hand: Decimal::from(on_hand),
///     min: Decimal::from(10),
///     max: Decimal::from(30),
///     pack_size: Decimal::from(6),
///     demand_per_day: Decimal::from(demand),
///     ..VmiItem::default()
/// };
/// let delivery = vmi_replenishment(&VmiReplenishmentInput {
///     items: vec![item("slow", 4, 1), item("fast", 8, 4)], // 4 days of cover, and 2
///     capacity: Some(Decimal::from(20)),
///     fill_capacity: None,
/// })?;
/// // fast takes 8 → 14 → 20 (5 days), then slow its first pack; the last 2 units of room hold no pack
/// assert_eq!((delivery.items[0].packs, delivery.items[1].packs), (1, 2));
/// assert_eq!(delivery.capacity_left, Some(Decimal::from(2)));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `duplicate_id` for an id twice; `invalid_argument` for a figure below 0, `max < min`, a pack not above 0; `overflow` for
/// more packs than 64 bits count or a quantity that no decimal holds.
pub fn vmi_replenishment(input: &VmiReplenishmentInput) -> Result<VmiReplenishment, InventoryError> {
    unique("items", input.items.iter().map(|item| item.id.as_str()))?;
    let mut lines = Vec::with_capacity(input.items.len());
    for (index, item) in input.items.iter().enumerate() {
        lines.push(line(item).map_err(|error| error.at("items", index))?);
    }
    let mut room = input.capacity.map(|capacity| or_zero("capacity", Some(capacity))).transpose()?;
    for (index, line) in lines.iter_mut().enumerate().filter(|(_, line)| line.position <= line.min) {
        line.limit = line.while_needed().map_err(|error| error.at("items", index))?;
    }
    deal(&mut lines, room.as_mut());
    if input.fill_capacity.unwrap_or(false) {
        for (index, line) in lines.iter_mut().enumerate() {
            line.limit = line.within_max().map_err(|error| error.at("items", index))?.max(line.packs);
        }
        deal(&mut lines, room.as_mut());
    }
    let mut items = Vec::with_capacity(lines.len());
    for (index, line) in lines.iter().enumerate() {
        items.push(answer(line).map_err(|error| error.at("items", index))?);
    }
    Ok(VmiReplenishment { items, capacity_left: room.map(|room| quantity("capacity_left", &room)).transpose()? })
}

fn line(item: &VmiItem) -> Result<Line<'_>, Error> {
    let position = non_negative("on_hand", &item.on_hand)? + or_zero("in_transit", item.in_transit)?;
    let (min, max) = (non_negative("min", &item.min)?, non_negative("max", &item.max)?);
    if max < min {
        return Err(Error::invalid("max", item.max, format!("must be at least min {}", item.min)));
    }
    let pack = positive("pack_size", &item.pack_size)?;
    let demand = non_negative("demand_per_day", &item.demand_per_day)?;
    let volume = non_negative("unit_volume", &item.unit_volume.unwrap_or(Decimal::ONE))? * pack.clone();
    Ok(Line { id: &item.id, position, min, max, pack, demand, volume, packs: 0, limit: 0 })
}

fn answer(line: &Line<'_>) -> Result<VmiLine, Error> {
    let sent = Exact::from(line.packs) * line.pack.clone();
    let projected = &line.position + &sent;
    Ok(VmiLine {
        id: line.id.to_owned(),
        packs: i64::try_from(line.packs).map_err(|_| Error::overflow("packs", line.packs, "a 64-bit integer"))?,
        quantity: quantity("quantity", &sent)?,
        projected_position: quantity("projected_position", &projected)?,
        below_min: projected < line.min,
    })
}

impl Line<'_> {
    /// The packs that keep the position within the maximum.
    fn within_max(&self) -> Result<i128, Error> {
        let room = (&self.max - &self.position).max(Exact::ZERO);
        units("packs", &room, &self.pack, Rounding::Floor)
    }

    /// The packs of an item that starts at or below its minimum: until it is above, and on within the maximum.
    fn while_needed(&self) -> Result<i128, Error> {
        let until_above = units("packs", &(&self.min - &self.position), &self.pack, Rounding::Floor)?.saturating_add(1);
        Ok(self.within_max()?.max(until_above))
    }

    /// The cover before the pack number `packs` (from 0); `None` without demand.
    fn cover(&self, packs: i128) -> Option<Exact> {
        (&self.position + &(Exact::from(packs) * self.pack.clone())).checked_div(&self.demand)
    }

    /// The packs it has once all that are due at a cover of at most `cover` are taken.
    fn packs_at(&self, cover: &Exact) -> i128 {
        let gap = cover * &self.demand - self.position.clone();
        if gap.is_negative() {
            return self.packs;
        }
        let due = gap.checked_div(&self.pack).and_then(|packs| packs.to_integer(Rounding::Floor));
        // beyond 128 bits is beyond the limit
        due.unwrap_or(i128::MAX).saturating_add(1).clamp(self.packs, self.limit)
    }

    /// The room that the packs up to `packs` take.
    fn room_up_to(&self, packs: i128) -> Exact {
        Exact::from(packs.saturating_sub(self.packs)) * self.volume.clone()
    }

    /// Takes packs up to `packs`, and their room.
    fn take(&mut self, packs: i128, room: &mut Exact) {
        *room = &*room - &self.room_up_to(packs);
        self.packs = packs;
    }
}

/// Deals packs up to the limits, by least cover, as long as they fit the room.
fn deal(lines: &mut [Line<'_>], room: Option<&mut Exact>) {
    let Some(room) = room else {
        for line in lines {
            line.packs = line.limit;
        }
        return;
    };
    let (mut selling, mut idle): (Vec<_>, Vec<_>) = lines.iter_mut().partition(|line| line.demand.signum() > 0);
    selling.sort_unstable_by_key(|line| line.id);
    idle.sort_unstable_by_key(|line| line.id);
    loop {
        // room only shrinks: what does not fit now never will
        selling.retain(|line| line.packs < line.limit && line.volume <= *room);
        let needed = selling.iter().map(|line| line.room_up_to(line.limit)).sum::<Exact>();
        if needed <= *room {
            break;
        }
        let (full, contested) = contested(&selling, room);
        for line in &mut selling {
            line.take(line.packs_at(&full), room);
        }
        // in (full, contested] each item has one pack at most, and not all of them fit
        let mut next: Vec<_> = selling
            .iter_mut()
            .filter(|line| line.packs_at(&contested) > line.packs)
            .map(|line| (line.cover(line.packs), line))
            .collect();
        // by cover; the sort is stable, so ties stay by id
        next.sort_by(|(a, _), (b, _)| a.cmp(b));
        for (_, line) in next {
            if line.volume <= *room {
                line.take(line.packs.saturating_add(1), room);
            } else {
                line.limit = line.packs;
            }
        }
    }
    for line in selling {
        line.take(line.limit, room);
    }
    for line in idle {
        let fitting = if line.volume.is_zero() {
            line.limit
        } else {
            let packs = room.checked_div(&line.volume).and_then(|packs| packs.to_integer(Rounding::Floor));
            packs.map_or(line.limit, |packs| packs.saturating_add(line.packs).min(line.limit))
        };
        line.take(fitting, room);
    }
}

/// Two covers between which the room runs out: all packs due up to the first fit together, those up to the second do not, and
/// no item has more than one between them.
fn contested(lines: &[&mut Line<'_>], room: &Exact) -> (Exact, Exact) {
    let half = Exact::ONE.checked_div(&Exact::from(2)).unwrap_or(Exact::ONE);
    let first = lines.iter().filter_map(|line| line.cover(line.packs)).min().unwrap_or(Exact::ZERO);
    let last = lines.iter().filter_map(|line| line.cover(line.limit)).max().unwrap_or(Exact::ZERO);
    // below the first pack's cover nothing is due
    let (mut full, mut contested) = (first - Exact::ONE, last);
    while lines.iter().any(|line| line.packs_at(&contested).saturating_sub(line.packs_at(&full)) > 1) {
        let middle = (&full + &contested) * half.clone();
        let needed = lines.iter().map(|line| line.room_up_to(line.packs_at(&middle))).sum::<Exact>();
        if needed <= *room { full = middle } else { contested = middle }
    }
    (full, contested)
}
