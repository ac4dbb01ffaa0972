//! How much to order and when, for every item of a catalogue? Economic lot and safety stock, millions of items a second.
//!
//! With a year of 365 days, λ = 365 d and h = unit cost · holding rate, an item's plan is
//!
//! ```text
//! Q = √(2Kλ/h)      SS = Φ⁻¹(α) √(L σ² + d² σ_L²)      reorder point = d L + SS      annual cost = √(2Kλh) + h SS
//! ```
//!
//! [`plan_batch`] takes and gives items; [`plan_columns`] takes slices and writes into slices, without an allocation. An item
//! whose figures are out of range, or whose plan leaves the range of a double, fails alone. With the feature `rayon` the
//! columns are planned on all threads; the bits are the same.
//!
//! Source: F. W. Harris (1913); E. A. Silver, D. F. Pyke and D. J. Thomas (2017), sections 4.2 and 6.7. Limits: Q and SS are
//! found apart from one another, and the annual cost leaves out shortages and the purchase itself.

use crate::check;
use crate::error::InventoryError;
use mercato_core::{Coded, Error, ErrorCode};
use mercato_numeric::distribution::Normal;
use serde::{Deserialize, Serialize};

/// Days of the year that turn daily demand into the annual rate.
const DAYS_PER_YEAR: f64 = 365.0;

/// What [`plan_batch`] takes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanBatchInput {
    /// The items; none gives an empty plan.
    pub items: Vec<PlanBatchItem>,
}

/// An item to plan.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PlanBatchItem {
    /// A label.
    pub id: String,
    /// Mean demand a day, at least 0.
    pub demand_mean_per_day: f64,
    /// Standard deviation of the demand of a day, at least 0.
    pub demand_sd_per_day: f64,
    /// Mean days from an order to its receipt, at least 0.
    pub lead_time_days: f64,
    /// Standard deviation of these days, at least 0, default 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_time_sd_days: Option<f64>,
    /// Cost of an order, at least 0.
    pub fixed_cost: f64,
    /// Cost of a unit, above 0.
    pub unit_cost: f64,
    /// Cost of holding stock a year, as a fraction of its value; above 0.
    pub holding_rate: f64,
    /// Wanted probability of no shortage in an order cycle, strictly between 0 and 1.
    pub service_level: f64,
}

/// What [`plan_batch`] answers.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct PlanBatch {
    /// The items in the order given.
    pub items: Vec<PlanBatchOutcome>,
}

/// The plan of an item, or the code of what is wrong with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum PlanBatchOutcome {
    /// The plan.
    Planned {
        /// The label.
        id: String,
        /// Units to order at a time.
        order_quantity: f64,
        /// Units above the mean demand of the lead time; negative for a service level below one half.
        safety_stock: f64,
        /// Stock, on hand and on order, at which to order.
        reorder_point: f64,
        /// Cost a year of orders, cycle stock and safety stock.
        annual_cost: f64,
    },
    /// No plan.
    Failed {
        /// The label.
        id: String,
        /// The code: `invalid_argument` or `overflow`.
        error: String,
        /// The field and the value at fault.
        message: String,
    },
}

