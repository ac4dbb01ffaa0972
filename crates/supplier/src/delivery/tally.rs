//! The running sums of one supplier.

use super::{DeliveryMetrics, DeliveryRecord, DeliveryRules};
use crate::check;
use chrono::NaiveDate;
use mercato_core::{Decimal, Error};
use mercato_numeric::sum::Sum;

/// A record without its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) order_date: NaiveDate,
    pub(super) promised_date: NaiveDate,
    pub(super) received_date: Option<NaiveDate>,
    pub(super) ordered: f64,
    pub(super) received: f64,
    pub(super) defective: f64,
    pub(super) agreed: Option<Decimal>,
    pub(super) paid: Option<Decimal>,
    pub(super) response_hours: Option<f64>,
}

/// How a record counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Open and not yet due.
    LeftOut,
    /// Open and overdue, this many days old.
    Overdue(i64),
    /// Received this many days ago.
    Received(i64),
}

impl Use {
    /// In days; `None` if it does not count.
    pub(super) fn age(self) -> Option<i64> {
        match self {
            Self::LeftOut => None,
            Self::Overdue(age) | Self::Received(age) => Some(age),
        }
    }
}

/// A quantity may lack this share of itself for the roundings of a tolerance such as 0.43.
const ROUNDING: f64 = 1e-12;

fn days(later: NaiveDate, earlier: NaiveDate) -> i64 {
    later.signed_duration_since(earlier).num_days()
}

/// The decimal as a double; one division, right to the last bit for the prices of trade.
fn double(value: Decimal) -> f64 {
    value.mantissa() as f64 / libm::exp10(f64::from(value.scale()))
}

impl Row {
    pub(super) fn of(record: &DeliveryRecord) -> Self {
        Self {
            order_date: record.order_date,
            promised_date: record.promised_date,
            received_date: record.received_date,
            ordered: record.quantity_ordered,
            received: record.quantity_received,
            defective: record.quantity_defective,
            agreed: record.agreed_unit_price,
            paid: record.paid_unit_price,
            response_hours: record.response_hours,
        }
    }

    /// Refuses what cannot be, and says how the record counts.
    pub(super) fn judge(&self, rules: &DeliveryRules) -> Result<Use, Error> {
        check::positive("quantity_ordered", self.ordered)?;
        check::non_negative("quantity_received", self.received)?;
        check::non_negative("quantity_defective", self.defective)?;
        if self.defective > self.received {
            let reason = format!("is more than quantity_received {}", self.received);
            return Err(Error::invalid("quantity_defective", self.defective, reason));
        }
        check::price("agreed_unit_price", self.agreed.unwrap_or_default())?;
        check::price("paid_unit_price", self.paid.unwrap_or_default())?;
        check::non_negative("response_hours", self.response_hours.unwrap_or_default())?;
        let Some(received) = self.received_date else {
            if self.received > 0.0 {
                return Err(Error::invalid("quantity_received", self.received, "is above 0 without a received_date"));
            }
            let age = days(rules.as_of, self.promised_date);
            return Ok(if age > 0 { Use::Overdue(age) } else { Use::LeftOut });
        };
        if received > rules.as_of {
            return Err(Error::invalid("received_date", received, format!("is after as_of {}", rules.as_of)));
        }
        if received < self.order_date {
            return Err(Error::invalid("received_date", received, format!("is before order_date {}", self.order_date)));
        }
        Ok(Use::Received(days(rules.as_of, received)))
    }
}

/// The sums of one supplier's records.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    used: u64,
    late: u64,
    short: u64,
    overdue: u64,
    open: u64,
    weight: Sum,
    weight_squared: Sum,
    on_time: Sum,
    in_full: Sum,
    otif: Sum,
    ordered: Sum,
    filled: Sum,
    received: Sum,
    defective: Sum,
    agreed: Sum,
    overpaid: Sum,
    days_late: Sum,
    hours: Sum,
    hours_weight: Sum,
    lead_weight: f64,
    lead_mean: f64,
    lead_squares: f64,
}

impl Tally {
    /// Adds a record; `youngest` is the least age of the supplier's records. Only ratios of weights matter, so that the
    /// youngest weighs 1: weights that are all small would vanish together.
    pub(super) fn add(&mut self, row: &Row, judged: Use, youngest: i64, rules: &DeliveryRules) {
        let Some(age) = judged.age() else {
            self.open = self.open.saturating_add(1);
            return;
        };
        let weight = rules
            .half_life_days
            .map_or(1.0, |half_life| libm::exp2(-(age.saturating_sub(youngest) as f64) / half_life));
        self.add_weighed(row, weight, rules);
    }

