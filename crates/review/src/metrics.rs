//! What is each figure called, in what unit, how is it defined, and over what? One list for the JSON, the tables and the report.

use crate::cube::Sales;
use mercato_core::Decimal;
use mercato_kpi::SalesFigures;
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

/// A figure of a sales summary.
pub(crate) struct Metric {
    pub(crate) key: &'static str,
    pub(crate) name: &'static str,
    pub(crate) definition: &'static str,
    /// The counts behind it.
    pub(crate) behind: &'static [&'static str],
    pub(crate) of: fn(&SalesFigures) -> Figure,
}

macro_rules! metrics {
    ($($key:ident $kind:ident $name:literal $definition:literal [$($behind:literal),*],)*) => {
        /// The figures of a sales summary, in the order in which they are shown.
        pub(crate) const METRICS: [Metric; 22] = [$(Metric {
            key: stringify!($key),
            name: $name,
            definition: $definition,
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
    gmv money "GMV" "value of what was ordered, cancelled or not, before discounts: sum of quantity x unit price" ["lines"],
    gross_sales money "Gross sales" "value of completed lines before discounts and returns: sum of quantity x unit price" ["lines", "orders"],
    discounts money "Discounts" "sum of the line discounts on completed lines" ["lines"],
    returns money "Returns" "value of what came back, after its share of the discounts: returned quantity x (unit price - discount / quantity), and the value of return lines" ["returned_units"],
    net_sales money "Net sales" "gross sales - discounts - returns" ["lines", "orders"],
    identified_net_sales money "Net sales of known customers" "net sales of the lines that name a customer" ["buyers"],
    cogs maybe "Cost of goods sold" "(quantity - returned quantity) x unit cost; null if a line that counts has no cost" ["lines"],
    gross_profit maybe "Gross profit" "net sales - cost of goods sold" ["lines"],
    gross_margin_rate rate "Gross margin" "gross profit / net sales" ["lines"],
    orders count "Orders" "distinct orders with a completed line" ["lines"],
    cancelled_orders count "Cancelled orders" "distinct orders with a cancelled line and no completed one" ["lines"],
    units count "Units" "sum of the quantity of completed lines" ["lines"],
    returned_units count "Returned units" "units that came back: returned quantities, and the quantity of return lines" ["lines"],
    buyers count "Buyers" "distinct customers of completed lines" ["orders"],
    average_order_value maybe "Average order value" "(gross sales - discounts) / orders" ["orders"],
    revenue_per_buyer maybe "Revenue per buyer" "(gross sales - discounts) of the lines that name a customer / buyers" ["buyers"],
    average_selling_price maybe "Average selling price" "(gross sales - discounts) / units" ["units"],
    units_per_transaction number "Units per order" "units / orders" ["units", "orders"],
    discount_rate rate "Discount rate" "discounts / gross sales" ["lines"],
    unit_return_rate rate "Unit return rate" "returned units / units" ["returned_units", "units"],
    refund_rate rate "Refund rate" "returns / (gross sales - discounts)" ["returned_units", "units"],
    cancellation_rate rate "Cancellation rate" "cancelled orders / (orders + cancelled orders)" ["cancelled_orders", "orders"],
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
                    METRICS.iter().find(|metric| metric.key == *key).map(|metric| (metric.of)(&sales.figures).json());
                ((*key).to_owned(), of.unwrap_or_else(|| json!(sales.lines)))
            })
            .collect();
        all.insert(metric.key.into(), entry(figure.json(), &figure.unit(currency), metric.definition, counts.into()));
    }
    all.into()
}
