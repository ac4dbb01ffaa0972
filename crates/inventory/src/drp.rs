//! What must arrive and be ordered in each period so that the stock never falls below its safety stock?
//!
//! ```text
//! net_t = max(0, SS − (PAB_{t−1} + SR_t − GR_t))          PAB_t = PAB_{t−1} + SR_t − GR_t + lot_t
//! ```
//!
//! with the projected available balance `PAB`, scheduled receipts `SR`, gross requirements `GR` and the safety stock `SS`. The
//! lot of a period with a net requirement is that requirement, whole fixed quantities, or what the next periods lack together;
//! then at least the minimum and in whole multiples. A receipt is released a lead time earlier; a release that would lie
//! before the first period is due now and named in `exceptions`.
//!
//! Source: the time-phased order point of Martin (1995), Distribution Resource Planning; Orlicky (1975).

use crate::check::not_empty;
use crate::error::InventoryError;
use crate::exact::{
    DecimalList, OptionalDecimalList, each_non_negative, multiple_up, non_negative, or_zero, positive, quantities,
    quantity,
};
use mercato_core::{Decimal, DecimalString, Error, Exact, OptionalDecimalString};
use serde::{Deserialize, Serialize};

/// How much a planned receipt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum LotPolicy {
    /// The net requirement of the period.
    LotForLot {},
    /// The fewest whole quantities that cover it.
    FixedOrderQuantity {
        /// What one order is, above 0.
        #[serde(with = "DecimalString")]
        quantity: Decimal,
    },
    /// What keeps the stock at its safety stock through so many periods, scheduled receipts counted.
    PeriodOrderQuantity {
        /// The periods that one order covers, this one too; at least 1.
        periods: u64,
    },
}

/// What [`drp_plan`] takes, in units of the item.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DrpPlanInput {
    /// Units on hand before the first period, at least 0.
    #[serde(with = "DecimalString")]
    pub on_hand: Decimal,
    /// What leaves in each period, each at least 0; at least one period.
    #[serde(with = "DecimalList")]
    pub gross_requirements: Vec<Decimal>,
    /// What is already under way to each period, as many as `gross_requirements`; nothing if left out.
    #[serde(default, with = "OptionalDecimalList")]
    pub scheduled_receipts: Option<Vec<Decimal>>,
    /// The stock never to fall below, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub safety_stock: Option<Decimal>,
    /// Periods from release to receipt.
    pub lead_time_periods: u64,
    /// Lot for lot if left out.
    pub lot_policy: Option<LotPolicy>,
    /// The least that can be ordered, at least 0; 0 if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub min_order_quantity: Option<Decimal>,
    /// The pack size, above 0; any quantity is accepted if left out.
    #[serde(default, with = "OptionalDecimalString")]
    pub order_multiple: Option<Decimal>,
}

/// What a planner must look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DrpExceptionType {
    /// The release would have been due before the first period.
    PastDueRelease,
}

/// A receipt that cannot be had in time by the normal lead time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct DrpException {
    /// The period (from 1) of the receipt.
    pub period: usize,
    /// What is wrong.
    #[serde(rename = "type")]
    pub exception_type: DrpExceptionType,
    /// The quantity of the receipt.
    #[serde(with = "DecimalString")]
    pub quantity: Decimal,
}

/// The plan, a figure a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct DrpPlan {
    /// The stock at the end of each period.
    #[serde(with = "DecimalList")]
    pub projected_available: Vec<Decimal>,
    /// What each period lacks to stay at the safety stock.
    #[serde(with = "DecimalList")]
    pub net_requirements: Vec<Decimal>,
    /// What is planned to arrive in each period.
    #[serde(with = "DecimalList")]
    pub planned_receipts: Vec<Decimal>,
    /// What is to be ordered in each period.
    #[serde(with = "DecimalList")]
    pub planned_releases: Vec<Decimal>,
    /// Receipts whose release is overdue, by period.
    pub exceptions: Vec<DrpException>,
}

/// The checked lot policy.
enum Lot {
    Net,
    Fixed(Exact),
    Periods(usize),
}

/// The time-phased plan of one item at one place, O(periods).
///
/// ```
/// use mercato_core::Decimal;
/// use mercato_inventory::{DrpPlanInput, drp_plan};
/// let units = |list: [i64; 3]| list.map(Decimal::from).to_vec();
/// let plan = drp_plan(&DrpPlanInput {
///     on_hand: Decimal::from(10),
///     gross_requirements: units([20, 0, 30]),
///     lead_time_periods: 1,
///     ..DrpPlanInput::default()
/// })?;
/// assert_eq!(plan.planned_receipts, units([10, 0, 30]));
/// // the first receipt should have been ordered a period ago: it is ordered now and reported
/// assert_eq!(plan.planned_releases, units([10, 30, 0]));
/// assert_eq!(plan.exceptions[0].period, 1);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for an empty list, lists of different lengths, a quantity below 0, a lot or multiple not above 0, a
/// coverage of 0 periods; `overflow` for a quantity that no decimal holds.
pub fn drp_plan(input: &DrpPlanInput) -> Result<DrpPlan, InventoryError> {
    let plan = Checked::new(input)?;
    let mut projected = Vec::with_capacity(plan.change.len());
    let mut net = Vec::with_capacity(plan.change.len());
    let mut receipts = Vec::with_capacity(plan.change.len());
    let mut stock = plan.on_hand.clone();
    for (period, change) in plan.change.iter().enumerate() {
        let lacking = (&plan.safety_stock - &(&stock + change)).max(Exact::ZERO);
        let lot = if lacking.is_zero() { Exact::ZERO } else { plan.lot(period, &stock, &lacking)? };
        stock = &(&stock + change) + &lot;
        projected.push(stock.clone());
        net.push(lacking);
        receipts.push(lot);
    }
    let (releases, exceptions) = releases(&receipts, input.lead_time_periods)?;
    Ok(DrpPlan {
        projected_available: quantities("projected_available", &projected)?,
        net_requirements: quantities("net_requirements", &net)?,
        planned_receipts: quantities("planned_receipts", &receipts)?,
        planned_releases: quantities("planned_releases", &releases)?,
        exceptions,
    })
}

