//! The catalogue of metrics against the operations: each metric is in the answers of its operations, and an answer that is a
//! metric is in the catalogue.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests stop where their set-up fails")]

use mercato_kpi::KpiId;
use serde_json::Value;
use std::collections::BTreeSet;

/// Every key of an object in `value`, however deep, that holds a figure or its absence.
fn keys(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                if matches!(value, Value::Object(_) | Value::Array(_)) {
                    keys(value, found);
                } else {
                    found.insert(key.clone());
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

/// The keys of an operation's example outputs, which state every key there is.
fn output_keys(name: &str) -> BTreeSet<String> {
    let op = mercato_ops::find(name).unwrap_or_else(|error| panic!("{error}"));
    let mut found = BTreeSet::new();
    for example in op.examples {
        let mut output = Vec::new();
        op.call(example.input.as_bytes(), &mut output).unwrap();
        keys(&serde_json::from_slice(&output).unwrap(), &mut found);
    }
    found
}

#[test]
fn every_metric_is_in_the_answers_of_its_operations() {
    for id in KpiId::ALL {
        let metric = id.metric();
        for op in metric.ops {
            assert!(output_keys(op).contains(metric.key), "{id}: no key {} in the answers of {op}", metric.key);
        }
    }
}

/// Operations whose answers are metrics, and the keys of them that are none: names, places in a list, what was given, intervals
/// and tests of the metric beside it.
#[test]
fn every_figure_of_a_metric_operation_is_in_the_catalogue() {
    for (op, others) in [
        ("kpi.traffic_metrics", &[][..]),
        ("kpi.sessionize", &[]),
        ("kpi.funnel", &["name", "count", "largest_drop_off"]),
        ("kpi.event_funnel", &["name", "visitors"]),
        ("kpi.sales_summary", &["key"]),
        ("kpi.contribution_margin", &["channel", "rank"]),
        ("kpi.inventory_metrics", &[]),
        ("kpi.average_inventory", &[]),
        ("kpi.take_rate", &[]),
        ("kpi.repurchase_metrics", &[]),
        ("kpi.csat", &["n", "mean", "satisfied", "lower", "upper"]),
        ("kpi.nps", &["n", "promoters", "passives", "detractors", "standard_error", "lower", "upper"]),
        ("kpi.ces", &["n", "easy"]),
        ("kpi.retention_rate", &[]),
        ("kpi.customer_value", &[]),
        ("kpi.cac", &[]),
        ("kpi.ad_metrics", &[]),
        ("kpi.incrementality", &["treatment_rate", "control_rate", "z", "p_value", "lower", "upper"]),
        ("kpi.period_change", &["direction"]),
        ("kpi.compound_growth_rate", &[]),
        ("kpi.target_status", &["status"]),
        ("kpi.concentration", &["total"]),
        ("kpi.channel_comparison", &["channel", "z", "p_value", "p_adjusted", "rating"]),
    ] {
        let known: BTreeSet<&str> = KpiId::ALL
            .iter()
            .map(|id| id.metric())
            .filter(|metric| metric.ops.contains(&op))
            .map(|metric| metric.key)
            .chain(others.iter().copied())
            .collect();
        for key in output_keys(op) {
            assert!(known.contains(key.as_str()), "{op}: {key} is in no catalogue");
        }
    }
}