/// How much to order and when, for each of these items?
///
/// ```
/// use mercato_inventory::{PlanBatchInput, PlanBatchItem, PlanBatchOutcome, plan_batch};
/// let item = PlanBatchItem {
///     id: "mug".into(),
///     demand_mean_per_day: 10.0,
///     demand_sd_per_day: 3.0,
///     lead_time_days: 16.0,
///     fixed_cost: 73.0,
///     unit_cost: 4.0,
///     holding_rate: 0.25,
///     service_level: 0.5,
///     ..Default::default()
/// };
/// let plan = plan_batch(&PlanBatchInput { items: vec![item] })?;
/// // λ = 3650, h = 1: Q = √(2 · 73 · 3650) = 730; at one half no safety stock is held.
/// let PlanBatchOutcome::Planned { order_quantity, reorder_point, annual_cost, .. } = plan.items[0] else { panic!() };
/// assert!((order_quantity - 730.0).abs() < 1e-9 && (annual_cost - 730.0).abs() < 1e-9 && reorder_point == 160.0);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// None: what is wrong with an item is said in its place. An input that is not readable is refused where it is read.
pub fn plan_batch(input: &PlanBatchInput) -> Result<PlanBatch, InventoryError> {
    let outcome = |item: &PlanBatchItem| {
        let id = item.id.clone();
        let row = Row {
            demand_mean: item.demand_mean_per_day,
            demand_sd: item.demand_sd_per_day,
            lead_time: item.lead_time_days,
            lead_time_sd: item.lead_time_sd_days.unwrap_or(0.0),
            fixed_cost: item.fixed_cost,
            unit_cost: item.unit_cost,
            holding_rate: item.holding_rate,
            service_level: item.service_level,
        };
        match row.plan().ok_or_else(|| row.refusal()) {
            Ok(plan) => PlanBatchOutcome::Planned {
                id,
                order_quantity: plan.order_quantity,
                safety_stock: plan.safety_stock,
                reorder_point: plan.reorder_point,
                annual_cost: plan.annual_cost,
            },
            Err(error) => PlanBatchOutcome::Failed { id, error: error.code().to_string(), message: error.to_string() },
        }
    };
    Ok(PlanBatch { items: input.items.iter().map(outcome).collect() })
}

/// The items to plan, a column a figure; units and ranges as in [`PlanBatchItem`].
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs, reason = "the fields of PlanBatchItem")]
pub struct PlanColumns<'a> {
    pub demand_mean_per_day: &'a [f64],
    pub demand_sd_per_day: &'a [f64],
    pub lead_time_days: &'a [f64],
    pub lead_time_sd_days: &'a [f64],
    pub fixed_cost: &'a [f64],
    pub unit_cost: &'a [f64],
    pub holding_rate: &'a [f64],
    pub service_level: &'a [f64],
}

/// Where [`plan_columns`] writes; all slices are as long as the columns.
#[derive(Debug)]
pub struct PlanColumnsOutput<'a> {
    /// Units to order at a time.
    pub order_quantity: &'a mut [f64],
    /// Units above the mean demand of the lead time.
    pub safety_stock: &'a mut [f64],
    /// Stock, on hand and on order, at which to order.
    pub reorder_point: &'a mut [f64],
    /// Cost a year of orders, cycle stock and safety stock.
    pub annual_cost: &'a mut [f64],
    /// What is wrong with the item; the four figures of such an item are 0.
    pub error: &'a mut [Option<ErrorCode>],
}

/// Plans every row of `columns` into `output`; how many rows failed.
///
/// Time O(rows), no allocation without the feature `rayon`, the same bits with it.
///
/// ```
/// use mercato_inventory::{PlanColumns, PlanColumnsOutput, plan_columns};
/// let columns = PlanColumns {
///     demand_mean_per_day: &[10.0, 10.0],
///     demand_sd_per_day: &[3.0, 3.0],
///     lead_time_days: &[16.0, 16.0],
///     lead_time_sd_days: &[0.0, 0.0],
///     fixed_cost: &[73.0, -73.0],
///     unit_cost: &[4.0, 4.0],
///     holding_rate: &[0.25, 0.25],
///     service_level: &[0.5, 0.5],
/// };
/// let mut order_quantity = [0.0; 2];
/// let mut error = [None; 2];
/// let failed = plan_columns(
///     &columns,
///     PlanColumnsOutput {
///         order_quantity: &mut order_quantity,
///         safety_stock: &mut [0.0; 2],
///         reorder_point: &mut [0.0; 2],
///         annual_cost: &mut [0.0; 2],
///         error: &mut error,
///     },
/// )?;
/// assert_eq!((failed, error[1].map(|code| code.as_str())), (1, Some("invalid_argument")));
/// assert!((order_quantity[0] - 730.0).abs() < 1e-9);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` if a slice is not as long as `demand_mean_per_day`.
pub fn plan_columns(columns: &PlanColumns<'_>, output: PlanColumnsOutput<'_>) -> Result<usize, InventoryError> {
    let rows = columns.demand_mean_per_day.len();
    let lengths = [
        ("demand_sd_per_day", columns.demand_sd_per_day.len()),
        ("lead_time_days", columns.lead_time_days.len()),
        ("lead_time_sd_days", columns.lead_time_sd_days.len()),
        ("fixed_cost", columns.fixed_cost.len()),
        ("unit_cost", columns.unit_cost.len()),
        ("holding_rate", columns.holding_rate.len()),
        ("service_level", columns.service_level.len()),
        ("output.order_quantity", output.order_quantity.len()),
        ("output.safety_stock", output.safety_stock.len()),
        ("output.reorder_point", output.reorder_point.len()),
        ("output.annual_cost", output.annual_cost.len()),
        ("output.error", output.error.len()),
    ];
    if let Some((name, length)) = lengths.into_iter().find(|(_, length)| *length != rows) {
        return Err(Error::invalid(name, length, format!("entries where demand_mean_per_day has {rows}")).into());
    }
    Ok(plan_all(columns, output))
}