struct Checked {
    on_hand: Exact,
    /// Scheduled receipts minus gross requirements, by period.
    change: Vec<Exact>,
    safety_stock: Exact,
    lot: Lot,
    minimum: Exact,
    multiple: Option<Exact>,
}

impl Checked {
    fn new(input: &DrpPlanInput) -> Result<Self, InventoryError> {
        not_empty("gross_requirements", &input.gross_requirements)?;
        if let Some(scheduled) = &input.scheduled_receipts
            && scheduled.len() != input.gross_requirements.len()
        {
            let reason = format!("must be as many as the gross requirements, {}", input.gross_requirements.len());
            return Err(
                Error::invalid("scheduled_receipts", format_args!("{} figures", scheduled.len()), reason).into()
            );
        }
        let on_hand = non_negative("on_hand", &input.on_hand)?;
        let gross = each_non_negative("gross_requirements", &input.gross_requirements)?;
        let scheduled = match &input.scheduled_receipts {
            Some(scheduled) => each_non_negative("scheduled_receipts", scheduled)?,
            None => vec![Exact::ZERO; gross.len()],
        };
        let safety_stock = or_zero("safety_stock", input.safety_stock)?;
        let lot = match input.lot_policy.unwrap_or(LotPolicy::LotForLot {}) {
            LotPolicy::LotForLot {} => Lot::Net,
            LotPolicy::FixedOrderQuantity { quantity } => Lot::Fixed(positive("lot_policy.quantity", &quantity)?),
            LotPolicy::PeriodOrderQuantity { periods: 0 } => {
                return Err(Error::invalid("lot_policy.periods", 0, "must be at least 1").into());
            }
            LotPolicy::PeriodOrderQuantity { periods } => Lot::Periods(usize::try_from(periods).unwrap_or(usize::MAX)),
        };
        Ok(Self {
            on_hand,
            change: scheduled.iter().zip(&gross).map(|(receipt, need)| receipt - need).collect(),
            safety_stock,
            lot,
            minimum: or_zero("min_order_quantity", input.min_order_quantity)?,
            multiple: input.order_multiple.map(|value| positive("order_multiple", &value)).transpose()?,
        })
    }

    /// The lot for a period that lacks `lacking` above 0, with `stock` at its start.
    fn lot(&self, period: usize, stock: &Exact, lacking: &Exact) -> Result<Exact, InventoryError> {
        let lot = match &self.lot {
            Lot::Net => lacking.clone(),
            Lot::Fixed(quantity) => multiple_up("planned_receipts", lacking, quantity)?,
            // one such lot covers its periods, so that no period is walked twice
            Lot::Periods(periods) => {
                let (mut stock, mut most) = (stock.clone(), Exact::ZERO);
                for change in self.change.iter().skip(period).take(*periods) {
                    stock = stock + change.clone();
                    most = most.max(&self.safety_stock - &stock);
                }
                most
            }
        };
        let lot = lot.max(self.minimum.clone());
        Ok(match &self.multiple {
            Some(multiple) => multiple_up("planned_receipts", &lot, multiple)?,
            None => lot,
        })
    }
}

/// Each receipt `lead_time` periods earlier, the overdue ones in the first period.
fn releases(receipts: &[Exact], lead_time: u64) -> Result<(Vec<Exact>, Vec<DrpException>), InventoryError> {
    let shift = usize::try_from(lead_time).unwrap_or(usize::MAX).min(receipts.len());
    let (overdue, in_time) = receipts.split_at_checked(shift).unwrap_or((receipts, &[]));
    let mut releases = in_time.to_vec();
    releases.resize(receipts.len(), Exact::ZERO);
    let mut exceptions = Vec::new();
    for (index, receipt) in overdue.iter().enumerate().filter(|(_, receipt)| !receipt.is_zero()) {
        if let Some(first) = releases.first_mut() {
            *first = &*first + receipt;
        }
        exceptions.push(DrpException {
            period: index.saturating_add(1),
            exception_type: DrpExceptionType::PastDueRelease,
            quantity: quantity("exceptions", receipt)?,
        });
    }
    Ok((releases, exceptions))
}
