//! A catalogue's plan against the formulas, and the columns against the items.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_cmp,
    reason = "tests state their facts plainly and stop where their set-up fails"
)]

use mercato_core::{Coded, ErrorCode};
use mercato_inventory::{
    PlanBatchInput, PlanBatchItem, PlanBatchOutcome, PlanColumns, PlanColumnsOutput, plan_batch, plan_columns,
};
use proptest::prelude::*;

fn item() -> PlanBatchItem {
    PlanBatchItem {
        id: "a".into(),
        demand_mean_per_day: 10.0,
        demand_sd_per_day: 3.0,
        lead_time_days: 16.0,
        lead_time_sd_days: Some(2.0),
        fixed_cost: 73.0,
        unit_cost: 4.0,
        holding_rate: 0.25,
        service_level: 0.95,
    }
}

fn outcome(item: PlanBatchItem) -> Result<[f64; 4], (String, String)> {
    match plan_batch(&PlanBatchInput { items: vec![item] }).unwrap().items.remove(0) {
        PlanBatchOutcome::Planned { order_quantity, safety_stock, reorder_point, annual_cost, .. } => {
            Ok([order_quantity, safety_stock, reorder_point, annual_cost])
        }
        PlanBatchOutcome::Failed { error, message, .. } => Err((error, message)),
    }
}

#[test]
fn a_plan_is_the_economic_lot_and_the_safety_stock() {
    let [lot, safety, point, cost] = outcome(item()).unwrap();
    // √(16 · 9 + 100 · 4) = √544; the 95 % point of the normal distribution is 1.6448536269514722.
    let stock = 1.644_853_626_951_472_2 * 544_f64.sqrt();
    assert!((lot - 730.0).abs() < 1e-10 && (safety - stock).abs() < 1e-12);
    assert!((point - (160.0 + stock)).abs() < 1e-12 && (cost - (730.0 + stock)).abs() < 1e-10);
    let [lot, _, point, _] = outcome(PlanBatchItem { demand_mean_per_day: 0.0, ..item() }).unwrap();
    assert_eq!(lot, 0.0);
    assert!((point - 1.644_853_626_951_472_2 * 12.0).abs() < 1e-12);
}

#[test]
fn large_figures_whose_plan_is_finite_are_planned() {
    let far = PlanBatchItem { fixed_cost: 1e300, demand_mean_per_day: 1e300, lead_time_days: 0.0, ..item() };
    let [lot, ..] = outcome(PlanBatchItem { lead_time_sd_days: None, ..far }).unwrap();
    assert!((lot / (730.0_f64.sqrt() * 1e300) - 1.0).abs() < 1e-12);
}

#[test]
fn a_bad_item_fails_alone_and_says_why() {
    for (bad, code, field) in [
        (PlanBatchItem { service_level: 1.0, ..item() }, "invalid_argument", "service_level: 1 "),
        (PlanBatchItem { unit_cost: 0.0, ..item() }, "invalid_argument", "unit_cost: 0 "),
        (PlanBatchItem { holding_rate: f64::INFINITY, ..item() }, "invalid_argument", "holding_rate: inf "),
        (PlanBatchItem { demand_mean_per_day: f64::NAN, ..item() }, "invalid_argument", "demand_mean_per_day: NaN "),
        (PlanBatchItem { lead_time_sd_days: Some(-1.0), ..item() }, "invalid_argument", "lead_time_sd_days: -1 "),
        (PlanBatchItem { lead_time_days: 1e308, ..item() }, "overflow", "plan: "),
        (PlanBatchItem { unit_cost: 1e-200, holding_rate: 1e-200, ..item() }, "overflow", "plan: "),
    ] {
        let (error, message) = outcome(bad).unwrap_err();
        assert_eq!(error, code);
        assert!(message.starts_with(field), "{message}");
    }
    let answer = plan_batch(&PlanBatchInput { items: vec![PlanBatchItem { fixed_cost: -1.0, ..item() }, item()] });
    assert!(matches!(answer.unwrap().items[1], PlanBatchOutcome::Planned { .. }));
}

#[test]
fn what_is_written_is_read_back() {
    let input = PlanBatchInput { items: vec![item(), PlanBatchItem { service_level: 2.0, ..item() }] };
    let plan = plan_batch(&input).unwrap();
    let text = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<mercato_inventory::PlanBatch>(&text).unwrap(), plan);
}

