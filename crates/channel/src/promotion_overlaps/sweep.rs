//! The sweep: promotions sorted by their thing, each thing's by their start.

use super::{OverlapScope, Overlaps, PromotionRef, index};
use crate::check::not_blank;
use crate::checker::pieces::{in_pieces, sort_by};
use crate::error::ChannelError;
use mercato_core::Error;
use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::atomic::{self, AtomicUsize};

/// What the sweep knows of a promotion.
#[derive(Clone, Copy)]
struct Run {
    start: i64,
    end: i64,
    /// Its number among the promotions of its thing, in the order of their places.
    number: u32,
    /// The number of its channel among those of its thing; 0 where channels do not matter.
    channel: u32,
}

/// A promotion by its place, and the first bytes of the text that it is sorted by, after those that all have in common.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Keyed {
    key: u64,
    place: u32,
}

/// How many bytes a key holds.
const KEY_BYTES: usize = 8;

/// The promotions of so many things are looked at before the first of them is worked on: looks at what is not at hand wait for memory
/// together.
const BLOCK: usize = 256;

/// From about how many texts a common beginning is guessed.
const SAMPLE: usize = 1024;

/// What all these texts begin with.
fn common_prefix<'a>(mut texts: impl Iterator<Item = &'a str>) -> &'a [u8] {
    let first = texts.next().unwrap_or_default().as_bytes();
    texts.fold(first, |prefix, text| {
        let same = prefix.iter().zip(text.as_bytes()).take_while(|(a, b)| a == b).count();
        prefix.get(..same).unwrap_or_default()
    })
}

/// The bytes from `skip` on as a number that sorts as they do, as far as it goes.
fn key(text: &str, skip: usize) -> u64 {
    let rest = text.as_bytes().get(skip..).unwrap_or_default();
    let mut bytes = [0_u8; KEY_BYTES];
    for (byte, from) in bytes.iter_mut().zip(rest) {
        *byte = *from;
    }
    u64::from_be_bytes(bytes)
}

/// A figure of every promotion, in order, worked out in pieces.
fn each<T: Send>(
    promotions: &[PromotionRef<'_>],
    of: impl Fn(u32, &PromotionRef<'_>) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    in_pieces(promotions.len(), |range| {
        let begin = u32::try_from(range.start).unwrap_or(u32::MAX);
        let piece = promotions.get(range).unwrap_or_default();
        (begin..).zip(piece).map(|(place, promotion)| of(place, promotion)).collect()
    })
}

/// The places of the promotions sorted by thing, and where each thing begins.
struct Sorted {
    places: Vec<u32>,
    begins: Vec<u32>,
}

