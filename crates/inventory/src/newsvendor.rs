//! Which stock balances the cost of a unit left over against that of a unit short, when demand comes once?
//!
//! With cost h of a unit left over and p of a unit short, `g(S) = h n̄(S) + p n(S)` is least at the smallest S with
//! `F(S) >= p/(p+h)`, the critical ratio. With prices (revenue r, purchase cost c, salvage value v) the ratio is
//! `(p+r-c)/(p+h+r-v)` and the profit `(r-c+p)S - pμ + (v-r-h-p) n̄(S)`. A lead time of L periods replaces the demand by
//! that of L+1 periods.
//!
//! Source: Arrow, Harris and Marschak (1951); Snyder and Shen (2019), section 4.3; Zipkin (2000), section 9.4.
//!
//! Limits: one period, or a base-stock policy with full backlogging; demand independent from period to period.

use crate::check;
use crate::distribution::{Demand, DemandDistribution};
use crate::error::InventoryError;
use crate::loss::level;
use mercato_core::Error;
use serde::{Deserialize, Serialize};

/// What [`newsvendor`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewsvendorInput {
    /// Cost of a unit left over at the end of a period, above 0.
    pub holding_cost: f64,
    /// Cost of a unit short at the end of a period, above 0.
    pub stockout_cost: f64,
    /// Demand of one period.
    pub distribution: DemandDistribution,
    /// Lead time in periods; 0 if left out.
    pub lead_time: Option<u32>,
    /// The level whose cost is asked for; the best one if left out.
    pub base_stock_level: Option<f64>,
}

/// What [`newsvendor`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct NewsvendorLevel {
    /// The level: the given one, or the best.
    pub base_stock_level: f64,
    /// Its expected cost a period.
    pub cost: f64,
    /// `p/(p+h)`: the best probability that demand is covered.
    pub critical_ratio: f64,
}

/// What [`newsvendor_explicit`] takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NewsvendorExplicitInput {
    /// Price of a unit sold, above the purchase cost.
    pub revenue: f64,
    /// Cost of a unit bought, above the salvage value.
    pub purchase_cost: f64,
    /// What a unit left over brings.
    pub salvage_value: f64,
    /// Demand of one period.
    pub distribution: DemandDistribution,
    /// Further cost of a unit left over, at least 0; 0 if left out.
    pub holding_cost: Option<f64>,
    /// Further cost of a unit short (goodwill), at least 0; 0 if left out.
    pub stockout_cost: Option<f64>,
    /// Lead time in periods; 0 if left out.
    pub lead_time: Option<u32>,
    /// The quantity whose profit is asked for, above 0; the best one if left out.
    pub order_quantity: Option<f64>,
}

/// What [`newsvendor_explicit`] answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct NewsvendorProfit {
    /// The quantity: the given one, or the best.
    pub order_quantity: f64,
    /// Its expected profit.
    pub profit: f64,
    /// The best probability that demand is covered.
    pub critical_ratio: f64,
    /// Expected units sold, `μ - n`.
    pub expected_sales: f64,
    /// Expected units left over, `n̄`.
    pub expected_leftover: f64,
    /// Expected units short, `n`.
    pub expected_shortage: f64,
}

/// The newsvendor problem for any demand, the caller's own too.
///
/// ```
/// use mercato_inventory::{Newsvendor, NormalDemand};
/// // Snyder and Shen (2019), example 4.3.
/// let problem = Newsvendor::new(0.18, 0.70, NormalDemand::new(50.0, 8.0)?)?;
/// let best = problem.optimal()?;
/// assert!((best.base_stock_level - 56.603_95).abs() < 1e-4);
/// assert!((best.cost - 1.997_1).abs() < 1e-3);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Newsvendor<D> {
    holding_cost: f64,
    stockout_cost: f64,
    demand: D,
}

impl<D: Demand> Newsvendor<D> {
    /// The problem with these costs of a unit left over and a unit short.
    ///
    /// # Errors
    /// `invalid_argument` unless both costs are finite and above 0.
    pub fn new(holding_cost: f64, stockout_cost: f64, demand: D) -> Result<Self, InventoryError> {
        Ok(Self {
            holding_cost: check::positive("holding_cost", holding_cost)?,
            stockout_cost: check::positive("stockout_cost", stockout_cost)?,
            demand,
        })
    }

    /// `p/(p+h)`.
    #[must_use]
    pub fn critical_ratio(&self) -> f64 {
        self.stockout_cost / (self.stockout_cost + self.holding_cost)
    }

    /// `g(S) = h n̄(S) + p n(S)`.
    #[must_use]
    pub fn cost_at(&self, base_stock_level: f64) -> f64 {
        let losses = self.demand.losses(base_stock_level);
        self.holding_cost * losses.complementary_loss + self.stockout_cost * losses.loss
    }

    /// The best level and its cost.
    ///
    /// # Errors
    /// `overflow` if a result leaves the range of a double.
    pub fn optimal(&self) -> Result<NewsvendorLevel, InventoryError> {
        self.at(critical_level(&self.demand, self.stockout_cost, self.holding_cost)?)
    }

    fn at(&self, base_stock_level: f64) -> Result<NewsvendorLevel, InventoryError> {
        Ok(NewsvendorLevel {
            base_stock_level,
            cost: check::answer("cost", self.cost_at(base_stock_level))?,
            critical_ratio: check::answer("critical_ratio", self.critical_ratio())?,
        })
    }
}

