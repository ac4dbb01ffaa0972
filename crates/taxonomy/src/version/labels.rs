//! Intervals with room between them, so that a subtree can move without the rest being numbered again.
//!
//! Every category has two labels, enter and exit, in the order of the Euler tour; a is above d if and only if
//! `enter(a) < enter(d) < exit(a)`, as in the compiled form. Labels are 63 bits wide and start out far apart. A subtree that comes to stand
//! in a gap takes labels within it; where the gap is too narrow, everything below the lowest ancestor with room is spread anew.
//!
//! Source: P. F. Dietz (1982), "Maintaining order in a linked list", STOC, for labels with gaps. Cost: the labels of what moves;
//! a new spread is needed at most once in some twenty insertions at one spot.

/// The least gap between labels after a new spread, for the spread to be worth it.
const ROOM: u64 = 1 << 10;
/// The gap that is aimed at, so that a thousand insertions behind one another leave room for the next.
const STEP: u64 = 1 << 24;

/// Labels of the roots' own frame.
pub(super) const WHOLE: Span = Span { enter: 0, exit: 1 << 63 };

/// The labels of a category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub(super) enter: u64,
    pub(super) exit: u64,
}

impl Span {
    /// Is it strictly above the other?
    pub(super) const fn holds(self, other: Self) -> bool {
        self.enter < other.enter && other.enter < self.exit
    }
}

/// Labels for `count` categories strictly between two others: the first, and the step to each next one.
///
/// `None` if the gap is too narrow.
pub(super) fn within(low: u64, high: u64, count: usize) -> Option<(u64, u64)> {
    let step = step(low, high, count)?.min(STEP);
    (step > 0).then(|| (low.saturating_add(step), step))
}

/// The same for a new spread, which uses the whole gap; `None` if it would leave too little room.
pub(super) fn spread(low: u64, high: u64, count: usize) -> Option<(u64, u64)> {
    let step = step(low, high, count)?;
    (step >= ROOM).then(|| (low.saturating_add(step), step))
}

fn step(low: u64, high: u64, count: usize) -> Option<u64> {
    let labels = u64::try_from(count).ok()?.checked_mul(2)?.checked_add(1)?;
    high.checked_sub(low)?.checked_div(labels)
}