impl Sorted {
    fn new(promotions: &[PromotionRef<'_>]) -> Result<Self, Error> {
        // what some of them begin with is, most often, what all of them begin with
        let step = promotions.len().checked_div(SAMPLE).unwrap_or_default().max(1);
        let some = common_prefix(promotions.iter().step_by(step).map(|promotion| promotion.sku));
        match Self::by_keys_after(promotions, some)? {
            Some(sorted) => Ok(sorted),
            None => {
                Ok(Self::by_keys_after(promotions, b"")?.unwrap_or(Self { places: Vec::new(), begins: Vec::new() }))
            }
        }
    }

    /// Sorted by the bytes after a prefix; nothing where one text does not have it.
    fn by_keys_after(promotions: &[PromotionRef<'_>], prefix: &[u8]) -> Result<Option<Self>, Error> {
        let (odd, shortest, longest) = (AtomicUsize::new(0), AtomicUsize::new(usize::MAX), AtomicUsize::new(0));
        let mut order = in_pieces(promotions.len(), |range| {
            let mut place = u32::try_from(range.start).unwrap_or(u32::MAX);
            let piece = promotions.get(range).unwrap_or_default();
            let (mut keys, mut least, mut most) = (Vec::with_capacity(piece.len()), usize::MAX, 0);
            for promotion in piece {
                let text = promotion.sku;
                if !text.as_bytes().starts_with(prefix) {
                    odd.store(1, atomic::Ordering::Relaxed);
                    break;
                }
                (least, most) = (text.len().min(least), text.len().max(most));
                keys.push(Keyed { key: key(text, prefix.len()), place });
                place = place.saturating_add(1);
            }
            shortest.fetch_min(least, atomic::Ordering::Relaxed);
            longest.fetch_max(most, atomic::Ordering::Relaxed);
            Ok::<_, Error>(keys)
        })?;
        if odd.into_inner() > 0 {
            return Ok(None);
        }
        sort_by(&mut order, Ord::cmp);
        let sku = |it: &Keyed| promotions.get(index(it.place)).map_or("", |promotion| promotion.sku);
        // texts of one length that the keys hold to their end are the same where the keys are
        let longest = longest.into_inner();
        let told_by_key = shortest.into_inner() == longest && longest <= prefix.len().saturating_add(KEY_BYTES);
        let mut begins = Vec::new();
        let mut begin = 0_usize;
        let number = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
        for run in order.chunk_by_mut(|a, b| a.key == b.key) {
            if told_by_key {
                begins.push(number(begin));
            } else {
                run.sort_unstable_by(|a, b| sku(a).cmp(sku(b)).then(a.place.cmp(&b.place)));
                let mut at = begin;
                for thing in run.chunk_by(|a, b| sku(a) == sku(b)) {
                    begins.push(number(at));
                    at = at.saturating_add(thing.len());
                }
            }
            begin = begin.saturating_add(run.len());
        }
        Ok(Some(Self { places: order.into_iter().map(|it| it.place).collect(), begins }))
    }

    /// Where the promotions of these things stand among the places.
    fn range(&self, things: Range<usize>) -> Range<usize> {
        let begin = |thing: usize| self.begins.get(thing).map_or(self.places.len(), |begin| index(*begin));
        begin(things.start)..begin(things.end)
    }

    /// The places of these things' promotions, in order.
    fn of(&self, things: Range<usize>) -> &[u32] {
        self.places.get(self.range(things)).unwrap_or_default()
    }
}

/// The runs that are still going on, by channel where channels matter.
struct Sweep {
    scope: OverlapScope,
    /// Of each channel of the thing (one for all where they do not matter): the end and the number of what runs.
    going: Vec<Vec<(i64, u32)>>,
    /// The channels on which something runs, or ran when it was last looked.
    busy: Vec<usize>,
}

impl Sweep {
    /// Pairs one run with all that go on, and lets it go on too.
    fn meet(&mut self, run: &Run, pairs: &mut Vec<(u32, u32)>) {
        let own = if self.scope == OverlapScope::Any { 0 } else { index(run.channel) };
        if own >= self.going.len() {
            self.going.resize_with(own.saturating_add(1), Vec::new);
        }
        let mut visit = |going: &mut Vec<(i64, u32)>| {
            // what has ended is looked at once more, here, and what has not is part of the answer
            going.retain(|(end, _)| *end > run.start);
            pairs.extend(going.iter().map(|(_, number)| (run.number, *number)));
        };
        let going = &mut self.going;
        match self.scope {
            OverlapScope::Any | OverlapScope::SameChannel => going.get_mut(own).into_iter().for_each(&mut visit),
            OverlapScope::CrossChannel => self.busy.retain(|channel| {
                let Some(list) = going.get_mut(*channel).filter(|_| *channel != own) else { return true };
                visit(list);
                !list.is_empty()
            }),
        }
        if let Some(list) = self.going.get_mut(own) {
            // an empty list is not among the busy ones: the visit that emptied it took it away
            if self.scope == OverlapScope::CrossChannel && list.is_empty() {
                self.busy.push(own);
            }
            list.push((run.end, run.number));
        }
    }
}

fn too_many() -> Error {
    Error::overflow("overlaps", "the list", "one answer: ask for fewer things at a time")
}

/// How many of these run at once at most, and how many pairs of them overlap; at one instant ends come before starts.
fn concurrent(starts: &[i64], ends: &[i64]) -> (usize, usize) {
    let (mut ended, mut most, mut pairs) = (0_usize, 0_usize, 0_usize);
    for (started, start) in starts.iter().enumerate() {
        while ends.get(ended).is_some_and(|end| end <= start) {
            ended = ended.saturating_add(1);
        }
        // those started before it that have not ended
        let going = started.saturating_sub(ended);
        most = most.max(going.saturating_add(1));
        pairs = pairs.saturating_add(going);
    }
    (most, pairs)
}

/// What a piece of work found.
#[derive(Default)]
struct Piece {
    pairs: Vec<(u32, u32)>,
    max_concurrent: Vec<(u32, usize)>,
}

/// Lists that are filled for one thing after another.
#[derive(Default)]
struct Room {
    /// Starts, ends and beginnings of the names of the promotions of a block of things.
    spans: Vec<(i64, i64, u64)>,
    runs: Vec<Run>,
    /// Of each promotion of a thing, the beginning of its name.
    keys: Vec<u64>,
    starts: Vec<i64>,
    ends: Vec<i64>,
    named: Vec<u32>,
    ranks: Vec<u32>,
}

/// The pairs of one thing.
struct Search<'a> {
    promotions: &'a [PromotionRef<'a>],
    scope: OverlapScope,
    /// How many pairs an answer may have, and how many were found so far by all threads.
    most: usize,
    found: &'a AtomicUsize,
}

