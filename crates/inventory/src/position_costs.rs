//! `G(y) = h n̄(y) + p n(y)` for whole y, one step at a time from where it is least, so that rounding stays in proportion.

use crate::check;
use crate::distribution::{Demand, DemandDistribution};
use crate::error::InventoryError;
use crate::newsvendor::critical_level;
use mercato_core::Error;

/// The furthest position from the newsvendor level.
const WIDEST: usize = 4_000_000;

/// `G(y)` for whole y, extended from the newsvendor level to both sides.
pub(crate) struct PositionCosts<'a> {
    demand: &'a DemandDistribution,
    holding: f64,
    stockout: f64,
    /// The newsvendor level.
    best: i64,
    /// `G(best), G(best+1), …`
    up: Vec<f64>,
    /// `G(best), G(best-1), …`
    down: Vec<f64>,
}

impl<'a> PositionCosts<'a> {
    pub(crate) fn new(demand: &'a DemandDistribution, holding: f64, stockout: f64) -> Result<Self, InventoryError> {
        let best = critical_level(demand, stockout, holding)?;
        let least = holding * demand.complementary_loss(best) + stockout * demand.loss(best);
        check::answer("cost", least)?;
        let best = check::integer("order_up_to_level", best)?;
        Ok(Self { demand, holding, stockout, best, up: vec![least], down: vec![least] })
    }

    /// The newsvendor level, where a position costs least.
    pub(crate) fn best(&self) -> i64 {
        self.best
    }

    /// `G(y)`; `G(y+1) - G(y) = (h+p)F(y) - p`, with the tail that is the smaller one where it counts.
    pub(crate) fn at(&mut self, y: i64) -> Result<f64, InventoryError> {
        let above = y >= self.best;
        let away = usize::try_from(y.abs_diff(self.best)).unwrap_or(usize::MAX);
        if away > WIDEST {
            return Err(Error::overflow("order_up_to_level", y, "four million units from the newsvendor level").into());
        }
        let side = if above { &mut self.up } else { &mut self.down };
        let (mut last, mut at) = (side.last().copied().unwrap_or(0.0), self.best as f64);
        at += if above { side.len() as f64 - 1.0 } else { 1.0 - side.len() as f64 };
        while side.len() <= away {
            if above {
                last += self.holding - (self.holding + self.stockout) * self.demand.sf(at);
                at += 1.0;
            } else {
                at -= 1.0;
                last += self.stockout - (self.holding + self.stockout) * self.demand.cdf(at);
            }
            side.push(last);
        }
        Ok(side.get(away).copied().unwrap_or(last))
    }

    /// `G(top), G(top-1), …`, as many as asked for.
    pub(crate) fn falling(&mut self, top: i64, count: usize) -> Result<impl Iterator<Item = &f64>, InventoryError> {
        let lowest = top.saturating_sub(i64::try_from(count).unwrap_or(i64::MAX).saturating_sub(1));
        self.at(top)?;
        self.at(lowest)?;
        let steps = |n: i64| usize::try_from(n).unwrap_or(0);
        // The newsvendor level itself stands in both lists: it is taken from the upper one.
        let above = steps(top.saturating_sub(self.best).saturating_add(1));
        let below = steps(self.best.saturating_sub(top).max(1));
        Ok(self.up.iter().take(above).rev().chain(self.down.iter().skip(below)).take(count))
    }
}