/// Plans items by columns.
fn columns_of(items: &[PlanBatchItem]) -> (usize, [Vec<f64>; 4], Vec<Option<ErrorCode>>) {
    let column = |figure: &dyn Fn(&PlanBatchItem) -> f64| items.iter().map(figure).collect::<Vec<f64>>();
    let inputs = [
        column(&|i| i.demand_mean_per_day),
        column(&|i| i.demand_sd_per_day),
        column(&|i| i.lead_time_days),
        column(&|i| i.lead_time_sd_days.unwrap_or(0.0)),
        column(&|i| i.fixed_cost),
        column(&|i| i.unit_cost),
        column(&|i| i.holding_rate),
        column(&|i| i.service_level),
    ];
    let mut outputs: [Vec<f64>; 4] = std::array::from_fn(|_| vec![f64::NAN; items.len()]);
    let mut error = vec![None; items.len()];
    let [order_quantity, safety_stock, reorder_point, annual_cost] = &mut outputs;
    let failed = plan_columns(
        &PlanColumns {
            demand_mean_per_day: &inputs[0],
            demand_sd_per_day: &inputs[1],
            lead_time_days: &inputs[2],
            lead_time_sd_days: &inputs[3],
            fixed_cost: &inputs[4],
            unit_cost: &inputs[5],
            holding_rate: &inputs[6],
            service_level: &inputs[7],
        },
        PlanColumnsOutput { order_quantity, safety_stock, reorder_point, annual_cost, error: &mut error },
    )
    .unwrap();
    (failed, outputs, error)
}

#[test]
fn columns_of_different_lengths_are_refused() {
    let one = [1.0];
    let columns = PlanColumns {
        demand_mean_per_day: &one,
        demand_sd_per_day: &one,
        lead_time_days: &one,
        lead_time_sd_days: &[],
        fixed_cost: &one,
        unit_cost: &one,
        holding_rate: &one,
        service_level: &one,
    };
    let output = PlanColumnsOutput {
        order_quantity: &mut [0.0],
        safety_stock: &mut [0.0],
        reorder_point: &mut [0.0],
        annual_cost: &mut [0.0],
        error: &mut [None],
    };
    let error = plan_columns(&columns, output).unwrap_err();
    assert_eq!((error.code(), error.path()), (ErrorCode::InvalidArgument, Some("lead_time_sd_days")));
}

/// Many items, so that threads have pieces of different lengths.
#[test]
fn columns_agree_with_items_in_every_piece() {
    let items: Vec<PlanBatchItem> = (0..10_001_u32)
        .map(|i| PlanBatchItem {
            demand_mean_per_day: f64::from(i % 37),
            service_level: f64::from(i % 101) / 100.0,
            ..item()
        })
        .collect();
    let (failed, outputs, errors) = columns_of(&items);
    assert_eq!(failed, items.iter().filter(|i| i.service_level == 0.0 || i.service_level == 1.0).count());
    for (index, item) in items.into_iter().enumerate() {
        match outcome(item) {
            Ok(figures) => assert_eq!(std::array::from_fn(|k| outputs[k][index]), figures),
            Err(_) => assert_eq!((outputs[0][index], errors[index]), (0.0, Some(ErrorCode::InvalidArgument))),
        }
    }
}

fn any_figure() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>(),
        0.0..1.0_f64,
        0.0..1e6_f64,
        Just(1e308),
        Just(-0.0),
        Just(5e-324),
        Just(f64::NAN),
        Just(f64::INFINITY)
    ]
}

proptest! {
    #[test]
    fn no_figure_leaves_a_plan_that_is_not_finite(f in proptest::collection::vec(any_figure(), 8)) {
        let item = PlanBatchItem {
            id: String::new(),
            demand_mean_per_day: f[0],
            demand_sd_per_day: f[1],
            lead_time_days: f[2],
            lead_time_sd_days: Some(f[3]),
            fixed_cost: f[4],
            unit_cost: f[5],
            holding_rate: f[6],
            service_level: f[7],
        };
        match outcome(item) {
            Ok(figures) => prop_assert!(figures.iter().all(|figure| figure.is_finite())),
            Err((code, _)) => prop_assert!(code == "invalid_argument" || code == "overflow"),
        }
    }
}