impl Search<'_> {
    fn at(&self, place: u32) -> Option<&PromotionRef<'_>> {
        self.promotions.get(index(place))
    }

    /// Refuses an answer that becomes too long.
    fn count(&self, more: usize) -> Result<(), Error> {
        let before = self.found.fetch_add(more, atomic::Ordering::Relaxed);
        if before.saturating_add(more) > self.most { Err(too_many()) } else { Ok(()) }
    }

    /// Numbers the channels of a thing; they do not matter where every overlap counts.
    fn channels(&self, places: &[u32], room: &mut Room) {
        if self.scope == OverlapScope::Any {
            return;
        }
        let channel = |number: u32| {
            places.get(index(number)).and_then(|place| self.at(*place)).map_or("", |promotion| promotion.channel_id)
        };
        room.named.clear();
        room.named.extend((0_u32..).zip(places).map(|(number, _)| number));
        room.named.sort_unstable_by(|a, b| channel(*a).cmp(channel(*b)));
        for (number, same) in (0_u32..).zip(room.named.chunk_by(|a, b| channel(*a) == channel(*b))) {
            for promotion in same {
                if let Some(run) = room.runs.get_mut(index(*promotion)) {
                    run.channel = number;
                }
            }
        }
    }

    /// The pairs of a block of things.
    fn block(&self, sorted: &Sorted, things: Range<usize>, room: &mut Room, piece: &mut Piece) -> Result<(), Error> {
        let first = sorted.range(things.clone()).start;
        let span = |place: &u32| {
            self.at(*place).map_or((0, 0, 0), |promotion| (promotion.start, promotion.end, key(promotion.promo_id, 0)))
        };
        room.spans.clear();
        room.spans.extend(sorted.of(things.clone()).iter().map(span));
        for thing in things {
            let thing = thing..thing.saturating_add(1);
            let Range { start, end } = sorted.range(thing.clone());
            let spans = room.spans.get(start.saturating_sub(first)..end.saturating_sub(first)).unwrap_or_default();
            room.runs.clear();
            room.keys.clear();
            for (number, (start, end, key)) in (0_u32..).zip(spans) {
                room.runs.push(Run { start: *start, end: *end, number, channel: 0 });
                room.keys.push(*key);
            }
            self.thing(sorted.of(thing), room, piece)?;
        }
        Ok(())
    }

    /// The pairs of a thing whose runs are in the room.
    fn thing(&self, places: &[u32], room: &mut Room, piece: &mut Piece) -> Result<(), Error> {
        room.starts.clear();
        room.starts.extend(room.runs.iter().map(|run| run.start));
        room.starts.sort_unstable();
        room.ends.clear();
        room.ends.extend(room.runs.iter().map(|run| run.end));
        room.ends.sort_unstable();
        let (concurrent, overlapping) = concurrent(&room.starts, &room.ends);
        piece.max_concurrent.push((places.first().copied().unwrap_or_default(), concurrent));
        if overlapping == 0 {
            return Ok(());
        }
        if self.scope == OverlapScope::Any {
            self.count(overlapping)?;
        }
        self.channels(places, room);
        room.runs.sort_unstable_by_key(|run| (run.start, run.number));
        let begin = piece.pairs.len();
        let mut sweep = Sweep { scope: self.scope, going: Vec::new(), busy: Vec::new() };
        for run in &room.runs {
            let before = piece.pairs.len();
            sweep.meet(run, &mut piece.pairs);
            if self.scope != OverlapScope::Any {
                self.count(piece.pairs.len().saturating_sub(before))?;
            }
        }
        let pairs = piece.pairs.get_mut(begin..).unwrap_or_default();
        self.name(places, room, pairs);
        Ok(())
    }

    /// Orders pairs of numbers by the names of their promotions, and puts places for the numbers.
    fn name(&self, places: &[u32], room: &mut Room, pairs: &mut [(u32, u32)]) {
        let id = |number: u32| {
            places.get(index(number)).and_then(|place| self.at(*place)).map_or("", |promotion| promotion.promo_id)
        };
        // only what is paired is ranked
        room.named.clear();
        room.named.extend(pairs.iter().flat_map(|(a, b)| [*a, *b]));
        room.named.sort_unstable();
        room.named.dedup();
        let begins = |number: u32| room.keys.get(index(number)).copied().unwrap_or_default();
        room.named.sort_unstable_by(|a, b| begins(*a).cmp(&begins(*b)).then_with(|| id(*a).cmp(id(*b))));
        room.ranks.clear();
        room.ranks.resize(places.len(), 0);
        for (rank, number) in (0_u32..).zip(&room.named) {
            if let Some(slot) = room.ranks.get_mut(index(*number)) {
                *slot = rank;
            }
        }
        let rank = |number: u32| room.ranks.get(index(number)).copied().unwrap_or_default();
        for pair in &mut *pairs {
            let (a, b) = (rank(pair.0), rank(pair.1));
            *pair = (a.min(b), a.max(b));
        }
        pairs.sort_unstable();
        let place = |rank: u32| {
            let number = room.named.get(index(rank)).copied().unwrap_or_default();
            places.get(index(number)).copied().unwrap_or_default()
        };
        for pair in pairs {
            *pair = (place(pair.0), place(pair.1));
        }
    }
}

