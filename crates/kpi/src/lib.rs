#![doc = include_str!("../README.md")]

mod accumulator;
pub mod advertising;
pub mod anomaly;
pub mod batch;
pub mod bayes;
pub mod channel_comparison;
mod check;
pub mod clean;
mod codec;
pub mod concentration;
pub mod conversion;
pub mod customer;
pub mod distinct;
mod error;
pub mod event_funnel;
pub mod funnel;
pub mod growth;
pub mod incrementality;
mod instant;
mod intern;
pub mod inventory;
mod level;
pub mod line;
pub mod lmdi;
mod logarithm;
pub mod margin;
pub mod mean;
pub mod metric;
pub mod mix_rate;
pub mod moments;
pub mod multiple_testing;
pub mod period;
pub mod price_volume_mix;
pub mod proportion;
pub mod quantiles;
mod quantity;
pub mod ratio;
pub mod raw;
pub mod repurchase;
pub mod sales;
mod sales_part;
mod sample;
pub mod sample_ratio;
pub mod sample_size;
pub mod sequential;
pub mod session;
#[cfg(feature = "sketches")]
pub mod sketches;
mod sum;
pub mod survey;
pub mod take_rate;
pub mod target;
pub mod traffic;
pub mod two_proportion;
pub mod welch;

pub use accumulator::{Accumulator, Count, ExactDistinct};
pub use advertising::{AdInput, AdMetrics, ad_metrics};
pub use anomaly::{AnomalyFlags, AnomalyFlagsInput, AnomalyMethod, anomaly_flags};
pub use bayes::{BayesianAbTest, BayesianAbTestInput, bayesian_ab_test};
pub use channel_comparison::{
    ChannelComparison, ChannelComparisonInput, ChannelFigures, ChannelRating, ChannelTotal, ComparedChannel,
    channel_comparison,
};
pub use clean::{
    CleanOrdersInput, CleanRow, CleanedOrders, CleaningRules, OrderCleaner, OrderRow, Reason, ReasonCount, Reasons,
    RowField, RowIssue, clean_orders,
};
pub use concentration::{Concentration, ConcentrationInput, concentration};
pub use conversion::{ConvertAndSumInput, ConvertedSum, ForeignAmount, convert_and_sum};
pub use customer::{
    Cac, CacInput, CustomerValue, CustomerValueInput, RetentionInput, RetentionRate, cac, customer_value,
    retention_rate,
};
pub use distinct::{DistinctCount, DistinctCountInput, DistinctMethod, distinct_count};
pub use error::KpiError;
pub use event_funnel::{EventFunnel, EventFunnelInput, EventFunnelStep, FunnelAccumulator, FunnelEvent, event_funnel};
pub use funnel::{FunnelInput, FunnelReport, FunnelStep, FunnelStepReport, funnel};
pub use growth::{
    ChangeSeries, ChangeSeriesInput, CompoundGrowth, CompoundGrowthInput, change_series, compound_growth_rate,
};
pub use incrementality::{Incrementality, IncrementalityInput, incrementality};
pub use inventory::{
    AverageInventory, AverageInventoryInput, AverageMethod, InventoryInput, InventoryMetrics, StockObservation,
    average_inventory, inventory_metrics,
};
pub use level::Alternative;
pub use line::{LineStatus, OrderLine, OrderLineRef};
pub use lmdi::{LmdiDecomposition, LmdiEffect, LmdiForm, LmdiInput, LmdiSegment, lmdi};
pub use margin::{
    ChannelCosts, ChannelPnl, ContributionMargin, ContributionMarginInput, TotalPnl, contribution_margin,
};
pub use mean::{MeanInterval, MeanIntervalInput, mean_interval};
pub use metric::{BetterDirection, KpiId, Metric, Unit};
pub use mix_rate::{
    MixRateDecomposition, MixRateEffect, MixRateInput, MixRateMethod, MixRateSegment, mix_rate_decomposition,
};
pub use moments::{Moments, MomentsMergeInput, MomentsSummary, moments_merge};
pub use multiple_testing::{AdjustPValuesInput, AdjustedPValues, Adjustment, adjust_p_values};
pub use period::{
    ChangeDirection, Comparison, ComparisonPeriodInput, Period, PeriodChange, PeriodChangeInput, comparison_period,
    period_change,
};
pub use price_volume_mix::{PriceVolumeMix, PriceVolumeMixInput, PvmItem, price_volume_mix};
pub use proportion::{ProportionInterval, ProportionIntervalInput, ProportionMethod, proportion_interval};
pub use quantiles::{QuantileMethod, Quantiles, QuantilesInput, quantiles};
pub use quantity::ExactNumber;
pub use ratio::{Ratio, RatioInput, ZeroDenominator, ZeroReason, ratio};
pub use raw::{RawField, RawOrderRow, RawValue};
pub use repurchase::{CustomerOrder, CustomerOrders, RepurchaseInput, RepurchaseMetrics, repurchase_metrics};
pub use sales::{GroupBy, SalesAccumulator, SalesFigures, SalesGroup, SalesSummary, SalesSummaryInput, sales_summary};
pub use sales_part::SalesPart;
pub use sample_ratio::{SampleRatioMismatch, SampleRatioMismatchInput, sample_ratio_mismatch};
pub use sample_size::{SampleSizeTwoProportions, SampleSizeTwoProportionsInput, sample_size_two_proportions};
pub use sequential::{AlwaysValidTest, AlwaysValidTestInput, always_valid_test};
pub use session::{SessionAccumulator, SessionEvent, SessionMetrics, SessionizeInput, sessionize};
#[cfg(feature = "sketches")]
pub use sketches::{FiveNumbers, HllDistinct, TDigest};
pub use sum::SumDecimal;
pub use survey::{Ces, CesInput, Csat, CsatInput, Nps, NpsInput, ces, csat, nps};
pub use take_rate::{TakeRate, TakeRateInput, take_rate};
pub use target::{TargetDirection, TargetInput, TargetStatus, TrafficLight, target_status};
pub use traffic::{TrafficInput, TrafficMetrics, traffic_metrics};
pub use two_proportion::{DifferenceMethod, TwoProportionTest, TwoProportionTestInput, two_proportion_test};
pub use welch::{WelchTTest, WelchTTestInput, welch_t_test};