/// The level at which demand is covered with probability `under/(under+over)`, from the smaller tail.
pub(crate) fn critical_level(demand: &impl Demand, under: f64, over: f64) -> Result<f64, InventoryError> {
    let total = check::answer("critical_ratio", under + over)?;
    let open = |share: f64| {
        if share > 0.0 { Ok(share) } else { Err(Error::overflow("critical_ratio", share, "a share above 0")) }
    };
    if under > 9.0 * over { demand.isf(open(over / total)?) } else { demand.quantile(open(under / total)?) }
}

/// The demand over a lead time and the period that follows.
pub(crate) fn over_lead_time(
    demand: &DemandDistribution,
    lead_time: Option<u32>,
) -> Result<DemandDistribution, InventoryError> {
    let lead_time = lead_time.unwrap_or(0);
    let periods =
        lead_time.checked_add(1).ok_or_else(|| Error::overflow("lead_time", lead_time, "4294967294 periods"))?;
    demand.convolve(periods)
}

/// The best base-stock level for a period's demand, or the cost of a given one.
///
/// ```
/// use mercato_inventory::{DemandDistribution, NewsvendorInput, newsvendor};
/// // Snyder and Shen (2019), problem 4.8(a).
/// let answer = newsvendor(&NewsvendorInput {
///     holding_cost: 200.0,
///     stockout_cost: 270.0,
///     distribution: DemandDistribution::poisson(18.0)?,
///     lead_time: None,
///     base_stock_level: None,
/// })?;
/// assert_eq!(answer.base_stock_level, 19.0);
/// assert!((answer.cost - 786.088_440_935).abs() < 1e-8);
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` for a cost that is not above 0 or a level that is not finite (not whole for discrete demand);
/// `unsupported` for a lead time with a distribution whose sums are not of its family; `overflow` if a result leaves the
/// range of a double.
pub fn newsvendor(input: &NewsvendorInput) -> Result<NewsvendorLevel, InventoryError> {
    check::positive("holding_cost", input.holding_cost)?;
    check::positive("stockout_cost", input.stockout_cost)?;
    let given = input.base_stock_level.map(|s| level("base_stock_level", s, &input.distribution)).transpose()?;
    let demand = over_lead_time(&input.distribution, input.lead_time)?;
    let problem = Newsvendor::new(input.holding_cost, input.stockout_cost, demand)?;
    given.map_or_else(|| problem.optimal(), |s| problem.at(s))
}

/// The best quantity for given prices, or the profit of a given one.
///
/// ```
/// use mercato_inventory::{DemandDistribution, NewsvendorExplicitInput, newsvendor_explicit};
/// let answer = newsvendor_explicit(&NewsvendorExplicitInput {
///     revenue: 10.0,
///     purchase_cost: 4.0,
///     salvage_value: 2.0,
///     distribution: DemandDistribution::uniform(0.0, 100.0)?,
///     holding_cost: None,
///     stockout_cost: None,
///     lead_time: None,
///     order_quantity: None,
/// })?;
/// // Ratio (10-4)/(10-2) = 0.75: 75 units; left over 75²/200 = 28.125; profit 6 · 75 - 8 · 28.125.
/// assert_eq!((answer.order_quantity, answer.profit), (75.0, 225.0));
/// # Ok::<(), mercato_inventory::InventoryError>(())
/// ```
///
/// # Errors
/// `invalid_argument` unless `revenue > purchase_cost > salvage_value`, for a negative cost, or a quantity that is not above
/// 0 (not whole for discrete demand); `unsupported` for a lead time with a distribution whose sums are not of its family;
/// `overflow` if a result leaves the range of a double.
pub fn newsvendor_explicit(input: &NewsvendorExplicitInput) -> Result<NewsvendorProfit, InventoryError> {
    let r = check::finite("revenue", input.revenue)?;
    let c = check::finite("purchase_cost", input.purchase_cost)?;
    let v = check::finite("salvage_value", input.salvage_value)?;
    if r <= c {
        return Err(Error::invalid("revenue", r, format!("must be above purchase_cost, {c}")).into());
    }
    if c <= v {
        return Err(Error::invalid("purchase_cost", c, format!("must be above salvage_value, {v}")).into());
    }
    let h = check::non_negative("holding_cost", input.holding_cost.unwrap_or(0.0))?;
    let p = check::non_negative("stockout_cost", input.stockout_cost.unwrap_or(0.0))?;
    let given = match input.order_quantity {
        Some(q) => Some(level("order_quantity", check::positive("order_quantity", q)?, &input.distribution)?),
        None => None,
    };
    let demand = over_lead_time(&input.distribution, input.lead_time)?;
    let (under, over) = (p + r - c, h + c - v);
    let order_quantity = match given {
        Some(q) => q,
        None => critical_level(&demand, under, over)?,
    };
    let losses = demand.losses(order_quantity);
    let mean = demand.mean();
    let profit = under * order_quantity - p * mean - (r - v + h + p) * losses.complementary_loss;
    Ok(NewsvendorProfit {
        order_quantity,
        profit: check::answer("profit", profit)?,
        critical_ratio: check::answer("critical_ratio", under / (p + h + r - v))?,
        expected_sales: check::answer("expected_sales", mean - losses.loss)?,
        expected_leftover: check::answer("expected_leftover", losses.complementary_loss)?,
        expected_shortage: check::answer("expected_shortage", losses.loss)?,
    })
}