/// Refuses a promotion that occurs twice, at its second occurrence.
fn check_unique(promotions: &[PromotionRef<'_>]) -> Result<(), Error> {
    // names of different hashes differ; the names themselves are compared only where two hashes are one
    let hasher = hashbrown::DefaultHashBuilder::default();
    let mut hashes = each(promotions, |_, promotion| Ok(hasher.hash_one(promotion.promo_id)))?;
    sort_by(&mut hashes, Ord::cmp);
    if hashes.windows(2).all(|pair| pair.first() != pair.last()) {
        return Ok(());
    }
    let mut seen = hashbrown::HashSet::with_capacity(promotions.len());
    for (place, promotion) in promotions.iter().enumerate() {
        if !seen.insert(promotion.promo_id) {
            return Err(Error::duplicate("promo_id", promotion.promo_id).at("promotions", place));
        }
    }
    Ok(())
}

/// The overlaps of a list, `most` at most.
pub(super) fn find(
    promotions: &[PromotionRef<'_>],
    scope: OverlapScope,
    most: usize,
) -> Result<Overlaps, ChannelError> {
    if u32::try_from(promotions.len()).is_err() {
        return Err(Error::overflow("promotions", promotions.len(), "2^32 - 1 promotions").into());
    }
    for (place, promotion) in promotions.iter().enumerate() {
        not_blank("promo_id", promotion.promo_id).map_err(|error| error.at("promotions", place))?;
        if promotion.start >= promotion.end {
            let reason = format!("must be after the start {}", promotion.start);
            return Err(Error::invalid("end", promotion.end, reason).at("promotions", place).into());
        }
    }
    check_unique(promotions)?;
    let sorted = Sorted::new(promotions)?;
    let search = Search { promotions, scope, most, found: &AtomicUsize::new(0) };
    let pieces = in_pieces(sorted.begins.len(), |things| {
        let (mut room, mut piece) = (Room::default(), Piece::default());
        let end = things.end;
        for begin in things.step_by(BLOCK) {
            search.block(&sorted, begin..begin.saturating_add(BLOCK).min(end), &mut room, &mut piece)?;
        }
        Ok(vec![piece])
    })?;
    let mut all = Overlaps {
        pairs: Vec::with_capacity(pieces.iter().map(|piece| piece.pairs.len()).sum()),
        max_concurrent: Vec::with_capacity(sorted.begins.len()),
    };
    for piece in pieces {
        all.pairs.extend(piece.pairs);
        all.max_concurrent.extend(piece.max_concurrent);
    }
    Ok(all)
}
