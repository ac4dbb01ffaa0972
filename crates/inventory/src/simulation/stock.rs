//! One stock under a policy, period by period: the dynamics that traces and Monte Carlo share.

use super::policy::{SimulatedPolicy, Units};
use crate::service::Shortage;

/// The state at the start of a period.
#[derive(Debug, Clone)]
pub(super) struct Stock<Q> {
    policy: SimulatedPolicy<Q>,
    shortage: Shortage,
    /// On hand less backorders: never are both above 0.
    net: Q,
    on_order: Q,
    /// What arrives in the coming periods, a ring as long as the lead time.
    pipeline: Vec<Q>,
    /// The slot of this period.
    slot: usize,
    /// Periods until the next review; 0 is now.
    until_review: u32,
}

/// What happened in a period, and what stands at its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Period<Q> {
    pub(super) order_quantity: Q,
    pub(super) received: Q,
    pub(super) filled: Q,
    pub(super) shortage: Q,
    pub(super) on_hand: Q,
    pub(super) backorders: Q,
    pub(super) on_order: Q,
}

impl<Q: Units> Stock<Q> {
    /// A stock with nothing on order. What is ordered more than `horizon` periods ahead never arrives within it, so that
    /// the ring need not be longer.
    pub(super) fn new(
        policy: SimulatedPolicy<Q>,
        shortage: Shortage,
        on_hand: Q,
        lead_time: u32,
        horizon: usize,
    ) -> Self {
        let lead_time = usize::try_from(lead_time).unwrap_or(usize::MAX).min(horizon);
        Self {
            policy,
            shortage,
            net: on_hand,
            on_order: Q::default(),
            pipeline: vec![Q::default(); lead_time],
            slot: 0,
            until_review: 0,
        }
    }

    /// Receives, orders, serves. `None` if a quantity does not fit its type.
    #[inline]
    pub(super) fn step(&mut self, demand: Q) -> Option<Period<Q>> {
        let zero = Q::default();
        let due = self.pipeline.get_mut(self.slot).map_or(zero, std::mem::take);
        self.on_order = self.on_order.minus(due)?;
        self.net = self.net.plus(due)?;
        let mut received = due;

        let mut order_quantity = zero;
        if self.until_review == 0 {
            order_quantity = self.policy.order(self.net.plus(self.on_order)?)?;
            self.until_review = self.policy.review_period();
        }
        self.until_review = self.until_review.saturating_sub(1);
        // The slot just emptied is the one a lead time ahead.
        if let Some(slot) = self.pipeline.get_mut(self.slot) {
            *slot = order_quantity;
            self.on_order = self.on_order.plus(order_quantity)?;
            self.slot = self.slot.saturating_add(1);
            if self.slot == self.pipeline.len() {
                self.slot = 0;
            }
        } else {
            self.net = self.net.plus(order_quantity)?;
            received = received.plus(order_quantity)?;
        }

        let on_hand = if self.net > zero { self.net } else { zero };
        let filled = if demand < on_hand { demand } else { on_hand };
        let shortage = demand.minus(filled)?;
        self.net = self.net.minus(match self.shortage {
            Shortage::Backorder => demand,
            Shortage::LostSales => filled,
        })?;
        let (on_hand, backorders) = if self.net < zero { (zero, zero.minus(self.net)?) } else { (self.net, zero) };
        Some(Period { order_quantity, received, filled, shortage, on_hand, backorders, on_order: self.on_order })
    }
}