    /// Adds a record of a weight.
    fn add_weighed(&mut self, row: &Row, weight: f64, rules: &DeliveryRules) {
        self.used = self.used.saturating_add(1);
        self.weight.add(weight);
        self.weight_squared.add(weight * weight);
        let late = row.received_date.map(|received| days(received, row.promised_date));
        let on_time = late.is_some_and(|late| {
            late <= i64::from(rules.late_days)
                && rules.early_days.is_none_or(|early| late.saturating_neg() <= i64::from(early))
        });
        let in_full = row.received_date.is_some()
            && row.ordered - row.received <= row.ordered * rules.in_full_tolerance + row.ordered * ROUNDING;
        self.late = self.late.saturating_add(u64::from(!on_time));
        self.short = self.short.saturating_add(u64::from(!in_full));
        self.overdue = self.overdue.saturating_add(u64::from(late.is_none()));
        if on_time {
            self.on_time.add(weight);
        }
        if in_full {
            self.in_full.add(weight);
        }
        if on_time && in_full {
            self.otif.add(weight);
        }
        self.ordered.add(weight * row.ordered);
        self.filled.add(weight * row.received.min(row.ordered));
        self.received.add(weight * row.received);
        self.defective.add(weight * row.defective);
        if let Some((agreed, paid)) = row.agreed.zip(row.paid) {
            let units = weight * row.received;
            self.agreed.add(units * double(agreed));
            // the difference before it becomes a double, where it is one
            let over = paid.checked_sub(agreed).map_or_else(|| double(paid) - double(agreed), double);
            self.overpaid.add(units * over);
        }
        if let Some(hours) = row.response_hours {
            self.hours.add(weight * hours);
            self.hours_weight.add(weight);
        }
        if let Some((received, late)) = row.received_date.zip(late) {
            self.days_late.add(weight * late.max(0) as f64);
            // West 1979: mean and squares with weights in one pass
            let lead = days(received, row.order_date) as f64;
            self.lead_weight += weight;
            if self.lead_weight > 0.0 {
                let from_mean = lead - self.lead_mean;
                self.lead_mean += from_mean * weight / self.lead_weight;
                self.lead_squares += weight * from_mean * (lead - self.lead_mean);
            }
        }
    }

    /// Does any record count?
    pub(super) fn is_used(&self) -> bool {
        self.used > 0
    }

    pub(super) fn metrics(&self) -> Result<DeliveryMetrics, Error> {
        let weight = self.weight.value();
        let ratio = |name: &str, part: &Sum, whole: f64| -> Result<Option<f64>, Error> {
            if whole > 0.0 { check::answer(name, part.value() / whole).map(Some) } else { Ok(None) }
        };
        // a share is at most 1, whatever the last bits of two sums say
        let share =
            |name: &str, part: &Sum, whole: f64| Ok::<_, Error>(ratio(name, part, whole)?.map(|rate| rate.min(1.0)));
        let received = self.received.value();
        let lead = (self.lead_weight > 0.0).then_some(self.lead_weight);
        let spread = lead.map(|weight| libm::sqrt((self.lead_squares / weight).max(0.0)));
        Ok(DeliveryMetrics {
            records_used: self.used,
            effective_sample_size: check::answer(
                "effective_sample_size",
                weight * weight / self.weight_squared.value(),
            )?,
            on_time_rate: share("on_time_rate", &self.on_time, weight)?,
            in_full_rate: share("in_full_rate", &self.in_full, weight)?,
            otif_rate: share("otif_rate", &self.otif, weight)?,
            fill_rate: share("fill_rate", &self.filled, self.ordered.value())?,
            defect_ppm: ratio("defect_ppm", &self.defective, received)?.map(|share| share * 1e6),
            price_variance_rate: ratio("price_variance_rate", &self.overpaid, self.agreed.value())?,
            lead_time_mean_days: lead.map(|_| self.lead_mean),
            lead_time_std_days: spread,
            mean_days_late: ratio("mean_days_late", &self.days_late, self.lead_weight)?,
            mean_response_hours: ratio("mean_response_hours", &self.hours, self.hours_weight.value())?,
            records_late: self.late,
            records_short: self.short,
            records_overdue: self.overdue,
            records_open: self.open,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Row, Tally};
    use crate::delivery::DeliveryRules;
    use chrono::NaiveDate;
    use mercato_core::Decimal;
    use proptest::prelude::*;

    fn day(day: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2024, 1, 1).unwrap().checked_add_days(chrono::Days::new(day)).unwrap()
    }

    proptest! {
        #[test]
        fn a_record_in_parts_of_its_weight_counts_as_the_whole(
            rows in proptest::collection::vec((0_u64..30, 0_u64..40, 1_u32..50, 0_u32..60, 1_i64..99, 0.01_f64..1.0), 1..12),
            split in 0.1_f64..0.9,
        ) {
            let rules = DeliveryRules { late_days: 1, early_days: Some(5), ..DeliveryRules::new(day(100)) };
            let (mut whole, mut parts) = (Tally::default(), Tally::default());
            for (promised, received, ordered, came, price, weight) in rows {
                let row = Row {
                    order_date: day(0),
                    promised_date: day(promised),
                    received_date: Some(day(received)),
                    ordered: f64::from(ordered),
                    received: f64::from(came),
                    defective: f64::from(came / 3),
                    agreed: Some(Decimal::new(price, 2)),
                    paid: Some(Decimal::new(50, 2)),
                    response_hours: Some(f64::from(came)),
                };
                whole.add_weighed(&row, weight, &rules);
                parts.add_weighed(&row, weight * split, &rules);
                parts.add_weighed(&row, weight * (1.0 - split), &rules);
            }
            let (whole, parts) = (whole.metrics().unwrap(), parts.metrics().unwrap());
            let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1e-3),
                (a, b) => a == b,
            };
            prop_assert!(close(whole.on_time_rate, parts.on_time_rate));
            prop_assert!(close(whole.in_full_rate, parts.in_full_rate));
            prop_assert!(close(whole.otif_rate, parts.otif_rate));
            prop_assert!(close(whole.fill_rate, parts.fill_rate));
            prop_assert!(close(whole.defect_ppm, parts.defect_ppm));
            prop_assert!(close(whole.price_variance_rate, parts.price_variance_rate));
            prop_assert!(close(whole.lead_time_mean_days, parts.lead_time_mean_days));
            prop_assert!((whole.lead_time_std_days.unwrap() - parts.lead_time_std_days.unwrap()).abs() < 1e-6);
            prop_assert!(close(whole.mean_days_late, parts.mean_days_late));
            prop_assert!(close(whole.mean_response_hours, parts.mean_response_hours));
        }
    }
}
