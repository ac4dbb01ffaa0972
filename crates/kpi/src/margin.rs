//! What does a channel earn? Contribution margins by level, channel by channel and together.
//!
//! ```text
//! cm1    = net_sales - cogs
//! cm2    = cm1 - commission - payment_fees - fulfilment - shipping - packaging - customer_service
//! cm3    = cm2 - advertising - promotions
//! profit = cm3 - fixed_costs
//! ```
//!
//! Rates are over net sales; a channel's `sales_share` is its part of all net sales; channels rank by cm3, the highest first.
//!
//! Source: multi-level contribution accounting (mehrstufige Deckungsbeitragsrechnung: Agthe 1959; Riebel 1959), with the levels
//! usual in online retail (CM1 after goods, CM2 after logistics and fees, CM3 after marketing). Limits: what a cost belongs to is
//! the caller's allocation; all amounts are one currency.

use crate::check::{cost, unique};
use crate::error::KpiError;
use crate::quantity::{MoneyFormat, rate};
use mercato_core::{ChannelId, CurrencyCode, Decimal, DecimalString, Error, Exact, OptionalDecimalString, Rounding};
use serde::{Deserialize, Serialize};

/// Sales and costs of a channel over a period; a cost left out is 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChannelCosts {
    /// The channel, unique in the input.
    pub channel: ChannelId,
    /// Sales after discounts and returns; negative if more came back than was sold.
    #[serde(with = "DecimalString")]
    pub net_sales: Decimal,
    /// Cost of the goods sold; negative if more came back than was sold.
    #[serde(with = "DecimalString")]
    pub cogs: Decimal,
    /// What the marketplace takes of a sale, at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub commission: Option<Decimal>,
    /// What payment costs, at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub payment_fees: Option<Decimal>,
    /// Picking, packing, storage, at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub fulfilment: Option<Decimal>,
    /// Freight to the customer, at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub shipping: Option<Decimal>,
    /// Material to pack with, at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub packaging: Option<Decimal>,
    /// Answering customers, at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub customer_service: Option<Decimal>,
    /// Paid traffic, at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub advertising: Option<Decimal>,
    /// Coupons and campaigns borne by the merchant and not yet in `net_sales`, at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub promotions: Option<Decimal>,
    /// What the channel costs whatever it sells, at least 0.
    #[serde(default, with = "OptionalDecimalString")]
    pub fixed_costs: Option<Decimal>,
}

impl ChannelCosts {
    /// A channel's sales and cost of goods, without further costs.
    #[must_use]
    pub const fn new(channel: ChannelId, net_sales: Decimal, cogs: Decimal) -> Self {
        Self {
            channel,
            net_sales,
            cogs,
            commission: None,
            payment_fees: None,
            fulfilment: None,
            shipping: None,
            packaging: None,
            customer_service: None,
            advertising: None,
            promotions: None,
            fixed_costs: None,
        }
    }
}

/// What [`contribution_margin`] takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ContributionMarginInput {
    /// The currency of every amount.
    pub currency: CurrencyCode,
    /// The channels.
    pub channels: Vec<ChannelCosts>,
    /// Decimals of the money in the answer, 0..=10; 2 if left out.
    pub scale: Option<u32>,
    /// How that money is rounded; half to even if left out.
    pub rounding: Option<Rounding>,
}

/// What a channel earned; rates are `None` where net sales are 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ChannelPnl {
    /// The channel.
    pub channel: ChannelId,
    /// Net sales.
    #[serde(with = "DecimalString")]
    pub net_sales: Decimal,
    /// Net sales less goods.
    #[serde(with = "DecimalString")]
    pub cm1: Decimal,
    /// cm1 less what each order costs.
    #[serde(with = "DecimalString")]
    pub cm2: Decimal,
    /// cm2 less marketing.
    #[serde(with = "DecimalString")]
    pub cm3: Decimal,
    /// cm3 less fixed costs.
    #[serde(with = "DecimalString")]
    pub profit: Decimal,
    /// cm1 over net sales.
    pub cm1_rate: Option<f64>,
    /// cm2 over net sales.
    pub cm2_rate: Option<f64>,
    /// cm3 over net sales.
    pub cm3_rate: Option<f64>,
    /// Profit over net sales.
    pub profit_rate: Option<f64>,
    /// Net sales over all net sales; `None` where those are 0.
    pub sales_share: Option<f64>,
    /// 1 for the highest cm3; ties by the channel's name.
    pub rank: u64,
}

/// What all channels earned together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct TotalPnl {
    /// Net sales.
    #[serde(with = "DecimalString")]
    pub net_sales: Decimal,
    /// Net sales less goods.
    #[serde(with = "DecimalString")]
    pub cm1: Decimal,
    /// cm1 less what each order costs.
    #[serde(with = "DecimalString")]
    pub cm2: Decimal,
    /// cm2 less marketing.
    #[serde(with = "DecimalString")]
    pub cm3: Decimal,
    /// cm3 less fixed costs.
    #[serde(with = "DecimalString")]
    pub profit: Decimal,
    /// cm1 over net sales.
    pub cm1_rate: Option<f64>,
    /// cm2 over net sales.
    pub cm2_rate: Option<f64>,
    /// cm3 over net sales.
    pub cm3_rate: Option<f64>,
    /// Profit over net sales.
    pub profit_rate: Option<f64>,
    /// 1; `None` where net sales are 0.
    pub sales_share: Option<f64>,
}

/// The contribution of each channel and of all.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct ContributionMargin {
    /// The channels, in the order given.
    pub channels: Vec<ChannelPnl>,
    /// All together.
    pub total: TotalPnl,
}

/// The levels of a channel or of all, exactly.
struct Levels {
    net_sales: Exact,
    cm1: Exact,
    cm2: Exact,
    cm3: Exact,
    profit: Exact,
}