#[cfg(not(feature = "rayon"))]
fn plan_all(columns: &PlanColumns<'_>, output: PlanColumnsOutput<'_>) -> usize {
    plan_rows(columns, output)
}

#[cfg(feature = "rayon")]
fn plan_all(columns: &PlanColumns<'_>, output: PlanColumnsOutput<'_>) -> usize {
    use rayon::prelude::*;
    /// Rows of a piece: twelve columns of it fit the second-level cache.
    const BLOCK: usize = 4096;
    let PlanColumnsOutput { order_quantity, safety_stock, reorder_point, annual_cost, error } = output;
    (
        order_quantity.par_chunks_mut(BLOCK),
        safety_stock.par_chunks_mut(BLOCK),
        reorder_point.par_chunks_mut(BLOCK),
        annual_cost.par_chunks_mut(BLOCK),
        error.par_chunks_mut(BLOCK),
    )
        .into_par_iter()
        .enumerate()
        .map(|(block, (order_quantity, safety_stock, reorder_point, annual_cost, error))| {
            let from = block.saturating_mul(BLOCK);
            let part = PlanColumnsOutput { order_quantity, safety_stock, reorder_point, annual_cost, error };
            plan_rows(&columns.skip(from), part)
        })
        .sum()
}

#[cfg(feature = "rayon")]
impl PlanColumns<'_> {
    /// The columns without their first `rows`.
    fn skip(&self, rows: usize) -> Self {
        let rest = |column| <[f64]>::get(column, rows..).unwrap_or_default();
        Self {
            demand_mean_per_day: rest(self.demand_mean_per_day),
            demand_sd_per_day: rest(self.demand_sd_per_day),
            lead_time_days: rest(self.lead_time_days),
            lead_time_sd_days: rest(self.lead_time_sd_days),
            fixed_cost: rest(self.fixed_cost),
            unit_cost: rest(self.unit_cost),
            holding_rate: rest(self.holding_rate),
            service_level: rest(self.service_level),
        }
    }
}

/// Plans as many rows as `output` holds; how many failed.
fn plan_rows(columns: &PlanColumns<'_>, output: PlanColumnsOutput<'_>) -> usize {
    let demand = columns.demand_mean_per_day.iter().zip(columns.demand_sd_per_day);
    let lead_time = columns.lead_time_days.iter().zip(columns.lead_time_sd_days);
    let cost = columns.fixed_cost.iter().zip(columns.unit_cost).zip(columns.holding_rate);
    let stock = output.order_quantity.iter_mut().zip(output.safety_stock).zip(output.reorder_point);
    let outcome = stock.zip(output.annual_cost).zip(output.error);
    let mut failed = 0_usize;
    let rows = demand.zip(lead_time).zip(cost).zip(columns.service_level).zip(outcome);
    for (((((mean, sd), (days, days_sd)), ((fixed, unit), rate)), level), out) in rows {
        let row = Row {
            demand_mean: *mean,
            demand_sd: *sd,
            lead_time: *days,
            lead_time_sd: *days_sd,
            fixed_cost: *fixed,
            unit_cost: *unit,
            holding_rate: *rate,
            service_level: *level,
        };
        let ((((order_quantity, safety_stock), reorder_point), annual_cost), error) = out;
        let plan = if let Some(plan) = row.plan() {
            *error = None;
            plan
        } else {
            *error = Some(row.refusal().code());
            failed = failed.saturating_add(1);
            Plan::default()
        };
        *order_quantity = plan.order_quantity;
        *safety_stock = plan.safety_stock;
        *reorder_point = plan.reorder_point;
        *annual_cost = plan.annual_cost;
    }
    failed
}

