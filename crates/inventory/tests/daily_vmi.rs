//! A delivery against the greedy that deals one pack at a time, written from the definition; and deliveries too large for it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test fails by panicking"
)]

use mercato_core::{Coded, Decimal, ErrorCode, decimal};
use mercato_inventory::{VmiItem, VmiReplenishmentInput, vmi_replenishment};
use proptest::prelude::*;

#[derive(Debug, Clone)]
struct Item {
    id: usize,
    position: i64,
    min: i64,
    max: i64,
    pack: i64,
    demand: i64,
    volume: i64,
}

/// One pack at a time to the item with the least cover, among those that may take one and have room.
fn dealt(items: &[Item], capacity: Option<i64>, fill: bool) -> (Vec<i64>, Option<i64>) {
    let mut packs = vec![0; items.len()];
    let mut room = capacity;
    for topping_up in [false, true] {
        if topping_up && !fill {
            break;
        }
        loop {
            let position = |i: usize| items[i].position + packs[i] * items[i].pack;
            let may = |i: usize| {
                let item = &items[i];
                let within = position(i) + item.pack <= item.max;
                if topping_up { within } else { item.position <= item.min && (position(i) <= item.min || within) }
            };
            let fits = |i: usize| room.is_none_or(|room| items[i].volume * items[i].pack <= room);
            // cover a before cover b: a.position / a.demand < b.position / b.demand
            let next = (0..items.len()).filter(|i| may(*i) && fits(*i)).min_by(|a, b| {
                let (x, y) = (&items[*a], &items[*b]);
                let cover = (position(*a) * y.demand).cmp(&(position(*b) * x.demand));
                let cover = if x.demand == 0 || y.demand == 0 { (x.demand == 0).cmp(&(y.demand == 0)) } else { cover };
                cover.then_with(|| x.id.cmp(&y.id))
            });
            let Some(next) = next else { break };
            packs[next] += 1;
            room = room.map(|room| room - items[next].volume * items[next].pack);
        }
    }
    (packs, room)
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let item = (0..40_i64, 0..40_i64, 0..40_i64, 1..6_i64, 0..5_i64, 0..3_i64);
    prop::collection::vec(item, 0..7).prop_map(|items| {
        items
            .into_iter()
            .enumerate()
            .map(|(id, (position, min, span, pack, demand, volume))| Item {
                id: (id * 5 + 3) % 7,
                position,
                min,
                max: min + span,
                pack,
                demand,
                volume,
            })
            .collect()
    })
}

fn input(items: &[Item], capacity: Option<i64>, fill: bool) -> VmiReplenishmentInput {
    let item = |item: &Item| VmiItem {
        id: item.id.to_string(),
        on_hand: Decimal::from(item.position - item.position / 2),
        in_transit: Some(Decimal::from(item.position / 2)),
        min: item.min.into(),
        max: item.max.into(),
        pack_size: item.pack.into(),
        demand_per_day: Decimal::new(item.demand, 1),
        unit_volume: Some(item.volume.into()),
    };
    VmiReplenishmentInput {
        items: items.iter().map(item).collect(),
        capacity: capacity.map(Decimal::from),
        fill_capacity: Some(fill),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn a_delivery_is_dealt_pack_by_pack(items in items(), capacity in prop::option::weighted(0.8, 0..90_i64), fill in any::<bool>()) {
        let answer = vmi_replenishment(&input(&items, capacity, fill)).unwrap();
        let (packs, room) = dealt(&items, capacity, fill);
        let sent: Vec<i64> = answer.items.iter().map(|line| line.packs).collect();
        prop_assert_eq!(&sent, &packs);
        prop_assert_eq!(answer.capacity_left, room.map(Decimal::from));
        for ((item, line), packs) in items.iter().zip(&answer.items).zip(packs) {
            let projected = item.position + packs * item.pack;
            prop_assert_eq!(line.quantity, Decimal::from(packs * item.pack));
            prop_assert_eq!(line.projected_position, Decimal::from(projected));
            prop_assert_eq!(line.below_min, projected < item.min);
        }
    }
}

/// A billion times the packs that could be dealt one by one: two items of equal demand end at equal cover.
#[test]
fn a_delivery_of_very_many_packs_is_computed() {
    let item = |id: &str, on_hand: &str| VmiItem {
        id: id.to_owned(),
        on_hand: decimal::parse(on_hand).unwrap(),
        min: decimal::parse("1000000000000000").unwrap(),
        max: decimal::parse("1000000000000000").unwrap(),
        pack_size: decimal::parse("0.001").unwrap(),
        demand_per_day: Decimal::ONE,
        ..VmiItem::default()
    };
    let answer = vmi_replenishment(&VmiReplenishmentInput {
        items: vec![item("a", "0"), item("b", "1000")],
        capacity: Some(decimal::parse("5000.001").unwrap()),
        fill_capacity: None,
    })
    .unwrap();
    // a first makes up for b's 1000, then both share 4000 and a, by its id, takes the odd pack
    assert_eq!((answer.items[0].packs, answer.items[1].packs), (3_000_001, 2_000_000));
    assert_eq!(answer.capacity_left.unwrap().to_string(), "0");
}

#[test]
fn more_packs_than_64_bits_count_are_refused() {
    let tiny = decimal::parse("0.0000000000000000000000000001").unwrap();
    let item =
        VmiItem { id: "a".to_owned(), min: Decimal::MAX, max: Decimal::MAX, pack_size: tiny, ..VmiItem::default() };
    let refused = vmi_replenishment(&VmiReplenishmentInput { items: vec![item], ..VmiReplenishmentInput::default() });
    assert_eq!(refused.unwrap_err().code(), ErrorCode::Overflow);
}
