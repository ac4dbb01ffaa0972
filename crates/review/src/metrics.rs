//! What is each figure called, in what unit, how is it defined, and over what? One list for the JSON, the tables and the report.

use crate::cube::Sales;
use mercato_core::Decimal;
use mercato_kpi::{KpiId, SalesFigures};
use serde_json::{Map, Value, json};

/// The value of a figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Figure {
    Money(Option<Decimal>),
    Rate(Option<f64>),
    Number(Option<f64>),
    Count(u64),
}

impl Figure {
    /// As JSON: money as a decimal string.
    pub(crate) fn json(self) -> Value {
        match self {
            Self::Money(value) => value.map_or(Value::Null, |value| json!(value.to_string())),
            Self::Rate(value) | Self::Number(value) => json!(value),
            Self::Count(value) => json!(value),
        }
    }

    /// For a CSV file: plain, empty where there is none.
    pub(crate) fn plain(self) -> String {
        match self {
            Self::Money(value) => value.map_or_else(String::new, |value| value.to_string()),
            Self::Rate(value) | Self::Number(value) => value.map_or_else(String::new, |value| value.to_string()),
            Self::Count(value) => value.to_string(),
        }
    }

    /// For people.
    pub(crate) fn shown(self) -> String {
        let missing = || "\u{2013}".to_owned();
        match self {
            Self::Money(value) => value.map_or_else(missing, crate::format::amount),
            Self::Rate(value) => value.map_or_else(missing, crate::format::fine_percent),
            Self::Number(value) => value.map_or_else(missing, |value| crate::format::decimals(value, 2)),
            Self::Count(value) => crate::format::count(value),
        }
    }

    pub(crate) fn unit(self, currency: &str) -> String {
        match self {
            Self::Money(_) => currency.to_owned(),
            Self::Rate(_) => "fraction".into(),
            Self::Number(_) => "number".into(),
            Self::Count(_) => "count".into(),
        }
    }
}

/// A figure of a sales summary: what it is, by the catalogue of the metrics, and where it stands.
pub(crate) struct Metric {
    id: KpiId,
    /// The keys of the counts behind it.
    behind: &'static [&'static str],
    pub(crate) of: fn(&SalesFigures) -> Figure,
}

impl Metric {
    pub(crate) const fn key(&self) -> &'static str {
        self.id.metric().key
    }

    pub(crate) const fn name(&self) -> &'static str {
        self.id.metric().name
    }

    pub(crate) const fn definition(&self) -> &'static str {
        self.id.metric().formula
    }
}

macro_rules! metrics {
    ($($id:ident $kind:ident $key:ident [$($behind:literal),*],)*) => {
        /// The figures of a sales summary, in the order in which they are shown.
        pub(crate) const METRICS: [Metric; 22] = [$(Metric {
            id: KpiId::$id,
            behind: &[$($behind),*],
            of: |figures| metrics!(@ $kind figures.$key),
        }),*];
    };
    (@ money $value:expr) => { Figure::Money(Some($value)) };
    (@ maybe $value:expr) => { Figure::Money($value) };
    (@ rate $value:expr) => { Figure::Rate($value) };
    (@ number $value:expr) => { Figure::Number($value) };
    (@ count $value:expr) => { Figure::Count($value) };
}

metrics! {
    Gmv money gmv ["lines"],
    GrossSales money gross_sales ["lines", "orders"],
    Discounts money discounts ["lines"],
    Returns money returns ["returned_units"],
    NetSales money net_sales ["lines", "orders"],
    IdentifiedNetSales money identified_net_sales ["buyers"],
    Cogs maybe cogs ["lines"],
    GrossProfit maybe gross_profit ["lines"],
    GrossMarginRate rate gross_margin_rate ["lines"],
    Orders count orders ["lines"],
    CancelledOrders count cancelled_orders ["lines"],
    Units count units ["lines"],
    ReturnedUnits count returned_units ["lines"],
    Buyers count buyers ["orders"],
    AverageOrderValue maybe average_order_value ["orders"],
    RevenuePerBuyer maybe revenue_per_buyer ["buyers"],
    AverageSellingPrice maybe average_selling_price ["units"],
    UnitsPerTransaction number units_per_transaction ["units", "orders"],
    DiscountRate rate discount_rate ["lines"],
    UnitReturnRate rate unit_return_rate ["returned_units", "units"],
    RefundRate rate refund_rate ["returned_units", "units"],
    CancellationRate rate cancellation_rate ["cancelled_orders", "orders"],
}

/// A figure with everything that it takes to be understood alone.
#[allow(clippy::needless_pass_by_value, reason = "the callers build the values for this call")]
pub(crate) fn entry(value: Value, unit: &str, definition: &str, counts: Value) -> Value {
    json!({"value": value, "unit": unit, "definition": definition, "counts": counts})
}

/// All figures of a sales summary by their keys.
pub(crate) fn sales(sales: &Sales, currency: &str) -> Value {
    let mut all = Map::new();
    for metric in METRICS {
        let figure = (metric.of)(&sales.figures);
        let counts: Map<String, Value> = metric
            .behind
            .iter()
            .map(|key| {
                let of =
                    METRICS.iter().find(|metric| metric.key() == *key).map(|metric| (metric.of)(&sales.figures).json());
                ((*key).to_owned(), of.unwrap_or_else(|| json!(sales.lines)))
            })
            .collect();
        all.insert(
            metric.key().into(),
            entry(figure.json(), &figure.unit(currency), metric.definition(), counts.into()),
        );
    }
    all.into()
}