/// The figures of one item.
#[derive(Debug, Clone, Copy)]
struct Row {
    demand_mean: f64,
    demand_sd: f64,
    lead_time: f64,
    lead_time_sd: f64,
    fixed_cost: f64,
    unit_cost: f64,
    holding_rate: f64,
    service_level: f64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Plan {
    order_quantity: f64,
    safety_stock: f64,
    reorder_point: f64,
    annual_cost: f64,
}

/// √(a² + b²); the careful form only where a square leaves the range of a double.
#[inline]
fn root_of_squares(a: f64, b: f64) -> f64 {
    let sum = a * a + b * b;
    if sum > 1e-280 && sum < f64::INFINITY { sum.sqrt() } else { libm::hypot(a, b) }
}

impl Row {
    /// The plan; `None` if a figure is out of range or the plan leaves the range of a double.
    #[inline]
    fn plan(&self) -> Option<Plan> {
        let not_negative = (self.demand_mean >= 0.0)
            && (self.demand_sd >= 0.0)
            && (self.lead_time >= 0.0)
            && (self.lead_time_sd >= 0.0)
            && (self.fixed_cost >= 0.0);
        let above_zero = (self.unit_cost > 0.0) && (self.holding_rate > 0.0);
        if !(not_negative && above_zero) {
            return None;
        }
        let score = Normal::standard().quantile(self.service_level).ok()?;
        let holding_cost = self.unit_cost * self.holding_rate;
        let annual_demand = DAYS_PER_YEAR * self.demand_mean;
        // Two roots, so that neither a product of two large figures nor one of two small ones leaves the range of a double.
        let order_quantity = (2.0 * self.fixed_cost).sqrt() * (annual_demand / holding_cost).sqrt();
        let from_demand = self.lead_time.sqrt() * self.demand_sd;
        let from_lead_time = self.demand_mean * self.lead_time_sd;
        let safety_stock = score * root_of_squares(from_demand, from_lead_time);
        let plan = Plan {
            order_quantity,
            safety_stock,
            reorder_point: self.demand_mean * self.lead_time + safety_stock,
            // √(2Kλh) = hQ
            annual_cost: holding_cost * order_quantity + holding_cost * safety_stock,
        };
        let finite = plan.order_quantity.is_finite()
            && plan.safety_stock.is_finite()
            && plan.reorder_point.is_finite()
            && plan.annual_cost.is_finite()
            // a value that underflows would make an item free to hold
            && (holding_cost > 0.0);
        finite.then_some(plan)
    }

    /// Why there is no plan.
    #[cold]
    fn refusal(&self) -> Error {
        let ranges = || {
            check::non_negative("demand_mean_per_day", self.demand_mean)?;
            check::non_negative("demand_sd_per_day", self.demand_sd)?;
            check::non_negative("lead_time_days", self.lead_time)?;
            check::non_negative("lead_time_sd_days", self.lead_time_sd)?;
            check::non_negative("fixed_cost", self.fixed_cost)?;
            check::positive("unit_cost", self.unit_cost)?;
            check::positive("holding_rate", self.holding_rate)?;
            check::probability("service_level", self.service_level)
        };
        ranges().err().unwrap_or_else(|| Error::overflow("plan", "a figure of the plan", "a double"))
    }
}
