//! What is a figure called, what does it mean, and is more of it better? One list of metrics for every dashboard.
//!
//! Each metric has a stable id, a name in English and in Chinese, its formula in words, its unit, the direction in which it
//! gets better, and where the definition comes from. A metric's `key` is the key under which the answers of its operations
//! hold it; a key may mean different things in different operations (`profit` of a channel, of a campaign), an id may not.

use serde::{Deserialize, Serialize};
use std::fmt;

/// In what a metric is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unit {
    /// An amount in the currency of the input.
    Money,
    /// A share or rate, 0.12 for 12%.
    Fraction,
    /// A whole number.
    Count,
    /// A number that is no share: a mean, a multiple.
    Number,
    /// Seconds.
    Seconds,
    /// Days.
    Days,
    /// Periods of the input's length.
    Periods,
    /// Points of a score.
    Points,
}

/// Is more better?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BetterDirection {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
    /// It depends on what is wanted.
    Neutral,
}

/// What there is to know of a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Metric {
    /// The metric.
    pub id: KpiId,
    /// The key of the answers that hold it.
    pub key: &'static str,
    /// The operations that answer it.
    pub ops: &'static [&'static str],
    /// The English name.
    pub name: &'static str,
    /// The Chinese name.
    pub name_zh: &'static str,
    /// The formula in words.
    pub formula: &'static str,
    /// The unit.
    pub unit: Unit,
    /// Is more better?
    pub direction: BetterDirection,
    /// Where the definition comes from.
    pub source: &'static str,
}

macro_rules! metrics {
    ($($variant:ident $id:literal $key:literal [$($op:literal),+] $name:literal $name_zh:literal $formula:literal
        $unit:ident $direction:ident $source:literal;)*) => {
        /// A metric, by a name that stays.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum KpiId {
            $(#[doc = concat!($name, " (", $name_zh, "): ", $formula, ".")] $variant,)*
        }

        impl KpiId {
            /// Every metric, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name that stays, as it is in JSON.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $id,)*
                }
            }

            /// What there is to know of it.
            ///
            /// ```
            /// use mercato_kpi::{BetterDirection, KpiId, Unit};
            /// let metric = KpiId::RefundRate.metric();
            /// assert_eq!((metric.name, metric.name_zh), ("Refund rate", "退款率"));
            /// assert_eq!((metric.unit, metric.direction), (Unit::Fraction, BetterDirection::Lower));
            /// ```
            #[must_use]
            pub const fn metric(self) -> Metric {
                match self {
                    $(Self::$variant => Metric {
                        id: self,
                        key: $key,
                        ops: &[$($op),+],
                        name: $name,
                        name_zh: $name_zh,
                        formula: $formula,
                        unit: Unit::$unit,
                        direction: BetterDirection::$direction,
                        source: $source,
                    },)*
                }
            }

            /// The metric under `key` in the answers of the operation `op`.
            ///
            /// ```
            /// use mercato_kpi::KpiId;
            /// assert_eq!(KpiId::of("kpi.ad_metrics", "profit"), Some(KpiId::AdProfit));
            /// assert_eq!(KpiId::of("kpi.contribution_margin", "profit"), Some(KpiId::Profit));
            /// ```
            #[must_use]
            pub fn of(op: &str, key: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|id| id.metric().key == key && id.metric().ops.contains(&op))
            }
        }
    };
}

impl fmt::Display for KpiId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

