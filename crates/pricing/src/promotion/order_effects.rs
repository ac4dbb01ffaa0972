//! Effects on the order and on shipping: amounts, thresholds, gifts, cheaper delivery.

use super::effect::{Basis, Measure, Tier};
use super::engine::Engine;
use super::result::Reason;
use mercato_core::{Decimal, Error};

/// So many pieces so many times, at most `most` of them.
pub(crate) fn pieces(quantity: u64, times: u64, most: Option<u64>) -> Result<u64, Error> {
    // 64 bits times 64 bits
    let pieces = u128::from(quantity).saturating_mul(times.into());
    let pieces = most.map_or(pieces, |most| pieces.min(most.into()));
    u64::try_from(pieces).map_err(|_| Error::overflow("effect.quantity", pieces, "64 bits of pieces"))
}

impl Engine<'_> {
    /// The lesser of `amount` and the sum, shared out by current amounts.
    pub(crate) fn amount_off(&mut self, amount: i64) -> Result<Result<(), Reason>, Error> {
        let sum = self.weigh_current();
        self.share_out(amount.min(sum))?;
        Ok(Ok(()))
    }

    /// What the largest step reached gives, capped at the basis sum and shared out by basis amounts.
    ///
    /// `repeat` is the most times that the amount is given, where it repeats. A bound takes the best of the steps reached:
    /// another promotion may bring the sum down to any of them.
    pub(crate) fn threshold_off(
        &mut self,
        tiers: &[Tier],
        measure: Measure,
        repeat: Option<u64>,
        basis: Basis,
        bound: bool,
    ) -> Result<Result<(), Reason>, Error> {
        self.weights.clear();
        let (mut sum, mut units) = (0_i64, 0_u64);
        for index in 0..self.visible.len() {
            let line = self.visible.get(index).copied().unwrap_or_default();
            let amount = self.basis(basis, line);
            self.weights.push(amount.unsigned_abs());
            sum = sum.saturating_add(amount);
            units = units.saturating_add(self.quantity(line));
        }
        let measured = match measure {
            Measure::Amount => i128::from(sum),
            Measure::Quantity => i128::from(units),
        };
        let mut reached = None;
        for tier in tiers {
            let min = match measure {
                Measure::Amount => i128::from(self.minor(tier.min)?),
                // whole, as was checked
                Measure::Quantity => i128::try_from(tier.min).unwrap_or(i128::MAX),
            };
            if min > measured {
                break;
            }
            let discount = match (tier.amount, tier.rate) {
                (Some(amount), _) => {
                    let times = repeat.map_or(1, |most| measured.checked_div(min).unwrap_or(0).min(most.into()));
                    let discount = i128::from(self.minor(amount)?).saturating_mul(times).min(sum.into());
                    i64::try_from(discount).unwrap_or(sum)
                }
                (None, rate) => self.part(sum, rate.unwrap_or_default())?.min(sum),
            };
            reached = Some(if bound { discount.max(reached.unwrap_or(0)) } else { discount });
        }
        match reached {
            None => Ok(Err(Reason::ThresholdNotMet)),
            Some(discount) if bound => {
                // a line that drops out leaves its share to lines that cost more: only their sum is certain
                let left = self.visible.iter().fold(0_i64, |sum, line| sum.saturating_add(self.current(*line)));
                self.draft.shipping = discount.min(left);
                Ok(Ok(()))
            }
            Some(discount) => {
                self.share_out(discount)?;
                Ok(Ok(()))
            }
        }
    }

    /// So many pieces, once or for every full `every` of the basis sum.
    pub(crate) fn gift(
        &mut self,
        quantity: u64,
        every: Option<Decimal>,
        basis: Basis,
        most: Option<u64>,
    ) -> Result<Result<(), Reason>, Error> {
        let times = match every {
            None => 1,
            Some(every) => {
                let every = self.minor(every)?;
                let sum = self.visible.iter().fold(0_i64, |sum, line| sum.saturating_add(self.basis(basis, *line)));
                sum.checked_div(every).map_or(0, i64::unsigned_abs)
            }
        };
        if times == 0 {
            return Ok(Err(Reason::ThresholdNotMet));
        }
        self.draft.gift = pieces(quantity, times, most)?;
        Ok(Ok(()))
    }

    /// A part of, or an amount off, the shipping amount that is left.
    pub(crate) fn shipping_off(
        &mut self,
        rate: Option<Decimal>,
        amount: Option<Decimal>,
        max_amount: Option<Decimal>,
    ) -> Result<Result<(), Reason>, Error> {
        let wanted = match (rate, amount) {
            (Some(rate), _) => self.part(self.shipping, rate)?,
            (None, amount) => self.minor(amount.unwrap_or_default())?,
        };
        let most = max_amount.map_or(Ok(i64::MAX), |most| self.minor(most))?;
        self.draft.shipping = wanted.min(most).min(self.shipping);
        Ok(Ok(()))
    }
}
