//! Which pairs of prices are too far apart, without looking at each pair?
//!
//! A pair is in conflict where `low < high - allowed(high)`, and the right side never falls as `high` rises (a tolerance is below 1).
//! So of prices in order, those in conflict with one are the first so many, and their number never falls from one price to the next:
//! one sweep finds them all. Prices of the same channel are stepped over in runs, each of which a conflict follows.
//!
//! Time for m prices of a thing with z conflicts: O(m log m + z); O(m) where the extremes agree, which is the usual case.

use crate::price::Price;
use mercato_core::{Decimal, Exact};
use std::ops::ControlFlow;

/// How far two prices may be apart.
#[derive(Debug, Clone)]
pub(crate) struct Tolerance {
    absolute: Option<Price>,
    percent: Option<Exact>,
    /// The same in scaled form: the fraction `0.` and its power of ten.
    scaled: Option<Scaled>,
    wider: bool,
}

/// A tolerance for prices in millionths.
#[derive(Debug, Clone, Copy)]
struct Scaled {
    absolute: Option<i64>,
    percent: Option<(i128, i128)>,
}

impl Tolerance {
    pub(crate) fn new(absolute: Option<Decimal>, percent: Option<Decimal>, wider: bool) -> Self {
        let price = absolute.map(Price::from);
        let scaled_absolute = match &price {
            None => Some(None),
            Some(Price::Scaled(value)) => Some(Some(*value)),
            Some(Price::Exact(_)) => None,
        };
        // at most 18 digits after the point: then the products below fit 128 bits
        let scaled_percent = match percent.map(|percent| percent.normalize()) {
            None => Some(None),
            Some(percent) if percent.scale() <= 18 => {
                10_i128.checked_pow(percent.scale()).map(|power| Some((percent.mantissa(), power)))
            }
            Some(_) => None,
        };
        let scaled = scaled_absolute.zip(scaled_percent).map(|(absolute, percent)| Scaled { absolute, percent });
        Self { absolute: price, percent: percent.map(Exact::from), scaled, wider }
    }

    /// Can prices in millionths be compared in that form?
    pub(crate) const fn is_scaled(&self) -> bool {
        self.scaled.is_some()
    }

    /// How far a price may be from `reference`.
    pub(crate) fn allowed(&self, reference: &Exact) -> Exact {
        let absolute = self.absolute.as_ref().map(Price::to_exact);
        let relative = self.percent.as_ref().map(|percent| percent * reference);
        self.choose(absolute, relative).unwrap_or(Exact::ZERO)
    }

    /// The highest price that is allowed beside `low`: `low` + the amount, or `low / (1 - percent)`.
    pub(crate) fn highest(&self, low: &Exact) -> Exact {
        let absolute = self.absolute.as_ref().map(|absolute| low + &absolute.to_exact());
        let relative = self.percent.as_ref().and_then(|percent| low.checked_div(&(&Exact::ONE - percent)));
        self.choose(absolute, relative).unwrap_or_else(|| low.clone())
    }

    fn choose(&self, absolute: Option<Exact>, relative: Option<Exact>) -> Option<Exact> {
        match (absolute, relative) {
            (Some(a), Some(b)) if self.wider => Some(a.max(b)),
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

/// A price that can be swept: millionths, or exact fractions.
pub(crate) trait Amount: Ord {
    /// Is `high - low` more than is allowed at `reference`?
    fn apart(high: &Self, low: &Self, reference: &Self, tolerance: &Tolerance) -> bool;
}

impl Amount for i64 {
    #[inline]
    fn apart(high: &Self, low: &Self, reference: &Self, tolerance: &Tolerance) -> bool {
        let Some(scaled) = &tolerance.scaled else {
            return false;
        };
        // prices are at least 0, so their difference fits; 2^63 x 10^18 fits 128 bits
        let gap = high.wrapping_sub(*low);
        let beyond = |absolute: i64| gap > absolute;
        let beyond_share = |(fraction, power): (i128, i128)| {
            i128::from(gap).wrapping_mul(power) > i128::from(*reference).wrapping_mul(fraction)
        };
        match (scaled.absolute, scaled.percent) {
            (None, None) => gap > 0,
            (Some(absolute), None) => beyond(absolute),
            (None, Some(percent)) => beyond_share(percent),
            (Some(absolute), Some(percent)) if tolerance.wider => beyond(absolute) && beyond_share(percent),
            (Some(absolute), Some(percent)) => beyond(absolute) || beyond_share(percent),
        }
    }
}

impl Amount for Exact {
    fn apart(high: &Self, low: &Self, reference: &Self, tolerance: &Tolerance) -> bool {
        high - low > tolerance.allowed(reference)
    }
}

/// The price of an offer, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Priced<A> {
    pub(crate) price: A,
    pub(crate) channel: u32,
    pub(crate) row: u32,
}

/// Room that is used again from one thing to the next.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// For each place, the next one of another channel.
    next: Vec<usize>,
}

/// Calls `found` with the rows of each pair on different channels that is too far apart: the lower, the higher. Sorts `offers`.
pub(crate) fn pairs<A: Amount>(
    offers: &mut [Priced<A>],
    tolerance: &Tolerance,
    scratch: &mut Scratch,
    found: &mut impl FnMut(&Priced<A>, &Priced<A>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let extremes =
        offers.iter().min_by(|a, b| a.price.cmp(&b.price)).zip(offers.iter().max_by(|a, b| a.price.cmp(&b.price)));
    match extremes {
        Some((low, high)) if A::apart(&high.price, &low.price, &high.price, tolerance) => {}
        _ => return ControlFlow::Continue(()),
    }
    offers.sort_unstable_by(|a, b| a.price.cmp(&b.price));
    let next = &mut scratch.next;
    next.clear();
    next.resize(offers.len(), offers.len());
    for (place, pair) in offers.windows(2).enumerate().rev() {
        if let [this, after] = pair
            && let Some(follower) = place.checked_add(1)
        {
            let beyond = next.get(follower).copied().unwrap_or(offers.len());
            if let Some(slot) = next.get_mut(place) {
                *slot = if this.channel == after.channel { beyond } else { follower };
            }
        }
    }
    let mut lows = 0_usize;
    for high in &*offers {
        while offers.get(lows).is_some_and(|low| A::apart(&high.price, &low.price, &high.price, tolerance)) {
            lows = lows.saturating_add(1);
        }
        let mut place = 0_usize;
        while place < lows {
            let Some(low) = offers.get(place) else { break };
            if low.channel == high.channel {
                place = next.get(place).copied().unwrap_or(lows);
            } else {
                found(low, high)?;
                place = place.saturating_add(1);
            }
        }
    }
    ControlFlow::Continue(())
}