impl Levels {
    const NOTHING: Self =
        Self { net_sales: Exact::ZERO, cm1: Exact::ZERO, cm2: Exact::ZERO, cm3: Exact::ZERO, profit: Exact::ZERO };

    fn of(figures: &ChannelCosts) -> Result<Self, Error> {
        let sum = |costs: &[(&str, Option<Decimal>)]| -> Result<Exact, Error> {
            costs.iter().try_fold(Exact::ZERO, |sum, (name, value)| Ok(sum + cost(name, *value)?))
        };
        let of_orders = sum(&[
            ("commission", figures.commission),
            ("payment_fees", figures.payment_fees),
            ("fulfilment", figures.fulfilment),
            ("shipping", figures.shipping),
            ("packaging", figures.packaging),
            ("customer_service", figures.customer_service),
        ])?;
        let marketing = sum(&[("advertising", figures.advertising), ("promotions", figures.promotions)])?;
        let net_sales = Exact::from(figures.net_sales);
        let cm1 = &net_sales - &Exact::from(figures.cogs);
        let cm2 = &cm1 - &of_orders;
        let cm3 = &cm2 - &marketing;
        let profit = &cm3 - &cost("fixed_costs", figures.fixed_costs)?;
        Ok(Self { net_sales, cm1, cm2, cm3, profit })
    }

    fn plus(&self, other: &Self) -> Self {
        Self {
            net_sales: &self.net_sales + &other.net_sales,
            cm1: &self.cm1 + &other.cm1,
            cm2: &self.cm2 + &other.cm2,
            cm3: &self.cm3 + &other.cm3,
            profit: &self.profit + &other.profit,
        }
    }

    /// The levels as they are reported, with this part of `all` net sales.
    fn report(&self, money: MoneyFormat, all: &Exact) -> Result<TotalPnl, Error> {
        let rate_of = |name, level| rate(name, level, &self.net_sales);
        Ok(TotalPnl {
            net_sales: money.round("net_sales", &self.net_sales)?,
            cm1: money.round("cm1", &self.cm1)?,
            cm2: money.round("cm2", &self.cm2)?,
            cm3: money.round("cm3", &self.cm3)?,
            profit: money.round("profit", &self.profit)?,
            cm1_rate: rate_of("cm1_rate", &self.cm1)?,
            cm2_rate: rate_of("cm2_rate", &self.cm2)?,
            cm3_rate: rate_of("cm3_rate", &self.cm3)?,
            profit_rate: rate_of("profit_rate", &self.profit)?,
            sales_share: rate("sales_share", &self.net_sales, all)?,
        })
    }
}

/// The contribution margins of each channel and of all channels.
///
/// ```
/// use mercato_core::{ChannelId, CurrencyCode, decimal};
/// use mercato_kpi::{ChannelCosts, ContributionMarginInput, contribution_margin};
/// let mut shop = ChannelCosts::new(ChannelId::new("shop")?, decimal::parse("1000.00")?, decimal::parse("600.00")?);
/// shop.shipping = Some(decimal::parse("80.00")?);
/// shop.advertising = Some(decimal::parse("120.00")?);
/// let input =
///     ContributionMarginInput { currency: CurrencyCode::new("CNY")?, channels: vec![shop], scale: None, rounding: None };
/// let margin = contribution_margin(&input)?;
/// assert_eq!(margin.total.cm1.to_string(), "400.00");
/// assert_eq!(margin.total.cm2.to_string(), "320.00");
/// assert_eq!(margin.channels[0].cm3_rate, Some(0.2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// `duplicate_id` for a channel twice; `invalid_argument` for a negative cost (other than `cogs`) or a `scale` above 10;
/// `overflow` for money beyond a decimal of that scale.
pub fn contribution_margin(input: &ContributionMarginInput) -> Result<ContributionMargin, KpiError> {
    let money = MoneyFormat::new(input.scale, input.rounding)?;
    unique(input.channels.iter().map(|figures| figures.channel.as_str()), |index| {
        format!("channels[{index}].channel")
    })?;
    let mut rows = Vec::with_capacity(input.channels.len());
    for (index, figures) in input.channels.iter().enumerate() {
        rows.push((&figures.channel, Levels::of(figures).map_err(|error| error.at("channels", index))?));
    }
    let total = rows.iter().fold(Levels::NOTHING, |total, (_, levels)| total.plus(levels));

    let mut order: Vec<(usize, &ChannelId, &Exact)> =
        rows.iter().enumerate().map(|(index, (channel, levels))| (index, *channel, &levels.cm3)).collect();
    order.sort_unstable_by(|(_, a, x), (_, b, y)| y.cmp(x).then_with(|| a.cmp(b)));
    let mut ranks: Vec<(usize, u64)> = order.into_iter().map(|(index, ..)| index).zip(1..).collect();
    ranks.sort_unstable();

    let channels = rows.iter().zip(ranks).enumerate().map(|(index, ((channel, levels), (_, rank)))| {
        let row = levels.report(money, &total.net_sales).map_err(|error| error.at("channels", index))?;
        Ok(ChannelPnl {
            channel: (*channel).clone(),
            net_sales: row.net_sales,
            cm1: row.cm1,
            cm2: row.cm2,
            cm3: row.cm3,
            profit: row.profit,
            cm1_rate: row.cm1_rate,
            cm2_rate: row.cm2_rate,
            cm3_rate: row.cm3_rate,
            profit_rate: row.profit_rate,
            sales_share: row.sales_share,
            rank,
        })
    });
    Ok(ContributionMargin {
        channels: channels.collect::<Result<_, Error>>()?,
        total: total.report(money, &total.net_sales).map_err(|error| error.within("total"))?,
    })
}