metrics! {
    PageViews "page_views" "page_views" ["kpi.sessionize"] "Page views" "浏览量" "events that show a page" Count Higher "Google Analytics 4 help, metrics glossary";
    UniqueVisitors "unique_visitors" "unique_visitors" ["kpi.sessionize"] "Unique visitors" "访客数" "distinct visitors" Count Higher "Google Analytics 4 help, metrics glossary";
    Sessions "sessions" "sessions" ["kpi.sessionize"] "Sessions" "会话数" "runs of events without a gap of 30 minutes or more" Count Higher "Google Analytics 4 help, metrics glossary";
    EngagedSessions "engaged_sessions" "engaged_sessions" ["kpi.sessionize"] "Engaged sessions" "互动会话数" "sessions with 2 page views, a key event or more than 10 s" Count Higher "Google Analytics 4 help, metrics glossary";
    SinglePageSessions "single_page_sessions" "single_page_sessions" ["kpi.sessionize"] "Single-page sessions" "单页会话数" "sessions with exactly one page view" Count Lower "Google Analytics 4 help, metrics glossary";
    SinglePageRate "single_page_rate" "single_page_rate" ["kpi.sessionize"] "Single-page rate" "单页会话占比" "single_page_sessions / sessions" Fraction Lower "Google Analytics 4 help, metrics glossary";
    TotalDuration "total_duration" "total_duration_seconds" ["kpi.sessionize"] "Total session duration" "会话总时长" "sum of (last event - first event)" Seconds Higher "Google Analytics 4 help, metrics glossary";
    AvgSessionDuration "avg_session_duration" "avg_session_duration_seconds" ["kpi.traffic_metrics", "kpi.sessionize"] "Average session duration" "平均会话时长" "total_duration_seconds / sessions" Seconds Higher "Google Analytics 4 help, metrics glossary";
    BounceRate "bounce_rate" "bounce_rate" ["kpi.traffic_metrics", "kpi.sessionize"] "Bounce rate" "跳出率" "bounced sessions / sessions" Fraction Lower "Google Analytics 4 help, metrics glossary";
    EngagementRate "engagement_rate" "engagement_rate" ["kpi.traffic_metrics"] "Engagement rate" "互动率" "1 - bounce_rate" Fraction Higher "Google Analytics 4 help, metrics glossary";
    PagesPerSession "pages_per_session" "pages_per_session" ["kpi.traffic_metrics"] "Pages per session" "人均浏览页数" "page_views / sessions" Number Higher "Google Analytics 4 help, metrics glossary";
    SessionsPerVisitor "sessions_per_visitor" "sessions_per_visitor" ["kpi.traffic_metrics"] "Sessions per visitor" "人均会话数" "sessions / unique_visitors" Number Higher "Google Analytics 4 help, metrics glossary";
    OrderConversionRate "order_conversion_rate" "order_conversion_rate" ["kpi.traffic_metrics"] "Order conversion rate" "下单转化率" "orders / sessions" Fraction Higher "Google Analytics 4 help, metrics glossary";
    BuyerConversionRate "buyer_conversion_rate" "buyer_conversion_rate" ["kpi.traffic_metrics"] "Buyer conversion rate" "支付转化率" "buyers / unique_visitors" Fraction Higher "Alibaba 生意参谋, metric glossary";
    CartRate "cart_rate" "cart_rate" ["kpi.traffic_metrics"] "Cart rate" "加购率" "cart_sessions / sessions" Fraction Higher "Alibaba 生意参谋, metric glossary";
    RevenuePerVisitor "revenue_per_visitor" "revenue_per_visitor" ["kpi.traffic_metrics", "kpi.channel_comparison"] "Revenue per visitor" "访客平均价值" "revenue / unique visitors" Money Higher "Alibaba 生意参谋, metric glossary";
    RevenuePerSession "revenue_per_session" "revenue_per_session" ["kpi.traffic_metrics"] "Revenue per session" "会话平均价值" "revenue / sessions" Money Higher "Google Analytics 4 help, metrics glossary";
    FunnelStepRate "funnel_step_rate" "step_rate" ["kpi.funnel", "kpi.event_funnel"] "Step conversion rate" "步骤转化率" "count of the step / count of the step before" Fraction Higher "Google Analytics 4 help, metrics glossary";
    FunnelOverallRate "funnel_overall_rate" "overall_rate" ["kpi.funnel", "kpi.event_funnel"] "Overall conversion rate" "总转化率" "count of the step / count of the first step" Fraction Higher "Google Analytics 4 help, metrics glossary";
    FunnelDropOff "funnel_drop_off" "drop_off" ["kpi.funnel"] "Drop-off" "流失人数" "count of the step before - count of the step" Count Lower "Google Analytics 4 help, metrics glossary";
    FunnelDropOffRate "funnel_drop_off_rate" "drop_off_rate" ["kpi.funnel"] "Drop-off rate" "流失率" "drop_off / count of the step before" Fraction Lower "Google Analytics 4 help, metrics glossary";
    Gmv "gmv" "gmv" ["kpi.sales_summary"] "Gross merchandise value" "商品交易总额" "sum of quantity x unit_price of completed and cancelled lines" Money Higher "Alibaba 生意参谋, metric glossary";
    GrossSales "gross_sales" "gross_sales" ["kpi.sales_summary"] "Gross sales" "销售总额" "sum of quantity x unit_price of completed lines" Money Higher "Shopify help, analytics glossary";
    Discounts "discounts" "discounts" ["kpi.sales_summary"] "Discounts" "折扣额" "sum of the line discounts of completed lines" Money Neutral "Shopify help, analytics glossary";
    Returns "returns" "returns" ["kpi.sales_summary"] "Returns" "退货额" "sum of returned_quantity x (unit_price - discount / quantity), and the value of returned lines" Money Lower "Shopify help, analytics glossary";
    NetSales "net_sales" "net_sales" ["kpi.sales_summary", "kpi.contribution_margin", "kpi.channel_comparison"] "Net sales" "净销售额" "gross_sales - discounts - returns" Money Higher "Shopify help, analytics glossary";
    IdentifiedNetSales "identified_net_sales" "identified_net_sales" ["kpi.sales_summary"] "Net sales of known customers" "会员净销售额" "net_sales of the lines with a customer" Money Higher "Shopify help, analytics glossary";
    Cogs "cogs" "cogs" ["kpi.sales_summary"] "Cost of goods sold" "销售成本" "sum of (quantity - returned_quantity) x unit_cost, less the cost of returned lines" Money Lower "Shopify help, analytics glossary";
    GrossProfit "gross_profit" "gross_profit" ["kpi.sales_summary"] "Gross profit" "毛利" "net_sales - cogs" Money Higher "Shopify help, analytics glossary";
    GrossMarginRate "gross_margin_rate" "gross_margin_rate" ["kpi.sales_summary"] "Gross margin" "毛利率" "gross_profit / net_sales" Fraction Higher "Shopify help, analytics glossary";
    Orders "orders" "orders" ["kpi.sales_summary", "kpi.repurchase_metrics", "kpi.channel_comparison"] "Orders" "订单数" "distinct orders with a completed line" Count Higher "Shopify help, analytics glossary";
    CancelledOrders "cancelled_orders" "cancelled_orders" ["kpi.sales_summary"] "Cancelled orders" "取消订单数" "distinct orders with a cancelled line and no completed one" Count Lower "Alibaba 生意参谋, metric glossary";
    Units "units" "units" ["kpi.sales_summary"] "Units sold" "销售件数" "sum of the quantity of completed lines" Count Higher "Shopify help, analytics glossary";
    ReturnedUnits "returned_units" "returned_units" ["kpi.sales_summary"] "Units returned" "退货件数" "returned_quantity of completed lines and quantity of returned lines" Count Lower "Shopify help, analytics glossary";
    Buyers "buyers" "buyers" ["kpi.sales_summary", "kpi.repurchase_metrics"] "Buyers" "支付买家数" "distinct customers of completed lines" Count Higher "Alibaba 生意参谋, metric glossary";
    AverageOrderValue "average_order_value" "average_order_value" ["kpi.sales_summary", "kpi.channel_comparison"] "Average order value" "笔单价" "(gross_sales - discounts) / orders" Money Higher "Shopify help, analytics glossary";
    RevenuePerBuyer "revenue_per_buyer" "revenue_per_buyer" ["kpi.sales_summary"] "Revenue per buyer" "客单价" "(gross_sales - discounts) of lines with a customer / buyers" Money Higher "Alibaba 生意参谋, metric glossary";
    AverageSellingPrice "average_selling_price" "average_selling_price" ["kpi.sales_summary"] "Average selling price" "件单价" "(gross_sales - discounts) / units" Money Higher "Alibaba 生意参谋, metric glossary";
    UnitsPerTransaction "units_per_transaction" "units_per_transaction" ["kpi.sales_summary"] "Units per order" "连带率" "units / orders" Number Higher "Alibaba 生意参谋, metric glossary";
    DiscountRate "discount_rate" "discount_rate" ["kpi.sales_summary"] "Discount rate" "折扣率" "discounts / gross_sales" Fraction Neutral "Shopify help, analytics glossary";
    UnitReturnRate "unit_return_rate" "unit_return_rate" ["kpi.sales_summary"] "Unit return rate" "退货率" "returned_units / units" Fraction Lower "Shopify help, analytics glossary";
    RefundRate "refund_rate" "refund_rate" ["kpi.sales_summary"] "Refund rate" "退款率" "returns / (gross_sales - discounts)" Fraction Lower "Alibaba 生意参谋, metric glossary";
    CancellationRate "cancellation_rate" "cancellation_rate" ["kpi.sales_summary"] "Cancellation rate" "取消率" "cancelled_orders / (orders + cancelled_orders)" Fraction Lower "Alibaba 生意参谋, metric glossary";
    Cm1 "cm1" "cm1" ["kpi.contribution_margin"] "Contribution margin 1" "一级边际贡献" "net_sales - cogs" Money Higher "multi-level contribution accounting (Riebel 1959)";
    Cm2 "cm2" "cm2" ["kpi.contribution_margin"] "Contribution margin 2" "二级边际贡献" "cm1 - fees, fulfilment, shipping, packaging and service" Money Higher "multi-level contribution accounting (Riebel 1959)";
    Cm3 "cm3" "cm3" ["kpi.contribution_margin"] "Contribution margin 3" "三级边际贡献" "cm2 - advertising - promotions" Money Higher "multi-level contribution accounting (Riebel 1959)";
    Profit "profit" "profit" ["kpi.contribution_margin"] "Profit" "利润" "cm3 - fixed_costs" Money Higher "multi-level contribution accounting (Riebel 1959)";
    Cm1Rate "cm1_rate" "cm1_rate" ["kpi.contribution_margin"] "Contribution margin 1 rate" "一级边际贡献率" "cm1 / net_sales" Fraction Higher "multi-level contribution accounting (Riebel 1959)";
    Cm2Rate "cm2_rate" "cm2_rate" ["kpi.contribution_margin"] "Contribution margin 2 rate" "二级边际贡献率" "cm2 / net_sales" Fraction Higher "multi-level contribution accounting (Riebel 1959)";
    Cm3Rate "cm3_rate" "cm3_rate" ["kpi.contribution_margin"] "Contribution margin 3 rate" "三级边际贡献率" "cm3 / net_sales" Fraction Higher "multi-level contribution accounting (Riebel 1959)";
    ProfitRate "profit_rate" "profit_rate" ["kpi.contribution_margin"] "Profit rate" "利润率" "profit / net_sales" Fraction Higher "multi-level contribution accounting (Riebel 1959)";
    SalesShare "sales_share" "sales_share" ["kpi.contribution_margin", "kpi.channel_comparison"] "Share of sales" "销售占比" "net_sales / net_sales of all channels" Fraction Neutral "multi-level contribution accounting (Riebel 1959)";
    InventoryTurnover "inventory_turnover" "inventory_turnover" ["kpi.inventory_metrics"] "Inventory turnover" "库存周转率" "cogs / average_inventory_cost" Number Higher "Silver, Pyke & Thomas 2017";
    AnnualizedTurnover "annualized_turnover" "annualized_turnover" ["kpi.inventory_metrics"] "Annualised turnover" "年化库存周转率" "inventory_turnover x 365 / period_days" Number Higher "Silver, Pyke & Thomas 2017";
    DaysOfInventory "days_of_inventory" "days_of_inventory" ["kpi.inventory_metrics"] "Days of inventory" "库存周转天数" "average_inventory_cost x period_days / cogs" Days Lower "Silver, Pyke & Thomas 2017";
    Gmroi "gmroi" "gmroi" ["kpi.inventory_metrics"] "Gross margin return on inventory" "库存投资毛利回报率" "(net_sales - cogs) / average_inventory_cost" Number Higher "Farris et al. 2010, Marketing Metrics";
    SellThroughRate "sell_through_rate" "sell_through_rate" ["kpi.inventory_metrics"] "Sell-through rate" "售罄率" "units_sold / units_available" Fraction Higher "Farris et al. 2010, Marketing Metrics";
    StockoutRate "stockout_rate" "stockout_rate" ["kpi.inventory_metrics"] "Stockout rate" "缺货率" "stockout_sku_days / sku_days" Fraction Lower "Silver, Pyke & Thomas 2017";
    UnitFillRate "unit_fill_rate" "unit_fill_rate" ["kpi.inventory_metrics"] "Unit fill rate" "件满足率" "units_filled / units_ordered" Fraction Higher "Silver, Pyke & Thomas 2017";
    OrderFillRate "order_fill_rate" "order_fill_rate" ["kpi.inventory_metrics"] "Order fill rate" "订单满足率" "orders_filled_complete / orders_total" Fraction Higher "Silver, Pyke & Thomas 2017";
    AverageInventory "average_inventory" "value" ["kpi.average_inventory"] "Average inventory" "平均库存" "mean of the observed values, or each weighted by the days that it held" Money Neutral "Silver, Pyke & Thomas 2017";
    PlatformRevenue "platform_revenue" "platform_revenue" ["kpi.take_rate"] "Platform revenue" "平台收入" "commission + service_fees + advertising" Money Neutral "Farris et al. 2010, Marketing Metrics";
    TakeRate "take_rate" "take_rate" ["kpi.take_rate"] "Take rate" "货币化率" "platform_revenue / gmv" Fraction Neutral "Alibaba 生意参谋, metric glossary";
    CommissionRate "commission_rate" "commission_rate" ["kpi.take_rate"] "Commission rate" "佣金率" "commission / gmv" Fraction Neutral "Alibaba 生意参谋, metric glossary";
    RepeatBuyers "repeat_buyers" "repeat_buyers" ["kpi.repurchase_metrics"] "Repeat buyers" "复购买家数" "buyers with 2 orders or more in the period" Count Higher "Alibaba 生意参谋, metric glossary";
    RepurchaseRate "repurchase_rate" "repurchase_rate" ["kpi.repurchase_metrics"] "Repurchase rate" "复购率" "repeat_buyers / buyers" Fraction Higher "Alibaba 生意参谋, metric glossary";
    RepeatOrders "repeat_orders" "repeat_orders" ["kpi.repurchase_metrics"] "Repeat orders" "复购订单数" "orders - buyers" Count Higher "Alibaba 生意参谋, metric glossary";
    RepeatOrderRate "repeat_order_rate" "repeat_order_rate" ["kpi.repurchase_metrics"] "Repeat order rate" "复购订单占比" "(orders - buyers) / orders" Fraction Higher "Alibaba 生意参谋, metric glossary";
    ReturningBuyers "returning_buyers" "returning_buyers" ["kpi.repurchase_metrics"] "Returning buyers" "老客数" "buyers who also bought in the 365 days before the period" Count Higher "Alibaba 生意参谋, metric glossary";
    NewBuyers "new_buyers" "new_buyers" ["kpi.repurchase_metrics"] "New buyers" "新客数" "buyers - returning_buyers" Count Higher "Alibaba 生意参谋, metric glossary";
    ReturningCustomerRate "returning_customer_rate" "returning_customer_rate" ["kpi.repurchase_metrics"] "Returning customer rate" "老客占比" "returning_buyers / buyers" Fraction Neutral "Alibaba 生意参谋, metric glossary";
    PurchaseFrequency "purchase_frequency" "purchase_frequency" ["kpi.repurchase_metrics"] "Purchase frequency" "购买频次" "orders / buyers" Number Higher "Farris et al. 2010, Marketing Metrics";
    MeanDaysBetweenOrders "mean_days_between_orders" "mean_days_between_orders" ["kpi.repurchase_metrics"] "Mean days between orders" "平均回购周期" "mean gap between consecutive orders of one customer" Days Lower "Alibaba 生意参谋, metric glossary";
    Csat "csat" "csat" ["kpi.csat"] "Customer satisfaction" "客户满意度" "responses in the top boxes / responses" Fraction Higher "Farris et al. 2010, Marketing Metrics";
    Nps "nps" "nps" ["kpi.nps"] "Net promoter score, as a fraction" "净推荐值" "(promoters - detractors) / n" Fraction Higher "Reichheld 2003";
    NpsPoints "nps_points" "nps_points" ["kpi.nps"] "Net promoter score" "净推荐值（分）" "100 x nps" Points Higher "Reichheld 2003";
    CesScore "ces_score" "mean" ["kpi.ces"] "Customer effort score" "客户费力度" "mean response, 1 to 7" Points Higher "Dixon, Freeman & Toman 2010 (CES 2.0)";
    EasyRate "easy_rate" "easy_rate" ["kpi.ces"] "Easy rate" "轻松占比" "responses of 5 or more / responses" Fraction Higher "Dixon, Freeman & Toman 2010 (CES 2.0)";
    RetainedCustomers "retained_customers" "retained_customers" ["kpi.retention_rate"] "Retained customers" "留存客户数" "end_customers - new_customers" Count Higher "Farris et al. 2010, Marketing Metrics";
    RetentionRate "retention_rate" "retention_rate" ["kpi.retention_rate"] "Retention rate" "留存率" "retained_customers / start_customers" Fraction Higher "Farris et al. 2010, Marketing Metrics";
    ChurnRate "churn_rate" "churn_rate" ["kpi.retention_rate"] "Churn rate" "流失率" "1 - retention_rate" Fraction Lower "Farris et al. 2010, Marketing Metrics";
    ExpectedLifetime "expected_lifetime" "expected_lifetime_periods" ["kpi.retention_rate", "kpi.customer_value"] "Expected lifetime" "预期生命周期" "1 / churn_rate" Periods Higher "Farris et al. 2010, Marketing Metrics";
    ValuePerPeriod "value_per_period" "value_per_period" ["kpi.customer_value"] "Margin per customer and period" "单期客户毛利" "average_order_value x purchase_frequency x gross_margin_rate" Money Higher "Farris et al. 2010, Marketing Metrics";
    Ltv "ltv" "ltv" ["kpi.customer_value"] "Lifetime value" "客户终身价值" "m (1 + d) / (1 + d - r), m the margin a period, r the retention, d the discount rate" Money Higher "Gupta & Lehmann 2003";
    LtvToCac "ltv_to_cac" "ltv_to_cac" ["kpi.customer_value"] "Lifetime value to acquisition cost" "LTV/CAC" "ltv / acquisition_cost" Number Higher "Farris et al. 2010, Marketing Metrics";
    PaybackPeriods "payback_periods" "payback_periods" ["kpi.customer_value"] "Payback time" "回本周期" "acquisition_cost / value_per_period" Periods Lower "Farris et al. 2010, Marketing Metrics";
    Cac "cac" "cac" ["kpi.cac"] "Customer acquisition cost" "获客成本" "(marketing_spend + sales_spend) / new_customers" Money Lower "Farris et al. 2010, Marketing Metrics";
    Ctr "ctr" "ctr" ["kpi.ad_metrics"] "Click-through rate" "点击率" "clicks / impressions" Fraction Higher "IAB, advertising glossary";
    Cpc "cpc" "cpc" ["kpi.ad_metrics"] "Cost per click" "单次点击成本" "spend / clicks" Money Lower "IAB, advertising glossary";
    Cpm "cpm" "cpm" ["kpi.ad_metrics"] "Cost per thousand impressions" "千次展示成本" "1000 x spend / impressions" Money Lower "IAB, advertising glossary";
    AdConversionRate "ad_conversion_rate" "conversion_rate" ["kpi.ad_metrics"] "Ad conversion rate" "广告转化率" "conversions / clicks" Fraction Higher "IAB, advertising glossary";
    Cpa "cpa" "cpa" ["kpi.ad_metrics"] "Cost per conversion" "单次转化成本" "spend / conversions" Money Lower "IAB, advertising glossary";
    Roas "roas" "roas" ["kpi.ad_metrics"] "Return on ad spend" "广告支出回报率" "revenue / spend" Number Higher "IAB, advertising glossary";
    Acos "acos" "acos" ["kpi.ad_metrics"] "Advertising cost of sales" "广告销售成本比" "spend / revenue" Fraction Lower "Amazon Ads help";
    Tacos "tacos" "tacos" ["kpi.ad_metrics"] "Total advertising cost of sales" "总广告销售成本比" "spend / total_sales" Fraction Lower "Amazon Ads help";
    BreakEvenRoas "break_even_roas" "break_even_roas" ["kpi.ad_metrics"] "Break-even ROAS" "盈亏平衡ROAS" "1 / gross_margin_rate" Number Lower "Farris et al. 2010, Marketing Metrics";
    BreakEvenAcos "break_even_acos" "break_even_acos" ["kpi.ad_metrics"] "Break-even ACOS" "盈亏平衡ACOS" "gross_margin_rate" Fraction Higher "Farris et al. 2010, Marketing Metrics";
    AdProfit "ad_profit" "profit" ["kpi.ad_metrics"] "Profit of a campaign" "广告利润" "revenue x gross_margin_rate - spend" Money Higher "Farris et al. 2010, Marketing Metrics";
    AbsoluteLift "absolute_lift" "absolute_lift" ["kpi.incrementality"] "Absolute lift" "绝对提升" "treatment_rate - control_rate" Fraction Higher "Gordon et al. 2019";
    RelativeLift "relative_lift" "relative_lift" ["kpi.incrementality"] "Relative lift" "相对提升" "absolute_lift / control_rate" Fraction Higher "Gordon et al. 2019";
    IncrementalConversions "incremental_conversions" "incremental_conversions" ["kpi.incrementality"] "Incremental conversions" "增量转化数" "absolute_lift x treatment_size" Number Higher "Gordon et al. 2019";
    CostPerIncrementalConversion "cost_per_incremental_conversion" "cost_per_incremental_conversion" ["kpi.incrementality"] "Cost per incremental conversion" "单次增量转化成本" "spend / incremental_conversions" Money Lower "Gordon et al. 2019";
    IncrementalRoas "incremental_roas" "incremental_roas" ["kpi.incrementality"] "Incremental ROAS" "增量ROAS" "incremental_conversions x value_per_conversion / spend" Number Higher "Gordon et al. 2019";
    AbsoluteChange "absolute_change" "absolute_change" ["kpi.period_change"] "Change" "变化额" "current - previous" Money Higher "Farris et al. 2010, Marketing Metrics";
    RelativeChange "relative_change" "relative_change" ["kpi.period_change"] "Relative change (環比, 同比)" "变化率（环比、同比）" "(current - previous) / |previous|" Fraction Higher "Farris et al. 2010, Marketing Metrics";
    CompoundGrowthRate "compound_growth_rate" "rate" ["kpi.compound_growth_rate"] "Compound growth rate" "复合增长率" "(last / first)^(1 / periods) - 1" Fraction Higher "Farris et al. 2010, Marketing Metrics";
    TargetAttainment "target_attainment" "attainment" ["kpi.target_status"] "Attainment" "目标达成率" "actual / target" Fraction Neutral "Farris et al. 2010, Marketing Metrics";
    TargetGap "target_gap" "gap" ["kpi.target_status"] "Gap to target" "目标差距" "(actual - target) / |target|, the sign turned where lower is better" Fraction Higher "Farris et al. 2010, Marketing Metrics";
    Hhi "hhi" "hhi" ["kpi.concentration"] "Herfindahl-Hirschman index" "赫芬达尔指数" "sum of squared shares" Fraction Lower "Herfindahl 1950";
    Gini "gini" "gini" ["kpi.concentration"] "Gini coefficient" "基尼系数" "sum of (2i - n - 1) x_(i) / (n sum x)" Fraction Lower "Gini 1912";
    TopShare "top_share" "top_share" ["kpi.concentration"] "Share of the top" "头部占比" "sum of the largest ceil(n x top_fraction) values / total" Fraction Lower "Farris et al. 2010, Marketing Metrics";
    EffectiveNumber "effective_number" "effective_number" ["kpi.concentration"] "Effective number" "有效数量" "1 / hhi" Number Higher "Hill 1973";
    Visitors "visitors" "visitors" ["kpi.channel_comparison"] "Visitors" "访客数" "visitors of the channel" Count Higher "Alibaba 生意参谋, metric glossary";
    ConversionRate "conversion_rate" "conversion_rate" ["kpi.channel_comparison"] "Conversion rate" "转化率" "orders / visitors" Fraction Higher "Alibaba 生意参谋, metric glossary";
    TrafficShare "traffic_share" "traffic_share" ["kpi.channel_comparison"] "Share of traffic" "流量占比" "visitors / visitors of all channels" Fraction Neutral "Alibaba 生意参谋, metric glossary";
    ConversionIndex "conversion_index" "conversion_index" ["kpi.channel_comparison"] "Conversion index" "转化指数" "conversion_rate / conversion_rate of all channels" Number Higher "Alibaba 生意参谋, metric glossary";
}

#[cfg(test)]
mod tests {
    use super::KpiId;
    use std::collections::BTreeSet;

    #[test]
    fn ids_and_keys_are_unique_and_every_text_is_there() {
        let (mut ids, mut keys) = (BTreeSet::new(), BTreeSet::new());
        for id in KpiId::ALL {
            let metric = id.metric();
            assert_eq!(serde_json::to_value(id).unwrap(), id.as_str());
            assert!(ids.insert(id.as_str()), "{id} is there twice");
            for op in metric.ops {
                assert!(keys.insert((*op, metric.key)), "{op} {} is there twice", metric.key);
                assert_eq!(KpiId::of(op, metric.key), Some(*id));
            }
            for text in [metric.name, metric.name_zh, metric.formula, metric.source] {
                assert!(!text.trim().is_empty(), "{id} lacks a text");
            }
            assert!(!metric.name_zh.is_ascii() || metric.name_zh == "LTV/CAC", "{id}: {}", metric.name_zh);
        }
    }
}
